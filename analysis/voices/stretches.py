"""
What an article is read into, and how the stretches of a paragraph are put in order. Part of `voices`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from analysis.text.spans import BETWEEN_MARKS
from analysis.voices.speakers import Speaker

NOBODY = Speaker(None, None, "unattributed")


# Who speaks on into the next paragraph, and the cue; a third entry says under which condition.
Held = tuple[Speaker, str | None] | tuple[Speaker, str | None, str]


class Stretch(NamedTuple):
    """One row to be: characters of a paragraph, and what the table says of them."""

    start: int
    end: int
    voice: str
    form: str
    cue: str | None
    speaker: Speaker
    rule: str


class Paragraph(NamedTuple):
    """The body sentences of one paragraph as one text; `breaks` are where its sentences begin."""

    number: int
    text: str
    breaks: list[int]
    rows: Sequence[int]  # row numbers in the table of sentences
    at: int  # place of the paragraph in its article


def say_doubt(stretch: Stretch) -> Stretch:
    """A stretch whose speaker is not certain, with that in its rule: "…; ambiguous"."""
    doubt = stretch.speaker.doubt
    return (
        stretch._replace(rule=f"{stretch.rule}; {doubt}")
        if doubt and stretch.form not in BETWEEN_MARKS
        else stretch
    )


def nest(stretches: list[Stretch]) -> list[Stretch]:
    """Sorted stretches that nest: one that reaches beyond what holds its beginning is cut there."""
    nested: list[Stretch] = []
    around: list[int] = []  # where those end that hold the next one
    for stretch in stretches:
        while around and around[-1] <= stretch.start:
            around.pop()
        if around and stretch.end > around[-1]:
            stretch = stretch._replace(end=around[-1])
        around.append(stretch.end)
        nested.append(stretch)
    return nested
