"""The figures of the notebook on framing: how much, in whose mouth, how far to be trusted."""

from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap

from analysis.figure import INK, MUTED, PALETTE, RULE, VOICE_HATCHES, VOICES
from analysis.framing.titles import (
    read_cards,
    title_groups,
    title_over_time,
    title_prevalence,
    title_speakers,
    title_together,
    title_validity,
    title_voices,
)
from analysis.text.escaping import shorten

# From nearly white to the first colour of the palette: in grey it goes from light to dark.
SHADES = LinearSegmentedColormap.from_list("shades", ["#f7f7fb", "#aaa3d4", PALETTE[0]])
MOST_GROUPS = 6  # groups in one figure: marks and colours that are told apart
MOST_PANELS = 6  # frames drawn over time
MOST_DOTS = 100  # articles that are drawn one by one


def draw_prevalence(prevalence, validity=None, ax=None):
    """
    Draw how frequent each frame is: a dot for each article, the rate of all articles as a bar.

    `prevalence` holds the groupings "all" and "article"; from 10 articles on the bar of all
    carries its 95% interval. Above `MOST_DOTS` articles lines stand for the dots: the middle
    half of the articles, and nine tenths of them. Right of it stand the raw counts.
    """
    whole = prevalence[prevalence["by"] == "all"].sort_values(["n", "frame"])
    single = prevalence[prevalence["by"] == "article"]
    ax = ax or plt.subplots(figsize=(7.2, 0.6 + 0.34 * len(whole)))[1]
    place = {frame: number for number, frame in enumerate(whole["frame"])}
    draw_articles(ax, single, place)
    ax.plot(
        whole["per_1000"],
        whole["frame"].map(place),
        "|",
        ms=14,
        mew=2.5,
        color=PALETTE[2],
        label="all articles",
    )
    ax.hlines(
        whole["frame"].map(place), whole["rate_low"], whole["rate_high"], color=PALETTE[2], lw=2
    )
    for row in whole.itertuples():
        ax.annotate(
            f"{row.n:,} in {row.n_with:,} of {row.n_docs:,} articles",
            (1.01, place[row.frame]),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=7,
            color=MUTED,
        )
    ax.set(
        yticks=range(len(whole)),
        yticklabels=whole["frame"],
        xlim=(-0.4, None),
        xlabel="framing words per 1,000 words of an article",
    )
    ax.grid(axis="y")
    write_card(ax, place, validity)
    ax.legend(loc="lower right")
    ax.set_title(title_prevalence(whole))
    return ax


def write_card(ax, place, validity):
    """Write each frame's precision and recall in grey below its name, left of the axis."""
    for frame, card in zip(place, read_cards(place, validity)):
        ax.annotate(
            card,
            (-0.012, place[frame] - 0.36),
            xycoords=("axes fraction", "data"),
            ha="right",
            va="center",
            fontsize=6,
            color=MUTED,
            annotation_clip=False,
        )


def draw_articles(ax, single, place):
    """Draw the rates of single articles: dots, or of many articles their spread."""
    if len(single) <= MOST_DOTS * max(len(place), 1):
        ax.plot(
            single["per_1000"],
            single["frame"].map(place),
            "o",
            ms=5,
            mfc="none",
            mec=PALETTE[0],
            label="one article",
        )
        return
    spread = single.groupby("frame")["per_1000"].quantile([0.05, 0.25, 0.75, 0.95]).unstack()
    rows = spread.index.map(place)
    ax.hlines(
        rows,
        spread[0.05],
        spread[0.95],
        color=PALETTE[3],
        lw=2,
        label="nine tenths of the articles",
    )
    ax.hlines(rows, spread[0.25], spread[0.75], color=PALETTE[0], lw=5, label="the middle half")


def draw_voices(prevalence, validity=None, ax=None):
    """Draw in which voice each frame's words stand: raw counts, stacked; the frames by their counts."""
    rows = prevalence[prevalence["by"] == "voice"]
    counts = (
        rows.pivot(index="frame", columns="group", values="n")
        .reindex(columns=list(VOICES))
        .fillna(0)
    )
    order = counts.assign(total=counts.sum(axis=1)).sort_values("total", kind="stable").index
    counts = counts.loc[order]
    ax = ax or plt.subplots(figsize=(7.2, 0.9 + 0.34 * len(counts)))[1]
    left = np.zeros(len(counts))
    for voice in VOICES:
        n = counts[voice].to_numpy()
        ax.barh(
            counts.index,
            n,
            left=left,
            color=VOICES[voice],
            hatch=VOICE_HATCHES[voice],
            edgecolor="white",
            label=voice,
            height=0.75,
        )
        write_counts(ax, n, left, voice)
        left += n
    ax.set(xlabel="framing words (raw counts)", ylim=(-0.6, len(counts) - 0.4))
    ax.tick_params(axis="y", length=0)
    write_card(ax, {frame: number for number, frame in enumerate(counts.index)}, validity)
    ax.legend(loc="lower right", ncols=len(VOICES))
    ax.set_title(title_voices(counts))
    return ax


def write_counts(ax, n, left, voice):
    """Write each count into its piece of the bar, where it is wide enough; no hatch runs through it."""
    widest = max((n + left).max(initial=0), 1)
    for place, (count, start) in enumerate(zip(n, left)):
        if count / widest > 0.02 + 0.011 * len(f"{count:,.0f}"):
            ax.annotate(
                f"{count:,.0f}",
                (start + count / 2, place),
                ha="center",
                va="center",
                fontsize=7,
                color="white" if voice == "narrator" else INK,
                bbox={"pad": 0.8, "fc": VOICES[voice], "ec": "none"},
            )


def draw_speakers(crossed, validity=None, ax=None):
    """
    Draw speakers against frames with raw counts: whose words carry which frame.

    `crossed` is the table of `cross_speakers`. A cell without a match is left blank. The
    shade of a cell follows its count, darkest for the largest.
    """
    counts = crossed.drop(columns=["speaker", "n_words"]).to_numpy()
    frames = [name for name in crossed.columns if name not in ("speaker", "n_words")]
    ax = ax or plt.subplots(figsize=(7.2, 1.7 + 0.27 * len(crossed)))[1]
    shade_cells(ax, counts)
    names = [f"{shorten(row.speaker)} ({row.n_words:,} words)" for row in crossed.itertuples()]
    ax.set_yticks(range(len(crossed)), names)
    ax.set_xticks(range(len(frames)), frames, rotation=40, ha="left", rotation_mode="anchor")
    ax.xaxis.tick_top()
    for number, (_frame, card) in enumerate(zip(frames, read_cards(frames, validity))):
        ax.annotate(
            card.replace(", ", "\n"),
            (number, len(crossed) - 0.4),
            ha="center",
            va="top",
            fontsize=6,
            color=MUTED,
            annotation_clip=False,
        )
    ax.figure.suptitle(fill(title_speakers(crossed), 88), x=0.01, ha="left")
    return ax


def shade_cells(ax, counts):
    """Cells shaded by their counts, the counts written in them, thin lines between."""
    top = max(counts.max(initial=0), 1)
    ax.imshow(np.where(counts > 0, counts, np.nan), cmap=SHADES, vmin=0, vmax=top, aspect="auto")
    for row, column in zip(*np.nonzero(counts)):
        ax.annotate(
            f"{counts[row, column]:,}",
            (column, row),
            ha="center",
            va="center",
            fontsize=7.5,
            color="white" if counts[row, column] > 0.62 * top else INK,
        )
    ax.set_xticks(np.arange(counts.shape[1] + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(counts.shape[0] + 1) - 0.5, minor=True)
    ax.grid(which="minor", color=RULE)
    ax.tick_params(which="both", length=0)
    ax.spines[:].set_visible(False)


def draw_validity(validity, prevalence, axes=None):
    """
    Draw the validity card: per frame its count, and precision and recall with 95% intervals.

    The counts are those of `prevalence`. Hollow dots are in-sample (the texts from which the
    list was made; read in full, without interval), full ones unseen: weighted estimates with
    intervals. The numbers beside them are the two counts that were read.
    """
    rows = validity[(validity["voice"] == "all") & (validity["frame"] != "all")]
    counts = prevalence[prevalence["by"] == "all"].sort_values(
        "frame", ascending=False, kind="stable"
    )
    frames, n = list(counts["frame"]), counts["n"]
    axes = (
        plt.subplots(
            1, 3, sharey=True, figsize=(7.2, 1 + 0.34 * len(frames)), width_ratios=[1, 2, 2]
        )[1]
        if axes is None
        else axes
    )
    axes[0].barh(range(len(frames)), n, color=PALETTE[7], height=0.6)
    for place, count in enumerate(n):
        axes[0].annotate(
            f"{count:,.0f}",
            (count, place),
            xytext=(2, 0),
            textcoords="offset points",
            va="center",
            fontsize=7,
        )
    axes[0].set(
        yticks=range(len(frames)),
        yticklabels=frames,
        xlabel="framing words",
        xlim=(0, 1.25 * max(n.max(), 1)),
    )
    for ax, measure in zip(axes[1:], ("precision", "recall")):
        draw_shares(ax, rows, frames, measure)
    axes[1].legend(loc="upper left", bbox_to_anchor=(0, 1.13), ncols=2, columnspacing=1)
    axes[0].figure.suptitle(fill(title_validity(validity), 88), x=0.01, ha="left")
    return axes[0]


def draw_shares(ax, rows, frames, measure):
    """One panel of the validity card: a share with its interval per frame and sample."""
    counts = {"precision": ("n_right", "n_matches"), "recall": ("n_found", "n_coded")}[measure]
    for sample, step, colour, face in (
        ("in-sample", 0.16, PALETTE[1], "none"),
        ("unseen", -0.16, PALETTE[0], None),
    ):
        part = rows[rows["sample"] == sample].set_index("frame").reindex(frames)
        place = np.arange(len(frames)) + step
        ax.hlines(place, part[f"{measure}_low"], part[f"{measure}_high"], color=colour, lw=1.2)
        ax.plot(part[measure], place, "o", ms=5, color=colour, mfc=face or colour, label=sample)
        for y, n, of in zip(place, part[counts[0]], part[counts[1]]):
            ax.annotate(
                f"{n:.0f}/{of:.0f}" if of > 0 else "–",
                (1.04, y),
                va="center",
                fontsize=6,
                color=MUTED,
            )
    ax.set(xlim=(-0.02, 1.22), xticks=[0, 0.5, 1], xlabel=f"{measure} (0 to 1)")
    ax.axvline(1, color=RULE, lw=0.8, zorder=0)
    ax.grid(axis="y")


def draw_together(together, unit, ax=None):
    """
    Draw how often two frames stand in one unit: each pair once, raw counts.

    On the diagonal, framed in black, are the units that have the frame at all. `unit` is
    the word for what they share ("sentence").
    """
    counts = np.tril(together.to_numpy())
    ax = ax or plt.subplots(figsize=(7.2, 1.2 + 0.28 * len(together)))[1]
    shade_cells(ax, counts)
    for place in range(len(together)):
        ax.add_patch(plt.Rectangle((place - 0.5, place - 0.5), 1, 1, fill=False, ec=INK, lw=0.7))
    ax.set_xticks(
        range(len(together)), together.columns, rotation=40, ha="right", rotation_mode="anchor"
    )
    ax.set_yticks(range(len(together)), together.index)
    ax.set_title(title_together(together, unit))
    return ax


def draw_groups(group_frames, by, ax=None):
    """Draw each frame's rate in the largest groups of one grouping: dots with 95% intervals."""
    rows, groups = pick_groups(group_frames, by)
    frames = rows.groupby("frame")["n"].sum().sort_values(kind="stable").index
    height = 0.9 + len(frames) * (0.14 + 0.13 * len(groups))
    ax = ax or plt.subplots(figsize=(7.2, height))[1]
    for number, group in enumerate(groups):
        own = rows[rows["group"] == group].set_index("frame").reindex(frames)
        place = np.arange(len(frames)) + 0.6 * ((number + 0.5) / len(groups) - 0.5)
        colour, mark = PALETTE[number], "osD^vP"[number]
        ax.hlines(place, own["rate_low"], own["rate_high"], color=colour, lw=1.2)
        label = f"{shorten(group, 30)} ({own['n_docs'].max():,} articles)"
        ax.plot(own["per_1000"], place, mark, ms=4.5, color=colour, label=label)
    ax.set(
        yticks=range(len(frames)),
        yticklabels=frames,
        xlim=(0, None),
        xlabel="framing words per 1,000 words",
    )
    ax.grid(axis="x", color=RULE)
    ax.tick_params(axis="y", length=0)
    ax.figure.legend(*ax.get_legend_handles_labels(), loc="outside lower right", ncols=2)
    ax.set_title(title_groups(group_frames, by))
    return ax


def pick_groups(group_frames, by):
    """(the rows of one grouping, its largest groups by name): no more than can be told apart."""
    rows = group_frames[group_frames["by"] == by]
    sizes = rows.groupby("group")["n_docs"].max().sort_values(ascending=False, kind="stable")
    return rows, sorted(sizes.head(MOST_GROUPS).index)


def draw_over_time(group_frames, by, events, axes=None):
    """
    Draw each frame's rate over periods, a panel per frame, with 95% intervals; events as lines.

    `events` are days with names. A hollow dot is a period with too few articles for an interval.
    """
    rows = group_frames[group_frames["by"] == by].assign(
        day=lambda t: [find_middle(name) for name in t["group"]]
    )
    n = rows.groupby("frame")["n"].sum().sort_values(ascending=False, kind="stable")
    frames = list(n.index[:MOST_PANELS])
    if axes is None:
        figure = plt.figure(figsize=(7.2, 0.8 + 1.05 * len(frames)))
        axes = figure.subplots(len(frames), 1, sharex=True, squeeze=False)[:, 0]
    for ax, frame in zip(axes, frames):
        own = rows[rows["frame"] == frame].sort_values("day", kind="stable")
        ax.plot(own["day"], own["per_1000"], color=PALETTE[0], lw=0.8)
        ax.vlines(own["day"], own["rate_low"], own["rate_high"], color=PALETTE[0], lw=1.2)
        for few, face in ((False, PALETTE[0]), (True, "white")):
            part = own[own["rate_low"].isna() == few]
            ax.plot(part["day"], part["per_1000"], "o", ms=4.5, color=PALETTE[0], mfc=face)
        for day in events.values():
            ax.axvline(np.datetime64(day), color=PALETTE[2], lw=1, ls="--")
        ax.set(ylim=(0, None))
        ax.set_title(frame, fontsize=8)
    for name, day in events.items() if frames else ():
        axes[0].annotate(
            shorten(name, 30),
            (np.datetime64(day), 1),
            xycoords=("data", "axes fraction"),
            xytext=(3, -2),
            textcoords="offset points",
            va="top",
            fontsize=7,
            color=PALETTE[2],
        )
    axes[-1].tick_params(axis="x", labelrotation=30)
    axes[0].figure.supylabel("framing words per 1,000 words", fontsize=8)
    axes[0].figure.suptitle(fill(title_over_time(rows, by), 95), x=0.01, ha="left")
    return axes[0]


def find_middle(period):
    """The day in the middle of a period: 2024, 2024-Q2, 2024-05, 2024-W19."""
    if "-W" in period:
        return pd.Timestamp.fromisocalendar(int(period[:4]), int(period[-2:]), 4)
    whole = pd.Period(period.replace("-Q", "Q"))
    return (whole.start_time + (whole.end_time - whole.start_time) / 2).normalize()
