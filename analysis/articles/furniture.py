"""
What each line of an article is: body, or furniture of the page it stood on.

Nothing is cut here. A line gets a kind, and only `body` is counted as the article's own
words. A line that may be body stays body. Part of the step `cleaning`.
"""

import re
from collections import Counter
from collections.abc import Sequence

from analysis.articles.layouts import (
    CAPTION_START,
    CREDIT_AT_END,
    CREDIT_SIGNS,
    LAST_WORDS,
    LINE_ENDS,
    LINE_STARTS,
    RELATED,
    RELATED_INITIALS,
    RULE_SIGNS,
    SHORT_LINES,
    TURN,
    Rule,
)

STOP = re.compile(r"""[.!?\u2026:;]["'\u2019\u201d)\]]*\Z""")
MARKDOWN = re.compile(r"(?P<signs>#{1,6})\s+(?=\S)")
MARKDOWN_PICTURE = re.compile(r"!\[(?P<caption>[^\]]*)\]\([^)]*\)")
HEAD_WORDS = 25  # headlines of more words were not met
SUBHEAD_WORDS = 12
QUESTION_WORDS = 12  # a heading that asks in more words is a question of an interview, no subhead
Parts = Sequence[tuple[int, int, str | None]]  # of a line: start, end, kind; None: not named yet
LEAST_TURNS = 3  # of speakers with a name, two of them by one speaker


DIGIT, NUMBER = re.compile(r"\d"), re.compile(r"\d+")
OF_DIGITS = {"date line", "time of an entry", "age of the page", "page number"}
ALL_RULES = [(rule, RULE_SIGNS.get(rule.name), rule.pattern.fullmatch) for rule in SHORT_LINES]
OF_SIGNS = [row for row in ALL_RULES if row[1]]
WITH_DIGITS, NO_DIGITS = (
    re.compile(
        "|".join(
            f"(?:{rule.pattern.pattern})"
            for rule, signs, _ in ALL_RULES
            if not signs and rule.name not in left_out
        )
    )
    for left_out in ((), OF_DIGITS)
)  # the rules without signs in one pattern: nearly all lines fit none of them, and are asked once


def find_rule(text: str) -> Rule | None:
    """The first rule that a whole line fits, or None."""
    if len(text) <= 200:
        some = WITH_DIGITS if DIGIT.search(text) else NO_DIGITS
        small = text.casefold()
        for rule, signs, fits in ALL_RULES if some.fullmatch(text) else OF_SIGNS:
            if (not signs or any(map(small.__contains__, signs))) and fits(text):
                return rule
    return None


def kind_of(text: str) -> str | None:
    """The kind of a whole line that a rule names, or None."""
    rule = find_rule(text)
    if rule:
        return rule.kind
    if len(text) <= 700 and (has_credit(text) or CAPTION_START.match(text)):
        return "caption"
    return None


def has_credit(text: str) -> bool:
    """Whether a line ends in the credit of a photo."""
    tail = text[-160:]
    last = tail.rpartition(" ")[2]
    if last.islower() and "photo" not in last and last.rstrip(".")[-1:] not in ")]":
        return False  # a name, a bracket or "photo" stands last in every credit
    return any(map(tail.__contains__, CREDIT_SIGNS)) and CREDIT_AT_END.search(tail) is not None


def is_furniture(text: str) -> bool:
    """Whether a line is surely not a part of a paragraph of body."""
    return kind_of(text) is not None or text.isupper() or MARKDOWN.match(text) is not None


def split_line(text: str) -> list[tuple[int, int, str | None]]:
    """The parts of one line as (start, end, kind); kind is None where no rule speaks."""
    picture = MARKDOWN_PICTURE.fullmatch(text)
    if picture:
        return [(*picture.span("caption"), "caption")] if picture["caption"].strip() else []
    for rule in LINE_STARTS:
        found = rule.pattern.match(text)
        if found:
            rest = len(text) - len(text[found.end() :].lstrip())
            after = [
                (rest + start, rest + end, kind) for start, end, kind in split_line(text[rest:])
            ]
            return [(0, found.end(), rule.kind)] + after
    kind = kind_of(text.lstrip("# ") if text.startswith("##") else text)
    if kind or not text:
        return [(0, len(text), kind)] if text else []
    for rule in LINE_ENDS if text.rsplit(None, 1)[-1].strip("().") in LAST_WORDS else ():
        found = rule.pattern.search(text, max(0, len(text) - 60))
        if found:
            mark = found.end() - len(found[0].lstrip())
            return [(0, len(text[: found.start()].rstrip()), None), (mark, len(text), rule.kind)]
    return [(0, len(text), None)]


def label_lines(
    lines: list[str], title: str | None = None, paged: bool = False
) -> list[list[tuple[int, int, str]]]:
    """
    The kind of every part of every line of an article.

    One list per line of (start, end, kind), offsets within the line. The headline is the line
    that says the known `title`, or else the first line that no rule names, where it has no stop
    at its end and body follows.
    """
    turns = find_turn_lines(lines) | find_questions(lines)
    rows: list[Parts] = [
        keep_turn(text) if n in turns else split_line(text) for n, text in enumerate(lines)
    ]
    rows = label_repeats(lines, rows, paged)
    rows = label_related(lines, rows)
    return place_outlets(label_heads(lines, rows, title))


def find_turn_lines(lines: list[str]) -> set[int]:
    """
    The lines of a transcript that begin with who speaks: 'Q: …', 'ANNA BRANDT, MAYOR: …'.

    One line of that form proves nothing ("Correction: …"); letters come in pairs, names come again.
    """
    found = {n: mark for n, text in enumerate(lines) if (mark := TURN.match(text))}
    letters = {n for n, mark in found.items() if mark["letter"]}
    asked = {found[n]["letter"][0] for n in letters}
    turns = letters if asked == {"Q", "A"} else set()
    names = Counter(mark["name"].split(",")[0] for mark in found.values() if mark["name"])
    named = {n for n, mark in found.items() if mark["name"]}
    if len(named) + len(turns) >= LEAST_TURNS and max(names.values(), default=0) >= 2:
        again = {name for name, count in names.items() if count >= 2}
        if len(again) >= 2 or turns or sum(names.values()) >= LEAST_TURNS and len(names) >= 2:
            turns |= {n for n in named if is_speaker(found[n]["name"], again)}
    return turns


def is_speaker(name: str, again: set[str]) -> bool:
    """Whether a label is a speaker's: it comes again, or it is written in capitals, or has a title."""
    return name.split(",")[0] in again or name.isupper() or "," in name


def find_questions(lines: list[str]) -> set[int]:
    """The headings of a page that are an interview's questions: one of them is long or has a speaker."""
    heads = {
        n: text for n, text in enumerate(lines) if text.startswith("##") and text.endswith("?")
    }
    asks = [
        text
        for text in heads.values()
        if len(text.split()) - 1 > QUESTION_WORDS or TURN.match(text)
    ]
    return set(heads) if asks else set()


def keep_turn(text: str) -> list[tuple[int, int, str]]:
    """A line of an interview is body, whatever it looks like; the sign of a heading is no part of it."""
    sign = MARKDOWN.match(text)
    return [(sign.end() if sign else 0, len(text), "body")]


def has_stop(text: str) -> bool:
    """Whether a line ends as a sentence does, or with a colon or semicolon: then more may follow."""
    return STOP.search(text, max(0, len(text) - 8)) is not None


def is_open(row: Parts) -> bool:
    """Whether a line has a part that no rule has named."""
    return any(kind is None for _, _, kind in row)


def whole(text: str, kind: str) -> list[tuple[int, int, str]]:
    """A line that is of one kind."""
    return [(0, len(text), kind)]


def label_repeats(lines: list[str], rows: list[Parts], paged: bool) -> list[Parts]:
    """
    The second copy of a caption is boilerplate; in a paged text so are lines that come back page after page.

    Elsewhere a line that comes back may do so on purpose (a refrain, a step of a list), unless it
    counts pages: then its number differs each time.
    """
    pages = Counter(NUMBER.sub("0", text) for text in lines if len(text) <= 80)
    often = {text for text, n in pages.items() if n >= 3}
    alike, seen, labelled = Counter(lines) if often else {}, set(), []

    def runs(text: str) -> bool:
        counts = paged or alike[text] == 1 and len(text.split()) >= 4
        return counts and NUMBER.sub("0", text) in often and not has_stop(text)

    for text, row in zip(lines, rows):
        kinds = [kind for _, _, kind in row]
        if "caption" in kinds and text in seen or often and kinds == [None] and runs(text):
            row = whole(text, "boilerplate")
        seen.add(text)
        labelled.append(row)
    return labelled


def label_related(lines: list[str], rows: list[Parts]) -> list[Parts]:
    """Lines without a stop below 'Related stories' are links to other articles."""
    labelled, below = [], False
    for text, row in zip(lines, rows):
        plain_text = text.lstrip("# ")
        if plain_text[:1] in RELATED_INITIALS and RELATED.fullmatch(plain_text):
            below, row = True, whole(text, "boilerplate")
        elif below and is_open(row):
            below = not has_stop(text)
            row = whole(text, "boilerplate") if below else row
        labelled.append(row)
    return labelled


def label_heads(
    lines: list[str], rows: list[Parts], title: str | None
) -> list[list[tuple[int, int, str]]]:
    """Name the headline and the subheads; every other line that no rule has named is body."""
    labelled, headed, in_body = [], False, False
    last = max((n for n, row in enumerate(rows) if is_open(row)), default=-1)
    for n, (text, row) in enumerate(zip(lines, rows)):
        if is_open(row) or is_title(text, title):
            kind = name_line(text, title, above=not (headed or in_body), is_last=n == last)
            headed, in_body = headed or kind == "headline", in_body or kind == "body"
            sign = MARKDOWN.match(text)
            row = (
                [(start, end, known or kind) for start, end, known in row]
                if kind == "body"
                else [(sign.end() if sign else 0, len(text), kind)]
            )
        elif any(kind == "body" for _, _, kind in row):
            in_body = True
        labelled.append([(start, end, kind) for start, end, kind in row if kind is not None])
    return labelled


def name_line(text: str, title: str | None, above: bool, is_last: bool) -> str:
    """The kind of a line that no rule names; `above` are lines before headline and body."""
    sign = MARKDOWN.match(text)
    if above and (
        is_title(text, title) or sign and sign["signs"] == "#" or is_headline(text, is_last)
    ):
        return "headline"
    if above and not is_last and is_section(text):
        return "boilerplate"
    return "subhead" if sign or not is_last and is_subhead(text) else "body"


def is_title(text: str, title: str | None) -> bool:
    """Whether a line says the title that is known from elsewhere, whatever its capitals and marks."""
    return title is not None and plain(text) == plain(title)


def plain(text: str) -> str:
    """A line without its capitals and marks."""
    return re.sub(r"\W+", " ", text).strip().casefold()


def is_headline(text: str, is_last: bool) -> bool:
    """Whether the first line that no rule names can be the headline: short, and without a stop."""
    n_words = len(text.split())
    asks = text.endswith(("?", "!")) and n_words <= 15
    return not is_last and (asks or not has_stop(text)) and 3 <= n_words <= HEAD_WORDS


def is_section(text: str) -> bool:
    """Whether a word or two above the headline name the section of the site: 'World news'."""
    return len(text.split()) <= 2 and not has_stop(text)


def is_subhead(text: str) -> bool:
    """
    Whether a line inside the article is surely a subhead: short, no stop, and capitals.

    A line in ordinary letters may be a paragraph that lost its stop: it stays body.
    """
    if has_stop(text) or text.endswith(",") or text.count(",") > 1:
        return False
    words = text.split()
    if len(words) > SUBHEAD_WORDS:
        return False
    if text.isupper() or len(words) <= 3 and text[0].isupper():
        return True
    long_words = [word for word in words if len(word) > 3]
    return bool(long_words) and all(word[0].isupper() for word in long_words)


def place_outlets(rows: list[list[tuple[int, int, str]]]) -> list[list[tuple[int, int, str]]]:
    """An outlet's name alone in a line is a sign-off at the end, and a byline above the body."""
    kinds = [kind for row in rows for _, _, kind in row]
    if "sign-off" not in kinds:
        return rows
    first = kinds.index("body") if "body" in kinds else 0
    n, placed = 0, []
    for row in rows:
        placed.append(
            [
                (start, end, "byline" if kind == "sign-off" and n + i < first else kind)
                for i, (start, end, kind) in enumerate(row)
            ]
        )
        n += len(row)
    return placed
