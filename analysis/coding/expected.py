"""
Which frames a sentence is expected to hold, by its words: a second answer, for the draw alone.

For each frame a small logistic regression learns from sentences that were read: those of the
corpus's own coded articles, and those drawn to test the published list, for frames that the corpus
defines as the published codebook does. What it says of a sentence that was read comes from others
alone. It decides how often a sentence is drawn, with a probability that is known, and changes no
count and no estimate; a wrong answer costs width.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from analysis.tables.stored import (
    LISTS,
    check_table,
    empty_table,
    own_list,
    read_list,
    read_table,
)
from analysis.text.codings import fold_of, read_own, read_samples
from analysis.text.spans import find_sentences
from analysis.text.tokens import find_tokens

FEW = 10  # sentences with the frame, and without it, below which nothing is learned
LEAST = 2  # sentences in which a word must occur
DIGITS = 2  # of the log odds; smaller differences decide nothing
ABOUT = ["definition", "in", "out"]  # columns of the codebook that say what a frame is


def read_taught(out: Path | str, corpus: Path | str, frames: list[str]) -> pd.DataFrame:
    """
    The sentences that were read, for the frames of which enough were met; no columns of others.

    One row per sentence: `text`, `is_own`, and per frame 1, 0, or missing where it was not read
    for the frame as this corpus defines it.
    """
    own = [read_own(read_table("sentences", out), corpus)] if own_list("coding", corpus) else []
    coded = pd.concat([*own, *read_samples()], ignore_index=True)
    is_own = np.arange(len(coded)) < sum(map(len, own))
    same = list_same(corpus)
    table = pd.DataFrame({"text": coded["text"].astype("object"), "is_own": is_own})
    for frame in frames:
        marks = np.array([frame in marked for marked in coded["frames"]], float)
        marks[~is_own & (frame not in same)] = np.nan
        if min((marks == 1).sum(), (marks == 0).sum()) >= FEW:
            table[frame] = marks
    return table


def list_same(corpus: Path | str) -> set[str]:
    """The frames that a corpus defines as the published codebook does."""
    own, published = (
        read_list("codebook", place)
        .query("variable == 'frame'")
        .drop_duplicates("code")
        .set_index("code")[ABOUT]
        .fillna("")
        for place in (corpus, LISTS)
    )
    shared = own.index.intersection(published.index)
    return set(shared[(own.loc[shared] == published.loc[shared]).all(axis=1)])


def expect_frames(
    units: pd.DataFrame, tokens: pd.DataFrame, taught: pd.DataFrame, corpus: Path | str
) -> pd.DataFrame:
    """
    The log odds that a sentence holds a frame: a row per unit, a column per frame of `taught`.

    Odds against an even chance: how frequent a frame is in this corpus, the draw says. Missing
    where nothing was learned.
    """
    frames = [name for name in taught if name not in ("text", "is_own")]
    odds = np.full((len(units), len(frames)), np.nan)
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.linear_model import LogisticRegression

    if not frames or not len(units):
        return pd.DataFrame(odds, units["unit_id"], frames)
    read = find_words(taught["text"], corpus)
    terms = read["term"].cat.categories
    seen = count_words(read["sentence"].to_numpy(), read["term"], terms, len(taught))
    kept = np.flatnonzero((seen > 0).sum(axis=0) >= LEAST)
    if not len(kept):
        return pd.DataFrame(odds, units["unit_id"], frames)
    row = find_sentences(tokens, units)
    unread = count_words(row, tokens["term"], terms[kept], len(units))
    weigh = TfidfTransformer(sublinear_tf=True).fit(seen[:, kept])
    seen, unread = weigh.transform(seen[:, kept]), weigh.transform(unread)
    folds = np.array([fold_of(text) for text in taught["text"]])
    met = units["text"].isin(set(taught["text"])).to_numpy(bool)
    asked = np.full(len(units), -1)  # not read: answered from all
    asked[met] = [fold_of(text) for text in units["text"][met]]
    for fold in np.unique(asked):
        here = np.flatnonzero(asked == fold)
        for place, frame in enumerate(frames):
            y = taught[frame].to_numpy()
            others = np.flatnonzero((folds != fold) & ~np.isnan(y))
            if 0 < y[others].sum() < len(others):
                model = LogisticRegression(
                    C=10, class_weight="balanced", solver="liblinear", tol=1e-6, random_state=0
                ).fit(seen[others], y[others])
                odds[here, place] = model.decision_function(unread[here])
    return pd.DataFrame(odds.round(DIGITS), units["unit_id"], frames)


def find_words(texts: pd.Series, corpus: Path | str) -> pd.DataFrame:
    """The words of single sentences, as those of the corpus are found."""
    start = np.arange(len(texts))
    sentences = pd.DataFrame({"doc_id": "read", "sentence": start, "text": texts.to_numpy()})
    length = sentences["text"].str.len().to_numpy()
    end = np.cumsum(length + 1) - 1
    sentences = sentences.assign(paragraph=0, raw_start=end - length, raw_end=end, kind="body")
    sentences = check_table(sentences, "sentences")
    return find_tokens(sentences, empty_table("edits"), read_list("variants", corpus))


def count_words(row: np.ndarray, term: pd.Series, terms: pd.Index, n_rows: int) -> csr_array:
    """How often each of `terms` occurs in each row; `row` of a word is -1 where it is in none."""
    column = terms.get_indexer(term.cat.categories)[term.cat.codes]
    held = (row >= 0) & (column >= 0)
    ones = np.ones(held.sum(), np.float64)
    return csr_array((ones, (row[held], column[held])), shape=(n_rows, len(terms)))
