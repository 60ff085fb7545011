"""Topics: published coherence values, planted topics and noise, and what may never change the result."""

import gzip
import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stdout

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from properties import MANY
from scipy import sparse

from analysis.drawing.figure import PHONE_TYPE, smallest_type
from analysis.reference.speeches import (
    SINCE,
    build_speeches,
    cut_passages,
    read_speeches,
    speeches_as_sentences,
)
from analysis.tables.columns import COLUMNS
from analysis.tables.settings import Settings
from analysis.tables.stored import check_table, empty_table
from analysis.text.groups import find_periods
from analysis.text.spans import find_innermost, is_speech, line_up
from analysis.text.tokens import find_tokens
from analysis.topics import figures
from analysis.topics.anchors import find_anchors, match_anchors
from analysis.topics.experiment import read_experiment, sum_experiment
from analysis.topics.fitting import (
    FEWEST_TOP,
    N_TOP,
    Model,
    damp_short,
    first_ones,
    fit_model,
    fit_topics,
    list_top_terms,
    measure_idf,
    measure_shares,
    most_topics,
    read_model,
    topic_chances,
    weigh,
    write_model,
)
from analysis.topics.groups import measure_chosen_groups
from analysis.topics.numbers import compare_numbers, find_again, numbers_around, usual_number
from analysis.topics.passages import (
    Passages,
    count_passages,
    drop_duplicates,
    keep_terms,
    take_passages,
)
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
    SAME_KIND,
    choose_period,
    compare_groups,
    describe_passages,
    find_carriers,
    find_voices,
    is_same_kind,
    keep_comparable,
    measure_drift,
    measure_groups,
    read_carriers,
    tabulate_in_parts,
    tabulate_shares,
    tabulate_terms,
)
from analysis.topics.sentences import (
    label_topics,
    say_experiment,
    say_found,
    say_frame_of_reference,
    say_groups,
    say_null,
    say_places,
    say_sample,
    say_size,
    say_verdict,
    show_carriers,
    show_topics,
)
from analysis.topics.stability import (
    FALSE_TOPICS,
    FEWEST_DOCS,
    MOST_TERMS,
    PLANS,
    Plan,
    find_level,
    fitting_cost,
    judge_topics,
    measure_null,
    measure_overlap,
    measure_stability,
    plan_runs,
    refit_topics,
    shuffle_words,
    start_anywhere,
    try_topics,
)
from analysis.topics.starting import start_at_singular_vectors
from evaluation.topic_null import SETTINGS, draw_articles, keep_truth, measure_corpus

FEW = Plan(3, 19)  # as few shuffles as can tell

hundreds_of_fits = pytest.mark.skipif(not MANY, reason="many models, fitted where all is checked")


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


@pytest.fixture(scope="module")
def small():
    """The same with one passage an article, for what is fitted many hundred times."""
    passages, _ = draw_articles(60, 5, 100, 1, seed=3)
    return keep_terms(passages)


@pytest.fixture(scope="module")
def judged(small):
    """(model, verdict) on those: fitted, refitted and compared with shuffled words once."""
    return try_topics(small, 5, FEW)


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
    assert "found in only one paragraph or" in say_size(few, few)
    assert "found in fewer than 5 paragraphs or" in say_size(many, many)
    whole = few._replace(
        unit="article", rows=few.rows.assign(doc_id=[f"d{i}" for i in range(len(few.rows))])
    )
    assert "reads 300 articles. " in say_size(whole, whole)


def test_a_sample_is_called_a_sample(planted):
    kept = planted[0]
    assert say_sample(kept, kept, "Compared") == ""
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


@pytest.mark.parametrize("kind", ["nmf", pytest.param("lda", marks=hundreds_of_fits)])
def test_planted_topics_recur_and_are_those_planted(kind):
    passages, truth = draw_articles(100, 5, 100, 1, seed=7)
    kept = keep_terms(passages)
    model, verdict = try_topics(kept, 5, FEW, kind)
    assert verdict["recurs"].all() and (verdict["n_shuffles"] == 19).all()
    assert measure_overlap(model, keep_truth(truth, kept.terms), topic_chances)[1].mean() >= 0.85


@pytest.mark.parametrize(
    "n_docs, n_passages, n_words, n_topics",
    [(5, 3, 20, 3), (5, 12, 45, 5), pytest.param(100, 1, 200, 8, marks=hundreds_of_fits)],
)
def test_noise_has_no_topic_that_recurs(n_docs, n_passages, n_words, n_topics):
    kept = keep_terms(draw_articles(n_docs, 0, n_words, n_passages, seed=11)[0])
    assert not try_topics(kept, n_topics, FEW)[1]["recurs"].any()


@pytest.mark.parametrize("kind", ["nmf", "lda"])
def test_a_passage_that_is_drawn_twice_counts_twice_and_one_not_drawn_not_at_all(planted, kind):
    kept = take_passages(planted[0], np.arange(75))
    # As many as there are, so that their number alone does not tell.
    times = np.resize([2, 0, 1], len(kept.rows))
    times[-1] += len(kept.rows) - times.sum()
    rows = np.repeat(np.arange(len(times)), times)
    drawn = kept._replace(rows=kept.rows.iloc[rows], counts=kept.counts[rows])
    model, same = fit_model(kept, 3, kind, times=times), fit_model(drawn, 3, kind)
    assert_allclose(model.weights, same.weights, rtol=1e-6, atol=1e-9)
    assert not np.allclose(model.weights, fit_model(kept, 3, kind).weights)


def test_the_null_turns_the_verdict(planted):
    model = fit_topics(planted[0], 5)
    stability = measure_stability(model, refit_topics(planted[0], 5, 5))
    low, high = np.full(19, 0.2), np.full(19, stability.max() + 0.01)
    assert judge_topics(model, stability, low, 60, 5)["recurs"].all()
    assert not judge_topics(model, stability, high, 60, 5)["recurs"].any()


def judge(stability, null, n_docs=FEWEST_DOCS):
    model = Model("nmf", "paragraph", np.arange(50), np.ones(50), np.ones((1, 50)), np.ones(50))
    return bool(judge_topics(model, np.array([stability]), np.array(null), n_docs, 5)["recurs"][0])


def test_each_condition_of_the_verdict_has_two_sides():
    assert judge(0.61, [0.6] * 19) and not judge(0.6, [0.6] * 19)  # equal is not above
    assert judge(MOST_TERMS, [0.1] * 19) and not judge(MOST_TERMS - 0.01, [0.1] * 19)
    assert judge(0.9, [0.1] * 19, FEWEST_DOCS) and not judge(0.9, [0.1] * 19, FEWEST_DOCS - 1)
    assert not judge(0.9, [0.1] * 18)  # too few shuffles to hold 5%


def test_of_so_many_shuffles_a_topic_must_beat_all_but_so_many():
    assert FALSE_TOPICS == 0.05
    assert find_level(np.arange(19)) == 18 and find_level(np.arange(39)) == 37
    assert find_level(np.arange(59)) == 56 and np.isnan(find_level(np.arange(18)))


def test_words_that_do_not_go_together_exceed_the_level_in_at_most_one_model_of_twenty():
    rng = np.random.default_rng(1)
    ranks = rng.random((20_000, 40))  # a model and its 39 shuffles, alike
    assert np.mean([row[0] > find_level(row[1:]) for row in ranks]) <= 0.055


def test_the_null_is_the_most_stable_topic_of_each_shuffle(planted):
    null = measure_null(planted[0], 5, Plan(3, 2), seed=4)
    for number, largest in enumerate(null):
        shuffled = shuffle_words(planted[0], 4 + number)
        again = refit_topics(shuffled, 5, 3, seed=4)
        assert largest == measure_stability(fit_topics(shuffled, 5), again).max()


def test_every_article_is_drawn_as_often_as_the_others(planted, monkeypatch):
    drawn = []
    monkeypatch.setattr(
        "analysis.topics.stability.fit_model", lambda *_, times: drawn.append(times)
    )
    refit_topics(planted[0], 5, 7)
    assert all(times.sum() == len(planted[0].rows) for times in drawn)
    assert (sum(drawn) == 7).all()  # seven runs
    of_articles = pd.Series(drawn[0]).groupby(planted[0].rows["doc_id"])
    assert (of_articles.nunique() == 1).all()  # an article is drawn with all its passages
    assert (of_articles.first() == 0).any()


@pytest.mark.parametrize("kind", ["nmf", "lda"])
@pytest.mark.parametrize("size", [60, 8])
def test_a_passage_drawn_three_times_counts_as_three_equal_ones(planted, kind, size):
    few = take_passages(planted[0], np.arange(size * 5))
    times = np.random.default_rng(3).permutation(np.arange(size * 5) % 4)
    written_out = take_passages(few, np.repeat(np.arange(size * 5), times))
    model, other = fit_model(few, 5, kind, times=times), fit_model(written_out, 5, kind)
    assert_allclose(model.weights, other.weights, atol=1e-8)
    assert_allclose(model.idf, other.idf)
    assert (model.n_passages == other.n_passages).all()
    assert not np.allclose(model.weights, fit_model(few, 5, kind).weights, atol=1e-3)


def test_fewer_different_passages_than_topics_can_still_be_fitted(planted):
    times = np.zeros(len(planted[0].rows), int)
    times[[0, 7, 31]] = 2
    model = fit_model(planted[0], 5, times=times)
    assert model.weights.shape[0] == 5 and np.isfinite(model.weights).all()


@pytest.mark.parametrize("n_passages", [300, 30])  # more passages than terms, and fewer
def test_nmf_starts_where_scikit_learn_starts_with_equal_rows_written_out(planted, n_passages):
    from sklearn.decomposition._nmf import _initialize_nmf

    counts = keep_terms(planted[0]).counts[:n_passages]
    matrix = weigh(counts[:, np.flatnonzero(counts.sum(0))][:, :200], np.ones(200))
    times = np.arange(len(matrix.indptr) - 1) % 3 + 1
    theirs = _initialize_nmf(
        matrix[np.repeat(np.arange(len(times)), times)], 4, "nndsvda", random_state=0
    )
    root = np.sqrt(times)[:, None]
    ours = start_at_singular_vectors(matrix.multiply(root).tocsr(), 4, times)
    first = np.cumsum(times) - times
    assert_allclose(ours[0] / root, theirs[0][first], atol=1e-8)
    assert_allclose(ours[1], theirs[1], atol=1e-8)


@pytest.mark.parametrize("n_terms", [40, 4000])  # more passages than terms, and fewer
def test_topics_are_the_same_however_large_a_matrix_with_zeros_may_be(monkeypatch, n_terms):
    counts = sparse.random_array((200, n_terms), density=0.1, rng=5, dtype=float)
    counts.data = np.ceil(counts.data * 3).astype(int)
    rows = pd.DataFrame({"doc_id": [f"{number:03}" for number in range(200)]})
    passages = Passages(rows, np.arange(n_terms).astype(str), counts.tocsr().astype(int), "article")
    dense = fit_model(passages, 4)
    monkeypatch.setattr("analysis.topics.fitting.MOST_DENSE", 0)
    assert_allclose(fit_model(passages, 4).weights, dense.weights, atol=1e-9)


def test_the_first_terms_are_those_of_a_whole_sort():
    rng = np.random.default_rng(2)
    for scores in (rng.random((6, 50)), rng.integers(0, 3, (6, 50)) / 7, np.zeros((3, 12))):
        for n in (0, 1, 10, scores.shape[1], 60):
            whole = np.argsort(-np.round(scores, 9), axis=1, kind="stable")[:, :n]
            assert np.array_equal(first_ones(scores, n), whole)


def test_the_experiment_that_is_kept_holds_false_topics_at_five_per_cent():
    experiment = read_experiment()
    summary = sum_experiment(experiment)
    assert summary["n_false"].sum() <= FALSE_TOPICS * summary["n_noise"].sum()
    sizes = {setting.n_docs * setting.n_passages * setting.n_words for setting in SETTINGS}
    assert set(experiment["n_words"]) == sizes and min(sizes) == 300
    assert (summary["n_noise"] == [setting.n_noise for setting in SETTINGS]).all()
    assert summary.loc[summary["n_words"] >= 2700, "power"].min() >= 0.9
    assert (summary["n_false"] <= summary["n_false_above"]).all()
    assert f"({summary['n_false'].sum()} of {summary['n_noise'].sum()})" in say_experiment(summary)


def test_the_experiment_is_summed_by_kind_of_corpus():
    kept = read_experiment()
    row = sum_experiment(kept).iloc[0]
    part = kept[(kept[list(row.index[:5])] == row.iloc[:5]).all(axis=1)]
    noise, truth = part[part["corpus"] == "noise"], part[part["corpus"] == "planted"]
    assert row["n_noise"] == len(noise) and row["n_false"] == (noise["n_recur"] > 0).sum()
    assert_allclose(row["power"], truth["n_recur"].sum() / truth["n_topics"].sum())
    assert_allclose(row["power_fixed"], truth["n_fixed"].sum() / truth["n_topics"].sum())


@pytest.mark.study
def test_a_row_of_the_experiment_can_be_made_again():
    setting = next(setting for setting in SETTINGS if setting.n_words == 32)
    kept = read_experiment().query("n_words == 768 and corpus == 'planted'").iloc[0]
    again = measure_corpus(setting, True, int(kept["seed"]))
    for name in ("stability", "null", "recovered"):
        assert_allclose(again[name], kept[name], rtol=1e-5)
    assert [again[name] for name in ("n_above", "n_recur", "n_fixed")] == list(
        kept[["n_above", "n_recur", "n_fixed"]]
    )


def test_lda_finds_planted_topics(planted):
    kept, truth = planted
    for seed in (None, 1, *[2] * MANY):
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
        "analysis.topics.fitting.damp_short", lambda counts, times: np.ones(counts.shape[0])
    )
    assert measure_overlap(fit_topics(mixed, 5), wider, topic_chances)[1].max() <= 0.5


def test_a_passage_below_the_middle_one_counts_in_proportion_to_its_words():
    counts = sparse.csr_array([[4, 0], [2, 2], [1, 0], [2, 6], [1, 1]])
    assert_allclose(damp_short(counts), [1, 1, 0.5, 1, np.sqrt(0.5)])


def vocabulary_of(n_terms, n_rows=40):
    """Passages over so few terms, each passage with six words."""
    rng = np.random.default_rng(1)
    counts = sparse.csr_array(rng.multinomial(6, np.full(n_terms, 1 / n_terms), n_rows))
    rows = pd.DataFrame({"doc_id": [f"d{row % 8}" for row in range(n_rows)], "paragraph": 0})
    rows = rows.assign(sentence=0, n_words=6)
    terms = np.array([f"term{number:03d}" for number in range(n_terms)], object)
    return Passages(rows, terms, counts.astype(np.int32), "paragraph")


@pytest.mark.parametrize("n_terms, n_top", [(50, N_TOP), (49, 9), (20, 4), (15, FEWEST_TOP)])
def test_a_small_vocabulary_gives_shorter_lists(n_terms, n_top):
    model = fit_topics(vocabulary_of(n_terms), 5)
    assert model.n_top == n_top
    sizes = list_top_terms(model).groupby("topic").size()
    assert len(sizes) == 5 and sizes.max() <= n_top
    assert measure_overlap(model, model)[1].max() <= 1


def test_a_vocabulary_too_small_gives_no_topics():
    assert most_topics(vocabulary_of(15)) == 5 and most_topics(vocabulary_of(14)) == 4
    with pytest.raises(ValueError, match="14 terms: choose at most 4"):
        fit_topics(vocabulary_of(14), 5)
    assert usual_number(vocabulary_of(5)) == 0


def test_a_term_of_no_weight_is_no_top_term():
    weights = np.zeros((2, 40))
    weights[0, :4], weights[1, 4:20] = 1, 1
    model = Model(
        "nmf", "paragraph", np.arange(40).astype(object), np.ones(40), weights, np.full(40, 9)
    )
    assert list(list_top_terms(model).groupby("topic").size()) == [4, 10]
    assert_allclose(measure_overlap(model, model)[1], [0.4, 1])


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


def test_passages_without_a_term_change_nothing(planted):
    kept, none = planted[0], take_passages(planted[0], np.arange(40))
    none = none._replace(counts=sparse.csr_array(none.counts.shape, dtype=np.int32))
    wider = kept._replace(
        rows=pd.concat([kept.rows, none.rows], ignore_index=True),
        counts=sparse.vstack([kept.counts, none.counts]).tocsr(),
    )
    plain, model = fit_topics(kept, 5), fit_topics(wider, 5)
    assert_array_equal(model.weights, plain.weights)
    assert_array_equal(model.idf, plain.idf)


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
    assert (dealt.counts != kept.counts).nnz


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
from evaluation.topic_null import draw_articles
from analysis.topics.passages import keep_terms
from analysis.topics.fitting import fit_topics, list_top_terms, measure_shares
passages = keep_terms(draw_articles(60, 6, 100, 2, seed=5)[0])
for kind in ("nmf", "lda"):
    model = fit_topics(passages, 6, kind)
    print(list_top_terms(model).to_csv(), measure_shares(model, passages).tobytes().hex())
"""


@pytest.mark.study
def test_threads_and_processors_give_the_same_rounded_numbers():
    said = io.StringIO()
    with redirect_stdout(said):  # here, with one thread, as everything is tried
        exec(SCRIPT, {})
    outputs = {said.getvalue()}
    for settings in (
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


def test_the_voice_of_a_word_is_that_of_the_innermost_speech():
    rng = np.random.default_rng(8)
    sentences, tokens = tables_of({name: ["some of these words"] * 9 for name in ("b", "a", "c")})
    tokens["raw_start"] = tokens.groupby("doc_id", observed=True).cumcount() * 5
    start, length = rng.integers(0, 170, 60), rng.integers(0, 60, 60)
    spans = zip(rng.choice(["a", "b", "gone"], 60), start, start + length)
    voices = rng.choice(["direct", "indirect", "narrator", "hearsay"], 60)
    quotations = quotations_of(
        [
            (f"q{number}", *span, voice, "full", None, None, None, "r")
            for number, (span, voice) in enumerate(zip(spans, voices))
        ]
    )
    speech = quotations[is_speech(quotations)].reset_index(drop=True)
    words = tokens.assign(raw_end=tokens["raw_start"] + 1)
    (points, _), ends = line_up([words, speech])
    row = find_innermost(points, *ends)
    expected = np.where(row < 0, "narrator", speech["voice"].to_numpy()[row])
    found = find_voices(tokens, quotations)
    assert list(found) == list(expected) and found.value_counts().min() > 10
    assert not len(find_voices(tokens[:0], quotations[:0]))


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
    whole = count_passages(tokens, sentences)
    passages = keep_terms(whole)
    carriers = read_carriers(
        find_carriers(measure_shares(fit_topics(passages, 1), whole), whole),
        sentences.assign(is_shown=True),
        tokens,
        quotations,
    )
    found = carriers.drop(columns=["voice", "voice_share", "speaker", "text"])
    hidden = (
        read_carriers(found, sentences, tokens, quotations).set_index("doc_id").loc["a", "text"]
    )
    assert hidden == " ".join(text.split()[:10]) + " …"  # not known to be shown
    row = carriers.set_index("doc_id").loc["a"]
    assert (row["voice"], row["speaker"]) == ("indirect", "Ana Ruiz") and row["text"] == text
    assert "Ana" in show_carriers(carriers, pd.Series({1: "river"}))
    assert "Ana" not in show_carriers(carriers, pd.Series({1: None}))


def test_groups_have_all_topics(small, judged, monkeypatch):
    kept, (model, verdict) = small, judged
    rows = kept.rows.assign(outlet=np.where(kept.rows["doc_id"] < "doc-00030", "A", "B"))
    groups = measure_groups(measure_shares(model, kept), kept._replace(rows=rows), "outlet")
    assert len(groups) == 10 and groups.groupby("group")["share"].sum().round(4).eq(1).all()
    labels = label_topics(tabulate_terms(model, verdict), verdict)
    assert len(compare_groups([groups], labels)) == 10
    assert not len(compare_groups([groups], labels.where(labels.index < 0)))
    assert "30 to 30 articles" in say_groups(groups, "outlet")
    check_table(groups, "topic_groups")
    shares = measure_shares(model, kept)
    whole = check_table(tabulate_shares(shares, kept), "topic_shares")
    monkeypatch.setattr("analysis.topics.reading.PART", 7)
    parts = list(tabulate_in_parts(shares, kept))
    assert len(parts) == -(-len(shares) // 7)
    pd.testing.assert_frame_equal(
        check_table(pd.concat(parts, ignore_index=True), "topic_shares"), whole
    )
    check_table(tabulate_terms(model, verdict), "topic_terms")
    check_table(verdict, "topic_stability")


@pytest.mark.parametrize(
    "sizes, compared",
    [((20, 20), "ab"), ((20, 19), ""), ((50,), ""), ((), ""), ((20, 19, 30), "ac")],
)
def test_groups_are_compared_from_twenty_articles_each(sizes, compared):
    groups = pd.DataFrame({"group": list("abc")[: len(sizes)], "n_docs": sizes})
    assert "".join(keep_comparable(groups)["group"]) == compared
    assert ("too few" in say_groups(groups, "outlet")) is (not compared and len(sizes) > 1)


def test_a_topic_of_one_article_is_said_to_be_one():
    groups = pd.DataFrame(
        {
            "group": ["x", "y", "x", "y"],
            "topic": [1, 1, 2, 2],
            "n_words": [100, 300, 100, 300],
            "share": [0.9, 0.1, 0.1, 0.9],
        }
    )
    said = say_places(groups, pd.Series({1: "sun, moon", 2: None}))
    assert (
        "The topic “sun, moon” has 75% of its weight in one article (x)" in said
        and "270" not in said
    )
    assert say_places(groups, pd.Series({1: None, 2: None})).startswith("No topic recurs")
    many = pd.concat([groups[:1].assign(group=f"a{n}") for n in range(101)], ignore_index=True)
    assert (
        say_places(many, pd.Series({1: "sun"})) == "No topic has 1% of its weight in one article."
    )


def test_topics_are_measured_by_the_groups_of_the_settings(planted, tmp_path):
    kept = planted[0]
    ids = kept.rows["doc_id"].unique()
    documents = empty_table("documents").reindex(range(len(ids)))
    documents = documents.assign(doc_id=ids, outlet="Post", published_from="2024-05-01")
    documents["published_to"] = documents["published_from"]
    documents.loc[0, "published_from"] = None  # in no known group
    settings = Settings(groups=("outlet", "month"), before_after={"the vote": "2024-06-01"})
    model = fit_topics(kept, 5)
    found = measure_chosen_groups(
        measure_shares(model, kept), kept, documents, tmp_path, settings, known=["outlet"]
    )
    assert list(found) == ["month", "the vote"]
    assert set(found["month"]["group"]) == {"2024-05"} and len(found["month"]) == 5
    assert found["month"]["n_docs"].iloc[0] == len(ids) - 1


def test_articles_without_a_date_or_outlet_are_in_no_group(planted):
    kept = planted[0]
    rows = kept.rows.assign(period=pd.array([pd.NA] * len(kept.rows), "str"))
    assert not len(
        measure_groups(
            measure_shares(fit_topics(kept, 5), kept), kept._replace(rows=rows), "period"
        )
    )


@pytest.mark.parametrize(
    "known, explained, same",
    [(0.5, 0.5, True), (0.49, 0.5, False), (0.5, 0.49, False), (1, 1, True)],
)
def test_topics_are_lent_to_articles_of_the_same_kind_only(known, explained, same):
    assert SAME_KIND == 0.5
    drift = pd.DataFrame(
        {
            "articles": ["fitted", "new"],
            "known": [0.4, 0.4 * known],
            "explained": [0.2, 0.2 * explained],
        }
    )
    assert is_same_kind(drift) is same
    said = say_frame_of_reference(pd.DataFrame({"recurs": [True, False]}), drift)
    assert (
        "a different kind of text" in said
    ) is not same and "20% in those of the speeches" in said


def test_periods():
    documents = pd.DataFrame(
        {
            "published_from": ["2019-07-13", "2021-06-23", "2021-02-08", None, "2021-03-30"],
            "published_to": ["2019-07-13", "2021-07-14", "2021-02-08", None, "2021-04-02"],
        }
    )
    assert choose_period(documents) == "quarter" and choose_period(documents[1:]) == "month"
    assert choose_period(documents[3:4]) == "month"  # no date
    longer = documents.assign(published_to=["2019-07-13", "2025-07-14", None, None, "2021-04-02"])
    assert choose_period(longer) == "year"
    periods = find_periods(documents, "quarter")
    assert list(periods[:3].fillna("-")) == ["2019-Q3", "-", "2021-Q1"] and periods[3:].isna().all()


def test_a_topic_that_does_not_recur_has_no_name(small, judged):
    noise = keep_terms(draw_articles(20, 0, 100, 2, seed=6)[0])
    model, verdict = try_topics(noise, 4, FEW)
    terms = tabulate_terms(model, verdict)
    labels = label_topics(terms, verdict)
    assert labels.isna().all() and say_found(verdict, labels, 20).startswith("**No topic recurs.**")
    shown = show_topics(terms, verdict)
    assert shown.count("does not recur") == 4 and shown.count("opacity: 0.75") == 4
    assert "support none of the 4 topics" in say_verdict(noise, verdict)
    model, verdict = judged
    terms = tabulate_terms(model, verdict)
    labels = label_topics(terms, verdict)
    assert labels.notna().all() and "does not recur" not in show_topics(terms, verdict)
    found = say_found(verdict, labels, 60)
    assert found.startswith("**5 of the 5 topics recur**") and labels[1] in found
    assert "5 of the 5 topics are more stable; 5 of these keep" in say_null(verdict)


def test_fewer_than_five_articles_support_no_topic():
    passages = keep_terms(draw_articles(4, 3, 100, 20, seed=1)[0])
    verdict = try_topics(passages, 3, FEW)[1]
    assert verdict["stability"].max() > MOST_TERMS and not verdict["recurs"].any()
    assert "4 articles cannot be resampled" in say_found(verdict, pd.Series(dtype="str"), 4)


def test_a_figure_of_stability_draws_each_topic_and_each_shuffle(judged):
    model, verdict = judged[0], judged[1].copy()
    verdict.loc[1, "recurs"] = False
    labels = label_topics(tabulate_terms(model, verdict), verdict)
    null = np.linspace(0.1, 0.3, 19)
    figure = figures.draw_stability(verdict, null, labels)
    assert len(figure.rows) == 24
    ax = figure.wide.axes[0]
    (marks,) = ax.lines
    assert_array_equal(marks.get_xdata(), null)
    assert abs(marks.get_ydata() - 5).max() < 0.2  # the last row
    drawn = ax.collections[0].get_offsets()
    assert_allclose(drawn[:, 0], -np.sort(-verdict["stability"]))
    assert_array_equal(drawn[:, 1], range(5))
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names[-1] == "shuffled words, 19 times" and names.count("topic 2") == 1
    assert figure.title.startswith("4 of the 5 topics recur")
    assert smallest_type(figure.phone)[0] >= PHONE_TYPE


def test_a_figure_of_the_experiment_draws_each_kind_of_corpus():
    summary = sum_experiment(read_experiment()).query("model == 'nmf'")
    figure = figures.draw_experiment(summary)
    old, new, limit = figure.wide.axes[0].lines
    assert len(old.get_xdata()) == len(new.get_xdata()) == len(summary)
    assert_allclose(sorted(new.get_xdata()), sorted(summary["n_false"] / summary["n_noise"]))
    assert limit.get_xdata()[0] == FALSE_TOPICS
    assert_allclose(sorted(figure.wide.axes[1].lines[1].get_xdata()), sorted(summary["power"]))
    assert smallest_type(figure.phone)[0] >= PHONE_TYPE


def test_random_starts_know_nothing_of_other_articles(planted):
    starts = measure_stability(fit_topics(planted[0], 5), start_anywhere(planted[0], 5, 3))
    assert len(starts) == 5 and starts.min() > 0.8


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
    model, verdict = try_topics(kept, n_topics, FEW)
    numbers = compare_numbers(kept, numbers_around(n_topics, kept), FEW)
    terms = tabulate_terms(model, verdict)
    check_table(terms, "topic_terms")
    check_table(verdict, "topic_stability")
    check_table(numbers, "topic_numbers")
    labels = label_topics(terms, verdict)
    drawn = [
        figures.draw_stability(verdict, measure_null(kept, n_topics, FEW), labels),
        figures.draw_numbers(numbers, n_topics),
    ]
    passages = count_passages(tokens, sentences)
    groups = measure_groups(measure_shares(model, passages), passages, "doc_id")
    drawn.append(figures.draw_shares(groups, labels))
    assert all(figure.title and figure.alt for figure in drawn)
    assert figures.describe_shares(groups, labels) and show_topics(terms, verdict)
    assert say_found(verdict, labels, len(texts)) and say_null(verdict)
    assert say_places(groups, labels)
    assert len(find_again(model, kept, [])) == 0


def test_too_many_topics_are_refused(planted):
    with pytest.raises(ValueError, match="choose at most"):
        fit_topics(planted[0], 10_000)


def test_a_large_corpus_gets_fewer_runs(planted):
    assert plan_runs(planted[0], 5) == PLANS[0]
    cost = fitting_cost(planted[0], 5)
    fits = [(plan.n_runs + 1) * (plan.n_shuffles + 1) for plan in PLANS]
    for plan, n, next_plan in zip(PLANS, fits, [*PLANS[1:], PLANS[-1]]):
        assert plan_runs(planted[0], 5, budget=n * cost) == plan
        assert plan_runs(planted[0], 5, budget=n * cost - 1) == next_plan
    assert plan_runs(planted[0], [5, 5], budget=2 * fits[1] * cost) == PLANS[1]
    assert fitting_cost(planted[0], 10) > 2 * cost  # twice the topics cost more than twice the time


# numbers of topics, seed words, the larger frame of reference ------------------------------------


def test_numbers_of_topics_side_by_side(small):
    tried = [3, 5, 7] if MANY else [3, 5]
    numbers = compare_numbers(small, tried, FEW)
    assert list(numbers["n_topics"]) == tried and numbers.loc[1, "n_recur"] == 5
    assert numbers["stability"].idxmax() == 1 and (numbers["null"] < numbers["stability"]).all()
    again = find_again(fit_topics(small, 5), small, [3, 5, 7])
    assert (
        set(again["n_topics"]) == {3, 7} and again.query("n_topics == 7")["overlap"].mean() >= 0.7
    )
    figure = figures.draw_numbers(numbers, 5)
    for form in (figure.wide, figure.phone):
        for measure, ax in zip(figures.MEASURES, form.axes, strict=True):
            line = next(line for line in ax.lines if line.get_label() == "NMF")
            rows = numbers[numbers["model"] == "nmf"]
            assert_array_equal(line.get_xdata(), rows["n_topics"])
            assert_allclose(line.get_ydata(), rows[measure])
    assert smallest_type(figure.phone)[0] >= PHONE_TYPE


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


def test_the_best_number_of_topics_is_not_praised_where_shuffled_words_reach_it():
    numbers = pd.DataFrame(
        {
            "model": "nmf",
            "n_topics": [2, 5],
            "stability": [0.51, 0.4],
            "null": [0.55, 0.4],
            "npmi": 0.2,
        }
    )
    said = figures.title_numbers(numbers)
    assert "of topics tried (2 and 5)" in said and "threshold from shuffled words" in said
    assert "highest with 2 topics" in figures.title_numbers(numbers.assign(null=0.3))


def test_carriers_are_the_first_of_a_whole_sort(planted):
    rows = planted[0].rows.assign(n_words=30)
    passages = planted[0]._replace(rows=rows)
    shares = np.random.default_rng(5).integers(0, 6, (len(rows), 3)) / 5  # many are equal
    shares[::7] = np.nan
    shares[:, 2] = np.nan
    found = find_carriers(shares, passages, 4)
    for topic in (0, 1):
        order = np.argsort(-np.nan_to_num(shares[:, topic], nan=-1), kind="stable")[:4]
        part = found[found["topic"] == topic + 1]
        assert list(part["doc_id"]) == list(rows["doc_id"].iloc[order])
        assert list(part["paragraph"]) == list(rows["paragraph"].iloc[order])
    assert set(found["topic"]) == {1, 2}  # a topic without a share has no passage
