"""What each figure draws, in print and on a phone: lengths, places, labels, and the smallest type."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Drawing
from numpy.testing import assert_allclose

from analysis.articles.figures import draw_articles, draw_flags
from analysis.articles.flags import FLAGS
from analysis.coding.figures import draw_estimates
from analysis.drawing import elements as drawing
from analysis.drawing.elements import (
    MOST_ON_PHONE,
    Sheet,
    break_lines,
    cut,
    draw_rows,
    fits,
    inches,
    make_figure,
)
from analysis.drawing.figure import PALETTE, PHONE_TYPE, VOICES, smallest_type
from analysis.findings.claims import FAILS, HOLDS
from analysis.findings.figures import draw_robustness
from analysis.framing import figures as framing
from analysis.measures.estimates import CORPUS
from analysis.topics import figures as topics
from analysis.voices import figures as voices


def draw(paint, rows=None):
    return make_figure("03_x", paint, pd.DataFrame() if rows is None else rows, "T", "a", "c")


def bars(ax):
    """Every bar of the axes: the middle of its row, where it begins, how long it is."""
    return [
        (round(bar.get_y() + bar.get_height() / 2, 6), bar.get_x(), bar.get_width())
        for bar in ax.patches
    ]


def words(thing):
    """Every text of a drawing or of axes that can be seen."""
    fields = thing.axes if isinstance(thing, Drawing) else [thing]
    found = []
    for ax in fields:
        found += [text.get_text() for text in ax.texts]
        if not ax.axison:
            continue
        found += [label.get_text() for label in [*ax.get_yticklabels(), *ax.get_xticklabels()]]
        found += [ax.get_xlabel(), ax.get_title()]
    legends = thing.legends if isinstance(thing, Drawing) else []
    found += [text.get_text() for legend in legends for text in legend.get_texts()]
    return [text for text in found if text]


def labels_of(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


def dots(ax, label):
    """(x, row) of the marks that the legend calls `label`."""
    return [
        tuple(map(float, point))
        for line in ax.lines
        if line.get_label() == label
        for point in np.column_stack(line.get_data())
    ]


def spans(ax):
    """From where to where each horizontal line of a group of lines goes."""
    return [
        segment[:, 0].tolist()
        for lines in ax.collections
        for segment in lines.get_segments()
        if len(segment)
    ]


def check_phone(figure):
    """The drawing keeps within a phone, its type is large enough."""
    size, text = smallest_type(figure.phone)
    assert size >= PHONE_TYPE, (figure.name, text)
    box = figure.phone.get_tightbbox(figure.phone.canvas.get_renderer())
    width, height = figure.phone.get_size_inches()
    assert box.x0 > -0.03 and box.x1 < width + 0.03, (figure.name, box)
    assert box.y0 > -0.05 and box.y1 < height + 0.05, (figure.name, box)


# the tools --------------------------------------------------------------------------------


def test_bars_are_stacked_and_their_counts_written_where_they_fit():
    parts = {"one": [30, 1], "two": [60, 0], "three": [10, 99]}
    colours = dict(zip(parts, PALETTE))

    def paint(sheet):
        ax = draw_rows(sheet, ["a", "b"])
        ends = drawing.stack_bars(sheet, ax, parts, colours, parts)
        assert ends.tolist() == [100, 100]

    ax = draw(paint).wide.axes[0]
    assert bars(ax) == [(0, 0, 30), (1, 0, 1), (0, 30, 60), (1, 1, 0), (0, 90, 10), (1, 1, 99)]
    assert [text.get_text() for text in ax.texts] == ["30", "60", "10", "99"]  # "1" has no room
    assert [text.xy for text in ax.texts] == [(15, 0), (60, 0), (95, 0), (50.5, 1)]


def test_rows_go_down_and_a_phone_has_their_labels_above_them():
    def paint(sheet):
        draw_rows(sheet, ["first", "second"], ["1 of 2", ""], ["card", "other"])

    figure = draw(paint)
    wide, phone = figure.wide.axes[0], figure.phone.axes[0]
    assert labels_of(wide) == ["first", "second"] and wide.yaxis_inverted()
    assert [text.get_text() for text in wide.texts] == ["card", "other", "1 of 2"]
    assert labels_of(phone) == [] and phone.yaxis_inverted()
    figure.phone.draw_without_rendering()
    tops = {text.get_text(): text.get_window_extent().y0 for text in phone.texts}
    middle = {row: phone.transData.transform((0, row))[1] for row in (0, 1)}
    assert tops["first"] > tops["card"] > middle[0] > tops["second"] > tops["other"] > middle[1]
    assert abs(tops["1 of 2"] - tops["first"]) < 3


def test_a_phone_gets_the_first_rows_and_the_figure_says_so():
    rows = pd.DataFrame({"n": range(MOST_ON_PHONE + 1)})

    def paint(sheet):
        some = sheet.few(rows)
        sheet.label_x(draw_rows(sheet, some["n"]), "times")

    figure = draw(paint)
    assert len(labels_of(figure.wide.axes[0])) == 13 and len(figure.phone.axes[0].texts) == 12
    assert "Drawn: the first 12 of 13 rows." in figure.phone.axes[0].get_xlabel()
    assert figure.alt.endswith("On a phone: the first 12 of 13 rows.")
    rows = rows.head(MOST_ON_PHONE)
    assert draw(paint).alt == "a"


def test_a_phone_never_leaves_out_what_the_title_is_about():
    sheet = Sheet("Of them all, row 20", is_phone=True)
    kept = sheet.few(pd.DataFrame({"n": range(30)}), subject=20)
    assert (
        list(kept["n"]) == [*range(11), 20] and "rows, and the one in the title" in sheet.left_out
    )
    assert len(Sheet("wide", is_phone=False).few(pd.DataFrame({"n": range(30)}), subject=20)) == 30


def test_words_are_measured_and_cut_where_the_room_ends():
    text = "representatives of the graduated trainees of an education centre"
    short = cut(text, 1.5, 8)
    assert inches(short, 8) <= 1.5 < inches(short[:-1] + text[len(short) - 1 : len(short) + 2], 8)
    assert short.endswith("…") and cut("short", 1.5, 8) == "short"
    lines = break_lines(text, 1.5, 8)
    assert " ".join(lines) == text and all(inches(line, 8) <= 1.5 for line in lines)
    assert len(lines) == len(break_lines(text, 1.5, 8)) > 1
    assert cut("a\u202eb", 1, 8) == "a[U+202E]b"


@given(st.lists(st.text("ATVWiljmfy.,“1 é", max_size=9), max_size=12).map(" ".join))
def test_a_text_fits_where_it_is_not_wider_though_only_its_words_are_measured(text):
    exact = inches(text, 8)
    for width in (exact * part for part in (0.5, 0.94, 0.96, 0.999, 1, 1.04, 1.06, 2)):
        assert fits(text, width, 8) == (exact <= width)


def test_type_on_a_colour_has_the_contrast_it_needs():
    def light(colour):
        return sum(
            weight * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
            for weight, part in zip((0.2126, 0.7152, 0.0722), drawing.to_rgb(colour))
        )

    for colour in [*VOICES.values(), *(to_hex(drawing.SHADES(x / 20)) for x in range(21))]:
        one, other = sorted([light(colour), light(drawing.ink_on(colour))])
        assert (other + 0.05) / (one + 0.05) > 4.5, colour


# articles ---------------------------------------------------------------------------------


def parts_of(n_docs):
    rows = [
        (f"a{n:02}", kind, start, size, "Post" if n % 2 else "Times")
        for n in range(n_docs)
        for kind, start, size in (("headline", 0, 20), ("body", 22, 80))
    ]
    parts = pd.DataFrame(rows, columns=["doc_id", "kind", "raw_start", "n_chars", "outlet"])
    return parts.assign(article=parts["doc_id"].str.replace("a", "Post, May "))


def test_articles_are_drawn_to_scale_and_many_as_outlets():
    figure = draw_articles(parts_of(3))
    wide = figure.wide.axes[0]
    assert labels_of(wide) == ["Post, May 00", "Post, May 01", "Post, May 02"]
    assert bars(wide) == [(n, 22, 80) for n in range(3)] + [(n, 0, 20) for n in range(3)]
    assert figure.title == "80% of the characters in 3 articles are body text"
    between = draw_articles(parts_of(13))
    assert len(labels_of(between.wide.axes[0])) == 13
    assert {"Post (6)", "Times (7)"} <= set(words(between.phone))
    assert "outlets instead of single articles" in between.alt
    many = draw_articles(parts_of(41)).wide.axes[0]
    assert labels_of(many) == ["Times (21)", "Post (20)"]
    assert_allclose(bars(many)[:4], [(0, 0, 80), (1, 0, 80), (0, 80, 20), (1, 80, 20)])
    check_phone(figure)
    check_phone(between)


def test_flags_that_were_raised_have_a_bar_and_the_others_are_named():
    documents = pd.DataFrame({"doc_id": [f"a{n}" for n in range(6)]})
    flags = pd.DataFrame(
        [("a0", "copy"), ("a1", "copy"), ("a2", "copy"), ("a1", "no date")],
        columns=["doc_id", "flag"],
    )
    figure = draw_flags(flags, documents)
    ax = figure.wide.axes[0]
    assert labels_of(ax) == ["copy", "no date"] and bars(ax) == [(0, 0, 3), (1, 0, 1)]
    assert [text.get_text() for text in ax.texts] == ["3  a0, a1 and 1 more", "1  a1"]
    below = figure.wide.get_supxlabel().replace("\n", " ")
    assert "cut off" in below and "copy" not in below and "no date" not in below
    assert figure.title == "3 of 6 articles are flagged, most often for “copy”"
    none = draw_flags(flags.head(0), documents)
    assert not bars(none.wide.axes[0]) and none.title == "None of the 6 articles is flagged"
    assert all(flag in none.phone.get_supxlabel().replace("\n", " ") for flag in FLAGS)
    check_phone(figure)
    check_phone(none)


# voices -----------------------------------------------------------------------------------


def test_voices_are_shares_stacked_to_a_hundred():
    stacks = pd.DataFrame(
        {"group": ["a", "b"], "n_docs": 1, "narrator": [50, 0], "hearsay": 0, "perhaps": [10, 0]}
        | {"indirect": [20, 30], "direct": [20, 10]}
    )
    figure = voices.draw_voices(stacks)
    ax = figure.wide.axes[0]
    rows = [bar for bar in bars(ax) if bar[0] == 0]
    assert_allclose(rows, [(0, 0, 50), (0, 50, 10), (0, 60, 20), (0, 80, 20)])
    assert_allclose(
        [bar for bar in bars(ax) if bar[0] == 1], [(1, 0, 0), (1, 0, 0), (1, 0, 75), (1, 75, 25)]
    )
    assert {"100 words (10 possible speech)", "40 words", "50", "30", "a", "b"} <= set(words(ax))
    assert "hearsay" not in words(figure.wide) and "possible speech" in words(figure.wide)
    assert figure.title == "57% of the words are speech; 21% of all words are quoted"
    check_phone(figure)


def test_speakers_are_stacked_most_words_first():
    speakers = pd.DataFrame(
        [("Ana Ruiz", "person", "official", 30, 20), ("residents", "group", None, 5, 0)]
        + [(f"speaker {n}", "person", None, 1, 0) for n in range(30)],
        columns=["speaker", "kind", "role", "indirect", "direct"],
    )
    figure = voices.draw_speakers(speakers)
    ax = figure.wide.axes[0]
    # The others have one word each: too many to draw, so that the ties are cut.
    assert labels_of(ax)[:2] == ["Ana Ruiz (official)", "residents"] and len(labels_of(ax)) == 25
    assert bars(ax)[0] == (0, 0, 30) and bars(ax)[25] == (0, 30, 20)
    tied = voices.draw_speakers(speakers.head(27))
    assert len(labels_of(tied.wide.axes[0])) == 27  # none is left out that has as many words
    assert ax.texts[0].get_text() == "30 + 20" and ax.texts[0].xy == (50, 0)
    assert figure.title == "The largest share of the speakers’ words, 59%, belongs to Ana Ruiz"
    even = speakers.head(2).assign(indirect=4, direct=1)
    assert voices.draw_speakers(even).title == (
        "Ana Ruiz and residents have the most of the speakers’ words, 50% each"
    )
    assert "Words of the 25 speakers with the most words, retold + quoted" in figure.caption
    assert "Drawn: the first 12 of 25 rows." in figure.phone.axes[0].get_xlabel()
    check_phone(figure)
    check_phone(voices.draw_speakers(speakers.head(0)))


def test_a_long_name_is_cut_and_its_role_is_not():
    speakers = pd.DataFrame(
        [
            (
                "envoys of Laos, Cuba, Eritrea, Belarus and many more countries",
                "group",
                "expert",
                3,
                0,
            )
        ],
        columns=["speaker", "kind", "role", "indirect", "direct"],
    )
    for form in (figure := voices.draw_speakers(speakers)).wide, figure.phone:
        assert any(re.fullmatch(r"envoys of .*… \(expert\)", text) for text in words(form))


def test_agreement_is_drawn_at_its_scores():
    agreement = pd.DataFrame(
        [
            ("all rules", "direct", 0.9, 0.8, 0.85),
            ("quotation marks only", "direct", np.nan, 0.0, 0.0),
            ("all rules", "attributed", 0.7, 0.6, 0.65),
        ],
        columns=["method", "voice", "precision", "recall", "f1"],
    )
    figure = voices.draw_agreement(agreement)
    for ax, values in zip(figure.wide.axes, ([0.9, 0.7], [0.8, 0.6], [0.85, 0.65])):
        assert [x for x, _ in dots(ax, "all rules")] == values
    assert "0.90" in words(figure.wide) and "nan" not in words(figure.wide)
    phone = " ".join(words(figure.phone))
    assert "all rules: precision 0.90, recall 0.80, F1 0.85" in phone and "precision –" in phone
    check_phone(figure)
    gum = pd.DataFrame(
        [("our rules", 0.7, 0.8, 0.77), ("baseline: between quotation marks", 0.7, 0.2, 0.32)],
        columns=["method", "precision", "recall", "f1"],
    ).assign(half="measure", measure="characters in attributed content")
    unseen = voices.draw_agreement(agreement, gum)  # what flatters is not the title
    assert unseen.title == (
        "On unseen text, speech is found with F1 0.77; from quotation marks alone, 0.32"
    )
    assert labels_of(unseen.wide.axes[0])[0] == "speech, unseen text (GUM)"
    check_phone(unseen)
    assert "GUM" in unseen.caption and "In-sample" in unseen.caption
    # A study without coding has no scores of its own, and is not said to have any.
    uncoded = voices.draw_agreement(agreement.head(0), gum)
    assert "GUM" in uncoded.caption and "In-sample" not in uncoded.caption
    assert "GUM" not in figure.caption and "In-sample" in figure.caption
    assert "no article of this study is coded" in voices.draw_agreement(agreement.head(0)).title


# framing ----------------------------------------------------------------------------------


def prevalence(**changes):
    rows = [("all", "all", "cost", 6, 1.5, 2, 3), ("all", "all", "blame", 9, 2.0, 3, 3)]
    rows += [("all", "all", "hope", 0, 0.0, 0, 3)]
    rows += [
        ("article", doc, frame, 1, rate, 1, 1)
        for frame, rates in (("cost", (1, 2, 0)), ("blame", (3, 2, 1)), ("hope", (0, 0, 0)))
        for doc, rate in zip("abc", rates)
    ]
    rows += [
        ("voice", voice, frame, n, 0, 0, 0)
        for frame, counts in (("cost", (1, 2, 3)), ("blame", (0, 4, 5)), ("hope", (0, 0, 0)))
        for voice, n in zip(VOICES, counts)
    ]
    columns = ["by", "group", "frame", "n", "per_1000", "n_with", "n_docs"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(rate_low=np.nan, rate_high=np.nan, n_words=4000).assign(**changes)


def validity():
    rows = [
        ("unseen", "cost", 4, 3, 5, 3, 0.6, 0.3, 0.8, 0.75, 0.3, 0.95),
        ("unseen", "blame", 2, 0, 0, 0, np.nan, np.nan, np.nan, 0.0, 0.0, 0.6),
        ("in-sample", "cost", 6, 6, 6, 6, 1.0, np.nan, np.nan, 1.0, np.nan, np.nan),
        ("unseen", "all", 6, 3, 5, 3, 0.6, 0.3, 0.8, 0.5, 0.2, 0.8),
    ]
    scores = [f"{score}{end}" for score in ("precision", "recall") for end in ("", "_low", "_high")]
    columns = ["sample", "frame", "n_coded", "n_found", "n_matches", "n_right", *scores]
    return pd.DataFrame(rows, columns=columns).assign(voice="all", unit="sentences")


def test_prevalence_has_a_dot_per_article_and_no_row_of_zeros():
    figure = framing.draw_prevalence(prevalence(), validity())
    ax = figure.wide.axes[0]
    assert labels_of(ax) == ["blame", "cost"]
    assert sorted(dots(ax, "one article")) == sorted(
        [(3, 0), (2, 0), (1, 0), (1, 1), (2, 1), (0, 1)]
    )
    assert dots(ax, "all articles") == [(2, 0), (1.5, 1)]
    assert {"9 in 3 of 3 articles", "6 in 2 of 3 articles"} <= set(words(ax))
    assert "Not found at all: hope." in figure.caption
    # What rests on nothing is not said; what rests on little is said with its counts.
    # That it is a test on other texts is said beside it, or it would be read as a part of the row.
    assert {"test: 0 of 2 found", "test: 3 of 5 right, 3 of 4 found"} <= set(words(ax))
    assert "test of the list on UN speeches, not these counts" in ax.get_xlabel()
    assert "on unseen text (UN speeches), counted in sentences, unweighted" in figure.caption
    assert set(figure.rows["by"]) == {"all", "article"}
    check_phone(figure)


def test_articles_with_the_same_rate_are_seen_as_several_and_no_bar_hides_them():
    table = prevalence()
    table.loc[(table["by"] == "article") & (table["frame"] == "cost"), "per_1000"] = [0, 0, 1.5]
    ax = framing.draw_prevalence(table).wide.axes[0]
    zeros = [y for x, y in dots(ax, "one article") if x == 0 and y > 0.5]
    assert len(set(zeros)) == 2 and all(abs(y - 1) < 0.2 for y in zeros)
    order = {line.get_label(): line.get_zorder() for line in ax.lines}
    assert order["all articles"] < order["one article"]


def test_of_many_articles_the_spread_is_drawn(monkeypatch):
    monkeypatch.setattr(framing, "MOST_DOTS", 2)
    ax = framing.draw_prevalence(prevalence()).wide.axes[0]
    assert not dots(ax, "one article")
    half = next(lines for lines in ax.collections if lines.get_label() == "the middle half")
    ends = {segment[0, 1]: segment[:, 0].tolist() for segment in half.get_segments()}
    assert ends == {0: [1.5, 2.5], 1: [0.5, 1.5]}


def test_voices_of_frames_are_stacked_raw_counts():
    figure = framing.draw_voices(prevalence(), validity())
    ax = figure.wide.axes[0]
    assert labels_of(ax) == ["blame", "cost"]
    assert [bar for bar in bars(ax) if bar[0] == 0] == [(0, 0, 0), (0, 0, 4), (0, 4, 5)]
    assert [bar for bar in bars(ax) if bar[0] == 1] == [(1, 0, 1), (1, 1, 2), (1, 3, 3)]
    assert not any(bar.get_hatch() for bar in ax.patches)  # no number stands on a pattern
    assert figure.title == "Most uses of framing words are in speech: 14 of 15"
    # One word for one thing: the voices are called as in the glossary and in the figures of voices.
    assert {"narrator", "retold speech", "quoted speech"} <= set(words(figure.wide))
    assert "indirect" not in " ".join(words(figure.wide)) + figure.caption + figure.alt
    assert "1" in words(ax)  # a piece of one word has its number, too
    check_phone(figure)
    told = prevalence()
    told.loc[told["group"] == "narrator", "n"] = 50
    assert framing.draw_voices(told).title.startswith(
        "Most uses of framing words are in the narrator’s text"
    )
    none = framing.draw_voices(prevalence(n=0))
    assert none.title == "No framing word was found" and not bars(none.wide.axes[0])


def test_speakers_and_frames_are_a_grid_without_empty_columns():
    crossed = pd.DataFrame(
        [("narrator", 900, 0, 4, 2), ("Ana Ruiz", 100, 0, 0, 8)],
        columns=["speaker", "n_words", "hope", "blame", "cost"],
    )
    figure = framing.draw_speaker_frames(crossed)
    ax = figure.wide.axes[0]
    assert labels_of(ax) == ["narrator (900 words)", "Ana Ruiz (100 words)"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["blame", "cost"]
    assert {text.xy: text.get_text() for text in ax.texts} == {
        (0, 0): "4",
        (1, 0): "2",
        (1, 1): "8",
    }
    shades = {
        (bar[1] + 0.5, bar[0]): to_hex(patch.get_fc()) for bar, patch in zip(bars(ax), ax.patches)
    }
    assert shades[1, 1] == PALETTE[0].lower() and len(set(shades.values())) == 3
    # The narrator may have more than any speaker: both are said.
    assert figure.title == (
        "Of 14 uses of framing words, 6 are in the narrator’s text; the most of any speaker, 8, are in the words of Ana Ruiz"
    )
    many = pd.concat([crossed] * 9, ignore_index=True)  # on a phone, too, nobody is left out
    assert words(framing.draw_speaker_frames(many).phone).count("narrator (900 words)") == 9
    assert framing.draw_speaker_frames(
        pd.concat([crossed, crossed.iloc[[1]]], ignore_index=True)
    ).title.endswith("8 each, are in the words of Ana Ruiz and Ana Ruiz")
    assert "Not found at all: hope." in figure.caption
    assert {"Ana Ruiz (100 words)", "cost 8", "blame 4, cost 2"} <= set(words(figure.phone))
    check_phone(figure)


def test_validity_is_drawn_with_its_intervals_and_counts():
    figure = framing.draw_validity(validity(), prevalence())
    counts, precision, recall = figure.wide.axes
    assert labels_of(counts) == ["blame", "cost"] and [bar[2] for bar in bars(counts)] == [9, 6]
    assert dots(precision, "unseen")[1] == (0.6, 1) and dots(recall, "unseen")[0] == (0, 0)
    assert not dots(precision, "in-sample")  # where there is an unseen sample
    assert [0.3, 0.8] in spans(precision)
    assert "3 of 5" in words(precision) and "0 of 2" in words(recall)
    # The dots are weighted, the numbers beside them are not; an average hides small samples.
    assert "weighted estimates" in figure.caption and "unweighted" in figure.caption
    assert "For 2 of 2 frames, precision, recall or both rest on fewer than 10" in figure.caption
    own = validity()[validity()["sample"] == "in-sample"]
    assert dots(framing.draw_validity(own, prevalence()).wide.axes[1], "in-sample")[1] == (1, 1)
    phone = figure.phone.axes[0]
    assert dots(phone, "right (precision)")[1] == (0.6, 1)
    assert dots(phone, "found (recall)")[1] == (0.75, 1.12)
    assert phone.get_xlabel().startswith("on unseen text; dots are weighted")
    check_phone(figure)
    check_phone(framing.draw_validity(validity().head(0), prevalence()))


def test_frames_that_meet_are_a_triangle_and_on_a_phone_a_bar_per_pair():
    names = ["blame", "cost", "hope", "none"]
    counts = [[9, 2, 3, 0], [2, 6, 0, 0], [3, 0, 4, 0], [0, 0, 0, 0]]
    figure = framing.draw_together(pd.DataFrame(counts, names, names), "sentence")
    ax = figure.wide.axes[0]
    assert labels_of(ax) == names[:3]
    drawn = {text.xy: text.get_text() for text in ax.texts}
    assert drawn == {(0, 0): "9", (0, 1): "2", (1, 1): "6", (0, 2): "3", (2, 2): "4"}
    phone = figure.phone.axes[0]
    assert bars(phone) == [(0, 0, 3), (1, 0, 2)]
    assert [text.get_text() for text in phone.texts] == [
        "hope + blame",
        "3",
        "cost + blame",
        "2",
    ] or [text.get_text() for text in phone.texts] == ["blame + hope", "3", "blame + cost", "2"]
    assert figure.title == "Blame and hope occur together most often: in 3 sentences"
    shared = pd.DataFrame([[9, 0, 2, 0], [0, 6, 0, 0], [2, 0, 4, 0], [0] * 4], names, names)
    apart = framing.draw_together(pd.DataFrame(counts, names, names), "sentence", shared)
    # Frames of which one word counts for both meet by definition: no finding.
    assert apart.title == (
        "Of frames that do not count the same words, blame and cost occur together most often: in 2 sentences"
    )
    assert (
        "The title leaves out pairs of frames that count the same words: blame and hope (2 words)."
        in apart.caption
    )
    check_phone(figure)
    alone = framing.draw_together(pd.DataFrame(np.diag([3, 2]), names[:2], names[:2]), "sentence")
    assert "No pair of frames occurs together." in words(alone.phone)


# topics -----------------------------------------------------------------------------------


def shares():
    groups = pd.DataFrame(
        [
            (group, topic, share)
            for group, row in (("2019", (0.1, 0.6, 0.3)), ("2020", (0.5, 0.2, 0.3)))
            for topic, share in zip((1, 2, 3), row)
        ],
        columns=["group", "topic", "share"],
    )
    return groups, pd.Series({1: "trade, port", 2: "law, court", 3: None})


def test_shares_are_darkest_where_they_are_largest():
    figure = topics.draw_shares(*shares())
    ax = figure.wide.axes[0]
    assert labels_of(ax) == ["2019", "2020"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["trade, port", "law, court"]
    drawn = {text.xy: text.get_text() for text in ax.texts}
    assert drawn == {(0, 0): "10%", (1, 0): "60%", (0, 1): "50%", (1, 1): "20%"}
    assert to_hex(ax.patches[1].get_fc()) == PALETTE[0].lower()
    assert "law, court 60%; trade, port 10%" in words(figure.phone)
    assert (
        figure.title == "Topics that recur carry 70% of each article’s weight in the model"
        and figure.name == "05_shares"
    )
    check_phone(figure)


def test_shares_over_time_are_drawn_in_order():
    groups, labels = shares()
    figure = topics.draw_over_time(groups.iloc[::-1], labels)
    ax = figure.wide.axes[0]
    drawn = {line.get_label(): line.get_ydata().tolist() for line in ax.lines}
    assert drawn == {"trade, port": [0.1, 0.5], "law, court": [0.6, 0.2]}
    check_phone(figure)


# findings, estimates ----------------------------------------------------------------------


def test_claims_are_a_list_on_a_phone():
    rows = [("c", "as published", "published", HOLDS), ("c", "hyphens: split", "one change", FAILS)]
    table = pd.DataFrame(rows, columns=["claim", "setting", "kind", "verdict"])
    findings = pd.DataFrame(
        {"claim": ["c"], "sentence": ["Most words are speech: 3 of 4."], "verdict": HOLDS}
        | {"n_holds": 3, "n_settings": 4, "fails_in": "hyphens: split"}
    )
    figure = draw_robustness(table.assign(could_turn=True), findings)
    assert " ".join(words(figure.phone)) == (
        "Most words are speech As published: holds. Held in 3 of 4 recounts. "
        "Fails under: hyphens: split."
    )
    assert figure.title == "0 of 1 claims held in every recount that tests them"
    check_phone(figure)


def test_estimates_are_drawn_beside_the_counts():
    rows = [
        ("cost", 0.2, 0.3, 0.1, 0.5, 30),
        ("blame", 0.4, 0.35, 0.2, 0.6, 35),
        ("hope", 0, 0, 0, 0, 0),
    ]
    table = pd.DataFrame(rows, columns=["frame", "naive", "estimate", "low", "high", "n_positive"])
    table = table.assign(
        n_coded=100, estimand="share", target=CORPUS, by="all", group="all", warning=None
    )
    figure = draw_estimates(table)
    ax = figure.wide.axes[0]
    assert labels_of(ax) == ["blame", "cost"]
    assert dots(ax, "as read") == [(35, 0), (30, 1)]
    assert_allclose(dots(ax, "as counted"), [(40, 0), (20, 1)])
    assert [20, 60] in spans(ax) and [10, 50] in spans(ax)
    assert "35 of 100 sentences" in words(ax) and "Found by neither: hope." in figure.caption
    check_phone(figure)


@pytest.mark.parametrize("end, text", [(9_000, "5000"), (20_000, "5,000")])
def test_large_numbers_of_an_axis_have_commas(end, text):
    sheet = Sheet("A title", is_phone=False)
    ax = sheet.axes(2)
    ax.set(xlim=(0, end), xticks=[5_000])
    sheet.label_x(ax, "words")
    sheet.drawing.draw_without_rendering()
    assert ax.get_xticklabels()[0].get_text() == text
