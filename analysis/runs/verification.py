"""
Did these results come from these inputs? The record of a run, compared with the files.

Every hash is computed anew. With `rerun` the study runs once more in a folder of its own,
and what it makes is compared with what is there.
"""

import json
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.runs.provenance import (
    RECORD,
    find_versions,
    hash_file,
    list_files,
    name_record,
)
from analysis.runs.study import heal
from analysis.tables.stored import ROOT, corpus_of

SAME, CHANGED, MISSING, NEW = "same", "changed", "not here", "not in the record"
ROLES = {
    "input": "articles and lists of the corpus",
    "list": "published lists used",
    "code": "code, notebooks' cells and lock",
    "output": "tables, figures and notebooks made",
    "version": "versions of packages",
    "page": "pages of the site that name the record",
    "rerun": "tables and figures, made again by a new run",
}


def verify_study(
    out: Path | str = ROOT,
    corpus: Path | str | None = None,
    rerun: Callable[[Path, Path], object] | None = None,
) -> pd.DataFrame:
    """
    Hold the record in `out` against the files: one row per file, `role`, `name`, `verdict`.

    `corpus` is asked for where it is no longer where the run found it. `rerun` is a function
    (corpus, out) that runs the study; without it nothing is executed.
    """
    out = Path(out).resolve()
    heal(out)
    if not (out / RECORD).exists():
        raise FileNotFoundError(
            f"{out} holds no {RECORD}: run `make study` first, or name the folder "
            f"that holds the results."
        )
    recorded = read_record(out)
    corpus = Path(corpus).resolve() if corpus else find_corpus(out)
    parts = [
        compare_files(recorded["files"], list_files(corpus, out)),
        compare_versions(recorded["versions"]),
        compare_pages(out),
    ]
    if rerun:
        parts.append(compare_rerun(recorded["files"], corpus, rerun))
    return pd.concat(parts, ignore_index=True)


def read_record(out: Path) -> dict[str, Any]:
    """The `files` (role, name, sha256) and the `versions` that the record in `out` names."""
    graph = json.loads((Path(out) / RECORD).read_text(encoding="utf-8"))["@graph"]
    files = [
        {"role": entity["additionalType"], "name": name_entity(entity), "sha256": entity["sha256"]}
        for entity in graph
        if "sha256" in entity
    ]
    program = next(entity for entity in graph if entity["@id"] == "#program")
    return {
        "files": pd.DataFrame(files, columns=["role", "name", "sha256"]),
        "versions": set(program["softwareRequirements"]),
    }


def name_entity(entity: dict[str, str]) -> str:
    """The file's name as in `list_files`: with "#" where it lies outside the study's folder."""
    return ("#" if entity["@id"].startswith("#") else "") + entity["name"]


def find_corpus(out: Path) -> Path:
    """Where the run found its articles, as its record of the machine says."""
    corpus = corpus_of(out).resolve()
    if not corpus.exists():
        raise FileNotFoundError(
            f"The articles of this run are not at {corpus}: say where they are, "
            f"python -m analysis verify OUT --corpus PATH."
        )
    return corpus


def compare_files(recorded: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Each recorded or found file with its verdict: same, changed, not here, not in the record."""
    both = recorded.merge(found, on=["role", "name"], how="outer", suffixes=("_recorded", "_found"))
    verdict = pd.Series(CHANGED, index=both.index, dtype="str")
    verdict[both["sha256_recorded"] == both["sha256_found"]] = SAME
    verdict[both["sha256_found"].isna()] = MISSING
    verdict[both["sha256_recorded"].isna()] = NEW
    return both[["role", "name"]].assign(verdict=verdict)


def compare_versions(recorded: Iterable[str]) -> pd.DataFrame:
    """The packages of the record against those installed here."""
    here = set(find_versions())
    rows = [(name, SAME if name in here else CHANGED) for name in sorted(recorded)]
    return pd.DataFrame(rows, columns=["name", "verdict"]).assign(role="version")


def compare_pages(out: Path) -> pd.DataFrame:
    """The site's pages, if there are any: does each name this record in its footer?"""
    record = name_record(out)
    pages = sorted((Path(out) / "site").rglob("*.html"))
    rows = [
        (
            page.relative_to(out).as_posix(),
            SAME
            if record and record in page.read_text(encoding="utf-8", errors="replace")
            else CHANGED,
        )
        for page in pages
        if not {"_static", "changes"} & set(page.relative_to(out).parts)
    ]
    return pd.DataFrame(rows, columns=["name", "verdict"]).assign(role="page")


def compare_rerun(
    recorded: pd.DataFrame, corpus: Path, rerun: Callable[[Path, Path], object]
) -> pd.DataFrame:
    """The outputs of the record against those of a new run on the same corpus."""
    with tempfile.TemporaryDirectory() as folder:
        rerun(corpus, Path(folder))
        recorded = recorded[recorded["role"] == "output"]
        rows = [
            (
                row.name,
                MISSING
                if not (Path(folder) / row.name).exists()
                else SAME
                if hash_file(Path(folder) / row.name) == row.sha256
                else CHANGED,
            )
            for row in recorded.itertuples()
            if not row.name.startswith("notebooks/")
        ]
    return pd.DataFrame(rows, columns=["name", "verdict"]).assign(role="rerun")


def describe_verification(table: pd.DataFrame) -> str:
    """The verdict in words: what agrees, what does not, file by file."""
    lines = []
    for role, words in ROLES.items():
        rows = table[table["role"] == role]
        if len(rows):
            lines.append(
                f"{(rows['verdict'] == SAME).sum():>6,} of {len(rows):,} {words}: the same"
            )
            wrong = rows[rows["verdict"] != SAME]
            lines += [
                f"         {row.verdict}: {row.name.lstrip('#')}"
                for row in wrong.head(20).itertuples()
            ]
            lines += [f"         … and {len(wrong) - 20:,} more"] if len(wrong) > 20 else []
    return "\n".join([*lines, "", conclude(table)])


def conclude(table: pd.DataFrame) -> str:
    """One sentence: did these results come from these inputs?"""
    wrong = table[table["verdict"] != SAME]
    if not len(wrong):
        return "Yes: these results came from these inputs, with this code."
    if set(wrong["verdict"]) == {MISSING} and set(wrong["role"]) == {"output"}:
        return "Yes, as far as they are here: some files of the results are missing; `make study` makes them again."
    roles = " · ".join(ROLES[role] for role in ROLES if role in set(wrong["role"]))
    return f"No: what the record says and what is here differ in {roles}."


def is_verified(table: pd.DataFrame) -> bool:
    """True where nothing differs; results that are merely missing are no contradiction."""
    return conclude(table).startswith("Yes")
