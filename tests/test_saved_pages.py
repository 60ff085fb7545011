"""Saved pages, cells of tables, and interviews: no word of the article is lost, none is taken twice."""

import json

import pandas as pd
import pytest

from analysis.articles.cleaning import clean_articles
from analysis.articles.flags import find_flags
from analysis.articles.reading import read_articles
from analysis.tables.columns import COLUMNS
from evaluation.pages import count_runs, score

NO_MENDS = pd.DataFrame(columns=list(COLUMNS["mends"]), dtype="str")
SENTENCES = [
    f"The council of town {n} met on Monday to talk about the harbour and the list of repairs."
    for n in range(8)
]


def read(tmp_path, name, text):
    """`documents`, `sentences` and flags of a corpus of one file."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    documents, texts, _ = read_articles(tmp_path)
    documents, _, sentences = clean_articles(documents, texts, NO_MENDS)
    return documents, sentences, find_flags(documents, sentences).set_index("flag")["detail"]


def page(inner, title="The harbour is ours"):
    before, after = (
        "".join(map("<p>{}</p>".format, SENTENCES[:4])),
        "".join(map("<p>{}</p>".format, SENTENCES[4:])),
    )
    return (
        f"<!doctype html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        f"{before}{inner}{after}</article></body></html>"
    )


WORDS = "We will not sell it to anyone, and we have said so many times before this day."


@pytest.mark.parametrize(
    "inner",
    [
        f"<blockquote>{WORDS}</blockquote>",
        f"<blockquote><p>{WORDS}</p></blockquote>",
        f"<blockquote>{WORDS}<p>And the council agreed with her.</p></blockquote>",
        f"<ul><li>{WORDS}</li><li>The lamps come first.</li></ul>",
        f"<ol><li><p>{WORDS}</p></li></ol>",
        f"<dl><dt>Mayor</dt><dd>{WORDS}</dd></dl>",
        f"<table><tr><td>{WORDS}</td></tr></table>",
        f"<p>{WORDS}<br>The lamps come first.</p>",
        f"<h3>Courier: {WORDS.rstrip('.')}?</h3><p>Yes, we did.</p>",
    ],
)
def test_words_of_a_page_are_body_wherever_they_stand(inner, tmp_path):
    _, sentences, _ = read(tmp_path, "p.html", page(inner))
    body = " ".join(sentences.loc[sentences["kind"] == "body", "text"])
    assert body.count(WORDS.rstrip(".")) == 1
    assert all(sentence in body for sentence in SENTENCES)


def test_a_row_of_a_table_is_a_line(tmp_path):
    rows = "".join(
        f"<tr><td>{n}</td><td>Anna Brandt</td><td>{40 - n}</td></tr>" for n in range(1, 6)
    )
    _, sentences, _ = read(tmp_path, "p.html", page(f"<table>{rows}</table>"))
    assert "1 Anna Brandt 39" in set(sentences["text"])


def test_a_date_that_only_the_headline_names_is_taken_from_it(tmp_path):
    documents, _, _ = read(
        tmp_path,
        "a.txt",
        "Press conference of the mayor on March 4, 2021\n\n" + "\n\n".join(SENTENCES),
    )
    assert documents["published_from"][0] == "2021-03-04"
    assert documents["published_basis"][0].startswith("headline: ")


def test_a_date_in_the_headline_is_no_conflict_with_the_known_one(tmp_path):
    rows = [
        {
            "title": "What the mayor said on March 4, 2021",
            "date": "2021-03-06",
            "text": " ".join(SENTENCES),
        }
    ]
    documents, _, flags = read(tmp_path, "a.json", json.dumps(rows))
    assert documents["published_from"][0] == "2021-03-06" and "conflict" not in flags


@pytest.mark.parametrize(
    "row",
    [
        {"body": SENTENCES[:2]},
        {"text": "\\n".join(SENTENCES[:2])},
        {"clean_text": "<p>" + "</p><p>".join(SENTENCES[:2]) + "</p>"},
        {"article": {"paragraphs": SENTENCES[:2]}},
        {"textContent": repr(SENTENCES[:2])},
    ],
)
def test_paragraphs_of_a_cell_are_paragraphs(row, tmp_path):
    more = {
        "headline": {"main": "Council talks"},
        "source": {"name": "The Courier"},
        "datePublished": "20210304",
    }
    documents, sentences, _ = read(tmp_path, "a.jsonl", json.dumps({**row, **more}))
    assert list(sentences.loc[sentences["kind"] == "body", "text"]) == SENTENCES[:2]
    assert sentences.loc[sentences["kind"] == "body", "paragraph"].nunique() == 2
    assert tuple(documents.loc[0, ["title", "outlet", "published_from"]]) == (
        "Council talks",
        "The Courier",
        "2021-03-04",
    )


def test_the_other_dates_of_a_table_settle_two_readings(tmp_path):
    rows = [
        {"date": day, "text": SENTENCES[n]} for n, day in enumerate(["02/03/2021", "14/03/2021"])
    ]
    documents, _, _ = read(tmp_path, "a.json", json.dumps(rows))
    assert list(documents["published_from"]) == ["2021-03-02", "2021-03-14"]
    documents, _, _ = read(tmp_path, "a.json", json.dumps(rows[:1]))
    assert documents["published_from"].isna().all()


ODD = {
    "questions and answers": "Q: Will you sell it?\n\nA: We will not sell it.\n\nQ: When is the vote?\n\nA: In May.",
    "cut off": "\n\n".join(SENTENCES) + "\n\nThis article is for subscribers only.",
    "look-alike letters": "\n\n".join(SENTENCES) + "\n\nThe h\u0430rbour was s\u043eld.",
    "lost characters": "\n\n".join(SENTENCES) + "\n\nThe mayor?s office said it\ufffds late.",
}


@pytest.mark.parametrize("flag", ODD)
def test_odd_texts_are_flagged_and_others_are_not(flag, tmp_path):
    assert flag in read(tmp_path, "a.txt", ODD[flag])[2]
    assert (
        flag
        not in read(
            tmp_path,
            "a.txt",
            "\n\n".join(SENTENCES) + "\n\nIs it late? \u03b1 and \u03b2 are letters.",
        )[2]
    )


def test_a_flag_names_the_words_and_who_takes_turns(tmp_path):
    flags = read(tmp_path, "a.txt", ODD["questions and answers"])[2]
    assert flags["questions and answers"] == "4 turns of Q, A: voices not told apart"


def test_one_wide_line_does_not_stop_the_joining_and_a_list_is_not_joined(tmp_path):
    wrapped = "The council met on Monday to talk about\nthe harbour and the list of repairs that\nthe residents had asked for. The lamps of\nthe old town come first, and then the wall."
    _, sentences, _ = read(tmp_path, "a.txt", wrapped + "\n\n" + "berth 12 " * 30)
    assert len(sentences[sentences["paragraph"] == 0]) == 2
    names = "\n".join(
        [
            "Anna Brandt, the mayor of Lindow",
            "Tom Lee, Orla",
            "Ines Costa, who came with others",
            "Paul Reiter of Ashford",
        ]
        * 3
    )
    _, sentences, _ = read(tmp_path, "a.txt", names)
    assert sentences["paragraph"].nunique() == 12


def test_the_measure_of_pages_counts_runs_of_four_words():
    assert count_runs("a b c d e").total() == 2 and count_runs("a b").total() == 1
    assert score("a b c d e", "a b c d") == (1.0, 0.5, pytest.approx(2 / 3))
    assert score("", "") == (1.0, 1.0, 1.0) and score("a b c d", "")[2] == 0.0
