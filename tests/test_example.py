"""The example to copy: real reports with their sources, a topic of its own; a run gives the tables that are kept."""

import re
import shutil

import pandas as pd
import pytest
from study_notebooks import run_cells

from analysis.articles.starting import find_articles
from analysis.runs.lists import find_list_faults
from analysis.runs.study import APPENDIX
from analysis.site.build import PUBLICATION
from analysis.site.front import add_front_page
from analysis.tables.columns import COLUMNS
from analysis.tables.settings import read_settings
from analysis.tables.stored import LISTS, ROOT, read_csv, read_list, read_table, write_csv
from analysis.topics.stability import Plan

EXAMPLE = ROOT / "examples" / "wikinews"
WALK = sorted(
    path.stem
    for path in (ROOT / "notebooks").glob("*.ipynb")
    if not path.stem.startswith("00") and not path.stem.endswith(APPENDIX)
)
KEPT = sorted(path.stem for path in (EXAMPLE / "results").glob("*.csv"))


def test_every_report_names_its_source_and_licence():
    metadata = read_csv(EXAMPLE / "corpus" / "metadata.csv")
    files = {path.name for path in find_articles(EXAMPLE / "corpus")}
    readme = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    assert len(files) == 20 and set(metadata["file"]) == files
    for row in metadata.itertuples():
        assert row.url.startswith("https://en.wikinews.org/wiki/") and f"]({row.url})" in readme
        text = (EXAMPLE / "corpus" / "raw" / row.file).read_text(encoding="utf-8")
        assert text.startswith(row.title + "\n\n")
    for licence in ("licenses/by/2.5", "licenses/by/4.0"):
        assert f"creativecommons.org/{licence}" in readme


def test_it_has_lists_and_groups_of_its_own():
    corpus = EXAMPLE / "corpus"
    assert find_list_faults(corpus).empty
    frames = set(read_list("dictionary", corpus)["frame"])
    assert frames == {"harm", "law", "responsibility", "risk"}
    assert not frames & set(read_list("dictionary", LISTS)["frame"])
    assert read_settings(EXAMPLE).groups == ("topic", "year")
    assert read_csv(corpus / "metadata.csv")["topic"].value_counts().to_dict() == {
        "harm": 10,
        "public life": 10,
    }


def keep_rows(figure, out):
    """In the place of pictures: the rows that a figure draws, which other notebooks read."""
    (out / "figures").mkdir(exist_ok=True)
    write_csv(figure.rows, out / "figures" / f"{figure.name}.csv")
    return figure


@pytest.mark.study
def test_its_notebooks_give_the_tables_that_are_kept_and_a_front_page_of_its_own(
    tmp_path, monkeypatch
):
    """Where rules have changed on purpose: copy the new tables to examples/wikinews/results."""
    for name in ("corpus", "study.toml"):
        source = EXAMPLE / name
        copy = shutil.copytree if source.is_dir() else shutil.copyfile
        copy(source, tmp_path / name)
    shutil.rmtree(tmp_path / "corpus" / "clean", ignore_errors=True)
    monkeypatch.setattr("analysis.save_figure", keep_rows)
    monkeypatch.setattr("analysis.topics.stability.PLANS", (Plan(1, 1),))  # no table of 05 is kept
    for name in WALK:
        run_cells(name, CORPUS=str(tmp_path / "corpus"), OUT=tmp_path)
    assert len(KEPT) == 5
    for name in KEPT:
        kept = read_csv(EXAMPLE / "results" / f"{name}.csv", COLUMNS[name])
        pd.testing.assert_frame_equal(read_table(name, tmp_path), kept, check_dtype=False)
    for name in ("index.md", "conf.py"):
        shutil.copy(PUBLICATION / name, tmp_path)
    add_front_page(tmp_path, tmp_path)
    front = (tmp_path / "index.md").read_text(encoding="utf-8")
    assert "Harm and responsibility in Wikinews" in front and "too few to compare" in front
    assert not re.search(r"Xinjiang|Human Rights Council|delegitimation", front)
