"""
The reference corpus: the UN General Debate, counted once, with the study's own rules.

`python -m analysis.reference.debate PATH` counts the speeches in PATH/ungdc/speeches.jsonl.gz and
writes the small tables of `corpus/reference/`, which is all that the notebooks read. The
same words (tokens), variants and dictionary as for the articles. What the tables hold, and
where the speeches come from: `corpus/reference/README.md`.
"""

import gzip
import hashlib
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from analysis.articles.splitting import split_sentences
from analysis.measures.rates import RATE, measure_rates
from analysis.tables.columns import COLUMNS, INT, SHARE, TEXT
from analysis.tables.stored import (
    LISTS,
    check_table,
    empty_table,
    read_csv,
    read_list,
    write_csv,
    write_whole,
)
from analysis.terms.counts import count_pairs
from analysis.text.tokens import find_tokens

SPEECHES = 500  # speeches counted at once: some 10 MB of text
REPUBLIC, CHINA, USA, OTHERS = "Republic of China", "China", "United States", "all others"
GROUPS = [CHINA, REPUBLIC, USA, OTHERS]
# The General Debate of 1971 was held before the seat passed, on 25 October, from one government to the other.
FIRST_YEAR_OF_CHINA = 1972
NEEDS_MARKS = {"distanced allegation"}  # frames whose patterns all stand between marks
TERMS = {
    "term": TEXT,
    "n": INT,
    "n_docs": INT,
    "n_china": INT,
    "n_docs_china": INT,
    "n_others": INT,
    "n_docs_others": INT,
}
SIZES = {"group": TEXT, "year": INT, "n_docs": INT, "n_words": INT}


def read_speeches(data: Path | str) -> pd.DataFrame:
    """The speeches of the UN General Debate Corpus: `doc_id`, `group`, `year`, `text`, in order of names."""
    with gzip.open(speeches_path(data), "rt", encoding="utf-8") as lines:
        speeches = pd.DataFrame([json.loads(line) for line in lines])
    year = speeches["year"].astype(int)
    group = speeches["country"].map({"CHN": CHINA, "USA": USA}).fillna(OTHERS)
    group = group.mask((group == CHINA) & (year < FIRST_YEAR_OF_CHINA), REPUBLIC)
    speeches = speeches.assign(
        doc_id=speeches["file"].str.removesuffix(".txt"), year=year, group=group
    )
    return speeches.sort_values("doc_id", ignore_index=True, kind="stable")[
        ["doc_id", "group", "year", "text"]
    ]


def speeches_path(data: Path | str) -> Path:
    """The file of speeches in the folder of open data."""
    path = Path(data) / "ungdc" / "speeches.jsonl.gz"
    if not path.exists():
        raise FileNotFoundError(
            f"{path} is not there; give the folder that holds ungdc/speeches.jsonl.gz "
            "(corpus/reference/README.md says where the speeches come from)."
        )
    return path


def list_sentences(speeches: pd.DataFrame) -> pd.DataFrame:
    """The table `sentences` of speeches; line ends, which scans put anywhere, are taken for blanks."""
    rows = []
    for speech in speeches.itertuples():
        text = re.sub(r"\s+", " ", speech.text).strip()
        rows += [
            (speech.doc_id, 0, number, start, end, "body", text[start:end])
            for number, (start, end) in enumerate(split_sentences(text))
        ]
    return check_table(pd.DataFrame(rows, columns=list(COLUMNS["sentences"])), "sentences")


def count_reference(
    speeches: pd.DataFrame,
    lists: dict[str, pd.DataFrame],
    find: Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame],
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """
    Count speeches, block by block: (terms of each group, hits, parts).

    `lists`: mapping of a name to a dictionary; `find(tokens, dictionary)` gives
    its hits with `doc_id` and `frame`. `parts` holds each speech with group, year and n_words.
    """
    variants, blocks = read_list("variants", LISTS), []
    for first in range(0, len(speeches), SPEECHES):
        some = speeches.iloc[first : first + SPEECHES]
        tokens = find_tokens(list_sentences(some), empty_table("edits"), variants)
        n_words = tokens["doc_id"].value_counts()
        hits = [
            find(tokens, dictionary)[["doc_id", "frame"]].assign(list=name)
            for name, dictionary in lists.items()
        ]
        parts = some[["doc_id", "group", "year"]].assign(
            n_words=some["doc_id"].map(n_words).fillna(0).astype(int)
        )
        blocks.append((count_by_group(tokens, parts), pd.concat(hits), parts))
    terms, hits, parts = (pd.concat(tables, ignore_index=True) for tables in zip(*blocks))
    return terms.groupby(["group", "since", "term"], as_index=False).sum(), hits, parts


def count_by_group(tokens: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """n and n_docs of each term in each group, before and since China's government took the seat."""
    doc, term, n = count_pairs(tokens)
    of_doc = parts.set_index("doc_id").reindex(tokens["doc_id"].cat.categories)
    table = pd.DataFrame(
        {
            "group": of_doc["group"].to_numpy()[doc],
            "n": n,
            "n_docs": 1,
            "code": term,
            "since": (of_doc["year"] >= FIRST_YEAR_OF_CHINA).to_numpy()[doc],
        }
    )
    table = table.groupby(["group", "since", "code"], as_index=False).sum()
    return table.assign(term=tokens["term"].cat.categories[table["code"]]).drop(columns="code")


def term_table(terms: pd.DataFrame) -> pd.DataFrame:
    """
    The terms of the reference, most frequent first.

    `n`, `n_docs`: all speeches. `n_china`: China's since 1972; `n_others`: those of all other
    states in the same years.
    """
    since = terms[terms["since"]]
    sides = [terms, since[since["group"] == CHINA], since[since["group"] != CHINA]]
    sums = [
        side.groupby("term")[["n", "n_docs"]].sum().add_suffix(suffix)
        for side, suffix in zip(sides, ("", "_china", "_others"))
    ]
    table = pd.concat(sums, axis=1).fillna(0).astype("int64").rename_axis("term").reset_index()
    return table.sort_values(["n", "term"], ascending=[False, True], ignore_index=True)[list(TERMS)]


def rate_table(hits: pd.DataFrame, parts: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Rates of each frame in each group of states, by year and by decade, zeros included."""
    periods = {"year": parts["year"].astype("str"), "decade": decade_of(parts["year"])}
    tables = []
    for by, period in periods.items():
        keyed = parts.assign(key=parts["group"] + "|" + period)
        rates = measure_rates(hits, keyed, what="frame", by="key", kinds=names)
        name, number = rates["group"].str.split("|").str[0], rates["group"].str.split("|").str[1]
        tables.append(rates.assign(by=by, group=name, period=number))
    table = pd.concat(tables, ignore_index=True)[["by", "group", "period", "frame", *RATE]]
    order = table["group"].map(GROUPS.index)
    return (
        table.assign(order=order)
        .sort_values(["by", "frame", "order", "period"], ignore_index=True)
        .drop(columns="order")
    )


def decade_of(year: pd.Series) -> pd.Series:
    """The decade of each year as text, 1946 to 1949 and the last years as those named."""
    first = year // 10 * 10
    return (
        first.clip(lower=1946).astype("str")
        + "–"
        + (first + 9).clip(upper=max(year.max(), 0)).astype("str")
    )


def find_frames(
    tokens: pd.DataFrame, dictionary: pd.DataFrame, rules: pd.DataFrame | None = None
) -> pd.DataFrame:
    """
    The counted hits of a dictionary: longest first, what it or the `rules` of use exclude out, doubtful ones too.

    Patterns between marks need scare quotes to be told from speech, which is not done for
    the speeches: they are left out.
    """
    from analysis.framing.judging import is_excluded
    from analysis.framing.matches import find_spans, settle_overlaps

    spans = find_spans(tokens, dictionary)
    spans = settle_overlaps(spans[~spans["is_distanced"]].reset_index(drop=True))
    spans = spans[spans["use"] == "count"].reset_index(drop=True)
    return spans if rules is None else spans[~is_excluded(spans, tokens, rules)]


def reference_path(name: str, corpus: Path | str = LISTS) -> Path:
    """A file of the reference: the corpus's own `reference/`, or else the published one."""
    own = Path(corpus) / "reference" / name
    return own if own.exists() else LISTS / "reference" / name


def read_terms(corpus: Path | str = LISTS) -> pd.DataFrame:
    """The terms of the reference corpus (see `term_table`)."""
    return pd.read_parquet(reference_path("terms.parquet", corpus)).astype(TERMS)


def read_rates(name: str, corpus: Path | str = LISTS) -> pd.DataFrame:
    """Rates in the reference corpus: `families` (the long view) or `frames` (the dictionary)."""
    kinds = {
        column: INT if column in ("n", "n_words", "n_with", "n_docs") else SHARE for column in RATE
    }
    return read_csv(reference_path(f"{name}_by_period.csv", corpus), kinds)


def read_sizes(corpus: Path | str = LISTS) -> pd.DataFrame:
    """Speeches and words of each group of states and year."""
    return read_csv(reference_path("sizes.csv", corpus), SIZES)


def read_readings(corpus: Path | str = LISTS) -> pd.DataFrame:
    """The hits of the families that were drawn and read, each with what the reading gave."""
    return read_csv(reference_path("readings.csv", corpus))


def write_reference(data: Path | str, out: Path | str = LISTS / "reference") -> pd.DataFrame:
    """Count the speeches under `data` and write the tables of the reference corpus into `out`."""
    from analysis.framing.judging import write_out_names

    speeches, out = read_speeches(data), Path(out)
    lists = {
        "families": read_csv(LISTS / "reference" / "families.csv"),
        "frames": read_list("dictionary", LISTS),
    }
    rules = write_out_names(read_list("rules", LISTS), LISTS, has_home=False)
    terms, hits, parts = count_reference(
        speeches,
        lists,
        lambda tokens, some: find_frames(tokens, some, rules if some is lists["frames"] else None),
    )
    write_whole(
        out / "terms.parquet",
        lambda part: term_table(terms).to_parquet(part, index=False, compression="zstd"),
    )
    for name, dictionary in lists.items():
        frames = sorted({*dictionary["frame"]} - NEEDS_MARKS)
        write_csv(
            rate_table(hits[hits["list"] == name], parts, frames), out / f"{name}_by_period.csv"
        )
    sizes = parts.groupby(["group", "year"], as_index=False).agg(
        n_docs=("doc_id", "size"), n_words=("n_words", "sum")
    )
    write_csv(sizes, out / "sizes.csv")
    speeches_hash = hashlib.sha256(speeches_path(data).read_bytes()).hexdigest()
    lines = [
        f"{digest}  {name}\n"
        for name, digest in {"speeches.jsonl.gz": speeches_hash, **hash_lists()}.items()
    ]
    write_whole(out / "SOURCE.sha256", lambda part: part.write_text("".join(lines)))
    return sizes


def hash_lists() -> dict[str, str]:
    """SHA-256 of the lists that the counts rest on: their patterns and uses, whatever the order and the reasons."""
    families = read_csv(LISTS / "reference" / "families.csv")
    lists = {
        "families.csv": families,
        "dictionary.csv": read_list("dictionary", LISTS),
        "rules.csv": read_list("rules", LISTS).fillna(""),
        "states.csv": read_list("states", LISTS).assign(reason=""),
        "variants.csv": read_list("variants", LISTS),
    }
    rows = {
        name: table.drop(columns="reason").agg("\t".join, axis=1).sort_values(kind="stable")
        for name, table in lists.items()
    }
    return {
        name: hashlib.sha256("\n".join(some).encode()).hexdigest() for name, some in rows.items()
    }


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say where the open data is: python -m analysis.reference.debate PATH")
    counted = write_reference(sys.argv[1])
    print(
        f"Counted {counted['n_docs'].sum():,} speeches, {counted['n_words'].sum():,} words, "
        f"into {LISTS / 'reference'}."
    )
