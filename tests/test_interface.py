"""The interface for coding: what a coder sees, what is kept, and that articles stay text."""

import json
import re

import pandas as pd
import pytest
from coding_example import CODEBOOK, make_tables

from analysis.coding.files import judgements_path, read_judgements, write_judgements
from analysis.coding.interface import (
    Coding,
    code_sample,
    for_script,
    make_adjudication,
    make_task,
    show_judgements,
    take_in,
    write_page,
)
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import check_table


def judged(unit, code, at, coder="A", variable="frame", state=None, note=None):
    row = {
        "unit_id": unit,
        "doc_id": unit.split(":")[0],
        "raw_start": 0,
        "raw_end": 5,
        "coder": coder,
        "variable": variable,
        "code": code,
        "text": "Words",
        "note": note,
        "kind": "human",
        "state": state,
        "sample": "s1",
        "blind": True,
        "coded_at": at,
    }
    return row


def table(*rows):
    return check_table(pd.DataFrame(rows, columns=list(COLUMNS["judgements"])), "judgements")


@pytest.fixture
def task():
    return make_task(*make_tables(), CODEBOOK, "A", variables=("voice", "speaker"))


def test_a_task_holds_the_words_with_their_places_and_nothing_of_the_machine(task):
    unit = task["units"][3]
    for start, end, raw_start, raw_end in unit["words"]:
        assert unit["raw_start"] + start == raw_start and raw_end - raw_start == end - start
    assert " ".join(unit["text"][a:b] for a, b, *_ in unit["words"]) == unit["text"]
    text = json.dumps(task)
    for hidden in ("stratum", "probability", "sha256", "pattern", "group"):
        assert hidden not in text
    assert [row["code"] for row in task["codes"]] == ["cost", "risk", "blame"]


def test_words_of_changed_characters_keep_their_places():
    sample, sentences, edits = make_tables()
    first = sentences.iloc[0]
    edits = pd.DataFrame(
        [(first["doc_id"], 0, "space", 8, 8, "", " ")], columns=list(COLUMNS["edits"])
    )
    sentences.loc[0, "raw_end"] = first["raw_end"] - 1
    sample.loc[0, "raw_end"] = first["raw_end"] - 1
    words = make_task(sample, sentences, edits, CODEBOOK, "A")["units"][0]["words"]
    assert words[0] == [0, 8, 0, 8] and words[1] == [9, 10, 8, 9]


def test_second_coders_read_their_share(task):
    double = make_task(*make_tables(), CODEBOOK, "B", double=True)
    assert len(double["units"]) == len(task["units"]) / 2


def test_what_articles_hold_cannot_leave_the_script(task, tmp_path):
    page = write_page(task, tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.count("</script>") == 1 and "<script>alert" not in page
    assert json.loads(for_script("</script>&<b>")) == "</script>&<b>"
    assert not re.search(r"https?://(?!www\.w3)", page)


def test_a_cell_shows_a_table_where_nothing_runs(tmp_path, monkeypatch):
    tables = make_tables()
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    shown = code_sample(*tables, CODEBOOK, tmp_path, "A")
    assert isinstance(shown, Coding) and judgements_path(tmp_path, "A").exists()
    assert "<script" not in shown._repr_html_() and "0 of 40" in shown._repr_html_()
    monkeypatch.setenv("JPY_SESSION_NAME", "x.ipynb")
    assert "<script>" in shown._repr_html_()


def test_the_table_escapes_articles_and_memos(task):
    unit = task["units"][-1]["unit_id"]
    html = show_judgements(task, table(judged(unit, "cost", "2026-01-01", note="<img src=x>")))
    assert "1 of 40" in html and "<img" not in html and "&lt;img" in html


def test_coding_goes_on_where_it_ended(tmp_path):
    tables = make_tables()
    unit = tables[0]["unit_id"].iloc[0]
    write_judgements(table(judged(unit, "cost", "2026-01-01")), tmp_path, "A")
    assert code_sample(*tables, CODEBOOK, tmp_path, "A").judgements["code"].tolist() == ["cost"]


def test_a_file_that_was_sent_back_is_merged_and_the_later_judgement_holds(tmp_path):
    write_judgements(
        table(judged("a:0", "cost", "2026-01-02"), judged("a:1", "risk", "2026-01-01")),
        tmp_path,
        "A",
    )
    sent = tmp_path / "sent"
    write_judgements(
        table(judged("a:0", "none", "2026-01-01"), judged("a:1", "blame", "2026-01-03")), sent, "A"
    )
    take_in(judgements_path(sent, "A"), tmp_path)
    held = read_judgements(tmp_path).set_index("unit_id")["code"]
    assert held.to_dict() == {"a:0": "cost", "a:1": "blame"}


def test_only_disagreements_are_settled_and_nobody_is_named(task):
    units = [unit["unit_id"] for unit in task["units"][:4]]
    rows = table(
        judged(units[0], "cost", "1", "Ana"),
        judged(units[0], "cost", "1", "Ben"),
        judged(units[1], "cost", "1", "Ana"),
        judged(units[1], "risk", "1", "Ben"),
        judged(units[2], None, "1", "Ana", state="skipped"),
        judged(units[2], "none", "1", "Ben"),
        judged(units[3], "cost", "1", "Ana"),
    )
    settled = make_adjudication(task, rows)
    assert [unit["unit_id"] for unit in settled["units"]] == units[1:3]
    assert sorted(settled["units"][0]["notes"]) == ["A coder: cost", "A coder: risk"]
    assert (settled["coder"], settled["kind"], settled["blind"]) == ("agreed", "agreed", False)
    assert not re.search("Ana|Ben", json.dumps(settled))


def test_a_file_of_two_coders_is_refused(tmp_path):
    path = write_judgements(
        table(judged("a:0", "cost", "1"), judged("a:0", "cost", "1", coder="B")), tmp_path, "A"
    )
    with pytest.raises(ValueError, match="2 coders"):
        take_in(path, tmp_path)
