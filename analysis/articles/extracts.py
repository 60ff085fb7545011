"""
What extractors gave for files that are not text, kept beside the tables. Part of `ingest`.

`corpus/clean/extracted/<doc_id>.txt` is the decoded text that all offsets count in; those of a file
of many articles stand together in `<doc_id of the first>.parquet`. `index.csv` beside it says
from which bytes and by which extractor each came. A file whose bytes and extractor
are the same is not extracted again: the result is the same as from nothing.
"""

import hashlib
from functools import cache, partial
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet

from analysis.articles.article import Article, name_extractor
from analysis.articles.exports import LAYOUTS, name_reading
from analysis.articles.pages import LINES
from analysis.tables.stored import read_csv, write_csv, write_whole

INDEX = {
    "doc_id": "str",
    "file": "str",
    "part": "int64",
    "n_parts": "int64",  # that the file holds; where one was refused, the file is read again
    "reader": "str",  # the code that read it
    "sha256": "str",
    "text_sha256": "str",
    "encoding": "str",
    "extractor": "str",
    "title": "str",
    "outlet": "str",
    "published": "str",
    "key": "str",
}
MANY = 100  # articles of one file from which on their texts are kept together: a disk takes minutes for 100,000 files
PACKAGES = ("trafilatura", "lxml", "pypdf", "python-docx", "striprtf")


def extracts_folder(out: Path | str) -> Path:
    """Where the study in folder `out` keeps extracted texts."""
    return Path(out) / "corpus" / "clean" / "extracted"


def keep_extracts(
    out: Path | str, documents: pd.DataFrame, articles: dict[str, Article], n_parts: dict[str, int]
) -> None:
    """
    Write the text of every article whose file is not text, and the index; take away older ones.

    `n_parts` maps a file to how many articles it holds, those among them that were refused.
    """
    folder, rows = extracts_folder(out), []
    texts: dict[str, dict[str, str]] = {}  # file -> doc_id -> text
    columns = (documents[name].to_numpy(object) for name in ("doc_id", "file", "part", "sha256"))
    for doc_id, file, part, sha256 in zip(*columns):
        article = articles[doc_id]
        if article.extractor is None:
            continue
        texts.setdefault(file, {})[doc_id] = article.text
        code = (n_parts[file], hash_reader(), sha256, hash_text(article.text.encode()))
        rows.append((doc_id, file, part, *code, *article[1:]))
    wanted = {"index.csv"}.union(*(keep_texts(folder, own) for own in texts.values()))
    for path in folder.glob("*"):
        if path.name not in wanted:
            path.unlink()
    if rows:
        write_csv(pd.DataFrame(rows, columns=list(INDEX)).astype(INDEX), folder / "index.csv")
    else:
        (folder / "index.csv").unlink(missing_ok=True)


def keep_texts(folder: Path, texts: dict[str, str]) -> set[str]:
    """Write the texts (by doc_id) of the articles of one file, where they are not there already; the names."""
    if len(texts) >= MANY:
        path = folder / f"{next(iter(texts))}.parquet"
        table = pa.table(
            {"doc_id": list(texts), "text": pa.array(list(texts.values()), pa.large_string())}
        )
        if not (path.exists() and pa.parquet.read_table(path).equals(table)):
            write_whole(path, lambda part: pa.parquet.write_table(table, part, compression="zstd"))
        return {path.name}
    for doc_id, text in texts.items():
        path, data = folder / f"{doc_id}.txt", text.encode()
        if not (path.exists() and path.read_bytes() == data):
            write_whole(path, partial(Path.write_bytes, data=data))
    return {f"{doc_id}.txt" for doc_id in texts}


def find_texts(folder: Path, doc_ids: list[str]) -> dict[str, str]:
    """The texts kept of the articles of one file, by doc_id; those that are gone are left out."""
    packed = folder / f"{doc_ids[0]}.parquet"
    if len(doc_ids) >= MANY and packed.exists():
        table = pa.parquet.read_table(packed)
        return dict(zip(table["doc_id"].to_pylist(), table["text"].to_pylist()))
    paths = {doc_id: folder / f"{doc_id}.txt" for doc_id in doc_ids}
    return {
        doc_id: path.read_bytes().decode("utf-8", "replace")
        for doc_id, path in paths.items()
        if path.exists()
    }


def recall_extracts(out: Path | str | None) -> dict[tuple[str, str], list[Article]]:
    """
    What was extracted before: (file, hash of its bytes) -> its articles, by extractors of today.

    A run works in a side folder of OUT (see `study`), so the last results may lie one folder up.
    """
    if out is None:
        return {}
    for folder in (extracts_folder(out), extracts_folder(Path(out).parent)):
        if (folder / "index.csv").exists():
            index = read_csv(folder / "index.csv", INDEX)
            if list(index) != list(INDEX):  # of an earlier version of this study
                return {}
            return {
                key: articles
                for key, rows in index.groupby(["file", "sha256"], sort=False)
                if (articles := recall_articles(folder, rows)) is not None
            }
    return {}


def recall_articles(folder: Path, rows: pd.DataFrame) -> list[Article] | None:
    """The articles of one file as extracted before; None if a text, an extractor or our code has changed."""
    today = {name_extractor(package) for package in PACKAGES}
    today |= {LINES, *map(name_reading, LAYOUTS)}
    if len(rows) != rows["n_parts"].iloc[0] or set(rows["reader"]) != {hash_reader()}:
        return None
    used = {name for names in rows["extractor"].unique() for name in names.split("; ")}
    if not {name for name in used if not name.startswith("export of ")} <= today:
        return None
    articles, texts = [], find_texts(folder, rows["doc_id"].to_list())
    for row in rows.sort_values("part", kind="stable").itertuples():
        text = texts.get(row.doc_id, "")
        if hash_text(text.encode()) != row.text_sha256:
            return None
        values = [getattr(row, name) for name in Article._fields[1:]]
        values = [None if pd.isna(value) else value for value in values]
        articles.append(Article(text, *values))
    return articles


@cache
def hash_reader() -> str:
    """A hash of the code and the word lists that read files: what other code extracted is read anew."""
    files = sorted(
        path for path in Path(__file__).parent.iterdir() if path.suffix in (".py", ".csv")
    )
    return hash_text(b"".join(path.read_bytes() for path in files))[:16]


def hash_text(data: bytes) -> str:
    """The SHA-256 of a text's bytes."""
    return hashlib.sha256(data).hexdigest()
