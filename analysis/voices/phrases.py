"""
Stretches of a sentence: from comma to comma, from joint to joint; names and what describes them.

Part of the step `voices`; `subjects` asks here what a stretch of words looks like.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from analysis.tables.stored import read_csv
from analysis.voices.english import (
    AUXILIARIES,
    BE,
    COORDINATORS,
    DETERMINERS,
    PREPOSITIONS,
    QUESTION_WORDS,
    RELATIVES,
    SUBORDINATORS,
    TIME_WORDS,
    is_adverb,
    looks_past,
)
from analysis.voices.units import Unit

PLACES = Path(__file__).with_name("places.csv")
PARTICLES = frozenset("de la le van von der den bin ibn al el da di du dos del abu ben ter".split())
LONGEST = 60  # tokens of a stretch
NOT_IN_NAMES = AUXILIARIES | BE | PREPOSITIONS | QUESTION_WORDS | {"as", "called"}
SUFFIXES = frozenset("phd md jr sr esq dphil ii iii obe mbe cbe".split())
BOUNDARIES = frozenset([";", ":", "—", "–", "that", "what", *RELATIVES])
JOINTS = BOUNDARIES | COORDINATORS | {","}
SAID = frozenset(
    "say says said think thinks thought believe believes believed is was are were to".split()
)


@lru_cache(maxsize=1)
def read_places() -> dict[str, str]:
    """Word for a place or its people -> the place (Turkish -> Turkey)."""
    table = read_csv(PLACES)
    return dict(zip(table["word"], table["place"]))


def is_verb(unit: Unit, number: int) -> bool:
    """Whether the token looks like a finite verb (not like 'graduated' in 'of graduated trainees')."""
    low = unit.at(number)  # "" behind the last word
    if low in AUXILIARIES:
        return low not in ("may", "will", "might") or not number or not unit.is_name(number)
    if not looks_past(low) or unit.is_name(number):
        return False
    before = unit.at(number - 1)
    if before == "one" and unit.at(number - 2) == "no":
        return True  # 'no one came'
    if low.endswith("ed") and before.endswith(("ous", "ful", "less")):
        return False  # numerous bloodied faces
    return (
        before not in DETERMINERS
        and before not in PREPOSITIONS
        and before not in COORDINATORS
        and before != ""
    )


def has_verb(unit: Unit, first: int, last: int) -> bool:
    """Whether a stretch holds a finite verb."""
    return any(is_verb(unit, number) or unit.low[number] in SAID for number in range(first, last))


def chunk_start(unit: Unit, end: int) -> int:
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
        if low in COORDINATORS and any(
            is_verb(unit, back) for back in clause_left(unit, number - 1)
        ):
            break
        number -= 1
    return number


def comma_start(unit: Unit, end: int) -> int:
    """Where the stretch between commas begins that ends at the token `end`."""
    number = end
    while (
        number > 0
        and unit.low[number - 1] not in (",", ";", ":")
        and not unit.is_long_quotation(number - 1)
    ):
        number -= 1
    return number


def clause_left(unit: Unit, number: int) -> Iterator[int]:
    """Token numbers left of a joint, to the comma or joint before it."""
    back = number - 1
    while back >= 0 and number - back < 30 and unit.low[back] not in JOINTS:
        yield back
        back -= 1


def is_person(unit: Unit, start: int, end: int) -> bool:
    """Whether a stretch is a name, with or without a title before it (team member Rodaba Noori)."""
    numbers = range(start, end)
    if (
        not numbers
        or end - start > 9
        or not unit.is_name(end - 1)
        or unit.low[start] in PREPOSITIONS
        or unit.low[start] in ("including", "unlike", "such")
    ):
        return False
    if " ".join(unit.words[start:end]) in read_places() or unit.low[end - 1].endswith("'s"):
        return False
    if end - start == 1 and start > 1 and is_suffix(unit.words[start]):
        return False  # QC, MP, PhD: letters behind a name
    is_plain = [unit.is_name(number) or unit.low[number] in PARTICLES for number in numbers]
    if all(is_plain):
        return (
            not any(unit.low[number].endswith("'s") for number in numbers[:-1]) or end - start > 2
        )
    return (
        end - start > 2
        and unit.is_name(end - 2)
        and unit.low[start] not in DETERMINERS
        and not any(unit.low[number] in NOT_IN_NAMES for number in numbers)
    )


def is_suffix(word: str) -> bool:
    """Whether a word between commas is letters behind a name: QC, PhD, Jr., R-Ohio."""
    return (
        word.isupper()
        and len(word) < 5
        or word.lower().rstrip(".") in SUFFIXES
        or word[:2] in ("R-", "D-", "I-")
    )


def is_description(unit: Unit, start: int, end: int) -> bool:
    """Whether a stretch describes the name before it: 'a member of …', 'director of …'."""
    low = unit.low[start]
    return (
        (low in DETERMINERS or low.endswith("'s") or not unit.is_name(start))
        and low not in PREPOSITIONS
        and low not in TIME_WORDS
    )


def is_aside(unit: Unit, start: int, end: int) -> bool:
    """Whether a stretch between commas stands aside: 'in a speech', 'who also attended', '45'."""
    low = unit.low[start]
    return (
        low in PREPOSITIONS
        or low in RELATIVES
        or low in SUBORDINATORS
        or low[0].isdigit()
        or low in ("a", "an", "no")
        or unit.at(start + 1) in ("by", "as")
        or is_adverb(low)
        or low.endswith(("ing", "'s"))
        or looks_past(low)
    )
