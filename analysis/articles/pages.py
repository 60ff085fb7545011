"""
The article in a saved page: what trafilatura found, as lines of simple Markdown. Part of `ingest`.
"""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

from analysis.articles.layouts import OUTLETS, SHORT_LINES

# Elements of trafilatura's result that begin a line of their own.
BLOCKS = frozenset("head p quote list item table row cell graphic code lb main body div fw".split())
LINES = "lines 2"  # raise it when `page_lines` gives another text
CELL_WORDS = 15  # with more words a cell is a paragraph of its own
DATE_LINE = next(rule for rule in SHORT_LINES if rule.name == "date line")


def find_date_line(page: HtmlElement) -> str | None:
    """The first line of a page that is a date line, with its year: 'Published: May 04, 2023 10:15 AM'."""
    lines = (" ".join(line.split()) for line in page.itertext() if 8 <= len(line) <= 200)
    return next(
        (line for line in lines if re.search(r"\d{4}", line) and DATE_LINE.pattern.fullmatch(line)),
        None,
    )


def page_captions(page: HtmlElement) -> dict[str, str]:
    """The caption of each picture of a page, by the picture's address."""
    captions = {}
    for figure in page.iter("figure"):
        caption = " ".join(
            " ".join(part.text_content().split()) for part in figure.iter("figcaption")
        )
        if caption:
            captions.update({picture.get("src"): caption for picture in figure.iter("img")})
    return captions


def page_lines(body: etree._Element, captions: dict[str, str]) -> Iterator[str]:
    """The lines of an extracted page: heads, paragraphs, quotations, list items, cells, captions."""
    known = set(captions.values())
    for sign, line in block_lines(body):
        if sign == "graphic":
            if line in captions:
                yield caption_line(captions.pop(line))
        else:
            yield caption_line(line) if line in known else sign + line


def caption_line(caption: str) -> str:
    """A caption as Markdown; brackets in it would end it."""
    return f"![{caption.replace('[', '(').replace(']', ')')}]()"


def block_lines(body: etree._Element) -> Iterator[tuple[str, str]]:
    """
    (sign of Markdown, line) of every block, and ("graphic", address) of every picture.

    Words count wherever they stand, also outside paragraphs: a <blockquote> may hold them itself.
    A stack and no recursion: pages nest deep.
    """
    stack, sign = [(body, False)], ""
    words: list[str] = []
    while stack:
        part, closing = stack.pop()
        if not closing:
            if part.tag == "row" and is_short_row(part):
                for cell in part[:-1]:
                    cell.tag, cell.tail = "hi", " "
                part[-1].tag = "hi"
            if part.tag in BLOCKS:
                yield from flush(words, sign)
                sign = head_sign(part)
            words.append(part.text or "")
            stack.append((part, True))
            stack.extend((child, False) for child in reversed(part))
            continue
        if part.tag in BLOCKS:
            yield from flush(words, sign)
            above = part.getparent() if part is not body else None
            sign = head_sign(above) if above is not None else ""
        if part.tag == "graphic":
            yield "graphic", part.get("src")
        if part is not body:
            words.append(part.tail or "")


def is_short_row(row: etree._Element) -> bool:
    """Whether a row of a table is one line: cells of a few words, none of which holds paragraphs."""
    cells = ["".join(cell.itertext()).split() for cell in row]
    return (
        2 <= len(row)
        and max(map(len, cells)) <= CELL_WORDS
        and not row.xpath("./cell/*[self::p or self::head or self::list]")
    )


def head_sign(part: etree._Element) -> str:
    """The sign of Markdown of a block: a headline's, a subhead's, or none."""
    head = next((above for above in (part, *part.iterancestors()) if above.tag == "head"), None)
    return "" if head is None else "# " if head.get("rend") == "h1" else "## "


def flush(words: list[str], sign: str) -> Iterator[tuple[str, str]]:
    """The line that the gathered words make, if any; they are taken away."""
    line = " ".join("".join(words).split())
    words.clear()
    if line:
        yield sign, line


def cut_outlet(title: str | None, outlet: str | None) -> tuple[str | None, str | None]:
    """(title, outlet) of a page whose title ends in the outlet: 'Towns agree - Global Times'."""
    head, mark, last = [
        part.strip()
        for part in re.split(r"(.*)\s([-|\u2013\u2014])\s", title or "", maxsplit=1)[1:]
    ] or (title, "", "")
    if mark and (last == outlet or last in set(OUTLETS["outlet"])):
        return head, outlet or last
    return title, outlet
