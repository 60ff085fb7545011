"""
How many topics? What each number of topics would give, side by side. Part of `topics`.

Nothing here chooses: the tables and the figure are for reading, and the number is set by
hand in the notebook, with the reason beside it.
"""

import numpy as np
import pandas as pd
from tqdm import tqdm

from analysis.tables.columns import COLUMNS
from analysis.topics.fitting import Model, fit_topics, most_topics, rank_terms
from analysis.topics.passages import Passages
from analysis.topics.quality import measure_diversity, measure_held_out, measure_quality
from analysis.topics.stability import SEED, Plan, measure_overlap, try_topics

ENOUGH_ARTICLES = 200  # from here on whole articles are modelled, below paragraphs
CONVENTIONS = [
    (20, 5),
    (ENOUGH_ARTICLES, 10),
    (np.inf, 20),
]  # below so many articles, so many topics


def choose_unit(n_docs: int) -> str:
    """What is modelled: paragraphs of a small corpus, whole articles from 200 on."""
    return "article" if n_docs >= ENOUGH_ARTICLES else "paragraph"


def usual_number(passages: Passages) -> int:
    """
    The number of topics to start reading with: 5 below 20 articles, 10 below 200, then 20.

    A convention that no measure has chosen; as many as the passages can carry if fewer.
    """
    n_docs = passages.rows["doc_id"].nunique()
    usual = next(number for below, number in CONVENTIONS if n_docs < below)
    return min(usual, most_topics(passages) // 2)


def numbers_around(n_topics: int, passages: Passages) -> list[int]:
    """Numbers of topics to compare: from 2 to twice the usual one, as far as the passages reach."""
    numbers = {max(2, round(n_topics * part)) for part in (0.4, 0.6, 0.8, 1, 1.4, 2)}
    return sorted(number for number in numbers if 2 <= number <= most_topics(passages) // 2)


def compare_numbers(
    passages: Passages, numbers: list[int], plan: Plan, kind: str = "nmf", seed: int = SEED
) -> pd.DataFrame:
    """
    One row per number of topics: stability, quality and held-out fit, each the mean over topics.

    n_recur: topics that recur; null: the stability that shuffled words reach with as many topics.
    npmi, c_v, exclusivity: of the top terms; diversity: of all together. held_out: bits per
    word saved on articles not seen.
    """
    rows = []
    for n_topics in tqdm(numbers, "numbers of topics", leave=False, disable=None):
        model, verdict = try_topics(passages, n_topics, plan, kind, seed)
        quality = measure_quality(model, passages)
        held_out = measure_held_out(passages, n_topics, kind, seed=seed)
        rows.append(
            {
                "model": kind,
                "n_topics": n_topics,
                "n_recur": int(verdict["recurs"].sum()),
                **verdict[["stability", "null"]].mean(),
                **quality[["npmi", "c_v", "exclusivity"]].mean(),
                "diversity": measure_diversity(rank_terms(model)),
                "held_out": held_out.mean() if len(held_out) else np.nan,
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS["topic_numbers"]))


def find_again(model: Model, passages: Passages, numbers: list[int]) -> pd.DataFrame:
    """
    Does a topic return when the number of topics changes? Its overlap at each other number.

    One row per topic and number: topic, n_topics, overlap (0 to 1) with its partner there.
    """
    others = [number for number in numbers if number != len(model.weights)]
    tables = [
        pd.DataFrame(
            {
                "topic": np.arange(len(model.weights)) + 1,
                "n_topics": number,
                "overlap": measure_overlap(model, fit_topics(passages, number, model.kind))[1],
            }
        )
        for number in others
    ]
    return (
        pd.concat(tables, ignore_index=True)
        if tables
        else pd.DataFrame(
            {
                "topic": pd.Series(dtype="int64"),
                "n_topics": pd.Series(dtype="int64"),
                "overlap": pd.Series(dtype="float64"),
            }
        )
    )
