"""
Which claims still hold when what was read replaces what was counted.

A claim asked of framing words, frames or voices is estimated from the coded sentences, with its
interval, and compared with its threshold. What coders did not judge (status, marks, roles), and
what is asked of whole articles or of terms, stays as counted.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.coding.correcting import FEW_POSITIVE, MUCH_UNREAD, Reading, count_code, keep_coded
from analysis.coding.study import Study, read_study
from analysis.coding.voiced import count_spoken, estimate_total, share_of_words
from analysis.coding.walk import say_readers
from analysis.findings.claims import COMPARISONS, FAILS, HOLDS, read_options
from analysis.findings.starting import read_claims
from analysis.measures.estimates import Estimate, estimate_ratio, ratio_ends
from analysis.measures.rates import count
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import check_table, empty_table, read_table
from analysis.text.spans import SPEECH

OPEN = "cannot be told"  # the threshold lies inside the interval
THIN = "too few read"
NOT_READ = "as counted, not checked"
MODEL = "a language model"
SHARES = ("words", "matches")  # measures whose value is a share


def claims_by_reading(corpus: Path | str, out: Path | str) -> pd.DataFrame:
    """The table `claims_read` of a study; no rows where nothing was read."""
    try:
        study = read_study(corpus, out)
    except ValueError:  # no sentence is coded
        return empty_table("claims_read")
    findings, claims = read_table("findings", out), read_claims(corpus, out)
    claims = claims[claims["claim"].isin(findings["claim"])]
    quotations = read_table("quotations", out)
    words = count_spoken(study.reading.units, study.tokens, quotations)
    read_by = MODEL if say_readers(corpus) else None
    return judge_claims(claims, findings, study, words, read_by)


def judge_claims(
    claims: pd.DataFrame,
    findings: pd.DataFrame,
    study: Study,
    words: pd.DataFrame,
    read_by: str | None = None,
) -> pd.DataFrame:
    """
    A row per claim: as counted (`value`, `counted`), as read (`estimate` with its ends, `verdict`).

    `read_by`: who read, where it was no person. Framing words are estimated where coders marked them one by one, else sentences that have
    any. `words`: the words of each sentence that the rules find in speech, direct and indirect.
    """
    known = findings.drop_duplicates("claim").set_index("claim")
    is_whole, rows = len(study.reading.row) == len(study.reading.units), []
    for claim in claims.itertuples():
        of_n = known.at[claim.claim, "of_n"]
        estimate = estimate_claim(claim, study, words)
        low, high = (estimate.low, estimate.high) if estimate else (np.nan, np.nan)
        rows.append(
            {
                "claim": claim.claim,
                "measure": claim.measure,
                "counted": known.at[claim.claim, "verdict"],
                "value": known.at[claim.claim, "n"] / of_n if of_n else np.nan,
                "n_coded": estimate.n_coded if estimate else 0,
                "n_positive": estimate.n_positive if estimate else 0,
                "estimate": estimate.value if estimate else np.nan,
                "low": low,
                "high": high,
                "verdict": judge_read(claim, estimate, is_whole),
                "read_by": read_by,
            }
        )
    return check_table(pd.DataFrame(rows, columns=list(COLUMNS["claims_read"])), "claims_read")


def judge_read(claim: Any, estimate: Estimate | None, is_whole: bool = False) -> str:
    """What reading says of a claim; `is_whole`: every sentence was read, nothing is estimated."""
    if estimate is None:
        return NOT_READ
    if np.isnan(estimate.value) or estimate.unread > MUCH_UNREAD:
        return THIN
    if is_whole:
        compare = COMPARISONS[claim.comparison]
        return HOLDS if compare(estimate.value, float(claim.threshold)) else FAILS
    above = estimate.low > float(claim.threshold)
    below = estimate.high < float(claim.threshold)
    if not (above or below):
        return THIN if estimate.n_positive < FEW_POSITIVE else OPEN
    return HOLDS if above == (claim.comparison in ("more than", "at least")) else FAILS


def estimate_claim(claim: Any, study: Study, words: pd.DataFrame) -> Estimate | None:
    """The claim's value (n / of_n) as read; None where coders were not asked what it asks."""
    options = read_options(claim.options)
    told = keep_coded(study.reading, ~study.reading.skipped)
    if claim.measure == "frames":
        first, second = (
            frame_total(told, study, options[name]) for name in ("frame", "against_frame")
        )
        return divide(first, second)
    if claim.measure not in ("matches", "rates", "words") or told.voices is None:
        return None
    if {"status", "quoted", "role"} & set(options):
        return None
    told = keep_coded(told, told.voices.notna().all(axis=1).to_numpy())
    if claim.measure == "words":
        return estimate_words(told, words, options)
    voices = [options.get(name, "") for name in ("voice", "against_voice")]
    if voices[0] not in SPOKEN_OR_NOT or voices[1] not in ("", *SPOKEN_OR_NOT):
        return None
    spoken = voice_total(told, study, options["frame"], SPOKEN_OR_NOT[voices[0]])
    other = voice_total(told, study, options["frame"], not SPOKEN_OR_NOT[voices[0]])
    if claim.measure == "matches":
        return estimate_ratio(spoken, other)
    return compare_rates(told, words, spoken, other, SPOKEN_OR_NOT[voices[0]])


# The voices that a claim on framing words may ask for: is it speech?
SPOKEN_OR_NOT = {"|".join(SPEECH): True, "|".join(SPEECH[::-1]): True, "narrator": False}


def frame_total(told: Reading, study: Study, frames: str) -> Estimate:
    """How much there is of these frames ("a|b")."""
    names = frames.split("|")
    y = np.sum([count_code(told, frame) for frame in names], axis=0)
    return estimate_total(told, y, study.hits[names].sum(axis=1).to_numpy())


def voice_total(told: Reading, study: Study, frames: str, spoken: bool) -> Estimate:
    """How much there is of these frames in somebody's speech, or in the narrator's voice."""
    names = frames.split("|")
    y = np.sum([count_code(told, frame, told.spoken) for frame in names], axis=0)
    n = study.spoken[names].sum(axis=1).to_numpy()
    if not spoken:
        y = np.sum([count_code(told, frame) for frame in names], axis=0) - y
        n = study.hits[names].sum(axis=1).to_numpy() - n
    return estimate_total(told, y, n)


def estimate_words(told: Reading, words: pd.DataFrame, options: dict) -> Estimate | None:
    """The share of words in some voices, of all words or of those in other voices."""
    voices = options.get("voice", "").split("|")
    among = options.get("among_voice", "").split("|")
    if not set(voices) <= set(SPEECH):
        return None
    found = share_of_words(told, voices, words)
    if among == [""]:
        return found
    if not set(voices) < set(among) <= set(SPEECH):
        return None
    return estimate_ratio(found, share_of_words(told, [*set(among) - set(voices)], words))


def compare_rates(
    told: Reading, words: pd.DataFrame, spoken: Estimate, other: Estimate, is_speech: bool
) -> Estimate:
    """How many times as frequent framing words are in the one voice as in the other."""
    share = share_of_words(told, list(SPEECH), words)
    rest = share._replace(value=1 - share.value, low=1 - share.high, high=1 - share.low)
    here, there = (share, rest) if is_speech else (rest, share)
    return divide(divide(spoken, other), divide(here, there))


def divide(first: Estimate, second: Estimate) -> Estimate:
    """first / second by MOVER; it rests on no more positives than the rarer of both."""
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.float64(first.value) / second.value
        low, high = ratio_ends(first[:3], second[:3]) if second.value > 0 else (np.nan, np.nan)
    n_positive = min(first.n_positive, second.n_positive)
    unread = max(first.unread, second.unread)
    none = np.nan  # no standard errors, and no interval for articles like these
    return Estimate(value, low, high, none, none, none, none, first.n_coded, n_positive, unread)


def say_read(row: dict | None) -> str:
    """What reading says of one claim (a row of `claims_read`), as a sentence."""
    if row is not None and row["measure"] == "top terms":
        return ""  # words are counted as printed: there is nothing to read
    if row is None or row["verdict"] == NOT_READ:
        return say_coded(row or {})
    read = say_n_read(row["n_coded"], row.get("read_by"))
    if row["verdict"] == THIN:
        return f"This count has not been checked: too few of the {read} have it."
    value = say_value(row)
    if is_whole(row):
        return say_whole(row, value)
    return {
        HOLDS: f"It holds as read, too: {value}; {read}.",
        FAILS: f"It does not hold as read: {value}; {read}.",
        OPEN: f"Reading does not settle it: {value}; {read}.",
    }[row["verdict"]]


def say_coded(row: dict) -> str:
    """What the coding of whole articles says of a claim that is not estimated from sentences."""
    n, of_n = row.get("coded_n", np.nan), row.get("coded_of_n", np.nan)
    if pd.isna(n) or pd.isna(of_n):
        return "This count has not been checked by reading."
    return say_coding(row, f"{n:,.0f} of {of_n:,.0f}")


def say_coding(row: dict, value: str) -> str:
    """What a coding of all articles gives; that it is one of the recounts, where it is counted as one."""
    read_by = row.get("read_by")
    coding = (
        "coding by reading" if not isinstance(read_by, str) else f"{name_reader(read_by)} coding"
    )
    if row.get("could_turn") is True:
        return f"One of these recounts is the {coding}: {value}."
    return f"The {coding} gives {value}."


def name_reader(read_by: str) -> str:
    """Whose a coding is, behind "the": "a language model" as "language model’s"."""
    return f"{read_by.removeprefix('a ')}’s"


def is_whole(row: dict) -> bool:
    """Whether every sentence was read, so that nothing is estimated."""
    return bool(np.isclose(row["low"], row["high"]))


def say_whole(row: dict, value: str) -> str:
    """What reading every sentence says of a claim."""
    counted = say_number(row["value"], row["measure"])
    n, of_n = row.get("coded_n", np.nan), row.get("coded_of_n", np.nan)
    is_share = row["measure"] in SHARES
    is_recount = row.get("could_turn") is True and not pd.isna(n) and not pd.isna(of_n)
    if is_recount and (counted == value or row["measure"] == "frames"):  # its numbers differ
        value = f"{n:,.0f} {'of' if is_share else 'against'} {of_n:,.0f}"
    elif counted == value:
        value = f"the same {'share' if is_share else 'ratio'}"
    else:
        value += f", not {counted}"
    return say_coding(row, value + "; it does not hold as read" * (row["verdict"] == FAILS))


def say_made_from(rows: Iterable[dict]) -> str:
    """
    That a reading of the articles is no independent check, once for all claims; "" where it is one.

    `rows`: claims as read, each with `made_from`, what was made from the very articles that were read whole.
    """
    rows = list(rows)
    made = sorted(
        {
            row["made_from"]
            for row in rows
            if isinstance(row.get("made_from"), str)
            and (
                not pd.isna(row.get("coded_n", np.nan))
                if row["verdict"] == NOT_READ
                else is_whole(row)
            )
        },
        reverse=True,
    )
    if not made:
        return ""
    verb = "were" if len(made) > 1 or made[0].startswith("rules") else "was"
    named = " and ".join(f"the {name}" for name in made)
    whose = {row["read_by"] for row in rows if isinstance(row.get("read_by"), str)}
    coding = f"{name_reader(whose.pop())} coding" if len(whose) == 1 else "coding by reading"
    return (
        f"Where the {coding} agrees with the counts, that proves little: {named} {verb} made from "
        "these same articles."
    )


def say_number(number: float, measure: str) -> str:
    """A share in per cent, or a ratio."""
    return f"{number:.0%}" if measure in SHARES else f"{number:.3g} to 1"


def say_n_read(n: int, read_by: str | None) -> str:
    """How many sentences were read, and by whom, where it was no person."""
    by = f" by {read_by}" if isinstance(read_by, str) else ""
    return f"{count(n, 'sentence')} read{by}"


def say_value(row: dict) -> str:
    """The estimate with its interval, as a share or as a ratio; of few the interval alone."""
    is_share = row["measure"] in SHARES
    if is_whole(row):
        return say_number(row["estimate"], row["measure"])
    value, low, high = (
        f"{row[name]:.0%}" if is_share else f"{row[name]:.1f}"
        for name in ("estimate", "low", "high")
    )
    unit = "" if is_share else " to 1"
    if row["n_positive"] < FEW_POSITIVE:
        return f"between {low} and {high}{unit}"
    return f"{value}{unit} ({low} to {high})"


def say_number_of(n: int, one: str, many: str) -> str:
    """A number with its verb: "none fails", "2 fail"."""
    return f"{n:,} {many}" if n > 1 else f"{n or 'none'} {one}"


def say_few(claims_read: pd.DataFrame) -> str:
    """That claims are judged in spite of few sentences, where the interval is clear of the threshold; "" if none is."""
    judged = claims_read["verdict"].isin([HOLDS, FAILS])
    is_whole_read = np.isclose(claims_read["low"], claims_read["high"])
    n = int((judged & ~is_whole_read & claims_read["n_positive"].lt(FEW_POSITIVE)).sum())
    if not n:
        return ""
    rest = "rests" if n == 1 else "rest"
    return (
        f" {'One' if n == 1 else f'{n:,}'} of the verdicts {rest} on fewer than {FEW_POSITIVE} sentences with a frame. {'Its estimate is' if n == 1 else 'Their estimates are'} unreliable, "
        "but the whole interval is on one side of the threshold."
    )


def say_claims_read(claims_read: pd.DataFrame) -> str:
    """How many claims hold as counted and as read, and which reading turns, a line each."""
    if claims_read.empty:
        return "No sentence has been read: every claim is as counted, not checked."
    held = claims_read["counted"].eq(HOLDS)
    both = (held & claims_read["verdict"].eq(HOLDS)).sum()
    n_fail, n_open, n_not = (
        int((held & claims_read["verdict"].isin(verdicts)).sum())
        for verdicts in ([FAILS], [OPEN, THIN], [NOT_READ])
    )
    parts = [f"{both:,} {'holds' if both == 1 else 'hold'} as read, too"]
    parts += [f"{n_open:,} {'is' if n_open == 1 else 'are'} left open"] * bool(n_open)
    parts += [say_number_of(n_fail, "fails", "fail")]
    said = f"{', '.join(parts[:-1])}, and {parts[-1]}"
    first = f"Of the {count(held.sum(), 'claim')} that hold as counted, {said}."
    if n_not:
        rest = "The other" if both + n_fail + n_open else "The"
        rest += " one" if n_not == 1 else f" {n_not:,}"
        first += f" {rest} {'is' if n_not == 1 else 'are'} not recomputed from single sentences."
    lines = [first + say_few(claims_read)]
    turned = claims_read[
        (held & claims_read["verdict"].eq(FAILS))
        | (claims_read["counted"].eq(FAILS) & claims_read["verdict"].eq(HOLDS))
    ]
    lines += [f"{row['claim']}: {say_read(row)}" for row in turned.to_dict("records")]
    return "\n".join(lines)
