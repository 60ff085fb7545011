"""
Who stands as the subject of a reporting verb: a stretch of its sentence. Part of the step `voices`.

The stretch is found from the verb leftwards, from comma to comma: names, then what describes
them ("Chen Xu, China's Permanent Representative to the UN Office at Geneva, said").
"""

from analysis.voices.cues import Cue
from analysis.voices.english import (
    AUXILIARIES,
    CAUSES,
    COORDINATORS,
    PLURAL_VERBS,
    PREPOSITIONS,
    PRESENT_VERBS,
    QUESTION_WORDS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TIME_WORDS,
    is_adverb,
    looks_past,
)
from analysis.voices.noun_phrases import Subject, noun_phrase
from analysis.voices.phrases import LONGEST, comma_start, is_verb
from analysis.voices.units import Unit
from analysis.voices.words import word_list

INHERITING = COORDINATORS | SUBORDINATORS | PREPOSITIONS | {"", ",", "-", "—", "–", "as"}
CAUSING = word_list("verbs of having others speak")
ISSUED = word_list("things issued")
REFLEXIVES = frozenset("himself herself itself themselves".split())
KEEPING = word_list("verbs of keeping on")
LEADS = COORDINATORS | SUBORDINATORS | QUESTION_WORDS - {"who", "which"}
POINTING = word_list("words before times")
DAYS = frozenset("today yesterday tomorrow tonight".split())
NO_LEADS = word_list("adverbs that lead nowhere")
QUOTING = frozenset("quoted quotes quoting cited cites citing".split())


def find_subject(unit: Unit, cue: Cue, earlier: list[tuple[Cue, Subject | None]]) -> Subject | None:
    """
    The subject of a cue, or None. `earlier` are (cue, subject) pairs to its left: a participle
    or a coordinated verb has the subject of the verb before it.
    """
    found = subject_of(unit, cue, earlier)
    if (
        found
        and cue.form == "participle"
        and found.last - 1 > found.first
        and unit.low[found.last - 1] in KEEPING
    ):
        found = found._replace(last=found.last - 1)  # 'Ana Ruiz keeps saying'
    if found and found.last - 1 > found.first and unit.low[found.last - 1] in REFLEXIVES:
        found = found._replace(last=found.last - 1)  # 'Tom Lee himself'
    while (
        found
        and found.last - 1 > found.first
        and unit.low[found.last - 1] in AUXILIARIES
        and not unit.is_name(found.last - 1)
    ):  # May, Will
        found = found._replace(last=found.last - 1)  # 'Ana Ruiz has, however, said'
    if (
        found
        and found.last - 2 > found.first
        and unit.low[found.first].isdigit()
        and unit.low[found.first + 1] in (".", ")")
    ):
        found = found._replace(first=found.first + 2)  # '12. The President'
    while found and found.last - 1 > found.first and leads(unit, found.first):
        found = found._replace(
            first=found.first + 1
        )  # 'That is why the mayor', 'Last week the mayor'
    return found


def leads(unit: Unit, number: int) -> bool:
    """Whether a token in front of a subject is no part of it: 'But', 'why', 'last week'."""
    low, before, after = unit.low[number], unit.at(number - 1), unit.at(number + 1)
    if low in TIME_WORDS:
        return before in POINTING or low in DAYS
    if (
        low in POINTING
        and after in TIME_WORDS
        or low in LEADS
        or low in AUXILIARIES
        and number == 0
    ):
        return True
    if low in SUBJECT_PRONOUNS and after in ("a", "an", "the"):
        return True  # 'when he sent a telegram telling …', with the verb unread
    return is_adverb(low) and low not in NO_LEADS and not (number and unit.is_name(number))


def subject_of(unit: Unit, cue: Cue, earlier: list[tuple[Cue, Subject | None]]) -> Subject | None:
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


def subject_of_participle(
    unit: Unit, cue: Cue, earlier: list[tuple[Cue, Subject | None]]
) -> Subject | None:
    """', adding that': the subject of the clause before; 'with Boswell stating': Boswell."""
    before = unit.at(cue.left)
    quoted = next(
        (
            back
            for back in range(cue.left - 1, max(cue.left - 9, 0), -1)
            if unit.low[back] in QUOTING
        ),
        None,
    )
    if before == "as" and quoted is not None and unit.at(quoted + 1) == "by":
        return inherit(unit, cue, [])  # 'was quoted by the BBC as saying'
    if before == "as" and quoted == cue.left - 1:
        be = next(
            (
                back
                for back in range(quoted - 1, max(quoted - 4, -1), -1)
                if unit.low[back] not in AUXILIARIES and not is_adverb(unit.low[back])
            ),
            None,
        )
        return (
            noun_phrase(unit, be, cue.first)
            if be is not None and unit.is_name(be)
            else inherit(unit, cue, [])
        )
    if before == "as" and quoted is not None and quoted + 1 < cue.left:
        return Subject(
            quoted + 1, cue.left, comma_start(unit, quoted), cue.first
        )  # 'quoted Tom Lee as saying'
    if before in INHERITING or before in ISSUED or cue.left in unit.pair:
        return inherit(unit, cue, earlier)
    start = comma_start(unit, cue.left)
    for number in range(cue.left, start - 1, -1):
        if unit.low[number] == "with":
            return Subject(number + 1, cue.left + 1, number, cue.first)
    return noun_phrase(unit, cue.left, cue.first)


def subject_of_infinitive(
    unit: Unit, cue: Cue, earlier: list[tuple[Cue, Subject | None]]
) -> Subject | None:
    """'invited representatives to share': representatives; 'wanted to say': who wanted."""
    end = cue.left - 1
    if unit.at(end) in ("me", "us"):
        return Subject(end, end + 1, end, cue.first)  # 'Allow me to say'
    if (
        end < 0
        or looks_past(unit.low[end])
        or unit.low[end] in AUXILIARIES
        or is_adverb(unit.low[end])
    ):
        return inherit(unit, cue, earlier)
    if not unit.is_name(end) and (
        unit.at(end - 1) in SUBJECT_PRONOUNS - RELATIVES or unit.is_name(end - 1)
    ):
        return noun_phrase(unit, end - 1, cue.first)  # 'she wants to know'
    first = end
    while first > 0 and unit.low[first - 1] not in ",;:" and not is_verb(unit, first - 1):
        first -= 1
    if unit.at(first - 1) in CAUSING:
        return Subject(first, end + 1, cue.left, cue.first)
    return inherit(unit, cue, earlier)


def inherit(unit: Unit, cue: Cue, earlier: list[tuple[Cue, Subject | None]]) -> Subject | None:
    """The subject of the nearest verb to the left that has one, or else of the sentence."""
    finite = [row for row in earlier if row[0].form == "finite"]
    for other, subject in reversed(finite if cue.form == "participle" and finite else earlier):
        if subject and other.first < cue.first:
            return subject._replace(start=cue.left if cue.left >= 0 else 0, verb=cue.first)
    found = near_subject(unit, cue.first) or main_subject(unit, cue.first)
    if found is None and unit.low[cue.first].endswith("ing") and cue.left <= 0:
        return fronted_subject(unit, cue)
    return found and found._replace(start=max(cue.left, 0), verb=cue.first)


def near_subject(unit: Unit, limit: int) -> Subject | None:
    """The subject of the clause that begins at the last 'when', 'if', 'because' before a token; or None."""
    opening = next(
        (
            number
            for number in range(limit - 1, max(-1, limit - LONGEST), -1)
            if unit.low[number] in SUBORDINATORS
        ),
        None,
    )
    if opening is None or any(
        unit.low[number] in (",", ";") for number in range(opening, limit - 1)
    ):
        return None
    for number in range(opening + 2, limit):
        if is_verb(unit, number) or unit.low[number] in PRESENT_VERBS | PLURAL_VERBS:
            return noun_phrase(unit, number - 1, number)
    return None


def fronted_subject(unit: Unit, cue: Cue) -> Subject | None:
    """'Saying that it was late, Ana Ruiz left': the subject of the clause behind the comma."""
    for number in range(cue.last, len(unit)):
        if unit.low[number] == ",":
            last = number + 1
            while (
                last < min(len(unit), number + 8)
                and not is_verb(unit, last)
                and unit.low[last][0].isalnum()
            ):
                last += 1
            return Subject(number + 1, last, number + 1, cue.first) if last > number + 1 else None
    return None


def main_subject(unit: Unit, limit: int) -> Subject | None:
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
