"""The front page and the way from a number to its characters: by rule, from tables, nothing promised in vain."""

import json
import re
from dataclasses import replace
from html import unescape
from types import SimpleNamespace
from urllib.parse import parse_qs

import numpy as np
import pandas as pd
import pytest
from hostile import HARMS, fill, write_study
from hypothesis import example, given
from hypothesis import strategies as st
from test_pages import TEXTS, small_study, visible_text

from analysis.articles.reading import read_articles
from analysis.findings.as_read import NOT_READ, say_made_from, say_read
from analysis.findings.claims import HOLDS, fewest
from analysis.framing.groups import compare_frames
from analysis.framing.sentences import ENOUGH_WORDS
from analysis.measures.rates import ENOUGH_DOCS
from analysis.site import story
from analysis.site.claims import claims_parts, count_places, list_findings, say_shared
from analysis.site.differences import tell_differences
from analysis.site.front import page_parts, say_bounds
from analysis.site.raw import mark_line, raw_pages, restore_lines
from analysis.site.reading import read_once, read_study
from analysis.site.rendering import render
from analysis.site.shards import is_counted, make_lines
from analysis.site.statements import localise
from analysis.site.story import (
    FINDINGS,
    LONGEST,
    POINTERS,
    SHORTEST,
    chart_voices,
    choose_findings,
    close_marks,
    count_enough,
    cut_marks,
    define_frames,
    find_doubts,
    find_unclear,
    in_ten,
    link_lines,
    list_words,
    quote_sentence,
    say_changed,
    say_first_speaker,
    say_meaning,
    say_moved,
    say_retold,
    say_unclear,
    say_unlike,
    tell_story,
)
from analysis.site.trust import (
    FEW_TESTED,
    list_scores,
    say_coders,
    say_dictionary,
    say_few,
    say_list,
    say_trust,
)
from analysis.site.words import make_sentences
from analysis.tables.columns import COLUMNS
from analysis.tables.settings import read_settings
from analysis.tables.stored import (
    LISTS,
    ROOT,
    corpus_of,
    empty_table,
    read_list,
    read_table,
    table_path,
    write_table,
)
from analysis.terms.groups import FEWEST
from analysis.text.views import FEW
from analysis.topics.numbers import ENOUGH_ARTICLES
from analysis.topics.reading import ENOUGH_TO_COMPARE

has_results = pytest.mark.skipif(
    not table_path("findings", ROOT).exists(), reason="the study has not been run here"
)


def finding(claim="one", **changes):
    """A finding that is told, unless `changes` speak against it."""
    return {
        "claim": claim,
        "options": "frame=denial; voice=direct",
        "sentence": f"{claim}: 3 of 4.",
        "verdict": "holds",
        "n": 3.0,
        "of_n": 4.0,
        "n_holds": 5,
        "n_settings": 5,
        "share": 1.0,
        "n_articles_hold": 2,
        "n_articles": 3,
    } | changes


def choose(*rows, measures=None):
    measures = measures or {row["claim"]: row["claim"] for row in rows}
    claims = pd.DataFrame({"claim": list(measures), "measure": list(measures.values())})
    return choose_findings(fill(list(rows), "findings"), claims)["claim"].to_list()


# Which findings are told -------------------------------------------------------------------


@pytest.mark.parametrize(
    "against",
    [
        {"verdict": "fails"},
        {"verdict": "too few to judge"},
        {"verdict": "follows from a coding rule"},
        {"n_holds": 4},
        {"n_holds": 0, "n_settings": 0},
        {"n_articles_hold": 1, "n_articles": 2},
        {"n_articles_hold": 0, "n_articles": 0},
    ],
)
def test_a_finding_that_a_choice_or_an_article_turns_is_not_told(against):
    assert choose(finding()) == ["one"] and choose(finding(**against)) == []


def test_one_finding_of_each_measure_the_most_tested_first():
    rows = [finding("a"), finding("b", n_holds=9, n_settings=9), finding("c")]
    assert choose(*rows, measures={"a": "words", "b": "words", "c": "rates"}) == ["b", "c"]
    many = [finding(f"{n}") for n in range(FINDINGS + 1)]
    assert len(choose(*many)) == FINDINGS


def test_no_findings_and_no_list_of_claims_are_no_error():
    empty = pd.DataFrame({"claim": [], "measure": []})
    assert choose_findings(empty_table("findings"), empty).empty
    assert choose_findings(fill([finding()], "findings"), empty)["claim"].to_list() == ["one"]


# The sentence under a finding ---------------------------------------------------------------


def test_the_sentence_is_whole_may_be_shown_and_is_counted(tmp_path):
    study = small_study(tmp_path)
    quotation = quote_sentence(study, finding())
    assert "".join(words for words, _ in quotation["pieces"]) == TEXTS["first"][1]
    assert [words for words, is_marked in quotation["pieces"] if is_marked] == ["refute"]
    assert quotation["speaker"] == "Ana Ruiz" and quotation["link"] == "articles/first.html#row-m1"
    hidden = study.sentences.assign(is_shown=False)
    study.sentences["is_shown"] = hidden["is_shown"]
    assert quote_sentence(study, finding()) is None


@pytest.mark.parametrize("n_words", [SHORTEST - 1, SHORTEST, LONGEST, LONGEST + 1])
def test_sentences_too_short_or_too_long_are_not_quoted(tmp_path, n_words):
    study = small_study(tmp_path)
    is_line = study.sentences["sentence"].eq(1) & study.sentences["doc_id"].eq("first")
    text = "Refute " + "refute " * (n_words - 2) + "it."
    study.sentences["text"] = study.sentences["text"].where(~is_line, text)
    found = quote_sentence(study, finding())
    assert (found is not None) == (SHORTEST <= n_words <= LONGEST)


def test_a_sentence_is_quoted_once_and_words_in_a_voice_are_found(tmp_path):
    study = small_study(tmp_path)
    first = quote_sentence(study, finding())
    assert quote_sentence(study, finding(), {first["place"]}) is None
    said = quote_sentence(study, finding(options="voice=direct; among_voice=direct|indirect"))
    assert said["speaker"] == "Ana Ruiz" and said["link"].endswith("#row-q1")
    assert quote_sentence(study, finding(options="terms=20")) is None


def say(study, *texts, **columns):
    """The study with these body sentences of the first article, "refute" a counted denial in each, in the narrator's voice."""
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)]).tolist()
    sentences = [
        {"doc_id": "first", "sentence": n, "paragraph": n, "kind": "body", "text": text}
        | {"raw_start": start, "raw_end": start + len(text)}
        for n, (text, start) in enumerate(zip(texts, starts))
    ]
    hits = [
        {"match_id": f"m{n}-{at.start()}", "doc_id": "first", "sentence": n, "text": "refute"}
        | {"raw_start": start + at.start(), "raw_end": start + at.end(), "kind": "body"}
        | {"frame": "denial", "use": "count", "voice": "narrator", "status": "asserted"}
        for n, (text, start) in enumerate(zip(texts, starts))
        for at in re.finditer("refute", text)
    ]
    return replace(
        study,
        sentences=fill(sentences, "sentences").assign(is_shown=True),
        quotations=study.quotations[:0],
        matches=fill(hits, "matches").assign(has_card=True, **columns),
    )


SHORT = "Some of us refute all that today."
GOOD = "Many speakers of the conference refute what was written, and later refute all of that once again."


@pytest.mark.parametrize(
    "better, worse",
    [
        (GOOD, GOOD.replace("later refute", "later deny")),  # two words counted, not one
        (GOOD, f"many {GOOD}"),  # no beginning of a sentence
        (GOOD, f"12. {GOOD}"),  # the number of a paragraph before it
        (SHORT.replace("us", "us here"), SHORT.replace("us", "us here")[:-1]),  # no end
        (f"“{GOOD}", f"they {GOOD}"),
        (GOOD.replace("Many", "Many other"), GOOD.replace("Many", "Such")),  # points to another one
        (
            GOOD.replace("once", "there once"),
            "Many speakers refute, and refute today.",
        ),  # nearer to twenty words
    ],
)
def test_of_many_sentences_a_clear_one_of_middling_length_is_quoted(better, worse, tmp_path):
    study = small_study(tmp_path)
    for texts in ([better, worse], [worse, better]):
        quotation = quote_sentence(say(study, *texts), finding(options="frame=denial"))
        shown = "".join(words for words, _ in quotation["pieces"])
        assert shown.startswith(better), shown


def test_what_is_asserted_is_quoted_before_what_is_denied_or_mentioned(tmp_path):
    study = small_study(tmp_path)
    for status in (["mentioned", "denied", "asserted"], ["mentioned", "denied", "denied"]):
        texts = [SHORT.replace("us", f"us {n}") for n in "here there now".split()]
        quotation = quote_sentence(
            say(study, *texts, status=status), finding(options="frame=denial")
        )
        assert quotation["place"] == status.index(sorted(status)[0])


def grouped_study(folder, by="outlet", group="Asia | One & two"):
    """Twenty-four articles in two groups, of which the first has more denial; the table `group_frames` of it."""
    study = small_study(folder)
    parts = {name: [] for name in ("documents", "sentences", "quotations", "matches")}
    for number in range(24):
        is_in, name = number < 12, f"a{number:02}"
        for table, rows in parts.items():
            own = getattr(study, table)
            own = own[own["doc_id"] == "first"].assign(doc_id=name)
            if table == "documents":
                own["outlet"], own["file"] = group if is_in else "Mail", f"{name}.txt"
            if table in ("quotations", "matches"):
                key = {"quotations": "quote_id", "matches": "match_id"}[table]
                own[key] = own[key] + name
            if table == "matches":
                own = own[
                    own["frame"].ne("denial") | is_in | (own["text"].eq("refute") & (number == 13))
                ]
            rows.append(own)
    tables = {name: pd.concat(rows, ignore_index=True) for name, rows in parts.items()}
    for name, table in tables.items():
        write_table(table[list(COLUMNS[name])], name, folder)
    (folder / "study.toml").write_text('groups = ["outlet"]', encoding="utf-8")
    words = tables["documents"][["doc_id", "n_words"]]
    settings = read_settings(folder)
    frames = sorted(tables["matches"]["frame"].unique())
    table = compare_frames(
        tables["matches"], words, tables["documents"], frames, corpus_of(folder), settings
    )
    write_table(table, "group_frames", folder)
    return read_study(folder)


def lines_behind(link, lines):
    """The lines that a link to the list of framing words opens, as its script chooses them."""
    asked = parse_qs(link.partition("?")[2])
    kept = [
        lines[name].map(lambda cell, own=own: bool({*cell.split(" + ")} & {*own}))
        for name, own in asked.items()
    ]
    return lines[np.logical_and.reduce(kept)]


def test_the_lines_behind_a_difference_between_groups_are_those_that_it_counts(tmp_path):
    study = grouped_study(tmp_path)
    lines, table = make_lines(study), read_table("group_frames", tmp_path)
    told = tell_differences(tmp_path)["differences"]
    row = table[table["differs"] & table["frame"].eq("denial")].iloc[0]
    (one,) = [one for one in told if one["sentence"].startswith("Denial")]
    found = lines_behind(one["link"], lines)
    assert row["group"] == "Asia | One & two" and row["n"] == 24 == len(found)
    assert one["label"] == "Read its 24 lines" and one["quotation"]["doc_id"] < "a12"
    assert lines["frame"].str.contains("denial").sum() > len(found)  # the others' are not there


def test_the_lines_behind_a_claim_about_a_group_are_those_of_the_group(tmp_path):
    study = grouped_study(tmp_path)
    lines = make_lines(study)
    for group, label in (("Asia | One & two", "Read the 24 lines"), ("Mail", "Read the one line")):
        (link,) = link_lines(f"frame=denial; by=outlet; group={group}", study)
        found = lines_behind(link["link"], lines)
        assert link["label"] == label and set(found["group-outlet"]) == {group}
        asked = finding(options=f"frame=denial; by=outlet; group={group}")
        assert quote_sentence(study, asked)["doc_id"] in set(found["doc_id"])


def test_a_word_of_two_frames_is_one_of_the_lines_that_a_link_counts(tmp_path):
    study = small_study(tmp_path)
    again = study.matches[study.matches["match_id"] == "m1"].assign(match_id="m7", frame="doubt")
    study = replace(study, matches=pd.concat([study.matches, again], ignore_index=True))
    (link,) = link_lines("frame=denial; against_frame=doubt", study)
    n = len(lines_behind(link["link"], make_lines(study)))
    assert link["label"] == f"Read the {n} lines" and n == 3


def test_marks_are_cut_where_they_begin_and_end():
    assert cut_marks("abcdef", [(1, 3), (2, 4)]) == [("a", False), ("bcd", True), ("ef", False)]
    assert cut_marks("ab", []) == [("ab", False)] and cut_marks("ab", [(0, 2)]) == [("ab", True)]
    assert cut_marks("a\u202eb", [])[0][0] == "a[U+202E]b"


# What it means, and how far to trust it -----------------------------------------------------


@pytest.mark.parametrize(
    "measure, options, n, of_n, words",
    [
        (
            "rates",
            "frame=a; voice=direct; against_voice=narrator",
            6.0,
            2.0,
            "For every 10 a words in the narrator’s text there are 30 in as much of quoted speech.",
        ),
        (
            "matches",
            "frame=a; quoted=scare",
            8,
            10,
            "The rules take such marks for scare quotes, a sign of distance; some may merely quote.",
        ),
        (
            "words",
            "voice=indirect; among_voice=direct|indirect",
            7,
            10,
            "The wording of retold speech may be the article’s.",
        ),
        (
            "words",
            "role=resident; among_voice=direct|indirect",
            1,
            90,
            "fewer than 1 in every 20 are those of residents",
        ),
    ],
)
def test_what_a_finding_means_is_computed(measure, options, n, of_n, words):
    row = finding(measure=measure, options=options, n=n, of_n=of_n)
    assert words in say_meaning(row)
    assert (
        say_meaning({**row, "of_n": np.nan}) is None
        and say_meaning({**row, "measure": "x"}) is None
    )


def test_shares_in_words_reach_their_ends():
    assert [in_ten(n, 100) for n in (0, 4, 50, 74, 72, 96, 100)] == [
        "none",
        "fewer than 1 in every 20",
        "about half",
        "about 3 in every 4",
        "about 7 in every 10",
        "nearly all",
        "all",
    ]


def test_trust_says_what_is_not_known(tmp_path):
    assert "is not known" in say_dictionary(empty_table("validity"))
    row = {"sample": "unseen", "frame": "all", "voice": "all", "precision": 0.514, "recall": 0.58}
    assert "agreed with 51% of what the list found, " in say_dictionary(fill([row], "validity"))
    assert "agreed with 51% of what the list found, " in say_list(fill([row], "validity"))
    documents = fill([{"doc_id": "a"}], "documents")
    coding = pd.DataFrame({"doc_id": ["a"], "coder": ["coder 1 (language model)"]})
    assert "a language model; no person has checked" in say_coders(coding, documents)
    assert "Nobody has read and coded" in say_coders(coding, fill([{"doc_id": "b"}], "documents"))
    study = small_study(tmp_path)
    for n, is_said in ((FEW - 1, False), (FEW, True)):  # of fewer the first sentences say it
        write_table(
            fill([{"doc_id": f"d{i}"} for i in range(n)], "documents"), "documents", study.out
        )
        assert ("how they were chosen" in say_trust(study.out)[-1]) == is_said
        assert bool(say_bounds(study.out)) != is_said


# The page, with tables knocked out ----------------------------------------------------------


@pytest.mark.parametrize(
    "gone", ["findings", "validity", "quotations", "matches", "documents", "sentences"]
)
def test_the_front_page_promises_no_row_that_is_not_there(tmp_path, gone):
    study = small_study(tmp_path)
    write_table(fill([finding()], "findings"), "findings", study.out)
    if gone in ("documents", "sentences"):  # then nothing that hangs on them is there
        for name in ("findings", "quotations", "matches", "sentences"):
            write_table(empty_table(name), name, study.out)
    write_table(empty_table(gone), gone, study.out)
    with read_once():  # as while a site is built
        parts = page_parts(study.out, is_published=False)
        claims = visible_text("".join(claims_parts(study.out).values()))
    text = visible_text("".join(parts.values()))
    assert "nan" not in text.lower().split() and "None" not in text.split()
    if gone == "matches":
        assert "<blockquote" not in parts["story"] and not parts["chart"]
    assert "nan" not in claims.lower().split() and "None" not in claims.split()
    if gone == "findings":
        assert "No claim has been checked yet" in text and "<section" not in parts["story"]
        assert "No claim has been checked yet" in claims
    if gone == "validity":
        assert "is not known" in parts["trust"]


def test_claims_that_all_turn_are_said_to_be_told_nowhere(tmp_path):
    study = small_study(tmp_path)
    write_table(fill([finding(verdict="fails")], "findings"), "findings", study.out)
    assert "The one claim does not hold" in page_parts(study.out, False)["story"]


def test_where_no_claim_is_firm_those_that_hold_are_told_with_what_turns_them(tmp_path):
    study = small_study(tmp_path)
    rows = [finding(n_holds=1, fails_in="hyphens"), finding("two", verdict="fails")]
    write_table(fill(rows, "findings"), "findings", study.out)
    text = visible_text(page_parts(study.out, False)["story"])
    assert "This one holds as counted" in text
    assert (
        "It held in 1 of 5 recounts. It fails under “hyphens”." in text
        and "It held in all" not in text
    )
    claims = visible_text("".join(claims_parts(study.out).values()))
    assert "It held in 1 of 5 recounts. It fails under “hyphens”." in claims
    write_table(fill([*rows, finding("three")], "findings"), "findings", study.out)
    text = visible_text(page_parts(study.out, False)["story"])
    assert "hold as counted" not in text and "one: 3 of 4" not in text and "three: 3 of 4" in text


def test_the_frames_of_a_finding_are_defined_by_the_codebook(tmp_path):
    study = small_study(tmp_path)
    study.matches["text"] = ["Lies,", "lies", "refute", "growth", "x", "y"]
    frames = define_frames("frame=denial; against_frame=nowhere; voice=direct", study)
    assert frames == []  # neither is in the codebook
    study.matches["frame"] = ["security"] * 3 + ["unity"] * 3
    study.matches["pattern"] = ["lies", "lies", "refute", "growth", "x", "y"]
    frames = define_frames("frame=unity|security", study)
    assert [frame["code"] for frame in frames] == ["Unity", "Security"]
    assert (
        frames[1]["words"] == ["lies"] and "order" in frames[1]["definition"]
    )  # none that occurs once


def test_a_word_that_ties_with_one_left_out_is_not_called_the_commonest():
    def listed(texts: str, patterns: str | None = None) -> tuple[list[str], bool]:
        words = [text.split() for text in (texts, patterns or texts)]
        told = list_words(pd.DataFrame(dict(zip(("text", "pattern"), words))))
        return told["words"], told["vary"]

    assert listed("a a a b b c c d d") == (["a"], False)
    assert listed("a a a b b c c") == (["a", "b", "c"], False)
    assert listed("a b") == ([], False)
    # Words are counted by pattern, and each pattern is shown by its commonest form.
    assert listed("lie lie lie made makes Makes x", "lie lie lie m* m* m* x") == (
        ["lie", "makes"],
        True,
    )


def test_articles_are_unlike_if_one_has_most_words_of_a_frame_and_more_than_its_part_of_the_text():
    documents = pd.DataFrame({"doc_id": ["a", "b", "c"], "n_words": [400, 300, 300]})
    rows = [("a", "hope")] * 9 + [("b", "hope")] * 2
    rows += [("b", "cost")] * 8 + [("a", "cost")] * 4 + [("b", "rare")] * 3
    matches = pd.DataFrame(rows, columns=["doc_id", "frame"])
    assert (
        say_unlike(matches, documents)
        == "one has 9 of the 11 hope words, another has 8 of the 12 cost words"
    )
    long = documents.assign(n_words=[990, 5, 5])  # a has most of the text, too
    assert say_unlike(matches, long) == "one has 8 of the 12 cost words"
    assert say_unlike(matches.head(0), documents) == ""
    assert say_unlike(matches.head(9).assign(frame="hope"), documents) == ""  # too few words


def test_the_page_says_its_rule_and_escapes_what_it_quotes(tmp_path):
    study = small_study(tmp_path)
    row = finding(sentence="<script>x</script>: 3 of 4.")
    write_table(fill([row], "findings"), "findings", study.out)
    write_table(study.documents.assign(outlet="The <Post>"), "documents", study.out)
    html = page_parts(study.out, is_published=False)["story"]
    assert (
        "<script" not in html and "The &#60;Post&#62;, between 2 January and 5 January 2020" in html
    )
    assert "Ana Ruiz, quoted" in visible_text(html)
    claims = "".join(claims_parts(study.out).values())
    assert "<script" not in claims and f"{SHORTEST} to {LONGEST} words" in visible_text(claims)
    place = re.search(r"claims\.html#([\w-]+)", html)[1]
    assert f'id="{place}"' in claims


def test_bars_add_up_and_others_count_with_the_narrator(tmp_path):
    study = small_study(tmp_path)
    matches = study.matches.drop(columns="has_card")
    matches.loc[matches["match_id"] == "m4", "voice"] = "hearsay"
    write_table(matches, "matches", study.out)
    chart = chart_voices(study.out)
    assert {row["frame"]: (row["said"], row["n"]) for row in chart["rows"]} == {
        "denial": (2, 2),
        "doubt": (1, 1),
        "development": (0, 1),
    }
    assert chart["said"] == 3 and chart["n"] == 4
    assert chart["none"] == []
    assert (chart["share"], chart["words"]) == ("75%", "")  # no claim has counted all words
    asked = ("voice=indirect; among_voice=direct|indirect", "voice=direct|indirect")
    rows = [finding(options, options=options, n=1300.0, of_n=2000.0) for options in asked]
    write_table(fill(rows, "findings"), "findings", study.out)
    matches = matches.reset_index(drop=True).head(4)
    said = say_first_speaker(matches.assign(speaker=["Ana", "Ana", "Bo", None]))
    assert said == "Most from one known speaker (Ana): 2 of the 4."
    for tied in (["Ana", "Bo", None, None], [None] * 4):
        assert say_first_speaker(matches.assign(speaker=tied)) == ""
    chart = chart_voices(study.out)
    assert chart["words"] == "are 65% of all words"
    text = visible_text(render("chart.html", chart=chart | {"none": ["cost", "hope"]}))
    assert "3 of 4 uses of framing words (75%) are in somebody’s speech; so are 65% of all" in text
    assert "No words of cost and hope were found." in text
    for row in chart["rows"]:
        assert sum(n for _, n, _ in row["parts"]) == row["n"]


# From a number to the characters ------------------------------------------------------------


def test_raw_lines_are_the_characters_of_the_files():
    study = read_study(ROOT)
    if study.documents.empty:
        pytest.skip("the study has not been run here")
    _, texts, _ = read_articles(LISTS)
    for line, raw in zip(study.sentences.itertuples(), restore_lines(study.sentences, study.edits)):
        assert raw == texts[line.doc_id][line.raw_start : line.raw_end]


def test_a_change_over_the_edge_of_a_line_is_not_undone_by_guess(tmp_path):
    study = small_study(tmp_path)
    end = int(study.sentences["raw_end"][0])
    edit = {"doc_id": "first", "order": 0, "fix": "x", "raw_start": end - 1, "raw_end": end + 1}
    edits = fill([{**edit, "removed": "ab", "inserted": "c"}], "edits").astype(study.edits.dtypes)
    assert restore_lines(study.sentences, edits)[0] is None


def test_marks_of_a_raw_line_overlap_and_keep_all_their_places():
    html = str(mark_line("abcdef", 10, [(11, 14), (12, 15)], [(12, 15), (9, 12), (13, 99)]))
    assert visible_text(html) == "abcdef"
    assert visible_text("".join(re.findall("<mark>.*?</mark>", html))) == "bcde"
    assert re.findall('id="(.*?)"', html) == ["c11-14", "c12-15", "c13-99"]


@example("\ufffe", 0, 1)
@given(st.text(), st.integers(0, 30), st.integers(1, 30))
def test_a_raw_line_has_one_element_or_character_for_each_of_its_characters(text, start, n):
    html = str(mark_line(text, 0, [(start, start + n)]))
    signs = re.sub("<[^>]+>", "", re.sub('<span class="one">.*?</span>', "1", html))
    signs = re.sub("&#[0-9]+;", "1", signs)  # browsers show U+FFFE too, Python leaves it out
    assert len(unescape(signs)) == len(text)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", html)


def test_raw_pages_hold_back_what_pages_may_not_show(tmp_path):
    pages = {document.doc_id: str(body) for document, body in raw_pages(small_study(tmp_path))}
    assert "Nobody was hurt" not in pages["first"]
    assert "1 line hidden: 16 characters" in visible_text(pages["first"])
    whole = small_study(tmp_path, whole=["first"])
    pages = {document.doc_id: str(body) for document, body in raw_pages(whole)}
    assert "Nobody was hurt" in unescape(pages["first"]) and "No line is hidden" in pages["first"]


def test_hostile_articles_stay_text_on_raw_pages(tmp_path):
    study = read_study(write_study(tmp_path))
    for _, body in raw_pages(study):
        assert body.count("<script") == 1 and not re.search("[\u202a-\u202e\u2066-\u2069]", body)
    assert len(HARMS) <= len(study.documents)


@has_results
def test_every_finding_leads_to_its_lines_and_each_line_to_its_characters():
    """As many lines, words or terms as the finding counts; a browser walks them (check_walk.mjs)."""
    study = read_study(ROOT)
    claims = read_list("claims", LISTS).set_index("claim")["measure"]
    lines, (sentences, _) = make_lines(study), make_sentences(study)
    runs = pd.DataFrame(
        [run for runs in sentences["voices"] for run in runs],
        columns=["end", "voice", "speaker", "role", "n"],
    )
    raw = {document.doc_id: str(body) for document, body in raw_pages(study)}
    checked = set()
    for row in list_findings(ROOT):
        assert row["links"], row["claim"]
        measure, address = claims[row["claim"]], row["links"][0]["link"]
        asked = parse_qs(address.partition("?")[2])
        if address.startswith("concordance.html?"):
            found = lines[
                np.logical_and.reduce(
                    [
                        lines[name].map(
                            lambda cell, kept=kept: bool({*cell.split(" + ")} & {*kept})
                        )
                        for name, kept in asked.items()
                    ]
                )
            ]
            if measure == "matches":
                assert len(found) == row["n"], row["sentence"]
            if measure == "frames":
                assert len(found) == row["n"] + row["of_n"], row["sentence"]
            if measure == "articles":
                assert found["doc_id"].nunique() == row["n"], row["sentence"]
            for line in found.itertuples():
                assert f'id="c{line.raw_start}-{line.raw_end}"' in raw[line.doc_id]
        elif "q" in asked:
            terms = asked["q"][0].split(" | ")
            n_docs = read_table("frequencies", ROOT).set_index("term")["n_docs"][terms]
            assert len(terms) == row["of_n"] and (n_docs == len(raw)).sum() == row["n"]
        else:
            voices = np.array(["narrator", "indirect", "direct"])[runs["voice"]]
            named = runs.assign(voice=voices)
            kept = [named[name].isin(values) for name, values in asked.items()]
            assert runs["n"][np.logical_and.reduce(kept)].sum() == row["n"], row["sentence"]
        checked.add(measure)
    assert {"matches", "frames", "articles", "words", "top terms"} <= checked


@has_results
def test_the_marked_characters_are_those_that_the_table_names():
    study = read_study(ROOT)
    _, texts, _ = read_articles(LISTS)
    raw = {document.doc_id: str(body) for document, body in raw_pages(study)}
    for row in study.matches.itertuples():
        after = raw[row.doc_id].split(f'id="c{row.raw_start}-{row.raw_end}"')[1]
        shown = unescape(re.sub("<[^>]+>", "", after[1:].split("</p>")[0]))
        assert shown.startswith(texts[row.doc_id][row.raw_start : row.raw_end])


@has_results
def test_the_published_story_is_told_with_sentences():
    told = tell_story(ROOT)
    assert 3 <= len(told) <= FINDINGS
    assert all(row["quotation"] and row["links"] for row in told)
    assert all(row["means"] or row["measure"] == "frames" for row in told)
    assert len({row["quotation"]["place"] for row in told}) == len(told)


def test_claims_without_framing_words_lead_to_words_or_terms(tmp_path):
    study = small_study(tmp_path)
    assert [link["link"] for link in link_lines("voice=direct|indirect", study)] == [
        "words.html?voice=direct&voice=indirect"
    ]
    terms = [{"term": term, "per_1000": 1.0} for term in ("the", "19", "river", "growth", "calm")]
    write_table(fill(terms, "frequencies"), "frequencies", study.out)
    asked = link_lines("terms=2; x=y", study)[0]["link"]
    assert parse_qs(asked.partition("?")[2])["q"] == ["river | growth"]
    study.documents["duplicate_of"] = [pd.NA, "first"]
    assert link_lines("role=resident", study)[0]["link"] == "words.html?role=resident&copies=no"
    assert link_lines(pd.NA, study) == []
    frames = link_lines("frame=a; against_frame=b", study)[0]
    assert frames["link"] == "concordance.html?frame=a&frame=b&counted=yes"
    assert frames["label"] == "Open the list"  # neither is found


def test_a_link_says_how_many_lines_it_opens(tmp_path):
    study = small_study(tmp_path)
    label = [link["label"] for link in link_lines("frame=denial", study)]
    n = int((study.matches["frame"] == "denial").sum())
    counted = is_counted(study.matches, study.documents).eq("yes") & study.matches["frame"].eq(
        "denial"
    )
    assert label == [f"Read the {counted.sum()} lines"] and n >= counted.sum() > 1
    study.matches["voice"] = ["narrator" if n == 0 else "direct" for n in range(len(study.matches))]
    study.matches["frame"] = "denial"
    labels = [
        link["label"]
        for link in link_lines("frame=denial; voice=direct; against_voice=narrator", study)
    ]
    n_said = int((is_counted(study.matches, study.documents).eq("yes")).sum()) - 1
    assert labels == [f"Read the {n_said} lines", "Read the 1 in the narrator’s text"]


def test_the_sentence_is_from_the_article_that_a_finding_rests_on_and_does_more_than_mention(
    tmp_path,
):
    study = small_study(tmp_path)
    is_long = study.sentences["doc_id"].eq("second") & study.sentences["sentence"].eq(1)
    longer = "They praised growth and openness at length, and for many more years to come."
    study.sentences["text"] = study.sentences["text"].where(~is_long, longer)
    study.matches["frame"], study.matches["kind"], study.matches["use"] = "denial", "body", "count"
    wide = finding(options="frame=denial")
    assert quote_sentence(study, wide)["doc_id"] == "first"
    assert quote_sentence(study, wide, dominant="second")["doc_id"] == "second"
    study.matches["status"] = study.matches["doc_id"].map({"first": "mentioned"}).fillna("denied")
    assert quote_sentence(study, wide)["doc_id"] == "second"


@pytest.mark.parametrize(
    "frame, is_asked",
    [
        ("unity", True),
        ("religion and culture", True),
        ("rights performance", False),
        ("uni", False),
    ],
)
def test_a_frame_that_the_question_names_has_a_bar_of_its_own(tmp_path, frame, is_asked):
    study = small_study(tmp_path)
    (study.out / "study.toml").write_text(
        'question = "How do they speak of Unity, religion and human rights?"', encoding="utf-8"
    )
    matches = pd.concat([study.matches.drop(columns="has_card")] * 4, ignore_index=True)
    matches["frame"] = [f"frame {n % 11}" for n in range(len(matches))]
    matches.loc[0, "frame"] = frame
    matches["match_id"] = [f"m{n}" for n in range(len(matches))]
    matches["kind"], matches["use"] = "body", "count"
    write_table(matches, "matches", study.out)
    rows = chart_voices(study.out)["rows"]
    assert (frame in [row["frame"] for row in rows]) == is_asked
    assert "other frames" in rows[-1]["frame"] and sum(row["n"] for row in rows) == len(matches)


def test_a_picture_of_a_readme_has_its_form_for_phones(tmp_path):
    for name in ("a.svg", "b.svg", "b.phone.svg"):
        (tmp_path / name).write_text("<svg/>", encoding="utf-8")
    one, two = (localise(f"![x <y>]({n}.svg)", tmp_path, tmp_path / "source") for n in "ab")
    assert "figure-scroll" in one and "<picture>" not in one and "x &lt;y&gt;" in one
    assert '(max-width: 600px)" srcset="pictures/b.phone.svg"' in two
    assert (tmp_path / "source" / "extra" / "pictures" / "b.phone.svg").exists()


# Folded pages -------------------------------------------------------------------------------


def test_code_is_folded_and_tables_for_checking_with_it():
    import nbformat

    from analysis.site.build import fold_cells

    new = nbformat.v4
    table = new.new_output("display_data", data={"text/html": "<table></table>"})
    picture = new.new_output("display_data", data={"text/html": "<figure></figure>"})
    cells = [
        new.new_markdown_cell("# Voices"),
        new.new_code_cell("a", outputs=[table]),
        new.new_markdown_cell("## Can this be trusted?"),
        new.new_code_cell("b", outputs=[table]),
        new.new_code_cell("c", outputs=[picture]),
        new.new_markdown_cell("## Which frames occur?"),
        new.new_code_cell("d", outputs=[table]),
    ]
    fold_cells(cells)
    tags = [cell.metadata["tags"] for cell in cells if cell.cell_type == "code"]
    assert json.dumps(tags) == json.dumps(
        [["hide-input"], ["hide-cell"], ["hide-input"], ["hide-input"]]
    )


def test_the_first_result_comes_before_the_code_that_leads_to_it():
    import nbformat

    from analysis.site.build import fold_cells, results_first

    new = nbformat.v4
    said = new.new_output("display_data", data={"text/markdown": "Found: 3."})
    cells = [
        new.new_markdown_cell("# Title"),
        new.new_code_cell("OUT = 1"),
        new.new_code_cell("import os"),
        new.new_code_cell("say()", outputs=[said]),
        new.new_code_cell("more()", outputs=[said]),
    ]
    first = results_first(cells)
    assert [cell.cell_type for cell in first] == ["markdown", "code", "code", "code"]
    assert first[1].outputs == [said] and first[2].outputs == []
    assert first[2].source == "OUT = 1\n\nimport os\n\nsay()"
    fold_cells(first)
    assert [cell.metadata["tags"] for cell in first[1:]] == [
        ["remove-input"],
        ["hide-input"],
        ["hide-input"],
    ]
    silent = [new.new_code_cell("a"), new.new_markdown_cell("b")]
    assert results_first(silent) == silent


def test_a_difference_between_groups_shows_its_sentence_as_a_finding_does(tmp_path):
    study = small_study(tmp_path)
    told = [{"frame": frame} for frame in study.matches["frame"].unique()]
    quotation = quote_sentence(study, {"options": f"frame={told[0]['frame']}"}, set())
    row = {
        "sentence": "More here than there.",
        "quotation": quotation,
        "link": "words.html",
        "label": "Read its 7 lines",
        "sides": "Both.",
    }
    page = visible_text(
        render(
            "differences.html",
            differences=[row],
            terms=[],
            asked=["outlet"],
            compared=[],
            unlike=[],
        )
    )
    assert "More here than there." in page and "Both. Read its 7 lines" in page
    assert "".join(words for words, _ in quotation["pieces"]).split()[0] in page


def test_words_of_a_doubtful_passage_say_so_and_those_of_a_sure_one_do_not():
    quotations = fill(
        [
            {
                "quote_id": key,
                "doc_id": "a",
                "raw_start": 10 * n,
                "raw_end": 10 * n + 8,
                "voice": voice,
                "odds": odds,
                "speaker": speaker,
            }
            for n, (key, voice, odds, speaker) in enumerate(
                [
                    ("q1", "indirect", "certain", "Ana"),
                    ("q2", "indirect", "likely", "Bo"),
                    ("q3", "perhaps", "likely", "Cy"),
                ]
            )
        ],
        "quotations",
    )
    spans = pd.DataFrame({"doc_id": "a", "raw_start": [1, 11, 21, 35], "raw_end": [2, 12, 22, 36]})
    found = find_doubts(spans, quotations)
    assert found["doubt"].fillna("").tolist() == ["", "likely", "perhaps", ""]
    assert found["perhaps"].tolist()[2] == "Cy"
    assert find_doubts(quotations, quotations)["doubt"].fillna("").tolist() == [
        "",
        "likely",
        "perhaps",
    ]


@pytest.mark.parametrize(
    "text, shown",
    [
        ('"All of it is so.', '"All of it is so. […]"'),
        ('It is so."', '"[…] It is so."'),
        ('He said: "It is so."', 'He said: "It is so."'),
        ("“All of it is so.", "“All of it is so. […]”"),
        ("It is so.”", "“[…] It is so.”"),
        ('A pipe of 3" is wide.', 'A pipe of 3" is wide.'),
    ],
)
def test_a_quotation_that_goes_on_elsewhere_is_closed(text, shown):
    assert "".join(words for words, _ in close_marks([(text, False)])) == shown


@pytest.mark.parametrize(
    "text, points",
    [
        ("Their acts failed.", True),
        ("It fell.", True),
        ("The heir fell, theirs.", False),
        ("Bits of hers.", False),
    ],
)
def test_words_that_point_to_another_sentence_are_known(text, points):
    assert bool(POINTERS.search(text)) == points


def test_counts_that_reading_changed_are_named():
    rates = pd.DataFrame(
        {"frame": ["a", "b", "c"], "naive": [42.0, 3, 5], "estimate": [41.0, 3, 6]}
    )
    assert say_changed(rates[:2], 1000) == "counts 41 a words, not 42"
    more = rates.assign(estimate=[41.0, 3, 8])
    assert (
        say_changed(more, 1000) == "counts some frames differently, most of all c: 8 words, not 5"
    )
    assert say_changed(rates[1:2], 1000) == "counts the frames the same"


def test_the_frame_whose_words_the_coding_moves_most_between_voices_is_named():
    rows = [
        ("a", "narrator", 6, 9),
        ("a", "indirect", 11, 8),
        ("a", "direct", 1, 1),
        ("b", "narrator", 0, 1),
        ("b", "direct", 6, 4),
        ("c", "direct", 19, 2),  # found more often, moved nowhere
        ("all", "narrator", 6, 90),
        ("all", "direct", 90, 6),
    ]
    table = pd.DataFrame(rows, columns=["frame", "voice", "n_coded", "n_matches"])
    table = table.assign(sample="in-sample", unit="framing words")
    assert say_moved(table) == "places 12, not 9, of the 18 a words in speech"
    assert say_moved(table[3:]) == "places 6 of 6 b words in speech, not 4 of 5"
    assert say_moved(table[5:]) == say_moved(table.assign(sample="unseen")) == ""
    # Words that may be a speaker's are coded as speech and found as the narrator's: no disagreement.
    assert (
        say_moved(table, pd.Series({"a": 3, "c": 2}))
        == "places 6 of 6 b words in speech, not 4 of 5"
    )
    assert say_moved(table, pd.Series({"a": 1})) == "places 11, not 9, of the 18 a words in speech"
    assert say_moved(table[:3], pd.Series({"a": 9})) == ""


def test_articles_with_too_few_words_are_no_instance_of_a_finding():
    claims = fill(
        [{"claim": "one", "measure": "matches", "comparison": "more than", "threshold": "0.5"}],
        "claims",
    )
    rows = [("a", HOLDS, 12, 16), ("b", HOLDS, 1, 1), ("c", "fails", 0, 4)]
    spread = pd.DataFrame(rows, columns=["doc_id", "verdict", "n", "of_n"]).assign(claim="one")

    def count(table):
        row = count_enough(fill([finding()], "findings"), claims, table).iloc[0]
        return int(row["n_articles_hold"]), int(row["n_articles"])

    assert count(spread) == (1, 1)
    assert count(spread.assign(of_n=[16, 5, 5])) == (2, 3)
    assert count(spread[:0]) == (2, 3)  # as it was, where articles were not asked


def test_the_bounds_of_a_study_are_said_first(tmp_path):
    study = small_study(tmp_path)
    rows = [{"doc_id": f"d{n}", "outlet": "Post" if n else "Mail"} for n in range(5)]
    write_table(fill(rows, "documents"), "documents", study.out)
    said = say_bounds(study.out)
    assert said.startswith(
        "Five articles (Post: four; Mail: one) were analysed: 0 words of body text. Rules "
    )
    assert "; nobody has checked the counts by reading." in said
    assert said.endswith("The findings describe the wording of these articles and no others.")
    rows[4]["outlet_basis"] = "inferred: a caption"
    write_table(fill(rows, "documents"), "documents", study.out)
    assert say_bounds(study.out).startswith(
        "Five articles (Post: at least three, probably four; Mail: one) were analysed: "
    )
    settings = 'subject = "floods"\nsources = "regional newspapers"\n'
    (study.out / "study.toml").write_text(settings, encoding="utf-8")
    assert say_bounds(study.out).startswith(
        "Five articles about floods from regional newspapers (P"
    )
    write_table(fill([{"doc_id": "d", "outlet": "Post"}], "documents"), "documents", study.out)
    assert say_bounds(study.out).startswith(
        "One article about floods from regional newspapers (Post) was analysed: "
    )
    lone = [{"doc_id": f"d{n}", "outlet": "Post" if n < 3 else f"Mail {n}"} for n in range(7)]
    for rows, words in (
        (
            lone,
            "newspapers were analysed: 0 words of body text. Rules",
        ),  # many outlets, none with most articles
        (lone[:5] + [{"doc_id": "e", "outlet": "Post"}, {"doc_id": "f", "outlet": "A"}], "of them"),
        ([{"doc_id": "d0"}, {"doc_id": "d1", "outlet": "A"}], "(A: one; outlet not known: one)"),
    ):
        if words == "of them":
            rows += [{"doc_id": "g", "outlet": "B"}, {"doc_id": "h", "outlet": "Post"}]
            words = "newspapers, five of them from Post, were analysed: "
        write_table(fill(rows, "documents"), "documents", study.out)
        assert words in say_bounds(study.out)
    write_table(
        fill([{"doc_id": f"d{n}"} for n in range(FEW)], "documents"), "documents", study.out
    )
    assert say_bounds(study.out) == ""


def test_what_was_coded_is_said_where_sentences_tell_nothing():
    row = {
        "measure": "matches",
        "verdict": NOT_READ,
        "read_by": "a language model",
    }
    assert say_read(row) == "This count has not been checked by reading."
    coded = row | {"coded_n": 14.0, "coded_of_n": 18.0, "made_from": "word list"}
    assert say_read(coded) == "The language model’s coding gives 14 of 18."
    assert (
        say_read(coded | {"could_turn": True})
        == "One of these recounts is the language model’s coding: 14 of 18."
    )
    assert say_read(coded | {"read_by": None}) == "The coding by reading gives 14 of 18."
    assert say_read(row | {"measure": "top terms"}) == ""


def test_trust_tells_the_scores_of_the_frames_that_are_told_and_how_many_are_thin():
    rows = [("all", 160, 201, 160, 224), ("lies", 2, 7, 2, 5), ("growth", 35, 36, 35, 44)]
    table = pd.DataFrame(rows, columns=["frame", "n_right", "n_matches", "n_found", "n_coded"])
    table = table.assign(sample="unseen", voice="all", precision=0.82, recall=0.73)
    assert list_scores(table)[0] == {
        "frame": "lies",
        "n_matches": 7,
        "n_coded": 5,
        "n_right": 2,
        "is_few": True,
    }
    assert [row["is_few"] for row in list_scores(table)] == [True, False]
    assert say_few(table, ["lies", "growth", "other"]).startswith(
        "Too few sentences were coded as lies"
    )
    assert say_few(table, ["growth"]) == "" and say_few(empty_table("validity"), ["lies"]) == ""
    assert say_list(table).endswith(
        "; both are below the aims set beforehand, so the counts are rough."
    )
    said = say_dictionary(table)
    assert "1 of the 2 frames was coded in fewer than 10 sentences, too few to judge." in said
    assert "Of " not in said.partition("too few to judge.")[2]
    missed = say_dictionary(table.assign(n_found=[160, 2, 16]))
    assert missed.endswith(
        "too few to judge. Of the 44 sentences coded as growth, the list found 16."
    )
    assert "Both are below the aims set beforehand, 90% and 75%." in said
    assert "One is below the aims" in say_dictionary(table.assign(recall=0.75))
    assert "Both reach the aims" in say_dictionary(table.assign(recall=0.75, precision=0.9))


def test_that_reading_is_no_independent_check_is_said_once_and_only_where_it_is_so():
    whole = {"verdict": HOLDS, "low": 0.5, "high": 0.5, "made_from": "word list"}
    coded = {"verdict": NOT_READ, "coded_n": 3.0, "made_from": "rules for voices"}
    head, tail = (
        "Where the coding by reading agrees with the counts, that proves little: ",
        "these same articles.",
    )
    assert say_made_from([whole, whole]) == f"{head}the word list was made from {tail}"
    assert say_made_from([coded]) == f"{head}the rules for voices were made from {tail}"
    assert say_made_from([coded, whole]) == (
        f"{head}the word list and the rules for voices were made from {tail}"
    )
    by_model = say_made_from([coded | {"read_by": "a language model"}])
    assert by_model.startswith("Where the language model’s coding agrees")
    # A sample was read, nothing was coded, or nothing was made from these articles.
    sampled, uncoded = whole | {"high": 0.7}, coded | {"coded_n": np.nan}
    assert say_made_from([sampled, uncoded, whole | {"made_from": None}]) == ""


def test_unclear_voices_are_named_only_where_framing_words_are_in_them():
    quotations = pd.DataFrame(
        {"quote_id": ["q1", "q2", "q3"], "voice": ["perhaps", "hearsay", "direct"]}
    )
    matches = pd.DataFrame(
        {"voice": ["narrator", "narrator", "direct"], "quote_id": ["q1", None, "q3"]}
    )
    matches["frame"] = "a"

    def say(own):
        return say_unclear(find_unclear(own, quotations), own)

    assert say(matches) == (
        "The narrator’s words include some that may be a speaker’s; with these, 2 of the 3 a "
        "words would be in speech, not 1."
    )
    both = say(matches.assign(quote_id=["q1", "q2", "q3"]))
    assert "hearsay and some that may be" in both and "with the latter, 2 of the 3" in both
    assert (
        say(matches.assign(quote_id=[None, "q2", None])) == "The narrator’s words include hearsay."
    )
    assert say(matches[1:]) == ""


def test_the_glossary_says_how_many_are_enough_as_the_program_has_it():
    text = (ROOT / "analysis/site/source/glossary.md").read_text(encoding="utf-8")
    enough = text.partition("**Enough to judge.**")[2]
    half = SimpleNamespace(comparison="more than", threshold="0.5")
    assert fewest(half) == ENOUGH_WORDS  # a share of articles is one, too
    assert f"{ENOUGH_WORDS} words or {ENOUGH_WORDS} articles" in enough
    assert f"{FEW_TESTED} sentences coded with the frame" in enough
    assert (
        f"{ENOUGH_DOCS} articles in each (for terms {FEWEST}, for topics {ENOUGH_TO_COMPARE})"
        in enough
    )
    assert f"{ENOUGH_DOCS} dated articles each" in enough
    assert f"{ENOUGH_ARTICLES} dated articles" in enough
    words = text.partition("## ")[0]  # before those for tables and notebooks
    assert len(re.findall(r"^\*\*.+?\*\*", words, re.MULTILINE)) == 8


def test_claims_are_counted_by_how_they_fared_and_the_caution_is_said_once(tmp_path):
    study = small_study(tmp_path)
    rows = [
        finding("a"),
        finding("b", n_holds=4),
        finding("c", n_holds=0, n_settings=0),
        finding("d", verdict="fails"),
        finding("e", verdict="follows from a coding rule"),
    ]
    write_table(fill(rows, "findings"), "findings", study.out)
    headings = list(claims_parts(study.out))
    assert headings[1:5] == [
        "Claims that hold as published, and were tested: 2 of 5",
        "Claims that hold as published but could not be tested: 1 of 5",
        "Claims that fail: 1 of 5",
        "Claims that cannot be counted as findings: 1 of 5",
    ]
    text = visible_text("".join(claims_parts(study.out).values()))
    assert "d: false (3 of 4)." in text and "Follows from a coding rule." in text
    said = visible_text(
        render("claims_lead.html", claims=rows, caution="Careful.", all_explored=False, unread=True)
    )
    assert said.count("Careful.") == 1


def test_words_that_count_for_several_frames_are_counted_by_their_places():
    """Twice at one place (a comma apart), inside a longer word of another frame, or by itself."""
    rows = [
        (0, 10, "ten signs."),
        (0, 9, "ten signs"),
        (4, 7, "sig"),
        (20, 24, "four"),
        (20, 23, "fou"),
    ]
    matches = pd.DataFrame(rows, columns=["raw_start", "raw_end", "text"]).assign(doc_id="d")
    assert count_places(matches) == 4
    assert (
        say_shared(matches)
        == "Of these, 1 counts for two frames, which makes 5 uses; 2 are part of a longer framing "
        "word and counted as well."
    )
    assert say_shared(matches[3:4]) == ""
    other = matches.assign(doc_id=["a", "b", "c", "d", "e"])
    assert say_shared(other) == ""  # articles are kept apart


def test_framing_words_in_speech_say_how_many_are_retold(tmp_path):
    study = small_study(tmp_path)
    frame = study.matches["frame"].iloc[0]
    study.matches["frame"], study.matches["voice"] = frame, "indirect"
    n = int(is_counted(study.matches, study.documents).eq("yes").sum())
    row = {"options": f"frame={frame}; voice=direct|indirect; against_voice=narrator"}
    assert say_retold(row, study) == f"All {n} such words in speech are retold."
    counted = is_counted(study.matches, study.documents).eq("yes").to_numpy()
    study.matches.loc[study.matches.index[counted][0], "voice"] = "direct"
    assert say_retold(row, study).startswith(f"Of the {n} such words in speech, {n - 1} are retold")
    assert say_retold({"options": f"frame={frame}; voice=narrator"}, study) == ""


@pytest.mark.parametrize("is_published", [True, False])
def test_list_and_rules_were_made_from_the_published_articles_alone(
    is_published, tmp_path, monkeypatch
):
    validity = pd.DataFrame({"sample": ["in-sample"]})
    monkeypatch.setattr(story, "read_or_empty", lambda *_: validity)
    monkeypatch.setattr(story, "corpus_of", lambda _: story.LISTS if is_published else tmp_path)
    made = story.name_made(tmp_path)
    assert made == (
        {"words": "rules for voices", "other": "word list"}
        if is_published
        else {"words": None, "other": None}
    )
