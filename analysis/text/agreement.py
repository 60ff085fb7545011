"""
What the finders found, held against what a reader coded.

Scores on the articles from which the rules were made are in-sample: say so wherever they
are printed.
"""

import numpy as np
import pandas as pd

from analysis.tables.columns import COLUMNS
from analysis.tables.stored import check_table, empty_table
from analysis.text.coded import spread_units
from analysis.text.spans import SPEECH, count_characters


def score_spans(found: pd.DataFrame, coded: pd.DataFrame, body: pd.DataFrame) -> pd.DataFrame:
    """
    Characters of the body per voice: how many a reader coded, how many were found, how many both.

    `found` and `coded` are tables of quotations (doc_id, raw_start, raw_end, voice, form),
    `body` the spans that count. Where speech nests, the innermost holds; the narrator's
    voice is the rest. Row "attributed" asks only whether words are in somebody's speech,
    direct or indirect. One row per voice, zeros kept: n_coded, n_found, n_both (characters),
    precision (share of what was found), recall (share of what was coded), f1 (their harmonic
    mean); 1 is full agreement, and a share of nothing is missing.
    """
    pairs = count_characters(found, coded, body)
    groups = {"attributed": SPEECH, **{voice: (voice,) for voice in (*SPEECH, "narrator")}}
    return pd.DataFrame(
        [{"voice": name, **score_pairs(pairs, voices)} for name, voices in groups.items()]
    )


def score_pairs(pairs: pd.DataFrame, voices: tuple[str, ...]) -> dict[str, float]:
    """Counts and scores of a group of voices from the table of `count_characters`."""
    is_found, is_coded = pairs["found"].isin(voices), pairs["coded"].isin(voices)
    n_coded, n_found, n_both = (
        int(pairs.loc[rows, "n"].sum()) for rows in (is_coded, is_found, is_found & is_coded)
    )
    return {
        "n_coded": n_coded,
        "n_found": n_found,
        "n_both": n_both,
        **score_counts(n_coded, n_found, n_both),
    }


def score_counts(n_coded: int, n_found: int, n_both: int) -> dict[str, float]:
    """Precision, recall and F1 from three counts; a share of nothing is missing (NaN)."""
    return {
        "precision": n_both / n_found if n_found else np.nan,
        "recall": n_both / n_coded if n_coded else np.nan,
        "f1": 2 * n_both / (n_coded + n_found) if n_coded + n_found else np.nan,
    }


def score_matches(
    matches: pd.DataFrame, coding: pd.DataFrame, frames: list[str], by: str | None = None
) -> pd.DataFrame:
    """
    Validity of the dictionary: matches held against a reader's spans, per frame.

    A match is right if it shares a character with a coded span of its frame; a coded span
    is found if a match does so, however many do. `matches` are those that count, of the
    coded articles alone. One row per frame, `by` (a column of both tables, say voice) splits
    it further, zeros kept, and a last row "all": n_coded, n_found of them, n_matches,
    n_right of them, n_extra (right ones beyond the first on a span), n_doubtful (by doubtful
    patterns) and n_doubtful_right; precision, recall and f1 from 0 to 1.
    """
    coded = spread_frames(coding)
    pairs = pair_spans(matches, coded)
    matches = matches.assign(is_right=matches.index.isin(pairs["match"]))
    coded = coded.assign(is_found=coded.index.isin(pairs["coded"]))
    groups = {} if by is None else {by: sorted({*coded[by].dropna(), *matches[by].dropna()})}
    grid = pd.MultiIndex.from_product([*groups.values(), sorted(frames)], names=[*groups, "frame"])
    grid, keys = grid if by else grid.get_level_values("frame"), list(grid.names)
    extra = pairs[pairs.duplicated("coded")]["match"].drop_duplicates()
    matches = matches.assign(
        is_extra=matches.index.isin(extra), is_doubtful=matches["use"].eq("doubtful")
    )
    matches["is_doubtful_right"] = matches["is_doubtful"] & matches["is_right"]
    read = coded.groupby(keys)["is_found"].agg(n_coded="size", n_found="sum")
    found = matches.groupby(keys).agg(
        n_matches=("is_right", "size"),
        n_right=("is_right", "sum"),
        n_extra=("is_extra", "sum"),
        n_doubtful=("is_doubtful", "sum"),
        n_doubtful_right=("is_doubtful_right", "sum"),
    )
    counts = pd.concat([read.reindex(grid), found.reindex(grid)], axis=1).fillna(0).astype("int64")
    whole = counts.sum().to_frame().T.assign(**{key: "all" for key in keys})
    return score_rows(pd.concat([counts.reset_index(), whole], ignore_index=True)[[*keys, *counts]])


def score_rows(counts: pd.DataFrame) -> pd.DataFrame:
    """
    Counts of spans coded, found, matched and right, with the scores that follow from them.

    No intervals: these articles were read in full, so that nothing is left to estimate for
    them; and they are too few, and too near to the list, to speak for others. (Wilson's
    interval took the words of one article as independent, and F1 of both lower and of both
    upper ends held the truth in 87 to 90%: corpus/reference/coverage.csv.)
    """
    table = counts.assign(unit="framing words")
    shares = {"precision": ("n_right", "n_matches"), "recall": ("n_found", "n_coded")}
    for name, (n, of) in shares.items():
        table[name] = table[n] / table[of].where(table[of] > 0)
    precision, recall = table["precision"], table["recall"]
    total = (precision + recall).where(precision + recall > 0)
    table["f1"] = (2 * precision * recall / total).where(total.notna(), precision + recall)
    ends = [f"{name}_{end}" for name in ("precision", "recall", "f1") for end in ("low", "high")]
    return table.assign(**dict.fromkeys(ends, np.nan))


def measure_validity(
    samples: dict[str, tuple[pd.DataFrame, pd.DataFrame]], frames: list[str]
) -> pd.DataFrame:
    """
    The validity card: scores of each sample, over all voices and, where voices are coded, per voice.

    `samples` maps a name ("in-sample") to (matches, coding) of articles read in full; one
    without coding is left out. Rows as in `score_matches`, with `sample` and `voice` ("all",
    direct …). A drawn sample is scored by its weights: `analysis.framing.unseen.score_unseen`.
    """
    tables = []
    for sample, (matches, coding) in samples.items():
        if not coding["variable"].eq("frame").any():
            continue
        tables.append(score_matches(matches, coding, frames).assign(sample=sample, voice="all"))
        if coding["variable"].eq("voice").any():
            per_voice = score_matches(matches, coding, frames, by="voice")
            tables.append(per_voice[per_voice["frame"] != "all"].assign(sample=sample))
    return (
        check_table(pd.concat(tables, ignore_index=True), "validity")
        if tables
        else empty_table("validity")
    )


def pair_spans(matches: pd.DataFrame, coded: pd.DataFrame) -> pd.DataFrame:
    """Which match shares a character with which coded span of its frame: index labels, a row per pair."""
    keys = ["doc_id", "frame", "raw_start", "raw_end"]
    pairs = (
        matches[keys]
        .rename_axis("match")
        .reset_index()
        .merge(
            coded[keys].rename_axis("coded").reset_index(),
            on=["doc_id", "frame"],
            suffixes=("", "_coded"),
        )
    )
    meet = (pairs["raw_start"] < pairs["raw_end_coded"]) & (
        pairs["raw_end"] > pairs["raw_start_coded"]
    )
    return pairs.loc[meet, ["match", "coded"]].reset_index(drop=True)


def spread_frames(coding: pd.DataFrame) -> pd.DataFrame:
    """One row per coded framing word, a column for each variable; no rows where none is coded."""
    if coding["variable"].eq("frame").any():
        return spread_units(coding, "frame")
    return pd.DataFrame(
        columns=["unit_id", "doc_id", "raw_start", "raw_end", "frame", "voice", "status", "target"],
        dtype="str",
    ).astype({"raw_start": "int64", "raw_end": "int64"})


def list_errors(matches: pd.DataFrame, coding: pd.DataFrame) -> pd.DataFrame:
    """
    The words a dictionary misses and the matches that are wrong, each with its place.

    One row each: `error` ("missed" or "wrong"), frame, text, pattern (of a wrong match),
    doc_id, raw_start, raw_end and the coder's `note`. No rows where nothing is coded.
    """
    coded = spread_frames(coding)
    matches = matches[:0] if coded.empty else matches
    pairs = pair_spans(matches, coded)
    texts = coding.drop_duplicates("unit_id").set_index("unit_id")[["text", "note"]]
    missed = (
        coded[~coded.index.isin(pairs["coded"])].join(texts, on="unit_id").assign(error="missed")
    )
    wrong = matches[~matches.index.isin(pairs["match"])].assign(error="wrong")
    columns = ["error", "frame", "text", "pattern", "doc_id", "raw_start", "raw_end", "note"]
    both = pd.concat([missed.reindex(columns=columns), wrong.reindex(columns=columns)])
    return both.sort_values(["frame", "error", "doc_id", "raw_start"], ignore_index=True)


def score_judgements(matches: pd.DataFrame, coding: pd.DataFrame, variable: str) -> pd.DataFrame:
    """
    Judgements of status or target held against the coder's, on the matches that are right.

    One row per pair of values: `found` ("missing" where the rules could not tell), `coded`, n.
    """
    coded = spread_frames(coding)
    pairs = pair_spans(matches, coded)
    found = matches.loc[pairs["match"], variable].fillna("missing").to_numpy()
    table = pd.DataFrame({"found": found, "coded": coded.loc[pairs["coded"], variable].to_numpy()})
    return table.groupby(["found", "coded"], as_index=False).size().rename(columns={"size": "n"})


def measure_agreement(coding: pd.DataFrame, variables: list[str] | None = None) -> pd.DataFrame:
    """
    How far coders agree, per variable: units and coders, per cent and Krippendorff's alpha.

    Only units that two coders or more judged count. `per_cent` is the share (0 to 1) of
    pairs of judgements of one unit that are equal, each unit weighing as much as it has
    judgements; `alpha` is 1 where all agree, 0 where they agree as by chance, below 0 where
    they avoid agreeing, with its 95% interval where there are enough units (`alpha_interval`).
    Missing with one coder.
    """
    variables = sorted(coding["variable"].dropna().unique()) if variables is None else variables
    rows = []
    for variable in variables:
        judged = coding[coding["variable"] == variable].drop_duplicates(
            ["unit_id", "coder"], keep="last"
        )
        grid = judged.pivot(index="coder", columns="unit_id", values="code")
        codes, _ = pd.factorize(grid.to_numpy(object).ravel())
        values = np.where(codes < 0, np.nan, codes).reshape(grid.shape)
        pairable = values[:, (~np.isnan(values)).sum(0) > 1]
        rows.append(
            {
                "variable": variable,
                "n_units": pairable.shape[1] if len(grid) > 1 else grid.shape[1],
                "n_coders": len(grid),
                "per_cent": share_agreeing(pairable),
                "alpha": measure_alpha(values),
                **dict(zip(("alpha_low", "alpha_high"), alpha_interval(values))),
            }
        )
    return check_table(pd.DataFrame(rows, columns=list(COLUMNS["agreement"])), "agreement")


def measure_alpha(values: np.ndarray) -> float:
    """
    Krippendorff's alpha of nominal codes, by NLTK: 1 = coders agree, 0 = as chance has it.

    `values`: an array with a row per coder and a column per unit, NaN where none. Below 0 they
    agree less than by chance. Missing where no unit has two judgements, or all judgements are
    one and the same value.
    """
    from nltk.metrics.agreement import AnnotationTask

    values = np.asarray(values, float)
    pairable = values[:, (~np.isnan(values)).sum(axis=0) > 1]
    if pairable.size == 0 or len(np.unique(pairable[~np.isnan(pairable)])) < 2:
        return np.nan
    coder, unit = np.nonzero(~np.isnan(pairable))
    codes = pairable[coder, unit].astype(int)
    return float(AnnotationTask(list(zip(coder.tolist(), unit.tolist(), codes.tolist()))).alpha())


def share_agreeing(values: np.ndarray) -> float:
    """Observed agreement (1 - Do, nominal) of an array with a row per coder and a column per unit."""
    if values.size == 0:
        return np.nan
    agreeing, n_values = 0.0, 0
    for column in values.T:
        judged = column[~np.isnan(column)]
        _, n = np.unique(judged, return_counts=True)
        agreeing += (n * (n - 1)).sum() / (len(judged) - 1)
        n_values += len(judged)
    return agreeing / n_values


SEED = 20240923
N_DRAWS = 1000
ENOUGH_UNITS = 200  # below, the interval of a rare code covers far less than it says
ENOUGH_GIVEN = 10  # units to which the rarer value of a code was given by anybody


def alpha_interval(values: np.ndarray, guard: bool = True, seed: int = SEED) -> tuple[float, float]:
    """
    95% interval (low, high) of nominal alpha: units drawn again, percentiles.

    `values` has a row per coder and a column per unit, NaN where none. Missing, with `guard`,
    below `ENOUGH_UNITS` units with two judgements or `ENOUGH_GIVEN` with the rarer value.
    """
    values = np.asarray(values, float)
    pairable = values[:, (~np.isnan(values)).sum(axis=0) > 1]
    known = np.unique(pairable[~np.isnan(pairable)])
    given = [(pairable == value).any(axis=0).sum() for value in known]
    few = pairable.shape[1] < ENOUGH_UNITS or min(given, default=0) < ENOUGH_GIVEN
    if len(known) < 2 or (guard and few):
        return np.nan, np.nan
    counts = np.array([(pairable == value).sum(axis=0) for value in known], float)
    n = counts.sum(axis=0)
    agreeing = (counts * (counts - 1)).sum(axis=0) / (n - 1)
    draws = np.random.default_rng(seed).multinomial(len(n), np.full(len(n), 1 / len(n)), N_DRAWS)
    total, of_value = draws @ n, draws @ counts.T
    differ = 1 - (draws @ agreeing) / total
    expected = 1 - (of_value * (of_value - 1)).sum(axis=1) / (total * (total - 1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return tuple(
            np.nanpercentile(np.where(expected > 0, 1 - differ / expected, np.nan), [2.5, 97.5])
        )
