"""The stored tables of coverage keep what the study promises, and come from the code as it stands."""

import numpy as np
import pandas as pd
import pytest

from analysis.tables.stored import LISTS
from evaluation.coverage import (
    SIZES,
    judge,
    make_corpus,
    precise,
    summarise,
    try_rates,
    try_samples,
)


def stored(name):
    return pd.read_csv(LISTS / "reference" / f"{name}.csv")


def test_rates_hold_what_they_say_from_ten_articles_on():
    table = stored("coverage")
    now = table[table["method"] == "now: one article left out"]
    assert set(now["n_docs"]) == set(SIZES)
    assert now["coverage"].between(0.92, 0.98).all() and 0.94 < now["coverage"].median() < 0.96
    assert now[["above", "below"]].max().max() < 0.05
    before = table[table["method"] == "before: percentiles"]
    assert before.loc[before["n_docs"] <= 20, "coverage"].mean() < 0.92


def test_alpha_holds_from_two_hundred_sentences_on():
    alpha = stored("coverage").query("interval == 'alpha, two coders'")
    enough = alpha["n_docs"] >= 200
    assert alpha.loc[enough, "coverage"].between(0.92, 0.98).all()
    assert alpha.loc[~enough, "coverage"].min() < 0.9


def test_estimates_from_a_sample_hold_what_they_say():
    table = stored("coverage_sample")
    middle = table.groupby(["estimand", "target", "plan"])["coverage"].median()
    assert middle.between(0.94, 0.975).all() and len(middle) == 24
    # 200 corpora a setting: one that holds 95% is seen between 91 and 98.5% nearly always.
    assert (table["coverage"] >= 0.91).mean() > 0.97 and table["coverage"].min() > 0.87


def test_reading_with_a_machine_saves_reading():
    table = stored("coverage_sample").query("estimand == 'share' and target == 'this corpus'")
    assert table["saved"].min() > 1.1 and table.query("plan == 'balanced'")["saved"].median() > 1.3


def test_a_corpus_is_made_as_it_says():
    made = make_corpus(2000, np.random.default_rng(1))
    true, hit = made.true[:, -1], made.hit[:, -1]
    assert true.mean() == pytest.approx(0.3, abs=0.01)
    assert true[hit].mean() == pytest.approx(precise(0.3), abs=0.01)
    assert hit[true].mean() == pytest.approx(0.75, abs=0.01)


def test_misses_are_told_by_side():
    printed, above, below, _ = judge(
        np.array([0, 0, 0, np.nan]), np.ones(4), np.array([0.5, 2, -1, 0])
    )
    assert printed.tolist() == [True, True, True, False]
    assert above.tolist()[:3] == [False, True, False] and below.tolist()[:3] == [False, False, True]


def test_the_same_seed_gives_the_same_table(monkeypatch):
    monkeypatch.setattr("evaluation.coverage.ARTICLES", (40,))
    monkeypatch.setattr("evaluation.coverage.SIZES", (10,))
    for find in (try_samples, try_rates):
        pd.testing.assert_frame_equal(find(1), find(1))


def test_what_was_not_printed_is_not_counted():
    rows = [("a", True, False, False, 1.0), ("a", False, False, False, np.nan)]
    table = pd.DataFrame(rows, columns=["name", "printed", "above", "below", "width"])
    row = summarise(table, ["name"]).iloc[0]
    assert (row["n"], row["printed"], row["coverage"]) == (1, 0.5, 1)
