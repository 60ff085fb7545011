"""
The site: the stored notebooks, figures and tables as pages that need no server and no network.

Pages are put together in a side folder, the ones written for it from `publication/` and
the ones made from tables; Sphinx turns them into HTML; then they take the old site's place.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat

from analysis.escaping import escape
from analysis.figures.showing import figure_html, read_figures
from analysis.findings import fill_numbers, study_numbers
from analysis.pages.building import add_articles, fill_pages
from analysis.tables import COLUMNS, ROOT, read_csv, table_path

PUBLICATION = ROOT / "publication"
PART = ".study-site"            # hidden, in OUT: where the site is put together


def build_site(out):
    """Build the site of the study in folder `out`; return the path of its first page."""
    out = Path(out).resolve()
    part = out / PART
    shutil.rmtree(part, ignore_errors=True)
    try:
        source = part / "source"
        shutil.copytree(PUBLICATION, source)
        for add_pages in PAGES:
            add_pages(out, source)
        run_sphinx(source, part / "html")
        fill_pages(out, part / "html")
        replace_folder(part / "html", out / "site")
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return out / "site" / "index.html"


def run_sphinx(source, html):
    """Turn the pages into HTML; a warning is an error, because it is a page that reads wrong."""
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going", source, html]
    done = subprocess.run(command, capture_output=True, text=True,
                          env={**os.environ, "PYTHONHASHSEED": "0"})
    if done.returncode:
        raise RuntimeError(f"The site could not be built. Sphinx says:\n{done.stderr.strip()}")
    shutil.rmtree(html / ".doctrees", ignore_errors=True)
    for rest in [html / ".buildinfo", html / "objects.inv", *html.rglob("*.map"),
                 *html.rglob("fontawesome.*")]:
        rest.unlink(missing_ok=True)


def replace_folder(new, old):
    """Put folder `new` in the place of `old`, which goes only when the new one stands."""
    aside = new.with_name("old")
    if old.exists():
        os.rename(old, aside)
    os.rename(new, old)


def add_front_page(out, source):
    """Fill the front page: its numbers, and the first figure on voices and on framing."""
    page = source / "index.md"
    text = fill_numbers(page.read_text(encoding="utf-8"), study_numbers(out))
    figures = read_figures(out)
    first = figures[figures["name"].str[:2].isin(["03", "04"])].drop_duplicates("notebook")
    shown = "\n\n".join(figure_html(row.name, out, "figures/") for row in first.itertuples(index=False))
    page.write_text(text.replace("<!--figures-->", shown), encoding="utf-8")


def add_notebooks(out, source):
    """Copy the executed notebooks, their figures shown from files, with a page that lists them."""
    (source / "notebooks").mkdir()
    names = []
    for path in sorted((out / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            cell["outputs"] = [show_output(output, out) for output in cell.get("outputs", [])
                               if "figure_caption" not in output.get("metadata", {})]
            if cell.cell_type != "code":
                del cell["outputs"]
        nbformat.write(notebook, source / "notebooks" / path.name)
        names.append(f"notebooks/{path.stem}")
    listing = "\n".join(["# Notebooks", "", "Each step of the study, as it ran: a sentence, a cell, a look.",
                         "", "```{toctree}", ":maxdepth: 2", "", *names, "```", ""])
    (source / "notebooks.md").write_text(listing, encoding="utf-8")


def show_output(output, out):
    """An output for the site: a figure with its alt text and links, a table that scrolls."""
    name = output.get("metadata", {}).get("figure")
    html = output.get("data", {}).get("text/html")
    if name:
        output["data"] = {"text/html": figure_html(name, out, "../figures/")}
    elif html and "<table" in html:
        output["data"]["text/html"] = ('<div class="table-scroll" tabindex="0" role="region" '
                                       f'aria-label="Table">{html}</div>')
    return output


def add_tables(out, source):
    """Put every table and figure where it can be downloaded, with a page that says what each is."""
    extra = source / "extra"
    (extra / "tables").mkdir(parents=True)
    if (out / "figures").exists():
        shutil.copytree(out / "figures", extra / "figures")
    rows = []
    for name, meaning in read_csv(source / "tables.csv").itertuples(index=False):
        path = table_path(name, out)
        if path.exists():
            shutil.copy(path, extra / "tables" / path.name)
            rows.append(f'<tr><td><a href="tables/{path.name}" download>{path.name}</a></td>'
                        f'<td>{escape(meaning)}</td><td>{escape(", ".join(COLUMNS[name]))}</td></tr>')
    (source / "tables.csv").unlink()
    page = ["# Tables", "", "Every table of the study. Offsets count characters of the article as it came.",
            "", '<div class="table-scroll" tabindex="0" role="region" aria-label="Tables to download">',
            "<table><thead><tr><th>file</th><th>a row is</th><th>columns</th></tr></thead><tbody>",
            *rows, "</tbody></table></div>", ""]
    (source / "tables.md").write_text("\n".join(page), encoding="utf-8")


# Each adds to the source folder what it makes from the study in `out`.
PAGES = [add_front_page, add_notebooks, add_tables, add_articles]
