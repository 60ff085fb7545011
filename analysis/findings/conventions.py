"""
Values that follow from a coding rule: they would be so in any articles, and are no finding.

A rule of status or target may look at nothing but the frame, or the quotation marks around a
word. What it decides is a convention of the codebook, however often it is counted.
"""

import pandas as pd

from analysis.findings.claims import keep, read_options
from analysis.framing.judging import split_cell
from analysis.tables.stored import check_table, empty_table
from analysis.text.escaping import escape
from analysis.text.views import COUNTED

# Rules that read no words: what they look at instead.
BLIND = {"marks": "quotation marks", "always": "the frame"}
MOST_KINDS = 6  # that are named
MOST = 0.5  # from this share on the rule, not the articles, makes the claim


def list_conventions(matches: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """
    How many framing words of each frame got a code from a rule that reads no words.

    The table `conventions`: of `of_n` words of a frame with this code, `n` have it by such a
    rule; `follows_from` names what it looks at. Only rows with n > 0.
    """
    counted = matches[matches["kind"].eq("body") & matches["use"].isin(COUNTED)]
    parts = []
    for variable in ("status", "target"):
        reason = counted["rule"].str.extract(rf"; {variable}: (.*?)(?:; target: |$)", expand=False)
        blind = find_blind(rules[rules["variable"] == variable], set(counted["frame"]))
        part = counted[["frame"]].assign(
            variable=variable,
            code=counted[variable],
            follows_from=[blind.get(key) for key in zip(counted["frame"], reason)],
        )
        parts.append(part[part["code"].notna()])
    rows = pd.concat(parts, ignore_index=True)
    keys = ["frame", "variable", "code"]
    of_n = rows.groupby(keys).size().rename("of_n")
    blind = rows.dropna(subset="follows_from")
    if blind.empty:
        return empty_table("conventions")
    n = blind.groupby([*keys, "follows_from"]).size().rename("n")
    return check_table(n.reset_index().join(of_n, on=keys), "conventions")


def find_blind(rules: pd.DataFrame, frames: set[str]) -> dict[tuple[str, str], str]:
    """
    (frame, reason of a rule) -> what the rule looks at instead of words.

    That is the quotation marks, or nothing at all; or the frame alone, where all rules that
    name a frame give it one and the same code.
    """
    found, named = {}, rules["frame"].map(split_cell)
    for frame in frames:
        own = rules[named.map(lambda names, frame=frame: frame in names).astype(bool)]
        only = own["code"].notna().all() and own["code"].nunique() == 1
        for row in rules.itertuples():
            reads_none = row.where in BLIND and pd.isna(row.pattern)
            if reads_none or (only and row.Index in own.index):
                found[frame, row.reason] = BLIND.get(row.where, BLIND["always"])
    return found


def find_conventional(claims: pd.DataFrame, conventions: pd.DataFrame) -> frozenset[str]:
    """The claims on a status or target that a rule gives to most words without reading any."""
    found = set()
    for claim in claims[claims["measure"] == "matches"].itertuples():
        options = read_options(claim.options)
        for variable in {"status", "target"} & set(options):
            rows = keep(conventions, frame=options["frame"], code=options[variable])
            rows = rows[rows["variable"] == variable]
            of_n = rows.drop_duplicates(["frame", "code"])["of_n"].sum()
            if of_n and rows["n"].sum() > MOST * of_n:
                found.add(claim.claim)
    return frozenset(found)


def say_conventions(conventions: pd.DataFrame, by_rule: frozenset[str] = frozenset()) -> str:
    """How many codes a rule gave without reading a word, so that they show a convention, not a finding."""
    whole = conventions[conventions["n"] == conventions["of_n"]].sort_values(
        ["n", "frame"], ascending=[False, True], kind="stable"
    )
    if not len(conventions):
        return "Every status and target here was decided by words of the articles."
    n, of_n = conventions["n"].sum(), conventions["of_n"].sum()
    kinds = [
        f"all {row.n:,} {escape(row.frame)} words {'have the target' if row.variable == 'target' else 'are'} "
        f"{escape(row.code)}"
        for row in whole.head(MOST_KINDS).itertuples()
    ]
    kinds += (
        [f"and so for {len(whole) - MOST_KINDS:,} further kinds"] if len(whole) > MOST_KINDS else []
    )
    listed = f"all {of_n:,}" if n == of_n else f"{n:,} such codes among {of_n:,}"
    claims = (
        f"Claims that rest on such a code are no findings: {escape(', '.join(sorted(by_rule)))}."
        if by_rule
        else "No claim rests mostly on such a code."
    )
    return (
        "Some codes of status and target follow from the codebook, not from the text"
        + (f": by rule, {'; '.join(kinds)}" if kinds else "")
        + f". The table `conventions` lists {listed}. {claims}"
    )
