"""
Lines that were broken at a fixed width, as in e-mails, old exports and PDF files.

Part of the step `cleaning`. Whether a text is broken so is decided once for the whole of it.
"""

import re
from collections.abc import Iterator
from statistics import median

from analysis.articles.furniture import has_credit, is_furniture, is_subhead

LINE = re.compile(r"\S(?:[^\n\r\v\f\x1c-\x1e\u2028\u2029]*\S)?")  # without the blanks at its ends
BREAK = re.compile(r"\r\n|[\n\r\v\f\u2028\u2029]")
STOPS = tuple(".!?\u2026:\"')]\u2019\u201d")
HYPHEN = re.compile(r"[-\u2010\u2011][ \t]*\r?\n[ \t]*(?P<right>[a-z\u00df-\u00ff]{2,20})")
WORD = re.compile(r"[^\W\d_]+(?:-[a-z]+)?")
WIDEST = 160  # characters: no text is broken at a greater width
MOST_WIDE = 0.2  # share of wider lines (a table, a link) in a text that is broken at a fixed width
NARROW, NARROWEST = 40, 25  # characters: narrower columns need a second sign, see `fills_width`
LEFT = re.compile(r"[^\W\d_]{2,20}\Z")
# First parts that keep their hyphen where the text itself does not show the word in one line.
KEEP = frozenset(
    """anti co counter cross de double ethno ex far five four full half high ill long low mid
multi near non one post pre pro re self semi short single socio so state sub three two ultra under
well world""".split()
)


def find_lines(text: str) -> list[tuple[int, int, bool]]:
    """(start, end, does the next line follow at once) of each line that is not blank, without its blanks."""
    spans = [found.span() for found in LINE.finditer(text)]
    gaps = [text[end:begin] for (_, end), (begin, _) in zip(spans, spans[1:])]
    runs_on = [gap == "\n" or len(BREAK.findall(gap)) == 1 for gap in gaps]
    return [(*span, runs) for span, runs in zip(spans, [*runs_on, False])]


def is_wrapped(text: str, lines: list[tuple[int, int, bool]]) -> bool:
    """
    Whether lines were broken at a fixed width: lines that run on are short and end without a stop.

    Paragraphs that stand one to a line end in a stop, so they are left as they are. A few lines
    that are wider than any such width are passed over: they say nothing of the others.
    """
    widths = [end - start for start, end, _ in lines]
    if sum(width > WIDEST for width in widths) > MOST_WIDE * len(widths):
        return False
    inner = [
        text[start:end] for start, end, runs_on in lines if runs_on and 20 <= end - start <= WIDEST
    ]
    if len(inner) < 3 or sum(not line.endswith(STOPS) for line in inner) < 0.5 * len(inner):
        return False
    middle = median(map(len, inner))
    return middle >= NARROW or middle >= NARROWEST and fills_width(text, lines)


def fills_width(text: str, lines: list[tuple[int, int, bool]]) -> bool:
    """Whether in most lines the next line's first word had no room: a list's lines end anywhere."""
    pairs = [
        (end - start, end - start + 1 + len(text[after[0] : after[1]].split()[0]))
        for (start, end, runs_on), after in zip(lines, lines[1:])
        if runs_on and end - start <= WIDEST
    ]
    width = max(own for own, _ in pairs)
    return sum(needed > 0.95 * width for _, needed in pairs) >= 0.8 * len(pairs)


def join_hyphens(text: str) -> Iterator[tuple[int, int, str]]:
    """
    A word parted at the end of a line is joined: 'devel-\\nopment' -> 'development'.

    The hyphen stays where the text has the word with it elsewhere, or its first part asks for it.
    """
    parted = list(HYPHEN.finditer(text))
    words = frozenset(WORD.findall(text)) if parted else ()
    for found in parted:
        before = LEFT.search(text, max(0, found.start() - 20), found.start())
        if before is None:
            continue
        left, right = before[0], found["right"]
        keeps = left.lower() in KEEP and f"{left}{right}" not in words
        hyphen = f"{left}-{right}" in words or keeps
        yield found.start() + hyphen, found.start("right"), ""


def join_lines(text: str) -> Iterator[tuple[int, int, str]]:
    """In a text broken at a fixed width, a line break inside a paragraph becomes a blank."""
    if not BREAK.search(text.strip().replace("\n\n", "")):  # none that stands alone
        return
    lines = find_lines(text)
    if not is_wrapped(text, lines):
        return
    width = max(end - start for start, end, runs_on in lines if runs_on and end - start <= WIDEST)
    apart = [stands_apart(text[start:end], width) for start, end, _ in lines]
    for n, (_, end, runs_on) in enumerate(lines[:-1]):
        if (
            runs_on
            and not apart[n]
            and not ends_paragraph(text[lines[n][0] : end], width)
            and not apart[n + 1]
        ):
            yield end, lines[n + 1][0], " "


def stands_apart(line: str, width: int) -> bool:
    """Whether a line is furniture or a subhead; a line of full width is only if it ends in a photo's credit."""
    if len(line) > WIDEST:
        return True
    if len(line) >= 0.75 * width:
        return has_credit(line)
    return is_furniture(line) or len(line) < 0.6 * width and is_subhead(line)


def ends_paragraph(line: str, width: int) -> bool:
    """Whether a line is the last of its paragraph: it ends in a stop before the width is reached."""
    return line.endswith(STOPS) and len(line) < 0.8 * width
