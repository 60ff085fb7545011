"""What an article is called: by its outlet with the date, else by its title; by its file only if neither is known."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from textwrap import shorten
from typing import Any

import pandas as pd

from analysis.text.escaping import show_unseen

DATES = {"%Y-%m-%d": "%d %B %Y", "%Y-%m": "%B %Y"}  # as a table has them, as a page says them

NAMES = ["doc_id", "title", "outlet", "outlet_basis", "published_from", "published_to"]
LONGEST = 100  # characters of a title in a sentence: two lines of a phone
OUTLET = 24  # characters of an outlet on an axis
INFERRED = " (?)"  # behind an outlet that is inferred
MONTHS = {"%Y-%m-%d": "%d %b %Y", "%Y-%m": "%b %Y"}  # dates as axes have them


def say_date(value: object, forms: Mapping[str, str] = DATES) -> str:
    """A date of a table in words, as far as it is known: "23 February 2021", "February 2021"."""
    return say_day(str(value), tuple(forms.items())) if isinstance(value, str) else ""


@lru_cache(maxsize=1 << 14)
def say_day(text: str, forms: tuple[tuple[str, str], ...]) -> str:
    """The same: many articles have one day, and to take a date apart costs more than all else of a name."""
    for form, shown in forms:
        with suppress(ValueError):
            return f"{datetime.strptime(text, form):{shown}}".lstrip("0")
    return text


def name_article(document: Mapping[str, Any]) -> str:
    """One row of `documents` as a reader knows it: "Global Times, 23 February 2021"; a range of dates as one."""
    title, outlet, first, last = (
        value if isinstance(value := document.get(name), str) else ""
        for name in ("title", "outlet", "published_from", "published_to")
    )
    if not outlet or not first:
        name = (
            f"“{shorten(title, LONGEST, placeholder=' …')}”" if title else str(document["doc_id"])
        )
        return show_unseen(name)
    is_inferred = str(document.get("outlet_basis")).startswith("inferred")
    when, end = say_date(first), say_date(last)
    if is_year(first, last):
        when = first[:4]
    elif last and last != first:
        when = when.removesuffix(f" {end[-4:]}") if first[:4] == last[:4] else when
        when = f"between {when} and {end}"
    return f"{'probably ' * is_inferred}{show_unseen(outlet)}, {show_unseen(when)}"


def is_year(first: str, last: str) -> bool:
    """Whether these two days begin and end a year."""
    return first.endswith("-01-01") and last == f"{first[:4]}-12-31"


def call_each(
    documents: pd.DataFrame, call: Callable[[Mapping[str, Any]], str]
) -> "pd.Series[str]":
    """What `call` makes of each row, by doc_id: a dict for each is made fifty times as fast as a row of pandas."""
    columns = [name for name in NAMES if name in documents]
    cells = zip(*(documents[name].to_numpy(object).tolist() for name in columns))
    called = [call(dict(zip(columns, row))) for row in cells]
    return pd.Series(called, documents["doc_id"], dtype=object)


def name_articles(documents: pd.DataFrame) -> dict[str, str]:
    """What each article is called, by its id; those that would be called the same have it behind their name."""
    names = call_each(documents, name_article)
    is_shared = names.duplicated(keep=False)
    return {
        doc_id: f"{name} ({show_unseen(str(doc_id))})" if shared else name
        for (doc_id, name), shared in zip(names.items(), is_shared)
    }


def find_name(documents: pd.DataFrame | None, doc_id: str) -> str:
    """What one article is called, by its row of `documents`; its id where that is not given."""
    if documents is None or not documents["doc_id"].eq(doc_id).any():
        return show_unseen(str(doc_id))
    return name_article(documents[documents["doc_id"] == doc_id].iloc[0])


def label_articles(documents: pd.DataFrame) -> dict[str, str]:
    """
    What each article is called on an axis, by its id: "Global Times, 23 Feb 2021"; no two the same.

    "(?)" marks an outlet that is inferred. Without outlet or date, or with those of another
    article, it is its id.
    """
    labels = call_each(documents, label_article)
    is_shared = labels.duplicated(keep=False) | labels.eq("")
    return {
        doc_id: show_unseen(str(doc_id)) if shared else label
        for (doc_id, label), shared in zip(labels.items(), is_shared)
    }


def explain_labels(labels: Iterable[str]) -> str:
    """What "(?)" means, for the caption of a figure whose labels have it; "" otherwise."""
    return " (?): the outlet is inferred." * any(INFERRED in str(label) for label in labels)


def label_article(document: Mapping[str, Any]) -> str:
    """One row of `documents` shortly; "" where outlet or date is not known."""
    outlet, first, last = (
        value if isinstance(value := document.get(name), str) else ""
        for name in ("outlet", "published_from", "published_to")
    )
    if not outlet or not first:
        return ""
    when = first[:4] if is_year(first, last) else say_date(first, MONTHS)
    if last and last != first and when != first[:4]:
        ends = [say_date(day[:7], MONTHS) for day in (first, last)]
        ends[0] = ends[0].removesuffix(ends[1][-5:])
        when = "–".join(dict.fromkeys(ends)) if first[:7] != last[:7] else ends[1]
    doubt = INFERRED * str(document.get("outlet_basis")).startswith("inferred")
    return show_unseen(f"{shorten_name(outlet)}{doubt}, {when}")


def shorten_name(outlet: str) -> str:
    """An outlet as short as an axis needs it."""
    return outlet if len(outlet) <= OUTLET else f"{outlet[: OUTLET - 2].rstrip()} …"
