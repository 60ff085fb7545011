"""What the paper shows of its claims, the numbers that README quotes, and the claims a study may begin with."""

import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from test_figures import check_phone, labels_of, words

from analysis.findings import figures as draw
from analysis.findings import numbers, starting, telling
from analysis.findings.claims import BY_RULE, FAILS, HOLDS, NOT_COMPUTED, TOO_FEW
from analysis.findings.sentences import say_tally
from analysis.tables.stored import ROOT, empty_table
from analysis.text.coded import count_spoken
from analysis.text.naming import label_articles, name_articles


def findings(*rows):
    """(verdict, n_holds, n_settings) of each claim."""
    table = pd.DataFrame(rows, columns=["verdict", "n_holds", "n_settings"])
    names = [f"c{n}" for n in range(len(rows))]
    return table.assign(
        claim=names, sentence=[f"Claim {n}: 3 of 4." for n in range(len(rows))]
    ).assign(fails_in=None)


# The tally ------------------------------------------------------------------------------


def test_every_claim_is_in_one_part_of_the_tally():
    table = findings(
        (HOLDS, 4, 4), (HOLDS, 3, 4), (HOLDS, 0, 0), (FAILS, 2, 4), (FAILS, 0, 0), (BY_RULE, 1, 4)
    )
    table = pd.concat([table, findings((TOO_FEW, 0, 4), (TOO_FEW, 0, 0), (NOT_COMPUTED, 0, 0))])
    said = say_tally(table).rstrip(".").split(", ")
    words = [
        "every recount",
        "most",
        "not be tested",
        "fail",
        "follows",
        "few",
        "cannot be computed",
    ]
    assert [part.split()[0] for part in said] == ["1", "1", "1", "2", "1", "2", "1"]
    assert "1 of 9 claims held" in said[0]
    assert said[3] == "2 fail" and said[5].startswith("2 have")
    assert all(word in part for word, part in zip(words, said))
    parts = draw.summarise_robustness(table).split("; ")
    assert [part.split()[0] for part in parts] == ["1", "1", "1", "2", "1"]
    assert "test" in parts[2] and "holds" in parts[2] and "rule" in parts[4]
    two = findings(*[(HOLDS, 0, 0)] * 2, *[(BY_RULE, 0, 0)] * 2, *[(HOLDS, 1, 4)] * 2)
    parts = draw.summarise_robustness(two).split("; ")
    assert [part.replace(",", "").split()[:2] for part in parts[1:]] == [
        ["2", "hold"],
        ["2", "hold"],
        ["2", "follow"],
    ]
    assert "not in all" in parts[1] and "test" in parts[2]
    assert draw.title_robustness(two) == ("0 of 6 claims held in every recount that tests them")


@pytest.mark.parametrize("n_holds, how", [(3, "most"), (2, "some"), (1, "some")])
def test_most_choices_are_more_than_half(n_holds, how):
    assert f"1 in {how}." in say_tally(findings((HOLDS, n_holds, 4)))
    # It is said of all such claims, or not at all.
    assert f"2 in {how}." in say_tally(findings((HOLDS, n_holds, 4), (HOLDS, 3, 4)))


def test_two_claims_that_hold_throughout_are_in_the_plural():
    said = say_tally(findings((HOLDS, 4, 4), (HOLDS, 1, 1)))
    assert said == "2 of 2 claims held in every recount that tests them."
    table = findings((HOLDS, 4, 4), (HOLDS, 1, 1))
    assert draw.summarise_robustness(table) == said.rstrip(".")


# The figure -----------------------------------------------------------------------------


def robustness():
    rows = [
        ("c0", "as published", "published", HOLDS, False),
        ("c0", "hyphens: split", "one change", FAILS, True),
        ("c0", "stop list: not used", "one change", HOLDS, False),
        ("c0", "without a", "one change", TOO_FEW, False),
        ("c1", "as published", "published", FAILS, False),
        ("c1", "hyphens: split", "one change", HOLDS, True),
        ("c1", "stop list: not used", "no difference", FAILS, False),
        ("c1", "without a", "one change", NOT_COMPUTED, False),
        ("c1", "hyphens: split + without a", "several changes", HOLDS, True),
    ]
    return pd.DataFrame(rows, columns=["claim", "setting", "kind", "verdict", "could_turn"])


def test_a_change_that_could_not_turn_a_claim_is_no_test_of_it():
    marks = draw.mark_rows(robustness()).tolist()
    assert marks == [HOLDS, FAILS, draw.IDLE, TOO_FEW, FAILS, HOLDS, draw.IDLE, NOT_COMPUTED, HOLDS]


def test_claims_are_rows_and_single_changes_columns():
    figure = draw.draw_robustness(robustness(), findings((HOLDS, 3, 4), (FAILS, 0, 0)))
    ax = figure.wide.axes[0]
    drawn = {
        group.get_label(): sorted(map(tuple, group.get_offsets().tolist()))
        for group in ax.collections
        if group.get_label()[0] != "_"
    }
    assert drawn == {
        HOLDS: [(0, 0), (1, 1)],
        FAILS: [(0, 1), (1, 0)],
        draw.IDLE: [(2, 0), (2, 1)],
        TOO_FEW: [(3, 0)],
        NOT_COMPUTED: [(3, 1)],
    }
    # A stroke is seen by its width alone.
    strokes = [group for group in ax.collections if group.get_label() in (TOO_FEW, NOT_COMPUTED)]
    assert all(group.get_linewidths()[0] > 1 for group in strokes) and len(strokes) == 2
    columns = [label.get_text() for label in ax.get_xticklabels()]
    assert columns == ["as published", "hyphens: split", "stop list: not used", "without a"]
    assert labels_of(ax) == ["Claim 0", "Claim 1"] and ax.yaxis_inverted()
    beside = {text.get_position(): text.get_text() for text in ax.texts}
    assert beside[4, 0] == "3 of 4" and beside[4, 1] == "not\ntestable"
    assert beside[4, -0.75] == "held in"
    colours = {
        to_hex(group.get_facecolor()[0]) for group in ax.collections if group.get_label() in drawn
    }
    assert len(colours) >= 4
    assert ax.get_xlim()[0] < -0.5 and ax.get_xlim()[1] > 4 and ax.get_ylim()[0] > 1.5
    told = figure.alt
    assert "A grid of 2 claims and 4 columns" in told
    assert "Claim 0: held in 3 of 4 recounts. Claim 1: fails as published; not testable." in told
    assert re.search(r"other.*\b3\b", figure.caption) and "1 combination" in figure.caption
    phone = " ".join(words(figure.phone))
    assert re.search(r"Claim 1 As published: fails\. No\w* .*could test this\.", phone)
    check_phone(figure)


def test_a_figure_is_as_high_as_its_claims():
    one, three = (
        draw.draw_robustness(robustness(), findings(*[(HOLDS, 3, 4)] * n)).wide.get_figheight()
        for n in (2, 4)
    )
    assert three - one == pytest.approx(2 * 0.31)


@pytest.mark.parametrize(
    "where, said",
    [
        ("all", "Fails under all of them"),
        ("all but a", "Fails under all of them except: a"),
        ("a; 1 with several changes", "Fails under: a; one combination of"),
        ("1,200 with several changes", "Fails under: 1,200 combinations of"),
    ],
)
def test_where_a_claim_fails_is_said_in_words(where, said):
    assert draw.say_failing(where).startswith(said)


# Numbers in texts -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "names, said",
    [
        ("hyphens: split", "if hyphens divide words"),
        ("without a; x: y", "if the article a is left out and under “x: y”"),
        ("without a; without b; 1 with several changes", None),
        (
            "x: y; without a; without b; without c",
            "under “x: y” and if any one of 3 articles is left out (a, b or c)",
        ),
        (
            "without a; without articles 1, 11",
            "if the article a is left out and if articles 1, 11 are left out",
        ),
        ("without articles 1, 11, 21 …", "if articles 1, 11, 21 … are left out"),
        ("2 with several changes", "in 2 combinations of"),
    ],
)
def test_settings_follow_it_fails(names, said):
    said = said or "if either of two articles is left out (a or b) and in one combination of"
    assert numbers.quote_settings(names).startswith(said)


def row(verdict=HOLDS, n_holds=3, n_settings=4, fails_in=None):
    return SimpleNamespace(
        claim="c",
        sentence="So: 3 of 4.",
        verdict=verdict,
        n_holds=n_holds,
        n_settings=n_settings,
        fails_in=fails_in,
    )


def test_a_range_is_told_behind_its_own_claim():
    ranges = {
        "c": numbers.Between(
            " (2 changed several things at once)", "it runs from 1% to 2%", "A is none"
        )
    }
    said = numbers.say_choices(row(fails_in="without a"), ranges)
    assert said.endswith(
        " (2 changed several things at once); it runs from 1% to 2%. It fails if the article a is left out. A is none"
    )
    untested = numbers.say_choices(row(n_settings=0), ranges)
    assert untested.endswith(": it runs from 1% to 2%") and "them" not in untested
    assert "runs" not in numbers.say_choices(row(), {"d": ranges["c"]})
    none, where = numbers.say_settings(row(FAILS, 0, 4, "all"))
    assert none.startswith("It was false, too, in all 4 recounts") and where == ""
    never, _ = numbers.say_settings(row(HOLDS, 0, 4, "all"))
    assert never.startswith("It held in none of 4 recounts")
    assert numbers.say_held(0, 1, HOLDS) == "It failed in the one recount"
    assert numbers.say_held(1, 1, FAILS, is_some=True) == "It held in the one recount that tests it"
    assert (
        numbers.say_held(1, 4, HOLDS, is_some=True) == "It held in 1 of the 4 recounts that test it"
    )
    most, where = numbers.say_settings(row(FAILS, 1, 1200, "all but without a"))
    assert most.startswith("It was false, too, in 1,199 of 1,200")
    assert where == "It is true only if the article a is left out"
    holds, where = numbers.say_settings(row(HOLDS, 1, 4, "all but without a"))
    assert where == "It holds only if the article a is left out"


def settings(*rows):
    columns = ["kind", "value", "verdict", "could_turn"]
    names = [f"s{n}" for n in range(len(rows))]
    return pd.DataFrame(rows, columns=columns).assign(claim="a", setting=names)


def test_ranges_take_shares_in_per_cent_and_leave_out_what_did_not_count():
    claims = pd.DataFrame({"claim": ["a"], "measure": ["words"]})
    table = settings(
        ("published", 0.5, HOLDS, False),
        ("one change", 0.25, FAILS, True),
        ("one change", 0.9, HOLDS, False),
        ("one change", 0.8, NOT_COMPUTED, True),
        ("several changes", 0.75, HOLDS, True),
        ("several changes", np.inf, HOLDS, True),
        ("one change", 0.1, TOO_FEW, True),
        ("one change", 0.1, TOO_FEW, True),
    )
    between = numbers.find_ranges(table, claims)["a"]
    told = between.told.split("; ")
    assert (
        between.combined.startswith(" (2 changed several things") and "from 25% to 75%" in told[0]
    )
    assert "under “s5”" in told[1] and len(told) == 3 and not between.excluded
    assert re.search(r"in 2 more, too few words", told[2])
    same = settings(("published", 0.5, HOLDS, False), ("one change", 0.501, HOLDS, True))
    assert numbers.find_ranges(same, claims)["a"] == ("", "the share was 50%", "", "", {})
    other = claims.assign(measure="groups")
    assert "ran" not in numbers.find_ranges(table, other)["a"].told


# A finding told shortly ---------------------------------------------------------------------


def claim(measure="matches", sentence="So: {n} of {of}.", options="frame=f; voice=direct"):
    return SimpleNamespace(
        claim="c",
        sentence=sentence,
        measure=measure,
        options=options,
        comparison="more than",
        threshold="0.5",
    )


def spread(*rows):
    """(doc_id, verdict, n, of_n) of each article."""
    return pd.DataFrame(rows, columns=["doc_id", "verdict", "n", "of_n"])


def told(**changes):
    values = {"claim": "c", "sentence": "As stored.", "n": 13.0, "of_n": 18.0, "verdict": HOLDS}
    return SimpleNamespace(**values | {"n_holds": 4, "n_settings": 4} | changes)


@pytest.mark.parametrize(
    "own, said",
    [
        (
            [("a", HOLDS, 5, 8), ("b", HOLDS, 8, 10)],
            "So: 13 of 18; this is true of each of the 2 articles.",
        ),
        (
            [("a", HOLDS, 5, 8), ("b", FAILS, 1, 5), ("c", HOLDS, 7, 7)],
            "So: 13 of 18; this is true of 2 of the 3 articles.",
        ),
        (
            [("a", HOLDS, 5, 8), ("b", HOLDS, 5, 5), ("c", FAILS, 0, 4), ("d", HOLDS, 9, 9)],
            "So: 13 of 18; this is true of each of the 3 articles with at least 5 such words.",
        ),
        (
            [("a", HOLDS, 5, 8), ("b", HOLDS, 4, 4)],
            "So: 13 of 18; only one article has at least 5 such words.",
        ),
        (
            [("a", FAILS, 3, 8), ("b", HOLDS, 4, 4)],
            "So: 13 of 18; only one article has at least 5 such words, and of this one it is not true.",
        ),
        ([("a", HOLDS, 4, 4), ("b", HOLDS, 4, 4)], "So: 13 of 18."),
        ([("a", HOLDS, 13, 18)], "So: 13 of 18."),  # of one article alone there is no spread
        ([], "So: 13 of 18."),
    ],
)
def test_a_finding_is_one_sentence_with_its_spread(own, said):
    assert telling.say_finding(told(), claim(), spread(*own)) == said


def test_a_rate_is_told_as_how_many_to_one_and_a_finding_without_its_claim_as_stored():
    rate = claim("rates", "More {count} in {words}: {n} against {of}.")
    rate.sentence = "More here: {count} in {words} words against {other_count} in {other_words}."
    assert (
        telling.say_finding(told(n=16.5, of_n=2.64), rate)
        == "More here: about 6 times as often per word."
    )
    assert telling.say_times(
        3, 2
    ) == "about 1.5 times as often per word" and "none" in telling.say_times(3, 0)
    assert (
        telling.say_finding(told()) == telling.say_finding(told(n=np.nan), claim()) == "As stored."
    )


def test_recounts_are_told_with_how_far_the_number_moved():
    rows = settings(
        ("published", 0.7, HOLDS, False),
        ("one change", 0.6, HOLDS, True),
        ("one change", 0.78, HOLDS, True),
        ("one change", 0.1, TOO_FEW, True),
        ("one change", 0.9, HOLDS, False),
    )
    said = telling.say_recounts(told(), "matches", rows)
    assert said == "It held in all 4 recounts that test it; the share ran from 60% to 78%."
    assert (
        telling.say_recounts(told(n_holds=1), "articles", rows)
        == "It held in 1 of the 4 recounts that test it."
    )
    rows.loc[1, "value"] = np.inf
    assert telling.say_recounts(told(), "rates", rows).endswith("; the ratio was never below 0.78.")
    none = telling.say_recounts(told(n_holds=0, n_settings=0), "matches", rows[:1])
    assert none == "No recount tests it."


def test_the_article_that_a_finding_rests_on_is_said():
    names = {"a": "Post, 1 May 2020"}
    most = spread(("a", HOLDS, 9, 11), ("b", HOLDS, 5, 9))
    assert telling.say_rests(claim(), most, names) == (
        "One article (Post, 1 May 2020) has 11 of the 20 words."
    )
    only = spread(("a", HOLDS, 9, 16), ("b", HOLDS, 2, 2))
    assert telling.say_rests(claim(), only, {}) == ("One article has 16 of the 18 words.")
    even = spread(("a", HOLDS, 9, 10), ("b", HOLDS, 5, 10))
    quoted = telling.say_rests(claim(), most, names, "a")
    assert quoted.startswith("The article quoted here has ") and "one article" not in quoted
    assert telling.say_rests(claim(), even, names) == telling.say_rests(claim(), even[:1], {}) == ""
    frames = claim("frames", options="frame=f; against_frame=g")
    assert telling.say_rests(frames, most, {}) == (
        "One article has 9 of the 14 f words. One article has 11 of the 20 g words."
    )


def test_an_article_is_called_by_its_outlet_and_date_or_its_title_and_no_two_are_called_the_same():
    documents = pd.DataFrame(
        [
            ("a", "A title", "Post", "text", "2021-02-23", "2021-02-23"),
            ("b", None, "Post", "text", "2021-02-23", "2021-02-23"),
            ("c", None, "Post", "inferred: a caption", "2021-06", "2021-07-15"),
            ("d", None, "Post", "text", "2021-02-23", None),
            ("e", None, None, None, "2021-02-23", None),
            ("f", "No date", "Post", "text", None, None),
            ("g", None, "Post", "text", "2020-12-30", "2021-01-02"),
            ("h", None, "Post", "text", "2020-01-01", "2020-12-31"),
        ],
        columns=["doc_id", "title", "outlet", "outlet_basis", "published_from", "published_to"],
    )
    assert name_articles(documents) == {
        "a": "Post, 23 February 2021 (a)",
        "b": "Post, 23 February 2021 (b)",
        "c": "probably Post, between June and 15 July 2021",
        "d": "Post, 23 February 2021 (d)",
        "e": "e",
        "f": "“No date”",
        "g": "Post, between 30 December 2020 and 2 January 2021",
        "h": "Post, 2020",
    }
    assert name_articles(documents[1:3])["b"] == "Post, 23 February 2021"
    assert name_articles(documents[:0]) == {}
    long = name_articles(documents[:1].assign(title="word " * 60, outlet=None))["a"]
    assert len(long) < 110 and long.endswith("word …”")


def test_an_article_has_a_short_name_on_an_axis_and_no_two_have_the_same():
    documents = pd.DataFrame(
        [
            ("a", "Post", "text", "2021-02-23", "2021-02-23"),
            ("b", "A newspaper with a very long name", "inferred: x", "2021-06-23", "2021-07-15"),
            ("c", "Mail", "text", "2021-03-01", "2021-03-09"),
            ("d", "Mail", "text", "2020-12", "2021-01"),
            ("e", "Mail", "text", None, None),
            ("f", "Twin", "text", "2021", None),
            ("g", "Twin", "text", "2021", None),
            ("h", "Mail", "text", "1999-01-01", "1999-12-31"),
        ],
        columns=["doc_id", "outlet", "outlet_basis", "published_from", "published_to"],
    )
    assert label_articles(documents) == {
        "a": "Post, 23 Feb 2021",
        "b": "A newspaper with a ver … (?), Jun–Jul 2021",
        "c": "Mail, Mar 2021",
        "d": "Mail, Dec 2020–Jan 2021",
        "e": "e",
        "f": "f",
        "g": "g",
        "h": "Mail, 1999",
    }


@pytest.fixture
def stored(monkeypatch):
    """Tables that `numbers` reads, instead of those of a study."""
    tables = {}

    def read(name, out, only=None):
        return tables.get(name, empty_table(name))

    monkeypatch.setattr(numbers, "read_or_empty", read)
    monkeypatch.setattr(numbers, "read_table", read)
    return tables


def test_articles_lines_and_changes_are_counted(stored):
    stored["documents"] = pd.DataFrame(
        {
            "doc_id": ["a", "b"],
            "n_words": [1200, 30],
            "duplicate_of": [None, "a"],
            "flags": ["x", None],
        }
    )
    stored["sentences"] = pd.DataFrame({"kind": ["body", "body", "byline"]})
    stored["edits"] = pd.DataFrame({"fix": ["x"] * 5})
    assert numbers.count_cleaning(None) == {
        "articles": 2,
        "words": 1230,
        "edits": 5,
        "sentences": 2,
        "furniture": 1,
        "duplicates": 1,
        "flagged": 1,
        "words.a": 1200,
        "words.b": 30,
        "lines.body": 2,
        "lines.byline": 1,
    }
    stored["sentences"] = pd.DataFrame({"kind": ["byline"]})
    none = numbers.count_cleaning(None)
    assert (none["sentences"], none["furniture"]) == (0, 1)


def test_passages_of_speech_and_between_marks_are_counted(stored):
    rows = [
        ("direct", "full", "Ana"),
        ("direct", "full", "Ana"),
        ("indirect", "reported", None),
        ("narrator", "scare", None),
        ("narrator", "hearsay", None),
    ]
    stored["quotations"] = pd.DataFrame(rows, columns=["voice", "form", "speaker"])
    counts = numbers.count_voices(None)
    assert str(counts.pop("attributed")).split()[0] == "2"
    assert counts == {
        "speech": 3,
        "between-marks": 1,
        "speakers": 1,
        "speech.direct": 2,
        "speech.indirect": 1,
    }


def test_framing_words_that_count_are_those_of_the_body(stored, monkeypatch):
    dictionary = pd.DataFrame({"use": ["count", "doubtful", "exclude"]})
    monkeypatch.setattr(numbers, "read_list", lambda name, corpus: dictionary)
    stored["documents"] = pd.DataFrame({"doc_id": ["a"], "duplicate_of": [None]})
    rows = [
        ("body", "count", "tough words", "x", None),
        ("body", "count", "tough words", None, "denied"),
        ("body", "doubtful", "cost", None, "denied"),
        ("body", "exclude", "cost", None, None),
        ("caption", "doubtful", "cost", None, None),
    ]
    table = pd.DataFrame(rows, columns=["kind", "use", "frame", "target", "status"])
    stored["matches"] = table.assign(doc_id="a")
    counts, expected = numbers.count_framing(ROOT), {"patterns": 2, "matches": 3, "excluded": 1}
    expected |= {"doubtful": 1, "frame.tough-words": 2, "frame.cost": 1}
    assert {name: counts[name] for name in expected} == expected
    assert counts.get("no-target", 2) == 2 and counts.get("no-status", 1) == 1
    assert counts.get("with-target", "1 of 3") == "1 of 3"


def test_words_are_counted_in_the_voice_they_stand_in(stored, monkeypatch):
    stored["documents"] = pd.DataFrame({"doc_id": ["a", "b"], "duplicate_of": [None, "a"]})
    stored["frequencies"] = pd.DataFrame({"term": list("xyz")})
    rows = [("a", "body", "direct"), ("a", "body", "narrator"), ("a", "body", "direct")]
    rows += [("a", "headline", "narrator"), ("b", "body", "indirect")]
    tokens = pd.DataFrame(rows, columns=["doc_id", "kind", "voice"])
    parts = [tokens[:2], tokens[2:].reset_index(drop=True)]
    monkeypatch.setattr(numbers, "read_words", lambda out, corpus: zip(parts, parts))
    monkeypatch.setattr(numbers, "read_coding", lambda *_: None)
    monkeypatch.setattr(numbers, "coded_quotations", lambda _: None)
    monkeypatch.setattr(numbers, "count_spoken", lambda words, _: len(words))
    assert numbers.count_terms(ROOT) == {
        "terms": 3,
        "words.counted": 3,
        "words.narrator": 1,
        "words.direct": 2,
        "words.indirect": 0,
        "words.speech": 2,
        "words.coded": 3,
    }


def test_possible_speech_counts_as_speech_where_it_is_counted_as_coded():
    coded = empty_table("quotations").reindex(range(3))
    coded = coded.assign(doc_id="a", voice=["direct", "perhaps", "narrator"])
    coded = coded.assign(raw_start=[0, 10, 20], raw_end=[9, 19, 29])
    words = pd.DataFrame({"doc_id": "a", "raw_start": [0, 5, 10, 20, 40]})
    words["raw_end"] = words["raw_start"] + 3
    assert count_spoken(words, coded) == 3


def test_the_validity_that_is_quoted_is_of_all_frames_and_voices(stored, monkeypatch):
    rows = [("all", "all", 9), ("all", "direct", 1), ("cost", "all", 2)]
    table = pd.DataFrame(rows, columns=["frame", "voice", "n_right"])
    table = table.assign(sample="unseen", n_matches=10, n_found=3, n_coded=4, unit="words")
    table = table.assign(precision=table["n_right"] / 10, recall=0.75)
    stored["validity"] = table.assign(precision_low=np.nan, recall_low=np.nan)
    monkeypatch.setattr(numbers, "quote_voices", lambda out: "0.97")
    quoted = numbers.quote_validity(None)
    parts = quoted["validity.unseen"].split(", ")
    assert (
        parts == ["precision is 0.90", "recall 0.75"] and quoted["recall.in-sample"] == "not known"
    )
    assert quoted["validity.in-sample"] == "not known" and quoted["voices.f1"] == "0.97"
    assert quoted["unseen.sentences"] > 100 and quoted["gum.documents"] > 0
    assert 0 < float(quoted["gum.f1.marks-alone"]) < float(quoted["gum.f1"]) < 1


# Claims to begin with -------------------------------------------------------------------


def words_of(**counts):
    """Framing words of each frame: (spoken, told) of the narrator."""
    rows = [
        (frame, voice)
        for frame, numbers_of in counts.items()
        for voice, n in zip(("direct", "narrator"), numbers_of)
        for _ in range(n)
    ]
    table = pd.DataFrame(rows, columns=["frame", "voice"])
    return table.assign(doc_id="a", kind="body", use="count")


@pytest.mark.parametrize("spoken, told, whose", [(11, 9, True), (10, 10, False), (9, 11, False)])
def test_a_frame_is_the_speakers_if_they_have_more_than_half_of_its_words(spoken, told, whose):
    matches = words_of(cost=(spoken, told), hope=(99, 0), fear=(0, 99))
    claim = starting.claim_voice("cost", matches)
    assert ("attributed to speakers" in claim[1]) is whose
    assert (
        claim[3]
        == f"frame=cost; voice={'direct|indirect' if whose else 'narrator|hearsay|perhaps'}"
    )
    assert claim[4:6] == ("more than", "0.5")


def test_frames_of_twenty_words_get_claims_the_most_frequent_first(monkeypatch, tmp_path):
    counts = {f"f{n}": (30 - n, 0) for n in range(7)} | {"a": (starting.FEWEST, 0), "b": (19, 0)}
    counts |= {"x;y": (90, 0), "f0b": (30, 0)}
    tables = {
        "matches": words_of(**counts),
        "documents": pd.DataFrame({"doc_id": ["a"], "duplicate_of": [None]}),
    }
    monkeypatch.setattr(starting, "read_table", lambda name, out, only=None: tables[name])
    claims = starting.start_claims(tmp_path)["claim"].tolist()
    # Of equally frequent ones the first by name; no name that divides the parts of a claim.
    frames = ["f0", "f0b", "f1", "f2", "f3", "f4"]
    assert claims == [
        *(f"{frame} voice" for frame in frames),
        "f0 f0b",
        "f0 concentration",
        "speech",
        "reported",
    ]
    assert len(frames) == starting.MOST_FRAMES
    tables["matches"] = words_of(a=(20, 0), b=(19, 0))
    claims = starting.start_claims(tmp_path)["claim"].tolist()
    assert claims == ["a voice", "a concentration", "speech", "reported"]


def test_of_two_frames_the_first_leads_and_one_alone_leads_nothing():
    lead, lone = starting.claim_frames(["a", "b"])
    assert lead[3:6] == ("frame=a; against_frame=b", "more than", "1")
    assert lone[3:6] == ("frame=a", "at most", "0.5") and starting.claim_frames(["a"]) == [lone]
    assert starting.claim_frames([]) == []


def test_a_difference_is_claimed_in_the_direction_in_which_it_lies(monkeypatch):
    rows = [
        ("outlet", "Post", "cost", 2.0, 1.0),
        ("outlet", "Mail", "hope", 1.0, 2.0),
        ("outlet", "a|b", "fear", 2.0, 1.0),
    ]
    table = pd.DataFrame(rows, columns=["by", "group", "frame", "per_1000", "per_1000_rest"])
    asked = []
    monkeypatch.setattr(
        starting, "choose_differences", lambda groups, most: (asked.append(most), groups)[1]
    )
    more, less = starting.claim_differences(table)
    assert "cost are more frequent in Post" in more[1] and more[4] == "more than"
    assert "hope are less frequent in Mail" in less[1] and less[4] == "less than"
    assert less[3] == "frame=hope; by=outlet; group=Mail" and asked == [6]


def test_explored_claims_are_counted_beside_the_others():
    explored = pd.DataFrame({"reason": [starting.EXPLORED + ": x", "asked before", None]})
    assert starting.say_claims(explored).startswith("**1 claim is explored")
    assert "2 others are not" in starting.say_claims(explored)
    every = starting.say_claims(pd.concat([explored.head(1)] * 2))
    assert every.startswith("**2 claims are explored") and "others are not" not in every
    assert starting.say_claims(explored.tail(2)) == ""
