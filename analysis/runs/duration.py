"""
How long a run will take, said before it starts: from the size of the articles and the number of notebooks.

Seconds of processor, measured on a cloud server, the site included: 5 articles (3,000 words) 40, with
five appendices 74; 20 articles (10,900) 35; 10,952 speeches (31.9 million words) some 1,500.
"""

from pathlib import Path

from analysis.articles.starting import find_articles

SECONDS_PER_NOTEBOOK = 3  # figures above all: whatever the corpus
SECONDS_PER_APPENDIX = 8  # models fitted many times over
SECONDS_FOR_SITE = 6
# A thousand words cost less the more there are: steps that are dear at first grow slowly.
SECONDS_PER_THOUSAND_WORDS, GROWTH = 4.1, 0.6
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


def estimate_words(corpus: Path | str) -> int:
    """About how many words a corpus has, from the sizes of its files; none of them is opened."""
    files = find_articles(corpus) if Path(corpus).exists() else []
    return round(
        sum(path.stat().st_size / PER_WORD.get(path.suffix.lower(), OTHERS) for path in files)
    )


def estimate_seconds(n_words: int, n_notebooks: int, n_appendix: int = 0) -> float:
    """Seconds of a run, its site included; `n_appendix` of the notebooks are of the appendix."""
    return (
        SECONDS_PER_NOTEBOOK * (n_notebooks - n_appendix)
        + SECONDS_PER_APPENDIX * n_appendix
        + SECONDS_FOR_SITE
        + SECONDS_PER_THOUSAND_WORDS * (n_words / 1000) ** GROWTH
    )


def say_duration(corpus: Path | str, n_notebooks: int, n_appendix: int = 0) -> str:
    """How long a run on this corpus will take, rounded as the estimate deserves."""
    n_words = estimate_words(corpus)
    words = f"{round_words(n_words):,} words" if n_words else "no article yet"
    seconds = estimate_seconds(n_words, n_notebooks, n_appendix)
    return (
        f"The run takes {round_duration(seconds)} "
        f"(about {words}, {n_notebooks} notebooks; on a slow or busy computer twice as long)."
    )


def round_words(n: int) -> int:
    """A number of words with one significant digit, two from 10 thousand on."""
    digits = len(str(n)) - (2 if n >= 10_000 else 1)
    return round(n, -digits)


def round_duration(seconds: float) -> str:
    """A duration in words: "about a minute", "about four minutes", "about 25 minutes", "about 3 hours"."""
    minutes = seconds / 60
    if minutes < 1.5:
        return "about a minute"
    if minutes < 5.5:
        return f"about {['two', 'three', 'four', 'five'][max(round(minutes), 2) - 2]} minutes"
    if minutes < 57.5:
        return f"about {5 * round(minutes / 5)} minutes"
    hours = max(round(minutes / 60), 1)
    return "about an hour" if hours == 1 else f"about {hours} hours"
