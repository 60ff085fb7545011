"""
The page on what changed between two runs: as HTML to open, as text for the terminal, as tables.

Whatever comes from an article or a title is escaped.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.findings.claims import show_number
from analysis.findings.numbers import read_or_empty
from analysis.measures.rates import count
from analysis.runs.compare import compare_studies, is_unchanged
from analysis.runs.verification import SAME
from analysis.tables.among import is_among
from analysis.tables.columns import COLUMNS
from analysis.tables.disk import copy_folder, remove_folder, replace_folder, write_whole
from analysis.tables.stored import MARK, ROOT, claim_folder, table_path, write_csv
from analysis.text.escaping import escape, show_unseen

SHOWN = 25  # rows of each part on the page; all of them stand in its CSV

PARTS = {
    "articles": (
        "Articles",
        "Which articles came, went or were corrected; words are those of the body.",
    ),
    "claims": (
        "Claims",
        "Findings that no longer hold, that hold now, or that rest on other numbers.",
    ),
    "counts": (
        "Counts",
        "Words per voice and framing words per frame; each change is the sum of its causes.",
    ),
    "values": (
        "Numbers that the study quotes",
        "The value before and after; per cent of the value before.",
    ),
    "figures": (
        "Figures",
        "The title before and after, and how many of the rows drawn are new or gone.",
    ),
    "tables": ("Tables", "Rows before and after; a changed row is one gone and one new."),
    "sentences": ("Sentences", "What the notebooks print, before and after."),
    "lists and code": (
        "Lists and code",
        "Word lists, settings, code and lock that are not the same in both runs.",
    ),
}

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>What changed</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 80rem; margin: 2rem auto; padding: 0 1rem; }}
.scroll {{ overflow-x: auto; }}
table {{ border-collapse: collapse; }}
a {{ color: inherit; }}
th, td {{ border-bottom: 1px solid #888; padding: .25rem .75rem .25rem 0; text-align: left; vertical-align: top; }}
thead th {{ white-space: nowrap; }}
@media print {{ .scroll {{ overflow: visible; }} }}
</style></head>
<body><main>
<h1>What changed</h1>
{body}
</main></body></html>
"""


def write_changes(old: Path, new: Path, folder: Path) -> str:
    """
    Compare two studies; write the page, the text and one CSV per part into `folder`.

    Returns the text, which a terminal can print.
    """
    parts = compare_studies(old, new)
    place = claim_folder(Path(folder).resolve())
    folder = place.with_name(f".{place.name}-part")
    remove_folder(folder)
    copy_folder(place, folder)  # what else stands there stays
    for name, table in parts.items():
        write_csv(table, folder / f"{name.replace(' ', '_')}.csv")
    text = show_text(parts)
    page = PAGE.format(body=show_html(parts))
    write_whole(folder / "changes.txt", lambda part: part.write_text(text + "\n", encoding="utf-8"))
    write_whole(folder / "index.html", lambda part: part.write_text(page, encoding="utf-8"))
    replace_folder(folder, place)
    return text


CHANGES, SINCE = "changes", "since-last-run"  # folders of the pages in a study's results


def write_since_published(out: Path) -> None:
    """
    What differs from the published study, in the results of folder `out`, where both have an article.

    Where they have none in common nothing is told, nor what an earlier run told: no difference has
    a cause then, and to count a million articles anew for it took half as long as their site.
    """
    if share_articles(ROOT, out):
        write_changes(ROOT, out, out / CHANGES)
    elif (out / CHANGES / MARK).exists():
        for path in (out / CHANGES).glob("*.*"):
            if path.is_file() and path.name != MARK:
                path.unlink()


def share_articles(first: Path, second: Path) -> bool:
    """Whether two studies have an article in common, by its name or its text."""
    names = ["doc_id", "sha256"]
    one, other = (read_or_empty("documents", out, names) for out in (first, second))
    return any(is_among(other[name], one[name]).any() for name in names)


def write_since_last_run(old: Path, new: Path) -> None:
    """What a new run changes in the results of folder `old`, if it holds any; written beside the new."""
    if not table_path("documents", old).exists():
        return
    if other := find_other_shape(old):
        print(
            f"The last results were made by another version of the program (their table {other} has other "
            f"columns): what differs from them is not listed.",
            file=sys.stderr,
        )
    else:
        claim_folder(new / CHANGES)
        write_changes(old, new, new / CHANGES / SINCE)


def find_other_shape(out: Path | str) -> str | None:
    """The first table of older results that lacks a column which it has today; None where all fit."""
    for name, columns in COLUMNS.items():
        path = table_path(name, out)
        if path.suffix == ".csv" and path.exists():
            with open(path, encoding="utf-8-sig", newline="") as file:
                if not set(columns) <= set(pd.read_csv(file, nrows=0).columns):
                    return name
    return None


def summarise(parts: dict[str, pd.DataFrame]) -> list[str]:
    """What changed, in a few sentences, the claims that no longer hold named."""
    if is_unchanged(parts):
        return ["Nothing changed: the two runs agree in every table, figure, sentence and claim."]
    lines = [describe_articles(parts["articles"])]
    claims, lists = parts["claims"], parts["lists and code"]
    for change, words in (("no longer holds", "no longer hold"), ("holds now", "hold now")):
        named = claims.loc[claims["change"] == change, "claim"]
        lines += (
            [
                f"{count(len(named), 'claim')} {words if len(named) != 1 else change}: "
                f"{'; '.join(named)}."
            ]
            if len(named)
            else []
        )
    if not claims["change"].isin(["no longer holds"]).any():
        lines.append("No claim that held has ceased to hold.")
    lines.append(
        f"{count(len(parts['values']), 'quoted number')}, {count(len(parts['counts']), 'count')}, "
        f"{count(len(parts['figures']), 'figure')}, {count(len(parts['tables']), 'table')} and "
        f"{count(len(parts['sentences']), 'printed sentence')} differ."
    )
    if len(lists):
        lines.append(
            f"{count(len(lists), 'list or file of code', 'lists or files of code')} "
            f"differ too, so that not every change comes from the articles."
        )
    return lines


def describe_articles(articles: pd.DataFrame) -> str:
    """The sentence on the articles, those that are the same counted."""
    named = []
    for change, rows in articles[articles["change"] != SAME].groupby("change"):
        shown = ", ".join(show_unseen(doc_id) for doc_id in rows["doc_id"].head(5))
        more = f" and {len(rows) - 5:,} more" if len(rows) > 5 else ""
        named.append(f"{count(len(rows), 'article')} {change} ({shown}{more})")
    n_same = int((articles["change"] == SAME).sum())
    return (
        "; ".join(named) or "No article came, went or was corrected"
    ) + f"; {n_same:,} the same."


def show_text(parts: dict[str, pd.DataFrame]) -> str:
    """All parts as plain text."""
    lines = ["WHAT CHANGED", "", *summarise(parts)]
    for name, (title, meaning) in PARTS.items():
        table = changed_rows(name, parts[name])
        if len(table):
            lines += ["", title.upper(), meaning, ""]
            lines += [
                text for row in table.head(SHOWN).to_dict("records") for text in show_row(row)
            ]
            lines += rest_of(name, table)
    return "\n".join(lines)


def show_row(row: dict[str, str]) -> Iterator[str]:
    """One row as lines of text: its first value, then what the others are called and hold."""
    (_, first), *others = row.items()
    yield f"- {show_value(first)}"
    for column, value in others:
        if not pd.isna(value):
            yield f"    {name_column(column)}: {show_value(value)}"


def show_html(parts: dict[str, pd.DataFrame]) -> str:
    """All parts as HTML, for the page of its own and for the site."""
    pieces = [f"<p>{escape(line)}</p>" for line in summarise(parts)]
    for name, (title, meaning) in PARTS.items():
        table = changed_rows(name, parts[name])
        if len(table):
            pieces += [
                f"<h2>{title}</h2>",
                f"<p>{escape(meaning)}</p>",
                show_table(table.head(SHOWN), title),
            ]
            pieces += [f"<p>{escape(line.strip())}</p>" for line in rest_of(name, table)]
    return "\n".join(pieces)


def show_table(table: pd.DataFrame, title: str) -> str:
    """A table as HTML: scrolls on narrow screens, can be reached by keyboard, every cell escaped."""
    head = "".join(f'<th scope="col">{escape(name_column(column))}</th>' for column in table)
    rows = [
        "".join(
            [
                f'<th scope="row">{escape(show_value(first))}</th>',
                *(f"<td>{escape(show_value(value))}</td>" for value in others),
            ]
        )
        for first, *others in table.itertuples(index=False)
    ]
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    return (
        f'<div class="scroll table-scroll" tabindex="0" role="region" aria-label="{title}">\n<table>'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def show_value(value: str) -> str:
    """A cell in words: numbers with commas, missing as a dash."""
    if pd.isna(value):
        return "–"
    return show_number(value) if isinstance(value, int | float) else show_unseen(value)


def changed_rows(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """The rows and columns worth showing: of the articles those that are not the same, no empty column."""
    if name == "articles":
        table = table[table["change"] != SAME]
    if name == "claims" and len(table):
        settings = {
            f"holds_in_{run}": table[f"n_holds_{run}"].map(show_value)
            + " of "
            + table[f"n_settings_{run}"].map(show_value)
            for run in ("old", "new")
        }
        table = table.assign(**settings)[
            ["claim", "change", "sentence_old", "sentence_new", *settings, "causes"]
        ]
    return table.dropna(axis="columns", how="all")


def name_column(column: str) -> str:
    """A column's name as a heading: "n_words_old" as "words before"."""
    for end, words in (("_old", " before"), ("_new", " now")):
        column = (
            column.removesuffix(end) + words
            if column.endswith(end) and column != "n_new"
            else column
        )
    known = {
        "n_new": "rows new",
        "n_gone": "rows gone",
        "old": "before",
        "new": "now",
        "doc_id": "article",
    }
    return known.get(column, column.removeprefix("n_").replace("_", " "))


def rest_of(name: str, table: pd.DataFrame) -> list[str]:
    """What the page leaves out, and where it stands."""
    n = len(table) - SHOWN
    return [f"… and {n:,} more, in {name.replace(' ', '_')}.csv"] if n > 0 else []
