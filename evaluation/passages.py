"""
Voices measured on passages that a coder marked without knowing the rules:
`python -m evaluation.passages OUT.csv FILE.jsonl ...`.

Each line of a FILE holds `text`, `kind`, `spans` (start, end, voice, speaker, cue, sure) and
`marks` (start, end, kind: speech, scare, title or term). What is counted:

- Characters are letters and digits. *Attributed content* are direct and indirect spans, held
  against our direct and reported rows; *content or marked speech* are the spans of every
  voice and all marks of speech, held against all our rows of speech, free indirect speech and
  hearsay among them.
- *Where a verb of saying hands over*: the coded spans whose cue holds a form of "say" and its
  like, recall only of them; their precision is that of our rows with such a cue.
- A speaker is right if one name holds all words of the other.

The texts are not kept here: the table names the file by its hash.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.articles.splitting import split_sentences
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import LISTS, empty_table, read_list, write_csv
from analysis.text.agreement import score_counts
from analysis.text.spans import BETWEEN_MARKS
from analysis.voices.lexicon import Lexicon
from analysis.voices.quotations import find_quotations
from evaluation.judged_voices import AT_MOST, is_same_speaker, paint

SAYING = frozenset(["say", "state", "tell", "utter"])
SET_OFF = ("scare", "title", "term")  # of the coder's kinds of marks
APART = ("free_indirect", "hearsay")  # our rows that are not counted as reported speech


def read_passages(path: Path) -> list[dict]:
    """The passages of a file of lines of JSON."""
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def passages_to_sentences(passages: list[dict]) -> pd.DataFrame:
    """The table of sentences of passages, a paragraph a line, all of it body."""
    rows = []
    for passage in passages:
        at, number = 0, 0
        for paragraph, text in enumerate(passage["text"].split("\n")):
            for start, end in split_sentences(text):
                place = (paragraph, number, at + start, at + end)
                rows.append((passage["id"], *place, "body", text[start:end]))
                number += 1
            at += len(text) + 1
    return pd.DataFrame(rows, columns=list(COLUMNS["sentences"])).astype(COLUMNS["sentences"])


def measure_passages(passages: list[dict], found: pd.DataFrame, verbs: pd.DataFrame):
    """All scores of some passages: measure, n_coded, n_found, n_both, precision, recall, f1."""
    spoken = found[~found["form"].isin((*BETWEEN_MARKS, "narrated_act"))]
    spoken = spoken[spoken["voice"] != "narrator"]
    strict = spoken[~spoken["form"].isin(APART)]
    is_saying = make_test(verbs)
    saying = strict[np.fromiter(map(is_saying, strict["cue"].fillna("")), bool, len(strict))]
    rows = {
        "attributed content": count(passages, ("direct", "indirect"), strict),
        "content or marked speech": count(passages, None, spoken, with_marks=True),
        "direct": count(passages, ("direct",), strict[strict["voice"] == "direct"]),
        "indirect": count(passages, ("indirect",), strict[strict["voice"] == "indirect"]),
        "hearsay": count(passages, ("hearsay",), spoken[spoken["form"] == "hearsay"]),
        "free indirect": count(
            passages, ("free_indirect",), spoken[spoken["form"] == "free_indirect"]
        ),
        "where a verb of saying hands over": count_saying(passages, strict, saying, is_saying),
        "speaker right": count_speakers(passages, strict),
        **count_marks(passages, found),
    }
    return pd.DataFrame([{"measure": name, **scores(counts)} for name, counts in rows.items()])


def scores(counts) -> dict:
    """Counts with precision, recall and F1; a fourth count is what precision shares with `n_found`."""
    n_coded, n_found, n_both, *other = (int(count) for count in counts)
    table = {"n_coded": n_coded, "n_found": n_found, "n_both": n_both}
    table |= score_counts(n_coded, n_found, n_both)
    if other:
        precision, recall = other[0] / max(n_found, 1), n_both / max(n_coded, 1)
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        table |= {"precision": precision, "recall": recall, "f1": f1}
    return table


def make_test(verbs):
    """A test whether a cue is a verb of saying in any form."""
    lexicon = Lexicon(verbs)
    forms = {form for form, kinds in lexicon.verbs.items() if kinds & SAYING}
    return lambda cue: any(word in forms for word in cue.lower().split())


def count_saying(passages, strict, saying, is_saying):
    """Letters coded with a cue of saying, letters of our rows with one, and both ways what is shared."""
    n_coded, _, n_both = count(passages, ("direct", "indirect"), strict, is_saying)
    _, n_found, n_right = count(passages, None, saying)
    return n_coded, n_found, n_both, n_right


def count(passages, voices, found, is_saying=None, with_marks=False):
    """Letters coded in some voices (None: all), letters found, and both."""
    counts, rows = np.zeros(3, int), dict(list(found.groupby("doc_id")))
    for passage in passages:
        letters = np.fromiter(map(str.isalnum, passage["text"]), bool, len(passage["text"]))
        spans = [
            (span["start"], span["end"])
            for span in passage["spans"]
            if (voices is None or span["voice"] in voices)
            and (is_saying is None or is_saying(span["cue"] or ""))
        ]
        if with_marks:
            spans += [(m["start"], m["end"]) for m in passage["marks"] if m["kind"] == "speech"]
        ours = rows.get(passage["id"], found[:0])
        coded = paint(passage["text"], spans) & letters
        marked = paint(passage["text"], zip(ours["raw_start"], ours["raw_end"])) & letters
        counts += [coded.sum(), marked.sum(), (coded & marked).sum()]
    return counts


def count_speakers(passages, found):
    """Spans coded with a speaker, those found by half or more, and those with the right speaker."""
    counts, rows = np.zeros(3, int), dict(list(found.groupby("doc_id")))
    for passage in passages:
        ours = rows.get(passage["id"], found[:0])
        for span in passage["spans"]:
            if span["voice"] not in ("direct", "indirect"):
                continue
            shared = np.minimum(ours["raw_end"], span["end"]) - np.maximum(
                ours["raw_start"], span["start"]
            )
            is_found = len(ours) and shared.clip(lower=0).sum() * 2 >= span["end"] - span["start"]
            counts[:2] += [1, int(is_found)]
            if is_found:
                size = ours["raw_end"] - ours["raw_start"]
                best = ours.loc[(-shared * 10_000 + size).idxmin()]
                counts[2] += is_right(best["speaker"], best["rule"], span["speaker"])
    return counts


def is_right(speaker, rule: str, coded: str) -> bool:
    """Whether a speaker is the coded one: the same name, or one that holds all words of the other."""
    if isinstance(speaker, str) and coded:
        ours, theirs = (name.casefold().removeprefix("the ") for name in (speaker, coded))
        if ours == theirs:
            return True
    return is_same_speaker(speaker, rule, {"source": coded, "names": [coded]})


def count_marks(passages, found):
    """Words between marks: set off, or speech; by the rules, and by their number alone."""
    near = found[found["form"].isin((*BETWEEN_MARKS, "full", "partial"))]
    rows, judged = dict(list(near.groupby("doc_id"))), []
    for passage in passages:
        ours = rows.get(passage["id"], near[:0])
        for mark in passage["marks"]:
            start, end = mark["start"], mark["end"]
            shared = np.minimum(ours["raw_end"], end) - np.maximum(ours["raw_start"], start)
            union = np.maximum(ours["raw_end"], end) - np.minimum(ours["raw_start"], start)
            best = (shared / union).idxmax() if len(ours) and shared.max() > 0 else None
            form = ours.loc[best, "form"] if best is not None else "none"
            plain = "speech" if len(passage["text"][start:end].split()) > AT_MOST else "set off"
            kind = "set off" if form in BETWEEN_MARKS else "speech" if form != "none" else "none"
            judged.append(("set off" if mark["kind"] in SET_OFF else "speech", kind, plain))
    tables = {}
    for number, method in ((1, "our rules"), (2, f"at most {AT_MOST} words are set off")):
        for tag in ("speech", "set off"):
            coded = [row[0] == tag for row in judged]
            named = [row[number] == tag for row in judged]
            both = sum(one and other for one, other in zip(coded, named))
            tables[f"{tag} between marks, {method}"] = (sum(coded), sum(named), both)
    return tables


def evaluate(path: Path) -> pd.DataFrame:
    """The scores of one file, with its hash and the number of its passages, and by kind of text."""
    passages = read_passages(path)
    sentences = passages_to_sentences(passages)
    verbs, roles = read_list("reporting_verbs", LISTS), read_list("speakers", LISTS)
    found = find_quotations(sentences, empty_table("edits"), verbs, roles)
    tables = [measure_passages(passages, found, verbs).assign(kind="all")]
    for kind in sorted({passage["kind"] for passage in passages}):
        some = [passage for passage in passages if passage["kind"] == kind]
        rows = found[found["doc_id"].isin([passage["id"] for passage in some])]
        tables.append(measure_passages(some, rows, verbs).iloc[:1].assign(kind=kind))
    digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    return pd.concat(tables, ignore_index=True).assign(n_passages=len(passages), sha256=digest)


def main(out, *paths):
    """Score files of passages, one below the other, and write the table to `out`."""
    tables = [evaluate(Path(path)).assign(passages=Path(path).stem) for path in paths]
    table = pd.concat(tables, ignore_index=True)
    print(table.drop(columns="sha256").round(3).to_string(index=False))
    write_csv(table, Path(out))


if __name__ == "__main__":
    main(*sys.argv[1:])
