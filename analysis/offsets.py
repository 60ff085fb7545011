"""
From cleaned characters to raw ones and back: arithmetic on the `edits` table.

Cleaning changes characters (a blank put between glued sentences, quotation marks
straightened), and each change is a row of `edits`. Every position in the text of a
sentence can therefore be traced to the decoded text of the article.
"""

import numpy as np
import pandas as pd

DOCUMENT = 1 << 40      # room for the characters of one article when several are laid end to end


def apply_edits(text, edits):
    """The cleaned text: `text` with the edits (rows of one article, sorted, disjoint) made."""
    pieces, done = [], 0
    for row in edits.itertuples():
        pieces += [text[done:row.raw_start], row.inserted]
        done = row.raw_end
    return "".join(pieces) + text[done:]


def undo_edits(cleaned, edits):
    """The decoded text again: the edits of one article applied backwards."""
    pieces, done, shift = [], 0, 0
    for row in edits.itertuples():
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

    def __init__(self, sentences, edits):
        self.docs = pd.Index(sentences["doc_id"].unique())
        base = self.docs.get_indexer(sentences["doc_id"]) * DOCUMENT
        edits = edits[edits["doc_id"].isin(self.docs)]
        doc = self.docs.get_indexer(edits["doc_id"])
        order = np.lexsort((edits["order"], edits["raw_start"], doc))
        edits, doc = edits.iloc[order], doc[order]
        n_in, n_out = (edits[side].str.len().to_numpy(np.int64) for side in ("inserted", "removed"))
        total = np.concatenate([[0], np.cumsum(n_in - n_out)])
        first = np.searchsorted(doc, doc, "left")              # shifts start anew in each article
        before = total[:-1] - total[first]
        self.raw_start = doc * DOCUMENT + edits["raw_start"].to_numpy(np.int64)
        self.raw_end = doc * DOCUMENT + edits["raw_end"].to_numpy(np.int64)
        self.clean_start = self.raw_start + before
        self.clean_end = self.clean_start + n_in
        self.base = base
        self.sentence_start = self._clean(base + sentences["raw_start"].to_numpy(np.int64))

    def _clean(self, raw):
        """Cleaned position of raw ones; inside a changed stretch, at most its cleaned end."""
        edit = np.searchsorted(self.raw_start, raw, "right") - 1
        known = edit >= 0
        edit = np.maximum(edit, 0)
        if not len(self.raw_start):
            return raw
        same = known & (raw // DOCUMENT == self.raw_start[edit] // DOCUMENT)
        inside = np.minimum(raw - self.raw_start[edit], self.clean_end[edit] - self.clean_start[edit])
        behind = raw >= self.raw_end[edit]
        moved = np.where(behind, self.clean_end[edit] + raw - self.raw_end[edit],
                         self.clean_start[edit] + inside)
        return np.where(same, moved, raw)

    def _raw(self, clean):
        """Raw position of cleaned ones; inside an inserted stretch, at most its raw end."""
        if not len(self.raw_start):
            return clean
        edit = np.searchsorted(self.clean_start, clean, "right") - 1
        known = edit >= 0
        edit = np.maximum(edit, 0)
        same = known & (clean // DOCUMENT == self.clean_start[edit] // DOCUMENT)
        inside = np.minimum(clean - self.clean_start[edit], self.raw_end[edit] - self.raw_start[edit])
        behind = clean >= self.clean_end[edit]
        moved = np.where(behind, self.raw_end[edit] + clean - self.clean_end[edit],
                         self.raw_start[edit] + inside)
        return np.where(same, moved, clean)

    def _raw_end(self, clean):
        """Raw end of stretches that end before cleaned positions; a changed stretch counts whole."""
        if not len(self.raw_start):
            return clean
        edit = np.searchsorted(self.clean_start, clean, "left") - 1
        known = edit >= 0
        edit = np.maximum(edit, 0)
        same = known & (clean // DOCUMENT == self.clean_start[edit] // DOCUMENT)
        return np.where(same, self.raw_end[edit] + np.maximum(0, clean - self.clean_end[edit]), clean)

    def to_raw(self, row, start, end):
        """Raw (start, end) of the characters start..end of the text of sentence rows `row`."""
        row = np.asarray(row)
        clean = self.sentence_start[row]
        first = self._raw(clean + np.asarray(start))
        last = self._raw_end(clean + np.asarray(end))
        return first - self.base[row], np.maximum(last, first) - self.base[row]

    def to_text(self, row, raw_start, raw_end):
        """Characters (start, end) in the text of sentence rows `row` for raw offsets within them."""
        row = np.asarray(row)
        clean = self.sentence_start[row]
        return (self._clean(self.base[row] + np.asarray(raw_start)) - clean,
                self._clean(self.base[row] + np.asarray(raw_end)) - clean)
