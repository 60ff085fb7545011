"""Cleaning: what each line is, what the fixes change, and that every change can be undone."""

import csv
import os
import re
import time
from collections import Counter
from pathlib import Path

import ftfy
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from properties import examples

from analysis.articles.cleaning import (
    as_table,
    clean_articles,
    clean_text,
    list_edits,
    list_sentences,
)
from analysis.articles.duplicates import find_duplicates, mark_duplicates
from analysis.articles.fixes import FIXES, NEAR, USUAL, find_signs, is_bad
from analysis.articles.flags import FLAGS, add_flags, find_flags
from analysis.articles.furniture import find_rule, has_credit
from analysis.articles.gluing import unglue_sentences
from analysis.articles.layouts import CREDIT_AT_END, LINE_ENDS, LINE_STARTS, RULE_SIGNS, SHORT_LINES
from analysis.articles.ledger import Ledger
from analysis.articles.reading import read_articles
from analysis.articles.sentences import count_fixes, find_parts
from analysis.articles.splitting import split_sentences
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import LISTS, empty_table, read_csv, read_list
from analysis.text.offsets import Offsets, apply_edits, undo_edits
from evaluation import articles as evaluate_cleaning

CASES = Path(__file__).parent / "cases"
RAW = LISTS / "raw"


def read_cases(name):
    """The cases of a file; a known limit is expected to fail, and to be told on the day it does not."""
    with open(CASES / name, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        pytest.param(
            row,
            id=row["label"],
            marks=pytest.mark.xfail(strict=True, reason=row["comment"])
            if row["expect"] == "fail"
            else (),
        )
        for row in rows
    ]


def sentence_rows(text, title=None):
    """(paragraph, sentence, raw span, kind, text) of every line of one article."""
    return list(list_sentences(clean_text(text)[0], title))


def kinds_of(text):
    """The kinds of an article's rows; sentences of one paragraph of body are one."""
    rows = sentence_rows(text)
    return [
        row[4]
        for n, row in enumerate(rows)
        if row[4] != "body" or not n or rows[n - 1][4] != "body" or rows[n - 1][0] != row[0]
    ]


@pytest.mark.parametrize("case", read_cases("furniture.csv"))
def test_each_line_gets_its_kind(case):
    assert " ".join(kinds_of(case["article"])) == case["kinds"]


@pytest.mark.parametrize("case", read_cases("sentences.csv") + read_cases("golden_rules.csv"))
def test_sentences_end_where_they_should(case):
    found = [case["text"][start:end] for start, end in split_sentences(case["text"])]
    assert found == case["sentences"].split("¦")


@pytest.mark.parametrize("case", read_cases("glued.csv"))
def test_glued_sentences_are_parted(case):
    ledger = Ledger(case["text"])
    ledger.change(list(unglue_sentences(case["text"])), "unglue_sentences")
    assert ledger.text == case["parted"]


@pytest.mark.parametrize("case", read_cases("fixes.csv"))
def test_fixes_change_what_they_say(case):
    ledger, _ = clean_text(case["text"].encode().decode("unicode_escape"))
    assert ledger.text == case["cleaned"].encode().decode("unicode_escape")
    assert (
        "+".join(sorted({name for edit in ledger.edits for name in edit.fix.split("+")}))
        == case["fixes"]
    )


def test_every_fix_has_a_case():
    with open(CASES / "fixes.csv", encoding="utf-8", newline="") as file:
        tried = {name for row in csv.DictReader(file) for name in row["fixes"].split("+")}
    assert {fix.__name__ for fix in FIXES} <= tried


def test_a_fix_that_finds_something_is_never_passed_over():
    with open(CASES / "fixes.csv", encoding="utf-8", newline="") as file:
        texts = [row["text"].encode().decode("unicode_escape") for row in csv.DictReader(file)]
    changed = {
        fix.__name__: signs.search(find_signs(text)) is not None
        for text in texts
        for fix, signs in FIXES.items()
        if list(fix(text))
    }
    assert changed == dict.fromkeys((fix.__name__ for fix in FIXES), True)


# Every character of one byte, and some of each range that a fix names.
ANY = "".join(
    map(chr, [*range(256), *range(0x2000, 0x2070), 0x300, 0x3000, 0xFB01, 0xFEFF, 0xFF02])
)


@settings(max_examples=examples(200), deadline=None)
@given(st.text(st.sampled_from(ANY)), st.sampled_from(["a", "A", " ", "\n"]))
def test_without_its_signs_a_fix_finds_nothing(text, between):
    for fix, signs in FIXES.items():
        for usual in (text, between.join(text), f"{between}`{text}'\n\n"):
            if not signs.search(find_signs(usual)):
                assert not list(fix(usual))


def test_only_signs_are_looked_at():
    assert find_signs("It rained in 2020.\n") == ""
    assert find_signs("\u201cNo\u201d \ud800 it\u2019s") == "\u201c\u201d\ud800\u2019"
    assert not any(signs.pattern and signs.search(USUAL.decode()) for signs in FIXES.values())


def test_every_rule_of_furniture_has_a_line_that_only_it_fits():
    with open(CASES / "furniture.csv", encoding="utf-8", newline="") as file:
        lines = [
            line.strip()
            for row in csv.DictReader(file)
            for line in clean_text(row["article"])[0].text.split("\n")
        ]
    idle = [
        rule.name for rule in SHORT_LINES if not any(rule.pattern.fullmatch(line) for line in lines)
    ]
    idle += [
        rule.name for rule in LINE_STARTS if not any(rule.pattern.match(line) for line in lines)
    ]
    idle += [
        rule.name for rule in LINE_ENDS if not any(rule.pattern.search(line) for line in lines)
    ]
    assert not idle


# Texts made of the pieces that cleaning looks for, in any order, and of any characters at all.
PIECES = st.sampled_from(
    [
        "The envoy said",
        " so.",
        "\n",
        "\n\n",
        "\r\n",
        " ",
        "\u00a0",
        '"',
        "\u201c",
        "\u201d",
        "'",
        "\u2019",
        "We agree",
        ".",
        "!",
        "?",
        "\u2026",
        "U.S.",
        "Ph.D.",
        "A B",
        "RIGHTS FOR ALL",
        "As for",
        "&amp;",
        "&quot;",
        "quot;",
        "amp;",
        "&",
        "#38;",
        "\u00e2\u20ac\u2122",
        "\u00c3\u00a9",
        "\u200b",
        "\u00ad",
        "e\u0301",
        "\ufb01",
        "devel-\n",
        "opment",
        "Photo: VCG",
        "(Xinhua)",
        "GENEVA, Sept. 23 (Xinhua) --",
        "Enditem",
        "``",
        "''",
        "[words](http://a.b)",
        "**",
        "# ",
        "date 2019-07-13 ",
        "Home > News",
        "a" * 45,
        "\f",
        "\u2028",
        "\x1c",
        "7",
        "(",
        ")",
        "-",
        "wikiHow",
        "2.",
        "well",
        "known",
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=30).map("".join))
MANY = settings(
    max_examples=examples(300), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def clean(text, doc_id="a"):
    """The three tables of one article made of `text`."""
    documents = empty_table("documents").reindex(range(1)).assign(doc_id=doc_id)
    return clean_articles(documents, {doc_id: text}, empty_table("mends"))


@MANY
@given(TEXTS)
def test_edits_are_reversible(text):
    ledger, _ = clean_text(text)
    edits = as_table(list_edits("a", ledger), "edits")
    assert apply_edits(text, edits) == ledger.text
    assert undo_edits(ledger.text, edits) == text
    assert [text[row.raw_start : row.raw_end] for row in edits.itertuples()] == list(
        edits["removed"]
    )
    assert (edits["raw_start"].iloc[1:].to_numpy() >= edits["raw_end"].iloc[:-1].to_numpy()).all()
    assert list(edits["order"]) == list(range(len(edits)))


@MANY
@given(TEXTS)
def test_cleaning_twice_changes_nothing(text):
    cleaned = clean_text(text)[0].text
    assert clean_text(cleaned)[0].text == cleaned


@MANY
@given(TEXTS)
def test_offsets_point_at_the_characters_they_claim(text):
    _, edits, sentences = clean(text)
    cleaned, offsets = apply_edits(text, edits), Offsets(sentences, edits)
    if len(sentences):
        starts, ends = offsets.to_raw(
            range(len(sentences)), 0, sentences["text"].str.len().to_numpy(int)
        )
        assert list(starts) == list(sentences["raw_start"])
        assert list(ends) == list(sentences["raw_end"])
    place = 0
    for row in sentences.itertuples():
        assert row.text == row.text.strip() and row.text and "\n" not in row.text
        place = cleaned.index(row.text, place) + len(row.text)  # in order, none twice
        part = edits[(edits["raw_start"] >= row.raw_start) & (edits["raw_end"] <= row.raw_end)]
        inner = part.assign(
            raw_start=part["raw_start"] - row.raw_start, raw_end=part["raw_end"] - row.raw_start
        )
        assert row.text in apply_edits(text[row.raw_start : row.raw_end], inner)


@MANY
@given(TEXTS)
def test_no_word_is_lost(text):
    ledger, _ = clean_text(text)
    kept = Counter("".join(row[-1] for row in list_sentences(ledger)))
    lost = [sign for sign, n in Counter(ledger.text).items() if sign.isalnum() and kept[sign] != n]
    assert not lost


# The five articles -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def published():
    """The tables of the five articles, and their decoded texts."""
    documents, texts, problems = read_articles(LISTS)
    assert problems.empty
    return *clean_articles(documents, texts, read_list("mends", LISTS)), texts


# What is not body in the five articles, read by eye: doc_id, kind, raw_start, raw_end.
FURNITURE = [
    ("2019-joint-letter", "dateline", 1, 16),
    ("2019-joint-letter", "caption", 17, 160),
    ("2019-joint-letter", "caption", 161, 179),
    ("2019-joint-letter", "subhead", 1515, 1559),
    ("2019-joint-letter", "subhead", 3177, 3207),
    ("2021-webinar", "boilerplate", 0, 13),
    ("2021-webinar", "headline", 15, 61),
    ("2021-webinar", "dateline", 63, 107),
    ("2022-online-meeting", "boilerplate", 0, 15),
    ("2022-online-meeting", "headline", 16, 96),
    ("2022-online-meeting", "dateline", 97, 129),
    ("2022-online-meeting", "caption", 130, 242),
    ("2022-online-meeting", "caption", 243, 253),
    ("2022-online-meeting", "boilerplate", 255, 378),
    ("2022-online-meeting", "sign-off", 3503, 3515),
]


def test_furniture_of_the_five_is_labelled_and_nothing_else(published):
    _, _, sentences, _ = published
    rows = sentences.loc[sentences["kind"] != "body", ["doc_id", "kind", "raw_start", "raw_end"]]
    assert list(rows.itertuples(index=False, name=None)) == FURNITURE


def test_every_letter_of_the_five_stands_in_one_row(published):
    _, _, sentences, texts = published
    for doc_id, text in texts.items():
        covered = Counter(
            n
            for row in sentences[sentences["doc_id"] == doc_id].itertuples()
            for n in range(row.raw_start, row.raw_end)
        )
        assert all(covered[n] == 1 for n, sign in enumerate(text) if not sign.isspace())


def test_edits_of_the_five_are_reversible(published):
    _, edits, _, texts = published
    for doc_id, text in texts.items():
        own = edits[edits["doc_id"] == doc_id]
        assert undo_edits(apply_edits(text, own), own) == text
        assert [text[row.raw_start : row.raw_end] for row in own.itertuples()] == list(
            own["removed"]
        )


def test_glued_text_of_the_fifth_article_is_parted(published):
    _, edits, _, texts = published
    own = edits[edits["doc_id"] == "2019-joint-letter"].groupby("fix").size()
    assert own.to_dict() == {"unglue_sentences": 17, "unglue_subheads": 3}
    assert texts["2019-joint-letter"][427:].startswith('"We commend')


def test_sentences_of_the_five_end_as_sentences_do(published):
    _, _, sentences, _ = published
    body = sentences[sentences["kind"] == "body"]
    assert body["text"].str.contains(r"[.!?][\"']?$").all()
    assert body["text"].str.match(r"[\"']?[A-Z]").all()
    assert not body["text"].str.contains(r"[.!?][\"']?\s+[\"']?[A-Z](?!\.)").any()
    assert len(body) == 100


def test_what_the_five_state_agrees_with_their_metadata(published):
    documents, _, _, _ = published
    assert documents["flags"].isna().all()
    assert list(documents["language"]) == ["en"] * 5


# Mends, flags, copies ---------------------------------------------------------------------


def read_texts(texts, mends=()):
    """The tables of articles given as a mapping from id to text."""
    documents = empty_table("documents").reindex(range(len(texts))).assign(doc_id=list(texts))
    rows = pd.DataFrame(mends, columns=["doc_id", "find", "replace", "reason"], dtype="str")
    return clean_articles(documents, texts, rows)


def test_mends_come_first_and_are_edits_like_any_other():
    documents, edits, sentences = read_texts(
        {"a": "He said \u201cit is late. The talks go on."},
        [("a", "it is late.", "it is late.\u201d", "never closed")],
    )
    assert list(sentences["text"]) == ['He said "it is late."', "The talks go on."]
    assert list(edits["fix"]) == ["straighten_quotes", "mend+straighten_quotes"]
    assert documents["flags"].isna().all()


def test_a_mend_that_does_not_fit_is_flagged_and_not_made():
    documents, edits, _ = read_texts(
        {"a": "It is late. It is late."}, [("a", "late", "early", ""), ("b", "x", "y", "")]
    )
    assert edits.empty
    assert documents["flags"][0].startswith("mend not made: 'late' stands 2 times")


PLAIN = " ".join(
    f"The council of town {n} met on Monday and agreed on a plan for the river." for n in range(12)
)
ODD = {
    "other language": "Der Rat der Stadt hat am Montag getagt und einen Plan beschlossen. " * 8,
    "too short": "The council met on Monday.",
    "no sentence end": "the council met on monday and agreed on a plan for the river " * 10,
    "odd quotation marks": PLAIN + '\n\nHe said "it is late. ' + PLAIN,
    "unknown layout": "\n".join(
        f"plan number {n} for the river and the town of the north" for n in range(12)
    ),
    "line without a stop": PLAIN + "\n\nThe talks went on until the morning of the day\n\n" + PLAIN,
}


@pytest.mark.parametrize("flag", ODD)
def test_what_is_odd_is_flagged_and_the_plain_article_is_not(flag):
    documents, _, sentences = read_texts({"plain": PLAIN, "odd": ODD[flag]})
    documents["published_from"] = documents["published_to"] = "2023-05-04"
    documents["encoding"] = "utf-8"
    flags = find_flags(documents, sentences)
    assert flag in set(flags.loc[flags["doc_id"] == "odd", "flag"])
    assert "plain" not in set(flags["doc_id"])
    assert add_flags(documents, flags)["flags"].notna().tolist() == [False, True]


def test_odd_marks_say_where_and_a_quotation_that_runs_on_is_not_odd():
    _, _, sentences = found = read_texts(
        {"a": 'He said "it is late.\n\n"We must go. It rains," he said.'}
    )
    assert "odd quotation marks" not in set(find_flags(found[0], sentences)["flag"])
    documents, _, sentences = read_texts({"a": 'It rained.\n\nHe said "it is late.\n\nWe must go.'})
    details = find_flags(documents, sentences).set_index("flag")["detail"]
    assert "character 12" in details["odd quotation marks"]


def test_dates_topics_encodings_and_copies_are_flagged():
    texts = {f"river-{n}": PLAIN.replace("Monday", f"day {n}") for n in range(6)}
    texts["stars"] = "Telescopes watch galaxies, quasars and dust. " * 20
    documents, _, sentences = read_texts(texts)
    documents = documents.assign(
        published_from="2023-05-04", published_to="2023-05-04", encoding="utf-8"
    )
    documents.loc[0, ["published_from", "published_to"]] = pd.NA
    documents.loc[1, "published_to"] = "2023-06-01"
    documents.loc[2, "encoding"] = "cp1250 (guessed)"
    documents.loc[3, "duplicate_of"] = "river-1"
    flags = find_flags(documents, sentences)
    found = set(zip(flags["doc_id"], flags["flag"]))
    assert {
        ("river-0", "no date"),
        ("river-1", "no exact date"),
        ("river-2", "encoding guessed"),
        ("river-3", "copy"),
        ("stars", "other topic"),
    } <= found
    assert not {(doc_id, flag) for doc_id, flag in found if flag == "other topic"} - {
        ("stars", "other topic")
    }
    assert set(flags["flag"]) <= set(FLAGS)


def test_copies_are_found_and_the_earliest_is_kept():
    report = " ".join(f"Sentence {n} speaks of town {n * n} and its river." for n in range(40))
    texts = {
        "new": report,
        "old": report,
        "edited": report.replace("Sentence 3 ", "The third line ") + " It is late.",
        "part": " ".join(report.split(". ")[:20]) + ".",
        "other": " ".join(f"Report {n} names the hill {n} and its {n} roads." for n in range(40)),
    }
    documents, _, sentences = read_texts(texts)
    documents["published_from"] = [
        "2023-05-06",
        "2023-05-04",
        "2023-05-07",
        "2023-05-08",
        "2023-05-05",
    ]
    duplicates = find_duplicates(documents, sentences).set_index("doc_id")
    assert duplicates["other_id"].to_dict() == {"new": "old", "edited": "old", "part": "old"}
    assert duplicates["decision"].to_dict() == {
        "new": "exact copy",
        "edited": "near copy",
        "part": "near copy",
    }
    assert (
        duplicates.loc["new", "similarity"] == 1
        and 0.9 < duplicates.loc["edited", "similarity"] < 1
    )
    marked = mark_duplicates(documents, duplicates.reset_index()).set_index("doc_id")[
        "duplicate_of"
    ]
    assert marked.dropna().to_dict() == {"new": "old", "edited": "old", "part": "old"}


def test_shares_of_kinds_and_counts_of_fixes_add_up(published):
    documents, edits, sentences, _ = published
    parts = find_parts(documents, sentences)
    assert (parts["n_chars"] > 0).all() and parts["raw_end"].max() == documents["n_chars_raw"].max()
    assert count_fixes(edits)["n"].sum() == len(edits)


# Measured on open data, and time ----------------------------------------------------------


@pytest.mark.skipif(
    "STUDY_DATA" not in os.environ, reason="STUDY_DATA does not name the folder of GUM"
)
def test_measured_scores_are_those_that_are_stored():
    splitting, gluing, _ = evaluate_cleaning.evaluate(os.environ["STUDY_DATA"])
    own = splitting[splitting["splitter"] == "this study"].set_index("part")["f1"]
    assert own["held out"] > 0.953 and own["news"] > 0.954
    assert (gluing["n_found"] / gluing["n_joints"] >= 0.98).all()
    assert (gluing["n_parted"] / gluing["n_tokens"] <= 0.001).all()


def test_numbers_of_the_data_statement_are_those_that_were_measured():
    text = " ".join((LISTS / "README.md").read_text(encoding="utf-8").split())
    reference = LISTS / "reference"
    scores = read_csv(reference / "cleaning_splitting.csv", {"f1": "float64"}).set_index(
        ["splitter", "part"]
    )["f1"]
    for splitter in ("this study", "blingfire", "syntok", "sentencex", "pysbd"):
        row = [
            f"{scores[splitter, part]:.3f}"[1:]
            for part in ("tuned on", "held out", "news", "interview")
        ]
        assert re.search(
            r"\| " + splitter + r"[ .0-9]* \| " + r" \| ".join(map(re.escape, row)), text
        ), splitter
    gluing = read_csv(
        reference / "cleaning_gluing.csv",
        dict.fromkeys(
            ["n_joints", "n_found", "n_other_joints", "n_other_found", "n_tokens", "n_parted"],
            "int64",
        ),
    )
    for row in gluing.itertuples():
        assert re.search(rf"{row.n_found} of {row.n_joints}( joins)? in {row.part}", text)
    none = f"none of the {gluing['n_tokens'].sum():,} tokens that were not joined"
    assert none in text and gluing["n_parted"].sum() == 0
    others = f"found none of the {gluing['n_other_joints'].sum()} other joins"
    assert others in text and gluing["n_other_found"].sum() == 0
    kinds = (
        read_csv(reference / "cleaning_kinds.csv", {"n": "int64"})
        .set_index(["part", "marked", "found"])["n"]
        .sort_index()
    )
    for part, marked in (
        ("news", "body"),
        ("interview", "body"),
        ("news", "caption"),
        ("interview", "caption"),
    ):
        assert str(kinds[part, marked].sum()) in text and str(kinds[part, marked, "body"]) in text
    rules = [case.marks for case in read_cases("golden_rules.csv")]
    assert (
        f"Of the {len(rules)} test cases" in text
        and f"gets {sum(not marks for marks in rules)} right;" in text
    )


HARD = [
    ".",
    '"',
    "a.",
    "A ",
    "\n",
    "-\n",
    "a-\nb",
    "&amp;",
    "''",
    "U.S.",
    "Photo: A ",
    "\u00e2\u20ac\u2122",
    "[",
    "](http",
    "**",
    "Home > ",
    'said."We ',
    "By A ",
    "\u00a0",
]


@pytest.mark.parametrize("piece", HARD, ids=repr)
def test_time_is_linear_on_texts_made_to_be_hard(piece):
    def seconds(n):
        text, started = piece * (n // len(piece)), time.process_time()
        list(list_sentences(clean_text(text)[0]))
        return time.process_time() - started

    # The quickest of three: a busy machine makes single runs longer, never shorter.
    short = max(min(seconds(5_000) for _ in range(3)), 0.01)
    assert any(seconds(50_000) < 40 * short for _ in range(3))


def test_rows_packed_in_parts_are_the_same_tables(monkeypatch):
    texts = {
        f"a{n}": f"# Head {n}\n\nOne\u00a0line.Two lines said \u201cso\u201d.\n" for n in range(5)
    }
    documents = pd.concat([empty_table("documents"), pd.DataFrame({"doc_id": list(texts)})])
    documents = documents.astype(COLUMNS["documents"], errors="ignore")
    whole = clean_articles(documents, texts, empty_table("mends"), show_progress=False)
    monkeypatch.setattr("analysis.articles.cleaning.AT_ONCE", 2)
    parted = clean_articles(documents, texts, empty_table("mends"), show_progress=False)
    for table, other in zip(whole, parted):
        pd.testing.assert_frame_equal(table, other)


@settings(max_examples=examples(200), deadline=None)
@given(
    st.text(
        st.sampled_from("a B.\n\u00c3\u00a9\u20ac\u2122\u0153\u00c2\u00a0\u2019\u00e9\u0412\u0413"),
        max_size=60,
    )
)
def test_mojibake_is_looked_for_near_odd_letters_alone(text):
    padded = "It rained all day. " * 40 + text + " It rained all day." * 40
    for whole in (text, padded):
        assert is_bad(whole) == ftfy.badness.is_bad(whole)


def test_no_sign_of_mojibake_is_longer_than_what_is_looked_at():
    pattern = ftfy.badness.BADNESS_RE
    longest = re._parser.parse(pattern.pattern, pattern.flags).getwidth()[1]
    assert longest <= NEAR


OF_RULES = {
    "breadcrumb": [
        "You are here: Home > World",
        "News \u00bb World",
        "News \u203a World",
        "World / Asia",
        "Home | News",
    ],
    "credits of the page": ["Source: Xinhua", "Editors : Ann Lee"],
    "about the author": [
        "The author is a fellow of a college.",
        "The writers are both reporters here.",
        "Write to a.b@c.org",
    ],
    "copyright": [
        "COPYRIGHT 2020 Post",
        "\u00a9 2020",
        "(C) Post",
        "Post. All Rights Reserved.",
        "Beijing ICP 12",
    ],
    "subscription": [
        "This article is for subscribers only.",
        "This story is reserved for members",
        "The report is available to registered users",
        "Please log in to continue",
        "Login to read the rest",
        "Join for full access",
        "Sign up to unlock",
        "Register to view",
        "To keep reading, pay.",
        "Not yet a member? Come in",
        "You have two free stories left",
        "Unlock this article with a pass",
        "Get unlimited access",
        "Gain full access",
        "Enjoy complete reading",
        "Create your free account",
        "Premium only",
        "Member exclusive",
        "Subscriber-only content",
    ],
}


@pytest.mark.parametrize(
    "name, line", [(name, line) for name, lines in OF_RULES.items() for line in lines]
)
def test_lines_that_a_rule_fits_have_a_sign_of_it(name, line):
    rule = next(rule for rule in SHORT_LINES if rule.name == name)
    assert rule.pattern.fullmatch(line)
    assert any(sign in line.casefold() for sign in RULE_SIGNS[name])
    assert find_rule(line) is not None


def test_the_rule_of_a_line_is_the_first_that_fits_it():
    articles = [row.values[0]["article"] for row in read_cases("furniture.csv")]
    lines = {line.strip() for article in articles for line in article.split("\n")}
    lines |= {line for some in OF_RULES.values() for line in some}
    for line in (line for line in lines if len(line) <= 200):
        fitting = (rule for rule in SHORT_LINES if rule.pattern.fullmatch(line))
        assert find_rule(line) is next(fitting, None)


@pytest.mark.parametrize(
    "end",
    [
        "Photo: Li Wei",
        "Photo by Li Wei in Bern.",
        "[Photo/Xinhua]",
        "(photo)",
        "/ Reuters photo",
        "AP photo.",
        "credit: Ana Ruiz",
        "(Picture taken in may)",
        "Getty Images",
    ],
)
def test_a_credit_is_found_by_how_it_ends(end):
    assert CREDIT_AT_END.search(f"He waves to them. {end}")
    assert has_credit(f"He waves to them. {end}")
    assert not has_credit(f"{end} is what stood below the picture.")
