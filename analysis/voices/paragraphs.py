"""
One paragraph read: who is handed which words, and what stands between its marks. Part of `voices`.
"""

from analysis.voices.attributions import find_attributions
from analysis.voices.between_marks import IF_ALONE, MarksReader
from analysis.voices.cited import find_label
from analysis.voices.clauses import is_clause
from analysis.voices.contents import STOPS, Attribution
from analysis.voices.cues import find_cues
from analysis.voices.english import (
    DETERMINERS,
    PREPOSITIONS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TIME_WORDS,
    looks_past,
)
from analysis.voices.lexicon import Lexicon
from analysis.voices.names import Mention, head_noun, is_plural, read_mention
from analysis.voices.noun_phrases import Subject, noun_phrase
from analysis.voices.phrases import is_description, is_verb
from analysis.voices.quoted import goes_on_as_speech, reads_like_speech
from analysis.voices.speakers import (
    A_THING,
    ANYBODY,
    FIRST_PERSON,
    NOBODY_AT_ALL,
    OWNER,
    PERSONS,
    Speaker,
    Speakers,
    bare,
)
from analysis.voices.stretches import NOBODY, Held, Paragraph, Stretch, nest, say_doubt
from analysis.voices.subjects import find_subject, main_subject
from analysis.voices.units import Unit, read_units
from analysis.voices.words import word_list

SPOKEN = frozenset(["say", "state", "tell", "utter"])
NEVER_INSIDE = frozenset(
    [
        "object of the verb",
        "behind for",
        "behind of",
        "what is asked",
        "object of a verb of saying",
        "bare object",
        "bare noun behind a noun",
        "clause behind a noun",
    ]
)
UNNAMED = (ANYBODY, A_THING)
SAID = frozenset(["said", "wrote", "told"])
BLOCK = "block"  # the next paragraph is a quotation even without marks
NEAR_COLON = (
    9  # tokens between a verb of saying and the colon behind which a block quotation follows
)
LONGEST_SIGNATURE = 120  # characters of a line that only says who spoke above
WHEN = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday today yesterday tonight morning afternoon
    evening night later earlier recently""".split()
)
LEARNED = frozenset(["learned", "learnt", "learns", "understands"])
GOES_ON = frozenset(
    [
        "behind that",
        "behind the verb",
        "before the verb",
        "both sides of the verb",
        "question clause",
        "clause behind a noun",
        "according to",
        "paragraph ends in an attribution",
    ]
)


def description_end(unit: Unit, last: int) -> int:
    """Where the description behind a name ends: 'Ana Ruiz, a farmer from Leeds, said'."""
    while (
        unit.at(last) == ","
        and last + 2 < len(unit)
        and is_description(unit, last + 1, last + 2)
        and unit.low[last + 1] not in SUBJECT_PRONOUNS
        and not looks_past(unit.low[last + 1])
    ):
        end = last + 1
        while end < len(unit) and unit.low[end] not in STOPS | RELATIVES and end not in unit.pair:
            end += 1
        if is_clause(unit, last + 1, end):
            break
        last = end
    return last


def taken_up(unit: Unit, subject: Subject) -> Subject:
    """'The head of NATO, Hoop Scheffer, he said': the pronoun takes up what stands before it."""
    first = subject.first
    if (
        unit.at(first - 1) != ","
        or unit.low[first] not in ("he", "she", "they", "it")
        or unit.at(subject.verb + 1) == ","
        or any(is_verb(unit, number) or number in unit.pair for number in range(first))
    ):
        return subject
    found = noun_phrase(unit, first - 1, subject.verb)
    is_noun = (
        found is not None
        and unit.low[found.first] not in SUBORDINATORS | TIME_WORDS | PREPOSITIONS
        and (unit.is_name(found.first) or unit.low[found.first] in DETERMINERS)
    )
    return found if found and is_noun else subject


def standing(unit: Unit, number: int, first: int, last: int) -> bool | None:
    """Whether a name is the subject (True), stands behind a preposition (False), or neither (None)."""
    if first <= number < last:
        return True
    while unit.is_name(number - 1):
        number -= 1
    return False if unit.at(number - 1) in PREPOSITIONS else None


def named_words(speaker: Speaker) -> list[str]:
    """The words with a capital in a speaker's name: a sentence with one of them speaks of the speaker."""
    return [word for word in (speaker.name or "").split() if word[:1].isupper()]


def read_signature(following: str) -> Unit | None:
    """The one sentence of a paragraph that is only a signature ('― Ana Ruiz, mayor'), or None."""
    if following[:1] not in word_list("dashes") or len(following) > LONGEST_SIGNATURE:
        return None
    units, *_ = read_units(following, [0])
    return units[0] if units else None


class ParagraphReader:
    """Reads one paragraph; what it learns of speakers stays in `speakers`."""

    def __init__(
        self,
        paragraph: Paragraph,
        lexicon: Lexicon,
        speakers: Speakers,
        set_off: set[str],
        following: str = "",
        is_held: bool = False,
    ) -> None:
        self.text, self.number, self.at = paragraph.text, paragraph.number, paragraph.at
        self.lexicon, self.speakers, self.set_off = lexicon, speakers, set_off
        self.units, self.pairs, self.odd = read_units(
            paragraph.text, paragraph.breaks, following, is_held
        )
        self.runs_on = bool(self.pairs) and self.pairs[-1].runs_on
        self.has_owner = any(end in paragraph.text for end in OWNER)
        self.signature = read_signature(following)
        self.stretches: list[Stretch] = []
        self.hearsay: list[Stretch] = []
        self.unit_before: Unit | None = None  # the last sentence of the paragraph before
        self.held: Held | None = None  # who speaks on into the next paragraph

    def read(self, held: Held | None) -> list[Stretch]:
        """The stretches of the paragraph; `held` is who spoke when the paragraph before ended."""
        if held and BLOCK in held and not self.pairs and self.text.strip():
            return self.read_block(held)
        rows = [self.read_unit(unit) for unit in self.units]
        self.extend_back(rows)
        self.extend_forth(rows)
        self.read_marks(rows, held)
        self.stretches += self.keep_hearsay()
        return nest(
            sorted(
                map(say_doubt, self.stretches), key=lambda stretch: (stretch.start, -stretch.end)
            )
        )

    def read_unit(self, unit: Unit) -> list[Stretch]:
        """The reported stretches of one unit; its quotations are noted for `read_marks`."""
        rows: list[Stretch] = []
        for found in sorted(
            find_attributions(unit, self.lexicon), key=lambda row: (row.first, -row.last)
        ):
            if found.first == len(unit):
                continue  # cut short behind "demand that": nothing is handed over
            start = unit.start[found.first]
            end = unit.end[found.last - 1] if found.last > found.first else start
            if found.form == "hearsay":
                self.add_hearsay(rows, start, end, found.cue, found.rule)
                continue
            outer = next(
                (
                    row
                    for row in reversed(rows)
                    if row.start <= start
                    and end <= row.end
                    and row.start <= unit.start[found.at] < row.end
                ),
                None,
            )
            speaker = self.find_speaker(unit, found, outer and outer.speaker)
            if speaker.doubt == NOBODY_AT_ALL or speaker.doubt == A_THING and found.cue not in SAID:
                continue  # 'Nobody said that', 'History tells us that'
            if speaker.doubt in UNNAMED or found.subject is None and found.rule != "according to":
                if found.form == "reported":
                    self.add_hearsay(rows, start, end, found.cue, found.rule)
                    continue
            if speaker.doubt in UNNAMED:
                speaker = NOBODY
            if outer and (
                found.form == "narrated_act"
                or found.rule in NEVER_INSIDE
                or speaker.name is None
                or speaker.name == outer.speaker.name
            ):
                continue
            if found.cue in LEARNED and speaker.role == "journalist":
                continue  # 'The Global Times has learned that': the newspaper, of itself
            is_own = speaker.doubt == FIRST_PERSON  # the writer's own "I think": the narrator
            voice = "narrator" if found.form == "narrated_act" or is_own else "indirect"
            form = {"quotation": "full"}.get(found.form, found.form)
            rows.append(Stretch(start, end, voice, form, found.cue, speaker, found.rule))
        self.stretches += [row for row in rows if row.form != "full" and row.end > row.start]
        self.note_names(unit, rows)
        return rows

    def add_hearsay(
        self, rows: list[Stretch], start: int, end: int, cue: str | None, rule: str
    ) -> None:
        """Words handed over by nobody named, where they do not stand in somebody's speech."""
        if (
            any(row.start < end and start < row.end for row in [*rows, *self.hearsay])
            or end <= start
        ):
            return
        row = Stretch(start, end, "hearsay", "hearsay", cue, NOBODY, rule)
        self.hearsay.append(row)

    def note_names(self, unit: Unit, rows: list[Stretch]) -> None:
        """Let `speakers` know whom the narrator names in a unit."""
        full = self.speakers.full
        if full.keys().isdisjoint(unit.words) and not self.has_owner:
            return
        known = [
            number
            for number, word in enumerate(unit.words)
            if word in full or word[-2:] in OWNER and bare(word) in full
        ]
        subject = main_subject(unit, len(unit)) if known else None
        first, last = subject[:2] if subject else (0, 0)
        words = [
            (unit.words[number], self.at + unit.start[number], standing(unit, number, first, last))
            for number in known
            if number not in unit.pair
            and not any(row.start <= unit.start[number] < row.end for row in rows)
        ]
        self.speakers.note_names(words, self.number)

    def find_speaker(self, unit: Unit, found: Attribution, outer: Speaker | None) -> Speaker:
        """The speaker of an attribution; a pronoun may mean the subject of the sentence before."""
        if found.subject is None:
            return NOBODY
        mention, place = self.read_subject(unit, taken_up(unit, found.subject))
        speaker = self.speakers.resolve(mention, self.number, place, outer)
        if speaker.doubt == "unattributed" and mention.kind in ("he", "she", "they", "it"):
            speaker = self.find_antecedent(unit, found.subject.first, mention.kind) or speaker
        return speaker

    def read_subject(self, unit: Unit, subject: Subject) -> tuple[Mention, int]:
        """The mention that a subject is, and its place in the article."""
        last = subject.last
        while last - subject.first > 1 and unit.low[last - 1] in WHEN:
            last -= 1
        last = subject.last if unit.low[last - 1] in PREPOSITIONS else last
        words = unit.words[subject.first : last]
        description = unit.text[
            unit.start[subject.first] : unit.end[description_end(unit, subject.last) - 1]
        ]
        if words == ["He"] and subject.first and "He" in self.speakers.full:
            mention = Mention("person", "He", description)  # 'said He': the family name of He Jun
        else:
            mention = read_mention(words, description, self.speakers.roles.words)
        return mention, self.at + unit.start[subject.first]

    def find_antecedent(self, unit: Unit, token: int, kind: str) -> Speaker | None:
        """Whom a pronoun means if nobody has spoken yet: the subject of its sentence, or of the one before."""
        before: Unit | None = unit
        subject = main_subject(unit, token)
        if subject is None:
            before = self.units[unit.number - 1] if unit.number else self.unit_before
            subject = main_subject(before, len(before)) if before is not None else None
        if subject is None or before is None or before is unit and subject.first == token:
            return None
        mention, _ = self.read_subject(before, subject)
        is_many = mention.kind == "people" or mention.kind == "group" and is_plural(mention.name)
        is_person = (
            mention.kind in ("person", "definite")
            or mention.kind == "group"
            and not is_many
            and head_noun(mention.name) in PERSONS
        )
        is_thing = (
            mention.kind == "group"
            and not is_many
            and not is_person
            or mention.kind == "person"
            and " " not in mention.name
        )  # Google
        fits = {"they": is_many, "he": is_person, "she": is_person, "it": is_thing}[kind]
        return (
            self.speakers.resolve(mention, self.number, self.at + unit.start[0]) if fits else None
        )

    def extend_back(self, rows: list[list[Stretch]]) -> None:
        """A paragraph that ends in an attribution is one stretch, if nothing else in it attributes."""
        if len(rows) < 2 or not rows[-1] or any(rows[:-1]):
            return
        start, first = self.units[-1].start[0], self.units[0].start[0]
        row = next(
            (
                row
                for row in rows[-1]
                if row.rule == "before the verb"
                and row.form == "reported"
                and row.voice == "indirect"
                and row.start == start
                and row.cue not in self.lexicon.thoughts
            ),
            None,
        )
        if row is None or any(
            reads_like_speech(self.text[pair.start : pair.end]) for pair in self.pairs
        ):
            return
        whole = row._replace(start=first, rule="paragraph ends in an attribution")
        self.stretches[self.stretches.index(row)] = whole
        rows[-1][rows[-1].index(row)] = whole

    def extend_forth(self, rows: list[list[Stretch]]) -> None:
        """Sentences without a cue behind reported speech, in the present: free indirect."""
        speaker = None
        for unit, found in zip(self.units, rows):
            if found:
                speaker = found[-1].speaker if self.may_go_on(found[-1]) else None
            elif (
                speaker
                and goes_on_as_speech(unit, self.lexicon)
                and not set(unit.words) & set(named_words(speaker))
            ):
                found.append(
                    Stretch(
                        unit.start[0],
                        unit.end[-1],
                        "perhaps",
                        "free_indirect",
                        None,
                        speaker,
                        "goes on in the same voice",
                    )
                )
                self.stretches.append(found[-1])
            else:
                speaker = None

    def may_go_on(self, row: Stretch) -> bool:
        """Whether the next sentence may be in the voice of a stretch: reported speech of a named speaker."""
        return bool(
            row.voice == "indirect"
            and row.form == "reported"
            and row.speaker.name
            and row.rule in GOES_ON
            and row.cue not in self.lexicon.thoughts
        )

    def keep_hearsay(self) -> list[Stretch]:
        """The hearsay that no speech holds: found sentence by sentence, before the marks were read."""
        return [
            row
            for row in self.hearsay
            if not any(
                other.start < row.end
                and row.start < other.end
                and other.voice != "narrator"
                and not (row.start <= other.start and other.end <= row.end)
                for other in self.stretches
            )
        ]

    def read_marks(self, rows: list[list[Stretch]], held: Held | None) -> None:
        """A stretch for everything between quotation marks, and who speaks on into the next paragraph."""
        end = len(self.text.rstrip())
        if self.pairs:
            reader = MarksReader(self, rows, held)
            self.stretches += reader.read()
            if self.runs_on or self.pairs[-1].close >= end - 1:
                self.held = reader.speaking
        last = rows[-1][-1] if rows and rows[-1] else None
        if (
            last
            and last.speaker.name
            and self.held is None
            and last.cue not in self.lexicon.thoughts
        ):
            self.held = (last.speaker, last.cue, IF_ALONE)
        if self.text[end - 1 : end] == ":":
            block = self.announces_block(self.units[-1])
            held_now = (last.speaker, last.cue) if last else self.announced(self.units[-1])
            self.held = (*held_now, block) if held_now and block else held_now

    def announces_block(self, unit: Unit) -> str:
        """A verb of saying right before the colon that ends a paragraph ("Ana Ruiz said in a post:"), or ""."""
        cues = [cue for cue in find_cues(unit, self.lexicon) if cue.classes & SPOKEN]
        if not cues or len(unit) - cues[-1].last > NEAR_COLON or unit.pair:
            return ""
        return BLOCK if cues[-1].form == "finite" else ""

    def read_block(self, held: Held) -> list[Stretch]:
        """A paragraph without marks behind 'Ana Ruiz said:': the whole of it is what was said."""
        speaker, cue = held[:2]
        end = len(self.text.rstrip())
        whole = Stretch(0, end, "direct", "full", cue, speaker, "block quotation")
        return [say_doubt(whole)]

    def signed(self) -> tuple[Speaker, str | None] | None:
        """Who signs below a paragraph that is a quotation: '― Ana Ruiz'; (speaker, cue) or None."""
        unit = self.signature
        if unit is None:
            return None
        for found in find_label(unit, True):
            speaker = self.find_speaker(unit, found, None)
            return (speaker, found.cue) if speaker.name else None
        return None

    def announced(self, unit: Unit) -> tuple[Speaker, str | None] | None:
        """Who a sentence says will speak: 'issued a statement on …', or a colon at its end."""
        if unit.low[-1] != ":" and not self.lexicon.nouns["statement noun"] & set(unit.low):
            return None
        cues = [cue for cue in find_cues(unit, self.lexicon) if cue.classes & SPOKEN]
        subject = find_subject(unit, cues[-1], []) if cues and unit.low[-1] == ":" else None
        subject = subject or main_subject(unit, len(unit))
        if subject is None:
            return None
        speaker = self.find_speaker(unit, Attribution(0, 0, subject, "", "", "", 0), None)
        return (speaker, None) if speaker.name else None
