"""
The claims of a study: those that somebody wrote, or else starter claims from its own frames and groups.

Starter claims are made from the tables of the very articles that they are then asked of: they are
explored, not set beforehand. What can be learned from them is under which other choices they hold.
"""

from pathlib import Path

import pandas as pd

from analysis.findings.claims import EXPLORED
from analysis.measures.rates import count
from analysis.tables.stored import (
    LISTS,
    check_table,
    empty_table,
    own_list,
    read_list,
    read_table,
    table_path,
)
from analysis.text.comparing import choose_differences
from analysis.text.spans import SPEECH
from analysis.text.views import keep_counted

MOST_FRAMES = 6  # frames that get a claim of their own: the most frequent
MOST_GROUPS = 6  # differences between groups that do: the surest
FEWEST = 20  # framing words of a frame, below which its shares say little
PARTS = (
    ";",
    "|",
    "=",
    "{",
    "}",
)  # of a claim's options and sentence: a name that has one gets no claim
SPOKEN = "|".join(SPEECH)


def read_claims(corpus: Path | str, out: Path | str) -> pd.DataFrame:
    """
    The claims to be asked of the study in folder `out`: the corpus's own `claims.csv`, else starter claims.

    Those of the published study are asked of its own corpus alone.
    """
    if own_list("claims", corpus) or Path(corpus).resolve() == LISTS.resolve():
        return read_list("claims", corpus)
    return start_claims(out)


def start_claims(out: Path | str) -> pd.DataFrame:
    """Claims made from the tables of a study: its differences between groups, its frames, its voices."""
    documents = read_table("documents", out)
    matches = read_table("matches", out, ["doc_id", "kind", "use", "frame", "voice"])
    matches = keep_counted(matches, documents)
    path = table_path("group_frames", out)
    groups = read_table("group_frames", out) if path.exists() else empty_table("group_frames")
    counts = matches["frame"].value_counts()
    counts = counts[counts >= FEWEST].rename_axis("frame").reset_index(name="n")
    counts = counts.sort_values(["n", "frame"], ascending=[False, True])
    frames = [frame for frame in counts["frame"] if not has_part(frame)][:MOST_FRAMES]
    rows = [
        *claim_differences(groups),
        *(claim_voice(frame, matches) for frame in frames),
        *claim_frames(frames),
        *claim_speech(),
    ]
    columns = ["claim", "sentence", "measure", "options", "comparison", "threshold", "reason"]
    return check_table(pd.DataFrame(rows, columns=columns), "claims")


def has_part(*names: str) -> bool:
    """Whether a name has a character that divides the parts of a claim."""
    return any(part in name for name in names for part in PARTS)


def claim_differences(groups: pd.DataFrame) -> list[tuple]:
    """A claim for each of the surest differences between groups that `group_frames` holds."""
    rows = []
    for row in choose_differences(groups, MOST_GROUPS).itertuples():
        if has_part(row.by, row.group, row.frame):
            continue
        more = row.per_1000 > row.per_1000_rest
        rows.append(
            (
                f"{row.frame}: {row.by} {row.group}",
                f"Words of {row.frame} are {'more' if more else 'less'} frequent in {row.group} than in the "
                "other articles: {n} against {of} in 1,000 words.",
                "groups",
                f"frame={row.frame}; by={row.by}; group={row.group}",
                "more than" if more else "less than",
                "1",
                f"{EXPLORED}: among the surest differences between groups in these articles.",
            )
        )
    return rows


def claim_voice(frame: str, matches: pd.DataFrame) -> tuple:
    """Whose words those of a frame mostly are: the speakers' or the narrator's, whichever has more."""
    spoken = matches.loc[matches["frame"] == frame, "voice"].isin(SPEECH)
    told = spoken.mean() > 0.5
    return (
        f"{frame} voice",
        f"Most words of {frame} are {'attributed to speakers' if told else 'the narrator’s own'}: "
        + "{n} of {of}.",
        "matches",
        f"frame={frame}; voice={SPOKEN if told else 'narrator|hearsay|perhaps'}",
        "more than",
        "0.5",
        f"{EXPLORED}: whose words they are, in the direction in which they lean here.",
    )


def claim_frames(frames: list[str]) -> list[tuple]:
    """Which frame leads, and whether it is one article's doing."""
    rows = []
    if len(frames) > 1:
        first, second = frames[:2]
        rows.append(
            (
                f"{first} {second}",
                f"Words of {first} are more frequent than words of {second}: {{n}} against {{of}}.",
                "frames",
                f"frame={first}; against_frame={second}",
                "more than",
                "1",
                f"{EXPLORED}: the two most frequent frames here.",
            )
        )
    if frames:
        rows.append(
            (
                f"{frames[0]} concentration",
                f"No single article contains more than half of the words of {frames[0]}: the most in "
                "one is {n} of {of}.",
                "largest article",
                f"frame={frames[0]}",
                "at most",
                "0.5",
                f"{EXPLORED}: a count that one article makes is a count of that article.",
            )
        )
    return rows


def claim_speech() -> list[tuple]:
    """What any study may begin with: how much is attributed, and how."""
    return [
        (
            "speech",
            "More than half of the body's words are attributed to speakers: {n} of {of}.",
            "words",
            f"voice={SPOKEN}",
            "more than",
            "0.5",
            f"{EXPLORED}: a question that any study may begin with.",
        ),
        (
            "reported",
            "More words of speech are retold than quoted: {n} of {of} are retold.",
            "words",
            f"voice=indirect; among_voice={SPOKEN}",
            "more than",
            "0.5",
            f"{EXPLORED}: a question that any study may begin with.",
        ),
    ]


def say_claims(claims: pd.DataFrame) -> str:
    """That claims were explored in these very articles; "" where they were written beforehand."""
    explored = claims["reason"].fillna("").str.startswith(EXPLORED)
    n = int(explored.sum())
    if not n:
        return ""
    others = f" {len(claims) - n:,} others are not." if n < len(claims) else ""
    return (
        f"**{count(n, 'claim')} {'is' if n == 1 else 'are'} explored, not set beforehand**: made from these articles, "
        f"and asked of them again.{others} That such a claim holds as published says nothing; what counts is whether "
        "it holds under other choices. To ask your own, write a `claims.csv` into the corpus before you look; the "
        "table `corpus/clean/claims.csv` shows the form."
    )
