"""
Rates and shares with their counts and intervals, groups with none kept as rows.

Every rate goes with n and n_words, every share with n_with and n_docs. Intervals are 95%.
"""

from statistics import NormalDist

import numpy as np
import pandas as pd

SEED = 20240923
N_DRAWS = 1000
# Fewer articles than this say too little about how much articles differ.
ENOUGH_DOCS = 20
# Above this many articles the bootstrap and its normal limit agree to three digits.
MANY_DOCS = 2000
RATE = [
    "n",
    "n_words",
    "per_1000",
    "rate_low",
    "rate_high",
    "n_with",
    "n_docs",
    "share",
    "share_low",
    "share_high",
]


def per_1000(n, n_words):
    """Hits per 1,000 words; missing where there are no words."""
    n, n_words = np.asarray(n, float), np.asarray(n_words, float)
    return np.divide(
        1000 * n, n_words, out=np.full(np.broadcast(n, n_words).shape, np.nan), where=n_words > 0
    )


def per_cent(n, of):
    """A share for a sentence, with its two counts: "41% (123 of 300)"."""
    return f"{n / of:.0%} ({n:,} of {of:,})" if of else "none (0 of 0)"


def count(n: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun: "1 article", "2,410 articles"."""
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def wilson(n, of, level=0.95):
    """
    Wilson's score interval (low, high) for a share n / of, each from 0 to 1.

    Holds its level for small counts and never leaves 0 to 1 (Wilson 1927, JASA 22, no
    correction for continuity; scipy's `binomtest(...).proportion_ci("wilson")`, for whole
    columns). Missing where `of` is 0. It takes the cases as independent draws.
    """
    n, of = np.asarray(n, float), np.asarray(of, float)
    z = NormalDist().inv_cdf(0.5 + level / 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = n / of
        middle = (share + z**2 / (2 * of)) / (1 + z**2 / of)
        half = z / (1 + z**2 / of) * np.sqrt(share * (1 - share) / of + z**2 / (4 * of**2))
    low, high = middle - half, middle + half
    return np.where(n == 0, np.where(of > 0, 0, np.nan), low), np.where(
        n == of, np.where(of > 0, 1, np.nan), high
    )


def cluster_interval(n, n_words, seed=SEED):
    """
    95% interval (low, high) of hits per 1,000 words when whole articles are drawn again.

    `n` has a row per article and a column per thing counted, `n_words` an entry per article.
    Words of one article are alike, so that drawing articles and not words (a cluster
    bootstrap, percentiles of 1,000 draws; Cameron, Gelbach & Miller 2008) gives wider and
    more truthful intervals. Above 2,000 articles the normal limit of the same ratio is
    taken, which needs no draws. Where no article has a hit the draws know only zero:
    Wilson's interval over the words stands instead.
    """
    n, n_words = np.asarray(n, float), np.asarray(n_words, float)
    if len(n) > MANY_DOCS:
        rate = n.sum(0) / n_words.sum()
        error = 1.959964 * np.sqrt(((n - n_words[:, None] * rate) ** 2).sum(0)) / n_words.sum()
        low, high = 1000 * np.maximum(rate - error, 0), 1000 * (rate + error)
    else:
        draws = np.random.default_rng(seed).multinomial(
            len(n), np.full(len(n), 1 / len(n)), N_DRAWS
        )
        with np.errstate(invalid="ignore"):
            rates = 1000 * (draws @ n) / (draws @ n_words)[:, None]
        low, high = np.nanpercentile(rates, [2.5, 97.5], axis=0)
    none = n.sum(0) == 0
    return low, np.where(none, 1000 * wilson(0, n_words.sum())[1], high)


def measure_rates(hits, parts, what="frame", by=None, kinds=None, seed=SEED):
    """
    How often each kind of thing is hit in each group: per 1,000 words, and in how many articles.

    `hits`: a row per hit with `doc_id`, its kind in column `what`, and the column `by`
    where groups are not made of whole articles. `parts`: the denominators, a row per article
    (and group) with `doc_id`, `n_words` and the column `by`; without `by` all is one group.
    `kinds`: the kinds to list, found or not.

    One row per group and kind, ZEROS INCLUDED: n of n_words, per_1000 with its interval
    (Wilson over words; from 20 articles in the group on, articles drawn again), n_with of
    n_docs articles with at least one, share with Wilson's interval. Under 20 articles the
    rate's interval takes words as independent draws and is then, if anything, too narrow.
    """
    by_name, by = by or "all", by or "all"
    parts = parts.assign(all="all") if by == "all" else parts
    if by not in hits:
        hits = hits.merge(parts[["doc_id", by]], on="doc_id")
    kinds = sorted(hits[what].dropna().unique()) if kinds is None else list(kinds)
    counts = count_hits(hits, parts, what, by, kinds)
    names, rows, starts = rows_of_groups(parts, by)
    table = rates_of_groups(counts[rows], parts["n_words"].to_numpy(np.int64)[rows], starts, seed)
    table = pd.DataFrame(
        {
            "group": pd.Series(np.repeat(names, len(kinds)), dtype=parts[by].dtype),
            what: pd.Series(np.tile(np.array(kinds, object), len(names)), dtype="str"),
            **table,
        }
    )
    return table.assign(by=by_name)[["by", "group", what, *RATE]]


def rows_of_groups(parts, by):
    """(names of the groups in order, rows of `parts` group by group, where each begins there); no group, no row."""
    names = sorted(parts[by].dropna().unique())
    group = pd.Index(names).get_indexer(parts[by]) if names else np.full(len(parts), -1)
    # In the order of articles: draws do not depend on the order of rows.
    order = np.lexsort((parts["doc_id"].to_numpy(object), group))
    order = order[group[order] >= 0]
    return names, order, np.searchsorted(group[order], np.arange(len(names)))


def count_hits(hits, parts, what, by, kinds):
    """Hits per row of `parts` (rows) and kind (columns)."""
    row = pd.MultiIndex.from_frame(parts[["doc_id", by]].astype("str"))
    if not row.is_unique:
        raise ValueError(
            f"rates: an article stands twice in one group of {by!r}; sum its words first."
        )
    row = row.get_indexer(pd.MultiIndex.from_frame(hits[["doc_id", by]].astype("str")))
    kind = pd.Index(kinds).get_indexer(hits[what])
    known = (row >= 0) & (kind >= 0)
    flat = np.bincount(row[known] * len(kinds) + kind[known], minlength=len(parts) * len(kinds))
    return flat.reshape(len(parts), len(kinds))


def rates_of_groups(counts, n_words, starts, seed):
    """The columns of rates, group by group: a row of `counts` per article, a column per kind."""
    if not len(starts):
        return {name: np.zeros(0) for name in RATE}
    n, n_with = (
        np.add.reduceat(counts, starts),
        np.add.reduceat((counts > 0).astype(np.int64), starts),
    )
    n_docs = np.diff(np.append(starts, len(counts)))[:, None] + np.zeros_like(n)
    words = np.add.reduceat(n_words, starts)[:, None] + np.zeros_like(n)
    low, high = (1000 * side for side in wilson(n, words))
    for group in (
        np.flatnonzero((n_docs[:, 0] >= ENOUGH_DOCS) & (words[:, 0] > 0)) if counts.shape[1] else []
    ):
        rows = slice(starts[group], starts[group] + n_docs[group, 0])
        low[group], high[group] = cluster_interval(counts[rows], n_words[rows], seed)
    share_low, share_high = wilson(n_with, n_docs)
    columns = (
        n,
        words,
        per_1000(n, words),
        low,
        high,
        n_with,
        n_docs,
        n_with / n_docs,
        share_low,
        share_high,
    )
    return {name: column.ravel() for name, column in zip(RATE, columns)}
