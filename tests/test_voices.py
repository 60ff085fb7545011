"""Who is speaking: cases as sentences, and what must hold for any text at all."""

import csv
import re
import time
from bisect import bisect_right
from itertools import accumulate
from pathlib import Path
from unittest.mock import patch

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from properties import MANY, examples

from analysis.articles.cleaning import clean_articles
from analysis.articles.splitting import split_sentences
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import (
    LISTS,
    ROOT,
    empty_table,
    read_list,
    read_table,
    write_csv,
)
from analysis.text.spans import is_speech
from analysis.text.tokens import find_tokens
from analysis.voices.marks import pair_marks
from analysis.voices.odds import HIGH, find_odds, read_odds
from analysis.voices.quotations import (
    find_odd_marks,
    find_quotations,
    measure_apart,
    measure_voices,
)
from analysis.voices.roles import Roles, find_roles, read_offices
from analysis.voices.transcripts import find_turns
from analysis.voices.units import read_units

VERBS, ROLES = read_list("reporting_verbs", LISTS), read_offices(LISTS)
CASES = list(csv.DictReader(open(Path(__file__).parent / "cases" / "voices.csv", encoding="utf-8")))
SET_OFF = ("scare", "so-called", "clause", "title", "term")


def make_sentences(paragraphs, doc="a"):
    """A table of sentences, all body, of one made-up article."""
    return make_articles({doc: paragraphs})


def make_articles(articles):
    """A table of sentences, all body, of made-up articles: doc_id -> paragraphs."""
    rows = []
    for doc, paragraphs in articles.items():
        at = number = 0
        for paragraph, text in enumerate(paragraphs):
            for start, end in split_sentences(text):
                rows.append((doc, paragraph, number, at + start, at + end, "body", text[start:end]))
                number += 1
            at += len(text) + 1
    kinds = COLUMNS["sentences"]
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def find(sentences):
    return find_quotations(sentences, empty_table("edits"), VERBS, ROLES)


def read_expected(text):
    """(kind, speaker, words) of a cell: parts joined by ' // ', fields by ';'."""
    return sorted(
        tuple(field.strip() for field in part.split(";", 2)) for part in text.split(" // ") if part
    )


def describe(row, text):
    """(kind, speaker, words) of a found row; free indirect and words set off by their form."""
    kind = {"free_indirect": "free"}.get(row.form, row.form if row.form in SET_OFF else row.voice)
    return (
        kind,
        row.speaker if isinstance(row.speaker, str) else "",
        text[row.raw_start : row.raw_end].replace("\n", " ¶ "),
    )


def as_case(row):
    known_limit = pytest.mark.xfail(strict=True, reason=row["comment"])
    return pytest.param(
        row["text"],
        row["expected"],
        id=row["label"],
        marks=known_limit if row["expect"] == "fail" else (),
    )


@pytest.fixture(scope="module")
def found_in_cases():
    """The rows of each case, by its text: an article each, all read at once, which is no dearer than a few."""
    texts = list(dict.fromkeys(row["text"] for row in CASES))
    rows = find(make_articles({f"{n:04}": text.split(" ¶ ") for n, text in enumerate(texts)}))
    # Speech that is only named, and the writer's own thoughts, are the narrator's.
    rows = rows[(rows["voice"] != "narrator") | rows["form"].isin(SET_OFF)]
    found = {f"{n:04}": [] for n in range(len(texts))}
    for row in rows.itertuples():
        found[row.doc_id].append(row)
    return dict(zip(texts, found.values()))


@pytest.mark.parametrize("text, expected", [as_case(row) for row in CASES])
def test_stretches_and_speakers(text, expected, found_in_cases):
    read = "\n".join(text.split(" ¶ "))
    assert sorted(describe(row, read) for row in found_in_cases[text]) == read_expected(expected)


def test_there_are_many_cases_and_a_third_must_find_nothing():
    assert len(CASES) >= 150
    assert sum(row["expected"] == "" for row in CASES) * 3 >= len(CASES)
    assert len({row["label"] for row in CASES}) == len(CASES)


PIECES = st.sampled_from(
    [
        "Ana Ruiz",
        "said",
        "that",
        "the plan",
        "was late",
        ",",
        ".",
        '"',
        "'",
        "“",
        "”",
        "‘",
        "’",
        " ",
        "he",
        "according to",
        "so-called",
        "claims of",
        "and",
        "adding",
        "(",
        ")",
        "—",
        ":",
        "¶",
        "Tom Lee",
        "will rise",
        "The letter",
        "…",
        "ğ",
        "我们",
        "\u200f",
        "6",
        "praised",
        "for",
        "how",
        "x",
    ]
)


@settings(max_examples=examples(300), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=60))
def test_any_text_gives_rows_within_it_that_nest(pieces):
    text = " ".join(pieces)
    sentences = make_sentences([part for part in text.split("¶") if part.strip()])
    rows = find(sentences)
    assert (
        rows["doc_id"].isin(sentences["doc_id"]).all()
        and (rows["raw_start"] < rows["raw_end"]).all()
    )
    assert rows["quote_id"].is_unique
    spans = [(row.raw_start, row.raw_end) for row in rows[is_speech(rows)].itertuples()]
    for start, end in spans:
        assert 0 <= start < end <= sentences["raw_end"].max()
        assert not any(start < other < end < stop for other, stop in spans), (
            "speech must nest, not overlap"
        )
    named = rows["rule"].str.endswith(("unattributed", "ambiguous", "first person"))
    assert (
        rows.loc[is_speech(rows) & rows["speaker"].isna(), "rule"].isin(rows.loc[named, "rule"])
    ).all()


@pytest.mark.parametrize(
    "frame",
    [
        "Ana Ruiz {} that the plan was late",
        "{} that the plan",
        "It is {} that he",
        '"It", he {} us',
        "Ana {} the council to say how it was",
        "According to Ana, who {} so, the plan that",
    ],
)
def test_a_sentence_cut_short_behind_any_word_is_read(frame):
    """Texts from scans break off anywhere: forms of the verbs, each frame cut behind each word."""
    forms = [form for forms in VERBS["forms"] for form in forms.split("|")]
    words = [frame.format(form).split() for form in forms[:: 1 if MANY else 14]]
    cut = dict.fromkeys(" ".join(line[:end]) for line in words for end in range(1, len(line) + 1))
    rows = find(make_sentences(list(cut)))
    assert len(rows) and (rows["raw_start"] < rows["raw_end"]).all()


@given(st.text(alphabet="ab s,.'\"“”‘’\n(—", max_size=80), st.text(alphabet="ab \"“'", max_size=10))
def test_pairs_of_marks_are_sorted_and_inside(text, following):
    pairs, odd = pair_marks(text, following)
    assert pairs == sorted(pairs)
    assert all(
        0 <= pair.open <= pair.start <= pair.end <= pair.close <= len(text) for pair in pairs
    )
    assert all(0 <= place < len(text) for place in odd)


@pytest.mark.parametrize(
    "text",
    [
        '"' * 1_000_000,
        '" ' * 500_000,
        "'a' " * 250_000,
        "“" * 1_000_000,
        'He said "a. ' * 80_000,
    ],
    ids=["marks", "blanks", "single", "curly", "never closed"],
)
def test_a_million_marks_take_two_seconds_at_most(text):
    begun = time.process_time()
    pair_marks(text)
    assert time.process_time() - begun < 2


def test_a_paragraph_of_single_backticks_has_no_marks():
    assert pair_marks("a ` b " * 300) == ([], [])


def test_time_grows_with_length_not_faster():
    """Four times the text may take little more than four times as long."""
    text = '"We will act," said Ana Ruiz, adding that "the plan" was late, and Tom Lee said no. '
    short, long = (make_sentences([text * times]) for times in (150, 600))

    def seconds(sentences):
        begun = time.process_time()
        find(sentences)
        return time.process_time() - begun

    # The quickest of three: a busy machine makes single runs longer, never shorter.
    most = 10 * min(seconds(short) for _ in range(3))
    assert any(seconds(long) < most for _ in range(3))


def test_two_hundred_articles_a_second():
    """600 words each, on one core; a shared machine is given half."""
    sentences = read_table("sentences", ROOT)
    n = 20
    many = pd.concat([sentences.assign(doc_id=sentences["doc_id"] + f"-{k:02d}") for k in range(n)])
    many = many.sort_values(["doc_id", "sentence"], ignore_index=True)
    words = many.loc[many["kind"] == "body", "text"].str.split().str.len().sum()
    begun = time.process_time()
    find(many)
    assert words / 600 / (time.process_time() - begun) > 100


def test_an_article_alone_and_among_others_gives_the_same_rows():
    sentences, edits = read_table("sentences", ROOT), read_table("edits", ROOT)
    whole = find_quotations(sentences, edits, VERBS, ROLES)
    for doc, part in sentences.groupby("doc_id"):
        alone = find_quotations(
            part.reset_index(drop=True), edits[edits["doc_id"] == doc], VERBS, ROLES
        )
        pd.testing.assert_frame_equal(alone, whole[whole["doc_id"] == doc].reset_index(drop=True))


def test_offsets_point_at_the_words_of_the_raw_files():
    sentences, edits = read_table("sentences", ROOT), read_table("edits", ROOT)
    rows = find_quotations(sentences, edits, VERBS, ROLES)
    raw = {
        doc: (ROOT / "corpus" / "raw" / f"{doc}.txt").read_bytes().decode()
        for doc in rows["doc_id"].unique()
    }
    held = [raw[row.doc_id][row.raw_start : row.raw_end] for row in rows.itertuples()]
    assert all(text and not text[0].isspace() and not text[-1].isspace() for text in held)
    assert {
        "genocide",
        "industrial scale",
        "urgent and unfettered access",
        "with appreciation",
    } <= set(held)


def test_only_body_text_is_read():
    sentences = make_sentences(['"We will act," said Ana Ruiz.'])
    assert find(sentences.assign(kind="caption")).empty and len(find(sentences)) == 1


@pytest.mark.parametrize(
    "description, role",
    [
        ("Chen Xu, China's Permanent Representative to the UN Office at Geneva", "official"),
        ("ambassadors of 37 countries", "foreign diplomat"),
        ("UK Foreign Secretary Dominic Raab", "foreign official"),
        ("Chinese State Councilor and Foreign Minister Wang Yi", "official"),
        ("Turkish Patriotic Party chairman Doğu Perinçek", "party"),
        ("Zuliyati Simayi, vice president of the Kashi University", "expert"),
        ("Muhtiram Sherip, the Imam of the Yanghang Mosque", "clergy"),
        ("the joint letter", "document"),
        ("analysts", "expert"),
        ("Xinhua", "journalist"),
        ("representatives from Xinjiang", "resident"),
        ("Ana Ruiz", None),
    ],
)
def test_roles_are_offices(description, role):
    assert Roles(ROLES).find(description) == role


def test_without_a_home_no_official_is_foreign():
    lists = ROLES[ROLES["role"] != "home"]
    assert Roles(lists).find("UK Foreign Secretary Dominic Raab") == "official"


def test_words_per_voice_add_up_and_zeros_are_rows():
    sentences, edits = read_table("sentences", ROOT), read_table("edits", ROOT)
    tokens = find_tokens(sentences, edits)
    quotations = find_quotations(sentences, edits, VERBS, ROLES)
    voices = measure_voices(quotations, sentences, tokens)
    body = sentences[sentences["kind"] == "body"][["doc_id", "sentence"]]
    words = (
        tokens.astype({"doc_id": "str", "sentence": "int64"})
        .merge(body, on=["doc_id", "sentence"])
        .groupby("doc_id")
        .size()
    )
    assert voices.groupby("doc_id")["n"].sum().equals(words.rename("n"))
    assert voices.groupby("doc_id")["voice"].nunique().eq(3).all()
    spoken = voices[voices["speaker"].notna()]
    assert (
        spoken.groupby(["doc_id", "speaker"])["voice"].nunique().eq(2).all()
        and (spoken["n"] == 0).any()
    )


def test_words_per_voice_of_an_article_without_speech():
    sentences = make_sentences(["The river rose in May."])
    tokens = find_tokens(sentences, empty_table("edits"))
    voices = measure_voices(find(sentences), sentences, tokens)
    assert voices["voice"].tolist() == ["narrator", "indirect", "direct"] and voices[
        "n"
    ].tolist() == [5, 0, 0]


def test_an_odd_mark_is_listed_with_its_place():
    paragraphs = ["All is well.", 'Ana Ruiz said "we will act on this.', "All is well."]
    odd = find_odd_marks(make_sentences(paragraphs), empty_table("edits"))
    assert (
        odd["paragraph"].tolist() == [1] and "\n".join(paragraphs)[odd["raw_start"].iloc[0]] == '"'
    )


def test_a_malformed_list_says_what_is_wrong():
    with pytest.raises(ValueError, match="class 'shout'"):
        find_quotations(
            make_sentences(["All is well."]),
            empty_table("edits"),
            VERBS.assign(**{"class": "shout"}),
            ROLES,
        )


@pytest.mark.parametrize(
    "text", ['"We will act," said the Secretary-General', '"It is so", declared President Kennedy']
)
def test_a_sentence_may_end_with_the_speaker_and_no_full_stop(text):
    assert list(find(make_sentences([text]))["voice"]) == ["direct"]


@pytest.mark.parametrize("low, odds", [(HIGH, "certain"), (HIGH - 0.001, "likely")])
def test_a_rule_is_certain_from_its_threshold_on(low, odds, tmp_path, monkeypatch):
    table = pd.DataFrame({"rule": ["behind that"], "n": 40, "n_right": 39, "precision": 0.975})
    write_csv(table.assign(low=low, high=1.0), tmp_path / "odds.csv")
    monkeypatch.setattr("analysis.voices.odds.ODDS", tmp_path / "odds.csv")
    read_odds.cache_clear()
    try:
        assert find_odds("reported", "behind that; ambiguous") == odds
        assert find_odds("reported", "a rule never measured") == "likely"
    finally:
        read_odds.cache_clear()


def test_every_row_has_its_odds_and_what_stands_apart_is_no_speech():
    text = "Ana Ruiz said that the plan was late. It is a pity. The mayor allegedly sold the port."
    rows = find(make_sentences([text]))
    assert rows["odds"].isin(["certain", "likely"]).all()
    assert dict(zip(rows["form"], rows["voice"])) == {
        "reported": "indirect",
        "free_indirect": "perhaps",
        "hearsay": "hearsay",
    }
    assert is_speech(rows).tolist() == [True, False, False]


def test_words_that_stand_apart_are_counted_apart_and_zeros_are_rows():
    texts = ["Ana Ruiz said that the plan was late. It is a pity.", "The river rose in May."]
    sentences = pd.concat([make_sentences([text], doc) for text, doc in zip(texts, "ab")])
    sentences = sentences.reset_index(drop=True)
    tokens = find_tokens(sentences, empty_table("edits"))
    apart = measure_apart(find(sentences), sentences, tokens)
    assert sorted(map(tuple, apart.to_numpy().tolist())) == [
        ("a", "hearsay", 0),
        ("a", "perhaps", 4),
        ("b", "hearsay", 0),
        ("b", "perhaps", 0),
    ]


@pytest.mark.parametrize(
    "texts, turns",
    [
        (["Q: Why?", "A: Because."], 2),
        (["Q: Why?"], 0),
        (["RUIZ: Yes.", "LEE: No.", "The rest goes on.", "RUIZ: Fine."], 4),
        (["RUIZ: Yes.", "LEE: No.", *["The rest goes on."] * 3], 0),  # too few labels
        (["Ana Ruiz: Yes.", 'Tom Lee: "No."', "The town slept."], 0),  # marks: a report
        (["Intro.", "Q: Why?", "A: Because.", "(Applause.)", "Q: So?"], 3),
    ],
)
def test_a_transcript_has_labels_on_most_of_its_paragraphs(texts, turns):
    assert len(find_turns(texts)) == turns


@pytest.mark.parametrize(
    "description, role",
    [
        ("the secretary of the union", "association"),
        ("the head of the company", "business"),
        ("the spokeswoman of the employers", "business"),
        ("a crane driver", "resident"),
        ("a Dutch court", "official"),
        ("the European Union", "official"),
    ],
)
def test_offices_speak_for_their_bodies_and_no_state_is_foreign_without_a_home(description, role):
    assert Roles(read_list("speakers", LISTS)).find(description) == role


def test_a_home_is_taken_from_the_study_alone(tmp_path):
    assert "home" not in set(read_offices(tmp_path)["role"])
    (tmp_path / "home.csv").write_text('"place","reason"\n"Dutch","home"\n', encoding="utf-8")
    assert Roles(read_offices(tmp_path)).find("a Dutch court") == "official"
    assert Roles(read_offices(tmp_path)).find("a French court") == "foreign official"


def test_the_first_question_of_a_transcript_is_speech_and_no_headline():
    text = "Q: Will the town sell the harbour?\n\nA: The harbour is ours.\n\nQ: And the price?\n\nA: It is false.\n"
    documents = pd.concat([empty_table("documents"), pd.DataFrame({"doc_id": ["a"]})])
    _, edits, sentences = clean_articles(documents, {"a": text}, empty_table("mends"))[:3]
    rows = find_quotations(sentences, edits, VERBS, ROLES)
    assert len(rows) == 4 and set(rows["rule"]) == {"transcript; unattributed"}


def test_a_passage_that_two_cues_of_one_speaker_hand_over_is_one():
    text = (
        "The event invited a number of representatives from Xinjiang to share their stories and present "
        "concrete examples on how ethnicities have been living together in harmony as one family."
    )
    rows = find(make_sentences([text]))
    reported = rows[rows["form"] == "reported"]
    assert len(reported) == 1 and reported["cue"].tolist() == ["share examples"]


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ("one two mass genocide there", "scare"),  # five words: a name
        ("one two three mass genocide there", "clause"),  # six: somebody's words
        ("a genocide was", "clause"),  # so is what has a verb
        ("forced labor", "scare"),
    ],
)
def test_up_to_five_words_without_a_verb_are_a_name(words, form):
    for text in (
        f'They refuted claims of "{words}".',
        f'They refuted claims that "{words}" again.',
    ):
        rows = find(make_sentences([text]))
        assert rows.loc[rows["form"].isin(SET_OFF), "form"].tolist() == [form]


def test_a_name_joined_to_a_clause_is_a_name():
    text = 'They refuted claims that "the city is doing it" and "forced labor".'
    rows = find(make_sentences([text]))
    assert rows.loc[rows["form"].isin(SET_OFF), "form"].tolist() == ["clause", "scare"]


@settings(max_examples=examples(200))
@given(st.lists(st.text("ab .’İΣß\n", max_size=12), min_size=1, max_size=6))
def test_units_are_cut_where_a_sentence_begins_between_two_tokens(texts):
    text = " ".join(texts)
    breaks = list(accumulate((len(one) + 1 for one in texts[:-1]), initial=0))
    tokens = [found.span() for found in re.finditer(r"[abİΣß]+(?:[.’][abİΣß]+)*|\S", text)]
    cuts = [0]
    for number in range(1, len(tokens)):
        begun = bisect_right(breaks, tokens[number][0])
        if begun != bisect_right(breaks, tokens[number - 1][1] - 1) or number - cuts[-1] >= 5:
            cuts.append(number)
    expected = [tokens[first:last] for first, last in zip(cuts, [*cuts[1:], len(tokens)])]
    with (
        patch("analysis.voices.units.LONGEST", 5),
        patch("analysis.voices.units.pair_marks", return_value=([], [])),
    ):
        units = read_units(text, breaks)[0]
    assert [list(zip(unit.start, unit.end)) for unit in units] == list(filter(None, expected))
    for unit in units:
        assert unit.words == [text[begin:end] for begin, end in zip(unit.start, unit.end)]
        assert unit.low == [word.lower().replace("’", "'") for word in unit.words]


def test_a_quotation_over_two_sentences_is_one_token_also_behind_the_longest_unit():
    text = 'He said: "We came. We saw." Then he left. So did we, \n "they say".'
    with patch("analysis.voices.units.LONGEST", 3):
        units, pairs, _ = read_units(text, [0, text.index("We saw"), text.index("Then")])
    assert [unit.words for unit in units] == [
        ["He", "said", ":"],
        ['"We came. We saw."'],
        ["Then", "he", "left"],
        [".", "So", "did"],
        ["we", ",", '"they say"'],
        ["."],
    ]
    assert [unit.pair.get(len(unit) - 1) for unit in units if unit.pair] == pairs
    for unit in units:
        assert unit.words == [text[begin:end] for begin, end in zip(unit.start, unit.end)]


@pytest.mark.parametrize("words", ["the foreign minister of France", "ministers", "İmam", "a Kıng"])
def test_a_role_is_looked_for_by_its_words_first_and_found_by_its_expression(words):
    table = {"speaker": ["imam", "king", "minister", "France"], "role": ["a", "b", "c", "d"]}
    roles = Roles(pd.DataFrame(table))
    rows = sorted(row for rows in roles.patterns.values() for row in rows)
    found = [role for _, pattern, role in rows if pattern.search(words)]
    assert list(find_roles(roles.patterns, words)) == found
