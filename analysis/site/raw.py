"""
The raw page of an article: the characters of its file as they came, those counted marked.

A line is restored from its text by undoing the changes that were made in it, so that what
may not be shown is never read. Marks have the places that the tables name.
"""

from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.site.articles import BLOCK, by_article, rows_of
from analysis.site.reading import Study
from analysis.site.rendering import file_id, page_id, render, show
from analysis.text.offsets import undo_edits


def raw_pages(study: Study):
    """For each article its row of `documents` and the HTML of its raw page, in order."""
    for first in range(0, len(study.documents), BLOCK):
        documents = study.documents.iloc[first : first + BLOCK]
        sentences, edits, matches = (
            rows_of(table, documents) for table in (study.sentences, study.edits, study.matches)
        )
        lines = by_article(sentences.assign(raw=restore_lines(sentences, edits)))
        hits = by_article(matches)
        for document in documents.itertuples():
            own = lines.get(document.doc_id, []), hits.get(document.doc_id, [])
            yield document, raw_html(document, *own)


def raw_name(doc_id) -> str:
    """The address of an article's raw page, from the root of the site."""
    return f"raw/{file_id(doc_id)}.html"


def restore_lines(sentences: pd.DataFrame, edits: pd.DataFrame) -> list:
    """Each line as it is in the file; None where its changes cannot be undone to its length."""
    own = {doc_id: rows for doc_id, rows in edits.groupby("doc_id", sort=False)}
    return [
        restore_line(line, own[line.doc_id]) if line.doc_id in own else line.text
        for line in sentences.itertuples()
    ]


def restore_line(line, edits: pd.DataFrame) -> str | None:
    """One line with the changes undone that lie in it."""
    start, end = edits["raw_start"], edits["raw_end"]
    inside = (end > line.raw_start) & (start < line.raw_end)
    within = edits[inside & (start >= line.raw_start) & (end <= line.raw_end)]
    if inside.sum() != len(within):  # a change goes over the edge of the line
        return None
    within = within.sort_values(["raw_start", "order"], kind="stable")
    moved = within.assign(raw_start=within["raw_start"] - line.raw_start)
    text = undo_edits(line.text, moved)
    return text if len(text) == line.raw_end - line.raw_start else None


def mark_line(text: str, first: int, spans: list[tuple[int, int, str]]) -> Markup:
    """A raw line as HTML, its counted characters marked; `first` is where it begins in the file."""
    spans = [(max(a - first, 0), min(b - first, len(text)), key) for a, b, key in spans]
    spans = [span for span in spans if span[0] < span[1]]
    covered = np.zeros(len(text), bool)
    for start, end, _ in spans:
        covered[start:end] = True
    places = {}
    for start, _, key in spans:
        places.setdefault(start, []).append(key)
    edges = sorted({0, len(text), *places, *(np.flatnonzero(np.diff(covered)) + 1).tolist()})
    html = Markup("")
    for start, end in zip(edges, edges[1:]):
        for key in places.get(start, []):
            html += Markup('<span id="raw-{}"></span>').format(page_id(key))
        piece = show(text[start:end])
        html += Markup("<mark>{}</mark>").format(piece) if covered[start] else piece
    return html


def raw_html(document, lines: list[dict], matches: list[dict]) -> Markup:
    """The body of an article's raw page; lines carry `raw` (text or None) and `is_shown`."""
    hits = {}
    for row in matches:
        span = (row["raw_start"], row["raw_end"], row["match_id"])
        hits.setdefault(row["sentence"], []).append(span)
    items: list[dict[str, Any]] = []
    for is_shown, some in groupby(lines, lambda line: bool(line["is_shown"])):
        group = list(some)
        if not is_shown:
            hidden = sum(line["raw_end"] - line["raw_start"] for line in group)
            items.append({"hidden": int(hidden), "lines": len(group)})
            continue
        for line in group:
            spans = hits.get(line["sentence"], [])
            html = None if line["raw"] is None else mark_line(line["raw"], line["raw_start"], spans)
            items.append({"hidden": 0, "line": line, "html": html})
    return render(
        "raw.html",
        document=document,
        items=items,
        n_hidden=sum(item["hidden"] for item in items),
        n_marked=len(matches),
        article=f"../articles/{file_id(document.doc_id)}.html",
    )
