"""
Do the intervals hold what they say? Each is tried on artificial corpora whose truth is known.

    python -m evaluation.coverage [DATA]

writes, into `corpus/reference/`, `coverage_sample.csv` (estimates from a coded sample),
`coverage.csv` (every other interval that is or was printed) and the figure `coverage.png`.
With DATA (a folder that holds `ungdc/speeches.jsonl.gz`) rates are tried on articles drawn from
the General Debate, too. The same seed gives the same tables.
"""

import sys
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from tqdm import tqdm

from analysis.drawing.figure import MUTED, PALETTE
from analysis.measures.estimates import (
    TARGETS,
    Coded,
    Population,
    difference,
    estimate_mean,
    estimate_recall,
)
from analysis.measures.rates import article_interval, wilson
from analysis.tables.stored import LISTS, write_csv
from analysis.terms.keyness import conservative_log_ratio
from analysis.text.agreement import alpha_interval

SEED = 20261126
REFERENCE = LISTS / "reference"
SHARES = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3)  # of the sentences, one for each frame
PRECISION, RECALL = 0.5, 0.75
ALIKE = 0.15  # correlation of the sentences of one article
PER_ARTICLE = 20  # sentences
SENTENCE = 24  # words
ARTICLES = (40, 200, 2000)
CODED = (100, 200, 400)
SPOKEN = 0.5 * (0.6 + 0.4 * 0.6)  # the share of words that `make_speech` puts into speech
RATES = (0.3, 1, 3, 10)
SHAPES = (0.3, 0.6, 2)
SIZES = (10, 20, 50, 100, 500, 2000)
N_BOOT = 500
SAMPLE_RUNS, OTHER_RUNS = 200, 400  # artificial corpora per setting


def main(data=None, out=REFERENCE, n_samples=SAMPLE_RUNS, n_runs=OTHER_RUNS):
    """Try all intervals; write both tables and the figure."""
    sample = try_samples(n_samples)
    write_csv(sample, out / "coverage_sample.csv")
    rows = [try_rates(n_runs), try_shares(n_runs), try_keyness(n_runs // 8)]
    rows += [try_f1(n_runs), try_alpha(n_runs // 4), try_differences(n_runs)]
    if data:
        rows.append(try_speeches(data, n_runs))
    table = pd.concat(rows, ignore_index=True)
    write_csv(table, out / "coverage.csv")
    draw_coverage(sample, table).savefig(out / "coverage.png", dpi=120)
    return sample, table


# a coded sample -----------------------------------------------------------------------


class Made(NamedTuple):
    """An artificial corpus: sentences (rows) and frames (columns)."""

    doc: np.ndarray
    true: np.ndarray
    hit: np.ndarray
    spans: np.ndarray  # framing words in each sentence
    words: np.ndarray


def make_corpus(n_docs: int, rng) -> Made:
    """Articles of some 20 sentences; every second article (a group of its own) has half as much again."""
    size = np.maximum(rng.lognormal(np.log(PER_ARTICLE) - 0.08, 0.4, n_docs).astype(int), 4)
    doc = np.repeat(np.arange(n_docs), size)
    share = np.array(SHARES) * np.where(np.arange(n_docs) % 2, 1.2, 0.8)[:, None]
    spread = 1 / ALIKE - 1
    inside = rng.beta(share * spread, (1 - share) * spread)[doc]
    true = rng.random(inside.shape) < inside
    # Half of the hits are wrong ones, so many as make the precision what it is to be.
    wrong = np.array(SHARES) * RECALL * (1 - PRECISION) / PRECISION / (1 - np.array(SHARES))
    hit = rng.random(true.shape) < np.where(true, RECALL, wrong)
    spans = np.where(true, 1 + rng.poisson(0.3, true.shape), 0)
    words = np.maximum(rng.gamma(4, SENTENCE / 4, len(doc)).round(), 3)
    return Made(doc, true, hit, spans, words)


class Speech(NamedTuple):
    """Words of each sentence that are in somebody's speech, and whether the rules found any."""

    words: np.ndarray
    found: np.ndarray


def make_speech(made: Made, rng) -> Speech:
    """Half of the sentences are speech, all of it or a part; rules miss a tenth and invent a tenth."""
    inside = rng.beta(2, 2, made.doc.max() + 1)[made.doc]
    true = rng.random(len(made.doc)) < inside
    part = np.where(rng.random(len(true)) < 0.6, 1, rng.beta(3, 2, len(true)))
    found = rng.random(len(true)) < np.where(true, 0.9, 0.1)
    return Speech(true * part * made.words, found)


def try_samples(n_runs: int) -> pd.DataFrame:
    """Coverage per size, plan, frame, estimand and target, with the width against coding alone."""
    rows = []
    for n_docs in ARTICLES:
        rng, other = (np.random.default_rng([SEED, *more, n_docs]) for more in ((), (8,)))
        for _ in tqdm(range(n_runs), f"samples of {n_docs} articles"):
            made = make_corpus(n_docs, rng)
            speech = make_speech(made, other)
            for plan in ("balanced", "simple"):
                strata = cut_strata(made.hit, rng) if plan == "balanced" else 0 * made.doc
                for n_coded in CODED:
                    about = (n_docs, n_coded, plan)
                    found = try_sample(made, speech, strata, n_coded, rng)
                    rows += [(*about, *row) for row in found]
    names = ["n_docs", "n_coded", "plan", "share", "estimand", "target"]
    table = pd.DataFrame(rows, columns=[*names, "printed", "above", "below", "width", "alone"])
    return summarise(table, names)


def cut_strata(hit: np.ndarray, rng) -> np.ndarray:
    """The strata of the balanced plan, with ties in random order."""
    from analysis.coding.sampling import N_STRATA, score_units

    score = score_units(pd.DataFrame(hit.astype(int))).to_numpy()
    order = np.lexsort((rng.random(len(score)), score))
    strata = np.empty(len(score), int)
    reached = np.cumsum(score[order]) / score.sum()
    strata[order] = np.clip(np.ceil(reached * N_STRATA) - 1, 0, N_STRATA - 1)
    return strata


def try_sample(made: Made, speech: Speech, strata, n_coded, rng):
    """One draw of `n_coded` sentences: every estimate of every frame against the truth."""
    from analysis.coding.sampling import share_out

    sizes = np.bincount(strata)
    wanted = share_out(pd.Series(sizes), n_coded).to_numpy()
    order = np.lexsort((rng.random(len(strata)), strata))
    first = np.cumsum(sizes) - sizes
    drawn = np.concatenate([order[a : a + n] for a, n in zip(first, wanted)])
    weight, n_stratum = (sizes / wanted)[strata[drawn]], sizes[strata[drawn]]
    for frame, share in enumerate(SHARES):
        cell = made.hit[:, frame].astype(int)
        y = made.true[drawn, frame].astype(float)
        coded = Coded(y, cell[drawn], weight, strata[drawn], n_stratum, made.doc[drawn])
        for estimand, target, *row in compare_estimates(made, frame, coded, drawn):
            yield (share, estimand, target, *row)
    cell = speech.found.astype(int)
    coded = coded._replace(y=speech.words[drawn], cell=cell[drawn])
    _, words, _ = count_cells(made, cell)
    found = estimate_mean(coded, words, is_count=True)
    for target, truth in zip(TARGETS, (speech.words.sum() / made.words.sum(), SPOKEN)):
        yield SPOKEN, "words in speech", target, *judge(*found.interval(target), truth), np.nan


def compare_estimates(made: Made, frame: int, coded: Coded, drawn):
    """(estimand, target, printed, truth above, truth below, width, width of coding alone)."""
    sentences, words, groups = count_cells(made, made.hit[:, frame].astype(int))
    one, _, _ = count_cells(made, np.zeros(len(made.doc), int))
    none = np.zeros(len(drawn), int)
    share = SHARES[frame]
    true, hit = made.true[:, frame], made.hit[:, frame]
    whole = estimate_mean(coded, sentences)
    alone = estimate_mean(coded._replace(cell=none), one)
    precision = estimate_mean(coded, sentences, (coded.cell == 1, sentences.cell == 1))
    recall = estimate_recall(coded, sentences, [False, True])
    spans = coded._replace(y=made.spans[drawn, frame].astype(float))
    rate = estimate_mean(spans, words, is_count=True)
    first, second = (
        estimate_mean(coded, sentences, (coded.doc % 2 == side, groups % 2 == side))
        for side in (1, 0)
    )
    odd = made.doc % 2 == 1
    cases = {
        "share": (whole, true.mean(), share),
        "precision": (precision, true[hit].mean() if hit.any() else np.nan, precise(share)),
        "recall": (recall, hit[true].mean() if true.any() else np.nan, RECALL),
        "rate": (rate, made.spans[:, frame].sum() / made.words.sum(), share * 1.3 / SENTENCE),
    }
    for estimand, (found, here, elsewhere) in cases.items():
        for target, truth in zip(TARGETS, (here, elsewhere)):
            low, high = found.interval(target)
            width = np.ptp(alone.interval(target)) if estimand == "share" else np.nan
            yield estimand, target, *judge(low, high, truth), width
    for target, truth in zip(TARGETS, (true[odd].mean() - true[~odd].mean(), 0.4 * share)):
        _, low, high = difference(first, second, target)
        yield "difference", target, *judge(low, high, truth), np.nan


def precise(share):
    """The precision that `make_corpus` gives."""
    wrong = share * RECALL * (1 - PRECISION) / PRECISION
    return share * RECALL / (share * RECALL + wrong)


def count_cells(made: Made, cell):
    """(sentences, words) of every article and cell, and the article of each."""
    key, place = np.unique(made.doc * 2 + cell, return_inverse=True)
    n = np.bincount(place).astype(float)
    sentences = Population(key % 2, key // 2, n, n)
    return sentences, sentences._replace(per=np.bincount(place, made.words)), key // 2


def judge(low, high, truth):
    """(printed, truth above the interval, truth below it, width) of one interval or of many."""
    printed = np.isfinite(low) & np.isfinite(high) & np.isfinite(truth)
    slack = 1e-9
    return printed, truth > high + slack, truth < low - slack, high - low


def summarise(table: pd.DataFrame, names) -> pd.DataFrame:
    """Each setting: how often an interval was printed and held the truth, misses on each side, width."""
    table = table.astype({"printed": float, "above": float, "below": float})
    kept = table[table["printed"] == 1]
    groups = kept.groupby(names, sort=True)
    found = groups.agg(
        n=("printed", "size"),
        above=("above", "mean"),
        below=("below", "mean"),
        width=("width", "mean"),
    )
    found.insert(1, "printed", table.groupby(names)["printed"].mean())
    found.insert(2, "coverage", 1 - found["above"] - found["below"])
    if "alone" in table:
        found["saved"] = (groups["alone"].mean() / found["width"]) ** 2
    return found.reset_index()


# the intervals of the other tables --------------------------------------------------------


def collect(interval, method, runs, **about):
    """Rows of the table of coverage from many runs: arrays of (low, high, truth)."""
    low, high, truth = (
        np.concatenate([np.ravel(column) for column in side]) for side in zip(*runs)
    )
    printed, above, below, width = judge(low, high, truth)
    table = pd.DataFrame({"printed": printed, "above": above, "below": below, "width": width})
    table = table.assign(interval=interval, method=method, **about)
    return summarise(table, ["interval", "method", *about])


def make_articles(n_docs, rate, shape, n_kinds, rng):
    """(hits per article and kind, words): lognormal lengths around 490 words, gamma-Poisson counts."""
    n_words = np.maximum(rng.lognormal(np.log(432), 0.5, n_docs), 40).round()
    uneven = rng.gamma(shape, 1 / shape, (n_docs, n_kinds))
    return rng.poisson(uneven * rate * n_words[:, None] / 1000), n_words


def percentile_interval(n, n_words, rng):
    """The interval that was printed before: articles drawn again, percentiles."""
    draws = rng.multinomial(len(n), np.full(len(n), 1 / len(n)), N_BOOT)
    rates = 1000 * (draws @ n) / (draws @ n_words)[:, None]
    low, high = np.percentile(rates, [2.5, 97.5], axis=0)
    return low, np.where(n.sum(0) == 0, 1000 * wilson(0, n_words.sum())[1], high)


def try_rates(n_runs: int) -> pd.DataFrame:
    """Rates per 1,000 words, before and now."""
    rows = []
    for n_docs in SIZES:
        rng, n_kinds = np.random.default_rng([SEED, 1, n_docs]), 20
        for rate in tqdm(RATES, f"rates, {n_docs} articles"):
            for shape in SHAPES:
                made = [
                    make_articles(n_docs, rate, shape, n_kinds, rng)
                    for _ in range(max(n_runs // 4, 2))
                ]
                truth = np.full(n_kinds, float(rate))
                methods = {
                    "before: percentiles": lambda *a: percentile_interval(*a, rng),
                    "now: one article left out": article_interval,
                }
                for method, find in methods.items():
                    kept = made[: max(n_runs // 16, 2)] if "before" in method else made
                    runs = [(*find(*one), truth) for one in kept]
                    about = {"n_docs": n_docs, "rate": rate, "shape": shape}
                    rows.append(collect("rate per 1,000 words", method, runs, **about))
    return pd.concat(rows, ignore_index=True)


def try_speeches(data, n_runs: int) -> pd.DataFrame:
    """Rates of the study's frames in speeches drawn from the General Debate."""
    from analysis.framing.dictionary import read_dictionary
    from evaluation.unseen import count_frames

    n, n_words = count_frames(data, read_dictionary(LISTS))
    truth, rows = 1000 * n.sum(0) / n_words.sum(), []
    for n_docs in SIZES:
        rng = np.random.default_rng([SEED, 2, n_docs])
        picks = [rng.integers(0, len(n), n_docs) for _ in range(n_runs)]
        methods = {
            "before: percentiles": lambda *a: percentile_interval(*a, rng),
            "now: one article left out": article_interval,
        }
        for method, find in methods.items():
            runs = [(*find(n[pick], n_words[pick]), truth) for pick in picks]
            rows.append(
                collect("rate, speeches of the General Debate", method, runs, n_docs=n_docs)
            )
    return pd.concat(rows, ignore_index=True)


def try_shares(n_runs: int) -> pd.DataFrame:
    """Shares of articles (Wilson), and shares of words such as those of a topic in a group."""
    rows = []
    for n_docs in SIZES:
        rng = np.random.default_rng([SEED, 3, n_docs])
        for share in (0.05, 0.2, 0.5, 0.8):
            n = rng.binomial(n_docs, share, 20 * n_runs)
            runs = [(*wilson(n, n_docs), np.full(len(n), share))]
            about = {"n_docs": n_docs, "rate": share}
            rows.append(collect("share of articles", "Wilson", runs, **about))
            runs = []
            for _ in range(n_runs):
                n_words = np.maximum(rng.lognormal(np.log(432), 0.5, n_docs), 40).round()
                part = rng.beta(2 * share, 2 * (1 - share), (n_docs, 10))
                low, high = article_interval(part * n_words[:, None], n_words)
                runs.append((low / 1000, np.minimum(high / 1000, 1), np.full(10, share)))
            rows.append(collect("share of words (topic)", "one article left out", runs, **about))
    return pd.concat(rows, ignore_index=True)


def try_keyness(n_runs: int) -> pd.DataFrame:
    """
    The conservative end of keyness: how often any of 500 terms, none over-used, is called over-used.

    "covers" means that no term is; 95% of the corpora should.
    """
    rows, n_terms = [], 500
    per_1000 = 60 / np.arange(2, n_terms + 2)
    for n_docs in SIZES[:5]:
        for shape in (0.3, 2, np.inf):
            rng, runs = np.random.default_rng([SEED, 4, n_docs]), []
            for _ in range(n_runs):
                sides = []
                for _ in range(2):
                    n_words = np.maximum(rng.lognormal(np.log(432), 0.5, n_docs), 40).round()
                    uneven = rng.gamma(shape, 1 / shape, (n_docs, n_terms)) if shape < 9 else 1
                    counts = rng.poisson(uneven * per_1000 * n_words[:, None] / 1000).sum(0)
                    sides.append((counts, n_words.sum()))
                (a, n1), (b, n2) = sides
                end = conservative_log_ratio(a, b, n1, n2, n_terms)
                runs.append((np.nanmax(np.abs(end)), np.inf, 0.0))
            runs = [(low, 1e9, truth) for low, _, truth in runs]
            about = {"n_docs": n_docs, "shape": shape}
            rows.append(collect("keyness, all terms at once", "words as draws", runs, **about))
    return pd.concat(rows, ignore_index=True)


def try_f1(n_runs: int) -> pd.DataFrame:
    """F1 from its two lower, and its two upper ends, as it was printed before."""
    rows = []
    for n_docs in SIZES:
        rng, runs = np.random.default_rng([SEED, 5, n_docs]), []
        for _ in range(5 * n_runs):
            coded = rng.negative_binomial(1, 1 / 4, n_docs)
            right = rng.beta(0.75 * 4, 0.25 * 4, n_docs)
            found = rng.binomial(coded, right)
            wrong = rng.poisson(coded * 0.4 * rng.gamma(1, 1, n_docs))
            n_coded, n_found, n_all = coded.sum(), found.sum(), (found + wrong).sum()
            if not n_coded or not n_all:
                continue
            recall, precision = wilson(n_found, n_coded), wilson(n_found, n_all)
            ends = [2 * p * r / (p + r) if p + r > 0 else 0 for p, r in zip(precision, recall)]
            runs.append((*map(float, ends), 2 * 0.75 / (1 + 0.75 + 0.4)))
        method = "before: F1 of both ends"
        rows.append(collect("F1", method, [list(zip(*runs))], n_docs=n_docs))
    return pd.concat(rows, ignore_index=True)


def try_alpha(n_runs: int) -> pd.DataFrame:
    """Krippendorff's alpha of a code that two coders gave, yes or no: sentences drawn again."""
    rows = []
    for n_units in (50, 100, 200, 400):
        for share in (0.05, 0.15, 0.3):
            rng, runs = np.random.default_rng([SEED, 6, n_units]), []
            for _ in range(4 * n_runs):
                true = rng.random(n_units) < share
                chance = np.where(true, 0.85, 0.04)
                values = (rng.random((2, n_units)) < chance).astype(float)
                runs.append((*alpha_interval(values, guard=False), alpha_of(share, 0.85, 0.04)))
            about = {"n_docs": n_units, "rate": share}
            rows.append(collect("alpha, two coders", "sentences drawn again", runs, **about))
    return pd.concat(rows, ignore_index=True)


def alpha_of(share, sure, wrong):
    """Alpha in the long run of two coders who find a code with `sure`, and wrongly with `wrong`."""
    differ = 2 * (share * sure * (1 - sure) + (1 - share) * wrong * (1 - wrong))
    given = share * sure + (1 - share) * wrong
    return 1 - differ / (2 * given * (1 - given))


def try_differences(n_runs: int) -> pd.DataFrame:
    """The difference of two groups' shares of articles, by MOVER from Wilson's intervals."""
    rows = []
    for n_docs in SIZES:
        rng = np.random.default_rng([SEED, 7, n_docs])
        for one, two in ((0.1, 0.1), (0.3, 0.1), (0.6, 0.4)):
            n1, n2 = (rng.binomial(n_docs, share, 20 * n_runs) for share in (one, two))
            (l1, u1), (l2, u2) = wilson(n1, n_docs), wilson(n2, n_docs)
            p1, p2 = n1 / n_docs, n2 / n_docs
            low = p1 - p2 - np.sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2)
            high = p1 - p2 + np.sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)
            runs = [(low, high, np.full(len(low), one - two))]
            about = {"n_docs": n_docs, "rate": one}
            rows.append(collect("difference of shares of articles", "MOVER", runs, **about))
    return pd.concat(rows, ignore_index=True)


def draw_coverage(sample: pd.DataFrame, table: pd.DataFrame):
    """Coverage of every setting: the sample's estimates on the left, other intervals on the right."""
    figure, axes = plt.subplots(1, 2, figsize=(7.2, 4.2), layout="constrained")
    sides = (
        sample.assign(name=sample["estimand"] + ", " + sample["target"]),
        table.assign(name=table["interval"] + ", " + table["method"]),
    )
    for ax, rows in zip(axes, sides):
        names = sorted(rows["name"].unique(), reverse=True)
        ax.axvspan(0.93, 0.97, color="#eeeeee", lw=0)
        ax.axvline(0.95, color=MUTED, lw=0.8)
        for place, name in enumerate(names):
            value = rows.loc[rows["name"] == name, "coverage"]
            ax.plot(value, np.full(len(value), place), "|", color=PALETTE[0], ms=7, alpha=0.5)
        ax.set(yticks=range(len(names)), yticklabels=names, xlabel="holds the truth (share)")
        ax.tick_params(axis="y", labelsize=6)
    axes[0].set_title("Estimates from a coded sample")
    axes[1].set_title("Other intervals")
    return figure


if __name__ == "__main__":
    main(*sys.argv[1:2])
