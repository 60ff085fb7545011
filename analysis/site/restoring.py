"""
Lines as they are in the file: restored from their text by undoing the changes made in them.

So what may not be shown is never read. The pages of a large study are given the changes and
not the characters: a script restores these when they are asked for (`packs.js`).
"""

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.site.rows import list_cells, list_rows
from analysis.tables.among import is_among
from analysis.text.escaping import UNSEEN
from analysis.text.offsets import undo_rows
from analysis.text.spans import code_documents
from analysis.text.tokens import is_edited

# Text that a page shows sign for sign: `escape` joins blanks and writes unseen characters out, and
# scripts count characters beyond U+FFFF twice.
UNLIKE = re.compile(rf"{UNSEEN.pattern}|[^\S ]|  |[^\u0000-\uffff]")
TO_JSON = json.JSONEncoder(separators=(",", ":")).encode


class Line(NamedTuple):
    """A row of `sentences`, as far as its file follows from it."""

    doc_id: str
    raw_start: int
    raw_end: int
    text: str


class Change(NamedTuple):
    """A row of `edits`."""

    raw_start: int
    raw_end: int
    removed: str
    inserted: str


def restore_lines(sentences: pd.DataFrame, edits: pd.DataFrame) -> list[str | None]:
    """Each line as it is in the file; None where its changes cannot be undone to its length."""
    own = changes_of(edits)
    return [
        own[line.doc_id].restore(line) if line.doc_id in own else line.text
        for line in map(Line._make, list_rows(sentences, Line._fields))
    ]


def changes_of(edits: pd.DataFrame) -> dict[str, "Changes"]:
    """The changes of each article that has any."""
    doc, names = code_documents(edits["doc_id"])
    order = np.lexsort((edits["order"], edits["raw_start"], doc))
    rows = list(map(Change._make, list_rows(edits.iloc[order], Change._fields)))
    edges = np.searchsorted(doc[order], np.arange(len(names) + 1)).tolist()
    return {name: Changes(rows[first:last]) for name, (first, last) in zip(names, pairwise(edges))}


class Changes:
    """The edits of one article in their order, looked up by place: a speech has a hundred."""

    def __init__(self, rows: list[Change]) -> None:
        self.rows = rows
        self.starts = [row.raw_start for row in rows]
        self.reach = list(accumulate((row.raw_end for row in rows), max))  # of those up to here

    def inside(self, line: Line) -> list[Change] | None:
        """The changes made in a line; None where one goes over its edge."""
        first = bisect_right(self.reach, line.raw_start)
        last = bisect_left(self.starts, line.raw_end)
        rows = [row for row in self.rows[first:last] if row.raw_end > line.raw_start]
        if any(row.raw_start < line.raw_start or row.raw_end > line.raw_end for row in rows):
            return None
        return rows

    def restore(self, line: Line) -> str | None:
        """A line with the changes made in it undone; None where they cannot be."""
        rows = self.inside(line)
        if rows is None:
            return None
        text = undo_rows(line.text, rows, line.raw_start)
        return text if len(text) == line.raw_end - line.raw_start else None


def list_files(sentences: pd.DataFrame, edits: pd.DataFrame) -> dict[str, str]:
    """
    Of each article how its file follows from its page, as JSON: an entry for each line or hidden stretch.

    An entry begins with the characters between it and the one before. A shown line is that number
    alone where it is in the file as on the page; with a list of changes to undo ([place in the
    text, length, what was there]); with its characters, where the page shows some otherwise;
    or with its length, where it can only be shown as corrected. A hidden stretch has length,
    hidden characters and lines.
    """
    doc, names = code_documents(sentences["doc_id"])
    start, end = (sentences[name].to_numpy(np.int64) for name in ("raw_start", "raw_end"))
    is_shown = sentences["is_shown"].to_numpy(bool)
    is_new = np.diff(doc, prepend=-1) != 0
    first = np.flatnonzero(is_new | is_shown | np.append(True, is_shown[:-1])[: len(doc)])
    last = np.append(first[1:], len(doc)) - 1
    gap = start[first] - np.where(is_new[first], 0, np.append(0, end[last][:-1])[: len(first)])
    entries: list[int | list] = gap.tolist()
    hidden = np.flatnonzero(~is_shown[first])
    n_hidden = np.add.reduceat(end - start, first) if len(first) else gap
    told = [gap, end[last] - start[first], n_hidden, last - first + 1]
    for place, *entry in zip(hidden.tolist(), *(some[hidden].tolist() for some in told)):
        entries[place] = entry
    fill_changed(entries, first, gap, sentences, edits)
    # Blanks and signs beyond ASCII, all of them in strings, are written out: an attribute joins
    # blanks, and no sign that is not seen reaches the page.
    edges = [*np.flatnonzero(is_new[first]).tolist(), len(first)]
    return {
        names[code]: TO_JSON(entries[begin:finish]).replace(" ", r"\u0020")
        for code, (begin, finish) in zip(doc[is_new].tolist(), pairwise(edges))
    }


def fill_changed(
    entries: list, first: np.ndarray, gap: np.ndarray, sentences: pd.DataFrame, edits: pd.DataFrame
) -> None:
    """Put in the `entries` of shown lines that are in the file otherwise than on the page."""
    places = np.flatnonzero(sentences["is_shown"].to_numpy(bool)[first])
    is_touched = is_edited(sentences, edits)[first[places]]
    rows = sentences.iloc[first[places]]
    length = (rows["raw_end"] - rows["raw_start"]).to_numpy()
    texts = list_cells(rows["text"])
    unlike = np.fromiter(map(is_unlike, texts), bool, len(texts))
    is_other = is_touched | unlike | (np.fromiter(map(len, texts), np.int64, len(texts)) != length)
    places, rows = places[is_other], rows[is_other]
    is_touched, unlike = is_touched[is_other].tolist(), unlike[is_other].tolist()
    own = changes_of(edits[is_among(edits["doc_id"], rows["doc_id"][is_touched])])
    lines = map(Line._make, list_rows(rows, Line._fields))
    for place, before, is_own, is_raw, line in zip(
        places.tolist(), gap[places].tolist(), is_touched, unlike, lines
    ):
        changes = own.get(line.doc_id) if is_own else None
        entries[place] = entry_of(line, changes, before, is_raw)


def is_unlike(text: str) -> bool:
    """Whether a page shows some characters of the text otherwise."""
    is_plain = text.isascii() and text.isprintable() and "  " not in text  # as most are
    return not is_plain and UNLIKE.search(text) is not None


def entry_of(line: Line, changes: Changes | None, gap: int, is_raw: bool) -> int | list:
    """The entry of a line that is shown; `changes` of its article if some are made in it."""
    made = changes.inside(line) if changes else []
    length = line.raw_end - line.raw_start
    if made is None or len(line.text) + count_removed(made) != length:
        return [gap, length]
    if is_raw:
        return [gap, undo_rows(line.text, made, line.raw_start)]
    return [gap, list(list_changes(made, line.raw_start))] if changes else gap


def count_removed(rows: Iterable[Change]) -> int:
    """How many characters changes took away."""
    return sum(len(row.removed) - len(row.inserted) for row in rows)


def list_changes(rows: Iterable[Change], begin: int) -> Iterator[tuple[int, int, str]]:
    """(place in the line's text, length there, what was there) of each change."""
    shift = -begin
    for row in rows:
        yield row.raw_start + shift, len(row.inserted), row.removed
        shift += len(row.inserted) - len(row.removed)
