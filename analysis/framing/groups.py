"""Frames compared between groups of articles, and over time."""

from pathlib import Path

import pandas as pd
from IPython.display import Markdown

from analysis.drawing.figure import save_figure
from analysis.drawing.showing import SavedFigure
from analysis.framing.figures import draw_groups, draw_over_time
from analysis.measures.rates import ENOUGH_DOCS
from analysis.tables.settings import PERIODS, Settings
from analysis.tables.stored import empty_table
from analysis.text.comparing import compare_groups, read_groupings
from analysis.text.groups import list_groupings


def compare_frames(
    matches: pd.DataFrame,
    words: pd.DataFrame,
    documents: pd.DataFrame,
    frames: list[str],
    corpus: Path | str,
    settings: Settings,
) -> pd.DataFrame:
    """
    The table `group_frames`: each frame in 1,000 words of a group, and of all other articles.

    `matches` and `words` are those that count (`count_voice_words`), `frames` all of the
    dictionary. For every grouping of the settings, each group against all other articles.
    """
    n_words = words[words["doc_id"].isin(documents["doc_id"])].groupby("doc_id")["n_words"].sum()
    counts = pd.crosstab(matches["doc_id"], matches["frame"])
    counts = counts.reindex(index=n_words.index, columns=sorted(frames), fill_value=0)
    tables = [
        compare_groups(counts, n_words, groups, "group_frames", by=by)
        for by, groups in read_groupings(documents, corpus, settings)
    ]
    return pd.concat([empty_table("group_frames"), *tables], ignore_index=True)


def find_period(settings: Settings) -> str | None:
    """The first of the groupings that is a period; None where the study names none."""
    return next((by for by in list_groupings(settings) if by in PERIODS), None)


def show_groups(
    group_frames: pd.DataFrame, settings: Settings, out: Path | str
) -> SavedFigure | None:
    """The figure of the first grouping that is no period (04_groups), if two groups have enough articles."""
    by = next((by for by in list_groupings(settings) if by not in PERIODS), None)
    if by is None or not can_be_drawn(group_frames, by):
        return None
    return save_figure(draw_groups(group_frames, by), out)


def can_be_drawn(group_frames: pd.DataFrame, by: str) -> bool:
    """Whether two groups of a grouping have enough articles for intervals."""
    rows = group_frames[(group_frames["by"] == by) & (group_frames["n_docs"] >= ENOUGH_DOCS)]
    return rows["group"].nunique() > 1


def show_over_time(
    group_frames: pd.DataFrame, settings: Settings, out: Path | str
) -> SavedFigure | Markdown:
    """The figure over the first period of the settings (04_over_time), days with a name marked."""
    by = find_period(settings)
    if by is None or not can_be_drawn(group_frames, by):
        return Markdown(
            f"Change over time is not shown. To show it, at least two periods need {ENOUGH_DOCS} dated articles each, and the "
            "length of a period (year, quarter, month or week) must be set as a group in `study.toml`."
        )
    return save_figure(draw_over_time(group_frames, by, settings.before_after), out)
