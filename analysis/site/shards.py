"""
The lines of the concordance as files that a page loads when it needs them.

A browser tab never loads all lines: it reads the few shards of the page it shows, and one
small number per line for each column it sorts or filters by. Shards are scripts, because a
page opened from a folder may load scripts but not read files.
"""

import base64
import re
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.site.reading import Study, cut_study
from analysis.site.rendering import (
    file_id,
    pack,
    page_id,
    script_json,
    write_packed,
)
from analysis.site.rows import list_cells, list_rows
from analysis.tables.settings import read_settings
from analysis.tables.stored import corpus_of
from analysis.text.blocks import map_blocks
from analysis.text.escaping import show_unseen
from analysis.text.groups import list_groupings, read_groups
from analysis.text.offsets import Offsets
from analysis.text.spans import find_sentences
from analysis.text.views import COUNTED

SHARD = 500  # lines per file: some 200 kB
BLOCK = 50_000  # lines that are made ready for sorting at a time
NAMES = 5_000  # names of articles in a file: some 150 kB
CONTEXT = 120  # characters each way, never beyond the sentence
CHOICES = 300  # a list to choose from is not longer than this
SORTS = ("left", "node", "right", "place", "frame", "voice", "speaker", "status", "counted")
FILTERS = ("frame", "pattern", "voice", "speaker", "role", "status", "quoted", "doc_id", "counted")
OPEN = ("speaker", "role", "doc_id")  # columns that can have any number of values
GROUP = "group-"  # before a grouping's name: the column with the group of each line's article
SEVERAL = ("frame", "pattern")  # columns of which a line can have more than one value
ALIKE = ["raw_start", "raw_end", "voice", "speaker", "role", "status", "quoted"]  # of one line
SEPARATOR = " + "
SIGNS = re.compile(r"[^\w\s]|_")  # that do not count where lines are sorted
SIDES = ["left", "node", "right"]
FIELDS = (
    "left",
    "node",
    "right",
    "doc_id",
    "frame",
    "voice",
    "speaker",
    "status",
    "counted",
    "raw_start",
    "raw_end",
    "sentence",
    "match_id",
)


def make_lines(study: Study) -> pd.DataFrame:
    """
    The matches as lines, by frame and then by the words.

    The columns are FIELDS, FILTERS, those of `name_groups` and `place`, the order of the articles. `left` and `right`
    end with their sentence, so that no line shows a sentence without a row. Words that have
    several frames are one line, unless something else than frame and pattern tells them apart.
    """
    matches = study.matches
    sides = [cut_lines(part) for part in cut_study(study)]
    lines = matches.assign(
        place=np.arange(len(matches)),
        doc_id=matches["doc_id"].map(file_id),
        match_id=matches["match_id"].map(page_id).where(matches["has_card"]),
        counted=is_counted(matches, study.documents),
        **find_groups(study),
    )
    lines[SIDES] = pd.concat(sides or [pd.DataFrame(columns=SIDES, dtype="str")], ignore_index=True)
    for name in ("speaker", "pattern", "frame", "role"):
        lines[name] = lines[name].map(show_unseen, na_action="ignore")
    lines = join_frames(lines)
    keys = pd.DataFrame(
        {"frame": lines["frame"], "node": sort_key(lines["node"]), "place": lines["place"]}
    )
    order = keys.sort_values(["frame", "node", "place"]).index
    columns = dict.fromkeys([*FIELDS, *FILTERS, *name_groups(study.out), "place"])
    return lines.loc[order, list(columns)].reset_index(drop=True)


def name_groups(out: Path) -> dict[str, str]:
    """The column of each grouping of the study, as an address names it, with the grouping's own name."""
    return {f"{GROUP}{page_id(by)}": by for by in list_groupings(read_settings(out))}


def find_groups(study: Study) -> dict[str, np.ndarray]:
    """Of each match the group of its article, by each grouping of the study."""
    corpus, settings = corpus_of(study.out), read_settings(study.out)
    groups = {
        name: read_groups(study.documents, corpus, by, settings).map(show_unseen)
        for name, by in name_groups(study.out).items()
    }
    return {name: own.loc[study.matches["doc_id"]].to_numpy() for name, own in groups.items()}


def cut_lines(study: Study) -> pd.DataFrame:
    """The columns SIDES of each match, as `cut_line` gives them."""
    row, start, end = find_places(study.matches, study.sentences, study.edits)
    texts = study.sentences["text"].fillna("").to_numpy(object)[row]
    lines = [cut_line(*line) for line in zip(texts, start, end)]
    return pd.DataFrame(lines, columns=SIDES, dtype="str")


def join_frames(lines: pd.DataFrame) -> pd.DataFrame:
    """Lines that differ in nothing but frame and pattern as one, with all of these in `SEVERAL`."""
    group = lines.groupby(["doc_id", *ALIKE, "counted"], dropna=False, sort=False).ngroup()
    several, first = group.duplicated(keep=False), ~group.duplicated()
    lines = lines.copy()
    for name in SEVERAL:
        joined = lines[several].groupby(group[several])[name].agg(join_values)
        lines.loc[several, name] = group[several].map(joined)
    return lines[first]


def join_values(values: pd.Series) -> str:
    """Each value once, sorted, in one cell."""
    return SEPARATOR.join(sorted(set(values.dropna())))


def is_counted(matches: pd.DataFrame, documents: pd.DataFrame) -> pd.Series:
    """Whether each match is counted: "yes", or "no" with what keeps it out."""
    copies = documents.loc[documents["duplicate_of"].notna(), "doc_id"]
    counted = pd.Series("yes", index=matches.index, dtype="str")
    counted[matches["doc_id"].isin(copies)] = "no: in a copy of another article"
    for name, is_out in (
        ("kind", matches["kind"] != "body"),
        ("use", ~matches["use"].isin(COUNTED)),
    ):
        why = matches.loc[is_out, name].astype("str")
        counted[is_out] = why.map({value: f"no: {say_why_not(value)}" for value in why.unique()})
    return counted


WHY_NOT = {  # by use, or by the kind of line
    "exclude": "excluded by a rule",
    "title": "in the title of an event or a work",
    "boilerplate": "in words of the web page",
}


def say_why_not(value: str) -> str:
    """Why a use, or what is in a line of this kind, is not counted."""
    return WHY_NOT.get(value, f"in a {value}")


def find_places(
    matches: pd.DataFrame, sentences: pd.DataFrame, edits: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each match the row of its sentence, and start and end in the sentence's text."""
    row = find_sentences(matches, sentences)
    if (row < 0).any():
        lost = matches.iloc[int(np.flatnonzero(row < 0)[0])]
        raise ValueError(
            f"matches: {lost['match_id']} names sentence {lost['sentence']} of "
            f"{lost['doc_id']}, which has none: run the notebooks again from 01."
        )
    start, end = Offsets(sentences, edits).to_text(row, matches["raw_start"], matches["raw_end"])
    return row, start, end


def cut_line(text: str, start: int, end: int) -> tuple[str, str, str]:
    """(left, node, right) of the characters start..end of a sentence; "…" where it goes on."""
    left, right = text[max(start - CONTEXT, 0) : start], text[end : end + CONTEXT]
    left = "… " + left.partition(" ")[2] if start > CONTEXT else left
    right = right.rpartition(" ")[0] + " …" if end + CONTEXT < len(text) else right
    return show_unseen(left).lstrip(), show_unseen(text[start:end]), show_unseen(right).rstrip()


def sort_key(column: pd.Series) -> pd.Series:
    """Text as it is sorted: capitals, marks and blanks at its edges aside."""
    cells = [SIGNS.sub("", cell.casefold()).strip() for cell in list_cells(column.fillna(""))]
    return pd.Series(cells, column.index, dtype="str")


def rank_column(lines: pd.DataFrame, name: str) -> np.ndarray:
    """The place of each line's value among the sorted values of a column, from 0; missing ones last."""
    column = lines[name]
    if name in SIDES:  # in blocks: a million lines as lists of words took two gigabytes
        parts = [column.iloc[first : first + BLOCK] for first in range(0, len(column), BLOCK)]
        keys = [turn_round(sort_key(part)) if name == "left" else sort_key(part) for part in parts]
        column = pd.concat(keys or [column])
    codes, values = pd.factorize(column, sort=True)
    return np.where(codes < 0, len(values), codes)


def turn_round(column: pd.Series) -> pd.Series:
    """The words of each cell from the last to the first: from the node outwards."""
    cells = [" ".join(cell.split()[::-1]) for cell in list_cells(column)]
    return pd.Series(cells, column.index, dtype="str")


def pack_numbers(numbers: np.ndarray) -> tuple[int, str]:
    """(bytes per number, the numbers as base64), in the smallest of 1, 2 and 4 bytes."""
    width = next(width for width in (1, 2, 4) if numbers.max(initial=0) < 256**width)
    return width, base64.b64encode(numbers.astype(f"<u{width}").tobytes()).decode()


def list_choices(lines: pd.DataFrame) -> dict[str, list]:
    """For each column that can be chosen from: its choices."""
    counted = lines["counted"].eq("yes")
    return {
        name: count_choices(
            lines[name],
            counted if name != "counted" else ~lines[name].isna(),
            SEPARATOR if name in SEVERAL else None,
        )
        for name in list_filters(lines)
        if lines[name].nunique() <= (CHOICES if name in OPEN else NAMES)
    }


def list_filters(lines: pd.DataFrame) -> list[str]:
    """The columns that lines can be chosen by."""
    return [*FILTERS, *(name for name in lines if name.startswith(GROUP))]


def count_choices(
    column: pd.Series, counted: pd.Series, separator: str | None = None
) -> list[list]:
    """
    [value, n, codes] for each value in sorted order; missing ones last, if there are any.

    `n` is how many of the `counted` lines have it; `codes` are the numbers that the column's file
    has for cells with the value: one, or several where a cell can have several values.
    """
    own = column[counted].value_counts(dropna=False)
    cells = sorted(column.dropna().unique())
    found: dict[str, list] = {}
    for code, (cell, n) in enumerate(zip(cells, own.reindex(cells, fill_value=0).tolist())):
        for value in cell.split(separator) if separator else [cell]:
            choice = found.setdefault(value, [value, 0, []])
            choice[1] += n
            choice[2].append(code)
    choices = sorted(found.values(), key=lambda choice: choice[0])
    missing = int(column[counted].isna().sum())
    return choices + [[None, missing, [len(cells)]]] * bool(column.isna().any())


def write_names(
    values: Iterable[tuple[str, object]], folder: Path, is_packed: bool, to: str = "concordance"
) -> list[str]:
    """
    Write values by their names, sorted, `NAMES` to a file: `names-N.js`; return the first name in each.

    With these a page finds the file of a name: no page loads the names of a million articles.
    """
    values = sorted(values, key=lambda pair: pair[0].encode("utf-16-be"))  # as scripts compare
    starts = range(0, len(values), NAMES)
    for number, at in enumerate(starts):
        path = folder / f"names-{number}.js"
        write_script(path, path.stem, dict(values[at : at + NAMES]), is_packed, to)
    return [values[at][0] for at in starts]


def write_shards(lines: pd.DataFrame, folder: Path, is_packed: bool = False) -> dict:
    """
    Write the lines into `folder`: `index.js`, `rows-N.js`, `column-NAME.js` and `names-N.js`; return the index.

    `is_packed`: as a large study has them, in a quarter of the bytes.
    """
    folder = Path(folder)
    starts = range(0, len(lines), SHARD)
    told = pd.DataFrame({name: none_for_missing(lines[name]) for name in FIELDS})
    parts = ((n, told.iloc[at : at + SHARD]) for n, at in enumerate(starts))
    for number, text in enumerate(map_blocks(partial(make_rows, is_packed=is_packed), parts)):
        store_script(folder / f"rows-{number}.js", text, is_packed)
    for name in dict.fromkeys([*SORTS, *list_filters(lines)]):
        write_script(
            folder / f"column-{name}.js",
            f"column-{name}",
            pack_numbers(rank_column(lines, name)),
            is_packed,
        )
    choices = list_choices(lines)
    index = {"n": len(lines), "shard": SHARD, "fields": FIELDS, "choices": choices}
    if "doc_id" not in choices:  # too many to choose from, but pages link to their lines
        values = lines["doc_id"].value_counts().sort_index()  # numbered as by `count_choices`
        named = [(name, [n, code]) for code, (name, n) in enumerate(values.items())]
        index["names"] = write_names(named, folder, is_packed)
    write_script(folder / "index.js", "index", index, is_packed)
    return index


def make_rows(numbered: tuple[int, pd.DataFrame], is_packed: bool) -> str:
    """The text of the file with some lines; before them its number."""
    number, lines = numbered
    return make_script(f"rows-{number}", list(list_rows(lines)), is_packed)


def none_for_missing(column: pd.Series) -> pd.Series:
    """The cells as scripts are given them: None where one is missing."""
    cells = column.to_numpy(object)
    return pd.Series(np.where(column.isna(), None, cells), column.index, dtype=object)


def write_script(
    path: Path, name: str, value: object, is_packed: bool = False, to: str = "concordance"
) -> None:
    """A file that hands `value` to the page's script `to` under `name` when it is loaded, packed if asked."""
    store_script(path, make_script(name, value, is_packed, to), is_packed)


def make_script(name: str, value: object, is_packed: bool, to: str = "concordance") -> str:
    """The text of a file of `write_script`."""
    value = script_json(value)
    given = f'"{pack(value)}"' if is_packed else value  # packed, no sign has a meaning
    return f"{to}.receive({script_json(name)},{given});\n"


def store_script(path: Path, text: str, is_packed: bool) -> None:
    """Write the text of `make_script`."""
    path.parent.mkdir(exist_ok=True)
    if is_packed:
        write_packed(path, text)
    else:
        path.write_text(text, encoding="utf-8")
