"""The figures of the notebook on cleaning: the parts of each article, and what is odd about it."""

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.patches import Patch

from analysis.articles.flags import FLAGS
from analysis.figure import INK, MUTED, PALETTE, RULE
from analysis.text.escaping import shorten

MOST_ARTICLES = 40  # beyond, single bars cannot be read: groups by outlet stand instead
MOST_GROUPS = 15
# Body is the light ground; furniture stands out on it.
KINDS = {
    "body": ("#DDDDDD", ""),
    "headline": (PALETTE[0], ""),
    "dateline": (PALETTE[1], "////"),
    "byline": (PALETTE[2], ""),
    "caption": (PALETTE[3], "...."),
    "subhead": (PALETTE[4], ""),
    "sign-off": (PALETTE[5], "xxxx"),
    "boilerplate": (PALETTE[6], ""),
}


def draw_articles(parts: pd.DataFrame, ax: plt.Axes | None = None) -> plt.Axes:
    """
    Draw each article as a bar of its characters, coloured by what the lines are, to scale.

    With more than 40 articles a bar is an outlet, and shows the shares of its characters.
    """
    if parts["doc_id"].nunique() > MOST_ARTICLES:
        return draw_outlets(parts, ax)
    docs = list(dict.fromkeys(parts["doc_id"]))[::-1]
    ax = ax or plt.subplots(figsize=(7.2, 1.3 + 0.32 * len(docs)))[1]
    place = {doc_id: n for n, doc_id in enumerate(docs)}
    for kind, (colour, hatch) in KINDS.items():
        rows = parts[parts["kind"] == kind]
        ax.barh(
            rows["doc_id"].map(place),
            rows["n_chars"],
            left=rows["raw_start"],
            height=0.62,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            linewidth=0,
        )
    ax.set(
        yticks=range(len(docs)),
        yticklabels=[shorten(doc_id) for doc_id in docs],
        xlim=(0, None),
        xlabel="characters of the text as it came",
        ylim=(-0.6, len(docs) - 0.4),
    )
    return finish(ax, parts)


def draw_outlets(parts: pd.DataFrame, ax: plt.Axes | None = None) -> plt.Axes:
    """Draw, for each outlet, the share of its characters in each kind of line."""
    shares = share_kinds(parts)
    ax = ax or plt.subplots(figsize=(7.2, 1.3 + 0.32 * len(shares)))[1]
    left = pd.Series(0.0, index=shares.index)
    for kind, (colour, hatch) in KINDS.items():
        width = 100 * shares[kind]
        ax.barh(
            range(len(shares)),
            width,
            left=left,
            height=0.62,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            linewidth=0.3,
        )
        left += width
    ax.set(
        yticks=range(len(shares)),
        yticklabels=shares.index,
        xlim=(0, 100),
        xlabel="share of the characters (%)",
        ylim=(-0.6, len(shares) - 0.4),
    )
    return finish(ax, parts)


def share_kinds(parts: pd.DataFrame) -> pd.DataFrame:
    """The share of each kind in the characters of each outlet, most articles last; small ones together."""
    outlet = parts["outlet"].fillna("outlet not stated")
    n_docs = parts.groupby(outlet)["doc_id"].nunique().sort_values(kind="stable")
    named = n_docs.index[-MOST_GROUPS:]
    group = outlet.where(outlet.isin(named), "all other outlets")
    counts = parts.groupby([group, "kind"])["n_chars"].sum().unstack(fill_value=0)
    counts = counts.reindex(columns=list(KINDS), fill_value=0)
    n_docs = parts.groupby(group)["doc_id"].nunique()
    counts = counts.loc[n_docs.sort_values(kind="stable").index]
    counts.index = [f"{shorten(name)} ({n_docs[name]:,})" for name in counts.index]
    return counts.div(counts.sum(axis=1), axis=0)


def finish(ax: plt.Axes, parts: pd.DataFrame) -> plt.Axes:
    """Title, legend of the kinds that occur, and a plain left side."""
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    present = [kind for kind in KINDS if (parts["kind"] == kind).any()]
    figure = ax.get_figure(root=True)
    assert figure is not None  # of axes that were drawn on
    figure.legend(
        [
            Patch(facecolor=KINDS[kind][0], hatch=KINDS[kind][1], edgecolor="white")
            for kind in present
        ],
        present,
        ncols=4,
        loc="outside lower center",
    )
    ax.set_title(title_articles(parts))
    return ax


def title_articles(parts: pd.DataFrame) -> str:
    """How much of what came in is body, as a sentence."""
    n = parts["n_chars"].sum()
    share = parts.loc[parts["kind"] == "body", "n_chars"].sum() / n if n else 0
    n_docs = parts["doc_id"].nunique()
    return f"{share:.0%} of the characters of {n_docs:,} {'article is' if n_docs == 1 else 'articles are'} body text"


def describe_articles(parts: pd.DataFrame) -> str:
    """The figure in words, for those who do not see it."""
    shares = parts.groupby("kind")["n_chars"].sum() / max(parts["n_chars"].sum(), 1)
    named = [f"{kind} {shares[kind]:.1%}" for kind in KINDS if kind in shares]
    ground = "outlet" if parts["doc_id"].nunique() > MOST_ARTICLES else "article"
    return f"A bar for each {ground}, coloured by what the lines are. Shares of all characters: {', '.join(named)}."


def caption_articles(parts: pd.DataFrame) -> str:
    """What to know when reading the figure."""
    if parts["doc_id"].nunique() > MOST_ARTICLES:
        return (
            "What the lines of each outlet are, as shares of their characters; in brackets the number of "
            "articles. Only body is counted as the article's own words."
        )
    return (
        "What the lines of each article are, in their places and to scale. Only body is counted as the "
        "article's own words; the rest is labelled and kept. Blank lines are left white."
    )


def draw_flags(
    flags: pd.DataFrame, documents: pd.DataFrame, ax: plt.Axes | None = None
) -> plt.Axes:
    """Draw which article has which flag: a dot each; with more than 40 articles, a bar for each flag."""
    if len(documents) > MOST_ARTICLES:
        return draw_flag_counts(flags, documents, ax)
    docs = list(documents["doc_id"])[::-1]
    ax = ax or plt.subplots(figsize=(7.2, 1.5 + 0.24 * len(docs)))[1]
    for n in range(len(docs)):
        ax.axhline(n, color=RULE, lw=0.6, zorder=0)
    place = {doc_id: n for n, doc_id in enumerate(docs)}
    ax.plot(flags["flag"].map(FLAGS.index), flags["doc_id"].map(place), "s", ms=7, color=PALETTE[2])
    ax.set(
        yticks=range(len(docs)),
        yticklabels=[shorten(doc_id) for doc_id in docs],
        ylim=(-0.6, len(docs) - 0.4),
        xlim=(-0.6, len(FLAGS) - 0.4),
        xticks=range(len(FLAGS)),
    )
    ax.set_xticklabels(FLAGS, rotation=35, ha="right", rotation_mode="anchor")
    return finish_flags(ax, flags, documents)


def draw_flag_counts(
    flags: pd.DataFrame, documents: pd.DataFrame, ax: plt.Axes | None = None
) -> plt.Axes:
    """Draw how many articles have each flag."""
    counts = flags.groupby("flag")["doc_id"].nunique().sort_values(kind="stable")
    ax = ax or plt.subplots(figsize=(7.2, 1.2 + 0.28 * max(len(counts), 1)))[1]
    ax.barh(counts.index, counts, color=PALETTE[2], height=0.62)
    for n, value in enumerate(counts):
        ax.annotate(
            f"{value:,}",
            (value, n),
            xytext=(3, 0),
            textcoords="offset points",
            va="center",
            color=MUTED,
        )
    ax.set(xlabel=f"articles, of {len(documents):,}")
    return finish_flags(ax, flags, documents)


def finish_flags(ax: plt.Axes, flags: pd.DataFrame, documents: pd.DataFrame) -> plt.Axes:
    """Title and plain sides."""
    ax.tick_params(length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.tick_params(colors=INK)
    ax.set_title(title_flags(flags, documents))
    return ax


def title_flags(flags: pd.DataFrame, documents: pd.DataFrame) -> str:
    """How many articles are flagged, as a sentence."""
    n = flags["doc_id"].nunique()
    if not n:
        return f"None of {len(documents):,} articles is flagged"
    return f"{n:,} of {len(documents):,} articles {'is' if n == 1 else 'are'} flagged"


def describe_flag_figure(flags: pd.DataFrame, documents: pd.DataFrame) -> str:
    """The figure in words, for those who do not see it."""
    counts = flags["flag"].value_counts()
    named = ", ".join(f"{flag} {n:,}" for flag, n in counts.items()) or "no flag at all"
    return f"{title_flags(flags, documents)}. Articles by flag: {named}."
