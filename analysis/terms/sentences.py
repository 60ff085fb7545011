"""
What the notebook on terms says of its tables, with the numbers computed in the sentence.

Each function takes tables and returns Markdown; words that come from articles are escaped.
The sentences hold for any articles.
"""

import pandas as pd

from analysis.measures.rates import count, per_cent, wilson
from analysis.terms.frequencies import print_names
from analysis.terms.keyness import CLEAR, MEANT
from analysis.text.escaping import escape


def articles(tokens: pd.DataFrame) -> str:
    """In how many articles these tokens are, with the noun."""
    return count(tokens["doc_id"].nunique(), "article")


def quote(terms: list[str] | pd.Series) -> str:
    """Terms in a row, each as written: *a*, *b* and *c*."""
    shown = [f"*{escape(term)}*" for term in terms]
    return ", ".join(shown[:-1]) + " and " + shown[-1] if len(shown) > 1 else "".join(shown)


# What was found ---------------------------------------------------------------------


def show_term(term: str, body: pd.DataFrame | None) -> str:
    """A term as the articles print it, in italics; as counted where their words are not given."""
    return quote([term] if body is None else print_names(pd.Series([term]), body))


def say_found(
    content: pd.DataFrame, phrases: pd.DataFrame, n_docs: int, body: pd.DataFrame | None = None
) -> str:
    """The first results, a line each: the most frequent term, how many terms all share, the first pair."""
    if not len(content):
        return (
            "**No term was counted.** There is no body text, or the stop list has every word of it."
        )
    first = content.iloc[0]
    lines = [
        f"**{show_term(first['term'], body)} is the most frequent single word**, function words aside: "
        f"{count(int(first['n']), 'occurrence')} in {count(int(first['n_docs']), 'article')}.",
        say_shared(content, n_docs),
        say_pair(phrases, body),
    ]
    return "\n".join(f"- {line}" for line in lines)


def say_pair(phrases: pd.DataFrame, body: pd.DataFrame | None = None) -> str:
    """The most frequent pair of words, with how often it occurs; that there is none."""
    if phrases.empty:
        return "No two words stand side by side twice."
    pair = phrases.iloc[0]
    return (
        f"Function words aside, the most frequent pair of words is {show_term(pair['term'], body)}: "
        f"{count(int(pair['n']), 'occurrence')} in {count(int(pair['n_docs']), 'article')}."
    )


def say_shared(content: pd.DataFrame, n_docs: int, most: int = 20) -> str:
    """How many of the most frequent terms every article has."""
    top = content.head(most)
    if n_docs < 2:
        return "There is only one article, so terms cannot be compared between articles."
    shared = int((top["n_docs"] == n_docs).sum())
    return (
        f"Of the {count(len(top), 'most frequent single word')} other than function words, {shared or 'none'} "
        f"{'occurs' if shared < 2 else 'occur'} in every article."
    )


# How it was counted -----------------------------------------------------------------


def say_size(body: pd.DataFrame, tokens: pd.DataFrame, documents: pd.DataFrame) -> str:
    """The share of the words that are counted here, and where the others are."""
    copies = int(documents["duplicate_of"].notna().sum())
    text = (
        f"**{per_cent(len(body), len(tokens))} of all words are counted.** The others are in headlines, captions "
        "and other lines"
    )
    return text + (
        f", or in {count(copies, 'copy', 'copies')} of other articles." if copies else "."
    )


def say_stop(frequencies: pd.DataFrame, content: pd.DataFrame) -> str:
    """How much of the text the stop list leaves."""
    left, n = int(content["n"].sum()), int(frequencies["n"].sum())
    return f"Without function words and numbers, {per_cent(left, n)} of the counted words remain."


def show_spelling(word: str, body: pd.DataFrame | None) -> str:
    """A spelling as the articles print it most often, in italics; as listed where their words are not given."""
    if body is None:
        return quote([word])
    printed = body["token"].value_counts()
    printed = printed[(printed > 0) & (printed.index.astype("str").str.lower() == word)]
    return quote([printed.index[0] if len(printed) else word])


def say_variants(spellings: pd.DataFrame, body: pd.DataFrame | None = None) -> str:
    """How many spellings are counted under another, and the most frequent one."""
    if not len(spellings):
        return "No spellings were merged."
    other = spellings[spellings["term"] != spellings["variant"]]
    top = other.sort_values(["n", "variant"], ascending=[False, True]).iloc[0]
    whole = int(spellings.loc[spellings["variant"] == top["term"], "n"].sum())
    n = len(other)
    return (
        f"{count(n, 'variant spelling')} {'is' if n == 1 else 'are'} merged with another spelling"
        f"{'. The most frequent is' if n > 1 else ':'} {show_spelling(top['variant'], body)} "
        f"({count(int(top['n']), 'time')}), merged with {show_spelling(top['term'], body)} "
        f"({count(whole, 'time') if whole else 'not printed'})."
    )


MOST_SPREAD = 15  # terms, as many as the figure draws


def say_dispersion(
    dispersion: pd.DataFrame,
    groups: pd.Series,
    content: pd.DataFrame,
    body: pd.DataFrame | None = None,
) -> str:
    """Over what parts terms are spread, and which frequent ones are the most and the least even."""
    n_parts = groups.nunique()
    if n_parts < 2:
        return "There is only one article, so the spread of terms cannot be measured."
    whole = n_parts == len(groups)
    text = "" if whole else f"The spread is measured over {n_parts:,} groups of articles. "
    rows = dispersion[dispersion["term"].isin(content["term"].head(MOST_SPREAD))].sort_values(
        ["dp_norm", "term"]
    )
    if not len(rows):
        return f"{text}No term is frequent enough to be compared."
    even, uneven = rows.iloc[0], rows.iloc[-1]
    return (
        f"{text}Of the {len(rows)} most frequent terms, {show_term(even['term'], body)} is spread most evenly "
        f"(DPnorm {even['dp_norm']:.2f}) and {show_term(uneven['term'], body)} least evenly ({uneven['dp_norm']:.2f})."
    )


def say_diversity(diversity: pd.DataFrame, window: int) -> str:
    """Which articles are the most and the least varied, by the measure that does not depend on length."""
    rows = diversity.dropna(subset="mattr").sort_values(["mattr", "doc_id"])
    if len(rows) < 2:
        return f"Fewer than two articles have {window:,} words, so they cannot be compared."
    low, high, short = rows.iloc[0], rows.iloc[-1], len(diversity) - len(rows)
    too_short = (
        f" {count(short, 'article')} {'is' if short == 1 else 'are'} too short to be ranked."
    )
    too_short = too_short if short else ""
    return (
        f"In the most varied article, {window:,} consecutive words contain {high['mattr'] * window:.0f} different terms "
        f"on average; in the least varied, {low['mattr'] * window:.0f}.{too_short}"
    )


def say_keyness(keyness: pd.DataFrame, reference_docs: int, critical: float = CLEAR) -> str:
    """The sizes of the two sides, and what may and may not be read from the comparison."""
    if not len(keyness):
        return "There are no words to compare."
    first = keyness.iloc[0]
    over, under = keyness[keyness["g2"] > critical], keyness[keyness["g2"] < -critical]
    single = int((over["n_docs"] < 2).sum())
    lone = f" Of the overused terms, {per_cent(single, len(over))} {'occurs' if single == 1 else 'occur'} in only one article."
    ratio = first["words_reference"] / max(first["words_target"], 1)
    return (
        f"The {reference_docs:,} speeches have {ratio:,.0f} times as many words as the articles. "
        f"{count(len(over), 'term')} {'is' if len(over) == 1 else 'are'} clearly overused and "
        f"{len(under):,} clearly underused, names and function words included. “Clearly” means a G2 above {critical} ({MEANT})."
        f"{lone if single else ''} **News and speeches are different genres**: reports use *said*, speakers use *we*."
    )


def say_debate(sizes: pd.DataFrame) -> str:
    """The sizes of China's side and of the others'."""
    since = sizes[sizes["year"] >= 1972]
    china, others = since[since["group"] == "China"], since[since["group"] != "China"]
    return (
        f"China has given {count(int(china['n_docs'].sum()), 'speech', 'speeches')} since 1972, the other states "
        f"{others['n_docs'].sum():,}."
    )


def say_readings(readings: pd.DataFrame) -> str:
    """How many hits of each word family were read, and how many bear the sense meant."""
    parts = []
    for frame, rows in readings.groupby("frame"):
        fits = int((rows["reading"] == "fits").sum())
        low, high = wilson(fits, len(rows))
        parts.append(
            f"- {escape(frame)}: {fits} of {len(rows)} (95% interval {low:.0%} to {high:.0%})"
        )
    return (
        "Random samples of hits were read. In each, this many have the intended meaning:\n\n"
        + "\n".join(parts)
    )


MOST_NAMES = 12  # listed


def say_names(rows: pd.DataFrame) -> str:
    """The overused names, set apart: they show what the articles are about, not how they are worded."""
    names = rows[rows["is_name"] & (rows["g2"] > 0)]["term"]
    if names.empty:
        return "No name is overused."
    return (
        "Names and other capitalised words show what the articles are about rather than how they are worded. The "
        f"overused ones {'include' if len(names) > MOST_NAMES else 'are'} {', '.join(escape(name) for name in names.head(MOST_NAMES))}."
    )
