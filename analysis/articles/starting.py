"""
Before anything is read: what stands in the folder of articles, and what each notebook answers.
"""

import re
from pathlib import Path

import nbformat
import pandas as pd

from analysis.articles.sources import LISTS
from analysis.tables.stored import ROOT
from analysis.text.escaping import escape

OWN_LISTS = sorted(LISTS)


def find_articles(corpus: Path | str) -> list[Path]:
    """The files that hold articles: those in the folder `raw` if there is one, else all but lists and results."""
    corpus = Path(corpus)
    if corpus.is_file():
        return [corpus]
    folder = corpus / "raw" if (corpus / "raw").is_dir() else corpus
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not any(
            part.startswith(".") or part in ("clean", "coding")
            for part in path.relative_to(folder).parts
        )
        and path.name not in OWN_LISTS
    ]


def count_files(corpus: Path | str) -> pd.DataFrame:
    """One row per kind of file: kind (the end of its name), n, megabytes; most frequent first."""
    files = find_articles(corpus)
    table = pd.DataFrame(
        {
            "kind": [path.suffix.lower() or "no ending" for path in files],
            "megabytes": [path.stat().st_size / 1e6 for path in files],
        }
    )
    counted = table.groupby("kind")["megabytes"].agg(n="size", megabytes="sum").reset_index()
    return counted.sort_values(["n", "kind"], ascending=[False, True], ignore_index=True).round(3)


def describe_corpus(corpus: Path | str) -> str:
    """What stands in the folder, as sentences; what to do where there is nothing."""
    corpus = Path(corpus)
    files = find_articles(corpus) if corpus.exists() else []
    if not files:
        return (
            f"There is no article in {escape(corpus)} yet. Put your files there, or change "
            f"`CORPUS` in the first cell to their folder."
        )
    shown = ", ".join(escape(path.name) for path in files[:5])
    more = f" and {len(files) - 5:,} more" if len(files) > 5 else ""
    own = [name for name in OWN_LISTS if corpus.is_dir() and (corpus / name).exists()]
    lists = (
        f"The corpus has its own lists: {escape(', '.join(own))}."
        if own
        else "It has no lists of its own, so the published ones are used."
    )
    return f"{len(files):,} {'file' if len(files) == 1 else 'files'} of articles: {shown}{more}. {lists}"


def list_notebooks(folder: Path | str = ROOT / "notebooks") -> pd.DataFrame:
    """One row per notebook: its name, and the first sentence below its title, which says what it answers."""
    rows = [
        (path.stem, first_sentence(nbformat.read(path, as_version=4)))
        for path in sorted(Path(folder).glob("*.ipynb"))
    ]
    return pd.DataFrame(rows, columns=["notebook", "what it answers"])


def first_sentence(notebook: nbformat.NotebookNode) -> str:
    """The first sentence of a notebook that is not its title, without marks of Markdown."""
    text = next((cell.source for cell in notebook.cells if cell.cell_type == "markdown"), "")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    sentence = re.split(r"(?<=[.?!])\s", " ".join(lines), maxsplit=1)[0]
    return re.sub(r"[*_`]", "", sentence)
