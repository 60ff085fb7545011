"""
What each line of an article is: body, or furniture of the page it stood on.

Nothing is cut here. A line gets a kind, and only `body` is counted as the article's own
words. A line that may be body stays body. Part of the step `cleaning`.
"""

import re
from collections import Counter

from analysis.articles.layouts import (
    CAPTION_START,
    CREDIT_AT_END,
    CREDIT_SIGNS,
    LAST_WORDS,
    LINE_ENDS,
    LINE_STARTS,
    RELATED,
    SHORT_LINES,
)

STOP = re.compile(r"""[.!?\u2026:;]["'\u2019\u201d)\]]*\Z""")
MARKDOWN = re.compile(r"(?P<signs>#{1,6})\s+(?=\S)")
MARKDOWN_PICTURE = re.compile(r"!\[(?P<caption>[^\]]*)\]\([^)]*\)")
# A question or an answer of a transcript is no headline: "Q: Will the town sell the harbour?"
ASKED = re.compile(r"(?:Q|A|Question|Answer|Interviewer|Reporter|Moderator)\s*:\s", re.IGNORECASE)
HEAD_WORDS = 25  # headlines of more words were not met
SUBHEAD_WORDS = 12


def find_rule(text):
    """The rule that a whole line fits, or None."""
    if len(text) <= 200:
        for rule in SHORT_LINES:
            if rule.pattern.fullmatch(text):
                return rule
    return None


def kind_of(text):
    """The kind of a whole line that a rule names, or None."""
    rule = find_rule(text)
    if rule:
        return rule.kind
    if len(text) <= 700 and (has_credit(text) or CAPTION_START.match(text)):
        return "caption"
    return None


def has_credit(text):
    """Whether a line ends in the credit of a photo."""
    tail = text[-160:]
    return any(sign in tail for sign in CREDIT_SIGNS) and CREDIT_AT_END.search(tail) is not None


def is_furniture(text):
    """Whether a line is surely not a part of a paragraph of body."""
    return kind_of(text) is not None or text.isupper() or MARKDOWN.match(text) is not None


def split_line(text):
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
    kind = kind_of(text)
    if kind or not text:
        return [(0, len(text), kind)] if text else []
    for rule in LINE_ENDS if text.split()[-1].strip("().") in LAST_WORDS else ():
        found = rule.pattern.search(text, max(0, len(text) - 60))
        if found:
            mark = found.end() - len(found[0].lstrip())
            return [(0, len(text[: found.start()].rstrip()), None), (mark, len(text), rule.kind)]
    return [(0, len(text), None)]


def label_lines(lines, title=None):
    """
    The kind of every part of every line of an article.

    One list per line of (start, end, kind), offsets within the line. The headline is the line
    that says the known `title`, or else the first line that no rule names, where it has no stop
    at its end and body follows.
    """
    rows = [split_line(text) for text in lines]
    rows = label_repeats(lines, rows)
    rows = label_related(lines, rows)
    rows = label_heads(lines, rows, title)
    return place_outlets(rows)


def has_stop(text):
    """Whether a line ends as a sentence does, or with a colon or semicolon: then more may follow."""
    return STOP.search(text, max(0, len(text) - 8)) is not None


def is_open(row):
    """Whether a line has a part that no rule has named."""
    return any(kind is None for _, _, kind in row)


def whole(text, kind):
    """A line that is of one kind."""
    return [(0, len(text), kind)]


def label_repeats(lines, rows):
    """The second copy of a caption, and short lines that come back on page after page, are boilerplate."""
    pages = Counter(re.sub(r"\d+", "0", text) for text in lines if len(text) <= 80)
    seen, labelled = set(), []
    for text, row in zip(lines, rows):
        kinds = [kind for _, _, kind in row]
        running = pages[re.sub(r"\d+", "0", text)] >= 3 and not has_stop(text)
        if "caption" in kinds and text in seen or kinds == [None] and running:
            row = whole(text, "boilerplate")
        seen.add(text)
        labelled.append(row)
    return labelled


def label_related(lines, rows):
    """Lines without a stop below 'Related stories' are links to other articles."""
    labelled, below = [], False
    for text, row in zip(lines, rows):
        if RELATED.fullmatch(text):
            below, row = True, whole(text, "boilerplate")
        elif below and is_open(row):
            below = not has_stop(text)
            row = whole(text, "boilerplate") if below else row
        labelled.append(row)
    return labelled


def label_heads(lines, rows, title):
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
        labelled.append(row)
    return labelled


def name_line(text, title, above, is_last):
    """The kind of a line that no rule names; `above` are lines before headline and body."""
    sign = MARKDOWN.match(text)
    if above and (
        is_title(text, title) or sign and sign["signs"] == "#" or is_headline(text, is_last)
    ):
        return "headline"
    if above and not is_last and is_section(text):
        return "boilerplate"
    return "subhead" if sign or not is_last and is_subhead(text) else "body"


def is_title(text, title):
    """Whether a line says the title that is known from elsewhere, whatever its capitals and marks."""
    return title is not None and plain(text) == plain(title)


def plain(text):
    """A line without its capitals and marks."""
    return re.sub(r"\W+", " ", text).strip().casefold()


def is_headline(text, is_last):
    """Whether the first line that no rule names can be the headline: short, and without a stop."""
    n_words = len(text.split())
    asks = text.endswith(("?", "!")) and n_words <= 15
    if ASKED.match(text):
        return False
    return not is_last and (asks or not has_stop(text)) and 3 <= n_words <= HEAD_WORDS


def is_section(text):
    """Whether a word or two above the headline name the section of the site: 'World news'."""
    return len(text.split()) <= 2 and not has_stop(text)


def is_subhead(text):
    """
    Whether a line inside the article is surely a subhead: short, no stop, and capitals.

    A line in ordinary letters may be a paragraph that lost its stop: it stays body.
    """
    words = text.split()
    if len(words) > SUBHEAD_WORDS or has_stop(text) or text.endswith(",") or text.count(",") > 1:
        return False
    if text.isupper() or len(words) <= 3 and text[0].isupper():
        return True
    long_words = [word for word in words if len(word) > 3]
    return bool(long_words) and all(word[0].isupper() for word in long_words)


def place_outlets(rows):
    """An outlet's name alone in a line is a sign-off at the end, and a byline above the body."""
    kinds = [kind for row in rows for _, _, kind in row]
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
