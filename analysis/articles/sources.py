"""
The files of a corpus, in a folder or a zip archive, one after the other. Part of `ingest`.

A file that is too large, lies outside the corpus or has an unknown ending is still a source: it
says what is wrong when it is read, so that nothing is passed over in silence.
"""

import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from analysis.articles.article_tables import TABLE_READERS
from analysis.articles.encodings import Unreadable
from analysis.articles.formats import READERS, first_line
from analysis.tables import BY_PEOPLE, read_csv

ARTICLE_LIMIT = 50_000_000  # bytes of a file with one article: more is no article
TABLE_LIMIT = 4_000_000_000
ZIP_LIMIT, ZIP_RATIO = 4_000_000_000, 200  # unpacked bytes in all, and times its packed size
LISTS = {f"{name}.csv" for name in BY_PEOPLE} | {"columns.csv"}
PASSED_OVER = ("readme", "license", "licence", "citation", "copying")
ENDINGS = sorted([*READERS, *TABLE_READERS], key=len, reverse=True)


class Source(NamedTuple):
    """One file: its name within the corpus, its ending, and a function that gives its bytes."""

    name: str
    ending: str | None
    read: Callable

    @property
    def stem(self):
        """The name without the ending; the folders stay, so that two files may share a name."""
        return self.name[: -len(self.ending)]


def list_sources(corpus):
    """Every file of the corpus, sorted by name; those of a zip archive among them."""
    corpus = Path(corpus)
    if corpus.is_file():
        return list(open_file(corpus, corpus.name, corpus.parent))
    folder = corpus / "raw" if (corpus / "raw").is_dir() else corpus
    paths = sorted(path for path in folder.rglob("*") if is_article(path, folder))
    return [
        source
        for path in paths
        for source in open_file(path, path.relative_to(folder).as_posix(), folder)
    ]


def is_article(path, folder):
    """Whether a path is a file that should hold articles: no list of the study, nothing hidden."""
    inner = path.relative_to(folder)
    if any(part.startswith((".", "~$")) or part.endswith("_files") for part in inner.parts):
        return False
    if (
        inner.parts[0] in ("clean", "reference", "coding", "__MACOSX")
        and len(inner.parts) > 1
        or inner.name in LISTS
    ):
        return False
    return (path.is_file() or path.is_symlink()) and not inner.stem.lower().startswith(PASSED_OVER)


def open_file(path, name, folder):
    """The sources in one file: itself, or the members of a zip archive."""
    if not path.resolve().is_relative_to(folder.resolve()):
        return [
            refused(name, "It points to a place outside the corpus.", "Put the file itself there.")
        ]
    if path.suffix.lower() == ".zip":
        return open_zip(path, name)
    return [make_source(name, lambda: path.stat().st_size, path.read_bytes)]


def make_source(name, size, read):
    """A source that checks its ending and its size before it is read."""
    ending = next((ending for ending in ENDINGS if name.lower().endswith(ending)), None)
    if ending is None:
        return refused(
            name,
            f"Files of the kind {PurePosixPath(name).suffix or 'without ending'} are not read.",
            f"Save it as one of {', '.join(sorted(READERS))}.",
        )
    limit = TABLE_LIMIT if ending in TABLE_READERS else ARTICLE_LIMIT

    def read_checked():
        try:
            if size() > limit:
                raise Unreadable(
                    f"It is larger than {limit // 1_000_000:,} MB: not one article.",
                    "Split it, or give it as a table with one article a row.",
                )
            return read()
        except OSError as error:
            raise Unreadable(
                f"It cannot be opened ({error.strerror or first_line(error)}).",
                "Give yourself the right to read it.",
            ) from error

    return Source(name, ending, read_checked)


def refused(name, problem, mend):
    """A source that only says why it is not read."""

    def read():
        raise Unreadable(problem, mend)

    return Source(name, "", read)


def open_zip(path, name):
    """The files of a zip archive, read without unpacking them to disk."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        return [
            refused(name, f"It is a broken zip archive ({first_line(error)}).", "Pack it again.")
        ]
    members = sorted(
        (member for member in archive.infolist() if not member.is_dir()),
        key=lambda member: member.filename,
    )
    total = sum(member.file_size for member in members)
    if total > ZIP_LIMIT or total > 10_000_000 and total > ZIP_RATIO * path.stat().st_size:
        return [
            refused(
                name,
                f"It unpacks to {total // 1_000_000:,} MB, far more than its size.",
                "Unpack it yourself, if you trust it.",
            )
        ]
    return [
        open_member(archive, member, name)
        for member in members
        if is_article_name(PurePosixPath(member.filename))
    ]


def is_article_name(inner):
    """Whether a member of an archive should hold articles."""
    hidden = any(
        part.startswith(".") and part != ".." or part == "__MACOSX" for part in inner.parts
    )
    return not hidden and inner.name not in LISTS and not inner.stem.lower().startswith(PASSED_OVER)


def open_member(archive, member, name):
    """One file of a zip archive as a source."""
    inner, shown = PurePosixPath(member.filename), f"{name}/{member.filename}"
    if inner.is_absolute() or ".." in inner.parts:
        return refused(shown, "Its path leads out of the archive.", "Pack the archive again.")
    if member.flag_bits & 1:
        return refused(
            shown, "It is protected by a password.", "Pack it again without the password."
        )
    if inner.suffix.lower() == ".zip":
        return refused(shown, "It is an archive inside an archive.", "Unpack the outer one.")

    def read():
        try:
            with archive.open(member) as file:  # the size in the heading may lie: stop at it
                data = file.read(member.file_size + 1)
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            EOFError,
            RuntimeError,
            ValueError,
        ) as error:
            raise Unreadable(
                f"It is broken in the archive ({first_line(error)}).", "Pack it again."
            ) from error
        if len(data) > member.file_size:
            raise Unreadable("It is larger than the archive says.", "Pack it again.")
        return data

    return make_source(shown, lambda: member.file_size, read)


def read_column_names(corpus):
    """The columns that the user names in columns.csv (meaning, column), for tables of articles."""
    folder = Path(corpus) if Path(corpus).is_dir() else Path(corpus).parent
    path = folder / "columns.csv"
    if not path.exists():
        return {}
    table = read_csv(path)
    names = {"date": "published", "id": "key", "headline": "title", "source": "outlet"}
    if not {"meaning", "column"} <= set(table):
        raise ValueError(
            f"{path}: it needs the columns 'meaning' and 'column'; it has {list(table)}."
        )
    return {names.get(row.meaning, row.meaning): row.column for row in table.itertuples()}
