"""
Sentences and subheads that a page ran together without a blank. Part of the step `cleaning`.

'over.Then' is two sentences; 'U.S.', '3.5', 'Node.js' and 'J.R.R.Tolkien' are one word each.
"""

import re
from collections.abc import Iterator

from analysis.articles.splitting import INITIALS, STARTERS, read_abbreviations, word_before

# Words of two letters that can begin a sentence: "TERRORISMAs for" is two, "NGOs said" is one.
SHORT = "Am|An|As|At|Be|By|Do|Go|He|If|In|Is|It|Me|My|No|Of|On|Or|So|To|Up|Us|We"
NEW_WORD = rf"(?=[A-Z](?:[a-z]{{2}}|\s[a-z])|(?:{SHORT})\b)"
CAPITALS = re.compile(
    r"[A-Z][A-Z0-9 ,:&'\u2019-]{8}"
)  # in every text that SUBHEAD finds something in
SUBHEAD = re.compile(
    rf"""(?P<before>^|[.!?]["'\u2019\u201d]?)
         (?P<head>[A-Z][A-Z0-9 ,:&'\u2019-]{{8,100}}[A-Z]){NEW_WORD}""",
    re.MULTILINE | re.VERBOSE,
)

GLUED = re.compile(
    r"""
    (?P<mark>[.!?](?<=[\w%)\[\]"'\u2019\u201d].)[.!?]*+)
    (?P<close>["'\u2019\u201d)\]]{0,3}+)
    (?P<open>["'\u2018\u201c(\[]{0,3}+)
    (?P<word>[A-Z\u00c0-\u00d6\u00d8-\u00de][\w'\u2019]{0,30}+)(?=(?P<after>[\s,]|\.|\Z)?)
""",
    re.VERBOSE,
)
ADDRESS = re.compile(r"://|www\.|@|\.\w+/")
ENDINGS = frozenset(
    "com org net gov edu html htm php pdf js py md io exe uk cn int info doc txt".split()
)


def unglue_subheads(text: str) -> Iterator[tuple[int, int, str]]:
    """Put a line break round a subhead that the page ran into the text: 'world.FULL SUPPORTAt'."""
    if not CAPITALS.search(text):
        return
    for found in SUBHEAD.finditer(text):
        if " " not in found["head"].strip():
            continue
        if found["before"]:
            yield found.start("head"), found.start("head"), "\n"
        yield found.end("head"), found.end("head"), "\n"


def unglue_sentences(text: str) -> Iterator[tuple[int, int, str]]:
    """Put a blank between two sentences that the page ran together: 'over.Then' -> 'over. Then'."""
    for found in GLUED.finditer(text):
        if is_glued(text, found):
            place = found.end("close")
            if found["close"] and not closes(text, found.start("close")):
                place = found.start("close")
            yield place, place, " "


def is_glued(text: str, found: re.Match[str]) -> bool:
    """Whether the stop found by GLUED ends a sentence, and is not part of a word or an address."""
    word, before = found["word"], word_before(text, found.start())
    if word.lower() in ENDINGS or len(word) == 1 and found["after"] == ".":
        return False
    if text[found.end() : found.end() + 1] in ("@", "/", "=") or before == "www":
        return False
    if ADDRESS.search(before):
        return found["mark"] == "." and found["after"] not in (None, ".")
    kind = read_abbreviations().get(before + found["mark"])
    if kind in ("title", "either") or INITIALS.fullmatch(before + "."):
        return kind != "title" and word in STARTERS and len(word) > 1
    if before[-1:].isupper():  # "IE.Its" is glued, "ASP.Net" is not
        return word in STARTERS or bool(found["close"] or found["open"])
    return True


def closes(text: str, place: int) -> bool:
    """Whether the mark at `place` closes: curly ones say so; of straight ones in a line every other."""
    if text[place] in "\u2019\u201d)]":
        return True
    window = max(0, place - 20000)  # bounded, so that time stays linear
    start = max(window, *(text.rfind(mark, window, place) + 1 for mark in "\n\r"))
    return text.count(text[place], start, place) % 2 == 1
