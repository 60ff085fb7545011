"""The concordance of words: what its files hold is what the study counts."""

import json
import re

import pandas as pd
import pytest

from analysis.site.reading import read_study
from analysis.site.words import PIECE, WORD, cut_pieces, fold, make_sentences, write_words
from analysis.tables import ROOT, read_list
from analysis.text.concordance import find_hits
from analysis.text.views import read_tokens


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


@pytest.mark.parametrize("word", ["qatar", "xinjiang", "genocide", "people", "region"])
def test_a_word_has_as_many_lines_as_the_study_counts(word, written, study):
    folder, index = written
    tokens = read_tokens(ROOT)
    body = study.sentences[study.sentences["kind"] == "body"]
    keys = pd.MultiIndex.from_frame(body[["doc_id", "sentence"]])
    held = pd.MultiIndex.from_arrays([tokens["doc_id"].astype("str"), tokens["sentence"]]).isin(
        keys
    )
    wanted = len(find_hits(tokens[held].reset_index(drop=True), word))
    rows = [row for n in range(index["shards"]) for row in received(folder / f"sentences-{n}.js")]
    assert sum(fold(found) == word for row in rows for found in WORD.findall(row[2])) == wanted > 0


def test_the_index_leads_to_every_shard_that_holds_a_term(written):
    folder, index = written
    for number in range(index["shards"]):
        for row in received(folder / f"sentences-{number}.js"):
            for word in WORD.findall(row[2]):
                letter = fold(word)[0] if fold(word)[0].isascii() else "other"
                assert number in received(folder / f"terms-{letter}.js")[fold(word)]
        break


def test_runs_of_a_voice_end_with_their_sentence(study):
    table = make_sentences(study)
    assert all(row.voices[-1][0] == len(row.text) for row in table.itertuples())
    assert any(voice == 2 for row in table.itertuples() for _, voice, _ in row.voices)


def test_what_may_not_be_shown_whole_is_cut(study):
    long = pd.DataFrame(
        [("a", 3, " ".join(f"w{n}" for n in range(25)), None, None)],
        columns=["doc_id", "sentence", "text", "voices", "frames"],
    )
    pieces = cut_pieces(long)
    assert [len(text.split()) for text in pieces["text"]] == [PIECE, PIECE, 5]
    hidden = study.sentences["kind"].eq("body") & ~study.sentences["is_shown"]
    whole = set(study.sentences.loc[hidden, "text"])
    assert not whole & {text for text in make_sentences(study)["text"] if len(text.split()) > PIECE}


def test_words_are_those_of_the_voices(written, study):
    _, index = written
    n_words = pd.DataFrame(index["words"]).sum(axis=1)
    counted = study.documents["n_words"]
    assert ((n_words - counted).abs() <= 0.02 * counted).all()
    assert (
        len(index["groups"]) == len(study.documents)
        and read_list("metadata", ROOT / "corpus").shape
    )
