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
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.offsets import Offsets
from analysis.patterns import expand_globs, plain_forms  # noqa: F401  (globs offered here too)

LETTERS = r"(?:[\p{L}\p{N}][\p{M}\u00ad\u200c\u200d]*)"    # marks only after a letter or digit
WORD_PIECE = rf"(?:(?:\p{{Lu}}\.){{2,}}|(?:{LETTERS}|(?<=\p{{Nd}})[.,:](?=\p{{Nd}}))+)"
WORD = rf"{WORD_PIECE}(?:[-‐‑'’]{WORD_PIECE})*"

# What a character is, as bits of one byte.
BODY, DIGIT, UPPER, MARK, JOIN, POINT = 1, 2, 4, 8, 16, 32
BITS = {"Nd": BODY | DIGIT, "Nl": BODY, "No": BODY, "Lu": BODY | UPPER, "Ll": BODY, "Lt": BODY,
        "Lm": BODY, "Lo": BODY, "Mn": BODY | MARK, "Mc": BODY | MARK, "Me": BODY | MARK}
SINGLE = {**dict.fromkeys("-‐‑'’", JOIN), **dict.fromkeys(".,:", POINT),
          **dict.fromkeys("\u00ad\u200c\u200d", BODY | MARK)}

KINDS = {**dict.fromkeys(("doc", "sentence", "position", "raw_start", "raw_end"), np.int32), "after_mark": bool}

# NumPy and Arrow let go of the interpreter while they work: two blocks at once take little
# more than half the time. More threads gain little, since memory is what they wait for.
THREADS = 2

# Characters that are worked on at once: small enough for the processor's cache, large
# enough that the calls cost nothing. 1 to 8 million are equally quick, 64 a third slower.
BLOCK = 2_000_000


def find_tokens(sentences, edits, variants=None, block=BLOCK):
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
    with ThreadPoolExecutor(THREADS) as pool:
        blocks = pool.map(lambda block: scan_block(text[slice(*block)], block[0], rows, to_raw),
                          block_rows(text, doc, block))
        found, token = gather(blocks, text)
    token, vocabulary = unify(token)
    terms, term_of = np.unique(count_as(vocabulary, variants).to_numpy(object), return_inverse=True)
    return pd.DataFrame({
        "doc_id": pd.Categorical.from_codes(found["doc"], docs, validate=False),
        **{name: found[name] for name in ("sentence", "position", "raw_start", "raw_end")},
        "token": pd.Categorical.from_codes(token, vocabulary, validate=False),
        "term": pd.Categorical.from_codes(term_of.astype(np.int32).take(token), pd.Index(terms, dtype="str"), validate=False),
        "after_mark": found["after_mark"]}, copy=False)


def block_rows(text, doc, size):
    """(first, last) row numbers of whole documents that have some `size` bytes together."""
    length = np.concatenate([[0], np.cumsum(pc.binary_length(text).to_numpy())])
    new = np.flatnonzero(np.append(True, doc[1:] != doc[:-1]))[:len(doc)]
    cuts = new[np.unique(length[new] // size, return_index=True)[1]]
    return list(zip(cuts, [*cuts[1:], len(text)]))


def gather(blocks, text):
    """The columns of all blocks in one piece, and the dictionary arrays of their tokens."""
    # A word takes at least two bytes with what divides it from the next: memory is asked for
    # once and given back where it was not used. Joining the blocks' arrays takes a third longer.
    room = pc.sum(pc.binary_length(text)).as_py() or 0
    columns = {name: np.empty(room // 2 + len(text), kind) for name, kind in KINDS.items()}
    token, filled = [], 0
    for block in blocks:
        token.append(block.pop("token"))
        for name, column in block.items():
            columns[name][filled:filled + len(column)] = column
        filled += len(token[-1])
    for column in columns.values():
        column.resize(filled, refcheck=False)
    return columns, token


def scan_block(text, first_row, rows, to_raw):
    """The words of some rows of the sentences, as columns; `token` as a dictionary array."""
    joined = pc.binary_join_element_wise(pa.scalar("", pa.large_string()), text,
                                         pa.scalar("\n", pa.large_string()))
    row_start = np.frombuffer(joined.buffers()[1], np.int64)[joined.offset:][:len(text) + 1]
    data = np.frombuffer(joined.buffers()[2], np.uint8)[:row_start[-1]]
    edges = word_edges(data)
    n = np.diff(np.searchsorted(edges[::2], row_start))
    start, end = characters(data, edges, row_start, n)
    row = np.repeat(np.arange(first_row, first_row + len(text), dtype=np.int32), n)
    doc = rows["doc"][row]
    raw_start, raw_end = to_raw(row, start, end, rows["raw_start"][row])
    after_mark, token = encode(data, edges)
    return {"doc": doc, "sentence": rows["sentence"][row], "position": positions(doc), "raw_start": raw_start,
            "raw_end": raw_end, "after_mark": after_mark, "token": token}


def characters(data, edges, row_start, n):
    """(start, end) of each word in characters of its row's text; `n` words stand in each row."""
    begin = np.repeat(row_start[:-1].astype(np.int32) + 1, n)    # behind the line end before each row
    more = np.flatnonzero((data & 0xC0) == 0x80)                 # bytes of a character but its first
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
    bits = np.frombuffer(bytearray(data.tobytes().translate(table[:256].tobytes())), np.uint8)
    if data.max(initial=0) < 128:
        return bits
    bits[data > 127] = 0
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
    """(is a mark or a line end before the word?, the words as a dictionary array that holds the gaps too)."""
    # Words and the gaps between them, in turn: the same offsets serve both.
    pieces = pa.Array.from_buffers(pa.large_string(), max(len(edges) - 1, 0),
                                   [None, pa.py_buffer(edges), pa.py_buffer(data)]).dictionary_encode()
    codes = pieces.indices.to_numpy()
    blank = pc.match_substring_regex(pieces.dictionary, r"^[ \pZ]*$").to_numpy(False)
    after_mark = np.append(True, ~blank[codes[1::2]])[:len(edges) // 2]
    return after_mark, pa.DictionaryArray.from_arrays(codes[::2].copy(), pieces.dictionary.cast(pa.string()))


def unify(blocks):
    """(codes, vocabulary) of what `encode` gave; the vocabulary sorted, whatever the blocks were."""
    words = pa.concat_arrays([block.dictionary for block in blocks] or [pa.array([], pa.string())])
    words = words.dictionary_encode()
    order = pc.sort_indices(words.dictionary).to_numpy()
    order = order[are_words(words.dictionary)[order]]
    rank = np.full(len(words.dictionary), -1, np.int32)
    rank[order] = np.arange(len(order))
    rank = np.split(rank[words.indices.to_numpy()], np.cumsum([len(block.dictionary) for block in blocks])[:-1])
    codes, filled = np.empty(sum(map(len, blocks)), np.int32), 0
    for ranks, block in zip(rank, blocks):
        ranks.take(block.indices.to_numpy(), out=codes[filled:filled + len(block)], mode="clip")
        filled += len(block)
    return codes, pd.Index(words.dictionary.take(pa.array(order)).to_pandas(), dtype="str")


def are_words(strings):
    """Which of the strings are words: they begin with a letter or digit, and gaps hold none."""
    start = np.frombuffer(strings.buffers()[1], np.int32)[strings.offset:][:len(strings) + 1]
    data = np.frombuffer(strings.buffers()[2] or b"", np.uint8)[:start[-1]]
    bits = np.append(character_bits(data), 0)[start[:-1]]
    return (bits & (BODY | MARK) == BODY) & (np.diff(start) > 0)


def count_as(vocabulary, variants=None):
    """The terms under which printed words are counted: plain forms, variants merged."""
    terms = plain_forms(vocabulary).to_series(index=range(len(vocabulary)))
    if variants is not None:
        terms = terms.replace(dict(zip(variants["variant"], variants["term"])))
    return pd.Index(terms)


def raw_map(sentences, edits):
    """The function from words of the sentences' text (row, start, end, raw start of row) to raw offsets."""
    # One character put for one (a straightened quotation mark) moves nothing.
    edits = edits[(edits["inserted"].str.len() != 1) | (edits["removed"].str.len() != 1)]
    edited = is_edited(sentences, edits) if len(edits) else None
    offsets = Offsets(sentences, edits) if len(edits) else None

    def to_raw(row, start, end, base):
        raw_start, raw_end = base + start, base + end
        if offsets:         # only edited sentences take the long way
            there = np.flatnonzero(edited[row])
            raw_start[there], raw_end[there] = offsets.to_raw(row[there], start[there], end[there])
        return raw_start, raw_end

    return to_raw


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
    first = np.flatnonzero(np.append(True, doc[1:] != doc[:-1]))[:len(doc)].astype(np.int32)
    place = np.arange(len(doc), dtype=np.int32)
    place -= np.repeat(first, np.diff(np.append(first, len(doc))))
    return place


def bits_of(character):
    """The bits of one character."""
    return SINGLE.get(character, BITS.get(unicodedata.category(character), 0))


@cache
def bit_table():
    """The bits of the first 65,536 characters."""
    return np.array([bits_of(chr(point)) for point in range(1 << 16)], np.uint8)
