"""Figures are written whole, the same each time, and never without words for the picture."""

import json

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from analysis.figure import FORMATS, PALETTE, VOICES, save_figure
from analysis.showing import caption_html, figure_html, read_figures, show_figure
from analysis.text.escaping import escape

HOSTILE = 'a $x^2$ _b_ *c* <script>alert(1)</script> \\(y\\) \u202e "q" [l](javascript:1)'


def draw_bars(title="Narrators speak most"):
    _, ax = plt.subplots()
    ax.barh(["direct", "narrator"], [1, 2])
    ax.set_title(title)
    return ax


def save(out, **changes):
    said = {
        "alt": "Two bars.",
        "caption": "Words per voice.",
        "rows": pd.DataFrame({"voice": ["direct", "narrator"], "n": [1, 2]}),
    } | changes
    return save_figure(draw_bars(), "03_bars", out=out, **said)


def test_two_runs_write_the_same_bytes(tmp_path):
    save(tmp_path / "a"), save(tmp_path / "b")
    for kind in [*FORMATS, "csv", "json"]:
        first, second = (tmp_path / run / "figures" / f"03_bars.{kind}" for run in "ab")
        assert first.read_bytes() == second.read_bytes(), kind


def test_nothing_is_left_beside_the_files_and_the_figure_is_closed(tmp_path):
    plt.close("all")  # what other tests drew
    save(tmp_path)
    assert {file.name for file in (tmp_path / "figures").iterdir()} == {
        f"03_bars.{kind}" for kind in [*FORMATS, "csv", "json"]
    }
    assert not plt.get_fignums()


@pytest.mark.parametrize("missing", ["alt", "caption"])
def test_a_figure_without_words_is_refused(tmp_path, missing):
    with pytest.raises(ValueError, match="03_bars.*alt text"):
        save(tmp_path, **{missing: " "})
    plt.close("all")
    assert not (tmp_path / "figures").exists()


def test_words_are_kept_as_they_are_and_shown_escaped(tmp_path):
    shown = caption_html(save(tmp_path, alt=HOSTILE, caption=HOSTILE))
    assert "<script" not in shown and "$" not in shown and "\u202e" not in shown
    assert json.loads((tmp_path / "figures" / "03_bars.json").read_text())["alt"] == HOSTILE
    assert read_figures(tmp_path).iloc[0]["caption"] == HOSTILE
    assert show_figure("03_bars", tmp_path).alt == HOSTILE


def test_dollar_signs_are_no_formula():
    figure, ax = plt.subplots()
    ax.set_title(r"$\frac{$")
    figure.draw_without_rendering()  # a formula so broken would raise
    plt.close(figure)


def test_escaped_text_means_nothing_to_markdown_and_html():
    from html import unescape

    from markdown_it import MarkdownIt

    page = MarkdownIt("gfm-like", {"linkify": False}).render("So: " + escape(HOSTILE))
    text = page.replace("<span>", "").replace("</span>", "")
    assert "<" not in text.removeprefix("<p>").removesuffix("</p>\n")
    assert unescape(text) == f"<p>So: {HOSTILE.replace(chr(0x202E), '[U+202E]')}</p>\n"


def lightness(colour):
    """CIE L* of a colour: how light it is once printed in grey."""
    light = [
        v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4
        for v in (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    ]
    y = sum(weight * v for weight, v in zip((0.2126, 0.7152, 0.0722), light))
    return 116 * (y ** (1 / 3)) - 16


def test_colours_can_be_told_apart_in_grey():
    greys = sorted(map(lightness, VOICES.values()))
    assert min(b - a for a, b in zip(greys, greys[1:])) > 15
    for first, second in zip(PALETTE, PALETTE[1:]):
        assert abs(lightness(first) - lightness(second)) > 15


def draw_phone(width=360, size=9):
    _, ax = plt.subplots(figsize=(width / 96, 2))
    ax.set_xticks([]), ax.set_yticks([])
    ax.set_title("Narrators speak most", fontsize=size * 72 / 96)
    return ax


def test_a_drawing_for_phones_is_chosen_by_the_page_and_removed_when_there_is_none(tmp_path):
    save(tmp_path, phone=draw_phone())
    html = figure_html("03_bars", tmp_path, "figures/")
    assert '<source media="(max-width: 600px)" srcset="figures/03_bars.phone.svg">' in html
    assert len(read_figures(tmp_path)) == 1 and not plt.get_fignums()
    save(tmp_path)
    html = figure_html("03_bars", tmp_path, "figures/")
    assert "<picture>" not in html and "figure-scroll" in html


@pytest.mark.parametrize("wrong", [{"width": 370}, {"size": 8.9}])
def test_a_drawing_too_wide_or_with_small_type_is_refused(tmp_path, wrong):
    with pytest.raises(ValueError, match="03_bars.phone.svg.*at (most|least)"):
        save(tmp_path, phone=draw_phone(**wrong))
    plt.close("all")
