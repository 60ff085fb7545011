"""
From cleaned characters to raw ones and back: arithmetic on the `edits` table.

Cleaning changes characters (a blank put between glued sentences, quotation marks
straightened), and each change is a row of `edits`. Every position in the text of a
sentence can therefore be traced to the decoded text of the article.
"""

from collections.abc import Iterable
from typing import Any, Literal

import numpy as np
import pandas as pd

Side = Literal["left", "right"]
BEGIN: Side = "right"  # which edits count at a place: all up to it,
END: Side = "left"  # or only those before it
DOCUMENT = 1 << 40  # room for the characters of one article when several are laid end to end


def apply_edits(text: str, edits: pd.DataFrame) -> str:
    """The cleaned text: `text` with the edits (rows of one article, sorted, disjoint) made."""
    pieces, done = [], 0
    for row in edits.itertuples():
        pieces += [text[done : row.raw_start], row.inserted]
        done = row.raw_end
    return "".join(pieces) + text[done:]


def undo_edits(cleaned: str, edits: pd.DataFrame) -> str:
    """The decoded text again: the edits of one article applied backwards."""
    return undo_rows(cleaned, edits.itertuples())


def undo_rows(cleaned: str, rows: Iterable[Any], begin: int = 0) -> str:
    """As `undo_edits`, of rows as `itertuples` gives them; the text begins at the raw offset `begin`."""
    pieces, done, shift = [], 0, -begin
    for row in rows:
        start = row.raw_start + shift
        pieces += [cleaned[done:start], row.removed]
        done = start + len(row.inserted)
        shift += len(row.inserted) - len(row.removed)
    return "".join(pieces) + cleaned[done:]


class Offsets:
    """
    The map between the sentences' text and the decoded text of their articles.

    `row` arguments are row numbers of the `sentences` table, `offset` arguments count
    characters in that row's `text`; both may be arrays.
    """

    def __init__(self, sentences: pd.DataFrame, edits: pd.DataFrame) -> None:
        code, docs = pd.factorize(sentences["doc_id"])
        base = code.astype(np.int64) * DOCUMENT
        doc = pd.Index(docs).get_indexer(edits["doc_id"])
        order = np.lexsort((edits["order"], edits["raw_start"], doc))
        order = order[doc[order] >= 0]  # edits of other articles are left out
        edits, doc = edits.iloc[order], doc[order]
        n_in, n_out = (edits[side].str.len().to_numpy(np.int64) for side in ("inserted", "removed"))
        total = np.concatenate([[0], np.cumsum(n_in - n_out)])
        first = np.searchsorted(doc, doc, "left")  # shifts start anew in each article
        before = total[:-1] - total[first]
        self.raw_start = doc * DOCUMENT + edits["raw_start"].to_numpy(np.int64)
        self.raw_end = doc * DOCUMENT + edits["raw_end"].to_numpy(np.int64)
        self.clean_start = self.raw_start + before
        self.clean_end = self.clean_start + n_in
        self.base = base
        self.sentence_start = self._clean(base + sentences["raw_start"].to_numpy(np.int64), BEGIN)

    def to_raw(
        self, row: list[int] | range | np.ndarray, start: int | np.ndarray, end: int | np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Raw (start, end) of the characters start..end of the text of sentence rows `row`."""
        row = np.asarray(row)
        clean = self.sentence_start[row]
        first = self._raw(clean + np.asarray(start), BEGIN)
        last = self._raw(clean + np.asarray(end), END)
        return first - self.base[row], np.maximum(last, first) - self.base[row]

    def to_text(
        self,
        row: list[int] | range | np.ndarray,
        raw_start: int | np.ndarray | pd.Series,
        raw_end: int | np.ndarray | pd.Series,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Characters (start, end) in the text of sentence rows `row` for raw offsets within them."""
        row = np.asarray(row)
        clean = self.sentence_start[row]
        first = self._clean(self.base[row] + np.asarray(raw_start), BEGIN)
        last = self._clean(self.base[row] + np.asarray(raw_end), END)
        return first - clean, np.maximum(last, first) - clean

    def _clean(self, raw: np.ndarray, side: Side) -> np.ndarray:
        """Cleaned positions of raw ones, each of which begins or ends a stretch."""
        return carry_over(
            raw, side, (self.raw_start, self.raw_end), (self.clean_start, self.clean_end)
        )

    def _raw(self, clean: np.ndarray, side: Side) -> np.ndarray:
        """Raw positions of cleaned ones, each of which begins or ends a stretch."""
        return carry_over(
            clean, side, (self.clean_start, self.clean_end), (self.raw_start, self.raw_end)
        )


def carry_over(
    places: np.ndarray,
    side: Side,
    here: tuple[np.ndarray, np.ndarray],
    there: tuple[np.ndarray, np.ndarray],
) -> np.ndarray:
    """
    Places among the edits `here` (starts, ends) as places among the same edits `there`.

    A stretch that begins where something was put in or taken out begins behind it, and one
    that ends there ends before it. One that ends inside a changed stretch takes it whole.
    """
    (starts, ends), (to_starts, to_ends) = here, there
    if not len(starts):
        return places
    edit = np.searchsorted(starts, places, side) - 1
    known, edit = edit >= 0, np.maximum(edit, 0)
    known &= places // DOCUMENT == starts[edit] // DOCUMENT
    inside = np.minimum(to_starts[edit] + places - starts[edit], to_ends[edit])
    inside = inside if side == BEGIN else to_ends[edit]
    past = places - ends[edit]
    return np.where(known, np.where(past >= 0, to_ends[edit] + past, inside), places)
