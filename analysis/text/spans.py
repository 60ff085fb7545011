"""
Spans of characters against spans of characters: which stretch of speech holds which words.

Quotations nest: an article reports what a minister said, and within that stand words that
the minister quoted. The innermost speech holds. Spans lie on one line, article behind
article, so that all articles are joined at once by arithmetic on whole columns.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from analysis.text.offsets import DOCUMENT

BLOCK = 1_000_000  # points that are looked up at once: small arrays are quicker than large ones
SPEECH = ("direct", "indirect")
# Voices that stand apart, and count with the narrator's words where only speech is asked for:
# words of nobody named ("is accused of"), and sentences that are perhaps a speaker's still.
APART = ("hearsay", "perhaps")
BETWEEN_MARKS = (
    "scare",
    "so-called",
    "clause",
    "title",
    "term",
)  # forms that stand in marks and are no speech


def is_speech(quotations: pd.DataFrame) -> pd.Series:
    """Which rows of `quotations` are somebody's speech, not the narrator's words or mere marks."""
    return quotations["voice"].isin(SPEECH) & ~quotations["form"].isin(BETWEEN_MARKS)


def is_between_marks(quotations: pd.DataFrame) -> pd.Series:
    """Which rows of `quotations` stand between quotation marks, speech or not."""
    return quotations["form"].isin([*BETWEEN_MARKS, "full", "partial"])


def line_up(tables: list[pd.DataFrame]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The (start, end) of the spans of each table, all articles laid on one line."""
    coded = [code_documents(table["doc_id"]) for table in tables]
    docs = pd.Index(sorted(set().union(*(names for _, names in coded))), dtype="str")
    for table, (code, names) in zip(tables, coded):
        base = docs.get_indexer(names).astype(np.int64)[code] * DOCUMENT
        yield (
            base + table["raw_start"].to_numpy(np.int64),
            base + table["raw_end"].to_numpy(np.int64),
        )


def code_documents(column: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """A column of doc_id as (numbers of articles, their doc_id): millions of words repeat few names."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), column.cat.categories
    return pd.factorize(column)


def find_sentences(tokens: pd.DataFrame, sentences: pd.DataFrame) -> np.ndarray:
    """The row of `sentences` in which each token stands; -1 where there is none."""
    doc, docs = code_documents(sentences["doc_id"])
    keys = doc.astype(np.int64) * DOCUMENT + sentences["sentence"].to_numpy()
    code, names = code_documents(tokens["doc_id"])
    sentence = tokens["sentence"].to_numpy()
    is_new = (code[1:] != code[:-1]) | (sentence[1:] != sentence[:-1])
    starts = np.flatnonzero(np.append(True, is_new))[: len(code)]
    places = pd.Index(docs).get_indexer(names).astype(np.int64)
    found = pd.Index(keys).get_indexer(places[code[starts]] * DOCUMENT + sentence[starts])
    return np.repeat(found.astype(np.int32), np.diff(np.append(starts, len(code))))


def find_tokens_at(
    tokens: pd.DataFrame, doc_id: pd.Series, *offsets: np.ndarray | pd.Series
) -> list[np.ndarray]:
    """
    The row of the first token that begins at or behind each place; one array for each of `offsets`.

    `doc_id` are the articles of the places. Each article's tokens stand in one piece, in order.
    Articles are taken some `BLOCK` words at a time.
    """
    doc, docs = code_documents(tokens["doc_id"])
    starts = tokens["raw_start"].to_numpy()
    begins = np.flatnonzero(np.append(True, doc[1:] != doc[:-1]))[: len(doc)]
    edges = np.append(begins, len(doc))
    number = pd.Index(docs.take(doc[begins])).get_indexer(doc_id)  # of the article in the table
    found = [np.zeros(len(number), np.int64) for _ in offsets]
    cuts = np.unique(np.searchsorted(edges, np.arange(0, len(doc), BLOCK)))
    for first, last in zip(cuts, [*cuts[1:], len(begins)]):
        rows = slice(edges[first], edges[last])
        line = np.repeat(np.arange(first, last), np.diff(edges[first : last + 1])) * DOCUMENT
        line += starts[rows]
        own = np.flatnonzero((number >= first) & (number < last))
        for places, offset in zip(found, offsets):
            wanted = number[own] * DOCUMENT + np.asarray(offset)[own]
            places[own] = rows.start + np.searchsorted(line, wanted)
    return found


def nesting_levels(start: np.ndarray, end: np.ndarray) -> Iterator[np.ndarray]:
    """
    Row numbers of the spans, level by level from the outside in.

    The spans of one level are disjoint and sorted, and each span stands behind the level of
    whatever holds it. Of two equal spans the later row is the inner one.
    """
    rows = np.lexsort((np.arange(len(start)), -end, start))
    while len(rows):
        reach = np.maximum.accumulate(end[rows])
        outer = np.append(True, start[rows[1:]] >= reach[:-1])
        yield rows[outer]
        rows = rows[~outer]


def find_innermost(points: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The row of the innermost span that holds each point, -1 where none does."""
    blocks = (points[first : first + BLOCK] for first in range(0, len(points), BLOCK))
    return find_innermost_of(blocks, start, end)


def find_innermost_of(
    blocks: Iterable[np.ndarray], start: np.ndarray, end: np.ndarray
) -> np.ndarray:
    """As `find_innermost`, of points that come in blocks."""
    levels = [(level, start[level], end[level]) for level in nesting_levels(start, end)]
    found = [np.zeros(0, np.int32)]
    for points in blocks:
        found.append(np.full(len(points), -1, np.int32))
        for level, starts, ends in levels:
            place = np.searchsorted(starts, points, "right") - 1
            held = (place >= 0) & (points < ends[place])
            found[-1][held] = level[place[held]]
    return np.concatenate(found)


def find_holder(spans: pd.DataFrame, quotations: pd.DataFrame) -> np.ndarray:
    """
    The row of the innermost quotation that holds each span (or word), -1 where none does.

    The middle of a span decides, so that of one which lies half outside the larger half does.
    """
    doc, names = code_documents(spans["doc_id"])
    q_doc, q_names = code_documents(quotations["doc_id"])
    place = pd.Index(names).get_indexer(q_names).astype(np.int64)[q_doc]
    own = np.flatnonzero(place >= 0)  # quotations of other articles hold none of the spans
    start, end = (spans[name].to_numpy() for name in ("raw_start", "raw_end"))

    def find_middles() -> Iterator[np.ndarray]:
        for first in range(0, len(doc), BLOCK):
            part = slice(first, first + BLOCK)
            middle = (start[part] + np.maximum(end[part], start[part] + 1) - 1) // 2
            yield doc[part].astype(np.int64) * DOCUMENT + middle

    ends = (quotations[name].to_numpy(np.int64)[own] for name in ("raw_start", "raw_end"))
    found = find_innermost_of(find_middles(), *(place[own] * DOCUMENT + end for end in ends))
    return np.append(own, -1).astype(np.int32)[found]


def assign_voice(spans: pd.DataFrame, quotations: pd.DataFrame) -> pd.DataFrame:
    """
    In whose voice each span stands: `spans` with columns added, in the same order.

    voice, speaker, role: of the innermost speech that holds the span, else "narrator";
    quote_id, form: of the innermost row of any kind, titles and scare quotes included;
    quoted: "scare" inside scare quotes or behind "so-called", "clause" in a whole clause between
    marks that is given to nobody, "speech" inside marks that carry speech, else "none".
    """

    def innermost(kept: np.ndarray | pd.Series) -> np.ndarray:
        rows = np.flatnonzero(kept)
        return np.append(rows, -1)[find_holder(spans, quotations.iloc[rows])]

    speech, marks = innermost(is_speech(quotations)), innermost(is_between_marks(quotations))
    anything = innermost(np.full(len(quotations), True))
    return spans.assign(
        voice=take(quotations["voice"], speech).fillna("narrator"),
        speaker=take(quotations["speaker"], speech),
        role=take(quotations["role"], speech),
        quote_id=take(quotations["quote_id"], anything),
        form=take(quotations["form"], anything),
        quoted=take(quotations["form"].map(QUOTED), marks).fillna("none"),
    )


QUOTED = {
    "scare": "scare",
    "so-called": "scare",
    "clause": "clause",
    "full": "speech",
    "partial": "speech",
    "title": "none",
    "term": "none",
}


def take(column: pd.Series, rows: np.ndarray) -> pd.api.extensions.ExtensionArray:
    """The values of `column` in `rows`, missing where the row is -1."""
    values = column.astype(object).to_numpy()
    taken = np.full(len(rows), None, object)
    taken[rows >= 0] = values[rows[rows >= 0]]
    return pd.array(taken, dtype="str")


def count_characters(found: pd.DataFrame, coded: pd.DataFrame, body: pd.DataFrame) -> pd.DataFrame:
    """
    Characters of the body by the voice that two tables of quotations give them.

    One row per pair: `found`, `coded` (voice by the one, by the other) and `n`. `body` are
    spans (say, the sentences of kind "body"); what lies outside them is not counted.
    """
    found, coded = found[is_speech(found)], coded[is_speech(coded)]
    lines = list(line_up([found, coded, body]))
    cuts = np.unique(np.concatenate([edge for pair in lines for edge in pair]))
    length, left = np.diff(cuts), cuts[:-1]
    inside = find_innermost(left, *lines[2]) >= 0
    voices = [
        take(table["voice"], find_innermost(left, *line)).fillna("narrator")
        for table, line in zip((found, coded), lines)
    ]
    pairs = pd.DataFrame({"found": voices[0], "coded": voices[1], "n": length})[inside]
    return pairs.groupby(["found", "coded"], as_index=False)["n"].sum()
