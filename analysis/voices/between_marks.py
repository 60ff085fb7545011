"""
What stands between the quotation marks of one paragraph: speech, or words set off. Part of `voices`.
"""

from typing import Protocol

from analysis.text.spans import BETWEEN_MARKS
from analysis.voices.lexicon import Lexicon
from analysis.voices.marks import Pair
from analysis.voices.quoted import form_without_speaker, is_single_word, reads_like_speech
from analysis.voices.speakers import Speaker, Speakers
from analysis.voices.stretches import NOBODY, Held, Stretch
from analysis.voices.units import Unit
from analysis.voices.words import word_list

IF_ALONE = (
    "if alone"  # who spoke last speaks on in a paragraph that is a quotation and nothing else
)
ALONE = 3  # tokens of a sentence that is a quotation and nothing else


class Reading(Protocol):
    """A paragraph read sentence by sentence, as far as it is asked here (a `ParagraphReader`)."""

    text: str
    units: list[Unit]
    pairs: list[Pair]
    lexicon: Lexicon
    speakers: Speakers
    set_off: set[str]

    def signed(self) -> tuple[Speaker, str | None] | None:
        """Who signs below the paragraph, and the sign."""

    def announced(self, unit: Unit) -> tuple[Speaker, str | None] | None:
        """Who a sentence says will speak."""


class MarksReader:
    """Reads the pairs of marks of a paragraph that a `ParagraphReader` has read sentence by sentence."""

    def __init__(
        self,
        paragraph: Reading,
        rows: list[list[Stretch]],
        held: Held | None,
    ) -> None:
        is_alone = all(unit.pair and len(unit) <= ALONE for unit in paragraph.units)
        held = held if not held or is_alone or IF_ALONE not in held else None
        self.paragraph, self.rows, self.held = paragraph, rows, held and held[:2]
        self.text, self.units, self.lexicon = paragraph.text, paragraph.units, paragraph.lexicon
        # (speaker, cue) of the direct speech before; (pair, form) of the words between marks before
        self.speaking: tuple[Speaker, str | None] | None = self.held
        self.before: tuple[Pair, str] | None = None
        self.unit = 0  # number of the sentence in which the pair stands
        self.open: list[Stretch] = []  # stretches between marks that may hold the next pair

    def read(self) -> list[Stretch]:
        """A stretch for each pair of marks, in their order."""
        exact = {row.start: row for found in self.rows for row in found if row.form == "full"}
        places = {unit.start[number]: unit.number for unit in self.units for number in unit.pair}
        stretches = []
        for pair in self.paragraph.pairs:
            is_outer = pair.open in places
            self.unit = places.get(pair.open, self.unit)
            if is_outer and self.is_interrupted():
                self.speaking = None
            stretch = self.read_pair(pair, exact.get(pair.open), is_outer)
            self.before = (pair, stretch.form)
            if stretch.form in ("full", "partial") and is_outer:
                self.speaking = (stretch.speaker, stretch.cue)
            if stretch.end > stretch.start:
                stretches.append(stretch)
                self.open.append(stretch)
        return stretches

    def is_interrupted(self) -> bool:
        """Whether another sentence stands between a quotation and who spoke before it."""
        if not self.speaking or not self.unit:
            return False
        before = self.units[self.unit - 1]
        names = (word for number, word in enumerate(before.words) if before.is_name(number))
        return (
            self.speaking is self.held
            or not self.rows[self.unit - 1]
            and not before.pair
            and any(name in self.paragraph.speakers.full for name in names)
        )

    def read_pair(self, pair: Pair, exact: Stretch | None, is_outer: bool) -> Stretch:
        """The stretch of one pair of marks; `exact` is the attribution that covers just it, or None."""
        inner = self.text[pair.start : pair.end]
        form, rule = form_without_speaker(self.text, pair, self.before, self.lexicon)
        is_called = (
            exact is not None
            and exact.rule == "what it is called"
            and form == "term"
            and inner[:1].islower()
        )
        if (
            exact is not None
            and form not in ("so-called", "title")
            and (form is None or is_called or reads_like_speech(inner))
        ):
            kind = "full" if reads_like_speech(inner) or len(inner.split()) > 6 else "partial"
            return Stretch(
                pair.start, pair.end, "direct", kind, exact.cue, exact.speaker, exact.rule
            )
        set_off, plain = self.paragraph.set_off, inner.strip(" ,.").lower()
        if form is None and plain in set_off:
            form, rule = "scare", "set off elsewhere in the article"
        if form in ("so-called", "scare"):
            set_off.add(plain)
        around = self.innermost(pair)
        return (
            set_aside(pair, form, rule, around)
            if form
            else self.read_speech(pair, around, is_outer)
        )

    def read_speech(self, pair: Pair, around: Stretch | None, is_outer: bool) -> Stretch:
        """Words between marks that may be speech: whose, or a scare quote after all."""
        span = (pair.start, pair.end)
        if around and around.form == "full":
            return set_aside(pair, "scare", "between marks in direct speech", around)
        if around and around.form not in BETWEEN_MARKS:
            if is_single_word(self.text, pair):
                return set_aside(pair, "scare", "one word in reported speech", around)
            return Stretch(
                *span,
                "direct",
                "partial",
                around.cue,
                around.speaker,
                "between marks in reported speech",
            )
        row = self.acting(pair) if is_outer else None
        if row:
            return Stretch(
                *span,
                "direct",
                "partial",
                row.cue,
                row.speaker,
                "between marks behind a verb of speech",
            )
        inner = self.text[pair.start : pair.end]
        if reads_like_speech(inner) or pair.runs_on or self.is_sentence(pair, inner):
            signed = self.signed(pair)
            known = signed or self.preceding() or self.speaking
            speaker, cue = known or (self.following(), None)
            rule = "speech goes on" if known or speaker.name else "no cue"
            rule = "signed below" if signed else rule
            return Stretch(*span, "direct", "full", cue, speaker, rule)
        return set_aside(pair, "scare", "between marks without a cue", None)

    def signed(self, pair: Pair) -> tuple[Speaker, str | None] | None:
        """Who signs below a quotation that ends its paragraph, or behind it: (speaker, cue) or None."""
        if self.unit + 1 < len(self.units) and self.units[self.unit + 1].at(0) in word_list(
            "dashes"
        ):
            speaker = self.following()
            return (speaker, self.units[self.unit + 1].low[0]) if speaker.name else None
        is_last = pair.close >= len(self.text.rstrip()) - 1
        return self.paragraph.signed() if is_last else None

    def is_sentence(self, pair: Pair, inner: str) -> bool:
        """Whether a sentence is nothing but the words between the marks: "Nobody asked us."."""
        unit = self.units[self.unit]
        ends = inner[-1:] in (".", "!", "?", "…") or len(unit) > 1 and unit.low[-1] in ".!?"
        return (
            len(unit) <= ALONE
            and pair.open == unit.start[0]
            and ends
            and inner[:1].isupper()
            and inner.count(" ") >= (1 if self.speaking else 2)
        )

    def acting(self, pair: Pair) -> Stretch | None:
        """The attribution of the sentence whose verb stands before the marks: 'expressed their "…" to'."""
        unit = self.units[self.unit]
        for row in self.rows[self.unit]:
            if (
                row.form in ("narrated_act", "reported")
                and row.cue
                and row.end > pair.open - 3
                and (row.start >= pair.close or row.start <= pair.open)
            ):
                verb = row.cue.split()[0]
                if verb in unit.low and unit.start[unit.low.index(verb)] < pair.open:
                    return row
        return None

    def preceding(self) -> tuple[Speaker, str | None] | None:
        """Who was handed the sentence before, or was about to speak in it: (speaker, cue)."""
        unit = self.units[self.unit]
        if not self.unit or len(unit.pair) != 1 or len(unit) > ALONE:
            return None
        if self.rows[self.unit - 1]:
            last = self.rows[self.unit - 1][-1]
            return (
                (last.speaker, last.cue) if last.voice != "narrator" and last.speaker.name else None
            )
        return self.paragraph.announced(self.units[self.unit - 1])

    def following(self) -> Speaker:
        """Who speaks in the next sentence that only says who spoke: '"Stop!" Chen shouted.'"""
        after = self.rows[self.unit + 1] if self.unit + 1 < len(self.rows) else []
        return next((row.speaker for row in after if row.rule == "a sentence of its own"), NOBODY)

    def innermost(self, pair: Pair) -> Stretch | None:
        """The innermost stretch that holds a pair of marks."""
        while self.open and self.open[-1].end <= pair.open:
            self.open.pop()
        near = [*self.open, *self.rows[self.unit], *self.rows[-1][:1]]
        held = [
            row
            for row in near
            if row.start <= pair.open
            and pair.close <= row.end
            and row.end > row.start
            and row.end - row.start > pair.end - pair.start
            and (row.form != "full" or row in self.open)
        ]
        return min(held, key=lambda row: row.end - row.start, default=None)


def set_aside(pair: Pair, form: str, rule: str, around: Stretch | None) -> Stretch:
    """A stretch that is no speech, in the voice that surrounds it."""
    speech = around if around is not None and around.voice != "narrator" else None
    return Stretch(
        pair.start,
        pair.end,
        speech.voice if speech else "narrator",
        form,
        None,
        speech.speaker if speech else Speaker(None, None),
        rule,
    )
