"""What tests of several files share: one whole run of the study on articles of our own making."""

import ctypes
import gc
import os
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest
from hypothesis import settings
from properties import examples

import analysis  # noqa: F401  before anything that it has a say in: Arrow, nbformat

# One thread for sums, as in the kernels of a run: of small matrices two threads make no less work,
# they wait for each other, which costs processor time too.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

# A property that names no number of its own: as many as hypothesis tries where all is checked.
settings.register_profile("as_asked", max_examples=examples(settings.default.max_examples))
settings.load_profile("as_asked")

# Memory that was given back is kept for the next arrays, as in the kernels of a run.
if sys.platform == "linux":
    for what, size in ((-1, 1 << 28), (-3, 1 << 25)):  # M_TRIM_THRESHOLD, M_MMAP_THRESHOLD
        getattr(ctypes.CDLL(None), "mallopt", lambda *_: None)(what, size)

os.fsync = lambda handle: None  # nobody pulls the plug here, and a disk takes its time


def pytest_configure():
    gc.disable()  # while modules are loaded: they stay


def pytest_collection_finish():
    """What is loaded by now is not gone through again and again for what may be freed."""
    gc.freeze()
    gc.set_threshold(1_000_000, 10, 10)
    gc.enable()


WITH_METADATA = """City opens bridge after three years

Officials in Marlow opened a new bridge on Tuesday.

"The bridge will help every family in the valley," said Mayor Ana Ruiz at the opening.

Critics said that the project had cost twice the planned sum. Ruiz said the figures were fabricated.
"""
WITHOUT_METADATA = """The council met again this week. Members spoke about unity and development.

Tom Lee, who chairs the council, praised the progress. "We have nothing to hide," he said.
"""
METADATA = (
    "file,outlet,outlet_basis,title,title_basis,published_from,published_to,published_basis,"
    "event_from,event_to,event_basis,url,show_whole_text,note\n"
    "bridge.txt,Marlow Post,page,,,2024-05-07,2024-05-07,page,,,,,,\n"
)


def stored_files(folder):
    """Each stored file below a folder of the study -> its bytes; the token table is not stored."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".parquet"
    }


def obey_rights():
    """For a child that runs as the administrator: rights of files hold for it too (Linux)."""
    if sys.platform == "linux":
        for right in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            ctypes.CDLL(None).prctl(24, right, 0, 0, 0)
    os.umask(0o077)


@pytest.fixture(scope="session")
def own(tmp_path_factory):
    """
    Two articles, one of them without any metadata, and what the study makes of them.

    It runs from the command line, as hard as it gets: program and articles read-only, strict
    rights, a path with blanks and foreign letters, no home. `program` before and after.
    """
    from analysis.tables.disk import remove_folder
    from analysis.tables.stored import ROOT

    place = tmp_path_factory.mktemp("own") / "Mes études 研究"
    raw, program = place / "articles lus", place / "package"
    (raw / "raw").mkdir(parents=True)
    (raw / "raw" / "bridge.txt").write_text(WITH_METADATA, encoding="utf-8")
    (raw / "raw" / "council.txt").write_text(WITHOUT_METADATA, encoding="utf-8")
    (raw / "metadata.csv").write_text(METADATA)
    for name in ("analysis", "corpus", "notebooks", "figures"):
        # With the times of the files: what Python has compiled is then not compiled again.
        shutil.copytree(ROOT / name, program / name)
    shutil.rmtree(program / "corpus" / "clean", ignore_errors=True)  # nothing to compare with
    for name in ("pyproject.toml", "requirements.txt", "CITATION.cff", "README.md"):
        (program / name).write_bytes((ROOT / name).read_bytes())
    before = stored_files(program)
    for path in [*raw.rglob("*"), raw, *program.rglob("*"), program]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    environment = {k: v for k, v in os.environ.items() if k not in ("HOME", "PYTHONPATH")}
    environment |= {"PYTHONPATH": str(program), "PYTHONDONTWRITEBYTECODE": "1"}
    out = place / "résultats"
    done = subprocess.run(
        [sys.executable, "-m", "analysis", "run", "--corpus", raw, "--out", out],
        cwd=place,
        env=environment,
        preexec_fn=obey_rights if os.name == "posix" else None,
        capture_output=True,
        text=True,
    )
    yield SimpleNamespace(done=done, out=out, before=before, after=stored_files(program))
    for path in (program, raw):
        remove_folder(path)
