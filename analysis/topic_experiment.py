"""
Planted topics and pure noise: what the stability score says where the truth is known.

Part of the step `topics`. Artificial articles are drawn with known topics in them, or with
none, and go through the same models and the same refits as real ones. The threshold from
which a topic counts as coming back is read off here, never off the articles of a study.
"""

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.topic_stability import measure_overlap, measure_stability, refit_topics
from analysis.topics import Model, Passages, fit_topics, keep_terms

N_TERMS = 2000


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
    terms = np.array([f"word{''.join(chr(97 + int(d)) for d in f'{i:04d}')}" for i in range(N_TERMS)], object)
    doc = np.repeat(np.arange(n_docs), n_passages)
    rows = pd.DataFrame({"doc_id": [f"doc-{i:05d}" for i in doc],
                         "paragraph": np.tile(np.arange(n_passages), n_docs)})
    rows = rows.assign(sentence=rows["paragraph"], n_words=n_words)
    return (Passages(rows, terms, counts.astype(np.int32), "paragraph"),
            Model("planted", "paragraph", terms, np.ones(N_TERMS), planted))


def plant_topics(n_topics, n_own=60):
    """Topics (rows) over terms: each has its own words, as frequent as Zipf and Mandelbrot have it."""
    planted = np.zeros((max(n_topics, 1), N_TERMS))
    weight = 1 / (np.arange(1, n_own + 1) + 2.7)
    for topic in range(n_topics):
        own = 100 + topic + n_topics * np.arange(n_own)     # neither the commonest nor the rarest
        planted[topic, own] = weight / weight.sum()
    return planted
