"""What the notebook on terms shows: figures without overlaps, sentences that hold for any corpus."""

import itertools
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from properties import MANY

from analysis.drawing.figure import PHONE_TYPE, place, smallest_type
from analysis.reference.debate import read_rates, read_readings, read_sizes, read_terms
from analysis.tables.stored import LISTS, check_table, empty_table, read_list, read_table
from analysis.terms import figures as draw
from analysis.terms import keyness_figures as keys
from analysis.terms import sentences as say
from analysis.terms.collocates import measure_collocates
from analysis.terms.dispersion import measure_dispersion, measure_joined
from analysis.terms.diversity import measure_diversity
from analysis.terms.frequencies import (
    count_terms,
    count_variants,
    drop_stop_terms,
    join_phrases,
    keep_body,
    print_names,
    read_keyness,
)
from analysis.terms.keyness import measure_keyness
from analysis.text.tokens import find_tokens
from analysis.text.views import group_articles

STOP, VARIANTS = read_list("stop_terms", LISTS), read_list("variants", LISTS)


def corpus(n, text):
    """(documents, sentences) of `n` articles that all have this text, or none at all."""
    names = [f"article-{number:03}" for number in range(n)]
    documents = pd.DataFrame(
        {
            "doc_id": names,
            "outlet": ["Times", "Post"] * (n // 2) + ["Times"] * (n % 2),
            "published_from": "2021-02-03",
            "published_to": "2021-02-03",
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


TRIED = [name for name in CORPORA if MANY or name not in ("no words", "twenty")]


@pytest.fixture(scope="module", params=[CORPORA[name] for name in TRIED], ids=TRIED)
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
        say.say_stop(tables["frequencies"], content),
        say.say_variants(count_variants(body, VARIANTS), body),
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


def check_figure(figure):
    """No label of the first axes runs into another, nothing leaves a phone, its type is large enough."""
    for form in (figure.wide, figure.phone):
        place(form)  # once, as where it is saved
        ax = form.axes[0]
        labels = [*ax.get_yticklabels(), *ax.texts]
        assert overlaps(ax, labels) == 0, figure.name
    assert smallest_type(figure.phone)[0] >= PHONE_TYPE
    box = figure.phone.get_tightbbox(figure.phone.canvas.get_renderer())
    width, height = figure.phone.get_size_inches()
    assert box.x0 > -0.03 and box.x1 < width + 0.03 and box.y0 > -0.03, figure.name
    assert figure.title and figure.alt and figure.caption


def test_figures_of_any_corpus_have_no_overlaps(tables):
    body, content = tables["body"], tables["content"]
    check_figure(draw.draw_frequencies(content, body))
    shown = drop_stop_terms(tables["dispersion"].head(200), STOP).head(15)
    check_figure(draw.draw_dispersion(body, tables["groups"], shown))
    check_figure(keys.draw_keyness(tables["keyness"], ("the articles", "the debate"), least_docs=2))


def test_network_labels_keep_off_each_other_and_off_the_dots(tables):
    figure = draw.draw_network(tables["collocates"], tables["content"], tables["body"], 5)
    ax = figure.wide.axes[0]
    check_figure(figure)
    if len(figure.rows):
        assert len(ax.lines) == len(figure.rows)
        assert len(ax.texts) == len({*figure.rows["term"], *figure.rows["other"]})
        # A line that passes a label goes behind it.
        line = max(line.get_zorder() for line in ax.lines)
        for label in ax.texts:
            assert label.get_zorder() > line and label.get_bbox_patch().get_fc() == (1, 1, 1, 1)
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
    collocates = measure_collocates(tokens, list(content["term"]))
    there, again = (
        [
            label.get_position()
            for label in draw.draw_network(collocates, content, tokens, 5).wide.axes[0].texts
        ]
        for _ in range(2)
    )
    assert there == again and len(there) > 3


def test_words_that_hardly_occur_apart_are_one_term_printed_as_in_the_articles():
    text = (
        "He saw Xinjiang. Human rights, human rights, human rights in Xinjiang. Rights in China's "
        "towns, and the UN too. The UN, he said, is in Xinjiang."
    )
    documents, sentences = corpus(2, text)
    body = find_tokens(sentences, empty_table("edits"))
    content = drop_stop_terms(count_terms(body), STOP)
    joined = join_phrases(content, body)
    n = dict(zip(joined["term"], joined["n"]))
    assert n["human rights"] == 6 and "human" not in n and "rights" not in n  # 6 of 6 and of 8
    more = join_phrases(
        *(lambda t: (drop_stop_terms(count_terms(t), STOP), t))(
            find_tokens(corpus(2, text + " Rights.")[1], empty_table("edits"))
        )
    )
    assert {"human", "rights"} <= set(more["term"])  # 6 of 10: less than three quarters
    twice = find_tokens(corpus(2, "Human rights.")[1], empty_table("edits"))
    assert "human rights" not in set(join_phrases(count_terms(twice), twice)["term"])
    rows = draw.draw_frequencies(content, body)
    ax = rows.wide.axes[0]
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert {"Xinjiang", "human rights", "UN"} <= set(names)
    lengths = {name: bar.get_width() for name, bar in zip(names, ax.patches)}
    assert lengths["Xinjiang"] == 6 and lengths["human rights"] == 6
    assert rows.title.endswith("6 times, in every article")
    assert not any("articles" in text.get_text() for text in ax.texts)  # all are in both
    assert list(print_names(pd.Series(["china's", "human rights"]), body))[1] == "human rights"


def test_a_term_that_is_not_everywhere_says_in_how_many_articles_it_is():
    documents, sentences = corpus(3, "Peace, peace.")
    sentences.loc[0, "text"] = "War, war."
    body = find_tokens(sentences, empty_table("edits"))
    ax = draw.draw_frequencies(count_terms(body), body).wide.axes[0]
    assert [text.get_text() for text in ax.texts] == [
        "4 in 2 of 3 articles",
        "2 in 1 of 3 articles",
    ]


def test_words_that_hardly_occur_apart_have_one_row_of_strokes():
    text = "He saw human rights, human rights, human rights. Rights there are."
    documents, sentences = corpus(2, text)
    sentences.loc[1, "text"] = "Rain in the human town."
    body, groups = find_tokens(sentences, empty_table("edits")), group_articles(documents)
    content = drop_stop_terms(count_terms(body), STOP)
    table = measure_joined(body, groups, content).set_index("term")
    assert table.loc["human rights", ["n", "n_docs"]].tolist() == [3, 1]
    assert table["n"].get("rights") == 1 and table["n"].get("human") == 1 and "" not in table.index
    whole = measure_dispersion(body, groups)  # the parts are as long as before
    alike = whole.set_index("term").loc["rain"]
    assert table.loc["rain", "dp"] == alike["dp"]
    figure = draw.draw_dispersion(body, groups, table.reset_index())
    names = [label.get_text() for label in figure.wide.axes[0].get_yticklabels()]
    assert "human rights" in names
    row = names.index("human rights")
    strokes = [
        segment[0, 0]
        for segment in figure.wide.axes[0].collections[0].get_segments()
        if round(segment[:, 1].mean()) == row
    ]
    assert strokes == [2, 4, 6]


def test_strokes_are_drawn_at_the_places_of_the_hits():
    documents, sentences = corpus(2, "Peace and war, peace.")
    body = find_tokens(sentences, empty_table("edits"))
    groups = group_articles(documents)
    figure = draw.draw_dispersion(body, groups, measure_dispersion(body, groups))
    ax = figure.wide.axes[0]
    strokes = {}
    for segment in ax.collections[0].get_segments():
        strokes.setdefault(round(segment[:, 1].mean()), []).append(float(segment[0, 0]))
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert strokes[names.index("peace")] == [0, 3, 4, 7] and strokes[names.index("and")] == [1, 5]
    assert ax.get_xlim() == (0, 8)


def test_on_a_phone_the_articles_are_named_and_the_term_of_the_title_is_drawn():
    words = [f"word{letter}" for letter in "abcdefghijklmn"]
    documents, sentences = corpus(2, " ".join(words * 2) + ".")
    sentences.loc[0, "text"] = " ".join(words[:13] * 2) + "."
    body = find_tokens(sentences, empty_table("edits"))
    figure = draw.draw_dispersion(body, group_articles(documents), measure_dispersion(body))
    phone = figure.phone.axes[0]
    assert "wordn" in figure.title and "wordn" in [text.get_text() for text in phone.texts]
    named = phone.get_xlabel().replace("\n", " ")
    assert all(doc_id in named for doc_id in documents["doc_id"])
    assert "1 for one" not in figure.caption  # a term of one long article stays below 1


def keyness_rows():
    rows = [("port", 9, 3, 4.0, 20.0), ("quay", 5, 0, 9.0, 15.0), ("peace", 2, 90, -2.0, -5.0)]
    rows += [("war", 0, 99, -4.0, -9.0)]
    columns = ["term", "n_target", "n_reference", "log_ratio", "g2"]
    return pd.DataFrame(rows, columns=columns).assign(n_docs=2)


def test_a_term_that_one_side_never_has_is_an_arrow_and_no_dot():
    figure = keys.draw_keyness(keyness_rows(), ("here", "there"))
    ax = figure.wide.axes[0]
    dots, right, left = (group.get_offsets().tolist() for group in ax.collections)
    assert dots == [[4, 0], [-2, 2]]
    assert right == [[5, 1]] and left == [[-3, 3]]  # beyond the last dot of their side
    assert "9 against 3" in [text.get_text() for text in ax.texts]
    assert "An arrow marks a term that one side does not have" in figure.caption
    check_figure(figure)
    only = keys.draw_keyness(keyness_rows(), ("here", "there"), least_docs=5)
    assert len(only.rows) == 4  # of too few articles no more is asked than there are


def test_keyness_says_why_no_line_is_drawn():
    figure = keys.draw_keyness(keyness_rows(), ("here", "there"))
    assert "There are no intervals" in figure.caption
    notebook = Path("notebooks/02_terms.ipynb").read_text(encoding="utf-8")
    assert "line beside each dot" not in notebook


def test_a_name_that_only_begins_sentences_is_a_name_if_the_reference_lacks_it():
    body = find_tokens(
        corpus(1, "Shewket spoke. Tomorrow it rains. He saw it.")[1], empty_table("edits")
    )
    rows = pd.DataFrame(
        {"term": ["shewket", "tomorrow"], "n_target": 1, "n_reference": [0, 9], "n_docs": 1}
    )
    read = read_keyness(rows, body, STOP)
    assert read["is_name"].tolist() == [True, False] and read["term"][0] == "Shewket"


def test_a_name_is_listed_without_the_ending_that_is_not_counted():
    body = find_tokens(
        corpus(1, "He saw China's sea. He saw China's hills.")[1], empty_table("edits")
    )
    rows = pd.DataFrame({"term": ["china"], "n_target": 2, "n_reference": 0, "n_docs": 1})
    assert read_keyness(rows, body, STOP)["term"].tolist() == ["China"]


def test_a_phone_gets_the_surest_terms_of_both_sides():
    rows = pd.concat([keyness_rows().head(1)] * 14 + [keyness_rows().tail(1)] * 6)
    figure = keys.draw_keyness(rows.reset_index(drop=True), ("here", "there"))
    names = [text.get_text() for text in figure.phone.axes[0].texts]
    assert (names.count("port"), names.count("war")) == (keys.PHONE_OVER, keys.PHONE_UNDER)
    assert "12 of 20 terms" in figure.alt
    over = pd.concat([keyness_rows().head(1)] * 14, ignore_index=True)
    names = [text.get_text() for text in keys.draw_keyness(over, ("a", "b")).phone.axes[0].texts]
    assert names.count("port") == keys.PHONE_OVER + keys.PHONE_UNDER


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


def test_long_view_draws_the_families_that_were_spoken_of():
    rates = read_rates("families")
    figure = keys.draw_long_view(rates)
    fields = figure.wide.axes
    assert [field.get_title(loc="left") for field in fields] == ["interference", "internal affairs"]
    assert re.search(r"Not drawn, .*: fabrication \(3\), lies \(\d+\)", figure.caption)
    china = rates.query("by == 'decade' and group == 'China' and frame == 'interference'")
    line = next(line for line in fields[0].lines if line.get_label() == "China")
    assert_allclose(line.get_ydata(), china.sort_values("period")["per_1000"])
    assert len(fields[0].collections) == len(keys.MAIN)  # intervals of those that are compared
    # An interval that is cut says how far it reaches; a point without one is hollow.
    cut = [text.get_text() for field in fields for text in field.texts]
    assert cut == ["to 3"]
    hollow = [line for line in fields[0].lines if line.get_label()[0] == "_"]
    assert len(hollow[0].get_xdata()) == 2 and hollow[0].get_mfc() == "white"
    # No interval presses the points to the ground.
    for field, frame in zip(fields, ("interference", "internal affairs")):
        drawn = rates[(rates["by"] == "decade") & (rates["frame"] == frame)]
        top = drawn["per_1000"].max()
        assert field.get_ylim()[1] <= 2.11 * top
    assert len(figure.phone.axes) == 2 and smallest_type(figure.phone)[0] >= PHONE_TYPE
    assert "internal affairs" in figure.alt and "China" in figure.alt
    assert "interference" in figure.alt and "fabrication" not in figure.alt  # of what is drawn
    assert "of 100" in say.say_readings(read_readings())


def test_hall():
    assert "53 speeches since 1972" in say.say_debate(read_sizes())
