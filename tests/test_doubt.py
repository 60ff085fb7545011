"""The second answer: learned from other sentences alone, the same everywhere, and never a count less."""

import numpy as np
import pandas as pd
from sklearn.feature_extraction import text

from analysis.framing import doubt
from analysis.framing.doubt import (
    DIGITS,
    DOUBTED,
    FEW,
    MARGIN,
    add_second_answer,
    is_doubted,
    learn_chances,
)
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import (
    LISTS,
    ROOT,
    check_table,
    empty_table,
    read_table,
    write_csv,
)
from analysis.text.codings import read_own, read_samples

RAIN, SUN = "Heavy rain fell on the {} hills.", "The sun shone on the {} fields."
PLACES = [f"{a} {b}" for a in ("green", "wide", "low", "old") for b in ("north", "south", "east")]


def coded_table():
    texts = [text.format(place) for place in PLACES for text in (RAIN, SUN)]
    frames = [frozenset({"rain"} if "rain" in text else set()) for text in texts]
    return pd.DataFrame({"text": texts, "frames": frames})


def test_the_second_answer_knows_the_words_of_a_frame():
    asked = np.array(["Rain fell on the new hills.", "The sun shone."], object)
    wet, dry = learn_chances(coded_table(), asked, np.array(["rain", "rain"], object))
    assert wet > 0.5 > dry


def test_no_sentence_is_answered_by_a_model_that_saw_it():
    coded = coded_table()
    asked = np.array([coded["text"][0]], object)
    before = learn_chances(coded, asked, np.array(["rain"], object))
    coded.at[0, "frames"] = frozenset()  # whatever was coded there
    np.testing.assert_array_equal(before, learn_chances(coded, asked, np.array(["rain"], object)))


def test_a_sentence_with_many_framing_words_is_read_once(monkeypatch):
    read = []

    class Words(text.TfidfVectorizer):
        def transform(self, texts):
            read.extend(texts)
            return super().transform(texts)

    long = "Rain fell on the hills. " * 50
    texts = np.array([long, "The sun shone.", *[long] * 500], object)
    frames = np.array(["rain"] * len(texts), object)
    plain = learn_chances(coded_table(), texts, frames)
    monkeypatch.setattr(text, "TfidfVectorizer", Words)
    monkeypatch.setattr(doubt, "BLOCK", 1)
    np.testing.assert_array_equal(plain, learn_chances(coded_table(), texts, frames))
    assert sorted(read) == sorted([long, "The sun shone."])
    assert plain[0] == plain[-1] > 0.5 > plain[1]


def test_a_frame_met_in_few_sentences_has_no_second_answer():
    coded = coded_table()
    rare = coded["frames"].map(bool) & (np.arange(len(coded)) < 2 * (FEW - 1))
    asked = np.array(["Rain."], object), np.array(["rain"], object)
    for marks in (rare, ~rare):  # nor one that few are without
        coded["frames"] = [frozenset({"rain"} if held else set()) for held in marks]
        assert np.isnan(learn_chances(coded, *asked)).all()
    rain = coded["text"].str.contains("rain")
    for least, answered in ((9, False), (10, True)):
        held = rain & (rain.cumsum() <= least)
        coded["frames"] = [frozenset({"rain"} if one else set()) for one in held]
        assert np.isfinite(learn_chances(coded, *asked)).all() == answered


def test_a_frame_met_in_one_repeated_sentence_has_no_second_answer_there():
    coded = coded_table()
    repeated = pd.DataFrame({"text": ["Snow lay."] * FEW, "frames": [frozenset({"snow"})] * FEW})
    coded = pd.concat([coded, repeated], ignore_index=True)
    asked = np.array(["Snow lay.", *coded["text"][:24]], object)
    answers = learn_chances(coded, asked, np.array(["snow"] * 25, object))
    assert np.isnan(answers[0]) and np.isfinite(answers).any()


def test_a_match_is_doubted_below_three_tenths():
    matches = pd.DataFrame({"second_answer": [0.29, 0.3, np.nan]})
    assert is_doubted(matches).to_list() == [True, False, False]


def test_sentences_of_coded_articles_are_read_with_the_frames_of_their_spans(tmp_path):
    lines = [
        ("a", 0, 0, 0, 9, "body", "It rains."),
        ("a", 0, 1, 10, 19, "body", "It stops."),
        ("a", 1, 2, 20, 29, "headline", "Headline."),
        ("b", 0, 0, 0, 9, "body", "Not read."),
    ]
    sentences = check_table(pd.DataFrame(lines, columns=list(COLUMNS["sentences"])), "sentences")
    rows = [("f1", 3, 8, "rain"), ("f2", 3, 18, "storm"), ("f3", 13, 18, "none")]
    coding = pd.DataFrame(rows, columns=["unit_id", "raw_start", "raw_end", "code"])
    coding = coding.assign(doc_id="a", coder="c", variable="frame", text="words", note=None)
    write_csv(coding[list(COLUMNS["coding"])], tmp_path / "coding.csv")
    read = read_own(sentences, tmp_path)
    assert read["text"].to_list() == ["It rains.", "It stops."]
    assert read["frames"].to_list() == [frozenset({"rain", "storm"}), frozenset()]


def match_table(sentences):
    row = dict.fromkeys(COLUMNS["matches"]) | {"frame": "development", "use": "count"}
    rows = [
        row | {"doc_id": line.doc_id, "sentence": line.sentence, "raw_start": 0, "raw_end": 1}
        for line in sentences.itertuples()
    ]
    return check_table(pd.DataFrame(rows).assign(second_answer=np.nan), "matches")


def test_a_corpus_without_codings_has_no_mark_and_loses_no_match(tmp_path):
    sentences = check_table(
        pd.DataFrame([("d", 0, 0, 0, 9, "body", "It grows.")], columns=list(COLUMNS["sentences"])),
        "sentences",
    )
    (tmp_path / "coding.csv").write_text(",".join(COLUMNS["coding"]) + "\n", encoding="utf-8")
    matches = match_table(sentences)
    marked = add_second_answer(matches, sentences, tmp_path)
    assert marked["second_answer"].isna().all() and not is_doubted(marked).any()
    pd.testing.assert_frame_equal(marked, matches)
    assert add_second_answer(empty_table("matches"), sentences, tmp_path).empty


def test_the_published_marks_do_not_hang_on_hidden_digits():
    sentences = read_table("sentences", ROOT)
    coded = pd.concat([read_own(sentences, LISTS), *read_samples()], ignore_index=True)
    body, matches = sentences[sentences["kind"] == "body"], read_table("matches", ROOT)
    turn = DOUBTED - 0.5 * 10**-DIGITS  # what lies below is rounded below DOUBTED
    asked = ("allegation", "security", "development", "interference", "delegitimation")
    texts = np.tile(body["text"].to_numpy(object), len(asked))
    found = learn_chances(coded, texts, np.repeat(np.array(asked, object), len(body)))
    for frame, chances in zip(asked, found.reshape(len(asked), -1)):
        assert np.abs(chances - turn).min() > MARGIN, frame
        answer = pd.Series(chances, pd.MultiIndex.from_frame(body[["doc_id", "sentence"]]))
        rows = matches[matches["frame"].eq(frame) & matches["kind"].eq("body")]
        asked = answer.reindex(pd.MultiIndex.from_frame(rows[["doc_id", "sentence"]]))
        assert asked.round(DIGITS).to_list() == rows["second_answer"].to_list(), frame
