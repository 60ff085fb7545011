"""Samples, judgements, estimates and suggestions: on sentences made up here."""

import hashlib

import numpy as np
import pandas as pd
import pytest

from analysis.__main__ import parse_arguments
from analysis.articles.sources import list_sources
from analysis.coding.correcting import (
    FEW_CODED,
    choose_judgements,
    cut_cells,
    estimate_frames,
    read_coded,
    warn,
)
from analysis.coding.figures import draw_estimates
from analysis.coding.files import (
    coding_folder,
    keep_last,
    mark_codes,
    measure_code_agreement,
    read_judgements,
    read_sample,
    read_task,
    split_surrogates,
    write_judgements,
    write_sample,
)
from analysis.coding.sampling import (
    cut_strata,
    draw_more,
    draw_sample,
    list_units,
    mark_hits,
    order_sample,
    plan_sizes,
    rank_units,
    score_units,
    share_out,
)
from analysis.coding.sentences import (
    describe_estimates,
    describe_plan,
    list_changed,
    pick_rows,
    title_estimates,
)
from analysis.coding.suggestions import MISSED, WRONG, suggest_changes
from analysis.coding.surrogates import learn_answers, spread_answers
from analysis.measures.estimates import CORPUS, LIKE, Estimate
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import check_table
from analysis.text.agreement import ENOUGH_UNITS, alpha_interval

FRAMES = ["growing", "lying", "silent"]
OUTLETS = pd.Series({f"d{doc:02}": ["Post", "Times"][doc % 2] for doc in range(40)})


def corpus(n_docs=40, n_sentences=25, seed=3):
    """(documents, sentences, matches, truth): lying is missed where it is called a fib."""
    rng = np.random.default_rng(seed)
    rows, matches, truth = [], [], []
    for doc in range(n_docs):
        for number in range(n_sentences):
            growing, lying, fib, wrong = (rng.random(4) < (0.3, 0.1, 0.05, 0.04)).tolist()
            words = ["they", "spoke", rng.choice(["here", "there", "twice"])]
            words += ["growth"] * growing + ["lies"] * lying + ["fib", "again"] * fib
            words += ["lies", "ahead"] * wrong
            text, start = " ".join(words), 100 * number
            rows.append((f"d{doc:02}", 0, number, start, start + len(text), "body", text))
            place = {"doc_id": f"d{doc:02}", "sentence": number}
            matches += [{**place, "frame": "growing", "pattern": "growth"}] * growing
            matches += [{**place, "frame": "lying", "pattern": "lies"}] * (lying or wrong)
            truth.append((growing, lying or fib))
    sentences = check_table(pd.DataFrame(rows, columns=list(COLUMNS["sentences"])), "sentences")
    names = [f"d{doc:02}" for doc in range(n_docs)]
    documents = pd.DataFrame({"doc_id": names, "duplicate_of": None})
    documents["outlet"] = ["Post", "Times"] * (n_docs // 2)
    return documents, sentences, pd.DataFrame(matches), np.array(truth)


def judge(sample, units, truth, coder="ana", kind="human", **more):
    """The judgements of a coder who knows the truth."""
    place = pd.Index(units["unit_id"])
    rows = []
    for unit in sample["unit_id"]:
        row = place.get_loc(unit)
        codes = [code for code, true in zip(FRAMES, truth[row]) if true] or ["none"]
        rows += [{"unit_id": unit, "code": code} for code in codes]
    table = pd.DataFrame(rows).assign(
        doc_id="d",
        raw_start=0,
        raw_end=1,
        coder=coder,
        variable="frame",
        text=None,
        note=None,
        kind=kind,
        state=None,
        sample="s1",
        blind=True,
        coded_at="2026-01-01T10:00:00Z",
    )
    return check_table(table.assign(**more), "judgements")


@pytest.fixture(scope="module")
def study():
    documents, sentences, matches, truth = corpus()
    units = list_units(sentences, documents, OUTLETS).assign(n_words=5)
    hits = mark_hits(units, matches, FRAMES)
    sample = order_sample(draw_sample(units, hits, 300), hashes=("a", "b"))
    return documents, sentences, matches, truth, units, hits, sample


# the draw ------------------------------------------------------------------------------------


def test_the_order_of_drawing_is_a_hash_of_seed_purpose_and_name():
    ranks = rank_units(pd.Series(["a:1", "b:é"]), 7, "draw")
    hashed = [hashlib.sha256(f"7:draw:{unit}".encode()).hexdigest() for unit in ("a:1", "b:é")]
    assert [int(rank) for rank in ranks] == [int(digits[:16], 16) for digits in hashed]
    assert len(rank_units([], 7, "draw")) == 0


def test_second_copies_and_headlines_are_not_drawn():
    documents, sentences, _, _ = corpus(2, 4)
    documents.loc[1, "duplicate_of"] = "d00"
    sentences.loc[0, "kind"] = "headline"
    assert set(list_units(sentences, documents)["unit_id"]) == {"d00:100", "d00:200", "d00:300"}


def test_probabilities_add_up_to_the_corpus(study):
    *_, units, hits, sample = study
    assert (1 / sample["probability"]).sum() == pytest.approx(len(units))
    assert sample["n_drawn"].groupby(sample["stratum"]).first().tolist() == [60] * 5
    assert list(sample["reading_order"]) == list(range(1, 301))
    assert 0.4 < sample["double"].mean() < 0.6 and sample["unit_id"].is_unique


def test_unsure_sentences_are_drawn_more_often(study):
    *_, units, hits, sample = study
    drawn = hits.loc[sample["unit_id"]]
    assert drawn["lying"].mean() > 1.5 * hits["lying"].mean()


def test_the_order_of_reading_does_not_tell_the_stratum(study):
    sample = study[-1]
    early = sample["stratum"].iloc[:150]
    assert early.value_counts().min() > 15


def test_the_draw_is_that_of_the_seed(study):
    *_, units, hits, sample = study
    shuffled = units.sample(frac=1, random_state=4)
    again = order_sample(draw_sample(shuffled, hits.loc[shuffled["unit_id"]], 300))
    assert list(again["unit_id"]) == list(sample["unit_id"])
    assert set(draw_sample(units, hits, 300, seed=7)["unit_id"]) != set(sample["unit_id"])


def test_a_hundred_more_keep_what_was_read_though_the_dictionary_changed(study):
    *_, units, hits, sample = study
    strata = pd.Series(
        cut_strata(units["unit_id"], score_units(hits).to_numpy(), 20261125), units["unit_id"]
    )
    more = draw_more(sample, units, strata, 100)
    assert list(more["unit_id"][:300]) == list(sample["unit_id"]) and len(more) == 400
    assert (1 / more["probability"]).sum() == pytest.approx(len(units))
    with pytest.raises(ValueError, match="came or went"):
        draw_more(sample, units.iloc[1:], strata, 100)


def test_small_strata_are_taken_whole():
    assert share_out(pd.Series([3, 100, 100]), 61).tolist() == [3, 29, 29]
    assert share_out(pd.Series([3, 5]), 50).tolist() == [3, 5]
    assert share_out(pd.Series([10, 10, 10]), 4).sum() == 4


def test_without_any_hit_the_draw_is_simple(study):
    *_, units, hits, _ = study
    drawn = draw_sample(units, 0 * hits, 50)
    assert drawn["probability"].nunique() == 1


def test_a_narrower_interval_needs_more(study):
    hits = study[-2]
    wide, narrow = plan_sizes(hits, 0.2), plan_sizes(hits, 0.05)
    assert (wide["n"] <= narrow["n"]).dropna().all() and narrow["n"].max() <= len(hits)
    is_found = wide.set_index("frame")["n"].notna()
    assert list(is_found.index[~is_found]) == ["silent"]  # no hit: nothing can be said
    assert describe_plan(wide, 0.2).endswith("so that nothing can be said: silent.")
    assert "No frame is found" in describe_plan(wide[~is_found.to_numpy()], 0.2)


# files ---------------------------------------------------------------------------------------


def test_samples_and_judgements_are_kept_with_the_corpus(study, tmp_path):
    *_, truth, units, _, sample = study
    (tmp_path / "a.txt").write_text("An article.")
    write_sample(sample, tmp_path)
    pd.testing.assert_frame_equal(read_sample(tmp_path), sample, rtol=1e-5)
    judgements = judge(sample.head(20), units, truth)
    path = write_judgements(judgements, tmp_path, "Ana Ruiz/..")
    assert path.parent == tmp_path / "coding" and path.name == "coder-Ana-Ruiz.csv"
    pd.testing.assert_frame_equal(read_judgements(tmp_path), judgements)
    # None of it is an article.
    read = [source.name for source in list_sources(tmp_path) if source.passed_over is None]
    assert read == ["a.txt"]
    assert coding_folder(tmp_path / "a.txt") == tmp_path / "a_coding"


def test_a_task_holds_nothing_of_the_machine(study):
    _, sentences, *_, sample = study
    task = read_task(sample, sentences)
    columns = ["sample", "unit_id", "doc_id", "raw_start", "raw_end", "before", "text", "after"]
    assert list(task) == columns and list(task["unit_id"]) == list(sample["unit_id"])
    first = task[task["raw_start"] == 0].iloc[0]
    assert first["before"] == "" and first["after"]
    assert len(read_task(sample, sentences, double=True)) == sample["double"].sum()
    with pytest.raises(ValueError, match="no longer in the corpus"):
        read_task(sample, sentences[sentences["doc_id"] != sample["doc_id"].iloc[0]])


def test_later_judgements_replace_earlier_ones(study):
    *_, truth, units, _, sample = study
    first = judge(sample.head(3), units, truth)
    later = first.head(1).assign(code="silent", coded_at="2026-01-02T10:00:00Z")
    kept = keep_last(pd.concat([first, later]))
    assert kept[kept["unit_id"] == later["unit_id"].iloc[0]]["code"].tolist() == ["silent"]
    assert set(kept["unit_id"]) == set(first["unit_id"])


def test_codes_as_yes_and_no(study):
    *_, truth, units, _, sample = study
    ana, ben = (judge(sample.head(30), units, truth, coder) for coder in ("ana", "ben"))
    ben.loc[ben["unit_id"] == ben["unit_id"].iloc[0], ["code", "state"]] = [None, "skipped"]
    marked = mark_codes(pd.concat([ana, ben]), "growing")
    assert marked.shape == (30, 2) and marked["ben"].isna().sum() == 1
    both = marked.dropna()
    assert (both["ana"] == both["ben"]).all() and set(both["ana"]) == {0, 1}


def test_agreement_is_measured_code_by_code(study):
    *_, truth, units, _, sample = study
    ana, ben = (judge(sample, units, truth, coder) for coder in ("ana", "ben"))
    ben.loc[ben["code"].eq("lying") & (ben.index % 3 == 0), "code"] = "silent"
    model = judge(units, units, truth, "gpt", "model")
    read, made = split_surrogates(pd.concat([ana, ben, model]), sample)
    assert set(read["coder"]) == {"ana", "ben"} and set(made["coder"]) == {"gpt"}
    table = measure_code_agreement(read, FRAMES).set_index("variable")
    assert table.loc["frame: growing", "alpha"] == 1
    lying = table.loc["frame: lying"]
    assert lying["n_coders"] == 2 and lying["n_units"] == 300
    assert 0 < lying["alpha_low"] < lying["alpha"] < lying["alpha_high"] < 1


def test_the_agreed_judgement_counts_and_a_model_never_does(study):
    *_, truth, units, _, sample = study
    ana = judge(sample.head(10), units, truth)
    model = judge(sample, units, truth, "gpt", "model")
    agreed = judge(sample.head(2), units, truth, "agreed", "agreed")
    chosen = choose_judgements(pd.concat([ana, model, agreed]))
    coders = chosen.drop_duplicates("unit_id")["coder"].value_counts().to_dict()
    assert coders == {"ana": 8, "agreed": 2}


# estimates -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def estimated(study):
    *_, truth, units, hits, sample = study
    reading = read_coded(judge(sample, units, truth), sample, units)
    return reading, estimate_frames(reading, hits, groupings={"outlet": OUTLETS})


def test_estimates_hold_the_truth_where_counting_misses_it(study, estimated):
    truth, hits, (_, estimates) = study[3], study[5], estimated
    rows = pick_rows(estimates).set_index("frame")
    lying = rows.loc["lying"]
    assert lying["naive"] == pytest.approx(hits["lying"].mean())
    assert lying["low"] < truth[:, 1].mean() < lying["high"]
    assert 0.3 < lying["recall_low"] < lying["recall"] < 0.9
    # Nothing is wrong with growing: known nearly for sure.
    assert rows.loc["growing", "high"] - rows.loc["growing", "low"] < 0.03
    assert rows.loc["silent", "estimate"] == 0 < rows.loc["silent", "high"]
    assert "0 of the coded" in rows.loc["silent", "warning"]


def test_every_estimand_target_and_group_has_its_row(estimated):
    _, estimates = estimated
    assert set(estimates["target"]) == {CORPUS, LIKE}
    one = estimates[(estimates["frame"] == "lying") & (estimates["target"] == LIKE)]
    assert list(zip(one["group"], one["estimand"])) == [
        (group, estimand) for group in ("all", "Post", "Times") for estimand in ("share", "rate")
    ] + [("Post - Times", "difference")]
    rate = one[(one["estimand"] == "rate") & (one["group"] == "all")].iloc[0]
    share = one[(one["estimand"] == "share") & (one["group"] == "all")].iloc[0]
    assert rate["estimate"] == pytest.approx(1000 * share["estimate"] / 5)


def test_a_sample_half_read_is_a_smaller_draw(study):
    *_, truth, units, hits, sample = study
    reading = read_coded(judge(sample.head(120), units, truth), sample, units)
    assert reading.weight.sum() == pytest.approx(len(units))
    row = pick_rows(estimate_frames(reading, hits)).set_index("frame").loc["lying"]
    assert row["n_coded"] == 120 and row["low"] < truth[:, 1].mean() < row["high"]


def test_the_sample_stays_valid_for_a_longer_dictionary(study, estimated):
    _, sentences, *_, truth, units, hits, sample = study
    longer = hits.assign(
        lying=np.maximum(hits["lying"], sentences["text"].str.contains("fib").to_numpy())
    )
    reading, estimates = estimated
    before, after = (
        pick_rows(table).set_index("frame").loc["lying"]
        for table in (estimates, estimate_frames(reading, longer))
    )
    assert after["recall"] == 1 > before["recall"]
    assert after["high"] - after["low"] < before["high"] - before["low"]
    assert after["low"] < truth[:, 1].mean() < after["high"]


def test_skipped_and_doubtful_sentences_are_told_both_ways(study):
    *_, truth, units, hits, sample = study
    judgements = judge(sample, units, truth)
    skipped = judgements["unit_id"].isin(sample["unit_id"].head(12))
    judgements.loc[skipped, ["code", "state"]] = [None, "skipped"]
    doubt = (judgements["code"] == "lying") & (judgements.index % 2 == 0)
    judgements.loc[doubt, "state"] = "uncertain"
    estimates = estimate_frames(read_coded(judgements, sample, units), hits)
    rows = estimates[(estimates["frame"] == "lying") & (estimates["target"] == CORPUS)]
    value = rows.set_index("estimand")["estimate"]
    assert value["share if skipped lack it"] < value["share"] < value["share if skipped have it"]
    assert value["share if uncertain lack it"] < value["share"]
    assert rows.set_index("estimand").loc["share", "n_coded"] == 288


def test_nothing_coded_is_said(study):
    *_, truth, units, _, sample = study
    with pytest.raises(ValueError, match="No sentence of the sample is coded"):
        read_coded(judge(sample, units, truth).iloc[:0], sample, units)


# further answers, suggestions, figure ----------------------------------------------------------


def test_a_good_model_narrows_and_a_useless_one_does_no_harm(study, estimated):
    *_, truth, units, hits, sample = study
    reading, estimates = estimated
    right = pd.DataFrame({"growing": truth[:, 0], "lying": truth[:, 1], "silent": False})
    noise = right.sample(frac=1, random_state=1).reset_index(drop=True)
    base = pick_rows(estimates).set_index("frame").loc["lying"]
    for table, most in ((right, 0.5), (noise, 1.15)):
        row = pick_rows(estimate_frames(reading, hits, {"model": table.astype(int)}))
        row = row.set_index("frame").loc["lying"]
        assert row["surrogate"] == "dictionary × model"
        assert row["high"] - row["low"] < most * (base["high"] - base["low"])
        assert row["low"] < truth[:, 1].mean() < row["high"]


@pytest.mark.parametrize("n, n_cells", [(FEW_CODED, 3), (FEW_CODED - 1, 2)])
def test_thin_cells_are_not_set_apart(estimated, n, n_cells):
    reading, _ = estimated
    hit, answer = np.zeros(len(reading.units), bool), np.zeros(len(reading.units), int)
    answer[reading.row[:n]] = 1
    cell, is_hit = cut_cells(reading, hit, [answer])
    assert len(np.unique(cell)) == n_cells - 1 and not is_hit[cell].any()


def test_a_model_must_have_answered_every_sentence(study):
    *_, truth, units, _, sample = study
    whole = judge(units, units, truth, "gpt", "model")
    table = spread_answers(whole, units, FRAMES)
    assert (table["lying"].to_numpy() == truth[:, 1]).all()
    with pytest.raises(ValueError, match="no answer for"):
        spread_answers(whole[whole["unit_id"] != units["unit_id"].iloc[5]], units, FRAMES)


def test_a_classifier_learns_from_other_sentences_than_it_answers(study, estimated):
    truth, (reading, _) = study[3], estimated
    answers = learn_answers(reading, FRAMES)
    lying = answers["lying"].to_numpy() > 0
    assert truth[lying, 1].mean() > 3 * truth[:, 1].mean()
    assert not answers["silent"].any()
    # What a sentence was given itself does not change its own answer's learning.
    first = reading.row[0]
    turned = reading._replace(counts=reading.counts.copy())
    turned.counts.loc[0, "lying"] = 1 - min(turned.counts.loc[0, "lying"], 1)
    again = learn_answers(turned, ["lying"])
    assert again["lying"].iloc[first] == answers["lying"].iloc[first]


def test_missed_words_and_wrong_patterns_are_suggested(study, estimated):
    _, sentences, matches, _, units, _, _ = study
    reading, _ = estimated
    tokens = sentences.assign(term=sentences["text"].str.split()).explode("term")
    table = suggest_changes(reading, tokens[["doc_id", "sentence", "term"]], matches, FRAMES)
    missed = table[(table["frame"] == "lying") & (table["kind"] == MISSED)]
    assert set(missed["text"].head(2)) == {"fib", "again"}
    row = missed[missed["text"] == "fib"].iloc[0]
    texts = units.set_index("unit_id")["text"]
    assert all("fib" in texts[unit] for unit in row["units"].split()) and row["n_for"] >= 2
    assert len(table[table["frame"] == "growing"]) == 0
    wrong = suggest_changes(
        reading, tokens[["doc_id", "sentence", "term"]], matches.assign(frame="silent"), ["silent"]
    )
    assert set(wrong.loc[wrong["kind"] == WRONG, "text"]) == {"growth", "lies"}


def test_the_figure_and_its_words(estimated):
    _, estimates = estimated
    figure = draw_estimates(estimates)
    labels = [label.get_text() for label in figure.wide.axes[0].get_yticklabels()]
    assert [
        *sorted(labels),
        "silent",
    ] == FRAMES and "Found by neither: silent." in figure.caption
    assert figure.title == title_estimates(pick_rows(estimates))
    said = describe_estimates(estimates)
    assert (
        said.startswith("Shares of the sentences, from 300 coded sentences:\n")
        and said.count("\n") == 3
    )
    whole = pick_rows(estimates).assign(low=0.1, high=0.1, estimate=0.1, warning=None)
    alike = describe_estimates(whole.assign(naive=0.1))
    assert alike.startswith("Counted and read give the same share for all frames (300 ")
    whole["naive"] = [0.2, *[0.1] * (len(whole) - 1)]
    assert describe_estimates(whole).count("\n") == 1 and "20.0% of the" in describe_estimates(
        whole
    )
    assert list_changed(estimates).empty


def test_alpha_has_an_interval_from_enough_sentences_on():
    rng = np.random.default_rng(1)
    true = rng.random(ENOUGH_UNITS) < 0.3
    values = (rng.random((2, ENOUGH_UNITS)) < np.where(true, 0.9, 0.05)).astype(float)
    low, high = alpha_interval(values)
    assert 0.5 < low < high < 1
    assert np.isnan(alpha_interval(values[:, 1:])).all()
    rare = np.zeros((2, ENOUGH_UNITS))
    rare[:, :9] = 1
    assert np.isnan(alpha_interval(rare)).all()
    rare[:, 9] = 1
    assert np.isfinite(alpha_interval(rare)).all()


def test_the_terminal_knows_both_commands():
    assert parse_arguments(["sample", "--n", "50", "--by", "outlet"]).n == 50
    assert parse_arguments(["estimate", "--learn"]).learn


def test_no_hit_in_few_articles_read_in_full_says_nothing_of_articles_like_these():
    nothing = Estimate(0, 0, 0, 0, 0, 0, 0, n_coded=100, n_positive=0, unread=0)
    assert warn(nothing, CORPUS, 5) is None  # of these articles it is known
    assert "5 articles say too little of others" in warn(nothing, LIKE, 5)
