"""
Tables as text, as people have them: which separator, which rows, and what is wrong with a row.

Excel writes `;` where a comma parts decimals, exports write tabs, and a first line `sep=;` may
say so. A row that cannot be read is a Fault; the rows after it are read all the same.
"""

import codecs
import csv
from collections.abc import Iterator
from typing import NamedTuple

SEPARATORS = (",", ";", "\t", "|")
NO_SEPARATOR = "\x1f"  # of a table with one column: a comma in it is part of the text
FIELD_LIMIT = 100_000_000  # characters of one cell
csv.field_size_limit(FIELD_LIMIT)


class Fault(NamedTuple):
    """A row that cannot be read: what is wrong with it, and what a person can do."""

    problem: str
    mend: str


NOT_CLOSED = Fault(
    "A quotation mark is not closed, or stands in a text without being doubled.",
    "Close it; write a quotation mark inside a text twice.",
)
TOO_LONG = Fault(f"A cell has more than {FIELD_LIMIT:,} characters.", "Split the row.")


def decode_list(data: bytes) -> str:
    """The text of a list written by people: UTF-8, UTF-16, or else Windows-1252."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    if b"\x00" in data[:400]:  # UTF-16 without a byte order mark
        return data.decode("utf-16-le" if data[1:2] == b"\x00" else "utf-16-be")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read_delimited(text: str) -> tuple[list[str], Iterator[list[str] | Fault]]:
    """
    (names of the columns, rows) of a table as text; no names where it is empty.

    Each row is a list of cells as long as the names, or a Fault.
    """
    lines, separator = split_lines(text.removeprefix("\ufeff"))
    records = read_records(lines, separator)
    heading = next(records, None)
    if not heading or isinstance(heading, Fault):
        return [], iter([heading] if heading else [])
    names = [name.strip() for name in heading]
    while len(names) > 1 and not names[-1]:  # separators at the line's end
        names.pop()
    return names, (fit_row(row, len(names)) for row in records)


def split_lines(text: str) -> tuple[list[str], str]:
    """(lines with their ends, separator): the one that makes most columns of the heading line."""
    end = "\n" if "\n" in text else "\r"
    lines = [line + end for line in text.split(end)]
    lines[-1] = lines[-1][: -len(end)]
    said = lines[0].strip()
    if said[:4].lower() == "sep=" and len(said) <= 5:
        return lines[1:], said[4:] or "\t"
    # The heading may begin below empty lines.
    heading = next((line for line in lines if line.strip()), "")
    separator = max(SEPARATORS, key=lambda one: count_cells(heading, one))
    return lines, separator if count_cells(heading, separator) > 1 else NO_SEPARATOR


def count_cells(line: str, separator: str) -> int:
    """How many cells a line has by a separator, those within quotation marks left out."""
    try:
        return len(next(csv.reader([line], delimiter=separator), []))
    except csv.Error:  # a bare carriage return within the line
        return len(line.split(separator))


def read_records(lines: list[str], separator: str) -> Iterator[list[str] | Fault]:
    """The cells of each row that is not empty, or a Fault; after one it goes on with the next line."""
    at = 0
    while at < len(lines):
        reader = csv.reader(
            (lines[n] for n in range(at, len(lines))), delimiter=separator, strict=True
        )
        begun = at
        try:
            for cells in reader:
                begun = at + reader.line_num
                if cells:
                    yield cells
            return
        except csv.Error as error:
            yield TOO_LONG if "limit" in str(error) else NOT_CLOSED
            at = begun + 1


def fit_row(row: list[str] | Fault, n: int) -> list[str] | Fault:
    """A row with exactly `n` cells; a Fault where it has fewer, or more that are not blank."""
    if isinstance(row, Fault) or len(row) == n:
        return row
    if len(row) > n and not any(cell.strip() for cell in row[n:]):
        return row[:n]
    more = "more" if len(row) > n else "fewer"
    return Fault(
        f"The row has {more} cells than the heading ({len(row)}, not {n}).",
        "Put a text that holds separators or line ends between quotation marks, and fill empty "
        "cells with nothing between separators.",
    )
