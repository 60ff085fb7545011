"""
The dictionary: what its patterns mean, and their reading and checking.

A **pattern** is one or more words with blanks between (`internal affairs`). In a word `*`
stands for any characters, `?` for one, `[sz]` for one of these. A phrase never crosses a
mark of punctuation, nor a sentence. A **gap**, ` … ` (or ` ... `), stands for none to five
words, `…8` for none to eight; a gap crosses commas and other marks, but no sentence end.
A pattern between quotation marks (`“forced labo*”`) counts only where the text wears scare
quotes or stands behind "so-called", and then the whole stretch between the marks is the
match. Capitals do not matter, nor does a final 's; a word is found by what is printed and
by the term it is counted as. `use` says what a hit is worth: *count*, *doubtful* (counted,
and said to be doubtful) or *exclude* (whatever it touches in its frame is not counted).
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.tables.stored import FIRST_ROW, list_path, read_list, refuse_faults
from analysis.text.patterns import plain_forms

GAP = 5  # words that a bare gap may span
USES = ("count", "doubtful", "exclude")
GAP_MARK = re.compile(r"(?:…|\.\.\.)(\d*)$")
MARKS = {"“": "”", '"': '"'}


class Pattern(NamedTuple):
    """One row of the dictionary, taken apart."""

    row: int
    quoted: bool  # only between scare quotes or behind "so-called"
    parts: list  # the runs of words between the gaps
    gaps: list  # words that each gap may span, one fewer than parts


def read_dictionary(corpus: Path | str) -> pd.DataFrame:
    """The dictionary of a corpus (its own, or the published one), each row checked."""
    frames = read_list("codebook", corpus).query("variable == 'frame'")["code"]
    return check_dictionary(
        read_list("dictionary", corpus), frames, list_path("dictionary", corpus)
    )


def check_dictionary(
    dictionary: pd.DataFrame, frames: pd.Series, path: Path | str = "dictionary.csv"
) -> pd.DataFrame:
    """`dictionary` if every row can be used; else one error that lists each bad row and its mend."""
    refuse_faults(path, find_dictionary_faults(dictionary, frames))
    return dictionary


def find_dictionary_faults(
    dictionary: pd.DataFrame, frames: Iterable[str]
) -> Iterator[tuple[int, str]]:
    """(row, what is wrong with it and the mend) of a dictionary, in the order of the rows."""
    twice, known = dictionary.duplicated(["frame", "pattern"], keep="first"), set(frames)
    for number, row in enumerate(dictionary.itertuples(index=False), FIRST_ROW):
        yield from ((number, fault) for fault in find_faults(row, known))
        if twice.iloc[number - FIRST_ROW] and pd.notna(row.pattern):
            yield number, "this frame has the pattern already; keep one of the two rows"


def find_faults(row: Any, frames: set[str]) -> Iterator:
    """What is wrong with one row of a dictionary, each with its mend; nothing if all is well."""
    if pd.isna(row.frame) or row.frame not in frames:
        yield (
            f"{'no frame' if pd.isna(row.frame) else f'no frame {row.frame!r} in codebook.csv'}; it has {', '.join(sorted(frames))}. Use one of "
            "these, or add a row with variable 'frame' to codebook.csv"
        )
    if pd.isna(row.use) or row.use not in USES:
        yield f"use is {row.use!r}; write one of {', '.join(USES)}"
    if pd.isna(row.reason) or not row.reason.strip():
        yield "no reason; say in a few words why this pattern belongs to the frame"
    if pd.isna(row.pattern) or not row.pattern.strip():
        yield "no pattern; write a word, or take the row out"
    else:
        yield from find_pattern_faults(row.pattern)


@lru_cache(1 << 13)  # the same lists are read by many steps
def find_pattern_faults(text: str) -> tuple[str, ...]:
    """What is wrong with the wording of one pattern, each with its mend; nothing if all is well."""
    return tuple(list_pattern_faults(text))


def list_pattern_faults(text: str) -> Iterator[str]:
    """The faults of `find_pattern_faults`, one after the other."""
    quoted, text = take_off_marks(text)
    words = text.split()
    is_gap = [bool(GAP_MARK.match(word)) for word in words]
    if not words or is_gap[0] or is_gap[-1]:
        yield f"the pattern {text!r} begins or ends with a gap; put a word there, or take the gap out"
    if any(left and right for left, right in zip(is_gap, is_gap[1:])):
        yield f"two gaps stand side by side in {text!r}; write one, with its number of words: …8"
    if any(not set("".join(part)) - {"*"} for part in split_parts(words)[0]):
        yield f"the pattern {text!r} has a run of words made of * alone, which any text would meet; write a word there"
    for word in (word for word, gap in zip(words, is_gap) if not gap):
        yield from find_word_faults(word)


def find_word_faults(word: str) -> Iterator:
    """What is wrong with one word of a pattern."""
    plain = re.sub(r"\[[^\[\]]+\]", "x", word)
    if set("[]") & set(plain):
        yield f"the bracket in {word!r} is not closed, or empty; write the letters it may be: [sz]"
    elif not re.fullmatch(r"[\w*?'’‐‑.,:-]+", plain) or plain[-1] in ",:":
        yield (
            f"{word!r} holds a mark that is never part of a word; write words with blanks between, "
            "and … where other words may stand between"
        )
    elif any(set(inside) & set("!^-*?") for inside in re.findall(r"\[([^\[\]]+)\]", word)):
        yield f"the bracket in {word!r} may hold letters alone, one of which is meant: [sz]"


def take_off_marks(text: str) -> tuple[bool, str]:
    """(does the pattern stand between quotation marks?, the pattern without them)."""
    text = text.strip()
    quoted = len(text) > 1 and text[-1] == MARKS.get(text[0])
    return quoted, text[1:-1] if quoted else text


def split_parts(words: list[str]) -> tuple[list[list[str]], list[int]]:
    """(runs of words between gaps, words that each gap may span)."""
    parts: list[list[str]] = [[]]
    gaps: list[int] = []
    for word in words:
        gap = GAP_MARK.match(word)
        if gap:
            parts.append([])
            gaps.append(int(gap[1] or GAP))
        else:
            parts[-1].append(word)
    return parts, gaps


def parse_patterns(dictionary: pd.DataFrame) -> list[Pattern]:
    """The rows of a dictionary as `Pattern`s."""
    return list(parse_texts(tuple(dictionary["pattern"])))


@lru_cache(8)
def parse_texts(texts: tuple[str, ...]) -> tuple[Pattern, ...]:
    """The same from the column of patterns, which many calls in a row have in common."""
    taken = [take_off_marks(text) for text in texts]
    words = sorted({word for _, text in taken for word in text.split() if not GAP_MARK.match(word)})
    plain = dict(zip(words, plain_forms(words)))
    return tuple(
        Pattern(row, quoted, *split_parts([plain.get(word, word) for word in text.split()]))
        for row, (quoted, text) in enumerate(taken)
    )
