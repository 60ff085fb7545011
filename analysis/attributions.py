"""
What is handed to whom: the stretch of a sentence that a reporting verb covers. Part of `voices`.

For each cue one question: does what was said stand behind the verb ("said that …"), before it
("…, Chen said"), on both sides, or in its object ("praised …", "criticised X for …")?
"""

from typing import NamedTuple

from analysis.cues import find_cues
from analysis.english import (AUXILIARIES, COORDINATORS, DETERMINERS, FINITE, FIRST_SECOND, GATHERINGS, PREPOSITIONS,
                              PRESENT_VERBS, QUESTION_WORDS, RELATIVES, SUBJECT_PRONOUNS, SUBORDINATORS,
                              TIME_WORDS, is_adverb, looks_past)
from analysis.subjects import Subject, comma_start, find_subject, is_description, is_person, is_verb

CLAUSE = frozenset(["say", "state", "utter", "tell", "think", "show", "sure"])
SAYING = frozenset(["say", "state", "tell", "think", "show", "sure"])
THOUGHT = frozenset(["think", "explain", "sure", "wonder"])
BEHIND = ("both", "that", "clause", "quotation", "colon", "question")
ANY_ORDER = frozenset(["say", "state", "utter", "think"])
FOR, OF = frozenset("""thank praise commend applaud hail laud congratulate criticiz criticis condemn denounc slam blast
    blam lambast credit""".split()), frozenset(["accus"])
NOT_A_SOURCE = frozenset("plan plans mandate need needs schedule law laws rule rules standards tradition".split())
ENDS = frozenset(".!?;)…") | {""}
JOINING = frozenset([",", ";", "while", "whereas", "which", "with", "as", *COORDINATORS])
JOINTS = frozenset([",", ";", ":", "—", "–"])
SHORT_BE = frozenset("it's that's there's he's she's what's here's who's let's".split())
CONTRACTED = ("n't", "'re", "'ve", "'ll", "'m")
RULES = {"both": "both sides of the verb", "that": "behind that"}
STOPS = frozenset([".", "!", "?", ";", "…", ",", ":", "-", "—", "–", '"', "'", "”", "’", "“", "‘"])
FARTHEST = 15           # tokens between a verb and its "that" or its quotation
SURE = frozenset("say says said think thinks thought believe believes believed".split())      # a clause follows
SHORT = 12              # tokens of a sentence that only says who speaks


class Attribution(NamedTuple):
    """Tokens `first` to `last` of a unit are handed to `subject` by `cue`; `form` as in the table."""

    first: int
    last: int
    subject: Subject | None
    cue: str
    form: str           # reported, narrated_act, or quotation (nothing but words between marks)
    rule: str
    at: int             # the token of the cue


def find_attributions(unit, lexicon):
    """The attributions of a unit, in the order of their cues."""
    if lexicon.words.isdisjoint(unit.low) and "according" not in unit.low and "words" not in unit.low:
        return find_label(unit)
    pairs = []
    for cue in find_cues(unit, lexicon):
        subject = find_inverted(unit, cue) or find_subject(unit, cue, pairs)
        if subject or cue.form == "impersonal":
            pairs.append((cue, subject))
    # Twice: only a cue that covers something ends what stands to its left.
    pairs = [pair for pair in pairs if read_attribution(unit, *pair, [], lexicon)]
    joints = find_joints(unit, pairs)
    found = [row for pair in pairs for row in read_attribution(unit, *pair, joints, lexicon)]
    return sorted(found + find_according(unit) + find_label(unit), key=lambda row: row.at)


def find_inverted(unit, cue):
    """The subject behind its verb: '…,' said Ana Ruiz."""
    before = unit.at(cue.left)
    if cue.form != "finite" or not cue.classes & ANY_ORDER or not (before == "," or cue.left in unit.pair):
        return None
    first = cue.last
    is_named = unit.is_name(first)
    if first in unit.pair or not (is_named or unit.at(first) in DETERMINERS or unit.at(first) in SUBJECT_PRONOUNS):
        return None
    last = first + 1
    while not ends_name(unit, last):
        last += 1
    if is_verb(unit, last) or not is_named and unit.at(last) in PREPOSITIONS and before == "," or describes(unit, cue.left):
        return None
    return Subject(first, last, cue.first, cue.first)


def ends_name(unit, number):
    """Whether the noun phrase behind an inverted verb ends before a token."""
    low = unit.at(number)
    return (low in ENDS | RELATIVES | TIME_WORDS | {",", ":", "(", "that", "as", "to"} or number in unit.pair
            or low in PREPOSITIONS - {"of", "for", "from"} or is_verb(unit, number))


def describes(unit, comma):
    """Whether the words before a comma describe a name: 'Paul Dewar, a member of parliament, said …'."""
    if unit.at(comma) != ",":
        return False
    start = comma_start(unit, comma - 1)
    if start < 2 or unit.low[start - 1] != "," or is_clause(unit, start, comma):
        return False
    return is_description(unit, start, comma) and is_person(unit, comma_start(unit, start - 2), start - 1)


def find_joints(unit, pairs):
    """(token of a cue, token at which a content on its left ends) where two attributions stand side by side."""
    joints = []
    for cue, subject in pairs:
        begin = min(subject.start, cue.first) if subject else cue.first
        begin = cue.left + 1 if cue.form == "participle" and unit.at(begin) != "with" else begin
        step = begin
        while step > 0 and (unit.low[step - 1] in JOINING or is_adverb(unit.low[step - 1])):
            step -= 1
        joined = unit.low[step:begin + 1]
        is_beside = any(low in JOINING - {",", "as"} for low in joined)
        is_behind = place_content(unit, cue, subject)[0] in ("before", "both")
        if is_beside or "," in joined and (cue.form == "participle" or is_behind):
            joints.append((cue.first, step))
    joints += [(number, number - (unit.at(number - 1) == ","))
               for number, low in enumerate(unit.low) if low == "according" and unit.at(number + 1) == "to"]
    return joints


def content_end(unit, first, joints):
    """Where a content that begins at a token ends: at the next joint, or with the unit."""
    last = min((step for at, step in joints if step > first and at > first), default=len(unit))
    while last > first and (unit.low[last - 1] in STOPS and last - 1 not in unit.pair):
        last -= 1
    return last


def read_attribution(unit, cue, subject, joints, lexicon):
    """The attributions that one cue makes: none, one, or two where it stands in the middle."""
    rows = read_noun(unit, cue, subject, joints, lexicon, "narrate") if "narrate" in cue.classes else []
    if not rows and cue.form != "infinitive" and cue.classes & CLAUSE:
        rows = read_clause(unit, cue, subject, joints)
    if not rows and ("explain" in cue.classes or "wonder" in cue.classes and is_own(unit, subject)):
        rows = read_question(unit, cue, subject, joints)
    if not rows and "name" in cue.classes and cue.form != "infinitive":
        rows = read_named(unit, cue, subject)
    for name, read in (("urge", read_urged), ("judge", read_judged), ("reject", read_rejected)):
        if not rows and name in cue.classes and cue.form != "infinitive":
            rows = read(unit, cue, subject, joints)
    if not rows and "express" in cue.classes:
        rows = read_noun(unit, cue, subject, joints, lexicon, "express")
    return rows


def is_own(unit, subject):
    """Whether the writer or the reader is the subject: I, we, you."""
    return subject is not None and unit.low[subject.first].split("'")[0] in FIRST_SECOND


def read_clause(unit, cue, subject, joints):
    """A clause or a quotation behind the verb, before it, or on both sides."""
    word = " ".join(unit.low[cue.first:cue.last])
    place, first = place_content(unit, cue, subject)
    start = min(subject.start, cue.first) if subject else cue.first
    rows = []

    def row(first, last, rule):
        rows.append(Attribution(first, last, subject, word, kind(unit, first, last), rule, cue.first))

    is_inverted = is_behind(subject, cue)
    if (place in ("before", "both") or is_inverted) and cue.form == "finite" and cue.classes & ANY_ORDER:
        before = content_before(unit, start, joints, place == "both")
        if before and cue.classes <= THOUGHT | {"think"}:
            before = thought_start(unit, *before)
        if before and (cue.classes & SAYING or is_quotation(unit, *before)):
            row(*before, "before the verb")
    if place in BEHIND:
        last = content_end(unit, first, joints)
        if cue.classes <= THOUGHT and "think" in cue.classes or subject and subject.first > first:
            last = thought_end(unit, first, last)
        if place in ("quotation", "colon"):
            last = quotation_end(unit, first, last)
        if last > first and covers(unit, cue, place, first, last, bool(rows)):
            row(first, last, RULES.get(place, "behind the verb"))
        elif last > first and "state" in cue.classes and place == "clause":
            rows.append(Attribution(first, last, subject, word, "narrated_act", "bare object", cue.first))
    if not rows and place == "before" and cue.form == "finite" and cue.classes & {"say", "utter"} \
            and start == 0 and len(unit) < SHORT:
        rows.append(Attribution(cue.first, cue.first, subject, word, "quotation", "a sentence of its own", cue.first))
    return rows


def covers(unit, cue, place, first, last, is_begun):
    """Whether what stands behind a verb was said: a clause, or words between marks."""
    if place in ("that", "question"):
        return True
    if place in ("quotation", "colon"):
        return bool(cue.classes & SAYING) or is_quotation(unit, first, last) or unit.is_long_quotation(first)
    if not cue.classes & SAYING:
        return False
    if place == "both":
        return is_begun or opens_clause(unit, first, last)
    if unit.low[cue.first] in SURE and cue.form == "finite" and last - first > 3:
        return True
    is_lax = cue.classes & {"say", "tell"} and cue.form == "finite"
    return is_clause(unit, first, last) if is_lax else opens_clause(unit, first, last)


def thought_end(unit, first, last):
    """A thought ends with its clause: 'I think it works, but …' does not reach over the comma."""
    for number in range(first + 2, last - 1):
        low, after = unit.low[number], unit.low[number + 1]
        if low in ("—", "–", "-", ";") or low == "," and is_clause(unit, first, number) and (
                after in SUBORDINATORS | SUBJECT_PRONOUNS | {"so"} or after in COORDINATORS and is_clause(unit, number + 1, last)):
            return number
    return last


def thought_start(unit, first, last):
    """Where the clause begins that 'I believe' stands behind: the last joint before it."""
    return max([first, *(number + 1 for number in range(first, last - 2) if unit.low[number] in ";:—–(")]), last


def quotation_end(unit, first, last):
    """Where words between marks end what was said: '… reads "we may", but no plans exist'."""
    if first in unit.pair and unit.at(first + 1) == "," and unit.at(first + 2) in COORDINATORS \
            and not any(number in unit.pair for number in range(first + 1, last)):
        return first + 1
    return last


def is_behind(subject, cue):
    """Whether a subject stands behind its verb (said Ana Ruiz)."""
    return bool(subject) and subject.first >= cue.last and subject.start == cue.first


def place_content(unit, cue, subject):
    """Where what was said stands, and at which token it begins if it stands behind the verb."""
    after = subject.last if is_behind(subject, cue) else cue.last
    while is_adverb(unit.at(after)):
        after += 1
    low = unit.at(after)
    if after in unit.pair:
        return ("quotation", after) if closes_clause(unit, after) else ("clause", after)
    if low == ":" or low == "," and after + 1 in unit.pair:
        return ("colon", after + 1)
    if low in ENDS | COORDINATORS | {"—", "–", "-"} or not cue.classes & CLAUSE:
        return ("before", after)
    if low == ",":
        if unit.at(after + 1) in COORDINATORS | RELATIVES or unit.at(after + 1).endswith("ing"):
            return ("before", after)
        return ("both", after + 1)
    if low == "that":
        return ("that", after + 1 + (unit.at(after + 1) in (",", ":")))
    if low == "to" and not is_behind(subject, cue):
        return ("none", after)
    if low in ("how", "what", "why", "whether", "if") and cue.classes & {"tell", "explain"}:
        return ("question", after)
    if low.split("'")[0] in QUESTION_WORDS and "think" in cue.classes:
        return ("none", after)
    return place_further(unit, cue, subject, after)


def place_further(unit, cue, subject, after):
    """The same, where words stand between the verb and what was said: 'said at the meeting that'."""
    is_aside = unit.at(after) in PREPOSITIONS or unit.at(after) in TIME_WORDS
    is_inverted = is_behind(subject, cue)
    if is_aside or is_inverted or "tell" in cue.classes:
        found = look_ahead(unit, after, "tell" in cue.classes and not is_aside)
        if found:
            return found
    if is_inverted:
        return ("before", after)
    if is_aside:
        clause = clause_behind_aside(unit, after)
        start = subject.start if subject else cue.first
        return ("clause", clause) if clause and not content_before(unit, start, []) else ("before", after)
    if "tell" in cue.classes and "say" not in cue.classes:
        return ("clause", behind_recipient(unit, after))
    return ("clause", after)


def look_ahead(unit, after, is_told):
    """The place of a "that", a colon or a quotation that follows after some words without a verb."""
    for number in range(after, min(after + FARTHEST, len(unit))):
        low, before = unit.low[number], unit.at(number - 1)
        if low == "that" and before not in PREPOSITIONS:
            return ("that", number + 1 + (unit.at(number + 1) == ","))
        if number in unit.pair and number > after and (before in (",", ":") or closes_clause(unit, number)):
            return ("quotation", number)
        if low == ":":
            return ("colon", number + 1)
        if is_told and number > after and low in QUESTION_WORDS:
            return ("question", number)
        if low in AUXILIARIES or low in (";", "—") or is_verb(unit, number) or low in SUBORDINATORS:
            return None
        if not is_told and low in DETERMINERS and number > after and before not in PREPOSITIONS | COORDINATORS:
            return None
    return None


def clause_behind_aside(unit, after):
    """The token at which a clause begins behind 'on Monday', 'in a statement'; None if there is none."""
    for number in range(after + 1, min(after + FARTHEST, len(unit))):
        low, before = unit.low[number], unit.low[number - 1]
        if low in (",", ";", ":") or low in COORDINATORS:
            return None
        if before in PREPOSITIONS or before in DETERMINERS:
            continue
        if low in DETERMINERS or low in SUBJECT_PRONOUNS or low == "there" \
                or before in TIME_WORDS and low not in TIME_WORDS | PREPOSITIONS and not low.isdigit():
            return number if is_clause(unit, number, len(unit)) else None
    return None


def behind_recipient(unit, after):
    """The token behind the one who is told: 'told Sky News any process …'."""
    if unit.at(after) in ("me", "us", "him", "her", "them", "you", "reporters", "journalists"):
        return after + 1
    number = after + (unit.at(after) in DETERMINERS)
    while unit.is_name(number):
        number += 1
    return max(number, after + 1)


def closes_clause(unit, number):
    """Whether nothing of the clause follows a quotation: it stands for all that was said."""
    after = unit.at(number + 1)
    return after in ENDS | {",", "(", ":"} | COORDINATORS | SUBORDINATORS \
        or after in PREPOSITIONS and unit.is_long_quotation(number)


def content_before(unit, start, joints, is_split=False):
    """The tokens before an attribution clause, which begins at `start`, that were said; or None."""
    last = start
    while last > 0 and unit.low[last - 1] in (",", "-", "—", "–", "as"):
        last -= 1
    if last - 1 in unit.pair and last > 1 and unit.low[last - 2] in ("(", "—", "–", "-"):
        return last - 1, last               # — "…", Ana Ruiz said —
    if last == start and last - 1 not in unit.pair:
        return None
    first = max((at for at, step in joints if at < last), default=-1) + 1
    first = first if first and any(low in (",", ";") or low == '"' for low in unit.low[first:last]) else 0
    while first < last and unit.low[first] in ENDS | {",", ";", ":", "-", "—", "–"}:
        first += 1
    if last <= first or unit.low[last - 1] in RELATIVES:
        return None
    if any(number in unit.pair for number in range(first, last)):
        return first, last
    low = unit.low[first]
    if last - first < 3 and not is_split:
        return None
    is_lead = low in PREPOSITIONS | TIME_WORDS | SUBORDINATORS | COORDINATORS or is_adverb(low) or low.endswith("ing")
    return None if is_lead and not is_clause(unit, first, last) else (first, last)


def is_clause(unit, first, last):
    """Whether a stretch holds something like a finite verb with something before it."""
    return any(is_finite(unit, number, first) for number in range(first, last)) \
        or unit.at(first) in SUBJECT_PRONOUNS and last - first > 1


def opens_clause(unit, first, last):
    """Whether a finite verb comes before the first joint: 'the plan works', not 'a plan, but it fails'."""
    for number in range(first, last):
        low = unit.low[number]
        if number > first and (low in JOINTS or low in SUBORDINATORS | RELATIVES or low in ("but", "so")):
            return False
        if is_finite(unit, number, first) and not may_be_participle(unit, number):
            return True
    return unit.at(first) in SUBJECT_PRONOUNS and last - first > 1


def is_finite(unit, number, first):
    """Whether a token looks like a finite verb, or a quotation like a sentence."""
    low = unit.low[number]
    if unit.is_long_quotation(number):
        return True
    if number > first and unit.is_name(number):
        return False                    # May, Will
    if low in FINITE or low.endswith(CONTRACTED) or low in SHORT_BE:
        return True
    if number == first:
        return False
    return is_verb(unit, number) or low in PRESENT_VERBS and unit.low[number - 1] not in DETERMINERS | PREPOSITIONS \
        or low.endswith("s") and not low.endswith(("ss", "us", "'s")) and unit.is_name(number - 1) \
        and unit.at(number + 1) in DETERMINERS | PREPOSITIONS | {"to", "that"}


def may_be_participle(unit, number):
    """'losses caused by the storm': a past form before a preposition may describe the word before."""
    return unit.low[number].endswith("ed") and unit.at(number + 1) in PREPOSITIONS


def is_quotation(unit, first, last):
    """Whether a stretch is one quotation and nothing else."""
    numbers = [number for number in range(first, last) if unit.low[number] not in (",", ".", ":", "?", "!", "(", ")")]
    return len(numbers) == 1 and numbers[0] in unit.pair


def read_question(unit, cue, subject, joints):
    """'explained how …': the clause with its question word."""
    number = cue.last
    while is_adverb(unit.at(number)):
        number += 1
    if unit.at(number) not in QUESTION_WORDS and (unit.at(number) == "to" or "urge" in cue.classes):
        ahead = [n for n in range(number, min(number + 7, len(unit))) if unit.low[n] in QUESTION_WORDS - {"who", "which"}]
        number = ahead[0] if ahead and not is_clause(unit, number, ahead[0]) else number
    if unit.at(number) not in QUESTION_WORDS or unit.at(number + 1) in ENDS:
        return []
    last = content_end(unit, number, joints)
    if cue.classes & {"think", "wonder"} or cue.form == "infinitive":
        last = thought_end(unit, number, last)
    word = " ".join(unit.low[cue.first:cue.last])
    return [Attribution(number, last, subject, word, "reported", "question clause", cue.first)]


def read_urged(unit, cue, subject, joints):
    """'urged X to …', 'called for …': the object with what is asked of it."""
    word, first = " ".join(unit.low[cue.first:cue.last]), cue.last
    last = content_end(unit, first, joints)
    if unit.at(first) == "that":
        return [Attribution(first + 1, last, subject, word, "reported", "behind that", cue.first)]
    asked = unit.low[first:min(last, first + FARTHEST)]
    if last > first and unit.at(first) not in PREPOSITIONS | {","} \
            and (len(asked) and word.endswith(" for") or "to" in asked[1:]):
        return [Attribution(first, last, subject, word, "reported", "what is asked", cue.first)]
    return []


def read_judged(unit, cue, subject, joints):
    """'praised …', 'criticised X for …', 'accused X of …': what is praised or blamed."""
    word, first = " ".join(unit.low[cue.first:cue.last]), cue.last
    last = content_end(unit, first, joints)
    if last <= first or unit.at(first) in PREPOSITIONS | {",", "to", "you"} or subject is None:
        return []
    joint = "of" if word.startswith(tuple(OF)) else "for" if word.startswith(tuple(FOR)) else None
    if unit.at(first) == "that":
        first += 1
    elif joint in unit.low[first:min(last, first + FARTHEST)]:
        first = unit.low.index(joint, first) + 1
    last = before_gathering(unit, first, last)
    rule = "object of the verb" if joint is None or unit.low[first - 1] != joint else f"behind {joint}"
    return [Attribution(first, last, subject, word, "reported", rule, cue.first)] if last > first else []


def before_gathering(unit, first, last):
    """The end of a stretch without 'at a sideline meeting of …', which says where it was said."""
    for number in range(first + 2, last):
        if unit.low[number] in ("at", "during") and GATHERINGS & set(unit.low[number + 1:number + 6]):
            return number
    return last


def read_named(unit, cue, subject):
    """'called the plan "…"', 'described it as "…" and "…"': the words between marks."""
    for number in range(cue.last + 1, min(cue.last + FARTHEST, len(unit))):
        if number in unit.pair:
            last = number + 1
            while unit.at(last) in ("and", "or", ",") and last + 1 in unit.pair:
                last += 2
            word = " ".join(unit.low[cue.first:cue.last])
            return [Attribution(n, n + 1, subject, word, "quotation", "what it is called", cue.first)
                    for n in range(number, last) if n in unit.pair]
        if unit.low[number] in ENDS | {",", ":", "that"} or is_finite(unit, number, cue.last):
            break
    return []


def read_rejected(unit, cue, subject, joints):
    """'denied that …', 'denied having …': a clause; a bare object stays with the narrator."""
    word, first = " ".join(unit.low[cue.first:cue.last]), cue.last
    last = content_end(unit, first, joints)
    if unit.at(first) == "that" or unit.at(first).endswith("ing") and not unit.is_name(first):
        first += unit.at(first) == "that"
        return [Attribution(first, last, subject, word, "reported", "behind that", cue.first)] if last > first else []
    return []


def read_noun(unit, cue, subject, joints, lexicon, name):
    """'expressed opposition to …', 'shared stories of how …': the clause behind a noun of speech."""
    nouns = lexicon.nouns["speech noun" if name == "express" else "story noun"]
    word, limit = unit.low[cue.first], min(cue.last + 9, len(unit))
    for number in range(cue.last, limit):
        if unit.low[number] in ",;" and name == "express" or unit.low[number] in ENDS:
            break
        if unit.low[number] in nouns or number in unit.pair and last_word(unit, number) in nouns:
            row = behind_noun(unit, number, joints, name)
            if row:
                return [Attribution(*row[:2], subject, f"{word} {last_word(unit, number)}", *row[2:], cue.first)]
    return []


TOPIC = {"express": frozenset("that to for over about at in of on toward towards with regarding against".split()),
         "narrate": frozenset("of about on regarding concerning to".split())}


def last_word(unit, number):
    """A token's word, or the last word between its marks."""
    pair = unit.pair.get(number)
    return unit.text[pair.start:pair.end].strip(",. ").lower().split(" ")[-1] if pair else unit.low[number]


def behind_noun(unit, noun, joints, name):
    """(first, last, form, rule) of what stands behind a noun of speech, None if nothing does."""
    joint = unit.at(noun + 1)
    first = noun + 2
    if name == "narrate" and joint in QUESTION_WORDS:
        joint, first = "of", noun + 1
    if joint not in TOPIC[name] or first >= len(unit):
        return None
    last = before_gathering(unit, first, content_end(unit, first, joints))
    if last <= first:
        return None
    is_question = unit.at(first) in QUESTION_WORDS
    is_ing = unit.at(first).endswith("ing") and not unit.is_name(first) and name == "express"
    has_ing = name == "express" and any(unit.low[n] == "of" and unit.at(n + 1).endswith("ing") for n in range(first, last - 1))
    if joint == "that" or is_question or is_ing or has_ing:
        return first, last, "reported", "clause behind a noun"
    return first, last, "narrated_act", "bare noun behind a noun"


def find_according(unit):
    """'according to X': what stands before it, behind it, or on both sides."""
    rows = []
    for number, low in enumerate(unit.low):
        if low == "according" and unit.at(number + 1) == "to":
            first = number + 2
        elif low == "words" and unit.low[number - 2:number + 2] == ["in", "the", "words", "of"]:
            first = number + 2
        else:
            continue
        last = end_of_source(unit, first)
        if NOT_A_SOURCE & set(unit.low[first:last]) or last == first:
            continue
        subject = Subject(first, last, number, number)
        rest = last + (unit.at(last) == ",")
        if rest < len(unit) and unit.at(last) == "," and is_person(unit, *next_chunk(unit, rest)):
            subject = Subject(rest, next_chunk(unit, rest)[1], number, number)
            rest = subject.last + (unit.at(subject.last) == ",")
        if unit.at(rest).isupper() or unit.at(rest + 1) == "," and unit.words[rest:rest + 1] and unit.words[rest].isupper():
            rest += 2                   # QC, MP: letters behind a name
        before = content_before(unit, number, [], unit.at(last) == ",") if low == "according" else None
        if not before and low == "according" and number > 2 and unit.low[number - 1] not in RELATIVES | {","}:
            before = (0, number)
        if before:
            rows.append(Attribution(*before, subject, "according to", kind(unit, *before), "according to", number))
        end = content_end(unit, rest, [])
        if end > rest and (not before or unit.at(last) == "," and is_clause(unit, rest, end)):
            rows.append(Attribution(rest, end, subject, "according to", kind(unit, rest, end), "according to", number))
    return rows


def next_chunk(unit, first):
    """(first, last) of the stretch from a token to the next comma."""
    last = first
    while last < len(unit) and unit.low[last] not in ENDS | {",", ":"}:
        last += 1
    return first, last


def end_of_source(unit, first):
    """Where the one ends of whom 'according to' speaks: at the comma, or with the name."""
    _, last = next_chunk(unit, first)
    number = first + (unit.at(first) in DETERMINERS)
    start = number
    while number < last and (unit.is_name(number) or number > start and unit.low[number] in PARTICLES_OF_NAMES
                             and unit.is_name(number + 1)):
        number += 1
    return number if number > start and is_clause(unit, number, last) else last


PARTICLES_OF_NAMES = frozenset(["of", "the", "for", "and", "'", "&"])


def kind(unit, first, last):
    """The form of a stretch: a quotation, or reported speech."""
    return "quotation" if is_quotation(unit, first, last) else "reported"


def find_label(unit):
    """'Peres: "…"': a short name and a colon before a quotation."""
    for number in range(1, min(9, len(unit) - 1)):
        if unit.low[number] == ":" and number + 1 in unit.pair and unit.is_long_quotation(number + 1):
            if is_clause(unit, 0, number) or not unit.is_name(0):
                return []
            return [Attribution(number + 1, number + 2, Subject(0, number, 0, number), ":", "quotation",
                                "behind a colon", number)]
    return []
