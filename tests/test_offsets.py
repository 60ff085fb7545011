"""Every cleaned character leads back to its own place in the article, whatever was changed."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples

from analysis.tables.among import is_among
from analysis.text.offsets import Offsets, apply_edits, undo_edits

LETTERS = st.text("ab \n“”\u00a0é😀", max_size=3)


@st.composite
def articles(draw):
    """An article, its edits (sorted, disjoint) and the spans of its sentences."""
    text, edits, bounds = draw(LETTERS), [], {0}
    for _ in range(draw(st.integers(0, 6))):
        removed, inserted = draw(LETTERS), draw(LETTERS)
        bounds |= draw(st.sampled_from([set(), {len(text)}]))
        if removed or inserted:
            edits.append((len(text), len(text) + len(removed), removed, inserted))
        text += removed + draw(LETTERS)
        bounds |= draw(st.sampled_from([set(), {len(text)}]))
    bounds = sorted(bounds | {len(text)})
    return text, edits, list(zip(bounds, bounds[1:]))


def edits_table(edits, doc_id="a"):
    rows = [(doc_id, order, "fix", *edit) for order, edit in enumerate(edits)]
    return pd.DataFrame(
        rows, columns=["doc_id", "order", "fix", "raw_start", "raw_end", "removed", "inserted"]
    )


def label_characters(text, edits):
    """The slow way round: each cleaned character with the raw span it comes from, and whether changed."""
    labelled, done = [], 0
    for start, end, _, inserted in edits:
        labelled += [(text[i], i, i + 1, False) for i in range(done, start)]
        labelled += [(sign, start, end, True) for sign in inserted]
        done = end
    return labelled + [(text[i], i, i + 1, False) for i in range(done, len(text))]


def characters_within(labelled, start, end):
    """Those of one sentence: what was put in exactly at its bounds stands between the sentences."""
    return [
        label
        for label in labelled
        if label[1] >= start
        and label[2] <= end
        and not (label[1] == label[2] and label[1] in (start, end))
    ]


@settings(max_examples=examples(500), deadline=None)
@given(articles())
def test_edits_undone_give_the_article_again(article):
    text, edits, _ = article
    table = edits_table(edits)
    cleaned = apply_edits(text, table)
    assert cleaned == "".join(label[0] for label in label_characters(text, edits))
    assert undo_edits(cleaned, table) == text


def build(corpus):
    """Tables of several articles, and per row of `sentences` its labelled characters."""
    rows, tables, expected = [], [], []
    for number, (text, edits, spans) in enumerate(corpus):
        labelled = label_characters(text, edits)
        tables.append(edits_table(edits, f"doc-{number}"))
        rows += [(f"doc-{number}", start, end) for start, end in spans]
        expected += [characters_within(labelled, start, end) for start, end in spans]
    sentences = pd.DataFrame(rows, columns=["doc_id", "raw_start", "raw_end"])
    sentences["doc_id"] = sentences["doc_id"].astype("str")
    return sentences, pd.concat(tables, ignore_index=True), expected


@settings(max_examples=examples(500), deadline=None)
@given(st.lists(articles(), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_every_unchanged_character_leads_to_itself_and_back(corpus, random):
    sentences, edits, expected = build(corpus)
    order = list(range(len(sentences)))
    random.shuffle(order)  # rows need not stand in order
    sentences, expected = sentences.iloc[order].reset_index(drop=True), [expected[i] for i in order]
    offsets = Offsets(sentences, edits.sample(frac=1, random_state=1))
    wanted = [
        (row, i, label[1])
        for row, labels in enumerate(expected)
        for i, label in enumerate(labels)
        if not label[3]
    ]
    row, place, raw = np.array(wanted, dtype=np.int64).reshape(-1, 3).T
    starts, ends = offsets.to_raw(row, place, place + 1)
    assert starts.tolist() == raw.tolist() and ends.tolist() == (raw + 1).tolist()
    starts, ends = offsets.to_text(row, raw, raw + 1)
    assert starts.tolist() == place.tolist() and ends.tolist() == (place + 1).tolist()


@settings(max_examples=examples(500), deadline=None)
@given(articles(), st.data())
def test_a_stretch_leads_to_all_that_it_was_made_from(article, data):
    sentences, edits, expected = build([article])
    rows = [row for row, labels in enumerate(expected) if labels]
    if not rows:
        return
    row = data.draw(st.sampled_from(rows))
    labels = expected[row]
    start = data.draw(st.integers(0, len(labels) - 1))
    end = data.draw(st.integers(start + 1, len(labels)))
    raw_start, raw_end = (int(place) for place in Offsets(sentences, edits).to_raw(row, start, end))
    assert raw_end == labels[end - 1][2]
    assert labels[start][1] <= raw_start <= labels[start][2]
    if not labels[start][3] and not labels[end - 1][3]:
        assert raw_start == labels[start][1]
        assert tuple(map(int, Offsets(sentences, edits).to_text(row, raw_start, raw_end))) == (
            start,
            end,
        )


def test_a_blank_put_between_sentences_belongs_to_neither():
    text = "rights”.“We"
    edits = edits_table([(6, 7, "”", '"'), (8, 8, "", " "), (8, 9, "“", '"')])
    sentences = pd.DataFrame({"doc_id": ["a", "a"], "raw_start": [0, 8], "raw_end": [8, 11]})
    assert apply_edits(text, edits) == 'rights". "We'
    offsets = Offsets(sentences, edits)
    assert [list(side) for side in offsets.to_text([0, 1], [0, 8], [8, 11])] == [[0, 0], [8, 3]]
    assert [list(side) for side in offsets.to_raw([0, 1], [0, 0], [8, 3])] == [[0, 8], [8, 11]]


def test_a_word_with_a_removed_sign_keeps_its_whole_span():
    sentences = pd.DataFrame({"doc_id": ["a"], "raw_start": [0], "raw_end": [9]})
    edits = edits_table([(3, 4, "\u00ad", "")])  # a soft hyphen: "con-cord" on the page
    start, end = Offsets(sentences, edits).to_raw(0, 0, 7)
    assert (int(start), int(end)) == (0, 8)


def test_articles_without_edits_stay_as_they_are():
    sentences = pd.DataFrame({"doc_id": ["a", "b"], "raw_start": [4, 0], "raw_end": [9, 3]})
    offsets = Offsets(sentences, edits_table([]))
    assert [list(side) for side in offsets.to_raw([0, 1], [1, 1], [3, 2])] == [[5, 1], [7, 2]]


def test_edits_of_other_articles_are_left_out():
    sentences = pd.DataFrame({"doc_id": ["b"], "raw_start": [0], "raw_end": [5]})
    edits = pd.concat([edits_table([(0, 0, "", "xx")], "a"), edits_table([(2, 3, "q", "")], "b")])
    assert [int(side) for side in Offsets(sentences, edits).to_raw(0, 2, 3)] == [3, 4]


@pytest.mark.parametrize("n_docs", [2_000])
def test_many_articles_at_once(n_docs):
    text, edits = "ab “cd” ef", [(3, 4, "“", '"'), (6, 7, "”", '""'), (8, 8, "", " ")]
    one, table, expected = build([(text, edits, [(0, len(text))])])
    rows, docs = np.arange(n_docs), np.array([f"doc-{number}" for number in range(n_docs)])
    sentences = one.iloc[rows * 0].assign(doc_id=docs).reset_index(drop=True)
    table = table.iloc[np.tile(np.arange(len(table)), n_docs)]
    table = table.assign(doc_id=docs.repeat(len(edits))).reset_index(drop=True)
    place = "".join(label[0] for label in expected[0]).index("ef")
    start, end = Offsets(sentences, table).to_raw(
        rows, np.full(n_docs, place), np.full(n_docs, place + 2)
    )
    assert set(start) == {8} and set(end) == {10}


@pytest.mark.parametrize("kind", ["str", object, "category"])
def test_a_cell_is_among_names_as_pandas_finds_it(kind):
    column = pd.Series(["a", None, "b", "A", "a "], dtype=kind)
    for names in (["a"], [], ["b", "A"], ["a", None]):
        wanted = column.astype(object).isin([name for name in names if name]).tolist()
        assert is_among(column, pd.Series(names, dtype="str")).tolist() == wanted
    assert is_among(column[:0], pd.Index(["a"])).tolist() == []
