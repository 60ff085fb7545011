"""Which changes could have turned a claim, and which values a coding rule gives whatever is read."""

import pandas as pd
import pytest

from analysis.findings.claims import FAILS, HOLDS
from analysis.findings.conventions import find_conventional, list_conventions, say_conventions
from analysis.findings.turning import could_turn
from analysis.text.views import View

# Article a has most words of the frame (4), b two, c none.
MATCHES = pd.DataFrame({"doc_id": [*"aaaabb"], "frame": "cost"})
VIEW = View(pd.DataFrame({"doc_id": [*"abc"]}), None, MATCHES, frozenset(["cost"]), frozenset())
GROUPS = {f"without {doc}": [doc] for doc in "abc"}


def ask(measure, options, comparison, threshold, n, of_n, verdict, change):
    claim = pd.DataFrame(
        {
            "measure": [measure],
            "options": options,
            "comparison": comparison,
            "threshold": str(threshold),
        }
    )
    published = pd.Series({"n": n, "of_n": of_n, "verdict": verdict})
    return could_turn(next(claim.itertuples()), published, frozenset([change]), VIEW, GROUPS)


IN_ALL = ("articles", "frame=cost", "at least", 1)
DENIED = ("matches", "frame=cost; status=denied", "more than", 0.5)
MARKED = ("matches", "frame=cost; quoted=scare", "more than", 0.5)
IN_ONE = ("largest article", "frame=cost", "more than", 0.5)


@pytest.mark.parametrize(
    "claim, n, of_n, verdict, change, turns",
    [
        # no article can come to lack a word because another is left out
        (IN_ALL, 3, 3, HOLDS, "without a", False),
        (IN_ALL, 2, 3, FAILS, "without c", True),
        (IN_ALL, 1, 3, FAILS, "without c", False),
        (IN_ALL, 3, 3, HOLDS, "doubtful patterns", True),
        (IN_ALL, 2, 3, FAILS, "doubtful patterns", False),
        (IN_ALL, 2, 3, FAILS, "headlines, captions and subheads", True),
        (IN_ALL, 3, 3, HOLDS, "headlines, captions and subheads", False),
        # of other measures, headlines may turn any claim
        (DENIED, 6, 6, HOLDS, "headlines, captions and subheads", True),
        # nothing is left of the words where the one article that has them goes
        (("articles", "frame=cost", "at most", 0), 1, 3, FAILS, "without c", True),
        (("articles", "frame=cost", "at most", 0), 2, 3, FAILS, "without c", False),
        (("articles", "frame=cost", "at most", 0), 2, 3, FAILS, "doubtful patterns", True),
        # where anything may go, a share of all and one of none can come
        (("largest article", "frame=cost", "at most", 0), 4, 6, FAILS, "hyphens", True),
        (("largest article", "frame=cost", "at least", 1), 4, 6, FAILS, "without a", True),
        # a share of denied words can only rise where others go
        (DENIED, 4, 6, HOLDS, "mentioned words", False),
        (DENIED, 2, 6, FAILS, "mentioned words", True),
        (DENIED, 4, 6, HOLDS, "doubtful patterns", True),
        # what is counted goes by definition
        (MARKED, 4, 6, HOLDS, "words between scare quotes", False),
        # the article with most words stays where another is left out
        (IN_ONE, 4, 6, HOLDS, "without b", False),
        (IN_ONE, 4, 6, HOLDS, "without a", True),
        (IN_ONE, 4, 6, HOLDS, "hyphens", True),
    ],
)
def test_a_change_counts_only_if_some_articles_could_have_turned_the_claim(
    claim, n, of_n, verdict, change, turns
):
    assert ask(*claim, n, of_n, verdict, change) is turns


RULES = pd.DataFrame(
    {
        "variable": ["status", "status", "status", "target"],
        "frame": [None, None, None, "charge / growth"],
        "code": ["denied", "denied", "asserted", "critics"],
        "pattern": [None, "no / never", None, "critic*"],
        "where": ["marks", "before", "always", "around"],
        "reason": ["held at a distance", "a negation", "its own words", "critics are named"],
    }
)


def judged(*rows):
    table = pd.DataFrame(rows, columns=["frame", "status", "reason"])
    return table.assign(
        kind="body", use="count", target=None, rule="pattern; status: " + table["reason"]
    )


def test_codes_that_a_rule_gives_without_reading_are_counted_apart():
    matches = judged(
        ("charge", "denied", "held at a distance"),
        ("charge", "denied", "held at a distance"),
        ("charge", "denied", "a negation"),
        ("growth", "asserted", "its own words"),
    )
    found = list_conventions(matches, RULES).set_index("frame")
    assert found.loc["charge", ["n", "of_n"]].tolist() == [2, 3]
    assert found.loc["charge", "follows_from"] == "quotation marks"
    assert "growth" not in found.index  # words could have denied it
    claims = pd.DataFrame(
        {
            "claim": ["denied", "marked"],
            "measure": "matches",
            "options": ["frame=charge; status=denied", "frame=charge; quoted=scare"],
        }
    )
    assert find_conventional(claims, found.reset_index()) == {"denied"}
    assert say_conventions(found.reset_index()).startswith("The status of 2 uses of framing words")
    assert "No claim rests mostly" in say_conventions(found.reset_index())
    rested = say_conventions(found.reset_index(), frozenset(["denied"]))
    assert "Claims that rest on such a code are no findings: denied." in rested


def test_conventions_are_of_words_that_count_and_a_status_without_a_code_is_none():
    counted = judged(("charge", "denied", "held at a distance"))
    others = [counted.assign(kind="title"), counted.assign(use="exclude")]
    others += [counted.assign(status=None), counted.assign(kind="caption", use="doubtful")]
    found = list_conventions(pd.concat([counted, *others], ignore_index=True), RULES)
    assert found[["n", "of_n"]].to_numpy().tolist() == [[1, 1]]
    doubtful = pd.concat([counted, counted.assign(use="doubtful")], ignore_index=True)
    assert list_conventions(doubtful, RULES)["n"].to_list() == [2]


def convention(number, variable="status", n=2, of_n=2):
    values = {"frame": f"f{number}", "variable": variable, "code": "denied"}
    return values | {"follows_from": "the frame", "n": n, "of_n": of_n}


def test_codes_that_a_rule_gave_are_counted_over_all_frames():
    rows = [convention(1), convention(2, "target", 3, 3), convention(3, n=1, of_n=4)]
    said = say_conventions(pd.DataFrame(rows))
    assert said.startswith("The status or target of 6 uses of framing words follows from the")
    lone = say_conventions(pd.DataFrame([convention(1, n=1, of_n=1)]))
    assert lone.startswith("The status of 1 use of framing words follows from")


def test_a_target_that_only_the_frame_decides_is_a_convention():
    rows = judged(("charge", "denied", "a negation")).assign(target="critics")
    rows["rule"] += "; target: critics are named"
    found = list_conventions(rows, RULES).set_index("variable")
    assert found.loc["target", ["code", "follows_from"]].tolist() == ["critics", "the frame"]
    other = pd.concat([RULES, RULES.tail(1).assign(code="others", reason="others are named")])
    assert not len(list_conventions(rows, other.reset_index(drop=True)))


def test_a_status_that_words_decided_is_no_convention():
    matches = judged(("charge", "denied", "a negation"), ("charge", "denied", "held at a distance"))
    found = list_conventions(matches, RULES)
    claims = pd.DataFrame(
        {"claim": ["denied"], "measure": "matches", "options": ["frame=charge; status=denied"]}
    )
    assert found["n"].tolist() == [1] and find_conventional(claims, found) == frozenset()
    assert "decided by words" in say_conventions(found[:0])


def test_marks_that_need_a_word_near_are_no_convention():
    matches = judged(("charge", "denied", "held at a distance"))
    assert len(list_conventions(matches, RULES)) == 1
    words = RULES.assign(pattern=["claim*", "no / never", None, "critic*"])
    assert not len(list_conventions(matches, words))


def test_a_rule_that_ends_the_rules_of_a_frame_decides_by_the_frame():
    ended = pd.DataFrame(
        {"variable": "target", "frame": ["charge", None, None], "code": ["critics", "others", None]}
    )
    ended = ended.assign(pattern=[None, "critic*", None], where=["always", "around", "always"])
    ended = ended.assign(reason=["by definition", "named", "nobody"])
    rows = judged(("charge", None, "x"), ("growth", None, "x")).assign(target=["critics", "others"])
    rows["rule"] = ["pattern; target: by definition", "pattern; target: named"]
    found = list_conventions(rows, ended)
    assert found[["frame", "code", "n", "of_n"]].to_numpy().tolist() == [
        ["charge", "critics", 1, 1]
    ]
    first = ended.assign(frame=[None, "charge", None]).iloc[[1, 0, 2]].reset_index(drop=True)
    assert not len(list_conventions(rows, first))  # words are read before


def test_a_study_without_rules_has_no_conventions():
    matches = judged(("charge", None, "no rule holds"))
    found = list_conventions(matches, RULES[:0])
    assert found.empty
    claims = pd.DataFrame(
        {"claim": ["denied"], "measure": "matches", "options": ["frame=charge; status=denied"]}
    )
    assert find_conventional(claims, found) == frozenset()
