"""
How much of what stands behind a verb was said, and whether any of it. Part of the step `voices`.
"""

from analysis.voices.clauses import (
    is_clause,
    is_finite,
    is_plainly_clause,
    is_quotation,
    opens_clause,
)
from analysis.voices.contents import ENDS, content_end, is_behind, quotation_end, thought_end
from analysis.voices.cues import Cue
from analysis.voices.english import (
    AUXILIARIES,
    COORDINATORS,
    DETERMINERS,
    INDEFINITE,
    PLAIN_FINITE,
    PLURAL_VERBS,
    PREPOSITIONS,
    PRESENT_VERBS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    is_adverb,
    looks_past,
)
from analysis.voices.noun_phrases import Subject
from analysis.voices.phrases import has_verb, is_suffix, is_verb
from analysis.voices.units import Unit
from analysis.voices.words import word_list

DEEDS, SILENT = word_list("deeds"), word_list("silent verbs")
SAYING = frozenset(["say", "state", "tell", "think", "show", "sure"])
THOUGHT = frozenset(["think", "explain", "sure", "wonder", "with that"])
SURE = word_list("clause openers")
LAX = frozenset("say says said tell tells told".split())  # a verb anywhere behind them is enough
# What may stand behind "said" or "feels" without a clause.
NO_CLAUSE = word_list("said things")
WORDY = word_list("said by relative")
OPENINGS = COORDINATORS | {"", ":", ";", "—", "–"}


def end_behind(
    unit: Unit,
    cue: Cue,
    subject: Subject | None,
    joints: list[tuple[int, int]],
    place: str,
    first: int,
) -> int:
    """Where what stands behind the verb ends."""
    last = end_before_deeds(unit, first, content_end(unit, first, joints))
    opening = subject.first - 1 if subject and cue.left >= subject.first else cue.left
    for relative in (cue.left, opening):
        if unit.at(relative) in ("who", "which") and unit.at(relative - 1) == ",":
            last = end_of_relative(unit, relative, first, last)
            break
    if subject and subject.first > first:
        last = min(last, subject.first - 1)  # 'Saying that …, Ana Ruiz left'
    if cue.classes <= THOUGHT and "think" in cue.classes:
        last = thought_end(unit, first, last)
    if place in ("that", "clause", "question") and is_fronted(unit, cue, subject):
        last = main_clause(unit, first, last)
    return quotation_end(unit, first, last) if place in ("quotation", "colon") else last


def end_before_deeds(unit: Unit, first: int, last: int) -> int:
    """Where the narrator goes on: 'said the deal was dead and left the hall', '… but declined to comment'."""
    for number in range(first + 2, last - 1):
        if unit.low[number] not in ("and", "but", "before", "then"):
            continue
        step = number + 1 + (unit.at(number + 1) == "then")
        pair = f"{unit.at(step)} {unit.at(step + 1)}"
        is_silent = unit.at(step) in SILENT or pair in SILENT and unsaid(unit, step + 2)
        is_deed = (
            unit.at(step) in DEEDS
            and not any(unit.low[back] in SUBJECT_PRONOUNS for back in range(first + 1, number))
            and any(unit.low[back] in PLAIN_FINITE for back in range(first, number))
        )
        if is_silent or is_deed and unit.low[first:number].count("and") == 0:
            return number - (unit.at(number - 1) == ",")
    return last


def unsaid(unit: Unit, number: int) -> bool:
    """Whether a verb of saying follows, adverbs aside: 'could not immediately say'."""
    while is_adverb(unit.at(number)):
        number += 1
    return unit.at(number) in word_list("unsaid")


def end_of_relative(unit: Unit, relative: int, first: int, last: int) -> int:
    """'Brandt, who said the deal was dead, left the hall': the clause ends where the sentence goes on."""
    if has_verb(unit, 0, relative - 1):
        return last  # the sentence has had its verb
    for number in range(first + 1, last - 1):
        after = unit.low[number + 1]
        if unit.low[number] == "," and (
            is_verb(unit, number + 1) or after in PLAIN_FINITE or after in PRESENT_VERBS
        ):
            return number
    return last


def says_of_it(unit: Unit, number: int) -> bool:
    """Whether a verb follows 'it': 'found it makes sense', not 'found it easy'."""
    while is_adverb(unit.at(number)):
        number += 1
    return (
        unit.at(number).endswith("s") or is_finite(unit, number, number - 1)
        if number < len(unit)
        else False
    )


def is_fronted(unit: Unit, cue: Cue, subject: Subject | None) -> bool:
    """Whether the attribution stands in a clause that opens the sentence: 'Although he said that …, …'."""
    if cue.form == "participle":
        return cue.left < 0 or cue.left == 0 and unit.at(0) in PREPOSITIONS
    number = subject.first if subject else cue.first
    while (
        number > 0 and unit.low[number - 1] not in (",", ";", ":") and number - 1 not in unit.pair
    ):
        number -= 1
    number += unit.low[number] in COORDINATORS
    return unit.at(number) in SUBORDINATORS and unit.at(number - 1) in OPENINGS


def main_clause(unit: Unit, first: int, last: int) -> int:
    """Where the main clause begins behind a clause that opens the sentence: at its comma."""
    for number in range(first + 1, last - 1):
        after = unit.low[number + 1]
        if (
            unit.low[number] == ","
            and after not in COORDINATORS | RELATIVES | SUBORDINATORS | PREPOSITIONS
            and is_clause(unit, first, number)
            and (after == "please" or after in PLURAL_VERBS or opens_clause(unit, number + 1, last))
        ):
            return number
    return last


def covers(
    unit: Unit, cue: Cue, subject: Subject | None, place: str, first: int, last: int, is_begun: bool
) -> bool:
    """Whether what stands behind a verb was said: a clause, or words between marks."""
    if place == "that":
        return covers_that(unit, cue, first, last)
    if place == "question":
        return cue.classes != {"utter"} and (
            "with that" not in cue.classes
            or unit.at(first) in ("how", "what", "why", "whether", "if")
            and unit.at(first + 1) != "to"
        )
    if place in ("quotation", "colon"):
        return (
            bool(cue.classes & SAYING)
            or is_quotation(unit, first, last)
            or unit.is_long_quotation(first)
        )
    if not cue.classes & SAYING:
        return False
    if place == "both":
        is_description = is_behind(subject, cue) and (
            unit.low[first] in PREPOSITIONS
            or is_suffix(unit.words[first])
            or looks_past(unit.low[first])
            and unit.low[first] not in AUXILIARIES
        )
        return is_begun and not is_description or opens_clause(unit, first, last)
    return covers_clause(unit, cue, first, last) and not lacks_subject(unit, cue, subject, first)


def lacks_subject(unit: Unit, cue: Cue, subject: Subject | None, first: int) -> bool:
    """Whether a verb stands where the clause should begin: 'the book he wrote is lost', but 'who he said is lost'."""
    is_finite_first = (
        unit.low[first] in PLAIN_FINITE
        and not unit.is_name(first)
        or looks_past(unit.low[first])
        and is_verb(unit, first)
    )
    if not is_finite_first or subject is None:
        return False
    is_relative = (
        unit.at(subject.first - 1) in ("who", "which", "that") and unit.low[cue.first] in SURE
    )
    if cue.classes <= THOUGHT and unit.low[subject.first] in SUBJECT_PRONOUNS:
        return False  # 'something I think is good'
    return not is_relative or unit.at(subject.first - 2) in WORDY


def covers_that(unit: Unit, cue: Cue, first: int, last: int) -> bool:
    """Whether a "that" opens a clause: not in 'I remember that day'."""
    is_object = (
        (cue.classes <= THOUGHT or "with that" in cue.classes)
        and unit.at(first).isalpha()
        and not (
            unit.at(first) in SUBJECT_PRONOUNS
            or unit.at(first) in DETERMINERS
            or unit.at(first) in INDEFINITE
            or unit.is_name(first)
        )
    )
    return not is_object or is_clause(unit, first, last)


def covers_clause(unit: Unit, cue: Cue, first: int, last: int) -> bool:
    """Whether a clause stands behind a verb without a "that", and not an object."""
    head, is_finite_cue = unit.low[first].split("'")[0], cue.form == "finite"
    if unit.low[first] in ("this", "that", "these", "those", "it") and unit.at(
        first + 1
    ) in ENDS | {","}:
        return False  # 'as he said this, he left'
    if unit.low[first] == "it" and not says_of_it(unit, first + 1):
        return False
    if (
        unit.low[first] in NO_CLAUSE
        and unit.at(first + 1) != "than"
        and not is_plainly_clause(unit, first, last)
        and not (unit.low[first] == "no" and unit.at(first + 1) == "one")  # 'no one came'
    ):
        return False
    if unit.low[cue.first] in SURE and is_finite_cue and last - first > 3:
        return (
            bool(cue.classes & {"say"})
            or "that" not in unit.low[first:last]
            or is_clause(unit, first, unit.low.index("that", first))
        )  # 'believes the claim that'

    if "with that" in cue.classes:
        return head in SUBJECT_PRONOUNS - RELATIVES | INDEFINITE or is_plainly_clause(
            unit, first, last
        )
    if cue.form == "participle" and cue.classes <= THOUGHT and head not in SUBJECT_PRONOUNS:
        return False  # 'knowing a lot about it is useful' is no thought of anybody's
    is_lax = unit.low[cue.first] in LAX and is_finite_cue and unit.at(cue.first - 1) != "to"
    return is_clause(unit, first, last) if is_lax else opens_clause(unit, first, last)
