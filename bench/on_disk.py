"""
The heavy steps over a corpus on disk, block by block: tokens, terms, dictionary, lines to read.

Each takes the folder that holds the tables as Parquet (`sentences`, `edits`, then `tokens`)
and, if there is one, the address of a Dask scheduler. What comes out is small: counts, and
lines. The functions for one block are those that the notebooks call for a whole corpus.
"""

from functools import partial

import numpy as np
import pandas as pd

from analysis.framing.lookup import find_hits, order_tokens
from analysis.terms.counts import count_pairs
from analysis.terms.frequencies import count_terms, frequency_table
from analysis.text.blocks import (
    add_counts,
    list_blocks,
    map_blocks,
    read_block,
    read_rows_of,
    write_blocks,
)
from analysis.text.concordance import find_concordance
from analysis.text.concordance import find_hits as find_word
from analysis.text.tokens import find_tokens

GROUPS = 4  # row groups of tokens in a block: a million rows, some 60 MB
SENTENCES = 8  # row groups of sentences in a block: a quarter of a million


def write_sentences(parts, folder):
    """
    Write tables of sentences, whole articles in each, into the folder as Parquet.

    Where all comes in one part the articles are put in the order of doc_id, so that the order
    in which they came leaves no trace in what is made from them.
    """
    parts = (
        [parts.sort_values(["doc_id", "sentence"], kind="stable")]
        if isinstance(parts, pd.DataFrame)
        else parts
    )
    return write_blocks(parts, "sentences", folder)


def write_tokens(folder, variants=None, scheduler=None, groups=SENTENCES):
    """Make the token table from the sentences on disk; returns how many tokens there are."""
    make = partial(tokens_of_block, variants=variants)
    blocks = list_blocks(folder, "sentences", groups)
    return write_blocks(map_blocks(make, blocks, scheduler), "tokens", folder)


def tokens_of_block(block, variants):
    """The tokens of the sentences of one block."""
    sentences = read_block(block)
    docs = pd.DataFrame({"doc_id": pd.Categorical(sentences["doc_id"].unique())})
    return find_tokens(sentences, read_rows_of(docs, "edits", block.folder), variants)


def count_terms_on_disk(folder, scheduler=None, groups=GROUPS):
    """The table `frequencies` of a corpus on disk: see `count_terms`."""
    blocks = list_blocks(folder, "tokens", groups)
    counts = add_counts(map_blocks(terms_of_block, blocks, scheduler), ["term"])
    return frequency_table(counts["term"], counts["n"], counts["n_docs"], counts["n"].sum())


def terms_of_block(block):
    """How often each term stands in a block, and in how many of its articles."""
    return count_terms(read_block(block))[["term", "n", "n_docs"]]


def count_documents_on_disk(folder, scheduler=None, groups=GROUPS):
    """Counts of terms per article as one table after the other: doc_id, term, n; they are never held together."""
    yield from map_blocks(documents_of_block, list_blocks(folder, "tokens", groups), scheduler)


def documents_of_block(block):
    """How often each term stands in each article of a block."""
    tokens = read_block(block)
    doc, term, n = count_pairs(tokens)
    return pd.DataFrame(
        {
            "doc_id": pd.Categorical.from_codes(doc, tokens["doc_id"].cat.categories),
            "term": pd.Categorical.from_codes(term, tokens["term"].cat.categories),
            "n": n,
        }
    )


def count_dictionary_on_disk(folder, dictionary, scheduler=None, groups=GROUPS):
    """
    How often each pattern of the dictionary stands in a corpus on disk, zeros included.

    One row per pattern: frame, pattern, use, n (all its hits, nested ones too, before
    exclusions), n_docs (articles with at least one).
    """
    count = partial(dictionary_of_block, dictionary=dictionary.reset_index(drop=True))
    counts = add_counts(
        map_blocks(count, list_blocks(folder, "tokens", groups), scheduler), ["row"]
    )
    table = dictionary[["frame", "pattern", "use"]].reset_index(drop=True)
    return table.assign(n=counts["n"].to_numpy(), n_docs=counts["n_docs"].to_numpy())


def dictionary_of_block(block, dictionary):
    """Hits of each row of the dictionary in a block, and its articles that have one."""
    tokens = order_tokens(read_block(block))
    hits = find_hits(tokens, dictionary)
    row, doc = (
        hits["row"].to_numpy(),
        tokens["doc_id"].cat.codes.to_numpy(np.int64)[hits["first"].to_numpy()],
    )
    n_docs = max(len(tokens["doc_id"].cat.categories), 1)
    with_one = np.unique(row * n_docs + doc) // n_docs
    return pd.DataFrame(
        {
            "row": range(len(dictionary)),
            "n": np.bincount(row, minlength=len(dictionary)),
            "n_docs": np.bincount(with_one, minlength=len(dictionary)),
        }
    )


def find_lines_on_disk(folder, pattern, scheduler=None, groups=GROUPS, window=8):
    """The lines of a word, glob or phrase, block after block, in the order of the articles."""
    find = partial(lines_of_block, pattern=pattern, window=window)
    lines = list(map_blocks(find, list_blocks(folder, "tokens", groups), scheduler))
    return pd.concat(lines, ignore_index=True)


def lines_of_block(block, pattern, window):
    """The lines of one block; only the sentences of articles with a hit are read."""
    tokens = read_block(block)
    hits = find_word(tokens, pattern)
    there = pd.DataFrame({"doc_id": pd.Categorical(hits["doc_id"].unique())})
    sentences, edits = (
        read_rows_of(there, table, block.folder) for table in ("sentences", "edits")
    )
    return find_concordance(hits, sentences, edits, window)
