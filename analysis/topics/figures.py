"""The figures of the notebook on topics: what comes back, how many topics, where they stand."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from analysis.figure import INK, MUTED, PALETTE, RULE
from analysis.text.escaping import shorten
from analysis.topics.stability import COMES_BACK

MOST_GROUPS = 12  # articles or periods drawn
GREY = "#999999"
MEASURES = {
    "stability": "stability\n(overlap over draws of articles)",
    "npmi": "coherence\n(NPMI)",
    "c_v": "coherence\n(C_V-like)",
    "diversity": "diversity\n(part of different top terms)",
    "exclusivity": "exclusivity\n(mean FREX)",
    "held_out": "held-out fit\n(bits saved per word)",
}
MODELS = {"nmf": ("NMF", PALETTE[0], "o"), "lda": ("LDA", PALETTE[6], "s")}


# what comes back --------------------------------------------------------------------


def join_stability(**sets):
    """Stability tables with their labels in one: column `set`, in the order given; `label` may be missing."""
    tables = [
        stability.assign(set=name.replace("_", " "), label=stability["topic"].map(labels))
        for name, (stability, labels) in sets.items()
    ]
    return pd.concat(tables, ignore_index=True)


def draw_stability(rows, ax=None):
    """
    Draw the stability of each topic, a panel per set: dots over draws of the articles, with 95%.

    Rings: over random starts. Topics that do not come back are grey and have no name.
    """
    names = list(dict.fromkeys(rows["set"]))
    n_topics = rows.groupby("set")["topic"].nunique().max() if len(rows) else 1
    figure, axes = plt.subplots(
        1, max(len(names), 1), figsize=(7.2, 1.5 + 0.23 * n_topics), sharex=True, squeeze=False
    )
    for panel, name in zip(axes[0], names):
        draw_stability_panel(rows[rows["set"] == name], panel, name)
    figure.supxlabel("mean overlap of the top terms (0 to 1)", fontsize=8)
    figure.suptitle(title_stability(rows), x=0.01, ha="left")
    return axes[0][0]


def draw_stability_panel(rows, ax, name):
    """One set of topics, the most stable on top."""
    drawn = rows[rows["over"] == "articles"].sort_values(
        ["stability", "topic"], ascending=[True, False]
    )
    started = rows[rows["over"] == "seeds"].set_index("topic")["stability"]
    ax.axvline(COMES_BACK, color=RULE, lw=1.2, zorder=0)
    for place, row in enumerate(drawn.itertuples()):
        colour = PALETTE[0] if row.comes_back else GREY
        ax.hlines(place, row.low, row.high, color=colour, lw=1.4)
        ax.plot(row.stability, place, "o", color=colour)
        ax.plot(started[row.topic], place, "o", mfc="none", mec=colour, ms=5)
    labels = [
        shorten(row.label, 30) if row.comes_back else f"topic {row.topic}"
        for row in drawn.itertuples()
    ]
    ax.set(
        yticks=range(len(drawn)),
        yticklabels=labels,
        xlim=(-0.03, 1.03),
        xticks=[0, 0.5, 1],
        ylim=(-0.7, max(len(drawn), 1) - 0.3),
    )
    for label, back in zip(ax.get_yticklabels(), drawn["comes_back"]):
        label.set_color(INK if back else MUTED)
    ax.tick_params(axis="y", length=0, labelsize=6.5)
    n_back = int(drawn["comes_back"].sum())
    ax.set_title(f"{name}\n{n_back} of {len(drawn)}", fontsize=8, fontweight="normal")


def title_stability(rows):
    """How many topics come back in each set, as a sentence."""
    if not len(rows):
        return "There is too little text for a topic"
    back = (
        rows.drop_duplicates(["set", "topic"])
        .groupby("set", sort=False)["comes_back"]
        .agg(["sum", "size"])
    )
    return "Topics that come back: " + ", ".join(
        f"{row['sum']} of {row['size']} of {name}" for name, row in back.iterrows()
    )


def describe_stability(rows):
    """The figure in words."""
    drawn = rows[rows["over"] == "articles"]
    parts = [
        f"{name}: from {part['stability'].min():.2f} to {part['stability'].max():.2f}"
        for name, part in drawn.groupby("set", sort=False)
    ]
    return (
        "Panels of dots, one dot per topic, with intervals; a line marks the threshold of "
        f"{COMES_BACK:g}. Stability over draws of the articles, {'; '.join(parts) or 'no topic'}."
    )


# the experiment ---------------------------------------------------------------------


def draw_experiment(experiment, ax=None):
    """Draw where the low end of stability lies for topics that were planted and for topics of noise."""
    settings = experiment[["n_docs", "n_passages", "n_words", "n_topics"]].drop_duplicates()
    ax = ax or plt.subplots(figsize=(7.2, 1.2 + 0.36 * len(settings)))[1]
    for place, setting in enumerate(settings.iloc[::-1].itertuples(index=False)):
        rows = experiment[(experiment[list(settings)] == list(setting)).all(axis=1)]
        for corpus, colour, mark, shift in (
            ("planted", PALETTE[0], "o", 0.18),
            ("noise", PALETTE[6], "x", -0.18),
        ):
            low = np.sort(rows.loc[rows["corpus"] == corpus, "low"])
            spread = 0.12 * np.sin(np.arange(len(low)) * 2.4)  # so that dots do not hide each other
            ax.plot(
                low,
                place + shift + spread,
                mark,
                color=colour,
                ms=3,
                mew=0.8,
                ls="",
                label=corpus if not place else None,
            )
    ax.axvline(COMES_BACK, color=INK, lw=0.8, ls="--")
    ax.set(
        yticks=range(len(settings)),
        xlim=(-0.03, 1.03),
        yticklabels=[
            f"{s.n_docs} articles of {s.n_passages * s.n_words} words, {s.n_topics} topics"
            for s in settings.iloc[::-1].itertuples()
        ],
        xlabel="low end of the stability over draws of the articles",
    )
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    ax.set_title(title_experiment(experiment))
    return ax


def title_experiment(experiment):
    """What the threshold lets through, as a sentence."""
    rows = (
        experiment.assign(passed=experiment["low"].round(9) >= COMES_BACK)
        .groupby("corpus")["passed"]
        .mean()
    )
    return (
        f"At {COMES_BACK:g}, {rows.get('planted', 0):.0%} of the planted topics pass "
        f"and {rows.get('noise', 0):.0%} of the topics of noise"
    )


def describe_experiment(experiment):
    """The figure in words."""
    middle = experiment.groupby(["n_docs", "corpus"])["low"].median()
    parts = [
        f"{n_docs} articles: planted {middle.get((n_docs, 'planted'), np.nan):.2f}, noise "
        f"{middle.get((n_docs, 'noise'), np.nan):.2f}"
        for n_docs in sorted(set(experiment["n_docs"]))
    ]
    return (
        "Dots, one per topic of an artificial corpus. Median of the low end of stability, "
        + "; ".join(parts)
        + "."
    )


# how many topics --------------------------------------------------------------------


def draw_numbers(numbers, n_topics, ax=None):
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
                panel.fill_between(
                    rows["n_topics"], rows["low"], rows["high"], color=colour, alpha=0.15, lw=0
                )
        panel.set_title(name, fontsize=8, fontweight="normal")
        if measure in ("stability", "held_out"):
            panel.axhline(COMES_BACK if measure == "stability" else 0, color=INK, lw=0.8, ls="--")
    for measure, panel in zip(MEASURES, axes.flat):
        if measure != "held_out":
            panel.set_ylim(min(panel.get_ylim()[0], 0), 1.03)
    axes[0, 0].set(xticks=sorted(set(numbers["n_topics"])) if len(numbers) else [])
    figure.supxlabel("number of topics", fontsize=8)
    if len(numbers):
        axes[0, 0].legend(loc="upper right")
    figure.suptitle(title_numbers(numbers), x=0.01, ha="left")
    return axes[0, 0]


def title_numbers(numbers):
    """What the curves say, as a sentence."""
    rows = numbers[numbers["model"] == "nmf"]
    if not len(rows):
        return "There is too little text to compare numbers of topics"
    stable, coherent = (
        int(rows.loc[rows[measure].idxmax(), "n_topics"]) for measure in ("stability", "npmi")
    )
    if stable == coherent:
        return f"Stability and coherence (NPMI) are both highest with {stable} topics"
    return f"Stability is highest with {stable} topics, coherence (NPMI) with {coherent}"


def describe_numbers(numbers):
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


def draw_shares(groups, labels, ax=None):
    """
    Draw the share of each topic in each group as a field of shades with the numbers in it.

    `labels`: topic -> name, missing for topics that do not come back: their columns are grey.
    """
    table = groups.pivot(index="group", columns="topic", values="share")
    table = table.loc[list(dict.fromkeys(groups["group"]))[:MOST_GROUPS]]
    ax = ax or plt.subplots(figsize=(7.2, 1.6 + 0.3 * max(len(table), 1)))[1]
    named = [topic for topic in table if pd.notna(labels.get(topic))]
    table = table[named + [topic for topic in table if topic not in named]]
    for (y, x), share in np.ndenumerate(table.to_numpy(float)):
        back = table.columns[x] in named
        if np.isnan(share):
            continue
        colour = plt.get_cmap("Blues")(0.6 * share) if back else plt.get_cmap("Greys")(0.3 * share)
        ax.add_patch(plt.Rectangle((x - 0.5, y - 0.5), 1, 1, color=colour, lw=0))
        ax.text(
            x, y, f"{share:.0%}", ha="center", va="center", fontsize=7, color=INK if back else MUTED
        )
    ax.set(
        xlim=(-0.5, max(table.shape[1], 1) - 0.5),
        ylim=(max(len(table), 1) - 0.5, -0.5),
        xticks=range(table.shape[1]),
        yticks=range(len(table)),
        yticklabels=[shorten(name) for name in table.index],
    )
    ax.set_xticklabels(
        [shorten(labels[topic]) if topic in named else f"topic {topic}" for topic in table],
        rotation=40,
        ha="right",
        rotation_mode="anchor",
        fontsize=7,
    )
    for label, topic in zip(ax.get_xticklabels(), table):
        label.set_color(INK if topic in named else MUTED)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_title(title_shares(groups, labels))
    return ax


def title_shares(groups, labels):
    """How much of the groups lies in topics that come back, as a sentence."""
    named = groups[groups["topic"].map(labels).notna()].dropna(subset="share")
    if not len(named):
        return "No topic comes back: no share below is a finding"
    total = named.groupby("group", sort=False)["share"].sum()
    ends = f"{total.min():.0%} to {total.max():.0%}" if len(total) > 1 else f"{total.iloc[0]:.0%}"
    return f"Topics that come back hold {ends} of the words; the grey rest is not to be read"


def describe_shares(groups, labels):
    """The field in words: the largest share of each group."""
    rows = groups.dropna(subset="share")
    top = rows.loc[rows.groupby("group", sort=False)["share"].idxmax()].head(MOST_GROUPS)
    names = [
        labels.get(topic) if pd.notna(labels.get(topic)) else f"topic {topic}"
        for topic in top["topic"]
    ]
    parts = [f"{row.group} {name} {row.share:.0%}" for row, name in zip(top.itertuples(), names)]
    return (
        "A field of shades, a row per group and a column per topic. Largest share: "
        + "; ".join(parts)
        + "."
    )


def draw_over_time(groups, labels, ax=None, most=6):
    """Draw the shares of the largest topics that come back over the periods, with intervals."""
    named = groups[groups["topic"].map(labels).notna()]
    top = named.groupby("topic")["share"].mean().nlargest(most).index
    ax = ax or plt.subplots(figsize=(7.2, 3.4))[1]
    periods = sorted(set(groups["group"]))
    for number, topic in enumerate(top):
        rows = named[named["topic"] == topic].set_index("group").reindex(periods)
        ax.fill_between(
            range(len(periods)),
            rows["share_low"],
            rows["share_high"],
            color=PALETTE[number],
            alpha=0.15,
            lw=0,
        )
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


def title_over_time(groups, labels, top):
    """The topic that changed most between the first and the last period, as a sentence."""
    if not len(top):
        return "No topic comes back: nothing is drawn over time"
    table = groups.pivot(index="group", columns="topic", values="share")[list(top)]
    change = table.iloc[-1] - table.iloc[0]
    topic = change.abs().idxmax()
    return (
        f"“{shorten(labels[topic])}” {'grew' if change[topic] > 0 else 'shrank'} most, from "
        f"{table[topic].iloc[0]:.0%} to {table[topic].iloc[-1]:.0%}"
    )


def describe_over_time(groups, labels):
    """The figure in words."""
    named = groups[groups["topic"].map(labels).notna()].dropna(subset="share")
    parts = [
        f"{labels[topic]} from {rows['share'].iloc[0]:.0%} to {rows['share'].iloc[-1]:.0%}"
        for topic, rows in named.groupby("topic")
    ]
    return "Lines over time with bands of uncertainty: " + ("; ".join(parts) or "none") + "."
