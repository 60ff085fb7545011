"""Small notebooks for the tests of the runner."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook


def write_notebook(folder, name, *cells):
    """A notebook with a cell of parameters and `cells`, pairs of sentence and code."""
    parts = [
        new_markdown_cell(f"# {name}"),
        new_code_cell('CORPUS = "../corpus"\nOUT = ".."', metadata={"tags": ["parameters"]}),
    ]
    for sentence, code in cells:
        parts += [new_markdown_cell(sentence), new_code_cell(code)]
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=parts), folder / f"{name}.ipynb")


COUNT = """
from pathlib import Path
files = sorted(path.name for path in Path(CORPUS).glob("*.txt"))
table = Path(OUT) / "corpus" / "clean" / "files.csv"
table.parent.mkdir(parents=True, exist_ok=True)
table.write_text("\\n".join(["file", *files, ""]))
print(len(files), "files")
"""
