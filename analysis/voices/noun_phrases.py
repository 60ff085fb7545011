"""
The noun phrase before a verb: names and what describes them, from comma to comma. Part of the step `voices`.
"""

from typing import NamedTuple

from analysis.voices.english import (
    AUXILIARIES,
    COORDINATORS,
    DETERMINERS,
    PLURAL_VERBS,
    PREPOSITIONS,
    PRESENT_VERBS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TIME_WORDS,
    is_adverb,
)
from analysis.voices.phrases import (
    LONGEST,
    SAID,
    chunk_start,
    comma_start,
    has_verb,
    is_aside,
    is_description,
    is_person,
    is_verb,
)
from analysis.voices.units import Unit

MOST_CHUNKS = 8  # stretches between commas that are looked through for a name
DASHES = frozenset("—–-")
JOINTS = COORDINATORS | SUBORDINATORS
COUNTED = frozenset(
    "half a one two three four five six seven eight nine ten dozens hundreds thousands".split()
)


class Subject(NamedTuple):
    """Tokens `first` to `last` name who speaks; the clause begins at `start`, the verb at `verb`."""

    first: int
    last: int
    start: int
    verb: int


def noun_phrase(unit: Unit, end: int, verb: int) -> Subject | None:
    """The noun phrase that ends at the token `end`, with what is set off between commas."""
    if end > 1 and unit.low[end] in DASHES:
        opened = next(
            (
                number
                for number in range(end - 1, max(0, end - 20), -1)
                if unit.low[number] in DASHES
            ),
            None,
        )
        return (
            noun_phrase(unit, opened - 1, verb) if opened else None
        )  # 'Ana Ruiz — a nurse from Leeds — said'
    if (
        end < 0
        or unit.low[end] in SAID
        or not unit.low[end][0].isalnum()
        and unit.low[end] not in (",", ")", '"', "'")
    ):
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
    if unit.at(start - 1) in RELATIVES and any(
        is_verb(unit, number) or unit.low[number] in PLURAL_VERBS
        for number in range(start, end + 1)
    ):
        return noun_phrase(
            unit, start - 2 - (unit.at(start - 2) == ","), verb
        )  # 'leaders who attended'
    first = start
    if unit.at(start - 1) == ",":
        first = start_of_list(unit, start, end)
    start = first
    while first < end and (
        unit.low[first] in JOINTS
        or is_adverb(unit.low[first])
        and unit.low[first] not in ("both", "all", "each")
    ):
        first += 1
    is_about = unit.low[first] in ("about", "over", "around", "under") and (
        unit.at(first + 1)[:1].isdigit() or unit.at(first + 1) in COUNTED
    )
    is_led = unit.low[first] in PREPOSITIONS and not is_about
    begin = behind_lead(unit, first, end) if is_led else first
    if begin is None and unit.at(start - 1) == "," and start > 1:
        found = set_off(unit, start - 1, verb)  # 'Ana Ruiz, in an interview with Radio 4 said'
        return found if found and is_person(unit, found.first, found.last) else None
    if begin is None or unit.low[begin] in JOINTS or is_verb(unit, begin):
        return None
    if unit.low[begin] in DETERMINERS and unit.at(begin + 1) in TIME_WORDS and begin + 2 <= end:
        begin += 2  # 'this year these shirts'
    return Subject(begin, end + 1, start, verb)


def find_who(unit: Unit, end: int) -> int | None:
    """The 'who' of 'An official who asked not to be named said': what stands before it is the subject; else None."""
    for number in range(end, max(0, end - LONGEST), -1):
        if unit.low[number] in (",", ";", ":") or number in unit.pair:
            return None
        if unit.low[number] == "who":
            return (
                number
                if any(is_verb(unit, place) for place in range(number + 1, end + 1))
                or is_present(unit, number + 1)
                else None
            )
    return None


def is_present(unit: Unit, number: int) -> bool:
    """Whether a verb in the present stands at a token, behind 'who': 'who lives there', 'who want more'."""
    low = unit.at(number)
    return (
        low in PLURAL_VERBS | PRESENT_VERBS
        or low.endswith("s")
        and not low.endswith(("ss", "us", "'s"))
    )


def behind_lead(unit: Unit, first: int, end: int) -> int | None:
    """Where the subject begins in 'After the meeting Chen': at the name that ends it, or the last 'the'."""
    number = end + 1
    while number > first + 1 and unit.is_name(number - 1):
        number -= 1
    if number <= end:
        return number
    return next(
        (
            back
            for back in range(end, first + 1, -1)
            if unit.low[back] in DETERMINERS and unit.low[back - 1] not in PREPOSITIONS
        ),
        None,
    )


def start_of_list(unit: Unit, start: int, end: int) -> int:
    """Where 'Diplomats from Laos, Cuba, and Eritrea' begins, whose last part is start..end."""
    last = unit.low[start : end + 1]
    if last[0] == "including":
        return chunk_start(unit, start - 2)
    if "and" not in last[:3] and "other" not in last:
        return start
    first, before = start, start
    if (
        last[0] not in COORDINATORS
        and unit.is_name(start)
        and "other" not in last
        and leads_in(unit, chunk_start(unit, start - 2), start - 1)
    ):
        return start  # 'On Monday, Ana Ruiz and Tom Lee said'
    while unit.at(before - 1) == "," and not has_verb(
        unit, chunk_start(unit, before - 2), before - 1
    ):
        before = chunk_start(unit, before - 2)
        if unit.at(before - 1) in AUXILIARIES:
            return start
        first = before
        if first + 4 < start and not is_short(unit, first):
            break
    return first


def leads_in(unit: Unit, start: int, end: int) -> bool:
    """Whether a stretch before a comma only opens the sentence: 'On Monday', 'Last week', 'In Geneva'."""
    low = unit.low[start]
    return (
        low in PREPOSITIONS | SUBORDINATORS | TIME_WORDS
        or is_adverb(low)
        or unit.at(end - 1) in TIME_WORDS
    )


def is_short(unit: Unit, start: int) -> bool:
    """Whether the stretch that begins at a token is one part of a list: three words at most."""
    return any(unit.at(start + step) in (",", "and") for step in range(1, 4))


def set_off(unit: Unit, comma: int, verb: int) -> Subject | None:
    """The noun phrase before what stands between commas: the nearest name, or else the next stretch."""
    chunks: list[tuple[int, int]] = []
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
            return Subject(
                joint, end, joint, verb
            )  # 'the town slept and Ana Ruiz, the mayor, said'
    if not chunks:
        return None
    described = 1 if len(chunks) > 1 and is_aside(unit, *chunks[0]) else 0
    while described + 1 < len(chunks) and is_adverb(unit.low[chunks[described][0]]):
        described += 1
    start, end = chunks[described]
    first = max(
        start, chunk_start(unit, end - 1)
    )  # 'the town slept and the woman, who was there, said'
    return Subject(first, end, first, verb)


def subject_at_name(unit: Unit, chunks: list[tuple[int, int]], number: int, verb: int) -> Subject:
    """The subject whose name is in a chunk: two people may share a verb (X, …, and Y, …, said)."""
    start, end = chunks[number]
    first, begin = start + (unit.low[start] in COORDINATORS), start
    for further in range(number + 1, min(number + 4, len(chunks))):
        is_joined = unit.low[start] in COORDINATORS or is_description(unit, *chunks[further - 1])
        if (
            is_joined
            and is_person(unit, *chunks[further])
            and further - number > 1 - (unit.low[start] in COORDINATORS)
        ):
            name = chunks[further]
            if unit.low[start] in COORDINATORS:
                return Subject(name[0], end, name[0], verb)
            if is_description(unit, *chunks[further - 1]):
                return Subject(name[0], name[1], name[0], verb)
    if (
        number + 2 < len(chunks)
        and is_description(unit, *chunks[number + 1])
        and not has_verb(unit, *chunks[number + 1])
        and (
            unit.low[chunks[number + 1][0]] in DETERMINERS
            or unit.low[chunks[number + 1][0]].endswith("'s")
        )
    ):
        begin = chunks[number + 1][0]  # 'The plan was late, the mayor, Ana Ruiz, said'
    return Subject(first, end, begin, verb)
