"""
Outlet, headline, date and place of each article, every value with its basis.

`metadata.csv` beside the articles wins; then what the file itself says (a page's tags, a table's
columns); then what the text states. What nobody states stays missing. Part of the steps `ingest`
and `cleaning`.
"""

import re
from pathlib import Path

import pandas as pd

from analysis.articles.dates import parse_date, settle_order
from analysis.articles.layouts import DATE, LINE_STARTS, OUTLETS, any_of
from analysis.tables import COLUMNS, read_csv

PLACE = re.compile(r"[A-Z][^,(]{1,60}?(?=,|\s\(|\s?(?:--|[\u2013\u2014])|\s-\s)")
VALUES = {"outlet": ["outlet"], "title": ["title"], "published": ["published_from", "published_to"]}
STATED = {**VALUES, "place": ["place"]}  # the place is no column of metadata.csv
HEADED = "headline"  # the basis of a date that only the headline names
USUAL_NAMES = {
    "filename": "file",
    "source": "outlet",
    "newspaper": "outlet",
    "publication": "outlet",
    "headline": "title",
    "date": "published_from",
    "published": "published_from",
    "link": "url",
    "address": "url",
}
OF_DOMAIN = {
    domain: row.outlet for row in OUTLETS[::-1].itertuples() for domain in row.domains.split()
}
DOMAIN = re.compile(rf"(?<![\w-])({any_of(OF_DOMAIN)})\b")
OUTLET = re.compile(rf"\b{any_of(OUTLETS['outlet'])}\b")
PAGE_DATE = re.compile(DATE)


def read_metadata(corpus):
    """The corpus's own metadata.csv with the declared columns, or None; usual names are understood."""
    folder = Path(corpus) if Path(corpus).is_dir() else Path(corpus).parent
    path = folder / "metadata.csv"
    if not path.exists():
        return None
    table = read_csv(path)
    table = table.rename(
        columns={
            name: USUAL_NAMES.get(name.strip().lower(), name.strip().lower()) for name in table
        }
    )
    table = table.loc[:, ~table.columns.duplicated()].replace("", pd.NA)
    if "file" not in table:
        raise ValueError(
            f"{path}: no column 'file'; it has {list(table)}. One row for each article, "
            f"'file' is the name of its file."
        )
    table = table.reindex(columns=list(COLUMNS["metadata"])).astype(object)
    dates = [table["published_from"].fillna(""), table["published_to"].fillna("")]
    day_first = settle_order(pd.concat(dates))
    ranges = [parse_date(text, day_first) for text in dates[0]]
    lasts = [parse_date(text, day_first)[1] for text in dates[1]]
    table["published_to"] = [last or own[1] for last, own in zip(lasts, ranges)]
    table["published_from"] = [own[0] for own in ranges]
    for name in VALUES:
        given = table[VALUES[name][0]].notna() & table[f"{name}_basis"].isna()
        table.loc[given, f"{name}_basis"] = "metadata.csv"
    return table.astype("str").drop_duplicates("file").set_index("file")


def add_metadata(documents, metadata):
    """`documents` with the values of metadata.csv, which win; where the file says otherwise, a flag."""
    if metadata is None:
        return documents
    documents = documents.copy()
    key = documents["file"].where(documents["file"].isin(metadata.index), documents["doc_id"])
    for name, columns in VALUES.items():
        given = key.map(metadata[columns[0]])
        documents = flag_conflicts(documents, columns[0], given, documents[f"{name}_basis"])
        for column in [*columns, f"{name}_basis"]:
            value = key.map(metadata[column])
            documents[column] = value.where(given.notna(), documents[column])
    return documents


def flag_conflicts(documents, column, given, basis):
    """A flag for each article whose given value of `column` differs from the one it has already."""
    own = documents[column]
    differs = given.notna() & own.notna() & (plain(given) != plain(own))
    if column == "published_from":  # a date within the given range is no conflict
        differs &= given != own
    texts = [
        f"conflict: metadata.csv has {column} {mine!r}, the article {its!r} ({why})"
        for mine, its, why in zip(given[differs], own[differs], basis[differs])
    ]
    documents = documents.copy()
    documents.loc[differs, "flags"] = [
        add_flag(old, new) for old, new in zip(documents.loc[differs, "flags"], texts)
    ]
    return documents


def plain(values):
    """Values without capitals and marks, so that two ways of writing one name are one."""
    return values.astype("str").str.casefold().str.replace(r"\W+", " ", regex=True).str.strip()


def add_flag(flags, new):
    """The flags of an article and one more: 'name: detail', parted by '; '."""
    new = new.replace("; ", ", ")
    return new if pd.isna(flags) or not flags else f"{flags}; {new}"


def state_metadata(lines):
    """
    What the furniture of one article states: rows (kind, text) -> outlet, title, date, each with basis.

    The body is not read for this: an outlet or a date named in a sentence may be another's.
    """
    stated, headed = {}, (None, None)
    for kind, text in lines:
        if kind == "headline" and "title" not in stated:
            stated.update(title=text, title_basis="text")
            headed = parse_date(text)
        elif kind in ("dateline", "byline"):
            first, last = parse_page_date(text)
            if first and "published_from" not in stated:
                stated.update(
                    published_from=first, published_to=last, published_basis=f"text: {text[:80]!r}"
                )
        place = find_place(text) if kind == "dateline" else None
        if place and "place" not in stated:
            stated.update(place=place, place_basis=f"text: {text[:80]!r}")
        outlet = find_outlet(kind, text)
        if outlet and "outlet" not in stated:
            stated.update(outlet=outlet, outlet_basis=f"text: {text[:80]!r}")
    if headed[0] and headed[0] == headed[1] and "published_from" not in stated:
        stated.update(
            published_from=headed[0],
            published_to=headed[1],
            published_basis=f"{HEADED}: {stated['title'][:80]!r}",
        )
    return stated


def find_place(text):
    """The place in a dateline before the first sentence: 'GENEVA, Sept. 23 (Xinhua) --'."""
    if not any(
        rule.kind == "dateline"
        and rule.name.startswith("dateline")
        and rule.pattern.match(text + " A")
        for rule in LINE_STARTS
    ):
        return None
    found = PLACE.match(text)
    return found[0].strip() if found else None


def parse_page_date(text):
    """The day in a date line of a page; a day without its year is not enough."""
    found = PAGE_DATE.search(text)
    return (
        parse_date(text[found.start() :]) if found and re.search(r"\d{4}", text) else (None, None)
    )


def find_outlet(kind, text):
    """The outlet that a line of furniture names: a sign-off, a web address, or its own photo credit."""
    if kind in ("sign-off", "byline", "dateline", "boilerplate") and (found := DOMAIN.search(text)):
        return OF_DOMAIN[found[1]]
    if kind in ("sign-off", "byline", "dateline"):
        return max(OUTLET.findall(text), key=len, default=None)
    if kind == "caption":
        own = re.search(r"/(GT|China Daily|CGTN)\b", text)
        return {"GT": "Global Times"}.get(own[1], own[1]) if own else None
    return None


def fill_stated(documents, stated):
    """`documents` with what their own furniture states, where nothing better is known; conflicts as flags."""
    columns = [*sum(STATED.values(), []), *(f"{name}_basis" for name in STATED)]
    stated = stated.reindex(columns=["language", "flags", *columns]).astype("str")
    documents = documents.assign(language=stated["language"])
    for name, columns in STATED.items():
        own, told = documents[columns[0]], stated[columns[0]]
        within = (
            (own <= told) & (told <= documents[columns[-1]])
            if name == "published"
            else plain(own) == plain(told)
        )
        differs = own.notna() & told.notna() & ~within
        if name == "published":  # a headline may name the day of what it reports
            differs &= ~stated["published_basis"].str.startswith(HEADED, na=False)
        texts = (
            f"conflict: {name} is "
            + own
            + " ("
            + documents[f"{name}_basis"]
            + "), in the article's own line "
            + told
        )
        stated["flags"] = [
            add_flag(old, new) if odd else old
            for old, new, odd in zip(stated["flags"], texts, differs)
        ]
        for column in [*columns, f"{name}_basis"]:
            documents[column] = documents[column].where(own.notna(), stated[column])
    flags = [
        add_flag(old, new) if pd.notna(new) else old
        for old, new in zip(documents["flags"], stated["flags"])
    ]
    return documents.assign(flags=pd.Series(flags, index=documents.index, dtype="str"))
