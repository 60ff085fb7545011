"""
How often noise passes for topics, and how many planted topics are found: the table that is kept.

Part of the step `topics`. `python -m evaluation.topic_null` makes it anew.
"""

import pandas as pd

from analysis.tables.columns import INT, SHARE, TEXT
from analysis.tables.stored import LISTS, read_csv

EXPERIMENT = LISTS / "reference" / "topic_experiment.csv"
COLUMNS = {  # one artificial corpus
    "corpus": TEXT,  # noise or planted
    "model": TEXT,
    "n_docs": INT,
    "n_words": INT,
    "n_vocabulary": INT,
    "n_topics": INT,
    "seed": INT,
    "n_runs": INT,
    "n_shuffles": INT,
    "stability": SHARE,  # of the most stable topic
    "null": SHARE,  # what shuffled words reach
    "n_above": INT,  # topics above it
    "n_recur": INT,  # of these, those of which half of the top terms return
    "n_fixed": INT,  # topics that a fixed threshold lets through
    "recovered": SHARE,  # part of the planted topics' terms that is found
}


def read_experiment() -> pd.DataFrame:
    """The table of the experiment as it is kept with the study."""
    return read_csv(EXPERIMENT, COLUMNS)


def sum_experiment(experiment: pd.DataFrame) -> pd.DataFrame:
    """
    A row per kind of artificial corpus: false topics in noise, power on planted topics.

    n_false of n_noise: corpora of noise in which any topic recurs; n_false_fixed: by the fixed
    threshold. power, power_fixed: part of the planted topics that recur.
    """
    kinds = ["model", "n_words", "n_docs", "n_vocabulary", "n_topics"]
    noise, planted = (
        experiment[experiment["corpus"] == corpus].groupby(kinds) for corpus in ("noise", "planted")
    )
    table = noise.agg(
        n_noise=("seed", "size"),
        n_false=("n_recur", lambda n: int((n > 0).sum())),
        n_false_above=("n_above", lambda n: int((n > 0).sum())),
        n_false_fixed=("n_fixed", lambda n: int((n > 0).sum())),
    )
    found = planted[["n_recur", "n_fixed", "recovered"]].mean()
    table = table.join(found).reset_index()
    return table.assign(
        power=table.pop("n_recur") / table["n_topics"],
        power_fixed=table.pop("n_fixed") / table["n_topics"],
    )
