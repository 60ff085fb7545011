"""The figure of estimates: each frame as counted and as read."""

from functools import partial

import numpy as np
import pandas as pd

from analysis.coding.sentences import describe_drawn, pick_rows, say_target, title_estimates
from analysis.drawing import Sheet, draw_rows, make_figure
from analysis.estimates import CORPUS
from analysis.figure import PALETTE, RULE, Figure


def draw_estimates(estimates: pd.DataFrame, target: str = CORPUS) -> Figure:
    """
    Draw each frame's share of the sentences: hollow as counted, full with its interval as read.

    Beside each are the coded sentences that have it. A frame that was neither read nor counted
    is named and not drawn.
    """
    rows = pick_rows(estimates, target)
    is_none = (rows["n_positive"] == 0) & (rows["naive"] == 0)
    none = ", ".join(rows.loc[is_none, "frame"])
    drawn = rows[~is_none].sort_values(
        ["estimate", "frame"], ascending=[False, True], kind="stable"
    )
    return make_figure(
        "07_estimates",
        partial(paint_estimates, drawn, target),
        rows=rows,
        title=title_estimates(rows),
        alt=describe_drawn(rows),
        caption="Each frame as the dictionary counts it and as estimated from the sentences that were "
        f"read, with 95% intervals. {f'Neither counted nor read: {none}. ' if none else ''}{say_target(target)}",
    )


def paint_estimates(rows: pd.DataFrame, target: str, sheet: Sheet) -> None:
    """A row per frame, the largest estimate on top."""
    rows = sheet.few(rows)
    notes = [f"{row.n_positive:,} of {row.n_coded:,} read" for row in rows.itertuples()]
    ax = draw_rows(sheet, rows["frame"], notes, extra=0.9)
    place = np.arange(len(rows))
    ax.hlines(place, 0, 1, color=RULE, lw=0.5, zorder=0, transform=ax.get_yaxis_transform())
    ax.hlines(place, 100 * rows["low"], 100 * rows["high"], color=PALETTE[0], lw=1.6)
    ax.plot(100 * rows["estimate"], place, "o", color=PALETTE[0], ms=4, label="as read")
    ax.plot(100 * rows["naive"], place, "D", mfc="none", mec=PALETTE[2], ms=7, label="as counted")
    ax.set(xlim=(0, None))
    sheet.label_x(ax, f"sentences with the frame (%), {target}")
    sheet.legend(ax)
