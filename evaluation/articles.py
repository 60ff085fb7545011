"""
Cleaning measured on open data: `python -m evaluation.articles DATA [OUT]`.

DATA holds the folder `gum` (the GUM corpus, news and interview). The splitter's rules were tuned on
every second document; the others are reported. What is counted, and why:

- Boundaries between sentences inside a paragraph, since paragraphs are given; a boundary is right at
  the very character. F1 of found against marked ones.
- Glued text: the sentences of a paragraph joined without a blank. Of the joints with a stop before
  and a capital behind, how many are found; of the tokens of unglued text, how many are parted.
- Kinds of lines: which paragraphs of body keep all their text as body, and which furniture is found.
- Other splitters are measured where they are installed; they are no part of the study.
"""

import hashlib
import re
import sys
import time
from importlib import import_module
from pathlib import Path

import pandas as pd

from analysis.articles.cleaning import clean_text, list_sentences
from analysis.articles.gluing import unglue_sentences
from analysis.articles.splitting import split_sentences
from analysis.tables.stored import ROOT, write_csv

STOP_BEFORE = re.compile(r"[.!?\u2026][\"')\]\u2019\u201d]*$")
CAPITAL_BEHIND = re.compile(r"[\"'(\[\u2018\u201c]*[A-Z]")
KIND_OF_BLOCK = {"head": "headline", "figure": "caption", "caption": "caption"}


def read_paragraphs(path):
    """(block, [(sentence, blank behind it)]) of each paragraph of a GUM document."""
    paragraphs, text, last = [("p", [])], None, ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# newpar_block"):
            paragraphs[-1] = (line.split("=", 1)[1].strip(), paragraphs[-1][1])
        elif line == "# newpar":
            paragraphs.append(("p", []))
        elif line.startswith("# text ="):
            text = line.split("=", 1)[1].strip()
        elif line[:1].isdigit():
            last = line
        elif not line and text:
            paragraphs[-1][1].append((text, "" if "SpaceAfter=No" in last.split("\t")[9] else " "))
            text = None
    return [paragraph for paragraph in paragraphs if paragraph[1]]


def put_together(sentences):
    """The text of a paragraph and the places where its sentences end, the last left out."""
    text, ends = "", set()
    for sentence, blank in sentences:
        ends.add(len(text) + len(sentence))
        text += sentence + blank
    return text.rstrip(), ends - {max(ends)}


def score_splitter(split, paragraphs):
    """F1, precision and recall of the boundaries that `split` finds, and its speed in MB a second."""
    texts = [put_together(sentences) for _, sentences in paragraphs]
    started = time.perf_counter()
    found = [{end for _, end in split(text)[:-1]} for text, _ in texts]
    seconds = time.perf_counter() - started
    n_right = sum(len(own & ends) for own, (_, ends) in zip(found, texts))
    n_found, n_marked = sum(map(len, found)), sum(len(ends) for _, ends in texts)
    return {
        "n_right": n_right,
        "n_found": n_found,
        "n_marked": n_marked,
        "precision": n_right / max(n_found, 1),
        "recall": n_right / max(n_marked, 1),
        "f1": 2 * n_right / max(n_found + n_marked, 1),
        "mb_per_second": sum(len(text) for text, _ in texts) / seconds / 1e6,
    }


def list_splitters():
    """This study's splitter, and those of other packages that are installed: name -> function."""
    made = {
        "this study": lambda: split_sentences,
        "blingfire": split_blingfire,
        "syntok": split_syntok,
        "pysbd": split_pysbd,
        "sentencex": split_sentencex,
    }
    splitters = {}
    for name, make in made.items():
        try:
            splitters[name] = make()
        except ImportError:
            continue
    return splitters


def split_blingfire():
    """blingfire's splitter with character offsets."""
    blingfire = import_module("blingfire")
    return lambda text: [tuple(span) for span in blingfire.text_to_sentences_and_offsets(text)[1]]


def split_syntok():
    """syntok's splitter with character offsets."""
    segmenter = import_module("syntok.segmenter")
    return lambda text: [
        (sentence[0].offset, sentence[-1].offset + len(sentence[-1].value))
        for part in segmenter.analyze(text)
        for sentence in map(list, part)
    ]


def split_pysbd():
    """pysbd's splitter with character offsets, blanks at the end left out."""
    segmenter = import_module("pysbd").Segmenter(language="en", clean=False, char_span=True)
    return lambda text: [
        (span.start, span.start + len(span.sent.rstrip())) for span in segmenter.segment(text)
    ]


def split_sentencex():
    """sentencex's splitter; its sentences are looked up in the text."""
    segment = import_module("sentencex").segment

    def split(text):
        spans, place = [], 0
        for sentence in map(str.strip, segment("en", text)):
            place = text.index(sentence, place)
            spans.append((place, place := place + len(sentence)))
        return spans

    return split


def score_gluing(paragraphs):
    """Glued joints found, by whether a stop stands before and a capital behind; tokens parted by mistake."""
    counts = dict.fromkeys(
        ["n_joints", "n_found", "n_other_joints", "n_other_found", "n_tokens", "n_parted"], 0
    )
    for _, sentences in paragraphs:
        text, joints = put_together([(sentence, "") for sentence, _ in sentences])
        places = {start for start, _, _ in unglue_sentences(text)}
        for joint in joints:
            plain = STOP_BEFORE.search(text[:joint]) and CAPITAL_BEHIND.match(text, joint)
            counts["n_joints" if plain else "n_other_joints"] += 1
            counts["n_found" if plain else "n_other_found"] += joint in places
        whole = put_together(sentences)[0]
        counts["n_tokens"] += len(whole.split())
        counts["n_parted"] += len(list(unglue_sentences(whole)))
    return counts


def score_kinds(documents):
    """How the lines of whole documents are labelled, by what GUM calls them: kind marked, kind found, n."""
    rows = []
    for paragraphs in documents:
        texts = [put_together(sentences)[0] for _, sentences in paragraphs]
        ledger, _ = clean_text("\n\n".join(texts))
        found = {}
        for row in list_sentences(ledger):
            found.setdefault(row[0], []).append(row[4])
        rows += [
            (KIND_OF_BLOCK.get(block.split()[0], "body"), "+".join(dict.fromkeys(found[n])))
            for n, (block, _) in enumerate(paragraphs)
            if n in found
        ]
    table = pd.DataFrame(rows, columns=["marked", "found"])
    return (
        table.value_counts()
        .rename("n")
        .reset_index()
        .sort_values(["marked", "n", "found"], ascending=[True, False, True], ignore_index=True)
    )


def evaluate(data):
    """The three tables of scores: splitting, gluing, kinds."""
    paths = sorted((Path(data) / "gum" / "dep").glob("*.conllu"))
    if not paths:
        raise FileNotFoundError(
            f"{data}/gum/dep holds no .conllu files: give the folder that holds gum."
        )
    documents = {path: read_paragraphs(path) for path in paths}
    parts = {
        "tuned on": paths[0::2],
        "held out": paths[1::2],
        "news": [path for path in paths if "news" in path.name],
        "interview": [path for path in paths if "interview" in path.name],
    }
    joined = {
        part: [paragraph for path in names for paragraph in documents[path]]
        for part, names in parts.items()
    }
    splitting = pd.DataFrame(
        [
            {"part": part, "splitter": name, **score_splitter(split, joined[part])}
            for part in parts
            for name, split in list_splitters().items()
        ]
    )
    gluing = pd.DataFrame(
        [{"part": part, **score_gluing(joined[part])} for part in ("news", "interview")]
    )
    kinds = pd.concat(
        [
            score_kinds(documents[path] for path in parts[part]).assign(part=part)
            for part in ("news", "interview")
        ]
    )
    return splitting, gluing, kinds[["part", "marked", "found", "n"]]


def hash_files(folder):
    """One hash of all files that were read."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.conllu")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def main(data, out=ROOT):
    """Measure, print, and write the tables below corpus/reference/, with the data's hash."""
    digest = hash_files(Path(data) / "gum" / "dep")
    for name, table in zip(("splitting", "gluing", "kinds"), evaluate(data)):
        print(table.round(4).to_string(index=False))
        table = table.drop(columns="mb_per_second", errors="ignore")  # differs from run to run
        write_csv(
            table.assign(sha256=digest), Path(out) / "corpus" / "reference" / f"cleaning_{name}.csv"
        )


if __name__ == "__main__":
    main(*sys.argv[1:3])
