"""Which stretch of speech holds which words."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.agreement import score_spans
from analysis.text.spans import assign_voice, find_innermost

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
