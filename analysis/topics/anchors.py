"""
Seed words for topics, off unless asked for: guided NMF. Part of the step `topics`.

Seeded topics find what they were told to find: they can show where a word list's words
stand together with others, never that the articles are about it.
"""

import numpy as np
import pandas as pd

from analysis.text.patterns import expand_globs
from analysis.topics.fitting import Model, list_top_terms, topic_chances


def find_anchors(dictionary: pd.DataFrame, terms: np.ndarray) -> dict[str, list[str]]:
    """The one-word patterns of a dictionary as seed words: name -> terms of the model; empty names left out."""
    rows = dictionary[
        (dictionary["use"] == "count") & ~dictionary["pattern"].str.contains(" ", regex=False)
    ]
    found = expand_globs(rows["pattern"], terms)
    found["term"] = np.asarray(terms, object)[found["code"]]
    pairs = rows[["frame", "pattern"]].merge(found, on="pattern").drop_duplicates(["frame", "term"])
    return {name: list(part["term"]) for name, part in pairs.groupby("frame", sort=False)}


def match_anchors(model: Model, anchors: dict[str, list[str]]) -> pd.DataFrame:
    """
    The topic that each set of seed words drew to itself: name, topic, share, top_terms.

    share: part of the topic's weight that lies on the seed words themselves; the nearer to
    1, the more the topic says back what it was given.
    """
    weights = topic_chances(model)
    top = list_top_terms(model).groupby("topic")["term"].agg(", ".join)
    share = {
        name: weights[:, pd.Index(model.terms).isin(words)].sum(1)
        for name, words in anchors.items()
    }
    return pd.DataFrame(
        [
            (name, int(part.argmax()) + 1, float(part.max()), top[int(part.argmax()) + 1])
            for name, part in share.items()
            if len(part)
        ],
        columns=["name", "topic", "share", "top_terms"],
    )
