"""The figures of the notebook on voices: who has how many words, who speaks, how far to trust it."""

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.drawing.elements import (
    Sheet,
    cut,
    draw_list,
    draw_rows,
    inches,
    make_figure,
    stack_bars,
    write_ends,
)
from analysis.drawing.figure import MUTED, PALETTE, RULE, VOICE_NAMES, VOICES, Figure
from analysis.measures.rates import count, round_share
from analysis.text.escaping import show_unseen
from analysis.text.naming import explain_labels

NAMES = VOICE_NAMES | {
    "hearsay": "hearsay",
    "perhaps": "possible speech",
    "attributed": "speech of either kind",
    "unseen": "speech, unseen text (GUM)",
}
# The voices of the stack: those of all figures, and the two that stand apart (L* 76 and 79).
COLOURS = {
    "narrator": VOICES["narrator"],
    "hearsay": PALETTE[7],
    "perhaps": PALETTE[3],
    "indirect": VOICES["indirect"],
    "direct": VOICES["direct"],
}
BY_NAME = {NAMES[voice]: colour for voice, colour in COLOURS.items()}
HATCHES = {NAMES["hearsay"]: "....", NAMES["perhaps"]: "\\\\"}
KINDS = (
    ("person", "person", "people"),
    ("body", "body", "bodies"),
    ("document", "document", "documents"),
    ("group", "group", "groups"),
)
MOST_SPEAKERS, MOST_WITH_TIES = 25, 30
SPEAKER_WIDTH = 3.4  # inches of a label in print
METHODS = {"all rules": ("o", PALETTE[0]), "quotation marks only": ("D", PALETTE[6])}
# What they are called in the scores on GUM, text that the rules were not made from.
GUM_METHODS = {
    "our rules": "all rules",
    "baseline: between quotation marks": "quotation marks only",
}
MEASURES = {"precision": "precision", "recall": "recall", "f1": "F1"}


def draw_voices(stacks: pd.DataFrame) -> Figure:
    """
    Draw the share of words in each voice, a bar for each row of `stacks`, the words beside it.

    `stacks` has the columns group, n_docs, narrator, indirect, direct (words), and hearsay and
    perhaps where they stand apart.
    """
    return make_figure(
        "03_voices",
        partial(paint_voices, stacks),
        rows=stacks,
        title=title_voices(stacks),
        alt=describe_voices(stacks),
        caption="The numbers in the bars are words of body text."
        + " The bars stand for outlets, years or decades." * bool((stacks["n_docs"] > 1).any())
        + explain_labels(stacks["group"]),
    )


def paint_voices(stacks: pd.DataFrame, sheet: Sheet) -> None:
    """Bars of equal length, divided by voice."""
    rows, voices = sheet.few(stacks), stacked(stacks)
    total = rows[voices].sum(axis=1)
    notes = [
        f"{n:,} words{say_apart(row, sheet.is_phone)}"
        for n, row in zip(total, rows.to_dict("records"))
    ]
    ax = draw_rows(sheet, rows["group"], notes, extra=0.9)
    shares = {NAMES[voice]: 100 * rows[voice] / total.where(total > 0, 1) for voice in voices}
    counts = {NAMES[voice]: rows[voice] for voice in voices}
    stack_bars(sheet, ax, shares, BY_NAME, counts, HATCHES)
    ax.set(xlim=(0, 100))
    sheet.label_x(ax, "share of the words of body text (%)")
    sheet.legend(ax)


def say_apart(row: dict[str, Any], is_short: bool) -> str:
    """The words of a bar that are too few for a number inside it: " (16 possible speech)", " (16 possible)"."""
    said = [
        f"{row[voice]:,} {NAMES[voice].split()[0] if is_short else NAMES[voice]}"
        for voice in ("hearsay", "perhaps")
        if row.get(voice)
    ]
    return f" ({', '.join(said)})" if said else ""


def stacked(stacks: pd.DataFrame) -> list[str]:
    """The voices that a stack has, in the order in which they are drawn."""
    return [
        voice
        for voice in COLOURS
        if voice in stacks and (voice not in ("hearsay", "perhaps") or stacks[voice].any())
    ]


def title_voices(stacks: pd.DataFrame) -> str:
    """The finding of the stack, in a sentence."""
    words = stacks[stacked(stacks)].sum()
    total = int(words.sum())
    if not total:
        return "There are no words of body text"
    spoken, direct = words["indirect"] + words["direct"], words["direct"]
    return (
        f"{round_share(spoken / total)} of the words are speech; "
        f"{round_share(direct / total)} of all words are quoted"
    )


def describe_voices(stacks: pd.DataFrame) -> str:
    """What the stack shows, in words."""
    rows = [
        f"{row['group']}: "
        + ", ".join(f"{NAMES[voice]} {row[voice]:,}" for voice in stacked(stacks))
        for row in stacks.head(12).to_dict("records")
    ]
    more = f"; and {len(stacks) - 12:,} more" if len(stacks) > 12 else ""
    of = "groups of articles" if (stacks["n_docs"] > 1).any() else "articles"
    return (
        f"Bars of equal length, one for each of the {len(stacks):,} {of}, divided into words by voice. "
        f"{'; '.join(rows)}{more}."
    )


def draw_speakers(speakers: pd.DataFrame) -> Figure:
    """
    Draw the words of each speaker, retold and quoted, the most first; role behind the name.

    Speakers with as many words as the last one are drawn, too, up to `MOST_WITH_TIES`.
    """
    n_drawn = count_drawn(speakers)
    return make_figure(
        "03_speakers",
        partial(paint_speakers, speakers.head(n_drawn)),
        rows=speakers,
        title=title_speakers(speakers),
        alt=describe_speakers(speakers),
        caption=f"Words of {name_drawn(speakers)}, retold + quoted. The role is in brackets.",
    )


def count_drawn(speakers: pd.DataFrame) -> int:
    """How many speakers are drawn: the first ones, and those that tie with the last of them."""
    words = speakers["indirect"] + speakers["direct"]
    if len(words) <= MOST_SPEAKERS:
        return len(words)
    tied = int((words >= words.iloc[MOST_SPEAKERS - 1]).sum())
    return tied if tied <= MOST_WITH_TIES else MOST_SPEAKERS


def name_drawn(speakers: pd.DataFrame) -> str:
    """Whose words are drawn: those of each speaker, or of those with the most."""
    n = count_drawn(speakers)
    if n < len(speakers):
        return f"the {n:,} speakers with the most words"
    return f"each of the {n:,} speakers" if n > 1 else "the speaker"


def paint_speakers(speakers: pd.DataFrame, sheet: Sheet) -> None:
    """A bar per speaker, retold and quoted speech one behind the other."""
    rows = sheet.few(speakers)
    names = [name_speaker(row, sheet) for row in rows.itertuples()]
    ax = draw_rows(sheet, names, pitch=0.22, extra=0.8, label_width=SPEAKER_WIDTH)
    parts = {NAMES[voice]: rows[voice] for voice in ("indirect", "direct")}
    ends = stack_bars(sheet, ax, parts, BY_NAME)
    notes = [f"{row.indirect:,} + {row.direct:,}" for row in rows.itertuples()]
    write_ends(sheet, ax, ends, notes)
    ax.set(xlim=(0, (1.35 if sheet.is_phone else 1.15) * max(ends.max(initial=0), 1)))
    sheet.label_x(ax, "words (retold + quoted)")
    sheet.legend(ax)


def name_speaker(row: Any, sheet: Sheet) -> str:
    """A speaker's label: the name, cut if it is long, and the role."""
    role = f" ({row.role})" if isinstance(row.role, str) else ""
    room = 0.9 * sheet.width if sheet.is_phone else SPEAKER_WIDTH
    return cut(row.speaker, room - inches(role, sheet.body), sheet.body) + role


def title_speakers(speakers: pd.DataFrame) -> str:
    """The finding of the figure on speakers, in a sentence."""
    if speakers.empty:
        return "No speaker was found"
    words = speakers["indirect"] + speakers["direct"]
    share = words.max() / max(int(words.sum()), 1)
    top = [show_unseen(name) for name in speakers.loc[words == words.max(), "speaker"]]
    if len(top) > 1:
        who = " and ".join(top) if len(top) < 4 else f"each of {len(top)} speakers"
        return f"{who} have the most of the speakers’ words, {round_share(share)} each"
    return f"The largest share of the speakers’ words, {round_share(share)}, belongs to {top[0]}"


def count_kinds(speakers: pd.DataFrame) -> str:
    """How many speakers there are of each kind: "12 people, 3 bodies, 1 document and 9 groups speak"."""
    if "kind" not in speakers:
        return count(len(speakers), "named speaker")
    counts = say_kinds(speakers)
    if not counts:
        return "Nobody speaks"
    listed = " and ".join(filter(None, [", ".join(counts[:-1]), counts[-1]]))
    return f"{listed} {'speaks' if len(speakers) == 1 else 'speak'}"


def say_kinds(speakers: pd.DataFrame) -> list[str]:
    """The kinds of speakers with their numbers: "11 people", "14 groups"."""
    return [
        f"{n:,} {one if n == 1 else many}"
        for kind, one, many in KINDS
        if (n := int((speakers["kind"] == kind).sum()))
    ]


def describe_speakers(speakers: pd.DataFrame) -> str:
    """What the figure on speakers shows, in words."""
    rows = [
        f"{row.speaker} {row.indirect + row.direct:,}" for row in speakers.head(10).itertuples()
    ]
    n = count_drawn(speakers)
    bars = (
        f"A bar for {name_drawn(speakers)}"
        if n == len(speakers)
        else f"Bars for {name_drawn(speakers)}"
    )
    return f"{bars}, divided into retold and quoted speech. The most words: {'; '.join(rows) or 'none'}."


def draw_agreement(
    agreement: pd.DataFrame, gum: pd.DataFrame | None = None, is_in_sample: bool = True
) -> Figure:
    """
    Draw precision, recall and F1 per voice and method: dots, the value beside; a note without coding.

    `gum` are the scores on text that the rules were not made from: the first row, if they are given.
    `is_in_sample`: the rules were made with the articles of this study.
    """
    unseen, own = unseen_scores(gum), OWN[is_in_sample] if len(agreement) else ""
    agreement = pd.concat([unseen, agreement], ignore_index=True)
    return make_figure(
        "03_agreement",
        partial(paint_agreement, agreement, own),
        rows=agreement,
        title=title_agreement(agreement, own),
        alt=describe_agreement(agreement, own),
        caption=caption_agreement(bool(len(unseen)), own),
    )


# What a row on a study's own articles is called; whether the rules were made with them.
OWN = {True: "in-sample", False: "these articles"}
WHERE = {OWN[True]: "In-sample", OWN[False]: "On these articles"}  # to begin a title


def caption_agreement(has_unseen: bool, own: str) -> str:
    """Which rows are of which text, and what the scores are; of these articles only where they are coded."""
    rows = [
        " Unseen text is from the GUM corpus." * has_unseen,
        " In-sample text is from the articles with which the rules were made." * (own == OWN[True]),
    ]
    if not own and not has_unseen:
        return "No article of this study is coded by reading."
    return f"Agreement with coding by reading, in characters; “quotation marks only” counts everything between quotation marks as speech.{''.join(rows)}"


def unseen_scores(gum: pd.DataFrame | None) -> pd.DataFrame:
    """The scores for speech on text that the rules were not made from, as rows of agreement."""
    columns = ["method", "voice", *MEASURES]
    if gum is None:
        return pd.DataFrame(columns=columns)
    rows = gum[
        (gum["half"] == "measure")
        & (gum["measure"] == "characters in attributed content")
        & gum["method"].isin(GUM_METHODS)
    ]
    return rows.assign(method=rows["method"].map(GUM_METHODS), voice="unseen")[columns]


def paint_agreement(agreement: pd.DataFrame, own: str, sheet: Sheet) -> None:
    """Three panels of dots; on a phone the scores as a list."""
    voices = list(dict.fromkeys(agreement["voice"]))
    if agreement.empty:
        draw_list(sheet, [("", "No article of this study is coded by reading.")])
    elif sheet.is_phone:
        rows = [agreement[agreement["voice"] == voice] for voice in voices]
        draw_list(
            sheet, [(name_row(voice, own), say_scores(part)) for voice, part in zip(voices, rows)]
        )
    else:
        panels = sheet.axes(0.9 + 0.42 * len(voices), 1, 3, sharey=True)
        for ax, measure in zip(panels, MEASURES):
            paint_scores(ax, agreement, voices, measure, sheet)
        panels[0].set(
            yticks=range(len(voices)), yticklabels=[name_row(voice, own) for voice in voices]
        )
        panels[0].invert_yaxis()
        sheet.legend(panels[0])


def name_row(voice: str, own: str) -> str:
    """The label of a row: which text its scores are from, too."""
    return NAMES[voice] if voice == "unseen" else f"{NAMES[voice]}, {own}"


def say_scores(rows: pd.DataFrame) -> str:
    """The scores of one voice: each method with its three measures."""
    return "; ".join(
        f"{row.method}: "
        + ", ".join(f"{MEASURES[name]} {show(getattr(row, name))}" for name in MEASURES)
        for row in rows.itertuples()
    )


def show(score: float) -> str:
    """A score in two digits; a dash where there is none."""
    return "–" if np.isnan(score) else f"{score:.2f}"


def paint_scores(
    ax: Axes, agreement: pd.DataFrame, voices: list[str], measure: str, sheet: Sheet
) -> None:
    """One measure of agreement: a dot for each voice and method."""
    for shift, (method, (mark, colour)) in zip((-0.17, 0.17), METHODS.items()):
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
                fontsize=sheet.small,
                color=MUTED,
            )
    ax.set(xlim=(-0.05, 1.05), xticks=[0, 0.5, 1], xlabel=MEASURES[measure])
    ax.grid(axis="x", color=RULE)
    ax.tick_params(axis="y", length=0)


def title_agreement(agreement: pd.DataFrame, own: str) -> str:
    """The finding of the figure on agreement, in a sentence."""
    if agreement.empty:
        return "Not compared with coding by reading: no article of this study is coded"
    is_unseen = (agreement["voice"] == "unseen").any()
    rows = agreement[agreement["voice"] == ("unseen" if is_unseen else "attributed")]
    scores = rows.set_index("method")["f1"]
    return (
        f"{'On unseen text' if is_unseen else WHERE[own]}, speech is found with F1 "
        f"{scores.get('all rules', np.nan):.2f}; "
        f"from quotation marks alone, {scores.get('quotation marks only', np.nan):.2f}"
    )


def describe_agreement(agreement: pd.DataFrame, own: str = "") -> str:
    """What the figure on agreement shows, in words."""
    if agreement.empty:
        return "An empty figure: no article of this study is coded by reading."
    rows = [
        f"{name_row(voice, own)[0].upper()}{name_row(voice, own)[1:]}: {say_scores(agreement[agreement['voice'] == voice])}."
        for voice in dict.fromkeys(agreement["voice"])
    ]
    return f"A dot for each method’s precision, recall and F1. {' '.join(rows)}".replace(
        "–", "none"
    )
