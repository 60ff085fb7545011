"""The list of the articles: where each comes from, and how many rows it has."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.site.reading import Study
from analysis.site.rendering import address, is_missing, render
from analysis.text.spans import is_speech
from analysis.text.views import keep_counted

LISTED = 500  # articles on one page of the list


def title_of(document: Any) -> str:
    """What an article is called: its headline; without one its file's name, or its own id in a file of many."""
    name = document.doc_id if document.part else document.file
    return name if is_missing(document.title) else document.title


def list_pages(study: Study) -> Iterator[Markup]:
    """The pages of the list, as HTML, in order; the first is at the root of the site."""
    documents = count_rows(study)
    n_pages = max(1, -(-len(documents) // LISTED))
    for number in range(n_pages):
        part = documents.iloc[number * LISTED : (number + 1) * LISTED]
        up = "../" if number else ""
        articles = [
            {
                "row": row,
                "title": title_of(row),
                "link": up + address(study.addresses[0], row.doc_id),
            }
            for row in part.itertuples()
        ]
        yield render(
            "articles.html",
            articles=articles,
            n=len(documents),
            is_large=study.is_large,
            number=number,
            n_pages=n_pages,
            up=up,
            first=number * LISTED + 1,
            links=[link_to(other, up) for other in range(n_pages)],
        )


def link_to(number: int, up: str) -> str:
    """The address of a page of the list."""
    return f"{up}articles.html" if not number else f"{up}articles/list-{number + 1}.html"


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
