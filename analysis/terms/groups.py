"""
What differs most between groups of articles, with articles as the units.

A word that one article repeats is no difference between groups: what counts is in how many
articles of each group it occurs. Log ratio and counts of words are given beside.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.measures.rates import count
from analysis.tables.settings import Settings
from analysis.tables.stored import check_table, empty_table, round_off
from analysis.terms.contingency import g2_four_cell
from analysis.terms.counts import count_pairs
from analysis.terms.keyness import log_ratio
from analysis.text.escaping import escape
from analysis.text.groups import NOT_KNOWN, list_groupings, name_size, read_groups

FEWEST = 5  # articles of a group, and of the rest: with fewer no difference could be told
LEAST_DOCS = 3  # articles of a group that have the term
GROUPS_NAMED = 5  # groups that are named where none is large enough
GROUPS_SAID = 12  # groups that are told of in words, the strongest
EVIDENT = 10.83  # G2 of articles with and without: the .1% point of one test, since many are made


def compare_terms(
    tokens: pd.DataFrame, documents: pd.DataFrame, corpus: Path | str, settings: Settings
) -> pd.DataFrame:
    """
    Each group against the rest, for every grouping of the settings: the table `group_terms`.

    A row per term that more articles of the group have than of the rest, `g2` (over articles) at
    least `EVIDENT`: `n_docs` of `docs_group` articles against `n_docs_rest` of `docs_rest`; `n`,
    `n_rest` words and their `log_ratio` (+1 = twice as often in the group).
    """
    first = documents[documents["duplicate_of"].isna()]
    pairs = count_pairs(tokens)  # once: 190 groups of 30 million words would sort them 190 times
    tables = [
        table
        for by in list_groupings(settings)
        for table in compare_groups(tokens, pairs, read_groups(first, corpus, by, settings), by)
    ]
    return pd.concat([empty_table("group_terms"), *tables], ignore_index=True)


def compare_groups(
    tokens: pd.DataFrame,
    pairs: tuple[np.ndarray, np.ndarray, np.ndarray],
    groups: pd.Series,
    by: str,
) -> Iterator[pd.DataFrame]:
    """The rows of each group of one grouping, from `count_pairs`; none where it or the rest is too small."""
    docs, terms = tokens["doc_id"].cat.categories, tokens["term"].cat.categories
    doc, term, n = pairs
    names = sorted(set(groups) - {NOT_KNOWN})
    known = pd.Series(pd.Categorical(groups, names).codes, groups.index)
    code = known.reindex(docs, fill_value=-1).to_numpy()
    present = np.bincount(doc, minlength=len(docs)) > 0
    n_present = np.bincount(code[present] + 1, minlength=len(names) + 1)
    # The pairs of one group stand together: each is looked at once, however many groups there are.
    order = np.argsort(code[doc], kind="stable")
    ends = np.cumsum(np.bincount(code[doc] + 1, minlength=len(names) + 1))
    docs_all, n_all = sum_terms(term, n, len(terms))
    for number, group in enumerate(names):
        sizes = int(n_present[number + 1]), int(present.sum() - n_present[number + 1])
        if min(sizes) < FEWEST:
            continue
        own = order[ends[number] : ends[number + 1]]
        n_docs, n_own = sum_terms(term[own], n[own], len(terms))
        more = n_docs / sizes[0] > (docs_all - n_docs) / sizes[1]
        kept = np.flatnonzero(more & (n_docs >= LEAST_DOCS))
        g2 = round_off(g2_four_cell(n_docs[kept], sizes[0], docs_all[kept], sum(sizes)))
        kept, g2 = kept[g2 >= EVIDENT], g2[g2 >= EVIDENT]
        words = n_own.sum(), n_all.sum() - n_own.sum()
        table = {
            "by": by,
            "group": group,
            "term": terms[kept],
            "n_docs": n_docs[kept],
            "docs_group": sizes[0],
            "n_docs_rest": docs_all[kept] - n_docs[kept],
            "docs_rest": sizes[1],
            "n": n_own[kept],
            "n_rest": n_all[kept] - n_own[kept],
            "g2": g2,
            "log_ratio": log_ratio(n_own[kept], n_all[kept] - n_own[kept], *words),
        }
        rows = pd.DataFrame(table).sort_values(["g2", "term"], ascending=[False, True])
        yield check_table(rows.reset_index(drop=True), "group_terms")


def sum_terms(term: np.ndarray, n: np.ndarray, n_terms: int) -> tuple[np.ndarray, np.ndarray]:
    """(articles, words) of each term, from some of the pairs of `count_pairs`."""
    return np.bincount(term, minlength=n_terms), np.bincount(term, n, n_terms).astype(int)


def count_groups(
    documents: pd.DataFrame, corpus: Path | str, settings: Settings
) -> dict[str, pd.Series]:
    """How many articles each group has, largest first, for every grouping of the settings; no copies, no "not known"."""
    first = documents[documents["duplicate_of"].isna() & (documents["n_words"] > 0)]
    groups = {by: read_groups(first, corpus, by, settings) for by in list_groupings(settings)}
    return {by: group[group != NOT_KNOWN].value_counts() for by, group in groups.items()}


def say_empty(
    by: str, sizes: pd.Series | None, n_docs: int, inferred: pd.Series | None = None
) -> str:
    """Why no term of a grouping is listed: too few articles to compare, or no difference."""
    least = f"A comparison of terms needs at least {FEWEST} articles on each side."
    if sizes is None:
        return f"By {escape(by)}: no term is listed. {least}"
    if not len(sizes):
        return f"By {escape(by)}: no group is known."
    if (np.minimum(sizes, n_docs - sizes) >= FEWEST).any():
        return f"By {escape(by)}: no term differs clearly between groups."
    named = ", ".join(
        escape(name_size(name, n, inferred)) for name, n in sizes.head(GROUPS_NAMED).items()
    )
    more = ", …" * (len(sizes) > GROUPS_NAMED)
    return f"By {escape(by)}, there are too few articles to compare: {named}{more}. {least}"


def say_groups(
    table: pd.DataFrame,
    settings: Settings,
    sizes: dict[str, pd.Series] | None = None,
    n_docs: int = 0,
    inferred: dict[str, pd.Series] | None = None,
) -> str:
    """
    What differs most, a line for each of the strongest groups; for a grouping without a row, why.

    `sizes` as of `count_groups`; `n_docs`: articles in all; `inferred` as of `count_inferred`.
    """
    if not list_groupings(settings):
        return "No groups are compared: `study.toml` names none."
    best = table.groupby(["by", "group"], sort=False)["g2"].max()
    told = best.sort_values(ascending=False, kind="stable").head(GROUPS_SAID).index
    lines = []
    for (by, group), rows in table.groupby(["by", "group"], sort=False):
        if (by, group) not in told:
            continue
        words = ", ".join(
            f"{escape(row.term)} ({row.n_docs:,} of {row.docs_group:,} articles against "
            f"{row.n_docs_rest:,} of {row.docs_rest:,})"
            for row in rows.head(3).itertuples()
        )
        lines.append(
            f"- {escape(by)}, **{escape(group)}**: {count(len(rows), 'term')}, first {words}"
        )
    rest = table[["by", "group"]].drop_duplicates().shape[0] - len(lines)
    if rest:
        lines.append(
            f"- … and {count(rest, 'more group')}, whose terms differ less; all are in `group_terms.csv`."
        )
    without = [by for by in list_groupings(settings) if by not in set(table["by"])]
    empty = [
        say_empty(by, (sizes or {}).get(by), n_docs, (inferred or {}).get(by)) for by in without
    ]
    return "\n\n".join(["\n".join(lines)] * bool(lines) + empty)
