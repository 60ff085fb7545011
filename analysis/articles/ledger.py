"""
The ledger of one article: its text, and every change made to it since it was decoded.

Each change is kept in offsets of the decoded text, so that the page's own characters can be
had again. Part of the step `cleaning`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple


class Edit(NamedTuple):
    """One change: characters `raw_start` to `raw_end` of the decoded text became `inserted`."""

    raw_start: int
    raw_end: int
    inserted: str
    fix: str


class Ledger:
    """The cleaned `text` of one article and the sorted, disjoint `edits` that made it."""

    def __init__(self, raw: str) -> None:
        self.raw = self.text = raw
        self.edits: list[Edit] = []
        self._find_places()

    def change(self, changes: list[tuple[int, int, str]], fix: str) -> None:
        """Make `changes`, rows of (start, end, inserted) in the text as it stands now."""
        changes = [change for change in changes if self.text[change[0] : change[1]] != change[2]]
        if not changes:
            return
        self.edits = self._compose(self._merge(changes), fix)
        self.text = "".join(self._pieces())
        self._find_places()

    def raw_start(self, start: int) -> int:
        """Where a stretch of the cleaned text that begins at `start` begins in the decoded text."""
        i = bisect_right(self.starts, start) - 1
        if i < 0:
            return start
        edit = self.edits[i]
        if start >= self.ends[i]:
            return edit.raw_end + start - self.ends[i]
        return min(edit.raw_start + start - self.starts[i], edit.raw_end)

    def raw_end(self, end: int) -> int:
        """Where a stretch of the cleaned text that ends before `end` ends in the decoded text."""
        i = bisect_left(self.starts, end) - 1
        if i < 0:
            return end
        return self.edits[i].raw_end + max(0, end - self.ends[i])

    def _pieces(self) -> Iterator[str]:
        done = 0
        for edit in self.edits:
            yield self.raw[done : edit.raw_start]
            yield edit.inserted
            done = edit.raw_end
        yield self.raw[done:]

    def _find_places(self) -> None:
        """Where each edit's characters stand in the cleaned text: `starts` and `ends`."""
        shift, self.starts, self.ends = 0, [], []
        for edit in self.edits:
            self.starts.append(edit.raw_start + shift)
            self.ends.append(self.starts[-1] + len(edit.inserted))
            shift = self.ends[-1] - edit.raw_end

    def _touched(self, start: int, end: int) -> tuple[int, int]:
        """The edits (first, past the last) whose characters start..end would change."""
        return bisect_right(self.ends, start), bisect_left(self.starts, end)

    def _merge(self, changes: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
        """Join neighbouring changes that alter the characters of one earlier edit."""
        merged: list[tuple[int, int, str]] = []
        for start, end, new in changes:
            first, past = self._touched(start, end)
            if merged and first < past and first < self._touched(*merged[-1][:2])[1]:
                before_start, before_end, before = merged.pop()
                start, new = before_start, before + self.text[before_end:start] + new
            merged.append((start, end, new))
        return merged

    def _compose(self, changes: list[tuple[int, int, str]], fix: str) -> list[Edit]:
        """The edits with `changes` put among them; a change of an edit's characters merges."""
        edits, done = [], 0
        for start, end, new in changes:
            first, past = self._touched(start, end)
            edits += self.edits[done:first]
            if first < past:
                new = self.edits[first].inserted[: max(0, start - self.starts[first])] + new
                new += self.edits[past - 1].inserted[end - self.starts[past - 1] :]
            edits.append(self._edit(start, end, new, fix, range(first, past)))
            done = max(first, past)
        return edits + self.edits[done:]

    def _edit(self, start: int, end: int, new: str, fix: str, touched: range) -> Edit:
        """One edit in raw offsets; it takes the names of the edits it touches with it."""
        raw_start, raw_end = self._between(start, touched.start), None
        if len(touched):
            first, last = self.edits[touched[0]], self.edits[touched[-1]]
            if start > self.starts[touched[0]]:
                raw_start = first.raw_start
            if end <= self.ends[touched[-1]]:
                raw_end = last.raw_end
            names = [edit.fix for edit in self.edits[touched.start : touched.stop]] + [fix]
            fix = "+".join(dict.fromkeys("+".join(names).split("+")))
        if raw_end is None:
            raw_end = self._between(end, max(touched.start, touched.stop))
        return Edit(raw_start, raw_end, new, fix)

    def _between(self, place: int, n_before: int) -> int:
        """Raw offset of a place that lies outside the edits, `n_before` of them before it."""
        if not n_before:
            return place
        return place - self.ends[n_before - 1] + self.edits[n_before - 1].raw_end
