"""
Where one sentence ends and the next begins. Part of the step `cleaning`.

One pass with one pattern finds every place where a sentence could end; what stands before and
behind the mark decides. Abbreviations are data (`abbreviations.csv`), each with its class.
"""

import re
from functools import lru_cache
from pathlib import Path

import pandas as pd

ABBREVIATIONS = Path(__file__).with_name("abbreviations.csv")

# A mark that can end a sentence, the closing marks that belong to it, and a blank.
END = re.compile(r"""(?P<mark>[.!?\u2026]+)(?P<close>["'\u201d\u2019)\]]*)(?=(?P<gap>\s+)\S)""")
WORD_BEFORE = re.compile(r"[^\s\"'(\[\u201c\u2018]*$")
NEXT = re.compile(r"""(?P<open>["'\u201c\u2018(\[]*)(?P<word>[^\s.,;:!?"')\]]*)""")


@lru_cache(maxsize=1)
def read_abbreviations():
    """Abbreviation (lower case, with its last stop) -> class: title, inner, number, month, last."""
    table = pd.read_csv(ABBREVIATIONS, keep_default_na=False)
    return dict(zip(table["abbreviation"].str.lower(), table["class"]))


# Words that open a sentence far more often than they follow an abbreviation in one.
STARTERS = frozenset("""
A After All Although An And Another As At Because Before Both But By Despite During Each Even
Every For From He Her His How However I If In It Its Last Many Meanwhile Most My No Not Now On
Once One Only Or Our She Since So Some Such That The Their Then There These They This Those
Though Thus To Under Until We What When Where Which While Who Why With Yet You Your
""".split())


def split_sentences(text):
    """The (start, end) of each sentence of `text`, one paragraph; blanks around them left out."""
    spans, start = [], len(text) - len(text.lstrip())
    for mark in END.finditer(text):
        if mark.start() >= start and ends_sentence(text, mark):
            spans.append((start, mark.end()))
            start = mark.end("gap")
    end = len(text.rstrip())
    if start < end:
        spans.append((start, end))
    return spans


def ends_sentence(text, mark):
    """Whether the stop, question mark or ellipsis found by END ends a sentence."""
    after = NEXT.match(text, mark.end("gap"))
    word, opened = after["word"], after["open"]
    if not word:
        return bool(opened)
    if word[0].islower():
        return False
    if mark["mark"] != ".":
        return True
    before = WORD_BEFORE.search(text, max(0, mark.start() - 40), mark.start())[0]
    return not mark["close"] and stop_ends(before + ".", word) or bool(mark["close"])


def stop_ends(before, word):
    """Whether the stop of `before` (a word with its stop) ends a sentence that `word` follows."""
    kind = read_abbreviations().get(before.lower())
    if kind == "title":
        return False
    if kind == "number":
        return not word[0].isdigit()
    if kind in ("month", "last", "inner"):
        return word in STARTERS
    if re.fullmatch(r"(?:[A-Za-z]\.)+", before):
        return word in STARTERS and before != "I."
    return True
