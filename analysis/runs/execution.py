"""
Notebooks, executed and stored so that two runs give the same bytes.

They share a kernel, one after another: between two of them it is cleared (`clearing.py`), and if
that fails a fresh one takes its place. The code that runs is the notebook's own; the runner
fills in the cell of parameters.
What is written to stderr (progress, warnings) goes to the terminal and is not stored.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbclient.util import run_sync
from nbformat import NotebookNode

from analysis.runs.clearing import RUNNING
from analysis.tables.disk import remove_folder
from analysis.tables.stored import MARK, PACKAGE

# One thread and a fixed hash seed: sums over threads and the order of sets vary otherwise.
# Memory of small and middling arrays (to 32 MB) is kept for the next ones, where the system's
# library knows these names (Linux): asking for it anew costs more than most steps. Huge pages
# are not asked for: on a virtual machine whose host takes back free memory they cost more
# than they save (all pairs of words of 100 MB: 1.6 s with, 1.0 s without).
FIXED = {
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TZ": "UTC",
    "PYTHONUTF8": "1",
    "MALLOC_TRIM_THRESHOLD_": str(1 << 28),
    "MALLOC_MMAP_THRESHOLD_": str(1 << 25),
    "NUMPY_MADVISE_HUGEPAGE": "0",
    RUNNING: "1",
}


# How a kernel starts: what all notebooks need is loaded before the first cell, without a search
# for lost rings among modules. When all is done that Python does at its end, the process ends at
# once: to take every object apart first would cost as much as a notebook.
LOAD = "__import__('analysis.runs.clearing').runs.clearing.load_libraries()"
START = f"""
import atexit, gc, os, runpy, sys
gc.disable()
atexit.register(os._exit, 0)
sys.argv.append({"--IPKernelApp.exec_lines=" + LOAD!r})
runpy.run_module("ipykernel_launcher", run_name="__main__", alter_sys=True)
"""

CLEARED_WITHIN = 30  # seconds; a kernel that takes longer is ended
# What NumPy, Arrow and Python call the lack of memory.
NO_MEMORY = ("MemoryError", "_ArrayMemoryError", "ArrowMemoryError")
OWN_ERRORS = ("ValueError", "FileNotFoundError", "ClusterError")  # the package's own refusals
MORE_MEMORY = "Close other programs, take a computer with more memory, or study fewer articles."


class NotebookError(RuntimeError):
    """A notebook did not run to its end; the message is for the person who started it."""

    def __init__(self, message: str, traceback: str = "") -> None:
        super().__init__(message)
        self.traceback = traceback


class OwnKernel(KernelSpecManager):
    """Kernels run on the Python that runs the study, whatever else is installed."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        command = [sys.executable, "-c", START, "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name="Python 3", language="python")


class FileKernel(AsyncKernelManager):
    """A kernel that talks to the runner through files, not through the network."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, kernel_spec_manager=OwnKernel())
        if os.name == "posix":
            # The whole path: kernel and runner work in different folders.
            self.transport, self.ip = (
                "ipc",
                os.path.join(os.environ["JUPYTER_RUNTIME_DIR"], "kernel"),
            )


class Runner(NotebookClient):
    """
    Executes notebooks from `folder`, all in one kernel; what a cell writes to stderr goes to the terminal.

    `on_cell` is called after each code cell.
    """

    def __init__(self, folder: Path | str, on_cell: Callable[[], object] | None = None) -> None:
        super().__init__(
            nbformat.v4.new_notebook(),
            kernel_manager_class=FileKernel,
            timeout=None,
            record_timing=False,
            coalesce_streams=True,
            resources={"metadata": {"path": str(folder)}},
            on_cell_executed=lambda **_: on_cell and on_cell(),
        )
        self.folder = Path(folder).resolve()
        self.owns_km = False  # the kernel outlives a notebook

    def run(self, notebook: NotebookNode) -> None:
        """Execute a notebook in place, in a kernel that knows nothing of the one before."""
        if self.km is not None and not self.clear():
            self.close()
        self.nb = notebook
        try:
            self.execute(stderr=subprocess.DEVNULL)  # the kernel's own log, not what cells write
        finally:
            heed_requests_to_end()  # nbclient has taken it away
        if self.is_stopped():  # after the last cell
            raise KeyboardInterrupt

    async def _clear(self) -> bool:
        """Whether the kernel is there and could be made as good as new."""
        manager, client = cast(AsyncKernelManager, self.km), cast(Any, self.kc)
        if not await manager.is_alive():
            return False
        code = f"import analysis.runs.clearing as c; c.clear_kernel({str(self.folder)!r})"
        with suppress(TimeoutError, RuntimeError):  # it has ended meanwhile
            reply = await client.execute(code, silent=True, reply=True, timeout=CLEARED_WITHIN)
            return reply["content"]["status"] == "ok"
        return False

    clear = run_sync(_clear)

    def close(self) -> None:
        """End the kernel, if there is one."""
        if self.km is not None:
            self._cleanup_kernel()

    def output(
        self, outs: list[NotebookNode], msg: dict[str, Any], display_id: str | None, cell_index: int
    ) -> NotebookNode | None:
        if msg["msg_type"] == "stream" and msg["content"]["name"] == "stderr":
            sys.stderr.write(msg["content"]["text"])
            return None
        return super().output(outs, msg, display_id, cell_index)

    async def _async_cleanup_kernel(self) -> None:
        # Who stops the run (Ctrl-C) has nbclient clean up twice; the second time nothing is left.
        if self.km is not None:
            await super()._async_cleanup_kernel()

    def is_stopped(self) -> bool:
        """Whether somebody stopped the run: nbclient then keeps the end of its cleaning up."""
        return hasattr(self, "_async_cleanup_kernel_future")


def heed_requests_to_end() -> None:
    """Have a request to end (SIGTERM) stop this process as Ctrl-C does, and say so."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, stop)


@contextmanager
def open_runner(
    folder: Path | str, on_cell: Callable[[], object] | None = None
) -> Iterator[Runner]:
    """A runner whose kernel, started with its first notebook, ends with the block."""
    runner = Runner(folder, on_cell)
    with kernel_environment():
        try:
            yield runner
        finally:
            runner.close()


@contextmanager
def kernel_environment() -> Iterator[None]:
    """What kernels inherit: fixed threads and seed, this package, nobody's own IPython settings."""
    before = dict(os.environ)
    # A short folder of its own: the path of a socket may have some hundred characters only.
    remove_left_behind(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix="study-") as folder:
        (Path(folder) / MARK).write_text(str(os.getpid()), encoding="utf-8")
        paths = [str(PACKAGE.parent), *filter(None, [before.get("PYTHONPATH")])]
        os.environ.update(
            FIXED, PYTHONPATH=os.pathsep.join(paths), JUPYTER_RUNTIME_DIR=folder, IPYTHONDIR=folder
        )
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


def remove_left_behind(temporary: Path) -> None:
    """Remove the folders of kernels whose run was killed: ours by their mark, the process gone."""
    if os.name != "posix":  # elsewhere nobody can be asked whether a process is there
        return
    for mark in temporary.glob(f"study-*/{MARK}"):
        with suppress(OSError, ValueError):
            number = int(mark.read_text(encoding="utf-8"))
            try:
                os.kill(number, 0)
            except ProcessLookupError:
                remove_folder(mark.parent)


def execute_notebook(notebook: NotebookNode, name: str, runner: Runner) -> NotebookNode:
    """Execute `notebook` in place; raises NotebookError with a message for the reader."""
    try:
        runner.run(notebook)
    except Exception as error:
        # The kernel goes at any moment then: between two cells nbclient misses it, and not the cell.
        if runner.is_stopped():
            raise KeyboardInterrupt from None
        if isinstance(error, CellExecutionError):
            raise NotebookError(explain_error(notebook, name, error), str(error)) from None
        if isinstance(error, DeadKernelError):
            raise NotebookError(
                f"Notebook {name} stopped without a word: the computer has most "
                f"likely run out of memory. {MORE_MEMORY}"
            ) from None
        raise
    return notebook


def explain_error(notebook: NotebookNode, name: str, error: CellExecutionError) -> str:
    """What went wrong and where, for a reader: the notebook, its sentence, the last line of the error."""
    failed = next(
        (
            at
            for at, cell in enumerate(notebook.cells)
            if any(out.output_type == "error" for out in cell.get("outputs", []))
        ),
        0,
    )
    sentence = next(
        (cell.source for cell in reversed(notebook.cells[:failed]) if cell.cell_type == "markdown"),
        "",
    )
    lines = [line for line in sentence.splitlines() if line.strip()]
    place = f', after the sentence\n  "{lines[-1].lstrip("# ")}"' if lines else f" (cell {failed})"
    # The package's own refusals are sentences; the name of other errors helps to look them up.
    if error.ename in NO_MEMORY:
        return (
            f"The memory ran out in notebook {name}{place}\n"
            f"{error.evalue or 'No more could be had'}. {MORE_MEMORY}"
        )
    kind = "" if error.ename in OWN_ERRORS else f"{error.ename}: "
    return f"The study stopped in notebook {name}{place}\n{kind}{error.evalue}"


def fill_parameters(notebook: NotebookNode, name: str, **values: str) -> NotebookNode:
    """A copy of the notebook whose cell tagged `parameters` has these values (strings)."""
    notebook = nbformat.from_dict(notebook)
    cells = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    if len(cells) != 1:
        raise NotebookError(
            f"Notebook {name} has {len(cells)} cells tagged `parameters`; it needs one."
        )
    for key, value in values.items():
        line = re.compile(rf"^{key} = .*$", re.MULTILINE)
        if not line.search(cells[0].source):
            raise NotebookError(
                f'Notebook {name}: its cell of parameters has no line `{key} = "…"`.'
            )
        cells[0].source = line.sub(
            lambda _: f"{key} = {json.dumps(value, ensure_ascii=False)}", cells[0].source
        )
    return notebook


def normalise_notebook(notebook: NotebookNode) -> NotebookNode:
    """A copy without what differs between two runs or machines: times, versions, random ids."""
    notebook = nbformat.from_dict(notebook)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {
                "display_name": "Python 3 (ipykernel)",
                "language": "python",
                "name": "python3",
            },
            "language_info": {
                "file_extension": ".py",
                "mimetype": "text/x-python",
                "name": "python",
            },
        }
    )
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02}"
        tags = cell.metadata.get("tags")
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
    return notebook


def clear_outputs(notebook: NotebookNode) -> NotebookNode:
    """A copy of the notebook as if it had never run."""
    notebook = nbformat.from_dict(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook
