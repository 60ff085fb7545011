"""The reference corpus: counted right on a made-up debate, and the published tables add up."""

import gzip
import hashlib
import json
import os

import pandas as pd
import pytest

from analysis.framing.judging import read_rules
from analysis.measures.rates import ENOUGH_DOCS, wilson
from analysis.reference.debate import (
    CHINA,
    OTHERS,
    REPUBLIC,
    USA,
    count_reference,
    decade_of,
    find_frames,
    hash_lists,
    list_sentences,
    rate_table,
    read_rates,
    read_readings,
    read_sizes,
    read_speeches,
    read_terms,
    speeches_path,
    term_table,
    write_reference,
)
from analysis.tables.stored import LISTS, empty_table, read_csv
from analysis.terms.keyness import measure_keyness
from analysis.text.tokens import find_tokens

DATA = os.environ.get("DATA")
SPEECHES = [
    ("CHN_20_1965", "CHN", 1965, "No lies. We speak of peace."),
    ("CHN_30_1975", "CHN", 1975, "Peace and labour. They interfere in\nour internal affairs."),
    ("USA_30_1975", "USA", 1975, "Peace. The answer lies in peace."),
    ("FRA_30_1975", "FRA", 1975, "A campaign of lies about fabricated charges."),
    ("FRA_77_2022", "FRA", 2022, ""),
]


@pytest.fixture()
def debate(tmp_path):
    """The made-up debate as a file of speeches."""
    path = tmp_path / "ungdc" / "speeches.jsonl.gz"
    path.parent.mkdir()
    with gzip.open(path, "wt", encoding="utf-8") as file:
        for name, country, year, text in SPEECHES:
            row = {
                "file": name + ".txt",
                "country": country,
                "session": name[4:6],
                "year": str(year),
                "text": text,
            }
            file.write(json.dumps(row) + "\n")
    return tmp_path


@pytest.fixture(params=[500, 1], ids=["one block", "a block a speech"])
def counted(debate, request, monkeypatch):
    monkeypatch.setattr("analysis.reference.debate.SPEECHES", request.param)
    families = read_csv(LISTS / "reference" / "families.csv")
    return count_reference(read_speeches(debate), {"families": families}, find_frames)


def test_groups(debate):
    speeches = read_speeches(debate).set_index("doc_id")["group"]
    assert speeches.to_dict() == {
        "CHN_20_1965": REPUBLIC,
        "CHN_30_1975": CHINA,
        "USA_30_1975": USA,
        "FRA_30_1975": OTHERS,
        "FRA_77_2022": OTHERS,
    }


def test_line_ends_are_blanks(debate):
    sentences = list_sentences(read_speeches(debate)).query("doc_id == 'CHN_30_1975'")
    assert list(sentences["text"]) == [
        "Peace and labour.",
        "They interfere in our internal affairs.",
    ]


def test_terms(counted):
    terms = term_table(counted[0]).set_index("term")
    assert terms.loc["peace"].tolist() == [4, 3, 1, 1, 2, 1]  # all; China since 1972; others since
    assert terms.loc["labor", "n"] == 1 and "labour" not in terms.index  # variants merged
    assert terms["n"].sum() == counted[2]["n_words"].sum() == 28


def test_families(counted):
    _, hits, parts = counted
    assert sorted(zip(hits["doc_id"], hits["frame"])) == [
        ("CHN_20_1965", "lies"),
        ("CHN_30_1975", "interference"),
        ("CHN_30_1975", "internal affairs"),
        ("FRA_30_1975", "fabrication"),
        ("FRA_30_1975", "lies"),
    ]
    rates = rate_table(hits, parts, ["fabrication", "interference", "internal affairs", "lies"])
    years = rates[rates["by"] == "year"]
    assert len(years) == 5 * 4  # zeros are rows, and so is a speech without words
    assert years["n"].sum() == len(hits)
    row = years.query("group == 'all others' and period == '1975' and frame == 'lies'").iloc[0]
    assert row[["n", "n_words", "n_with", "n_docs"]].tolist() == [1, 7, 1, 1]
    assert years.query("period == '2022'")["per_1000"].isna().all()


def test_decades():
    years = pd.Series([1946, 1949, 1950, 1989, 2020, 2024])
    assert (
        list(decade_of(years)) == ["1946–1949"] * 2 + ["1950–1959", "1980–1989"] + ["2020–2024"] * 2
    )


def test_frames_are_counted_by_the_rules_of_use():
    dictionary = pd.DataFrame(
        [("security", "security", "count", "x")], columns=["frame", "pattern", "use", "reason"]
    ).astype("str")
    speeches = pd.DataFrame(
        {"doc_id": ["a"], "text": ["They keep peace and security. They keep security at home."]}
    )
    tokens = find_tokens(list_sentences(speeches), empty_table("edits"))
    assert len(find_frames(tokens, dictionary)) == 2
    kept = find_frames(tokens, dictionary, read_rules(LISTS))
    assert kept["sentence"].tolist() == [1]


def test_missing_data_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="ungdc/speeches.jsonl.gz"):
        read_speeches(tmp_path)


def test_whole_run_gives_the_same_bytes(debate, tmp_path):
    hashes = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        write_reference(debate, folder)
        hashes.append(
            {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
        )
    assert hashes[0] == hashes[1] and len(hashes[0]) == 5


# The published tables ------------------------------------------------------------------


def test_published_tables_add_up():
    terms, sizes = read_terms(), read_sizes()
    assert terms["n"].sum() == sizes["n_words"].sum()
    assert terms["n_docs"].max() <= sizes["n_docs"].sum() == 10_952
    since = sizes[sizes["year"] >= 1972]
    assert terms["n_china"].sum() == since.query("group == 'China'")["n_words"].sum()
    assert terms["n_others"].sum() == since.query("group != 'China'")["n_words"].sum()
    assert terms["term"].is_unique


@pytest.mark.parametrize("name", ["families", "frames"])
def test_published_rates_add_up(name):
    rates, sizes = read_rates(name), read_sizes()
    years, decades = (rates[rates["by"] == by] for by in ("year", "decade"))
    assert (
        years.groupby("frame")["n"].sum().to_dict() == decades.groupby("frame")["n"].sum().to_dict()
    )
    for table in (years, decades):
        assert set(table.groupby("frame")["n_words"].sum()) == {sizes["n_words"].sum()}
    known = rates[rates["rate_low"].notna()]
    assert set(known["n_docs"] >= ENOUGH_DOCS) == {True}
    assert (known["rate_low"] <= known["per_1000"] + 1e-9).all()
    assert (known["rate_high"] >= known["per_1000"] - 1e-9).all()


def test_published_readings():
    readings = read_readings()
    assert readings.groupby("frame").size().to_dict() == {
        "fabrication": 100,
        "interference": 100,
        "internal affairs": 100,
        "lies": 100,
    }
    fits = readings[readings["reading"] == "fits"].groupby("frame").size()
    assert fits.to_dict() == {
        "fabrication": 95,
        "interference": 95,
        "internal affairs": 100,
        "lies": 100,
    }
    assert wilson(fits.min(), 100)[0] > 0.88


def test_keyness_against_the_reference_is_sane():
    terms = read_terms()
    target = pd.DataFrame({"term": ["xinjiang", "the"], "n": [30, 60], "n_docs": [2, 2]})
    keyness = measure_keyness(target, terms[["term", "n"]], words_target=1000).set_index("term")
    assert keyness.loc["xinjiang", "log_ratio_low"] > 5 and abs(keyness.loc["the", "log_ratio"]) < 1
    assert len(keyness) == len(set(terms["term"]) | {"xinjiang", "the"})


def test_published_tables_rest_on_the_lists_of_today():
    recorded = dict(
        line.split()[::-1]
        for line in (LISTS / "reference" / "SOURCE.sha256").read_text().splitlines()
    )
    recorded.pop("speeches.jsonl.gz")
    assert recorded == hash_lists(), (
        "a list has changed: count again with `python -m analysis.reference.debate PATH`"
    )


@pytest.mark.skipif(not DATA, reason="DATA does not name a folder with the speeches")
def test_the_source_is_the_one_counted():
    digest = hashlib.sha256(speeches_path(DATA).read_bytes()).hexdigest()
    assert digest == (LISTS / "reference" / "SOURCE.sha256").read_text().split()[0]
