"""
NewsBank (Access World News): text of saved articles.

Headline; then "April 3, 2020 | Lindow Courier, The (ST)" or "Lindow Courier, The (ST) - April 3, 2020";
then fields (Author, Section, Page ...), the text, and fields again (Record, Copyright, Citation).
"""

import re

from analysis.articles.article import Article
from analysis.articles.dates import parse_date
from analysis.articles.encodings import Unreadable
from analysis.articles.exports.fields import find_tail, no_text, put_together

MONTH_DAY = r"[A-Z][a-z]+\.? \d{1,2}, \d{4}"
PLACE = r"[^|\n]{2,80}\([^()\n]{2,40}\)"
HEADER = re.compile(
    rf"^[ \t]*(?:(?P<day>{MONTH_DAY})\s*\|\s*(?P<outlet>{PLACE})|(?P<outlet2>{PLACE})\s+[-\u2013]\s+(?P<day2>{MONTH_DAY})).{{0,80}}$",
    re.MULTILINE,
)
SIGN = re.compile(
    r"NewsBank|OpenURL Link|^[ \t]*Record(?: Number)?: ?\S", re.MULTILINE | re.IGNORECASE
)
HEAD_FIELD = re.compile(
    r"[ \t]*(?:(?:Author(?:/Byline)?|Byline|Edition|Section|Page|Column|Series|Readability|Dateline|Source|Estimated printed pages)s?:.*"
    r"|[\d,]+ words?|OpenURL Link.*|Lexile.*)$",
    re.IGNORECASE,
)
CITATION = re.compile(r"^[ \t]*(?:\u2022 )?Citation \(", re.MULTILINE)
TAIL_FIELD = re.compile(
    r"^[ \t]*(?:(?:Index Terms?|Record(?: Number)?|Copyright|Memo|Caption|Location(?:\(s\))?|Citation|OpenURL Link|Article Bookmark|Dateline|Illustrations?|Correction)\b ?(?:\(.*\))?[:,]"
    r"|(?:\u2022 )?Citation \(|\(c\) Copyright|Copyright(?: \(c\))?,? \d{4}|OpenURL Link)",
    re.IGNORECASE | re.MULTILINE,
)


def split(text: str) -> list[Article | Unreadable]:
    """Articles of a NewsBank export; none if the text is no such export."""
    heads = list(HEADER.finditer(text))
    if not heads or not SIGN.search(text):
        return []
    tops = [top_of(text, head.start()) for head in heads]
    return [
        read_part(text[top : head.start()], head, text[head.end() : edge])
        for top, head, edge in zip(tops, heads, [*tops[1:], len(text)])
    ]


def top_of(text: str, place: int) -> int:
    """Where the block of lines above a header begins: the headline."""
    before = text[:place].rstrip()
    return before.rfind("\n\n") + 2 if "\n\n" in before else 0


def read_part(title: str, head: re.Match[str], after: str) -> Article | Unreadable:
    """One article: the fields below its header, its text, the fields behind it."""
    outlet, published = head["outlet"] or head["outlet2"], head["day"] or head["day2"]
    lines = after.split("\n")
    start = 0
    while start < len(lines) and (not lines[start].strip() or HEAD_FIELD.match(lines[start])):
        start += 1
    body = "\n".join(lines[start:])
    body = CITATION.split(body)[0]
    body = body[: find_tail(body, TAIL_FIELD)]
    outlet = re.sub(r"\s*\([^()]*\)\s*$", "", outlet)
    outlet = re.sub(r"^(.*), (The|A|An)$", r"\2 \1", outlet)
    return (
        put_together(title, body, outlet, parse_date(published)[0])
        if body.strip()
        else no_text("newsbank", title)
    )
