"""
Read articles: files as they came -> decoded texts, and what the files say of them.

A folder may mix text files, web pages, PDF, Word and RTF files, tables with an article a row,
exports of several articles, and zip archives of all these. What cannot be read is listed with
the reason and the mend; the rest goes on.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from operator import itemgetter
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from analysis.articles.account import (
    account_lists,
    check_fates,
    check_files,
    check_parts,
    read_columns,
)
from analysis.articles.article import Article, first_line
from analysis.articles.article_tables import TABLE_READERS, Columns, settle_dates
from analysis.articles.dates import parse_date
from analysis.articles.encodings import Unreadable, join_surrogates
from analysis.articles.exports import split_export
from analysis.articles.extracts import keep_extracts, recall_extracts
from analysis.articles.formats import READERS
from analysis.articles.metadata import add_metadata, read_metadata
from analysis.articles.sources import Source, list_sources
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import check_table, name_rows

BASES = {
    "trafilatura": "page: its own tags",
    "export": "export: its field",
    "csv": "table: its column",
    "json": "table: its column",
    "pyarrow": "table: its column",
    "openpyxl": "table: its column",
}


NOT_IN_ID = re.compile(r"[\W_]+")
# Of each byte of ASCII the small letter or digit that it is in an id; else a blank.
ID_SIGNS = bytes(
    32 if n > 127 or NOT_IN_ID.match(chr(n)) else ord(chr(n).lower()) for n in range(256)
)
ID_LIMIT = 150  # bytes: names of files made from it may have 255


class NoArticles(ValueError):
    """Nothing in the corpus could be read."""


def read_articles(
    corpus: Path | str, out: Path | str | None = None
) -> tuple[pd.DataFrame, dict[str, str], pd.DataFrame]:
    """
    Read the articles of `corpus`: a folder, a folder with `raw` in it, a table, or a zip archive.

    Returns `documents` (a row per article), a mapping from doc_id to decoded text, and `problems`
    (file, problem, mend). With `out`, what extractors gave is kept in its corpus/clean/extracted,
    and a file whose bytes have not changed is not extracted again.
    """
    sources, earlier = list_sources(corpus), recall_extracts(out)
    check_files(corpus, sources)
    columns, metadata = read_columns(corpus), read_metadata(corpus)
    rows, articles, problems, n_parts = read_sources(sources, columns[0], earlier)
    # In the order of doc_id: in which order articles came leaves no trace.
    rows = sorted(rows, key=itemgetter("doc_id"))
    documents = check_table(pd.DataFrame(rows, columns=list(COLUMNS["documents"])), "documents")
    problems += account_lists(corpus, documents, columns, metadata)
    problems = check_table(pd.DataFrame(problems, columns=list(COLUMNS["problems"])), "problems")
    check_fates(sources, documents, problems)
    if documents.empty:
        raise NoArticles(explain_nothing(corpus, problems))
    if out is not None:
        keep_extracts(out, documents, articles, n_parts)
    texts = {doc_id: articles[doc_id].text for doc_id in documents["doc_id"].to_numpy(object)}
    return add_metadata(documents, metadata[0]), texts, problems


def read_sources(
    sources: list[Source],
    named: Columns | None,
    earlier: Mapping[tuple[str, str], Sequence[Article]],
) -> tuple[
    list[dict[str, int | str | None]],
    dict[str, Article],
    list[tuple[str, str, str, str, int]],
    dict[str, int],
]:
    """Rows of `documents`, doc_id -> Article, rows of `problems`, and file -> number of articles in it."""
    rows, problems = [], []
    articles: dict[str, Article] = {}
    n_parts: dict[str, int] = {}
    taken: dict[str, str] = {}  # doc_id -> the file that has it
    to_read = [source for source in sources if source.passed_over is None]
    for source in tqdm(to_read, desc="reading", unit="file", disable=None):
        try:
            sha256, found = read_source(source, named, earlier)
            named_articles, refused = name_articles(source, found, taken)
        except Unreadable as error:
            problems.append((source.name, error.problem, error.mend, "file", 1))
            continue
        check_parts(source, found, len(named_articles), len(refused))
        n_parts[source.name] = len(found)
        problems += list_problems(source, found, refused)
        for doc_id, part, article in named_articles:
            taken[doc_id], articles[doc_id] = source.name, article
            rows.append(describe_article(doc_id, source, part, sha256, article))
    return rows, articles, problems, n_parts


def read_source(
    source: Source, named: Columns | None, earlier: Mapping[tuple[str, str], Sequence[Article]]
) -> tuple[str, Sequence[Article | Unreadable]]:
    """The hash of a file's bytes, and its articles (an Unreadable stands for one that is broken)."""
    data = source.read()
    sha256 = hashlib.sha256(data).hexdigest()
    if not data:
        raise Unreadable("It is empty.", "Put the article into it, or take the file away.")
    found = earlier.get((source.name, sha256)) or read_bytes(source, data, named)
    if not found:
        raise Unreadable("It holds no article.", "Put articles into it, or take the file away.")
    return sha256, found


def read_bytes(source: Source, data: bytes, named: Columns | None) -> list[Article | Unreadable]:
    """The articles of a file by the reader of its ending; whatever goes wrong there is its problem alone."""
    try:
        if source.ending in TABLE_READERS:
            found = settle_dates(list(TABLE_READERS[source.ending](data, named)))
        else:
            found = [
                part for article in READERS[source.ending](data) for part in split_export(article)
            ]
        return [as_unicode(article) for article in found]
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(
            f"It could not be read ({type(error).__name__}: {first_line(error)}).",
            "Save it again from its source, or as text.",
        ) from error


def as_unicode(article: Article | Unreadable) -> Article | Unreadable:
    """The article with texts that can be written; what is no text at all is refused."""
    if isinstance(article, Unreadable):
        return article
    article = Article._make(value and join_surrogates(value) for value in article)
    if not article.text.strip():
        return Unreadable("It has no text.", "Fill its text in, or take it out.")
    return article


def name_articles(
    source: Source, found: Sequence[Article | Unreadable], taken: dict[str, str]
) -> tuple[list[tuple[str, int, Article]], list[tuple[int, Unreadable]]]:
    """
    ([(doc_id, part, article)], [(part, Unreadable)]) of a file: all that it holds, under ids.

    Its own ids where all differ, else numbers. An id that another file has taken is refused.
    """
    slug, numbered = make_id(source.stem), list(enumerate(found, 1))
    if not slug:
        raise Unreadable("Its name gives no id.", "Give it another name.")
    readable = [(part, article) for part, article in numbered if isinstance(article, Article)]
    refused = [(part, article) for part, article in numbered if isinstance(article, Unreadable)]
    single, named = len(found) == 1 and source.ending not in TABLE_READERS, []
    keyed = not single and has_keys([article for _, article in readable])
    for part, article in readable:
        doc_id = slug if single else make_id(source.stem, article.key if keyed else str(part))
        if doc_id in taken:
            problem = f"It would have the same id as {taken[doc_id]}."
            refused.append((part, Unreadable(problem, "Give the file another name.")))
        else:
            named.append((doc_id, 0 if single else part, article))
    if not named and len({(error.problem, error.mend) for _, error in refused}) == 1:
        raise refused[0][1]
    return named, refused


def has_keys(articles: list[Article]) -> bool:
    """Whether all articles of a file have ids of their own, each another."""
    keys = [make_id(article.key or "") for article in articles]
    return all(keys) and len(set(keys)) == len(keys)


def list_problems(
    source: Source, found: Sequence[Article | Unreadable], refused: list[tuple[int, Unreadable]]
) -> list[tuple[str, str, str, str, int]]:
    """The lines of `problems` for the articles of a file: one for each kind, with all its rows."""
    rows: dict[tuple[str, str, str | None], list[int | None]] = {}
    for part, error in refused:
        where = None if error.where else part
        rows.setdefault((error.problem, error.mend, error.where), []).append(where)
    lines = [
        (
            f"{source.name}, {where or name_rows(parts)}",
            problem,
            mend,
            "article",
            len(parts),
        )
        for (problem, mend, where), parts in rows.items()
    ]
    if len(refused) == len(found):
        lines.append(
            (source.name, "None of its articles could be read.", "Look at its rows.", "file", 1)
        )
    keys = [
        make_id(article.key) for article in found if isinstance(article, Article) and article.key
    ]
    if len(set(keys)) < len(keys):
        lines.append(
            (
                f"{source.name}, ids",
                "Its column of ids has one id twice: the rows are numbered instead.",
                "Give every row an id of its own.",
                "row",
                len(keys) - len(set(keys)),
            )
        )
    return lines


def describe_article(
    doc_id: str, source: Source, part: int, sha256: str, article: Article
) -> dict[str, int | str | None]:
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


def stated_by_file(article: Article) -> dict[str, str | None]:
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


def make_id(stem: str, key: str | None = None) -> str:
    """The key of an article: the slug of its file's name, and of its number or id within the file."""
    parts = map(make_slug, [stem, key] if key else [stem])
    return shorten_id("-".join(part for part in parts if part))


def make_slug(text: str) -> str:
    """A text in small letters and digits, whatever stands between them as one hyphen."""
    if text.isascii():
        return "-".join(text.encode().translate(ID_SIGNS).decode().split())
    return "-".join(NOT_IN_ID.split(unicodedata.normalize("NFKC", text).casefold())).strip("-")


def shorten_id(doc_id: str) -> str:
    """An id that may be the name of a file: beyond ID_LIMIT its end gives way to a hash of the whole."""
    data = doc_id.encode()
    if len(data) <= ID_LIMIT:
        return doc_id
    head = data[: ID_LIMIT - 13].decode(errors="ignore").rstrip("-")
    return f"{head}-{hashlib.sha256(data).hexdigest()[:12]}"


def explain_nothing(corpus: Path | str, problems: pd.DataFrame) -> str:
    """Why nothing could be read, and what to do."""
    if not Path(corpus).exists():
        return f"{corpus} is not there. Give a folder of articles, or one table or zip archive of them."
    if problems.empty:
        return (
            f"{Path(corpus).resolve()} holds no article. Put files into it: {', '.join(sorted(READERS))}, or a table "
            f"({', '.join(sorted(TABLE_READERS))}), or a .zip of them."
        )
    return f"No article could be read in {corpus}.\n{describe_problems(problems)}"


def describe_problems(problems: pd.DataFrame) -> str:
    """The problems as lines for the terminal: file, what is wrong, the mend."""
    return "\n".join(f"{row.file}: {row.problem} {row.mend}" for row in problems.itertuples())
