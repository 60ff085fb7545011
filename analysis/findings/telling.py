"""A finding told shortly: in one sentence with its spread, its recounts in another, the article it rests on in a third."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.findings.claims import (
    FAILS,
    HOLDS,
    TOO_FEW,
    count_found,
    fewest,
    fill_sentence,
    list_dominated,
)

# The measures whose value says something by itself, and what it is.
RANGED = {"words": "share", "matches": "share", "rates": "ratio", "frames": "ratio"}


def say_finding(row: Any, claim: Any = None, own: pd.DataFrame | None = None) -> str:
    """
    A finding (a row of `findings`) in one sentence with at most two numbers: what it counts, and its spread.

    `claim`: its row of `claims`; `own`: its rows of `spread`. Without its claim the sentence is as stored.
    """
    if claim is None or pd.isna(row.n) or pd.isna(row.of_n):
        return row.sentence
    head, _, numbers = fill_sentence(claim.sentence, row.n, row.of_n).partition(": ")
    if claim.measure == "rates":
        numbers = say_times(row.n, row.of_n)
    told = f"{head.rstrip('.')}: {numbers.rstrip('.')}" if numbers else head.rstrip(".")
    return f"{'; '.join(filter(None, [told, say_spread(claim, own)]))}."


def say_times(n: float, of_n: float) -> str:
    """How a rate compares with another: "about 6 times as often per word"."""
    if not of_n:
        return "the other side has none"
    times = n / of_n
    return f"about {times:{'.0f' if times >= 2.5 else '.1f'}} times as often per word"


def count_alone(claim: Any, own: pd.DataFrame | None) -> tuple[int, int]:
    """(articles of which a claim is true alone, articles with enough words for it), by its rows of `spread`."""
    if own is None or own.empty:
        return 0, 0
    asked = own[own["verdict"].isin([HOLDS, FAILS]) & (count_found(claim, own) >= fewest(claim))]
    return int(asked["verdict"].eq(HOLDS).sum()), len(asked)


def say_spread(claim: Any, own: pd.DataFrame | None) -> str:
    """In how many articles it is so, too: "this is true of 4 of the 5 articles"; that one alone has enough words."""
    n_hold, n = count_alone(claim, own)
    if own is None or not n or len(own) < 2:
        return ""
    enough = f" with at least {fewest(claim)} such words"
    if n == 1:
        but = ", and of this one it is not true" * (not n_hold)
        return f"only one article has at least {fewest(claim)} such words{but}"
    articles = f"the {n:,} articles{enough * (n < len(own))}"
    # Of rates only the direction is compared: how many times is another number in each article.
    so = "the direction is the same in" if claim.measure == "rates" else "this is true of"
    if n_hold == n:
        return f"{so} each of {articles}"
    return f"{so} {f'{n_hold:,}' if n_hold else 'none'} of {articles}"


def say_held(n_holds: int, of: int, verdict: str = HOLDS, is_some: bool = False) -> str:
    """
    In how many of the recounts that could have turned its verdict a claim kept it.

    That only these recounts are meant must be said where this is printed; where others left too
    little to judge (`is_some`), the sentence says so itself.
    """
    stood = "It held" if verdict != FAILS else "It was false, too,"
    n = n_holds if verdict != FAILS else of - n_holds
    tested = " that tests it" if of == 1 else " that test it"
    if not of:
        return "No recount tests it"
    if not n and of == 1:
        return f"It {'failed' if verdict != FAILS else 'held'} in the one recount{tested * is_some}"
    if n == of:
        which = "the one recount" if of == 1 else f"all {of:,} recounts"
    else:
        which = f"{f'{n:,}' if n else 'none'} of {'the ' * is_some}{of:,} recounts"
    return f"{stood} in {which}{tested * is_some}"


def say_recounts(row: Any, measure: str | None, rows: pd.DataFrame) -> str:
    """
    Whether a finding stood when counted again, and how far its number moved; `rows`: its rows of `robustness`.
    """
    counted = rows[rows["could_turn"] & rows["verdict"].isin([HOLDS, FAILS])]
    is_thin = (rows["could_turn"] & rows["verdict"].eq(TOO_FEW)).any()
    told = say_held(int(row.n_holds), int(row.n_settings), row.verdict, bool(is_thin))
    return f"{'; '.join(filter(None, [told, say_range(measure, counted['value'])]))}."


def say_range(measure: str | None, values: pd.Series) -> str:
    """Between which values a share or ratio ran: "the ratio ran from 1.7 to 6.7"; "" for other measures."""
    kind, value = RANGED.get(str(measure)), values.replace(np.inf, np.nan)
    if kind is None or not value.notna().any():
        return ""
    form = ".0%" if kind == "share" else ".2g"
    low, high = (format(end, form) for end in (value.min(), value.max()))
    if value.isna().any():  # where one side has no such words, the ratio has no upper end
        return f"the {kind} was never below {low}"
    return f"the {kind} ran from {low} to {high}" if low != high else f"the {kind} was {low}"


def find_dominant(claim: Any, own: pd.DataFrame | None) -> tuple[str, int, int] | None:
    """(the article with more than half of what a claim counts, how much it has, of how much), if there is one."""
    if own is None or len(own) < 2:
        return None
    found = count_found(claim, own)
    if not found.max() * 2 > found.sum():
        return None
    return str(own.loc[found.idxmax(), "doc_id"]), int(found.max()), int(found.sum())


def say_rests(
    claim: Any, own: pd.DataFrame | None, names: Mapping[str, str], quoted: str | None = None
) -> str:
    """
    The article that has most of what a finding counts, in a sentence; "" where none has.

    `names`: what articles are called; `quoted`: the one from which a sentence has just been quoted.
    """
    if own is not None and len(own) > 1 and claim.measure == "frames":
        return " ".join(list_dominated(claim, own))
    dominant = find_dominant(claim, own)
    if dominant is None or claim.measure not in RANGED:
        return ""
    doc_id, n, total = dominant
    article = f"one article{f' ({names[doc_id]})' if doc_id in names else ''}"
    article = "the article quoted here" if doc_id == quoted else article
    has = f"all {total:,} words" if n == total else f"{n:,} of the {total:,} words"
    return f"{article[0].upper()}{article[1:]} has {has}."
