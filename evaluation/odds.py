"""
The precision of each rule for voices on open text: `python -m evaluation.odds GUM FILE.jsonl ...`.

A row of speech is right if most of its letters lie in what a coder gave to a speaker, or to
nobody named; GUM cannot say it of objects of verbs, of hearsay and of transcripts, which are
judged on the passages alone. Words between marks are right if the coder, too, set them off.
Written to corpus/reference/voices_odds.csv: rule, n, n_right, precision and its 95% Wilson
interval; the rows of the study are *certain* or *likely* by it.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.measures.rates import wilson
from analysis.tables.stored import LISTS, ROOT, empty_table, read_list, write_csv
from analysis.text.spans import BETWEEN_MARKS
from analysis.voices.odds import rule_of
from analysis.voices.quotations import find_quotations
from evaluation.gum import list_documents, no_edits, read_gum
from evaluation.judged_voices import OBJECTS, body_letters, gold_spans, paint, texts_of
from evaluation.passages import passages_to_sentences, read_passages
from evaluation.voices import with_speech

MOST = 0.8  # of a row's letters must lie in coded content
FIRST = 40  # characters of a quotation: GUM gives only the first sentence of a longer one
NOT_IN_GUM = (
    *OBJECTS,
    "infinitive or participle",
    "transcript",
    "block quotation",
    "speech goes on",
    "no cue",
)


def judge(found, gold, marks, letters, texts) -> list[tuple[str, bool]]:
    """(rule, whether it is right) of each row; `gold` and `marks` are document -> spans."""
    judged = []
    for doc, rows in found.groupby("doc_id"):
        coded = paint(texts[doc], gold.get(doc, [])) & letters[doc]
        set_off = paint(texts[doc], marks.get(doc, []))
        for row in rows.itertuples():
            part = slice(row.raw_start, row.raw_end)
            if row.form in BETWEEN_MARKS:
                judged.append((rule_of(row.form, row.rule), bool(set_off[part].mean() > 0.5)))
            elif letters[doc][part].any():
                if row.voice == "direct" and doc.startswith("GUM"):
                    part = slice(row.raw_start, min(row.raw_start + FIRST, row.raw_end))
                share = coded[part].sum() / letters[doc][part].sum()
                judged.append((rule_of(row.form, row.rule), bool(share >= MOST)))
    return judged


def keep_spoken(found):
    """The rows that are speech, hearsay or words set off; not the narrator's own."""
    return found[(found["voice"] != "narrator") | found["form"].isin(BETWEEN_MARKS)]


def judge_gum(folder: Path, verbs, roles) -> list[tuple[str, bool]]:
    """The rows of both halves of GUM that it can judge."""
    names = [name for half in list_documents(folder) for name in half]
    sentences, attributed, marked = read_gum(folder, sorted(names))
    found = keep_spoken(find_quotations(sentences, no_edits(), verbs, roles))
    rules = found["rule"].str.split(";").str[0]
    is_apart = ~found["form"].isin(BETWEEN_MARKS) & (
        rules.isin(NOT_IN_GUM) | found["voice"].isin(["hearsay", "perhaps"])
    )
    marks = {}
    for row in marked:
        if row["tag"] == "q":
            marks.setdefault(row["doc_id"], []).append((row["raw_start"], row["raw_end"]))
    in_marks = found["form"].isin(BETWEEN_MARKS) & ~found["doc_id"].isin(list(marks))
    gold = with_speech(gold_spans(attributed), marked)
    kept = found[~is_apart & ~in_marks]
    return judge(kept, gold, marks, body_letters(sentences), texts_of(sentences))


def judge_passages(path: Path, verbs, roles) -> list[tuple[str, bool]]:
    """The rows of a file of coded passages."""
    passages = read_passages(path)
    sentences = passages_to_sentences(passages)
    found = keep_spoken(find_quotations(sentences, empty_table("edits"), verbs, roles))
    texts = {one["id"]: one["text"] for one in passages}
    letters = {
        doc: np.fromiter(map(str.isalnum, text), bool, len(text)) for doc, text in texts.items()
    }
    gold, marks = {}, {}
    for one in passages:
        gold[one["id"]] = [(span["start"], span["end"]) for span in one["spans"]]
        for mark in one["marks"]:
            side = gold if mark["kind"] == "speech" else marks
            side.setdefault(one["id"], []).append((mark["start"], mark["end"]))
    return judge(found, gold, marks, letters, texts)


def measure_odds(judged) -> pd.DataFrame:
    """rule, n, n_right, precision, low, high; the most frequent rules first."""
    rows = pd.DataFrame(judged, columns=["rule", "is_right"])
    table = rows.groupby("rule")["is_right"].agg(n="size", n_right="sum").reset_index()
    low, high = wilson(table["n_right"], table["n"])
    table = table.assign(precision=table["n_right"] / table["n"], low=low, high=high)
    return table.sort_values(["n", "rule"], ascending=[False, True], ignore_index=True)


def main(data, *paths):
    """Measure each rule on GUM and on files of passages, and write the table."""
    verbs, roles = read_list("reporting_verbs", LISTS), read_list("speakers", LISTS)
    judged = judge_gum(Path(data) / "gum", verbs, roles)
    for path in paths:
        judged += judge_passages(Path(path), verbs, roles)
    table = measure_odds(judged)
    write_csv(table, ROOT / "corpus" / "reference" / "voices_odds.csv")
    print(table.round(3).to_string(index=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
