"""Voices by reading, claims as read, settling by rule: on articles made up here, whose truth is known."""

import shutil
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis.coding.correcting import choose_judgements, read_coded
from analysis.coding.figures import draw_groups, pick_panels
from analysis.coding.files import settle_by_rule
from analysis.coding.sampling import draw_sample, list_units, mark_hits, order_sample
from analysis.coding.sentences import (
    describe_estimates,
    pick_rows,
    say_differences,
    say_voices,
    title_estimates,
)
from analysis.coding.study import Study, count_matches, read_study
from analysis.coding.voiced import OF_FRAME, WORDS, count_spoken, estimate_voices, read_voices
from analysis.drawing.figure import check_phone
from analysis.findings.as_read import (
    MODEL,
    NOT_READ,
    OPEN,
    THIN,
    claims_by_reading,
    compare_rates,
    divide,
    estimate_claim,
    judge_claims,
    judge_read,
    say_claims_read,
    say_read,
    say_value,
)
from analysis.findings.claims import FAILS, HOLDS
from analysis.measures.estimates import CORPUS, Estimate
from analysis.site.claims import list_findings
from analysis.site.story import say_checked, tell_story
from analysis.site.trust import say_trust
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import ROOT, check_table, empty_table, write_table
from analysis.text.spans import SPEECH

FRAMES = ["growing", "lying"]
N_WORDS = 10


def made(n_docs=30, n_sentences=40, seed=2):
    """Tables of a corpus: every other sentence is retold; the rules miss a third of the speech."""
    rng = np.random.default_rng(seed)
    n = n_docs * n_sentences
    doc, place = np.repeat(np.arange(n_docs), n_sentences), np.tile(np.arange(n_sentences), n_docs)
    said = rng.random(n) < 0.5
    heard = said & (rng.random(n) < 0.67)
    growing, lying = rng.random(n) < 0.3, rng.random(n) < np.where(said, 0.2, 0.05)
    found = lying & (rng.random(n) < 0.6)
    table = pd.DataFrame(
        {
            "doc_id": [f"d{number:02}" for number in doc],
            "paragraph": 0,
            "sentence": place,
            "raw_start": 100 * place,
            "raw_end": 100 * place + 59,
            "kind": "body",
            "text": "words " * 9 + "words",
        }
    )
    word = np.tile(np.arange(N_WORDS), n)
    tokens = table.loc[table.index.repeat(N_WORDS), ["doc_id", "sentence", "raw_start"]]
    tokens = tokens.reset_index(drop=True)
    tokens["raw_start"] += 6 * word
    tokens["raw_end"] = tokens["raw_start"] + 5
    truth = pd.DataFrame({"said": said, "heard": heard, "growing": growing, "lying": lying})
    hits = pd.concat(
        [table[growing].assign(frame="growing"), table[found].assign(frame="lying")]
    ).assign(voice=lambda t: np.where(heard[t.index], "indirect", "narrator"))
    return table, tokens, truth, hits


def judge(table, truth, coder="ana", kind="human"):
    """What a coder who knows the truth says: frames of the whole sentence, and its voice."""
    unit = table["doc_id"] + ":" + table["raw_start"].astype("str")
    whole = table.assign(unit_id=unit, state=None)
    none = ~(truth["growing"] | truth["lying"]).to_numpy()
    rows = [whole[truth[frame].to_numpy()].assign(variable="frame", code=frame) for frame in FRAMES]
    rows.append(whole[none].assign(variable="frame", code="none"))
    voice = np.where(truth["said"], "indirect", "narrator")
    rows.append(whole.assign(variable="voice", code=voice))
    about = {"coder": coder, "kind": kind, "sample": "s1", "blind": True, "coded_at": None}
    table = pd.concat(rows).assign(**about, text=None, note=None)
    return check_table(table[list(COLUMNS["judgements"])], "judgements")


@pytest.fixture(scope="module")
def study():
    table, tokens, truth, matches = made()
    sentences = check_table(table[list(COLUMNS["sentences"])], "sentences")
    documents = pd.DataFrame({"doc_id": sorted(set(table["doc_id"])), "duplicate_of": None})
    units = list_units(sentences, documents).assign(n_words=N_WORDS)
    sample = order_sample(draw_sample(units, mark_hits(units, matches, FRAMES), 300))
    drawn = pd.Index(units["unit_id"]).get_indexer(sample["unit_id"])
    judgements = judge(table.iloc[drawn], truth.iloc[drawn])
    chosen = choose_judgements(judgements)
    reading = read_voices(read_coded(chosen, sample, units), chosen, tokens)
    hits = count_matches(units, matches, FRAMES)
    spoken = count_matches(units, matches[matches["voice"].isin(SPEECH)], FRAMES)
    quoted = table[truth["heard"]].assign(voice="indirect", form="reported")
    words = count_spoken(units, tokens, quoted)
    made_study = Study(reading, chosen, judgements[:0], hits, spoken, matches, tokens)
    return made_study, truth, words, judgements


def test_words_in_speech_are_estimated_though_the_rules_miss_a_third(study):
    whole, truth, words, _ = study
    estimates = estimate_voices(whole.reading, whole.hits, whole.spoken, words)
    row = pick_rows(estimates, CORPUS, "voice", WORDS).iloc[0]
    assert row["naive"] == pytest.approx(truth["heard"].mean())
    assert row["low"] < truth["said"].mean() < row["high"] and row["naive"] < row["low"]
    assert row["high"] - row["low"] < 0.12
    assert "33" in say_voices(estimates) and "by rule" in say_voices(estimates)


def test_a_frame_is_estimated_in_each_voice(study):
    whole, truth, words, _ = study
    rows = estimate_voices(whole.reading, whole.hits, whole.spoken, words)
    rows = rows[rows["target"].eq(CORPUS) & rows["frame"].eq("lying")].set_index("group")
    shares = rows[rows["estimand"] == "share"]
    for group, voice in (("in speech", truth["said"]), ("narrator", ~truth["said"])):
        true = (truth["lying"] & voice).mean()
        assert shares.loc[group, "low"] < true < shares.loc[group, "high"]
    part = rows[rows["estimand"] == OF_FRAME].loc["in speech"]
    assert part["low"] < truth.loc[truth["lying"], "said"].mean() < part["high"]
    assert part["naive"] < part["low"]  # the rules give a third of it to the narrator


def test_words_of_a_span_inside_the_sentence_alone_are_in_speech(study):
    whole, *_ = study
    first = whole.reading.units.iloc[whole.reading.row[0]]
    rows = pd.DataFrame(
        {
            "unit_id": first["unit_id"],
            "doc_id": first["doc_id"],
            "raw_start": [first["raw_start"] + 12],
            "raw_end": [first["raw_start"] + 29],  # three words of ten
            "variable": "voice",
            "code": "direct",
            "state": None,
        }
    )
    reading = read_voices(whole.reading, rows, whole.tokens)
    assert reading.voices.iloc[0].to_dict() == {"direct": 3, "indirect": 0}
    assert reading.voices.iloc[1:].isna().all(axis=None)  # no voice was coded there
    assert reading.spoken.iloc[0].sum() == 0  # the frame is the narrator's: most words are


def test_without_voices_nothing_is_said_of_them(study):
    whole, _, words, _ = study
    silent = whole.reading._replace(voices=None, spoken=None)
    assert estimate_voices(silent, whole.hits, whole.spoken, words).empty
    assert "as found by rule" in say_voices(empty_table("estimates"))


# claims --------------------------------------------------------------------------------------

CLAIMS = pd.DataFrame(
    [
        ("most", "matches", "frame=lying; voice=direct|indirect", "more than", 0.5),
        ("half", "words", "voice=direct|indirect", "more than", 0.5),
        ("few", "words", "voice=direct|indirect", "less than", 0.4),
        ("more", "frames", "frame=growing; against_frame=lying", "more than", 1),
        ("told", "rates", "frame=lying; voice=direct|indirect; against_voice=narrator", "more than", 1),
        ("denied", "matches", "frame=lying; status=denied", "more than", 0.5),
        ("all", "articles", "frame=lying", "at least", 1),
    ],
    columns=["claim", "measure", "options", "comparison", "threshold"],
)  # fmt: skip
FINDINGS = CLAIMS[["claim"]].assign(verdict=HOLDS, n=3, of_n=10)


def test_claims_are_judged_by_what_was_read(study):
    whole, truth, words, _ = study
    table = judge_claims(CLAIMS, FINDINGS, whole, words).set_index("claim")
    assert table.loc["most", "verdict"] == HOLDS  # the count of .45 had said no
    assert table.loc["half", "verdict"] == OPEN
    assert table.loc["few", "verdict"] == FAILS
    assert table.loc["more", "verdict"] == HOLDS
    assert table.loc["told", "verdict"] == HOLDS
    said = truth["lying"] & truth["said"]
    odds = said.sum() / (truth["lying"] & ~truth["said"]).sum()
    odds /= truth["said"].mean() / (1 - truth["said"].mean())
    assert table.loc["told", "low"] < odds < table.loc["told", "high"]
    assert set(table.loc[["denied", "all"], "verdict"]) == {NOT_READ}
    assert table.loc["denied", ["n_coded", "n_positive"]].tolist() == [0, 0]


def test_a_claim_of_which_too_few_were_read_is_not_decided(study):
    whole, _, words, _ = study
    rare = whole.reading._replace(
        counts=whole.reading.counts.assign(
            lying=lambda t: t["lying"].where(t["lying"].cumsum() <= 4, 0)
        )
    )
    rare = whole._replace(reading=rare._replace(spoken=rare.counts))
    table = judge_claims(CLAIMS.head(1), FINDINGS.head(1), rare, words)
    assert table.loc[0, "verdict"] == THIN and "too few" in say_read(table.to_dict("records")[0])


def test_what_reading_says_of_a_claim_is_a_sentence(study):
    whole, _, words, _ = study
    table = judge_claims(CLAIMS, FINDINGS, whole, words)
    rows = {row["claim"]: row for row in table.to_dict("records")}
    assert say_read(None) == "This count has not been checked by reading." == say_read(rows["all"])
    assert say_read(rows["most"]).startswith("It holds as read, too: ")
    assert "does not settle it" in say_read(rows["half"]) and "%" in say_read(rows["half"])
    assert "does not hold as read" in say_read(rows["few"])
    assert " to 1 (" in say_read(rows["more"])
    assert "read by a language model" in say_read({**rows["few"], "read_by": MODEL})
    assert "language model" not in say_read(rows["few"])
    said = say_claims_read(table)
    assert "Of the 7 claims that hold as counted, 3 hold as read, too, " in said
    assert "few: It does not hold" in said
    assert "as counted, not checked" in say_claims_read(empty_table("claims_read"))


def estimated(value, low, high, n_positive=40, unread=0.0):
    """An estimate with these ends, of 300 sentences."""
    none = np.nan
    return Estimate(value, low, high, none, none, none, none, 300, n_positive, unread)


@pytest.mark.parametrize(
    "estimate, comparison, is_whole, verdict",
    [
        (None, "more than", False, NOT_READ),
        (estimated(np.nan, 0.51, 0.7), "more than", False, THIN),
        (estimated(0.6, 0.51, 0.7, unread=0.01), "more than", False, HOLDS),
        (estimated(0.6, 0.51, 0.7, unread=0.011), "more than", False, THIN),
        (estimated(0.6, 0.51, 0.7), "at least", False, HOLDS),
        (estimated(0.6, 0.51, 0.7), "less than", False, FAILS),
        (estimated(0.4, 0.3, 0.49), "more than", False, FAILS),
        (estimated(0.4, 0.3, 0.49), "at most", False, HOLDS),
        (estimated(0.6, 0.5, 0.7), "more than", False, OPEN),  # the threshold is in the interval
        (estimated(0.4, 0.3, 0.5), "less than", False, OPEN),
        (estimated(0.6, 0.5, 0.7, n_positive=5), "more than", False, OPEN),
        (estimated(0.6, 0.5, 0.7, n_positive=4), "more than", False, THIN),
        (estimated(0.5, 0.5, 0.5), "at least", True, HOLDS),  # all were read: there is no interval
        (estimated(0.5, 0.5, 0.5), "more than", True, FAILS),
    ],
)
def test_a_verdict_of_reading_at_and_beside_the_threshold(estimate, comparison, is_whole, verdict):
    claim = SimpleNamespace(comparison=comparison, threshold="0.5")
    assert judge_read(claim, estimate, is_whole) == verdict
    assert is_whole or judge_read(claim, estimate) == verdict


def ask(study, words, measure, options):
    return estimate_claim(SimpleNamespace(measure=measure, options=options), study, words)


def test_rates_as_read_follow_from_the_shares_as_read(study):
    whole, _, words, _ = study
    told = ask(whole, words, "matches", "frame=lying; voice=direct|indirect").value
    spoken = ask(whole, words, "words", "voice=direct|indirect").value
    rates = "frame=lying; voice={}; against_voice={}"
    ratio = ask(whole, words, "rates", rates.format("indirect|direct", "narrator"))
    assert ratio.value == pytest.approx(told / (1 - told) / (spoken / (1 - spoken)))
    turned = ask(whole, words, "rates", rates.format("narrator", "direct|indirect"))
    assert turned.value == pytest.approx(1 / ratio.value)
    assert turned.low == pytest.approx(1 / ratio.high, rel=0.01)
    for voices in (("direct", "narrator"), ("narrator", "direct"), ("direct|indirect", "direct")):
        assert ask(whole, words, "rates", rates.format(*voices)) is None  # not what was read


def test_words_of_one_voice_among_those_in_speech(study):
    whole, _, words, _ = study  # all speech there is retold
    among = "voice={}; among_voice=direct|indirect"
    assert ask(whole, words, "words", among.format("indirect")).value == 1
    for options in (
        among.format("direct|indirect"),
        "voice=narrator",
        "voice=; among_voice=direct",
    ):
        assert ask(whole, words, "words", options) is None


def test_the_rest_of_a_share_has_its_ends_turned_round(study, monkeypatch):
    share, rest = estimated(0.25, 0.2, 0.3), estimated(0.75, 0.7, 0.8)
    monkeypatch.setattr("analysis.findings.as_read.share_of_words", lambda *_: share)
    lies, others = estimated(30, 20, 40), estimated(50, 40, 60)
    found = compare_rates(None, None, lies, others, is_speech=True)
    assert found == divide(divide(lies, others), divide(share, rest))
    assert found.value == pytest.approx(30 / 50 * 3)


WHOLE = {"measure": "matches", "n_coded": 40, "n_positive": 9, "value": 0.5, "estimate": 0.5}
WHOLE |= {"low": 0.5, "high": 0.5, "verdict": HOLDS, "read_by": None}


@pytest.mark.parametrize(
    "change, said",
    [
        ({}, "The coding by reading gives the same share."),
        ({"measure": "rates"}, "The coding by reading gives the same ratio."),
        ({"n_coded": 1}, "The coding by reading gives the same share."),
        (
            {"read_by": MODEL},
            "The language model’s coding gives the same share.",
        ),
        ({"estimate": 0.5049}, "The coding by reading gives the same share."),
        (
            {"estimate": 0.5051},
            "The coding by reading gives 51%, not 50%.",
        ),
        (
            {"value": 2.0, "estimate": 1.25, "measure": "frames", "verdict": FAILS},
            "The coding by reading gives 1.25 to 1, not 2 to 1; it does not hold as read.",
        ),
        ({"measure": "words"}, "The coding by reading gives the same share."),
        (
            {"estimate": 0.5051, "could_turn": True},
            "One of these recounts is the coding by reading: 51%, not 50%.",
        ),
        (
            {"made_from": "word list"},  # said once for the page: `say_made_from`
            "The coding by reading gives the same share.",
        ),
    ],
)
def test_what_was_read_whole_has_no_interval(change, said):
    row = WHOLE | change
    assert say_read(row | {"low": row["estimate"], "high": row["estimate"]}) == said


@pytest.mark.parametrize(
    "n_positive, measure, said",
    [
        (5, "words", "60% (51% to 70%)"),
        (4, "words", "between 51% and 70%"),
        (5, "frames", "0.6 to 1 (0.5 to 0.7)"),
        (4, "frames", "between 0.5 and 0.7 to 1"),
    ],
)
def test_of_few_sentences_the_interval_alone_is_said(n_positive, measure, said):
    row = WHOLE | {"measure": measure, "estimate": 0.6, "low": 0.51, "high": 0.7}
    assert say_value(row | {"n_positive": n_positive}) == said


def test_claims_are_counted_by_what_reading_says_of_those_that_held():
    verdicts = [(HOLDS, v) for v in (HOLDS, FAILS, OPEN, THIN, THIN, NOT_READ)]
    verdicts += [(FAILS, v) for v in (HOLDS, FAILS, OPEN, NOT_READ, NOT_READ)]
    rows = [
        WHOLE | {"claim": f"c{n}", "counted": counted, "verdict": verdict, "low": 0.4}
        for n, (counted, verdict) in enumerate(verdicts)
    ]
    first, *turned = say_claims_read(pd.DataFrame(rows)).splitlines()
    assert first == (
        "Of the 6 claims that hold as counted, 1 holds as read, too, 3 are left open, and 1 fails. The "
        "other one is not recomputed from single sentences."
    )
    assert [line[:3] for line in turned] == ["c1:", "c6:"]


@pytest.mark.parametrize(
    "verdict, n_positive, low, told",
    [(HOLDS, 4, 0.4, True), (FAILS, 4, 0.4, True), (HOLDS, 5, 0.4, False), (OPEN, 4, 0.4, False)]
    + [(HOLDS, 4, 0.6, False)],  # every sentence was read
)
def test_a_verdict_that_rests_on_few_sentences_is_explained(verdict, n_positive, low, told):
    row = WHOLE | {"claim": "c", "counted": HOLDS, "verdict": verdict, "n_positive": n_positive}
    row |= {"estimate": 0.6, "low": low, "high": 0.6}
    said = say_claims_read(pd.DataFrame([row]))
    assert ("One of the verdicts rests on fewer than 5 sentences" in said) is told
    assert ("Its estimate is unreliable" in said) is told


# settling by rule ----------------------------------------------------------------------------


def test_what_all_coders_gave_is_agreed(study):
    _, _, _, judgements = study
    units = judgements["unit_id"].drop_duplicates().head(4).tolist()
    ana = judgements[judgements["unit_id"].isin(units) & judgements["variable"].eq("frame")]
    ana = ana.drop_duplicates("unit_id").assign(code=["lying", "lying", "none", "growing"])
    extra = ana.head(1).assign(code="growing")
    ben = pd.concat([ana, extra]).assign(
        coder="ben", code=["lying", "none", "none", None, "growing"]
    )
    ben["state"] = [None, None, None, "skipped", "uncertain"]
    agreed = settle_by_rule(pd.concat([ana, extra, ben]))
    codes = agreed.groupby("unit_id")["code"].agg(lambda code: sorted(code.dropna()))
    assert codes[units].tolist() == [["growing", "lying"], ["none"], ["none"], []]
    states = agreed.set_index(["unit_id", "code"])["state"]
    assert states[units[0], "growing"] == "uncertain" and pd.isna(states[units[0], "lying"])
    assert set(agreed.loc[agreed["unit_id"] == units[3], "state"]) == {"skipped"}
    assert set(agreed["coder"]) == set(agreed["kind"]) == {"agreed"} and not agreed["blind"].any()


def test_voices_that_differ_are_the_narrators_with_doubt(study):
    _, _, _, judgements = study
    ana = judgements[judgements["variable"].eq("voice")].head(3).assign(code="direct")
    ben = ana.assign(coder="ben", code=["direct", "indirect", "direct"])
    ben["raw_end"] = ben["raw_end"] - 20
    agreed = settle_by_rule(pd.concat([ana, ben])).set_index("unit_id").loc[ana["unit_id"]]
    assert agreed["code"].tolist() == ["direct", "narrator", "direct"]
    assert agreed["state"].iloc[1] == "uncertain"
    assert agreed["raw_end"].iloc[0] == ben["raw_end"].iloc[0]  # the words that both gave


def test_one_coder_settles_nothing(study):
    assert settle_by_rule(study[3]).empty


def test_a_thin_estimate_is_not_printed(study):
    row = pd.DataFrame(
        [
            {
                "frame": "lying", "by": "all", "group": "all", "estimand": "share", "n_coded": 300,
                "target": CORPUS, "naive": 0.1, "estimate": 0.0123, "low": 0.004, "high": 0.03,
                "warning": "only 3 of the coded sentences with it",
            }
        ]
    )  # fmt: skip
    said = describe_estimates(row)
    assert title_estimates(row).endswith("of no frame was enough read to estimate it")
    sure = row.assign(frame="growing", warning=None)
    title = title_estimates(pd.concat([row, sure]))
    assert "1 of 1 frame of which enough was read, the count is outside" in title
    assert "1.2%" not in said and "at most 3.0%" in said and "only 3" in said


# pages and figures ---------------------------------------------------------------------------


@pytest.fixture
def published(tmp_path):
    """The published results in another folder, of articles that nobody has coded."""
    shutil.copytree(ROOT / "corpus" / "clean", tmp_path / "corpus" / "clean")
    head = (ROOT / "corpus" / "coding.csv").read_text(encoding="utf-8").splitlines()[0]
    (tmp_path / "corpus" / "coding.csv").write_text(f"{head}\n", encoding="utf-8")
    for name in ("estimates", "claims_read"):
        (tmp_path / "corpus" / "clean" / f"{name}.csv").unlink(missing_ok=True)
    return tmp_path


def test_a_finding_that_reading_turns_is_not_told(published):
    told = tell_story(published)
    assert told and {row["checked"] for row in told} == {""}
    unread = "This count has not been checked by reading."
    assert {row["checked"] for row in list_findings(published)} == {unread}
    first = told[0]["claim"]
    row = {"claim": first, "measure": "matches", "counted": HOLDS, "value": 0.9, "n_coded": 200}
    row |= {"n_positive": 40, "estimate": 0.3, "low": 0.2, "high": 0.4, "verdict": FAILS}
    row |= {"read_by": None}
    write_table(check_table(pd.DataFrame([row]), "claims_read"), "claims_read", published)
    assert first not in {row["claim"] for row in tell_story(published)}
    others = {row["claim"]: row["checked"] for row in list_findings(published)}
    assert others[first] == "It does not hold as read: 30% (20% to 40%); 200 sentences read."


def test_it_is_said_whether_frames_were_checked(published):
    assert say_checked(published).startswith("These counts have not been checked")
    rows = [
        {"frame": frame, "by": "all", "group": "all", "estimand": "share", "target": CORPUS,
         "n_coded": 200, "n_positive": 20, "naive": naive, "estimate": 0.1, "low": 0.06, "high": 0.15}
        for frame, naive in (("growing", 0.3), ("lying", 0.1))
    ]  # fmt: skip
    table = pd.DataFrame(rows).reindex(columns=list(COLUMNS["estimates"]))
    write_table(check_table(table, "estimates"), "estimates", published)
    said = say_checked(published)
    assert "1 of 2 frames, the count is outside" in said and "200 sentences read" in said
    assert "200 sentences, drawn at random, were read" in " ".join(say_trust(published))


def test_a_figure_by_group_has_no_full_mark_where_too_few_were_read():
    about = {"by": "outlet", "estimand": "share", "target": CORPUS, "n_coded": 100, "naive": 0.2}
    about |= {"estimate": 0.1, "low": 0.05, "high": 0.2}
    rows = [
        {**about, "frame": "lying", "by": "all", "group": "all", "n_positive": 30, "warning": None},
        {**about, "frame": "lying", "group": "Post", "n_positive": 28, "warning": None},
        {**about, "frame": "lying", "group": "Times", "n_positive": 2, "warning": "only 2"},
        {**about, "frame": "rare", "by": "all", "group": "all", "n_positive": 1, "warning": "only 1"},
    ]  # fmt: skip
    rows = pick_panels(pd.DataFrame(rows), "outlet")
    assert list(rows["group"]) == ["Post", "Times"]  # of the rare frame nothing is drawn
    figure = draw_groups(rows, "outlet", "07_estimates_by_outlet")
    ax = figure.wide.axes[0]
    drawn = {line.get_label(): len(line.get_xdata()) for line in ax.get_lines()}
    assert drawn == {"as read": 1, "as counted": 2}
    for form in (figure.wide, figure.phone):  # no mark on an axis, where labels begin
        (left, _), (bottom, top) = form.axes[0].get_xlim(), form.axes[0].get_ylim()
        assert left < 0 and bottom >= 1.4 and top <= -0.4
    assert "of the 1 share with enough sentences" in figure.title
    check_phone(figure)


def test_a_difference_is_told_with_what_the_count_had_said():
    about = {"frame": "lying", "by": "outlet", "estimand": "difference", "target": CORPUS}
    rows = [
        {**about, "group": "Post - Times", "naive": -0.1, "estimate": 0.2, "low": 0.1, "high": 0.3},
        {**about, "group": "Post - Star", "naive": 0.1, "estimate": 0.1, "low": -0.1, "high": 0.3},
        {**about, "group": "Star - Times", "naive": 0.1, "estimate": 0.2, "low": 0.1, "high": 0.3},
    ]
    table = pd.DataFrame(rows).assign(warning=[None, None, "only 3"])
    said = say_differences(table, "outlet")
    assert (
        "Of 3 differences between pairs of groups by outlet, frame by frame, 1 is beyond chance"
        in said
    )
    assert "for 1 too few" in said and "Post 20.0 percentage points above Times" in said
    assert "the other way round" in said and "Star" not in said


def test_where_nothing_was_read_the_large_tables_are_not_read_either(monkeypatch, tmp_path):
    documents = pd.DataFrame({"doc_id": ["a"]})
    monkeypatch.setattr(
        "analysis.coding.study.read_table", lambda name, out: {"documents": documents}[name]
    )
    with pytest.raises(ValueError, match="No sentence of the sample is coded: code some"):
        read_study(tmp_path, tmp_path)
    assert claims_by_reading(tmp_path, tmp_path).empty
