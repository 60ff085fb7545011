"""Measuring voices: GUM's way of writing read rightly, and scores that are what they say."""

import pandas as pd
import pytest

from analysis.tables.stored import read_csv
from analysis.voices.comparing import read_gum_scores
from evaluation.gum import list_documents, read_gum
from evaluation.judged_voices import is_same_speaker
from evaluation.voices import evaluate, main

# Made-up documents in GUM's layout: (block, text, [(word, notes)]); 1 said → 2, and a picture credit.
SAID = [
    ("Ana", "Discourse=attribution-positive:1->2:1:sem-atsrc-1-2-_|Entity=(1-person-new-x-y"),
    ("Ruiz", "Entity=1)"),
    ("said", "_"),
    ("that", "Discourse=ROOT:2->0:0"),
    ("the", "_"),
    ("plan", "_"),
    ("was", "_"),
    ("late", "SpaceAfter=No"),
    (".", "_"),
]
SHE = [
    ("She", "Discourse=attribution-positive:3->4:1:sem-atsrc-10-_|Entity=(1-person-giv-x)"),
    ("added", "_"),
    ("that", "Discourse=joint-list_m:4->2:1"),
    ("it", "_"),
    ("was", "_"),
    ("dear", "_"),
    ("when", "Discourse=context-circumstance:5->4:0"),
    ("it", "_"),
    ("rained", "SpaceAfter=No"),
    (".", "_"),
]
NARRATED = [
    ("The", "Discourse=elaboration-additional:6->2:3"),
    ("rain", "_"),
    ("began", "_"),
    ("in", "_"),
    ("May", "SpaceAfter=No"),
    (".", "_"),
]
MARKED = [
    ("The", "Discourse=elaboration-additional:7->6:0"),
    ('"', "SpaceAfter=No"),
    ("wall", "SpaceAfter=No"),
    ('"', "_"),
    ("fell", "SpaceAfter=No"),
    (".", "_"),
]
CREDIT = [("Image", "Discourse=attribution-positive:8->7:0:sem-atsrc-32-_"), (".", "_")]
DOCUMENT = [
    (
        "p (2 s)",
        [
            ("Ana Ruiz said that the plan was late.", SAID),
            ("She added that it was dear when it rained.", SHE),
        ],
    ),
    ("p (2 s)", [("The rain began in May.", NARRATED), ('The "wall" fell.', MARKED)]),
    ("figure (1 s)", [("Image .", CREDIT)]),
]


@pytest.fixture
def data(tmp_path):
    """Four documents in a folder `gum`, and the list of words between marks."""
    folder = tmp_path / "gum" / "dep"
    folder.mkdir(parents=True)
    names = [f"GUM_news_{letter}" for letter in "abcd"]
    for name in names:
        (folder / f"{name}.conllu").write_text(write_document(name), encoding="utf-8")
    rows = [f'{name}\tnews\tCC\tq\t" wall "\tThe " wall " fell .' for name in names]
    (tmp_path / "gum" / "q_vs_quote.tsv").write_text(
        "\n".join(["doc\tgenre\ttext_licence\ttag\tspan_tokens\tsentence_tokens", *rows]) + "\n",
        encoding="utf-8",
    )
    return tmp_path


def write_document(name):
    lines, number = [f"# newdoc id = {name}"], 0
    for block, sentences in DOCUMENT:
        lines += ["# newpar", f"# newpar_block = {block}"]
        for text, words in sentences:
            number += 1
            lines += [f"# sent_id = {name}-{number}", f"# text = {text}"]
            lines += [
                f"{place}\t{word}\t_\t_\t_\t_\t_\t_\t_\t{notes}"
                for place, (word, notes) in enumerate(words, 1)
            ]
            lines.append("")
    return "\n".join(lines) + "\n"


def test_every_second_document_is_kept_for_measuring(data):
    look, measure = list_documents(data / "gum")
    assert look == ["GUM_news_a", "GUM_news_c"] and measure == ["GUM_news_b", "GUM_news_d"]


def test_content_is_what_hangs_below_the_attribution(data):
    sentences, attributed, marked = read_gum(data / "gum", ["GUM_news_a"])
    text = "\n".join(sentences["text"])
    held = [[text[start:end] for start, end in row["content"]] for row in attributed]
    assert held == [["the plan was late."], ["it was dear", "when it rained."]]
    assert [row["source"] for row in attributed] == ["Ana Ruiz", "She"]
    assert attributed[1]["names"] == ["Ana Ruiz", "She"]
    assert [text[row["raw_start"] : row["raw_end"]] for row in marked] == ['"wall"']


def test_pictures_are_no_body_and_their_credits_no_attribution(data):
    sentences, attributed, _ = read_gum(data / "gum", ["GUM_news_a"])
    assert sentences["kind"].tolist() == ["body"] * 4 + ["caption"] and len(attributed) == 2


def test_scores_of_text_that_the_rules_read_rightly_are_one(data):
    scores, errors = evaluate(data)
    ours = scores[scores["method"] == "our rules"].set_index("measure")
    assert ours.loc["characters in attributed content", ["precision", "recall", "f1"]].tolist() == [
        1,
        1,
        1,
    ]
    assert ours.loc["speaker right", ["n_coded", "n_found", "n_both"]].tolist() == [4, 4, 4]
    assert ours.loc["scare quotes, titles, terms", "f1"] == 1 and errors.empty
    baseline = scores[scores["method"].str.startswith("baseline: between")].iloc[0]
    assert baseline["n_both"] == 0 and baseline["n_found"] == 8


def test_tables_are_written_with_the_hash_of_the_data(data, tmp_path):
    main(data, tmp_path / "out")
    scores = read_csv(tmp_path / "out" / "corpus" / "reference" / "voices_gum.csv")
    assert set(scores["half"]) == {"measure", "look"} and scores["sha256"].str.len().eq(64).all()


@pytest.mark.parametrize(
    "speaker, rule, names, source, right",
    [
        ("Ana Ruiz", "behind that", ["Ana Ruiz", "She"], "She", True),
        ("the joint letter", "behind that", ["The letter", "the joint letter"], "it", True),
        ("Tom Lee", "behind that", ["Ana Ruiz"], "She", False),
        (None, "behind that; unattributed", ["they"], "they", True),
        (None, "behind that; ambiguous", ["Ana Ruiz", "She"], "She", False),
        (None, "behind that; first person", ["I", "Ana Ruiz"], "I", True),
    ],
)
def test_a_speaker_is_right_by_one_of_the_names(speaker, rule, names, source, right):
    assert (
        is_same_speaker(speaker if speaker else pd.NA, rule, {"names": names, "source": source})
        == right
    )


def test_the_published_scores_are_there_for_both_halves():
    scores = read_gum_scores()
    assert set(scores["half"]) == {"measure", "look"}
    assert scores["method"].str.startswith("baseline").sum() >= 8
