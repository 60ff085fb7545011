"""
Groups of articles compared: how often each kind of thing occurs in a group, and in all other articles.

Articles are the units, since words of one article are alike: a frame that one article repeats is
no difference between groups.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from analysis.measures.rates import ENOUGH_DOCS, TAIL, count, per_1000, rates_of_groups
from analysis.tables.settings import Settings
from analysis.tables.stored import check_table, empty_table, round_off
from analysis.text.escaping import escape
from analysis.text.groups import NOT_KNOWN, list_groupings, name_size, read_groups

CHANCE = 0.05  # that any difference of one grouping is said to be one though nothing but chance is at work
SAID = 8  # differences that a sentence names


def compare_groups(
    counts: pd.DataFrame, n_words: pd.Series, groups: pd.Series, table: str, **same: str
) -> pd.DataFrame:
    """
    Each group against the other articles: the rows of `group_voices` or `group_frames` (`table`).

    `counts` has a row per article and a column per kind (named as its column in the table),
    `n_words` the denominators, `groups` the group of each article; articles of no known group are
    left out. `same` are columns that have one value in all rows. A row per group and kind, ZEROS INCLUDED: the rates of the group with their
    intervals; those of the rest; `ratio` = the one by the other, with its 95% interval. `differs`:
    chance makes so large a difference anywhere in these rows in fewer than one of twenty studies.
    Where the group or the rest has fewer than `ENOUGH_DOCS` articles, the rest's rate, the ratio
    and what follows from it are missing.
    """
    known = groups.reindex(counts.index).fillna(NOT_KNOWN) != NOT_KNOWN
    known &= n_words.reindex(counts.index).fillna(0) > 0
    groups = groups.reindex(counts.index)[known].sort_index().sort_values(kind="stable")
    n, words = counts.loc[groups.index].to_numpy(float), n_words[groups.index].to_numpy(float)
    names, starts = np.unique(groups.to_numpy(str), return_index=True)
    if len(names) < 2 or not counts.shape[1]:
        return empty_table(table)
    rates = rates_of_groups(n.astype("int64"), words.astype("int64"), starts)
    total = (n.sum(0), (n > 0).sum(0), words.sum())
    alike = [find_alike(column, words) for column in n.T]
    ends = [*starts[1:], len(n)]
    rows = [contrast(n, words, slice(*part), total, alike) for part in zip(starts, ends)]
    found = pd.DataFrame(
        {
            "group": np.repeat(names, counts.shape[1]),
            counts.columns.name: np.tile(counts.columns.to_numpy(object), len(names)),
            **rates,
            **{name: np.concatenate([row[name] for row in rows]) for name in rows[0]},
        }
    )
    tests = max(int(found["p"].notna().sum()), 1)
    found["differs"] = round_off(found["p"]) < CHANCE / tests
    return check_table(found.assign(**same), table)


class Alike(NamedTuple):
    """Articles with as many hits and as many words: of a million short ones there are few kinds."""

    n: np.ndarray
    n_words: np.ndarray
    of: np.ndarray  # for each article, its kind
    n_docs: np.ndarray  # how many articles there are of each kind


def find_alike(n: np.ndarray, n_words: np.ndarray) -> Alike:
    """The articles by their hits of one thing, and their words."""
    pairs, of, n_docs = np.unique(
        n * (n_words.max(initial=0) + 1) + n_words, return_inverse=True, return_counts=True
    )
    return Alike(*np.divmod(pairs, n_words.max(initial=0) + 1), of, n_docs)


def contrast(
    n: np.ndarray,
    n_words: np.ndarray,
    inside: slice,
    total: tuple[np.ndarray, np.ndarray, float],
    alike: list[Alike],
) -> dict[str, np.ndarray]:
    """
    One group against the rest, an entry per kind: the rest's counts, ratio of the rates, interval, p.

    `inside`: the rows of the group; `total`: hits and articles with a hit, per kind, and words of
    all articles; `alike`: `find_alike` of each kind.

    The error of the ratio is that of its logarithm: each side's from leaving out one article at a
    time, taken times Student's t of the smaller side. Where a side has fewer than two articles
    with a hit, there is no such error, and p is Fisher's, of the articles with and without.
    """
    own = (n[inside].sum(0), (n[inside] > 0).sum(0), n_words[inside].sum())
    hits, n_with, words = zip(own, (all_of - part for all_of, part in zip(total, own)))
    n_inside = inside.stop - inside.start
    n_docs = [n_inside, len(n) - n_inside]
    rate = [per_1000(some_hits, some_words) for some_hits, some_words in zip(hits, words)]
    missing = np.full(n.shape[1], np.nan)
    rest, ratio, low, high, p = (missing.copy() for _ in range(5))
    if min(n_docs) >= ENOUGH_DOCS:
        from scipy.stats import fisher_exact  # slow to import, for many articles only

        rest = rate[1]
        np.divide(rate[0], rest, out=ratio, where=rest > 0)
        some = (n_with[0] > 1) & (n_with[1] > 1)
        squares = [sum_squares(alike[kind], inside) for kind in np.flatnonzero(some)]
        error, middle = np.sqrt(np.array(squares)), np.log(ratio[some])
        freedom = min(n_docs) - 1
        t = stdtrit(freedom, 1 - TAIL)
        low[some], high[some] = np.exp(middle - t * error), np.exp(middle + t * error)
        known = np.divide(middle, error, out=np.zeros_like(error), where=error > 0)
        p[some] = 2 * stdtr(freedom, -np.abs(known))
        for place in np.flatnonzero(~some):
            cells = [[w[place], d - w[place]] for w, d in zip(n_with, n_docs)]
            p[place] = fisher_exact(cells)[1]
    return {
        "per_1000_rest": rest,
        "n_with_rest": n_with[1],
        "docs_rest": np.full(n.shape[1], n_docs[1]),
        "ratio": ratio,
        "ratio_low": low,
        "ratio_high": high,
        "p": p,
    }


def sum_squares(alike: Alike, inside: slice) -> float:
    """The squared errors of the logarithms of both sides' rates, from leaving out one article at a time."""
    own = np.bincount(alike.of[inside], minlength=len(alike.n))
    return sum(
        log_error(alike.n, alike.n_words, n_docs) ** 2 for n_docs in (own, alike.n_docs - own)
    )


def log_error(n: np.ndarray, n_words: np.ndarray, n_docs: np.ndarray) -> float:
    """The standard error of the logarithm of a rate; `n_docs` articles have `n` hits in `n_words` each."""
    there = n_docs > 0
    n, n_words, n_docs = n[there], n_words[there], n_docs[there]
    without = np.log(((n * n_docs).sum() - n) / ((n_words * n_docs).sum() - n_words))
    pull, size = (without * n_docs).sum() / n_docs.sum() - without, n_docs.sum()
    return np.sqrt((size - 1) / size * (pull**2 * n_docs).sum())


def read_groupings(
    documents: pd.DataFrame, corpus: Path | str, settings: Settings
) -> Iterator[tuple[str, pd.Series]]:
    """(name, group of each article by doc_id) of every grouping of the settings."""
    first = documents[documents["duplicate_of"].isna()]
    for by in list_groupings(settings):
        yield by, read_groups(first, corpus, by, settings)


def say_differences(
    table: pd.DataFrame,
    what: str,
    sizes: dict[str, pd.Series],
    inferred: dict[str, pd.Series] | None = None,
) -> str:
    """
    What differs between groups, a line per difference, the surest first; then what may not be compared.

    `what` names the column of kinds ("voice", "frame"), `sizes` the articles of each group by grouping,
    `inferred` those that are in it by inference (`count_inferred`).
    """
    if not sizes:
        return "No groups are compared: `study.toml` names none."
    lines = [
        f"- {escape(describe_difference(row, what))} {escape(describe_sides(row))}"
        for row in choose_differences(table).itertuples()
    ]
    more = int(table["differs"].sum()) - len(lines)
    if not lines and table["p"].notna().any():
        lines = ["- No difference is larger than chance could make it."]
    if more > 0 and lines:
        lines.append(
            f"- {count(more, 'more row')} of the table differ, the same seen from the other side included."
        )
    return "\n".join([*lines, *(f"- {escape(text)}" for text in list_unlike(sizes, inferred))])


def choose_differences(table: pd.DataFrame, most: int = SAID) -> pd.DataFrame:
    """The differences to be told, the surest first; of two groups that mirror each other the one with more."""
    rows = table[table["differs"]].assign(p=lambda t: round_off(t["p"]))
    pairs = rows.groupby("by")["group"].transform("nunique").eq(2)
    whole = table.groupby("by")["group"].nunique().eq(2)
    mirrored = pairs & rows["by"].map(whole).astype(bool) & rows["ratio"].lt(1)
    return rows[~mirrored].sort_values(["p", "by", "group"], kind="stable").head(most)


def describe_difference(row: Any, what: str) -> str:
    """One difference as a sentence of plain text: the ratio, or in how many articles one side has any."""
    kind = name_kind(row, what)
    is_day = row.group in (f"after {row.by}", f"before {row.by}")
    where = row.group if is_day else f"in {row.group} (by {row.by})"
    kind = f"{kind[:1].upper()}{kind[1:]}"
    if pd.isna(row.ratio_low):
        have = "has" if row.n_with == 1 else "have"
        return f"{kind}: {row.n_with:,} of {row.n_docs:,} articles {where} {have} any."
    return f"{kind}: {show_ratio(row.ratio)} times as frequent {where} as in the other articles."


def describe_sides(row: Any) -> str:
    """Behind a difference: both rates, the interval of their ratio, the articles on both sides."""
    if pd.isna(row.ratio_low):
        return f"Of the other articles, {row.n_with_rest:,} of {row.docs_rest:,} have any."
    of = " of speech" if getattr(row, "kind", None) == "role" else ""
    return (
        f"Rates per 1,000 words{of}: {show_rate(row.per_1000)} and {show_rate(row.per_1000_rest)}. 95% interval of "
        f"the ratio: {show_ratio(row.ratio_low)} to {show_ratio(row.ratio_high)}. Articles: {row.n_docs:,} and "
        f"{row.docs_rest:,}."
    )


VOICES = {
    "narrator": "the narrator’s words",
    "indirect": "retold speech",
    "direct": "quoted speech",
}


def name_kind(row: Any, what: str) -> str:
    """What is compared, in words: framing words, a voice, or the speakers of a role."""
    name = getattr(row, what)
    if what == "frame":
        return f"{name} words"
    if row.kind == "role":
        return f"words of speakers in the role “{name}”"
    return VOICES.get(name, name)


def show_ratio(ratio: float) -> str:
    """A ratio with two decimals, or as a whole number from ten on."""
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.2f}"


def show_rate(rate: float) -> str:
    """A rate with one decimal, or as a whole number from a hundred on."""
    return f"{rate:,.0f}" if rate >= 100 else f"{rate:.1f}"


def count_sizes(groupings: Iterator[tuple[str, pd.Series]]) -> dict[str, pd.Series]:
    """The articles of each group, by grouping."""
    return {by: groups.value_counts().sort_index() for by, groups in groupings}


def count_enough(sizes: pd.Series) -> int:
    """How many groups of a grouping have enough articles to be compared."""
    return int((sizes.drop(NOT_KNOWN, errors="ignore") >= ENOUGH_DOCS).sum())


def list_unlike(
    sizes: dict[str, pd.Series], inferred: dict[str, pd.Series] | None = None
) -> list[str]:
    """What may not be compared, a sentence of plain text for each grouping that has such articles."""
    texts = [describe_sizes(by, n, (inferred or {}).get(by)) for by, n in sizes.items()]
    return [text for text in texts if text]


def describe_sizes(by: str, sizes: pd.Series, inferred: pd.Series | None = None) -> str:
    """Of one grouping: groups of too few articles, articles of no known group; "" where there are none."""
    known = sizes.drop(NOT_KNOWN, errors="ignore")
    few = known[known < ENOUGH_DOCS]
    parts = []
    if len(known) < 2:
        found = count(int(known.sum()), "article")
        parts.append(
            f"there is only one group ({found})" if len(known) else "no article has a known group"
        )
    elif len(few):
        named = ", ".join(name_size(name, n, inferred) for name, n in few.head(SAID).items())
        more = f" and {len(few) - SAID:,} more" if len(few) > SAID else ""
        which = f"{len(few):,} of {len(known):,} groups {'has' if len(few) == 1 else 'have'}"
        if len(few) == len(known):
            which = "both groups have" if len(few) == 2 else f"all {len(few):,} groups have"
        parts.append(
            f"{which} fewer than {ENOUGH_DOCS} articles, too few to compare: {named}{more}"
        )
    if sizes.get(NOT_KNOWN, 0):
        n = int(sizes[NOT_KNOWN])
        parts.append(
            f"{count(n, 'article')} in no known group {'is' if n == 1 else 'are'} left out"
        )
    return f"By {by}, {'; '.join(parts)}." if parts else ""
