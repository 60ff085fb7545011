"""
The letters that a PDF brings along, taken from a font that was made small first.

For every PDF matplotlib has fontTools read whole fonts, of 6,000 letters each, which takes longer
than to draw the figure. Here a font is reduced once to the letters of European languages, and a
figure takes its own from those; a figure with other letters takes them from the whole font. The
bytes are the same either way.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from io import BytesIO
from typing import Any

from fontTools import subset
from matplotlib.backends import _backend_pdf_ps as letters
from matplotlib.font_manager import get_font

# Latin letters with all their accents, punctuation, arrows, minus, geometric shapes.
COMMON = [*range(0x20, 0x250), *range(0x2010, 0x2040), *range(0x2190, 0x21A0), 0x2212]
COMMON += [0x20AC, *range(0x25A0, 0x2600)]

Subset = Callable[[Any, set[int]], AbstractContextManager[letters.SubsetResults]]
take_letters: Subset = letters.get_glyphs_subset


class SmallFont(BytesIO):
    """A font as a file in memory, with what matplotlib asks of a font's path besides."""

    face_index = 0


@cache
def reduce_font(path: Any) -> tuple[bytes, dict[int, int]]:
    """A font with the common letters alone, and the place there of each letter by its place in the whole."""
    font = get_font([path])
    with take_letters(path, {font.get_char_index(code) for code in COMMON}) as small:
        return letters.font_as_file(small.font).getvalue(), dict(small.glyph_index_map)


@contextmanager
def take_common_letters(path: Any, glyphs: set[int]) -> Iterator[letters.SubsetResults]:
    """What `get_glyphs_subset` of matplotlib gives, from the small font where that has all letters."""
    small, places = reduce_font(path)
    if not places.keys() >= set(glyphs):
        with take_letters(path, glyphs) as taken:
            yield taken
        return
    with take_letters(SmallFont(small), {places[glyph] for glyph in glyphs}) as taken:
        again = {glyph: taken.glyph_index_map[places[glyph]] for glyph in glyphs}
        yield letters.SubsetResults(taken.font, again)


def use_small_fonts() -> None:
    """
    Have matplotlib take the letters of a PDF from small fonts.

    They stand where they were drawn, so that tables by which a font would place them are not
    read, either.
    """
    subset.Options._drop_tables_default += ["GSUB", "GPOS", "GDEF"]
    letters.get_glyphs_subset = take_common_letters  # type: ignore[assignment]
