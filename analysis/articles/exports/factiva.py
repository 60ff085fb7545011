"""
Factiva: "Full article" with or without indexing, as text, RTF or page, its words in many languages.

With indexing two capitals name a field at the start of a line (HD headline, LP lead, TD text).
Without it come headline, byline, "98 words", date, outlet, code, language and rights, each a line.
Every article ends in "Document" and its number.
"""

import re

from lxml.html import HtmlElement

from analysis.articles.article import Article
from analysis.articles.dates import begins_with_date
from analysis.articles.encodings import Unreadable
from analysis.articles.exports.fields import no_text, put_together, read_fields
from analysis.articles.exports.page_lines import write_lines

NUMBER = r"[A-Z][A-Z0-9]{2,9}\d{0,4}(?:19|20)\d{6}[a-z0-9]{6,12}"
END = re.compile(
    rf"^[ \t|]*(?:AN[ \t|]+)?(?:(?:\S{{1,14}}[ \t]*)?{NUMBER}|Do[ck]umento? [A-Za-z0-9]{{12,40}})[ \t|]*$",
    re.MULTILINE,
)
HEAD = "HD SE BY CR WC PD ET SN SC ED PG LA CY VOL NGC GC CLM DLN LP TD".split()
TAIL = "ART CT RF CO IN NS RE IPD IPC PUB AN".split()
FIELD = re.compile(rf"^[ \t|]*({'|'.join(HEAD)})(?:[ \t|]+|[ \t]*$)", re.MULTILINE)
# Behind the text: a label alone, or before what only fields hold, so that "IN 2020" stays text.
TAIL_FIELD = re.compile(
    rf"^[ \t|]*(?:(?:{'|'.join(TAIL)})[ \t|]*$|(?:{'|'.join(TAIL)})(?:\t|[ ]{{2,}}|[ ]*\|)\s*\S"
    r"|(?:CO|IN|NS|RE)[ ]+[a-z0-9]+ : \S|(?:IPC|IPD|PUB|ART|RF)[ ]+\S"
    r"|CT[ ]+\S.*@|AN[ ]+Do[ck]ument)",
    re.MULTILINE,
)
WORDS = re.compile(
    r"^[ \t|]*\d[\d.,'\s\u202f]{0,9}(?:words?|W.{1,2}rter|Wort|mots?|palabras?|palavras?|parole|parola"
    r"|woorden|ord|s\u0142[o\u00f3]w|\u0441\u043b\u043e\u0432\w*|\u5b57|\u500b\u5b57|\u8a9e|\u8bcd|\ub2e8\uc5b4)"
    r"[ \t|]*$",
    re.MULTILINE,
)
BY = re.compile(
    r"(?:(?:By|BY|Von|VON|Par|PAR|De|DE|Por|POR|Da|Di|Door|DOOR|Av|Af|Aus|Text|Interview|INTERVIEW|From):?"
    r"|Special to|Compiled by|\(Reporting|Aufgezeichnet von|Propos recueillis par)\s+\S"
)
NAME = re.compile(
    r"[\"'(]?[^\W\d_a-z][\w.'\u2019-]*[\"')]?|and|und|et|y|e|en|of|in|for|de|del|di|da|von|van|der|den|la|le|ten|[,;/&|]"
)
COMMON = frozenset(
    "After The To Is Are Was On With As At No Not Be Will How Why What When Who Over From Into Its "
    "Their His Her New Says Said Of Up Out For In By And Or Der Die Das Ein Eine Le La Les El Los".split()
)
SECTION = re.compile(
    r"(?i:\b(?:desk|news|sports?|business|world|features?|opinion|editorial|politik|wirtschaft|feuilleton|panorama"
    r"|kultur|lokales|forum|medien|wissen|magazin|section|metro|review|comment|economie|\u00e9conomie|politique|culture"
    r"|monde|soci\u00e9t\u00e9|internaciona\w*|nacional|econom\u00eda|binnenland|buitenland|supplement|front page))\b"
)
AGENCIES = re.compile(
    r"(?:Reuters|AP|AFP|dpa|epd|dapd|KNA|SZ|Bloomberg|EFE|ANSA|ANP|PA|CP)(?:[ ,/]+\w+)?"
)
RIGHTS = re.compile(
    r"\W{0,2}(?:copyright|\(c\)|\u00a9|alle rechte|tous droits|all rights)", re.IGNORECASE
)
MORE_RIGHTS = re.compile(
    r"rights reserved|rechte vorbehalten|droits r\u00e9serv\u00e9s|derechos reservados"
    r"|diritti riservati|rechten voorbehouden|direitos reservados",
    re.IGNORECASE,
)
LANGUAGE = re.compile(
    r"English|Englisch|Anglais|Ingl\u00e9s|Inglese|Engels|German|Deutsch|Allemand|Alem\u00e1n|Tedesco"
    r"|Duits|French|Franz\u00f6sisch|Fran\u00e7ais|Franc\u00e9s|Francese|Frans|Spanish|Spanisch|Espagnol"
    r"|Espa\u00f1ol|Spagnolo|Spaans|Dutch|Niederl\u00e4ndisch|N\u00e9erlandais|Nederlands|Italian|Italienisch"
    r"|Italien|Italiano|Portuguese|Portugiesisch|Portugais|Portugu\u00eas|Russian|Russisch|Russe|Chinese"
    r"|Chinesisch|Korean|Koreanisch|Japanese|Japanisch|Swedish|Schwedisch|\w{1,3}\u6587",
)
COMPANY = re.compile(
    r"\b(?:Ltd|Limited|GmbH|Inc|LLC|AG|Co|Company|S\.?A|Corp|Corporation|plc|PLC|B\.?V|S\.?p\.?A|KG|SE|SAS|N\.?V)\.?$"
)
MOST_NAMES = 40  # words of a line that names many writers
HEADER_LINES = 25  # between the number of words and the text: never met more than 10


def split(text: str) -> list[Article | Unreadable]:
    """Articles of a Factiva export, with indexing or without it; none if the text is no such export."""
    ends = [*END.finditer(text)]
    if not ends or not (WORDS.search(text) or FIELD.search(text)):
        return []
    starts = [0, *(end.end() for end in ends)]
    parts = [text[start : end.start()] for start, end in zip(starts, ends)]
    return [read_part(part) for part in parts if part.strip()]


def split_page(page: HtmlElement) -> list[Article | Unreadable]:
    """Articles of a page of Factiva: a block for each, with or without ids; the headline is marked."""
    blocks = page.xpath(
        "//div[contains(concat(' ', @class), ' article ')][contains(@class, 'Article')]"
    )
    blocks = blocks or page.xpath("//*[starts-with(@id, 'article-')]")
    if not blocks:
        return []
    for head in page.xpath("//*[@id='hd'] | //*[contains(@class, 'Headline')]"):
        head.text = (
            f"# {(head.text or '').strip()}"
            if not head.xpath("ancestor::*[@id='hd']")
            else head.text
        )
    for block in blocks:
        cut_publisher(block)
    parts = [END.sub("", write_lines(block)) for block in blocks]
    return [read_part(part) for part in parts if WORDS.search(part) or FIELD.search(part)]


def cut_publisher(block: HtmlElement) -> None:
    """Empty the paragraphs behind the last one of the text: they name the publisher and the number."""
    paragraphs = block.xpath(".//p")
    last = max(
        (n for n, part in enumerate(paragraphs) if "articleParagraph" in part.get("class", "")),
        default=None,
    )
    if last is not None and not block.xpath(".//table"):
        for part in paragraphs[last + 1 :]:
            part.clear()


def read_part(part: str) -> Article | Unreadable:
    """One article, from its fields or from its lines."""
    values = read_fields(part, FIELD)
    if "HD" in values and ("LP" in values or "TD" in values):
        body = "\n\n".join(cut_tail(values[name]) for name in ("LP", "TD") if values.get(name))
        if not body.strip():
            return no_text("factiva", values["HD"])
        return put_together(values["HD"], body, values.get("SN"), values.get("PD"))
    if words := WORDS.search(part):
        return read_lines(part[: words.start()], part[words.end() :])
    return no_text("factiva", next((line for line in part.split("\n") if line.strip()), None))


def cut_tail(text: str) -> str:
    """A text up to the first field that stands behind texts."""
    found = TAIL_FIELD.search(text)
    return text[: found.start()] if found else text


def read_lines(head: str, after: str) -> Article | Unreadable:
    """An article without field names: headline and byline stand above the number of words, all else below."""
    below = [line.strip(" \t|") for line in after.split("\n")]
    filled = [line for line in below if line]
    published = next((line for line in filled[:2] if begins_with_date(line)), None)
    place = filled.index(published) + 1 if published else 0
    outlet = next(
        (line for line in filled[place:] if not re.match(r"\d{1,2}[:.]\d{2}\b", line)), None
    )
    start = body_start(below)
    body = cut_owner("\n".join(below[start:]).strip(), " ".join(below[:start]))
    title = find_title([line.strip(" \t|") for line in head.split("\n")])
    return put_together(title, body, outlet, published) if body else no_text("factiva", title)


def cut_owner(body: str, above: str) -> str:
    """A text without the publisher's name, alone in its last line, that the lines above it know too."""
    text, _, last = body.rpartition("\n")
    words = {word.casefold() for word in re.findall(r"\w+", last)}
    known = {word.casefold() for word in re.findall(r"\w+", above)}
    is_owner = len(words) <= 8 and (words <= known or COMPANY.search(last) is not None)
    return text.rstrip() if text.strip() and last.strip() and is_owner else body


def body_start(lines: list[str]) -> int:
    """The line where the text begins: behind the rights, else behind the language, else the first blank."""
    near = range(min(len(lines), HEADER_LINES))
    rights = next((n for n in near if RIGHTS.match(lines[n])), None)
    if rights is not None:
        while (
            rights + 1 < len(lines)
            and MORE_RIGHTS.search(lines[rights + 1])
            and len(lines[rights + 1]) < 200
        ):
            rights += 1
        return rights + 1
    for n in near:
        if LANGUAGE.fullmatch(lines[n]):
            return n + 1
    filled = [n for n in near if lines[n]]
    return next((n for n in near if not lines[n] and n > (filled or [0])[0]), 4)


def find_title(lines: list[str]) -> str | None:
    """The headline among the lines above the number of words: marked by the page, or above the byline."""
    marked = next((line for line in lines if line.startswith("# ")), None)
    if marked:
        return marked
    places = [n for n, line in enumerate(lines) if line]
    while (
        len(places) > 1
        and is_byline(lines[places[-1]])
        and not is_section(lines[places[-2]], lines[places[-1]])
    ):
        places.pop()
    if not places:
        return None
    title, n = lines[places[-1]], places[-1]
    while n and len(lines[n - 1]) >= 60 and not is_byline(lines[n - 1]):  # broken at a fixed width
        title, n = f"{lines[n - 1]} {title}", n - 1
    return title


def is_byline(line: str) -> bool:
    """Whether a line right above the number of words names its writers: 'Von Peter Stark', 'Peter Stark'."""
    words = re.findall(r"[^\s,;/&|]+|[,;/&|]", line)
    if AGENCIES.fullmatch(line) or BY.match(line) and len(words) <= MOST_NAMES:
        return True
    n_names = sum(len(word) > 1 for word in words)
    return (
        1 <= n_names <= 6 * (1 + line.count(","))
        and len(words) <= MOST_NAMES
        and not (COMMON & set(words) or len(words) == 1 and len(line) > 4)
        and all(map(NAME.fullmatch, words))
    )


def is_section(above: str, line: str) -> bool:
    """Whether the line above names a section and is no headline: then `line` is the headline."""
    n_words = len(above.split())
    known = n_words <= 5 and (SECTION.search(above) is not None or ";" in above)
    return not BY.match(line) and (known or n_words <= 2 and len(line.split()) >= 4)
