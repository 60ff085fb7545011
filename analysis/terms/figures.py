"""The figures of the notebook on terms: the most frequent, where they occur, which occur together."""

from collections.abc import Mapping
from functools import partial
from typing import Any, cast

import networkx as nx
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.transforms import Bbox

from analysis.drawing.elements import (
    Sheet,
    cut,
    draw_list,
    draw_rows,
    inches,
    make_figure,
    write_ends,
)
from analysis.drawing.figure import INK, PALETTE, RULE, Figure
from analysis.measures.rates import count
from analysis.terms.frequencies import join_phrases, join_tokens, print_names
from analysis.text.escaping import shorten
from analysis.text.naming import explain_labels

MOST_TERMS = 20
SAME_WIDTH = (
    12  # articles that can be told apart by their true widths; of more, the short ones could not
)


# how often ------------------------------------------------------------------------------


def draw_frequencies(frequencies: pd.DataFrame, body: pd.DataFrame) -> Figure:
    """Draw how often each of the most frequent terms occurs: a bar, its n beside it."""
    rows = join_phrases(frequencies, body).head(MOST_TERMS)
    rows = rows.assign(printed=print_names(rows["term"], body))
    n_docs = body["doc_id"].nunique()
    return make_figure(
        "02_terms",
        partial(paint_frequencies, rows, n_docs),
        rows=rows,
        title=title_frequencies(rows, n_docs),
        alt=describe_frequencies(rows, n_docs),
        caption="Function words, such as “the” and “of”, and numbers are hidden. Two words that rarely occur apart "
        "are one term."
        + " Terms without a note are in every article."
        * bool((rows["n_docs"] == n_docs).any()),
    )


def paint_frequencies(rows: pd.DataFrame, n_docs: int, sheet: Sheet) -> None:
    """Bars, longest first; the number of articles only where it is not all of them."""
    rows = sheet.few(rows)
    ax = draw_rows(sheet, rows["printed"], pitch=0.2)
    ax.barh(range(len(rows)), rows["n"], height=sheet.bar, color=PALETTE[0])
    notes = [
        f"{row.n:,}" + (f" in {row.n_docs:,} of {count(n_docs, 'article')}") * (row.n_docs < n_docs)
        for row in rows.itertuples()
    ]
    write_ends(sheet, ax, rows["n"], notes)
    ax.set(xlim=(0, find_end(sheet, rows["n"], notes)))
    sheet.label_x(ax, "how often (raw counts)")


def find_end(sheet: Sheet, ends: pd.Series, notes: list[str]) -> float:
    """Where the scale ends, so that each bar and the note behind it have room and little is left empty."""
    width = 0.9 * sheet.width if sheet.is_phone else 5.2  # inches of the axis, about
    rooms = [1 - (inches(note, sheet.small) + 0.12) / width for note in notes]
    return max((end / max(room, 0.2) for end, room in zip(ends, rooms)), default=1)


def title_frequencies(rows: pd.DataFrame, n_docs: int) -> str:
    """The most frequent term, as a sentence."""
    if not len(rows):
        return "There is no term to show"
    top = rows.iloc[0]
    articles = "every article" if top["n_docs"] == n_docs else count(top["n_docs"], "article")
    return (
        f"“{shorten(top['printed'])}” is the most frequent term: {top['n']:,} times, in {articles}"
    )


def describe_frequencies(rows: pd.DataFrame, n_docs: int) -> str:
    """The bars in words."""
    named = "; ".join(
        f"{row.printed} {row.n:,} in {row.n_docs:,}" for row in rows.head(8).itertuples()
    )
    return (
        f"A bar for each of the {len(rows)} most frequent terms in {count(n_docs, 'article')}. Occurrences and "
        f"articles of the first: {named}."
    )


# where ----------------------------------------------------------------------------------


def find_places(tokens: pd.DataFrame, groups: pd.Series, terms: list[str]) -> pd.DataFrame:
    """
    Where some terms occur: one row per hit, with its group, its place and the group's size in words.

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


def draw_dispersion(
    body: pd.DataFrame,
    groups: pd.Series,
    dispersion: pd.DataFrame,
    names: Mapping[str, str] | None = None,
) -> Figure:
    """
    Draw where terms occur: a stroke per hit, article beside article, each as wide as it is long.

    `names`: what articles are called on the axis (`label_articles`).
    With many articles there is a field per group instead, darker where the term is more frequent.
    """
    joined = join_tokens(body, [term for term in dispersion["term"] if " " in term])
    places = find_places(joined, groups, list(dispersion["term"]))
    sizes = count_words(joined, groups)
    rows = dispersion[dispersion["term"].isin(places["term"])]
    rows = rows.assign(printed=print_names(rows["term"], body))
    return make_figure(
        "02_dispersion",
        partial(paint_dispersion, places, rows, sizes, names or {}),
        rows=places,
        title=title_dispersion(rows, body["doc_id"].nunique()),
        alt=describe_dispersion(places, rows, len(sizes)),
        caption=f"{'Each stroke is one occurrence.' if 'place' in places else 'Darker means more frequent in that group.'} "
        "n is the number of occurrences. DPnorm measures how unevenly a term is spread: 0 is even, 1 is most uneven."
        + explain_labels((names or {}).get(group, "") for group in sizes.index),
    )


def count_words(tokens: pd.DataFrame, groups: pd.Series) -> pd.Series:
    """The words of each group that has any, those without a hit included: group -> words, by name."""
    n = tokens["doc_id"].value_counts()
    n = n.set_axis(n.index.astype("str"))[n.to_numpy() > 0]
    return n.groupby(groups.reindex(n.index)).sum()


def paint_dispersion(
    places: pd.DataFrame,
    rows: pd.DataFrame,
    sizes: pd.Series,
    names: Mapping[str, str],
    sheet: Sheet,
) -> None:
    """A row per term, the articles or their groups side by side."""
    subject = find_uneven(rows)
    rows = sheet.few(rows, subject=None if subject is None else rows.index.get_loc(subject))
    notes = [
        f"n {row.n:,}" + ("" if np.isnan(row.dp_norm) else f"  DPnorm {row.dp_norm:.2f}")
        for row in rows.itertuples()
    ]
    ax = draw_rows(sheet, rows["printed"], notes, pitch=0.24, extra=1.1)
    places, terms = places[places["term"].isin(rows["term"])], list(rows["term"])
    if "place" in places:
        paint_strips(places, terms, sizes, names, sheet, ax)
    else:
        paint_fields(places, terms, sheet, ax)


def paint_strips(
    places: pd.DataFrame,
    terms: list[str],
    sizes: pd.Series,
    names: Mapping[str, str],
    sheet: Sheet,
    ax: Axes,
) -> None:
    """A stroke per hit; each article begins where the one before ends."""
    same = len(sizes) > SAME_WIDTH
    width = sizes * 0 + 1 if same else sizes
    first = width.cumsum() - width
    for number, group in enumerate(sizes.index):
        shade = "#eeeeee" if number % 2 else "white"
        ax.axvspan(first[group], first[group] + width[group], color=shade, lw=0, zorder=0)
    x = places["group"].map(first) + places["place"] * places["group"].map(width / sizes)
    row, half = places["term"].map(terms.index), sheet.bar / 2
    ax.vlines(x, row - half, row + half, color=PALETTE[0], lw=0.8)
    ax.set(xlim=(0, max(width.sum(), 1)))
    called = [shorten(names.get(group, group)) for group in sizes.index]
    said = "each from its beginning to its end" if same else "width: number of words"
    if same or sheet.is_phone:
        ax.set(xticks=[])
        named = "" if same else f" ({'; '.join(called)})"
        many = f"{count(len(sizes), 'article')} side by side{named}, {said}"
        sheet.label_x(ax, many if len(sizes) > 1 else "the article from its beginning to its end")
        return
    ax.set_xticks(
        first + width / 2,
        called,
        rotation=25,
        ha="right",
        rotation_mode="anchor",
    )
    sheet.label_x(ax, f"the articles, {said}")


def paint_fields(places: pd.DataFrame, terms: list[str], sheet: Sheet, ax: Axes) -> None:
    """A field per term and group, shaded by the rate."""
    rates = places.pivot(index="term", columns="group", values="per_1000").reindex(terms)
    relative = rates.div(rates.max(axis=1).where(lambda top: top > 0), axis=0).fillna(0)
    for (row, column), share in np.ndenumerate(relative.to_numpy()):
        colour = tuple(1 - share * (1 - part) for part in (0.2, 0.13, 0.53))
        ax.barh(
            row, 1, left=column, height=sheet.bar, color=[colour], edgecolor=RULE, linewidth=0.5
        )
    few = rates.shape[1] <= 3
    width = 0.6 * sheet.width / max(rates.shape[1], 1) if few else 1.4
    names = [cut(group, width, sheet.body) for group in rates.columns]
    turned: dict[str, Any] = (
        {} if few else {"rotation": 90, "ha": "right", "rotation_mode": "anchor"}
    )
    ax.set_xticks(np.arange(rates.shape[1]) + 0.5, names, **turned)
    for label in ax.get_xticklabels():
        label.set_verticalalignment("top" if few else "center")
    ax.set(xlim=(0, max(rates.shape[1], 1)))
    sheet.label_x(ax, "dark: the group where the term is most frequent per 1,000 words")


def title_dispersion(rows: pd.DataFrame, n_docs: int) -> str:
    """Which of the frequent terms is spread least evenly, as a sentence."""
    subject = find_uneven(rows)
    if subject is None:
        return "Where the most frequent terms occur"
    last = rows.loc[subject]
    return (
        f"Of the {int(rows['dp_norm'].notna().sum())} most frequent terms, “{shorten(last['printed'])}” is spread least evenly (DPnorm "
        f"{last['dp_norm']:.2f}; in {last['n_docs']:,} of {count(n_docs, 'article')})"
    )


def find_uneven(rows: pd.DataFrame) -> object | None:
    """The index of the term that is spread least evenly; None where that is not known."""
    known = rows.dropna(subset="dp_norm").sort_values(["dp_norm", "term"])
    return known.index[-1] if len(known) else None


def describe_dispersion(places: pd.DataFrame, rows: pd.DataFrame, n: int) -> str:
    """The strips in words."""
    said = "; ".join(
        f"{row.printed}: {row.n:,} in {count(row.n_docs, 'article')}"
        for row in rows.head(12).itertuples()
    )
    over = count(n, "article") if "place" in places else "groups of articles"
    return f"A row for each term, over {over} side by side. {said}."


# what occurs together -------------------------------------------------------------------


LEAST, CHANCE = 3, 3.84  # of a link: times met, and G2 (p below 0.05)


def link_terms(
    collocates: pd.DataFrame, frequencies: pd.DataFrame, n_terms: int = 30, n_links: int = 45
) -> pd.DataFrame:
    """
    The strongest links among the most frequent terms: term, other, n, log_dice, with the n of each.

    Of the two directions of a pair the one with the higher logDice stands; links met fewer
    than `LEAST` times, or not above `CHANCE`, are no links.
    """
    among = set(frequencies["term"].head(n_terms))
    rows = collocates[collocates["node"].isin(among) & collocates["collocate"].isin(among)]
    rows = rows[(rows["n"] >= LEAST) & (rows["g2"] > CHANCE) & (rows["pmi"] > 0)]
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


def draw_network(
    collocates: pd.DataFrame, frequencies: pd.DataFrame, body: pd.DataFrame, span: int
) -> Figure:
    """Draw which terms occur near each other: dots as large as the term is frequent, lines as strong as logDice."""
    links = link_terms(collocates, frequencies)
    printed = links.assign(**{name: print_names(links[name], body) for name in ("term", "other")})
    return make_figure(
        "02_network",
        partial(paint_network, printed),
        rows=links,
        title=title_network(printed, span),
        alt=describe_network(printed, span),
        caption=f"Links join frequent terms that occur within {span} words of each other in a sentence, at least {LEAST} "
        f"times and more often than chance would bring (G2 above {CHANCE}). Forms of a word, such as singular and plural, are separate terms. A wider line is a closer link (logDice{say_range(links)}). Dots and numbers show how often "
        "a term occurs; positions have no meaning. On a phone, the links are a list.",
    )


def say_range(links: pd.DataFrame) -> str:
    """From which logDice to which the lines go: the key to their width."""
    if not len(links):
        return ""
    return f" {links['log_dice'].min():.1f} to {links['log_dice'].max():.1f}; 14 is the maximum"


def paint_network(links: pd.DataFrame, sheet: Sheet) -> None:
    """The network; on a phone the list of its links."""
    if sheet.is_phone:
        draw_list(
            sheet,
            [
                (
                    f"{row.term} – {row.other}",
                    f"{row.n:,} times near each other, logDice {row.log_dice:.1f}",
                )
                for row in links.itertuples()
            ],
        )
        return
    ax = sheet.axes(4.9 if len(links) else 0.3)
    ax.set_axis_off()
    if not len(links):
        return
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
        zorder=4,
        lw=0,
    )
    label_nodes(ax, where, radius, {term: f"{shorten(term)} {n[term]:,}" for term in graph}, graph)


def label_nodes(ax: Axes, where: dict, radius: dict, labels: dict, graph: nx.Graph) -> None:
    """Write each label beside its own dot, on the side where it meets fewest labels, dots and lines."""
    cast(Drawing, ax.figure).draw_without_rendering()
    ax.set(xlim=ax.get_xlim(), ylim=ax.get_ylim())  # from here on the scale stays
    points = ax.figure.dpi / 72
    centre = {term: ax.transData.transform(where[term]) / points for term in graph}
    lines = [
        centre[one] + step * (centre[other] - centre[one])
        for one, other in graph.edges
        for step in np.linspace(0, 1, 25)
    ]
    taken: list[Bbox] = []
    for term in sorted(labels, key=lambda term: (-graph.degree(term), term)):
        size = 72 * inches(labels[term], LABEL), 1.2 * LABEL
        sides = [
            place_label(centre[term], radius[term] + gap, side, size)
            for gap in (2, 8)
            for side in SIDES
        ]
        costs = [
            (count_hits(box, term, taken, centre, radius, lines) + 4 * (n >= len(SIDES)), n)
            for n, box in enumerate(sides)
        ]
        box = sides[min(costs)[1]]
        taken.append(box)
        x, y = ax.transData.inverted().transform(
            np.array([(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2]) * points
        )
        ax.text(
            round(float(x), 3),  # as with the dots: no digit that differs by processor
            round(float(y), 3),
            labels[term],
            fontsize=LABEL,
            color=INK,
            zorder=3,
            ha="center",
            va="center",
            bbox={"pad": 0.6, "fc": "white", "ec": "none"},  # no line runs through a label
        )


LABEL = 7.5  # points
# The sides of a dot: above, below, right, left, and between them.
SIDES = ((0, 1), (0, -1), (1, 0), (-1, 0), (0.7, 0.7), (-0.7, 0.7), (0.7, -0.7), (-0.7, -0.7))


def place_label(
    centre: np.ndarray, gap: float, side: tuple[float, float], size: tuple[float, float]
) -> Bbox:
    """The box of a label of this size on one side of a dot, in points."""
    (x, y), (right, up), (width, height) = centre, side, size
    x += right * gap + width / 2 * np.sign(right)
    y += up * gap + height / 2 * np.sign(up)
    return Bbox.from_bounds(x - width / 2, y - height / 2, width, height)


def count_hits(
    box: Bbox, term: str, taken: list[Bbox], centre: dict, radius: dict, lines: list[np.ndarray]
) -> float:
    """What a label would meet in a box: a label or a dot weighs more than a point of a line."""
    others = [other for other in centre if other != term]
    where = np.reshape([centre[other] for other in others], (-1, 2))
    away = np.clip(where, box.min, box.max) - where
    dots = (np.hypot(*away.T) < np.array([radius[other] for other in others]) + 1).sum()
    points = np.reshape(lines, (-1, 2))
    crossed = ((box.min < points) & (points < box.max)).all(axis=1).sum()
    wide = box.padded(1)
    return 100 * sum(wide.overlaps(other) for other in taken) + 50 * int(dots) + int(crossed)


def place_nodes(graph: nx.Graph) -> dict[str, tuple[float, float]]:
    """A place for each term: parts of the network side by side, each laid out by its distances."""
    parts = sorted(
        (sorted(part) for part in nx.connected_components(graph)),
        key=lambda part: (-len(part), part),
    )
    where, left = {}, 0.0
    for part in parts:
        size = np.sqrt(len(part))
        # A view of a small part would give its terms in the order of their hashes, another in each run.
        alone = nx.Graph()
        alone.add_nodes_from(term for term in graph if term in part)
        alone.add_edges_from(graph.edges(part))
        inner = (
            nx.kamada_kawai_layout(alone, weight=None)
            if len(part) > 2
            else {term: (0, 1.6 * number - 0.8) for number, term in enumerate(part)}
        )
        for term, (x, y) in inner.items():
            # Where the search for places stops differs by processor in the sixth digit.
            x, y = round(float(x), 2), round(float(y), 2)
            where[term] = (left + size * (x + 1) / 2, size * y / 2)
        left += size + 0.5
    return where


def title_network(links: pd.DataFrame, span: int) -> str:
    """The strongest link, as a sentence."""
    if not len(links):
        return "No two of the most frequent terms occur together more often than by chance"
    top = links.iloc[0]
    return (
        f"“{shorten(top['term'])}” and “{shorten(top['other'])}” are linked most closely: {top['n']:,} times "
        f"within {span} words"
    )


def describe_network(links: pd.DataFrame, span: int) -> str:
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
