"""
Exports of news databases: several articles in one file. Part of the step `ingest`.

One module a layout. To add one, write `split(text)`, which gives the articles of a text or an
empty list, name it in LAYOUTS, and put two articles of it into tests/make_exports.py. A saved page
is first written as lines (`page_lines`), which the same `split` reads; a layout whose page says
more than its lines has `split_page` too.
"""

import re

from lxml.html import HtmlElement

from analysis.articles.article import Article
from analysis.articles.encodings import Unreadable
from analysis.articles.exports import europresse, factiva, newsbank, nexis, proquest
from analysis.articles.exports.page_lines import write_lines

LAYOUTS = {
    "factiva": factiva,
    "proquest": proquest,
    "europresse": europresse,
    "newsbank": newsbank,
    "nexis": nexis,
}
VERSION = 2  # raise it when a layout gives another text: what was extracted before is read anew
LINE_END = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
# What every page of an export holds in its code; others are never tried.
PAGE_SIGNS = re.compile(
    r"articleParagraph|enArticle|id=.article-|Factiva|DOCFULL|\d of \d+ DOCUMENTS|End of Document"
    r"|ProQuest|proquest|DocPublicationName|News-?[Bb]ank"
)
# What every export holds as text, capitals aside; or a number of Factiva.
SIGNS = ("document", "dokument", "publication", "newsbank", "openurl", "record:", "number:")
LONG_NUMBER = re.compile(r"(?:19|20)\d{6}")


def split_export(article: Article | Unreadable) -> list[Article | Unreadable]:
    """The articles of an export, each an Article; what is none, or was split before, gives itself alone."""
    if isinstance(article, Unreadable) or "export of" in (article.extractor or ""):
        return [article]
    plain = article.text.casefold()
    if not any(map(plain.__contains__, SIGNS)) and not LONG_NUMBER.search(plain):
        return [article]
    text = LINE_END.sub("\n", article.text).replace("\u00a0", " ").replace("\f", "\n")
    for name, layout in LAYOUTS.items():
        if found := layout.split(text):
            return [name_layout(part, article.encoding, article.extractor, name) for part in found]
    return [article]


def split_page(
    text: str, page: HtmlElement, encoding: str, extractor: str
) -> list[Article | Unreadable]:
    """The articles of a saved page that is an export; an empty list if it is none."""
    if not PAGE_SIGNS.search(text):
        return []
    for name, layout in LAYOUTS.items():
        if found := layout.split_page(page) if hasattr(layout, "split_page") else []:
            return [name_layout(part, encoding, extractor, name) for part in found]
    lines = write_lines(page)
    for name, layout in LAYOUTS.items():
        if found := layout.split(lines):
            return [name_layout(part, encoding, extractor, name) for part in found]
    return []


def name_reading(name: str) -> str:
    """How an article of a layout was read, for the table `documents`."""
    return f"export of {name} (layouts {VERSION})"


def name_layout(
    part: Article | Unreadable, encoding: str | None, extractor: str | None, name: str
) -> Article | Unreadable:
    """An article of an export with how it was read; a part that cannot be read stays a problem."""
    if isinstance(part, Unreadable):
        return part
    extractor = "; ".join(filter(None, [extractor, name_reading(name)]))
    return part._replace(encoding=encoding, extractor=extractor)
