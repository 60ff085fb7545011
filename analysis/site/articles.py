"""
The article view: an article's sentences with voices and framing words marked, each opening its row.

A mark is a link to a card that follows its paragraph and is shown when it is the
target of the address. So it works with the keyboard, without a script and without a server.
"""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import chain, groupby
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.site.cards import match_cards, quotation_card
from analysis.site.concordance import concordance_link
from analysis.site.inline import add_openings, lines_html
from analysis.site.reading import Study, cut_study
from analysis.site.rendering import (
    RAW,
    address,
    file_id,
    is_missing,
    page_id,
    published_html,
    render,
    render_once,
    show,
    web_address,
)
from analysis.site.restoring import list_files
from analysis.site.rows import by_article, list_by_row, list_cells, list_documents, list_records
from analysis.site.segments import cluster_matches, find_segments
from analysis.site.shards import say_why_not
from analysis.text.blocks import map_blocks
from analysis.text.views import COUNTED

SHORT = 60  # characters of a quotation that its card repeats


def article_pages(study: Study) -> Iterator[tuple]:
    """For each article its row of `documents` and the HTML of its page, in order."""
    pages = map_blocks(partial(make_pages, is_packed=study.is_large), cut_study(study))
    yield from zip(list_documents(study.documents), chain.from_iterable(pages))


# The columns that marks and counts need.
SAID = ["voice", "form", "speaker", "odds", "has_card"]
FOUND = ["doc_id", "raw_start", "raw_end", "kind", "use", "voice", "is_marked", "has_card"]
LINE = ["doc_id", "sentence", "paragraph", "kind", "is_shown", "html", "cards"]


def make_pages(study: Study, is_packed: bool) -> list[Markup]:
    """The HTML of some articles; those that are packed tell how their files follow from it."""
    files = list_files(study.sentences, study.edits) if is_packed else {}
    has_cards = any(table["has_card"].any() for table in (study.quotations, study.matches))
    said, found = (None, None) if has_cards else (SAID, FOUND)  # cards show all columns
    quotations, hits = list_records(study.quotations, said), by_article(study.matches, found)
    number = cluster_matches(study.matches)
    members = list(chain.from_iterable(hits.values()))
    clusters = list_by_row(members, number, int(number.max(initial=-1)) + 1)
    segments = find_segments(study.sentences, study.edits, study.quotations, study.matches)
    segments = add_openings(segments, study.sentences)
    segments = segments[study.sentences["is_shown"].to_numpy(bool)[segments["row"]]]
    texts = list_cells(study.sentences["text"].fillna(""))
    cards = list_cards(study, segments, quotations, clusters)
    lines = study.sentences.assign(
        html=lines_html(texts, segments, quotations, clusters),
        cards=pd.Series(cards, dtype=object),
    )
    own_lines = by_article(lines, LINE)
    return [
        article_html(
            document,
            own_lines.get(document.doc_id, []),
            hits.get(document.doc_id, []),
            files.get(document.doc_id),
        )
        for document in list_documents(study.documents)
    ]


def article_html(
    document: Any, lines: list[dict], matches: list[dict], file: str | None = None
) -> Markup:
    """The body of an article's page; `file`, of a packed one, says how its file follows from it."""
    is_copy = not is_missing(document.duplicate_of)
    counted = [
        row for row in matches if row["kind"] == "body" and row["use"] in COUNTED and not is_copy
    ]
    cards = [row for row in matches if row["has_card"]]
    return render(
        "article.html",
        document=document,
        file=file,
        raw=f"#{file_id(document.doc_id)}.file" if file else "../" + address(RAW, document.doc_id),
        published=published_html(document),
        legend=render_once("legend.html", has_cards=bool(cards) or not matches),
        body=Markup("".join(map(item_html, group_lines(lines)))),
        matches=cards,
        n_marked=sum(row["is_marked"] for row in matches),
        n_matches=len(matches),
        n_counted=len(counted),
        uncounted=list_uncounted(matches, is_copy),
        lines_link="../" + concordance_link(doc_id=file_id(document.doc_id)),
        url=web_address(document.url),
        n_shown=sum(line["is_shown"] for line in lines),
        n_lines=len(lines),
        voices=count_values(counted, "voice"),
    )


SENTENCE = '<span class="sentence" id="s{}"><span class="number"><span class="unseen">sentence </span>{}</span> {}</span>\n'


def item_html(item: dict) -> str:
    """A part of the page (of `group_lines`), put together here: a large study has millions of lines."""
    kind, lines = item["kind"], item["lines"]
    if kind == "withheld":
        many = "s" if len(lines) > 1 else ""
        return f'<p class="withheld">{show(len(lines))} line{many} not shown</p>\n'
    label = "" if kind == "body" else f'<span class="kind">{show(kind)}</span> '
    sentences = [
        SENTENCE.format(line["sentence"], f"{line['sentence']:,}", line["html"]) for line in lines
    ]
    cards = chain.from_iterable(line["cards"] for line in lines)
    return (
        f'<p class="line-{show(page_id(kind))}">{label}{"".join(sentences)}</p>\n{"".join(cards)}'
    )


def list_cards(
    study: Study, segments: pd.DataFrame, quotations: list[dict], clusters: list[list[dict]]
) -> list[list[Markup]]:
    """For each line the cards that its marks open: those of what begins there."""
    cards: list[list[Markup]] = [[] for _ in range(len(study.sentences))]
    # What is missing is numbered -1: the last place, where there is none.
    has_card = np.append(study.quotations["has_card"].to_numpy(bool), False)
    held = [[row for row in rows if row["has_card"]] for rows in clusters]
    has_cards = np.append(np.fromiter(map(bool, held), bool, len(held)), False)
    speech, mark, cluster = (segments[name].to_numpy() for name in ("speech", "mark", "cluster"))
    opens = pd.DataFrame(
        {
            "speech": segments["first_speech"].to_numpy() & has_card[speech],
            "mark": segments["tag_mark"].to_numpy() & has_card[mark],
            "cluster": segments["first_cluster"].to_numpy() & has_cards[cluster],
        }
    )
    kept = opens.any(axis=1).to_numpy()
    rows = segments["row"].to_numpy()[kept]
    files = study.documents.set_index("doc_id")["file"]
    about = study.sentences[["doc_id", "text"]].iloc[rows]
    columns = [rows, segments["start"][kept], speech[kept], mark[kept], cluster[kept]]
    for row, start, *numbers, text, file, is_open in zip(
        *(column.tolist() for column in columns),
        about["text"],
        about["doc_id"].map(files),
        opens[kept].to_numpy().tolist(),
    ):
        for number, is_own in zip(numbers[:2], is_open):
            if is_own:
                own = quotation_card(quotations[number], text[start : start + SHORT], file)
                cards[row].append(own)
        if is_open[2]:
            cards[row].append(match_cards(held[numbers[2]], file))
    return cards


def group_lines(lines: list[dict]) -> list[dict]:
    """
    The parts of the page in order: paragraphs of the body, other lines by themselves, gaps.

    Each item has `kind` and `lines`; the kind of lines that are not shown is "withheld".
    """

    def key(line: dict) -> tuple:
        if not line["is_shown"]:
            return ("withheld",)
        return (
            ("body", line["paragraph"])
            if line["kind"] == "body"
            else (line["kind"], line["sentence"])
        )

    return [{"kind": place[0], "lines": list(group)} for place, group in groupby(lines, key)]


def list_uncounted(matches: list[dict], is_copy: bool) -> list[tuple]:
    """Why uses are not counted, each reason with its number, most frequent first."""
    reasons = [
        say_why_not(row["use"])
        if row["use"] not in COUNTED
        else say_why_not(row["kind"])
        if row["kind"] != "body"
        else "in a copy of another article"
        for row in matches
        if is_copy or row["kind"] != "body" or row["use"] not in COUNTED
    ]
    return count_values([{"reason": reason} for reason in reasons], "reason")


def count_values(rows: list[dict], name: str) -> list[tuple]:
    """The values of a field with their counts, most frequent first."""
    return sorted(Counter(row[name] for row in rows).items(), key=lambda pair: (-pair[1], pair[0]))
