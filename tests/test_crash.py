"""Whatever fails, and at whatever operation on files: old or new results, whole, and nothing else touched."""

import errno
import os
import subprocess
import sys

import pytest
from failing_files import HOW, FailingFiles, Killed, TinyStudy, sweep
from properties import MANY

import analysis.runs.study as study
import analysis.tables.disk as disk
from analysis.__main__ import main
from analysis.runs.execution import NotebookError, remove_left_behind
from analysis.site.build import build_site
from analysis.tables.disk import aside, copy_folder, heal_folder, remove_folder, replace_folder
from analysis.tables.stored import MADE, MARK, READY, ROOT, read_csv, read_table

EVERY = 5 if MANY else 23  # of the operations; all of them: make crash


@pytest.fixture(scope="module")
def two_articles(tmp_path_factory):
    with TinyStudy(tmp_path_factory.mktemp("tiny")) as made:
        yield made


@pytest.fixture
def tiny(two_articles):
    two_articles.reset()
    yield two_articles
    two_articles.reset()


@pytest.mark.parametrize("how", HOW)
def test_a_run_that_fails_at_any_operation_loses_nothing(tiny, how):
    table = sweep(tiny, 1 if how == "torn" else EVERY, ways=[how])
    assert table["n_tried"].sum() > 10
    assert (table["n_tried"] == table["n_whole"] + table["n_healed"]).all()


def test_nothing_is_lost_where_folders_cannot_change_names_in_one_step(tmp_path):
    with TinyStudy(tmp_path, exchanges=False) as tiny:
        decisive = [n for n, name in enumerate(tiny.operations) if name in ("rename", "exchange")]
        points = sorted({n + after for n in decisive for after in (0, 1)})
        verdicts = {tiny.try_at(n, "kill")[1] for n in points}
    assert verdicts == {"whole", "healed"}


def test_the_published_sweep_found_every_point_whole():
    kinds = dict.fromkeys(["n_tried", "n_whole", "n_healed", "n_said"], "int64")
    table = read_csv(ROOT / "corpus" / "reference" / "crash_sweep.csv", kinds)
    assert set(table["failure"]) == set(HOW) and table["n_tried"].sum() > 500
    assert (table["n_tried"] == table["n_whole"] + table["n_healed"]).all()


def stop_at(tiny, name, number=0):
    """Kill a run at the operation `name`, the one of that number."""
    at = [n for n, operation in enumerate(tiny.operations) if operation == name][number]
    tiny.reset()
    with FailingFiles(tiny.out, at), pytest.raises(Killed):
        tiny.run()


def test_the_next_run_says_where_the_last_was_stopped_and_what_is_kept(tiny, capsys):
    stop_at(tiny, "rename")  # before the results are complete
    tiny.run()
    said = capsys.readouterr().err
    n_made = len((tiny.folder / "before" / MADE).read_text().split())
    assert "The last run was stopped. It had not reached a notebook, or was through" in said
    assert f"The results of the run before it are kept, all {n_made} files." in said
    (tiny.out / study.PART).mkdir()
    (tiny.out / study.PART / study.AT).write_text("02_more")
    tiny.run()
    assert "It was at notebook 02_more." in capsys.readouterr().err
    tiny.run()
    assert "stopped" not in capsys.readouterr().err


def test_old_and_new_side_by_side_are_refused_until_a_reader_has_ended_the_move(tiny, capsys):
    at = tiny.operations.index("rename")
    moves = [n for n, name in enumerate(tiny.operations) if name == "replace" and n > at]
    tiny.reset()
    with FailingFiles(tiny.out, moves[2]), pytest.raises(Killed):
        tiny.run()
    with pytest.raises(ValueError, match="are being put in place, or this was stopped"):
        read_table("documents", tiny.out)
    with study.one_run_at_a_time(tiny.out), pytest.raises(NotebookError, match="at work"):
        study.heal(tiny.out)
    build_site(tiny.out)
    assert "It was putting its results in place; they are there now" in capsys.readouterr().err
    assert tiny.hash_sets()["results"] == tiny.new["results"]
    assert not (tiny.out / READY).exists()


def test_folders_of_kernels_that_a_killed_run_left_behind_go_and_no_others(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    for name, content in (("study-a", ended.pid), ("study-b", os.getpid()), ("study-c", "notes")):
        (tmp_path / name).mkdir()
        (tmp_path / name / MARK).write_text(str(content))
    (tmp_path / "study-d").mkdir()
    remove_left_behind(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["study-b", "study-c", "study-d"]


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_a_process_that_ends_without_a_word_leaves_old_or_new(tmp_path, at):
    """The same with processes that truly end, at steps of putting a folder in place."""
    new, old = tmp_path / "new", tmp_path / "site"
    for folder, content in ((new, "new"), (old, "old")):
        folder.mkdir()
        (folder / "index.html").write_text(content)
    code = f"""
import os, sys
from pathlib import Path
import analysis.tables.disk as disk
steps = []
def ends(function):
    def step(*given):
        steps.append(function)
        if len(steps) > {at}:
            os._exit(9)
        return function(*given)
    return step
os.rename, disk.remove_folder = ends(os.rename), ends(disk.remove_folder)
disk.exchange = lambda *names: False
disk.replace_folder(Path({str(new)!r}), Path({str(old)!r}))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT)
    assert done.returncode == (9 if at < 4 else 0)
    heal_folder(old)
    assert (old / "index.html").read_text() in ("old", "new") and not aside(old).exists()


def test_folders_change_names_in_one_step_on_linux(tmp_path):
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    assert disk.exchange(tmp_path / "a", tmp_path / "b") == (sys.platform in ("linux", "darwin"))
    replace_folder(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b" / "file").read_text() == "b" and not (tmp_path / "a").exists()
    assert not disk.exchange(tmp_path / "nothing", tmp_path / "b")


def test_copies_can_be_changed_and_removed_whatever_the_source_allows(tmp_path):
    source = tmp_path / "source"
    (source / "inner").mkdir(parents=True)
    (source / "inner" / "page.md").write_text("x")
    (source / "inner" / "page.md").chmod(0o444)
    (source / "inner").chmod(0o555)
    source.chmod(0o555)
    copy = copy_folder(source, tmp_path / "copy")
    for path in (copy, copy / "inner", copy / "inner" / "page.md"):
        assert path.stat().st_mode & 0o200
    remove_folder(source)
    remove_folder(source)  # nothing there: nothing to do
    assert not source.exists()


@pytest.mark.study
@pytest.mark.skipif(os.name != "posix", reason="rights of files as on Unix")
def test_a_whole_run_with_read_only_sources_strict_rights_a_foreign_path_and_no_home(own):
    assert own.done.returncode == 0, own.done.stderr[-2000:]
    assert (own.out / "site" / "index.html").exists()


@pytest.mark.parametrize(
    "number, said",
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EACCES, "has no right to write or read here"),
        (errno.EROFS, "has no right to write or read here"),
    ],
)
def test_refusals_of_the_system_are_told_in_a_sentence(monkeypatch, tmp_path, number, said):
    def refuse(*_):
        raise OSError(number, os.strerror(number), str(tmp_path / "page.html"))

    monkeypatch.setattr("analysis.site.build.build_site", refuse)
    with pytest.raises(SystemExit, match=f"{said}.*page.html"):
        main(["site", "--out", str(tmp_path)])


def test_a_lack_of_memory_outside_the_notebooks_is_told_in_a_sentence(monkeypatch, tmp_path):
    def want(*_):
        raise MemoryError("Unable to allocate 9.00 GiB")

    monkeypatch.setattr("analysis.site.build.build_site", want)
    with pytest.raises(SystemExit, match="The memory ran out. Unable to allocate 9.00 GiB"):
        main(["site", "--out", str(tmp_path)])


def test_arrow_takes_its_memory_from_the_system_unless_told_otherwise(tmp_path):
    """Its own allocator sets aside a gigabyte of addresses: half of what a small machine may have."""
    code = "import analysis, pyarrow; print(pyarrow.default_memory_pool().backend_name)"
    for chosen, backend in ((None, "system"), ("mimalloc", "mimalloc")):
        asked = {k: v for k, v in os.environ.items() if k != "ARROW_DEFAULT_MEMORY_POOL"}
        asked |= {"ARROW_DEFAULT_MEMORY_POOL": chosen} if chosen else {}
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=asked, capture_output=True, text=True
        )
        assert done.stdout.strip() == backend
