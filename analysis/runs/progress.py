"""What is told while a study runs: how long it still takes, what is being done, how long it has taken."""

import sys
from threading import Event, Thread
from time import monotonic
from types import TracebackType

from tqdm import tqdm

from analysis.runs.duration import estimate_left, find_part, round_duration

LEFT = " to go: "  # in every line that is told, so that others can tell it apart
# Seconds between two lines, where they are written over each other and where they add up.
PAUSE, PAUSE_IN_FILE = 1, 15


class Progress:
    """
    Tells how far a run is, also while a single cell works for minutes.

    `begin` says which part is being done, `step` that one of its cells is. `after`: the parts that
    come after the notebooks.
    """

    def __init__(self, *after: str) -> None:
        self.after = after
        self.expected: dict[str, float] = {}  # part -> its seconds, as expected
        self.part = ""
        self.n_cells = self.n_done = 0
        self.start = self.began = monotonic()
        self.bar: tqdm | None = None
        self.ended = Event()
        self.teller = Thread(target=self.keep_telling, daemon=True)

    def __enter__(self) -> "Progress":
        self.teller.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.ended.set()
        self.teller.join()
        if self.bar is not None:
            self.bar.close()

    def plan(self, expected: dict[str, float]) -> None:
        """The parts of the run, in order, and the seconds that each is expected to take."""
        self.expected, self.start = expected, monotonic()
        self.bar = tqdm(bar_format="{desc}", leave=False)

    def begin(self, part: str, n_cells: int = 0) -> None:
        """The next part begins, a notebook of `n_cells` or the site."""
        self.part, self.n_cells, self.n_done, self.began = part, n_cells, 0, monotonic()
        self.tell()

    def step(self) -> None:
        """Another cell is done."""
        self.n_done += 1

    def keep_telling(self) -> None:
        """Tell it again and again, for it is the waiting that wants to be told."""
        while not self.ended.wait(PAUSE if sys.stderr.isatty() else PAUSE_IN_FILE):
            self.tell()

    def tell(self) -> None:
        """Write how far the run is over what was told before."""
        if self.bar is not None and self.part:
            self.bar.set_description_str(self.describe(monotonic()))

    def describe(self, now: float) -> str:
        """The line that is told; what matters most comes first, for narrow terminals cut it off."""
        left = estimate_left(self.expected, self.part, self.began - self.start, now - self.began)
        notebooks = [name for name in self.expected if name not in self.after]
        where = (
            f" (notebook {notebooks.index(self.part) + 1} of {len(notebooks)}, "
            f"{self.n_done} of {self.n_cells} cells)"
            if self.part in notebooks
            else ""
        )
        taken = tqdm.format_interval(now - self.start)
        return f"{round_duration(left).capitalize()}{LEFT}{find_part(self.part).does}{where}, {taken} so far"
