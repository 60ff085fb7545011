"""
The article view: an article's sentences with voices and framing words marked, each opening its row.

A mark is a link to a card that follows its paragraph and is shown when it is the
target of the address. So it works with the keyboard, without a script and without a server.
"""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, NamedTuple

from markupsafe import Markup

from analysis.site.cards import match_cards, quotation_card
from analysis.site.concordance import concordance_link
from analysis.site.inline import add_openings, line_html
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
from analysis.site.rows import by_article, list_by_row, list_documents, list_records, list_rows
from analysis.site.segments import cluster_matches, find_segments
from analysis.text.blocks import map_blocks
from analysis.text.views import COUNTED

WHY_NOT = {  # by use, or by the kind of line
    "exclude": "excluded by a rule",
    "title": "in the title of an event or a work",
    "boilerplate": "in words of the web page",
}
SHORT = 60  # characters of a quotation that its card repeats


def article_pages(study: Study) -> Iterator[tuple]:
    """For each article its row of `documents` and the HTML of its page, in order."""
    pages = map_blocks(partial(make_pages, is_packed=study.is_large), cut_study(study))
    yield from zip(list_documents(study.documents), chain.from_iterable(pages))


class Piece(NamedTuple):
    """A row of `add_openings`."""

    row: int
    start: int
    end: int
    speech: int
    mark: int
    cluster: int
    tag_speech: bool
    back: bool
    tag_mark: bool
    first_speech: bool
    first_cluster: bool


LINE = ["doc_id", "sentence", "paragraph", "kind", "text", "is_shown", "row"]


def make_pages(study: Study, is_packed: bool) -> list[Markup]:
    """The HTML of some articles; those that are packed tell how their files follow from it."""
    files = list_files(study.sentences, study.edits) if is_packed else {}
    sentences, edits, quotations = study.sentences, study.edits, study.quotations
    matches = study.matches.assign(cluster=cluster_matches(study.matches))
    segments = add_openings(find_segments(sentences, edits, quotations, matches), sentences)
    pieces = list(map(Piece._make, list_rows(segments, Piece._fields)))
    own_pieces = list_by_row(pieces, segments["row"].to_numpy(), len(sentences))
    lines = by_article(sentences.assign(row=range(len(sentences))), LINE)
    quotes, hits = list_records(quotations), by_article(matches)
    return [
        article_html(
            document,
            lines.get(document.doc_id, []),
            own_pieces,
            quotes,
            hits.get(document.doc_id, []),
            files.get(document.doc_id),
        )
        for document in list_documents(study.documents)
    ]


def article_html(
    document: Any,
    lines: list[dict],
    pieces: list[list[Piece]],
    quotations: list[dict],
    matches: list[dict],
    file: str | None = None,
) -> Markup:
    """The body of an article's page; `file`, of a packed one, says how its file follows from it."""
    clusters = {
        number: list(rows)
        for number, rows in groupby(
            sorted(matches, key=itemgetter("cluster")), itemgetter("cluster")
        )
    }
    for line in lines:
        if not line["is_shown"]:
            continue
        own = pieces[line["row"]]
        line["html"] = line_html(str(line["text"]), own, quotations, clusters)
        line["cards"] = line_cards(line, own, quotations, clusters, document.file)
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


def line_cards(
    line: dict, pieces: list, quotations: list[dict], clusters: dict[int, list[dict]], file: str
) -> list[Markup]:
    """The cards that marks of this line open: those of what begins here."""
    cards = []
    for piece in pieces:
        for number, is_first in ((piece.speech, piece.first_speech), (piece.mark, piece.tag_mark)):
            if is_first and quotations[number]["has_card"]:
                words = line["text"][piece.start : piece.start + SHORT]
                cards.append(quotation_card(quotations[number], words, file))
        members = [row for row in clusters.get(piece.cluster, []) if row["has_card"]]
        if piece.first_cluster and members:
            cards.append(match_cards(members, file))
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
            ("body", line["paragraph"]) if line["kind"] == "body" else (line["kind"], line["row"])
        )

    return [{"kind": place[0], "lines": list(group)} for place, group in groupby(lines, key)]


def list_uncounted(matches: list[dict], is_copy: bool) -> list[tuple]:
    """Why uses are not counted, each reason with its number, most frequent first."""
    reasons = [
        WHY_NOT.get(row["use"], row["use"])
        if row["use"] not in COUNTED
        else WHY_NOT.get(row["kind"], f"in a {row['kind']}")
        if row["kind"] != "body"
        else "in a copy of another article"
        for row in matches
        if is_copy or row["kind"] != "body" or row["use"] not in COUNTED
    ]
    return count_values([{"reason": reason} for reason in reasons], "reason")


def count_values(rows: list[dict], name: str) -> list[tuple]:
    """The values of a field with their counts, most frequent first."""
    return sorted(Counter(row[name] for row in rows).items(), key=lambda pair: (-pair[1], pair[0]))
