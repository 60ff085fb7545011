"""
Pages in the look of the site, filled after Sphinx has made their frame.

Sphinx renders a page with marks in it; filling the marks costs what writing the file
costs. So fifty thousand articles need one page of Sphinx and not fifty thousand.
"""

from collections.abc import Callable
from pathlib import Path

from markupsafe import Markup

from analysis.text.escaping import escape_attribute

TITLE, BODY = "title-goes-here", "body-goes-here"

# No second sidebar: these pages have wide tables. `nosearch`: the marks are nothing to find.
SHELL = """---
{options}
html_theme.sidebar_secondary.remove: true
---

# {title}

<p>{body}</p>
"""


def add_shell(path: Path, title: str = TITLE) -> None:
    """Put a page with marks among the sources of the site; without a title it is in no menu."""
    options = "orphan: true\nnosearch: true" if title == TITLE else "nosearch: true"
    path.parent.mkdir(exist_ok=True)
    path.write_text(SHELL.format(options=options, title=title, body=BODY), encoding="utf-8")


def read_shell(path: Path) -> Callable[[str, str], Markup]:
    """A function from a title (text) and a body (HTML) to the whole page."""
    before, after = path.read_text(encoding="utf-8").split(f"<p>{BODY}</p>")
    parts_before, parts_after = before.split(TITLE), after.split(TITLE)

    def fill(title: str, body: str) -> Markup:
        title = escape_attribute(title)
        return Markup("".join([title.join(parts_before), body, title.join(parts_after)]))

    return fill


def raw_html(html: str) -> str:
    """HTML for a page of Sphinx, passed through as it is."""
    return f"``````{{raw}} html\n{html}\n``````" if html.strip() else ""


def raw_page(title: str, html: str) -> str:
    """A page for Sphinx: a heading and HTML."""
    return f"# {title}\n\n{raw_html(html)}\n"


def write_page(path: Path, text: str) -> None:
    """Write a page into the side folder; all of it is brought to the disk before it takes its place."""
    path.write_text(text, encoding="utf-8")
