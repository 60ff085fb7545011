"""
Templates filled so that nothing from an article can be more than text.

Whatever a template prints goes through `show`, and whatever a script reads through
`script_json`. Both end in `analysis.text.escaping`, the one place that makes text safe.
"""

import gzip
import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis.text.escaping import escape, escape_attribute
from analysis.text.naming import say_date

TEMPLATES = Path(__file__).with_name("templates")

# Addresses that a page may link to: the web, in the characters that addresses are made of.
WEB_ADDRESS = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9._~:/?#\[\]@!&()*+,;=%-]*")

# In a script these end it, open a comment or end a line in older browsers.
ESCAPES = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def is_missing(value: object) -> bool:
    """Whether a cell of a table has no value."""
    return value is None or value is pd.NA or value != value


def show(value: object) -> Markup:
    """What a template prints for `value`: escaped text; finished HTML as it is; nothing if missing."""
    kind = type(value)
    if kind is str:  # nearly all
        return escape_once(cast(str, value))
    if kind is Markup or hasattr(value, "__html__"):
        return cast(Markup, value)
    if is_missing(value):
        return Markup("")
    return escape_once(f"{value:,}" if kind is int else str(value))


@lru_cache(maxsize=1 << 16)
def escape_once(text: str) -> Markup:
    """`text` escaped; frames, voices and speakers come again and again, and are looked up."""
    return Markup(escape(text))


def attribute(value: object) -> Markup:
    """`value` for use between the quotation marks of an attribute."""
    return Markup("" if is_missing(value) else escape_attribute(value))


def web_address(value: object) -> str | None:
    """`value` if it is an address on the web that can be linked to, otherwise None."""
    return value if isinstance(value, str) and WEB_ADDRESS.fullmatch(value) else None


def page_id(key: object) -> str:
    """A name for a file or an element made from a key of a table: letters, digits, hyphens only."""
    name = re.sub("[:_ ]", "-", str(key))
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,119}", name):
        return name
    return "x" + hashlib.sha256(str(key).encode("utf-8", "surrogatepass")).hexdigest()[:12]


# Names that are not free: the list's own pages, the hashes, and what Windows keeps for devices.
RESERVED = re.compile(r"list-\d+|page-of-an-article|x[0-9a-f]{12}|con|prn|aux|nul|com\d|lpt\d")


@lru_cache(maxsize=1 << 10)
def file_id(doc_id: str) -> str:
    """
    The name of an article's page, another for each article on every file system.

    Small letters, digits and hyphens are kept; for all else, and for names that are
    not free, the name is a hash of the id.
    """
    doc_id = str(doc_id)
    if re.fullmatch("[a-z0-9][a-z0-9-]{0,119}", doc_id) and not RESERVED.fullmatch(doc_id):
        return doc_id
    return "x" + hashlib.sha256(doc_id.encode("utf-8", "surrogatepass")).hexdigest()[:12]


# Where a place in an article, and one in its file, is found from the root of the site; "*" is the
# article's name. Those of a large study are on one page (`packs.py`).
ARTICLE, RAW, PACKED = "articles/*.html#", "raw/*.html#", "articles/page.html#*."


def address(pattern: str, doc_id: str, place: str = "") -> str:
    """The address of a place in an article, or of the article."""
    whole = pattern.replace("*", file_id(doc_id)) + place
    return whole if place else whole[:-1]


def character_place(start: int, end: int) -> str:
    """How an address names characters on a raw page; a script marks those that it names."""
    return f"c{start}-{end}"


def script_json(value: object) -> str:
    """`value` as JSON that is safe inside a script; direction marks in its text are written out."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    for sign, written in ESCAPES.items():
        text = text.replace(sign, written)
    return text


FIRST = 0x4000  # of the 32,768 characters that stand for 15 bits each
BITS = 15
LEVEL = 5  # of gzip: 6 takes half as long again for three bytes in a hundred


def pack(text: str) -> str:
    """
    A text packed into characters, for `unpack.js`; the same whenever it is packed.

    Each stands for 15 bits and is stored in 16 (`write_packed`): base64 takes a quarter more, which
    in the pages of ten thousand speeches was eighty megabytes. The first says whether the last
    byte is none.
    """
    data = np.frombuffer(gzip.compress(text.encode(), LEVEL, mtime=0), np.uint8)
    bits = np.unpackbits(data)
    rows = np.append(bits, np.zeros(-len(bits) % BITS, np.uint8)).reshape(-1, BITS)
    codes = np.packbits(np.insert(rows, 0, 0, axis=1)).view(">u2").astype("<u2") + FIRST
    n_more = len(codes) * BITS // 8 - len(data)
    return chr(FIRST + n_more) + codes.astype("<u2").tobytes().decode("utf-16-le")


def write_packed(path: Path, text: str) -> None:
    """Write a file that holds packed text; its first mark tells every browser how it is stored."""
    path.write_text(f"\ufeff{text}", encoding="utf-16-le")


@lru_cache
def environment() -> Environment:
    """The templates of the site; a value that a template needs and does not get is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=show,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,  # no look at each file for each page
    )
    made.filters.update(
        attribute=attribute,
        web_address=web_address,
        page_id=page_id,
        file_id=file_id,
        say_date=say_date,
        digits=lambda value: f"{value:d}",  # in addresses, where a number has no commas
    )
    made.tests["missing"] = is_missing
    return made


def render(template: str, **values: object) -> Markup:
    """The template's HTML with these values."""
    return Markup(environment().get_template(template).render(**values))


@lru_cache(maxsize=1 << 12)
def render_once(template: str, **values: object) -> Markup:
    """As `render`, of what comes again and again: the legend, a date."""
    return render(template, **values)


def published_html(document: Any) -> Markup:
    """When an article was published."""
    return render_once(
        "published.html",
        begin=None if is_missing(document.published_from) else document.published_from,
        end=None if is_missing(document.published_to) else document.published_to,
    )
