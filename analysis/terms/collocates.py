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
from analysis.terms.contingency import Counts, g2_four_cell, lambda_z, log_dice, pmi, t_score
from analysis.terms.counts import BLOCK, count_values, find_starts, follows_on, pair_up
from analysis.text.patterns import Index, find_pattern, index_tokens
from analysis.text.threads import cut_rows, in_threads

# Four or five words each way is the usual span for collocates (Sinclair et al. 1970).
SPAN = 5
PART = 1 << 16  # pairs that are measured at once: all their columns fit the processor's cache


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
    n = len(shown["n"])
    parts = cut_rows(n, PART)
    g2 = np.concatenate(
        [np.empty(0), *in_threads(lambda part: g2_four_cell(*take_rows(counts, part)), parts)]
    )
    order = order_by_size(g2)
    table = {name: np.empty(n, column.dtype) for name, column in shown.items()}
    table |= {name: np.empty(n) for name in ("g2", "pmi", "log_dice", "t", "lambda", "z")}

    def fill(part: slice) -> None:
        rows = order[part]
        some = take_rows(counts, rows)
        held = {name: column[rows] for name, column in shown.items()}
        size, evidence = lambda_z(*some)
        held |= {
            "g2": g2[rows],
            "pmi": pmi(*some),
            "log_dice": log_dice(n_hits[rows], held["n_node"], held["n_collocate"]),
            "t": t_score(*some),
            "lambda": size,
            "z": evidence,
        }
        for name, column in held.items():
            table[name][part] = column

    list(in_threads(fill, parts))
    words = in_threads(lambda side: side[0].take(side[1][order]), zip(names.values(), codes))
    return pd.DataFrame({**dict(zip(names, words)), **table}, copy=False)


def take_rows(counts: tuple[Counts, ...], rows: slice | np.ndarray) -> list[Counts]:
    """Some rows of columns; what is one number for all stays one."""
    return [column[rows] if isinstance(column, np.ndarray) else column for column in counts]


def order_by_size(values: np.ndarray) -> np.ndarray:
    """
    Row numbers, largest value first, by the digits that are stored; equal ones keep their order.

    Numbers of so few digits are told apart, and keep their order, in 32 bits. With its row in
    the other 32 each is one whole number, and sorting those is the quickest there is.
    """
    bits = round_off(values).astype(np.float32).view(np.int32)
    keys = -bits.astype(np.int64) << 32 | np.arange(len(values))
    keys.sort()
    return keys & 0xFFFFFFFF


def measure_bigrams(tokens: pd.DataFrame, least: int = 1) -> pd.DataFrame:
    """
    Which words stand side by side, as rows of the table `collocates` (node, then collocate).

    Pairs never cross a mark of punctuation, a sentence or an article. All counts are of
    pairs: `n_node` those that begin with the node, `n_collocate` those that end in the
    collocate, out of all pairs (as NLTK and quanteda count). `least`: fewest hits of a pair.
    """
    terms = tokens["term"].cat.categories
    left, right, n, n_docs = count_neighbours(tokens)
    begins, ends = (
        np.bincount(side, n, max(len(terms), 1)).astype(np.int64) for side in (left, right)
    )
    total, kept = n.sum(), n >= least
    if not kept.all():
        left, right, n, n_docs = left[kept], right[kept], n[kept], n_docs[kept]
    counts = n, begins[left], ends[right], total
    shown = {"n": n, "n_node": counts[1], "n_collocate": counts[2], "n_docs": n_docs}
    return collocate_table({"node": terms, "collocate": terms}, [left, right], shown, counts, n)


def count_neighbours(tokens: pd.DataFrame) -> tuple[np.ndarray, ...]:
    """Pairs of words side by side: (left code, right code, n, n_docs), one row a pair, sorted."""
    term, doc = tokens["term"].array.codes, tokens["doc_id"].array.codes
    n_terms = max(len(tokens["term"].cat.categories), 1)
    n_docs = max(len(tokens["doc_id"].cat.categories), 1)
    follows = follows_on(tokens)

    def pack(part: slice) -> np.ndarray:
        at = np.flatnonzero(follows[part]) + part.start
        return pair_up(pair_up(term[at - 1], term[at], n_terms), doc[at], n_docs)

    met, filled = np.empty(np.count_nonzero(follows), np.int64), 0
    for keys in in_threads(pack, cut_rows(len(term), BLOCK)):
        met[filled : filled + len(keys)] = keys
        filled += len(keys)
    sort_in_threads(met)
    # No pair in two parts.
    cuts = np.searchsorted(met, np.unique(met[::BLOCK] // n_docs * n_docs))
    parts = [slice(*edges) for edges in zip(cuts, [*cuts[1:], len(met)])]
    found = [count_part(met[:0], n_docs)]
    found += in_threads(lambda part: count_part(met[part], n_docs), parts)
    pairs, n, docs = (np.concatenate(columns) for columns in zip(*found))
    return pairs // n_terms, pairs % n_terms, n, docs


def sort_in_threads(values: np.ndarray) -> None:
    """Sort in place: the lower half and the upper half at once."""
    middle = len(values) // 2
    if middle:
        values.partition(middle)
    list(in_threads(np.ndarray.sort, [values[:middle], values[middle:]]))


def count_part(met: np.ndarray, n_docs: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(pairs, how often each occurs, in how many articles), of sorted numbers of a pair and an article."""
    pair = met // n_docs
    first = find_starts(pair)
    n = np.diff(np.append(first, len(met)))
    new = find_starts(met)  # an article more for the pair
    in_docs = np.diff(np.append(np.searchsorted(new, first), len(new)))
    return pair[first], n, in_docs
