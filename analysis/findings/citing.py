"""How to cite the study: from CITATION.cff, so that it is said once."""

import re

from analysis.tables import ROOT
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
    whole = f"{about['authors']}: {about['title']}. Version {about['version']}, {about['date-released']}."
    return (
        f"Cite the study, and name the commit: {escape(whole)}\n\nCite a figure with its name: figure 06_robustness, version "
        f"{escape(about['version'])}. Results on articles of your own are yours: cite the program, and say which "
        f"articles were read.\n\n"
        f"Each run writes a record, `ro-crate-metadata.json`, of what went in and what came out; the "
        f"footer of the site names it. `python -m analysis verify` compares the results with it."
    )
