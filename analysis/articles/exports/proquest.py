"""
ProQuest: text and page. A line of underscores parts the articles, labels name their fields.

The text stands behind "Full text:"; the fields behind it begin where only labelled lines follow,
so that a line "Location: ..." inside a text stays text.
"""

import re

from analysis.articles.article import Article
from analysis.articles.encodings import Unreadable
from analysis.articles.exports.fields import find_tail, no_text, one_line, put_together, read_fields

RULE = re.compile(r"^[ \t]*_{20,}[ \t]*$", re.MULTILINE)
LABELS = (
    "Title|Alternate title|Author|Corporate author|Publication title|Publication info|Publication date"
    "|Publication year|Publication subject|Publication history|Full text|Abstract|Links|Subject|Location"
    "|Business indexing term|Classification|Pages|Number of pages|Publisher|Place of publication"
    "|Country of publication|ISSN|e-ISSN|EISSN|CODEN|Source type|Language ?of ?publication|Document type"
    "|Document feature|ProQuest document ID|Accession number|Document URL|Copyright|Last updated|Database"
    "|Section|Dateline|Company \\/ organization|Company|URL|Web address|People|Person|Identifier \\/ keyword|Keyword|Volume|Issue"
    "|First page|Column|Supplement|Product name|Credit line|DOI|Highlights|Translated title|Publication ID"
)
FIELD = re.compile(rf"^[ \t]*({LABELS})[ \t]?:[ \t]*", re.MULTILINE | re.IGNORECASE)
SIGN = re.compile(
    r"^[ \t]*(?:Publication title|Publication info|ProQuest document ID):",
    re.MULTILINE | re.IGNORECASE,
)
LAST = re.compile(r"^[ \t]*Database:.*$", re.MULTILINE)
NO_HEAD = re.compile(
    r"(?:Document )?\d+ of \d+$|Report Information from ProQuest|https?://\S+$|ProQuest document link|Link to ProQuest"
    r"|[\W_]+$|All documents are reproduced|Database copyright|Terms and Conditions|Contact ProQuest|\u00a9",
    re.IGNORECASE,
)
CITATION = re.compile(r"\b\d{1,2} [A-Z][a-z]{2,8} \d{4}[.:]")  # author, paper, day, in one line
INFO_DATE = re.compile(r"(\d{1,2} [A-Z][a-z]{2,8} \d{4})\s*:?")


def split(text: str) -> list[Article | Unreadable]:
    """Articles of a ProQuest export; none if the text is no such export."""
    if not SIGN.search(text) or not re.search(
        "^[ \t]*(?:ProQuest document ID|Database|Full text) ?:", text, re.MULTILINE | re.IGNORECASE
    ):
        return []
    parts = RULE.split(text) if RULE.search(text) else cut_behind(text)
    return [read_part(part) for part in parts if SIGN.search(part)]


def cut_behind(text: str) -> list[str]:
    """The parts of a text without lines of underscores: each ends in its field Database."""
    ends = [0, *(found.end() for found in LAST.finditer(text))]
    if len(text[ends[-1] :].strip()) and SIGN.search(text[ends[-1] :]):
        ends.append(len(text))
    return [text[start:end] for start, end in zip(ends, ends[1:])]


def read_part(part: str) -> Article | Unreadable:
    """One article: its headline is the field Title, or the first line that no label begins."""
    values = {name.lower(): value for name, value in read_fields(part, FIELD).items()}
    title = values.get("title") or first_head(part)
    body = find_text(part)
    if body is None or body.strip().lower().rstrip(".") in ("", "not available", "none available"):
        return no_text("proquest", title)
    info = values.get("publication info") or ""
    outlet = re.split(r"\s*;\s|\s*;$", values.get("publication title") or info)[0]
    published = values.get("publication date") or (
        found[1] if (found := INFO_DATE.search(info)) else None
    )
    return put_together(title, body, outlet, published or values.get("publication year"))


def first_head(part: str) -> str | None:
    """The last line above the fields that is no number, no address and no notice: the headline."""
    first = FIELD.search(part)
    lines = [line.strip() for line in part[: first.start() if first else None].split("\n")]
    heads = [
        line for line in lines if line and not NO_HEAD.match(line) and not CITATION.search(line)
    ]
    return one_line(heads[-1]) if heads else None


def find_text(part: str) -> str | None:
    """The text behind 'Full text:', up to the fields; None where there is no such field."""
    marks = list(FIELD.finditer(part))
    first = next((n for n, mark in enumerate(marks) if mark[1].lower() == "full text"), None)
    if first is None:
        return None
    text = part[marks[first].end() :]
    return text[: find_tail(text, FIELD)]
