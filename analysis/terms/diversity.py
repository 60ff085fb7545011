"""
How varied the vocabulary is: distinct terms against words, article by article.

Numbers are words here as everywhere. The plain ratio falls as an article grows,
so that articles of different length are compared by the moving window. Each measure takes
term codes and the group (an article) of each word, groups standing together and numbered
from 0, and gives one value per group.
"""

import numpy as np
import pandas as pd

from analysis.terms.counts import count_values

WINDOW = 100
BLOCK = 1_000_000  # words that are measured at once
MEASURES = ["n_words", "n_terms", "ttr", "mattr", "msttr", "yules_k"]


def measure_diversity(tokens: pd.DataFrame, window: int = WINDOW) -> pd.DataFrame:
    """
    Lexical diversity of each article: n_words, n_terms, ttr, mattr, msttr, yules_k.

    TTR, MATTR and MSTTR go from near 0 (one term over and over) to 1 (no term twice);
    Yule's K goes the other way: 0 if no term comes twice, higher for MORE repetition.
    `window` is that of MATTR and MSTTR; shorter articles are missing there, since a ratio
    over fewer words is not comparable.
    """
    term = tokens["term"].cat.codes.to_numpy()
    doc, docs = pd.factorize(tokens["doc_id"].cat.codes.to_numpy())
    blocks = [measure_block(term[rows], doc[rows], window) for rows in whole_groups(doc)]
    table = pd.DataFrame(np.concatenate(blocks, axis=1).T, columns=MEASURES).astype(
        {"n_words": int, "n_terms": int}
    )
    table.insert(0, "doc_id", tokens["doc_id"].cat.categories.to_numpy(object)[docs])
    return table


def whole_groups(group: np.ndarray, block: int = BLOCK) -> list[slice]:
    """Slices of some `block` words that end where a group ends: small arrays are quicker than large ones."""
    ends = np.flatnonzero(np.append(group[1:] != group[:-1], True))[: len(group)] + 1
    cuts = [0, *ends[np.unique(ends // block, return_index=True)[1]][1:], len(group)]
    return [slice(*part) for part in zip(cuts, cuts[1:])]


def measure_block(term: np.ndarray, group: np.ndarray, window: int) -> list[np.ndarray]:
    """The measures (rows) of the groups (columns) that these words are of."""
    group = group - group[0] if len(group) else group
    n_words, (of_type, _, n) = np.bincount(group), count_types(term, group)
    n_terms = np.bincount(of_type)
    long_enough = n_words >= window
    return [
        n_words,
        n_terms,
        n_terms / n_words,
        np.where(long_enough, moving_average_ttr(term, group, window), np.nan),
        np.where(long_enough, mean_segmental_ttr(term, group, window), np.nan),
        yules_k(of_type, n),
    ]


def count_types(term: np.ndarray, group: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(group, term, n) of the distinct terms of each group."""
    size = int(term.max(initial=0)) + 1
    pairs, n = count_values(group.astype(np.int64) * size + term)
    return pairs // size, pairs % size, n


def type_token_ratio(term: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Distinct terms per word (TTR), 1 = no term twice; falls with length."""
    return np.bincount(count_types(term, group)[0]) / np.bincount(group)


def moving_average_ttr(term: np.ndarray, group: np.ndarray, window: int) -> np.ndarray:
    """
    Mean TTR of all stretches of `window` words (MATTR, Covington & McFall 2010).

    0 to 1, higher is more varied; does not depend on the length of the text. A text shorter
    than the window counts as one window.
    """
    n_words = np.bincount(group)
    first = np.cumsum(n_words) - n_words
    place = np.arange(len(term)) - first[group]
    width = np.minimum(window, n_words)[group]
    n_windows = n_words[group] - width + 1
    # A word is the first of its term in those windows that begin behind the one before it.
    begins = np.maximum.reduce(
        [previous_place(term, group, place) + 1, place - width + 1, 0 * place]
    )
    first_in = np.maximum(np.minimum(place, n_windows - 1) - begins + 1, 0)
    return np.bincount(group, first_in / (n_windows * width))


def previous_place(term: np.ndarray, group: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Where in its group the same term stood before, for each word; -1 if nowhere."""
    # One number for group, term and place: sorting such is several times as quick as sorting rows by them.
    size, far = int(term.max(initial=0)) + 1, int(place.max(initial=0)) + 1
    key = np.sort((group.astype(np.int64) * size + term) * far + place)
    same, place = key // far, key % far
    later = np.flatnonzero(same[1:] == same[:-1]) + 1
    first = np.searchsorted(group, np.arange(group.max(initial=-1) + 1))
    previous = np.full(len(term), -1)
    previous[first[same[later] // size] + place[later]] = place[later - 1]
    return previous


def mean_segmental_ttr(term: np.ndarray, group: np.ndarray, size: int) -> np.ndarray:
    """
    Mean TTR of consecutive segments of `size` words (MSTTR, Johnson 1944).

    0 to 1, higher is more varied. What is left over at the end is dropped; missing where
    there is not one whole segment.
    """
    n_words = np.bincount(group)
    place = np.arange(len(term)) - (np.cumsum(n_words) - n_words)[group]
    n_segments = n_words // size
    whole = place < (n_segments * size)[group]
    segment = (np.cumsum(n_segments) - n_segments)[group] + place // size
    n_types = np.bincount(count_types(term[whole], segment[whole])[0], minlength=n_segments.sum())
    total = np.bincount(
        np.repeat(np.arange(len(n_words)), n_segments), n_types[: n_segments.sum()], len(n_words)
    )
    return np.divide(
        total, n_segments * size, out=np.full(len(n_words), np.nan), where=n_segments > 0
    )


def yules_k(group: np.ndarray, n: np.ndarray) -> np.ndarray:
    """
    Yule's characteristic K from the frequency `n` of each term of a group (Yule 1944).

    10,000 (sum of n² - N) / N²: how likely two words drawn at random are the same term.
    0 = no term twice; higher is MORE REPETITION. Hardly depends on length.
    """
    total, squares = np.bincount(group, n), np.bincount(group, np.square(n, dtype=float))
    return 1e4 * (squares - total) / total**2
