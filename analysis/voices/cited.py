"""
"According to …", "in the words of …", and a name with a colon. Part of the step `voices`.
"""

from analysis.voices.clauses import is_clause, opens_clause
from analysis.voices.contents import ENDS, Attribution, content_before, content_end, kind
from analysis.voices.english import (
    AUXILIARIES,
    COORDINATORS,
    DETERMINERS,
    POSSESSIVES,
    PREPOSITIONS,
    RELATIVES,
    TIME_WORDS,
    is_adverb,
    looks_past,
)
from analysis.voices.noun_phrases import Subject
from analysis.voices.phrases import is_person, is_suffix, is_verb
from analysis.voices.subjects import main_subject
from analysis.voices.units import Unit
from analysis.voices.words import word_list

NOT_A_SOURCE = word_list("no sources")
VIEWS = frozenset(["view", "opinion", "words", "judgment", "judgement", "account", "estimation"])
SMALL = frozenset("of the for and in at on de la van von del der ' & ,".split())
PARTICLES_OF_NAMES = frozenset(["of", "the", "for", "and", "'", "&"])


def find_according(unit: Unit) -> list[Attribution]:
    """'according to X', 'in the words of X', 'in X's view': what stands before it, behind it, or on both sides."""
    rows = []
    for number, low in enumerate(unit.low):
        if low == "according" and unit.at(number + 1) == "to":
            rows += read_source(unit, number, number + 2)
        elif (
            low in VIEWS
            and unit.low[number - 2 : number] == ["in", "the"]
            and unit.at(number + 1) == "of"
        ):
            rows += read_source(unit, number - 2, number + 2, is_words=low == "words")
        elif low in VIEWS and unit.at(number + 1) in ENDS | {","}:
            rows += read_view(unit, number)
        elif low == "per" and is_source(unit, number):
            rows += read_source(unit, number, number + 1)
    return rows


def is_source(unit: Unit, number: int) -> bool:
    """Whether somebody stands behind 'per': '…, per the mayor', not 'a dollar per head'."""
    before, after = unit.at(number - 1), unit.at(number + 1)
    return (before == "," or number - 1 in unit.pair) and (
        unit.is_name(number + 1)
        or number - 1 in unit.pair
        and after in DETERMINERS
        or after in DETERMINERS | POSSESSIVES
        and after != "a"
    )


def read_view(unit: Unit, number: int) -> list[Attribution]:
    """'in his view, …', 'in Ana Ruiz's opinion, …'."""
    first = number - 1
    while first > 0 and number - first < 8 and unit.low[first] != "in":
        first -= 1
    owner = unit.low[number - 1]
    if unit.low[first] != "in" or owner not in POSSESSIVES and not owner.endswith("'s"):
        return []
    subject = Subject(first + 1, number, first, first)
    end = content_end(unit, number + 2, [])
    before = (
        content_before(unit, first, [], end > number + 2) if unit.at(first - 1) == "," else None
    )
    if owner in ("my", "our", "your"):
        return []
    spans = [before] if before else []
    if end > number + 2 and (
        not before or unit.at(number + 1) == "," and not is_clause(unit, *before)
    ):
        spans.append((number + 2, end))
    word = f"in … {unit.low[number]}"
    return [
        Attribution(*span, subject, word, kind(unit, *span), "according to", number)
        for span in spans
    ]


def read_source(unit: Unit, number: int, first: int, is_words: bool = False) -> list[Attribution]:
    """The attributions of one 'according to X', or of 'in the words of X' (`is_words`: a quotation follows)."""
    last = end_of_source(unit, first)
    head = next(
        (number for number in range(first + 1, last) if unit.low[number] in PREPOSITIONS), last
    )
    if NOT_A_SOURCE & set(unit.low[first:head]) or last == first:
        return []
    subject, rest = read_name_behind(unit, first, last, number)
    before = None
    if not is_words:
        before = content_before(unit, number, [], unit.at(last) == ",")
        if not before and number > 2 and unit.low[number - 1] not in RELATIVES | {","}:
            before = (0, number)
    spans = [before] if before else []
    word = "per" if unit.low[number] == "per" else "according to"
    end = content_end(unit, rest, [])
    if end > rest and (not before or unit.at(last) == "," and is_clause(unit, rest, end)):
        spans.append((rest, end))
    return [
        Attribution(*span, subject, word, kind(unit, *span), "according to", number)
        for span in spans
    ]


def read_name_behind(unit: Unit, first: int, last: int, number: int) -> tuple[Subject, int]:
    """The source, or the name set off behind it ("the prosecutor, Mark Tedeschi, QC,"), and the token behind."""
    subject, rest = Subject(first, last, number, number), last + (unit.at(last) == ",")
    if rest < len(unit) and unit.at(last) == "," and is_person(unit, *next_chunk(unit, rest)):
        subject = Subject(rest, next_chunk(unit, rest)[1], number, number)
        rest = subject.last + (unit.at(subject.last) == ",")
    return subject, behind_set_off(unit, rest)


def behind_set_off(unit: Unit, rest: int) -> int:
    """The token behind what describes a source: 'according to Ana Ruiz, the mayor, …', 'Tom Lee, 45, …'."""
    while rest < len(unit) and unit.at(rest - 1) == ",":
        first, last = next_chunk(unit, rest)
        low = unit.low[first]
        is_plain = (
            last == first + 1
            and (is_suffix(unit.words[first]) or low.isdigit())
            or low in RELATIVES | {"of"}
        )
        is_described = (
            (low in DETERMINERS or looks_past(low))
            and not is_clause(unit, first, last)
            and unit.at(last + 1) not in RELATIVES
            and opens_clause(unit, last + 1, len(unit))
            and not is_verb(unit, last + 1)
            and low not in AUXILIARIES
        )
        if first == last or not (is_plain or is_described):
            break
        rest = last + (unit.at(last) == ",")
        if unit.at(last) != ",":
            break
    return min(rest, len(unit))


def next_chunk(unit: Unit, first: int) -> tuple[int, int]:
    """(first, last) of the stretch from a token to the next comma."""
    last = first
    while last < len(unit) and (
        unit.low[last] not in ENDS
        and unit.low[last] not in (",", ":")
        or unit.low[last] == ")"
        and "(" in unit.low[first:last]
    ):
        last += 1
    return first, last


def end_of_source(unit: Unit, first: int) -> int:
    """Where the one ends of whom 'according to' speaks: at the comma, or with the name."""
    _, last = next_chunk(unit, first)
    number = first + (unit.at(first) in DETERMINERS)
    start = number
    while number < last and (
        unit.is_name(number)
        or number > start
        and unit.low[number] in PARTICLES_OF_NAMES
        and unit.is_name(number + 1)
    ):
        number += 1
    return number if number > start and is_clause(unit, number, last) else last


def names_speaker(unit: Unit, colon: int) -> bool:
    """Whether a label before a colon names somebody: 'Peres:', 'The mayor:', not 'Worth noting:'."""
    words = [word for word in unit.low[:colon] if word.isalpha()]
    is_written = all(unit.is_name(number) or unit.low[number] in SMALL for number in range(colon))
    is_bare = colon == 1 and (unit.low[0].endswith(("ing", "ly")) or unit.low[0] in TIME_WORDS)
    is_thing = not word_list("things").isdisjoint(words)
    is_noun = unit.low[0] in DETERMINERS and colon < 5
    return (is_written or is_noun) and not (is_bare or is_thing)


def find_label(unit: Unit, is_silent: bool) -> list[Attribution]:
    """'Peres: "…"': a short name and a colon before a quotation; 'Ruiz nodded: "…"' where nothing else is (`is_silent`)."""
    if unit.at(0) in word_list("dashes") and unit.is_name(1):
        last = next_chunk(unit, 1)[1]  # '— Ana Ruiz, on the river' below a quotation
        if not is_clause(unit, 1, last):
            return [
                Attribution(
                    0, 0, Subject(1, last, 0, 0), "—", "quotation", "a sentence of its own", 0
                )
            ]
    if not unit.pair:
        return []
    if (
        len(unit) < 12
        and unit.is_long_quotation(0)
        and unit.at(1) in word_list("dashes")
        and unit.is_name(2)
    ):
        last = next_chunk(unit, 2)[1]
        return [
            Attribution(0, 1, Subject(2, last, 1, 1), "—", "quotation", "a sentence of its own", 1)
        ]
    for number in range(1, min(25, len(unit) - 1)):
        if (
            unit.low[number] == ":"
            and number + 1 in unit.pair
            and unit.is_long_quotation(number + 1)
        ):
            subject = main_subject(unit, number) if is_silent else None
            is_list = unit.low[number - 1] in ("including", "as", "like", "example", "examples")
            is_named = (
                subject
                and unit.low[subject.first] not in DETERMINERS
                and (
                    is_person(unit, subject.first, subject.last)
                    or unit.low[subject.first] in ("he", "she")
                )
            )
            if is_named and not is_list:
                return [
                    Attribution(
                        number + 1, number + 2, subject, ":", "quotation", "behind a colon", number
                    )
                ]
            if number > 8:
                return []
            if (
                is_clause(unit, 0, number)
                or not unit.is_name(0)
                or not names_speaker(unit, number)
                or is_adverb(unit.low[0])
                or unit.low[0] in COORDINATORS | {"says", "said", "writes", "wrote"}
            ):
                return []
            return [
                Attribution(
                    number + 1,
                    number + 2,
                    Subject(0, 1 if unit.low[0] in ("his", "her", "their") else number, 0, number),
                    ":",
                    "quotation",
                    "behind a colon",
                    number,
                )
            ]
    return []
