"""How a rule looks around a match: before, after, over it, in its paragraph, between marks; which rule comes first."""

import numpy as np
import pandas as pd
import pytest

from analysis.framing import judging
from analysis.framing.judging import find_after, find_before, find_over, read_rules
from analysis.framing.matches import find_matches
from analysis.tables.stored import LISTS, check_table, empty_table, read_csv, write_csv
from analysis.text.tokens import find_tokens

# Rows 0 to 5 and 6 to 9 are two sentences of one article; 10 to 12 the first of another.
TOKENS = pd.DataFrame(
    {"doc_id": pd.Categorical(["a"] * 10 + ["b"] * 3), "sentence": [0] * 6 + [1] * 4 + [0] * 3}
)


def at(*spans):
    return pd.DataFrame(spans, columns=["first", "last"], dtype="int64")


@pytest.mark.parametrize(
    "place, hits, words, held",
    [
        (5, [(1, 2)], 2, True),  # two words between them
        (5, [(1, 2)], 1, False),
        (3, [(1, 2)], 0, True),  # side by side
        (2, [(1, 2)], 9, False),  # it shares a word and is not before it
        (5, [(0, 0), (4, 4), (5, 5)], 0, True),  # the nearest of those before
        (6, [(5, 5)], 9, False),  # another sentence
        (10, [(5, 5)], 9, False),  # the same number of sentence in another article
        (0, [(3, 3)], 9, False),
        (0, [], 9, False),
    ],
)
def test_a_hit_before_is_near_enough_and_in_the_sentence(place, hits, words, held):
    assert find_before(np.array([place]), at(*hits), words, TOKENS).tolist() == [held]


@pytest.mark.parametrize(
    "place, hits, words, held",
    [
        (0, [(3, 4)], 2, True),
        (0, [(3, 4)], 1, False),
        (2, [(3, 3)], 0, True),
        (3, [(3, 4)], 9, False),
        (0, [(0, 0), (1, 1), (5, 5)], 0, True),
        (5, [(6, 6)], 9, False),
        (5, [(10, 10)], 9, False),
        (12, [(3, 3)], 9, False),
        (12, [], 9, False),
    ],
)
def test_a_hit_after_is_near_enough_and_in_the_sentence(place, hits, words, held):
    assert find_after(np.array([place]), at(*hits), words, TOKENS).tolist() == [held]


@pytest.mark.parametrize(
    "hits, held",
    [
        ([(1, 2)], [False, True, False]),
        ([(0, 5)], [True, True, True]),  # a long hit reaches over all of them
        ([(0, 5), (1, 1)], [True, True, True]),
        ([(3, 3)], [False, True, False]),
        ([(4, 4)], [False, False, True]),
        ([], [False, False, False]),
    ],
)
def test_a_hit_over_a_match_shares_a_word_with_it(hits, held):
    matches = at((0, 0), (2, 3), (4, 5))
    found = find_over(matches["first"].to_numpy(), matches["last"].to_numpy(), at(*hits))
    assert found.tolist() == held


def rule(where, pattern="x", words=None, **more):
    about = {"variable": "status", "frame": None, "code": "denied", "reason": "why"}
    return about | {"where": where, "pattern": pattern, "words": words} | more


def rules(*rows):
    return pd.DataFrame(rows).astype({"words": "str"})


def held_by(row, matches, hits):
    """Which matches one rule holds for, with these hits of its patterns."""
    chosen = judging.choose_rules(
        row["variable"], matches, hits.assign(rule=0), TOKENS, None, rules(row)
    )
    return (chosen >= 0).tolist()


def placed(*spans, quoted=None):
    return at(*spans).assign(
        doc_id="a", sentence=0, frame="f", quoted=quoted or [None] * len(spans)
    )


@pytest.mark.parametrize(
    "where, held",
    [
        ("before", [True, False, False, False]),
        ("after", [False, False, True, False]),
        ("around", [True, True, True, False]),
        ("always", [True, True, True, True]),
    ],
)
def test_where_a_rule_looks(where, held):
    """A hit at row 2, or 2 and 3; matches behind it, over it, before it, and in the next sentence."""
    matches = placed((4, 4), (3, 3), (1, 1), (7, 7))
    assert held_by(rule(where, words="0"), matches, at((2, 3))) == held


def test_marks_ask_for_scare_quotes_and_for_the_pattern_if_there_is_one():
    matches = placed((4, 4), (4, 4), quoted=["scare", "full"])
    near, none = at((3, 3)), at((9, 9))

    def held(pattern, hits):
        return held_by(rule("marks", pattern), matches, hits)

    assert held(None, none) == [True, False] and held("x", near) == [True, False]
    assert held("x", none) == [False, False]
    without = matches.drop(columns="quoted")  # text that is only counted has no quotations
    assert not judging.is_scare_quoted(without).any()


def test_the_first_rule_that_holds_decides_and_by_its_own_hits():
    rows = rules(
        rule("before", words="9", variable="target"),
        rule("before", words="9"),  # has no hits: those of the next rule are not its own
        rule("before", words="9", frame="g"),
        rule("before", words="9"),
        rule("always", None),
    )
    hits = pd.DataFrame({"rule": [0, 2, 3], "first": [1, 1, 1], "last": [1, 1, 1]})
    matches = placed((4, 4), (7, 7), (4, 4)).assign(frame=["f", "f", "g"])
    chosen = judging.choose_rules("status", matches, hits, TOKENS, None, rows)
    assert chosen.tolist() == [3, 4, 2]
    assert judging.choose_rules("target", matches, hits, TOKENS, None, rows).tolist() == [0, -1, 0]
    assert judging.choose_rules("use", matches, hits, TOKENS, None, rows).tolist() == [-1] * 3


def study_of(*lines):
    """Sentences and tokens of lines (doc_id, paragraph, text), a sentence each."""
    table = [
        (doc, paragraph, number, 100 * number, 100 * number + len(text), "body", text)
        for number, (doc, paragraph, text) in enumerate(lines)
    ]
    columns = list(empty_table("sentences"))
    sentences = check_table(pd.DataFrame(table, columns=columns), "sentences")
    return sentences, find_tokens(sentences, empty_table("edits"))


def judged(lines, listed, *rows):
    sentences, tokens = study_of(*lines)
    dictionary = pd.DataFrame(listed, columns=["frame", "pattern", "use"]).assign(reason="r")
    matches = find_matches(
        tokens, sentences, empty_table("edits"), empty_table("quotations"), dictionary.astype("str")
    )
    return judging.judge_matches(matches, tokens, sentences, rules(*rows))


def test_a_word_in_its_paragraph_is_one_of_its_own_article():
    lines = [
        ("a", 0, "No way."),
        ("a", 0, "Lies."),
        ("a", 1, "Lies."),
        ("b", 0, "Lies."),
        ("b", 1, "No lies."),
    ]
    found = judged(lines, [("f", "lies", "count")], rule("paragraph", "no"))
    assert found["status"].fillna("-").tolist() == ["denied", "-", "-", "denied"]
    assert found["rule"].str.contains("status: no rule holds").tolist() == [
        False,
        True,
        True,
        False,
    ]


def test_a_rule_of_use_excludes_or_leaves_a_match_as_the_dictionary_has_it():
    lines = [("a", 0, "Lies and smears and rumors.")]
    listed = [("f", "lies", "doubtful"), ("f", "smears", "count"), ("f", "rumors", "count")]
    listed += [("f", "smears and", "exclude")]

    def uses(*rows):
        found = judged(lines, listed, *rows).set_index("text")["use"]
        return found.reindex(["Lies", "smears", "rumors"]).tolist()

    assert uses(rule("always", None, variable="use", code="count")) == [
        "doubtful",
        "exclude",
        "count",
    ]
    assert uses(rule("always", None, variable="use", code="exclude")) == ["exclude"] * 3
    assert uses(rule("before", "lies", "1", variable="use", code="exclude")) == [
        "doubtful",
        "exclude",
        "count",
    ]
    one = judged(lines, listed, rule("always", None, variable="use", code="exclude", reason="so"))
    assert one["rule"].str.contains("use: so").all()


def test_what_rules_take_out_of_text_that_is_only_counted():
    sentences, tokens = study_of(("a", 0, "No lies here."), ("a", 0, "Lies."))
    spans = pd.DataFrame(
        {
            "frame": "f",
            "doc_id": "a",
            "raw_start": [3, 100],
            "raw_end": [7, 104],
            "sentence": [0, 1],
        }
    )
    row = rule("before", "no", variable="use", code="exclude")
    other = rule("always", None)  # of another variable
    assert judging.is_excluded(spans, tokens, rules(other, row)).tolist() == [True, False]
    kept = rules(other, row | {"code": "count"})
    assert judging.is_excluded(spans, tokens, kept).tolist() == [False, False]


def test_of_the_published_rules_a_codebook_of_ones_own_keeps_those_it_has_codes_for(tmp_path):
    codebook = read_csv(LISTS / "codebook.csv")
    write_csv(codebook[codebook["code"] != "critics"], tmp_path / "codebook.csv")
    published, own = read_rules(LISTS), read_rules(tmp_path)
    gone = published["code"].eq("critics").sum()
    assert gone > 0 and len(own) == len(published) - gone and "critics" not in set(own["code"])
    assert own.index.tolist() == list(range(len(own)))
    # Rules of use and status are kept, whatever a codebook has: they are no topic's own.
    write_csv(codebook[codebook["variable"] == "frame"], tmp_path / "codebook.csv")
    kept = read_rules(tmp_path)["variable"].value_counts()
    before = published["variable"].value_counts()
    assert (
        "target" not in kept and kept["use"] == before["use"] and kept["status"] == before["status"]
    )
