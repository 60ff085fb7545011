"""
Article extraction compared with open data: the words of saved pages, F1 of runs of four words.

    python -m evaluation.pages FOLDER

FOLDER holds `html/ID.html.gz` and `ground-truth.json` of article-extraction-benchmark (Scrapinghub).
Only pages whose id begins with 0 to 7 are read: the others are kept for a last check. The measure is
the benchmark's own; the study's text is its body with the subheads, as the benchmark counts those.
"""

import gzip
import hashlib
import json
import re
import sys
from collections import Counter
from pathlib import Path
from statistics import mean

import pandas as pd
import trafilatura

from analysis.articles.article import name_extractor
from analysis.articles.cleaning import clean_text, list_sentences
from analysis.articles.encodings import Unreadable
from analysis.articles.formats import read_page

OPEN_IDS = tuple("01234567")
RUN = 4  # words
TEXT_KINDS = ("body", "subhead")


def compare_pages(folder: Path) -> pd.DataFrame:
    """One row per page: precision, recall and F1 of the study's text and of plain trafilatura's."""
    truth = json.loads((folder / "ground-truth.json").read_text())
    rows = []
    for path in sorted((folder / "html").glob("*.html.gz")):
        if not path.name.startswith(OPEN_IDS):
            continue
        data = gzip.decompress(path.read_bytes())
        true = truth[path.name.removesuffix(".html.gz")]["articleBody"]
        plain = trafilatura.extract(data, include_comments=False) or ""
        rows.append((path.name[:8], *score(true, study_text(data)), *score(true, plain)))
    columns = ["page", "precision", "recall", "f1", "plain_precision", "plain_recall", "plain_f1"]
    return pd.DataFrame(rows, columns=columns)


def study_text(data: bytes) -> str:
    """The body and the subheads of a page, as the study reads it."""
    try:
        article = read_page(data)[0]
    except Unreadable:
        return ""
    rows = list_sentences(clean_text(article.text)[0], article.title)
    return "\n".join(row[5] for row in rows if row[4] in TEXT_KINDS)


def score(true: str, found: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of the runs of four words; a page without words in both is right."""
    true_runs, found_runs = count_runs(true), count_runs(found)
    both = (true_runs & found_runs).total()
    precision = both / found_runs.total() if found_runs else float(not true_runs)
    recall = both / true_runs.total() if true_runs else float(not found_runs)
    return precision, recall, f1_of(precision, recall)


def count_runs(text: str) -> Counter:
    """How often each run of four words occurs; a shorter text is one run."""
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[n : n + RUN]) for n in range(max(1, len(words) - RUN + 1)) if words)


def f1_of(precision: float, recall: float) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def describe_pages(table: pd.DataFrame, folder: Path) -> str:
    """The figures in lines: F1 of the means, as the benchmark takes it, and the pages that differ most."""
    digest = hashlib.sha256()
    for path in sorted((folder / "html").glob("*.html.gz")):
        if path.name.startswith(OPEN_IDS):
            digest.update(path.read_bytes())
    lines = [
        f"{len(table)} pages, SHA-256 {digest.hexdigest()[:16]}; {name_extractor('trafilatura')}"
    ]
    for name, start in (("study", ""), ("trafilatura", "plain_")):
        precision, recall = (mean(table[f"{start}{part}"]) for part in ("precision", "recall"))
        f1 = f1_of(precision, recall)
        lines.append(f"{name:12} F1 {f1:.3f}  precision {precision:.3f}  recall {recall:.3f}")
    gap = (table["f1"] - table["plain_f1"]).sort_values()
    far = [f"{table['page'][n]} {value:+.2f}" for n, value in gap.items() if abs(value) > 0.03]
    return "\n".join([*lines, f"study minus trafilatura, pages beyond 0.03: {', '.join(far)}"])


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    print(describe_pages(compare_pages(folder), folder))
