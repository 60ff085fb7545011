"""
The walk: all notebooks in order on a corpus, and their results put in place together.

A run works in a side folder. Only when the last notebook is through do its files take
the places of the old ones: a run that fails or is stopped leaves the last results whole.
"""

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from analysis.articles.reading import describe_problems
from analysis.runs.duration import APPENDIX, estimate_size, expect_seconds, say_duration
from analysis.runs.execution import (
    NotebookError,
    clear_outputs,
    execute_notebook,
    fill_parameters,
    normalise_notebook,
    open_runner,
)
from analysis.runs.lists import find_list_faults
from analysis.runs.progress import Progress
from analysis.runs.provenance import write_record
from analysis.tables.columns import COLUMNS
from analysis.tables.disk import (
    aside,
    heal_folder,
    remove_folder,
    sync,
    sync_folder,
    write_whole,
)
from analysis.tables.settings import DEBATE, SETTINGS, Settings, read_settings
from analysis.tables.stored import LISTS, MACHINE, MADE, MARK, READY, ROOT, read_table
from analysis.text.groups import check_groups

NOTEBOOKS = ROOT / "notebooks"

# Hidden, in OUT: where a run works, and there the notebook at which it is; one run at a time.
PART, AT, LOCK = ".study-part", ".study-at", ".study-lock"
PAGES = ("site", "changes")
RESULTS = ("notebooks", "figures", "corpus/clean", "run.json", "ro-crate-metadata.json", *PAGES)
# The first cell of a stored notebook whose articles lie elsewhere.
FROM, ASKED = "from analysis import corpus_of", 'CORPUS = corpus_of("..")'


def run_study(
    corpus: Path | str = LISTS,
    out: Path | str = ROOT,
    on_ready: Callable[[Path, Path], object] | None = None,
    appendix: bool = False,
    progress: Progress | None = None,
) -> Path:
    """
    Run the study on `corpus` and put notebooks, tables and figures into folder `out`.

    `corpus` is a folder of articles (or one table of them), `out` any folder but the
    published study, which only its own corpus may fill. Raises NotebookError with a
    message for the reader; `out` then still holds the last complete results. `on_ready` is
    called with the folders of the last results and the new ones while both are whole; what it
    adds to the new ones takes its place with them.
    `appendix`: make the appendix notebooks, too; the published study always has them.
    `progress`: where it is told how far the run is, if more than the notebooks is to come.
    """
    corpus, out = check_paths(corpus, out)
    check_lists(corpus)
    check_settings(corpus, out)
    out.mkdir(parents=True, exist_ok=True)
    with one_run_at_a_time(out):
        print(end_last_run(out), end="", file=sys.stderr)
        try:
            started = datetime.now(UTC)
            with nullcontext(progress) if progress else Progress() as telling:
                walk(corpus, out, telling, appendix or out == ROOT)
            write_record(corpus, out, out / PART, started)
            if on_ready:
                on_ready(out, out / PART)
            make_ready(out)
        finally:
            with suppress(OSError):  # the next run removes it
                remove_folder(out / PART)
        settle(out)
    return out


def end_last_run(out: Path) -> str:
    """End or undo what a stopped run left half done in `out`; says what was kept, if it did."""
    said = []
    if (out / READY / MADE).exists():
        said = ["It was putting its results in place; they are there now, all of them."]
    elif (out / PART).exists():
        kept = len(listed(out / MADE))
        said = [
            f"It was at notebook {(out / PART / AT).read_text(encoding='utf-8')}."
            if (out / PART / AT).exists()
            else "It had not reached a notebook, or was through with them.",
            f"The results of the run before it are kept, all {kept:,} files."
            if kept
            else "There were no results before it.",
        ]
    settle(out)
    remove_folder(out / PART)
    for name in PAGES:
        heal_folder(out / name)
    for file in [*listed(out / MADE), MADE]:
        part = out / file
        part.with_name(f".{part.name}.part").unlink(missing_ok=True)
    return " ".join(["The last run was stopped.", *said]) + "\n" if said else ""


def heal(out: Path | str) -> None:
    """Before results are read: put in place what a stopped run left half in place, and say so."""
    out = Path(out)
    if (out / READY / MADE).exists() or any(aside(out / name).exists() for name in PAGES):
        with one_run_at_a_time(out):
            print(end_last_run(out), end="", file=sys.stderr)


def check_lists(corpus: Path) -> None:
    """Tell every fault of every list at once, before anything runs; raise if one stops the study."""
    faults = find_list_faults(corpus)
    told = describe_problems(faults)
    if faults["stops"].any():
        raise NotebookError(f"Correct the lists first:\n{told}")
    if told:
        print(told, file=sys.stderr)


def check_settings(corpus: Path, out: Path) -> None:
    """Tell what is wrong with `study.toml`, too, before anything runs."""
    try:
        check_groups(corpus, read_settings(out))
    except ValueError as error:
        raise NotebookError(str(error)) from None


def check_paths(corpus: Path | str, out: Path | str) -> tuple[Path, Path]:
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
    if out != ROOT and corpus.is_dir() and (out == corpus or corpus in out.parents):
        raise NotebookError(
            f"OUT ({out}) lies inside CORPUS ({corpus}): the next run would read its own results "
            f"as articles. Choose a folder outside it."
        )
    refuse_foreign(out)
    return corpus, out


def refuse_foreign(out: Path) -> None:
    """
    Refuse a folder with files where results would go and that no run made (`MADE` lists those).

    The published study is its own; a new or empty folder may be filled.
    """
    made = {*listed(out / MADE), *listed(out / READY / MADE)}
    made |= {f"{Path(name).parent.as_posix()}/.{Path(name).name}.part" for name in made}
    for name in RESULTS if out != ROOT else ():
        folder = out / name
        for path in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
            inside = path.relative_to(out).as_posix()
            if path.is_file() and inside not in made and may_be_replaced(path, out):
                raise NotebookError(
                    f"{inside} in {out} was not made by a run of the study and might be "
                    f"overwritten. Move it away, or choose another folder for the results."
                )


def may_be_replaced(path: Path, out: Path) -> bool:
    """
    Whether a run might write over this file: its name is one that a run gives.

    Files of one's own with other names stay beside the results: a notebook, a picture, a table.
    """
    inside = path.relative_to(out)
    if inside.parts[0] == "notebooks":
        return path.name in {source.name for source in NOTEBOOKS.glob("*.ipynb")}
    if inside.parts[0] == "figures":
        return bool(re.match(r"\d\d_", path.name))
    if inside.parts[0] == "corpus":
        return path.stem in COLUMNS or "extracted" in inside.parts or path.suffix == ".npz"
    return inside.parts[0] not in PAGES or not (out / inside.parts[0] / MARK).exists()


def walk(corpus: Path, out: Path, progress: Progress, appendix: bool = False) -> None:
    """Execute the notebooks in the side folder of `out`; they find each other's tables there."""
    folder = out / PART / "notebooks"
    folder.mkdir(parents=True)
    # What is at work knows its articles by the record of the run, which is completed at the end.
    machine = json.dumps({"corpus": relative(corpus, out)})
    (folder.parent / MACHINE).write_text(machine, encoding="utf-8")
    asks = read_settings(folder.parent)
    sources = {
        path.stem: keep_asked(clear_outputs(nbformat.read(path, as_version=4)), asks)
        for path in find_notebooks(out)
        if appendix or not path.stem.endswith(APPENDIX)
    }
    if not sources:
        raise NotebookError(f"There is no notebook in {NOTEBOOKS}.")
    n_words, n_articles = estimate_size(corpus)
    expected = expect_seconds(n_words, n_articles, [*sources, *progress.after])
    print(say_duration(n_words, len(sources), sum(expected.values())), file=sys.stderr)
    progress.plan(expected)
    with open_runner(folder, on_cell=progress.step) as runner:
        for name, source in sources.items():
            progress.begin(name, sum(cell.cell_type == "code" for cell in source.cells))
            (folder.parent / AT).write_text(name, encoding="utf-8")
            # One folder deeper than where the notebook will stand, hence the other path.
            work = fill_parameters(source, name, CORPUS=relative(corpus, folder), OUT="..")
            execute_notebook(work, name, runner)
            stored = normalise_notebook(name_places(work, name, corpus == out / "corpus"))
            nbformat.write(stored, folder / f"{name}.ipynb")


def name_places(notebook: NotebookNode, name: str, together: bool) -> NotebookNode:
    """
    The notebook as it is stored: where articles and results lie apart, it asks the record of the run for them.

    What is stored is then the same wherever the two folders are, and names neither.
    """
    stored = fill_parameters(notebook, name, CORPUS="../corpus", OUT="..")
    for cell in stored.cells:
        if not together and "parameters" in cell.metadata.get("tags", []):
            cell.source = cell.source.replace('CORPUS = "../corpus"', ASKED)
            if FROM not in cell.source:
                cell.source = f"{FROM}\n\n{cell.source}"
    return stored


def keep_asked(notebook: NotebookNode, settings: Settings) -> NotebookNode:
    """The notebook without the cells on the UN General Debate, where `study.toml` does not ask for it."""
    if settings.reference != DEBATE:
        notebook.cells = [
            cell for cell in notebook.cells if "reference" not in cell.metadata.get("tags", [])
        ]
    return notebook


def find_notebooks(out: Path) -> list[Path]:
    """
    The notebooks to run: a study's own copies, where it has any, else those of the program.

    A new study gets no copies of the appendix, which a run makes only when it is asked to.
    """
    ours = sorted(NOTEBOOKS.glob("*.ipynb"))
    own = sorted((out / "notebooks").glob("*.ipynb")) if (out / SETTINGS).exists() else []
    if not own or out == ROOT:
        return ours
    names = {path.name for path in own}
    more = [path for path in ours if path.stem.endswith(APPENDIX) and path.name not in names]
    return sorted([*own, *more], key=lambda path: path.name)


def relative(path: Path, folder: Path) -> str:
    """The way from `folder` to `path`, with forward slashes."""
    return Path(os.path.relpath(path, folder)).as_posix()


@contextmanager
def one_run_at_a_time(out: Path) -> Iterator[None]:
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


def make_ready(out: Path) -> None:
    """The run is complete: list its files and give the side folder its other name, in one step."""
    part = out / PART
    (part / AT).unlink(missing_ok=True)
    files = sorted(path.relative_to(part).as_posix() for path in part.rglob("*") if path.is_file())
    write_whole(
        part / MADE, lambda side: side.write_text("\n".join(files) + "\n", encoding="utf-8")
    )
    sync_folder(part)
    os.rename(part, out / READY)
    sync(out)


def settle(out: Path) -> None:
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
    for file in sorted({*listed(out / MADE)} - {*files}):
        (out / file).unlink(missing_ok=True)
    for folder in sorted({(out / file).parent for file in files}):
        sync(folder)
    os.replace(ready / MADE, out / MADE)
    shutil.rmtree(ready, ignore_errors=True)


def listed(path: Path) -> list[str]:
    """
    The files that a list names, none where there is no list.

    A list may have come with somebody else's results: names that lead out of the folder, or
    through a link, are passed over.
    """
    if not path.exists():
        return []
    folder, names = path.parent.resolve(), path.read_text(encoding="utf-8").splitlines()
    return [name for name in names if name and is_inside(folder, name)]


def is_inside(folder: Path, name: str) -> bool:
    """Whether a relative name stays in the folder, however it is written."""
    if Path(name).is_absolute() or "\\" in name or ".." in Path(name).parts:
        return False
    path = folder / name
    return not path.is_symlink() and folder in path.parent.resolve().joinpath(path.name).parents


def describe_run(out: Path) -> str:
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
