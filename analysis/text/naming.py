"""What an article is called in a sentence: its title, or its outlet with the date; never its file, if either is known."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from textwrap import shorten
from typing import Any

import pandas as pd

from analysis.text.escaping import show_unseen

DATES = {"%Y-%m-%d": "%d %B %Y", "%Y-%m": "%B %Y"}  # as a table has them, as a page says them

NAMES = ["doc_id", "title", "outlet", "outlet_basis", "published_from", "published_to"]
LONGEST = 100  # characters of a title in a sentence: two lines of a phone


def say_date(value: object) -> str:
    """A date of a table in words, as far as it is known: "23 February 2021", "February 2021"."""
    text = str(value) if isinstance(value, str) else ""
    for form, shown in DATES.items():
        with suppress(ValueError):
            return f"{datetime.strptime(text, form):{shown}}".lstrip("0")
    return text


def name_article(document: Mapping[str, Any]) -> str:
    """One row of `documents` as a reader knows it: "Global Times, 23 February 2021"; a range of dates as one."""
    title, outlet, first, last = (
        value if isinstance(value := document.get(name), str) else ""
        for name in ("title", "outlet", "published_from", "published_to")
    )
    if title:
        title = " ".join(title.split())
        if len(title) > LONGEST:
            title = shorten(title, LONGEST, placeholder=" …")
        return f"“{show_unseen(title)}”"
    if not outlet or not first:
        return show_unseen(str(document["doc_id"]))
    is_inferred = str(document.get("outlet_basis")).startswith("inferred")
    when = say_date(first)
    if last and last != first:
        when = f"between {when} and {say_date(last)}"
    return f"{'probably ' * is_inferred}{show_unseen(outlet)}, {show_unseen(when)}"


def name_articles(documents: pd.DataFrame) -> dict[str, str]:
    """What each article is called, by its id; those that would be called the same have it behind their name."""
    columns = [name for name in NAMES if name in documents]
    cells = zip(*(documents[name].to_numpy(object).tolist() for name in columns))
    names = pd.Series(
        [name_article(dict(zip(columns, row))) for row in cells], documents["doc_id"], dtype=object
    )
    is_shared = names.duplicated(keep=False)
    return {
        doc_id: f"{name} ({show_unseen(str(doc_id))})" if shared else name
        for (doc_id, name), shared in zip(names.items(), is_shared)
    }
