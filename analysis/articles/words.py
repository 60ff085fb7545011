"""
The words of whole texts, counted as columns: how like an article's are to all others'. Part of `cleaning`.

Here a word is a run of letters, digits and underscores: enough to compare articles by. The words
that are counted for the study are the tokens. scikit-learn counts and weighs the same; but it would
have to be loaded, in each process of `check`, and its tables are not joined.
"""

import re
import runpy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy import sparse

WORD = re.compile(r"\w+")
# A blank for each byte of ASCII that is in no word; the bytes of other characters stay.
BLANKS = bytes(n if n > 127 or WORD.match(chr(n)) else 32 for n in range(256))
ASCII = bytes(range(128))
PARTED = "\u0130"  # the one letter whose small form is two signs, of which one is in no word
AT_ONCE = 400  # bodies whose words are worked on at a time


class Counts(NamedTuple):
    """How often each of `words` (columns) stands in each of `articles` (rows), and how many words that has."""

    articles: list[str]
    n_words: np.ndarray
    words: np.ndarray
    matrix: sparse.csr_matrix


def split_words(text: str) -> list[bytes]:
    """The words of a text, in bytes; the pattern is asked once about each sign beyond ASCII."""
    return blank_out(text).split()


def blank_out(text: str) -> bytes:
    """The words of a text in bytes, a blank for each byte of what is in none."""
    data = text.encode("utf-8", "surrogatepass")
    if not text.isascii():
        for sign in set(data.translate(None, ASCII).decode("utf-8", "surrogatepass")):
            if not WORD.match(sign):
                data = data.replace(sign.encode("utf-8", "surrogatepass"), b" ")
    return data.translate(BLANKS)


def number_words(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """
    (numbers, words, n) of the words of some texts, one behind the other: each word is a number of `words`.

    `words` stand in the order in which they come first; `n` says how many words each text has.
    """
    blanked = [blank_out(text) for text in texts]
    data = np.frombuffer(b" ".join(blanked), np.uint8)
    is_word = np.zeros(len(data) + 2, bool)
    np.not_equal(data, ord(" "), out=is_word[1:-1])
    edges = np.flatnonzero(is_word[1:] != is_word[:-1])
    starts = np.cumsum([0, *(len(text) + 1 for text in blanked)])
    n = np.diff(np.searchsorted(edges[::2], starts))
    # Words and the gaps between them, in turn: the same edges serve both, and no word becomes an object.
    pieces = pa.Array.from_buffers(
        pa.large_binary(), max(len(edges) - 1, 0), [None, pa.py_buffer(edges), pa.py_buffer(data)]
    ).dictionary_encode()
    numbers, words = (
        pieces.indices.to_numpy()[::2],
        pieces.dictionary.to_numpy(zero_copy_only=False),
    )
    used = np.bincount(numbers, minlength=len(words)) > 0
    return (np.cumsum(used) - 1)[numbers], words[used], n


def cut_bodies(bodies: pd.Series) -> Iterator[dict[str, str]]:
    """The same bodies by doc_id as strings of Python, some at a time."""
    for n in range(0, len(bodies), AT_ONCE):
        some = bodies.iloc[n : n + AT_ONCE]
        yield dict(zip(some.index.to_numpy(object), some.to_numpy(object)))


def count_bodies(bodies: pd.Series) -> Counts:
    """The words of bodies by doc_id, capitals aside."""
    return join_counts(map(count_some, cut_bodies(bodies)))


def count_some(bodies: Mapping[str, str]) -> Counts:
    """`count_bodies` with all words in one column."""
    codes, words, n = number_words([body.lower() for body in bodies.values()])
    n_words = [
        len(split_words(body)) if PARTED in body else n_own
        for n_own, body in zip(n, bodies.values())
    ]
    rows = np.repeat(np.arange(len(n)), n)
    matrix = sparse.csr_matrix(
        (np.ones(len(codes), np.int32), (rows, codes)), shape=(len(n), len(words))
    )
    return Counts(list(bodies), np.array(n_words, int), words, matrix)


def join_counts(parts: Iterable[Counts]) -> Counts:
    """The counts of some articles below those of others, each word one column."""
    parts = list(parts)
    if not parts:
        return count_some({})
    codes, words = pd.factorize(np.concatenate([part.words for part in parts]))
    starts = np.cumsum([0, *(len(part.words) for part in parts)])
    columns = [codes[start + part.matrix.indices] for start, part in zip(starts, parts)]
    ends = np.cumsum([0, *(part.matrix.nnz for part in parts)])
    rows = [part.matrix.indptr[1:] + end for part, end in zip(parts, ends)]
    matrix = sparse.csr_matrix(
        (
            np.concatenate([part.matrix.data for part in parts]),
            np.concatenate(columns),
            np.concatenate([[0], *rows]),
        ),
        shape=(sum(len(part.articles) for part in parts), len(words)),
    )
    n_words = np.concatenate([part.n_words for part in parts])
    return Counts([name for part in parts for name in part.articles], n_words, words, matrix)


@cache
def read_stop_words() -> frozenset[str]:
    """The English ones of scikit-learn, from its own file: to import it takes longer than to read 1,000 articles."""
    library = find_spec("sklearn")
    assert library is not None and library.origin is not None
    path = Path(library.origin).parent / "feature_extraction" / "_stop_words.py"
    return runpy.run_path(str(path))["ENGLISH_STOP_WORDS"]


def weigh_words(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """The weights that scikit-learn's TfidfTransformer(sublinear_tf=True) gives: rows of length 1."""
    n_docs = np.bincount(matrix.indices, minlength=matrix.shape[1])
    rarity = np.log((matrix.shape[0] + 1.0) / (n_docs + 1.0)) + 1
    weights = sparse.csr_matrix(matrix, dtype=float, copy=True)
    weights.data = (np.log(weights.data) + 1) * rarity[weights.indices]
    squares = sparse.csr_matrix((weights.data**2, weights.indices, weights.indptr), weights.shape)
    length = np.sqrt(squares @ np.ones(weights.shape[1]))
    weights.data /= np.repeat(length, np.diff(weights.indptr))
    return weights


def measure_likeness(counts: Counts, articles: Iterable[str]) -> np.ndarray | None:
    """
    How like the words of each of some articles are to those of all the others of them; None without a word.

    Cosine of tf-idf weights with the mean of the others: 0 = no word in common, 1 = the same words.
    """
    stop_words = read_stop_words()
    row = dict(zip(counts.articles, range(len(counts.articles))))
    words = [word.decode() for word in counts.words]
    telling = [len(word) > 1 and word not in stop_words for word in words]
    matrix = counts.matrix[[row[name] for name in articles]][:, np.flatnonzero(telling)]
    if not matrix.nnz:
        return None
    weights = weigh_words(matrix)
    total = np.asarray(weights.sum(axis=0)).ravel()
    own = np.asarray(weights.multiply(weights).sum(axis=1)).ravel()
    with_total = weights @ total
    others = np.sqrt(np.maximum(total @ total - 2 * with_total + own, 0))
    return np.divide(
        with_total - own, np.sqrt(own) * others, out=np.zeros(len(own)), where=own * others > 0
    )
