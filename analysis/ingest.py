"""
Read articles: files as they came -> decoded texts, and what the files say of them.

A folder may mix text files, web pages, PDF, Word and RTF files, tables with an article a row,
exports of several articles, and zip archives of all these. What cannot be read is listed with
the reason and the mend; the rest goes on.
"""

import hashlib
import re
import unicodedata
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from analysis.article_tables import TABLE_READERS
from analysis.encodings import Unreadable
from analysis.exports import split_export
from analysis.extracts import keep_extracts, recall_extracts
from analysis.formats import READERS, Article
from analysis.metadata import add_metadata, parse_date, read_metadata
from analysis.sources import list_sources, read_column_names
from analysis.tables import COLUMNS, check_table

PROBLEMS = ["file", "problem", "mend"]
BASES = {"trafilatura": "page: its own tags", "export": "export: its field", "csv": "table: its column",
         "json": "table: its column", "pyarrow": "table: its column", "openpyxl": "table: its column"}


class NoArticles(ValueError):
    """Nothing in the corpus could be read."""


def read_articles(corpus, out=None):
    """
    Read the articles of `corpus`: a folder, a folder with `raw` in it, a table, or a zip archive.

    Returns `documents` (a row per article), a mapping from doc_id to decoded text, and `problems`
    (file, problem, mend). With `out`, what extractors gave is kept in its corpus/clean/extracted,
    and a file whose bytes have not changed is not extracted again.
    """
    named, earlier = read_column_names(corpus), recall_extracts(out)
    rows, articles, problems = [], {}, []
    for source in tqdm(list_sources(corpus), desc="reading", unit="file", disable=None):
        try:
            sha256, found = read_source(source, named, earlier)
            for part, article in enumerate(found, 1):
                part = part if len(found) > 1 or source.ending in TABLE_READERS else 0
                add_article(rows, articles, problems, source, sha256, part, article)
        except Unreadable as error:
            problems.append((source.name, error.problem, error.mend))
    documents = check_table(pd.DataFrame(rows, columns=list(COLUMNS["documents"])), "documents")
    problems = pd.DataFrame(problems, columns=PROBLEMS, dtype="str")
    if documents.empty:
        raise NoArticles(f"No article could be read in {corpus}.\n" + describe_problems(problems))
    if out is not None:
        keep_extracts(out, documents, articles)
    texts = {doc_id: article.text for doc_id, article in articles.items()}
    return add_metadata(documents, read_metadata(corpus)), texts, problems


def read_source(source, named, earlier):
    """The hash of a file's bytes, and its articles (an Unreadable stands for one that is broken)."""
    data = source.read()
    sha256 = hashlib.sha256(data).hexdigest()
    if not data:
        raise Unreadable("It is empty.", "Put the article into it, or take the file away.")
    known = earlier.get((source.name, sha256))
    if known is not None:
        return sha256, known
    if source.ending in TABLE_READERS:
        return sha256, list(TABLE_READERS[source.ending](data, named))
    return sha256, [part for article in READERS[source.ending](data) for part in split_export(article)]


def add_article(rows, articles, problems, source, sha256, part, article):
    """Put one article into `rows` and `articles`, or the reason why not into `problems`."""
    if isinstance(article, Unreadable):
        problems.append((f"{source.name}, row {part}", article.problem, article.mend))
        return
    doc_id = make_id(source.stem, article.key or (str(part) if part else None))
    if not doc_id or doc_id in articles:
        taken = f"Another article has its id {doc_id!r} already." if doc_id else "Its name gives no id."
        problems.append((source.name, taken, "Give the file another name."))
        return
    articles[doc_id] = article
    rows.append({"doc_id": doc_id, "file": source.name, "part": part, "sha256": sha256,
                 "encoding": "; ".join(filter(None, [article.encoding, article.extractor])) or None,
                 "n_chars_raw": len(article.text), "n_words": 0,
                 **stated_by_file(article)})


def stated_by_file(article: Article):
    """What the file itself says of the article, with its basis."""
    basis = next((text for name, text in BASES.items() if name in (article.extractor or "")), None)
    first, last = parse_date(article.published)
    return {"outlet": article.outlet, "outlet_basis": basis if article.outlet else None,
            "title": article.title, "title_basis": basis if article.title else None,
            "published_from": first, "published_to": last, "published_basis": basis if first else None}


def make_id(stem, key=None):
    """The key of an article: the slug of its file's name, and of its number or id within the file."""
    parts = [re.sub(r"[\W_]+", "-", unicodedata.normalize("NFKC", part).casefold()).strip("-")
             for part in ([stem, key] if key else [stem])]
    return "-".join(part for part in parts if part)


def describe_problems(problems):
    """The problems as lines for the terminal: file, what is wrong, the mend."""
    return "\n".join(f"{row.file}: {row.problem} {row.mend}" for row in problems.itertuples())
