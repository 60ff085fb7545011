"""
Measures of a two-by-two table of counts: how much more often two things meet than by chance.

Arguments, numbers or whole columns: `both` of `first` and `second` in `total` cases. For
collocates: places near the node that hold the collocate, all places near the node, all
places that hold the collocate, all places. Logarithms are natural unless a name says 2.
A measure is missing where its margins are empty.
"""

import numpy as np

# One number, or one of each row; what is computed from them is a number or rows, too.
Counts = float | np.ndarray

NEAR_CHANCE = 0.5  # log odds below which the logarithms' last digits would be lost


def cells(
    both: Counts, first: Counts, second: Counts, total: Counts
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The four counts as floats: both, only the first, only the second, neither."""
    both, first, second, total = (
        np.asarray(value, float) for value in (both, first, second, total)
    )
    return both, first - both, second - both, total - first - second + both


def expected(first: Counts, second: Counts, total: Counts) -> np.ndarray:
    """The count of `both` if the two had nothing to do with each other; missing without cases."""
    first, second, total = (np.asarray(value, float) for value in (first, second, total))
    return divide(first * second, total)


def divide(top: Counts, bottom: Counts) -> np.ndarray:
    """top / bottom, missing where bottom is 0."""
    top, bottom = np.broadcast_arrays(np.asarray(top, float), np.asarray(bottom, float))
    return np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0)


def log2(ratio: Counts) -> np.ndarray:
    """log2 of a ratio, missing where it is 0 or missing."""
    return np.log2(ratio, out=np.full(np.shape(ratio), np.nan), where=np.greater(ratio, 0))


def deviance(observed: Counts, difference: Counts) -> np.ndarray:
    """
    o ln(o / e) - (o - e) of an observed count o, given o - e: 0 or more, and e where o is 0.

    Summed over cells whose differences add up to 0 this is half of G2. Unlike sums of o ln o
    it never subtracts large numbers that are nearly equal, so that its last digits hold.
    """
    observed, difference = np.broadcast_arrays(
        np.asarray(observed, float), np.asarray(difference, float)
    )
    surplus = np.divide(difference, observed, out=np.zeros(observed.shape), where=observed > 0)
    return -observed * np.log1p(-np.minimum(surplus, 1 - 1e-16)) - difference


def g2_four_cell(both: Counts, first: Counts, second: Counts, total: Counts) -> np.ndarray:
    """
    Log-likelihood G2 over all four cells (Dunning 1993); NLTK's and SciPy's figure.

    Evidence, not size: 0 = as chance has it, higher = less like chance, 3.84 is the 5% point
    for one test. It has no sign: compare `both` with `expected`.
    """
    a, b, c, d = cells(both, first, second, total)
    difference = divide(a * d - b * c, total)
    value = 2 * (
        deviance(a, difference)
        + deviance(b, -difference)
        + deviance(c, -difference)
        + deviance(d, difference)
    )
    return np.where(np.isfinite(difference), np.maximum(value, 0), np.nan)


def chi_squared(both: Counts, first: Counts, second: Counts, total: Counts) -> np.ndarray:
    """
    Pearson's chi-squared over four cells, without Yates's correction (SciPy's `correction=False`).

    Evidence, not size: 0 = as chance has it. Overstated where expected counts are under 5.
    """
    a, b, c, d = cells(both, first, second, total)
    return divide(total * (a * d - b * c) ** 2, (a + b) * (c + d) * (a + c) * (b + d))


def pmi(both: Counts, first: Counts, second: Counts, total: Counts) -> np.ndarray:
    """
    Pointwise mutual information, log2(observed / expected) (Church & Hanks 1990).

    Size, not evidence: 0 = as chance has it, +1 = twice as often. Favours rare words.
    Missing where the two never meet.
    """
    return log2(divide(both, expected(first, second, total)))


def t_score(both: Counts, first: Counts, second: Counts, total: Counts) -> np.ndarray:
    """(observed - expected) / sqrt(observed) (Church et al. 1991). Favours frequent words."""
    return divide(both - expected(first, second, total), np.sqrt(both))


def log_dice(both: Counts, n_first: Counts, n_second: Counts) -> np.ndarray:
    """
    logDice, 14 + log2(2 both / (n_first + n_second)) (Rychly 2008).

    Size: 14 = the two never stand apart, +1 = twice as often, below 0 = less than one
    meeting per 16,000. Does not depend on the size of the corpus.
    """
    return 14 + log2(divide(2 * np.asarray(both, float), np.add(n_first, n_second)))


def lambda_z(
    both: Counts, first: Counts, second: Counts, total: Counts
) -> tuple[np.ndarray, np.ndarray]:
    """
    (lambda, z): log odds ratio with 0.5 added to each cell, and lambda in standard errors.

    Blaheta & Johnson 2001, as in quanteda. lambda is size (0 = as chance has it), z evidence
    (its ends are about -2 and 2 for chance).
    """
    a, b, c, d = (np.maximum(cell, 0) + 0.5 for cell in cells(both, first, second, total))
    odds = np.log(a) - np.log(b) - np.log(c) + np.log(d)
    # Near chance the four logarithms cancel; there the difference of the products tells.
    odds = np.where(np.abs(odds) < NEAR_CHANCE, np.log1p((a * d - b * c) / (b * c)), odds)
    return odds, odds / np.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
