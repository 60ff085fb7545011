"""A list that was changed by some rows, and a word that is tried: which scores stand, what the counts would be."""

import re

import pandas as pd
import pytest

from analysis.drawing.figure import VOICE_NAMES
from analysis.framing import changed, trying
from analysis.tables.columns import COLUMNS

LISTED = pd.DataFrame(
    [("cost", f"w{n}", "count", "why") for n in range(6)]
    + [("hope", "h", "count", "why"), ("fear", "f", "count", "why")],
    columns=["frame", "pattern", "use", "reason"],
)


@pytest.fixture
def published(monkeypatch):
    """`LISTED` is the published list, and the only one that was scored."""
    monkeypatch.setattr(changed, "read_dictionary", lambda corpus: LISTED)
    version = pd.Series({"version": "v<3", "rules_sha256": "rules"})
    monkeypatch.setattr(
        changed,
        "find_version",
        lambda rows: version if len(rows) == len(LISTED) and rows is LISTED else None,
    )
    monkeypatch.setattr(changed, "hash_table", lambda rules: rules)
    scores = pd.DataFrame(
        [("unseen", frame) for frame in ("cost", "hope", "fear", "all")]
        + [("unseen, version 1", frame) for frame in ("cost", "hope", "fear", "all")],
        columns=["sample", "frame"],
    )
    monkeypatch.setattr(changed, "score_published", lambda rows, frames: scores)
    return scores


def with_rows(*rows, of=LISTED):
    return pd.concat([of, pd.DataFrame(rows, columns=list(LISTED))], ignore_index=True)


def test_rows_that_came_and_went_are_told_in_order(published):
    other = with_rows(
        ("hope", "new", "count", "x"), ("cost", "w9", "count", "y"), of=LISTED.iloc[1:]
    )
    found = changed.find_changes(other)
    assert found.values.tolist() == [
        ["cost", "w0", "count", "gone"],
        ["cost", "w9", "count", "new"],
        ["hope", "new", "count", "new"],
    ]
    # Another use is a change, another reason is none, and a row that stands twice counts once.
    assert changed.find_changes(with_rows(tuple(LISTED.iloc[0]))).empty
    used = LISTED.assign(use=["doubtful"] + ["count"] * 7, reason="other")
    assert changed.find_changes(used)["change"].tolist() == ["gone", "new"]


@pytest.mark.parametrize("n, is_copy", [(4, True), (3, False)])
def test_a_list_with_half_of_the_published_rows_is_a_changed_copy(n, is_copy, published):
    assert (changed.find_changes(LISTED.head(n)) is not None) is is_copy


def test_frames_without_a_changed_row_keep_their_unseen_scores(published):
    assert changed.score_dictionary(LISTED, ["cost"]) is published
    other = with_rows(("hope", "new", "count", "x"))
    kept = changed.score_dictionary(other, ["cost", "fear", "hope"])
    assert kept["frame"].tolist() == ["cost", "fear"] and set(kept["sample"]) == {"unseen"}
    assert kept.index.tolist() == [0, 1]
    assert changed.score_dictionary(other, ["fear", "hope"])["frame"].tolist() == ["fear"]
    assert changed.score_dictionary(LISTED.head(3), ["cost"]).empty


def test_what_changed_is_counted_by_rows_and_what_stands_by_frames(published):
    other = with_rows(("hope", "n1", "count", "x"), ("new", "n2", "count", "x"), of=LISTED.iloc[1:])
    said = changed.say_changes(other, "rules")
    assert "2 rows that nobody has scored: n1 (hope), n2 (new)" in said
    assert "1 row taken out or changed: w0 (cost)" in said
    assert "known of cost, hope, new, or of all frames" in said
    # Of the four frames that the list has now, one has no changed row.
    assert "The 1 other frame keeps its scores" in said
    same = changed.say_changes(LISTED, "rules")
    assert (
        "version v&#60;3" in same
        and "published dictionary" in same
        and "rules for sense" not in same
    )
    assert "rules for sense" in changed.say_changes(LISTED, "others")
    assert "this study's own" in changed.say_changes(LISTED.head(3), "rules")


def test_five_patterns_are_named():
    rows = LISTED.head(6)
    assert changed.name_patterns(rows).endswith("w4 (cost) and 1 more")
    assert changed.name_patterns(rows.head(5)).endswith("w4 (cost)")


# A word that is tried -------------------------------------------------------------------


def spans(*rows):
    return pd.DataFrame(rows, columns=["doc_id", "raw_start", "raw_end"])


def test_hits_share_characters_with_a_match_of_their_article():
    hits = spans(("a", 0, 4), ("a", 4, 8), ("a", 8, 12), ("b", 4, 8))
    matches = spans(("a", 4, 8))
    assert trying.overlaps(hits, matches).tolist() == [False, True, False, False]
    for one, other in ((hits, matches.head(0)), (hits.head(0), matches)):
        assert trying.overlaps(one, other).tolist() == [False] * len(one)
    inside = trying.overlaps(spans(("a", 5, 6), ("a", 0, 5), ("a", 7, 9)), matches)
    assert inside.tolist() == [True] * 3 and inside.index.tolist() == [0, 1, 2]


def test_what_a_frame_would_have_with_a_word_is_counted():
    counted = spans(("a", 0, 4), ("a", 10, 14), ("a", 20, 24)).assign(
        frame=["cost", "cost", "hope"]
    )
    hits = spans(("a", 10, 14), ("a", 20, 24), ("b", 0, 4)).assign(
        voice=["direct", "narrator", "direct"]
    )
    said = trying.say_pattern("w*", hits, "cost", counted).data
    assert f"occurs 3 times, in 2 articles ({VOICE_NAMES['direct']} 2, narrator 1)" in said
    # The frame has 2 words, and would have 4: one of the lines is counted for it already.
    assert {"2", "4"} <= set(re.findall(r"\d+", said.partition(")")[2])) and "4 words" in said
    said = trying.say_pattern("w*", hits.tail(1), "cost", counted.head(0)).data
    assert "occurs once, in 1 article" in said and re.search(r"\b1 word", said.partition(")")[2])
    said = trying.say_pattern("w*", hits.head(0), "cost", counted).data
    assert "occurs 0 times, in 0 articles." in said


def test_a_pattern_is_kept_once_for_each_frame_and_with_a_reason(tmp_path):
    path = tmp_path / "dictionary.csv"
    pd.DataFrame([["cost", "dear", "count", "why"]], columns=list(COLUMNS["dictionary"])).to_csv(
        path, index=False
    )
    with pytest.raises(ValueError, match="already"):
        trying.keep_pattern("dear", "cost", "why", tmp_path)
    with pytest.raises(ValueError, match="few words"):
        trying.keep_pattern("cheap", "cost", "  ", tmp_path)
    # The same word in another frame, and another word in the same.
    trying.keep_pattern("dear", "hope", "why", tmp_path)
    assert trying.keep_pattern("cheap", "cost", "low", tmp_path, use="doubtful") == path
    rows = pd.read_csv(path)
    assert rows["pattern"].tolist() == ["dear", "dear", "cheap"]
    assert rows.iloc[-1].tolist() == ["cost", "cheap", "doubtful", "low"]
    (tmp_path / "none").mkdir()
    with pytest.raises(ValueError, match="not changed"):
        trying.keep_pattern("x", "cost", "why", tmp_path / "none")
