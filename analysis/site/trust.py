"""How far the findings can be trusted, in a few sentences made from the tables."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis.coding.sentences import pick_rows
from analysis.findings.numbers import quote_open_data
from analysis.framing.sentences import AIMS
from analysis.measures.rates import count
from analysis.site.reading import once, read_or_empty
from analysis.tables.stored import corpus_of
from analysis.text.coded import covers, read_coding
from analysis.text.views import FEW

FEW_TESTED = 10  # sentences of a frame: with fewer, a score says little
BADLY = 0.5  # of the coded sentences: a list that finds fewer misses most of a frame


def say_trust(out: Path, frames: Sequence[str] = (), caution: str = "") -> list[str]:
    """
    Four sentences or so: framing words on unseen text, voices, who coded, and of how many articles.

    `frames`: those that the findings speak of. `caution`: what was made from these same articles.
    """
    documents, validity = read_or_empty("documents", out), read_or_empty("validity", out)
    coders = say_coders(find_coding(out), documents, read_or_empty("estimates", out))
    return [
        *filter(None, [say_list(validity), say_few(validity, frames)]),
        say_rules(),
        caution or coders,
        *[say_articles(len(documents))] * (not 0 < len(documents) < FEW),
    ]


def find_unseen(validity: pd.DataFrame) -> pd.Series | None:
    """The scores of all frames on text that the word list was not made from; None where there are none."""
    is_unseen = validity["sample"].eq("unseen")
    rows = validity[is_unseen & validity["frame"].eq("all") & validity["voice"].eq("all")]
    if rows.empty or rows.iloc[0][["precision", "recall"]].isna().any():
        return None
    return rows.iloc[0]


def say_list(validity: pd.DataFrame) -> str:
    """How often a framing word was right, and found, in text that the word list was not made from, shortly."""
    row = find_unseen(validity)
    if row is None:
        return say_dictionary(validity)
    aims = say_aims(row).partition(",")[0]
    rough = ", so the counts are rough" * any(row[name] < aim for name, aim in AIMS.items())
    return f"On UN speeches not read to make the word list, {say_agreed(row)}; {aims[0].lower()}{aims[1:]}{rough}."


def say_agreed(row: pd.Series) -> str:
    """Precision and recall on unseen text, in words."""
    return (
        f"a language model agreed with {100 * row['precision']:.0f}% of what the list found, and the list found "
        f"{100 * row['recall']:.0f}% of what the model had coded"
    )


def say_few(validity: pd.DataFrame, frames: Sequence[str]) -> str:
    """Of which of these frames too few sentences of unseen text were coded to judge the list; "" if of none."""
    unseen = validity[validity["sample"].eq("unseen") & validity["voice"].eq("all")]
    is_few = unseen.set_index("frame")["n_coded"] < FEW_TESTED
    few = [frame for frame in frames if is_few.get(frame, False)]
    return (
        f"Too few sentences were coded as {' or '.join(few)} to judge {'that frame' if len(few) == 1 else 'those frames'}."
        if few
        else ""
    )


@once
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
    row, is_unseen = find_unseen(validity), validity["sample"].eq("unseen")
    if row is None and is_unseen.any() and not (is_unseen & validity["frame"].eq("all")).any():
        return (
            "How often the word list as a whole is right in text it was not made from is not known: it was "
            "changed after it was scored. The scores of its unchanged frames stand."
        )
    if row is None:
        return (
            "How often the word list is right is not known: no text other than the one it was made "
            "from has been coded."
        )
    return (
        "The word list was tested on sentences about human rights, terrorism and related matters from UN speeches. "
        "Other UN speeches were read to make the list; these were not, but its overall scores on them were known when its final version was chosen. "
        f"On them, {say_agreed(row)} (both weighted by how the sentences were drawn). {say_aims(row)} {say_thin(validity)}"
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
            f"{n:,} of the {count(len(rows), 'frame')} {'was' if n == 1 else 'were'} coded in fewer than {FEW_TESTED} sentences, too few to judge."
        )
    bad = rows[~is_few & (rows["n_found"] < BADLY * rows["n_coded"])]
    each = [
        f"the {count(row.n_coded, 'sentence') if place == 0 else f'{row.n_coded:,.0f}'} coded as {row.frame}{', the list found' if place == 0 else ','} {row.n_found:,.0f}"
        for place, row in enumerate(bad.itertuples())
    ]
    return " ".join(told + [f"Of {'; of '.join(each)}."] * bool(each))


def list_scores(validity: pd.DataFrame) -> list[dict]:
    """How the words of each frame fared on unseen text, unweighted: sentences that list and model marked, and both."""
    unseen = validity["sample"].eq("unseen") & validity["voice"].eq("all")
    rows = validity[unseen & validity["frame"].ne("all")]
    counts = rows[["frame", "n_matches", "n_coded", "n_right"]].assign(
        is_few=rows["n_coded"] < FEW_TESTED
    )
    return counts.astype({"n_matches": int, "n_coded": int, "n_right": int}).to_dict("records")


def say_rules() -> str:
    """How well the rules find speech and its speakers in open news, shortly."""
    scores = quote_open_data()
    return (
        f"On news and interviews coded by others, the rules for speech scored {scores['gum.f1']} (F1; 1 is best) and named the "
        f"right speaker for {scores['gum.speakers.share']} of the passages."
    )


def say_voices() -> str:
    """How well the rules find voices in open news, which they were not made from."""
    scores = quote_open_data()
    return (
        f"On {scores['gum.documents']} news texts and interviews coded by others, the rules for speech scored {scores['gum.f1']} out of 1 "
        f"(F1; see the glossary) and named the right speaker for {scores['gum.speakers']} passages. Other texts of "
        "that collection were read to make the rules."
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
