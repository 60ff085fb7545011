"""
What the study counts: the tables narrowed to the articles, lines and words that count.

Findings, comparisons of two runs and the robustness of claims all count here, so that a
number means the same in each.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from analysis.tables.among import is_among
from analysis.tables.stored import LISTS, empty_table, read_list, read_table, table_path
from analysis.text.blocks import list_blocks, read_block
from analysis.text.groups import find_periods
from analysis.text.spans import code_documents, find_holder, find_sentences, is_speech
from analysis.text.tokens import find_tokens

BODY = ("body",)
COUNTED = ("count", "doubtful")  # uses of a pattern that make a match count

GROUPS = 4  # groups of rows of the tokens whose voices are found at once: a million words
FEW = 30  # articles that can be shown one by one; beyond, they are grouped


@dataclass(frozen=True)
class View:
    """
    What is counted under one set of choices; nothing in it is counted elsewhere.

    documents: the articles; words: those of the lines that count, counted by article, voice and
    role at least (`n`); matches: the framing words that count; frames: all frames of the
    dictionary, those without a match included; stop_terms: left out where terms are ranked;
    find_terms: gives the words counted by article and term, where `words` are not.
    """

    documents: pd.DataFrame
    words: pd.DataFrame
    matches: pd.DataFrame
    frames: frozenset
    stop_terms: frozenset = frozenset()
    find_terms: Callable[[], pd.DataFrame] | None = None

    @cached_property
    def articles(self) -> tuple[np.ndarray, np.ndarray]:
        """The row of `documents` in which the article of each row of `words` is, and of each of `matches`."""
        first, second = (
            find_articles(table, self.documents) for table in (self.words, self.matches)
        )
        return first, second


def find_articles(table: pd.DataFrame, documents: pd.DataFrame) -> np.ndarray:
    """The row of `documents` in which the article of each row is; -1 where there is none."""
    code, names = code_documents(table["doc_id"])
    doc, known = code_documents(documents["doc_id"])
    row = np.full(len(known) + 1, -1)
    row[doc] = np.arange(len(doc))
    place = np.arange(len(names)) if names is known else known.get_indexer(names)
    return row[np.append(place, -1)[code]]


def tally(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """The sum of `n` for each combination of the values of these columns that occurs; missing ones, too."""
    columns = [table[name].astype("category") for name in names]
    places, row = np.unique(find_places(columns), return_inverse=True)
    n = np.bincount(row, table["n"].to_numpy(), minlength=len(places))
    return name_places(places, columns).assign(n=n.astype(np.int64))


def find_shape(columns: list[pd.Series]) -> list[int]:
    """The sides of a table with a place for each combination of categories, the last of a side for missing ones."""
    return [len(column.cat.categories) + 1 for column in columns]


def find_places(columns: list[pd.Series]) -> np.ndarray:
    """The place of each row's combination in a table of `find_shape`, as one number."""
    shape, codes = find_shape(columns), [column.cat.codes.to_numpy() for column in columns]
    places = [np.where(code < 0, size - 1, code) for code, size in zip(codes, shape)]
    return np.ravel_multi_index(places, shape)


def name_places(places: np.ndarray, columns: list[pd.Series]) -> pd.DataFrame:
    """The combinations that stand at these places, a column each."""
    shape = find_shape(columns)
    return pd.DataFrame(
        {
            column.name: pd.Categorical.from_codes(
                np.where(code == size - 1, -1, code), column.cat.categories
            )
            for code, column, size in zip(np.unravel_index(places, shape), columns, shape)
        }
    )


COUNTED_BY = ["doc_id", "term", "kind", "voice", "role"]


def count_words(words: pd.DataFrame, by: Sequence[str] = COUNTED_BY) -> pd.DataFrame:
    """
    The words of `give_voices` counted: the columns `by` and `n`.

    A third of the rows of the words, and no view asks for more. Of many articles they are
    counted block by block, and the counts put below each other (`join_counts`).
    """
    columns = [words[name] for name in by]
    places, n = np.unique(find_places(columns), return_counts=True)
    return name_places(places, columns).assign(n=n.astype(np.int32))


def join_counts(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Tables of `count_words` below each other, one category for one word in all of them."""
    by = parts[0].columns.drop("n")
    joined = {name: union_categoricals([part[name] for part in parts]) for name in by}
    return pd.DataFrame({**joined, "n": np.concatenate([part["n"] for part in parts])})


def read_tokens(out: Path | str, corpus: Path | str = LISTS) -> pd.DataFrame:
    """The tokens of a study; found again where they are not stored, as in a fresh copy of the published one."""
    if table_path("tokens", out).exists():
        return read_table("tokens", out)
    sentences, edits = (read_table(name, out) for name in ("sentences", "edits"))
    return find_tokens(sentences, edits, read_list("variants", corpus))


def read_token_blocks(
    out: Path | str, corpus: Path | str = LISTS, groups: int = 1
) -> Iterator[pd.DataFrame]:
    """As `read_tokens`, some articles after the other, where their words are looked at once."""
    path = table_path("tokens", out)
    blocks = list_blocks(path.parent, "tokens", groups) if path.exists() else []
    yield from map(read_block, blocks) if blocks else [read_tokens(out, corpus)]


def read_words(
    out: Path | str, corpus: Path | str = LISTS
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """
    The tokens of a study and their words (`give_voices`), some articles after the other.

    Thirty million words at once take seven gigabytes.
    """
    tables = [
        read_table(name, out) if table_path(name, out).exists() else empty_table(name)
        for name in ("sentences", "quotations")
    ]
    for tokens in read_token_blocks(out, corpus, GROUPS):
        docs = tokens["doc_id"].cat.categories
        own = [table[is_among(table["doc_id"], docs)] for table in tables]
        yield tokens, give_voices(tokens, *own)


def give_voices(
    tokens: pd.DataFrame, sentences: pd.DataFrame, quotations: pd.DataFrame
) -> pd.DataFrame:
    """
    The words of the study: doc_id, term, kind of the line, voice, speaker and role they stand in.

    All columns are categories, so that millions of words stay small. The innermost speech
    around a word holds; where there is none, the narrator's voice.
    """
    speech = quotations[is_speech(quotations)].reset_index(drop=True)
    row = find_holder(tokens, speech)
    kinds = pd.Categorical(sentences["kind"])
    line = find_sentences(tokens, sentences)
    return pd.DataFrame(
        {
            "doc_id": tokens["doc_id"].array,
            "term": tokens["term"].array,
            "kind": pd.Categorical.from_codes(kinds.codes[line], kinds.categories),
            "voice": pick(speech["voice"].fillna("narrator"), row, "narrator"),
            "speaker": pick(speech["speaker"], row),
            "role": pick(speech["role"], row),
        }
    )


def pick(column: pd.Series, row: np.ndarray, default: str | None = None) -> pd.Categorical:
    """The values of `column` in `row` as categories; `default` (or missing) where the row is -1."""
    values = pd.Categorical(
        column, categories=sorted({*column.dropna(), *([default] if default else [])})
    )
    other = values.categories.get_loc(default) if default else -1
    codes = np.append(values.codes, other).astype(np.int32)
    return pd.Categorical.from_codes(codes[row], values.categories)


def narrow(
    documents: pd.DataFrame,
    words: pd.DataFrame,
    matches: pd.DataFrame,
    kinds: tuple[str, ...] = BODY,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """(documents, words, matches) of what counts: no second copies, these kinds of lines, counted uses."""
    documents = documents[documents["duplicate_of"].isna()]
    words = words[is_among(words["doc_id"], documents["doc_id"]) & words["kind"].isin(kinds)]
    return documents, words, keep_counted(matches, documents, kinds)


def leave_copies(documents: pd.DataFrame, *tables: pd.DataFrame) -> list[pd.DataFrame]:
    """The articles that are no second copies, and the rows of the tables that are theirs."""
    is_copy = documents["duplicate_of"].notna()
    if not is_copy.any():
        return [documents, *tables]
    first = documents[~is_copy]
    return [first, *(table[is_among(table["doc_id"], first["doc_id"])] for table in tables)]


def trim_ends(matches: pd.DataFrame) -> pd.DataFrame:
    """The matches, each ending before a comma or the like, so that equal words have equal places."""
    short = matches["text"].str.len() - matches["text"].str.rstrip(",.;:!?").str.len()
    return matches.assign(raw_end=matches["raw_end"] - short)


def keep_counted(
    matches: pd.DataFrame, documents: pd.DataFrame, kinds: tuple[str, ...] = BODY
) -> pd.DataFrame:
    """The framing words that count: in these kinds of lines, no second copies, no excluded uses."""
    return matches[find_counted(matches, documents, kinds)]


def find_counted(
    matches: pd.DataFrame, documents: pd.DataFrame, kinds: tuple[str, ...] = BODY
) -> np.ndarray:
    """Which framing words count."""
    first = documents.loc[documents["duplicate_of"].isna(), "doc_id"]
    is_first = is_among(matches["doc_id"], first)
    return np.asarray(is_first & matches["kind"].isin(kinds) & matches["use"].isin(COUNTED), bool)


def group_articles(documents: pd.DataFrame, few: int = FEW) -> pd.Series:
    """
    What an article is shown and measured under: itself if there are few, else its outlet, its year or its decade.

    A Series by doc_id. Outlets, years and decades serve where there are 2 to `few` of them;
    an article without one is "not known"; where none serves, all are one group.
    """
    if len(documents) <= few:
        return pd.Series(documents["doc_id"].to_numpy(), index=documents["doc_id"])
    year = find_periods(documents, "year")
    for values in (documents["outlet"], year, year.str[:3] + "0s"):
        if 2 <= values.nunique() <= few:
            return pd.Series(values.fillna("not known").to_numpy(), index=documents["doc_id"])
    return pd.Series("all articles", index=documents["doc_id"])
