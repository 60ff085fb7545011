"""
Pages in the look of the site, filled after Sphinx has made their frame.

Sphinx renders a page with marks in it; filling the marks costs what writing the file
costs. So fifty thousand articles need one page of Sphinx and not fifty thousand.
"""

from collections.abc import Callable
from pathlib import Path

from markupsafe import Markup

from analysis.site.rendering import pack
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


# The frame of the theme takes 10 kB a page, three times what many articles fill; and packed, the
# text of an article takes a quarter. How it is stored say its first two bytes (`write_packed`);
# what it loads is stored otherwise and must say so, scripts here and pages.css in its first line.
PLAIN = """<!DOCTYPE html>
<html lang="en" data-theme="light">
<head>
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="../_static/pages.css">
</head>
<body class="plain">
<main>
<p><a href="../index.html">The study</a></p>
<h1>{title}</h1>
<div data-packed="{packed}"></div>
<noscript><p>This page is packed and needs JavaScript; the sentences are among <a href="../tables.html">the downloads</a>, too.</p></noscript>
</main>
<script src="../_static/unpack.js" charset="utf-8"></script>
</body>
</html>
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


def plain_page(title: str, body: str) -> str:
    """A whole page without the frame of the theme, its body packed, one folder below the root of a large site."""
    return PLAIN.format(title=escape_attribute(title), packed=pack(body))


def raw_html(html: str) -> str:
    """HTML for a page of Sphinx, passed through as it is."""
    return f"``````{{raw}} html\n{html}\n``````" if html.strip() else ""


def raw_page(title: str, html: str) -> str:
    """A page for Sphinx: a heading and HTML."""
    return f"# {title}\n\n{raw_html(html)}\n"


def write_page(path: Path, text: str) -> None:
    """Write a page into the side folder; all of it is brought to the disk before it takes its place."""
    path.write_text(text, encoding="utf-8")
