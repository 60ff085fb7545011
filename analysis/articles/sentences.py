"""
What came in, what was labelled, what is left: tables and sentences for the reader.

Ground of notebook 01. Every function takes tables and gives a table, or a sentence with its counts.
"""

from collections.abc import Iterable

import pandas as pd

from analysis.articles.fixes import FIXES
from analysis.measures.rates import count, per_cent
from analysis.text.escaping import escape, shorten
from analysis.text.naming import find_name, label_articles
from analysis.text.shown import cut_hidden

MOST_ARTICLES = 40  # beyond, single bars cannot be read: groups by outlet stand instead

KINDS = ["headline", "dateline", "byline", "caption", "subhead", "body", "sign-off", "boilerplate"]
KIND_MEANS = {
    "headline": "the article’s headline",
    "dateline": "when, and where, it was written or published",
    "byline": "who wrote or supplied it",
    "caption": "words on a photo, and its credit",
    "subhead": "a headline inside the article",
    "body": "the article’s own words: what is counted",
    "sign-off": "the name of the outlet or agency at the end",
    "boilerplate": "words of the web page: menus, buttons, copyright, repeated captions",
}
REASONS = {"mend": "a correction made by hand, with its reason in mends.csv"}


def list_bases(documents: pd.DataFrame) -> pd.DataFrame:
    """Outlet, headline and date of each article, one a row, with the basis of each value."""
    long = [
        documents[["doc_id"]].assign(
            variable=name, value=documents[column], basis=documents[f"{name}_basis"]
        )
        for name, column in {"outlet": "outlet", "place": "place", "title": "title"}.items()
    ]
    days = documents["published_from"].where(
        documents["published_from"] == documents["published_to"],
        documents["published_from"] + " to " + documents["published_to"],
    )
    long.append(
        documents[["doc_id"]].assign(
            variable="published", value=days, basis=documents["published_basis"]
        )
    )
    return pd.concat(long).sort_values(["doc_id", "variable"], kind="stable").reset_index(drop=True)


def find_parts(documents: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """
    The passages of one kind in each article: doc_id, outlet, article, kind, raw_start, raw_end, n_chars.

    `article`: what an article is called on an axis; missing where there are too many for single bars.
    Neighbouring sentences of one kind are one passage; offsets are characters of the decoded text.
    """
    new = (sentences["kind"] != sentences["kind"].shift()) | (
        sentences["doc_id"] != sentences["doc_id"].shift()
    )
    parts = (
        sentences.groupby(new.cumsum(), sort=False)
        .agg(
            doc_id=("doc_id", "first"),
            kind=("kind", "first"),
            raw_start=("raw_start", "first"),
            raw_end=("raw_end", "last"),
        )
        .reset_index(drop=True)
    )
    outlets = documents.set_index("doc_id")["outlet"]
    parts.insert(1, "outlet", parts["doc_id"].map(outlets))
    few = documents.head(MOST_ARTICLES if len(documents) <= MOST_ARTICLES else 0)
    parts.insert(2, "article", parts["doc_id"].map(label_articles(few)))
    return parts.assign(n_chars=parts["raw_end"] - parts["raw_start"])


def count_kinds(parts: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """What each kind of line is, and how much there is of it: every kind a row, zeros too."""
    counts = pd.DataFrame({"kind": KINDS, "means": [KIND_MEANS[kind] for kind in KINDS]})
    for name, table, how in (("n_docs", parts, "nunique"), ("n_rows", sentences, "size")):
        counts[name] = (
            counts["kind"].map(table.groupby("kind")["doc_id"].agg(how)).fillna(0).astype(int)
        )
    counts["n_chars"] = (
        counts["kind"].map(parts.groupby("kind")["n_chars"].sum()).fillna(0).astype(int)
    )
    return counts


def list_furniture(sentences: pd.DataFrame) -> pd.DataFrame:
    """Every line that is not body, or how it begins: what is not counted as the article's own words."""
    rows = sentences[sentences["kind"] != "body"]
    rows = rows.assign(text=cut_hidden(rows))
    return rows[["doc_id", "kind", "raw_start", "text"]].reset_index(drop=True)


def count_fixes(edits: pd.DataFrame) -> pd.DataFrame:
    """How often each fix changed something, in how many articles, and why it is there; zeros are rows."""
    names = ["mend", *(fix.__name__ for fix in FIXES)]
    single = edits.assign(fix=edits["fix"].str.split("+")).explode("fix")
    counts = single.groupby("fix").agg(n=("doc_id", "size"), n_docs=("doc_id", "nunique"))
    counts = counts.reindex(names, fill_value=0).rename_axis("fix").reset_index()
    return counts.assign(reason=[REASONS.get(name) or first_line(name) for name in names])


def first_line(name: str) -> str:
    """What the docstring of a fix says first."""
    fix = next(fix for fix in FIXES if fix.__name__ == name)
    return (fix.__doc__ or "").strip().splitlines()[0]


def list_encodings(documents: pd.DataFrame) -> pd.DataFrame:
    """How the bytes of the files became text: each way with its number of articles."""
    ways = documents["encoding"].fillna("not text: read by an extractor")
    return (
        ways.value_counts(sort=False)
        .rename_axis("encoding")
        .rename("n_docs")
        .reset_index()
        .sort_values(["n_docs", "encoding"], ascending=[False, True], ignore_index=True)
    )


def describe_reading(documents: pd.DataFrame, problems: pd.DataFrame) -> str:
    """How many articles were read, from how many files; whether something could not be read or used."""
    n_files = documents["file"].nunique()
    extracted = documents["encoding"].str.contains(";", na=False) | documents["encoding"].isna()
    verb = "was" if len(documents) == 1 else "were"
    text = f"{count(len(documents), 'article')} {verb} read from {count(n_files, 'file')}."
    if extracted.any():
        text += (
            f" The text of {per_cent(int(extracted.sum()), len(documents))} was extracted from files that are "
            "not plain text; it is kept in `corpus/clean/extracted/`."
        )
    if len(problems):
        text += " **Not everything could be read.** Each problem is listed below, with a way to correct it."
    return text


def describe_passed_over(
    documents: pd.DataFrame, problems: pd.DataFrame, passed_over: pd.DataFrame
) -> str:
    """The account of the files, and each that was passed over, a line each."""
    lines = [f"- {escape(line)}" for line in list_reasons(passed_over)]
    return "\n".join([describe_account(documents, problems, passed_over), "", *lines])


def describe_account(
    documents: pd.DataFrame, problems: pd.DataFrame, passed_over: pd.DataFrame
) -> str:
    """The account of the files, of their articles, and of the rows of lists, in a few sentences."""
    n = problems.groupby("kind")["n"].sum().reindex(["file", "article", "row"], fill_value=0)
    n_read, n_passed = documents["file"].nunique(), len(passed_over)
    text = (
        f"{count(n_read + int(n['file']) + n_passed, 'file or folder', 'files and folders')}: {n_read:,} read, "
        f"{n['file']:,} refused, {n_passed:,} passed over"
    )
    if n["article"]:
        text += f"; {count(int(n['article']), 'article')} in them refused"
    if n["row"]:
        text += f"; {count(int(n['row']), 'fault')} in rows of lists"
    return f"{text}."


def list_reasons(passed_over: pd.DataFrame) -> list[str]:
    """The files that were passed over, one a line, with the reason of each."""
    return [f"{row.file}: passed over ({row.reason})." for row in passed_over.itertuples()]


def describe_fixes(edits: pd.DataFrame, documents: pd.DataFrame) -> str:
    """How many characters cleaning replaced, removed and inserted, and that all can be undone."""
    if edits.empty:
        return "No character was changed."
    old, new = (edits[name].fillna("").str.len() for name in ("removed", "inserted"))
    counts = {
        "replaced": old[new > 0].sum(),
        "removed": old[new == 0].sum(),
        "inserted": new[old == 0].sum(),
    }
    done = [f"{name} {n:,}" for name, n in counts.items() if n]
    listed = " and ".join(filter(None, [", ".join(done[:-1]), done[-1]]))
    n_chars = int(documents["n_chars_raw"].sum())
    return (
        f"In {count(n_chars, 'character')}, cleaning {listed}. Undoing its changes restores "
        "every article exactly."
    )


def describe_duplicates(documents: pd.DataFrame) -> str:
    """How many words of body text are counted, and how many articles are not, because they are copies."""
    single = documents[documents["duplicate_of"].isna()]
    copies, n = len(documents) - len(single), int(single["n_words"].sum())
    said = f"{count(copies, 'article')} {'is a copy' if copies == 1 else 'are copies'} and not counted."
    return (
        f"**{count(n, 'word')} of body text {'is' if n == 1 else 'are'} counted.** "
        f"{said if copies else 'No article is a copy of another.'}"
    )


def quote_furniture(sentences: pd.DataFrame, documents: pd.DataFrame | None = None) -> str:
    """How many lines are not body, of which kind most, and one of them as an example; "" for none."""
    rows = sentences[sentences["kind"] != "body"]
    if rows.empty:
        return ""
    counts = rows["kind"].value_counts()
    kind, n = counts.index[0], int(counts.iloc[0])
    first = rows[rows["kind"] == kind].head(1)
    named = f"{kind}{'s' * (n > 1 and kind != 'boilerplate')}"
    which = f": {'all ' * (n > 1)}{named}" if len(counts) == 1 else f", most often {named} ({n:,})"
    return (
        f"{count(len(rows), 'line')} {'is' if len(rows) == 1 else 'are'} not counted{which}. "
        f"The first {'line of ' * (kind == 'boilerplate')}{kind}:\n\n> {quote(cut_hidden(first).iloc[0])} ({escape(find_name(documents, first['doc_id'].iloc[0]))})"
    )


def quote_change(edits: pd.DataFrame, documents: pd.DataFrame | None = None) -> str:
    """The first change of the fix that changed most, as an example; "" where nothing was changed."""
    if edits.empty:
        return ""
    counts = edits["fix"].value_counts()
    fix, n = counts.index[0], int(counts.iloc[0])
    row = edits[edits["fix"] == fix].iloc[0]
    return (
        f" The most frequent fix is `{fix}` ({count(n, 'time')}). For example, {say_change(row['removed'], row['inserted'])} "
        f"at character {row['raw_start']:,} of one article ({escape(find_name(documents, row['doc_id']))})."
    )


def say_change(removed: str | None, inserted: str | None) -> str:
    """One change in words: what was inserted, removed, or became something else."""
    old, new = name_piece(removed), name_piece(inserted)
    if old == "nothing":
        return f"{new} was inserted"
    return f"{old} was removed" if new == "nothing" else f"{old} became {new}"


def name_piece(text: str | None) -> str:
    """A piece of text in quotation marks, or what it is where nothing of it can be seen."""
    if not isinstance(text, str) or not text:
        return "nothing"
    if text.strip():
        return f"“{quote(text)}”"
    return "a line break" if "\n" in text else "a space"


def quote(text: str, longest: int = 160) -> str:
    """The beginning of a text, escaped."""
    return escape(text if len(text) <= longest else text[:longest].rstrip() + "…")


def say_bases(documents: pd.DataFrame) -> str:
    """For how many articles outlet and day are known."""
    is_known = documents["outlet"].notna()
    is_inferred = documents["outlet_basis"].astype("str").str.startswith("inferred") & is_known
    inferred = f" and inferred for {is_inferred.sum():,}" if is_inferred.any() else ""
    n_days = int((documents["published_from"] == documents["published_to"]).fillna(False).sum())
    return (
        f"The outlet is known for {(is_known & ~is_inferred).sum():,} of {count(len(documents), 'article')}{inferred}. "
        f"The day of publication is known for {n_days:,}."
    )


def count_flags(flags: pd.DataFrame) -> pd.DataFrame:
    """One row per flag that was raised, most articles first: flag, n_docs, the first of the articles."""
    counts = flags.drop_duplicates(["flag", "doc_id"]).groupby("flag", sort=True)["doc_id"]
    table = pd.DataFrame({"n_docs": counts.nunique(), "which": counts.agg(name_few)}).reset_index()
    return table.sort_values(["n_docs", "flag"], ascending=[False, True], ignore_index=True)


def name_top_flags(counts: pd.DataFrame) -> list[str]:
    """The flag that most articles have, by `count_flags`; where several tie, all of them."""
    return list(counts.loc[counts["n_docs"] == counts["n_docs"].max(), "flag"])


def name_few(doc_ids: Iterable[str], most: int = 2) -> str:
    """The first articles by name, and how many more there are."""
    doc_ids = sorted(doc_ids)
    named = ", ".join(shorten(doc_id, 26) for doc_id in doc_ids[:most])
    return named + f" and {len(doc_ids) - most:,} more" * (len(doc_ids) > most)


def describe_mends(mends: pd.DataFrame, edits: pd.DataFrame) -> str:
    """How many of the hand corrections were made."""
    if not len(mends):
        return "No correction was made by hand."
    made = edits["fix"].str.split("+").map(lambda names: "mend" in names).sum() if len(edits) else 0
    return f"{count(int(made), 'change')} {'comes' if made == 1 else 'come'} from the {count(len(mends), 'correction')} in `mends.csv`."
