"""Each alternative does what its row says, by the study's own steps, on two small articles."""

import copy
import gc
import weakref

import numpy as np
import pandas as pd
import pytest

from analysis.findings.claims import FAILS, HOLDS
from analysis.findings.robustness import (
    ASKED,
    TOUCH_DICTIONARY,
    TOUCH_QUOTATIONS,
    TOUCH_TOKENS,
    Grid,
    check_alternatives,
    choose_claims,
    cross_settings,
    keep_effective,
    list_settings,
    mark_differences,
    mark_turning,
    measure_robustness,
)
from analysis.framing.dictionary import read_dictionary
from analysis.framing.judging import judge_matches, read_rules
from analysis.framing.matches import find_matches
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import (
    LISTS,
    check_table,
    empty_table,
    read_list,
    read_table,
    write_table,
)
from analysis.text.coded import coded_matches, coded_quotations, covers, spread_units
from analysis.text.tokens import find_tokens
from analysis.text.views import give_voices

LINES = [
    ("a", "headline", "New lies told"),
    ("a", "body", 'They are lies, and the so-called "genocide" is a smear, the mayor said.'),
    ("a", "body", "Counter-terrorism and counter-terrorism again brought stability."),
    ("a", "body", "The smears go on."),
    ("b", "body", "The labour camps are a fabrication, and they interfere in internal affairs."),
]

# (doc_id, words that the row covers, voice, form)
STRETCHES = [
    ("a", 'They are lies, and the so-called "genocide" is a smear', "indirect", "reported"),
    ("a", "genocide", "indirect", "so-called"),
    ("a", "The smears go on.", "perhaps", "free_indirect"),
    ("b", "interfere", "direct", "partial"),
]


@pytest.fixture(autouse=True, scope="module")
def few_are_enough():
    """Tables that can be counted by hand are too small for a claim: here none is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.findings.claims.CHANCE", 1.0)
        yield


def make_sentences():
    rows, start = [], {}
    for doc_id, kind, text in LINES:
        at = start.get(doc_id, 0)
        number = sum(row["doc_id"] == doc_id for row in rows)
        rows.append(
            {
                "doc_id": doc_id,
                "paragraph": number,
                "sentence": number,
                "raw_start": at,
                "raw_end": at + len(text),
                "kind": kind,
                "text": text,
            }
        )
        start[doc_id] = at + len(text) + 1
    return pd.DataFrame(rows)


def make_quotations(sentences):
    rows = []
    for number, (doc_id, words, voice, form) in enumerate(STRETCHES):
        line = next(
            row for row in sentences.itertuples() if row.doc_id == doc_id and words in row.text
        )
        start = line.raw_start + line.text.index(words)
        rows.append(
            {
                "quote_id": f"q{number}",
                "doc_id": doc_id,
                "raw_start": start,
                "raw_end": start + len(words),
                "voice": voice,
                "form": form,
            }
        )
    return pd.DataFrame(rows).reindex(columns=list(COLUMNS["quotations"]))


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    out = tmp_path_factory.mktemp("study")
    sentences = make_sentences()
    documents = pd.DataFrame(
        [
            {"doc_id": name, "file": f"{name}.txt", "part": 0, "n_chars_raw": 99, "n_words": 20}
            for name in "ab"
        ]
    ).reindex(columns=list(COLUMNS["documents"]))
    edits, quotations = empty_table("edits"), check_table(make_quotations(sentences), "quotations")
    tokens = find_tokens(sentences, edits, read_list("variants", LISTS))
    matches = find_matches(tokens, sentences, edits, quotations, read_dictionary(LISTS))
    matches = judge_matches(matches, tokens, sentences, read_rules(LISTS))
    tables = {
        "documents": documents,
        "sentences": sentences,
        "edits": edits,
        "quotations": quotations,
        "tokens": tokens,
        "matches": matches,
    }
    for name, table in tables.items():
        write_table(table, name, out)
    return out


@pytest.fixture(scope="module")
def grid(out):
    return Grid(LISTS, out)


def with_tables(grid, **tables):
    """The same study with other tables, and nothing kept of what was counted in those before."""
    other = copy.copy(grid)
    other.__dict__.pop("words", None)
    other.tables, other.held = grid.tables | tables, {}
    return other


def judge_all(grid, of_tokens=frozenset(), of_dictionary=frozenset()):
    """The framing words of all sentences, found and judged anew."""
    everywhere = np.full(len(grid.tables["sentences"]), True)
    return grid.judge_again(everywhere, of_tokens, of_dictionary)


def framed(view, frame="delegitimation"):
    return sorted(view.matches.loc[view.matches["frame"] == frame, "text"])


def test_a_grid_and_its_tables_are_gone_as_soon_as_nobody_needs_them(out):
    grid = Grid(LISTS, out)
    for switched in ([], ["likely speech"], ["hyphens"]):
        grid.view(frozenset(switched))
    seen = weakref.ref(grid)
    gc.disable()
    del grid
    gc.enable()
    assert seen() is None


def test_steps_find_again_what_was_published(grid, out):
    again = judge_all(grid)
    pd.testing.assert_frame_equal(as_texts(again), as_texts(grid.tables["matches"]))
    pd.testing.assert_frame_equal(as_texts(again), read_table("matches", out)[ASKED])
    counted = grid.view(frozenset()).matches
    assert (
        set(counted["kind"]) == {"body"}
        and not counted["use"].eq("exclude").any()
        and len(counted) > 8
    )


def as_texts(table):
    """The table with texts where it has categories, in the order of the text."""
    named = {name: "str" for name in table if table[name].dtype == "category"}
    keys = ["doc_id", "raw_start", "raw_end", "frame"]
    return table.astype(named).sort_values(keys, ignore_index=True)


CHANGES = [
    *(frozenset([name]) for name in sorted(TOUCH_TOKENS | TOUCH_DICTIONARY)),
    frozenset(["hyphens", "spelling variants"]),
    frozenset(["hyphens", "doubtful patterns", "free indirect speech"]),
    frozenset(["spelling variants", "commonest pattern", "partial quotations"]),
]


@pytest.mark.parametrize("switched", CHANGES, ids=lambda switched: " + ".join(sorted(switched)))
def test_only_touched_paragraphs_are_read_again_and_nothing_is_missed(grid, switched):
    of_tokens, of_dictionary = switched & TOUCH_TOKENS, switched & TOUCH_DICTIONARY
    of_quotations = switched & TOUCH_QUOTATIONS
    touched = grid.find_touched(of_tokens, of_dictionary)
    assert not touched.all()
    assert touched.any() or switched == {"doubtful patterns"}  # of which these articles have none
    found = grid.find_matches(of_tokens, of_quotations, of_dictionary)
    whole = with_tables(grid, quotations=grid.find_quotations(of_quotations))
    again = judge_all(whole, of_tokens, of_dictionary)
    pd.testing.assert_frame_equal(as_texts(found), as_texts(again))


@pytest.mark.parametrize("hyphens", [frozenset(), frozenset(["hyphens"])])
@pytest.mark.parametrize("change", [None, *sorted(TOUCH_QUOTATIONS - {"finder"})])
def test_words_counted_once_have_the_voice_that_each_setting_gives_them(grid, hyphens, change):
    of_quotations = frozenset([change] if change else [])
    quotations = grid.find_quotations(of_quotations)
    parts = [
        give_voices(part["tokens"], part["sentences"], quotations) for part in grid.cut(hyphens)
    ]
    names = ["doc_id", "kind", "voice", "role"]
    expected = pd.concat(parts)[names].astype("object").fillna("none").value_counts()
    counted = grid.find_words(hyphens, of_quotations)
    counted[names] = counted[names].astype("object").fillna("none")
    assert counted.set_index(names)["n"].to_dict() == expected.to_dict()


@pytest.fixture(scope="module", params=["reported", "scare"])  # scare quotes: a claim is speech
def judged(request, grid):
    """The study with a first quotation of that form, its framing words found and judged with it."""
    quotations = grid.tables["quotations"]
    grid = with_tables(
        grid, quotations=quotations.assign(form=[request.param, *quotations["form"][1:]])
    )
    return with_tables(grid, matches=judge_all(grid))


@pytest.mark.parametrize("change", ["free indirect speech", "partial quotations", "likely speech"])
def test_another_voice_is_all_that_other_quotations_change(judged, change):
    none, of_quotations = frozenset(), frozenset([change])
    found = judged.find_matches(none, of_quotations, none)
    again = judge_all(with_tables(judged, quotations=judged.find_quotations(of_quotations)))
    pd.testing.assert_frame_equal(as_texts(found), as_texts(again))


@pytest.fixture(scope="module")
def whole(out):
    return measure_robustness(Grid(LISTS, out))


def test_articles_taken_one_by_one_give_the_same_table(out, whole, monkeypatch):
    monkeypatch.setattr("analysis.text.blocks.SENTENCES", 1)
    pd.testing.assert_frame_equal(measure_robustness(Grid(LISTS, out)), whole)


def test_splitting_hyphens_makes_words_and_loses_no_match(grid):
    whole, split = grid.view(frozenset()), grid.view(frozenset(["hyphens"]))
    assert (
        split.words["n"].sum() - whole.words["n"].sum() == 3
    )  # counter-terrorism twice, so-called
    assert framed(whole, "security") == ["Counter-terrorism", "counter-terrorism", "stability"]
    assert len(framed(split, "security")) == 3
    assert framed(split) == framed(whole)


def test_spellings_apart_are_other_terms(grid):
    merged, apart = grid.view(frozenset()), grid.view(frozenset(["spelling variants"]))
    merged, apart = (set(view.find_terms()["term"]) for view in (merged, apart))
    assert ("labor" in merged, "labour" in apart) == (True, True)
    assert "labour" not in merged


def test_headlines_count_only_when_asked(grid):
    assert framed(grid.view(frozenset(["headlines, captions and subheads"]))).count("lies") == 2
    assert framed(grid.view(frozenset())).count("lies") == 1


def test_free_indirect_speech_counts_as_speech_only_when_asked(grid):
    def voice(view):
        return view.matches.set_index("text").loc["smears", "voice"]

    assert voice(grid.view(frozenset())) == "narrator"
    assert voice(grid.view(frozenset(["free indirect speech"]))) == "indirect"


def test_partial_quotations_become_reported(grid):
    def voices(view):
        words = view.words[view.words["doc_id"] == "b"]
        return dict(zip(words["voice"], words["n"]))

    assert voices(grid.view(frozenset()))["direct"] == 1  # interfere
    assert voices(grid.view(frozenset(["partial quotations"])))["indirect"] == 1


def test_commonest_pattern_is_left_out_of_each_frame(grid):
    caught = grid.view(frozenset()).matches.query("frame == 'security'")["pattern"].value_counts()
    without = grid.view(frozenset(["commonest pattern"])).matches.query("frame == 'security'")
    assert len(without) == len(framed(grid.view(frozenset()), "security")) - caught.iloc[0]


def test_doubtful_patterns_are_left_out(grid):
    assert (grid.dictionary["use"] == "doubtful").any()
    assert not (grid.view(frozenset(["doubtful patterns"])).matches["use"] == "doubtful").any()


def test_each_change_of_the_dictionary_leaves_out_its_own_patterns(grid):
    whole = grid.change_dictionary(frozenset())
    assert whole.equals(grid.dictionary)
    sure = grid.change_dictionary(frozenset(["doubtful patterns"]))
    assert len(sure) == len(whole) - whole["use"].eq("doubtful").sum() < len(whole)
    rarer = grid.change_dictionary(frozenset(["commonest pattern"]))
    gone = whole[~whole.index.isin(rarer.index)]
    assert sorted(set(zip(gone["frame"], gone["pattern"]))) == sorted(grid.commonest_patterns())
    assert rarer["use"].eq("doubtful").any()


def test_patterns_are_split_at_their_hyphens_only_where_the_text_is(grid, monkeypatch):
    seen = {}

    def keep(name):
        def note(*tables, **more):
            listed = (t for t in (*tables, *more.values()) if isinstance(t, pd.DataFrame))
            seen[name] = next(table["pattern"] for table in listed if "pattern" in table)
            return pd.DataFrame(columns=ASKED if name == "judge_matches" else None)

        return note

    for name in ("find_matches", "judge_matches"):
        monkeypatch.setattr(f"analysis.framing.blocks.{name}", keep(name))
    for changes, split in ((["hyphens"], True), (["spelling variants"], False)):
        everywhere = np.full(len(grid.tables["sentences"]), True)
        grid.judge_again(everywhere, frozenset(changes), frozenset())
        assert ("ill founded" in set(seen["find_matches"])) is split
        assert ("ill-founded" in set(seen["find_matches"])) is not split
        inner = seen["judge_matches"].str.contains(r"\w-\w", na=False)
        assert not (split and inner.any())


def test_words_between_scare_quotes_are_left_out(grid):
    assert "genocide" in framed(grid.view(frozenset()), "allegation")
    assert "genocide" not in framed(
        grid.view(frozenset(["words between scare quotes"])), "allegation"
    )


def test_stop_list_is_used_or_not(grid):
    assert "the" in grid.view(frozenset()).stop_terms
    assert not grid.view(frozenset(["stop list"])).stop_terms


def test_each_article_is_left_out_in_turn(grid):
    assert set(grid.groups()) == {"without a", "without b"}
    view = grid.view(frozenset(["without a"]))
    assert (
        set(view.documents["doc_id"])
        == set(view.words["doc_id"])
        == set(view.matches["doc_id"])
        == {"b"}
    )


def test_many_articles_are_left_out_in_ten_groups(grid, monkeypatch):
    documents = pd.DataFrame({"doc_id": [f"d{n:03}" for n in range(45)], "duplicate_of": pd.NA})
    monkeypatch.setitem(grid.tables, "documents", documents)
    groups = grid.groups()
    assert len(groups) == 10 and sorted(sum(groups.values(), [])) == sorted(documents["doc_id"])


@pytest.mark.parametrize("n, n_groups", [(1, 0), (2, 2), (20, 20), (21, 10)])
def test_up_to_twenty_articles_are_left_out_one_by_one(grid, monkeypatch, n, n_groups):
    copies = pd.DataFrame({"doc_id": ["x", "y"], "duplicate_of": "d000"})
    ids = pd.DataFrame({"doc_id": [f"d{n:03}" for n in range(n)], "duplicate_of": pd.NA})
    monkeypatch.setitem(grid.tables, "documents", pd.concat([copies, ids], ignore_index=True))
    groups = grid.groups()
    assert len(groups) == n_groups and (
        n == 1 or sorted(sum(groups.values(), [])) == [*ids["doc_id"]]
    )
    if n > 20:
        assert groups["without articles 1, 11, 21 …"] == ["d000", "d010", "d020"]


def test_words_merely_mentioned_are_left_out_only_when_asked(grid, monkeypatch):
    matches = grid.tables["matches"]
    status = ["mentioned"] * 2 + ["asserted"] * (len(matches) - 2)
    matches = matches.assign(status=pd.Categorical(status))
    monkeypatch.setattr(grid, "find_matches", lambda *_: matches)
    every, some = (grid.view(frozenset(names)).matches for names in ([], ["mentioned words"]))
    assert "mentioned" in set(every["status"]) and set(some["status"]) == {"asserted"}
    assert len(every) - len(some) == every["status"].eq("mentioned").sum()


def test_likely_speech_is_the_narrators_when_asked_and_marks_stay_as_they_are(grid, monkeypatch):
    quotations = grid.tables["quotations"].assign(odds=["likely", "likely", "likely", "certain"])
    monkeypatch.setitem(grid.tables, "quotations", quotations)
    found = Grid.find_quotations(grid, frozenset(["likely speech"]))
    assert found["voice"].tolist() == ["narrator", "indirect", "perhaps", "direct"]
    assert Grid.find_quotations(grid, frozenset()).equals(quotations)


def test_second_copies_count_only_when_asked(grid, monkeypatch):
    documents = grid.tables["documents"].assign(duplicate_of=[pd.NA, "a"])
    monkeypatch.setitem(grid.tables, "documents", documents)
    assert set(grid.view(frozenset()).matches["doc_id"]) == {"a"}
    assert set(grid.view(frozenset(["duplicates"])).matches["doc_id"]) == {"a", "b"}


def test_declared_alternatives_are_all_known_and_can_be_taken(grid):
    alternatives = check_alternatives(check_table(read_list("alternatives", LISTS), "alternatives"))
    single, crossed = list_settings(alternatives, grid)
    assert crossed <= set(alternatives["alternative"]) and "without a" in single
    assert "finder: coding by reading" not in single  # these two articles have not been coded
    for switched in single.values():
        grid.view(switched)


@pytest.mark.parametrize(
    "names, crossed, told",
    [
        (["moon"], "no", "row 2: 'moon' is not known; use one of"),
        (["hyphens", "hyphens"], "no", "row 3: this alternative is in a row above"),
        (["hyphens", "stop list"], "perhaps", "row 3: crossed is 'perhaps'; write yes or no"),
    ],
)
def test_an_alternative_that_cannot_be_taken_is_refused(names, crossed, told):
    table = pd.DataFrame({"alternative": names, "crossed": "yes"})
    assert check_alternatives(table[:0]).empty
    table.loc[len(names) - 1, "crossed"] = crossed
    with pytest.raises(ValueError, match=f"^alternatives.csv, {told}[^\n]*$"):
        check_alternatives(table)


def test_articles_are_left_out_only_where_an_alternative_says_so(grid):
    rows = [("hyphens", "split", "yes"), ("stop list", "not used", "no")]
    alternatives = pd.DataFrame(rows, columns=["alternative", "other", "crossed"])
    single, crossed = list_settings(alternatives, grid)
    assert set(single) == {"hyphens: split", "stop list: not used"} and crossed == {"hyphens"}


def test_table_has_each_claim_under_each_single_setting(whole):
    robustness = check_table(whole, "robustness")
    single = robustness[robustness["kind"] != "several changes"]
    assert single.groupby("setting").size().nunique() == 1
    assert not robustness.duplicated(["claim", "setting"]).any()
    published = robustness.query(
        "setting == 'as published' and claim == 'delegitimation voice'"
    ).iloc[0]
    assert (published["n"], published["of_n"], published["verdict"]) == (2, 4, FAILS)
    spoken = robustness.query(
        "setting == 'free indirect speech: speech' and claim == 'delegitimation voice'"
    )
    assert spoken[["n", "of_n", "verdict", "kind"]].iloc[0].tolist() == [
        3,
        4,
        HOLDS,
        "one change",
    ]


def test_claims_on_frames_that_the_dictionary_lacks_are_not_asked():
    claims = read_list("claims", LISTS)
    chosen = choose_claims(claims, ["delegitimation"])
    assert "delegitimation voice" in set(chosen["claim"]) and "speech" in set(chosen["claim"])
    assert "interference voice" not in set(chosen["claim"])
    assert "development security" not in set(choose_claims(claims, ["development"])["claim"])


def test_change_without_effect_is_called_so_and_not_crossed():
    rows = [
        ("c", "as published", 3, 4),
        ("c", "x: y", 2, 4),
        ("c", "z: w", 3, 4),
        ("c", "v: u", 1, 4),
        ("d", "as published", 1, 4),
        ("d", "x: y", 1, 4),
        ("d", "z: w", 1, 4),
        ("d", "v: u", 2, 4),
    ]
    alone = mark_differences(pd.DataFrame(rows, columns=["claim", "setting", "n", "of_n"]))
    assert alone["kind"].tolist() == [
        "published",
        "one change",
        "no difference",
        "one change",
        "published",
        "no difference",
        "no difference",
        "one change",
    ]
    single = {name: frozenset([name[0]]) for name in ("x: y", "z: w", "v: u")}
    combined = cross_settings(alone, single, {"x", "z", "v"})
    assert combined == {"x: y + v: u": frozenset("xv")}
    found = pd.DataFrame({"claim": ["c", "d"], "setting": "x: y + v: u", "n": 0, "of_n": 4})
    assert keep_effective(found, alone, single, combined)["claim"].tolist() == ["c"]


CODING = [
    ("v1", 0, 9, "voice", "indirect"),
    ("v1", 0, 9, "form", "reported"),
    ("v1", 0, 9, "role", "official"),
    ("v2", 2, 4, "voice", "indirect"),
    ("v2", 2, 4, "form", "so-called"),
    ("f1", 2, 4, "frame", "allegation"),
    ("f1", 2, 4, "voice", "indirect"),
    ("f1", 2, 4, "status", "mentioned"),
    ("f1", 2, 4, "status", "denied"),
]


def test_coding_becomes_tables_of_the_study():
    coding = pd.DataFrame(CODING, columns=["unit_id", "raw_start", "raw_end", "variable", "code"])
    coding = coding.assign(doc_id="a", coder="c", text="t", note=None)
    quotations = check_table(coded_quotations(coding), "quotations")
    assert quotations["form"].tolist() == ["reported", "so-called"]
    (row,) = check_table(coded_matches(coding, quotations), "matches").itertuples()
    assert (row.frame, row.voice, row.role, row.quoted) == (
        "allegation",
        "indirect",
        "official",
        "scare",
    )
    assert row.status == "denied"  # a later row corrects an earlier one
    # What goes on without an attribution is perhaps a speaker's: no speech, as for the rules.
    free = coding.assign(code=coding["code"].replace({"reported": "free_indirect"}))
    for voice, expected in (("perhaps", "narrator"), ("indirect", "indirect")):
        quotations = coded_quotations(free)
        counted = quotations.assign(voice=quotations["voice"].replace({"perhaps": voice}))
        assert coded_matches(free, counted)["voice"].tolist() == [expected]
    assert len(spread_units(coding, "frame")) == 1
    assert covers(coding, pd.DataFrame({"doc_id": ["a"]})) and not covers(
        coding, pd.DataFrame({"doc_id": ["a", "b"]})
    )


def test_a_number_that_is_missing_before_and_after_makes_no_difference():
    rows = [("c", "as published", 3, np.nan), ("c", "x: y", 3, np.nan), ("c", "z: w", 3, 4)]
    alone = mark_differences(pd.DataFrame(rows, columns=["claim", "setting", "n", "of_n"]))
    assert alone["kind"].tolist() == ["published", "no difference", "one change"]


def test_a_combination_could_turn_a_claim_if_one_of_its_changes_could(grid, monkeypatch):
    rows = [
        ("c", "as published", "published"),
        ("c", "x: y", "one change"),
        ("c", "z: w", "one change"),
        ("c", "v: u", "no difference"),
        ("c", "x: y + z: w", "several changes"),
        ("c", "z: w + t: s", "several changes"),
    ]
    found = pd.DataFrame(rows, columns=["claim", "setting", "kind"])
    single = {name: frozenset([name[0]]) for name in ("x: y", "z: w", "v: u", "t: s")}
    turning = {frozenset("x"), frozenset("v")}
    monkeypatch.setattr(
        "analysis.findings.robustness.could_turn",
        lambda row, published, switched, view, groups: switched in turning,
    )
    marked = mark_turning(found, pd.DataFrame({"claim": ["c"]}), grid, single)
    # What changed nothing turned nothing, even where other articles could have been turned by it.
    assert marked["could_turn"].tolist() == [False, True, False, False, True, False]
