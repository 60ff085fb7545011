"""
Rates and shares with their counts and intervals, groups with none kept as rows.

Every rate goes with n and n_words, every share with n_with and n_docs. Intervals are 95%.
"""

from statistics import NormalDist

import numpy as np
import pandas as pd
from scipy.special import stdtrit

# Fewer articles than this say too little about how much articles differ: below, the interval
# covered less than it says (corpus/reference/coverage.csv).
ENOUGH_DOCS = 10
TAIL = 0.025  # the chance of a miss on each side
# Counts in articles vary as if the articles' rates had a gamma distribution. Where too few
# articles have a hit to tell its shape, the most uneven one met in real corpora is taken.
SHAPE = 0.3
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


def per_1000(n: int | np.ndarray | pd.Series, n_words: int | np.ndarray | pd.Series) -> np.ndarray:
    """Hits per 1,000 words; missing where there are no words."""
    n, n_words = np.asarray(n, float), np.asarray(n_words, float)
    return np.divide(
        1000 * n, n_words, out=np.full(np.broadcast(n, n_words).shape, np.nan), where=n_words > 0
    )


def round_share(share: float) -> str:
    """A share in whole per cent: "41%"; never "0%" where there is some, nor "100%" where not all."""
    if 0 < share < 0.005:
        return "under 1%"
    return "over 99%" if 0.995 <= share < 1 else f"{share:.0%}"


def per_cent(n: int, of: int) -> str:
    """A share for a sentence, with its two counts: "41% (123 of 300)"."""
    return f"{round_share(n / of)} ({n:,} of {of:,})" if of else "none (0 of 0)"


def count(n: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun: "1 article", "2,410 articles"."""
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


SMALL = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def in_words(n: int) -> str:
    """A number in a sentence: up to nine in words."""
    return SMALL[n] if n < len(SMALL) else f"{n:,}"


def wilson(
    n: int | np.ndarray | pd.Series, of: int | np.ndarray | pd.Series, level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
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


def article_interval(n: np.ndarray, n_words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """
    95% interval (low, high) of hits per 1,000 words, for articles like these.

    `n` has a row per article and a column per thing counted, `n_words` an entry per article.
    Words of one article are alike, so that articles and not words are the independent draws:
    the rate's error on the log scale is found by leaving out one article at a time (jackknife)
    and taken times Student's t, longer above than below by the skewness of the articles (the
    acceleration of Efron 1987). Where fewer than two articles have a hit, the interval comes
    from the number of articles that have one. Missing below `ENOUGH_DOCS` articles.
    """
    n, n_words = np.asarray(n, float), np.asarray(n_words, float)
    n, n_words = n[n_words > 0], n_words[n_words > 0]
    low, high = np.full(n.shape[1], np.nan), np.full(n.shape[1], np.nan)
    if len(n) < ENOUGH_DOCS:
        return low, high
    n_with = (n > 0).sum(0)
    some = n_with > 1
    low[some], high[some] = leave_one_out_interval(n[:, some], n_words)
    for few in set(n_with[~some]):
        low[n_with == few], high[n_with == few] = few_articles_interval(few, n_words)
    return 1000 * low, 1000 * high


def leave_one_out_interval(n: np.ndarray, n_words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(low, high) per word of columns that two articles or more have."""
    rate = n.sum(0) / n_words.sum()
    without = np.log((n.sum(0) - n) / (n_words.sum() - n_words)[:, None])
    pull = without.mean(0) - without  # how far each article moves the logarithm of the rate
    squares = (pull**2).sum(0)
    error = np.sqrt((len(n) - 1) / len(n) * squares)
    skew = np.divide((pull**3).sum(0), 6 * squares**1.5, out=np.zeros(len(rate)), where=squares > 0)
    t = stdtrit(len(n) - 1, 1 - TAIL)
    return (
        rate * np.exp(-t * error / (1 + t * skew)),
        rate * np.exp(t * error / (1 - t * skew)),
    )


def few_articles_interval(n_with: int, n_words: np.ndarray) -> tuple[float, float]:
    """
    (low, high) per word where no article has a hit, or one.

    The rates at which so few, or so many, articles with a hit would be met with a chance of
    2.5%, articles' rates being gamma-distributed with `SHAPE`.
    """
    from scipy.optimize import brentq  # slow to import

    def none(rate: float) -> float:
        return np.exp(-SHAPE * np.log1p(rate * n_words / SHAPE).sum())

    def at_most_one(rate: float) -> float:
        return none(rate) * (1 + np.expm1(SHAPE * np.log1p(rate * n_words / SHAPE)).sum())

    most = 1e6 / n_words.sum()
    if n_with == 0:
        return 0.0, brentq(lambda rate: none(rate) - TAIL, 0, most)
    low = brentq(lambda rate: 1 - none(rate) - TAIL, 0, most)
    return low, brentq(lambda rate: at_most_one(rate) - TAIL, 0, most)


def measure_rates(
    hits: pd.DataFrame,
    parts: pd.DataFrame,
    what: str = "frame",
    by: str | None = None,
    kinds: list[str] | None = None,
) -> pd.DataFrame:
    """
    How often each kind of thing is hit in each group: per 1,000 words, and in how many articles.

    `hits`: a row per hit with `doc_id`, its kind in column `what`, and the column `by`
    where groups are not made of whole articles. `parts`: the denominators, a row per article
    (and group) with `doc_id`, `n_words` and the column `by`; without `by` all is one group.
    `kinds`: the kinds to list, found or not.

    One row per group and kind, ZEROS INCLUDED: n of n_words, per_1000 with its interval for
    articles like these (from `ENOUGH_DOCS` articles in the group on, else missing), n_with of
    n_docs articles with at least one, share with Wilson's interval (likewise).
    """
    by_name, by = by or "all", by or "all"
    parts, hits = (table.assign(all="all") if by == "all" else table for table in (parts, hits))
    if by not in hits:
        hits = hits.merge(parts[["doc_id", by]], on="doc_id")
    kinds = sorted(hits[what].dropna().unique()) if kinds is None else list(kinds)
    counts = count_hits(hits, parts, what, by, kinds)
    names, rows, starts = rows_of_groups(parts, by)
    table = rates_of_groups(counts[rows], parts["n_words"].to_numpy(np.int64)[rows], starts)
    table = pd.DataFrame(
        {
            "group": pd.Series(np.repeat(names, len(kinds)), dtype=parts[by].dtype),
            what: pd.Series(np.tile(np.array(kinds, object), len(names)), dtype="str"),
            **table,
        }
    )
    return table.assign(by=by_name)[["by", "group", what, *RATE]]


def rows_of_groups(parts: pd.DataFrame, by: str) -> tuple[list[str], np.ndarray, np.ndarray]:
    """(names of the groups in order, rows of `parts` group by group, where each begins there); no group, no row."""
    names = sorted(parts[by].dropna().unique())
    group = pd.Index(names).get_indexer(parts[by]) if names else np.full(len(parts), -1)
    # In the order of articles: draws do not depend on the order of rows.
    order = np.lexsort((rank(parts["doc_id"]), group))
    order = order[group[order] >= 0]
    return names, order, np.searchsorted(group[order], np.arange(len(names)))


def rank(names: pd.Series) -> np.ndarray:
    """Numbers in the order of the names, equal ones of equal names: a million texts are slow to sort."""
    names = names.astype("category")
    order = np.argsort(names.cat.categories.to_numpy(object), kind="stable")
    return np.append(np.argsort(order, kind="stable"), -1)[names.cat.codes]


def count_hits(
    hits: pd.DataFrame, parts: pd.DataFrame, what: str, by: str, kinds: list[str]
) -> np.ndarray:
    """Hits per row of `parts` (rows) and kind (columns)."""
    at, of_hits = number_pairs(parts, hits, ["doc_id", by])
    row = pd.Index(at)
    if not row.is_unique:
        raise ValueError(
            f"rates: an article stands twice in one group of {by!r}; sum its words first."
        )
    row = row.get_indexer(of_hits)
    kind = pd.Index(kinds).get_indexer(hits[what])
    known = (row >= 0) & (kind >= 0)
    flat = np.bincount(row[known] * len(kinds) + kind[known], minlength=len(parts) * len(kinds))
    return flat.reshape(len(parts), len(kinds))


def number_pairs(
    parts: pd.DataFrame, hits: pd.DataFrame, pair: list[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Two columns of both tables as one number for each row; negative where the parts have no such value."""
    at, of_hits = np.zeros(len(parts), np.int64), np.zeros(len(hits), np.int64)
    for name in pair:
        values, of_values = (table[name].astype("category").cat for table in (parts, hits))
        known = values.categories
        code = np.append(known.get_indexer(of_values.categories), -1)[of_values.codes]
        at = at * (len(known) + 1) + np.where(values.codes < 0, len(known), values.codes)
        of_hits = np.where((of_hits < 0) | (code < 0), -1, of_hits * (len(known) + 1) + code)
    return at, of_hits


def rates_of_groups(
    counts: np.ndarray, n_words: np.ndarray, starts: np.ndarray
) -> dict[str, np.ndarray]:
    """The columns of rates, group by group: a row of `counts` per article, a column per kind."""
    if not len(starts):
        return {name: np.zeros(0) for name in RATE}
    n, n_with = (
        np.add.reduceat(counts, starts),
        np.add.reduceat((counts > 0).astype(np.int64), starts),
    )
    n_docs = np.diff(np.append(starts, len(counts)))[:, None] + np.zeros_like(n)
    words = np.add.reduceat(n_words, starts)[:, None] + np.zeros_like(n)
    low, high = np.full(n.shape, np.nan), np.full(n.shape, np.nan)
    enough = np.diff(np.append(starts, len(counts))) >= ENOUGH_DOCS
    for group in np.flatnonzero(enough):
        rows = slice(starts[group], starts[group] + n_docs[group, 0] if n.size else None)
        low[group], high[group] = article_interval(counts[rows], n_words[rows])
    share_low, share_high = (
        np.where(enough[:, None], end, np.nan) for end in wilson(n_with, n_docs)
    )
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
