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
    if isinstance(column.dtype, pd.CategoricalDtype):
        unique = pd.Series(pd.unique(np.asarray(values, object)), dtype="str").dropna()
        return np.asarray(column.isin(unique))
    wanted = pc.unique(as_arrow(values))
    return np.asarray(pc.is_in(as_arrow(column), value_set=wanted, skip_nulls=True))


def as_arrow(texts: Iterable[str]) -> pa.Array | pa.ChunkedArray:
    """Texts as Arrow has them; a column of them is held so already, and nothing is copied."""
    if isinstance(texts, pd.Series | pd.Index) and texts.dtype == "str":
        return pa.array(texts.array, pa.large_string())
    return pa.array(np.asarray(texts, object), pa.large_string(), from_pandas=True)
