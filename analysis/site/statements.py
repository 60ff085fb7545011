"""
The pages that people wrote: method, data statement, limits, how to cite.

They are the repository's own README files. On the site a link to a notebook opens its
page, and a link to a file that is not on the site becomes plain text.
"""

import re
import shutil
from pathlib import Path

from analysis.tables import LISTS, ROOT, corpus_of

NUMBER_MARK = re.compile(r"<!--/?n\b.*?-->")
LINK = re.compile(r"(!?)\[([^\]]*)\]\((?!\w+:|#)([^)#\s]+)(#[^)]*)?\)")
PAGES = {"README.md": "method.md", "corpus/README.md": "data.md"}
TAKEN_ALONG = ("CITATION.cff", "LICENSE")  # files that the site holds as they are

OWN_DATA = """# Data

The articles of this study come from a corpus without a data statement of its own. Write one as
`README.md` beside the articles: what they are, who published them, when, how they were chosen, who
holds the rights, and what they must not be used for. It will then appear here.
"""

NOT_OWN = """
:::{note}
This is the method of the published study, which was applied here to other articles. Its findings
and numbers are those of the published study.
:::
"""


def add_statements(out, source):
    """Add the method (README) and the data statement (README of the corpus)."""
    corpus = corpus_of(out).resolve()
    method = localise((ROOT / "README.md").read_text(encoding="utf-8"), ROOT, source)
    if corpus != LISTS:
        heading, _, rest = method.partition("\n")
        method = f"{heading}\n{NOT_OWN}{rest}"
    statement = corpus / "README.md" if corpus.is_dir() else corpus.with_name("README.md")
    data = (
        localise(statement.read_text(encoding="utf-8"), statement.parent, source)
        if statement.exists()
        else OWN_DATA
    )
    (source / "method.md").write_text(name_page(method, "Method"), encoding="utf-8")
    (source / "data.md").write_text(name_page(data, "Data"), encoding="utf-8")


def name_page(text, name):
    """The text under a short heading for the menu: what it calls itself stands below it."""
    heading, _, rest = text.lstrip().partition("\n")
    heading = heading.lstrip("# ").strip()
    return f"# {name}\n\n" + (f"**{heading}**\n" if heading != name else "") + rest


def read_section(text, *words):
    """The section of a README whose heading holds one of the words, without its heading; "" if none."""
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        heading, _, rest = part.partition("\n")
        if any(word in heading.lower() for word in words):
            return rest.strip()
    return ""


def localise(text, folder, source):
    """The text with its links as they lead on the site, and the pictures it shows put in place."""
    return LINK.sub(
        lambda link: localise_link(link, Path(folder), source), NUMBER_MARK.sub("", text)
    )


def localise_link(link, folder, source):
    """One link or picture, for a page at the root of the site."""
    is_picture, words, target, place = link[1], link[2], link[3], link[4] or ""
    path = (folder / target).resolve()
    name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else target
    if path.is_file() and (is_picture or name in TAKEN_ALONG):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, source / name)
        return f"{link[1]}[{words}]({name})"
    if name in PAGES:
        return f"[{words}]({PAGES[name]}{place})"
    if name.startswith("notebooks/") and (source / name).exists():
        return f"[{words}]({name})"
    if name.startswith("figures/") and path.is_file() or name.startswith("corpus/clean/"):
        return f"[{words}](tables.md)"
    return words
