"""
An article with its voices: every stretch marked, its speaker behind it, its rule on demand.

Voices differ by colour and by the line below the words, so that the view can be printed and
read in grey. All text is escaped. Of published texts only sentences that hold a row are
shown, unless the metadata say that the whole text may be (show_whole_text: yes).
"""

from typing import Any

import numpy as np
import pandas as pd

from analysis.measures.rates import count
from analysis.text.escaping import escape
from analysis.text.offsets import Offsets
from analysis.text.opening import Unfolding
from analysis.text.spans import BETWEEN_MARKS

MOST_ARTICLES = 12  # that a notebook shows
# Background and underline of each voice; dark ink on a light ground, contrast above 12 : 1.
STYLES = {
    "direct": "background:#f3ecc8;border-bottom:2px solid #8a7a1f",
    "indirect": "background:#d5efeb;border-bottom:2px dotted #1f6f66",
    "free_indirect": "background:#dcedfa;border-bottom:2px dashed #2b6cb0",
    "hearsay": "background:#eeeeee;border-bottom:2px dashed #777777",
    "set off": "outline:1px solid #882255;outline-offset:-1px",
    "narrated_act": "border-bottom:1px solid #999999",
}
LEGEND = {
    "direct": "quoted speech",
    "indirect": "retold speech",
    "free_indirect": "possible speech",
    "hearsay": "hearsay",
    "set off": "in quotation marks, not speech",
    "narrated_act": "an act of speech that is only named",
}
PAGE = (
    "color:#222222;background:#ffffff;padding:0.6em 0.9em;line-height:1.9;max-width:46em;"
    "print-color-adjust:exact;-webkit-print-color-adjust:exact"
)
CLOSING = ('"', "'", "”", "’")
WHO = "font-size:0.75em;color:#444444;white-space:normal"


def show_articles(
    quotations: pd.DataFrame,
    sentences: pd.DataFrame,
    edits: pd.DataFrame,
    documents: pd.DataFrame,
    metadata: pd.DataFrame,
) -> Unfolding:
    """
    The articles, each a line that unfolds into its paragraphs with voices marked.

    `metadata` says which texts may be shown whole. Of more than `MOST_ARTICLES` those that are
    evenly spaced among the articles with speech or quotation marks.
    """
    whole = may_be_whole(documents, metadata)
    shown = documents["doc_id"].tolist()
    rest = 0
    if len(shown) > MOST_ARTICLES:
        marked = quotations["doc_id"].drop_duplicates().tolist()
        shown = marked[:: -(-len(marked) // MOST_ARTICLES) or 1]
        rest = len(marked) - len(shown)
    parts = [
        show_article(doc, quotations, sentences, edits, whole.get(doc, False), is_open=number == 0)
        for number, doc in enumerate(shown)
    ]
    more = f"<p>{count(rest, 'more article')} with such passages: corpus/clean/quotations.csv.</p>"
    return Unfolding(
        show_legend(quotations) + "\n".join(parts) + more * (rest > 0),
        f"{len(shown):,} articles with their voices",
    )


def may_be_whole(documents: pd.DataFrame, metadata: pd.DataFrame) -> dict[str, bool]:
    """doc_id -> whether the metadata allow the whole text to be shown."""
    allowed = metadata.loc[metadata["show_whole_text"].str.lower().eq("yes").fillna(False), "file"]
    return dict(zip(documents["doc_id"], documents["file"].isin(allowed)))


def show_legend(quotations: pd.DataFrame) -> str:
    """What the marks mean; a kind that does not occur is left out."""
    kinds = set(map(name_style, quotations["form"], quotations["voice"]))
    samples = " · ".join(
        f'<span style="{STYLES[name]}">{escape(text)}</span>'
        for name, text in LEGEND.items()
        if name in kinds
    )
    return f'<div style="{PAGE}">{samples} · no mark: the narrator</div>'


def show_article(
    doc: str,
    quotations: pd.DataFrame,
    sentences: pd.DataFrame,
    edits: pd.DataFrame,
    is_whole: bool = False,
    is_open: bool = False,
) -> str:
    """One article: its body paragraphs, or only their sentences that hold a row."""
    rows = sentences[(sentences["doc_id"] == doc) & (sentences["kind"] == "body")].reset_index(
        drop=True
    )
    own = quotations[quotations["doc_id"] == doc].reset_index(drop=True)
    held = cut_by_sentence(own, rows, edits)
    paragraphs, gap = [], False
    for _, part in rows.groupby("paragraph", sort=True):
        pieces = []
        for row in part.itertuples():
            if is_whole or held.get(row.Index):
                pieces.append(mark_sentence(row.text, held.get(row.Index, [])))
                gap = False
            elif not gap:
                pieces.append("[…]")
                gap = True
        if pieces:
            paragraphs.append(f"<p>{' '.join(pieces)}</p>")
    count = len(own)  # a passage may be marked in several sentences
    return (
        f"<details{' open' if is_open else ''}><summary><strong>{escape(doc)}</strong>: {count:,} marked "
        f'{"passage" if count == 1 else "passages"}</summary><div style="{PAGE}">{"".join(paragraphs)}</div></details>'
    )


def cut_by_sentence(
    quotations: pd.DataFrame, rows: pd.DataFrame, edits: pd.DataFrame
) -> dict[int, list[tuple[int, int, Any, bool]]]:
    """Number of a sentence -> the (start, end, quotation, whether it ends here) within its text."""
    offsets = Offsets(rows, edits)
    held: dict[int, list[tuple[int, int, Any, bool]]] = {}
    starts, ends = rows["raw_start"].to_numpy(), rows["raw_end"].to_numpy()
    for quotation in quotations.itertuples():
        first = max(np.searchsorted(starts, quotation.raw_start, "right") - 1, 0)
        last = max(np.searchsorted(starts, quotation.raw_end - 1, "right") - 1, first)
        for number in range(first, last + 1):
            start, end = offsets.to_text(
                [number],
                max(quotation.raw_start, starts[number]),
                min(quotation.raw_end, ends[number]),
            )
            held.setdefault(number, []).append(
                (int(start[0]), int(end[0]), quotation, number == last)
            )
    return held


def mark_sentence(text: str, held: list[tuple[int, int, Any, bool]]) -> str:
    """One sentence with its stretches marked, the innermost speech deciding the colour."""
    labels: dict[int, list[str]] = {}
    for start, end, row, is_last in held:
        if is_last and start < end:  # the label stands behind the closing mark
            labels.setdefault(end + (text[end : end + 1] in CLOSING), []).append(name_speaker(row))
    cuts = sorted(
        {0, len(text), *labels, *(edge for start, end, *_ in held for edge in (start, end))}
    )
    pieces = []
    for start, end in zip(cuts, cuts[1:]):
        around = [row for row in held if row[0] <= start and end <= row[1]]
        pieces.append(mark_piece(keep_blanks(text[start:end]), around))
        pieces += labels.get(end, [])
    return "".join(pieces)


def keep_blanks(piece: str) -> str:
    """A piece of text, escaped, with one blank where it begins or ends in blanks."""
    inner = escape(piece.strip())
    return " " * piece[:1].isspace() + inner + " " * (piece[-1:].isspace() and bool(inner))


def mark_piece(piece: str, around: list[tuple[int, int, Any, bool]]) -> str:
    """A piece of text in the styles of the rows around it."""
    styles: list[str] = []
    rules: list[str] = []
    for _start, _end, row, _ in sorted(around, key=lambda row: row[0] - row[1]):
        name = name_style(row.form, row.voice)
        styles = [
            *[style for style in styles if name == "set off" or style == STYLES["set off"]],
            STYLES.get(name, ""),
        ]
        rules.append(f"{row.form}: {row.rule}")
    if not styles or not piece.strip():
        return piece
    return f'<span style="{";".join(styles)}" title="{escape("; ".join(rules))}">{piece}</span>'


def name_style(form: str, voice: str) -> str:
    """The name of the style of a stretch."""
    if form in BETWEEN_MARKS:
        return "set off"
    return form if form in STYLES else voice


def name_speaker(row: Any) -> str:
    """The label behind a stretch: who speaks, or what the words between marks are."""
    if row.form in BETWEEN_MARKS:
        label = row.form
    elif row.form == "narrated_act" or row.voice == "narrator":
        return ""
    else:
        label = row.speaker if isinstance(row.speaker, str) else row.rule.split("; ")[-1]
    return f'<span style="{WHO}"> [{escape(label)}]</span>'


def open_quotations(stretches: pd.DataFrame, by: str = "form", most: int = 60) -> Unfolding:
    """Each form as a line that unfolds into its rows: words, speaker, role, cue, rule, offsets."""
    parts = []
    for name, rows in stretches.groupby(by, sort=True):
        lines = "".join(show_row(row) for row in rows.head(most).to_dict("records"))
        rest = len(rows) - min(len(rows), most)
        more = f"<p>{rest:,} more rows: see corpus/clean/quotations.csv.</p>" if rest else ""
        heading = "".join(f"<th>{title}</th>" for title in ["words", *COLUMNS_SHOWN.values()])
        parts.append(
            f"<details><summary><strong>{escape(name)}</strong>: {len(rows):,}</summary><table><thead><tr>"
            f"{heading}</tr></thead><tbody>{lines}</tbody></table>{more}</details>"
        )
    return Unfolding("\n".join(parts), f"{len(stretches):,} rows in {len(parts):,} groups")


COLUMNS_SHOWN = {
    "voice": "voice",
    "speaker": "speaker",
    "role": "role",
    "cue": "cue",
    "rule": "rule",
    "doc_id": "article",
    "raw_start": "from",
    "raw_end": "to",
}


def show_row(row: dict[str, Any]) -> str:
    """One quotation as a line of a table; nothing stands for a missing value."""
    cells = "".join(
        f"<td>{'' if pd.isna(row[name]) else escape(row[name])}</td>" for name in COLUMNS_SHOWN
    )
    return f"<tr><td>{escape(row['text'])}</td>{cells}</tr>"
