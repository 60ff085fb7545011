"""The figures of the notebook on cleaning: the parts of each article, and what is odd about it."""

from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis.articles.flags import FLAGS
from analysis.articles.sentences import MOST_ARTICLES, count_flags, name_top_flags
from analysis.drawing.elements import (
    MOST_ON_PHONE,
    Sheet,
    break_lines,
    draw_rows,
    make_figure,
    stack_bars,
    write_ends,
)
from analysis.drawing.figure import MUTED, PALETTE, Figure
from analysis.measures.rates import count, round_share
from analysis.text.escaping import shorten
from analysis.text.naming import explain_labels

MOST_GROUPS = 15
FEW_ARTICLES = 15  # up to here the rows of articles are far apart
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
COLOURS = {kind: colour for kind, (colour, _) in KINDS.items()}
HATCHES = {kind: hatch for kind, (_, hatch) in KINDS.items()}


def draw_articles(parts: pd.DataFrame) -> Figure:
    """
    Draw each article as a bar of its characters, coloured by what the lines are, to scale.

    With more articles than can be read a bar is an outlet, and shows the shares of its characters.
    """
    return make_figure(
        "01_articles",
        partial(paint_articles, parts),
        rows=parts,
        title=title_articles(parts),
        alt=describe_articles(parts),
        caption=caption_articles(parts),
    )


def paint_articles(parts: pd.DataFrame, sheet: Sheet) -> None:
    """Bars of articles, or of outlets where there are too many articles."""
    docs = list(dict.fromkeys(parts["doc_id"]))
    if len(docs) > (MOST_ON_PHONE if sheet.is_phone else MOST_ARTICLES):
        if len(docs) <= MOST_ARTICLES:
            sheet.left_out = "outlets instead of single articles"
        ax = paint_outlets(parts, sheet)
    else:
        names = dict(zip(parts["doc_id"], parts["article"]))
        ax = draw_rows(
            sheet,
            [names[doc_id] for doc_id in docs],
            pitch=0.3 if len(docs) <= FEW_ARTICLES else 0.2,
            extra=1,
        )
        place = {doc_id: n for n, doc_id in enumerate(docs)}
        for kind, (colour, hatch) in KINDS.items():
            rows = parts[parts["kind"] == kind]
            ax.barh(
                rows["doc_id"].map(place),
                rows["n_chars"],
                left=rows["raw_start"],
                height=sheet.bar,
                color=colour,
                hatch=hatch,
                edgecolor="white",
                linewidth=0,
            )
        ax.set(xlim=(0, None))
        ax.xaxis.set_major_formatter("{x:,.0f}")
        sheet.label_x(ax, "characters in the text as received")
    present = [kind for kind in KINDS if (parts["kind"] == kind).any()]
    sheet.drawing.legend(
        [
            Patch(facecolor=COLOURS[kind], hatch=HATCHES[kind], edgecolor="white")
            for kind in present
        ],
        present,
        ncols=3 if sheet.is_phone else 8,
        loc="outside lower left" if sheet.is_phone else "outside lower center",
        columnspacing=1,
    )


def paint_outlets(parts: pd.DataFrame, sheet: Sheet) -> Axes:
    """For each outlet, the share of its characters in each kind of line."""
    shares = sheet.few(share_kinds(parts))
    ax = draw_rows(sheet, shares.index, extra=1.3)
    widths = {kind: 100 * shares[kind] for kind in KINDS}
    stack_bars(sheet, ax, widths, COLOURS, hatches=HATCHES)
    ax.set(xlim=(0, 100))
    sheet.label_x(ax, "share of the characters (%)")
    return ax


def share_kinds(parts: pd.DataFrame) -> pd.DataFrame:
    """The share of each kind in the characters of each outlet, most articles first; small ones together."""
    outlet = parts["outlet"].fillna("outlet not stated")
    n_docs = parts.groupby(outlet)["doc_id"].nunique().sort_values(kind="stable")
    named = n_docs.index[-MOST_GROUPS:]
    group = outlet.where(outlet.isin(named), "all other outlets")
    counts = parts.groupby([group, "kind"])["n_chars"].sum().unstack(fill_value=0)
    counts = counts.reindex(columns=list(KINDS), fill_value=0)
    n_docs = parts.groupby(group)["doc_id"].nunique()
    counts = counts.loc[n_docs.sort_values(ascending=False, kind="stable").index]
    counts.index = [f"{shorten(name)} ({n_docs[name]:,})" for name in counts.index]
    return counts.div(counts.sum(axis=1), axis=0)


def title_articles(parts: pd.DataFrame) -> str:
    """How much of what came in is body, as a sentence."""
    n = parts["n_chars"].sum()
    share = parts.loc[parts["kind"] == "body", "n_chars"].sum() / n if n else 0
    n_docs = parts["doc_id"].nunique()
    return f"{round_share(share)} of the characters in {count(n_docs, 'article')} are body text"


def describe_articles(parts: pd.DataFrame) -> str:
    """The figure in words, for those who do not see it."""
    shares = parts.groupby("kind")["n_chars"].sum() / max(parts["n_chars"].sum(), 1)
    named = [f"{kind} {shares[kind]:.1%}" for kind in KINDS if kind in shares]
    ground = "outlet" if parts["doc_id"].nunique() > MOST_ARTICLES else "article"
    return f"A bar for each {ground}, coloured by kind of line. Shares of the characters: {', '.join(named) or 'none'}."


def caption_articles(parts: pd.DataFrame) -> str:
    """What to know when reading the figure."""
    if parts["doc_id"].nunique() > MOST_ARTICLES:
        return "Shares of each outlet’s characters by kind of line. The number of articles is in brackets."
    return (
        "The kinds of lines in each article, in place and to scale. Only body text is counted. "
        "Blank lines are white." + explain_labels(parts["article"])
    )


def draw_flags(flags: pd.DataFrame, documents: pd.DataFrame) -> Figure:
    """Draw how many articles have each flag that was raised; the others are named below."""
    return make_figure(
        "01_flags",
        partial(paint_flags, count_flags(flags), len(documents)),
        rows=flags,
        title=title_flags(flags, documents),
        alt=describe_flag_figure(flags, documents),
        caption="The bars count the articles with each flag.",
    )


def paint_flags(counts: pd.DataFrame, n_docs: int, sheet: Sheet) -> None:
    """A bar per flag, with its articles behind it; below, what was looked for and not found."""
    absent = [flag for flag in FLAGS if flag not in set(counts["flag"])]
    text = "Looked for and not found: " + ", ".join(absent) if absent else ""
    lines = break_lines(text, 0.97 * sheet.width, sheet.small)
    ax = draw_rows(sheet, counts["flag"], extra=0.25 + 0.14 * len(lines))
    ax.barh(counts.index, counts["n_docs"], height=sheet.bar, color=PALETTE[2])
    named = [f"  {which}" * (not sheet.is_phone) for which in counts["which"]]
    notes = [f"{n:,}{which}" for n, which in zip(counts["n_docs"], named)]
    write_ends(sheet, ax, counts["n_docs"], notes)
    ax.set(xlim=(0, max(n_docs, 1)), xticks=[])
    ax.spines[["left", "bottom"]].set_visible(False)
    sheet.drawing.supxlabel("\n".join(lines), x=0.01, ha="left", fontsize=sheet.small, color=MUTED)


def title_flags(flags: pd.DataFrame, documents: pd.DataFrame) -> str:
    """How many articles are flagged, and most often for what, as a sentence."""
    n, of = flags["doc_id"].nunique(), len(documents)
    if not n:
        return f"None of the {of:,} articles is flagged" if of != 1 else "The article has no flag"
    counts = count_flags(flags)
    top = name_top_flags(counts)
    most = "most often " if len(top) < len(counts) else ""
    named = (
        " and ".join(f"“{flag}”" for flag in top) if len(top) < 4 else f"{len(top)} reasons alike"
    )
    return f"{n:,} of {count(of, 'article')} {'is' if n == 1 else 'are'} flagged, {most}for {named}"


def describe_flag_figure(flags: pd.DataFrame, documents: pd.DataFrame) -> str:
    """The figure in words, for those who do not see it."""
    counts = count_flags(flags)
    said = f"{title_flags(flags, documents)}."
    if len(counts) < 2:
        return said
    named = ", ".join(f"{row.flag} {row.n_docs:,}" for row in counts.itertuples())
    return f"A bar for each flag. {said} Articles by flag: {named}."
