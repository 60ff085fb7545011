"""Rates: zeros kept, intervals held against SciPy, articles and not words drawn again."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples
from scipy.stats import binomtest, bootstrap

from analysis.measures.rates import (
    ENOUGH_DOCS,
    SHAPE,
    article_interval,
    count,
    few_articles_interval,
    in_words,
    leave_one_out_interval,
    measure_rates,
    per_1000,
    per_cent,
    wilson,
)


@given(st.integers(0, 400), st.integers(1, 400))
@settings(max_examples=examples(100), deadline=None)
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


def test_a_single_word_is_enough_for_a_rate():
    assert per_1000(1, 1) == 1000


def test_a_number_has_its_noun():
    said = [count(0, "article"), count(1, "article"), count(2410, "article")]
    assert said == ["0 articles", "1 article", "2,410 articles"]
    assert [count(1, "city", "cities"), count(2, "city", "cities")] == ["1 city", "2 cities"]


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
    assert rates[["rate_low", "rate_high", "share_low", "share_high"]].isna().all(axis=None)
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
@settings(max_examples=examples(100), deadline=None)  # a busy machine is no fault
def test_order_of_articles_changes_nothing(order):
    parts = pd.DataFrame({"doc_id": [f"d{i:02}" for i in range(30)], "n_words": range(100, 130)})
    hits = pd.DataFrame({"doc_id": [f"d{i % 7:02}" for i in range(20)], "frame": "unity"})
    there, again = (measure_rates(hits, table) for table in (parts, parts.iloc[order]))
    pd.testing.assert_frame_equal(there, again)


def articles(seed=7, n=60, rate=0.004, shape=1.0):
    """Hits and words of `n` articles that are not alike."""
    generator = np.random.default_rng(seed)
    n_words = generator.integers(200, 900, n)
    return generator.poisson(n_words * generator.gamma(shape, rate / shape, n)), n_words


def test_interval_of_many_articles_is_that_of_the_bootstrap():
    n, n_words = articles(n=1500)
    theirs = bootstrap(
        (n, n_words),
        lambda n, words, axis: 1000 * n.sum(axis) / words.sum(axis),
        paired=True,
        n_resamples=2000,
        method="BCa",
        rng=1,
    ).confidence_interval
    ours = np.ravel(article_interval(n[:, None], n_words))
    assert ours == pytest.approx(list(theirs), rel=0.01)


def test_interval_of_few_articles_is_wider_than_that_of_words():
    n, n_words = articles()
    low, high = np.ravel(article_interval(n[:, None], n_words))
    words_low, words_high = (1000 * end for end in wilson(n.sum(), n_words.sum()))
    assert low < words_low < 1000 * n.sum() / n_words.sum() < words_high < high


def test_leaving_one_out_by_hand():
    # Ten equal articles, skewness 0 by symmetry of the logarithms only nearly: two rates, half each.
    n, n_words = np.array([1, 3] * 5), np.full(10, 100)
    low, high = np.ravel(article_interval(n[:, None], n_words))
    without = np.log([19 / 900, 17 / 900])
    error = np.sqrt(9 / 10 * 10 * (np.diff(without)[0] / 2) ** 2)
    assert (low, high) == pytest.approx(
        tuple(20 * np.exp(side * 2.262157 * error) for side in (-1, 1)), rel=1e-4
    )


def test_skewed_articles_have_an_interval_longer_on_their_side():
    """Efron's acceleration, worked out with sums over articles."""
    n, n_words = np.array([0, 1, 0, 2, 0, 1, 0, 0, 9, 1]), np.arange(10) * 7 + 50
    without = [
        np.log((n.sum() - n[left]) / (n_words.sum() - n_words[left])) for left in range(len(n))
    ]
    pulls = [sum(without) / 10 - one for one in without]
    error = (9 / 10 * sum(pull**2 for pull in pulls)) ** 0.5
    skew = sum(pull**3 for pull in pulls) / (6 * sum(pull**2 for pull in pulls) ** 1.5)
    rate, t = n.sum() / n_words.sum(), 2.262157
    low, high = leave_one_out_interval(n[:, None].astype(float), n_words.astype(float))
    assert abs(skew) > 0.05
    assert low[0] == pytest.approx(rate * np.exp(-t * error / (1 + t * skew)), rel=1e-5)
    assert high[0] == pytest.approx(rate * np.exp(t * error / (1 - t * skew)), rel=1e-5)


def test_articles_that_agree_have_an_interval_without_width():
    low, high = np.ravel(article_interval(np.full((12, 1), 2), np.full(12, 100)))
    assert (low, high) == pytest.approx((20, 20))


def test_an_article_of_one_word_counts():
    n, n_words = articles(n=30)
    n[0], n_words[0] = 1, 1
    ours = np.ravel(article_interval(n[:, None], n_words))
    assert ours == pytest.approx(
        1000 * np.ravel(leave_one_out_interval(n[:, None].astype(float), n_words.astype(float)))
    )


def test_from_two_articles_with_a_hit_on_articles_are_left_out_one_by_one():
    n, n_words = np.zeros((20, 1)), np.full(20, 300.0)
    n[4] = n[9] = 1
    ours, left_out = np.ravel(article_interval(n, n_words)), leave_one_out_interval(n, n_words)
    assert ours == pytest.approx(1000 * np.ravel(left_out))


def test_one_article_with_a_hit_is_met_with_a_chance_of_a_fortieth_at_both_ends():
    n_words = np.array([200, 900, 400, 50] * 5)
    low, high = few_articles_interval(1, n_words)

    def chances(rate):
        without = [(1 + rate * words / SHAPE) ** -SHAPE for words in n_words]
        nobody = np.prod(without)
        return nobody, nobody + sum(nobody / one * (1 - one) for one in without)

    assert 1 - chances(low)[0] == pytest.approx(0.025) == chances(high)[1]


def test_each_group_has_the_interval_of_its_own_articles():
    n, n_words = articles(n=40)
    parts = pd.DataFrame(
        {
            "doc_id": [f"{number:02}" for number in range(40)],
            "outlet": ["X"] * 15 + ["Y"] * 25,
            "n_words": n_words,
        }
    )
    hits = parts.loc[np.repeat(range(40), n), ["doc_id"]].assign(frame="unity")
    rates = measure_rates(hits, parts, by="outlet").set_index("group")
    for outlet, rows in (("X", slice(0, 15)), ("Y", slice(15, 40))):
        alone = np.ravel(article_interval(n[rows, None], n_words[rows]))
        assert rates.loc[outlet, ["rate_low", "rate_high"]].tolist() == pytest.approx(list(alone))


def test_rows_without_a_group_are_in_none():
    parts = PARTS.assign(outlet=["X", None, "Y"])
    rates = measure_rates(HITS, parts, by="outlet", kinds=["unity"])
    assert list(rates["n_words"]) == [100, 600] and list(rates["n"]) == [2, 0]
    nowhere = measure_rates(HITS, PARTS.assign(outlet=None), by="outlet", kinds=["unity"])
    assert len(nowhere) == 0


def test_below_ten_articles_there_is_no_interval():
    n, n_words = articles(n=ENOUGH_DOCS - 1)
    assert np.isnan(article_interval(n[:, None], n_words)).all()
    n, n_words = articles(n=ENOUGH_DOCS)
    assert np.isfinite(article_interval(n[:, None], n_words)).all()
    # Articles without a word in the group say nothing of it.
    n_words[0] = n[0] = 0
    assert np.isnan(article_interval(n[:, None], n_words)).all()


def test_no_hit_allows_for_articles_being_alike():
    low, high = np.ravel(article_interval(np.zeros((50, 1)), np.full(50, 400)))
    assert low == 0 and high > 1000 * wilson(0, 20000)[1]
    # 50 articles with gamma-distributed rates: none has a hit with a chance of 2.5%.
    assert (1 + high / 1000 * 400 / SHAPE) ** (-SHAPE * 50) == pytest.approx(0.025)


def test_hits_in_one_article_alone():
    n = np.zeros((50, 2))
    n[3] = 1, 20
    low, high = article_interval(n, np.full(50, 400))
    none = np.ravel(article_interval(np.zeros((50, 1)), np.full(50, 400)))
    # One article is one draw, however many hits it has.
    assert low[0] == low[1] > 0 and high[0] == high[1] > none[1]


def test_empty_corpus():
    assert len(measure_rates(HITS.iloc[:0], PARTS.iloc[:0], kinds=["unity"])) == 0


def draw_articles(n_docs):
    """Hits and words of articles that differ, a column of hits."""
    random = np.random.default_rng(3)
    words = random.integers(100, 900, n_docs)
    return random.poisson(words / 100)[:, None].astype(float), words.astype(float)


def test_a_small_number_is_a_word():
    said = [in_words(n) for n in (0, 1, 9, 10, 1200)]
    assert said == ["no", "one", "nine", "10", "1,200"]


@pytest.mark.parametrize(
    "n, of, said",
    [
        (0, 300, "0% (0 of 300)"),
        (1, 300, "under 1% (1 of 300)"),
        (123, 300, "41% (123 of 300)"),
        (9_999, 10_000, "over 99% (9,999 of 10,000)"),
        (300, 300, "100% (300 of 300)"),
        (0, 0, "none (0 of 0)"),
    ],
)
def test_a_share_is_not_rounded_to_none_or_all(n, of, said):
    assert per_cent(n, of) == said
