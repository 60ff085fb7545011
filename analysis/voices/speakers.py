"""
Who a speaker is, within one article: names, pronouns, "the senior official". Part of `voices`.

`Speakers` reads an article from its start and remembers who was introduced. A name that the
article does not make certain stays unresolved: *ambiguous* where two could be meant,
*unattributed* where nobody is. Roles are offices, found in what describes a speaker.
"""

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from analysis.voices.names import (
    HONORIFICS,
    NAME,
    SINGULAR_NOUNS,
    Mention,
    clean_name,
    family_name,
    head_noun,
    is_plural,
    is_title,
    may_lose_particle,
)
from analysis.voices.phrases import PARTICLES, read_places
from analysis.voices.roles import Roles, places_in, related
from analysis.voices.words import word_list

NOBODY_AT_ALL, ANYBODY, A_THING = "nobody", "anybody", "a thing"  # subjects that name no speaker
FIRST_PERSON = "first person"  # outside quotation marks: the writer speaks of himself or herself
# Nouns that stand for a person whom the article has described by another.
GENERAL_NOUNS = word_list("general nouns for one person")
GENERAL_PLURALS = word_list("general nouns for people")
PERSONS = SINGULAR_NOUNS | frozenset(
    "witness eyewitness survivor victim boy girl mother father neighbour neighbor".split()
)
MEMORY = 60  # speakers and names kept in mind: no article's cost grows faster than its length
FAR = 4  # the same, where only one person can be meant
NEAR = 2  # paragraphs back in which a pronoun looks for whom it means


OWNER = frozenset(["'s", "’s"])


def bare(word: str) -> str:
    """A word without the 's of an owner."""
    return word[:-2] if word[-2:] in OWNER else word


APPOSITION = re.compile(r", ((?:an?|the|[\w’']+['’]s) [^,.;:()\"“”]{3,80})[,.]")
BEFORE_NAME = re.compile(r"\b[Tt]he ([^,.;:()\"“”]{3,60}), $")


IN_A_CLAUSE = re.compile(r"\b(?:that|which|who|when|where|after|before)\b")  # no office: a clause


def describe(text: str, found: re.Match[str], words: list[str], name: str) -> str:
    """How a text introduces a name: 'Ana Ruiz, the mayor of Leeds,', 'the mayor, Ana Ruiz', 'Mayor Ana Ruiz'; or ""."""
    behind = APPOSITION.match(text, found.end())
    before = BEFORE_NAME.search(text, max(0, found.start() - 70), found.start())
    title = " ".join(words[: len(words) - len(name.split())])
    return (
        behind[1]
        if behind
        else before[1]
        if before
        and not IN_A_CLAUSE.search(before[1])
        and text[found.end() : found.end() + 1] in (",", ".")
        else title
    )


def has_article(text: str, start: int, words: list[str]) -> bool:
    """Whether "the" stands before a run of capitals without a title: the Pacific Ocean, the Labour Party."""
    first = 1 if words[0] == "The" else 0
    return (first == 1 or text[max(0, start - 4) : start].lower() == "the ") and not any(
        is_title(word) or word in read_places() or word.endswith(("'s", "’s"))
        for word in words[first:]
    )


def find_names(
    text: str, last_words: frozenset[str] | None = None
) -> Iterator[tuple[re.Match[str], list[str], str | None]]:
    """
    (match, its words, the person's name or None) of each run of words with capitals in a text.

    With `last_words` only of those runs that hold one of them, as a name that ends in it must.
    """
    for found in NAME.finditer(text):
        words = bare(found[0]).split()
        if last_words is not None and last_words.isdisjoint(words):
            continue
        if not has_article(text, found.start(), words):
            yield found, words, clean_name(words, words[0].lower().rstrip(".") in HONORIFICS)


def keys_of(printed: str, name: str | None) -> list[str]:
    """
    By what a full name is known, as printed (RUIZ and Ruiz), none where `name` is None.

    Its words, and the family name with its particles; where the particles belong to it
    (van Dijk), the last word alone is another's.
    """
    known = set(name.lower().split()) if name else ()
    words = [word for word in map(bare, printed.split() if name else ()) if word.lower() in known]
    if not name or " " not in name:
        return words
    if name.split()[0].lower() in PARTICLES:
        return [name]  # Van Dijk: a family name
    family = family_name(name)
    words = words if may_lose_particle(name) else words[:-1]
    words = [word for word in words if word not in PARTICLES]
    words += [word[3:] for word in words if word[:3].lower() in ("al-", "el-")]  # Assad
    return [*words, family, family[:1].upper() + family[1:]]


def names_nobody(name: str, role: str | None) -> str:
    """Why a phrase names no speaker ("nobody", "anybody", "a thing"), or ""."""
    low, noun = name.lower(), head_noun(name)
    first = low.split()[0] if low else ""
    if low in word_list("nobody") or first in ("no", "none", "neither"):
        return NOBODY_AT_ALL
    if low in word_list("anybody") or low in word_list("hearsay nouns"):
        return ANYBODY
    if role is not None or name[1:] != name[1:].lower():
        return ""
    return A_THING if noun in word_list("things") else "unattributed" if is_abstract(noun) else ""


def is_abstract(noun: str) -> bool:
    """Whether a noun is an act or a quality by its ending: 'the promotion of violence'."""
    return noun.endswith(tuple(word_list("abstract endings"))) and not {
        noun,
        noun.removesuffix("s"),
    } & word_list("speaking abstractions")


class Speaker(NamedTuple):
    """Whom an attribution names: `name` and `role` (None where nobody certain), and why not."""

    name: str | None
    role: str | None
    doubt: str = ""  # "", "unattributed", "ambiguous"


class Speakers:
    """The speakers of one article, in reading order."""

    def __init__(self, roles: Roles, text: str = "") -> None:
        self.roles = roles
        # a word of a name -> [(place in the text, full name)]
        self.full: dict[str, list[tuple[int, str]]] = {}
        self.people: dict[str, str] = {}  # full name -> description
        # (place, full name, description) of people as the text introduces them
        self.described: list[tuple[int, str, str]] = []
        self.groups: dict[str, str | None] = {}  # name of a group, body or document -> its role
        # he, they, it -> [(paragraph, place, name)], the latest last
        self.last: dict[str, deque[tuple[int, int, str]]] = {}
        # a word of a name -> he or she, where a title or the article tells
        self.pronoun: dict[str, str] = {}
        self.named: deque[tuple[int, int, str, bool | None]] = deque(
            maxlen=MEMORY
        )  # (paragraph, place, full name, is subject: None for an object, False behind a preposition)
        introduced = list(find_names(text))
        small = {name.lower(): name for *_, name in introduced if name and not name.isupper()}
        for found, words, name in introduced:
            honorific = words[0].lower().rstrip(".")
            if name is None:
                continue
            name = small.get(name.lower(), name.title() if name.isupper() else name)
            for word in {part for one in (name, found[0]) for part in keys_of(one, name)}:
                is_whole = " " in name and word != name
                if is_whole or word not in self.full:
                    self.full.setdefault(word, []).append((found.start(), name))
            about = describe(text, found, words, name)
            if about:
                self.described.append((found.start(), name, about))
            if HONORIFICS.get(honorific):
                self.pronoun[name.split()[-1]] = HONORIFICS[honorific]

    def resolve(
        self, mention: Mention, paragraph: int, at: int, outer: Speaker | None = None
    ) -> Speaker:
        """The `Speaker` whom a mention at a place of the text means; `outer` speaks around it."""
        find = getattr(self, f"_{mention.kind}", None)
        if mention.kind == "i":
            return outer or Speaker(None, None, FIRST_PERSON)
        return find(mention, paragraph, at, outer) if find else Speaker(None, None, "unattributed")

    # One way for each kind of mention; `resolve` picks it.

    def _person(self, mention: Mention, paragraph: int, at: int, outer: Speaker | None) -> Speaker:
        name = mention.name
        name = self.full_name(name, at) or (name.title() if name.isupper() else name)
        if len(mention.description) > len(self.people.get(name, "")):
            self.people[name] = mention.description
        self._remember("he", paragraph, at, name)
        return Speaker(name, self.role_of(name, at))

    def role_of(self, name: str, at: int) -> str | None:
        """The role of a person: from the words around the name here, or where the text introduces it."""
        about = (text for place, one, text in self.described if one == name and place <= at)
        return next(filter(None, map(self.roles.find, [self.people[name], *about])), None)

    def introduce(self, name: str, office: str, at: int) -> Speaker:
        """The `Speaker` whom a label of a turn names; the name is known from then on."""
        full = self.full_name(name, at) or self.full_name(name.split()[-1], at) or name
        full = full if set(name.split()) <= set(full.split()) else name
        for word in full.split():
            known = self.full.setdefault(word, [])
            if not known or known[-1][0] < at:
                known.append((at - 1, full))
        if len(office) > len(self.people.get(full, "")):
            self.people[full] = office
        return Speaker(full, self.roles.find(self.people.get(full, "")))

    def full_name(self, word: str, at: int) -> str | None:
        """The full name last introduced before a place that holds a word, or None."""
        known = self.full.get(word, ())
        number = bisect_left(known, (at,)) - 1
        return known[number][1] if number >= 0 else None

    def _people(self, mention: Mention, paragraph: int, at: int, outer: Speaker | None) -> Speaker:
        self.groups.setdefault(mention.name, "collective")
        self._remember("they", paragraph, at, mention.name)
        return Speaker(mention.name, "collective")

    def _group(self, mention: Mention, paragraph: int, at: int, outer: Speaker | None) -> Speaker:
        name = mention.name
        if name.isupper() and self.full_name(name, at):
            return self._person(mention, paragraph, at, outer)  # RUIZ, of Ana Ruiz
        role = self.roles.find(mention.description) or self.roles.find(name)
        nobody = names_nobody(name, role)
        if nobody:
            return Speaker(None, None, nobody)
        if name.startswith("the "):
            known, doubt = self._known_group(name, role)
            if known is None:
                return Speaker(None, None, doubt)
            name = known
        self.groups.setdefault(name, role)
        is_one = head_noun(name) in PERSONS and not is_plural(name)
        self._remember("he" if is_one else "they" if is_plural(name) else "it", paragraph, at, name)
        return Speaker(name, self.groups[name])

    def _known_group(self, name: str, role: str | None) -> tuple[str | None, str]:
        """The group introduced before that 'the envoys' means: the same noun, or the same office."""
        noun = head_noun(name)
        words = set(name.lower().split()) - {"the"}
        groups = list(islice(reversed(self.groups.items()), MEMORY))[::-1]
        # 'the government' is that of Iran, 'the government of Iraq' is not.
        same = [
            known
            for known, _ in groups
            if head_noun(known) == noun and words <= set(known.lower().split())
        ]
        if len(set(same)) > 1 and is_plural(name) and name not in same:
            return None, "ambiguous"
        if not same and noun in GENERAL_PLURALS and len(words) < 3 and role and not places_in(name):
            alike = [known for known, kind in groups if kind == role and is_plural(known)]
            same = alike if len(alike) == 1 else []
        return (name if name in same else same[-1] if same else name), ""

    def _definite(
        self, mention: Mention, paragraph: int, at: int, outer: Speaker | None
    ) -> Speaker:
        """'the Turkish politician': the one person introduced whom the words fit."""
        place = places_in(mention.name)
        last = bisect_left(self.described, (at,))
        described = {name: about for _, name, about in self.described[max(0, last - MEMORY) : last]}
        people = list(islice(reversed({**described, **self.people}.items()), MEMORY))[::-1]
        noun = head_noun(mention.name)
        same = [(name, about) for name, about in people if noun in about.lower().split()]
        people = same or (people if noun in GENERAL_NOUNS else [])
        fits = [name for name, about in people if not place or place & places_in(about)]
        role = self.roles.find(mention.name)
        if len(fits) > 1 and role:
            fits = [
                name for name in fits if related(self.roles.find(dict(people)[name]), role)
            ] or fits
        if len(fits) > 1:
            near = [
                name
                for where, _, name in self.last.get("he", [])
                if paragraph - where < NEAR and name in fits
            ]
            fits = near[-1:] if len(set(near)) == 1 else fits
        if len(fits) == 1:
            self._remember("he", paragraph, at, fits[0])
            return Speaker(fits[0], self.roles.find(dict(people)[fits[0]]))
        if fits:
            return Speaker(None, None, "ambiguous")
        self._remember("he", paragraph, at, mention.name)
        return Speaker(mention.name, role)

    def _he(self, mention: Mention, paragraph: int, at: int, outer: Speaker | None) -> Speaker:
        return self._recall("he", paragraph, at, mention.kind)

    _she = _he

    def _they(self, mention: Mention, paragraph: int, at: int, outer: Speaker | None) -> Speaker:
        found = self._recall("they", paragraph, at)
        return found if found.name else self._recall("it", paragraph, at)  # 'The company … They'

    def _it(self, mention: Mention, paragraph: int, at: int, outer: Speaker | None) -> Speaker:
        return self._recall("it", paragraph, at)

    def _recall(self, kind: str, paragraph: int, at: int, pronoun: str = "") -> Speaker:
        near = [
            row
            for row in self.last.get(kind, [])
            if paragraph - row[0] < NEAR and self._fits(row[2], pronoun)
        ]
        name: str | None
        if kind == "he":
            name, doubt = self._whom(near, paragraph, at, pronoun)
            if name:
                self.pronoun.setdefault(name.split()[-1], pronoun)
        else:
            name, doubt = (near[-1][2], "") if near else (None, "unattributed")
        if name is None:
            return Speaker(None, None, doubt)
        self._remember(kind, paragraph, at, name)
        if name in self.people:
            return Speaker(name, self.roles.find(self.people[name]))
        return Speaker(name, self.groups.get(name) or self.roles.find(name))

    def _fits(self, name: str, pronoun: str) -> bool:
        """Whether somebody can be meant by "he" or by "she", as far as the article tells."""
        return self.pronoun.get(name.split()[-1], pronoun) == pronoun

    def _whom(
        self, near: list[tuple[int, int, str]], paragraph: int, at: int, pronoun: str
    ) -> tuple[str | None, str]:
        """
        Whom "he" means: who spoke last, unless another was the subject of a sentence since;
        where nobody spoke, the only one named, or the only subject.
        """
        since = near[-1][1] if near else -1
        others = [
            row
            for row in self.named
            if since < row[1] < at and paragraph - row[0] < NEAR and self._fits(row[2], pronoun)
        ]
        spoke = {near[-1][2]} if near else set()
        subjects = {row[2] for row in others if row[3]}
        objects = {row[2] for row in others if row[3] is not False} | spoke
        for names in ({row[2] for row in others} | spoke, subjects | spoke):
            if len(names) == 1 and (near or len(objects) == 1):
                return names.pop(), ""
        if len(subjects) == 1 and near and near[-1][2].startswith("the "):
            return subjects.pop(), ""  # who is named comes before "the mayor"
        here = {
            name
            for where, place, name in [*(row[:3] for row in self.named), *near]
            if where == paragraph and place < at and self._fits(name, pronoun)
        }
        if len(here) == 1:
            return here.pop(), ""
        if (
            not near and not others
        ):  # two or three short paragraphs back, if nobody else was named since
            spoke = {
                row[2]
                for row in self.last.get("he", ())
                if paragraph - row[0] < FAR and self._fits(row[2], pronoun)
            }
            far = spoke | {row[2] for row in self.named if paragraph - row[0] < FAR and row[1] < at}
            if len(far) == len(spoke) == 1:
                return far.pop(), ""
        return None, "ambiguous" if others or near else "unattributed"

    def note_names(self, words: list[tuple[str, int, bool | None]], paragraph: int) -> None:
        """Remember the people whom the narrator names: (word, place, standing) of words with capitals."""
        for word, place, is_subject in words:
            name = self.full_name(bare(word), place + 1)
            if name and (
                not self.named or self.named[-1][2] != name or self.named[-1][0] != paragraph
            ):
                self.named.append((paragraph, place, name, is_subject))

    def _remember(self, kind: str, paragraph: int, at: int, name: str) -> None:
        self.last.setdefault(kind, deque(maxlen=MEMORY)).append((paragraph, at, name))
