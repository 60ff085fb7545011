"""
Could a change have turned a claim at all? If not, that the claim holds under it says nothing.

Decided from the claim's form and the change's: what the change may do to the claim's two
numbers, whatever the articles say. "No article is without" a frame cannot fail when an article
is left out, and a share of denied words can only rise when words that are merely mentioned go.
"""

from typing import Any

import pandas as pd

from analysis.findings.claims import FAILS, HOLDS, judge, read_options
from analysis.text.views import View

# Changes that only take framing words away, and which: (column, value), None where any may go.
REMOVE = {
    "mentioned words": ("status", "mentioned"),
    "words between scare quotes": ("quoted", "scare"),
    "doubtful patterns": ("use", "doubtful"),
    "commonest pattern": (None, None),
}
ON_MATCHES = ("matches", "articles", "largest article")


def could_turn(
    claim: Any,
    published: pd.Series,
    switched: frozenset[str],
    view: View,
    groups: dict[str, list[str]],
) -> bool:
    """
    Whether some data with the published numbers would have turned the claim under this change.

    `published`: the claim's row with n, of_n and verdict; `switched`: one alternative's name;
    `groups`: the articles that are left out together, by the name of the setting.
    """
    (name,) = switched
    if name in groups:
        ends = ends_without(claim, published, set(groups[name]), view)
    elif name in REMOVE and claim.measure in ON_MATCHES:
        ends = ends_of_removal(claim, published, *REMOVE[name])
    elif name == "headlines, captions and subheads" and claim.measure == "articles":
        ends = [(published["n"], published["of_n"]), (published["of_n"], published["of_n"])]
    else:
        return True
    return bool({HOLDS, FAILS} & {judge(claim, *end) for end in ends} - {published["verdict"]})


def ends_without(
    claim: Any, published: pd.Series, left_out: set[str], view: View
) -> list[tuple[float, float]]:
    """The most extreme numbers that a claim can have once these articles are left out."""
    n, of_n, gone = published["n"], published["of_n"], len(left_out)
    if claim.measure == "articles":
        rest = of_n - gone
        return [(max(n - gone, 0), rest), (min(n, rest), rest)]
    if claim.measure == "largest article":
        frame = read_options(claim.options)["frame"]
        counts = view.matches.loc[view.matches["frame"] == frame, "doc_id"].value_counts()
        if not left_out & set(counts.index[counts == counts.max()]):
            return [(n, n), (n, of_n)]  # the largest stays, others may go
    return ANYTHING


def ends_of_removal(
    claim: Any, published: pd.Series, column: str | None, value: str | None
) -> list[tuple[float, float]]:
    """The most extreme numbers that a claim can have once framing words with this value go."""
    n, of_n = published["n"], published["of_n"]
    if claim.measure == "articles":
        return [(0, of_n), (n, of_n)]
    options = read_options(claim.options)
    wanted = options[column].split("|") if column in options else []
    if claim.measure == "matches" and wanted and value not in wanted:
        return [(n, of_n), (n, n)]
    if claim.measure == "matches" and wanted == [value]:
        return [(n, of_n)]  # all that is counted goes by definition: no test
    return ANYTHING


def removes_by_rule(claim: Any, name: str) -> bool:
    """Whether a change takes away, by definition, all that a claim counts."""
    column, value = REMOVE.get(name, (None, None))
    if column is None or claim["measure"] != "matches":
        return False
    return read_options(claim["options"]).get(column) == value


ANYTHING: list[tuple[float, float]] = [(0, 1), (1, 0)]  # below any threshold, and above any
