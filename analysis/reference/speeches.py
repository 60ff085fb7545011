"""
A larger frame of reference: China's speeches in the UN General Debate. Part of `topics`.

Source: UN General Debate Corpus (Jankin, Baturo & Dasandi; Harvard Dataverse,
doi:10.7910/DVN/0TJX8Y), CC0. `python -m analysis.reference.speeches DATA` writes the table
anew, where DATA is a folder that holds `ungdc/speeches.jsonl.gz`.
"""

import gzip
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.tables.stored import LISTS, empty_table, read_csv, write_csv

COUNTRY = "CHN"
# Until General Assembly resolution 2758 of 25 October 1971 the government in Taipei held
# China's seat; the debate of that year was over by then. The model is fitted on what came after.
SINCE = 1972
FEWEST_WORDS = 80  # of a passage: about two paragraphs of a news report
SENTENCE_END = re.compile(r"(?<=[.?!])\s+|(?<=[.?!][\"'”’)])\s+")
COLUMNS = {"doc_id": "str", "year": "int64", "passage": "int64", "text": "str"}


def speeches_path(corpus: Path | str = LISTS) -> Path:
    """Where a corpus keeps the reference speeches: its own, or else the published ones."""
    own = Path(corpus) / "reference" / "china_ungdc.csv"
    return own if own.exists() else LISTS / "reference" / "china_ungdc.csv"


def read_speeches(corpus: Path | str = LISTS, since: int = SINCE) -> pd.DataFrame:
    """The reference speeches from the year `since` on: doc_id, year, passage, text."""
    speeches = read_csv(speeches_path(corpus), COLUMNS)
    return speeches[speeches["year"] >= since].reset_index(drop=True)


def speeches_as_sentences(speeches: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The speeches in the form of (sentences, edits), a row per passage, so that steps can take them."""
    start = speeches["text"].str.len().add(1).groupby(speeches["doc_id"]).cumsum()
    sentences = pd.DataFrame(
        {
            "doc_id": speeches["doc_id"],
            "paragraph": speeches["passage"],
            "sentence": speeches["passage"],
            "raw_start": start - speeches["text"].str.len() - 1,
            "raw_end": start - 1,
            "kind": "body",
            "text": speeches["text"],
        }
    )
    return sentences, empty_table("edits")


def cut_passages(text: str, fewest: int = FEWEST_WORDS) -> list[str]:
    """
    The text of a speech in passages: sentences joined until there are `fewest` words.

    In some years a line of the source is a paragraph, in others a line of print, and in
    one the whole speech; so the lines are not kept.
    """
    passages: list[str] = []
    held: list[str] = []
    for piece in SENTENCE_END.split(" ".join(text.split())):
        held += piece.split()
        if len(held) >= fewest:
            passages.append(" ".join(held))
            held = []
    return passages + [" ".join(held)] * bool(held)


def read_debate(data: Path | str) -> tuple[list[dict[str, Any]], str]:
    """All speeches of the General Debate in the folder `data`, as mappings, and the file's SHA-256."""
    packed = (Path(data) / "ungdc" / "speeches.jsonl.gz").read_bytes()
    lines = gzip.decompress(packed).decode("utf-8").strip().split("\n")
    return [json.loads(line) for line in lines], hashlib.sha256(packed).hexdigest()


def build_speeches(data: Path | str) -> pd.DataFrame:
    """The table of China's speeches from the General Debate in the folder `data`."""
    speeches, _ = read_debate(data)
    rows = [
        (f"china-{speech['year']}", int(speech["year"]), number, passage)
        for speech in sorted(speeches, key=lambda speech: speech["file"])
        if speech["country"] == COUNTRY
        for number, passage in enumerate(cut_passages(speech["text"]))
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


if __name__ == "__main__":
    write_csv(build_speeches(sys.argv[1]), LISTS / "reference" / "china_ungdc.csv")
