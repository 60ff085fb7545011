"""
How often: terms and n-grams, in how many documents, with and without the stop list.

All counts are sums over whole columns: those of two halves of a corpus add up to those of
the whole, so that blocks of articles can be counted one by one.
"""

import numpy as np
import pandas as pd

from analysis.counts import count_pairs, count_values, follows_on
from analysis.rates import per_1000


def keep_kinds(tokens, sentences, kinds=("body",)):
    """The tokens that stand in lines of these kinds; body text unless told otherwise."""
    kept = sentences.loc[sentences["kind"].isin(kinds), ["doc_id", "sentence"]]
    docs = tokens["doc_id"].cat.categories
    far = np.int64(1) << 32
    wanted = docs.get_indexer(kept["doc_id"]).astype(np.int64) * far + kept["sentence"].to_numpy()
    row = tokens["doc_id"].cat.codes.to_numpy(np.int64) * far + tokens["sentence"].to_numpy()
    starts = np.flatnonzero(np.append(True, row[1:] != row[:-1]))[:len(row)]
    stays = np.isin(row[starts], wanted)
    return tokens[np.repeat(stays, np.diff(np.append(starts, len(row))))].reset_index(drop=True)


def count_terms(tokens):
    """
    Count each term: `n`, `n_docs` (its range: articles with at least one), per 1,000 words.

    One row per term, most frequent first, equal ones in alphabetical order.
    """
    _, term, n = count_pairs(tokens)
    terms = tokens["term"].cat.categories
    return frequency_table(terms, np.bincount(term, n, len(terms)), np.bincount(term, minlength=len(terms)),
                           len(tokens))


def frequency_table(terms, n, n_docs, n_words):
    """The table `frequencies` of the terms with n > 0, sorted."""
    table = pd.DataFrame({"term": pd.Series(terms, dtype="str"), "n": np.asarray(n).astype(np.int64),
                          "n_docs": np.asarray(n_docs).astype(np.int64)}).query("n > 0")
    return (table.assign(per_1000=per_1000(table["n"], n_words))
            .sort_values(["n", "term"], ascending=[False, True], ignore_index=True))


def count_ngrams(tokens, size=2):
    """
    Count stretches of `size` words as terms: `n`, `n_docs`, per 1,000 words.

    They never cross a mark of punctuation, a sentence or an article.
    """
    first, code = np.arange(len(tokens)), np.zeros(len(tokens), np.int64)
    follows, n_terms = follows_on(tokens), max(len(tokens["term"].cat.categories), 1)
    term = tokens["term"].cat.codes.to_numpy(np.int64)
    words = []
    for step in range(size):
        if step:
            first, code = first[first + step < len(tokens)], code[first + step < len(tokens)]
            first, code = first[follows[first + step]], code[follows[first + step]]
        values, code = np.unique(code * n_terms + term[first + step], return_inverse=True)
        words = [word[values // n_terms] for word in words] + [values % n_terms]
    terms = tokens["term"].cat.categories.to_numpy(object)
    grams = pd.Series([" ".join(gram) for gram in zip(*(terms[word] for word in words))], dtype="str")
    docs = tokens["doc_id"].cat.codes.to_numpy(np.int64)[first]
    pairs = count_values(docs * max(len(grams), 1) + code)[0] % max(len(grams), 1)
    return frequency_table(grams, np.bincount(code, minlength=len(grams)),
                           np.bincount(pairs, minlength=len(grams)), len(tokens))


def drop_stop_terms(table, stop_terms, columns=("term",)):
    """The rows none of whose terms is on the stop list; an n-gram goes if all its words are."""
    stop = set(stop_terms["term"])
    on_list = [table[column].str.split(" ").map(lambda words: stop.issuperset(words)).astype(bool)
               for column in columns]
    return table[~np.any(on_list, axis=0)].reset_index(drop=True) if len(table) else table


def count_variants(tokens, variants):
    """What merging did: each spelling of the list that occurs, under its term, with its n."""
    spelling = tokens["token"].cat.categories.str.lower()
    n = pd.Series(np.bincount(tokens["token"].cat.codes, minlength=len(spelling)), index=spelling)
    n = n.groupby(level=0).sum()
    themselves = variants[["term"]].drop_duplicates().assign(variant=lambda table: table["term"])
    both = pd.concat([variants[["term", "variant"]], themselves], ignore_index=True)
    both = both.assign(n=both["variant"].map(n).fillna(0).astype("int64")).query("n > 0")
    merged = both["term"].isin(both.loc[both["term"] != both["variant"], "term"])
    return both[merged].sort_values(["term", "n", "variant"], ascending=[True, False, True], ignore_index=True)
