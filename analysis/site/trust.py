"""How far the findings can be trusted, in four sentences made from the tables."""

from pathlib import Path

import pandas as pd

from analysis.coding.sentences import pick_rows
from analysis.findings.numbers import quote_open_data
from analysis.rates import count
from analysis.site.reading import read_or_empty
from analysis.site.rendering import is_missing
from analysis.tables import corpus_of
from analysis.text.coded import covers, read_coding
from analysis.text.views import FEW

FEW_TESTED = 10  # words of a frame: with fewer, a score says little


def say_trust(out: Path, frames: tuple[str, ...] = ()) -> list[str]:
    """
    Four sentences or more: framing words on unseen text, voices, who coded, how many articles.

    `frames`: those of the findings told, the first finding's first.
    """
    documents = read_or_empty("documents", out)
    return [
        say_dictionary(read_or_empty("validity", out), frames),
        say_voices(),
        say_coders(find_coding(out), documents, read_or_empty("estimates", out)),
        say_articles(len(documents)),
    ]


def find_coding(out: Path) -> pd.DataFrame:
    """The coding of the corpus; without rows where there is none."""
    try:
        return read_coding(
            corpus_of(out), *(read_or_empty(name, out) for name in ("sentences", "edits"))
        )
    except OSError:
        return pd.DataFrame({"doc_id": [], "coder": []})


def say_dictionary(validity: pd.DataFrame, frames: tuple[str, ...] = ()) -> str:
    """
    How often a framing word was right, and found, in text that the word list was not made from.

    On average, and of the frames of the findings; how many frames had too few words to tell.
    """
    row = validity[
        validity["sample"].eq("unseen") & validity["frame"].eq("all") & validity["voice"].eq("all")
    ]
    if row.empty and validity["sample"].eq("unseen").any():
        return (
            "How often the word list as a whole is right in text it was not made from is not known: it was "
            "changed after it was scored. The scores of its unchanged frames stand."
        )
    if row.empty or is_missing(row.iloc[0]["precision"]) or is_missing(row.iloc[0]["recall"]):
        return (
            "How often the word list is right is not known: no text other than the one it was made "
            "from has been coded."
        )
    row = row.iloc[0]
    return (
        f"Tested on text it was not made from, the word list was right about {100 * row['precision']:.0f}% "
        f"of the words it found, and it found {100 * row['recall']:.0f}% of the framing words that a "
        f"reader had coded. {say_scores(validity, frames)}"
    ).strip()


def say_scores(validity: pd.DataFrame, frames: tuple[str, ...]) -> str:
    """The scores of the frames of the findings on unseen text, one by one, and how many had few words."""
    unseen = validity["sample"].eq("unseen") & validity["voice"].eq("all")
    rows = validity[unseen & validity["frame"].ne("all")].set_index("frame")
    if rows.empty:
        return ""
    said = ["These are averages over all frames."]
    own = [rows.loc[frame] for frame in dict.fromkeys(frames) if frame in rows.index]
    if own:
        told = "; ".join(say_score(row) for row in own)
        said.append(f"By frame of the findings above: {told}.")
    n = int((rows[["n_matches", "n_coded"]].min(axis=1) < FEW_TESTED).sum())
    if n:
        said.append(
            f"{n:,} of {count(len(rows), 'frame')} had fewer than {FEW_TESTED} words to test."
        )
    return " ".join(said)


def say_score(row: pd.Series) -> str:
    """One frame's score as counts: "security right in 45 of 56, found 45 of 49"."""
    if not row["n_matches"] and not row["n_coded"]:
        return f"{row.name} not tested"
    return (
        f"{row.name} right in {row['n_right']:,.0f} of {row['n_matches']:,.0f} words, "
        f"found {row['n_found']:,.0f} of {row['n_coded']:,.0f}"
    )


def say_voices() -> str:
    """How well the rules find voices in open news, which they were not made from."""
    scores = quote_open_data()
    return (
        f"On news texts coded by others, the rules that find speech scored {scores['gum.f1']} out of 1 "
        f"(F1, which balances precision and recall) and named the right speaker in "
        f"{scores['gum.speakers']} cases."
    )


def say_coders(
    coding: pd.DataFrame, documents: pd.DataFrame, estimates: pd.DataFrame | None = None
) -> str:
    """Who has read and coded the articles, or how many of their sentences were read."""
    if not len(documents) or not covers(coding, documents):
        rows = pick_rows(estimates) if estimates is not None else pd.DataFrame()
        if len(rows):
            return (
                f"{count(rows['n_coded'].max(), 'sentence')}, drawn at random, were read to check the counts of frames; "
                f"whose words they are is checked where voices were read, too."
            )
        return "Nobody has read and coded these articles, so the counts have not been checked."
    coders = coding.loc[coding["doc_id"].isin(documents["doc_id"]), "coder"].dropna().unique()
    if len(coders) == 1 and "language model" in coders[0]:
        return "The articles were coded by one coder, a language model; no person has checked its work."
    if len(coders) == 1:
        return "The articles were coded by one coder; no second one has checked the work."
    return f"The articles were coded by {len(coders)} coders."


def say_articles(n: int) -> str:
    """What can be said from this number of articles."""
    if not n:
        return "No article has been read yet."
    if n < FEW:
        articles = f"{n} articles" if n > 1 else "one article"
        return f"With {articles}, the study can describe what it read but not generalise from it."
    return (
        f"There are {n:,} articles; what they say of others depends on how they were chosen, "
        "which the data statement should say."
    )
