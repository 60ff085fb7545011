"""
How evenly a term is spread over the parts of a corpus: articles, or outlets, or months.

A word of one article is not a word of the corpus: frequencies are read with these measures
beside them. Below, `s` is a part's share of all words, `v` the hits in a part, `t` a part's
share of a term's hits, `p` the hits per word of a part.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.terms.counts import count_pairs, sum_pairs
from analysis.terms.frequencies import REST, find_phrases, join_tokens


def measure_dispersion(tokens: pd.DataFrame, parts: pd.Series | None = None) -> pd.DataFrame:
    """
    DP, DPnorm, Juilland's D and KLD of each term over the parts of the corpus.

    `parts` names the part of each article (a Series by doc_id); each article is one part if
    None. Beware of the directions: DP, DPnorm and KLD are 0 when a term is spread as evenly
    as the sizes of the parts predict and grow with UNEVENNESS; Juilland's D is 1 when the
    rates are all the same. With fewer than two parts that hold words all are missing.
    """
    doc, doc_term, n = count_pairs(tokens)
    terms = tokens["term"].cat.categories
    part = part_of_articles(tokens["doc_id"].cat.categories, doc, parts)[doc]
    place, term, hits = sum_pairs(part, doc_term, n, len(terms))
    sizes = np.bincount(place, hits).astype(np.int64)
    table = pd.DataFrame(
        {
            "term": pd.Series(terms, dtype="str"),
            "n": np.bincount(term, hits, len(terms)).astype(np.int64),
            "n_docs": np.bincount(doc_term, minlength=len(terms)),
            **spread(place, term, hits, sizes, len(terms)),
        }
    ).query("n > 0")
    return table.sort_values(["n", "term"], ascending=[False, True], ignore_index=True)


def measure_joined(
    tokens: pd.DataFrame, parts: pd.Series | None, frequencies: pd.DataFrame
) -> pd.DataFrame:
    """As `measure_dispersion`; terms that hardly occur apart are one, with a row of its own."""
    phrases = find_phrases(frequencies, tokens)["term"].to_list()
    table = measure_dispersion(join_tokens(tokens, phrases), parts)
    return table[table["term"] != REST].reset_index(drop=True)


def part_of_articles(docs: pd.Index, doc: np.ndarray, parts: pd.Series | None) -> np.ndarray:
    """The number of each article's part; `doc`: the articles that hold words, which must have one."""
    names = docs.to_series() if parts is None else parts.reindex(docs)
    without = docs[np.isin(np.arange(len(docs)), doc) & names.isna().to_numpy()]
    if len(without):
        raise ValueError(f"dispersion: no part for {list(without[:5])}; give every article one.")
    return pd.factorize(names, sort=True)[0]


def spread(
    part: np.ndarray, term: np.ndarray, hits: np.ndarray, sizes: np.ndarray, n_terms: int
) -> dict[str, np.ndarray]:
    """The four measures as columns, from the hits of each term in each part (no zeros needed)."""
    n_parts = (sizes > 0).sum()
    if n_parts < 2:
        return {name: np.full(n_terms, np.nan) for name in ("dp", "dp_norm", "juilland_d", "kld")}
    total = np.bincount(term, hits, n_terms)
    s, t, p = sizes[part] / sizes.sum(), hits / total[term], hits / sizes[part]
    # A part without the term adds its whole share s: begin with all shares, mend where there are hits.
    dp = (1 + np.bincount(term, np.abs(t - s) - s, n_terms)) / 2
    # Each part's share of the sum of rates: 1 - variation / sqrt(parts - 1) would lose all digits
    # near 0, where a term is in one part; the same number as a sum of what is not negative does not.
    q, most = p / np.bincount(term, p, n_terms)[term], np.sqrt(n_parts - 1)
    variation = np.sqrt(np.maximum(n_parts * np.bincount(term, q**2, n_terms) - 1, 0))
    mixed = n_parts * np.bincount(term, q * (1 - q), n_terms)
    kld = np.bincount(term, t * np.log2(t / s), n_terms)
    smallest = sizes[sizes > 0].min() / sizes.sum()
    dp = np.maximum(dp, 0)
    columns = {
        "dp": dp,
        "dp_norm": dp / (1 - smallest),
        "juilland_d": mixed / (most * (most + variation)),
        "kld": np.maximum(kld, 0),
    }
    return {name: np.where(total > 0, column, np.nan) for name, column in columns.items()}


def deviation_of_proportions(
    hits: Sequence[int] | np.ndarray, sizes: Sequence[int] | np.ndarray
) -> float:
    """
    How unevenly one term is spread over the parts of the corpus (DP, Gries 2008).

    Half the sum of |t - s|. 0 = as even as the sizes of the parts predict; near 1 = all in
    one small part. Higher is MORE UNEVEN; some packages turn the scale round.
    """
    return one_term(hits, sizes)["dp"]


def dp_norm(hits: Sequence[int] | np.ndarray, sizes: Sequence[int] | np.ndarray) -> float:
    """DP / (1 - smallest s), so that all in the smallest part is 1 (Lijffijt & Gries 2012). Higher is MORE UNEVEN."""
    return one_term(hits, sizes)["dp_norm"]


def juilland_d(hits: Sequence[int] | np.ndarray, sizes: Sequence[int] | np.ndarray) -> float:
    """
    Juilland's D, 1 - variation of p / sqrt(parts - 1), standard deviation of the population.

    1 = the same rate in every part; 0 = all in one part. Higher is MORE EVEN.
    """
    return one_term(hits, sizes)["juilland_d"]


def kl_divergence(hits: Sequence[int] | np.ndarray, sizes: Sequence[int] | np.ndarray) -> float:
    """Sum of t log2(t / s) in bits (Gries 2020): 0 = as the sizes predict; higher is MORE UNEVEN, without an end."""
    return one_term(hits, sizes)["kld"]


def one_term(
    hits: Sequence[int] | np.ndarray, sizes: Sequence[int] | np.ndarray
) -> dict[str, float]:
    """The four measures of one term whose hits in each part are given."""
    counts = np.asarray(hits)
    there = np.flatnonzero(counts)
    columns = spread(there, np.zeros(len(there), int), counts[there], np.asarray(sizes), 1)
    return {name: float(column[0]) for name, column in columns.items()}
