"""
Lines that were broken at a fixed width, as in e-mails, old exports and PDF files.

Part of the step `cleaning`. Whether a text is broken so is decided once for the whole of it.
"""

import re
from statistics import median

from analysis.furniture import is_furniture, is_subhead

LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\u2028\u2029]+")
BREAK = re.compile(r"(?<=\S)[ \t]*(?:\r\n|[\n\v\f\r\u2028\u2029])[ \t]*(?=\S)")
STOPS = tuple(".!?\u2026:\"')]\u2019\u201d")
HYPHEN = re.compile(r"-[ \t]*\r?\n[ \t]*(?P<right>[a-z]{2,20})")
WORD = re.compile(r"[^\W\d_]+(?:-[a-z]+)?")
LEFT = re.compile(r"[^\W\d_]{2,20}\Z")
# First parts that keep their hyphen where the text itself does not show the word in one line.
KEEP = frozenset("""anti co counter cross de double ethno ex far five four full half high ill long low mid
multi near non one post pre pro re self semi short single socio so state sub three two ultra under
well world""".split())


def is_wrapped(text):
    """
    Whether lines were broken at a fixed width: lines that run on are short and end without a stop.

    Paragraphs that stand one to a line end in a stop, so they are left as they are.
    """
    if max(map(len, text.splitlines()), default=0) > 160:
        return False
    inner = [line for line in run_on_lines(text) if len(line) >= 20]
    if len(inner) < 3 or median(map(len, inner)) < 40:
        return False
    return sum(not line.endswith(STOPS) for line in inner) >= 0.5 * len(inner)


def run_on_lines(text):
    """The lines that are followed by another with no blank line between."""
    for found in BREAK.finditer(text):
        yield line_before(text, found.start())


def line_before(text, place):
    """The line that ends at `place`, without the blanks at its ends."""
    start = max(text.rfind(mark, max(0, place - 400), place) for mark in "\n\r\v\f\u2028\u2029")
    return text[max(start + 1, place - 400):place].strip()


def line_after(text, place):
    """The line that begins at `place`."""
    found = LINE.match(text, place)
    return found[0].strip() if found else ""


def join_hyphens(text):
    """
    A word parted at the end of a line is joined: 'devel-\\nopment' -> 'development'.

    The hyphen stays where the text has the word with it elsewhere, or its first part asks for it.
    """
    parted = list(HYPHEN.finditer(text))
    words = frozenset(WORD.findall(text)) if parted else ()
    for found in parted:
        left = LEFT.search(text, max(0, found.start() - 20), found.start())
        if left is None:
            continue
        left, right = left[0], found["right"]
        keeps = left.lower() in KEEP and f"{left}{right}" not in words
        hyphen = f"{left}-{right}" in words or keeps
        yield found.start() + hyphen, found.start("right"), ""


def join_lines(text):
    """In a text broken at a fixed width, a line break inside a paragraph becomes a blank."""
    if "\n" not in text and "\r" not in text or not is_wrapped(text):
        return
    width = max(len(line) for line in run_on_lines(text))
    for found in BREAK.finditer(text):
        before, after = line_before(text, found.start()), line_after(text, found.end())
        ends = before.endswith(STOPS) and len(before) < 0.8 * width or len(before) < 0.6 * width and is_subhead(before)
        if not ends and not is_furniture(before) and not is_furniture(after):
            yield found.start(), found.end(), " "
