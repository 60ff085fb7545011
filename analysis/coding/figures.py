"""The figure of estimates: each frame as counted and as read."""

from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from analysis.coding.sentences import pick_rows, title_estimates
from analysis.estimates import CORPUS
from analysis.figure import MUTED, PALETTE
from analysis.text.escaping import show_unseen


def draw_estimates(estimates: pd.DataFrame, target: str = CORPUS, ax=None):
    """
    Draw each frame's share of the sentences: hollow as counted, full with its interval as read.

    Beside each stand the coded sentences that have it. Save it with the rows of `pick_rows`.
    """
    rows = pick_rows(estimates, target).sort_values(["estimate", "frame"], kind="stable")
    ax = ax or plt.subplots(figsize=(7.2, 1.2 + 0.3 * len(rows)))[1]
    place = np.arange(len(rows))
    ax.hlines(place, 100 * rows["low"], 100 * rows["high"], color=PALETTE[0], lw=1.6)
    ax.plot(100 * rows["estimate"], place, "o", color=PALETTE[0], ms=5, label="as read")
    ax.plot(100 * rows["naive"], place, "D", mfc="none", mec=PALETTE[2], ms=5, label="as counted")
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
