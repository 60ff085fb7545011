"""Figures are written whole, the same each time, and never without words for the picture."""

import json
import re
from dataclasses import replace

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from PIL import Image

from analysis.drawing import fonts
from analysis.drawing.elements import draw_rows, inches, make_figure
from analysis.drawing.figure import (
    DPI,
    FORMATS,
    PALETTE,
    PHONE_SHOWN,
    PHONE_TYPE,
    PHONE_WIDTH,
    VOICES,
    save_figure,
    smallest_type,
)
from analysis.drawing.showing import caption_html, figure_html, read_figures, show_figure
from analysis.tables.stored import ROOT
from analysis.text.escaping import escape

fonts_whole = fonts.take_letters  # matplotlib's own
HOSTILE = 'a $x^2$ _b_ *c* <script>alert(1)</script> \\(y\\) \u202e "q" [l](javascript:1)'


def draw_bars(**changes):
    def paint(sheet):
        ax = draw_rows(sheet, ["direct", "narrator"])
        ax.barh([0, 1], [1, 2])

    rows = pd.DataFrame({"voice": ["direct", "narrator"], "n": [1, 2]})
    said = {"title": "Narrators speak most", "alt": "Two bars.", "caption": "Words per voice."}
    return make_figure("03_bars", paint, rows, **(said | changes))


def save(out, **changes):
    return save_figure(draw_bars(**changes), out)


FILES = {f"03_bars.{kind}" for kind in [*FORMATS, "png", "phone.svg", "csv", "json"]}


def test_two_runs_write_the_same_bytes(tmp_path):
    save(tmp_path / "a"), save(tmp_path / "b")
    for name in FILES:
        first, second = (tmp_path / run / "figures" / name for run in "ab")
        assert first.read_bytes() == second.read_bytes(), name


def test_nothing_is_left_beside_the_files_and_nothing_stays_open(tmp_path):
    save(tmp_path)
    assert {file.name for file in (tmp_path / "figures").iterdir()} == FILES
    assert not plt.get_fignums()


def test_a_form_is_laid_out_once_and_its_picture_is_as_large_as_is_told(tmp_path, monkeypatch):
    laid_out, execute = [], ConstrainedLayoutEngine.execute
    monkeypatch.setattr(
        ConstrainedLayoutEngine,
        "execute",
        lambda engine, drawing: (laid_out.append(drawing), execute(engine, drawing))[1],
    )
    figure = draw_bars()
    about = save_figure(figure, tmp_path)
    assert laid_out == [figure.phone, figure.wide]  # and not again for each file
    with Image.open(tmp_path / "figures" / "03_bars.png") as picture:
        assert picture.size == pytest.approx((DPI * about.width, DPI * about.height), abs=2)


@pytest.mark.parametrize("dots", [72, 100, 200])
def test_no_letter_of_a_long_label_is_outside_of_its_file(tmp_path, monkeypatch, dots):
    """Type is measured as it is saved, however coarse pictures are that matplotlib draws by itself."""
    monkeypatch.setitem(plt.rcParams, "figure.dpi", dots)
    label = "Most words that name an allegation are in one"

    def paint(sheet):
        ax = sheet.axes(1)
        ax.set_yticks([0], [label], fontsize=7.5)

    figure = make_figure("03_bars", paint, pd.DataFrame({"n": [1]}), "Title", "Alt.", "Caption.")
    save_figure(figure, tmp_path)
    left = figure.wide.axes[0].get_position().x0 * figure.wide.get_figwidth()
    assert left > inches(label, 7.5)


@pytest.mark.parametrize(
    "title, is_common",
    [
        ("Narrators speak – “most” – of 1,234 → café, Łódź", True),
        ("Слово и λόγος", False),
    ],
)
def test_a_pdf_has_the_same_letters_from_a_small_font_as_from_the_whole(
    tmp_path, monkeypatch, title, is_common
):
    save(tmp_path / "first")  # fonts are reduced here
    asked = []
    monkeypatch.setattr(
        fonts, "take_letters", lambda *of: (asked.append(of[0]), fonts_whole(*of))[1]
    )
    save(tmp_path / "small", title=title)
    small = [isinstance(path, fonts.SmallFont) for path in asked]
    assert any(small) and all(small) == is_common
    monkeypatch.setattr(fonts.letters, "get_glyphs_subset", fonts_whole)
    save(tmp_path / "whole", title=title)
    first, second = (tmp_path / kind / "figures" / "03_bars.pdf" for kind in ("small", "whole"))
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("missing", ["alt", "caption"])
def test_a_figure_without_words_is_refused(tmp_path, missing):
    with pytest.raises(ValueError, match="03_bars.*alt text"):
        save(tmp_path, **{missing: " "})
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


def test_a_drawing_for_phones_is_chosen_by_the_page(tmp_path):
    save(tmp_path)
    html = figure_html("03_bars", tmp_path, "figures/")
    assert '<source media="(max-width: 600px)" srcset="figures/03_bars.phone.svg">' in html
    assert 'src="figures/03_bars.png" alt="Two bars."' in html and "03_bars.csv" in html
    assert len(read_figures(tmp_path)) == 1


def phone_of(width=360, size=9.5):
    drawing = Figure(figsize=(width / 96, 2))
    drawing.text(0, 0, "Narrators speak most", fontsize=size * 72 / 96)
    return replace(draw_bars(), phone=drawing)


@pytest.mark.parametrize("wrong", [{"width": 370}, {"size": 9.4}])
def test_a_drawing_too_wide_or_with_small_type_is_refused(tmp_path, wrong):
    """9.5 px of 360 are 9.0 px of the 342 that a page leaves, 9.4 px are not."""
    save_figure(phone_of(), tmp_path)
    with pytest.raises(ValueError, match="03_bars.*at (most|least)"):
        save_figure(phone_of(**wrong), tmp_path)


def stored_type(path):
    """(width in px, smallest type in px when shown 342 px wide) of a stored SVG, from its letters."""
    svg = path.read_text(encoding="utf-8")
    width = float(re.search(r'<svg [^>]*?width="([\d.]+)pt"', svg)[1])  # points
    # A letter is drawn for type of 100 points and scaled to its size.
    sizes = [100 * float(size) for size in re.findall(r"scale\(([\d.]+) -[\d.]+\)", svg)]
    return width * 96 / 72, min(sizes) * PHONE_SHOWN / width


def test_the_type_of_a_stored_drawing_is_measured_as_it_was_drawn(tmp_path):
    figure = draw_bars()
    save_figure(figure, tmp_path)
    width, size = stored_type(tmp_path / "figures" / "03_bars.phone.svg")
    assert width == PHONE_WIDTH and size == pytest.approx(smallest_type(figure.phone)[0], abs=0.01)


@pytest.mark.parametrize("name", list(read_figures(ROOT)["name"]))
def test_every_stored_figure_has_a_drawing_for_phones_that_can_be_read(name):
    width, size = stored_type(ROOT / "figures" / f"{name}.phone.svg")
    assert width <= PHONE_WIDTH + 0.5 and size >= PHONE_TYPE
