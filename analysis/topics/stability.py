"""
Does a topic recur? Part of the step `topics`.

A model is fitted again on resampled articles; each topic is matched with the one most like
it (Hungarian matching), and what the two share of their top terms is the overlap. Its mean
over the runs is the topic's stability. The same is done where nothing goes together: on the
same words, shuffled among the passages. A topic recurs only if it is more stable than that.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from tqdm import tqdm

from analysis.tables.stored import empty_table
from analysis.topics.fitting import (
    DIGITS,
    Model,
    first_ones,
    fit_model,
    most_topics,
    term_scores,
)
from analysis.topics.passages import Passages

SEED = 20240611
FEWEST_DOCS = 5  # fewer articles cannot be resampled in enough ways to tell
# In how many models may shuffled words alone give any topic that recurs.
FALSE_TOPICS = 0.05
# A topic is named by its top terms: it is the same topic if half of them return in the average run.
MOST_TERMS = 0.5


class Plan(NamedTuple):
    """How often a model is fitted again: on resampled articles, and as often for each shuffle."""

    n_runs: int
    n_shuffles: int


# With 19 shuffles a topic must beat all of them, with 39 all but one. Over 10 runs the verdict
# on the five articles hung on the draw of the articles more than over 20.
PLANS = [Plan(20, 39), Plan(10, 39), Plan(5, 19)]
# What a notebook may spend on all its fits, in steps of `fitting_cost`: half a minute on one core.
BUDGET = 1_500_000_000
NO_STABILITY = empty_table("topic_stability")


def plan_runs(passages: Passages, numbers: int | list[int], budget: int = BUDGET) -> Plan:
    """The largest plan that the budget allows for these numbers of topics; the smallest if none."""
    cost = sum(fitting_cost(passages, number) for number in np.atleast_1d(numbers))
    fits = ((plan.n_runs + 1) * (plan.n_shuffles + 1) for plan in PLANS)
    return next((plan for plan, n in zip(PLANS, fits) if n * cost <= budget), PLANS[-1])


def fitting_cost(passages: Passages, n_topics: int) -> int:
    """Steps that a fit takes: each count once per topic, each passage and term once per pair of topics."""
    n_terms = len(np.unique(passages.counts.indices))
    return n_topics * passages.counts.nnz + n_topics**2 * (len(passages.rows) + n_terms) // 2


def refit_topics(
    passages: Passages, n_topics: int, n_runs: int, kind: str = "nmf", seed: int = SEED
) -> list[Model]:
    """
    The model again, on `n_runs` resamples of the articles.

    A resample takes as many articles as there are, with replacement, each with all its
    passages (words of one article stay together); over all runs each article is drawn as often
    as the others (balanced bootstrap; Davison, Hinkley & Schechtman 1986), so that luck decides less. One that cannot carry all topics is
    fitted with as many as it can; topics left over count as not found.
    """
    rng = np.random.default_rng(seed)
    doc, docs = pd.factorize(passages.rows["doc_id"])
    draws = rng.permutation(np.tile(np.arange(len(docs)), n_runs)).reshape(n_runs, -1)
    models = []
    for draw in draws:
        times = np.bincount(draw, minlength=len(docs))[doc]
        most = most_topics(passages, times)
        models.append(fit_model(passages, min(n_topics, most), kind, times=times))
    return models


def start_anywhere(
    passages: Passages, n_topics: int, n_runs: int, kind: str = "nmf", seed: int = SEED
) -> list[Model]:
    """The model again, on the same passages from `n_runs` random starts: what most packages do."""
    seeds = np.random.default_rng(seed).integers(1, 2**31, n_runs)
    return [fit_model(passages, n_topics, kind, int(number)) for number in seeds]


def measure_overlap(
    model: Model, other: Model, scores: Callable = term_scores
) -> tuple[np.ndarray, np.ndarray]:
    """
    For each topic of `model`: its partner in `other` and the part of its top terms that they share.

    Partners are one to one and chosen so that all overlaps together are largest (Hungarian
    matching); ties go to the larger cosine of the weights. Overlap 0 = no common top term,
    1 = the same top terms; a topic without a partner has partner -1 and overlap 0. `scores`
    rank the terms.
    """
    shape = (len(model.weights), len(other.weights))
    n = max(model.n_top, 1)
    common = top_matrix(scores(model), n) @ top_matrix(scores(other), n).T / n
    norm = [
        part.weights / np.maximum(np.linalg.norm(part.weights, axis=1, keepdims=True), 1e-300)
        for part in (model, other)
    ]
    row, column = linear_sum_assignment(-(common + 1e-4 * np.round(norm[0] @ norm[1].T, 6)))
    partner, overlap = np.full(shape[0], -1), np.zeros(shape[0])
    partner[row], overlap[row] = column, common[row, column]
    return partner, overlap


def top_matrix(scores: np.ndarray, n: int) -> np.ndarray:
    """Topics by terms: 1 where a term is one of the topic's top terms; a term of no weight is none."""
    marks, top = np.zeros(scores.shape), first_ones(scores, n)
    np.put_along_axis(marks, top, np.take_along_axis(scores, top, 1) > 0, axis=1)
    return marks


def measure_stability(model: Model, models: list[Model]) -> np.ndarray:
    """
    Stability of each topic: its mean overlap with its partners in other models of the articles.

    0 = never found again, 1 = the same top terms each time.
    """
    overlap = np.array([measure_overlap(model, other)[1] for other in models])
    return np.round(overlap.mean(0), DIGITS)


# what chance gives ------------------------------------------------------------------


def shuffle_words(passages: Passages, seed: int = SEED) -> Passages:
    """
    The same passages with their words shuffled: as long as before, and nothing goes together.

    What recurs here recurs from the frequencies of words alone.
    """
    counts = passages.counts.tocsr()
    row = np.repeat(np.arange(counts.shape[0], dtype=np.int32), np.asarray(counts.sum(1)).ravel())
    code = np.random.default_rng(seed).permutation(np.repeat(counts.indices, counts.data))
    shuffled = sparse.coo_array((np.ones(len(code), np.int32), (row, code)), counts.shape).tocsr()
    return passages._replace(counts=shuffled)


def measure_null(
    passages: Passages, n_topics: int, plan: Plan, kind: str = "nmf", seed: int = SEED
) -> np.ndarray:
    """
    The largest stability of any topic of a model of shuffled words, for each shuffle.

    With the same `seed` the same articles are drawn as for the model itself: a lucky draw
    helps both alike.
    """
    largest = []
    for number in tqdm(range(plan.n_shuffles), "shuffled words", leave=False, disable=None):
        shuffled = shuffle_words(passages, seed + number)
        n = min(n_topics, most_topics(shuffled))
        model = fit_model(shuffled, n, kind)
        again = refit_topics(shuffled, n, plan.n_runs, kind, seed)
        largest.append(measure_stability(model, again).max(initial=0))
    return np.array(largest)


def find_level(null: np.ndarray) -> float:
    """
    The stability that a topic must exceed, by the largest ones of shuffled words.

    The articles and the shuffles are ranked together: at this level at most 5% of models of
    words that do not go together have a topic above it, whichever topic it is (a permutation
    test with the maximum over topics; Westfall & Young 1993). Missing with under 19 shuffles.
    """
    n_above = int(FALSE_TOPICS * (len(null) + 1) + 1e-9)
    return float(np.sort(null)[-n_above]) if n_above else np.nan


def judge_topics(
    model: Model, stability: np.ndarray, null: np.ndarray, n_docs: int, n_runs: int
) -> pd.DataFrame:
    """
    The verdict, a row per topic: model, n_topics, topic, n_runs, n_shuffles, stability, null, recurs.

    recurs: more stable than `find_level(null)`, at least half of the top terms return in the
    average run, and there are five articles or more.
    """
    level, n_topics = find_level(null), len(model.weights)
    if not n_topics:
        return NO_STABILITY
    stability = np.round(stability, DIGITS)
    return pd.DataFrame(
        {
            "model": model.kind,
            "n_topics": n_topics,
            "topic": np.arange(n_topics) + 1,
            "n_runs": n_runs,
            "n_shuffles": len(null),
            "stability": stability,
            "null": level,
            "recurs": (stability > np.round(level, DIGITS))
            & (stability >= MOST_TERMS)
            & (n_docs >= FEWEST_DOCS),
        }
    )


def try_topics(
    passages: Passages, n_topics: int, plan: Plan, kind: str = "nmf", seed: int = SEED
) -> tuple[Model, pd.DataFrame]:
    """(model, verdict on its topics): what it takes to know how far a model can be trusted."""
    model = fit_model(passages, n_topics, kind)
    stability = measure_stability(model, refit_topics(passages, n_topics, plan.n_runs, kind, seed))
    null = measure_null(passages, n_topics, plan, kind, seed)
    n_docs = passages.rows["doc_id"].nunique()
    return model, judge_topics(model, stability, null, n_docs, plan.n_runs)
