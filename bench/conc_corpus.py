"""A corpus of the tool conc; its tokens by spaCy's blank tokenizer, which needs no model."""

import csv
import tempfile
from pathlib import Path

SWITCHED_OFF = ["parser", "ner", "lemmatizer", "tagger", "senter", "tok2vec", "attribute_ruler"]


def build_corpus(data):
    """Build it from the texts, on disk as conc does, and return it."""
    import spacy
    from conc.corpus import Corpus

    folder = Path(tempfile.mkdtemp(dir=data.folder))
    nlp = spacy.blank("en")
    for name in SWITCHED_OFF:  # conc switches these off by name, so that they must be there
        nlp.add_pipe("sentencizer", name=name)
    nlp.to_disk(folder / "blank")
    with open(folder / "texts.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["text"], *([text] for text in data.texts)])
    return Corpus("bench", "the same texts").build_from_csv(
        str(folder / "texts.csv"), str(folder), model=str(folder / "blank")
    )
