"""
A small corpus with a drawn sample, a page to code it and a notebook: what the browser checks open.

    python tests/coding_example.py FOLDER

Writes FOLDER/corpus/coding, FOLDER/coding.html and FOLDER/notebooks/coding.ipynb.
"""

import sys
from pathlib import Path

import nbformat
import pandas as pd
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.coding.files import write_sample
from analysis.coding.interface import make_task, write_page
from analysis.tables.stored import check_table, empty_table

N = 40
CODEBOOK = pd.DataFrame(
    [
        ("cost", "frame", "what something costs", "price, expense", "figures of speech", "It cost"),
        ("risk", "frame", "that something may go wrong", "danger, risk", "", "A danger to all"),
        ("blame", "frame", "whose fault it is", "fault, guilt", "<b>tags</b>", "</script><script>"),
    ],
    columns=["code", "variable", "definition", "in", "out", "example"],
).assign(counter_example=pd.NA)


def make_tables():
    """(sample, sentences, edits): forty sentences of two articles, one of them written to do harm."""
    texts = [f"Sentence {number} speaks of the cost of the sea wall." for number in range(N - 1)]
    texts.append('=1+1 "</script><script>alert(1)</script>", he said <img src=x onerror=alert(1)>.')
    rows = []
    for number, text in enumerate(texts):
        doc, place = f"article-{number % 2}", number // 2
        rows.append((doc, place, place, 200 * place, 200 * place + len(text), "body", text))
    sentences = pd.DataFrame(rows, columns=list(empty_table("sentences").columns))
    sentences = sentences.sort_values(["doc_id", "sentence"], ignore_index=True)
    keys = ["doc_id", "sentence", "raw_start", "raw_end"]
    sample = sentences[keys].assign(
        sample="s1",
        unit_id=sentences["doc_id"] + ":" + sentences["raw_start"].astype("str"),
        group=pd.NA,
        stratum=0,
        n_stratum=N,
        n_drawn=N,
        probability=1.0,
        reading_order=range(N),
        double=[number % 2 == 0 for number in range(N)],
        seed=1,
        dictionary_sha256="0",
        corpus_sha256="0",
    )
    return (
        check_table(sample, "sample"),
        check_table(sentences, "sentences"),
        empty_table("edits"),
    )


CELL = """
from coding_example import CODEBOOK, make_tables
from analysis.coding.interface import code_sample
sample, sentences, edits = make_tables()
code_sample(sample, sentences, edits, CODEBOOK, "../corpus", "A", variables=("voice", "speaker"))
"""


def main(folder):
    folder = Path(folder)
    sample, sentences, edits = make_tables()
    write_sample(sample, folder / "corpus")
    write_page(
        make_task(sample, sentences, edits, CODEBOOK, "B", double=True, variables=("voice",)),
        folder / "coding.html",
    )
    (folder / "notebooks").mkdir(exist_ok=True)
    cells = [new_markdown_cell("# Coding"), new_code_cell(CELL.strip())]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, folder / "notebooks" / "coding.ipynb")


if __name__ == "__main__":
    main(sys.argv[1])
