"""
Each measure against arithmetic with 50 digits: what is printed and stored is right to six digits.

The formulas are written out here a second time, from their sources, in mpmath. Tables are drawn
by chance over all sizes, and joined by extreme ones: nothing, everything, one of a billion.
"""

import numpy as np
import pytest

from analysis.measures.rates import per_1000, wilson
from analysis.tables.stored import DIGITS
from analysis.terms.contingency import (
    chi_squared,
    g2_four_cell,
    lambda_z,
    log_dice,
    pmi,
    t_score,
)
from analysis.terms.dispersion import one_term
from analysis.terms.keyness import (
    ALPHA,
    conservative_log_ratio,
    log_likelihood,
    log_odds_z,
    log_ratio,
    per_cent_diff,
)

mpmath = pytest.importorskip("mpmath")
mpf, ln = mpmath.mpf, mpmath.log
mpmath.mp.dps = 50
N_TABLES = 2000
ZERO = mpf(10) ** -40  # of numbers with fifty digits: nothing
NEAR = mpf(10) ** -DIGITS / 2  # half a unit of the last digit that is stored


def agrees(value, exact):
    """Whether a float is the exact number (None: missing) to the digits that are stored."""
    if exact is None or np.isnan(value):
        return exact is None and bool(np.isnan(value))
    if abs(exact) < ZERO:
        return value == 0
    return abs(mpf(float(value)) - exact) <= NEAR * abs(exact)


def assert_all_agree(values, exact, tables):
    wrong = [
        (table, float(value), None if right is None else mpmath.nstr(right, 12))
        for value, right, table in zip(values, exact, tables, strict=True)
        if not agrees(value, right)
    ]
    assert not wrong, f"{len(wrong)} of {len(tables)}: {wrong[:5]}"


def draw_tables(seed):
    """(both, first, second, total): of all sizes, near to chance and far from it, and extreme."""
    random, tables = np.random.default_rng(seed), []
    while len(tables) < N_TABLES:
        total = int(10 ** random.uniform(0.5, 9.5))
        first, second = (int(total ** random.uniform(0, 1)) for _ in "12")
        low, high = max(0, first + second - total), min(first, second)
        chance = first * second // total
        both = random.choice([random.integers(low, high + 1), chance, chance + 1, low, high])
        tables.append((int(min(max(both, low), high)), first, second, total))
    big = 10**9
    return tables + [
        (0, 0, 0, 0),
        (0, 0, 5, 10),
        (0, 5, 0, 10),
        (5, 5, 5, 5),
        (0, 5, 5, 10),
        (5, 5, 5, 10),
        (1, 1, 1, big),
        (0, 1, 1, big),
        (1, big, 1, big),
        (big // 4, big // 2, big // 2, big),
        (big // 4 + 1, big // 2, big // 2, big),
    ]


TABLES = draw_tables(20240923)
COLUMNS = [np.array(column) for column in zip(*TABLES)]


def part(observed, expected):
    """o ln(o / e), 0 where nothing was observed."""
    return observed * ln(observed / expected) if observed else mpf(0)


def margins(both, first, second, total):
    """((observed, expected) of the four cells) as exact numbers; None without cases."""
    if not total:
        return None
    rows, columns = (first, total - first), (second, total - second)
    observed = (both, first - both, second - both, total - first - second + both)
    expected = [mpf(row) * column / total for row in rows for column in columns]
    return list(zip(map(mpf, observed), expected))


def exact_g2(*table):
    cells = margins(*table)
    return None if cells is None else 2 * mpmath.fsum(part(o, e) for o, e in cells)


def exact_chi2(*table):
    cells = margins(*table)
    if cells is None or any(e == 0 for _, e in cells):
        return None
    return mpmath.fsum((o - e) ** 2 / e for o, e in cells)


def exact_pmi(both, first, second, total):
    return ln(mpf(both) * total / (mpf(first) * second), 2) if both else None


def exact_t(both, first, second, total):
    return (both - mpf(first) * second / total) / mpmath.sqrt(both) if both and total else None


def exact_dice(both, first, second, total):
    return 14 + ln(mpf(2 * both) / (first + second), 2) if both else None


def exact_lambda(*table, in_errors=False):
    both, first, second, total = table
    half = mpf(1) / 2
    a, b, c, d = (
        n + half for n in (both, first - both, second - both, total - first - second + both)
    )
    odds = ln(a * d / (b * c))
    return odds / mpmath.sqrt(1 / a + 1 / b + 1 / c + 1 / d) if in_errors else odds


@pytest.mark.parametrize(
    "measure, exact",
    [
        (g2_four_cell, exact_g2),
        (chi_squared, exact_chi2),
        (pmi, exact_pmi),
        (t_score, exact_t),
        (lambda *table: log_dice(*table[:3]), exact_dice),
        (lambda *table: lambda_z(*table)[0], exact_lambda),
        (lambda *table: lambda_z(*table)[1], lambda *t: exact_lambda(*t, in_errors=True)),
    ],
    ids=["g2_four_cell", "chi_squared", "pmi", "t", "log_dice", "lambda", "z"],
)
def test_tables_of_four_cells(measure, exact):
    assert_all_agree(measure(*COLUMNS), [exact(*table) for table in TABLES], TABLES)


# Keyness: counts and sizes of two sides --------------------------------------------------

SIDES = [(a, c - a, n1, n - n1) for a, n1, c, n in TABLES]
SIDE_COLUMNS = [np.array(column) for column in zip(*SIDES)]


def exact_two_cells(a, b, n1, n2):
    if not n1 + n2:
        return None
    mean = mpf(a + b) / (n1 + n2)
    return 2 * (part(mpf(a), n1 * mean) + part(mpf(b), n2 * mean))


def exact_ratio(a, b, n1, n2):
    if not n1 or not n2:
        return None
    return ln((a or mpf(1) / 2) * mpf(n2) / ((b or mpf(1) / 2) * mpf(n1)), 2)


def exact_per_cent(a, b, n1, n2):
    return 100 * (mpf(a) * n2 / (mpf(b) * n1) - 1) if b and n1 and n2 else None


@pytest.mark.parametrize(
    "measure, exact",
    [
        (log_likelihood, exact_two_cells),
        (log_ratio, exact_ratio),
        (per_cent_diff, exact_per_cent),
    ],
    ids=["log_likelihood", "log_ratio", "per_cent_diff"],
)
def test_keyness(measure, exact):
    assert_all_agree(measure(*SIDE_COLUMNS), [exact(*side) for side in SIDES], SIDES)


def quantile(a, b, tail, start):
    """The share below which a Beta(a, b) variable falls with probability `tail`, found from `start`."""

    def over(logit):
        share = 1 / (1 + mpmath.exp(-logit))
        return mpmath.betainc(a, b, 0, share, regularized=True) / tail - 1

    first = ln(mpf(start) / (1 - mpf(start)))
    logit = mpmath.findroot(over, (first, first + mpf("1e-4")), solver="secant", tol=1e-25)
    return 1 / (1 + mpmath.exp(-logit))


@pytest.mark.parametrize("n_terms", [1, 20_000])
def test_conservative_log_ratio(n_terms):
    from scipy.special import betaincinv

    random = np.random.default_rng(7)
    sides = [
        (int(10 ** random.uniform(0, 3)), int(10 ** random.uniform(0, 3)), 10**5, 10**6)
        for _ in range(60)
    ]
    sides += [(5, 0, 10**4, 10**8), (0, 300, 10**4, 10**5), (1, 0, 10, 10**9), (40, 1, 999, 10**6)]
    tail, exact = mpf(ALPHA) / (2 * n_terms), []
    for a, b, n1, n2 in sides:
        more = a * n2 > b * n1
        if more:
            share = quantile(a, b + 1, tail, betaincinv(a, b + 1, float(tail)))
        else:
            # The other end from the other side, where its digits are not lost beside 1.
            share = 1 - quantile(b, a + 1, tail, betaincinv(b, a + 1, float(tail)))
        value = ln(mpf(n2) / n1 * share / (1 - share), 2)
        exact.append(max(value, mpf(0)) if more else min(value, mpf(0)))
    columns = [np.array(column) for column in zip(*sides)]
    assert_all_agree(conservative_log_ratio(*columns, n_terms), exact, sides)


def test_log_odds_z():
    sides = [
        (3, 700, 10**4, 10**6),
        (30, 1, 10**5, 10**6),
        (5, 5, 10**3, 10**3),
        (9, 0, 10**4, 10**7),
    ]
    sides += [(120, 1200, 10**5, 10**6 + 7), (1, 10, 10**5, 10**6 + 1), (1, 2, 10, 10**9)]
    for a, b, n1, n2 in sides:
        weight = min(n1, n2)
        prior = mpf(a + b) * weight / (n1 + n2)
        odds = [ln((n + prior) / (words + weight - n - prior)) for n, words in ((a, n1), (b, n2))]
        exact = (odds[0] - odds[1]) / mpmath.sqrt(1 / (a + prior) + 1 / (b + prior))
        assert_all_agree([log_odds_z(a, b, n1, n2)], [exact], [(a, b, n1, n2)])


# Shares, rates and spread ----------------------------------------------------------------


def test_wilson_and_rates():
    pairs = [(both, total) for both, _, _, total in TABLES if total]
    n, of = (np.array(column) for column in zip(*pairs))
    z = mpmath.sqrt(2) * mpmath.erfinv(mpf(95) / 100)
    exact = {"low": [], "high": []}
    for hits, cases in pairs:
        share, more = mpf(hits) / cases, z**2 / cases
        root = z * mpmath.sqrt(share * (1 - share) / cases + more / (4 * cases))
        exact["low"].append((share + more / 2 - root) / (1 + more) if hits else mpf(0))
        exact["high"].append((share + more / 2 + root) / (1 + more) if hits < cases else mpf(1))
    for values, end in zip(wilson(n, of), exact.values(), strict=True):
        assert_all_agree(values, end, pairs)
    assert_all_agree(per_1000(n, of), [mpf(1000 * int(h)) / int(c) for h, c in pairs], pairs)


def exact_spread(hits, sizes):
    words, total = mpf(int(sizes.sum())), mpf(int(hits.sum()))
    pairs = [(mpf(int(v)), mpf(int(w))) for v, w in zip(hits, sizes)]
    rates = [v / w for v, w in pairs]
    mean = mpmath.fsum(rates) / len(rates)
    spread = mpmath.sqrt(mpmath.fsum((rate - mean) ** 2 for rate in rates) / len(rates))
    dp = mpmath.fsum(abs(v / total - w / words) for v, w in pairs) / 2
    return {
        "dp": dp,
        "dp_norm": dp / (1 - min(w for _, w in pairs) / words),
        "juilland_d": 1 - spread / mean / mpmath.sqrt(len(pairs) - 1),
        "kld": mpmath.fsum(part(v / total, w / words) for v, w in pairs) / ln(2),
    }


def test_dispersion():
    random, drawn = np.random.default_rng(11), []
    for _ in range(300):
        n_parts = int(random.integers(2, 60))
        sizes = (10 ** random.uniform(1, 6, n_parts)).astype(int)
        rate = 10 ** random.uniform(-5, -0.5)
        hits = random.binomial(sizes, rate * random.choice([1, 0], n_parts, p=[0.7, 0.3]))
        drawn += [(hits, sizes)] * bool(hits.sum())
    even = np.array([1000, 1000, 1000])
    drawn += [(np.array([1, 1, 1]), even), (np.array([0, 0, 7]), even), (even - 1, even + 1)]
    drawn += [(np.array([10, 20, 31]), np.array([10, 20, 30]) * 10**6)]
    ours, theirs = ([find(*pair) for pair in drawn] for find in (one_term, exact_spread))
    for name in ("dp", "dp_norm", "juilland_d", "kld"):
        values, exact = ([found[name] for found in side] for side in (ours, theirs))
        assert_all_agree(values, exact, [(h.tolist(), s.tolist()) for h, s in drawn])
