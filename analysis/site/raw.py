"""
The raw page of an article: the characters of its file as they came, framing words marked.

A line is restored from its text by undoing the changes that were made in it, so that what
may not be shown is never read. An address can name any characters ("#c845-850"): `raw.js`
marks them, or says that they are hidden. For framing words and quotations it works without.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import numpy as np
from markupsafe import Markup

from analysis.site.reading import Study, cut_study
from analysis.site.rendering import ARTICLE, address, character_place, render, show
from analysis.site.restoring import restore_lines
from analysis.site.rows import by_article, list_documents
from analysis.text.escaping import UNSEEN

PIECES = re.compile(rf"{UNSEEN.pattern}|[^\S{UNSEEN.pattern[1:-1]}]+|[^\s{UNSEEN.pattern[1:-1]}]+")


def raw_pages(study: Study) -> Iterator[tuple]:
    """For each article its row of `documents` and the HTML of its raw page, in order."""
    for part in cut_study(study):
        lines = by_article(part.sentences.assign(raw=restore_lines(part.sentences, part.edits)))
        spans = [by_article(table) for table in (part.matches, part.quotations)]
        for document in list_documents(part.documents):
            own = [
                [(row["raw_start"], row["raw_end"]) for row in rows.get(document.doc_id, [])]
                for rows in spans
            ]
            yield document, raw_html(document, lines.get(document.doc_id, []), own)


def mark_line(text: str, first: int, marked: list, named: tuple | list = ()) -> Markup:
    """
    A raw line as HTML; `first` is where it begins in the file.

    The characters of the spans `marked` are marked. Where one of them, or one of `named`, begins
    is an anchor named after its characters, "c845-850".
    """
    places, covered = {}, np.zeros(len(text), bool)
    for start, end in sorted({*map(tuple, marked), *map(tuple, named)}):
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


def raw_html(document: Any, lines: list[dict], found: list[list]) -> Markup:
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
            html = None if line["raw"] is None else mark_line(line["raw"], start, marked, named)
            items.append({"hidden": 0, "line": line, "html": html, "start": start, "end": end})
    return render(
        "raw.html",
        document=document,
        items=items,
        n_hidden=sum(item["hidden"] for item in items),
        n_marked=len(spans[0]),
        article=f"../{address(ARTICLE, document.doc_id)}",
    )
