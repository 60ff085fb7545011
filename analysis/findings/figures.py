"""Claims against settings: where each published finding holds, and where it fails."""

import re
from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.drawing.elements import Sheet, break_lines, cut, draw_list, make_figure
from analysis.drawing.figure import INK, MUTED, PALETTE, RULE, Figure
from analysis.findings.claims import BY_RULE, FAILS, HOLDS, NOT_COMPUTED, TOO_FEW
from analysis.measures.rates import count

SEVERAL = re.compile(r"([\d,]+) with several changes")  # in the names of settings
IDLE = "changed nothing, or is no test of the claim"
# Told apart by shape and size, not by colour alone.
MARKS = {
    HOLDS: ("o", PALETTE[0], 34),
    FAILS: ("X", PALETTE[2], 46),
    IDLE: ("o", "#8a8a8a", 9),
    TOO_FEW: ("|", MUTED, 30),
    NOT_COMPUTED: ("_", MUTED, 30),
}


def draw_robustness(robustness: pd.DataFrame, findings: pd.DataFrame) -> Figure:
    """
    Draw a row per claim and a column per setting with a single change.

    At the right the recounts in which the claim held, combinations included, of all
    that could have turned it. On a phone the claims are a list.
    """
    return make_figure(
        "06_robustness",
        partial(paint_robustness, robustness, findings),
        rows=robustness,
        title=title_robustness(findings),
        alt=describe_robustness(robustness, findings),
        caption=caption_robustness(robustness),
    )


def paint_robustness(robustness: pd.DataFrame, findings: pd.DataFrame, sheet: Sheet) -> None:
    """The grid of claims and settings; on a phone what becomes of each claim, in words."""
    sentences = [sentence.split(":")[0].rstrip(".") for sentence in findings["sentence"]]
    if sheet.is_phone:
        said = [say_row(row) for row in findings.itertuples()]
        draw_list(sheet, list(zip(sentences, said)), most=len(findings))
        return
    single = robustness[robustness["kind"] != "several changes"]
    settings = list(dict.fromkeys(single["setting"]))
    claims = findings["claim"].tolist()
    labels = [break_lines(text, 2.45, sheet.small + 0.5) for text in sentences]
    most = max(map(len, labels), default=1)
    ax = sheet.axes(2.9 + (0.31 if most < 3 else 0.34) * len(claims))  # three lines beside two
    ax.hlines(range(len(claims)), -0.5, len(settings) - 0.5, color=RULE, lw=0.5, zorder=0)
    for name, (marker, colour, size) in MARKS.items():
        rows = single[mark_rows(single) == name]
        if rows.empty:
            continue  # the legend explains what is drawn
        ax.scatter(
            rows["setting"].map(settings.index),
            rows["claim"].map(claims.index),
            marker=marker,
            color=colour,
            s=size,
            linewidths=1.2 if marker in "_|" else 0,
            label=name,
        )
    for place, row in enumerate(findings.itertuples()):
        tested = f"{row.n_holds} of {row.n_settings}" if row.n_settings else "not\ntestable"
        size = sheet.body if row.n_settings else sheet.small
        ax.text(
            len(settings), place, tested, va="center", color=INK, fontsize=size, linespacing=0.9
        )
    label_axes(sheet, ax, ["\n".join(lines) for lines in labels], settings)


def mark_rows(single: pd.DataFrame) -> pd.Series:
    """What each row shows: its verdict, or that the change could not have turned the claim."""
    idle = ~single["could_turn"] & (single["kind"] != "published")
    return single["verdict"].mask(idle & single["verdict"].isin([HOLDS, FAILS]), IDLE)


def label_axes(sheet: Sheet, ax: Axes, labels: Sequence[str], settings: Sequence[str]) -> None:
    """Claims at the left, settings at the top, the marks explained below."""
    ax.set_yticks(range(len(labels)), labels)
    ax.set_xticks(
        range(len(settings)),
        [cut(name, 2.8, sheet.body) for name in settings],
        rotation=75,
        ha="left",
        rotation_mode="anchor",
    )
    ax.xaxis.tick_top()
    ax.tick_params(length=0, labelsize=sheet.body)
    ax.tick_params(axis="y", labelsize=sheet.small + 0.5)
    ax.set(xlim=(-0.6, len(settings) + 2.2), ylim=(len(labels) - 0.4, -0.8))
    ax.spines[["left", "bottom", "top", "right"]].set_visible(False)
    ax.text(len(settings), -0.75, "held in", color=MUTED, fontsize=sheet.small)
    sheet.legend(ax)


def say_row(row: Any) -> str:
    """What becomes of a claim in the recounts."""
    if not row.n_settings:
        return f"As published: {row.verdict}. No recount could test this."
    failing = f" {say_failing(row.fails_in)}." if isinstance(row.fails_in, str) else ""
    return (
        f"As published: {row.verdict}. Held in {row.n_holds} of {row.n_settings} recounts.{failing}"
    )


def say_failing(where: str) -> str:
    """Where a claim fails, in words: "Fails under: a, b"; "Fails under all other choices but: a"."""
    where = SEVERAL.sub(
        lambda n: (
            "one combination of choices" if n[1] == "1" else f"{n[1]} combinations of choices"
        ),
        where,
    )
    if where == "all":
        return "Fails under all of them"
    if where.startswith("all but "):
        return f"Fails under all of them except: {where.removeprefix('all but ')}"
    return f"Fails under: {where}"


def title_robustness(findings: pd.DataFrame) -> str:
    """How many claims hold whatever is chosen, as a sentence."""
    return summarise_robustness(findings).split(";")[0]


def summarise_robustness(findings: pd.DataFrame) -> str:
    """The title: how many claims held in every recount, in some, or not at all."""
    holds = findings["verdict"] == HOLDS
    tried = findings["n_settings"] > 0
    always = int((holds & tried & (findings["n_holds"] == findings["n_settings"])).sum())
    untried = int((holds & ~tried).sum())
    not_so = int((findings["verdict"] == FAILS).sum())
    some = int(holds.sum()) - always - untried
    by_rule = int((findings["verdict"] == BY_RULE).sum())
    parts = [
        f"{always} of {len(findings)} claims held in every recount that "
        f"tests {verb(always, 'it', 'them')}",
        f"{some} {verb(some, 'holds', 'hold')} but not in all" if some else "",
        f"{untried} {verb(untried, 'holds', 'hold')} but could not be tested" if untried else "",
        f"{not_so} {verb(not_so, 'fails', 'fail')}" if not_so else "",
        f"{by_rule} {verb(by_rule, 'follows', 'follow')} from a coding rule" if by_rule else "",
    ]
    return "; ".join(filter(None, parts))


def verb(n: int, one: str, many: str) -> str:
    """The form of a word that fits the number."""
    return one if n == 1 else many


def describe_robustness(robustness: pd.DataFrame, findings: pd.DataFrame) -> str:
    """The figure in words: for each claim the number of recounts in which it held."""
    single = robustness[robustness["kind"] != "several changes"]
    words = [
        f"A grid of {len(findings)} claims and {single['setting'].nunique()} columns: the study as published, "
        "then one choice made differently in each. The recounts include combinations, which are not drawn."
    ]
    for sentence, row in zip(findings["sentence"], findings.itertuples()):
        tested = (
            f"{'fails as published; ' * (row.verdict == FAILS)}held in {row.n_holds} of {row.n_settings} recounts"
            if row.n_settings
            else f"{row.verdict} as published; not testable"
        )
        words.append(f"{sentence.split(':')[0].rstrip('.')}: {tested}.")
    return " ".join(words)


def caption_robustness(robustness: pd.DataFrame) -> str:
    """What to know when reading the figure: what a column is, what is counted at the right."""
    n_single = robustness.loc[
        robustness["kind"].isin(["one change", "no difference"]), "setting"
    ].nunique()
    n_several = robustness.loc[robustness["kind"] == "several changes", "setting"].nunique()
    return (
        f"The first column is the study as published; in each of the other {n_single:,} one choice is made "
        "differently. At the right: the recounts in which the claim held, out of those that test it"
        + f" (up to {count(n_several, 'combination')} of choices, not drawn, included)"
        * (n_several > 0)
        + "."
    )
