"""
Does a topic come back? Part of the step `topics`.

A model is fitted again from other starts, on other draws of the articles, with other
numbers of topics; each topic is matched with the one most like it (Hungarian matching),
and what the two share of their top terms is the overlap. Its mean over the runs is the
topic's stability.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from tqdm import tqdm

from analysis.tables import empty_table
from analysis.topics.fitting import N_TOP, Model, first_ones, fit_topics, most_topics, term_scores
from analysis.topics.passages import take_passages

SEED = 20240611
N_RUNS = 20
FEWEST_RUNS = 5
FEWEST_DOCS = 5  # fewer articles cannot be drawn again in enough ways to tell
# A topic comes back if the low end of its stability's interval reaches this (half of the top
# terms), over random starts and over draws of the articles. Chosen on artificial articles
# (`topic_experiment`): of 300 topics of pure noise none passes by NMF, of 150 by LDA one.
COMES_BACK = 0.5
# What a notebook may spend on fitting models again, in steps of `fitting_cost`, summed over the
# runs. 1.5 billion are about a minute on one core.
BUDGET = 1_500_000_000
N_DRAWS = 2000
NO_STABILITY = empty_table("topic_stability").drop(columns="fitted_on")


class Run(NamedTuple):
    """One refit: `over` (seeds, articles or n_topics), the model, and how often each article was drawn."""

    over: str
    model: Model
    drawn: pd.Series  # doc_id -> times drawn


def plan_runs(passages, numbers, n_runs=N_RUNS, budget=BUDGET):
    """How many runs the budget allows for these numbers of topics: `n_runs`, fewer if large, never below 5."""
    cost = 2 * sum(fitting_cost(passages, number) for number in np.atleast_1d(numbers))
    return int(np.clip(budget // max(cost, 1), FEWEST_RUNS, n_runs))


def fitting_cost(passages, n_topics):
    """Steps that a fit takes: each count once per topic, each passage and term once per pair of topics."""
    n_terms = len(np.unique(passages.counts.indices))
    return n_topics * passages.counts.nnz + n_topics**2 * (len(passages.rows) + n_terms) // 2


def fit_and_refit(passages, n_topics, n_runs=N_RUNS, kind="nmf"):
    """(model, its refits, their stability): what it takes to know how far a model can be trusted."""
    model = fit_topics(passages, n_topics, kind)
    runs = refit_topics(passages, n_topics, n_runs, kind)
    return model, runs, measure_stability(model, runs)


def refit_topics(passages, n_topics, n_runs=N_RUNS, kind="nmf", seed=SEED):
    """
    Fit again from `n_runs` random starts, then on `n_runs` draws of the articles.

    A draw takes as many articles as there are, with replacement, each with all its passages
    (words of one article stay together), and starts at random too. A draw that cannot carry
    all topics is fitted with as many as it can; topics left over count as not come back.
    """
    rng = np.random.default_rng(seed)
    docs = pd.Index(passages.rows["doc_id"].unique())
    doc = docs.get_indexer(passages.rows["doc_id"])
    runs = []
    for number in tqdm(range(2 * n_runs), "fit again", leave=False, disable=None):
        again = number >= n_runs
        times = (
            np.bincount(rng.integers(0, len(docs), len(docs)), minlength=len(docs))
            if again
            else np.ones(len(docs), int)
        )
        drawn = take_passages(passages, np.repeat(np.arange(len(doc)), times[doc]))
        model = fit_topics(
            drawn, min(n_topics, most_topics(drawn)), kind, int(rng.integers(1, 2**31))
        )
        runs.append(Run("articles" if again else "seeds", model, pd.Series(times, docs)))
    return runs


def measure_overlap(model, other, scores=term_scores, n=N_TOP):
    """
    For each topic of `model`: its partner in `other` and the part of its top terms that they share.

    Partners are one to one and chosen so that all overlaps together are largest (Hungarian
    matching); ties go to the larger cosine of the weights. Overlap 0 = no common top term,
    1 = the same top terms; a topic without a partner has partner -1 and overlap 0. `scores`
    rank the terms.
    """
    shape = (len(model.weights), len(other.weights))
    common = top_matrix(scores(model), n) @ top_matrix(scores(other), n).T / n
    norm = [
        matrix.weights / np.linalg.norm(matrix.weights, axis=1, keepdims=True)
        for matrix in (model, other)
    ]
    row, column = linear_sum_assignment(-(common + 1e-4 * np.round(norm[0] @ norm[1].T, 6)))
    partner, overlap = np.full(shape[0], -1), np.zeros(shape[0])
    partner[row], overlap[row] = column, common[row, column]
    return partner, overlap


def top_matrix(scores, n=N_TOP):
    """Topics by terms: 1 where a term is one of the topic's top terms."""
    marks = np.zeros(scores.shape)
    np.put_along_axis(marks, first_ones(scores, n), 1, axis=1)
    return marks


def measure_stability(model, runs, seed=SEED):
    """
    Stability of each topic: the mean overlap with its partners over the runs.

    One row per topic and kind of run (`over`): n_topics, topic (from 1), n_runs, stability
    from 0 (never comes back) to 1 (the same top terms in every run), and low, high: its 95%
    interval over the runs (bootstrap, 2,000 draws). comes_back: the low ends of all kinds of
    run reach `COMES_BACK`, and there are five articles or more.
    """
    rng = np.random.default_rng(seed)
    tables, n_docs = [], len(runs[0].drawn) if runs else 0
    for over in dict.fromkeys(run.over for run in runs):
        overlap = np.array(
            [measure_overlap(model, run.model)[1] for run in runs if run.over == over]
        )
        draws = overlap[rng.integers(0, len(overlap), (N_DRAWS, len(overlap)))].mean(1)
        low, high = np.percentile(draws, [2.5, 97.5], axis=0)
        n_topics = len(model.weights)
        tables.append(
            pd.DataFrame(
                {
                    "n_topics": n_topics,
                    "over": over,
                    "topic": np.arange(n_topics) + 1,
                    "n_runs": len(overlap),
                    "stability": overlap.mean(0),
                    "low": low,
                    "high": high,
                }
            )
        )
    if not len(model.weights):
        return NO_STABILITY
    table = pd.concat(tables, ignore_index=True)
    lowest = table.groupby("topic")["low"].transform("min")
    return table.assign(
        model=model.kind, comes_back=(lowest.round(9) >= COMES_BACK) & (n_docs >= FEWEST_DOCS)
    )


def shuffle_words(passages, seed=SEED):
    """
    The same passages with their words dealt out anew: as long as before, and nothing goes together.

    What comes back here would come back from the frequencies of words alone.
    """
    counts = passages.counts.tocsr()
    row = np.repeat(np.arange(counts.shape[0]), np.asarray(counts.sum(1)).ravel())
    code = np.random.default_rng(seed).permutation(np.repeat(counts.indices, counts.data))
    dealt = sparse.coo_array((np.ones(len(code), np.int32), (row, code)), counts.shape).tocsr()
    return passages._replace(counts=dealt)
