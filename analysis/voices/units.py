"""
Words and marks of a paragraph, in units that one attribution may cover. Part of the step `voices`.

A unit is a sentence, or several that one quotation holds together ("We came. We saw," he
said). What stands between quotation marks is one token of its unit: the rules look at the
words around it.
"""

import re
from functools import cached_property, lru_cache
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
# Words first: most tokens are. A line ends where a sentence does.
TOKEN = re.compile(
    r"[^\W_]++(?:[-'’.&/](?=[^\W_])[^\W_]++)*+"
    rf"(?:(?=\.)(?:(?<=\b[A-Z])\.(?=\s*[A-Z])|(?<=\.[A-Z])\.(?=\s*(?:{HELD}|,|[a-z]))|{POINTED}))?"
    rf"|{HELD}{FILL}*+|[\S\n]"
)
ACRONYMS = frozenset(["WHO", "US", "IT"])  # no pronouns: the WHO, the US
LONGEST = 400  # tokens of a unit: what runs on without a stop is no sentence
SPEECH_WORDS = 8  # words between marks from which on they are a sentence more often than a name


@lru_cache(maxsize=1 << 16)
def is_capital(word: str) -> bool:
    """Whether a word is written with a capital, the Arabic article aside (al-Amr)."""
    return word[:1].isupper() or word[:3] in ("al-", "el-") and word[3:4].isupper()


class Unit:
    """
    Tokens of one unit: `words` as printed, `low` in lower case, `start`, `end` in the paragraph.

    `begin` is a place between its first token and what stands before.
    """

    def __init__(
        self, text: str, words: list[str], low: list[str], number: int, begin: int
    ) -> None:
        self.text, self.words, self.low = text, words, low
        self.number, self.begin = number, begin
        self.pair: dict[int, Pair] = {}  # token that is a quotation -> its marks
        if not ACRONYMS.isdisjoint(words):
            self.low = [word if word in ACRONYMS else small for word, small in zip(words, low)]

    @cached_property
    def start(self) -> list[int]:
        """Where each token begins; most units are never asked."""
        return find_places(self.text, self.words, self.begin)

    @cached_property
    def end(self) -> list[int]:
        """Where each token ends."""
        return [start + len(word) for start, word in zip(self.start, self.words)]

    def hold(self, pairs: dict[int, Pair], masked: str) -> None:
        """Put quotations where they stand in for themselves; `pairs` are by where they open."""
        self.start = find_places(masked, self.words, self.begin)
        for number, (start, word) in enumerate(zip(self.start, self.words)):
            if start in pairs:
                self.pair[number] = pairs[start]
                self.words[number], self.low[number] = self.text[start : start + len(word)], '"'

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
    masked = text.replace("\n", " ")
    if outer:
        pieces, done = [], 0
        for pair in outer.values():
            pieces += [masked[done : pair.open], HELD, FILL * (pair.close - pair.open - 1)]
            done = pair.close
        masked = "".join(pieces) + masked[done:]
    # A line for each sentence; none ends between two marks.
    begins = [0, *(place for place in breaks[1:] if masked[place - 1] == " ")]
    lines = (masked[begin : end - 1] for begin, end in pairwise([*begins, len(masked) + 1]))
    tokens = " ".join(TOKEN.findall("\n".join(lines)))
    low = tokens.replace("’", "'").lower()
    units: list[Unit] = []
    for begin, line, small in zip(begins, tokens.split("\n"), low.split("\n")):
        words, lower = line.split(), small.split()
        for first in range(0, len(words), LONGEST):
            last = first + LONGEST
            unit = Unit(text, words[first:last], lower[first:last], len(units), begin)
            if outer:
                unit.hold(outer, masked)
            if last < len(words):
                begin = unit.end[-1]
            units.append(unit)
    return units, pairs, odd


def find_places(text: str, words: list[str], begin: int) -> list[int]:
    """Where each word begins in a text; from `begin` on only blanks stand between them."""
    places = []
    for word in words:
        begin = text.index(word, begin)
        places.append(begin)
        begin += len(word)
    return places
