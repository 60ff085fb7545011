"""
Articles written to do harm when shown: as a folder to run the study on, and as finished tables.

    python tests/hostile.py FOLDER      makes FOLDER/tables and FOLDER/run, each with a site

Whatever runs sets `window.ran`, opens a dialog or asks another host; a check in the browser
looks for all three.
"""

import csv
import json
import re
import sys
from pathlib import Path

import pandas as pd

from analysis.tables.stored import empty_table, write_csv, write_table

HARMS = {
    "script": '<script>window.ran = "script"; alert(1)</script>',
    "handler": '<img src="x" onerror="window.ran = 1"> <svg/onload=window.ran=2> <b onclick="window.ran=3">b</b>',
    "address": '<a href="javascript:window.ran=4">here</a> javascript:alert(5)',
    "ends": "</textarea></title></style></script><script>window.ran = 6</script>-->]]>",
    "quotes": '" onmouseover="window.ran=7" x="\' autofocus onfocus=\'window.ran=8',
    "latex": r"$\frac{1}{2}$ \(\alpha\) \[\beta\] $$x^2$$ \href{javascript:alert(9)}{x}",
    "markdown": "**bold** [link](javascript:alert(10)) ![p](https://evil.example/p.png) `code` # head",
    "fence": "`````` ``` ~~~ ---\n```{raw} html",
    "formula": '=HYPERLINK("https://evil.example","x") +1+1 @SUM(1) -2+3|cmd',
    "template": "{{ 7 * 7 }} {% raw %} {# no #} <!--findings--> title-goes-here <p>body-goes-here</p>",
    "direction": "start \u202e desrever si siht \u202c \u2066iso\u2069 \u200f mark \u061c end",
    "unseen": "nul \x00 bell \x07 line \u2028 paragraph \u2029 next \x85 end",
    "frame": '<iframe src="https://evil.example/"></iframe><link rel=stylesheet href=//evil.example/x.css><base href="//evil.example/">',
    "long": "lies " * 20_000,
}
NUMBER = re.compile(r"[-+]?[\d.]+(e[-+]?\d+)?")
# In the outputs of a notebook: elements of an article, its addresses, signs that turn text round.
MARKUP = re.compile(
    r"<(script|iframe|svg|base|link|object|embed)\b|<\w[^<>]*\son\w+="
    r"|<\w[^<>]*(href|src)=[\"']?\s*(javascript|https?://evil|//evil)|[\u202a-\u202e\u2066-\u2069]"
)
LATEX = re.compile(r"\$\\frac")
SPEAKER = 'Eve <script>window.ran="speaker"</script> \u202e $x$ "onload="'
OUTLET = '<img src=x onerror=window.ran="outlet"> The Daily $\\LaTeX$'


def write_corpus(folder):
    """The articles as files with their metadata, for a run of the whole study."""
    raw = Path(folder) / "raw"
    raw.mkdir(parents=True)
    rows, coding = [], []
    for name, harm in HARMS.items():
        text = (
            f'{harm}\n\nThe minister said on Monday that the reports are lies. {harm} "We reject these '
            f"lies,\" said {SPEAKER}.\n\nThe region's development goes on, he added.\n"
        )
        (raw / f"{name}.txt").write_text(text, encoding="utf-8")
        rows.append(
            {
                "file": f"{name}.txt",
                "outlet": OUTLET,
                "title": harm[:200],
                "outlet_basis": harm[:50],
                "published_basis": harm[:80],
                "url": "javascript:alert(11)",
                "show_whole_text": "yes",
                "note": harm[:100],
            }
        )
        coding += code_article(name, text, harm)
    write_list(pd.DataFrame(rows), "metadata", folder)
    write_csv(fill(coding, "coding"), Path(folder) / "coding.csv")


def code_article(name, text, harm):
    """A coding of one quotation and one framing word, so that what coders write is shown too."""
    start = text.index('"We reject') + 1
    end = text.index(',"', start)
    at = text.index("lies", start)
    codes = [
        (
            "v1",
            start,
            end,
            {"voice": "direct", "form": "full", "speaker": SPEAKER, "role": "official"},
        ),
        (
            "f1",
            at,
            at + 4,
            {
                "frame": "delegitimation",
                "voice": "direct",
                "status": "asserted",
                "target": "critics",
                "speaker": SPEAKER,
            },
        ),
    ]
    return [
        {
            "unit_id": f"{unit}-{name}",
            "doc_id": name,
            "raw_start": first,
            "raw_end": last,
            "coder": harm[:40],
            "variable": variable,
            "code": code,
            "text": text[first:last][:80],
            "note": harm[:80],
        }
        for unit, first, last, found in codes
        for variable, code in found.items()
    ]


def write_list(rows, name, corpus):
    """A list written by people, all columns there."""
    write_csv(pd.concat([empty_table(name), rows.astype("str")]), Path(corpus) / f"{name}.csv")


def write_study(out):
    """Finished tables of the hostile articles, each text column holding harm; no notebook is run."""
    out = Path(out)
    write_corpus(out / "corpus")
    write_notebook(out)
    tables = {name: [] for name in ("documents", "sentences", "quotations", "matches")}
    for name, harm in HARMS.items():
        add_article(tables, name, harm)
    for name, rows in tables.items():
        write_table(fill(rows, name), name, out)
    write_table(empty_table("edits"), "edits", out)
    return out


def fill(rows, name):
    """The rows as the table `name`, other columns missing or 0."""
    empty = empty_table(name)
    table = pd.DataFrame(rows)
    for column, kind in empty.dtypes.items():
        if column not in table:
            usual = {"int64": 0, "bool": False, "float64": float("nan")}
            table[column] = usual.get(str(kind), pd.NA)
    return table


def add_article(tables, name, harm):
    """One article of two sentences: harm, then harm in somebody's mouth with a framing word."""
    first, lead = f"{harm} and lies.", f"{SPEAKER} said: "
    second = f"{lead}{harm} lies"
    at = len(first) + 2
    tables["documents"].append(
        {
            "doc_id": name,
            "file": f"{name}.txt",
            "outlet": OUTLET,
            "outlet_basis": harm[:50],
            "title": harm[:200],
            "published_from": harm[:20],
            "published_basis": harm[:80],
            "flags": harm[:100],
            "n_words": 10,
        }
    )
    for number, (start, text) in enumerate([(0, first), (at, second)]):
        tables["sentences"].append(
            {
                "doc_id": name,
                "paragraph": number,
                "sentence": number,
                "raw_start": start,
                "raw_end": start + len(text),
                "kind": "body",
                "text": text,
            }
        )
    end = at + len(second)
    tables["quotations"].append(
        {
            "quote_id": f"q-{name}",
            "doc_id": name,
            "raw_start": at + len(lead),
            "raw_end": end,
            "voice": "direct",
            "form": "full",
            "cue": harm[:50],
            "speaker": SPEAKER,
            "role": harm[:50],
            "rule": harm[:50],
        }
    )
    for number, (sentence, start) in enumerate([(0, len(first) - 5), (1, end - 4)]):
        tables["matches"].append(
            {
                "match_id": f"m-{name}-{number}",
                "doc_id": name,
                "sentence": sentence,
                "raw_start": start,
                "raw_end": start + 4,
                "text": harm[:60],
                "kind": "body",
                "frame": harm[:60],
                "pattern": harm[:60],
                "use": "count",
                "voice": ["narrator", "direct"][sentence],
                "speaker": [pd.NA, SPEAKER][sentence],
                "target": harm[:30],
                "status": "asserted",
                "quoted": "none",
                "rule": harm[:30],
            }
        )


def write_notebook(out):
    """The one thing that pages read from notebooks: where the corpus lies."""
    cell = {
        "cell_type": "code",
        "id": "cell-00",
        "metadata": {"tags": ["parameters"]},
        "outputs": [],
        "execution_count": 1,
        "source": ['CORPUS = "../corpus"\n', 'OUT = ".."'],
    }
    heading = {"cell_type": "markdown", "id": "cell-01", "metadata": {}, "source": ["# Cleaning"]}
    language = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"},
    }
    (out / "notebooks").mkdir(parents=True, exist_ok=True)
    (out / "notebooks" / "01_cleaning.ipynb").write_text(
        json.dumps(
            {"cells": [heading, cell], "metadata": language, "nbformat": 4, "nbformat_minor": 5}
        ),
        encoding="utf-8",
    )


def list_harm(out):
    """What of a study's files could do harm: cells that a spreadsheet runs, markup in notebooks."""
    found = []
    for path in sorted(Path(out).rglob("*.csv")):
        if ".study" not in str(path) and "raw" not in path.parts:
            with open(path, encoding="utf-8", newline="") as file:
                found += [
                    f"{path.name}: {cell[:60]}"
                    for row in csv.reader(file)
                    for cell in row
                    if cell[:1] in "=+-@\t\r" and cell and not NUMBER.fullmatch(cell)
                ]
    for path in sorted((Path(out) / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                shown = "".join(
                    "".join(output.get("data", {}).get(kind, ""))
                    for kind in ("text/html", "text/markdown", "image/svg+xml")
                )
                found += [f"{path.name}: {harm[0][:60]}" for harm in MARKUP.finditer(shown)]
                if LATEX.search(shown) and "mathjax_ignore" not in shown:
                    found.append(f"{path.name}: a formula that JupyterLab would set")
    return found


def main(folder):
    """The site of the finished tables, and the whole study run on the articles as files."""
    from analysis.runs.study import run_study
    from analysis.site import listing
    from analysis.site.build import build_site

    listing.LISTED = 3  # so that their list has pages that a script shows
    folder = Path(folder)
    print(build_site(write_study(folder / "tables")))
    write_corpus(folder / "corpus")
    print(build_site(run_study(folder / "corpus", folder / "run")))
    harm = list_harm(folder / "run") + list_harm(folder / "tables")
    sys.exit("\n".join(["Not only text:", *harm]) if harm else 0)


if __name__ == "__main__":
    main(sys.argv[1])
