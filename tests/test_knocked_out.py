"""Each table knocked out in turn: no sentence promises a number that is not there, none stops the study."""

import os
import re
import shutil

import numpy as np
import pandas as pd
import pytest
from properties import MANY

from analysis.articles.sentences import describe_duplicates, describe_reading
from analysis.coding.walk import say_estimates
from analysis.findings.conventions import say_conventions
from analysis.findings.figures import describe_robustness, summarise_robustness
from analysis.findings.starting import say_claims
from analysis.framing.changed import say_changes, score_dictionary
from analysis.framing.dictionary import read_dictionary
from analysis.framing.judging import read_rules
from analysis.framing.sentences import (
    say_agreement,
    say_dictionary,
    say_gaps,
    say_interval,
    say_matches,
    say_missing,
    say_validity,
)
from analysis.framing.titles import (
    caption_card,
    describe_prevalence,
    describe_validity,
    describe_voices,
    title_prevalence,
    title_validity,
)
from analysis.site.claims import claims_parts
from analysis.site.front import page_parts, say_groups_apart
from analysis.site.reading import read_once, read_or_empty
from analysis.tables.columns import COLUMNS
from analysis.tables.settings import Settings
from analysis.tables.stored import (
    LISTS,
    ROOT,
    read_list,
    read_table,
    table_path,
    write_table,
)
from analysis.terms.groups import say_groups
from analysis.text.coded import read_coding, say_gone, stands
from analysis.text.comparing import say_differences
from analysis.topics.sentences import say_places
from analysis.voices.figures import describe_speakers, title_speakers
from analysis.voices.sentences import say_forms, say_quotations, say_speakers

# What a number that is missing leaves behind in a sentence.
HOLES = re.compile(
    r"\bnan\b|\bNaN\b|\bNone\b(?! of )|<NA>|&lt;NA&gt;|\binf\b|\bNaT\b|\(\s*\)|: ?\.(?!\d)|, ?\.(?!\d)|\{\w+\}"
)
# Tables that sentences are made of, and each sentence with the tables that it takes.
SENTENCES = {
    "reading": (
        lambda documents, problems: describe_reading(documents, problems),
        "documents problems",
    ),
    "duplicates": (describe_duplicates, "documents"),
    "quotations": (say_quotations, "quotations"),
    "forms": (say_forms, "quotations"),
    "speakers": (say_speakers, "speakers_found"),
    "speakers' title": (title_speakers, "speakers_found"),
    "speakers' figure": (describe_speakers, "speakers_found"),
    "matches": (say_matches, "matches"),
    "status": (lambda matches: say_missing(matches, "status"), "matches"),
    "dictionary": (lambda expanded: say_dictionary(read_dictionary(LISTS), expanded), "expanded"),
    "validity": (say_validity, "validity"),
    "gaps": (say_gaps, "validity"),
    "validity's title": (title_validity, "validity"),
    "validity's figure": (describe_validity, "validity"),
    "card": (caption_card, "validity"),
    "agreement": (say_agreement, "agreement"),
    "interval": (say_interval, "documents"),
    "prevalence": (lambda table: title_prevalence(table[table["by"] == "all"]), "prevalence"),
    "prevalence's figure": (
        lambda table: describe_prevalence(table[table["by"] == "all"], True),
        "prevalence",
    ),
    "voices' figure": (describe_voices, "prevalence"),
    "groups of terms": (lambda table: say_groups(table, Settings()), "group_terms"),
    "groups of frames": (
        lambda table: say_differences(table, "frame", {"outlet": SIZES}),
        "group_frames",
    ),
    "groups of voices": (
        lambda table: say_differences(table, "voice", {"outlet": SIZES}),
        "group_voices",
    ),
    "topics": (lambda table: say_places(table[table["by"] == "doc_id"], LABELS), "topic_groups"),
    "conventions": (say_conventions, "conventions"),
    "claims": (say_claims, "claims"),
    "robustness": (summarise_robustness, "findings"),
    "robustness' figure": (describe_robustness, "robustness findings"),
    "estimates": (lambda table: say_estimates(table).data, "estimates"),
}
SIZES, LABELS = pd.Series({"Mail": 12, "Post": 12}), pd.Series(dtype=str)
USED = sorted({name for _, names in SENTENCES.values() for name in names.split()})
WAYS = ["empty", "one row", "missing values"]

pytestmark = pytest.mark.skipif(
    not table_path("findings", ROOT).exists(), reason="the study has not been run here"
)


def read_stored(name):
    """A table of the published study; without rows where it is not stored, or of an older form."""
    try:
        return read_table(name, ROOT)
    except (FileNotFoundError, ValueError):
        return knock_out(pd.DataFrame(columns=list(COLUMNS[name])).astype(COLUMNS[name]), "empty")


def knock_out(table, way):
    """The table without rows, with its first alone, or with every value missing that may be."""
    if way == "empty":
        return table.head(0)
    if way == "one row":
        return table.head(1)
    keys = {
        "doc_id",
        "speaker",
        "variable",
        "code",
        "follows_from",
        "frame",
        "by",
        "group",
        "claim",
        "sentence",
        "verdict",
        "kind",
        "sample",
        "voice",
        "use",
        "unit",
    }
    free = [name for name in table if name not in keys and table[name].dtype not in (int, bool)]
    return table.assign(
        **{
            name: np.nan
            if table[name].dtype == float
            else pd.Series(pd.NA, table.index, dtype="str")
            for name in free
        }
    )


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_without_its_rows_promises_nothing(sentence, way):
    say, names = SENTENCES[sentence]
    said = say(*(knock_out(read_stored(name), way) for name in names.split()))
    assert not HOLES.search(said), said


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A copy of the published study's tables and notebooks: what its front page is made of."""
    folder = tmp_path_factory.mktemp("whole")
    shutil.copytree(ROOT / "corpus" / "clean", folder / "corpus" / "clean")
    for path in (ROOT / "corpus").glob("*.csv"):
        shutil.copy(path, folder / "corpus" / path.name)
    for name in ("findings", "claims", "group_frames", "group_voices"):
        write_table(read_stored(name), name, folder)
    pictures = shutil.ignore_patterns("*.svg", "*.pdf", "*.png")
    shutil.copytree(ROOT / "figures", folder / "figures", ignore=pictures)
    return folder


TOLD = ["findings", "claims", "matches", "quotations", "validity", "documents", "group_frames"]


@pytest.mark.parametrize("name", TOLD)
def test_a_table_that_is_missing_is_read_as_one_without_rows(name, tmp_path):
    gone = read_or_empty(name, tmp_path)
    write_table(knock_out(read_stored(name), "empty"), name, tmp_path)
    pd.testing.assert_frame_equal(read_or_empty(name, tmp_path), gone)


# A page without a table's rows is that without the table, unless it asks whether the table is
# there, as the page of claims does of scores; where all is checked every page is made.
PAGES = [(name, way) for name in TOLD for way in ("missing", "missing values")]
PAGES += [(name, "empty") for name in (TOLD if MANY else ["validity"])]
PAGES += [(name, "one row") for name in (TOLD if MANY else ["findings", "matches", "quotations"])]


@pytest.mark.parametrize("name, way", PAGES)
def test_the_front_page_stands_without_a_table(name, way, whole, tmp_path):
    folder = tmp_path / "study"
    shutil.copytree(whole, folder, copy_function=os.link)  # files are replaced, never changed
    if way == "missing":
        table_path(name, folder).unlink()
    else:
        write_table(knock_out(read_stored(name), way), name, folder)
    with read_once():  # as while a site is built
        page = say_groups_apart(folder, False)
        if name != "group_frames":  # of which the other parts say nothing
            page += "".join([*page_parts(folder, False).values(), *claims_parts(folder).values()])
    text = re.sub(r"<[^>]+>", " ", page.replace("{raw} html", ""))
    assert not HOLES.search(text), HOLES.search(text)


# A frozen list that changed by a row -----------------------------------------------------------


def with_row(dictionary, *row):
    return pd.concat([dictionary, pd.DataFrame([row], columns=list(dictionary))], ignore_index=True)


def test_a_row_that_matches_nothing_takes_its_frames_scores_and_says_so():
    dictionary, rules = read_dictionary(LISTS), read_rules(LISTS)
    frames = sorted(dictionary["frame"].unique())
    before = score_dictionary(dictionary, frames)
    changed = with_row(dictionary, "delegitimation", "hoaxteria*", "count", "matches nothing")
    after = score_dictionary(changed, frames)
    kept = before[before["sample"].eq("unseen") & ~before["frame"].isin(["delegitimation", "all"])]
    assert len(kept) == len(frames) - 1
    pd.testing.assert_frame_equal(after, kept.reset_index(drop=True))
    said = say_changes(changed, rules)
    assert "1 row that nobody has scored: hoaxteria&#42; (delegitimation)" in said
    assert "No unseen score is known of delegitimation" in said and "notebook 07" in said
    assert "whole list is known" in say_validity(after)


def test_a_row_taken_out_and_a_reworded_reason():
    dictionary, rules = read_dictionary(LISTS), read_rules(LISTS)
    gone = dictionary.iloc[1:]
    assert "1 row taken out or changed" in say_changes(gone, rules)
    assert dictionary["frame"].iloc[0] not in set(
        score_dictionary(gone, list(dictionary["frame"]))["frame"]
    )
    reworded = dictionary.assign(reason="other words")
    scores = score_dictionary(reworded, sorted(dictionary["frame"].unique()))
    assert scores["frame"].nunique() == dictionary["frame"].nunique()


def test_a_list_of_ones_own_has_no_scores_and_other_rules_are_named():
    dictionary, rules = read_dictionary(LISTS), read_rules(LISTS)
    own = dictionary.head(20)
    assert score_dictionary(own, list(own["frame"])).empty
    assert "this study's own" in say_changes(own, rules)
    assert say_changes(dictionary, rules).endswith("dictionary, unchanged since it was scored.")
    assert "rules for sense, status and target differ" in say_changes(dictionary, rules.iloc[1:])


# Coding of text that is no longer there ---------------------------------------------------------


def test_coding_of_changed_or_missing_articles_is_left_out_and_named(tmp_path):
    sentences, edits = read_stored("sentences"), read_stored("edits")
    coding = read_list("coding", LISTS)
    assert len(read_coding(LISTS, sentences, edits)) == len(coding) > 0
    assert say_gone(LISTS, sentences, edits) == ""
    name = coding["doc_id"].iloc[0]
    own = coding["doc_id"] == name
    moved = sentences.assign(
        raw_start=sentences["raw_start"] + 7 * (sentences["doc_id"] == name),
        raw_end=sentences["raw_end"] + 7 * (sentences["doc_id"] == name),
    )
    assert not stands(coding, moved, edits)[own].any() and stands(coding, moved, edits)[~own].all()
    assert "whose words no longer stand at their place" in say_gone(LISTS, moved, edits)
    without = sentences[sentences["doc_id"] != name]
    assert set(read_coding(LISTS, without, edits)["doc_id"]) == set(coding["doc_id"]) - {name}
    assert "articles that are no longer in the corpus" in say_gone(LISTS, without, edits)
    # A corpus without coding of its own misses none.
    assert say_gone(tmp_path, without, edits) == ""
