"""
The workers of a Dask cluster: work sent to them and taken, and what is said where that fails.

A worker that is lost costs time, not results: its blocks are done by another, and where no other is
left the run says so and waits. What waiting cannot cure ends the run with a sentence on the remedy.
"""

import hashlib
import logging
import platform
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import cache, partial
from importlib import metadata
from threading import Event, Thread
from typing import Any

from analysis.tables.stored import LISTS, PACKAGE

PAUSE = 5.0  # seconds between two looks at the workers, while their results are waited for
AHEAD = 2  # blocks sent for each thread of the workers, so that results never pile up
# What functions of blocks load: with another version of these, results might differ.
PACKAGES = ("ftfy", "jinja2", "markupsafe", "numpy", "pandas", "py3langid", "pyarrow")
SOURCES = (".py", ".csv", ".html")
REMEDY = (
    "Install there what is installed here (requirements.txt, then this program with the extra "
    "'cluster'), and start it again."
)

# Sent as words: a worker that cannot load a function it is sent ends without saying why.
ASK = f"__import__({__name__!r}, fromlist=['*']).find_build()"


class ClusterError(RuntimeError):
    """The workers cannot do the work; the message is for the person who started the run."""


def map_workers(function: Callable, blocks: Iterable, scheduler: str) -> Iterator[Any]:
    """`function` of each block, by the workers of a scheduler, in the order of the blocks."""
    with connect(scheduler) as client, Watch(client, scheduler) as watch:
        work = partial(do_block, function=function, build=find_build())
        waiting: deque[Any] = deque()
        for block in blocks:
            waiting.append(client.submit(work, block, pure=False))
            if len(waiting) > AHEAD * max(watch.n_threads, 1):
                yield take(waiting.popleft(), scheduler)
        while waiting:
            yield take(waiting.popleft(), scheduler)


def take(future: Any, scheduler: str) -> Any:
    """The result of a block; an error where nobody can make it any more."""
    from distributed import KilledWorker

    try:
        return future.result()
    except KilledWorker as error:
        raise ClusterError(
            f"{error.allowed_failures + 1} workers, one after another, ended while they did the same "
            f"block of articles, the last at {error.last_worker.address}: its log says why. Most "
            f"likely they had too little memory: start fewer of them on each machine."
        ) from None
    except CancelledError:
        raise ClusterError(
            f"The Dask scheduler at {scheduler} no longer answers. Start it and its workers again, "
            f"then the run; or run without SCHEDULER: all is then done here."
        ) from None


class Watch:
    """How many threads the workers have, asked again and again; says where there are none."""

    def __init__(self, client: Any, scheduler: str) -> None:
        self.client, self.scheduler = client, scheduler
        self.is_told = False
        self.ended = Event()
        self.watcher = Thread(target=self.keep_looking, daemon=True)
        self.look()

    def __enter__(self) -> "Watch":
        self.watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()

    def keep_looking(self) -> None:
        """Look until the work is done."""
        while not self.ended.wait(PAUSE):
            try:
                self.look()
            except Exception:  # the scheduler is gone: who waits for a result is told
                return

    def look(self) -> None:
        """Count the threads; say when the last worker is gone and when one has come."""
        self.n_threads = sum(self.client.nthreads().values())
        if not self.n_threads and not self.is_told:
            print(f"\n{say_nobody(self.scheduler)}", file=sys.stderr, flush=True)
        if self.n_threads and self.is_told:
            print("\nA worker is there: the study goes on.", file=sys.stderr, flush=True)
        self.is_told = not self.n_threads


def say_nobody(scheduler: str) -> str:
    """What is said where no worker is left, or none has come yet."""
    return (
        f"No worker is at {scheduler}: the study waits for one. Start it where this program is "
        f"installed with the extra 'cluster': dask worker {scheduler}"
    )


def announce_workers(scheduler: str) -> None:
    """Before a run: say how many share its work; an error where they cannot."""
    print(f"Asking the Dask scheduler at {scheduler}.", file=sys.stderr, flush=True)
    with connect(scheduler) as client:
        n = len(client.nthreads())
    said = f"{n} worker{'s' * (n > 1)} of {scheduler} for the heavy steps."
    print(said if n else say_nobody(scheduler), file=sys.stderr)


@contextmanager
def connect(scheduler: str) -> Iterator[Any]:
    """A client of the scheduler at an address; an error, if this program is not the same there."""
    try:
        import dask
        from distributed import Client
        from distributed.comm import parse_address
        from distributed.comm.registry import get_backend
    except ImportError as error:
        raise ClusterError(
            "A scheduler needs the packages of the extra 'cluster': "
            'pip install "dask" "distributed", here and on every worker.'
        ) from error
    # Blocks are megabytes, and go with their task: then a killed worker's are not lost.
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GB"})
    for name in ("distributed", "distributed.client"):  # what matters is said below
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        get_backend(parse_address(scheduler)[0])  # an unknown protocol
        client = Client(scheduler, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"No Dask scheduler answers at {scheduler}. Start one (dask scheduler), give the address "
            f"that it prints (tcp://…), or run without SCHEDULER: all is then done here."
        ) from error
    with client:
        check_builds(client)
        yield client


# the same program ----------------------------------------------------------------------


@cache
def find_build() -> dict[str, str]:
    """What results depend on, besides what is sent: the versions of Python, packages and this program."""
    digest = hashlib.sha256()
    files = [path for path in PACKAGE.rglob("*") if path.suffix in SOURCES]
    files += (LISTS / "reference").glob("*.csv")
    for path in sorted(files, key=lambda path: (path.parent.name, path.name)):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    python = ".".join(platform.python_version_tuple()[:2])
    versions = {name: metadata.version(name) for name in PACKAGES}
    return {"Python": python, **versions, "version": digest.hexdigest()[:12]}


def check_builds(client: Any) -> None:
    """Raise an error that names the scheduler or the workers that cannot do what is done here."""
    try:
        client.run_on_scheduler(eval, ASK)
    except (ImportError, AttributeError) as error:
        raise ClusterError(f"The scheduler cannot load this program ({error}). {REMEDY}") from None
    found = client.run(eval, ASK, on_error="return")
    faults = [fault for address, build in found.items() if (fault := find_fault(address, build))]
    if faults:
        raise ClusterError(" ".join([*faults[:3], REMEDY]))


def find_fault(worker: str, build: dict[str, str] | Exception) -> str | None:
    """What a worker lacks, as a sentence, or None."""
    if isinstance(build, (ImportError, AttributeError)):
        return f"The worker {worker} cannot load this program ({build})."
    if isinstance(build, Exception):  # it has just ended, which only costs time
        return None
    other = [
        "another version of this program"
        if name == "version"
        else f"{name} {theirs} instead of {ours}"
        for name, ours in find_build().items()
        if (theirs := build.get(name)) != ours
    ]
    return f"The worker {worker} has {' and '.join(other)}." if other else None


def do_block(block: Any, function: Callable, build: dict[str, str]) -> Any:
    """On a worker: `function` of a block; an error, if this worker, which came later, has another build."""
    if build != find_build():
        from distributed import get_worker

        raise ClusterError(
            f"The worker {get_worker().address} has another version of this program. {REMEDY}"
        )
    return function(block)
