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
from analysis.topics.passages import Passages, take_passages, take_terms

N_TOP = 10  # top terms of a topic, where the vocabulary has as many for each
FEWEST_TOP = 3  # with fewer terms for each topic there are no topics
# Always this many rounds, no test of convergence: a test would stop elsewhere on another
# processor. On China's speeches (k = 10) coherence is .384 after 20 rounds, .377 after 40 and
# .379 after 200; on artificial articles 20 find as many planted topics as 40.
N_ROUNDS = 20
SHARE_ROUNDS = 100  # the topics held: only the mixture of each passage is found, which is quick
PRIOR = 0.5  # passages of every term that each topic is given: see `term_scores`
# Up to so many cells (8 MB) a matrix is fitted with its zeros: what a sparse one takes to be
# multiplied is then more than its numbers.
MOST_DENSE = 1_000_000
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
) -> Model:
    """A model with all its digits, for refits that are compared and not kept."""
    n_most = most_topics(passages)
    if not 0 <= n_topics <= n_most:
        raise ValueError(
            f"{n_topics} topics from {len(passages.rows)} passages and "
            f"{len(passages.terms)} terms: choose at most {n_most}, or bring more articles."
        )
    is_filled = np.diff(passages.counts.indptr) > 0
    filled = passages if is_filled.all() else take_passages(passages, is_filled)
    idf = measure_idf(filled.counts)
    model = Model(
        kind,
        passages.unit,
        np.asarray(passages.terms),
        idf if kind == "nmf" else np.ones(len(idf)),
        np.zeros((0, len(idf))),
        np.bincount(filled.counts.indices, minlength=len(idf)),
    )
    if not n_topics:  # a corpus of a few lines: a model without topics
        return model
    weights, shares = fit_nmf(
        filled.counts, idf, n_topics, seed, anchor_rows(anchors or {}, filled)
    )
    sizes = filled.counts.sum(1) @ shares
    if kind == "lda":
        weights = fit_lda(filled.counts, shares, seed)
        sizes = weights.sum(1)
    model = model._replace(weights=weights)
    order = np.lexsort((rank_terms(model, 1)[:, 0], -np.round(sizes / sizes.sum(), DIGITS)))
    return model._replace(weights=weights[order])


def most_topics(passages: Passages) -> int:
    """How many topics can be fitted: one for each passage with words, and for every three terms."""
    n_filled = int((np.diff(passages.counts.indptr) > 0).sum())
    return min(n_filled, len(np.unique(passages.counts.indices)) // FEWEST_TOP)


def fit_nmf(
    counts: sparse.csr_array,
    idf: np.ndarray,
    n_topics: int,
    seed: int | None = None,
    anchors: sparse.csr_array | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """(weights over terms, shares of the passages) of topics by non-negative matrix factorisation of tf-idf."""
    from sklearn.decomposition import NMF

    matrix = sparse.diags_array(damp_short(counts)) @ weigh(counts, idf)
    matrix = sparse.vstack([matrix, *([] if anchors is None else [anchors])]).tocsr()
    here = np.unique(matrix.indices)  # a sample lacks many terms: they cost time and nothing else
    start = "nndsvda" if seed is None and n_topics <= min(matrix.shape[0], len(here)) else "random"
    model = NMF(n_topics, init=start, tol=0, max_iter=N_ROUNDS, random_state=seed or 0)
    matrix = matrix[:, here]
    if matrix.shape[0] * matrix.shape[1] <= MOST_DENSE:
        matrix = matrix.toarray()
    with quiet():
        parts = model.fit_transform(matrix)
    weights = np.zeros((n_topics, len(idf)))
    weights[:, here] = model.components_
    parts = parts[: counts.shape[0]] * weights.sum(1)
    return weights, parts / np.maximum(parts.sum(1, keepdims=True), 1e-300)


def damp_short(counts: sparse.csr_array) -> np.ndarray:
    """
    The length that each passage is given: 1, and less where it has fewer words than the middle one.

    With length 1 for all, a passage of one or two terms weighs as much as a full paragraph, and
    topics gather round single words: on paragraphs of news and talk (GUM, k = 20) coherence
    was .12, and is .30. The error of a short passage counts in proportion to its words.
    """
    n_words = np.asarray(counts.sum(1)).ravel()
    return np.sqrt(np.minimum(n_words / np.median(n_words), 1))


def anchor_rows(
    anchors: dict[str, list[str]], passages: Passages, strength: float = 1.0
) -> sparse.csr_array | None:
    """
    Passages made of seed words: one row per entry of `anchors` (a name and its terms), or None.

    Factorised along with the real passages they draw topics towards the seed words, which
    is guided NMF (Vendrow et al. 2021) by other means. At `strength` 1 they weigh as much
    as all passages together. Such topics find what they were told to find.
    """
    if not anchors:
        return None
    terms = pd.Index(passages.terms)
    rows = np.array([terms.isin(list(words)) for words in anchors.values()], float)
    length = np.sqrt(rows.sum(1, keepdims=True))
    scale = strength * np.sqrt(len(passages.rows) / len(rows))
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
    if len(filled) and len(model.weights):
        found = (
            nmf_shares(model, counts[filled])
            if model.kind == "nmf"
            else share_lda(model.weights, counts[filled])
        )
        total = found.sum(1, keepdims=True)
        shares[filled] = np.divide(found, total, out=np.full_like(found, np.nan), where=total > 0)
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


def measure_idf(counts: sparse.csr_array) -> np.ndarray:
    """Weight of each term: ln((1 + passages) / (1 + passages with it)) + 1; rare words weigh more."""
    n_passages = np.bincount(counts.indices, minlength=counts.shape[1])
    return np.log((1 + counts.shape[0]) / (1 + n_passages)) + 1


def weigh(counts: sparse.csr_array, idf: np.ndarray) -> sparse.csr_matrix:
    """tf-idf: 1 + ln n, times idf, each passage scaled to length one."""
    from sklearn.utils.sparsefuncs_fast import inplace_csr_row_normalize_l2

    weighed = sparse.csr_matrix(counts, dtype=float, copy=True)
    weighed.data = (np.log(weighed.data) + 1) * idf[weighed.indices]
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
    return np.argsort(-np.round(scores, 9), axis=1, kind="stable")[:, :n]


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
