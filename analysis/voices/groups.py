"""Voices and roles compared between groups of articles: whose words are they, in one group and in the others?"""

from pathlib import Path

import pandas as pd

from analysis.tables.settings import Settings
from analysis.tables.stored import empty_table
from analysis.text.comparing import compare_groups, read_groupings
from analysis.text.spans import SPEECH


def compare_voices(
    voices: pd.DataFrame, documents: pd.DataFrame, corpus: Path | str, settings: Settings
) -> pd.DataFrame:
    """
    The table `group_voices`: each voice in 1,000 words, and each role in 1,000 words of speech.

    `voices` is the table of `measure_voices`. For every grouping of the settings, each group
    against all other articles (`analysis.text.comparing`).
    """
    voices = voices[
        voices["doc_id"].isin(documents.loc[documents["duplicate_of"].isna(), "doc_id"])
    ]
    spoken = voices[voices["voice"].isin(SPEECH)]
    parts = {"voice": (voices, "voice"), "role": (spoken.dropna(subset="role"), "role")}
    denominators = {"voice": sum_words(voices), "role": sum_words(spoken)}
    tables = []
    for by, groups in read_groupings(documents, corpus, settings):
        for kind, (rows, column) in parts.items():
            counts = rows.pivot_table(
                index="doc_id", columns=column, values="n", aggfunc="sum", fill_value=0
            )
            counts = counts.reindex(denominators[kind].index, fill_value=0)
            counts = counts.rename_axis(columns="voice")
            tables.append(
                compare_groups(counts, denominators[kind], groups, "group_voices", by=by, kind=kind)
            )
    return pd.concat([empty_table("group_voices"), *tables], ignore_index=True)


def sum_words(voices: pd.DataFrame) -> pd.Series:
    """The words of each article, by doc_id."""
    return voices.groupby("doc_id")["n"].sum()
