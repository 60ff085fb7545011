"""What the paper says of the study as a whole, with the numbers computed in the sentence."""

from pathlib import Path

import pandas as pd

from analysis.findings.claims import BY_RULE, FAILS, HOLDS, NOT_COMPUTED, TOO_FEW
from analysis.measures.rates import count
from analysis.tables.settings import read_settings
from analysis.tables.stored import LISTS, corpus_of, read_table
from analysis.text.escaping import escape
from analysis.text.views import leave_copies

# What the published articles are about, besides what the question says of two of them.
SCOPE = (
    "Besides the sideline events, they report a letter, a briefing for foreign political parties "
    "and a webinar."
)


def say_abstract(findings: pd.DataFrame, out: Path | str) -> str:
    """The question, what was read, how many claims hold, and what the study does not assess."""
    documents = leave_copies(read_table("documents", out))[0]
    dates = documents[["published_from", "published_to"]].stack().dropna()
    years = sorted({str(date)[:4] for date in (dates.min(), dates.max())}) if len(dates) else []
    span = f"from {years[0]} to {years[-1]}" if len(years) > 1 else f"in {''.join(years)}"
    when = f", published {span}," if years else ""
    scope = f" {SCOPE}" if corpus_of(out).resolve() == LISTS else ""
    return (
        f"**{escape(read_settings(out).question)}** The study reads {count(len(documents), 'article')}{when} with "
        f"{documents['n_words'].sum():,} words of body text.{scope} **{say_tally(findings)}** The study describes "
        "wording; it does not assess whether what is said is true."
    )


def say_tally(findings: pd.DataFrame) -> str:
    """How many claims held in every recount, how many depend on a choice, how many fail: they add up."""
    verdicts, of_n = findings["verdict"], findings["n_settings"]
    holds, tried = verdicts == HOLDS, of_n > 0
    firm = holds & tried & (findings["n_holds"] == of_n)
    partly = holds & tried & ~firm
    how = "most" if (findings["n_holds"] * 2 > of_n)[partly].all() else "some"
    parts = [
        (partly, f"in {how}"),
        (holds & ~tried, ("holds but could not be tested", "hold but could not be tested")),
        (verdicts == FAILS, ("fails", "fail")),
        (verdicts == BY_RULE, ("follows from a coding rule", "follow from a coding rule")),
        (verdicts == TOO_FEW, ("has too few words to judge", "have too few words to judge")),
        (verdicts == NOT_COMPUTED, "cannot be computed"),
    ]
    others = []
    for is_so, words in parts:
        n = int(is_so.sum())
        words = words if isinstance(words, str) else words[n > 1]
        others += [f"{n} {words}"] if n else []
    n = int(firm.sum())
    first = (
        f"{n} of {count(len(findings), 'claim')} held in every recount that "
        f"tests {'it' if n == 1 else 'them'}"
    )
    return f"{', '.join([first, *others])}."
