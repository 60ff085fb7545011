"""
Read articles: files as they came -> decoded texts, and what the files say of them.

A folder may mix text files, web pages, PDF, Word and RTF files, tables with an article a row,
exports of several articles, and zip archives of all these. What cannot be read is listed with
the reason and the mend; the rest goes on.
"""

import hashlib
import re
import unicodedata
from operator import itemgetter
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from analysis.articles.article import Article
from analysis.articles.article_tables import TABLE_READERS, settle_dates
from analysis.articles.dates import parse_date
from analysis.articles.encodings import Unreadable
from analysis.articles.exports import split_export
from analysis.articles.extracts import keep_extracts, recall_extracts
from analysis.articles.formats import READERS
from analysis.articles.metadata import add_metadata, read_metadata
from analysis.articles.sources import list_sources, read_column_names
from analysis.tables import COLUMNS, check_table

BASES = {
    "trafilatura": "page: its own tags",
    "export": "export: its field",
    "csv": "table: its column",
    "json": "table: its column",
    "pyarrow": "table: its column",
    "openpyxl": "table: its column",
}


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
    rows, articles, problems = read_sources(list_sources(corpus), named, earlier)
    # In the order of doc_id: in which order articles came leaves no trace.
    rows = sorted(rows, key=itemgetter("doc_id"))
    documents = check_table(pd.DataFrame(rows, columns=list(COLUMNS["documents"])), "documents")
    problems = check_table(pd.DataFrame(problems, columns=list(COLUMNS["problems"])), "problems")
    if documents.empty:
        raise NoArticles(explain_nothing(corpus, problems))
    if out is not None:
        keep_extracts(out, documents, articles)
    texts = {doc_id: articles[doc_id].text for doc_id in documents["doc_id"]}
    return add_metadata(documents, read_metadata(corpus)), texts, problems


def read_sources(sources, named, earlier):
    """Rows of `documents`, doc_id -> Article, and rows of `problems`, of all files in their order."""
    rows, articles, problems, taken = [], {}, [], {}
    for source in tqdm(sources, desc="reading", unit="file", disable=None):
        try:
            sha256, found = read_source(source, named, earlier)
            refuse_taken(source, taken)
            problems += list_problems(source, found)
            for doc_id, part, article in name_articles(source, found):
                articles[doc_id] = article
                rows.append(describe_article(doc_id, source, part, sha256, article))
        except Unreadable as error:
            problems.append((source.name, error.problem, error.mend))
    return rows, articles, problems


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
        return sha256, settle_dates(TABLE_READERS[source.ending](data, named))
    return sha256, [
        part for article in READERS[source.ending](data) for part in split_export(article)
    ]


def refuse_taken(source, taken):
    """Refuse a file whose id is that of a file read before."""
    slug = make_id(source.stem)
    if not slug or slug in taken:
        reason = f"It would have the same id as {taken[slug]}." if slug else "Its name gives no id."
        raise Unreadable(reason, "Give it another name.")
    taken[slug] = source.name


def list_problems(source, found):
    """One line for each kind of problem in the rows of a table: the first row, and how many more."""
    rows = {}
    for part, article in enumerate(found, 1):
        if isinstance(article, Unreadable):
            rows.setdefault((article.problem, article.mend), []).append(part)
    keys = [article.key for article in found if isinstance(article, Article) and article.key]
    lines = [
        (
            f"{source.name}, row {parts[0]}"
            + (f" and {len(parts) - 1:,} more" if len(parts) > 1 else ""),
            *what,
        )
        for what, parts in rows.items()
    ]
    if len({make_id(key) for key in keys}) < len(keys):
        lines.append(
            (
                source.name,
                "Its column of ids has one id twice: the rows are numbered instead.",
                "Give every row an id of its own.",
            )
        )
    return lines


def name_articles(source, found):
    """(doc_id, part, article) of each article of a file: its own ids where all differ, else numbers."""
    readable = [
        (part, article) for part, article in enumerate(found, 1) if isinstance(article, Article)
    ]
    keys = [make_id(article.key or "") for _, article in readable]
    keyed = all(keys) and len(set(keys)) == len(keys)
    for part, article in readable:
        if len(found) == 1 and source.ending not in TABLE_READERS:
            yield make_id(source.stem), 0, article
        else:
            yield make_id(source.stem, article.key if keyed else str(part)), part, article


def describe_article(doc_id, source, part, sha256, article):
    """The row of `documents` for one article: what it is, and what its file says of it."""
    return {
        "doc_id": doc_id,
        "file": source.name,
        "part": part,
        "sha256": sha256,
        "encoding": "; ".join(filter(None, [article.encoding, article.extractor])) or None,
        "n_chars_raw": len(article.text),
        "n_words": 0,
        **stated_by_file(article),
    }


def stated_by_file(article: Article):
    """What the file itself says of the article, with its basis."""
    basis = next((text for name, text in BASES.items() if name in (article.extractor or "")), None)
    first, last = parse_date(article.published)
    return {
        "outlet": article.outlet,
        "outlet_basis": basis if article.outlet else None,
        "title": article.title,
        "title_basis": basis if article.title else None,
        "published_from": first,
        "published_to": last,
        "published_basis": basis if first else None,
    }


def make_id(stem, key=None):
    """The key of an article: the slug of its file's name, and of its number or id within the file."""
    parts = [
        re.sub(r"[\W_]+", "-", unicodedata.normalize("NFKC", part).casefold()).strip("-")
        for part in ([stem, key] if key else [stem])
    ]
    return "-".join(part for part in parts if part)


def explain_nothing(corpus, problems):
    """Why nothing could be read, and what to do."""
    if not Path(corpus).exists():
        return f"{corpus} is not there. Give a folder of articles, or one table or zip archive of them."
    if problems.empty:
        return (
            f"{corpus} holds no article. Put files into it: {', '.join(sorted(READERS))}, or a table "
            f"({', '.join(sorted(TABLE_READERS))}), or a .zip of them."
        )
    return f"No article could be read in {corpus}.\n{describe_problems(problems)}"


def describe_problems(problems):
    """The problems as lines for the terminal: file, what is wrong, the mend."""
    return "\n".join(f"{row.file}: {row.problem} {row.mend}" for row in problems.itertuples())
