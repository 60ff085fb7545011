"""
Whole studies: `python -m bench.whole --data path`, all notebooks and the site, with time, memory and disk.

Three corpora are made of the open speeches: each speech an article, and the same text cut at
ends of sentences into 100,000 articles of some 300 words, and into a million of some 30.
"""

import argparse
import gzip
import json
import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

HERE = Path(__file__).parent
RECORD = HERE / "whole.json"
# The characters of an article, to the end of the sentence, and how many of them; whole speeches.
CORPORA = {
    "speeches": None,
    "short articles": (1_950, 100_000),
    "very short articles": (84, 1_000_000),
}
END = re.compile(r"[.!?]\s")


def main(words=None):
    """Run the study on each corpus, write the record and the table."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.whole", description=__doc__.split("\n\n")[0]
    )
    parser.add_argument("--data", required=True, help="folder that holds speeches.jsonl.gz")
    parser.add_argument(
        "--only",
        choices=list(CORPORA),
        nargs="*",
        default=list(CORPORA),
    )
    arguments = parser.parse_args(words)
    rows = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    for name in arguments.only:
        rows[name] = measure(name, arguments.data)
        RECORD.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
        print(name, rows[name], flush=True)
    write_whole_table(rows)


def measure(name, data):
    """Seconds by clock and processor, megabytes of memory at the peak and of disk, of one whole study."""
    import pandas as pd

    folder = Path(tempfile.mkdtemp(prefix="whole-"))
    try:
        rows = read_speeches(data)
        if CORPORA[name]:
            length, n = CORPORA[name]
            rows = list(islice(cut(rows, length), n))
        articles = pd.DataFrame(rows)
        (folder / "corpus" / "raw").mkdir(parents=True)
        articles.to_parquet(folder / "corpus" / "raw" / "articles.parquet")
        begun, before, most = time.perf_counter(), processor_time(), 0
        run = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "analysis",
                "run",
                "--corpus",
                folder / "corpus",
                "--out",
                folder / "out",
            ],
            cwd=HERE.parent,
        )
        while run.poll() is None:
            most = max(most, memory_of(run.pid))
            time.sleep(1)
        if run.returncode:
            raise SystemExit(f"The study of the {name} ended with code {run.returncode}.")
        size = {
            part: round(
                sum(path.stat().st_size for path in (folder / "out" / part).rglob("*")) / 1e6
            )
            for part in ("corpus", "site")
        }
        return {
            "n_articles": len(articles),
            "text_mb": round(articles["text"].str.len().sum() / 1e6),
            "seconds": round(time.perf_counter() - begun),
            "cpu": round(processor_time() - before),
            "memory_mb": round(most),
            "disk_mb": size,
            "files": sum(path.is_file() for path in (folder / "out" / "site").rglob("*")),
            "machine": name_machine(),
        }
    finally:
        shutil.rmtree(folder)


def read_speeches(data):
    """The speeches as rows of a table of articles."""
    path = next(Path(data).rglob("speeches.jsonl.gz"))
    with gzip.open(path, "rt", encoding="utf-8") as file:
        speeches = [json.loads(line) for line in file]
    return [
        {
            "id": row["file"].removesuffix(".txt"),
            "text": row["text"],
            "date": f"{row['year']}-09-25",
            "outlet": row["country"],
            "title": f"{row['country']} {row['year']}",
        }
        for row in speeches
    ]


def cut(speeches, length):
    """The same text in articles that end with the first sentence after `length` characters."""
    for row in speeches:
        text, begin, number = row["text"].strip(), 0, 0
        while begin < len(text):
            found = END.search(text, begin + length)
            end = found.end() if found else len(text)
            if text[begin:end].strip():
                yield row | {
                    "id": f"{row['id']}-{number:03d}",
                    "text": text[begin:end].strip(),
                    "title": f"{row['title']}, part {number + 1}",
                }
            begin, number = end, number + 1


def name_machine():
    """The processors, and how much else they had to do: "AMD EPYC, 2 processors, 1 process beside"."""
    info = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", info.read_text()) if info.exists() else None
    name = found[1].strip() if found else platform.machine()
    beside = max(0, round(os.getloadavg()[2] - 1)) if hasattr(os, "getloadavg") else 0
    told = f", {beside} process{'es' if beside != 1 else ''} beside" if beside else ""
    return f"{name}, {os.cpu_count()} processors{told}"


def processor_time():
    """Seconds of processor of all that was started here and has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def memory_of(process):
    """Megabytes of a process and all that it started, shared pages counted once; 0 where the system does not say."""
    total = 0
    try:
        total = (
            int(Path(f"/proc/{process}/smaps_rollup").read_text().split("Pss:")[1].split()[0])
            / 1024
        )
        for task in Path(f"/proc/{process}/task").iterdir():
            total += sum(memory_of(child) for child in (task / "children").read_text().split())
    except (OSError, IndexError):
        pass
    return total


def write_whole_table(rows):
    """whole.md: a row per corpus."""
    lines = [
        "## Whole studies: all notebooks and the site",
        "",
        "Memory is the most that all processes held together. Where other processes worked beside, the minutes "
        "by the clock say little, and those of the processor are up to a third too many.",
        "",
        "| corpus | articles | text, MB | minutes | processor, minutes | memory, GB | tables, GB | site, GB | its files | machine |",
        "|" + " --- |" * 10,
    ]
    for name, row in rows.items():
        lines.append(
            f"| {name} | {row['n_articles']:,} | {row['text_mb']:,} | {row['seconds'] / 60:.1f} | "
            f"{row['cpu'] / 60:.1f} | {row['memory_mb'] / 1e3:.1f} | {row['disk_mb']['corpus'] / 1e3:.1f} | "
            f"{row['disk_mb']['site'] / 1e3:.2f} | {row['files']:,} | {row['machine']} |"
        )
    (HERE / "whole.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
