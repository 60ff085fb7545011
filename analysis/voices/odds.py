"""
How far each rule can be trusted: *certain* or *likely*, by its precision on open text. Part of `voices`.

The measured precisions stand in corpus/reference/voices_odds.csv (evaluation/odds.py makes
it). A rule is certain if even the lower end of its interval is high; a rule that was seen too
seldom to tell is likely.
"""

from functools import lru_cache

from analysis.tables.columns import INT, SHARE, TEXT
from analysis.tables.stored import LISTS, read_csv
from analysis.text.spans import BETWEEN_MARKS

ODDS = LISTS / "reference" / "voices_odds.csv"
CERTAIN, LIKELY = "certain", "likely"
HIGH = 0.8  # the lower end of the 95% interval of a rule's precision that makes its rows certain
COLUMNS = {"rule": TEXT, "n": INT, "n_right": INT, "precision": SHARE, "low": SHARE, "high": SHARE}


def rule_of(form: str, rule: str) -> str:
    """The rule by which a row is judged: its own, doubts of the speaker aside; its form between marks."""
    return form if form in BETWEEN_MARKS else rule.split(";")[0]


@lru_cache(maxsize=1)
def read_odds() -> dict[str, str]:
    """Rule -> certain or likely, from the measured precisions."""
    table = read_csv(ODDS, COLUMNS)
    return {
        rule: CERTAIN if low >= HIGH else LIKELY for rule, low in zip(table["rule"], table["low"])
    }


def find_odds(form: str, rule: str) -> str:
    """Whether a row of this form and rule is certain or likely; a rule never measured is likely."""
    return read_odds().get(rule_of(form, rule), LIKELY)
