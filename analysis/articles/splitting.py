"""
Where one sentence ends and the next begins. Part of the step `cleaning`.

One pass with one pattern finds every place where a sentence could end; the words before and
behind the mark decide. Abbreviations are data (`abbreviations.csv`), each with its class. How
well this does on text that was split by hand, and beside which tools: `corpus/README.md`.
"""

import re
from functools import lru_cache
from pathlib import Path

from analysis.tables.stored import read_csv

ABBREVIATIONS = Path(__file__).with_name("abbreviations.csv")

# A mark that can end a sentence, the closing marks that belong to it, and a blank. No part gives
# back what it took (++, *+) and a run of marks is tried once: time stays linear on any text. The
# mark stands first, what is before it is looked at from there: so all else is passed over quickly.
END = re.compile(
    r"""
    (?P<mark>[.!?\u2026](?<![.!?\u2026]{2})[.!?\u2026]*+)
    (?P<close>["'\u201d\u2019)\]]*+)
    (?=(?P<gap>\s++)\S)
""",
    re.VERBOSE,
)
NEXT = re.compile(r"""(?P<open>["'\u201c\u2018(\[]{0,4})(?P<word>[^\s.,;:!?"')\]]{0,40})""")
LIST_MARK = re.compile(r"\W*(?:\d{1,3}|[A-Za-z])")
INITIALS = re.compile(r"(?:\w\.)+")

# '"Why?" Li Song asked': the sentence goes on to its speaker, whose name begins with a capital.
SPEAKER = re.compile(
    r"(?:[A-Z][\w'\u2019-]{0,30}\s){1,4}(?:said|says|asked|asks|added|told|wrote|tweeted"
    r"|replied|shouted|wondered|exclaimed|continued|noted|recalled)\b"
)

# Words that open a sentence far more often than they follow an abbreviation in one.
STARTERS = frozenset(
    """
A After All Although An And Another As At Because Before Both But By Despite During Even Every
For From He Her His How However I If In It Its Many Meanwhile Most My No Not Now On Once Only Or
Our She Since So Some That The Their Then There These They This Those Though Thus To Until We
What When Where Which While Who Why With Yet You Your
""".split()
)


@lru_cache(maxsize=1)
def read_abbreviations() -> dict[str, str]:
    """Abbreviation with its stop -> class: "title", "number" or "either" (see the file)."""
    table = read_csv(ABBREVIATIONS)
    return dict(zip(table["abbreviation"], table["class"]))


def split_sentences(text: str) -> list[tuple[int, int]]:
    """The (start, end) of each sentence of `text`, one paragraph; blanks around them left out."""
    spans, start = [], len(text) - len(text.lstrip())
    for mark in END.finditer(text):
        if ends_sentence(text, start, mark):
            spans.append((start, mark.end()))
            start = mark.end("gap")
    end = len(text.rstrip())
    if start < end:
        spans.append((start, end))
    return spans


def ends_sentence(text: str, start: int, mark: re.Match[str]) -> bool:
    """Whether the mark found by END ends the sentence that began at `start`."""
    after = NEXT.match(text, mark.end("gap"))
    assert after is not None  # NEXT fits the empty text, too
    word, opened, mark_at = after["word"], after["open"], mark.start()
    if not word or word[0] in "-\u2013\u2014":
        return bool(opened) and not word
    if mark_at - start < 5 and LIST_MARK.fullmatch(text, start, mark_at):
        return False  # "2. The second item"
    before = word_before(text, mark_at) + mark["mark"]
    kind = read_abbreviations().get(before)
    if word[0].islower() and word.islower():  # wikiHow and iPhone can open a sentence
        return mark["mark"] == "." and opened[:1] == "(" and kind is None
    if kind is None and not INITIALS.fullmatch(before):
        return not goes_on(text, mark, after)
    if kind == "title":
        return False
    if kind == "number":
        return not word[0].isdigit()
    return word in STARTERS or before == "I." and text[:mark_at].endswith(" and I")


def goes_on(text: str, mark: re.Match[str], after: re.Match[str]) -> bool:
    """Whether the sentence goes on after a mark inside brackets, or after a question to its speaker."""
    if mark["close"][:1] == "]" and text[mark.start() - 1] == "[":
        return True  # "[...]" stands for words left out
    return (
        bool(mark["close"])
        and mark["mark"] != "."
        and after["word"] not in STARTERS
        and SPEAKER.match(text, mark.end("gap")) is not None
    )


def word_before(text: str, place: int) -> str:
    """The characters before `place` back to the last blank, opening marks left out."""
    words = text[max(0, place - 30) : place]
    return "" if not words or words[-1].isspace() else words.split()[-1].lstrip("\"'([\u201c\u2018")
