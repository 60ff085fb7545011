"""
Our topics beside those of other tools: same articles, same terms, same number, one run.

Part of the step `topics`. `evaluate_topics(data)` takes a folder that holds
`ungdc/speeches.jsonl.gz`, and `gum/dep` if GUM is to be compared, and writes the tables under
`corpus/reference/`. tomotopy is not part of the study's environment: where it is not installed
its rows are left out, and said. Models that chance starts are fitted from five seeds.
"""

import importlib.util
import sys
import time
import tracemalloc

import numpy as np
import pandas as pd
from tqdm import tqdm

from analysis.tables.stored import LISTS, write_csv
from analysis.topics.fitting import N_TOP, fit_topics, measure_idf, rank_terms, weigh
from analysis.topics.passages import take_terms
from analysis.topics.quality import (
    coherence_npmi,
    count_in_passages,
    measure_diversity,
    npmi_matrix,
)
from evaluation.topic_sets import count_speeches, cut_sets, read_gum, read_ordered

N_TOPICS = 20
SEEDS = range(5)  # of the models that chance starts: one seed is luck
SMALL = 10_000_000  # characters of the smaller set for speed
TIMES = 5
TOMOTOPY_ROUNDS = 500
COMPARISON = LISTS / "reference" / "topic_comparison.csv"
SPEED = LISTS / "reference" / "topic_speed.csv"


def evaluate_topics(data, out=LISTS / "reference"):
    """Compare quality on speeches and short passages, and speed on 10 MB and on all; write and return the tables."""
    return compare_topics(data, out), time_topics(data, out)


def compare_topics(data, out=LISTS / "reference"):
    """Coherence and diversity of all models on all sets; write and return the table."""
    speeches, digest = read_ordered(data)
    comparison = compare_quality(cut_sets(speeches) + read_gum(data)).assign(sha256=digest)
    write_csv(comparison, out / COMPARISON.name)
    return comparison


def read_comparison():
    """The table of the comparison as it is kept with the study."""
    return pd.read_csv(COMPARISON)


def time_topics(data, out=LISTS / "reference"):
    """Seconds and memory of NMF, ours and scikit-learn's; write and return the table. For a quiet machine."""
    speeches, digest = read_ordered(data)
    speed = compare_speed(speeches).assign(sha256=digest)
    write_csv(speed, out / SPEED.name)
    return speed


# the models -------------------------------------------------------------------------


def our_nmf(passages):
    return rank_terms(fit_topics(passages, N_TOPICS))


def our_lda(passages):
    return rank_terms(fit_topics(passages, N_TOPICS, "lda"))


def sklearn_nmf(passages):
    """scikit-learn's NMF and tf-idf as they come."""
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfTransformer

    return top_of(
        NMF(N_TOPICS, random_state=0)
        .fit(TfidfTransformer().fit_transform(passages.counts))
        .components_
    )


def sklearn_nmf_on_ours(passages):
    """scikit-learn's NMF as it comes, on our tf-idf."""
    from sklearn.decomposition import NMF

    return top_of(
        NMF(N_TOPICS, random_state=0)
        .fit(weigh(passages.counts, measure_idf(passages.counts)))
        .components_
    )


def sklearn_lda(passages, seed=0):
    """scikit-learn's LDA as it comes (batch, 10 rounds)."""
    from sklearn.decomposition import LatentDirichletAllocation

    return top_of(
        LatentDirichletAllocation(N_TOPICS, random_state=seed).fit(passages.counts).components_
    )


def tomotopy_lda(passages, seed=0):
    """tomotopy's LDA as it comes, 500 rounds of Gibbs sampling on one core."""
    import tomotopy

    model = tomotopy.LDAModel(k=N_TOPICS, seed=seed)
    counts = passages.counts
    for first, last in zip(counts.indptr[:-1], counts.indptr[1:]):
        model.add_doc(
            np.repeat(passages.terms[counts.indices[first:last]], counts.data[first:last]).tolist()
        )
    model.train(TOMOTOPY_ROUNDS, workers=1)
    place = pd.Index(passages.terms)
    return np.array(
        [
            place.get_indexer([term for term, _ in model.get_topic_words(topic, N_TOP)])
            for topic in range(N_TOPICS)
        ]
    )


def top_of(weights):
    """Numbers of the heaviest terms of each topic."""
    return np.argsort(-weights, axis=1, kind="stable")[:, :N_TOP]


MODELS = {
    "ours, NMF": our_nmf,
    "ours, LDA": our_lda,
    "scikit-learn NMF, defaults": sklearn_nmf,
    "scikit-learn NMF, defaults, our tf-idf": sklearn_nmf_on_ours,
    "scikit-learn LDA, defaults": sklearn_lda,
    "tomotopy LDA, defaults": tomotopy_lda,
}
SEEDED = [
    sklearn_lda,
    tomotopy_lda,
]  # the others start from singular vectors: nothing in them is random


def models_at_hand():
    """The models that are installed."""
    if importlib.util.find_spec("tomotopy"):
        return MODELS
    print("tomotopy is not installed: its rows are left out.")
    return {name: fit for name, fit in MODELS.items() if fit is not tomotopy_lda}


# quality and speed ------------------------------------------------------------------


def compare_quality(sets):
    """
    One row per set and model: same terms, same number of topics.

    npmi: coherence in the fitted passages, with npmi_low and npmi_high the range over the
    seeds; diversity; held_out: coherence of the same top terms in passages that no model has
    seen (missing where there are none; a term that they lack goes together with nothing).
    """
    return pd.DataFrame(
        [
            {"set": part.name, "model": model, **measure_seeds(fit, part)}
            for part in tqdm(sets, "sets", disable=None)
            for model, fit in models_at_hand().items()
        ]
    )


def measure_seeds(fit, part):
    """One model on one set: means over the seeds, with the range of NPMI."""
    seeds = SEEDS if fit in SEEDED else [0]
    runs = pd.DataFrame([measure_model(fit, part.passages, part.others, seed) for seed in seeds])
    size = {
        "n_docs": part.passages.rows["doc_id"].nunique(),
        "n_passages": len(part.passages.rows),
        "n_terms": len(part.passages.terms),
        "n_topics": N_TOPICS,
        "n_seeds": len(runs),
    }
    return {
        **size,
        "npmi": runs["npmi"].mean(),
        "npmi_low": runs["npmi"].min(),
        "npmi_high": runs["npmi"].max(),
        "diversity": runs["diversity"].mean(),
        "held_out": runs["held_out"].mean(),
        "seconds": runs["seconds"].median(),
    }


def measure_model(fit, passages, others=None, seed=0):
    """One fit: its coherence, in other passages too, its diversity, and its seconds."""
    began = time.perf_counter()
    top = fit(passages, seed) if fit in SEEDED else fit(passages)
    seconds = time.perf_counter() - began
    return {
        "npmi": measure_coherence(top, passages, passages.terms),
        "diversity": measure_diversity(top),
        "held_out": np.nan if others is None else measure_coherence(top, others, passages.terms),
        "seconds": round(seconds, 2),
    }


def measure_coherence(top, passages, terms):
    """Mean NPMI of top terms (numbers into `terms`), counted in passages."""
    codes, place = np.unique(top, return_inverse=True)
    held = take_terms(passages, terms[codes])
    npmi = npmi_matrix(*count_in_passages(held, np.arange(len(codes))))
    return coherence_npmi(npmi, place.reshape(top.shape)).mean()


def compare_speed(speeches, times=TIMES):
    """NMF, ours and scikit-learn's, in turns: median and range of seconds, coherence, memory of the fit."""
    order = np.random.default_rng(0).permutation(len(speeches))
    size = speeches["text"].str.len().iloc[order].cumsum()
    sets = {
        "10 MB": np.sort(order[: np.searchsorted(size, SMALL)]),
        "all": np.arange(len(speeches)),
    }
    fits = {name: fit for name, fit in MODELS.items() if "NMF" in name}
    rows = []
    for name, chosen in sets.items():
        passages = count_speeches(speeches.iloc[chosen])
        runs = pd.DataFrame(
            [
                {
                    "model": model,
                    "n_docs": len(passages.rows),
                    "n_terms": len(passages.terms),
                    "n_topics": N_TOPICS,
                    **measure_model(fit, passages),
                }
                for _ in range(times)
                for model, fit in fits.items()
            ]
        )
        table = (
            runs.groupby("model", sort=False)
            .agg(
                **{
                    column: (column, "first")
                    for column in ("n_docs", "n_terms", "n_topics", "npmi", "diversity")
                },
                seconds=("seconds", "median"),
                fastest=("seconds", "min"),
                slowest=("seconds", "max"),
            )
            .reset_index()
        )
        table.insert(0, "set", name)
        rows.append(
            table.assign(
                times=times,
                n_counts=passages.counts.nnz,
                memory_mb=[peak_memory(fits[model], passages) for model in table["model"]],
            )
        )
    return pd.concat(rows, ignore_index=True)


def peak_memory(fit, passages):
    """Megabytes that a fit takes at most beyond the passages themselves."""
    tracemalloc.start()
    fit(passages)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return round(peak / 1e6)


if __name__ == "__main__":
    evaluate_topics(*sys.argv[1:2])
