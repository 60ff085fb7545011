"""
Articles in blocks: the study's own functions, block after block, and their counts added.

A corpus larger than memory stands on disk as Parquet, whole articles one behind the other.
A block is some row groups of such a file: a few numbers, so that it can be worked on here
or, with the address of a Dask scheduler, by any process that sees the same disk. It is the
same code: `map_blocks` alone knows where it runs. Counts are whole numbers, so that their
sums depend neither on the size of blocks nor on who counted; stretches of rows that are
written have a fixed size for the same reason.
"""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain, islice
from multiprocessing import parent_process
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.tables.among import is_among
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import check_table, empty_table, write_whole
from analysis.text.spans import code_documents

SCHEDULER = "STUDY_SCHEDULER"  # variable of the environment: address of a Dask scheduler
# Rows of a group in Parquet, whatever the blocks are. Of sentences only those around a hit are read.
ROWS = {"tokens": 1 << 18, "sentences": 1 << 15, "edits": 1 << 15}
BEGINS = {"tokens": "position", "sentences": "sentence"}  # 0 in the first row of an article
ARTICLES = 100  # articles that a worker takes at a time when tables are in memory
FEW = 4  # blocks: for fewer no other process is started
MANY = 16  # tables of counts that are held before they are added
SENTENCES = 1 << 16  # that are worked on at a time where a step needs several times their size


class Block(NamedTuple):
    """The articles that begin in row groups `first` to `last` (not included) of a table."""

    folder: str
    table: str
    first: int
    last: int


# where the work is done --------------------------------------------------------------


def map_blocks(function: Callable, blocks: Iterable, scheduler: str | None = None) -> Iterator[Any]:
    """
    `function` of each block, in the order of the blocks, one result after the other.

    Without `scheduler` (nor the variable STUDY_SCHEDULER) in this process. With one, its workers
    do it; what a worker held that died is done again by another.
    """
    scheduler = scheduler or os.environ.get(SCHEDULER)
    if not scheduler:
        return map(function, blocks)
    from analysis.text.cluster import map_workers

    return map_workers(function, blocks, scheduler)


def map_processes(function: Callable, blocks: Iterable) -> Iterator[Any]:
    """
    `function` of each block, in the order of the blocks, by a process for each processor.

    Few blocks are done in this process. Results are taken as they are needed, so that they never
    pile up; when the taker stops, for whatever reason, nothing more is begun.
    """
    blocks = iter(blocks)
    first = list(islice(blocks, FEW))
    n_processes = count_processors()
    if len(first) < FEW or n_processes < 2:
        yield from map(function, chain(first, blocks))
        return
    pool = ProcessPoolExecutor(n_processes, initializer=follow_parent)
    try:
        waiting: deque[Any] = deque()
        for block in chain(first, blocks):
            waiting.append(pool.submit(function, block))
            if len(waiting) > 2 * n_processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def count_processors() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def follow_parent() -> None:
    """In a process of a pool: Ctrl-C ends it at once, without a word, and so does its parent's end."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=end_with_parent, daemon=True).start()


def end_with_parent() -> None:
    """Wait for the end of the process that started this one; without it, this one would wait for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def map_articles(
    function: Callable, articles: Iterable, size: int = ARTICLES, **same: Any
) -> Iterator[Any]:
    """
    What `function(list of articles, **same)` returns for each article, one after the other.

    `articles` has an entry per article; `function` returns a list as long as it gets. With a
    scheduler its workers share the work, `size` articles at a time.
    """
    articles = iter(articles)
    parts = iter(lambda: list(islice(articles, size)), [])
    for found in map_blocks(partial(function, **same), parts):
        yield from found


# tables on disk ------------------------------------------------------------------------


def path_of(folder: Path | str, table: str) -> Path:
    """Where a table stands in a folder of Parquet files."""
    return Path(folder) / f"{table}.parquet"


def write_blocks(parts: Iterable[pd.DataFrame], table: str, folder: Path | str) -> int:
    """
    Write a table that comes in parts of whole articles; memory holds a part and a group of rows.

    The bytes depend on the rows alone, not on how they were cut into parts. Returns how many
    rows there are.
    """
    schema = pa.schema(
        [(name, TYPES.get(kind, pa.string())) for name, kind in COLUMNS[table].items()]
    )
    n, rows = 0, ROWS[table]

    def write(path: Path) -> None:
        nonlocal n
        # The dictionary of a group may hold all its words; the usual limit would store them twice.
        with pq.ParquetWriter(
            path, schema, compression="zstd", dictionary_pagesize_limit=1 << 24
        ) as writer:
            for group in regroup((as_plain(part, schema) for part in parts), rows):
                writer.write_table(group, row_group_size=rows)
                n += len(group)

    write_whole(path_of(folder, table), write)
    return n


TYPES = {"int32": pa.int32(), "int64": pa.int64(), "float64": pa.float64(), "bool": pa.bool_()}


def as_plain(part: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    """A part as an Arrow table; categories become texts, so that no trace of the part's own codes is left."""
    columns = [pa.array(part[field.name]) for field in schema]
    return pa.table(
        [column.cast(field.type) for column, field in zip(columns, schema)], schema=schema
    )


def regroup(parts: Iterable[pa.Table], rows: int) -> Iterator[pa.Table]:
    """The same rows in tables of exactly `rows` rows; the last may be shorter."""
    held: list[pa.Table] = []
    n = 0
    for part in parts:
        held, n = [*held, part], n + len(part)
        if n >= rows:
            whole = pa.concat_tables(held)
            for start in range(0, n - rows + 1, rows):
                yield whole.slice(start, rows)
            held, n = [whole.slice(n - n % rows)], n % rows
    if n:
        yield pa.concat_tables(held)


def list_blocks(folder: Path | str, table: str, groups: int = 4) -> list[Block]:
    """The blocks of a table on disk, `groups` row groups each."""
    n = pq.ParquetFile(path_of(folder, table)).num_row_groups
    return [
        Block(str(folder), table, first, min(first + groups, n)) for first in range(0, n, groups)
    ]


def read_block(block: Block) -> pd.DataFrame:
    """
    The rows of a block as the table they are part of: whole articles, those that begin in it.

    An article that began before belongs to the block before; the last one is read to its end.
    """
    texts = [name for name, kind in COLUMNS[block.table].items() if kind == "category"]
    file = pq.ParquetFile(path_of(block.folder, block.table), read_dictionary=texts)
    rows = file.read_row_groups(range(block.first, block.last))
    begin = find_begin(rows, block.table)
    if begin is None:  # one article runs through the whole block
        return empty_table(block.table)
    parts = [rows.slice(begin)]
    for group in range(block.last, file.num_row_groups):
        rows = file.read_row_group(group)
        end = find_begin(rows, block.table)
        parts.append(rows.slice(0, end))
        if end is not None:
            break
    return as_table(pa.concat_tables(parts), block.table, texts)


def find_begin(rows: pa.Table, table: str) -> int | None:
    """The first row in which an article begins, or None."""
    found = pc.index(rows[BEGINS[table]], 0).as_py()
    return None if found < 0 else found


def as_table(rows: pa.Table, table: str, texts: list[str]) -> pd.DataFrame:
    """Arrow rows as the table; categories sorted, as `find_tokens` has them."""
    frame = rows.unify_dictionaries().to_pandas()
    for name in texts:
        frame[name] = sort_categories(frame[name])
    return check_table(frame, table)


def sort_categories(column: pd.Series) -> pd.Categorical:
    """The same column; its categories in alphabetical order, those that do not occur left out."""
    codes, words = column.cat.codes.to_numpy(), column.cat.categories.to_numpy(object)
    used = np.flatnonzero(np.bincount(codes, minlength=len(words)))
    order = used[np.argsort(words[used], kind="stable")]
    rank = np.zeros(len(words), np.int32)
    rank[order] = np.arange(len(order))
    return pd.Categorical.from_codes(
        rank[codes], pd.Index(words[order], dtype="str"), validate=False
    )


def read_rows_of(tokens: pd.DataFrame, table: str, folder: Path | str) -> pd.DataFrame:
    """The rows of another table (sentences, edits) that belong to the articles of a block of tokens."""
    path, docs = path_of(folder, table), tokens["doc_id"].cat.categories
    if not path.exists() or not len(docs):
        return empty_table(table)
    # Files are in the order of doc_id: only the groups that may hold these articles are read.
    near = [("doc_id", ">=", docs.min()), ("doc_id", "<=", docs.max())]
    rows = pq.read_table(path, filters=near).to_pandas()
    return check_table(rows[is_among(rows["doc_id"], docs)].reset_index(drop=True), table)


def cut_tables(
    tables: dict[str, pd.DataFrame], size: int | None = None
) -> Iterator[dict[str, pd.DataFrame]]:
    """
    The same tables of some articles after the other, about `size` sentences at a time.

    Each table has a column doc_id, one is `sentences`; articles come in the order of doc_id,
    rows in their own. Of `tokens` only the words of these articles stay categories.
    """
    n_sentences = tables["sentences"]["doc_id"].value_counts().sort_index()
    part_of = (n_sentences.cumsum() - n_sentences).to_numpy() // (size or SENTENCES)
    _, part_of = np.unique(part_of, return_inverse=True)
    if not len(part_of) or part_of[-1] == 0:  # nothing to cut: nothing is copied
        yield dict(tables)
        return
    rows = {
        name: find_rows(find_parts(table["doc_id"], n_sentences.index, part_of))
        for name, table in tables.items()
    }
    for number in range(part_of[-1] + 1):
        part = {
            name: table.iloc[rows[name](number)].reset_index(drop=True)
            for name, table in tables.items()
        }
        if "tokens" in part:
            words = {name: sort_categories(part["tokens"][name]) for name in ("token", "term")}
            part["tokens"] = part["tokens"].assign(**words)
        yield part


def find_parts(column: pd.Series, docs: pd.Index, part_of: np.ndarray) -> np.ndarray:
    """The number of the part in which each row's article is; -1 for articles that are in none."""
    code, names = code_documents(column)
    return np.append(part_of, -1).astype(np.int32)[docs.get_indexer(names)][code]


def find_rows(part: np.ndarray) -> Callable[[int], slice | np.ndarray]:
    """A function from the number of a part to its rows: one stretch, where rows are in order."""
    if (part[1:] < part[:-1]).any():
        return lambda number: np.flatnonzero(part == number)
    return lambda number: slice(*np.searchsorted(part, [number, number + 1]))


# counts ------------------------------------------------------------------------------


def add_counts(tables: Iterable[pd.DataFrame], keys: list[str]) -> pd.DataFrame | None:
    """The sums of tables of counts, key by key, in the order of the keys; few tables are held at once."""
    held = []
    for table in tables:
        held.append(table)
        if len(held) == MANY:
            held = [sum_up(held, keys)]
    return sum_up(held, keys) if held else None


def sum_up(tables: list[pd.DataFrame], keys: list[str]) -> pd.DataFrame:
    """The tables below each other, rows of equal keys summed."""
    return pd.concat(tables, ignore_index=True).groupby(keys, as_index=False, sort=True).sum()
