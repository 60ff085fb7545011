"""
From the dictionary's hits to counted framing words: each with its line, its voice, its rule.

**Longest wins**: of hits of one frame that overlap, the longest (in words) is the match;
of equally long ones the first in the text, a sure pattern before a doubtful one. Frames do
not meet: the same words may count in two. **Exclusions** come first: a hit that an
exclusion of its frame touches is not counted, but is kept as a row with use "exclude".
"""

import numpy as np
import pandas as pd

from analysis.framing.dictionary import take_off_marks
from analysis.framing.lookup import find_hits, order_tokens
from analysis.tables.stored import check_table
from analysis.text.offsets import DOCUMENT, Offsets
from analysis.text.spans import (
    assign_voice,
    code_documents,
    find_innermost,
    find_sentences,
    line_up,
    take,
)

DISTANCING = ("scare", "so-called")  # forms of quotations that hold words at a distance


def find_matches(
    tokens: pd.DataFrame,
    sentences: pd.DataFrame,
    edits: pd.DataFrame,
    quotations: pd.DataFrame,
    dictionary: pd.DataFrame,
) -> pd.DataFrame:
    """
    The matches: one row per counted framing word, and per word that an exclusion took out.

    `kind` is that of the line (body, headline, caption …), and "title" within the title of
    an event or a work; counts in the study are of the body. Voice, speaker and role are
    those of the innermost speech around the word; `quoted` says what the marks around it are, by
    the form of their quotation. `status` and `target` are left to
    `judge_matches`, `second_answer` to `doubt.add_second_answer`.
    """
    tokens, dictionary = order_tokens(tokens), dictionary.reset_index(drop=True)
    spans = widen_distanced(find_spans(tokens, dictionary), quotations)
    spans = settle_overlaps(spans)
    spans = assign_voice(spans, quotations)
    spans["rule"] = describe(spans, quotations)
    spans = add_lines(spans, sentences, edits)
    spans.loc[spans["form"].eq("title"), "kind"] = "title"
    told_later = {"target": None, "status": None, "second_answer": np.nan}
    return check_table(number_matches(spans).assign(**told_later), "matches")


def find_spans(tokens: pd.DataFrame, dictionary: pd.DataFrame) -> pd.DataFrame:
    """The hits with what the tokens and the dictionary say of them; `size` is in words."""
    hits = find_hits(tokens, dictionary)
    first, last, row = (hits[name].to_numpy() for name in ("first", "last", "row"))
    rows = dictionary[["frame", "pattern", "use"]].iloc[row].reset_index(drop=True)
    quoted = np.array([take_off_marks(pattern)[0] for pattern in dictionary["pattern"]], bool)
    return rows.assign(
        doc_id=tokens["doc_id"].iloc[first].astype("str").to_numpy(),
        sentence=tokens["sentence"].to_numpy()[first],
        raw_start=tokens["raw_start"].to_numpy(np.int64)[first],
        raw_end=tokens["raw_end"].to_numpy(np.int64)[last],
        size=last - first + 1,
        is_distanced=quoted[row],
    )


def widen_distanced(spans: pd.DataFrame, quotations: pd.DataFrame) -> pd.DataFrame:
    """
    Patterns between marks: kept where the text holds the words at a distance.

    The judgement is the quotation's (its form is scare or so-called: neither a title nor
    a clause nor speech); the pattern says what is held at a distance. The match is the
    whole stretch between the marks.
    """
    marks = quotations[quotations["form"].isin(DISTANCING)].reset_index(drop=True)
    (start, end), (m_start, m_end) = line_up([spans, marks])
    row = find_innermost(start, m_start, m_end) if len(marks) else np.full(len(spans), -1)
    wide = spans["is_distanced"].to_numpy() & (row >= 0) & (end <= np.append(m_end, 0)[row])
    spans = spans.copy()
    for side in ("raw_start", "raw_end"):
        spans.loc[wide, side] = marks[side].to_numpy()[row[wide]]
    return spans[wide | ~spans["is_distanced"]].reset_index(drop=True)


def settle_overlaps(spans: pd.DataFrame) -> pd.DataFrame:
    """The spans that count, and those that an exclusion took out, in the order of the text."""
    start, end = frame_line(spans)
    is_exclusion = spans["use"].eq("exclude").to_numpy()
    by = find_touching(start, end, start[is_exclusion], end[is_exclusion])
    taken_by = take(spans["pattern"][is_exclusion].reset_index(drop=True), by)
    spans = spans.assign(excluded_by=taken_by)
    counted = longest(spans[~is_exclusion & (by < 0)])
    excluded = longest(spans[~is_exclusion & (by >= 0)]).assign(use="exclude")
    return pd.concat([counted, excluded]).sort_values(
        ["doc_id", "raw_start", "raw_end", "frame", "use"], ignore_index=True
    )


def frame_line(spans: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """(start, end) of spans on one line on which frames and articles never meet."""
    frame, _ = pd.factorize(spans["frame"])
    doc, docs = code_documents(spans["doc_id"])
    part, _ = pd.factorize(frame.astype(np.int64) * len(docs) + doc)
    base = part.astype(np.int64) * DOCUMENT
    return base + spans["raw_start"].to_numpy(), base + spans["raw_end"].to_numpy()


def find_touching(
    start: np.ndarray, end: np.ndarray, others_start: np.ndarray, others_end: np.ndarray
) -> np.ndarray:
    """For each span the number of one of the others that shares a character with it, else -1."""
    order = np.argsort(others_start, kind="stable")
    if not len(order):
        return np.full(len(start), -1)
    reach = np.maximum.accumulate(others_end[order])
    furthest = order[
        np.searchsorted(reach, reach)
    ]  # of those so far, the one that reaches furthest
    before = np.searchsorted(others_start[order], end, "left") - 1
    touches = (before >= 0) & (reach[before] > start)
    return np.where(touches, furthest[before], -1)


def longest(spans: pd.DataFrame) -> pd.DataFrame:
    """Of spans of one frame that overlap, the longest; none of those that are left overlap."""
    spans = spans.sort_values(
        ["size", "doc_id", "raw_start", "use", "pattern"],
        ignore_index=True,
        ascending=[False, True, True, True, True],
    )  # from best to worst
    start, end = frame_line(spans)
    order = np.argsort(start, kind="stable")
    kept = []
    while len(order):
        new = np.append(True, start[order[1:]] >= np.maximum.accumulate(end[order])[:-1])
        best = np.minimum.reduceat(order, np.flatnonzero(new))
        kept.append(best)
        holder = best[np.cumsum(new) - 1]
        order = order[(end[order] <= start[holder]) | (start[order] >= end[holder])]
    return spans.iloc[np.sort(np.concatenate(kept or [np.zeros(0, int)]))]


def describe(spans: pd.DataFrame, quotations: pd.DataFrame) -> pd.Series:
    """What made each match: the exclusion that took it out, and the rule of its voice."""
    rules = dict(zip(quotations["quote_id"], quotations["rule"].fillna("")))
    voice = "voice: " + spans["quote_id"].map(rules).astype("str").fillna(
        "outside all passages of speech"
    )
    out = "excluded by " + spans["excluded_by"].astype("str") + "; "
    return out.fillna("") + voice


def add_lines(spans: pd.DataFrame, sentences: pd.DataFrame, edits: pd.DataFrame) -> pd.DataFrame:
    """The spans with the kind of their line and their text as the sentence has it."""
    row = find_sentences(spans, sentences)
    start, end = Offsets(sentences, edits).to_text(row, spans["raw_start"], spans["raw_end"])
    lines = sentences["text"].to_numpy(object)[row]
    text = [line[max(a, 0) : b] for line, a, b in zip(lines, start, end)]
    return spans.assign(
        kind=sentences["kind"].to_numpy(object)[row], text=pd.array(text, dtype="str")
    )


def number_matches(spans: pd.DataFrame) -> pd.DataFrame:
    """The spans with a `match_id` that stays the same when other patterns come and go."""
    number = spans["doc_id"].astype("str") + ":" + spans["raw_start"].astype("str")
    out = spans["use"].eq("exclude").map({True: ":out", False: ""}).astype("str")
    frame = spans["frame"].astype("str").str.replace(" ", "-")
    return spans.assign(match_id=number + ":" + frame + out)
