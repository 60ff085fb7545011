"""The figures of the notebooks on topics: what recurs, where topics occur, and how both were tried."""

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
import pandas as pd

from analysis.drawing.elements import (
    Sheet,
    break_lines,
    cut,
    draw_list,
    draw_rows,
    make_figure,
    shade_cells,
)
from analysis.drawing.figure import INK, MUTED, PALETTE, RULE, Figure
from analysis.measures.rates import count, in_words, round_share
from analysis.tables.stored import round_off
from analysis.text.escaping import shorten
from analysis.text.naming import explain_labels
from analysis.topics.stability import FALSE_TOPICS, MOST_TERMS

MOST_GROUPS = 12  # articles or periods drawn
MOST_LINES = 6  # topics drawn over time
GREY = "#8a8a8a"
MEASURES = {
    "stability": "stability (overlap over resampled articles)",
    "npmi": "coherence (NPMI)",
    "c_v": "coherence (C_V-like)",
    "diversity": "diversity (share of distinct top terms)",
    "exclusivity": "exclusivity (mean FREX)",
    "held_out": "held-out fit (bits saved per word)",
}
MODELS = {"nmf": ("NMF", PALETTE[0], "o"), "lda": ("LDA", PALETTE[6], "s")}


# what recurs ------------------------------------------------------------------------


def join_null(verdict: pd.DataFrame, null: Sequence[float], labels: pd.Series) -> pd.DataFrame:
    """The rows drawn: each topic with its stability and its name, if any, and each shuffle with its largest."""
    topics = verdict[["topic", "stability", "null", "recurs"]].assign(
        of="topic", label=verdict["topic"].map(labels)
    )
    shuffles = pd.DataFrame({"of": "shuffled words", "stability": null, "recurs": False})
    return pd.concat([topics, shuffles], ignore_index=True).astype({"topic": "Int64"})


def draw_stability(verdict: pd.DataFrame, null: Sequence[float], labels: pd.Series) -> Figure:
    """
    Draw the stability of each topic, most stable on top, above the largest ones of shuffled words.

    The shaded field is where shuffled words alone can bring a topic, or less than half of the
    top terms return. Topics in it are grey and have no name.
    """
    rows = join_null(verdict, null, labels)
    return make_figure(
        "05_stability",
        partial(paint_stability, rows),
        rows=rows,
        title=title_stability(rows),
        alt=describe_stability(rows),
        caption="A dot is a topic; a stroke is the most stable topic of one model of shuffled words. Topics in the "
        "shaded field do not count as recurring.",
    )


def paint_stability(rows: pd.DataFrame, sheet: Sheet) -> None:
    """A row per topic, and one of strokes for shuffled words."""
    topics = rows[rows["of"] == "topic"].sort_values(
        ["stability", "topic"], ascending=[False, True], kind="stable"
    )
    null = rows.loc[rows["of"] != "topic", "stability"].to_numpy(float)
    level = max(topics["null"].max() if len(topics) else 0, MOST_TERMS)
    topics = sheet.few(topics)
    names = [row.label if row.recurs else f"topic {row.topic}" for row in topics.itertuples()]
    labels = [*names, f"shuffled words, {count(len(null), 'time')}"]
    ax = draw_rows(sheet, labels, pitch=0.23, extra=0.7, label_width=2.8)
    ax.axvspan(-0.03, level, color=RULE, alpha=0.5, lw=0, zorder=0)
    spread = 0.16 * np.sin(np.arange(len(null)) * 2.4)  # so that marks do not hide each other
    ax.plot(null, len(topics) + spread, "|", color=MUTED, ms=7, mew=0.8, ls="")
    colours = np.where(topics["recurs"].to_numpy(bool), PALETTE[0], GREY)
    ax.scatter(topics["stability"], range(len(topics)), color=colours, s=26, zorder=3)
    ax.set(xlim=(-0.03, 1.03))
    for label, recurs in zip(ax.get_yticklabels(), [*topics["recurs"], False]):
        label.set_color(INK if recurs else MUTED)
    sheet.label_x(ax, "part of its top terms that return when the articles are resampled (mean)")


def title_stability(rows: pd.DataFrame) -> str:
    """How many topics recur, as a sentence."""
    topics = rows[rows["of"] == "topic"]
    if not len(topics):
        return "There is too little text for a topic"
    n = int(topics["recurs"].sum())
    if n == len(topics) > 1:
        return f"All {n} topics recur when the articles are resampled"
    return (
        f"{n or 'None'} of the {len(topics)} topics {'recurs' if n < 2 else 'recur'} "
        "when the articles are resampled"
    )


def describe_stability(rows: pd.DataFrame) -> str:
    """The figure in words."""
    topics, null = (rows[rows["of"] == of] for of in ("topic", "shuffled words"))
    if not len(topics):
        return "Nothing is drawn."
    return (
        f"One dot for each topic, from {topics['stability'].min():.3f} to {topics['stability'].max():.3f}. Below, one "
        f"stroke for each shuffle shows its most stable topic, from {null['stability'].min():.3f} to "
        f"{null['stability'].max():.3f}."
    )


# the experiment ---------------------------------------------------------------------


def draw_experiment(summary: pd.DataFrame) -> Figure:
    """
    Draw how often noise gives a topic, and how many planted topics are found, by kind of corpus.

    `summary`: of `sum_experiment`. Dots: against shuffled words; rings: by a fixed threshold.
    """
    rows = summary.sort_values(["n_words", "n_vocabulary", "n_topics"], kind="stable")
    return make_figure(
        "05_experiment",
        partial(paint_experiment, rows),
        rows=summary,
        title=title_experiment(summary),
        alt=describe_experiment(summary),
        caption="Each row is a kind of artificial corpus. Dots: compared with shuffled words; rings: with a fixed threshold. "
        f"k: the number of topics. Dashed line: {FALSE_TOPICS:.0%}.",
    )


def paint_experiment(rows: pd.DataFrame, sheet: Sheet) -> None:
    """Two panels of rows; on a phone each row in words."""
    names = [
        f"{row.n_words:,} words, vocabulary {row.n_vocabulary:,}, k = {row.n_topics}"
        for row in rows.itertuples()
    ]
    if sheet.is_phone:
        said = [
            f"Noise: a topic recurs in {row.n_false} of {row.n_noise} corpora "
            f"({row.n_false_fixed} by a fixed threshold). Planted topics that recur: {row.power:.0%} "
            f"({row.power_fixed:.0%})."
            for row in rows.itertuples()
        ]
        draw_list(sheet, list(zip(names, said)))
        return
    panels = sheet.axes(1 + 0.25 * len(rows), 1, 2, sharey=True)
    place = np.arange(len(rows))
    columns = [
        (
            "noise in which any topic recurs",
            *(rows[n] / rows["n_noise"] for n in ("n_false", "n_false_fixed")),
        ),
        ("planted topics that recur", rows["power"], rows["power_fixed"]),
    ]
    for panel, (name, new, fixed) in zip(panels, columns):
        panel.hlines(place, new, fixed, color=RULE, lw=1)
        panel.plot(fixed, place, "o", mfc="none", mec=PALETTE[6], label="fixed threshold")
        panel.plot(new, place, "o", color=PALETTE[0], ms=4, label="shuffled words")
        panel.set(xlim=(-0.05, 1.05), xticks=[0, 0.5, 1], xticklabels=["0", "50%", "100%"])
        panel.set_title(name, fontsize=8, fontweight="normal", pad=4)
    panels[0].axvline(FALSE_TOPICS, color=INK, lw=0.8, ls="--")
    panels[0].set(yticks=place, yticklabels=names, ylim=(len(rows) - 0.5, -0.5))
    panels[0].tick_params(axis="y", length=0, labelsize=sheet.small)
    sheet.legend(panels[1])


def title_experiment(summary: pd.DataFrame) -> str:
    """How often noise passes, as a sentence."""
    n_false, n = int(summary["n_false"].sum()), int(summary["n_noise"].sum())
    return f"Topics recur in {n_false} of {n} corpora of noise"


def describe_experiment(summary: pd.DataFrame) -> str:
    """The figure in words."""
    parts = [
        f"{row.n_words:,} words, {row.n_topics} topics: {row.n_false} of {row.n_noise} "
        f"({row.n_false_fixed} by the fixed threshold)"
        for row in summary.itertuples()
    ]
    found = [
        "none planted"
        if np.isnan(row.power)
        else f"{row.power:.0%} ({row.power_fixed:.0%} by the fixed threshold)"
        for row in summary.itertuples()
    ]
    return (
        f"Two panels of dots, a row per kind of corpus. Noise with a topic: {'; '.join(parts)}. "
        f"Planted topics that recur, in the same order: {'; '.join(found)}."
    )


# how many topics --------------------------------------------------------------------


def draw_numbers(numbers: pd.DataFrame, n_topics: int) -> Figure:
    """Draw six measures against the number of topics, NMF and LDA; a line marks the number read on with."""
    return make_figure(
        "05_numbers",
        partial(paint_numbers, numbers, n_topics),
        rows=numbers,
        title=title_numbers(numbers),
        alt=describe_numbers(numbers),
        caption="Means over topics. Dotted: the threshold from shuffled words (their most stable topic, "
        f"{1 - FALSE_TOPICS:.0%} point). Grey line: the number of topics used.",
    )


def paint_numbers(numbers: pd.DataFrame, n_topics: int, sheet: Sheet) -> None:
    """A panel per measure: three in a row in print, two on a phone."""
    columns = 2 if sheet.is_phone else 3
    lines = len(MEASURES) // columns
    grid = sheet.axes(0.4 + 1.75 * lines, lines, columns, sharex=True)
    for panel, (measure, name) in zip(grid.flat, MEASURES.items()):
        panel.axvline(n_topics, color=RULE, lw=4, zorder=0)
        for kind, rows in numbers.groupby("model", sort=False):
            label, colour, mark = MODELS[kind]
            panel.plot(
                rows["n_topics"], rows[measure], mark, ls="-", color=colour, ms=4, label=label
            )
            if measure == "stability":
                panel.plot(rows["n_topics"], rows["null"], ls=":", color=colour, lw=1)
        words = break_lines(name, sheet.width / columns - 0.55, sheet.body)
        panel.set_title("\n".join(words), fontsize=sheet.body, fontweight="normal", pad=4)
        if measure == "held_out":
            panel.axhline(0, color=INK, lw=0.8, ls="--")
        else:
            panel.set_ylim(min(panel.get_ylim()[0], 0), 1.03)
    grid[0, 0].set(xticks=sorted(set(numbers["n_topics"])) if len(numbers) else [])
    for panel in grid[-1]:
        panel.set_xlabel("number of topics")
    sheet.legend(grid[0, 0])


def title_numbers(numbers: pd.DataFrame) -> str:
    """What the curves say, as a sentence."""
    rows = numbers[numbers["model"] == "nmf"]
    if not len(rows):
        return "There is too little text to compare numbers of topics"
    stable, coherent = (
        int(rows["n_topics"].iloc[round_off(rows[measure]).argmax()])
        for measure in ("stability", "npmi")
    )
    if (round_off(rows["stability"]) <= round_off(rows["null"])).all():
        tried = rows["n_topics"]
        if tried.nunique() == 1:
            return (
                f"With {count(int(tried.iloc[0]), 'topic')}, average stability does not exceed the threshold from "
                "shuffled words"
            )
        n = tried.nunique()
        none, to = ("neither", "and") if n == 2 else ("none", "to")
        return (
            f"At {none} of the {in_words(n)} numbers of topics tried ({tried.min():,} {to} {tried.max():,}) "
            "does average stability exceed the threshold from shuffled words"
        )
    if stable == coherent:
        return f"Stability and coherence (NPMI) are both highest with {stable} topics"
    return f"Stability is highest with {stable} topics, coherence (NPMI) with {coherent}"


def describe_numbers(numbers: pd.DataFrame) -> str:
    """The figure in words."""
    parts = [
        f"{row.model.upper()} with {row.n_topics}: {row.stability:.2f}"
        for row in numbers.round({"stability": 2}).itertuples()  # as the table rounds
    ]
    return (
        f"Six panels of curves over the number of topics. The first, mean stability: {'; '.join(parts) or 'nothing drawn'}. "
        "The others show coherence (NPMI and C_V-like), diversity, exclusivity and held-out fit; their values are in "
        "the table topic_numbers."
    )


# where topics occur -----------------------------------------------------------------


def draw_shares(
    groups: pd.DataFrame,
    labels: pd.Series,
    name: str = "05_shares",
    what: str = "each topic that recurs",
    names: Mapping[str, str] | None = None,
) -> Figure:
    """
    Draw the share of each topic that recurs in each group as a field of shades with the numbers in it.

    `labels`: topic -> name, missing for topics that do not recur, which are not drawn; `names`:
    what articles are called on the axis (`label_articles`).
    """
    known = names or {}
    called = groups["group"].astype("category").map(lambda group: known.get(group, group))
    groups = groups.assign(group=called)
    named = take_named(groups, labels)
    table = spread_shares(named, labels)
    return make_figure(
        name,
        partial(paint_shares, table),
        rows=groups,
        title=title_shares(named, labels),
        alt=describe_shares(named, labels),
        caption=f"How much of each article’s weight in the model is in {what}"
        + (f": the first {MOST_GROUPS} of {len(table):,}." if len(table) > MOST_GROUPS else ".")
        + explain_labels(table.index[:MOST_GROUPS]),
    )


def take_named(groups: pd.DataFrame, labels: pd.Series) -> pd.DataFrame:
    """The shares of topics that recur: group, topic, share."""
    return groups.loc[groups["topic"].isin(labels.dropna().index), ["group", "topic", "share"]]


def spread_shares(named: pd.DataFrame, labels: pd.Series) -> pd.DataFrame:
    """Groups in rows, as they come, and topics in columns, by their names: a pivot of many articles is large."""
    group, names = pd.factorize(named["group"])
    topic, topics = pd.factorize(named["topic"], sort=True)
    table = np.full((len(names), len(topics)), np.nan)
    table[group, topic] = named["share"]
    return pd.DataFrame(table, np.asarray(names, object), [labels[topic] for topic in topics])


def paint_shares(table: pd.DataFrame, sheet: Sheet) -> None:
    """A field per group and topic, shaded up to the largest share; on a phone the shares in words."""
    if sheet.is_phone:
        drawn = sheet.few(table)
        draw_list(sheet, [(group, say_shares(row)) for group, row in drawn.iterrows()])
        return
    table = table.head(MOST_GROUPS)
    n_topics = table.shape[1]
    ax = sheet.axes(0.5 + 0.6 * (n_topics > 3) + 0.3 * max(len(table), 1))
    shade_cells(sheet, ax, table, ".0%", 1.8)
    width = 0.9 * (sheet.width - 1.6) / max(n_topics, 1) if n_topics <= 3 else 1.6
    turned = {"rotation": 40, "ha": "right", "rotation_mode": "anchor"} if n_topics > 3 else {}
    names = [cut(topic, width, sheet.body) for topic in table]
    ax.set_xticks(range(n_topics), names, **turned)


def say_shares(shares: pd.Series, most: int = 3) -> str:
    """The largest shares of a group: "issues, human, rights 25%; nations, united, office 6%"."""
    shares = shares.dropna().sort_values(ascending=False, kind="stable").head(most)
    return "; ".join(f"{topic} {round_share(share)}" for topic, share in shares.items())


def title_shares(groups: pd.DataFrame, labels: pd.Series) -> str:
    """How much of the groups lies in topics that recur, as a sentence."""
    named = take_named(groups, labels).dropna(subset="share")
    if not len(named):
        return "No topic recurs: no share is drawn"
    total = named.groupby("group", sort=False, observed=True)["share"].sum()
    if len(total) > MOST_GROUPS:
        middle = round_share(total.median())
        return f"In the median article, topics that recur carry {middle} of the weight in the model"
    low, high = round_share(total.min()), round_share(total.max())
    ends = low if low == high else f"{low} to {high}"
    return f"Topics that recur carry {ends} of each article’s weight in the model"


def describe_shares(groups: pd.DataFrame, labels: pd.Series) -> str:
    """The field in words: the largest share of each group."""
    rows = take_named(groups, labels).dropna(subset="share")
    if not len(rows):
        return "Nothing is drawn: no topic recurs."
    rows = rows[rows["group"].isin(rows["group"].drop_duplicates().head(MOST_GROUPS))]
    rows = rows.sort_values(["share", "topic"], ascending=[False, True], kind="stable")
    top = rows.drop_duplicates("group").sort_index()
    parts = [f"{row.group}, “{labels[row.topic]}” {row.share:.0%}" for row in top.itertuples()]
    return (
        "One row for each article, one column for each topic drawn. The largest share in each row: "
        + "; ".join(parts)
        + "."
    )


def draw_over_time(groups: pd.DataFrame, labels: pd.Series) -> Figure:
    """Draw the shares of the largest topics that recur over the periods."""
    named = groups[groups["topic"].map(labels).notna()]
    top = list(named.groupby("topic")["share"].mean().round(6).nlargest(MOST_LINES).index)
    return make_figure(
        "05_over_time",
        partial(paint_over_time, groups, labels, top),
        rows=groups,
        title=title_over_time(groups, labels, top),
        alt=describe_over_time(groups, labels),
        caption="Share of the weight in the model of each topic that recurs, by period"
        + (f": the {MOST_LINES} largest topics." if named["topic"].nunique() > len(top) else "."),
    )


def paint_over_time(groups: pd.DataFrame, labels: pd.Series, top: list, sheet: Sheet) -> None:
    """A line per topic, with a mark at each period that the axis names."""
    ax = sheet.axes(2.8 + 0.2 * len(top) * sheet.is_phone)
    periods = sorted(set(groups["group"]))
    step = max(len(periods) // (5 if sheet.is_phone else 12), 1)
    for number, topic in enumerate(top):
        rows = groups[groups["topic"] == topic].set_index("group").reindex(periods)
        ax.plot(
            range(len(periods)),
            rows["share"],
            "osD^v*"[number],
            ls="-",
            markevery=step,
            color=PALETTE[number],
            label=cut(labels[topic], 2.8, sheet.body),
        )
    ax.set(
        xticks=range(0, len(periods), step),
        xticklabels=periods[::step],
        ylabel="share of the weight",
        ylim=(0, None),
    )
    sheet.legend(ax, 1 if sheet.is_phone else 2)


def title_over_time(groups: pd.DataFrame, labels: pd.Series, top: list) -> str:
    """The topic that changed most between the first and the last period, as a sentence."""
    if not len(top):
        return "No topic recurs: nothing is drawn over time"
    table = groups.pivot(index="group", columns="topic", values="share")[list(top)]
    table = table.dropna(how="all")
    change = (table.iloc[-1] - table.iloc[0]).round(6) if len(table) else pd.Series(dtype=float)
    if not change.abs().max() > 0:
        return f"No topic grew or shrank over {count(len(table), 'period')}"
    topic = change.abs().idxmax()
    return (
        f"“{shorten(labels[topic])}” {'grew' if change[topic] > 0 else 'shrank'} most, from "
        f"{table[topic].iloc[0]:.0%} to {table[topic].iloc[-1]:.0%}"
    )


def describe_over_time(groups: pd.DataFrame, labels: pd.Series) -> str:
    """The figure in words."""
    named = groups[groups["topic"].map(labels).notna()].dropna(subset="share")
    named = named.sort_values("group", kind="stable")
    parts = [
        f"{labels[topic]} from {rows['share'].iloc[0]:.0%} to {rows['share'].iloc[-1]:.0%}"
        for topic, rows in named.groupby("topic")
    ]
    return "Lines over time: " + ("; ".join(parts) or "none") + "."
