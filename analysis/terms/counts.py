"""
Counting on whole columns: what measures of terms, dispersion and collocates begin with.

Token tables hold terms as codes; a pair (article and term, node and neighbour) is one
whole number, and sorting those counts them. Sums of blocks of articles add up.
"""

import numpy as np
import pandas as pd

from analysis.text.threads import in_threads

BLOCK = 1 << 20  # words that are sorted at once


def count_values(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(distinct values, how often each occurs), sorted."""
    return count_sorted(np.sort(values))


def count_sorted(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """As `count_values`, of values that are in order already: millions need not be copied."""
    first = find_starts(values)
    n = np.empty(len(first), np.int64)
    np.subtract(first[1:], first[:-1], out=n[:-1])
    n[-1:] = len(values) - first[-1:]
    return values[first], n


def find_starts(values: np.ndarray) -> np.ndarray:
    """Where each run of equal values begins."""
    return np.flatnonzero(np.append(True, values[1:] != values[:-1]))[: len(values)]


def count_pairs(tokens: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """
    How often each term stands in each article: arrays article code, term code, n (no zeros).

    Whole articles are taken together, `BLOCK` words at a time: thirty million words sorted at
    once need a gigabyte, and twice the time.
    """
    doc, term = tokens["doc_id"].array.codes, tokens["term"].array.codes
    n_terms = max(len(tokens["term"].cat.categories), 1)

    def count(rows: slice) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        pairs, n = count_values(pair_up(doc[rows], term[rows], n_terms))
        return (pairs // n_terms).astype(np.int32), (pairs % n_terms).astype(np.int32), n

    found = [count(slice(0)), *in_threads(count, cut_at_articles(doc))]
    doc, term, n = (np.concatenate(columns) for columns in zip(*found))
    return doc, term, n


def pair_up(group: np.ndarray, term: np.ndarray, n_terms: int) -> np.ndarray:
    """Group and term as one whole number."""
    pairs = group.astype(np.int64)
    pairs *= n_terms
    pairs += term
    return pairs


def cut_at_articles(doc: np.ndarray) -> list[slice]:
    """Rows of some `BLOCK` words each, no article in two of them; all rows where articles are in no order."""
    if len(doc) <= BLOCK or (doc[1:] < doc[:-1]).any():
        return [slice(0, len(doc))]
    edges = np.unique(np.searchsorted(doc, doc[np.arange(0, len(doc), BLOCK)]))
    return [slice(*edge) for edge in zip(edges, [*edges[1:], len(doc)])]


def sum_pairs(
    group: np.ndarray, term: np.ndarray, n: np.ndarray, n_terms: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same pairs counted by larger groups: (group, term, n), one row a pair, sorted."""
    pairs = pair_up(group, term, max(n_terms, 1))
    order = np.argsort(pairs, kind="stable")
    pairs, n = sum_runs(pairs[order], n[order])
    return pairs // max(n_terms, 1), pairs % max(n_terms, 1), n


def sum_runs(values: np.ndarray, *columns: np.ndarray) -> tuple[np.ndarray, ...]:
    """The distinct ones of sorted values, and the sums of the columns over each."""
    first = find_starts(values)
    sums = (np.add.reduceat(column, first) if len(first) else column for column in columns)
    return values[first], *sums


def follows_on(tokens: pd.DataFrame) -> np.ndarray:
    """Does each word follow the one in the row above, in its sentence and with no mark between?"""
    position, doc = tokens["position"].to_numpy(), tokens["doc_id"].array.codes
    follows = ~tokens["after_mark"].to_numpy()
    follows[:1] = False
    follows[1:] &= position[1:] == position[:-1] + 1
    follows[1:] &= doc[1:] == doc[:-1]
    return follows
