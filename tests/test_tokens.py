"""The token table: the same words as the obvious expression, on every text, with their offsets."""

import unicodedata

import numpy as np
import pandas as pd
import pytest
import regex
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from properties import examples

from analysis.tables.columns import COLUMNS
from analysis.tables.stored import LISTS, check_table, empty_table, read_list
from analysis.text.characters import WORD
from analysis.text.offsets import apply_edits
from analysis.text.tokens import count_as, find_tokens


def sentence_table(texts, doc_id="a"):
    """Sentences of one document, its decoded text being the texts with a blank between."""
    start = np.cumsum([0] + [len(text) + 1 for text in texts[:-1]])
    return check_table(
        pd.DataFrame(
            {
                "doc_id": doc_id,
                "paragraph": 0,
                "sentence": range(len(texts)),
                "raw_start": start,
                "raw_end": start + [len(text) for text in texts],
                "kind": "body",
                "text": texts,
            }
        ),
        "sentences",
    )


def tokens_of(*texts, edits=None, variants=None):
    edits = empty_table("edits") if edits is None else edits
    return find_tokens(sentence_table(list(texts)), edits, variants)


CASES = {
    "numbers and clock times": ("1,200 or 3.5, at 10:30.", "1,200 or 3.5 at 10:30"),
    "initials": ("The U.S. and the E.U. met.", "The U.S. and the E.U. met"),
    "initials at the end": ("in the U.S.S.R.", "in the U.S.S.R."),
    "one initial is none": ("J. Smith, plan B.", "J Smith plan B"),
    "initials glued to a word": ("the U.S.The end", "the U.S. The end"),
    "initials in a compound": ("U.S.-led, the U.S.'s", "U.S.-led the U.S.'s"),
    "small initials are words": ("e.g. this", "e g this"),
    "hyphens": ("a people-centered, 80-year-old plan", "a people-centered 80-year-old plan"),
    "a hyphen as a dash": ("in 2021 - the year", "in 2021 the year"),
    "two hyphens": ("peace--and war", "peace and war"),
    "number range": ("from 2010-2018", "from 2010-2018"),
    "curly apostrophe": ("China’s rise isn't", "China’s rise isn't"),
    "marks round a word": ("'genocide' and ’so", "genocide and so"),
    "plural possessive": ("the workers' rights", "the workers rights"),
    "ellipsis": ("Xinjiang… under", "Xinjiang under"),
    "other letters": ("Doğu Perinçek, Žižek", "Doğu Perinçek Žižek"),
    "combining marks": ("Dog\u0306u ate", "Dog\u0306u ate"),
    "loose marks are no words": ("so ❤\ufe0f much", "so much"),
    "other digits": ("في ١٬٢٠٠ و ٣.٥", "في ١ ٢٠٠ و ٣.٥"),
    "beyond the first plane": ("𝐀 and 𐐷𐐲", "𝐀 and 𐐷𐐲"),
    "mixed": ("COVID-19, 2nd, $3.5bn, 25.04%", "COVID-19 2nd 3.5bn 25.04"),
    "underscore divides": ("file_name", "file name"),
    "nothing": (" … — !", ""),
}


@pytest.mark.parametrize("text, words", CASES.values(), ids=CASES)
def test_words(text, words):
    assert list(tokens_of(text)["token"]) == words.split()


# Letters, marks, digits of several scripts with many of the characters the rule turns on.
HARD = st.text(st.sampled_from("aBéÉ9٣.,:-‑'’ \u0301\u00ad\u200dس中𝐀❤\ufe0f_\"—½"), max_size=40)
ANY = st.text(st.characters(exclude_categories=["Cs", "Cn", "Co"]), max_size=30)


@given(st.lists(st.one_of(HARD, ANY), min_size=1, max_size=4), st.sampled_from([1, 7, 2_000_000]))
@settings(max_examples=examples(400), deadline=None)
def test_same_words_as_the_expression(texts, block):
    # `regex` and Python may know different editions of Unicode: leave those characters out.
    assume(all(regex.match(rf"\p{{{unicodedata.category(c)}}}", c) for text in texts for c in text))
    sentences = sentence_table(texts)
    tokens = find_tokens(sentences, empty_table("edits"), block=block)
    expected = [
        (number, match.start() + start, match.end() + start, match.group())
        for number, (text, start) in enumerate(zip(texts, sentences["raw_start"]))
        for match in regex.finditer(WORD, text)
    ]
    columns = ["sentence", "raw_start", "raw_end", "token"]
    assert list(tokens[columns].itertuples(index=False, name=None)) == expected
    assert list(tokens["position"]) == list(range(len(tokens)))
    assert tokens.dtypes.astype(str).to_dict() == COLUMNS["tokens"]


def test_after_mark():
    tokens = tokens_of('He said "one two", three four', "five six")
    marked = tokens["token"].astype("str")[tokens["after_mark"]]
    assert list(marked) == ["He", "one", "three", "five"]


@given(st.lists(HARD, min_size=1, max_size=3))
@settings(max_examples=examples(120), deadline=None)
def test_after_mark_is_what_stands_between(texts):
    tokens = tokens_of(*texts)
    whole = " ".join(texts)
    before = tokens["raw_end"].shift(fill_value=0)
    first = tokens["sentence"] != tokens["sentence"].shift(fill_value=-1)
    expected = [
        new or not all(c.isspace() for c in whole[left:right])
        for new, left, right in zip(first, before, tokens["raw_start"])
    ]
    assert list(tokens["after_mark"]) == expected


def test_terms():
    variants = pd.DataFrame({"term": ["uyghur"], "variant": ["uygur"]})
    tokens = tokens_of(
        "Uygur Uyghurs China’s UN it's Dog\u0306u co\u00adoperate all‑round", variants=variants
    )
    assert list(tokens["term"]) == [
        "uyghur",
        "uyghurs",
        "china",
        "un",
        "it",
        "do\u011fu",
        "cooperate",
        "all-round",
    ]
    assert list(tokens["token"])[0] == "Uygur"


def test_offsets_point_into_the_decoded_text():
    raw = "over.Then “China’s” plan… TERRORISMAs said"
    edits = pd.DataFrame(
        [
            ("a", 0, "unglue", 5, 5, "", " "),
            ("a", 1, "quotes", 10, 11, "“", '"'),
            ("a", 2, "quotes", 16, 17, "’", "'"),
            ("a", 3, "quotes", 18, 19, "”", '"'),
            ("a", 4, "ellipsis", 24, 25, "…", "..."),
            ("a", 5, "unglue", 35, 35, "", " "),
        ],
        columns=list(COLUMNS["edits"]),
    ).astype(COLUMNS["edits"])
    sentences = sentence_table([raw])
    sentences["text"] = [apply_edits(raw, edits)]
    tokens = find_tokens(sentences, edits)
    assert [raw[row.raw_start : row.raw_end] for row in tokens.itertuples()] == [
        "over",
        "Then",
        "China’s",
        "plan",
        "TERRORISM",
        "As",
        "said",
    ]
    assert list(tokens["token"])[2] == "China's"


def test_documents_in_another_order_give_the_same_rows():
    one, two = sentence_table(["b a", "C"], "x"), sentence_table(["d, c"], "y")
    edits = empty_table("edits")
    there = find_tokens(pd.concat([one, two], ignore_index=True), edits)
    back = find_tokens(pd.concat([two, one], ignore_index=True), edits)
    back = back.sort_values(["doc_id", "position"], ignore_index=True)
    pd.testing.assert_frame_equal(there, back)


@pytest.mark.parametrize("texts", [[], [""], ["", " … "], ["one"]])
def test_empty_and_tiny(texts):
    sentences = sentence_table(texts) if texts else empty_table("sentences")
    tokens = find_tokens(sentences, empty_table("edits"))
    assert len(tokens) == sum("one" in text for text in texts)
    assert list(tokens) == list(COLUMNS["tokens"])


def test_published_lists():
    stop, variants = read_list("stop_terms", LISTS), read_list("variants", LISTS)
    assert stop["term"].is_unique and variants["variant"].is_unique
    assert not set(variants["term"]) & set(variants["variant"])  # no chains: one step merges all
    for words in (stop["term"], variants["term"], variants["variant"]):
        assert list(count_as(pd.Index(words))) == list(words)  # written as they are counted
    assert stop["reason"].notna().all() and variants["reason"].notna().all()
