"""
The article in a saved page: what trafilatura found, as lines of simple Markdown. Part of `ingest`.
"""

import re

from analysis.articles.layouts import OUTLETS, SHORT_LINES

DATE_LINE = next(rule for rule in SHORT_LINES if rule.name == "date line")


def find_date_line(page):
    """The first line of a page that is a date line, with its year: 'Published: May 04, 2023 10:15 AM'."""
    lines = (" ".join(line.split()) for line in page.itertext() if 8 <= len(line) <= 200)
    return next(
        (line for line in lines if re.search(r"\d{4}", line) and DATE_LINE.pattern.fullmatch(line)),
        None,
    )


def page_captions(page):
    """The caption of each picture of a page, by the picture's address."""
    captions = {}
    for figure in page.iter("figure"):
        caption = " ".join(
            " ".join(part.text_content().split()) for part in figure.iter("figcaption")
        )
        if caption:
            captions.update({picture.get("src"): caption for picture in figure.iter("img")})
    return captions


def page_lines(body, captions):
    """The lines of an extracted page: heads, paragraphs, list items, captions."""
    known = set(captions.values())
    for part in body.iter("head", "p", "item", "cell", "graphic", "code"):
        if part.tag == "graphic":
            if part.get("src") in captions:
                yield f"![{captions.pop(part.get('src'))}]()"
            continue
        if (
            part.tag != "p"
            and len(part.xpath(".//p"))
            or part.tag == "p"
            and part.getparent().tag == "p"
        ):
            continue
        sign = "# " if part.get("rend") == "h1" else "## " if part.tag == "head" else ""
        for line in broken_lines(part):
            yield f"![{line}]()" if line in known else sign + line


def broken_lines(part):
    """The lines of a part of a page, as its line breaks part them."""
    for mark in part.iter("lb"):
        mark.text = "\n"
    return [" ".join(line.split()) for line in "".join(part.itertext()).split("\n") if line.strip()]


def cut_outlet(title, outlet):
    """(title, outlet) of a page whose title ends in the outlet: 'Towns agree - Global Times'."""
    head, mark, last = [
        part.strip()
        for part in re.split(r"(.*)\s([-|\u2013\u2014])\s", title or "", maxsplit=1)[1:]
    ] or (title, "", "")
    if mark and (last == outlet or last in set(OUTLETS["outlet"])):
        return head, outlet or last
    return title, outlet
