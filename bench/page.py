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
    "voices": "Voices: who is quoted or retold",
    "coding": "A sample drawn, and estimates from it",
    "check": "`check` of 20,000 files",
}
NOTES = {
    "voices": "textacy finds direct quotations alone; this study finds retold speech, too. ",
    "coding": f"Of {100_000:,} sentences, 400 are drawn and coded by chance, for six frames. ",
}
HEADING = "| tool | MB | seconds | processor | MB/s | articles/s | memory, MB | ratio | ratio, processor | found |"
# What only some tasks have: the heading, and how it is printed.
MORE = {"npmi": ("NPMI", ".2f"), "words_per_s": ("words/s", ",.0f")}


def write_page(record, folder):
    """Write README.md into the folder, from the record."""
    parts = [HEAD]
    for task in sorted(record["tasks"], key=list(TITLES).index):
        held = record["tasks"][task]
        machine, text = held["machine"], held["text"]
        parts.append(
            f"## {TITLES[task]}\n\n{NOTES.get(task, '')}{text['n_articles']:,} articles ({text['text']}); "
            f"{machine['processors']} processors{machine_name(machine)}, Python {machine['python']}, "
            f"load {machine['load']}.\n"
        )
        more = [name for name in MORE if any(name in row for row in held["tools"])]
        heading = HEADING + "".join(f" {MORE[name][0]} |" for name in more)
        parts.append(
            "\n".join(
                [
                    heading,
                    "|" + " --- |" * (heading.count("|") - 1),
                    *(table_row(row, more) for row in held["tools"]),
                ]
            )
            + "\n"
        )
    for file in (folder / name for name in ("whole.md", "growth.md", "cluster.md", "setup.md")):
        if file.exists():
            parts.append(file.read_text(encoding="utf-8"))
    (Path(folder) / "README.md").write_text("\n".join(parts), encoding="utf-8")


def machine_name(machine):
    """The name of the processor, where the system tells it."""
    return f" ({machine['processor']})" if machine.get("processor") else ""


def table_row(row, more):
    """One tool as a row of the table; `more` are columns of the task alone."""
    if "error" in row:
        return f"| {row['tool']} | not measured: {row['error']} |" + " |" * (8 + len(more))
    cells = [
        row["tool"],
        f"{row['mb']:.3g}",
        spread(row, "seconds"),
        spread(row, "cpu"),
        f"{row['mb_per_s']:.1f}",
        f"{row['articles_per_s']:,.0f}",
        f"{row['memory']:,.0f}",
        row.get("ratio", ""),
        row.get("ratio_cpu", ""),
        f"{row['n']:,}",
        *(f"{row[name]:{MORE[name][1]}}" if name in row else "" for name in more),
    ]
    return "| " + " | ".join(map(str, cells)) + " |"


def spread(row, name):
    """Median, fastest and slowest."""
    return f"{row[name]:.3g} ({row[name + '_low']:.3g}–{row[name + '_high']:.3g})"
