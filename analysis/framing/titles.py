"""
What the figures of the notebook on framing say: titles, captions and descriptions in words.

Each is computed from the table that is drawn, and holds for any articles and any dictionary.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.drawing.figure import VOICE_NAMES
from analysis.framing.prevalence import OTHERS
from analysis.measures.rates import ENOUGH_DOCS, count
from analysis.text.escaping import shorten, show_unseen

MOST_PAIRS = 12  # of frames that a description names; the table beside the figure has all
ENOUGH_TESTED = 10  # matches, and coded units, of a frame: with fewer its scores say little


def read_cards(frames: list[str], validity: pd.DataFrame | None) -> list[str]:
    """What reading showed of each frame, on unseen text if there is some: "test: 16 of 27 right, 5 of 7 found"."""
    if validity is None or validity.empty:
        return [""] * len(frames)
    rows = validity[(validity["voice"] == "all") & (validity["sample"] == card_sample(validity))]
    cards = [say_card(row) for row in rows.set_index("frame").reindex(list(frames)).itertuples()]
    return [f"test: {card}" if card else "" for card in cards]


def say_card(row: Any) -> str:
    """The two counts of a frame; nothing where nothing was read, so that no share rests on none."""
    parts = ((row.n_right, row.n_matches, "right"), (row.n_found, row.n_coded, "found"))
    return ", ".join(f"{n:.0f} of {of:.0f} {word}" for n, of, word in parts if of > 0)


def card_sample(validity: pd.DataFrame) -> str:
    """The sample whose counts are given beside the figures: unseen, if there is one."""
    return "unseen" if (validity["sample"] == "unseen").any() else "in-sample"


def show_share(value: float) -> str:
    """A share in two digits, "0.70"; a dash where it is not known."""
    return "–" if np.isnan(value) else f"{value:.2f}"


def caption_card(validity: pd.DataFrame | None) -> str:
    """What the small type in a figure means, to end its caption."""
    if validity is None or validity.empty:
        return "The matches of this study have not been compared with coding by reading."
    where, unit = {
        "unseen": ("unseen text (UN speeches)", "sentences"),
        "in-sample": ("the articles of this study", "framing words"),
    }[card_sample(validity)]
    return (
        f"Small type: a test on {where}, counted in {unit}, unweighted. “Right”: how many of the {unit} "
        "marked by the list were also marked by a language model; “found”: how many of those marked by the model were "
        "also marked by the list."
    )


def say_test(validity: pd.DataFrame | None) -> str:
    """What the small type in a figure is a test of, to end the label of its axis."""
    if validity is None or validity.empty:
        return ""
    where = {"unseen": "UN speeches", "in-sample": "the articles of this study"}
    return f"; small type: a test of the list on {where[card_sample(validity)]}, not these counts"


def caption_left_out(whole: pd.DataFrame) -> str:
    """The frames of which no word was found, for the caption: they have no row in the figure."""
    none = sorted(whole.loc[whole["n"] == 0, "frame"])
    return f"Not found at all: {', '.join(none)}. " if none else ""


def title_prevalence(whole: pd.DataFrame) -> str:
    """Which frame is the most frequent, as a sentence."""
    n_words = int(whole["n_words"].max()) if len(whole) else 0
    top = whole[whole["n"] == whole["n"].max()]["frame"] if len(whole) and whole["n"].max() else []
    if not len(top):
        return "No framing word was found"
    verb = "is the most frequent frame" if len(top) == 1 else "are the most frequent frames"
    n = int(whole["n"].max())
    return f"{join_names(top)} {verb}: {count(n, 'framing word')} in {n_words:,} words of text"


def join_names(names: pd.Series) -> str:
    """Names in a row, with the first letter a capital: "A, b and c"."""
    names = sorted(names)
    text = ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else names[0]
    return text[:1].upper() + text[1:]


def title_voices(counts: pd.DataFrame) -> str:
    """In whose words most of the framing words are, as a sentence."""
    total, told = int(counts.to_numpy().sum()), int(counts["narrator"].sum())
    if not total:
        return "No framing word was found"
    if 2 * told == total:
        return f"Half of the {total:,} uses of framing words are in speech, half in the narrator’s text"
    whose, n = ("speech", total - told) if 2 * told < total else ("the narrator’s text", told)
    return f"Most uses of framing words are in {whose}: {n:,} of {total:,}"


def title_speaker_frames(crossed: pd.DataFrame) -> str:
    """Whose words carry most of the framing words, as a sentence."""
    counts = crossed.drop(columns=["speaker", "n_words"])
    total = int(counts.to_numpy().sum())
    told = int(counts[crossed["speaker"] == "narrator"].to_numpy().sum())
    named = crossed.assign(n=counts.sum(axis=1))[
        ~crossed["speaker"].isin(["narrator", "speaker not resolved"])
        & ~crossed["speaker"].str.fullmatch(OTHERS)
    ]
    if named.empty:
        return f"No speaker is named: {total:,} uses of framing words in all"
    most = named.loc[named["n"] == named["n"].max()]
    n, names = int(most["n"].max()), [shorten(name) for name in most["speaker"]]
    who = " and ".join(names) if len(names) < 4 else f"each of {len(names)} speakers"
    return (
        f"Of {total:,} uses of framing words, {told:,} {'is' if told == 1 else 'are'} in the narrator’s text; the most "
        f"of any speaker, {n:,}{' each' * (len(names) > 1)}, {'is' if n == 1 else 'are'} in the words of {who}"
    )


def title_validity(validity: pd.DataFrame) -> str:
    """Precision and recall over all frames on unseen text, else in-sample, as a sentence."""
    whole = validity[(validity["frame"] == "all") & (validity["voice"] == "all")]
    whole = whole[(whole["n_matches"] > 0) & (whole["n_coded"] > 0)]
    whole = whole.dropna(subset=["precision", "recall"]).set_index("sample")
    for sample, where, coder in (
        ("unseen", "On unseen text", "a language model"),
        ("in-sample", "On the articles of this study", "the coder"),
    ):
        if sample in whole.index:
            row = whole.loc[sample]
            return (
                f"{where}, {coder} agreed with {row['precision']:.0%} of what the list found; the list found "
                f"{row['recall']:.0%} of what was coded"
            )
    return "The matches are unchecked: no text of this study has been coded by reading"


def count_untested(validity: pd.DataFrame, sample: str) -> tuple[int, int]:
    """(frames with fewer than `ENOUGH_TESTED` matches or coded units to test, frames of the sample)."""
    rows = validity[(validity["sample"] == sample) & (validity["voice"] == "all")]
    rows = rows[rows["frame"] != "all"]
    return int((rows[["n_matches", "n_coded"]].min(axis=1) < ENOUGH_TESTED).sum()), len(rows)


def caption_validity(validity: pd.DataFrame) -> str:
    """What the dots and the numbers beside them are, to end the caption."""
    if validity.empty:
        return ""
    sample = card_sample(validity)
    few, n = count_untested(validity, sample)
    unit = validity.loc[validity["sample"] == sample, "unit"].iloc[0]
    rests = (
        f" For {few:,} of {count(n, 'frame')}, precision, recall or both rest on fewer than {ENOUGH_TESTED} {unit}."
        * bool(few)
    )
    if sample == "in-sample":
        return f"In-sample: the articles of this study, read in full; the list may have been made from them.{rests}"
    return (
        "Dots, with 95% intervals, are weighted estimates on unseen text; the numbers beside them count sentences, "
        f"unweighted: right of marked, found of coded.{rests}"
    )


def find_top(together: pd.DataFrame) -> tuple[int, str, str] | None:
    """(n, first, second) of the pair of frames that occurs together most often."""
    return next(iter(list_pairs(together)), None)


def title_together(together: pd.DataFrame, unit: str, is_apart: bool = False) -> str:
    """
    Which two frames are most often in one sentence, as a sentence.

    `is_apart`: pairs that count the same words have been taken out of `together`.
    """
    pairs = list_pairs(together)
    of = " that do not count the same words" if is_apart else ""
    if not pairs:
        return f"No two frames{of} occur together in a {unit}"
    n = pairs[0][0]
    where = f"{n:,} {unit}{'s' if n > 1 else ''}"
    top = [sorted(pair[1:]) for pair in pairs if pair[0] == n]
    if len(top) > 2:
        return f"{len(top)} pairs of frames{of} occur together most often: each in {where}"
    named = ", and ".join(" and ".join(pair) for pair in top)
    first = f"Of frames{of}, {named}" if of else named[:1].upper() + named[1:]
    return f"{first} occur together most often: {'each ' * (len(top) > 1)}in {where}"


def caption_shared(shared: pd.DataFrame | None) -> str:
    """Which frames count the same words and so occur together by definition, for the caption."""
    pairs = [] if shared is None else list_pairs(shared)
    if not pairs:
        return ""
    named = "; ".join(f"{first} and {second} ({count(n, 'word')})" for n, first, second in pairs)
    return (
        f"The title leaves out pairs of frames that count the same words: {named}. In other pairs, "
        "a word of one frame may be part of a longer phrase of the other. "
    )


def say_rate(rate: float) -> str:
    """A rate with a decimal; a smaller one with its first digit that is not 0."""
    return f"{rate:.1f}" if rate >= 0.05 or rate == 0 else f"{rate:.1g}"


def describe_prevalence(whole: pd.DataFrame, are_dots: bool) -> str:
    """The prevalence figure in words; `are_dots`: single articles are drawn, not their spread."""
    whole = whole.sort_values(["n", "frame"], ascending=[False, True])
    found = whole[whole["n"] > 0]
    rows = "; ".join(
        f"{row.frame} {row.n:,}"
        + ("" if np.isnan(row.per_1000) else f" ({say_rate(row.per_1000)} per 1,000)")
        + f" in {row.n_with:,} of {row.n_docs:,} articles"
        for row in found.itertuples()
    )
    each = (
        "a dot for the rate in each article"
        if are_dots
        else "a thin line where nine tenths of the articles are, a thick one for their middle half"
    )
    return (
        f"One row per frame; {each}, a bar for the rate in all of them. "
        f"{rows or 'There is no frame'}. {caption_left_out(whole)}"
    ).strip()


def describe_voices(prevalence: pd.DataFrame) -> str:
    """The figure of voices in words."""
    rows = prevalence[prevalence["by"] == "voice"].pivot(index="frame", columns="group", values="n")
    total = rows.fillna(0).sum(axis=1)
    text = "; ".join(
        frame + " " + ", ".join(f"{VOICE_NAMES[voice]} {n:,.0f}" for voice, n in row.items())
        for frame, row in rows[total > 0].fillna(0).iterrows()
    )
    left_out = caption_left_out(total.rename("n").reset_index())
    return (
        f"Stacked bars, one per frame: uses of framing words in each voice. {text or 'no framing words'}. {left_out}"
    ).strip()


def describe_speaker_frames(crossed: pd.DataFrame) -> str:
    """The figure of speakers and frames in words: each speaker's most frequent frames."""
    rows = []
    for row in crossed.set_index("speaker").drop(columns="n_words").itertuples():
        counts = sorted(
            ((n, frame) for n, frame in zip(row[1:], crossed.columns[2:]) if n), reverse=True
        )
        rows.append(
            f"{show_unseen(row.Index)}: "
            + (", ".join(f"{frame} {n:,}" for n, frame in counts[:3]) or "none")
        )
    return (
        "A grid of speakers (rows) and frames (columns) with raw counts, darker for more. The most frequent "
        "frames of each, up to three: " + "; ".join(rows) + "."
    )


def describe_validity(validity: pd.DataFrame) -> str:
    """The validity card in words."""
    rows = validity[(validity["voice"] == "all") & (validity["frame"] != "all")]
    if len(rows):  # the sample that is drawn
        rows = rows[rows["sample"] == card_sample(validity)]
    rows = rows[(rows["n_matches"] > 0) | (rows["n_coded"] > 0)]
    text = "; ".join(
        f"{row.frame}: precision {describe_share(row, 'precision', row.n_right, row.n_matches)}, "
        f"recall {describe_share(row, 'recall', row.n_found, row.n_coded)}"
        for row in rows.itertuples()
    )
    return (
        "Three panels with one row per frame: framing words, precision and recall. "
        f"{text or 'No frame has been compared with coding by reading'}."
    )


def describe_share(row: Any, name: str, n: float, of: float) -> str:
    """One share with its counts: "0.47 (weighted; unweighted 3 of 4 sentences)"."""
    is_weighted = not np.isnan(getattr(row, f"{name}_low"))
    counts = f"{n:.0f} of {of:.0f} {row.unit}"
    return f"{show_share(getattr(row, name))} ({'weighted; unweighted ' * is_weighted}{counts})"


def describe_together(together: pd.DataFrame, unit: str) -> str:
    """The figure of frames that occur together in words: the pairs that do most often."""
    pairs = list_pairs(together)
    text = "; ".join(f"{first} with {second} {n:,}" for n, first, second in pairs[:MOST_PAIRS])
    more = f"; {len(pairs) - MOST_PAIRS:,} more pairs" if len(pairs) > MOST_PAIRS else ""
    return (
        f"A triangle of frames against frames: the number of {unit}s that have both. "
        f"{text or 'No pair occurs'}{more}."
    )


def list_pairs(together: pd.DataFrame) -> list[tuple[int, str, str]]:
    """(n, first, second) of the pairs of frames that occur together, the most frequent first."""
    names, counts = list(together.index), together.to_numpy()
    pairs = [
        (int(counts[i, j]), names[j], names[i])
        for i in range(len(names))
        for j in range(i)
        if counts[i, j]
    ]
    return sorted(pairs, key=lambda pair: (-pair[0], pair[1:]))


def title_groups(group_frames: pd.DataFrame, by: str) -> str:
    """How many of the differences between the groups are larger than chance could make them."""
    rows = group_frames[group_frames["by"] == by]
    if not rows["p"].notna().any():
        return f"By {show_unseen(by)}: too few articles to compare any two groups"
    found = rows.loc[rows["differs"], "frame"].unique()
    n = rows["frame"].nunique()
    if not len(found):
        none = f"none of {n:,} frames differs" if n > 1 else "the one frame does not differ"
        return f"By {show_unseen(by)}: {none} by more than chance could make it"
    verb = "differs" if len(found) == 1 else "differ"
    return f"By {show_unseen(by)}, {len(found):,} of {count(n, 'frame')} {verb} by more than chance could make"


def title_over_time(rows: pd.DataFrame, by: str) -> str:
    """Between which periods the frames are drawn, and how many periods are too small."""
    sizes = rows.groupby("group")["n_docs"].max()
    few = int((sizes < ENOUGH_DOCS).sum())
    end = f"; {few:,} of {len(sizes):,} have too few articles for an interval" if few else ""
    return f"Frames by {by}, {sizes.index.min()} to {sizes.index.max()}{end}"


def describe_groups(group_frames: pd.DataFrame, by: str, groups: Sequence[str]) -> str:
    """The rates of a grouping in words: the most frequent frames in those `groups` that are drawn."""
    rows = group_frames[(group_frames["by"] == by) & group_frames["group"].isin(groups)]
    top = rows.groupby("frame")["n"].sum().sort_values(ascending=False, kind="stable").index[:6]
    parts = [
        f"{frame}: "
        + ", ".join(
            f"{row.group} {say_rate(row.per_1000)}"
            for row in rows[rows["frame"] == frame].itertuples()
        )
        for frame in top
    ]
    return f"Framing words per 1,000 words, by {by}. " + "; ".join(parts) + "."
