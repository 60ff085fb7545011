"""
What a narrow page folds, so that a reader on a phone gets through: rows beyond the first, tall
figures, figures for checking.

A fold is a `details`: all of it stays on the page, one click away. On a wide screen and in print
it is open, without a line to click (`pages.css`), and the page is as if nothing were folded.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from analysis.drawing.showing import PHONE, show_figure
from analysis.text.escaping import escape

HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
# Headings under which tables and figures are there for checking.
CHECKING = re.compile(r"\b(trust|valid|agree|check|certain|robust|appendix)", re.IGNORECASE)

LONG, FIRST = 8, 4  # more rows than `LONG` are folded behind the `FIRST`: never one alone
SCREEN, ROOM = 700, 342  # pixels: what a phone shows at once, and how wide it shows a figure

ROW_END, BODY_END = "</tr>", "</tbody>"
TABLE = re.compile(r"<table.*</table>", re.DOTALL)
CUT = re.compile(r"<p>[\d,]+ rows × [\d,]+ columns</p>")  # pandas left rows out: one row is dots
ITEMS = re.compile(r"(?:^- .+(?:\n|\Z))+", re.MULTILINE)
SVG_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)pt" height="([\d.]+)pt"')


def fold(summary: str, html: str, kind: str = "") -> str:
    """`html` folded under `summary`, which is HTML as well."""
    names = f"fold {kind}".strip()
    return f'<details class="{names}"><summary>{summary}</summary>{html}</details>'


def scroll(table: str, kind: str = "") -> str:
    """A table that scrolls sideways within itself."""
    names = f"table-scroll {kind}".strip()
    return f'<div class="{names}" tabindex="0" role="region" aria-label="Table">{table}</div>'


def fold_rows(html: str) -> str:
    """A table that scrolls; if it is long, the whole of it folded, and its first rows."""
    head, _, body = html.partition("<tbody>")
    rows = body.split(BODY_END)[0].split(ROW_END)[:-1]
    if len(rows) <= LONG or html.count("<table") > 1 or "<details" in html:
        return html
    n = len(rows) - FIRST - bool(CUT.search(html))
    first = "".join(f"{row}{ROW_END}" for row in rows[:FIRST])
    table = TABLE.search(f"{head}<tbody>{first}{BODY_END}</table>")
    summary = (
        f'<span class="when-shut">First {FIRST} rows; show {n} more</span>'
        f'<span class="when-open">Show the first {FIRST} rows only</span>'
    )
    return fold(summary, html) + scroll(table[0] if table else "", "first-rows")


def fold_tables(cells: list) -> None:
    """Fold the rows of long tables, but not of those that are folded with their code."""
    for cell in cells:
        is_shut = "hide-cell" in cell.metadata.get("tags", [])
        for output in [] if is_shut else cell.get("outputs", []):
            if "<table" in (html := str(output.get("data", {}).get("text/html"))):
                output["data"]["text/html"] = fold_rows(html)


def fold_items(markdown: str) -> str:
    """Markdown in which each list of many lines is folded behind its first ones."""

    def shorten(found: re.Match[str]) -> str:
        items = found[0].splitlines()
        if len(items) <= LONG:
            return found[0]
        shown, rest = "\n".join(items[:FIRST]), "\n".join(items[FIRST:])
        return f"{shown}\n\n{fold(f'Show {len(items) - FIRST} more lines', f'{chr(10) * 2}{rest}{chr(10) * 2}')}\n\n"

    return ITEMS.sub(shorten, markdown)


def under_headings(cells: list) -> Iterator[tuple[str, NotebookNode]]:
    """The code cells of a notebook, each with the heading above it."""
    heading = ""
    for cell in cells:
        if cell.cell_type == "markdown":
            heading = next(iter(HEADING.findall(cell.source)[::-1]), heading)
        else:
            yield heading, cell


def fold_figures(cells: list, out: Path) -> None:
    """
    Fold the figures that are for checking, or taller than the screen of a phone, under their titles.

    The titles say what was found. The first figure of a page stays open; of an appendix all others
    are for checking.
    """
    title = next((HEADING.findall(cell.source) for cell in cells), [])
    figures = [
        (" ".join([*title[:1], heading]), output)
        for heading, cell in under_headings(cells)
        for output in cell.get("outputs", [])
        if "figure" in output.get("metadata", {})
    ]
    for heading, output in figures[1:]:
        name = output["metadata"]["figure"]
        if CHECKING.search(heading) or phone_height(name, out) > SCREEN:
            found = escape(f"Figure {name}: {show_figure(name, out).title}")
            output["data"]["text/html"] = fold(found, output["data"]["text/html"], "of-figure")


def phone_height(name: str, out: Path) -> float:
    """How high a phone shows a figure, in pixels."""
    with open(Path(out) / "figures" / f"{name}{PHONE}.svg", encoding="utf-8") as drawing:
        size = SVG_SIZE.search(drawing.read(2000))
    return ROOM * float(size[2]) / float(size[1]) if size else 0.0
