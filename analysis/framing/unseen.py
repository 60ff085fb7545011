"""
The sentences that the dictionary has never seen, and their coding.

`corpus/unseen/` keeps sentences drawn from open speeches, the coding and the hash of the dictionary.
"""

import hashlib

import pandas as pd

from analysis.tables import COLUMNS, LISTS, check_table, empty_table, read_csv

UNSEEN = LISTS / "unseen"


def read_unseen(dictionary):
    """
    The drawn sentences and their coding: (`sentences`, `coding`), both empty if they do not apply.

    They hold for one dictionary alone: the one that was frozen before they were drawn.
    """
    frozen = read_csv(UNSEEN / "frozen.csv")["sha256"]
    if hash_table(dictionary) not in set(frozen):
        return empty_table("sentences"), empty_table("coding")
    return (
        as_documents(read_csv(UNSEEN / "sentences.csv")),
        check_table(read_csv(UNSEEN / "coding.csv", COLUMNS["coding"]), "coding"),
    )


def as_documents(drawn):
    """The drawn sentences as a `sentences` table in which each is a document of its own."""
    return check_table(
        pd.DataFrame(
            {
                "doc_id": drawn["doc_id"],
                "paragraph": 0,
                "sentence": 0,
                "raw_start": 0,
                "raw_end": drawn["text"].str.len(),
                "kind": "body",
                "text": drawn["text"],
            }
        ),
        "sentences",
    )


def hash_table(table):
    """SHA-256 of the rows of a table, whatever their order."""
    rows = table.astype("str").fillna("").agg("\t".join, axis=1).sort_values(kind="stable")
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
