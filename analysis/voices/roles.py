"""
Roles: the offices that a description of a speaker names. Part of the step `voices`.

The list is `speakers.csv`; its first row that is found in the description decides, so that
bodies stand before offices: the secretary of a union speaks for the union. A role is what a
speaker is, not a stance.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pandas as pd

from analysis.tables.stored import read_list
from analysis.voices.phrases import read_places

WORD = re.compile(r"\w+")


Row = tuple[int, re.Pattern[str], str]  # its number in the list, its expression, its role


@lru_cache(maxsize=8)
def role_patterns(rows: tuple[tuple[str, str], ...]) -> dict[str, list[Row]]:
    """First word -> the rows of the list that begin with it."""
    patterns: dict[str, list[Row]] = {}
    for number, (words, role) in enumerate(rows):
        first = next(iter(WORD.findall(words.lower())), "")
        flags = 0 if words[:1].isupper() else re.I
        pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", flags)
        patterns.setdefault(first, []).append((number, pattern, role))
    return patterns


def find_roles(patterns: dict[str, list[Row]], description: str) -> Iterator[str]:
    """The roles of the rows that are found in a description, in the order of the list."""
    # Most rows are not in it, and are not asked: it has not their first word. Other letters
    # than those of ASCII have several forms: there the expression decides alone.
    words = {"", *WORD.findall(description.lower())} if description.isascii() else patterns.keys()
    rows = sorted(row for word in words & patterns.keys() for row in patterns[word])
    return (role for _, pattern, role in rows if pattern.search(description))


def read_offices(corpus: Path | str) -> pd.DataFrame:
    """
    The list of offices, and the study's home as further rows: the table that `find_quotations` takes.

    A study names its home in its own home.csv (place, reason): there an official without
    another state's name is *official*, and one of another state *foreign official*. Without
    that file no state is foreign to a study.
    """
    offices = read_list("speakers", corpus)
    if not (Path(corpus) / "home.csv").exists():
        return offices
    home = read_list("home", corpus).rename(columns={"place": "speaker"})
    return pd.concat([home.assign(role="home")[list(offices)], offices], ignore_index=True)


class Roles:
    """The list of offices (speakers.csv): the first row found in a description gives the role."""

    def __init__(self, table: pd.DataFrame) -> None:
        rows = tuple(zip(table["speaker"], table["role"]))
        self.home = role_patterns(tuple(row for row in rows if row[1] == "home"))
        self.patterns = role_patterns(tuple(row for row in rows if row[1] != "home"))
        self.words = frozenset(
            word + end
            for word, _ in rows
            for end in ("", "s")
            if word.islower() and " " not in word
        )
        self.known: dict[str, str | None] = {}

    def find(self, description: str) -> str | None:
        """The role that a description names, or None."""
        if description not in self.known:
            if len(self.known) > 100_000:
                self.known.clear()
            self.known[description] = self._find(description)
        return self.known[description]

    def _find(self, description: str) -> str | None:
        role = next(find_roles(self.patterns, description), None)
        is_home = next(find_roles(self.home, description), None) is not None
        if role == "foreign diplomat" and is_home:
            return "official"
        if role == "official" and self.home and not is_home and names_place(description):
            return "foreign official"
        return role


def names_place(description: str) -> bool:
    """Whether a description names a state or its people (UK Foreign Secretary)."""
    places = read_places()
    words = re.findall(r"\w+(?:\.\w+)*", description)
    return any(word in places for word in words) or any(
        " ".join(pair) in places for pair in zip(words, words[1:])
    )


def places_in(text: str) -> set[str]:
    """The states that a text names, by name or by their people."""
    places = read_places()
    words = re.findall(r"\w+(?:\.\w+)*", text)
    return {
        places[word]
        for word in [*words, *(" ".join(pair) for pair in zip(words, words[1:]))]
        if word in places
    }


def related(role: str | None, other: str | None) -> bool:
    """Whether two roles can be one person's: a diplomat is an official, a politician one of a party."""
    state = {"official", "foreign official", "foreign diplomat", "party"}
    return role == other or role in state and other in state
