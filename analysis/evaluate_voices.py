"""
Voices measured on open data: `python -m analysis.evaluate_voices DATA [OUT]`.

DATA holds the folder `gum` (the GUM corpus, see corpus/reference/README). The rules were made
on every second document; the numbers are of the others. What is counted, and why:

- Characters are letters and digits of body text; a "that" between verb and clause is left out.
- Attributed content is what GUM's attribution relations cover, thoughts included ("believes",
  "I think"), if they name a source; picture credits and lists of books are not body.
- GUM marks clauses, not objects: our rows from the object of a verb ("praised …", "criticised
  X for …") are left out here, because GUM cannot say whether they are right.
- A speaker is right if the resolved name is one of the names that GUM gives to the source.
"""

import hashlib
import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.gum import PRONOUNS, list_documents, no_edits, read_gum
from analysis.lexicon import Lexicon
from analysis.marks import pair_marks
from analysis.reliability import score_counts
from analysis.tables import LISTS, ROOT, read_list, write_csv
from analysis.voices import find_quotations

OBJECTS = ("object of the verb", "behind for", "behind of", "bare noun behind a noun", "bare object", "what is asked")
SET_OFF = ("scare", "so-called", "title", "term")
AT_MOST = 5         # words: the plain rule for a scare quote


def evaluate(data, half="measure"):
    """All scores on one half of GUM's documents: the tables `scores` and `errors`."""
    folder = Path(data) / "gum"
    names = dict(zip(("look", "measure"), list_documents(folder)))[half]
    sentences, attributed, marked = read_gum(folder, names)
    verbs, roles = read_list("reporting_verbs", LISTS), read_list("speakers", LISTS)
    found = find_quotations(sentences, no_edits(), verbs, roles)
    whole = find_quotations(sentences.assign(kind="body"), no_edits(), verbs, roles)
    content = measure_content(sentences, attributed, marked, found, verbs)
    speakers = judge_speakers(sentences, attributed, clauses(found))
    marks = judge_marks(marked, whole)
    scores = pd.concat([content, score_speakers(speakers), score_marks(marks)], ignore_index=True)
    return scores.assign(half=half, n_documents=len(names)), list_errors(sentences, attributed, found, speakers, marks)


def clauses(found):
    """The rows that GUM's attributions can be held against: clauses and quotations, no objects."""
    is_clause = ~found["rule"].str.split(";").str[0].isin(OBJECTS) & ~found["form"].isin((*SET_OFF, "narrated_act"))
    return found[is_clause]


def texts_of(sentences):
    """The text of each document, as GUM has it."""
    return {doc: "\n".join(part["text"]) for doc, part in sentences.groupby("doc_id", sort=False)}


def paint(text, spans):
    """Which characters of a text lie in one of the spans."""
    held = np.zeros(len(text), bool)
    for start, end in spans:
        held[start:end] = True
    return held


def body_letters(sentences):
    """For each document the letters and digits of its body text, as a mask."""
    letters = {}
    for doc, text in texts_of(sentences).items():
        part = sentences[(sentences["doc_id"] == doc) & (sentences["kind"] == "body")]
        is_letter = np.fromiter((sign.isalnum() for sign in text), bool, len(text))
        letters[doc] = is_letter & paint(text, zip(part["raw_start"], part["raw_end"]))
    return letters


def spans_by_document(rows):
    """doc_id -> the (start, end) of its rows."""
    return {doc: list(zip(part["raw_start"], part["raw_end"])) for doc, part in rows.groupby("doc_id", sort=False)}


def gold_spans(attributed, third_person=False):
    """doc_id -> the stretches of content; only of other people's words if `third_person`."""
    spans = {}
    for row in attributed:
        if not (third_person and row["source"].lower() in PRONOUNS - {"he", "she", "it", "they", "who", "which", "that"}):
            spans.setdefault(row["doc_id"], []).extend(row["content"])
    return spans


def measure_content(sentences, attributed, marked, found, verbs):
    """Characters inside attributed content: ours, and the plain baselines."""
    baselines = {"baseline: between quotation marks": baseline_marks(sentences),
                 "baseline: sentences with a mark or a reporting verb": baseline_sentences(sentences, verbs)}
    letters, texts, rows = body_letters(sentences), texts_of(sentences), []
    for measure, gold, kept in (
            ("characters in attributed content", gold_spans(attributed), found),
            ("characters in content of third persons", gold_spans(attributed, True), found[~is_first_person(found)]),
            ("characters in content or in marked speech", with_speech(gold_spans(attributed), marked), found)):
        for name, spans in {**methods(kept), **baselines}.items():
            counts = np.zeros(3, int)
            for doc, text in texts.items():
                is_gold, is_found = (paint(text, side.get(doc, [])) & letters[doc] for side in (gold, spans))
                counts += [is_gold.sum(), is_found.sum(), (is_gold & is_found).sum()]
            rows.append({"measure": measure, "method": name, "n_coded": counts[0], "n_found": counts[1],
                         "n_both": counts[2], **score_counts(*counts)})
    return pd.DataFrame(rows)


def with_speech(spans, marked):
    """The stretches of content, and the words that GUM marks as somebody's quoted speech."""
    spans = {doc: list(held) for doc, held in spans.items()}
    for row in marked:
        if row["tag"] == "quote":
            spans.setdefault(row["doc_id"], []).append((row["raw_start"], row["raw_end"]))
    return spans


def methods(found):
    """Our rows three ways: as measured, without free indirect speech, and with the objects of verbs."""
    rows = clauses(found)
    return {"our rules": spans_by_document(rows),
            "our rules, without free indirect speech": spans_by_document(rows[rows["form"] != "free_indirect"]),
            "our rules, objects of verbs too": spans_by_document(found[~found["form"].isin((*SET_OFF, "narrated_act"))])}


def is_first_person(found):
    """Rows of the writer's own "I think", outside quotation marks."""
    return found["rule"].str.endswith("first person")


def baseline_marks(sentences):
    """doc_id -> what stands between double quotation marks."""
    spans = {}
    for doc, text in texts_of(sentences).items():
        at = 0
        for line in text.split("\n"):
            spans.setdefault(doc, []).extend((at + pair.start, at + pair.end) for pair in pair_marks(line)[0])
            at += len(line) + 1
    return spans


def baseline_sentences(sentences, verbs):
    """doc_id -> the sentences with a double quotation mark or any form of a reporting verb."""
    forms = Lexicon(verbs).verbs
    has = sentences["text"].map(lambda text: bool(re.search('["“”]', text)
                                                  or any(word in forms for word in re.findall(r"\w+", text.lower()))))
    return spans_by_document(sentences[has])


def judge_speakers(sentences, attributed, found):
    """For each attribution whose content is found at least by half: is its speaker right?"""
    letters, rows = body_letters(sentences), []
    by_document = dict(list(found.groupby("doc_id", sort=False)))
    for number, gold in enumerate(attributed):
        near = by_document.get(gold["doc_id"], found[:0])
        held = [row for row in near.itertuples() if any(
            start < row.raw_end and row.raw_start < end for start, end in gold["content"])]
        mask = letters[gold["doc_id"]]
        total = sum(mask[start:end].sum() for start, end in gold["content"])
        covered = {row: sum(mask[max(start, row.raw_start):min(end, row.raw_end)].sum() for start, end in gold["content"])
                   for row in held}
        is_found = total > 0 and sum(covered.values()) >= total / 2
        best = min(covered, key=lambda row: (-covered[row], row.raw_end - row.raw_start), default=None)
        rows.append({"number": number, "doc_id": gold["doc_id"], "source": gold["source"], "is_found": is_found,
                     "speaker": best.speaker if best is not None else None, "rule": best.rule if best is not None else None,
                     "is_first": gold["source"].lower() in ("i", "we", "you", "me", "us", "your", "my"),
                     "is_right": bool(is_found and best is not None and is_same_speaker(best.speaker, best.rule, gold))})
    return pd.DataFrame(rows)


def is_same_speaker(speaker, rule, gold):
    """Whether a resolved speaker is one of the names that GUM gives to the source."""
    if pd.isna(speaker):
        named = [name for name in gold["names"] if name.lower() not in PRONOUNS]
        return not named and "unattributed" in rule or gold["source"].lower() in ("i", "we", "you", "me", "us") and "first person" in rule
    ours = name_words(speaker)
    return speaker in gold["names"] or any(
        ours and name and (ours <= name or name <= ours) for name in map(name_words, gold["names"]))


def name_words(name):
    """The words of a name that tell: without articles, pronouns and marks."""
    words = set(re.findall(r"\w+", name.lower().replace("’s", "").replace("'s", "").replace(" - ", "-")))
    return words - PRONOUNS - {"the", "a", "an", "s", "of"}


def score_speakers(speakers):
    """Share of right speakers among the attributions that were found."""
    rows = []
    for name, part in (("speaker right", speakers), ("speaker right, third persons", speakers[~speakers["is_first"]])):
        n_found, n_right = int(part["is_found"].sum()), int(part["is_right"].sum())
        rows.append({"measure": name, "method": "our rules", "n_coded": len(part), "n_found": n_found, "n_both": n_right,
                     "precision": n_right / n_found if n_found else np.nan, "recall": n_right / len(part) if len(part) else np.nan})
    return pd.DataFrame(rows)


def judge_marks(marked, found):
    """For each span between marks: is it set off (q) or speech (quote), by GUM and by us?"""
    rows = []
    by_document = dict(list(found.groupby("doc_id", sort=False)))
    for span in marked:
        near = by_document.get(span["doc_id"], found[:0])
        near = near[near["form"].isin((*SET_OFF, "full", "partial"))]
        shared = np.minimum(near["raw_end"], span["raw_end"]) - np.maximum(near["raw_start"], span["raw_start"])
        union = np.maximum(near["raw_end"], span["raw_end"]) - np.minimum(near["raw_start"], span["raw_start"])
        best = (shared / union).idxmax() if len(near) and shared.max() > 0 else None
        form = near.loc[best, "form"] if best is not None else None
        rows.append({**span, "form": form, "rule": near.loc[best, "rule"] if best is not None else None,
                     "found": "none" if form is None else "q" if form in SET_OFF else "quote",
                     "baseline": "q" if span["n_words"] <= AT_MOST else "quote"})
    return pd.DataFrame(rows)


def score_marks(marks):
    """F1 of scare quotes (all words set off) and of speech among words between marks."""
    rows = []
    for method, column in (("our rules", "found"), (f"baseline: at most {AT_MOST} words is a scare quote", "baseline")):
        for measure, tag in (("scare quotes, titles, terms", "q"), ("speech between marks", "quote")):
            counts = ((marks["tag"] == tag).sum(), (marks[column] == tag).sum(),
                      ((marks["tag"] == tag) & (marks[column] == tag)).sum())
            rows.append({"measure": measure, "method": method, "n_coded": counts[0], "n_found": counts[1],
                         "n_both": counts[2], **score_counts(*counts)})
    return pd.DataFrame(rows)


def list_errors(sentences, attributed, found, speakers, marks):
    """Kinds of errors with their counts."""
    letters, texts = body_letters(sentences), texts_of(sentences)
    gold = {doc: paint(text, gold_spans(attributed).get(doc, [])) for doc, text in texts.items()}
    rows = []
    missed = speakers[~speakers["is_found"]]
    rows += [("attribution missed", "first or second person" if first else "third person", len(part))
             for first, part in missed.groupby("is_first")]
    for row in clauses(found).itertuples():
        mask = letters[row.doc_id][row.raw_start:row.raw_end]
        share = (gold[row.doc_id][row.raw_start:row.raw_end] & mask).sum() / max(mask.sum(), 1)
        if share < 0.5:
            rows.append(("row that GUM does not mark", f"{row.form}: {row.rule.split(';')[0]}", 1))
        elif share < 0.95:
            rows.append(("row longer than GUM's", f"{row.form}: {row.rule.split(';')[0]}", 1))
    for row in speakers[speakers["is_found"] & ~speakers["is_right"]].itertuples():
        kind = "no name" if pd.isna(row.speaker) else "another name"
        rows.append(("speaker wrong", f"{kind}, source a pronoun" if row.source.lower() in PRONOUNS else kind, 1))
    for row in marks[marks["found"] != marks["tag"]].itertuples():
        rows.append(("words between marks", f"{row.tag} taken for {row.found}", 1))
    table = pd.DataFrame(rows, columns=["error", "kind", "n"])
    return table.groupby(["error", "kind"], as_index=False)["n"].sum().sort_values(["error", "n"], ascending=[True, False])


def hash_of(folder):
    """One hash of all files that were read."""
    digest = hashlib.sha256()
    for path in [*sorted((folder / "dep").glob("*.conllu")), folder / "q_vs_quote.tsv"]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def main(data, out=ROOT):
    """Measure both halves and write the tables below corpus/reference/."""
    scores, errors = zip(*(evaluate(data, half) for half in ("measure", "look")))
    reference = Path(out) / "corpus" / "reference"
    digest = hash_of(Path(data) / "gum")
    write_csv(pd.concat(scores).assign(sha256=digest), reference / "voices_gum.csv")
    write_csv(errors[0], reference / "voices_gum_errors.csv")
    print(scores[0].drop(columns="half").round(3).to_string(index=False))


if __name__ == "__main__":
    main(*sys.argv[1:3])
