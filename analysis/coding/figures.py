"""The figure of estimates: each frame as counted and as read."""

from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from analysis.coding.sentences import is_thin, pick_rows, title_estimates, title_groups
from analysis.estimates import CORPUS
from analysis.figure import MUTED, PALETTE
from analysis.text.escaping import show_unseen


def draw_estimates(estimates: pd.DataFrame, target: str = CORPUS, ax=None):
    """
    Draw each frame's share of the sentences: hollow as counted, full with its interval as read.

    Where too few were read there is no full mark, only the interval, dotted.
    Beside each stand the coded sentences that have it. Save it with the rows of `pick_rows`.
    """
    rows = pick_rows(estimates, target).sort_values(["estimate", "frame"], kind="stable")
    ax = ax or plt.subplots(figsize=(7.2, 1.2 + 0.3 * len(rows)))[1]
    place = np.arange(len(rows))
    draw_marks(ax, rows)
    for y, row in zip(place, rows.itertuples()):
        ax.annotate(
            f"{row.n_positive:,} of {row.n_coded:,} read",
            (1.01, y),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=7,
            color=MUTED,
        )
    ax.set(
        yticks=place,
        yticklabels=[show_unseen(frame) for frame in rows["frame"]],
        xlim=(0, None),
        xlabel=f"sentences with the frame (%), {target}",
    )
    ax.grid(axis="y")
    ax.legend(loc="lower right")
    ax.set_title(fill(title_estimates(rows), 84))
    return ax


PANELS, MOST_LINES = 6, 12  # frames drawn by group, and groups in each


def pick_panels(estimates: pd.DataFrame, by: str, target: str = CORPUS) -> pd.DataFrame:
    """The rows of the frames of which most was read, by group; thin groups included."""
    whole = pick_rows(estimates, target).sort_values("n_positive", ascending=False, kind="stable")
    frames = whole.loc[~is_thin(whole), "frame"].head(PANELS)
    rows = pick_rows(estimates, target, by)
    groups = sorted(rows["group"].unique())[-MOST_LINES:]
    return rows[rows["frame"].isin(frames) & rows["group"].isin(groups)]


def draw_groups(rows: pd.DataFrame, by: str, axes=None):
    """Draw the rows of `pick_panels`: a panel per frame, a line per group."""
    frames, groups = list(dict.fromkeys(rows["frame"])), sorted(rows["group"].unique())
    n_down = -(-len(frames) // 2)
    size = (7.2, 0.9 + n_down * (0.7 + 0.2 * len(groups)))
    if axes is None:
        axes = plt.subplots(
            n_down, 2, sharex=True, sharey=True, figsize=size, layout="constrained", squeeze=False
        )[1]
    for ax, frame in zip(axes.flat, frames):
        part = rows[rows["frame"] == frame].set_index("group").reindex(groups)
        draw_marks(ax, part)
        ax.set(yticks=range(len(groups)), yticklabels=[show_unseen(name) for name in groups])
        ax.set_title(show_unseen(frame), fontsize=8)
        ax.grid(axis="y")
    for ax in axes.flat[len(frames) :]:
        ax.set_visible(False)
    axes[0, 0].invert_yaxis()
    axes[0, 0].set_xlim(0, None)
    axes[0, 0].legend(fontsize=6)
    axes[-1, 0].set_xlabel(f"sentences with the frame (%), {CORPUS}")
    axes[0, 0].figure.suptitle(fill(title_groups(rows, by), 84), x=0.01, ha="left")
    return axes[0, 0]


def draw_marks(ax, rows: pd.DataFrame):
    """One line per row: hollow as counted, full with its interval as read, dotted where thin."""
    place, thin = np.arange(len(rows)), is_thin(rows).to_numpy()
    for these, style in ((~thin, "-"), (thin, ":")):
        low, high = (100 * rows.loc[these, end] for end in ("low", "high"))
        ax.hlines(place[these], low, high, color=PALETTE[0], lw=1.6, ls=style)
    read = 100 * rows.loc[~thin, "estimate"]
    ax.plot(read, place[~thin], "o", color=PALETTE[0], ms=5, label="as read")
    ax.plot(100 * rows["naive"], place, "D", mfc="none", mec=PALETTE[2], ms=5, label="as counted")
