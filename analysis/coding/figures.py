"""The figure of estimates: each frame as counted and as read."""

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.coding.sentences import (
    describe_drawn,
    describe_groups,
    is_thin,
    pick_rows,
    say_target,
    title_estimates,
    title_groups,
)
from analysis.drawing.elements import Sheet, draw_rows, make_figure
from analysis.drawing.figure import PALETTE, RULE, Figure
from analysis.measures.estimates import CORPUS
from analysis.measures.rates import count
from analysis.text.escaping import show_unseen

PANELS, MOST_LINES = 6, 12  # frames drawn by group, and groups in each


def draw_estimates(
    estimates: pd.DataFrame, readers: str = "", name: str = "07_estimates", target: str = CORPUS
) -> Figure:
    """
    Draw each frame's share of the sentences: hollow as counted, full with its interval as read.

    Where too few were read there is no full mark, only the interval, dotted. Beside each are
    the coded sentences that have it. A frame that was neither read nor counted is named and
    not drawn. `readers`: who read, where it was no person.
    """
    rows = pick_rows(estimates, target)
    is_none = (rows["n_positive"] == 0) & (rows["naive"] == 0)
    none = ", ".join(rows.loc[is_none, "frame"])
    drawn = rows[~is_none].sort_values(
        ["estimate", "frame"], ascending=[False, True], kind="stable"
    )
    left_out = f"Found by neither: {none}. " if none else ""
    is_whole = bool(len(rows)) and bool((rows["low"] == rows["high"]).all())
    caption = (
        "Sentences with each frame, as the list counts them and as "
        + ("read; every sentence was read, so there is no interval. " * is_whole)
        + ("estimated by reading, with 95% intervals. " * (not is_whole))
        + f"{left_out}{say_target(target)} {readers}"
    )
    return make_figure(
        name,
        partial(paint_estimates, drawn, target),
        rows=rows,
        title=title_estimates(rows),
        alt=describe_drawn(rows),
        caption=caption.strip(),
    )


def paint_estimates(rows: pd.DataFrame, target: str, sheet: Sheet) -> None:
    """A row per frame, the largest estimate on top."""
    rows = sheet.few(rows)
    notes = [f"{row.n_positive:,} of {row.n_coded:,} sentences" for row in rows.itertuples()]
    ax = draw_rows(sheet, rows["frame"], notes, extra=0.9)
    place = np.arange(len(rows))
    ax.hlines(place, 0, 1, color=RULE, lw=0.5, zorder=0, transform=ax.get_yaxis_transform())
    draw_marks(ax, rows)
    leave_room(ax)
    sheet.label_x(ax, f"sentences with the frame (%), {target}")
    sheet.legend(ax)


def pick_panels(estimates: pd.DataFrame, by: str, target: str = CORPUS) -> pd.DataFrame:
    """The rows of the frames of which most was read, by group; thin groups included."""
    whole = pick_rows(estimates, target).sort_values("n_positive", ascending=False, kind="stable")
    frames = whole.loc[~is_thin(whole), "frame"].head(PANELS)
    rows = pick_rows(estimates, target, by)
    groups = sorted(rows["group"].unique())[-MOST_LINES:]
    return rows[rows["frame"].isin(frames) & rows["group"].isin(groups)]


def draw_groups(
    rows: pd.DataFrame, by: str, name: str, inferred: pd.Series | None = None
) -> Figure:
    """Draw the rows of `pick_panels`: a panel per frame, a line per group; `inferred` as of `count_inferred`."""
    is_whole = bool((rows["low"] == rows["high"]).all())
    n = rows["frame"].nunique()
    return make_figure(
        name,
        partial(paint_groups, rows),
        rows=rows,
        title=title_groups(rows, by),
        alt=describe_groups(rows, by),
        caption=f"The {f'{n} frames' if n > 1 else 'frame'} found most often by reading, by {by}: as counted (hollow) and as read (filled"
        + (
            ("; all sentences were read)." * is_whole)
            or ", with its 95% interval; the interval alone, dotted, where too few were read)."
        )
        + say_inferred(rows, by, inferred),
    )


def say_inferred(rows: pd.DataFrame, by: str, inferred: pd.Series | None) -> str:
    """How many articles of the groups drawn are in them by inference, to end a caption; "" where none is."""
    known = {} if inferred is None else inferred[inferred.index.isin(rows["group"])].to_dict()
    named = [f"{count(n, 'article')} of {show_unseen(group)}" for group, n in known.items()]
    return f" The {by} is inferred for {', '.join(named)}." if named else ""


def paint_groups(rows: pd.DataFrame, sheet: Sheet) -> None:
    """Panels side by side in print, one below the other on a phone."""
    frames, groups = list(dict.fromkeys(rows["frame"])), sorted(rows["group"].unique())
    across = 1 if sheet.is_phone else 2
    down = -(-len(frames) // across)
    height = 0.9 + down * (0.7 + 0.2 * len(groups))
    axes = sheet.axes(height, down, across, sharex=True, sharey=True, squeeze=False)
    for ax, frame in zip(axes.flat, frames):
        draw_marks(ax, rows[rows["frame"] == frame].set_index("group").reindex(groups))
        ax.set(yticks=range(len(groups)), yticklabels=[show_unseen(name) for name in groups])
        ax.set_title(show_unseen(frame), loc="left", fontsize=sheet.body)
        ax.grid(axis="y")
    for ax in axes.flat[len(frames) :]:
        ax.set_visible(False)
    axes[0, 0].set_ylim(len(groups) - 0.5, -0.5)
    leave_room(axes[0, 0])
    sheet.label_x(axes[-1, 0], f"sentences with the frame (%), {CORPUS}")
    sheet.legend(axes[0, 0])


def leave_room(ax: Axes) -> None:
    """From a little below zero, so that a mark at zero touches no label."""
    ax.set_xlim(-0.025 * ax.get_xlim()[1], None)


def draw_marks(ax: Axes, rows: pd.DataFrame) -> None:
    """One line per row: hollow as counted, full with its interval as read, dotted where thin."""
    place, thin = np.arange(len(rows)), is_thin(rows).to_numpy()
    for these, style in ((~thin, "-"), (thin, ":")):
        low, high = (100 * rows.loc[these, end] for end in ("low", "high"))
        ax.hlines(place[these], low, high, color=PALETTE[0], lw=1.6, ls=style)
    read = 100 * rows.loc[~thin, "estimate"]
    marks = ax.plot(read, place[~thin], "o", color=PALETTE[0], ms=4, label="as read", clip_on=False)
    # Without a mark it would stand at the corner of the drawing, and the layout make room for it.
    marks[0].set_in_layout(len(read) > 0)
    counted: dict[str, Any] = {"mfc": "none", "mec": PALETTE[2], "ms": 7, "clip_on": False}
    ax.plot(100 * rows["naive"], place, "D", **counted, label="as counted")
