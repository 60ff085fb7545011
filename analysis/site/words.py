"""
The concordance of words: any word, glob or phrase of the articles, as files that a page loads.

The page finds words by itself, from sentences in shards (scripts, which a page opened from a
folder may load) and an index that says which shards hold a term. Each sentence brings its
voices and framing words, so that counts by voice, speaker, frame and group follow the query.
"""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.site.rendering import file_id, render
from analysis.site.segments import find_segments
from analysis.site.shards import find_places, write_script
from analysis.text.escaping import show_unseen
from analysis.text.views import group_articles

SHARD = 400  # sentences per file
PIECE = 10  # words of a sentence that belongs to its publisher, shown together
WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")  # as words.js has it
VOICES = ["narrator", "indirect", "direct"]
GROUPED_FROM = 8  # articles: with fewer, each is a group of its own


def fold(word: str) -> str:
    """A word as it is looked up: lower case, straight apostrophes, no final 's."""
    return word.lower().replace("’", "'").removesuffix("'s")


def make_sentences(study) -> pd.DataFrame:
    """
    The body sentences as rows: doc, sentence, text, voices, frames.

    `voices`: [end, voice, speaker] of each run of characters in one voice, by number;
    `frames`: [start, end, frame] of the framing words. A sentence that pages may not show
    whole comes in pieces of `PIECE` words, in an order of their own.
    """
    sentences, quotations = study.sentences, study.quotations
    speakers = sorted(quotations["speaker"].dropna().unique())
    frames = sorted(study.matches["frame"].dropna().unique())
    segments = find_segments(sentences, study.edits, quotations, study.matches[:0])
    speech = segments["speech"].to_numpy()
    voice = np.append(pd.Categorical(quotations["voice"], VOICES).codes, 0)[speech]
    speaker = np.append(pd.Categorical(quotations["speaker"], speakers).codes, -1)[speech]
    runs = list(zip(segments["end"].tolist(), voice.tolist(), speaker.tolist()))
    voices = pd.Series(runs, segments["row"].to_numpy(), dtype=object)
    row, start, end = find_places(study.matches, sentences, study.edits)
    codes = pd.Categorical(study.matches["frame"], frames).codes
    marks = pd.Series(list(zip(start.tolist(), end.tolist(), codes.tolist())), row, dtype=object)
    table = pd.DataFrame(
        {
            "doc_id": sentences["doc_id"],
            "sentence": sentences["sentence"],
            "text": sentences["text"].map(show_unseen),
            "voices": voices.groupby(level=0).agg(list).reindex(range(len(sentences))),
            "frames": marks.groupby(level=0).agg(list).reindex(range(len(sentences))),
        }
    )
    body, is_shown = sentences["kind"].eq("body"), sentences["is_shown"].to_numpy(bool)
    pieces = cut_pieces(table[body & ~is_shown])
    table = pd.concat([table[body & is_shown], pieces], ignore_index=True)
    order = pd.Index(study.documents["doc_id"]).get_indexer(table["doc_id"])
    keys = table.assign(order=order).sort_values(["order", "sentence", "text"], kind="stable")
    return table.loc[keys.index].reset_index(drop=True)


def cut_pieces(hidden: pd.DataFrame) -> pd.DataFrame:
    """Sentences cut into pieces of a few words each, a row a piece; all in the narrator's voice."""
    rows = []
    for row in hidden.itertuples():
        words = row.text.split()
        for first in range(0, len(words), PIECE):
            piece = " ".join(words[first : first + PIECE])
            rows.append((row.doc_id, row.sentence, piece, [(len(piece), 0, -1)], []))
    return pd.DataFrame(rows, columns=list(hidden.columns))


def write_words(study, folder) -> dict:
    """Write sentences and index into `folder`; return what the page must know at once."""
    folder, table = Path(folder), make_sentences(study)
    docs = study.documents["doc_id"]
    numbers = pd.Index(docs).get_indexer(table["doc_id"])
    table = table.assign(doc=numbers)
    for number, first in enumerate(range(0, len(table), SHARD)):
        part = table.iloc[first : first + SHARD]
        rows = [
            [row.doc, row.sentence, row.text, listed(row.voices), listed(row.frames)]
            for row in part.itertuples()
        ]
        write_script(folder / f"sentences-{number}.js", f"sentences-{number}", rows)
    letters = write_terms(table["text"], folder)
    hidden = study.sentences["kind"].eq("body") & ~study.sentences["is_shown"]
    index = {
        "n": len(table),
        "shards": -(-len(table) // SHARD),
        "letters": letters,
        "docs": [[file_id(doc), show_unseen(doc)] for doc in docs],
        "groups": find_groups(study.documents),
        "words": words_by_voice(table),
        "speakers": [
            show_unseen(name) for name in sorted(study.quotations["speaker"].dropna().unique())
        ],
        "frames": [show_unseen(name) for name in sorted(study.matches["frame"].dropna().unique())],
        "hidden": int(hidden.sum()),
    }
    write_script(folder / "index.js", "index", index)
    return index


def listed(value) -> list:
    """A list, empty where there is none."""
    return value if isinstance(value, list) else []


def find_groups(documents: pd.DataFrame) -> list[str]:
    """The group of each article: itself where there are few, else its outlet, year or decade."""
    groups = group_articles(documents, GROUPED_FROM).reindex(documents["doc_id"])
    return [show_unseen(group) for group in groups]


def words_by_voice(table: pd.DataFrame) -> list[list[int]]:
    """Of each article the words in each voice: what a count is a share of."""
    counts = np.zeros((table["doc"].max() + 1 if len(table) else 0, len(VOICES)), int)
    for row in table.itertuples():
        ends, voices = (np.array(part) for part in list(zip(*row.voices))[:2])
        starts = np.array([match.start() for match in WORD.finditer(row.text)], int)
        held = voices[np.minimum(np.searchsorted(ends, starts, "right"), len(voices) - 1)]
        counts[row.doc] += np.bincount(held, minlength=len(VOICES))
    return counts.tolist()


def write_terms(texts: pd.Series, folder: Path) -> list[str]:
    """Which shards hold a term, in a file per first letter; the letters that have one."""
    found: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        shard = number // SHARD
        for term in {fold(word) for word in WORD.findall(text)}:
            held = found.setdefault(term, [])
            if not held or held[-1] != shard:
                held.append(shard)
    by_letter: dict[str, dict[str, list[int]]] = {}
    for term in sorted(found):
        letter = term[0] if term[0].isascii() and term[0].isalnum() else "other"
        by_letter.setdefault(letter, {})[term] = found[term]
    for letter, terms in by_letter.items():
        write_script(folder / f"terms-{letter}.js", f"terms-{letter}", terms)
    return sorted(by_letter)


def words_html(index: dict) -> str:
    """The page's HTML: form, bars, table."""
    return render(
        "words.html",
        index=index,
        base="words/",
        articles="articles/",
        script="_static/words.js",
        filters=[
            ("group", "Article" if len(index["docs"]) <= GROUPED_FROM else "Group"),
            ("voice", "Voice"),
            ("speaker", "Speaker"),
            ("frame", "Frame"),
        ],
    )
