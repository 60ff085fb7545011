"""
The text of sentences laid end to end as bytes, and lines cut from it. Part of the step `concordance`.

Sentences of a paragraph stand with a blank between them, paragraphs with a line end. A word
here is a stretch between blanks, as a reader sees it.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

BLANK, LINE_END = 32, 10


def lay_out(rows: pd.DataFrame) -> tuple[np.ndarray, Callable]:
    """(the rows' text as bytes, a function from row and character to its byte)."""
    new = (rows["paragraph"] != rows["paragraph"].shift()) | (
        rows["doc_id"] != rows["doc_id"].shift()
    )
    before = pa.array(np.where(new, "\n", " "), type=pa.large_string())
    text = pa.array(rows["text"], type=pa.large_string())
    text = text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text
    joined = pc.binary_join_element_wise(before, text, pa.scalar("", pa.large_string()))
    start = np.frombuffer(joined.buffers()[1], np.int64)[: len(rows) + 1]
    # Twelve line ends more than needed: `cut` looks at that many bytes from each start.
    ends = np.full(13, LINE_END, np.uint8)
    data = np.concatenate([np.frombuffer(joined.buffers()[2] or b"", np.uint8)[: start[-1]], ends])
    more = np.flatnonzero((data & 0xC0) == 0x80)  # bytes of a character but its first
    before_more = more - np.arange(len(more))  # characters that begin before each of them
    begin = start[:-1] + 1 - np.searchsorted(more, start[:-1] + 1)

    def at(row: np.ndarray, character: int | np.ndarray) -> np.ndarray:
        """Byte of a character in the text of rows; -1 is the end of the row's text."""
        place = begin[row] + np.asarray(character)
        byte = place + np.searchsorted(before_more, place, "right")
        return np.where(np.asarray(character) < 0, start[1:][row], byte)

    return data, at


def step_left(data: np.ndarray, start: np.ndarray, window: int) -> np.ndarray:
    """Where the stretch of `window` words before each start begins, inside its paragraph."""
    ends, line_ends = np.flatnonzero(data <= BLANK), np.flatnonzero(data == LINE_END)
    back = ends[np.maximum(np.searchsorted(ends, start) - 1 - window, 0)]
    floor = line_ends[np.searchsorted(line_ends, start) - 1]
    return np.maximum(back, floor) + 1


def step_right(data: np.ndarray, end: np.ndarray, window: int) -> np.ndarray:
    """Where the stretch of `window` words behind each end ends, inside its paragraph."""
    ends, line_ends = np.flatnonzero(data <= BLANK), np.flatnonzero(data == LINE_END)
    ahead = ends[np.minimum(np.searchsorted(ends, end) + window, len(ends) - 1)]
    return np.minimum(ahead, line_ends[np.searchsorted(line_ends, end)])


def cut(data: np.ndarray, start: np.ndarray, end: np.ndarray) -> pd.api.extensions.ExtensionArray:
    """
    The bytes start to end of `data`, without blanks round them, as strings.

    Arrow's string views point into `data`; only their heads are written here, and the words
    themselves are copied once, when views become strings.
    """
    start = start + ((data[start] <= BLANK) & (start < end))
    end = end - ((data[end - 1] <= BLANK) & (start < end))
    length = np.maximum(end - start, 0).astype(np.int32)
    views = np.empty(
        (len(start), 4), np.int32
    )  # length, then 12 bytes: 4 letters, 0, and where the word is
    views[:, 0], views[:, 1], views[:, 2], views[:, 3] = (
        length,
        heads(data, start, 4)[:, 0],
        0,
        start,
    )
    short = np.flatnonzero(length <= 12)  # or the whole word, if it has no more
    letters = heads(data, start[short], 12).view(np.uint8) * (np.arange(12) < length[short, None])
    views[short, 1:] = letters.view(np.int32)
    strings = pa.Array.from_buffers(
        pa.string_view(), len(start), [None, pa.py_buffer(views), pa.py_buffer(data)]
    )
    return pd.array(strings.cast(pa.large_string()), dtype="str")


def heads(data: np.ndarray, start: np.ndarray, n: int) -> np.ndarray:
    """The `n` bytes from each start on, four to a number."""
    numbers = np.ndarray(len(data) - 3, np.int32, data, strides=(1,))  # one begins at every byte
    return np.stack([numbers[start + step] for step in range(0, n, 4)], axis=1)
