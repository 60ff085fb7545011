"""Concordance: the right words on each side, never another paragraph's, every line traceable."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples

from analysis.tables.columns import COLUMNS
from analysis.tables.stored import LISTS, check_table, empty_table, read_table
from analysis.text.concordance import (
    find_concordance,
    find_hits,
    find_lines,
    index_lines,
    show_lines,
    sort_concordance,
)
from analysis.text.patterns import expand_globs
from analysis.text.tokens import find_tokens

NO_EDITS = empty_table("edits")


def sentence_table(rows):
    """Sentences from (doc_id, paragraph, text), the decoded text being the texts with blanks between."""
    table = pd.DataFrame(rows, columns=["doc_id", "paragraph", "text"])
    length = table["text"].str.len() + 1
    start = length.groupby(table["doc_id"]).cumsum() - length
    return check_table(
        table.assign(
            raw_start=start,
            raw_end=start + length - 1,
            kind="body",
            sentence=table.groupby("doc_id").cumcount(),
        ),
        "sentences",
    )


SENTENCES = sentence_table(
    [
        ("a", 0, "They told lies."),
        ("a", 1, "Uygur people live here."),
        ("a", 1, 'He said the "lies" hurt them all.'),
        ("a", 2, "No more."),
        ("b", 0, "Lies, and İstanbul’s lies about internal affairs; internal, affairs."),
    ]
)
VARIANTS = pd.DataFrame({"term": ["uyghur"], "variant": ["uygur"]})
TOKENS = find_tokens(SENTENCES, NO_EDITS, VARIANTS)


def lines_of(pattern, window=8, **columns):
    return find_concordance(
        find_hits(TOKENS, pattern).assign(**columns), SENTENCES, NO_EDITS, window
    )


def test_lines():
    lines = lines_of("lies", window=3)
    assert lines[["left", "node", "right"]].values.tolist() == [
        ["They told", "lies", "."],
        ['He said the "', "lies", '" hurt them all.'],
        ["", "Lies", ", and İstanbul’s lies"],
        ["Lies, and İstanbul’s", "lies", "about internal affairs;"],
    ]
    assert list(lines["doc_id"]) == ["a", "a", "b", "b"]


def test_window_stays_in_its_paragraph_but_crosses_sentences():
    lines = lines_of("he", window=30)
    assert lines.loc[0, "left"] == "Uygur people live here."
    assert lines.loc[0, "right"] == 'said the "lies" hurt them all.'


def test_whole_sentence():
    assert lines_of("he", window=None).loc[0, ["left", "right"]].tolist() == [
        "",
        'said the "lies" hurt them all.',
    ]


@pytest.mark.parametrize(
    "pattern, nodes",
    [
        ("l[iy]es", ["lies", "lies", "Lies", "lies"]),
        ("internal affairs", ["internal affairs"]),
        ("inter* aff*", ["internal affairs"]),
        ("Uygur", ["Uygur"]),
        ("uyghur", ["Uygur"]),
        ("i?tanbul", ["İstanbul’s"]),
        ("İstanbul", ["İstanbul’s"]),
        ("China's", []),
        ("nothing", []),
        ("all no", []),
    ],
)
def test_patterns(pattern, nodes):
    assert list(lines_of(pattern)["node"]) == nodes


def test_other_columns_stand_beside_the_line():
    lines = lines_of("lies", voice="direct")
    assert list(lines) == ["doc_id", "left", "node", "right", "voice", "raw_start", "raw_end"]
    assert set(lines["voice"]) == {"direct"}


def test_sorting():
    lines = lines_of("lies", window=3)
    assert list(sort_concordance(lines, "right")["right"]) == [
        ".",
        "about internal affairs;",
        ", and İstanbul’s lies",
        '" hurt them all.',
    ]
    assert list(sort_concordance(lines, "left")["left"]) == [
        "",
        "Lies, and İstanbul’s",
        'He said the "',
        "They told",
    ]
    with pytest.raises(ValueError, match="left, node, right"):
        sort_concordance(lines, "middle")


def test_hit_over_several_sentences():
    hit = pd.DataFrame({"doc_id": ["a"], "raw_start": [22], "raw_end": [47]})
    line = find_concordance(hit, SENTENCES, NO_EDITS, 2).loc[0]
    assert line[["left", "node", "right"]].tolist() == [
        "Uygur",
        "people live here. He said",
        'the "lies"',
    ]


def test_hits_of_another_corpus_are_refused():
    hit = pd.DataFrame({"doc_id": ["z"], "raw_start": [0], "raw_end": [4]})
    with pytest.raises(ValueError, match="'z'"):
        find_concordance(hit, SENTENCES, NO_EDITS)
    with pytest.raises(ValueError, match="empty"):
        find_hits(TOKENS, " ")


WORDS = st.text(st.sampled_from('abé’"., '), min_size=1, max_size=30).map(
    lambda text: " ".join(text.split()) or "a"
)


@given(
    st.lists(st.tuples(st.sampled_from("xy"), st.integers(0, 1), WORDS), min_size=1, max_size=6),
    st.integers(0, 3),
)
@settings(max_examples=examples(120), deadline=None)
def test_every_line_is_cut_from_its_paragraph(rows, window):
    sentences = sentence_table(sorted(rows, key=lambda row: row[:2]))
    tokens = find_tokens(sentences, NO_EDITS)
    if not len(tokens):
        return
    hits = find_hits(tokens, "*")
    lines = find_concordance(hits, sentences, NO_EDITS, window)
    assert list(lines["node"]) == list(tokens["token"].astype("str"))
    paragraph = sentences.groupby(["doc_id", "paragraph"])["text"].agg(" ".join)
    number = tokens.merge(
        sentences[["doc_id", "sentence", "paragraph"]], on=["doc_id", "sentence"]
    )["paragraph"]
    for line, where in zip(lines.itertuples(), number):
        whole = paragraph[(line.doc_id, where)]
        assert any(
            left + line.node + right in whole
            for left in (line.left, line.left + " ")
            for right in (line.right, " " + line.right)
        )
        assert len(line.left.split()) <= window + 1 and len(line.right.split()) <= window + 1


@given(
    st.lists(st.tuples(st.sampled_from("xy"), st.integers(0, 1), WORDS), min_size=1, max_size=6),
    st.integers(0, 3),
    st.sampled_from(["*", "a*", "é", "a b", "b*"]),
)
@settings(max_examples=examples(100), deadline=None)
def test_a_corpus_made_ready_gives_the_same_lines(rows, window, pattern):
    sentences = sentence_table(sorted(rows, key=lambda row: row[:2]))
    tokens = find_tokens(sentences, NO_EDITS)
    slow = find_concordance(find_hits(tokens, pattern), sentences, NO_EDITS, window)
    quick = find_lines(pattern, index_lines(tokens, sentences, NO_EDITS), window)
    pd.testing.assert_frame_equal(quick.astype({"doc_id": "str"}), slow, check_dtype=False)


def test_lines_as_a_table():
    shown = show_lines(
        find_concordance(find_hits(TOKENS, "lies").assign(voice="<b>"), SENTENCES, NO_EDITS), 2
    )
    html = shown._repr_html_()
    assert html.count("<tr>") == 3 and "2 of 4 lines" in html and "<b>" not in html
    assert "2 of 4 lines" in repr(shown)


def test_published_lines_open_in_the_raw_files():
    sentences, edits = read_table("sentences", LISTS.parent), read_table("edits", LISTS.parent)
    lines = find_concordance(find_hits(find_tokens(sentences, edits), "xinjiang"), sentences, edits)
    assert len(lines) > 20
    quick = find_lines("xinjiang", index_lines(find_tokens(sentences, edits), sentences, edits))
    pd.testing.assert_frame_equal(quick.astype({"doc_id": "str"}), lines, check_dtype=False)
    for line in lines.itertuples():
        raw = (LISTS / "raw" / f"{line.doc_id}.txt").read_bytes().decode("utf-8")
        assert raw[line.raw_start : line.raw_end].startswith("Xinjiang")


def test_globs_over_any_vocabulary():
    vocabulary = ["zeal", "labor", "labour", "a+b", "Labor", "labored"]
    found = expand_globs(["lab*", "labo[u]r", "labo?r", "a+b", "*b*", "none"], vocabulary)
    assert found.groupby("pattern")["code"].agg(list).to_dict() == {
        "lab*": [1, 2, 5],
        "labo[u]r": [2],
        "labo?r": [2],
        "a+b": [3],
        "*b*": [1, 2, 3, 4, 5],
    }


def test_columns_of_hits_are_those_of_a_span():
    assert list(find_hits(TOKENS, "lies")) == ["doc_id", "raw_start", "raw_end"]
    assert "doc_id" in COLUMNS["matches"]


def test_lines_of_no_hit_have_the_columns_of_lines():
    some, none = lines_of("lies"), lines_of("nowhere")
    assert none.empty and none.dtypes.to_dict() == some.dtypes.to_dict()
    pd.testing.assert_frame_equal(pd.concat([none, some], ignore_index=True), some)
