"""How far the findings can be trusted, in four sentences made from the tables."""

from pathlib import Path

import pandas as pd

from analysis.coding.sentences import pick_rows
from analysis.findings.numbers import quote_open_data
from analysis.framing.sentences import AIMS
from analysis.measures.rates import count
from analysis.site.reading import read_or_empty
from analysis.site.rendering import is_missing
from analysis.tables.stored import corpus_of
from analysis.text.coded import covers, read_coding
from analysis.text.views import FEW

FEW_TESTED = 10  # sentences of a frame: with fewer, a score says little
BADLY = 0.5  # of the coded sentences: a list that finds fewer misses most of a frame


def say_trust(out: Path) -> list[str]:
    """Four sentences or more: framing words on unseen text, voices, who coded, how many articles."""
    documents = read_or_empty("documents", out)
    return [
        say_dictionary(read_or_empty("validity", out)),
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


def say_dictionary(validity: pd.DataFrame) -> str:
    """
    How often a framing word was right, and found, in text that the word list was not made from.

    All frames together; for how many frames too few were coded, and which are mostly missed.
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
        "In sentences on human rights, terrorism and related matters from UN speeches, none of which was read "
        "to make the word list, though the totals were known when its final version was chosen, a language "
        f"model agreed with {100 * row['precision']:.0f}% (weighted) of what the list found, and the list found {100 * row['recall']:.0f}% of what the "
        f"model had coded. {say_aims(row)} {say_thin(validity)}"
    ).strip()


def say_aims(row: pd.Series) -> str:
    """Whether the aims that were set for the unseen text before it was coded are reached."""
    aims = f"{100 * AIMS['precision']:.0f}% and {100 * AIMS['recall']:.0f}%"
    n = sum(row[name] >= aim for name, aim in AIMS.items())
    told = ("Both are below the aims", "One is below the aims", "Both reach the aims")[n]
    return f"{told} set beforehand, {aims}."


def say_thin(validity: pd.DataFrame) -> str:
    """For how many frames few sentences of the unseen text were coded, and which of the others did badly."""
    unseen = validity["sample"].eq("unseen") & validity["voice"].eq("all")
    rows = validity[unseen & validity["frame"].ne("all")]
    is_few = rows["n_coded"] < FEW_TESTED
    n, told = int(is_few.sum()), []
    if n:
        told.append(
            f"For {n:,} of the {count(len(rows), 'frame')} fewer than {FEW_TESTED} sentences were coded, too few to judge."
        )
    bad = rows[~is_few & (rows["n_found"] < BADLY * rows["n_coded"])]
    each = [
        f"{row.n_coded:,.0f} coded as {row.frame}{' the list found' * (place == 0)} {row.n_found:,.0f}"
        for place, row in enumerate(bad.itertuples())
    ]
    return " ".join(told + [f"Of {', of '.join(each)}."] * bool(each))


def say_frames_tested(validity: pd.DataFrame, frames: list[str]) -> str:
    """How the words of the frames of one finding fared on unseen text, unweighted; "" where none was tested."""
    unseen = validity["sample"].eq("unseen") & validity["voice"].eq("all")
    rows = validity[unseen].set_index("frame")
    said = [say_score(rows.loc[frame]) for frame in frames if frame in rows.index]
    if not said:
        return ""
    return f"In a test on UN speeches the word list {'; it '.join(said)}."


def say_score(row: pd.Series) -> str:
    """One frame's score as counts: "marked 7 sentences as delegitimation (2 of them as a language model did) and …"."""
    if not row["n_matches"] and not row["n_coded"]:
        return f"neither found {row.name} nor missed it"
    few = min(row["n_matches"], row["n_coded"]) < FEW_TESTED
    return (
        f"marked {count(int(row['n_matches']), 'sentence')} as {row.name} ({row['n_right']:,.0f} of them as a language model did) and found "
        f"{row['n_found']:,.0f} of the {row['n_coded']:,.0f} that the model had marked{' (too few to judge)' * bool(few)}"
    )


def say_voices() -> str:
    """How well the rules find voices in open news, which they were not made from."""
    scores = quote_open_data()
    return (
        f"On {scores['gum.documents']} news texts and interviews coded by others, the rules that find speech scored {scores['gum.f1']} out of 1 "
        f"(F1, which balances precision and recall) and named the right speaker for "
        f"{scores['gum.speakers']} passages."
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
