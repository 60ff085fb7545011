"""
What figures are drawn with: a sheet for each form, rows, stacked bars, lists, words that fit.

A function that draws gets a `Sheet` and asks it whether it is for a phone. There, labels
stand above their rows and not beside them, long lists are cut to `MOST_ON_PHONE` rows, and
what cannot be read so small becomes a list.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure as Drawing
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from matplotlib.typing import ColorType

from analysis.drawing.figure import DPI, INK, MUTED, PALETTE, PHONE_WIDTH, RULE, Figure
from analysis.text.escaping import show_unseen

MOST_ON_PHONE = 12  # rows: more than a phone's screen holds are scrolled past, not read
WIDE_WIDTH = 7.2  # inches: two columns of a journal
CLOSE = 0.05  # of a width: nearer to it than this a text is measured as a whole
# From nearly white to the first colour of the palette: in grey it goes from light to dark.
SHADES = LinearSegmentedColormap.from_list("shades", ["#e9e7f5", "#aaa3d4", PALETTE[0]])
PHONE_STYLE: dict[Any, float] = {
    "font.size": 9,
    "figure.titlesize": 10,
    "axes.titlesize": 9,
    "axes.labelsize": 8.5,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 9,
    "legend.fontsize": 8.5,
}


class Sheet:
    """An empty drawing of one form under its title. `is_phone` says for what it is."""

    bar: float  # how thick a bar is, in rows: known once rows are drawn
    row_width: float  # inches, about

    def __init__(self, title: str, is_phone: bool):
        self.is_phone = is_phone
        self.width = PHONE_WIDTH / 96 if is_phone else WIDE_WIDTH  # inches
        self.body = plt.rcParams["font.size"]  # points
        self.small = 8 if is_phone else 7
        self.left_out = ""  # what this form leaves out of the other, in words
        # As fine as a picture that is saved: at 100 dots an inch small type is measured too narrow.
        self.drawing = Drawing(figsize=(self.width, 1), dpi=DPI, layout="constrained")
        FigureCanvasAgg(self.drawing)
        size = plt.rcParams["figure.titlesize"]
        lines = break_lines(title, self.width - 0.15, size, "bold")
        self.drawing.suptitle("\n".join(lines), x=0.01, ha="left", linespacing=1.15)
        self.top = (1.2 * size * len(lines) + 8) / 72

    def axes(self, height: float, rows: int = 1, columns: int = 1, **options: Any) -> Any:
        """The axes to draw on, in a field of `height` inches below the title."""
        self.drawing.set_size_inches(self.width, self.top + height)
        return self.drawing.subplots(rows, columns, **options)

    def few(
        self, rows: pd.DataFrame, most: int = MOST_ON_PHONE, subject: int | None = None
    ) -> pd.DataFrame:
        """
        The rows that this form draws: all, or on a phone the FIRST ones; put on top what must stay.

        `subject` is the place of the row that the title is about: it is never left out.
        """
        if not self.is_phone or len(rows) <= most:
            return rows
        if subject is not None and subject >= most:
            self.left_out = f"the first {most - 1} of {len(rows):,} rows, and the one in the title"
            return rows.iloc[[*range(most - 1), subject]]
        self.left_out = f"the first {most} of {len(rows):,} rows"
        return rows.head(most)

    def label_x(self, ax: Axes, text: str) -> None:
        """What the axis measures, below it what a phone's drawing leaves out; commas in large numbers."""
        write_commas(ax)
        lines = break_lines(text, 0.92 * self.width, plt.rcParams["axes.labelsize"])
        lines += [f"Drawn: {self.left_out}."] * bool(self.left_out)
        ax.set_xlabel("\n".join(lines), loc="left" if self.is_phone else None)

    def legend(self, ax: Axes, columns: int = 5) -> None:
        """The legend below all else."""
        handles, names = ax.get_legend_handles_labels()
        if names:
            columns = min(columns, len(names), 2 if self.is_phone else columns)
            place: Literal["outside lower left", "outside lower center"]
            place = "outside lower left" if self.is_phone else "outside lower center"
            self.drawing.legend(handles, names, loc=place, ncols=columns)


def write_commas(ax: Axes) -> None:
    """Commas in the numbers of an x axis of large counts."""
    if ax.get_xlim()[1] >= 10_000:
        ax.xaxis.set_major_formatter("{x:,.0f}")


def make_figure(
    name: str,
    paint: Callable[[Sheet], None],
    rows: pd.DataFrame,
    title: str,
    alt: str,
    caption: str,
) -> Figure:
    """The figure that `paint` draws on a sheet for print and on one for a phone."""
    wide = Sheet(title, is_phone=False)
    paint(wide)
    with plt.rc_context(PHONE_STYLE):
        phone = Sheet(title, is_phone=True)
        paint(phone)
    if phone.left_out:
        alt = f"{alt} On a phone: {phone.left_out}."
    return Figure(name, " ".join(title.split()), caption, alt, rows, wide.drawing, phone.drawing)


# words that fit ----------------------------------------------------------------------


@lru_cache(maxsize=20_000)
def inches_at_100(text: str, weight: str) -> float:
    """How wide a text is in type of 100 points: all sizes are this one, scaled."""
    font = FontProperties(size=100, weight=weight)
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]


def inches(text: str, size: float, weight: str = "normal") -> float:
    """How wide a text is in type of this size."""
    return inches_at_100(text, weight) * (size / 100) / 72


def fits(text: str, width: float, size: float, weight: str = "normal") -> bool:
    """
    Whether a text is at most `width` inches wide.

    Its words are measured, each once and for all figures; the text itself only where it is close,
    for letters move together a little where words meet.
    """
    words = text.split(" ")
    about = sum(inches(word, size, weight) for word in words if word)
    about += (len(words) - 1) * inches(" ", size, weight)
    return (
        about < width if abs(about - width) > CLOSE * width else inches(text, size, weight) <= width
    )


def cut(text: object, width: float, size: float) -> str:
    """A text for one line of `width` inches, unseen characters written out; a long one ends in …"""
    text = " ".join(show_unseen(text).split())
    if fits(text, width, size):
        return text
    while text and not fits(text + "…", width, size):
        text = text[:-1]
    return text.rstrip(" ,") + "…"


def break_lines(text: object, width: float, size: float, weight: str = "normal") -> list[str]:
    """A text in lines of at most `width` inches; a word that is wider than that is cut."""
    lines = [""]
    for word in show_unseen(text).split():
        longer = f"{lines[-1]} {word}".lstrip()
        if fits(longer, width, size, weight):
            lines[-1] = longer
        else:
            lines.append(cut(word, width, size))
    return [line for line in lines if line] or [""]


def ink_on(colour: ColorType) -> str:
    """White or black type, whichever has more contrast on this colour (at least 4.5, as WCAG measures it)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in to_rgb(colour)
    )
    return "white" if 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.179 else "black"


# rows --------------------------------------------------------------------------------


def draw_rows(
    sheet: Sheet,
    labels: Iterable[object],
    notes: Sequence[str] = (),
    cards: Sequence[str] = (),
    pitch: float = 0.3,
    extra: float = 0.6,
    label_width: float = 2.4,
) -> Axes:
    """
    Axes with a row per label, the first on top: row 0 at height 0, and so on.

    `notes` stand at the right end of each row, `cards` in small type with its label. `pitch`
    is the height of a row in print and `extra` that of everything else, in inches.
    """
    labels, lines = list(labels), bool(sheet.is_phone) + bool(sheet.is_phone and any(cards))
    pitch = (0.22 + 0.17 * lines + 0.12 * (lines > 1)) if sheet.is_phone else pitch
    ax = sheet.axes(extra + pitch * max(len(labels), 1))
    above = 0.5 + (0.17 * lines - 0.02) / pitch
    ax.set_ylim(max(len(labels), 1) - 0.5, -above)
    ax.tick_params(axis="y", length=0)
    sheet.bar = 0.15 / pitch if sheet.is_phone else 0.72
    sheet.row_width = 0.9 * sheet.width if sheet.is_phone else 4.2
    write = label_above if sheet.is_phone else label_beside
    write(sheet, ax, labels, notes, cards, label_width)
    return ax


def label_beside(
    sheet: Sheet,
    ax: Axes,
    labels: Sequence[object],
    notes: Sequence[str],
    cards: Sequence[str],
    width: float,
) -> None:
    """Labels left of the axis, notes right of it."""
    ax.set_yticks(range(len(labels)), [cut(label, width, sheet.body) for label in labels])
    if any(cards):
        for label in ax.get_yticklabels():
            label.set_verticalalignment("bottom")
    for place, card in enumerate(cards):
        write(sheet, ax, card, (0, place), (-5, -1), ha="right", va="top")
    for place, note in enumerate(notes):
        write(sheet, ax, note, (1.01, place))


def label_above(
    sheet: Sheet,
    ax: Axes,
    labels: Sequence[object],
    notes: Sequence[str],
    cards: Sequence[str],
    width: float,
) -> None:
    """Labels above the row at the left, notes at the right of the same line, cards below the label."""
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    base = 36 * 0.2  # points from the middle of a row to where its words begin
    for place, label in enumerate(labels):
        note = notes[place] if len(notes) else ""
        room = 0.92 * sheet.width - (inches(note, sheet.small) + 0.1 if note else 0)
        up = base + 72 * 0.17 * any(cards)
        write(
            sheet,
            ax,
            cut(label, room, sheet.body),
            (0, place),
            (0, up),
            False,
            ha="left",
            va="bottom",
        )
        write(sheet, ax, note, (1, place), (0, up), ha="right", va="bottom")
        if any(cards):
            write(sheet, ax, cards[place], (0, place), (0, base), ha="left", va="bottom")


def write(
    sheet: Sheet,
    ax: Axes,
    text: str,
    at: tuple[float, float],
    off: tuple[float, float] = (0, 0),
    is_note: bool = True,
    **place: Any,
) -> None:
    """Write `text` at a fraction of the axis and a row, `off` points from there."""
    if text:
        ax.annotate(
            text,
            at,
            xycoords=("axes fraction", "data"),
            xytext=off,
            textcoords="offset points",
            fontsize=sheet.small if is_note else sheet.body,
            color=MUTED if is_note else INK,
            annotation_clip=False,
            **({"va": "center"} | place),
        )


def write_ends(sheet: Sheet, ax: Axes, ends: Iterable[float], texts: Iterable[str]) -> None:
    """Write a count behind the end of each bar."""
    for place, (end, text) in enumerate(zip(ends, texts)):
        ax.annotate(
            text,
            (end, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=sheet.small,
            color=MUTED,
        )


def stack_bars(
    sheet: Sheet,
    ax: Axes,
    parts: Mapping[str, Sequence[float]],
    colours: Mapping[str, str],
    written: Mapping[str, Sequence[int]] | None = None,
    hatches: Mapping[str, str] | None = None,
) -> np.ndarray:
    """
    Draw rows of bars, each part beginning where the one before ends; return where they end.

    `parts`: name in the legend -> lengths; `colours` and `hatches` by the same names. With
    `written`, those counts are written into the pieces that are wide enough for them.
    """
    left = np.zeros(len(next(iter(parts.values()))))
    lengths = {name: np.asarray(part, float) for name, part in parts.items()}
    whole = max(sum(lengths.values(), left).max(initial=0), 1e-9)
    for name, part in lengths.items():
        hatch = (hatches or {}).get(name, "")
        ax.barh(
            range(len(part)),
            part,
            left=left,
            height=sheet.bar,
            color=colours[name],
            hatch=hatch,
            edgecolor="white",
            label=name,
        )
        for place, count in enumerate(written[name] if written else ()):
            text, room = f"{count:,.0f}", sheet.row_width * part[place] / whole
            if count and inches(text, sheet.small) + 0.03 < room:
                ax.annotate(
                    text,
                    (left[place] + part[place] / 2, place),
                    ha="center",
                    va="center_baseline",
                    fontsize=sheet.small,
                    color=ink_on(colours[name]),
                    bbox={"pad": 0.8, "fc": colours[name], "ec": "none"} if hatch else None,
                )
        left = left + part
    return left


# grids -------------------------------------------------------------------------------


def shade_cells(
    sheet: Sheet, ax: Axes, table: pd.DataFrame, form: str, label_width: float = 2.6
) -> None:
    """
    Draw a table as cells: the darker the larger the number, which is written in it as `form` says.

    Zeros and missing numbers are left blank. Rows are named at the left; columns by whoever draws.
    """
    values = np.nan_to_num(table.to_numpy(float))
    top = max(values.max(initial=0), 1e-9)
    rows, columns = np.nonzero(values)
    shown = values[rows, columns]
    colours = [SHADES(value / top) for value in shown]
    texts = [format(value, form) for value in shown]
    labels = [cut(name, label_width, sheet.body) for name in table.index]
    beside = max((inches(label, sheet.body) for label in labels), default=0) + 0.3
    room = (
        0.9 * (sheet.width - beside) / max(table.shape[1], 1)
    )  # a number that fills more is smaller
    sizes = [sheet.body * min(1, room / max(inches(text, sheet.body), 1e-9)) for text in texts]
    ax.barh(rows, np.ones(len(rows)), left=columns - 0.5, height=1, color=colours)
    for row, column, text, size, colour in zip(rows, columns, texts, sizes, colours):
        ax.annotate(
            text, (column, row), ha="center", va="center", color=ink_on(colour), fontsize=size
        )
    n_rows, n_columns = table.shape
    ax.set(xlim=(-0.5, max(n_columns, 1) - 0.5), ylim=(max(n_rows, 1) - 0.5, -0.5))
    ax.set_yticks(range(n_rows), labels)
    ax.set_xticks(np.arange(n_columns + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(n_rows + 1) - 0.5, minor=True)
    ax.set_axisbelow(False)
    ax.grid(which="minor", color=RULE)
    ax.tick_params(which="both", length=0)
    ax.spines[:].set_visible(False)


# lists -------------------------------------------------------------------------------


def draw_list(sheet: Sheet, entries: Sequence[tuple[str, str]], most: int = MOST_ON_PHONE) -> Axes:
    """A list where a drawing could not be read: of each entry the name in bold, below it what is said."""
    shown = list(entries)[:most]
    if len(entries) > len(shown):
        sheet.left_out = f"the first {len(shown)} of {len(entries):,} rows"
    width, step = sheet.width - 0.2, 1.35 * sheet.body / 72
    lines = []
    for name, text in shown:
        named = [(line, "bold", INK) for line in break_lines(name, width, sheet.body, "bold")]
        said = [(line, "normal", INK) for line in break_lines(text, width, sheet.body)]
        lines += named + said + [("", "normal", INK)]
    if sheet.left_out:
        lines.append((f"Shown: {sheet.left_out}.", "normal", MUTED))
    height = step * max(len(lines), 1)
    ax = sheet.axes(height + 0.1)
    ax.set_axis_off()
    ax.set(xlim=(0, 1), ylim=(height, 0))
    for number, (line, weight, colour) in enumerate(lines):
        ax.text(
            0, step * number, line, va="top", fontsize=sheet.body, fontweight=weight, color=colour
        )
    return ax
