"""Tables as rows for templates and scripts: whole columns become lists, and lists become rows."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pandas as pd

from analysis.text.spans import code_documents

HELD = 1000  # articles whose cells Python has at a time


def list_cells(column: pd.Series) -> list:
    """The cells of a column as Python has them; to walk through a column of text takes ten times as long."""
    return column.to_numpy(object).tolist()


def list_rows(table: pd.DataFrame, names: Iterable[str] | None = None) -> Iterator[tuple]:
    """The rows as tuples of these columns, or of all."""
    return zip(*(list_cells(table[name]) for name in (table if names is None else names)))


def list_records(table: pd.DataFrame, names: Sequence[str] | None = None) -> list[dict]:
    """The rows as mappings."""
    names = list(table) if names is None else names
    return [dict(zip(names, row)) for row in list_rows(table, names)]


def by_article(table: pd.DataFrame, names: Sequence[str] | None = None) -> dict[str, list[dict]]:
    """The rows of each article, as mappings."""
    doc, docs = code_documents(table["doc_id"])
    edges = [*np.flatnonzero(np.diff(doc, prepend=-1)).tolist(), len(doc)]
    records = list_records(table, names)
    return {docs[doc[first]]: records[first:last] for first, last in zip(edges, edges[1:])}


def list_documents(documents: pd.DataFrame) -> Iterator[SimpleNamespace]:
    """The articles, each with its columns as attributes; few of a million are held at a time."""
    for first in range(0, len(documents), HELD):
        part = documents.iloc[first : first + HELD]
        yield from (SimpleNamespace(**record) for record in list_records(part))


def list_by_row(values: list, row: np.ndarray, n: int) -> list[list]:
    """The values that belong to each of `n` rows, in their order: groups of a table cost ten times as much."""
    order = np.argsort(row, kind="stable")
    edges = np.searchsorted(row[order], np.arange(n + 1)).tolist()
    values = [values[at] for at in order.tolist()]
    return [values[first:last] for first, last in pairwise(edges)]
