"""
Passages and their words: what topics are fitted on. Part of the step `topics`.

A passage is what a model takes as one: a sentence, a paragraph or an article. Counting is
arithmetic on the codes of the token table, never a loop over words.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.text.spans import find_sentences

MANY_PASSAGES = 500


class Passages(NamedTuple):
    """`rows`: a row per passage; `terms`: sorted; `counts`: how often each term stands in each."""

    rows: pd.DataFrame  # doc_id, paragraph (its first), sentence (its first), n_words
    terms: np.ndarray
    counts: sparse.csr_array
    unit: str  # sentence, paragraph or article


def count_passages(
    tokens: pd.DataFrame,
    sentences: pd.DataFrame,
    unit: str = "paragraph",
    kinds: tuple[str, ...] = ("body",),
) -> Passages:
    """
    How often each term stands in each passage; only sentences of the given kinds.

    `unit`: "sentence", "paragraph" or "article". Passages come in the order of doc_id, so
    that the order of the articles cannot matter to a model. Arithmetic on whole columns.
    """
    passage, rows = find_passages(tokens, sentences, unit, kinds)
    return count_terms_in(passage, tokens["term"].array, rows, unit)


def find_passages(
    tokens: pd.DataFrame,
    sentences: pd.DataFrame,
    unit: str = "paragraph",
    kinds: tuple[str, ...] = ("body",),
) -> tuple[np.ndarray, pd.DataFrame]:
    """(the passage in which each token stands, -1 in none; a row per passage), as `count_passages` does."""
    held = find_sentences(tokens, sentences)
    if len(held) and held.min() < 0:
        raise ValueError(
            "tokens and sentences do not belong together: some token stands in a sentence that is "
            "not there. Give both tables of one run."
        )
    doc = pd.Categorical(sentences["doc_id"])
    is_kept = doc.categories.isin(tokens["doc_id"].cat.categories)[doc.codes]
    is_kept &= sentences["kind"].isin(kinds).to_numpy()
    order = np.lexsort((sentences["sentence"], doc.codes))
    order = order[is_kept[order]]  # not the text: it would be copied
    begins = {"doc": doc.codes[order]}
    if unit != "article":
        begins[unit] = sentences[unit].to_numpy()[order]
    is_first = ~pd.DataFrame(begins).duplicated().to_numpy()
    passage = np.full(len(sentences), -1, np.int32)
    passage[order] = is_first.cumsum() - 1
    rows = sentences[["doc_id", "paragraph", "sentence"]].iloc[order[is_first]]
    return passage[held], rows.reset_index(drop=True)


def count_terms_in(
    passage: np.ndarray, terms: pd.Categorical, rows: pd.DataFrame, unit: str
) -> Passages:
    """Count the terms of tokens in their passages; -1 is in none."""
    inside = passage >= 0
    code = terms.codes[inside]
    shape = (len(rows), len(terms.categories))
    # By terms first: the passages of each are in order then, and nothing is left to sort.
    counts = sparse.coo_array(
        (np.ones(len(code), np.int32), (passage[inside], code)), shape
    ).tocsc()
    order = np.argsort(terms.categories.to_numpy(object), kind="stable")
    rows = rows.assign(n_words=np.asarray(counts.sum(1)).ravel())
    return Passages(rows, terms.categories.to_numpy(object)[order], counts[:, order].tocsr(), unit)


def fewest_passages(passages: Passages) -> int:
    """In how many passages a term must stand to be kept: 2, from 500 passages on 5."""
    return 2 if len(passages.rows) < MANY_PASSAGES else 5


def keep_terms(
    passages: Passages,
    stop_terms: Iterable[str] = (),
    min_passages: int | None = None,
    max_share: float = 0.5,
) -> Passages:
    """
    The passages with fewer terms: no stop terms, no numbers, nothing rare, nothing everywhere.

    Dropped are terms without two letters, in fewer than `min_passages` passages (if None, see
    `fewest_passages`: a word of one passage can go together with nothing), or in more than
    `max_share` of them.
    """
    min_passages = min_passages or fewest_passages(passages)
    n_passages = np.bincount(passages.counts.indices, minlength=len(passages.terms))
    names = pd.Index(passages.terms, dtype="str")
    keep = (
        (n_passages >= min_passages)
        & (n_passages <= max(max_share * len(passages.rows), min_passages))
        & ~names.isin(list(stop_terms))
        & names.str.contains(r"[^\W\d_].*[^\W\d_]", regex=True)
    )
    return passages._replace(
        terms=passages.terms[keep], counts=passages.counts[:, np.flatnonzero(keep)]
    )


def take_passages(passages: Passages, rows: np.ndarray) -> Passages:
    """The passages in the given row numbers (or where a mask holds); repeated ones repeat."""
    rows = np.asarray(rows)
    if rows.dtype == bool:
        if rows.all():
            return passages
        rows = np.flatnonzero(rows)
    return passages._replace(
        rows=passages.rows.iloc[rows].reset_index(drop=True), counts=passages.counts[rows]
    )


def take_terms(passages: Passages, terms: np.ndarray) -> Passages:
    """The passages counted over the given terms, in their order; a term not there counts 0."""
    if np.array_equal(passages.terms, terms):
        return passages
    place = pd.Index(passages.terms).get_indexer(terms)
    known = np.flatnonzero(place >= 0)
    pick = sparse.coo_array(
        (np.ones(len(known), np.int32), (place[known], known)), (len(passages.terms), len(terms))
    ).tocsr()
    return passages._replace(terms=np.asarray(terms), counts=(passages.counts @ pick).tocsr())


def drop_duplicates(passages: Passages, documents: pd.DataFrame) -> Passages:
    """The passages of articles that are no duplicates: a text printed twice is fitted once."""
    originals = documents.loc[documents["duplicate_of"].isna(), "doc_id"]
    return take_passages(passages, passages.rows["doc_id"].isin(originals).to_numpy())


def sample_articles(passages: Passages, most: int) -> Passages:
    """Every n-th article, so that at most about `most` counts (terms in passages) are left; all if fewer."""
    step = int(np.ceil(passages.counts.nnz / most))
    if step < 2:
        return passages
    docs = pd.Index(passages.rows["doc_id"].unique())
    return take_passages(passages, docs.get_indexer(passages.rows["doc_id"]) % step == 0)


def split_articles(passages: Passages, part: float = 0.2) -> tuple[Passages, Passages]:
    """(passages of the first articles, passages of the last fifth), in the order of doc_id; one stays in each."""
    docs = pd.Index(passages.rows["doc_id"].unique())
    n_new = max(round(part * len(docs)), 1) if len(docs) > 1 else 0
    is_new = docs.get_indexer(passages.rows["doc_id"]) >= len(docs) - n_new
    return take_passages(passages, ~is_new), take_passages(passages, is_new)
