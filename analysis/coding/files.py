"""
The files of coding: sample, judgements, coders; read, checked and written whole.

What stands in which file, and what a row means, is said in the package's own docstring.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.tables.columns import COLUMNS
from analysis.tables.stored import (
    FIRST_ROW,
    Faults,
    check_table,
    empty_table,
    read_csv,
    write_csv,
)
from analysis.text.agreement import measure_agreement

NONE = "none"  # the code of a sentence that was read and has none of the codes
SKIPPED, UNCERTAIN = "skipped", "uncertain"
NARRATOR = "narrator"
ASKED = ("direct", "indirect", NARRATOR)  # the voices that a coder chooses from
VOICES = (*ASKED, "hearsay", "perhaps")  # those of the codebook
KINDS = ("human", "model", "crowd", "agreed")
MADE = ("model", "crowd")  # coders that are no reader whom one can ask
AGREED = "agreed"  # the coder whose judgements are the result of adjudication
AS_CODING = "Save it as CSV UTF-8 with commas, whole numbers and the columns of coding.csv."
LATER = list(COLUMNS["judgements"])[len(COLUMNS["coding"]) :]


def coding_folder(corpus: Path | str) -> Path:
    """The folder of a corpus that holds its sample and its judgements."""
    corpus = Path(corpus)
    return corpus.with_name(f"{corpus.stem}_coding") if corpus.is_file() else corpus / "coding"


def read_sample(corpus: Path | str) -> pd.DataFrame:
    """The drawn sentences in the order of reading; no rows where none are drawn."""
    path = coding_folder(corpus) / "sample.csv"
    if not path.exists():
        return empty_table("sample")
    return check_table(read_csv(path, COLUMNS["sample"]), "sample")


def write_sample(sample: pd.DataFrame, corpus: Path | str) -> Path:
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


def judgements_path(corpus: Path | str, coder: str) -> Path:
    """The file of one coder; only letters and digits of the name are kept in the file's name."""
    name = "".join(sign if sign.isalnum() else "-" for sign in coder).strip("-")
    return coding_folder(corpus) / f"coder-{name or 'unnamed'}.csv"


def write_judgements(judgements: pd.DataFrame, corpus: Path | str, coder: str) -> Path:
    """Write all judgements of one coder, whole or not at all; return the file."""
    path = judgements_path(corpus, coder)
    write_csv(check_table(judgements, "judgements"), path)
    return path


def read_judgements(corpus: Path | str) -> pd.DataFrame:
    """The judgements of all coders that hold: of one coder, unit and variable the last ones."""
    paths = sorted(coding_folder(corpus).glob("coder-*.csv"))
    tables = [read_judgement_file(path) for path in paths]
    return keep_last(pd.concat(tables, ignore_index=True)) if tables else empty_table("judgements")


def read_judgement_file(path: Path | str) -> pd.DataFrame:
    """One file of judgements; the five later columns may be missing, as in `coding.csv`."""
    try:
        table = read_csv(path, COLUMNS["judgements"])
        for column in LATER:
            if column not in table:
                table[column] = True if column == "blind" else None
        return check_table(table, "judgements")
    except ValueError as error:
        raise ValueError(f"{path}: {error} {AS_CODING}") from error


def find_judgement_faults(corpus: Path | str, frames: pd.Series) -> dict[str, Faults]:
    """The faults of each coder's file: it cannot be read, or a code, kind or place is not possible."""
    faults: dict[str, Faults] = {}
    for path in sorted(coding_folder(corpus).glob("coder-*.csv")):
        file = f"coding/{path.name}"
        try:
            table = read_judgement_file(path)
        except ValueError as error:
            problem = str(error).removeprefix(f"{path}: ").removesuffix(f" {AS_CODING}")
            faults[file] = [(None, f"It cannot be read ({problem.rstrip('.')}).", AS_CODING)]
            continue
        faults[file] = list(find_row_faults(table, list(frames)))
    return faults


def find_row_faults(table: pd.DataFrame, frames: list[str]) -> Iterator[tuple[int, str, str]]:
    """(row, problem, mend) of the judgements whose code, kind, state or place is not possible."""
    is_frame, is_voice = (table["variable"].eq(name) for name in ("frame", "voice"))
    checks = (
        (
            "code",
            is_frame,
            (*frames, NONE),
            "No frame {} in codebook.csv.",
            "; or add the frame there",
        ),
        ("code", is_voice, VOICES, "No voice {}.", ""),
        ("kind", table["kind"].notna(), KINDS, "No kind of coder {}.", ""),
        ("state", table["state"].notna(), (SKIPPED, UNCERTAIN), "No state {}.", ", or nothing"),
    )
    for column, chosen, known, problem, more in checks:
        given = table[column].where(chosen).dropna()
        for row, value in given[~given.isin(known)].items():
            yield (
                row + FIRST_ROW,
                problem.format(repr(value)),
                f"Write one of {', '.join(known)}{more}.",
            )
    is_bad = table["raw_start"].lt(0) | table["raw_end"].lt(table["raw_start"])
    for row in table.index[is_bad.fillna(False)]:
        yield (
            row + FIRST_ROW,
            f"No characters lie from {table.loc[row, 'raw_start']} to {table.loc[row, 'raw_end']}.",
            "Write where the wording begins and ends in the article, or leave both cells empty.",
        )


def keep_last(judgements: pd.DataFrame) -> pd.DataFrame:
    """Without the rows that the same coder replaced later on."""
    keys = ["coder", "unit_id", "variable"]
    when = judgements["coded_at"].fillna("")
    last = when.groupby([judgements[key] for key in keys]).transform("max")
    return judgements[when == last].drop_duplicates(ignore_index=True)


def split_surrogates(
    judgements: pd.DataFrame, sample: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    (judgements of who read the sample, those of who answered for the corpus: surrogates).

    A model or crowd that judged drawn sentences alone is a reader, by whatever it is worth; one
    that answered for others too is a surrogate.
    """
    drawn = judgements["unit_id"].isin(sample["unit_id"])
    beyond = judgements.loc[~drawn & judgements["kind"].isin(MADE), "coder"].unique()
    is_surrogate = judgements["coder"].isin(beyond)
    return judgements[~is_surrogate], judgements[is_surrogate]


def settle_by_rule(judgements: pd.DataFrame) -> pd.DataFrame:
    """
    The judgements of the coder `agreed`, by rule: of each sentence, what all its coders gave.

    Only sentences that two or more coders judged. A code (of a variable, with its span) that one
    of them did not give is left out; a sentence without any left has `none`. Where two gave
    different voices, the sentence is the narrator's, with doubt. A code that one of them doubted
    is doubtful; a sentence that one skipped is skipped.
    """
    read = judgements[judgements["coder"].ne(AGREED)]
    read = read.reset_index(drop=True)
    read["n_coders"] = read.groupby(["unit_id", "variable"])["coder"].transform("nunique")
    read = read[read["n_coders"] > 1]
    if read.empty:
        return empty_table("judgements")
    skipped = read["state"].eq(SKIPPED).groupby([read["unit_id"], read["variable"]])
    read = read.assign(skip=skipped.transform("any"), doubt=read["state"].eq(UNCERTAIN))
    keys = ["unit_id", "variable"]
    given = read.groupby([*keys, "code"], dropna=False).agg(
        n=("coder", "nunique"),
        n_coders=("n_coders", "first"),
        skip=("skip", "first"),
        doubt=("doubt", "any"),
        start=("raw_start", "max"),
        end=("raw_end", "min"),
    )
    given = given.reset_index()
    both = given[given["n"].eq(given["n_coders"]) & ~given["skip"] & given["code"].ne(NONE)]
    both = both.assign(end=both[["start", "end"]].max(axis=1))
    first = read.drop_duplicates(keys)
    left = first.merge(both[keys], "left", on=keys, indicator=True)
    left = left[left["_merge"].eq("left_only")].drop_duplicates(keys)
    about = ["doc_id", "sample"]
    rows = both.merge(first[[*keys, *about]], on=keys)
    rows = rows.assign(
        raw_start=rows["start"],
        raw_end=rows["end"],
        state=np.where(rows["doubt"], UNCERTAIN, None),  # type: ignore[call-overload]
    )
    voice = left["variable"].eq("voice")
    without = left.assign(
        code=np.where(left["skip"], None, np.where(voice, NARRATOR, NONE)),  # type: ignore[call-overload]
        state=np.where(left["skip"], SKIPPED, np.where(voice, UNCERTAIN, None)),  # type: ignore[call-overload]
    )
    settled = pd.concat([rows, without], ignore_index=True).assign(
        coder=AGREED, kind=AGREED, text=None, note="by rule: what all coders gave", blind=False
    )
    return check_table(settled.reindex(columns=list(COLUMNS["judgements"])), "judgements")


def measure_code_agreement(
    judgements: pd.DataFrame, codes: Iterable[str], variable: str = "frame"
) -> pd.DataFrame:
    """
    The table `agreement`, a row per code as yes or no: `variable` is "frame: lying".

    Unweighted, on the sentences as drawn: those with a hit are over-represented. The agreed
    result is no coder here, and surrogates are to be left out before (`split_surrogates`).
    """
    read = judgements[judgements["kind"].ne(AGREED)]
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
