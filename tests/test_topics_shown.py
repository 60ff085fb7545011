"""What the notebook on topics shows: which topics recur, with which numbers, in sentences and figures."""

import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from numpy.testing import assert_allclose
from scipy import sparse
from test_figures import check_phone, labels_of, words

from analysis.drawing.figure import PALETTE
from analysis.topics import figures as draw
from analysis.topics import sentences as say
from analysis.topics.numbers import ENOUGH_ARTICLES
from analysis.topics.passages import Passages
from analysis.topics.reading import ENOUGH_TO_COMPARE
from analysis.topics.stability import FEWEST_DOCS, MOST_TERMS, Plan


def verdict(*recurs, stability=None, null=0.3):
    n = len(recurs)
    table = pd.DataFrame({"topic": range(1, n + 1), "recurs": pd.Series(recurs, dtype=bool)})
    return table.assign(stability=stability or [0.9 - k / 10 for k in range(n)], null=null)


def names(*words_of):
    return pd.Series(words_of, index=range(1, len(words_of) + 1), dtype="object")


def passages(n_docs, n_words=10, unit="paragraph", terms="xy"):
    rows = pd.DataFrame({"doc_id": [f"a{n}" for n in range(n_docs)], "n_words": n_words})
    return Passages(
        rows, np.array(list(terms)), sparse.csr_array(np.ones((n_docs, len(terms)), int)), unit
    )


# Sentences ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "n, of, said",
    [
        (0, 5, "none of the 5 topics recurs"),
        (1, 5, "1 of the 5 topics recurs"),
        (2, 5, "2 of the 5 topics recur"),
    ],
)
def test_topics_that_recur_are_counted_of_all(n, of, said):
    assert say.recur(n, of) == said


def test_a_topic_is_named_by_its_first_three_terms_by_score():
    rows = [(topic, "score", rank, f"s{topic}{rank}") for topic in (1, 2) for rank in (1, 2, 3, 4)]
    rows += [(1, "weight", 1, "heavy")]
    terms = pd.DataFrame(rows, columns=["topic", "by", "rank", "term"])
    labels = say.label_topics(terms, verdict(True, False))
    assert labels[1] == "s11, s12, s13" and pd.isna(labels[2])


def test_topics_are_found_from_five_articles_on():
    found = verdict(True, False)
    labels = names("<sun>, sea", None)
    assert say.say_found(found, labels, FEWEST_DOCS) == (
        "**1 of the 2 topics recurs** when the articles are resampled: “&#60;sun&#62;, sea” (90% of its top "
        "terms recur on average). The others are not interpreted."
    )
    assert "4 articles cannot" in say.say_found(found, labels, FEWEST_DOCS - 1)
    every = say.say_found(verdict(True, True), names("a", "b"), 9)
    assert "“a” (90% of" in every and "“b” (80%)." in every and "others" not in every
    assert "each of the 2 topics" in say.say_found(verdict(False, False), names(None, None), 9)
    assert "too little text" in say.say_found(verdict(), names(), 9)


def test_the_size_is_of_all_words_and_of_those_that_remain():
    whole, kept = passages(4, 10), passages(4, 10, terms="xyz")
    said = say.say_size(whole, kept)
    assert "reads 4 paragraphs of 4 articles" in said and "30% (12 of 40)" in said
    assert "3 terms remain" in said and "stop words" in said
    assert "reads 4 articles" in say.say_size(passages(4, unit="article"), kept)


def test_a_plan_says_how_often_models_are_fitted():
    said = say.say_plan(Plan(20, 39), 5)
    assert "5 topics" in said and "20 bootstrap" in said and "39 shuffled" in said


def test_topics_beyond_shuffled_words_are_counted_and_those_that_keep_half_of_their_terms():
    def said(*recurs, stability, null=0.4):
        return say.say_null(verdict(*recurs, stability=list(stability), null=null))

    some = said(True, False, False, stability=(0.9, 0.45, 0.4))
    assert some.startswith("In at least 95% of the models") and "more stable than 0.40" in some
    assert "2 of the 3 topics are more stable; 1 of these keeps" in some
    one = said(False, False, stability=(0.45, 0.4))
    assert "1 of the 2 topics is more stable; none of these keeps" in one
    both = said(True, True, stability=(0.9, 0.8))
    assert "2 of the 2 topics are more stable; both" in both
    assert "None of the 2 topics is more stable" in said(False, False, stability=(0.4, 0.3))
    # What differs beyond the digits that are stored is no difference.
    assert "None of the 1 topic" in said(False, stability=(0.4 + 1e-9,))
    assert say.say_null(verdict()) == "Nothing to compare."


@pytest.mark.parametrize(
    "n, of, said",
    [
        (1, 1, "it keeps"),
        (2, 2, "both keep"),
        (3, 3, "3 of these keep"),
        (2, 3, "2 of these keep"),
        (1, 2, "1 of these keeps"),
    ],
)
def test_those_just_named_keep(n, of, said):
    assert [say.say_of_these(n, of).split()[k] for k in (0, -1)] == [
        said.split()[0],
        said.split()[-1],
    ]


def places(*rows):
    return pd.DataFrame(rows, columns=["group", "topic", "n_words", "share"])


def test_the_article_with_most_of_a_topic_is_named_and_of_equals_the_first():
    rows = places(
        ("b", 1, 100, 0.5),
        ("a", 1, 50, 1.0),
        ("c", 2, 300, 0.1),
        ("d", 2, 100, 0.9),
        ("e", 3, 9, 1.0),
    )
    said = say.say_places(rows, names("sun", "<sea>", None))
    assert said.startswith(
        "The topic “sun” has 50% of its weight in one article (b); “&#60;sea&#62;” has 75%"
    )
    assert "(d)." in said and "(e)" not in said and "vocabulary" not in said
    assert "(Post, 1 May)" in say.say_places(
        rows, names("sun", "<sea>", None), {"b": "Post, 1 May"}
    )
    near = places(("b", 1, 100, 0.5), ("c", 1, 10, 0.1), ("a", 1, 100, 0.5000000001))
    assert "in one article (b)" in say.say_places(near, names("sun"))
    missing = rows.assign(share=rows["share"].where(rows["group"] != "b"))
    own = say.say_places(missing, names("sun", None, None))
    assert "100% of its weight in one article (a)" in own and "that article’s vocabulary" in own


@pytest.mark.parametrize("n, shown", [(ENOUGH_ARTICLES, True), (ENOUGH_ARTICLES - 1, False)])
def test_topics_are_shown_over_time_from_two_hundred_articles_on(n, shown):
    said = say.say_over_time(pd.DataFrame({"group": ["2020", "2021", "2020"]}), n)
    assert ("Not shown" in said) is not shown and ("in 2 periods" in said) is shown
    assert "has 1." in say.say_over_time(pd.DataFrame({"group": ["2020"]}), 1)


def test_groups_that_are_too_small_are_said():
    groups = pd.DataFrame({"group": ["a", "a", "b"], "n_docs": [30, 30, ENOUGH_TO_COMPARE]})
    assert "2 groups of 20 to 30 articles" in say.say_groups(groups, "outlet")
    few = say.say_groups(groups.assign(n_docs=[30, 30, 19]), "<b>")
    assert "second largest has 19" in few and "<b>" not in few
    more = pd.concat([groups, groups.tail(1).assign(group="c", n_docs=3)])
    assert "2 groups of 20 to 30 articles. 1 smaller group is not" in say.say_groups(more, "outlet")
    assert "no two groups" in say.say_groups(groups.head(2), "outlet")


@pytest.mark.parametrize(
    "n_docs, told", [(ENOUGH_TO_COMPARE, False), (ENOUGH_TO_COMPARE - 1, True)]
)
def test_what_few_articles_cannot_tell_is_said(n_docs, told):
    said = say.say_verdict(passages(n_docs), verdict(True, False))
    assert f"{n_docs} articles, of {10 * n_docs} words, support 1 of the 2 topics.**" in said
    assert ("other topics are, or how outlets" in said) is told
    assert "how many topics there are" in said and "how large the other topics are" in said
    every = say.say_verdict(passages(n_docs), verdict(True, True))
    assert "support 2 of the 2" in every and "how large" not in every
    none = say.say_verdict(passages(n_docs), verdict(False, False))
    assert "how large the topics are" in none


def test_false_topics_and_power_are_told_by_kind_of_test():
    summary = pd.DataFrame(
        [
            (100, 5, 2, 10, 0.5, 0.6),
            (100, 5, 0, 10, 0.7, 0.8),
            (9000, 5, 1, 20, 0.9, 1.0),
            (1, 5, 0, 0, np.nan, np.nan),
        ],
        columns=["n_words", "n_topics", "n_false", "n_noise", "power", "power_fixed"],
    ).assign(n_false_fixed=[3, 3, 4, 0])
    said = say.say_experiment(summary)
    assert "8% (3 of 40)" in said and "25% (10 of 40)" in said
    assert "60% recur in corpora of 100 words and 90% in corpora of 9,000 words." in said


def test_topics_that_look_more_stable_over_starts_are_counted():
    rows = verdict(True, True, stability=[0.8, 0.6])
    said = say.say_starts(rows, np.array([0.8, 0.95]))
    assert said.startswith("1 of the 2 topics looks more stable")
    assert " (topic 2: 0.95 against 0.60). " in said
    assert "None of the 2" in say.say_starts(rows, np.array([0.8 + 1e-9, 0.6]))
    assert "too little text" in say.say_starts(verdict(), np.array([]))


def test_the_topics_of_a_model_that_recur_are_told():
    assert "1 of the 2 topics recurs" in say.say_stability(verdict(True, False), "speeches")
    assert "too little text" in say.say_stability(verdict(), "speeches")


def numbers():
    return pd.DataFrame(
        [
            ("nmf", 5, 4, 0.9, 0.5, 0.20, 0.1),
            ("nmf", 10, 6, 0.8, 0.5, 0.31, -0.07),
            ("lda", 5, 1, 0.3, 0.6, 0.99, np.nan),
            ("lda", 10, 2, 0.2, 0.6, 0.98, np.nan),
        ],
        columns=["model", "n_topics", "n_recur", "stability", "null", "npmi", "held_out"],
    ).assign(c_v=0.5, diversity=0.6, exclusivity=0.7)


def test_numbers_of_topics_are_those_of_nmf():
    said = say.say_numbers(numbers(), 5)
    assert (
        "choose 10 topics (NPMI, normalised pointwise mutual information, 0.31)" in said
        and "uses **5** by convention" in said
    )
    assert "too little text" in say.say_numbers(numbers().tail(2), 5)
    assert "NMF 67% (10 of 15)" in say.say_models(numbers())
    assert "LDA 20% (3 of 15)" in say.say_models(numbers())


def test_what_new_articles_are_like_is_told_beside_the_old():
    drift = pd.DataFrame(
        {"articles": ["fitted", "new"], "known": [0.8, 0.7], "explained": [0.4, 0.3]}
    ).assign(n_docs=[30, 12], unlike=[0, 0.25])
    said = say.say_frame_of_reference(verdict(True, False), drift)
    assert "explain 30% of" in said and "40% in those of the speeches" in said


def test_what_the_trial_on_new_articles_shows_has_both_sides(monkeypatch):
    shares = {"kept": np.array([[0.5, np.nan]]), "fitted": np.array([[0.5, np.nan]])}
    monkeypatch.setattr(say, "measure_shares", lambda model, passages: shares[model])
    drift = pd.DataFrame(
        {"articles": ["fitted", "new"], "known": [0.8, 0.7], "explained": [0.4, 0.3]}
    ).assign(n_docs=[30, 12], unlike=[0, 0.25])
    said = say.say_drift(drift, "kept", "fitted", None)
    assert "gives every passage the same shares" in said and "the 12 articles set aside" in said
    assert "of the other articles explains 40% of" in said and "their own" in said
    assert "30% in those of the 12 articles set aside" in said
    two = say.say_drift(drift.assign(n_docs=1), "kept", "fitted", None)
    assert "of the other article explains 40% of the variation in its own" in two
    assert two.endswith("30% in those of the article set aside.")
    shares["kept"] = shares["fitted"] + 0.1
    assert "does not give the shares" in say.say_drift(drift, "kept", "fitted", None)
    alone = say.say_drift(drift.assign(n_docs=[30, 0]), "kept", "fitted", None)
    assert alone.endswith("With one article there is none to try it on.")


def test_seed_words_are_counted():
    said = say.say_anchors({"a": ["x", "y"], "b": ["z"]})
    assert "3 terms under 2 names" in said and "**off**" in say.say_anchors({})


def test_tables_of_topics_show_each_way_of_ordering_terms():
    rows = [(topic, by, 1, f"{by}{topic}") for topic in (1, 2) for by in ("score", "frex")]
    terms = pd.DataFrame(rows, columns=["topic", "by", "rank", "term"])
    html = say.show_topics(terms, verdict(True, False), ("score", "frex"))
    cells = "".join(f"<td>{cell}</td>" for cell in ("1", "score1", "score1", "frex1"))
    assert re.search(re.escape(cells) + r"<td>0\.90+</td><td>0\.30+</td>", html)
    assert 'opacity: 0.75"><td>2</td><td>does not recur</td>' in html and html.count("opacity") == 1
    assert "<th>by FREX</th>" in html and "<th>by weight</th>" not in html


def test_a_long_passage_is_cut_and_a_topic_without_a_name_has_none():
    carriers = pd.DataFrame(
        {
            "topic": [1, 2],
            "share": [0.82, 0.5],
            "doc_id": "a",
            "voice": "direct",
            "voice_share": [0.6, 0.01],
            "speaker": [None, "Ana"],
            "text": ["x" * 300, "hidden"],
        }
    )
    html = say.show_carriers(carriers, names("sun", None))
    assert "x" * 300 + "<" in html and "82%" in html and "hidden" not in html and "Ana" not in html
    longer = carriers.assign(text="x" * 301)
    assert "x" * 300 + "…" in say.show_carriers(longer, names("sun", None))
    assert "No topic recurs" in say.show_carriers(carriers, names(None, None))


# Figures --------------------------------------------------------------------------------


def test_topics_stand_by_their_stability_and_those_that_do_not_recur_are_grey():
    rows = verdict(False, True, False, stability=[0.6, 0.9, 0.6], null=0.62)
    figure = draw.draw_stability(rows, [0.3, 0.62], names(None, "sun, sea", None))
    ax = figure.wide.axes[0]
    # Of equals the one with the lower number first.
    assert labels_of(ax) == ["sun, sea", "topic 1", "topic 3", "shuffled words, 2 times"]
    dots = ax.collections[0]
    assert dots.get_offsets().tolist() == [[0.9, 0], [0.6, 1], [0.6, 2]]
    assert [to_hex(colour) for colour in dots.get_facecolors()] == [
        PALETTE[0].lower(),
        draw.GREY,
        draw.GREY,
    ]
    field = ax.patches[0]
    assert (field.get_x(), field.get_x() + field.get_width()) == (-0.03, pytest.approx(0.62))
    assert ax.get_xlim() == (-0.03, 1.03) and ax.lines[0].get_xdata().tolist() == [0.3, 0.62]
    colours = [label.get_color() for label in ax.get_yticklabels()]
    assert len(set(colours)) == 2 and colours.count(colours[0]) == 1  # the one that recurs
    joined = figure.rows
    assert joined["of"].tolist() == ["topic"] * 3 + ["shuffled words"] * 2
    assert not joined["recurs"].tail(2).any() and joined.index.tolist() == list(range(5))
    assert "from 0.600 to 0.900" in figure.alt and "from 0.300 to 0.620" in figure.alt
    low = draw.draw_stability(rows.assign(null=0.2), [0.2], names(None, "sun", None)).wide.axes[0]
    # Below half of the top terms no topic recurs, whatever shuffled words give.
    assert low.patches[0].get_x() + low.patches[0].get_width() == pytest.approx(MOST_TERMS)


@pytest.mark.parametrize(
    "recurs, title",
    [
        ((True, True), "All 2 topics recur"),
        ((True, False, False), "1 of the 3 topics recurs"),
        ((True, True, False), "2 of the 3 topics recur "),
        ((False, False), "None of the 2 topics recurs"),
    ],
)
def test_the_title_counts_the_topics_that_recur(recurs, title):
    rows = draw.join_null(verdict(*recurs), [0.1], names(*([None] * len(recurs))))
    assert draw.title_stability(rows).startswith(title)


def experiment():
    rows = [(9000, 400, 5, 1, 20, 4, 0.9, 0.95), (100, 400, 5, 0, 20, 2, 0.5, 0.7)]
    columns = ["n_words", "n_vocabulary", "n_topics", "n_false", "n_noise", "n_false_fixed"]
    return pd.DataFrame(rows, columns=[*columns, "power", "power_fixed"])


def test_corpora_of_noise_stand_by_size_with_dots_and_rings():
    figure = draw.draw_experiment(experiment())
    noise, planted = figure.wide.axes
    assert labels_of(noise) == [
        "100 words, vocabulary 400, k = 5",
        "9,000 words, vocabulary 400, k = 5",
    ]
    rings, dots, limit = noise.lines
    assert rings.get_xdata().tolist() == [0.1, 0.2] and dots.get_xdata().tolist() == [0, 0.05]
    assert rings.get_mfc() == "none" and rings.get_label() == "fixed threshold"
    assert dots.get_ydata().tolist() == [0, 1] and noise.get_ylim() == (1.5, -0.5)
    assert limit.get_xdata() == [0.05, 0.05] and len(planted.lines) == 2
    assert [line.get_xdata().tolist() for line in planted.lines] == [[0.7, 0.95], [0.5, 0.9]]
    assert noise.get_xlim() == planted.get_xlim() == (-0.05, 1.05)
    assert figure.title == "Topics recur in 1 of 40 corpora of noise"
    told = " ".join(words(figure.phone))
    assert "0 of 20 corpora (2 by a fixed" in told and "50% (70%)." in told
    assert "100 words, 5 topics: 0 of 20 (2 by the fixed threshold)" in figure.alt
    assert "in the same order: 90% (95% by the fixed threshold); 50% (70%" in figure.alt
    none = draw.describe_experiment(experiment().assign(power=[0.9, np.nan]))
    assert none.endswith("(95% by the fixed threshold); none planted.")
    check_phone(figure)


def test_each_measure_has_a_panel_and_each_model_a_line():
    figure = draw.draw_numbers(numbers(), 10)
    panels = figure.wide.axes
    assert (
        len(panels) == len(draw.MEASURES) and panels[0].get_subplotspec().get_gridspec().ncols == 3
    )
    assert figure.phone.axes[0].get_subplotspec().get_gridspec().ncols == 2
    lines = {line.get_label(): list(line.get_ydata()) for line in panels[0].lines}
    assert lines["NMF"] == [0.9, 0.8] and lines["LDA"] == [0.3, 0.2]
    dotted = [list(line.get_ydata()) for line in panels[0].lines if line.get_ls() == ":"]
    assert dotted == [[0.5, 0.5], [0.6, 0.6]]
    assert not any(line.get_ls() == ":" for line in panels[1].lines)
    assert all(set(panel.lines[0].get_xdata()) == {10} for panel in panels)
    dashed = [list(line.get_ydata()) for line in panels[-1].lines if line.get_ls() == "--"]
    assert dashed == [[0, 0]] and panels[0].get_ylim() == (0, 1.03)
    assert panels[0].get_xticks().tolist() == [5, 10]
    assert [panel.get_xlabel() for panel in panels] == [""] * 3 + ["number of topics"] * 3
    assert "NMF with 10: 0.80; LDA with 5: 0.30" in figure.alt
    near = numbers().assign(stability=[0.415, 0.41500001, 0.3, 0.3])  # as the table rounds
    assert "NMF with 5: 0.42; NMF with 10: 0.42" in draw.describe_numbers(near)
    check_phone(figure)


def test_the_title_of_numbers_says_where_measures_are_highest():
    rows = numbers()
    title = draw.title_numbers(rows).lower()
    assert "stability is highest with 5 topics, coherence (npmi) with 10" in title
    assert "both highest with 5 topics" in draw.title_numbers(rows.assign(npmi=[9, 8, 0, 99]))
    none = rows.assign(null=rows["stability"])
    assert draw.title_numbers(none).startswith(
        "At neither of the two numbers of topics tried (5 and 10) "
    )
    more = pd.concat([none, none.head(1).assign(n_topics=20)])
    assert "At none of the three numbers of topics tried (5 to 20)" in draw.title_numbers(more)
    one = draw.title_numbers(none[none["n_topics"] == 5])
    assert one.startswith("With 5 topics, average stability does not exceed the threshold from")
    above = none.assign(null=none["null"].where(none["n_topics"] != 10, 0.7))
    assert "shuffled words" not in draw.title_numbers(above)
    assert "too little text" in draw.title_numbers(rows.tail(2))


def shares(n_groups=2, *topics):
    rows = [
        (f"g{n:02}", topic, share)
        for n in range(n_groups)
        for topic, share in enumerate(topics or (0.1, 0.6, 0.3), 1)
    ]
    return pd.DataFrame(rows, columns=["group", "topic", "share"])


@pytest.mark.parametrize("n, cut", [(draw.MOST_GROUPS, False), (draw.MOST_GROUPS + 1, True)])
def test_twelve_groups_are_shaded(n, cut):
    figure = draw.draw_shares(shares(n), names("sun", "sea", None))
    assert (
        len(labels_of(figure.wide.axes[0])) == 12
        and ("the first 12 of 13" in figure.caption) is cut
    )
    assert ("g12" in figure.alt) is False and "g11, “sea” 60%" in figure.alt
    assert figure.wide.axes[0].get_ylim() == (11.5, -0.5)


def test_shares_drawn_do_not_hang_on_how_groups_are_stored():
    rows = shares(20).sample(frac=1, random_state=1)
    rows = rows.sort_values("group", ascending=False, kind="stable", ignore_index=True)
    rows.loc[4, "share"] = np.nan
    calls = {"g19": "Post", "g18": "g02"}  # a name that is another's id
    figures = [
        draw.draw_shares(table, names("sun", "sea", None), names=calls)
        for table in (
            rows[rows["group"] != "g02"],
            rows[rows["group"] != "g02"].astype({"group": "category"}),
        )
    ]
    first, second = ([f.title, f.alt, f.caption, f.rows.astype({"group": "str"})] for f in figures)
    assert first[:3] == second[:3] and first[3].equals(second[3])
    ticks = [label.get_text() for label in figures[0].wide.axes[0].get_yticklabels()]
    assert ticks[:3] == ["Post", "g02", "g17"] and "first 12 of 19" in figures[0].caption


@pytest.mark.parametrize("n, rotation", [(3, 0), (4, 40)])
def test_names_of_more_than_three_topics_are_turned(n, rotation):
    figure = draw.draw_shares(shares(2, *([1 / n] * n)), names(*"abcd"[:n]))
    ax = figure.wide.axes[0]
    assert {label.get_rotation() for label in ax.get_xticklabels()} == {rotation}
    assert [label.get_text() for label in ax.get_xticklabels()] == list("abcd")[:n]
    taller = draw.draw_shares(shares(3, *([1 / n] * n)), names(*"abcd"[:n]))
    assert taller.wide.get_figheight() - figure.wide.get_figheight() == pytest.approx(0.3)


def test_the_three_largest_shares_of_a_group_are_told():
    told = draw.say_shares(pd.Series({"a": 0.1, "b": 0.4, "c": np.nan, "d": 0.2, "e": 0.15}))
    assert told == "b 40%; d 20%; e 15%"


def test_the_title_of_shares_gives_the_least_and_the_most():
    rows = shares()
    rows.loc[rows["group"].eq("g01") & rows["topic"].eq(2), "share"] = 0.2
    assert "carry 30% to 70% of" in draw.title_shares(rows, names("sun", "sea", None))
    assert "carry 70% of" in draw.title_shares(shares(), names("sun", "sea", None))
    assert draw.title_shares(rows, names(None, None, None)).startswith("No topic recurs")
    many = shares(draw.MOST_GROUPS + 1)
    assert "median article, topics that recur carry 70%" in draw.title_shares(
        many, names("sun", "sea", None)
    )
    assert "nothing" in draw.describe_shares(rows, names(None, None, None)).lower()


def over_time(*tables):
    rows = [
        (period, topic, share)
        for topic, values in enumerate(tables, 1)
        for period, share in zip(("2020", "2021", "2022"), values)
    ]
    return pd.DataFrame(rows, columns=["group", "topic", "share"])


def test_the_topic_that_changed_most_is_named_with_its_direction():
    rows = over_time((0.1, 0.9, 0.2), (0.6, 0.1, 0.4), (0.3, 0.3, 0.9)).iloc[::-1]
    figure = draw.draw_over_time(rows, names("sun", "sea", None))
    assert figure.title == "“sea” shrank most, from 60% to 40%"
    # Whatever the order of the rows, the first period comes first.
    assert "sun from 10% to 20%; sea from 60% to 40%" in figure.alt
    grew = over_time((0.1, 0.9, 0.4), (0.6, 0.1, 0.4))
    assert (
        draw.draw_over_time(grew, names("sun", "sea")).title == "“sun” grew most, from 10% to 40%"
    )


def test_topics_of_one_period_or_without_a_change_neither_grow_nor_shrink():
    rows = over_time((0.1, 0.9, 0.1), (0.6, 0.1, 0.6))
    labels = names("sun", "sea")
    assert draw.title_over_time(rows, labels, [1, 2]) == "No topic grew or shrank over 3 periods"
    one = rows[rows["group"] == "2020"]
    assert draw.title_over_time(one, labels, [1, 2]) == "No topic grew or shrank over 1 period"
    # A period of which no share is known is neither the first nor the last.
    missing = rows.assign(share=rows["share"].where(rows["group"] != "2020"))
    assert draw.title_over_time(missing, labels, [1, 2]) == "“sun” shrank most, from 90% to 10%"
    assert draw.title_over_time(rows, labels, []).startswith("No topic recurs")


def test_the_six_largest_topics_are_drawn_over_time():
    n = draw.MOST_LINES
    rows = over_time(*([share / 100] * 3 for share in range(1, n + 2)))
    figure = draw.draw_over_time(rows, names(*"abcdefg"))
    ax = figure.wide.axes[0]
    assert [line.get_label() for line in ax.lines] == list("gfedcb") and ax.get_ylim()[0] == 0
    assert len({line.get_marker() for line in ax.lines}) == n and "6 largest" in figure.caption
    fewer = draw.draw_over_time(rows, names(*"abcdef", None))
    assert "largest" not in fewer.caption and len(fewer.wide.axes[0].lines) == n
    assert_allclose(ax.lines[0].get_xdata(), range(3))


@pytest.mark.parametrize("n, step, on_phone", [(12, 1, 2), (24, 2, 4), (4, 1, 1)])
def test_not_more_periods_are_named_than_fit(n, step, on_phone):
    rows = pd.DataFrame({"group": [f"p{k:02}" for k in range(n)], "topic": 1, "share": 0.5})
    figure = draw.draw_over_time(rows, names("sun"))
    for form, every in ((figure.wide, step), (figure.phone, on_phone)):
        ticks = form.axes[0].get_xticks().tolist()
        assert ticks == list(range(0, n, every))
        assert [label.get_text() for label in form.axes[0].get_xticklabels()][
            -1
        ] == f"p{ticks[-1]:02}"
