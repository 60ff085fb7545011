"""
The groups whose articles are compared: a column of metadata.csv, a period, or before and after a day.
"""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from analysis.tables.columns import COLUMNS
from analysis.tables.settings import PERIODS, Settings
from analysis.tables.stored import own_list, read_csv

NOT_KNOWN = "not known"
GROUP = "group by "  # before a grouping's name: a column of articles with their groups


def list_groupings(settings: Settings) -> list[str]:
    """The names of all groupings of a study: its columns and periods, then its days with a name."""
    return [*settings.groups, *settings.before_after]


def read_groups(
    documents: pd.DataFrame, corpus: Path | str, by: str, settings: Settings
) -> pd.Series:
    """
    The group of each article, by doc_id; "not known" where nothing says.

    `by`: a period (year, quarter, month, week), a named day of `settings.before_after`, a column
    of the table documents, or any other column of the corpus's metadata.csv.
    """
    ids = documents["doc_id"].to_numpy()
    if by in settings.before_after:
        day = pd.Timestamp(settings.before_after[by])
        values = find_dated(
            documents, lambda days: (days >= day).map({True: "after ", False: "before "}) + by
        )
    elif by in PERIODS:
        values = find_periods(documents, by)
    elif by in documents:
        values = documents[by]
    else:
        values = read_column(documents, corpus, by)
    return pd.Series(values.astype("object").fillna(NOT_KNOWN).astype("str").to_numpy(), ids)


def count_inferred(documents: pd.DataFrame) -> dict[str, pd.Series]:
    """By column with a basis (outlet): how many articles of each group are in it by inference, copies aside."""
    first = documents[documents["duplicate_of"].isna()]
    found = {}
    for name in set(first) & set(first.columns.str.removesuffix("_basis")):
        if f"{name}_basis" in first:
            is_inferred = first[f"{name}_basis"].astype("str").str.startswith("inferred")
            found[name] = first.loc[is_inferred, name].value_counts()
    return found


def name_size(name: str, n: int, inferred: pd.Series | None = None) -> str:
    """A group with its number of articles: "Post (4)", "Post (4, one by inference)"."""
    n_inferred = 0 if inferred is None else int(inferred.get(name, 0))
    if not n_inferred:
        return f"{name} ({n:,})"
    which = "all" if n_inferred == n > 1 else "one" if n_inferred == 1 < n else f"{n_inferred:,}"
    return f"{name} ({n:,}, {which} by inference)" if n > 1 else f"{name} ({n:,}, by inference)"


def add_group_columns(
    documents: pd.DataFrame, corpus: Path | str, settings: Settings
) -> pd.DataFrame:
    """`documents` with a column for each grouping of the settings ("group by outlet")."""
    columns = {
        GROUP + by: read_groups(documents, corpus, by, settings).to_numpy()
        for by in list_groupings(settings)
    }
    return documents.assign(**columns)


def find_periods(documents: pd.DataFrame, by: str) -> pd.Series:
    """The year, quarter, month or week in which each article was published; missing where it may be one of several."""
    return find_dated(documents, lambda days: name_periods(days, by))


def find_dated(documents: pd.DataFrame, name: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """What `name` calls the day of each article; missing where the first day it may be gives another name than the last."""
    first, last = (
        pd.to_datetime(documents[column], errors="coerce", format="ISO8601")
        for column in ("published_from", "published_to")
    )
    return name(first).where(first.notna() & (name(first) == name(last)))


def name_periods(days: pd.Series, by: str) -> pd.Series:
    """The period of each day: 2024, 2024-Q2, 2024-05, 2024-W19."""
    if by == "quarter":
        return (
            days.dt.year.astype("Int64").astype("str")
            + "-Q"
            + days.dt.quarter.astype("Int64").astype("str")
        ).where(days.notna())
    return days.dt.strftime({"year": "%Y", "month": "%Y-%m", "week": "%G-W%V"}[by])


def read_column(documents: pd.DataFrame, corpus: Path | str, by: str) -> pd.Series:
    """The values of a column of metadata.csv that is no column of `documents`."""
    known = read_metadata(corpus, by).drop_duplicates("file").set_index("file")[by]
    return documents["file"].map(known)


def check_groups(corpus: Path | str, settings: Settings) -> None:
    """Raise ValueError where the settings name a group by something that no article could have."""
    for by in settings.groups:
        if by not in PERIODS and by not in COLUMNS["documents"]:
            read_metadata(corpus, by)


def read_metadata(corpus: Path | str, by: str) -> pd.DataFrame:
    """The corpus's metadata.csv; raises where it has no column `by`."""
    path = own_list("metadata", corpus)
    table = read_csv(path) if path else pd.DataFrame()
    if by not in table:
        raise ValueError(
            f"study.toml asks to compare groups by {by!r}, and metadata.csv has no such column. It "
            f"has {', '.join(table) or 'none'}; besides there are {', '.join(PERIODS)}."
        )
    return table
