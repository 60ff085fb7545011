"""Groups compared with articles as units; starter claims made from a study's own frames and groups."""

import numpy as np
import pandas as pd
import pytest
from properties import MANY, examples
from scipy.stats import fisher_exact

from analysis.drawing.figure import check_phone
from analysis.findings.starting import claim_differences, read_claims, say_claims, start_claims
from analysis.framing.figures import draw_groups, draw_over_time, find_middle
from analysis.framing.groups import (
    can_be_drawn,
    compare_frames,
    find_period,
    show_groups,
    show_over_time,
)
from analysis.tables.settings import Settings
from analysis.tables.stored import LISTS, empty_table, read_list, write_csv, write_table
from analysis.terms.groups import GROUPS_SAID
from analysis.terms.groups import say_groups as say_term_groups
from analysis.text.comparing import (
    choose_differences,
    compare_groups,
    describe_difference,
    describe_sides,
    describe_sizes,
    say_differences,
)
from analysis.text.groups import count_inferred, name_size


def compare(post, mail, n_words=200):
    """`group_frames` of two outlets whose articles have these numbers of words of one frame."""
    ids = [f"a{number:03}" for number in range(len(post) + len(mail))]
    counts = pd.DataFrame({"cost": [*post, *mail]}, index=ids).rename_axis(columns="frame")
    groups = pd.Series(["Post"] * len(post) + ["Mail"] * len(mail), ids)
    words = pd.Series(n_words, ids)
    return compare_groups(counts, words, groups, "group_frames", by="outlet").set_index("group")


def test_ratio_and_counts_are_those_of_the_articles():
    table = compare([4, 5, 6] * 4, [1, 2, 3] * 4)
    row = table.loc["Post"]
    assert (row["n"], row["n_words"], row["n_docs"], row["docs_rest"]) == (60, 2400, 12, 12)
    assert row["per_1000"] == 25 and row["per_1000_rest"] == 10 and row["ratio"] == 2.5
    assert row["ratio_low"] < 2.5 < row["ratio_high"] and row["differs"]
    other = table.loc["Mail"]
    assert other["ratio"] == 0.4 and other["ratio_low"] == pytest.approx(1 / row["ratio_high"])


def test_a_frame_of_one_article_is_no_difference():
    table = compare([60] + [1] * 11, [1] * 12)
    assert table.loc["Post", "ratio"] > 5 and not table["differs"].any()


def test_a_frame_that_one_side_lacks_is_told_by_the_articles_that_have_it():
    table = compare([2] * 10 + [0] * 2, [0] * 12)
    row = table.loc["Post"]
    assert row["p"] == pytest.approx(fisher_exact([[10, 2], [0, 12]])[1]) and row["differs"]
    assert np.isnan(row["ratio"]) and np.isnan(row["ratio_low"])
    told = table.reset_index().set_index("group", drop=False).loc["Post"]
    assert "10 of 12 articles in Post" in describe_difference(told, "frame")
    assert describe_sides(told) == "Of the other articles, 0 of 12 have any."


@pytest.mark.parametrize("n, compared", [(9, False), (10, True)])
def test_fewer_than_ten_articles_are_not_compared(n, compared):
    table = compare([9, 8] * 5 + [7] * (n - 10) if n > 9 else [9] * n, [1, 2] * 10)
    assert table["per_1000"].notna().all()  # a rate of its own has each group
    for name in ("p", "ratio", "per_1000_rest"):
        assert table[name].notna().all() == compared


def test_chance_alone_makes_a_difference_in_fewer_than_one_of_twenty_studies():
    """Articles of one kind, dealt out to two outlets: uneven counts, as real ones are."""
    draw, told, n_studies = np.random.default_rng(5), 0, 2000 if MANY else 100
    for _ in range(n_studies):
        n = draw.poisson(draw.gamma(0.7, 4, 40))
        told += bool(compare(n[:20], n[20:])["differs"].any())
    assert told / n_studies < 0.06


def test_a_true_difference_is_found_in_most_studies():
    draw, told, n_studies = np.random.default_rng(6), 0, max(40, examples(400))
    for _ in range(n_studies):
        post, mail = draw.poisson(draw.gamma(2, 4, 30)), draw.poisson(draw.gamma(2, 1.5, 30))
        told += bool(compare(post, mail)["differs"].any())
    assert told > 0.8 * n_studies


def test_sentences_name_each_difference_once_and_what_cannot_be_compared():
    table = compare([4, 5, 6] * 4, [1, 2, 3] * 4).reset_index()
    assert choose_differences(table)["group"].tolist() == ["Post"]
    sizes = pd.Series({"Mail": 12, "Post": 12, "Star": 3, "not known": 2})
    said = say_differences(table, "frame", {"outlet": sizes})
    assert (
        "in Post" in said
        and "2&#46;50 times as frequent" in said
        and "Articles&#58; 12 and 12" in said
    )
    assert (
        "1 of 3 groups has fewer than 10 articles, too few to compare: Star (3)"
        in describe_sizes("outlet", sizes)
    )
    inferred = count_inferred(
        pd.DataFrame(
            {
                "outlet": ["Star", "Star", "Star", "Mail", "Star"],
                "outlet_basis": ["inferred: style", "text", None, "text", "inferred: style"],
                "duplicate_of": [None, None, None, None, "a"],
            }
        )
    )
    assert "Star (3, one by inference)." in say_differences(
        table, "frame", {"outlet": sizes.drop("not known")}, inferred
    ).replace("&#46;", ".")
    assert name_size("Star", 1, pd.Series({"Star": 1})) == "Star (1, by inference)"
    assert name_size("Star", 2, pd.Series({"Star": 2})) == "Star (2, all by inference)"
    assert name_size("Star", 20, pd.Series({"Star": 2})) == "Star (20, 2 by inference)"
    assert "2 articles in no known group" in describe_sizes("outlet", sizes)
    assert "there is only one group (7 articles)" in describe_sizes(
        "outlet", pd.Series({"Post": 7})
    )
    assert "no article has a known group" in describe_sizes("outlet", pd.Series({"not known": 7}))
    assert "names none" in say_differences(table, "frame", {})
    even = compare([1, 2, 3] * 4, [1, 2, 3] * 4).reset_index()
    assert "No difference is larger than chance" in say_differences(
        even, "frame", {"outlet": sizes}
    )


@pytest.mark.parametrize(
    "period, day",
    [
        ("2024", "2024-07-01"),
        ("2024-Q2", "2024-05-16"),
        ("2024-05", "2024-05-16"),
        ("2024-W19", "2024-05-09"),
    ],
)
def test_a_period_is_drawn_at_its_middle(period, day):
    assert find_middle(period) == pd.Timestamp(day)


@pytest.mark.parametrize(
    "sizes, drawn",
    [([10, 10], True), ([10, 9], False), ([10], False), ([10, 9, 10], True)],
)
def test_a_figure_needs_two_groups_of_ten_articles(sizes, drawn, tmp_path):
    table = pd.DataFrame({"group": list("abc")[: len(sizes)], "n_docs": sizes, "by": "outlet"})
    other = pd.DataFrame({"group": ["x", "y"], "n_docs": 99, "by": "stance"})
    assert can_be_drawn(pd.concat([table, other]), "outlet") == drawn
    twice = pd.concat([table.head(1), table.head(1)])  # two frames of one group
    assert not can_be_drawn(twice, "outlet")


def test_without_groups_or_periods_it_is_said_why_there_is_no_figure(tmp_path):
    none = empty_table("group_frames")
    for groups in ((), ("year",), ("outlet",)):
        said = show_groups(none, Settings(groups=groups), tmp_path)
        assert said is None  # the sentence on differences says what is missing
    for groups in ((), ("outlet",), ("month",)):
        said = show_over_time(none, Settings(groups=groups), tmp_path)
        assert "two periods need 10 dated articles each" in said.data
    assert find_period(Settings(groups=("outlet", "month", "year"))) == "month"


def test_the_first_grouping_and_the_first_period_are_drawn(monkeypatch):
    where = "analysis.framing.groups."
    monkeypatch.setattr(where + "draw_groups", lambda table, by: by)
    monkeypatch.setattr(where + "draw_over_time", lambda table, by, days: (by, days))
    monkeypatch.setattr(where + "save_figure", lambda figure, out: (figure, out))
    table = pd.DataFrame({"by": ["outlet"] * 2 + ["month"] * 2, "group": list("abcd")})
    table = table.assign(n_docs=10)
    days = {"the vote": "2024-03-01"}
    settings = Settings(groups=("month", "outlet"), before_after=days)
    assert show_groups(table, settings, "here") == ("outlet", "here")
    assert show_over_time(table, settings, "here") == (("month", days), "here")


def test_frames_of_groups_are_counted_in_the_articles_that_count(tmp_path):
    ids = [f"a{n:02}" for n in range(24)]
    documents = pd.DataFrame({"doc_id": ids, "outlet": ["Post"] * 12 + ["Mail"] * 12})
    documents = documents.assign(duplicate_of=None, side=documents["outlet"])
    words = pd.DataFrame({"doc_id": [*ids, *ids, "copy"], "n_words": [60] * 24 + [40] * 24 + [999]})
    matches = pd.DataFrame({"doc_id": [*ids[:12], *ids[:12], "copy"], "frame": "cost"})
    table = compare_frames(
        matches, words, documents, ["risk", "cost"], tmp_path, Settings(groups=("outlet", "side"))
    )
    rows = table[(table["group"] == "Post") & (table["by"] == "side")].set_index("frame")
    assert rows.loc["cost", ["n", "n_words", "n_docs"]].tolist() == [24, 1200, 12]
    assert rows["n"].to_dict() == {"cost": 24, "risk": 0}
    assert table.index.tolist() == list(range(len(table)))


@pytest.fixture
def study(tmp_path):
    """The tables that starter claims are made from: forty articles of two outlets, two frames."""
    ids = [f"a{number:02}" for number in range(40)]
    documents = (
        empty_table("documents")
        .reindex(range(40))
        .assign(
            doc_id=ids,
            file=ids,
            outlet=["Post", "Mail"] * 20,
            n_chars_raw=0,
            n_words=100,
            part=0,
            published_from=[f"2024-0{1 + number // 10}-05" for number in range(40)],
            published_to=[f"2024-0{1 + number // 10}-05" for number in range(40)],
        )
    )
    rows = [
        (doc, frame, voice)
        for number, doc in enumerate(ids)
        for frame, n in (("cost", 1 + 3 * (number % 2) + number % 3), ("ri;sk", 1))
        for voice in (["indirect"] * n if number % 5 else ["narrator"] * n)
    ]
    matches = empty_table("matches").reindex(range(len(rows)))
    matches[["doc_id", "frame", "voice"]] = rows
    numbers = {"sentence": 0, "raw_start": 0, "raw_end": 1}
    matches = matches.assign(kind="body", use="count", **numbers)
    write_table(documents, "documents", tmp_path)
    write_table(matches, "matches", tmp_path)
    words = pd.DataFrame({"doc_id": ids, "n_words": 100})
    settings = Settings(groups=("outlet", "month"), before_after={"the vote": "2024-03-01"})
    frames = compare_frames(
        matches, words, documents, ["cost", "none", "ri;sk"], tmp_path, settings
    )
    write_table(frames, "group_frames", tmp_path)
    return tmp_path


def test_starter_claims_are_the_studys_own_and_marked_as_explored(study):
    claims = read_claims(study, study)
    assert claims["reason"].str.startswith("Explored").all()
    assert "cost: outlet Mail" in set(claims["claim"]) and "cost voice" in set(claims["claim"])
    row = claims.set_index("claim").loc["cost: outlet Mail"]
    assert (
        row["options"] == "frame=cost; by=outlet; group=Mail" and row["comparison"] == "more than"
    )
    assert not claims["options"].str.contains("ri;sk").any()  # a name that would break the options
    assert "explored, not set beforehand" in say_claims(claims)
    assert not set(claims["claim"]) & set(read_list("claims", LISTS)["claim"]) - {
        "speech",
        "reported",
    }


def test_own_claims_are_asked_instead_and_the_published_ones_nowhere_else(study):
    assert read_claims(LISTS, study).equals(read_list("claims", LISTS))
    own = start_claims(study).head(1).assign(claim="mine", reason="asked before")
    write_csv(own, study / "claims.csv")
    assert read_claims(study, study)["claim"].tolist() == ["mine"]
    assert "explored" not in say_claims(read_claims(study, study))


def test_no_groups_make_no_claims_of_differences(study):
    assert claim_differences(empty_table("group_frames")) == []


def test_groups_are_drawn_and_events_marked(study):
    from analysis.tables.stored import read_table

    frames = read_table("group_frames", study)
    figure = draw_groups(frames, "outlet")
    ax = figure.wide.axes[0]
    assert [text.get_text() for text in ax.get_yticklabels()][0] == "cost"
    assert "1 of 3 frames differs" in figure.title
    check_phone(figure)
    figure = draw_over_time(frames, "month", {"the vote": "2024-03-01"})
    assert "the vote" in [text.get_text() for text in figure.wide.axes[0].texts]
    check_phone(figure)


def test_of_many_groups_the_strongest_are_told_and_the_rest_counted():
    table = pd.DataFrame(
        {
            "by": "outlet",
            "group": [f"g{number:02}" for number in range(20)],
            "term": "harbour",
            "n_docs": 5,
            "docs_group": 6,
            "n_docs_rest": 1,
            "docs_rest": 114,
            "g2": np.arange(20.0),
        }
    )
    said = say_term_groups(table, Settings())
    assert said.count("**g") == GROUPS_SAID and "8 more groups" in said
    assert "**g19**" in said and "**g07**" not in said
