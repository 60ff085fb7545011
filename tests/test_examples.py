"""What notebooks import and quote: names that packages offer, one sentence in which a number can be seen."""

import ast
import importlib

import nbformat
import pandas as pd
import pytest

import analysis
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import ROOT, check_table, empty_table
from analysis.text.examples import LONGEST, quote_example

PACKAGES = ["", "articles", "coding", "findings", "framing", "reference", "runs", "terms", "text"]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("package", [*PACKAGES, "topics", "voices"])
def test_every_name_that_a_package_offers_is_there(package):
    module = importlib.import_module(f"analysis.{package}".rstrip("."))
    for name in vars(module.__getattr__)["names"]:
        assert getattr(module, name).__module__ if callable(getattr(module, name)) else True


def test_a_name_that_no_module_has_is_refused_and_modules_stay():
    with pytest.raises(ImportError):
        from analysis import count_everything  # noqa: F401
    assert importlib.import_module("analysis.terms.figures").__name__ == "analysis.terms.figures"
    assert not hasattr(analysis, "count_everything")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_imports_once_and_from_packages(path):
    code = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    froms = [
        (place, node.module)
        for place, cell in enumerate(code)
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.ImportFrom | ast.Import) and getattr(node, "module", None)
    ]
    assert len({place for place, _ in froms}) == 1 and len(froms) <= 6
    ours = [module for _, module in froms if module.startswith("analysis")]
    assert all(module.count(".") <= 1 for module in ours), "from a step, not from its modules"


def tables(*texts):
    """The sentences table of one article, a paragraph each, and hits on the word *cost*."""
    rows, hits, start = [], [], 0
    for number, text in enumerate(texts):
        rows.append(("a<b>", number, number, start, start + len(text), "body", text))
        if "cost" in text:
            at = start + text.index("cost")
            hits.append({"doc_id": "a<b>", "raw_start": at, "raw_end": at + 4})
        start += len(text) + 1
    sentences = check_table(pd.DataFrame(rows, columns=list(COLUMNS["sentences"])), "sentences")
    return pd.DataFrame(hits), sentences.assign(is_shown=True), empty_table("edits")


def test_the_shortest_whole_sentence_is_quoted_with_its_words_marked():
    long = "The total cost of the wall, said the mayor, is far more than anybody had thought."
    said = quote_example(*tables("A cost.", long, "The whole cost of the wall is not yet known."))
    assert said.startswith(
        "\n\nFor example:\n\n> The whole <mark>cost</mark> of the wall is not yet known."
    )
    assert "<b>" not in said  # words of articles are text


def test_without_a_sentence_that_fits_the_first_hit_is_quoted_in_its_words():
    endless = "word " * LONGEST + "cost " + "word " * LONGEST
    said = quote_example(*tables(endless))
    assert said.count("word") == 24 and "<mark>cost</mark>" in said
    assert quote_example(tables("Nothing.")[0], *tables("Nothing.")[1:]) == ""


def test_a_sentence_that_may_not_be_shown_is_quoted_in_a_few_words():
    hits, sentences, edits = tables(
        "The whole cost of the wall that stands by the old mill is not yet known."
    )
    hidden = sentences.assign(is_shown=False)
    for rows in (hidden, sentences.drop(columns="is_shown")):  # what is not known is not shown
        said = quote_example(hits, rows, edits)
        assert said.startswith(
            "\n\nFor example:\n\n> The whole <mark>cost</mark> of the wall that … ("
        )
    whole = quote_example(hits.assign(match_id="m1"), sentences.drop(columns="is_shown"), edits)
    assert "not yet known." in whole  # it contains a row of the study
    other = tables(
        "The whole cost of it is known, as far as can be told at all.",
        "The cost of this is still not known.",
    )
    part = other[1].assign(is_shown=[True, False])
    assert "as far as can be told" in quote_example(
        other[0], part, edits
    )  # longer, and may be shown


def test_the_speaker_and_the_voice_stand_behind_the_sentence():
    hits, sentences, edits = tables("The whole cost of the wall is not yet known.")
    hits = hits.assign(voice="direct", speaker="Ana Ruiz")
    assert quote_example(hits, sentences, edits).endswith("; Ana Ruiz, quoted)")
    said = quote_example(hits.assign(frame="<cost>"), sentences, edits)
    assert said.endswith("; Ana Ruiz, quoted; counted for &#60;cost&#62;)")
