"""
Speech of nobody named: 'is accused of', 'allegedly', 'rumours that'. Part of the step `voices`.

A text that says "is accused of" and never by whom hands words over without a source. Such
words are a form of their own, *hearsay*, and are counted apart. What is handed over is what
stands behind the passive or the noun, and behind an adverb the rest of its clause.
"""

from analysis.voices.clauses import is_clause
from analysis.voices.contents import ENDS, Attribution, clause_end
from analysis.voices.english import (
    AUXILIARIES,
    BE,
    COORDINATORS,
    DETERMINERS,
    POSSESSIVES,
    PREPOSITIONS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    is_adverb,
    looks_past,
)
from analysis.voices.noun_phrases import Subject
from analysis.voices.subjects import main_subject
from analysis.voices.units import Unit
from analysis.voices.words import word_list

TOLD = word_list("passives with by")
ADVERBS_OF_HEARSAY, PASSIVES = word_list("hearsay adverbs"), word_list("hearsay verbs")
CLAIMS, MAKING = word_list("claim nouns"), word_list("making claims")
JOINTS = {
    "accused": ("of",),
    "suspected": ("of", "to"),
    "blamed": ("for",),
    "reported": ("to", "as"),
    "described": ("as",),
    **{word: ("that", "to") for word in TOLD - {"described"}},
}  # what follows the other passives is "to"
ASIDES = PASSIVES & {"expected", "reported", "rumored", "feared"}  # 'if, as expected, …'
MOST_OF_SOURCE = 8  # tokens of 'by the mayor of Leeds'
NEAR = 4  # tokens between a noun of claiming and its "that"
BEFORE_OWNER = POSSESSIVES | DETERMINERS | PREPOSITIONS | {","}


def find_hearsay(unit: Unit) -> list[Attribution]:
    """The attributions of a unit that name nobody, and passives that name their source behind 'by'."""
    rows = []
    for number, low in enumerate(unit.low):
        if low in ADVERBS_OF_HEARSAY:
            rows += read_adverb(unit, number)
        elif low in PASSIVES or low in TOLD and unit.at(number + 1) == "by":
            rows += read_passive(unit, number)
        elif low == "as" and unit.at(number + 1) in ASIDES:
            rows += read_aside(unit, number)
    return rows


def read_adverb(unit: Unit, number: int) -> list[Attribution]:
    """'The mayor allegedly sold the harbour': the rest of the clause."""
    first = number + 1
    last = clause_end(unit, first) if first < len(unit) else first
    if unit.at(first) == "," or last - first < 2:
        return []
    word = unit.low[number]
    return [Attribution(first, last, None, word, "hearsay", "hearsay adverb", number)]


def helpers_before(unit: Unit, number: int) -> bool:
    """Whether a form of "be" makes a past form a passive: 'was also widely accused'."""
    number -= 1
    while is_adverb(unit.at(number)):
        number -= 1
    return (
        unit.at(number) in BE
        and unit.at(number) != "being"
        or unit.at(number)
        in (
            "been",
            "being",
        )
    )


def read_passive(unit: Unit, number: int) -> list[Attribution]:
    """'is accused of lying', 'was said by the mayor to have left', 'two deaths were reported'."""
    word = unit.low[number]
    is_passive = helpers_before(unit, number)
    is_reduced = word in ("accused", "suspected") and not is_passive and unit.at(number + 1) == "of"
    if not (is_passive or is_reduced):
        return []
    joint, subject = number + 1, None
    if unit.at(joint) == "by" and unit.at(joint + 1) not in ENDS:
        joint = end_of_agent(unit, joint + 1, JOINTS.get(word, ("to",)))
        subject = Subject(number + 2, joint, number, number)
        if unit.at(joint) not in JOINTS.get(word, ("to",)):
            return []  # nothing is handed over behind whom it names
    if unit.at(joint) in JOINTS.get(word, ("to",)):
        first = joint + (unit.low[joint] != "to")
        last = clause_end(unit, first) if first < len(unit) else first
        if subject is None:
            last, subject = agent_behind(unit, number, first, last)
        form, rule = ("reported", "passive with by") if subject else ("hearsay", "passive")
        row = Attribution(first, last, subject, word, form, rule, number)
        return [row] if last > first else []
    if word == "reported" and is_passive and unit.at(joint) in PREPOSITIONS | ENDS | {","}:
        return read_reported(unit, number)
    return []


def agent_behind(unit: Unit, number: int, first: int, last: int) -> tuple[int, Subject | None]:
    """'accused of bribery by former employees': where the words end that were said, and by whom; or None."""
    by = next((place for place in range(last - 1, first, -1) if unit.low[place] == "by"), None)
    if by is None or last - by > MOST_OF_SOURCE or is_clause(unit, by, last):
        return last, None
    after = unit.at(by + 1)
    is_somebody = (
        after in DETERMINERS | POSSESSIVES
        or unit.is_name(by + 1)
        or unit.low[last - 1].endswith("s")
        and not after.endswith("ing")
    )
    return (by, Subject(by + 1, last, number, number)) if is_somebody else (last, None)


def end_of_agent(unit: Unit, first: int, joints: tuple[str, ...]) -> int:
    """The token behind whom a passive names: 'by the mayor of Leeds of lying' ends at the last joint."""
    ends = [
        number
        for number in range(first + 1, min(first + MOST_OF_SOURCE, len(unit)))
        if unit.low[number] in joints
        and (unit.low[number] != "of" or unit.at(number + 1).endswith("ing") or "for" in joints)
    ]
    return ends[0] if ends else first


def read_reported(unit: Unit, number: int) -> list[Attribution]:
    """'Two deaths were reported': what was reported stands before its helpers."""
    last = number
    while last > 0 and (
        unit.low[last - 1] in BE | {"has", "have", "had"} or is_adverb(unit.low[last - 1])
    ):
        last -= 1
    first = last
    while first > 0 and unit.low[first - 1] not in (",", ";", ":", "—", "–", '"'):
        first -= 1
    if (
        last == first
        or unit.low[first] in COORDINATORS | {"no", "none"}
        or unit.low[last - 1] in RELATIVES | {"it", "as", "this", "that"}
    ):
        return []
    return [Attribution(first, last, None, unit.low[number], "hearsay", "passive", number)]


def read_aside(unit: Unit, number: int) -> list[Attribution]:
    """'if, as expected, the party loses': the clause behind the comma."""
    first = number + 3
    if unit.at(number + 2) != "," or unit.at(number - 1) not in (",", "", "and", "but"):
        return []
    last = clause_end(unit, first) if first < len(unit) else first
    word = f"as {unit.low[number + 1]}"
    is_whole = last > first and is_clause(unit, first, last)
    return (
        [Attribution(first, last, None, word, "hearsay", "hearsay aside", number)]
        if is_whole
        else []
    )


def find_claims(unit: Unit) -> list[Attribution]:
    """'the claim that the harbour was sold', 'her insistence that …': the clause behind the noun."""
    rows = []
    for number, low in enumerate(unit.low):
        if low in CLAIMS:
            row = read_claim(unit, number)
            if row:
                rows.append(row)
    return rows


def read_claim(unit: Unit, number: int) -> Attribution | None:
    """The clause behind a noun of claiming, its owner if one is named; None where there is no clause."""
    that = next(
        (
            place
            for place in range(number + 1, min(number + NEAR, len(unit)))
            if unit.low[place] == "that"
        ),
        None,
    )
    between = unit.low[number + 1 : that] if that else []
    before = number - 1 - (unit.at(number - 1) == "the")
    if unit.at(before) in ("in", "out") and unit.low[number].startswith(("hope", "fear")):
        return None  # 'in hopes that'
    if that is None and unit.at(number + 1) in SUBJECT_PRONOUNS - RELATIVES:
        that = number  # 'her insistence she did not leak the letter'
    is_said_of = unit.at(number + 1) in BE and that == number + 2  # 'the mayor's view is that'
    if that is None or not is_said_of and any(low in ",;:" or low in BE for low in between):
        return None
    if that == number and owner_of(unit, number, number + 1) is None:
        return None
    first = that + 1
    last = clause_end(unit, first) if first < len(unit) else first
    if last - first < 2 or not is_clause(unit, first, last) or is_relative(unit, first):
        return None
    subject = owner_of(unit, number, that)
    is_known = subject is not None
    form = "reported" if is_known else "hearsay"
    word = unit.low[number]
    return Attribution(first, last, subject, word, form, "clause behind a noun of claiming", number)


def is_relative(unit: Unit, first: int) -> bool:
    """Whether a verb follows "that" at once: 'the claim that made him famous' hands over nothing."""
    low = unit.at(first)
    return low in AUXILIARIES or looks_past(low) and not unit.is_name(first)


def owner_of(unit: Unit, number: int, that: int) -> Subject | None:
    """'the mayor's claim', 'claims by the mayor', 'their fear': the subject, or None."""
    if that > number + 1 and unit.low[number + 1] not in BE:
        if unit.low[number + 1] in ("by", "from"):
            return Subject(number + 2, that, number, number)
        return None
    first = number - 1
    while (
        first > 0
        and unit.low[first] not in MAKING
        and (unit.low[first] in DETERMINERS - POSSESSIVES or unit.low[first].isalpha())
        and number - first < NEAR
        and unit.low[first] not in POSSESSIVES
    ):
        first -= 1
    if first >= 0 and unit.low[first] in MAKING:
        return main_subject(unit, first + 1)
    first = number - 1
    while first > 0 and not (
        unit.low[first].endswith(("'s", "s'")) or unit.low[first] in BEFORE_OWNER
    ):
        first -= 1
    if first >= 0 and unit.low[first] in POSSESSIVES - {"whose", "my", "our", "your"}:
        return Subject(first, first + 1, first, number)
    if first >= 0 and unit.low[first].endswith("'s"):
        begin = first
        while (
            begin > 0
            and unit.is_name(begin - 1)
            or begin > 0
            and unit.low[begin - 1] in DETERMINERS
        ):
            begin -= 1
        return Subject(begin, first + 1, begin, number)
    return None
