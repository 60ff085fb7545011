"""
Outlet, headline, date and place of each article, every value with its basis.

`metadata.csv` beside the articles wins; then what the file itself says (a page's tags, a table's
columns); then what the text states. What nobody states stays missing. Part of the steps `ingest`
and `cleaning`.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from analysis.articles.dates import parse_date, settle_order
from analysis.articles.layouts import DATE, LINE_STARTS, OUTLETS, any_of
from analysis.tables.stored import Faults, open_list, own_list

PLACE = re.compile(r"[A-Z][^,(]{1,60}?(?=,|\s\(|\s?(?:--|[\u2013\u2014])|\s-\s)")
VALUES = {"outlet": ["outlet"], "title": ["title"], "published": ["published_from", "published_to"]}
STATED = {**VALUES, "place": ["place"]}  # the place is no column of metadata.csv
ABOUT = [
    "language",
    "flags",
    *sum(STATED.values(), []),
    *(f"{name}_basis" for name in STATED),
]  # what cleaning finds out about an article
HEADED = "headline"  # the basis of a date that only the headline names
OF_DOMAIN = {
    domain: row.outlet for row in OUTLETS[::-1].itertuples() for domain in row.domains.split()
}
DOMAIN = re.compile(rf"(?<![\w-])({any_of(OF_DOMAIN)})\b")
OUTLET = re.compile(rf"\b{any_of(OUTLETS['outlet'])}\b")
# A credit that only the outlet's own photographers have; an agency's photo may be in any paper.
OF_CREDIT = {row.tag: row.outlet for row in OUTLETS[OUTLETS["own_credit"].eq("yes")].itertuples()}
OWN_CREDIT = re.compile(rf"/({any_of(OF_CREDIT)})\b")
PAGE_DATE = re.compile(DATE)


def read_metadata(corpus: Path | str) -> tuple[pd.DataFrame | None, Faults]:
    """
    (table, faults) of the corpus's own metadata.csv, `file` its index; (None, []) where there is none.

    A fault is (row or None, problem, mend). A date that cannot be read is missing in the table;
    of two rows for one file the first is used. `row` holds the numbers of the rows.
    """
    path = own_list("metadata", corpus)
    if path is None:
        return None, []
    table, faults = open_list(path, "metadata")
    if table is None:
        return None, faults
    if not len(table) and not faults:
        faults.append((None, "It holds a heading and no row.", "Add a row for each article."))
    table, more = read_dates(table)
    faults += more
    for name in VALUES:
        given = table[VALUES[name][0]].notna() & table[f"{name}_basis"].isna()
        table.loc[given, f"{name}_basis"] = "metadata.csv"
    for rows, problem, mend in (
        (table["file"].isna(), "It names no file.", "Write the file's name, or take the row out."),
        (
            table["file"].notna() & table["file"].duplicated(),
            "Its file is in a row above already, which is used.",
            "Keep one of the two rows.",
        ),
    ):
        faults += [(number, problem, mend) for number in table.index[rows]]
        table = table[~rows]
    return table.assign(row=table.index).set_index("file"), faults


AS_DATE = "Write it as 2021-03-02, or 2021-03 where the day is not known."


def read_dates(table: pd.DataFrame) -> tuple[pd.DataFrame, Faults]:
    """(the table with its dates as ISO dates, faults): what is no date, and ends before their starts."""
    faults: Faults = []
    dates = {}
    columns = ("published_from", "published_to", "event_from", "event_to")
    day_first = settle_order(pd.concat([table[column].fillna("") for column in columns]))
    for column in columns:
        dates[column] = [parse_date(text, day_first) for text in table[column].fillna("")]
        unread = pd.Series([first is None for first, _ in dates[column]], table.index, dtype=bool)
        no_date = unread & table[column].notna()
        what = f"{column} cannot be read as a date: {show_first(table.loc[no_date, column])}."
        faults += [(number, what, AS_DATE) for number in table.index[no_date]]
    for name in ("published", "event"):
        starts, ends = dates[f"{name}_from"], dates[f"{name}_to"]
        for place, (start, end) in enumerate(zip(starts, ends)):
            if start[0] and end[1] and start[0] > end[1]:
                faults.append(
                    (
                        table.index[place],
                        f"{name}_from is later than {name}_to; neither is used.",
                        "Exchange the two, if they were mixed up.",
                    )
                )
                starts[place] = ends[place] = (None, None)
    last_days = [
        end[1] or start[1] for start, end in zip(dates["published_from"], dates["published_to"])
    ]
    first_days = [start[0] for start in dates["published_from"]]
    new = {"published_from": first_days, "published_to": last_days}
    return table.assign(
        **{name: pd.Series(new[name], table.index, dtype="str") for name in new}
    ), faults


def find_unused(metadata: pd.DataFrame | None, documents: pd.DataFrame) -> Faults:
    """A fault for each row of metadata.csv from which no article takes its values."""
    if metadata is None:
        return []
    unused = metadata[~metadata.index.isin(find_rows(metadata, documents))]
    names = {name.casefold(): name for name in documents["file"]}
    almost = unused.index.str.casefold().isin(list(names))
    faults = []
    for rows, mend in (
        (unused[almost], "Write it with the capitals that the file's name has."),
        (unused[~almost], "Write it as it stands in the folder, or take the row out."),
    ):
        what = f"No article was read from the file that it names: {show_first(rows.index)}."
        faults += [(number, what, mend) for number in rows["row"]]
    return faults


def show_first(values: Iterable[object]) -> str:
    """The first of some values in words: "'a.txt', 'b.txt' and 3 more"."""
    values = list(dict.fromkeys(values))
    more = f" and {len(values) - 3:,} more" if len(values) > 3 else ""
    return ", ".join(map(repr, values[:3])) + more


def find_rows(metadata: pd.DataFrame, documents: pd.DataFrame) -> pd.Series:
    """The row of metadata.csv, by its index, that each article takes its values from: by file, else by id."""
    return documents["file"].where(documents["file"].isin(metadata.index), documents["doc_id"])


def add_metadata(documents: pd.DataFrame, metadata: pd.DataFrame | None) -> pd.DataFrame:
    """`documents` with the values of metadata.csv, which win; where the file says otherwise, a flag."""
    if metadata is None:
        return documents
    documents = documents.copy()
    key = find_rows(metadata, documents)
    for name, columns in VALUES.items():
        given = key.map(metadata[columns[0]]).astype("str")
        documents = flag_conflicts(documents, columns[0], given, documents[f"{name}_basis"])
        for column in [*columns, f"{name}_basis"]:
            value = key.map(metadata[column]).astype("str")
            documents[column] = value.where(given.notna(), documents[column])
    return documents


def flag_conflicts(
    documents: pd.DataFrame, column: str, given: pd.Series, basis: pd.Series
) -> pd.DataFrame:
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


def plain(values: pd.Series) -> pd.Series:
    """Values without capitals and marks, so that two ways of writing one name are one."""
    return values.astype("str").str.casefold().str.replace(r"\W+", " ", regex=True).str.strip()


def add_flag(flags: str | float | None, new: str) -> str:
    """The flags of an article and one more: 'name: detail', parted by '; '."""
    new = new.replace("; ", ", ")
    return new if pd.isna(flags) or not flags else f"{flags}; {new}"


def state_metadata(lines: list[tuple[str, str]]) -> dict[str, str | None]:
    """
    What the furniture of one article states: rows (kind, text) -> outlet, title, date, each with basis.

    The body is not read for this: an outlet or a date named in a sentence may be another's.
    """
    stated: dict[str, str | None] = {}
    headed: tuple[str | None, str | None] = (None, None)
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
    title = stated.get("title") or ""
    if headed[0] and headed[0] == headed[1] and "published_from" not in stated:
        stated.update(
            published_from=headed[0],
            published_to=headed[1],
            published_basis=f"{HEADED}: {title[:80]!r}",
        )
    return stated


def find_place(text: str) -> str | None:
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


def parse_page_date(text: str) -> tuple[str | None, str | None]:
    """The day in a date line of a page; a day without its year is not enough."""
    found = PAGE_DATE.search(text)
    return (
        parse_date(text[found.start() :]) if found and re.search(r"\d{4}", text) else (None, None)
    )


def find_outlet(kind: str, text: str) -> str | None:
    """The outlet that a line of furniture names: a sign-off, a web address, or its own photo credit."""
    if kind in ("sign-off", "byline", "dateline", "boilerplate") and (found := DOMAIN.search(text)):
        return OF_DOMAIN[found[1]]
    if kind in ("sign-off", "byline", "dateline"):
        return max(OUTLET.findall(text), key=len, default=None)
    own = OWN_CREDIT.search(text) if kind == "caption" else None
    return OF_CREDIT[own[1]] if own else None


def fill_stated(documents: pd.DataFrame, stated: pd.DataFrame) -> pd.DataFrame:
    """`documents` with what their own furniture states, where nothing better is known; conflicts as flags."""
    stated = stated.reindex(columns=ABOUT).astype("str")
    documents = documents.assign(language=stated["language"])
    for name, columns in STATED.items():
        own = documents[columns[0]]
        both = own.notna() & stated[columns[0]].notna()
        if both.any():
            found = find_conflicts(documents[both], stated[both], name)
            stated.loc[both, "flags"] = found.to_numpy()
        for column in [*columns, f"{name}_basis"]:
            documents[column] = documents[column].where(own.notna(), stated[column])
    flags, new = documents["flags"].astype("str"), stated["flags"]
    told = new.notna()
    flags[told] = [add_flag(old, own) for old, own in zip(flags[told], new[told])]
    return documents.assign(flags=flags)


def find_conflicts(documents: pd.DataFrame, stated: pd.DataFrame, name: str) -> pd.Series:
    """The flags of `stated`, and one more where a value of `documents` and of its own line differ."""
    columns = STATED[name]
    own, told, basis = documents[columns[0]], stated[columns[0]], documents[f"{name}_basis"]
    if name == "published":  # a headline may name the day of what it reports
        differs = ~((own <= told) & (told <= documents[columns[-1]]))
        differs &= ~stated["published_basis"].str.startswith(HEADED, na=False)
    else:
        differs = plain(own) != plain(told)
    return pd.Series(
        [
            add_flag(old, f"conflict: {name} is {its} ({why}), in the article's own line {line}")
            if odd
            else old
            for old, odd, its, why, line in zip(stated["flags"], differs, own, basis, told)
        ],
        index=stated.index,
        dtype="str",
    )
