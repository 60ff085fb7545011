"""
What the notebooks on topics say of their tables, with the numbers computed in the sentence.

Each function takes tables and returns Markdown; words that come from articles are escaped.
The sentences hold for any articles. A topic that does not recur gets no name.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.measures.rates import count, per_cent
from analysis.tables.stored import round_off
from analysis.text.escaping import escape
from analysis.topics.fitting import Model, measure_shares
from analysis.topics.numbers import ENOUGH_ARTICLES
from analysis.topics.passages import Passages, fewest_passages
from analysis.topics.reading import ENOUGH_TO_COMPARE, is_same_kind, keep_comparable
from analysis.topics.stability import FALSE_TOPICS, FEWEST_DOCS, MOST_TERMS, Plan

NEAR = 0.999  # of the largest part: below, no rounding makes them equal
SEEN = 0.01  # of a topic's weight: where no article has as much, none is named
ONE_ARTICLE = 0.9  # of a topic's weight: with more in one article it is that article's vocabulary


def recur(n: int, of: int) -> str:
    """How many of how many, with a verb: "none of the 5 topics recurs"."""
    return (
        f"{f'{n:,}' if n else 'none'} of the {count(of, 'topic')} {'recurs' if n < 2 else 'recur'}"
    )


def count_recurring(verdict: pd.DataFrame) -> tuple[int, int]:
    """(topics that recur, topics) of one model."""
    return int(verdict["recurs"].sum()), len(verdict)


def label_topics(terms: pd.DataFrame, verdict: pd.DataFrame) -> pd.Series:
    """A name per topic, of its first three top terms; missing where the topic does not recur."""
    top_terms = terms[(terms["by"] == "score") & (terms["rank"] <= 3)]
    words = top_terms.groupby("topic")["term"].agg(", ".join)
    return words.where(verdict.set_index("topic")["recurs"].reindex(words.index, fill_value=False))


# what was found ---------------------------------------------------------------------


def say_found(verdict: pd.DataFrame, labels: pd.Series, n_docs: int) -> str:
    """Which topics recur, in one sentence; one plain sentence where none does."""
    n, of = count_recurring(verdict)
    if not of:
        return "**There is too little text for a topic.**"
    if n_docs < FEWEST_DOCS:
        return (
            f"**No topic is named**: {count(n_docs, 'article')} cannot be resampled in enough ways to "
            f"tell whether a topic recurs. At least {FEWEST_DOCS} are needed."
        )
    if not n:
        return (
            f"**No topic recurs.** When the articles are resampled, each of the {count(of, 'topic')} loses most "
            "of its top terms or does not exceed the threshold from shuffled words."
        )
    found = verdict[verdict["recurs"]]
    whose = " of its top terms recur on average"
    names = "; ".join(
        f"“{escape(labels[row.topic])}” ({show_share(row.stability)}{whose * (place == 0)})"
        for place, row in enumerate(found.itertuples())
    )
    rest = " The others are not interpreted." if n < of else ""
    return f"**{recur(n, of).capitalize()}** when the articles are resampled: {names}.{rest}"


def show_share(share: float) -> str:
    """A share in per cent; next to the threshold of a half with a decimal, so that its side is seen."""
    return f"{share:.1%}" if 0 < abs(share - MOST_TERMS) < 0.01 else f"{share:.0%}"


def say_size(passages: Passages, kept: Passages) -> str:
    """On how many passages and terms the model is fitted, and what share of the words they have."""
    n_docs, n_words = passages.rows["doc_id"].nunique(), int(passages.rows["n_words"].sum())
    used, fewest = int(kept.counts.sum()), fewest_passages(kept)
    rare = f"only one {passages.unit}" if fewest == 2 else f"fewer than {fewest} {passages.unit}s"
    whole = "" if passages.unit == "article" else f"{count(len(passages.rows), passages.unit)} of "
    n_terms = len(kept.terms)
    return (
        f"The model reads {whole}{count(n_docs, 'article')}. It leaves out stop words, numbers, and terms found in "
        f"{rare} or in more than half of the {passages.unit}s. {count(n_terms, 'term')} "
        f"{'remains' if n_terms == 1 else 'remain'}, with {per_cent(used, n_words)} of the words."
    )


def say_plan(plan: Plan, n_topics: int) -> str:
    """How often the model is fitted again."""
    return (
        f"The model of {count(n_topics, 'topic')} is fitted again on {plan.n_runs} bootstrap samples. So is a "
        f"model of each of {plan.n_shuffles} shuffled versions of the articles."
    )


def say_sample(sample: Passages, kept: Passages, what: str) -> str:
    """On how many articles something was done, where not on all; "" on all."""
    n, of = (part.rows["doc_id"].nunique() for part in (sample, kept))
    if n == of:
        return ""
    return f"{what} on {per_cent(n, of)} of the articles, evenly spaced, because all would take too long."


def say_null(verdict: pd.DataFrame) -> str:
    """What shuffled words reach, how many topics exceed it, and what it takes to recur."""
    if not len(verdict):
        return "Nothing to compare."
    level = verdict["null"].max()
    above = int((verdict["stability"].round(6) > round(level, 6)).sum())
    n, of = count_recurring(verdict)
    return (
        f"In at least {1 - FALSE_TOPICS:.0%} of the models of shuffled words, no topic is more stable than {level:.2f}. "
        + (
            f"{above} of the {count(of, 'topic')} {'is' if above == 1 else 'are'} more stable; "
            f"{say_of_these(n, above)} at least half of {'its' if n < 2 else 'their'} top terms on average. "
            if above
            else f"None of the {count(of, 'topic')} is more stable, so none recurs. "
        )
    ).strip()


def say_of_these(n: int, of: int) -> str:
    """How many of those just named, with the verb: "both also keep", "3 of these keep", "it also keeps"."""
    if n == of <= 2:
        return "both also keep" if n == 2 else "it also keeps"
    return f"{n or 'none'} of these {'keeps' if n < 2 else 'keep'}"


def say_places(
    groups: pd.DataFrame, labels: pd.Series, names: Mapping[str, str] | None = None
) -> str:
    """For each topic that recurs, in which article it has most of its weight; `names` of `name_articles`."""
    is_named = groups["topic"].isin(labels.dropna().index)
    held = groups.loc[is_named, ["group", "topic", "share", "n_words"]]
    held = held.assign(n=held["share"] * held["n_words"]).dropna(subset="n")
    if not len(held):
        return "No topic recurs, so no share is shown."
    held["part"] = held["n"] / held.groupby("topic")["n"].transform("sum")
    most = held.groupby("topic")["part"].transform("max")
    held = held[~(held["part"] < NEAR * most)]  # of many articles few: the others are not sorted
    held = held.assign(order=-round_off(held["part"])).sort_values(
        ["topic", "order"], kind="stable"
    )
    known = names or {}
    most = held.drop_duplicates("topic")
    if (most["part"] < SEEN).all():
        return f"No topic has {SEEN:.0%} of its weight in one article."
    parts = [
        f"“{escape(labels[row.topic])}” has {row.part:.0%} of its weight in one article "
        f"({escape(known.get(row.group, row.group))})"
        for row in most.itertuples()
    ]
    own = " A topic of one article is that article’s vocabulary, not a theme of the corpus."
    return f"The topic {'; '.join(parts)}.{own * bool((most['part'] > ONE_ARTICLE).any())}"


def say_groups(groups: pd.DataFrame, what: str) -> str:
    """Whether groups can be compared, and their sizes."""
    what = escape(what)
    sizes = groups.drop_duplicates("group")["n_docs"]
    large = sizes[sizes >= ENOUGH_TO_COMPARE]
    if len(keep_comparable(groups)):
        left = len(sizes) - len(large)
        few = f" {count(left, 'smaller group')} {'is' if left == 1 else 'are'} not compared." * (
            left > 0
        )
        return (
            f"By {what}: {len(large):,} groups of {large.min():,} to {large.max():,} articles.{few}"
        )
    if len(sizes) < 2:
        return f"By {what}: no two groups to compare."
    return (
        f"By {what}: too few articles to compare topics. Two groups need {ENOUGH_TO_COMPARE} each; the second largest "
        f"has {sizes.nlargest(2).min():,}."
    )


def say_over_time(groups: pd.DataFrame, n_docs: int) -> str:
    """Whether topics over time can be shown."""
    if n_docs < ENOUGH_ARTICLES:
        return f"Not shown over time: topics need {ENOUGH_ARTICLES} dated articles; this study has {n_docs or 'none'}."
    return f"Over time: {count(n_docs, 'dated article')} in {count(groups['group'].nunique(), 'period')}."


def say_verdict(passages: Passages, verdict: pd.DataFrame) -> str:
    """What the words that a model is fitted on can and cannot carry."""
    n_docs, n_words = passages.rows["doc_id"].nunique(), int(passages.rows["n_words"].sum())
    n, of = count_recurring(verdict)
    cannot = ["how many topics there are"]
    cannot += [f"how large the {'other ' * bool(n)}topics are"] if n < of else []
    cannot += ["how outlets, voices or periods differ"] if n_docs < ENOUGH_TO_COMPARE else []
    listed = (
        f"{', '.join(cannot[:-1])}{',' * (len(cannot) > 2)} or " * (len(cannot) > 1) + cannot[-1]
    )
    return (
        f"**The {count(n_docs, 'article')}, of {count(n_words, 'word')}, support {f'{n:,}' if n else 'none'} of the "
        f"{count(of, 'topic')}.** They cannot show {listed}."
    )


# the appendix -----------------------------------------------------------------------


def say_experiment(summary: pd.DataFrame) -> str:
    """False topics in noise and power on planted topics, against shuffled words and by a fixed threshold."""
    n, n_false, n_fixed = (
        int(summary[name].sum()) for name in ("n_noise", "n_false", "n_false_fixed")
    )
    sizes = summary.dropna(subset="power").groupby("n_words")[["power", "power_fixed"]].mean()
    found = [
        f"{row.power:.0%}{' recur' * (place == 0)} in corpora of {n_words:,} words"
        for place, (n_words, row) in enumerate(sizes.iterrows())
    ]
    ends = " and ".join(dict.fromkeys([found[0], found[-1]])) if found else "none was tried"
    return (
        f"Topics recur in {per_cent(n_false, n)} of the corpora of noise; by the fixed threshold, in "
        f"{per_cent(n_fixed, n)}. Of the planted topics, {ends}."
    )


def say_starts(verdict: pd.DataFrame, starts: np.ndarray) -> str:
    """How stable topics look over random starts, which is what most packages vary."""
    if not len(verdict):
        return "There is too little text for a topic."
    rows = verdict.assign(starts=np.round(starts, 6))
    rows = rows[rows["starts"] > rows["stability"]]
    n, pairs = len(rows), rows[["topic", "starts", "stability"]].itertuples(index=False)
    each = "; ".join(f"topic {topic}: {a:.2f} against {b:.2f}" for topic, a, b in pairs)
    return (
        f"{n or 'None'} of the {count(len(verdict), 'topic')} {'looks' if n < 2 else 'look'} more stable over random "
        f"starts than over resampled articles{f' ({each})' * bool(n)}. Random starts say nothing about other articles."
    )


def say_stability(verdict: pd.DataFrame, what: str) -> str:
    """How many topics of one model recur."""
    n, of = count_recurring(verdict)
    if not of:
        return f"There is too little text for a topic in {what}."
    return f"In the model of {what}, **{recur(n, of)}**."


def say_numbers(numbers: pd.DataFrame, n_topics: int) -> str:
    """What the table over numbers of topics supports, and what it does not."""
    rows = numbers[numbers["model"] == "nmf"]
    if not len(rows):
        return "There is too little text to compare numbers of topics."
    coherent = rows.iloc[round_off(rows["npmi"]).argmax()]
    return (
        f"Coherence alone would choose {count(int(coherent['n_topics']), 'topic')} (NPMI, normalised pointwise mutual information, {coherent['npmi']:.2f}). The "
        f"study uses **{n_topics:,}** by convention; the number is not a finding."
    )


def say_models(numbers: pd.DataFrame) -> str:
    """NMF beside LDA."""
    sums = numbers.groupby("model")[["n_recur", "n_topics"]].sum()
    if not len(sums):
        return "There is too little text for either model."
    parts = "; ".join(
        f"{kind.upper()} {per_cent(int(row.n_recur), int(row.n_topics))}"
        for kind, row in sums.iterrows()
    )
    return f"Topics that recur, all numbers of topics together: {parts}."


def say_frame_of_reference(larger: pd.DataFrame, drift: pd.DataFrame) -> str:
    """Whether the articles are of the kind that the larger model was fitted on, and what follows."""
    away, home = drift.set_index("articles").loc["new"], drift.set_index("articles").loc["fitted"]
    fit = (
        f"The topics of the speeches explain {away['explained']:.0%} of the variation in the tf-idf weights of the "
        f"articles’ passages, and {home['explained']:.0%} in those of the speeches."
    )
    if not is_same_kind(drift):
        return f"{fit} **The articles are a different kind of text**, so no topic of the speeches is applied to them."
    return f"{fit} They are alike enough for its topics to show how much of an article is worded like a speech."


def say_drift(drift: pd.DataFrame, kept_model: Model, model: Model, passages: Passages) -> str:
    """What the trial on new articles shows, and that the kept model gives what the fitted one gave."""
    same = np.array_equal(
        measure_shares(kept_model, passages), measure_shares(model, passages), equal_nan=True
    )
    kept = (
        "The stored model, loaded again, gives every passage the same shares."
        if same
        else "**The stored model does not give the shares of the fitted one.**"
    )
    rows = drift.set_index("articles")
    if not rows.loc["new", "n_docs"]:
        return f"{kept} With one article there is none to try it on."
    old, new = rows.loc["fitted"], rows.loc["new"]
    n = int(new["n_docs"])
    aside = "the article" if n == 1 else f"the {n:,} articles"
    others, their = (
        ("the other article", "its") if old["n_docs"] == 1 else ("the other articles", "their")
    )
    return (
        f"{kept} A model of {others} explains {old['explained']:.0%} of the variation in {their} own tf-idf weights, and "
        f"{new['explained']:.0%} in those of {aside} set aside."
    )


def say_anchors(anchors: dict[str, list[str]]) -> str:
    """The warning that goes with seed words."""
    if not anchors:
        return "Seed words are **off**. Topics seeded with the words of a dictionary find what they were told to find."
    return (
        f"**Seeded** with {count(sum(map(len, anchors.values())), 'term')} under {count(len(anchors), 'name')}: these "
        "topics find what they were told to find, and are not evidence that the articles are about it."
    )


# tables in HTML ---------------------------------------------------------------------


def show_topics(
    terms: pd.DataFrame, verdict: pd.DataFrame, by: tuple[str, ...] = ("score",)
) -> str:
    """Topics as a table in HTML, with their top terms; those that do not recur grey, without a name."""
    rows_of, labels = verdict.set_index("topic"), label_topics(terms, verdict)
    words = [terms[terms["by"] == way].groupby("topic")["term"].agg(", ".join) for way in by]
    rows = "".join(
        topic_html(topic, labels.get(topic), [part[topic] for part in words], rows_of.loc[topic])
        for topic in words[0].index
    )
    ways = {"score": "top terms", "weight": "by weight", "frex": "by FREX"}
    names = ["topic", "name", *(ways[way] for way in by), "stability", "threshold"]
    heads = "".join(f"<th>{name}</th>" for name in names)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def topic_html(topic: int, label: object, words: list[str], row: pd.Series) -> str:
    """One topic as a row of HTML."""
    # Faded, not coloured: a fixed grey cannot be read on both a light and a dark page.
    grey = "" if row["recurs"] else ' style="opacity: 0.75"'
    name = escape(label) if row["recurs"] else "does not recur"
    cells = [
        str(topic),
        name,
        *map(escape, words),
        f"{row['stability']:.3f}",
        f"{row['null']:.3f}",
    ]
    return f"<tr{grey}>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def show_carriers(carriers: pd.DataFrame, labels: pd.Series, longest: int = 300) -> str:
    """Passages that carry topics that recur, as a table in HTML; words of articles appear as text only."""
    carriers = carriers[carriers["topic"].map(labels).notna()]
    if not len(carriers):
        return "<p>No topic recurs, so no passage is shown.</p>"
    rows = "".join(
        f"<tr><td>{escape(labels[row.topic])}</td><td>{row.share:.0%}</td><td>{escape(row.doc_id)}</td><td>{row.voice} "
        f"({row.voice_share:.0%})</td><td>{'' if pd.isna(row.speaker) else escape(row.speaker)}</td>"
        f"<td>{escape(row.text if len(row.text) <= longest else row.text[:longest] + '…')}</td></tr>"
        for row in carriers.itertuples()
    )
    heads = "".join(
        f"<th>{head}</th>" for head in ("topic", "share", "article", "voice", "speaker", "passage")
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
