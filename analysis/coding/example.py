"""
The worked example: five states in the General Debate, drawn, coded, corrected, and told.

Its tables are made once (`evaluation.worked_example`) and read here.
"""

from pathlib import Path

import pandas as pd

from analysis.coding.sentences import (
    is_thin,
    list_changed,
    name_between,
    pick_rows,
    say_differences,
    say_interval,
    say_many,
    say_pooled,
    say_thin,
)
from analysis.measures.estimates import CORPUS
from analysis.measures.rates import count
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import ROOT, check_table, read_csv

EXAMPLE = ROOT / "examples" / "general-debate"
RESULTS = "examples/general-debate/results/estimates.csv"


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
        f"Of the {len(units):,} sentences of {count(units['doc_id'].nunique(), 'speech', 'speeches')}, {n:,} were "
        f"drawn and read by two coders. They gave the same frames to {n - len(differ):,} of these; only frames that "
        "both gave are counted."
    )


def say_agreement_table(agreement: pd.DataFrame) -> str:
    """How far the two coders agree, the best and the worst frame, and what that is worth."""
    rows = agreement[agreement["variable"].str.startswith("frame: ")]
    known = rows.dropna(subset="alpha_low").sort_values("alpha", kind="stable")
    few = len(rows) - len(known)
    ends = [
        f"{row.alpha:.2f} ({row.variable.removeprefix('frame: ')})"
        for row in known.iloc[[0, -1][: len(known)]].itertuples()
    ]
    of = f"For the {count(len(known), 'frame')} with an interval, " * bool(few)
    said = f"{of}Krippendorff’s alpha runs from {' to '.join(ends)}" if len(ends) == 2 else ""
    if len(ends) == 1:
        said = f"{of}Krippendorff’s alpha is {ends[0]}"
    rare = f"{f'{few:,} others' if said and few > 1 else 'one other' if said else count(few, 'frame')} "
    rare += (
        f"{'was' if few == 1 else 'were'} given too seldom for {'one' if said else 'an interval'}"
    )
    said = "; ".join([said] * bool(said) + [rare] * bool(few))
    return f"{said}{'. ' * bool(said)}Both coders are runs of a language model, not people; both may err in the same way."


def say_changes(estimates: pd.DataFrame, target: str = CORPUS) -> str:
    """What one would have said from the counts alone, and what reading makes of it, a line each."""
    rows = pick_rows(estimates, target)
    known = rows[~is_thin(rows)]
    off = known[(known["naive"] < known["low"]) | (known["naive"] > known["high"])]
    lines = [
        f"Of {count(len(rows), 'frame')}, {len(known):,} can be estimated; for {len(off):,} of these the count lies "
        "outside the interval."
    ]
    for row in off.itertuples():
        is_over = row.naive > row.estimate
        factor = max(row.naive, row.estimate) / max(min(row.naive, row.estimate), 1e-9)
        more = "counting finds" if is_over else "reading finds"
        lines.append(
            f"{row.frame}: {row.naive:.1%} of the sentences as counted, {say_interval(row)} as read; {more} "
            f"{factor:.1f} times as many"
        )
    turned = list_changed(estimates, target)
    lines += [
        f"As counted, {pair.frame} is more frequent than {pair.frame_other}; as read, less frequent"
        for pair in turned.itertuples()
    ]
    thin = rows[is_thin(rows)]
    lines += [
        f"{row.frame}: {row.naive:.1%} as counted, at most {row.high:.1%} as read"
        for row in thin[thin["naive"] > thin["high"]].itertuples()
    ]
    return "\n".join([*lines, *say_thin(thin)])


def say_compared(estimates: pd.DataFrame, by: str, target: str = CORPUS) -> str:
    """Of the differences that the counts show, how many stand as read, how many turn, how many are open."""
    rows = pick_rows(estimates, target, by, "difference")
    shown = rows[rows["naive"].abs() > 0]
    known = shown[~is_thin(shown)]
    sure = (known["low"] > 0) | (known["high"] < 0)
    same = known["naive"] * known["estimate"] > 0
    _, *lines = say_differences(estimates, by, target, RESULTS).splitlines()
    few = len(shown) - len(known)
    which = "{} confirmed or reversed" if (sure & ~same).any() else "confirmed {}"
    rest = "the other one has" if few == 1 else f"the other {few:,} have"
    return "\n".join(
        [
            f"The counts show {count(len(shown), 'difference')} {name_between(rows, by)}. Reading confirms "
            f"{(sure & same).sum():,}, reverses {(sure & ~same).sum() or 'none'} and leaves {(~sure).sum():,} open"
            f"{f'; {rest} too few sentences' * bool(few)}.{say_pooled(estimates, known[sure], by, target, which)}"
            f"{say_many(len(known))}",
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
