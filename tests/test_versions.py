"""Versions of the dictionary: the stored scores are what the draw, the codings and the matches give."""

import os

import numpy as np
import pandas as pd
import pytest
from properties import MANY

from analysis.framing.dictionary import read_dictionary
from analysis.framing.judging import read_rules
from analysis.framing.readers import compare_readers, score_readers
from analysis.framing.sentences import say_readers
from analysis.framing.versions import (
    ENDS,
    HALVED,
    HELD,
    READINGS,
    SAMPLES,
    WHOLE,
    agree_coders,
    as_spans,
    in_half,
    list_parts,
    place_spans,
    read_material,
    score_frame,
    score_judged,
    score_versions,
)
from analysis.tables.stored import LISTS, hash_table, read_csv, read_list
from evaluation.versions import count_cells, find_drawn, list_frames, list_population

MATERIAL, FRAMES = {sample: read_material(sample) for sample in SAMPLES}, list_frames()


def read_by(sample):
    """Whose readings are scored again: all on the sample of the lists in use, all of all where all is checked."""
    return READINGS if MANY or sample == SAMPLES[-1] else READINGS[:1]


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("scores", lambda tables: score_versions(tables, FRAMES, read_by(tables["sample"]))),
        ("judged", score_judged),
        ("agreement", lambda tables: agree_coders(tables, FRAMES)),
        ("readers", lambda tables: score_readers(tables, FRAMES)),
    ],
)
def test_the_stored_scores_are_those_of_the_material(name, made, sample):
    made, kept = made(MATERIAL[sample]), read_csv(LISTS / sample / f"{name}.csv")
    if name == "scores":
        kept = kept[kept["coder"].isin(read_by(sample))].reset_index(drop=True)
    assert list(made) == list(kept) and len(made) == len(kept)
    for column in made:
        if pd.api.types.is_numeric_dtype(made[column]):
            values = kept[column].astype("float64").to_numpy(float, na_value=np.nan)
            np.testing.assert_allclose(made[column].to_numpy(float), values, rtol=1e-5)
        else:
            assert made[column].tolist() == kept[column].tolist()


def test_the_versions_say_what_the_lists_and_the_scores_say():
    versions = read_csv(LISTS / "versions.csv").set_index("version")
    dictionary, rules = read_list("dictionary", LISTS), read_rules(LISTS)
    last = versions.iloc[-1]
    assert last["dictionary_sha256"] == hash_table(dictionary)
    assert last["rules_sha256"] == hash_table(rules)
    assert (int(last["n_patterns"]), int(last["n_rules"])) == (len(dictionary), len(rules))
    for row in versions.reset_index().itertuples():
        scores = read_csv(LISTS / row.sample / "scores.csv")
        scores = scores.query("coder == 'a' and frame == 'all'")
        scores = scores.set_index(["version", "sentences"])
        for name in [f"{share}{end}" for share in ("precision", "recall") for end in ENDS]:
            assert getattr(row, name) == scores.loc[(row.version, row.scored_on), name]


def test_a_version_made_from_a_half_is_scored_on_the_other_alone():
    for sample, tables in MATERIAL.items():
        scores, halved = read_csv(LISTS / sample / "scores.csv"), HALVED.get(sample)
        parts = scores.groupby("version")["sentences"].unique().map(set).to_dict()
        both = {WHOLE, HELD} if halved else {WHOLE}
        assert parts == {v: {HELD} if v == halved else both for v in parts}
        drawn = [draw for version, part, draw in list_parts(tables) if part == HELD]
        assert not any(draw["unit_id"].map(in_half).any() for draw in drawn)


def test_no_speech_was_drawn_from_twice():
    drawn = [set(tables["sentences"]["doc_id"]) for tables in MATERIAL.values()]
    drawn.append(set(read_csv(LISTS / "unseen" / "sentences.csv")["file"].str[:-4]))
    assert len(set.union(*drawn)) == sum(map(len, drawn))


def test_the_lists_find_what_is_stored_in_the_sentences_drawn():
    version = read_csv(LISTS / "versions.csv")["version"].iloc[-1]
    kept = MATERIAL[SAMPLES[-1]]["matches"]
    kept = kept[kept["version"] == version].drop(columns="version")
    sentences = read_csv(LISTS / SAMPLES[-1] / "sentences.csv")
    found = find_drawn(sentences, read_list("dictionary", LISTS), read_rules(LISTS))
    key = ["unit_id", "start", "end", "frame"]
    for table in (found, kept):
        table[key] = table[key].astype({"start": "int64", "end": "int64"})
    found, kept = (table.sort_values(key, ignore_index=True) for table in (found, kept))
    for column in kept:
        assert found[column].astype("object").where(found[column].notna(), None).tolist() == (
            kept[column].astype("object").where(kept[column].notna(), None).tolist()
        ), column


@pytest.mark.parametrize("sample", SAMPLES)
def test_codings_point_at_their_text_and_cover_the_draw(sample):
    tables = MATERIAL[sample]
    texts = tables["sentences"].set_index("unit_id")["text"]
    for coder in ("a", "b"):
        coding = tables[f"coding_{coder}"]
        assert set(coding["unit_id"]) == set(texts.index) == set(tables["draw"]["unit_id"])
        spans, words = as_spans(coding), coding.query("frame != 'none'")["span_text"]
        for span, word in zip(spans.itertuples(), words):
            assert texts[span.doc_id][span.raw_start : span.raw_end] == word


def test_what_the_readme_says_of_the_two_codings():
    a, b = (MATERIAL["unseen2"][f"coding_{coder}"].query("frame != 'none'") for coder in ("a", "b"))
    unsure = b["memo"].fillna("").str.startswith("unsure")
    b = b.assign(unsure=unsure).groupby(["unit_id", "frame"])["unsure"].all()
    known = pd.MultiIndex.from_frame(a[["unit_id", "frame"]])
    shared = b.index.isin(known)
    assert (shared[~b].sum(), (~b).sum(), shared[b].sum(), b.sum()) == (170, 170, 40, 45)


def test_a_sentence_speaks_for_those_it_was_drawn_for():
    # Of 100 sentences 10 have a match: 2 of them read, both right; 3 of 90 read, one was missed.
    draw = pd.DataFrame(
        {"unit_id": list("abcde"), "stratum": list("hhnnn"), "n_stratum": [10, 10, 90, 90, 90]}
    )
    hit = pd.DataFrame({"x": [1, 1, 0, 0, 0]}, index=list("abcde"))
    read = pd.DataFrame({"x": [1, 1, 1, 0, 0]}, index=list("abcde"))
    cells = pd.DataFrame(
        [("x", 0, 90), ("x", 1, 10), ("all", 0, 90), ("all", 1, 10), ("all", 2, 0), ("any", 9, 10)],
        columns=["frame", "cell", "n"],
    )
    row = score_frame("x", read, hit, draw, cells)
    assert (row["n_coded"], row["n_matches"], row["n_right"]) == (3, 2, 2)
    assert row["precision"] == 1 and row["recall"] == pytest.approx(10 / (10 + 30))
    whole = score_frame("all", read, hit, draw, cells)
    assert whole["precision"] == pytest.approx(1)
    assert whole["recall"] == pytest.approx(10 / (10 + 30))


def test_cells_count_every_sentence_once():
    units = pd.Series(list("abcd"))
    matches = pd.DataFrame({"unit_id": list("aaab"), "frame": list("xxyx")})
    cells = count_cells(units, matches, ["x", "y"])
    assert cells.to_numpy().tolist() == [
        *(["x", 0, 2], ["x", 1, 2], ["y", 0, 3], ["y", 1, 1]),
        *(["all", 0, 2], ["all", 1, 1], ["all", 2, 1], ["any", 4, 3]),
    ]


@pytest.mark.skipif(
    "DATA" not in os.environ, reason="open speeches are not part of the repository: DATA=path"
)
@pytest.mark.parametrize("sample", SAMPLES)
def test_the_sentences_are_of_the_population(sample):
    population = list_population(os.environ["DATA"], SAMPLES[: SAMPLES.index(sample)])
    kept = MATERIAL[sample]["sentences"].set_index("unit_id")["text"]
    listed = population.set_index("unit_id")["text"]
    assert listed.loc[kept.index].tolist() == kept.tolist()
    strata = MATERIAL[sample]["draw"].drop_duplicates("stratum")
    assert len(population) == strata["n_stratum"].sum()


def test_a_wording_that_occurs_twice_is_found_where_it_was_meant():
    coding = pd.DataFrame(
        {"unit_id": "u", "frame": ["x", "x", "none"], "span_text": ["war", "war", None]}
    ).assign(occurrence=["1", "2", None])
    placed = place_spans(coding, pd.Series({"u": "war and war"}))
    assert placed["span_start"].tolist() == [0, 8, pd.NA]


def readers_table(marked_a, marked_b):
    """Four sentences, two that stand for 10 and two that stand for 1: who marked x in which."""
    draw = pd.DataFrame(
        {"unit_id": list("abcd"), "stratum": list("hhll"), "n_stratum": [20, 20, 2, 2]}
    )
    draw = draw.assign(probability=[0.1, 0.1, 1, 1])
    codings = {
        f"coding_{coder}": pd.DataFrame({"unit_id": list(marked), "frame": "x"})
        for coder, marked in (("a", marked_a), ("b", marked_b))
    }
    return score_readers({"draw": draw, **codings}, ["x"]).set_index("frame")


def test_one_reader_is_scored_against_the_other_as_the_list_is():
    row = readers_table("abc", "ac").loc["x"]
    assert (row["n_a"], row["n_b"], row["n_both"]) == (3, 2, 2)
    assert row["of_b"] == 1 and row["of_a"] == pytest.approx(
        11 / 21
    )  # b overlooks one that counts 10
    assert row["f1"] == pytest.approx(2 * 11 / (11 + 21))
    assert row["of_a_low"] < row["of_a"] < row["of_a_high"] <= 1
    turned = readers_table("ac", "abc").loc["x"]
    assert (turned["of_a"], turned["of_b"], turned["f1"]) == (row["of_b"], row["of_a"], row["f1"])
    alone = readers_table("d", "a").loc["all"]
    assert alone["of_a"] == alone["of_b"] == 0 and np.isnan(alone["f1"])


def test_the_list_stands_beside_what_two_readers_reach():
    table = compare_readers(read_dictionary(LISTS))
    assert table["sample"].unique().tolist() == ["unseen3", "unseen4"]
    row = table[table["frame"] == "all"].iloc[-1]
    scores = read_csv(LISTS / "unseen4" / "scores.csv").query("version == '5' and frame == 'all'")
    for coder in ("a", "b"):
        own = scores[scores["coder"] == coder].iloc[0]
        assert row[f"list_by_{coder}_recall"] == float(own["recall"])
        assert row["b_by_a_f1"] > row[f"list_by_{coder}_f1"]
    said = say_readers(table)
    for name in ("b_by_a_f1", "list_by_a_f1", "list_by_b_f1"):
        assert f"{row[name]:.2f}" in said
    other = read_dictionary(LISTS).iloc[1:]
    assert compare_readers(other).empty and say_readers(compare_readers(other)) == ""
