"""What the notebook on estimates shows, and how the sample is drawn and judged: each threshold from both sides."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from test_figures import check_phone, dots, labels_of, spans

from analysis.coding import correcting, sampling
from analysis.coding import figures as draw
from analysis.coding import sentences as say
from analysis.measures.estimates import CORPUS, LIKE, Estimate


def estimates(*rows, **more):
    """(frame, naive, estimate, low, high, n_positive) of all sentences of this corpus."""
    columns = ["frame", "naive", "estimate", "low", "high", "n_positive"]
    about = {"n_coded": 200, "estimand": "share", "target": CORPUS, "by": "all", "group": "all"}
    return pd.DataFrame(rows, columns=columns).assign(**(about | {"warning": None} | more))


# Sentences ------------------------------------------------------------------------------


def test_a_sample_is_counted_with_the_corpus_that_it_is_of(tmp_path):
    sample = pd.DataFrame(
        {"stratum": [1, 1, 2], "n_stratum": [1000, 1000, 234], "double": [True, False, True]}
    )
    said = say.describe_sample(sample, tmp_path)
    assert "3 sentences of 1,234" in said and "2 of them by a second coder" in said
    assert f"After {say.PILOT}," in said and say.PILOT == 50


def test_a_plan_tells_the_frames_that_need_least_first_and_a_pilot_at_least():
    plan = pd.DataFrame({"frame": ["a", "b"], "n": [1200, 7]})
    said = say.describe_plan(plan, 0.1)
    assert "10 points wide: b: 7; a: 1,200. For all of these: 1,200." in said
    assert "For all of these: 50." in say.describe_plan(plan.assign(n=[49, 7]), 0.05)


@pytest.mark.parametrize(
    "row, said",
    [
        ((0.1, 0.2, 0.15, 0.25, 9), "20.0% (15.0% to 25.0%) as read"),
        ((0.1, 0.2, 0.2, 0.2, 9), "20.0% as read"),
        ((0.1, 0.2, np.nan, np.nan, 9), "20.0% (no interval) as read"),
    ],
)
def test_an_estimate_has_its_interval_unless_all_was_read(row, said):
    (row,) = estimates(("cost", *row)).itertuples()
    assert say.say_estimate(row) == said


def test_of_a_thin_estimate_the_upper_end_alone_is_said():
    (row,) = estimates(("cost", 0.1, 0.2, 0.1, 0.25, 3), warning="only 3").itertuples()
    assert say.say_estimate(row).endswith("estimate it; at most 25.0% (only 3)")
    assert "at most" not in say.say_estimate(row._replace(high=np.nan))
    assert "as read" in say.say_estimate(row._replace(low=0.2, high=0.2))


def test_counts_outside_the_interval_are_too_high_or_too_low():
    at = [("at", 0.1, 0.2, 0.1, 0.3, 9), ("top", 0.3, 0.2, 0.1, 0.3, 9)]
    none = say.title_estimates(estimates(*at))
    assert "no count of 2 frames is contradicted" in none
    rows = [*at, ("low", 0.09, 0.2, 0.1, 0.3, 9), ("high", 0.31, 0.2, 0.1, 0.3, 9)]
    title = say.title_estimates(estimates(*rows, ("more", 0.9, 0.2, 0.1, 0.3, 9)))
    assert "3 of 5 frames, the count is outside the interval (2 above it, 1 below)" in title
    thin = estimates(*rows, warning=[None, None, "few", None])
    assert "1 of 3 frames of which enough was read" in say.title_estimates(thin)
    one = say.title_estimates(estimates(("low", 0.09, 0.2, 0.1, 0.3, 9)))
    assert (
        "1 of 1 frame, the count is outside" in one
    )  # an interval: how far off it is, is not known


@pytest.mark.parametrize(
    "naive, how",
    [(0.3, "20 sentences fewer"), (0.205, "1 sentence fewer"), (0.1, "20 sentences more")],
)
def test_where_all_was_read_the_one_frame_that_is_off_is_named(naive, how):
    rows = estimates(("right", 0.5, 0.5, 0.5, 0.5, 9), ("off", naive, 0.2, 0.2, 0.2, 9))
    assert say.title_estimates(rows).endswith(f"for 1 of 2 frames; for off the reader has {how}")
    two = say.title_estimates(pd.concat([rows, rows.tail(1)]))
    sides = "2 above it, 0 below" if naive > 0.2 else "0 above it, 2 below"
    assert f"2 of 3 frames, the count differs from the reading ({sides})" in two


def by_outlet(*rows, **more):
    table = estimates(*(row[1:] for row in rows), **more)
    return table.assign(group=[row[0] for row in rows], by="outlet")


def test_groups_whose_counts_reading_contradicts_are_counted():
    rows = by_outlet(
        ("A", "x", 0.1, 0.2, 0.1, 0.3, 9),
        ("B", "x", 0.31, 0.2, 0.1, 0.3, 9),
        ("C", "x", 0.0, 0.2, 0.1, 0.3, 9),
    )
    assert say.title_groups(rows, "outlet") == (
        "By outlet: reading contradicts the count for 2 of the 3 shares with enough sentences"
    )
    thin = rows.assign(warning=[None, "few", None])
    assert "for 1 of the 2 shares" in say.title_groups(thin, "outlet")
    whole = by_outlet(("A", "x", 0.2, 0.2, 0.2, 0.2, 9))
    assert say.title_groups(whole, "year").endswith("count and reading agree on the one share")
    assert "contradicts the count for none of the 1 share" in say.title_groups(
        rows.head(1), "outlet"
    )


def differences(*rows, **more):
    """(group, naive, estimate, low, high) of differences between outlets."""
    table = pd.DataFrame(rows, columns=["group", "naive", "estimate", "low", "high"])
    about = {"frame": "cost", "by": "outlet", "estimand": "difference", "target": CORPUS}
    return table.assign(**(about | {"warning": None} | more))


def test_differences_beyond_chance_are_told_the_largest_first():
    rows = [
        ("A - B", 0.1, 0.2, 0.1, 0.3),
        ("A - C", 0.1, -0.3, -0.4, -0.2),
        ("B - C", 0.0, 0.1, 0.0, 0.2),
    ]
    said = say.say_differences(differences(*rows), "outlet").splitlines()
    # An interval that ends at zero is not beyond chance.
    assert said[0].startswith(
        "Of 3 differences between pairs of groups by outlet, frame by frame, 2 are beyond chance"
    )
    assert (
        "C 30.0 percentage points above A as read (95% interval 20.0 to 40.0), 10.0 as counted, but"
        in said[1]
        and "above B" in said[2]
    )
    assert len(said) == 3 and "may miss" not in said[0]
    exact = differences(("A - B", 0.1, 0.2, 0.2, 0.2))
    assert "no sampling error" in say.say_differences(exact, "outlet")
    assert "not two groups" in say.say_differences(exact, "year")


@pytest.mark.parametrize("n, more", [(say.MOST_LINES, False), (say.MOST_LINES + 1, True)])
def test_ten_differences_are_told_one_by_one(n, more):
    rows = differences(*((f"A - B{k}", 0.1, 0.2, 0.1, 0.3) for k in range(n)))
    lines = say.say_differences(rows, "outlet").splitlines()
    assert len(lines) == 11 + more and (lines[-1] == "1 more in estimates.csv") is more


@pytest.mark.parametrize(
    "n, said", [(20, ""), (21, "about 1 of these 21 intervals may"), (30, "about 2 of these 30")]
)
def test_of_many_intervals_some_miss_by_chance(n, said):
    assert said in say.say_many(n) and bool(say.say_many(n)) == bool(said)


def test_a_difference_of_before_and_after_is_said_in_words():
    def told(group, estimate=0.2, naive=0.1):
        low, high = sorted((estimate / 2, estimate * 1.5))
        (row,) = differences((group, naive, estimate, low, high)).itertuples()
        return say.say_difference(row)

    assert told("before the vote - after the vote") == (
        "cost: 20.0 percentage points higher before the vote than after as read "
        "(95% interval 10.0 to 30.0), 10.0 as counted"
    )
    assert "higher after the vote than before" in told("before the vote - after the vote", -0.2)
    assert "higher before the vote than after the war" in told("before the vote - after the war")
    assert "A 20.0 percentage points above B" in told("A - B") and "other way round" not in told(
        "A - B"
    )
    assert "10.0 as counted, but the other way round" in told("A - B", 0.2, -0.1)
    assert "other way round" not in told("A - B", 0.2, 0.0)
    assert "other way round" not in told("A - B", -0.2, -0.1)


def test_what_a_difference_is_between_is_named_for_groups_and_for_an_event():
    vote = differences(("after the vote - before the vote", 0.1, 0.2, 0.1, 0.3))
    assert say.name_between(vote, "the vote") == "between the periods before and after the vote"
    assert say.name_between(vote, "outlet") == "between the two groups by outlet, frame by frame"
    groups = differences(("A - B", 0.1, 0.2, 0.1, 0.3), ("A - C", 0.1, 0.2, 0.1, 0.3))
    assert say.name_between(groups, "outlet").startswith("between pairs of groups by outlet")


def test_a_difference_judged_though_a_share_is_too_thin_is_explained():
    shares = by_outlet(*((name, "cost", 0.1, 0.2, 0.1, 0.3, 9) for name in "ABC"))
    rows = differences(("A - B", 0.1, 0.2, 0.1, 0.3), ("B - C", 0.1, 0.2, -0.1, 0.3))
    firm = pd.concat([shares, rows])
    assert "too uncertain" not in say.say_differences(firm, "outlet")
    thin = pd.concat([shares.assign(warning=[None, "few", None]), rows])
    # The one that is not beyond chance needs no reason, though it has the same share.
    said = say.say_differences(thin, "outlet").splitlines()[0]
    assert "In the one difference beyond chance, at least one of the two shares is too" in said


def test_words_marked_otherwise_in_equally_many_sentences_are_no_difference_of_voices():
    about = {"by": "voice", "estimand": "share in speech"}
    words = estimates((None, 0.5, 0.5, 0.5, 0.5, 90), **about | {"estimand": WORDS})
    parts = estimates(("cost", 0.7, 0.6, 0.6, 0.6, 20), ("hope", 0.7, 0.6, 0.6, 0.6, 20), **about)
    ends = [(frame, 0.2, share, share, share, 9) for frame, share in (("cost", 0.2), ("hope", 0.3))]
    said = say.say_voices(pd.concat([words, parts, estimates(*ends, **about | SHARE)]))
    assert "“cost”: in each voice, list and reader mark the same number of sentences" in said
    assert "hope: 70.0% in speech as counted, 60.0% as read" in said and "cost: 70" not in said
    sampled = parts.assign(low=0.5, high=0.8)  # of a sample nothing is known of all sentences
    said = say.say_voices(pd.concat([words, sampled, estimates(*ends, **about | SHARE)]))
    assert "cost: 70.0% in speech as counted" in said


WORDS, SHARE = "share of words in speech", {"estimand": "share"}


def test_a_group_may_have_a_hyphen_of_its_own():
    names = {"BBC - Asia", "Post", "BBC"}
    assert say.split_pair("BBC - Asia - Post", names) == ("BBC - Asia", "Post")
    assert say.split_pair("Post - BBC - Asia", names) == ("Post", "BBC - Asia")
    assert say.split_pair("A - B", names) == ("A", "B")
    shares = by_outlet(("BBC - Asia", "cost", 0, 0, 0, 0, 0), ("Post", "cost", 0, 0, 0, 0, 0))
    rows = pd.concat([shares, differences(("BBC - Asia - Post", 0.1, 0.2, 0.1, 0.3))])
    assert "BBC - Asia 20.0 percentage points above Post" in say.say_differences(rows, "outlet")


def test_what_speech_has_of_each_frame_is_told():
    about = {"by": "voice", "estimand": "share in speech"}
    rows = pd.concat(
        [
            estimates(
                (None, 0.6, 0.5, 0.4, 0.6, 90), **about | {"estimand": "share of words in speech"}
            ),
            estimates(
                ("cost", 0.7, 0.6, 0.5, 0.8, 20),
                ("none", np.nan, np.nan, np.nan, np.nan, 0),
                ("missed", np.nan, 0.3, 0.2, 0.4, 9),
                ("wrong", 0.9, 0.0, 0.0, 0.1, 0),
                **about,
            ),
        ]
    )
    said = say.say_voices(rows).splitlines()
    assert said[0].startswith("All words, with possible speech counted as the narrator’s in both:")
    assert said[0].endswith(": 60.0% in speech by rule, 50.0% (40.0% to 60.0%) as read")
    assert said[1] == "cost: 70.0% in speech as counted, 60.0% (50.0% to 80.0%) as read"
    assert said[2] == "missed: none counted, 30.0% (20.0% to 40.0%) as read"
    assert said[3].startswith("wrong: 90.0% in speech as counted, 0.0%") and len(said) == 4
    thin = rows.assign(warning=[None, "only 2", None, None, "only 0"])
    assert say.say_voices(thin).splitlines()[2:] == [
        "Too rare among the sentences read to estimate: cost, wrong"
    ]
    assert "did not record voices" in say.say_voices(rows.head(0))


def test_frames_are_in_another_order_only_where_their_intervals_part():
    rows = [
        ("a", 0.3, 0.1, 0.05, 0.15, 9),
        ("b", 0.2, 0.3, 0.2, 0.4, 9),
        ("c", 0.2, 0.4, 0.15, 0.5, 9),
    ]
    assert say.list_changed(estimates(*rows)).values.tolist() == [["a", "b"]]
    even = [("a", 0.2, 0.1, 0.05, 0.15, 9), ("b", 0.2, 0.3, 0.2, 0.4, 9)]
    assert say.list_changed(estimates(*even)).empty


def test_each_target_is_said_in_its_own_words():
    assert say.say_target(CORPUS) == "" and "articles like these" in say.say_target(LIKE)
    assert say.describe_estimates(estimates(("a", 0.1, 0.2, 0.1, 0.3, 9)), LIKE).startswith(
        "No frame"
    )


# Figures --------------------------------------------------------------------------------


def test_a_thin_estimate_has_a_dotted_interval_and_no_mark():
    rows = estimates(
        ("hope", 0.1, 0.2, 0.1, 0.3, 40),
        ("cost", 0.3, 0.2, 0.15, 0.25, 40),
        ("rare", 0.05, 0.1, 0.0, 0.4, 2),
    )
    figure = draw.draw_estimates(rows.assign(warning=[None, None, "only 2"]))
    ax = figure.wide.axes[0]
    assert labels_of(ax) == ["cost", "hope", "rare"]  # the largest first, equals by name
    assert dots(ax, "as read") == [(20, 0), (20, 1)] and ax.get_xlim()[0] <= 0
    assert dots(ax, "as counted") == [(30, 0), (10, 1), (5, 2)]
    lines = {lines.get_linestyle()[0][1] is None: lines for lines in ax.collections[1:]}
    ends = {
        solid: [segment[:, 0].tolist() for segment in group.get_segments()]
        for solid, group in lines.items()
    }
    assert_allclose(ends[True], [[15, 25], [10, 30]])
    assert_allclose(ends[False], [[0, 40]])
    assert "40 of 200 sentences" in [text.get_text() for text in ax.texts]
    assert "with 95% intervals" in figure.caption and CORPUS in ax.get_xlabel()
    check_phone(figure)
    whole = draw.draw_estimates(estimates(("cost", 0.1, 0.2, 0.2, 0.2, 9)))
    assert "no interval" in whole.caption and "with 95%" not in whole.caption


def test_a_frame_is_left_out_only_if_neither_read_nor_counted():
    rows = estimates(
        ("read", 0.0, 0.2, 0.1, 0.3, 9), ("counted", 0.1, 0.0, 0.0, 0.1, 0), ("none", 0, 0, 0, 0, 0)
    )
    figure = draw.draw_estimates(rows)
    assert labels_of(figure.wide.axes[0]) == ["read", "counted"]
    assert "Found by neither: none." in figure.caption


def many(n_frames, n_groups):
    frames = [f"f{n}" for n in range(n_frames)]
    whole = estimates(*((frame, 0.1, 0.2, 0.1, 0.3, 50 - n) for n, frame in enumerate(frames)))
    groups = [f"g{n:02}" for n in range(n_groups)]
    rows = by_outlet(
        *((group, frame, 0.1, 0.2, 0.1, 0.3, 9) for frame in frames for group in groups)
    )
    return pd.concat([whole, rows], ignore_index=True)


def test_six_frames_and_the_last_twelve_groups_are_drawn():
    rows = draw.pick_panels(many(7, 13), "outlet")
    assert rows["frame"].unique().tolist() == [f"f{n}" for n in range(6)]
    assert rows["group"].unique().tolist() == [f"g{n:02}" for n in range(1, 13)]
    few = many(2, 2)
    few.loc[few["frame"].eq("f0") & few["by"].eq("all"), "n_positive"] = 1
    assert draw.pick_panels(few.iloc[[1, 0, *range(2, len(few))]], "outlet")["frame"].nunique() == 2


def test_each_frame_has_a_panel_with_a_line_per_group():
    rows = draw.pick_panels(many(3, 2), "outlet")
    rows.loc[rows["frame"].eq("f1") & rows["group"].eq("g01"), ["naive", "estimate"]] = 0.05, 0.25
    figure = draw.draw_groups(rows, "outlet", "07_by_outlet")
    assert "inferred" not in figure.caption
    group, other = rows["group"].iloc[0], "elsewhere"
    told = draw.draw_groups(rows, "outlet", "x", pd.Series({group: 2, other: 1})).caption
    assert told.endswith(f"The outlet is inferred for 2 articles of {group}.")
    panels = figure.wide.axes
    assert [ax.get_title(loc="left") for ax in panels if ax.get_visible()] == ["f0", "f1", "f2"]
    assert len(panels) == 4 and len(figure.phone.axes) == 3
    assert labels_of(panels[0]) == ["g00", "g01"] and panels[0].yaxis_inverted()
    assert dots(panels[1], "as read") == [(20, 0), (25, 1)]
    assert dots(panels[1], "as counted") == [(10, 0), (5, 1)]
    assert spans(panels[1]) == [[10, 30], [10, 30]] and panels[0].get_xlim()[0] <= 0
    assert "with its 95% interval" in figure.caption and "The 3 frames found" in figure.caption
    one = draw.draw_groups(rows[rows["frame"] == "f1"], "outlet", "x")
    assert one.caption.startswith("The frame found")
    taller = draw.draw_groups(draw.pick_panels(many(3, 4), "outlet"), "outlet", "x").wide
    assert taller.get_figheight() - figure.wide.get_figheight() == pytest.approx(2 * 2 * 0.2)
    exact = draw.draw_groups(rows.assign(low=0.2, high=0.2), "outlet", "x")
    assert "all sentences were read" in exact.caption and "95%" not in exact.caption


# The draw -------------------------------------------------------------------------------


def test_what_the_dictionary_misses_is_guessed_from_what_it_finds():
    """Of 100 sentences 20 have a hit: 10 are right, so that a recall of .75 leaves 10/3 among the other 80."""
    assert sampling.guess_missed(pd.Series([0.2]))[0] == pytest.approx(10 / 3 / 80)
    assert sampling.guess_missed(pd.Series([0.2]), 1, 0.5)[0] == pytest.approx(20 / 80)
    assert sampling.guess_missed(pd.Series([1.0, 0.9])).tolist() == [1, 1]
    assert sampling.guess_missed(pd.Series([0.0])).tolist() == [0]


def test_a_sentence_is_as_unsure_as_its_part_of_each_frames_variance():
    hits = pd.DataFrame({"a": [1] + [0] * 4, "b": [0] * 5})
    missed = 0.5 * 0.2 * 0.25 / (0.75 * 0.8)
    hit, other = 0.5 * 0.5, missed * (1 - missed)
    score = sampling.score_units(hits)
    assert_allclose(score, np.sqrt(np.array([hit] + [other] * 4) / (hit + 4 * other)))
    # A frame without hits says nothing of any sentence; without any frame all are alike.
    assert_allclose(sampling.score_units(hits[["a"]]), score)
    assert sampling.score_units(hits[["b"]]).tolist() == [1] * 5


def test_strata_have_equal_sums_of_scores():
    ids = pd.Series([f"u{n}" for n in range(50)])
    score = np.array([1.0] * 40 + [4.0] * 10)
    strata = sampling.cut_strata(ids, score, seed=1)
    sums = pd.Series(score).groupby(strata).sum()
    assert sums.index.tolist() == [1, 2, 3, 4, 5] and sums.tolist() == [16] * 5
    assert set(strata[40:]) == {3, 4, 5} and set(strata[:40]) == {1, 2, 3}
    equal = sampling.cut_strata(ids, np.ones(50), seed=1)
    assert np.bincount(equal)[1:].tolist() == [10] * 5
    assert (equal != sampling.cut_strata(ids, np.ones(50), seed=2)).any()


@pytest.mark.parametrize(
    "sizes, n, wanted",
    [
        ([10, 10, 10], 4, [2, 1, 1]),
        ([10, 10, 10], 2, [1, 1, 0]),
        ([1, 10, 10], 9, [1, 4, 4]),
        ([3, 3], 6, [3, 3]),
        ([5, 5], 0, [0, 0]),
    ],
)
def test_draws_are_shared_out_equally(sizes, n, wanted):
    assert sampling.share_out(pd.Series(sizes), n).tolist() == wanted


def units(n):
    ids = [f"u{k}" for k in range(n)]
    return pd.DataFrame(
        {"unit_id": ids, "doc_id": "a", "sentence": range(n), "raw_start": range(n)}
    ).assign(raw_end=1, text="x", group="all")


def test_a_larger_sample_keeps_seed_name_and_order():
    hits = pd.DataFrame({"a": [1, 0, 0, 0] * 10}, index=units(40)["unit_id"])
    strata = pd.Series(
        sampling.cut_strata(units(40)["unit_id"], np.ones(40), 7), units(40)["unit_id"]
    )
    drawn = sampling.take_first(units(40), strata.to_numpy(), 10, 7)
    sample = sampling.order_sample(drawn, "pilot", 7, hashes=("d", "c"))
    more = sampling.draw_more(sample, units(40), strata, 5)
    assert len(more) == 15 and more["unit_id"].tolist()[:10] == sample["unit_id"].tolist()
    assert set(more["sample"]) == {"pilot"} and set(more["seed"]) == {7}
    assert (set(more["dictionary_sha256"]), set(more["corpus_sha256"])) == ({"d"}, {"c"})
    assert more["double"].tolist()[:10] == sample["double"].tolist()
    assert (more["n_drawn"] == 3).all() and (more["n_stratum"] == 8).all()
    assert_allclose(more["probability"], 3 / 8)
    assert len(hits) == 40
    with pytest.raises(ValueError, match="would lose 1 sentences"):
        sampling.order_sample(drawn.iloc[1:], earlier=sample)


def test_the_sentences_to_read_follow_from_the_variance_and_the_width():
    hits = pd.DataFrame({"a": [1] * 20 + [0] * 80})
    missed = 10 / 3 / 80
    variance = 0.2 * 0.25 + 0.8 * missed * (1 - missed)
    (plan,) = sampling.plan_sizes(hits, 0.2).itertuples()
    simple = 1.959964**2 * variance / 0.1**2
    assert plan.n == np.ceil(simple / (1 + simple / 100)) == 24
    assert plan.missed == pytest.approx(missed) and plan.share_hit == 0.2
    read = pd.DataFrame({"precision": [0.9], "missed": [0.0]}, index=["a"])
    (pilot,) = sampling.plan_sizes(hits, 0.2, read).itertuples()
    assert (pilot.precision, pilot.missed) == (0.9, 0.0) and pilot.n == 7
    # What the pilot did not find stays guessed.
    (other,) = sampling.plan_sizes(hits, 0.2, read.rename({"a": "b"})).itertuples()
    assert other == plan


# What is printed of an estimate ---------------------------------------------------------


def found(**changes):
    about = {"value": 0.2, "low": 0.1, "high": 0.3, "se": 0.05}
    about |= {"low_like": 0.05, "high_like": 0.4, "se_like": 0.1}
    return Estimate(**(about | {"n_coded": 100, "n_positive": 20, "unread": 0.0} | changes))


@pytest.mark.parametrize(
    "changes, warning",
    [
        ({}, None),
        ({"n_positive": 5}, None),
        ({"n_positive": 4}, "only 4 of the coded sentences with it"),
        ({"n_coded": 10, "n_positive": 5}, None),
        ({"n_coded": 9, "n_positive": 5}, "only 9 sentences read"),
        ({"n_coded": 9, "n_positive": 4}, "only 9 sentences read"),
        ({"unread": 0.01}, None),
        ({"unread": 0.02}, "2% of the sentences are in cells of which none was read"),
        ({"n_positive": 0, "low": 0.2, "high": 0.2}, None),
        ({"n_positive": 0, "low": 0.2, "high": 0.2 + 1e-10}, None),
        ({"low_like": np.nan, "high_like": np.nan}, None),
    ],
)
def test_an_estimate_of_this_corpus_is_thin_below_each_bar(changes, warning):
    assert correcting.warn(found(**changes), CORPUS, n_docs=1) == warning


@pytest.mark.parametrize(
    "changes, n_docs, warning",
    [
        ({}, 20, None),
        ({}, 19, "19 articles say too little of others"),
        ({"low_like": np.nan}, 1, "one article says nothing about others"),
        (
            {"n_positive": 4},
            19,
            "only 4 of the coded sentences with it; 19 articles say too little of others",
        ),
    ],
)
def test_of_articles_like_these_twenty_articles_tell(changes, n_docs, warning):
    assert correcting.warn(found(**changes), LIKE, n_docs) == warning


def test_a_difference_is_as_thin_as_its_thinner_side_and_counts_both():
    few = found(n_positive=3)
    assert correcting.warn_difference(few, found(n_positive=2), CORPUS) is None
    assert "only 4" in correcting.warn_difference(few, found(n_positive=1), CORPUS)
    assert "only 9 sentences" in correcting.warn_difference(found(), found(n_coded=9), CORPUS)
    rows = correcting.difference_rows(
        {},
        "A",
        "B",
        {
            "A": (0.5, found(se=0.03)),
            "B": (0.2, found(value=0.1, low=0.05, n_positive=7, n_coded=40, se=0.04)),
        },
    )
    corpus, like = rows
    assert (corpus["target"], like["target"]) == (CORPUS, LIKE) and corpus["group"] == "A - B"
    assert (corpus["n_coded"], corpus["n_positive"]) == (140, 27)
    assert corpus["naive"] == pytest.approx(0.3) and corpus["estimate"] == pytest.approx(0.1)
    assert corpus["se"] == pytest.approx(0.05)


def test_the_effective_size_is_of_a_simple_draw_with_the_same_error():
    """A fifth, known to .04, as from 100 sentences: .2 * .8 / 100 = .04 squared."""
    assert correcting.effective_size(found(se=0.04), CORPUS, "share") == pytest.approx(100)
    assert correcting.effective_size(found(se_like=0.08), LIKE, "share") == pytest.approx(25)
    assert np.isnan(correcting.effective_size(found(se=0.04), CORPUS, "rate"))
    assert np.isnan(correcting.effective_size(found(se=0.0), CORPUS, "share"))


def test_a_rate_is_scaled_with_its_errors_and_not_its_counts():
    scaled = correcting.scale(found(), 1000)
    assert scaled[:7] == pytest.approx([200, 100, 300, 50, 50, 400, 100])
    assert scaled[7:] == (100, 20, 0.0)


def read(y, hits, n_words=5, spans=True):
    """A corpus of five-word sentences in two articles, read in full; how often each has the frame, and its hits."""
    n = len(y)
    corpus = pd.DataFrame({"unit_id": [f"u{k}" for k in range(n)], "doc_id": ["a", "b"] * (n // 2)})
    return correcting.Reading(
        corpus.assign(n_words=n_words),
        np.arange(n),
        np.zeros(n, int),
        np.full(n, float(n)),
        pd.DataFrame({"cost": y}),
        np.full(n, False),
        pd.DataFrame(index=range(n)),
        spans,
    ), pd.DataFrame({"cost": hits})


def test_read_in_full_all_shares_are_those_of_the_table():
    reading, hits = read([2, 0, 1, 0, 1, 0, 0, 0], [1, 2, 1, 0, 0, 0, 0, 0])
    groups = {"outlet": pd.Series({"a": "Post", "b": "Mail"})}
    table = correcting.estimate_frames(reading, hits, groupings=groups)
    row = table[(table["target"] == CORPUS) & (table["group"] == "all")].set_index("estimand")
    share, rate = row.loc["share"], row.loc["rate"]
    assert (share["naive"], share["estimate"]) == (3 / 8, 3 / 8)
    assert (share["precision"], share["recall"]) == pytest.approx((2 / 3, 2 / 3))
    assert rate["naive"] == pytest.approx(1000 * 4 / 40) and rate["estimate"] == pytest.approx(
        1000 * 4 / 40
    )
    assert (share["n_coded"], share["n_positive"]) == (8, 3)
    post = table[(table["group"] == "Post") & (table["target"] == CORPUS)].set_index("estimand")
    assert (post.loc["share", "naive"], post.loc["share", "estimate"]) == (2 / 4, 3 / 4)
    # Within a group its own hits count: both of Post's are right, and one of its three is missed.
    assert (post.loc["share", "precision"], post.loc["share", "recall"]) == pytest.approx(
        (1, 2 / 3)
    )
    assert post.loc["rate", "naive"] == pytest.approx(1000 * 2 / 20)
    between = table[(table["estimand"] == "difference") & (table["target"] == CORPUS)].iloc[0]
    assert between["group"] == "Mail - Post" and between["estimate"] == pytest.approx(0 - 3 / 4)
    assert between["naive"] == pytest.approx(1 / 4 - 2 / 4)
    without = correcting.estimate_frames(read([1, 0], [1, 0], spans=False)[0], hits.head(2))
    assert set(without["estimand"]) == {"share"}


def test_cells_of_two_answers_are_numbered_by_both():
    reading, _ = read([0] * 60, [0] * 60)
    hit = np.arange(60) < 30
    answer = (np.arange(60) % 2).astype(int)
    cell, is_hit = correcting.cut_cells(reading, hit, [answer])
    assert is_hit.tolist() == [False, False, True, True]
    assert np.unique(cell[hit & (answer > 0)]).tolist() == [3]
    assert np.unique(cell[~hit & (answer == 0)]).tolist() == [0]
    # A further answer that nobody gave changes nothing.
    again, still = correcting.cut_cells(reading, hit, [answer, np.zeros(60, int)])
    assert again.tolist() == cell.tolist() and still.tolist() == is_hit.tolist()
    # Too few of the hits have the second answer: they stay one cell, the others do not.
    some = np.where(hit & (np.arange(60) > 8), 0, answer)
    cell, is_hit = correcting.cut_cells(reading, hit, [some])
    assert is_hit.tolist() == [False, False, True] and np.unique(cell[hit]).tolist() == [2]


def test_sentences_that_are_gone_are_refused_and_the_first_is_not():
    columns = {"coder": "ana", "kind": "human", "variable": "frame", "code": "cost", "state": None}
    judgements = pd.DataFrame({"unit_id": ["u0", "u1"], "raw_start": 0, "raw_end": 1}).assign(
        **columns
    )
    sample = pd.DataFrame(
        {"unit_id": ["u0", "u1"], "stratum": 1, "n_stratum": 4, "raw_start": 0, "raw_end": 9}
    )
    corpus = pd.DataFrame({"unit_id": ["u0", "u1", "u2", "u3"], "doc_id": "a", "n_words": 5})
    reading = correcting.read_coded(judgements, sample, corpus.set_axis([7, 8, 9, 10]))
    assert reading.row.tolist() == [0, 1] and reading.weight.tolist() == [2, 2]
    assert reading.has_spans and reading.units.index.tolist() == [0, 1, 2, 3]
    assert reading.counts["cost"].tolist() == [1, 1] and reading.counts.index.tolist() == [0, 1]
    assert not correcting.read_coded(judgements.assign(raw_end=9), sample, corpus).has_spans
    kept = correcting.keep_coded(reading, np.array([False, True]))
    assert (
        kept.row.tolist() == [1]
        and kept.weight.tolist() == [4]
        and kept.counts.index.tolist() == [0]
    )
    with pytest.raises(ValueError, match="are gone"):
        correcting.read_coded(judgements, sample, corpus.iloc[1:])


def test_the_coder_who_read_most_counts_and_of_equals_the_first_by_name():
    def judged(coder, unit_ids, kind="human"):
        return pd.DataFrame({"unit_id": unit_ids}).assign(coder=coder, kind=kind, variable="frame")

    both = pd.concat([judged("ben", ["u0", "u1"]), judged("ana", ["u1"])])
    assert correcting.choose_judgements(both)["coder"].tolist() == ["ben", "ben"]
    even = pd.concat([judged("ben", ["u0", "u1"]), judged("ana", ["u1", "u2"])])
    chosen = correcting.choose_judgements(even).set_index("unit_id")["coder"].to_dict()
    assert chosen == {"u0": "ben", "u1": "ana", "u2": "ana"}
    agreed = pd.concat([both, judged(correcting.AGREED, ["u1"])])
    chosen = correcting.choose_judgements(agreed).set_index("unit_id")["coder"].to_dict()
    assert chosen == {"u0": "ben", "u1": correcting.AGREED}
