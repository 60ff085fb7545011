"""
The files of coding: sample, judgements, coders; read, checked and written whole.

What stands in which file, and what a row means, is said in the package's own docstring.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from analysis.agreement import measure_agreement
from analysis.tables import COLUMNS, check_table, empty_table, read_csv, write_csv

NONE = "none"  # the code of a sentence that was read and has none of the codes
SKIPPED, UNCERTAIN = "skipped", "uncertain"
KINDS = ("human", "model", "crowd", "agreed")
AGREED = "agreed"  # the coder whose judgements are the result of adjudication
LATER = list(COLUMNS["judgements"])[len(COLUMNS["coding"]) :]


def coding_folder(corpus) -> Path:
    """The folder of a corpus that holds its sample and its judgements."""
    corpus = Path(corpus)
    return corpus.with_name(f"{corpus.stem}_coding") if corpus.is_file() else corpus / "coding"


def read_sample(corpus) -> pd.DataFrame:
    """The drawn sentences in the order of reading; no rows where none are drawn."""
    path = coding_folder(corpus) / "sample.csv"
    if not path.exists():
        return empty_table("sample")
    return check_table(read_csv(path, COLUMNS["sample"]), "sample")


def write_sample(sample: pd.DataFrame, corpus) -> Path:
    """Write the drawn sentences into the corpus; return the file."""
    path = coding_folder(corpus) / "sample.csv"
    write_csv(check_table(sample, "sample"), path)
    return path


def read_task(sample: pd.DataFrame, sentences: pd.DataFrame, double: bool = False) -> pd.DataFrame:
    """
    What a coder sees, in the order of reading, and nothing of the machine's answer.

    One row per drawn sentence: `sample`, `unit_id`, `doc_id`, `raw_start`, `raw_end`,
    `before`, `text`, `after` (its neighbours in the article, "" at the ends). `double`:
    only those that a second coder reads.
    """
    body = sentences[sentences["kind"] == "body"]
    near = body.groupby("doc_id", sort=False)["text"]
    body = body.assign(before=near.shift(1).fillna(""), after=near.shift(-1).fillna(""))
    chosen = (sample[sample["double"]] if double else sample).sort_values(
        "reading_order", kind="stable"
    )
    keys = ["doc_id", "raw_start", "raw_end"]
    task = chosen[["sample", "unit_id", *keys]].merge(
        body[[*keys, "before", "text", "after"]], on=keys, how="left"
    )
    gone = task["text"].isna()
    if gone.any():
        raise ValueError(
            f"sample.csv: {gone.sum()} of {len(task)} drawn sentences are no longer in the corpus "
            f"(first: {task.loc[gone, 'unit_id'].iloc[0]}). The articles or their cleaning changed "
            f"since the sample was drawn: restore them, or draw a new sample."
        )
    return task


def judgements_path(corpus, coder: str) -> Path:
    """The file of one coder; only letters and digits of the name are kept in the file's name."""
    name = "".join(sign if sign.isalnum() else "-" for sign in coder).strip("-")
    return coding_folder(corpus) / f"coder-{name or 'unnamed'}.csv"


def write_judgements(judgements: pd.DataFrame, corpus, coder: str) -> Path:
    """Write all judgements of one coder, whole or not at all; return the file."""
    path = judgements_path(corpus, coder)
    write_csv(check_table(judgements, "judgements"), path)
    return path


def read_judgements(corpus) -> pd.DataFrame:
    """The judgements of all coders that hold: of one coder, unit and variable the last ones."""
    paths = sorted(coding_folder(corpus).glob("coder-*.csv"))
    tables = [read_judgement_file(path) for path in paths]
    return keep_last(pd.concat(tables, ignore_index=True)) if tables else empty_table("judgements")


def read_judgement_file(path) -> pd.DataFrame:
    """One file of judgements; the five later columns may be missing, as in `coding.csv`."""
    table = read_csv(path, COLUMNS["judgements"])
    for column in LATER:
        if column not in table:
            table[column] = True if column == "blind" else None
    try:
        return check_table(table, "judgements")
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def keep_last(judgements: pd.DataFrame) -> pd.DataFrame:
    """Without the rows that the same coder replaced later on."""
    keys = ["coder", "unit_id", "variable"]
    when = judgements["coded_at"].fillna("")
    last = when.groupby([judgements[key] for key in keys]).transform("max")
    return judgements[when == last].drop_duplicates(ignore_index=True)


def measure_code_agreement(judgements: pd.DataFrame, codes, variable: str = "frame"):
    """
    The table `agreement`, a row per code as yes or no: `variable` is "frame: lying".

    Unweighted, on the sentences as drawn: those with a hit are over-represented. Models,
    crowds and the agreed result are no coders here.
    """
    read = judgements[~judgements["kind"].isin(["model", "crowd", AGREED])]
    tables = []
    for code in codes:
        marked = mark_codes(read, code, variable).stack().dropna().rename("code").reset_index()
        marked = marked.assign(variable=f"{variable}: {code}", code=marked["code"].astype("str"))
        tables.append(measure_agreement(marked))
    return pd.concat(tables, ignore_index=True) if tables else empty_table("agreement")


def mark_codes(judgements: pd.DataFrame, code: str, variable: str = "frame") -> pd.DataFrame:
    """
    One code as yes or no: a row per unit, a column per coder; 1, 0, missing where not judged.

    A skipped sentence is missing; a sentence read without this code is 0.
    """
    rows = judgements[judgements["variable"] == variable]
    skipped = rows["state"].eq(SKIPPED) | rows["code"].isna()
    marked = rows.assign(value=np.where(skipped, np.nan, rows["code"].eq(code).astype(float)))
    return marked.pivot_table(
        index="unit_id", columns="coder", values="value", aggfunc="max", dropna=False, observed=True
    )
