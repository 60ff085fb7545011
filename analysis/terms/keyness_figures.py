"""The figures of the notebook on terms that compare: keyness, and the General Debate over the decades."""

from functools import partial
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.drawing.elements import Sheet, draw_rows, make_figure
from analysis.drawing.figure import MUTED, PALETTE, Figure
from analysis.measures.rates import count
from analysis.terms.keyness import CLEAR, MEANT
from analysis.text.escaping import shorten

# How each group of states is drawn: colour, marker, place beside the others within a decade.
GROUPS = {
    "China": (PALETTE[2], "o", -0.12),
    "Republic of China": ("#a33f4f", "s", -0.32),
    "United States": (PALETTE[4], "^", 0.08),
    "all others": (PALETTE[0], "D", 0.28),
}
MAIN = ("China", "all others")  # the groups that are compared: drawn with their intervals
ENOUGH_HITS = (
    20  # of China, in all decades: with fewer a family is a row of near-zeros, and is not drawn
)
MOST_OVER, MOST_UNDER = 14, 6  # terms drawn: those overused, and those underused
PHONE_OVER, PHONE_UNDER = 8, 4


def pick_key_terms(
    keyness: pd.DataFrame,
    n_over: int = MOST_OVER,
    n_under: int = MOST_UNDER,
    least_docs: int = 1,
) -> pd.DataFrame:
    """The most clearly overused terms, and the most clearly underused ones, in the order they are drawn."""
    over = keyness[(keyness["g2"] > 0) & (keyness["n_docs"] >= least_docs)].head(n_over)
    return pd.concat([over, keyness[keyness["g2"] < 0].tail(n_under)], ignore_index=True)


def draw_keyness(
    keyness: pd.DataFrame,
    sides: tuple[str, str],
    name: str = "02_keyness",
    least_docs: int = 1,
) -> Figure:
    """
    Draw over- and under-use: a dot at the log ratio, counts beside it.

    `sides`: the names of target and reference. No interval is drawn: the conservative end
    (`log_ratio_low`) takes words as independent draws, and where articles differ it calls
    terms overused by chance in most corpora (`corpus/reference/coverage.csv`).
    """
    if len(keyness):
        least_docs = min(least_docs, int(keyness["n_docs"].max()))  # one article is a study, too
    rows = pick_key_terms(keyness, least_docs=least_docs)
    target, reference = sides
    noun = ("article", "articles") if target == "the articles" else ("speech", "speeches")
    least = count(least_docs, *noun)
    return make_figure(
        name,
        partial(paint_keyness, rows, sides),
        rows=rows,
        title=title_keyness(rows, sides),
        alt=describe_keyness(rows, sides),
        caption=f"{say_dropped(rows)}Red: overused in {target} (in at least {least}). Blue: underused. Numbers are occurrences in "
        f"{target} and in {reference}. The strongest evidence (G2) is at the top and the bottom.{count_clear(rows)} "
        "Forms of a word, such as singular and plural, are separate terms. An arrow marks a term that one side does not have. There are no intervals: they "
        "would ignore how much texts differ among themselves, and so be too narrow.",
    )


def say_dropped(rows: pd.DataFrame) -> str:
    """Which words were left out before the terms were chosen (`read_keyness`), to begin a caption."""
    if "is_name" not in rows:
        return ""
    return (
        f"{'Words' if rows['is_name'].any() else 'Names and words'} of the stop list are left out. "
    )


def count_clear(rows: pd.DataFrame) -> str:
    """How many of the terms drawn are beyond the threshold, on each side; "" where all are."""
    sides = [
        (name, side, side[side["g2"].abs() > CLEAR]["term"])
        for name, side in (("overused", rows[rows["g2"] > 0]), ("underused", rows[rows["g2"] < 0]))
    ]
    parts = [
        f"only {len(clear)} of the {len(side)} {name} terms shown{name_only(clear)}"
        if len(clear)
        else f"no {name} term shown"
        for name, side, clear in sides
        if len(clear) < len(side)
    ]
    return f" G2 is above {CLEAR} ({MEANT}) for {' and '.join(parts)}." if parts else ""


def name_only(terms: pd.Series) -> str:
    """The one term of several, in brackets: " (world)"; "" of none or more."""
    return f" ({shorten(terms.iloc[0])})" if len(terms) == 1 else ""


def paint_keyness(rows: pd.DataFrame, sides: tuple[str, str], sheet: Sheet) -> None:
    """A row per term; an arrow at the edge where one side does not have it."""
    over = rows["g2"] > 0
    if sheet.is_phone and len(rows) > PHONE_OVER + PHONE_UNDER:
        under = rows[~over].tail(max(PHONE_UNDER, PHONE_OVER + PHONE_UNDER - int(over.sum())))
        kept = pd.concat([rows[over].head(PHONE_OVER + PHONE_UNDER - len(under)), under])
        sheet.left_out = f"{len(kept)} of {len(rows)} terms"
        rows, over = kept.reset_index(drop=True), (kept["g2"] > 0).reset_index(drop=True)
    notes = [f"{row.n_target:,} against {row.n_reference:,}" for row in rows.itertuples()]
    ax = draw_rows(sheet, rows["term"], notes, pitch=0.19, extra=0.6)
    never = (rows["n_target"] == 0) | (rows["n_reference"] == 0)
    known = rows.loc[~never, "log_ratio"]
    low, high = min(known.min() if len(known) else 0, -1), max(known.max() if len(known) else 0, 1)
    x = rows["log_ratio"].mask(never & over, high + 1).mask(never & ~over, low - 1)
    colours = np.where(over, PALETTE[2], PALETTE[0])
    for which, marker in ((~never, "o"), (never & over, ">"), (never & ~over, "<")):
        ax.scatter(
            x[which], np.flatnonzero(which), color=colours[which], s=24, marker=marker, zorder=3
        )
    ax.axvline(0, color=MUTED, lw=0.8)
    ax.set(xlim=(low - 1.6, high + 1.6))
    ax.grid(axis="y")
    if sheet.is_phone:
        ax.hlines(range(len(rows)), low - 1.6, high + 1.6, color="#dddddd", lw=0.6, zorder=0)
    sheet.label_x(ax, "log ratio: doublings (+1: twice as often per word, −1: half as often)")


def title_keyness(rows: pd.DataFrame, sides: tuple[str, str]) -> str:
    """The term that is most clearly overused, as a sentence."""
    (target, reference), over = sides, rows[rows["g2"] > 0]
    if not len(over):
        return f"No term is overused in {target}"
    top, said = over.iloc[0], times(over.iloc[0])
    where = f" as in {reference}" if said.endswith("per word") else ""
    is_set_apart = "is_name" in rows and not rows["is_name"].any()
    clearest = "Names aside, the clearest" if is_set_apart else "The clearest"
    return f"{clearest} overuse in {target}: “{shorten(top['term'])}”, {said}{where}"


def times(row: pd.Series) -> str:
    """How much more often, in words that fit a title: beyond a hundredfold the two counts say more."""
    counts = f"{row['n_target']:,} times here, {row['n_reference']:,} in the reference"
    rate = float(f"{2.0 ** row['log_ratio']:.2g}")  # two digits: the counts bear no more
    if row["n_reference"] == 0 or rate > 100:
        return counts
    return f"{rate:g} times as often per word"


def describe_keyness(rows: pd.DataFrame, sides: tuple[str, str]) -> str:
    """The dots in words."""
    named = "; ".join(
        f"{row.term} {row.n_target:,} against {row.n_reference:,}"
        + (f", log ratio {row.log_ratio:.1f}" if row.n_reference else "")
        for row in rows[rows["g2"] > 0].head(8).itertuples()
    )
    under = ", ".join(rows.loc[rows["g2"] < 0, "term"])
    return (
        f"A dot, or an arrow where one side has none, for each of {len(rows):,} terms in {sides[0]} compared with {sides[1]}. Overused: "
        f"{named or 'none'}. Underused: {under or 'none'}."
    )


# the General Debate by decade -----------------------------------------------------------


def draw_long_view(rates: pd.DataFrame) -> Figure:
    """
    Draw how often each word family was spoken, by decade: a field per family, a mark per group of states.

    Lines through the marks of China and of all others are 95% intervals; one that is longer than the
    field ends in an arrow, with its end in numbers, and a mark without one is hollow. A family that China
    hardly spoke of is named and not drawn. Each field has its own scale.
    """
    decades = rates[rates["by"] == "decade"]
    n = decades[decades["group"] == "China"].groupby("frame")["n"].sum()
    drawn, rare = sorted(n.index[n >= ENOUGH_HITS]), n[n < ENOUGH_HITS]
    left_out = ", ".join(f"{frame} ({hits:,})" for frame, hits in rare.items())
    return make_figure(
        "02_long_view",
        partial(paint_long_view, decades, drawn),
        rows=rates,
        title=title_long_view(decades),
        alt=describe_long_view(decades, drawn),
        caption="Hits per 1,000 words by decade, with 95% intervals for China and all others. An arrow marks an "
        "interval that runs beyond the panel; a hollow mark has no interval, because the speeches are too few. The Republic of China held China’s seat "
        "until October 1971. Texts before 1970 (grey) were scanned and contain errors. Scales differ between panels."
        + (f" Not drawn, with too few hits in China’s speeches: {left_out}." if left_out else ""),
    )


def paint_long_view(decades: pd.DataFrame, frames: list[str], sheet: Sheet) -> None:
    """A field per family: side by side in print, one below the other on a phone."""
    n = max(len(frames), 1)
    columns = 1 if sheet.is_phone else min(n, 2)
    lines = -(-n // columns)
    fields = sheet.axes(0.6 + 2.2 * lines, lines, columns, squeeze=False).ravel()
    periods = sorted(decades["period"].unique())
    for ax, frame in zip(fields, frames):
        paint_family(decades[decades["frame"] == frame], periods, ax)
        ax.set_title(frame, fontweight="normal", pad=4)
        ax.set_ylabel("per 1,000 words")
    for ax in fields[len(frames) :]:
        ax.set_axis_off()
    sheet.legend(fields[0], 4)


def paint_family(rows: pd.DataFrame, periods: list[str], ax: Axes) -> None:
    """One field: the rate of one family in each decade and group of states."""
    for group, (colour, marker, shift) in GROUPS.items():
        some = rows[(rows["group"] == group) & (rows["n_words"] > 0)]
        some = some.sort_values("period", kind="stable")
        x = some["period"].map(periods.index) + shift
        if group in MAIN:
            ax.vlines(x, some["rate_low"], some["rate_high"], color=colour, lw=1.2)
        style: dict[str, Any] = {"marker": marker, "color": colour}
        ax.plot(
            x,
            some["per_1000"],
            **style,
            lw=1.2 if group in MAIN else 0.9,
            ms=4 if group in MAIN else 3,
            label=group,
        )
        if group in MAIN:
            few = some["rate_low"].isna()
            ax.plot(x[few], some.loc[few, "per_1000"], **style, ms=4, lw=0, mfc="white")
            mark_longer(ax, x, some["rate_high"], top_of(rows), colour)
    ax.axvspan(-0.5, 2.5, color="#f4f4f4", lw=0, zorder=0)
    ax.set(xticks=range(len(periods)), xlim=(-0.5, len(periods) - 0.5), ylim=(0, top_of(rows)))
    ax.set_xticklabels(
        [period[:4] + "s" if period[3] == "0" else period for period in periods],
        rotation=45,
        ha="right",
        rotation_mode="anchor",
    )


def mark_longer(ax: Axes, x: pd.Series, high: pd.Series, top: float, colour: str) -> None:
    """An arrow and a number where an interval is longer than the field."""
    for place, end in zip(x[high > top], high[high > top]):
        ax.plot(place, 0.975 * top, "^", color=colour, ms=4)
        ax.annotate(
            f"to {end:.2g}",
            (place, 0.975 * top),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=plt.rcParams["xtick.labelsize"] - 0.5,
            color=colour,
        )


def top_of(rows: pd.DataFrame) -> float:
    """Where the scale ends: above all rates; intervals may run out of it from twice the highest rate on."""
    rate = max(rows["per_1000"].max(), 1e-6)
    high = rows.loc[rows["group"].isin(MAIN), "rate_high"].max()
    return 1.05 * np.nanmax([rate, min(high, 2 * rate)])


def title_long_view(decades: pd.DataFrame) -> str:
    """What can be seen for the most frequent family, as a sentence."""
    frame = decades.groupby("frame")["n"].sum().idxmax()
    rows = decades[decades["frame"] == frame]
    china = rows[(rows["group"] == "China")].set_index("period")["per_1000"]
    others = (
        rows[(rows["group"] == "all others")].set_index("period")["per_1000"].reindex(china.index)
    )
    more = int((china > others).sum())
    thin = int(rows.loc[rows["group"] == "China", "rate_low"].isna().sum())
    few = f"; in {thin} of them China gave few speeches" if thin else ""
    where = f"{more} of {count(len(china), 'period')}"
    if more == len(china) > 1:
        where = f"each of {more} periods{few}"
    return f"China spoke of {frame} more often per word than “all others” in {where}"


def describe_long_view(decades: pd.DataFrame, frames: list[str]) -> str:
    """The fields of these families in words: China and all others; the other groups are named."""
    others = " and ".join(group for group in GROUPS if group not in MAIN)
    decades = decades[decades["group"].isin(MAIN) & decades["frame"].isin(frames)]
    parts = []
    for frame, rows in decades.groupby("frame"):
        named = [
            f"{row.group} {row.period} {row.per_1000:.3f}"
            for row in rows.sort_values(["group", "period"]).itertuples()
        ]
        parts.append(f"{frame}: " + ", ".join(named))
    return (
        "A panel for each word family, with a mark for each decade and group of states. Hits per 1,000 words: "
        + ("; ".join(parts) or "none")
        + f". Also drawn, with their values in the figure’s table: {others}."
    )
