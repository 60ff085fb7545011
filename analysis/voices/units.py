"""
Words and marks of a paragraph, in units that one attribution may cover. Part of the step `voices`.

A unit is a sentence, or several that one quotation holds together ("We came. We saw," he
said). What stands between quotation marks is one token of its unit: the rules look at the
words around it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from analysis.voices.marks import Pair, pair_marks

HELD, FILL = "\ue000", "\ue001"  # private characters: a quotation stands in for itself
# Words with a point that ends no sentence: before a name (Dr. Lee), behind one (Acme Inc. said), initials.
BEFORE_NAME = "Dr Mr Mrs Ms Prof Sen Rep Gov Lt Col Gen Sgt Capt Maj Cmdr Adm Rev Hon Fr St Msgr Pres Supt Det Insp"
BEHIND_NAME = "Jr Sr Inc Ltd Co Corp Bros Dept Univ Calif"
POINTED = (
    "|".join(rf"(?<=\b{word})\.(?=\s+{HELD}?[^\W\d_a-z])" for word in BEFORE_NAME.split())
    + "|"
    + "|".join(rf"(?<=\b{word})\.(?=,|\s+[a-z])" for word in BEHIND_NAME.split())
)
TOKEN = re.compile(
    rf"{HELD}{FILL}*+|[^\W_]++(?:[-'’.&/](?=[^\W_])[^\W_]++)*+"
    rf"(?:(?=\.)(?:(?<=\b[A-Z])\.(?=\s*[A-Z])|(?<=\.[A-Z])\.(?=\s*(?:{HELD}|,|[a-z]))|{POINTED}))?|\S"
)
ACRONYMS = frozenset(["WHO", "US", "IT"])  # no pronouns: the WHO, the US
LONGEST = 400  # tokens of a unit: what runs on without a stop is no sentence
SPEECH_WORDS = 8  # words between marks from which on they are a sentence more often than a name


def is_capital(word: str) -> bool:
    """Whether a word is written with a capital, the Arabic article aside (al-Amr)."""
    return word[:1].isupper() or word[:3] in ("al-", "el-") and word[3:4].isupper()


def lower_text(text: str) -> str | None:
    """A text in small letters, apostrophes straight; None where its words would not be in their places in it."""
    low = text.lower().replace("’", "'")
    # İ becomes two characters, and Σ another one at the end of a word.
    return low if len(low) == len(text) and "Σ" not in text else None


class Unit:
    """Tokens of one unit: `words` as printed, `low` in lower case, `start`, `end` in the paragraph."""

    def __init__(
        self,
        text: str,
        tokens: list[tuple[int, int]],
        pairs: dict[int, Pair],
        number: int = 0,
        low: str | None = None,
    ) -> None:
        """`low` is the whole text in small letters (`lower_text`): quicker than word by word."""
        self.text, self.number = text, number
        self.start, self.end = [token[0] for token in tokens], [token[1] for token in tokens]
        self.words = [text[start:end] for start, end in tokens]
        if low:
            self.low = [low[start:end] for start, end in tokens]
        else:
            self.low = [word.lower().replace("’", "'") for word in self.words]
        if not ACRONYMS.isdisjoint(self.words):
            self.low = [
                word if word in ACRONYMS else small for word, small in zip(self.words, self.low)
            ]
        self.pair: dict[int, Pair] = {}
        if pairs:
            places = enumerate(self.start)
            self.pair = {number: pairs[start] for number, start in places if start in pairs}
        for number in self.pair:
            self.low[number] = '"'

    def __len__(self) -> int:
        return len(self.low)

    def at(self, number: int) -> str:
        """The token in lower case, or "" outside the unit."""
        return self.low[number] if 0 <= number < len(self.low) else ""

    def is_name(self, number: int) -> bool:
        """Whether the token is written with a capital (a quotation is not)."""
        return (
            0 <= number < len(self.low)
            and number not in self.pair
            and is_capital(self.words[number])
        )

    def n_words(self, number: int) -> int:
        """How many words the quotation has that a token is; 0 for any other token."""
        pair = self.pair.get(number)
        return len(self.text[pair.start : pair.end].split()) if pair else 0

    def is_long_quotation(self, number: int) -> bool:
        """Whether the token is a quotation that reads like a sentence, not like a name."""
        pair = self.pair.get(number)
        if pair is None:
            return False
        held = self.text[pair.start : pair.end].rstrip()
        return held[-1:] in ",.?!…" or held.count(" ") >= SPEECH_WORDS - 1


def read_units(
    text: str, breaks: list[int], following: str = "", is_held: bool = False
) -> tuple[list[Unit], list[Pair], list[int]]:
    """
    The units of one paragraph, its pairs of marks and the places of its odd marks.

    `breaks` are the offsets at which its sentences begin (sorted, the first is 0); `following`
    and `is_held` as in `pair_marks`.
    """
    pairs, odd = pair_marks(text, following, is_held)
    outer, reach = {}, -1
    for pair in pairs:
        if pair.open >= reach:
            outer[pair.open], reach = pair, pair.close
    masked = text
    if outer:
        pieces, done = [], 0
        for pair in outer.values():
            pieces += [text[done : pair.open], HELD, FILL * (pair.close - pair.open - 1)]
            done = pair.close
        masked = "".join(pieces) + text[done:]
    tokens = [token.span() for token in TOKEN.finditer(masked)]
    low = lower_text(text)
    units: list[Unit] = []
    for first, last in cut_tokens(tokens, breaks):
        units.append(Unit(text, tokens[first:last], outer, len(units), low))
    return units, pairs, odd


def cut_tokens(tokens: list[tuple[int, int]], breaks: list[int]) -> Iterator[tuple[int, int]]:
    """(first, last) of the tokens of each unit: cut where a sentence begins between two of them, and at `LONGEST`."""
    starts = [start for start, _ in tokens]
    cuts = {0, len(tokens)}
    for place in breaks:
        cut = bisect_left(starts, place)
        if 0 < cut < len(tokens) and tokens[cut - 1][1] <= place:  # none inside a token
            cuts.add(cut)
    for first, last in pairwise(sorted(cuts)):
        for begin in range(first, last, LONGEST):
            yield begin, min(begin + LONGEST, last)
