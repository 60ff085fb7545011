"""Rates: zeros kept, intervals held against SciPy, articles and not words drawn again."""

from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, bootstrap

from analysis.rates import (
    ENOUGH_DOCS,
    MANY_DOCS,
    N_DRAWS,
    SEED,
    cluster_interval,
    measure_rates,
    per_1000,
    per_cent,
    wilson,
)


@given(st.integers(0, 400), st.integers(1, 400))
@settings(deadline=None)
def test_wilson_is_scipys(n, more):
    of = n + more - 1
    if of == 0:
        assert np.isnan(wilson(0, 0)).all()
        return
    interval = binomtest(n, of).proportion_ci(method="wilson")
    assert wilson(n, of) == pytest.approx((interval.low, interval.high), abs=1e-12)


def test_wilson_published():
    # Newcombe 1998 (Statistics in Medicine 17), table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    published = [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ]
    for n, of, low, high in published:
        assert wilson(n, of) == pytest.approx((low, high), abs=5e-5)


def test_per_1000_and_per_cent():
    assert per_1000([3, 0, 1], [1500, 10, 0]).tolist() == pytest.approx([2, 0, np.nan], nan_ok=True)
    assert per_cent(123, 300) == "41% (123 of 300)"
    assert per_cent(0, 0) == "none (0 of 0)"


PARTS = pd.DataFrame(
    {"doc_id": ["a", "b", "c"], "outlet": ["X", "X", "Y"], "n_words": [100, 300, 600]}
)
HITS = pd.DataFrame({"doc_id": ["a", "a", "b"], "frame": ["unity", "unity", "security"]})


def test_zeros_are_rows():
    rates = measure_rates(HITS, PARTS, by="outlet", kinds=["unity", "security", "openness"])
    assert list(rates["group"]) == ["X"] * 3 + ["Y"] * 3
    assert list(rates["n"]) == [2, 1, 0, 0, 0, 0]
    assert list(rates["n_with"]) == [1, 1, 0, 0, 0, 0]
    assert list(rates["n_words"]) == [400] * 3 + [600] * 3
    assert list(rates["n_docs"]) == [2] * 3 + [1] * 3
    assert list(rates["per_1000"]) == pytest.approx([5, 2.5, 0, 0, 0, 0])
    assert (rates["rate_low"] <= rates["per_1000"]).all()
    assert (rates["rate_high"] > rates["per_1000"]).all()
    assert list(rates["by"].unique()) == ["outlet"]


def test_one_group_without_by():
    rates = measure_rates(HITS, PARTS)
    assert list(rates["group"]) == ["all", "all"]
    assert list(rates["n_words"]) == [1000, 1000]


def test_groups_inside_articles():
    parts = pd.DataFrame(
        {
            "doc_id": ["a", "a", "b"],
            "voice": ["direct", "narrator", "narrator"],
            "n_words": [20, 80, 300],
        }
    )
    hits = HITS.assign(voice=["direct", "narrator", "narrator"])
    rates = measure_rates(hits, parts, by="voice").set_index(["group", "frame"])
    assert rates.loc[("direct", "unity"), "per_1000"] == pytest.approx(50)
    assert rates.loc[("direct", "security"), "n"] == 0
    assert rates.loc[("narrator", "unity"), ["n", "n_words", "n_with", "n_docs"]].tolist() == [
        1,
        380,
        1,
        2,
    ]


def test_an_article_twice_in_a_group_is_refused():
    with pytest.raises(ValueError, match="twice"):
        measure_rates(HITS, pd.concat([PARTS, PARTS]), by="outlet")


@given(st.permutations(range(30)))
@settings(deadline=None)  # a busy machine is no fault
def test_order_of_articles_changes_nothing(order):
    parts = pd.DataFrame({"doc_id": [f"d{i:02}" for i in range(30)], "n_words": range(100, 130)})
    hits = pd.DataFrame({"doc_id": [f"d{i % 7:02}" for i in range(20)], "frame": "unity"})
    there, again = (measure_rates(hits, table) for table in (parts, parts.iloc[order]))
    pd.testing.assert_frame_equal(there, again)


def test_bootstrap_against_scipy():
    generator = np.random.default_rng(7)
    n_words = generator.integers(200, 900, 60)
    n = generator.poisson(n_words * generator.gamma(1, 0.004, 60))
    ours = cluster_interval(n[:, None], n_words)
    theirs = bootstrap(
        (n, n_words),
        lambda n, words, axis: 1000 * n.sum(axis) / words.sum(axis),
        paired=True,
        n_resamples=5000,
        method="percentile",
        rng=1,
    ).confidence_interval
    assert np.ravel(ours) == pytest.approx(list(theirs), rel=0.06)
    words = wilson(n.sum(), n_words.sum())
    assert ours[1][0] - ours[0][0] > 1000 * (words[1] - words[0])  # articles differ


def test_limit_of_many_articles_agrees_with_draws(monkeypatch):
    generator = np.random.default_rng(3)
    n_words = generator.integers(200, 900, 1500)
    n = generator.poisson(n_words[:, None] * 0.003)
    drawn = np.ravel(cluster_interval(n, n_words))
    monkeypatch.setattr("analysis.rates.MANY_DOCS", 100)
    assert np.ravel(cluster_interval(n, n_words)) == pytest.approx(drawn, rel=0.02)


def test_no_hit_in_many_articles_keeps_an_upper_bound():
    low, high = cluster_interval(np.zeros((50, 1)), np.full(50, 400))
    assert low[0] == 0 and high[0] == pytest.approx(1000 * wilson(0, 20000)[1])


def test_empty_corpus():
    assert len(measure_rates(HITS.iloc[:0], PARTS.iloc[:0], kinds=["unity"])) == 0


def draw_articles(n_docs):
    """Hits and words of articles that differ, a column of hits."""
    random = np.random.default_rng(3)
    words = random.integers(100, 900, n_docs)
    return random.poisson(words / 100)[:, None].astype(float), words.astype(float)


@pytest.mark.parametrize("n_docs", [30, MANY_DOCS])
def test_ends_of_an_interval_are_percentiles_of_the_draws(n_docs):
    hits, words = draw_articles(n_docs)
    chances = np.full(n_docs, 1 / n_docs)
    draws = np.random.default_rng(SEED).multinomial(n_docs, chances, N_DRAWS)
    rates = np.sort(1000 * (draws @ hits[:, 0]) / (draws @ words))
    low, high = cluster_interval(hits, words)
    for end, outside in ((low, rates < low), (high, rates > high)):
        assert np.isclose(outside.mean(), 0.025, atol=0.001) and rates[0] < end < rates[-1]


def test_above_many_articles_the_normal_limit_stands():
    hits, words = draw_articles(MANY_DOCS + 1)
    rate = hits.sum() / words.sum()
    spread = np.sqrt(((hits[:, 0] - words * rate) ** 2).sum()) / words.sum()
    z = NormalDist().inv_cdf(0.975)
    low, high = cluster_interval(hits, words)
    assert np.allclose([low[0], high[0]], [1000 * (rate - z * spread), 1000 * (rate + z * spread)])


@pytest.mark.parametrize("n_docs", [ENOUGH_DOCS - 1, ENOUGH_DOCS])
def test_from_enough_articles_on_articles_are_drawn(n_docs):
    hits, words = draw_articles(n_docs)
    names = [f"a{number:02}" for number in range(n_docs)]
    parts = pd.DataFrame({"doc_id": names, "n_words": words.astype(int)})
    rows = pd.DataFrame({"doc_id": np.repeat(names, hits[:, 0].astype(int)), "frame": "x"})
    (row,) = measure_rates(rows, parts).itertuples()
    drawn = [end[0] for end in cluster_interval(hits, words)]
    over_words = [1000 * float(end) for end in wilson(hits.sum(), words.sum())]
    expected = drawn if n_docs >= ENOUGH_DOCS else over_words
    assert np.allclose([row.rate_low, row.rate_high], expected)
