"""
What topics of several tools are compared on: speeches of the General Debate, passages of them, and GUM.

Part of the step `topics`. All models of a set get the same passages and the same terms; where
there is other text of the same kind, it is counted too, for coherence that no model was
fitted to.
"""

import re
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.reference.speeches import cut_passages, read_debate, speeches_as_sentences
from analysis.tables.stored import LISTS, read_list
from analysis.text.tokens import find_tokens
from analysis.topics.passages import Passages, count_passages, keep_terms

PER_DECADE = 100  # speeches of each decade, evenly spaced
OTHERS = 300  # speeches of the decade that no model sees, at most
EVERY = 4  # one of so many of these speeches is cut into passages


class Part(NamedTuple):
    """Passages that models are fitted on, and others of the same kind that no model has seen."""

    name: str
    passages: Passages
    others: Passages  # with all their terms; None where there are no others


def read_ordered(data):
    """(the speeches of the General Debate in the order of their files, the file's SHA-256)."""
    speeches, digest = read_debate(data)
    return pd.DataFrame(speeches).sort_values("file", ignore_index=True, kind="stable"), digest


def count_all(table, unit):
    """Texts (doc_id, passage, text) as passages with all their terms."""
    sentences, edits = speeches_as_sentences(table)
    return count_passages(
        find_tokens(sentences, edits, read_list("variants", LISTS)), sentences, unit
    )


def make_part(name, table, others=None, unit="paragraph"):
    """A set from texts, and from others of the same kind if there are any; with the terms that all models get."""
    return Part(
        name,
        keep_terms(count_all(table, unit), read_list("stop_terms", LISTS)["term"]),
        None if others is None else count_all(others, unit),
    )


# the General Debate -----------------------------------------------------------------


def count_speeches(speeches):
    """Speeches as passages, one each, with the terms that all models get."""
    return make_part("", as_texts(speeches), unit="article").passages


def cut_sets(speeches):
    """Of each decade: some speeches whole, and a quarter of them in passages of about two paragraphs."""
    whole, short = [], []
    for decade, some, others in sample_decades(speeches):
        whole.append(
            make_part(f"General Debate, {decade}s", as_texts(some), as_texts(others), "article")
        )
        short.append(
            make_part(f"General Debate, passages, {decade}s", cut_texts(some), cut_texts(others))
        )
    return whole + short


def sample_decades(speeches):
    """(decade, some of its speeches, evenly spaced, and some of the others) for each decade."""
    for decade, part in speeches.groupby(speeches["year"].astype(int) // 10 * 10):
        some = take_evenly(part, PER_DECADE)
        yield decade, some, take_evenly(part.drop(some.index), OTHERS)


def take_evenly(table, n):
    """Up to `n` rows, evenly spaced."""
    return table.iloc[:: max(len(table) // n, 1)][:n]


def as_texts(speeches):
    """Speeches as texts of one passage."""
    return pd.DataFrame({"doc_id": speeches["file"], "passage": 0, "text": speeches["text"]})


def cut_texts(speeches):
    """Some of the speeches as texts of passages."""
    rows = [
        (speech.file, number, text)
        for speech in speeches.iloc[::EVERY].itertuples()
        for number, text in enumerate(cut_passages(speech.text))
    ]
    return pd.DataFrame(rows, columns=["doc_id", "passage", "text"])


# GUM --------------------------------------------------------------------------------


def read_gum(data):
    """News and interviews of GUM in paragraphs, together, apart and halved, and in sentences; none where absent."""
    rows = [
        (path.stem, number, text)
        for path in sorted((Path(data) / "gum" / "dep").glob("*.conllu"))
        for number, part in enumerate(
            re.split(r"^# newpar", path.read_text("utf-8"), flags=re.MULTILINE)
        )
        for text in re.findall(r"^# text = (.*)$", part, re.MULTILINE)
    ]
    if not rows:
        return []
    sentences = pd.DataFrame(rows, columns=["doc_id", "paragraph", "text"])
    paragraphs = sentences.groupby(["doc_id", "paragraph"], as_index=False)["text"].agg(" ".join)
    is_news, is_even = paragraphs["doc_id"].str.contains("_news_"), paragraphs.index % 2 == 0
    parts = {
        "paragraphs": (paragraphs,),
        "news": (paragraphs[is_news],),
        "interviews": (paragraphs[~is_news],),
        "sentences": (sentences,),
        "every other paragraph": (paragraphs[is_even], paragraphs[~is_even]),
    }
    return [
        make_part(f"GUM, {name}", *map(number_passages, tables)) for name, tables in parts.items()
    ]


def number_passages(table):
    """The texts with a number per passage, from 0 in each document."""
    return table.assign(passage=table.groupby("doc_id").cumcount())[["doc_id", "passage", "text"]]
