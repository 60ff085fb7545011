"""How to cite the study: from CITATION.cff, so that it is said once."""

import re

import pandas as pd

from analysis.tables.stored import ROOT
from analysis.text.escaping import escape


def read_citation() -> dict[str, str]:
    """The simple fields of CITATION.cff: field -> value."""
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    fields = re.findall(r"^([a-z-]+): *[\"']?([^\"'\n>]+?)[\"']?$", text, re.MULTILINE)
    names = re.findall(
        r"^ *- (?:name|family-names): *[\"']?([^\"'\n]+?)[\"']?$", text, re.MULTILINE
    )
    return dict(fields) | {"authors": ", ".join(names)}


def describe_citation() -> str:
    """How to cite the study, and one of its figures, as sentences in Markdown."""
    about = read_citation()
    day = pd.Timestamp(about["date-released"])
    # A work whose authors are not named is cited by its title.
    authors = about["authors"]
    named = "" if authors.lower().startswith("the authors") else f"{escape(authors)}, "
    whole = (
        f"{named}*{escape(about['title'])}*, version {escape(about['version'])}, "
        f"{day.day} {day:%B %Y}."
    )
    return (
        f"{whole} Add the commit: in a copy of the repository, `git rev-parse HEAD` prints it.\n\nCite a figure with its name: figure 06_robustness, version "
        f"{escape(about['version'])}. Results on articles of your own are yours: cite the program, and say which "
        f"articles were read.\n\n"
        f"Each run writes a record, `ro-crate-metadata.json`, of what went in and what came out; the "
        f"footer of the site names it. `python -m analysis verify` compares the results with it."
    )
