"""
Table `estimates`: what the corpus holds of each frame, as counted and as read.

The dictionary's answer, and further surrogates (a model's or a crowd's answers for every
sentence, a classifier that learned from the coded sentences), cut the corpus into cells; the
coded sentences say what the cells hold (`analysis.estimates`). The sample does not depend on the
dictionary, so that it stays valid when a pattern is added: only the cells change.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.coding.files import AGREED, NONE, SKIPPED, UNCERTAIN
from analysis.estimates import (
    LIKE,
    TARGETS,
    Coded,
    Estimate,
    Population,
    difference,
    estimate_mean,
    estimate_recall,
)
from analysis.tables import COLUMNS, check_table

FEW_CODED = 10  # a cell of a further surrogate with fewer is not set apart
FEW_POSITIVE = 5
ENOUGH_ARTICLES = 20  # below, nothing is said of articles like these
MOST_GROUPS = 6  # groups that are compared in pairs


class Reading(NamedTuple):
    """The coded sentences of a sample, and all sentences that it stands for."""

    units: pd.DataFrame  # a row per sentence of the corpus: unit_id, doc_id, group, n_words
    row: np.ndarray  # where each coded sentence stands in `units`
    stratum: np.ndarray  # of each coded sentence: 0, 1 ...
    n_stratum: np.ndarray  # sentences in its stratum
    counts: pd.DataFrame  # how often each code was given: a row per coded sentence
    skipped: np.ndarray  # which of them the coder could not tell
    uncertain: pd.DataFrame  # which codes were given with doubt

    @property
    def weight(self) -> np.ndarray:
        """How many sentences each coded one stands for: those of its stratum are alike in that."""
        return self.n_stratum / np.bincount(self.stratum)[self.stratum]


def choose_judgements(judgements: pd.DataFrame) -> pd.DataFrame:
    """
    One judgement per sentence and variable: the agreed one, else that of the first coder.

    The first coder is the human who judged most sentences. Models and crowds are surrogates
    and never chosen.
    """
    read = judgements[~judgements["kind"].isin(["model", "crowd"])]
    n = read.groupby("coder")["unit_id"].nunique()
    order = sorted(n.index, key=lambda coder: (coder != AGREED, -n[coder], coder))
    rank = read["coder"].map({coder: number for number, coder in enumerate(order)})
    best = rank.groupby([read["unit_id"], read["variable"]]).transform("min")
    return read[rank == best].reset_index(drop=True)


def read_coded(
    judgements: pd.DataFrame, sample: pd.DataFrame, units: pd.DataFrame, variable: str = "frame"
) -> Reading:
    """
    The judgements of one variable, joined with the sample and with all sentences (`units`).

    Of a sample that is not read to its end those read are a smaller draw, as the order of
    reading is mixed. Strata of which nothing is read join
    the last that was.
    """
    chosen = choose_judgements(judgements)
    chosen = chosen[chosen["variable"] == variable]
    sample = sample[sample["unit_id"].isin(chosen["unit_id"])]
    row = pd.Index(units["unit_id"]).get_indexer(sample["unit_id"])
    if not len(sample) or (row < 0).any():
        what = (
            "No sentence of the sample is coded" if not len(sample) else "Coded sentences are gone"
        )
        raise ValueError(f"{what}: code some of sample.csv, or draw a sample from this corpus.")
    sizes = sample.drop_duplicates("stratum").set_index("stratum")["n_stratum"].sort_index()
    whole = sizes.sum() if len(sizes) > 1 else len(units)
    # Strata that nobody reached: what is missing to the whole corpus goes to the last that was read.
    lost = max(len(units) - whole, 0)
    sizes.iloc[-1] += lost
    counts = pd.crosstab(chosen["unit_id"], chosen["code"]).reindex(sample["unit_id"], fill_value=0)
    state = chosen["state"]
    doubt = chosen[state.eq(UNCERTAIN)]
    return Reading(
        units.reset_index(drop=True),
        row,
        sizes.index.get_indexer(sample["stratum"]),
        sample["stratum"].map(sizes).to_numpy(float),
        counts.drop(columns=NONE, errors="ignore").reset_index(drop=True),
        sample["unit_id"].isin(chosen.loc[state.eq(SKIPPED), "unit_id"]).to_numpy(),
        pd.crosstab(doubt["unit_id"], doubt["code"])
        .gt(0)
        .reindex(sample["unit_id"], fill_value=False)
        .reset_index(drop=True),
    )


def keep_coded(reading: Reading, kept: np.ndarray) -> Reading:
    """The reading with some of its sentences alone, which then stand for the others of their stratum."""
    return Reading(
        reading.units,
        reading.row[kept],
        reading.stratum[kept],
        reading.n_stratum[kept],
        reading.counts[kept].reset_index(drop=True),
        reading.skipped[kept],
        reading.uncertain[kept].reset_index(drop=True),
    )


def estimate_frames(
    reading: Reading, hits: pd.DataFrame, surrogates: dict | None = None, by: bool = False
) -> pd.DataFrame:
    """
    The table `estimates`: per frame, group, estimand and target, as counted and as read.

    `hits`: how many matches per sentence (rows as in `reading.units`) and frame (columns).
    `surrogates` maps a name to a table of the same shape with 0/1 answers. `by`: also each
    group of `units`, and the differences of groups.
    """
    groups = sorted(reading.units["group"].unique()) if by else []
    rows = []
    for frame in hits.columns:
        answers = {name: table[frame] for name, table in (surrogates or {}).items()}
        rows += estimate_frame(reading, frame, hits[frame].to_numpy(), answers, groups)
    return check_table(pd.DataFrame(rows, columns=list(COLUMNS["estimates"])), "estimates")


def estimate_frame(reading: Reading, frame: str, n_hits: np.ndarray, answers: dict, groups: list):
    """The rows of one frame."""
    told = keep_coded(reading, ~reading.skipped)
    cell, is_hit = cut_cells(told, n_hits > 0, list(answers.values()))
    surrogate = " × ".join(["dictionary", *answers])
    about = {"frame": frame, "surrogate": surrogate}
    rows, shares = [], {}
    for group in ["all", *groups]:
        part = measure_group(told, frame, n_hits, cell, is_hit, group)
        shares[group] = part["share"]
        for estimand in ("share", "rate"):
            naive, found = part[estimand]
            scores = (part["precision"], part["recall"]) if estimand == "share" else (None, None)
            rows += list_rows(
                {**about, "group": group, "estimand": estimand}, naive, found, *scores
            )
    for number, first in enumerate(groups[:MOST_GROUPS]):
        for second in groups[number + 1 : MOST_GROUPS]:
            rows += difference_rows(about, first, second, shares)
    return rows + list_bounds(reading, frame, n_hits, cell, is_hit, about)


def cut_cells(reading: Reading, hit: np.ndarray, answers: list):
    """(cell of every sentence, whether each cell is one of hits); thin cells of further answers merged."""
    cell, is_hit = hit.astype(int), np.array([False, True])
    for answer in answers:
        finer = 2 * cell + (np.asarray(answer) > 0)
        n = np.bincount(finer[reading.row], minlength=2 * len(is_hit))
        thin = n.reshape(-1, 2).min(axis=1) < FEW_CODED
        finer = np.where(thin[cell], 2 * cell, finer)
        kept = np.unique(finer)
        cell, is_hit = np.searchsorted(kept, finer), is_hit[kept // 2]
    return cell, is_hit


def measure_group(reading: Reading, frame, n_hits, cell, is_hit, group) -> dict:
    """Share, rate, precision and recall of one frame in one group; the first two with the naive value."""
    y = count_code(reading, frame)
    coded, sentences, words = count_population(reading, (y > 0).astype(float), cell)
    at, here = in_group(reading, group), population_in_group(reading, sentences, group)
    there = at[reading.row]
    share = estimate_mean(coded, sentences, (there, here))
    rate = estimate_mean(coded._replace(y=y), words, (there, here), is_count=True)
    hit_coded, hit_rows = is_hit[coded.cell], is_hit[sentences.cell]
    n_words = reading.units["n_words"].to_numpy()[at].sum()
    return {
        "share": (np.mean(n_hits[at] > 0), share),
        "rate": (1000 * n_hits[at].sum() / max(n_words, 1), scale(rate, 1000)),
        "precision": estimate_mean(coded, sentences, (there & hit_coded, here & hit_rows)),
        "recall": estimate_recall(coded, sentences, is_hit, (there, here)),
    }


def count_code(reading: Reading, frame: str) -> np.ndarray:
    """How often each coded sentence was given the code."""
    if frame not in reading.counts:
        return np.zeros(len(reading.row))
    return reading.counts[frame].to_numpy(float)


def count_population(reading: Reading, y: np.ndarray, cell: np.ndarray):
    """(coded sentences, the corpus counted per article and cell, the same over words)."""
    doc, _ = pd.factorize(reading.units["doc_id"])
    n_cells = int(cell.max(initial=0)) + 1
    key, place = np.unique(doc * n_cells + cell, return_inverse=True)
    n = np.bincount(place)
    words = np.bincount(place, reading.units["n_words"])
    coded = Coded(
        y,
        cell[reading.row],
        reading.weight,
        reading.stratum,
        reading.n_stratum,
        doc[reading.row],
    )
    sentences = Population(key % n_cells, key // n_cells, n, n.astype(float))
    return coded, sentences, sentences._replace(per=words)


def in_group(reading: Reading, group: str) -> np.ndarray:
    """Which sentences of the corpus belong to a group; "all" is no group but all."""
    if group == "all":
        return np.full(len(reading.units), True)
    return reading.units["group"].eq(group).to_numpy()


def population_in_group(reading: Reading, population: Population, group: str) -> np.ndarray:
    """Which rows of the counted corpus belong to a group: groups are made of whole articles."""
    doc, _ = pd.factorize(reading.units["doc_id"])
    member = np.zeros(doc.max() + 1, bool)
    member[doc[in_group(reading, group)]] = True
    return member[population.doc]


def scale(found: Estimate, factor: float) -> Estimate:
    """An estimate in other units."""
    return Estimate._make(
        [*(value * factor for value in found[:7]), found.n_coded, found.n_positive, found.unread]
    )


def list_rows(about: dict, naive: float, found: Estimate, precision=None, recall=None):
    """An estimate as rows of the table, one per target."""
    rows = []
    for target in TARGETS:
        low, high = found.interval(target)
        row = {
            **about,
            "target": target,
            "n_coded": found.n_coded,
            "n_positive": found.n_positive,
            "n_effective": effective_size(found, target, about["estimand"]),
            "naive": naive,
            "estimate": found.value,
            "low": low,
            "high": high,
            "se": found.error(target),
            "warning": warn(found, target),
        }
        for name, score in (("precision", precision), ("recall", recall)):
            ends = score.interval(target) if score else (np.nan, np.nan)
            value = score.value if score else np.nan
            row |= dict(zip((name, f"{name}_low", f"{name}_high"), (value, *ends)))
        rows.append(row)
    return rows


def effective_size(found: Estimate, target: str, estimand: str) -> float:
    """Sentences that a simple draw without a machine would have needed for the same error."""
    error = found.error(target)
    if estimand != "share" or not error > 0:
        return np.nan
    return found.value * (1 - found.value) / error**2


def warn(found: Estimate, target: str) -> str | None:
    """What makes an estimate thin; missing where nothing does."""
    thin = []
    if found.unread > 0:
        thin.append(f"{found.unread:.0%} of the sentences are in cells of which none was read")
    if found.n_positive < FEW_POSITIVE:
        thin.append(f"only {found.n_positive} of the coded sentences with it")
    if target == LIKE and np.isnan(found.low_like):
        thin.append("one article says nothing of others")
    return "; ".join(thin) or None


def difference_rows(about: dict, first: str, second: str, shares: dict):
    """The difference of two groups' shares, per target."""
    (naive1, one), (naive2, two) = shares[first], shares[second]
    rows = []
    for target in TARGETS:
        value, low, high = difference(one, two, target)
        rows.append(
            {
                **about,
                "group": f"{first} - {second}",
                "estimand": "difference",
                "target": target,
                "n_coded": one.n_coded + two.n_coded,
                "n_positive": one.n_positive + two.n_positive,
                "naive": naive1 - naive2,
                "estimate": value,
                "low": low,
                "high": high,
                "se": np.hypot(one.error(target), two.error(target)),
                "warning": warn(one, target) or warn(two, target),
            }
        )
    return rows


def list_bounds(reading: Reading, frame, n_hits, cell, is_hit, about):
    """The share if skipped sentences had, or lacked, the code, and if doubtful ones lacked it."""
    cases = {}
    y = (count_code(reading, frame) > 0).astype(float)
    if reading.skipped.any():
        cases["share if skipped have it"] = np.where(reading.skipped, 1, y)
        cases["share if skipped lack it"] = np.where(reading.skipped, 0, y)
    if frame in reading.uncertain and reading.uncertain[frame].any():
        sure = np.where(reading.uncertain[frame], 0, y)
        cases["share if uncertain lack it"] = sure
    rows = []
    for estimand, values in cases.items():
        kept = reading
        if estimand == "share if uncertain lack it":
            kept, values = keep_coded(reading, ~reading.skipped), values[~reading.skipped]
        coded, sentences, _ = count_population(kept, values, cell)
        found = estimate_mean(coded, sentences)
        naive = np.mean(n_hits > 0)
        rows += list_rows({**about, "group": "all", "estimand": estimand}, naive, found)
    return rows
