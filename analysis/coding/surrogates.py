"""
Further answers for every sentence: a model's or a crowd's table, or a classifier of the coded ones.

A surrogate narrows intervals and can do nothing worse: the sentences that were read decide.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.coding.correcting import Reading, count_code
from analysis.coding.sampling import rank_units

N_FOLDS = 5
FEW_TO_LEARN = 10  # sentences with the code, and without it, below which nothing is learned
SEED = 20261125


def spread_answers(
    answers: pd.DataFrame, units: pd.DataFrame, frames: Iterable[str]
) -> pd.DataFrame:
    """
    A model's or a crowd's judgements as 0/1 per unit and frame.

    It must have answered every sentence of the corpus (`none` is an answer), be fixed before the
    sample is coded and never be tuned on it; how it was made stands in `coders.csv`.
    """
    missing = ~units["unit_id"].isin(answers["unit_id"])
    if missing.any():
        raise ValueError(
            f"The coder {answers['coder'].iloc[0] if len(answers) else 'without rows'} has no answer for "
            f"{missing.sum():,} of {len(units):,} sentences (first: {units.loc[missing, 'unit_id'].iloc[0]}). "
            f"A surrogate must answer every sentence; write `none` where it finds no frame."
        )
    frame = answers[answers["variable"] == "frame"]
    table = pd.crosstab(frame["unit_id"], frame["code"]).clip(upper=1)
    return table.reindex(index=units["unit_id"], columns=list(frames), fill_value=0)


def learn_answers(reading: Reading, frames: Iterable[str], seed: int = SEED) -> pd.DataFrame:
    """
    A classifier's 0/1 answers per unit and frame, each from sentences that it did not learn from.

    All sentences, coded or not, are dealt into folds by the seed; those of a fold are
    answered by a logistic regression (of words and pairs of words) that learned from the coded
    sentences of the other folds. It says yes to as large a share as it met. A frame that is
    too rare to be learned has no answer (all 0).
    """
    units = reading.units
    fold = (rank_units(units["unit_id"], seed, "fold") % np.uint64(N_FOLDS)).astype(int)
    table = {}
    for frame in frames:
        y = count_code(reading, frame) > 0
        told = ~reading.skipped
        answers = np.zeros(len(units), int)
        if min((y & told).sum(), (~y & told).sum()) >= FEW_TO_LEARN:
            for number in range(N_FOLDS):
                others = told & (fold[reading.row] != number)
                answers[fold == number] = answer_fold(
                    units["text"].iloc[reading.row[others]],
                    y[others],
                    reading.weight[others],
                    units["text"][fold == number],
                )
        table[frame] = answers
    return pd.DataFrame(table, index=units["unit_id"])


def answer_fold(
    texts: Sequence[str], y: np.ndarray, weight: np.ndarray, unread: Sequence[str]
) -> np.ndarray:
    """0/1 for the unread texts, from a model of the read ones."""
    if not 0 < y.sum() < len(y):
        return np.zeros(len(unread), int)
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        LogisticRegression(C=10, class_weight="balanced", max_iter=1000),
    )
    chance = model.fit(texts, y).predict_proba(unread)[:, 1]
    share = np.average(y, weights=weight)
    return (chance > np.quantile(chance, 1 - min(share, 0.5))).astype(int)
