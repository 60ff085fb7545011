"""
The coding by reading as tables of the study's own shape, so that both are counted alike.
"""

import pandas as pd

from analysis.tables import COLUMNS
from analysis.text.spans import assign_voice


def covers(coding: pd.DataFrame, documents: pd.DataFrame) -> bool:
    """Has every article of the study been coded by reading?"""
    return len(documents) > 0 and set(documents["doc_id"]) <= set(coding["doc_id"])


def spread_units(coding: pd.DataFrame, variable: str) -> pd.DataFrame:
    """One row per coded unit that has this variable, a column for each variable; the last judgement holds."""
    keys = ["unit_id", "doc_id", "raw_start", "raw_end"]
    last = coding.drop_duplicates([*keys, "variable"], keep="last")
    table = last.pivot(index=keys, columns="variable", values="code").reset_index()
    table = table if variable in table else table.assign(**{variable: pd.NA})  # nothing coded
    return table[table[variable].notna()].rename_axis(columns=None).reset_index(drop=True)


def coded_quotations(coding: pd.DataFrame) -> pd.DataFrame:
    """The stretches of voice as coded: a table of quotations whose rule is "coded by reading"."""
    stretches = spread_units(coding[coding["unit_id"].str.startswith("v")], "voice")
    if "form" in stretches:  # coded as indirect; perhaps a speaker's, as the rules have it
        is_free = stretches["form"].eq("free_indirect").fillna(False).astype(bool)
        stretches["voice"] = stretches["voice"].mask(is_free, "perhaps")
    return (
        stretches.assign(quote_id=stretches["unit_id"], rule="coded by reading", odds="certain")
        .reindex(columns=list(COLUMNS["quotations"]))
        .astype(COLUMNS["quotations"])
    )


def coded_matches(coding: pd.DataFrame, quotations: pd.DataFrame) -> pd.DataFrame:
    """
    The framing words as coded: voice, target and status by the coder, marks by the coded quotations.

    The number of the sentence is not part of a coding: -1.
    """
    spans = spread_units(coding[coding["unit_id"].str.startswith("f")], "frame")
    around = assign_voice(spans[["doc_id", "raw_start", "raw_end"]], quotations)
    return spans.assign(
        match_id=spans["unit_id"],
        kind="body",
        use="count",
        sentence=-1,
        rule="coded by reading",
        role=around["role"],
        quoted=around["quoted"],
        quote_id=around["quote_id"],
        pattern=pd.NA,
    ).reindex(columns=list(COLUMNS["matches"]))
