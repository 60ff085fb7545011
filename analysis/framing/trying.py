"""
Try a word before it enters the dictionary: its lines, whose words they are, what the frame would be.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from IPython.display import Markdown

from analysis.drawing.figure import VOICE_NAMES
from analysis.measures.rates import count
from analysis.tables.among import is_among
from analysis.tables.columns import COLUMNS, SPAN
from analysis.tables.stored import LISTS, own_list, read_csv, read_table, write_csv
from analysis.text.concordance import Lines, find_concordance, place_hits, show_lines
from analysis.text.escaping import escape
from analysis.text.patterns import find_pattern
from analysis.text.spans import assign_voice, find_sentences, line_up
from analysis.text.views import keep_counted, read_token_blocks


def find_pattern_hits(
    pattern: str,
    documents: pd.DataFrame,
    sentences: pd.DataFrame,
    quotations: pd.DataFrame,
    corpus: Path | str,
    out: Path | str,
) -> pd.DataFrame:
    """Where a word, glob or phrase occurs in what is counted, with its voice and speaker."""
    first_copies = documents.loc[documents["duplicate_of"].isna(), "doc_id"]
    counted = sentences["kind"].eq("body").to_numpy() & is_among(sentences["doc_id"], first_copies)
    parts = []
    for tokens in read_token_blocks(out, corpus):
        first, last = find_pattern(tokens, pattern)
        number = tokens["sentence"].to_numpy()[first]
        parts.append(place_hits(tokens, first, last).assign(sentence=number))
    hits = pd.concat(parts, ignore_index=True)
    hits = hits[counted[find_sentences(hits, sentences)]].drop(columns="sentence")
    return assign_voice(hits.reset_index(drop=True), quotations)


def read_counted(out: Path | str) -> pd.DataFrame:
    """The framing words that count, with what is asked of them here."""
    matches = read_table("matches", out, [*SPAN, "text", "kind", "frame", "use", "voice"])
    return keep_counted(matches, read_table("documents", out))


def say_pattern(pattern: str, hits: pd.DataFrame, frame: str, counted: pd.DataFrame) -> Markdown:
    """How often a pattern occurs (its hits), in whose voice, and what the frame's count is with and without it."""
    own = counted[counted["frame"] == frame]
    new = hits[~overlaps(hits, own)]
    voices = ", ".join(
        f"{VOICE_NAMES[voice]} {n:,}" for voice, n in hits["voice"].value_counts().items()
    )
    return Markdown(
        f"*{escape(pattern)}* occurs {times(len(hits))}, in {count(hits['doc_id'].nunique(), 'article')}"
        + (f" ({voices})" if len(hits) else "")
        + f". {say_change(len(hits), len(new), len(own), escape(frame))}"
    )


def times(n: int) -> str:
    """How often: "once", "twice", "3 times"."""
    return {1: "once", 2: "twice"}.get(n, f"{n:,} times")


def say_change(n_hits: int, n_new: int, n_own: int, frame: str) -> str:
    """What a pattern would add to the count of a frame."""
    if not n_hits:
        return f"Adding it would leave *{frame}* at {count(n_own, 'word')}."
    if not n_new:
        already = "it is" if n_hits == 1 else "both are" if n_hits == 2 else "all are"
        return f"Adding it changes nothing: {already} already counted for *{frame}*."
    return f"Adding it would raise *{frame}* from {n_own:,} to {count(n_own + n_new, 'word')}."


def find_frame(hits: pd.DataFrame, frames: list[str], counted: pd.DataFrame) -> str:
    """The frame that most hits of a pattern are counted for already; where none is, the first of `frames` by name."""
    n = {
        frame: int(overlaps(hits, counted[counted["frame"] == frame]).sum())
        for frame in sorted(frames)
    }
    return max(n, key=lambda frame: n[frame])


def overlaps(hits: pd.DataFrame, matches: pd.DataFrame) -> pd.Series:
    """Which hits share characters with one of the matches."""
    if matches.empty or hits.empty:
        return pd.Series(False, index=hits.index)
    (start, end), edges = line_up([hits, matches])
    begun, ended = map(np.sort, edges)
    n_begun, n_ended = np.searchsorted(begun, end, "left"), np.searchsorted(ended, start, "right")
    return pd.Series(n_begun > n_ended, index=hits.index)


def show_hits(
    hits: pd.DataFrame, sentences: pd.DataFrame, edits: pd.DataFrame, most: int = 20
) -> Lines:
    """The lines of a pattern (its hits) in their sentences, the first `most` of them."""
    return show_lines(find_concordance(hits, sentences, edits), most)


def keep_pattern(
    pattern: str, frame: str, reason: str, corpus: Path | str, use: str = "count"
) -> Path:
    """Write a pattern into the corpus's own dictionary.csv; the published one is refused."""
    path = own_list("dictionary", corpus)
    if path is None or Path(corpus).resolve() == LISTS:
        raise ValueError(
            "The published dictionary is not changed from a notebook. Make a study of your own, "
            "or put a dictionary.csv into your corpus."
        )
    rows = read_csv(path)
    if not reason.strip():
        raise ValueError("Say in a few words why this pattern belongs to the frame.")
    if ((rows["frame"] == frame) & (rows["pattern"] == pattern)).any():
        raise ValueError(f"{frame} has the pattern {pattern!r} already.")
    row = pd.DataFrame([[frame, pattern, use, reason]], columns=list(COLUMNS["dictionary"]))
    write_csv(pd.concat([rows, row], ignore_index=True)[list(COLUMNS["dictionary"])], path)
    return path
