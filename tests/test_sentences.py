"""What notebooks say first, and below each figure: sentences from small tables, with the right numbers."""

import numpy as np
import pandas as pd
import pytest

from analysis.articles.sentences import quote_change, quote_furniture, say_bases
from analysis.findings.sentences import say_abstract
from analysis.framing import sentences as framing
from analysis.framing import titles
from analysis.framing.titles import title_speaker_frames
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import check_table, write_table
from analysis.terms import sentences as terms
from analysis.text.coded import name_coder
from analysis.voices import sentences as voices

# Articles -------------------------------------------------------------------------------


def test_the_first_change_of_the_commonest_fix_is_shown_blanks_included():
    edits = pd.DataFrame(
        [
            ("a", "straighten", 5, "“", '"'),
            ("a", "unglue", 9, None, " "),
            ("b", "unglue", 2, "", " "),
        ],
        columns=["doc_id", "fix", "raw_start", "removed", "inserted"],
    )
    said = quote_change(edits)
    assert "`unglue`" in said and "a space was inserted at character 9 of one article (a)." in said
    assert "“&#60;b&#62;” became a line break" in quote_change(
        edits.head(1).assign(removed="<b>", inserted="\n")
    )
    assert quote_change(edits.head(0)) == ""


def test_the_commonest_kind_of_line_that_is_not_body_is_quoted():
    sentences = pd.DataFrame(
        [("a", "body", "It rained."), ("a", "caption", "Rain <i>."), ("b", "caption", "Sun.")],
        columns=["doc_id", "kind", "text"],
    )
    said = quote_furniture(sentences)
    assert "2 lines are not counted: all captions." in said and "Rain &#60;i" in said
    long = sentences.assign(
        text="It rained on the old town for the whole of the day before it snowed."
    )
    assert (
        "The first caption:\n\n> It rained on the old town for the whole of … (a)"
        in quote_furniture(long)
    )
    assert "before it snowed." in quote_furniture(long.assign(is_shown=True))
    assert quote_furniture(sentences.head(1)) == ""


def test_a_range_of_days_is_no_day():
    documents = pd.DataFrame(
        {
            "outlet": ["Post", None, "Post"],
            "outlet_basis": ["text", None, "inferred: its style"],
            "published_from": ["2020-01-01", None, "2020-01-01"],
            "published_to": ["2020-01-01", None, "2020-01-09"],
        }
    )
    assert say_bases(documents) == (
        "The outlet is known for 1 of 3 articles and inferred for 1. The day of publication is known for 1."
    )


# Terms ----------------------------------------------------------------------------------

CONTENT = pd.DataFrame({"term": ["strike", "port"], "n": [9, 4], "n_docs": [3, 1]})
PAIRS = pd.DataFrame({"term": ["crane driver"], "n": [2], "n_docs": [1]})


def test_terms_begin_with_the_most_frequent_one_and_what_articles_share():
    said = terms.say_found(CONTENT, PAIRS, 3)
    assert (
        "***strike* is the most frequent single word**, function words aside: 9 occurrences" in said
    )
    assert (
        "Of the 2 most frequent single words other than function words, 1 occurs in every article."
        in said
    )
    assert "*crane driver*: 2 occurrences in 1 article." in said
    assert "No term" in terms.say_found(CONTENT.head(0), PAIRS, 0)
    assert "one article" in terms.say_shared(CONTENT, 1)
    assert "No two words" in terms.say_found(CONTENT, PAIRS.head(0), 3)


# Voices ---------------------------------------------------------------------------------

STACKS = pd.DataFrame({"group": ["a"], "n_docs": [1], "narrator": [50]}).assign(
    indirect=30, direct=20
)
SPEAKERS = pd.DataFrame(
    {"speaker": ["Ana Ruiz", "Tom Lee"], "other_names": ["Ruiz | she", None], "indirect": [30, 0]}
).assign(direct=[10, 10])


def test_voices_begin_with_the_words_of_speakers_and_the_first_of_them():
    said = voices.say_found(STACKS, SPEAKERS)
    assert "50% (50 of 100) of the words are speech, quoted or retold" in said
    assert "40% (20 of 50) are quoted" in said
    assert "The largest share of speech, 80% (40 of 50), belongs to Ana Ruiz." in said
    assert "No words" in voices.say_found(STACKS.assign(narrator=0, indirect=0, direct=0), SPEAKERS)


def test_passages_are_picked_from_direct_speech_and_under_any_name():
    rows = [
        ("direct", "full", None),
        ("direct", "full", "Ruiz"),
        ("indirect", "reported", "Tom Lee"),
        ("narrator", "scare", None),
    ]
    quotations = pd.DataFrame(rows, columns=["voice", "form", "speaker"])
    quotations = quotations.assign(doc_id="a", raw_start=[0, 20, 40, 60], raw_end=[9, 29, 49, 69])
    assert voices.pick_speech(quotations)["speaker"].tolist() == ["Ruiz"]
    assert len(voices.pick_speech(quotations.iloc[[0, 2]])) == 2
    assert voices.pick_speaker(quotations, SPEAKERS)["speaker"].tolist() == ["Ruiz"]
    assert voices.pick_speaker(quotations, SPEAKERS.head(0)).empty
    assert len(voices.pick_form(quotations, "scare")) == 1


def test_it_is_said_how_much_the_first_three_speakers_have():
    many = pd.concat([SPEAKERS] * 3, ignore_index=True).assign(kind="person", perhaps=None)
    said = voices.say_speakers(many.sort_values("indirect", ascending=False))
    assert "6 people speak." in said and "with the most words have 80% (120 of 150)" in said
    assert "with the most words" not in voices.say_speakers(many.head(3))


# Framing --------------------------------------------------------------------------------


def prevalence(rows):
    """The table `prevalence` from (by, group, frame, n, n_words, n_with, n_docs)."""
    columns = ["by", "group", "frame", "n", "n_words", "n_with", "n_docs"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(per_1000=1000 * table["n"] / table["n_words"])


COUNTED = prevalence(
    [
        ("all", "all", "blame", 10, 1000, 2, 2),
        ("all", "all", "hope", 6, 1000, 1, 2),
        ("all", "all", "rare", 1, 1000, 1, 2),
        ("voice", "narrator", "blame", 1, 500, 1, 2),
        ("voice", "direct", "blame", 9, 500, 2, 2),
        ("voice", "narrator", "hope", 6, 500, 1, 2),
        ("voice", "narrator", "rare", 0, 500, 1, 2),
        ("voice", "direct", "rare", 1, 500, 1, 2),
        ("article", "one", "blame", 8, 400, 1, 1),
        ("article", "two", "blame", 2, 600, 1, 1),
    ]
)


def test_framing_begins_with_whose_words_they_are():
    said = framing.say_found(COUNTED)
    assert "59% (10 of 17) of the uses of framing words are in speech" in said
    assert (
        "is blame: 10 uses in 2 articles." in said and "1 of the 3 frames occurs in every" in said
    )
    assert "No framing word" in framing.say_found(COUNTED.assign(n=0))


def test_a_share_of_a_voice_needs_some_words():
    said = framing.say_voice(COUNTED)
    assert framing.most_spoken(COUNTED) == "blame" and "largest for the frame *blame*: 90%" in said
    assert "90% (9 of 10)" in said and "*hope*: 100% (6 of 6)" in said and "rare" not in said
    words = [("a", 0, 4, "hope", "liar"), ("a", 0, 5, "rest", "liar,"), ("a", 9, 12, "rest", "lie")]
    matches = pd.DataFrame(words, columns=["doc_id", "raw_start", "raw_end", "frame", "text"])
    assert framing.say_shared(["hope", "rest"], matches) == " 1 word counts for both."
    assert framing.say_shared(["hope"], matches) == framing.say_shared(["x", "rest"], matches) == ""
    few = COUNTED[COUNTED["frame"] == "rare"]
    assert framing.most_spoken(few) is None and "No frame has 5 words" in framing.say_voice(few)


def test_ties_are_said():
    counts = pd.Series({"blame": 9, "hope": 9, "rare": 1})
    assert framing.say_most(counts) == "*blame* and *hope* (each 9 of 19 uses)"
    even = COUNTED[COUNTED["by"] == "all"].replace({"n": {6: 10}})
    assert framing.say_first(even) == "The most frequent frames are blame and hope: 10 uses each."
    same = SPEAKERS.assign(indirect=10)
    said = voices.say_found(STACKS, same)
    assert "share of speech, 50% (20 of 40) each, belongs to Ana Ruiz and Tom Lee." in said


def test_excluded_matches_outside_the_body_are_said_apart():
    rows = [("body", "count"), ("body", "exclude"), ("subhead", "exclude"), ("caption", "count")]
    said = framing.say_matches(pd.DataFrame(rows, columns=["kind", "use"]))
    assert said.startswith("**1 use of framing words is counted**. 3 more matches are excluded")
    doubtful = pd.DataFrame([("body", "doubtful")] * 2, columns=["kind", "use"])
    assert (
        "**2 uses of framing words are counted**, 2 of them by patterns that the list marks as doubtful"
        in framing.say_matches(doubtful)
    )


def test_weighted_and_unweighted_shares_are_told_apart():
    row = pd.Series(
        {"precision": 0.82, "precision_low": 0.7, "precision_high": 0.9, "unit": "sentences"}
        | {"n_right": 160, "n_matches": 201}
    )
    assert framing.show_score(row, "precision") == "0.82 (95% interval 0.70 to 0.90)"
    assert framing.show_score(row.replace(0.7, np.nan), "precision") == "0.82"


def test_forms_add_up_to_all_that_is_not_speech():
    forms = ["scare"] * 2 + ["so-called", "title", "free_indirect", "narrated_act", "narrated_act"]
    said = voices.say_forms(pd.DataFrame({"form": forms}))
    assert "recalled their visits* (2)" in said and "*possible speech* (1)" in said
    assert "2 passages in scare quotes, 1 passage after *so-called* and 1 title." in said
    assert "hearsay" not in said and "term" not in said  # what does not occur is not named
    assert voices.say_forms(pd.DataFrame({"form": ["full"]})).startswith("Everything in quotation")


def test_rates_are_compared_between_articles():
    assert "from 3.3 words per 1,000 (two) to 20.0 (one)" in framing.say_rates(COUNTED)
    assert "one article" in framing.say_rates(COUNTED[COUNTED["group"] != "two"])


def test_the_speaker_with_the_most_framing_words_is_named_and_nobody_else():
    crossed = pd.DataFrame(
        [("narrator", 90, 4, 3), ("speaker not resolved", 9, 9, 0), ("Ana <b>", 30, 1, 2)],
        columns=["speaker", "n_words", "blame", "hope"],
    )
    said = framing.say_speaker(crossed)
    assert "The narrator’s most frequent frame is *blame* (4 of 7 uses)" in said
    assert (
        "are in the words of Ana &#60;b&#62;, the most of any known speaker. Their most frequent frame is *hope* (2 of 3 uses)."
        in said
    )
    assert "No framing word" in framing.say_speaker(crossed.iloc[[1]])
    for others in ("1 other speaker", "1,204 other speakers"):
        rest = pd.DataFrame([(others, 90, 40, 0)], columns=list(crossed))
        # Their words are in speech, too: the share is of all.
        more = framing.say_speaker(pd.concat([crossed, rest], ignore_index=True))
        of = "Of the {} framing words in speech, 3 are"
        assert of.format(12) in said and more == said.replace(of.format(12), of.format(52))
        assert title_speaker_frames(rest).startswith("No speaker is named")


@pytest.mark.parametrize(
    "status, said",
    [
        (
            ["denied", "asserted", "denied"],
            "2 of the 3 uses of framing words are denied; 1 of these is in scare quotes or after *so-called*.",
        ),
        (["denied", None, None], "The rules could not tell the status of 67% (2 of 3)"),
    ],
)
def test_status_is_counted_and_what_cannot_be_told_is_said(status, said):
    rows = pd.DataFrame({"status": status, "quoted": ["scare", "scare", None]})
    rows["quoted"] = rows["quoted"].where(rows.index == 0)
    assert said in framing.say_status(rows)


def test_frames_together_as_a_share_of_the_rarer_one():
    together = pd.DataFrame([[9, 2], [2, 4]], index=["blame", "hope"], columns=["blame", "hope"])
    said = framing.say_together(together)
    assert said == "50% (2 of 4) of the sentences with *hope* also have *blame*."
    apart = together.where(together > 2, 0)
    assert "No sentence" in framing.say_together(apart)


# The paper ------------------------------------------------------------------------------


def test_the_abstract_counts_articles_and_claims_with_and_without_dates(tmp_path):
    row = dict.fromkeys(COLUMNS["documents"]) | {"doc_id": "a", "n_words": 120, "n_chars_raw": 9}
    row["part"] = 0
    dated = row | {"doc_id": "b", "published_from": "2020-01-01", "published_to": "2021-01-01"}
    findings = pd.DataFrame(
        {"verdict": ["holds", "fails"], "n_holds": [2, 0], "n_settings": [2, 2]}
    )
    for rows, when in (([row], "1 article with 120 words"), ([row, dated], "2020 to 2021, with")):
        table = check_table(pd.DataFrame(rows), "documents")
        write_table(table, "documents", tmp_path)
        said = say_abstract(findings, tmp_path)
        assert (
            when in said
            and "1 of 2 claims held in every recount" in said
            and "does not assess" in said
        )


def test_who_the_one_coder_is_is_said():
    coding = pd.DataFrame({"coder": ["A (language model)"] * 2})
    assert name_coder(coding) == "one coder, a language model; no person has checked its work"
    assert name_coder(pd.DataFrame({"coder": ["Ana"]})) == name_coder(None) == "one coder"
    agreement = pd.DataFrame({"n_coders": [1]})
    assert framing.say_agreement(agreement, coding).startswith(
        "The articles have one coder, a language"
    )


def test_scores_in_words_are_those_that_are_drawn_and_say_which_are_weighted():
    rows = pd.DataFrame(
        [
            ("a", "in-sample", 2, 2, np.nan),
            ("a", "unseen", 3, 4, 0.1),
            ("b", "unseen", 0, 0, np.nan),
        ],
        columns=["frame", "sample", "n_right", "n_matches", "precision_low"],
    )
    rows = rows.assign(
        voice="all", unit="sentences", precision=0.47, recall=0.5, n_found=1, n_coded=2
    )
    rows.loc[2, "n_coded"] = 0
    rows = rows.assign(recall_low=np.nan)
    said = titles.describe_validity(rows)
    assert (
        "a: precision 0.47 (weighted; unweighted 3 of 4 sentences), recall 0.50 (1 of 2 sentences)"
        in said
    )
    assert "2 of 2" not in said and "b:" not in said


def test_clearly_underused_terms_are_counted_apart():
    rows = [(40.0, 1), (20.0, 3), (5.0, 3), (-30.0, 1)]
    table = pd.DataFrame(rows, columns=["g2", "n_docs"]).assign(words_target=10, words_reference=90)
    said = terms.say_keyness(table, 7)
    assert "2 terms are clearly overused and 1 clearly underused" in said
    assert "Of the overused terms, 50% (1 of 2) occurs in only one article." in said
