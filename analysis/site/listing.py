"""The list of the articles: where each comes from, and how many rows it has."""

import re
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.articles.flags import FLAGS
from analysis.site.reading import Study
from analysis.site.rendering import address, is_missing, published_html, render
from analysis.site.rows import list_cells, list_documents
from analysis.site.shards import write_script
from analysis.text.escaping import show_unseen
from analysis.text.spans import is_speech
from analysis.text.views import FEW, keep_counted

LISTED = 500  # articles on one page of the list
COMMON = 0.9  # of the articles: a flag of more than these tells none from the others
DIGITS = 20  # to which numbers in names are filled up, so that 2 comes before 10


def title_of(document: Any) -> str:
    """What an article is called: its headline; without one its file's name, or its own id in a file of many."""
    name = document.doc_id if document.part else document.file
    return name if is_missing(document.title) else document.title


def list_articles(study: Study, folder: Path) -> Markup:
    """
    The page of the list: the first `LISTED` articles; those behind in files that its script loads.

    The files are in `folder`, `list-1.js` and so on, with as many articles each. Numbers in names
    are in their order. Flags that nearly all articles have are named above the list.
    """
    documents = sort_by_names(count_rows(study))
    documents["flags"], common = take_common(documents["flags"])
    n_pages = max(1, -(-len(documents) // LISTED))
    for number in range(1, n_pages):
        part = documents.iloc[number * LISTED : (number + 1) * LISTED]
        rows = [list_cells_of(row, study.addresses[0]) for row in list_documents(part)]
        path = folder / f"list-{number}.js"
        write_script(path, path.stem, rows, study.is_large, "articles")
    return render(
        "articles.html",
        articles=[
            {
                "row": row,
                "title": title_of(row),
                "link": address(study.addresses[0], row.doc_id),
                "published": published_html(row),
            }
            for row in list_documents(documents.iloc[:LISTED])
        ],
        n=len(documents),
        common=common,
        is_large=study.is_large,
        n_pages=n_pages,
        base=f"{folder.name}/",
    )


def sort_by_names(documents: pd.DataFrame) -> pd.DataFrame:
    """The articles by their ids, with 2 before 10."""
    keys = documents["doc_id"].str.replace(r"(\d+)", "0" * DIGITS + r"\1", regex=True)
    keys = keys.str.replace(rf"\d*(\d{{{DIGITS}}})", r"\1", regex=True)
    return documents.loc[keys.sort_values(kind="stable").index].copy()


def take_common(flags: pd.Series) -> tuple[pd.Series, list[tuple[str, int]]]:
    """
    (the flags of each article without the common ones, each common one with its number of articles).

    A flag is common if more than `COMMON` of many articles have it.
    """
    counts = {flag: int(flags.str.contains(f"{flag}: ", regex=False).sum()) for flag in FLAGS}
    common = [(flag, n) for flag, n in counts.items() if n > COMMON * len(flags) >= COMMON * FEW]
    for flag, _ in common:
        whole = re.compile(rf"(?:^|; ){flag}: .*?(?=; (?:{'|'.join(FLAGS)}): |$)", re.DOTALL)
        cells = [whole.sub("", cell).removeprefix("; ") for cell in list_cells(flags.fillna(""))]
        flags = pd.Series(cells, flags.index, dtype="str").replace("", pd.NA)
    return flags, common


def list_cells_of(row: Any, pattern: str) -> list:
    """
    An article as `articles.js` shows it: address, headline, outlet, first and last day, three counts, flags.

    What is missing is None.
    """
    texts = [title_of(row), row.outlet, row.published_from, row.published_to]
    numbers = [row.n_words, row.n_quotations, row.n_matches]
    told = [None if is_missing(text) else show_unseen(text) for text in [*texts, row.flags]]
    return [address(pattern, row.doc_id), *told[:-1], *numbers, told[-1]]


def count_rows(study: Study) -> pd.DataFrame:
    """The articles with `n_quotations` (of speech) and `n_matches`, as the study counts them, zeros included."""
    rows = {
        "n_quotations": study.quotations[is_speech(study.quotations)],
        "n_matches": keep_counted(study.matches, study.documents),
    }
    return study.documents.assign(
        **{
            name: study.documents["doc_id"]
            .map(table["doc_id"].value_counts())
            .fillna(0)
            .astype(int)
            for name, table in rows.items()
        }
    )
