"""
Clean articles: a list of small named fixes, each change kept as a row, and a kind for each line.

Furniture is labelled, not cut. The `edits`, applied backwards, give the decoded text exactly.
"""

import pandas as pd

from analysis.fixes import FIXES
from analysis.furniture import label_lines
from analysis.ledger import Ledger
from analysis.splitting import split_sentences
from analysis.tables import COLUMNS, check_table
from analysis.wrapping import LINE

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


def list_edits(doc_id, ledger):
    """Every change made to one article, as rows of the table `edits`."""
    return [(doc_id, order, edit.fix, edit.raw_start, edit.raw_end,
             ledger.raw[edit.raw_start:edit.raw_end], edit.inserted)
            for order, edit in enumerate(ledger.edits)]


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
            spans = split_sentences(part) if kind in ("body", "caption") else [trim(part)]
            for a, b in spans:
                a, b = begin + start + a, begin + start + b
                yield (paragraph, sentence, ledger.raw_start(a), ledger.raw_end(b), kind, text[a:b])
                sentence += 1


def trim(text):
    """(start, end) of a text without the blanks at its ends."""
    return len(text) - len(text.lstrip()), len(text.rstrip())


def clean_articles(documents, texts, mends):
    """
    Clean every article. Returns `documents`, `edits`, `sentences`.

    `texts` maps doc_id to decoded text; `mends` are hand corrections (corpus/mends.csv).
    """
    edits, sentences = [], []
    for doc_id in documents["doc_id"]:
        ledger = clean_text(texts[doc_id], mends[mends["doc_id"] == doc_id])
        edits += list_edits(doc_id, ledger)
        sentences += [(doc_id, *row) for row in list_sentences(ledger)]
    return documents, as_table(edits, "edits"), as_table(sentences, "sentences")


def as_table(rows, name):
    """Rows as the table `name`, its columns in the declared order."""
    return check_table(pd.DataFrame(rows, columns=list(COLUMNS[name])), name)
