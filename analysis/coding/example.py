"""
The worked example: five states in the General Debate, drawn, coded, corrected, and told.

Its tables are made once (`evaluation.worked_example`) and read here.
"""

from pathlib import Path

import pandas as pd

from analysis.coding.sentences import (
    is_thin,
    list_changed,
    pick_rows,
    say_differences,
    say_estimate,
    say_interval,
    say_many,
)
from analysis.measures.estimates import CORPUS
from analysis.measures.rates import count
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import ROOT, check_table, read_csv

EXAMPLE = ROOT / "examples" / "general-debate"


def read_result(name: str, example: Path = EXAMPLE) -> pd.DataFrame:
    """A table of the example's results."""
    table = read_csv(example / "results" / f"{name}.csv", COLUMNS.get(name))
    if name in COLUMNS:
        return check_table(table, name)
    text = ("unit_id", "doc_id", "frame", "coder", "text", "coder_a", "coder_b", "memo_A", "memo_B")
    return table.astype({column: float for column in table if column not in text})


def say_example(estimates: pd.DataFrame, differ: pd.DataFrame, example: Path = EXAMPLE) -> str:
    """What was drawn from what, who read it, and in how many sentences both coders gave the same."""
    units, n = read_result("units", example), int(pick_rows(estimates)["n_coded"].max())
    return (
        f"{count(units['doc_id'].nunique(), 'speech', 'speeches')} of five states hold {len(units):,} "
        f"sentences; {n:,} of these were drawn and read by two coders. In {n - len(differ):,} "
        f"both gave the same frames. What both gave counts as agreed; in the other {len(differ):,} a frame "
        f"that one of them gave alone is left out."
    )


def say_agreement_table(agreement: pd.DataFrame) -> str:
    """How far the two coders agree, the best and the worst frame, and what that is worth."""
    rows = agreement[agreement["variable"].str.startswith("frame: ")]
    known = rows.dropna(subset="alpha_low").sort_values("alpha", kind="stable")
    few = len(rows) - len(known)
    said = ", ".join(
        f"{row.variable.removeprefix('frame: ')} {row.alpha:.2f} ({row.alpha_low:.2f} to {row.alpha_high:.2f})"
        for row in known.itertuples()
    )
    return (
        f"Krippendorff's alpha on {count(int(rows['n_units'].max()), 'sentence')}: {said or 'not known'}. "
        f"{count(few, 'frame')} {'was' if few == 1 else 'were'} given too seldom for an interval. Both coders "
        f"are runs of a language model, not people. That they agree says that the codebook can be followed "
        f"in the same way twice; it does not say that a person would read so, as both may err in the same way."
    )


def say_changes(estimates: pd.DataFrame, target: str = CORPUS) -> str:
    """What one would have said from the counts alone, and what reading makes of it, a line each."""
    rows = pick_rows(estimates, target)
    known = rows[~is_thin(rows)]
    off = known[(known["naive"] < known["low"]) | (known["naive"] > known["high"])]
    n_over = int((off["naive"] > off["estimate"]).sum())
    lines = [
        f"Of {count(len(rows), 'frame')}, {len(known):,} can be estimated from "
        f"{count(int(rows['n_coded'].max()), 'sentence')}; for {len(off):,} of these the count lies "
        f"outside the interval: {n_over:,} too high, {len(off) - n_over:,} too low."
    ]
    for row in off.itertuples():
        is_over = row.naive > row.estimate
        factor = max(row.naive, row.estimate) / max(min(row.naive, row.estimate), 1e-9)
        more = "counting finds" if is_over else "reading finds"
        lines.append(
            f"{row.frame}: by the count in {row.naive:.1%} of the sentences, as read in "
            f"{say_interval(row)}: {more} {factor:.1f} times as much"
        )
    turned = list_changed(estimates, target)
    lines += [
        f"By the count there is more {pair.frame} than {pair.frame_other}; as read it is the other way round"
        for pair in turned.itertuples()
    ]
    if turned.empty:
        lines.append("No two frames change places for certain")
    lines += [
        f"{row.frame}: by the count in {row.naive:.1%}; {say_estimate(row)}"
        + ("; the count is above even that" if row.naive > row.high else "")
        for row in rows[is_thin(rows)].itertuples()
    ]
    return "\n".join(lines)


def say_compared(estimates: pd.DataFrame, by: str, target: str = CORPUS) -> str:
    """Of the differences that the counts show, how many stand as read, how many turn, how many are open."""
    rows = pick_rows(estimates, target, by, "difference")
    shown = rows[rows["naive"].abs() > 0]
    known = shown[~is_thin(shown)]
    sure = (known["low"] > 0) | (known["high"] < 0)
    same = known["naive"] * known["estimate"] > 0
    _, *lines = say_differences(estimates, by, target).splitlines()
    return "\n".join(
        [
            f"The counts show {count(len(shown), 'difference')} by {by}. Reading confirms "
            f"{(sure & same).sum():,}, reverses {(sure & ~same).sum():,} and leaves {(~sure).sum():,} open; "
            f"for {len(shown) - len(known):,} too few sentences were read.{say_many(len(known))}",
            *lines,
        ]
    )


def say_coders_alone(by_coder: pd.DataFrame) -> str:
    """How much hangs on who reads: the frames whose estimates differ most between the coders."""
    wide = by_coder.pivot(index="frame", columns="coder", values="estimate")
    gap = (wide.max(axis=1) - wide.min(axis=1)).sort_values(ascending=False, kind="stable")
    lines = [
        f"{frame}: " + ", ".join(f"{coder} {wide.at[frame, coder]:.1%}" for coder in wide)
        for frame in gap.index[:3]
    ]
    return "\n".join(["Estimates from each coder alone differ most for:", *lines])
