"""
The matches of a whole study, found and judged some articles after the other.

No match depends on another article, so that the workers of a cluster can share them. Tokens go
with their articles: to send them takes a fifth of the processor time of finding them again.
"""

from functools import partial

import pandas as pd

from analysis.framing.judging import judge_matches
from analysis.framing.matches import find_matches
from analysis.text.blocks import cut_tables, map_blocks


def find_judged(
    tables: dict[str, pd.DataFrame], dictionary: pd.DataFrame, rules: pd.DataFrame
) -> pd.DataFrame:
    """
    The matches of all articles as `find_matches` finds them and `judge_matches` judges them.

    `tables`: tokens, sentences, edits and quotations.
    """
    judge = partial(judge_block, dictionary=dictionary, rules=rules)
    return pd.concat(list(map_blocks(judge, cut_tables(tables))), ignore_index=True)


def judge_block(
    tables: dict[str, pd.DataFrame], dictionary: pd.DataFrame, rules: pd.DataFrame
) -> pd.DataFrame:
    """The matches of some articles, judged."""
    matches = find_matches(**tables, dictionary=dictionary)
    return judge_matches(matches, tables["tokens"], tables["sentences"], rules)
