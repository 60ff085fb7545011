"""
The articles of a large study, many in a file: one page shows any of them (`packs.js`).

A file for each article took a frame for each, and a file system its time; together they
are packed in fewer bytes, and how their files follow from them is told beside (`restoring.py`).
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from markupsafe import Markup

from analysis.site.listing import title_of
from analysis.site.rendering import file_id, render
from analysis.site.shards import write_names, write_script
from analysis.text.escaping import show_unseen

PACK = 1 << 20  # characters of HTML after which a file is full: unpacked in some 30 ms


def write_packs(pages: Iterable[tuple[Any, Markup]], folder: Path) -> Markup:
    """
    Write articles (row of `documents`, HTML) into files of some `PACK` characters; return the HTML of their page.

    `index.js` has the number of the first article in each file, and how to find the number of an
    article by its name (`write_names`).
    """
    names: list[str] = []
    first: list[int] = []
    held: list[tuple[str, str]] = []
    n_held = 0

    def write() -> None:
        write_script(folder / f"pack-{len(first)}.js", f"pack-{len(first)}", held, True, "packs")
        first.append(len(names) - len(held))

    for document, body in pages:
        names.append(file_id(document.doc_id))
        held.append((show_unseen(title_of(document)), str(body)))
        n_held += len(body)
        if n_held >= PACK:
            write()
            held, n_held = [], 0
    if held:
        write()
    numbered = [(name, number) for number, name in enumerate(names)]
    index = {"names": write_names(numbered, folder, True, "packs"), "first": first}
    write_script(folder / "index.js", "index", index, True, "packs")
    return render("packs.html", base=f"{folder.name}/")
