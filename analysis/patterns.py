"""Patterns of words (`fabricat*`, `organi[sz]*`, `internal affairs`) against a vocabulary."""

import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def expand_globs(patterns, vocabulary):
    """
    Which words of the vocabulary each one-word pattern stands for.

    `*` any characters, `?` one, `[sz]` one of these. One row per pair: `pattern` and
    `code` (number of the word in the vocabulary), in the order of patterns, then codes.
    Each pattern looks only at the words that begin as it does: a sorted vocabulary is
    searched by its head, so that long lists of patterns stay cheap.
    """
    words = pd.Index(vocabulary, dtype="str")
    order = np.argsort(words.to_numpy(object)) if not words.is_monotonic_increasing else None
    words = words if order is None else words[order]
    found = [(pattern, expand(pattern, words)) for pattern in dict.fromkeys(patterns)]
    codes = [code if order is None else np.sort(order[code]) for _, code in found]
    return pd.DataFrame({
        "pattern": np.repeat(np.array([pattern for pattern, _ in found], object),
                             [len(code) for code in codes]),
        "code": np.concatenate(codes) if codes else np.zeros(0, np.int64)}
    ).astype({"pattern": "str", "code": "int64"})


def expand(pattern, words):
    """Numbers of the sorted `words` that one pattern stands for."""
    head = re.match(r"[^*?\[]*", pattern).group()
    first = words.searchsorted(head, "left")
    last = words.searchsorted(head + "\U0010ffff", "right") if head else len(words)
    if head == pattern:
        return np.flatnonzero(words[first:first + 1] == pattern) + first
    part = pa.array(words[first:last], type=pa.string())
    return np.flatnonzero(pc.match_substring_regex(part, glob_expression(pattern))) + first


def glob_expression(pattern):
    """The glob as a regular expression for a whole word."""
    pieces = re.split(r"(\*|\?|\[[^\]]+\])", pattern)
    plain = {"*": ".*", "?": "."}
    body = "".join(plain.get(piece) or (piece if piece[:1] == "[" and piece[-1:] == "]" else re.escape(piece))
                   for piece in pieces)
    return f"(?s)^{body}$"
