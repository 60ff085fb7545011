"""
Voices measured on open data: `python -m evaluation.voices DATA [OUT]`.

DATA holds the folder `gum` (the GUM corpus, see corpus/reference/README). The rules were made
on every second document; the numbers are of the others. What is counted, and why:

- Characters are letters and digits of body text; a "that" between verb and clause is left out.
- Attributed content is what GUM's attribution relations cover, thoughts included ("believes",
  "I think"), if they name a source; picture credits and lists of books are not body.
- GUM marks clauses, not objects: our rows from the object of a verb ("praised …", "criticised
  X for …") are left out here, because GUM cannot say whether they are right.
- A speaker is right if the resolved name is one of the names that GUM gives to the source.

While rules are made only `evaluate(DATA, "look")` is called: the other half stays unseen.
"""

import hashlib
import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.tables.stored import LISTS, ROOT, read_list, write_csv
from analysis.text.agreement import score_counts
from analysis.voices.lexicon import Lexicon
from analysis.voices.marks import pair_marks
from analysis.voices.quotations import find_quotations
from evaluation.gum import list_documents, no_edits, read_gum
from evaluation.judged_voices import (
    AT_MOST,
    SET_OFF,
    body_letters,
    clauses,
    gold_spans,
    judge_marks,
    judge_speakers,
    list_errors,
    paint,
    texts_of,
)


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
    return scores.assign(half=half, n_documents=len(names)), list_errors(
        sentences, attributed, found, speakers, marks
    )


def spans_by_document(rows):
    """doc_id -> the (start, end) of its rows."""
    return {
        doc: list(zip(part["raw_start"], part["raw_end"]))
        for doc, part in rows.groupby("doc_id", sort=False)
    }


def measure_content(sentences, attributed, marked, found, verbs):
    """Characters inside attributed content: ours, and the plain baselines."""
    baselines = {
        "baseline: between quotation marks": baseline_marks(sentences),
        "baseline: sentences with a mark or a reporting verb": baseline_sentences(sentences, verbs),
    }
    letters, texts, rows = body_letters(sentences), texts_of(sentences), []
    for measure, gold, kept in (
        ("characters in attributed content", gold_spans(attributed), found),
        (
            "characters in content of third persons",
            gold_spans(attributed, True),
            found[~is_first_person(found)],
        ),
        (
            "characters in content or in marked speech",
            with_speech(gold_spans(attributed), marked),
            found,
        ),
    ):
        for name, spans in {**methods(kept), **baselines}.items():
            counts = np.zeros(3, int)
            for doc, text in texts.items():
                is_gold, is_found = (
                    paint(text, side.get(doc, [])) & letters[doc] for side in (gold, spans)
                )
                counts += [is_gold.sum(), is_found.sum(), (is_gold & is_found).sum()]
            rows.append(
                {
                    "measure": measure,
                    "method": name,
                    "n_coded": counts[0],
                    "n_found": counts[1],
                    "n_both": counts[2],
                    **score_counts(*counts),
                }
            )
    return pd.DataFrame(rows)


def with_speech(spans, marked):
    """The stretches of content, and the words that GUM marks as somebody's quoted speech."""
    spans = {doc: list(held) for doc, held in spans.items()}
    for row in marked:
        if row["tag"] == "quote":
            spans.setdefault(row["doc_id"], []).append((row["raw_start"], row["raw_end"]))
    return spans


def methods(found):
    """Our rows three ways: as measured, with what is perhaps a speaker's, and with the objects of verbs."""
    found = found[found["form"] != "hearsay"]  # GUM's attributions are read only with a source
    sure = found[found["form"] != "free_indirect"]
    return {
        "our rules": spans_by_document(clauses(sure)),
        "our rules, free indirect speech too": spans_by_document(clauses(found)),
        "our rules, objects of verbs too": spans_by_document(
            sure[~sure["form"].isin((*SET_OFF, "narrated_act"))]
        ),
    }


def is_first_person(found):
    """Rows of the writer's own "I think", outside quotation marks."""
    return found["rule"].str.endswith("first person")


def baseline_marks(sentences):
    """doc_id -> what stands between double quotation marks."""
    spans = {}
    for doc, text in texts_of(sentences).items():
        at = 0
        for line in text.split("\n"):
            spans.setdefault(doc, []).extend(
                (at + pair.start, at + pair.end) for pair in pair_marks(line)[0]
            )
            at += len(line) + 1
    return spans


def baseline_sentences(sentences, verbs):
    """doc_id -> the sentences with a double quotation mark or any form of a reporting verb."""
    forms = Lexicon(verbs).verbs
    has = sentences["text"].map(
        lambda text: bool(
            re.search('["“”]', text)
            or any(word in forms for word in re.findall(r"\w+", text.lower()))
        )
    )
    return spans_by_document(sentences[has])


def score_speakers(speakers):
    """Share of right speakers among the attributions that were found."""
    rows = []
    for name, part in (
        ("speaker right", speakers),
        ("speaker right, third persons", speakers[~speakers["is_first"]]),
    ):
        n_found, n_right = int(part["is_found"].sum()), int(part["is_right"].sum())
        scores = score_counts(len(part), n_found, n_right)
        rows.append(
            {
                "measure": name,
                "method": "our rules",
                "n_coded": len(part),
                "n_found": n_found,
                "n_both": n_right,
                "precision": scores["precision"],
                "recall": scores["recall"],
            }
        )
    return pd.DataFrame(rows)


def score_marks(marks):
    """F1 of scare quotes (all words set off) and of speech among words between marks."""
    rows = []
    for method, column in (
        ("our rules", "found"),
        (f"baseline: at most {AT_MOST} words is a scare quote", "baseline"),
    ):
        for measure, tag in (
            ("scare quotes, titles, terms", "q"),
            ("speech between marks", "quote"),
        ):
            counts = (
                (marks["tag"] == tag).sum(),
                (marks[column] == tag).sum(),
                ((marks["tag"] == tag) & (marks[column] == tag)).sum(),
            )
            rows.append(
                {
                    "measure": measure,
                    "method": method,
                    "n_coded": counts[0],
                    "n_found": counts[1],
                    "n_both": counts[2],
                    **score_counts(*counts),
                }
            )
    return pd.DataFrame(rows)


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
