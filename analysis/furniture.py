"""
What each line of an article is: body, or furniture of the page it stood on.

Nothing is cut here. A line gets a kind, and only `body` is counted as the article's own
words. A line that may be body stays body. Part of the step `cleaning`.
"""

import re
from typing import NamedTuple

MONTH = (r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
         r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?")
DATE = (rf"(?:\d{{4}}-\d{{2}}-\d{{2}}|{MONTH}\s\d{{1,2}}(?:,?\s\d{{4}})?|\d{{1,2}}\s{MONTH}(?:\s\d{{4}})?"
        r"|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}/\d{1,2}/\d{1,2})")
TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?(?:\s\(?[A-Z]{2,4}(?:[+-]\d+)?\)?)?"
OUTLET = r"(?:Global Times|China Daily|Xinhua(?: News Agency)?|CGTN|People's Daily(?: Online)?|CCTV|ECNS)"
AGENCY = r"(?:Xinhua|AP|AFP|Reuters|UPI|TASS|Kyodo|dpa|ANI|PTI|IANS|Bernama|CNS|CNA|Yonhap)"
CREDIT = r"(?:Photo(?:s|graph)?|Picture|Image|File photo|Credit|Illustration|Graphic|Video)"


class Rule(NamedTuple):
    """One layout of a line that is not body: its name, its kind, its pattern, and why."""

    name: str
    kind: str
    pattern: re.Pattern
    reason: str


def rule(name, kind, pattern, reason):
    return Rule(name, kind, re.compile(pattern), reason)


WHOLE_LINES = [
    rule("breadcrumb", "boilerplate", r"(?:Home\s?[>/|»].*|[A-Z][A-Za-z]+(?:\s?[>/|»]\s?[A-Z][A-Za-z& ]+)+)",
         "the path to the page in its site"),
    rule("date line", "dateline",
         rf"(?:.{{0,40}}\|\s?)?(?:Published|Updated|Last updated|Posted|Date)?:?\s?(?:on |at )?{DATE}"
         rf"(?:,?\s(?:at\s)?{TIME})?(?:\s?\|.{{0,40}})?", "when the page was published"),
    rule("photo credit", "caption", rf"\(?{CREDIT}(?: by)?:\s?[^.]{{1,60}}\)?", "who took the photo"),
    rule("caption", "caption", rf".{{10,600}}[.!?)\"']\s*\(?{CREDIT}(?: by)?:\s?[^.]{{1,60}}\)?",
         "a sentence on a photo, with its credit at the end"),
    rule("sign-off", "sign-off", rf"{OUTLET}\.?", "the outlet's name alone in a line"),
]
LINE_STARTS = [
    rule("crawler prefix", "dateline", r"date\s\d{4}-\d{2}-\d{2}(?=\s)",
         "a crawler wrote the date of the page before the text"),
    rule("dateline", "dateline",
         rf"[A-Z][A-Za-z.' -]{{2,40}}(?:,\s[A-Z][A-Za-z.' ]{{2,30}})?,\s{MONTH}\s\d{{1,2}}\s\({AGENCY}\)\s?(?:--|[-–—])",
         "place, day and agency before the first sentence"),
]
ENDS = tuple(".!?…\"')]”’")


def split_line(text):
    """The parts of one line as (start, end, kind); kind is None where no rule speaks."""
    for start in LINE_STARTS:
        found = start.pattern.match(text)
        if found:
            rest = len(text) - len(text[found.end():].lstrip())
            after = [(rest + a, rest + b, kind) for a, b, kind in split_line(text[rest:])]
            return [(0, found.end(), start.kind)] + after
    for line in WHOLE_LINES:
        if line.pattern.fullmatch(text):
            return [(0, len(text), line.kind)]
    return [(0, len(text), None)] if text else []


def label_lines(lines):
    """
    The kind of every part of every line of an article.

    One list per line of (start, end, kind), offsets within the line. The headline is the first
    line that no rule names, where it has no stop at its end and body follows it.
    """
    parts, seen, headed = [], set(), False
    for n, text in enumerate(lines):
        row = split_line(text)
        if row and row[-1][2] is None:
            kind = "body"
            if is_subhead(text) and headed and n + 1 < len(lines):
                kind = "subhead"
            elif not headed and is_headline(text) and n + 1 < len(lines):
                kind = "headline"
            headed = True
            row[-1] = (*row[-1][:2], kind)
        elif row and row[-1][2] == "caption" and text in seen:
            row = [(0, len(text), "boilerplate")]      # the second copy of a caption
        seen.add(text)
        parts.append(row)
    return parts


def is_headline(text):
    """Whether a line can be the headline: short, and no stop at its end."""
    return len(text.split()) <= 25 and not text.endswith(ENDS)


def is_subhead(text):
    """Whether a line inside the article is surely a subhead: capitals only, and no stop."""
    return text.isupper() and len(text.split()) <= 12 and not text.endswith(ENDS)
