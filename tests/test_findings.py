"""What README and the notebooks say of the study: sentences with their counts, figures, first steps."""

import html
import re

import numpy as np
import pandas as pd
import pytest

from analysis.articles.starting import count_files, describe_corpus, find_articles, list_notebooks
from analysis.drawing.elements import make_figure
from analysis.drawing.figure import save_figure
from analysis.findings.citing import describe_citation, read_citation
from analysis.findings.claims import BY_RULE, FAILS, HOLDS, NOT_COMPUTED, TOO_FEW
from analysis.findings.figures import (
    caption_robustness,
    describe_robustness,
    draw_robustness,
    summarise_robustness,
)
from analysis.findings.gallery import encoded_size, link_figures, read_rows, show_figures
from analysis.findings.numbers import (
    MARK,
    METHOD,
    README,
    fill_numbers,
    find_ranges,
    quote_finding,
    say_choices,
    say_combined,
    say_left_out,
)
from analysis.findings.sentences import say_tally
from analysis.tables.settings import read_settings
from analysis.tables.stored import LISTS, ROOT, read_list
from analysis.text.naming import name_articles


def finding(
    verdict=HOLDS, n_holds=3, n_settings=4, fails_in="hyphens: split", sentence="It is so: 3 of 4."
):
    return pd.DataFrame(
        [
            {
                "claim": "c",
                "sentence": sentence,
                "verdict": verdict,
                "n_holds": n_holds,
                "n_settings": n_settings,
                "fails_in": fails_in,
            }
        ]
    )


@pytest.mark.parametrize(
    "row, sentence",
    [
        (
            finding(),
            "It is so: 3 of 4. It held in 3 of 4 recounts. It fails if hyphens divide words.",
        ),
        (
            finding(n_holds=4, fails_in=None),
            "It is so: 3 of 4. It held in all 4 recounts.",
        ),
        (
            finding(n_holds=1, n_settings=1, fails_in=np.nan),
            "It is so: 3 of 4. It held in the one recount.",
        ),
        (
            finding(FAILS, 1, 4, "all but without a"),
            "It is so: false (3 of 4). It was false, too, in 3 of 4 recounts. It is true only if the article a is left out.",
        ),
        (
            finding(FAILS, 0, 4, "all"),
            "It is so: false (3 of 4). It was false, too, in all 4 recounts.",
        ),
        (finding(NOT_COMPUTED, 0, 0, None, "It is so."), "Cannot be computed here: It is so."),
        (finding(TOO_FEW, 0, 0, None), "It is so: 3 of 4. (Too few to judge.)"),
        (finding(BY_RULE, 3, 4), "It is so: 3 of 4. (Follows from a coding rule.)"),
        (
            finding(HOLDS, 0, 0, None),
            "It is so: 3 of 4. No recount tests it.",
        ),
    ],
)
def test_finding_never_travels_without_its_share(row, sentence):
    assert quote_finding(next(row.itertuples())) == sentence


def test_numbers_are_filled_between_their_marks_and_unknown_ones_refused():
    text = "We read <!--n:articles-->0<!--/n--> articles."
    assert fill_numbers(text, {"articles": "5"}) == "We read <!--n:articles-->5<!--/n--> articles."
    with pytest.raises(ValueError, match="words"):
        fill_numbers("<!--n:words-->0<!--/n-->", {"articles": "5"})


def test_claims_on_frames_of_another_dictionary_are_counted_out():
    assert say_left_out(finding(), finding()) == ""
    assert say_left_out(pd.concat([finding()] * 3), finding()).startswith(
        "2 of 3 claims are about frames"
    )


def robustness():
    rows = [
        ("c", "as published", "published", HOLDS),
        ("c", "hyphens: split", "one change", FAILS),
        ("c", "stop list: not used", "no difference", HOLDS),
        ("c", "without a", "one change", NOT_COMPUTED),
        ("c", "hyphens: split + x: y", "several changes", HOLDS),
    ]
    table = pd.DataFrame(rows, columns=["claim", "setting", "kind", "verdict"])
    return table.assign(could_turn=table["kind"].isin(["one change", "several changes"]))


def test_figure_of_robustness_has_a_mark_for_each_verdict_and_the_share_beside():
    ax = draw_robustness(robustness(), finding()).wide.axes[0]
    drawn = {
        scatter.get_label(): len(scatter.get_offsets())
        for scatter in ax.collections
        if scatter.get_label()[0] != "_"
    }
    # The legend explains what is drawn, and nothing else.
    assert drawn == {
        HOLDS: 1,
        FAILS: 1,
        "changed nothing, or is no test of the claim": 1,
        NOT_COMPUTED: 1,
    }
    names = [label.get_text() for label in ax.get_xticklabels()]
    assert "hyphens: split" in names and min(x.get_fontsize() for x in ax.get_xticklabels()) >= 8
    idle = draw_robustness(robustness(), finding().assign(n_holds=0, n_settings=0)).wide.axes[0]
    assert "not\ntestable" in [text.get_text() for text in idle.texts]
    assert "3 of 4" in [text.get_text() for text in ax.texts]
    shapes = {
        tuple(map(tuple, scatter.get_paths()[0].vertices.round(2)))
        for scatter in ax.collections
        if scatter.get_label() in (HOLDS, FAILS, NOT_COMPUTED)
    }
    assert len(shapes) == 3  # told apart without colour


def test_words_about_robustness_count_what_is_drawn():
    said = caption_robustness(robustness())
    assert (
        "in each of the other 3 one choice" in said
        and "(up to 1 combination of choices, not drawn, included)" in said
    )
    assert "held in 3 of 4 recounts." in describe_robustness(robustness(), finding())


@pytest.mark.parametrize(
    "table, title",
    [
        (
            finding(n_holds=4),
            "1 of 1 claims held in every recount that tests it",
        ),
        (
            finding(),
            "0 of 1 claims held in every recount that tests them; 1 holds but not in all",
        ),
        (
            finding(FAILS, 1),
            "0 of 1 claims held in every recount that tests them; 1 fails",
        ),
        (
            finding(HOLDS, 0, 0),
            "0 of 1 claims held in every recount that tests them; 1 holds but could not be tested",
        ),
        (
            finding(BY_RULE, 1),
            "0 of 1 claims held in every recount that tests them; 1 follows from a coding rule",
        ),
    ],
)
def test_title_counts_the_claims(table, title):
    assert summarise_robustness(table) == title


def draw_noise(sheet):
    sheet.axes(3).imshow(np.random.default_rng(0).random((200, 200)))


def test_gallery_is_small_and_the_other_figures_are_links(tmp_path):
    for name, draw in (("02_a", draw_noise), ("03_b", lambda sheet: sheet.axes(3).plot([1, 2]))):
        rows = pd.DataFrame({"name": ["9", "b"], "x": [1, 2]})
        save_figure(make_figure(name, draw, rows, title="t", alt="a", caption="c"), tmp_path)
    gallery = show_figures(tmp_path, ["02_a", "04_not_drawn"])
    assert [figure.name for figure in gallery.figures] == ["02_a"]
    assert encoded_size(gallery) < (tmp_path / "figures" / "02_a.png").stat().st_size
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "03_x.ipynb").write_text('"metadata": {"figure": "03_b"}')
    assert link_figures(tmp_path, but=["02_a"]) == "- [03_b](03_x.ipynb): t"
    assert link_figures(tmp_path, but=["03_b"]) == "- 02_a: t"
    stored = read_rows("02_a", tmp_path)
    assert stored["x"].sum() == 3 and stored["name"].tolist() == ["9", "b"]


def test_folder_of_articles_is_described(tmp_path):
    assert "no article" in describe_corpus(tmp_path) and "no article" in describe_corpus(
        tmp_path / "none"
    )
    for name in ("b.txt", "a.html", "dictionary.csv", ".hidden"):
        (tmp_path / name).write_text("x")
    assert [path.name for path in find_articles(tmp_path)] == ["a.html", "b.txt"]
    assert "2 files" in describe_corpus(tmp_path) and "dictionary&#46;csv" in describe_corpus(
        tmp_path
    )
    assert count_files(tmp_path)[["kind", "n"]].to_numpy().tolist() == [[".html", 1], [".txt", 1]]
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "c.txt").write_text("x")
    assert [path.name for path in find_articles(tmp_path)] == ["c.txt"]
    assert find_articles(tmp_path / "raw" / "c.txt") == [tmp_path / "raw" / "c.txt"]


def test_each_notebook_says_in_its_first_sentence_what_it_answers():
    notebooks = list_notebooks()
    assert notebooks["notebook"].iloc[0] == "00_start_here"
    assert notebooks["what it answers"].str.len().gt(20).all()


def plain(markdown: str) -> str:
    return html.unescape(markdown).replace("\n", " ")


def test_a_citation_without_authors_begins_with_the_title():
    about = read_citation()
    assert about["authors"] == "" and about["title"] and about["version"]
    text = plain(describe_citation(ROOT, "0123456789ab"))
    year = about["date-released"][:4]
    assert text.startswith(f"*{about['title']}* ({year}). [Data set and software]. Version ")
    assert f"{about['version']}, record 0123456789ab." in text and "ro-crate-metadata.json" in text
    assert "record 01" not in describe_citation() and "footer" in describe_citation()
    assert "footer" not in describe_citation(ROOT, "")  # no run, no record


def test_authors_are_named_as_citation_cff_and_study_toml_give_them(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.findings.citing.ROOT", tmp_path)
    (tmp_path / "CITATION.cff").write_text(
        'title: "T"\nauthors:\n  - family-names: Doe\n    given-names: "Ann B."\n'
        "  - name: The *Harbour* Group\n  - name: anonymous\nversion: 1.0\ndate-released: 2030-01-02\n",
        encoding="utf-8",
    )
    assert read_citation()["authors"] == "Doe, Ann B.; The *Harbour* Group"
    text = describe_citation(ROOT, "ab")
    assert "*Harbour*" not in text
    assert plain(text).startswith("Doe, Ann B.; The *Harbour* Group (2030). *T* [Data set and")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "study.toml").write_text('name = "Port"\nauthors = [" Roe, R. ", ""]\n')
    (tmp_path / "run.json").write_text('{"corpus": "corpus", "ended": "2031-05-06T07:08:09"}')
    text = plain(describe_citation(tmp_path, "cd"))
    assert (
        text.startswith("Roe, R. (2031). *Port* [Data set]. Record cd.") and "Doe, Ann B." in text
    )
    (tmp_path / "study.toml").write_text('name = "Port"\n')
    text = plain(describe_citation(tmp_path, "cd"))
    assert text.startswith("*Port* (2031). [Data set]. Record cd.") and "names no authors" in text


def test_authors_are_a_list(tmp_path):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "run.json").write_text('{"corpus": "corpus"}')
    (tmp_path / "study.toml").write_text('authors = "Roe, R."\n')
    with pytest.raises(ValueError, match="Surname, Given name"):
        read_settings(tmp_path)


def test_readme_fits_one_screen_and_quotes_claims_of_the_list_only():
    text = README.read_text(encoding="utf-8")
    claims = {f"finding.{claim.replace(' ', '-')}" for claim in read_list("claims", LISTS)["claim"]}
    quoted = {mark[2] for mark in MARK.finditer(text) if mark[2].startswith("finding.")}
    assert len(quoted) == 2 and quoted <= claims
    assert len(re.sub(r"<!--.*?-->", "", text).split()) <= 700
    assert "does not assess" in text and text.count("![") == 1


@pytest.mark.parametrize("path", [README, METHOD])
def test_what_readme_and_the_method_link_to_is_there(path):
    links = re.findall(r"\]\((?!\w+:)([^)#]+)", path.read_text(encoding="utf-8"))
    assert len(links) > 4 and [link for link in links if not (path.parent / link).exists()] == []


def test_the_paper_says_what_was_tested_and_how_it_ended():
    table = pd.concat([finding(n_holds=4), finding(), finding(FAILS, 1), finding(BY_RULE, 1)])
    said = say_tally(table)
    assert said.startswith("1 of 4 claims held in every recount that tests it, ")
    assert "1 in most, 1 fails, 1 follows from a coding rule." in said


def test_a_range_says_what_it_leaves_out():
    rows = [
        ("published", 6.0, HOLDS, False),
        ("one change", 2.0, HOLDS, True),
        ("one change", np.nan, HOLDS, True),
        ("one change", 9.0, HOLDS, False),
        ("one change", 1.0, TOO_FEW, True),
        ("several changes", 5.0, HOLDS, True),
    ]
    table = pd.DataFrame(rows, columns=["kind", "value", "verdict", "could_turn"])
    table = table.assign(claim="a", setting="without b")
    options = "frame=f; voice=direct; against_voice=narrator"
    claims = pd.DataFrame({"claim": ["a"], "measure": ["rates"], "options": [options]})
    assert find_ranges(table, claims)["a"] == (
        " (1 changed several things at once)",
        "in 2 of them the ratio ran from 2 to 5; if the article b is left out, there is no ratio, since the narrator has "
        "none of these words; if the article b is left out, too few words are left to judge",
        "",
        "words",
        {},
    )
    documents = pd.DataFrame({"doc_id": ["b", "c"], "title": ["A & B", None]})
    assert "if one article (“A & B”) is left out, too few" in (
        find_ranges(table, claims, name_articles(documents))["a"].told
    )
    thin = table.assign(verdict=TOO_FEW)[2:5]
    assert find_ranges(pd.concat([table[:1], thin]), claims)["a"].told == (
        "in 2 recounts, too few words are left to judge"
    )
    assert find_ranges(table[:1], claims) == {}
    row = next(finding(n_holds=4, fails_in=None).assign(claim="a").itertuples())
    assert say_choices(row, find_ranges(table, claims)).startswith(
        "It held in all 4 recounts that test it (1 changed several things at once); in"
    )


@pytest.mark.parametrize(
    "n, of, said",
    [
        (0, 3, ""),
        (1, 1, " (it changed several things at once)"),
        (2, 2, " (all changed several things at once)"),
        (1, 1200, " (1 changed several things at once)"),
    ],
)
def test_combinations_are_counted_among_the_choices(n, of, said):
    assert say_combined(n, of) == said


def test_a_choice_that_removes_what_a_claim_counts_is_named_as_no_test():
    """It changed the numbers, and would change them in any articles: the claim is not among its tests."""
    setting = "words between scare quotes: not counted"
    rows = [
        ("a", "as published", "published", 13, HOLDS),
        ("a", setting, "one change", 0, FAILS),
        ("b", setting, "one change", 2, FAILS),
        ("c", setting, "no difference", 2, HOLDS),
    ]
    table = pd.DataFrame(rows, columns=["claim", "setting", "kind", "value", "verdict"])
    table = table.assign(could_turn=False)
    options = ["frame=f; quoted=scare", "frame=f; status=denied", "frame=f; quoted=scare"]
    claims = pd.DataFrame({"claim": list("abc"), "measure": "matches", "options": options})
    ranges = find_ranges(table, claims)
    assert list(ranges) == ["a"] and ranges["a"].excluded == (
        "Leaving out words in scare quotes would be no test: those are the words counted"
    )
    row = next(finding(n_holds=4, fails_in=None).assign(claim="a").itertuples())
    assert say_choices(row, ranges).endswith("recounts. " + ranges["a"].excluded)
