"""The figures of the notebook on terms: the most frequent, where they stand, what stands together."""

import matplotlib.pyplot as plt
import networkx as nx
import numpy as np
import pandas as pd
from adjustText import adjust_text
from matplotlib.patheffects import withStroke

from analysis.figure import INK, MUTED, PALETTE
from analysis.text.escaping import shorten

SEED = 20240923


def articles(n):
    return f"{n:,} {'article' if n == 1 else 'articles'}"


def draw_frequencies(frequencies, n_docs, ax=None):
    """Draw how often each term stands in the articles: a bar, with n and the number of articles beside it."""
    rows = frequencies.iloc[::-1]
    ax = ax or plt.subplots(figsize=(7.2, 0.9 + 0.2 * len(rows)))[1]
    ax.barh(range(len(rows)), rows["n"], height=0.68, color=PALETTE[0])
    for place, row in enumerate(rows.itertuples()):
        ax.annotate(
            f"{row.n:,} in {row.n_docs:,} of {articles(n_docs)}",
            (row.n, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=7,
            color=MUTED,
        )
    ax.set(
        yticks=range(len(rows)),
        yticklabels=[shorten(term) for term in rows["term"]],
        ylim=(-0.6, len(rows) - 0.4),
        xlim=(0, 1.22 * max(rows["n"].max() if len(rows) else 1, 1)),
        xlabel="how often (raw counts)",
    )
    ax.set_title(title_frequencies(frequencies, n_docs))
    return ax


def title_frequencies(frequencies, n_docs):
    """The most frequent term, as a sentence."""
    if not len(frequencies):
        return "There is no term to show"
    top = frequencies.iloc[0]
    return (
        f"“{shorten(top['term'])}” is the most frequent term: {top['n']:,} times, in {top['n_docs']:,} of "
        f"{articles(n_docs)}"
    )


def describe_frequencies(frequencies, n_docs):
    """The bars in words."""
    named = "; ".join(
        f"{row.term} {row.n:,} in {row.n_docs:,}" for row in frequencies.head(8).itertuples()
    )
    return (
        f"Bars of the {len(frequencies)} most frequent terms in {articles(n_docs)}, longest first. Times and "
        f"articles of the first: {named}."
    )


def find_places(tokens, groups, terms):
    """
    Where some terms stand: one row per hit, with its group, its place and the group's size in words.

    With each article its own group, `place` counts the words of the article. Otherwise
    there is a row per term and group with `n` hits, zeros included.
    """
    doc_group = groups.reindex(tokens["doc_id"].cat.categories)
    names = list(dict.fromkeys(groups))
    code = pd.Index(names).get_indexer(doc_group)[tokens["doc_id"].cat.codes]
    n_words = np.bincount(code, minlength=len(names))
    first = np.cumsum(n_words) - n_words
    term = pd.Index(terms).get_indexer(tokens["term"].cat.categories)[tokens["term"].cat.codes]
    if len(names) == len(groups):
        row = np.flatnonzero(term >= 0)
        order = np.argsort(code, kind="stable")
        place = np.empty(len(code), np.int64)
        place[order] = np.arange(len(code)) - first[code[order]]
        return pd.DataFrame(
            {
                "term": np.array(terms, object)[term[row]],
                "group": np.array(names, object)[code[row]],
                "place": place[row],
                "n_words": n_words[code[row]],
            }
        )
    n = np.bincount(
        term[term >= 0] * len(names) + code[term >= 0], minlength=len(terms) * len(names)
    )
    table = pd.DataFrame(
        {
            "term": np.repeat(np.array(terms, object), len(names)),
            "group": np.tile(np.array(names, object), len(terms)),
            "n": n,
            "n_words": np.tile(n_words, len(terms)),
        }
    )
    return table.assign(per_1000=1000 * table["n"] / table["n_words"].where(table["n_words"] > 0))


def draw_dispersion(places, dispersion, ax=None):
    """
    Draw where terms stand: a stroke per hit, article beside article, each as wide as it is long.

    With many articles there is a field per group instead, darker where the term is more frequent.
    """
    terms = [term for term in dispersion["term"] if term in set(places["term"])]
    ax = ax or plt.subplots(figsize=(7.2, 1.4 + 0.24 * len(terms)))[1]
    draw = draw_strips if "place" in places else draw_fields
    draw(places, terms, ax)
    ax.set(
        yticks=range(len(terms)),
        yticklabels=[shorten(term) for term in terms],
        ylim=(len(terms) - 0.4, -0.6),
    )
    ax.tick_params(length=0)
    for row in dispersion[dispersion["term"].isin(terms)].itertuples():
        note = "" if np.isnan(row.dp_norm) else f"  DPnorm {row.dp_norm:.2f}"
        ax.annotate(
            f"n {row.n:,}{note}",
            (1.01, terms.index(row.term)),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=7,
            color=MUTED,
        )
    ax.set_title(title_dispersion(dispersion))
    return ax


def draw_strips(places, terms, ax):
    """A stroke per hit; each article begins where the one before ends."""
    sizes = places.drop_duplicates("group").set_index("group")["n_words"].sort_index()
    # A dozen articles can be told apart by their true widths; of more, the short ones could not.
    same = len(sizes) > 12
    width = sizes * 0 + 1 if same else sizes
    first = width.cumsum() - width
    for number, group in enumerate(sizes.index):
        shade = "#f2f2f2" if number % 2 else "white"
        ax.axvspan(first[group], first[group] + width[group], color=shade, lw=0, zorder=0)
    x = places["group"].map(first) + places["place"] * places["group"].map(width / sizes)
    ax.vlines(
        x,
        places["term"].map(terms.index) - 0.34,
        places["term"].map(terms.index) + 0.34,
        color=PALETTE[0],
        lw=0.8,
    )
    ax.set(xlim=(0, max(width.sum(), 1)), xticks=first + width / 2)
    ax.set_xticklabels(
        [shorten(group) for group in sizes.index],
        rotation=90 if len(sizes) > 8 else 25,
        ha="right",
        va="center" if len(sizes) > 8 else "top",
        rotation_mode="anchor",
    )
    ax.set_xlabel(
        "the articles, each from its beginning to its end"
        if same
        else "the articles, each as wide as it has words"
    )


def draw_fields(places, terms, ax):
    """A field per term and group, shaded by the rate."""
    rates = places.pivot(index="term", columns="group", values="per_1000").reindex(terms)
    relative = rates.div(rates.max(axis=1).where(lambda top: top > 0), axis=0).fillna(0)
    if relative.empty:
        return
    ax.imshow(relative, aspect="auto", cmap="Purples", vmin=0, vmax=1, interpolation="nearest")
    ax.set(xticks=range(rates.shape[1]))
    ax.set_xticklabels(
        [shorten(str(group)) for group in rates.columns],
        rotation=35,
        ha="right",
        rotation_mode="anchor",
    )
    ax.set_xlabel(
        "groups of articles; dark: the group where the term is most frequent per 1,000 words"
    )


def title_dispersion(dispersion):
    """Which of the frequent terms is spread least evenly, as a sentence."""
    rows = dispersion.dropna(subset="dp_norm").sort_values(["dp_norm", "term"])
    if not len(rows):
        return "Where the most frequent terms stand"
    last = rows.iloc[-1]
    return (
        f"Of the {len(rows)} most frequent terms “{shorten(last['term'])}” is spread least evenly: in "
        f"{articles(last['n_docs'])}"
    )


def describe_dispersion(places, dispersion):
    """The strips in words."""
    rows = "; ".join(
        f"{row.term}: {row.n:,} in {articles(row.n_docs)}"
        for row in dispersion.head(12).itertuples()
    )
    over = articles(places["group"].nunique()) if "place" in places else "groups of articles"
    return f"A row for each term, over {over} side by side. {rows}."


def link_terms(collocates, frequencies, n_terms=30, n_links=45):
    """
    The strongest links among the most frequent terms: term, other, n, log_dice, with the n of each.

    Of the two directions of a pair the one with the higher logDice stands; links met fewer
    than three times, or not above chance (G2 3.84), are no links.
    """
    among = set(frequencies["term"].head(n_terms))
    rows = collocates[collocates["node"].isin(among) & collocates["collocate"].isin(among)]
    rows = rows[(rows["n"] >= 3) & (rows["g2"] > 3.84) & (rows["pmi"] > 0)]
    pair = [" ".join(sorted(two)) for two in zip(rows["node"], rows["collocate"])]
    rows = rows.assign(pair=pair).sort_values(
        ["log_dice", "pair", "node"], ascending=[False, True, True]
    )
    rows = (
        rows.drop_duplicates("pair")
        .head(n_links)
        .rename(columns={"node": "term", "collocate": "other"})
    )
    n = frequencies.set_index("term")["n"]
    rows = rows.assign(n_term=rows["term"].map(n), n_other=rows["other"].map(n))
    return rows[["term", "other", "n", "n_term", "n_other", "log_dice"]].reset_index(drop=True)


def draw_network(links, span, ax=None):
    """Draw which terms stand near each other: dots as large as the term is frequent, lines as strong as logDice."""
    ax = ax or plt.subplots(figsize=(7.2, 5.2))[1]
    ax.set_axis_off()
    ax.set_title(title_network(links, span))
    if not len(links):
        return ax
    graph = nx.Graph()
    graph.add_weighted_edges_from(
        links[["term", "other", "log_dice"]].itertuples(index=False, name=None)
    )
    n = {**dict(zip(links["other"], links["n_other"])), **dict(zip(links["term"], links["n_term"]))}
    where = place_nodes(graph)
    low, high = links["log_dice"].min(), links["log_dice"].max()
    for row in links.itertuples():
        width = 0.5 + 2.5 * (row.log_dice - low) / max(high - low, 1e-9)
        ax.plot(
            *zip(where[row.term], where[row.other]),
            color="#b9b4d6",
            lw=width,
            zorder=1,
            solid_capstyle="round",
        )
    ax.margins(0.09)
    radius = {term: 2 + 4.5 * np.sqrt(n[term] / max(n.values())) for term in graph}  # points
    ax.scatter(
        *np.array([where[term] for term in graph]).T,
        s=[4 * radius[term] ** 2 for term in graph],
        color=PALETTE[0],
        zorder=2,
        lw=0,
    )
    label_nodes(ax, where, radius, {term: f"{shorten(term)} {n[term]:,}" for term in graph})
    return ax


def label_nodes(ax, where, radius, labels):
    """Write each label above its dot, then move those that would overlap a label or a dot."""
    ax.figure.draw_without_rendering()
    ax.set(xlim=ax.get_xlim(), ylim=ax.get_ylim())  # from here on the scale stays
    unit = (
        np.abs(np.diff(ax.transData.inverted().transform([(0, 0), (1, 1)]), axis=0))[0]
        * ax.figure.dpi
        / 72
    )
    turn = np.linspace(0, 2 * np.pi, 9)[:-1]
    texts, rim = [], []
    for term, label in labels.items():
        x, y = where[term]
        texts.append(
            ax.text(
                x,
                y + (radius[term] + 2) * unit[1],
                label,
                fontsize=7.5,
                color=INK,
                zorder=3,
                ha="center",
                path_effects=[withStroke(linewidth=2, foreground="white")],
            )
        )
        rim += [
            (x + radius[term] * unit[0] * np.cos(a), y + radius[term] * unit[1] * np.sin(a))
            for a in turn
        ]
    np.random.seed(SEED)  # adjustText draws from the global generator
    adjust_text(
        texts,
        x=np.array(rim)[:, 0],
        y=np.array(rim)[:, 1],
        ax=ax,
        expand=(1.1, 1.3),
        force_static=(0.8, 1.0),
        iter_lim=200,
        ensure_inside_axes=True,
    )


def place_nodes(graph):
    """A place for each term: parts of the network side by side, each laid out by its distances."""
    parts = sorted(
        (sorted(part) for part in nx.connected_components(graph)),
        key=lambda part: (-len(part), part),
    )
    where, left = {}, 0.0
    for part in parts:
        size = np.sqrt(len(part))
        inner = (
            nx.kamada_kawai_layout(nx.subgraph(graph, part), weight=None)
            if len(part) > 2
            else {term: (0, 1.6 * number - 0.8) for number, term in enumerate(part)}
        )
        for term, (x, y) in inner.items():
            # Where the search for places stops differs by processor in the sixth digit.
            x, y = round(float(x), 2), round(float(y), 2)
            where[term] = (left + size * (x + 1) / 2, size * y / 2)
        left += size + 0.5
    return where


def title_network(links, span):
    """The strongest link, as a sentence."""
    if not len(links):
        return "No two of the most frequent terms stand together more often than by chance"
    top = links.iloc[0]
    return (
        f"“{shorten(top['term'])}” and “{shorten(top['other'])}” are linked most closely: {top['n']:,} times "
        f"within {span} words"
    )


def describe_network(links, span):
    """The network in words."""
    if not len(links):
        return "An empty field: no two of the terms are linked."
    named = "; ".join(
        f"{row.term} and {row.other} ({row.n:,})" for row in links.head(10).itertuples()
    )
    return (
        f"A network of {len(set(links['term']) | set(links['other']))} terms and {len(links)} links: terms within "
        f"{span} words of each other in a sentence. The strongest: {named}."
    )
