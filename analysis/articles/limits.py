"""
How much one file may hold: the same for every packed format. Part of the step `ingest`.

A small file may unpack to gigabytes, by mistake or on purpose. What goes beyond a limit is
refused by name before memory is taken for it.
"""

import io
import zipfile
from collections.abc import Iterable
from typing import Any

from analysis.articles.encodings import Unreadable

ARTICLE_LIMIT = 50_000_000  # bytes of a file with one article: more is no article
TABLE_LIMIT = 4_000_000_000  # bytes of a table as it lies on the disk
UNPACKED_LIMIT = 500_000_000  # bytes unpacked, of one packed file: three times that in memory
ARCHIVE_LIMIT = 4_000_000_000  # bytes unpacked, of all members of an archive, read one by one
RATIO_LIMIT, SMALL = 200, 10_000_000  # times its packed size; up to so many bytes any ratio
MEMBER_LIMIT = 10_000  # parts of an Office document
PARAGRAPH_LIMIT = 100_000  # of a Word file: a thousand long articles
CELL_LIMIT = 4_000_000  # of a sheet, skipped rows counted as one each
ROW_LIMIT = 4_000_000  # of a Parquet table: articles of a few words take a kilobyte each
DEPTH_LIMIT = 100  # how deep values may be nested in each other


def refuse_unpacked(n_unpacked: int, n_packed: int, limit: int | None = None) -> None:
    """Raise Unreadable where a file unpacks to too much, in bytes or against its packed size."""
    limit = UNPACKED_LIMIT if limit is None else limit
    if n_unpacked > allowed_bytes(n_packed, limit):
        raise Unreadable(
            f"It unpacks to {n_unpacked // 1_000_000:,} MB or more, far more than its size."
            if n_unpacked <= limit
            else f"It unpacks to more than {limit // 1_000_000:,} MB.",
            "Split it into smaller files, or unpack it yourself, if you trust it.",
        )


def allowed_bytes(n_packed: int, limit: int | None = None) -> int:
    """How many bytes a packed file of `n_packed` bytes may unpack to."""
    return min(UNPACKED_LIMIT if limit is None else limit, max(SMALL, RATIO_LIMIT * n_packed))


def refuse_office(data: bytes) -> None:
    """Raise Unreadable where the zip archive that an Office file is unpacks to too much."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
    refuse_more(len(members), MEMBER_LIMIT, "parts")
    refuse_unpacked(sum(member.file_size for member in members), len(data))


def refuse_more(n: int, limit: int, things: str) -> None:
    """Raise Unreadable where there are more than `limit` of something."""
    if n > limit:
        raise Unreadable(f"It has more than {limit:,} {things}.", "Split it into several files.")


def refuse_deep(value: Any) -> None:
    """Raise Unreadable where lists and mappings are nested deeper than DEPTH_LIMIT."""
    level, depth = nested([value]), 0
    while level:
        depth += 1
        if depth > DEPTH_LIMIT:
            raise Unreadable(
                f"Its values are nested more than {DEPTH_LIMIT} deep.",
                "Write one article a line, its text as one value.",
            )
        level = nested(
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        )


def nested(
    values: Iterable[Any],
) -> list[dict | list]:
    """Those of the values that hold others."""
    return [value for value in values if isinstance(value, (dict, list))]
