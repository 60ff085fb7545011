"""The second answer: learned from other sentences alone, the same everywhere, and never a count less."""

import numpy as np
import pandas as pd

from analysis.framing import doubt
from analysis.framing.doubt import (
    DIGITS,
    DOUBTED,
    FEW,
    MARGIN,
    add_second_answer,
    is_doubted,
    learn_chances,
    read_own,
    read_samples,
)
from analysis.tables import COLUMNS, LISTS, ROOT, check_table, empty_table, read_table

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
    text = np.array([coded["text"][0]], object)
    before = learn_chances(coded, text, np.array(["rain"], object))
    coded.at[0, "frames"] = frozenset()  # whatever was coded there
    np.testing.assert_array_equal(before, learn_chances(coded, text, np.array(["rain"], object)))


def test_a_sentence_with_many_framing_words_is_read_once(monkeypatch):
    read = []

    class Words(doubt.TfidfVectorizer):
        def transform(self, texts):
            read.extend(texts)
            return super().transform(texts)

    long = "Rain fell on the hills. " * 50
    texts = np.array([long, "The sun shone.", *[long] * 500], object)
    frames = np.array(["rain"] * len(texts), object)
    plain = learn_chances(coded_table(), texts, frames)
    monkeypatch.setattr(doubt, "TfidfVectorizer", Words)
    monkeypatch.setattr(doubt, "BLOCK", 1)
    np.testing.assert_array_equal(plain, learn_chances(coded_table(), texts, frames))
    assert sorted(read) == sorted([long, "The sun shone."])
    assert plain[0] == plain[-1] > 0.5 > plain[1]


def test_a_frame_met_in_few_sentences_has_no_second_answer():
    coded = coded_table()
    rare = coded["frames"].map(bool) & (np.arange(len(coded)) < 2 * (FEW - 1))
    coded["frames"] = [frozenset({"rain"} if held else set()) for held in rare]
    answer = learn_chances(coded, np.array(["Rain."], object), np.array(["rain"], object))
    assert np.isnan(answer).all()


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
    coded = pd.concat([read_own(sentences, LISTS), *read_samples(LISTS)], ignore_index=True)
    body = sentences[sentences["kind"] == "body"]
    turn = DOUBTED - 0.5 * 10**-DIGITS  # what lies below is rounded below DOUBTED
    for frame in ("allegation", "security", "development", "interference", "delegitimation"):
        frames = np.full(len(body), frame, object)
        chances = learn_chances(coded, body["text"].to_numpy(object), frames)
        assert np.abs(chances - turn).min() > MARGIN, frame
