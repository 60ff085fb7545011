"""
Europresse: saved pages (the old layout with spans, the new one with <article>) and their text.

Every article ends in its rights and "Numéro de document : news·20121004·PO·2040056000".
"""

import re

from lxml.html import HtmlElement

from analysis.articles.article import Article
from analysis.articles.dates import parse_date
from analysis.articles.encodings import Unreadable
from analysis.articles.exports.fields import no_text, one_line, put_together
from analysis.articles.exports.page_lines import write_lines

NUMBER = r"(?:news|web|soc|tv)[\u00b7.]\d{8}[\u00b7.][A-Z0-9]+[\u00b7.]\S+"
END = re.compile(
    rf"^[ \t]*(?:Num\u00e9ro de document|Document number|Dokumentnummer|N\u00famero de documento)\s?:\s?{NUMBER}[ \t]*$",
    re.MULTILINE,
)
CERTIFICATE = re.compile(
    rf"^[ \t]*(?:{NUMBER}|Ce certificat .*|Date d'\u00e9mission.*|Le pr\u00e9sent document est prot\u00e9g\u00e9.*"
    r"|This certificate .*|Issue Date.*|This document is protected .*|Sauvegarder|Annuler)[ \t]*$",
    re.MULTILINE,
)
RIGHTS = re.compile(r"^[ \t]*(?:\u00a9|\(c\)|Copyright).{0,150}$", re.MULTILINE)
ASIDE = re.compile(
    r"^[ \t]*(?:Illustration\(s\)|Note\(s\)|R\u00e9f\u00e9rence\(s\) biographique\(s\)|Encadr\u00e9\(s\))\s?:?[ \t]*$",
    re.MULTILINE,
)


def split(text: str) -> list[Article | Unreadable]:
    """Articles of the text of an Europresse export; none if it is no such export."""
    ends = [0, *(end.end() for end in END.finditer(text))]
    return [read_part(END.sub("", text[start:end])) for start, end in zip(ends, ends[1:])]


def read_part(part: str) -> Article | Unreadable:
    """One article of a text: outlet, section and date, headline, author, text, rights."""
    lines = CERTIFICATE.sub("", part).strip().split("\n")
    day = next((n for n, line in enumerate(lines[:12]) if day_of(line)), None)
    if day is None:
        return no_text("europresse", lines[0])
    outlet = next((line for line in reversed(lines[:day]) if line.strip()), None)
    blocks = [
        block.strip()
        for block in re.split(r"\n\s*\n", "\n".join(lines[day + 1 :]))
        if block.strip()
    ]
    title, body = (blocks or [None])[0], blocks[1:]
    body = body[1:] if body and is_author(body[0]) else body
    return finish(title, "\n\n".join(body), outlet, lines[day])


def split_page(page: HtmlElement) -> list[Article | Unreadable]:
    """Articles of a saved page: the classes of its elements say what is what."""
    names = page.xpath(
        "//*[contains(@class, 'DocPublicationName')][not(.//*[contains(@class, 'DocPublicationName')])]"
    )
    return [read_block(find_block(name), name) for name in names]


def find_block(name: HtmlElement) -> HtmlElement:
    """The largest element round an outlet's name that holds no second one: the article."""
    block = name
    while (above := block.getparent()) is not None and above.tag not in ("body", "html"):
        if (
            len(
                above.xpath(
                    ".//*[contains(@class, 'DocPublicationName')][not(.//*[contains(@class, 'DocPublicationName')])]"
                )
            )
            > 1
        ):
            break
        block = above
    return block


def read_block(block: HtmlElement, name: HtmlElement) -> Article | Unreadable:
    """One article of a page."""
    day = next(
        (
            text
            for text in (words(part) for part in block.xpath(".//*[contains(@class, 'DocHeader')]"))
            if parse_date(text)[0]
        ),
        None,
    )
    heads = block.xpath(
        ".//*[contains(@class, 'itreArticleVisu') or contains(@class, 'articletitle')]"
    )
    title = words(heads[0]) if heads else None
    texts = block.xpath(".//*[contains(@class, 'docOcurrContainer')]") or block.xpath(
        ".//*[contains(@class, 'DocText')]"
    )
    if texts:
        body = "\n\n".join(write_lines(part) for part in texts)
    else:
        body = behind_title(write_lines(block), title)
    return finish(title, body, words(name), day)


def words(part: HtmlElement) -> str | None:
    """The words of an element in one line."""
    return one_line(" ".join(part.itertext()).replace("\u00a0", " "))


def behind_title(text: str, title: str | None) -> str:
    """The text of an article of the old layout: what stands behind its headline and its author."""
    lines = text.split("\n")
    place = next((n for n, line in enumerate(lines) if title and one_line(line) == title), -1)
    rest = [line for line in lines[place + 1 :]]
    while rest and not rest[0].strip():
        rest.pop(0)
    if len(rest) > 1 and is_author(rest[0]) and not rest[1].strip():
        rest.pop(0)
    return "\n".join(rest)


def is_author(line: str) -> bool:
    """Whether a line below the headline names its writers: a few words with capitals, no stop."""
    parts = line.split()
    return (
        len(parts) <= 8
        and not re.search(r"[.!?:]$", line)
        and all(
            word[:1].isupper() or word in ("et", "de", "du", "la", "le", "and") for word in parts
        )
    )


def finish(
    title: str | None, body: str, outlet: str | None, published: str | None
) -> Article | Unreadable:
    """The Article without rights, certificate and notes."""
    for mark in (RIGHTS, END, ASIDE):
        if found := list(mark.finditer(body)):
            body = body[: (found[0] if mark is not RIGHTS else found[-1]).start()]
    body = CERTIFICATE.sub("", body)
    outlet = re.split(r",\s*n[o\u00b0]\.?\s", outlet or "")[0]
    return (
        put_together(title, body, outlet, day_of(published) or published)
        if body.strip()
        else no_text("europresse", title)
    )


def day_of(line: str | None) -> str | None:
    """The date in a header: 'Politique, jeudi 5 octobre 2013, p. 3'; None if it names no day."""
    first, last = parse_date(line)
    return first if first and first == last and len(line or "") <= 200 else None
