"""
What each version of the dictionary scores on sentences that it had not seen.

The folders of SAMPLES in `corpus/` hold sentences drawn with known probabilities and coded
twice. `cells.csv` counts the whole population by what each version finds in it, `matches.csv`
keeps what each version finds in the sentences drawn (`evaluation.versions` makes both); from these
and the two codings every number of `scores.csv`, `judged.csv` and `agreement.csv` follows, and
of `readers.csv` (`analysis.framing.readers`).
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.measures.estimates import (
    Coded,
    Population,
    estimate_mean,
    estimate_ratio,
    estimate_recall,
)
from analysis.measures.rates import wilson
from analysis.tables.stored import LISTS, read_csv
from analysis.text.agreement import alpha_interval, measure_alpha, pair_spans

SAMPLES = (
    "unseen2",
    "unseen3",
    "unseen4",
)  # the last one is that on which the lists in use are scored
# The version that was made from one half of a sample, and is scored on the other half alone.
HALVED = {"unseen2": "3"}
ENDS = ("", "_low", "_high")
JUDGED = ("status", "target")
CODERS = ("a", "b")
WHOLE, HELD = "all", "held out"  # which of the sentences drawn a version is scored on
MOST = 2  # framing words of "all" are estimated in cells of none, one, two or more frames
READINGS = (*CODERS, "both")  # what each coder marked, and what both did


# the material -----------------------------------------------------------------------------------
def read_material(sample: str = SAMPLES[-1]) -> dict:
    """The tables of one of SAMPLES by name, and the name itself: `sample`."""
    numbers = {
        "draw": {"n_stratum": "int64", "n_drawn": "int64", "probability": "float64"},
        "cells": {"cell": "int64", "n": "int64"},
        "matches": {"start": "int64", "end": "int64"},
        **{f"coding_{coder}": {"span_start": "Int64"} for coder in CODERS if sample == "unseen2"},
    }
    names = ("sentences", "draw", "cells", "matches", *(f"coding_{coder}" for coder in CODERS))
    tables = {
        name: read_csv(LISTS / sample / f"{name}.csv", numbers.get(name, {})) for name in names
    }
    texts = tables["sentences"].set_index("unit_id")["text"]
    for coder in CODERS:
        tables[f"coding_{coder}"] = place_spans(tables[f"coding_{coder}"], texts)
    return {**tables, "sample": sample}


def place_spans(coding: pd.DataFrame, texts: pd.Series) -> pd.DataFrame:
    """The coding with `span_start`: as it was handed in, or where `span_text` occurs in its sentence."""
    if "span_start" in coding:
        return coding
    starts = []
    for row in coding.itertuples():
        at = -1
        for _ in range(int(row.occurrence) if row.frame != "none" else 0):
            at = texts[row.unit_id].index(row.span_text, at + 1)
        starts.append(at if at >= 0 else pd.NA)
    return coding.assign(span_start=pd.array(starts, dtype="Int64"))


def in_half(unit_id: str) -> bool:
    """Is a sentence of the half that may be looked at when a next version is made?"""
    return int(hashlib.sha256(unit_id.encode()).hexdigest(), 16) % 2 == 0


def mark(units: pd.Series, found: pd.DataFrame, frames: Iterable[str]) -> pd.DataFrame:
    """1 or 0 per sentence (rows) and frame (columns)."""
    marks = pd.crosstab(found["unit_id"].astype("str"), found["frame"].astype("str")).clip(upper=1)
    return marks.reindex(index=list(units), columns=list(frames), fill_value=0)


# scores -----------------------------------------------------------------------------------------
def score_versions(
    tables: dict, frames: list[str], coders: Iterable[str] = tuple(READINGS)
) -> pd.DataFrame:
    """
    Precision and recall of each version per frame, sentence by sentence, weighted by the draw.

    One row per version, sentences (see `list_parts`), reading (coder a, coder b, what both
    marked) and frame, with 95% intervals for the population. `coders`: those readings alone.
    """
    rows = []
    for version, part, draw in list_parts(tables):
        readings = read_marks(tables, draw["unit_id"], frames)
        matches, cells = (
            tables[name][tables[name]["version"] == version] for name in ("matches", "cells")
        )
        hit = mark(draw["unit_id"], matches, frames)
        for reading in coders:
            for frame in [*frames, "all"]:
                row = score_frame(frame, readings[reading], hit, draw, cells)
                key = {"version": version, "sentences": part, "coder": reading, "frame": frame}
                rows.append({**key, **row})
    return pd.DataFrame(rows)


def list_parts(tables: dict[str, pd.DataFrame]) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """
    (version, sentences, their draw) on which each version is scored.

    The version that was made from one half (see HALVED) is scored on the half held out alone,
    and every version on that half too, so that they can be compared.
    """
    draw, halved = tables["draw"], HALVED.get(tables["sample"])
    held = draw[~draw["unit_id"].map(in_half)]
    for version in tables["matches"]["version"].drop_duplicates():
        if version != halved:
            yield version, WHOLE, draw
        if halved:
            yield version, HELD, held


def read_marks(
    tables: dict[str, pd.DataFrame], units: pd.Series, frames: list[str]
) -> dict[str, pd.DataFrame]:
    """What each reading says: 1 or 0 per sentence and frame."""
    marks = {coder: mark(units, tables[f"coding_{coder}"], frames) for coder in CODERS}
    return {**marks, "both": marks["a"] & marks["b"]}


def score_frame(
    frame: str, read: pd.DataFrame, hit: pd.DataFrame, draw: pd.DataFrame, cells: pd.DataFrame
) -> dict[str, float]:
    """Counts, precision and recall of one frame, or of all: each frame of a sentence counts once."""
    size = cells[cells["frame"] == frame].sort_values("cell", kind="stable")["n"].to_numpy()
    stratum = pd.factorize(draw["stratum"], sort=True)[0]
    n_drawn = np.bincount(stratum)[stratum]
    n_stratum = draw["n_stratum"].to_numpy(float)
    whole = frame == "all"
    y, found = (table.sum(axis=1) if whole else table[frame] for table in (read, hit))
    right = (read & hit).sum(axis=1) if whole else y & found
    cell = np.minimum(found.to_numpy(), len(size) - 1)
    coded = Coded(
        y.to_numpy(float), cell, n_stratum / n_drawn, stratum, n_stratum, np.zeros(len(draw), int)
    )
    at = np.arange(len(size))
    population = Population(at, np.zeros(len(size), int), size, size.astype(float))
    if whole:
        n_hits = cells.loc[cells["frame"] == "any", "n"].iloc[0]
        population = population._replace(per=np.full(len(size), n_hits / len(size)))
        precision, missed = (
            estimate_mean(coded._replace(y=values.to_numpy(float)), population, is_count=True)
            for values in (right, y - right)
        )
        recall = estimate_ratio(precision, missed)
    else:
        precision = estimate_mean(coded, population, (coded.cell == 1, at == 1))
        recall = estimate_recall(coded, population, [False, True])
    row: dict[str, float] = {
        "n_coded": int(y.sum()),
        "n_matches": int(found.sum()),
        "n_right": int(right.sum()),
    }
    for name, n, found in (
        ("precision", row["n_matches"], precision),
        ("recall", row["n_right"], recall),
    ):
        values = found[:3] if n else (np.nan,) * 3
        row |= {f"{name}{end}": value for end, value in zip(ENDS, values)}
    return row


# status and target ------------------------------------------------------------------------------
def score_judged(tables: dict) -> pd.DataFrame:
    """
    Status and target of the matches on spans that both coders marked, as far as the two agree.

    One row per version, sentences, variable and group of frames: spans shared and found, those in which
    the coders agree, those in which the version says the same, the share and its ends.
    """
    rows = []
    for version, part, draw in list_parts(tables):
        spans = {coder: as_spans(tables[f"coding_{coder}"], draw["unit_id"]) for coder in CODERS}
        found = tables["matches"][tables["matches"]["version"] == version]
        found = found.rename(columns={"unit_id": "doc_id", "start": "raw_start", "end": "raw_end"})
        shared = share_spans(spans, found.reset_index(drop=True))
        for variable in JUDGED:
            names = [f"{variable}_{coder}" for coder in CODERS]
            agree = shared[shared[names[0]] == shared[names[1]]]
            right = agree[variable].eq(agree[names[0]])
            for group, inside in groups(agree["frame"]).items():
                n, n_right = int(inside.sum()), int(right[inside].sum())
                n_shared = int(groups(shared["frame"])[group].sum())
                share = [n_right / n, *map(float, wilson(n_right, n))] if n else [np.nan] * 3
                row = dict(zip([f"share{end}" for end in ENDS], share))
                counts = {"n_shared": n_shared, "n_agreed": n, "n_right": n_right}
                key = {"version": version, "sentences": part, "variable": variable}
                rows.append({**key, "frames": group, **counts, **row})
    return pd.DataFrame(rows)


def groups(frame: pd.Series) -> dict[str, pd.Series]:
    """Allegations, all other frames, all."""
    charge = frame.isin(["allegation", "distanced allegation"])
    return {"allegations": charge, "other frames": ~charge, "all": charge | True}


def as_spans(coding: pd.DataFrame, units: pd.Series | None = None) -> pd.DataFrame:
    """A coding as spans of the sentence."""
    spans = coding[coding["frame"] != "none"]
    spans = spans if units is None else spans[spans["unit_id"].isin(units)]
    return pd.DataFrame(
        {
            "doc_id": spans["unit_id"],
            "frame": spans["frame"],
            "raw_start": spans["span_start"].astype("int64"),
            "raw_end": spans["span_start"].astype("int64") + spans["span_text"].str.len(),
            "status": spans["status"],
            "target": spans["target"],
        }
    ).reset_index(drop=True)


def share_spans(spans: dict[str, pd.DataFrame], matches: pd.DataFrame) -> pd.DataFrame:
    """One row per match that touches a span of each coder; of several the first in the text."""
    kept = matches
    for coder in CODERS:
        pairs = pair_spans(matches, spans[coder]).drop_duplicates("match")
        judged = spans[coder].loc[pairs["coded"], list(JUDGED)].set_axis(pairs["match"])
        kept = kept.join(judged.add_suffix(f"_{coder}"), how="inner")
    return kept


# agreement --------------------------------------------------------------------------------------
def agree_coders(tables: dict, frames: Sequence[str]) -> pd.DataFrame:
    """
    Krippendorff's alpha of the two coders, on the sentences as drawn (hits are over-represented).

    Per frame: is it in the sentence? Per variable: what is said of the spans that both marked.
    """
    units = tables["draw"]["unit_id"]
    one, two = (mark(units, tables[f"coding_{coder}"], frames) for coder in CODERS)
    rows = [
        agree_row("frame", frame, one[frame], two[frame], (one[frame].sum(), two[frame].sum()))
        for frame in frames
    ]
    spans = [as_spans(tables[f"coding_{coder}"]) for coder in CODERS]
    pairs = pair_spans(*spans).drop_duplicates("match").drop_duplicates("coded")
    for variable in JUDGED:
        first, second = (
            table.loc[pairs[side], variable] for table, side in zip(spans, ("match", "coded"))
        )
        rows.append(agree_row(variable, "all", first, second, map(len, spans)))
    return pd.DataFrame(rows)


def agree_row(
    variable: str, frame: str, one: pd.Series, two: pd.Series, marked: Iterable[int]
) -> dict[str, Any]:
    """What two codings of the same units share: alpha, with an interval where units suffice."""
    values = np.unique([*one.astype("str"), *two.astype("str")], return_inverse=True)[1]
    values = values.reshape(2, -1).astype(float)
    low, high = alpha_interval(values)
    n_a, n_b = map(int, marked)
    return {
        "variable": variable,
        "frame": frame,
        "n_units": len(one),
        "n_a": n_a,
        "n_b": n_b,
        "share_equal": float((values[0] == values[1]).mean()),
        "alpha": measure_alpha(values),
        "alpha_low": low,
        "alpha_high": high,
    }
