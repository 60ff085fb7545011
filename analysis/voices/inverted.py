"""
Who stands behind the verb: '"…," said Ana Ruiz', '…, said officials in Leeds'. Part of the step `voices`.
"""

from analysis.voices.clauses import is_clause, opens_clause
from analysis.voices.contents import ENDS
from analysis.voices.cues import Cue
from analysis.voices.english import (
    AUXILIARIES,
    DETERMINERS,
    INDEFINITE,
    PREPOSITIONS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    TIME_WORDS,
    is_adverb,
    looks_past,
)
from analysis.voices.noun_phrases import Subject
from analysis.voices.phrases import comma_start, is_description, is_person, is_verb
from analysis.voices.units import Unit
from analysis.voices.words import word_list

ANY_ORDER = frozenset(["say", "state", "utter", "think"])
SAID_BY = word_list("verbs before their subject")
SAID = frozenset(["said", "says"])
NOT_SPEAKERS = word_list("said, not speaking")
NO_NOUN = (
    PREPOSITIONS
    | RELATIVES
    | TIME_WORDS
    | frozenset("yes no so goodbye hello nothing something much".split())
)
BEHIND_NAME = ENDS | RELATIVES | TIME_WORDS | {",", ":", "(", "that", "as", "to"}
MOST = 6  # lower-case words before the name or the plural noun that says who spoke


def find_inverted(unit: Unit, cue: Cue) -> Subject | None:
    """The subject behind its verb: '…,' said Ana Ruiz."""
    before = unit.at(cue.left)
    opens = (
        cue.left < 0 and unit.low[cue.first] in SAID_BY and unit.is_name(cue.last)
    )  # 'Says Ruiz: "…"'
    if (
        cue.form != "finite"
        or not cue.classes & ANY_ORDER
        or not (before == "," or cue.left in unit.pair or opens)
    ):
        return None
    first = cue.last
    if "with that" in cue.classes and before == "," or first in unit.pair:
        return None
    if unit.is_name(first) or unit.at(first) in DETERMINERS | SUBJECT_PRONOUNS | INDEFINITE:
        last: int | None = end_of_name(unit, first)
    else:
        last = end_of_plain(unit, cue)
    if (
        last is None
        or is_verb(unit, last)
        and not is_reduced(unit, last)
        or is_object(unit, cue, last)
        or describes(unit, cue.left)
    ):
        return None
    first, last = name_set_off(unit, first, last)
    return Subject(first, last, cue.first, cue.first)


def end_of_name(unit: Unit, first: int) -> int:
    """Where a noun phrase that begins with a name or an article ends; places belong to it: 'a doctor in Leeds'."""
    last = first + 1
    while (
        not ends_name(unit, last)
        or last in unit.pair
        and unit.is_name(last - 1)
        and unit.is_name(last + 1)
        or not unit.is_name(first)
        and has_place(unit, last)
    ):
        last += 1  # J.W. "Pete" Huey
    return last


def end_of_plain(unit: Unit, cue: Cue) -> int | None:
    """Where 'local officials', 'the farmer Tom Lee' without an article ends; None where nobody is named so."""
    if unit.low[cue.first] not in SAID_BY:
        return None
    last = cue.last
    while (
        last < min(len(unit), cue.last + MOST)
        and unit.low[last][0].isalnum()
        and not unit.is_name(last)
        and not is_adverb(unit.low[last])
        and not ends_name(unit, last)
        and unit.low[last] not in NO_NOUN
    ):
        last += 1
    if last == cue.last and not unit.is_name(last):
        return None
    plural = next(
        (number for number in range(last - 1, cue.last - 1, -1) if is_many(unit.low[number])), None
    )
    is_plural = plural is not None and not unit.is_name(last)
    # 'said officials familiar with the plan'
    last = plural + 1 if plural is not None and is_plural else last
    if not is_plural and not unit.is_name(last) or opens_clause(unit, cue.last, len(unit)):
        return None
    while unit.is_name(last) or is_plural and has_place(unit, last):
        last += 1
    return last


def is_many(word: str) -> bool:
    """Whether a lower-case word looks like a plural noun."""
    return (
        word.endswith("s")
        and not word.endswith(("ss", "us", "'s"))
        or word in ("police", "media", "people")
    )


def has_place(unit: Unit, number: int) -> bool:
    """Whether a preposition and a name go on with a noun phrase: 'officials in Beijing', 'the Council on Foreign …'."""
    return (
        unit.at(number) in PREPOSITIONS
        and unit.is_name(number + 1)
        and unit.at(number + 1) not in TIME_WORDS
        and (
            unit.at(number) in ("in", "by", "with")
            or unit.is_name(number - 1)
            or unit.at(number - 1) in ("ambassador", "envoy")
        )
    )


def is_reduced(unit: Unit, number: int) -> bool:
    """Whether a past form only describes the word before it: 'said a study published in Nature'."""
    is_past = looks_past(unit.low[number]) and unit.low[number] not in AUXILIARIES
    return (
        is_past
        and unit.at(number + 1) in PREPOSITIONS | ENDS
        and not is_clause(unit, number + 1, len(unit))
    )


def is_object(unit: Unit, cue: Cue, last: int) -> bool:
    """Whether what stands behind the verb is what was said or written: ', said a few words to the crowd'."""
    if unit.is_name(cue.last) or unit.at(cue.left) != ",":
        return False
    if unit.low[cue.first] in SAID:
        return bool(NOT_SPEAKERS & set(unit.low[cue.last : last]))
    return unit.at(last) in PREPOSITIONS


def name_set_off(unit: Unit, first: int, last: int) -> tuple[int, int]:
    """The name behind what describes it: 'said the mayor, Ana Ruiz'."""
    end = last + 1
    while (
        unit.at(last) == ","
        and end < len(unit)
        and unit.low[end] not in ENDS | {",", ":"}
        and end not in unit.pair
    ):
        end += 1
    is_office = (
        not unit.is_name(last - 1)
        or unit.low[first] in DETERMINERS
        or unit.low[first].endswith("'s")
    )
    return (
        (last + 1, end)
        if end > last + 1 and is_office and is_person(unit, last + 1, end)
        else (first, last)
    )


def ends_name(unit: Unit, number: int) -> bool:
    """Whether the noun phrase behind an inverted verb ends before a token."""
    low = unit.at(number)
    return (
        low in BEHIND_NAME
        or number in unit.pair
        or low in PREPOSITIONS
        and low not in ("of", "for", "from")
        or is_verb(unit, number)
    )


def describes(unit: Unit, comma: int) -> bool:
    """Whether the words before a comma describe a name: 'Paul Dewar, a member of parliament, said …'."""
    if unit.at(comma) != ",":
        return False
    start = comma_start(unit, comma - 1)
    if start < 2 or unit.low[start - 1] != "," or is_clause(unit, start, comma):
        return False
    return is_description(unit, start, comma) and is_person(
        unit, comma_start(unit, start - 2), start - 1
    )
