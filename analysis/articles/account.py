"""
The account of a corpus: whatever came in was read, or refused by name, or passed over on purpose.

Files, the articles of a file, and the rows of the lists that speak of articles: nothing of these
is left out without a line. What does not add up is a fault of the code, and stops the reading.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from analysis.articles.article import Article
from analysis.articles.article_tables import Columns
from analysis.articles.encodings import Unreadable
from analysis.articles.metadata import find_unused, show_first
from analysis.articles.sources import Source, show_name
from analysis.tables.stored import Faults, group_faults, open_list, own_list

MEANINGS = {"date": "published", "id": "key", "headline": "title", "source": "outlet"}
KNOWN = ("text", "title", "published", "outlet", "key", *MEANINGS)


class Lost(RuntimeError):
    """Something that came in is neither read nor refused: a fault of the code."""


def check_files(corpus: Path | str, sources: list[Source]) -> None:
    """Raise Lost where a file on the disk is among no source."""
    names = {source.name for source in sources}
    names |= {f"{name.partition('.zip/')[0]}.zip" for name in names if ".zip/" in name.lower()}
    folders = {name for name in names if name.endswith("/")}
    lost = [name for name in files_on_disk(Path(corpus)) if not is_known(name, names, folders)]
    if lost:
        raise Lost(f"{len(lost):,} files were not accounted for: {', '.join(lost[:5])}.")


def files_on_disk(corpus: Path) -> Iterator[str]:
    """The name of every file of a corpus, found without the rules of `sources`."""
    if corpus.is_file():
        yield corpus.name
        return
    top = corpus / "raw" if (corpus / "raw").is_dir() else corpus
    for place, folders, files in os.walk(corpus):
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]
        above = Path(os.path.relpath(place, top)).as_posix()
        for name in [*files, *links]:
            yield show_name(name if above == "." else f"{above}/{name}")


def is_known(name: str, names: set[str], folders: set[str]) -> bool:
    """Whether a file is a source, or lies in a folder that is one."""
    if name in names:
        return True
    parts = name.split("/")
    return any("/".join(parts[:n]) + "/" in folders for n in range(1, len(parts)))


def check_fates(sources: list[Source], documents: pd.DataFrame, problems: pd.DataFrame) -> None:
    """Raise Lost where a source has no fate, or two: read, refused, passed over."""
    fates = [
        set(documents["file"]),
        set(problems.loc[problems["kind"] == "file", "file"]),
        {source.name for source in sources if source.passed_over},
    ]
    seen = {source.name for source in sources}
    if set.union(*fates) != seen or sum(map(len, fates)) != len(seen):
        odd = [
            name for name in sorted(seen.union(*fates)) if sum(name in fate for fate in fates) != 1
        ]
        raise Lost(f"{len(odd):,} files have no fate, or two: {', '.join(odd[:5])}.")


def check_parts(
    source: Source, found: Sequence[Article | Unreadable], n_read: int, n_refused: int
) -> None:
    """Raise Lost where the articles of a file are not those read and those refused."""
    if len(found) != n_read + n_refused:
        raise Lost(
            f"{source.name}: of {len(found):,} articles {n_read:,} were read and {n_refused:,} refused."
        )


def read_columns(corpus: Path | str) -> tuple[Columns | None, Faults]:
    """(Columns, faults) of columns.csv, which names the columns of tables; None if it cannot be read."""
    path = own_list("columns", corpus)
    table, faults = open_list(path, "columns") if path else (None, [])
    named, rows = {}, {}
    for row in table.itertuples() if table is not None else ():
        meaning = MEANINGS.get(row.meaning, row.meaning)
        if row.meaning not in KNOWN or pd.isna(row.column):
            fault = "It names no column, or a meaning that is not known."
            faults.append((row.Index, fault, f"Meanings are {', '.join(KNOWN)}."))
        elif meaning in named:
            fault = "Its meaning is in a row above already, which is used."
            faults.append((row.Index, fault, "Keep one of the two rows."))
        else:
            named[meaning], rows[meaning] = row.column, row.Index
    return None if path and table is None else Columns(named, rows), faults


def account_lists(
    corpus: Path | str,
    documents: pd.DataFrame,
    columns: tuple[Columns | None, Faults],
    metadata: tuple[pd.DataFrame | None, Faults],
) -> list[tuple[str, str, str, str, int]]:
    """
    The lines of `problems` for rows of columns.csv, metadata.csv and mends.csv that are not used.

    `columns` and `metadata` are pairs of table and faults, as they were read.
    """
    named, faults = columns
    lines = group_faults("columns.csv", faults + (named.find_unused() if named is not None else []))
    table, faults = metadata
    lines += group_faults("metadata.csv", faults + find_unused(table, documents))
    path = own_list("mends", corpus)
    if path:
        mends, faults = find_mend_faults(*open_list(path, "mends"))
        if mends is not None:
            unknown = mends[mends["doc_id"].notna() & ~mends["doc_id"].isin(documents["doc_id"])]
            what = f"No article has this id: {show_first(unknown['doc_id'])}."
            faults += [(row, what, "Write the id as in documents.csv.") for row in unknown.index]
        lines += group_faults("mends.csv", faults)
    return lines


def find_mend_faults(
    mends: pd.DataFrame | None, faults: Faults
) -> tuple[pd.DataFrame | None, Faults]:
    """(mends, faults) of mends.csv with the rows that say too little among the faults."""
    if mends is not None:
        blank = mends["doc_id"].isna() | mends["find"].isna()
        what = "It has no doc_id, or nothing to find."
        faults = faults + [
            (row, what, "Fill both in, or take the row out.") for row in mends.index[blank]
        ]
    return mends, faults
