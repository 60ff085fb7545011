"""
A published list changed by some rows: which scores still hold, which rows no score speaks of, what to do.

Scores were measured on sentences for a list as it was. A frame whose rows are all as they were keeps
its scores; a frame with a changed row, and all frames together, have none until sentences are read.
"""

import pandas as pd

from analysis.framing.dictionary import read_dictionary
from analysis.framing.unseen import find_version, score_published
from analysis.measures.rates import count
from analysis.tables.stored import LISTS, empty_table, hash_table
from analysis.text.escaping import escape

SHARED = 0.5  # of the published rows: with fewer a list is no changed copy, but one of its own
SCORED = ["frame", "pattern", "use"]  # what a score rests on; the reason of a row may be reworded
NAMED = 5  # patterns that a sentence names


def find_changes(dictionary: pd.DataFrame) -> pd.DataFrame | None:
    """
    The rows in which a list differs from the published one: frame, pattern, use, change.

    change: "new" (not in the published list) or "gone". None for a list of its own.
    """
    published = read_dictionary(LISTS)[SCORED].drop_duplicates()
    both = published.merge(dictionary[SCORED].drop_duplicates(), how="outer", indicator=True)
    if both["_merge"].eq("both").sum() < SHARED * len(published):
        return None
    both["change"] = both["_merge"].map({"right_only": "new", "left_only": "gone"}).astype("object")
    changed = both[both["change"].notna()].drop(columns="_merge")
    return changed.sort_values(SCORED, ignore_index=True, kind="stable")


def score_dictionary(dictionary: pd.DataFrame, frames: list[str]) -> pd.DataFrame:
    """Rows of `validity` on unseen sentences: of a version all; of a changed copy those of its unchanged frames."""
    if find_version(dictionary) is not None:
        return score_published(dictionary, frames)
    changed = find_changes(dictionary)
    published = read_dictionary(LISTS)
    if changed is None or find_version(published) is None:
        return empty_table("validity")
    kept = [frame for frame in published["frame"].unique() if frame not in set(changed["frame"])]
    scores = score_published(published, sorted(published["frame"].unique()))
    kept = scores["frame"].isin(kept) & scores["frame"].isin(frames) & scores["sample"].eq("unseen")
    return scores[kept].reset_index(drop=True)


def say_changes(dictionary: pd.DataFrame, rules: pd.DataFrame) -> str:
    """Which rows no score speaks of, and what would score them; that all are scored, where they are."""
    version = find_version(dictionary)
    if version is not None:
        said = f"The list used here is version {escape(version['version'])} of the published dictionary, unchanged since it was scored."
        return said if hash_table(rules) == version["rules_sha256"] else f"{said} {RULES_CHANGED}"
    changed = find_changes(dictionary)
    if changed is None:
        return (
            "The dictionary is this study's own: no score of the published one holds for it. Notebook 07 "
            "estimates its precision and recall."
        )
    parts = [
        f"{count(len(rows), 'row')} {what}: {name_patterns(rows)}"
        for change, what in (("new", "that nobody has scored"), ("gone", "taken out or changed"))
        if len(rows := changed[changed["change"] == change])
    ]
    frames = sorted(changed["frame"].unique())
    left = dictionary["frame"].nunique() - len(set(frames) & set(dictionary["frame"]))
    return (
        f"**The dictionary differs from the published one** in {'; '.join(parts)}. No unseen score is known of "
        f"{', '.join(map(escape, frames))}, or of all frames together. The {count(left, 'other frame')} "
        f"{'keeps its scores' if left == 1 else 'keep their scores'}. To score the changed frames, draw sentences and "
        "read them (notebook 07)."
    )


RULES_CHANGED = (
    "**The rules for sense, status and target differ from those that were scored with it**, so that its "
    "scores hold only as far as the rules agree."
)


def name_patterns(rows: pd.DataFrame) -> str:
    """The first patterns with their frames, and how many more there are."""
    named = ", ".join(
        f"{escape(row.pattern)} ({escape(row.frame)})" for row in rows.head(NAMED).itertuples()
    )
    more = f" and {len(rows) - NAMED:,} more" if len(rows) > NAMED else ""
    return named + more
