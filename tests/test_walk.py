"""What the notebook on reading says and does: nothing drawn, drawn, coded by one, coded by two."""

import shutil

import numpy as np
import pandas as pd
import pytest

from analysis.coding.files import judgements_path, read_sample, write_judgements
from analysis.coding.study import draw_study_sample
from analysis.coding.walk import (
    code_study,
    compare_coders,
    correct_study,
    read_suggestions,
    say_agreement,
    say_estimates,
    say_reading,
    settle_all,
    settle_study,
    write_coder_page,
)
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import LISTS, ROOT, check_table


@pytest.fixture
def study(tmp_path):
    """The published results with a corpus that nobody has coded."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for path in LISTS.glob("*.csv"):
        shutil.copy(path, corpus)
    (corpus / "coding.csv").write_text((LISTS / "coding.csv").read_text().splitlines()[0] + "\n")
    shutil.copytree(ROOT / "corpus" / "clean", tmp_path / "out" / "corpus" / "clean")
    return corpus, tmp_path / "out"


def judge(corpus, coder, code):
    """The first forty sentences, each third with the code."""
    rows = []
    for number, row in enumerate(read_sample(corpus).head(40).itertuples()):
        rows.append(
            {
                "unit_id": row.unit_id,
                "doc_id": row.doc_id,
                "raw_start": row.raw_start,
                "raw_end": row.raw_end,
                "coder": coder,
                "variable": "frame",
                "code": code if number % 3 == 0 else "none",
                "text": "x",
                "kind": "human",
                "sample": row.sample,
                "blind": True,
                "coded_at": "2026-01-01",
            }
        )
    table = pd.DataFrame(rows).reindex(columns=list(COLUMNS["judgements"]))
    write_judgements(check_table(table, "judgements"), corpus, coder)


def test_nothing_drawn_is_said_and_nothing_is_made(study):
    corpus, out = study
    assert "as counted, not checked" in say_reading(corpus, out).data
    estimates, shown = correct_study(corpus, out)
    assert estimates.empty and "as counted, not checked" in shown.data
    assert "nothing to code" in code_study(corpus, out, "A").data
    assert say_estimates(estimates).data == "" and read_suggestions(out).empty
    assert (
        compare_coders(corpus).empty
        and "No second coder" in say_agreement(compare_coders(corpus)).data
    )
    assert not (corpus / "coding").exists()


def test_from_the_draw_to_the_estimate(study):
    corpus, out = study
    draw_study_sample(corpus, out, n=60)
    assert "60 sentences have been drawn" in say_reading(corpus, out).data
    assert len(code_study(corpus, out, "A").task["units"]) == 60
    assert write_coder_page(corpus, out, "B").read_text().startswith("<!doctype html>")
    judge(corpus, "A", "development")
    judge(corpus, "B", "security")
    estimates, shown = correct_study(corpus, out)
    assert len(estimates) and (out / "figures" / "07_estimates.svg").exists() and shown.alt
    assert "of the sentences as counted" in say_estimates(estimates).data
    agreement = compare_coders(corpus).set_index("variable")
    assert (
        agreement.loc["frame: development", "n_units"] == 40
        and "alpha" in say_agreement(agreement.reset_index()).data
    )
    assert "nothing to settle" in settle_all(corpus / "elsewhere").data
    assert "in 40 sentences" in settle_all(corpus).data
    settled = settle_study(corpus, out)
    assert len(settled.task["units"]) == 14 and judgements_path(corpus, "agreed").exists()


def test_a_range_of_alpha_says_how_many_codes_it_leaves_out():
    rows = pd.DataFrame({"variable": ["a", "b", "c"], "alpha": [0.9, 0.5, np.nan]})
    said = say_agreement(rows).data
    assert "runs from 0.50 (b) to 0.90 (a)." in said
    assert said.endswith("It cannot be computed for 1 other code.")
    assert "cannot be computed" not in say_agreement(rows.head(2)).data


def test_articles_coded_from_end_to_end_are_their_own_sample():
    assert "in-sample" in say_reading(LISTS, ROOT).data
