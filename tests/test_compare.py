"""Two runs, one article added, one removed and one corrected: the page says so, and nothing else."""

import hashlib
import json

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysis.findings.claims import HOLDS, NOT_COMPUTED, evaluate_claims, summarise_claims
from analysis.runs.changes import (
    CHANGES,
    SINCE,
    show_html,
    show_text,
    summarise,
    write_changes,
    write_since_last_run,
    write_since_published,
)
from analysis.runs.compare import compare_studies, is_unchanged, measure_change
from analysis.runs.compare_outputs import pair_lines
from analysis.site.runs import add_changes, add_record
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import MARK, empty_table, read_table, write_csv, write_table
from analysis.text.tokens import find_tokens
from analysis.text.views import View, count_words, give_voices, leave_copies, narrow

KEPT = {"kept": "The dam will cost much. The cost rose.", "same": "Nothing of that kind here."}
OLD = KEPT | {
    "left": "A cost nobody named. The cost, the cost, the cost!",
    "mended": "The cost was low.",
}
NEW = KEPT | {
    "came": "One cost and one <b>risk</b>.",
    "mended": "The cost was high, the cost was real.",
}

CLAIM = {
    "claim": "two costs each",
    "measure": "frames",
    "options": "frame=cost; against_frame=risk",
    "comparison": "more than",
    "threshold": "6",
    "reason": "made up",
    "sentence": "Cost is named more than six times as often as risk: {n} against {of}.",
}


@pytest.fixture(autouse=True, scope="module")
def few_are_enough():
    """Tables that can be counted by hand are too small for a claim: here none is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.findings.claims.CHANCE", 1.0)
        yield


def make_study(out, articles):
    """The tables, the notebook and the figure of a made-up study."""
    sentences, documents = pd.DataFrame(), pd.DataFrame()
    for doc_id, text in sorted(articles.items()):
        row = {
            "doc_id": doc_id,
            "paragraph": 0,
            "sentence": 0,
            "raw_start": 0,
            "raw_end": len(text),
            "kind": "body",
            "text": text,
        }
        sentences = pd.concat([sentences, pd.DataFrame([row])], ignore_index=True)
        about = dict.fromkeys(COLUMNS["documents"], None) | {
            "doc_id": doc_id,
            "file": f"{doc_id}.txt",
            "part": 0,
            "n_chars_raw": len(text),
            "n_words": len(text.split()),
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
        }
        documents = pd.concat([documents, pd.DataFrame([about])], ignore_index=True)
    tables = {
        "sentences": sentences,
        "documents": documents,
        "edits": empty_table("edits"),
        "quotations": empty_table("quotations"),
    }
    tables["tokens"] = find_tokens(sentences, tables["edits"])
    tables["matches"] = make_matches(tables["tokens"])
    tables |= make_findings(tables)
    for name, table in tables.items():
        write_table(table, name, out)
    n = (tables["matches"]["frame"] == "cost").sum()
    make_notebook(out, f"The word stands {n} times. It is a word.")
    make_figure(out, f"Cost is named {n} times", tables["matches"])
    return out


def make_matches(tokens):
    """Each token 'cost' or 'risk' as a match."""
    found = tokens[tokens["term"].isin(["cost", "risk"])].astype({"doc_id": "str", "term": "str"})
    table = found.assign(
        frame=found["term"],
        kind="body",
        use="count",
        voice="narrator",
        status="asserted",
        match_id=found["doc_id"] + ":" + found["raw_start"].astype("str"),
        text=found["term"],
    )
    return table.reindex(columns=list(COLUMNS["matches"]))


def make_findings(tables):
    """The claim on these tables, under one setting."""
    words = count_words(give_voices(tables["tokens"], tables["sentences"], tables["quotations"]))
    view = View(*narrow(tables["documents"], words, tables["matches"]), frozenset(["cost", "risk"]))
    claims = pd.DataFrame([CLAIM])
    found = evaluate_claims(claims, view).assign(
        setting="as published", kind="published", could_turn=False
    )
    return {"findings": summarise_claims(claims, found)}


def make_notebook(out, printed):
    cell = new_code_cell("show()", outputs=[new_output("display_data", {"text/markdown": printed})])
    (out / "notebooks").mkdir()
    nbformat.write(new_notebook(cells=[cell]), out / "notebooks" / "04_framing.ipynb")


def make_figure(out, title, rows):
    (out / "figures").mkdir()
    about = {
        "name": "04_cost",
        "title": title,
        "caption": "c",
        "alt": "a",
        "width": 3.5,
        "height": 2.0,
    }
    (out / "figures" / "04_cost.json").write_text(json.dumps(about))
    (out / "figures" / "04_cost.svg").write_text(f"<svg>{title}</svg>")
    write_csv(rows[["doc_id", "raw_start", "text"]], out / "figures" / "04_cost.csv")


@pytest.fixture(scope="module")
def studies(tmp_path_factory):
    folder = tmp_path_factory.mktemp("studies")
    return make_study(folder / "old", OLD), make_study(folder / "new", NEW)


@pytest.fixture(scope="module")
def parts(studies):
    return compare_studies(*studies)


def by(table, column):
    return table.set_index(column)


def test_articles_are_told_apart(parts):
    assert by(parts["articles"], "doc_id")["change"].to_dict() == {
        "came": "added",
        "kept": "same",
        "left": "removed",
        "mended": "corrected",
        "same": "same",
    }


def test_counts_change_by_what_the_articles_brought(parts):
    """cost: kept 2 and 2, left 4 gone, mended 1 to 2, came 1: from 7 to 5. risk: came 1."""
    cost = by(parts["counts"], "measure").loc["frame: cost"]
    assert (cost["old"], cost["new"], cost["change"]) == (7, 5, -2)
    assert cost["causes"] == "left (removed) -4; came (added) +1; mended (corrected) +1"
    risk = by(parts["counts"], "measure").loc["frame: risk"]
    assert (risk["old"], risk["new"], risk["causes"]) == (0, 1, "came (added) +1")


def test_causes_of_every_count_add_up_to_its_change(parts):
    for row in parts["counts"].itertuples():
        brought = [
            int(cause.rsplit(" ", 1)[1].replace(",", "")) for cause in row.causes.split("; ")
        ]
        assert sum(brought) == row.change == row.new - row.old


def test_claim_that_no_longer_holds_is_named_with_its_causes(parts):
    """7 against 0 held; 5 against 1 is not more than six times as often."""
    (row,) = parts["claims"].itertuples()
    assert row.change == "no longer holds"
    assert row.sentence_old.endswith("7 against 0.") and row.sentence_new.endswith("5 against 1.")
    assert "left (removed) -4" in row.causes and "frame: risk – came (added) +1" in row.causes


def test_figure_and_sentence_show_before_and_after(parts):
    (figure,) = parts["figures"].itertuples()
    assert (figure.title_old, figure.title_new) == (
        "Cost is named 7 times",
        "Cost is named 5 times",
    )
    assert (figure.n_new, figure.n_gone) == (3, 4)  # came 2, mended 1 more; left 4
    (sentence,) = parts["sentences"].itertuples()
    assert (sentence.old, sentence.new) == ("The word stands 7 times.", "The word stands 5 times.")


def test_tables_name_the_articles_behind_changed_rows(parts):
    tables = by(parts["tables"], "table")
    assert tables.loc["sentences", ["rows_old", "rows_new", "n_new", "n_gone"]].tolist() == [
        4,
        4,
        2,
        2,
    ]
    assert tables.loc["sentences", "articles"] == "came; left; mended"
    assert "quotations" not in tables.index


def test_study_compared_with_itself_says_nothing_changed(studies):
    parts = compare_studies(studies[0], studies[0])
    assert is_unchanged(parts)
    assert "Nothing changed" in summarise(parts)[0]
    assert "Nothing changed" in show_html(parts) and "<table" not in show_html(parts)
    assert "Nothing changed" in show_text(parts)


def test_comparison_turned_round_turns_the_signs(studies, parts):
    back = by(compare_studies(*studies[::-1])["counts"], "measure")
    assert (back["change"] == -by(parts["counts"], "measure")["change"]).all()


HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """An article without a cost, and forty with one: it has another name, and they are new."""
    folder = tmp_path_factory.mktemp("grown")
    old = make_study(folder / "old", {"one": "Nothing."})
    more = {f"a{n:02}": "The cost." + "!" * n for n in range(38)}
    return old, make_study(folder / "new", {"two": "Nothing.", HOSTILE: "The cost."} | more)


@pytest.fixture(scope="module")
def growth(grown):
    return compare_studies(*grown)


def test_renamed_article_is_no_new_one(growth):
    articles = growth["articles"].set_index("doc_id")
    assert articles.loc["two", ["change", "was"]].tolist() == ["renamed", "one"]
    assert articles["change"].value_counts().to_dict() == {"added": 39, "renamed": 1}


@pytest.fixture
def compared(parts, monkeypatch):
    """Where changes are written, the two studies have been compared already."""
    monkeypatch.setattr("analysis.runs.changes.compare_studies", lambda *_: parts)


def test_page_text_and_tables_are_written(studies, compared, tmp_path):
    text = write_changes(*studies, tmp_path / "changes")
    page = (tmp_path / "changes" / "index.html").read_text(encoding="utf-8")
    for expected in (
        "1 article added (came)",
        "1 article removed (left)",
        "1 article corrected (mended)",
        "1 claim no longer holds: two costs each.",
    ):
        assert expected in text
    assert "no longer holds" in page and "<h2>Counts</h2>" in page
    names = {path.name for path in (tmp_path / "changes").iterdir()}
    assert {"index.html", "changes.txt", "counts.csv", "claims.csv", "lists_and_code.csv"} <= names
    assert str(tmp_path) not in page + text


def test_nothing_from_an_article_becomes_markup(growth):
    page = show_html(growth)
    assert "alert(1)" in page and "<script" not in page


def test_long_parts_are_cut_on_the_page_and_whole_in_the_table(
    grown, growth, tmp_path, monkeypatch
):
    monkeypatch.setattr("analysis.runs.changes.compare_studies", lambda *_: growth)
    text = write_changes(*grown, tmp_path / "changes")
    assert "… and 15 more, in articles.csv" in text  # 40 came; one of them is the old one renamed
    assert len(pd.read_csv(tmp_path / "changes" / "articles.csv")) == 40


@pytest.mark.parametrize(
    "old, new, change",
    [
        ("1,200", "1,500", (300, 25.0)),
        ("0", "3", (3, None)),
        ("40%", "30%", (-10, -25.0)),
        ("high", "low", (None, None)),
    ],
)
def test_change_of_printed_numbers(old, new, change):
    found = [None if pd.isna(value) else value for value in measure_change(old, new)]
    assert found == list(change)


def test_lines_are_paired_where_they_differ():
    assert list(pair_lines(["a", "b", "c"], ["a", "x", "c", "d"])) == [("b", "x"), (None, "d")]


def test_claim_that_can_be_computed_now_is_no_claim_lost(growth):
    (row,) = growth["claims"].itertuples()
    assert (row.verdict_old, row.verdict_new, row.change) == (NOT_COMPUTED, HOLDS, "holds now")


def test_rerun_writes_what_changed_since_the_last_run(studies, tmp_path):
    old, new = studies
    write_since_last_run(tmp_path, new)
    assert not list(tmp_path.iterdir())  # nothing was there before
    write_since_last_run(old, new)
    assert "1 article added (came)" in (new / CHANGES / SINCE / "changes.txt").read_text(
        encoding="utf-8"
    )


def test_site_holds_the_pages_and_links_them(studies, compared, tmp_path):
    old, new = studies
    write_changes(old, new, new / CHANGES)
    write_changes(old, new, new / CHANGES / SINCE)
    (tmp_path / "_templates").mkdir()
    (tmp_path / "index.md").write_text("# Front")
    add_changes(new, tmp_path)
    add_record(new, tmp_path)
    front = (tmp_path / "index.md").read_text()
    for folder, home in ((CHANGES, "../index.html"), (f"{CHANGES}/{SINCE}", "../../index.html")):
        assert f'href="{folder}/index.html"' in front
        assert f'href="{home}"' in (tmp_path / "extra" / folder / "index.html").read_text(
            encoding="utf-8"
        )
    assert "no record" in (tmp_path / "_templates" / "record.html").read_text()


def test_copies_are_left_out_of_each_table():
    documents = pd.DataFrame({"doc_id": ["a", "b"], "duplicate_of": [None, "a"]})
    rows = pd.DataFrame({"doc_id": ["a", "b", "b"]})
    first, left = leave_copies(documents, rows)
    assert list(first["doc_id"]) == list(left["doc_id"]) == ["a"]
    assert leave_copies(documents.head(1), rows)[1] is rows


def test_a_study_without_an_article_of_the_published_one_is_not_compared_with_it(
    studies, tmp_path, monkeypatch
):
    """Nor does the page of an earlier run stay that had one; what is told of the last run does."""
    monkeypatch.setattr("analysis.runs.changes.ROOT", studies[0])
    alike = make_study(tmp_path / "alike", {"same": "Other words.", "x": "A cost."})
    renamed = make_study(tmp_path / "renamed", {"y": KEPT["same"]})
    for out in (alike, renamed):
        write_since_published(out)
        assert (out / CHANGES / "articles.csv").exists()
    (alike / CHANGES / SINCE).mkdir()
    (alike / CHANGES / SINCE / "index.html").touch()
    write_table(read_table("documents", alike).query("doc_id == 'x'"), "documents", alike)
    write_since_published(alike)
    left = {path.relative_to(alike / CHANGES).as_posix() for path in (alike / CHANGES).rglob("*")}
    assert left == {MARK, SINCE, f"{SINCE}/index.html"}
    apart = make_study(tmp_path / "apart", {"x": "A cost."})
    write_since_published(apart)
    assert not (apart / CHANGES).exists()
