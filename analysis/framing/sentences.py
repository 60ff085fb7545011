"""
What the notebook on framing says of its tables, with the numbers computed in the sentence.

Each function takes tables and returns Markdown; words that come from articles or lists are
escaped. The sentences hold for any articles and any dictionary.
"""

import pandas as pd

from analysis.framing.prevalence import find_years
from analysis.rates import ENOUGH_DOCS, per_cent
from analysis.text.escaping import escape
from analysis.text.views import COUNTED


def say_dictionary(dictionary, expanded):
    """How many patterns there are, of which use, and how many caught nothing."""
    uses = dictionary["use"].value_counts()
    caught = expanded[expanded["n"] > 0].drop_duplicates(["frame", "pattern"])
    return (
        f"The dictionary has {len(dictionary):,} patterns for {dictionary['frame'].nunique():,} frames: "
        f"{uses.get('count', 0):,} that count, {uses.get('doubtful', 0):,} that count and are doubtful, "
        f"{uses.get('exclude', 0):,} that exclude. In these articles {len(caught):,} of them occur."
    )


def say_matches(matches):
    """How many matches there are, and what becomes of those that do not count."""
    is_body, counts = matches["kind"].eq("body"), matches["use"].isin(COUNTED)
    return (
        f"The dictionary matches the text {len(matches):,} times. Exclusions remove "
        f"{(~counts).sum():,}; {(counts & ~is_body).sum():,} are outside the body (headlines, captions, "
        f"subheads, titles of events). **{(is_body & counts).sum():,} framing words count.** Of these, "
        f"{per_cent((is_body & counts & matches['use'].eq('doubtful')).sum(), (is_body & counts).sum())} "
        "depend on a doubtful pattern."
    )


def say_validity(validity):
    """How the matches compare with hand coding, in-sample and unseen."""
    whole = validity[(validity["frame"] == "all") & (validity["voice"] == "all")].set_index(
        "sample"
    )
    sentences = [
        f"{NAMES[sample]} precision is {say_share(whole.loc[sample], 'precision', 'n_right', 'n_matches')}, "
        f"recall {say_share(whole.loc[sample], 'recall', 'n_found', 'n_coded')}."
        for sample in NAMES
        if sample in whole.index
    ]
    if not sentences and len(validity):
        frames = validity["frame"].nunique()
        return (
            f"**How the list fares as a whole is not known**: it differs from the list that was scored. Scores "
            f"of {frames:,} of its frames, in which nothing changed, are below."
        )
    if not sentences:
        return (
            "**No text has been coded by reading for this dictionary, so how many matches are right, and how "
            "many framing words it misses, is not known.** Code some by hand before you rely on a count."
        )
    return " ".join(sentences)


NAMES = {
    "in-sample": "On these articles, from which the list was made (**in-sample**),",
    "unseen": "On **unseen** sentences, which this version of the list was not made from, weighted by "
    "the number of sentences that each represents,",
    "unseen, version 1": "Version 1 of the list, on the sentences drawn for it,",
}


def say_share(row, name, n, of):
    """One share with its two counts and, of a drawn sample, the interval of its weighted estimate."""
    if pd.isna(row[name]):
        return "not known (0 of 0)"
    counts = f"{row[n]:,.0f} of {row[of]:,.0f} {row['unit']}"
    if pd.isna(row[f"{name}_low"]):
        return f"{row[name]:.3f} ({counts}, all that there are)"
    return (
        f"{row[name]:.2f} (95% interval {row[f'{name}_low']:.2f} to {row[f'{name}_high']:.2f}; "
        f"{counts} read)"
    )


def say_gaps(validity, recall=0.95, precision=0.90):
    """Which frames fall short of the bars that the study set itself, in-sample and unseen."""
    rows = validity[(validity["voice"] == "all") & (validity["frame"] != "all")]
    parts = []
    for sample, part in rows.groupby("sample"):
        for name, bar, what in (
            ("recall", recall, "words it misses"),
            ("precision", precision, "hits that are wrong"),
        ):
            low = part[part[name] < bar]
            text = ", ".join(
                f"{escape(row.frame)} {getattr(row, name):.2f}" for row in low.itertuples()
            )
            parts.append(f"- {sample}, {name} under {bar:.2f} ({what}): {text or 'no frame'}.")
    return "\n".join(parts) or "No frame has been compared with hand coding."


def say_missing(matches, variable):
    """In how many matches a rule could not tell, as a share with its counts."""
    return (
        f"The rules could not tell the {variable} of {per_cent(matches[variable].isna().sum(), len(matches))} "
        "framing words: it is left missing."
    )


def say_agreement(agreement):
    """How many coders there are, and how far they agree."""
    n_coders = agreement["n_coders"].max() if len(agreement) else 0
    if n_coders == 0:
        return "No text of this study has been coded by reading."
    if n_coders == 1:
        return (
            "**One coder**: there is no second one to agree with, so alpha is missing. The coding names "
            "the coder; in the published study it is a language model."
        )
    known = agreement[agreement["alpha"].notna()]
    return (
        "Krippendorff's alpha: "
        + ", ".join(
            f"{escape(row.variable)} {row.alpha:.2f} ({row.n_units:,} units)"
            for row in known.itertuples()
        )
        + "."
    )


def say_interval(documents):
    """Whether the rates carry an interval."""
    n = len(documents)
    if n < ENOUGH_DOCS:
        return (
            f"With {n:,} articles a rate has **no interval**: words cluster in articles, and fewer than "
            f"{ENOUGH_DOCS} articles do not show how much articles differ. The counts of every article "
            "appear instead."
        )
    return (
        f"Rates carry 95% intervals for articles like these, from how much the {n:,} articles differ "
        "(one is left out at a time)."
    )


def say_dominant(table):
    """Which frames depend on one article."""
    hanging = table[(table["n"] > 0) & (table["n_there"] > table["n"] / 2)]
    some = table[table["n"] > 0]
    text = "; ".join(
        f"{escape(row.frame)}: {row.n_there:,} of {row.n:,} in {escape(row.article)}"
        for row in hanging.itertuples()
    )
    return (
        f"Of {len(some):,} frames that occur, {len(hanging):,} have more than half of their words in one "
        f"article" + (f" ({text})." if text else ".")
    )


def say_difference(table, by):
    """Which groups can be compared, and by how much they would have to differ."""
    if table.empty:
        return f"There are not two groups by {by} to compare."
    refused, open_ = table[table["smallest"].isna()], table[table["smallest"].notna()]
    told = [
        f"{escape(row.first)} ({row.n_first:,}) and {escape(row.second)} ({row.n_second:,})"
        for row in refused.itertuples()
    ]
    seen = [
        f"{escape(row.first)} ({row.n_first:,}) and {escape(row.second)} ({row.n_second:,}): "
        f"{row.smallest:.0%} points"
        for row in open_.itertuples()
    ]
    text = ""
    if told:
        text += (
            "**Too few articles to compare** by "
            + by
            + ": even “all articles here, none there” could be "
            "chance. These are " + "; ".join(told) + ". "
        )
    if seen:
        text += (
            f"Smallest difference of shares of articles that could be seen, by {by}: "
            + "; ".join(seen)
            + "."
        )
    return text.strip()


def say_left_out(words, documents):
    """Which groupings leave something out."""
    no_year = find_years(documents).isna()
    spoken = words[words["voice"] != "narrator"]
    no_role = spoken[spoken["role"].isna()]["n_words"].sum()
    return (
        f"By year, {no_year.sum():,} of {len(documents):,} articles are left out (no date, or more than one "
        f"year possible); by outlet, {documents['outlet'].isna().sum():,}; by role, the narrator and "
        f"{per_cent(no_role, spoken['n_words'].sum())} of the words spoken, whose speaker has no role."
    )
