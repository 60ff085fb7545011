"""
What is said of a sample and of its estimates, with the numbers computed in the sentence.

For the terminal and for notebooks: words that come from lists are escaped in Markdown by
whoever shows them there (`escape`).
"""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.coding.correcting import FEW_POSITIVE
from analysis.coding.files import coding_folder
from analysis.measures.estimates import CORPUS, LIKE
from analysis.measures.rates import count

MOST_LINES = 10  # differences that are told one by one
TAKE_ARTICLE = {  # names of states that have an article in a sentence
    *("Bahamas", "Central African Republic", "Comoros", "Czech Republic", "Dominican Republic"),
    *("European Union", "Gambia", "Maldives", "Marshall Islands", "Netherlands", "Philippines"),
    *("Russian Federation", "Solomon Islands", "Soviet Union", "United Arab Emirates"),
    *("United Kingdom", "United States", "United States of America"),
}
PILOT = 50  # sentences after which the plan is worth asking again


def describe_sample(sample: pd.DataFrame, corpus: Path | str) -> str:
    """What was drawn, where it is kept, and what not to show to a coder."""
    strata = sample.drop_duplicates("stratum")
    return (
        f"{count(len(sample), 'sentence')} of {strata['n_stratum'].sum():,} are drawn to be read, "
        f"{sample['double'].sum():,} of them by a second coder too. They are listed in "
        f"{coding_folder(corpus) / 'sample.csv'}; do not show that file to coders, because its strata follow "
        f"from what the dictionary found. After {PILOT}, `sample --width .1` says how many more are needed."
    )


def describe_taught(taught: pd.DataFrame, frames: list[str]) -> str:
    """On what the classifier that the draw uses was trained (a table of `read_taught`), or that none was."""
    learned = [frame for frame in frames if frame in taught]
    if not learned:
        return (
            "Sentences are drawn according to what the list finds: none have been read on which a classifier of "
            "these frames could be trained."
        )
    n_read = int(taught[learned].notna().any(axis=1).sum())
    some = f" for {len(learned):,} of {count(len(frames), 'frame')}" * (len(learned) < len(frames))
    return (
        "A sentence on which the list and a classifier disagree is more likely to be drawn; the estimates allow "
        f"for that. The classifier was trained{some} on {count(n_read, 'sentence')} already coded, "
        "here or in test samples."
    )


def describe_plan(plan: pd.DataFrame, width: float) -> str:
    """How many sentences each frame needs for the width; the most of them."""
    known = plan.dropna(subset="n")
    lines = [
        f"{row.frame}: {row.n:,}" for row in known.sort_values("n", kind="stable").itertuples()
    ]
    text = "No frame is found by the list, so nothing can be said of how many sentences to read."
    if lines:
        most = max(known["n"].max(), PILOT)
        text = (
            f"Sentences to read for intervals {100 * width:g} points wide: {'; '.join(lines)}. For all of "
            f"these: {most:,}."
        )
    unknown = ", ".join(plan.loc[plan["n"].isna(), "frame"])
    return text + f" Not found by the list, so that nothing can be said: {unknown}." * bool(
        lines and unknown
    )


def describe_estimates(estimates: pd.DataFrame, target: str = CORPUS) -> str:
    """One line per frame: its share as counted and as read."""
    rows = pick_rows(estimates, target)
    if rows.empty:
        return "No frame is estimated: no sentence of the sample is coded."
    same = pick_same(rows)
    lines = [
        f"{row.frame}: {row.naive:.1%} of the sentences as counted, {say_estimate(row)}"
        for row in rows[~same].itertuples()
    ]
    n = count(rows["n_coded"].max(), "coded sentence")
    first = f"Shares of the sentences, from {n}{f', for {target}' * (target != CORPUS)}"
    if same.any():
        which = "all frames" if same.all() else count(int(same.sum()), "frame")
        first = f"Counted and read give the same share for {which} ({n})"
    return "\n".join([f"{first}{':' if lines and not same.any() else '.'}", *lines])


def pick_whole(rows: pd.DataFrame) -> pd.Series:
    """Rows of which every sentence was read, so that nothing is estimated."""
    return pd.Series(np.isclose(rows["low"], rows["high"]), rows.index)


def pick_same(rows: pd.DataFrame) -> pd.Series:
    """Rows of which every sentence was read, and as many have the frame as counted."""
    return pick_whole(rows) & np.isclose(rows["naive"], rows["estimate"])


def is_thin(rows: pd.DataFrame) -> pd.Series:
    """Which estimates rest on too little to be printed: `warning` says on what."""
    return rows["warning"].notna()


def say_estimate(row: Any) -> str:
    """The estimate with its interval, in per cent; of a thin one what it can be at most, and why."""
    if is_read_whole(row):
        return f"{row.estimate:.1%} as read"
    if isinstance(row.warning, str):
        most = "" if np.isnan(row.high) else f" at most {row.high:.1%}"
        return f"too rare among the sentences read to estimate it{';' if most else ''}{most} ({row.warning})"
    return f"{say_interval(row)} as read"


def is_read_whole(row: Any) -> bool:
    """Whether every sentence was read, so that nothing is estimated: a share without an interval."""
    return bool(row.low == row.high == row.estimate)


def say_interval(row: Any) -> str:
    """An estimate with its interval, in per cent."""
    if np.isnan(row.low):
        return f"{row.estimate:.1%} (no interval)"
    if np.isclose(row.low, row.high):  # every sentence was read
        return f"{row.estimate:.1%}"
    return f"{row.estimate:.1%} ({row.low:.1%} to {row.high:.1%})"


def pick_rows(
    estimates: pd.DataFrame, target: str = CORPUS, by: str = "all", estimand: str = "share"
) -> pd.DataFrame:
    """The shares of one grouping and target, a row per frame and group."""
    wanted = {"estimand": estimand, "target": target, "by": by}
    return estimates[np.logical_and.reduce([estimates[key] == wanted[key] for key in wanted])]


def title_estimates(rows: pd.DataFrame) -> str:
    """For how many frames counting and reading disagree, as a sentence; thin ones aside."""
    known = rows[~is_thin(rows)]
    off = known[(known["naive"] < known["low"]) | (known["naive"] > known["high"])]
    frames = count(len(known), "frame")
    frames += "" if len(known) == len(rows) else " of which enough was read"
    if known.empty:
        return "As counted and as read: of no frame was enough read to estimate it"
    if off.empty:
        return f"As counted and as read: no count of {frames} is contradicted by reading"
    over = (off["naive"] > off["high"]).sum()
    is_whole = (known["low"] == known["high"]).all()
    if is_whole and len(off) == 1:
        row = off.iloc[0]
        n = round(abs(row["naive"] - row["estimate"]) * row["n_coded"])
        how = "fewer" if row["naive"] > row["estimate"] else "more"
        return (
            f"Counted and read agree for {len(known) - 1:,} of {frames}; for {row['frame']} the reader has "
            f"{count(n, f'sentence {how}', f'sentences {how}')}"
        )
    where = "differs from the reading" if is_whole else "is outside the interval"
    return f"For {len(off):,} of {frames}, the count {where} ({over:,} above it, {len(off) - over:,} below)"


def say_both(row: Any) -> str:
    """One share as counted and as read, for a description; of a thin one what it can be at most."""
    if is_read_whole(row) and np.isclose(row.naive, row.estimate):
        return f"{row.naive:.1%} in both"
    if isinstance(row.warning, str) and not is_read_whole(row):
        most = "not known" if np.isnan(row.high) else f"at most {row.high:.1%}"
        return f"counted {row.naive:.1%}, {most} as read"
    return f"counted {row.naive:.1%}, {say_estimate(row)}"


def describe_drawn(rows: pd.DataFrame) -> str:
    """The figure in words."""
    parts = "; ".join(f"{row.frame} {say_both(row)}" for row in rows.itertuples())
    is_whole = bool(len(rows)) and bool((rows["low"] == rows["high"]).all())
    full = (
        "one for the share as read"
        if is_whole
        else "one with its interval for the share estimated by reading; the interval alone where too few were read"
    )
    return (
        "One row per frame: a hollow mark for the share of sentences that the list counts, a filled "
        f"{full}. {parts}."
    )


def describe_groups(rows: pd.DataFrame, by: str) -> str:
    """The figure by group in words."""
    parts = "; ".join(f"{row.frame}, {row.group}: {say_both(row)}" for row in rows.itertuples())
    return f"A panel per frame, a line per {by}: as counted and as read. {parts}."


def title_groups(rows: pd.DataFrame, by: str) -> str:
    """Of how many groups reading contradicts the count, as a sentence."""
    known = rows[~is_thin(rows)]
    off = ((known["naive"] < known["low"]) | (known["naive"] > known["high"])).sum()
    if not off and (known["low"] == known["high"]).all():
        return f"By {by}: count and reading agree on {'the one share' if len(known) == 1 else f'all {len(known):,} shares'}"
    return (
        f"By {by}: reading contradicts the count for {off or 'none'} of the "
        f"{count(len(known), 'share')} with enough sentences"
    )


def say_differences(
    estimates: pd.DataFrame, by: str, target: str = CORPUS, where: str = "estimates.csv"
) -> str:
    """
    Which differences of groups stand as read, the largest in a line each; how many do not.

    `where`: the file that has them all.
    """
    rows = pick_rows(estimates, target, by, "difference")
    if rows.empty:
        return f"There are not two groups by {by} to compare."
    if np.isclose(rows["low"], rows["high"]).all():
        return (
            f"By {by}: every sentence was read, so the shares have no sampling error. They say nothing about "
            "other articles."
        )
    known = rows[~is_thin(rows)]
    sure = known[(known["low"] > 0) | (known["high"] < 0)]
    n, n_sure = len(rows), len(sure)
    lines = [
        f"Of {count(n, 'difference')} {name_between(rows, by)}, {n_sure:,} "
        f"{'is' if n_sure == 1 else 'are'} beyond chance as read; for {n - len(known):,} too few "
        f"sentences were read.{say_pooled(estimates, sure, by, target)}{say_many(len(known))}"
    ]
    order = sure["estimate"].abs().sort_values(ascending=False, kind="stable").index
    groups = set(pick_rows(estimates, target, by)["group"])
    lines += [say_difference(row, groups) for row in sure.loc[order].head(MOST_LINES).itertuples()]
    lines += [f"{n_sure - MOST_LINES:,} more in {where}"] * (n_sure > MOST_LINES)
    return "\n".join(lines)


def name_between(rows: pd.DataFrame, by: str) -> str:
    """Between what the differences of one grouping are: groups, or the times before and after an event."""
    is_event = rows["group"].str.fullmatch(rf"(before|after) {re.escape(by)} - (before|after) .*")
    if is_event.all():
        return f"between the periods before and after {by}"
    pairs = "the two groups" if rows["group"].nunique() == 1 else "pairs of groups"
    return f"between {pairs} by {by}, frame by frame"


def say_pooled(
    estimates: pd.DataFrame,
    sure: pd.DataFrame,
    by: str,
    target: str = CORPUS,
    which: str = "{} beyond chance",
) -> str:
    """
    How many of these differences have a share too thin to print by itself, and why they are judged; "" if none.

    `which`: how the text before has called these differences, {} for the noun.
    """
    shares = pick_rows(estimates, target, by)
    groups = set(shares["group"])
    thin = set(zip(*(shares.loc[is_thin(shares), name] for name in ("frame", "group"))))
    n = sum(
        any((row.frame, group) in thin for group in split_pair(row.group, groups))
        for row in sure.itertuples()
    )
    if not n:
        return ""
    of = which.format("difference" if len(sure) == 1 else "differences")
    those = f"the one {of}" if len(sure) == 1 else f"{n:,} of the {of}"
    return (
        f" In {those}, at least one of the two shares is too uncertain to be given alone. A difference can still "
        f"be given: {FEW_POSITIVE} coded sentences with the frame in the two groups together are enough for it."
    )


def say_many(n: int) -> str:
    """How many of so many intervals of differences may miss by chance; nothing of a few."""
    return (
        f" By chance, about {n / 20:.0f} of these {n:,} intervals may miss the true difference."
        if n > 20
        else ""
    )


def split_pair(label: str, groups: Collection[str]) -> tuple[str, str]:
    """The two groups of a difference; their names may have a hyphen of their own."""
    parts = label.split(" - ")
    pairs = [(" - ".join(parts[:n]), " - ".join(parts[n:])) for n in range(1, len(parts))]
    return next((pair for pair in pairs if {*pair} <= {*groups}), pairs[0])


def say_difference(row: Any, groups: Collection[str] = ()) -> str:
    """One difference of two of the groups, as counted and as read, in points."""
    first, second = split_pair(row.group, groups)
    more, less = (first, second) if row.estimate > 0 else (second, first)
    above = "higher" if more.startswith(("before ", "after ")) else "above"
    for when, other in (("before ", "after "), ("after ", "before ")):
        if more.startswith(when) and less == f"{other}{more.removeprefix(when)}":
            less = other.strip()
    ends = sorted(abs(100 * end) for end in (row.low, row.high))
    turned = ", but the other way round" if row.naive * row.estimate < 0 else ""
    more, less = (f"the {name}" if name in TAKE_ARTICLE else name for name in (more, less))
    points = f"{abs(100 * row.estimate):.1f} percentage points"
    told = (
        f"{points} higher {more} than {less}"
        if above == "higher"
        else f"{more} {points} above {less}"
    )
    return (
        f"{row.frame}: {told} as read (95% interval {ends[0]:.1f} to {ends[1]:.1f}), "
        f"{abs(100 * row.naive):.1f} as counted{turned}"
    )


def say_voices(estimates: pd.DataFrame) -> str:
    """How much of all words, and of each frame, is in somebody's speech, as found and as read."""
    words = pick_rows(estimates, CORPUS, "voice", "share of words in speech")
    if words.empty:
        return "The coders did not record voices, so whose words they are is as found by rule."
    row = words.iloc[0]
    lines = [
        "All words, with possible speech counted as the narrator’s in both: "
        f"{row.naive:.1%} in speech by rule, {say_estimate(row)}"
    ]
    rows = pick_rows(estimates, CORPUS, "voice", "share in speech")
    same = pick_same(rows)
    if same.any():
        n = count(int(same.sum()), "frame")
        lines.append(f"{n}: the same share in speech as counted and as read")
    sentences = pick_rows(estimates, CORPUS, "voice")
    alike = sentences["frame"].map(pick_same(sentences).groupby(sentences["frame"]).all())
    only_words = rows["frame"].isin(sentences.loc[alike, "frame"]) & ~same & pick_whole(rows)
    if only_words.any():
        frames = [f"“{frame}”" for frame in rows.loc[only_words, "frame"]]
        lines.append(
            f"{', '.join(frames)}: in each voice, list and reader mark the same number of sentences, but not of "
            "words (the reader may mark neighbouring words as one passage)"
        )
    same |= only_words
    none = rows["naive"].isna() & (rows["n_positive"] == 0)  # neither counted nor read
    thin = is_thin(rows) & ~same & ~none
    for row in rows[~same & ~thin & ~none].itertuples():
        found = "none counted" if np.isnan(row.naive) else f"{row.naive:.1%} in speech as counted"
        lines.append(f"{row.frame}: {found}, {say_estimate(row)}")
    return "\n".join([*lines, *say_thin(rows[thin])])


def say_thin(rows: pd.DataFrame) -> list[str]:
    """The frames of which too few sentences were read, in one line; none of no rows."""
    names = list(dict.fromkeys(rows["frame"]))
    return [f"Too rare among the sentences read to estimate: {', '.join(names)}"] if names else []


def list_changed(estimates: pd.DataFrame, target: str = CORPUS) -> pd.DataFrame:
    """Which pairs of frames are in another order as read than as counted, surely: a row per pair."""
    rows = pick_rows(estimates, target).reset_index(drop=True)
    pairs = rows.merge(rows, how="cross", suffixes=("", "_other"))
    turned = (pairs["naive"] > pairs["naive_other"]) & (pairs["high"] < pairs["low_other"])
    return pairs.loc[turned, ["frame", "frame_other"]].reset_index(drop=True)


def say_target(target: str) -> str:
    """That the estimates are for other articles, too, where they are; nothing of those for this corpus."""
    if target != LIKE:
        return ""
    return "The estimates are for articles like these; the intervals allow for differences between articles."
