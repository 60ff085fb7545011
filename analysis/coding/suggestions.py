"""
What to add to the dictionary, and what to take out: from the sentences that were coded.

Words that mark the sentences which the dictionary missed, and patterns that mark the wrong ones,
ranked, each with its lines. A pattern that is added makes a new version of the list; the coded
sample still counts for it, since the sample does not depend on the list.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.special import rel_entr

from analysis.coding.correcting import Reading, count_code
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import check_table, round_off

MISSED, WRONG = "word of missed sentences", "pattern of wrong sentences"
LEAST = 2  # sentences in which a word or pattern must mark the fault
MOST = 10  # suggestions per frame and kind


def suggest_changes(
    reading: Reading, tokens: pd.DataFrame, matches: pd.DataFrame, frames: pd.Index
) -> pd.DataFrame:
    """
    The table `suggestions`, best first within each frame and kind.

    `tokens`: doc_id, sentence, term; `matches`: doc_id, sentence, frame, pattern. `n_for`:
    coded sentences in which the word or pattern marks the fault; `n_against`: those in which
    it would be no fault; `n_corpus`: sentences of the corpus with it; `score`: log-likelihood
    of a word, share of wrong sentences of a pattern; `units`: the sentences to read.
    """
    units = reading.units
    place = pd.MultiIndex.from_frame(units[["doc_id", "sentence"]])
    words, found = (locate(table, place) for table in (tokens, matches))
    words = words[["row", "term"]].drop_duplicates()
    rows: list[dict] = []
    for frame in frames:
        hit = np.zeros(len(units), bool)
        own = found[found["frame"] == frame]
        hit[own["row"]] = True
        true = count_code(reading, frame) > 0
        told = ~reading.skipped
        missed = reading.row[told & true & ~hit[reading.row]]
        clear = reading.row[told & ~true & ~hit[reading.row]]
        rows += rank_words(frame, words, missed, clear, units)
        right = reading.row[told & true]
        wrong = reading.row[told & ~true & hit[reading.row]]
        rows += rank_patterns(frame, own, wrong, right, units)
    return check_table(pd.DataFrame(rows, columns=list(COLUMNS["suggestions"])), "suggestions")


def locate(table: pd.DataFrame, place: pd.MultiIndex) -> pd.DataFrame:
    """The table with `row`: its sentence's place among the units; rows of other lines left out."""
    keys = table[["doc_id", "sentence"]].astype({"doc_id": "str"})
    table = table.assign(row=place.get_indexer(pd.MultiIndex.from_frame(keys)))
    return table[table["row"] >= 0]


def rank_words(
    frame: str, words: pd.DataFrame, missed: np.ndarray, clear: np.ndarray, units: pd.DataFrame
) -> Iterator:
    """Words more frequent in the missed sentences than in those without hit and frame."""
    n_for, n_against = (count_in(words, rows, "term") for rows in (missed, clear))
    table = pd.DataFrame({"n_for": n_for, "n_against": n_against}).fillna(0)
    table = table[table["n_for"] >= LEAST]
    over = table["n_for"] * len(clear) > table["n_against"] * len(missed)
    table = table[over]
    score = measure_evidence(table["n_for"], len(missed), table["n_against"], len(clear))
    return list_best(frame, MISSED, table.assign(score=score), words, "term", missed, units)


def measure_evidence(
    n_first: pd.Series, of_first: int, n_second: pd.Series, of_second: int
) -> np.ndarray:
    """Log-likelihood G2 over all four cells of two shares (Dunning 1993): 0 = no difference."""
    observed = np.array([n_first, of_first - n_first, n_second, of_second - n_second], float)
    both = (n_first + n_second) / (of_first + of_second)
    expected = np.array(
        [of_first * both, of_first * (1 - both), of_second * both, of_second * (1 - both)]
    )
    return 2 * rel_entr(observed, expected).sum(axis=0)


def rank_patterns(
    frame: str, own: pd.DataFrame, wrong: np.ndarray, right: np.ndarray, units: pd.DataFrame
) -> Iterator:
    """Patterns of the frame by the share of wrong sentences among those that were coded."""
    pairs = own[["row", "pattern"]].drop_duplicates()
    n_for, n_against = (count_in(pairs, rows, "pattern") for rows in (wrong, right))
    table = pd.DataFrame({"n_for": n_for, "n_against": n_against}).fillna(0)
    table = table[(table["n_for"] >= LEAST) & (table["n_for"] > table["n_against"])]
    score = table["n_for"] / table.sum(axis=1)
    return list_best(frame, WRONG, table.assign(score=score), pairs, "pattern", wrong, units)


def count_in(pairs: pd.DataFrame, rows: np.ndarray, column: str) -> pd.Series:
    """In how many of the sentences `rows` each value occurs."""
    return pairs[pairs["row"].isin(rows)][column].astype("str").value_counts()


def list_best(
    frame: str,
    kind: str,
    table: pd.DataFrame,
    pairs: pd.DataFrame,
    column: str,
    rows: np.ndarray,
    units: pd.DataFrame,
) -> Iterator:
    """The first rows of the ranking, each with the sentences that show it."""
    order = np.lexsort((table.index, -table["n_for"], -round_off(table["score"])))
    values = pairs[column].astype("str")
    for row in table.iloc[order].head(MOST).itertuples():
        at = pairs[values == row.Index]["row"]
        lines = units["unit_id"].iloc[sorted(set(at) & set(rows))]
        yield {
            "frame": frame,
            "kind": kind,
            "text": row.Index,
            "n_for": int(row.n_for),
            "n_against": int(row.n_against),
            "n_corpus": at.nunique(),
            "score": row.score,
            "units": " ".join(lines),
        }
