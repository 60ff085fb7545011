"""
Files that fail on purpose: every operation on files below a folder counted, and one of them failed.

`FailingFiles(folder, at, how)` is a context in which the operation number `at` fails: "kill"
stops the program there (nothing afterwards reaches the disk, not even what `finally` does),
"torn" writes half and stops, "full" and "denied" are the system's refusals, from which the
program may recover. `python tests/failing_files.py` tries all of them at every operation of a
run with its pages and writes what came of it as a table.
"""

import builtins
import errno
import io
import os
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import redirect_stderr
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

import pandas as pd
from study_notebooks import COUNT, write_notebook
from tqdm import tqdm

import analysis.runs.changes as changes
import analysis.runs.progress as progress
import analysis.runs.provenance as provenance
import analysis.runs.study as study
import analysis.runs.verification as verification
import analysis.site.build as build
import analysis.tables.disk as disk
from analysis.runs.execution import NotebookError
from analysis.tables.stored import MADE, refuse_unsettled

HOW = {"kill": None, "torn": None, "full": errno.ENOSPC, "denied": errno.EACCES}
NAMES = ("replace", "rename", "unlink", "remove", "rmdir", "mkdir", "fsync", "chmod")


class Killed(BaseException):
    """The program ends here."""


class FailingFiles:
    """Counts the operations on files below `folder`; the one number `at` fails as `how` says."""

    def __init__(self, folder, at=None, how="kill", watch=None, exchanges=True):
        self.folder, self.at, self.how, self.watch = str(folder), at, how, watch
        self.exchanges = exchanges
        self.seen, self.is_dead, self.failed = [], False, None
        self.real = {name: getattr(os, name) for name in NAMES}
        self.open, self.exchange = io.open, disk.exchange

    def __enter__(self):
        self.patches = [patch.object(os, name, self.wrap(name)) for name in NAMES]
        self.patches += [patch.object(where, "open", self.opened) for where in (io, builtins)]
        self.patches.append(patch.object(disk, "exchange", self.exchanged))
        for one in self.patches:
            one.start()
        return self

    def __exit__(self, *error):
        for one in self.patches:
            one.stop()

    def step(self, name, path, half=None):
        """One operation: counted, and failed if it is its turn."""
        if self.is_dead:
            raise Killed
        if self.watch:
            self.watch()
        self.seen.append(name)
        if len(self.seen) - 1 != self.at:
            return
        self.failed = name
        if HOW[self.how]:
            raise OSError(HOW[self.how], os.strerror(HOW[self.how]), str(path))
        if self.how == "torn" and half:
            half()
        self.is_dead = True
        raise Killed

    def is_below(self, path, dir_fd=None):
        if isinstance(path, int):
            path = os.readlink(f"/proc/self/fd/{path}")
        elif dir_fd is not None:
            path = os.path.join(os.readlink(f"/proc/self/fd/{dir_fd}"), os.fspath(path))
        return os.path.abspath(os.fspath(path)).startswith(self.folder)

    def wrap(self, name):
        def operation(path, *rest, **options):
            if self.is_below(path, options.get("dir_fd")):
                self.step(name, path)
            return self.real[name](path, *rest, **options)

        return operation

    def exchanged(self, first, second):
        self.step("exchange", second)
        return self.exchanges and self.exchange(first, second)

    def opened(self, path, mode="r", *rest, **options):
        writes = set(mode) & set("wax+") and not isinstance(path, int)
        if not writes or not self.is_below(path):
            return self.open(path, mode, *rest, **options)
        self.step("open", path)
        return FailingFile(self.open(path, mode, *rest, **options), self, path)


class FailingFile:
    """A file opened for writing whose writes count, and may fail half done."""

    def __init__(self, file, files, path):
        self.file, self.files, self.path = file, files, path

    def __getattr__(self, name):
        return getattr(self.file, name)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.file.close()

    def __iter__(self):
        return iter(self.file)

    def write(self, content):
        def half():
            self.file.write(content[: len(content) // 2])
            self.file.flush()

        self.files.step("write", self.path, half)
        return self.file.write(content)


# A run on tiny notebooks, its changes and its site --------------------------------------


def execute_here(notebook, name, runner):
    """The cells of a notebook in this process, where their files are counted too."""
    before, values = os.getcwd(), {"print": lambda *_: None}
    os.chdir(runner.folder)
    try:
        for cell in notebook.cells:
            if cell.cell_type == "code":
                exec(cell.source, values)
    finally:
        os.chdir(before)


def add_front(out, source):
    """A page made from the results, so that a site tells from which it is."""
    table = (out / "corpus" / "clean" / "files.csv").read_text(encoding="utf-8")
    (source / "index.html").write_text(table, encoding="utf-8")


class TinyStudy:
    """Two corpora, a folder of results with somebody's own files in it, and how to run there."""

    def __init__(self, folder, exchanges=True):
        self.exchanges = exchanges  # whether folders can change names in one step
        self.folder, self.out = Path(folder), Path(folder) / "out"
        self.foreign = {
            "mine.txt": b"years of work",
            "pictures/holiday.png": b"sea",
            "notebooks/99_mine.ipynb": b"{}",
            "corpus/raw/letter.txt": b"Dear",
        }
        write_notebook(self.folder / "notebooks", "01_count", ("How many?", COUNT))
        other = COUNT.replace("files.csv", "names-{len(files)}.csv").replace('"names', 'f"names')
        write_notebook(self.folder / "notebooks", "02_more", ("And?", other))
        self.corpus = self.folder / "articles"
        (self.folder / "pages").mkdir()
        (self.folder / "pages" / "index.html").write_text("nothing yet")
        self.patches = [
            patch.object(os, "fsync", lambda handle: None),  # nobody pulls the plug here
            patch.object(study, "NOTEBOOKS", self.folder / "notebooks"),
            patch.object(study, "execute_notebook", execute_here),
            patch.object(progress, "tqdm", NoBar),
            patch.object(provenance, "find_code", lambda: []),
            patch.object(provenance, "find_lists", lambda corpus: []),
            patch.object(provenance, "find_seeds", lambda: []),
            patch.object(provenance, "find_versions", lambda: ["tiny==1"]),
            patch.object(verification, "find_versions", lambda: ["tiny==1"]),
            patch.object(provenance, "show_time", lambda moment=None: "now"),
            patch.object(study, "check_lists", lambda corpus: None),
            patch.object(build, "PUBLICATION", self.folder / "pages"),
            patch.object(build, "PAGES", [add_front]),
            patch.object(
                build, "run_sphinx", lambda source, html, strict: shutil.copytree(source, html)
            ),
            patch.object(build, "fill_pages", lambda out, html: None),
            patch.object(changes, "compare_studies", compare_here),
            patch.object(changes, "show_text", lambda parts: parts["articles"].to_csv()),
            patch.object(changes, "show_html", lambda parts: parts["articles"].to_html()),
        ]

    def __enter__(self):
        for one in self.patches:
            one.start()
        self.run(2)
        for name, content in self.foreign.items():
            path = self.out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        shutil.copytree(self.out, self.folder / "before")
        self.old = self.hash_sets()
        self.run(3)
        self.new = self.hash_sets()
        self.reset()
        with FailingFiles(self.out, exchanges=self.exchanges) as files:
            self.run()
        self.operations = files.seen
        return self

    def __exit__(self, *error):
        for one in self.patches:
            one.stop()

    def write_corpus(self, n):
        shutil.rmtree(self.corpus, ignore_errors=True)
        self.corpus.mkdir()
        for number in range(n):
            (self.corpus / f"{number}.txt").write_text("Text.")

    def run(self, n_files=None):
        """What `run` of the command line does, but for the printing."""
        if n_files:
            self.write_corpus(n_files)

        def since(old, new):
            changes.write_changes(
                old, new, changes.claim_folder(new / "changes") / "since-last-run"
            )

        study.run_study(self.corpus, self.out, since if (self.out / MADE).exists() else None)
        changes.write_changes(self.folder / "before", self.out, self.out / "changes")
        build.build_site(self.out)

    def reset(self):
        shutil.rmtree(self.out)
        shutil.copytree(self.folder / "before", self.out)

    def hash_sets(self):
        """A hash of each set of files that must be whole: results, changes, site."""
        sets = {
            "results": ["notebooks", "figures", "corpus", "run.json", "ro-crate-metadata.json"],
            "changes": ["changes/index.html", "changes/changes.txt", "changes/articles.csv"],
            "site": ["site"],
        }
        found = {}
        for name, places in sets.items():
            total = sha256()
            for place in places:
                for path in [self.out / place, *sorted((self.out / place).rglob("*"))]:
                    inside = path.relative_to(self.out).as_posix()
                    if (
                        path.is_file()
                        and not path.name.startswith(".")
                        and inside not in self.foreign
                    ):
                        total.update(inside.encode() + b"\0" + path.read_bytes())
            found[name] = total.hexdigest()
        return found

    def try_at(self, at, how):
        """(operation, verdict, said) of a run whose operation number `at` fails; None beyond the last."""
        self.reset()
        errors, spoken = None, io.StringIO()

        def watch():
            there = (self.out / "site" / "index.html").exists()
            assert there or not self.exchanges, "a moment without a site"

        with (
            FailingFiles(self.out, at, how, watch, self.exchanges) as files,
            redirect_stderr(io.StringIO()),
        ):
            try:
                self.run()
            except (Killed, OSError, NotebookError, ValueError) as error:
                errors = error
        if files.failed is None:
            return None
        with redirect_stderr(spoken):
            whole = self.look()
            try:
                self.run()
            except Exception as error:  # noqa: BLE001
                raise AssertionError(
                    f"{how} at {at} ({files.failed}): the next run: {error}"
                ) from error
        assert self.hash_sets() == self.new, f"{how} at {at} ({files.failed}): not as new"
        self.check_foreign()
        left = {path.name for path in self.out.iterdir() if path.name.startswith(".")}
        assert left == {MADE, study.LOCK}, f"{how} at {at} ({files.failed}): left {left}"
        return files.failed, whole, bool(spoken.getvalue()) or isinstance(errors, OSError)

    def look(self):
        """Whether results, changes and site are whole as they lie, or after a reader has healed them."""
        self.check_foreign()
        whole = self.is_whole()
        pages = all((self.out / name).exists() for name in ("site", "changes"))
        if not whole and (pages or self.exchanges):
            try:
                refuse_unsettled(self.out)
            except ValueError:
                pass
            else:
                raise AssertionError("old and new stand side by side, and a reader is not told")
        study.heal(self.out)
        assert self.is_whole(), "neither old nor new after a reader came"
        assert (self.out / "site" / "index.html").exists()
        verification.verify_study(self.out, self.corpus)
        return "whole" if whole else "healed"

    def is_whole(self):
        now = self.hash_sets()
        return all(now[name] in (self.old[name], self.new[name]) for name in now)

    def check_foreign(self):
        for name, content in self.foreign.items():
            assert (self.out / name).read_bytes() == content, f"{name} is not as it was"


class NoBar(tqdm):
    """A bar of progress that shows nothing."""

    def __init__(self, **_):
        super().__init__(disable=True)


def compare_here(old, new):
    """What differs, as small as can be: the names of the tables."""
    names = [sorted(p.name for p in (run / "corpus" / "clean").glob("*.csv")) for run in (old, new)]
    return {"articles": pd.DataFrame({"doc_id": sorted({*names[0]} ^ {*names[1]})}, dtype="str")}


def sweep(tiny, every=1, ways=tuple(HOW)):
    """One row per operation and way to fail: points tried, whole as they lay, healed, said."""
    counts = Counter()
    for how in ways:
        for at in range(0, len(tiny.operations), every):
            if how == "torn" and tiny.operations[at] != "write":
                continue
            found = tiny.try_at(at, how)
            if found:
                operation, verdict, said = found
                counts[operation, how, "tried"] += 1
                counts[operation, how, verdict] += 1
                counts[operation, how, "said"] += said
    rows = sorted({key[:2] for key in counts})
    return pd.DataFrame(
        [
            (*row, *(counts[*row, column] for column in ("tried", "whole", "healed", "said")))
            for row in rows
        ],
        columns=["operation", "failure", "n_tried", "n_whole", "n_healed", "n_said"],
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as where, TinyStudy(where) as study_of_two:
        table = sweep(study_of_two)
    print(table.to_string(index=False))
    print(
        f"{table['n_tried'].sum():,} points: {table['n_whole'].sum():,} whole as they lay, "
        f"{table['n_healed'].sum():,} healed by the next reader."
    )
    if len(sys.argv) > 1:
        table.to_csv(sys.argv[1], index=False, lineterminator="\n")
