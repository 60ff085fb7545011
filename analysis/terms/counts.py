"""
Counting on whole columns: what measures of terms, dispersion and collocates begin with.

Token tables hold terms as codes; a pair (article and term, node and neighbour) is one
whole number, and sorting those counts them. Sums of blocks of articles add up.
"""

import numpy as np
import pandas as pd


def count_values(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(distinct values, how often each occurs), sorted."""
    return count_sorted(np.sort(values))


def count_sorted(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """As `count_values`, of values that are in order already: millions need not be copied."""
    first = np.flatnonzero(np.append(True, values[1:] != values[:-1]))[: len(values)]
    n = np.empty(len(first), np.int64)
    np.subtract(first[1:], first[:-1], out=n[:-1])
    n[-1:] = len(values) - first[-1:]
    return values[first], n


def count_pairs(
    tokens: pd.DataFrame, group: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """
    How often each term stands in each group of tokens: arrays group, term code, n (no zeros).

    `group`: a whole number per token; the articles themselves if None.
    """
    group = tokens["doc_id"].cat.codes if group is None else group
    n_terms = max(len(tokens["term"].cat.categories), 1)
    pairs, n = count_values(
        np.asarray(group, np.int64) * n_terms + tokens["term"].cat.codes.to_numpy()
    )
    return pairs // n_terms, pairs % n_terms, n


def follows_on(tokens: pd.DataFrame) -> np.ndarray:
    """Does each word follow the one in the row above, in its sentence and with no mark between?"""
    position, doc = tokens["position"].to_numpy(), tokens["doc_id"].cat.codes.to_numpy()
    next_to = np.append(False, (np.diff(position) == 1) & (np.diff(doc) == 0))[: len(tokens)]
    return next_to & ~tokens["after_mark"].to_numpy()
