"""
What in an article's own text is odd: who speaks, what is cut off, what was lost. Part of `cleaning`.

Like all flags these change nothing; each gives rows (doc_id, flag, detail) for `find_flags`.
"""

import re

import pandas as pd

from analysis.articles.furniture import find_turns
from analysis.articles.layouts import SUBSCRIPTION, TURN

Rows = list[tuple[str, str, str]]
LATIN, OTHER = (
    "A-Za-z\u00c0-\u024f",
    "\u0370-\u03ff\u0400-\u052f",
)  # Greek and Cyrillic look like Latin
TWO_SCRIPTS = rf"\b\w*(?:[{LATIN}][{OTHER}]|[{OTHER}][{LATIN}])\w*"
# The sign that stands for a character nobody knows, or a question mark where an apostrophe was.
LOST = r"\S*\ufffd\S*|\b[A-Za-z]+\?(?:s|t|re|ve|ll|d|m)\b"
SHOWN = 5  # words of a detail
NOT_APART = ": voices not told apart"


def flag_questions(body: pd.DataFrame) -> Rows:
    """Interviews and transcripts: their turns, and whether letters stand where names should."""
    found = []
    paragraphs = body.groupby(["doc_id", "paragraph"], sort=False)["text"].agg(" ".join)
    for doc_id, lines in paragraphs.groupby(level="doc_id", sort=False):
        lines = list(lines)
        marks = [TURN.match(lines[n]) for n in sorted(find_turns(lines))]
        speakers = list(dict.fromkeys(mark["letter"] or mark["name"] for mark in marks))
        if marks:
            unnamed = any(mark["letter"] for mark in marks)
            detail = f"{len(marks)} turns of {', '.join(speakers[:SHOWN])}"
            found.append((doc_id, "questions and answers", detail + NOT_APART * unnamed))
    return found


def flag_cut_off(sentences: pd.DataFrame) -> Rows:
    """Articles whose page asks to subscribe: the rest may be missing."""
    asks = sentences[sentences["kind"] == "boilerplate"]
    asks = asks[asks["text"].map(lambda text: SUBSCRIPTION.pattern.fullmatch(text) is not None)]
    first = asks.drop_duplicates("doc_id")
    return [
        (row.doc_id, "cut off", f"the page says {row.text[:60]!r}") for row in first.itertuples()
    ]


def flag_words(sentences: pd.DataFrame) -> Rows:
    """Words of letters of two scripts, which are counted apart from their like, and lost characters."""
    own = sentences[sentences["kind"].isin(["body", "headline"])]
    return [
        (doc_id, flag, f"{len(words)}: {', '.join(dict.fromkeys(words[:SHOWN]))}")
        for flag, pattern in (("letters of two scripts", TWO_SCRIPTS), ("lost characters", LOST))
        for doc_id, words in find_words(own, re.compile(pattern)).items()
    ]


def find_words(sentences: pd.DataFrame, pattern: re.Pattern) -> dict[str, list[str]]:
    """doc_id -> the words that fit a pattern, of the articles that have any."""
    hits = sentences[sentences["text"].str.contains(pattern)]
    words = hits["text"].map(pattern.findall).groupby(hits["doc_id"], sort=False).agg("sum")
    return dict(words)
