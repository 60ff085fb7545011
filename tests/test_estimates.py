"""Estimates from a sample, compared with values of R's survey, the R package dsl and PyPI's ppi-python."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit

from analysis.coding.correcting import warn
from analysis.coding.figures import paint_groups
from analysis.drawing.elements import Sheet
from analysis.measures.estimates import (
    CORPUS,
    LIKE,
    Coded,
    Estimate,
    Population,
    Z,
    cluster_extra,
    count_interval,
    design_variance,
    difference,
    estimate_mean,
    estimate_ratio,
    estimate_recall,
    estimate_share,
    ratio_ends,
    read_cells,
    spread_articles,
)

# `apistrat` of R's survey: y = sch.wide, x = awards. Schools in each stratum, and those drawn
# as (x, y): n. In the population x = 1 for 4,167 of 6,194.
SCHOOLS = {
    4421: {(0, 0): 9, (0, 1): 18, (1, 1): 73},
    755: {(0, 0): 24, (0, 1): 10, (1, 1): 16},
    1018: {(0, 0): 15, (0, 1): 11, (1, 1): 24},
}


def schools():
    """y, x, weight, stratum and n_stratum of the 200 schools."""
    rows = []
    for stratum, (size, cells) in enumerate(SCHOOLS.items()):
        n = sum(cells.values())
        for (x, y), times in cells.items():
            rows += [(y, x, size / n, stratum, size)] * times
    return [np.array(column) for column in zip(*rows)]


def test_schools_without_the_machine():
    y, x, weight, stratum, n_stratum = schools()
    found = estimate_share(y, np.zeros(len(y), int), weight, [6194], stratum, n_stratum)
    # R keeps the weights as single floats: eight digits agree.
    assert found.value == pytest.approx(0.8279480114, abs=5e-9)
    assert found.se == pytest.approx(0.02434478, abs=1e-8)


def test_schools_by_cells():
    y, x, weight, stratum, n_stratum = schools()
    found = estimate_share(y, x, weight, [6194 - 4167, 4167], stratum, n_stratum)
    assert found.value == pytest.approx(0.8440597837, abs=5e-9)
    assert found.se == pytest.approx(0.01886347867, abs=5e-9)
    assert (found.low, found.high) == pytest.approx((0.799772, 0.880358), abs=5e-7)


# PanChen of the R package dsl: 500 of 1,412 coded, (machine, coder): n; the machine's answer for the rest.
PANCHEN = {(0, 0): 332, (0, 1): 48, (1, 0): 50, (1, 1): 70}
UNCODED = (688, 224)


def test_panchen_by_cells():
    x, y = np.repeat(list(PANCHEN), list(PANCHEN.values()), axis=0).T
    sizes = np.bincount(x) + UNCODED
    found = estimate_share(y, x, np.full(500, 1412 / 500), sizes)
    assert found.value == pytest.approx(0.237657174, abs=5e-10)
    # For sentences like these, each an article of its own, the error of PPI++.
    corpus = np.concatenate([x, np.repeat([0, 1], UNCODED)])
    ones = np.ones(1412)
    found_like = estimate_share(
        y,
        x,
        np.full(500, 1412 / 500),
        sizes,
        doc=np.arange(500),
        population=Population(corpus, np.arange(1412), ones, ones),
    )
    assert found_like.se_like * np.sqrt(1411 / 1412) == pytest.approx(0.0176542309, abs=5e-10)
    assert (found.low, found.high) == pytest.approx((0.212193, 0.265394), abs=5e-7)
    alone = estimate_share(y, np.zeros(500, int), np.full(500, 1412 / 500), [1412])
    assert alone.value == pytest.approx(0.236) and alone.se > found.se


def reading(seed=1, n_docs=30, n_drawn=120, n_groups=1):
    """A corpus of articles of 20 sentences, a fifth of them drawn at random and read."""
    rng = np.random.default_rng(seed)
    doc = np.repeat(np.arange(n_docs), 20)
    true = rng.random(len(doc)) < np.repeat(rng.beta(1, 4, n_docs), 20)
    hit = np.where(true, rng.random(len(doc)) < 0.7, rng.random(len(doc)) < 0.1).astype(int)
    drawn = rng.permutation(len(doc))[:n_drawn]
    weight = np.full(n_drawn, len(doc) / n_drawn)
    coded = Coded(
        true[drawn].astype(float),
        hit[drawn],
        weight,
        np.zeros(n_drawn, int),
        np.full(n_drawn, len(doc)),
        doc[drawn],
    )
    ones = np.ones(len(doc))
    return coded, Population(hit, doc, ones, ones), true, hit


def test_read_in_full_there_is_nothing_to_estimate():
    coded, population, true, hit = reading(n_drawn=600)
    found = estimate_mean(coded, population)
    assert (found.value, found.low, found.high) == pytest.approx([true.mean()] * 3)
    assert found.se == pytest.approx(0, abs=1e-12)
    recall = estimate_recall(coded, population, [False, True])
    assert (recall.value, recall.low, recall.high) == pytest.approx([hit[true].mean()] * 3)
    # Other articles like these may still differ.
    assert found.low_like < found.low and found.high < found.high_like


def test_a_cell_that_was_not_read_may_hold_anything():
    found = estimate_share([0] * 20, [0] * 20, [5] * 20, [100, 50])
    assert found.unread == pytest.approx(1 / 3) and found.high >= 1 / 3 and found.low == 0
    assert found.value == pytest.approx(1 / 6)


def test_precision_is_the_share_among_the_hits():
    coded, population, _, _ = reading()
    inside = coded.cell == 1, population.cell == 1
    precision = estimate_mean(coded, population, inside)
    assert precision.value == pytest.approx(coded.y[coded.cell == 1].mean())
    assert precision.n_coded == (coded.cell == 1).sum()


def test_recall_is_missing_without_a_true_hit_and_sure_without_a_miss():
    coded, population, _, _ = reading()
    none = coded._replace(y=np.zeros(len(coded.y)))
    assert np.isnan(estimate_recall(none, population, [False, True]).value)
    all_found = coded._replace(y=(coded.cell == 1).astype(float))
    found = estimate_recall(all_found, population, [False, True])
    assert found.value == 1 and found.high == 1 and 0.3 < found.low < 1


def test_articles_like_these_are_less_sure_than_these():
    coded, population, _, _ = reading()
    for found in (
        estimate_mean(coded, population),
        estimate_recall(coded, population, [False, True]),
    ):
        (low, high), (low_like, high_like) = found.interval(CORPUS), found.interval(LIKE)
        assert low_like <= low <= found.value <= high <= high_like


def test_one_article_says_nothing_of_others():
    found = estimate_share([0, 1, 1, 0], [0, 0, 1, 1], [10] * 4, [20, 20])
    assert np.isnan(found.low_like) and np.isnan(found.high_like)


def test_a_difference_is_that_of_the_shares_and_holds_it():
    coded, population, _, _ = reading(n_docs=40, n_drawn=300)
    first, second = (
        estimate_mean(coded, population, (coded.doc % 2 == side, population.doc % 2 == side))
        for side in (0, 1)
    )
    value, low, high = difference(first, second)
    assert value == pytest.approx(first.value - second.value) and low < value < high
    # Newcombe's own example (1998, method 10): 56 of 70 and 48 of 80, .0524 to .3339.
    shares = [
        estimate_share([1] * n + [0] * (of - n), [0] * of, [1e7] * of, [1e7 * of])
        for n, of in ((56, 70), (48, 80))
    ]
    assert difference(*shares) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_counts_give_rates():
    coded, population, true, _ = reading()
    words = population._replace(per=np.full(len(true), 25.0))
    share, rate = estimate_mean(coded, population), estimate_mean(coded, words, is_count=True)
    assert rate.value == pytest.approx(share.value / 25)
    assert rate.low < rate.value < rate.high and rate.high < 1


def test_what_no_article_has_gets_no_interval_for_others_and_a_warning():
    doc = np.repeat(np.arange(5), 4)
    rows = Population(np.zeros(5, int), np.arange(5), np.full(5, 4), np.full(5, 4.0))
    for y in (np.zeros(20), np.ones(20)):  # in none, in every sentence: all were read
        found = estimate_share(y, np.zeros(20, int), np.ones(20), [20], doc=doc, population=rows)
        assert found.interval(CORPUS) == (y[0], y[0]) and warn(found, CORPUS, 5) is None
        assert np.isnan([*found.interval(LIKE), found.error(LIKE)]).all()
        assert "5 articles say too little of others" in warn(found, LIKE, 5)
    assert warn(found._replace(n_coded=99, n_positive=99), LIKE, 400)  # an interval or a warning
    assert "only 0 of the coded" in warn(found._replace(n_coded=99, n_positive=0), LIKE, 5)
    some = estimate_share(
        (doc == 0) * 1.0, np.zeros(20, int), np.ones(20), [20], doc=doc, population=rows
    )
    assert some.interval(LIKE)[0] < some.value < some.interval(LIKE)[1]


def test_ratio_without_spread_below_or_above():
    assert ratio_ends((0, 0, 0), (5, 5, 5)) == (0, 0)
    low, high = ratio_ends((10, 8, 12.5), (20, 20, 20))
    assert low == pytest.approx(0.4) and high == pytest.approx(0.625)


# Parts, by arithmetic -----------------------------------------------------------------------

T2 = 4.302653  # Student's t with two degrees of freedom, .975


def test_differences_between_articles_are_taken_on_the_scale_of_the_log_odds():
    there = np.array([True, True, True, False])
    step = T2 * 0.1 / (0.2 * 0.8)
    low, high = expit(logit(0.2) - step), expit(logit(0.2) + step)
    assert spread_articles(0.2, 0.01, there) == pytest.approx(((0.2 - low) ** 2, (high - 0.2) ** 2))
    # Of counts on that of the logarithm.
    step = np.exp(T2 * 0.1 / 2.0)
    assert spread_articles(2.0, 0.01, there, np.inf) == pytest.approx(
        ((2 - 2 / step) ** 2, (2 * step - 2) ** 2)
    )
    for end in (0.0, 1.0):  # no odds: t alone
        assert spread_articles(end, 0.01, there) == pytest.approx([T2**2 * 0.01] * 2)
    assert np.isnan(spread_articles(0.2, 0.01, there[2:])).all()
    # Two articles say something, if little: t with one degree of freedom is 12.7.
    below, above = spread_articles(0.2, 0.01, there[1:])
    assert below < 0.2**2 and (0.8 - np.sqrt(above)) < 0.01


def test_a_share_of_articles_like_these_is_no_more_than_all():
    """All sentences have it but those of one article of twelve."""
    read, population, _, _ = reading(n_docs=12, n_drawn=120)
    most = read._replace(y=(read.doc > 0).astype(float))
    found, counted = (
        estimate_mean(most, population, is_count=is_count) for is_count in (False, True)
    )
    assert found.low_like < found.value < found.high_like < 1
    assert counted.high_like > 1  # a mean count may be more


def coded(y, weight, cell=None, stratum=None, size=100):
    n = len(y)
    zeros = np.zeros(n, int)
    return Coded(
        np.array(y, float),
        zeros if cell is None else np.array(cell),
        np.full(n, float(weight)) if np.isscalar(weight) else np.array(weight, float),
        zeros if stratum is None else np.array(stratum),
        np.full(n, float(size)),
        zeros,
    )


def test_the_interval_of_a_count_joins_that_of_the_share_and_that_of_the_number():
    """Two of four have it, 2 and 4 times: a share of .5 (here .2 to .8) times 3."""
    read = coded([2, 4, 0, 0], 10)
    ends = [np.array([end]) for end in (0.5, 0.2, 0.8)]
    low, high = count_interval(read, *ends)
    error = Z**2 * (10 * 9 * (1 + 1)) / 20**2 * 2 / 1  # weights, deviations of 1; n / (n - 1)
    distance = np.sqrt((3 * 0.3) ** 2 + 0.5**2 * error)
    assert low[0] == pytest.approx(max(1.5 - distance, 0))
    assert high[0] == pytest.approx(1.5 + distance)
    # Read in full the numbers are known, and the share's interval alone is left.
    low, high = count_interval(coded([2, 4, 0, 0], 1), *ends)
    assert (low[0], high[0]) == pytest.approx((0.6, 2.4))
    # Where none was met, those that have any are taken to have `least`.
    none = [np.array([end]) for end in (0.0, 0.0, 0.3)]
    assert count_interval(coded([0, 0], 10), *none, least=2.0)[1] == pytest.approx([0.6])


def test_the_variance_of_a_draw_has_the_finite_correction():
    """5 of 100 drawn with values 1 to 5, whose variance is 2.5: 100 * 95 * 2.5 / 5."""
    read = coded([0] * 5, 20)
    values = np.arange(1.0, 6)
    assert design_variance(values, read) == pytest.approx(100 * 95 * 2.5 / 5)
    assert design_variance(values, coded([0] * 5, 1, size=5)) == pytest.approx(0)
    two = coded([0] * 5, 1, stratum=[0, 0, 0, 1, 1], size=10)
    values = np.array([1.0, 2, 3, 7, 9]) * 10 / np.array([3, 3, 3, 2, 2])
    # Variances 1 and 2, in strata of ten of which three and two are drawn.
    assert design_variance(values, two) == pytest.approx(10 * 7 * 1 / 3 + 10 * 8 * 2 / 2)


def test_articles_add_their_residuals_without_themselves():
    residual, part = np.array([0.1, -0.1, 9.0]), np.array([0.5, 0.5, 0.0])
    # Each article's residual is that of the estimate without it: twice as large.
    assert cluster_extra(residual, part, 0.01) == pytest.approx(0.5 * 2 * 0.2**2 - 0.01)
    assert cluster_extra(residual, part, 0.5) == 0
    assert np.isnan(cluster_extra(residual[1:], part[1:], 0.01))


def test_a_cell_that_was_not_read_holds_half_of_what_it_may():
    read = coded([3, 1], 5, cell=[0, 0])
    rows = Population(np.array([0, 1]), np.array([0, 0]), np.array([10, 30]), np.array([10.0, 30]))
    cells = read_cells(read, rows, is_count=True)
    assert cells.mean.tolist() == [2, 1.5] and cells.high[1] == 3 and cells.low[1] == 0
    shares = read_cells(read._replace(y=np.array([1.0, 0])), rows)
    assert shares.mean.tolist() == [0.5, 0.5] and shares.high[1] == 1


def test_a_ratio_of_two_totals_is_missing_without_one_found():
    total = dict(se=0.1, low_like=0, high_like=1, se_like=0.1, unread=0.0)
    found = Estimate(value=3.0, low=2.0, high=4.0, n_coded=40, n_positive=9, **total)
    missed = Estimate(value=1.0, low=0.5, high=2.0, n_coded=40, n_positive=3, **total)
    ratio = estimate_ratio(found, missed)
    assert ratio.value == pytest.approx(0.75) and ratio.low < 0.75 < ratio.high
    assert (ratio.n_coded, ratio.n_positive) == (40, 12)
    # Both ends from the other total's: as by `ratio_ends` of what is missed to what is found.
    low, high = ratio_ends((1.0, 0.5, 2.0), (3.0, 2.0, 4.0))
    assert (ratio.low, ratio.high) == pytest.approx((1 / (1 + high), 1 / (1 + low)))
    assert np.isnan(ratio.low_like) and np.isnan(
        estimate_ratio(found._replace(n_positive=0), missed).value
    )


def test_a_ratio_of_two_intervals_is_fiellers_with_equal_spreads():
    """MOVER with symmetric ends is Fieller's interval: (ab +- sqrt(...)) / (b^2 - spread^2)."""
    a, b, s, t = 10.0, 20.0, 2.0, 4.0
    root = np.sqrt((a * b) ** 2 - (a**2 - s**2) * (b**2 - t**2))
    ends = ((a * b - root) / (b**2 - t**2), (a * b + root) / (b**2 - t**2))
    assert ratio_ends((a, a - s, a + s), (b, b - t, b + t)) == pytest.approx(ends)


def without(read, population, at, rows=None):
    """What was read, and the corpus, without some of the sentences."""
    kept = Coded(*(column[~at] for column in read))
    return kept, population if rows is None else Population(*(c[~rows] for c in population))


@pytest.mark.parametrize(
    "estimate", [estimate_mean, lambda *two: estimate_recall(*two, [False, True])]
)
def test_errors_are_those_of_a_jackknife(estimate):
    """One sentence left out at a time for this corpus, one article for articles like these."""
    read, population, _, _ = reading(n_drawn=300)
    found, n, size = estimate(read, population), len(read.y), len(population.n)
    values = np.array(
        [estimate(*without(read, population, np.arange(n) == k)).value for k in range(n)]
    )
    spread = (n - 1) / n * ((values - values.mean()) ** 2).sum() * (1 - n / size)
    assert found.se == pytest.approx(np.sqrt(spread), rel=0.05)
    docs = np.unique(population.doc)
    values = np.array(
        [
            estimate(*without(read, population, read.doc == doc, population.doc == doc)).value
            for doc in docs
        ]
    )
    spread = (len(docs) - 1) / len(docs) * ((values - values.mean()) ** 2).sum()
    assert found.se_like == pytest.approx(np.sqrt(spread), rel=0.15)


def test_a_panel_without_a_share_as_read_leaves_the_layout_as_it_is():
    shares = [("a", "x", 0.2, 40), ("a", "y", 0.3, 40), ("b", "x", 0.1, 2), ("b", "y", 0.1, 2)]
    rows = pd.DataFrame(
        [
            {
                "frame": frame,
                "group": group,
                "estimate": share,
                "naive": share,
                "low": share / 2,
                "high": share * 2,
                "warning": "few" if n < 10 else None,
            }
            for frame, group, share, n in shares
        ]
    )
    sheet = Sheet("Shares", False)
    paint_groups(rows, sheet)
    sheet.drawing.canvas.draw()
    left, right = (ax.get_position() for ax in sheet.drawing.axes)
    assert right.x0 - left.x1 < left.width / 2
