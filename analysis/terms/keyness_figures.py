"""The figures of the notebook on terms that compare: keyness, and the long view on one hall."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from analysis.figure import MUTED, PALETTE
from analysis.text.escaping import shorten

# How each group of states is drawn: colour, marker, place beside the others within a decade.
GROUPS = {
    "China": (PALETTE[2], "o", -0.12),
    "Republic of China": (PALETTE[6], "s", -0.32),
    "United States": (PALETTE[1], "^", 0.08),
    "all others": (PALETTE[0], "D", 0.28),
}


def pick_key_terms(keyness, n_over=20, n_under=10, least_docs=1):
    """The most surely over-used terms, and the most surely under-used ones, in the order they are drawn."""
    over = keyness[(keyness["g2"] > 0) & (keyness["n_docs"] >= least_docs)].head(n_over)
    return pd.concat([over, keyness[keyness["g2"] < 0].tail(n_under)], ignore_index=True)


def draw_keyness(rows, title, sides, ax=None):
    """
    Draw over- and under-use: a dot at the log ratio, counts beside it.

    `sides`: the names of target and reference. No interval is drawn: the conservative end
    (`log_ratio_low`) takes words as independent draws, and where articles differ it calls
    terms over-used by chance in most corpora (`corpus/reference/coverage.csv`).
    """
    ax = ax or plt.subplots(figsize=(7.2, 1.2 + 0.185 * len(rows)))[1]
    colours = np.where(rows["g2"] > 0, PALETTE[2], PALETTE[0])
    place = np.arange(len(rows)) + (rows["g2"] < 0) * 0.7
    ax.axvline(0, color=MUTED, lw=0.8)
    ax.scatter(rows["log_ratio"], place, color=colours, s=22, zorder=3)
    for row, y in zip(rows.itertuples(), place):
        ax.annotate(
            f"{row.n_target:,} · {row.n_reference:,}",
            (1.01, y),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=7,
            color=MUTED,
        )
    ax.set(
        yticks=place,
        yticklabels=[shorten(term) for term in rows["term"]],
        ylim=(max(place.max() if len(rows) else 0, 0) + 0.8, -0.8),
        xlabel="log ratio: doublings (+1 = twice as often per word, -1 = half as often)",
    )
    ax.grid(axis="y")
    ax.tick_params(axis="y", length=0)
    ax.annotate(
        f"n in {sides[0]} · n in {sides[1]}",
        (1.0, 1.0),
        xycoords="axes fraction",
        xytext=(0, 3),
        textcoords="offset points",
        ha="right",
        fontsize=7,
        color=MUTED,
    )
    ax.set_title(title, pad=18)
    return ax


def title_keyness(rows, target):
    """The term over-used most surely, as a sentence."""
    over = rows[rows["g2"] > 0]
    if not len(over):
        return f"No term is over-used in {target}"
    top = over.iloc[0]
    return f"“{shorten(top['term'])}” is over-used most surely in {target}: {times(top)}"


def times(row):
    """How much more often, in words that fit a title: beyond a hundredfold the two counts say more."""
    counts = f"{row['n_target']:,} times here, {row['n_reference']:,} in the reference"
    rate = float(f"{2.0 ** row['log_ratio']:.2g}")  # two digits: the counts bear no more
    if row["n_reference"] == 0 or rate > 100:
        return counts
    return (
        f"{rate:,.0f} times as often per word"
        if rate >= 10
        else f"{rate:g} times as often per word"
    )


def describe_keyness(rows, sides):
    """The dots in words."""
    named = "; ".join(
        f"{row.term} {row.n_target:,} against {row.n_reference:,}, log ratio {row.log_ratio:.1f}"
        for row in rows[rows["g2"] > 0].head(8).itertuples()
    )
    under = ", ".join(rows.loc[rows["g2"] < 0, "term"])
    return (
        f"Dots for terms over-used in {sides[0]} against {sides[1]}, and below them for under-used ones. Over-used: "
        f"{named}. Under-used: {under or 'none'}."
    )


def draw_long_view(rates, figure=None):
    """
    Draw how often each word family was spoken, by decade: a field per family, a mark per group of states.

    Lines through the marks are 95% intervals. Each field has its own scale.
    """
    decades = rates[rates["by"] == "decade"]
    frames, periods = sorted(decades["frame"].unique()), sorted(decades["period"].unique())
    figure = figure or plt.figure(figsize=(7.2, 5.6))
    axes = figure.subplots(2, -(-len(frames) // 2), squeeze=False).ravel()
    for ax, frame in zip(axes, frames):
        draw_family(decades[decades["frame"] == frame], periods, ax)
        ax.set_title(frame, fontsize=8.5)
    for ax in axes[len(frames) :]:
        ax.set_axis_off()
    figure.suptitle(title_long_view(decades), x=0.01, ha="left")
    figure.supylabel("per 1,000 words", fontsize=8)
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=4)
    return axes[0]


def draw_family(rows, periods, ax):
    """One field: the rate of one family in each decade and group of states."""
    for group, (colour, marker, shift) in GROUPS.items():
        some = rows[(rows["group"] == group) & (rows["n_words"] > 0)].sort_values(
            "period", kind="stable"
        )
        x = some["period"].map(periods.index) + shift
        ax.vlines(x, some["rate_low"], some["rate_high"], color=colour, lw=1, alpha=0.75)
        ax.plot(
            x,
            some["per_1000"],
            marker=marker,
            color=colour,
            lw=0.8,
            ms=4,
            label=group,
            mfc="white" if group == "Republic of China" else colour,
        )
    ax.axvspan(-0.5, 2.5, color="#f4f4f4", lw=0, zorder=0)
    ax.set(xticks=range(len(periods)), xlim=(-0.5, len(periods) - 0.5), ylim=(0, top_of(rows)))
    ax.set_xticklabels(
        [period[:4] + "s" if period[3] == "0" else period for period in periods],
        rotation=45,
        ha="right",
        rotation_mode="anchor",
    )


def top_of(rows):
    """Where the scale ends: above all rates, and above the intervals of all but the groups with few words."""
    return 1.05 * max(
        rows.loc[rows["n_words"] > 20_000, "rate_high"].max(), rows["per_1000"].max(), 1e-6
    )


def title_long_view(decades):
    """What can be seen for the most frequent family, as a sentence."""
    frame = decades.groupby("frame")["n"].sum().idxmax()
    rows = decades[decades["frame"] == frame]
    china = rows[(rows["group"] == "China")].set_index("period")["per_1000"]
    others = (
        rows[(rows["group"] == "all others")].set_index("period")["per_1000"].reindex(china.index)
    )
    more = int((china > others).sum())
    return (
        f"China spoke of {frame} more often per word than all others in {more} of "
        f"{len(china)} decades"
    )


def describe_long_view(rates):
    """The fields in words."""
    decades = rates[(rates["by"] == "decade") & rates["group"].isin(["China", "all others"])]
    parts = []
    for frame, rows in decades.groupby("frame"):
        named = [
            f"{row.group} {row.period} {row.per_1000:.3f}"
            for row in rows.sort_values(["group", "period"]).itertuples()
        ]
        parts.append(f"{frame}: " + ", ".join(named))
    return (
        "Four fields, a mark for each decade and group of states, per 1,000 words. "
        + ". ".join(parts)
        + "."
    )
