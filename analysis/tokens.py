"""
From sentences to the token table: one pass over the text, whole columns at a time.

A token is, in the words of a regular expression (module `regex`), `WORD`: pieces of
letters, marks and digits of any script, joined by inner hyphens and apostrophes
(`people-centered`, `China’s`); points, commas and colons stay inside numbers and clock
times (`1,200`, `3.5`, `10:30`), and initials keep their points (`U.S.`). A test holds the
arrays below against that expression. Scripts that put no blank between words (Chinese,
Thai) come out as one token a run: such texts must be segmented before they come here.
"""

import unicodedata
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.offsets import Offsets
from analysis.patterns import expand_globs, plain_forms  # noqa: F401  (globs offered here too)
from analysis.tables import check_table, empty_table

LETTERS = r"(?:[\p{L}\p{N}][\p{M}\u00ad\u200c\u200d]*)"    # marks only after a letter or digit
WORD_PIECE = rf"(?:(?:\p{{Lu}}\.){{2,}}|(?:{LETTERS}|(?<=\p{{Nd}})[.,:](?=\p{{Nd}}))+)"
WORD = rf"{WORD_PIECE}(?:[-‐‑'’]{WORD_PIECE})*"

# What a character is, as bits of one byte.
BODY, DIGIT, UPPER, MARK, JOIN, POINT = 1, 2, 4, 8, 16, 32
BITS = {"Nd": BODY | DIGIT, "Nl": BODY, "No": BODY, "Lu": BODY | UPPER, "Ll": BODY, "Lt": BODY,
        "Lm": BODY, "Lo": BODY, "Mn": BODY | MARK, "Mc": BODY | MARK, "Me": BODY | MARK}
SINGLE = {**dict.fromkeys("-‐‑'’", JOIN), **dict.fromkeys(".,:", POINT),
          **dict.fromkeys("\u00ad\u200c\u200d", BODY | MARK)}

# Characters that are worked on at once: small enough for the processor's cache, large
# enough that the calls cost nothing. 1 to 8 million are equally quick, 64 a third slower.
BLOCK = 2_000_000


def find_tokens(sentences, edits, variants=None, block=BLOCK):
    """
    The token table: one row per word of every sentence, furniture included.

    `variants` (term, variant) are spellings counted as one term; None merges none.
    Text is taken in blocks of some `block` bytes; the result does not depend on it.
    """
    if not len(sentences):
        return empty_table("tokens")
    text = pa.array(sentences["text"].fillna(""), type=pa.large_string())
    text = text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text
    blocks = [scan_block(text[first:last], first) for first, last in block_rows(text, block)]
    row, start, end, after_mark, token = (list(column) for column in zip(*blocks))
    row, start, end, after_mark = (np.concatenate(c) for c in (row, start, end, after_mark))
    token, vocabulary = unify(token)
    raw_start, raw_end = raw_offsets(sentences, edits, row, start, end)
    doc, docs = pd.factorize(sentences["doc_id"], sort=True)
    term, terms = pd.factorize(count_as(vocabulary, variants), sort=True)
    return check_table(pd.DataFrame({
        "doc_id": pd.Categorical.from_codes(doc[row], docs),
        "sentence": sentences["sentence"].to_numpy(np.int32)[row],
        "position": positions(doc[row]),
        "raw_start": raw_start, "raw_end": raw_end,
        "token": pd.Categorical.from_codes(token, vocabulary),
        "term": pd.Categorical.from_codes(term[token] if len(token) else token, terms),
        "after_mark": after_mark}, copy=False), "tokens")


def block_rows(text, size):
    """(first, last) row numbers of stretches of some `size` bytes of the text."""
    length = np.concatenate([[0], np.cumsum(pc.binary_length(text).to_numpy())])
    cuts = np.searchsorted(length, np.arange(0, length[-1], size), "left")
    cuts = np.unique(np.concatenate([cuts, [0, len(text)]]))
    return list(zip(cuts[:-1], cuts[1:]))


def scan_block(text, first_row):
    """(row, start, end, after_mark, token) of the words of some rows; characters of the row's text."""
    joined = pc.binary_join_element_wise(pa.scalar("", pa.large_string()), text,
                                         pa.scalar("\n", pa.large_string()))
    row_start = np.frombuffer(joined.buffers()[1], np.int64)[joined.offset:][:len(text) + 1]
    data = np.frombuffer(joined.buffers()[2], np.uint8)[:row_start[-1]]
    edges = word_edges(data)
    start, end = edges[::2], edges[1::2]
    per_row = np.diff(np.searchsorted(start, row_start))
    row = np.repeat(np.arange(len(text)), per_row)
    after_mark, token = encode(data, edges)
    begin = row_start[row] + 1          # behind the line end that stands before each row
    if data.max(initial=0) > 127:       # bytes to characters
        counted = np.cumsum((data & 0xC0) != 0x80, dtype=np.int32)
        start, end, begin = counted[start], counted[end - 1] + 1, counted[begin]
    offsets = ((start - begin).astype(np.int32), (end - begin).astype(np.int32))
    return ((row + first_row).astype(np.int32), *offsets, after_mark, token)


def word_edges(data):
    """Byte offsets start, end, start, end … of the words in UTF-8 `data`."""
    bits = character_bits(data)
    inside = (bits & BODY).view(bool)
    joint = np.flatnonzero(bits >= JOIN)
    joint = joint[(data[joint] & 0xC0) != 0x80]
    width = np.where(data[joint] < 128, 1, 3)       # curly apostrophes take three bytes
    before, after = bits[joint - 1], bits[np.minimum(joint + width, len(bits) - 1)]
    initial, breaks = find_initials(data, bits, joint[data[joint] == ord(".")])
    held = ((bits[joint] == POINT) & ((before & after & DIGIT) > 0))
    inside[initial] = True
    held |= (bits[joint] == JOIN) & inside[joint - 1] & ((after & BODY) > 0)
    for step in range(3):
        inside[joint[held & (width > step)] + step] = True
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    if len(edges) % 2:
        edges = np.append(edges, len(data))
    if len(breaks):                     # 'U.S.The': a word ends and the next begins
        edges = np.sort(np.concatenate([edges, breaks, breaks]))
    return edges


def character_bits(data):
    """The bits of each byte's character; all bytes of a character carry the same."""
    table = bit_table()
    bits = table[:128].take(data, mode="clip")
    if data.max(initial=0) < 128:
        return bits
    lead = np.flatnonzero(data >= 0xC0)
    width = 2 + (data[lead] >= 0xE0) + (data[lead] >= 0xF0)
    point = data[lead].astype(np.int32) & (0xFF >> (width + 1))
    for step in (1, 2, 3):
        more = width > step
        point[more] = point[more] << 6 | data[lead[more] + step] & 0x3F
    of_lead = table[np.minimum(point, 0xFFFF)]
    far = np.flatnonzero(point > 0xFFFF)
    if len(far):
        kinds, which = np.unique(point[far], return_inverse=True)
        of_lead[far] = np.array([bits_of(chr(kind)) for kind in kinds], np.uint8)[which]
    bits[lead] = of_lead
    for step in (1, 2, 3):
        bits[lead[width > step] + step] = of_lead[width > step]
    return drop_loose_marks(bits, lead[(of_lead & MARK) > 0], width[(of_lead & MARK) > 0])


def drop_loose_marks(bits, mark, width):
    """Marks that follow no letter or digit (the tail of an emoji) are not part of a word."""
    if not len(mark):
        return bits
    head = np.flatnonzero(np.append(True, mark[1:] != mark[:-1] + width[:-1]))
    loose = np.repeat((bits[mark[head] - 1] & BODY) == 0, np.diff(np.append(head, len(mark))))
    for step in range(4):
        at = mark[loose & (width > step)] + step
        bits[at] = 0
    return bits


def find_initials(data, bits, point):
    """(points that belong to initials such as 'U.S.', ends of initials with a word glued on)."""
    point = point[(bits[point - 1] & UPPER) > 0]
    letter = point - 1
    for _ in range(3):                  # back to the first byte of the letter
        letter = np.where((data[letter] & 0xC0) == 0x80, letter - 1, letter)
    alone = (bits[letter - 1] & BODY) == 0
    point, letter = point[alone], letter[alone]
    if not len(point):
        return point, point
    joined = letter[1:] == point[:-1] + 1
    left, right = np.append(False, joined), np.append(joined, False)
    last = point[left & ~right]
    glued = (bits[np.minimum(last + 1, len(bits) - 1)] & BODY) > 0
    return point[left | right], last[glued] + 1


def encode(data, edges):
    """(is a mark or a line end before the word?, the words as a dictionary array)."""
    if not len(edges):
        return np.zeros(0, bool), pa.array([], pa.string()).dictionary_encode()
    # Words and the gaps between them, in turn: the same offsets serve both.
    pieces = pa.Array.from_buffers(pa.large_string(), len(edges) - 1,
                                   [None, pa.py_buffer(edges), pa.py_buffer(data)])
    pieces = pieces.dictionary_encode()
    codes = pieces.indices.to_numpy()
    blank = pc.match_substring_regex(pieces.dictionary, r"^[ \pZ]*$").to_numpy(False)
    after_mark = np.append(True, ~blank[codes[1::2]])
    used = np.zeros(len(blank), bool)
    used[codes[::2]] = True
    code = (np.cumsum(used) - 1).astype(np.int32)[codes[::2]]
    words = pieces.dictionary.filter(pa.array(used)).cast(pa.string())
    return after_mark, pa.DictionaryArray.from_arrays(code, words)


def unify(blocks):
    """(codes, vocabulary) of dictionary arrays; the vocabulary sorted, whatever the blocks were."""
    blocks = pa.chunked_array(blocks).unify_dictionaries()
    words = blocks.chunk(0).dictionary
    order = pc.sort_indices(words).to_numpy()
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order))
    codes = np.concatenate([rank[block.indices.to_numpy()] for block in blocks.chunks])
    return codes, pd.Index(words.take(pa.array(order)).to_pandas(), dtype="str")


def count_as(vocabulary, variants=None):
    """The terms under which printed words are counted: plain forms, variants merged."""
    terms = plain_forms(vocabulary).to_series(index=range(len(vocabulary)))
    if variants is not None:
        terms = terms.replace(dict(zip(variants["variant"], variants["term"])))
    return pd.Index(terms)


def raw_offsets(sentences, edits, row, start, end):
    """Raw (start, end) of stretches of the sentences' text; only edited sentences take the long way."""
    # One character put for one (a straightened quotation mark) moves nothing.
    edits = edits[(edits["inserted"].str.len() != 1) | (edits["removed"].str.len() != 1)]
    base = sentences["raw_start"].to_numpy(np.int64)[row]
    raw_start, raw_end = base + start, base + end
    if len(edits):
        there = np.flatnonzero(is_edited(sentences, edits)[row])
        raw_start[there], raw_end[there] = Offsets(sentences, edits).to_raw(
            row[there], start[there], end[there])
    return raw_start.astype(np.int32), raw_end.astype(np.int32)


def is_edited(sentences, edits):
    """For each sentence: does an edit touch its characters?"""
    doc = pd.Index(sentences["doc_id"].unique())
    side = 1 << 40
    of_sentence = doc.get_indexer(sentences["doc_id"]) * side
    edits = edits[edits["doc_id"].isin(doc)]
    of_edit = doc.get_indexer(edits["doc_id"]) * side
    started = np.sort(of_edit + edits["raw_start"].to_numpy())
    ended = np.sort(of_edit + edits["raw_end"].to_numpy())
    n_started = np.searchsorted(started, of_sentence + sentences["raw_end"].to_numpy(), "right")
    n_ended = np.searchsorted(ended, of_sentence + sentences["raw_start"].to_numpy(), "left")
    return n_started > n_ended


def positions(doc):
    """0, 1, 2 … within each document; the rows of a document stand together."""
    first = np.flatnonzero(np.append(True, doc[1:] != doc[:-1]))[:len(doc)]
    return (np.arange(len(doc)) - np.repeat(first, np.diff(np.append(first, len(doc))))).astype(np.int32)


def bits_of(character):
    """The bits of one character."""
    return SINGLE.get(character, BITS.get(unicodedata.category(character), 0))


@cache
def bit_table():
    """The bits of the first 65,536 characters."""
    return np.array([bits_of(chr(point)) for point in range(1 << 16)], np.uint8)
