"""Tables, figures and the reading view of the notebook on voices: also without speech, without coding."""

import re

import pandas as pd
import pytest

from analysis.tables.stored import LISTS, ROOT, empty_table, read_list, read_table
from analysis.text.coded import coded_quotations
from analysis.text.spans import BETWEEN_MARKS
from analysis.text.tokens import find_tokens
from analysis.voices.article_view import open_quotations, show_articles
from analysis.voices.comparing import (
    count_coded_words,
    count_forms,
    list_disagreements,
    measure_agreement,
    read_gum_scores,
    read_stretches,
    score_speakers,
    stack_voices,
    sum_roles,
    sum_speakers,
)
from analysis.voices.figures import (
    describe_agreement,
    describe_speakers,
    describe_voices,
    draw_agreement,
    draw_speakers,
    draw_voices,
)
from analysis.voices.quotations import find_odd_marks, find_quotations, measure_voices
from analysis.voices.roles import read_offices
from analysis.voices.sentences import (
    say_agreement,
    say_disagreements,
    say_forms,
    say_odd_marks,
    say_quotations,
    say_unseen,
    say_voices,
)

VERBS, ROLES = read_list("reporting_verbs", LISTS), read_offices(LISTS)


@pytest.fixture(scope="module")
def study():
    """The published tables, the quotations found anew."""
    tables = {name: read_table(name, ROOT) for name in ("documents", "sentences", "edits")}
    tables["quotations"] = find_quotations(tables["sentences"], tables["edits"], VERBS, ROLES)
    tokens = find_tokens(tables["sentences"], tables["edits"])
    tables["voices"] = measure_voices(tables["quotations"], tables["sentences"], tokens)
    tables["coded"] = coded_quotations(read_list("coding", LISTS))
    return tables


def test_articles_may_stand_in_any_order(study):
    """The words of each quotation, and what differs from the coding, where the last article comes first."""
    backwards = study["sentences"].sort_values(
        "doc_id", ascending=False, kind="stable", ignore_index=True
    )
    again = find_quotations(backwards, study["edits"], VERBS, ROLES)
    assert list(again["doc_id"]) != list(study["quotations"]["doc_id"])
    one, other = (
        read_stretches(rows, sentences, study["edits"]).sort_values("quote_id", ignore_index=True)
        for rows, sentences in ((study["quotations"], study["sentences"]), (again, backwards))
    )
    pd.testing.assert_frame_equal(one, other)
    one, other = (
        list_disagreements(rows, study["coded"].iloc[::2], sentences, study["edits"])
        for rows, sentences in ((study["quotations"], study["sentences"]), (again, backwards))
    )
    one, other = (
        sorted(map(tuple, table.astype("str").fillna("").to_numpy().tolist()))
        for table in (one, other)
    )
    assert one and one == other


def test_stacks_and_speakers_hold_all_words(study):
    stacks, speakers = (
        stack_voices(study["voices"], study["documents"]),
        sum_speakers(study["voices"]),
    )
    total = study["voices"]["n"].sum()
    assert stacks[["narrator", "indirect", "direct"]].to_numpy().sum() == total
    assert speakers[["indirect", "direct"]].to_numpy().sum() == total - stacks["narrator"].sum()
    assert sum_roles(study["voices"])[["narrator", "indirect", "direct"]].to_numpy().sum() == total
    assert speakers["role"].notna().all()


def test_many_articles_are_drawn_by_outlet_or_year(study):
    voices = pd.concat(
        [study["voices"].assign(doc_id=study["voices"]["doc_id"] + str(k)) for k in range(10)]
    )
    documents = pd.concat(
        [study["documents"].assign(doc_id=study["documents"]["doc_id"] + str(k)) for k in range(10)]
    )
    stacks = stack_voices(voices, documents)
    assert (
        set(stacks["group"]) == set(documents["outlet"].fillna("not known"))
        and stacks["n_docs"].sum() == 50
    )
    years = stack_voices(voices, documents.assign(outlet="one"))
    assert len(years) == documents["published_from"].str[:4].fillna("not known").nunique()


def test_agreement_is_in_sample_and_every_disagreement_is_listed(study):
    agreement = measure_agreement(study["quotations"], study["coded"], study["sentences"])
    rules = agreement[agreement["method"] == "all rules"].set_index("voice")
    assert rules.loc["attributed", "f1"] > 0.95 and rules.loc["direct", "f1"] > 0.95
    other = list_disagreements(
        study["quotations"], study["coded"], study["sentences"], study["edits"]
    )
    missed = (
        rules.loc["attributed", "n_coded"]
        + rules.loc["attributed", "n_found"]
        - 2 * rules.loc["attributed", "n_both"]
    )
    is_voice = other["found_voice"].eq("narrator") != other["coded_voice"].eq("narrator")
    listed = (other["raw_end"] - other["raw_start"])[is_voice].sum()
    assert abs(listed - missed) <= 20  # stretches of marks and blanks only are not listed
    n_same, n_both = score_speakers(
        study["quotations"], study["coded"], study["sentences"], study["edits"]
    )
    assert 0.95 < n_same / n_both <= 1
    assert "in-sample" in say_agreement(agreement, n_same, n_both)


def test_all_between_quotation_marks_is_speech_to_who_has_only_the_marks(study):
    agreement = measure_agreement(study["quotations"], study["coded"], study["sentences"])
    marks = agreement[agreement["method"] == "quotation marks only"].set_index("voice")
    assert (marks.loc["indirect", "n_found"], marks.loc["direct", "recall"]) == (0, 1)
    # Scare quotes and titles are among them: who cannot tell them apart is not always right.
    assert marks.loc["direct", "precision"] < 0.95 and marks.loc["attributed", "precision"] < 0.95
    plain = measure_agreement(
        study["quotations"][~study["quotations"]["form"].isin(BETWEEN_MARKS)],
        study["coded"],
        study["sentences"],
    )
    marks = plain[plain["method"] == "quotation marks only"].set_index("voice")
    assert marks.loc["direct", "precision"] == 1


def test_as_coded_possible_speech_is_speech_and_other_articles_do_not_count(study):
    tokens = find_tokens(study["sentences"], study["edits"])
    docs = study["coded"]["doc_id"].unique()[:2]
    some = study["coded"][study["coded"]["doc_id"].isin(docs)]
    n, of = count_coded_words(some, study["sentences"], tokens)
    voices = study["voices"][study["voices"]["doc_id"].isin(docs)]
    assert of == voices["n"].sum()
    closed = some.assign(voice=some["voice"].replace("perhaps", "narrator"))
    found = int(voices.loc[voices["voice"] != "narrator", "n"].sum())
    assert count_coded_words(closed, study["sentences"], tokens) == (found, of)
    assert n >= found
    open_ = closed.assign(voice="perhaps")
    assert count_coded_words(open_, study["sentences"], tokens)[0] > found


def test_a_changed_coding_is_listed(study):
    coded = study["coded"].assign(speaker=study["coded"]["speaker"].replace("Wang Yi", "Li Song"))
    other = list_disagreements(study["quotations"], coded, study["sentences"], study["edits"])
    assert {("Wang Yi", "Li Song")} <= set(zip(other["found_speaker"], other["coded_speaker"]))


def test_without_coding_the_notebook_says_so(study):
    none = study["coded"][:0]
    agreement = measure_agreement(study["quotations"], none, study["sentences"])
    assert agreement.empty and "not known" in say_agreement(agreement, 0, 0)
    assert score_speakers(study["quotations"], none, study["sentences"], study["edits"]) == (0, 0)
    other = list_disagreements(study["quotations"], none, study["sentences"], study["edits"])
    assert other.empty and "no coding" in say_disagreements(other, none)
    assert draw_agreement(agreement) is not None and "not coded" not in describe_agreement(
        agreement
    )


def test_without_any_speech_everything_is_drawn():
    sentences = pd.DataFrame(
        [("a", 0, 0, 0, 22, "body", "The river rose in May.")],
        columns=list(empty_table("sentences")),
    ).astype(empty_table("sentences").dtypes)
    edits = empty_table("edits")
    quotations = find_quotations(sentences, edits, VERBS, ROLES)
    voices = measure_voices(quotations, sentences, find_tokens(sentences, edits))
    documents = pd.DataFrame(
        {
            "doc_id": ["a"],
            "file": ["a.txt"],
            "outlet": [None],
            "published_from": [None],
            "published_to": [None],
        }
    )
    stacks, speakers = stack_voices(voices, documents), sum_speakers(voices)
    for table, draw, tell in (
        (stacks, draw_voices, describe_voices),
        (speakers, draw_speakers, describe_speakers),
    ):
        assert draw(table) is not None and tell(table)
    stretches = read_stretches(quotations, sentences, edits)
    said = [
        say_quotations(quotations),
        say_voices(stacks),
        say_forms(quotations),
        say_odd_marks(find_odd_marks(sentences, edits)),
    ]
    assert (
        all(said) and count_forms(quotations).empty and "0 rows" in repr(open_quotations(stretches))
    )


def test_stretches_carry_their_words(study):
    stretches = read_stretches(study["quotations"], study["sentences"], study["edits"])
    assert {"industrial scale", "with appreciation", "genocide"} <= set(stretches["text"])
    whole = stretches[stretches["text"].str.startswith("After unremitting endeavor")]["text"].iloc[
        0
    ]
    assert "However, out of political purpose" in whole and whole.endswith(
        "multilateral platforms on human rights"
    )


def words_of(html):
    """The words that a view shows."""
    text = re.sub(r"<[^>]+>", "", html)
    for code in set(re.findall(r"&#(\d+);", text)):
        text = text.replace(f"&#{code};", chr(int(code)))
    return re.sub(r"\s+", " ", text)


def test_only_sentences_with_a_row_are_shown_of_published_texts(study):
    metadata = read_list("metadata", LISTS)
    args = (study["quotations"], study["sentences"], study["edits"], study["documents"])
    shown = words_of(show_articles(*args, metadata).html)
    assert "terrorism, separatism and religious extremism" in shown
    assert "Friday marked the last day" not in shown
    for doc, n in study["quotations"]["doc_id"].value_counts().items():
        assert f"{doc}: {n} marked passage" in shown  # one that runs over sentences counts once
    whole = words_of(show_articles(*args, metadata.assign(show_whole_text="yes")).html)
    assert "Friday marked the last day" in whole


def test_a_view_shows_words_sign_for_sign_and_runs_nothing():
    text = '"We <script>alert(1)</script> act, $x$ and **so** on," said <b>Ana</b> Ruiz.'
    sentences = pd.DataFrame(
        [("a", 0, 0, 0, len(text), "body", text)], columns=list(empty_table("sentences"))
    ).astype(empty_table("sentences").dtypes)
    quotations = find_quotations(sentences, empty_table("edits"), VERBS, ROLES)
    documents = pd.DataFrame({"doc_id": ["a"], "file": ["a.txt"]})
    metadata = pd.DataFrame({"file": ["a.txt"], "show_whole_text": ["yes"]}, dtype="str")
    stretches = read_stretches(quotations, sentences, empty_table("edits"))
    for html in (
        show_articles(quotations, sentences, empty_table("edits"), documents, metadata).html,
        open_quotations(stretches).html,
    ):
        assert (
            "<script" not in html and "<b>" not in html and "$x$" not in html and "**" not in html
        )
        assert "alert(1)" in words_of(html)


def test_the_view_marks_every_stretch_by_more_than_colour(study):
    html = show_articles(
        study["quotations"],
        study["sentences"],
        study["edits"],
        study["documents"],
        read_list("metadata", LISTS),
    ).html
    for line in ("solid", "dotted", "dashed"):
        assert f"2px {line}" in html
    assert words_of(html).count("[Chen Xu]") >= 4


def test_the_unseen_scores_are_said_with_their_counts():
    said = say_unseen(read_gum_scores())
    assert "Unseen" in said and re.search(r"find \d\d% of the speech", said)
