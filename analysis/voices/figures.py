"""The figures of the notebook on voices: who has how many words, who speaks, how far to trust it."""

from collections.abc import Sequence
from textwrap import fill
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from analysis.figure import INK, MUTED, PALETTE, RULE, VOICE_HATCHES, VOICES
from analysis.rates import per_cent
from analysis.text.escaping import shorten, show_unseen

# The voices of the stack: those of all figures, and the two that stand apart (L* 76 and 79).
COLOURS = {
    "narrator": VOICES["narrator"],
    "hearsay": PALETTE[7],
    "perhaps": PALETTE[3],
    "indirect": VOICES["indirect"],
    "direct": VOICES["direct"],
}
HATCHES = {**VOICE_HATCHES, "hearsay": "....", "perhaps": "\\\\"}
NAMES = {
    "narrator": "narrator",
    "hearsay": "hearsay",
    "perhaps": "perhaps a speaker's",
    "indirect": "reported speech",
    "direct": "direct speech",
    "attributed": "speech of either kind",
}
KINDS = (
    ("person", "person", "people"),
    ("body", "body", "bodies"),
    ("document", "document", "documents"),
    ("group", "group", "groups"),
)
MOST_SPEAKERS = 25
METHODS = {"all rules": ("o", PALETTE[0]), "direct speech only": ("D", PALETTE[6])}


def draw_voices(stacks: pd.DataFrame, ax: plt.Axes | None = None) -> plt.Axes:
    """
    Draw the share of words in each voice, a bar for each row of `stacks`, the words beside it.

    `stacks` has the columns group, n_docs, narrator, indirect, direct (words), and hearsay and
    perhaps where they stand apart.
    """
    ax = ax or plt.subplots(figsize=(7.2, 1.1 + 0.36 * len(stacks)))[1]
    rows = stacks.iloc[::-1].reset_index(drop=True)
    voices = stacked(rows)
    total = rows[voices].sum(axis=1).to_numpy()
    left = np.zeros(len(rows))
    for voice in voices:
        share = np.divide(
            100 * rows[voice].to_numpy(), total, out=np.zeros(len(rows)), where=total > 0
        )
        ax.barh(
            range(len(rows)),
            share,
            left=left,
            color=COLOURS[voice],
            hatch=HATCHES[voice],
            edgecolor="white",
            height=0.72,
            label=NAMES[voice],
        )
        write_words(ax, rows[voice], share, left, voice)
        left += share
    for place, n in enumerate(total):
        ax.annotate(
            f"{n:,} words",
            (101, place),
            va="center",
            fontsize=7,
            color=MUTED,
            annotation_clip=False,
        )
    ax.set(
        yticks=range(len(rows)),
        yticklabels=rows["group"].map(show_unseen),
        xlim=(0, 100),
        xlabel="share of the words of body text (%); the numbers are words",
    )
    ax.tick_params(axis="y", length=0)
    ax.figure.legend(*ax.get_legend_handles_labels(), loc="outside lower right", ncols=len(voices))
    ax.set_title(fill(title_voices(stacks), 95))
    return ax


def stacked(stacks: pd.DataFrame) -> list[str]:
    """The voices that a stack has, in the order in which they are drawn."""
    return [
        voice
        for voice in COLOURS
        if voice in stacks and (voice not in ("hearsay", "perhaps") or stacks[voice].any())
    ]


def write_words(
    ax: plt.Axes, n: pd.Series, share: np.ndarray, left: np.ndarray, voice: str
) -> None:
    """Write each count into its piece of the bar, where it is wide enough."""
    for place, (count, width, start) in enumerate(zip(n, share, left)):
        if width > 2 + 1.2 * len(f"{count:,}"):
            ax.annotate(
                f"{count:,}",
                (start + width / 2, place),
                ha="center",
                va="center",
                fontsize=7,
                color="white" if voice == "narrator" else INK,
                bbox={"pad": 0.8, "fc": COLOURS[voice], "ec": "none"},
            )


def title_voices(stacks: pd.DataFrame) -> str:
    """The finding of the stack, in a sentence."""
    words = stacks[stacked(stacks)].sum()
    total = int(words.sum())
    spoken, direct = int(words["indirect"] + words["direct"]), int(words["direct"])
    return (
        f"{per_cent(spoken, total)} of the words are somebody's speech, "
        f"{per_cent(direct, total)} are between quotation marks"
    )


def describe_voices(stacks: pd.DataFrame) -> str:
    """What the stack shows, in words."""
    rows = [
        f"{row['group']}: "
        + ", ".join(f"{NAMES[voice]} {row[voice]:,}" for voice in stacked(stacks))
        for row in stacks.head(12).to_dict("records")
    ]
    more = f"; and {len(stacks) - 12:,} more" if len(stacks) > 12 else ""
    return f"Bars of equal length, one for each of {len(stacks):,} rows, parted into words by voice. {'; '.join(rows)}{more}."


def draw_speakers(speakers: pd.DataFrame, ax: plt.Axes | None = None) -> plt.Axes:
    """Draw the words of each speaker, reported and direct, the most first; role behind the name."""
    rows = speakers.head(MOST_SPEAKERS).iloc[::-1].reset_index(drop=True)
    ax = ax or plt.subplots(figsize=(7.2, 1.1 + 0.24 * max(len(rows), 3)))[1]
    left = np.zeros(len(rows))
    for voice in ("indirect", "direct"):
        ax.barh(
            range(len(rows)),
            rows[voice],
            left=left,
            color=VOICES[voice],
            hatch=VOICE_HATCHES[voice],
            edgecolor="white",
            height=0.72,
            label=NAMES[voice],
        )
        left += rows[voice].to_numpy()
    for place, row in enumerate(rows.itertuples()):
        ax.annotate(
            f"{row.indirect:,} + {row.direct:,}",
            (left[place], place),
            xytext=(4, 0),
            va="center",
            textcoords="offset points",
            fontsize=7,
            color=MUTED,
        )
    ax.set_yticks(range(len(rows)), [name_speaker(row) for row in rows.itertuples()])
    ax.set(
        xlabel="words (reported + direct)",
        ylim=(-0.7, len(rows) - 0.3),
        xlim=(0, 1.15 * max(left.max(initial=0), 1)),
    )
    ax.tick_params(axis="y", length=0)
    ax.legend(loc="lower right")
    ax.figure.suptitle(fill(title_speakers(speakers), 95), x=0.01, ha="left")
    return ax


def name_speaker(row: Any) -> str:
    """A speaker's label: the name, cut if it is long, and the role."""
    name = shorten(row.speaker, 44)
    return f"{name} ({row.role})" if isinstance(row.role, str) else name


def title_speakers(speakers: pd.DataFrame) -> str:
    """The finding of the figure on speakers, in a sentence."""
    if speakers.empty:
        return "No speaker was found"
    total = int(speakers[["indirect", "direct"]].sum().sum())
    top = speakers.iloc[0]
    drawn = f" ({MOST_SPEAKERS} drawn)" if len(speakers) > MOST_SPEAKERS else ""
    return (
        f"{count_kinds(speakers)}{drawn}; {per_cent(int(top['indirect'] + top['direct']), total)} of their words "
        f"are given to {show_unseen(top['speaker'])}"
    )


def count_kinds(speakers: pd.DataFrame) -> str:
    """How many speakers there are of each kind: "12 people, 3 bodies, 1 document and 9 groups speak"."""
    if "kind" not in speakers:
        return f"{len(speakers):,} named speakers"
    counts = [
        f"{n:,} {one if n == 1 else many}"
        for kind, one, many in KINDS
        if (n := int((speakers["kind"] == kind).sum()))
    ]
    listed = " and ".join(filter(None, [", ".join(counts[:-1]), counts[-1]]))
    return f"{listed} {'speaks' if len(speakers) == 1 else 'speak'}"


def describe_speakers(speakers: pd.DataFrame) -> str:
    """What the figure on speakers shows, in words."""
    rows = [
        f"{row.speaker} {row.indirect + row.direct:,}" for row in speakers.head(10).itertuples()
    ]
    return (
        f"A bar for each of the {min(len(speakers), MOST_SPEAKERS):,} speakers with the most words, parted into "
        f"reported and direct speech. The first: {'; '.join(rows) or 'none'}."
    )


def draw_agreement(
    agreement: pd.DataFrame, ax: Sequence[plt.Axes] | np.ndarray | None = None
) -> plt.Axes:
    """Draw precision, recall and F1 per voice and method: dots, the value beside; a note without coding."""
    voices = list(dict.fromkeys(agreement["voice"])) or [""]
    axes = (
        plt.subplots(1, 3, sharey=True, figsize=(7.2, 1.3 + 0.42 * len(voices)))[1]
        if ax is None
        else ax
    )
    if agreement.empty:
        axes[1].text(
            0.5,
            0.5,
            "no article of this study is coded by reading",
            ha="center",
            va="center",
            transform=axes[1].transAxes,
            color=MUTED,
        )
    for one, measure in zip(axes, ("precision", "recall", "f1")):
        draw_scores(one, agreement, voices, measure)
    axes[0].set(
        yticks=range(len(voices)), yticklabels=[NAMES.get(voice, voice) for voice in voices]
    )
    axes[0].invert_yaxis()
    axes[0].figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower right", ncols=2)
    axes[0].figure.suptitle(fill(title_agreement(agreement), 95), x=0.01, ha="left")
    return axes[0]


def draw_scores(ax: plt.Axes, agreement: pd.DataFrame, voices: list[str], measure: str) -> None:
    """One measure of agreement: a dot for each voice and method."""
    for shift, (method, (mark, colour)) in zip((-0.14, 0.14), METHODS.items()):
        rows = agreement[agreement["method"] == method].set_index("voice").reindex(voices)
        places = np.arange(len(voices)) + shift
        ax.plot(rows[measure], places, mark, color=colour, ms=5, label=method)
        for value, place in zip(rows[measure].dropna(), places[rows[measure].notna().to_numpy()]):
            on_left = value > 0.75
            ax.annotate(
                f"{value:.2f}",
                (value, place),
                xytext=(-6 if on_left else 6, 0),
                textcoords="offset points",
                ha="right" if on_left else "left",
                va="center",
                fontsize=7,
            )
    ax.set(xlim=(-0.05, 1.05), xlabel={"f1": "F1"}.get(measure, measure))
    ax.grid(axis="x", color=RULE)
    ax.tick_params(axis="y", length=0)


def title_agreement(agreement: pd.DataFrame) -> str:
    """The finding of the figure on agreement, in a sentence."""
    if agreement.empty:
        return "Not held against coding by reading: no article of this study is coded"
    scores = agreement[agreement["voice"] == "attributed"].set_index("method")["f1"]
    return (
        f"In-sample, speech is found with F1 {scores.get('all rules', np.nan):.2f}; "
        f"from quotation marks alone, {scores.get('direct speech only', np.nan):.2f}"
    )


def describe_agreement(agreement: pd.DataFrame) -> str:
    """What the figure on agreement shows, in words."""
    if agreement.empty:
        return "An empty figure: no article of this study is coded by reading."
    rows = [
        f"{row.voice}, {row.method}: precision {row.precision:.2f}, recall {row.recall:.2f}, F1 {row.f1:.2f}"
        for row in agreement.itertuples()
    ]
    return (
        "Dots for precision, recall and F1 of the characters in each voice. "
        + "; ".join(rows)
        + "."
    )
