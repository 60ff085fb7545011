"""
Table `estimates`: what the corpus holds of each frame, as counted and as read.

The dictionary's answer, and further surrogates (a model's or a crowd's answers for every
sentence, a classifier that learned from the coded sentences), cut the corpus into cells; the
coded sentences say what the cells hold (`analysis.measures.estimates`). The sample does not depend on the
dictionary, so that it stays valid when a pattern is added: only the cells change.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.coding.files import AGREED, MADE, NONE, SKIPPED, UNCERTAIN
from analysis.measures.estimates import (
    LIKE,
    TARGETS,
    Coded,
    Estimate,
    Population,
    difference,
    estimate_mean,
    estimate_recall,
)
from analysis.measures.rates import count
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import check_table

FEW_CODED = 10  # a cell of a further surrogate with fewer is not set apart
FEW_POSITIVE = 5
MUCH_UNREAD = 0.01  # share of the sentences in cells never read; less hardly moves an interval
ENOUGH_ARTICLES = 20  # below, nothing is said of articles like these
MOST_GROUPS = 6  # groups that are compared in pairs
ALL = {"by": "all", "group": "all"}
WHAT_TO_DO = "code some of sample.csv, or draw a sample from this corpus."
UNCODED = f"No sentence of the sample is coded: {WHAT_TO_DO}"
GONE = f"Coded sentences are gone: {WHAT_TO_DO}"


class Reading(NamedTuple):
    """The coded sentences of a sample, and all sentences that it stands for."""

    units: pd.DataFrame  # a row per sentence of the corpus: unit_id, doc_id, group, n_words
    row: np.ndarray  # where each coded sentence stands in `units`
    stratum: np.ndarray  # of each coded sentence: 0, 1 ...
    n_stratum: np.ndarray  # sentences in its stratum
    counts: pd.DataFrame  # how often each code was given: a row per coded sentence
    skipped: np.ndarray  # which of them the coder could not tell
    uncertain: pd.DataFrame  # which codes were given with doubt
    has_spans: bool = False  # whether framing words were marked inside the sentences
    voices: pd.DataFrame | None = None  # words direct, indirect; missing where voice is not coded
    spoken: pd.DataFrame | None = None  # of `counts`, those in somebody's speech

    @property
    def weight(self) -> np.ndarray:
        """How many sentences each coded one stands for: those of its stratum are alike in that."""
        return self.n_stratum / np.bincount(self.stratum)[self.stratum]


def choose_judgements(judgements: pd.DataFrame) -> pd.DataFrame:
    """
    One judgement per sentence and variable: the agreed one, else that of the first coder.

    The first coder is the one who judged most sentences. A model or crowd counts only where no
    person has read, and no surrogate may be among them (`split_surrogates`).
    """
    is_made = judgements["kind"].isin(MADE)
    read = judgements if judgements["kind"].ne("human").all() else judgements[~is_made]
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
        raise ValueError(UNCODED if not len(sample) else GONE)
    sizes = sample.drop_duplicates("stratum").set_index("stratum")["n_stratum"].sort_index()
    whole = sizes.sum() if len(sizes) > 1 else len(units)
    # Strata that nobody reached: what is missing to the whole corpus goes to the last that was read.
    lost = max(len(units) - whole, 0)
    sizes.iloc[-1] += lost
    counts = pd.crosstab(chosen["unit_id"], chosen["code"]).reindex(sample["unit_id"], fill_value=0)
    length = chosen["raw_end"] - chosen["raw_start"]
    whole_length = chosen["unit_id"].map(sample.set_index("unit_id").eval("raw_end - raw_start"))
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
        bool((length < whole_length).any()),
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
        reading.has_spans,
        *(
            None if table is None else table[kept].reset_index(drop=True)
            for table in (reading.voices, reading.spoken)
        ),
    )


def estimate_frames(
    reading: Reading,
    hits: pd.DataFrame,
    surrogates: dict | None = None,
    groupings: dict[str, pd.Series] | None = None,
) -> pd.DataFrame:
    """
    The table `estimates`: per frame, group, estimand and target, as counted and as read.

    `hits`: how many matches per sentence (rows as in `reading.units`) and frame (columns).
    `surrogates` maps a name to a table of the same shape with 0/1 answers. `groupings` maps
    a name, such as outlet or year, to the group of each article (by doc_id): each group is
    estimated, and the differences of groups.
    """
    told = keep_coded(reading, ~reading.skipped)
    members = {by: find_members(told, groups) for by, groups in (groupings or {}).items()}
    rows = []
    for frame in hits.columns:
        n_hits = hits[frame].to_numpy()
        answers = {name: table[frame] for name, table in (surrogates or {}).items()}
        cell, is_hit = cut_cells(told, n_hits > 0, list(answers.values()))
        about = {"frame": frame, "surrogate": " × ".join(["dictionary", *answers])}
        rows += estimate_frame(told, frame, n_hits, (cell, is_hit), members, about)
        rows += list_bounds(reading, frame, n_hits, cell, about)
    return check_table(pd.DataFrame(rows, columns=list(COLUMNS["estimates"])), "estimates")


def estimate_frame(
    reading: Reading,
    frame: str,
    n_hits: np.ndarray,
    cells: tuple[np.ndarray, np.ndarray],
    members: dict,
    about: dict,
) -> list[dict]:
    """The rows of one frame: all sentences, each group of each grouping, the groups' differences."""
    cell, is_hit = cells
    y = count_code(reading, frame)
    counted = y, *count_population(reading, (y > 0).astype(float), cell)
    rows_doc = counted[2].doc  # the article of each row of the counted corpus
    everywhere = np.full(len(reading.units), True), np.full(len(rows_doc), True)
    rows, _ = group_rows(reading, counted, n_hits, is_hit, everywhere, {**about, **ALL})
    for by, (names, of_sentence, of_doc) in members.items():
        shares = {}
        for number, name in enumerate(names):
            at = of_sentence == number, of_doc[rows_doc] == number
            where = {**about, "by": by, "group": name}
            found, shares[name] = group_rows(reading, counted, n_hits, is_hit, at, where)
            rows += found
        for number, first in enumerate(names[:MOST_GROUPS]):
            for second in names[number + 1 : MOST_GROUPS]:
                rows += difference_rows({**about, "by": by}, first, second, shares)
    return rows


def find_members(reading: Reading, groups: pd.Series) -> tuple[list[str], np.ndarray, np.ndarray]:
    """(the groups' names, the group of each sentence, that of each article, as numbers of names)."""
    doc, docs = pd.factorize(reading.units["doc_id"])
    of_doc, names = pd.factorize(pd.Series(docs).map(groups).astype("str"), sort=True)
    return list(names), of_doc[doc], of_doc


def cut_cells(reading: Reading, hit: np.ndarray, answers: list) -> tuple[np.ndarray, np.ndarray]:
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


def group_rows(
    reading: Reading,
    counted: tuple[np.ndarray, Coded, Population, Population],
    n_hits: np.ndarray,
    is_hit: np.ndarray,
    at: tuple[np.ndarray, np.ndarray],
    about: dict,
) -> tuple[list[dict], tuple[float, Estimate]]:
    """
    (rows, (naive share, its estimate)) of one frame among some articles.

    `at`: which sentences are theirs, and which rows of the counted corpus.

    Share with precision and recall; rate of framing words, where they were marked one by one.
    """
    y, coded, sentences, words = counted
    own, here = at
    there = own[reading.row]
    inside = there, here
    share = np.mean(n_hits[own] > 0), estimate_mean(coded, sentences, inside)
    hit_coded, hit_rows = is_hit[coded.cell], is_hit[sentences.cell]
    precision = estimate_mean(coded, sentences, (there & hit_coded, here & hit_rows))
    recall = estimate_recall(coded, sentences, is_hit, inside)
    n_docs = len(np.unique(sentences.doc[here]))
    rows = list_rows({**about, "estimand": "share"}, *share, n_docs, precision, recall)
    if reading.has_spans:
        rate = estimate_mean(coded._replace(y=y), words, inside, is_count=True)
        n_words = reading.units["n_words"].to_numpy()[own].sum()
        naive = 1000 * n_hits[own].sum() / max(n_words, 1)
        rows += list_rows({**about, "estimand": "rate"}, naive, scale(rate, 1000), n_docs)
    return rows, share


def count_code(reading: Reading, frame: str, counts: pd.DataFrame | None = None) -> np.ndarray:
    """How often each coded sentence was given the code; `counts`: another table than all codes."""
    counts = reading.counts if counts is None else counts
    return counts[frame].to_numpy(float) if frame in counts else np.zeros(len(reading.row))


def count_population(
    reading: Reading, y: np.ndarray, cell: np.ndarray
) -> tuple[Coded, Population, Population]:
    """(coded sentences, the corpus counted per article and cell, the same over words)."""
    doc, _ = pd.factorize(reading.units["doc_id"])
    n_cells = int(cell.max(initial=0)) + 1
    place = doc * n_cells + cell
    n = np.bincount(place)
    key = np.flatnonzero(n)
    n, words = n[key], np.bincount(place, reading.units["n_words"])[key]
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


def scale(found: Estimate, factor: float) -> Estimate:
    """An estimate in other units."""
    return Estimate._make(
        [*(value * factor for value in found[:7]), found.n_coded, found.n_positive, found.unread]
    )


def list_rows(
    about: dict,
    naive: float,
    found: Estimate,
    n_docs: int,
    precision: Estimate | None = None,
    recall: Estimate | None = None,
) -> list[dict]:
    """An estimate as rows of the table, one per target; `n_docs`: the articles it is of."""
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
            "warning": warn(found, target, n_docs),
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


def warn(found: Estimate, target: str, n_docs: int = ENOUGH_ARTICLES) -> str | None:
    """What makes an estimate too thin to be printed; missing where nothing does."""
    low, high = found.interval(target)
    is_exact = bool(np.isclose(low, high, rtol=0, atol=1e-9))
    if is_exact and target != LIKE:  # read in full: nothing is estimated of these articles
        return None
    thin = []
    if found.unread > MUCH_UNREAD:
        thin.append(f"{found.unread:.0%} of the sentences are in cells of which none was read")
    if found.n_coded < FEW_CODED:
        thin.append(f"only {count(found.n_coded, 'sentence')} read")
    elif found.n_positive < FEW_POSITIVE:
        thin.append(f"only {found.n_positive} of the coded sentences with it")
    if target == LIKE and np.isnan(found.low_like):
        thin.append("one article says nothing about others")
    elif target == LIKE and n_docs < ENOUGH_ARTICLES:
        thin.append(f"{n_docs} articles say too little of others")
    elif target == LIKE and found.is_point:
        thin.append("articles that do not differ say nothing about others")
    return "; ".join(thin) or None


def warn_difference(one: Estimate, two: Estimate, target: str) -> str | None:
    """What makes a difference too thin: one group hardly read, or few with the code in both."""
    n_positive = one.n_positive + two.n_positive
    sides = (side._replace(n_positive=n_positive) for side in (one, two))
    return next(filter(None, (warn(side, target) for side in sides)), None)


def difference_rows(about: dict, first: str, second: str, shares: dict) -> list[dict]:
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
                "warning": warn_difference(one, two, target),
            }
        )
    return rows


def list_bounds(
    reading: Reading, frame: str, n_hits: np.ndarray, cell: np.ndarray, about: dict[str, str]
) -> list:
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
        naive = float(np.mean(n_hits > 0))
        n_docs = kept.units["doc_id"].nunique()
        rows += list_rows({**about, **ALL, "estimand": estimand}, naive, found, n_docs)
    return rows
