"""
The walk: all notebooks in order on a corpus, and their results put in place together.

A run works in a side folder. Only when the last notebook is through do its files take
the places of the old ones: a run that fails or is stopped leaves the last results whole.
"""

import os
import shutil
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import nbformat
from tqdm import tqdm

from analysis.articles.reading import describe_problems
from analysis.runs.execution import (
    NotebookError,
    clear_outputs,
    execute_notebook,
    fill_parameters,
    normalise_notebook,
)
from analysis.runs.lists import find_list_faults
from analysis.runs.provenance import write_record
from analysis.tables import LISTS, ROOT, read_table, write_whole

NOTEBOOKS = ROOT / "notebooks"

# Folders of a run, hidden, in OUT: where it works; complete and being put in place.
PART, READY = ".study-part", ".study-ready"
# Notebooks that only a run makes that is asked to: what is for audit alone.
APPENDIX = "_appendix"
LOCK, MADE = ".study-lock", ".study-made"  # one run at a time; the files that the last one made


def run_study(corpus=LISTS, out=ROOT, on_ready=None, appendix=False):
    """
    Run the study on `corpus` and put notebooks, tables and figures into folder `out`.

    `corpus` is a folder of articles (or one table of them), `out` any folder but the
    published study, which only its own corpus may fill. Raises NotebookError with a
    message for the reader; `out` then still holds the last complete results. `on_ready` is
    called with the folders of the last results and the new ones while both are whole.
    `appendix`: make the appendix notebooks, too; the published study always has them.
    """
    corpus, out = check_paths(corpus, out)
    check_lists(corpus)
    out.mkdir(parents=True, exist_ok=True)
    with one_run_at_a_time(out):
        settle(out)
        shutil.rmtree(out / PART, ignore_errors=True)
        try:
            started = datetime.now(UTC)
            walk(corpus, out, appendix or out == ROOT)
            write_record(corpus, out, out / PART, started)
            make_ready(out)
            if on_ready:
                on_ready(out, out / READY)
        finally:
            shutil.rmtree(out / PART, ignore_errors=True)
        settle(out)
    return out


def check_lists(corpus):
    """Tell every fault of every list at once, before anything runs; raise if one stops the study."""
    faults = find_list_faults(corpus)
    told = describe_problems(faults)
    if faults["stops"].any():
        raise NotebookError(f"Correct the lists first:\n{told}")
    if told:
        print(told, file=sys.stderr)


def check_paths(corpus, out):
    """Both as full paths; refuses a corpus that is not there and one that is not the published one."""
    corpus, out = Path(corpus).expanduser().resolve(), Path(out).expanduser().resolve()
    if not corpus.exists():
        raise NotebookError(
            f"{corpus} is not there. CORPUS is a folder of articles, or one table "
            f"with an article in each row."
        )
    if out == ROOT and corpus != LISTS:
        raise NotebookError(
            "OUT is the folder of the published study, which only its own corpus may "
            "fill. Choose another folder: make study CORPUS=… OUT=…"
        )
    if out.is_file():
        raise NotebookError(f"{out} is a file. OUT is the folder that will hold the results.")
    return corpus, out


def walk(corpus, out, appendix=False):
    """Execute the notebooks in the side folder of `out`; they find each other's tables there."""
    folder = out / PART / "notebooks"
    folder.mkdir(parents=True)
    sources = {
        path.stem: clear_outputs(nbformat.read(path, as_version=4))
        for path in sorted(NOTEBOOKS.glob("*.ipynb"))
        if appendix or not path.stem.endswith(APPENDIX)
    }
    if not sources:
        raise NotebookError(f"There is no notebook in {NOTEBOOKS}.")
    n_cells = sum(cell.cell_type == "code" for source in sources.values() for cell in source.cells)
    with tqdm(total=n_cells, unit="cell", desc="study") as progress:
        for name, source in sources.items():
            progress.set_description(name)
            # One folder deeper than where the notebook will stand, hence the other path.
            work = fill_parameters(source, name, CORPUS=relative(corpus, folder), OUT="..")
            execute_notebook(work, name, folder, on_cell=progress.update)
            stored = fill_parameters(
                work, name, CORPUS=relative(corpus, out / "notebooks"), OUT=".."
            )
            nbformat.write(normalise_notebook(stored), folder / f"{name}.ipynb")


def relative(path, folder):
    """The way from `folder` to `path`, with forward slashes."""
    return Path(os.path.relpath(path, folder)).as_posix()


@contextmanager
def one_run_at_a_time(out):
    """Hold the lock of folder `out`; a second run on it is refused while the first works."""
    with open(out / LOCK, "w", encoding="utf-8") as lock:
        try:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # Windows has no such locks: go on without
            pass
        except OSError:
            raise NotebookError(
                f"Another run is at work in {out}. Wait for it, or choose another OUT."
            ) from None
        yield


def make_ready(out):
    """The run is complete: list its files and give the side folder its other name, in one step."""
    part = out / PART
    files = sorted(path.relative_to(part).as_posix() for path in part.rglob("*") if path.is_file())
    write_whole(
        part / MADE, lambda side: side.write_text("\n".join(files) + "\n", encoding="utf-8")
    )
    os.rename(part, out / READY)


def settle(out):
    """
    Put the files of a complete run in place, and take away those that only the run before made.

    Each step can be done twice: if it is stopped midway, the next call ends it.
    """
    ready = out / READY
    if not (ready / MADE).exists():
        return shutil.rmtree(ready, ignore_errors=True)
    files = listed(ready / MADE)
    for file in files:
        if (ready / file).exists():
            (out / file).parent.mkdir(parents=True, exist_ok=True)
            os.replace(ready / file, out / file)
    for file in set(listed(out / MADE)) - set(files):
        (out / file).unlink(missing_ok=True)
    os.replace(ready / MADE, out / MADE)
    shutil.rmtree(ready, ignore_errors=True)


def listed(path):
    """The lines of a list of files; none where there is no list."""
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def describe_run(out):
    """What the run found and where to look, in a few lines for the terminal."""
    documents = read_table("documents", out)
    flagged = documents[documents["flags"].notna()]
    shown = out.name if out == ROOT else out
    lines = [f"{len(documents):,} articles with {documents['n_words'].sum():,} words of body text."]
    lines += [f"Flagged: {len(flagged):,} of {len(documents):,}"] if len(flagged) else []
    lines += [f"  {row.file}: {row.flags}" for row in flagged.head(10).itertuples()]
    lines += [f"  … all in {shown}/corpus/clean/documents.csv"] if len(flagged) > 10 else []
    return "\n".join(
        [
            *lines,
            "",
            f"The notebooks, executed   {shown}/notebooks/",
            f"The figures               {shown}/figures/",
            f"The tables                {shown}/corpus/clean/",
        ]
    )
