"""
Pairs of quotation marks in a paragraph. Part of the step `voices`.

A mark opens where a blank or an opening sign stands before it and none behind it, and
closes the other way round. Single marks are told from apostrophes. What cannot be paired is
left alone and reported: an odd mark spoils its own paragraph at most. One pass, linear time.
"""

import re
from bisect import bisect_left
from typing import NamedTuple

# Double marks, straight, curly or angled, a run of them as one; or a single mark. The first
# character stands in front of what it may be part of: a search then looks at no other place.
MARK = re.compile(r"""["“”„‟«»`'‘’‚‛](?:(?<=["“”„‟«»])["“”„‟«»]*|(?<=`)`|(?<=')'|(?<=['‘’‚‛]))""")
SINGLE = frozenset("'‘’‚‛")
OPENING, CLOSING = frozenset("“„«‘‚`"), frozenset("”»")
MARKS = frozenset("\"“”„‟«»'‘’‚‛`")
BEFORE_OPENING = frozenset("([{—–-/…:;,=>") | MARKS
AFTER_CLOSING = frozenset("([)]}—–-/….,;:!?<") | MARKS  # ( and [: a footnote
# '90s, 'em, 'tis: an apostrophe in front of a word that has lost its head.
ELIDED = re.compile(
    r"['’‘](?:\d\ds?\b|(?:em|tis|twas|til|till|cause|cos|bout|round|n|cept)\b)", re.I
)
STOPPED = re.compile(r"[,;:!?)]|\.(?!\.)")
SENTENCE_END = re.compile(r"[.?!](?=\s)")
FARTHEST = 600  # characters within which a single mark must be closed again
DEEPEST = 3  # marks of one kind within one another
MANY, DENSE = 200, 12  # more marks than MANY, and one in DENSE characters: no running text


class Pair(NamedTuple):
    """Two marks: `start` to `end` stands between them, `open` to `close` includes them."""

    open: int
    start: int
    end: int
    close: int
    is_single: bool = False
    runs_on: bool = False  # never closed: the quotation runs on into the next paragraph


def pair_marks(
    text: str, following: str = "", is_held: bool = False
) -> tuple[list[Pair], list[int]]:
    """
    The pairs of quotation marks of one paragraph, sorted, and the places of odd marks.

    `following` is the next paragraph: a quotation that is not closed here runs on into it, if
    it opens with a mark of its own or closes one. `is_held`: the paragraph before left a
    quotation open that this one closes without opening it again.
    """
    marks = list(MARK.finditer(text))
    if not marks:
        return [], []
    if len(text) > MANY and sum(map(text.count, MARKS)) > max(MANY, len(text) // DENSE):
        return [], [marks[0].start()]
    doubles = [mark for mark in marks if mark[0] not in SINGLE]
    pairs, odd = pair_doubles(text, doubles, following, is_held)
    singles = [mark.start() for mark in marks if mark[0] in SINGLE]
    if singles:
        pairs += pair_singles(text, singles, sorted(pairs))
    return sorted(pairs), sorted(odd)


def runs_into(following: str) -> bool:
    """Whether a quotation left open runs on into the next paragraph."""
    return opens_with_mark(following) or closes_first(following)


def closes_first(text: str) -> bool:
    """Whether the first double mark of a paragraph closes a quotation that it does not open."""
    mark = next((mark for mark in MARK.finditer(text) if mark[0] not in SINGLE), None)
    return mark is not None and can_close(text, *mark.span()) and not can_open(text, *mark.span())


def opens_with_mark(text: str) -> bool:
    """Whether a paragraph opens with a quotation mark."""
    mark = MARK.match(text.lstrip())
    return mark is not None and not ELIDED.match(mark[0]) and can_open(text.lstrip(), 0, mark.end())


def can_open(text: str, start: int, end: int) -> bool:
    """Whether the mark at start..end can open a quotation, by what stands around it."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return (
        text[start] not in CLOSING
        and after != ""
        and (not after.isspace() or text[start] == "«")
        and not STOPPED.match(text, end)  # ' ", said': closed behind a blank, as French marks are
        and (before == "" or before.isspace() or before in BEFORE_OPENING)
    )


def can_close(text: str, start: int, end: int) -> bool:
    """Whether the mark at start..end can close a quotation, by what stands around it."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return (
        text[start] not in OPENING
        and before != ""
        and (not before.isspace() or text[start] == "»")
        and (after == "" or after.isspace() or after in AFTER_CLOSING)
    )


def trim(text: str, first: tuple[int, int], last: tuple[int, int]) -> Pair:
    """The pair of two marks (their places); blanks inside the marks (« so ») belong to no words."""
    start, end = first[1], last[0]
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Pair(first[0], start, end, last[1])


def pair_doubles(
    text: str, marks: list[re.Match[str]], following: str, is_held: bool
) -> tuple[list[Pair], list[int]]:
    """Pair double marks, a closing one with the last that is open; doubtful ones take turns."""
    pairs, odd, opened = [], [], [(0, 0)] if is_held and closes_first(text) else []
    for mark in marks:
        opens, closes = can_open(text, *mark.span()), can_close(text, *mark.span())
        if opened and (closes or not opens):
            first = opened.pop()
            pairs.append(trim(text, first, mark.span()))
        elif (opens or not closes) and len(opened) < DEEPEST:
            opened.append(mark.span())
        elif not text[mark.start() - 1].isdigit():  # 6" is a length
            odd.append(mark.start())
    while len(opened) > 1:  # "text "text: a mark on the wrong side
        pairs.append(trim(text, opened[0], opened[1]))
        opened = opened[2:]
    if len(odd) == 2 and not opened:  # text," text" : the same, the other way round
        left, right = ([mark for mark in marks if mark.start() == place][0] for place in odd)
        pairs.append(trim(text, left.span(), right.span()))
        odd = []
    if opened and runs_into(following):
        pairs.append(Pair(*opened[0], len(text), len(text), runs_on=True))
        opened = []
    for start, behind in opened:
        following_pair = min((pair.open for pair in pairs if pair.open > start), default=None)
        end = end_of_unclosed(text, (start, behind), following_pair)
        pairs += [Pair(start, behind, end, end)] if end else []
    return pairs, odd + [start for start, _ in opened]


def end_of_unclosed(text: str, mark: tuple[int, int], following: int | None) -> int | None:
    """
    Where a quotation ends that is never closed ('He said: "It is late.'), or None where that is not plain.

    It must open a sentence behind a colon or a comma; it ends with its paragraph, or with the
    last sentence before the quotation that follows.
    """
    if text[: mark[0]].rstrip()[-1:] not in (":", ",") or not text[mark[1] : mark[1] + 1].isupper():
        return None
    last: int | None = len(text.rstrip())
    if following is not None:
        stops = [stop.end() for stop in SENTENCE_END.finditer(text, mark[1], following)]
        last = stops[-1] if stops else None
    return last if last and last > mark[1] else None


def pair_singles(text: str, places: list[int], doubles: list[Pair]) -> list[Pair]:
    """Pair single marks that are no apostrophes and do not cross a pair of double marks."""
    opening = [
        at
        for at in places
        if can_open(text, at, at + 1) and text[at] != "’" and not ELIDED.match(text, at)
    ]
    closing = [at for at in places if can_close(text, at, at + 1)]
    pairs, done = [], 0
    for number, at in enumerate(opening):
        if at < done:
            continue
        limit = min(at + FARTHEST, *opening[number + 1 : number + 2], len(text))
        end = closing_single(
            text, closing[bisect_left(closing, at + 2) : bisect_left(closing, limit)]
        )
        if end is not None and not crosses(at, end, doubles):
            pairs.append(Pair(at, at + 1, end, end + 1, is_single=True))
            done = end + 1
    return pairs


def closing_single(text: str, candidates: list[int]) -> int | None:
    """The mark that closes: the first that cannot be the apostrophe of a plural (workers' rights)."""
    for at in candidates:
        if not (
            text[at - 1] == "s" and text[at + 1 : at + 2] == " " and text[at + 2 : at + 3].islower()
        ):
            return at
    return candidates[0] if candidates else None


def crosses(start: int, end: int, doubles: list[Pair]) -> bool:
    """Whether start..end holds one mark of a pair and not the other."""
    first = bisect_left(doubles, (start,)) - 1
    near = doubles[max(first, 0) : first + 1] + doubles[first + 1 : bisect_left(doubles, (end,))]
    return any(
        (pair.open < start < pair.close) != (pair.open < end < pair.close)
        or start < pair.open < end < pair.close
        for pair in near
    )
