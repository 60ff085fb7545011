"""
Topics: passages in, groups of words that occur together out, and their share of each passage.

A topic is a row of numbers over words that a model found; it is no frame and no finding.
NMF on tf-idf and LDA on counts are scikit-learn's. How far a topic can be trusted is
measured in `topic_stability`, how its words hang together in `topic_quality`. A passage is
what a model takes as one: a sentence, a paragraph or an article.
"""

import warnings
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.tables import write_whole

N_TOP = 10                  # top terms of a topic
# Always this many rounds, no test of convergence: a test would stop elsewhere on another
# processor. At 80 the coherence is that of scikit-learn's default, which takes 92 to 200
# rounds on the General Debate; at 40 it lies up to .02 below (k = 20).
N_ROUNDS = 80
LDA_ROUNDS = 20
MANY_WORDS = 2_000_000      # from here on LDA learns from batches of passages
DIGITS = 6                  # of shares: processors differ near the thirteenth


class Passages(NamedTuple):
    """`rows`: a row per passage; `terms`: sorted; `counts`: how often each term stands in each."""

    rows: pd.DataFrame      # doc_id, paragraph (its first), sentence (its first), n_words
    terms: np.ndarray
    counts: sparse.csr_array
    unit: str               # sentence, paragraph or article


class Model(NamedTuple):
    """A fitted model: `weights` has a row per topic, ordered by share, and a column per term."""

    kind: str               # "nmf" or "lda"
    unit: str
    terms: np.ndarray
    idf: np.ndarray         # the weight of each term in tf-idf
    weights: np.ndarray


# passages ---------------------------------------------------------------------------

def count_passages(tokens, sentences, unit="paragraph", kinds=("body",)):
    """
    How often each term stands in each passage; only sentences of the given kinds.

    `unit`: "sentence", "paragraph" or "article". Passages come in the order of doc_id, so
    that the order of the articles cannot matter to a model. Arithmetic on whole columns.
    """
    docs = tokens["doc_id"].cat.categories
    rows = sentences.assign(doc=docs.get_indexer(sentences["doc_id"])).query("doc >= 0")
    rows = rows.sort_values(["doc_id", "sentence"], ignore_index=True)
    begins = {"sentence": ["doc_id", "sentence"], "paragraph": ["doc_id", "paragraph"],
              "article": ["doc_id"]}[unit]
    is_kept = rows["kind"].isin(kinds)
    passages = rows[is_kept].drop_duplicates(begins)[["doc_id", "paragraph", "sentence"]]
    passage_of = np.full(len(rows), -1, np.int32)
    passage_of[is_kept] = (~rows[is_kept].duplicated(begins)).cumsum() - 1
    first = np.zeros(len(docs), np.int64)
    first[rows["doc"].to_numpy()[::-1]] = rows.index.to_numpy()[::-1]
    row = first[tokens["doc_id"].cat.codes] + tokens["sentence"].to_numpy()
    return count_terms_in(passage_of[row], tokens["term"].cat, passages.reset_index(drop=True), unit)


def count_terms_in(passage, terms, rows, unit):
    """Count the terms (a categorical's `.cat`) of tokens in their passages; -1 is in none."""
    inside = passage >= 0
    code = terms.codes.to_numpy()[inside]
    shape = (len(rows), len(terms.categories))
    counts = sparse.coo_array((np.ones(len(code), np.int32), (passage[inside], code)), shape).tocsr()
    counts.sum_duplicates()
    order = np.argsort(terms.categories.to_numpy(object), kind="stable")
    rows = rows.assign(n_words=np.asarray(counts.sum(1)).ravel())
    return Passages(rows, terms.categories.to_numpy(object)[order], counts[:, order], unit)


def keep_terms(passages, stop_terms=(), min_passages=2, max_share=0.5):
    """
    The passages with fewer terms: no stop terms, no numbers, nothing rare, nothing everywhere.

    Dropped are terms without two letters, in fewer than `min_passages` passages (such a
    word can go together with nothing), or in more than `max_share` of them.
    """
    n_passages = np.bincount(passages.counts.indices, minlength=len(passages.terms))
    names = pd.Index(passages.terms, dtype="str")
    keep = ((n_passages >= min_passages) & (n_passages <= max(max_share * len(passages.rows), min_passages))
            & ~names.isin(list(stop_terms)) & names.str.contains(r"[^\W\d_].*[^\W\d_]", regex=True))
    return passages._replace(terms=passages.terms[keep], counts=passages.counts[:, np.flatnonzero(keep)])


def take_passages(passages, rows):
    """The passages in the given row numbers (or where a mask holds); repeated ones repeat."""
    rows = np.flatnonzero(rows) if np.asarray(rows).dtype == bool else np.asarray(rows)
    return passages._replace(rows=passages.rows.iloc[rows].reset_index(drop=True),
                             counts=passages.counts[rows])


def take_terms(passages, terms):
    """The passages counted over the given terms, in their order; a term not there counts 0."""
    if np.array_equal(passages.terms, terms):
        return passages
    place = pd.Index(passages.terms).get_indexer(terms)
    known = np.flatnonzero(place >= 0)
    pick = sparse.coo_array((np.ones(len(known), np.int32), (place[known], known)),
                            (len(passages.terms), len(terms))).tocsr()
    return passages._replace(terms=np.asarray(terms), counts=(passages.counts @ pick).tocsr())


def drop_duplicates(passages, documents):
    """The passages of articles that are no duplicates: a text printed twice is fitted once."""
    originals = documents.loc[documents["duplicate_of"].isna(), "doc_id"]
    return take_passages(passages, passages.rows["doc_id"].isin(originals).to_numpy())


# models -----------------------------------------------------------------------------

def fit_topics(passages, n_topics, kind="nmf", seed=None, anchors=None):
    """
    Fit a model of `n_topics` topics, ordered by their share of all words, largest first.

    `kind`: "nmf" on tf-idf (1 + ln n, times idf, rows of length one) or "lda" on counts.
    `seed`: None starts NMF from the singular vectors, so that nothing is random; a number
    starts it anywhere. `anchors`: see `anchor_rows`; NMF only.
    """
    filled = take_passages(passages, np.diff(passages.counts.indptr) > 0)
    n_most = most_topics(passages)
    if not 1 <= n_topics <= n_most:
        raise ValueError(f"{n_topics} topics from {len(filled.rows)} passages and "
                         f"{len(filled.terms)} terms: choose 1 to {n_most}, or bring more articles.")
    idf = measure_idf(filled.counts) if kind == "nmf" else np.ones(len(filled.terms))
    fit = {"nmf": fit_nmf, "lda": fit_lda}[kind]
    weights = fit(filled.counts, idf, n_topics, seed, *([anchors, filled.terms] if anchors else []))
    model = Model(kind, passages.unit, np.asarray(passages.terms), idf, weights)
    return order_topics(model, filled)


def most_topics(passages):
    """How many topics can be fitted at most: as many as there are passages with words, or terms."""
    n_filled = int((np.diff(passages.counts.indptr) > 0).sum())
    return min(n_filled, len(np.unique(passages.counts.indices)))


def fit_nmf(counts, idf, n_topics, seed, anchors=None, terms=()):
    """The topics' weights over terms by non-negative matrix factorisation of tf-idf."""
    from sklearn.decomposition import NMF

    matrix = weigh(counts, idf)
    if anchors:
        matrix = sparse.vstack([matrix, anchor_rows(anchors, terms, len(counts.indptr) - 1)]).tocsr()
    start = "nndsvda" if seed is None else "random"
    model = NMF(n_topics, init=start, solver="cd", tol=0, max_iter=N_ROUNDS, random_state=seed or 0)
    with quiet():
        return model.fit(matrix).components_


def fit_lda(counts, idf, n_topics, seed):
    """The topics' pseudo-counts over terms by latent Dirichlet allocation."""
    from sklearn.decomposition import LatentDirichletAllocation

    method = "online" if counts.sum() > MANY_WORDS else "batch"
    model = LatentDirichletAllocation(n_topics, learning_method=method, random_state=seed or 0,
                                      max_iter=LDA_ROUNDS if method == "batch" else 5)
    return model.fit(counts).components_


def anchor_rows(anchors, terms, n_passages, strength=1.0):
    """
    Passages made of seed words: one row per entry of `anchors` (a name and its terms).

    Factorised along with the real passages they draw topics towards the seed words, which
    is guided NMF (Vendrow et al. 2021) by other means. At `strength` 1 they weigh as much
    as all passages together. Such topics find what they were told to find.
    """
    names = pd.Index(terms)
    rows = np.array([names.isin(list(words)) for words in anchors.values()], float)
    length = np.sqrt(rows.sum(1, keepdims=True))
    scale = strength * np.sqrt(n_passages / max(len(rows), 1))
    return sparse.csr_array(np.divide(scale * rows, length, out=np.zeros_like(rows), where=length > 0))


def order_topics(model, passages):
    """The model with its topics in the order of their shares, largest first; ties by top term."""
    share = measure_shares(model, passages)
    n_words = passages.counts.sum(1)
    size = np.round(np.nan_to_num(share * n_words[:, None]).sum(0) / max(n_words.sum(), 1), DIGITS)
    order = np.lexsort((rank_terms(model, 1)[:, 0], -size))
    return model._replace(weights=model.weights[order])


def measure_shares(model, passages):
    """
    Share of each topic in each passage (rows sum to 1), passages that were fitted or new ones.

    Nothing is refitted: the topics stay, only their mixture is found. A passage without
    any word of the model has missing shares.
    """
    counts = take_terms(passages, model.terms).counts
    filled = np.flatnonzero(np.diff(counts.indptr))
    shares = np.full((len(passages.rows), len(model.weights)), np.nan)
    if len(filled):
        found = {"nmf": nmf_shares, "lda": lda_shares}[model.kind](model, counts[filled])
        total = found.sum(1, keepdims=True)
        shares[filled] = np.divide(found, total, out=np.full_like(found, np.nan), where=total > 0)
    return np.round(shares, DIGITS)


def nmf_shares(model, counts):
    """Each topic's part of each passage, in words of equal weight."""
    from sklearn.decomposition import non_negative_factorization

    with quiet():
        found, _, _ = non_negative_factorization(
            weigh(counts, model.idf), H=model.weights, n_components=len(model.weights),
            init="custom", update_H=False, tol=1e-7, max_iter=200)
    return found * model.weights.sum(1)


def lda_shares(model, counts):
    """Each topic's part of each passage under latent Dirichlet allocation."""
    from scipy.special import psi
    from sklearn.decomposition import LatentDirichletAllocation

    lda = LatentDirichletAllocation(len(model.weights))
    lda.components_, lda.n_features_in_ = model.weights, len(model.terms)
    lda.doc_topic_prior_ = 1 / len(model.weights)
    lda.exp_dirichlet_component_ = np.exp(psi(model.weights) - psi(model.weights.sum(1, keepdims=True)))
    return lda.transform(counts)


def measure_idf(counts):
    """Weight of each term: ln((1 + passages) / (1 + passages with it)) + 1; rare words weigh more."""
    n_with = np.bincount(counts.indices, minlength=counts.shape[1])
    return np.log((1 + counts.shape[0]) / (1 + n_with)) + 1


def weigh(counts, idf):
    """tf-idf: 1 + ln n, times idf, each passage scaled to length one."""
    values = (1 + np.log(counts.data)) * idf[counts.indices]
    row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    length = np.sqrt(np.bincount(row, values**2, counts.shape[0]))
    return sparse.csr_matrix((values / length[row], counts.indices, counts.indptr), counts.shape)


def term_scores(model):
    """
    What top terms are ranked by: the weight of NMF; the term score of LDA.

    LDA gives common words to every topic, and its heaviest words come back even in pure
    noise. The term score (Blei & Lafferty 2009), p ln(p / geometric mean of p over topics),
    ranks what a topic has beyond the others. tf-idf has done that before NMF begins.
    """
    weights = model.weights / np.maximum(model.weights.sum(1, keepdims=True), 1e-300)
    if model.kind != "lda":
        return weights
    logs = np.log(weights)
    return weights * (logs - logs.mean(0))


def rank_terms(model, n=N_TOP):
    """Numbers of the `n` top terms of each topic, first ones first; ties in order of the terms."""
    return np.argsort(-np.round(term_scores(model), 9), axis=1, kind="stable")[:, :n]


def list_top_terms(model, n=N_TOP):
    """The table of top terms: topic (from 1), rank, term, weight (share of the topic's weight)."""
    top = rank_terms(model, n)
    weights = model.weights / np.maximum(model.weights.sum(1, keepdims=True), 1e-300)
    topic, rank = (index.ravel() for index in np.indices(top.shape))
    return pd.DataFrame({"topic": topic + 1, "rank": rank + 1, "term": model.terms[top.ravel()],
                         "weight": np.round(weights[topic, top.ravel()], DIGITS)}
                        ).astype({"term": "str"})


@contextmanager
def quiet():
    """NMF stops after a fixed number of rounds: the warning that says so says nothing new."""
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


# keeping a model --------------------------------------------------------------------

def write_model(model, path):
    """Keep a model as plain arrays (.npz, no code inside): terms, their weights, nothing else."""
    arrays = model._replace(terms=np.asarray(model.terms, str))._asdict()

    def write(part):
        with open(part, "wb") as file:
            np.savez(file, **arrays)

    write_whole(path, write)


def read_model(path):
    """A kept model, to be applied to new articles without fitting again."""
    with np.load(path, allow_pickle=False) as arrays:
        kept = {name: arrays[name] for name in Model._fields}
    return Model(str(kept.pop("kind")), str(kept.pop("unit")), kept["terms"].astype(object),
                 kept["idf"], kept["weights"])
