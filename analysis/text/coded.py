"""
The coding by reading as tables of the study's own shape, so that both are counted alike.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from analysis.measures.rates import count
from analysis.tables.among import is_among
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import own_list, read_list
from analysis.text.escaping import escape
from analysis.text.offsets import Offsets
from analysis.text.spans import SPEECH, assign_voice, find_holder, line_up


def stands(coding: pd.DataFrame, sentences: pd.DataFrame, edits: pd.DataFrame) -> pd.Series:
    """
    Which judgements are on words that stand where they stood when they were read.

    False for an article that is no longer there, and where its text has changed: the letters at
    the place are no longer those that the coder noted.
    """
    found = pd.Series(False, coding.index)
    here = is_among(coding["doc_id"], sentences["doc_id"].unique())
    rows = coding[here]
    if rows.empty:
        return found
    sentences = sentences[sentences["doc_id"].isin(rows["doc_id"])].reset_index(drop=True)
    (start, _), (first, last) = line_up([rows, sentences])
    order = np.argsort(first, kind="stable")
    row = order[np.maximum(np.searchsorted(first, start, "right", sorter=order) - 1, 0)]
    begin, end = Offsets(sentences, edits).to_text(row, rows["raw_start"], rows["raw_end"])
    texts = sentences["text"].tolist()
    now = [letters(texts[r][b:e]) for r, b, e in zip(row, begin, end)]
    then = rows["text"].fillna("").map(letters)  # of a span over several sentences the first counts
    same = [old.startswith(new) and bool(new) == bool(old) for old, new in zip(then, now)]
    found[here] = np.array(same) & (start < last[row])
    return found


def letters(text: str) -> str:
    """The letters and digits of a text, in lower case: what cleaning leaves as it is."""
    return "".join(filter(str.isalnum, text.casefold()))


def read_coding(corpus: Path | str, sentences: pd.DataFrame, edits: pd.DataFrame) -> pd.DataFrame:
    """The coding of a corpus, as far as the words that were read stand where they stood."""
    coding = read_list("coding", corpus)
    return coding[stands(coding, sentences, edits)].reset_index(drop=True)


def say_gone(corpus: Path | str, sentences: pd.DataFrame, edits: pd.DataFrame) -> str:
    """What of a corpus's own coding rests on text that is no longer there; "" where all of it stands."""
    if not own_list("coding", corpus):
        return ""
    coding = read_list("coding", corpus)
    gone = coding[~stands(coding, sentences, edits)]
    if gone.empty:
        return ""
    away = ~gone["doc_id"].isin(sentences["doc_id"])
    parts = [
        f"{count(gone.loc[rows, 'unit_id'].nunique(), 'unit')} {why} "
        f"({', '.join(map(escape, sorted(gone.loc[rows, 'doc_id'].unique())[:5]))})"
        for rows, why in (
            (away, "of articles that are no longer in the corpus"),
            (~away, "whose words no longer stand at their place"),
        )
        if rows.any()
    ]
    return (
        f"**Gone are {' and '.join(parts)}**, of {coding['unit_id'].nunique():,} that were coded. They "
        "are left out of all scores; code them again."
    )


def covers(coding: pd.DataFrame, documents: pd.DataFrame) -> bool:
    """Has every article of the study been coded by reading?"""
    return len(documents) > 0 and bool(is_among(documents["doc_id"], coding["doc_id"]).all())


def spread_units(coding: pd.DataFrame, variable: str) -> pd.DataFrame:
    """One row per coded unit that has this variable, a column for each variable; the last judgement holds."""
    keys = ["unit_id", "doc_id", "raw_start", "raw_end"]
    last = coding.drop_duplicates([*keys, "variable"], keep="last")
    table = last.pivot(index=keys, columns="variable", values="code").reset_index()
    table = table if variable in table else table.assign(**{variable: pd.NA})  # nothing coded
    return table[table[variable].notna()].rename_axis(columns=None).reset_index(drop=True)


def coded_quotations(coding: pd.DataFrame) -> pd.DataFrame:
    """The stretches of voice as coded: a table of quotations whose rule is "coded by reading"."""
    stretches = spread_units(coding[coding["unit_id"].str.startswith("v")], "voice")
    if "form" in stretches:  # coded as indirect; perhaps a speaker's, as the rules have it
        is_free = stretches["form"].eq("free_indirect").fillna(False).astype(bool)
        stretches["voice"] = stretches["voice"].mask(is_free, "perhaps")
    return (
        stretches.assign(quote_id=stretches["unit_id"], rule="coded by reading", odds="certain")
        .reindex(columns=list(COLUMNS["quotations"]))
        .astype(COLUMNS["quotations"])
    )


def count_spoken(words: pd.DataFrame, coded: pd.DataFrame) -> int:
    """How many of these words are speech as coded by reading, possible speech (free indirect) included."""
    spoken = coded[coded["voice"].isin([*SPEECH, "perhaps"])].reset_index(drop=True)
    return int((find_holder(words, spoken) >= 0).sum())


def coded_matches(coding: pd.DataFrame, quotations: pd.DataFrame) -> pd.DataFrame:
    """
    The framing words as coded: voice, target and status by the coder, marks by the coded quotations.

    What goes on without an attribution is perhaps a speaker's and counts with the narrator's
    words, as for the rules. The number of the sentence is not part of a coding: -1.
    """
    spans = spread_units(coding[coding["unit_id"].str.startswith("f")], "frame")
    around = assign_voice(spans[["doc_id", "raw_start", "raw_end"]], quotations)
    perhaps = quotations[quotations["voice"].eq("perhaps").fillna(False)].reset_index(drop=True)
    is_open = (find_holder(spans, perhaps) >= 0) & around["voice"].eq("narrator").to_numpy()
    if "voice" in spans:
        spans["voice"] = spans["voice"].mask(is_open, "narrator")
    if "speaker" in spans:
        spans["speaker"] = spans["speaker"].mask(is_open, pd.NA)
    return spans.assign(
        match_id=spans["unit_id"],
        kind="body",
        use="count",
        sentence=-1,
        rule="coded by reading",
        role=around["role"],
        quoted=around["quoted"],
        quote_id=around["quote_id"],
        pattern=pd.NA,
    ).reindex(columns=list(COLUMNS["matches"]))


def name_coder(coding: pd.DataFrame | None) -> str:
    """Who the one coder is: "one coder, a language model; no person has checked its work"."""
    coders = [] if coding is None else coding["coder"].dropna().unique().tolist()
    is_model = len(coders) == 1 and "language model" in coders[0]
    return "one coder" + ", a language model; no person has checked its work" * is_model
