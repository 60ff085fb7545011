"""
Collocates: the words that stand near a word more often than chance would have it.

A place near the node is a word within `span` words of it, in the same sentence; a place
that is near two nodes counts once (surface co-occurrence, Evert 2008). Marks of punctuation
do not stop the span; sentences and articles do.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis.tables.stored import empty_table, round_off
from analysis.terms.contingency import g2_four_cell, lambda_z, log_dice, pmi, t_score
from analysis.terms.counts import count_sorted, count_values, follows_on, pair_up
from analysis.text.patterns import Index, find_pattern, index_tokens

# Four or five words each way is the usual span for collocates (Sinclair et al. 1970).
SPAN = 5


def measure_collocates(
    tokens: pd.DataFrame, nodes: Iterable[str], span: int = SPAN, index: Index | None = None
) -> pd.DataFrame:
    """
    The collocates of each node (a word, glob or phrase), strongest evidence first.

    `n`: places near the node that hold the collocate; `n_node`: hits of the node;
    `n_collocate`: all its places outside the node; `n_docs`: articles where the two meet.
    Size: pmi, log_dice (over hits with the collocate near, so that 14 is its end), lambda.
    Evidence: g2 (four cells), t, z.
    """
    index = index or index_tokens(tokens)
    n_all = np.bincount(tokens["term"].array.codes, minlength=len(tokens["term"].cat.categories))
    tables = [collocates_of(tokens, node, span, index, n_all) for node in nodes]
    return pd.concat(tables, ignore_index=True) if tables else empty_table("collocates")


def collocates_of(
    tokens: pd.DataFrame, node: str, span: int, index: Index, n_all: np.ndarray
) -> pd.DataFrame:
    """The collocates of one node, as rows of the table `collocates`; `n_all`: places of each term."""
    first, last = find_pattern(tokens, node, index)
    term, terms = tokens["term"].array.codes, tokens["term"].cat.categories
    doc, n_terms = tokens["doc_id"].array.codes, max(len(terms), 1)
    is_node = np.zeros(len(tokens), bool)
    for step in range(int((last - first).max(initial=0)) + 1):
        is_node[first + step] = True
    hit, place = places_near(tokens, first, last, span)
    hit, place = hit[~is_node[place]], place[~is_node[place]]
    near = count_values(place)[0]  # np.unique hashes whole numbers, far slower on many places
    n = np.bincount(term[near], minlength=len(terms))
    n_hits, n_docs = (
        np.bincount(count_values(pairs)[0] % n_terms, minlength=len(terms))
        for pairs in (
            pair_up(hit, term[place], n_terms),
            pair_up(doc[near], term[near], n_terms),
        )
    )
    node_rows = np.flatnonzero(is_node)
    n_collocate = n_all - np.bincount(term[node_rows], minlength=len(terms))
    there = np.flatnonzero(n)
    counts = n[there], len(near), n_collocate[there], len(tokens) - len(node_rows)
    shown = {
        "n": n[there],
        "n_node": np.full(len(there), len(first)),
        "n_collocate": n_collocate[there],
        "n_docs": n_docs[there],
    }
    names = {"node": pd.Index([node], dtype="str"), "collocate": terms}
    return collocate_table(names, [np.zeros(len(there), int), there], shown, counts, n_hits[there])


def places_near(
    tokens: pd.DataFrame, first: np.ndarray, last: np.ndarray, span: int
) -> tuple[np.ndarray, np.ndarray]:
    """(hit, row) of the words within `span` words of each hit, in its sentence."""
    doc, sentence = tokens["doc_id"].cat.codes.to_numpy(), tokens["sentence"].to_numpy()
    steps = np.arange(1, span + 1)
    place = np.concatenate([first[:, None] - steps, last[:, None] + steps], axis=1)
    hit = np.broadcast_to(np.arange(len(first))[:, None], place.shape)
    inside = (place >= 0) & (place < len(tokens))
    hit, place = hit[inside], place[inside]
    same = (doc[place] == doc[first[hit]]) & (sentence[place] == sentence[first[hit]])
    return hit[same], place[same]


def collocate_table(
    names: dict[str, pd.Index],
    codes: list[np.ndarray],
    shown: dict[str, np.ndarray],
    counts: tuple[np.ndarray, int | np.ndarray, np.ndarray, int],
    n_hits: np.ndarray,
) -> pd.DataFrame:
    """
    The counts with their measures, as the table `collocates`, strongest evidence first.

    `names`, `codes`: the words that node and collocate are numbers of; `shown`: the columns
    of counts. `counts`: meetings, places near the node, places of the collocate, all places.
    `n_hits`: hits of the node that have the collocate near.
    """
    size, evidence = lambda_z(*counts)
    columns = {
        **shown,
        "g2": g2_four_cell(*counts),
        "pmi": pmi(*counts),
        "log_dice": log_dice(n_hits, shown["n_node"], shown["n_collocate"]),
        "t": t_score(*counts),
        "lambda": size,
        "z": evidence,
    }
    # Equal ones keep the order they come in, which is that of the alphabet; words are taken last.
    order = np.argsort(-round_off(columns["g2"]), kind="stable")
    words = {name: some.take(code[order]) for (name, some), code in zip(names.items(), codes)}
    return pd.DataFrame(
        {**words, **{name: column[order] for name, column in columns.items()}}, copy=False
    )


def measure_bigrams(tokens: pd.DataFrame, least: int = 1) -> pd.DataFrame:
    """
    Which words stand side by side, as rows of the table `collocates` (node, then collocate).

    Pairs never cross a mark of punctuation, a sentence or an article. All counts are of
    pairs: `n_node` those that begin with the node, `n_collocate` those that end in the
    collocate, out of all pairs (as NLTK and quanteda count). `least`: fewest hits of a pair.
    """
    term, terms = tokens["term"].cat.codes.to_numpy(), tokens["term"].cat.categories
    n_terms, docs = max(len(terms), 1), max(len(tokens["doc_id"].cat.categories), 1)
    follows = follows_on(tokens)[1:]
    met = term[:-1][follows].astype(np.int64)  # pair and article as one number, made in one place
    for size, more in ((n_terms, term), (docs, tokens["doc_id"].cat.codes.to_numpy())):
        met *= size
        met += more[1:][follows]
    met.sort()
    met, n_met = count_sorted(met)
    met //= docs
    first = np.flatnonzero(np.append(True, met[1:] != met[:-1]))[: len(met)]
    pairs, n = met[first], np.add.reduceat(n_met, first) if len(met) else n_met
    n_docs = np.diff(np.append(first, len(met)))
    begins, ends = (
        np.bincount(side, n, n_terms).astype(np.int64)
        for side in (pairs // n_terms, pairs % n_terms)
    )
    total, kept = n.sum(), n >= least
    left, right, n, n_docs = pairs[kept] // n_terms, pairs[kept] % n_terms, n[kept], n_docs[kept]
    counts = n, begins[left], ends[right], total
    shown = {"n": n, "n_node": counts[1], "n_collocate": counts[2], "n_docs": n_docs}
    return collocate_table({"node": terms, "collocate": terms}, [left, right], shown, counts, n)
