"""
The same bytes under other circumstances: the study is run again as on another machine.

Each run is a copy of the tracked files in a folder of its own, with another processor (as far
as numpy and OpenBLAS let one be chosen), number of threads, hash seed, language and time zone.
"""

import os
import shutil
import subprocess
import sys

import pytest

from analysis.tables.stored import ROOT

pytestmark = pytest.mark.circumstances

# What a run holds fixed (`execution.FIXED`) is changed too: the results must not hang on it.
RUN = """
import sys
from pathlib import Path
from analysis.runs import execution
from analysis.runs.study import run_study
from analysis.tables.stored import LISTS
execution.FIXED = {**execution.FIXED, **dict(pair.split("=") for pair in sys.argv[2:])}
run_study(LISTS, Path(sys.argv[1]), appendix=True)
"""
OLDER = {"OPENBLAS_CORETYPE": "Prescott", "PYTHONHASHSEED": "1", "TZ": "Asia/Kathmandu"}
NEWER = {"OPENBLAS_CORETYPE": "Zen", "PYTHONHASHSEED": "2", "TZ": "America/Lima"}
CIRCUMSTANCES = {
    "an old processor, two threads, Kathmandu": (
        {**OLDER, "NPY_DISABLE_CPU_FEATURES": "baseline", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Kathmandu", "OMP_NUM_THREADS": "2"},
        "Über den Fluß",
    ),
    "a newer processor, one thread, Lima": ({**NEWER}, {"PYTHONHASHSEED": "2"}, "in between"),
}


def above_baseline():
    """The features of this processor that numpy would use beyond those it cannot do without."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    return " ".join(name for name in __cpu_dispatch__ if __cpu_features__[name])


def copy_of_the_program(folder):
    """The tracked files in `folder`, so that nothing of this checkout's own is used."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout: the list of files is not known")
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)


def stored_files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for part in ("corpus/clean", "figures")
        for path in sorted((folder / part).rglob("*"))
        if path.is_file() and path.suffix != ".parquet"
    }


@pytest.mark.parametrize("name", CIRCUMSTANCES)
def test_every_table_and_figure_is_the_same(name, tmp_path):
    environment, fixed, folder = CIRCUMSTANCES[name]
    if environment.get("NPY_DISABLE_CPU_FEATURES") == "baseline":
        environment = {**environment, "NPY_DISABLE_CPU_FEATURES": above_baseline()}
    program, out = tmp_path / folder, tmp_path / "results ü"
    copy_of_the_program(program)
    fixed = [f"{key}={value}" for key, value in fixed.items()]
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(out), *fixed],
        cwd=program,
        env={**os.environ, **environment, "PYTHONPATH": str(program)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    stored, again = stored_files(ROOT), stored_files(out)
    assert stored and sorted(again) == sorted(stored)
    assert [file for file in again if again[file] != stored[file]] == []
