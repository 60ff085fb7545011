"""One speaker over all articles: what is joined, and what stays apart."""

import pandas as pd
import pytest

from analysis.tables.columns import COLUMNS
from analysis.tables.stored import LISTS, empty_table, read_list
from analysis.text.tokens import find_tokens
from analysis.voices.authors import AUTHOR, OWN_WORDS, REPORT, find_genres, read_genres
from analysis.voices.persons import Name, find_speakers, join_names, kind_of
from analysis.voices.quotations import find_quotations, measure_voices
from analysis.voices.roles import read_offices


def join(*names, by_hand=None):
    """name -> the name it belongs to, where that is another one; and the names that stay apart."""
    rows = [Name(name, kind_of(name, None), None) for name in names]
    main, _, perhaps = join_names(rows, by_hand or {})
    return {name: owner for name, owner in main.items() if owner != name}, perhaps


@pytest.mark.parametrize(
    "names, joined",
    [
        (["Niek Stam", "Stam"], {"Stam": "Niek Stam"}),
        (["Marieke de Groot", "De Groot"], {"De Groot": "Marieke de Groot"}),
        (["Jan van Dijk", "Dijk"], {}),
        (["Jan van Dijk", "Van Dijk"], {"Van Dijk": "Jan van Dijk"}),
        (["Bashar al-Assad", "Assad"], {"Assad": "Bashar al-Assad"}),
        (["Mohammed bin Salman", "bin Salman"], {"bin Salman": "Mohammed bin Salman"}),
        (["Wang Yi", "Wang"], {"Wang": "Wang Yi"}),
        (["Pedro Sánchez Pérez", "Sanchez"], {"Sanchez": "Pedro Sánchez Pérez"}),
        (["Pedro Sánchez Pérez", "Pedro Sánchez"], {"Pedro Sánchez": "Pedro Sánchez Pérez"}),
        (["ANA RUIZ", "Ana Ruiz"], {"ANA RUIZ": "Ana Ruiz"}),
        (["the envoys", "envoys"], {"envoys": "the envoys"}),
        (["Ana Ruiz", "Tom Lee"], {}),
        (["the letter", "ambassadors of 37 countries"], {}),
    ],
)
def test_names_are_joined_where_one_reading_is_possible(names, joined):
    assert join(*names)[0] == joined


def test_a_name_that_two_people_bear_stays_apart_unless_joined_by_hand():
    names = ["Chen Xu", "Chen Quanguo", "Chen"]
    assert join(*names) == ({}, {"Chen": ["Chen Quanguo", "Chen Xu"]})
    assert join(*names, by_hand={"Chen": "Chen Xu"}) == ({"Chen": "Chen Xu"}, {})


def test_people_of_other_offices_are_not_joined():
    rows = [Name("Niek Stam", "person", "association"), Name("Stam", "person", "clergy")]
    assert join_names(rows, {})[0]["Stam"] == "Stam"


@pytest.mark.parametrize(
    "name, role, kind",
    [
        ("Ana Ruiz", None, "person"),
        ("the mayor", "official", "person"),
        ("Human Rights Watch", "association", "body"),
        ("China", None, "body"),
        ("Xinhua", "journalist", "body"),
        ("the company", "business", "body"),
        ("the joint letter", "document", "document"),
        ("many diplomats", "foreign diplomat", "group"),
        ("people from all walks of life", "resident", "group"),
        ("Africans", None, "group"),
    ],
)
def test_people_bodies_documents_and_groups_are_kinds(name, role, kind):
    assert kind_of(name, role) == kind


def study(texts):
    """Sentences, tokens and quotations of made-up articles, a paragraph each."""
    rows = [(doc, 0, 0, 0, len(text), "body", text) for doc, text in texts.items()]
    sentences = pd.DataFrame(rows, columns=list(COLUMNS["sentences"])).astype(COLUMNS["sentences"])
    edits = empty_table("edits")
    verbs = read_list("reporting_verbs", LISTS)
    return (
        sentences,
        find_tokens(sentences, edits),
        find_quotations(sentences, edits, verbs, read_offices(LISTS)),
    )


def test_the_table_of_speakers_has_names_offices_articles_and_words():
    sentences, tokens, quotations = study(
        {
            "a": "Niek Stam, the secretary of the union, said it was late.",
            "b": "Stam said it is cold.",
        }
    )
    voices = measure_voices(quotations, sentences, tokens)
    (row,) = find_speakers(voices, sentences, empty_table("names")).to_dict("records")
    assert (row["speaker"], row["kind"], row["role"]) == ("Niek Stam", "person", "association")
    assert row["other_names"] == "Stam" and row["offices"] == "the secretary of the union"
    assert (row["n_docs"], row["indirect"], row["direct"]) == (2, 6, 0)
    assert row["joined_because"] == "Stam: the only one of this family name"


def test_no_speech_gives_an_empty_table_of_speakers():
    sentences, tokens, quotations = study({"a": "The river rose in May."})
    voices = measure_voices(quotations, sentences, tokens)
    assert find_speakers(voices, sentences, empty_table("names")).empty


@pytest.mark.parametrize("n_own, genre", [(1, AUTHOR), (0, REPORT)])
def test_an_author_says_i_and_we(n_own, genre):
    words = ["we"] * n_own + ["rain"] * (int(100 / OWN_WORDS) - n_own)
    sentences, tokens, quotations = study({"a": " ".join(words) + "."})
    documents = pd.DataFrame({"doc_id": ["a"], "file": ["a.txt"]})
    found = find_genres(documents, sentences, quotations, tokens, {})
    assert found.loc[0, "genre"] == genre and found.loc[0, "is_author"] == (genre == AUTHOR)


def test_a_short_text_and_the_us_are_no_author():
    sentences, tokens, quotations = study({"a": "We go.", "b": "The US said no. " * 30})
    documents = pd.DataFrame({"doc_id": ["a", "b"], "file": ["a.txt", "b.txt"]})
    assert not find_genres(documents, sentences, quotations, tokens, {})["is_author"].any()


def test_metadata_says_the_genre(tmp_path):
    (tmp_path / "metadata.csv").write_text(
        "file,Genre\na.txt,Editorial\nb.txt,\n", encoding="utf-8"
    )
    given = read_genres(tmp_path)
    assert given == {"a.txt": "editorial"} and read_genres(tmp_path / "none") == {}
    sentences, tokens, quotations = study({"a": "The river rose in May."})
    documents = pd.DataFrame({"doc_id": ["a"], "file": ["a.txt"]})
    (row,) = find_genres(documents, sentences, quotations, tokens, given).to_dict("records")
    assert row["is_author"] and row["basis"] == "metadata"


def test_joined_names_are_called_by_the_one_with_the_most_words():
    rows = [Name("my . delegation", "body", None, 3), Name("my delegation", "body", None, 90)]
    assert set(join_names(rows, {})[0].values()) == {"my delegation"}
