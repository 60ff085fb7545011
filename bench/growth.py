"""
How cost grows: `python -m bench.growth --data path`, articles on disk, 1,000 to 1,000,000.

Articles are stretches of the text, some 200 words each; each step runs block by
block, as it would on a corpus larger than memory. One process for each number of articles,
so that its peak of memory is its own.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.data import SEED, cut_sentences, make_texts, read_speeches
from bench.measure import peak, processor_time

HERE = Path(__file__).parent
RECORD = HERE / "growth.json"
NUMBERS = [1_000, 10_000, 100_000, 1_000_000]
PART = 5_000  # articles that are made at a time
CHARACTERS = 1_200  # of an article, some 200 words
STEPS = ["tokens", "terms", "dictionary", "concordance"]


def main(words=None):
    """Measure every number of articles, write the record, the table and the figure."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.growth", description=__doc__.split("\n\n")[0]
    )
    parser.add_argument("--data")
    parser.add_argument("--numbers", nargs="*", type=int, default=NUMBERS)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args(words)
    if arguments.one:
        return print(json.dumps(measure(arguments.data, arguments.one)))
    rows = []
    for number in arguments.numbers:
        command = [sys.executable, "-m", "bench.growth", "--one", str(number)]
        done = subprocess.run(
            command + (["--data", arguments.data] if arguments.data else []),
            check=True,
            capture_output=True,
            text=True,
            cwd=HERE.parent,
        )
        rows.append(json.loads(done.stdout.strip().split("\n")[-1]))
        RECORD.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
        print(rows[-1], flush=True)
    write_growth(rows)


def measure(data, number):
    """Seconds, memory and disk of each step on `number` articles."""
    from bench.on_disk import (
        count_dictionary_on_disk,
        count_terms_on_disk,
        find_lines_on_disk,
        write_sentences,
        write_tokens,
    )
    from bench.words import NODE, patterns

    folder = Path(tempfile.mkdtemp(prefix="growth-"))
    try:
        write_sentences(draw_articles(data, number), folder)
        row = {"n_articles": number, "steps": {}}
        for step, call in zip(
            STEPS,
            (
                lambda: write_tokens(folder),
                lambda: count_terms_on_disk(folder),
                lambda: count_dictionary_on_disk(folder, patterns()),
                lambda: find_lines_on_disk(folder, NODE),
            ),
        ):
            clock, processor = time.perf_counter(), processor_time()
            found = call()
            row["steps"][step] = {
                "seconds": round(time.perf_counter() - clock, 2),
                "cpu": round(processor_time() - processor, 2),
                "found": int(found if step == "tokens" else len(found)),
            }
        size = {path.stem: round(path.stat().st_size / 1e6, 1) for path in folder.glob("*.parquet")}
        return row | {"memory_mb": round(peak()), "disk_mb": size}
    finally:
        shutil.rmtree(folder)


def draw_articles(data, number):
    """Tables of sentences of articles, each a stretch of some 200 words of one text, part after part."""
    import numpy as np
    import pandas as pd

    texts = read_speeches(data)[:2_000] if data else list(make_texts(5e6))
    rows = cut_sentences([str(n) for n in range(len(texts))], texts)
    text, end = rows["text"].to_numpy(object), np.cumsum(rows["text"].str.len().to_numpy())
    random = np.random.default_rng(SEED)
    for first in range(0, number, PART):
        n = min(PART, number - first)
        begin = random.integers(len(rows) - 1000, size=n)
        size = np.searchsorted(end, end[begin] + CHARACTERS) + 1 - begin
        sentence = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
        taken = np.repeat(begin, size) + sentence
        length = np.diff(end, prepend=0)[taken]
        start = end[taken] - length - np.repeat(end[begin] - np.diff(end, prepend=0)[begin], size)
        doc = np.repeat([f"article-{name:07d}" for name in range(first, first + n)], size)
        yield pd.DataFrame(
            {
                "doc_id": doc,
                "paragraph": 0,
                "sentence": sentence,
                "raw_start": start,
                "raw_end": start + length,
                "kind": "body",
                "text": text[taken],
            }
        )


def write_growth(rows):
    """growth.md and growth.svg: seconds of processor per thousand articles."""
    heading = (
        "| articles | " + " | ".join(f"{step}, s" for step in STEPS) + " | memory, MB | disk, MB |"
    )
    lines = [heading, "|" + " --- |" * (heading.count("|") - 1)]
    for row in rows:
        cells = [
            f"{step['seconds']} ({1e6 * step['cpu'] / row['n_articles']:.0f})"
            for step in row["steps"].values()
        ]
        lines.append(
            f"| {row['n_articles']:,} | {' | '.join(cells)} | {row['memory_mb']:,} | "
            f"{sum(row['disk_mb'].values()):,.0f} |"
        )
    (HERE / "growth.md").write_text(
        "## Growth: articles on disk, block by block\n\nSeconds by the clock; in brackets, millionths of a second of "
        "processor per article.\n\n"
        + "\n".join(lines)
        + "\n\n![Cost by number of articles](growth.svg)\n",
        encoding="utf-8",
    )
    draw_growth(rows)


def draw_growth(rows):
    """Seconds of processor by number of articles, on log axes; a straight line of slope one is linear."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(6, 4), layout="constrained")
    for step, marker in zip(STEPS, "os^D"):
        ax.loglog(
            [row["n_articles"] for row in rows],
            [row["steps"][step]["cpu"] for row in rows],
            marker=marker,
            label=step,
        )
    ax.set(xlabel="articles", ylabel="seconds of processor")
    ax.legend()
    plt.rcParams["svg.hashsalt"] = "growth"
    figure.savefig(HERE / "growth.svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
