"""
Noise and planted topics: how often shuffled words pass for topics, and how many true ones are found.

Artificial articles are drawn with known topics in them, or with none, and go through the same
models and the same verdict as real ones. `python -m evaluation.topic_null` writes the table
anew (some ten minutes on two cores).
"""

import os
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse
from tqdm import tqdm

from analysis.tables.stored import write_csv
from analysis.topics.experiment import COLUMNS, EXPERIMENT
from analysis.topics.fitting import Model, topic_chances
from analysis.topics.passages import Passages, keep_terms
from analysis.topics.stability import (
    MOST_TERMS,
    PLANS,
    measure_overlap,
    plan_runs,
    refit_topics,
    start_anywhere,
    try_topics,
)

SEED = 20240611
N_OWN = 60  # words that a planted topic has to itself, so that ten top terms are a choice
RUNS_BEFORE = 20


class Setting(NamedTuple):
    """A kind of artificial corpus, and how often it is drawn as noise and with topics."""

    n_docs: int
    n_passages: int  # of each article
    n_words: int  # of each passage
    n_topics: int
    n_vocabulary: int
    n_noise: int
    n_planted: int
    kind: str = "nmf"


SETTINGS = [
    Setting(5, 3, 20, 3, 2000, 40, 10),  # 300 words
    Setting(6, 4, 32, 5, 2000, 40, 10),  # some 770
    Setting(5, 12, 45, 5, 2000, 40, 10),  # 2,700, as long as the five articles
    Setting(60, 5, 100, 10, 20_000, 12, 3),  # 30,000
]


# artificial articles ----------------------------------------------------------------


def draw_articles(n_docs, n_topics, n_words=200, n_passages=1, seed=0, n_vocabulary=2000):
    """
    Artificial articles: (passages, planted model). Without topics (`n_topics` 0): pure noise.

    Words follow Zipf's law. With topics, six words in ten of a passage come from its
    topics, each with 60 words of its own, four in ten from the common words.
    """
    rng = np.random.default_rng(seed)
    common = 1 / np.arange(1, n_vocabulary + 1) ** 1.05
    common /= common.sum()
    planted = plant_topics(n_topics, n_vocabulary)
    n_rows = n_docs * n_passages
    mixture = rng.dirichlet(np.full(max(n_topics, 1), 0.1), n_rows)
    counts = sparse.vstack(
        [
            sparse.csr_array(rng.multinomial(n_words, chance / chance.sum())[None])
            for chance in (
                0.4 * common + 0.6 * row @ planted if n_topics else common for row in mixture
            )
        ]
    ).tocsr()
    terms = np.array(
        [f"word{''.join(chr(97 + int(d)) for d in f'{i:05d}')}" for i in range(n_vocabulary)],
        object,
    )
    rows = pd.DataFrame(
        {
            "doc_id": [f"doc-{i:05d}" for i in np.repeat(np.arange(n_docs), n_passages)],
            "paragraph": np.tile(np.arange(n_passages), n_docs),
        }
    )
    rows = rows.assign(sentence=rows["paragraph"], n_words=n_words)
    n_with = np.bincount(counts.indices, minlength=n_vocabulary)
    truth = Model("planted", "paragraph", terms, np.ones(n_vocabulary), planted, n_with)
    return Passages(rows, terms, counts.astype(np.int32), "paragraph"), truth


def plant_topics(n_topics, n_vocabulary):
    """Topics (rows) over terms: each has its own words, as frequent as Zipf and Mandelbrot have it."""
    planted = np.zeros((max(n_topics, 1), n_vocabulary))
    weight = 1 / (np.arange(1, N_OWN + 1) + 2.7)
    for topic in range(n_topics):
        own = 100 + topic + n_topics * np.arange(N_OWN)  # neither the commonest nor the rarest
        planted[topic, own] = weight / weight.sum()
    return planted


def keep_truth(truth, terms):
    """The planted model over the terms that are left."""
    here = np.isin(truth.terms, terms)
    return truth._replace(
        terms=terms,
        idf=truth.idf[here],
        weights=truth.weights[:, here],
        n_passages=truth.n_passages[here],
    )


# the verdict on them ----------------------------------------------------------------


def measure_corpus(setting: Setting, planted: bool, seed: int) -> dict:
    """
    One artificial corpus through the models: what recurs, and what a fixed threshold lets through.

    recovered: mean overlap of the heaviest terms of the planted topics with those of their
    partners (missing for noise).
    """
    passages, truth = draw_articles(
        setting.n_docs,
        setting.n_topics if planted else 0,
        setting.n_words,
        setting.n_passages,
        seed,
        setting.n_vocabulary,
    )
    kept = keep_terms(passages)
    slow = setting.kind == "lda"
    plan = PLANS[-1] if slow else plan_runs(kept, setting.n_topics)
    model, stability = try_topics(kept, setting.n_topics, plan, setting.kind, seed)
    truth = keep_truth(truth, kept.terms)
    return {
        "corpus": "planted" if planted else "noise",
        "model": setting.kind,
        "n_docs": setting.n_docs,
        "n_words": setting.n_docs * setting.n_passages * setting.n_words,
        "n_vocabulary": setting.n_vocabulary,
        "n_topics": setting.n_topics,
        "seed": seed,
        "n_runs": plan.n_runs,
        "n_shuffles": plan.n_shuffles,
        "stability": stability["stability"].max(),
        "null": stability["null"].max(),
        "n_above": (stability["stability"] > stability["null"]).sum(),
        "n_recur": stability["recurs"].sum(),
        "n_fixed": count_fixed(model, kept, seed),
        "recovered": measure_overlap(model, truth, topic_chances)[1].mean() if planted else np.nan,
    }


def count_fixed(model, kept, seed):
    """
    Topics that the verdict before this one let through: a fixed threshold, the null not asked.

    The low ends of two intervals of the mean overlap, over random starts and over resampled
    articles (bootstrap over 20 runs), had to reach half of the top terms.
    """
    rng, lows = np.random.default_rng(seed), []
    for again in (start_anywhere, refit_topics):
        models = again(kept, len(model.weights), RUNS_BEFORE, model.kind, seed)
        overlap = np.array([measure_overlap(model, other)[1] for other in models])
        draws = overlap[rng.integers(0, RUNS_BEFORE, (2000, RUNS_BEFORE))].mean(1)
        lows.append(np.percentile(draws, 2.5, axis=0))
    return int((np.min(lows, axis=0).round(9) >= MOST_TERMS).sum())


def run_experiment(settings=SETTINGS, seed=SEED):
    """All settings, noise and planted, a row per artificial corpus."""
    jobs = [
        (setting, planted, seed + draw)
        for setting in settings
        for planted, n in ((False, setting.n_noise), (True, setting.n_planted))
        for draw in range(n)
    ]
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    with ProcessPoolExecutor() as pool:
        rows = pool.map(measure_corpus, *zip(*jobs))
        return pd.DataFrame(list(tqdm(rows, "artificial corpora", len(jobs), disable=None)))


if __name__ == "__main__":
    write_csv(run_experiment().astype(COLUMNS), EXPERIMENT)
