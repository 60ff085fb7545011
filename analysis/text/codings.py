"""
Sentences that were read, each with the frames that were marked in it: what classifiers learn from.

Those of a corpus's own coded articles, and those drawn from open speeches to test the published list.
"""

import hashlib
from pathlib import Path

import pandas as pd

from analysis.tables.stored import LISTS, read_csv, read_list
from analysis.text.coded import spread_units
from analysis.text.spans import find_innermost, line_up

N_FOLDS = 5


def read_own(sentences: pd.DataFrame, corpus: Path | str) -> pd.DataFrame:
    """The sentences of the articles that were coded, `text` and `frames` (a set)."""
    coding = read_list("coding", corpus)
    coding = coding[coding["doc_id"].isin(sentences["doc_id"])]
    read = sentences[sentences["kind"].eq("body") & sentences["doc_id"].isin(coding["doc_id"])]
    read = read.reset_index(drop=True)
    if read.empty or not coding["variable"].eq("frame").any():
        return pd.DataFrame({"text": [], "frames": []}, dtype="object")
    spans = spread_units(coding, "frame")
    lines, words = line_up([read, spans])
    at = find_innermost(words[0], *lines)
    found = spans["frame"][at >= 0].groupby(at[at >= 0]).agg(frozenset)
    frames = found.reindex(read.index)
    return pd.DataFrame({"text": read["text"], "frames": frames.map(known)})


def read_samples() -> list[pd.DataFrame]:
    """The sentences drawn to test the published list, as coder a read them: `text` and `frames`."""
    first = read_csv(LISTS / "unseen" / "coding.csv").query("variable == 'frame'")
    tables = [("unseen", "doc_id", first.rename(columns={"code": "frame"}))]
    for path in sorted(LISTS.glob("unseen?/coding_a.csv")):
        tables.append((path.parent.name, "unit_id", read_csv(path)))
    rows = []
    for name, key, coding in tables:
        texts = read_csv(LISTS / name / "sentences.csv").set_index(key)["text"]
        frames = coding.groupby(key)["frame"].agg(frozenset).reindex(texts.index)
        rows.append(pd.DataFrame({"text": texts, "frames": frames.map(known)}))
    return rows


def known(frames: object) -> frozenset:
    """The frames that were marked in a sentence; none where nothing was."""
    return frames - {"none"} if isinstance(frames, frozenset) else frozenset()


def fold_of(text: str) -> int:
    """The fold of a sentence: the same for the same words, wherever they stand."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % N_FOLDS
