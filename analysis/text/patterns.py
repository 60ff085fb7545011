"""
Patterns of words (`fabricat*`, `organi[sz]*`, `internal affairs`) in the token table.

A pattern is looked up once in the vocabulary, never in the text: five articles and five
million ask the same few thousand words.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def expand_globs(
    patterns: Iterable[str], vocabulary: Sequence[str] | np.ndarray | pd.Index
) -> pd.DataFrame:
    """
    Which words of the vocabulary each one-word pattern stands for.

    `*` any characters, `?` one, `[sz]` one of these. One row per pair: `pattern` and
    `code` (number of the word in the vocabulary), in the order of patterns, then codes.
    Each pattern looks only at the words that begin as it does: a sorted vocabulary is
    searched by its head, so that long lists of patterns stay cheap.
    """
    words = pd.Index(vocabulary, dtype="str")
    order = (
        np.argsort(words.to_numpy(object), kind="stable")
        if not words.is_monotonic_increasing
        else None
    )
    words = words if order is None else words[order]
    found = [(pattern, expand(pattern, words)) for pattern in dict.fromkeys(patterns)]
    codes = [code if order is None else np.sort(order[code]) for _, code in found]
    return pd.DataFrame(
        {
            "pattern": np.repeat(
                np.array([pattern for pattern, _ in found], object), [len(code) for code in codes]
            ),
            "code": np.concatenate(codes) if codes else np.zeros(0, np.int64),
        }
    ).astype({"pattern": "str", "code": "int64"})


def expand(pattern: str, words: np.ndarray | pd.Index) -> np.ndarray:
    """Numbers of the sorted `words` that one pattern stands for."""
    head = re.split(r"[*?\[]", pattern, maxsplit=1)[0]
    first = words.searchsorted(head, "left")
    last = words.searchsorted(head + "\U0010ffff", "right") if head else len(words)
    if head == pattern:
        return np.flatnonzero(words[first : first + 1] == pattern) + first
    if first == last:  # most patterns of a dictionary, in one article
        return np.zeros(0, np.int64)
    part = pa.array(words[first:last], type=pa.string())
    return np.flatnonzero(pc.match_substring_regex(part, glob_expression(pattern))) + first


def glob_expression(pattern: str) -> str:
    """The glob as a regular expression for a whole word."""
    pieces = re.split(r"(\*|\?|\[[^\]]+\])", pattern)
    plain = {"*": ".*", "?": "."}
    body = "".join(
        plain.get(piece) or (piece if piece[:1] == "[" and piece[-1:] == "]" else re.escape(piece))
        for piece in pieces
    )
    return f"(?s)^{body}$"


def plain_forms(vocabulary: list[str] | pd.Index) -> pd.Index:
    """Printed words as they are compared: lower case, straight marks, without final 's."""
    words = pa.array(pd.Index(vocabulary, dtype="str"), type=pa.string())
    words = pc.utf8_lower(pc.utf8_normalize(words, form="NFC"))
    words = pc.replace_substring_regex(words, "\u00ad", "")
    words = pc.replace_substring_regex(words, "’", "'")
    words = pc.replace_substring_regex(words, "[‐‑]", "-")
    return pd.Index(pc.replace_substring_regex(words, "'s$", "").to_pandas(), dtype="str")


class Words(NamedTuple):
    """The words of a token table, as they are searched (see `index_words`)."""

    words: np.ndarray  # sorted: every plain form, and every term it is counted as
    codes: np.ndarray  # codes of the token column, in the order of words
    start: np.ndarray  # where the codes of each word begin


class Index(NamedTuple):
    """Where to find words in a token table (see `index_tokens`)."""

    words: Words
    rows: np.ndarray  # rows of the table, in the order of their token code
    first_row: np.ndarray  # where the rows of each token code begin


def index_words(tokens: pd.DataFrame) -> Words:
    """
    Which words a token table has, and which codes of its token column each stands for.

    A word is found by what is printed and by the term it is counted as: both `uygur` and
    `uyghur` find Uygur where the list of variants merges the two.
    """
    printed, terms = tokens["token"].cat.categories, tokens["term"].cat.categories
    term_of = np.full(len(printed), -1)
    term_of[tokens["token"].array.codes] = tokens["term"].array.codes
    counted = terms[term_of] if len(terms) else terms
    both = plain_forms(printed).append(counted)
    word, words = pd.factorize(both, sort=True)
    size = max(len(printed), 1)
    pairs = np.unique(word.astype(np.int64) * size + np.arange(len(both)) % size)
    start = np.searchsorted(pairs, np.arange(len(words) + 1) * size)
    return Words(words.to_numpy(object), pairs % size, start)


def index_tokens(tokens: pd.DataFrame) -> Index:
    """Make ready to search a token table many times: its words, and in which rows each stands."""
    codes = tokens["token"].array.codes
    n = np.bincount(codes, minlength=len(tokens["token"].cat.categories))
    return Index(
        index_words(tokens), np.argsort(codes, kind="stable"), np.concatenate([[0], np.cumsum(n)])
    )


def find_pattern(
    tokens: pd.DataFrame, pattern: str, index: Index | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """
    Where a word, a glob or a phrase of such stands: rows (first, last) of the token table.

    Capitals do not matter. A phrase never crosses a mark of punctuation or a sentence.
    Who asks more than once makes the index first, with `index_tokens`, and gives it along.
    """
    words = index.words if index else index_words(tokens)
    codes = [codes_of(word, words) for word in plain_forms(pattern.split())]
    if not codes:
        raise ValueError("find_pattern: the pattern is empty; give a word, a glob or a phrase.")
    printed, marked = tokens["token"].array.codes, tokens["after_mark"].to_numpy()
    first = find_rows(tokens, codes[0], index)
    for step, wanted in enumerate(codes[1:], 1):
        first = first[first + step < len(printed)]
        first = first[np.isin(printed[first + step], wanted) & ~marked[first + step]]
    return first, first + len(codes) - 1


def find_rows(tokens: pd.DataFrame, codes: np.ndarray, index: Index | None = None) -> np.ndarray:
    """The rows whose token has one of these codes, in order."""
    if index is None:  # one look at each word takes a tenth of sorting all
        is_wanted = np.zeros(max(len(tokens["token"].cat.categories), 1), bool)
        is_wanted[codes] = True
        return np.flatnonzero(is_wanted[tokens["token"].array.codes])
    rows = [index.rows[index.first_row[code] : index.first_row[code + 1]] for code in codes]
    return np.sort(np.concatenate([index.rows[:0], *rows]))


def codes_of(word: str, index: Words) -> np.ndarray:
    """Codes of the token column that one word of a pattern stands for."""
    return np.unique(
        np.concatenate(
            [index.codes[:0]]
            + [
                index.codes[index.start[some] : index.start[some + 1]]
                for some in expand(word, index.words)
            ]
        )
    )
