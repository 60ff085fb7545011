"""What the notebook on voices shows: whose words are whose in its sentences and figures."""

import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from numpy.testing import assert_allclose
from test_figures import bars, dots, labels_of, words

from analysis.drawing.figure import VOICES
from analysis.voices import figures as draw
from analysis.voices import sentences as say
from analysis.voices.article_view import show_legend


def stacks(**changes):
    """Two outlets with words in all voices, each number met once."""
    rows = {"group": ["Post", "Mail"], "n_docs": [2, 1], "narrator": [50, 400], "hearsay": [3, 0]}
    rows |= {"perhaps": [7, 10], "indirect": [25, 200], "direct": [5, 300]}
    return pd.DataFrame(rows | changes)


def speakers(*rows):
    columns = ["speaker", "kind", "role", "indirect", "direct"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(other_names=None, perhaps=None)


# Sentences ------------------------------------------------------------------------------


def test_shares_of_voices_have_all_words_below_them():
    said = say.say_voices(stacks())
    shares = re.findall(r"\d+% \([\d,]+ of [\d,]+\)", said)
    assert shares == ["45% (450 of 1,000)", "2% (20 of 1,000)"]
    assert said.endswith("Elsewhere they count as the narrator’s, which makes 470.")
    assert "hearsay" in said and "possible speech" in said
    none = say.say_voices(stacks(hearsay=0, perhaps=0))
    assert "further" not in none and "further" in say.say_voices(stacks(hearsay=0))
    assert "further" in say.say_voices(stacks(hearsay=5, perhaps=5))
    assert say.sum_words(stacks().drop(columns=["hearsay", "perhaps"])).to_dict() == {
        "narrator": 450,
        "indirect": 225,
        "direct": 305,
    }


def test_what_was_found_counts_speakers_and_the_one_with_most_words():
    one = speakers(("Ana", "person", None, 5, 1))
    said = say.say_found(stacks(), one)
    assert "53% (530 of 1,000)" in said and "58% (305 of 530) are quoted" in said
    assert said.endswith("The largest share of speech, 100% (6 of 6), belongs to Ana.")
    silent = say.say_found(stacks(indirect=0, direct=0), one.head(0))
    assert "0% (0 of 470)" in silent and len(silent.splitlines()) == 1


def quotations(*rows):
    return pd.DataFrame(rows, columns=["voice", "form", "speaker", "rule", "odds"])


def test_passages_without_a_speaker_are_ambiguous_or_unattributed():
    rows = quotations(
        ("direct", "full", "Ana", "said", "certain"),
        ("direct", "full", None, "said, ambiguous", "certain"),
        ("indirect", "reported", None, "nobody", "likely"),
        ("indirect", "reported", None, "nobody", "likely"),
        ("narrator", "scare", None, "scare", "certain"),
    )
    said = say.say_quotations(rows)
    assert "4 passages of speech; 50% (2 of 4) are certain." in said
    assert "75% (3 of 4) have no known" in said and "1 is ambiguous and 2 are unattributed" in said
    assert say.say_quotations(rows.head(1)) == (
        "There is 1 passage of speech; 100% (1 of 1) is certain. Every passage has a speaker."
    )
    assert say.say_quotations(rows.tail(1)) == "There is no passage of speech."


def test_other_names_and_names_kept_apart_are_counted():
    rows = speakers(*((f"S{n}", "person", None, 9 - n, n) for n in range(4)))
    three = say.say_speakers(rows.head(3))
    assert "three with the most" not in three and "merged" not in three and "separate" not in three
    assert "75% (27 of 36)" in say.say_speakers(rows)  # reported and direct words: nine each
    joined = say.say_speakers(rows.assign(other_names=["Ana | she", "Tom", None, None]))
    assert "3 other names were merged" in joined
    assert "1 other name was merged" in say.say_speakers(
        rows.assign(other_names=["Ana", None, None, None])
    )
    one = say.say_speakers(rows.assign(perhaps=["A <b> | B", None, None, None]))
    assert (
        "1 name could mean more than one person** and is kept" in one
        and "S0 (A &#60;b&#62; or B)" in one
    )
    many = pd.concat([rows] * 4, ignore_index=True).assign(
        speaker=[f"S{n}." for n in range(16)], perhaps="other"
    )
    said = say.say_speakers(many.head(13))
    assert (
        "13 names could mean more than one person** and are kept" in said
        and "S4" in said
        and "S5" not in said
        and "; 8 more are in" in said
    )
    assert say.say_speakers(rows.head(0)).startswith("No speaker")


def test_of_many_whom_a_name_could_mean_the_first_are_named():
    assert say.name_some(["A", "B", "C"]) == "A or B or C"
    assert say.name_some(list("ABCDE")) == "A, B or one of 3 others"


def test_authors_who_speak_are_counted_apart_from_transcripts():
    genres = pd.DataFrame(
        {
            "is_author": [True, False, False, True],
            "genre": ["speech", "transcript", "news", "opinion"],
            "basis": ["metadata", "text", "text", "text"],
        }
    )
    said = say.say_authors(genres)
    assert (
        "50% (2 of 4)" in said and "1 according to `metadata.csv` and 1 recognised by *I*" in said
    )
    assert "1 article is a transcript" in said
    none = say.say_authors(genres.iloc[[1, 1, 2]])
    assert none.startswith("No article") and "2 articles are transcripts" in none
    assert "metadata" not in none and "transcript" not in say.say_authors(genres.iloc[[0]])


def test_each_form_has_its_own_number():
    counts = {"scare": 1, "so-called": 2, "title": 3, "term": 4, "hearsay": 5}
    counts |= {"free_indirect": 6, "narrated_act": 7, "full": 8}
    forms = [form for form, n in counts.items() for _ in range(n)]
    said = say.say_forms(pd.DataFrame({"form": forms}))
    # In the order in which they are told; speech is none of them.
    assert [n for n in re.findall(r"\d+", said) if n != "0"] == list("1234567")
    assert "1 passage" in said and "3 titles" in said and "4 terms" in said


@pytest.mark.parametrize("n, verb", [(1, "mark is unpaired"), (2, "marks are unpaired")])
def test_a_mark_without_partner_is_told_with_its_place(n, verb):
    odd = pd.DataFrame({"doc_id": ["a<", "b"], "raw_start": [1200, 5]}).head(n)
    said = say.say_odd_marks(odd)
    assert (
        verb in said and "a&#60; at character 1,200" in said and ("behind it" in said) == (n == 1)
    )
    assert say.say_odd_marks(odd.head(0)) == "Every quotation mark is paired."


@pytest.mark.parametrize(
    "share, said",
    [
        (1.0, "100.0%"),
        (0.99999, "99.99%"),
        (0.9996, "99.96%"),
        (0.9995, "99.95%"),
        (0.9994, "99.9%"),
        (0.5, "50.0%"),
    ],
)
def test_what_is_not_quite_all_is_not_said_to_be_all(share, said):
    assert say.show_share(share) == said


def test_agreement_is_told_in_the_right_order():
    rows = pd.DataFrame(
        [
            ("direct", "all rules", 0.11, 0.12, 99),
            ("attributed", "quotation marks only", 0.21, 0.22, 99),
            ("attributed", "all rules", 0.91, 0.82, 1200),
        ],
        columns=["voice", "method", "precision", "recall", "n_coded"],
    )
    said = say.say_agreement(rows, 30, 40)
    assert "find 82.0% of the coded speech, and 91.0% of what they find" in said
    assert "marks alone would find 22.0%" in said and "75% (30 of 40)" in said
    assert "not known" not in said.lower()
    assert "in-sample" in said and "possible speech" not in said
    # The rules were made with the published articles, not with those of any other study.
    other = say.say_agreement(rows, 30, 40, None, (1593, 3034), False)
    assert "in-sample" not in other and "in view" not in other
    assert "In these scores, possible speech counts as the narrator’s. " in other
    assert "speech would have 1,593 of 3,034 words." in other


def gum(half, method, measure, **scores):
    base = {"precision": 0.1, "recall": 0.1, "f1": 0.1, "n_documents": 9}
    base |= {"n_both": 1, "n_coded": 1, "n_found": 1}
    return base | {"half": half, "method": method, "measure": measure} | scores


def test_scores_on_unseen_text_are_those_of_our_rules_on_the_half_kept_to_measure():
    content, speaker, scare = (
        "characters in attributed content",
        "speaker right",
        "scare quotes, titles, terms",
    )
    rows = [
        gum(half, method, measure)
        for half in ("develop", "measure")
        for method in ("our rules", "baseline: between quotation marks")
        for measure in (content, speaker, scare)
        if (half, method) != ("measure", "our rules")
    ]
    own = "measure", "our rules"
    rows += [
        gum(*own, content, precision=0.71, recall=0.82, f1=0.76, n_documents=40),
        gum(*own, speaker, n_both=300, n_coded=1200, n_found=400),
        gum(*own, scare, f1=0.55),
    ]
    said = say.say_unseen(pd.DataFrame(rows))
    assert (
        "In 40 documents" in said
        and "71% of what they find" in said
        and "82% of the speech" in said
    )
    assert "300 of 1,200 passages" in said


def test_what_differs_from_the_coding_is_counted_in_passages_and_characters():
    rows = pd.DataFrame({"raw_start": [0, 100], "raw_end": [1000, 300]})
    said = say.say_disagreements(rows, rows)
    assert "2 passages, 1,200 characters" in said
    assert (
        "possible speech counted as the narrator’s in both, rules and coder agree on every word"
        in say.say_disagreements(rows.head(0), rows)
    )
    assert "no coding" in say.say_disagreements(rows.head(0), rows.head(0))


def test_a_passage_without_quoted_words_in_it_is_shown_before_others():
    rows = quotations(
        ("indirect", "reported", "Ana", "", ""),
        ("direct", "partial", "Ana", "", ""),
        ("indirect", "reported", "Ana", "", ""),
    ).assign(doc_id="a", raw_start=[0, 5, 50], raw_end=[30, 9, 70])
    first = speakers(("Ana", "person", None, 9, 9))
    assert say.pick_speaker(rows, first)["raw_start"].tolist() == [50]
    assert say.pick_speaker(rows.head(2), first)["raw_start"].tolist() == [0]


def test_the_speaker_with_the_most_words_is_quoted_reported_words_first():
    first = speakers(("Ana", "person", None, 9, 9)).assign(other_names="Ruiz | she")
    rows = quotations(
        ("direct", "full", "Ana", "", ""),
        ("indirect", "reported", "she", "", ""),
        ("indirect", "reported", "Tom", "", ""),
    ).assign(doc_id="a", raw_start=[0, 20, 40], raw_end=[9, 29, 49])
    assert say.pick_speaker(rows, first)["speaker"].tolist() == ["she"]
    assert say.pick_speaker(rows.iloc[[0, 2]], first)["speaker"].tolist() == ["Ana"]


# Figures --------------------------------------------------------------------------------


def test_voices_are_stacked_from_the_narrator_to_direct_speech():
    figure = draw.draw_voices(stacks())
    ax = figure.wide.axes[0]
    lengths = {}
    for bar, patch in zip(bars(ax), ax.patches):
        lengths.setdefault(bar[0], []).append((to_hex(patch.get_fc()).upper(), *bar[1:]))
    colours = [
        draw.COLOURS[voice] for voice in ("narrator", "hearsay", "perhaps", "indirect", "direct")
    ]
    for row, counts in ((0, (50, 3, 7, 25, 5)), (1, (400, 0, 10, 200, 300))):
        share = 100 * np.array(counts) / sum(counts)
        assert [colour for colour, *_ in lengths[row]] == colours
        assert_allclose([width for *_, width in lengths[row]], share)
        assert_allclose([left for _, left, _ in lengths[row]], np.cumsum(share) - share)
    assert ax.get_xlim() == (0, 100) and labels_of(ax) == ["Post", "Mail"]
    assert "90 words (3 hearsay, 7 possible speech)" in words(ax)
    assert "910 words (10 possible)" in words(figure.phone)  # shorter there
    assert "The bars stand for" in figure.caption
    assert "The bars stand for" not in draw.draw_voices(stacks(n_docs=1)).caption
    told = [f"{draw.NAMES[voice]} {n}" for voice, n in zip(draw.COLOURS, (50, 3, 7, 25, 5))]
    assert f"Post: {', '.join(told)}" in figure.alt


def test_the_three_voices_have_the_colours_of_all_figures():
    assert {voice: draw.COLOURS[voice] for voice in VOICES} == VOICES
    assert len(set(draw.COLOURS.values())) == len(draw.COLOURS)


def test_the_first_twelve_bars_are_described_and_the_others_counted():
    many = pd.concat([stacks().head(1)] * 13, ignore_index=True)
    assert draw.describe_voices(many.assign(group=[f"g{n}." for n in range(13)])).endswith(
        "; and 1 more."
    )
    assert "more" not in draw.describe_voices(many.head(12))


def even(n, words=1):
    return speakers(*((f"s{k}", "person", None, words, 0) for k in range(n)))


@pytest.mark.parametrize("n, drawn", [(25, 25), (26, 26), (30, 30), (31, 25)])
def test_speakers_who_tie_with_the_last_are_drawn_up_to_thirty(n, drawn):
    assert draw.count_drawn(even(n)) == drawn


def test_of_those_who_do_not_tie_twenty_five_are_drawn():
    rows = pd.concat([even(25, 2), even(3, 1)], ignore_index=True)
    assert draw.count_drawn(rows) == 25
    assert re.search(r"\b25\b", draw.draw_speakers(rows).caption)


def test_words_of_speakers_are_stacked_reported_then_direct():
    figure = draw.draw_speakers(
        speakers(("Ana", "person", "expert", 30, 1200), ("UN", "body", None, 6, 0))
    )
    ax = figure.wide.axes[0]
    assert bars(ax) == [(0, 0, 30), (1, 0, 6), (0, 30, 1200), (1, 6, 0)]
    colours = [to_hex(patch.get_fc()).upper() for patch in ax.patches]
    assert colours == [VOICES["indirect"]] * 2 + [VOICES["direct"]] * 2
    assert [text.get_text() for text in ax.texts] == ["30 + 1,200", "6 + 0"]
    assert ax.get_xlim() == (0, pytest.approx(1.15 * 1230))
    assert figure.phone.axes[0].get_xlim() == (0, pytest.approx(1.35 * 1230))
    assert "The most words: Ana 1,230; UN 6." in figure.alt
    assert labels_of(ax) == ["Ana (expert)", "UN"]


@pytest.mark.parametrize(
    "n, who", [(2, "s0 and s1"), (3, "s0 and s1 and s2"), (4, "each of 4 speakers")]
)
def test_up_to_three_speakers_with_the_most_words_are_named(n, who):
    title = draw.title_speakers(even(n))
    assert title.startswith(who) and f"{1 / n:.0%} each" in title


def test_kinds_of_speakers_are_counted_in_the_right_number():
    rows = speakers(
        ("a", "group", None, 1, 0), ("b", "person", None, 1, 0), ("c", "person", None, 1, 0)
    )
    assert draw.count_kinds(rows) == "2 people and 1 group speak"
    assert draw.count_kinds(rows.head(1)) == "1 group speaks"
    assert draw.count_kinds(rows.assign(kind=["document", "body", "person"])) == (
        "1 person, 1 body and 1 document speak"
    )
    assert draw.count_kinds(rows.drop(columns="kind")) == "3 named speakers"


def scores(*rows):
    return pd.DataFrame(rows, columns=["method", "voice", "precision", "recall", "f1"])


SCORES = scores(
    ("all rules", "attributed", 0.76, 0.6, 0.75),
    ("quotation marks only", "attributed", 0.2, 0.3, 0.25),
    ("all rules", "direct", 0.9, 0.8, 0.85),
)


def test_dots_of_the_two_methods_stand_beside_each_other_in_the_row_of_their_voice():
    figure = draw.draw_agreement(SCORES)
    panels = figure.wide.axes
    assert [ax.get_xlabel() for ax in panels] == ["precision", "recall", "F1"]
    rows = [f"{draw.NAMES[voice]}, in-sample" for voice in ("attributed", "direct")]
    assert labels_of(panels[0]) == rows
    assert panels[0].yaxis_inverted()
    assert dots(panels[0], "all rules") == [(0.76, -0.17), (0.9, 0.83)]
    assert dots(panels[0], "quotation marks only")[0] == (0.2, 0.17)
    sides = {text.get_text(): text.get_ha() for text in panels[0].texts + panels[2].texts}
    # Beyond three quarters a value stands left of its dot, so that it stays in the field.
    assert sides == {"0.76": "right", "0.90": "right", "0.20": "left", "0.75": "left"} | {
        "0.85": "right",
        "0.25": "left",
    }
    assert [ax.get_xlim() for ax in panels] == [(-0.05, 1.05)] * 3
    assert figure.title.startswith("In-sample, speech is found with F1 0.75")
    assert figure.title.endswith("alone, 0.25") and "GUM" not in figure.caption
    assert "In-sample" in figure.caption
    other = draw.draw_agreement(SCORES, None, is_in_sample=False)
    assert other.title.startswith("On these articles, speech") and "ample" not in other.caption
    assert "these articles" in labels_of(other.wide.axes[0])[0] and "ample" not in other.alt


def test_scores_on_unseen_text_are_the_first_row():
    content = "characters in attributed content"
    rows = pd.DataFrame(
        [
            gum("develop", "our rules", content, f1=0.99),
            gum("measure", "our rules", "speaker right", f1=0.98),
            gum("measure", "baseline: other", content, f1=0.97),
            gum("measure", "our rules", content, f1=0.7),
            gum("measure", "baseline: between quotation marks", content, f1=0.3),
        ]
    )
    unseen = draw.unseen_scores(rows)
    assert unseen["method"].tolist() == ["all rules", "quotation marks only"]
    assert unseen["f1"].tolist() == [0.7, 0.3] and set(unseen["voice"]) == {"unseen"}
    assert draw.unseen_scores(None).empty
    figure = draw.draw_agreement(SCORES, rows)
    assert labels_of(figure.wide.axes[0])[0] == draw.NAMES["unseen"] and "GUM" in figure.caption
    assert "F1 0.70" in figure.title and figure.title.endswith("0.30")


def test_the_legend_has_only_the_kinds_that_occur():
    rows = pd.DataFrame({"form": ["full", "title"], "voice": ["direct", "narrator"]})
    legend = show_legend(rows)
    assert "quoted speech" in legend and "in quotation marks, not speech" in legend
    assert "hearsay" not in legend and "only named" not in legend and "no mark" in legend
    both = pd.DataFrame({"form": ["hearsay", "narrated_act"], "voice": ["hearsay", "narrator"]})
    assert "hearsay" in show_legend(both) and "only named" in show_legend(both)
