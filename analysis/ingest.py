"""Read articles: files as they came -> decoded texts, and what their metadata say."""

import hashlib
import re
import unicodedata
from pathlib import Path

import pandas as pd

from analysis.tables import COLUMNS, check_table, read_list


def read_articles(corpus):
    """
    Read the articles of the folder `corpus` (or of its folder `raw`).

    Returns `documents`, one row per article, and a mapping from doc_id to decoded text.
    """
    folder = Path(corpus) / "raw" if (Path(corpus) / "raw").is_dir() else Path(corpus)
    rows, texts = [], {}
    for path in sorted(folder.glob("*.txt")):
        data = path.read_bytes()
        text, encoding = data.decode("utf-8"), "utf-8"
        doc_id = make_id(path.name)
        texts[doc_id] = text
        rows.append({"doc_id": doc_id, "file": path.name, "part": 0, "n_words": 0,
                     "sha256": hashlib.sha256(data).hexdigest(), "encoding": encoding,
                     "language": "en", "n_chars_raw": len(text)})
    documents = pd.DataFrame(rows, columns=list(COLUMNS["documents"]))
    return check_table(add_metadata(documents, corpus), "documents"), texts


def add_metadata(documents, corpus):
    """`documents` with the values of the corpus's own metadata.csv, joined by `file`."""
    path = Path(corpus) / "metadata.csv"
    if not path.exists():
        return documents
    metadata = read_list("metadata", corpus).set_index("file")
    for column in [name for name in documents if name in metadata]:
        documents[column] = documents["file"].map(metadata[column])
    return documents


def make_id(name):
    """The key of an article: the slug of its file's name."""
    stem = unicodedata.normalize("NFKD", Path(name).stem).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")
