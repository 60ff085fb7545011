"""
The fixes of cleaning: small, named, each with its reason. Part of the step `cleaning`.

A fix takes a text and yields (start, end, new) for each change, in order, apart from each other.
It knows nothing of the others; `clean_text` runs them top to bottom until nothing changes. Each
has its signs: one of them stands in every text in which it finds something.
"""

import html
import re
import string
import unicodedata
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher

import ftfy

from analysis.articles.gluing import unglue_sentences, unglue_subheads
from analysis.articles.wrapping import join_hyphens, join_lines

ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
NOT_ASCII = re.compile("[^\x00-\x7f\u2028\u2029]+")
# Soft hyphens, zero-width characters, byte order marks, marks of writing direction, control characters;
# a soft hyphen (or \u00ac, as some programs write it) at the end of a line goes with the line break.
UNSEEN = (
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0001-\U000e007f\x00-\x08\x0e-\x1b\x1f\x7f]"
)
HIDDEN = re.compile(f"(?P<parted>[\u00ad\u00ac][ \t]*\r?\n[ \t]*(?=[a-z\u00df-\u00ff]))|{UNSEEN}+")
ODD_LETTER = re.compile("[^\x00-\x7f\u00a0\u2010-\u2026\u2028\u2029]")  # what mojibake always has
NEAR = 8  # characters: what ftfy takes for a sign of mojibake is shorter
ACCENT = re.compile("[\u0300-\u036f]+")
LIGATURE = re.compile("[\ufb00-\ufb06]")
ODD_BLANK = re.compile("[\t\x85\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
CURLY = re.compile("[\u2018-\u201f\u00ab\u00bb\uff02\uff07]|[`\u00b4](?<=\\w.)(?=\\w)")
STRAIGHT = str.maketrans(
    "\u2018\u2019\u201a\u201b\uff07`\u00b4\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02",
    "'" * 7 + '"' * 7,
)
DOUBLED = re.compile(r"(?<![`'])(?:``|'')(?![`'])")
LINK = re.compile(r"(?<!!)\[([^\[\]\n]{1,200})\]\(https?://[^()\s]{1,500}\)")
PICTURE = re.compile(r"!\[[^\[\]\n]{0,600}\]\(([^()\n]{1,500})\)")
# Code of a page in a table's cell or a text file. Elements that are no words go whole.
TAG = re.compile(
    r"<(script|style)\b[^<>]*>(?:(?!<(?:script|style)\b).)*?</\1\s*>|<!--(?:(?!<!--).)*?-->|<(?P<slash>/?)(?P<name>p|div|br|h[1-6]|li|ul|ol|tr|td|table|blockquote"
    r"|section|article|figure|figcaption|b|i|u|em|strong|a|span|font|sup|sub|small|img|hr|center|dl|dt|dd|tbody|th)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE | re.DOTALL,
)
INLINE = frozenset("b i u em strong a span font sup sub small".split())
# Line breaks that a dump wrote as a backslash and a letter; never 'C:\\new', where a small letter follows.
WRITTEN_BREAK = re.compile(r"(?:(?:\\r)?\\n)+(?=[^\w\\]|[A-Z0-9]|$)")
BOLD = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,200})(?<=\S)\1")


def unescape_entities(text: str) -> Iterator[tuple[int, int, str]]:
    """HTML entities become the characters they stand for: '&amp;quot;' -> '\"'."""
    for found in ENTITY.finditer(text):
        yield found.start(), found.end(), html.unescape(found[0])


def drop_tags(text: str) -> Iterator[tuple[int, int, str]]:
    """HTML tags are removed; a paragraph tag leaves a line break: '<p>It rained.</p>'."""
    if not re.search(r"</\w|<br|<p>|<p ", text, re.IGNORECASE):
        return
    for found in TAG.finditer(text):
        name = (found["name"] or "").lower()
        yield found.start(), found.end(), "" if name in INLINE or not name else "\n"


def break_written_lines(text: str) -> Iterator[tuple[int, int, str]]:
    """A line break written out as two characters becomes one."""
    for found in WRITTEN_BREAK.finditer(text):
        yield found.start(), found.end(), "\n\n"


def mend_mojibake(text: str) -> Iterator[tuple[int, int, str]]:
    """Characters read in a wrong encoding are read in the right one: 'donâ€™t' -> 'don’t' (ftfy)."""
    if not is_bad(text):
        return
    for line in re.finditer(r"[^\n]+", text):
        if ftfy.badness.is_bad(line[0]) and ftfy.fix_encoding(line[0]) != line[0]:
            for found in NOT_ASCII.finditer(line[0]):
                yield from compare(
                    found[0], ftfy.fix_encoding(found[0]), line.start() + found.start()
                )


def is_bad(text: str) -> bool:
    """
    As `ftfy.is_bad`, which tries forty patterns at each character: here at those near an odd letter.

    Each pattern has one, and is shorter than NEAR characters.
    """
    places = [found.start() for found in ODD_LETTER.finditer(text)]
    if 2 * NEAR * len(places) > len(text):
        return ftfy.badness.is_bad(text)
    search = ftfy.badness.BADNESS_RE.search
    return any(search(text, max(0, place - NEAR), place + NEAR) for place in places)


def compare(old: str, new: str, place: int) -> Iterator[tuple[int, int, str]]:
    """The changes that turn `old`, which stands at `place`, into `new`, each as small as can be."""
    if len(old) > 300:  # the comparison takes the square of the length
        yield place, place + len(old), new
        return
    for sign, start, end, first, last in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if sign != "equal":
            yield place + start, place + end, new[first:last]


def drop_hidden(text: str) -> Iterator[tuple[int, int, str]]:
    """Invisible characters, which split a word for a program, are removed."""
    for found in HIDDEN.finditer(text):
        yield found.start(), found.end(), ""


def compose_letters(text: str) -> Iterator[tuple[int, int, str]]:
    """A letter and the accent that follows it become one letter: 'e' + '\u0301' -> 'é'."""
    for found in ACCENT.finditer(text):
        start = found.start() - 1
        if start >= 0 and text[start].isalpha():
            yield start, found.end(), unicodedata.normalize("NFC", text[start : found.end()])


def part_ligatures(text: str) -> Iterator[tuple[int, int, str]]:
    """A ligature, as PDF files hold them, becomes its letters: 'oﬃce' -> 'office'."""
    for found in LIGATURE.finditer(text):
        yield found.start(), found.end(), unicodedata.normalize("NFKC", found[0])


def drop_link_addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """The address of a link or a picture written in Markdown is removed; the words stay."""
    if "](" not in text:
        return
    changes = [
        change
        for found in LINK.finditer(text)
        for change in ((found.start(), found.start() + 1, ""), (found.end(1), found.end(), ""))
    ]
    yield from sorted(changes + [(*found.span(1), "") for found in PICTURE.finditer(text)])


def drop_bold(text: str) -> Iterator[tuple[int, int, str]]:
    """Bold marks of Markdown are removed: '**Lindow**' -> 'Lindow'."""
    if "**" not in text and "__" not in text:
        return
    for found in BOLD.finditer(text):
        yield found.start(), found.start(2), ""
        yield found.end(2), found.end(), ""


def space_no_break(text: str) -> Iterator[tuple[int, int, str]]:
    """A no-break space, a tab or another odd blank becomes a plain blank."""
    for found in ODD_BLANK.finditer(text):
        yield found.start(), found.end(), " "


def straighten_quotes(text: str) -> Iterator[tuple[int, int, str]]:
    """Curly quotation marks and apostrophes become straight ones."""
    for found in CURLY.finditer(text):
        yield found.start(), found.end(), found[0].translate(STRAIGHT)


def join_doubled_marks(text: str) -> Iterator[tuple[int, int, str]]:
    """Two single quotation marks used as a double one are replaced by it, if a line has them in pairs: ``so'' ."""
    if "``" not in text and "''" not in text:
        return
    for line in re.finditer(r"[^\n]+", text):
        marks = list(DOUBLED.finditer(line[0]))
        if marks and len(marks) % 2 == 0:
            for found in marks:
                yield line.start() + found.start(), line.start() + found.end(), '"'


# Each with its signs: characters of which every text that it changes has one; "" stands for any text.
FIXES: dict[Callable[[str], Iterator[tuple[int, int, str]]], re.Pattern[str]] = {
    fix: re.compile(signs)
    for fix, signs in (
        (drop_tags, "<"),
        (break_written_lines, r"\\"),
        (unescape_entities, "&"),
        (mend_mojibake, ODD_LETTER.pattern),
        (drop_hidden, f"\u00ac|{UNSEEN}"),
        (compose_letters, ACCENT.pattern),
        (part_ligatures, LIGATURE.pattern),
        (drop_link_addresses, r"\["),
        (drop_bold, "[*_]"),
        (space_no_break, ODD_BLANK.pattern),
        (join_hyphens, "[-\u2010\u2011]"),
        (join_lines, ""),
        (unglue_subheads, ""),
        (unglue_sentences, ""),
        (straighten_quotes, "[\u2018-\u201f\u00ab\u00bb\uff02\uff07`\u00b4]"),
        (join_doubled_marks, "[`']"),
    )
}
# Characters that are no sign: nothing is asked of a text that has no others.
USUAL = (string.ascii_letters + string.digits + " \n\r.,;:?!()/%$").encode()


def find_signs(text: str) -> str:
    """The characters of a text that may be signs of a fix, each once, in a fraction of the time that one fix takes."""
    data = text.encode("utf-8", "surrogatepass").translate(None, USUAL)
    return "".join(dict.fromkeys(data.decode("utf-8", "surrogatepass")))
