"""
Sentences cut where the voice, the marks or a framing word changes: the ground of the article view.

A segment is a run of characters in which none of the three changes. All spans and sentences
are laid on one line, article after article, and every measure is arithmetic on whole columns.
"""

import numpy as np
import pandas as pd

from analysis.text.offsets import Offsets
from analysis.text.spans import find_innermost, is_speech, line_up


def find_segments(
    sentences: pd.DataFrame, edits: pd.DataFrame, quotations: pd.DataFrame, matches: pd.DataFrame
) -> pd.DataFrame:
    """
    The segments of all sentences, in order.

    One row per segment: `row` (row number of `sentences`), `start`, `end` in its text, and
    three numbers or -1: `speech` and `mark` (row numbers of `quotations`: the innermost
    speech; words between marks that are not speech) and `cluster` (of `cluster_matches`).
    """
    (line_start, line_end), said, hits = line_up([sentences, quotations, matches])
    edges = [edge for pair in ((line_start, line_end), said, hits) for edge in pair]
    cuts = np.unique(np.concatenate(edges))
    left, right = cuts[:-1], cuts[1:]
    row = find_innermost(left, line_start, line_end)
    left, right, row = left[row >= 0], right[row >= 0], row[row >= 0]
    cluster, (start, end) = cluster_spans(*hits)
    layers = {
        "speech": innermost_of(left, *said, is_speech(quotations)),
        "mark": innermost_of(left, *said, ~is_speech(quotations)),
        "cluster": find_innermost(left, start, end),
    }
    segments = to_text_offsets(
        sentences, edits, row, left - line_start[row], right - line_start[row]
    )
    segments = segments.assign(**layers)[segments["start"] < segments["end"]]
    return join_alike(segments.reset_index(drop=True))


def join_alike(segments: pd.DataFrame) -> pd.DataFrame:
    """Neighbours in which nothing changes as one: an edge inside a cluster of matches is no edge."""
    alike = segments.drop(columns=["start", "end"])
    is_new = (alike != alike.shift()).any(axis=1).to_numpy()
    last = np.append(is_new[1:], True)[: len(segments)]
    joined = segments[is_new].reset_index(drop=True)
    return joined.assign(end=segments["end"].to_numpy()[last])


def innermost_of(
    points: np.ndarray, start: np.ndarray, end: np.ndarray, kept: np.ndarray
) -> np.ndarray:
    """The row of the innermost of the `kept` spans that contains each point, -1 where none does."""
    rows = np.flatnonzero(kept)
    found = find_innermost(points, start[rows], end[rows])
    return np.append(rows, -1)[found]


def cluster_spans(
    start: np.ndarray, end: np.ndarray
) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """
    Spans that overlap become one cluster, numbered in the order of the text.

    Returns the number of each span's cluster, and the (start, end) of the clusters.
    """
    if not len(start):
        return np.empty(0, np.int64), (start, end)
    order = np.lexsort((end, start))
    reach = np.maximum.accumulate(end[order])
    opens = np.append(True, start[order][1:] >= reach[:-1])
    number = np.empty(len(order), np.int64)
    number[order] = np.cumsum(opens) - 1
    first = np.flatnonzero(opens)
    return number, (start[order][first], reach[np.append(first[1:], len(order)) - 1])


def cluster_matches(matches: pd.DataFrame) -> np.ndarray:
    """The number of each match's cluster, as in `find_segments`: matches that overlap are one mark."""
    (line,) = line_up([matches])
    return cluster_spans(*line)[0]


def to_text_offsets(
    sentences: pd.DataFrame,
    edits: pd.DataFrame,
    row: np.ndarray,
    begin: np.ndarray,
    finish: np.ndarray,
) -> pd.DataFrame:
    """Pieces of sentences (`begin`, `finish` in raw characters from the sentence's start) in its text."""
    first = sentences["raw_start"].to_numpy(np.int64)[row]
    start, end = Offsets(sentences, edits).to_text(row, first + begin, first + finish)
    length = sentences["text"].str.len().fillna(0).to_numpy(np.int64)[row]
    is_first, is_last = np.append(True, row[1:] != row[:-1]), np.append(row[1:] != row[:-1], True)
    start = np.where(is_first[: len(row)], 0, np.clip(start, 0, length))
    end = np.where(
        is_last[-len(row) :] if len(row) else is_last[:0], length, np.clip(end, 0, length)
    )
    return pd.DataFrame({"row": row, "start": start, "end": end})
