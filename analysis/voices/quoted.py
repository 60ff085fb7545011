"""
Words between quotation marks: speech, or set off. Part of the step `voices`.

Not everything between marks is said by somebody: an event has a title, a word is named as a
word, and a scare quote keeps its distance from a name without saying whose name it is.
"""

import re

from analysis.text.spans import BETWEEN_MARKS
from analysis.voices.english import (
    BE,
    DETERMINERS,
    FIRST_SECOND,
    GATHERINGS,
    NARRATOR_TIME,
    looks_past,
)
from analysis.voices.lexicon import Lexicon
from analysis.voices.marks import Pair
from analysis.voices.units import Unit
from analysis.voices.words import word_list

WORDS = re.compile(r"[^\W_](?:[^\W_]|[-'’.](?=[^\W_]))*")
JOINED = re.compile(r"[\s,]*(?:and|or|&|/|,|and/or)?[\s]*", re.I)
SMALL = frozenset("a an the of in on at to for and or with by from is as".split())
MOST_SET_OFF = 5  # words set off between marks; longer ones with a verb or a stop are speech
FINITE = frozenset(
    """is are was were be been being has have had do does did will would can could must should""".split()
)
LONG = 7  # words between marks without any cue: from here on a sentence, not a name
VERBISH = re.compile(
    r"\b(?:is|are|was|were|am|be|has|have|had|will|would|can|could|should|must|do|does|did|'re|'m|n't|"
    r"we|i|you|they|he|she)\b",
    re.I,
)


MODAL = re.compile(
    r"\b(?:must|should|will|would|cannot|can't|won't|don't|didn't|isn't|are|is|was|were|has|have)\b",
    re.I,
)


def left_words(text: str, at: int, most: int = 6) -> list[str]:
    """The words before a place in their sentence, in lower case, the nearest last."""
    start = max(0, at - 90)
    piece = text[start:at]
    stop = max(piece.rfind(". "), piece.rfind("? "), piece.rfind("! "), piece.rfind('" '))
    return [word.lower() for word in WORDS.findall(piece[stop + 1 :])][-most:]


def looks_titled(words: list[str]) -> bool:
    """Whether words are written as a title: two or more, all but the small ones with capitals."""
    return (
        len(words) > 1
        and words[0][:1].isupper()
        and all(word[:1].isupper() or word[:1].isdigit() or word.lower() in SMALL for word in words)
    )


def form_without_speaker(
    text: str, pair: Pair, before: tuple[Pair, str] | None, lexicon: Lexicon
) -> tuple[str | None, str]:
    """
    The form of words between marks by what stands before them, and the rule; (None, "") where
    that does not tell. `before` is (pair, form) of the words between marks to the left, or None.
    """
    words, left = WORDS.findall(text[pair.start : pair.end]), left_words(text, pair.open)
    if left[-1:] == ["so-called"] or left[-2:] == ["so", "called"] or left[-2:-1] == ["so-called"]:
        return "so-called", "behind so-called"
    if (
        before
        and before[1] in BETWEEN_MARKS
        and len(words) <= LONG
        and pair.open - before[0].close < 12
        and JOINED.fullmatch(text, before[0].close, pair.open)
    ):
        return before[1], f"joined to {before[1]}"
    if pair.open and text[pair.open - 1] != " ":
        return None, ""
    if is_claimed(left, lexicon):
        return "scare", "behind a noun of claiming"
    return form_of_name(text[pair.start : pair.end], words, left, lexicon)


def form_of_name(
    inner: str, words: list[str], left: list[str], lexicon: Lexicon
) -> tuple[str | None, str]:
    """Title or term, by the word before ("titled", "the book", "known as") or by capitals; else (None, "")."""
    near = [word for word in left[-3:] if word not in DETERMINERS]
    last = near[-1] if near else ""
    if last in lexicon.nouns["naming"] or " ".join(near[-2:]) in lexicon.nouns["naming"]:
        is_title = looks_titled(words) or last in ("themed", "titled", "entitled", "headlined")
        return ("title" if is_title else "term"), f"behind {last}"
    if last in lexicon.nouns["title noun"] and (looks_titled(words) or len(words) <= 3):
        return ("title" if looks_titled(words) else "term"), f"behind {last}"
    if looks_titled(words) and not inner.rstrip().endswith((".", "!", "?")) and len(words) > 2:
        return "title", "written as a title"
    return None, ""


def is_claimed(left: list[str], lexicon: Lexicon) -> bool:
    """Whether a noun of claiming hands over the words: 'claims of', 'accusations that', 'rumors about'."""
    words = [word for word in left if word not in DETERMINERS]
    return (
        len(words) > 1
        and words[-2] in lexicon.nouns["claim noun"]
        and words[-1] in ("of", "that", "about", "like")
        or len(words) > 2
        and words[-3] in lexicon.nouns["claim noun"]
        and words[-1] in ("of", "that")
    )


def is_whole_clause(inner: str) -> bool:
    """Whether words set off between marks are a whole clause ("they are lying"), not a name ("forced labor")."""
    words = [word.lower() for word in WORDS.findall(inner)]
    return len(words) > MOST_SET_OFF or not FINITE.isdisjoint(words)


def reads_like_speech(inner: str) -> bool:
    """Whether words between marks without any cue are somebody's sentence rather than a name."""
    words = WORDS.findall(inner)
    ends = inner.rstrip()[-1:] in (".", "!", "?", ",", "…")
    past = any(looks_past(word.lower()) for word in words[1:])
    if len(words) > MOST_SET_OFF and (ends or past or VERBISH.search(inner)):
        return True
    if len(words) > 3 and MODAL.search(inner):
        return True
    has_verb = bool(VERBISH.search(inner)) or inner[:1].isupper() and past
    return (
        len(words) >= LONG
        and (ends or has_verb or len(words) >= 2 * LONG)
        or len(words) > 2
        and ends
        and inner[:1].isupper()
        and bool(VERBISH.search(inner))
    )


def is_single_word(text: str, pair: Pair) -> bool:
    """Whether one word stands between marks as a name for something, not as what it is said to be."""
    if len(WORDS.findall(text[pair.start : pair.end])) != 1:
        return False
    left = left_words(text, pair.open, 1)
    return bool(left) and left[0] not in BE | {
        "as",
        "so",
        "too",
        "very",
        "more",
        "be",
        "simply",
        "just",
    }


def goes_on_as_speech(unit: Unit, lexicon: Lexicon) -> bool:
    """Whether a sentence without a cue may be the speaker's still: in the present, without a date."""
    low = set(unit.low)
    if set(unit.low[:3]) & (lexicon.nouns["statement noun"] | GATHERINGS):
        return False
    if unit.low[0] in ANSWERS or {word.split("'")[0] for word in low} & FIRST_SECOND:
        return False  # somebody speaks for himself or herself
    if (
        low & NARRATOR_TIME
        or unit.pair
        and any(unit.is_long_quotation(number) for number in unit.pair)
    ):
        return False
    first = next((word for word in unit.low if word in PRESENT or word in PAST), None)
    return first in PRESENT


ANSWERS = word_list("answers")
PRESENT = word_list("present forms")
PAST = word_list("past forms")
