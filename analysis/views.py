"""
What the study counts: the tables narrowed to the articles, lines and words that count.

Findings, comparisons of two runs and the robustness of claims all count here, so that a
number means the same in each.
"""

from dataclasses import dataclass

import pandas as pd

from analysis.spans import assign_voice
from analysis.tables import LISTS, read_list, read_table, table_path
from analysis.tokens import find_tokens

BODY = ("body",)
COUNTED = ("count", "doubtful")         # uses of a pattern that make a match count


@dataclass(frozen=True)
class View:
    """
    What is counted under one set of choices; nothing in it is counted elsewhere.

    documents: the articles; words: the tokens of the lines that count, with voice, speaker
    and role; matches: the framing words that count; frames: all frames of the dictionary,
    those without a match included; stop_terms: left out where terms are ranked.
    """

    documents: pd.DataFrame
    words: pd.DataFrame
    matches: pd.DataFrame
    frames: frozenset
    stop_terms: frozenset = frozenset()


def read_tokens(out, corpus=LISTS):
    """The tokens of a study; found again where they are not stored, as in a fresh copy of the published one."""
    if table_path("tokens", out).exists():
        return read_table("tokens", out)
    sentences, edits = (read_table(name, out) for name in ("sentences", "edits"))
    return find_tokens(sentences, edits, read_list("variants", corpus))


def give_voices(tokens, sentences, quotations):
    """The tokens with the `kind` of their line, and the voice, speaker and role they stand in."""
    kinds = sentences[["doc_id", "sentence", "kind"]]
    words = tokens.assign(doc_id=tokens["doc_id"].astype("str")).merge(kinds, on=["doc_id", "sentence"])
    return assign_voice(words, quotations)


def narrow(documents, words, matches, kinds=BODY):
    """(documents, words, matches) of what counts: no second copies, these kinds of lines, counted uses."""
    documents = documents[documents["duplicate_of"].isna()]
    words = words[words["doc_id"].isin(documents["doc_id"]) & words["kind"].isin(kinds)]
    matches = matches[matches["doc_id"].isin(documents["doc_id"]) & matches["kind"].isin(kinds)
                      & matches["use"].isin(COUNTED)]
    return documents, words, matches
