"""
Tables with one article a row: CSV, TSV, JSON lines, Parquet, Excel. Part of the step `ingest`.

The columns for text, title, date, outlet and id are known by their usual names. Others are named
by the user in one place, `columns.csv` in the corpus: a row for each, `meaning` and `column`.
"""

import ast
import gzip
import io
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet

from analysis.articles.article import Article, first_line, name_extractor
from analysis.articles.dates import parse_date, settle_order
from analysis.articles.encodings import Unreadable, decode
from analysis.articles.limits import (
    CELL_LIMIT,
    ROW_LIMIT,
    allowed_bytes,
    refuse_deep,
    refuse_more,
    refuse_office,
    refuse_unpacked,
)
from analysis.tables.delimited import Fault, read_delimited
from analysis.tables.stored import Faults

USUAL_NAMES = {
    "text": """text body content fulltext full_text article_text maintext main_text story
        body_text plain_text articlebody article_body content_text text_content clean_text cleaned_text
        article_content full_content news_content news_text body_content article document transcript
        paragraphs news""",
    "title": "title headline heading head article_title headlines article_headline news_title headline_main",
    "published": """date published published_at publish_date date_published pubdate pub_date datetime
        publication_date published_date date_publish publish_time published_time publication_time
        article_date news_date release_date date_time timestamp created_at time day seendate year""",
    "outlet": """outlet source publication publisher newspaper media site site_name sitename domain
        source_name publication_title journal media_name publisher_name outlet_name news_outlet
        newspaper_name source_domain news_source website""",
    "key": "id doc_id docid document_id article_id uid guid key identifier accession_no",
}
MAIN_NAMES = ("main", "name", "text", "value", "title", "content", "body")
USUAL = {name: meaning for meaning, names in USUAL_NAMES.items() for name in names.split()}
BATCH = 1000  # rows of a Parquet table that are in memory at once


class Columns(dict[str, str]):
    """Meaning -> column as columns.csv says; `rows` has their rows, `used` the meanings some table had."""

    def __init__(self, named: dict[str, str], rows: dict[str, int]) -> None:
        super().__init__(named)
        self.rows = rows
        self.used: set[str] = set()

    def find_unused(self) -> Faults:
        """A fault for each row whose column stands in no table that was read."""
        return [
            (
                row,
                f"No table of articles has the column {self[meaning]!r}.",
                "Write its name as there.",
            )
            for meaning, row in self.rows.items()
            if meaning not in self.used
        ]


def find_columns(names: list[str], named: Columns | None = None) -> dict[str, str]:
    """
    Which column has which meaning: the user's words first, then the usual names.

    Of two columns with usual names of one meaning the one that stands first in USUAL_NAMES wins.
    """
    names = list(names)
    found = {meaning: column for meaning, column in (named or {}).items() if column in names}
    getattr(named, "used", set[str]()).update(found)
    plain = {plain_name(name): name for name in reversed(names)}
    for usual, meaning in USUAL.items():
        if usual in plain and meaning not in found and plain[usual] not in found.values():
            found[meaning] = plain[usual]
    if "text" not in found:
        raise Unreadable(
            f"It has no column that is known to hold the text; it has {list(names)[:12]}.",
            "Rename the column to 'text', or name it in columns.csv (meaning,column: text,…).",
        )
    for column in found.values():
        if names.count(column) > 1:
            raise Unreadable(
                f"Its column {column!r} stands in the heading {names.count(column)} times.",
                "Give each column a name of its own.",
            )
    return found


def plain_name(name: str) -> str:
    """A column's name in small letters, its words parted by '_': 'datePublished' -> 'date_published'."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", str(name).strip())
    return re.sub(r"[\s.-]+", "_", parted).lower()


def read_rows(
    rows: Iterable[dict[str, Any] | Unreadable],
    names: Iterable[str],
    named: Columns | None,
    extractor: str,
    encoding: str | None = None,
) -> Iterator[Article | Unreadable]:
    """One Article per row (a mapping from column to value); a row without text gives None."""
    columns = find_columns(list(names), named)
    for row in rows:
        if isinstance(row, Unreadable):
            yield row
            continue
        try:
            values = {meaning: as_text(row.get(column)) for meaning, column in columns.items()}
        except RecursionError:
            yield Unreadable("The row nests lists too deep.", "Write its text as one value.")
            continue
        if values["text"] is None:
            yield Unreadable("The row has no text.", "Fill its text in, or take the row out.")
            continue
        text, title = values["text"], values.get("title")
        if title and not text.lstrip().startswith(title):
            text = f"# {title}\n\n{text}"
        yield Article(
            text,
            encoding,
            extractor,
            title,
            values.get("outlet"),
            values.get("published"),
            values.get("key"),
        )


def settle_dates(articles: Iterable[Article | Unreadable]) -> list[Article | Unreadable]:
    """Articles of one table: where a date has two readings, the table's other dates choose, or none."""
    articles = list(articles)
    day_first = settle_order(
        article.published for article in articles if isinstance(article, Article)
    )
    if day_first is None:
        return articles
    return [
        article._replace(published=parse_date(article.published, day_first)[0])
        if isinstance(article, Article)
        and article.published
        and parse_date(article.published) == (None, None)
        and parse_date(article.published, day_first)[0]
        else article
        for article in articles
    ]


def as_text(value: Any) -> str | None:
    """A cell as text: paragraphs of a list, the one text of a mapping; None where it is empty or no number."""
    if value is None or isinstance(value, float) and value != value:
        return None
    if isinstance(value, str) and not value.startswith("["):
        return value if value and not value.isspace() else None
    if isinstance(value, dict):
        return text_of_mapping(value)
    if isinstance(value, (list, tuple)):
        return "\n\n".join(filter(None, map(as_text, value))) or None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return as_text(listed) if (listed := parse_list(text)) else text if text.strip() else None


def text_of_mapping(value: dict[str, Any]) -> str | None:
    """The text of a mapping: of its usual name, or else all of its texts: {"main": "…"} -> "…"."""
    name = next((name for name in MAIN_NAMES if value.get(name)), None)
    if name:
        return as_text(value[name])
    return as_text([part for part in value.values() if isinstance(part, (str, list, dict))])


def parse_list(text: str) -> list[str] | None:
    """The paragraphs of a list that a program wrote into one cell, or None: "['One.', 'Two.']"."""
    if not (text.startswith("[") and text.rstrip().endswith("]") and text[1:2] in "\"'"):
        return None
    try:
        found = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return (
        found if isinstance(found, list) and all(isinstance(part, str) for part in found) else None
    )


def read_comma(data: bytes, named: Columns | None) -> Iterator[Article | Unreadable]:
    """A CSV or TSV file, whatever its separator; its first line names the columns."""
    text, encoding = decode(data)
    names, lines = read_delimited(text)
    if not names:
        raise Unreadable(
            *next(lines, ("It is empty.", "Put a heading line and the articles into it."))
        )
    rows = (Unreadable(*row) if isinstance(row, Fault) else dict(zip(names, row)) for row in lines)
    return read_rows(rows, names, named, "csv (Python)", encoding)


def read_json_lines(data: bytes, named: Columns | None) -> Iterator[Article | Unreadable]:
    """JSON lines, each a mapping; also one JSON list of mappings."""
    text, encoding = decode(data)
    whole = parse(text, "It")

    def find_values() -> Iterator[Any]:
        """Of lines one after the other: the mappings of a million take more memory than their texts."""
        if isinstance(whole, (list, dict)):
            return iter(whole if isinstance(whole, list) else [whole])
        lines = (found[0] for found in re.finditer("[^\n]+", text))
        return (parse(line, "The line") for line in lines if not line.isspace())

    rows = (
        row
        if isinstance(row, (dict, Unreadable))
        else Unreadable(f"Row {n} is not a mapping of names to values.", 'Write it as {"text": …}.')
        for n, row in enumerate(find_values(), 1)
    )
    names = dict.fromkeys(name for row in find_values() if isinstance(row, dict) for name in row)
    if not names:
        broken = all(isinstance(value, Unreadable) for value in find_values())
        if isinstance(whole, Unreadable) and broken and text.strip():
            raise whole
        raise next(
            (row for row in rows if isinstance(row, Unreadable)),
            Unreadable("It is empty.", "Put one article a line into it."),
        )
    return read_rows(rows, names, named, "json (Python)", encoding)


def parse(text: str, where: str) -> Any:
    """A JSON value, or Unreadable saying where it is broken."""
    try:
        value = json.loads(text)
        refuse_deep(value)
        return value
    except Unreadable as error:
        return error
    except (ValueError, RecursionError) as error:
        what = getattr(error, "msg", None) or first_line(error)  # where it is differs row by row
        return Unreadable(f"{where} is not JSON ({what}).", "Write one article a line as JSON.")


def read_parquet(data: bytes, named: Columns | None) -> Iterator[Article | Unreadable]:
    """A Parquet table, of which a batch is in memory beside its articles."""
    try:
        # A text that many rows share is stored once; kept so, it is counted before it is repeated.
        file = pyarrow.parquet.ParquetFile(io.BytesIO(data))
        names = file.schema_arrow.names
        wanted = list(dict.fromkeys(find_columns(names, named).values()))
        file = pyarrow.parquet.ParquetFile(io.BytesIO(data), read_dictionary=wanted)
        n_bytes = n_rows = 0
        for batch in file.iter_batches(BATCH, columns=wanted):
            n_bytes, n_rows = n_bytes + sum(map(count_bytes, batch.columns)), n_rows + len(batch)
            refuse_unpacked(n_bytes, len(data))
            refuse_more(n_rows, ROW_LIMIT, "rows")
            columns = [spell_out(column).to_pylist() for column in batch.columns]
            rows = (dict(zip(batch.schema.names, row)) for row in zip(*columns))
            yield from read_rows(rows, names, named, name_extractor("pyarrow"))
    except (pyarrow.ArrowException, OSError) as error:
        raise Unreadable(
            f"It is a broken Parquet file ({first_line(error)}).", "Write it again."
        ) from error


def spell_out(column: pyarrow.Array) -> pyarrow.Array:
    """A column with each value in its own row: a fifth of the time that Arrow takes to look each up."""
    return column.dictionary_decode() if isinstance(column, pyarrow.DictionaryArray) else column


def count_bytes(column: pyarrow.Array) -> int:
    """How many bytes the values of a column take, one that is stored once for many rows counted in each."""
    if not isinstance(column, pyarrow.DictionaryArray):
        return column.nbytes
    try:
        length = pc.binary_length(column.dictionary)
    except pyarrow.ArrowException:  # numbers
        return 8 * len(column)
    return pc.sum(pc.take(length, column.indices)).as_py() or 0


def read_excel(data: bytes, named: Columns | None) -> list[Article | Unreadable]:
    """The first sheet of an Excel file; its first row names the columns."""
    import openpyxl

    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            "It is protected by a password, or in the old Excel format.",
            "Save a copy as .xlsx without a password.",
        )
    try:
        refuse_office(data)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = list_cells(book.worksheets[0])
        others = [sheet.title for sheet in book.worksheets[1:] if list_cells(sheet)]
    except Unreadable:
        raise
    except Exception as error:  # zip, XML and package errors of many kinds
        raise Unreadable(
            f"It is a broken Excel file ({first_line(error)}).", "Save it again in Excel."
        ) from error
    if not rows or not any(rows[0]):
        raise Unreadable("Its first sheet is empty.", "Put a heading row and the articles into it.")
    names = [str(name) if name is not None else f"column {n}" for n, name in enumerate(rows[0], 1)]
    unread = [
        Unreadable(
            "Only the first sheet of an Excel file is read, and this one is not empty.",
            "Save the sheet as a file of its own.",
            f"sheet {name!r}",
        )
        for name in others
    ]
    articles = (dict(zip(names, row)) for row in rows[1:])
    return [*read_rows(articles, names, named, name_extractor("openpyxl")), *unread]


def list_cells(sheet: Any) -> list[tuple[Any, ...]]:
    """The rows of a sheet that hold anything; what the file says of its size is not believed."""
    if not hasattr(sheet, "reset_dimensions"):  # a sheet that is one chart
        return []
    sheet.reset_dimensions()
    rows, n_cells = [], 0
    for row in sheet.iter_rows(values_only=True):
        n_cells += max(len(row), 1)
        refuse_more(n_cells, CELL_LIMIT, "cells")
        if any(cell is not None for cell in row):
            rows.append(row)
    return rows


def unzip(data: bytes) -> bytes:
    """The bytes inside a .gz file, as many as a packed file may hold."""
    allowed = allowed_bytes(len(data))
    try:
        with gzip.open(io.BytesIO(data)) as file:
            found = file.read(allowed + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable(
            f"It is a broken gzip file ({first_line(error)}).", "Pack it again."
        ) from error
    refuse_unpacked(len(found), len(data))
    return found


TABLE_READERS: dict[str, Callable[[bytes, Columns | None], Iterable[Article | Unreadable]]] = {
    ".csv": read_comma,
    ".tsv": read_comma,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".json": read_json_lines,
    ".jsonl.gz": lambda data, named: read_json_lines(unzip(data), named),
    ".csv.gz": lambda data, named: read_comma(unzip(data), named),
    ".parquet": read_parquet,
    ".xlsx": read_excel,
}
