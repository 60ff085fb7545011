"""
Sentences for a test that the dictionary has never seen, drawn by seed from open speeches.

The speeches are those of the UN General Debate Corpus (Jankin, Baturo & Dasandi; CC0).
They fall into two halves by a hash of their names: from the one, examples were read while
the dictionary was made; sentences are drawn from the other alone, after the dictionary was
frozen.
"""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pandas as pd

from analysis.articles.splitting import split_sentences
from analysis.framing.matches import find_matches
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import check_table, empty_table
from analysis.text.tokens import find_tokens

SEED = 20240612
FROM_YEAR = 1990  # before, the speeches hold too many reading errors of scanners
N_WORDS = (6, 60)  # shorter ones are headings and remains, longer ones are not split


def draw_unseen(data, dictionary):
    """The sentences of `corpus/unseen/`, drawn again from the speeches in folder `data`."""
    return draw_sentences(*find_pool(data, dictionary))


def count_pool(data, dictionary):
    """The numbers of `corpus/unseen/pool.csv`: sentences to draw from, with a match and without."""
    sentences, matches = find_pool(data, dictionary)
    pool, (key, counted) = sentences.drop_duplicates("text"), counted_keys(matches)
    has_match = pd.MultiIndex.from_frame(pool[key]).isin(counted)
    counts = {
        "all": len(pool),
        "with a match": has_match.sum(),
        "without a match": (~has_match).sum(),
    }
    return pd.Series(counts, name="n").rename_axis("sentences")


def count_frames(data, dictionary):
    """(framing words per speech and frame, words per speech) of the speeches that were kept apart."""
    sentences, matches = find_pool(data, dictionary)
    matches = matches[matches["use"] != "exclude"].astype({"doc_id": "str", "frame": "str"})
    n_words = sentences["text"].str.split().str.len().groupby(sentences["doc_id"]).sum()
    n = pd.crosstab(matches["doc_id"], matches["frame"]).reindex(n_words.index, fill_value=0)
    return n.to_numpy(), n_words.to_numpy(float)


def counted_keys(matches):
    """(columns that name a sentence, the sentences in which a match counts)."""
    key = ["doc_id", "sentence"]
    return key, pd.MultiIndex.from_frame(matches.loc[matches["use"] != "exclude", key])


def find_pool(data, dictionary):
    """(sentences, matches) of the speeches that were kept apart."""
    sentences = list_speech_sentences(read_speeches(data))
    tokens = find_tokens(sentences, empty_table("edits"))
    matches = find_matches(
        tokens, sentences, empty_table("edits"), empty_table("quotations"), dictionary
    )
    return sentences, matches


def read_speeches(data):
    """The speeches since 1990 that were kept apart: `file`, `country`, `year`, `text`."""
    with gzip.open(Path(data) / "ungdc" / "speeches.jsonl.gz", "rt", encoding="utf-8") as lines:
        speeches = pd.DataFrame([json.loads(line) for line in lines])
    speeches = speeches[speeches["year"].astype(int) >= FROM_YEAR]
    return speeches[speeches["file"].map(is_kept_apart)].sort_values(
        "file", ignore_index=True, kind="stable"
    )


def is_kept_apart(file):
    """Does a speech belong to the half that was not read while the dictionary was made?"""
    return int(hashlib.sha256(file.encode()).hexdigest(), 16) % 2 == 1


def list_speech_sentences(speeches):
    """The `sentences` table of speeches, line ends taken for blanks."""
    rows = []
    for row in speeches.itertuples():
        text = re.sub(r"\s+", " ", row.text).strip()
        rows += [
            (row.file, 0, number, start, end, "body", text[start:end])
            for number, (start, end) in enumerate(split_sentences(text))
            if N_WORDS[0] <= len(text[start:end].split()) <= N_WORDS[1]
        ]
    return check_table(pd.DataFrame(rows, columns=list(COLUMNS["sentences"])), "sentences")


def draw_sentences(sentences, matches, n=200, seed=SEED):
    """
    Half of the sentences with a match, half without: one row each, in an order that tells nothing.

    The half with a match takes the frames in turn, so that rare ones are there too:
    `drawn_for` names the frame, and is missing in the half without a match; `n_like` is how
    many sentences could have been drawn for the same reason.
    """
    pool = sentences.assign(
        rank=[
            shuffle_key(seed, doc, number)
            for doc, number in zip(sentences["doc_id"], sentences["sentence"])
        ]
    )
    pool = pool.drop_duplicates("text").sort_values("rank", kind="stable")
    key = pd.MultiIndex.from_frame(pool[["doc_id", "sentence"]])
    counted = matches[matches["use"] != "exclude"]
    queues = {
        frame: pool[key.isin(pd.MultiIndex.from_frame(rows[["doc_id", "sentence"]]))]
        for frame, rows in counted.groupby("frame")
    }
    chosen = take_in_turn(queues, n // 2)
    without = pool[~key.isin(pd.MultiIndex.from_frame(counted[["doc_id", "sentence"]]))]
    chosen += [(None, len(without), place) for place in without.index[: n - len(chosen)]]
    drawn = pool.loc[[place for _, _, place in chosen]].assign(
        drawn_for=[frame for frame, _, _ in chosen], n_like=[size for _, size, _ in chosen]
    )
    drawn = drawn.sort_values(
        "rank",
        key=lambda column: column.map(lambda text: shuffle_key(seed, text, 0)),
        kind="stable",
    )
    return drawn.drop(columns="rank").reset_index(drop=True)


def take_in_turn(queues, n):
    """(frame, sentences in its queue, place) of the first `n` places, a new one from each queue in turn."""
    order, taken, chosen = {frame: iter(queue.index) for frame, queue in queues.items()}, set(), []
    while len(chosen) < n and order:
        for frame in sorted(order):
            place = next((place for place in order[frame] if place not in taken), None)
            if place is None:
                del order[frame]
            elif len(chosen) < n:
                taken.add(place)
                chosen.append((frame, len(queues[frame]), place))
    return chosen


def shuffle_key(*parts):
    """A number that orders things at random, and always in the same way."""
    return hashlib.sha256(":".join(map(str, parts)).encode()).hexdigest()
