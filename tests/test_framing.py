"""Framing: what patterns catch, what becomes of the hits, and a second topic from end to end."""

import json
import os
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples
from scipy.stats import fisher_exact
from study_notebooks import run_cells

from analysis.articles.cleaning import clean_articles
from analysis.articles.reading import read_articles
from analysis.articles.splitting import split_sentences
from analysis.framing.dictionary import check_dictionary, read_dictionary
from analysis.framing.judging import check_rules, judge_matches, read_rules, write_out_names
from analysis.framing.lookup import expand_dictionary, find_hits, order_tokens
from analysis.framing.matches import find_matches, settle_overlaps
from analysis.framing.prevalence import (
    MOST_GROUPS,
    MOST_TRIED,
    NAMES,
    count_together,
    count_values,
    count_voice_words,
    cross_speakers,
    find_extreme_p,
    find_smallest_difference,
    fisher_p,
    join_groups,
    leave_articles,
    measure_all,
    measure_prevalence,
    measure_smallest_difference,
    measure_without_dominant,
    spread_counts,
)
from analysis.framing.unseen import (
    UNSEEN,
    hash_table,
    read_draw,
    read_unseen,
    score_published,
    score_unseen,
    weigh_draw,
)
from analysis.measures.rates import ENOUGH_DOCS
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import (
    LISTS,
    ROOT,
    check_table,
    empty_table,
    read_csv,
    read_list,
    read_table,
    table_path,
    write_csv,
    write_table,
)
from analysis.text.agreement import score_matches
from analysis.text.coded import coded_quotations
from analysis.text.spans import assign_voice
from analysis.text.tokens import find_tokens
from analysis.text.views import narrow
from analysis.voices.quotations import find_quotations, measure_voices
from evaluation.unseen import count_pool, draw_unseen

CASES = Path(__file__).parent / "cases"
EDITS, QUOTATIONS = empty_table("edits"), empty_table("quotations")


RULES, DICTIONARY = read_rules(LISTS), read_dictionary(LISTS)


def sentence_table(*texts):
    """Each text as a document ("d0", "d1" …) of one paragraph, split into sentences."""
    rows = [
        (f"d{doc}", 0, number, start, end, "body", text[start:end])
        for doc, text in enumerate(texts)
        for number, (start, end) in enumerate(split_sentences(text))
    ]
    return check_table(pd.DataFrame(rows, columns=list(COLUMNS["sentences"])), "sentences")


def dictionary_table(rows):
    return (
        pd.DataFrame(rows, columns=["frame", "pattern", "use"])
        .assign(reason="made for a test")
        .astype("str")
    )


def quotation_table(*rows):
    """Rows of (doc_id, raw_start, raw_end, voice, form, speaker)."""
    table = pd.DataFrame(
        rows, columns=["doc_id", "raw_start", "raw_end", "voice", "form", "speaker"]
    )
    return check_table(
        table.assign(
            quote_id=[f"q{n}" for n in range(len(rows))],
            cue=None,
            role="official",
            rule="made for a test",
            odds="certain",
        ),
        "quotations",
    )


def matches_of(text, rows, quotations=QUOTATIONS):
    sentences = sentence_table(text)
    tokens = find_tokens(sentences, EDITS)
    return find_matches(tokens, sentences, EDITS, quotations, dictionary_table(rows))


def read_patterns(cell):
    """ "key: a / -b; other: c" as rows of a dictionary; a minus marks an exclusion."""
    for part in cell.split("; "):
        frame, patterns = part.split(": ", 1)
        for pattern in patterns.split(" / "):
            yield frame, pattern.lstrip("-"), "exclude" if pattern.startswith("-") else "count"


LOOKUP = list(read_csv(CASES / "lookup.csv").itertuples())


@pytest.fixture(scope="module")
def looked_up():
    """What counts in each case of lookup.csv, by its label: frames of its own make it as if alone."""
    sentences = sentence_table(*(case.text for case in LOOKUP))
    rows = [
        (f"{case.label}: {frame}", pattern, use)
        for case in LOOKUP
        for frame, pattern, use in read_patterns(case.patterns)
    ]
    tokens = find_tokens(sentences, EDITS)
    matches = find_matches(tokens, sentences, EDITS, QUOTATIONS, dictionary_table(rows))
    counted = matches[matches["use"] != "exclude"]
    return {
        case.label: counted.loc[counted["doc_id"] == f"d{number}", "frame"].value_counts()
        for number, case in enumerate(LOOKUP)
    }


@pytest.mark.parametrize("case", [pytest.param(row, id=row.label) for row in LOOKUP])
def test_lookup(case, looked_up):
    found = looked_up[case.label]
    expected = {
        name: int(n) for name, n in (part.rsplit(" ", 1) for part in case.expect.split("; "))
    }
    assert {name: int(found.get(f"{case.label}: {name}", 0)) for name in expected} == expected


def test_the_same_count_by_the_expanded_dictionary_and_by_the_matches():
    sentences = sentence_table("Lies, lies and smears. A smear.", "Nothing.")
    tokens = find_tokens(sentences, EDITS)
    dictionary = dictionary_table(
        [("a", "lies", "count"), ("a", "smear*", "count"), ("a", "hoax", "count")]
    )
    expanded = expand_dictionary(dictionary, tokens)
    assert expanded.fillna("").to_dict("split")["data"] == [
        ["a", "hoax", "count", "", 0],
        ["a", "lies", "count", "lies", 2],
        ["a", "smear*", "count", "smear", 1],
        ["a", "smear*", "count", "smears", 1],
    ]
    assert (
        len(find_matches(tokens, sentences, EDITS, QUOTATIONS, dictionary)) == expanded["n"].sum()
    )


@pytest.mark.parametrize("rows", [[0, 2, 1, 3, 4], [0, 1, 3, 4, 2], [3, 4, 0, 2, 1]])
def test_tokens_are_put_in_order_where_they_are_not(rows):
    tokens = find_tokens(sentence_table("a b c", "d e"), EDITS)
    assert order_tokens(tokens) is tokens
    kept = order_tokens(tokens.iloc[rows])
    assert all(part["position"].is_monotonic_increasing for _, part in kept.groupby("doc_id"))
    assert kept.groupby("doc_id", sort=False)["term"].agg("".join).to_dict() == {
        "d0": "abc",
        "d1": "de",
    }


def test_wordings_come_by_frame_use_and_pattern_the_commonest_first():
    tokens = find_tokens(sentence_table("xa xb xb y xb."), EDITS)
    rows = [("b", "x*", "count"), ("a", "y", "count"), ("a", "x*", "doubtful"), ("a", "w", "count")]
    table = expand_dictionary(dictionary_table(rows), tokens)
    assert table.fillna("").to_numpy().tolist() == [
        ["a", "w", "count", "", 0],
        ["a", "y", "count", "y", 1],
        ["a", "x*", "doubtful", "xb", 3],
        ["a", "x*", "doubtful", "xa", 1],
        ["b", "x*", "count", "xb", 3],
        ["b", "x*", "count", "xa", 1],
    ]
    assert table.index.to_list() == list(range(6))


# Words that meet often, with marks and sentence ends between.
WORDS = st.sampled_from(["a", "b", "c", "ab", "ba", "abc"])
TEXT = st.lists(
    st.tuples(WORDS, st.sampled_from([" ", " ", " ", ", ", ' "', ". X "])), min_size=1, max_size=14
).map(lambda pairs: "".join(word + mark for word, mark in pairs) + "x.")
PART = st.lists(
    st.sampled_from(["a", "b", "c", "a*", "*b", "?b*", "[ab]", "*"]), min_size=1, max_size=3
)
PATTERN = (
    st.lists(PART, min_size=1, max_size=3)
    .filter(lambda parts: all(set(part) - {"*"} for part in parts))
    .flatmap(
        lambda parts: st.lists(
            st.sampled_from(["…", "…1", "…0", "…2"]), min_size=len(parts), max_size=len(parts)
        ).map(
            lambda gaps: " ".join(
                word for part, gap in zip(parts, gaps) for word in [*part, gap]
            ).rsplit(" ", 1)[0]
        )
    )
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from("fg"), PATTERN, st.sampled_from(["count", "count", "doubtful", "exclude"])
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda row: row[:2],
)


def slow_ends(words, at, pattern):
    """Every row at which `pattern` (a list of words and gaps) that begins at row `at` may end."""
    if not pattern:
        yield at - 1
        return
    head, rest = pattern[0], pattern[1:]
    if head.startswith("…"):
        for skip in range(int(head[1:] or 5) + 1):
            if all(at + step < len(words) for step in range(skip)):
                yield from slow_ends(words, at + skip, rest)
        return
    if at < len(words) and re.fullmatch(head.replace("*", ".*").replace("?", "."), words[at]):
        yield from slow_ends(words, at + 1, rest)


def slow_hits(tokens, pattern):
    """(first, last) of each place of the pattern, the nearest words taken: sentence by sentence, word by word."""
    parts, found = pattern.split(), []
    for _, rows in tokens.groupby(["doc_id", "sentence"], observed=True):
        words, marked, base = (
            list(rows["term"].astype(str)),
            list(rows["after_mark"]),
            rows.index[0],
        )
        for at in range(len(words)):
            ends = [end for end in slow_ends_unmarked(words, marked, at, parts)]
            if ends:
                found.append((base + at, base + min(ends)))
    return found


def slow_ends_unmarked(words, marked, at, parts):
    """`slow_ends`, but a run of words without a gap never crosses a mark."""
    if not parts:
        return
    runs, gaps = [[]], []
    for part in parts:
        if part.startswith("…"):
            runs.append([])
            gaps.append(int(part[1:] or 5))
        else:
            runs[-1].append(part)
    starts = {at}
    for number, run in enumerate(runs):
        ends = {
            start + len(run) - 1
            for start in starts
            for _ in slow_ends(words, start, run)
            if not any(marked[start + 1 : start + len(run)])
        }
        if number == len(runs) - 1:
            yield from ends
        else:
            starts = {end + 1 + skip for end in ends for skip in range(gaps[number] + 1)}


def slow_counts(tokens, dictionary):
    """(frame, first, last, pattern) of what counts: exclusions first, then the longest, one by one."""
    hits = [
        (row.frame, row.use, row.pattern, first, last)
        for row in dictionary.itertuples()
        for first, last in slow_hits(tokens, row.pattern)
    ]
    counted = []
    for frame in set(dictionary["frame"]):
        out = [hit for hit in hits if hit[0] == frame and hit[1] == "exclude"]
        left = [
            hit
            for hit in hits
            if hit[0] == frame
            and hit[1] != "exclude"
            and not any(hit[3] <= other[4] and hit[4] >= other[3] for other in out)
        ]
        for hit in sorted(left, key=lambda hit: (-(hit[4] - hit[3]), hit[3], hit[1], hit[2])):
            if not any(
                hit[3] <= last and hit[4] >= first
                for name, first, last, _ in counted
                if name == frame
            ):
                counted.append((frame, hit[3], hit[4], hit[2]))
    return sorted(counted)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=2), ROWS)
def test_any_dictionary_on_any_text_counts_as_the_slow_way(texts, rows):
    sentences = sentence_table(*texts)
    tokens, dictionary = find_tokens(sentences, EDITS), dictionary_table(rows)
    assert hits_of(tokens, dictionary) == sorted(
        (number, *hit) for number, row in enumerate(rows) for hit in slow_hits(tokens, row[1])
    )
    matches = find_matches(tokens, sentences, EDITS, QUOTATIONS, dictionary)
    counted = matches[matches["use"] != "exclude"]
    expected = [
        (
            frame,
            tokens["doc_id"][first],
            tokens["raw_start"][first],
            tokens["raw_end"][last],
            pattern,
        )
        for frame, first, last, pattern in slow_counts(tokens, dictionary)
    ]
    assert sorted(
        zip(*(counted[c] for c in ("frame", "doc_id", "raw_start", "raw_end", "pattern")))
    ) == sorted(expected)


def hits_of(tokens, dictionary):
    return sorted(find_hits(tokens, dictionary).itertuples(index=False, name=None))


def test_the_order_of_rows_does_not_matter():
    sentences = sentence_table(
        "Lies about the right to development and internal affairs, lies in the past.",
        "They interfere in internal affairs and protect religious freedom.",
    )
    tokens, dictionary = find_tokens(sentences, EDITS), read_dictionary(LISTS)
    plain = find_matches(tokens, sentences, EDITS, QUOTATIONS, dictionary)
    mixed = find_matches(
        tokens.sample(frac=1, random_state=1),
        sentences.sample(frac=1, random_state=2),
        EDITS,
        QUOTATIONS,
        dictionary.sample(frac=1, random_state=3),
    )
    assert len(plain) > 5
    pd.testing.assert_frame_equal(plain, mixed)


def test_no_words_and_no_patterns_give_empty_tables():
    sentences, none = sentence_table("Nothing to see."), dictionary_table([])
    tokens = find_tokens(sentences, EDITS)
    assert find_matches(tokens, sentences, EDITS, QUOTATIONS, none).empty
    empty = find_tokens(sentence_table(), EDITS)
    matches = find_matches(empty, sentence_table(), EDITS, QUOTATIONS, read_dictionary(LISTS))
    assert (
        matches.empty and judge_matches(matches, empty, sentence_table(), read_rules(LISTS)).empty
    )
    assert (expand_dictionary(read_dictionary(LISTS), empty)["n"] == 0).all()


def test_a_merged_spelling_is_found_by_its_term_and_by_itself():
    sentences = sentence_table("Forced labour and forced labor.")
    variants = pd.DataFrame({"term": ["labor"], "variant": ["labour"], "reason": ["British"]})
    tokens = find_tokens(sentences, EDITS, variants)
    assert len(find_hits(tokens, dictionary_table([("a", "forced labor", "count")]))) == 2
    assert len(find_hits(tokens, dictionary_table([("a", "forced labour", "count")]))) == 1


def test_a_part_of_a_token_table_is_searched_like_a_table_of_its_own():
    """A part keeps the words of the whole as categories without a token."""
    variants = pd.DataFrame({"term": ["labor"], "variant": ["labour"], "reason": ["British"]})
    tokens = find_tokens(
        sentence_table("Forced labour and lies.", "An aim of labor."), EDITS, variants
    )
    part = tokens[tokens["doc_id"] == "d1"].reset_index(drop=True)
    dictionary = dictionary_table(
        [("a", "labor", "count"), ("a", "labour", "count"), ("a", "an", "count")]
    )
    assert hits_of(part, dictionary) == [(0, 3, 3), (2, 0, 0)]
    assert expand_dictionary(dictionary, part).set_index("pattern")["n"].to_dict() == {
        "an": 1,
        "labor": 1,
        "labour": 0,
    }


TEXT_WITH_VOICES = 'Ann said "we love lies." The so-called "genocide" and "A Life of Lies" and "all lies of the whole world".'


def test_voice_marks_and_titles():
    span = lambda words: (TEXT_WITH_VOICES.index(words), TEXT_WITH_VOICES.index(words) + len(words))  # noqa: E731
    quotations = quotation_table(
        ("d0", *span("we love lies."), "direct", "full", "Ann"),
        ("d0", *span('so-called "genocide"'), "narrator", "so-called", None),
        ("d0", *span("A Life of Lies"), "narrator", "title", None),
    )
    matches = matches_of(
        TEXT_WITH_VOICES,
        [
            ("a", "lies", "count"),
            ("b", "genocid*", "count"),
            ("c", "“genocid*”", "count"),
            ("c", "“lies”", "count"),
        ],
        quotations,
    )
    rows = matches[["text", "frame", "kind", "voice", "quoted"]].to_numpy().tolist()
    assert rows == [
        ["lies", "a", "body", "direct", "speech"],
        ['so-called "genocide"', "c", "body", "narrator", "scare"],
        ["genocide", "b", "body", "narrator", "scare"],
        ["Lies", "a", "title", "narrator", "none"],
        ["lies", "a", "body", "narrator", "none"],
    ]
    assert matches.loc[0, "speaker"] == "Ann" and matches["match_id"].is_unique


def spans_of(*rows):
    """Spans (frame, raw_start, raw_end, size in words) of one article, all of which count."""
    table = pd.DataFrame(rows, columns=["frame", "raw_start", "raw_end", "size"])
    return table.assign(doc_id="d0", use="count", pattern=[f"p{n}" for n in table.index])


@pytest.mark.parametrize(
    "rows, kept",
    [
        ([("x", 0, 5, 3), ("x", 4, 7, 2), ("x", 6, 9, 2)], [(0, 5), (6, 9)]),  # what is left counts
        ([("x", 3, 7, 3), ("x", 0, 4, 2), ("x", 6, 9, 2)], [(3, 7)]),
        (
            [("x", 0, 3, 1), ("x", 3, 6, 2), ("x", 6, 8, 1)],
            [(0, 3), (3, 6), (6, 8)],
        ),  # side by side
        ([("x", 0, 5, 3), ("x", 4, 7, 2), ("x", 5, 8, 1)], [(0, 5), (5, 8)]),
        ([("x", 3, 8, 3), ("x", 2, 5, 2), ("x", 0, 3, 1)], [(0, 3), (3, 8)]),
        ([("x", 0, 3, 1), ("x", 2, 3, 1)], [(0, 3)]),  # of equal ones the first
        ([("x", 0, 5, 2), ("y", 1, 4, 1)], [(0, 5), (1, 4)]),  # frames never meet
    ],
)
def test_of_spans_that_overlap_the_longest_counts_and_then_the_rest_anew(rows, kept):
    settled = settle_overlaps(spans_of(*rows))
    assert list(zip(settled["raw_start"], settled["raw_end"])) == kept


def test_an_exclusion_takes_out_what_it_shares_a_character_with():
    spans = spans_of(("x", 0, 5, 1), ("x", 5, 8, 1), ("x", 20, 30, 2), ("x", 30, 31, 1))
    out = spans_of(("x", 4, 5, 1), ("x", 25, 30, 1), ("x", 26, 27, 1)).assign(use="exclude")
    settled = settle_overlaps(pd.concat([spans, out], ignore_index=True))
    assert settled["use"].to_list() == ["exclude", "count", "exclude", "count"]
    assert settled["excluded_by"].fillna("").to_list() == ["p0", "", "p1", ""]


def test_a_whole_quoted_clause_is_not_an_allegation_held_at_a_distance():
    claim, name = "Xinjiang is committing genocide against ethnic groups", "mass genocide"
    text = f'They say "{claim}" and "{name}".'
    quotations = quotation_table(
        *(
            ("d0", text.index(words), text.index(words) + len(words), "narrator", form, None)
            for words, form in ((claim, "clause"), (name, "scare"))
        )
    )
    matches = matches_of(text, [("a", '"genocid*"', "count")], quotations)
    assert list(matches["text"]) == [name]


def test_what_an_exclusion_takes_out_stays_as_a_row_with_its_reason():
    matches = matches_of(
        "The right to development.",
        [("a", "development", "count"), ("a", "right to development", "exclude")],
    )
    assert list(matches["use"]) == ["exclude"] and matches["rule"][0].startswith(
        "excluded by right to development"
    )


@pytest.mark.parametrize(
    "row, told",
    [
        (
            ("nowhere", "lies", "count", "r"),
            "row 2: no frame 'nowhere' in codebook.csv; it has f. Use one of these",
        ),
        (
            ("f", "lies", "maybe", "r"),
            "row 2: use is 'maybe'; write one of count, doubtful, exclude",
        ),
        (("f", None, "count", "r"), "row 2: no pattern; write a word"),
        (("f", "lies", "count", None), "row 2: no reason; say in a few words"),
        (("f", "politici[sz*", "count", "r"), "the bracket in 'politici[sz*' is not closed"),
        (("f", "[a-z]*", "count", "r"), "the bracket in '[a-z]*' may hold letters alone"),
        (("f", "peace, love", "count", "r"), "'peace,' holds a mark that is never part of a word"),
        (("f", "… lies", "count", "r"), "begins or ends with a gap"),
        (("f", "a … …3 b", "count", "r"), "two gaps stand side by side"),
        (("f", "* … lies", "count", "r"), "made of * alone"),
        (("f", '"', "count", "r"), "'\"' holds a mark that is never part of a word"),
        (("f", "“”", "count", "r"), "the pattern '' begins or ends with a gap"),
    ],
)
def test_a_malformed_row_is_told_with_its_place_and_its_mend(row, told):
    table = pd.DataFrame([row], columns=["frame", "pattern", "use", "reason"]).astype("str")
    with pytest.raises(
        ValueError, match="mine/dictionary.csv, " if told.startswith("row") else "row 2"
    ) as error:
        check_dictionary(table, ["f"], "mine/dictionary.csv")
    assert told in str(error.value)


def test_all_bad_rows_are_told_at_once_and_repeated_ones_too():
    table = dictionary_table([("f", "a", "count"), ("f", "a", "exclude"), ("f", "[b", "count")])
    with pytest.raises(ValueError) as error:
        check_dictionary(table, ["f"])
    assert [line[:24] for line in str(error.value).splitlines()] == [
        "dictionary.csv, row 3: t",
        "dictionary.csv, row 4: t",
    ]


@pytest.mark.parametrize(
    "change, told",
    [
        ({"variable": "mood"}, "variable is 'mood'"),
        ({"code": "perhaps"}, "no status 'perhaps' in codebook.csv"),
        ({"where": "near"}, "where is 'near'"),
        ({"words": "few"}, "words is 'few'"),
        ({"pattern": None}, "need a pattern"),
        ({"where": "always"}, "always takes none"),
        ({"pattern": "[no"}, "is not closed"),
    ],
)
def test_a_malformed_rule_is_told(change, told):
    rule = {
        "variable": "status",
        "code": "denied",
        "frame": None,
        "pattern": "no",
        "where": "before",
        "words": "3",
        "reason": "r",
    } | change
    with pytest.raises(ValueError, match="rules.csv, row 2") as error:
        check_rules(pd.DataFrame([rule]).astype("str"), read_list("codebook", LISTS))
    assert told in str(error.value)


SWAPPED = {"China": "Norway", "Chinese": "Norwegian", "Xinjiang": "Norway", "Beijing": "Norway"}
SWAPPED |= {"Norway": "China", "Norwegian": "Chinese"}


def judge_cases(cases, rules=RULES):
    """The one match of each (text, frame, pattern, use), all judged at once."""
    sentences = sentence_table(*(text for text, *_ in cases))
    tokens = find_tokens(sentences, EDITS)
    rows = dictionary_table(list(dict.fromkeys(case[1:] for case in cases)))
    matches = find_matches(tokens, sentences, EDITS, QUOTATIONS, rows)
    judged = judge_matches(matches, tokens, sentences, rules)
    found = []
    for number, (_, *what, _) in enumerate(cases):
        own = judged[judged["doc_id"].eq(f"d{number}")]
        own = own[(own[["frame", "pattern"]] == what).all(axis=1)]
        assert len(own) == 1
        found.append(own.iloc[0])
    return found


@pytest.fixture(scope="module")
def judged_status():
    """Each case of status.csv, by its text and pattern: all judged at once, which costs as much as one."""
    rows = read_csv(CASES / "status.csv").itertuples()
    cases = list(dict.fromkeys((row.text, row.frame, row.pattern, "count") for row in rows))
    return dict(zip(cases, judge_cases(cases)))


@pytest.mark.parametrize(
    "case", [pytest.param(row, id=row.label) for row in read_csv(CASES / "status.csv").itertuples()]
)
def test_status_and_target(case, judged_status):
    found = judged_status[case.text, case.frame, case.pattern, "count"]
    assert (found["status"], found["target"]) == (case.status, case.target)


@pytest.fixture(scope="module")
def judged_senses():
    """Each case of senses.csv, by its text and pattern, with what the published list says of it."""
    published = read_list("dictionary", LISTS).set_index(["frame", "pattern"])["use"]
    rows = read_csv(CASES / "senses.csv").itertuples()
    cases = [(row.text, row.frame, row.pattern) for row in rows]
    asked = [(*case, published.loc[case[1:]]) for case in dict.fromkeys(cases)]
    return {case[:3]: found for case, found in zip(asked, judge_cases(asked))}


@pytest.mark.parametrize(
    "case", [pytest.param(row, id=row.label) for row in read_csv(CASES / "senses.csv").itertuples()]
)
def test_senses_are_told_apart_by_what_stands_around(case, judged_senses):
    assert judged_senses[case.text, case.frame, case.pattern]["use"] == case.use


def test_the_rules_judge_alike_whichever_state_they_are_read_for(tmp_path):
    (tmp_path / "home.csv").write_text(
        '"place","reason"\n"Norway","home"\n"Norwegian","home"\n', encoding="utf-8"
    )
    others = read_rules(tmp_path)
    names = re.compile("|".join(rf"\b{name}\b" for name in SWAPPED))
    cases = pd.concat([read_csv(CASES / f"{name}.csv") for name in ("status", "senses")])
    cases = cases[cases["text"].str.contains(names)]
    assert len(cases) > 20
    columns = cases.assign(use="count")[["text", "frame", "pattern", "use"]]
    ours = list(columns.itertuples(index=False, name=None))
    theirs = [(names.sub(lambda name: SWAPPED[name[0]], text), *what) for text, *what in ours]
    for case, one, other in zip(theirs, judge_cases(ours), judge_cases(theirs, rules=others)):
        for name in ("use", "status", "target"):
            assert one[name] == other[name], (case, name)


def test_where_states_are_compared_none_is_read_otherwise(tmp_path):
    rules = write_out_names(read_list("rules", LISTS), LISTS, has_home=False)
    assert rules.equals(write_out_names(read_list("rules", LISTS), tmp_path))  # no home.csv
    for frame, pattern, text in [
        ("rights performance", "respect* … rights", "{} and all states must respect human rights."),
        ("endorsement", "support*", "In {} we support the work of the Secretary-General."),
    ]:
        cases = [(text.format(name), frame, pattern, "count") for name in ("China", "Norway")]
        ours, theirs = judge_cases(cases, rules)
        assert ours["use"] == theirs["use"]


def test_the_names_of_the_state_stand_only_where_the_topic_is_meant():
    rules, states = read_csv(LISTS / "rules.csv"), read_csv(LISTS / "states.csv")
    words = {word.strip(" *") for cell in states["pattern"] for word in cell.split(" / ")}
    named = [word for cell in rules["pattern"].dropna() for word in cell.split(" / ")]
    assert not words & {word.strip(" *") for word in named}


CODED_FRAMES = read_csv(LISTS / "codebook.csv").query("variable == 'frame'")
NOT_FOUND = {"A Government that condemns our asylum policy itself [jails its journalists]"}


def plain(example):
    """An example of the codebook without the brackets around what is coded."""
    return example.replace("[", "").replace("]", "")


EXAMPLES, COUNTER_EXAMPLES = (
    [
        (code, text)
        for code, texts in zip(CODED_FRAMES["code"], CODED_FRAMES[column])
        for text in texts.split(" | ")
    ]
    for column in ("example", "counter_example")
)
BOTH = ["allegation", "distanced allegation"]
LISTED = [read_list(name, LISTS) for name in ("reporting_verbs", "speakers")]


def count_all(texts):
    """What the published list and rules count in each of `texts`, by text: all judged at once."""
    texts = list(dict.fromkeys(texts))
    sentences = sentence_table(*texts)
    tokens = find_tokens(sentences, EDITS)
    quotations = find_quotations(sentences, EDITS, *LISTED)
    matches = find_matches(tokens, sentences, EDITS, quotations, DICTIONARY)
    matches = judge_matches(matches, tokens, sentences, RULES)
    counted = matches[matches["use"].ne("exclude")]
    return {text: counted[counted["doc_id"].eq(f"d{n}")] for n, text in enumerate(texts)}


@pytest.fixture(scope="module")
def counted_examples():
    """What is counted in each example and counter-example of the codebook."""
    return count_all([plain(text) for _, text in EXAMPLES] + [text for _, text in COUNTER_EXAMPLES])


@pytest.mark.parametrize(("frame", "text"), COUNTER_EXAMPLES)
def test_counter_examples_of_the_codebook_are_not_counted(frame, text, counted_examples):
    counted = counted_examples[text]
    assert counted[counted["frame"].eq(frame)].empty


@pytest.mark.parametrize(("frame", "text"), EXAMPLES)
def test_examples_of_the_codebook_are_counted(frame, text, counted_examples):
    counted, found = counted_examples[plain(text)], []
    counted = counted[counted["frame"].eq(frame)]
    for number, part in enumerate(re.finditer(r"\[([^\]]+)\]", text)):
        start, end = part.start() - 2 * number, part.end() - 2 * number - 2
        found.append(bool((counted["raw_start"].lt(end) & counted["raw_end"].gt(start)).any()))
    assert found and all(found) == (text not in NOT_FOUND)


CLAIMED = [  # (text, quoted and status of each allegation): a whole clause between marks, and a name
    (
        'The report says they refuted claims that "Norway is committing genocide" and a "genocide".',
        [("clause", "denied"), ("scare", "denied")],
    ),
    (
        'Critics repeated the claim that "they are committing genocide in the region".',
        [("clause", "asserted")],
    ),
    (
        'Officials repeated the claim that "Norway is committing genocide in the region".',
        [("clause", "asserted")],
    ),
    ('Ann Ruiz said "they are committing genocide in the region".', [("speech", "asserted")]),
    ('The so-called "genocide" in Norway is no topic here.', [("scare", "denied")]),
    ("Norway is committing genocide in the region.", [("none", "asserted")]),
]


@pytest.fixture(scope="module")
def counted_claims():
    return count_all([text for text, _ in CLAIMED])


@pytest.mark.parametrize(("text", "judged"), CLAIMED)
def test_a_quoted_claim_is_judged_by_its_clause_and_marked_as_the_quotations_say(
    text, judged, counted_claims
):
    found = counted_claims[text].query("frame == 'allegation'")
    assert list(zip(found["quoted"], found["status"])) == judged


def list_contradictions(matches, quotations):
    """Where matches and quotations say different things of the same characters."""
    around = assign_voice(matches[["doc_id", "raw_start", "raw_end"]], quotations)
    names = ["quoted", "voice", "speaker", "role", "quote_id"]
    one, other = (table[names].astype(object).fillna("") for table in (matches, around))
    differ = (one.to_numpy() != other.to_numpy()).any(axis=1)
    return matches.loc[differ, ["doc_id", "raw_start", "text"]].to_numpy().tolist()


def find_all(folder):
    """(matches, quotations) of a folder of articles, as its notebooks make them."""
    documents, texts, _ = read_articles(folder)
    _, edits, sentences = clean_articles(documents, texts, read_list("mends", folder))[:3]
    tokens = find_tokens(sentences, edits, read_list("variants", folder))
    quotations = find_quotations(sentences, edits, *LISTED)
    dictionary, rules = read_dictionary(folder), read_rules(folder)
    matches = find_matches(tokens, sentences, edits, quotations, dictionary)
    return judge_matches(matches, tokens, sentences, rules), quotations


@pytest.mark.parametrize("folder", [LISTS, ROOT / "examples" / "wikinews" / "corpus"])
def test_no_match_is_marked_otherwise_than_its_quotation(folder):
    matches, quotations = find_all(folder)
    assert len(matches) > 50 and list_contradictions(matches, quotations) == []
    in_marks = matches["quoted"].ne("none").to_numpy()
    wrong = matches.assign(quoted=matches["quoted"].mask(in_marks, "none"))
    assert len(list_contradictions(wrong, quotations)) == in_marks.sum() > 0


MARKED = [  # (text, frames of the word between marks, status): both sides, each way
    ('Soldiers carried out "ethnic cleansing" in the villages.', ["allegation"], "asserted"),
    ('The regime began a "genocide" in the region.', ["allegation"], "asserted"),
    ('The army of Norway began "forced labor" in its camps.', ["allegation"], "asserted"),
    ('They refuted rumors of "ethnic cleansing" in the villages.', BOTH, "denied"),
    ('The claims of "genocide" against Norway are slander.', BOTH, "denied"),
    ('The claims of "genocide" against China are slander.', BOTH, "denied"),
    ('The critics spoke of a so-called "genocide" in the region.', BOTH, "denied"),
    ('The regime spoke of a so-called "aggression" by its neighbour.', BOTH, "denied"),
]


@pytest.fixture(scope="module")
def counted_marked():
    return count_all(text for text, *_ in MARKED)


@pytest.mark.parametrize(("text", "frames", "status"), MARKED)
def test_marks_are_distance_only_where_the_voice_does_not_make_the_word_its_own(
    text, frames, status, counted_marked
):
    found = counted_marked[text]
    found = pd.concat([found[found["frame"] == frame] for frame in BOTH])
    marked = found[found["quoted"] == "scare"]
    assert marked["frame"].tolist() == frames
    assert set(marked["status"]) == {status}


def small_study(n_docs=4):
    """Documents, tokens, words and matches of `n_docs` short articles; every second one has a lie."""
    texts = [
        f"Growth {'and lies ' if doc % 2 else ''}came. Ann Ruiz said growth is good."
        for doc in range(n_docs)
    ]
    sentences = sentence_table(*texts)
    tokens = find_tokens(sentences, EDITS)
    quotations = quotation_table(
        *(
            ("d%d" % doc, text.index("growth is"), len(text), "indirect", "reported", "Ann Ruiz")
            for doc, text in enumerate(texts)
        )
    )
    documents = pd.DataFrame(
        {
            "doc_id": [f"d{doc}" for doc in range(n_docs)],
            "outlet": "Post",
            "published_from": "2020-01-01",
            "published_to": "2020-01-02",
        }
    ).astype("str")
    dictionary = dictionary_table(
        [("lying", "lies", "count"), ("growing", "growth", "count"), ("empty", "hoax", "count")]
    )
    matches = find_matches(tokens, sentences, EDITS, quotations, dictionary)
    return (
        documents,
        tokens,
        count_voice_words(measure_voices(quotations, sentences, tokens)),
        matches,
        sorted(set(dictionary["frame"])),
    )


def test_prevalence_keeps_zeros_and_has_no_interval_with_few_articles():
    documents, tokens, words, matches, frames = small_study()
    assert words["n_words"].sum() == len(tokens) and set(words["voice"]) == {"narrator", "indirect"}
    table = measure_all(matches, words, documents, frames)
    assert table["rate_low"].isna().all()
    assert set(table["by"]) == {"all", "article", "outlet", "year", "voice", "role", "speaker"}
    whole = table[table["by"] == "all"].set_index("frame")
    assert whole["n"].to_dict() == {"empty": 0, "growing": 8, "lying": 2}
    assert whole.loc["lying", ["n_with", "n_docs", "n_words"]].tolist() == [2, 4, len(tokens)]
    single = table[(table["by"] == "article") & (table["frame"] == "lying")]
    assert single["n"].tolist() == [0, 1, 0, 1]
    for by in ("article", "voice", "outlet", "year"):
        assert (table[table["by"] == by].groupby("frame")["n"].sum() == whole["n"]).all()


def join_both(matches, words, documents):
    return [join_groups(table, documents) for table in (matches, words)]


def test_the_rows_of_groups_are_told_in_texts():
    documents, _, words, matches, frames = small_study()
    table = measure_all(matches, words, documents, frames)
    assert all(table[name].cat.categories.is_monotonic_increasing for name in NAMES)
    groups, rows = leave_articles(table), check_table(table, "prevalence")
    assert set(groups["by"]) == set(table["by"]) - {"article"}
    expected = rows[rows["by"] != "article"]
    pd.testing.assert_frame_equal(groups, expected)
    for by in ("all", "voice"):
        part = measure_prevalence(*join_both(matches, words, documents), by, frames)
        pd.testing.assert_frame_equal(
            groups[groups["by"] == by].reset_index(drop=True), part.reset_index(drop=True)
        )


def test_from_ten_articles_on_rates_have_intervals():
    documents, _, words, matches, frames = small_study(24)
    row = (
        measure_prevalence(*join_both(matches, words, documents), "all", frames)
        .set_index("frame")
        .loc["lying"]
    )
    assert (
        row["rate_low"] < row["per_1000"] < row["rate_high"]
        and row["share_low"] < 0.5 < row["share_high"]
    )


def test_without_the_dominant_article():
    _, _, words, matches, frames = small_study()
    lying = matches["frame"] == "lying"
    more = pd.concat([matches, matches[lying & (matches["doc_id"] == "d1")]])
    row = measure_without_dominant(more, words, frames).set_index("frame").loc["lying"]
    assert (row["n"], row["article"], row["n_there"]) == (3, "d1", 2)
    assert row["per_1000_without"] == pytest.approx(
        1000 / words[words["doc_id"] != "d1"]["n_words"].sum()
    )


def test_smallest_difference_that_can_be_seen():
    assert np.isnan(find_smallest_difference(1, 4)) and np.isnan(find_smallest_difference(2, 3))
    assert find_smallest_difference(4, 4) == 1  # all against none: p = 2/70
    assert find_smallest_difference(30, 30) < 0.3
    assert find_smallest_difference(1000, 1000) == pytest.approx(0.0438, abs=1e-4)


def test_speakers_and_frames_that_meet():
    _, _, words, matches, frames = small_study()
    crossed = cross_speakers(matches, words, frames).set_index("speaker")
    assert crossed.loc["Ann Ruiz", ["growing", "lying"]].tolist() == [4, 0]
    assert crossed.loc["narrator", ["growing", "lying", "n_words"]].tolist() == [
        4,
        2,
        words[words["voice"] == "narrator"]["n_words"].sum(),
    ]
    together = count_together(matches, ["doc_id", "sentence"], frames)
    assert (
        together.loc["growing", "lying"] == 2
        and together.loc["growing", "growing"] == 8
        and together.loc["empty"].sum() == 0
    )


def test_a_long_list_of_speakers_ends_in_one_row_that_loses_nothing():
    _, _, words, matches, frames = small_study()
    many = pd.concat([matches.assign(speaker=f"S{n}", voice="direct") for n in range(25)])
    crossed = cross_speakers(many, words, frames, most=5)
    assert crossed["speaker"].iloc[-1] == "20 other speakers" and len(crossed) == 6
    assert crossed[frames].to_numpy().sum() == len(many)


# the published study ---------------------------------------------------------------------------
def published(name):
    if not table_path(name, ROOT).exists():
        pytest.skip(f"the published table {name} is not there: run `make study` first")
    return read_table(name, ROOT)


def test_in_sample_scores_of_the_published_dictionary_meet_the_bars():
    sentences, edits, coding = (
        published("sentences"),
        published("edits"),
        read_list("coding", LISTS),
    )
    dictionary = read_dictionary(LISTS)
    matches = find_matches(
        find_tokens(sentences, edits), sentences, edits, coded_quotations(coding), dictionary
    )
    counted = matches[matches["kind"].eq("body") & matches["use"].ne("exclude")]
    scores = score_matches(counted, coding, set(dictionary["frame"])).set_index("frame")
    for frame in ("delegitimation", "interference"):
        assert scores.loc[frame, "recall"] >= 0.95 and scores.loc[frame, "precision"] >= 0.90
    assert (
        scores.loc["all", "n_coded"] == coding[coding["variable"] == "frame"]["unit_id"].nunique()
    )


def test_the_unseen_scores_are_of_a_version_and_say_of_which():
    dictionary = read_dictionary(LISTS)
    matches, coding = read_unseen(dictionary)
    sentences = read_csv(LISTS / "unseen" / "sentences.csv").set_index("doc_id")["text"]
    assert len(sentences) == 200 and set(coding["doc_id"]) <= set(sentences.index)
    assert all(
        sentences[row.doc_id][row.raw_start : row.raw_end] == row.text
        for row in coding.itertuples()
    )
    assert hash_table(dictionary) == hash_table(dictionary.sample(frac=1, random_state=1))
    frozen = read_csv(UNSEEN / "frozen.csv")["sha256"].tolist()
    assert frozen == [hash_table(read_csv(UNSEEN / "dictionary.csv"))]
    frames = sorted(dictionary["frame"].unique())
    scores = score_published(dictionary, frames).query("frame == 'all'").set_index("sample")
    both = scores["precision"] * scores["recall"] / (scores["precision"] + scores["recall"])
    assert scores["f1"].tolist() == pytest.approx((2 * both).tolist())
    # Version 1 as it was published: the evidence stays, whichever version is in use.
    first = scores.loc["unseen, version 1"]
    assert first[["n_matches", "n_coded"]].tolist() == [130, 77]
    assert first["precision"] == pytest.approx(0.515, abs=0.001)
    assert first["recall"] == pytest.approx(0.585, abs=0.001)
    last = read_csv(LISTS / "versions.csv").iloc[-1]
    assert f"{scores.loc['unseen', 'precision']:.6g}" == f"{float(last['precision']):.6g}"
    # Another dictionary: none of it applies.
    other = dictionary.iloc[1:]
    assert all(part.empty for part in (*read_unseen(other), score_published(other, frames)))


def draw_of(*rows):
    """A draw (rows of doc_id, drawn_for, n_like) from 1,000 sentences, 100 of them with a match."""
    pool = pd.Series({"all": 1000, "with a match": 100, "without a match": 900})
    return pd.DataFrame(rows, columns=["doc_id", "drawn_for", "n_like"]), pool


def test_unseen_scores_are_weighted_by_what_each_sentence_stands_for():
    # Ten hits of 100 drawn, all right; ten of 900 without a match drawn, one of them missed.
    draw = draw_of(
        *[(f"h{number}", "growing", 100) for number in range(10)],
        *[(f"n{number}", None, 900) for number in range(10)],
    )
    place = {"frame": "growing", "raw_start": 0, "raw_end": 5}
    matches = pd.DataFrame([{"doc_id": f"h{number}", **place} for number in range(10)])
    coded = [f"h{number}" for number in range(10)] + ["n0"]
    coding = pd.DataFrame(
        [(f"f{doc}", doc, 0, 5, "a", "frame", "growing", "words", None) for doc in coded],
        columns=list(COLUMNS["coding"]),
    )
    scores = score_unseen(matches, coding, ["growing", "silent"], *draw).set_index("frame")
    # 100 true hits against 90 that were missed: not 10 of 11.
    assert scores.loc["growing", "recall"] == pytest.approx(100 / 190)
    assert scores.loc["all", "recall"] == pytest.approx(100 / 190)
    assert scores.loc["growing", "recall_low"] < 0.3 and scores.loc["growing", "recall_high"] > 0.8
    assert scores.loc["growing", ["n_coded", "n_found", "n_matches"]].tolist() == [11, 10, 10]
    assert scores.loc["growing", "precision"] == 1 and scores.loc["growing", "precision_low"] < 0.8
    assert np.isnan(scores.loc["silent", "recall"]) and np.isnan(scores.loc["silent", "precision"])


def test_a_sentence_with_two_frames_could_be_drawn_for_either():
    draw, pool = draw_of(("a", "growing", 10), ("b", "lying", 20), ("c", None, 900))
    hit = pd.DataFrame({"growing": [1, 1, 0], "lying": [0, 1, 0]}, index=["a", "b", "c"])
    coded = weigh_draw(draw, hit, pd.Series({"growing": 10, "lying": 20}), pool)
    assert coded.weight.tolist() == pytest.approx([10, 1 / (1 - 0.9 * 0.95), 900])


@pytest.mark.skipif(
    "DATA" not in os.environ, reason="open speeches are not part of the repository: DATA=path"
)
def test_the_unseen_sentences_are_drawn_by_seed():
    drawn = draw_unseen(os.environ["DATA"], read_csv(UNSEEN / "dictionary.csv"))
    kept = read_csv(LISTS / "unseen" / "sentences.csv")
    assert drawn["text"].tolist() == kept["text"].tolist()
    assert drawn["drawn_for"].isna().sum() == 100


@pytest.mark.skipif(
    "DATA" not in os.environ, reason="open speeches are not part of the repository: DATA=path"
)
def test_the_pool_of_the_unseen_sentences_is_counted():
    counted = count_pool(os.environ["DATA"], read_csv(UNSEEN / "dictionary.csv"))
    assert counted.equals(read_draw()[1].rename("n"))


# another topic ---------------------------------------------------------------------------------
CLIMATE = {
    "a": 'The storm season brought a crisis. Minister Ana Ruiz said the climate emergency is here. "We must cut '
    'emissions," Ana Ruiz said. The so-called "green hoax" was named too.',
    "b": "Farmers spoke of jobs. The union said jobs must come first, and that emission rules are costly.",
}
FRAMES = {
    "urgency": ["crisis", "emergenc*"],
    "economy": ["jobs", "cost*"],
    "mitigation": ["cut … emission*", "emission*"],
}
OURS = re.compile(
    "xinjiang|china|chinese|uy[gh]|genocide|delegitim|western|critics|human rights", re.IGNORECASE
)


def write_climate(corpus, out):
    """A corpus on another topic with its own codebook and dictionary, and the tables of earlier notebooks."""
    corpus.mkdir()
    write_csv(
        pd.DataFrame(
            [
                {
                    "code": frame,
                    "variable": "frame",
                    "definition": frame,
                    "in": "see there",
                    "out": "none",
                    "example": "none",
                    "counter_example": "none",
                }
                for frame in FRAMES
            ]
        ),
        corpus / "codebook.csv",
    )
    write_csv(
        dictionary_table(
            [(frame, pattern, "count") for frame in FRAMES for pattern in FRAMES[frame]]
        ),
        corpus / "dictionary.csv",
    )
    sentences = sentence_table(*CLIMATE.values())
    documents = pd.DataFrame(
        {column: pd.Series(dtype=kind) for column, kind in COLUMNS["documents"].items()}
    )
    documents = documents.reindex(range(len(CLIMATE))).assign(
        doc_id=[f"d{n}" for n in range(len(CLIMATE))],
        part=0,
        n_chars_raw=0,
        n_words=0,
        outlet=["Post", "Mail"],
        published_from="2024-05-01",
        published_to="2024-05-01",
    )
    text = CLIMATE["a"]
    start = text.index("We must")
    quotations = quotation_table(
        ("d0", start, start + len("We must cut emissions,"), "direct", "full", "Ana Ruiz")
    )
    tables = {
        "documents": documents,
        "sentences": sentences,
        "edits": EDITS,
        "quotations": quotations,
        "tokens": find_tokens(sentences, EDITS),
    }
    for name, table in tables.items():
        write_table(table, name, out)


def show(value):
    """A value of a notebook as the text that a reader sees."""
    if hasattr(value, "caption"):
        return f"{value.title} {value.caption} {value.alt}"
    html = getattr(value, "_repr_html_", lambda: "")() or ""
    return f"{html} {getattr(value, 'data', '')} {value}"


@pytest.mark.study
def test_another_topic_from_end_to_end(tmp_path):
    corpus, out = tmp_path / "climate", tmp_path / "out"
    write_climate(corpus, out)
    scope, values = run_cells("04_framing", CORPUS=str(corpus), OUT=str(out))
    shown = "\n".join(map(show, values))
    assert not OURS.findall(shown)
    assert "urgency" in shown and "No text has been coded by reading for this word list" in shown
    assert "<strong>economy</strong>: 3" in shown
    counted = scope["counted"]
    assert counted["frame"].value_counts().to_dict() == {
        "economy": 3,
        "urgency": 2,
        "mitigation": 2,
    }
    drawn = ("prevalence", "speaker_frame", "together", "validity", "voices")
    assert {path.name for path in (out / "figures").glob("*.svg")} == {
        f"04_{name}{form}.svg" for name in drawn for form in ("", ".phone")
    }
    prevalence = read_table("prevalence", out)
    assert (
        prevalence[prevalence["by"] == "voice"].groupby("frame")["n"].sum()
        == counted["frame"].value_counts().sort_index()
    ).all()


def test_the_notebook_itself_names_no_topic():
    cells = json.loads((ROOT / "notebooks" / "04_framing.ipynb").read_text(encoding="utf-8"))[
        "cells"
    ]
    assert not OURS.findall("\n".join("".join(cell["source"]) for cell in cells))


def test_the_lines_of_a_count_add_up_to_it(tmp_path):
    corpus, out = tmp_path / "climate", tmp_path / "out"
    write_climate(corpus, out)
    documents, sentences, tokens = (
        read_table(name, out) for name in ("documents", "sentences", "tokens")
    )
    matches = find_matches(
        tokens, sentences, EDITS, read_table("quotations", out), read_dictionary(corpus)
    )
    _, _, counted = narrow(documents, sentences, matches)
    from analysis.text.opening import open_counts

    html = open_counts(counted, sentences, EDITS)._repr_html_()
    assert (
        html.count("<mark>") == len(counted)
        and html.count("<details>") == counted["frame"].nunique()
    )
    frame = counted[counted["frame"].eq(counted["frame"].mode()[0])].reset_index(drop=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.text.opening.MOST_LINES", 1)
        cut = open_counts(frame, sentences, EDITS)._repr_html_()
    assert len(frame) > 1 and cut.count("<mark>") == 1
    assert f"evenly spaced; {len(frame) - 1:,} more" in cut


def test_fisher_and_the_smallest_difference_are_scipys():
    told = []
    for first in range(7):
        for second in range(10):
            p = fisher_exact([[first, 6 - first], [second, 9 - second]]).pvalue
            assert fisher_p(6, 9)[first, second] == pytest.approx(p)
            told += [abs(first / 6 - second / 9)] * int(p < 0.05)
    assert find_smallest_difference(6, 9) == pytest.approx(min(told))


def test_what_cannot_be_told_at_five_per_cent_is_missing():
    assert np.isnan(find_smallest_difference(2, 4))  # all against none: p = 1/15
    assert find_smallest_difference(2, 5) == 1  # p = 1/21


def test_all_counts_are_tried_up_to_a_size_and_above_it_the_normal_limit_is_given():
    limit = 1.959964 * np.sqrt(0.5 / MOST_TRIED)  # of two shares near one half
    assert find_smallest_difference(MOST_TRIED, MOST_TRIED) < 0.7 * limit
    n = MOST_TRIED + 1
    assert find_smallest_difference(n, n) == pytest.approx(1.959964 * np.sqrt(0.5 / n))


@pytest.mark.parametrize("n_docs", [ENOUGH_DOCS - 1, ENOUGH_DOCS])
def test_intervals_of_rates_begin_at_enough_articles(n_docs):
    documents, _, words, matches, frames = small_study(n_docs)
    table = measure_prevalence(*join_both(matches, words, documents), "all", frames)
    assert table["n_docs"].eq(n_docs).all()
    assert table["rate_low"].notna().all() == (n_docs >= ENOUGH_DOCS)


def test_of_equals_the_first_article_is_the_dominant_one_and_speech_is_not_the_narrator():
    _, _, words, matches, frames = small_study()
    row = measure_without_dominant(matches, words, frames).set_index("frame").loc["lying"]
    found = matches[matches["frame"] == "lying"]
    assert row["n_docs"] == 2 and row["article"] == found["doc_id"].min()
    assert row["in_speech"] == (found["voice"] != "narrator").mean() == 0


def test_without_its_dominant_article_a_frame_is_counted_anew():
    matches = pd.DataFrame(
        {"doc_id": list("aab"), "frame": "x", "voice": ["direct"] + ["narrator"] * 2}
    )
    words = pd.DataFrame({"doc_id": list("aab"), "n_words": [100, 100, 300]})
    table = measure_without_dominant(matches, words, ["y", "x"]).set_index("frame")
    row = table.loc["x"]
    assert row[["n", "n_docs", "article", "n_there"]].tolist() == [3, 2, "a", 2]
    assert row[["per_1000", "per_1000_without"]].tolist() == pytest.approx([6, 1000 / 300])
    assert row[["in_speech", "in_speech_without"]].tolist() == pytest.approx([1 / 3, 0])
    none = table.loc["y"]
    assert none[["n", "n_docs", "n_there", "per_1000"]].tolist() == [0, 0, 0, 0]
    assert none[["article", "in_speech"]].isna().all()


def test_pairs_of_groups_come_with_their_sizes_and_the_clearest_case():
    years = pd.DataFrame(
        {"published_from": ["2021-01-01"] * 4 + ["2022-01-01"] * 5 + ["2023-01-01"]}
    )
    years["published_to"] = years["published_from"]
    table = measure_smallest_difference(years, "year")
    assert table[["first", "second", "n_first", "n_second"]].to_numpy().tolist() == [
        ["2021", "2022", 4, 5],
        ["2021", "2023", 4, 1],
        ["2022", "2023", 5, 1],
    ]
    assert table["p_extreme"].tolist() == pytest.approx([1 / 126, 1 / 5, 1 / 6])
    assert table["smallest"].isna().tolist() == [False, True, True]
    assert set(table["by"]) == {"year"}
    for sizes in ((7, 4), (4, 7), (6, 6)):
        expected = fisher_exact([[sizes[0], 0], [0, sizes[1]]]).pvalue
        assert find_extreme_p(*sizes) == pytest.approx(expected)
    assert find_smallest_difference(20, 5) == pytest.approx(0.4)  # none against 2 of 5: p = 1/30
    assert find_smallest_difference(61, 61) == pytest.approx(1.959964 * np.sqrt(0.5 / 61))
    assert find_smallest_difference(100, 200) == pytest.approx(1.959964 * np.sqrt(0.0025 + 0.00125))


def test_frames_together_are_counted_in_units_that_are_known():
    rows = [("a", "S", "x"), ("a", "S", "y"), ("a", "S", "x"), ("b", "S", "x"), ("b", None, "y")]
    matches = pd.DataFrame(rows, columns=["doc_id", "speaker", "frame"])
    together = count_together(matches, ["doc_id", "speaker"], ["z", "y", "x"])
    assert together.to_numpy().tolist() == [[2, 1, 0], [1, 1, 0], [0, 0, 0]]
    assert list(together) == list(together.index) == ["x", "y", "z"]
    values = count_values(matches, "speaker", ["x", "y", "z"])
    assert values["S"].tolist() == [3, 1, 0] and values["missing"].tolist() == [0, 1, 0]


@pytest.mark.parametrize("n, rows", [(18, 18), (19, 19), (20, 19)])
def test_eighteen_speakers_are_named(n, rows):
    names = [f"S{k:02}" for k in range(n)]
    matches = pd.DataFrame({"speaker": [*names, names[-1]], "frame": "x", "voice": "direct"})
    words = pd.DataFrame({"speaker": [*names[1:], None], "voice": "direct", "n_words": 7})
    table = cross_speakers(matches, words, ["x"])
    assert list(table) == ["speaker", "n_words", "x"] and table["n_words"].tolist()[:2] == [7, 0]
    assert len(table) == rows and table["speaker"].tolist()[:2] == [names[-1], "S00"]
    assert table["x"].sum() == n + 1 and table["n_words"].sum() == 7 * (n - 1)
    rest = {18: "S16", 19: "1 other speaker", 20: "2 other speakers"}
    assert table["speaker"].iloc[-1] == rest[n]


def test_counts_of_single_articles_have_shares_of_none_or_all():
    documents, _, words, matches, frames = small_study()
    table = measure_prevalence(*join_both(matches, words, documents.iloc[1:]), "article", frames)
    assert table["group"].unique().tolist() == ["d1", "d2", "d3"] and set(table["n_docs"]) == {1}
    lying = table[table["frame"] == "lying"]
    assert lying[["n", "n_with", "share"]].to_numpy().tolist() == [[1, 1, 1], [0, 0, 0], [1, 1, 1]]
    assert lying["per_1000"].tolist() == pytest.approx(
        (1000 * lying["n"] / lying["n_words"]).tolist()
    )
    assert lying[["rate_low", "rate_high", "share_low", "share_high"]].isna().all(axis=None)
    assert spread_counts(table, "article", "n").loc["lying"].to_dict() == {
        "d1": 1,
        "d2": 0,
        "d3": 1,
    }


def test_the_largest_groups_are_paired():
    sizes = {f"g{n}": n + 1 for n in range(MOST_GROUPS + 1)}
    outlets = pd.DataFrame({"outlet": [name for name, n in sizes.items() for _ in range(n)]})
    table = measure_smallest_difference(outlets, "outlet")
    paired = {*table["first"], *table["second"]}
    assert paired == set(sizes) - {"g0"} and len(table) == MOST_GROUPS * (MOST_GROUPS - 1) // 2


def test_a_match_at_the_start_of_its_sentence_is_judged_by_the_words_behind_it():
    """Alone, and behind the sentence of another article, by rules on what stands around."""
    text = "Human rights are respected and protected in China."
    rows = dictionary_table([("rights performance", "human rights … respected", "count")])
    uses = []
    for texts in ((text,), ("It rained all day.", text)):
        sentences = sentence_table(*texts)
        tokens = find_tokens(sentences, EDITS)
        matches = find_matches(tokens, sentences, EDITS, QUOTATIONS, rows)
        uses += judge_matches(matches, tokens, sentences, RULES)["use"].tolist()
    assert uses == ["count", "count"]
