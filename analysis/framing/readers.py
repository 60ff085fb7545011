"""
What two readers reach between themselves: one coder scored against the other, as the list is.

On the sentences of SAMPLES (`analysis.framing.versions`), each weighted by those it stands for. The
readers were two runs of one language model: a bound for a list, and none for people.
"""

import numpy as np
import pandas as pd

from analysis.framing.unseen import find_version
from analysis.framing.versions import (
    CODERS,
    ENDS,
    MOST,
    SAMPLES,
    WHOLE,
    read_marks,
    score_frame,
)
from analysis.tables.stored import LISTS, read_csv

SCORES = ("precision", "recall", "f1")
NUMBERS = {f"of_{coder}{end}": "float64" for coder in CODERS for end in ENDS} | {"f1": "float64"}


def score_readers(tables: dict, frames: list[str]) -> pd.DataFrame:
    """
    How much of what one coder marked the other marked too, sentence by sentence.

    One row per frame, and "all" (each frame of a sentence counts once): n_a, n_b and n_both as
    read; of_a, the weighted share of coder a's that coder b has (b's recall against a, and a's
    precision against b), and of_b, both with 95% intervals; f1, the same either way round.
    """
    draw = tables["draw"]
    marks = read_marks(tables, draw["unit_id"], frames)
    rows = []
    for frame in [*frames, "all"]:
        row: dict[str, object] = {"frame": frame}
        for one, other in (CODERS, CODERS[::-1]):
            cells = weigh_cells(marks[one], draw)
            found = score_frame(frame, marks[other], marks[one], draw, cells)
            row |= {f"n_{one}": found["n_matches"], "n_both": found["n_right"]}
            shares = {f"of_{one}{end}": found[f"precision{end}"] for end in ENDS}
            row |= {name: np.minimum(share, 1) for name, share in shares.items()}
        rows.append(row)
    table = pd.DataFrame(rows)
    table["f1"] = measure_f1(table["of_b"], table["of_a"])
    return table[["frame", "n_a", "n_b", "n_both", *NUMBERS]]


def weigh_cells(marks: pd.DataFrame, draw: pd.DataFrame) -> pd.DataFrame:
    """How many sentences of the population a coder would mark, by the draw: as `cells.csv` for a list."""
    weight = 1 / draw["probability"].to_numpy()
    counts = {frame: (marks[frame], 2) for frame in marks} | {"all": (marks.sum(axis=1), MOST + 1)}
    rows = [
        (frame, cell, n)
        for frame, (values, size) in counts.items()
        for cell, n in enumerate(np.bincount(np.minimum(values, size - 1), weight, size))
    ]
    rows.append(("any", len(draw), weight @ marks.sum(axis=1)))
    return pd.DataFrame(rows, columns=["frame", "cell", "n"])


def measure_f1(precision: pd.Series, recall: pd.Series) -> pd.Series:
    """The harmonic mean of both; missing where one is, or where both are 0."""
    total = precision + recall
    return 2 * precision * recall / total.where(total > 0)


def compare_readers(dictionary: pd.DataFrame) -> pd.DataFrame:
    """
    Coder b against coder a, and the list against each, per sample and frame; empty for another list.

    The list is the version that was scored on that sample without having seen it. Columns:
    precision, recall and f1 of coder b by coder a (`b_by_a_…`), and of the list by each (`list_by_…`).
    """
    if find_version(dictionary) is None:
        return pd.DataFrame()
    rows = []
    for sample in SAMPLES[1:]:
        coders = read_csv(LISTS / sample / "readers.csv", NUMBERS).set_index("frame")
        table = coders[["n_a", "n_b"]].assign(
            b_by_a_precision=coders["of_b"], b_by_a_recall=coders["of_a"], b_by_a_f1=coders["f1"]
        )
        scores = read_csv(LISTS / sample / "scores.csv", dict.fromkeys(SCORES[:2], "float64"))
        version = scores["version"].iloc[-1]
        scores = scores[scores["version"].eq(version) & scores["sentences"].eq(WHOLE)]
        f1 = measure_f1(scores["precision"], scores["recall"])
        for coder in CODERS:
            own = scores.assign(f1=f1)[scores["coder"] == coder].set_index("frame")[list(SCORES)]
            table = table.join(own.add_prefix(f"list_by_{coder}_"))
        rows.append(table.reset_index().assign(sample=sample, version=version))
    names = ["sample", "version", "frame"]
    table = pd.concat(rows, ignore_index=True)
    return table[names + [name for name in table if name not in names]]
