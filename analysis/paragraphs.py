"""
One paragraph read: who is handed which words, and what stands between its marks. Part of `voices`.
"""

from typing import NamedTuple

from analysis.attributions import find_attributions
from analysis.clauses import is_clause
from analysis.contents import STOPS, Attribution
from analysis.english import RELATIVES, SUBJECT_PRONOUNS
from analysis.names import is_plural, read_mention
from analysis.quoted import form_without_speaker, goes_on_as_speech, is_single_word, reads_like_speech
from analysis.spans import BETWEEN_MARKS
from analysis.speakers import FIRST_PERSON, Speaker
from analysis.subjects import is_description, main_subject
from analysis.units import read_units

NOBODY = Speaker(None, None, "unattributed")
ALONE = 3           # tokens of a sentence that is a quotation and nothing else
NEVER_INSIDE = frozenset(["object of the verb", "behind for", "behind of", "what is asked", "bare object",
                          "bare noun behind a noun", "clause behind a noun"])
GOES_ON = frozenset(["behind that", "behind the verb", "before the verb", "both sides of the verb", "question clause",
                     "clause behind a noun", "according to", "paragraph ends in an attribution"])


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
    breaks: list
    rows: list          # row numbers in the table of sentences
    at: int             # place of the paragraph in its article


def say_doubt(stretch):
    """A stretch whose speaker is not certain, with that in its rule: "…; ambiguous"."""
    doubt = stretch.speaker.doubt
    return stretch._replace(rule=f"{stretch.rule}; {doubt}") if doubt and stretch.form not in BETWEEN_MARKS else stretch


def nest(stretches):
    """Sorted stretches that nest: one that reaches beyond what holds its beginning is cut there."""
    nested, around = [], []
    for stretch in stretches:
        while around and around[-1] <= stretch.start:
            around.pop()
        if around and stretch.end > around[-1]:
            stretch = stretch._replace(end=around[-1])
        around.append(stretch.end)
        nested.append(stretch)
    return nested


def description_end(unit, last):
    """Where the description behind a name ends: 'Ana Ruiz, a farmer from Leeds, said'."""
    while unit.at(last) == "," and last + 2 < len(unit) and is_description(unit, last + 1, last + 2) \
            and unit.low[last + 1] not in SUBJECT_PRONOUNS:
        end = last + 1
        while end < len(unit) and unit.low[end] not in STOPS | RELATIVES and end not in unit.pair:
            end += 1
        if is_clause(unit, last + 1, end):
            break
        last = end
    return last


class ParagraphReader:
    """Reads one paragraph; what it learns of speakers stays in `speakers`."""

    def __init__(self, paragraph, lexicon, speakers, set_off, following="", is_held=False):
        self.text, self.number, self.at = paragraph.text, paragraph.number, paragraph.at
        self.lexicon, self.speakers, self.set_off = lexicon, speakers, set_off
        self.units, self.pairs, self.odd = read_units(paragraph.text, paragraph.breaks, following, is_held)
        self.runs_on = bool(self.pairs) and self.pairs[-1].runs_on
        self.stretches = []
        self.unit_before = None     # the last sentence of the paragraph before
        self.held = None            # who speaks on into the next paragraph
        self.contents = {}          # place of an opening mark -> (speaker, cue, rule) that hold it

    def read(self, held):
        """The stretches of the paragraph; `held` is who spoke when the paragraph before ended."""
        rows = [self.read_unit(unit) for unit in self.units]
        self.extend_back(rows)
        self.extend_forth(rows)
        self.read_marks(rows, held)
        return nest(sorted(map(say_doubt, self.stretches), key=lambda stretch: (stretch.start, -stretch.end)))

    def read_unit(self, unit):
        """The reported stretches of one unit; its quotations are noted for `read_marks`."""
        rows = []
        for found in sorted(find_attributions(unit, self.lexicon), key=lambda row: (row.first, -row.last)):
            start = unit.start[found.first]
            end = unit.end[found.last - 1] if found.last > found.first else start
            outer = next((row for row in reversed(rows) if row.start <= start and end <= row.end
                          and row.start <= unit.start[found.at] < row.end), None)
            speaker = self.find_speaker(unit, found, outer and outer.speaker)
            if outer and (found.form == "narrated_act" or found.rule in NEVER_INSIDE
                          or speaker.name is None or speaker.name == outer.speaker.name):
                continue
            is_own = speaker.doubt == FIRST_PERSON      # the writer's own "I think": the narrator
            voice = "narrator" if found.form == "narrated_act" or is_own else "indirect"
            form = {"quotation": "full"}.get(found.form, found.form)
            rows.append(Stretch(start, end, voice, form, found.cue, speaker, found.rule))
        self.stretches += [row for row in rows if row.form != "full" and row.end > row.start]
        self.note_names(unit, rows)
        return rows

    def note_names(self, unit, rows):
        """Let `speakers` know whom the narrator names in a unit."""
        words = [(word, self.at + unit.start[number]) for number, word in enumerate(unit.words)
                 if word in self.speakers.full and number not in unit.pair
                 and not any(row.start <= unit.start[number] < row.end for row in rows)]
        self.speakers.note_names(words, self.number)

    def find_speaker(self, unit, found, outer):
        """The speaker of an attribution; a pronoun may mean the subject of the sentence before."""
        if found.subject is None:
            return NOBODY
        mention, place = self.read_subject(unit, found.subject)
        speaker = self.speakers.resolve(mention, self.number, place, outer)
        if speaker.doubt == "unattributed" and mention.kind in ("he", "they", "it"):
            speaker = self.find_antecedent(unit, mention.kind) or speaker
        return speaker

    def read_subject(self, unit, subject):
        """The mention that a subject is, and its place in the article."""
        words = unit.words[subject.first:subject.last]
        description = unit.text[unit.start[subject.first]:unit.end[description_end(unit, subject.last) - 1]]
        return (read_mention(words, description, self.speakers.roles.words), self.at + unit.start[subject.first])

    def find_antecedent(self, unit, kind):
        """Whom a pronoun means if nobody has spoken yet: the subject of the sentence before, if it fits."""
        number = next(number for number, other in enumerate(self.units) if other is unit)
        before = self.units[number - 1] if number else self.unit_before
        subject = main_subject(before, len(before)) if before is not None else None
        if subject is None:
            return None
        mention, _ = self.read_subject(before, subject)
        is_many = mention.kind == "people" or mention.kind == "group" and is_plural(mention.name)
        fits = {"they": is_many, "he": mention.kind in ("person", "definite"),
                "it": mention.kind == "group" and not is_many}[kind]
        return self.speakers.resolve(mention, self.number, self.at + unit.start[0]) if fits else None

    def extend_back(self, rows):
        """A paragraph that ends in an attribution is one stretch, if nothing else in it attributes."""
        if len(rows) < 2 or not rows[-1] or any(rows[:-1]):
            return
        start, first = self.units[-1].start[0], self.units[0].start[0]
        row = next((row for row in rows[-1] if row.rule == "before the verb" and row.form == "reported" and row.voice == "indirect"
                    and row.start == start and row.cue not in self.lexicon.thoughts), None)
        if row is None or any(reads_like_speech(self.text[pair.start:pair.end]) for pair in self.pairs):
            return
        whole = row._replace(start=first, rule="paragraph ends in an attribution")
        self.stretches[self.stretches.index(row)] = whole
        rows[-1][rows[-1].index(row)] = whole

    def extend_forth(self, rows):
        """Sentences without a cue behind reported speech, in the present: free indirect."""
        speaker = None
        for unit, found in zip(self.units, rows):
            if found:
                last = found[-1]
                speaker = last.speaker if last.voice == "indirect" and last.form == "reported" \
                    and last.speaker.name and last.rule in GOES_ON and last.cue not in self.lexicon.thoughts else None
            elif speaker and goes_on_as_speech(unit, self.lexicon):
                found.append(Stretch(unit.start[0], unit.end[-1], "indirect", "free_indirect", None, speaker,
                                     "goes on in the same voice"))
                self.stretches.append(found[-1])
            else:
                speaker = None

    def read_marks(self, rows, held):
        """A stretch for everything between quotation marks."""
        exact = {}
        for unit, found in zip(self.units, rows):
            for row in found:
                if row.form == "full":
                    exact[row.start] = row
        alone = {unit.start[number]: k for k, unit in enumerate(self.units) for number in unit.pair}
        before, speaking = None, held
        for pair in self.pairs:
            unit = alone.get(pair.open)
            if unit is not None and self.is_interrupted(unit, rows, speaking, held):
                speaking = None
            stretch = self.read_pair(pair, exact.get(pair.open), unit, rows, before, speaking)
            before = (pair, stretch.form)
            if stretch.voice == "direct" and stretch.form in ("full", "partial") and unit is not None:
                speaking = (stretch.speaker, stretch.cue)
            if stretch.end > stretch.start:
                self.stretches.append(stretch)
        ends_quoted = self.pairs and self.pairs[-1].close >= len(self.text.rstrip()) - 1
        self.held = speaking if self.runs_on or ends_quoted else None
        if self.text.rstrip().endswith(":"):
            last = rows[-1][-1] if rows[-1] else None
            self.held = (last.speaker, last.cue) if last else self.announced(self.units[-1])

    def is_interrupted(self, unit, rows, speaking, held):
        """Whether another sentence stands between a quotation and who spoke before it."""
        if not speaking or not unit:
            return False
        before = self.units[unit - 1]
        return speaking is held or not rows[unit - 1] and not before.pair and any(
            before.is_name(number) and before.words[number] in self.speakers.full for number in range(len(before)))

    def read_pair(self, pair, exact, unit, rows, before, speaking):
        """The stretch of one pair of marks."""
        inner = self.text[pair.start:pair.end]
        around = self.innermost(pair)
        form, rule = form_without_speaker(self.text, pair, before, self.lexicon)
        if exact is not None and form not in ("so-called", "title") and (form is None or reads_like_speech(inner)):
            kind = "full" if reads_like_speech(inner) or len(inner.split()) > 6 else "partial"
            return Stretch(pair.start, pair.end, "direct", kind, exact.cue, exact.speaker, exact.rule)
        if form is None and inner.strip(" ,.").lower() in self.set_off:
            form, rule = "scare", "set off elsewhere in the article"
        if form is None:
            return self.read_speech(pair, inner, unit, rows, around, speaking)
        if form in ("so-called", "scare"):
            self.set_off.add(inner.strip(" ,.").lower())
        return self.set_aside(pair, form, rule, around)

    def set_aside(self, pair, form, rule, around):
        """A stretch that is no speech, in the voice that surrounds it."""
        voice = around.voice if around and around.voice != "narrator" else "narrator"
        speaker = around.speaker if around and voice != "narrator" else Speaker(None, None)
        return Stretch(pair.start, pair.end, voice, form, None, speaker, rule)

    def read_speech(self, pair, inner, unit, rows, around, speaking):
        """Words between marks that may be speech: whose, or a scare quote after all."""
        if around and around.form not in BETWEEN_MARKS and around.form != "full":
            if is_single_word(self.text, pair):
                return self.set_aside(pair, "scare", "one word in reported speech", around)
            return Stretch(pair.start, pair.end, "direct", "partial", around.cue, around.speaker, "between marks in reported speech")
        if around and around.form == "full":
            return self.set_aside(pair, "scare", "between marks in direct speech", around)
        row = self.acting(unit, rows, pair)
        if row:
            return Stretch(pair.start, pair.end, "direct", "partial", row.cue, row.speaker, "between marks behind a verb of speech")
        if reads_like_speech(inner) or pair.runs_on:
            speaker, cue = self.preceding(unit, rows) or speaking or (self.following(unit, rows), None)
            rule = "speech goes on" if speaker.name else "no cue"
            return Stretch(pair.start, pair.end, "direct", "full", cue, speaker, rule)
        return self.set_aside(pair, "scare", "between marks without a cue", None)

    def acting(self, unit, rows, pair):
        """The attribution of the unit whose verb stands before the marks: 'expressed their "…" to'."""
        if unit is None:
            return None
        near = [row for row in rows[unit] if row.form != "full" and row.cue and row.cue.split()[0] in
                [word for word in self.units[unit].low]]
        for row in near:
            cue = self.text.lower().find(row.cue.split()[0], self.units[unit].start[0])
            if row.form in ("narrated_act", "reported") and cue < pair.open and row.end > pair.open - 3 and cue >= 0 \
                    and (row.start >= pair.close or row.start <= pair.open):
                return row
        return None

    def preceding(self, unit, rows):
        """Who was handed the sentence before, or was about to speak in it: (speaker, cue)."""
        if not unit or len(self.units[unit].pair) != 1 or len(self.units[unit]) > ALONE:
            return None
        if rows[unit - 1]:
            last = rows[unit - 1][-1]
            return (last.speaker, last.cue) if last.voice != "narrator" and last.speaker.name else None
        return self.announced(self.units[unit - 1])

    def announced(self, unit):
        """Who a sentence says will speak: 'issued a statement on …', or a colon at its end."""
        if unit.low[-1] != ":" and not self.lexicon.nouns["statement noun"] & set(unit.low):
            return None
        subject = main_subject(unit, len(unit))
        if subject is None:
            return None
        speaker = self.find_speaker(unit, Attribution(0, 0, subject, "", "", "", 0), None)
        return (speaker, None) if speaker.name else None

    def following(self, unit, rows):
        """Who speaks in the next sentence that only says who spoke: '"Stop!" Chen shouted.'"""
        if unit is not None and unit + 1 < len(rows):
            for row in rows[unit + 1]:
                if row.rule.startswith("a sentence of its own"):
                    return row.speaker
        return NOBODY

    def innermost(self, pair):
        """The innermost stretch found so far that holds a pair of marks."""
        held = [row for row in self.stretches if row.start <= pair.open and pair.close <= row.end
                and (row.end - row.start > pair.end - pair.start)]
        return min(held, key=lambda row: row.end - row.start, default=None)
