"""
Whether a stretch of a sentence is a clause: something like a finite verb stands in it.

Part of the step `voices`. Without a parser the answer leans on auxiliaries, forms in -ed and
short lists of verbs; what cannot be told is no clause.
"""

from analysis.voices.english import (
    COORDINATORS,
    DETERMINERS,
    FINITE,
    PLURAL_VERBS,
    PLURALS,
    PREPOSITIONS,
    PRESENT_VERBS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
)
from analysis.voices.phrases import is_verb
from analysis.voices.units import Unit
from analysis.voices.words import word_list

JOINTS = frozenset([",", ";", ":", "—", "–"])
SHORT_BE = frozenset("it's that's there's he's she's what's here's who's let's".split())
NO_PLAIN = JOINTS | COORDINATORS | SUBORDINATORS | RELATIVES | SUBJECT_PRONOUNS
NEVER_PASSIVE = word_list("never passive")
FARTHEST = 20  # tokens of what stands between two commas
CONTRACTED = ("n't", "'re", "'ve", "'ll", "'m")


def is_clause(unit: Unit, first: int, last: int) -> bool:
    """Whether a stretch holds something like a finite verb with something before it."""
    return (
        any(is_finite(unit, number, first) for number in range(first, last))
        or unit.at(first) in SUBJECT_PRONOUNS
        and last - first > 1
    )


def opens_clause(unit: Unit, first: int, last: int) -> bool:
    """Whether a finite verb comes before the first joint: 'the plan works', not 'a plan, but it fails'."""
    if unit.at(first).split("'")[0] in SUBJECT_PRONOUNS - RELATIVES and last - first > 1:
        return True
    for number in range(first, last):
        low = unit.low[number]
        if number > first and low in (",", "—", "–"):
            return goes_on_behind(unit, number, last)
        if low == "than" and unit.at(number - 1) in ("more", "less", "fewer"):
            continue
        if number > first and (
            low in JOINTS or low in SUBORDINATORS or low in RELATIVES or low in ("but", "so")
        ):
            return False
        if is_finite(unit, number, first) and not may_be_participle(unit, number):
            return True
    return False


def goes_on_behind(unit: Unit, joint: int, last: int) -> bool:
    """Whether a verb stands behind what is set off at a joint: 'the school, built in 1820, burned down'."""
    end = next(
        (
            number
            for number in range(joint + 1, min(last, joint + FARTHEST))
            if unit.low[number] in JOINTS
        ),
        None,
    )
    return (
        end is not None
        and unit.low[end] == unit.low[joint]
        and end + 1 < last
        and (unit.low[end + 1] in FINITE or is_verb_behind(unit, end + 1))
    )


def is_verb_behind(unit: Unit, number: int) -> bool:
    """Whether a past form behind a comma is the verb of the clause and not another participle."""
    return is_verb(unit, number) and unit.at(number + 1) not in ("by", "in", "on")


def is_plainly_clause(unit: Unit, first: int, last: int) -> bool:
    """Whether an auxiliary follows before any joint: 'the light was off', not 'the light and was glad'."""
    for number in range(first + 1, last):
        low = unit.low[number]
        if low in NO_PLAIN or is_verb(unit, number):
            return low in FINITE and not unit.is_name(number)
    return False


def is_finite(unit: Unit, number: int, first: int) -> bool:
    """Whether a token looks like a finite verb, or a quotation like a sentence."""
    low = unit.low[number]
    if unit.is_long_quotation(number):
        return True
    if number > first and unit.is_name(number):
        return False  # May, Will
    if low in FINITE or low.endswith(CONTRACTED) or low in SHORT_BE:
        return True
    if number == first:
        return False
    before = unit.low[number - 1]
    if (
        before in ("it", "he", "she")
        and low.endswith("s")
        and not low.endswith(("ss", "us", "'s"))
        and low.isalpha()
    ):
        return True  # 'none of it works'
    if low in PLURAL_VERBS and (
        before in PLURALS
        or before.endswith("s")
        and "'" not in before
        and not before.endswith(("ss", "us", "is"))
        and before not in PREPOSITIONS | DETERMINERS
    ):
        return True
    return (
        is_verb(unit, number)
        or low in PRESENT_VERBS
        and unit.low[number - 1] not in DETERMINERS | PREPOSITIONS
        or low.endswith("s")
        and "'" not in low
        and not low.endswith(("ss", "us"))
        and unit.is_name(number - 1)
        and unit.at(number + 1) in DETERMINERS | PREPOSITIONS | {"to", "that"}
    )


def may_be_participle(unit: Unit, number: int) -> bool:
    """'losses caused by the storm': a past form before a preposition may describe the word before."""
    return (
        unit.low[number].endswith("ed")
        and unit.low[number] not in NEVER_PASSIVE
        and unit.at(number + 1) in PREPOSITIONS
    )


def is_quotation(unit: Unit, first: int, last: int) -> bool:
    """Whether a stretch is one quotation and nothing else."""
    numbers = [
        number
        for number in range(first, last)
        if unit.low[number] not in (",", ".", ":", "?", "!", "(", ")")
    ]
    return len(numbers) == 1 and numbers[0] in unit.pair
