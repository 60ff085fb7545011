"""
The words of whole texts, counted as columns: how like an article's are to all others'. Part of `cleaning`.

Here a word is a run of letters, digits and underscores: enough to compare articles by. The words
that are counted for the study are the tokens. CountVectorizer of scikit-learn counts the same in the
same time; but it would have to be loaded in each process of `check`, and its tables are not joined.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

WORD = re.compile(r"\w+")
# A blank for each byte of ASCII that is in no word; the bytes of other characters stay.
BLANKS = bytes(n if n > 127 or WORD.match(chr(n)) else 32 for n in range(256))
ASCII = bytes(range(128))
PARTED = "\u0130"  # the one letter whose small form is two signs, of which one is in no word
AT_ONCE = 100  # bodies whose words are counted at a time


class Counts(NamedTuple):
    """How often each of `words` (columns) stands in each of `articles` (rows), and how many words that has."""

    articles: list[str]
    n_words: np.ndarray
    words: np.ndarray
    matrix: sparse.csr_matrix


def split_words(text: str) -> list[bytes]:
    """The words of a text, in bytes; the pattern is asked once about each sign beyond ASCII."""
    data = text.encode("utf-8", "surrogatepass")
    if not text.isascii():
        for sign in set(data.translate(None, ASCII).decode("utf-8", "surrogatepass")):
            if not WORD.match(sign):
                data = data.replace(sign.encode("utf-8", "surrogatepass"), b" ")
    return data.translate(BLANKS).split()


def count_bodies(bodies: Mapping[str, str]) -> Counts:
    """The words of bodies by doc_id, capitals aside."""
    names = list(bodies)
    cut = (names[n : n + AT_ONCE] for n in range(0, len(names), AT_ONCE))
    return join_counts(count_some({name: bodies[name] for name in some}) for some in cut)


def count_some(bodies: Mapping[str, str]) -> Counts:
    """`count_bodies` with all words in one column."""
    split = [split_words(body.lower()) for body in bodies.values()]
    n_words = [
        len(split_words(body)) if PARTED in body else len(words)
        for words, body in zip(split, bodies.values())
    ]
    rows = np.repeat(np.arange(len(split)), [len(words) for words in split])
    codes, words = pd.factorize(np.array([word for words in split for word in words], object))
    matrix = sparse.csr_matrix(
        (np.ones(len(codes), np.int32), (rows, codes)), shape=(len(split), len(words))
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


def measure_likeness(counts: Counts, articles: Iterable[str]) -> np.ndarray | None:
    """
    How like the words of each of some articles are to those of all the others of them; None without a word.

    Cosine of tf-idf weights with the mean of the others: 0 = no word in common, 1 = the same words.
    """
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfTransformer  # slow

    row = dict(zip(counts.articles, range(len(counts.articles))))
    words = [word.decode() for word in counts.words]
    telling = [len(word) > 1 and word not in ENGLISH_STOP_WORDS for word in words]
    matrix = counts.matrix[[row[name] for name in articles]][:, np.flatnonzero(telling)]
    if not matrix.nnz:
        return None
    weights = TfidfTransformer(sublinear_tf=True).fit_transform(matrix)
    total = np.asarray(weights.sum(axis=0)).ravel()
    own = np.asarray(weights.multiply(weights).sum(axis=1)).ravel()
    with_total = weights @ total
    others = np.sqrt(np.maximum(total @ total - 2 * with_total + own, 0))
    return np.divide(
        with_total - own, np.sqrt(own) * others, out=np.zeros(len(own)), where=own * others > 0
    )
