"""Topics by the groups that a study names in its settings."""

from collections.abc import Collection
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.tables.settings import Settings
from analysis.text.comparing import read_groupings
from analysis.text.groups import NOT_KNOWN
from analysis.topics.passages import Passages
from analysis.topics.reading import measure_groups


def measure_chosen_groups(
    shares: np.ndarray,
    passages: Passages,
    documents: pd.DataFrame,
    corpus: Path | str,
    settings: Settings,
    known: Collection[str] = (),
) -> dict[str, pd.DataFrame]:
    """
    Share of each topic in the groups of each grouping of the settings, but those in `known`.

    As `measure_groups`: without intervals, which would have to hold for the model as well.
    """
    tables = {}
    for by, groups in read_groupings(documents, corpus, settings):
        if by in known:
            continue
        column = passages.rows["doc_id"].astype("str").map(groups.where(groups != NOT_KNOWN))
        named = passages._replace(rows=passages.rows.assign(**{by: column}))
        tables[by] = measure_groups(shares, named, by)
    return tables
