"""Scores against hand coding, and agreement of coders, held against published figures."""

import numpy as np
import pandas as pd
import pytest

from analysis.tables.columns import COLUMNS
from analysis.tables.stored import check_table, empty_table
from analysis.text.agreement import (
    list_errors,
    measure_agreement,
    measure_alpha,
    measure_validity,
    score_judgements,
    score_matches,
)

# Krippendorff's example with four coders and twelve units; "." is no judgement.
FOUR = [
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
]
# Three coders and fifteen units: the docstring of the package, and Wikipedia.
THREE = [
    ". . . . . 3 4 1 2 1 1 3 3 . 3",
    "1 . 2 1 3 3 4 3 . . . . . . .",
    ". . 2 1 3 4 4 . 2 1 1 3 3 . 4",
]


def values(rows):
    return np.array(
        [[np.nan if cell == "." else float(cell) for cell in row.split()] for row in rows]
    )


@pytest.mark.parametrize("rows, alpha", [(FOUR, 0.743421052632), (THREE, 0.691358)])
def test_alpha_is_the_published_one(rows, alpha):
    assert measure_alpha(values(rows)) == pytest.approx(alpha, abs=1e-6)


def test_a_unit_with_one_judgement_changes_nothing():
    assert measure_alpha(values(FOUR)[:, :-1]) == pytest.approx(measure_alpha(values(FOUR)))


def coding_table(*rows):
    """Rows of (unit_id, coder, code) of the variable frame."""
    table = pd.DataFrame(rows, columns=["unit_id", "coder", "code"])
    return check_table(
        table.assign(doc_id="d", raw_start=0, raw_end=1, variable="frame", text=None, note=None),
        "coding",
    )


def test_worse_than_chance():
    agreement = measure_agreement(
        coding_table(
            ("1", "a", "Y"),
            ("1", "b", "N"),
            ("1", "c", "N"),
            ("2", "a", "Y"),
            ("2", "b", "N"),
            ("3", "c", "N"),
        )
    )
    assert agreement.loc[0, "alpha"] == pytest.approx(-1 / 3) and agreement.loc[0, "n_units"] == 2


def test_two_coders_and_a_hundred_items():
    """Artstein & Poesio: per cent .88; alpha computed from their table (reference values, 7.4)."""
    pairs = (
        [("stat", "stat")] * 46
        + [("ireq", "ireq")] * 32
        + [("chck", "chck")] * 10
        + [("ireq", "stat")] * 6
        + [("ireq", "chck")] * 6
    )
    rows = [
        (f"u{number}", coder, code)
        for number, codes in enumerate(pairs)
        for coder, code in zip("ab", codes)
    ]
    agreement = measure_agreement(coding_table(*rows)).iloc[0]
    assert agreement["per_cent"] == pytest.approx(0.88)
    assert agreement["alpha"] == pytest.approx(0.8005345807, abs=1e-9)
    assert (agreement["n_units"], agreement["n_coders"]) == (100, 2)


def test_one_coder_agrees_with_nobody():
    agreement = measure_agreement(coding_table(("1", "a", "Y"), ("2", "a", "N"))).iloc[0]
    assert agreement["n_coders"] == 1 and agreement["n_units"] == 2
    assert np.isnan(agreement["alpha"]) and np.isnan(agreement["per_cent"])


def test_coders_who_never_differ_in_anything_have_no_alpha():
    assert np.isnan(measure_alpha(np.ones((2, 5)))) and np.isnan(
        measure_alpha(np.full((2, 3), np.nan))
    )


CODED = [
    ("f1", 0, 10, "lying", "direct", "asserted"),
    ("f2", 20, 30, "lying", "narrator", "denied"),
    ("f3", 40, 50, "growing", "narrator", "asserted"),
    ("f4", 60, 70, "growing", "narrator", "asserted"),
]
# Two hits on f1; f2 is missed by "lying" (the hit there is of another frame); f3 found; a wrong one at 90.
FOUND = [
    (0, 4, "lying", "count", "direct"),
    (6, 12, "lying", "doubtful", "direct"),
    (20, 30, "growing", "count", "narrator"),
    (45, 48, "growing", "count", "narrator"),
    (90, 95, "growing", "doubtful", "narrator"),
    (50, 60, "growing", "count", "narrator"),
]


@pytest.fixture
def coding():
    rows = [
        (unit, "d", start, end, "a", variable, code, "words", None)
        for unit, start, end, *codes in CODED
        for variable, code in zip(("frame", "voice", "status"), codes)
    ]
    return check_table(pd.DataFrame(rows, columns=list(COLUMNS["coding"])), "coding")


@pytest.fixture
def matches():
    table = pd.DataFrame(FOUND, columns=["raw_start", "raw_end", "frame", "use", "voice"])
    return table.assign(doc_id="d", text="words", pattern="w*", status=["asserted", None] * 3)


def test_scores_per_frame(matches, coding):
    scores = score_matches(matches, coding, ["growing", "lying", "silent"]).set_index("frame")
    columns = [
        "n_coded",
        "n_found",
        "n_matches",
        "n_right",
        "n_extra",
        "n_doubtful",
        "n_doubtful_right",
    ]
    assert scores.loc["lying", columns].tolist() == [2, 1, 2, 2, 1, 1, 1]
    assert scores.loc["growing", columns].tolist() == [
        2,
        1,
        4,
        1,
        0,
        1,
        0,
    ]  # touching is not sharing
    assert scores.loc["silent", columns].tolist() == [0] * 7 and np.isnan(
        scores.loc["silent", "precision"]
    )
    assert scores.loc["all", columns].tolist() == [4, 2, 6, 3, 1, 2, 1]
    assert scores.loc["growing", ["precision", "recall"]].tolist() == [0.25, 0.5]
    assert scores.loc["growing", "f1"] == pytest.approx(1 / 3)
    # Read in full: there is nothing left to estimate.
    ends = [f"{name}_{end}" for name in ("precision", "recall", "f1") for end in ("low", "high")]
    assert scores[ends].isna().all(axis=None)


def test_scores_per_voice_keep_zeros(matches, coding):
    scores = score_matches(matches, coding, ["growing", "lying"], by="voice").set_index(
        ["voice", "frame"]
    )
    assert scores.loc[("direct", "growing"), "n_matches"] == 0
    assert scores.loc[("narrator", "lying"), ["n_coded", "n_found"]].tolist() == [1, 0]
    assert len(scores) == 5


def test_errors_are_listed(matches, coding):
    errors = list_errors(matches, coding)
    assert list(zip(errors["error"], errors["frame"], errors["raw_start"])) == [
        ("missed", "growing", 60),
        ("wrong", "growing", 20),
        ("wrong", "growing", 50),
        ("wrong", "growing", 90),
        ("missed", "lying", 20),
    ]


def test_judgements_are_held_against_the_coder(matches, coding):
    table = score_judgements(matches, coding, "status")
    assert table.to_numpy().tolist() == [["asserted", "asserted", 1], ["missing", "asserted", 2]]


def test_the_validity_card_leaves_out_what_is_not_coded(matches, coding):
    card = measure_validity(
        {"in-sample": (matches, coding), "unseen": (matches, empty_table("coding"))},
        ["growing", "lying"],
    )
    assert set(card["sample"]) == {"in-sample"} and set(card["voice"]) == {
        "all",
        "direct",
        "narrator",
    }
    none = empty_table("coding")
    assert measure_validity({"unseen": (matches, none)}, ["growing"]).empty
    assert list_errors(matches, none).empty and score_judgements(matches, none, "status").empty
