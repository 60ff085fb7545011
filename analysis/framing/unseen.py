"""
What the dictionary scores on sentences that it has not seen.

`corpus/unseen/` keeps sentences drawn from open speeches for version 1, their coding, and what
version 1 found in them; `analysis.framing.versions` has those on which all versions are scored.
"""

from typing import Any

import numpy as np
import pandas as pd

from analysis.framing.versions import read_material, score_versions
from analysis.measures.estimates import (
    Coded,
    Estimate,
    Population,
    estimate_mean,
    estimate_ratio,
    estimate_recall,
)
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import LISTS, check_table, empty_table, hash_table, read_csv
from analysis.text.agreement import spread_frames

UNSEEN = LISTS / "unseen"


def read_unseen(dictionary: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    What version 1 found in the sentences drawn for it, and their coding: (`matches`, `coding`).

    The scores are of that version, whichever is in use; later ones were made with its misses
    known. Both are empty for a dictionary that is no version of the published one.
    """
    if find_version(dictionary) is None:
        return empty_table("matches"), empty_table("coding")
    kinds = {"raw_start": "int64", "raw_end": "int64"}
    matches = read_csv(UNSEEN / "matches.csv", kinds)
    texts = read_csv(UNSEEN / "sentences.csv").set_index("doc_id")["text"]
    matches["text"] = [
        texts[row.doc_id][row.raw_start : row.raw_end] for row in matches.itertuples()
    ]
    return matches, check_table(read_csv(UNSEEN / "coding.csv", COLUMNS["coding"]), "coding")


def find_version(dictionary: pd.DataFrame) -> pd.Series:
    """The row of `corpus/versions.csv` that a dictionary is, or None."""
    versions = read_csv(LISTS / "versions.csv")
    same = versions[versions["dictionary_sha256"] == hash_table(dictionary)]
    return None if same.empty else same.iloc[-1]


def score_published(dictionary: pd.DataFrame, frames: list[str]) -> pd.DataFrame:
    """
    Rows of `validity` for a version of the published dictionary; none for any other.

    Sample "unseen": this version, on sentences that it was not made from, as coder a read them.
    Sample "unseen, version 1": version 1, on the sentences that were drawn for it.
    """
    version = find_version(dictionary)
    if version is None:
        return empty_table("validity")
    material = read_material(version["sample"])
    of_version = material["matches"]["version"] == version["version"]
    material = {**material, "matches": material["matches"][of_version]}
    scores = score_versions(material, list(frames), coders=["a"])
    scores = scores[scores["sentences"] == version["scored_on"]]
    scores = scores.assign(n_found=scores["n_right"], **SENTENCES)
    total = scores["precision"] + scores["recall"]
    scores["f1"] = 2 * scores["precision"] * scores["recall"] / total.where(total > 0)
    first = score_unseen(*read_unseen(dictionary), frames, *read_draw())
    first = first.assign(sample="unseen, version 1")
    rows = pd.concat([scores.reindex(columns=list(first)), first], ignore_index=True)
    return check_table(rows, "validity")


def read_draw() -> tuple[pd.DataFrame, pd.Series]:
    """How the sentences were drawn (doc_id, drawn_for, n_like), and how many there were to draw from."""
    pool = read_csv(UNSEEN / "pool.csv", {"n": "int64"}).set_index("sentences")["n"]
    return read_csv(UNSEEN / "draw.csv", {"n_like": "int64"}), pool


def score_unseen(
    matches: pd.DataFrame,
    coding: pd.DataFrame,
    frames: list[str],
    draw: pd.DataFrame,
    pool: pd.Series,
) -> pd.DataFrame:
    """
    Validity on the drawn sentences, each weighted by the sentences that it stands for.

    The unit is a sentence with a frame: a hit is right if the frame was coded in its
    sentence. Half of the draw has a match, and frames have equal parts: unweighted, recall
    would be that of such a half, and far too high. Rows as in `validity`: counts are those
    read, precision and recall hold for the pool, with 95% intervals that allow for the
    draw; in the row "all" each frame of a sentence counts once.
    """
    if not coding["variable"].eq("frame").any():
        return empty_table("validity")
    read, hit = (
        mark_sentences(table, draw["doc_id"], frames) for table in (spread_frames(coding), matches)
    )
    n_like = draw.dropna(subset="drawn_for").groupby("drawn_for")["n_like"].first()
    n_like = n_like.reindex(frames, fill_value=0)
    coded = weigh_draw(draw, hit, n_like, pool)
    rows = [score_frame(frame, coded, read, hit, n_like, pool["all"]) for frame in frames]
    rows.append(score_all(coded, read, hit, n_like, pool))
    return check_table(pd.DataFrame(rows), "validity")


def mark_sentences(table: pd.DataFrame, doc_ids: pd.Series, frames: list[str]) -> pd.DataFrame:
    """1 or 0 per drawn sentence (rows) and frame (columns)."""
    marks = pd.crosstab(table["doc_id"].astype("str"), table["frame"].astype("str")).clip(upper=1)
    return marks.reindex(index=doc_ids, columns=frames, fill_value=0)


def weigh_draw(draw: pd.DataFrame, hit: pd.DataFrame, n_like: pd.Series, pool: pd.Series) -> Coded:
    """
    The draw as `Coded`, with nothing read yet.

    A sentence with hits of several frames could be drawn for each of them: its probability
    is that of at least one such draw. Strata: with a match, without.
    """
    times = draw["drawn_for"].value_counts().reindex(hit.columns, fill_value=0)
    chance = (times / n_like.where(n_like > 0)).fillna(0).to_numpy()
    none = draw["drawn_for"].isna().to_numpy()
    probability = 1 - np.prod(1 - hit.to_numpy() * chance, axis=1)
    probability[none] = none.sum() / pool["without a match"]
    sizes = np.array([pool["with a match"], pool["without a match"]])
    stratum, zeros = none.astype(int), np.zeros(len(draw))
    return Coded(
        zeros, zeros.astype(int), 1 / probability, stratum, sizes[stratum], np.arange(len(draw))
    )


def score_frame(
    frame: str, coded: Coded, read: pd.DataFrame, hit: pd.DataFrame, n_like: pd.Series, n_all: int
) -> dict[str, Any]:
    """The row of one frame: cells are its own hits, and all other sentences."""
    y, cell = read[frame].to_numpy(), hit[frame].to_numpy()
    coded = coded._replace(y=y.astype(float), cell=cell)
    sizes = np.array([n_all - n_like[frame], n_like[frame]])
    population = Population(np.arange(2), np.zeros(2, int), sizes, sizes.astype(float))
    inside = coded.cell == 1, population.cell == 1
    precision = estimate_mean(coded, population, inside)
    recall = estimate_recall(coded, population, [False, True])
    counts = y.sum(), (y & cell).sum(), cell.sum(), (y & cell).sum()
    return validity_row(frame, counts, precision, recall)


def score_all(
    coded: Coded, read: pd.DataFrame, hit: pd.DataFrame, n_like: pd.Series, pool: pd.Series
) -> dict[str, Any]:
    """The row of all frames together: a sentence counts once for each of them."""
    both = (read & hit).to_numpy().sum(axis=1)
    missed = (read & ~hit.astype(bool)).to_numpy().sum(axis=1)
    cells = coded._replace(cell=1 - coded.stratum)
    sizes = np.array([pool["without a match"], pool["with a match"]])
    population = Population(np.arange(2), np.zeros(2, int), sizes, np.full(2, n_like.sum() / 2))
    found, not_found = (
        estimate_mean(cells._replace(y=y.astype(float)), population, is_count=True)
        for y in (both, missed)
    )
    counts = read.to_numpy().sum(), both.sum(), hit.to_numpy().sum(), both.sum()
    return validity_row("all", counts, found, estimate_ratio(found, not_found))


def validity_row(
    frame: str, counts: tuple[int, int, int, int], precision: Estimate, recall: Estimate
) -> dict[str, Any]:
    """One row of the validity card; the ends of F1 are not known."""
    total = precision.value + recall.value
    row: dict[str, Any] = dict(zip(("n_coded", "n_found", "n_matches", "n_right"), counts))
    for name, found in (("precision", precision), ("recall", recall)):
        known = found.n_positive or row["n_matches"] if name == "precision" else True
        row |= {
            name: found.value if known else np.nan,
            f"{name}_low": found.low if known else np.nan,
            f"{name}_high": found.high if known else np.nan,
        }
    f1 = 2 * precision.value * recall.value / total if total > 0 else np.nan
    return row | {"frame": frame, "f1": f1, **SENTENCES}


SENTENCES = {
    "sample": "unseen",
    "voice": "all",
    "unit": "sentences",
    "n_extra": 0,
    "n_doubtful": 0,
    "n_doubtful_right": 0,
    "f1_low": np.nan,
    "f1_high": np.nan,
}
