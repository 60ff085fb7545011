"""
What the figures of the notebook on framing say: titles, captions and descriptions in words.

Each is computed from the table that is drawn, and holds for any articles and any dictionary.
"""

import numpy as np

from analysis.text.escaping import shorten, show_unseen


def read_cards(frames, validity):
    """Precision and recall of each frame in a few signs, unseen ones where there are any: "P .70, R .88"."""
    if validity is None or validity.empty:
        return [""] * len(frames)
    rows = validity[validity["voice"] == "all"]
    sample = card_sample(validity)
    rows = rows[rows["sample"] == sample].set_index("frame").reindex(list(frames))
    return [
        f"P {show_share(row.precision)}, R {show_share(row.recall)}" for row in rows.itertuples()
    ]


def card_sample(validity):
    """The sample whose scores stand beside the figures: unseen, if there is one."""
    return "unseen" if (validity["sample"] == "unseen").any() else "in-sample"


def show_share(value):
    """A share in two digits, ".70"; a dash where it is not known."""
    return "–" if np.isnan(value) else f"{value:.2f}".removeprefix("0")


def caption_card(validity):
    """What the grey letters in a figure mean, to end its caption."""
    if validity.empty:
        return "As counted, not checked: nothing here has been compared with hand coding."
    where = {"unseen": "unseen text", "in-sample": "the texts from which the list was made"}[
        card_sample(validity)
    ]
    is_coded = validity.loc[validity["sample"] == "in-sample", "n_coded"].sum() > 0
    checked = "" if is_coded else "As counted: these articles have not been coded from end to end. "
    return f"{checked}In grey the dictionary's precision (P) and recall (R) on {where}."


def title_prevalence(whole):
    """Which frame is the most frequent, as a sentence."""
    n_words = int(whole["n_words"].max()) if len(whole) else 0
    top = whole[whole["n"] == whole["n"].max()]["frame"] if len(whole) and whole["n"].max() else []
    if not len(top):
        return "No framing word was found"
    verb = "is the most frequent frame" if len(top) == 1 else "are the most frequent frames"
    n = int(whole["n"].max())
    return f"{join_names(top)} {verb}: {n:,} {'word' if n == 1 else 'words'} in {n_words:,}"


def join_names(names):
    """Names in a row, with the first letter a capital: "A, b and c"."""
    names = sorted(names)
    text = ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else names[0]
    return text[:1].upper() + text[1:]


def title_voices(counts):
    """How many of the framing words stand in somebody's speech, as a sentence."""
    total, told = int(counts.to_numpy().sum()), int(counts["narrator"].sum())
    if not total:
        return "No framing word was found"
    return f"{total - told:,} of {total:,} framing words are in somebody's speech, {told:,} in the narrator's voice"


def title_speakers(crossed):
    """Whose words carry most of the framing words, as a sentence."""
    counts = crossed.drop(columns=["speaker", "n_words"])
    total = int(counts.to_numpy().sum())
    named = crossed.assign(n=counts.sum(axis=1))[
        ~crossed["speaker"].isin(["narrator", "speaker not resolved"])
        & ~crossed["speaker"].str.fullmatch(r"\d+ other speakers")
    ]
    if named.empty:
        return f"No speaker is named: {total:,} framing words in all"
    told = int(counts[crossed["speaker"] == "narrator"].to_numpy().sum())
    top = named.loc[named["n"].idxmax()]
    return (
        f"{told:,} of {total:,} framing words are the narrator's; of the speakers, "
        f"{shorten(top['speaker'])} holds most: {int(top['n']):,}"
    )


def title_validity(validity):
    """Precision and recall over all frames on unseen text, else in-sample, as a sentence."""
    whole = validity[(validity["frame"] == "all") & (validity["voice"] == "all")]
    whole = whole[(whole["n_matches"] > 0) & (whole["n_coded"] > 0)].set_index("sample")
    for sample, where in (
        ("unseen", "On unseen text"),
        ("in-sample", "On the texts it was made from (in-sample)"),
    ):
        if sample in whole.index:
            row = whole.loc[sample]
            return (
                f"{where}, {row['precision']:.0%} of the matches are right and {row['recall']:.0%} of "
                f"what was coded is found"
            )
    return "No text of this study is coded by reading: the matches are unchecked"


def title_together(together, unit):
    """Which two frames stand together most often, as a sentence."""
    pairs = np.tril(together.to_numpy(), -1)
    if not pairs.max(initial=0):
        return f"No two frames occur together in a {unit}"
    row, column = np.unravel_index(pairs.argmax(), pairs.shape)
    first, second = sorted([together.index[row], together.index[column]])
    n = int(pairs.max())
    return f"{first[:1].upper()}{first[1:]} and {second} meet most often: in {n:,} {unit}{'s' if n > 1 else ''}"


def describe_prevalence(prevalence):
    """The prevalence figure in words."""
    whole = prevalence[prevalence["by"] == "all"].sort_values(
        ["n", "frame"], ascending=[False, True]
    )
    rows = "; ".join(
        f"{row.frame} {row.n:,} ({row.per_1000:.1f} per 1,000) in {row.n_with:,} of {row.n_docs:,} articles"
        for row in whole.itertuples()
    )
    return (
        "One row per frame; a dot for the rate of each article, from left (0) to right, a bar for the rate "
        f"of all. {rows}."
    )


def describe_voices(prevalence):
    """The figure of voices in words."""
    rows = prevalence[prevalence["by"] == "voice"].pivot(index="frame", columns="group", values="n")
    text = "; ".join(
        frame + " " + ", ".join(f"{voice} {n:,}" for voice, n in row.items())
        for frame, row in rows.iterrows()
    )
    return f"Stacked bars, one per frame: framing words in each voice, as raw counts. {text}."


def describe_speakers(crossed):
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


def describe_validity(validity):
    """The validity card in words."""
    rows = validity[(validity["voice"] == "all") & (validity["frame"] != "all")]
    text = "; ".join(
        f"{row.frame}, {row.sample}: precision {show_share(row.precision)} ({row.n_right} of {row.n_matches} "
        f"{row.unit}), recall {show_share(row.recall)} ({row.n_found} of {row.n_coded})"
        for row in rows.itertuples()
    )
    return (
        "Three panels with one row per frame: how many framing words, the share of matches that are right "
        f"(precision), the share of what was coded that is found (recall). {text or 'No frame has been compared with hand coding'}."
    )


def describe_together(together, unit):
    """The figure of frames that stand together in words: each pair that does."""
    names, counts = list(together.index), together.to_numpy()
    pairs = [
        (counts[i, j], names[j], names[i])
        for i in range(len(names))
        for j in range(i)
        if counts[i, j]
    ]
    text = "; ".join(
        f"{first} with {second} {n:,}"
        for n, first, second in sorted(pairs, key=lambda p: (-p[0], p[1:]))
    )
    return f"A triangle of frames against frames: the number of times that one {unit} holds both. {text or 'No pair does'}."
