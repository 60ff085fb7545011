"""
Articles that stand in the corpus more than once: wire copies, updated versions. Part of `cleaning`.

Similarity is the share of runs of five words that two bodies have in common (Jaccard):
0 = none, 1 = all. Candidates come from MinHash LSH (datasketch); the similarity of each is then
computed exactly.
"""

import hashlib
import re
import zlib
from functools import cache, lru_cache
from typing import NamedTuple

import pandas as pd
from datasketch import MinHash, MinHashLSH

from analysis.tables.columns import COLUMNS
from analysis.tables.stored import check_table, empty_table

RUN = 5  # words in a run: shorter ones are shared by articles on one event
NEAR = 0.6  # a copy with its head or tail rewritten stays above, two reports of one event far below
CONTAINED = 0.85  # or nearly all of the shorter body stands in the longer one
LISTED = 0.4  # less similar pairs are not listed
LOOKED_AT = 0.3  # the index is asked for pairs down to here, so that few above LISTED are missed
N_HASHES = 128
SEED = 1
WORD = re.compile(r"\w+")


class Sketch(NamedTuple):
    """What stands for a body: two with the same `words` are copies; `runs` finds those alike, None without a run."""

    words: bytes
    runs: MinHash | None


def find_duplicates(
    documents: pd.DataFrame, sentences: pd.DataFrame, sketches: dict[str, Sketch] | None = None
) -> pd.DataFrame:
    """
    Every article beside the earlier one that it repeats, with their similarity and a decision.

    Decisions: "exact copy", "near copy" (both counted once) and "similar" (both counted). The
    article that is kept is the earliest by date, of one day the longest. `sketches`: those of
    the bodies by doc_id, where they have been made already.
    """
    bodies = body_texts(documents, sentences)
    index = MinHashLSH(threshold=LOOKED_AT, num_perm=N_HASHES)
    same: dict[bytes, str] = {}  # a body's hash -> the first article with it
    rows: list[tuple[str, str, float, str]] = []
    kept = lru_cache(1000)(
        lambda doc_id: runs_of(bodies[doc_id])
    )  # kept for all, they would fill the memory
    for doc_id in in_order(documents, bodies):
        sketch = sketches[doc_id] if sketches else sketch_body(bodies[doc_id])
        first = same.setdefault(sketch.words, doc_id)
        if first != doc_id:
            rows.append((doc_id, first, 1.0, "exact copy"))
            continue
        if sketch.runs is None:
            continue
        decided = [
            (doc_id, other, *decide(kept(doc_id), kept(other)))
            for other in sorted(index.query(sketch.runs))
        ]
        rows += [row for row in decided if row[2] >= LISTED or row[3] == "near copy"]
        if not any(row[3] == "near copy" for row in decided):
            index.insert(doc_id, sketch.runs)
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


def body_texts(documents: pd.DataFrame, sentences: pd.DataFrame) -> dict[str, str]:
    """The body of each article in one piece."""
    body = sentences[sentences["kind"] == "body"]
    parts: dict[str, list[str]] = {doc_id: [] for doc_id in documents["doc_id"]}
    for doc_id, text in zip(body["doc_id"].to_numpy(object), body["text"].to_numpy(object)):
        if doc_id in parts:
            parts[doc_id].append(text)
    return {doc_id: " ".join(texts) for doc_id, texts in parts.items()}


def in_order(documents: pd.DataFrame, bodies: dict[str, str]) -> list[str]:
    """The articles in the order in which the first of two copies is kept; those without body left out."""
    order = documents.assign(length=[-len(bodies[doc_id]) for doc_id in documents["doc_id"]])
    order = order.sort_values(["published_from", "length", "doc_id"], na_position="last")
    return [doc_id for doc_id in order["doc_id"] if bodies[doc_id]]


def sketch_body(body: str) -> Sketch:
    """The words of a body hashed, and the MinHash of its runs."""
    words = find_words(body)
    runs = join_runs(words)
    return Sketch(hashlib.sha256(words).digest(), sketch_runs(runs) if runs else None)


def find_words(body: str) -> bytes:
    """The words of a body, capitals aside, a blank between them; in bytes, which are what is hashed."""
    return " ".join(WORD.findall(body.casefold())).encode("utf-8", "surrogatepass")


def runs_of(body: str) -> set[bytes]:
    """The set of runs of RUN words of a body."""
    return join_runs(find_words(body))


def join_runs(words: bytes) -> set[bytes]:
    """Each run of RUN of the words (of `find_words`) in one piece."""
    parts = words.split(b" ")
    return set(map(b" ".join, zip(*(parts[n:] for n in range(RUN)))))


@cache
def empty_sketch() -> MinHash:
    """The MinHash that all are copies of: to draw its permutations takes most of a short article's time."""
    return MinHash(N_HASHES, seed=SEED, hashfunc=zlib.crc32)


def sketch_runs(runs: set[bytes]) -> MinHash:
    """The MinHash of a body's runs: by it the index finds those that may be alike."""
    sketch = empty_sketch().copy()
    sketch.update_batch(runs)
    return sketch


def decide(runs: set[bytes], others: set[bytes]) -> tuple[float, str]:
    """(similarity, decision) of two sets of runs: a copy is counted once, two similar articles are both counted."""
    if not runs or not others:
        return 0.0, "similar"
    shared = len(runs & others)
    similarity, contained = shared / len(runs | others), shared / min(len(runs), len(others))
    return similarity, "near copy" if similarity >= NEAR or contained >= CONTAINED else "similar"
