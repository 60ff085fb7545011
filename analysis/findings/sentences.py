"""What the paper says of the study as a whole, with the numbers computed in the sentence."""

from pathlib import Path

import pandas as pd

from analysis.findings.claims import BY_RULE, FAILS, HOLDS
from analysis.rates import count
from analysis.settings import read_settings
from analysis.tables import read_table
from analysis.text.escaping import escape


def say_abstract(findings: pd.DataFrame, out: Path | str) -> str:
    """The question, what was read, how many claims hold, and what the study does not assess."""
    documents = read_table("documents", out)
    dates = documents[["published_from", "published_to"]].stack().dropna()
    years = sorted({str(date)[:4] for date in (dates.min(), dates.max())}) if len(dates) else []
    when = f", published {' to '.join(years)}," if years else ""
    holds = int((findings["verdict"] == HOLDS).sum())
    return (
        f"**{escape(read_settings(out).question)}** The study reads {count(len(documents), 'article')}{when} with "
        f"{documents['n_words'].sum():,} words of body text. It marks whose words they are, finds the words that "
        f"frame the subject, and counts. **{holds} of {count(len(findings), 'claim')} "
        f"{'holds' if holds == 1 else 'hold'}.** The study describes wording; it does not assess whether what is "
        "said is true."
    )


def say_tested(findings: pd.DataFrame) -> str:
    """How many claims hold whatever is chosen, how many depend on a choice, how many fail."""
    holds, tried = findings["verdict"] == HOLDS, findings["n_settings"] > 0
    firm = int((holds & tried & (findings["n_holds"] == findings["n_settings"])).sum())
    parts = [
        (int(holds.sum()) - firm - int((holds & ~tried).sum()), "depends", "depend", "on a choice"),
        (int((holds & ~tried).sum()), "was", "were", "not tested by any choice"),
        (int((findings["verdict"] == FAILS).sum()), "does", "do", "not hold"),
        (int((findings["verdict"] == BY_RULE).sum()), "follows", "follow", "from a coding rule"),
    ]
    others = [f"{n} {one if n == 1 else many} {rest}" for n, one, many, rest in parts if n]
    return (
        f"{firm} of {count(len(findings), 'claim')} {'holds' if firm == 1 else 'hold'} under every choice that "
        f"could have changed {'it' if firm == 1 else 'them'}"
        + (f"; {'; '.join(others)}." if others else ".")
        + " A claim that fails when one article is left out is a claim about that article."
    )
