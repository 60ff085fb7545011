"""Cleaning: what each line is, what the fixes change, and that every change can be undone."""

from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.cleaning import as_table, clean_articles, clean_text, list_edits, list_sentences
from analysis.offsets import Offsets, apply_edits, undo_edits
from analysis.tables import empty_table

CASES = Path(__file__).parent / "cases"

# Texts made of the pieces that cleaning looks for, in any order, and of any characters at all.
PIECES = st.sampled_from([
    "The envoy said", " so.", "\n", "\n\n", "\r\n", " ", "\u00a0", '"', "\u201c", "\u201d", "'", "\u2019",
    "We agree", ".", "!", "?", "\u2026", "U.S.", "Ph.D.", "A B", "RIGHTS FOR ALL", "As for", "&amp;", "&quot;",
    "quot;", "amp;", "&", "#38;", "\u00e2\u20ac\u2122", "\u00c3\u00a9", "\u200b", "\u00ad", "e\u0301", "\ufb01",
    "devel-\n", "opment", "Photo: VCG", "(Xinhua)", "GENEVA, Sept. 23 (Xinhua) --", "Enditem", "``", "''",
    "[words](http://a.b)", "**", "# ", "date 2019-07-13 ", "Home > News", "a" * 45, "\f", "\u2028", "\x1c", "7",
    "(", ")", "-", "wikiHow", "2.", "well", "known"])
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=30).map("".join))
MANY = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


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
    assert [text[row.raw_start:row.raw_end] for row in edits.itertuples()] == list(edits["removed"])
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
        starts, ends = offsets.to_raw(range(len(sentences)), 0, sentences["text"].str.len().to_numpy(int))
        assert list(starts) == list(sentences["raw_start"])
        assert list(ends) == list(sentences["raw_end"])
    place = 0
    for row in sentences.itertuples():
        assert row.text == row.text.strip() and row.text and "\n" not in row.text
        place = cleaned.index(row.text, place) + len(row.text)      # in order, none twice
        part = edits[(edits["raw_start"] >= row.raw_start) & (edits["raw_end"] <= row.raw_end)]
        inner = part.assign(raw_start=part["raw_start"] - row.raw_start, raw_end=part["raw_end"] - row.raw_start)
        assert row.text in apply_edits(text[row.raw_start:row.raw_end], inner)


@MANY
@given(TEXTS)
def test_no_word_is_lost(text):
    ledger, _ = clean_text(text)
    kept = Counter("".join(row[-1] for row in list_sentences(ledger)))
    lost = [sign for sign, n in Counter(ledger.text).items() if sign.isalnum() and kept[sign] != n]
    assert not lost
