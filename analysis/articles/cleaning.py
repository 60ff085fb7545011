"""
Clean articles: small named fixes, each change kept as a row, and a kind for each line.

Furniture is labelled, not cut. The `edits`, applied backwards, give the decoded text exactly.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import py3langid
from tqdm import tqdm

from analysis.articles.fixes import FIXES, compare, find_signs
from analysis.articles.furniture import label_lines
from analysis.articles.ledger import Ledger
from analysis.articles.metadata import ABOUT, add_flag, fill_stated, state_metadata
from analysis.articles.splitting import split_sentences
from analysis.articles.wrapping import LINE
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import check_table
from analysis.text.blocks import map_articles
from analysis.text.spans import code_documents, find_sentences

AT_ONCE = 5000  # articles whose rows are held before they become tables
MOST_PASSES = 20  # of the fixes; two are usual
COMMON = frozenset("the of and to in that is was for on with it as at by from has have".split())
SPLIT = ("body", "caption")  # kinds whose lines are split into sentences


def clean_articles(
    documents: pd.DataFrame,
    texts: dict[str, str],
    mends: pd.DataFrame,
    show_progress: bool = True,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """
    Clean every article. Returns `documents`, `edits`, `sentences`.

    `texts` maps doc_id to decoded text; `mends` are hand corrections (corpus/mends.csv). Language,
    and what the furniture states of headline, outlet and date, are filled in where missing.
    """
    parts, edits, sentences, about = [], [], [], []
    mends = dict(iter(mends.groupby("doc_id")))
    articles = [
        (doc_id, texts[doc_id], None if pd.isna(title) else title, mends.get(doc_id))
        for doc_id, title in zip(
            documents["doc_id"].to_numpy(object), documents["title"].to_numpy(object)
        )
    ]
    for changes, rows, stated in tqdm(
        map_articles(clean_each, articles),
        total=len(articles),
        desc="cleaning",
        unit="article",
        disable=None if show_progress else True,
    ):
        edits += changes
        sentences += rows
        about.append(stated)
        if len(about) == AT_ONCE:
            parts.append(pack_rows(edits, sentences, about))
            edits, sentences, about = [], [], []
    parts.append(pack_rows(edits, sentences, about))
    edits, sentences, stated = (pd.concat(some, ignore_index=True) for some in zip(*parts))
    documents = fill_stated(documents, stated.set_axis(documents.index))
    return documents, edits, sentences


def pack_rows(
    edits: list[tuple], sentences: list[tuple], about: list[dict[str, str | None]]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Rows of some articles as tables: as Python's own, those of a million would take gigabytes."""
    stated = pd.DataFrame(about, columns=ABOUT, index=range(len(about)), dtype="str")
    return as_table(edits, "edits"), as_table(sentences, "sentences"), stated


def clean_each(
    articles: list[tuple[str, str, str | None, pd.DataFrame | None]],
) -> list[tuple[list[tuple], list[tuple], dict[str, str | None]]]:
    """Rows of `edits`, rows of `sentences`, and what is stated, of each (doc_id, text, title, mends)."""
    cleaned = []
    for doc_id, text, title, mends in articles:
        ledger, refused = clean_text(text, mends)
        rows = list(list_sentences(ledger, title))
        about = {
            "language": find_language(rows),
            "flags": refused,
            **state_metadata([(row[4], row[5]) for row in rows]),
        }
        cleaned.append((list_edits(doc_id, ledger), [(doc_id, *row) for row in rows], about))
    return cleaned


def clean_text(text: str, mends: pd.DataFrame | None = None) -> tuple[Ledger, str | None]:
    """
    The ledger of one article: mends first, then FIXES until nothing more changes.

    With it a flag that names the mends which could not be made, or None.
    """
    ledger, refused = Ledger(text), None
    if mends is not None:
        refused = mend_text(ledger, mends)
    text, signs = ledger.text, find_signs(ledger.text)
    done: dict[str, str] = {}  # fix -> the text in which it found nothing more
    for _ in range(MOST_PASSES):
        before = text
        for fix, has_signs in FIXES.items():
            name = fix.__name__
            if done.get(name) is text or not has_signs.search(signs):
                continue
            ledger.change(list(fix(text)), name)
            if ledger.text is text:
                done[name] = text
            else:
                text, signs = ledger.text, find_signs(ledger.text)
        if before == text:
            break
    return ledger, refused


def mend_text(ledger: Ledger, mends: pd.DataFrame) -> str | None:
    """Make the hand corrections of one article; each `find` must stand in the decoded text once."""
    refused = None
    for row in mends[mends["find"].notna()].itertuples():
        n = ledger.raw.count(row.find)
        start = ledger.text.find(row.find)
        if n == 1 and start >= 0:
            ledger.change(
                list(compare(row.find, row.replace if pd.notna(row.replace) else "", start)), "mend"
            )
        else:
            refused = add_flag(
                refused,
                f"mend not made: {row.find!r} stands {n} times in the text, not once: "
                "give more of the words round it in mends.csv",
            )
    return refused


def list_edits(doc_id: str, ledger: Ledger) -> list[tuple[int | str, ...]]:
    """Every change made to one article, as rows of the table `edits`."""
    return [
        (
            doc_id,
            order,
            edit.fix,
            edit.raw_start,
            edit.raw_end,
            ledger.raw[edit.raw_start : edit.raw_end],
            edit.inserted,
        )
        for order, edit in enumerate(ledger.edits)
    ]


def trim(text: str) -> tuple[int, int]:
    """(start, end) of a text without the blanks at its ends."""
    return len(text) - len(text.lstrip()), len(text.rstrip())


def list_sentences(
    ledger: Ledger, title: str | None = None
) -> Iterator[tuple[int, int, int, int, str, str]]:
    """Every sentence and line of a cleaned article: (paragraph, sentence, raw span, kind, text)."""
    text, sentence = ledger.text, 0
    lines = [found.span() for found in LINE.finditer(text)]
    labels = label_lines([text[start:end] for start, end in lines], title, paged="\f" in ledger.raw)
    for paragraph, ((begin, _), parts) in enumerate(zip(lines, labels)):
        for start, end, kind in parts:
            part = text[begin + start : begin + end]
            for a, b in split_sentences(part) if kind in SPLIT else [trim(part)]:
                a, b = begin + start + a, begin + start + b
                if a < b:
                    yield (
                        paragraph,
                        sentence,
                        ledger.raw_start(a),
                        ledger.raw_end(b),
                        kind,
                        text[a:b],
                    )
                    sentence += 1


def find_language(rows: list[tuple[int, int, int, int, str, str]]) -> str | None:
    """The language of an article's body ('en', 'de' …), by py3langid; missing with few words."""
    words = " ".join(row[5] for row in rows if row[4] == "body")[:2000].split()
    if len(words) < 10:
        return None
    # No other language has so many of these words; to ask the library takes a hundred times as long.
    if sum(map(COMMON.__contains__, words)) > 0.15 * len(words):
        return "en"
    return py3langid.classify(" ".join(words))[0]


def count_words(
    documents: pd.DataFrame, tokens: pd.DataFrame, sentences: pd.DataFrame
) -> pd.DataFrame:
    """`documents` with `n_words`: the tokens of each article's body."""
    is_body = np.append(sentences["kind"] == "body", False)[find_sentences(tokens, sentences)]
    doc, names = code_documents(tokens["doc_id"])
    n_words = pd.Series(np.bincount(doc[is_body], minlength=len(names)), index=names)
    return documents.assign(n_words=documents["doc_id"].map(n_words).fillna(0).astype("int64"))


def as_table(rows: list[tuple], name: str) -> pd.DataFrame:
    """Rows as the table `name`, its columns in the declared order."""
    return check_table(pd.DataFrame(rows, columns=list(COLUMNS[name])), name)
