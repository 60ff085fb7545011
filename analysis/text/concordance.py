"""
Lines to read: any hits, each in its place, so that every count can be opened.

A hit is a row with `doc_id`, `raw_start` and `raw_end`: a word found here, a framing word,
a quotation. All other columns of the hits (frame, voice, speaker …) stand beside the line.
"""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.text.escaping import escape
from analysis.text.lines import BLANK, LINE_END, cut, lay_out, step_left, step_right
from analysis.text.offsets import Offsets
from analysis.text.patterns import Index, find_pattern, index_tokens

WINDOW = 8  # words each way
SIDES = ("left", "node", "right")


def find_hits(tokens: pd.DataFrame, pattern: str, index: Index | None = None) -> pd.DataFrame:
    """Where a word, a glob (`fabricat*`) or a phrase stands: `doc_id`, `raw_start`, `raw_end`."""
    return place_hits(tokens, *find_pattern(tokens, pattern, index))


def place_hits(tokens: pd.DataFrame, first: np.ndarray, last: np.ndarray) -> pd.DataFrame:
    """The hits that cover the rows `first` to `last` of the token table."""
    return pd.DataFrame(
        {
            "doc_id": tokens["doc_id"].iloc[first].astype("str").to_numpy(),
            "raw_start": tokens["raw_start"].to_numpy()[first],
            "raw_end": tokens["raw_end"].to_numpy()[last],
        }
    )


def find_concordance(
    hits: pd.DataFrame, sentences: pd.DataFrame, edits: pd.DataFrame, window: int | None = WINDOW
) -> pd.DataFrame:
    """
    The hits as lines: `left`, `node` and `right`, in the order of the hits.

    `window` words (stretches between blanks) each way, from the same paragraph; `None`
    gives the whole sentence. Text is the cleaned one; raw_start and raw_end lead back to
    the decoded text.
    """
    rows, first, last = sentences_of(hits, sentences)
    offsets = Offsets(rows, edits)
    data, at = lay_out(rows)
    start = at(first, offsets.to_text(first, hits["raw_start"], hits["raw_start"])[0])
    end = at(last, offsets.to_text(last, hits["raw_end"], hits["raw_end"])[0])
    if window is None:
        left, right = at(first, 0), at(last, -1)
    else:
        left, right = step_left(data, start, window), step_right(data, end, window)
    lines = {
        "doc_id": hits["doc_id"].astype("str").array,
        "left": cut(data, left, start),
        "node": cut(data, start, end),
        "right": cut(data, end, right),
    }
    others = [column for column in hits if column not in (*lines, "raw_start", "raw_end")]
    return pd.DataFrame(
        {
            **lines,
            **{name: hits[name].to_numpy() for name in others},
            "raw_start": hits["raw_start"].to_numpy(),
            "raw_end": hits["raw_end"].to_numpy(),
        }
    )


class LineIndex(NamedTuple):
    """A corpus made ready so that all lines of any pattern come at once (see `index_lines`)."""

    tokens: pd.DataFrame
    words: Index
    data: np.ndarray  # the text as bytes
    start: np.ndarray  # of each token: its first byte, its bytes,
    length: np.ndarray
    word: np.ndarray  # the word (between blanks) it stands in, and its paragraph
    paragraph: np.ndarray
    blanks: np.ndarray  # where words end
    line_ends: np.ndarray  # where paragraphs end


def index_lines(tokens: pd.DataFrame, sentences: pd.DataFrame, edits: pd.DataFrame) -> LineIndex:
    """Make a corpus ready for `find_lines`; worth it for who asks more than once or two."""
    data, at = lay_out(sentences)
    if len(data) >= 1 << 31:
        raise ValueError(
            "index_lines: more than 2 GB of text; make an index for each block of articles."
        )
    doc, docs = pd.factorize(sentences["doc_id"])
    first = np.searchsorted(doc, pd.Index(docs).get_indexer(tokens["doc_id"].cat.categories))
    row = first[tokens["doc_id"].cat.codes] + tokens["sentence"].to_numpy()
    start, end = Offsets(sentences, edits).to_text(row, tokens["raw_start"], tokens["raw_end"])
    start, end = at(row, start), at(row, end)
    ends = [np.flatnonzero(data <= BLANK), np.flatnonzero(data == LINE_END)]
    word, paragraph = (np.searchsorted(some, start).astype(np.int32) for some in ends)
    return LineIndex(
        tokens,
        index_tokens(tokens),
        data,
        start,
        (end - start).astype(np.int32),
        word,
        paragraph,
        *ends,
    )


def find_lines(pattern: str, index: LineIndex, window: int = WINDOW) -> pd.DataFrame:
    """All lines of a word, glob or phrase, as `find_concordance` gives them, from a corpus made ready."""
    first, last = find_pattern(index.tokens, pattern, index.words)
    start, end = index.start[first], index.start[last] + index.length[last]
    paragraph = index.paragraph[first]
    left = index.blanks[np.maximum(index.word[first] - 1 - window, 0)]
    left = np.maximum(left, index.line_ends[paragraph - 1]) + 1
    right = index.blanks[np.minimum(index.word[last] + window, len(index.blanks) - 1)]
    right = np.minimum(right, index.line_ends[paragraph])
    tokens = index.tokens
    printed = tokens["token"].array
    node = (
        printed.categories.array.take(printed.codes[first])
        if np.array_equal(first, last)
        else cut(index.data, start, end)
    )  # one word: its string is there already
    return pd.DataFrame(
        {
            "doc_id": tokens["doc_id"].array[first],
            "left": cut(index.data, left, start),
            "node": node,
            "right": cut(index.data, end, right),
            "raw_start": tokens["raw_start"].to_numpy()[first],
            "raw_end": tokens["raw_end"].to_numpy()[last],
        },
        copy=False,
    )


def sort_concordance(lines: pd.DataFrame, side: str = "right") -> pd.DataFrame:
    """
    The lines in alphabetical order of one side, capitals and marks aside.

    `right` reads from the node outward to the right, `left` from the node outward to the
    left (nearest word first), `node` by the hit itself. Equal lines keep their order.
    """
    if side not in SIDES:
        raise ValueError(f"sort_concordance: no side {side!r}; choose one of {', '.join(SIDES)}.")
    words = lines[side].str.lower().str.findall(r"\w+")
    words = words.str[::-1] if side == "left" else words
    order = words.str.join(" ").argsort(kind="stable")
    return lines.iloc[order].reset_index(drop=True)


class Lines:
    """Concordance lines that a notebook shows as a table with the node in the middle."""

    def __init__(self, lines: pd.DataFrame, n: int) -> None:
        self.lines, self.n = lines.head(n), len(lines)

    def _repr_html_(self) -> str:
        others = [
            name for name in self.lines if name not in (*SIDES, "doc_id", "raw_start", "raw_end")
        ]
        heading = "".join(
            f"<th>{escape(name)}</th>" for name in ["article", "", *SIDES[1:2], "", *others]
        )
        rows = "".join(line_html(row, others) for row in self.lines.to_dict("records"))
        return (
            f"<table><thead><tr>{heading}</tr></thead><tbody>{rows}</tbody></table>"
            f"<p>{len(self.lines):,} of {self.n:,} lines</p>"
        )

    def __repr__(self) -> str:
        shown = [
            f"{row.left[-60:]:>60} [{row.node}] {row.right[:60]}" for row in self.lines.itertuples()
        ]
        return "\n".join([*shown, f"{len(self.lines):,} of {self.n:,} lines"])


def show_lines(lines: pd.DataFrame, n: int = 15) -> Lines:
    """The first `n` lines as a table that reads well; how many there are stands below it."""
    return Lines(lines, n)


def line_html(row: dict[str, Any], others: list[str]) -> str:
    """One line as a row of an HTML table; words of articles appear as text only."""
    cells = "".join(
        f"<td>{'' if pd.isna(row[name]) else escape(row[name])}</td>" for name in others
    )
    return (
        f'<tr><td>{escape(row["doc_id"])}</td><td style="text-align: right">{escape(row["left"])}</td>'
        f'<td style="text-align: center"><strong>{escape(row["node"])}</strong></td>'
        f'<td style="text-align: left">{escape(row["right"])}</td>{cells}</tr>'
    )


def sentences_of(
    hits: pd.DataFrame, sentences: pd.DataFrame
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """(the sentences of the paragraphs that hold hits, each hit's first and last row in them)."""
    doc, docs = pd.factorize(sentences["doc_id"])
    of_hit = pd.Index(docs).get_indexer(hits["doc_id"])
    if (of_hit < 0).any():
        raise ValueError(
            f"concordance: no sentences of {sorted(set(hits['doc_id'][of_hit < 0]))[:5]}; "
            "give the sentences table that the hits were found in."
        )
    far = np.int64(1) << 40
    begin = doc * far + sentences["raw_start"].to_numpy()
    first = np.searchsorted(begin, of_hit * far + hits["raw_start"].to_numpy(), "right") - 1
    behind = np.maximum(hits["raw_end"].to_numpy() - 1, hits["raw_start"].to_numpy())
    last = np.searchsorted(begin, of_hit * far + behind, "right") - 1
    paragraph = sentences["paragraph"].to_numpy()
    new = np.append(True, (np.diff(paragraph) != 0) | (np.diff(doc) != 0))[: len(doc)]
    number = np.cumsum(new)
    is_wanted = np.zeros(len(doc) + 2, bool)
    is_wanted[number[first]] = is_wanted[number[last]] = True
    kept = is_wanted[number]
    place = np.cumsum(kept) - 1
    return sentences[kept].reset_index(drop=True), place[first], place[last]
