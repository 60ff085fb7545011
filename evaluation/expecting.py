"""
Does a second answer in the draw save reading, and do the estimates stay right? Tried on the coded samples.

    python -m evaluation.expecting

writes `corpus/reference/draw_expecting.csv`. Each of `corpus/unseen2` to `unseen4` is made into a
population: every coded sentence as often as it stands for others. Samples are drawn from it by both
plans, that of the dictionary alone and that which a second answer has a part in, learned from the
other samples and the five articles; frames are estimated from them as in a study. The hits are those of the last version
kept with the sample.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from tqdm import tqdm

from analysis.coding.expected import FEW, expect_frames, find_words
from analysis.coding.sampling import find_strata, share_out
from analysis.framing.versions import SAMPLES, mark, read_material
from analysis.measures.estimates import (
    Coded,
    Estimate,
    Population,
    estimate_mean,
    estimate_recall,
)
from analysis.tables.stored import LISTS, ROOT, read_table, write_csv
from analysis.text.codings import read_own, read_samples
from evaluation.versions import list_frames

SEED = 20261126
N_CODED = 200
RUNS = 400  # draws per population and plan
PLANS = ("dictionary", "second answer")


class Made(NamedTuple):
    """A population: sentences (rows) and frames (columns)."""

    units: pd.DataFrame
    true: pd.DataFrame
    hits: pd.DataFrame
    expected: pd.DataFrame


def main(out=LISTS / "reference", n_runs: int = RUNS) -> pd.DataFrame:
    """Try all populations; write the table."""
    table = pd.concat([try_plans(sample, n_runs) for sample in SAMPLES], ignore_index=True)
    write_csv(table, out / "draw_expecting.csv")
    return table


def make_population(sample: str) -> Made:
    """The sentences of a sample, each as often as it stands for others."""
    tables, frames = read_material(sample), list_frames()
    draw, texts = tables["draw"], tables["sentences"].set_index("unit_id")["text"]
    matches = tables["matches"]
    matches = matches[matches["version"] == matches["version"].iloc[-1]]
    true, hits = (mark(draw["unit_id"], table, frames) for table in (tables["coding_a"], matches))
    expected = expect(texts[draw["unit_id"]], teach(sample, frames))
    often = np.repeat(np.arange(len(draw)), (1 / draw["probability"]).round().astype(int))
    name = pd.Series(draw["unit_id"].to_numpy()[often])
    unit_id = name + "#" + name.groupby(name).cumcount().astype("str")
    spread = [table.iloc[often].set_axis(unit_id) for table in (true, hits, expected)]
    return Made(pd.DataFrame({"unit_id": unit_id, "of": often}), *spread)


def teach(sample: str, frames: list[str]) -> pd.DataFrame:
    """What the second answer learns from: all that was coded but this sample, as `read_taught` gives it."""
    names = ["unseen", *SAMPLES]
    coded = [table for name, table in zip(names, read_samples()) if name != sample]
    coded = pd.concat([read_own(read_table("sentences", ROOT), LISTS), *coded], ignore_index=True)
    marks = {frame: [float(frame in marked) for marked in coded["frames"]] for frame in frames}
    marks = {frame: y for frame, y in marks.items() if sum(y) >= FEW}
    return pd.DataFrame({"text": coded["text"].astype("object"), "is_own": False, **marks})


def expect(texts: pd.Series, taught: pd.DataFrame) -> pd.DataFrame:
    """The log odds of each frame in single sentences."""
    tokens = find_words(texts, LISTS)
    units = pd.DataFrame({"doc_id": "read", "sentence": np.arange(len(texts))})
    units = units.assign(unit_id=texts.index, text=texts.to_numpy())
    return expect_frames(units, tokens, taught, LISTS)


def try_plans(sample: str, n_runs: int = RUNS) -> pd.DataFrame:
    """
    One row per frame that occurs, estimand (share, recall) and plan, in one population.

    `n_true` sentences have the frame, `truth` is its share or the recall of the hits. `mean` and `sd`
    of the `n_told` estimates (recall is not told without a true hit), `covered`: how often the
    interval held the truth. `se`: the error of one draw, by formula from the whole population; `saved`: how many times as many
    sentences the plan of the dictionary alone would need for the same error.
    """
    made, rows = make_population(sample), []
    for plan in PLANS:
        expected = made.expected if plan != PLANS[0] else None
        strata = find_strata(made.units, made.hits, SEED, expected) - 1
        rows += measure_plan(made, strata, n_runs, {"sample": sample, "plan": plan})
    table = pd.DataFrame(rows)
    keys = ["frame", "estimand"]
    before = table[table["plan"] == PLANS[0]].set_index(keys)["se"]
    before = before.reindex(pd.MultiIndex.from_frame(table[keys])).to_numpy()
    return table.assign(saved=(before / table["se"].where(table["se"] > 0)) ** 2)


def measure_plan(made: Made, strata: np.ndarray, n_runs: int, about: dict) -> list[dict]:
    """The rows of one plan: the error by formula, and what the estimates of many draws were."""
    rng = np.random.default_rng(SEED)
    draws = [draw(strata, rng) for _ in tqdm(range(n_runs), " ".join(about.values()))]
    rows = []
    for frame in made.true.columns[made.true.sum() > 0]:
        y, hit = made.true[frame].to_numpy(float), made.hits[frame].to_numpy() > 0
        found = [estimate(y, hit, strata, rows_drawn) for rows_drawn in draws]
        truths = {"share": y.mean(), "recall": y[hit].sum() / y.sum()}
        for place, (estimand, truth) in enumerate(truths.items()):
            row = {**about, "frame": frame, "estimand": estimand, "n_true": int(y.sum())}
            row |= sum_up(np.array([one[place][:3] for one in found]), truth)
            rows.append({**row, "se": find_error(y, hit, strata, estimand, truth)})
    return rows


def sum_up(found: np.ndarray, truth: float) -> dict[str, float]:
    """What many estimates (value, low, high) were, beside the truth; missing where none was told."""
    value, low, high = found[np.isfinite(found[:, 0])].T
    row = {"truth": truth, "n_told": len(value)}
    if not len(value):
        return row | dict.fromkeys(("mean", "sd", "covered"), np.nan)
    held = (low <= truth + 1e-9) & (truth <= high + 1e-9)
    return row | {"mean": value.mean(), "sd": value.std(), "covered": held.mean()}


def draw(strata: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The rows drawn: equally many in each stratum, at random."""
    wanted = share_out(pd.Series(np.bincount(strata)), N_CODED)
    return np.concatenate(
        [rng.choice(np.flatnonzero(strata == h), n, replace=False) for h, n in wanted.items()]
    )


def as_coded(y: np.ndarray, hit: np.ndarray, strata: np.ndarray, drawn: np.ndarray) -> Coded:
    """The sentences drawn, as read."""
    sizes, wanted = np.bincount(strata), np.bincount(strata[drawn])
    weight = (sizes / np.maximum(wanted, 1))[strata[drawn]]
    return Coded(
        y[drawn], hit[drawn].astype(int), weight, strata[drawn], sizes[strata[drawn]], 0 * drawn
    )


def estimate(
    y: np.ndarray, hit: np.ndarray, strata: np.ndarray, drawn: np.ndarray
) -> tuple[Estimate, Estimate]:
    """(share, recall) from the sentences drawn."""
    coded, sizes = as_coded(y, hit, strata, drawn), np.bincount(hit, minlength=2)
    population = Population(np.arange(2), np.zeros(2, int), sizes, sizes.astype(float))
    return estimate_mean(coded, population), estimate_recall(coded, population, [False, True])


def find_error(
    y: np.ndarray, hit: np.ndarray, strata: np.ndarray, estimand: str, truth: float
) -> float:
    """The standard error of one draw, from all sentences: that of the residuals within strata."""
    residual = y - np.where(hit, *(y[side].mean() if side.any() else 0 for side in (hit, ~hit)))
    pull = 1.0 if estimand == "share" else np.where(hit, 1 - truth, -truth)
    sizes = np.bincount(strata)
    wanted = share_out(pd.Series(sizes), N_CODED).to_numpy()
    value = residual * pull
    spread = np.array([value[strata == stratum].var(ddof=1) for stratum in range(len(sizes))])
    variance = (sizes * (sizes - wanted) * spread / wanted).sum()
    return float(np.sqrt(variance) / (len(y) if estimand == "share" else y.sum()))


if __name__ == "__main__":
    main()
