"""
What a corpus holds, from the sentences that were read and the machine's answer for all of them.

The machine's answer (the dictionary's hit or none, split further by a model's answer) cuts the
corpus into cells of known size. In each cell the weighted share that was read is estimated with
Wilson's interval, and the cells are added up by MOVER (the method of variance estimates
recovery; Zou & Donner 2008). A poor machine costs width, never validity: the reading decides.
A 0/1 answer used so equals tuned prediction-powered inference (Angelopoulos et al. 2023,
Science 382) and the adjusted estimators of Egami, Hinck, Stewart & Wei (2023, NeurIPS).

Two targets, said beside every number: **this corpus** (its sentences, which were drawn), and
**articles like these** (other articles from the same source: the differences between articles
count too).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from analysis.measures.rates import wilson

CORPUS, LIKE = "this corpus", "articles like these"
TARGETS = (CORPUS, LIKE)
Z = 1.959964


class Coded(NamedTuple):
    """One code as read: an entry per coded sentence."""

    y: np.ndarray  # 1 or 0; or how many
    cell: np.ndarray  # the machine's answer: 0, 1, 2 ...
    weight: np.ndarray  # how many sentences each stands for: 1 / probability
    stratum: np.ndarray  # of the draw: 0, 1, 2 ...
    n_stratum: np.ndarray  # sentences in that stratum, read or not
    doc: np.ndarray  # the article: 0, 1, 2 ...


class Population(NamedTuple):
    """The whole corpus, counted: a row per article and cell."""

    cell: np.ndarray
    doc: np.ndarray
    n: np.ndarray  # sentences
    per: np.ndarray  # what the estimate is a share of: sentences again, or words


class Estimate(NamedTuple):
    """One estimate with its intervals for both targets; `unread` is the part in cells never read."""

    value: float
    low: float
    high: float
    se: float
    low_like: float
    high_like: float
    se_like: float
    n_coded: int
    n_positive: int
    unread: float

    @property
    def is_point(self) -> bool:
        """Whether no article differs from another, so that the interval for others would be a point."""
        return bool(self.low_like == self.high_like)

    def error(self, target: str) -> float:
        """The standard error for one of TARGETS; missing where the interval is."""
        if target == CORPUS:
            return self.se
        return np.nan if self.is_point else self.se_like

    def interval(self, target: str) -> tuple[float, float]:
        """
        (low, high) for one of TARGETS; missing where no article differs from another.

        Of a code that none of the articles read in full has, how often others have it is not
        known: 0 to 0 would say never.
        """
        if target == CORPUS:
            return self.low, self.high
        return (np.nan, np.nan) if self.is_point else (self.low_like, self.high_like)


class Cells(NamedTuple):
    """The cells as read: an entry each."""

    size: np.ndarray  # sentences of the corpus
    weight: np.ndarray  # summed weights of those read
    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray


def estimate_share(
    y: Sequence[float] | np.ndarray,
    cell: Sequence[int] | np.ndarray,
    weight: Sequence[float] | np.ndarray,
    sizes: Sequence[float] | np.ndarray,
    stratum: Sequence[int] | np.ndarray | None = None,
    n_stratum: Sequence[float] | np.ndarray | None = None,
    doc: Sequence[int] | np.ndarray | None = None,
    population: Population | None = None,
) -> Estimate:
    """
    Share of the corpus's sentences that have a code.

    `y` (1 or 0), `cell` (the machine's answer: 0, 1 ...) and `weight` (1 / probability) have
    an entry per coded sentence; `sizes` an entry per cell, the sentences of the corpus in it.
    The rest is optional: `stratum` and `n_stratum` (sentences in it) of the draw give the
    standard error, `doc` with `population` (see `Population`) the target "articles like these".

    >>> e = estimate_share([1, 1, 0, 0, 0, 1], [1, 1, 1, 0, 0, 0], [10] * 6, [70, 30])
    >>> round(e.value, 3)  # .7 * 1/3 + .3 * 2/3
    0.433
    """
    y, cell = np.asarray(y, float), np.asarray(cell, int)
    weight, sizes = np.asarray(weight, float), np.asarray(sizes, float)
    stratum = np.zeros(len(y), int) if stratum is None else np.asarray(stratum, int)
    n_stratum = np.full(len(y), sizes.sum()) if n_stratum is None else np.asarray(n_stratum, float)
    if doc is None or population is None:
        doc = np.zeros(len(y), int)
        population = Population(
            np.arange(len(sizes)), np.zeros(len(sizes), int), sizes, sizes.astype(float)
        )
    coded = Coded(y, cell, weight, stratum, n_stratum, np.asarray(doc, int))
    return estimate_mean(coded, population)


def estimate_mean(
    coded: Coded,
    population: Population,
    inside: tuple[np.ndarray, np.ndarray] | None = None,
    is_count: bool = False,
    least: float = 1.0,
) -> Estimate:
    """
    The sum of what was read over the sum of `population.per`: a share, or a rate of counts.

    `inside` = (coded, population) as two masks narrows to a domain: a group, or the hits
    (precision). `is_count`: y are counts; `least` is how many a sentence is taken to have in a
    cell where none was met.
    """
    in_coded, in_population = inside or (np.ones(len(coded.y), bool), np.ones(len(population.n)))
    in_coded, in_population = np.asarray(in_coded, bool), np.asarray(in_population, bool)
    rows = Population(*(column[in_population] for column in population))
    cells = read_cells(Coded(*(c[in_coded] for c in coded)), rows, is_count, least)
    total = rows.per.sum()
    if not total:
        return Estimate._make([*[np.nan] * 7, int(in_coded.sum()), 0, np.nan])
    share = cells.size / total
    value = (share * cells.mean).sum()
    residual = np.where(in_coded, coded.y - cells.mean[np.where(in_coded, coded.cell, 0)], 0)
    gain = np.divide(cells.size, cells.weight, out=np.ones(len(share)), where=cells.weight > 0)
    gained = residual * gain[np.where(in_coded, coded.cell, 0)]
    variance = design_variance(gained, coded) / total**2
    below, above = ((share**2 * (cells.mean - end) ** 2).sum() for end in (cells.low, cells.high))
    held = article_totals(coded.weight * residual, coded.doc, cells.mean, rows)
    per = np.bincount(rows.doc, rows.per, len(held))
    extra = cluster_extra((held - value * per) / total, per / total, variance)
    top = np.inf if is_count else 1
    added = spread_articles(value, extra, per > 0, top)
    n_positive = int((coded.y[in_coded] > 0).sum())
    return Estimate(
        value,
        *ends(value, below, above, top),
        np.sqrt(variance),
        *ends(value, below + added[0], above + added[1], top),
        np.sqrt(variance + extra),
        int(in_coded.sum()),
        n_positive,
        cells.size[cells.weight == 0].sum() / cells.size.sum(),
    )


def ends(value: float, below: float, above: float, top: float = 1) -> tuple[float, float]:
    """MOVER: (low, high) from the squared distances below and above."""
    low, high = value - np.sqrt(below), value + np.sqrt(above)
    return np.maximum(low, 0), np.minimum(high, top)  # missing where a distance is


def spread_articles(
    value: float, extra: float, there: np.ndarray, top: float = 1
) -> tuple[float, float]:
    """
    Squared distances (below, above) that the differences between articles add.

    Student's t on the scale of the log odds (of counts, of the logarithm): a few articles
    hold most of a rare code, so that the truth is more often above than below.
    """
    n = int(there.sum())
    if n < 2:
        return np.nan, np.nan
    if not 0 < value < top:
        return 2 * (stdtrit(n - 1, 0.975) ** 2 * extra,)
    scale = value * (1 - value) if top == 1 else value
    step = np.exp(stdtrit(n - 1, 0.975) * np.sqrt(extra) / scale)
    if top == 1:
        low, high = (1 / (1 + (1 - value) / value * factor) for factor in (step, 1 / step))
    else:
        low, high = value / step, value * step
    return (value - low) ** 2, (high - value) ** 2


def read_cells(coded: Coded, rows: Population, is_count: bool = False, least: float = 1.0) -> Cells:
    """Each cell as read; one that was not read may hold anything."""
    n_cells = int(max(coded.cell.max(initial=0), rows.cell.max(initial=0))) + 1
    size = np.bincount(rows.cell, rows.n, n_cells)
    weight = np.bincount(coded.cell, coded.weight, n_cells)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(coded.cell, coded.weight * coded.y, n_cells) / weight
        # The size of a simple sample that would say as much; infinite where all was read.
        n_star = weight**2 / np.bincount(coded.cell, coded.weight * (coded.weight - 1), n_cells)
        share = np.bincount(coded.cell, coded.weight * (coded.y > 0), n_cells) / weight
        low, high = wilson(share * n_star, n_star)
    if is_count:
        low, high = count_interval(coded, share, low, high, least)
    low, high = (np.where(np.isinf(n_star), mean, end) for end in (low, high))
    unread = weight == 0
    most = max(1.0, coded.y.max(initial=0))
    return Cells(
        size,
        weight,
        np.where(unread, most / 2 * (size > 0), mean),
        np.where(unread, 0, low),
        np.where(unread, most * (size > 0), high),
    )


def count_interval(
    coded: Coded, share: np.ndarray, low: np.ndarray, high: np.ndarray, least: float = 1.0
) -> tuple[np.ndarray, np.ndarray]:
    """
    Interval of a mean count per cell: of the share that has any, times how many those have.

    Both errors are put together by MOVER. Where nothing was met, those that have any are taken
    to have `least`.
    """
    some = coded.y > 0
    cell, weight, y = coded.cell[some], coded.weight[some], coded.y[some]
    n, total = (np.bincount(cell, values, len(share)) for values in (None, weight))
    met = total > 0
    total = np.where(met, total, 1)
    each = np.where(met, np.bincount(cell, weight * y, len(share)) / total, least)
    # Those read in full have no error: the finite correction, as in the share.
    spread = weight * np.maximum(weight - 1, 0) * (y - each[cell]) ** 2
    error = Z**2 * np.bincount(cell, spread, len(share)) / total**2
    error = error * n / np.maximum(n - 1, 1)
    below = np.sqrt((each * (share - low)) ** 2 + share**2 * error)
    above = np.sqrt((each * (high - share)) ** 2 + share**2 * error)
    return np.maximum(each * share - below, 0), each * share + above


def design_variance(value: np.ndarray, coded: Coded) -> float:
    """
    Variance of the estimated total of `value` under the draw, with the finite correction.

    Where the weights of a stratum differ, the draw is taken as one with replacement.
    """
    n = np.bincount(coded.stratum)
    size = np.zeros(len(n))
    size[coded.stratum] = coded.n_stratum
    value = value * coded.weight * (n / np.maximum(size, 1))[coded.stratum]
    mean = np.bincount(coded.stratum, value) / np.maximum(n, 1)
    squares = np.bincount(coded.stratum, (value - mean[coded.stratum]) ** 2)
    drawn = n > 0
    spread = squares[drawn] / np.maximum(n[drawn] - 1, 1)
    return float((size[drawn] * np.maximum(size[drawn] - n[drawn], 0) * spread / n[drawn]).sum())


def article_totals(
    weighted_residual: np.ndarray, doc: np.ndarray, mean: np.ndarray, rows: Population
) -> np.ndarray:
    """Per article what it holds, as estimated: the cells' means, corrected where it was read."""
    n_docs = int(max(doc.max(initial=0), rows.doc.max(initial=0))) + 1
    held = np.bincount(rows.doc, rows.n * mean[rows.cell], n_docs)
    return held + np.bincount(doc, weighted_residual, n_docs)


def cluster_extra(residual: np.ndarray, part: np.ndarray, variance: float) -> float:
    """
    The variance that the differences between articles add; missing with one article.

    `part`: each article's part of the denominator. An article that holds much of it draws
    the estimate to itself: its residual is that of the estimate without it.
    """
    there = part > 0
    n = int(there.sum())
    if n < 2:
        return np.nan
    left_out = residual[there] / (1 - part[there])
    return max((n - 1) / n * (left_out**2).sum() - variance, 0)


def estimate_recall(
    coded: Coded,
    population: Population,
    is_hit: list[bool] | np.ndarray,
    inside: tuple[np.ndarray, np.ndarray] | None = None,
) -> Estimate:
    """
    Share of the sentences with the code in which the machine has a hit; missing without one.

    `is_hit`: an entry per cell. True hits and misses are estimated apart, and the ratio's
    interval comes from both by MOVER (Donner & Zou 2012).
    """
    is_hit = np.asarray(is_hit, bool)
    in_coded, in_rows = inside or (np.ones(len(coded.y), bool), np.ones(len(population.n), bool))
    rows = population._replace(per=np.asarray(population.n, float))
    hits, misses = (
        estimate_mean(coded, rows, (in_coded & side[coded.cell], in_rows & side[rows.cell]))
        for side in (is_hit, ~is_hit)
    )
    n_hits, n_misses = (rows.n[in_rows & side[rows.cell]].sum() for side in (is_hit, ~is_hit))
    found = n_hits * np.nan_to_num(np.array(hits[:3]))
    missed = n_misses * np.nan_to_num(np.array(misses[:3]))
    n_coded, n_positive = (getattr(hits, name) + getattr(misses, name) for name in COUNTS)
    if hits.n_positive == 0:
        return Estimate._make([*[np.nan] * 7, n_coded, n_positive, np.nan])
    low, high = ratio_ends(missed, found)
    value, low, high = (1 / (1 + end) for end in (missed[0] / found[0], high, low))
    residual = recall_residual(coded, rows, is_hit, value, (in_coded, in_rows))
    total = found[0] + missed[0]
    variance = design_variance(residual[0], coded) / total**2
    extra = cluster_extra(residual[1] / total, residual[2], variance)
    below, above = spread_articles(value, extra, residual[2] > 0)
    like = ends(value, (value - low) ** 2 + below, (high - value) ** 2 + above)
    unread = (n_hits * np.nan_to_num(hits.unread) + n_misses * np.nan_to_num(misses.unread)) / (
        n_hits + n_misses
    )
    return Estimate(
        value,
        low,
        high,
        np.sqrt(variance),
        *like,
        np.sqrt(variance + extra),
        n_coded,
        n_positive,
        unread,
    )


COUNTS = ("n_coded", "n_positive")


def estimate_ratio(found: Estimate, missed: Estimate) -> Estimate:
    """found / (found + missed) of two totals estimated over the same denominator, for this corpus."""
    if not found.n_positive:
        return Estimate._make([*[np.nan] * 7, found.n_coded, missed.n_positive, np.nan])
    low, high = ratio_ends(missed[:3], found[:3])
    value, low, high = (1 / (1 + end) for end in (missed.value / found.value, high, low))
    n_positive = found.n_positive + missed.n_positive
    return Estimate._make(
        [value, low, high, *[np.nan] * 4, found.n_coded, n_positive, found.unread]
    )


def ratio_ends(
    top: np.ndarray | tuple[float, float, float], bottom: np.ndarray | tuple[float, float, float]
) -> tuple[float, float]:
    """MOVER for a ratio of two independent estimates, each (value, low, high), none below 0."""
    (a, a_low, a_high), (b, b_low, b_high) = top, bottom
    product = a * b
    least, most = a_low * (2 * a - a_low), a_high * (2 * a - a_high)
    wide, narrow = b_high * (2 * b - b_high), b_low * (2 * b - b_low)
    low_root = np.sqrt(max(product**2 - least * wide, 0))
    high_root = np.sqrt(max(product**2 - most * narrow, 0))
    low = least / (product + low_root) if product + low_root > 0 else 0.0
    return max(low, 0.0), (product + high_root) / narrow if narrow > 0 else np.inf


def recall_residual(
    coded: Coded,
    rows: Population,
    is_hit: np.ndarray,
    value: float,
    inside: tuple[np.ndarray, np.ndarray],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For recall: (each coded sentence's part of the error, each article's, its part of the code)."""
    in_coded, in_rows = inside
    kept = Population(*(column[in_rows] for column in rows))
    cells = read_cells(Coded(*(column[in_coded] for column in coded)), kept)
    pull = np.where(is_hit, 1 - value, -value)[: len(cells.mean)]
    at = np.where(in_coded, coded.cell, 0)
    error = np.where(in_coded, (coded.y - cells.mean[at]) * pull[at], 0)
    gain = np.divide(cells.size, cells.weight, out=np.ones(len(pull)), where=cells.weight > 0)
    held = article_totals(coded.weight * error, coded.doc, cells.mean * pull, kept)
    # What an article holds of the code is its part of the denominator.
    true = np.where(in_coded, coded.y - cells.mean[at], 0)
    part = article_totals(coded.weight * true, coded.doc, cells.mean, kept)
    part = np.clip(part, 0, None) / max(np.clip(part, 0, None).sum(), 1e-12)
    return error * gain[at], held, np.where(held != 0, np.clip(part, 1e-12, 0.5), 0)


def difference(
    first: Estimate, second: Estimate, target: str = CORPUS
) -> tuple[float, float, float]:
    """(difference, low, high) of two estimates from separate sentences, by MOVER."""
    (low1, high1), (low2, high2) = first.interval(target), second.interval(target)
    value = first.value - second.value
    low = value - np.sqrt((first.value - low1) ** 2 + (high2 - second.value) ** 2)
    high = value + np.sqrt((high1 - first.value) ** 2 + (second.value - low2) ** 2)
    return value, low, high
