"""
The inside of a line: its voices and framing words as HTML, from segments.

Names of files and elements are made of letters, digits and hyphens (`file_id`, `page_id`); all else
passes through `show`, which escapes it. Colour is never the only sign: each run of a voice has its own underline and opens with a tag
that names voice and speaker. Tags and framing words are links to the cards of their rows.
"""

from itertools import groupby
from operator import attrgetter
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.site.rendering import character_place, file_id, is_missing, page_id, show
from analysis.text.spans import BETWEEN_MARKS
from analysis.text.views import COUNTED

FORMS = {
    "scare": "scare quotes",
    "so-called": "so-called",
    "clause": "clause in quotation marks",
    "title": "title",
    "term": "term",
    "free_indirect": "perhaps",
    "hearsay": "hearsay",
    "narrated_act": "act of speech",
}

VOICES = {"direct": "quoted", "indirect": "retold"}  # as the glossary calls them
LABEL = 40  # characters of a speaker in a tag


def add_openings(segments: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """
    `segments` with what opens at each: tags are put where a voice begins, ids occur once.

    tag_speech: the voice is another one than just before in the paragraph; tag_mark,
    first_speech, first_cluster: the first segment of its quotation or framing word;
    back: the narrator's words go on behind speech.
    """
    place = sentences[["doc_id", "paragraph"]].iloc[segments["row"]].reset_index(drop=True)
    same = place.eq(place.shift()).all(axis=1)
    before = segments["speech"].shift(fill_value=-1).where(same, -1)
    speech, cluster = segments["speech"], segments["cluster"]
    return segments.assign(
        tag_speech=(speech >= 0) & (speech != before),
        back=(speech < 0) & (before >= 0),
        tag_mark=(segments["mark"] >= 0) & ~segments["mark"].duplicated(),
        first_speech=(speech >= 0) & ~speech.duplicated(),
        first_cluster=(cluster >= 0) & ~cluster.duplicated(),
    )


def line_html(
    text: str, pieces: list, quotations: list[dict], clusters: dict[int, list[dict]]
) -> Markup:
    """
    One line as HTML.

    `pieces` are its segments, `quotations` a list of rows, `clusters` a mapping from a
    cluster's number to its matches. Below, finished HTML is `str`: each part of it has been
    through `show`, and to mark it as finished costs as much as to make it.
    """
    html = []
    for speech, group in groupby(pieces, attrgetter("speech")):
        row = quotations[speech] if speech >= 0 else None
        html.append(speech_html(text, list(group), row, quotations, clusters))
    return Markup("".join(html))


def speech_html(
    text: str,
    pieces: list,
    row: dict | None,
    quotations: list[dict],
    clusters: dict[int, list[dict]],
) -> str:
    """A run of one voice; `row` is its quotation, None for the narrator's words."""
    parts = []
    for mark, run in groupby(pieces, attrgetter("mark")):
        group = list(run)
        words = "".join([word_html(text[p.start : p.end], p, clusters) for p in group])
        parts.append(mark_html(words, group[0], quotations[mark]) if mark >= 0 else words)
    inner = "".join(parts)
    if row is None:
        is_back = pieces[0].back and any(
            sign.isalnum() for sign in text[pieces[0].start : pieces[-1].end]
        )
        return f'<span class="unseen"> narrator: </span>{inner}' if is_back else inner
    tag = tag_html(row, speech_label(row), pieces[0].first_speech) if pieces[0].tag_speech else ""
    kind = f"{show(row['voice'])}{' free' if row['form'] == 'free_indirect' else ''}"
    return f'<span class="voice {kind}">{tag}{inner}</span>'


def mark_html(words: str, piece: Any, row: dict) -> str:
    """Words that have a row and are no speech, with the tag that says what they are."""
    tag = tag_html(row, FORMS.get(row["form"], row["form"]), True) if piece.tag_mark else ""
    other = "perhaps free" if row["form"] == "free_indirect" else "told"
    kind = "between" if row["form"] in BETWEEN_MARKS else other
    return f'<span class="{kind}">{tag}{words}</span>'


def word_html(text: str, piece: Any, clusters: dict[int, list[dict]]) -> str:
    """Plain words, or a framing word as a link to its card; without one, to its characters."""
    rows = clusters.get(piece.cluster)
    if rows is None or not rows[0]["is_marked"]:
        return show(text)
    kind = "word" if any(row["use"] in COUNTED for row in rows) else "word uncounted"
    if not rows[0]["has_card"]:
        place = character_place(rows[0]["raw_start"], rows[0]["raw_end"])
        name = file_id(rows[0]["doc_id"])
        return f'<a class="{kind}" href="#{name}.{place}">{show(text)}</a>'
    first = page_id(rows[0]["match_id"])
    place = f' id="word-{first}"' if piece.first_cluster else ""
    return f'<a class="{kind}"{place} href="#row-{first}">{show(text)}</a>'


def tag_html(row: dict, label: str, is_first: bool) -> str:
    """The small link before a run that names it and opens its row."""
    if not row["has_card"]:
        return f'<span class="tag">{show(label)}</span> '
    key = page_id(row["quote_id"])
    place = f' id="word-{key}"' if is_first else ""
    return f'<a class="tag"{place} href="#row-{key}">{show(label)}</a> '


def speech_label(row: dict) -> str:
    """Voice and speaker in few words: "retold · Chen Xu"; the card has the whole of a long name."""
    is_free = row["form"] == "free_indirect"
    voice = FORMS["free_indirect"] if is_free else VOICES.get(row["voice"], row["voice"])
    speaker = "unattributed" if is_missing(row["speaker"]) else row["speaker"]
    speaker += ", likely" if row.get("odds") == "likely" else ""
    return f"{voice} · {speaker if len(speaker) <= LABEL else speaker[:LABEL].rstrip(' ,') + ' …'}"
