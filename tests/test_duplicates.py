"""Which articles may be copies, and how like their words are: what is passed over finds nothing."""

import re
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from datasketch import MinHashLSH
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples
from sklearn.feature_extraction.text import TfidfVectorizer

from analysis.articles.duplicates import (
    LISTED,
    N_HASHES,
    RUN,
    choose_bands,
    decide,
    find_alike,
    runs_of,
    share_bands,
    sketch_bodies,
    sketch_runs,
)
from analysis.articles.words import (
    AT_ONCE,
    count_bodies,
    join_counts,
    measure_likeness,
    number_words,
    split_words,
)

WORDS = "the council met on monday in geneva and heard a report of its own rights experts".split()


@settings(max_examples=examples(100), deadline=None)
@given(st.text() | st.text(st.sampled_from(list(map(chr, range(128))))))
def test_words_are_what_the_pattern_finds(text):
    assert split_words(text) == [word.encode() for word in re.findall(r"\w+", text)]


def test_capitals_and_marks_make_no_other_words():
    text = "Stra\u00dfe \u2014 it's_so, \ud800 Z\u00fcrich\u2014Bern"
    assert split_words(text.casefold()) == b"strasse it s_so z\xc3\xbcrich bern".split()
    assert split_words("...") == []


@pytest.mark.parametrize("n", [0, 1, RUN - 1, RUN, RUN + 3])
def test_runs_end_with_their_body(n):
    bodies = {str(place): f"{' '.join(WORDS[:n])} {place}" for place in range(AT_ONCE + 2)}
    sketches = sketch_bodies(pd.Series(bodies))
    assert [len(sketches[name].runs) for name in bodies] == [max(0, n + 2 - RUN)] * len(bodies)
    alone = {name: sketch_bodies(pd.Series({name: body}))[name] for name, body in bodies.items()}
    for name in bodies:
        assert sketches[name].words == alone[name].words
        assert list(sketches[name].runs) == list(alone[name].runs)
    shared = set.intersection(*(set(sketch.runs) for sketch in sketches.values()))
    assert len(shared) == max(0, n + 1 - RUN)


def test_a_run_that_comes_twice_is_one():
    (sketch,) = sketch_bodies(pd.Series({"a": "one two three four five " * 9})).values()
    assert len(sketch.runs) == len(runs_of("one two three four five " * 9)) == RUN


def test_articles_without_a_run_in_common_are_passed_over():
    bodies = {
        "a": " ".join(WORDS),
        "b": " ".join(WORDS[::-1]),
        "c": " ".join(WORDS[::2]),
        "short": "It rained.",
        "empty": "",
    }
    assert find_alike(sketch_bodies(pd.Series(bodies))) == set()
    assert find_alike(sketch_bodies(pd.Series({**bodies, "copy": bodies["c"].upper()}))) == {
        "c",
        "copy",
    }
    assert find_alike({}) == set()


def test_the_longer_of_two_is_not_passed_over_where_it_contains_the_shorter():
    long = [f"word{n}" for n in range(900)]
    bodies = {"long": " ".join(long), "part": " ".join(long[100:120]), "other": " ".join(WORDS)}
    assert find_alike(sketch_bodies(pd.Series(bodies))) == {"long", "part"}


@settings(max_examples=examples(60), deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_no_pair_that_would_be_listed_is_passed_over(seed):
    random = np.random.default_rng(seed)
    words = [f"w{n}" for n in range(40)]
    bodies = {}
    for n in range(8):
        own = list(random.choice(words, random.integers(0, 60)))
        if bodies and n % 2:  # a piece of another, with words of its own
            other = bodies[random.choice(list(bodies))].split()
            start = random.integers(0, len(other) + 1)
            own = own[: random.integers(0, 30)] + other[start : start + random.integers(0, 60)]
        bodies[str(n)] = " ".join(own)
    alike = find_alike(sketch_bodies(pd.Series(bodies)))
    for one, other in combinations(bodies, 2):
        similarity, decision = decide(runs_of(bodies[one]), runs_of(bodies[other]))
        if similarity >= LISTED or decision == "near copy":
            assert {one, other} <= alike


def test_counts_of_parts_are_those_of_the_whole():
    random = np.random.default_rng(1)
    bodies = {str(n): " ".join(random.choice(WORDS, 20)) + f" \u00e9t\u00e9 {n}" for n in range(9)}
    names = list(bodies)
    parts = [names[:4], names[4:4], names[4:]]
    joined = join_counts(
        count_bodies(pd.Series({name: bodies[name] for name in part})) for part in parts
    )
    whole = count_bodies(pd.Series(bodies))
    assert joined.articles == whole.articles == names
    assert list(joined.n_words) == list(whole.n_words) == [22] * 9
    assert sorted(joined.words)[-1] == "\u00e9t\u00e9".encode()
    table = pd.DataFrame(joined.matrix.toarray(), names, joined.words).sort_index(axis=1)
    assert table.equals(pd.DataFrame(whole.matrix.toarray(), names, whole.words).sort_index(axis=1))
    assert all(table.loc[name].sum() == 22 for name in names) and table.loc["3", b"3"] == 1


def test_words_are_counted_as_they_stand():
    counts = count_bodies(pd.Series({"a": "\u0130stanbul", "b": "", "c": "One two."}))
    assert list(counts.n_words) == [1, 0, 2]  # the small letter of \u0130 is two characters
    assert len(join_counts([]).articles) == 0


def test_likeness_is_that_of_the_weights_of_scikit_learn():
    random = np.random.default_rng(2)
    bodies = {str(n): " ".join(random.choice(WORDS, 12)) + f". A B{n % 3}" for n in range(12)}
    names = list(bodies)[1:]
    vectors = TfidfVectorizer(sublinear_tf=True, stop_words="english")
    weights = vectors.fit_transform([bodies[name] for name in names]).toarray()
    rest = weights.sum(0) - weights
    cosine = (
        (weights * rest).sum(1) / np.linalg.norm(weights, axis=1) / np.linalg.norm(rest, axis=1)
    )
    assert measure_likeness(count_bodies(pd.Series(bodies)), names) == pytest.approx(
        cosine, abs=1e-12
    )
    assert measure_likeness(count_bodies(pd.Series({"a": "the of", "b": ""})), ["a", "b"]) is None


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(st.text(), max_size=5))
def test_numbered_words_are_the_words_of_the_texts(texts):
    numbers, words, n = number_words(texts)
    split = [split_words(text) for text in texts]
    assert list(n) == [len(own) for own in split]
    assert [words[number] for number in numbers] == [word for own in split for word in own]
    assert list(words) == list(dict.fromkeys(word for own in split for word in own))


def test_capitals_that_become_two_signs_do_not_add_words():
    assert list(
        count_bodies(pd.Series({"a": "\u0130stanbul", "b": "istanbul \u00c9t\u00e9"})).n_words
    ) == [
        1,
        2,
    ]


def test_bands_are_those_that_the_index_of_datasketch_shares():
    random = np.random.default_rng(3)
    pool = [" ".join(random.choice(WORDS, 8)) for _ in range(12)]
    bodies = [" ".join(random.choice(pool, 6)) for _ in range(40)] + ["", "few words"]
    index = MinHashLSH(num_perm=N_HASHES, params=choose_bands())
    for n, body in enumerate(bodies):
        index.insert(n, sketch_runs(runs_of(body)))
    bands = share_bands(bodies)
    assert sum(map(bool, bands)) > 5
    for n, body in enumerate(bodies):
        others = {m for m in range(len(bodies)) if set(bands[n]) & set(bands[m])}
        assert others | {n} == set(index.query(sketch_runs(runs_of(body))))
    assert share_bands([]) == []
