"""
Every list that people write, checked before anything else runs: each fault with its file and row.

A list is the corpus's own or, where it has none, the published one; the two must fit together.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.articles.account import find_mend_faults, read_columns
from analysis.articles.metadata import read_metadata
from analysis.coding.files import find_judgement_faults
from analysis.findings.claims import find_claim_faults
from analysis.findings.robustness import find_alternative_faults
from analysis.framing.dictionary import find_dictionary_faults, find_pattern_faults
from analysis.framing.judging import find_rules_faults, split_cell
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import (
    FIRST_ROW,
    LISTS,
    group_faults,
    list_path,
    open_list,
    own_list,
)
from analysis.voices.lexicon import NOUN_CLASSES, VERB_CLASSES

FILLED = ("codebook", "dictionary", "reporting_verbs")  # a study reads nothing without these
# What each row must say, and what no two rows may share.
NEEDED = {
    "codebook": ["code", "variable", "definition"],
    "speakers": ["speaker", "role"],
    "stop_terms": ["term"],
    "variants": ["term", "variant"],
    "reporting_verbs": ["lemma", "forms", "class"],
    "coding": ["unit_id", "doc_id", "coder", "variable", "code"],
    "states": ["name", "pattern"],
    "home": ["place"],
}
SINGLE = {
    "codebook": ["variable", "code"],
    "speakers": ["speaker"],
    "stop_terms": ["term"],
    "variants": ["variant"],
    "reporting_verbs": ["lemma", "forms", "class"],
    "states": ["name"],
    "home": ["place"],
}


def find_list_faults(corpus: Path) -> pd.DataFrame:
    """
    Every fault of every list for `corpus`, as rows of the table `problems`: one for each kind.

    `stops` says whether it keeps the study from running; of metadata.csv, mends.csv and
    columns.csv only a list that cannot be read at all does.
    """
    corpus = Path(corpus)
    paths = {name: list_path(name, corpus) for name in (*OWN_CHECKS, *NEEDED)}
    opened = {name: open_list(path, name) for name, path in paths.items()}
    tables = {name: table for name, (table, _) in opened.items()}
    lines = []
    for name, (table, faults) in opened.items():
        own = paths[name].parent != LISTS or corpus == LISTS
        if name == "rules" and not own:
            continue  # of the published rules only those are used that fit the codebook
        if table is not None:
            faults = faults + list(find_row_faults(name, tables))
        shown = f"{name}.csv" if own else f"{name}.csv (the published one)"
        lines += [(*line, True) for line in group_faults(shown, sorted(faults, key=place))]
    if tables["codebook"] is not None:
        frames = tables["codebook"].query("variable == 'frame'")["code"].dropna()
        for file, faults in find_judgement_faults(corpus, frames).items():
            lines += [(*line, True) for line in group_faults(file, faults)]
    for name, read in BESIDE_ARTICLES.items():
        if own_list(name, corpus):
            table, faults = read(corpus)
            lines += [(*line, table is None) for line in group_faults(f"{name}.csv", faults)]
    return pd.DataFrame(lines, columns=[*COLUMNS["problems"], "stops"])


def place(fault: tuple[int | None, str, str]) -> int:
    """What faults are sorted by: those of a whole list first, then row by row."""
    return fault[0] or 0


def find_row_faults(
    name: str, tables: dict[str, pd.DataFrame]
) -> Iterator[tuple[int | None, str, str]]:
    """The faults of the rows of one list: (row, problem, mend), the row as numbered in the file."""
    table = tables[name]
    if table.empty and name in FILLED:
        yield (
            None,
            "It has no row.",
            f"Write one at least, or take {name}.csv away: the published one serves then.",
        )
        return
    if name in OWN_CHECKS:
        if any(tables[other] is None for other in ("codebook", name)):
            return  # told already
        # The checks number the rows one after the other: back to their numbers in the file.
        for number, fault in OWN_CHECKS[name](table, tables["codebook"]):
            problem, _, mend = fault.partition("; ")
            yield table.index[number - FIRST_ROW], as_sentence(problem), as_sentence(mend)
        return
    blank = table[NEEDED[name]].isna()
    for number, row in blank[blank.any(axis=1)].iterrows():
        yield number, f"It has no {' and no '.join(row.index[row])}.", "Fill it in."
    columns = SINGLE.get(name, [])
    twice = table.duplicated(columns) & ~blank.any(axis=1) if columns else blank.any(axis=1) & False
    for number in table.index[twice]:
        yield (
            number,
            f"Its {' and '.join(columns)} is in a row above already.",
            "Keep one of the two.",
        )
    yield from MORE_CHECKS.get(name, lambda table: ())(table)


def check_verbs(verbs: pd.DataFrame) -> Iterator[tuple[int, str, str]]:
    """The rows of reporting_verbs.csv whose class is not known."""
    known = VERB_CLASSES + NOUN_CLASSES
    for number in verbs.index[verbs["class"].notna() & ~verbs["class"].isin(known)]:
        yield (
            number,
            f"The class {verbs.loc[number, 'class']!r} is not known.",
            f"Write one of {', '.join(known)}.",
        )


def check_variants(variants: pd.DataFrame) -> Iterator[tuple[int, str, str]]:
    """The rows of variants.csv that lead nowhere, or on to another row."""
    same = variants["term"] == variants["variant"]
    onward = variants["term"].isin(variants["variant"]) & ~same
    for number in variants.index[same]:
        yield number, "The variant is the term itself.", "Take the row out."
    for number in variants.index[onward]:
        yield (
            number,
            f"Its term {variants.loc[number, 'term']!r} is a variant in another row.",
            "Name the term that both are counted as.",
        )


def check_patterns(column: str, table: pd.DataFrame) -> Iterator[tuple[Any, str, str]]:
    """The rows of states.csv or home.csv with a pattern that no rule could use."""
    for number, cell in table[column].dropna().items():
        for fault in dict.fromkeys(
            fault for part in split_cell(cell) for fault in find_pattern_faults(part)
        ):
            problem, _, mend = fault.partition("; ")
            yield number, as_sentence(problem), as_sentence(mend)


def as_sentence(text: str) -> str:
    """A text with a capital and a full stop; nothing where there is none."""
    return text[:1].upper() + text[1:].rstrip(".") + "." if text else ""


OWN_CHECKS = {
    "dictionary": lambda table, codebook: find_dictionary_faults(
        table, codebook.loc[codebook["variable"] == "frame", "code"]
    ),
    "rules": find_rules_faults,
    "claims": lambda table, _: find_claim_faults(table),
    "alternatives": lambda table, _: find_alternative_faults(table),
}
MORE_CHECKS: dict[str, Callable[[pd.DataFrame], Iterable[tuple[Any, str, str]]]] = {
    "reporting_verbs": check_verbs,
    "variants": check_variants,
    "states": partial(check_patterns, "pattern"),
    "home": partial(check_patterns, "place"),
}
BESIDE_ARTICLES = {
    "metadata": read_metadata,
    # asked only where the corpus brings mends.csv
    "mends": lambda corpus: find_mend_faults(*open_list(own_list("mends", corpus), "mends")),  # type: ignore[arg-type]
    "columns": read_columns,
}
