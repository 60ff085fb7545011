"""
Draw the sentences to be read: one sample that serves all frames, with known probabilities.

The **balanced plan**: a sentence is drawn the more often the less sure the machine's answer is
about it, over all frames together. Where a second answer is known (`analysis.coding.expected`), a
hit that it doubts is less sure, and so is a sentence in which it expects a frame that the dictionary
does not find. A wrong guess costs width, never validity. What is random is a hash of the seed and the sentence's name, so that the same corpus
gives the same draw, and a larger draw keeps what was read.
"""

import hashlib
from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy.special import expit

from analysis.tables.stored import check_table, round_off
from analysis.text.spans import find_sentences

SEED = 20261125
PRECISION, RECALL = 0.5, 0.75  # guessed, until a pilot is read
# Guessed where a second answer tells doubted hits from others: at .5 each is as unsure as the next.
PRECISION_TOLD = 0.75
FURTHEST = 50.0  # log odds by which chances may be moved
N_STRATA = 5
N_SENTENCES = 200  # advised; 400 are better, after a pilot of 50
DOUBLE = 0.5  # share that a second coder reads too
Z = 1.959964


def list_units(
    sentences: pd.DataFrame, documents: pd.DataFrame, groups: pd.Series | None = None
) -> pd.DataFrame:
    """
    The sentences that may be drawn: those of the body, no second copies of an article.

    One row each: unit_id, doc_id, sentence, raw_start, raw_end, text, group (that of the
    article in `groups`, by doc_id; else "all").
    """
    kept = documents.loc[documents["duplicate_of"].isna(), "doc_id"]
    units = sentences[sentences["kind"].eq("body") & sentences["doc_id"].isin(kept)]
    group = "all" if groups is None else units["doc_id"].map(groups).astype("str")
    return units.assign(
        unit_id=units["doc_id"].astype("str") + ":" + units["raw_start"].astype("str"), group=group
    )[["unit_id", "doc_id", "sentence", "raw_start", "raw_end", "text", "group"]].reset_index(
        drop=True
    )


def mark_hits(units: pd.DataFrame, matches: pd.DataFrame, frames: list[str]) -> pd.DataFrame:
    """1 or 0 per unit (rows, by unit_id) and frame (columns): has the dictionary a hit there?"""
    hits = np.zeros((len(units), len(frames)), np.int64)
    hits[find_marks(units, matches, frames)] = 1
    return pd.DataFrame(hits, units["unit_id"], list(frames))


def find_marks(
    units: pd.DataFrame, matches: pd.DataFrame, frames: list[str]
) -> tuple[np.ndarray, np.ndarray]:
    """(row of the unit, number of the frame) of each match that is in one of `units` and of `frames`."""
    row = find_sentences(matches[["doc_id", "sentence"]], units)
    column = pd.Index(frames).get_indexer(matches["frame"].astype("str"))
    held = (row >= 0) & (column >= 0)
    return row[held], column[held]


def draw_sample(
    units: pd.DataFrame,
    hits: pd.DataFrame,
    n: int = N_SENTENCES,
    seed: int = SEED,
    expected: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    The rows of `units` that are drawn, with `stratum`, `n_stratum`, `n_drawn`, `probability`.

    Strata are cut at equal sums of the scores of the balanced plan, and equally many are
    drawn in each. `expected`: the log odds of `expect_frames`, rows as in `hits`. Add the columns
    of the table `sample` with `order_sample`.
    """
    return take_first(units, find_strata(units, hits, seed, expected), n, seed)


def find_strata(
    units: pd.DataFrame, hits: pd.DataFrame, seed: int, expected: pd.DataFrame | None = None
) -> np.ndarray:
    """The stratum of every unit in the balanced plan."""
    if not len(units):
        raise ValueError("There is no sentence to draw from: run the study on the articles first.")
    return cut_strata(units["unit_id"], score_units(hits, expected).to_numpy(), seed)


def score_units(hits: pd.DataFrame, expected: pd.DataFrame | None = None) -> pd.Series:
    """How unsure the machine's answers are: the root of the variances of all frames, each as a share."""
    share = hits.mean()
    missed = guess_missed(share)
    variance = hits * PRECISION * (1 - PRECISION) + (1 - hits) * missed * (1 - missed)
    if expected is not None:
        for frame in hits.columns.intersection(expected.columns[expected.notna().all()]):
            hit, odds = hits[frame].to_numpy() > 0, expected[frame].to_numpy()
            variance[frame] = expect_error(hit, odds, missed[frame])
    total = variance.sum()
    score = np.sqrt((variance / total.where(total > 0)).sum(axis=1))
    # Without any hit of any frame every sentence is as unsure as the next.
    return score if score.sum() > 0 else score + 1


def expect_error(hit: np.ndarray, odds: np.ndarray, missed: float) -> np.ndarray:
    """
    The squared error of taking a sentence for one like the others with, or without, a hit.

    With a chance p that it holds the frame, where a share m of its like does, p(1 - 2m) + m² in
    the mean: m(1 - m) where nothing is known of it, more for a doubted hit and an expected miss.
    """
    error = np.zeros(len(hit))
    for side, mean in ((hit, PRECISION_TOLD), (~hit, missed)):
        error[side] = fit_chances(odds[side], mean) * (1 - 2 * mean) + mean**2
    return error


def fit_chances(odds: np.ndarray, mean: float) -> np.ndarray:
    """Chances with these log odds, all moved alike so that their mean is `mean`."""
    from scipy.optimize import brentq  # slow to import

    if not len(odds) or not 0 < mean < 1:
        return np.full(len(odds), mean)
    values, place, n = np.unique(odds, return_inverse=True, return_counts=True)
    ends = np.array([-FURTHEST, FURTHEST]) - values.mean()
    moved = brentq(lambda by: n @ expit(values + by) / n.sum() - mean, *ends)
    return expit(values + moved)[place]


def guess_missed(
    share: pd.Series, precision: float = PRECISION, recall: float = RECALL
) -> pd.Series:
    """Share of the sentences without a hit that have the frame, from the share with a hit."""
    missed = precision * share * (1 - recall) / (recall * np.maximum(1 - share, 1e-9))
    return np.minimum(missed, 1)


def cut_strata(unit_ids: pd.Series, score: np.ndarray, seed: int) -> np.ndarray:
    """Strata 1 (low scores) to N_STRATA (high): equal sums of scores; equals lie in the seed's order."""
    order = np.lexsort((rank_units(unit_ids, seed, "strata"), round_off(score)))
    reached = np.cumsum(score[order]) / score.sum()
    strata = np.empty(len(score), int)
    strata[order] = np.ceil(round_off(reached) * N_STRATA).clip(1, N_STRATA)
    return strata


def take_first(units: pd.DataFrame, strata: np.ndarray, n: int, seed: int) -> pd.DataFrame:
    """Equally many of each stratum, first in the seed's order; a small stratum is taken whole."""
    sizes = pd.Series(strata).value_counts().sort_index()
    wanted = share_out(sizes, n)
    pool = units.assign(stratum=strata, rank=rank_units(units["unit_id"], seed, "draw"))
    pool = pool.sort_values("rank", kind="stable")
    drawn = pool[pool.groupby("stratum").cumcount() < pool["stratum"].map(wanted)]
    n_stratum, n_drawn = drawn["stratum"].map(sizes), drawn["stratum"].map(wanted)
    return drawn.drop(columns="rank").assign(
        n_stratum=n_stratum, n_drawn=n_drawn, probability=n_drawn / n_stratum
    )


def share_out(sizes: pd.Series, n: int) -> pd.Series:
    """How many to draw in each stratum: equal parts, what a small one cannot give from the others."""
    wanted, left = pd.Series(0, sizes.index), min(n, int(sizes.sum()))
    while left:
        open_ = wanted.index[wanted < sizes]
        step = max(left // len(open_), 1)
        for stratum in open_[:left]:
            more = min(step, sizes[stratum] - wanted[stratum], left)
            wanted[stratum] += more
            left -= more
    return wanted


def rank_units(unit_ids: Iterable[str], seed: int, what: str) -> np.ndarray:
    """A random number per unit that is always the same for the same seed."""
    head = f"{seed}:{what}:".encode()
    units = unit_ids.tolist() if isinstance(unit_ids, pd.Series) else unit_ids
    digests = [hashlib.sha256(head + unit.encode()).digest()[:8] for unit in units]
    return np.frombuffer(b"".join(digests), ">u8").astype(np.uint64)


def order_sample(
    drawn: pd.DataFrame,
    name: str = "s1",
    seed: int = SEED,
    double: float = DOUBLE,
    hashes: tuple[str, str] = ("", ""),
    earlier: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    The table `sample`: a mixed order of reading, and which sentences a second coder reads too.

    `hashes`: SHA-256 of the dictionary and of the corpus. `earlier`: the sample as it was,
    whose order and double coding stay, with what is new behind it.
    """
    old = (
        []
        if earlier is None
        else list(earlier.sort_values("reading_order", kind="stable")["unit_id"])
    )
    lost = set(old) - set(drawn["unit_id"])
    if lost:
        raise ValueError(
            f"The larger sample would lose {len(lost)} sentences of the earlier one: the articles "
            f"changed since. Restore them, or begin a new sample."
        )
    place = {unit: number for number, unit in enumerate(old)}
    new = rank_units(drawn["unit_id"], seed, "reading")
    order = np.lexsort((new, drawn["unit_id"].map(place).fillna(len(old)).to_numpy()))
    sample = drawn.iloc[order].reset_index(drop=True)
    chosen = rank_units(sample["unit_id"], seed, "double") < double * 2.0**64
    return check_table(
        sample.assign(
            sample=name,
            reading_order=np.arange(1, len(sample) + 1),
            double=chosen,
            seed=seed,
            dictionary_sha256=hashes[0],
            corpus_sha256=hashes[1],
        ),
        "sample",
    )


def draw_more(
    sample: pd.DataFrame, units: pd.DataFrame, strata: pd.Series, n: int, double: float = DOUBLE
) -> pd.DataFrame:
    """
    The sample with `n` sentences more; what was drawn stays, in its order.

    `strata`: the stratum of every unit as it was at the first draw (`strata.parquet`), so
    that a dictionary changed since then changes nothing.
    """
    missing = set(units["unit_id"]) ^ set(strata.index)
    if missing:
        raise ValueError(
            f"{len(missing)} sentences came or went since the sample was drawn: the articles or their "
            f"cleaning changed. Restore them, or begin a new sample."
        )
    first = sample.iloc[0]
    seed = int(first["seed"])
    drawn = take_first(units, strata[units["unit_id"]].to_numpy(), len(sample) + n, seed)
    hashes = first["dictionary_sha256"], first["corpus_sha256"]
    return order_sample(drawn, first["sample"], seed, double, hashes, earlier=sample)


def plan_sizes(hits: pd.DataFrame, width: float, read: pd.DataFrame | None = None) -> pd.DataFrame:
    """
    How many sentences to read so that each frame's interval is `width` wide (.1 = ten points).

    From the dictionary's hits with a guessed precision and recall, or, where a pilot is read,
    from those that it found: `read` has a row per frame (index) with `precision` and
    `missed` (share with the frame among the sentences without a hit). One row per frame:
    share_hit, precision, missed, n (missing where there is neither a hit nor a pilot); for a simple draw, so that the balanced plan needs about as
    many for a frame of middling frequency.
    """
    share = hits.mean()
    precision = pd.Series(PRECISION, share.index)
    missed = guess_missed(share)
    if read is not None:
        precision = read["precision"].reindex(share.index).fillna(precision)
        missed = read["missed"].reindex(share.index).fillna(missed)
    variance = share * precision * (1 - precision) + (1 - share) * missed * (1 - missed)
    n = Z**2 * variance / (width / 2) ** 2
    n = np.ceil(n / (1 + n / len(hits)))
    if (
        read is None
    ):  # the guess of what is missed follows from the hits, and says nothing without one
        missed, n = (values.where(share > 0) for values in (missed, n))
    table = {"share_hit": share, "precision": precision, "missed": missed, "n": n.astype("Int64")}
    return pd.DataFrame(table).rename_axis("frame").reset_index()
