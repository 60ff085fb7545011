"""
From sentences to the token table: one pass over the text, whole columns at a time.

What a token is says `analysis.text.characters`: words of any script with inner hyphens and
apostrophes, numbers with their points, initials with theirs. Printed words are `token`,
what is counted is `term`; both are numbers of a word in one sorted vocabulary.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.tables.among import is_among
from analysis.text.characters import BODY, MARK, character_bits, word_edges
from analysis.text.offsets import Offsets
from analysis.text.patterns import plain_forms
from analysis.text.threads import in_threads

KINDS = {
    **dict.fromkeys(("doc", "sentence", "position", "raw_start", "raw_end"), np.int32),
    "after_mark": bool,
}

# Bytes that are worked on at once: small enough for the processor's cache, large enough
# that the calls cost nothing. 2 and 4 million are equally quick, 1 and 8 a fifth slower.
BLOCK = 2_000_000


def find_tokens(
    sentences: pd.DataFrame,
    edits: pd.DataFrame,
    variants: pd.DataFrame | None = None,
    block: int = BLOCK,
) -> pd.DataFrame:
    """
    The token table: one row per word of every sentence, furniture included.

    `variants` (term, variant) are spellings counted as one term; None merges none.
    Text is taken in blocks of some `block` bytes; the result does not depend on it.
    """
    text = pa.array(sentences["text"].fillna(""), type=pa.large_string())
    text = text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text
    doc, docs = pd.factorize(sentences["doc_id"], sort=True)
    rows = {"doc": doc, **{name: sentences[name].to_numpy() for name in ("sentence", "raw_start")}}
    rows = {name: column.astype(np.int32) for name, column in rows.items()}
    to_raw = raw_map(sentences, edits)
    blocks = in_threads(
        lambda block: scan_block(text[slice(*block)], block[0], rows, to_raw),
        block_rows(text, doc, block),
    )
    found, printed = gather(blocks, text)
    ranks, vocabulary = unify(printed)
    terms, term_of = np.unique(count_as(vocabulary, variants).to_numpy(object), return_inverse=True)
    token, term = number_words(printed, ranks, term_of.astype(np.int32))
    return pd.DataFrame(
        {
            "doc_id": pd.Categorical.from_codes(found["doc"], docs, validate=False),
            **{name: found[name] for name in ("sentence", "position", "raw_start", "raw_end")},
            "token": pd.Categorical.from_codes(token, vocabulary, validate=False),
            "term": pd.Categorical.from_codes(term, pd.Index(terms, dtype="str"), validate=False),
            "after_mark": found["after_mark"],
        },
        copy=False,
    )


def block_rows(text: pa.LargeStringArray, doc: np.ndarray, size: int) -> list[tuple[int, int]]:
    """(first, last) row numbers of whole documents that have some `size` bytes together."""
    length = np.concatenate([[0], np.cumsum(pc.binary_length(text).to_numpy())])
    new = np.flatnonzero(np.append(True, doc[1:] != doc[:-1]))[: len(doc)]
    cuts = new[np.unique(length[new] // size, return_index=True)[1]]
    return list(zip(cuts, [*cuts[1:], len(text)]))


def gather(
    blocks: Iterator[dict[str, Any]], text: pa.LargeStringArray
) -> tuple[dict[str, np.ndarray], list[pa.DictionaryArray]]:
    """The columns of all blocks in one piece, and the dictionary arrays of their tokens."""
    # A word takes at least two bytes with what divides it from the next: memory is asked for
    # once and given back where it was not used. Joining the blocks' arrays takes a third longer.
    room = pc.sum(pc.binary_length(text)).as_py() or 0
    columns = {name: np.empty(room // 2 + len(text), kind) for name, kind in KINDS.items()}
    token, filled = [], 0
    for block in blocks:
        token.append(block.pop("token"))
        for name, column in block.items():
            columns[name][filled : filled + len(column)] = column
        filled += len(token[-1])
    for column in columns.values():
        column.resize(filled, refcheck=False)
    return columns, token


def scan_block(
    text: pa.LargeStringArray, first_row: int, rows: dict[str, np.ndarray], to_raw: Callable
) -> dict[str, Any]:
    """The words of some rows of the sentences, as columns; `token` as a dictionary array."""
    joined = pc.binary_join_element_wise(
        pa.scalar("", pa.large_string()), text, pa.scalar("\n", pa.large_string())
    )
    row_start = np.frombuffer(joined.buffers()[1], np.int64)[joined.offset :][: len(text) + 1]
    data = np.frombuffer(joined.buffers()[2], np.uint8)[: row_start[-1]]
    edges = word_edges(data)
    n = np.diff(np.searchsorted(edges[::2], row_start))
    start, end = characters(data, edges, row_start, n)
    row = np.repeat(np.arange(first_row, first_row + len(text), dtype=np.int32), n)
    doc = rows["doc"][row]
    raw_start, raw_end = to_raw(row, start, end, rows["raw_start"][row])
    after_mark, token = encode(data, edges)
    return {
        "doc": doc,
        "sentence": rows["sentence"][row],
        "position": positions(doc),
        "raw_start": raw_start,
        "raw_end": raw_end,
        "after_mark": after_mark,
        "token": token,
    }


def characters(
    data: np.ndarray, edges: np.ndarray, row_start: np.ndarray, n: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(start, end) of each word in characters of its row's text; `n` words stand in each row."""
    begin = np.repeat(row_start[:-1].astype(np.int32) + 1, n)  # behind the line end before each row
    more = np.flatnonzero((data & 0xC0) == 0x80)  # bytes of a character but its first
    edges = edges.astype(np.int32)
    if len(more) < len(data) // 50:
        # Few rows hold other than plain letters: only their words are looked at again.
        plain = np.repeat(np.diff(np.searchsorted(more, row_start)) == 0, n)
        start, end = edges[::2] - begin, edges[1::2] - begin
        other = np.flatnonzero(~plain)
        before = np.searchsorted(more, begin[other])
        start[other] -= (np.searchsorted(more, edges[2 * other]) - before).astype(np.int32)
        end[other] -= (np.searchsorted(more, edges[2 * other + 1]) - before).astype(np.int32)
        return start, end
    count = np.concatenate([[0], np.cumsum((data & 0xC0) != 0x80, dtype=np.int32)])
    return count[edges[::2]] - count[begin], count[edges[1::2]] - count[begin]


def encode(data: np.ndarray, edges: np.ndarray) -> tuple[np.ndarray, pa.DictionaryArray]:
    """(is a mark or a line end before the word?, the words as a dictionary array that holds the gaps too)."""
    # Words and the gaps between them, in turn: the same offsets serve both.
    pieces = pa.Array.from_buffers(
        pa.large_string(), max(len(edges) - 1, 0), [None, pa.py_buffer(edges), pa.py_buffer(data)]
    ).dictionary_encode()
    codes = pieces.indices.to_numpy()
    blank = pc.match_substring_regex(pieces.dictionary, r"^[ \pZ]*$").to_numpy(False)
    after_mark = np.append(True, ~blank[codes[1::2]])[: len(edges) // 2]
    return after_mark, pa.DictionaryArray.from_arrays(
        codes[::2].copy(), pieces.dictionary.cast(pa.string())
    )


def unify(blocks: list[pa.DictionaryArray]) -> tuple[list[np.ndarray], pd.Index]:
    """(each block's words as numbers of the vocabulary, the vocabulary: sorted, whatever the blocks were)."""
    words = pa.concat_arrays([block.dictionary for block in blocks] or [pa.array([], pa.string())])
    words = words.dictionary_encode()
    order = pc.sort_indices(words.dictionary).to_numpy()
    order = order[are_words(words.dictionary)[order]]
    rank = np.full(len(words.dictionary), -1, np.int32)
    rank[order] = np.arange(len(order))
    of_blocks = np.split(
        rank[words.indices.to_numpy()], np.cumsum([len(block.dictionary) for block in blocks])[:-1]
    )
    return of_blocks, pd.Index(words.dictionary.take(pa.array(order)).to_pandas(), dtype="str")


def number_words(
    blocks: list[pa.DictionaryArray], ranks: list[np.ndarray], term_of: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The codes of what is printed and of what is counted, for all words of all blocks."""
    ends = np.cumsum([0, *map(len, blocks)])
    token, term = np.empty(ends[-1], np.int32), np.empty(ends[-1], np.int32)

    def fill(number: int) -> None:
        part = slice(ends[number], ends[number + 1])
        token[part] = ranks[number][blocks[number].indices.to_numpy()]
        term[part] = term_of[token[part]]

    list(in_threads(fill, range(len(blocks))))
    return token, term


def are_words(strings: pa.StringArray) -> np.ndarray:
    """Which of the strings are words: they begin with a letter or digit, and gaps hold none."""
    start = np.frombuffer(strings.buffers()[1], np.int32)[strings.offset :][: len(strings) + 1]
    data = np.frombuffer(strings.buffers()[2] or b"", np.uint8)[: start[-1]]
    bits = np.append(character_bits(data), 0)[start[:-1]]
    return (bits & (BODY | MARK) == BODY) & (np.diff(start) > 0)


def count_as(vocabulary: pd.Index, variants: pd.DataFrame | None = None) -> pd.Index:
    """The terms under which printed words are counted: plain forms, variants merged."""
    terms = plain_forms(vocabulary)
    if variants is None:
        return terms
    counted = dict(zip(variants["variant"], variants["term"]))
    return pd.Index([counted.get(term, term) for term in terms.to_numpy(object)], dtype="str")


def raw_map(sentences: pd.DataFrame, edits: pd.DataFrame) -> Callable:
    """The function from words of the sentences' text (row, start, end, raw start of row) to raw offsets."""
    # One character put for one (a straightened quotation mark) moves nothing.
    edits = edits[(edits["inserted"].str.len() != 1) | (edits["removed"].str.len() != 1)]
    edited = is_edited(sentences, edits) if len(edits) else None
    offsets = Offsets(sentences, edits) if len(edits) else None

    def to_raw(
        row: np.ndarray, start: np.ndarray, end: np.ndarray, base: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        raw_start, raw_end = base + start, base + end
        if offsets is not None and edited is not None:  # only edited sentences take the long way
            there = np.flatnonzero(edited[row])
            raw_start[there], raw_end[there] = offsets.to_raw(row[there], start[there], end[there])
        return raw_start, raw_end

    return to_raw


def is_edited(sentences: pd.DataFrame, edits: pd.DataFrame) -> np.ndarray:
    """For each sentence: does an edit touch its characters?"""
    doc = pd.Index(sentences["doc_id"].unique())
    side = 1 << 40
    of_sentence = doc.get_indexer(sentences["doc_id"]) * side
    edits = edits[is_among(edits["doc_id"], doc)]
    of_edit = doc.get_indexer(edits["doc_id"]) * side
    started = np.sort(of_edit + edits["raw_start"].to_numpy())
    ended = np.sort(of_edit + edits["raw_end"].to_numpy())
    n_started = np.searchsorted(started, of_sentence + sentences["raw_end"].to_numpy(), "right")
    n_ended = np.searchsorted(ended, of_sentence + sentences["raw_start"].to_numpy(), "left")
    return n_started > n_ended


def positions(doc: np.ndarray) -> np.ndarray:
    """0, 1, 2 … within each document; the rows of a document stand together."""
    first = np.flatnonzero(np.append(True, doc[1:] != doc[:-1]))[: len(doc)].astype(np.int32)
    place = np.arange(len(doc), dtype=np.int32)
    place -= np.repeat(first, np.diff(np.append(first, len(doc))))
    return place
