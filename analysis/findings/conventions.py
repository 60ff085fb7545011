"""
Values that follow from a coding rule: they would be so in any articles, and are no finding.

A rule of status or target may look at nothing but the frame, or the quotation marks around a
word. What it decides is a convention of the codebook, however often it is counted.
"""

import pandas as pd

from analysis.findings.claims import keep, read_options
from analysis.framing.judging import split_cell
from analysis.measures.rates import count
from analysis.tables.stored import check_table, empty_table
from analysis.text.escaping import escape
from analysis.text.views import COUNTED

MARKS, ALWAYS = "marks", "always"  # where a rule without a pattern looks
MOST = 0.5  # from this share on the rule, not the articles, makes the claim


def list_conventions(matches: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """
    How many framing words of each frame got a code from a rule that reads no words.

    The table `conventions`: of `of_n` words of a frame with this code, `n` have it by such a
    rule; `follows_from` names what it looks at. Only rows with n > 0.
    """
    counted = matches[matches["kind"].eq("body") & matches["use"].isin(COUNTED)]
    told = ["frame", "rule", "status", "target"]
    alike = counted.groupby(told, dropna=False).size().rename("n").reset_index()
    parts = []
    for variable in ("status", "target"):
        reason = alike["rule"].str.extract(rf"; {variable}: (.*?)(?:; target: |$)", expand=False)
        blind = find_blind(rules[rules["variable"] == variable], set(alike["frame"]))
        part = alike[["frame", "n"]].assign(
            variable=variable,
            code=alike[variable],
            follows_from=[blind.get(key) for key in zip(alike["frame"], reason)],
        )
        parts.append(part[part["code"].notna()])
    rows = pd.concat(parts, ignore_index=True)
    keys = ["frame", "variable", "code"]
    of_n = rows.groupby(keys)["n"].sum().rename("of_n")
    blind = rows.dropna(subset="follows_from")
    if blind.empty:
        return empty_table("conventions")
    n = blind.groupby([*keys, "follows_from"])["n"].sum()
    return check_table(n.reset_index().join(of_n, on=keys), "conventions")


def find_blind(rules: pd.DataFrame, frames: set[str]) -> dict[tuple[str, str], str]:
    """
    (frame, reason of a rule) -> what the rule looks at instead of words.

    That is the quotation marks; or the frame alone, where all rules that can decide a word of
    the frame give it one and the same code. A rule that decides what others, which read words,
    left undecided is no such rule: there the code varies with the text.
    """
    found = {}
    for frame in frames:
        own = pick_deciding(rules, frame)
        is_fixed = own["code"].notna().all() and own["code"].nunique() == 1
        for row in own.itertuples():
            if row.where == MARKS and pd.isna(row.pattern):
                found[frame, row.reason] = "quotation marks"
            elif is_fixed:
                found[frame, row.reason] = "the frame"
    return found


def pick_deciding(rules: pd.DataFrame, frame: str) -> pd.DataFrame:
    """The rules that may decide a word of the frame, in order: none below one that always holds."""
    names = rules["frame"].map(split_cell)
    own = rules[names.map(lambda named: not named or frame in named).astype(bool)]
    ends = (own["where"] == ALWAYS) & own["pattern"].isna()
    return own[ends.astype(int).cumsum() - ends.astype(int) == 0]


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
    if not len(conventions):
        return "Every status and target here was decided by words of the articles."
    n = int(conventions["n"].sum())
    claims = (
        f"Claims that rest on such a code are no findings: {escape(', '.join(sorted(by_rule)))}."
        if by_rule
        else "No claim rests mostly on such a code."
    )
    return (
        f"The {' or '.join(sorted(set(conventions['variable'])))} of {count(n, 'use')} of framing words follows from "
        f"the codebook, not from the text (table `conventions`). {claims}"
    )
