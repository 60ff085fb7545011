"""
The raw page of an article: the characters of its file as they came, framing words marked.

A line is restored from its text by undoing the changes that were made in it, so that what
may not be shown is never read. An address can name any characters ("#c845-850"): `raw.js`
marks them, or says that they are hidden. For framing words and quotations it works without.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.site.articles import by_article
from analysis.site.reading import Study, cut_study
from analysis.site.rendering import character_place, file_id, render, show
from analysis.text.escaping import UNSEEN
from analysis.text.offsets import undo_rows

PIECES = re.compile(rf"{UNSEEN.pattern}|[^\S{UNSEEN.pattern[1:-1]}]+|[^\s{UNSEEN.pattern[1:-1]}]+")


def raw_pages(study: Study) -> Iterator[tuple]:
    """For each article its row of `documents` and the HTML of its raw page, in order."""
    for part in cut_study(study):
        lines = by_article(part.sentences.assign(raw=restore_lines(part.sentences, part.edits)))
        spans = [by_article(table) for table in (part.matches, part.quotations)]
        for document in part.documents.itertuples():
            own = [
                [(row["raw_start"], row["raw_end"]) for row in rows.get(document.doc_id, [])]
                for rows in spans
            ]
            yield (
                document,
                raw_html(document, lines.get(document.doc_id, []), own, study.is_large),
            )


def restore_lines(sentences: pd.DataFrame, edits: pd.DataFrame) -> list[str | None]:
    """Each line as it is in the file; None where its changes cannot be undone to its length."""
    ordered = edits.sort_values(["raw_start", "order"], kind="stable")
    own = {doc_id: Changes(rows) for doc_id, rows in ordered.groupby("doc_id", sort=False)}
    return [
        own[line.doc_id].restore(line) if line.doc_id in own else line.text
        for line in sentences.itertuples()
    ]


class Changes:
    """The edits of one article in their order, looked up by place: a speech has a hundred."""

    def __init__(self, edits: pd.DataFrame) -> None:
        self.rows = list(edits.itertuples())
        self.starts = edits["raw_start"].tolist()
        self.reach = edits["raw_end"].cummax().tolist()  # how far those up to here reach

    def restore(self, line: Any) -> str | None:
        """A line with the changes made in it undone; None where one goes over the edge of the line."""
        first = bisect_right(self.reach, line.raw_start)
        last = bisect_left(self.starts, line.raw_end)
        inside = [row for row in self.rows[first:last] if row.raw_end > line.raw_start]
        if any(row.raw_start < line.raw_start or row.raw_end > line.raw_end for row in inside):
            return None
        text = undo_rows(line.text, inside, line.raw_start)
        return text if len(text) == line.raw_end - line.raw_start else None


def mark_line(
    text: str, first: int, marked: list, named: tuple | list = (), is_packed: bool = False
) -> Markup:
    """
    A raw line as HTML; `first` is where it begins in the file.

    The characters of the spans `marked` are marked. Where one of them, or one of `named`, begins
    is an anchor named after its characters, "c845-850"; none on a packed page, which needs a
    script to be seen at all: `raw.js` finds any characters.
    """
    places, covered = {}, np.zeros(len(text), bool)
    anchored = () if is_packed else sorted({*map(tuple, marked), *map(tuple, named)})
    for start, end in anchored:
        if first <= start < first + len(text):
            places.setdefault(start - first, []).append(character_place(start, end))
    for start, end in marked:
        covered[max(start - first, 0) : max(end - first, 0)] = True
    edges = sorted({0, len(text), *places, *(np.flatnonzero(np.diff(covered)) + 1).tolist()})
    html = Markup("")
    for start, end in zip(edges, edges[1:]):
        for name in places.get(start, []):
            html += Markup('<span id="{}"></span>').format(name)
        piece = show_raw(text[start:end])
        html += Markup("<mark>{}</mark>").format(piece) if covered[start] else piece
    return html


def show_raw(text: str) -> Markup:
    """Raw characters as HTML: blanks as they came, and each unseen one written out in an element."""
    return Markup("").join(
        Markup('<span class="one">{}</span>').format(show(piece))
        if UNSEEN.match(piece)
        else Markup(piece)
        if piece.isspace()
        else show(piece)
        for piece in PIECES.findall(text)
    )


def raw_html(
    document: Any, lines: list[dict], found: list[list], is_packed: bool = False
) -> Markup:
    """
    The body of an article's raw page; lines carry `raw` (text or None) and `is_shown`.

    `found` are the (start, end) of its framing words, and of its quotations, in the file.
    """
    items, spans = [], [np.array(sorted(set(some)), int).reshape(-1, 2) for some in found]
    for is_shown, run in groupby(lines, lambda line: bool(line["is_shown"])):
        group = list(run)
        if not is_shown:
            n = sum(line["raw_end"] - line["raw_start"] for line in group)
            ends = {"start": group[0]["raw_start"], "end": group[-1]["raw_end"]}
            items.append({"hidden": int(n), "lines": len(group), **ends})
            continue
        for line in group:
            start, end = line["raw_start"], line["raw_end"]
            marked, named = (
                some[(some[:, 0] < end) & (some[:, 1] > start)].tolist() for some in spans
            )
            html = (
                None
                if line["raw"] is None
                else mark_line(line["raw"], start, marked, named, is_packed)
            )
            items.append({"hidden": 0, "line": line, "html": html, "start": start, "end": end})
    return render(
        "raw.html",
        document=document,
        items=items,
        n_hidden=sum(item["hidden"] for item in items),
        n_marked=len(spans[0]),
        article=f"../articles/{file_id(document.doc_id)}.html",
    )
