"""
How much of each frame there is: per article, outlet, year, voice, speaker and role.

Counted are the body's words and the matches that count (`analysis.text.views.narrow`), second
copies of an article left out. A frame that a group does not have is a row with zeros.
"""

from functools import cache

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from analysis.measures.rates import count, measure_rates, per_1000
from analysis.tables.stored import check_table
from analysis.text.groups import find_periods
from analysis.text.spans import code_documents

GROUPINGS = ("all", "article", "outlet", "year", "voice", "role", "speaker")
NAMES = ("by", "group", "frame")  # the columns of texts
LEVEL = 0.05  # of the test that says which difference could be seen
MOST_TRIED = 60  # articles in a group, up to which all counts are tried
MOST_GROUPS = 6  # groups that are paired
OTHERS = r"[\d,]+ other speakers?"  # the last row of many speakers


def count_voice_words(voices: pd.DataFrame) -> pd.DataFrame:
    """
    The words of each article's body by voice and speaker (`measure_voices`): the denominators of all rates.

    One row per article, voice, speaker and role: doc_id, voice, speaker, role, n_words.
    """
    keys = ["doc_id", "voice", "speaker", "role"]
    words = voices.loc[voices["n"] > 0, [*keys, "n"]].rename(columns={"n": "n_words"})
    return words.sort_values(keys, ignore_index=True, kind="stable")


def measure_prevalence(
    matches: pd.DataFrame, words: pd.DataFrame, by: str, frames: list[str]
) -> pd.DataFrame:
    """
    How much of each frame there is in each group of `by` (one of GROUPINGS), zeros included.

    One row per group and frame: n matches of n_words words, per_1000; n_with of n_docs
    articles with at least one, share from 0 to 1. Both have intervals for articles like these
    from `ENOUGH_DOCS` articles in a group on: below, they would not cover what they say, and
    the counts of every article stand instead (by "article"). Articles without a value (no year, no outlet) are in no group. `matches`
    and `words` (of `count_voice_words`) are those that count, with their groups (`join_groups`).
    """
    if by == "article":
        return measure_articles(matches, words, frames)
    column = None if by == "all" else by
    keys = ["doc_id"] + ([column] if column else [])
    parts = words.groupby(keys, as_index=False, observed=True)["n_words"].sum()
    table = measure_rates(
        matches[[*keys, "frame"]].dropna(), parts, by=column, kinds=sorted(frames)
    )
    return check_table(table.astype({"by": "str", "group": "str"}), "prevalence")


def measure_articles(matches: pd.DataFrame, words: pd.DataFrame, frames: list[str]) -> pd.DataFrame:
    """The prevalence table of single articles: counts and rates, which have no interval; texts are categories."""
    n_words = words.groupby("doc_id", observed=True)["n_words"].sum()
    names, kinds = n_words.index, sorted(frames)
    article = pd.Index(names).get_indexer(matches["doc_id"])
    kind = pd.Index(kinds).get_indexer(matches["frame"])
    place = (article * len(kinds) + kind)[(article >= 0) & (kind >= 0)]
    n = np.bincount(place, minlength=len(names) * len(kinds))
    n_words = n_words.to_numpy().repeat(len(kinds))
    none = np.full(len(n), np.nan)
    return pd.DataFrame(
        {
            "by": pd.Categorical.from_codes(np.zeros(len(n), np.int8), ["article"]),
            "group": pd.Categorical.from_codes(
                np.arange(len(names), dtype=np.int32).repeat(len(kinds)), names.astype("str")
            ),
            "frame": pd.Categorical.from_codes(
                np.tile(np.arange(len(kinds), dtype=np.int16), len(names)),
                pd.Index(kinds, dtype="str"),
            ),
            "n": n,
            "n_words": n_words,
            "per_1000": per_1000(n, n_words),
            "rate_low": none,
            "rate_high": none,
            "n_with": (n > 0).astype("int64"),
            "n_docs": np.ones(len(n), np.int64),
            "share": (n > 0).astype(float),
            "share_low": none,
            "share_high": none,
        },
        copy=False,
    )


def measure_all(
    matches: pd.DataFrame, words: pd.DataFrame, documents: pd.DataFrame, frames: list[str]
) -> pd.DataFrame:
    """
    The prevalence table of the study: every grouping of GROUPINGS, one below the other.

    Its texts are categories, in their order: of many articles they are most of it.
    """
    matches, words = (join_groups(table, documents) for table in (matches, words))
    parts = [measure_prevalence(matches, words, by, frames) for by in GROUPINGS]
    columns = {}
    for name in list(parts[0]):
        column = [part.pop(name) for part in parts]  # let go, so that only one is there twice
        columns[name] = join_texts(column) if name in NAMES else np.concatenate(column)
    return pd.DataFrame(columns, copy=False)


def join_texts(parts: list[pd.Series]) -> pd.Categorical:
    """Columns of texts below each other, as categories in the order of the texts."""
    return union_categoricals([part.astype("category") for part in parts], sort_categories=True)


def leave_articles(prevalence: pd.DataFrame) -> pd.DataFrame:
    """The prevalence table without the rows of single articles, its texts as texts."""
    return check_table(prevalence[prevalence["by"] != "article"], "prevalence")


def join_groups(table: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """
    The rows of these articles with the outlet of their article and its year, where that is one year.

    Articles and groups are categories: each is looked up once, not for every grouping.
    """
    names = pd.Index(documents["doc_id"].sort_values(kind="stable"))
    of = documents.set_index("doc_id").assign(year=find_periods(documents, "year").to_numpy())
    code, known = code_documents(table["doc_id"])
    article = np.append(names.get_indexer(known), -1)[code]
    rows, article = table[article >= 0], article[article >= 0]
    of = of.loc[names, ["outlet", "year"]].astype("category").iloc[article]
    groups = {name: of[name].array for name in of}
    return rows.assign(doc_id=pd.Categorical.from_codes(article, names, validate=False), **groups)


def measure_without_dominant(
    matches: pd.DataFrame, words: pd.DataFrame, frames: list[str]
) -> pd.DataFrame:
    """
    Each frame without the article that has most of it.

    One row per frame: n, n_docs that have it, the article with most (first by name of
    equals), n_there; n per 1,000 words of all articles, and of all but that one; and the
    share of the frame's words that stands in speech, with and without it. Missing where
    nothing is left to count.
    """
    n_words = words.groupby("doc_id")["n_words"].sum()
    rows = []
    for frame in sorted(frames):
        found = matches[matches["frame"] == frame]
        n = found["doc_id"].value_counts()
        article = min(n.index[n == n.max()]) if len(n) else None
        rest = found[found["doc_id"] != article]
        rows.append(
            {
                "frame": frame,
                "n": len(found),
                "n_docs": len(n),
                "article": article,
                "n_there": int(n.max()) if len(n) else 0,
                "per_1000": share(1000 * len(found), n_words.sum()),
                "per_1000_without": share(
                    1000 * len(rest), n_words[n_words.index != article].sum()
                ),
                "in_speech": share(found["voice"].ne("narrator").sum(), len(found)),
                "in_speech_without": share(rest["voice"].ne("narrator").sum(), len(rest)),
            }
        )
    return pd.DataFrame(rows).astype({"article": "str"})


def share(n: int, of: int) -> float:
    """n / of, missing where `of` is 0."""
    return n / of if of else np.nan


def measure_smallest_difference(documents: pd.DataFrame, by: str) -> pd.DataFrame:
    """
    The smallest difference between two groups' shares of articles that could be seen.

    One row per pair of groups: n_first, n_second articles; `smallest` is the smallest
    difference of shares (0 to 1) that Fisher's exact test would tell from chance (p < .05,
    two-sided) for any counts, and missing where even "all here, none there" would not be
    told: then the two must not be compared. `p_extreme` is the p of that extreme case. Of
    many groups the `MOST_GROUPS` largest are paired.
    """
    groups = find_periods(documents, by) if by == "year" else documents[by]
    n_docs = groups.dropna().value_counts().sort_index().nlargest(MOST_GROUPS).sort_index()
    pairs = [
        (first, second) for i, first in enumerate(n_docs.index) for second in n_docs.index[i + 1 :]
    ]
    rows = [
        {
            "by": by,
            "first": first,
            "second": second,
            "n_first": int(n_docs[first]),
            "n_second": int(n_docs[second]),
            "p_extreme": find_extreme_p(int(n_docs[first]), int(n_docs[second])),
            "smallest": find_smallest_difference(int(n_docs[first]), int(n_docs[second])),
        }
        for first, second in pairs
    ]
    return pd.DataFrame(
        rows, columns=["by", "first", "second", "n_first", "n_second", "p_extreme", "smallest"]
    )


def find_smallest_difference(n_first: int, n_second: int) -> float:
    """
    Smallest difference of two shares that Fisher's test tells from chance; missing if none does.

    All counts are tried up to `MOST_TRIED` articles a group. Above, what two shares near one
    half must differ by (normal approximation) is given: the most that it can take.
    """
    if max(n_first, n_second) > MOST_TRIED:
        return 1.959964 * np.sqrt(0.25 / n_first + 0.25 / n_second)
    shares = np.arange(n_first + 1)[:, None] / n_first - np.arange(n_second + 1) / n_second
    told = fisher_p(n_first, n_second) < LEVEL
    return np.abs(shares)[told].min() if told.any() else np.nan


@cache
def fisher_p(n_first: int, n_second: int) -> np.ndarray:
    """p of Fisher's exact test (two-sided) for all counts: rows of the first group, columns of the second."""
    p = np.empty((n_first + 1, n_second + 1))
    for total in range(n_first + n_second + 1):
        first = np.arange(max(0, total - n_second), min(total, n_first) + 1)
        p[first, total - first] = fisher_p_of_total(n_first, n_second, total, first)
    return p


def fisher_p_of_total(n_first: int, n_second: int, total: int, first: np.ndarray) -> np.ndarray:
    """p of each way to share `total` out: the chance of all ways that are no likelier than it."""
    from scipy.stats import hypergeom  # slow to import

    chance = hypergeom.pmf(first, n_first + n_second, n_first, total)
    return np.array([chance[chance <= one * (1 + 1e-7)].sum() for one in chance])


def find_extreme_p(n_first: int, n_second: int) -> float:
    """p of the extreme case: all articles of the first group have it, none of the second."""
    first = np.arange(max(0, n_first - n_second), n_first + 1)
    return fisher_p_of_total(n_first, n_second, n_first, first)[-1]


def cross_speakers(
    matches: pd.DataFrame, words: pd.DataFrame, frames: list[str], most: int = 18
) -> pd.DataFrame:
    """
    Speakers (rows) and frames (columns) with raw counts: whose words carry which frame.

    The narrator is a row; so are, where there are any, words of unnamed or unresolved
    speakers. Above `most` speakers with a match, the others are one row, "n other speakers".
    `n_words` is what each said. Rows by matches, most first.
    """
    who = name_speakers(matches)
    table = pd.crosstab(who, matches["frame"]).reindex(columns=sorted(frames), fill_value=0)
    n_words = words.groupby(name_speakers(words))["n_words"].sum()
    table.insert(0, "n_words", n_words.reindex(table.index).fillna(0).astype("int64"))
    order = table.drop(columns="n_words").sum(axis=1)
    table = table.loc[sorted(table.index, key=lambda name: (-order[name], name))]
    if len(table) > most:
        rest = table.iloc[most:]
        table = pd.concat(
            [table.iloc[:most], rest.sum().to_frame(count(len(rest), "other speaker")).T]
        )
    return table.rename_axis("speaker").rename_axis(None, axis=1).reset_index()


def name_speakers(table: pd.DataFrame) -> pd.Series:
    """The speaker of each row, "narrator", or "speaker not resolved"."""
    names = table["speaker"].fillna("speaker not resolved").astype("str")
    return names.where(table["voice"] != "narrator", "narrator").rename("speaker")


def count_together(matches: pd.DataFrame, within: list[str], frames: list[str]) -> pd.DataFrame:
    """
    How often two frames stand together: in how many units both do.

    `within` are the columns that make a unit: ["doc_id", "sentence"], or ["doc_id",
    "speaker"] for the words of one speaker in one article (rows without a speaker left out).
    A square table; on the diagonal the units that have the frame at all.
    """
    units = matches.dropna(subset=within)
    present = pd.crosstab([units[column] for column in within], units["frame"]).clip(upper=1)
    present = present.reindex(columns=sorted(frames), fill_value=0)
    return present.T.dot(present).rename_axis("frame").rename_axis(None, axis=1)


def spread_counts(prevalence: pd.DataFrame, by: str, value: str) -> pd.DataFrame:
    """One measure of the prevalence table spread out: frames in rows, the groups of `by` in columns."""
    rows = prevalence[prevalence["by"] == by]
    return rows.pivot(index="frame", columns="group", values=value).rename_axis(columns=None)


def count_values(matches: pd.DataFrame, variable: str, frames: list[str]) -> pd.DataFrame:
    """Matches per frame (rows) and value of a variable (columns), zeros kept, missing ones as "missing"."""
    values = matches[variable].fillna("missing")
    return (
        pd.crosstab(matches["frame"], values)
        .reindex(sorted(frames), fill_value=0)
        .rename_axis(columns=None)
    )
