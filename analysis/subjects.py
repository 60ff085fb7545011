"""
Who stands as the subject of a reporting verb: a stretch of its sentence. Part of the step `voices`.

The stretch is found from the verb leftwards, from comma to comma: names, then what describes
them ("Chen Xu, China's Permanent Representative to the UN Office at Geneva, said").
"""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from analysis.english import (AUXILIARIES, BE, COORDINATORS, DETERMINERS, PREPOSITIONS,
                              QUESTION_WORDS, RELATIVES, SUBJECT_PRONOUNS, SUBORDINATORS,
                              TIME_WORDS, is_adverb, looks_past)
from analysis.tables import read_csv

PLACES = Path(__file__).with_name("places.csv")
PARTICLES = frozenset("de la le van von der den bin ibn al el da di du dos del abu ben ter".split())
MOST_CHUNKS, LONGEST = 8, 60
BOUNDARIES = frozenset([";", ":", "—", "–", "that", "what", *RELATIVES])
CAUSING = frozenset("""invited asked urged allowed enabled encouraged helped wanted expected ordered told forced led
    inspired persuaded instructed called""".split())


QUOTING = frozenset("quoted quotes quoting cited cites citing".split())
SAID = frozenset("say says said think thinks thought believe believes believed is was are were to".split())


class Subject(NamedTuple):
    """Tokens `first` to `last` name who speaks; the clause begins at `start`, the verb at `verb`."""

    first: int
    last: int
    start: int
    verb: int


@lru_cache(maxsize=1)
def read_places():
    """Word for a place or its people -> the place (Turkish -> Turkey)."""
    table = read_csv(PLACES)
    return dict(zip(table["word"], table["place"]))


def find_subject(unit, cue, earlier):
    """
    The subject of a cue, or None. `earlier` are (cue, subject) pairs to its left: a participle
    or a coordinated verb has the subject of the verb before it.
    """
    left, before = cue.left, unit.at(cue.left)
    if cue.form == "impersonal":
        return None
    if cue.form == "participle":
        return subject_of_participle(unit, cue, earlier)
    if cue.form == "infinitive":
        return subject_of_infinitive(unit, cue, earlier)
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
    if before == "as" and quoted is not None and quoted + 1 < cue.left:
        return Subject(quoted + 1, cue.left, cue.left, cue.first)       # 'quoted Tom Lee as saying'
    if before in ("", ",", "-", "—", "–", "as") or before in COORDINATORS | SUBORDINATORS | PREPOSITIONS or cue.left in unit.pair:
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
    found = main_subject(unit, cue.first)
    if found is None and cue.left < 0:
        return fronted_subject(unit, cue)
    return found and found._replace(start=max(cue.left, 0), verb=cue.first)


def fronted_subject(unit, cue):
    """'Saying that it was late, Ana Ruiz left': the subject of the clause behind the comma."""
    for number in range(cue.last, len(unit)):
        if unit.low[number] == ",":
            last = number + 1
            while last < len(unit) and (unit.is_name(last) or unit.low[last] in DETERMINERS):
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


def is_verb(unit, number):
    """Whether the token looks like a finite verb (not like 'graduated' in 'of graduated trainees')."""
    low = unit.low[number]
    if low in AUXILIARIES:
        return True
    if not looks_past(low) or unit.is_name(number):
        return False
    before = unit.at(number - 1)
    return before not in DETERMINERS and before not in PREPOSITIONS and before not in COORDINATORS and before != ""


def noun_phrase(unit, end, verb):
    """The noun phrase that ends at the token `end`, with what is set off between commas."""
    if end < 0 or unit.low[end] in SAID or not unit.low[end][0].isalnum() and unit.low[end] not in (",", ")", '"', "'"):
        return None
    if unit.low[end].split("'")[0] in SUBJECT_PRONOUNS and unit.low[end] not in RELATIVES:
        return Subject(end, end + 1, end, verb)
    if unit.low[end] == ",":
        return set_off(unit, end, verb)
    start = chunk_start(unit, end)
    if unit.at(start - 1) in RELATIVES and any(is_verb(unit, number) for number in range(start, end + 1)):
        return noun_phrase(unit, start - 2 - (unit.at(start - 2) == ","), verb)     # 'leaders who attended'
    first = start
    if unit.at(start - 1) == ",":
        first = start_of_list(unit, start, end)
    start = first
    while first < end and (unit.low[first] in COORDINATORS | SUBORDINATORS or is_adverb(unit.low[first])):
        first += 1
    if unit.low[first] in PREPOSITIONS:
        first = behind_lead(unit, first, end)
    if first is None or unit.low[first] in SUBORDINATORS | COORDINATORS or is_verb(unit, first):
        return None
    return Subject(first, end + 1, start, verb)


def behind_lead(unit, first, end):
    """Where the subject begins in 'After the meeting Chen': at the name that ends it, or the last 'the'."""
    number = end + 1
    while number > first + 1 and unit.is_name(number - 1):
        number -= 1
    if number <= end:
        return number
    return next((back for back in range(end, first + 1, -1) if unit.low[back] in DETERMINERS
                 and unit.low[back - 1] not in PREPOSITIONS), None)


def chunk_start(unit, end):
    """Where the stretch of words begins that ends at the token `end`: behind a comma or a joint."""
    number, depth = end, 0
    while number > 0 and end - number < LONGEST:
        low = unit.low[number - 1]
        depth += (low == ")") - (low == "(") + (number == end and unit.low[end] == ")")
        if depth > 0:
            number -= 1
            continue
        if low == "," or low in BOUNDARIES or unit.is_long_quotation(number - 1):
            break
        if low in AUXILIARIES or low in SUBORDINATORS and low not in ("as", "than"):
            break
        if low in COORDINATORS and any(is_verb(unit, back) for back in clause_left(unit, number - 1)):
            break
        number -= 1
    return number


def comma_start(unit, end):
    """Where the stretch between commas begins that ends at the token `end`."""
    number = end
    while number > 0 and unit.low[number - 1] not in (",", ";", ":") and not unit.is_long_quotation(number - 1):
        number -= 1
    return number


def clause_left(unit, number):
    """Token numbers left of a joint, to the comma or joint before it."""
    back = number - 1
    while back >= 0 and number - back < 30 and unit.low[back] not in BOUNDARIES and unit.low[back] not in (",", *COORDINATORS):
        yield back
        back -= 1


def start_of_list(unit, start, end):
    """Where 'Diplomats from Laos, Cuba, and Eritrea' begins, whose last part is start..end."""
    last = unit.low[start:end + 1]
    if last[0] == "including":
        return chunk_start(unit, start - 2)
    if "and" not in last[:3] and "other" not in last:
        return start
    first, before = start, start
    while unit.at(before - 1) == "," and not has_verb(unit, chunk_start(unit, before - 2), before - 1):
        before = chunk_start(unit, before - 2)
        if unit.at(before - 1) in AUXILIARIES:
            return start
        first = before
        if first + 4 < start and not is_short(unit, first):
            break
    return first


def has_verb(unit, first, last):
    """Whether a stretch holds a finite verb."""
    return any(is_verb(unit, number) or unit.low[number] in SAID for number in range(first, last))


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
    if not chunks:
        return None
    described = 1 if len(chunks) > 1 and is_aside(unit, *chunks[0]) else 0
    start, end = chunks[described]
    return Subject(start, end, start, verb)


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
    return Subject(first, end, begin, verb)


def is_person(unit, start, end):
    """Whether a stretch is a name, with or without a title before it (team member Rodaba Noori)."""
    numbers = range(start, end)
    if not numbers or end - start > 9 or unit.low[start] in PREPOSITIONS or not unit.is_name(end - 1):
        return False
    if " ".join(unit.words[start:end]) in read_places() or unit.low[end - 1].endswith("'s"):
        return False
    if end - start == 1 and unit.words[start].isupper() and len(unit.words[start]) < 5 and start > 1:
        return False                    # QC, MP, PhD: letters behind a name
    is_plain = [unit.is_name(number) or unit.low[number] in PARTICLES for number in numbers]
    if all(is_plain):
        return not any(unit.low[number].endswith("'s") for number in numbers[:-1]) or end - start > 2
    return (end - start > 2 and unit.is_name(end - 2) and unit.low[start] not in DETERMINERS
            and not any(unit.low[number] in AUXILIARIES | BE | PREPOSITIONS | QUESTION_WORDS for number in numbers))


def is_description(unit, start, end):
    """Whether a stretch describes the name before it: 'a member of …', 'director of …'."""
    low = unit.low[start]
    return (low in DETERMINERS or low.endswith("'s") or not unit.is_name(start)) and low not in PREPOSITIONS \
        and low not in TIME_WORDS


def is_aside(unit, start, end):
    """Whether a stretch between commas stands aside: 'in a speech', 'who also attended', '45'."""
    low = unit.low[start]
    return (low in PREPOSITIONS or low in RELATIVES or low in SUBORDINATORS or low[0].isdigit()
            or low in ("a", "an") or is_adverb(low) or low.endswith(("ing", "'s")) or looks_past(low))
