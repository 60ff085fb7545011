"""
How long a run will take, said before it starts, and how long it still takes, said while it runs.

Before: from the size of the articles. While it runs: corrected by the pace of the parts that are done.
Seconds of processor, measured on a cloud server, the site included: 5 articles (3,000 words) 20,
10,952 speeches (31.9 million) 508, 100,000 articles (31.5 million) 604.
"""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from analysis.articles.starting import find_articles

APPENDIX = "_appendix"  # the end of the name of notebooks that are for checking alone
SITE = "site"


class Part(NamedTuple):
    """A part of a run: what it does, its seconds on five articles, its share of all that grows."""

    does: str
    seconds: float
    share: float


PARTS = {
    "00_start_here": Part("starting", 1, 0),
    "01_cleaning": Part("reading and cleaning the articles", 1.5, 0.13),
    "02_terms": Part("counting words", 2.5, 0.06),
    "03_voices": Part("finding voices", 2, 0.22),
    "04_framing": Part("finding framing words", 3.5, 0.09),
    "05_topics": Part("finding topics", 3, 0.2),
    "06_figures": Part("testing the claims", 3, 0.08),
    "07_reading": Part("estimating from what was read", 1.5, 0.01),
    SITE: Part("making the pages of the site", 3, 0.21),
}
SECONDS_FOR_APPENDIX = 8  # models fitted many times over
SECONDS_PER_THOUSAND, SECONDS_PER_THOUSAND_WORDS = 1.2, 0.015  # articles, and their words
PRIOR = 0.3  # of a run: so much of it seems done at the pace expected, before any part is
# Characters of a file for a word of its article: plain text, pages with their markup, packed files.
PER_WORD = {
    ".txt": 6,
    ".md": 6,
    ".csv": 6.5,
    ".tsv": 6.5,
    ".jsonl": 6.5,
    ".html": 60,
    ".htm": 60,
    ".xml": 15,
    ".pdf": 90,
}
OTHERS = 20
MANY, WORDS_PER_ARTICLE = {".csv", ".tsv", ".xlsx", ".zip"}, 400  # files of many articles


def estimate_size(corpus: Path | str) -> tuple[int, int]:
    """About how many words and articles a corpus has, from the sizes of its files and the lines of some."""
    files = find_articles(corpus) if Path(corpus).exists() else []
    sizes = [(path, estimate_words(path)) for path in files]
    return sum(n for _, n in sizes), sum(count_articles(path, n) for path, n in sizes)


def estimate_words(path: Path) -> int:
    """About how many words a file has, from its size."""
    return round(path.stat().st_size / PER_WORD.get(path.suffix.lower(), OTHERS))


def count_articles(path: Path, n_words: int) -> int:
    """The articles of a file: its lines, where each is one; one; or about as many as its words make."""
    kind = path.suffix.lower()
    if kind == ".jsonl":
        with open(path, "rb") as file:
            return sum(block.count(b"\n") for block in iter(partial(file.read, 1 << 20), b""))
    return max(n_words // WORDS_PER_ARTICLE, 1) if kind in MANY else 1


def find_part(name: str) -> Part:
    """What is known of a notebook, or of the site; of a notebook of one's own, its name."""
    if name in PARTS:
        return PARTS[name]
    of = PARTS.get(name.removesuffix(APPENDIX))
    if of and name.endswith(APPENDIX):
        return Part(f"{of.does}, appendix", SECONDS_FOR_APPENDIX, of.share)
    return Part(f"running {name}", 3, 0.05)


def expect_seconds(n_words: int, n_articles: int, names: Iterable[str]) -> dict[str, float]:
    """Seconds that each part of a run will take: notebooks by name, and the site."""
    grows = (SECONDS_PER_THOUSAND_WORDS * n_words + SECONDS_PER_THOUSAND * n_articles) / 1000
    parts = {name: find_part(name) for name in names}
    return {name: part.seconds + part.share * grows for name, part in parts.items()}


def estimate_left(expected: dict[str, float], part: str, before: float, spent: float) -> float:
    """
    Seconds until a run is done: `before` were taken by the parts before `part`, `spent` by it so far.

    The pace is that of the parts that are done; a part that takes longer than it should slows it.
    """
    at, seconds = list(expected).index(part), list(expected.values())
    done, now, later = sum(seconds[:at]), seconds[at], sum(seconds[at + 1 :])
    prior = PRIOR * sum(seconds)
    pace = max((prior + before) / (prior + done), (prior + before + spent) / (prior + done + now))
    return pace * later + max(pace * now - spent, 0)


def say_duration(n_words: int, n_notebooks: int, seconds: float) -> str:
    """How long a run on this corpus will take, rounded as the estimate deserves."""
    words = f"{round_words(n_words):,} words" if n_words else "no article yet"
    return (
        f"The run takes {round_duration(seconds)} "
        f"(about {words}, {n_notebooks} notebooks; on a slow or busy computer twice as long)."
    )


def round_words(n: int) -> int:
    """A number of words with one significant digit, two from 10 thousand on."""
    digits = len(str(n)) - (2 if n >= 10_000 else 1)
    return round(n, -digits)


def round_duration(seconds: float) -> str:
    """A duration in words: "about 20 seconds", "about four minutes", "about 25 minutes", "about 2.5 hours"."""
    minutes = seconds / 60
    if seconds < 55:
        return f"about {max(10 * round(seconds / 10), 10)} seconds"
    if minutes < 1.5:
        return "about a minute"
    if minutes < 5.5:
        return f"about {['two', 'three', 'four', 'five'][max(round(minutes), 2) - 2]} minutes"
    if minutes < 57.5:
        return f"about {5 * round(minutes / 5)} minutes"
    halves = round(minutes / 30)
    return "about an hour" if halves == 2 else f"about {halves / 2:g} hours"
