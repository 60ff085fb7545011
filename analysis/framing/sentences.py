"""
What the notebook on framing says of its tables, with the numbers computed in the sentence.

Each function takes tables and returns Markdown; words that come from articles or lists are
escaped. The sentences hold for any articles and any dictionary.
"""

from collections.abc import Mapping

import pandas as pd

from analysis.framing.prevalence import OTHERS
from analysis.measures.rates import ENOUGH_DOCS, count, per_cent
from analysis.text.coded import name_coder
from analysis.text.escaping import escape
from analysis.text.groups import find_periods
from analysis.text.spans import find_holder
from analysis.text.views import COUNTED, trim_ends

AIMS = {"precision": 0.90, "recall": 0.75}  # set for unseen text before any was coded
ENOUGH_WORDS = 5  # framing words of a frame: with fewer, a share of them says nothing


# What was found ---------------------------------------------------------------------


def say_found(prevalence: pd.DataFrame) -> str:
    """The first results, a line each: how many framing words, whose they are, in how many articles."""
    whole = prevalence[prevalence["by"] == "all"].sort_values(
        ["n", "frame"], ascending=[False, True]
    )
    total = int(whole["n"].sum())
    if not total:
        return "**No framing word was found**: no pattern of the word list occurs in the articles."
    spoken = total - int(spread_voices(prevalence)["narrator"].sum())
    everywhere = whole[(whole["n_with"] == whole["n_docs"]) & (whole["n"] > 0)]
    return "\n".join(
        f"- {line}"
        for line in (
            f"**{per_cent(spoken, total)} of the uses of framing words are in speech**, quoted or retold.",
            say_first(whole),
            f"{len(everywhere):,} of the {count(len(whole), 'frame')} {'occurs' if len(everywhere) == 1 else 'occur'} "
            f"in every article{list_names(everywhere['frame'])}.",
        )
    )


def say_first(whole: pd.DataFrame) -> str:
    """The most frequent frame with its count; where several have as many words, all of them."""
    first = whole[whole["n"] == whole["n"].max()]
    if len(first) == 1:
        row = first.iloc[0]
        return (
            f"The most frequent frame is {escape(row['frame'])}: {count(int(row['n']), 'use')} in "
            f"{count(int(row['n_with']), 'article')}."
        )
    named = join_names([escape(frame) for frame in first["frame"]])
    return f"The most frequent frames are {named}: {count(int(first['n'].max()), 'use')} each."


def join_names(names: list[str]) -> str:
    """Names in a row: "a, b and c"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def say_tied(shares: pd.Series, best: float) -> str:
    """The frames whose share is `best`, each in italics."""
    return join_names([f"*{escape(frame)}*" for frame in shares.index[shares == best]])


def say_frames(shares: pd.Series, best: float) -> str:
    """The same behind their noun: "frames *a* and *b*"."""
    return f"frame{'s' * (int((shares == best).sum()) > 1)} {say_tied(shares, best)}"


def list_names(frames: pd.Series) -> str:
    """Names after a colon, escaped: ": a, b"; "" where there is none."""
    return ": " + ", ".join(escape(frame) for frame in frames) if len(frames) else ""


def spread_voices(prevalence: pd.DataFrame) -> pd.DataFrame:
    """Framing words per frame (rows) and voice (columns), the narrator always among them, and `n`."""
    rows = prevalence[prevalence["by"] == "voice"]
    table = rows.pivot(index="frame", columns="group", values="n").fillna(0).astype(int)
    table = table.assign(narrator=table.get("narrator", 0))
    return table.assign(n=table.sum(axis=1))


def most_spoken(prevalence: pd.DataFrame) -> str | None:
    """The frame that is left to speakers most, of those with `ENOUGH_WORDS`; None where there is none."""
    table = spread_voices(prevalence).query("n >= @ENOUGH_WORDS")
    return None if table.empty else (table["narrator"] / table["n"]).idxmin()


def say_voice(
    prevalence: pd.DataFrame,
    counted: pd.DataFrame | None = None,
    possible: pd.Series | None = None,
) -> str:
    """
    Which frame is left to speakers most, and which the narrator uses most, by shares.

    With the matches that count, also how many words two frames that tie have in common. With
    those in possible speech (`count_possible`), what the narrator has without them.
    """
    frame = most_spoken(prevalence)
    if frame is None:
        return f"No frame has {ENOUGH_WORDS} words, so no share of voices is given."
    table = spread_voices(prevalence).query("n >= @ENOUGH_WORDS")
    shares = table["narrator"] / table["n"]
    low, high = table[shares == shares.min()], table[shares == shares.max()]
    spoken, without = low.sum(), ""
    if shares.min() == 0:
        text = f"All {spoken['n']:,} words of the {say_frames(shares, 0)} are in speech."
    else:
        text = (
            f"The share in speech is largest for the {say_frames(shares, shares.min())}: "
            f"{per_cent(spoken['n'] - spoken['narrator'], spoken['n'])}."
        )
    if shares.max() > shares.min():
        each = join_names([f"{row.narrator:,} of {row.n:,}" for row in high.itertuples()])
        text += f" The narrator’s share is largest for the {say_frames(shares, shares.max())}: {shares.max():.0%} ({each})."
        without = say_without(table, list(high.index), possible)
    return f"{text}{say_shared(list(high.index), counted)}{without}"


def count_possible(counted: pd.DataFrame, quotations: pd.DataFrame) -> pd.Series:
    """Framing words of each frame in possible speech, which count as the narrator's."""
    perhaps = quotations[quotations["voice"].eq("perhaps").fillna(False)].reset_index(drop=True)
    is_open = (find_holder(counted, perhaps) >= 0) & counted["voice"].eq("narrator").to_numpy()
    return counted.loc[is_open, "frame"].value_counts()


def say_without(table: pd.DataFrame, high: list[str], possible: pd.Series | None) -> str:
    """What of its largest shares the narrator has without possible speech, and which are then the largest; ""."""
    less = (pd.Series(dtype="int64") if possible is None else possible).reindex(table.index)
    own = table["narrator"] - less.fillna(0).astype(int)
    shares = own / table["n"]
    then = list(table.index[shares == shares.max()])
    if own[high].equals(table.loc[high, "narrator"]) or not own.any():
        return ""
    counts = [
        f"{own[frame]:,}{' words' * (place == 0)} of *{escape(frame)}*"
        for place, frame in enumerate(high)
    ]
    told = f" Without possible speech, the narrator has {join_names(counts)}."
    if then == high:
        return told
    each = join_names([f"{own[frame]:,} of {table.at[frame, 'n']:,}" for frame in then])
    return f"{told} The narrator’s largest share is then that of the {say_frames(shares, shares.max())}: {shares.max():.0%} ({each})."


def say_shared(frames: list[str], counted: pd.DataFrame | None) -> str:
    """How many words count for both of two frames, in a sentence; "" where none does."""
    if counted is None or len(frames) != 2:
        return ""
    both = trim_ends(counted[counted["frame"].isin(frames)])
    both = both.drop_duplicates(["doc_id", "raw_start", "raw_end", "frame"])
    n = int(both.duplicated(["doc_id", "raw_start", "raw_end"]).sum())
    return f" {count(n, 'word')} {'counts' if n == 1 else 'count'} for both." if n else ""


def say_speaker(crossed: pd.DataFrame, possible: pd.Series | None = None) -> str:
    """
    Which frame the narrator uses most, and which the speaker with the most framing words.

    `possible` (`count_possible`): how many of the narrator's words of each frame are possible speech.
    """
    counts = crossed.set_index("speaker").drop(columns="n_words")
    named = counts[~counts.index.isin(NOBODY) & ~counts.index.str.fullmatch(OTHERS)]
    parts = []
    if "narrator" in counts.index and counts.loc["narrator"].sum():
        own = counts.loc["narrator"]
        noun = "frames are" if (own == own.max()).sum() > 1 else "frame is"
        parts.append(
            f"The narrator’s most frequent {noun} {say_most(own)}. {say_possible(own, possible)}A word counts for its frame "
            "even where it is denied."
        )
    if len(named) and named.to_numpy().sum():
        sums = named.sum(axis=1)
        firsts = list(sums.index[sums == sums.max()])
        spoken = int(counts.drop(index="narrator", errors="ignore").to_numpy().sum())
        tied = len(firsts) > 1
        n = int(sums.max())
        parts.append(
            f"Of the {count(spoken, 'framing word')} in speech, {n:,}{' each' * tied} {'is' if n == 1 else 'are'} in the words of "
            f"{join_names([escape(name) for name in firsts])}, the most of any known speaker."
        )
        for first in firsts:
            own = named.loc[first]
            noun = "frames are" if (own == own.max()).sum() > 1 else "frame is"
            whose = f"For {escape(first)}, the" if tied else "Their"
            parts.append(f"{whose} most frequent {noun} {say_most(own)}.")
    return " ".join(parts) or "No framing word is attributed to a known speaker."


def pick_spoken(counted: pd.DataFrame, crossed: pd.DataFrame) -> pd.DataFrame:
    """Matches to quote from: the first frame of the known speaker with the most framing words; none of nobody."""
    counts = crossed.set_index("speaker").drop(columns="n_words")
    named = counts[~counts.index.isin(NOBODY) & ~counts.index.str.fullmatch(OTHERS)]
    if named.empty or not named.to_numpy().sum():
        return counted.head(0)
    first = named.sum(axis=1).idxmax()
    return counted[counted["speaker"].eq(first) & counted["frame"].eq(named.loc[first].idxmax())]


def say_possible(own: pd.Series, possible: pd.Series | None) -> str:
    """How many words of the narrator's first frames are possible speech, and which frame is first without."""
    less = (pd.Series(dtype="int64") if possible is None else possible).reindex(own.index)
    less = less.fillna(0).astype(int)
    first = own.index[own == own.max()]
    parts = [f"{less[name]:,} of the *{escape(name)}* words" for name in first if less[name]]
    if not parts:
        return ""
    n, rest = int(less[first].sum()), own - less
    told = f"{join_names(parts)} {'is' if n == 1 else 'are'} possible speech"
    if rest.any() and list(own.index[rest == rest.max()]) != list(first):
        told += (
            f"; without {'it' if n == 1 else 'these'}, {say_tied(rest, rest.max())} would be first"
        )
    return f"{told}. "


NOBODY = ("narrator", "speaker not resolved")


def say_most(counts: pd.Series) -> str:
    """The most frequent frame of one speaker, or those that tie, with the count of all: "*unity* (4 of 9 uses)"."""
    top = say_tied(counts, counts.max())
    each = "each " if (counts == counts.max()).sum() > 1 else ""
    return f"{top} ({each}{int(counts.max()):,} of {int(counts.sum()):,} uses)"


MOST_NAMED = 100  # articles of which the two at the ends are named: of more, chance makes them


def say_rates(prevalence: pd.DataFrame, names: Mapping[str, str] | None = None) -> str:
    """In which article the most frequent frame is densest and in which it is rarest; `names` of `name_articles`."""
    whole = prevalence[prevalence["by"] == "all"]
    if not len(whole) or not whole["n"].max():
        return "No framing word was found."
    frame = whole.sort_values(["n", "frame"], ascending=[False, True])["frame"].iloc[0]
    rows = prevalence[(prevalence["by"] == "article") & (prevalence["frame"] == frame)]
    rows = rows.dropna(subset="per_1000").sort_values(["per_1000", "group"])
    if len(rows) < 2:
        return f"There is one article, so *{escape(frame)}* cannot be compared."
    if len(rows) > MOST_NAMED:
        low, high = rows["per_1000"].quantile([0.05, 0.95])
        return (
            f"Articles differ: nine tenths of them have between {low:.1f} and {high:.1f} words of "
            f"*{escape(frame)}*, the most frequent frame, per 1,000."
        )
    low, high = rows.iloc[0], rows.iloc[-1]
    known = names or {}
    return (
        f"Articles differ: the rate of *{escape(frame)}*, the most frequent frame, runs from {low['per_1000']:.1f} words "
        f"per 1,000 ({escape(known.get(low['group'], low['group']))}) to {high['per_1000']:.1f} ("
        f"{escape(known.get(high['group'], high['group']))})."
    )


def say_status(matches: pd.DataFrame) -> str:
    """How many framing words are denied, how many of these in scare quotes, and how many cannot be told."""
    if matches.empty:
        return "No framing word was found."
    denied = matches["status"].eq("denied").fillna(False).astype(bool)
    n, n_scare = int(denied.sum()), int((denied & matches["quoted"].eq("scare")).sum())
    text = f"{f'{n:,}' if n else 'None'} of the {count(len(matches), 'use')} of framing words {'is' if n < 2 else 'are'} denied"
    if n_scare:
        text += f"; {n_scare:,} of these {'is' if n_scare == 1 else 'are'} in scare quotes or after *so-called*"
    return f"{text}. {say_missing(matches, 'status')}".strip()


def say_together(together: pd.DataFrame) -> str:
    """Of the sentences with one frame, how many have the frame that it meets most often."""
    pairs = [
        (int(together.iloc[i, j]), together.index[j], together.index[i])
        for i in range(len(together))
        for j in range(i)
    ]
    n, first, second = max(pairs, default=(0, None, None), key=lambda pair: pair[0])
    if not n:
        return "No sentence has two frames."
    smaller, larger = sorted((first, second), key=lambda name: (together.loc[name, name], name))
    return (
        f"{per_cent(n, int(together.loc[smaller, smaller]))} of the sentences with *{escape(smaller)}* also "
        f"have *{escape(larger)}*."
    )


# How it was found, and how far to trust it -------------------------------------------


def say_dictionary(dictionary: pd.DataFrame, expanded: pd.DataFrame) -> str:
    """How many patterns there are, of which use, and how many caught nothing."""
    uses = dictionary["use"].value_counts()
    caught = expanded[expanded["n"] > 0].drop_duplicates(["frame", "pattern"])
    return (
        f"The list has {len(dictionary):,} patterns for {count(dictionary['frame'].nunique(), 'frame')}: "
        f"{len(dictionary) - uses.get('exclude', 0):,} to count words ({uses.get('doubtful', 0):,} of them doubtful) and "
        f"{uses.get('exclude', 0):,} to exclude some. Of all these patterns, {len(caught):,} {'matches' if len(caught) == 1 else 'match'} words in these articles, "
        "whether the words are then counted or not."
    )


def say_matches(matches: pd.DataFrame) -> str:
    """How many matches count, and how many do not."""
    is_body, counts = matches["kind"].eq("body"), matches["use"].isin(COUNTED)
    n = int((is_body & counts).sum())
    doubtful = int((is_body & counts & matches["use"].eq("doubtful")).sum())
    n_more = len(matches) - n
    return (
        f"**{count(n, 'use')} of framing words {'is' if n == 1 else 'are'} counted**"
        f"{f', {doubtful:,} of them by patterns that the list marks as doubtful' * bool(doubtful)}. "
        f"{n_more:,} more {'match is' if n_more == 1 else 'matches are'} excluded by a rule or not in body text."
    )


def say_excluded(matches: pd.DataFrame) -> str:
    """How many matches rules excluded, and how many of these are not in body text; "" where none is."""
    excluded = matches[matches["use"].eq("exclude")]
    n, n_other = len(excluded), int(excluded["kind"].ne("body").sum())
    if not n:
        return ""
    said = f"Rules excluded {count(n, 'match', 'matches')}"
    return (
        f"{said}; {n_other:,} of these {'is' if n_other == 1 else 'are'} not in body text."
        if n_other
        else f"{said}."
    )


def say_validity(validity: pd.DataFrame, is_in_sample: bool = False) -> str:
    """
    How the matches compare with coding by reading, on the study's articles and on unseen sentences.

    `is_in_sample`: the list was made from the articles of this study.
    """
    whole = validity[(validity["frame"] == "all") & (validity["voice"] == "all")].set_index(
        "sample"
    )
    sentences = [
        f"- {MADE_FROM if is_in_sample and sample == 'in-sample' else NAMES[sample]} precision is {show_score(whole.loc[sample], 'precision')}, recall "
        f"{show_score(whole.loc[sample], 'recall')}."
        for sample in NAMES
        if sample in whole.index
    ]
    if not sentences and len(validity):
        frames = validity["frame"].nunique()
        return (
            f"**No score of the whole list is known**: it differs from the list that was scored. The "
            f"{count(frames, 'frame')} in which nothing changed {'keeps its' if frames == 1 else 'keep their'} scores."
        )
    if not sentences:
        return (
            "**No text has been coded by reading for this word list**, so its errors are not known. Read some "
            "sentences before you rely on a count."
        )
    if "unseen" in whole.index and whole.loc["unseen", list(AIMS)].notna().all():
        sentences.append(
            "- The overall unseen scores were known when the list was chosen. The aims set before any text was coded were a "
            f"precision of {AIMS['precision']:.2f} and a recall of {AIMS['recall']:.2f}; {say_aims(whole.loc['unseen'])}."
        )
    return "\n".join(sentences)


def say_aims(row: pd.Series) -> str:
    """Which of the aims a list reaches on unseen text."""
    missed = [name for name, aim in AIMS.items() if row[name] < aim]
    if not missed:
        return "both are reached"
    return "both are missed" if len(missed) == 2 else f"that for {missed[0]} is missed"


def say_readers(readers: pd.DataFrame) -> str:
    """How well two readers agree where the list was scored, beside what the list reaches; "" of another list."""
    if readers.empty:
        return ""
    row = readers[readers["frame"] == "all"].iloc[-1]
    return (
        f"**What could a list reach at best?** On the same sentences, two coders agree with an F1 of "
        f"{row['b_by_a_f1']:.2f}; the list has {row['list_by_a_f1']:.2f} compared with coder A and "
        f"{row['list_by_b_f1']:.2f} compared with coder B. Both coders are runs of one language model; two people "
        "may agree less."
    )


NAMES = {
    "in-sample": "On the articles of this study (**in-sample**, if the list was made from them),",
    "unseen": "On sentences of UN speeches other than those read to make this version of the list (**unseen**),",
}


MADE_FROM = "On the articles, which were read to make the list (**in-sample**),"


def show_score(row: pd.Series, name: str) -> str:
    """One score and, of a drawn sample, its interval: "0.85 (95% interval 0.78 to 0.90)"."""
    if pd.isna(row[name]):
        return "not known"
    if pd.isna(row[f"{name}_low"]):
        return show_close(row[name])
    return f"{row[name]:.2f} (95% interval {row[f'{name}_low']:.2f} to {row[f'{name}_high']:.2f})"


def show_close(value: float) -> str:
    """A share in two digits; in three where two would make it whole: "0.995"."""
    return f"{value:.3f}" if value < 1 and round(value, 2) == 1 else f"{value:.2f}"


def say_gaps(validity: pd.DataFrame) -> str:
    """Which frames fall short of the aims that the study set itself, in-sample and unseen."""
    rows = validity[(validity["voice"] == "all") & (validity["frame"] != "all")]
    parts = []
    for sample, part in rows.groupby("sample"):
        recall = 0.95 if sample == "in-sample" else AIMS["recall"]
        for name, bar, what in (
            ("recall", recall, "words it misses"),
            ("precision", AIMS["precision"], "hits that are wrong"),
        ):
            low = part[part[name] < bar]
            text = ", ".join(
                f"{escape(row.frame)} {show_below(getattr(row, name), bar)}"
                for row in low.itertuples()
            )
            parts.append(
                f"- {sample}, {name} below the aim of {bar:.2f} ({what}): {text or 'no frame'}."
            )
    return "\n".join(parts) or "No frame has been compared with coding by reading."


def show_below(value: float, bar: float) -> str:
    """A score in two digits; in three where two would show the bar itself: "0.746"."""
    return f"{value:.3f}" if round(value, 2) >= bar else f"{value:.2f}"


def say_missing(matches: pd.DataFrame, variable: str) -> str:
    """In how many matches a rule could not tell, as a share with its counts; "" where there are none."""
    if not matches[variable].isna().any():
        return ""
    return f"The rules could not tell the {variable} of {per_cent(matches[variable].isna().sum(), len(matches))}."


def say_agreement(agreement: pd.DataFrame, coding: pd.DataFrame | None = None) -> str:
    """How many coders there are, who a single one is (in `coding`), and how far several agree."""
    n_coders = agreement["n_coders"].max() if len(agreement) else 0
    if n_coders == 0:
        return "No text of this study has been coded by reading."
    if n_coders == 1:
        return f"The articles have {name_coder(coding)}."
    known = agreement[agreement["alpha"].notna()]
    return (
        "Krippendorff’s alpha: "
        + ", ".join(
            f"{escape(row.variable)} {row.alpha:.2f} ({row.n_units:,} units)"
            for row in known.itertuples()
        )
        + "."
    )


def say_interval(documents: pd.DataFrame) -> str:
    """Whether the rates carry an interval."""
    n = len(documents)
    if n < ENOUGH_DOCS:
        return (
            f"**No interval** is given for a rate: it takes at least {ENOUGH_DOCS} articles to show how much articles "
            f"differ, and {'there is 1' if n == 1 else f'there are {n}'}."
        )
    return (
        f"Rates carry 95% intervals for articles like these, from how much the {n:,} articles differ "
        "(one is left out at a time)."
    )


def say_dominant(table: pd.DataFrame) -> str:
    """Which frames depend on one article."""
    hanging = table[(table["n"] > 0) & (table["n_there"] > table["n"] / 2)]
    some = table[table["n"] > 0]
    return (
        f"Of the {count(len(some), 'frame')} that occur, {len(hanging) or 'none'} "
        f"{'has more than half of its' if len(hanging) < 2 else 'have more than half of their'} words in one article."
    )


def say_difference(table: pd.DataFrame, by: str) -> str:
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
        f"{100 * row.smallest:.0f} points"
        for row in open_.itertuples()
    ]
    text = ""
    if told:
        text += (
            f"**Too few articles to compare** by {by}: {'; '.join(told)}. Even a frame found in every article of one and "
            "in none of the other could be due to chance. "
        )
    if seen:
        text += (
            f"The smallest difference in shares of articles that could be distinguished from chance, by {by}: "
            + "; ".join(seen)
            + "."
        )
    return text.strip()


def say_left_out(words: pd.DataFrame, documents: pd.DataFrame) -> str:
    """How many articles the tables by year and outlet leave out, and how many words that by role; "" of none."""
    n_docs, spoken = count(len(documents), "article"), words[words["voice"] != "narrator"]
    left = {
        "year": int(find_periods(documents, "year").isna().sum()),
        "outlet": int(documents["outlet"].isna().sum()),
    }
    told = [f"Tables by {by} leave out {n:,} of {n_docs}." for by, n in left.items() if n]
    no_role = int(spoken.loc[spoken["role"].isna(), "n_words"].sum())
    if no_role:
        share = per_cent(no_role, int(spoken["n_words"].sum()))
        told.append(f"Tables by role leave out {share} of the words of speech.")
    return " ".join(told)
