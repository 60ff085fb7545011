"""The tables of the study: the one way to read, write and check them; where a run keeps what."""

import hashlib
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from operator import eq
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet

from analysis.tables.columns import (
    COLUMNS,
    COLUMNS_CSV,
    FLAG,
    INT,
    OPTIONAL,
    ROW_BY_ROW,
    SHARE,
    TEXT,
    USUAL_NAMES,
)
from analysis.tables.delimited import Fault, decode_list, read_delimited
from analysis.tables.disk import write_whole

PACKAGE = Path(__file__).resolve().parents[1]
SHARED = Path(sys.prefix) / "share" / "sidelines"


def find_root() -> Path:
    """Where the published study lies: around the package in a checkout, else where a wheel puts it."""
    around = PACKAGE.parent
    return around if (around / "corpus" / "codebook.csv").exists() else SHARED


ROOT = find_root()  # the published study
LISTS = ROOT / "corpus"  # its word lists, used where a corpus has none

LARGEST_COUNT = 1e12  # up to which a whole number among others is a count, and stored exactly
DIGITS = 6  # significant ones of what is stored: plenty for a reader, the same on every processor
TENS = np.array([float(f"1e{power}") for power in range(23)])  # those that a float holds exactly
NEAR_MIDDLE = 1e-6  # between two numbers of so many digits; a product is a billionth off at most

BLOCK, MOST = 1 << 24, 1 << 30  # bytes of a CSV that are read at once, and at most
ROWS = 1 << 18  # that are written at once
# What is small is taken apart once, however many steps and pages read it: files of at most so many
# bytes, known by what is in them, and so many of them.
SMALL, KEPT = 1 << 18, 64
FIRST_ROW = 2  # of a list, as a spreadsheet numbers it: row 1 is the heading

# A cell that starts so is run as a formula by spreadsheet programs; a leading ' stops that.
# A cell that already starts with ' before such a sign gets one more, so that reading is exact.
STARTS = r"^'*[=+\-@\t\r\n＝＋－＠]"
GUARD = rf"({STARTS})"
GUARDED = r"^'('*[=+\-@\t\r\n＝＋－＠])"


def refuse_faults(path: Path | str, faults: Iterable[tuple[int, str]]) -> None:
    """Raise one error that names each bad row of a list, what is wrong with it and its mend; none, and nothing happens."""
    told = "\n".join(f"{path}, row {number}: {fault}." for number, fault in faults)
    if told:
        raise ValueError(told)


def check_table(table: pd.DataFrame, name: str, only: Sequence[str] | None = None) -> pd.DataFrame:
    """Return `table` with exactly the declared columns of `name` (or `only` these), in that order and type."""
    columns = {column: COLUMNS[name][column] for column in only or COLUMNS[name]}
    missing = [column for column in columns if column not in table]
    if missing:
        raise ValueError(f"{name}: no column {missing}; it has {list(table)}.")
    table = table.copy(deep=False) if list(table) == list(columns) else table[list(columns)]
    if all(map(eq, table.dtypes, kinds_of(name))):
        return table
    try:
        checked = table.astype(columns)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{name}: {error}.") from error
    for column, kind in columns.items():
        if "int" not in kind or table[column].dtype == checked[column].dtype:
            continue
        if not checked[column].eq(pd.to_numeric(table[column])).all():
            raise ValueError(
                f"{name}: column {column} holds counts, and one of them is not a whole number."
            )
    return checked


@cache
def kinds_of(name: str) -> list[Any]:
    """The types of the columns of a table, as pandas compares them quickest."""
    kinds = COLUMNS[name].values()
    return [kind if kind == "category" else pd.api.types.pandas_dtype(kind) for kind in kinds]


def empty_table(name: str) -> pd.DataFrame:
    """The table `name` without rows."""
    return make_empty_table(name).copy(deep=False)


@cache
def make_empty_table(name: str) -> pd.DataFrame:
    """The same, made once."""
    return pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in COLUMNS[name].items()})


def table_path(name: str, out: Path | str) -> Path:
    """Where the study in folder `out` keeps the table `name`."""
    if name == "tokens":
        return Path(out) / "corpus" / "clean" / "tokens.parquet"
    return Path(out) / "corpus" / "clean" / f"{name}.csv"


def write_table(table: pd.DataFrame, name: str, out: Path | str) -> pd.DataFrame:
    """Check `table` and write it whole into the study in folder `out`; return it."""
    table = check_table(table, name)
    path = table_path(name, out)
    if path.suffix == ".parquet":
        write_whole(
            path,
            lambda part: pa.parquet.write_table(
                pa.Table.from_pandas(table, preserve_index=False), part, compression="zstd"
            ),
        )
    else:
        write_csv(table, path)
    return table


def read_table(name: str, out: Path | str, only: Sequence[str] | None = None) -> pd.DataFrame:
    """Read the table `name` of the study in folder `out`; of a large one `only` the columns that are asked for."""
    refuse_unsettled(out)
    path = table_path(name, out)
    if not path.exists():
        raise FileNotFoundError(
            f"{path} is not there yet: run the notebooks of lower numbers first."
        )
    if path.suffix == ".parquet":
        table = check_table(read_columns(path, only), name, only)
    else:
        table = check_table(read_csv(path, COLUMNS[name], only), name, only)
    pa.default_memory_pool().release_unused()  # reading leaves twice the table's size behind
    return table


def read_columns(path: Path | str, only: Sequence[str] | None = None) -> pd.DataFrame:
    """A Parquet table, one column after the other: read at once, thirty million words take twice the memory."""
    file = pa.parquet.ParquetFile(path)
    columns = {
        name: file.read([name], use_threads=False).to_pandas()[name]
        for name in only or file.schema_arrow.names
    }
    return pd.DataFrame(columns, copy=False)


def refuse_unsettled(out: Path | str) -> None:
    """Refuse to read where old results and new ones stand side by side: a run was stopped there."""
    if (Path(out) / READY / MADE).exists():
        raise ValueError(
            f"The results in {Path(out).resolve()} are being put in place, or this was stopped. If "
            f"no run is at work there, this ends it: python -m analysis verify OUT"
        )


def list_path(name: str, corpus: Path | str) -> Path:
    """The file of a list written by people: the corpus's own, or else the published one."""
    own = Path(corpus) / f"{name}.csv"
    return own if own.exists() else LISTS / f"{name}.csv"


def own_list(name: str, corpus: Path | str) -> Path | None:
    """The file of a list that a corpus brings itself, or None; beside a table or archive it may lie too."""
    corpus = Path(corpus)
    path = (corpus if corpus.is_dir() else corpus.parent) / f"{name}.csv"
    return path if path.exists() and path != corpus else None


def is_published(corpus: Path | str) -> bool:
    """Whether a corpus is the published one, with which lists and rules were made."""
    return Path(corpus).resolve() == LISTS.resolve()


def read_list(name: str, corpus: Path | str) -> pd.DataFrame:
    """Read a table written by people (dictionary, codebook ...); a blank cell is missing."""
    path = list_path(name, corpus)
    table, faults = open_list(path, name)
    if table is None or (faults and name not in ROW_BY_ROW):
        raise ValueError(
            "\n".join(" ".join(row[:3]) for row in group_faults(f"{path}", faults, colon=":"))
        )
    return check_table(table.reset_index(drop=True), name)


Faults = list[tuple[int | None, str, str]]  # of a list: row, or None for all; problem; mend


def open_list(path: Path | str, name: str) -> tuple[pd.DataFrame | None, Faults]:
    """
    (table, faults) of a list written by people, with whatever encoding and separator it has.

    The table is None where it cannot be read at all; its index holds the numbers of the rows. A
    fault is (row or None, problem, mend); the rows that it names are not in the table.
    """
    try:
        content = Path(path).read_bytes()
        parse = parse_small_list if len(content) <= SMALL else parse_list
        table, faults = parse(content, name)
    except (OSError, ValueError) as error:
        return None, [(None, f"It cannot be read ({error}).", "Save it again as CSV UTF-8.")]
    return None if table is None else table.copy(deep=False), list(faults)


def parse_list(content: bytes, name: str) -> tuple[pd.DataFrame | None, Faults]:
    """(table, faults) of a list from a file with this content; ValueError if it cannot be read."""
    kinds, usual = COLUMNS.get(name, COLUMNS_CSV), USUAL_NAMES if name == "metadata" else {}
    names, rows = read_delimited(decode_list(content))
    plain = [column.lower() for column in unguard(pd.Index(names, dtype="str"))]
    plain = [usual.get(column, column) for column in plain]
    missing = [column for column in kinds if column not in {*plain, *OPTIONAL.get(name, ())}]
    if missing:
        return None, [
            (
                None,
                f"It has no column {', '.join(map(repr, missing))}; it has {names[:20]}.",
                f"Give it the heading line {','.join(kinds)}.",
            )
        ]
    faults: Faults = [
        (
            None,
            f"Two columns of its heading mean {column!r}; the first is used.",
            "Take the other out.",
        )
        for column in dict.fromkeys(plain)
        if column in kinds and plain.count(column) > 1
    ]
    good = {}
    for number, row in enumerate(rows, FIRST_ROW):
        if isinstance(row, Fault):
            faults.append((number, *row))
        elif not any(cell.strip() for cell in row):
            faults.append((number, "The row is blank.", "Take it out."))
        else:
            good[number] = row
    table = pd.DataFrame(good.values(), columns=plain, index=list(good), dtype="str")
    table = table.loc[:, ~table.columns.duplicated()]
    table = table.reindex(columns=list(kinds)).astype("str")
    for column in table:
        table[column] = unguard(table[column]).replace("", pd.NA)
    return leave_out_no_counts(table, kinds, faults)


parse_small_list = lru_cache(KEPT)(parse_list)


def leave_out_no_counts(
    table: pd.DataFrame, kinds: dict[str, str], faults: Faults
) -> tuple[pd.DataFrame, Faults]:
    """(table, faults) of a list without the rows whose counts are no whole numbers; each is a fault."""
    for column in (column for column, kind in kinds.items() if kind == INT):
        is_count = table[column].str.fullmatch(r"\s*-?\d{1,15}\s*").fillna(False).astype(bool)
        faults += [
            (number, f"{column} is no whole number.", "Write it with digits alone.")
            for number in table.index[~is_count]
        ]
        table = table[is_count]
    return table, faults


def group_faults(
    file: str, faults: Faults, colon: str = ""
) -> list[tuple[str, str, str, str, int]]:
    """One line for each kind of fault, with all its rows: (file and rows, problem, mend, kind, n)."""
    rows: dict[tuple[str, str], list[int | None]] = {}
    for number, problem, mend in faults:
        rows.setdefault((problem, mend), []).append(number)
    return [
        (
            file + ("" if numbers == [None] else f", {name_rows(numbers)}") + colon,
            problem,
            mend,
            "row",
            len(numbers),
        )
        for (problem, mend), numbers in rows.items()
    ]


def name_rows(numbers: list[int | None]) -> str:
    """The numbers of rows in words: "row 2", "rows 2, 5-9"."""
    known = {number for number in numbers if number is not None}
    starts = sorted(n for n in known if n - 1 not in known)
    ends = sorted(n for n in known if n + 1 not in known)
    shown = [f"{a}" if a == b else f"{a}-{b}" for a, b in zip(starts, ends)]
    return ("row " if len(known) == 1 else "rows ") + ", ".join(shown)


def write_csv(table: pd.DataFrame, path: Path | str) -> None:
    """
    Write a table as CSV: every value quoted, a missing one bare, formulas guarded.

    Some rows after the other: what is written of ten million takes several times their memory.
    """
    write_blocks(cut_rows(table), prepare_rows(table[:0]).schema, path)


def write_parts(parts: Iterable[pd.DataFrame], name: str, out: Path | str) -> None:
    """
    Check tables and write them, one below the other, as the table `name` of the study in folder `out`.

    Some rows after the other: what is told by categories is never a text in all rows at once.
    """
    blocks = (check_table(block, name) for part in parts for block in cut_rows(part))
    write_blocks(blocks, prepare_rows(empty_table(name)).schema, table_path(name, out))


def cut_rows(table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The table, `ROWS` rows after the other, categories spelled out: those of these rows alone."""
    for first in range(0, len(table), ROWS):
        block = table[first : first + ROWS]
        texts = {
            name: kind.categories.array.take(block[name].array.codes, allow_fill=True)
            for name, kind in block.dtypes.items()
            if isinstance(kind, pd.CategoricalDtype) and kind.categories.dtype == "str"
        }
        yield block.assign(**texts)


def write_blocks(blocks: Iterable[pd.DataFrame], schema: pa.Schema, path: Path | str) -> None:
    """Write rows as CSV as they come."""
    options = pa.csv.WriteOptions(quoting_style="all_valid")

    def write(part: Path) -> None:
        with pa.csv.CSVWriter(part, schema, write_options=options) as writer:
            for block in blocks:
                writer.write(prepare_rows(block).cast(schema))

    write_whole(path, write)


def prepare_rows(table: pd.DataFrame) -> pa.Table:
    """Rows as they are written: texts guarded, numbers rounded."""
    texts = [
        column
        for column, kind in table.dtypes.items()
        if isinstance(kind, pd.CategoricalDtype)
        or pd.api.types.is_string_dtype(kind)
        or pd.api.types.is_object_dtype(kind)
    ]
    other = {column: "str" for column in texts if table[column].dtype != "str"}
    table = table.astype(other) if other else table.copy(deep=False)
    for column in texts:
        if needs_guard(table[column]):
            table[column] = guard(table[column])
    for column, kind in table.dtypes.items():
        if kind.kind == "f":
            values = table[column].to_numpy(float)
            is_count = (values == np.rint(values)) & (np.abs(values) < LARGEST_COUNT)
            table[column] = np.where(is_count, values + 0.0, round_off(values))
    table.columns = guard(pd.Index(table.columns, dtype="str"))
    return pa.Table.from_pandas(table, preserve_index=False)


def round_off(values: list[float] | np.ndarray | pd.Series) -> np.ndarray:
    """
    Numbers to as many significant digits as are stored and as orders and thresholds rest on.

    Processors differ near the fifteenth digit of a logarithm, and further up where numbers
    nearly cancel; what is stored, sorted by or compared with a threshold must not.
    """
    values = np.asarray(values, float)
    flat = values.ravel()
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        power = DIGITS - 1 - np.floor(np.log10(np.abs(flat)))
        far = ~(np.abs(power) < len(TENS))
        scale = TENS[np.where(far, 0, np.abs(power)).astype(np.intp)]
        scaled = np.where(power < 0, flat / scale, flat * scale)
        whole = np.rint(scaled)
        # Whole numbers and these powers of ten are exact: one division gives the nearest float.
        rounded = np.where(power < 0, whole * scale, whole / scale)
        unsure = np.abs(scaled - whole) > 0.5 - NEAR_MIDDLE
        rounded[far] = flat[far] + 0.0  # no -0
    # By their digits: what is too large or small for that, or in the middle of two numbers.
    for place in np.flatnonzero(unsure | far & np.isfinite(flat) & (flat != 0)):
        rounded[place] = float(f"{flat[place]:.{DIGITS}g}")
    return rounded.reshape(values.shape)


def read_csv(
    path: Path | str, columns: dict[str, str] | None = None, only: Sequence[str] | None = None
) -> pd.DataFrame:
    """Read a CSV of ours; `columns` maps names to types, others come as text; `only` some of them."""
    kinds, asked = tuple((columns or {}).items()), tuple(only) if only else None
    if os.path.getsize(path) > SMALL:
        return parse_csv(path, kinds, asked)
    return parse_small_csv(Path(path).read_bytes(), kinds, asked).copy(deep=False)


def parse_csv(
    source: Path | str | bytes,
    columns: tuple[tuple[str, str], ...],
    only: tuple[str, ...] | None = None,
) -> pd.DataFrame:
    """The table in a file, or in what is in it; `columns` are pairs of a name and its type."""
    arrow = {TEXT: pa.string(), INT: pa.int64(), SHARE: pa.float64(), FLAG: pa.bool_()}
    kinds = {name: arrow.get(kind, pa.string()) for name, kind in columns}
    with io.BytesIO(source) if isinstance(source, bytes) else open(source, "rb") as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        heading = pd.read_csv(text, nrows=0).columns
    types = {name: kinds.get(name, pa.string()) for name in heading}
    # In a table of one column an empty line is a row whose value is missing.
    parse = pa.csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=len(heading) > 1)
    convert = pa.csv.ConvertOptions(
        column_types=types,
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        include_columns=only,
    )
    table = read_in_blocks(source, parse, convert).to_pandas(split_blocks=True, self_destruct=True)
    for column in table.columns[[pd.api.types.is_string_dtype(kind) for kind in table.dtypes]]:
        table[column] = unguard(table[column])
    table.columns = unguard(pd.Index(table.columns, dtype="str"))
    return table


parse_small_csv = lru_cache(KEPT)(parse_csv)


def read_in_blocks(
    source: Path | str | bytes, parse: pa.csv.ParseOptions, convert: pa.csv.ConvertOptions
) -> pa.Table:
    """A CSV read in blocks: taken whole, one of 300 MB needs three times its size in memory."""
    size = len(source) if isinstance(source, bytes) else os.path.getsize(source)
    block = min(size + 1, BLOCK)
    while True:
        try:
            file = io.BytesIO(source) if isinstance(source, bytes) else source
            return pa.csv.read_csv(
                file, pa.csv.ReadOptions(block_size=max(block, 1 << 10)), parse, convert
            )
        except pa.ArrowInvalid as error:
            # A row of an article must fit into one block, however long it is.
            if "straddl" not in str(error) or block >= MOST:
                raise
            block = min(8 * block, MOST)


def needs_guard(texts: pd.Index | pd.Series) -> bool:
    """Whether any of the texts (a column or the headings) begins like a formula."""
    return bool(pa.compute.any(pa.compute.match_substring_regex(pa.array(texts.array), STARTS)))


def guard(texts: pd.Index | pd.Series) -> pd.Index | pd.Series:
    """The texts (a column or the headings) with a sign that stops a formula from being run."""
    if not needs_guard(texts):
        return texts  # nearly all columns: nothing is copied
    return texts.str.replace(GUARD, r"'\1", regex=True)


def unguard(texts: pd.Index | pd.Series) -> pd.Index | pd.Series:
    """The texts as they were before `guard`."""
    if not texts.str.startswith("'", na=False).any():
        return texts
    return texts.str.replace(GUARDED, r"\1", regex=True)


def corpus_of(out: Path | str) -> Path:
    """
    The corpus that the study in folder `out` was made from: `corpus` in it, unless its last run says otherwise.

    Where articles and results lie apart, the way from one to the other is in the run's record of
    the machine alone, and in nothing that is passed on.
    """
    out = Path(out)
    home = out.resolve().parent if out.resolve().name.startswith(".study") else out
    path = out / MACHINE
    named = json.loads(path.read_text(encoding="utf-8")).get("corpus") if path.exists() else None
    return home / (named or "corpus")


def hash_table(table: pd.DataFrame) -> str:
    """SHA-256 of the rows of a table, whatever their order."""
    rows = table.astype("str").fillna("").agg("\t".join, axis=1).sort_values(kind="stable")
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


# In a folder of results: complete ones on their way into place; the files that the last run made.
MACHINE = "run.json"  # when and on which machine the last run was made: the one file that differs
READY, MADE = ".study-ready", ".study-made"
MARK = ".made-by-the-study"  # in folders of pages, which are replaced as a whole


def claim_folder(folder: Path | str) -> Path:
    """
    The folder, marked as the study's own, so that it may be filled and replaced.

    Refused where it holds files and no mark: they are somebody's.
    """
    folder = Path(folder)
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise ValueError(
            f"{folder} holds files that the study did not make. Move them away, or choose "
            f"another folder."
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()
    return folder
