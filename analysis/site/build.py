"""
The site: the stored notebooks, figures and tables as pages that need no server and no network.

Pages are put together in a side folder, the ones written for it from `source/` and
the ones made from tables; Sphinx turns them into HTML; then they take the old site's place.
"""

import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import nbformat

from analysis.drawing.showing import figure_html
from analysis.runs.study import heal, one_run_at_a_time
from analysis.site.claims import add_claims
from analysis.site.codebook import add_codebook
from analysis.site.downloads import add_downloads
from analysis.site.filling import add_articles, fill_pages
from analysis.site.folds import (
    CHECKING,
    fold_figures,
    fold_items,
    fold_tables,
    scroll,
    under_headings,
)
from analysis.site.front import add_front_page
from analysis.site.reading import read_once
from analysis.site.runs import add_changes, add_record
from analysis.site.shell import write_page
from analysis.site.statements import add_statements
from analysis.tables.disk import copy_folder, remove_folder, replace_folder
from analysis.tables.stored import MARK, ROOT, claim_folder

PUBLICATION = Path(__file__).with_name("source")
PART = ".study-site"  # hidden, in OUT: where the site is put together

# Sphinx for one site: what it no longer needs is given back with the whole process, at its end.
SPHINX = "import gc, os, sys; gc.disable(); from sphinx.cmd.build import main; "
SPHINX += "code = main(sys.argv[1:]); sys.stdout.flush(); sys.stderr.flush(); os._exit(code)"

LINK_TO_NOTEBOOK = re.compile(r"\((\d\d_\w+)\.ipynb\)")
MISSING = re.compile(r"<td>(?:NaN|None|NaT|&lt;NA&gt;)</td>")  # what a reader need not know


def build_site(out: Path | str) -> Path:
    """Build the site of the study in folder `out`; return the path of its first page."""
    out = Path(out).resolve()
    heal(out)
    if out != ROOT or not (out / "site" / "index.html").exists():
        claim_folder(out / "site")
    part = out / PART
    with one_run_at_a_time(out), read_once():
        if part.exists():
            print("The last site was not finished; the one before it was kept.", file=sys.stderr)
        remove_folder(part)
        try:
            source = copy_folder(PUBLICATION, part / "source")
            for add_pages in PAGES:
                add_pages(out, source)
            run_sphinx(source, part / "html", strict=out == ROOT)
            name_folds(part / "html")
            fill_pages(out, part / "html")
            (part / "html" / MARK).touch()
            replace_folder(part / "html", out / "site")
        finally:
            with suppress(OSError):  # the next one removes it
                remove_folder(part)
    return out / "site" / "index.html"


def run_sphinx(source: Path, html: Path, strict: bool) -> None:
    """Turn the pages into HTML; if `strict` a warning is an error, otherwise it is passed on."""
    command = [
        sys.executable,
        "-c",
        SPHINX,
        "-b",
        "html",
        "-q",
        *["-W"] * strict,
        "--keep-going",
        str(source),
        str(html),
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": "0"}
    )
    if done.returncode:
        raise RuntimeError(f"The site could not be built. Sphinx says:\n{done.stderr.strip()}")
    sys.stderr.write(done.stderr)
    shutil.rmtree(html / ".doctrees", ignore_errors=True)
    for rest in [
        html / ".buildinfo",
        html / "objects.inv",
        *html.rglob("*.map"),
        *html.rglob("fontawesome.*"),
    ]:
        rest.unlink(missing_ok=True)


def name_folds(html: Path) -> None:
    """Let what opens folded code be called what it says: the theme names it otherwise."""
    for page in (html / "notebooks").glob("*.html"):
        text = page.read_text(encoding="utf-8")
        write_page(page, text.replace(' aria-label="Toggle hidden content"', ""))


def add_notebooks(out: Path, source: Path) -> None:
    """Copy the executed notebooks, their figures shown from files, with a page that lists them."""
    (source / "notebooks").mkdir()
    names = []
    for path in sorted((out / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            cell["outputs"] = [
                show_output(output, out)
                for output in cell.get("outputs", [])
                if "figure_caption" not in output.get("metadata", {})
            ]
            if cell.cell_type != "code":
                del cell["outputs"]
        notebook.cells = results_first(notebook.cells)
        fold_cells(notebook.cells)
        fold_tables(notebook.cells)
        fold_figures(notebook.cells, out)
        nbformat.write(notebook, source / "notebooks" / path.name)
        names.append(f"notebooks/{path.stem}")
    listing = "\n".join(
        [
            "# Notebooks",
            "",
            "Each step of the study, with its code and results.",
            "",
            "```{toctree}",
            ":maxdepth: 2",
            "",
            *names,
            "```",
            "",
        ]
    )
    (source / "notebooks.md").write_text(listing, encoding="utf-8")


def results_first(cells: list) -> list:
    """
    The cells with the first result before the code that leads to it.

    The code cells down to the first one that shows something become one, which follows its
    result: so a page begins with what was found and not with imports.
    """
    code = [n for n, cell in enumerate(cells) if cell.cell_type == "code"]
    shown = next((n for n in code if cells[n]["outputs"]), None)
    if shown is None:
        return cells
    leading = [n for n in code if n <= shown]
    result = nbformat.from_dict({**cells[shown], "metadata": {"tags": ["remove-input"]}})
    joined = nbformat.from_dict({**cells[shown], "outputs": []})
    joined.source = "\n\n".join(cells[n].source for n in leading)
    if "id" in joined:
        joined["id"] += "-code"
    between = [cells[n] for n in range(shown) if n not in leading]
    return [*between, result, joined, *cells[shown + 1 :]]


def fold_cells(cells: list) -> None:
    """
    Fold the code of all cells, and the outputs under headings that are about checking.

    The tags are those of myst-nb; one click opens what is folded.
    """
    for heading, cell in under_headings(cells):
        if "remove-input" in cell.metadata.get("tags", []):
            continue
        outputs = cell.get("outputs", [])
        is_table = any(
            "<table" in str(output.get("data", {}).get("text/html")) for output in outputs
        )
        fold = "hide-cell" if is_table and CHECKING.search(heading) else "hide-input"
        shown = "the code" if fold == "hide-input" else "the code and the table"
        cell.metadata["mystnb"] = {
            "code_prompt_show": f"Show {shown}",
            "code_prompt_hide": f"Hide {shown}",
        }
        cell.metadata["tags"] = sorted({*cell.metadata.get("tags", []), fold})


def show_output(output: dict, out: Path) -> dict:
    """An output for the site: a figure with its alt text and links, a table that scrolls, a list."""
    name = output.get("metadata", {}).get("figure")
    html = output.get("data", {}).get("text/html")
    if html and "<details open>" in html:  # one article unfolded is ten screens of a phone
        html = output["data"]["text/html"] = html.replace("<details open>", "<details>")
    if name:
        output["data"] = {"text/html": figure_html(name, out, "../figures/")}
    elif markdown := output.get("data", {}).get("text/markdown"):
        output["data"]["text/markdown"] = fold_items(LINK_TO_NOTEBOOK.sub(r"(\1.html)", markdown))
    elif html and "<table" in html:
        output["data"]["text/html"] = scroll(MISSING.sub("<td></td>", html))
    return output


# Each adds to the source folder what it makes from the study in `out`.
PAGES = [
    add_notebooks,
    add_articles,
    add_codebook,
    add_statements,
    add_downloads,
    add_front_page,
    add_claims,
    add_record,
    add_changes,
]
