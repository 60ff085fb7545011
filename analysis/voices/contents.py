"""
How far what was said reaches, before its verb and behind it. Part of the step `voices`.
"""

from typing import NamedTuple

from analysis.voices.clauses import is_clause, is_quotation, opens_clause
from analysis.voices.cues import Cue
from analysis.voices.english import (
    COORDINATORS,
    GATHERINGS,
    PREPOSITIONS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TIME_WORDS,
    is_adverb,
)
from analysis.voices.noun_phrases import Subject
from analysis.voices.units import Unit
from analysis.voices.words import word_list

CLAUSE = frozenset(["say", "state", "utter", "tell", "think", "show", "sure"])
ENDS = frozenset(".!?;)…") | {""}
STOPS = frozenset([".", "!", "?", ";", "…", ",", ":", "-", "—", "–", '"', "'", "”", "’", "“", "‘"])
LEADS = PREPOSITIONS | TIME_WORDS | SUBORDINATORS | COORDINATORS
OPENERS = SUBORDINATORS | SUBJECT_PRONOUNS | {"so"}
REMARKS = word_list("remarks")
FARTHEST = 15  # tokens between a verb and its "that" or its quotation


class Attribution(NamedTuple):
    """Tokens `first` to `last` of a unit are handed to `subject` by `cue`; `form` as in the table."""

    first: int
    last: int
    subject: Subject | None
    cue: str
    form: str  # reported, narrated_act, or quotation (nothing but words between marks)
    rule: str
    at: int  # the token of the cue


def kind(unit: Unit, first: int, last: int) -> str:
    """The form of a stretch: a quotation, or reported speech."""
    return "quotation" if is_quotation(unit, first, last) else "reported"


def content_end(unit: Unit, first: int, joints: list[tuple[int, int]]) -> int:
    """Where a content that begins at a token ends: at the next joint, or with the unit."""
    last = min((step for at, step in joints if step > first and at > first), default=len(unit))
    last = next(
        (
            number
            for number in range(first + 1, last - 1)
            if unit.low[number] in ("—", "–", "-") and unit.low[number + 1] in ("i", "we")
        ),
        last,
    )  # 'around 45 — I would not be surprised'
    last = next(
        (
            number
            for number in range(first + 2, last - 2)
            if unit.low[number] in (",", "—", "–", "-")
            and unit.low[number + 1] in ("a", "an")
            and unit.low[number + 2] in REMARKS
        ),
        last,
    )  # ', a claim Ruiz rejects'
    while last > first and (unit.low[last - 1] in STOPS and last - 1 not in unit.pair):
        last -= 1
    return last


def begins_clause(unit: Unit, first: int, last: int) -> bool:
    """Whether another clause begins behind a comma: 'and', 'it', 'when', or words with a verb."""
    low = unit.at(first)
    return (
        low in COORDINATORS | SUBORDINATORS - {"as"} | RELATIVES | SUBJECT_PRONOUNS
        or not low.endswith("ing")
        and low not in PREPOSITIONS
        and opens_clause(unit, first, last)
    )


def clause_end(unit: Unit, first: int) -> int:
    """Where the clause ends in which a token stands: at a comma, a joint or the end."""
    last = content_end(unit, first, [])
    for number in range(first + 1, last):
        low = unit.low[number]
        if low == "," and not begins_clause(unit, number + 1, last):
            continue  # 'to reach the town on Tuesday, bringing rain'
        if low in (",", ";", ":", "—", "–") or low in SUBORDINATORS - {"as", "than"}:
            return number
        if low in COORDINATORS and opens_clause(unit, number + 1, last):
            return number
    return last


def content_before(
    unit: Unit, start: int, joints: list[tuple[int, int]], is_split: bool = False
) -> tuple[int, int] | None:
    """The tokens before an attribution clause, which begins at `start`, that were said; or None."""
    last = start
    while last > 0 and unit.low[last - 1] in (",", "-", "—", "–", "as"):
        last -= 1
    if last - 1 in unit.pair and last > 1 and unit.low[last - 2] in ("(", "—", "–", "-"):
        return last - 1, last  # — "…", Ana Ruiz said —
    if last == start and last - 1 not in unit.pair:
        return None
    first = max((at for at, step in joints if at < last), default=-1) + 1
    first = (
        first
        if first and any(low in (",", ";") or low == '"' for low in unit.low[first:last])
        else 0
    )
    while first < last and unit.low[first] in ENDS | {",", ";", ":", "-", "—", "–"}:
        first += 1
    if last <= first or unit.low[last - 1] in RELATIVES:
        return None
    if unit.is_long_quotation(first) and last - first > 1 and not is_clause(unit, first + 1, last):
        return first, first + 1  # "…," a senior envoy, Ana Ruiz, said
    if any(number in unit.pair for number in range(first, last)):
        return first, last
    low = unit.low[first]
    if (
        last - first < 3
        and not is_split
        and not (
            low in SUBJECT_PRONOUNS
            and is_clause(unit, first, last)
            and unit.at(first + 1) not in ("see", "know", "mean")
        )
    ):
        return None  # 'It works, I think'
    is_lead = low in LEADS or is_adverb(low) or low.endswith("ing")
    return None if is_lead and not is_clause(unit, first, last) else (first, last)


def thought_end(unit: Unit, first: int, last: int) -> int:
    """A thought ends with its clause: 'I think it works, but …' does not reach over the comma."""
    for number in range(first + 2, last - 1):
        low, after = unit.low[number], unit.low[number + 1]
        if low in ("—", "–", "-", ";") and is_clause(unit, first, number):
            return number
        if low != ",":
            continue
        begins = after in OPENERS or after in COORDINATORS and is_clause(unit, number + 1, last)
        if begins and is_clause(unit, first, number):
            return number
    return last


def thought_start(unit: Unit, first: int, last: int) -> tuple[int, int]:
    """Where the clause begins that 'I believe' stands behind: the last joint before it."""
    return max(
        [first, *(number + 1 for number in range(first, last - 2) if unit.low[number] in ";:—–(")]
    ), last


def quotation_end(unit: Unit, first: int, last: int) -> int:
    """Where words between marks end what was said: '… reads "we may", but no plans exist'."""
    behind = first + 1 + (unit.at(first + 1) == ",")
    is_where = unit.at(first + 1) in PREPOSITIONS and not is_clause(unit, first + 1, last)
    if first in unit.pair and is_where and not any(n in unit.pair for n in range(first + 1, last)):
        return first + 1  # 'said "no" in a letter'
    if (
        first in unit.pair
        and unit.at(behind) in COORDINATORS
        and (behind > first + 1 or is_clause(unit, behind, last))
        and not any(number in unit.pair for number in range(first + 1, last))
    ):
        return first + 1
    return last


def before_gathering(unit: Unit, first: int, last: int) -> int:
    """The end of a stretch without 'at a sideline meeting of …', which says where it was said."""
    for number in range(first + 2, last):
        if unit.low[number] in ("at", "during") and GATHERINGS & set(
            unit.low[number + 1 : number + 6]
        ):
            return number
    return last


def is_behind(subject: Subject | None, cue: Cue) -> bool:
    """Whether a subject stands behind its verb (said Ana Ruiz)."""
    return subject is not None and subject.first >= cue.last and subject.start == cue.first
