"""
Reading topics: which passages carry them, and their share by article, outlet, voice and time.

Part of the step `topics`. A topic is opened like a count: down to the paragraphs, with the
voice and the speaker that hold most of their words.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.text.groups import find_periods
from analysis.text.offsets import DOCUMENT
from analysis.text.shown import cut_hidden
from analysis.text.spans import assign_voice, find_tokens_at, is_speech, nesting_levels
from analysis.topics.fitting import (
    Model,
    list_top_terms,
    measure_shares,
    nmf_parts,
    topic_chances,
    weigh,
)
from analysis.topics.passages import (
    Passages,
    count_terms_in,
    find_passages,
    take_passages,
    take_terms,
)
from analysis.topics.quality import list_frex_terms

ENOUGH_WORDS = 20  # a shorter passage is not shown as one that carries a topic
ENOUGH_TO_COMPARE = 20  # articles of each group: with fewer one article makes the difference
VOICES = ["narrator", "indirect", "direct"]
LENDING = ["known", "explained"]
SAME_KIND = 0.5
PART = 20_000  # passages whose shares are put into a table at once


def tabulate_shares(shares: np.ndarray, passages: Passages) -> pd.DataFrame:
    """
    The table of shares: doc_id, unit, paragraph (the passage's first), topic, share; missing ones kept.

    `shares`, here and below: of `measure_shares`, a row per passage.
    """
    row, topic = (index.ravel() for index in np.indices(shares.shape))
    rows = passages.rows.iloc[row].reset_index(drop=True)
    return rows[["doc_id", "paragraph"]].assign(
        unit=passages.unit, topic=topic + 1, share=shares.ravel()
    )


def tabulate_in_parts(shares: np.ndarray, passages: Passages) -> Iterator[pd.DataFrame]:
    """The same table, `PART` passages after the other."""
    for first in range(0, len(shares), PART):
        rows = passages.rows[first : first + PART]
        yield tabulate_shares(shares[first : first + PART], passages._replace(rows=rows))


# voices -----------------------------------------------------------------------------


def find_voices(tokens: pd.DataFrame, quotations: pd.DataFrame) -> pd.Categorical:
    """The voice in which each token stands (a categorical): of the innermost speech, else the narrator."""
    speech = quotations[is_speech(quotations)]
    doc = tokens["doc_id"].cat.categories.get_indexer(speech["doc_id"])
    speech, base = speech[doc >= 0], doc[doc >= 0].astype(np.int64) * DOCUMENT
    start, end = (speech[name].to_numpy() for name in ("raw_start", "raw_end"))
    first, last = find_tokens_at(tokens, speech["doc_id"], start, end)
    voice = pd.Categorical(speech["voice"], VOICES).codes
    code = np.zeros(len(tokens), np.int8)
    for level in nesting_levels(base + start, base + end):
        step = np.zeros(len(tokens) + 1, np.int8)
        np.add.at(step, first[level], voice[level])
        np.subtract.at(step, last[level], voice[level])
        inner = np.cumsum(step[:-1], dtype=np.int8)
        np.copyto(code, inner, where=inner > 0)
    return pd.Categorical.from_codes(code, VOICES)


def count_by_voice(
    tokens: pd.DataFrame, sentences: pd.DataFrame, quotations: pd.DataFrame, unit: str = "paragraph"
) -> Passages:
    """Passages counted apart by voice: each passage up to three times, with a column `voice`."""
    voice = find_voices(tokens, quotations)
    passage, rows = find_passages(tokens, sentences, unit)
    parts = [
        count_terms_in(np.where(voice == name, passage, -1), tokens["term"].array, rows, unit)
        for name in VOICES
    ]
    rows = pd.concat(
        [part.rows.assign(voice=name) for part, name in zip(parts, VOICES)], ignore_index=True
    )
    both = parts[0]._replace(
        rows=rows, counts=sparse.vstack([part.counts for part in parts]).tocsr()
    )
    return take_passages(both, (rows["n_words"] > 0).to_numpy())


# groups -----------------------------------------------------------------------------


def describe_passages(passages: Passages, documents: pd.DataFrame) -> Passages:
    """The passages with the columns `outlet` and `period` of their articles; missing where not known."""
    period = find_periods(documents, choose_period(documents)).astype("str")
    about = documents.assign(period=period).set_index("doc_id")[["outlet", "period"]]
    return passages._replace(rows=passages.rows.join(about, on="doc_id"))


def choose_period(documents: pd.DataFrame) -> str:
    """Which periods suit the span of all articles: months up to two years, quarters up to six, else years."""
    first, last = (
        pd.to_datetime(documents[column], errors="coerce")
        for column in ("published_from", "published_to")
    )
    years = (last.max() - first.min()).days / 365.25 if first.notna().any() else 0
    return "month" if years <= 2 else "quarter" if years <= 6 else "year"


def measure_groups(shares: np.ndarray, passages: Passages, by: str) -> pd.DataFrame:
    """
    Share of each topic in each group of passages; `by` is a column of the passages' rows.

    One row per group and topic, zeros included: share = the topic's part of the group's words.
    Texts are categories: an article's name stands in as many rows as there are topics.
    There is no interval: it would have to hold for the model as well, which others would fit
    otherwise. What differs between groups of few articles differs between articles.
    """
    rows = np.flatnonzero(passages.rows[by].notna() & (passages.rows["n_words"] > 0))
    about = passages.rows.iloc[rows]
    group, names = pd.factorize(about[by], sort=True)
    n_words = about["n_words"].to_numpy(float)
    share = mean_by_group(shares[rows], n_words, group, len(names))
    sizes = about.groupby(group).agg(
        n_docs=("doc_id", "nunique"), n_passages=("doc_id", "size"), n_words=("n_words", "sum")
    )
    n_groups, n_topics = share.shape
    return pd.DataFrame(
        {
            "by": pd.Categorical.from_codes(np.zeros(share.size, np.int8), [by]),
            "group": pd.Categorical.from_codes(
                np.repeat(np.arange(n_groups, dtype=np.int32), n_topics),
                pd.Index(names, dtype="str"),
            ),
            "topic": np.tile(np.arange(n_topics) + 1, n_groups),
            **{name: np.repeat(sizes[name].to_numpy(), n_topics) for name in sizes},
            "share": share.ravel(),
        },
        copy=False,
    )


def keep_comparable(groups: pd.DataFrame) -> pd.DataFrame:
    """The groups whose shares mean something: those of 20 articles or more, where there are two or more."""
    large = groups[groups["n_docs"] >= ENOUGH_TO_COMPARE]
    return large if large["group"].nunique() > 1 else large[:0]


def compare_groups(tables: list[pd.DataFrame], labels: pd.Series) -> pd.DataFrame:
    """The shares by group that mean something, of topics that recur, with their names."""
    rows = pd.concat([keep_comparable(table) for table in tables], ignore_index=True)
    named = rows.assign(topic=rows["topic"].map(labels)).dropna(subset="topic")
    return named.reset_index(drop=True)


def mean_by_group(
    shares: np.ndarray, weight: np.ndarray, group: np.ndarray, n_groups: int
) -> np.ndarray:
    """Mean share per group, passages weighted; missing where a group has no weight."""
    weight = np.where(np.isnan(shares), 0, weight[:, None])
    pick = sparse.csr_array(
        (np.ones(len(group)), (group, np.arange(len(group)))), (n_groups, len(group))
    )
    total = pick @ weight
    return np.divide(
        pick @ (np.nan_to_num(shares) * weight),
        total,
        out=np.full(total.shape, np.nan),
        where=total > 0,
    )


# passages to read -------------------------------------------------------------------


def find_carriers(shares: np.ndarray, passages: Passages, n: int = 3) -> pd.DataFrame:
    """The `n` passages that carry each topic most: topic, doc_id, paragraph, sentence, share, n_words."""
    rows = passages.rows.reset_index(drop=True)
    long = rows.index[rows["n_words"] >= ENOUGH_WORDS]
    kept = long.to_numpy() if len(long) else rows.index.to_numpy()
    # Of each topic only those whose share is no smaller than the n-th largest.
    shares = np.nan_to_num(shares[kept], nan=-1)
    place = max(len(kept) - n, 0)
    least = np.partition(shares, place, axis=0)[place] if len(kept) else 0
    row, topic = np.nonzero((shares >= least) & (shares >= 0))
    best = pd.DataFrame({"topic": topic + 1, "share": shares[row, topic], "row": kept[row]})
    best = best.sort_values(["topic", "share", "row"], ascending=[True, False, True], kind="stable")
    best = best.groupby("topic").head(n).reset_index(drop=True)
    found = rows.iloc[best["row"]].reset_index(drop=True)[
        ["doc_id", "paragraph", "sentence", "n_words"]
    ]
    return pd.concat([best[["topic", "share"]], found], axis=1)


def read_carriers(
    carriers: pd.DataFrame,
    sentences: pd.DataFrame,
    tokens: pd.DataFrame,
    quotations: pd.DataFrame,
    unit: str = "paragraph",
) -> pd.DataFrame:
    """
    The carriers with their words: text, and the voice and the speaker that hold most of them.

    Sentences that may not be shown whole (`is_shown`) are cut.

    voice_share is that voice's part of the passage's words; speaker is missing where the
    narrator speaks, or a voice that nobody is named for.
    """
    keys = {
        "article": ["doc_id"],
        "paragraph": ["doc_id", "paragraph"],
        "sentence": ["doc_id", "sentence"],
    }[unit]
    body = sentences[sentences["kind"] == "body"]
    held = carriers[keys].drop_duplicates().merge(body, on=keys)
    text = held.assign(text=cut_hidden(held)).groupby(keys)["text"].agg(" ".join)
    words = held[["doc_id", "sentence", "paragraph"]].merge(
        tokens[tokens["doc_id"].isin(held["doc_id"])].astype({"doc_id": "str"}),
        on=["doc_id", "sentence"],
    )
    words = assign_voice(words, quotations)
    voice = words.groupby(keys)["voice"].agg(most_frequent).rename("held_by")
    words = words.join(voice, on=keys)
    words["is_held"] = words["voice"] == words["held_by"]
    speaker = words[words["is_held"]].groupby(keys)["speaker"].agg(most_frequent)
    extra = pd.DataFrame(
        {
            "voice": voice,
            "voice_share": words.groupby(keys)["is_held"].mean(),
            "speaker": speaker,
            "text": text,
        }
    )
    return carriers.join(extra, on=keys)


def most_frequent(values: pd.Series) -> str | None:
    """The most frequent value, the first in order of two equal ones; missing where there is none."""
    counts = values.value_counts().sort_index(kind="stable")
    return counts.idxmax() if len(counts) else None


# new articles -----------------------------------------------------------------------


def measure_drift(model: Model, fitted: Passages, new: Passages) -> pd.DataFrame:
    """
    How well a kept model fits articles it has not seen: one row for the old ones, one for the new.

    known: part of all words that are terms of the model; explained: mean part of a passage's
    tf-idf (squared length) that the topics rebuild, 0 to 1, NMF only; unlike: distance of the
    mean topic shares from those of the fitted articles (Jensen-Shannon, base 2; 0 the same,
    1 nothing in common). Lower known or explained than at home: the model drifts.
    """
    means = [
        np.nanmean(measure_shares(model, part), 0) if len(part.rows) else None
        for part in (fitted, new)
    ]
    rows = [
        {
            "articles": name,
            "n_docs": part.rows["doc_id"].nunique(),
            "n_passages": len(part.rows),
            "known": take_terms(part, model.terms).counts.sum()
            / max(part.rows["n_words"].sum(), 1),
            "explained": measure_explained(model, part),
            "unlike": unlikeness(means[0], mean),
        }
        for name, part, mean in zip(("fitted", "new"), (fitted, new), means)
    ]
    return pd.DataFrame(rows)


def measure_explained(model: Model, passages: Passages) -> float:
    """Mean part of the squared length of the passages' tf-idf that the topics rebuild."""
    counts = take_terms(passages, model.terms).counts
    counts = counts[np.flatnonzero(np.diff(counts.indptr))]
    if model.kind != "nmf" or not counts.shape[0]:
        return np.nan
    parts = nmf_parts(model, counts)
    cross = ((weigh(counts, model.idf) @ model.weights.T) * parts).sum(1)
    rebuilt = ((parts @ (model.weights @ model.weights.T)) * parts).sum(1)
    return float((2 * cross - rebuilt).mean())


def unlikeness(shares: np.ndarray | None, others: np.ndarray | None) -> float:
    """Jensen-Shannon distance (base 2) of two mixtures; missing where one is not there."""
    if shares is None or others is None:
        return np.nan
    middle = (shares + others) / 2
    parts = [
        np.where(part > 0, part * np.log2(np.maximum(part, 1e-300) / middle), 0).sum()
        for part in (shares, others)
    ]
    return float(np.sqrt(max(sum(parts) / 2, 0)))


def is_same_kind(drift: pd.DataFrame) -> bool:
    """
    Whether articles are of the same kind as those that a model was fitted on (`measure_drift`).

    Only then may its topics be lent to them: both the known words and the part that the topics
    explain reach half of what they are at home. A model of speeches knew three words in four
    that it knew at home of a report on a strike, and explained a fifth.
    """
    old, new = (drift.set_index("articles").loc[name] for name in ("fitted", "new"))
    reached = [new[measure] / old[measure] if old[measure] else 0 for measure in LENDING]
    return all(part >= SAME_KIND for part in reached)


def tabulate_terms(model: Model, stability: pd.DataFrame) -> pd.DataFrame:
    """The table of top terms by term score, by weight and by FREX, with whether each topic recurs."""
    recurs = stability.set_index("topic")["recurs"]
    terms = pd.concat(
        [
            list_top_terms(model).assign(by="score"),
            list_top_terms(model, topic_chances(model)).assign(by="weight"),
            list_frex_terms(model).assign(by="frex"),
        ],
        ignore_index=True,
    )
    return terms.assign(recurs=terms["topic"].map(recurs).astype(bool))
