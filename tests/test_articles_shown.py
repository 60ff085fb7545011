"""What the notebook on cleaning shows: its tables, the numbers in its sentences, the bars of its figures."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from test_figures import bars, labels_of

from analysis.articles import figures as draw
from analysis.articles import sentences as say
from analysis.articles.flags import FLAGS
from analysis.drawing.figure import PALETTE

# Tables ---------------------------------------------------------------------------------


def lines(rows):
    return pd.DataFrame(rows, columns=["doc_id", "kind", "raw_start", "raw_end", "text"])


LINES = lines(
    [
        ("a", "headline", 0, 10, "Rain"),
        ("a", "body", 12, 40, "It rained."),
        ("a", "body", 41, 60, "It rained on."),
        ("a", "caption", 61, 70, "Rain."),
        ("a", "body", 72, 90, "So."),
        ("b", "body", 5, 25, "Sun."),
    ]
)
OUTLETS = pd.DataFrame({"doc_id": ["a", "b"], "outlet": ["Post", "Mail"]})


def test_neighbours_of_one_kind_and_article_are_one_passage():
    parts = say.find_parts(OUTLETS, LINES)
    columns = ["doc_id", "outlet", "kind", "raw_start", "raw_end", "n_chars"]
    assert parts[columns].values.tolist() == [
        ["a", "Post", "headline", 0, 10, 10],
        ["a", "Post", "body", 12, 60, 48],
        ["a", "Post", "caption", 61, 70, 9],
        ["a", "Post", "body", 72, 90, 18],
        ["b", "Mail", "body", 5, 25, 20],
    ]
    assert list(parts)[:2] == ["doc_id", "outlet"]


def test_kinds_are_counted_in_articles_lines_and_characters_and_a_zero_is_a_row():
    counts = say.count_kinds(say.find_parts(OUTLETS, LINES), LINES).set_index("kind")
    assert list(counts.index) == say.KINDS
    assert counts.loc["body", ["n_docs", "n_rows", "n_chars"]].tolist() == [2, 4, 86]
    assert counts.loc["caption", ["n_docs", "n_rows", "n_chars"]].tolist() == [1, 1, 9]
    assert counts.loc["byline", ["n_docs", "n_rows", "n_chars"]].tolist() == [0, 0, 0]
    furniture = say.list_furniture(LINES)
    assert furniture["text"].tolist() == ["Rain", "Rain."]
    assert list(furniture) == ["doc_id", "kind", "raw_start", "text"]


def test_bases_give_a_row_per_article_and_variable_and_a_range_as_a_range():
    documents = pd.DataFrame(
        {
            "doc_id": ["b", "a"],
            "published_from": ["2020-01-01", "2020-01-01"],
            "published_to": ["2020-01-01", "2020-01-09"],
        }
    )
    for name in ("outlet", "place", "title", "published"):
        documents[f"{name}_basis"] = f"{name} of the page"
        documents[name] = name.capitalize()
    bases = say.list_bases(documents)
    assert list(bases) == ["doc_id", "variable", "value", "basis"]
    assert bases["doc_id"].tolist() == ["a"] * 4 + ["b"] * 4
    assert bases["variable"].tolist() == ["outlet", "place", "published", "title"] * 2
    days = bases[bases["variable"] == "published"]
    assert days["value"].tolist() == ["2020-01-01 to 2020-01-09", "2020-01-01"]
    assert days["basis"].unique().tolist() == ["published of the page"]
    assert bases[bases["variable"] == "place"]["value"].unique().tolist() == ["Place"]


def test_encodings_are_counted_the_commonest_first_and_equals_by_name():
    ways = ["utf-8", "cp1252", "utf-8", None, None, None, "ascii"]
    counts = say.list_encodings(pd.DataFrame({"encoding": ways}))
    assert counts.index.tolist() == [0, 1, 2, 3]
    assert counts["n_docs"].tolist() == [3, 2, 1, 1] and counts["encoding"].tolist() == [
        "not text: read by an extractor",
        "utf-8",
        "ascii",
        "cp1252",
    ]


def test_a_change_of_two_fixes_counts_for_both():
    edits = pd.DataFrame({"doc_id": ["a", "a", "b"], "fix": ["mend+unglue_sentences", "mend", "x"]})
    counts = say.count_fixes(edits).set_index("fix")
    assert counts.loc["mend", ["n", "n_docs"]].tolist() == [2, 1] and "x" not in counts.index
    assert counts["n"].sum() == 3 and counts["reason"].str.len().min() > 10
    assert counts["reason"].is_unique  # each fix says its own


# Sentences ------------------------------------------------------------------------------

NO_PROBLEM = pd.DataFrame({"kind": [], "n": []})


def test_what_came_in_is_counted_with_what_was_extracted():
    documents = pd.DataFrame(
        {
            "file": ["x.txt", "x.txt", "y.pdf", "z.html"],
            "encoding": ["utf-8", "utf-8", None, "utf-8; extracted"],
            "n_chars_raw": [900, 100, 500, 12],
        }
    )
    said = say.describe_reading(documents, NO_PROBLEM)
    assert "4 articles" in said and "3 files" in said
    assert "50% (2 of 4)" in said and "could be read" not in said
    assert "extracted" not in say.describe_reading(documents.head(2), NO_PROBLEM)
    problems = pd.DataFrame({"kind": ["file"], "n": [1]})
    assert "Not everything could be read" in say.describe_reading(documents, problems)


def test_the_account_adds_up_and_says_only_what_there_is():
    documents = pd.DataFrame({"file": ["x.txt", "x.txt", "y.txt"]})
    passed = pd.DataFrame({"file": ["<i>.csv"], "reason": ["a list"]})
    problems = pd.DataFrame({"kind": ["file", "file", "article", "row"], "n": [1, 2, 4, 1]})
    said = say.describe_account(documents, problems, passed)
    assert said.startswith(
        "6 files and folders: 2 read, 3 refused, 1 passed over; 4 articles in them"
    )
    assert "1 fault in" in said
    assert say.describe_account(documents, NO_PROBLEM, passed).endswith("0 refused, 1 passed over.")
    listed = say.describe_passed_over(documents, NO_PROBLEM, passed).splitlines()
    assert len(listed) == 3 and "&#60;i" in listed[2] and "a list" in listed[2]


def test_the_share_of_body_is_one_of_characters():
    assert draw.title_articles(say.find_parts(OUTLETS, LINES)).startswith("82% of the characters")


@pytest.mark.parametrize(
    "rows, said",
    [
        ([0], "In 1,200 characters, cleaning replaced 1."),
        ([0, 1], "cleaning replaced 1 and removed 3."),
        ([1, 2], "cleaning removed 3 and inserted 1."),
        ([0, 1, 2, 3], "cleaning replaced 1, removed 3 and inserted 3."),
        ([2, 3], "cleaning inserted 3."),
    ],
)
def test_characters_that_were_there_and_those_put_between_are_counted_apart(rows, said):
    edits = pd.DataFrame(
        {"removed": ["a", "bcd", None, ""], "inserted": ["abc", None, "x", "yz"]}
    ).iloc[rows]
    assert said in say.describe_fixes(edits, pd.DataFrame({"n_chars_raw": [800, 400]}))


def test_the_fix_that_made_most_changes_is_named_with_their_number():
    edits = pd.DataFrame(
        {"doc_id": ["a"] * 3, "fix": ["one", "two", "two"], "raw_start": [1, 1200, 9]}
    ).assign(removed=["x", "y", "z"], inserted=["X", "", "Z"])
    said = say.quote_change(edits)
    assert "fix is `two` (2 times)" in said
    assert "“y” was removed at character 1,200 of one article (a)." in said
    assert say.say_change("x", "X") == "“x” became “X”" and say.name_piece("\n ") == "a line break"


def test_a_quoted_text_is_cut_beyond_its_length():
    assert say.quote("x" * 160) == "x" * 160 and say.quote("x" * 161) == "x" * 160 + "…"


def test_copies_are_counted_beside_what_is_left():
    documents = pd.DataFrame({"n_words": [1200, 30, 30], "duplicate_of": [None, None, "b"]})
    said = say.describe_duplicates(documents)
    assert "1,230 words" in said and "1 article is a copy and not counted" in said
    none = say.describe_duplicates(documents.head(2))
    assert "1,230 words" in none and "No article is a copy" in none


@pytest.mark.parametrize(
    "kinds, said",
    [
        (["caption"], "1 line is not counted: caption."),
        (["caption", "headline", "headline"], "3 lines are not counted, most often headlines (2)."),
        (["boilerplate"] * 2, "2 lines are not counted: all boilerplate."),
    ],
)
def test_lines_that_are_not_body_are_counted_in_the_right_number(kinds, said):
    rows = pd.DataFrame({"kind": [*kinds, "body"], "text": "Rain.", "doc_id": "a"})
    assert said in say.quote_furniture(rows)


DOCUMENTS = pd.DataFrame({"doc_id": [f"a{n}" for n in range(6)]})


def flags(*rows):
    return pd.DataFrame(rows, columns=["doc_id", "flag"])


def test_a_flag_that_an_article_has_twice_is_one_article():
    """A conflict of the outlet and one of the date: two rows, one article."""
    rows = flags(("a0", "conflict"), ("a0", "conflict"), ("a1", "copy"), ("a2", "copy"))
    title = draw.title_flags(rows, DOCUMENTS)
    assert title.startswith("3 of 6 articles are") and title.endswith("most often for “copy”")
    assert "copy 2, conflict 1" in draw.describe_flag_figure(rows, DOCUMENTS)


def test_flags_that_tie_are_all_named():
    rows = flags(("a0", "copy"), ("a1", "too short"), ("a1", "no date"))
    two = rows.head(2)
    assert draw.title_flags(two, DOCUMENTS).endswith("flagged, for “copy” and “too short”")
    more = pd.concat([rows, flags(("a2", "copy"), ("a2", "no date"))])
    assert draw.title_flags(more, DOCUMENTS).endswith("most often for “copy” and “no date”")
    four = flags(*(("a0", flag) for flag in FLAGS[:4]))
    assert "4 reasons" in draw.title_flags(four, DOCUMENTS)


def test_one_flag_and_one_article_are_in_the_singular():
    one = flags(("a0", "copy"))
    assert draw.title_flags(one, DOCUMENTS) == "1 of 6 articles is flagged, for “copy”"
    none = "None of the 6 articles is flagged."
    assert draw.describe_flag_figure(one.head(0), DOCUMENTS) == none
    # One flag is said once.
    assert draw.describe_flag_figure(one, DOCUMENTS) == draw.title_flags(one, DOCUMENTS) + "."
    assert draw.title_flags(one.head(0), DOCUMENTS.head(1)) == "The article has no flag"


def test_corrections_made_are_counted_of_those_that_are_listed():
    edits = pd.DataFrame({"fix": ["mend+x", "x", "mend"]})
    mends = pd.DataFrame({"file": ["a"] * 3})
    said = say.describe_mends(mends, edits)
    assert said.startswith("2 changes come") and "3 corrections" in said
    assert say.describe_mends(mends, edits.head(0)).startswith("0 changes")
    assert say.describe_mends(mends.head(0), edits).startswith("No correction")


# Figures --------------------------------------------------------------------------------


def parts_of(outlets, kind="body"):
    """One passage of 10 characters for each article of these outlets."""
    rows = [(f"d{n:03}", outlet, f"a{n:03}", kind, 0, 10) for n, outlet in enumerate(outlets)]
    columns = ["doc_id", "outlet", "article", "kind", "raw_start", "n_chars"]
    return pd.DataFrame(rows, columns=columns)


@pytest.mark.parametrize("n, ground", [(draw.MOST_ARTICLES, "article"), (41, "outlet")])
def test_up_to_forty_articles_have_a_bar_each_in_print(n, ground):
    figure = draw.draw_articles(parts_of(["Post"] * n))
    labels = labels_of(figure.wide.axes[0])
    assert labels == ([f"a{k:03}" for k in range(n)] if n == 40 else ["Post (41)"])
    assert f"A bar for each {ground}," in figure.alt and ("outlet" in figure.caption) == (n > 40)
    # Print and phone both draw outlets: then a phone leaves nothing out.
    assert ("On a phone:" in figure.alt) == (n == 40)
    assert figure.wide.axes[0].get_xlim()[0] == 0


@pytest.mark.parametrize("n, pitch", [(draw.FEW_ARTICLES, 0.3), (16, 0.2)])
def test_rows_of_few_articles_are_far_apart(n, pitch):
    drawing = draw.draw_articles(parts_of(["Post"] * n)).wide
    none = draw.draw_articles(parts_of(["Post"])).wide
    grown = drawing.get_figheight() - none.get_figheight()
    assert grown == pytest.approx(pitch * n - 0.3)


def test_the_largest_outlets_are_drawn_and_the_others_together():
    outlets = [f"o{n:02}" for n in range(draw.MOST_GROUPS + 2) for _ in range(n + 1)]
    shares = draw.share_kinds(parts_of([*outlets, None, None, None]))
    assert len(shares) == draw.MOST_GROUPS + 1 and shares.index[0] == "o16 (17)"
    assert "all other outlets (6)" in shares.index  # those of one, two and three articles
    assert "outlet not stated (3)" in shares.index
    assert shares.sum(axis=1).tolist() == [1.0] * len(shares) and (shares["byline"] == 0).all()


def test_shares_of_kinds_are_those_of_characters_and_drawn_in_per_cent():
    rows = pd.concat([parts_of(["Post"] * 41), parts_of(["Post"] * 41, "headline")])
    rows.loc[rows["kind"] == "headline", "n_chars"] = 30
    figure = draw.draw_articles(rows)
    ax = figure.wide.axes[0]
    lengths = {to_hex(bar.get_fc()): bar.get_width() for bar in ax.patches if bar.get_width()}
    body, headline = (to_hex(draw.COLOURS[kind]) for kind in ("body", "headline"))
    assert lengths == {body: 25.0, headline: 75.0} and ax.get_xlim() == (0, 100)
    assert figure.title.startswith("25% of the characters in 41 articles")
    assert "body 25.0%, headline 75.0%" in figure.alt and "byline" not in figure.alt


def test_the_kinds_of_lines_are_told_apart_by_colour():
    assert len(set(draw.COLOURS.values())) == len(say.KINDS)
    assert set(draw.KINDS) == set(say.KINDS) and draw.COLOURS["body"] not in PALETTE


def test_without_articles_nothing_is_shared_out():
    assert draw.title_articles(parts_of([])).startswith("0% of the characters in 0 articles")
    assert draw.draw_articles(parts_of([])).alt.endswith("characters: none.")


def test_the_first_articles_of_a_flag_are_named_and_the_rest_counted():
    counts = say.count_flags(flags(*((f"a{n}", "copy") for n in (3, 1, 2)), ("a1", "no date")))
    assert counts["which"].tolist() == ["a1, a2 and 1 more", "a1"]
    assert say.name_few(["b", "a"]) == "a, b"
    tied = say.count_flags(flags(("a1", "no date"), ("a1", "copy"), ("a2", "cut off")))
    assert tied["flag"].tolist() == ["copy", "cut off", "no date"]  # equals by name


def test_a_bar_of_flags_is_as_long_as_its_articles_of_all():
    rows = flags(("a0", "copy"), ("a1", "copy"), ("a1", "no date"))
    figure = draw.draw_flags(rows, DOCUMENTS)
    ax = figure.wide.axes[0]
    assert bars(ax) == [(0, 0, 2), (1, 0, 1)] and ax.get_xlim() == (0, len(DOCUMENTS))
    # On a phone the number alone is behind the bar: names of articles would not fit.
    assert [
        text.get_text() for text in figure.phone.axes[0].texts if text.get_text()[0] in "12"
    ] == [
        "2",
        "1",
    ]
    assert np.isclose(ax.texts[0].xy, (2, 0)).all()
