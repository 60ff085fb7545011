"""
Which sentences may be shown whole, and what is shown of the others: one rule for pages and notebooks.

An article belongs to its publisher unless the study's metadata.csv says that its whole text may
be shown. Of others only sentences that contain a row of the study (a passage of speech, words
between marks, a framing word) are shown whole, as quotations; of the rest a few words.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from analysis.tables.among import is_among
from analysis.tables.stored import read_list
from analysis.text.spans import line_up

PIECE = 10  # words of a sentence that belongs to its publisher, shown together


def add_rights(documents: pd.DataFrame, corpus: Path) -> pd.DataFrame:
    """
    `documents` with `url` and `show_whole_text` (bool) from the corpus's own metadata.csv.

    Without a yes there, an article belongs to its publisher: only sentences that contain a
    row are shown.
    """
    if not (Path(corpus) / "metadata.csv").exists():
        return documents.assign(url=pd.NA, show_whole_text=False)
    metadata = read_list("metadata", corpus).drop_duplicates("file").set_index("file")
    says = documents["file"].map(metadata["show_whole_text"]).astype("str").str.strip().str.lower()
    return documents.assign(
        url=documents["file"].map(metadata["url"]),
        show_whole_text=says.eq("yes").fillna(False).astype(bool),
    )


def may_show(documents: pd.DataFrame, sentences: pd.DataFrame, *tables: pd.DataFrame) -> np.ndarray:
    """Which lines may be shown: all of an article that allows it, else those that contain a row of `tables`."""
    whole = is_among(sentences["doc_id"], documents.loc[documents["show_whole_text"], "doc_id"])
    if not tables:
        return whole
    (start, end), *spans = line_up([sentences, *tables])
    begun, ended = (np.sort(np.concatenate(edges)) for edges in zip(*spans))
    has_row = np.searchsorted(begun, end, "left") > np.searchsorted(ended, start, "right")
    return whole | has_row


def add_shown(
    sentences: pd.DataFrame, documents: pd.DataFrame, corpus: Path | str, *tables: pd.DataFrame
) -> pd.DataFrame:
    """`sentences` with `is_shown`; before quotations and matches are found, an article's rights alone decide."""
    documents = add_rights(documents, Path(corpus))
    return sentences.assign(is_shown=may_show(documents, sentences, *tables))


def cut_hidden(sentences: pd.DataFrame) -> pd.Series:
    """The text of each sentence; of those not known to be shown, the first `PIECE` words."""
    texts = sentences["text"].astype("object")
    words = texts.str.split()
    short = words.str[:PIECE].str.join(" ") + np.where(words.str.len() > PIECE, " …", "")
    return texts.where(sentences["is_shown"], short) if "is_shown" in sentences else short
