"""Which run a site shows: its record in every footer, and what differs from the published study."""

import shutil
from pathlib import Path

from analysis.runs.changes import CHANGES, SINCE
from analysis.runs.provenance import RECORD, name_record
from analysis.tables.disk import copy_folder


def add_record(out: Path, source: Path) -> None:
    """Name the run's record in the footer of every page, and offer the record as a download."""
    name = name_record(out)
    text = "<p>Not made by a complete run, so there is no record of inputs and code.</p>"
    if name:
        extra = source / "extra"
        extra.mkdir(exist_ok=True)
        shutil.copyfile(out / RECORD, extra / RECORD)
        text = (
            f"<p>Record of inputs, code and results: "
            f"<a href=\"{{{{ pathto('{RECORD}', 1) }}}}\" download>{name}</a>. "
            f"To check it: <code>python -m analysis verify</code>.</p>"
        )
    (source / "_templates" / "record.html").write_text(text + "\n", encoding="utf-8")


def add_changes(out: Path, source: Path) -> None:
    """Put the pages on what changed beside the site, and link them from the first page."""
    folder = out / CHANGES
    if not (folder / "index.html").exists():
        return
    copy = copy_folder(folder, source / "extra" / CHANGES)
    for page in copy.rglob("index.html"):
        home = "../" * len(page.relative_to(source / "extra").parent.parts) + "index.html"
        text = page.read_text(encoding="utf-8")
        page.write_text(
            text.replace("<main>", f'<main>\n<p><a href="{home}">Back to the study</a></p>', 1),
            encoding="utf-8",
        )
    links = [(f"{CHANGES}/index.html", "What differs from the published study")]
    links += [(f"{CHANGES}/{SINCE}/index.html", "What differs from the last run")] * (
        folder / SINCE
    ).exists()
    with open(source / "index.md", "a", encoding="utf-8") as front:
        front.write(
            "".join(f'\n<p><a href="{address}">{words}</a></p>\n' for address, words in links)
        )
