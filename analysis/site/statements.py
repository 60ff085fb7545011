"""
The pages that people wrote: method, with its limits, and data statement.

They are METHOD.md and the README of the corpus. On the site a link to a notebook opens
its page, and a link to a file that is not on the site becomes plain text.
"""

import re
import shutil
from pathlib import Path
from urllib.parse import quote

from analysis.drawing.showing import NARROW, PHONE
from analysis.findings.numbers import METHOD
from analysis.tables.stored import LISTS, ROOT, corpus_of
from analysis.text.escaping import escape_attribute

NUMBER_MARK = re.compile(r"<!--/?n\b.*?-->")
LINK = re.compile(r"(!?)\[([^\]]*)\]\((?!\w+:|#)([^)#\s]+)(#[^)]*)?\)")
PAGES = {
    "README.md": "index.md",
    "corpus/README.md": "data.md",
    "corpus/codebook.csv": "codebook.md",
    "corpus/clean": "tables.md",
    "analysis/site/source/glossary.md": "glossary.md",
    "METHOD.md": "method.md",
}
COPIED = ("CITATION.cff", "LICENSE")  # files that are copied into the site

OWN_DATA = """# Data

The articles of this study come without a data statement. Write one as `README.md` beside the
articles: what they are, who published them and when, how they were chosen, who holds the rights,
and what they must not be used for. It will then appear here.
"""

OWN_METHOD = """# Method

1. **Read** the articles: each file is read, refused by name, or left out by name.
2. **Clean** them with small fixes, each recorded as a row and reversible. Lines that are not the article's own text are labelled and not counted.
3. **Count terms**, with the number of articles that contain each, and compare the groups that `study.toml` names.
4. **Find voices**: words in quotation marks, words retold, and the narrator's, each with its speaker where the text names one.
5. **Find framing words** with the patterns of the study's own dictionary. Each has a voice and, where the rules can tell, a status.
6. **Explore topics**, and say which recur when the articles are resampled.
7. **Check claims** under other choices, and **read** a sample of sentences. Until that is done, all framing words are as counted, not checked.

The rules that find voices were made on other articles and on half of a collection of open news texts, and tested on the other half. The notebook on voices has their scores.

## Limits

Before you trust a number, open its lines and read some of them. The study describes wording; it does not assess events.
"""


def add_statements(out: Path, source: Path) -> None:
    """Add the method and the data statement (README of the corpus)."""
    corpus = corpus_of(out).resolve()
    method = read_method(source) if corpus == LISTS else OWN_METHOD
    statement = corpus / "README.md" if corpus.is_dir() else corpus.with_name("README.md")
    data = (
        localise(statement.read_text(encoding="utf-8"), statement.parent, source)
        if statement.exists()
        else OWN_DATA
    )
    (source / "method.md").write_text(name_page(method, "Method"), encoding="utf-8")
    (source / "data.md").write_text(name_page(data, "Data"), encoding="utf-8")


def read_method(source: Path) -> str:
    """How the published study was made, with links as they lead on the site."""
    return localise(METHOD.read_text(encoding="utf-8"), ROOT, source)


def name_page(text: str, name: str) -> str:
    """The text under a short heading for the menu: its own heading follows."""
    heading, _, rest = text.lstrip().partition("\n")
    heading = heading.lstrip("# ").strip()
    return f"# {name}\n\n" + (f"**{heading}**\n" if heading != name else "") + rest


def localise(text: str, folder: Path, source: Path) -> str:
    """The text with its links as they lead on the site, and the pictures it shows put in place."""
    return LINK.sub(
        lambda link: localise_link(link, Path(folder), source), NUMBER_MARK.sub("", text)
    )


def localise_link(link: re.Match, folder: Path, source: Path) -> str:
    """One link or picture, for a page at the root of the site."""
    is_picture, words, target, place = link[1], link[2], link[3], link[4] or ""
    path = (folder / target).resolve()
    name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else target
    if is_picture and path.is_file():
        return show_picture(path, words, source)
    if path.is_file() and name in COPIED:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, source / name)
        return f"[{words}]({name})"
    if name in PAGES:
        return f"[{words}]({PAGES[name]}{place})"
    if name.startswith("notebooks/") and (source / name).exists():
        return f"[{words}]({name})"
    if name.startswith("figures/") and path.is_file() or name.startswith("corpus/clean/"):
        return f"[{words}](tables.md)"
    return words


def show_picture(path: Path, words: str, source: Path) -> str:
    """A picture as HTML, with the drawing for phones if there is one; otherwise it scrolls there."""
    folder = source / "extra" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, folder / path.name)
    image = f'<img src="pictures/{quote(path.name)}" alt="{escape_attribute(words)}">'
    phone = path.with_name(f"{path.stem}{PHONE}.svg")
    if not phone.exists():
        label = escape_attribute(f"Figure {path.stem}")
        return f'<div class="figure-scroll" tabindex="0" role="region" aria-label="{label}">{image}</div>'
    shutil.copyfile(phone, folder / phone.name)
    small = f'<source media="(max-width: {NARROW}px)" srcset="pictures/{quote(phone.name)}">'
    return f"<div><picture>{small}{image}</picture></div>"
