"""What the notebook on terms shows: the numbers in its sentences, the places, lengths and labels of its figures."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.transforms import Bbox
from numpy.testing import assert_allclose
from test_figures import bars, draw, labels_of

from analysis.drawing.elements import draw_rows, inches
from analysis.drawing.figure import PALETTE, VOICES
from analysis.reference.debate import read_rates
from analysis.terms import figures
from analysis.terms import keyness_figures as keys
from analysis.terms import sentences as say

# Sentences ------------------------------------------------------------------------------


def test_terms_stand_in_a_row():
    assert say.quote([]) == "" and say.quote(["a"]) == "*a*"
    assert say.quote(["a", "b"]) == "*a* and *b*"
    assert say.quote(["a", "b", "<c"]) == "*a*, *b* and *&#60;c*"


def content(*rows):
    return pd.DataFrame(rows, columns=["term", "n", "n_docs"])


def test_terms_of_all_articles_and_of_one_are_counted_among_the_first_twenty():
    rows = content(*((f"t{n}", 9, 3 if n < 20 else 1) for n in range(21)))
    assert say.say_shared(rows, 3).startswith(
        "Of the 20 most frequent single words other than function words, 20 occur"
    )
    some = content(("a", 5, 2), ("b", 4, 1), ("c", 3, 1))
    said = say.say_shared(some, 2)
    assert "1 occurs in every article" in said
    assert "none occurs" in say.say_shared(some, 4)
    two = say.say_shared(content(("a", 5, 2), ("b", 4, 2), ("c", 3, 1)), 2)
    assert "2 occur in every article" in two


def test_the_first_of_several_pairs_is_named():
    rows = pd.DataFrame({"term": ["a b", "c d"], "n": [1200, 2], "n_docs": [3, 1]})
    assert "*a b*: 1,200 occurrences in 3 articles" in say.say_pair(rows)
    assert say.say_pair(rows.head(0)).startswith("No two words")


def test_what_is_counted_is_a_share_of_all_words():
    tokens = pd.DataFrame({"doc_id": ["a"] * 6 + ["b"] * 2})
    documents = pd.DataFrame({"duplicate_of": [None, None, "a"]})
    said = say.say_size(tokens.head(5), tokens, documents)
    assert "62% (5 of 8)" in said and said.endswith("or in 1 copy of other articles.")
    assert "cop" not in say.say_size(tokens, tokens, documents.head(2))
    said = say.say_stop(content(("the", 6, 1), ("sea", 2, 1)), content(("sea", 2, 1)))
    assert "25% (2 of 8)" in said


def test_terms_beyond_the_threshold_are_told_from_the_others_that_are_drawn():
    rows = pd.DataFrame({"term": ["flood", "hall", "world"], "g2": [20.0, -3.0, -16.0]})
    p = "G2 is above 15.13 (p below 0.0001, if words were independent)"
    assert keys.count_clear(rows) == f" {p} for only 1 of the 2 underused terms shown (world)."
    assert keys.count_clear(rows.drop(1)) == ""
    weak = keys.count_clear(rows.assign(g2=rows["g2"] / 10))
    assert keys.say_dropped(rows) == ""
    aside = "of the stop list are left out. "
    assert keys.say_dropped(rows.assign(is_name=[True, False, False])) == f"Words {aside}"
    assert keys.say_dropped(rows.assign(is_name=False)) == f"Names and words {aside}"
    assert weak == f" {p} for no overused term shown and no underused term shown."


def test_terms_are_shown_as_printed_where_the_words_are_at_hand():
    tokens = pd.DataFrame({"token": ["Rome"], "term": ["rome"]}).astype("category")
    tokens = tokens.assign(position=3, after_mark=False)
    assert say.show_term("rome", None) == "*rome*"
    assert say.show_term("rome", tokens) == "*Rome*"


def test_the_largest_case_of_another_spelling_is_told_with_what_it_would_be_without():
    rows = pd.DataFrame(
        [("labour", "labour", 90), ("labour", "labor", 7), ("uyghur", "uygur", 7)],
        columns=["term", "variant", "n"],
    )
    said = say.say_variants(rows)
    # Of two equal cases the first by name.
    assert said == (
        "2 variant spellings are merged with another spelling. The most frequent is *labor* (7 times), merged with *labour* (90 times)."
    )
    one = say.say_variants(rows.tail(1).assign(n=1))
    assert one.endswith(
        "is merged with another spelling: *uygur* (1 time), merged with *uyghur* (not printed)."
    )
    assert say.say_variants(rows.head(0)).startswith("No spellings")


def test_a_spelling_is_shown_as_printed_most_often():
    body = pd.DataFrame({"token": ["uygur", "Uygur", "Uygur", "sea"]}).astype("category")
    assert say.show_spelling("uygur", body) == "*Uygur*"
    assert say.show_spelling("labor", body) == "*labor*" == say.show_spelling("labor", None)
    rows = pd.DataFrame({"term": ["uyghur"], "variant": ["uygur"], "n": [3]})
    assert "*Uygur* (3 times), merged with *uyghur*" in say.say_variants(rows, body)


def spread(n):
    """`n` terms as frequent as each other, the later the more uneven, and the last two alike."""
    names = [f"t{number:02}" for number in range(n)]
    table = pd.DataFrame({"term": names, "n": 9, "n_docs": range(n), "dp_norm": range(n)})
    return table.assign(dp_norm=(table["dp_norm"] / 100).where(table.index < n - 1, (n - 2) / 100))


def test_the_most_and_the_least_even_of_the_first_fifteen_terms_are_told():
    groups = pd.Series(["a", "b", "c"], index=["a", "b", "c"])
    n = say.MOST_SPREAD
    said = say.say_dispersion(spread(n + 1), groups, spread(n + 1))
    assert "groups" not in said and f"Of the {n} most frequent" in said
    assert "*t00* is spread most evenly (DPnorm 0.00)" in said
    assert "*t14* least evenly (0.14)" in said
    tied = say.say_dispersion(spread(n), groups, spread(n))
    assert "*t14* least evenly (0.13" in tied  # of equals the last by name
    joined = pd.Series(["a", "a", "b"], index=["a", "b", "c"])
    assert "2 groups of articles" in say.say_dispersion(spread(3), joined, spread(3))
    assert "only one article" in say.say_dispersion(spread(3), joined.head(2), spread(3))
    assert "Of the" not in say.say_dispersion(spread(3), groups, spread(3).assign(term="x"))


def test_the_most_and_the_least_varied_article_are_told_and_short_ones_counted():
    rows = pd.DataFrame({"doc_id": ["c", "b", "a", "d"], "mattr": [0.7, 0.61, 0.61, np.nan]})
    said = say.say_diversity(rows, 100)
    assert "most varied article, 100 consecutive words contain 70 different terms" in said
    assert "in the least varied, 61. 1 article is too short" in said
    assert "too short" not in say.say_diversity(rows.head(2), 100)
    assert "Fewer than two articles have 1,000 words" in say.say_diversity(rows.tail(2), 1000)


def test_a_difference_is_clear_above_the_critical_value_only():
    rows = pd.DataFrame(
        {
            "g2": [99.0, 15.14, 15.13, -99.0],
            "n_docs": [2, 1, 1, 1],
            "words_target": 200,
            "words_reference": 600,
        }
    )
    said = say.say_keyness(rows, 1200)
    assert "1,200 speeches have 3 times as many" in said
    assert "2 terms are clearly overused and 1 clearly underused" in said and "50% (1 of 2)" in said
    assert "no words" in say.say_keyness(rows.head(0), 9)


def test_the_debate_is_counted_from_1972_on():
    sizes = pd.DataFrame(
        [("China", 1972, 1), ("Cuba", 1972, 5), ("Chad", 1973, 3), ("China", 1971, 50)],
        columns=["group", "year", "n_docs"],
    )
    said = say.say_debate(sizes)
    assert "China has given 1 speech since 1972, the other states 8." in said


def test_readings_are_a_share_of_the_hits_read():
    rows = pd.DataFrame({"frame": ["b", "a", "a"], "reading": ["fits", "fits", "other"]})
    said = say.say_readings(rows).splitlines()
    assert said[-2].startswith("- a: 1 of 2 (95% interval 9% to 91%)")
    assert said[-1].startswith("- b: 1 of 1")


def test_twelve_over_used_names_are_listed():
    rows = pd.DataFrame({"term": [f"N{n:02}" for n in range(14)], "g2": 9.0, "is_name": True})
    said = say.say_names(rows)
    assert "include N00," in said and "N11." in said and "N12" not in said
    assert "ones are N00, N01." in say.say_names(rows.head(2))
    for g2, none in ((-9.0, True), (0.0, True), (0.5, False)):
        assert say.say_names(rows.assign(g2=g2)).startswith("No name") is none
    assert say.say_names(rows.assign(is_name=False)).startswith("No name")


# How often ------------------------------------------------------------------------------


def test_the_scale_of_terms_leaves_room_for_the_longest_note():
    rows = content(("sea", 40, 2), ("port", 10, 3)).assign(printed=["Sea", "port"])

    def paint(sheet):
        figures.paint_frequencies(rows, 3, sheet)

    figure = draw(paint)
    for form, width in ((figure.wide, 5.2), (figure.phone, 0.9 * 3.75)):
        ax = form.axes[0]
        assert bars(ax) == [(0, 0, 40), (1, 0, 10)]
        low, end = ax.get_xlim()
        small = 7 if form is figure.wide else 8
        note = inches("40 in 2 of 3 articles", small)
        assert low == 0 and end == pytest.approx(40 / (1 - (note + 0.12) / width))
    texts = [text.get_text() for text in figure.wide.axes[0].texts]
    assert texts == ["40 in 2 of 3 articles", "10"]  # in all articles: no note
    assert figures.title_frequencies(rows, 3).endswith("40 times, in 2 articles")
    assert figures.title_frequencies(rows, 2).endswith("40 times, in every article")


def test_twenty_terms_are_drawn_and_eight_described():
    assert figures.MOST_TERMS == 20
    rows = content(*((f"t{n}", 30 - n, 1) for n in range(20))).assign(
        printed=[f"t{n}" for n in range(20)]
    )
    said = figures.describe_frequencies(rows, 2)
    assert "20 most frequent" in said and "t7 23 in 1." in said and "t8" not in said


# Where ----------------------------------------------------------------------------------


def tokens_of(texts):
    rows = [(doc, term) for doc, text in texts.items() for term in text.split()]
    return pd.DataFrame(rows, columns=["doc_id", "term"]).astype("category")


def strips(texts, phone=False):
    tokens = tokens_of(texts)
    groups = pd.Series(list(texts), index=list(texts))
    places = figures.find_places(tokens, groups, ["peace"])
    sizes = figures.count_words(tokens, groups)

    def paint(sheet):
        ax = draw_rows(sheet, ["peace"])
        figures.paint_strips(places, ["peace"], sizes, {"a": "Post, 1 May 2020"}, sheet, ax)

    figure = draw(paint)
    return (figure.phone if phone else figure.wide).axes[0]


def strokes(ax):
    return [float(segment[0, 0]) for segment in ax.collections[0].get_segments()]


def test_an_article_without_a_hit_has_its_width_too():
    """Four words without the term between two articles that have it."""
    texts = {"a": "peace now", "b": "war and more war", "c": "no peace", "d": "war"}
    ax = strips(texts)
    assert strokes(ax) == [0, 7] and ax.get_xlim() == (0, 9)
    assert [label.get_text() for label in ax.get_xticklabels()] == [
        "Post, 1 May 2020",
        "b",
        "c",
        "d",
    ]
    assert ax.get_xticks().tolist() == [1, 4, 7, 8.5]
    shades = [(patch.get_x(), patch.get_width(), to_hex(patch.get_fc())) for patch in ax.patches]
    grey, white = "#eeeeee", "#ffffff"
    assert shades == [(0, 2, white), (2, 4, grey), (6, 2, white), (8, 1, grey)]
    named = strips(texts, phone=True).get_xlabel().replace("\n", " ")
    assert "4 articles side by side (Post, 1 May 2020; b; c; d)" in named


def test_more_than_twelve_articles_are_equally_wide():
    assert figures.SAME_WIDTH == 12
    texts = {f"a{n:02}": "war peace" if n else "war war war peace" for n in range(12)}
    assert strips(texts).get_xlim() == (0, 26)
    ax = strips(texts | {"a12": "peace war war"})
    assert ax.get_xlim() == (0, 13) and len(ax.get_xticks()) == 0
    assert_allclose(strokes(ax), [0.75, *(n + 0.5 for n in range(1, 12)), 12])
    assert "13 articles side by side, each from its beginning" in ax.get_xlabel()


def test_words_are_counted_by_group_and_wordless_articles_are_none():
    tokens = tokens_of({"a": "x y", "b": "z", "c": "x"})
    tokens = tokens[tokens["doc_id"] != "c"]
    groups = pd.Series(["Post", "Mail", "Sun"], index=["a", "b", "c"])
    assert figures.count_words(tokens, groups).to_dict() == {"Mail": 1, "Post": 2}
    assert figures.count_words(tokens, groups.replace("Mail", "Post")).to_dict() == {"Post": 3}


def fields(n_groups):
    rows = [
        (term, f"Group {n}", rate * (n == 0 or 0.5))
        for term, rate in (("sea", 4.0), ("port", 0.0))
        for n in range(n_groups)
    ]
    places = pd.DataFrame(rows, columns=["term", "group", "per_1000"])

    def paint(sheet):
        figures.paint_fields(places, ["sea", "port"], sheet, draw_rows(sheet, ["sea", "port"]))

    return draw(paint).wide.axes[0]


@pytest.mark.parametrize("n_groups, rotation", [(3, 0), (4, 90)])
def test_a_field_is_darkest_where_its_term_is_most_frequent(n_groups, rotation):
    ax = fields(n_groups)
    shades = {(patch.get_y() > 0.5, patch.get_x()): to_hex(patch.get_fc()) for patch in ax.patches}
    # The darkest shade is the narrator's colour; half the rate, half the way to it.
    assert shades[False, 0] == VOICES["narrator"].replace("2288", "2187")
    assert shades[False, 1] == to_hex([0.6, 0.565, 0.765]) and shades[True, 0] == "#ffffff"
    assert ax.get_xlim() == (0, n_groups)
    assert ax.get_xticks().tolist() == [n + 0.5 for n in range(n_groups)]
    labels = ax.get_xticklabels()
    assert [label.get_text() for label in labels] == [f"Group {n}" for n in range(n_groups)]
    assert {label.get_rotation() for label in labels} == {rotation}


def test_the_title_names_the_least_even_term_and_how_many_are_compared():
    rows = content(("a", 9, 3), ("b", 9, 2), ("c", 9, 1)).assign(
        dp_norm=[0.1, 0.5, np.nan], printed=["A", "B", "C"]
    )
    title = figures.title_dispersion(rows, 3)
    assert title.startswith("Of the 2 most frequent terms, “B”") and "2 of 3 articles" in title
    tied = rows.assign(dp_norm=0.5)
    assert figures.find_uneven(tied) == 2  # of equals the last by name
    assert figures.find_uneven(rows.assign(dp_norm=np.nan)) is None


# What occurs together -------------------------------------------------------------------


def collocates(*rows):
    columns = ["node", "collocate", "n", "g2", "pmi", "log_dice"]
    return pd.DataFrame(rows, columns=columns)


def test_a_link_has_three_meetings_beyond_chance_and_two_frequent_terms():
    good = ("a", "b", 3, 3.85, 0.1, 9.0)
    rows = collocates(
        good,
        ("b", "a", 3, 3.85, 0.1, 8.0),  # the other direction, weaker
        ("a", "c", 2, 9.0, 1.0, 9.5),
        ("b", "c", 9, 3.84, 1.0, 9.5),
        ("c", "d", 9, 9.0, 0.0, 9.5),
        ("a", "e", 9, 9.0, 1.0, 9.5),
    )
    frequencies = pd.DataFrame({"term": list("abcde"), "n": [50, 40, 30, 20, 10]})
    links = figures.link_terms(rows, frequencies, n_terms=4)
    assert links.values.tolist() == [["a", "b", 3, 50, 40, 9.0]]
    more = collocates(good, ("c", "d", 5, 9.0, 1.0, 9.0), ("a", "d", 5, 9.0, 1.0, 10.0))
    links = figures.link_terms(more, frequencies, n_links=2)
    assert links[["term", "other"]].values.tolist() == [["a", "d"], ["a", "b"]]


def links(*rows):
    columns = ["term", "other", "n", "n_term", "n_other", "log_dice"]
    return pd.DataFrame(rows, columns=columns)


def network(rows):
    return draw(lambda sheet: figures.paint_network(rows, sheet))


def test_a_line_is_as_wide_as_its_link_and_a_dot_as_large_as_its_term():
    rows = links(
        ("a", "b", 5, 40, 10, 12.0), ("b", "c", 4, 10, 40, 10.0), ("c", "a", 4, 40, 40, 11)
    )
    figure = network(rows)
    ax = figure.wide.axes[0]
    assert [line.get_linewidth() for line in ax.lines] == [3.0, 0.5, 1.75]
    dots = ax.collections[0]
    where = {
        tuple(place): size for place, size in zip(dots.get_offsets().tolist(), dots.get_sizes())
    }
    ends = [tuple(map(tuple, zip(*line.get_data()))) for line in ax.lines]
    (a, b), (b_again, c), (c_again, a_again) = ends
    assert (a, b, c) == (a_again, b_again, c_again) and len({a, b, c}) == 3
    assert where[a] == where[c] == pytest.approx(4 * 6.5**2)
    assert where[b] == pytest.approx(4 * (2 + 4.5 / 2) ** 2)
    assert sorted(text.get_text() for text in ax.texts) == ["a 40", "b 10", "c 40"]
    told = [text.get_text() for text in figure.phone.axes[0].texts]
    assert told[:2] == ["a – b", "5 times near each other, logDice 12.0"]


def test_each_label_is_nearest_to_its_own_dot():
    rows = links(("a", "b", 5, 40, 10, 12.0), ("c", "d", 4, 30, 20, 10.0))
    ax = network(rows).wide.axes[0]
    ends = [point for line in ax.lines for point in zip(*line.get_data())]
    place = dict(zip("abcd", ends))
    for text in ax.texts:
        away = {term: np.hypot(*np.subtract(text.get_position(), at)) for term, at in place.items()}
        assert min(away, key=away.get) == text.get_text()[0]


def test_parts_of_a_network_stand_side_by_side():
    graph = nx.Graph([("a", "b"), ("b", "c"), ("c", "a"), ("x", "y")])
    where = figures.place_nodes(graph)
    first, second = [where[term] for term in "abc"], [where[term] for term in "xy"]
    assert max(x for x, _ in first) < min(x for x, _ in second)
    # A pair stands one above the other, in the middle of its part.
    (x1, y1), (x2, y2) = second
    assert x1 == x2 == pytest.approx(np.sqrt(3) + 0.5 + np.sqrt(2) / 2)
    assert (y1, y2) == pytest.approx((-0.4 * np.sqrt(2), 0.4 * np.sqrt(2)))
    assert len({where[term] for term in "abc"}) == 3


def test_places_do_not_depend_on_how_a_run_hashes_its_words():
    class Term(str):
        number: int

        def __hash__(self):
            return self.number

    def placed(order):
        paths = ["abcde", "fghij", "klmno"]  # each part has less than half of the terms
        terms = {name: Term(name) for name in "".join(paths)}
        for name, term in terms.items():
            term.number = order * ord(name) % 64
        graph = nx.Graph([(terms[a], terms[b]) for path in paths for a, b in zip(path, path[1:])])
        return {str(term): place for term, place in figures.place_nodes(graph).items()}

    assert placed(1) == placed(-1) == placed(5)


def test_a_label_stands_on_its_side_of_the_dot():
    centre, size = np.array([50.0, 60.0]), (20.0, 8.0)
    boxes = {side: figures.place_label(centre, 5, side, size) for side in figures.SIDES}
    assert boxes[0, 1].bounds == (40, 65, 20, 8)
    assert boxes[0, -1].bounds == (40, 47, 20, 8)
    assert boxes[1, 0].bounds == (55, 56, 20, 8)
    assert boxes[-1, 0].bounds == (25, 56, 20, 8)
    assert_allclose(boxes[0.7, 0.7].bounds, (53.5, 63.5, 20, 8))
    assert_allclose(boxes[-0.7, -0.7].bounds, (26.5, 48.5, 20, 8))
    assert len({(np.sign(x), np.sign(y)) for x, y in figures.SIDES}) == 8


def test_a_label_counts_labels_dots_and_lines_that_it_meets():
    box = Bbox.from_bounds(0, 0, 10, 4)
    far = {"own": np.array([5.0, 2.0])}
    hits = lambda **met: figures.count_hits(  # noqa: E731
        box,
        "own",
        met.get("taken", []),
        far | met.get("centre", {}),
        {"own": 3, "other": 3},
        met.get("lines", []),
    )
    assert hits() == 0  # its own dot is no hit
    assert hits(lines=[(5, 2), (0, 2), (20, 2), (5, 4)]) == 1  # the edge does not count
    assert hits(centre={"other": np.array([13.9, 2.0])}) == 50
    assert hits(centre={"other": np.array([14.0, 2.0])}) == 0
    assert hits(taken=[Bbox.from_bounds(10.5, 0, 5, 4)]) == 100  # nearer than a point
    assert hits(taken=[Bbox.from_bounds(11.5, 0, 5, 4)]) == 0


def test_the_caption_gives_the_ends_of_the_scale_and_the_span():
    rows = links(("a", "b", 5, 40, 10, 12.04), ("b", "c", 4, 10, 40, 10.0))
    assert "10.0 to 12.0;" in figures.say_range(rows) and figures.say_range(rows.head(0)) == ""
    assert figures.title_network(rows, 7).endswith("5 times within 7 words")
    said = figures.describe_network(rows, 7)
    assert "3 terms and 2 links" in said and "within 7 words" in said


# Keyness, and the decades ---------------------------------------------------------------


def key_rows(*rows):
    columns = ["term", "n_target", "n_reference", "log_ratio", "g2", "n_docs"]
    return pd.DataFrame(rows, columns=columns)


def test_terms_of_enough_documents_are_picked_the_surest_of_both_sides():
    over = [(f"o{n}", 9, 1, 3.0, 90.0 - n, 2) for n in range(16)]
    under = [(f"u{n}", 1, 9, -3.0, -10.0 - n, 1) for n in range(8)]
    rows = key_rows(("lone", 9, 1, 3.0, 99.0, 1), *over, ("even", 1, 1, 0.0, 0.0, 2), *under)
    picked = keys.pick_key_terms(rows, least_docs=2)["term"].tolist()
    assert picked == [f"o{n}" for n in range(14)] + [f"u{n}" for n in range(2, 8)]
    assert keys.pick_key_terms(rows)["term"][0] == "lone"
    # A word that both sides use alike is on neither.
    few = key_rows(
        ("o", 9, 1, 3.0, 9.0, 1), ("even", 1, 1, 0.0, 0.0, 1), ("u", 1, 9, -3.0, -9.0, 1)
    )
    assert keys.pick_key_terms(few)["term"].tolist() == ["o", "u"]
    said = keys.describe_keyness(few, ("here", "there"))
    assert "even" not in said and "o 9 against 1" in said and "u" in said


def test_one_hit_on_a_side_is_a_dot_and_none_an_arrow():
    rows = key_rows(
        ("one", 9, 1, 3.0, 9.0, 1), ("never", 9, 0, 9.0, 8.0, 1), ("once", 1, 9, -3.0, -9.0, 1)
    )
    ax = keys.draw_keyness(rows, ("here", "there")).wide.axes[0]
    dots, right, left = (group.get_offsets().tolist() for group in ax.collections)
    assert (dots, right, left) == ([[3, 0], [-3, 2]], [[4, 1]], [])


@pytest.mark.parametrize(
    "log_ratio, n_reference, said",
    [
        (1.0, 8, "2 times as often per word"),
        (3.32, 8, "10 times as often per word"),
        (6.6, 8, "97 times as often per word"),
        (6.8, 8, "1,200 times here, 8 in the reference"),
        (1.0, 0, "1,200 times here, 0 in the reference"),
    ],
)
def test_up_to_a_hundredfold_the_ratio_is_said_beyond_the_counts(log_ratio, n_reference, said):
    row = {"n_target": 1200, "n_reference": n_reference, "log_ratio": log_ratio}
    assert keys.times(pd.Series(row, dtype="object")) == said


def test_key_terms_are_red_where_over_used_and_blue_where_under_used():
    rows = key_rows(("port", 9, 3, 0.5, 20.0, 2), ("peace", 2, 90, -0.4, -5.0, 2))
    ax = keys.draw_keyness(rows, ("here", "there")).wide.axes[0]
    dots = ax.collections[0]
    assert dots.get_offsets().tolist() == [[0.5, 0], [-0.4, 1]]
    assert [to_hex(colour).upper() for colour in dots.get_facecolors()] == [PALETTE[2], PALETTE[0]]
    assert_allclose(ax.get_xlim(), (-2.6, 2.6))  # at least one doubling on each side
    assert labels_of(ax) == ["port", "peace"]
    none = keys.draw_keyness(rows.tail(1), ("here", "there")).title
    assert none.startswith("No term is overused")
    said = keys.describe_keyness(rows, ("here", "there"))
    assert "port 9 against 3, log ratio 0.5" in said and said.endswith("Underused: peace.")


def long_rates(china=20):
    rows = [
        (period, group, n, rate, low, high)
        for period in ("1990-1999", "2000-2009", "2010-2019")
        for group, n, rate, low, high in (
            ("China", china // 2 if period != "2010-2019" else 0, 2.0, 1.0, 9.0),
            ("all others", 90, 1.0, 0.9, 1.1),
            ("United States", 5, 0.5, 0.1, 99.0),
            ("Republic of China", 1, 0.4, 0.1, 99.0),
        )
    ]
    columns = ["period", "group", "n", "per_1000", "rate_low", "rate_high"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(by="decade", frame="lies", n_words=1000, n_docs=9)


@pytest.mark.parametrize("n, drawn", [(keys.ENOUGH_HITS, True), (keys.ENOUGH_HITS - 2, False)])
def test_a_family_is_drawn_from_twenty_hits_of_china_on(n, drawn):
    figure = keys.draw_long_view(long_rates(n))
    assert figure.wide.axes[0].axison is drawn and ("Not drawn" in figure.caption) is not drawn
    assert ("lies (18)" in figure.caption) is not drawn
    assert len(figure.wide.axes) == len(figure.phone.axes) == 1


def test_the_scale_of_a_family_ends_at_twice_the_highest_rate():
    ax = keys.draw_long_view(long_rates()).wide.axes[0]
    assert ax.get_ylim() == (0, pytest.approx(1.05 * 4)) and ax.get_xlim() == (-0.5, 2.5)
    assert [text.get_text() for text in ax.texts] == ["to 9"] * 3  # of those with intervals alone
    places = {
        line.get_label(): line.get_xdata().tolist()
        for line in ax.lines
        if line.get_label()[0] != "_"
    }
    assert places["China"] == pytest.approx([-0.12, 0.88, 1.88])
    assert places["all others"] == pytest.approx([0.28, 1.28, 2.28])
    arrows = [
        line.get_ydata()[0]
        for line in ax.lines
        if line.get_label()[0] == "_" and line.get_marker() == "^"
    ]
    assert len(arrows) == 3 and all(0.9 * 4.2 < float(y) < 4.2 for y in arrows)  # in the field
    assert all(text.xyann[0] > 0 for text in ax.texts)  # beside the arrow, not on it
    # Within a decade no mark hides another's.
    assert len({x for xs in places.values() for x in xs[:1]}) == len(places) == 4
    assert [label.get_text() for label in ax.get_xticklabels()] == ["1990s", "2000s", "2010s"]
    whole = long_rates().assign(rate_high=1.2)
    assert keys.top_of(whole) == pytest.approx(1.05 * 2)


def test_decades_that_were_read_from_scans_are_grey():
    periods = sorted(read_rates("families").query("by == 'decade'")["period"].unique())
    assert [period < "1970" for period in periods[:4]] == [True, True, True, False]
    ax = keys.draw_long_view(long_rates()).wide.axes[0]
    field = ax.patches[0]
    # The first three.
    assert (field.get_x(), field.get_x() + field.get_width()) == (-0.5, 2.5)


def test_the_title_counts_the_decades_in_which_china_has_more():
    table = long_rates()
    title = keys.title_long_view(table)
    assert title.endswith("in each of 3 periods") and "lies" in title
    thin = table.assign(rate_low=table["rate_low"].where(table["period"] != "1990-1999"))
    assert keys.title_long_view(thin).endswith(
        "in each of 3 periods; in 1 of them China gave few speeches"
    )
    thin.loc[thin["group"].eq("China") & thin["period"].eq("2000-2009"), "per_1000"] = 1.0
    assert keys.title_long_view(thin).endswith("in 2 of 3 periods")
    assert "China 2010-2019 2.000" in keys.describe_long_view(table, ["lies"])
    # Of what is drawn alone.
    assert "Hits per 1,000 words: none. " in keys.describe_long_view(table, [])
