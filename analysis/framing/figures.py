"""The figures of the notebook on framing: how much, in whose words, how far to be trusted."""

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator
from matplotlib.patches import Rectangle

from analysis.drawing.elements import (
    Sheet,
    cut,
    draw_list,
    draw_rows,
    make_figure,
    shade_cells,
    stack_bars,
    write_commas,
)
from analysis.drawing.figure import INK, MUTED, PALETTE, RULE, VOICE_NAMES, VOICES, Figure
from analysis.framing import titles
from analysis.measures.rates import count
from analysis.text.escaping import shorten, show_unseen

MOST_GROUPS = 6  # groups in one figure: marks and colours that are told apart
MOST_PANELS = 6  # frames drawn over time
MOST_DOTS = 100  # articles that are drawn one by one
FACES = {"in-sample": (PALETTE[1], "none"), "unseen": (PALETTE[0], PALETTE[0])}
COUNTS = {"precision": ("n_right", "n_matches"), "recall": ("n_found", "n_coded")}


def draw_prevalence(prevalence: pd.DataFrame, validity: pd.DataFrame | None = None) -> Figure:
    """
    Draw how frequent each frame is: a dot for each article, the rate of all articles as a bar.

    `prevalence` holds the groupings "all" and "article"; from 10 articles on the bar of all
    carries its 95% interval. Above `MOST_DOTS` articles lines stand for the dots: the middle
    half of the articles, and nine tenths of them. Frames without a word are named, not drawn.
    """
    whole = prevalence[prevalence["by"] == "all"]
    rows = whole[whole["n"] > 0].sort_values(["n", "frame"], ascending=[False, True])
    is_single = (prevalence["by"] == "article") & prevalence["frame"].isin(rows["frame"])
    single = prevalence.loc[is_single, ["frame", "per_1000"]]
    is_drawn = prevalence["by"].isin(["all", "article"])
    n = int(is_drawn.sum())  # they stand first, and a stretch of rows is not copied
    return make_figure(
        "04_prevalence",
        partial(paint_prevalence, rows, single.astype({"frame": "category"}), validity),
        rows=prevalence[:n] if is_drawn[:n].all() else prevalence[is_drawn],
        title=titles.title_prevalence(whole),
        alt=titles.describe_prevalence(whole, len(single) <= MOST_DOTS * max(len(rows), 1)),
        caption="Framing words per 1,000 words of body text; raw counts are on the right. "
        f"{titles.caption_left_out(whole)}{titles.caption_card(validity)}",
    )


def paint_prevalence(
    rows: pd.DataFrame, single: pd.DataFrame, validity: pd.DataFrame, sheet: Sheet
) -> None:
    """A row per frame, most words first."""
    rows = sheet.few(rows)
    frames = list(rows["frame"])
    notes = [
        f"{row.n:,} in {row.n_with:,} of {count(row.n_docs, 'article')}"
        for row in rows.itertuples()
    ]
    ax = draw_rows(sheet, frames, notes, titles.read_cards(frames, validity), pitch=0.36, extra=0.9)
    place = {frame: number for number, frame in enumerate(frames)}
    paint_articles(ax, single[single["frame"].isin(frames)], place)
    at = range(len(rows))
    bar: dict[str, Any] = {
        "ms": 12,
        "mew": 2.5,
        "color": PALETTE[2],
        "label": "all articles",
        "zorder": 1.5,
    }
    ax.plot(rows["per_1000"], at, "|", **bar)  # behind the dots, so that it hides none
    ax.hlines(at, rows["rate_low"], rows["rate_high"], color=PALETTE[2], lw=2, zorder=1.5)
    ax.hlines(at, 0, 1, color=RULE, lw=0.5, zorder=0, transform=ax.get_yaxis_transform())
    ax.set(xlim=(-0.4, None))
    sheet.label_x(ax, "framing words per 1,000 words of an article" + titles.say_test(validity))
    sheet.legend(ax)


def paint_articles(ax: Axes, single: pd.DataFrame, place: dict[str, int]) -> None:
    """The rates of single articles: dots, or of many articles their spread."""
    if len(single) <= MOST_DOTS * max(len(place), 1):
        ax.plot(
            single["per_1000"],
            single["frame"].map(place).astype(float) + spread_equal(single),
            "o",
            ms=5,
            mfc="none",
            mec=PALETTE[0],
            label="one article",
        )
        return
    spread = (
        single.groupby("frame", observed=True)["per_1000"]
        .quantile([0.05, 0.25, 0.75, 0.95])
        .unstack()
    )
    rows = spread.index.map(place)
    name = "nine tenths of the articles"
    ax.hlines(rows, spread[0.05], spread[0.95], color=PALETTE[3], lw=2, label=name)
    ax.hlines(rows, spread[0.25], spread[0.75], color=PALETTE[0], lw=5, label="the middle half")


def spread_equal(single: pd.DataFrame) -> pd.Series:
    """How far each dot is moved up or down, in rows, so that dots of one place are seen as several."""
    near = (single["per_1000"] * 60 / max(single["per_1000"].max(), 1e-9)).round()
    groups = single.groupby([single["frame"], near], observed=True)["per_1000"]
    return 0.3 * (groups.cumcount() - (groups.transform("size") - 1) / 2) / groups.transform("size")


def draw_voices(prevalence: pd.DataFrame, validity: pd.DataFrame | None = None) -> Figure:
    """Draw in which voice each frame's words are: raw counts, stacked; the frames by their counts."""
    rows = prevalence[prevalence["by"] == "voice"]
    counts = rows.pivot(index="frame", columns="group", values="n")
    counts = counts.reindex(columns=list(VOICES)).fillna(0)
    total = counts.sum(axis=1)
    drawn = counts.loc[total[total > 0].sort_values(ascending=False, kind="stable").index]
    whole = total.rename("n").reset_index()
    return make_figure(
        "04_voices",
        partial(paint_voices, drawn, validity),
        rows=rows,
        title=titles.title_voices(counts),
        alt=titles.describe_voices(prevalence),
        caption="Raw counts of framing words in the narrator’s text, in retold and in quoted speech. "
        f"{titles.caption_left_out(whole)}{titles.caption_card(validity)}",
    )


def paint_voices(counts: pd.DataFrame, validity: pd.DataFrame | None, sheet: Sheet) -> None:
    """A bar per frame, divided by voice."""
    counts = sheet.few(counts)
    frames = list(counts.index)
    notes = [f"{n:,.0f} in all" for n in counts.sum(axis=1)] if sheet.is_phone else ()
    ax = draw_rows(sheet, frames, notes, titles.read_cards(frames, validity), pitch=0.36, extra=0.9)
    parts = {VOICE_NAMES[voice]: counts[voice] for voice in VOICES}
    colours = {VOICE_NAMES[voice]: colour for voice, colour in VOICES.items()}
    stack_bars(sheet, ax, parts, colours, parts)
    sheet.label_x(ax, "framing words (raw counts)" + titles.say_test(validity))
    sheet.legend(ax, 3)


def draw_speaker_frames(crossed: pd.DataFrame) -> Figure:
    """
    Draw speakers against frames with raw counts: whose words carry which frame.

    `crossed` is the table of `cross_speakers`. A cell without a match is left blank. The
    shade of a cell follows its count, darkest for the largest.
    """
    whole = crossed.drop(columns=["speaker", "n_words"]).sum().rename("n")
    return make_figure(
        "04_speaker_frame",
        partial(paint_speaker_frames, crossed, [frame for frame in whole.index if whole[frame]]),
        rows=crossed,
        title=titles.title_speaker_frames(crossed),
        alt=titles.describe_speaker_frames(crossed),
        caption="Uses of framing words by speaker and frame: raw counts; a blank is a zero. In brackets: the words "
        "attributed to each speaker. The narrator’s row includes possible speech. "
        + titles.caption_left_out(whole.rename_axis("frame").reset_index()),
    )


def paint_speaker_frames(crossed: pd.DataFrame, frames: list[str], sheet: Sheet) -> None:
    """A grid of speakers and frames; on a phone the frames of each speaker in words."""
    names = [
        f"{shorten(row.speaker)} ({count(row.n_words, 'word')})" for row in crossed.itertuples()
    ]
    if sheet.is_phone:
        said = [say_counts(crossed.loc[row, frames]) for row in crossed.index]
        draw_list(sheet, list(zip(names, said)), most=len(names))
        return
    ax = sheet.axes(1.3 + 0.27 * len(crossed))
    shade_cells(sheet, ax, crossed[frames].set_axis(names), ",.0f", 3)
    ax.set_xticks(range(len(frames)), frames, rotation=40, ha="left", rotation_mode="anchor")
    ax.xaxis.tick_top()


def say_counts(counts: pd.Series) -> str:
    """The frames of a speaker, most words first: "security 15, rights performance 4"."""
    order = counts[counts > 0].sort_values(ascending=False, kind="stable")
    return ", ".join(f"{frame} {n:,}" for frame, n in order.items()) or "no framing word"


def draw_validity(validity: pd.DataFrame, prevalence: pd.DataFrame) -> Figure:
    """
    Draw the validity card: per frame its count, and precision and recall with 95% intervals.

    The counts are those of `prevalence`. Dots are weighted estimates on unseen text, or without
    one in-sample (the texts from which the list was made; read in full, without interval). The
    numbers beside them are the two counts that were read.
    """
    rows = validity[(validity["voice"] == "all") & (validity["frame"] != "all")]
    known = rows[(rows["n_matches"] > 0) | (rows["n_coded"] > 0)]
    counts = prevalence[prevalence["by"] == "all"].set_index("frame")["n"].sort_index()
    counts = counts[(counts > 0) | counts.index.isin(known["frame"])]
    return make_figure(
        "04_validity",
        partial(paint_validity, known, counts),
        rows=validity,
        title=titles.title_validity(validity),
        alt=titles.describe_validity(validity),
        caption="Precision: the share of the list’s matches that the coder agreed with. Recall: the share of the coded cases "
        "that the list found. "
        f"{titles.caption_validity(validity)}",
    )


def paint_validity(rows: pd.DataFrame, counts: pd.Series, sheet: Sheet) -> None:
    """Three panels: counts, precision, recall; on a phone one, with both shares of the unseen sample."""
    if rows.empty:
        draw_list(sheet, [("", "No frame has been compared with coding by reading.")])
    elif sheet.is_phone:
        paint_validity_phone(rows, counts, sheet)
    else:
        paint_validity_wide(rows, counts, sheet)


def paint_validity_wide(rows: pd.DataFrame, counts: pd.Series, sheet: Sheet) -> None:
    frames, n_rows, sample = list(counts.index), len(counts), titles.card_sample(rows)
    panels = sheet.axes(0.9 + 0.34 * n_rows, 1, 3, sharey=True, width_ratios=[1, 2, 2])
    for place in range(n_rows):
        panels[0].axhline(place, color=RULE, lw=0.5, zorder=0)
    panels[0].barh(range(n_rows), counts, color=PALETTE[7], height=0.6)
    for place, n in enumerate(counts):
        panels[0].annotate(
            f"{n:,.0f}",
            (n, place),
            xytext=(2, 0),
            textcoords="offset points",
            va="center",
            fontsize=sheet.small,
        )
    panels[0].set(
        yticks=range(n_rows),
        yticklabels=[cut(frame, 1.6, sheet.body) for frame in frames],
        xlabel="framing words",
        xlim=(0, 1.35 * max(counts.max(), 1)),
        ylim=(n_rows - 0.5, -0.5),
    )
    write_commas(panels[0])
    for ax, measure in zip(panels[1:], COUNTS):
        part = rows[rows["sample"] == sample].set_index("frame").reindex(frames)
        paint_share(ax, part, measure, np.arange(n_rows), *FACES[sample], sample)
        for y, n, of in zip(range(n_rows), *(part[name] for name in COUNTS[measure])):
            text = f"{n:.0f} of {of:.0f}" if of > 0 else ""
            ax.annotate(text, (1.08, y), va="center", fontsize=sheet.small, color=MUTED)
        ax.set(xlim=(-0.04, 1.38), xticks=[0, 0.5, 1], xlabel=f"{measure} (0 to 1)")
        ax.axvline(1, color=RULE, lw=0.8, zorder=0)
        ax.grid(axis="y")
        ax.tick_params(axis="y", length=0)
    sheet.legend(panels[1])


def paint_share(
    ax: Axes,
    part: pd.DataFrame,
    measure: str,
    place: np.ndarray,
    colour: str,
    face: str,
    label: str,
) -> None:
    """A share with its interval on each row."""
    ax.hlines(place, part[f"{measure}_low"], part[f"{measure}_high"], color=colour, lw=1.2)
    ax.plot(part[measure], place, "o", ms=5, color=colour, mfc=face, label=label)


def paint_validity_phone(rows: pd.DataFrame, counts: pd.Series, sheet: Sheet) -> None:
    sample = titles.card_sample(rows)
    part = rows[rows["sample"] == sample].set_index("frame")
    frames = list(sheet.few(counts[counts.index.isin(part.index)].to_frame()).index)
    part = part.reindex(frames)
    cards = [titles.say_card(row) for row in part.itertuples()]
    ax = draw_rows(sheet, frames, (), cards, extra=1.1)
    place = np.arange(len(frames))
    paint_share(ax, part, "precision", place, PALETTE[0], PALETTE[0], "right (precision)")
    paint_share(ax, part, "recall", place + 0.12, PALETTE[2], "white", "found (recall)")
    ax.hlines(place + 0.06, 0, 1, color=RULE, lw=0.6, zorder=0)
    ax.grid(axis="x", color=RULE)
    ax.set(xlim=(-0.02, 1.02), xticks=[0, 0.5, 1], xticklabels=["0", "50%", "100%"])
    where = {"unseen": "on unseen text"}.get(sample, "on the articles of this study")
    sheet.label_x(ax, f"{where}; dots are weighted, counts are not")
    sheet.legend(ax)


def draw_together(together: pd.DataFrame, unit: str, shared: pd.DataFrame | None = None) -> Figure:
    """
    Draw how often two frames occur in one unit: each pair once, raw counts.

    On the diagonal, framed in black, are the units that have the frame at all. `unit` is
    the word for what they share ("sentence"). `shared` has in the same form how many words
    count for two frames: such frames meet by definition, and are no finding.
    """
    apart = together if shared is None else together.where(shared.reindex_like(together) == 0, 0)
    whole = pd.DataFrame({"frame": together.index, "n": np.diag(together)})
    kept = whole.loc[whole["n"] > 0, "frame"]
    return make_figure(
        "04_together",
        partial(paint_together, together.loc[kept, kept], titles.find_top(apart), unit),
        rows=together.reset_index(),
        title=titles.title_together(apart, unit, shared is not None and apart is not together),
        alt=titles.describe_together(together, unit),
        caption=f"{unit.capitalize()}s that have both frames; on the diagonal, all {unit}s with the frame. "
        f"{titles.caption_shared(shared)}{titles.caption_left_out(whole)}".strip(),
    )


def paint_together(
    together: pd.DataFrame, top: tuple[int, str, str] | None, unit: str, sheet: Sheet
) -> None:
    """A triangle of counts; on a phone a bar per pair."""
    if sheet.is_phone:
        table = pd.DataFrame(titles.list_pairs(together), columns=["n", "first", "second"])
        if table.empty:
            draw_list(sheet, [("", "No pair of frames occurs together.")])
            return
        pairs = list(table.itertuples(index=False, name=None))
        rows = sheet.few(table, subject=pairs.index(top) if top in pairs else None)
        labels = [f"{row.first} + {row.second}" for row in rows.itertuples()]
        ax = draw_rows(sheet, labels, [f"{n:,}" for n in rows["n"]])
        ax.barh(range(len(rows)), rows["n"], height=sheet.bar, color=PALETTE[0])
        sheet.label_x(ax, f"{unit}s with both")
        return
    ax = sheet.axes(0.9 + 0.28 * len(together))
    shade_cells(sheet, ax, pd.DataFrame(np.tril(together), together.index), ",.0f")
    for place in range(len(together)):
        ax.add_patch(
            Rectangle((place - 0.5, place - 0.5), 1, 1, fill=False, ec=INK, lw=0.7, zorder=3)
        )
    ax.set_xticks(
        range(len(together)), together.columns, rotation=40, ha="right", rotation_mode="anchor"
    )


def draw_groups(group_frames: pd.DataFrame, by: str) -> Figure:
    """Draw each frame's rate in the largest groups of one grouping: dots with 95% intervals."""
    rows, groups = pick_groups(group_frames, by)
    n = rows.groupby("frame")["n"].sum()
    frames = n[n > 0].sort_values(ascending=False, kind="stable").reset_index()
    n_groups = rows["group"].nunique()
    return make_figure(
        "04_groups",
        partial(paint_groups, rows, groups, frames),
        rows=rows,
        title=titles.title_groups(group_frames, by),
        alt=titles.describe_groups(group_frames, by, groups),
        caption=f"Framing words per 1,000 words of the {len(groups)} groups with the most articles"
        + f", of {n_groups:,}" * (n_groups > len(groups))
        + ", with 95% intervals for articles like these.",
    )


def paint_groups(rows: pd.DataFrame, groups: list[str], frames: pd.DataFrame, sheet: Sheet) -> None:
    """A row per frame, most words first; in it a mark per group."""
    shown = list(sheet.few(frames)["frame"])
    ax = draw_rows(sheet, shown, pitch=0.14 + 0.13 * len(groups), extra=1)
    for number, group in enumerate(groups):
        own = rows[rows["group"] == group].set_index("frame")
        name = f"{shorten(group, 30)} ({count(int(own['n_docs'].max()), 'article')})"
        own = own.reindex(shown)
        place = np.arange(len(shown)) + sheet.bar * ((number + 0.5) / len(groups) - 0.5)
        ax.hlines(place, own["rate_low"], own["rate_high"], color=PALETTE[number], lw=1.2)
        ax.plot(own["per_1000"], place, "osD^vP"[number], ms=4, color=PALETTE[number], label=name)
    ax.grid(axis="x", color=RULE)
    ax.set(xlim=(0, None))
    sheet.label_x(ax, "framing words per 1,000 words")
    sheet.legend(ax, columns=2)


def pick_groups(group_frames: pd.DataFrame, by: str) -> tuple[pd.DataFrame, list[str]]:
    """(the rows of one grouping, its largest groups by name): no more than can be told apart."""
    rows = group_frames[group_frames["by"] == by]
    sizes = rows.groupby("group")["n_docs"].max().sort_values(ascending=False, kind="stable")
    return rows, sorted(sizes.head(MOST_GROUPS).index)


def draw_over_time(group_frames: pd.DataFrame, by: str, events: dict[str, str]) -> Figure:
    """
    Draw each frame's rate over periods, a panel per frame, with 95% intervals; events as lines.

    `events` are days with names. A hollow dot is a period with too few articles for an interval.
    """
    rows = group_frames[group_frames["by"] == by].assign(
        day=lambda table: [find_middle(name) for name in table["group"]]
    )
    n = rows.groupby("frame")["n"].sum().sort_values(ascending=False, kind="stable")
    frames = list(n[n > 0].index[:MOST_PANELS])
    marked = f" Dashed: {', '.join(map(show_unseen, events))}." if events else ""
    return make_figure(
        "04_over_time",
        partial(paint_over_time, rows, frames, events),
        rows=rows.drop(columns="day"),
        title=titles.title_over_time(rows, by),
        alt=titles.describe_groups(group_frames, by, rows["group"].unique()),
        caption="Framing words per 1,000 words and their 95% intervals; a hollow dot is a period with too few "
        f"articles for one.{marked}",
    )


def paint_over_time(
    rows: pd.DataFrame, frames: list[str], events: dict[str, str], sheet: Sheet
) -> None:
    """A panel per frame, all over the same days."""
    n_panels = max(len(frames), 1)
    axes = sheet.axes(0.6 + 1.05 * n_panels, n_panels, sharex=True, squeeze=False)[:, 0]
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
        ax.set_title(frame, loc="left", fontsize=sheet.body)
    for name, day in events.items() if frames else ():
        axes[0].annotate(
            shorten(name, 30),
            (np.datetime64(day), 1),
            xycoords=("data", "axes fraction"),
            xytext=(3, -2),
            textcoords="offset points",
            va="top",
            fontsize=sheet.small,
            color=PALETTE[2],
        )
    axes[-1].xaxis.set_major_locator(AutoDateLocator(maxticks=4 if sheet.is_phone else 8))
    axes[-1].tick_params(axis="x", labelrotation=30)
    sheet.label_x(axes[-1], "framing words per 1,000 words")


def find_middle(period: str) -> pd.Timestamp:
    """The day in the middle of a period: 2024, 2024-Q2, 2024-05, 2024-W19."""
    if "-W" in period:
        return pd.Timestamp.fromisocalendar(int(period[:4]), int(period[-2:]), 4)
    whole = pd.Period(period.replace("-Q", "Q"))
    return (whole.start_time + (whole.end_time - whole.start_time) / 2).normalize()
