"""
What is said of a sample and of its estimates, with the numbers computed in the sentence.

For the terminal and for notebooks: words that come from lists are escaped in Markdown by
whoever shows them there (`escape`).
"""

import numpy as np
import pandas as pd

from analysis.coding.files import coding_folder
from analysis.estimates import CORPUS, LIKE
from analysis.rates import count

PILOT = 50  # sentences after which the plan is worth asking again


def describe_sample(sample: pd.DataFrame, corpus) -> str:
    """What was drawn, where it is kept, and what not to show to a coder."""
    strata = sample.drop_duplicates("stratum")
    return (
        f"{count(len(sample), 'sentence')} of {strata['n_stratum'].sum():,} are drawn to be read, "
        f"{sample['double'].sum():,} of them by a second coder too. They are listed in "
        f"{coding_folder(corpus) / 'sample.csv'}; do not show that file to coders, because its strata follow "
        f"from what the dictionary found. After {PILOT}, `sample --width .1` says how many more are needed."
    )


def describe_plan(plan: pd.DataFrame, width: float) -> str:
    """How many sentences each frame needs for the width; the most of them."""
    lines = [f"{row.frame}: {row.n:,}" for row in plan.sort_values("n", kind="stable").itertuples()]
    most = max(plan["n"].max(), PILOT)
    return (
        f"Sentences to read for intervals {100 * width:g} points wide: "
        + "; ".join(lines)
        + f". For all frames: {most:,}."
    )


def describe_estimates(estimates: pd.DataFrame, target: str = CORPUS) -> str:
    """One line per frame: its share as counted and as read."""
    rows = pick_rows(estimates, target)
    if rows.empty:
        return "No frame is estimated: no sentence of the sample is coded."
    lines = [
        f"{row.frame}: {row.naive:.1%} of the sentences by counting, {say_interval(row)} by reading"
        + (f" ({row.warning})" if isinstance(row.warning, str) else "")
        for row in rows.itertuples()
    ]
    n = rows["n_coded"].max()
    return f"From {count(n, 'coded sentence')}, for {target}:\n" + "\n".join(lines)


def say_interval(row) -> str:
    """An estimate with its interval, in per cent."""
    if np.isnan(row.low):
        return f"{row.estimate:.1%} (no interval)"
    if row.low == row.high:  # every sentence was read
        return f"{row.estimate:.1%}"
    return f"{row.estimate:.1%} ({row.low:.1%} to {row.high:.1%})"


def pick_rows(estimates: pd.DataFrame, target: str = CORPUS, group: str = "all") -> pd.DataFrame:
    """The shares of one group and target, a row per frame."""
    wanted = {"estimand": "share", "target": target, "group": group}
    return estimates[np.logical_and.reduce([estimates[key] == wanted[key] for key in wanted])]


def title_estimates(rows: pd.DataFrame) -> str:
    """For how many frames counting and reading disagree, as a sentence."""
    off = rows[(rows["naive"] < rows["low"]) | (rows["naive"] > rows["high"])]
    n = len(rows)
    if off.empty:
        return f"Reading contradicts the count of none of {count(n, 'frame')}"
    over = (off["naive"] > off["high"]).sum()
    return (
        f"Reading contradicts the count of {len(off):,} of {count(n, 'frame')}: {over:,} too high, "
        f"{len(off) - over:,} too low"
    )


def describe_drawn(rows: pd.DataFrame) -> str:
    """The figure in words."""
    parts = "; ".join(
        f"{row.frame} counted {row.naive:.1%}, read {say_interval(row)}"
        for row in rows.itertuples()
    )
    return (
        "One row per frame: a hollow mark for the share of sentences that the dictionary counts, a filled "
        f"one with its interval for the share estimated by reading. {parts}."
    )


def list_changed(estimates: pd.DataFrame, target: str = CORPUS) -> pd.DataFrame:
    """Which pairs of frames are in another order as read than as counted, surely: a row per pair."""
    rows = pick_rows(estimates, target).reset_index(drop=True)
    pairs = rows.merge(rows, how="cross", suffixes=("", "_other"))
    turned = (pairs["naive"] > pairs["naive_other"]) & (pairs["high"] < pairs["low_other"])
    return pairs.loc[turned, ["frame", "frame_other"]].reset_index(drop=True)


def say_target(target: str) -> str:
    """What a target means, in one sentence."""
    return {
        CORPUS: "The estimates are for the articles of this corpus and no others.",
        LIKE: "The estimates are for articles like these; the intervals allow for differences between articles.",
    }[target]
