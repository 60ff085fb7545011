"""The published articles with one removed, one added and one corrected, through the study's own steps."""

import shutil

import pandas as pd
import pytest

from analysis.articles.cleaning import clean_articles, count_words
from analysis.articles.reading import read_articles
from analysis.findings.claims import summarise_claims
from analysis.findings.robustness import Grid, measure_robustness
from analysis.framing.dictionary import read_dictionary
from analysis.framing.judging import judge_matches, read_rules
from analysis.framing.matches import find_matches
from analysis.runs.changes import write_changes
from analysis.runs.compare import compare_studies
from analysis.tables.stored import LISTS, read_list, write_csv, write_table
from analysis.text.tokens import find_tokens
from analysis.voices.quotations import find_quotations
from analysis.voices.roles import read_offices

# Other ways to count that need no framing word to be found again.
CHEAP = ["stop list", "headlines, captions and subheads", "mentioned words"]
ADDED, REMOVED, CORRECTED = "2021-webinar", "2019-joint-letter", "2022-online-meeting"


@pytest.fixture(autouse=True, scope="module")
def few_are_enough():
    """Tables that can be counted by hand are too small for a claim: here none is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.findings.claims.CHANCE", 1.0)
        yield


def run_steps(corpus, out):
    """The tables of a study without its notebooks and pictures."""
    documents, texts, _ = read_articles(corpus)
    documents, edits, sentences = clean_articles(documents, texts, read_list("mends", LISTS))[:3]
    tokens = find_tokens(sentences, edits, read_list("variants", LISTS))
    quotations = find_quotations(
        sentences, edits, read_list("reporting_verbs", LISTS), read_offices(LISTS)
    )
    matches = find_matches(tokens, sentences, edits, quotations, read_dictionary(LISTS))
    tables = {
        "documents": count_words(documents, tokens, sentences),
        "edits": edits,
        "sentences": sentences,
        "tokens": tokens,
        "quotations": quotations,
        "matches": judge_matches(matches, tokens, sentences, read_rules(LISTS)),
    }
    for name, table in tables.items():
        write_table(table, name, out)
    shutil.copy(LISTS / "claims.csv", corpus)  # the published claims are asked of no other corpus
    alternatives = read_list("alternatives", LISTS)
    write_csv(alternatives[alternatives["alternative"].isin(CHEAP)], corpus / "alternatives.csv")
    robustness = write_table(measure_robustness(Grid(corpus, out)), "robustness", out)
    write_table(summarise_claims(read_list("claims", corpus), robustness), "findings", out)
    return out


@pytest.fixture(scope="module")
def studies(tmp_path_factory):
    folder = tmp_path_factory.mktemp("articles")
    for run in ("old", "new"):
        shutil.copytree(LISTS / "raw", folder / run / "raw")
    (folder / "old" / "raw" / f"{ADDED}.txt").unlink()
    (folder / "new" / "raw" / f"{REMOVED}.txt").unlink()
    path = folder / "new" / "raw" / f"{CORRECTED}.txt"
    text = path.read_text(encoding="utf-8")
    assert text.count("lies and disinformation") == 1
    path.write_text(text.replace("lies and disinformation", "reports"), encoding="utf-8")
    return [run_steps(folder / run, folder / f"{run}-results") for run in ("old", "new")]


@pytest.fixture(scope="module")
def parts(studies):
    return compare_studies(*studies)


def test_articles(parts):
    changes = parts["articles"].set_index("doc_id")["change"]
    assert (changes[ADDED], changes[REMOVED], changes[CORRECTED]) == (
        "added",
        "removed",
        "corrected",
    )
    assert (changes == "same").sum() == 2


def test_correction_takes_two_words_of_delegitimation(parts):
    """The webinar has no delegitimation word; the rest of the change is the letter's."""
    row = parts["counts"].set_index("measure").loc["frame: delegitimation"]
    assert f"{CORRECTED} (corrected) -2" in row["causes"] and ADDED not in row["causes"]
    letter = int(row["causes"].split(f"{REMOVED} (removed) ")[1].split(";")[0])
    assert row["change"] == letter - 2 < -2


def test_causes_add_up(parts):
    for row in parts["counts"].itertuples():
        assert (
            sum(int(cause.rsplit(" ", 1)[1].replace(",", "")) for cause in row.causes.split("; "))
            == row.change
        )


def test_unchanged_articles_cause_nothing(parts):
    named = " ".join(parts["counts"]["causes"]) + " ".join(parts["tables"]["articles"].dropna())
    assert "2021-envoys-meeting" not in named and "lists or code" not in named


def test_claim_on_every_article_follows(parts):
    """With the webinar in, an article without delegitimation words is there."""
    row = parts["claims"].set_index("claim").loc["delegitimation articles"]
    assert (row["verdict_old"], row["verdict_new"], row["change"]) == (
        "holds",
        "fails",
        "no longer holds",
    )
    assert ADDED in parts["tables"].set_index("table").loc["documents", "articles"]


def test_page_says_it(studies, parts, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.runs.changes.compare_studies", lambda *_: parts)
    text = write_changes(*studies, tmp_path)
    assert (
        f"1 article added ({ADDED}); 1 article corrected ({CORRECTED}); 1 article removed ({REMOVED})"
        in text
    )
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert (
        "no longer hold" in page
        and pd.read_csv(tmp_path / "articles.csv")["change"].value_counts()["same"] == 2
    )
