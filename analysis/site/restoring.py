"""
Lines as they are in the file: restored from their text by undoing the changes made in them.

So what may not be shown is never read. The pages of a large study are given the changes and
not the characters: a script restores these when they are asked for (`packs.js`).
"""

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pandas as pd

from analysis.text.escaping import UNSEEN
from analysis.text.offsets import undo_rows
from analysis.text.tokens import is_edited

# Text that a page shows sign for sign: `escape` joins blanks and writes unseen characters out, and
# scripts count characters beyond U+FFFF twice.
UNLIKE = re.compile(rf"{UNSEEN.pattern}|[^\S ]|  |[^\u0000-\uffff]")


def restore_lines(sentences: pd.DataFrame, edits: pd.DataFrame) -> list[str | None]:
    """Each line as it is in the file; None where its changes cannot be undone to its length."""
    own = changes_of(edits)
    return [
        own[line.doc_id].restore(line) if line.doc_id in own else line.text
        for line in sentences.itertuples()
    ]


def changes_of(edits: pd.DataFrame) -> dict[str, "Changes"]:
    """The changes of each article that has any."""
    ordered = edits.sort_values(["raw_start", "order"], kind="stable")
    return {doc_id: Changes(rows) for doc_id, rows in ordered.groupby("doc_id", sort=False)}


class Changes:
    """The edits of one article in their order, looked up by place: a speech has a hundred."""

    def __init__(self, edits: pd.DataFrame) -> None:
        self.rows = list(edits.itertuples())
        self.starts = edits["raw_start"].tolist()
        self.reach = edits["raw_end"].cummax().tolist()  # how far those up to here reach

    def inside(self, line: Any) -> list[Any] | None:
        """The changes made in a line; None where one goes over its edge."""
        first = bisect_right(self.reach, line.raw_start)
        last = bisect_left(self.starts, line.raw_end)
        rows = [row for row in self.rows[first:last] if row.raw_end > line.raw_start]
        if any(row.raw_start < line.raw_start or row.raw_end > line.raw_end for row in rows):
            return None
        return rows

    def restore(self, line: Any) -> str | None:
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
    is_touched, own = is_edited(sentences, edits), changes_of(edits)
    files = {}
    rows = zip(sentences.itertuples(), is_touched.tolist())
    for doc_id, lines in groupby(rows, lambda pair: pair[0].doc_id):
        entries, end = [], 0
        for is_shown, run in groupby(lines, lambda pair: bool(pair[0].is_shown)):
            group = list(run)
            for line, touched in group if is_shown else ():
                entries.append(entry_of(line, own.get(doc_id) if touched else None, end))
                end = line.raw_end
            if not is_shown:
                first, last = group[0][0], group[-1][0]
                n_hidden = sum(line.raw_end - line.raw_start for line, _ in group)
                length = last.raw_end - first.raw_start
                entries.append([first.raw_start - end, length, n_hidden, len(group)])
                end = last.raw_end
        # Blanks and signs beyond ASCII, all of them in strings, are written out: an attribute joins
        # blanks, and no sign that is not seen reaches the page.
        files[doc_id] = json.dumps(entries, separators=(",", ":")).replace(" ", r"\u0020")
    return files


def entry_of(line: Any, changes: Changes | None, end: int) -> int | list:
    """The entry of a line that is shown; `changes` of its article if some are made in it."""
    gap, length = line.raw_start - end, line.raw_end - line.raw_start
    raw = changes.restore(line) if changes else line.text if len(line.text) == length else None
    if raw is None:
        return [gap, length]
    if UNLIKE.search(line.text):
        return [gap, raw]
    return [gap, list(list_changes(changes.inside(line) or (), line.raw_start))] if changes else gap


def list_changes(rows: Any, begin: int) -> Iterator[tuple[int, int, str]]:
    """(place in the line's text, length there, what was there) of each change."""
    shift = -begin
    for row in rows:
        yield row.raw_start + shift, len(row.inserted), row.removed
        shift += len(row.inserted) - len(row.removed)
