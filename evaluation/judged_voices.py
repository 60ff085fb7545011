"""
Our rows held against GUM's attributions one by one: is the content found, is the speaker right?

Used by `evaluate_voices`, which counts the judgements.
"""

import re

import numpy as np
import pandas as pd

from evaluation.gum import PRONOUNS

OBJECTS = (
    "object of the verb",
    "behind for",
    "behind of",
    "bare noun behind a noun",
    "bare object",
    "what is asked",
    "object of a verb of saying",
)
SET_OFF = ("scare", "so-called", "clause", "title", "term")
FIRST_SECOND = ("i", "we", "you", "me", "us", "your", "my")
AT_MOST = 5  # words: the plain rule for a scare quote


def clauses(found):
    """The rows that GUM's attributions can be held against: clauses and quotations, no objects."""
    is_clause = ~found["rule"].str.split(";").str[0].isin(OBJECTS) & ~found["form"].isin(
        (*SET_OFF, "narrated_act")
    )
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


def gold_spans(attributed, third_person=False):
    """doc_id -> the stretches of content; only of other people's words if `third_person`."""
    spans = {}
    for row in attributed:
        if not (third_person and row["source"].lower() in FIRST_SECOND):
            spans.setdefault(row["doc_id"], []).extend(row["content"])
    return spans


def judge_speakers(sentences, attributed, found):
    """For each attribution whose content is found at least by half: is its speaker right?"""
    letters, rows = body_letters(sentences), []
    by_document = dict(list(found.groupby("doc_id", sort=False)))
    for number, gold in enumerate(attributed):
        near = by_document.get(gold["doc_id"], found[:0])
        held = [
            row
            for row in near.itertuples()
            if any(start < row.raw_end and row.raw_start < end for start, end in gold["content"])
        ]
        mask = letters[gold["doc_id"]]
        total = sum(mask[start:end].sum() for start, end in gold["content"])
        covered = {
            row: sum(
                mask[max(start, row.raw_start) : min(end, row.raw_end)].sum()
                for start, end in gold["content"]
            )
            for row in held
        }
        is_found = total > 0 and sum(covered.values()) >= total / 2
        best = min(
            covered, key=lambda row: (-covered[row], row.raw_end - row.raw_start), default=None
        )
        rows.append(
            {
                "number": number,
                "doc_id": gold["doc_id"],
                "source": gold["source"],
                "is_found": is_found,
                "speaker": getattr(best, "speaker", None),
                "rule": getattr(best, "rule", None),
                "is_first": gold["source"].lower() in FIRST_SECOND,
                "is_right": bool(
                    is_found and best and is_same_speaker(best.speaker, best.rule, gold)
                ),
            }
        )
    return pd.DataFrame(rows)


def is_same_speaker(speaker, rule, gold):
    """Whether a resolved speaker is one of the names that GUM gives to the source."""
    if pd.isna(speaker):
        named = [name for name in gold["names"] if name.lower() not in PRONOUNS]
        return (
            not named
            and "unattributed" in rule
            or gold["source"].lower() in FIRST_SECOND
            and "first person" in rule
        )
    ours = name_words(speaker)
    return speaker in gold["names"] or any(
        ours and name and (ours <= name or name <= ours) for name in map(name_words, gold["names"])
    )


def name_words(name):
    """The words of a name that tell: without articles, pronouns and marks."""
    words = set(
        re.findall(r"\w+", name.lower().replace("’s", "").replace("'s", "").replace(" - ", "-"))
    )
    return words - PRONOUNS - {"the", "a", "an", "s", "of"}


def judge_marks(marked, found):
    """For each span between marks: is it set off (q) or speech (quote), by GUM and by us?"""
    rows = []
    by_document = dict(list(found.groupby("doc_id", sort=False)))
    for span in marked:
        near = by_document.get(span["doc_id"], found[:0])
        near = near[near["form"].isin((*SET_OFF, "full", "partial"))]
        shared = np.minimum(near["raw_end"], span["raw_end"]) - np.maximum(
            near["raw_start"], span["raw_start"]
        )
        union = np.maximum(near["raw_end"], span["raw_end"]) - np.minimum(
            near["raw_start"], span["raw_start"]
        )
        best = (shared / union).idxmax() if len(near) and shared.max() > 0 else None
        form = near.loc[best, "form"] if best is not None else None
        rows.append(
            {
                **span,
                "form": form,
                "rule": near.loc[best, "rule"] if best is not None else None,
                "found": "none" if form is None else "q" if form in SET_OFF else "quote",
                "baseline": "q" if span["n_words"] <= AT_MOST else "quote",
            }
        )
    return pd.DataFrame(rows)


def list_errors(sentences, attributed, found, speakers, marks):
    """Kinds of errors with their counts."""
    letters, texts = body_letters(sentences), texts_of(sentences)
    gold = {doc: paint(text, gold_spans(attributed).get(doc, [])) for doc, text in texts.items()}
    rows = []
    missed = speakers[~speakers["is_found"]]
    rows += [
        ("attribution missed", "first or second person" if first else "third person", len(part))
        for first, part in missed.groupby("is_first")
    ]
    for row in clauses(found).itertuples():
        mask = letters[row.doc_id][row.raw_start : row.raw_end]
        share = (gold[row.doc_id][row.raw_start : row.raw_end] & mask).sum() / max(mask.sum(), 1)
        if share < 0.5:
            rows.append(("row that GUM does not mark", f"{row.form}: {row.rule.split(';')[0]}", 1))
        elif share < 0.95:
            rows.append(("row longer than GUM's", f"{row.form}: {row.rule.split(';')[0]}", 1))
    for row in speakers[speakers["is_found"] & ~speakers["is_right"]].itertuples():
        kind = "no name" if pd.isna(row.speaker) else "another name"
        rows.append(
            (
                "speaker wrong",
                f"{kind}, source a pronoun" if row.source.lower() in PRONOUNS else kind,
                1,
            )
        )
    for row in marks[marks["found"] != marks["tag"]].itertuples():
        rows.append(("words between marks", f"{row.tag} taken for {row.found}", 1))
    table = pd.DataFrame(rows, columns=["error", "kind", "n"])
    return (
        table.groupby(["error", "kind"], as_index=False)["n"]
        .sum()
        .sort_values(["error", "n", "kind"], ascending=[True, False, True])
    )
