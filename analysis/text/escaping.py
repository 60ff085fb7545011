"""
Text from articles, made safe to show: it appears as text and never as markup.

Articles may hold HTML, Markdown, LaTeX or signs that turn the direction of writing round.
Whatever shows a piece of an article in a notebook, on a page or in a figure passes it
through here first.
"""

import html
import re
from typing import Any

import pandas as pd

# Signs that change how the text around them is shown: control characters but tab and
# newline, and the marks that turn the direction of writing round (U+202E and its kin).
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

# Everything but letters, digits, blanks and signs that mean nothing to HTML, Markdown or
# LaTeX. A full stop is one of those only at the end of a word ("1." opens a list).
MARKUP = re.compile(r"[^\w\s,;?()/%‘’“”–—….]|_|\.(?:(?<![A-Za-z]\.)|(?!\s|$))")


def show_unseen(text: object) -> str:
    """The text with each unseen control sign written out, U+202E as "[U+202E]"."""
    text = str(text)
    if text.isprintable():  # no sign of UNSEEN is, and this is known at once
        return text
    return UNSEEN.sub(lambda sign: f"[U+{ord(sign[0]):04X}]", text)


WIDEST = 120  # characters of a cell that a notebook shows


def shorten(name: object, longest: int = 34) -> str:
    """A name for a label: unseen characters written out, a long one ends in an ellipsis."""
    shown = show_unseen(name)
    return shown if len(shown) <= longest else shown[: longest - 1].rstrip(" ,") + "…"


def escape(text: object) -> str:
    """
    The text for use inside HTML or Markdown: shown sign for sign, never run or rendered.

    Every sign of punctuation becomes a character reference, which neither HTML nor Markdown
    reads as markup. `$` and `\\` stand in elements of their own besides, because JupyterLab
    looks for LaTeX in the page after it has been rendered. A newline becomes a blank.
    """
    text = show_unseen(text)
    if "  " in text or not text.isprintable():  # of blanks only the usual one is printable
        text = re.sub(r"\s+", " ", text)
    return MARKUP.sub(_reference, text)


def escape_all(texts: list[str]) -> list[str]:
    """`escape` of each text, in one go: of a large study there are millions, most of a few words."""
    # On a line of its own each is escaped as alone: a newline counts as the end of a text does.
    odd = [at for at, text in enumerate(texts) if not text.isprintable() or "  " in text]
    lines = list(texts)
    for at in odd:
        lines[at] = ""
    escaped = MARKUP.sub(_reference, "\n".join(lines)).split("\n") if lines else []
    for at in odd:
        escaped[at] = escape(texts[at])
    return escaped


def escape_attribute(text: object) -> str:
    """The text for use between the double quotes of an HTML attribute."""
    return html.escape(" ".join(show_unseen(text).split()), quote=True)


def guard_tables() -> None:
    """
    In a notebook: show tables with each unseen character written out, and never as LaTeX.

    pandas escapes HTML by itself. Long texts are cut at `WIDEST`. Outside a notebook this
    does nothing.
    """
    from IPython import get_ipython

    shell = get_ipython()
    if shell is not None:
        from pandas import set_option

        set_option("display.max_colwidth", WIDEST)
        formatters = shell.display_formatter.formatters
        formatters["text/html"].for_type_by_name("pandas", "DataFrame", table_html)
        for kind in ("DataFrame", "Series"):
            formatters["text/plain"].for_type_by_name("pandas", kind, print_table)


def table_html(table: pd.DataFrame) -> str:
    """A table as pandas shows it, without what could turn its text round or set it as a formula."""
    from pandas import option_context

    with option_context("display.html.use_mathjax", False):
        return show_unseen(table._repr_html_())


def print_table(table: pd.DataFrame | pd.Series, printer: Any, cycle: bool) -> None:
    """As `table_html`, for the plain text of a table."""
    printer.text(show_unseen(repr(table)))


def _reference(sign: re.Match[str]) -> str:
    code = f"&#{ord(sign[0])};"
    return f"<span>{code}</span>" if sign[0] in "$\\" else code
