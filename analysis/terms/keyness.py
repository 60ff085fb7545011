"""
Keyness: which terms a target uses more, or less, than a reference does.

n_target of words_target against n_reference of words_reference. Counts come first, then
size (log_ratio: how many times as often) and evidence (g2, log_odds_z: how surely). A sign
+ means over-used in the target, - over-used in the reference; changing the two round
changes the sign. Words that one side does not have are rows too.
"""

import numpy as np
import pandas as pd
from scipy.special import betaincinv

from analysis.tables.stored import round_off
from analysis.terms.contingency import chi_squared, deviance, divide, g2_four_cell, log2

ALPHA = 0.05
CLEAR = 15.13  # G2: the 0.01% point of one test, since many are made
MEANT = "p below 0.0001, if words were independent"  # what is clear, for readers
COUNTS = ["n_target", "n_reference"]


def measure_keyness(
    target: pd.DataFrame,
    reference: pd.DataFrame,
    words_target: int | None = None,
    words_reference: int | None = None,
) -> pd.DataFrame:
    """
    Compare two tables of frequencies (`term`, `n`, the target's `n_docs`), term by term.

    Sizes in words are the sums of n unless given (for tables that hold only some terms).
    `n_docs`: articles of the target with the term. Sorted by evidence, over-used terms first.
    """
    table = join_counts(target, reference)
    words_target = int(target["n"].sum() if words_target is None else words_target)
    words_reference = int(reference["n"].sum() if words_reference is None else words_reference)
    # Few pairs of counts are distinct: each is worked out once.
    pairs = table[COUNTS].drop_duplicates()
    sizes = words_target, words_reference
    first, second = (pairs[side].to_numpy() for side in COUNTS)
    measured = pd.DataFrame(keyness_of(first, second, *sizes, len(table)))
    measured = pd.concat([pairs.reset_index(drop=True), measured], axis=1)
    table = table.merge(measured, on=COUNTS, how="left")
    table = table.assign(words_target=words_target, words_reference=words_reference)
    columns = ["term", *COUNTS, "words_target", "words_reference", "n_docs", *measured.columns[2:]]
    order = np.lexsort((table["term"], -round_off(table["g2"])))  # by the digits that are stored
    return table[columns].iloc[order].reset_index(drop=True)


def join_counts(target: pd.DataFrame, reference: pd.DataFrame) -> pd.DataFrame:
    """The terms of both sides with n_target, n_reference and the target's n_docs, zeros included."""
    n_docs = target["n_docs"] if "n_docs" in target else 0
    sides = [
        target[["term"]].assign(n_target=target["n"], n_reference=0, n_docs=n_docs),
        reference[["term"]].assign(n_target=0, n_reference=reference["n"], n_docs=0),
    ]
    return pd.concat(sides).groupby("term", as_index=False).sum()


def keyness_of(
    a: np.ndarray, b: np.ndarray, n1: int, n2: int, n_terms: int
) -> dict[str, np.ndarray]:
    """All measures of counts `a` and `b` in `n1` and `n2` words, as columns."""
    sign = np.sign(divide(a, n1) - divide(b, n2))
    four = (a, n1, a + b, n1 + n2)
    return {
        "log_ratio": log_ratio(a, b, n1, n2),
        "log_ratio_low": conservative_log_ratio(a, b, n1, n2, n_terms),
        "g2": sign * log_likelihood(a, b, n1, n2),
        "g2_four_cell": sign * g2_four_cell(*four),
        "chi2": sign * chi_squared(*four),
        "per_cent_diff": per_cent_diff(a, b, n1, n2),
        "log_odds_z": log_odds_z(a, b, n1, n2),
    }


def log_likelihood(
    n_target: int | np.ndarray,
    n_reference: int | np.ndarray,
    words_target: int,
    words_reference: int,
) -> np.ndarray:
    """
    Keyness as G2, the TWO-cell form of corpus linguistics (Rayson & Garside 2000).

    Evidence: 0 = same rate on both sides; 3.84, 6.63, 10.83, 15.13 are the 5, 1, 0.1 and
    0.01% points of one test. SciPy's G-test sums four cells (`g2_four_cell` here) and is a
    little larger: do not mix the two. The table bears the sign of the difference.
    """
    a, b = np.asarray(n_target, float), np.asarray(n_reference, float)
    words = np.add(words_target, words_reference)
    difference = divide(a * words_reference - b * words_target, words)
    value = 2 * (deviance(a, difference) + deviance(b, -difference))
    return np.where(np.isfinite(difference), np.maximum(value, 0), np.nan)


def log_ratio(
    n_target: int | np.ndarray,
    n_reference: int | np.ndarray,
    words_target: int,
    words_reference: int,
) -> np.ndarray:
    """
    Size: log2 of the two rates' ratio (Hardie 2014). +1 = twice as often in the target.

    A count of 0 is taken as 0.5, so that a word absent from a small target may come out
    positive when it is rare in a large reference: read `log_ratio_low` and the counts.
    """
    a, b = (np.where(np.asarray(n) == 0, 0.5, n) for n in (n_target, n_reference))
    return log2(divide(a * words_reference, b * words_target))


def conservative_log_ratio(
    n_target: int | np.ndarray,
    n_reference: int | np.ndarray,
    words_target: int,
    words_reference: int,
    n_terms: int = 1,
) -> np.ndarray:
    """
    The end of the log ratio's interval that is nearer to 0, or 0 where the interval holds 0.

    Clopper-Pearson interval of the target's share of the hits, 5% over `n_terms` terms tested
    at once (LRC, Evert 2023). It takes words as independent draws: where terms cluster in
    articles it holds far less than 95% (`corpus/reference/coverage.csv`), so that it ranks terms
    and is not shown as an interval.
    """
    a, b = np.asarray(n_target, float), np.asarray(n_reference, float)
    odds = divide(words_reference, words_target)
    tail = ALPHA / (2 * max(n_terms, 1))
    more = divide(a, words_target) > divide(b, words_reference)
    share = np.where(
        more,
        betaincinv(np.maximum(a, 1), b + 1, tail),
        betaincinv(a + 1, np.maximum(b, 1), 1 - tail),
    )
    value = log2(odds * divide(share, 1 - share))
    value = np.where(more, np.maximum(value, 0), np.minimum(value, 0))
    return np.where(np.isfinite(odds) & (a + b > 0), value, np.nan)


def per_cent_diff(
    n_target: int | np.ndarray,
    n_reference: int | np.ndarray,
    words_target: int,
    words_reference: int,
) -> np.ndarray:
    """
    %DIFF: by how many per cent the target's rate differs (Gabrielatos & Marchi 2011).

    100 = twice as often, -50 = half as often, -100 = never. Missing where the reference has none.
    """
    p1, p2 = divide(n_target, words_target), divide(n_reference, words_reference)
    return 100 * divide(p1 - p2, p2)


def log_odds_z(
    n_target: int | np.ndarray,
    n_reference: int | np.ndarray,
    words_target: int,
    words_reference: int,
    prior_words: float | None = None,
) -> np.ndarray:
    """
    Log-odds ratio with an informative Dirichlet prior, in standard errors (Monroe et al. 2008).

    The prior is the two sides taken together, weighed as `prior_words` words (as many as the
    smaller side has, unless told otherwise); it draws rare words to 0. About -2 to 2 is
    chance for one word. A word absent from one side has next to no prior there, so that its z
    stays small: for such words read g2 and log_ratio_low.
    """
    a, b = np.asarray(n_target, float), np.asarray(n_reference, float)
    weight = min(words_target, words_reference) if prior_words is None else prior_words
    prior = divide((a + b) * weight, words_target + words_reference)
    there = np.isfinite(prior) & (prior > 0)
    prior = np.where(there, prior, 1.0)
    odds = [
        np.log(n + prior) - np.log(np.maximum(words + weight - n - prior, 0.5))
        for n, words in ((a, words_target), (b, words_reference))
    ]
    z = (odds[0] - odds[1]) / np.sqrt(1 / (a + prior) + 1 / (b + prior))
    return np.where(there, z, np.nan)
