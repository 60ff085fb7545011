"""
The text that all tools read: open speeches, or words drawn by chance where there are none.

Every tool gets the same articles. Tools that begin with ready tokens or counts find them
made; what is measured never includes that, nor reading the file.
"""

import gzip
import hashlib
import json
import re
from functools import cached_property
from pathlib import Path

import numpy as np

SEED = 20240923
# Bench text is cut where a sentence or a line ends: quick, and enough to have rows of usual length.
CUT = re.compile(r"(?<=[.!?])\s+|\n+")


class Data:
    """The first articles of the text that have some `mb` megabytes together."""

    def __init__(self, folder, mb):
        self.folder, self.texts, room = Path(folder), [], mb * 1e6
        with open(self.folder / "texts.jsonl", encoding="utf-8") as file:
            for line in file:
                if room <= 0:
                    break
                self.texts.append(json.loads(line))
                room -= len(self.texts[-1])
        self.n_bytes = sum(len(text.encode()) for text in self.texts)
        self.names = [f"article-{number:07d}" for number in range(len(self.texts))]

    @cached_property
    def sentences(self):
        """The table `sentences` of these articles."""
        return self.keep("sentences", lambda: cut_sentences(self.names, self.texts))

    @cached_property
    def tokens(self):
        """The table `tokens` of these articles."""
        from analysis.tables.stored import empty_table
        from analysis.text.tokens import find_tokens

        return self.keep("tokens", lambda: find_tokens(self.sentences, empty_table("edits")))

    def keep(self, name, make):
        """A table made once for all tools and kept in the folder."""
        import pandas as pd

        path = self.folder / f"{name}-{len(self.texts)}.parquet"
        if not path.exists():
            make().to_parquet(path)
        return pd.read_parquet(path)

    @cached_property
    def counts(self):
        """Terms of every other article against those of the rest: two tables of frequencies."""
        from analysis.terms.frequencies import count_terms

        even = self.tokens["doc_id"].cat.codes.to_numpy() % 2 == 0
        return count_terms(self.tokens[even]), count_terms(self.tokens[~even])

    @cached_property
    def matrix(self):
        """Counts of terms (columns) per article (rows), and the terms."""
        from scipy import sparse

        from analysis.terms.counts import count_pairs

        doc, term, n = count_pairs(self.tokens)
        terms = self.tokens["term"].cat.categories.to_numpy(object)
        return sparse.csr_matrix((n, (doc, term)), (len(self.texts), len(terms))), terms


def cut_sentences(names, texts):
    """The table `sentences`: the texts cut at ends of sentences and lines, all of them body."""
    import pandas as pd

    rows = []
    for name, text in zip(names, texts):
        paragraph = sentence = start = 0
        for end, behind in [(cut.start(), cut.end()) for cut in CUT.finditer(text)] + [
            (len(text),) * 2
        ]:
            if end > start:
                rows.append((name, paragraph, sentence, start, end, "body", text[start:end]))
                sentence += 1
            paragraph += "\n" in text[end:behind]
            start = behind
    return pd.DataFrame(
        rows, columns=["doc_id", "paragraph", "sentence", "raw_start", "raw_end", "kind", "text"]
    )


def read_speeches(path):
    """The texts of a folder or file of speeches (JSON lines with `text`, packed or not), in an order by chance."""
    path = Path(path)
    found = (
        [path]
        if path.is_file()
        else sorted([*path.rglob("speeches.jsonl.gz"), *path.rglob("speeches.jsonl")])
    )
    if not found:
        raise FileNotFoundError(
            f"{path} holds no speeches.jsonl.gz: give a folder that does, or no DATA at all."
        )
    with (gzip.open if found[0].suffix == ".gz" else open)(
        found[0], "rt", encoding="utf-8"
    ) as file:
        texts = [json.loads(line)["text"] for line in file]
    return [texts[number] for number in np.random.default_rng(SEED).permutation(len(texts))]


def make_texts(n_bytes, n_words=60_000):
    """Articles of some 400 words drawn by Zipf's law from a made-up vocabulary."""
    random = np.random.default_rng(SEED)
    letters = np.array(list("etaoinshrdlucmfwypvbgkjqxz"))
    shares = 1 / np.arange(2, 28)
    words = np.array(
        [
            "".join(random.choice(letters, length, p=shares / shares.sum()))
            for length in random.integers(2, 12, n_words)
        ],
        object,
    )
    share = 1 / np.arange(3, n_words + 3)
    while n_bytes > 0:
        drawn = words[random.choice(n_words, 400, p=share / share.sum())]
        drawn[19::20] = drawn[19::20] + "."
        text = " ".join(drawn)
        n_bytes -= len(text)
        yield text


def write_texts(folder, data, mb):
    """Put `mb` megabytes of articles into the folder; returns what they are, with their hash."""
    room, hashed, path = mb * 1e6, hashlib.sha256(), Path(folder) / "texts.jsonl"
    n = 0
    with open(path, "w", encoding="utf-8") as file:
        for text in read_speeches(data) if data else make_texts(room):
            line = json.dumps(text) + "\n"
            hashed.update(line.encode())
            file.write(line)
            n, room = n + 1, room - len(text)
            if room <= 0:
                break
    return {
        "text": "speeches of the UN General Debate" if data else "made up",
        "n_articles": n,
        "sha256": hashed.hexdigest(),
    }
