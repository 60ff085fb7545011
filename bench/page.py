"""The record as a page: a table per task, whole studies, and how cost grows with the number of articles."""

from pathlib import Path

HEAD = """# Speed: our steps beside other tools

Written by `make bench`. Each tool ran in a process of its own, in an order that alternates;
seconds are the median of the rounds (fastest to slowest), *processor* the seconds of all
threads. Ratio: the tool's time per megabyte over ours, by clock and by processor; above 1
we are faster. Memory is what the call added at its peak. Making tokens or counts ready, and
reading the text, is outside the times.
"""
TITLES = {
    "tokens": "Tokens with offsets",
    "counts": "Tokens and counts per article",
    "dictionary": "Dictionary: 60 globs and 20 phrases, on ready tokens",
    "build": "Building a corpus",
    "concordance": "Concordance: all lines of a frequent family of words",
    "keyness": "Keyness of the whole vocabulary, from counts",
    "bigrams": "Bigram collocations",
    "topics": "Twenty topics",
}
HEADING = "| tool | MB | seconds | processor | MB/s | articles/s | memory, MB | ratio | ratio, processor | found |"


def write_page(record, folder):
    """Write README.md into the folder, from the record."""
    parts = [HEAD]
    for task, held in record["tasks"].items():
        machine, text = held["machine"], held["text"]
        parts.append(
            f"## {TITLES.get(task, task)}\n\n{text['n_articles']:,} articles ({text['text']}); "
            f"{machine['processors']} processors, Python {machine['python']}, load {machine['load']}.\n"
        )
        has_npmi = any("npmi" in row for row in held["tools"])
        heading = HEADING + (" NPMI |" if has_npmi else "")
        parts.append(
            "\n".join(
                [
                    heading,
                    "|" + " --- |" * (heading.count("|") - 1),
                    *(table_row(row, has_npmi) for row in held["tools"]),
                ]
            )
            + "\n"
        )
    for more in (folder / "whole.md", folder / "growth.md"):
        if more.exists():
            parts.append(more.read_text(encoding="utf-8"))
    (Path(folder) / "README.md").write_text("\n".join(parts), encoding="utf-8")


def table_row(row, has_npmi):
    """One tool as a row of the table."""
    if "error" in row:
        return f"| {row['tool']} | not measured: {row['error']} |" + " |" * (8 + has_npmi)
    cells = [
        row["tool"],
        f"{row['mb']:.0f}",
        spread(row, "seconds"),
        spread(row, "cpu"),
        f"{row['mb_per_s']:.1f}",
        f"{row['articles_per_s']:,.0f}",
        f"{row['memory']:,.0f}",
        row.get("ratio", ""),
        row.get("ratio_cpu", ""),
        f"{row['n']:,}",
        *([f"{row['npmi']:.2f}" if "npmi" in row else ""] if has_npmi else []),
    ]
    return "| " + " | ".join(map(str, cells)) + " |"


def spread(row, name):
    """Median, fastest and slowest."""
    return f"{row[name]:.3g} ({row[name + '_low']:.3g}–{row[name + '_high']:.3g})"
