"""
Between two notebooks of a run that share a kernel: nothing of the first one is left.

Libraries stay loaded, which is why a kernel is shared at all: to load them takes longer than
what most notebooks do on a few articles.
"""

import gc
import os
import subprocess
import sys
from pathlib import Path

from IPython import get_ipython

from analysis.text.escaping import guard_tables

RUNNING = "STUDY_RUNNING"  # set while a run executes a notebook, and not when somebody works in it
MOST_KEPT = 600  # megabytes: a kernel that holds more is ended, and the system has its memory back


def load_libraries() -> None:
    """Load what all notebooks need, then have Python look for lost rings among all that is made later."""
    try:
        import analysis.drawing.figure  # noqa: F401
    finally:
        gc.freeze()
        gc.enable()


def clear_kernel(folder: str) -> None:
    """
    Make this kernel as it was when it started, to work in `folder`: no names, cells counted from 1.

    How tables and figures look is set back as well.

    Raises an error where that cannot be: a cell has asked the kernel to end, or it still holds
    more than `MOST_KEPT` and only its end gives that back.
    """
    shell = get_ipython()
    assert shell is not None
    if shell.exit_now:
        raise RuntimeError("The kernel is about to end.")
    os.chdir(folder)
    shell.reset()
    if pandas := sys.modules.get("pandas"):
        pandas.reset_option("^display")
        guard_tables()
    if "matplotlib" in sys.modules:
        from analysis.drawing.figure import set_style

        set_style()
    gc.collect()
    gc.freeze()  # what is left are the libraries: to go through them again frees nothing
    if measure_memory() > MOST_KEPT:
        raise MemoryError


def measure_memory() -> float:
    """How many megabytes this process holds; an error where nobody can be asked (Windows)."""
    pages = Path("/proc/self/statm")  # Linux
    if pages.exists():
        return int(pages.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    return int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(os.getpid())])) / 1e3
