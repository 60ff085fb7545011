"""
Time one tool once, in a process of its own: `python -m bench.measure FOLDER TASK TOOL`.

Prints one line of JSON. Seconds are those of the clock; `cpu` are those of the processor,
which other work on the machine disturbs less; memory is what the call added at its peak.
"""

import gc
import json
import resource
import sys
import time
from pathlib import Path

from bench import ours, ours_of_coding, peers, peers_of_topics  # noqa: F401  (they fill the list)
from bench.data import Data
from bench.registry import TOOLS


def measure(folder, task, name):
    """The figures of one call of one tool."""
    tool = next(tool for tool in TOOLS if (tool.task, tool.name) == (task, name))
    data = Data(folder, tool.mb)
    call = tool.prepare(data)
    gc.collect()
    before = forget_peak()
    clock, processor = time.perf_counter(), processor_time()
    result = call()
    seconds, cpu = time.perf_counter() - clock, processor_time() - processor
    figures = {
        "seconds": seconds,
        "cpu": cpu,
        "mb": data.n_bytes / 1e6,
        "n_articles": len(data.texts),
        "memory": peak() - before,
        "n": count(result),
    }
    if task == "topics":
        from bench.words import coherence, kept_matrix

        figures["npmi"] = coherence(result, *kept_matrix(data))
    if task == "voices":
        figures["words_per_s"] = len(data.tokens) / seconds
    return figures


def processor_time():
    """Seconds of processor of this process, all threads, and of those it started that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def forget_peak():
    """Megabytes in use now; from here on `peak` counts anew where the system can (Linux)."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        pass
    return peak()


def peak():
    """Most megabytes that this process has used."""
    try:
        status = Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    except (OSError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def count(result):
    """How many things came out: rows, or entries of a list of lists."""
    if isinstance(result, list) and result and isinstance(result[0], list):
        return sum(map(len, result))
    return (
        int(result.nnz)
        if hasattr(result, "nnz")
        else len(result)
        if hasattr(result, "__len__")
        else 1
    )


if __name__ == "__main__":
    print(json.dumps(measure(*sys.argv[1:4])))
