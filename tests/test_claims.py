"""Claims on tables small enough to count by hand: each measure, each verdict, each refusal."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.findings.claims import (
    FAILS,
    HOLDS,
    MEASURES,
    NOT_COMPUTED,
    SIDES,
    TOO_FEW,
    add_concentration,
    add_margin,
    add_spread,
    check_claims,
    evaluate_claim,
    evaluate_claims,
    fewest,
    fill_sentence,
    judge,
    name_failures,
    read_options,
    spread_claim,
    summarise_claims,
)
from analysis.tables.stored import LISTS, check_table, read_list
from analysis.text.views import View, tally

# Two articles: a (6 words), b (4 words). Voices: n narrator, d direct, i indirect.
WORDS = [
    ("a", "the", "narrator", None),
    ("a", "river", "narrator", None),
    ("a", "rose", "direct", "resident"),
    ("a", "fast", "direct", "resident"),
    ("a", "river", "indirect", "official"),
    ("a", "7", "indirect", "official"),
    ("b", "the", "narrator", None),
    ("b", "river", "indirect", "official"),
    ("b", "the", "indirect", "official"),
    ("b", "dam", "indirect", None),
]
MATCHES = [
    ("a", "cost", "narrator", "asserted", "none"),
    ("a", "cost", "indirect", "denied", "scare"),
    ("a", "cost", "direct", "asserted", "speech"),
    ("b", "cost", "indirect", "denied", "none"),
    ("a", "risk", "indirect", "asserted", "none"),
]


@pytest.fixture
def few_are_enough(monkeypatch):
    """Tables that can be counted by hand are too small for a claim: here none is."""
    monkeypatch.setattr("analysis.findings.claims.CHANCE", 1.0)


@pytest.fixture
def view():
    return View(
        pd.DataFrame({"doc_id": ["a", "b"], "group by outlet": ["Post", "Mail"]}),
        pd.DataFrame(WORDS, columns=["doc_id", "term", "voice", "role"]).assign(n=1),
        pd.DataFrame(MATCHES, columns=["doc_id", "frame", "voice", "status", "quoted"]),
        frozenset(["cost", "risk", "unity"]),
        frozenset(["the"]),
    )


def claim(
    measure, options, comparison="more than", threshold="0.5", sentence="It is so: {n} of {of}."
):
    return pd.DataFrame(
        [
            {
                "claim": "c",
                "sentence": sentence,
                "measure": measure,
                "options": options,
                "comparison": comparison,
                "threshold": threshold,
                "reason": "r",
            }
        ]
    )


@pytest.mark.parametrize(
    "measure, options, n, of_n",
    [
        ("words", "voice=direct|indirect", 7, 10),
        ("words", "voice=indirect; among_voice=direct|indirect", 5, 7),
        ("words", "role=resident; among_voice=direct|indirect", 2, 7),
        ("matches", "frame=cost; voice=direct|indirect", 3, 4),
        ("matches", "frame=cost; status=denied", 2, 4),
        ("matches", "frame=cost; quoted=scare", 1, 4),
        ("rates", "frame=cost; voice=direct|indirect; against_voice=narrator", 3000 / 7, 1000 / 3),
        ("groups", "frame=cost; by=outlet; group=Post", 3000 / 6, 1000 / 4),
        ("groups", "frame=risk; by=outlet; group=Mail", 0, 1000 / 6),
        ("articles", "frame=cost", 2, 2),
        ("articles", "frame=risk", 1, 2),
        ("articles", "frame=unity", 0, 2),
        ("largest article", "frame=cost", 3, 4),
        ("frames", "frame=cost; against_frame=risk", 4, 1),
        ("frames", "frame=risk; against_frame=unity", 1, 0),
        ("top terms", "terms=1", 1, 1),  # river, in both; "the" is a stop term
        ("top terms", "terms=9", 1, 4),  # river, dam, fast, rose; "7" is no word
    ],
)
def test_measure_counts_as_a_reader_would(view, measure, options, n, of_n):
    found = evaluate_claim(next(claim(measure, options).itertuples()), view)
    assert found[:2] == pytest.approx((n, of_n))


@pytest.mark.parametrize(
    "comparison, threshold, verdict",
    [
        ("more than", "0.75", FAILS),
        ("at least", "0.75", HOLDS),
        ("less than", "0.75", FAILS),
        ("at most", "0.75", HOLDS),
        ("more than", "0.7", HOLDS),
        ("less than", "0.8", HOLDS),
    ],
)
@pytest.mark.usefixtures("few_are_enough")
def test_verdict_at_and_beside_the_threshold(view, comparison, threshold, verdict):
    one = claim("matches", "frame=cost; voice=direct|indirect", comparison, threshold)
    assert evaluate_claims(one, view)["verdict"].tolist() == [verdict]


@pytest.mark.parametrize(
    "measure, options, verdict",
    [
        ("matches", "frame=unity; voice=direct", NOT_COMPUTED),  # a share of nothing
        ("matches", "frame=weather; voice=direct", NOT_COMPUTED),  # no such frame in the dictionary
        ("groups", "frame=cost; by=stance; group=left", NOT_COMPUTED),  # no such grouping
        ("frames", "frame=risk; against_frame=weather", NOT_COMPUTED),
        ("frames", "frame=unity; against_frame=unity", NOT_COMPUTED),
        ("frames", "frame=risk; against_frame=unity", HOLDS),  # 1 against 0
        ("articles", "frame=unity", FAILS),
    ],
)  # 0 of 2 is an answer
@pytest.mark.usefixtures("few_are_enough")
def test_what_cannot_be_computed_is_not_called_false(view, measure, options, verdict):
    assert evaluate_claims(claim(measure, options), view)["verdict"].tolist() == [verdict]


def test_empty_study_computes_nothing_and_raises_nothing(view):
    empty = View(view.documents[:0], view.words[:0], view.matches[:0], view.frames, view.stop_terms)
    for measure, options in (
        ("words", "voice=direct"),
        ("rates", "frame=cost; voice=direct; against_voice=narrator"),
        ("top terms", "terms=20"),
        ("largest article", "frame=cost"),
    ):
        assert evaluate_claims(claim(measure, options), empty)["verdict"].tolist() == [NOT_COMPUTED]


def test_order_of_rows_does_not_matter(view):
    claims = pd.concat(
        [
            claim(measure, options)
            for measure, options in (
                ("words", "voice=direct"),
                ("top terms", "terms=2"),
                ("largest article", "frame=cost"),
            )
        ]
    )
    turned = View(
        view.documents[::-1], view.words[::-1], view.matches[::-1], view.frames, view.stop_terms
    )
    pd.testing.assert_frame_equal(evaluate_claims(claims, view), evaluate_claims(claims, turned))


def test_published_claims_can_all_be_read():
    claims = check_claims(check_table(read_list("claims", LISTS), "claims"))
    assert not claims["claim"].duplicated().any()
    assert claims["reason"].notna().all()
    frames = set(read_list("dictionary", LISTS)["frame"])
    for options in claims["options"].map(read_options):
        assert set(options.get("frame", "").split("|")) - {""} <= frames


@pytest.mark.parametrize(
    "wrong, message",
    [
        (claim("wordz", ""), "row 2.*'wordz' is not known; use one of: words"),
        (claim("words", "", comparison="above"), "'above' is not known"),
        (claim("words", "", threshold="half"), "threshold is a number"),
        (claim("words", "", sentence="{x} of {of}"), "may hold only"),
    ],
)
def test_unreadable_claim_is_refused_with_the_mend(wrong, message):
    with pytest.raises(ValueError, match=message):
        check_claims(wrong)


def test_sentence_gets_its_numbers_or_none():
    assert fill_sentence("Most: {n} of {of}.", 1234, 2000.0) == "Most: 1,234 of 2,000."
    assert fill_sentence("More: {n} against {of}.", 12.34, 3.0) == "More: 12.3 against 3."
    assert fill_sentence("More: {n} against {of}.", 0.1091, 0.09977) == "More: 0.11 against 0.1."
    assert fill_sentence("Most: {n} of {of}.", np.nan, np.nan) == "Most."


def summarise(*rows):
    robustness = pd.DataFrame(
        rows, columns=["claim", "setting", "kind", "n", "of_n", "value", "verdict"]
    )
    robustness["could_turn"] = robustness["kind"].isin(["one change", "several changes"])
    return check_table(summarise_claims(claim("words", ""), robustness), "findings").iloc[0]


def test_summary_counts_settings_and_names_failures():
    row = summarise(
        ("c", "as published", "published", 3, 4, 0.75, HOLDS),
        ("c", "hyphens: split", "one change", 2, 4, 0.5, FAILS),
        ("c", "stop list: not used", "one change", 4, 4, 1, HOLDS),
        ("c", "duplicates: all counted", "no difference", 3, 4, 0.75, HOLDS),
        ("c", "without a", "one change", 0, 0, np.nan, NOT_COMPUTED),
        ("c", "hyphens: split + stop list: not used", "several changes", 3, 4, 0.75, HOLDS),
    )
    assert (row.n_holds, row.n_settings, row.share) == (2, 3, 2 / 3)
    assert row.sentence == "It is so: 3 of 4." and row.verdict == HOLDS
    assert row.fails_in == "hyphens: split" and (row.n_articles_hold, row.n_articles) == (0, 0)


def test_claim_that_mostly_fails_says_where_it_holds():
    row = summarise(
        ("c", "as published", "published", 1, 4, 0.25, FAILS),
        ("c", "hyphens: split", "one change", 3, 4, 0.75, HOLDS),
        ("c", "without a", "one change", 1, 4, 0.25, FAILS),
        ("c", "stop list: not used", "one change", 1, 4, 0.25, FAILS),
    )
    assert (row.verdict, row.n_holds, row.fails_in) == (FAILS, 1, "all but hyphens: split")


@pytest.mark.parametrize(
    "comparison, threshold, least",
    [("more than", 0.5, 5), ("less than", 0.2, 14), ("at least", 1, 5), ("at most", 0.5, 5)],
)
def test_fewest_is_where_the_clearest_outcome_is_no_longer_chance(comparison, threshold, least):
    row = next(claim("matches", "", comparison, str(threshold)).itertuples())
    chance = threshold if threshold < 1 else 0.5
    chance = 1 - chance if comparison in ("less than", "at most") else chance
    assert fewest(row) == least and chance**least < 0.05 <= chance ** (least - 1)


def test_a_claim_on_too_few_words_is_neither_true_nor_false(view):
    row = next(claim("matches", "frame=cost; voice=direct|indirect").itertuples())
    assert evaluate_claim(row, view)[3] == TOO_FEW


def test_a_pooled_claim_says_in_how_many_articles_it_holds(view):
    row = next(claim("words", "voice=direct|indirect").itertuples())
    spread = spread_claim(row, view)
    assert dict(zip(spread["doc_id"], spread["verdict"])) == {"a": HOLDS, "b": HOLDS}
    assert not len(spread_claim(next(claim("articles", "frame=cost").itertuples()), view))


def test_every_measure_is_tried_here():
    assert set(MEASURES) == {
        "words",
        "matches",
        "rates",
        "groups",
        "articles",
        "largest article",
        "frames",
        "top terms",
    }


def test_a_claim_that_rests_on_one_article_says_so():
    claim = finding_of("rates", "frame=lies; voice=direct|indirect; against_voice=narrator")
    rows = pd.DataFrame({"n": [15, 4, 6, 0], "of_n": [4, 0, 0, 0]})
    said = add_concentration("So it is.", HOLDS, claim, rows)
    assert said == (
        "So it is. One article has 19 of the 29 words, among them all 4 of the narrator’s."
    )
    apart = pd.DataFrame({"n": [5, 5, 5, 0], "of_n": [0, 0, 0, 4]})
    said = add_concentration("So it is.", HOLDS, claim, apart)
    assert said == "So it is. All 4 of the narrator’s are in one article."
    spread = pd.DataFrame({"n": [5, 5, 5, 5], "of_n": [1, 1, 0, 0]})
    assert add_concentration("So it is.", HOLDS, claim, spread) == "So it is."
    assert add_concentration("So it is.", FAILS, claim, rows) == "So it is."
    for n, said in ((1, ""), (2, " All 2 of the narrator’s are in one article.")):
        few = pd.DataFrame({"n": [5, 5, 5], "of_n": [n, 0, 0]})
        assert add_concentration("So it is.", HOLDS, claim, few) == "So it is." + said


def finding_of(measure, options):
    from types import SimpleNamespace

    return SimpleNamespace(
        measure=measure, options=options, comparison="more than", threshold="0.5"
    )


def test_what_is_counted_on_each_side_and_the_words_of_a_rate(view):
    rates = finding_of("rates", "frame=cost; voice=direct|indirect; against_voice=narrator")
    sides = list(SIDES)
    assert spread_claim(rates, view)[sides].sum().tolist() == [3, 1, 7, 3]  # by hand
    matches = finding_of("matches", "frame=cost; voice=direct|indirect")
    assert spread_claim(matches, view)[sides].sum().tolist() == [3, 4, 0, 0]


@pytest.mark.parametrize(
    "measure, options",
    [
        ("words", "voice=direct; among_voice=direct|indirect"),
        ("words", "role=official"),
        ("matches", "frame=cost; voice=direct|indirect"),
        ("rates", "frame=cost; voice=direct|indirect; against_voice=narrator"),
        ("frames", "frame=cost; against_frame=growth"),
    ],
)
def test_all_articles_at_once_are_judged_as_each_alone_would_be(view, measure, options):
    claim = finding_of(measure, options)
    for doc_id, verdict in zip(*spread_claim(claim, view)[["doc_id", "verdict"]].to_numpy().T):
        documents, words, matches = (
            table[table["doc_id"] == doc_id] for table in (view.documents, view.words, view.matches)
        )
        alone = View(documents, words, matches, view.frames, view.stop_terms)
        assert verdict == judge(claim, *MEASURES[measure](alone, **read_options(options)))


def test_a_tally_counts_every_combination_and_missing_values_too():
    table = pd.DataFrame({"doc_id": [*"aabb"], "role": ["x", None, "x", "x"], "n": 1})
    counted = tally(table, ["doc_id", "role"]).astype({"doc_id": "str", "role": "object"})
    rows = {
        (row.doc_id, None if pd.isna(row.role) else row.role): row.n for row in counted.itertuples()
    }
    assert rows == {("a", "x"): 1, ("a", None): 1, ("b", "x"): 2}


def test_numbers_stand_in_a_sentence_as_they_are_read():
    assert fill_sentence("So: {share}.", 1, 10) == "So: 10%."
    assert fill_sentence("So: {share}.", 99, 1000) == "So: 9.9%."
    rate = "Speakers more than the narrator: {count} in {words} words: {n} of {of}."
    behind = {"count": 3, "words": 1500}
    assert fill_sentence(rate, 2.04, 0.5, behind).endswith("3 in 1,500 words: 2.0 of 0.5.")
    assert fill_sentence(rate, 2.04, 0.5) == "Speakers more than the narrator."


@pytest.mark.parametrize(
    "counts, verdicts, words",
    [
        ([9], "h", ""),  # one article is no spread
        ([9, 9], "hh", "; this is true of each of the 2 articles taken one by one."),
        ([9, 9, 9], "hhf", "; this is true of 2 of the 3 articles taken one by one."),
        ([9, 9, 9], "hff", "; it is not true of 2 of the 3 articles taken one by one."),
        ([9, 5, 4], "hhf", "; this is true of each of the 2 articles with at least 5 such words."),
        (
            [9] * 1200,
            "h" * 1100 + "f" * 100,
            "; this is true of 1,100 of the 1,200 articles taken one by one.",
        ),
        ([9, 4, 4], "hhh", ""),  # four words are no instance of "more than half"
    ],
)
def test_an_article_counts_as_an_instance_only_with_enough_words(counts, verdicts, words):
    row = next(claim("matches", "frame=cost; voice=direct").itertuples())
    rows = pd.DataFrame(
        {
            "n": counts,
            "of_n": counts,
            "verdict": [{"h": HOLDS, "f": FAILS}[letter] for letter in verdicts],
        }
    )
    assert add_spread("So it is.", HOLDS, row, rows) == (
        f"So it is{words}" if words else "So it is."
    )
    assert add_spread("So it is.", TOO_FEW, row, rows) == "So it is."


@pytest.mark.parametrize(
    "n, of_n, words",
    [
        (1518, 3034, ", just 1 word over half."),
        (1530, 3034, ", just 13 words over half."),
        (1548, 3034, "."),
    ],
)
def test_a_share_that_holds_by_a_hair_says_by_how_much(n, of_n, words):
    row = next(claim("words", "voice=direct|indirect").itertuples())
    published = pd.Series({"n": n, "of_n": of_n, "verdict": HOLDS})
    assert add_margin("So it is.", published, row) == f"So it is{words}"
    failed = pd.Series({"n": 1516, "of_n": of_n, "verdict": FAILS})
    assert add_margin("So it is.", failed, row) == "So it is."


def test_where_most_words_are_is_said_of_two_articles_and_more():
    claim_of = finding_of("matches", "frame=lies; voice=narrator")
    two = pd.DataFrame({"n": [6, 1], "of_n": [9, 1]})
    said = add_concentration("So.", HOLDS, claim_of, two)
    assert said == "So. One article has 9 of the 10 words; no other has as many as 5."
    assert add_concentration("So.", HOLDS, claim_of, two[:1]) == "So."
    enough = two.assign(of_n=[9, 5])
    assert add_concentration("So.", HOLDS, claim_of, enough).endswith("has 9 of the 14 words.")


def test_of_two_frames_the_one_that_one_article_dominates_is_named():
    claim_of = finding_of("frames", "frame=growth; against_frame=order|safety")
    rows = pd.DataFrame({"n": [5, 17, 20], "of_n": [18, 6, 5]})
    said = add_concentration("So.", HOLDS, claim_of, rows)
    assert said == "So. One article has 18 of the 29 order and safety words."
    even = pd.DataFrame({"n": [5, 5, 1], "of_n": [3, 3, 0]})
    assert add_concentration("So.", HOLDS, claim_of, even) == "So."
    few = pd.DataFrame({"n": [5, 5], "of_n": [4, 0]})  # four words are no instance
    assert add_concentration("So.", HOLDS, claim_of, few) == "So."


def test_failures_are_named_up_to_a_half_and_the_others_above():
    rows = pd.DataFrame(
        {"setting": list("abcd"), "n_changes": 1, "verdict": [FAILS, FAILS, HOLDS, HOLDS]}
    )
    rows = rows.assign(name=rows["setting"], kind="alone", options=rows["setting"])
    named = name_failures(rows)
    assert not named.startswith("all")
    most = rows.assign(verdict=[FAILS, FAILS, FAILS, HOLDS])
    assert name_failures(most).startswith("all but ")
    assert name_failures(rows.assign(verdict=FAILS)) == "all"
    assert name_failures(rows.assign(verdict=HOLDS)) is None


@pytest.mark.usefixtures("few_are_enough")
def test_a_claim_may_ask_of_all_frames_that_there_are(view):
    row = next(claim("frames", "frame=cost; against_frame=risk").itertuples())
    for frames, verdict in ((["cost", "risk"], HOLDS), (["cost", "unity"], NOT_COMPUTED)):
        assert evaluate_claim(row, replace(view, frames=frozenset(frames)))[3] == verdict


@pytest.mark.usefixtures("few_are_enough")
def test_a_claim_of_no_article_is_not_computed(view):
    empty = View(view.documents[:0], view.words, view.matches, view.frames, view.stop_terms)
    row = next(claim("matches", "frame=cost; voice=direct").itertuples())
    assert evaluate_claim(row, empty)[3] == NOT_COMPUTED


def test_as_many_cases_as_needed_are_enough(view, monkeypatch):
    row = next(claim("matches", "frame=cost; voice=direct|indirect").itertuples())
    monkeypatch.setattr("analysis.findings.claims.fewest", lambda claim: 4)
    assert evaluate_claim(row, view)[3] == HOLDS
    monkeypatch.setattr("analysis.findings.claims.fewest", lambda claim: 5)
    assert evaluate_claim(row, view)[3] == TOO_FEW
