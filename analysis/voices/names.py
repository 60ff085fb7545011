"""
Names and other ways of naming a speaker, read from the words of a subject. Part of `voices`.
"""

import re
from typing import NamedTuple

from analysis.voices.english import (
    ADVERBS,
    COORDINATORS,
    DETERMINERS,
    FIRST_SECOND,
    GATHERINGS,
    INDEFINITE,
    PLURAL_VERBS,
    PREPOSITIONS,
    QUESTION_WORDS,
    SUBORDINATORS,
    TIME_WORDS,
    is_adverb,
    looks_past,
)
from analysis.voices.phrases import PARTICLES, read_places
from analysis.voices.units import ACRONYMS, is_capital
from analysis.voices.words import word_list

# Capitals of Latin scripts with their common marks, and of Cyrillic.
UPPER = (
    "A-Z\u00c0-\u00d6\u00d8-\u00de\u0100\u0106\u010c\u0110\u011e\u0130\u0141\u0150\u015a\u015e\u0160"
    "\u0170\u017b\u017d\u0410-\u042f"
)
NAME_WORD = rf"(?:[{UPPER}]\.|(?:[ae]l-)?[{UPPER}][\w'’-]*[\w])"
# The same at the start of a run, its first letter in front: a search then looks at no other place.
FIRST_WORD = (
    rf"[{UPPER}ae](?<![\w'’-].)"
    rf"(?:(?<=[{UPPER}])(?:\.|[\w'’-]*[\w])|(?<=[ae])l-[{UPPER}][\w'’-]*[\w])"
)
# Two to five words with a capital, particles between them: Ana Ruiz, Ursula von der Leyen.
BETWEEN = rf"(?:\s(?:{'|'.join(sorted(PARTICLES))}))*\s"
NAME = re.compile(rf"{FIRST_WORD}(?:{BETWEEN}{NAME_WORD})+")
TITLES = word_list("titles")
HONORIFICS = {
    "mr": "he",
    "sir": "he",
    "lord": "he",
    "king": "he",
    "prince": "he",
    "mrs": "she",
    "ms": "she",
    "miss": "she",
    "lady": "she",
    "queen": "she",
    "princess": "she",
    "dr": "",
}  # -> he or she
NO_NAMES = (
    PREPOSITIONS
    | DETERMINERS
    | SUBORDINATORS
    | COORDINATORS
    | TIME_WORDS
    | ADVERBS
    | QUESTION_WORDS
    | FIRST_SECOND
    | {"says", "said", "she", "it", "they"}
)
SINGULAR_NOUNS = word_list("nouns for one person")
OWNERS = {"his": "he", "her": "she", "their": "they", "its": "it"}
PRONOUNS = {
    "he": "he",
    "she": "she",
    "they": "they",
    "it": "it",
    "this": "it",
    "who": "who",
    "which": "who",
}
COMMON = DETERMINERS | INDEFINITE | {"neither", "either", "about", "over", "around"}
ROLE_PLURALS = word_list("nouns for people")


CALLINGS = ("man", "woman", "person", "ologist", "ician", "alist")
MENS_NAMES = frozenset("herman hermann norman roman truman lyman freeman coleman".split())
NO_ONE_CERTAIN = frozenset(
    ["one", "those", "these", "there", "such", "that", "ones"]
)  # not "some", "many", "others"
SUBJECTS = frozenset("i we you he she they it".split())
QUANTIFIERS = word_list("quantifiers")
JOINTS_OF_NAMES = frozenset("of from at with for in".split())


class Mention(NamedTuple):
    """A subject read: its `kind` (he, they, it, i, person, definite, group), the name, the words around it."""

    kind: str
    name: str
    description: str


# They take no noun behind them: what stands there is a verb with its clause.
BODIES = frozenset("nobody everybody somebody anybody everyone someone anyone".split())


def read_mention(
    words: list[str], description: str, common: frozenset[str] = frozenset()
) -> Mention:
    """
    What kind of subject the words of a noun phrase are, and the name in it.

    `common` are words that name nobody even with a capital at the start of a sentence.
    """
    words = without_marks(words)
    low = [word if word in ACRONYMS else word.lower() for word in words]
    head = low[0].split("'")[0].split("’")[0] if low else ""
    if not words or len(words) == 1 and head in PRONOUNS:
        return Mention(PRONOUNS.get(head, "none"), head, description)
    if len(words) == 1 and low[0] in OWNERS:
        return Mention(OWNERS[low[0]], OWNERS[low[0]], description)
    if len(words) == 1 and low[0] in NO_ONE_CERTAIN or names_nobody(words, low):
        return Mention("none", low[0], description)
    if len(words) > 1 and low[0] in BODIES and low[1].endswith(("s", "ed")):  # 'everyone knows …'
        return Mention("none", low[0], description)
    if len(words) > 1 and low[0] in SUBJECTS:  # 'we in Gabon'
        return Mention(PRONOUNS.get(low[0], "i"), low[0], description)
    if words[-1].endswith(("'s", "’s")) and len(words[-1]) > 2:  # in Ana Ruiz's view
        words = [*words[:-1], words[-1][:-2]]
    if len(words) == 1 and head in FIRST_SECOND:
        return Mention("i", head, description)
    joined = join_people(words, description)
    if joined:
        return joined
    words = cut_aside(words)
    is_named = len(words) > 1 and all(map(is_capital, words))  # Human Rights Watch
    is_plain = low[0] in common or low[0] in word_list("things") or low[0] in word_list("anybody")
    if is_plain and not is_named or low[0] in INDEFINITE:
        words = [low[0], *words[1:]]
    person = person_name(words)
    if person:
        return Mention("person", person, description)
    printed = " ".join(words).replace(" ,", ",").replace(" '", "'")
    printed = (
        printed[0].lower() + printed[1:]
        if is_common(words) and not (is_named and low[0] not in DETERMINERS)
        else printed
    )
    if low[0] == "the" and words[-1].lower() in SINGULAR_NOUNS:
        return Mention("definite", printed, description)
    return Mention("group", printed, description)


def without_marks(words: list[str]) -> list[str]:
    """A noun phrase without the number of its paragraph ('63 . The envoy') and marks around it."""
    if len(words) > 1 and words[0].isdigit() and words[1] == ".":
        words = words[2:]
    letters = [number for number, word in enumerate(words) if any(map(str.isalnum, word))]
    return words[letters[0] : letters[-1] + 1] if letters else []


def names_nobody(words: list[str], low: list[str]) -> bool:
    """Whether words that stand before a verb are no noun phrase: 'However', 'ago', 'shown the people', 'in the hall'."""
    if len(words) == 1:
        return (
            low[0] in NO_NAMES - QUANTIFIERS - FIRST_SECOND
            or low[0] in ("having", "being", "suffice")
            or words[0].islower()
            and (
                low[0] in PLURAL_VERBS
                or looks_past(low[0])
                or low[0].endswith("ly")
                and is_adverb(low[0])
            )
        )
    is_counted = low[1][:1].isdigit() or low[1] in DETERMINERS
    if (
        low[0] in PREPOSITIONS
        and not is_counted
        or low[0] in ("in", "of", "with", "within", "to", "which")
    ):
        return True
    is_verbal = low[0] in PLURAL_VERBS or looks_past(low[0]) or low[0].endswith("ing")
    return (
        low[0] in ("he", "she", "they", "it")
        and low[1] not in PREPOSITIONS | DETERMINERS
        or words[0].islower()
        and is_verbal
        and low[1] in DETERMINERS | PREPOSITIONS
    )


def join_people(words: list[str], description: str) -> Mention | None:
    """'X, …, and Y' as one mention with both names, or None."""
    if "and" not in words:
        return None
    words = words[1:] if words[0].lower() == "both" else words
    if "," not in words:
        joint = words.index("and")
        pair = [person_name(words[:joint]), person_name(words[joint + 1 :])]
        both = [name for name in pair if name]
        is_named = len(both) == 2 and all(is_capital(word) for word in words if word != "and")
        return Mention("people", " and ".join(both), description) if is_named else None
    chunks = " ".join(words).replace(" , and ", " , ").split(" , ")
    people = [person_name(chunk.split(" ")) for chunk in chunks]
    if not people[0] or not people[-1] or len(chunks) > 2 and all(people):
        return None
    return Mention("people", f"{people[0]} and {people[-1]}", description)


def cut_aside(words: list[str]) -> list[str]:
    """The noun phrase without what stands aside: a comma, 'who …', 'on Friday', 'at the event'."""
    if [word.lower() for word in words[:3]] == ["a", "number", "of"]:
        words = words[3:]
    for number, word in enumerate(words):
        low = word.lower()
        after = [other.lower() for other in words[number + 1 : number + 5]]
        is_whole = (
            number == 1 and words[0].lower() == "those" and low == "who"
        )  # those who live there
        if (
            number
            and not is_whole
            and (
                low == "such"
                and after[:1] == ["as"]
                or low in ("who", "which", "(", "while", "whose")
                and word not in ACRONYMS
                or low == ","
                and not is_list(words, number)
                or low in ("on", "in")
                and after[:1]
                and after[0] in TIME_WORDS
                or low in ("at", "during")
                and GATHERINGS & set(after)
            )
        ):
            return words[:number]
    return words


def is_list(words: list[str], comma: int) -> bool:
    """Whether the comma belongs to a list of names ('from Laos, Cuba, and Eritrea')."""
    rest = [word.lower() for word in words[comma + 1 :]]
    return (
        "and" in rest
        and rest[0] != "including"
        and (words[comma + 1][:1].isupper() or rest[0] == "and")
    )


def is_common(words: list[str]) -> bool:
    """Whether the first word of a phrase would be written small in mid-sentence."""
    first, second = words[0].lower(), words[1].lower() if len(words) > 1 else ""
    return (
        first in COMMON
        or first in ROLE_PLURALS
        or first[:1].isdigit()
        or first.endswith("s")
        and second in ("of", "from", "including", "and")
    )


def person_name(words: list[str]) -> str | None:
    """The name of a person at the end of a phrase ('UK Foreign Secretary Dominic Raab'), or None."""
    if (
        not words
        or not is_capital(words[-1])
        or len(words) > 8
        and any(word.lower() in PREPOSITIONS - {"of"} for word in words[:-1])
    ):
        return None
    joint = next(
        (number for number, word in enumerate(words) if number and word in JOINTS_OF_NAMES), None
    )
    if joint and joint > 1 and is_capital(words[joint - 2]):
        name = person_name(words[:joint])  # Ana Ruiz of the University of Leeds
        if name and " " in name:
            return name
    if words[0].lower() == "the" and names_with_article(words[1:]):
        return None  # the Golden Gate Bridge
    first = len(words)
    while first and (
        is_capital(words[first - 1]) or words[first - 1].lower() in PARTICLES and first < len(words)
    ):
        first -= 1
    has_lead = any(word.lower() not in DETERMINERS for word in words[:first])
    name = clean_name(words[first:], has_lead or first == 0)
    start = len(words) - len(name.split()) if name else 0
    lead = start
    while lead > first and is_title(words[lead - 1]):
        lead -= 1  # a spokesman for President Lee
    before, leading = (
        [word.lower() for word in words[:end] if word.lower() not in DETERMINERS]
        for end in (start, lead)
    )
    is_owned = before[-1:] == ["and"] or leading and leading[-1] in PREPOSITIONS
    return None if is_owned else name  # the wife of Tom Lee


def clean_name(run: list[str], may_be_one_word: bool) -> str | None:
    """A run of words with capitals without its titles and places; None where no person is left."""
    places = read_places()
    if len(run) > 1 and " ".join(run) in places:
        return None
    owners = [number for number, word in enumerate(run[:-1]) if word.endswith(("'s", "’s"))]
    run = run[owners[-1] + 1 :] if owners else run  # Amnesty International's Ana Ruiz
    if len(run) > 2 and run[0].lower().endswith(CALLINGS) and run[0].lower() not in MENS_NAMES:
        run = run[1:]  # Frontman Ricky Wilson
    titles = [number for number, word in enumerate(run[:-1]) if is_title(word)]
    run = run[titles[-1] + 1 :] if titles else run
    if len(run) > 2 and run[0].isupper() and len(run[0]) > 2 and "." not in run[0]:
        run = run[1:]
    while run and (
        is_title(run[0])
        or run[0].lower() in NO_NAMES
        and not (len(run) == 2 and run[0].lower() in word_list("months as names"))
        or run[0] in places
        or run[0].endswith(("'s", "’s"))
        or len(run) == 1
        and run[0].lower() in PARTICLES
    ):
        run = run[1:]
    if not run or names_thing(run) or len(run) == 1 and run[0] in places:
        return None
    if (
        len(run) == 1
        and not may_be_one_word
        or len(run) == 1
        and run[0].isupper()
        and len(run[0]) > 1
    ):
        return None
    return " ".join(run[-4:])


def names_with_article(words: list[str]) -> bool:
    """Whether words behind "the" are a name and nothing that describes a person: 'the Mayor Ana Ruiz' is not."""
    places = read_places()
    return len(words) > 1 and all(
        is_capital(word)
        and not is_title(word)
        and word not in places
        and "'" not in word
        and "’" not in word
        for word in words
    )


def names_thing(run: list[str]) -> bool:
    """Whether a run of words with capitals names a body, a place or a thing: the Pacific Ocean."""
    low = [word.lower() for word in run]
    return (
        not word_list("bodies").isdisjoint(low)
        or len(low) > 1
        and (low[-1] in word_list("natural features") or low[0] in word_list("named things"))
    )


def family_name(name: str) -> str:
    """The family name of a full name with its particles: 'von der Leyen', 'de Groot', 'Ruiz'."""
    words = name.split()
    first = next(
        (number for number, word in enumerate(words) if number and word in PARTICLES),
        len(words) - 1,
    )
    return " ".join(words[first:])


def may_lose_particle(name: str) -> bool:
    """Whether the last word alone can stand for a full name: Assad for al-Assad, not Dijk for van Dijk."""
    particles = set(name.split()[1:-1]) & PARTICLES
    return not particles or bool(particles & word_list("dropped particles"))


def is_title(word: str) -> bool:
    """Whether a word is an office before a name: Dr., Secretary-General, then-President."""
    low = word.lower().rstrip(".")
    return low in TITLES or "-" in low and low.split("-")[-1] in TITLES - {"a", "an", "the"}


def head_noun(name: str) -> str:
    """The noun of a phrase: 'ambassadors' of 'ambassadors of 37 countries'."""
    words = [word for word in name.lower().split() if word not in DETERMINERS]
    stop = next(
        (
            number
            for number, word in enumerate(words)
            if word in PREPOSITIONS or word == "including"
        ),
        len(words),
    )
    return words[stop - 1] if words and stop else ""


def is_plural(name: str) -> bool:
    """Whether a phrase names several people."""
    noun = head_noun(name)
    return (
        noun in ("people", "police", "media", "men", "women", "children")
        or noun.endswith("s")
        and not noun.endswith(("ss", "us", "news", "times"))
    )
