"""Topics: published coherence values, planted topics and noise, and what may never change the result."""

import gzip
import json
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse

from analysis.reference.speeches import (
    SINCE,
    build_speeches,
    cut_passages,
    read_speeches,
    speeches_as_sentences,
)
from analysis.tables import COLUMNS, check_table, empty_table
from analysis.text.tokens import find_tokens
from analysis.topics import figures
from analysis.topics.anchors import find_anchors, match_anchors
from analysis.topics.experiment import (
    SETTINGS,
    draw_articles,
    keep_truth,
    measure_planted,
    read_experiment,
)
from analysis.topics.fitting import (
    Model,
    damp_short,
    fit_topics,
    list_top_terms,
    measure_idf,
    measure_shares,
    read_model,
    topic_chances,
    weigh,
    write_model,
)
from analysis.topics.numbers import compare_numbers, find_again, numbers_around, usual_number
from analysis.topics.passages import count_passages, drop_duplicates, keep_terms, take_passages
from analysis.topics.quality import (
    coherence_cv,
    coherence_npmi,
    count_windows,
    measure_diversity,
    measure_frex,
    measure_held_out,
    measure_quality,
    npmi_matrix,
)
from analysis.topics.reading import (
    describe_passages,
    find_carriers,
    find_periods,
    find_voices,
    measure_drift,
    measure_groups,
    read_carriers,
    share_again,
    tabulate_shares,
    tabulate_terms,
)
from analysis.topics.sentences import label_topics, say_sample, say_size, show_carriers, show_topics
from analysis.topics.stability import (
    COMES_BACK,
    fit_and_refit,
    fitting_cost,
    measure_overlap,
    plan_runs,
    shuffle_words,
)


def tables_of(texts):
    """Made-up articles (doc_id -> paragraphs) as the tables sentences and tokens, a sentence a paragraph."""
    rows = [
        (doc_id, number, number, 0, len(text), "body", text)
        for doc_id, paragraphs in texts.items()
        for number, text in enumerate(paragraphs)
    ]
    sentences = check_table(pd.DataFrame(rows, columns=list(COLUMNS["sentences"])), "sentences")
    return sentences, find_tokens(sentences, empty_table("edits"))


@pytest.fixture(scope="module")
def planted():
    """Sixty artificial articles with five topics: (passages, truth), kept terms only."""
    passages, truth = draw_articles(60, 5, 100, 5, seed=3)
    kept = keep_terms(passages)
    return kept, keep_truth(truth, kept.terms)


# coherence: numbers that others published ---------------------------------------------

TOY = [
    "human interface computer",
    "survey user computer system response time",
    "eps user interface system",
    "system human system eps",
    "user response time",
    "trees",
    "graph trees",
    "graph minors trees",
    "graph minors survey",
]


def toy_columns():
    words = [text.split() for text in TOY]
    names = sorted({word for text in words for word in text})
    doc = np.repeat(np.arange(len(words)), [len(text) for text in words])
    position = np.concatenate([np.arange(len(text)) for text in words])
    return doc, position, np.array([names.index(word) for text in words for word in text]), names


@pytest.mark.parametrize(
    "topic, npmi, c_v",
    [
        ("human computer system interface", 0.2768026848, 0.8175699493),
        ("graph minors trees eps", -0.2211565054, 0.4565951274),
        ("user graph minors system", -0.4102170816, 0.0645437411),
        ("time graph survey minors", -0.0239730734, 0.4665269719),
    ],
)
def test_coherence_is_that_of_gensim(topic, npmi, c_v):
    doc, position, code, names = toy_columns()
    terms = np.array([[names.index(word) for word in topic.split()]])
    near = npmi_matrix(*count_windows(doc, position, code, len(names), 10))
    wide = npmi_matrix(*count_windows(doc, position, code, len(names), 110))
    assert_allclose(coherence_npmi(near, terms), npmi, atol=1e-9)
    assert_allclose(coherence_cv(wide, terms), c_v, atol=1e-9)


@pytest.mark.parametrize(
    "occurrence, expected",
    [
        (("111", "011", "011"), 1 / 3),
        (("011", "101", "110"), -0.2618595071),
        (("0001", "0101", "0011"), 1 / 3),
        (("1000", "0101", "0011"), -0.6164950007),
    ],
)
def test_npmi_is_that_of_palmetto(occurrence, expected):
    marks = np.array([[int(sign) for sign in row] for row in occurrence], float)
    npmi = npmi_matrix(marks @ marks.T, marks.shape[1])
    assert_allclose(coherence_npmi(npmi, np.array([[0, 1, 2]])), expected, atol=1e-8)


def test_npmi_of_one_pair_is_that_of_gensims_test():
    together = np.array([[3.0, 1.0], [1.0, 2.0]])  # A in {2, 3, 4}, B in {3, 5}, of five
    assert_allclose(npmi_matrix(together, 5)[0, 1], -0.113282753, atol=1e-9)


def test_windows_are_those_of_palmetto():
    code = np.array([0, 1, 2, 1, 0, 2, 2])  # A B C B A C C
    columns = np.zeros(7, int), np.arange(7), code, 3
    together, n = count_windows(*columns, 3)
    assert n == 5
    assert_allclose(together / n, [[0.8, 0.6, 0.8], [0.6, 0.8, 0.8], [0.8, 0.8, 1]])
    together, n = count_windows(*columns, 4)
    assert_array_equal(together / n, np.ones((3, 3)))


def test_a_word_that_never_occurs_gives_a_number():
    doc, position, code, names = toy_columns()
    npmi = npmi_matrix(*count_windows(doc, position, code, len(names) + 1, 10))
    topic = np.array([[0, 1, 2, len(names)]])
    assert (
        np.isfinite(coherence_npmi(npmi, topic)).all()
        and np.isfinite(coherence_cv(npmi, topic)).all()
    )
    assert npmi[0, len(names)] == -1
    assert np.isfinite(
        npmi_matrix(np.full((2, 2), 4.0), 4)
    ).all()  # words that stand in every window


def test_windows_do_not_reach_into_the_next_article():
    together, n = count_windows(np.array([0, 1]), np.array([0, 0]), np.array([0, 1]), 2, 10)
    assert n == 2 and together[0, 1] == 0


def test_diversity_and_frex():
    assert measure_diversity(np.array([[0, 1], [1, 2]])) == 0.75
    weights = np.array([[4.0, 4.0, 0.0], [4.0, 0.0, 1.0]])
    # Topic 1: both words equally frequent, the second found nowhere else.
    assert_allclose(measure_frex(weights)[0, :2], [1 / (0.5 / (2 / 3) + 0.5), 1.0])


# passages and weights --------------------------------------------------------------------


def test_counts_are_those_of_count_vectorizer():
    from sklearn.feature_extraction.text import CountVectorizer

    texts = {"b": ["The cat sat.", "A dog, a cat."], "a": ["Dogs and cats and dogs."]}
    sentences, tokens = tables_of(texts)
    passages = count_passages(tokens, sentences)
    lines = texts["a"] + texts["b"]  # passages stand in the order of doc_id
    vectorizer = CountVectorizer(token_pattern=r"\w+").fit(lines)
    assert list(passages.terms) == list(vectorizer.get_feature_names_out())
    assert_array_equal(passages.counts.toarray(), vectorizer.transform(lines).toarray())
    assert list(passages.rows["n_words"]) == [5, 3, 4]
    whole = count_passages(tokens, sentences, "article")
    assert list(whole.rows["doc_id"]) == ["a", "b"] and list(whole.rows["n_words"]) == [5, 7]


def test_only_body_text_is_counted():
    sentences, tokens = tables_of({"a": ["HEADLINE here", "body words here"]})
    sentences.loc[0, "kind"] = "headline"
    passages = count_passages(tokens, sentences)
    assert list(passages.rows["paragraph"]) == [1] and passages.counts.sum() == 3


def test_tables_of_two_runs_are_refused():
    sentences, tokens = tables_of({"a": ["one line", "two lines"], "b": ["three lines"]})
    with pytest.raises(ValueError, match="do not belong together"):
        count_passages(tokens, sentences.query("doc_id == 'b'"))
    with pytest.raises(ValueError, match="do not belong together"):
        count_passages(tokens, sentences.iloc[1:])


def test_tf_idf_is_that_of_scikit_learn(planted):
    from sklearn.feature_extraction.text import TfidfTransformer

    counts = planted[0].counts
    theirs = TfidfTransformer(sublinear_tf=True).fit_transform(counts)
    assert_allclose(weigh(counts, measure_idf(counts)).toarray(), theirs.toarray(), atol=1e-12)


def test_the_sentence_on_size_says_which_terms_were_left_out(planted):
    few, many = planted[0], take_passages(planted[0], np.arange(300).repeat(2))
    assert "terms of one paragraph only" in say_size(few, few, 5)
    assert "terms of fewer than 5 paragraphs" in say_size(many, many, 5)
    whole = few._replace(
        unit="article", rows=few.rows.assign(doc_id=[f"d{i}" for i in range(len(few.rows))])
    )
    assert "of body text in 300 articles. " in say_size(whole, whole, 5)


def test_a_sample_is_called_a_sample(planted):
    kept = planted[0]
    assert say_sample(kept, kept, "Compared") == "Compared on all 60 articles."
    assert "Compared on 50% (30 of 60) of the articles" in say_sample(
        take_passages(kept, np.arange(150)), kept, "Compared"
    )


def test_terms_left_out():
    sentences, tokens = tables_of(
        {"a": ["the rare 1990 x common", "the common word", "word the", "the the"]}
    )
    passages = keep_terms(count_passages(tokens, sentences), ["the"])
    assert list(passages.terms) == ["common", "word"]


# planted topics and noise ----------------------------------------------------------------


@pytest.mark.parametrize("kind", ["nmf", "lda"])
def test_planted_topics_are_recovered_at_500_articles(kind):
    rows = measure_planted(500, 1, 200, 10, planted=True, kind=kind, seed=7, n_runs=3)
    assert rows["recovered"].mean() >= 0.9
    assert rows["comes_back"].all()


@pytest.mark.parametrize(
    "n_docs, n_passages, n_words, n_topics", [(5, 12, 45, 5), (100, 1, 200, 8)]
)
def test_noise_has_no_stable_topic(n_docs, n_passages, n_words, n_topics):
    rows = measure_planted(n_docs, n_passages, n_words, n_topics, planted=False, seed=11, n_runs=10)
    assert not rows["comes_back"].any()
    assert rows["stability"].max() < COMES_BACK


@pytest.mark.parametrize("kind", ["nmf", "lda"])
def test_the_experiment_that_is_kept_supports_the_threshold(kind):
    rows = read_experiment().query("model == @kind")
    noise, truth = rows[rows["corpus"] == "noise"], rows[rows["corpus"] == "planted"]
    assert noise["comes_back"].mean() <= 0.05
    large = truth[truth["n_docs"] >= 500]
    assert large["recovered"].mean() >= 0.9 and large["comes_back"].mean() >= 0.9
    for _, part in rows.groupby("n_docs"):
        score = part.groupby("corpus")["stability"]
        assert score.get_group("planted").quantile(0.25) > score.get_group("noise").quantile(0.9)


def test_a_row_of_the_experiment_can_be_made_again():
    kept = read_experiment().query(
        "model == 'nmf' and corpus == 'planted' and n_docs == 5 and n_topics == 3"
    )
    seed = kept["seed"].min()
    kept = kept[kept["seed"] == seed].reset_index(drop=True)
    again = measure_planted(*SETTINGS[0][:4], planted=True, seed=int(seed))
    assert_allclose(
        again[["stability", "low", "recovered"]], kept[["stability", "low", "recovered"]], atol=1e-8
    )


def test_lda_finds_planted_topics(planted):
    kept, truth = planted
    for seed in (None, 1, 2):
        assert (
            measure_overlap(fit_topics(kept, 5, "lda", seed), truth, topic_chances)[1].min() >= 0.8
        )


def test_passages_of_one_word_do_not_make_topics(planted, monkeypatch):
    kept, truth = planted
    n, alone = 200, ["yes", "no", "well", "oh", "hm"]  # as between speakers in an interview
    added = sparse.csr_array((np.ones(n, np.int32), (np.arange(n), np.arange(n) % 5)), (n, 5))
    mixed = kept._replace(
        rows=pd.concat([kept.rows, kept.rows[:n]], ignore_index=True),
        terms=np.append(kept.terms, alone),
        counts=sparse.block_diag([kept.counts, added], "csr"),
    )
    wider = truth._replace(terms=mixed.terms, weights=np.pad(truth.weights, ((0, 0), (0, 5))))
    assert measure_overlap(fit_topics(mixed, 5), wider, topic_chances)[1].min() >= 0.8
    monkeypatch.setattr(
        "analysis.topics.fitting.damp_short", lambda counts: np.ones(counts.shape[0])
    )
    assert measure_overlap(fit_topics(mixed, 5), wider, topic_chances)[1].max() <= 0.5


def test_a_passage_below_the_middle_one_counts_in_proportion_to_its_words():
    counts = sparse.csr_array([[4, 0], [2, 2], [1, 0], [2, 6], [1, 1]])
    assert_allclose(damp_short(counts), [1, 1, 0.5, 1, np.sqrt(0.5)])


def test_a_term_of_two_passages_is_not_called_a_topics_own():
    weights = np.array([[5.0, 5.0, 1.0], [0.0, 0.5, 9.5]])
    model = Model(
        "nmf",
        "paragraph",
        np.array(["rare", "often", "other"], object),
        np.ones(3),
        weights,
        np.array([2, 200, 200]),
    )
    assert list(list_top_terms(model, n=1).query("topic == 1")["term"]) == ["often"]
    plain = model._replace(
        n_passages=np.array([200, 200, 200])
    )  # as many passages: the exclusive one leads
    assert list(list_top_terms(plain, n=1).query("topic == 1")["term"]) == ["rare"]


def test_terms_that_a_sample_lacks_change_nothing(planted):
    kept = planted[0]
    wider = kept._replace(
        terms=np.append(kept.terms, "zzz"),
        counts=sparse.hstack(
            [kept.counts, sparse.csr_array((len(kept.rows), 1), dtype=np.int32)]
        ).tocsr(),
    )
    model = fit_topics(wider, 5)
    assert_array_equal(model.weights[:, :-1], fit_topics(kept, 5).weights)
    assert not model.weights[:, -1].any()


def test_topics_help_on_articles_not_seen_and_noise_does_not(planted):
    noise = keep_terms(draw_articles(60, 0, 100, 5, seed=4)[0])
    assert measure_held_out(planted[0], 5).min() > 0.3
    assert measure_held_out(noise, 5).max() < 0
    assert measure_held_out(planted[0], 5).mean() > measure_held_out(planted[0], 2).mean()


def test_words_dealt_out_keep_lengths_and_frequencies_and_nothing_else(planted):
    kept = planted[0]
    dealt = shuffle_words(kept)
    assert_array_equal(dealt.counts.sum(0), kept.counts.sum(0))
    assert_array_equal(dealt.counts.sum(1), kept.counts.sum(1))
    model, runs, stability = fit_and_refit(dealt, 5, 5)
    assert not stability["comes_back"].any()


# what must not change the result ------------------------------------------------------------


def test_the_order_of_articles_does_not_matter():
    texts = {
        f"d{number}": [f"{a} {b} shared words here", f"{b} {a} again"]
        for number, (a, b) in enumerate(
            [
                ("sun", "moon"),
                ("moon", "sun"),
                ("tax", "rate"),
                ("rate", "tax"),
                ("sun", "moon"),
                ("rate", "tax"),
            ]
        )
    }
    first, second = (
        keep_terms(count_passages(tokens, sentences))
        for sentences, tokens in (tables_of(texts), tables_of(dict(reversed(texts.items()))))
    )
    assert_array_equal(first.terms, second.terms)
    assert_array_equal(fit_topics(first, 2).weights, fit_topics(second, 2).weights)


SCRIPT = """
import numpy as np
from analysis.topics.experiment import draw_articles
from analysis.topics.passages import keep_terms
from analysis.topics.fitting import fit_topics, list_top_terms, measure_shares
passages = keep_terms(draw_articles(60, 6, 100, 2, seed=5)[0])
for kind in ("nmf", "lda"):
    model = fit_topics(passages, 6, kind)
    print(list_top_terms(model).to_csv(), measure_shares(model, passages).tobytes().hex())
"""


def test_threads_and_processors_give_the_same_rounded_numbers():
    outputs = set()
    for settings in (
        {"OMP_NUM_THREADS": "1"},
        {"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"},
        {"OMP_NUM_THREADS": "1", "OPENBLAS_CORETYPE": "Nehalem"},
    ):
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, **settings},
            capture_output=True,
            text=True,
            check=True,
        )
        outputs.add(done.stdout)
    assert len(outputs) == 1


def test_topics_are_ordered_by_size_and_have_no_sign(planted):
    model = fit_topics(planted[0], 5)
    assert (model.weights >= 0).all()
    shares = measure_shares(model, planted[0])
    assert_allclose(shares.sum(1), 1, atol=1e-5)
    assert (np.diff(shares.mean(0)) <= 1e-6).all()


def test_overlap_matches_one_to_one(planted):
    model = fit_topics(planted[0], 5)
    turned = model._replace(weights=model.weights[[3, 1, 4, 0, 2]])
    partner, overlap = measure_overlap(model, turned)
    assert list(partner) == [3, 1, 4, 0, 2] and list(overlap) == [1] * 5
    partner, overlap = measure_overlap(model, model._replace(weights=model.weights[:3]))
    assert sorted(partner) == [-1, -1, 0, 1, 2] and (overlap[partner < 0] == 0).all()


# duplicates, kept models, new articles --------------------------------------------------------


def test_duplicates_are_fitted_once_and_mapped_back(planted):
    kept = planted[0]
    n = 25
    copies = take_passages(kept, np.r_[np.arange(len(kept.rows)), np.arange(n)])
    copies.rows.loc[len(kept.rows) :, "doc_id"] = "copy-" + copies.rows["doc_id"].iloc[-n:]
    documents = pd.DataFrame({"doc_id": copies.rows["doc_id"].unique()})
    documents["duplicate_of"] = documents["doc_id"].str.extract("copy-(.*)")[0]
    model = fit_topics(drop_duplicates(copies, documents), 5)
    assert_array_equal(model.weights, fit_topics(kept, 5).weights)
    shares = measure_shares(model, copies)
    assert_array_equal(shares[-n:], shares[:n])


@pytest.mark.parametrize("kind", ["nmf", "lda"])
def test_a_kept_model_gives_the_same_shares(planted, tmp_path, kind):
    kept = planted[0]
    model = fit_topics(kept, 5, kind)
    write_model(model, tmp_path / "model.npz")
    again = read_model(tmp_path / "model.npz")
    assert_array_equal(measure_shares(again, kept), measure_shares(model, kept))
    first = (tmp_path / "model.npz").read_bytes()
    write_model(fit_topics(kept, 5, kind), tmp_path / "model.npz")
    assert (tmp_path / "model.npz").read_bytes() == first


def test_articles_of_another_kind_show_as_drift(planted):
    kept = planted[0]
    half = take_passages(kept, np.arange(150)), take_passages(kept, np.arange(150, 300))
    model = fit_topics(half[0], 5)
    strange = keep_terms(draw_articles(30, 0, 100, 5, seed=9)[0])
    alike, unlike = measure_drift(model, half[0], half[1]), measure_drift(model, half[0], strange)
    assert alike["unlike"][1] < 0.15 and abs(alike["explained"][1] - alike["explained"][0]) < 0.1
    assert unlike["explained"][1] < 0.5 * unlike["explained"][0]
    nothing = measure_drift(model, half[0], take_passages(kept, np.arange(0)))
    assert nothing["n_docs"][1] == 0 and np.isnan(nothing["unlike"][1])


def test_new_articles_with_unknown_words_only_have_missing_shares(planted):
    sentences, tokens = tables_of({"new": ["Entirely other language"]})
    assert np.isnan(
        measure_shares(fit_topics(planted[0], 5), count_passages(tokens, sentences))
    ).all()


# reading --------------------------------------------------------------------------------------


def quotations_of(rows):
    columns = [
        "quote_id",
        "doc_id",
        "raw_start",
        "raw_end",
        "voice",
        "form",
        "cue",
        "speaker",
        "role",
        "rule",
    ]
    table = pd.DataFrame(rows, columns=columns).assign(odds="certain")
    return check_table(table, "quotations")


def test_voices_and_speakers_of_the_passages_that_carry_a_topic():
    text = "He said the river rose and the river fell again and the river was high for days and days on end."
    sentences, tokens = tables_of(
        {"a": [text], "b": ["The river rose, the tax fell, nobody spoke at all."]}
    )
    quotations = quotations_of(
        [
            ("q1", "a", 8, 98, "indirect", "reported", "said", "Ana Ruiz", "official", "r"),
            ("q2", "a", 12, 17, "direct", "full", "said", "Tom Lee", "official", "r"),
            ("q3", "b", 4, 9, "direct", "scare", None, None, None, "r"),
        ]
    )
    voices = find_voices(tokens, quotations)
    assert list(voices[:5]) == ["narrator", "narrator", "indirect", "direct", "indirect"]
    assert set(voices[tokens["doc_id"] == "b"]) == {"narrator"}  # scare quotes are nobody's speech
    passages = keep_terms(count_passages(tokens, sentences))
    carriers = read_carriers(
        find_carriers(fit_topics(passages, 1), count_passages(tokens, sentences)),
        sentences,
        tokens,
        quotations,
    )
    row = carriers.set_index("doc_id").loc["a"]
    assert (row["voice"], row["speaker"]) == ("indirect", "Ana Ruiz") and row["text"] == text
    assert "Ana" in show_carriers(carriers)


def test_groups_have_all_topics_and_intervals(planted):
    kept = planted[0]
    model, runs, stability = fit_and_refit(kept, 5, 8)
    rows = kept.rows.assign(outlet=np.where(kept.rows["doc_id"] < "doc-00030", "A", "B"))
    groups = measure_groups(share_again(model, runs, kept), kept._replace(rows=rows), "outlet")
    assert len(groups) == 10 and groups.groupby("group")["share"].sum().round(4).eq(1).all()
    assert (groups["share_low"] <= groups["share_high"]).all()
    assert (
        (groups["share"] >= groups["share_low"] - 0.05)
        & (groups["share"] <= groups["share_high"] + 0.05)
    ).all()
    check_table(groups.assign(fitted_on="articles"), "topic_groups")
    check_table(tabulate_shares(model, kept).assign(fitted_on="articles"), "topic_shares")
    check_table(tabulate_terms(model, stability).assign(fitted_on="articles"), "topic_terms")
    check_table(stability.assign(fitted_on="articles"), "topic_stability")


def test_articles_without_a_date_or_outlet_are_in_no_group(planted):
    kept = planted[0]
    model, runs, _ = fit_and_refit(kept, 5, 5)
    rows = kept.rows.assign(period=pd.array([pd.NA] * len(kept.rows), "str"))
    assert not len(
        measure_groups(share_again(model, runs, kept), kept._replace(rows=rows), "period")
    )


def test_periods():
    documents = pd.DataFrame(
        {
            "published_from": ["2019-07-13", "2021-06-23", "2021-02-08", None, "2021-03-30"],
            "published_to": ["2019-07-13", "2021-07-14", "2021-02-08", None, "2021-04-02"],
        }
    )
    periods = find_periods(documents)
    assert list(periods[:3].fillna("-")) == ["2019Q3", "-", "2021Q1"] and periods[3:].isna().all()


def test_a_topic_that_does_not_come_back_has_no_name(planted):
    noise = keep_terms(draw_articles(20, 0, 100, 2, seed=6)[0])
    model, _, stability = fit_and_refit(noise, 4, 6)
    terms = tabulate_terms(model, stability)
    assert label_topics(terms, stability).isna().all()
    shown = show_topics(terms, stability)
    assert shown.count("does not come back") == 4 and shown.count("opacity: 0.75") == 4
    model, _, stability = fit_and_refit(planted[0], 5, 6)
    terms = tabulate_terms(model, stability)
    assert label_topics(terms, stability).notna().all() and "does not come back" not in show_topics(
        terms, stability
    )


def test_fewer_than_five_articles_support_no_topic():
    passages = keep_terms(draw_articles(3, 3, 100, 20, seed=1)[0])
    stability = fit_and_refit(passages, 3, 5)[2]
    assert stability["stability"].max() > COMES_BACK and not stability["comes_back"].any()


@pytest.mark.parametrize(
    "texts",
    [
        {"a": ["One line."]},
        {"a": ["."]},
        {"a": ["same words here", "same words here"], "b": ["same words here"]},
    ],
)
def test_a_corpus_of_a_few_lines_gives_no_topics_and_no_error(texts):
    sentences, tokens = tables_of(texts)
    kept = keep_terms(count_passages(tokens, sentences))
    n_topics = usual_number(kept)
    model, runs, stability = fit_and_refit(kept, n_topics, 5)
    numbers, by_topic = compare_numbers(kept, numbers_around(n_topics, kept), 5)
    terms = tabulate_terms(model, stability)
    check_table(terms.assign(fitted_on="articles"), "topic_terms")
    check_table(by_topic.assign(fitted_on="articles"), "topic_stability")
    check_table(numbers.assign(fitted_on="articles"), "topic_numbers")
    labels = label_topics(terms, stability)
    figures.draw_stability(figures.join_stability(articles=(stability, labels)))
    figures.draw_numbers(numbers, n_topics)
    passages = count_passages(tokens, sentences)
    groups = measure_groups(share_again(model, runs, passages), passages, "doc_id")
    figures.draw_shares(groups, labels)
    assert figures.describe_shares(groups, labels) and show_topics(terms, stability)
    assert len(find_again(model, kept, [])) == 0


def test_too_many_topics_are_refused(planted):
    with pytest.raises(ValueError, match="choose at most"):
        fit_topics(planted[0], 10_000)


def test_a_large_corpus_gets_fewer_runs(planted):
    assert plan_runs(planted[0], 5) == 20
    cost = fitting_cost(planted[0], 5)
    assert plan_runs(planted[0], 5, budget=2 * 8 * cost) == 8
    assert plan_runs(planted[0], [5, 5], budget=2 * 2 * 8 * cost) == 8
    assert fitting_cost(planted[0], 10) > 2 * cost  # twice the topics cost more than twice the time
    assert plan_runs(planted[0], 5, budget=1) == 5


# numbers of topics, seed words, the larger frame of reference ------------------------------------


def test_numbers_of_topics_side_by_side(planted):
    numbers, by_topic = compare_numbers(planted[0], [3, 5, 9], 5)
    assert list(numbers["n_topics"]) == [3, 5, 9] and len(by_topic) == 2 * 17
    assert numbers["stability"].idxmax() == 1 and numbers.loc[1, "n_back"] == 5
    again = find_again(fit_topics(planted[0], 5), planted[0], [3, 5, 9])
    assert (
        set(again["n_topics"]) == {3, 9}
        and (again.query("n_topics == 9")["overlap"] >= COMES_BACK).all()
    )
    assert len(figures.draw_numbers(numbers, 5).figure.axes) == 6


def test_seed_words_draw_a_topic_to_themselves(planted):
    kept = planted[0]
    anchors = {"mine": list(kept.terms[[3, 40, 80, 120, 160]])}
    plain, seeded = fit_topics(kept, 5), fit_topics(kept, 5, anchors=anchors)
    assert (
        match_anchors(seeded, anchors)["share"][0] > 3 * match_anchors(plain, anchors)["share"][0]
    )
    dictionary = pd.DataFrame(
        {
            "frame": ["x", "x", "y"],
            "pattern": ["word*", "two words", "nothing"],
            "use": ["count"] * 3,
            "reason": [""] * 3,
        }
    )
    found = find_anchors(dictionary, kept.terms)
    assert list(found) == ["x"] and set(found["x"]) == set(kept.terms)


def test_quality_of_planted_topics_beats_that_of_noise(planted):
    noise = keep_terms(draw_articles(60, 0, 100, 5, seed=4)[0])
    good, bad = (measure_quality(fit_topics(part, 5), part) for part in (planted[0], noise))
    assert good["npmi"].min() > bad["npmi"].max() and good["exclusivity"].between(0, 1).all()
    assert len(list_top_terms(fit_topics(noise, 5), n=8)) == 40


def test_speeches_are_cut_at_ends_of_sentences_and_nothing_is_lost():
    text = 'Mr. President,\nwe meet again. "It is late." ' + "So it is. " * 60
    passages = cut_passages(text, fewest=20)
    assert " ".join(passages) == " ".join(text.split())
    assert all(len(passage.split()) >= 20 for passage in passages[:-1])
    assert all(passage.endswith((".", '"')) for passage in passages)


def test_reference_speeches_are_built_from_the_open_corpus(tmp_path):
    (tmp_path / "ungdc").mkdir()
    lines = [
        {
            "file": f"{country}_01_1999.txt",
            "country": country,
            "session": "1",
            "year": "1999",
            "text": "One speech\u2028with a strange line end.",
        }
        for country in ("CHN", "USA")
    ]
    with gzip.open(tmp_path / "ungdc" / "speeches.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(json.dumps(line, ensure_ascii=False) for line in lines))
    speeches = build_speeches(tmp_path)
    assert list(speeches["doc_id"]) == ["china-1999"] and speeches["text"][0].startswith(
        "One speech"
    )


def test_reference_speeches_that_are_kept():
    speeches = read_speeches(since=0)
    assert speeches["doc_id"].nunique() == 78 and speeches["year"].min() == 1946
    assert read_speeches()["year"].min() == SINCE and read_speeches()["doc_id"].nunique() == 53
    sentences, edits = speeches_as_sentences(read_speeches().head(50))
    tokens = find_tokens(sentences, edits)
    joined = sentences.groupby("doc_id")["text"].agg(" ".join)
    row = tokens.iloc[1234]
    assert joined[row["doc_id"]][row["raw_start"] : row["raw_end"]] == row["token"]


def test_outlet_and_period_are_joined_to_passages(planted):
    documents = pd.DataFrame(
        {
            "doc_id": ["doc-00000"],
            "outlet": ["A"],
            "published_from": ["2020-01-02"],
            "published_to": ["2020-01-02"],
        }
    )
    rows = describe_passages(planted[0], documents).rows
    assert set(rows["outlet"].dropna()) == {"A"} and set(rows["period"].dropna()) == {"2020-01"}
