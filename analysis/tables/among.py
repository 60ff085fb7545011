"""Which texts of a column are among others: as quick for a million articles as for five."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def is_among(column: pd.Series | pd.Index, values: Iterable[str]) -> np.ndarray:
    """
    As `column.isin(values)`, which makes an object of Arrow of each value: 10 seconds for a million.

    A missing cell is among no values.
    """
    unique = pd.Series(pd.unique(np.asarray(values, object)), dtype="str").dropna()
    if isinstance(column.dtype, pd.CategoricalDtype):
        return np.asarray(column.isin(unique))
    wanted, cells = (
        pa.array(np.asarray(some, object), pa.large_string(), from_pandas=True)
        for some in (unique, column)
    )
    return np.asarray(pc.is_in(cells, value_set=wanted, skip_nulls=True))
