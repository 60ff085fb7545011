"""
What the notebook on terms says of its tables, with the numbers computed in the sentence.

Each function takes tables and returns Markdown; words that come from articles are escaped.
The sentences hold for any articles.
"""

import pandas as pd

from analysis.measures.rates import count, per_cent, wilson
from analysis.terms.frequencies import print_names
from analysis.terms.keyness import CLEAR
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
        f"**{show_term(first['term'], body)} is the most frequent term**, function words aside: "
        f"{count(int(first['n']), 'occurrence')} in {count(int(first['n_docs']), 'article')}.",
        say_shared(content, n_docs),
    ]
    if len(phrases):
        pair = phrases.iloc[0]
        lines.append(
            f"The most frequent pair of words is {show_term(pair['term'], body)}: "
            f"{count(int(pair['n']), 'occurrence')} in {count(int(pair['n_docs']), 'article')}."
        )
    return "\n".join(f"- {line}" for line in lines)


def say_shared(content: pd.DataFrame, n_docs: int, most: int = 20) -> str:
    """How many of the most frequent terms every article has, and how many only one has."""
    top = content.head(most)
    if n_docs < 2:
        return "There is one article, so nothing can be said about what articles share."
    shared, single = int((top["n_docs"] == n_docs).sum()), int((top["n_docs"] == 1).sum())
    lone = f"; {single} {'is' if single == 1 else 'are'} in one article only" if single else ""
    return (
        f"Of the {count(len(top), 'most frequent single word')}, {shared or 'none'} "
        f"{'occurs' if shared < 2 else 'occur'} in every article{lone}."
    )


def say_phrases(phrases: pd.DataFrame) -> str:
    """The first pairs of words, with how often each occurs; that there are none."""
    if not len(phrases):
        return "No two words stand side by side twice."
    first = [f"{quote([row.term])} ({row.n:,})" for row in phrases.head(2).itertuples()]
    if len(phrases) == 1:
        return f"1 pair of words occurs at least twice: {first[0]}."
    return (
        f"{count(len(phrases), 'pair')} of words occur at least twice; the most frequent are "
        f"{' and '.join(first)}."
    )


def say_links(links: pd.DataFrame, span: int) -> str:
    """Which two frequent terms keep the closest company, and what that says."""
    if not len(links):
        return f"No two of the frequent terms occur within {span} words of each other often enough."
    row = links.sort_values(["log_dice", "term"], ascending=[False, True]).iloc[0]
    return (
        f"The closest pair is {quote([row['term']])} and {quote([row['other']])}: they occur within "
        f"{span} words of each other {row['n']:,} times. That two words occur together does not say "
        "what they mean: read the lines."
    )


def say_key_terms(words: pd.DataFrame) -> str:
    """The word that is most clearly overused and the one most clearly underused, names and stop words aside."""
    over, under = words[words["g2"] > 0], words[words["g2"] < 0]
    parts = [
        f"{name} {quote([row['term']])} ({count(int(row['n_target']), 'occurrence')} here, "
        f"{row['n_reference']:,} in the reference)"
        for name, rows in (
            ("the most clearly overused word is", over.head(1)),
            ("the most clearly underused is", under.tail(1)),
        )
        for _, row in rows.iterrows()
    ]
    if not parts:
        return "No word differs."
    return f"Names and function words aside, {'; '.join(parts)}. {LARGER}"


LARGER = "The reference is much larger, so compare rates, not counts."


# How it was counted -----------------------------------------------------------------


def say_size(body: pd.DataFrame, tokens: pd.DataFrame, documents: pd.DataFrame) -> str:
    """How many words are counted here, in how many articles, and what is left out."""
    copies = int(documents["duplicate_of"].notna().sum())
    text = (
        f"**{count(len(body), 'word')}** of body text in {articles(body)} are counted: "
        f"{per_cent(len(body), len(tokens))} of all words. The rest are in headlines, captions and other lines"
    )
    return text + (f", or in {count(copies, 'article')} that are second copies." if copies else ".")


def say_stop(frequencies: pd.DataFrame, content: pd.DataFrame, stop: pd.DataFrame) -> str:
    """How much of the text the stop list takes away."""
    left, n = int(content["n"].sum()), int(frequencies["n"].sum())
    here = int(frequencies["term"].isin(stop["term"]).sum())
    hidden = f"the {here:,} of them that {'occurs' if here == 1 else 'occur'} here {'is' if here == 1 else 'are'} hidden"
    if here in (0, len(stop)):
        hidden = (
            "all of them are hidden" if here else "none of them occurs here; they would be hidden"
        )
    return (
        f"The stop list has {count(len(stop), 'term')}; {hidden}, and so are numbers. What remains is "
        f"{per_cent(left, n)} of the words; the stored tables keep every term."
    )


def say_variants(spellings: pd.DataFrame) -> str:
    """How many words another spelling was counted under, and what the largest case would be without."""
    if not len(spellings):
        return "Every term of these articles is spelled as it is counted."
    other = spellings[spellings["term"] != spellings["variant"]]
    top = other.sort_values(["n", "variant"], ascending=[False, True]).iloc[0]
    whole = int(spellings.loc[spellings["term"] == top["term"], "n"].sum())
    n = int(other["n"].sum())
    return (
        f"{count(n, 'word')} {'is' if n == 1 else 'are'} spelled differently from the term that "
        f"{'it is' if n == 1 else 'they are'} counted under. The largest case: {quote([top['variant']])} is counted as "
        f"{quote([top['term']])}, which so has {count(whole, 'occurrence')} instead of {whole - top['n']:,}."
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
        return "There is only one article, so how evenly terms are spread cannot be measured."
    kind = "article" if n_parts == len(groups) else "group of articles"
    rows = dispersion[dispersion["term"].isin(content["term"].head(MOST_SPREAD))].sort_values(
        ["dp_norm", "term"]
    )
    text = (
        f"DPnorm compares {n_parts:,} parts, each one {kind}: 0 is even, and the higher, the more uneven. A term "
        "in one part only may stay below 1 if that part is long."
    )
    if not len(rows):
        return text
    even, uneven = rows.iloc[0], rows.iloc[-1]
    return (
        f"{text} Of the {len(rows)} most frequent terms, {show_term(even['term'], body)} is spread most evenly "
        f"(DPnorm {even['dp_norm']:.2f}), and {show_term(uneven['term'], body)} least (DPnorm {uneven['dp_norm']:.2f}, "
        f"in {count(int(uneven['n_docs']), 'article')}). A term of one article describes that article."
    )


def say_diversity(diversity: pd.DataFrame, window: int) -> str:
    """Which articles are the most and the least varied, by the measure that does not depend on length."""
    rows = diversity.dropna(subset="mattr").sort_values(["mattr", "doc_id"])
    if len(rows) < 2:
        return f"Fewer than two articles have {window:,} words, so they cannot be compared."
    low, high = rows.iloc[0], rows.iloc[-1]
    return (
        f"A passage of {window} words has {high['mattr']:.0%} different terms in the most varied article "
        f"({escape(high['doc_id'])}) and {low['mattr']:.0%} in the least varied ({escape(low['doc_id'])}). "
        f"Too short to be ranked: {count(len(diversity) - len(rows), 'article')}."
    )


def say_keyness(keyness: pd.DataFrame, reference_docs: int, critical: float = CLEAR) -> str:
    """The sizes of the two sides, and what may and may not be read from the comparison."""
    if not len(keyness):
        return "There are no words to compare."
    first = keyness.iloc[0]
    over, under = keyness[keyness["g2"] > critical], keyness[keyness["g2"] < -critical]
    single = int((over["n_docs"] < 2).sum())
    lone = f"; {per_cent(single, len(over))} of the overused {'is' if single == 1 else 'are'} in one article only"
    lone = lone if single else ""
    words, ratio = (
        int(first["words_target"]),
        first["words_reference"] / max(first["words_target"], 1),
    )
    return (
        f"The articles have {count(words, 'word')}; the {reference_docs:,} speeches have {ratio:,.0f} times as "
        f"many words. {count(len(over), 'term')} {'is' if len(over) == 1 else 'are'} clearly overused and "
        f"{len(under):,} clearly underused (G2 beyond {critical}; names and function words included){lone}. **News and speeches are different genres**: reports say *said*, speakers say *we*, and a recent name cannot "
        "be in speeches of 1946."
    )


def say_debate(keyness: pd.DataFrame, sizes: pd.DataFrame) -> str:
    """The sizes of China's side and of the others', and the terms China most clearly overuses."""
    since = sizes[sizes["year"] >= 1972]
    china, others = since[since["group"] == "China"], since[since["group"] != "China"]
    return (
        f"China gave {count(int(china['n_docs'].sum()), 'speech', 'speeches')} in the General Debate since 1972; the other states gave "
        f"{others['n_docs'].sum():,} in the same years. China most clearly overuses "
        f"{quote(keyness['term'].head(5))}. Most speeches of both sides are translations, and they are not "
        "spread over the years in quite the same way."
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
        "Of the hits drawn at random and read, how many have the meaning that is sought?\n\n"
        + "\n".join(parts)
    )


ENOUGH_HITS = 5  # of a decade: with fewer its rate is not called the highest


def say_long_view(rates: pd.DataFrame) -> str:
    """For each family, China's latest and highest decade beside the others' latest, with counts and intervals."""
    decades = rates[rates["by"] == "decade"]
    lines = []
    for frame, rows in decades.groupby("frame"):
        china, others = (
            rows[rows["group"] == group].sort_values("period", kind="stable")
            for group in ("China", "all others")
        )
        now, then, rest = china.iloc[-1], china.loc[china["per_1000"].idxmax()], others.iloc[-1]
        line = (
            f"**{escape(frame)}**, per 1,000 words in {now['period']}: China {say_rate(now)}; all others "
            f"{say_rate(rest)}."
        )
        if then["n"] >= ENOUGH_HITS and then["period"] != now["period"]:
            line += f" China’s highest rate is {say_rate(then)} in {then['period']}."
        lines.append(f"- {line}")
    return "\n".join(lines)


def say_rate(row: pd.Series) -> str:
    """A rate with its counts and interval."""
    if pd.isna(row["per_1000"]):
        return "no words"
    hits = count(int(row["n"]), "hit")
    if pd.isna(row["rate_low"]):
        return f"{row['per_1000']:.2g} ({hits}; {count(int(row['n_docs']), 'speech', 'speeches')}, too few for an interval)"
    return f"{row['per_1000']:.2g} ({hits}; 95% interval {row['rate_low']:.2g} to {row['rate_high']:.2g})"


def say_names(rows: pd.DataFrame) -> str:
    """The overused names, set apart: they say what the articles are about, not how they speak."""
    names = rows[rows["is_name"] & (rows["g2"] > 0)].head(12)["term"]
    if names.empty:
        return "No name is overused."
    return (
        f"Names and dates are listed separately, because they say what the articles are about and not how they "
        f"are worded: {', '.join(escape(name) for name in names)}."
    )
