"""What the notebook on terms shows: figures without overlaps, sentences that hold for any corpus."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from analysis.reference.debate import read_rates, read_readings, read_sizes, read_terms
from analysis.tables import LISTS, check_table, empty_table, read_list, read_table
from analysis.terms import figures as draw
from analysis.terms import keyness_figures as keys
from analysis.terms import sentences as say
from analysis.terms.collocates import measure_collocates
from analysis.terms.dispersion import measure_dispersion
from analysis.terms.diversity import measure_diversity
from analysis.terms.frequencies import count_terms, count_variants, drop_stop_terms, keep_body
from analysis.terms.keyness import measure_keyness
from analysis.text.tokens import find_tokens
from analysis.text.views import group_articles

STOP, VARIANTS = read_list("stop_terms", LISTS), read_list("variants", LISTS)


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def corpus(n, text):
    """(documents, sentences) of `n` articles that all have this text, or none at all."""
    names = [f"article-{number:03}" for number in range(n)]
    documents = pd.DataFrame(
        {
            "doc_id": names,
            "outlet": ["Times", "Post"] * (n // 2) + ["Times"] * (n % 2),
            "published_from": "2021-02-03",
            "duplicate_of": None,
        }
    )
    sentences = pd.DataFrame(
        {
            "doc_id": names,
            "paragraph": 0,
            "sentence": 0,
            "raw_start": 0,
            "raw_end": len(text),
            "kind": "body",
            "text": text,
        }
    )
    return documents, check_table(sentences, "sentences") if n else empty_table("sentences")


CORPORA = {
    "the five": None,
    "none": (0, ""),
    "no words": (2, " … "),
    "one word": (1, "Peace."),
    "markup": (1, "<script>alert(1)</script> $x^2$ [a](b) <script> **peace**"),
    "twenty": (20, "Human rights and peace, peace and human rights, said the human council."),
    "many": (61, "Human rights and peace, peace and human rights, said the human council."),
}


@pytest.fixture(params=CORPORA.values(), ids=CORPORA)
def tables(request):
    """The tables that the notebook makes, for corpora of every size."""
    if request.param is None:
        out = LISTS.parent
        documents, sentences, edits = (
            read_table(name, out) for name in ("documents", "sentences", "edits")
        )
    else:
        (documents, sentences), edits = corpus(*request.param), empty_table("edits")
    tokens = find_tokens(sentences, edits, VARIANTS)
    body = keep_body(tokens, sentences, documents)
    frequencies = count_terms(body)
    content = drop_stop_terms(frequencies, STOP)
    groups = group_articles(documents)
    collocates = measure_collocates(body, list(content["term"].head(30)))
    return {
        "documents": documents,
        "tokens": tokens,
        "body": body,
        "frequencies": frequencies,
        "content": content,
        "groups": groups,
        "dispersion": measure_dispersion(body, groups),
        "collocates": collocates,
        "keyness": measure_keyness(frequencies, read_terms()),
    }


def test_sentences_hold_for_any_corpus(tables):
    body, content = tables["body"], tables["content"]
    sentences = [
        say.say_size(body, tables["tokens"], tables["documents"]),
        say.say_stop(tables["frequencies"], content, STOP),
        say.say_variants(count_variants(body, VARIANTS)),
        say.say_dispersion(tables["dispersion"], tables["groups"], content),
        say.say_diversity(measure_diversity(body), 100),
        say.say_keyness(tables["keyness"], 10_952),
    ]
    for sentence in sentences:
        assert (
            sentence and "nan" not in sentence.replace("finance", "") and "<script>" not in sentence
        )


def overlaps(ax, labels):
    """Pairs of labels that overlap, and labels cut off by the figure's edge."""
    figure = ax.get_figure(root=True)
    figure.draw_without_rendering()
    boxes = [label.get_window_extent() for label in labels if label.get_text()]
    pairs = sum(
        one.shrunk(0.98, 0.9).overlaps(two.shrunk(0.98, 0.9))
        for one, two in itertools.combinations(boxes, 2)
    )
    return int(pairs)


def test_figures_of_any_corpus_have_no_overlaps(tables):
    n_docs, content = tables["body"]["doc_id"].nunique(), tables["content"]
    ax = draw.draw_frequencies(content.head(20), n_docs)
    assert overlaps(ax, [*ax.get_yticklabels(), *ax.texts]) == 0
    shown = drop_stop_terms(tables["dispersion"].head(200), STOP).head(15)
    places = draw.find_places(tables["body"], tables["groups"], list(shown["term"]))
    ax = draw.draw_dispersion(places, shown)
    assert overlaps(ax, [*ax.get_yticklabels(), *ax.texts]) == 0
    rows = keys.pick_key_terms(tables["keyness"])
    ax = keys.draw_keyness(
        rows, keys.title_keyness(rows, "the articles"), ("the articles", "the debate")
    )
    assert overlaps(ax, [*ax.get_yticklabels(), *ax.texts]) == 0
    for text in (
        draw.describe_frequencies(content.head(20), n_docs),
        draw.describe_dispersion(places, shown),
        keys.describe_keyness(rows, ("a", "b")),
    ):
        assert text.strip()


def test_network_labels_keep_off_each_other_and_off_the_dots(tables):
    links = draw.link_terms(tables["collocates"], tables["content"])
    ax = draw.draw_network(links, 5)
    assert overlaps(ax, ax.texts) == 0
    assert draw.describe_network(links, 5)
    if len(links):
        dots = ax.collections[0]
        centre = ax.transData.transform(dots.get_offsets())
        radius = np.sqrt(dots.get_sizes()) / 2 * ax.figure.dpi / 72
        for box in (label.get_window_extent() for label in ax.texts):
            near = np.clip(centre, [box.x0, box.y0], [box.x1, box.y1])
            assert (np.hypot(*(centre - near).T) > 0.85 * radius).all()


def test_network_is_the_same_twice():
    tokens = find_tokens(
        corpus(4, "Human rights and peace, peace and human rights, said the human council.")[1],
        empty_table("edits"),
    )
    content = count_terms(tokens)
    links = draw.link_terms(measure_collocates(tokens, list(content["term"])), content)
    there, again = (
        [label.get_position() for label in draw.draw_network(links, 5).texts] for _ in range(2)
    )
    assert there == again and len(there) > 3


def test_many_articles_are_drawn_in_groups():
    documents, sentences = corpus(61, "Peace and war.")
    tokens = find_tokens(sentences, empty_table("edits"))
    places = draw.find_places(tokens, group_articles(documents), ["peace", "lies"])
    assert places[["term", "group", "n", "n_words"]].values.tolist() == [
        ["peace", "Times", 31, 93],
        ["peace", "Post", 30, 90],
        ["lies", "Times", 0, 93],
        ["lies", "Post", 0, 90],
    ]


def test_places_count_words_of_the_article():
    documents, sentences = corpus(2, "Peace and war, peace.")
    places = draw.find_places(
        find_tokens(sentences, empty_table("edits")), group_articles(documents), ["peace"]
    )
    assert places["place"].tolist() == [0, 3, 0, 3] and set(places["n_words"]) == {4}


def test_long_view():
    rates = read_rates("families")
    ax = keys.draw_long_view(rates)
    figure = ax.get_figure()
    assert sorted(field.get_title(loc="left") for field in figure.axes) == [
        "fabrication",
        "interference",
        "internal affairs",
        "lies",
    ]
    figure.draw_without_rendering()
    assert (
        figure.get_tightbbox().width <= figure.get_size_inches()[0] * 1.02
    )  # the title is not too long
    assert "internal affairs" in say.say_long_view(rates) and "China" in keys.describe_long_view(
        rates
    )
    assert "of 100" in say.say_readings(read_readings())


def test_hall():
    reference = read_terms()
    china = reference[["term"]].assign(n=reference["n_china"], n_docs=reference["n_docs_china"])
    hall = measure_keyness(china, reference[["term"]].assign(n=reference["n_others"]))
    assert "53 speeches in the General Debate since 1972" in say.say_debate(hall, read_sizes())
