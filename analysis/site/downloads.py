"""The page of downloads: every table, list, figure and notebook of the study, ready to download."""

import gzip
import shutil
from pathlib import Path

from analysis.drawing.showing import FORMS, PACKED_FROM, list_forms, read_figures
from analysis.site.reading import read_study
from analysis.site.rendering import LEVEL, render
from analysis.site.shell import raw_page
from analysis.tables.columns import BY_PEOPLE, COLUMNS
from analysis.tables.stored import corpus_of, list_path, read_csv, write_csv

LINKED = {
    "robustness.csv",
    "validity.csv",
}  # never packed: other pages link to them


def add_downloads(out: Path, source: Path) -> None:
    """Put tables, lists, figures and notebooks among the files of the site, with a page that lists them."""
    meanings = dict(read_csv(source / "tables.csv").itertuples(index=False))
    (source / "tables.csv").unlink()
    extra = source / "extra"
    groups = [
        ("What the study made", "tables", copy_tables(out, extra / "tables")),
        (
            "Lists and codings that the study used, written by people or by a language model",
            "lists",
            copy_lists(corpus_of(out), extra / "lists"),
        ),
    ]
    tables = [
        (title, [describe_table(path, folder, meanings) for path in paths])
        for title, folder, paths in groups
    ]
    page = render(
        "downloads.html",
        groups=tables,
        figures=copy_figures(out, extra / "figures"),
        notebooks=[
            path.name for path in copy_all(out / "notebooks", "*.ipynb", extra / "executed")
        ],
    )
    (source / "tables.md").write_text(raw_page("Downloads", page), encoding="utf-8")


def describe_table(path: Path, folder: str, meanings: dict[str, str]) -> dict:
    """What the page says of a table: link, meaning, columns, size."""
    return {
        "name": path.name,
        "link": f"{folder}/{path.name}",
        "meaning": meanings.get(path.name.split(".")[0]),
        "columns": ", ".join(COLUMNS.get(path.name.split(".")[0], [])),
        "size": show_size(path.stat().st_size),
    }


def show_size(n_bytes: int) -> str:
    """A file's size in words: "12 kB"."""
    return f"{n_bytes / 1e6:,.1f} MB" if n_bytes >= 1e6 else f"{max(1, round(n_bytes / 1e3)):,} kB"


def copy_all(folder: Path, pattern: str, to: Path) -> list[Path]:
    """Copy the files of a folder; return the copies, sorted."""
    to.mkdir(parents=True, exist_ok=True)
    return [Path(shutil.copyfile(path, to / path.name)) for path in sorted(folder.glob(pattern))]


def copy_tables(out: Path, folder: Path) -> list[Path]:
    """
    The tables that the walk made; of lines that are not shown the text stays out.

    Those of a large study are packed: of the 10,952 speeches they would be a third of the site.
    """
    paths = copy_all(out / "corpus" / "clean", "*.csv", folder)
    if folder / "sentences.csv" in paths:
        study = read_study(out)
        text = study.sentences["text"].where(study.sentences["is_shown"])
        sentences = study.sentences.assign(text=text)[list(COLUMNS["sentences"])]
        write_csv(sentences, folder / "sentences.csv")
        if study.is_large:
            return [path if path.name in LINKED else pack_file(path) for path in paths]
    return paths


def pack_file(path: Path) -> Path:
    """Put a file's packed form in its place; the same bytes whenever it is made."""
    packed = path.with_name(f"{path.name}.gz")
    with path.open("rb") as file, packed.open("wb") as to:
        with gzip.GzipFile("", "wb", LEVEL, to, mtime=0) as into:
            shutil.copyfileobj(file, into)
    path.unlink()
    return packed


def copy_lists(corpus: Path, folder: Path) -> list[Path]:
    """The lists written by people that this study used: the corpus's own, else the published ones."""
    folder.mkdir(parents=True)
    own = {
        "metadata",
        "mends",
        "coding",
        "names",
        "home",
        "claims",
    }  # about these articles, never taken from elsewhere
    paths = {name: list_path(name, corpus) for name in BY_PEOPLE}
    return [
        Path(shutil.copyfile(path, folder / path.name))
        for name, path in paths.items()
        if path.exists() and (name not in own or path.parent == Path(corpus))
    ]


def copy_figures(out: Path, folder: Path) -> list[dict]:
    """The figures in all their forms; one row each: `name`, `title` and `forms` (`list_forms`)."""
    for form in FORMS:
        for path in copy_all(out / "figures", f"*.{form}", folder):
            if form == "csv" and path.stat().st_size >= PACKED_FROM:
                pack_file(path)
    figures = read_figures(out)[["name", "title"]].to_dict("records")
    return [{**row, "forms": list_forms(row["name"], out)} for row in figures]
