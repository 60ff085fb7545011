"""
Tables of the notebook on voices: stacks to draw, speakers, forms, agreement with the coding.

They are made of `measure_voices` and of the table of quotations; nothing is found here.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from analysis.tables.columns import INT, SHARE
from analysis.tables.stored import LISTS, read_csv
from analysis.text.agreement import score_spans
from analysis.text.coded import count_spoken
from analysis.text.naming import label_articles
from analysis.text.offsets import Offsets
from analysis.text.spans import (
    APART,
    SPEECH,
    find_holder,
    find_innermost,
    is_between_marks,
    is_speech,
    line_up,
    take,
)
from analysis.text.views import FEW, group_articles


def stack_voices(
    voices: pd.DataFrame,
    documents: pd.DataFrame,
    apart: pd.DataFrame | None = None,
    genres: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    Words per voice, ready to draw: a row per article, or of many articles per outlet, year or decade.

    Columns: group, n_docs, narrator, indirect, direct (words); the groups in the order of names,
    articles in that of their ids.
    With `apart` (`measure_apart`) hearsay and what is perhaps a speaker's are taken out of the
    narrator's words, and stand beside them. With `genres` (`find_genres`) an article whose
    author speaks says so behind its name: there the narrator is the author.
    """
    words = voices.pivot_table(
        index="doc_id", columns="voice", values="n", aggfunc="sum", fill_value=0
    )
    words = words.reindex(columns=["narrator", *SPEECH[::-1]], fill_value=0)
    if apart is not None:
        beside = apart.pivot(index="doc_id", columns="voice", values="n").reindex(words.index)
        beside = beside.reindex(columns=list(APART)).fillna(0).astype(int)
        words["narrator"] -= beside.sum(axis=1)
        words = pd.concat([words[["narrator"]], beside, words[["indirect", "direct"]]], axis=1)
    groups = group_articles(documents[documents["doc_id"].isin(words.index)]).reindex(words.index)
    table = words.groupby(groups.to_numpy()).sum()
    table.insert(0, "n_docs", words.groupby(groups.to_numpy()).size())
    table = table.rename_axis(index="group", columns=None).reset_index()
    is_own = np.full(len(table), False)
    if genres is not None:
        is_own = table["group"].isin(genres.loc[genres["is_author"], "doc_id"]).to_numpy()
    labels = label_articles(documents) if len(documents) <= FEW else {}
    table["group"] = table["group"].map(lambda group: labels.get(group, group))
    table["group"] = table["group"].mask(is_own, table["group"] + " (narrator: the author)")
    return table


def sum_speakers(voices: pd.DataFrame) -> pd.DataFrame:
    """Words per speaker over all articles: speaker, role, n_docs, indirect, direct; the most first."""
    spoken = voices[voices["voice"].isin(SPEECH) & voices["speaker"].notna()]
    words = spoken.pivot_table(
        index="speaker", columns="voice", values="n", aggfunc="sum", fill_value=0
    )
    words = words.reindex(columns=["indirect", "direct"], fill_value=0)
    about = spoken.groupby("speaker").agg(role=("role", "first"), n_docs=("doc_id", "nunique"))
    table = about.join(words).rename_axis(columns=None).reset_index()
    table["total"] = table["indirect"] + table["direct"]
    table = table.sort_values(["total", "speaker"], ascending=[False, True], ignore_index=True)
    return table.drop(columns="total").astype({"n_docs": int, "indirect": int, "direct": int})


def sum_roles(voices: pd.DataFrame) -> pd.DataFrame:
    """Words per role over all articles, the narrator and speech without a role apart; zeros kept."""
    named = voices.assign(
        role=voices["role"].where(voices["voice"] != "narrator", "(narrator)").fillna("(none)")
    )
    words = named.pivot_table(
        index="role", columns="voice", values="n", aggfunc="sum", fill_value=0
    )
    speakers = named.dropna(subset="speaker").groupby("role")["speaker"].nunique()
    words = words.reindex(columns=["narrator", "indirect", "direct"], fill_value=0).astype(int)
    table = words.assign(n_speakers=speakers.reindex(words.index, fill_value=0)).rename_axis(
        columns=None
    )
    return table.loc[
        table.sum(axis=1).sort_values(ascending=False, kind="stable").index
    ].reset_index()


def count_forms(quotations: pd.DataFrame) -> pd.DataFrame:
    """How many rows there are of each voice and form, how many by a certain rule, and in how many articles."""
    return (
        quotations.groupby(["voice", "form"])
        .agg(
            n=("quote_id", "size"),
            n_certain=("odds", lambda odds: int((odds == "certain").sum())),
            n_docs=("doc_id", "nunique"),
        )
        .reset_index()
        .sort_values(["voice", "n", "form"], ascending=[True, False, True], ignore_index=True)
    )


def read_stretches(
    quotations: pd.DataFrame, sentences: pd.DataFrame, edits: pd.DataFrame
) -> pd.DataFrame:
    """The quotations with the words themselves (`text`, from the cleaned sentences)."""
    return quotations.assign(text=cut_text(quotations, sentences, edits))


def cut_text(spans: pd.DataFrame, sentences: pd.DataFrame, edits: pd.DataFrame) -> list[str]:
    """The cleaned words of each span; a span may reach over several sentences of its article."""
    (start, end), (s_start, _) = line_up([spans, sentences])
    order = np.argsort(s_start, kind="stable")  # articles may stand in any order
    first, last = (
        order[np.searchsorted(s_start, place, "right", sorter=order) - 1]
        for place in (start, np.maximum(end - 1, start))
    )
    offsets = Offsets(sentences, edits)
    begin = offsets.to_text(first, spans["raw_start"], spans["raw_start"])[0]
    stop = offsets.to_text(last, spans["raw_end"], spans["raw_end"])[1]
    texts = sentences["text"].tolist()
    return [
        texts[a][b:d] if a == c else " ".join([texts[a][b:], *texts[a + 1 : c], texts[c][:d]])
        for a, b, c, d in zip(first, begin, last, stop)
    ]


def measure_agreement(
    quotations: pd.DataFrame, coded: pd.DataFrame, sentences: pd.DataFrame
) -> pd.DataFrame:
    """
    Characters of the body per voice, found and coded: all rules, and from quotation marks only.

    From quotation marks only, all that stands between them is quoted speech, scare quotes and
    titles included. Only articles that are coded count. In-sample where the rules were made on
    these articles.
    """
    docs = coded["doc_id"].unique()
    found, body = quotations[quotations["doc_id"].isin(docs)], body_of(sentences, docs)
    marked = found[is_between_marks(found)].assign(voice="direct", form="full")
    methods = {"all rules": found, "quotation marks only": marked}
    tables = [
        score_spans(rows, coded, body).assign(method=method)
        for method, rows in methods.items()
        if len(body)
    ]
    columns = ["method", "voice", "n_coded", "n_found", "n_both", "precision", "recall", "f1"]
    return (
        pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)
    )


def count_coded_words(
    coded: pd.DataFrame, sentences: pd.DataFrame, tokens: pd.DataFrame
) -> tuple[int, int]:
    """Words of the body that are speech as coded, possible speech included, and all, in the articles coded."""
    docs = coded["doc_id"].unique()
    words = tokens[tokens["doc_id"].isin(docs)]
    words = words[find_holder(words, body_of(sentences, docs)) >= 0]
    return count_spoken(words, coded), len(words)


def body_of(sentences: pd.DataFrame, docs: Iterable[str]) -> pd.DataFrame:
    """The body sentences of some articles."""
    return sentences[(sentences["kind"] == "body") & sentences["doc_id"].isin(docs)]


def list_disagreements(
    quotations: pd.DataFrame, coded: pd.DataFrame, sentences: pd.DataFrame, edits: pd.DataFrame
) -> pd.DataFrame:
    """
    Every stretch of the body to which the rules and the coder give another voice or speaker.

    Speakers are the same if one name holds all words of the other ("the envoys", "envoys").
    """
    body = body_of(sentences, coded["doc_id"].unique())
    found, coded = quotations[is_speech(quotations)], coded[is_speech(coded)]
    lines = list(line_up([found, coded, body]))
    cuts = np.unique(np.concatenate([edge for pair in lines for edge in pair]))
    left, right = cuts[:-1], cuts[1:]
    inside = find_innermost(left, *lines[2])
    rows = {"doc_id": take(body["doc_id"], inside)}
    for name, table, line in (("found", found, lines[0]), ("coded", coded, lines[1])):
        innermost = find_innermost(left, *line)
        rows[f"{name}_voice"] = take(table["voice"], innermost).fillna("narrator")
        rows[f"{name}_speaker"] = take(table["speaker"], innermost)
    table = pd.DataFrame(rows).assign(raw_start=left & MASK, raw_end=right & MASK)[inside >= 0]
    others = np.fromiter(map(is_other, table.itertuples()), bool, len(table))
    table = table[others].reset_index(drop=True)
    table["text"] = cut_text(table, sentences, edits) if len(table) else pd.Series(dtype="str")
    words = np.fromiter((any(map(str.isalnum, text)) for text in table["text"]), bool, len(table))
    return table[words].reset_index(drop=True)


MASK = (1 << 40) - 1  # the place within its article of a place on the line of all articles


def is_other(row: Any) -> bool:
    """Whether voice or speaker differ in one stretch."""
    if row.found_voice != row.coded_voice:
        return True
    return row.found_voice != "narrator" and not is_same_name(row.found_speaker, row.coded_speaker)


def is_same_name(one: object, other: object) -> bool:
    """Whether two names mean the same: case and articles aside, one holds all words of the other."""
    if not isinstance(one, str) or not isinstance(other, str):
        return not isinstance(one, str) and not isinstance(other, str)
    words = [
        set(name.lower().replace(",", "").split()) - {"the", "a", "an"} for name in (one, other)
    ]
    return words[0] <= words[1] or words[1] <= words[0]


def score_speakers(
    quotations: pd.DataFrame, coded: pd.DataFrame, sentences: pd.DataFrame, edits: pd.DataFrame
) -> tuple[int, int]:
    """Of the characters that both give to the same voice of speech: how many to the same speaker (n, of)."""
    body = body_of(sentences, coded["doc_id"].unique())
    agreement = measure_agreement(quotations, coded, sentences)
    both = int(
        agreement.loc[
            (agreement["method"] == "all rules") & agreement["voice"].isin(SPEECH), "n_both"
        ].sum()
    )
    other = list_disagreements(quotations, coded, body, edits)
    same_voice = other[other["found_voice"] == other["coded_voice"]]
    return both - int((same_voice["raw_end"] - same_voice["raw_start"]).sum()), both


def read_gum_scores() -> pd.DataFrame:
    """What the rules scored on GUM (evaluation/voices.py): both halves, all measures."""
    kinds = {name: INT for name in ("n_coded", "n_found", "n_both", "n_documents")}
    kinds |= {name: SHARE for name in ("precision", "recall", "f1")}
    return read_csv(LISTS / "reference" / "voices_gum.csv", kinds)
