"""The stored study is what the notebooks give today: run again, every output, table and figure is the same."""

import ast
import hashlib
import html
import json
import re

import nbformat
import pytest
from conftest import stored_files

from analysis.drawing.showing import read_figures
from analysis.findings.numbers import MARK, QUOTING, fill_numbers, study_numbers
from analysis.runs.study import APPENDIX, run_study
from analysis.site.reading import read_study
from analysis.tables.stored import LISTS, ROOT, read_table
from analysis.text.shown import PIECE

pytestmark = pytest.mark.study

NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
SIX = ["01_cleaning", "02_terms", "03_voices", "04_framing", "05_topics", "06_figures"]
MEGABYTE = 1_000_000
NOT_HERE = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.For,
    ast.While,
)  # these live in the package


@pytest.fixture(scope="module")
def rerun(tmp_path_factory):
    """The published corpus run again into an empty folder."""
    return run_study(LISTS, tmp_path_factory.mktemp("rerun"), appendix=True)


def read_notebook(name, out=ROOT):
    return nbformat.read(out / "notebooks" / f"{name}.ipynb", as_version=4)


def outputs_of(notebook):
    """All that the cells put out: (number of the cell, kind) -> texts; pictures as their hash."""
    shown = {}
    for number, cell in enumerate(notebook.cells):
        for place, output in enumerate(cell.get("outputs", [])):
            data = output.get("data", {"stream": output.get("text", "")})
            for kind, content in data.items():
                if kind.startswith("image/"):
                    content = hashlib.sha256(content.encode()).hexdigest()
                shown[number, place, kind] = content
    return shown


def test_the_six_notebooks_are_there():
    assert [name for name in SIX if name not in NOTEBOOKS] == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebook_shows_what_is_stored(name, rerun):
    stored, again = read_notebook(name), read_notebook(name, rerun)
    assert outputs_of(again) == outputs_of(stored)
    assert [cell.get("execution_count") for cell in again.cells] == [
        cell.get("execution_count") for cell in stored.cells
    ]


@pytest.mark.parametrize("folder", ["corpus/clean", "figures"])
def test_tables_and_figures_are_those_stored(folder, rerun):
    stored, again = stored_files(ROOT / folder), stored_files(rerun / folder)
    assert sorted(again) == sorted(stored)
    assert stored and [name for name in again if again[name] != stored[name]] == []


@pytest.mark.parametrize("path", QUOTING, ids=lambda path: path.name)
def test_texts_quote_the_numbers_of_this_run(path, rerun):
    text = path.read_text(encoding="utf-8")
    assert MARK.search(text)
    assert fill_numbers(text, study_numbers(rerun)) == text


def test_numbers_in_words_are_marked_or_refused():
    assert fill_numbers(
        "<!--n:a-->1<!--/n--> of <!--n:b-->x<!--/n-->", {"a": "5", "b": "3,000"}
    ) == ("<!--n:a-->5<!--/n--> of <!--n:b-->3,000<!--/n-->")
    with pytest.raises(ValueError, match="does not have: c"):
        fill_numbers("<!--n:c-->1<!--/n-->", {"a": "5"})


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebook_reads_well_anywhere(name):
    path, notebook = ROOT / "notebooks" / f"{name}.ipynb", read_notebook(name)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert path.stat().st_size < MEGABYTE
    assert code[0].metadata.tags == ["parameters"]
    assert code[0].source.splitlines()[:2] == ['CORPUS = "../corpus"', 'OUT = ".."']
    assert notebook.cells[0].cell_type == "markdown" and notebook.cells[0].source.startswith("# ")
    assert all(cell.execution_count for cell in code), "stored without being executed"
    for cell in code:
        assert not [
            node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, NOT_HERE)
        ], cell.source
        assert len(cell.source.splitlines()) <= 15, cell.source


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_outputs_hold_no_script_address_or_path_of_a_machine(name):
    for place, content in outputs_of(read_notebook(name)).items():
        text = content if isinstance(content, str) else json.dumps(content)
        assert not re.search(r"<script|javascript:|\bat 0x[0-9a-f]{6,}|Traceback", text), place
        assert str(ROOT) not in text, place


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_no_sentence_that_belongs_to_its_publisher_is_printed_whole(name, rerun):
    sentences = read_study(rerun).sentences
    hidden = sentences.loc[~sentences["is_shown"], "text"]
    hidden = hidden[hidden.str.split().str.len() > PIECE]
    printed = " ".join(map(str, outputs_of(read_notebook(name, rerun)).values()))
    printed = html.unescape(re.sub(r"<[^>]+>", "", printed))
    assert len(hidden) and not [text for text in hidden if text in printed]


def test_every_figure_has_its_files_and_words():
    figures = read_figures(ROOT)
    assert {"01", "02", "03", "04", "05"} <= set(figures["notebook"])
    for row in figures.itertuples():
        assert len(row.alt.split()) >= 8 and len(row.caption.split()) >= 5 and row.title, row.name
        for kind in ("svg", "pdf", "png", "csv"):
            assert (ROOT / "figures" / f"{row.name}.{kind}").stat().st_size > 0
        svg = (ROOT / "figures" / f"{row.name}.svg").read_text(encoding="utf-8")
        assert "<text" not in svg and "<dc:date>" not in svg


def test_own_articles_run_through_the_same_notebooks(own):
    out = own.out
    made = sorted(path.stem for path in (out / "notebooks").glob("*.ipynb"))
    assert made == [name for name in NOTEBOOKS if not name.endswith(APPENDIX)]
    assert len(read_figures(out)) and (out / "corpus" / "clean" / "tokens.parquet").exists()
    for name in ("documents", "sentences", "quotations", "matches", "prevalence", "frequencies"):
        assert len(read_table(name, out)), name


def test_own_articles_are_counted_with_what_is_known_of_them(own):
    documents = read_table("documents", own.out).set_index("doc_id")
    assert sorted(documents.index) == ["bridge", "council"]
    assert documents.loc["bridge", "outlet"] == "Marlow Post"
    assert documents.loc["bridge", "published_from"] == "2024-05-07"
    assert documents.loc[["council"], ["outlet", "published_from"]].isna().all(axis=None)
    assert documents["flags"].notna()["council"]


def test_own_articles_are_read_by_voice(own):
    quotations = read_table("quotations", own.out)
    direct = quotations[(quotations["voice"] == "direct") & (quotations["doc_id"] == "bridge")]
    assert "Ana Ruiz" in direct["speaker"].tolist()


def test_the_published_study_is_left_alone(own):
    assert own.before and own.after == own.before
