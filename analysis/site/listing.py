"""The list of the articles: where each comes from, and how many rows it has."""

from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.site.reading import Study
from analysis.site.rendering import address, is_missing, published_html, render
from analysis.site.rows import list_documents
from analysis.site.shards import write_script
from analysis.text.escaping import show_unseen
from analysis.text.spans import is_speech
from analysis.text.views import keep_counted

LISTED = 500  # articles on one page of the list


def title_of(document: Any) -> str:
    """What an article is called: its headline; without one its file's name, or its own id in a file of many."""
    name = document.doc_id if document.part else document.file
    return name if is_missing(document.title) else document.title


def list_articles(study: Study, folder: Path) -> Markup:
    """
    The page of the list: the first `LISTED` articles; those behind in files that its script loads.

    The files are in `folder`, `list-1.js` and so on, with as many articles each.
    """
    documents = count_rows(study)
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
        is_large=study.is_large,
        n_pages=n_pages,
        base=f"{folder.name}/",
    )


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
