"""
A study of one's own: a folder with settings, a place for the articles, lists to begin with, and
the notebooks.
"""

import re
import shutil
from pathlib import Path

import nbformat
import pandas as pd

from analysis.articles.starting import find_articles
from analysis.runs.execution import clear_outputs
from analysis.runs.study import APPENDIX, NOTEBOOKS, keep_asked
from analysis.tables.columns import COLUMNS
from analysis.tables.settings import SETTINGS, Settings
from analysis.tables.stored import MADE, read_csv, write_csv

SKELETON = Path(__file__).with_name("skeleton")  # lists of a new study: two worked frames
TEMPLATE = """\
# What this study is about.
name = "{name}"
question = "Who says what in these articles, and in which words?"
# What the articles are about and what they are from, for the first sentence of the front page:
# subject = "floods"
# sources = "regional newspapers"
language = "en"
# Its authors, as they are to be cited; without names it is cited by its title:
# authors = ["Surname, Given name"]

# Whose articles are compared: columns of corpus/metadata.csv, or year, quarter, month, week.
groups = ["outlet"]
# A day with a name that parts the articles, if there is one:
# before_after = {{"the vote" = "2024-05-07"}}
# What terms are compared with: "" (the groups alone) or "general-debate" (UN speeches).
reference = ""
"""


def new_study(path: Path | str) -> str:
    """
    Make the folder of a new study, and say what to do next; nothing that is there is touched.

    It holds `study.toml`, `corpus/raw/` for the articles, `corpus/` with a codebook and a
    dictionary to begin with, and the notebooks.
    """
    folder = Path(path).expanduser().resolve()
    try:
        if folder.exists() and not folder.is_dir():
            raise ValueError(f"{folder} is a file. Choose a name for a new folder.")
        if folder.exists() and any(folder.iterdir()):
            raise ValueError(f"{folder} is not empty. Choose a name for a new folder.")
        (folder / "corpus" / "raw").mkdir(parents=True)
        (folder / "notebooks").mkdir()
    except OSError as error:
        raise ValueError(
            f"{folder} cannot be made ({error.strerror}). Choose a shorter name, or a folder that "
            "you may write to."
        ) from None
    names = []
    for source in sorted(NOTEBOOKS.glob("*.ipynb")):
        if source.stem.endswith(APPENDIX):
            continue
        copy = keep_asked(clear_outputs(nbformat.read(source, as_version=4)), Settings())
        nbformat.write(copy, folder / "notebooks" / source.name)
        names.append(f"notebooks/{source.name}")
    for source in sorted(SKELETON.glob("*.csv")):
        shutil.copyfile(source, folder / "corpus" / source.name)
    (folder / SETTINGS).write_text(TEMPLATE.format(name=name_study(folder.name)), encoding="utf-8")
    (folder / MADE).write_text("\n".join(names) + "\n", encoding="utf-8")
    fill_metadata(folder)
    return (
        f"A new study: {folder}\n"
        f"1. Put your articles into {folder / 'corpus' / 'raw'}.\n"
        f"2. Say in {folder / SETTINGS} what it is about.\n"
        f"3. Open {folder / 'notebooks'} and run the notebooks from 00 on, all cells."
    )


def name_study(folder: str) -> str:
    """The name of a study from that of its folder; what could end the line of a TOML file is left out."""
    plain = "".join(sign if sign.isprintable() else " " for sign in folder)
    title = re.sub(r"[-_\s\\]+", " ", plain).strip().capitalize().replace('"', "'")
    return title or Settings().name


def fill_metadata(path: Path | str) -> pd.DataFrame:
    """
    metadata.csv with a row for each file of the corpus that has none yet; rows that are there stay.

    Fill in outlet, date and what else is known, in a spreadsheet or by hand.
    """
    corpus = Path(path) / "corpus"
    columns, file = list(COLUMNS["metadata"]), corpus / "metadata.csv"
    known = read_csv(file) if file.exists() else pd.DataFrame(columns=columns, dtype="str")
    raw = corpus / "raw"
    names = [found.relative_to(raw).as_posix() for found in find_articles(corpus)]
    rows = pd.DataFrame({"file": [name for name in names if name not in set(known["file"])]})
    table = pd.concat([known, rows.reindex(columns=list(known.columns))], ignore_index=True)
    if len(rows) or not file.exists():
        write_csv(table.astype("str"), file)
    return table
