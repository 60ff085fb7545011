"""
Reporting verbs in their sentence: which word is one, and who stands as its subject.

Part of the step `voices`. A cue is a verb of saying, thinking, praising ... that is used as a
verb here; `claims`, `reports` and `notes` are often nouns.
"""

from typing import NamedTuple

from analysis.voices.clauses import opens_clause
from analysis.voices.english import (
    AUXILIARIES,
    BE,
    CAUSES,
    COORDINATORS,
    DETERMINERS,
    INDEFINITE,
    NEGATIONS,
    PLURAL_VERBS,
    PREPOSITIONS,
    QUESTION_WORDS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    is_adverb,
    looks_past,
)
from analysis.voices.lexicon import Lexicon
from analysis.voices.phrases import chunk_start
from analysis.voices.units import Unit
from analysis.voices.words import word_list

NOUNS_TOO = word_list("nouns too")
PLURALS = word_list("plural subjects")
NEAR_TO = frozenset("familiar close loyal opposed involved near present".split())
PLEASING = word_list("pleasing")
PARTICIPLES = word_list("irregular participles")
ASSURED = word_list("assured")
MEANS = word_list("means of speech")
BARE = word_list("bare nouns")
MINDS = frozenset(["think", "wonder", "show", "with that"])  # what a thing does not have
MEANING = frozenset(
    ["mean", "means", "meant", "meaning"]
)  # of a person only: "I mean", not "it means"
PEOPLE = frozenset(["i", "you", "he", "she", "we", "they"])
BEFORE_PARTICIPLE = frozenset(
    ["", ",", *"and while by with as upon after before when without".split()]
)
OBJECTS = frozenset(["me", "us", "you"])
SEMI = word_list("semi-modals")
BEGINNINGS = word_list("beginnings")
WISHES = frozenset(
    "want wanted need needed like love".split()
)  # of the writer only: 'I want to say'
OPEN_MINDS = word_list("open minds")
COUNTS = word_list("counted speakers")
SPOKE = word_list("said by those counted")
ASKED = frozenset(["asked", "told", "questioned", "pressed", "warned"])
OPENS_CLAUSE = DETERMINERS | INDEFINITE | SUBJECT_PRONOUNS - RELATIVES | {"that"}


class Cue(NamedTuple):
    """A reporting verb: tokens `first` to `last`, its `classes`, and how it stands in its clause."""

    first: int
    last: int
    classes: frozenset[str]
    form: str  # finite, participle (", adding"), infinitive, impersonal ("it is said")
    left: int  # the token before the verb and its helpers; -1 at the start of the unit


def find_cues(unit: Unit, lexicon: Lexicon) -> list[Cue]:
    """The cues of a unit, left to right."""
    cues = []
    for number in [number for number, word in enumerate(unit.low) if word in lexicon.words]:
        last, classes = match_words(unit, number, lexicon)
        if not classes or number and unit.is_name(number):
            continue
        cue = read_cue(unit, number, last, classes)
        if cue:
            cues.append(cue)
    return cues


def match_words(unit: Unit, number: int, lexicon: Lexicon) -> tuple[int, frozenset[str] | None]:
    """The end and the classes of the verb at a token; a verb of several words wins (point out)."""
    word = unit.low[number]
    for rest, classes in lexicon.phrases.get(word, {}).get(unit.at(number + 1), ()):
        if unit.low[number + 1 : number + 1 + len(rest)] == rest:
            return number + 1 + len(rest), classes
    return number + 1, lexicon.verbs.get(word)


def read_cue(unit: Unit, first: int, last: int, classes: frozenset[str]) -> Cue | None:
    """The cue at a token, or None where the word is no finite verb, participle or infinitive."""
    left, helpers = read_helpers(unit, first - 1)
    if unit.at(left) == "to":
        begin = before_semi(unit, left - 1, classes)
        if begin is not None:
            return Cue(first, last, classes, "finite", begin)
    if unit.low[first] in ASKED and unit.at(first - 1) in ("when", "if", "once", "until"):
        return None  # 'he said when asked': whom somebody asked
    form = cue_form(unit, first, last, classes, left, helpers)
    return Cue(first, last, classes, form, left) if form else None


def read_helpers(unit: Unit, left: int) -> tuple[int, list[str]]:
    """The token before a verb's helpers ("has also", "did not"), and the helpers."""
    helpers = []
    while left >= 0 and (
        is_adverb(unit.low[left])
        and not is_alone(unit, left)
        or unit.low[left] in AUXILIARIES
        and not (left and unit.is_name(left))
    ):
        helpers.append(unit.low[left])
        if unit.low[left].split("'")[0] in SUBJECT_PRONOUNS:
            break  # I'd, they've: the subject is in it
        left -= 1
    return left, helpers


def is_alone(unit: Unit, number: int) -> bool:
    """Whether 'both', 'all' or 'each' is the subject itself: 'Both said'."""
    return unit.low[number] in ("both", "all", "each") and unit.at(number - 1) in (
        "",
        ",",
        "and",
        "but",
    )


def before_semi(unit: Unit, number: int, classes: frozenset[str]) -> int | None:
    """The token before 'used to', 'have to', 'am able to': half auxiliaries; None where none stands there."""
    low = unit.at(number)
    if low == "enough":  # 'is realistic enough to know'
        left, helpers = read_helpers(unit, number - 2)
        return left if BE & set(helpers) and not NEGATIONS & set(helpers) else None
    if low not in SEMI | WISHES and not (low in BEGINNINGS and classes <= MINDS):
        return None
    left, helpers = read_helpers(unit, number if low in AUXILIARIES else number - 1)
    is_own = unit.at(left) in ("i", "we") or any(
        helper.split("'")[0] in ("i", "we") for helper in helpers
    )
    is_negated = any(helper in NEGATIONS or helper.endswith("n't") for helper in helpers)
    return None if is_negated or low in WISHES and not is_own else left


def cue_form(
    unit: Unit, first: int, last: int, classes: frozenset[str], left: int, helpers: list[str]
) -> str | None:
    """How a verb stands in its clause (see `Cue`); None where it is no verb, or says nothing."""
    word, before, after = unit.low[first], unit.at(left), unit.at(last)
    is_be = not BE.isdisjoint(helpers)
    is_thing = before in ("it", "this", "that")
    if "sure" in classes:
        return "finite" if not is_thing and is_state(unit, word, last, left, helpers) else None
    if before in OBJECTS and unit.at(left - 1) in CAUSES and not helpers:
        return "finite"  # 'let me say', 'made us realize'
    if (
        is_thing
        and (classes <= MINDS or "show" in classes and word not in ("found", "finds"))
        or word in MEANING
        and before.split("'")[0] not in PEOPLE
    ):
        return None
    if is_be and is_thing and word in PLEASING:
        return None  # 'it is encouraging that'
    if is_be and not word.endswith("ing"):
        return "impersonal" if after == "that" and (before == "it" or "tell" in classes) else None
    is_passive = (
        after == "by"
        and (looks_past(word) or word in PARTICIPLES)
        and unit.at(last + 1) not in MEANS
    )
    if is_passive or word == "telling" and after == "," or before in ("worth", "rest"):
        return None  # 'worth noting that', 'rest assured that'
    if word.endswith("ing") and not is_be:
        is_noun_here = (
            before in DETERMINERS
            or before in ("from", "of")
            or word in NOUNS_TOO
            and not (before in BEFORE_PARTICIPLE or word == "saying" and after in OPENS_CLAUSE)
        )
        return None if is_noun_here else "participle"
    if word in PARTICIPLES and not helpers:
        return None  # 'the group, known as the Blue Line, said'
    if before == "to":
        return "infinitive"
    if (
        "with that" in classes
        and word in NOUNS_TOO
        and not helpers
        and not has_doer(unit, word, left)
    ):
        return None  # 'new projects that', 'the e-mails that'
    is_helped = not AUXILIARIES.isdisjoint(helpers)
    return (
        "finite"
        if is_helped or not is_noun(unit, first, last, left) and agrees(unit, word, left)
        else None
    )


def is_state(unit: Unit, word: str, last: int, left: int, helpers: list[str]) -> bool:
    """Whether an adjective says what somebody is sure of: 'is sure that', 'Are you afraid it …', 'not sure whether'."""
    after = unit.at(last)
    is_asked = unit.at(left) in PEOPLE and unit.at(left - 1) in BE
    is_open = word in OPEN_MINDS or NEGATIONS & set(helpers)
    opens = (
        after in OPENS_CLAUSE
        or word in ASSURED
        and after not in PREPOSITIONS | {"to"}
        and opens_clause(unit, last, len(unit))
    )
    return (is_asked or any(helper in BE for helper in helpers[:2])) and (
        opens or bool(is_open) and after in QUESTION_WORDS
    )


def has_doer(unit: Unit, word: str, left: int) -> bool:
    """Whether somebody stands before a word that is a noun as often as a verb: 'they project that'."""
    before = unit.at(left)
    return (
        before.split("'")[0] in PEOPLE
        or before in ("who", "and")
        or unit.is_name(left)
        or before.endswith("s")
        and not word.endswith("s")
    )


def agrees(unit: Unit, word: str, left: int) -> bool:
    """Whether a verb in the present fits the word before it: 'they say', 'Microsoft says'."""
    before = unit.at(left)
    if (
        looks_past(word)
        or before in ("", ",", "who", "which", "that")
        or before in COORDINATORS
        or left in unit.pair
    ):
        return True
    if unit.is_name(left):
        return True
    heads = {
        left,
        head_before(unit, left),
    }  # 'experts in the field say', 'a report on two towns says'
    return any(is_many(unit, number) != word.endswith("s") for number in heads)


def is_many(unit: Unit, number: int) -> bool:
    """Whether a plural verb fits a word: 'they say', 'voters say'."""
    low = unit.low[number]
    return (
        low in PLURALS
        or low.endswith("s")
        and not low.endswith(("ss", "us", "'s"))
        and not (number and unit.is_name(number))
    )


def head_before(unit: Unit, left: int) -> int:
    """The noun before what describes it, of the noun phrase that ends at a token."""
    if unit.low[left] in CAUSES or unit.low[left] in PLURAL_VERBS:
        return left  # 'genes that help explain'
    start = chunk_start(unit, left)
    if unit.at(start - 1) in RELATIVES:
        start = chunk_start(unit, start - 2) if start > 1 else start
    joint = next(
        (
            number
            for number in range(start + 1, left)
            if unit.low[number] in PREPOSITIONS
            or unit.low[number] in RELATIVES
            or looks_past(unit.low[number])
        ),
        left + 1,
    )
    return joint - 2 if unit.low[joint - 1] in NEAR_TO and joint - 2 >= start else joint - 1


def is_noun(unit: Unit, first: int, last: int, left: int) -> bool:
    """Whether a word that could be a finite verb is a noun or an adjective here."""
    word, before, after = unit.low[first], unit.at(left), unit.at(last)
    if before.endswith("'s") and before not in SUBJECT_PRONOUNS or before == "'":
        return True
    if after == "'" and word.endswith("s"):
        return True  # the states' wealth
    if before in COUNTS and word in SPOKE:
        return False
    if before in DETERMINERS and before not in (
        "that",
        "all",
        "both",
        "many",
        "some",
        "others",
        "most",
    ):
        return True
    if before in PREPOSITIONS or before in ("more", "no", "of"):
        return True
    if word not in NOUNS_TOO:
        return False
    if before in SUBJECT_PRONOUNS or before in RELATIVES:
        return False
    opens = before in COORDINATORS | {"", ","} or left in unit.pair
    if (
        opens
        and word in BARE
        and after not in OPENS_CLAUSE | QUESTION_WORDS | {":", ","}
        and last not in unit.pair
    ):
        return True  # 'On Monday, state media said'
    if (
        after in ("say", "says", "said", "show", "shows")
        or after.endswith("s")
        and unit.at(last + 1) in ("say", "said", "told", "have", "were", "are")
    ):
        return True  # media reports say
    is_named = unit.is_name(left) and word != "states"  # the Gulf states
    if (
        after in (".", ",", ";", "?", "!")
        and word not in ("say", "says", "show", "shows")
        and not is_named
        and chunk_start(unit, left) - 1 not in unit.pair  # '"…," the letter reads.'
    ):
        return True
    if after in ("of", "by", "against", "and", "or", "on", "about", "from", "") and word != "call":
        return not unit.is_name(left)
    return any(
        low in AUXILIARIES or looks_past(low) and after not in PREPOSITIONS
        for low, after in clause_before(unit, left)
    )


def clause_before(unit: Unit, left: int) -> list[tuple[str, str]]:
    """The tokens between the last joint of clauses and a token, each with the one behind it."""
    tokens = []
    for number in range(left, max(-1, left - 25), -1):
        low = unit.low[number]
        if (
            low in ",;:"
            or low in SUBORDINATORS
            or low in COORDINATORS
            or low == "that"
            or number in unit.pair
        ):
            break
        tokens.append((low, unit.at(number + 1)))
    return tokens
