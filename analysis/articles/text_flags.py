"""
What in an article's own text is odd: who speaks, what is cut off. Part of `cleaning`.

Like all flags these change nothing; each gives rows (doc_id, flag, detail) for `find_flags`.
"""

import numpy as np
import pandas as pd

from analysis.articles.furniture import find_turn_lines
from analysis.articles.layouts import SUBSCRIPTION, TURN
from analysis.text.spans import code_documents

Flag = tuple[str, str, str | None]  # doc_id, flag, detail
Rows = list[Flag]
SHOWN = 5  # words of a detail
NOT_APART = ": voices not told apart"


def is_first(rows: pd.DataFrame) -> np.ndarray:
    """Whether each row is the first of its paragraph; those of a paragraph stand together."""
    doc, paragraph = code_documents(rows["doc_id"])[0], rows["paragraph"].to_numpy()
    return np.append(True, (doc[1:] != doc[:-1]) | (paragraph[1:] != paragraph[:-1]))[: len(doc)]


def flag_questions(body: pd.DataFrame) -> Rows:
    """Interviews and transcripts: their turns, and whether letters stand where names should."""
    found: Rows = []
    # In all other paragraphs TURN fits nothing.
    may_turn = body["text"].str.contains(":", regex=False) | body["text"].str.startswith(
        ("#", "Q", "A")
    )
    number = np.cumsum(is_first(body))
    body = body[np.isin(number, number[may_turn.to_numpy()])]
    columns = (body[name].to_numpy(object) for name in ("doc_id", "paragraph", "text"))
    paragraphs: dict[str, dict[int, list[str]]] = {}
    for doc_id, paragraph, text in zip(*columns):
        paragraphs.setdefault(doc_id, {}).setdefault(paragraph, []).append(text)
    for doc_id, parts in paragraphs.items():
        lines = [" ".join(texts) for texts in parts.values()]
        marks = [mark for n in sorted(find_turn_lines(lines)) if (mark := TURN.match(lines[n]))]
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
