"""
Our topics beside those of other tools: same articles, same terms, same number, one run.

Part of the step `topics`. `evaluate_topics(data)` takes a folder that holds
`ungdc/speeches.jsonl.gz` and writes the tables under `corpus/reference/`. tomotopy is not
part of the study's environment: where it is not installed its rows are left out, and said.
"""

import importlib.util
import re
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from analysis.tables import LISTS, read_list, write_csv
from analysis.tokens import find_tokens
from analysis.topics.passages import count_passages, keep_terms
from analysis.topics.quality import coherence_npmi, count_in_passages, measure_diversity, npmi_matrix
from analysis.topics.china import read_debate, speeches_as_sentences
from analysis.topics.fitting import N_TOP, fit_topics, measure_idf, rank_terms, weigh

N_TOPICS = 20
PER_DECADE = 100            # speeches of each decade, evenly spaced
SMALL = 10_000_000          # characters of the smaller set for speed
TIMES = 5
TOMOTOPY_ROUNDS = 500
COMPARISON = LISTS / "reference" / "topic_comparison.csv"
SPEED = LISTS / "reference" / "topic_speed.csv"


def evaluate_topics(data, out=LISTS / "reference"):
    """Compare quality by decade and speed on 10 MB and on all; write and return the two tables."""
    speeches, digest = read_debate(data)
    speeches = pd.DataFrame(speeches).sort_values("file", ignore_index=True)
    sets = {f"General Debate, {decade}s": count_speeches(part) for decade, part in sample_decades(speeches)}
    comparison = compare_quality(sets | read_gum(data)).assign(sha256=digest)
    speed = compare_speed(speeches).assign(sha256=digest)
    write_csv(comparison, out / COMPARISON.name)
    write_csv(speed, out / SPEED.name)
    return comparison, speed


def count_speeches(speeches):
    """Speeches as passages, one each, with the terms that all models get."""
    return count_table(pd.DataFrame({"doc_id": speeches["file"], "passage": 0, "text": speeches["text"]}), "article")


def count_table(table, unit):
    """Texts (doc_id, passage, text) as passages with the terms that all models get."""
    sentences, edits = speeches_as_sentences(table)
    tokens = find_tokens(sentences, edits, read_list("variants", LISTS))
    return keep_terms(count_passages(tokens, sentences, unit), read_list("stop_terms", LISTS)["term"])


def sample_decades(speeches, per_decade=PER_DECADE):
    """(decade, some of its speeches, evenly spaced) for each decade."""
    for decade, part in speeches.groupby(speeches["year"].astype(int) // 10 * 10):
        yield decade, part.iloc[::max(len(part) // per_decade, 1)][:per_decade]


def read_gum(data):
    """The news and interviews of GUM as passages, one per paragraph; nothing where the folder is absent."""
    paths = sorted((Path(data) / "gum" / "dep").glob("*.conllu"))
    rows = [(path.stem, number, " ".join(re.findall(r"^# text = (.*)$", part, re.MULTILINE)))
            for path in paths for number, part in enumerate(re.split(r"^# newpar", path.read_text("utf-8"), flags=re.MULTILINE))]
    rows = [row for row in rows if row[2]]
    if not rows:
        return {}
    table = pd.DataFrame(rows, columns=["doc_id", "passage", "text"])
    table["passage"] = table.groupby("doc_id").cumcount()
    return {"GUM, paragraphs": count_table(table, "paragraph")}


# the models -------------------------------------------------------------------------

def our_nmf(passages):
    return rank_terms(fit_topics(passages, N_TOPICS))


def our_lda(passages):
    return rank_terms(fit_topics(passages, N_TOPICS, "lda"))


def sklearn_nmf(passages):
    """scikit-learn's NMF and tf-idf as they come."""
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfTransformer

    return top_of(NMF(N_TOPICS, random_state=0).fit(TfidfTransformer().fit_transform(passages.counts)).components_)


def sklearn_nmf_on_ours(passages):
    """scikit-learn's NMF as it comes, on our tf-idf."""
    from sklearn.decomposition import NMF

    return top_of(NMF(N_TOPICS, random_state=0).fit(weigh(passages.counts, measure_idf(passages.counts))).components_)


def sklearn_lda(passages):
    """scikit-learn's LDA as it comes (batch, 10 rounds)."""
    from sklearn.decomposition import LatentDirichletAllocation

    return top_of(LatentDirichletAllocation(N_TOPICS, random_state=0).fit(passages.counts).components_)


def tomotopy_lda(passages):
    """tomotopy's LDA as it comes, 500 rounds of Gibbs sampling on one core."""
    import tomotopy

    model = tomotopy.LDAModel(k=N_TOPICS, seed=1)
    counts = passages.counts
    for first, last in zip(counts.indptr[:-1], counts.indptr[1:]):
        model.add_doc(np.repeat(passages.terms[counts.indices[first:last]], counts.data[first:last]).tolist())
    model.train(TOMOTOPY_ROUNDS, workers=1)
    place = pd.Index(passages.terms)
    return np.array([place.get_indexer([term for term, _ in model.get_topic_words(topic, N_TOP)])
                     for topic in range(N_TOPICS)])


def top_of(weights):
    """Numbers of the heaviest terms of each topic."""
    return np.argsort(-weights, axis=1, kind="stable")[:, :N_TOP]


MODELS = {"ours, NMF": our_nmf, "ours, LDA": our_lda, "scikit-learn NMF, defaults": sklearn_nmf,
          "scikit-learn NMF, defaults, our tf-idf": sklearn_nmf_on_ours,
          "scikit-learn LDA, defaults": sklearn_lda, "tomotopy LDA, defaults": tomotopy_lda}


def models_at_hand():
    """The models that are installed."""
    if importlib.util.find_spec("tomotopy"):
        return MODELS
    print("tomotopy is not installed: its rows are left out.")
    return {name: fit for name, fit in MODELS.items() if fit is not tomotopy_lda}


# quality and speed ------------------------------------------------------------------

def compare_quality(sets):
    """One row per set and model: npmi (in passages), diversity, seconds; same terms, same number of topics."""
    models = models_at_hand()
    return pd.DataFrame([{"set": name, **measure_model(model, fit, passages)}
                         for name, passages in tqdm(list(sets.items()), "sets", disable=None)
                         for model, fit in models.items()])


def measure_model(name, fit, passages):
    """One model on one set of passages."""
    began = time.perf_counter()
    top = fit(passages)
    seconds = time.perf_counter() - began
    codes, place = np.unique(top, return_inverse=True)
    npmi = coherence_npmi(npmi_matrix(*count_in_passages(passages, codes)), place.reshape(top.shape))
    return {"model": name, "n_docs": len(passages.rows), "n_terms": len(passages.terms), "n_topics": N_TOPICS,
            "npmi": npmi.mean(), "diversity": measure_diversity(top), "seconds": round(seconds, 2)}


def compare_speed(speeches, times=TIMES):
    """NMF, ours and scikit-learn's, in turns: median and range of seconds, coherence, memory of the fit."""
    order = np.random.default_rng(0).permutation(len(speeches))
    size = speeches["text"].str.len().iloc[order].cumsum()
    sets = {"10 MB": np.sort(order[:np.searchsorted(size, SMALL)]), "all": np.arange(len(speeches))}
    fits = {name: fit for name, fit in MODELS.items() if "NMF" in name}
    rows = []
    for name, chosen in sets.items():
        passages = count_speeches(speeches.iloc[chosen])
        runs = pd.DataFrame([measure_model(model, fit, passages) for _ in range(times) for model, fit in fits.items()])
        table = runs.groupby("model", sort=False).agg(
            **{column: (column, "first") for column in ("n_docs", "n_terms", "n_topics", "npmi", "diversity")},
            seconds=("seconds", "median"), fastest=("seconds", "min"), slowest=("seconds", "max")).reset_index()
        table.insert(0, "set", name)
        rows.append(table.assign(times=times, n_counts=passages.counts.nnz,
                                 memory_mb=[peak_memory(fits[model], passages) for model in table["model"]]))
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
