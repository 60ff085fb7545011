"""
Articles that stand in the corpus more than once: wire copies, updated versions. Part of `cleaning`.

Similarity is the share of runs of five words that two bodies have in common (Jaccard):
0 = none, 1 = all. Bodies too few of whose runs stand in any other are passed over; of the rest,
candidates come from MinHash LSH (its sketches and bands by datasketch), and the similarity of each is then computed exactly.
"""

import hashlib
import zlib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from datasketch import MinHash, MinHashLSH

from analysis.articles.words import cut_bodies, number_words, split_words
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import check_table, empty_table
from analysis.text.spans import code_documents

RUN = 5  # words in a run: shorter ones are shared by articles on one event
NEAR = 0.6  # a copy with its head or tail rewritten stays above, two reports of one event far below
CONTAINED = 0.85  # or nearly all of the shorter body stands in the longer one
LISTED = 0.4  # less similar pairs are not listed
LOOKED_AT = 0.3  # the index is asked for pairs down to here, so that few above LISTED are missed
N_HASHES = 128
SEED = 1
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, its bits without order: the golden ratio's
ROUNDED = 0.99  # of a limit, since two runs of a body may have one hash
HALF = np.uint64(32)  # the bits of a hash that are kept
MOST_BITS = 28  # of a hash that find its place in a table


class Sketch(NamedTuple):
    """What stands for a body: two with the same `words` are copies; `runs` are the hashes of its runs, each once."""

    words: bytes
    runs: np.ndarray


@cache
def choose_bands() -> tuple[int, int]:
    """How the index cuts a sketch: its bands and the hashes in each; datasketch integrates for it, once."""
    index = MinHashLSH(threshold=LOOKED_AT, num_perm=N_HASHES)
    return index.b, index.r


def find_duplicates(documents: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """
    Every article beside the earlier one that it repeats, with their similarity and a decision.

    Decisions: "exact copy", "near copy" (both counted once) and "similar" (both counted). The
    article that is kept is the earliest by date, of one day the longest.
    """
    bodies = body_texts(documents, sentences)
    return compare_bodies(documents, bodies, sketch_bodies(bodies))


def compare_bodies(
    documents: pd.DataFrame, bodies: pd.Series, sketches: Mapping[str, Sketch]
) -> pd.DataFrame:
    """`find_duplicates` by the bodies of the articles and their sketches, both by doc_id."""
    alike = find_alike(sketches)
    same: dict[bytes, str] = {}  # a body's hash -> the first article with it
    rows: list[tuple[str, str, float, str]] = []
    kept = lru_cache(1000)(
        lambda doc_id: runs_of(bodies[doc_id])
    )  # kept for all, they would fill the memory
    order = in_order(documents, bodies)
    asked = [
        doc_id
        for doc_id in order
        if same.setdefault(sketches[doc_id].words, doc_id) == doc_id and doc_id in alike
    ]
    bands = dict(zip(asked, share_bands(bodies[doc_id] for doc_id in asked)))
    index: dict[int, list[str]] = {}  # a band that bodies share -> those of them that are kept
    for doc_id in order:
        first = same[sketches[doc_id].words]
        if first != doc_id:
            rows.append((doc_id, first, 1.0, "exact copy"))
            continue
        own = bands.get(doc_id, ())
        others = sorted({other for band in own for other in index.get(band, ())})
        decided = [(doc_id, other, *decide(kept(doc_id), kept(other))) for other in others]
        rows += [row for row in decided if row[2] >= LISTED or row[3] == "near copy"]
        if not any(row[3] == "near copy" for row in decided):
            for band in own:
                index.setdefault(band, []).append(doc_id)
    return (
        check_table(pd.DataFrame(rows, columns=list(COLUMNS["duplicates"])), "duplicates")
        if rows
        else empty_table("duplicates")
    )


def mark_duplicates(documents: pd.DataFrame, duplicates: pd.DataFrame) -> pd.DataFrame:
    """`documents` with `duplicate_of`: the article that a copy repeats, the most similar one first."""
    copies = duplicates[duplicates["decision"] != "similar"]
    copies = copies.sort_values(
        ["similarity", "other_id"], ascending=[False, True]
    ).drop_duplicates("doc_id")
    return documents.assign(
        duplicate_of=documents["doc_id"].map(copies.set_index("doc_id")["other_id"]).astype("str")
    )


def body_texts(documents: pd.DataFrame, sentences: pd.DataFrame) -> pd.Series:
    """The body of each article in one piece, by doc_id."""
    code, names = code_documents(sentences["doc_id"])
    number = pd.Index(documents["doc_id"]).get_indexer(names)[code]
    rows = np.flatnonzero((sentences["kind"] == "body").to_numpy() & (number >= 0))
    rows = rows[np.argsort(number[rows], kind="stable")]
    ends = np.searchsorted(number[rows], np.arange(len(documents) + 1)).astype(np.int32)
    texts = pa.array(sentences["text"].take(rows).array, pa.large_string())
    texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    # Joined as columns: as strings of Python, the sentences of a million articles take gigabytes.
    bodies = pc.binary_join(
        pa.ListArray.from_arrays(pa.array(ends), texts), pa.scalar(" ", pa.large_string())
    )
    return pd.Series(bodies.to_pandas().array, documents["doc_id"], dtype="str")


def in_order(documents: pd.DataFrame, bodies: pd.Series) -> list[str]:
    """The articles in the order in which the first of two copies is kept; those without body left out."""
    order = documents.assign(length=-bodies.str.len().loc[documents["doc_id"]].to_numpy())
    order = order[order["length"] < 0]
    order = order.sort_values(["published_from", "length", "doc_id"], na_position="last")
    return order["doc_id"].to_list()


def sketch_bodies(bodies: pd.Series) -> dict[str, Sketch]:
    """The sketch of each body, by doc_id; whole columns of words are hashed, some bodies at a time."""
    found: dict[str, Sketch] = {}
    for some in cut_bodies(bodies):
        numbers, words, n_words = number_words([body.casefold() for body in some.values()])
        words = pd.util.hash_array(words, categorize=False)[numbers]
        own = np.split(words, np.cumsum(n_words)[:-1])
        hashed = (hashlib.sha256(hashes.tobytes()).digest() for hashes in own)
        found |= dict(zip(some, map(Sketch, hashed, hash_runs(words, n_words))))
    return found


def hash_runs(words: np.ndarray, n_words: np.ndarray) -> list[np.ndarray]:
    """The hashes of the runs of each body, from those of all words: each once, in their own order."""
    n_runs = max(len(words) - RUN + 1, 0)
    runs = words[:n_runs].copy()
    for n in range(1, RUN):
        runs *= MULTIPLIER
        runs += words[n : n + n_runs]
    numbers = np.arange(len(n_words), dtype=np.uint64) << HALF
    body = np.repeat(numbers, n_words)
    inside = body[:n_runs] == body[RUN - 1 :]  # a run does not go on in the next body
    rows = np.sort((body[:n_runs] | runs >> HALF)[inside])
    rows = rows[np.append(rows[:1] == rows[:1], rows[1:] != rows[:-1])]
    return np.split(rows.astype(np.uint32), np.searchsorted(rows, numbers[1:]))


def find_alike(sketches: Mapping[str, Sketch]) -> set[str]:
    """
    The articles among which all pairs are that will be listed; as a rule a few of many.

    Two that share LISTED of their runs have so many that stand in others, too. Where one is nearly
    contained in another, its runs nearly all stand in others; and the other has nearly all of them.
    """
    names = [doc_id for doc_id, sketch in sketches.items() if len(sketch.runs)]
    if not names:
        return set()
    runs = np.concatenate([sketches[doc_id].runs for doc_id in names])
    n_runs = np.array([len(sketches[doc_id].runs) for doc_id in names], np.int32)
    starts = np.cumsum(n_runs, dtype=np.int64) - n_runs
    ordered = np.sort(runs)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    is_shared = look_up(runs, twice, np.ones(len(twice), bool))
    shared = np.add.reduceat(is_shared, starts, dtype=np.int64) / n_runs
    # Of all that may be contained in others, the longest first: of a run's bodies the shortest counts.
    short = np.flatnonzero(shared >= ROUNDED * CONTAINED)
    short = short[np.argsort(-n_runs[short], kind="stable")]
    of_short = np.concatenate([runs[:0], *(sketches[names[n]].runs for n in short)])
    length = look_up(runs, of_short, np.repeat(n_runs[short], n_runs[short]))
    contains = np.add.reduceat(length > 0, starts, dtype=np.int64)
    length[length == 0] = np.iinfo(length.dtype).max
    contains = contains / np.minimum.reduceat(length, starts)
    alike = (shared >= ROUNDED * LISTED) | (contains >= ROUNDED * CONTAINED)
    return {names[n] for n in np.flatnonzero(alike)}


def look_up(hashes: np.ndarray, wanted: np.ndarray, values: np.ndarray) -> np.ndarray:
    """
    The value of each hash, the last one if it is wanted more than once; 0 if it is none of those wanted.

    Hashes are told apart by their first bits: one in sixteen or fewer that are not wanted has a value, too.
    """
    n_bits = min(len(wanted).bit_length() + 4, MOST_BITS)
    table = np.zeros(1 << n_bits, values.dtype)
    table[wanted >> np.uint32(32 - n_bits)] = values
    return table[hashes >> np.uint32(32 - n_bits)]


def runs_of(body: str) -> set[bytes]:
    """The set of runs of RUN words of a body, each in one piece."""
    words = split_words(body.casefold())
    return set(map(b" ".join, zip(*(words[n:] for n in range(RUN)))))


@cache
def empty_sketch() -> MinHash:
    """The MinHash that all are copies of: to draw its permutations takes most of a short article's time."""
    return MinHash(N_HASHES, seed=SEED, hashfunc=zlib.crc32)


def sketch_runs(runs: set[bytes]) -> MinHash:
    """The MinHash of a body's runs: by it the index finds those that may be alike."""
    sketch = empty_sketch().copy()
    sketch.update_batch(runs)
    return sketch


def share_bands(bodies: Iterable[str]) -> list[list[int]]:
    """
    The bands of each body's sketch that stand in another's, too, as numbers: two that may be alike share one.

    An index of all bands, as datasketch keeps it, takes ten kilobytes a body; nearly all are nobody else's.
    """
    hashes = [sketch_runs(runs_of(body)).hashvalues.astype(np.uint32) for body in bodies]
    table = np.array(hashes, np.uint32).reshape(-1, N_HASHES)
    shared: list[list[int]] = [[] for _ in hashes]
    n_bands = 0
    bands, rows = choose_bands()
    for band in range(bands):
        key = np.zeros(len(table), np.uint64)
        for column in range(band * rows, (band + 1) * rows):
            key = key * MULTIPLIER + table[:, column]
        _, number, n = np.unique(key, return_inverse=True, return_counts=True)
        for row in np.flatnonzero(n[number] > 1):
            shared[row].append(n_bands + int(number[row]))
        n_bands += len(n)
    return shared


def decide(runs: set[bytes], others: set[bytes]) -> tuple[float, str]:
    """(similarity, decision) of two sets of runs: a copy is counted once, two similar articles are both counted."""
    if not runs or not others:
        return 0.0, "similar"
    shared = len(runs & others)
    similarity, contained = shared / len(runs | others), shared / min(len(runs), len(others))
    return similarity, "near copy" if similarity >= NEAR or contained >= CONTAINED else "similar"
