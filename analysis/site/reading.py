"""What the pages are made from: the tables of one study, read once, in the order of the articles."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd

from analysis.findings import numbers
from analysis.site.rendering import ARTICLE, PACKED, RAW
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import corpus_of
from analysis.text.shown import add_rights, may_show

CARDS = 500  # rows of one kind that are marked on an article's page: thousands choke a browser
# Rows of a whole study whose articles have cards: one takes 1.3 kB, and those of the 10,952 speeches
# of the General Debate took two thirds of a site of 2.3 GB.
MANY = 20_000
SHOWN = (
    "documents",
    "sentences",
    "edits",
    "quotations",
    "matches",
)  # tables that pages show row by row
BLOCK = 10_000  # sentences worked on at a time, so that memory stays the same


@dataclass(frozen=True)
class Study:
    """The tables of a study that its pages show; `out` is their folder."""

    out: Path
    documents: pd.DataFrame  # with `url` and `show_whole_text` of the metadata
    sentences: pd.DataFrame  # with `is_shown`: whether pages may show the line
    edits: pd.DataFrame
    # Both with `is_marked`: whether the row is marked in its article; `has_card`: can be opened there.
    quotations: pd.DataFrame
    matches: pd.DataFrame

    @property
    def is_large(self) -> bool:
        """Whether there are too many rows for cards: articles are then packed, many in a file."""
        return len(self.quotations) + len(self.matches) > MANY

    @property
    def addresses(self) -> tuple[str, str]:
        """Where places in articles are, and where those in their files are."""
        return (PACKED, PACKED) if self.is_large else (ARTICLE, RAW)


T = TypeVar("T")
_held: dict | None = None  # what was read while a site is built; None at other times


@contextmanager
def read_once() -> Iterator[None]:
    """
    Within, what `once` marks is read one time for all pages: nothing writes tables while they are made.

    Python's search for unused objects rests: among millions of rows it took a quarter of the time.
    """
    global _held
    _held, was_on = {}, gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        _held = None
        if was_on:
            gc.enable()


def once(read: Callable[[Path], T]) -> Callable[[Path], T]:
    """A function of a study's folder whose result is kept within `read_once`."""

    @wraps(read)
    def read_or_held(out: Path) -> T:
        if _held is None:
            return read(out)
        key = read.__name__, Path(out)
        if key not in _held:
            _held[key] = read(out)
        return _held[key]

    return read_or_held


@once
def read_study(out: Path) -> Study:
    """The tables of the study in folder `out`; one not made yet is empty."""
    tables = {name: numbers.read_or_empty(name, out) for name in SHOWN}
    tables["documents"] = add_rights(tables["documents"], corpus_of(out))
    for name in ("sentences", "edits", "quotations", "matches"):
        tables[name] = in_order(tables[name], tables["documents"])
    rows = tables["quotations"], tables["matches"]
    tables["sentences"] = tables["sentences"].assign(
        is_shown=may_show(tables["documents"], tables["sentences"], *rows)
    )
    n_rows = len(tables["quotations"]) + len(tables["matches"])
    for name in ("quotations", "matches"):
        is_marked = tables[name].groupby("doc_id", sort=False).cumcount() < CARDS
        has_card = is_marked & (n_rows <= MANY)
        tables[name] = tables[name].assign(is_marked=is_marked, has_card=has_card)
    return Study(Path(out), **tables)


def cut_study(study: Study, size: int | None = None) -> Iterator[Study]:
    """
    The same study, whole articles with some `size` sentences at a time; documents keep their index.

    A hundred articles of two sentences each would cost as much as a hundred speeches. What a block
    left is collected behind it, since nothing else does while a site is built (`read_once`).
    """
    docs = pd.Index(study.documents["doc_id"])
    tables = ("sentences", "edits", "quotations", "matches")
    places = {name: docs.get_indexer(getattr(study, name)["doc_id"]) for name in tables}
    begins = np.searchsorted(places["sentences"], np.arange(len(docs)))
    edges = [*np.unique(begins // (size or BLOCK), return_index=True)[1].tolist(), len(docs)]
    for ends in pairwise(edges):
        own = {
            name: getattr(study, name)
            .iloc[slice(*np.searchsorted(places[name], ends))]
            .reset_index(drop=True)
            for name in tables
        }
        yield replace(study, documents=study.documents.iloc[slice(*ends)], **own)
        gc.collect(1)  # what is new


def read_or_empty(name: str, out: Path, only: Sequence[str] | None = None) -> pd.DataFrame:
    """
    The table (`only` some columns), or one without rows where no notebook has written it.

    Within `read_once` those of `read_study` are not read again.
    """
    if _held is None or name not in SHOWN:
        return numbers.read_or_empty(name, out, only)
    return getattr(read_study(out), name)[list(only or COLUMNS[name])]


def in_order(table: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """The rows of articles in `documents`, in their order and then in that of the text."""
    doc = pd.Index(documents["doc_id"]).get_indexer(table["doc_id"])
    keys = pd.DataFrame({"doc": doc, "start": table["raw_start"], "end": -table["raw_end"]})
    order = keys[keys["doc"] >= 0].sort_values(["doc", "start", "end"], kind="stable").index
    return table.loc[order].reset_index(drop=True)
