"""
Where what was said stands. Part of the step `voices`.

For each reporting verb one question: does what was said stand behind it ("said that …"),
before it ("…, Chen said"), or on both sides?
"""

from analysis.voices.clauses import is_clause
from analysis.voices.contents import CLAUSE, ENDS, FARTHEST, STOPS, content_before, is_behind
from analysis.voices.cues import Cue
from analysis.voices.english import (
    AUXILIARIES,
    COORDINATORS,
    DETERMINERS,
    NEGATIONS,
    PLAIN_FINITE,
    PREPOSITIONS,
    PRESENT_VERBS,
    QUESTION_WORDS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TIME_WORDS,
    is_adverb,
)
from analysis.voices.noun_phrases import Subject
from analysis.voices.phrases import is_verb
from analysis.voices.units import Unit
from analysis.voices.words import word_list

DEGREES = frozenset(
    "there nearly almost only just even both all each very first last roughly approximately".split()
)
CLOSING = ENDS | COORDINATORS | {"—", "–", "-"}
BROADCASTS = word_list("broadcasts")
RECEIVERS = word_list("listeners")
NUMBERS = frozenset(
    "half two three four five six seven eight nine ten dozens hundreds thousands".split()
)


def place_content(unit: Unit, cue: Cue, subject: Subject | None) -> tuple[str, int]:
    """Where what was said stands, and at which token it begins if it stands behind the verb."""
    after = subject.last if subject and is_behind(subject, cue) else cue.last
    while (
        unit.at(after).endswith(("self", "selves"))
        or is_adverb(unit.at(after))
        and unit.at(after) not in DEGREES
        and unit.at(after + 1) not in PLAIN_FINITE
    ):
        after += 1
    if is_behind(subject, cue):
        after = behind_description(unit, after)
    after += unit.at(after) in DEGREES and unit.at(after + 1) == "that"  # 'said both that'
    low = unit.at(after)
    if after in unit.pair:
        return ("quotation", after) if closes_clause(unit, after) else ("clause", after)
    if low == ":" or low == "," and after + 1 in unit.pair:
        return ("colon", after + 1)
    if low in CLOSING or not cue.classes & CLAUSE:
        return ("before", after)
    if low == ",":
        return behind_comma(unit, after)
    return place_clause(unit, cue, subject, after)


def behind_comma(unit: Unit, comma: int) -> tuple[str, int]:
    """The place of what was said where a comma follows the verb."""
    ahead = range(comma + 1, min(comma + FARTHEST, len(unit)))
    that = next(
        (number for number in ahead if unit.low[number] == "," and unit.at(number + 1) == "that"),
        None,
    )
    if that:
        return ("that", that + 2)  # 'reported, citing an official, that'
    after = unit.at(comma + 1)
    return (
        ("before", comma)
        if after in COORDINATORS | RELATIVES or after.endswith("ing")
        else ("both", comma + 1)
    )


def place_clause(unit: Unit, cue: Cue, subject: Subject | None, after: int) -> tuple[str, int]:
    """The place of what was said where a "that", a question word or a clause may follow the verb."""
    low, further = unit.at(after), unit.at(after + 1)
    if low in ("is", "was") and further == "that":
        return ("that", after + 2)  # 'What I mean is that'
    if low == "that" and further in PLAIN_FINITE and not is_behind(subject, cue):
        return ("clause", after)  # 'said that was a mistake'
    if low == "that":
        is_pronoun = further in COORDINATORS | ENDS  # 'whether you believe that or not'
        return ("none", after) if is_pronoun else ("that", after + 1 + (further in (",", ":")))
    if low == "to" and not is_behind(subject, cue):
        return ("none", after)
    start = subject.start if subject else cue.first
    if low in ("when", "where") and start and start - 1 in unit.pair:
        return ("before", after)  # '"No," he said when asked'
    if low.split("'")[0] in QUESTION_WORDS and is_behind(subject, cue):
        return ("before", after)  # 'said a man who lives there'
    if low.split("'")[0] in QUESTION_WORDS:
        is_asked = low in ("how", "what", "why", "whether", "if") and cue.classes & {
            "tell",
            "explain",
        }
        is_open = "think" in cue.classes or NEGATIONS & set(unit.low[cue.left + 1 : cue.first])
        is_question = (
            is_asked or "sure" in cue.classes or not is_open
        )  # 'did not say when' hands over nothing
        return ("question" if is_question else "none", after)
    if low == "there" and not is_behind(subject, cue) and further in AUXILIARIES | PRESENT_VERBS:
        return ("clause", after)
    return place_further(unit, cue, subject, after)


def behind_description(unit: Unit, after: int) -> int:
    """The token behind what describes a name: 'recalled Fatima, 34, a mother of three'."""
    while (
        unit.at(after) == ","
        and after + 2 < len(unit)
        and (
            unit.low[after + 1][0].isdigit()
            or unit.low[after + 1] in ("a", "an", "the", "who")
            or not unit.is_name(after + 1)
            and unit.at(after + 2) == "of"
        )
    ):
        end = next(
            (
                number
                for number in range(after + 1, len(unit))
                if unit.low[number] in STOPS or number in unit.pair
            ),
            len(unit),
        )
        if is_clause(unit, after + 1, end) and unit.low[after + 1] != "who":
            break
        after = end
    return after


def thinks_of(unit: Unit, cue: Cue, after: int) -> bool:
    """Whether a thought has an object and no clause: 'thinks of', 'believe in it because'."""
    return not cue.classes & {"say", "state", "tell"} and (
        unit.at(after) in ("of", "about")
        or unit.at(after) == "in"
        and unit.low[cue.first].startswith("believ")
    )


def place_further(unit: Unit, cue: Cue, subject: Subject | None, after: int) -> tuple[str, int]:
    """The same, where words stand between the verb and what was said: 'said at the meeting that'."""
    is_day = (
        unit.at(after) in ("today", "now", "tomorrow", "yesterday")
        and unit.at(after + 1) in PLAIN_FINITE
        or unit.at(after) in ("last", "this", "next")
        and unit.at(after + 2) in PLAIN_FINITE
    )
    if counts_people(unit, after) or is_day:
        return ("clause", after)  # 'said at least 12 people died', 'said today is the day'
    is_aside = unit.at(after) in PREPOSITIONS or is_when(unit, after)
    is_inverted = is_behind(subject, cue)
    if is_aside or is_inverted or "tell" in cue.classes:
        found = look_ahead(unit, after, "tell" in cue.classes and not is_aside)
        if found:
            return found
    if is_inverted:
        return ("before", after)
    if is_aside:
        clause = None if thinks_of(unit, cue, after) else clause_behind_aside(unit, after)
        start = subject.start if subject else cue.first
        if clause and not content_before(unit, start, []):
            return ("clause", clause)
        return place_around(unit, start, after)
    if unit.at(after) in SUBORDINATORS and content_before(
        unit, subject.start if subject else cue.first, []
    ):
        return ("before", after)  # '…, Ana Ruiz said while visiting Leeds'
    is_told = (
        unit.at(after) in ("me", "us", "you", "him", "them")
        and unit.at(after + 1) in SUBJECT_PRONOUNS | DETERMINERS
    )
    if "tell" in cue.classes and ("say" not in cue.classes or is_told):
        after = behind_recipient(unit, after)
        if unit.at(after) == ",":
            return place_around(unit, subject.start if subject else cue.first, after)
        if (unit.at(after) in PREPOSITIONS or is_when(unit, after)) and not counts_people(
            unit, after
        ):
            clause = clause_behind_aside(unit, after)
            return ("clause", clause) if clause else ("before", after)
        return ("clause" if is_clause(unit, after, len(unit)) else "before", after)
    return ("clause", after)


def counts_people(unit: Unit, number: int) -> bool:
    """Whether a number opens a clause: 'at least 12 people', 'about half of the town', 'up to ten'."""
    low, after = unit.at(number), unit.at(number + 1)
    number += (
        2
        if (low, after) in (("at", "least"), ("at", "most"), ("up", "to"))
        else low in ("about", "around", "over", "under")
    )
    return unit.at(number - 1) in ("least", "most", "to", "about", "around", "over", "under") and (
        unit.at(number)[:1].isdigit() or unit.at(number) in NUMBERS
    )


def is_when(unit: Unit, number: int) -> bool:
    """Whether a time stands at a token: 'Monday', 'last week', 'earlier this year'."""
    return (
        unit.at(number) in TIME_WORDS
        or unit.at(number) in ("last", "late", "this", "next")
        and unit.at(number + 1) in TIME_WORDS
    )


def place_around(unit: Unit, start: int, after: int) -> tuple[str, int]:
    """'The plan, Ana Ruiz said on Monday, was late': both sides where a verb goes on behind the comma."""
    comma = next(
        (
            number
            for number in range(after, min(after + FARTHEST, len(unit)))
            if unit.low[number] in STOPS
        ),
        None,
    )
    if comma is not None and comma + 1 in unit.pair and start - 1 in unit.pair:
        return ("quotation", comma + 1)  # '"It," she added after a pause, "was late."'
    goes_on = (
        comma is not None
        and unit.low[comma] == ","
        and unit.at(start - 1) == ","
        and (
            unit.at(comma + 1) in AUXILIARIES
            or is_verb(unit, comma + 1)
            or unit.at(comma + 1) in PRESENT_VERBS
        )
    )
    is_open = goes_on and not is_clause(unit, 0, start - 1)
    return ("both", comma + 1) if comma is not None and is_open else ("before", after)


def look_ahead(unit: Unit, after: int, is_told: bool) -> tuple[str, int] | None:
    """The place of a "that", a colon or a quotation that follows after some words without a verb."""
    for number in range(after, min(after + FARTHEST, len(unit))):
        low, before = unit.low[number], unit.at(number - 1)
        if low == "that" and unit.at(number + 1) in PLAIN_FINITE and number == after + 1:
            return ("clause", number)
        if low == "that" and before not in PREPOSITIONS - {"above", "below", "before"}:
            return ("that", number + 1 + (unit.at(number + 1) == ","))
        if (
            number in unit.pair
            and number > after
            and (before in (",", ":") or closes_clause(unit, number))
        ):
            return ("quotation", number)
        if low == ":":
            return ("colon", number + 1)
        if is_told and number > after and low in QUESTION_WORDS - {"who", "which"}:
            return ("question", number)
        if low == "," and (
            unit.at(number + 1).endswith("ing") or unit.at(number + 1) in COORDINATORS
        ):
            return None
        if low in AUXILIARIES or low in (";", "—") or is_verb(unit, number) or low in SUBORDINATORS:
            return None
        if (
            not is_told
            and low in DETERMINERS
            and number > after
            and before not in PREPOSITIONS
            and before not in COORDINATORS
        ):
            return None
    return None


def clause_behind_aside(unit: Unit, after: int) -> int | None:
    """The token at which a clause begins behind 'on Monday', 'in a statement'; None if there is none."""
    for number in range(after + 1, min(after + FARTHEST, len(unit))):
        low, before = unit.low[number], unit.low[number - 1]
        if low in (",", ";", ":") or low in COORDINATORS:
            return None
        if low == "that" and before not in PREPOSITIONS:
            return number + 1
        if before in PREPOSITIONS or before in DETERMINERS:
            continue
        if (
            low in DETERMINERS
            or low in SUBJECT_PRONOUNS - RELATIVES
            or low == "there"
            or before in TIME_WORDS
            and low not in TIME_WORDS | PREPOSITIONS
            and not low.isdigit()
        ):
            return number if is_clause(unit, number, len(unit)) else None
    return None


def behind_recipient(unit: Unit, after: int) -> int:
    """The token behind the one who is told: 'told Sky News any process …'."""
    if unit.at(after) in ("me", "us", "him", "her", "them", "you", "reporters", "journalists"):
        return after + 1
    if (
        unit.at(after).islower()
        and (unit.at(after + 1) in RECEIVERS)
        and unit.at(after) not in DETERMINERS
    ):
        return after + 2  # 'told local media he'
    has_article = unit.at(after) in DETERMINERS
    number = after + has_article
    while unit.is_name(number) and not (
        number > after + has_article
        and unit.words[number - 1].isupper()
        and not unit.words[number].isupper()
        and unit.at(number) not in BROADCASTS
    ):
        number += 1  # 'told the BBC Ana Ruiz …'
    is_named = number > after + has_article
    while (
        has_article
        and not is_named
        and number < after + 5
        and unit.at(number).isalpha()
        and unit.at(number + 1)
        and unit.at(number - 1) not in RECEIVERS
        and not (
            unit.is_name(number)
            or unit.low[number] in DETERMINERS | SUBJECT_PRONOUNS | PREPOSITIONS | TIME_WORDS
        )
    ):
        number += 1  # 'told the paper he'
    return max(number, after + 1)


def closes_clause(unit: Unit, number: int) -> bool:
    """Whether nothing of the clause follows a quotation: it stands for all that was said."""
    after = unit.at(number + 1)
    return (
        after in ENDS | {",", "(", ":"} | COORDINATORS | SUBORDINATORS
        or after in PREPOSITIONS
        and unit.is_long_quotation(number)
    )
