"""
The files of a corpus, in a folder or a zip archive, one after the other. Part of `ingest`.

Every file that is seen becomes a source, whatever it is. One that is too large, lies outside the
corpus or has an unknown ending says what is wrong when it is read; one that is passed over on
purpose says why. So nothing is left out in silence.
"""

import os
import stat
import zipfile
from collections.abc import Callable, Collection
from pathlib import Path, PurePosixPath
from typing import NamedTuple, NoReturn

import pandas as pd

from analysis.articles.article_tables import TABLE_READERS
from analysis.articles.encodings import Unreadable
from analysis.articles.formats import READERS, first_line
from analysis.articles.limits import (
    ARCHIVE_LIMIT,
    ARTICLE_LIMIT,
    TABLE_LIMIT,
    UNPACKED_LIMIT,
    refuse_unpacked,
)
from analysis.tables.columns import BY_PEOPLE

LISTS = {f"{name}.csv" for name in BY_PEOPLE} | {"columns.csv", "versions.csv"}
STATEMENTS = {"readme", "license", "licence", "citation", "copying"}  # the name up to its first dot
OF_SYSTEMS = {"thumbs.db", "desktop.ini", "__macosx"}
RESULTS = "results of a run"
OF_STUDY = {  # folders in the corpus, not beneath it
    "clean": RESULTS,
    "reference": "tables to compare with",
    "coding": "a sample and its coding",
    "unseen": "sentences kept for a test",
    "unseen2": "sentences kept for a test",
    "unseen3": "sentences kept for a test",
    "unseen4": "sentences kept for a test",
}
OF_RUN = {"notebooks", "figures", "site", "changes", "corpus", "ro-crate-metadata.json", "run.json"}
MADE = ".study-made"  # a run leaves this list in the folder of its results
PAGE_FOLDERS = ("_files", "-dateien", "_fichiers", "_archivos", "_bestanden")
ENDINGS = sorted([*READERS, *TABLE_READERS], key=len, reverse=True)


class Source(NamedTuple):
    """One file: its name within the corpus, its ending, and a function that gives its bytes."""

    name: str
    ending: str
    read: Callable[[], bytes]
    passed_over: str | None = None  # why, where it is not read on purpose

    @property
    def stem(self) -> str:
        """The name without the ending; the folders stay, so that two files may share a name."""
        return self.name[: -len(self.ending)]


def list_sources(
    corpus: Path | str, is_opened: Callable[[str], bool] = lambda path: True
) -> list[Source]:
    """
    Every file of the corpus, sorted by name; those of a zip archive among them.

    Of the files that are to be read only those at a path for which `is_opened` holds.
    """
    corpus = Path(corpus)
    if corpus.is_file():
        return open_file(str(corpus), corpus.name)
    raw = corpus / "raw"
    has_raw = raw.is_dir()
    sources = [
        source
        for path, name, why in (walk(raw, "raw/") if has_raw else walk(corpus))
        if why or is_opened(path)
        for source in open_path(path, name, why)
    ]
    if not has_raw:
        return sources
    return sources + [
        pass_over(path, f"../{name}", why) if why else refused(f"../{name}", *BESIDE_RAW)
        for path, name, why in walk(corpus)
        if not name.startswith("raw/")
    ]


BESIDE_RAW = (
    "It stands beside the folder raw, in which the articles are looked for.",
    "Move it into raw, or take it away.",
)


def list_passed_over(corpus: Path | str) -> pd.DataFrame:
    """The files that are not read on purpose: `file`, and the `reason`."""
    # Other files need not be opened to know that they are read; archives hold both.
    sources = list_sources(corpus, lambda path: path.lower().endswith(".zip"))
    rows = [(source.name, source.passed_over) for source in sources if source.passed_over]
    return pd.DataFrame(rows, columns=["file", "reason"], dtype="str")


def walk(folder: Path | str, above: str = "") -> list[tuple[str, str, str | None]]:
    """
    (path, name within the folder, why it is passed over or None) of each file, sorted by name.

    `above` is the folder's own place in the corpus, as in "raw/". A folder that is passed over is one entry, its name ends in "/". Links to folders are files here.
    """
    found = []
    for place, folders, files in os.walk(folder):
        inner = os.path.relpath(place, folder)
        prefix = "" if inner == "." else PurePosixPath(Path(inner)).as_posix() + "/"
        is_results, names = MADE in files and bool(prefix), {*folders, *files}
        for name in list(folders):
            path = os.path.join(place, name)
            why = why_passed_over(name, above + prefix, names)
            if why or os.path.islink(path):
                folders.remove(name)
                found.append((path, f"{prefix}{name}/" if why else prefix + name, why))
        if is_results:
            folders.clear()
            found.append((place, prefix, RESULTS))
            continue
        for name in files:
            why = why_passed_over(name, above + prefix, names)
            found.append((os.path.join(place, name), prefix + name, why))
    return sorted(found, key=lambda row: row[1].rstrip("/").split("/"))


def why_passed_over(name: str, prefix: str = "", beside: Collection[str] = ()) -> str | None:
    """Why a file or folder of this name is not read on purpose; None if it is to be read."""
    plain = name.lower()
    if name.startswith(".") or plain in OF_SYSTEMS:
        return "hidden, or of the system"
    if name.startswith("~$"):
        return "Word's mark that a file is open"
    if plain.split(".")[0] in STATEMENTS:
        return "about the files; not an article"
    if not prefix and name in LISTS:
        return "a list of the study"
    if not prefix and name in OF_STUDY and "." not in name:
        return OF_STUDY[name]
    if not prefix and MADE in beside and name in OF_RUN:
        return RESULTS
    page = next((plain[: -len(end)] for end in PAGE_FOLDERS if plain.endswith(end)), None)
    if page and any(other.lower() in (f"{page}.htm", f"{page}.html") for other in beside):
        return "parts of a saved page"
    return None


def pass_over(path: str, name: str, why: str) -> Source:
    """
    A source that is not read on purpose; of a folder it says how many files it holds.

    Not of results: a run adds to them while it counts, and two runs should say the same.
    """
    if name.endswith("/") and why != RESULTS:
        n = sum(len(files) for _, _, files in os.walk(path))
        why = f"{why}, {n:,} {'file' if n == 1 else 'files'}"
    return Source(show_name(name), "", bytes, why)  # nothing is read


def open_path(path: str, name: str, why: str | None) -> list[Source]:
    """The sources of one entry of `walk`."""
    if why:
        return [pass_over(path, name, why)]
    if name != show_name(name):
        return [refused(show_name(name), "Its name is not in UTF-8.", "Give it another name.")]
    if name.rpartition("/")[2] in LISTS:
        return [refused(name, *LIST_ASTRAY)]
    return open_file(path, name)


LIST_ASTRAY = (
    "It has the name of a list of the study, and lists are read from the corpus's own folder alone.",
    "Move it there; or give it another name, if it is a table of articles.",
)


def show_name(name: str) -> str:
    """A file's name as text; bytes that are not UTF-8 become U+FFFD."""
    return name if name.isascii() else os.fsencode(name).decode("utf-8", "replace")


def open_file(path: str, name: str) -> list[Source]:
    """The sources in one file: itself, or the members of a zip archive."""
    try:
        about = os.lstat(path)
        if stat.S_ISLNK(about.st_mode):
            if not is_within(Path(path), name.count("/")):
                return [
                    refused(
                        name,
                        "It points to a place outside the corpus.",
                        "Put the file itself there.",
                    )
                ]
            about = os.stat(path)
    except (OSError, RuntimeError) as error:
        what = getattr(error, "strerror", None) or "a link that leads back to itself"
        return [refused(name, f"It cannot be opened ({what}).", "Put the file itself there.")]
    if stat.S_ISDIR(about.st_mode):
        return [refused(name, "It is a link to a folder.", "Put the folder itself there.")]
    if not stat.S_ISREG(about.st_mode):
        return [refused(name, "It is no ordinary file.", "Put a file there.")]
    if os.path.splitext(path)[1].lower() == ".zip":
        return open_zip(Path(path), name)
    return [make_source(name, lambda: about.st_size, lambda: read_file(path))]


def read_file(path: str) -> bytes:
    """The bytes of a file."""
    with open(path, "rb") as file:
        return file.read()


def is_within(path: Path, depth: int) -> bool:
    """Whether a link points to a place within the corpus, `depth` folders above it."""
    return path.resolve(strict=True).is_relative_to(path.parents[depth].resolve())


def make_source(name: str, size: Callable[[], int], read: Callable[[], bytes]) -> Source:
    """A source that checks its ending and its size before it is read."""
    ending = next(filter(name.lower().endswith, ENDINGS), None)
    if ending is None:
        return refused(
            name,
            f"Files of the kind {PurePosixPath(name).suffix or 'without ending'} are not read.",
            f"Save it as one of {', '.join(sorted(READERS))}.",
        )
    limit = TABLE_LIMIT if ending in TABLE_READERS else ARTICLE_LIMIT

    def read_checked() -> bytes:
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


def refused(name: str, problem: str, mend: str) -> Source:
    """A source that only says why it is not read."""

    def read() -> NoReturn:
        raise Unreadable(problem, mend)

    return Source(name, "", read)


def open_zip(path: Path, name: str) -> list[Source]:
    """The files of a zip archive, read without unpacking them to disk."""
    try:
        archive = zipfile.ZipFile(path)
        members = [member for member in archive.infolist() if not member.is_dir()]
        refuse_unpacked(
            sum(member.file_size for member in members), path.stat().st_size, ARCHIVE_LIMIT
        )
    except Unreadable as error:
        return [refused(name, error.problem, error.mend)]
    except Exception as error:  # zipfile raises many kinds on broken archives
        return [
            refused(name, f"It is a broken zip archive ({first_line(error)}).", "Pack it again.")
        ]
    if not members:
        return [refused(name, "The archive holds no file.", "Put the articles into it.")]
    members.sort(key=lambda member: member.filename)
    twice = [one for one, after in zip(members, members[1:]) if one.filename == after.filename]
    if twice:
        names = ", ".join(sorted({repr(member.filename) for member in twice})[:3])
        return [refused(name, f"The archive holds two files named {names}.", "Pack it again.")]
    folders = {part for member in members for part in PurePosixPath(member.filename).parts}
    return [open_member(archive, member, name, folders) for member in members]


def open_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, beside: set[str]
) -> Source:
    """One file of a zip archive as a source."""
    inner, shown = PurePosixPath(member.filename), show_member(f"{name}/{member.filename}")
    if inner.is_absolute() or ".." in inner.parts:
        return refused(shown, "Its path leads out of the archive.", "Pack the archive again.")
    why = (why_passed_over(part, f"{name}/", beside) for part in inner.parts)
    if reason := next(filter(None, why), None):
        return Source(shown, "", bytes, reason)
    if inner.name in LISTS:
        return refused(shown, *LIST_ASTRAY)
    if member.flag_bits & 1:
        return refused(
            shown, "It is protected by a password.", "Pack it again without the password."
        )
    if inner.suffix.lower() == ".zip":
        return refused(shown, "It is an archive inside an archive.", "Unpack the outer one.")

    def read() -> bytes:
        refuse_unpacked(member.file_size, member.file_size, UNPACKED_LIMIT)
        try:
            with archive.open(member) as file:  # the size in the heading may lie: stop at it
                data = file.read(member.file_size + 1)
        except Exception as error:  # zipfile raises many kinds on broken archives
            raise Unreadable(
                f"It is broken in the archive ({first_line(error)}).", "Pack it again."
            ) from error
        if len(data) > member.file_size:
            raise Unreadable("It is larger than the archive says.", "Pack it again.")
        return data

    return make_source(shown, lambda: member.file_size, read)


def show_member(name: str) -> str:
    """The name of a member as text, without halves of characters."""
    return name.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
