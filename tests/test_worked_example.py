"""The worked example: its estimates follow from the codings that were handed in."""

import pandas as pd
import pytest

from analysis.coding.example import (
    EXAMPLE,
    read_result,
    say_agreement_table,
    say_changes,
    say_coders_alone,
    say_compared,
)
from analysis.coding.files import AGREED, read_judgements, read_sample, settle_by_rule
from analysis.tables.stored import hash_table, read_csv, read_list, round_off
from evaluation.worked_example import CODERS, find_span, join_lines, recompute, split_codes


@pytest.fixture(scope="module")
def results():
    return recompute()


@pytest.mark.parametrize("name", ["estimates", "by_coder", "agreement"])
def test_the_stored_results_are_those_of_the_codings(results, name):
    stored = read_result(name)
    found = results[name].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        found, stored[list(found)], check_dtype=False, rtol=1e-5, atol=1e-9
    )


def test_what_is_agreed_is_what_both_gave():
    judgements = read_judgements(EXAMPLE / "corpus")
    keys = ["unit_id", "variable", "code", "state"]
    agreed = judgements[judgements["coder"] == AGREED]
    again = settle_by_rule(judgements)
    rows, wanted = (
        set(map(tuple, table[keys].fillna("").to_numpy().tolist())) for table in (agreed, again)
    )
    assert rows == wanted
    codes = {
        coder: set(map(tuple, rows[["unit_id", "code"]].to_numpy().tolist()))
        for coder, rows in judgements[judgements["variable"] == "frame"].groupby("coder")
    }
    given = {pair for pair in codes[AGREED] if pair[1] == pair[1] and pair[1] != "none"}
    assert given and given <= codes["A"] & codes["B"]


def test_every_code_that_was_handed_in_is_in_the_judgements():
    sample = read_sample(EXAMPLE / "corpus").sort_values("reading_order")
    judgements = read_judgements(EXAMPLE / "corpus")
    for file, coder in CODERS.items():
        sheet = read_csv(EXAMPLE / "handed_in" / file)
        assert len(sheet) == len(sample)
        rows = judgements[judgements["coder"].eq(coder) & judgements["variable"].eq("frame")]
        given = rows.assign(code=rows["code"].fillna("skip")).groupby("unit_id")["code"].agg(set)
        wanted = [set(split_codes(codes)) for codes in sheet["codes"]]
        assert given[sample["unit_id"]].tolist() == wanted
        assert set(rows["kind"]) == {"model"}


def test_the_coders_saw_nothing_of_the_machine():
    sheet = read_csv(EXAMPLE / "handed_in" / "sheet.csv")
    assert list(sheet) == ["unit_id", "before", "sentence", "after"]
    assert sheet["unit_id"].tolist() == [f"s{number:03}" for number in range(1, len(sheet) + 1)]


def test_the_sample_was_drawn_by_the_dictionary_that_is_stored():
    sample = read_sample(EXAMPLE / "corpus")
    dictionary = read_list("dictionary", EXAMPLE / "corpus")
    assert set(sample["dictionary_sha256"]) == {hash_table(dictionary)}
    assert (1 / sample["probability"]).sum() == pytest.approx(len(read_result("units")))


def test_counts_are_those_of_the_stored_hits():
    units, hits = read_result("units"), read_result("hits")
    rows = read_result("estimates").query("by == 'all' and estimand == 'share'")
    for row in rows.itertuples():
        n = hits.loc[hits["frame"] == row.frame, "unit_id"].nunique()
        assert row.naive == pytest.approx(round_off(n / len(units)), rel=1e-5)


def test_what_is_told_is_made_from_the_tables():
    estimates = read_result("estimates")
    said = say_changes(estimates)
    rows = estimates.query("by == 'all' and estimand == 'share' and target == 'this corpus'")
    assert f"Of {len(rows)} frames" in said
    known = rows[rows["warning"].isna()]
    off = known[(known["naive"] < known["low"]) | (known["naive"] > known["high"])]
    for row in off.itertuples():
        assert f"{row.frame}: {row.naive:.1%} of the sentences as counted" in said
    assert said.splitlines()[-1].count(", ") == len(rows) - len(known) - 1  # rare ones in one line
    compared = say_compared(estimates, "state")
    assert (
        "The counts show 110 differences between pairs of groups by state, frame by frame."
        in compared
    )
    # China and Germany, for instance, have too few allegations to give a share, but Cuba more than either.
    assert "In 10 of the confirmed differences, at least one of the two shares is" in compared
    assert compared.endswith("more in examples/general-debate/results/estimates.csv")
    assert "China 25.8 percentage points above the United Kingdom" in compared
    event = say_compared(estimates, "the two letters of 2019")
    assert "between the periods before and after the two letters of 2019" in event
    assert "In the one confirmed difference, at least" in event
    agreement = read_result("agreement")
    said = say_agreement_table(agreement)
    assert said.startswith("For the 4 frames with an interval, ") and "6 others were given" in said
    assert "not people" in said
    whole = say_agreement_table(agreement.dropna(subset="alpha_low"))
    assert whole.startswith("Krippendorff’s alpha runs from 0.71") and "seldom" not in whole
    one = agreement[agreement["alpha_low"].notna()].head(1)
    assert say_agreement_table(one).startswith("Krippendorff’s alpha is 0.91 (allegation). Both")
    rare = say_agreement_table(agreement[agreement["alpha_low"].isna()])
    assert rare.startswith("6 frames were given too seldom for an interval. Both")
    assert "each coder alone" in say_coders_alone(read_result("by_coder"))


def test_lines_broken_in_print_are_joined():
    assert join_lines("a new \nera began.\r\nIt ended.") == "a new era began.\n\nIt ended.\n"


def test_words_of_a_voice_are_found_in_their_sentence():
    places = [(0, 2, 10, 12), (3, 7, 13, 17), (8, 11, 20, 23)]
    assert find_span("said", "he said yes", places) == (13, 17)
    assert find_span("said yes", "he said yes", places) == (13, 23)
    assert find_span("no", "he said yes", places) is None
