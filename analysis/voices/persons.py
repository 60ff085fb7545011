"""
One speaker over all articles: which names are the same person's, and why. Part of `voices`.

Names are joined where only one reading is possible, each join with its reason; where two
people could be meant the name stays apart, and they are listed. A document and the people
who sign it stay apart: the article says which of them speaks.
"""

import re
import unicodedata
from collections import defaultdict
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import pandas as pd

from analysis.tables.stored import check_table, empty_table
from analysis.text.spans import SPEECH
from analysis.voices.names import (
    SINGULAR_NOUNS,
    family_name,
    head_noun,
    is_plural,
    may_lose_particle,
    names_thing,
)
from analysis.voices.phrases import PARTICLES, read_places
from analysis.voices.roles import related
from analysis.voices.speakers import PERSONS, describe, find_names
from analysis.voices.words import word_list

PERSON, BODY, DOCUMENT, GROUP = "person", "body", "document", "group"
BY_HAND = "joined by hand"
SAME = "the same but for capitals, accents, initials or an article"
SHORTER = "a shorter form of the same name"
FAMILY = "the only one of this family name"
FIRST = "the only one of this family name, which stands first"
DOUBLE = "the only one with this first of two family names"
BODY_ROLES = frozenset(["journalist", "business", "association"])
SEPARATOR = " | "


class Name(NamedTuple):
    """A speaker's name as the articles give it, with what is known of it."""

    name: str
    kind: str
    role: str | None
    n: int = 0  # words spoken under it


def plain(name: str) -> str:
    """A name without capitals, accents, points, initials and a leading article."""
    letters = unicodedata.normalize("NFKD", name)
    letters = "".join(sign for sign in letters if not unicodedata.combining(sign)).casefold()
    words = re.sub(r"[.,’']", "", letters).split()
    words = words[1:] if words[:1] in (["the"], ["a"], ["an"]) and len(words) > 1 else words
    return " ".join(word for word in words if len(word) > 1 or len(words) == 1)


def kind_of(name: str, role: str | None) -> str:
    """Whether a name is a person's, a body's, a document's, or a group's."""
    if role == "document":
        return DOCUMENT
    words = name.split()
    is_particle = words[0] in PARTICLES and len(words) > 1 and words[1][:1].isupper()
    if not name[:1].isupper() and not is_particle or words[0] == "The" and len(words) > 1:
        return kind_of_phrase(name, role)
    if " and " in name or "," in name or role == "collective":
        return GROUP
    is_people = len(words) == 1 and name.endswith("s") and name[:-1] in read_places()
    if is_people or is_plural(name) and words[-1].islower():
        return GROUP
    is_body = (
        names_thing(words)
        or name in read_places()
        or any(word in read_places() for word in words[-1:])
        or len(words) == 1
        and (name.isupper() or role in BODY_ROLES)
        or any(word.islower() and word in ("of", "for", "and") for word in words)
    )
    return BODY if is_body else PERSON


def kind_of_phrase(name: str, role: str | None) -> str:
    """The kind of 'the mayor', 'many diplomats', 'the company'."""
    noun = head_noun(name)
    if noun in SINGULAR_NOUNS | PERSONS or role in ("resident", "clergy") and not is_plural(name):
        return PERSON
    return GROUP if is_plural(name) or role == "collective" else BODY


def short_forms(name: str) -> dict[str, str]:
    """The short names that can stand for a full name -> the reason that would join them."""
    words = name.split()
    if len(words) < 2 or words[0].lower() in PARTICLES:
        return {}
    forms = {}
    if len(words) > 2 and family_name(name) == words[-1]:
        forms[plain(words[1])] = DOUBLE
        forms[plain(" ".join(words[:2]))] = SHORTER
        forms[plain(f"{words[0]} {words[-1]}")] = SHORTER
    if words[0].lower() in word_list("family names first"):
        forms[plain(words[0])] = FIRST
    forms[plain(family_name(name))] = FAMILY
    if may_lose_particle(name):
        forms[plain(words[-1])] = FAMILY
        forms[re.sub(r"^(al|el)-", "", plain(words[-1]))] = FAMILY
    forms.pop(plain(name), None)
    return forms


def join_names(
    names: list[Name], by_hand: dict[str, str]
) -> tuple[dict[str, str], dict[str, str], dict[str, list[str]]]:
    """
    (name -> the name it belongs to, name -> why, name -> the names it might belong to).

    A name alone belongs to itself. Names of other kinds than persons are joined only where they
    are the same but for capitals or an article; all are called by the one with the most words.
    """
    main, why, perhaps = {}, {}, {}
    for _, group in groupby(
        sorted(names, key=lambda one: (plain(one.name), one.kind)),
        lambda one: (plain(one.name), one.kind),
    ):
        first, *others = sorted(
            group, key=lambda one: (one.name.isupper(), -one.n, -len(one.name), one.name)
        )
        main[first.name] = first.name
        for one in others:
            main[one.name], why[one.name] = first.name, SAME
    # a short form -> full name -> reason
    forms: dict[str, dict[str, str]] = defaultdict(dict)
    for one in names:
        if one.kind == PERSON and main[one.name] == one.name:
            for form, reason in short_forms(one.name).items():
                forms[form][one.name] = reason
    roles = {one.name: one.role for one in names}
    for one in sorted(names, key=lambda one: (-len(one.name.split()), one.name)):
        if one.kind != PERSON or main[one.name] != one.name:
            continue
        found = {
            follow(full, main): reason
            for full, reason in sorted(forms.get(plain(one.name), {}).items())
            if follow(full, main) != one.name
            and (not roles[full] or not one.role or related(roles[full], one.role))
        }
        if len(found) == 1:
            main[one.name], why[one.name] = next(iter(found.items()))
        elif found:
            perhaps[one.name] = sorted(found)
    for name, owner in by_hand.items():
        if name in main:
            main[name], why[name] = owner, BY_HAND
            perhaps.pop(name, None)
    return {name: follow(name, main) for name in main}, why, perhaps


def follow(name: str, main: dict[str, str]) -> str:
    """Whom a name belongs to in the end: Stam, Niek Stam, Niek Jan Stam."""
    seen = {name}
    while main.get(name, name) not in seen:
        name = main[name]
        seen.add(name)
    return name


def find_speakers(
    voices: pd.DataFrame, sentences: pd.DataFrame, by_hand: pd.DataFrame
) -> pd.DataFrame:
    """
    The speakers of all articles: the table `speakers_found`, the most words first.

    `voices` is the table of `measure_voices`, `by_hand` the list `names` (name, speaker,
    reason). A row has the kind (person, body, document, group), the other names that were
    joined, the offices as printed, the reasons of the joins, and for a name that stays apart
    whose it might be.
    """
    spoken = voices[voices["voice"].isin(SPEECH) & voices["speaker"].notna() & (voices["n"] > 0)]
    if spoken.empty:
        return empty_table("speakers_found")
    roles = most_frequent_roles(spoken)
    names = [
        Name(name, kind_of(name, roles.get(name)), roles.get(name), n)
        for name, n in spoken.groupby("speaker")["n"].sum().items()
    ]
    main, why, perhaps = join_names(names, dict(zip(by_hand["name"], by_hand["speaker"])))
    offices = find_offices(sentences, set(main))
    spoken = spoken.assign(whose=spoken["speaker"].map(main))
    kinds = {one.name: one.kind for one in names}
    n_docs = spoken.groupby("whose")["doc_id"].nunique()
    words = spoken.groupby(["whose", "voice"])["n"].sum().unstack(fill_value=0)
    words = words.reindex(columns=list(SPEECH), fill_value=0)
    known = spoken.drop_duplicates(["whose", "speaker"]).groupby("whose")["speaker"].agg(set)
    rows = []
    for owner, printed in known.items():
        others = sorted(printed - {owner})
        about = list(dict.fromkeys(text for name in [owner, *others] for text in offices[name]))
        role = next((roles[name] for name in [owner, *others] if name in roles), None)
        rows.append(
            {
                "speaker": owner,
                "kind": kinds.get(owner) or kind_of(owner, role),
                "role": role,
                "other_names": SEPARATOR.join(others) or None,
                "offices": SEPARATOR.join(about) or None,
                "joined_because": SEPARATOR.join(f"{n}: {why[n]}" for n in others if n in why)
                or None,
                "perhaps": SEPARATOR.join(perhaps.get(owner, [])) or None,
            }
        )
    table = pd.DataFrame(rows).assign(
        n_docs=n_docs.to_numpy(),
        indirect=words["indirect"].to_numpy(),
        direct=words["direct"].to_numpy(),
    )
    total = -(table["indirect"] + table["direct"])
    table = table.assign(order=total).sort_values(["order", "speaker"], ignore_index=True)
    return check_table(table.drop(columns="order"), "speakers_found")


def most_frequent_roles(spoken: pd.DataFrame) -> dict[str, str]:
    """The role that a speaker has most often, the first in order of two equal ones; none where none is known."""
    times = spoken.groupby(["speaker", "role"]).size().rename("n").reset_index()
    times = times.sort_values(["speaker", "n", "role"], ascending=[True, False, True])
    first = times.drop_duplicates("speaker")
    return dict(zip(first["speaker"], first["role"]))


def find_offices(sentences: pd.DataFrame, wanted: set[str]) -> dict[str, list[str]]:
    """Name -> how the texts introduce it ('the mayor of Leeds'), each once, in reading order."""
    offices: dict[str, dict[str, None]] = defaultdict(dict)
    body = sentences.loc[sentences["kind"] == "body", ["doc_id", "text"]]
    body = body.sort_values("doc_id", kind="stable")
    lines = zip(body["doc_id"].tolist(), body["text"].fillna("").tolist())
    last_words = frozenset(name.split()[-1] for name in wanted)
    for _, part in groupby(lines, itemgetter(0)):
        text = " ".join(line for _, line in part)
        for found, words, name in find_names(text, last_words):
            if name is None or name not in wanted:
                continue
            about = describe(text, found, words, name)
            if about:
                offices[name][about] = None
    return defaultdict(list, {name: list(about) for name, about in offices.items()})
