"""The concordance of words: what its files hold is what the study counts, down to the characters."""

import json
import re
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import regex
from hostile import fill, write_study
from test_pages import read_names, small_study, visible_text

from analysis.articles.reading import read_articles
from analysis.site.reading import read_study
from analysis.site.rendering import ARTICLE, RAW
from analysis.site.shards import CHOICES
from analysis.site.words import (
    PIECE,
    ROW,
    SHARD,
    cut_pieces,
    few,
    find_groups,
    make_sentences,
    words_by_voice,
    words_html,
    write_words,
)
from analysis.tables.stored import LISTS, ROOT, write_table
from analysis.text.characters import WORD
from analysis.text.concordance import find_hits
from analysis.text.patterns import plain_forms
from analysis.text.views import give_voices, read_tokens


@pytest.fixture(scope="module")
def study():
    return read_study(ROOT)


@pytest.fixture(scope="module")
def written(study, tmp_path_factory):
    folder = tmp_path_factory.mktemp("words")
    return folder, write_words(study, folder)


def received(path):
    """What a script hands to the page."""
    return json.loads(
        re.fullmatch(r"concordance\.receive\(.*?,(.*)\);\n", path.read_text(), re.S)[1]
    )


def rows_of(folder):
    """All rows of the shards, in order, as mappings."""
    paths = sorted(folder.glob("sentences-*.js"), key=lambda path: int(path.stem.split("-")[1]))
    return [dict(zip(ROW, row)) for path in paths for row in received(path)[0]]


def articles_of(folder):
    """What the shards tell of each article, by its number."""
    told = {}
    for path in folder.glob("sentences-*.js"):
        rows, articles = received(path)
        assert {row[0] for row in rows} == {article[0] for article in articles}
        for number, *about in articles:
            assert told.setdefault(number, about) == about
    return told


@pytest.mark.parametrize("is_packed", [False, True])
@pytest.mark.parametrize("size, shard", [(1, 7), (60, 90), (100, 10_000)])
def test_files_are_the_same_whatever_parts_the_articles_come_in(
    size, shard, is_packed, study, tmp_path, monkeypatch
):
    if is_packed:
        monkeypatch.setattr("analysis.site.reading.MANY", 1)
    is_shown = np.arange(len(study.sentences)) % 3 > 0
    mixed = replace(study, sentences=study.sentences.assign(is_shown=is_shown))
    monkeypatch.setattr("analysis.site.words.SHARD", shard)
    indexes = []
    for folder, n_sentences in ((tmp_path / "parts", size), (tmp_path / "whole", 10_000)):
        monkeypatch.setattr("analysis.site.reading.BLOCK", n_sentences)
        indexes.append(write_words(mixed, folder))
    parts, whole = (
        {path.name: path.read_bytes() for path in folder.iterdir()}
        for folder in (tmp_path / "parts", tmp_path / "whole")
    )
    assert indexes[0] == indexes[1] and parts == whole
    assert len(list((tmp_path / "whole").glob("sentences-*"))) == -(-indexes[0]["n"] // shard)


def body_tokens(study):
    tokens = read_tokens(ROOT)
    body = study.sentences[study.sentences["kind"] == "body"]
    keys = pd.MultiIndex.from_frame(body[["doc_id", "sentence"]])
    own = pd.MultiIndex.from_arrays([tokens["doc_id"].astype("str"), tokens["sentence"]])
    return tokens[own.isin(keys)].reset_index(drop=True)


def raw_place(row, place):
    """Where a place of a row's text is in the file, as words.js has it."""
    return row["raw_start"] + place + ([0] + [by for at, by in row["shifts"] if at <= place])[-1]


@pytest.mark.parametrize("word", ["qatar", "xinjiang", "uyghur", "uygur", "people", "region"])
def test_a_word_has_as_many_lines_as_the_study_counts(word, written, study):
    folder, index = written
    wanted = len(find_hits(body_tokens(study), word))
    found = [
        plain
        for row in rows_of(folder)
        for plain in plain_forms(regex.findall(index["word"], row["text"]))
    ]
    lines = [plain for plain in found if word in (plain, index["variants"].get(plain))]
    assert len(lines) == wanted > 0 and index["word"] == WORD


def test_every_word_is_where_its_row_says_it_is_in_the_file(written, study):
    folder, _ = written
    docs = study.documents["doc_id"].to_list()
    found = {
        (docs[row["doc"]], raw_place(row, word.start()), raw_place(row, word.end() - 1) + 1)
        for row in rows_of(folder)
        if row["shifts"] is not None
        for word in regex.finditer(WORD, row["text"])
    }
    tokens = body_tokens(study)
    keys = pd.MultiIndex.from_frame(tokens[["doc_id", "sentence"]].astype({"doc_id": "str"}))
    shown = study.sentences[study.sentences["is_shown"]]
    tokens = tokens[keys.isin(pd.MultiIndex.from_frame(shown[["doc_id", "sentence"]]))]
    wanted = zip(tokens["doc_id"].astype("str"), tokens["raw_start"], tokens["raw_end"])
    assert found == set(wanted) and len(found) > 2_000


def test_the_index_leads_to_every_shard_that_holds_a_word(written):
    folder, index = written
    assert index["n"] <= SHARD, "one shard: the next line looks at the first"
    for row in rows_of(folder):
        for word in plain_forms(regex.findall(WORD, row["text"])):
            letter = word[0] if re.match("[a-z0-9]", word) else "other"
            terms = received(folder / f"terms-{letter}.js")
            assert terms[word] == [0] and index["variants"].get(word, word)


def test_runs_of_a_voice_end_with_their_sentence_and_count_its_words(study):
    table, counted = make_sentences(study)
    for row in table.itertuples():
        assert row.voices[-1][0] == len(row.text)
    n = counted["sentence"].value_counts()
    assert [sum(run[-1] for run in runs) for runs in table["voices"]] == n.reindex(
        range(len(table)), fill_value=0
    ).to_list()
    assert any(run[1] == 2 for runs in table["voices"] for run in runs)


def test_words_by_voice_are_those_that_the_claims_count(study):
    table, _ = make_sentences(study)
    words = give_voices(body_tokens(study), study.sentences, study.quotations)
    counted = words["voice"].value_counts()
    held = words_by_voice(table).sum(axis=0)
    assert held.tolist() == [counted[voice] for voice in ("narrator", "indirect", "direct")]


def test_what_may_not_be_shown_whole_is_cut_and_its_place_is_not_told(study):
    text = " ".join(f"w{n}" for n in range(25))
    long = pd.DataFrame([{"doc_id": "a", "sentence": 3, "text": text, "shifts": []}])
    pieces = cut_pieces(long.assign(voices=None, frames=None))
    assert [len(text.split()) for text in pieces["text"]] == [PIECE, PIECE, 5]
    assert pieces["shifts"].isna().all()
    hidden = study.sentences["kind"].eq("body") & ~study.sentences["is_shown"]
    whole = set(study.sentences.loc[hidden, "text"])
    table, _ = make_sentences(study)
    assert not whole & {text for text in table["text"] if len(text.split()) > PIECE}
    assert table["shifts"].isna().sum() >= hidden.sum() > 0


def test_voices_that_stand_apart_are_the_narrators_and_warn_of_nothing(tmp_path):
    study = small_study(tmp_path)
    said = study.quotations.drop(columns="has_card").astype({"voice": object})
    said.loc[said["quote_id"] == "q1", "voice"] = "hearsay"
    write_table(said.astype({"voice": "str"}), "quotations", tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table, _ = make_sentences(read_study(tmp_path))
    assert {run[1] for runs in table["voices"] for run in runs} == {0, 1}


def test_a_sentence_that_cleaning_changed_or_scripts_count_otherwise_keeps_its_places(tmp_path):
    study = small_study(tmp_path, whole=["first", "second"])
    start = int(study.sentences["raw_start"][3])
    text = "She \U0001f600 said\u202e that growth goes on."  # cleaning put in a blank before "said"
    study.sentences.loc[3, "text"] = text
    edit = {"doc_id": "first", "fix": "x", "removed": "", "inserted": " ", "order": 0}
    edit |= {"raw_start": start + 5, "raw_end": start + 5}
    edits = fill([edit], "edits").astype(study.edits.dtypes)
    object.__setattr__(study, "edits", edits)
    row = make_sentences(study)[0].query("sentence == 3").iloc[0].to_dict()
    raw = text.replace("\U0001f600 said", "\U0001f600said")
    script = row["text"].encode("utf-16-le")
    for word in ("said", "that", "growth", "on"):
        place = len(script[: script.index(word.encode("utf-16-le"))]) // 2
        assert raw_place(row, place) - start == raw.index(word), word
    assert "[U+202E]" in row["text"]


def test_groups_are_those_of_the_study_and_copies_are_told_apart(tmp_path):
    study = small_study(tmp_path)
    assert find_groups(study) == ["first", "second"]  # one outlet: no group of its own
    documents = study.documents.drop(columns=["url", "show_whole_text"])
    documents = documents.assign(outlet=["The Post", "Times"], duplicate_of=[pd.NA, "first"])
    write_table(documents.astype({"duplicate_of": "str"}), "documents", tmp_path)
    study = read_study(tmp_path)
    assert find_groups(study) == ["The Post", "Times"]
    index = write_words(study, tmp_path / "words")
    told = articles_of(tmp_path / "words")
    assert [told[0][:4], told[1][:4]] == [
        ["first", "first", 0, "The Post"],
        ["second", "second", 1, "Times"],
    ]
    assert index["copies"] and 'id="words-copies"' in words_html(index, study.addresses)


def test_words_of_articles_add_up_to_those_of_their_groups_and_of_all(study, tmp_path, monkeypatch):
    groups = ["one", "two", "one", "two", "two"]
    monkeypatch.setattr("analysis.site.words.find_groups", lambda study: groups)
    index = write_words(study, tmp_path)
    told = articles_of(tmp_path)
    for group, words in index["groups"].items():
        own = [about[-1] for about in told.values() if about[3] == group]
        assert np.sum(own, axis=0).tolist() == words and sum(words) > 0
    assert np.sum(list(index["groups"].values()), axis=0).tolist() == index["words"]
    assert set(index["groups"]) == {"one", "two"}


@pytest.mark.parametrize("groups", [["one"] * 5, list("abcde")])
def test_groups_that_tell_nothing_apart_have_no_bars(groups, study, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.site.words.find_groups", lambda study: groups)
    assert write_words(study, tmp_path)["groups"] == {}


@pytest.mark.parametrize("shard", [7, 10_000])
def test_the_names_of_articles_lead_to_their_shards(shard, study, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.site.words.SHARD", shard)
    index = write_words(study, tmp_path)
    assert index["article"] == study.documents["doc_id"].to_list()
    named = read_names(tmp_path, index["names"])
    for number, name in enumerate(index["article"]):
        there = [
            n
            for n in range(index["shards"])
            if any(row[0] == number for row in received(tmp_path / f"sentences-{n}.js")[0])
        ]
        assert named[name] == [there[0], there[-1]]


def test_lists_to_choose_from_are_short():
    assert len(few(f"name {n}" for n in range(CHOICES))) == CHOICES
    assert few(f"name {n}" for n in range(CHOICES + 1)) == []


def test_hostile_articles_stay_text(tmp_path):
    study = read_study(write_study(tmp_path))
    index = write_words(study, tmp_path / "words")
    assert index["n"] > 0
    for path in (tmp_path / "words").iterdir():
        assert not re.search("[<>&\u2028\u2029\u202a-\u202e\u2066-\u2069]", path.read_text("utf-8"))


def test_the_page_takes_its_examples_from_the_study(written):
    text = visible_text(str(words_html(written[1], (ARTICLE, RAW))))
    assert "(xinj*)" in text and "(xinjiang | china)" in text
    other = str(words_html({**written[1], "examples": []}, (ARTICLE, RAW)))
    assert "followed by a star" in other and "xinjiang" not in other


def test_fields_of_the_form_have_labels(written):
    html = str(words_html(written[1], (ARTICLE, RAW)))
    for field in re.findall(r'<(?:input|select)[^>]* id="([^"]+)"', html):
        assert f'<label for="{field}">' in html
    _, texts, _ = read_articles(LISTS)
    assert set(texts) == set(written[1]["article"])
