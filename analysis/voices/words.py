"""
Lists of English words that the rules for voices look up, kept in words.csv with their reasons.
"""

from functools import lru_cache
from pathlib import Path

from analysis.tables.stored import read_csv

WORDS = Path(__file__).with_name("words.csv")


@lru_cache(maxsize=1)
def read_words() -> dict[str, frozenset[str]]:
    """Name of a list -> its words; a list may stand in several rows, each with its reason."""
    lists: dict[str, set[str]] = {}
    for row in read_csv(WORDS).itertuples():
        lists.setdefault(row.list, set()).update(row.words.split("|"))
    return {name: frozenset(words) for name, words in lists.items()}


def word_list(name: str) -> frozenset[str]:
    """The words of one list."""
    return read_words()[name]
