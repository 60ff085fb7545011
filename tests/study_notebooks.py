"""Small notebooks for the tests of the runner, and the study's own executed here, without a kernel."""

import ast
import json

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.tables.stored import ROOT


def run_cells(name, **parameters):
    """The values that the cells of a notebook end on, and its own words; executed here, without a kernel."""
    cells = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    scope, values = dict(parameters), []
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown" or "parameters" in cell["metadata"].get("tags", []):
            continue
        tree = ast.parse(source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, name, "exec"), scope)
        if last is not None:
            values.append(eval(compile(ast.Expression(last.value), name, "eval"), scope))
    return scope, values


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
