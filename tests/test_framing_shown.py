"""What the notebook on framing shows: the frames, voices and counts in its sentences and figures."""

import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.dates import date2num
from numpy.testing import assert_allclose
from test_figures import bars, check_phone, dots, draw, labels_of, spans, words

from analysis.drawing.figure import PALETTE, VOICES
from analysis.framing import figures, titles
from analysis.framing import sentences as say
from analysis.measures.rates import ENOUGH_DOCS

COLUMNS = ["by", "group", "frame", "n", "per_1000", "n_with", "n_docs"]


def table(*rows):
    return pd.DataFrame(rows, columns=COLUMNS)


def by_voice(**counts):
    """Rows of one frame each, from (narrator, reported, direct)."""
    return table(
        *(
            ("voice", voice, frame, n, 0.0, 0, 0)
            for frame, numbers in counts.items()
            for voice, n in zip(VOICES, numbers)
        )
    )


# Sentences: what was found --------------------------------------------------------------


def test_frames_of_every_article_are_named():
    rows = pd.concat(
        [
            table(
                ("all", "all", "blame", 9, 1.0, 3, 3),
                ("all", "all", "hope", 1, 1.0, 1, 3),
                ("all", "all", "none", 0, 0.0, 0, 3),
                ("article", "a", "blame", 99, 1.0, 1, 1),
            ),
            by_voice(blame=(2, 3, 4), hope=(0, 1, 0)),
        ]
    )
    said = say.say_found(rows)
    assert "80% (8 of 10)" in said and "9 uses in 3 articles" in said
    assert "1 of the 3 frames occurs in every article: blame." in said
    rows.loc[rows["n"].eq(1), "n_with"] = 3
    assert "2 of the 3 frames occur in every article: blame, hope." in say.say_found(rows)
    assert "0 of the 3 frames occur in every article." in say.say_found(rows.assign(n_with=1))


def test_names_stand_in_a_row():
    assert say.join_names(["a"]) == "a" and say.join_names(["a", "b", "c"]) == "a, b and c"


def test_a_frame_needs_five_words_for_a_share_of_voices():
    enough, few = by_voice(hope=(1, 2, 2)), by_voice(hope=(1, 2, 1))
    assert say.most_spoken(enough) == "hope" and say.most_spoken(few) is None
    nobody = by_voice(hope=(0, 5, 5)).query("group != 'narrator'")
    assert say.spread_voices(nobody)["narrator"].tolist() == [0]
    assert say.most_spoken(by_voice(blame=(20, 80, 100), hope=(5, 0, 5))) == "blame"  # by shares


def test_the_shares_of_voices_are_of_each_frames_own_words():
    """By counts the narrator uses `blame` most, by shares `hope`."""
    rows = by_voice(blame=(20, 40, 40), hope=(5, 0, 5), fear=(1, 9, 10))
    assert say.most_spoken(rows) == "fear"
    said = say.say_voice(rows)
    assert "in speech is largest for the frame *fear*: 95% (19 of 20)" in said
    assert said.endswith("largest for the frame *hope*: 50% (5 of 10).")


def test_frames_that_tie_in_their_voices_are_all_told():
    none = say.say_voice(by_voice(blame=(0, 3, 4), hope=(0, 5, 1), fear=(5, 5, 0)))
    assert none.startswith("All 13 words of the frames *blame* and *hope* are in speech.")
    assert "*fear*: 50% (5 of 10)" in none
    even = say.say_voice(by_voice(blame=(5, 5, 0), hope=(10, 5, 5)))
    assert (
        even == "The share in speech is largest for the frames *blame* and *hope*: 50% (15 of 30)."
    )


def test_what_the_narrator_has_without_possible_speech_is_told():
    rows = by_voice(blame=(9, 5, 4), hope=(7, 5, 4), fear=(1, 9, 0), cost=(5, 5, 2))
    assert say.say_voice(rows).endswith("largest for the frame *blame*: 50% (9 of 18).")
    assert say.say_voice(rows, None, pd.Series({"fear": 1})) == say.say_voice(rows)
    same = say.say_voice(rows.replace({7: 5}), None, pd.Series({"blame": 1, "cost": 5}))
    assert same.endswith(" Without possible speech, the narrator has 8 words of *blame*.")
    other = say.say_voice(rows, None, pd.Series({"blame": 3}))
    assert other.endswith(
        "has 6 words of *blame*. The narrator’s largest share is then that of the frame *hope*: 44% (7 of 16)."
    )
    both = by_voice(blame=(9, 5, 4), hope=(8, 4, 4), fear=(1, 9, 0))
    told = say.say_voice(both, None, pd.Series({"blame": 3, "hope": 2}))
    assert (
        "has 6 words of *blame* and 6 of *hope*. The narrator’s largest share is then that of the frame *hope*"
        in told
    )


def test_possible_speech_among_the_narrators_first_frames_is_told():
    rows = pd.DataFrame(
        [("narrator", 9, 5, 5, 4)], columns=["speaker", "n_words", "blame", "hope", "fear"]
    )
    assert "possible" not in say.say_speaker(rows, pd.Series({"fear": 2}))
    said = say.say_speaker(rows, pd.Series({"blame": 3}))
    assert "3 of the *blame* words are possible speech; without these, *hope* would be" in said
    even = say.say_speaker(rows.drop(columns="hope"), pd.Series({"blame": 1, "fear": 1}))
    assert " 1 of the *blame* words is possible speech. A word" in even


def test_words_in_possible_speech_are_the_narrators_within_such_a_passage():
    quotations = pd.DataFrame(
        [("a", 0, 20, "perhaps"), ("a", 5, 9, "direct"), ("a", 30, 40, "hearsay")],
        columns=["doc_id", "raw_start", "raw_end", "voice"],
    )
    counted = pd.DataFrame(
        [(0, "narrator"), (5, "direct"), (12, "narrator"), (31, "narrator"), (50, "narrator")],
        columns=["raw_start", "voice"],
    ).assign(doc_id="a", frame=["blame", "blame", "hope", "blame", "blame"])
    counted["raw_end"] = counted["raw_start"] + 3
    assert say.count_possible(counted, quotations).to_dict() == {"blame": 1, "hope": 1}
    assert say.count_possible(counted, quotations[2:]).empty


def test_the_example_is_of_the_first_frame_of_the_first_named_speaker():
    crossed = pd.DataFrame(
        [
            ("narrator", 9, 9, 9),
            ("speaker not resolved", 9, 9, 0),
            ("Ana", 9, 2, 3),
            ("Tom", 9, 4, 0),
        ]
        + [("2 other speakers", 9, 9, 9)],
        columns=["speaker", "n_words", "blame", "hope"],
    )
    counted = pd.DataFrame(
        [("Ana", "blame"), ("Ana", "hope"), ("Tom", "hope"), (None, "hope")],
        columns=["speaker", "frame"],
    )
    assert say.pick_spoken(counted, crossed).index.tolist() == [1]
    assert say.pick_spoken(counted, crossed.head(2)).empty


def test_the_narrator_and_the_first_speaker_have_their_own_frames():
    columns = ["speaker", "n_words", "blame", "hope"]
    rows = pd.DataFrame(
        [("narrator", 9, 5, 5), ("Ana", 9, 2, 3), ("Tom", 9, 4, 0)], columns=columns
    )
    said = say.say_speaker(rows)
    assert "are *blame* and *hope* (each 5 of 10" in said
    # The largest share is said, as no majority is needed for it: 5 of the 9 that speakers have.
    assert (
        "Of the 9 framing words in speech, 5 are in the words of Ana, the most of any known speaker."
        in said
    )
    assert "Their most frequent frame is *hope* (3 of 5" in said and "Tom" not in said
    one = say.say_speaker(rows.iloc[[1]])
    assert "narrator" not in one and one.count("known speaker") == 1
    silent = say.say_speaker(rows.head(2).assign(blame=[5, 0], hope=[4, 0]))
    assert "Ana" not in silent and "*blame* (5 of 9" in silent
    tied = say.say_speaker(rows.assign(blame=[5, 2, 5]))
    assert "5 each are in the words of Ana and Tom, the most" in tied
    assert "For Ana, the most frequent frame is *hope*" in tied and "For Tom, the" in tied


def test_matches_that_rules_excluded_are_counted_with_those_outside_the_body():
    rows = pd.DataFrame(
        {"use": ["exclude"] * 3 + ["count"], "kind": ["body", "body", "title", "title"]}
    )
    assert say.say_excluded(rows) == "Rules excluded 3 matches; 1 of these is not in body text."
    assert say.say_excluded(rows.head(1)) == "Rules excluded 1 match."
    assert say.say_excluded(rows.tail(1)) == ""


def articles(*rates):
    names = [f"a{n}" for n in range(len(rates))]
    rows = [("article", name, "blame", 1, rate, 1, 1) for name, rate in zip(names, rates)]
    other = [("article", name, "hope", 1, 99.0, 1, 1) for name in names]
    whole = [("all", "all", "blame", 9, 5.0, 2, 3), ("all", "all", "hope", 8, 5.0, 2, 3)]
    return table(*rows, *other, *whole)


def test_the_densest_and_the_rarest_article_of_the_first_frame_are_told():
    said = say.say_rates(articles(2.0, 1.0, 7.0, np.nan))
    assert "*blame*" in said and "from 1.0 words per 1,000 (a1) to 7.0 (a2)." in said
    named = say.say_rates(articles(2.0, 1.0), {"a0": "Post, 1 May 2020"})
    assert "(a1) to 2.0 (Post, 1 May 2020)." in named
    assert "one article" in say.say_rates(articles(2.0, np.nan))
    # The most frequent frame of all articles, not of one of them.
    other = articles(2.0, 1.0)
    other.loc[other["by"].eq("article") & other["frame"].eq("hope"), "n"] = 99
    assert "*blame*" in say.say_rates(other)
    assert "to 2.0 (a0)" in say.say_rates(articles(2.0, 1.0))
    assert say.say_rates(articles(2.0).assign(n=0)) == "No framing word was found."
    many = say.say_rates(articles(*range(say.MOST_NAMED + 1)))
    assert "nine tenths of them have between 5.0 and 95.0" in many and "(a" not in many


@pytest.mark.parametrize(
    "status, said",
    [
        (
            ["denied"],
            "1 of the 1 use of framing words is denied; 1 of these is in scare quotes or after *so-called*.",
        ),
        (
            ["denied", "denied", "b"],
            "2 of the 3 uses of framing words are denied; 1 of these is in",
        ),
        (["a", "b"], "None of the 2 uses of framing words is denied."),
        (
            [None],
            "None of the 1 use of framing words is denied. The rules could not tell the status",
        ),
    ],
)
def test_each_status_has_its_count(status, said):
    rows = pd.DataFrame({"status": pd.Series(status, dtype="object")})
    rows["quoted"] = ["scare", *[None] * (len(rows) - 1)]
    assert say.say_status(rows).startswith(said)


def test_of_frames_together_the_share_is_of_the_rarer_one():
    names = ["a", "b", "c"]
    counts = pd.DataFrame([[9, 1, 3], [1, 2, 0], [3, 0, 4]], index=names, columns=names)
    assert say.say_together(counts) == "75% (3 of 4) of the sentences with *c* also have *a*."
    assert say.say_together(counts.iloc[:1, :1]) == "No sentence has two frames."


# Sentences: how far to trust it ---------------------------------------------------------


def test_patterns_are_counted_by_their_use():
    uses = ["count", "count", "doubtful", "exclude"]
    dictionary = pd.DataFrame({"frame": ["a", "b", "a", "a"], "pattern": list("wxyz"), "use": uses})
    expanded = pd.DataFrame({"frame": ["a", "a", "b"], "pattern": ["w", "w", "x"], "n": [1, 1, 0]})
    said = say.say_dictionary(dictionary, expanded)
    assert "has 4 patterns for 2 frames: 3 to count words (1 of them doubtful) and 1 to" in said
    assert said.endswith(
        "1 matches words in these articles, whether the words are then counted or not."
    )
    own = say.say_dictionary(dictionary.head(2), expanded)
    assert "2 to count words (0 of them doubtful) and 0 to" in own


def test_words_that_count_are_in_the_body_and_not_excluded():
    kinds = ["body"] * 5 + ["caption"] * 3
    uses = ["count", "count", "count", "doubtful", "exclude", "count", "doubtful", "exclude"]
    said = say.say_matches(pd.DataFrame({"kind": kinds, "use": uses}))
    assert said.startswith("**4 uses of framing words are counted")
    # Two are excluded, one of them outside the body; outside it are two more that would count.
    counts = list(map(int, re.findall(r"\d+", said)))
    assert counts == [4, 1, 4]
    one = say.say_matches(pd.DataFrame({"kind": ["body", "caption"], "use": ["exclude", "count"]}))
    assert one.startswith("**0 uses of framing words") and "2 more matches are" in one
    assert "1 more match is" in say.say_matches(pd.DataFrame({"kind": ["body"], "use": "exclude"}))


def validity(*rows):
    columns = ["sample", "frame", "n_right", "n_matches", "n_found", "n_coded"]
    scores = pd.DataFrame(rows, columns=columns).assign(voice="all", unit="words")
    scores["precision"] = scores["n_right"] / scores["n_matches"].where(scores["n_matches"] > 0)
    scores["recall"] = scores["n_found"] / scores["n_coded"].where(scores["n_coded"] > 0)
    ends = {f"{name}_{end}": np.nan for name in ("precision", "recall") for end in ("low", "high")}
    return scores.assign(**ends)


def test_scores_are_told_for_all_frames_together_or_not_at_all():
    rows = validity(("in-sample", "all", 9, 10, 3, 4), ("in-sample", "blame", 1, 2, 1, 5))
    said = say.say_validity(rows)
    assert said.endswith("precision is 0.90, recall 0.75.")
    # Which aims are missed is told of unseen text alone, and only where both scores are known.
    for (n_right, n_found), end in (
        ((8, 9), "that for precision is missed."),
        ((9, 7), "that for recall is missed."),
        ((8, 7), "both are missed."),
        ((9, 8), "both are reached."),
    ):
        aims = say.say_validity(validity(("unseen", "all", n_right, 10, n_found, 10)))
        assert "precision of 0.90 and a recall of 0.75" in aims and aims.endswith(end)
    one = validity(("in-sample", "all", 9, 10, 217, 218))
    assert "aims" not in say.say_validity(one) and "if the list" in say.say_validity(one)
    assert "which were read to make the list" in say.say_validity(one, is_in_sample=True)
    assert "aims" not in say.say_validity(validity(("unseen", "all", 9, 10, 0, 0)))
    assert "recall 0.995." in say.say_validity(validity(("in-sample", "all", 9, 10, 217, 218)))
    assert "recall not known" in say.say_validity(validity(("unseen", "all", 9, 10, 0, 0)))
    assert "The 1 frame in which nothing changed keeps its" in say.say_validity(rows.tail(1))
    assert say.say_validity(rows.head(0)).startswith("**No text has been coded")
    # One voice is not the whole.
    assert "whole list is known" in say.say_validity(rows.head(1).assign(voice="direct"))


@pytest.mark.parametrize(
    "sample, bar", [("in-sample", 0.95), ("unseen", 0.75), ("unseen, version 1", 0.75)]
)
def test_a_frame_falls_short_below_the_bar_and_not_at_it(sample, bar):
    rows = validity((sample, "at", 1, 1, 1, 1), (sample, "below", 1, 1, 1, 1))
    rows["recall"], rows["precision"] = [bar, bar - 0.01], [0.90, 0.89]
    recall, precision = say.say_gaps(rows).splitlines()
    assert (
        recall.startswith(f"- {sample}, recall below the aim of {bar:.2f}")
        and "at " not in recall[50:]
    )
    assert recall.endswith(f": below {bar - 0.01:.2f}.") and precision.endswith(": below 0.89.")
    whole = rows.assign(frame="all")
    assert say.say_gaps(whole) == "No frame has been compared with coding by reading."
    assert say.say_gaps(rows.head(1)).count("no frame") == 2
    near = rows.assign(recall=[bar, bar - 0.002])
    assert f": below {bar - 0.002:.3f}." in say.say_gaps(near)


def test_what_could_not_be_told_is_a_share_of_all_matches():
    rows = pd.DataFrame({"target": ["x", None, None, None]})
    assert "the target of 75% (3 of 4)" in say.say_missing(rows, "target")
    assert say.say_missing(rows.head(1), "target") == ""


def test_agreement_needs_two_coders():
    rows = pd.DataFrame(
        {"variable": ["a", "b"], "alpha": [0.81, np.nan], "n_units": [1200, 3], "n_coders": 2}
    )
    assert say.say_agreement(rows) == "Krippendorff’s alpha: a 0.81 (1,200 units)."
    assert "one coder" in say.say_agreement(rows.assign(n_coders=1))
    assert "No text" in say.say_agreement(rows.assign(n_coders=0))
    assert "No text" in say.say_agreement(rows.head(0))


@pytest.mark.parametrize("n, has", [(ENOUGH_DOCS, True), (ENOUGH_DOCS - 1, False)])
def test_rates_have_an_interval_from_ten_articles_on(n, has):
    assert ("**No interval**" in say.say_interval(pd.DataFrame({"doc_id": range(n)}))) is not has


def test_a_frame_depends_on_an_article_with_more_than_half_of_its_words():
    rows = pd.DataFrame(
        [
            ("half", "a", 5, 10),
            ("more", "b", 6, 11),
            ("none", "c", 0, 0),
            ("less", "d", 1, 9),
            ("one", "e", 1, 1),
        ],
        columns=["frame", "article", "n_there", "n"],
    )
    said = say.say_dominant(rows)
    assert said.startswith("Of the 4 frames that occur, 2 have more than half of their words")
    assert "1 has more than half" in say.say_dominant(rows.head(4))
    assert say.say_dominant(rows.head(1)).endswith(
        "none has more than half of its words in one article."
    )


def test_groups_that_can_be_compared_and_those_that_cannot_are_told_apart():
    rows = pd.DataFrame(
        [("A", "B", 1200, 9, 0.305), ("A", "C", 1200, 2, np.nan)],
        columns=["first", "second", "n_first", "n_second", "smallest"],
    )
    said = say.say_difference(rows, "outlet")
    told, seen = said.split("The smallest difference")
    assert "A (1,200) and C (2)" in told and "A (1,200) and B (9): 30 points" in seen
    assert "Too few" not in say.say_difference(rows.head(1), "outlet")
    assert "smallest" not in say.say_difference(rows.tail(1), "outlet")
    assert "not two groups" in say.say_difference(rows.head(0), "outlet")


def test_what_tables_leave_out_is_counted():
    days = ["2020-01-01", None, "2020-12-01"]
    documents = pd.DataFrame({"published_from": days, "outlet": ["Post", None, None]})
    documents["published_to"] = ["2020-01-01", None, "2021-01-01"]
    spoken = pd.DataFrame(
        [("narrator", None, 900), ("direct", None, 3), ("direct", "expert", 9)],
        columns=["voice", "role", "n_words"],
    )
    said = say.say_left_out(spoken, documents)
    assert said.count("leave out 2 of 3 articles") == 2 and "25% (3 of 12)" in said
    whole = documents.assign(published_from="2020-01-01", published_to="2020-01-01", outlet="Post")
    assert say.say_left_out(spoken.tail(1), whole) == ""


# Figures --------------------------------------------------------------------------------


def whole(*frames):
    return table(*(("all", "all", frame, 9 - n, 4.0, 1, 2) for n, frame in enumerate(frames)))


def test_the_rate_of_all_has_its_interval_and_the_scale_begins_left_of_zero():
    rows = pd.concat([whole("blame", "hope"), table(("article", "a", "blame", 1, 8.0, 1, 1))])
    rows = rows.assign(rate_low=3.0, rate_high=6.0, n_words=1000)
    ax = figures.draw_prevalence(rows).wide.axes[0]
    assert spans(ax)[:2] == [[3, 6], [3, 6]] and ax.get_xlim()[0] <= 0
    assert dots(ax, "all articles") == [(4, 0), (4, 1)] and labels_of(ax) == ["blame", "hope"]


@pytest.mark.parametrize("n, single", [(figures.MOST_DOTS, True), (figures.MOST_DOTS + 1, False)])
def test_up_to_a_hundred_articles_have_a_dot_each(n, single):
    rows = table(*(("article", f"a{k}", "blame", 1, float(k), 1, 1) for k in range(n)))

    def paint(sheet):
        figures.paint_articles(sheet.axes(1), rows, {"blame": 0})

    ax = draw(paint).wide.axes[0]
    assert len(dots(ax, "one article")) == (n if single else 0)
    if not single:
        ends = {lines.get_label(): lines.get_segments()[0] for lines in ax.collections}
        assert ends["nine tenths of the articles"][:, 0].tolist() == [5, 95]
        assert ends["the middle half"][:, 0].tolist() == [25, 75]
        assert ends["the middle half"][0, 1] == 0


def test_dots_of_one_place_are_spread_evenly_about_their_row():
    rows = table(
        *(("article", f"a{n}", "blame", 1, rate, 1, 1) for n, rate in enumerate([4, 4, 4, 0]))
    )
    assert_allclose(
        figures.spread_equal(rows.assign(per_1000=rows["per_1000"] * 1.0)), [-0.1, 0, 0.1, 0]
    )
    assert_allclose(
        figures.spread_equal(rows.assign(per_1000=0.0)), [-0.1125, -0.0375, 0.0375, 0.1125]
    )


def test_frames_are_stacked_by_voice_the_most_words_first():
    figure = figures.draw_voices(by_voice(hope=(1, 2, 3), blame=(4, 50, 6), fear=(0, 0, 0)))
    ax = figure.wide.axes[0]
    assert labels_of(ax) == ["blame", "hope"] and "Not found at all: fear" in figure.caption
    assert bars(ax) == [(0, 0, 4), (1, 0, 1), (0, 4, 50), (1, 1, 2), (0, 54, 6), (1, 3, 3)]
    colours = [to_hex(patch.get_fc()).upper() for patch in ax.patches]
    assert colours == [colour for colour in VOICES.values() for _ in range(2)]
    assert {"60 in all", "6 in all"} <= set(words(figure.phone))
    assert not any("in all" in text for text in words(ax))


def test_the_frames_of_a_speaker_are_told_most_words_first():
    counts = pd.Series({"a": 1, "b": 1200, "c": 0, "d": 1})
    assert figures.say_counts(counts) == "b 1,200, a 1, d 1"
    assert figures.say_counts(counts * 0) == "no framing word"


CARD = validity(
    ("unseen", "blame", 3, 5, 3, 4),
    ("unseen", "fear", 0, 0, 0, 2),
    ("unseen", "hope", 0, 0, 0, 0),
    ("unseen", "all", 3, 5, 3, 6),
    ("in-sample", "hope", 9, 9, 9, 9),
)


def test_a_frame_is_on_the_card_if_it_occurs_or_was_tested():
    rows = whole("blame", "envy", "hope", "fear").assign(n=[9, 3, 0, 0])
    figure = figures.draw_validity(CARD[CARD["sample"] == "unseen"], rows)
    counts, precision, recall = figure.wide.axes
    assert labels_of(counts) == ["blame", "envy", "fear"]
    assert bars(counts) == [(0, 0, 9), (1, 0, 3), (2, 0, 0)]
    assert [text.get_text() for text in counts.texts] == ["9", "3", "0"]
    assert counts.get_xlim() == (0, pytest.approx(1.35 * 9)) and counts.get_ylim() == (2.5, -0.5)
    notes = [text for text in precision.texts + recall.texts if text.get_text()]
    shown = {text.get_text(): text.xy[1] for text in notes}
    assert shown == {"3 of 5": 0, "3 of 4": 0, "0 of 2": 2}
    assert all(text.xy[0] > 1 for text in notes)  # beside the scale
    assert dots(precision, "unseen")[0] == (0.6, 0) and dots(recall, "unseen")[0] == (0.75, 0)
    assert all(ax.get_xlim()[0] <= 0 and ax.get_xlim()[1] > 1 for ax in (precision, recall))
    phone = figure.phone.axes[0]
    assert phone.get_xlim()[0] <= 0 and len(dots(phone, "found (recall)")) == 2
    assert {"3 of 5 right, 3 of 4 found", "0 of 2 found"} <= set(words(phone))


def test_the_names_of_the_sample_are_told_on_a_phone():
    rows = whole("hope")
    own = figures.draw_validity(CARD.tail(1), rows).phone.axes[0]
    assert "articles of this study" in own.get_xlabel() and "unseen" not in own.get_xlabel()


def test_each_frame_that_meets_another_has_a_framed_cell_of_its_own():
    names = ["blame", "fear", "hope"]
    counts = pd.DataFrame([[9, 2, 0], [2, 6, 1], [0, 1, 4]], names, names)
    figure = figures.draw_together(counts, "sentence")
    ax = figure.wide.axes[0]
    framed = [patch.get_xy() for patch in ax.patches if not patch.get_fill()]
    assert framed == [(-0.5, -0.5), (0.5, 0.5), (1.5, 1.5)]
    assert [label.get_text() for label in ax.get_xticklabels()] == names
    phone = figure.phone.axes[0]
    assert bars(phone) == [(0, 0, 2), (1, 0, 1)] and "sentences with both" in phone.get_xlabel()
    more = figures.draw_together(pd.DataFrame(np.eye(6), list("abcdef"), list("abcdef")), "day")
    grown = more.wide.get_figheight() - figures.draw_together(counts, "day").wide.get_figheight()
    assert grown == pytest.approx(0.28 * 3)


def groups(n_docs=12, **counts):
    """Two outlets; for each frame its words in Mail and in Post."""
    rows = [
        ("outlet", group, frame, n, float(n), 1, n_docs + (group == "Post"))
        for frame, numbers in counts.items()
        for group, n in zip(("Mail", "Post"), numbers)
    ]
    rows += [("year", "2020", "blame", 999, 9.0, 1, 99)]
    rates = table(*rows)
    return rates.assign(
        rate_low=rates["per_1000"] / 2, rate_high=rates["per_1000"] * 2, p=1.0, differs=False
    )


def test_each_group_has_its_mark_and_interval_in_the_row_of_a_frame():
    figure = figures.draw_groups(groups(hope=(1, 2), blame=(4, 3), fear=(0, 0)), "outlet")
    ax = figure.wide.axes[0]
    assert labels_of(ax) == ["blame", "hope"] and ax.get_xlim()[0] <= 0
    mail, post = dots(ax, "Mail (12 articles)"), dots(ax, "Post (13 articles)")
    assert [x for x, _ in mail] == [4, 1] and [x for x, _ in post] == [3, 2]
    assert_allclose([y for _, y in mail], [-0.18, 0.82])
    assert_allclose([y for _, y in post], [0.18, 1.18])
    assert spans(ax) == [[2, 8], [0.5, 2], [1.5, 6], [1, 4]]
    marks = {line.get_label(): (line.get_marker(), line.get_color()) for line in ax.lines}
    assert len(set(marks.values())) == 2
    assert "blame: Mail 4.0, Post 3.0; hope" in figure.alt


def test_groups_without_any_framing_word_stop_nothing():
    figure = figures.draw_groups(groups(blame=(0, 0)), "outlet")
    assert labels_of(figure.wide.axes[0]) == [] and "the one frame does not differ" in figure.title
    assert not figures.draw_over_time(groups(blame=(0, 0)).head(0), "year", {}).wide.axes[0].lines


def test_the_six_groups_with_the_most_articles_are_drawn_by_name():
    rows = pd.concat(
        groups(n_docs=n, blame=(1, 1)).head(1).assign(group=f"g{9 - n}") for n in range(8)
    )
    assert figures.pick_groups(rows, "outlet")[1] == [f"g{n}" for n in range(2, 8)]
    assert len(figures.pick_groups(rows, "year")[0]) == 0


def periods():
    rows = [
        ("year", year, frame, n, float(n), 1, 12)
        for frame, counts in (("hope", (1, 2)), ("blame", (4, 3)), ("none", (0, 0)))
        for year, n in zip(("2021", "2020"), counts)
    ]
    rates = table(*rows)
    low = rates["per_1000"].where(rates["group"] == "2021")
    return rates.assign(rate_low=low / 2, rate_high=low * 2, p=np.nan, differs=False)


def test_each_frame_has_a_panel_and_a_period_without_interval_is_hollow():
    figure = figures.draw_over_time(periods(), "year", {"the vote": "2020-03-01"})
    first, second = figure.wide.axes
    assert [ax.get_title(loc="left") for ax in (first, second)] == ["blame", "hope"]
    line, known, hollow, event = first.lines
    days = [np.datetime64("2020-07-01", "D"), np.datetime64("2021-07-02", "D")]
    assert np.array(line.get_xdata(), "datetime64[D]").tolist() == [day.tolist() for day in days]
    assert line.get_ydata().tolist() == [3, 4]
    assert known.get_ydata().tolist() == [4] and to_hex(known.get_mfc()).upper() == PALETTE[0]
    assert hollow.get_ydata().tolist() == [3] and hollow.get_mfc() == "white"
    place = date2num(event.get_xdata())
    assert set(place) == {date2num(np.datetime64("2020-03-01"))}
    segments = [line[:, 1].tolist() for line in first.collections[0].get_segments() if len(line)]
    assert segments == [[2, 8]] and first.get_ylim()[0] == second.get_ylim()[0] == 0
    assert [text.get_text() for text in first.texts] == ["the vote"] and not second.texts
    assert "Dashed: the vote." in figure.caption
    assert "Dashed" not in figures.draw_over_time(periods(), "year", {}).caption
    check_phone(figure)
    assert figure.title.startswith("Frames by year, 2020 to 2021")


def test_six_frames_are_drawn_over_time():
    rows = pd.concat(
        periods().head(2).assign(frame=f"f{n}", n=9 - n) for n in range(figures.MOST_PANELS + 1)
    )
    panels = figures.draw_over_time(rows, "year", {}).wide.axes
    assert [ax.get_title(loc="left") for ax in panels] == [f"f{n}" for n in range(6)]


# What the figures say -------------------------------------------------------------------


def test_half_of_the_framing_words_is_nobodys_majority():
    def title(told, spoken):
        return titles.title_voices(pd.DataFrame({"narrator": [told], "direct": [spoken]}))

    assert title(5, 5).startswith("Half of the 10 uses")
    assert title(5, 6).startswith("Most uses") and title(5, 6).endswith("in speech: 6 of 11")
    assert title(6, 5).endswith("in the narrator’s text: 6 of 11")


def test_a_frame_is_tested_from_ten_cases_of_each_kind_on():
    rows = validity(("unseen", "a", 9, 10, 9, 10), ("unseen", "b", 9, 9, 9, 99))
    rows = pd.concat([rows, validity(("unseen", "c", 9, 99, 9, 9), ("unseen", "all", 1, 1, 1, 1))])
    assert titles.count_untested(rows, "unseen") == (2, 3)
    assert titles.count_untested(rows, "in-sample") == (0, 0)
    sure = rows[rows["frame"].isin(["a", "all"])]
    assert "fewer than" not in titles.title_validity(sure)


def test_pairs_are_ordered_by_their_counts_and_equals_by_name():
    names = ["b", "a", "c"]
    counts = pd.DataFrame([[9, 1, 3], [1, 9, 3], [3, 3, 9]], names, names)
    assert [pair[0] for pair in titles.list_pairs(counts)] == [3, 3, 1]
    assert titles.list_pairs(counts)[0] == (3, "a", "c")
    title = titles.title_together(counts, "sentence")
    assert title == "A and c, and b and c occur together most often: each in 3 sentences"
    even = counts.replace(1, 3)
    assert titles.title_together(even, "day").startswith("3 pairs of frames occur together")
    assert titles.title_together(counts.clip(upper=1), "day").endswith("each in 1 day")


def test_titles_of_groups_count_the_frames_that_differ():
    rows = groups(hope=(1, 2), blame=(4, 3))
    assert "none of 2 frames" in titles.title_groups(rows, "outlet")
    one = rows.assign(differs=rows["frame"] == "hope")
    assert "1 of 2 frames differs" in titles.title_groups(one, "outlet")
    assert "1 of 1 frame differs" in titles.title_groups(one[one["frame"] == "hope"], "outlet")
    assert "2 of 2 frames differ by" in titles.title_groups(rows.assign(differs=True), "outlet")
    assert "too few" in titles.title_groups(rows.assign(p=np.nan), "outlet")


def test_periods_with_too_few_articles_are_counted():
    rows = periods().assign(n_docs=[ENOUGH_DOCS, ENOUGH_DOCS - 1] * 3)
    assert titles.title_over_time(rows, "year").endswith(
        "; 1 of 2 have too few articles for an interval"
    )
    assert "too few" not in titles.title_over_time(periods(), "year")


def test_the_most_frequent_frames_are_all_named():
    rows = whole("b", "a").assign(n=[9, 9], n_words=1200)
    assert (
        titles.title_prevalence(rows)
        == "A and b are the most frequent frames: 9 framing words in 1,200 words of text"
    )
    assert "b is the most frequent frame: 1 framing word in" in titles.title_prevalence(
        rows.assign(n=[1, 0])
    ).replace("B is", "b is")
    assert titles.title_prevalence(rows.assign(n=0)) == "No framing word was found"


def test_figures_are_described_by_the_frames_of_all_voices():
    rows = pd.concat(
        [
            CARD.head(1),
            CARD.head(1).assign(frame="one voice", voice="direct"),
            CARD[CARD["frame"] == "all"],
        ]
    )
    said = titles.describe_validity(rows)
    assert "blame: precision 0.60 (3 of 5 words), recall 0.75 (3 of 4 words)" in said
    assert "one voice" not in said and "all:" not in said
    both = titles.describe_validity(CARD)  # the sample that is drawn
    assert "hope" not in both and "hope: precision 1.00" in titles.describe_validity(CARD.tail(1))
    own = validity(("in-sample", "all", 7, 8, 5, 6), ("in-sample", "hope", 9, 9, 9, 9))
    caption = titles.caption_validity(pd.concat([CARD.head(4), own]))
    assert "unseen text" in caption and "9 of 9" not in caption
    assert titles.caption_validity(own).startswith("In-sample")
    apart = pd.DataFrame(np.diag([3, 2]), list("ab"), list("ab"))
    assert titles.describe_together(apart, "day").endswith("No pair occurs.")
    shared = pd.DataFrame([[3, 1], [1, 2]], list("ab"), list("ab"))
    assert "a with b 1." in titles.describe_together(shared, "day")
    many = pd.DataFrame(np.ones((6, 6), int), list("abcdef"), list("abcdef"))
    assert titles.describe_together(many, "day").endswith("; 3 more pairs.")


def test_the_three_most_frequent_frames_of_each_speaker_are_described():
    row = pd.DataFrame([("Ana", 99, 1, 4, 2, 3, 0)], columns=["speaker", "n_words", *"abcde"])
    assert figures.draw_speaker_frames(row).alt.endswith("Ana: b 4, d 3, c 2.")
    assert "Ana: none" in figures.draw_speaker_frames(row.assign(a=0, b=0, c=0, d=0)).alt


def test_a_share_is_two_digits_or_a_dash():
    assert [titles.show_share(value) for value in (0.7, 1.0, 0.0, np.nan)] == [
        "0.70",
        "1.00",
        "0.00",
        "–",
    ]
