"""What the layouts share: labelled fields, and an article put together from them."""

import re

from analysis.articles.article import Article
from analysis.articles.encodings import Unreadable

MOST_LINES = 2  # more, behind its first, than the value of a field takes


def read_fields(text: str, pattern: re.Pattern[str]) -> dict[str, str]:
    """The labelled fields of one article: name -> value; of two with one name the first."""
    marks = list(pattern.finditer(text))
    values: dict[str, str] = {}
    for mark, after in zip(marks, [*marks[1:], None]):
        value = text[mark.end() : after.start() if after else None].strip(" \t\n|")
        values.setdefault(mark[1], value)
    return values


def find_tail(text: str, pattern: re.Pattern[str]) -> int:
    """
    Where the fields behind a text begin: from there on only labelled lines follow.

    A paragraph without a label, or more lines than a value takes, is text: "Location: the hall by
    the river" with a paragraph below it is no field.
    """
    marks, edge = list(pattern.finditer(text)), len(text)
    for mark, after in reversed([*zip(marks, [*marks[1:], None])]):
        value = text[mark.end() : after.start() if after else None].strip()
        if re.search(r"\n\s*\n", value) or value.count("\n") > MOST_LINES:
            break
        edge = mark.start()
    return edge


def one_line(text: str | None) -> str | None:
    """A headline or a name in one line, without the signs of Markdown; None if nothing is left."""
    return " ".join((text or "").split()).lstrip("# ") or None


def put_together(
    title: str | None, body: str, outlet: str | None, published: str | None
) -> Article:
    """An Article of an export: its headline in front as Markdown, then its body."""
    title, body = one_line(title), body.strip(" \t\n|")
    return Article(
        f"# {title}\n\n{body}" if title else body,
        title=title,
        outlet=one_line(outlet),
        published=one_line(published),
    )


def no_text(layout: str, title: str | None) -> Unreadable:
    """An article of an export without its text."""
    name = one_line(title)
    return Unreadable(
        f"The export ({layout}) has no full text of {repr(name[:60]) if name else 'this article'}.",
        "Export it with its full text, or pass it over.",
    )
