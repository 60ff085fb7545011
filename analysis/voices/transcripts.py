"""
Questions and answers, interviews and hearings in turns: each turn is its speaker's speech. Part of `voices`.

An article is a transcript if most of its paragraphs, from the first label on, stand behind a
label ("Q:", "MR. LEE:", "ANA RUIZ, MAYOR:", "Ruiz:") or go on behind one.
"""

import re
from typing import NamedTuple

from analysis.voices.lexicon import Lexicon
from analysis.voices.marks import pair_marks
from analysis.voices.names import clean_name, is_title
from analysis.voices.phrases import PARTICLES
from analysis.voices.quoted import form_without_speaker
from analysis.voices.speakers import Speaker, Speakers
from analysis.voices.stretches import NOBODY, Paragraph, Stretch, nest, say_doubt
from analysis.voices.words import word_list

LABEL = re.compile(
    r"(?P<short>[QA])\d{0,3}\s*[.:]\s+(?=\S)"  # Q: A: Q. A. Q1:
    r"|(?P<label>[^:\"“”«?!]{1,90}?)\s*:\s+(?=\S)"  # ANA RUIZ, MAYOR:
    r"|(?P<asked>Q)\s+(?=[^\W\d_a-z])"  # Q  Thank you.
    r"|(?P<rose>(?:Mr|Mrs|Ms|Dr|Miss|The|Senator)\.?\s[A-Z][A-Z'’\-]{2,})\.\s+(?=\S)"  # in parliament
)
OFFICE = re.compile(r"(?P<name>[^,(]+)(?:,\s*|\s*\()(?P<office>[^)]*)\)?")
STAGE = re.compile(r"\s*[(\[][^()\[\]]{1,60}[)\]]\s*$")  # (Laughter.)
TURNS = 2  # labelled paragraphs, of two speakers, from which on they may be a transcript
SHARE = 0.5  # of the paragraphs from the first label on that must have one, or
MANY = 6  # so many of them whatever stands between
LONGEST = 5  # words of a label's name
ROSE = frozenset(["Mr", "Mr. ", "Mrs", "Ms", "Ms. ", "Dr", "The "])
OPENS_SPEECH = frozenset("\"“‘«'")


class Turn(NamedTuple):
    """Where a turn begins behind its label, the name in the label, and the office behind the name."""

    start: int
    name: str  # "" for Q and A and their like: a speaker who has no name
    office: str


def find_turns(texts: list[str]) -> dict[int, Turn]:
    """Number of a paragraph -> its turn, labelled or going on; empty where the article is no transcript."""
    if not any(
        ":" in text[:90] or text[:1] in ("Q", "A") or text[:4].strip(".") in ROSE for text in texts
    ):
        return {}
    labelled = {number: turn for number, turn in enumerate(map(read_label, texts)) if turn}
    labelled = keep_acronyms(keep_speakers(labelled, texts), texts)
    if len(labelled) < TURNS:
        return {}
    names = {
        turn.name.split()[-1] if turn.name else texts[number][0]
        for number, turn in labelled.items()
    }
    first = min(labelled)
    is_dense = len(labelled) >= min(SHARE * (len(texts) - first), MANY)
    if not is_dense or len(names) < 2 and len(labelled) < len(texts) - first:
        return {}
    turns, current = {}, labelled[first]
    for number in range(first, len(texts)):
        current = labelled.get(number) or current
        if not is_note(texts[number]):
            turns[number] = labelled.get(number) or current._replace(start=0)
    return turns


def read_label(text: str) -> Turn | None:
    """The turn that a paragraph's label opens; None where nothing looks like one."""
    found = LABEL.match(text)
    if not found or text[found.end() : found.end() + 1] in OPENS_SPEECH:
        return None
    label = next(filter(None, found.groups())).strip("*_ ")
    if label.lower() in word_list("unnamed turns"):
        return Turn(found.end(), "", "")
    parts = OFFICE.fullmatch(label)
    name, office = (parts["name"], parts["office"]) if parts else (label, "")
    words = name.split()
    if not words or len(words) > LONGEST or not all(map(may_be_in_name, words)):
        return None
    titles = [word for word in words if is_title(word)]
    plain = [write_name(word) for word in words if word not in titles]
    if not plain or not clean_name(plain, True):
        return None
    return Turn(found.end(), " ".join(plain), (" ".join(titles) + " " + office).strip().lower())


def may_be_in_name(word: str) -> bool:
    """Whether a word of a label can belong to a name."""
    return word[:1].isupper() or word.lower() in PARTICLES


def write_name(word: str) -> str:
    """A word of a name without its capitals: BRANDT -> Brandt."""
    return word.title() if word.isupper() and len(word) > 1 and "." not in word else word


def keep_speakers(labelled: dict[int, Turn], texts: list[str]) -> dict[int, Turn]:
    """Without labels that come once and are one word: "Where: the town hall" names no speaker."""
    last = [turn.name.split()[-1] for turn in labelled.values() if turn.name]
    return {
        number: turn
        for number, turn in labelled.items()
        if not turn.name
        or " " in turn.name
        or last.count(turn.name) > 1
        or turn.office
        or texts[number].split(":")[0].isupper()
    }


def keep_acronyms(labelled: dict[int, Turn], texts: list[str]) -> dict[int, Turn]:
    """VOA stays VOA where other labels are written small: there, capitals are an acronym."""
    printed = {
        number: texts[number].split(":")[0] for number, turn in labelled.items() if turn.name
    }
    if all(map(str.isupper, printed.values())) and any(len(one) > 3 for one in printed.values()):
        return labelled
    return {
        number: turn._replace(name=printed[number])
        if number in printed and re.fullmatch(r"[A-Z]{2,5}", printed[number])
        else turn
        for number, turn in labelled.items()
    }


def is_note(text: str) -> bool:
    """Whether a paragraph is the editor's: '(Applause.)', 'This interview has been edited for length.'"""
    words = set(re.findall(r"\w+", text.lower()))
    is_edited = len(words) < 40 and not word_list("edited").isdisjoint(words)
    return (
        STAGE.fullmatch(text) is not None or is_edited and bool(words & {"interview", "transcript"})
    )


def read_turn(
    paragraph: Paragraph, turn: Turn, speakers: Speakers, lexicon: Lexicon
) -> list[Stretch]:
    """The stretch of one turn, and the words set off between marks within it."""
    text = paragraph.text
    stage = STAGE.search(text)
    end = stage.start() if stage and stage.start() > turn.start else len(text.rstrip())
    speaker = speakers.introduce(turn.name, turn.office, paragraph.at) if turn.name else NOBODY
    whole = Stretch(turn.start, end, "direct", "full", ":", speaker, "transcript")
    stretches, before = [whole], None
    for pair in pair_marks(text)[0]:
        if pair.start < turn.start or pair.end > end or pair.start == pair.end:
            continue
        form, rule = form_without_speaker(text, pair, before, lexicon)
        form, rule = (form, rule) if form else ("scare", "between marks in direct speech")
        before = (pair, form)
        of = Speaker(speaker.name, speaker.role)
        stretches.append(Stretch(pair.start, pair.end, "direct", form, None, of, rule))
    return nest(list(map(say_doubt, stretches)))
