"""
The inside of a line: its voices and framing words as HTML, from segments.

Names of files and elements are made of letters, digits and hyphens (`file_id`, `page_id`); all else
passes through `show`, which escapes it. Colour is never the only sign: each run of a voice has its own underline and opens with a tag
that names voice and speaker. Tags and framing words are links to the cards of their rows.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.site.rendering import character_place, file_id, is_missing, page_id, show
from analysis.text.escaping import escape_all
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


def lines_html(
    texts: list[str], segments: pd.DataFrame, quotations: list[dict], clusters: list[list[dict]]
) -> list[str]:
    """
    The lines `texts` as HTML; "" for one without segments.

    `segments` are those of `add_openings`, `quotations` the rows, `clusters` the matches of each
    cluster. All texts are escaped in one go; then what is marked is put around them, from the
    inside out. Below, finished HTML is `str`: each part of it has been through `show`, and to
    mark it as finished costs as much as to make it.
    """
    row, start, end, speech, mark = (
        segments[name].to_numpy() for name in ("row", "start", "end", "speech", "mark")
    )
    is_line = np.append(True, row[1:] != row[:-1])[: len(row)]
    is_run = is_line | (np.diff(speech, prepend=-2) != 0)
    is_mark = is_run | (np.diff(mark, prepend=-2) != 0)
    rows, starts, ends = row.tolist(), start.tolist(), end.tolist()
    parts = escape_all([texts[at][a:b] for at, a, b in zip(rows, starts, ends)])
    cluster, opens = segments["cluster"].to_numpy(), segments["first_cluster"].to_numpy()
    for at in np.flatnonzero(cluster >= 0).tolist():
        parts[at] = word_html(parts[at], clusters[cluster[at]], opens[at])
    tagged = segments["tag_mark"].to_numpy()
    for first, last in find_runs(is_mark, mark >= 0):
        parts[first] = open_mark(quotations[mark[first]], tagged[first]) + parts[first]
        parts[last] += "</span>"
    tagged, named = (segments[name].to_numpy() for name in ("tag_speech", "first_speech"))
    for first, last in find_runs(is_run, speech >= 0):
        opening = open_speech(quotations[speech[first]], tagged[first], named[first])
        parts[first] = opening + parts[first]
        parts[last] += "</span>"
    for first, last in find_runs(is_run, segments["back"].to_numpy() & (speech < 0)):
        if any(sign.isalnum() for sign in texts[rows[first]][starts[first] : ends[last]]):
            parts[first] = f'<span class="unseen"> narrator: </span>{parts[first]}'
    html = [""] * len(texts)
    for first, last in find_runs(is_line, np.ones(len(row), bool)):
        html[rows[first]] = "".join(parts[first : last + 1])
    return html


def find_runs(begins: np.ndarray, kept: np.ndarray) -> Iterator[tuple[int, int]]:
    """The first and last place of each run that `begins`, of those whose first place is `kept`."""
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(begins))[: len(first)] - 1
    is_kept = kept[first]
    return zip(first[is_kept].tolist(), last[is_kept].tolist())


def open_speech(row: dict, is_tagged: bool, is_first: bool) -> str:
    """What stands before a run of one voice; `row` is its quotation."""
    tag = tag_html(row, speech_label(row), is_first) if is_tagged else ""
    kind = f"{show(row['voice'])}{' free' if row['form'] == 'free_indirect' else ''}"
    return f'<span class="voice {kind}">{tag}'


def open_mark(row: dict, is_tagged: bool) -> str:
    """What stands before words that have a row and are no speech, with the tag that says what they are."""
    tag = tag_html(row, FORMS.get(row["form"], row["form"]), True) if is_tagged else ""
    other = "perhaps free" if row["form"] == "free_indirect" else "told"
    kind = "between" if row["form"] in BETWEEN_MARKS else other
    return f'<span class="{kind}">{tag}'


def word_html(html: str, rows: list[dict], is_first: bool) -> str:
    """A framing word as a link to its card; without one, to its characters; plain where it is not marked."""
    if not rows[0]["is_marked"]:
        return html
    kind = "word" if any(row["use"] in COUNTED for row in rows) else "word uncounted"
    if not rows[0]["has_card"]:
        place = character_place(rows[0]["raw_start"], rows[0]["raw_end"])
        name = file_id(rows[0]["doc_id"])
        return f'<a class="{kind}" href="#{name}.{place}">{html}</a>'
    first = page_id(rows[0]["match_id"])
    place = f' id="word-{first}"' if is_first else ""
    return f'<a class="{kind}"{place} href="#row-{first}">{html}</a>'


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
