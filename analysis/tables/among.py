"""Which texts of a column are among others: as quick for a million articles as for five."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def is_among(column: pd.Series | pd.Index, values: Iterable[str]) -> np.ndarray:
    """As `column.isin(values)`, which makes an object of Arrow of each value: 10 seconds for a million."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return np.asarray(column.isin(values))
    wanted = pa.array(pd.unique(np.asarray(values, object)), pa.large_string())
    return np.asarray(pc.is_in(pa.array(column, pa.large_string()), value_set=wanted))
