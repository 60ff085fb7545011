"""
Topics: passages in, groups of words that occur together out, and their share of each passage.

A topic is a row of numbers over words that a model found; it is no frame and no finding.
Fitting and weighing are scikit-learn's. Whether a topic recurs is measured in `stability`,
how its words hang together in `quality`.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.tables.stored import round_off, write_whole
from analysis.topics.lda import fit_lda, share_lda
from analysis.topics.passages import Passages, take_terms
from analysis.topics.starting import start_at_singular_vectors

N_TOP = 10  # top terms of a topic, where the vocabulary has as many for each
FEWEST_TOP = 3  # with fewer terms for each topic there are no topics
# Always this many rounds, no test of convergence: a test would stop elsewhere on another
# processor. On China's speeches (k = 10) coherence is .384 after 20 rounds, .377 after 40 and
# .379 after 200; on artificial articles 20 find as many planted topics as 40.
N_ROUNDS = 20
SHARE_ROUNDS = 50  # the topics held, only mixtures are found: 50 more move none by over 0.000001
PRIOR = 0.5  # passages of every term that each topic is given: see `term_scores`
# Up to so many cells (8 MB) a matrix is fitted with its zeros: what a sparse one takes to be
# multiplied is then more than its numbers.
MOST_DENSE = 1_000_000
BLOCK = 20_000  # passages whose shares are found at once: each is found apart from the others
DIGITS = 6  # of shares: processors differ near the thirteenth


class Model(NamedTuple):
    """A fitted model: `weights` has a row per topic, ordered by share, and a column per term."""

    kind: str  # "nmf" or "lda"
    unit: str
    terms: np.ndarray
    idf: np.ndarray  # the weight of each term in tf-idf
    weights: np.ndarray
    n_passages: np.ndarray  # fitted passages that hold each term

    @property
    def n_top(self) -> int:
        """How many top terms each topic lists: ten, fewer if the vocabulary is too small for that."""
        return min(N_TOP, len(self.terms) // max(len(self.weights), 1))


# models -----------------------------------------------------------------------------


def fit_topics(
    passages: Passages,
    n_topics: int,
    kind: str = "nmf",
    seed: int | None = None,
    anchors: dict[str, list[str]] | None = None,
) -> Model:
    """
    Fit a model of `n_topics` topics, ordered by their share of all words, largest first.

    `kind`: "nmf" on tf-idf (`weigh`, `damp_short`) or "lda" on counts.
    `seed`: None starts NMF from the singular vectors, so that nothing is random; a number
    starts it anywhere. LDA starts from the topics of NMF, and so does chance in it.
    `anchors`: see `anchor_rows`; in LDA they shape the start only.
    The weights are rounded to the digits that are stored: a kept model is the fitted one.
    """
    model = fit_model(passages, n_topics, kind, seed, anchors)
    return model._replace(idf=round_off(model.idf), weights=round_off(model.weights))


def fit_model(
    passages: Passages,
    n_topics: int,
    kind: str = "nmf",
    seed: int | None = None,
    anchors: dict[str, list[str]] | None = None,
    times: np.ndarray | None = None,
) -> Model:
    """
    A model with all its digits, for refits that are compared and not kept.

    `times`: how often each passage was drawn; once each if None. NMF takes a passage drawn
    three times once, with three times its error: the same model in two thirds of the time.
    """
    times = np.ones(len(passages.rows), int) if times is None else times
    n_most = most_topics(passages, times)
    if not 0 <= n_topics <= n_most:
        raise ValueError(
            f"{n_topics} topics from {times.sum()} passages and "
            f"{len(passages.terms)} terms: choose at most {n_most}, or bring more articles."
        )
    filled = np.flatnonzero((np.diff(passages.counts.indptr) > 0) & (times > 0))
    if kind == "lda" or len(filled) < n_topics:
        filled, times = np.repeat(filled, times[filled]), np.ones(times[filled].sum(), int)
    else:
        times = times[filled]
    is_whole = np.array_equal(filled, np.arange(len(passages.rows)))
    counts = passages.counts if is_whole else passages.counts[filled]
    idf = measure_idf(counts, times)
    model = Model(
        kind,
        passages.unit,
        np.asarray(passages.terms),
        idf if kind == "nmf" else np.ones(len(idf)),
        np.zeros((0, len(idf))),
        count_passages_with(counts, times),
    )
    if not n_topics:  # a corpus of a few lines: a model without topics
        return model
    guides = anchor_rows(anchors or {}, model.terms, len(filled))
    weights, shares = fit_nmf(counts, idf, n_topics, seed, guides, times)
    sizes = (np.asarray(counts.sum(1)).ravel() * times) @ shares
    if kind == "lda":
        weights = fit_lda(counts, shares, seed)
        sizes = weights.sum(1)
    model = model._replace(weights=weights)
    order = np.lexsort((rank_terms(model, 1)[:, 0], -np.round(sizes / sizes.sum(), DIGITS)))
    return model._replace(weights=weights[order])


def most_topics(passages: Passages, times: np.ndarray | None = None) -> int:
    """How many topics can be fitted: one for each passage with words, and for every three terms."""
    is_filled = np.diff(passages.counts.indptr) > 0
    if times is None:
        n_terms = (np.bincount(passages.counts.indices) > 0).sum()
        return min(int(is_filled.sum()), int(n_terms) // FEWEST_TOP)
    held = np.repeat(times > 0, np.diff(passages.counts.indptr))
    n_terms = (np.bincount(passages.counts.indices[held]) > 0).sum()
    return min(int(times[is_filled].sum()), int(n_terms) // FEWEST_TOP)


def fit_nmf(
    counts: sparse.csr_array,
    idf: np.ndarray,
    n_topics: int,
    seed: int | None,
    anchors: sparse.csr_array | None,
    times: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """(weights over terms, shares of the passages) of topics by non-negative matrix factorisation of tf-idf."""
    from sklearn.decomposition import non_negative_factorization

    matrix = weigh(counts, idf)
    # A row times the root of a number has that number of times its error, as so many equal rows have.
    matrix.data *= np.repeat(damp_short(counts, times) * np.sqrt(times), np.diff(matrix.indptr))
    if anchors is not None:
        matrix = sparse.vstack([matrix, anchors]).tocsr()
        times = np.append(times, np.ones(anchors.shape[0], int))
    # A sample lacks many terms: they cost time and nothing else.
    here = np.flatnonzero(np.bincount(matrix.indices, minlength=len(idf)))
    if len(here) < len(idf):
        place = np.zeros(len(idf), matrix.indices.dtype)
        place[here] = np.arange(len(here))
        matrix = sparse.csr_array(
            (matrix.data, place[matrix.indices], matrix.indptr), (matrix.shape[0], len(here))
        )
    if matrix.shape[0] * matrix.shape[1] <= MOST_DENSE:
        matrix = matrix.toarray()
    is_free = seed is not None or n_topics > min(matrix.shape)
    start = (None, None) if is_free else start_at_singular_vectors(matrix, n_topics, times)
    with quiet():
        parts, found, _ = non_negative_factorization(
            matrix,
            *start,
            n_topics,
            init="random" if is_free else "custom",
            tol=0,
            max_iter=N_ROUNDS,
            random_state=seed or 0,
        )
    weights = np.zeros((n_topics, len(idf)))
    weights[:, here] = found
    parts = parts[: counts.shape[0]] * weights.sum(1)
    return weights, parts / np.maximum(parts.sum(1, keepdims=True), 1e-300)


def damp_short(counts: sparse.csr_array, times: np.ndarray | None = None) -> np.ndarray:
    """
    The length that each passage is given: 1, and less where it has fewer words than the middle one.

    With length 1 for all, a passage of one or two terms weighs as much as a full paragraph, and
    topics gather round single words: on paragraphs of news and talk (GUM, k = 20) coherence
    was .12, and is .30. The error of a short passage counts in proportion to its words.
    """
    n_words = np.asarray(counts.sum(1)).ravel()
    middle = np.median(n_words if times is None else np.repeat(n_words, times))
    return np.sqrt(np.minimum(n_words / middle, 1))


def anchor_rows(
    anchors: dict[str, list[str]], terms: np.ndarray, n_passages: int, strength: float = 1.0
) -> sparse.csr_array | None:
    """
    Passages made of seed words: one row per entry of `anchors` (a name and its terms), or None.

    Factorised along with the real passages they draw topics towards the seed words, which
    is guided NMF (Vendrow et al. 2021) by other means. At `strength` 1 they weigh as much
    as all passages together. Such topics find what they were told to find.
    """
    if not anchors:
        return None
    index = pd.Index(terms)
    rows = np.array([index.isin(list(words)) for words in anchors.values()], float)
    length = np.sqrt(rows.sum(1, keepdims=True))
    scale = strength * np.sqrt(n_passages / len(rows))
    return sparse.csr_array(
        np.divide(scale * rows, length, out=np.zeros_like(rows), where=length > 0)
    )


def measure_shares(model: Model, passages: Passages) -> np.ndarray:
    """
    Share of each topic in each passage (rows sum to 1), passages that were fitted or new ones.

    Nothing is refitted: the topics stay, only their mixture is found. A passage without
    any word of the model has missing shares.
    """
    counts = take_terms(passages, model.terms).counts
    filled = np.flatnonzero(np.diff(counts.indptr))
    shares = np.full((len(passages.rows), len(model.weights)), np.nan)
    for first in range(0, len(filled) if len(model.weights) else 0, BLOCK):
        rows = filled[first : first + BLOCK]
        found = (
            nmf_shares(model, counts[rows])
            if model.kind == "nmf"
            else share_lda(model.weights, counts[rows])
        )
        total = found.sum(1, keepdims=True)
        shares[rows] = np.divide(found, total, out=np.full_like(found, np.nan), where=total > 0)
    return np.round(shares, DIGITS)


def nmf_shares(model: Model, counts: sparse.csr_array) -> np.ndarray:
    """Each topic's part of each passage: what it contributes, summed over the terms."""
    return nmf_parts(model, counts) * model.weights.sum(1)


def nmf_parts(model: Model, counts: sparse.csr_array) -> np.ndarray:
    """How much of each topic (a row of `weights`) goes into each passage."""
    from sklearn.decomposition import non_negative_factorization

    with quiet():
        parts, _, _ = non_negative_factorization(
            weigh(counts, model.idf),
            H=model.weights,
            n_components=len(model.weights),
            init="custom",
            update_H=False,
            tol=0,
            max_iter=SHARE_ROUNDS,
        )
    return parts


def count_passages_with(counts: sparse.csr_array, times: np.ndarray | None = None) -> np.ndarray:
    """In how many passages each term stands; each passage counts as often as `times` says."""
    weights = None if times is None else np.repeat(times, np.diff(counts.indptr))
    return np.bincount(counts.indices, weights, counts.shape[1]).astype(int)


def measure_idf(counts: sparse.csr_array, times: np.ndarray | None = None) -> np.ndarray:
    """Weight of each term: ln((1 + passages) / (1 + passages with it)) + 1; rare words weigh more."""
    n_passages = counts.shape[0] if times is None else times.sum()
    return np.log((1 + n_passages) / (1 + count_passages_with(counts, times))) + 1


def weigh(counts: sparse.csr_array, idf: np.ndarray) -> sparse.csr_matrix:
    """tf-idf: 1 + ln n, times idf, each passage scaled to length one."""
    from sklearn.utils.sparsefuncs_fast import inplace_csr_row_normalize_l2

    # The logarithm of each number is taken once.
    damped = np.log(np.arange(1, counts.data.max(initial=0) + 1)) + 1
    data = damped[counts.data - 1] * idf[counts.indices]
    weighed = sparse.csr_matrix((data, counts.indices, counts.indptr), counts.shape)
    inplace_csr_row_normalize_l2(weighed)
    return weighed


def topic_chances(model: Model) -> np.ndarray:
    """Each term's part of each topic's weight; rows sum to 1."""
    return model.weights / np.maximum(model.weights.sum(1, keepdims=True), 1e-300)


def term_scores(model: Model) -> np.ndarray:
    """
    What top terms are ranked by: a term's part of the topic times the topic's part of the term.

    The second keeps common words from leading many topics: by weight alone they come back even
    in pure noise. A term of two passages is easily one topic's own, and means little: so each
    topic is given half a passage more of every term (Jeffreys' prior). Without it coherence on
    100 speeches of a decade (k = 20) is .48 in these speeches and -.29 in others of the decade;
    with it, .34 and -.01; with a whole passage (Laplace) .30 and .03.
    """
    chance = topic_chances(model)
    alone = chance / np.maximum(chance.sum(0), 1e-300)
    return chance * (model.n_passages * alone + PRIOR) / (model.n_passages + PRIOR * len(chance))


def rank_terms(model: Model, n: int | None = None) -> np.ndarray:
    """Numbers of the `n` top terms of each topic, first ones first; ties in order of the terms."""
    return first_ones(term_scores(model), model.n_top if n is None else n)


def first_ones(scores: np.ndarray, n: int = N_TOP) -> np.ndarray:
    """Numbers of the `n` largest scores of each row, largest first; ties in order of the terms."""
    scores = np.round(scores, 9)
    if not 0 < n < scores.shape[1]:
        return np.argsort(-scores, axis=1, kind="stable")[:, :n]
    # Only what reaches the n-th largest score is sorted.
    least = np.partition(scores, -n, axis=1)[:, -n]
    reach = [np.flatnonzero(row >= last) for row, last in zip(scores, least)]
    first = [some[np.argsort(-row[some], kind="stable")[:n]] for row, some in zip(scores, reach)]
    return np.array(first, int).reshape(len(scores), n)


def list_top_terms(
    model: Model, scores: np.ndarray | None = None, n: int | None = None
) -> pd.DataFrame:
    """
    The table of top terms by `scores` (the term scores if None): topic (from 1), rank, term, weight (the score).

    A topic that has fewer terms than `n` lists fewer.
    """
    scores = term_scores(model) if scores is None else scores
    top = first_ones(scores, model.n_top if n is None else n)
    topic, rank = (number.ravel() for number in np.indices(top.shape))
    table = pd.DataFrame(
        {
            "topic": topic + 1,
            "rank": rank + 1,
            "term": model.terms[top.ravel()],
            "weight": np.round(scores[topic, top.ravel()], DIGITS),
        }
    ).astype({"term": "str"})
    return table[table["weight"] > 0].reset_index(drop=True)


@contextmanager
def quiet() -> Iterator[None]:
    """
    NMF stops after a fixed number of rounds: the warning that says so says nothing new.

    Nor does the root of an error that rounding took below zero.
    """
    from sklearn import config_context
    from sklearn.exceptions import ConvergenceWarning

    # What is fitted are counts of ours: they are not checked again in each of many refits.
    unchecked = config_context(assume_finite=True, skip_parameter_validation=True)
    with unchecked, warnings.catch_warnings(), np.errstate(invalid="ignore"):
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


# keeping a model --------------------------------------------------------------------


def write_model(model: Model, path: Path | str) -> None:
    """Keep a model as plain arrays (.npz, no code inside): terms, their weights, nothing else."""
    arrays = model._replace(terms=np.asarray(model.terms, str))._asdict()

    def write(part: Path) -> None:
        with open(part, "wb") as file:
            np.savez(file, **arrays)

    write_whole(path, write)


def read_model(path: Path | str) -> Model:
    """A kept model, to be applied to new articles without fitting again."""
    with np.load(path, allow_pickle=False) as arrays:
        kept = {name: arrays[name] for name in Model._fields}
    return Model(
        str(kept.pop("kind")),
        str(kept.pop("unit")),
        kept["terms"].astype(object),
        kept["idf"],
        kept["weights"],
        kept["n_passages"],
    )
