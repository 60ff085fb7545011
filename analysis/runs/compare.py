"""
What changed between two runs of the study, and which articles caused it.

Each part is a table: articles, lists and code, counts, tables, figures, sentences, claims,
values. A count is the sum of its articles, so that its change is divided among articles
added, removed and corrected without a rest; what changed in an article that is the same
comes from the lists or the code.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.findings.claims import HOLDS, read_options
from analysis.findings.numbers import read_or_empty, study_numbers
from analysis.runs.compare_outputs import (
    compare_figures,
    compare_lists,
    compare_sentences,
    compare_tables,
)
from analysis.runs.verification import SAME
from analysis.text.views import keep_counted, narrow, read_words

ADDED, REMOVED, CORRECTED, RENAMED = "added", "removed", "corrected", "renamed"


def compare_studies(old: Path, new: Path) -> dict[str, pd.DataFrame]:
    """The differences between the studies in folders `old` and `new`: name of the part -> table."""
    old, new = Path(old), Path(new)
    articles = compare_articles(old, new)
    counts = compare_counts(old, new, articles)
    return {
        "articles": articles,
        "claims": compare_claims(old, new, counts),
        "counts": counts,
        "values": compare_values(old, new),
        "figures": compare_figures(old, new),
        "tables": compare_tables(old, new),
        "sentences": compare_sentences(old, new),
        "lists and code": compare_lists(old, new),
    }


def compare_articles(old: Path, new: Path) -> pd.DataFrame:
    """Each article of either study: doc_id, change (added, removed, corrected, renamed, same), words."""
    before, after = (
        read_or_empty("documents", out, ["doc_id", "sha256", "part", "n_words"])
        for out in (old, new)
    )
    both = before.merge(after, on="doc_id", how="outer", suffixes=("_old", "_new"))
    change = np.select(
        [
            both["sha256_old"].isna(),
            both["sha256_new"].isna(),
            both["sha256_old"] != both["sha256_new"],
        ],
        [ADDED, REMOVED, CORRECTED],
        SAME,
    )
    both = both.assign(change=change)
    return name_renamed(both)[["doc_id", "change", "n_words_old", "n_words_new", "was"]]


def name_renamed(both: pd.DataFrame) -> pd.DataFrame:
    """An article that left under one name and came under another: its row says what it was."""
    left = (
        both[both["change"] == REMOVED]
        .drop_duplicates("sha256_old")
        .set_index("sha256_old")["doc_id"]
    )
    was = both["sha256_new"].map(left).where(both["change"] == ADDED)
    both = both.assign(was=was.astype("str"), change=both["change"].mask(was.notna(), RENAMED))
    return both[~both["doc_id"].isin(was.dropna())].reset_index(drop=True)


def count_by_article(out: Path) -> pd.DataFrame:
    """Words per voice and framing words per frame, per article: doc_id, measure, n; counted lines only."""
    documents = read_or_empty("documents", out, ["doc_id", "duplicate_of"])
    matches = read_or_empty("matches", out, ["doc_id", "kind", "use", "frame", "voice"])
    counted = []
    for _, words in read_words(out):
        _, words, _ = narrow(documents, words, matches[:0])
        counted.append(count_rows(words, [], "words of body text"))
        counted.append(count_rows(words, ["voice"], "words: "))
    matches = keep_counted(matches, documents)
    counted.append(count_rows(matches, ["frame"], "frame: "))
    counted.append(count_rows(matches, ["frame", "voice"], "frame: "))
    return pd.concat(counted, ignore_index=True)


def count_rows(table: pd.DataFrame, by: list[str], prefix: str) -> pd.DataFrame:
    """Rows per article and value of the columns `by`; the measure is named after them."""
    n = table.groupby(["doc_id", *by], observed=True).size().rename("n").reset_index()
    values = [n[name].astype("str") for name in by]
    measure = prefix + (values[0].str.cat(values[1:], sep=", ") if values else "")
    return n.assign(doc_id=n["doc_id"].astype("str"), measure=measure)[["measure", "doc_id", "n"]]


def compare_counts(old: Path, new: Path, articles: pd.DataFrame) -> pd.DataFrame:
    """Each count that changed: measure, old, new, change, and what each article brought to the change."""
    both = (
        count_by_article(old)
        .merge(
            count_by_article(new), on=["measure", "doc_id"], how="outer", suffixes=("_old", "_new")
        )
        .fillna({"n_old": 0, "n_new": 0})
    )
    both["brought"] = (both["n_new"] - both["n_old"]).astype(int)
    both = both.merge(articles[["doc_id", "change"]], on="doc_id", how="left")
    both["change"] = both["change"].fillna(REMOVED)  # the old name of one renamed
    totals = both.groupby("measure").agg(old=("n_old", "sum"), new=("n_new", "sum")).astype(int)
    moved = both[both["brought"] != 0]
    causes = moved.groupby("measure").apply(name_causes, include_groups=False) if len(moved) else {}
    table = totals.assign(
        change=totals["new"] - totals["old"], causes=totals.index.map(causes.get)
    ).reset_index()
    return table[table["measure"].isin(set(moved["measure"]))].reset_index(drop=True)


def name_causes(rows: pd.DataFrame, most: int = 12) -> str:
    """The articles behind a change, the largest first: "2021-webinar (added) +3"."""
    rows = rows.assign(size=rows["brought"].abs()).sort_values(
        ["size", "doc_id"], ascending=[False, True]
    )
    named = [
        f"{row.doc_id} ({'lists or code' if row.change == SAME else row.change}) {row.brought:+,}"
        for row in rows.head(most).itertuples()
    ]
    return "; ".join([*named, *([f"{len(rows) - most:,} more"] if len(rows) > most else [])])


def compare_values(old: Path, new: Path) -> pd.DataFrame:
    """The numbers that the study quotes, where they differ: value, old, new, change, per_cent."""
    before, after = (read_numbers(out) for out in (old, new))
    rows = [
        (key, before.get(key), after.get(key), *measure_change(before.get(key), after.get(key)))
        for key in sorted({*before, *after})
        if before.get(key) != after.get(key) and not key.startswith("claim.")
    ]
    return pd.DataFrame(rows, columns=["value", "old", "new", "change", "per_cent"])


def read_numbers(out: Path) -> dict[str, str]:
    """The study's numbers; none where its tables are not all there."""
    try:
        return study_numbers(out)
    except FileNotFoundError:
        return {}


def measure_change(old: object, new: object) -> tuple[float, float]:
    """(difference, per cent of the old) of two numbers as printed; missing where one is no number."""
    try:
        old, new = (float(str(text).replace(",", "").rstrip("%")) for text in (old, new))
    except ValueError:
        return np.nan, np.nan
    return round(new - old, 9), round(100 * (new - old) / old, 1) if old else np.nan


def compare_claims(old: Path, new: Path, counts: pd.DataFrame) -> pd.DataFrame:
    """
    Each claim whose verdict, numbers or share of settings changed.

    `change` says what became of it, `causes` which articles changed the counts it rests on.
    """
    columns = ["claim", "options", "verdict", "sentence", "n_holds", "n_settings"]
    before, after = (read_or_empty("findings", out)[columns] for out in (old, new))
    both = before.merge(after, on="claim", how="outer", suffixes=("_old", "_new"))
    causes = dict(zip(counts["measure"], counts["causes"]))
    both = both.assign(
        change=pd.array([describe_claim(row) for row in both.itertuples()], dtype="str"),
        causes=pd.array([find_causes(row, causes) for row in both.itertuples()], dtype="str"),
    )
    both = both.drop(columns=["options_old", "options_new"])
    return both[both["change"].notna()].reset_index(drop=True)


def find_causes(row: Any, causes: dict[str, str]) -> str | None:
    """What changed the counts that a claim rests on: its frames, else its voices, else all words."""
    options = read_options(row.options_old if pd.isna(row.options_new) else row.options_new)
    frames = [
        f"frame: {frame}" for key in ("frame", "against_frame") for frame in split(options.get(key))
    ]
    voices = [
        f"words: {voice}" for key in ("voice", "among_voice") for voice in split(options.get(key))
    ]
    rests_on = list(dict.fromkeys(frames or voices or ["words of body text"]))
    named = [f"{measure} – {causes[measure]}" for measure in rests_on if measure in causes]
    return " | ".join(named) or None


def split(values: str | None) -> list[str]:
    """The values of an option, "a|b" as two."""
    return values.split("|") if values else []


def describe_claim(row: Any) -> str | None:
    """What became of a claim, None if nothing did."""
    if row.verdict_old != row.verdict_new and not (
        pd.isna(row.verdict_old) and pd.isna(row.verdict_new)
    ):
        return {(True, False): "no longer holds", (False, True): "holds now"}.get(
            (row.verdict_old == HOLDS, row.verdict_new == HOLDS), f"now: {row.verdict_new}"
        )
    if row.sentence_old != row.sentence_new:
        return "other numbers"
    if (row.n_holds_old, row.n_settings_old) != (row.n_holds_new, row.n_settings_new):
        return "other choices under which it holds"
    return None


def is_unchanged(parts: dict[str, pd.DataFrame]) -> bool:
    """True where two studies do not differ at all."""
    return (
        all(len(table) == 0 for name, table in parts.items() if name != "articles")
        and (parts["articles"]["change"] == SAME).all()
    )
