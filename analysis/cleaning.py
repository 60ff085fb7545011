"""
Clean articles: a list of small named fixes, each change kept as a row, and a kind for each line.

Furniture is labelled, not cut. The `edits`, applied backwards, give the decoded text exactly.
"""

import re

import pandas as pd

from analysis.furniture import label_lines
from analysis.ledger import Ledger
from analysis.splitting import split_sentences
from analysis.tables import check_table

LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
STRAIGHT = str.maketrans({"\u201c": '"', "\u201d": '"', "\u201e": '"', "\u201f": '"',
                          "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'"})
QUOTES = re.compile("[\u2018-\u201f]")
NO_BREAK = re.compile("[\u00a0\u202f\u2007]")

# Words of two letters that can begin a sentence: "TERRORISMAs for" is two, "NGOs said" is one.
SHORT = "Am|An|As|At|Be|By|Do|Go|He|If|In|Is|It|Me|My|No|Of|On|Or|So|To|Up|Us|We"
NEW_WORD = rf"(?=[A-Z](?:[a-z]{{2}}|\s[a-z])|(?:{SHORT})\b)"
SUBHEAD = re.compile(
    rf"""(?P<before>^|[.!?]["'\u2019\u201d]?)(?P<head>[A-Z][A-Z0-9 ,:&'\u2019-]{{8,}}[A-Z]){NEW_WORD}""", re.M)
GLUED = re.compile(
    r"""(?P<left>[a-z0-9%)\]"'\u2019\u201d])(?P<mark>[.!?]+)(?P<close>["'\u2019\u201d)\]]*)(?P<word>(?P<open>["'\u2018\u201c(\[]*)[A-Z])""")


def unglue_subheads(text):
    """Put a line break round a subhead that the page ran into the text: 'world.FULL SUPPORTAt'."""
    for found in SUBHEAD.finditer(text):
        if len(found["head"].split()) < 2:
            continue
        if found["before"]:
            yield found.start("head"), found.start("head"), "\n"
        yield found.end("head"), found.end("head"), "\n"


def unglue_sentences(text):
    """Put a blank between two sentences that the page ran together: 'over.Then' -> 'over. Then'."""
    for found in GLUED.finditer(text):
        place = found.end("close")
        if found["close"] and not closes(text, found.start("close")):
            place = found.start("close")
        yield place, place, " "


def closes(text, place):
    """Whether the mark at `place` closes: curly ones say so; of straight ones in a line every other."""
    if text[place] in "\u2019\u201d)]":
        return True
    start = max(text.rfind(mark, 0, place) for mark in "\n\r") + 1
    return text.count(text[place], start, place) % 2 == 1


def straighten_quotes(text):
    """Curly quotation marks and apostrophes become straight ones."""
    for found in QUOTES.finditer(text):
        yield found.start(), found.end(), found[0].translate(STRAIGHT)


def space_no_break(text):
    """A no-break space becomes a blank."""
    for found in NO_BREAK.finditer(text):
        yield found.start(), found.end(), " "


FIXES = [unglue_subheads, unglue_sentences, straighten_quotes, space_no_break]   # top to bottom


def mend_text(ledger, mends):
    """Make the hand corrections of one article, before any fix; `find` must stand there once."""
    changes = []
    for row in mends.itertuples():
        if ledger.text.count(row.find) != 1:
            raise ValueError(f"corpus/mends.csv: {row.find!r} stands {ledger.text.count(row.find)} "
                             f"times in {row.doc_id}, not once. Give more of the words round it.")
        start = ledger.text.index(row.find)
        changes.append((start, start + len(row.find), row.replace if pd.notna(row.replace) else ""))
    ledger.change(sorted(changes), "mend")


def clean_text(text, mends=None):
    """The ledger of one article: mends first, then FIXES until nothing more changes."""
    ledger = Ledger(text)
    if mends is not None and len(mends):
        mend_text(ledger, mends)
    before = None
    while before != ledger.text:
        before = ledger.text
        for fix in FIXES:
            ledger.change(list(fix(ledger.text)), fix.__name__)
    return ledger


def find_lines(text):
    """(start, end) of each line that is not blank, without the blanks at its ends."""
    for found in LINE.finditer(text):
        line = found[0].strip()
        if line:
            start = found.start() + len(found[0]) - len(found[0].lstrip())
            yield start, start + len(line)


def list_sentences(ledger):
    """Every sentence and line of a cleaned article: (paragraph, sentence, raw span, kind, text)."""
    text, sentence = ledger.text, 0
    lines = list(find_lines(text))
    for paragraph, ((begin, _), parts) in enumerate(
            zip(lines, label_lines([text[start:end] for start, end in lines]))):
        for start, end, kind in parts:
            part = text[begin + start:begin + end]
            spans = split_sentences(part) if kind in ("body", "caption") else [(0, len(part))]
            for a, b in spans:
                a, b = begin + start + a, begin + start + b
                yield (paragraph, sentence, ledger.raw_start(a), ledger.raw_end(b), kind, text[a:b])
                sentence += 1


def clean_articles(documents, texts, mends):
    """
    Clean every article. Returns `documents`, `edits`, `sentences`.

    `texts` maps doc_id to decoded text; `mends` are hand corrections (corpus/mends.csv).
    """
    edits, sentences = [], []
    for doc_id in documents["doc_id"]:
        ledger = clean_text(texts[doc_id], mends[mends["doc_id"] == doc_id])
        edits += [(doc_id, order, edit.fix, edit.raw_start, edit.raw_end,
                   ledger.raw[edit.raw_start:edit.raw_end], edit.inserted)
                  for order, edit in enumerate(ledger.edits)]
        sentences += [(doc_id, *row) for row in list_sentences(ledger)]
    return documents, as_table(edits, "edits"), as_table(sentences, "sentences")


def as_table(rows, name):
    """Rows as the table `name`, its columns in the declared order."""
    from analysis.tables import COLUMNS
    return check_table(pd.DataFrame(rows, columns=list(COLUMNS[name])), name)
