"""
Who stands as the subject of a reporting verb: a stretch of its sentence. Part of the step `voices`.

The stretch is found from the verb leftwards, from comma to comma: names, then what describes
them ("Chen Xu, China's Permanent Representative to the UN Office at Geneva, said").
"""

from typing import NamedTuple

from analysis.attribution.english import (AUXILIARIES, CAUSES, COORDINATORS, DETERMINERS, PLURAL_VERBS, PRESENT_VERBS, PREPOSITIONS,
                              QUESTION_WORDS, RELATIVES, SUBJECT_PRONOUNS,
                              SUBORDINATORS, TIME_WORDS, is_adverb, looks_past)
from analysis.attribution.phrases import (LONGEST, SAID, chunk_start, comma_start, has_verb, is_aside, is_description, is_person,
                              is_verb)

INHERITING = COORDINATORS | SUBORDINATORS | PREPOSITIONS | {"", ",", "-", "—", "–", "as"}
MOST_CHUNKS = 8         # stretches between commas that are looked through for a name
CAUSING = frozenset("""invited asked urged allowed enabled encouraged helped wanted expected ordered told forced led
    inspired persuaded instructed called""".split())
ISSUED = frozenset("statement letter message post tweet email note speech article interview memo release remarks".split())
DASHES = frozenset("—–-")
REFLEXIVES = frozenset("himself herself itself themselves".split())
COUNTED = frozenset("half a one two three four five six seven eight nine ten dozens hundreds thousands".split())
KEEPING = frozenset("keeps keep kept stopped stops started starts remembers remembered recalls recalled".split())
LEADS = COORDINATORS | SUBORDINATORS | QUESTION_WORDS - {"who", "which"}
POINTING = frozenset("last next this that late early earlier".split())
DAYS = frozenset("today yesterday tomorrow tonight".split())
NO_LEADS = frozenset("both all each first last long once".split())
QUOTING = frozenset("quoted quotes quoting cited cites citing".split())


class Subject(NamedTuple):
    """Tokens `first` to `last` name who speaks; the clause begins at `start`, the verb at `verb`."""

    first: int
    last: int
    start: int
    verb: int


def find_subject(unit, cue, earlier):
    """
    The subject of a cue, or None. `earlier` are (cue, subject) pairs to its left: a participle
    or a coordinated verb has the subject of the verb before it.
    """
    found = subject_of(unit, cue, earlier)
    if found and cue.form == "participle" and found.last - 1 > found.first and unit.low[found.last - 1] in KEEPING:
        found = found._replace(last=found.last - 1)         # 'Ana Ruiz keeps saying'
    if found and found.last - 1 > found.first and unit.low[found.last - 1] in REFLEXIVES:
        found = found._replace(last=found.last - 1)         # 'Tom Lee himself'
    while found and found.last - 1 > found.first and unit.low[found.last - 1] in AUXILIARIES \
            and not unit.is_name(found.last - 1):           # May, Will
        found = found._replace(last=found.last - 1)         # 'Ana Ruiz has, however, said'
    if found and found.last - 2 > found.first and unit.low[found.first].isdigit() and unit.low[found.first + 1] in (".", ")"):
        found = found._replace(first=found.first + 2)       # '12. The President'
    while found and found.last - 1 > found.first and leads(unit, found.first):
        found = found._replace(first=found.first + 1)       # 'That is why the mayor', 'Last week the mayor'
    return found


def leads(unit, number):
    """Whether a token in front of a subject is no part of it: 'But', 'why', 'last week'."""
    low, before, after = unit.low[number], unit.at(number - 1), unit.at(number + 1)
    if low in TIME_WORDS:
        return before in POINTING or low in DAYS
    if low in POINTING and after in TIME_WORDS or low in LEADS or low in AUXILIARIES and number == 0:
        return True
    if low in SUBJECT_PRONOUNS and after in ("a", "an", "the"):
        return True                         # 'when he sent a telegram telling …', with the verb unread
    return is_adverb(low) and low not in NO_LEADS and not (number and unit.is_name(number))


def subject_of(unit, cue, earlier):
    """The subject as the form of the cue asks for it; a helper verb may still hang on its end."""
    left, before = cue.left, unit.at(cue.left)
    if cue.form == "impersonal":
        return None
    if cue.form == "participle":
        return subject_of_participle(unit, cue, earlier)
    if cue.form == "infinitive":
        return subject_of_infinitive(unit, cue, earlier)
    if before in ("me", "us", "you") and unit.at(left - 1) in CAUSES:
        return Subject(left, left + 1, max(left - 1, 0), cue.first)
    if before in COORDINATORS or left < 0:
        return inherit(unit, cue, earlier)
    if before in RELATIVES:
        end = left - 1 - (unit.at(left - 1) == ",")
        found = noun_phrase(unit, end, cue.first)
        return found and found._replace(start=left)
    return noun_phrase(unit, left, cue.first)


def subject_of_participle(unit, cue, earlier):
    """', adding that': the subject of the clause before; 'with Boswell stating': Boswell."""
    before = unit.at(cue.left)
    quoted = next((back for back in range(cue.left - 1, max(cue.left - 9, 0), -1) if unit.low[back] in QUOTING), None)
    if before == "as" and quoted is not None and unit.at(quoted + 1) == "by":
        return inherit(unit, cue, [])                                   # 'was quoted by the BBC as saying'
    if before == "as" and quoted == cue.left - 1:
        be = next((back for back in range(quoted - 1, max(quoted - 4, -1), -1) if unit.low[back] not in AUXILIARIES
                   and not is_adverb(unit.low[back])), None)
        return noun_phrase(unit, be, cue.first) if be is not None and unit.is_name(be) else inherit(unit, cue, [])
    if before == "as" and quoted is not None and quoted + 1 < cue.left:
        return Subject(quoted + 1, cue.left, comma_start(unit, quoted), cue.first)       # 'quoted Tom Lee as saying'
    if before in INHERITING or before in ISSUED or cue.left in unit.pair:
        return inherit(unit, cue, earlier)
    start = comma_start(unit, cue.left)
    for number in range(cue.left, start - 1, -1):
        if unit.low[number] == "with":
            return Subject(number + 1, cue.left + 1, number, cue.first)
    return noun_phrase(unit, cue.left, cue.first)


def subject_of_infinitive(unit, cue, earlier):
    """'invited representatives to share': representatives; 'wanted to say': who wanted."""
    end = cue.left - 1
    if end < 0 or looks_past(unit.low[end]) or unit.low[end] in AUXILIARIES or is_adverb(unit.low[end]):
        return inherit(unit, cue, earlier)
    if not unit.is_name(end) and (unit.at(end - 1) in SUBJECT_PRONOUNS - RELATIVES or unit.is_name(end - 1)):
        return noun_phrase(unit, end - 1, cue.first)        # 'she wants to know'
    first = end
    while first > 0 and unit.low[first - 1] not in ",;:" and not is_verb(unit, first - 1):
        first -= 1
    if unit.at(first - 1) in CAUSING:
        return Subject(first, end + 1, cue.left, cue.first)
    return inherit(unit, cue, earlier)


def inherit(unit, cue, earlier):
    """The subject of the nearest verb to the left that has one, or else of the sentence."""
    for other, subject in reversed(earlier):
        if subject and other.first < cue.first:
            return subject._replace(start=cue.left if cue.left >= 0 else 0, verb=cue.first)
    found = near_subject(unit, cue.first) or main_subject(unit, cue.first)
    if found is None and unit.low[cue.first].endswith("ing") and cue.left <= 0:
        return fronted_subject(unit, cue)
    return found and found._replace(start=max(cue.left, 0), verb=cue.first)


def near_subject(unit, limit):
    """The subject of the clause that begins at the last 'when', 'if', 'because' before a token; or None."""
    opening = next((number for number in range(limit - 1, max(-1, limit - LONGEST), -1)
                    if unit.low[number] in SUBORDINATORS), None)
    if opening is None or any(unit.low[number] in (",", ";") for number in range(opening, limit - 1)):
        return None
    for number in range(opening + 2, limit):
        if is_verb(unit, number) or unit.low[number] in PRESENT_VERBS | PLURAL_VERBS:
            return noun_phrase(unit, number - 1, number)
    return None


def fronted_subject(unit, cue):
    """'Saying that it was late, Ana Ruiz left': the subject of the clause behind the comma."""
    for number in range(cue.last, len(unit)):
        if unit.low[number] == ",":
            last = number + 1
            while last < min(len(unit), number + 8) and not is_verb(unit, last) and unit.low[last][0].isalnum():
                last += 1
            return Subject(number + 1, last, number + 1, cue.first) if last > number + 1 else None
    return None


def main_subject(unit, limit):
    """The subject of the first finite verb of the unit."""
    for number in range(1, min(limit, LONGEST)):
        if is_verb(unit, number) and unit.low[number - 1] not in COORDINATORS:
            left = number - 1
            while left > 0 and is_adverb(unit.low[left]):
                left -= 1
            if unit.low[left] in RELATIVES:
                continue
            return noun_phrase(unit, left, number)
    return None


def noun_phrase(unit, end, verb):
    """The noun phrase that ends at the token `end`, with what is set off between commas."""
    if end > 1 and unit.low[end] in DASHES:
        opened = next((number for number in range(end - 1, max(0, end - 20), -1) if unit.low[number] in DASHES), None)
        return noun_phrase(unit, opened - 1, verb) if opened else None      # 'Ana Ruiz — a nurse from Leeds — said'
    if end < 0 or unit.low[end] in SAID or not unit.low[end][0].isalnum() and unit.low[end] not in (",", ")", '"', "'"):
        return None
    if unit.low[end].split("'")[0] in SUBJECT_PRONOUNS and unit.low[end] not in RELATIVES:
        return Subject(end, end + 1, end, verb)
    if unit.low[end] == ",":
        return set_off(unit, end, verb)
    who = find_who(unit, end)
    if who:
        found = noun_phrase(unit, who - 1, verb)
        return found._replace(last=end + 1) if found and unit.low[who - 1] == "those" else found
    start = chunk_start(unit, end)
    if unit.at(start - 1) in RELATIVES and any(is_verb(unit, number) or unit.low[number] in PLURAL_VERBS for number in range(start, end + 1)):
        return noun_phrase(unit, start - 2 - (unit.at(start - 2) == ","), verb)     # 'leaders who attended'
    first = start
    if unit.at(start - 1) == ",":
        first = start_of_list(unit, start, end)
    start = first
    while first < end and (unit.low[first] in COORDINATORS | SUBORDINATORS
                           or is_adverb(unit.low[first]) and unit.low[first] not in ("both", "all", "each")):
        first += 1
    is_about = unit.low[first] in ("about", "over", "around", "under") and (
        unit.at(first + 1)[:1].isdigit() or unit.at(first + 1) in COUNTED)
    if unit.low[first] in PREPOSITIONS and not is_about:
        first = behind_lead(unit, first, end)
    if first is None or unit.low[first] in SUBORDINATORS | COORDINATORS or is_verb(unit, first):
        return None
    if unit.low[first] in DETERMINERS and unit.at(first + 1) in TIME_WORDS and first + 2 <= end:
        first += 2                          # 'this year these shirts'
    return Subject(first, end + 1, start, verb)


def find_who(unit, end):
    """The 'who' of 'An official who asked not to be named said': what stands before it is the subject; else None."""
    for number in range(end, max(0, end - LONGEST), -1):
        if unit.low[number] in (",", ";", ":") or number in unit.pair:
            return None
        if unit.low[number] == "who":
            return number if any(is_verb(unit, place) for place in range(number + 1, end + 1)) \
                or is_present(unit, number + 1) else None
    return None


def is_present(unit, number):
    """Whether a verb in the present stands at a token, behind 'who': 'who lives there', 'who want more'."""
    low = unit.at(number)
    return low in PLURAL_VERBS | PRESENT_VERBS or low.endswith("s") and not low.endswith(("ss", "us", "'s"))


def behind_lead(unit, first, end):
    """Where the subject begins in 'After the meeting Chen': at the name that ends it, or the last 'the'."""
    number = end + 1
    while number > first + 1 and unit.is_name(number - 1):
        number -= 1
    if number <= end:
        return number
    return next((back for back in range(end, first + 1, -1) if unit.low[back] in DETERMINERS
                 and unit.low[back - 1] not in PREPOSITIONS), None)


def start_of_list(unit, start, end):
    """Where 'Diplomats from Laos, Cuba, and Eritrea' begins, whose last part is start..end."""
    last = unit.low[start:end + 1]
    if last[0] == "including":
        return chunk_start(unit, start - 2)
    if "and" not in last[:3] and "other" not in last:
        return start
    first, before = start, start
    if last[0] not in COORDINATORS and unit.is_name(start) and "other" not in last \
            and leads_in(unit, chunk_start(unit, start - 2), start - 1):
        return start                        # 'On Monday, Ana Ruiz and Tom Lee said'
    while unit.at(before - 1) == "," and not has_verb(unit, chunk_start(unit, before - 2), before - 1):
        before = chunk_start(unit, before - 2)
        if unit.at(before - 1) in AUXILIARIES:
            return start
        first = before
        if first + 4 < start and not is_short(unit, first):
            break
    return first


def leads_in(unit, start, end):
    """Whether a stretch before a comma only opens the sentence: 'On Monday', 'Last week', 'In Geneva'."""
    low = unit.low[start]
    return low in PREPOSITIONS | SUBORDINATORS | TIME_WORDS or is_adverb(low) or unit.at(end - 1) in TIME_WORDS


def is_short(unit, start):
    """Whether the stretch that begins at a token is one part of a list: three words at most."""
    return any(unit.at(start + step) in (",", "and") for step in range(1, 4))


def set_off(unit, comma, verb):
    """The noun phrase before what stands between commas: the nearest name, or else the next stretch."""
    chunks = []
    end = comma - 1
    while end >= 0 and len(chunks) < MOST_CHUNKS:
        start = comma_start(unit, end)
        chunks.append((start, end + 1))
        if unit.at(start - 1) != ",":
            break
        end = start - 2
    for number, (start, end) in enumerate(chunks):
        first = start + (unit.low[start] in COORDINATORS)
        if is_person(unit, first, end):
            return subject_at_name(unit, chunks, number, verb)
        joint = chunk_start(unit, end - 1)
        if joint > first and number and is_person(unit, joint, end):
            return Subject(joint, end, joint, verb)         # 'the town slept and Ana Ruiz, the mayor, said'
    if not chunks:
        return None
    described = 1 if len(chunks) > 1 and is_aside(unit, *chunks[0]) else 0
    while described + 1 < len(chunks) and is_adverb(unit.low[chunks[described][0]]):
        described += 1
    start, end = chunks[described]
    first = max(start, chunk_start(unit, end - 1))          # 'the town slept and the woman, who was there, said'
    return Subject(first, end, first, verb)


def subject_at_name(unit, chunks, number, verb):
    """The subject whose name is in a chunk: two people may share a verb (X, …, and Y, …, said)."""
    start, end = chunks[number]
    first, begin = start + (unit.low[start] in COORDINATORS), start
    for further in range(number + 1, min(number + 4, len(chunks))):
        is_joined = unit.low[start] in COORDINATORS or is_description(unit, *chunks[further - 1])
        if is_joined and is_person(unit, *chunks[further]) and further - number > 1 - (unit.low[start] in COORDINATORS):
            name = chunks[further]
            if unit.low[start] in COORDINATORS:
                return Subject(name[0], end, name[0], verb)
            if is_description(unit, *chunks[further - 1]):
                return Subject(name[0], name[1], name[0], verb)
    if number + 2 < len(chunks) and is_description(unit, *chunks[number + 1]) and not has_verb(unit, *chunks[number + 1]) \
            and (unit.low[chunks[number + 1][0]] in DETERMINERS or unit.low[chunks[number + 1][0]].endswith("'s")):
        begin = chunks[number + 1][0]       # 'The plan was late, the mayor, Ana Ruiz, said'
    return Subject(first, end, begin, verb)


