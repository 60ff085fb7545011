"""Which stretch of speech holds which words."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.text.agreement import score_spans
from analysis.text.spans import (
    assign_voice,
    find_holder,
    find_innermost,
    find_innermost_of,
    find_tokens_at,
)

QUOTATIONS = pd.DataFrame(
    [
        ("q1", "a", 0, 100, "indirect", "reported", "Ana Ruiz", "official"),
        ("q2", "a", 20, 40, "direct", "partial", "Ana Ruiz", "official"),
        ("q3", "a", 50, 60, "indirect", "scare", "Ana Ruiz", "official"),
        ("q4", "a", 120, 130, "narrator", "title", None, None),
        ("q5", "a", 140, 150, "narrator", "scare", None, None),
        ("q6", "a", 160, 170, "narrator", "narrated_act", None, None),
        ("q7", "b", 0, 10, "direct", "full", None, None),
    ],
    columns=["quote_id", "doc_id", "raw_start", "raw_end", "voice", "form", "speaker", "role"],
)


@pytest.mark.parametrize(
    "doc, start, end, voice, speaker, form, quoted",
    [
        ("a", 2, 8, "indirect", "Ana Ruiz", "reported", "none"),
        ("a", 20, 40, "direct", "Ana Ruiz", "partial", "speech"),
        ("a", 52, 55, "indirect", "Ana Ruiz", "scare", "scare"),
        ("a", 100, 110, "narrator", None, None, "none"),
        ("a", 121, 129, "narrator", None, "title", "none"),
        ("a", 140, 150, "narrator", None, "scare", "scare"),
        ("a", 160, 170, "narrator", None, "narrated_act", "none"),
        ("b", 2, 8, "direct", None, "full", "speech"),
        ("b", 20, 28, "narrator", None, None, "none"),
        ("c", 0, 5, "narrator", None, None, "none"),
        ("a", 15, 39, "direct", "Ana Ruiz", "partial", "speech"),  # the larger half decides
        ("a", 95, 115, "narrator", None, None, "none"),
    ],
)
def test_the_innermost_speech_holds(doc, start, end, voice, speaker, form, quoted):
    spans = pd.DataFrame({"doc_id": [doc], "raw_start": [start], "raw_end": [end]})
    row = assign_voice(spans, QUOTATIONS).iloc[0]
    assert (row["voice"], row["quoted"]) == (voice, quoted)
    assert (row["speaker"] if pd.notna(row["speaker"]) else None) == speaker
    assert (row["form"] if pd.notna(row["form"]) else None) == form


def test_no_spans_and_no_quotations():
    spans = pd.DataFrame({"doc_id": ["a"], "raw_start": [0], "raw_end": [3]})
    assert assign_voice(spans, QUOTATIONS[:0])["voice"].tolist() == ["narrator"]
    assert assign_voice(spans[:0], QUOTATIONS).empty


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)), max_size=12))
def test_innermost_span_of_nested_ones(pairs):
    spans = [(start, start + length) for start, length in pairs]
    spans = [
        a
        for i, a in enumerate(spans)
        if not any(a[0] < b[0] < a[1] < b[1] or b[0] < a[0] < b[1] < a[1] for b in spans)
    ]
    start, end = (np.array(side, np.int64) for side in (list(zip(*spans)) or [[], []]))
    points = np.arange(45)
    found = find_innermost(points, start, end)
    for point, row in zip(points, found):
        lengths = [b - a for a, b in spans if a <= point < b]
        assert (row < 0 and not lengths) or end[row] - start[row] == min(lengths)


def test_scores_count_characters_per_voice():
    body = pd.DataFrame({"doc_id": ["a"], "raw_start": [0], "raw_end": [200]})
    found = QUOTATIONS.assign(raw_end=QUOTATIONS["raw_end"].replace(100, 80))
    scores = score_spans(found, QUOTATIONS, body).set_index("voice")
    assert scores.loc["indirect", ["n_coded", "n_found", "n_both"]].tolist() == [80, 60, 60]
    assert scores.loc["direct", "f1"] == 1
    assert scores.loc["narrator", ["n_coded", "n_found", "n_both"]].tolist() == [100, 120, 100]
    assert scores.loc["attributed", "recall"] == 80 / 100


def test_a_share_of_nothing_is_missing():
    body = pd.DataFrame({"doc_id": ["a"], "raw_start": [0], "raw_end": [10]})
    scores = score_spans(QUOTATIONS[:0], QUOTATIONS[:0], body).set_index("voice")
    assert pd.isna(scores.loc["direct", "precision"]) and scores.loc["narrator", "f1"] == 1


def test_quotations_of_other_articles_hold_nothing_and_are_not_searched(monkeypatch):
    # Laid on one line they would all nest: 300,000 of a corpus took two minutes for a few words.
    searched = []

    def search(blocks, start, end):
        searched.append(len(start))
        return find_innermost_of(blocks, start, end)

    monkeypatch.setattr("analysis.text.spans.find_innermost_of", search)
    quotations = pd.DataFrame(
        {
            "doc_id": ["other", "own", "another", "own"],
            "raw_start": [0, 0, 5, 5],
            "raw_end": [40, 20, 40, 15],
        }
    )
    spans = pd.DataFrame({"doc_id": ["own"] * 3, "raw_start": [1, 6, 30], "raw_end": [2, 8, 31]})
    assert find_holder(spans, quotations).tolist() == [1, 3, -1]
    assert searched == [2]


def test_places_of_tokens_in_blocks_are_those_of_the_whole_table(monkeypatch):
    doc_id = pd.Categorical(["b"] * 3 + ["a"] * 2 + ["c"], categories=[*"abc"])
    tokens = pd.DataFrame({"doc_id": doc_id, "raw_start": [0, 4, 9, 0, 7, 2]})
    docs = pd.Series([*"abcbd"])
    for block in (1, 2, 1_000_000):
        monkeypatch.setattr("analysis.text.spans.BLOCK", block)
        first, last = find_tokens_at(tokens, docs, np.array([1, 4, 0, 10, 0]), docs.map(ord) * 0)
        assert first.tolist() == [4, 1, 5, 3, 0]  # behind the last word: the next article's first
        assert last.tolist() == [3, 0, 5, 0, 0]
