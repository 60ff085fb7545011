"""Counts that open: per frame a line that unfolds into the very words that were counted."""

from typing import Any

import pandas as pd

from analysis.text.concordance import find_concordance
from analysis.text.escaping import escape

MOST_LINES = 60  # of one frame that a notebook shows; the table has all
SHOWN = {
    "doc_id": "article",
    "speaker": "speaker",
    "voice": "voice",
    "status": "status",
    "target": "target",
    "pattern": "pattern",
    "raw_start": "from",
    "raw_end": "to",
    "rule": "rule",
}


class Unfolding:
    """HTML that a notebook shows; as plain text it says how many lines it holds."""

    def __init__(self, html: str, text: str) -> None:
        self.html, self.text = html, text

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


def open_counts(
    matches: pd.DataFrame, sentences: pd.DataFrame, edits: pd.DataFrame, by: str = "frame"
) -> Unfolding:
    """
    Each count as a line that unfolds into the concordance behind it.

    For every value of `by` the number of matches and, unfolded, each match in its sentence
    with article, speaker, voice, status, target, pattern, offsets into the raw file and the
    rules that made it. The lines add up to the count; of more than `MOST_LINES` as many
    are shown, evenly spaced, and it says how many are not.
    """
    n_lines = matches[by].value_counts()
    place, n = matches.groupby(by).cumcount(), matches[by].map(n_lines).astype(int)
    is_shown = (place + 1) * MOST_LINES // n > place * MOST_LINES // n
    chosen = matches[is_shown | (n <= MOST_LINES)]
    lines = find_concordance(chosen, sentences, edits, window=None)
    parts = [unfold(str(name), rows, n_lines[name]) for name, rows in lines.groupby(by)]
    return Unfolding("\n".join(parts), f"{len(matches):,} lines in {len(parts):,} groups")


def unfold(name: str, rows: pd.DataFrame, n_lines: int) -> str:
    """One count and its lines."""
    heading = "".join(f"<th>{title}</th>" for title in ["line", *SHOWN.values()])
    body = "".join(
        f"<tr><td>{show_line(row)}</td>{show_cells(row)}</tr>" for row in rows.to_dict("records")
    )
    rest = n_lines - len(rows)
    more = (
        f"<p>These lines are evenly spaced; {rest:,} more are in corpus/clean/matches.csv.</p>"
        if rest > 0
        else ""
    )
    return (
        f"<details><summary><strong>{escape(name)}</strong>: {n_lines:,}</summary>"
        f"<table><thead><tr>{heading}</tr></thead><tbody>{body}</tbody></table>{more}</details>"
    )


def show_line(row: dict[str, Any]) -> str:
    """The sentence with the counted words marked."""
    return f"{escape(row['left'])} <mark>{escape(row['node'])}</mark> {escape(row['right'])}"


def show_cells(row: dict[str, Any]) -> str:
    """The other columns of one line; nothing stands for a missing value."""
    return "".join(
        f"<td>{escape(row[name]) if row[name] == row[name] and row[name] is not None else ''}</td>"
        for name in SHOWN
    )
