"""The record of a run: complete, the same twice, and contradicted by one changed character."""

import json
import shutil
from datetime import datetime

import pandas as pd
import pytest

from analysis.runs import provenance
from analysis.runs.provenance import MACHINE, RECORD, list_files, name_record, write_record
from analysis.runs.verification import describe_verification, is_verified, verify_study
from analysis.tables.stored import LISTS, ROOT

TEXT = "An article about the harbour.\n"


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """A small study of one article, with its corpus outside the results' folder."""
    folder = tmp_path_factory.mktemp("recorded")
    corpus, out = folder / "my articles", folder / "results"
    (corpus / "raw").mkdir(parents=True)
    (corpus / "raw" / "é 1.txt").write_text(TEXT, encoding="utf-8")
    for name in (
        "corpus/clean/documents.csv",
        "figures/02_terms.svg",
        "notebooks/01_cleaning.ipynb",
    ):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(f"results in {name}", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(provenance, "released", lambda: datetime(2026, 1, 1))
        write_record(corpus, out)
    return folder


@pytest.fixture
def study(recorded, tmp_path, monkeypatch):
    """A copy of it, to be changed."""
    monkeypatch.setattr(provenance, "released", lambda: datetime(2026, 1, 1))
    shutil.copytree(recorded, tmp_path, dirs_exist_ok=True)
    return tmp_path / "my articles", tmp_path / "results"


def verdicts(table, role):
    rows = table[table["role"] == role]
    return dict(zip(rows["name"], rows["verdict"]))


def test_untouched_study_is_verified(study):
    table = verify_study(study[1])
    assert set(table["verdict"]) == {"same"}
    assert is_verified(table) and "Yes" in describe_verification(table)


@pytest.mark.parametrize(
    "path, role",
    [
        ("my articles/raw/é 1.txt", "input"),
        ("results/corpus/clean/documents.csv", "output"),
        ("results/figures/02_terms.svg", "output"),
    ],
)
def test_one_changed_character_is_found(study, tmp_path, path, role):
    with open(tmp_path / path, "a", encoding="utf-8") as file:
        file.write("x")
    table = verify_study(study[1])
    changed = table[table["verdict"] != "same"]
    assert len(changed) == 1 and changed["role"].tolist() == [role]
    assert not is_verified(table) and "No:" in describe_verification(table)


def test_article_added_later_is_found(study):
    (study[0] / "raw" / "2.txt").write_text("more", encoding="utf-8")
    assert verdicts(verify_study(study[1]), "input")["#corpus/raw/2.txt"] == "not in the record"


def test_own_dictionary_added_later_is_found(study):
    shutil.copy(provenance.LISTS / "claims.csv", study[0] / "claims.csv")
    assert not is_verified(verify_study(study[1]))


def test_missing_result_is_named_but_no_contradiction(study):
    (study[1] / "figures" / "02_terms.svg").unlink()
    table = verify_study(study[1])
    assert is_verified(table) and "not here: figures/02_terms.svg" in describe_verification(table)


def test_changed_code_is_found(study, monkeypatch, tmp_path):
    copy = tmp_path / "program"
    shutil.copytree(
        provenance.ROOT / "analysis",
        copy / "analysis",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    for name in ("requirements.txt", "pyproject.toml"):
        shutil.copy(provenance.ROOT / name, copy / name)
    monkeypatch.setattr(provenance, "ROOT", copy)
    monkeypatch.setattr(provenance, "PACKAGE", copy / "analysis")
    write_record(*study)
    with open(copy / "analysis" / "text" / "tokens.py", "a", encoding="utf-8") as file:
        file.write("# changed\n")
    wrong = verify_study(study[1]).query("verdict != 'same'")
    assert wrong["name"].tolist() == ["#code/analysis/text/tokens.py"]


def test_record_is_the_same_twice_and_time_stands_beside(study):
    corpus, out = study
    first = (out / RECORD).read_bytes()
    write_record(corpus, out, started=datetime(2001, 1, 1))
    assert (out / RECORD).read_bytes() == first
    assert "2001-01-01" in (out / MACHINE).read_text()
    assert b"2001-01-01" not in first and str(out).encode() not in first


def test_record_is_an_ro_crate_with_every_file(study):
    """Required by RO-Crate 1.2: the descriptor, and name, description, date and licence of the root."""
    corpus, out = study
    graph = {entity["@id"]: entity for entity in json.loads((out / RECORD).read_text())["@graph"]}
    assert graph[RECORD]["about"] == {"@id": "./"}
    assert graph[RECORD]["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.2"}
    assert {"name", "description", "datePublished", "license", "hasPart", "mentions"} <= set(
        graph["./"]
    )
    parts = {part["@id"] for part in graph["./"]["hasPart"]}
    assert {"corpus/clean/documents.csv", "figures/02_terms.svg"} <= parts
    run = graph["#run"]
    assert {"@id": "#corpus/raw/%C3%A9%201.txt"} in as_list(run["object"])
    assert {"@id": "figures/02_terms.svg"} in as_list(run["result"])
    assert run["instrument"] == {"@id": "#program"}
    assert any(entity.startswith("numpy==") for entity in graph["#program"]["softwareRequirements"])
    assert all({"@id": part} and part in graph for part in parts)


def as_list(value):
    return value if isinstance(value, list) else [value]


def test_hashes_are_those_of_the_shell(study):
    files = list_files(*study).set_index("name")
    # printf 'An article about the harbour.\n' | sha256sum
    assert files.loc["#corpus/raw/é 1.txt", "sha256"] == (
        "c9ca5b9b6380d7914baae090b673ce237d71def00cc8d1c31f65588fd3cb6501"
    )
    assert files.loc["#corpus/raw/é 1.txt", "bytes"] == len(TEXT.encode())


def test_pages_of_the_site_must_name_the_record(study):
    page = study[1] / "site" / "index.html"
    page.parent.mkdir()
    page.write_text(f"<footer>Record {name_record(study[1])}</footer>")
    assert verdicts(verify_study(study[1]), "page") == {"site/index.html": "same"}
    page.write_text("<footer>Record 000000000000</footer>")
    assert not is_verified(verify_study(study[1]))


def test_rerun_finds_a_result_that_does_not_come_out_again(study):
    def rerun(corpus, out):
        shutil.copytree(study[1], out, dirs_exist_ok=True)
        (out / "figures" / "02_terms.svg").write_text("another picture")

    table = verify_study(study[1], rerun=rerun)
    assert verdicts(table, "rerun") == {
        "corpus/clean/documents.csv": "same",
        "figures/02_terms.svg": "changed",
    }


def test_without_a_record_the_message_says_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match="make study"):
        verify_study(tmp_path)


def test_moved_articles_are_asked_for(study, tmp_path):
    study[0].rename(tmp_path / "moved")
    with pytest.raises(FileNotFoundError, match="say where they are"):
        verify_study(study[1])
    assert is_verified(verify_study(study[1], tmp_path / "moved"))


def test_table_of_files_has_one_row_per_name(study):
    files = list_files(*study)
    assert not files.duplicated(["role", "name"]).any() and isinstance(files, pd.DataFrame)


def test_published_results_came_from_these_files():
    """Red after a change of code, lists or articles until `make study` has run again."""
    if not (ROOT / RECORD).exists():
        pytest.skip("no record has been published yet")
    table = verify_study(ROOT, LISTS)
    wrong = table[
        table["role"].isin(["input", "list", "code", "output"])
        & ~table["verdict"].isin(["same", "not here"])
    ]
    assert wrong.empty, f"run `make study`, and commit what it makes: {wrong.to_dict('records')}"
