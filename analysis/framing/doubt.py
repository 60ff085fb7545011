"""
A second answer to each match: does its sentence hold the frame, by the words of sentences that were read?

For each frame a small logistic regression (words and pairs of words) learns from the coded
sentences of the corpus, in folds: what it says of a sentence comes from others alone. A match
whose frame it holds for unlikely is **doubted** (`second_answer` below DOUBTED). The mark says
where to look first; it takes nothing out of any count. A corpus without codings, and a frame met
in few sentences, have none.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from analysis.tables.stored import LISTS, check_table
from analysis.text.codings import N_FOLDS, fold_of, read_own, read_samples
from analysis.text.spans import find_sentences

BLOCK = 20_000  # sentences read at a time
FEW = 10  # sentences with the frame, and without it, below which nothing is learned
# Of the hits of version 4 in unseen3, 44 of 71 below it were right, 167 of 187 others.
DOUBTED = 0.3
# Nothing smaller is kept, and no chance of the published study is nearer than MARGIN to where it
# would be rounded the other way at DOUBTED: every processor then gives the same marks.
DIGITS, MARGIN = 2, 1e-4


def add_second_answer(
    matches: pd.DataFrame, sentences: pd.DataFrame, corpus: Path | str
) -> pd.DataFrame:
    """`matches` with `second_answer`: 0 to 1, in steps of a hundredth; missing where nothing was learned."""
    samples = read_samples() if Path(corpus).resolve() == LISTS.resolve() else []
    coded = pd.concat([read_own(sentences, corpus), *samples], ignore_index=True)
    lines = sentences["text"].array.take(find_sentences(matches, sentences), allow_fill=True)
    answers = learn_chances(coded, lines, matches["frame"].to_numpy(object))
    return check_table(matches.assign(second_answer=answers.round(DIGITS)), "matches")


def learn_chances(
    coded: pd.DataFrame, texts: np.ndarray | pd.api.extensions.ExtensionArray, frames: np.ndarray
) -> np.ndarray:
    """For each text the chance that it holds its frame, by a model that never saw the text."""
    chances = np.full(len(texts), np.nan)
    if len(coded) < 2 * FEW or not len(texts):
        return chances
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    # A sentence is read once, however many framing words it has.
    row, single = pd.factorize(texts)
    learned, asked = (
        np.array([fold_of(text) for text in part]) for part in (coded["text"], single)
    )
    marks = {frame: np.array([frame in row for row in coded["frames"]]) for frame in set(frames)}
    marks = {frame: y for frame, y in marks.items() if min(y.sum(), (~y).sum()) >= FEW}
    for fold in range(N_FOLDS):
        others, here = learned != fold, np.flatnonzero(asked == fold)
        if not len(here):
            continue
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
        seen = words.fit_transform(coded["text"][others])
        models = {
            frame: LogisticRegression(
                C=10, class_weight="balanced", solver="liblinear", tol=1e-6, random_state=0
            ).fit(seen, y[others])
            for frame, y in marks.items()
            if 0 < y[others].sum() < others.sum()
        }
        for start in range(0, len(here), BLOCK):
            read = here[start : start + BLOCK]
            unread = words.transform(single[read])
            place = pd.Index(read).get_indexer(row)
            for frame, model in models.items():
                rows = np.flatnonzero((place >= 0) & (frames == frame))
                if len(rows):
                    chances[rows] = model.predict_proba(unread[place[rows]])[:, 1]
    return chances


def is_doubted(matches: pd.DataFrame) -> pd.Series:
    """Which matches the second answer holds for unlikely; not those that have none."""
    return matches["second_answer"].lt(DOUBTED).fillna(False).astype(bool)
