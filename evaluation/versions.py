"""
What each version of the dictionary finds in the sentences of the last sample and their population.

    python -m evaluation.versions DATA 4 [LISTS]

counts the population (folder DATA holds `ungdc/speeches.jsonl.gz`) by what the lists as they
stand find (or those of an earlier version, in folder LISTS), keeps what they find in the
sentences drawn, as version 4, and makes all scores anew.
"""

import re
import sys

import numpy as np
import pandas as pd

from analysis.articles.splitting import split_sentences
from analysis.framing.judging import judge_matches, read_rules
from analysis.framing.matches import find_matches
from analysis.framing.readers import score_readers
from analysis.framing.unseen import UNSEEN
from analysis.framing.versions import (
    JUDGED,
    MOST,
    SAMPLES,
    agree_coders,
    mark,
    read_material,
    score_judged,
    score_versions,
)
from analysis.tables.stored import (
    LISTS,
    check_table,
    empty_table,
    read_csv,
    read_list,
    write_csv,
)
from analysis.text.tokens import find_tokens
from analysis.voices.quotations import find_quotations
from evaluation.unseen import read_speeches

AROUND = ("before", "text", "after")
BLOCK = 4000  # sentences found at a time
N_WORDS = (8, 80)
TOPICS = re.compile(
    r"human[ -]rights|\b(?:non)?interfer|\b(?:internal|domestic) affairs\b|terroris"
    r"|\bsanction|\bcoerc|\boccupation\b|\baggression|\bviolation",
    re.IGNORECASE,
)


def main(data, version, lists=LISTS):
    """All tables of the last sample that follow from the lists, the draw and the codings."""
    dictionary, rules = read_list("dictionary", lists), read_rules(lists)
    frames, folder = list_frames(), LISTS / SAMPLES[-1]
    population = list_population(data, SAMPLES[:-1])
    found = find_drawn(population, dictionary, rules)
    drawn = read_csv(folder / "draw.csv")["unit_id"]
    new = {
        "cells": count_cells(population["unit_id"], found, frames),
        "matches": found[found["unit_id"].isin(drawn)],
    }
    for name, table in new.items():
        old = read_csv(folder / f"{name}.csv").query("version != @version")
        table = pd.concat([old, table.assign(version=version)[list(old)]], ignore_index=True)
        write_csv(table.sort_values("version", kind="stable"), folder / f"{name}.csv")
    score_all(SAMPLES[-1], frames)


def score_all(sample: str, frames):
    """Store the scores of a sample that follow from its tables."""
    tables, folder = read_material(sample), LISTS / sample
    write_csv(score_versions(tables, frames), folder / "scores.csv")
    write_csv(score_judged(tables), folder / "judged.csv")
    write_csv(agree_coders(tables, frames), folder / "agreement.csv")
    write_csv(score_readers(tables, frames), folder / "readers.csv")


def list_frames():
    """The frames of the codebook."""
    return list(read_list("codebook", LISTS).query("variable == 'frame'")["code"])


def list_population(data, used_up=()) -> pd.DataFrame:
    """
    One row per sentence that could be drawn, with its neighbours.

    Speeches since 1990 of the half that was kept apart, without those of `corpus/unseen/` and of
    the samples `used_up`; the sentence, the one before or the one after names one of TOPICS.
    """
    speeches = read_speeches(data)
    used = set(read_csv(UNSEEN / "sentences.csv")["file"])
    for sample in used_up:
        used |= set(read_csv(LISTS / sample / "sentences.csv")["doc_id"] + ".txt")
    speeches = speeches[~speeches["file"].isin(used)]
    rows = []
    for speech in speeches.itertuples():
        text = re.sub(r"\s+", " ", speech.text).strip()
        sentences = [text[start:end] for start, end in split_sentences(text)]
        named = np.array([bool(TOPICS.search(sentence)) for sentence in sentences], bool)
        near = named | np.append(named[1:], False) | np.append(False, named[:-1])
        doc_id, padded = speech.file.removesuffix(".txt"), ["", *sentences, ""]
        rows += [
            (f"{doc_id}:{number}", doc_id, *padded[number : number + 3])
            for number in np.flatnonzero(near)
            if N_WORDS[0] <= len(sentences[number].split()) <= N_WORDS[1]
        ]
    return pd.DataFrame(rows, columns=["unit_id", "doc_id", *AROUND])


def find_drawn(units: pd.DataFrame, dictionary: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """
    What counts in the sentences of `units` (unit_id, before, text, after), read as one paragraph.

    `start` and `end` are characters of the sentence.
    """
    blocks = [
        find_block(units.iloc[start : start + BLOCK], dictionary, rules)
        for start in range(0, len(units), BLOCK)
    ]
    return pd.concat(blocks, ignore_index=True)


def find_block(units, dictionary, rules):
    """The matches of a few sentences."""
    rows, begins = [], {}
    for unit in units.itertuples():
        at = 0
        for number, name in enumerate(AROUND):
            text = getattr(unit, name)
            text = text if isinstance(text, str) else ""
            if name == "text":
                begins[unit.unit_id] = at
            if text:
                rows.append((unit.unit_id, 0, number, at, at + len(text), "body", text))
            at += len(text) + bool(text)
    names = ["doc_id", "paragraph", "sentence", "raw_start", "raw_end", "kind", "text"]
    sentences = check_table(pd.DataFrame(rows, columns=names), "sentences")
    edits, tokens = empty_table("edits"), find_tokens(sentences, empty_table("edits"))
    lists = (read_list(name, LISTS) for name in ("reporting_verbs", "speakers"))
    quotations = find_quotations(sentences, edits, *lists)
    matches = find_matches(tokens, sentences, edits, quotations, dictionary)
    matches = judge_matches(matches, tokens, sentences, rules)
    matches = matches[
        matches["sentence"].eq(AROUND.index("text"))
        & matches["kind"].eq("body")
        & matches["use"].ne("exclude")
    ]
    unit_id = matches["doc_id"].astype("str")
    begin = unit_id.map(begins)
    found = matches.assign(
        unit_id=unit_id, start=matches["raw_start"] - begin, end=matches["raw_end"] - begin
    )
    columns = ["unit_id", "frame", "start", "end", "pattern", "use", *JUDGED]
    found = found[columns].astype({"frame": "str", "pattern": "str", "use": "str"})
    return found.sort_values(["unit_id", "start", "frame"], ignore_index=True)


def count_cells(units: pd.Series, matches: pd.DataFrame, frames) -> pd.DataFrame:
    """How many of the sentences have a match of each frame, and how many have none, one, more."""
    hits = mark(units, matches, frames)
    rows = [(frame, cell, int(n)) for frame in frames for cell, n in counted(hits[frame], 2)]
    rows += [("all", cell, int(n)) for cell, n in counted(hits.sum(axis=1), MOST + 1)]
    rows.append(("any", len(units), int(hits.to_numpy().sum())))
    return pd.DataFrame(rows, columns=["frame", "cell", "n"])


def counted(values, n_cells):
    """(cell, sentences in it) of 0, 1 … the last cell holding all that is more."""
    return enumerate(np.bincount(np.minimum(values, n_cells - 1), minlength=n_cells))


if __name__ == "__main__":
    main(*sys.argv[1:])
