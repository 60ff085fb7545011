"""
The style, sizes and colours of all figures, and the one way to save a figure.

In a notebook a cell draws and ends on `save_figure`, which writes the figure in every
form, with the rows drawn, and shows it with its caption and its description. The style
switches formulas off: a dollar sign in the words of an article is a dollar sign. Words of
articles in labels pass through `analysis.text.escaping.show_unseen`.
"""

import json
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image

from analysis.showing import PHONE, show_figure
from analysis.tables import write_csv, write_whole

# On top of the defaults, so that nobody's own settings change a figure.
plt.style.use(["default", Path(__file__).with_name("study.mplstyle")])

PHONE_WIDTH, PHONE_TYPE = 360, 9  # pixels: a narrow screen, and the smallest type on it

ONE_COLUMN, TWO_COLUMNS = 3.5, 7.2  # inches: the widths of a journal's columns

# Paul Tol's "muted" colours: told apart by colour-blind readers. The order makes
# neighbours differ in lightness (L* 22, 64, 32, 79, 44, 82, 56, 76), so that the
# figures can be read in grey.
PALETTE = ["#332288", "#44AA99", "#882255", "#88CCEE", "#117733", "#DDCC77", "#CC6677", "#BBBBBB"]

# The three voices have the same colours and hatches in all figures (L* 22, 64, 82).
VOICES = {"narrator": "#332288", "indirect": "#44AA99", "direct": "#DDCC77"}
VOICE_HATCHES = {"narrator": "", "indirect": "////", "direct": ""}

INK, MUTED, RULE = "#222222", "#666666", "#dddddd"  # text, lesser text, lines to guide the eye

DPI = plt.rcParams["savefig.dpi"]
FORMATS = {
    "svg": {"metadata": {"Date": None}},
    "pdf": {"metadata": {"CreationDate": None}},
    "png": {},
}


def save_figure(ax, name, rows, alt, caption, out, phone=None):
    """
    Write a figure to `out`/figures as SVG, PDF and PNG, with the rows drawn, and close it.

    `rows` is the table that was drawn (its index is not kept), `alt` says in words what
    can be seen, `caption` what to know when reading it. Both are plain text: they are
    escaped where they are shown. `phone`, if given, is the axes of a second drawing of the
    same rows for a narrow screen: `PHONE_WIDTH` wide, no type below `PHONE_TYPE`. Returns
    what a notebook shows as the last line of a cell.
    """
    if not str(alt).strip() or not str(caption).strip():
        raise ValueError(
            f"Figure {name}: a figure needs a caption and an alt text, which says "
            "in words what can be seen in it."
        )
    figure = ax.get_figure(root=True)
    folder = Path(out) / "figures"
    save_phone(phone, folder / f"{name}{PHONE}.svg")
    size = _whole_size(figure)
    for kind, options in FORMATS.items():
        write_whole(
            folder / f"{name}.{kind}",
            lambda part: figure.savefig(part, format=kind, bbox_inches=size, **options),
        )
    write_whole(folder / f"{name}.png", lambda part: reduce_colours(folder / f"{name}.png", part))
    write_csv(rows, folder / f"{name}.csv")
    about = {
        "name": name,
        "title": _title(figure),
        "caption": str(caption),
        "alt": str(alt),
        "width": round(size.width, 2),
        "height": round(size.height, 2),
    }
    write_whole(
        folder / f"{name}.json",
        lambda part: part.write_text(
            json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        ),
    )
    plt.close(figure)
    return show_figure(name, out)


def save_phone(ax, path):
    """Write the drawing for narrow screens to `path` and close it; without one, remove an old one."""
    if ax is None:
        path.unlink(missing_ok=True)
        return
    figure = ax.get_figure(root=True)
    check_phone(figure, path.name)
    write_whole(path, lambda part: figure.savefig(part, format="svg", **FORMATS["svg"]))
    plt.close(figure)


def check_phone(figure, name):
    """Refuse a drawing for narrow screens that is wider than they are, or whose type is too small."""
    figure.draw_without_rendering()
    width = 96 * figure.get_figwidth()
    if width > PHONE_WIDTH + 0.5:
        raise ValueError(f"{name}: {width:.0f} px wide; draw it at most {PHONE_WIDTH} px wide.")
    sizes = {
        text.get_fontsize() * 96 / 72: text.get_text()
        for text in figure.findobj(Text)
        if text.get_text().strip() and text.get_visible()
    }
    if sizes and min(sizes) < PHONE_TYPE:
        raise ValueError(
            f"{name}: {sizes[min(sizes)]!r} is {min(sizes):.1f} px high; make its type at least "
            f"{PHONE_TYPE} px."
        )


def reduce_colours(source, target):
    """The picture with 128 colours: a third of the bytes, so that notebooks and pages stay small."""
    picture = Image.open(source).convert("RGB")
    picture.quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        target, "png", optimize=True, dpi=(DPI, DPI)
    )


def _whole_size(figure):
    """The figure's own area, widened where something drawn hangs over its edge."""
    figure.draw_without_rendering()
    tight = figure.get_tightbbox(figure.canvas.get_renderer())
    return Bbox.union([figure.bbox_inches, tight.padded(0.03)]) if tight else figure.bbox_inches


def _title(figure):
    """The title of the figure on one line: that of the whole, else of its first part."""
    titles = [figure.get_suptitle()]
    titles += [ax.get_title(loc) for ax in figure.axes for loc in ("left", "center", "right")]
    return " ".join(next((title for title in titles if title), "").split())
