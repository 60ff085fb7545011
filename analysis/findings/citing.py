"""How to cite a study: its authors if they are named, else its title; and what identifies its contents."""

import json
import re
from pathlib import Path

from analysis.tables.settings import read_settings
from analysis.tables.stored import LISTS, MACHINE, ROOT, corpus_of
from analysis.text.escaping import escape

ANONYMOUS = "anonymous"  # the Citation File Format has no citation without an author

FIELD = re.compile(r"^([a-z-]+): *[\"']?([^\"'\n>]+?)[\"']?$", re.MULTILINE)
AUTHORS = re.compile(r"^authors:\n((?:[ -].*\n)+)", re.MULTILINE)

RECORD = """The record identifies the contents: it is the start of the SHA-256 checksum of
`ro-crate-metadata.json`, which lists every file that went into or came out of the run, each with its own SHA-256.
Two copies with the same record have the same contents; `python -m analysis verify` compares the results of a run with the record."""
IN_FOOTER = """Add the record of inputs, code and results, as printed in the footer of every page of the site."""
NAMELESS = """This study names no authors, so it is cited by its title. To be cited by name, write
`authors = ["Surname, Given name"]` in its `study.toml`."""


def read_citation() -> dict[str, str]:
    """The simple fields of CITATION.cff: field -> value; `authors`: their names, "" without any."""
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    listed = AUTHORS.search(text)
    authors = [
        dict(FIELD.findall(re.sub(r"^ +", "", entry, flags=re.MULTILINE)))
        for entry in re.split(r"^ *- ", listed[1] if listed else "", flags=re.MULTILINE)
    ]
    return dict(FIELD.findall(text)) | {
        "authors": join_names([name_author(one) for one in authors])
    }


def name_author(author: dict[str, str]) -> str:
    """One author as cited, a person or a group: "Lovelace, Ada"; "" for one who is not named."""
    person = ", ".join(author[key] for key in ("family-names", "given-names") if key in author)
    name = person or author.get("name", "")
    return "" if name.lower() == ANONYMOUS else name


def join_names(names: list[str]) -> str:
    """Names as a citation lists them; blank ones left out."""
    return "; ".join(name.strip() for name in names if name.strip())


def describe_citation(out: Path | str = ROOT, record: str | None = None) -> str:
    """
    How to cite the study in folder `out`, and one of its figures, as sentences in Markdown.

    `record` is the short name of its run's record; "" where no run was completed, None where it
    cannot be known yet.
    """
    about, settings = read_citation(), read_settings(out)
    of_program, year = f"version {about['version']}", about["date-released"][:4]
    program = cite(about["authors"], about["title"], year, "Data set and software", of_program)
    names = join_names(list(settings.authors))
    named = f"record {record}" if record else ""
    if corpus_of(out).resolve() == LISTS.resolve():
        version = ", ".join(filter(None, [of_program, named]))
        whole = cite(
            names or about["authors"], about["title"], year, "Data set and software", version
        )
        more = [f"Cite a figure with its name: figure 06&#95;robustness, {escape(of_program)}."]
    else:
        whole = cite(names, settings.name, read_year(out), "Data set", named)
        more = [f"The program that made it: {program}"] + [NAMELESS] * (not names)
    told = IN_FOOTER if record is None else RECORD if record else ""
    return "\n\n".join(filter(None, [whole, told, *more]))


def cite(names: str, title: str, year: str, kind: str, version: str) -> str:
    """A citation; one without names begins with the title, as citation styles have it."""
    when = f" ({year})" if year else ""
    said = f"*{escape(title)}*"
    head = f"{escape(names)}{when}. {said}" if names else f"{said}{when}."
    tail = f" {escape(version[0].upper() + version[1:])}." if version else ""
    return f"{head} [{kind}].{tail}"


def read_year(out: Path | str) -> str:
    """The year in which the run in folder `out` ended; "" if none has."""
    path = Path(out) / MACHINE
    about = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return str(about.get("ended") or "")[:4]
