"""A run leaves whole results or none: whatever goes wrong, and at whatever moment."""

import io
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import redirect_stderr
from types import SimpleNamespace

import nbformat
import pytest
from failing_files import execute_here
from nbclient.exceptions import DeadKernelError
from study_notebooks import COUNT, write_notebook

import analysis.runs.provenance as provenance
import analysis.runs.study as study
from analysis.__main__ import main
from analysis.runs.execution import (
    MORE_MEMORY,
    NotebookError,
    Runner,
    execute_notebook,
    fill_parameters,
    open_runner,
)
from analysis.runs.provenance import RECORD
from analysis.tables.stored import MACHINE, ROOT, corpus_of


def make_study(folder, monkeypatch):
    """A corpus of two files, one small notebook, and the function that runs it into folder/out."""
    notebooks, corpus, out = (folder / name for name in ("notebooks", "my articles", "out"))
    corpus.mkdir()
    for name in ("a.txt", "b.txt"):
        (corpus / name).write_text("Text.")
    write_notebook(notebooks, "01_count", ("How many files?", COUNT))
    monkeypatch.setattr(study, "NOTEBOOKS", notebooks)
    return lambda: study.run_study(corpus, out)


def execute(notebook, name, runner):
    """The notebooks that count in this process; all others as the study does it: in its kernel."""
    how = execute_here if name.startswith("01_count") else execute_notebook
    return how(notebook, name, runner)


@pytest.fixture
def walk(tmp_path, monkeypatch):
    monkeypatch.setattr(study, "execute_notebook", execute)
    monkeypatch.setattr(provenance, "find_code", lambda: [])  # for the record, not asked for here
    return make_study(tmp_path, monkeypatch)


def files_of(folder):
    """Each file of a folder with its bytes, but for the lock (empty) and the records of the run."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in (study.LOCK, RECORD, MACHINE)
    }


BAR = "from tqdm import tqdm\nfor _ in tqdm([1], desc='work'):\n    pass"


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """Two notebooks run in kernels, and run again: what was told, and the files after each run."""
    folder, told = tmp_path_factory.mktemp("ran"), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        walk = make_study(folder, patch)
        write_notebook(folder / "notebooks", "02_more", ("More?", BAR), ("And?", "2"))
        with redirect_stderr(told):
            out = walk()
        first = files_of(out)
        walk()
    return SimpleNamespace(out=out, first=first, told=told.getvalue())


def read_stored(ran, name):
    return nbformat.read(ran.out / "notebooks" / f"{name}.ipynb", as_version=4)


@pytest.mark.study
def test_two_runs_give_the_same_bytes(ran):
    assert files_of(ran.out) == ran.first
    assert (ran.out / RECORD).exists() and (ran.out / MACHINE).exists()
    assert set(ran.first) == {
        "notebooks/01_count.ipynb",
        "notebooks/02_more.ipynb",
        "corpus/clean/files.csv",
        study.MADE,
    }


@pytest.mark.study
def test_the_stored_notebook_runs_from_where_it_stands(ran):
    notebook = read_stored(ran, "01_count")
    assert notebook.cells[1].source == f'{study.FROM}\n\n{study.ASKED}\nOUT = ".."'
    assert notebook.cells[3].outputs[0].text == "2 files\n"
    assert corpus_of(ran.out).resolve() == ran.out.parent / "my articles"
    stored = [path for path in ran.out.rglob("*") if path.is_file() and path.name != "run.json"]
    assert [path for path in stored if b"my articles" in path.read_bytes()] == []


@pytest.mark.study
def test_notebooks_are_stored_without_times_and_versions(ran):
    text = (ran.out / "notebooks" / "01_count.ipynb").read_text()
    assert "iopub" not in text and '"version"' not in text
    assert '"id": "cell-03"' in text


@pytest.mark.study
def test_a_run_tells_where_it_is_and_how_much_is_left(ran):
    told = (
        r"About \d0 seconds to go: running {} \(notebook {} of 2, 0 of {} cells\), 00:\d\d so far"
    )
    assert re.search(told.format("01_count", 1, 2), ran.told)
    assert re.search(told.format("02_more", 2, 3), ran.told)


@pytest.mark.study
def test_what_goes_to_stderr_is_not_stored(ran):
    assert read_stored(ran, "02_more").cells[3].outputs == []
    assert "work: 100%" in ran.told


def printed(out, name):
    """What the cells of a stored notebook print, and the numbers of its cells."""
    cells = nbformat.read(out / "notebooks" / f"{name}.ipynb", as_version=4).cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    text = "".join(output.get("text", "") for cell in code for output in cell.outputs)
    return text, [cell.execution_count for cell in code]


PROCESS = "import os; open(OUT + '/processes', 'a').write(f'{os.getpid()} ')"
CHANGE = (
    "import pandas as pd, matplotlib.pyplot as plt, analysis.drawing.figure\n"
    "left = pd.DataFrame({'a': range(9)}); pd.set_option('display.max_rows', 3)\n"
    "plt.rcParams['font.size'] = 99; os.chdir('/')"
)
LOOK = (
    "print([name for name in globals() if name in ('left', 'files', 'os', 'c', '_3')])\n"
    "import pandas as pd, matplotlib.pyplot as plt, analysis.drawing.figure, pathlib\n"
    "print(pd.get_option('display.max_rows'), pd.get_option('display.max_colwidth'))\n"
    "print(plt.rcParams['font.size'], pathlib.Path.cwd().name)\n"
    "import gc; print('lost rings are found:', gc.isenabled())"
)
GROW = "import analysis.runs.clearing as c; c.MOST_KEPT = 1"


@pytest.fixture(scope="module")
def one_after_another(tmp_path_factory):
    """The results of notebooks that change what they can, let their kernel grow, and end it."""
    folder = tmp_path_factory.mktemp("one after another")
    with pytest.MonkeyPatch.context() as patch:
        walk, notebooks = make_study(folder, patch), folder / "notebooks"
        (notebooks / "01_count.ipynb").unlink()
        write_notebook(notebooks, "01_alone", ("What?", LOOK), ("Where?", PROCESS))
        write_notebook(notebooks, "02_change", ("Where?", PROCESS), ("?", CHANGE))
        write_notebook(notebooks, "03_after", ("What?", LOOK), ("Where?", PROCESS))
        write_notebook(notebooks, "04_grow", ("Where?", PROCESS), ("?", GROW))
        write_notebook(notebooks, "05_end", ("Where?", PROCESS), ("?", "exit"))
        write_notebook(notebooks, "06_after", ("Where?", PROCESS))
        return walk()


@pytest.mark.study
def test_a_notebook_sees_nothing_of_the_one_before_though_they_share_a_kernel(one_after_another):
    """Names, outputs, numbers of cells, folder, and how tables and figures look."""
    alone, after = (printed(one_after_another, name) for name in ("01_alone", "03_after"))
    assert alone[0].startswith("[]\n60 ")
    assert "lost rings are found: True" in alone[0]
    assert after == alone
    assert after[1] == [1, 2, 3]


@pytest.mark.study
def test_a_kernel_that_has_ended_or_grown_is_replaced(one_after_another):
    first, *others = (one_after_another / "processes").read_text().split()
    assert others[:3] == [first] * 3  # the same for all up to the one in which it grew
    assert len({first, *others[3:]}) == 3  # another one after that, and after the one that ended it


def test_an_appendix_is_made_only_when_asked(walk, tmp_path):
    source, more = tmp_path / "notebooks", f"01_count{study.APPENDIX}"
    write_notebook(source, more, ("More?", COUNT.replace("files", "more")))
    out = walk()
    stored = out / "notebooks" / f"{more}.ipynb"
    assert not stored.exists()
    study.run_study(tmp_path / "my articles", out, appendix=True)
    assert stored.exists() and (out / "notebooks" / "01_count.ipynb").exists()
    walk()
    assert not stored.exists() and (out / "notebooks" / "01_count.ipynb").exists()


def test_after_an_error_the_last_results_stay(walk, tmp_path, monkeypatch):
    before = files_of(walk())
    (tmp_path / "my articles" / "c.txt").write_text("Text.")
    write_notebook(tmp_path / "notebooks", "02_break", ("How **long** are they?", "len(3)"))

    def stop_at_the_second(notebook, name, runner):
        if name == "02_break":
            raise NotebookError("The study stopped in notebook 02_break")
        return execute(notebook, name, runner)

    monkeypatch.setattr(study, "execute_notebook", stop_at_the_second)
    with pytest.raises(NotebookError, match="The study stopped in notebook 02_break"):
        walk()
    assert files_of(tmp_path / "out") == before


@pytest.fixture(scope="module")
def stopped(tmp_path_factory):
    """What a reader is told when a notebook stops: (the sentence before, its code) -> error."""
    folder, told = tmp_path_factory.mktemp("stopped"), {}
    with open_runner(folder) as runner:
        for name, sentence, code in (
            ("02_break", "How **long** are they?", "print('x')\nlen(3)"),
            ("02_refuse", "So?", "raise ValueError('b.txt: no date. Add one.')"),
            ("02_large", "How **large**?", "import numpy as np\nnp.ones(1 << 50)"),
            ("02_die", "So?", "import os; os._exit(9)"),
        ):
            write_notebook(folder, name, (sentence, code))
            notebook = nbformat.read(folder / f"{name}.ipynb", as_version=4)
            with pytest.raises(NotebookError) as error:
                execute_notebook(notebook, name, runner)
            told[name] = error.value
    return told


@pytest.mark.study
def test_an_error_is_told_in_words(stopped):
    told = stopped["02_break"]
    assert str(told).startswith(
        'The study stopped in notebook 02_break, after the sentence\n  "How **long**'
    )
    assert "TypeError: object of type 'int' has no len()" in str(told)
    assert "Traceback" not in str(told) and "len(3)" in told.traceback


@pytest.mark.study
def test_refusals_of_the_package_are_passed_on_as_they_are(stopped):
    assert re.search('"So\\?"\nb.txt: no date. Add one.$', str(stopped["02_refuse"]))


@pytest.mark.study
def test_a_lack_of_memory_names_the_notebook_and_what_was_asked_for(stopped):
    told = str(stopped["02_large"])
    assert told.startswith("The memory ran out in notebook 02_large, after the sentence")
    assert "Unable to allocate 8.00 PiB" in told and MORE_MEMORY in told


@pytest.mark.study
def test_a_kernel_that_dies_is_told_in_words(stopped):
    assert re.search("02_die.*memory", str(stopped["02_die"]))


def test_files_that_a_run_no_longer_makes_go_and_others_stay(walk, tmp_path):
    out = walk()
    (out / "pictures").mkdir()
    (out / "pictures" / "holiday.png").write_bytes(b"mine")
    write_notebook(
        tmp_path / "notebooks", "01_count", ("Other?", COUNT.replace("files.csv", "names.csv"))
    )
    walk()
    assert not (out / "corpus" / "clean" / "files.csv").exists()
    assert (out / "corpus" / "clean" / "names.csv").exists()
    assert (out / "pictures" / "holiday.png").read_bytes() == b"mine"


def test_files_of_ones_own_with_a_name_of_ours_are_refused_and_all_stay(walk):
    out = walk()
    before = files_of(out)
    (out / "figures").mkdir()
    (out / "figures" / "01_mine.png").write_bytes(b"mine")
    with pytest.raises(NotebookError, match="figures/01_mine.png in .* was not made by a run"):
        walk()
    assert files_of(out) == before | {"figures/01_mine.png": b"mine"}


def test_files_of_ones_own_with_names_of_their_own_stay_beside_the_results(walk):
    out = walk()
    (out / "figures").mkdir()
    (out / "figures" / "holiday.png").write_bytes(b"mine")
    walk()
    assert (out / "figures" / "holiday.png").read_bytes() == b"mine"


@pytest.fixture
def waiting(walk, tmp_path):
    """Results of a run, and a second run on them, in a process of its own, that waits in a cell."""
    before = files_of(walk())
    write_notebook(
        tmp_path / "notebooks",
        "02_wait",
        ("Slow?", "open('started', 'w'); import time; time.sleep(60)"),
    )
    code = (
        f"import pathlib, analysis.runs.study as s; s.NOTEBOOKS = pathlib.Path({str(tmp_path / 'notebooks')!r}); "
        f"from analysis.__main__ import main; "
        f"main(['run', '--corpus', {str(tmp_path / 'my articles')!r}, '--out', {str(tmp_path / 'out')!r}])"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        start_new_session=True,
        stderr=subprocess.PIPE,
        text=True,
    )
    started = tmp_path / "out" / study.PART / "notebooks" / "started"
    deadline = time.monotonic() + 120
    while not started.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert started.exists()
    yield run, before
    if run.poll() is None:
        os.killpg(run.pid, signal.SIGKILL)


@pytest.mark.study
def test_a_run_that_is_killed_leaves_the_last_results_and_the_next_one_works(
    walk, waiting, tmp_path, capsys
):
    run, before = waiting
    with pytest.raises(NotebookError, match="Another run is at work"):
        walk()
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    kept = {
        name: content
        for name, content in files_of(tmp_path / "out").items()
        if not name.startswith(study.PART)
    }
    assert kept == before
    (tmp_path / "notebooks" / "02_wait.ipynb").unlink()
    walk()
    assert "The last run was stopped. It was at notebook 02_wait." in capsys.readouterr().err
    assert files_of(tmp_path / "out") == before


@pytest.mark.study
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "asked to end"])
def test_a_run_that_is_stopped_says_so_and_leaves_the_last_results(waiting, stop, tmp_path):
    run, before = waiting
    run.send_signal(stop)
    said = run.communicate(timeout=40)[1]  # at once: the cell would wait a minute
    assert run.returncode == 1
    assert said.rstrip().endswith(
        "Stopped. The results of the last complete run are still in place."
    )
    assert "Traceback" not in said
    assert files_of(tmp_path / "out") == before


class Stopped:
    """A runner that somebody stops, or nobody: nbclient ends in `error`, or the last cell was done."""

    def __init__(self, error, stopped):
        self.error, self.stopped = error, stopped

    def run(self, notebook):
        if self.error:
            raise self.error

    def is_stopped(self):
        return self.stopped


@pytest.mark.parametrize("error", [AssertionError(), AttributeError(), DeadKernelError("died")])
def test_a_stop_between_two_cells_is_no_error_of_the_study(error):
    with pytest.raises(KeyboardInterrupt):
        execute_notebook(None, "01_x", Stopped(error, True))
    with pytest.raises(NotebookError if "died" in str(error) else type(error)):
        execute_notebook(None, "01_x", Stopped(error, False))


def test_a_stop_after_the_last_cell_stops_the_run(monkeypatch, tmp_path):
    runner = Runner(tmp_path)
    monkeypatch.setattr(Runner, "execute", lambda *_, **__: None)
    runner.run(nbformat.v4.new_notebook())
    runner._async_cleanup_kernel_future = "nbclient is ending the kernel"
    with pytest.raises(KeyboardInterrupt):
        runner.run(nbformat.v4.new_notebook())


@pytest.mark.study
def test_a_run_that_is_asked_to_end_while_it_makes_the_site_says_so(tmp_path):
    """After a notebook, too, whose kernel has asyncio take such requests and give them up again."""
    write_notebook(tmp_path / "notebooks", "01_count", ("How many files?", COUNT))
    (tmp_path / "articles").mkdir()
    code = f"""
import time, pathlib, analysis.runs.study as s, analysis.site.build as b, analysis.runs.changes as c
from analysis.__main__ import main
s.NOTEBOOKS = pathlib.Path({str(tmp_path / "notebooks")!r})
c.write_since_published = lambda *_: None
b.build_site = lambda out: (open(out / "making", "w"), time.sleep(60))
main(["run", "--corpus", {str(tmp_path / "articles")!r}, "--out", {str(tmp_path / "out")!r}])
"""
    run = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 120
    while not (tmp_path / "out" / "making").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    run.send_signal(signal.SIGTERM)
    said = run.communicate(timeout=40)[1]
    assert run.returncode == 1 and "Stopped. The results" in said and "Traceback" not in said
    assert (tmp_path / "out" / "notebooks" / "01_count.ipynb").exists()


def test_a_move_that_is_cut_short_is_ended_by_the_next_run(walk, tmp_path, monkeypatch):
    """Kill the run at each single step of putting files in place: the next call must end it."""
    write_notebook(
        tmp_path / "notebooks", "01_count_two", ("Two?", COUNT.replace("files.csv", "two.csv"))
    )
    out = walk()
    new = files_of(out)
    shutil.copytree(out, tmp_path / "ready")
    for cut in range(len(new) + 1):
        for old in (out / "corpus" / "clean").iterdir():
            old.write_bytes(b"old")
        (out / study.MADE).write_text("corpus/clean/files.csv\ncorpus/clean/gone.csv\n")
        (out / "corpus" / "clean" / "gone.csv").write_bytes(b"old")
        shutil.copytree(tmp_path / "ready", out / study.READY)
        steps, replace = iter(range(cut)), os.replace

        def stop(*paths):
            if next(steps, None) is None:
                raise KeyboardInterrupt
            replace(*paths)

        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(os, "replace", stop)
            study.settle(out)
            raise KeyboardInterrupt  # the last round lets all steps through
        study.settle(out)
        assert files_of(out) == new, f"cut at step {cut}"


@pytest.mark.parametrize(
    "corpus, out, said",
    [
        ("nowhere", "out", "is not there. CORPUS is a folder of articles"),
        (".", ROOT, "OUT is the folder of the published study"),
        (".", "file.txt", "is a file. OUT is the folder"),
    ],
)
def test_wrong_paths_are_refused_in_words(corpus, out, said, tmp_path):
    (tmp_path / "file.txt").write_text("x")
    with pytest.raises(SystemExit, match=said):
        main(["run", "--corpus", str(tmp_path / corpus), "--out", str(tmp_path / out)])


@pytest.mark.study
def test_a_failed_run_ends_with_an_exit_code():
    done = subprocess.run(
        [sys.executable, "-m", "analysis", "run", "--corpus", "not-there"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "not-there is not there" in done.stderr and "Traceback" not in done.stderr


def test_a_notebook_without_parameters_is_named():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x = 1")])
    with pytest.raises(NotebookError, match="07_x has 0 cells tagged `parameters`"):
        fill_parameters(notebook, "07_x", OUT="..")
    notebook.cells[0].metadata["tags"] = ["parameters"]
    with pytest.raises(NotebookError, match="no line `OUT"):
        fill_parameters(notebook, "07_x", OUT="..")


def test_parameters_may_hold_any_path():
    cell = nbformat.v4.new_code_cell('OUT = ".."', metadata={"tags": ["parameters"]})
    path = 'C:\\new "folder"/ü'
    filled = fill_parameters(nbformat.v4.new_notebook(cells=[cell]), "07_x", OUT=path)
    values = {}
    exec(filled.cells[0].source, values)
    assert values["OUT"] == path and cell.source == 'OUT = ".."'
