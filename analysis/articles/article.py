"""What every reader gives: an Article. Part of the step `ingest`."""

from importlib.metadata import version
from typing import NamedTuple


class Article(NamedTuple):
    """One article as its file gives it. Missing is None."""

    text: str
    encoding: str | None = None
    extractor: str | None = None  # None where the file itself is the text
    title: str | None = None
    outlet: str | None = None
    published: str | None = None  # as the file writes it
    key: str | None = None  # the file's own id of the article


def name_extractor(package: str) -> str:
    """A package with its version: another version may give another text."""
    return f"{package} {version(package)}"


def first_line(error: Exception) -> str:
    """The first line of an error, short enough for one line."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:120]
