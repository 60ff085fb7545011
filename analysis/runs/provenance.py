"""
The record of a run: from which articles, lists and code its results came.

Each run writes `ro-crate-metadata.json` (RO-Crate 1.2, profile Process Run Crate) with the
SHA-256 of every file that went in and came out. It is the same whenever and wherever the
study runs on the same inputs; time and machine stand beside it in `run.json`.
"""

import hashlib
import json
import os
import platform
import re
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
from rocrate.rocrate import ROCrate

from analysis.tables.columns import BY_PEOPLE
from analysis.tables.stored import LISTS, MACHINE, PACKAGE, ROOT, list_path, write_whole

RECORD = "ro-crate-metadata.json"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
MIT = "https://spdx.org/licenses/MIT"

TYPES = {
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".html": "text/html",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".pdf": "application/pdf",
    ".py": "text/x-python",
    ".toml": "application/toml",
    ".ipynb": "application/x-ipynb+json",
    ".parquet": "application/vnd.apache.parquet",
}


def hash_file(path: Path) -> str:
    """The SHA-256 of a file's bytes, as 64 hexadecimal digits."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_source(path: Path) -> bytes:
    """A notebook's own words and code as bytes: outputs and the cell of parameters left out."""
    cells = [
        [cell["cell_type"], "".join(cell["source"])]
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if "parameters" not in cell["metadata"].get("tags", [])
    ]
    return json.dumps(cells).encode()


def measure_file(name: str, path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file; of a notebook that is code, those of its source."""
    if name.startswith("#") and name.endswith(".ipynb"):
        source = read_source(path)
        return len(source), hashlib.sha256(source).hexdigest()
    return path.stat().st_size, hash_file(path)


def list_files(corpus: Path | str, out: Path | str, made: Path | str | None = None) -> pd.DataFrame:
    """
    The files of a run: one row each, `role`, `name`, `path`, `bytes`, `sha256`.

    role: input (the corpus as it was given), list (a published word list used because the
    corpus has none of its own), code (the package, the notebooks' cells, the lock), output.
    `name` is the path inside the study in `out`; of a file that lies elsewhere it starts
    with "#". `made` is the folder that holds the outputs, if not yet `out`.
    """
    corpus, out, made = Path(corpus).resolve(), Path(out).resolve(), Path(made or out).resolve()
    rows = [("input", name_file(path, corpus, out), path) for path in find_inputs(corpus, out)]
    rows += [("list", name_file(path, LISTS, out, "#lists"), path) for path in find_lists(corpus)]
    rows += [
        (
            "code",
            f"#code/{path.relative_to(ROOT).as_posix()}"
            if path.suffix == ".ipynb"
            # In a checkout the package lies in the study's folder; a wheel puts it elsewhere.
            else name_file(
                path,
                PACKAGE.parent if path.is_relative_to(PACKAGE) else ROOT,
                out,
                "#code",
            ),
            path,
        )
        for path in find_code()
    ]
    rows += [("output", path.relative_to(made).as_posix(), path) for path in find_outputs(made)]
    table = pd.DataFrame(rows, columns=["role", "name", "path"])
    measured = [measure_file(name, path) for name, path in zip(table["name"], table["path"])]
    table["bytes"], table["sha256"] = zip(*measured)
    return table


def name_file(path: Path, folder: Path, out: Path, prefix: str = "#corpus") -> str:
    """The path inside `out`; of a file that lies elsewhere `prefix` and its path in `folder`."""
    if path.is_relative_to(out):
        return path.relative_to(out).as_posix()
    inside = path.relative_to(folder).as_posix() if path != folder else path.name
    return f"{prefix}/{inside}"


def find_inputs(corpus: Path, out: Path) -> list[Path]:
    """Every file of the corpus but what the walk makes of it, hidden files and the results' folder."""
    if corpus.is_file():
        return [corpus]
    inside = out.is_relative_to(corpus)
    statement = corpus / "README.md" if (corpus / "raw").is_dir() else None  # read by people alone
    return [
        path
        for path in sorted(corpus.rglob("*"))
        if path.is_file()
        and path != statement
        and not any(part.startswith(".") for part in path.relative_to(corpus).parts)
        and path.relative_to(corpus).parts[0] != "clean"
        and not (inside and path.is_relative_to(out))
    ]


def find_lists(corpus: Path) -> list:
    """The published lists that a run on `corpus` reads because it brings none of its own."""
    if corpus == LISTS:
        return []
    own = ("metadata", "mends", "names", "home")  # about these articles, never taken from elsewhere
    used = [list_path(name, corpus) for name in BY_PEOPLE if name not in own]
    reference = [] if (corpus / "reference").exists() else sorted((LISTS / "reference").rglob("*"))
    return [path for path in [*used, *reference] if path.is_file() and path.is_relative_to(LISTS)]


def find_code() -> list[Path]:
    """The package, the notebooks and the lock."""
    package = [
        path
        for path in sorted(PACKAGE.rglob("*"))
        if path.is_file() and path.suffix != ".pyc" and not path.name.startswith(".")
    ]
    return [*package, *sorted((ROOT / "notebooks").glob("*.ipynb")), ROOT / "requirements.txt"]


def find_outputs(made: Path) -> list[Path]:
    """The tables, figures and executed notebooks of a run."""
    folders = ["corpus/clean", "figures", "notebooks"]
    return [
        path
        for folder in folders
        for path in sorted((made / folder).rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(made).parts)
    ]


def find_versions() -> list[str]:
    """The installed versions of the packages that the study names, as `name==version`."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = re.findall(
        r'^\s+"([A-Za-z][\w.-]*)[^"]*",', text.split("dependencies")[1].split("\n]")[0], re.M
    )
    return sorted(f"{name}=={version}" for name in wanted if (version := find_version(name)))


@cache
def find_version(name: str) -> str | None:
    """The version of a package in this environment; None where it is not installed."""
    return next((found.version for found in metadata.distributions(name=name)), None)


def find_seeds() -> list[str]:
    """The seeds of chance in the package, as `module=number`."""
    found = {
        path.stem: re.findall(r"^SEED = (\d+)", path.read_text(encoding="utf-8"), re.M)
        for path in sorted(PACKAGE.rglob("*.py"))
    }
    return [f"{name}={seed}" for name, seeds in found.items() for seed in seeds]


def released() -> datetime:
    """The day on which this version of the study was released, from CITATION.cff."""
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    found = re.search(r"^date-released: [\"']?([\d-]+)", text, re.M)
    assert found is not None, "CITATION.cff has no date-released"
    return datetime.fromisoformat(found[1])


def build_record(files: pd.DataFrame) -> dict[str, list[dict[str, dict | str]] | str]:
    """The RO-Crate of a run whose files are the rows of `files` (see `list_files`)."""
    crate = ROCrate(version="1.2")
    crate.name = "Sidelines: tables, figures and notebooks of one run"
    crate.description = (
        "Who says what, in which words. The date is that of the program's release; "
        f"the time of the run is in {MACHINE}. The licence is that of the code; "
        "the articles remain their publishers'."
    )
    crate.datePublished = released()
    crate.license = crate.add_jsonld({"@id": MIT, "@type": "CreativeWork", "name": "MIT License"})
    crate.add_jsonld(
        {"@id": PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"}
    )
    crate.root_dataset["conformsTo"] = {"@id": PROFILE}
    entities = [add_entity(crate, row) for row in files.itertuples()]
    of_role = {
        role: [entities[at] for at in rows]
        for role, rows in files.reset_index(drop=True).groupby("role").groups.items()
    }
    program = crate.add_jsonld(
        {
            "@id": "#program",
            "@type": "SoftwareApplication",
            "name": "sidelines",
            "softwareVersion": find_version("sidelines") or "0",
            "softwareRequirements": find_versions(),
            "description": f"seeds: {', '.join(find_seeds()) or 'none'}",
        }
    )
    program["hasPart"] = of_role.get("code", [])
    action = crate.add_action(
        program,
        "#run",
        object=of_role.get("input", []) + of_role.get("list", []),
        result=of_role.get("output", []),
        properties={"name": "make study"},
    )
    crate.root_dataset["mentions"] = action
    return crate.metadata.generate()


def add_entity(crate: ROCrate, row: Any) -> Any:
    """One file in the crate: as part of it where it lies inside, else as a thing mentioned."""
    about = {
        "name": row.name.lstrip("#"),
        "additionalType": row.role,
        "contentSize": str(row.bytes),
        "sha256": row.sha256,
    }
    kind = TYPES.get(Path(row.name).suffix)
    about |= {"encodingFormat": kind} if kind else {}
    if row.name.startswith("#"):
        return crate.add_jsonld(
            {
                "@id": f"#{quote(row.name[1:], errors='surrogateescape')}",
                "@type": "MediaObject",
                **about,
            }
        )
    return crate.add_file(dest_path=row.name, properties=about)


def write_record(
    corpus: Path | str,
    out: Path | str,
    made: Path | str | None = None,
    started: datetime | None = None,
) -> str | None:
    """Write the record of a run, and beside it its time and machine; return the record's short name."""
    made = Path(made or out)
    files = list_files(corpus, out, made)
    text = json.dumps(build_record(files), indent=1, ensure_ascii=False) + "\n"
    write_whole(made / RECORD, lambda part: part.write_text(text, encoding="utf-8"))
    where = os.path.relpath(Path(corpus).resolve(), Path(out).resolve())
    machine = {
        "record": name_record(made),
        "corpus": Path(where).as_posix(),
        "started": show_time(started),
        "ended": show_time(),
        "python": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
    }
    write_whole(made / MACHINE, lambda part: part.write_text(json.dumps(machine, indent=1) + "\n"))
    return name_record(made)


def show_time(moment: datetime | None = None) -> str:
    """A moment (now, if none is given) in UTC, to the second."""
    return (moment or datetime.now(UTC)).isoformat(timespec="seconds")


def name_record(out: Path | str) -> str | None:
    """The record's short name, which the site's footer prints: twelve digits of its own SHA-256."""
    path = Path(out) / RECORD
    return hash_file(path)[:12] if path.exists() else None
