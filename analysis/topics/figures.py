"""The figures of the notebooks on topics: what recurs, where topics stand, and how both were tried."""

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from analysis.figure import INK, MUTED, PALETTE, RULE
from analysis.tables import round_off
from analysis.text.escaping import shorten
from analysis.topics.stability import FALSE_TOPICS, MOST_TERMS

MOST_GROUPS = 12  # articles or periods drawn
GREY = "#999999"
MEASURES = {
    "stability": "stability\n(overlap over resampled articles)",
    "npmi": "coherence\n(NPMI)",
    "c_v": "coherence\n(C_V-like)",
    "diversity": "diversity\n(part of different top terms)",
    "exclusivity": "exclusivity\n(mean FREX)",
    "held_out": "held-out fit\n(bits saved per word)",
}
MODELS = {"nmf": ("NMF", PALETTE[0], "o"), "lda": ("LDA", PALETTE[6], "s")}


# what recurs ------------------------------------------------------------------------


def join_null(verdict: pd.DataFrame, null: np.ndarray, labels: pd.Series) -> pd.DataFrame:
    """The rows drawn: each topic with its stability and its name, if any, and each shuffle with its largest."""
    topics = verdict[["topic", "stability", "null", "recurs"]].assign(
        of="topic", label=verdict["topic"].map(labels)
    )
    shuffles = pd.DataFrame({"of": "shuffled words", "stability": null, "recurs": False})
    return pd.concat([topics, shuffles], ignore_index=True).astype({"topic": "Int64"})


def draw_stability(rows: pd.DataFrame, ax: plt.Axes | None = None) -> plt.Axes:
    """
    Draw the stability of each topic, most stable on top, above the largest ones of shuffled words.

    The shaded field is where shuffled words alone can bring a topic, or less than half of the
    top terms return. Topics in it are grey and have no name.
    """
    topics = rows[rows["of"] == "topic"].sort_values(
        ["stability", "topic"], ascending=[True, False], kind="stable"
    )
    null = rows.loc[rows["of"] != "topic", "stability"].to_numpy(float)
    ax = ax or plt.subplots(figsize=(7.2, 1.5 + 0.23 * (len(topics) + 1)))[1]
    level = max(topics["null"].max() if len(topics) else 0, MOST_TERMS)
    ax.axvspan(-0.03, level, color=RULE, alpha=0.5, lw=0, zorder=0)
    spread = 0.16 * np.sin(np.arange(len(null)) * 2.4)  # so that marks do not hide each other
    ax.plot(null, spread, "|", color=MUTED, ms=7, mew=0.8, ls="")
    for place, row in enumerate(topics.itertuples(), 1):
        ax.plot(row.stability, place, "o", color=PALETTE[0] if row.recurs else GREY)
    names = [
        shorten(row.label, 40) if row.recurs else f"topic {row.topic}"
        for row in topics.itertuples()
    ]
    ax.set(
        yticks=range(len(topics) + 1),
        yticklabels=[f"shuffled words, {len(null)} times", *names],
        xlim=(-0.03, 1.03),
        ylim=(-0.7, len(topics) + 0.7),
        xlabel="part of its top terms that return when the articles are resampled (mean)",
    )
    for label, recurs in zip(ax.get_yticklabels(), [False, *topics["recurs"]]):
        label.set_color(INK if recurs else MUTED)
    ax.tick_params(axis="y", length=0)
    ax.set_title(title_stability(rows))
    return ax


def title_stability(rows: pd.DataFrame) -> str:
    """How many topics recur, as a sentence."""
    topics = rows[rows["of"] == "topic"]
    if not len(topics):
        return "There is too little text for a topic"
    n = int(topics["recurs"].sum())
    return (
        f"{n or 'None'} of the {len(topics)} topics {'recurs' if n < 2 else 'recur'} "
        "beyond what shuffled words give"
    )


def describe_stability(rows: pd.DataFrame) -> str:
    """The figure in words."""
    topics, null = (rows[rows["of"] == of] for of in ("topic", "shuffled words"))
    if not len(topics):
        return "Nothing is drawn."
    return (
        f"A dot per topic: from {topics['stability'].min():.2f} to {topics['stability'].max():.2f}. "
        f"Below them a mark per shuffle, at its most stable topic: from {null['stability'].min():.2f} "
        f"to {null['stability'].max():.2f}."
    )


# the experiment ---------------------------------------------------------------------


def draw_experiment(summary: pd.DataFrame, ax: plt.Axes | None = None) -> plt.Axes:
    """
    Draw how often noise gives a topic, and how many planted topics are found, by kind of corpus.

    `summary`: of `sum_experiment`. Dots: against shuffled words; rings: by a fixed threshold.
    """
    rows = summary.sort_values(
        ["n_words", "n_vocabulary", "n_topics"], ascending=False, kind="stable"
    )
    figure, panels = plt.subplots(1, 2, figsize=(7.2, 1.3 + 0.25 * len(rows)), sharey=True)
    place = np.arange(len(rows))
    columns = [
        ("noise in which any topic recurs", rows["n_false"] / rows["n_noise"], "n_false_fixed"),
        ("planted topics that recur", rows["power"], "power_fixed"),
    ]
    for panel, (name, new, fixed) in zip(panels, columns):
        old = rows[fixed] / rows["n_noise"] if fixed == "n_false_fixed" else rows[fixed]
        panel.hlines(place, new, old, color=RULE, lw=1)
        panel.plot(old, place, "o", mfc="none", mec=PALETTE[6], label="fixed threshold")
        panel.plot(new, place, "o", color=PALETTE[0], ms=4, label="shuffled words")
        panel.set(xlim=(-0.05, 1.05), xticks=[0, 0.5, 1], xticklabels=["0", "50%", "100%"])
        panel.set_title(name, fontsize=8, fontweight="normal")
    panels[0].axvline(FALSE_TOPICS, color=INK, lw=0.8, ls="--")
    panels[0].set(
        yticks=place,
        yticklabels=[
            f"{row.n_words:,} words, vocabulary {row.n_vocabulary:,}, k = {row.n_topics}"
            for row in rows.itertuples()
        ],
    )
    panels[0].tick_params(axis="y", length=0, labelsize=6.5)
    panels[1].legend(loc="lower left")
    figure.suptitle(title_experiment(rows), x=0.01, ha="left")
    return panels[0]


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
    return (
        "Two panels of dots, a row per kind of corpus. Noise with a topic: "
        + "; ".join(parts)
        + "."
    )


# how many topics --------------------------------------------------------------------


def draw_numbers(numbers: pd.DataFrame, n_topics: int, ax: plt.Axes | None = None) -> plt.Axes:
    """Draw six measures against the number of topics, NMF and LDA; a line marks the number read on with."""
    figure, axes = plt.subplots(2, 3, figsize=(7.2, 4.2), sharex=True)
    for panel, (measure, name) in zip(axes.flat, MEASURES.items()):
        panel.axvline(n_topics, color=RULE, lw=4, zorder=0)
        for kind, rows in numbers.groupby("model", sort=False):
            label, colour, mark = MODELS[kind]
            panel.plot(
                rows["n_topics"], rows[measure], mark, ls="-", color=colour, ms=4, label=label
            )
            if measure == "stability":
                panel.plot(rows["n_topics"], rows["null"], ls=":", color=colour, lw=1)
        panel.set_title(name, fontsize=8, fontweight="normal")
        if measure == "held_out":
            panel.axhline(0, color=INK, lw=0.8, ls="--")
    for measure, panel in zip(MEASURES, axes.flat):
        if measure != "held_out":
            panel.set_ylim(min(panel.get_ylim()[0], 0), 1.03)
    axes[0, 0].set(xticks=sorted(set(numbers["n_topics"])) if len(numbers) else [])
    figure.supxlabel("number of topics", fontsize=8)
    if len(numbers):
        axes[0, 0].legend(loc="upper right")
    figure.suptitle(title_numbers(numbers), x=0.01, ha="left")
    return axes[0, 0]


def title_numbers(numbers: pd.DataFrame) -> str:
    """What the curves say, as a sentence."""
    rows = numbers[numbers["model"] == "nmf"]
    if not len(rows):
        return "There is too little text to compare numbers of topics"
    stable, coherent = (
        int(rows["n_topics"].iloc[round_off(rows[measure]).argmax()])
        for measure in ("stability", "npmi")
    )
    if stable == coherent:
        return f"Stability and coherence (NPMI) are both highest with {stable} topics"
    return f"Stability is highest with {stable} topics, coherence (NPMI) with {coherent}"


def describe_numbers(numbers: pd.DataFrame) -> str:
    """The figure in words."""
    parts = [
        f"{row.model.upper()} with {row.n_topics}: {row.stability:.2f}"
        for row in numbers.itertuples()
    ]
    return (
        "Six small curves over the number of topics. Mean stability, "
        + ("; ".join(parts) or "nothing drawn")
        + "."
    )


# where topics stand -----------------------------------------------------------------


def draw_shares(groups: pd.DataFrame, labels: pd.Series, ax: plt.Axes | None = None) -> plt.Axes:
    """
    Draw the share of each topic that recurs in each group as a field of shades with the numbers in it.

    `labels`: topic -> name, missing for topics that do not recur, which are not drawn.
    """
    named = groups[groups["topic"].map(labels).notna()]
    table = named.pivot(index="group", columns="topic", values="share")
    table = table.loc[list(dict.fromkeys(named["group"]))[:MOST_GROUPS]]
    ax = ax or plt.subplots(figsize=(7.2, 1.6 + 0.3 * max(len(table), 1)))[1]
    for (y, x), share in np.ndenumerate(table.to_numpy(float)):
        if np.isnan(share):
            continue
        colour = plt.get_cmap("Blues")(0.6 * share)
        ax.add_patch(plt.Rectangle((x - 0.5, y - 0.5), 1, 1, color=colour, lw=0))
        ax.text(x, y, f"{share:.0%}", ha="center", va="center", fontsize=7, color=INK)
    ax.set(
        xlim=(-0.5, max(table.shape[1], 1) - 0.5),
        ylim=(max(len(table), 1) - 0.5, -0.5),
        xticks=range(table.shape[1]),
        yticks=range(len(table)),
        yticklabels=[shorten(name) for name in table.index],
    )
    turned: dict[str, Any] = (
        {"rotation": 40, "ha": "right", "rotation_mode": "anchor"} if table.shape[1] > 3 else {}
    )
    ax.set_xticklabels([shorten(labels[topic]) for topic in table], fontsize=7, **turned)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_title(title_shares(groups, labels))
    return ax


def title_shares(groups: pd.DataFrame, labels: pd.Series) -> str:
    """How much of the groups lies in topics that recur, as a sentence."""
    named = groups[groups["topic"].map(labels).notna()].dropna(subset="share")
    if not len(named):
        return "No topic recurs: no share is drawn"
    total = named.groupby("group", sort=False)["share"].sum()
    ends = f"{total.min():.0%} to {total.max():.0%}" if len(total) > 1 else f"{total.iloc[0]:.0%}"
    return f"Topics that recur hold {ends} of the words"


def describe_shares(groups: pd.DataFrame, labels: pd.Series) -> str:
    """The field in words: the largest share of each group."""
    rows = groups[groups["topic"].map(labels).notna()].dropna(subset="share")
    if not len(rows):
        return "Nothing is drawn: no topic recurs."
    rows = rows.sort_values(["share", "topic"], ascending=[False, True], kind="stable")
    top = rows.drop_duplicates("group").sort_index().head(MOST_GROUPS)
    parts = [f"{row.group} {labels[row.topic]} {row.share:.0%}" for row in top.itertuples()]
    return (
        "A field of shades, a row per group and a column per topic that recurs. Largest share: "
        + "; ".join(parts)
        + "."
    )


def draw_over_time(
    groups: pd.DataFrame, labels: pd.Series, ax: plt.Axes | None = None, most: int = 6
) -> plt.Axes:
    """Draw the shares of the largest topics that recur over the periods."""
    named = groups[groups["topic"].map(labels).notna()]
    top = named.groupby("topic")["share"].mean().round(6).nlargest(most).index
    ax = ax or plt.subplots(figsize=(7.2, 3.4))[1]
    periods = sorted(set(groups["group"]))
    for number, topic in enumerate(top):
        rows = named[named["topic"] == topic].set_index("group").reindex(periods)
        ax.plot(
            range(len(periods)),
            rows["share"],
            "osD^v*"[number],
            ls="-",
            color=PALETTE[number],
            label=shorten(labels[topic]),
        )
    step = max(len(periods) // 12, 1)
    ax.set(
        xticks=range(0, len(periods), step),
        xticklabels=periods[::step],
        ylabel="share of the words",
        ylim=(0, None),
    )
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    ax.set_title(title_over_time(groups, labels, top))
    return ax


def title_over_time(groups: pd.DataFrame, labels: pd.Series, top: Sequence[int] | pd.Index) -> str:
    """The topic that changed most between the first and the last period, as a sentence."""
    if not len(top):
        return "No topic recurs: nothing is drawn over time"
    table = groups.pivot(index="group", columns="topic", values="share")[list(top)]
    change = table.iloc[-1] - table.iloc[0]
    topic = change.abs().idxmax()
    return (
        f"“{shorten(labels[topic])}” {'grew' if change[topic] > 0 else 'shrank'} most, from "
        f"{table[topic].iloc[0]:.0%} to {table[topic].iloc[-1]:.0%}"
    )


def describe_over_time(groups: pd.DataFrame, labels: pd.Series) -> str:
    """The figure in words."""
    named = groups[groups["topic"].map(labels).notna()].dropna(subset="share")
    parts = [
        f"{labels[topic]} from {rows['share'].iloc[0]:.0%} to {rows['share'].iloc[-1]:.0%}"
        for topic, rows in named.groupby("topic")
    ]
    return "Lines over time: " + ("; ".join(parts) or "none") + "."
