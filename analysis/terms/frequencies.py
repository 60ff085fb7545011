"""
How often: terms and n-grams, in how many documents, with and without the stop list.

All counts are sums over whole columns: those of two halves of a corpus add up to those of
the whole, so that blocks of articles can be counted one by one.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.measures.rates import per_1000
from analysis.tables.among import is_among
from analysis.terms.counts import (
    count_pairs,
    count_values,
    cut_at_articles,
    follows_on,
    pair_up,
    sum_runs,
)
from analysis.text.spans import find_sentences


def keep_body(
    tokens: pd.DataFrame,
    sentences: pd.DataFrame,
    documents: pd.DataFrame | None = None,
    kinds: list[str] | tuple[str] = ("body",),
) -> pd.DataFrame:
    """The tokens in lines of these kinds, body text unless told otherwise; second copies of articles left out."""
    kept = sentences["kind"].isin(kinds)
    if documents is not None:
        first = documents.loc[documents["duplicate_of"].isna(), "doc_id"]
        kept &= is_among(sentences["doc_id"], first)
    rows = np.append(kept, False)[find_sentences(tokens, sentences)]
    # One column after the other: the numbers of thirty million rows would take 250 MB more.
    return pd.DataFrame({name: tokens[name].array[rows] for name in tokens}, copy=False)


def count_terms(tokens: pd.DataFrame) -> pd.DataFrame:
    """
    Count each term: `n`, `n_docs` (its range: articles with at least one), per 1,000 words.

    One row per term, most frequent first, equal ones in alphabetical order.
    """
    _, term, n = count_pairs(tokens)
    terms = tokens["term"].cat.categories
    return frequency_table(
        terms,
        np.bincount(term, n, len(terms)),
        np.bincount(term, minlength=len(terms)),
        len(tokens),
    )


def frequency_table(
    terms: pd.Index | pd.Series, n: np.ndarray, n_docs: np.ndarray, n_words: int
) -> pd.DataFrame:
    """The table `frequencies` of the terms with n > 0, sorted."""
    table = pd.DataFrame(
        {
            "term": pd.Series(terms, dtype="str"),
            "n": np.asarray(n).astype(np.int64),
            "n_docs": np.asarray(n_docs).astype(np.int64),
        }
    ).query("n > 0")
    return table.assign(per_1000=per_1000(table["n"], n_words)).sort_values(
        ["n", "term"], ascending=[False, True], ignore_index=True
    )


def count_ngrams(tokens: pd.DataFrame, size: int = 2, least: int = 1) -> pd.DataFrame:
    """
    Count stretches of `size` words as terms: `n`, `n_docs`, per 1,000 words; those with n >= `least`.

    They never cross a mark of punctuation, a sentence or an article. What is rarer than
    `least` is left out at every length on the way: no longer stretch of it can be frequent.
    """
    terms = tokens["term"].cat.categories
    first = np.arange(len(tokens), dtype=np.int32 if len(tokens) < 1 << 31 else np.int64)
    code, words = tokens["term"].array.codes, [np.arange(len(terms))]
    for step in range(min(1, size - 1), size):
        grams, n, n_docs = count_stretches(tokens, lengthen(tokens, first, code, step))
        grams, n, n_docs = (column[n >= least] for column in (grams, n, n_docs))
        ends = [grams % len(terms)] if step else [grams]
        words = [*(word[grams // len(terms)] for word in words if step), *ends]
        if step < size - 1:
            parts = zip(*lengthen(tokens, first, code, step))
            first, code = (np.concatenate(columns) for columns in parts)
            code = pd.Index(grams).get_indexer(code)
            first, code = first[code >= 0], code[code >= 0]
    names = pc.binary_join_element_wise(
        *(pa.array(terms.take(word), pa.large_string()) for word in words),
        pa.scalar(" ", pa.large_string()),
    )
    return frequency_table(names.to_pandas(), n, n_docs, len(tokens))


Stretches = Iterator[tuple[np.ndarray, np.ndarray]]  # blocks of (first row, code)


def lengthen(tokens: pd.DataFrame, first: np.ndarray, code: np.ndarray, step: int) -> Stretches:
    """
    Stretches of words by their first row and a code, each with the word `step` rows on.

    Those before a mark, or at the end of a sentence, have none and are left out. They come in
    blocks of whole articles, so that memory holds one of them.
    """
    term, n_terms = tokens["term"].array.codes, len(tokens["term"].cat.categories)
    follows = np.append(follows_on(tokens), np.zeros(step, bool))
    rows = cut_at_articles(tokens["doc_id"].array.codes)
    edges = np.searchsorted(first, [part.start for part in rows] + [len(tokens)])
    for start, stop in zip(edges, edges[1:]):
        begin, own = first[start:stop], code[start:stop]
        if step:
            longer = follows[begin + step]
            begin, own = begin[longer], own[longer]
            own = pair_up(own, term[begin + step], n_terms)
        yield begin, own


def count_stretches(
    tokens: pd.DataFrame, stretches: Stretches
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(codes, how often each occurs, in how many articles) of stretches, sorted by code."""
    doc, n_docs = tokens["doc_id"].array.codes, max(len(tokens["doc_id"].cat.categories), 1)
    found = []
    for first, code in stretches:
        met, n = count_values(pair_up(code, doc[first], n_docs))
        found.append(sum_runs(met // n_docs, n, np.ones(len(n), np.int64)))
    codes, hits, docs = (np.concatenate(columns) for columns in zip(*found))
    order = np.argsort(codes, kind="stable")
    codes, hits, docs = sum_runs(codes[order], hits[order], docs[order])
    return codes, hits, docs


def drop_stop_terms(
    table: pd.DataFrame, stop_terms: pd.DataFrame, column: str = "term", strict: bool = False
) -> pd.DataFrame:
    """
    The rows whose term is not on the stop list and not a bare number (which all counts of words keep).

    An n-gram goes if all its words are on the list; with `strict`, if one of them is.
    """
    stop, taken = set(stop_terms["term"]), any if strict else all
    is_out = [
        taken(word in stop or word[0].isdigit() for word in term.split(" "))
        for term in table[column]
    ]
    return table[~np.array(is_out, bool)].reset_index(drop=True)


def count_variants(tokens: pd.DataFrame, variants: pd.DataFrame) -> pd.DataFrame:
    """What merging did: each spelling of the list that occurs, under its term, with its n."""
    spelling = tokens["token"].cat.categories.str.lower()
    n = pd.Series(np.bincount(tokens["token"].cat.codes, minlength=len(spelling)), index=spelling)
    n = n.groupby(level=0).sum()
    themselves = variants[["term"]].drop_duplicates().assign(variant=lambda table: table["term"])
    both = pd.concat([variants[["term", "variant"]], themselves], ignore_index=True)
    both = both.assign(n=both["variant"].map(n).fillna(0).astype("int64")).query("n > 0")
    merged = both["term"].isin(both.loc[both["term"] != both["variant"], "term"])
    return both[merged].sort_values(
        ["term", "n", "variant"], ascending=[True, False, True], ignore_index=True
    )


def print_terms(tokens: pd.DataFrame) -> pd.DataFrame:
    """
    How each term is printed: `term`, `printed` (most often, not at the start of a sentence), `is_name`.

    A name is a term that is printed with a capital in most places where no sentence begins; of
    a term that only begins sentences nothing is known, and it is none.
    """
    inside = (tokens["position"].to_numpy() > 0) & ~tokens["after_mark"].to_numpy()
    token, term = (tokens[name].array for name in ("token", "term"))
    n = np.bincount(token.codes[inside], minlength=len(token.categories))
    term_of = np.zeros(len(n), np.int32)
    term_of[token.codes] = term.codes  # a printed word is counted as one term
    there = np.flatnonzero(n)
    there = there[np.lexsort((there, -n[there], term_of[there]))]
    counts = pd.DataFrame(
        {"term": term.categories[term_of[there]], "token": token.categories[there]}
    )
    first = counts.drop_duplicates("term")[["term", "token"]].astype("str")
    first = first.rename(columns={"token": "printed"})
    return first.assign(is_name=first["printed"].str[:1].str.isupper()).reset_index(drop=True)


def read_keyness(
    keyness: pd.DataFrame, tokens: pd.DataFrame, stop_terms: pd.DataFrame
) -> pd.DataFrame:
    """
    The rows of keyness that read as language: no words of the stop list, terms as printed, `is_name`.

    A term that only begins sentences, so that its capital says nothing, is a name if the
    reference does not have it at all: a common word would be in there.
    """
    forms = print_terms(tokens)
    forms = forms.assign(printed=drop_endings(forms))
    rows = drop_stop_terms(keyness, stop_terms).merge(forms, on="term", how="left")
    named = rows["is_name"].eq(True).fillna(False).astype(bool)
    unknown = rows["printed"].isna() & (rows["n_reference"] == 0) & (rows["n_target"] > 0)
    first = tokens[tokens["term"].isin(rows.loc[unknown, "term"])]
    first = first.astype({"term": "str", "token": "str"}).drop_duplicates("term")
    first = first[first["token"].str[:1].str.isupper()].set_index("term")["token"]
    return rows.assign(
        term=rows["printed"].fillna(rows["term"].map(first)).fillna(rows["term"]),
        is_name=named | rows["term"].isin(first.index),
    ).drop(columns="printed")


STICKS = 0.75  # of a word's places beside one other word: from here on the two are one term
LEAST_TOGETHER = 3  # times; twice is soon chance


def join_phrases(frequencies: pd.DataFrame, tokens: pd.DataFrame) -> pd.DataFrame:
    """
    The terms with those that occur almost only together as one: "human rights" for "human", "rights".

    Two terms are one where each stands beside the other in `STICKS` of its places or more, and
    at least `LEAST_TOGETHER` times; the rows of the two are left out. A word goes with the word that
    it stands beside most often. `frequencies` says which
    terms count: a pair with another word is none.
    """
    joined = find_phrases(frequencies, tokens)
    words = joined["term"].str.split(" ").explode()
    alone = ~frequencies["term"].isin(words)
    both = pd.concat([frequencies[alone], joined], ignore_index=True)
    return both.sort_values(["n", "term"], ascending=[False, True], ignore_index=True)


def find_phrases(frequencies: pd.DataFrame, tokens: pd.DataFrame) -> pd.DataFrame:
    """The pairs of terms that are one (`join_phrases`), each as a row of frequencies: "human rights"."""
    pairs = count_ngrams(tokens, 2, LEAST_TOGETHER)
    n = frequencies.set_index("term")["n"]
    words = pairs["term"].str.split(" ", expand=True).reindex(columns=[0, 1])
    most = words.apply(lambda word: word.map(n)).max(axis=1, skipna=False)  # missing: a stop term
    joined = pairs[(pairs["n"] >= STICKS * most).to_numpy()]
    taken: set[str] = set()
    keep = []
    for first, second in words.loc[joined.index].itertuples(index=False):
        keep.append(not taken & {first, second})
        taken |= {first, second} if keep[-1] else set()
    return joined[np.array(keep, bool)]


REST = ""  # the term of a word that an earlier one is joined with


def join_tokens(tokens: pd.DataFrame, phrases: Sequence[str]) -> pd.DataFrame:
    """
    The tokens with each of these pairs of words as one term; its second word keeps its place as `REST`.

    So the articles have as many words as before.
    """
    categories = tokens["term"].cat.categories
    codes, n = tokens["term"].array.codes.astype(np.int32), len(categories)
    names = [*categories, *phrases, REST]
    words = categories.get_indexer(" ".join(phrases).split()).reshape(-1, 2)
    joined, begins = pd.Index(pair_up(words[:, 0], words[:, 1], n)), np.zeros(n, bool)
    begins[words[:, 0]] = True
    at = np.flatnonzero(begins[codes[:-1]] & follows_on(tokens)[1:])
    number = joined.get_indexer(pair_up(codes[at], codes[at + 1], n))
    at, number = at[number >= 0], number[number >= 0]
    codes[at], codes[at + 1] = n + number, len(names) - 1
    return tokens.assign(term=pd.Categorical.from_codes(codes, names))


def drop_endings(table: pd.DataFrame) -> pd.Series:
    """How each term of `print_terms` is printed, without an ending that is not counted: "China" for "China's"."""
    short = [text[: len(term)] for text, term in zip(table["printed"], table["term"])]
    is_own = [text.lower() == term for text, term in zip(short, table["term"])]
    return table["printed"].mask(np.array(is_own, bool), short)


def print_names(terms: pd.Series, tokens: pd.DataFrame) -> pd.Series:
    """Each name as it is printed most often, other terms as counted: "UN", "human rights"; "China" for "China's"."""
    table = print_terms(tokens)
    printed = drop_endings(table).where(
        table["is_name"], table["term"]
    )  # "super-Powers" is no name
    printed = dict(zip(table["term"], printed))
    return terms.map(lambda term: " ".join(printed.get(word, word) for word in term.split(" ")))
