"""
One figure is one value: what is drawn, twice, with the words that belong to it.

A function `draw_…` takes tables and gives a `Figure`; a notebook ends a cell on
`save_figure(draw_…(table), OUT)`, which writes every form and shows the figure with its
caption and its description. Each figure is drawn for print and for a phone
(`analysis/drawing/elements.py`). The style switches formulas off: a dollar sign in the words of an
article is a dollar sign.
"""

import json
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib.figure as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image

from analysis.drawing.showing import PHONE, SavedFigure, show_figure
from analysis.tables.stored import write_csv, write_whole


def set_style() -> None:
    """The style of all figures, on top of the defaults: nobody's own settings change a figure."""
    plt.style.use(["default", Path(__file__).with_name("study.mplstyle")])


set_style()
with suppress(ImportError, AttributeError):  # another matplotlib: the same bytes, later
    from analysis.drawing.fonts import use_small_fonts

    use_small_fonts()

# Pixels: a drawing for a phone, the room that a page leaves it, the smallest type there.
PHONE_WIDTH, PHONE_SHOWN, PHONE_TYPE = 360, 342, 9

# Paul Tol's "muted" colours: told apart by colour-blind readers. The order makes
# neighbours differ in lightness (L* 22, 64, 32, 79, 44, 82, 56, 76), so that the
# figures can be read in grey.
PALETTE = ["#332288", "#44AA99", "#882255", "#88CCEE", "#117733", "#DDCC77", "#CC6677", "#BBBBBB"]

# The three voices have the same colours in all figures (L* 22, 64, 82).
VOICES = {"narrator": "#332288", "indirect": "#44AA99", "direct": "#DDCC77"}

# The words of the glossary for them: in all figures and sentences the same.
VOICE_NAMES = {"narrator": "narrator", "indirect": "retold speech", "direct": "quoted speech"}

INK, MUTED, RULE = "#222222", "#5c5c5c", "#dddddd"  # text, lesser text, lines to guide the eye

DPI = plt.rcParams["savefig.dpi"]
PACKED = 7  # how hard a PNG is packed: at 9 it takes six times as long and 7 % less room
FORMATS: dict[str, dict[str, Any]] = {
    "svg": {"metadata": {"Date": None}},
    "pdf": {"metadata": {"CreationDate": None}},
}


@dataclass(frozen=True)
class Figure:
    """A figure in its two forms, with the rows drawn and what is said of it, as plain text."""

    name: str
    title: str  # the finding, in words
    caption: str  # how to read it
    alt: str  # what can be seen in it
    rows: pd.DataFrame
    wide: mpl.Figure
    phone: mpl.Figure


def save_figure(figure: Figure, out: Path | str) -> SavedFigure:
    """
    Write a figure to `out`/figures: SVG, PDF, PNG, an SVG for phones, and the rows drawn.

    Returns what a notebook shows as the last line of a cell.
    """
    if not figure.alt.strip() or not figure.caption.strip():
        raise ValueError(
            f"Figure {figure.name}: a figure needs a caption and an alt text, which says "
            "in words what can be seen in it."
        )
    check_phone(figure)
    path = Path(out) / "figures" / figure.name
    size = _whole_size(figure.wide)
    for kind, options in FORMATS.items():
        write_whole(
            path.with_suffix(f".{kind}"),
            lambda part: figure.wide.savefig(part, format=kind, bbox_inches=size, **options),
        )
    write_whole(path.with_suffix(".png"), lambda part: save_picture(figure.wide, size, part))
    write_whole(
        path.with_suffix(f"{PHONE}.svg"),
        lambda part: figure.phone.savefig(part, format="svg", **FORMATS["svg"]),
    )
    write_csv(figure.rows, path.with_suffix(".csv"))
    about = {key: getattr(figure, key) for key in ("name", "title", "caption", "alt")}
    about |= {"width": round(size.width, 2), "height": round(size.height, 2)}
    text = json.dumps(about, indent=1, ensure_ascii=False) + "\n"
    write_whole(path.with_suffix(".json"), lambda part: part.write_text(text, encoding="utf-8"))
    return show_figure(figure.name, out)


def check_phone(figure: Figure) -> None:
    """Refuse a drawing for phones that is wider than they are, or whose type is too small."""
    width = 96 * figure.phone.get_figwidth()
    if width > PHONE_WIDTH + 0.5:
        raise ValueError(
            f"{figure.name}: {width:.0f} px wide; draw it at most {PHONE_WIDTH} px wide."
        )
    size, text = smallest_type(figure.phone)
    if size < PHONE_TYPE:
        raise ValueError(
            f"{figure.name}: {text!r} is {size:.1f} px high on a phone; make its type at least "
            f"{PHONE_TYPE} px."
        )


def smallest_type(drawing: mpl.Figure) -> tuple[float, str]:
    """The smallest type of a drawing in pixels when it is shown `PHONE_SHOWN` wide, and what it says."""
    place(drawing)
    scale = PHONE_SHOWN / (72 * drawing.get_figwidth())
    return min(
        (
            (float(text.get_fontsize()) * scale, text.get_text())
            for text in drawing.findobj(Text)
            if text.get_text().strip() and text.get_visible()
        ),
        default=(float("inf"), ""),
    )


def save_picture(drawing: mpl.Figure, size: Bbox, part: Path) -> None:
    """Write the PNG with 128 colours: a third of the bytes, so that notebooks and pages stay small."""
    with BytesIO() as drawn:
        drawing.savefig(drawn, format="raw", dpi=DPI, bbox_inches=size)
        wide = int(DPI * size.width)  # as Agg rounds it
        pixels = np.frombuffer(drawn.getvalue(), np.uint8).reshape(-1, wide, 4)
    picture = Image.fromarray(pixels).convert("RGB")
    picture.quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        part, "png", compress_level=PACKED, dpi=(DPI, DPI)
    )


def place(drawing: mpl.Figure) -> None:
    """
    Give everything drawn its place, once: all forms of a file then show it there.

    Without this each form would be measured and drawn on trial before it is drawn.
    """
    engine = drawing.get_layout_engine()
    if engine is not None:
        engine.execute(drawing)
        drawing.set_layout_engine(None)


def _whole_size(drawing: mpl.Figure) -> Bbox:
    """The drawing's own area, widened where something drawn hangs over its edge."""
    place(drawing)
    canvas: Any = drawing.canvas  # Agg: only its kind has a renderer
    tight = drawing.get_tightbbox(canvas.get_renderer())
    return Bbox.union([drawing.bbox_inches, tight.padded(0.03)]) if tight else drawing.bbox_inches
