"""
What two runs left behind, compared with each other: tables, figures, sentences, lists and code.
"""

import difflib
import filecmp
import html
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pandas as pd

from analysis.drawing.showing import read_figures
from analysis.findings.numbers import read_or_empty
from analysis.runs.provenance import RECORD, hash_file
from analysis.runs.verification import CHANGED, SAME, compare_files, read_record
from analysis.tables.columns import BY_PEOPLE, COLUMNS
from analysis.tables.stored import table_path

NUMBERED = ["quote_id", "match_id"]  # running numbers: one new article moves all later ones
UNREAD = ["tokens", "robustness"]  # made of sentences and lists; of claims: shown there


def compare_tables(old: Path, new: Path) -> pd.DataFrame:
    """Each table whose rows differ: rows before and after, rows new and gone, and the articles they name."""
    rows = []
    for name in (name for name in COLUMNS if name not in BY_PEOPLE + UNREAD):
        if is_same_file(*(table_path(name, out) for out in (old, new))):
            continue
        before, after = (
            read_or_empty(name, out).drop(columns=NUMBERED, errors="ignore") for out in (old, new)
        )
        came, went = rows_only_in(after, before), rows_only_in(before, after)
        if len(came) or len(went):
            named = pd.concat([came, went]).get("doc_id", pd.Series(dtype="str"))
            rows.append((name, len(before), len(after), len(came), len(went), join_names(named)))
    return pd.DataFrame(
        rows, columns=["table", "rows_old", "rows_new", "n_new", "n_gone", "articles"]
    )


def is_same_file(first: Path, second: Path) -> bool:
    """Whether both files are there and hold the same bytes."""
    return first.exists() and second.exists() and filecmp.cmp(first, second, shallow=False)


def rows_only_in(table: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """The rows of `table` that `other` does not have; equal rows are told apart by their number."""
    keys = [
        pd.MultiIndex.from_arrays([hashes, hashes.groupby(hashes).cumcount()])
        for hashes in (
            pd.util.hash_pandas_object(part, index=False).reset_index(drop=True)
            for part in (table, other)
        )
    ]
    return table[~keys[0].isin(keys[1])]


def join_names(column: pd.Series, most: int = 12) -> str | None:
    """The names in a column, each once; missing where there is none."""
    names = sorted(column.dropna().unique())
    return (
        "; ".join([*names[:most], *([f"{len(names) - most:,} more"] if len(names) > most else [])])
        or None
    )


def compare_figures(old: Path, new: Path) -> pd.DataFrame:
    """Each figure that came, went or changed: title before and after, rows drawn that are new or gone."""
    about = read_figures(old).merge(
        read_figures(new), on="name", how="outer", suffixes=("_old", "_new")
    )
    rows = []
    for figure in about.itertuples():
        pictures = [Path(out) / "figures" / f"{figure.name}.svg" for out in (old, new)]
        is_there = [path.exists() for path in pictures]
        if is_there == [True, True] and hash_file(pictures[0]) == hash_file(pictures[1]):
            continue
        change = {(False, True): "added", (True, False): "removed"}.get(
            (is_there[0], is_there[1]), CHANGED
        )
        drawn = [read_lines(path.with_suffix(".csv")) for path in pictures]
        rows.append(
            (
                figure.name,
                change,
                figure.title_old,
                figure.title_new,
                *(len(rows_only_in(*pair)) for pair in (drawn[::-1], drawn)),
            )
        )
    return pd.DataFrame(
        rows, columns=["figure", "change", "title_old", "title_new", "n_new", "n_gone"]
    )


def read_lines(path: Path) -> pd.DataFrame:
    """The lines of a text file as a table of one column; none where there is no file."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return pd.DataFrame({"line": pd.Series(lines, dtype="str")})


def compare_sentences(old: Path, new: Path) -> pd.DataFrame:
    """Sentences that the notebooks print, where they differ: notebook, old, new (either may be missing)."""
    names = sorted(
        {path.stem for out in (old, new) for path in (Path(out) / "notebooks").glob("*.ipynb")}
    )
    rows = [
        (name, *pair)
        for name in names
        for pair in pair_lines(read_printed(old, name), read_printed(new, name))
    ]
    return pd.DataFrame(rows, columns=["notebook", "old", "new"], dtype="str")


def read_printed(out: Path, name: str) -> list[str]:
    """The sentences in the outputs of one notebook, in order: computed text, not tables or pictures."""
    path = Path(out) / "notebooks" / f"{name}.ipynb"
    if not path.exists():
        return []
    outputs = [
        output
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]
    texts = [
        output.get("text") or output.get("data", {}).get("text/markdown", "") for output in outputs
    ]
    return [
        part.strip()
        for text in texts
        for line in html.unescape(text).splitlines()
        for part in re.split(r"(?<=[.!?])\s+(?=[A-Z“\"*])", line)
        if part.strip()
    ]


def pair_lines(old: list[str], new: list[str]) -> Iterator[tuple[str | None, str | None]]:
    """(old, new) of each place where two lists of lines differ; None where one side has nothing."""
    for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if kind != "equal":
            width = max(i2 - i1, j2 - j1)
            yield from zip(
                old[i1:i2] + [None] * (width - i2 + i1), new[j1:j2] + [None] * (width - j2 + j1)
            )


def compare_lists(old: Path, new: Path) -> pd.DataFrame:
    """Lists, settings and code that differ between the two records: role, name, verdict."""
    if not all((Path(out) / RECORD).exists() for out in (old, new)):
        return pd.DataFrame(columns=["role", "name", "verdict"])
    files = [read_record(out)["files"] for out in (old, new)]
    files = [
        table[table["role"] != "output"].assign(name=table["name"].map(plain_name))
        for table in files
    ]
    files = [
        table[
            ~table["name"].str.startswith("raw/")
            & (
                (table["role"] == "code")
                | table["name"].isin([f"{name}.csv" for name in BY_PEOPLE])
            )
        ]
        for table in files
    ]
    found = compare_files(
        *(table.assign(role=table["role"].replace("list", "input")) for table in files)
    )
    return found[found["verdict"] != SAME].reset_index(drop=True)


def plain_name(name: str) -> str:
    """A file's name without where it lay: "#lists/dictionary.csv" and "corpus/dictionary.csv" are one."""
    return re.sub(r"^#?(corpus|lists|code)/", "", name)
