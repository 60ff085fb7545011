"""
A whole run from a cell of a notebook: for those who have no terminal.

A run executes these cells, too, and they do nothing then: what works in them is loaded by them.
"""

import os
import re
import subprocess
import sys
import webbrowser
import zipfile
from pathlib import Path

from IPython.display import Markdown, display

from analysis.measures.rates import count
from analysis.runs.clearing import RUNNING
from analysis.tables.stored import PACKAGE, ROOT

BAR = re.compile(r"\r|\x1b\[A")  # a bar of progress writes over itself


def start_study(name: str) -> Markdown:
    """Make the folder of a new study beside the folder of this notebook, and say what to do next."""
    if not name.strip():
        return Markdown("Write a name between the quotation marks above, and run the cell again.")
    if os.environ.get(RUNNING):
        return Markdown("A run makes no new study.")
    from analysis.runs.new import new_study

    lines = new_study(Path("..", name.strip())).splitlines()
    return Markdown("\n".join([f"**{lines[0]}**", "", *lines[1:]]))


def list_articles(out: Path | str) -> Markdown:
    """Add a row to `metadata.csv` for each article that has none yet, and say how to fill it in."""
    out = Path(out).resolve()
    if os.environ.get(RUNNING) or out == ROOT:
        return Markdown(
            "In a study of your own this cell adds a row for each article to `metadata.csv`."
        )
    from analysis.runs.new import fill_metadata

    table = fill_metadata(out)
    missing = int(table[["outlet", "published_from"]].isna().any(axis=1).sum())
    return Markdown(
        f"`corpus/metadata.csv` has {count(len(table), 'row')}, {missing:,} of them without outlet or date. In the "
        "file browser open it with a right click, *Open With*, *Editor*, or fill it in with a "
        "spreadsheet program. What is not known stays empty; nothing is guessed."
    )


def run_here(out: Path | str) -> Markdown:
    """Run all notebooks of the study in folder `out` and build its site; the cell shows how far it is."""
    out = Path(out).resolve()
    if os.environ.get(RUNNING):  # this very cell, executed by a run
        return Markdown("In JupyterLab this cell runs the whole study and builds its site.")
    if out == ROOT:
        return Markdown(
            "The published study is run by `make study`. Make a study of your own first."
        )
    from analysis.runs.progress import LEFT

    command = [sys.executable, "-m", "analysis", "run", "--out", str(out)]
    paths = os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH")]))
    said, shown = [], display(Markdown("The run starts."), display_id=True)
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "PYTHONPATH": paths, "PYTHONUTF8": "1"},
    ) as process:
        for line in process.stdout or ():  # universal newlines: a bar's returns end lines too
            line = BAR.sub("", line).strip()
            if LEFT in line:
                shown.update(Markdown(f"`{line}`"))
            elif line and "it/s]" not in line:
                said.append(line)
                shown.update(Markdown("\n\n".join(said)))
    done = any(line.startswith("The site: open this") for line in said)
    shown.update(Markdown("\n".join(["```", *said, "```"])))
    if not done:
        return Markdown("**The run did not get to its end; above it says why.**")
    return Markdown(open_site(out))


def open_site(out: Path) -> str:
    """Open the site in the browser of this computer, where there is one; say how to open it elsewhere."""
    start = out / "site" / "index.html"
    pack = start.with_name("site.zip")
    with zipfile.ZipFile(pack, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(start.parent.rglob("*")):
            if path.is_file() and path != pack:
                archive.write(path, Path("site", path.relative_to(start.parent)))
    has_screen = sys.platform != "linux" or {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ)
    opened = bool(has_screen) and webbrowser.open(start.as_uri())
    return (
        ("**The site is open in your browser.** " if opened else "**The site is made.** ")
        + "It is `site/index.html` in the folder of the study: double-click it on your own computer. JupyterLab "
        "itself shows that page without its design. From a server such as Binder, take `site/site.zip` "
        "along (right click, *Download*) and unpack it. The run has written this page anew, too: when JupyterLab "
        "says that it changed on disk, choose *Revert*."
    )
