"""
What the notebook on terms says of its tables, with the numbers computed in the sentence.

Each function takes tables and returns Markdown; words that come from articles are escaped.
The sentences hold for any articles.
"""

import pandas as pd

from analysis.rates import count, per_cent, wilson
from analysis.text.escaping import escape


def articles(tokens):
    """In how many articles these tokens are, with the noun."""
    return count(tokens["doc_id"].nunique(), "article")


def quote(terms):
    """Terms in a row, each as written: *a*, *b* and *c*."""
    shown = [f"*{escape(term)}*" for term in terms]
    return ", ".join(shown[:-1]) + " and " + shown[-1] if len(shown) > 1 else "".join(shown)


def say_size(body, tokens, documents):
    """How many words are counted here, in how many articles, and what is left out."""
    copies = int(documents["duplicate_of"].notna().sum())
    text = (
        f"The count covers **{count(len(body), 'word')}** of body text in {articles(body)}: "
        f"{per_cent(len(body), len(tokens))} of all words. The rest is in headlines, captions and other lines"
    )
    return text + (f", or in {count(copies, 'article')} that are second copies." if copies else ".")


def say_stop(frequencies, content, stop):
    """How much of the text the stop list takes away."""
    left, n = int(content["n"].sum()), int(frequencies["n"].sum())
    return (
        f"The list has {count(len(stop), 'term')}; numbers are left out too. What remains is {per_cent(left, n)} "
        f"of the words and {per_cent(len(content), len(frequencies))} of the terms. Only what is *shown* is reduced: "
        "the stored tables keep every term."
    )


def say_variants(spellings):
    """How many words another spelling was counted under, and what the largest case would be without."""
    if not len(spellings):
        return "No term of these articles is printed in another spelling than the one it is counted as."
    other = spellings[spellings["term"] != spellings["variant"]]
    top = other.sort_values(["n", "variant"], ascending=[False, True]).iloc[0]
    whole = int(spellings.loc[spellings["term"] == top["term"], "n"].sum())
    words, terms = count(int(other["n"].sum()), "word"), count(other["term"].nunique(), "term")
    return (
        f"{words} of {terms} are printed in another spelling than the one they are counted as. The largest case: {quote([top['variant']])} "
        f"({top['n']:,}) is counted as {quote([top['term']])}, which has {whole:,} with it and "
        f"{whole - top['n']:,} without."
    )


def say_dispersion(dispersion, groups, content):
    """Over what parts terms are spread, and which frequent ones are the most and the least even."""
    n_parts = groups.nunique()
    if n_parts < 2:
        return "There is only one part, so how evenly terms are spread is not known."
    kind = "article" if n_parts == len(groups) else "group of articles"
    rows = dispersion[dispersion["term"].isin(content["term"].head(20))].sort_values(
        ["dp_norm", "term"]
    )
    text = f"A part here is one {kind}; there are {n_parts:,}."
    if not len(rows):
        return text
    even, uneven = rows.iloc[0], rows.iloc[-1]
    return (
        f"{text} Of the {len(rows)} most frequent terms {quote([even['term']])} is spread most evenly (DPnorm "
        f"{even['dp_norm']:.2f}, in {count(int(even['n_docs']), 'article')}), {quote([uneven['term']])} least "
        f"(DPnorm {uneven['dp_norm']:.2f}, in {count(int(uneven['n_docs']), 'article')})."
    )


def say_diversity(diversity, window):
    """Which articles are the most and the least varied, by the measure that does not depend on length."""
    rows = diversity.dropna(subset="mattr").sort_values(["mattr", "doc_id"])
    if len(rows) < 2:
        return f"Fewer than two articles have {window:,} words: they cannot be compared."
    low, high = rows.iloc[0], rows.iloc[-1]
    return (
        f"In a passage of {window} words, {100 * high['mattr']:.0f} are different terms in the most varied article "
        f"({escape(high['doc_id'])}), and {100 * low['mattr']:.0f} in the least varied ({escape(low['doc_id'])}); "
        f"{count(len(diversity) - len(rows), 'article')} shorter than that cannot be ranked."
    )


def say_keyness(keyness, reference_docs, critical=15.13):
    """The sizes of the two sides, and what may and may not be read from the comparison."""
    if not len(keyness):
        return "There are no words to compare."
    first = keyness.iloc[0]
    strong = keyness[keyness["g2"] > critical]
    words, ratio = (
        int(first["words_target"]),
        first["words_reference"] / max(first["words_target"], 1),
    )
    return (
        f"Target: these articles, {count(words, 'word')}. Reference: {reference_docs:,} speeches in the UN General "
        f"Debate, {first['words_reference']:,} words, {ratio:,.0f} times as many. {count(len(strong), 'term')} "
        f"have a G2 above {critical}; of these {per_cent(int((strong['n_docs'] < 2).sum()), len(strong))} are in "
        "one article only. **News and speeches are different genres**: that reports use *said* "
        "and speakers use *we* reflects the genre, and that a recent name is absent from speeches since "
        "1946 reflects the years."
    )


def say_hall(keyness, sizes):
    """The sizes of China's side and of the others', and the terms China most clearly over-uses."""
    since = sizes[sizes["year"] >= 1972]
    china, others = since[since["group"] == "China"], since[since["group"] != "China"]
    return (
        f"China's {china['n_docs'].sum():,} speeches since 1972 ({china['n_words'].sum():,} words) against the "
        f"{others['n_docs'].sum():,} of all other states in the same years ({others['n_words'].sum():,} words). "
        f"Both sides speak in the same debate, in the same genre. The terms that China most clearly over-uses: "
        f"{quote(keyness['term'].head(5))}. The two sides are not spread over the years in quite the same way, "
        "and most speeches of both are translations."
    )


def say_readings(readings):
    """How many hits of each word family were read, and how many bear the sense meant."""
    parts = []
    for frame, rows in readings.groupby("frame"):
        fits = int((rows["reading"] == "fits").sum())
        low, high = wilson(fits, len(rows))
        parts.append(
            f"{escape(frame)} {fits} of {len(rows)} (95% interval {low:.0%} to {high:.0%})"
        )
    return (
        "Does a hit mean what the family is meant to catch? Of those drawn at random and read, these did: "
        + "; ".join(parts)
        + "."
    )


def say_long_view(rates):
    """For each family, China's latest and highest decade beside the others' latest, with counts and intervals."""
    decades = rates[rates["by"] == "decade"]
    lines = []
    for frame, rows in decades.groupby("frame"):
        china, others = (
            rows[rows["group"] == group].sort_values("period", kind="stable")
            for group in ("China", "all others")
        )
        now, then, rest = china.iloc[-1], china.loc[china["per_1000"].idxmax()], others.iloc[-1]
        line = f"**{escape(frame)}**: China {say_rate(now)}, all others {say_rate(rest)} in {now['period']}"
        if then["n"] and then["period"] != now["period"]:
            line += f"; China's highest is {say_rate(then)} in {then['period']}"
        lines.append(f"- {line}.")
    return "\n".join(lines)


def say_rate(row):
    """A rate with its counts and interval."""
    if pd.isna(row["per_1000"]):
        return "no words"
    counts = f"{row['n']:,} in {row['n_words']:,} words"
    if pd.isna(row["rate_low"]):
        return (
            f"{row['per_1000']:.3g} ({counts}; {row['n_docs']:,} speeches, too few for an interval)"
        )
    return f"{row['per_1000']:.3g} ({counts}; {row['rate_low']:.2g} to {row['rate_high']:.2g})"


def say_names(rows: pd.DataFrame) -> str:
    """The over-used names, set apart: they say what the articles are about, not how they speak."""
    names = rows[rows["is_name"] & (rows["g2"] > 0)].head(12)["term"]
    if names.empty:
        return "No name is over-used."
    return (
        f"Names are set apart, since they say what the articles are about and not how they speak: "
        f"{', '.join(escape(name) for name in names)}."
    )
