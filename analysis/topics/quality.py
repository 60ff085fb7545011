"""
Do the words of a topic hang together, and does it say something of its own? Part of `topics`.

Coherence, diversity, exclusivity and held-out fit are shown together. None is proof:
automatic coherence has preferred models that people rate lower (Chang et al. 2009, NIPS 22;
Hoyle et al. 2021, NeurIPS 34).
"""

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.topics.fitting import (
    Model,
    first_ones,
    fit_topics,
    list_top_terms,
    measure_shares,
    most_topics,
    rank_terms,
    topic_chances,
)
from analysis.topics.passages import Passages, take_passages

EPSILON = 1e-12  # of gensim and Palmetto: added to the joint probability
SEED = 20240611
# Part of the plain word frequencies in a held-out prediction. NMF gives many words no chance at
# all in a topic: at .05 that alone decided, at .5 noise still lies below 0 and planted topics
# above, by either model.
SMOOTHING = 0.5


# coherence --------------------------------------------------------------------------


def count_windows(
    doc: np.ndarray, position: np.ndarray, code: np.ndarray, n_terms: int, window: int | None = None
) -> tuple[np.ndarray, int]:
    """
    In how many windows terms stand, alone and together: (together, n_windows).

    `doc`, `position`, `code`: of every word, positions from 0 in each document; a code
    outside 0 to `n_terms` - 1 is a word not looked at. Windows slide by one word and lie
    within a document, which is one window if it is shorter; None takes whole documents.
    `together` is terms by terms, with the windows of each alone on the diagonal.
    """
    doc, position, code = (np.asarray(column, np.int64) for column in (doc, position, code))
    n_words = np.bincount(doc, minlength=1)
    n_windows = np.where(
        n_words > 0, 1 if window is None else np.maximum(n_words - (window or 0) + 1, 1), 0
    )
    first = np.concatenate([[0], np.cumsum(n_windows)])
    looked = (code >= 0) & (code < n_terms)
    doc, position, code = doc[looked], position[looked], code[looked]
    low = np.zeros_like(position) if window is None else np.maximum(position - window + 1, 0)
    high = np.minimum(position, n_windows[doc] - 1) + 1  # windows low .. high - 1 hold the word
    low = np.minimum(low, high - 1)
    return count_together(first[doc] + low, high - low, code, n_terms), int(first[-1])


def count_together(
    begin: np.ndarray, length: np.ndarray, code: np.ndarray, n_terms: int
) -> np.ndarray:
    """Windows that hold each pair of terms; a word stands in `length` windows from `begin` on."""
    step = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    window = np.repeat(begin, length) + step
    used, row = np.unique(window, return_inverse=True)
    marks = sparse.coo_array(
        (np.ones(len(row)), (row, np.repeat(code, length))), (len(used), n_terms)
    ).tocsr()
    marks.data[:] = 1
    return (marks.T @ marks).toarray()


def count_in_passages(passages: Passages, codes: np.ndarray) -> tuple[np.ndarray, int]:
    """(together, n_passages): in how many passages the terms `codes` stand, alone and together."""
    marks = (passages.counts[:, codes] > 0).astype(float)
    return (marks.T @ marks).toarray(), len(passages.rows)


def npmi_matrix(together: np.ndarray, n_windows: int) -> np.ndarray:
    """
    Normalised pointwise mutual information of each pair of terms: -1 never, 0 by chance, 1 always.

    ln(P(a, b) / P(a) P(b)) / -ln P(a, b), with 1e-12 added to P(a, b) (Bouma 2009; gensim
    and Palmetto do so). Never nan: a pair with a term that never occurs is -1, two terms
    that stand in every window are 0.
    """
    joint = together / max(n_windows, 1)
    alone = np.diag(joint)
    chance = np.outer(alone, alone)
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log((joint + EPSILON) / chance) / -np.log(joint + EPSILON)
    return np.where(chance == 0, -1.0, np.where(joint >= 1, 0.0, npmi))


def coherence_npmi(npmi: np.ndarray, topics: np.ndarray) -> np.ndarray:
    """Mean NPMI over the pairs of each topic's terms (rows of numbers into `npmi`). Higher hangs together."""
    pairs = np.triu_indices(topics.shape[1], 1)
    return npmi[topics[:, pairs[0]], topics[:, pairs[1]]].mean(1)


def coherence_cv(npmi: np.ndarray, topics: np.ndarray) -> np.ndarray:
    """
    C_V-like coherence: how alike the terms of a topic are in their ties to all its terms.

    Each term's row of NPMI with the topic's terms against the sum of these rows, by cosine,
    mean over terms (Röder et al. 2015, with gensim's NPMI, windows of 110 words there).
    About 0 to 1; noise scores .3 to .5. A term that never occurs counts 0, and never nan.
    """
    scores = []
    for terms in topics:
        present = npmi[terms, terms] > -1
        rows = np.where(np.outer(present, present), npmi[np.ix_(terms, terms)], 0)
        total = rows.sum(0)
        norm = np.linalg.norm(rows, axis=1) * np.linalg.norm(total)
        scores.append(
            np.divide(rows @ total, norm, out=np.zeros(len(terms)), where=norm > 0).mean()
        )
    return np.array(scores)


# what a model's topics are like -----------------------------------------------------


def measure_diversity(topics: np.ndarray) -> float:
    """Part of all top terms that are different words: 1 = no topic repeats another's (Dieng et al. 2020)."""
    return len(np.unique(topics)) / topics.size


def measure_frex(weights: np.ndarray, weight: float = 0.5) -> np.ndarray:
    """
    FREX of each term in each topic: frequent there AND found nowhere else (Bischof & Airoldi 2012).

    The harmonic mean of two ranks from 0 to 1 among the topic's terms: of its probability in
    the topic, and of the topic's part in all of its probability (R's stm, without shrinkage).
    """
    chance = weights / np.maximum(weights.sum(1, keepdims=True), 1e-300)
    alone = chance / np.maximum(chance.sum(0), 1e-300)
    frequent, exclusive = (
        pd.DataFrame(np.round(part, 12)).rank(axis=1, method="max").to_numpy() / part.shape[1]
        for part in (chance, alone)
    )
    return 1 / (weight / exclusive + (1 - weight) / frequent)


def measure_quality(model: Model, passages: Passages, n: int | None = None) -> pd.DataFrame:
    """
    Quality of each topic by its top terms (`n` of them): topic, npmi, c_v, exclusivity, n_passages.

    npmi, c_v: coherence, words counted as together when in one passage. exclusivity: mean
    FREX. n_passages: passages that hold at least two of the top terms: the size of the evidence.
    """
    top = rank_terms(model, n)
    codes, place = np.unique(top, return_inverse=True)
    npmi = npmi_matrix(*count_in_passages(passages, codes))
    place = place.reshape(top.shape)
    held = [(passages.counts[:, terms] > 0).sum(1) for terms in top]
    return pd.DataFrame(
        {
            "topic": np.arange(len(top)) + 1,
            "npmi": coherence_npmi(npmi, place),
            "c_v": coherence_cv(npmi, place),
            "exclusivity": np.take_along_axis(measure_frex(model.weights), top, 1).mean(1),
            "n_passages": [int((np.asarray(n_held) >= 2).sum()) for n_held in held],
        }
    )


def list_frex_terms(model: Model, among: int = 5) -> pd.DataFrame:
    """
    The table of top terms by FREX: topic, rank, term, weight (here: FREX).

    Taken among the fifty heaviest terms of each topic, since with few words the
    most exclusive ones occur two or three times.
    """
    heavy = first_ones(topic_chances(model), among * model.n_top)
    frex = np.zeros_like(model.weights)
    np.put_along_axis(frex, heavy, np.take_along_axis(measure_frex(model.weights), heavy, 1), 1)
    return list_top_terms(model, frex)


# held-out fit -----------------------------------------------------------------------


def measure_held_out(
    passages: Passages, n_topics: int, kind: str = "nmf", n_folds: int = 5, seed: int = SEED
) -> np.ndarray:
    """
    Bits per word that topics save on articles the model has not seen; one number per fold.

    Whole articles are held out. The mixture of a held-out passage is found from a random half
    of its words, and the other half is predicted: above 0 the topics help, at 0 they say no
    more than how frequent each word is, below 0 they mislead. Missing with one article.
    """
    docs = passages.rows["doc_id"].unique()
    rng = np.random.default_rng(seed)
    n_folds = min(n_folds, len(docs))
    fold_of = pd.Series(rng.permutation(len(docs)) % max(n_folds, 1), docs)
    fold = fold_of.loc[passages.rows["doc_id"]].to_numpy()
    seen, unseen = split_words(passages, rng)
    saved = []
    for number in range(n_folds if n_folds > 1 else 0):
        training = take_passages(passages, fold != number)
        model = fit_topics(training, min(n_topics, most_topics(training)), kind)
        saved.append(
            bits_saved(
                model, training, *(take_passages(half, fold == number) for half in (seen, unseen))
            )
        )
    return np.array(saved)


def split_words(passages: Passages, rng: np.random.Generator) -> tuple[Passages, Passages]:
    """The passages with a random half of their words, and with the other half."""
    half = passages.counts.copy()
    half.data = rng.binomial(half.data, 0.5).astype(half.data.dtype)
    rest = passages.counts - half
    half.eliminate_zeros()
    rest.eliminate_zeros()
    return passages._replace(counts=half), passages._replace(counts=rest.tocsr())


def bits_saved(model: Model, training: Passages, seen: Passages, unseen: Passages) -> float:
    """Mean log2 of the ratio of two predictions of the unseen words: by topics, by plain frequency."""
    n = np.asarray(training.counts.sum(0)).ravel() + 0.5
    plain = n / n.sum()
    per_term = model.weights / model.idf  # tf-idf back to counts
    per_term /= np.maximum(per_term.sum(1, keepdims=True), 1e-300)
    shares = np.nan_to_num(measure_shares(model, seen))
    words = unseen.counts.tocoo()
    by_topics = (shares[words.row] * per_term[:, words.col].T).sum(1)
    known = shares.sum(1)[words.row] > 0
    chance = np.where(
        known, SMOOTHING * plain[words.col] + (1 - SMOOTHING) * by_topics, plain[words.col]
    )
    return float((words.data * np.log2(chance / plain[words.col])).sum() / max(words.data.sum(), 1))
