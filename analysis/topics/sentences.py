"""
What the notebook on topics says of its tables, with the numbers computed in the sentence.

Each function takes tables and returns Markdown; words that come from articles are escaped.
The sentences hold for any articles. A topic that does not come back gets no name.
"""

import numpy as np
import pandas as pd

from analysis.rates import count, per_cent
from analysis.text.escaping import escape
from analysis.topics.fitting import N_TOP, measure_shares
from analysis.topics.numbers import ENOUGH_ARTICLES
from analysis.topics.passages import fewest_passages
from analysis.topics.stability import COMES_BACK, FEWEST_DOCS, N_RUNS


def are(n, of):
    """How many of so many, with a verb: "none of the 5 topics comes back"."""
    return f"{'none' if not n else f'{n:,}'} of the {count(of, 'topic')} {'comes' if n < 2 else 'come'} back"


def count_back(stability):
    """(topics that come back, topics) of one model."""
    topics = stability.drop_duplicates("topic")
    return int(topics["comes_back"].sum()), len(topics)


def label_topics(terms, stability):
    """A name per topic, of its first three top terms; missing where the topic does not come back."""
    top_terms = terms[terms["by"] == "score"]
    back = stability.drop_duplicates("topic").set_index("topic")["comes_back"]
    words = top_terms[top_terms["rank"] <= 3].groupby("topic")["term"].agg(", ".join)
    return words.where(back.reindex(words.index).fillna(False).astype(bool))


def say_size(passages, kept, n_topics):
    """How many words, passages and terms the model is fitted on, and how few that is per topic."""
    n_docs, n_words = passages.rows["doc_id"].nunique(), int(passages.rows["n_words"].sum())
    used, fewest = int(kept.counts.sum()), fewest_passages(kept)
    rare = f"one {passages.unit} only" if fewest == 2 else f"fewer than {fewest} {passages.unit}s"
    whole = "" if passages.unit == "article" else f"{count(len(passages.rows), passages.unit)} of "
    return (
        f"Modelled are **{count(n_words, 'word')}** of body text in {whole}{count(n_docs, 'article')}. Without stop "
        f"terms, numbers, terms of {rare} and terms of more than half of the {passages.unit}s, "
        f"{count(len(kept.terms), 'term')} are left: {per_cent(used, n_words)} of the words. "
        f"{count(n_topics, 'topic').capitalize()} would rest on some {used // max(n_topics, 1):,} words each."
    )


def say_plan(passages, n_topics, n_runs):
    """How often the model is fitted again, and why no oftener."""
    cost = (
        "the corpus is small"
        if n_runs == N_RUNS
        else (
            f"a corpus with {passages.counts.nnz:,} counts would take long with more; {N_RUNS} is what a smaller one gets"
        )
    )
    return (
        f"Each model of {count(n_topics, 'topic')} is fitted again {count(n_runs, 'time')} from random starts and "
        f"{count(n_runs, 'time')} on draws of the articles ({cost})."
    )


def say_sample(sample, kept, what):
    """On how many articles something was compared, and that it is a sample where the corpus is large."""
    n, of = (part.rows["doc_id"].nunique() for part in (sample, kept))
    if n == of:
        return f"{what} on all {count(of, 'article')}."
    return (
        f"{what} on {per_cent(n, of)} of the articles, evenly spaced: on all it would take long. "
        "Of fewer articles fewer topics come back."
    )


def say_stability(stability, what="the articles"):
    """How many topics come back, and between what ends their stability lies."""
    n_back, n_topics = count_back(stability)
    if not n_topics:
        return "There is too little text for a single topic."
    drawn = stability[stability["over"] == "articles"]["stability"]
    started = stability[stability["over"] == "seeds"]["stability"]
    return (
        f"Of a model of {what}, **{are(n_back, n_topics)}**. Mean overlap of the {N_TOP} top terms: "
        f"{drawn.min():.2f} to {drawn.max():.2f} over draws of the articles, {started.min():.2f} to "
        f"{started.max():.2f} over random starts. A topic comes back if the low end of both intervals is at "
        f"least {COMES_BACK:g}, and only where there are {FEWEST_DOCS} articles or more."
    )


def say_shuffled(stability, shuffled):
    """What the same words give when nothing goes together: how far the real topics are from that."""
    if not len(stability):
        return "Nothing to compare."
    real, dealt = (
        table.loc[table["over"] == "articles", "stability"] for table in (stability, shuffled)
    )
    above = int((real > dealt.max()).sum())
    n_back = count_back(shuffled)[0]
    return (
        f"The same words dealt out at random among the passages give topics too, with stability up to "
        f"{dealt.max():.2f}; {'none' if not n_back else n_back} of them passes the threshold. "
        f"{per_cent(above, len(real))} of the real topics are more stable than every dealt one."
    )


def say_experiment(experiment, kind="nmf"):
    """What the threshold lets through in noise and in planted topics."""
    rows = experiment[experiment["model"] == kind]
    noise, planted = rows[rows["corpus"] == "noise"], rows[rows["corpus"] == "planted"]
    by_size = "; ".join(
        f"with {n_docs} articles {per_cent(int(part['comes_back'].sum()), len(part))}, and {part['recovered'].mean():.2f} of "
        "their terms are found"
        for n_docs, part in planted.groupby("n_docs")
        if n_docs in (planted["n_docs"].min(), planted["n_docs"].max())
    )
    return (
        f"In pure noise {per_cent(int(noise['comes_back'].sum()), len(noise))} of the topics pass the threshold of "
        f"{COMES_BACK:g}; the highest low end there is {noise['low'].max():.2f}. Of topics that were planted pass: "
        f"{by_size}. Random starts alone would deceive: over them "
        f"{per_cent(int((noise['seeds_low'] >= COMES_BACK).sum()), len(noise))} of the topics of noise reach it."
    )


def say_numbers(numbers, n_topics):
    """What the table over numbers of topics supports, and what it does not."""
    rows = numbers[numbers["model"] == "nmf"]
    if not len(rows):
        return "There is too little text to compare numbers of topics."
    back = ", ".join(f"{row.n_back:,} of {row.n_topics:,}" for row in rows.itertuples())
    coherent = rows.loc[rows["npmi"].idxmax()]
    return (
        f"NMF topics that come back: {back}. Coherence alone would take {int(coherent['n_topics']):,} topics (NPMI "
        f"{coherent['npmi']:.2f}); in a small corpus it rises with every topic that shrinks to a few passages. "
        f"{say_held_out(numbers)} We read on with **{count(n_topics, 'topic')}**, a usual number for a corpus of this "
        "size and no finding."
    )


def say_held_out(numbers):
    """What topics say about articles that were left out."""
    ranges = numbers.dropna(subset="held_out").groupby("model")["held_out"].agg(["min", "max"])
    if not len(ranges):
        return "With one article nothing can be left out."
    parts = ", ".join(
        f"{kind.upper()} {row['min']:+.2f} to {row['max']:+.2f}" for kind, row in ranges.iterrows()
    )
    return (
        f"On articles left out the topics save {parts} bits per word (0: they say no more than plain frequencies; "
        "topics planted in five artificial articles saved about half a bit)."
    )


def say_models(numbers):
    """NMF beside LDA."""
    means = numbers.groupby("model")[["n_back", "n_topics"]].sum()
    if not len(means):
        return "There is too little text for either model."
    parts = "; ".join(
        f"{kind.upper()} {per_cent(int(row.n_back), int(row.n_topics))}"
        for kind, row in means.iterrows()
    )
    return f"Topics that come back, all numbers of topics together: {parts}."


def say_frame_of_reference(alone, larger, placed, n_docs):
    """Which of the two sets of topics supports which sentence, and what genre forbids."""
    (n_alone, of_alone), (n_larger, of_larger) = count_back(alone), count_back(larger)
    own = (
        "supports no sentence about what the articles are about"
        if not n_alone
        else f"supports sentences about {count(n_alone, 'topic')} of its own, and no others"
    )
    away, home = placed.set_index("articles").loc["new"], placed.set_index("articles").loc["fitted"]
    return (
        f"The model of the {count(n_docs, 'article')} alone ({are(n_alone, of_alone)}) {own}. The model of the "
        f"speeches ({are(n_larger, of_larger)}) supports one kind of sentence: how much of an article is worded "
        f"like this or that topic of China's speeches. How well it fits: its terms are {away['known']:.0%} of the "
        f"articles' words ({home['known']:.0%} at home), and its topics rebuild {away['explained']:.0%} of a "
        f"passage's tf-idf ({home['explained']:.0%} at home). It says nothing about what is new in the articles. "
        "And it compares genres: a speech has one speaker, no reporter and no quotations, and a list of countries "
        "in a report looks to it like a speech about them; a share may mean another genre as well as another matter."
    )


def say_over_time(groups, n_docs):
    """Whether topics over time can be shown."""
    periods = groups["group"].nunique()
    if n_docs < ENOUGH_ARTICLES:
        return (
            f"**Not shown.** Topics over time need about {ENOUGH_ARTICLES} dated articles; here are "
            f"{n_docs:,}. A line through them would draw single articles."
        )
    return f"{count(n_docs, 'dated article')} in {count(periods, 'period')}."


def say_drift(drift, kept_model, model, passages):
    """What the trial on new articles shows, and that the kept model gives what the fitted one gave."""
    same = np.array_equal(
        measure_shares(kept_model, passages), measure_shares(model, passages), equal_nan=True
    )
    kept = (
        "The kept model, read again, gives every passage the same shares."
        if same
        else "**The kept model does not give the shares of the fitted one.**"
    )
    rows = drift.set_index("articles")
    if not rows.loc["new", "n_docs"]:
        return f"{kept} With one article there is none to try it on."
    old, new = rows.loc["fitted"], rows.loc["new"]
    return (
        f"{kept} Of the words of the {count(int(new['n_docs']), 'article')} kept back, {new['known']:.0%} are terms "
        f"of the model of the others ({old['known']:.0%} at home); their passages are explained to "
        f"{new['explained']:.0%} ({old['explained']:.0%} at home); their mean shares lie {new['unlike']:.2f} from "
        "those at home, where 0 is the same and 1 has nothing in common."
    )


def say_anchors(anchors):
    """The warning that goes with seed words."""
    if not anchors:
        return (
            "Seed words are **off**. A dictionary's words could be given as `anchors`: topics are then drawn towards "
            "them, and find what they were told to find."
        )
    return (
        f"**Seeded** with {count(sum(map(len, anchors.values())), 'term')} under {count(len(anchors), 'name')}: these "
        "topics find what they were told to find, and are no evidence that the articles are about it."
    )


def say_verdict(passages, stability, labels):
    """What this many words can and cannot carry."""
    n_docs, n_words = passages.rows["doc_id"].nunique(), int(passages.rows["n_words"].sum())
    n_back, n_topics = count_back(stability)
    named = "; ".join(escape(label) for label in labels.dropna())
    can = (
        "They carry no topic. They can still show which passages use the same words, as a way to find paragraphs "
        "to read."
        if not n_back
        else f"They carry {count(n_back, 'topic')} of {n_topics:,} ({named}): its terms and passages can be read, and "
        "named with care."
        if n_back == 1
        else f"They carry {count(n_back, 'topic')} of {n_topics:,} ({named}): their terms and passages can be read, and "
        "named with care."
    )
    cannot = ["how many topics there are", "the share of a topic that does not come back"]
    cannot += ["differences between outlets, voices or times"] if n_docs < ENOUGH_ARTICLES else []
    return (
        f"**{count(n_words, 'word')} in {count(n_docs, 'article')}.** {can} They cannot say {'; '.join(cannot)}. None "
        "of these topics is a frame: a topic is words that stand together; a frame is a way of presenting that "
        "somebody holds, and is coded by reading."
    )


def show_topics(terms, stability):
    """Topics as a table in HTML: terms by weight and by FREX; those that do not come back grey, without a name."""
    drawn = stability[stability["over"] == "articles"].set_index("topic")
    labels = label_topics(terms, stability)
    words = [
        terms[terms["by"] == by].groupby("topic")["term"].agg(", ".join)
        for by in ("score", "weight", "frex")
    ]
    rows = "".join(
        topic_html(topic, labels.get(topic), [column[topic] for column in words], drawn.loc[topic])
        for topic in words[0].index
    )
    heads = "".join(
        f"<th>{head}</th>"
        for head in ("topic", "name", "top terms", "by weight", "by FREX", "stability (95%)")
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def show_carriers(carriers, longest=300):
    """Passages that carry topics, as a table in HTML; words of articles appear as text only."""
    rows = "".join(
        f"<tr><td>{row.topic}</td><td>{row.share:.0%}</td><td>{escape(row.doc_id)}</td><td>{row.voice} "
        f"({row.voice_share:.0%})</td><td>{'' if pd.isna(row.speaker) else escape(row.speaker)}</td>"
        f"<td>{escape(row.text if len(row.text) <= longest else row.text[:longest] + '…')}</td></tr>"
        for row in carriers.itertuples()
    )
    heads = "".join(
        f"<th>{head}</th>" for head in ("topic", "share", "article", "voice", "speaker", "passage")
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def topic_html(topic, label, words, row):
    """One topic as a row of HTML."""
    # Faded, not coloured: a fixed grey cannot be read on both a light and a dark page.
    grey = "" if row["comes_back"] else ' style="opacity: 0.75"'
    name = escape(label) if row["comes_back"] else "does not come back"
    cells = [
        str(topic),
        name,
        *map(escape, words),
        f"{row['stability']:.2f} ({row['low']:.2f} to {row['high']:.2f})",
    ]
    return f"<tr{grey}>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
