"""Estimates from a sample, compared with values of R's survey, the R package dsl and PyPI's ppi-python."""

import numpy as np
import pandas as pd
import pytest

from analysis.coding.figures import paint_groups
from analysis.drawing.elements import Sheet
from analysis.measures.estimates import (
    CORPUS,
    LIKE,
    Coded,
    Population,
    difference,
    estimate_mean,
    estimate_recall,
    estimate_share,
    ratio_ends,
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


def test_ratio_without_spread_below_or_above():
    assert ratio_ends((0, 0, 0), (5, 5, 5)) == (0, 0)
    low, high = ratio_ends((10, 8, 12.5), (20, 20, 20))
    assert low == pytest.approx(0.4) and high == pytest.approx(0.625)


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
