"""
Planted topics and pure noise: what the stability score says where the truth is known.

Part of the step `topics`. Artificial articles are drawn with known topics in them, or with
none, and go through the same models and the same refits as real ones. The threshold from
which a topic counts as coming back is read off here, never off the articles of a study.
`python -m analysis.topics.experiment` writes its table anew (some minutes on one core).
"""

import numpy as np
import pandas as pd
from scipy import sparse
from tqdm import tqdm

from analysis.tables import FLAG, INT, LISTS, SHARE, TEXT, read_csv, write_csv
from analysis.topics.fitting import Model, fit_topics, topic_chances
from analysis.topics.passages import Passages, keep_terms
from analysis.topics.stability import measure_overlap, measure_stability, refit_topics

EXPERIMENT = LISTS / "reference" / "topic_experiment.csv"
COLUMNS = {
    "corpus": TEXT,
    "model": TEXT,
    "n_docs": INT,
    "n_passages": INT,
    "n_words": INT,
    "n_topics": INT,
    "seed": INT,
    "topic": INT,
    "stability": SHARE,
    "low": SHARE,
    "seeds": SHARE,
    "seeds_low": SHARE,
    "comes_back": FLAG,
    "recovered": SHARE,
}
N_TERMS = 2000
SEED = 20240611
# Settings: articles, paragraphs of each, words of each, topics, how often drawn. The first
# three are of the size of the five articles.
SETTINGS = [
    (5, 12, 45, 3, 12),
    (5, 12, 45, 5, 12),
    (5, 12, 45, 8, 8),
    (20, 10, 45, 5, 8),
    (60, 5, 100, 5, 4),
    (200, 1, 200, 10, 4),
    (500, 1, 200, 10, 4),
]


def draw_articles(n_docs, n_topics, n_words=200, n_passages=1, seed=0):
    """
    Artificial articles: (passages, planted model). Without topics (`n_topics` 0): pure noise.

    Words follow Zipf's law. With topics, six words in ten of a passage come from its
    topics, each with 60 words of its own (so that ten top terms are a choice), four in ten
    from the common words.
    """
    rng = np.random.default_rng(seed)
    common = 1 / np.arange(1, N_TERMS + 1) ** 1.05
    common /= common.sum()
    planted = plant_topics(n_topics)
    n_rows = n_docs * n_passages
    mixture = rng.dirichlet(np.full(max(n_topics, 1), 0.1), n_rows)
    chance = 0.4 * common + 0.6 * mixture @ planted if n_topics else np.tile(common, (n_rows, 1))
    counts = sparse.csr_array(rng.multinomial(n_words, chance / chance.sum(1, keepdims=True)))
    terms = np.array(
        [f"word{''.join(chr(97 + int(d)) for d in f'{i:04d}')}" for i in range(N_TERMS)], object
    )
    doc = np.repeat(np.arange(n_docs), n_passages)
    rows = pd.DataFrame(
        {
            "doc_id": [f"doc-{i:05d}" for i in doc],
            "paragraph": np.tile(np.arange(n_passages), n_docs),
        }
    )
    rows = rows.assign(sentence=rows["paragraph"], n_words=n_words)
    return (
        Passages(rows, terms, counts.astype(np.int32), "paragraph"),
        Model(
            "planted",
            "paragraph",
            terms,
            np.ones(N_TERMS),
            planted,
            np.bincount(counts.indices, minlength=N_TERMS),
        ),
    )


def keep_truth(truth, terms):
    """The planted model over the terms that are left."""
    here = np.isin(truth.terms, terms)
    return truth._replace(
        terms=terms,
        idf=truth.idf[here],
        weights=truth.weights[:, here],
        n_passages=truth.n_passages[here],
    )


def plant_topics(n_topics, n_own=60):
    """Topics (rows) over terms: each has its own words, as frequent as Zipf and Mandelbrot have it."""
    planted = np.zeros((max(n_topics, 1), N_TERMS))
    weight = 1 / (np.arange(1, n_own + 1) + 2.7)
    for topic in range(n_topics):
        own = 100 + topic + n_topics * np.arange(n_own)  # neither the commonest nor the rarest
        planted[topic, own] = weight / weight.sum()
    return planted


def measure_planted(n_docs, n_passages, n_words, n_topics, planted, kind="nmf", seed=0, n_runs=20):
    """
    One artificial corpus through the models: stability of each topic, and the part of its truth found.

    One row per topic: stability and low over draws of the articles, seeds and seeds_low over
    random starts, and recovered: overlap of its ten heaviest terms with the ten most probable
    of the planted topic that is its partner (missing for noise).
    """
    passages, truth = draw_articles(n_docs, n_topics if planted else 0, n_words, n_passages, seed)
    kept = keep_terms(passages)
    model = fit_topics(kept, n_topics, kind)
    stability = measure_stability(
        model, refit_topics(kept, n_topics, n_runs, kind, seed + 1), seed + 2
    )
    drawn, started = (
        stability[stability["over"] == over].reset_index(drop=True)
        for over in ("articles", "seeds")
    )
    truth = keep_truth(truth, kept.terms)
    return pd.DataFrame(
        {
            "corpus": "planted" if planted else "noise",
            "model": kind,
            "n_docs": n_docs,
            "n_passages": n_passages,
            "n_words": n_words,
            "n_topics": n_topics,
            "seed": seed,
            "topic": drawn["topic"],
            "stability": drawn["stability"],
            "low": drawn["low"],
            "seeds": started["stability"],
            "seeds_low": started["low"],
            "comes_back": drawn["comes_back"],
            "recovered": measure_overlap(model, truth, topic_chances)[1] if planted else np.nan,
        }
    )


def run_experiment(settings=SETTINGS, seed=SEED):
    """All settings, planted and noise, by NMF, and by LDA, which is slower, half as often."""
    jobs = [
        (*setting[:4], planted, kind, seed + draw)
        for kind, times in (("nmf", 1), ("lda", 2))
        for setting in settings
        for planted in (True, False)
        for draw in range(setting[4] // times)
    ]
    return pd.concat(
        [measure_planted(*job) for job in tqdm(jobs, "artificial corpora", disable=None)],
        ignore_index=True,
    )


def read_experiment():
    """The table of the experiment as it is kept with the study."""
    return read_csv(EXPERIMENT, COLUMNS)


if __name__ == "__main__":
    write_csv(run_experiment(), EXPERIMENT)
