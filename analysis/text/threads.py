"""Work on whole columns, part by part in two threads."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Part = TypeVar("Part")
Made = TypeVar("Made")

# NumPy and Arrow let go of the interpreter while they work: two parts at once take little
# more than half the time. More threads gain little, since memory is what they wait for.
THREADS = 2


def in_threads(work: Callable[[Part], Made], parts: Iterable[Part]) -> Iterator[Made]:
    """What `work` gives for each part, in the order of the parts."""
    parts = list(parts)
    if len(parts) < THREADS:
        yield from map(work, parts)
        return
    with ThreadPoolExecutor(THREADS) as pool:
        yield from pool.map(work, parts)


def cut_rows(n: int, size: int) -> list[slice]:
    """The rows of a column of `n`, `size` at a time."""
    return [slice(first, min(first + size, n)) for first in range(0, n, size)]
