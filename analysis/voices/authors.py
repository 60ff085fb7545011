"""
Texts whose author speaks (speeches, statements, opinion) told from reports. Part of `voices`.

In a report the narrator hands words to others; in a speech or an editorial "the narrator" is
its author, who speaks for himself or herself. A column `genre` of metadata.csv says which is
which; without it the text does: an author says "I" and "we" outside all quotation marks.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from analysis.text.spans import find_holder, find_sentences, is_speech
from analysis.voices.words import word_list

# First persons in 100 words of the narrator's from which on the author speaks. Coded news
# reports have 0.0 to 0.6, opinion 2.3 and 3.9, speeches of the General Debate 1.7 to 5.4.
OWN_WORDS = 1.0
ENOUGH = 50  # words of the narrator's: fewer tell nothing
TRANSCRIPT, REPORT, AUTHOR = "transcript", "report", "author speaks"


def read_genres(corpus: Path | str) -> dict[str, str]:
    """File -> genre, from the column `genre` of the corpus's metadata.csv; empty without one."""
    path = Path(corpus) / "metadata.csv"
    if not path.exists():
        return {}
    table = pd.read_csv(path, dtype="str", encoding="utf-8-sig", encoding_errors="replace")
    table.columns = [str(name).strip().lower() for name in table.columns]
    if not {"file", "genre"} <= set(table.columns):
        return {}
    given = table.dropna(subset=["file", "genre"])
    return dict(zip(given["file"], given["genre"].str.strip().str.lower()))


def find_genres(
    documents: pd.DataFrame,
    sentences: pd.DataFrame,
    quotations: pd.DataFrame,
    tokens: pd.DataFrame,
    given: dict[str, str],
) -> pd.DataFrame:
    """
    Whether each article is a report, a transcript, or a text whose author speaks.

    One row per article: doc_id, genre, is_author, basis (metadata or text), and first persons
    in 100 words of the narrator's, missing where there are fewer than `ENOUGH`.
    """
    own = measure_own_words(sentences, quotations, tokens)
    turns = set(quotations.loc[quotations["rule"].str.startswith("transcript"), "doc_id"])
    rows = []
    for doc, file in zip(documents["doc_id"], documents["file"]):
        share = own.get(doc, np.nan)
        stated = given.get(file) or given.get(doc)
        by_text = TRANSCRIPT if doc in turns else AUTHOR if share >= OWN_WORDS else REPORT
        genre = stated or by_text
        is_author = genre in word_list("authored genres") if stated else genre == AUTHOR
        rows.append((doc, genre, is_author, "metadata" if stated else "text", share))
    columns = ["doc_id", "genre", "is_author", "basis", "own_words"]
    return pd.DataFrame(rows, columns=columns)


def measure_own_words(
    sentences: pd.DataFrame, quotations: pd.DataFrame, tokens: pd.DataFrame
) -> dict[str, float]:
    """Article -> first persons in 100 words of its body that stand in nobody's speech and between no marks."""
    is_body = np.append(sentences["kind"] == "body", False)[find_sentences(tokens, sentences)]
    body = tokens.loc[is_body, ["doc_id", "raw_start", "raw_end"]]
    held = quotations[is_speech(quotations)].reset_index(drop=True)
    free = np.flatnonzero(is_body)[find_holder(body, held) < 0]
    # Asked of the vocabulary, and not of thirty million words as texts.
    doc, token, term = (tokens[name].array for name in ("doc_id", "token", "term"))
    is_own = term.categories.isin(list(word_list("first person")))[term.codes[free]]
    is_own &= (token.categories != "US")[token.codes[free]]  # the state
    n = np.bincount(doc.codes[free], minlength=len(doc.categories))
    n_own = np.bincount(doc.codes[free[is_own]], minlength=len(doc.categories))
    enough = np.flatnonzero(n >= ENOUGH)
    return dict(zip(doc.categories[enough], (100 * n_own[enough] / n[enough]).tolist()))
