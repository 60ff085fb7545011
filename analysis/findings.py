"""
The numbers that README.md quotes, computed from the tables of the study.

In README.md a number stands between `<!--n:key-->` and `<!--/n-->`; `fill_readme` puts
the present value there. Keys are those of `study_numbers`.
"""

import re

from analysis.tables import ROOT, read_table, write_whole

README = ROOT / "README.md"
MARK = re.compile(r"(<!--n:([\w.-]+)-->)(.*?)(<!--/n-->)", re.DOTALL)


def study_numbers(out):
    """Each number that may be quoted from the study in folder `out`: key -> as printed."""
    documents, sentences, edits = (read_table(name, out) for name in ("documents", "sentences", "edits"))
    numbers = {"articles": len(documents), "words": documents["n_words"].sum(), "edits": len(edits),
               "sentences": (sentences["kind"] == "body").sum()}
    for row in documents.itertuples():
        numbers[f"words.{row.doc_id}"] = row.n_words
    for kind, n in sentences["kind"].value_counts().items():
        numbers[f"lines.{kind}"] = n
    return {key: f"{value:,}" for key, value in numbers.items()}


def fill_numbers(text, numbers):
    """The text with each marked number as it is now; a mark without a number is refused."""
    unknown = sorted({mark[2] for mark in MARK.finditer(text)} - set(numbers))
    if unknown:
        raise ValueError(f"README.md marks numbers that the study does not have: {', '.join(unknown)}. "
                         f"Correct the mark, or add the number to analysis/findings.py.")
    return MARK.sub(lambda mark: f"{mark[1]}{numbers[mark[2]]}{mark[4]}", text)


def fill_readme():
    """Put the numbers of the published study into README.md; return how many it quotes."""
    text = README.read_text(encoding="utf-8")
    filled = fill_numbers(text, study_numbers(ROOT))
    if filled != text:
        write_whole(README, lambda part: part.write_text(filled, encoding="utf-8"))
    return len(MARK.findall(filled))
