"""The second answer in the draw: what it expects is drawn more often, with probabilities that stay known."""

import numpy as np
import pandas as pd
import pytest
from properties import MANY
from scipy.special import expit

from analysis.coding.expected import (
    DIGITS,
    FEW,
    LEAST,
    expect_frames,
    find_words,
    list_same,
    read_taught,
)
from analysis.coding.sampling import (
    PRECISION_TOLD,
    draw_sample,
    expect_error,
    find_strata,
    fit_chances,
    guess_missed,
    score_units,
)
from analysis.coding.sentences import describe_taught
from analysis.coding.study import describe_draw, draw_study_sample
from analysis.measures.estimates import estimate_share
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import (
    LISTS,
    ROOT,
    check_table,
    empty_table,
    write_csv,
    write_table,
)
from analysis.text.tokens import find_tokens
from evaluation.expecting import try_plans

PLACES = [f"{a} {b}" for a in ("green", "wide", "low", "old") for b in ("north", "south", "east")]
RAIN, SUN = "Heavy rain fell on the {} hills.", "The sun shone on the {} fields."


def taught_table(**more):
    """Twelve sentences with the frame wet, twelve without."""
    texts = [text.format(place) for place in PLACES for text in (RAIN, SUN)]
    wet = [float("rain" in text) for text in texts]
    return pd.DataFrame({"text": np.array(texts, object), "is_own": True, "wet": wet, **more})


def unit_table(*texts):
    """(units, tokens) of sentences of one article."""
    units = pd.DataFrame({"doc_id": "read", "sentence": np.arange(len(texts)), "text": list(texts)})
    tokens = find_words(pd.Series(texts, dtype="object"), LISTS)
    return units.assign(unit_id=[f"u{n}" for n in range(len(texts))]), tokens


def odds_of(taught, *texts):
    return expect_frames(*unit_table(*texts), taught, LISTS)


# what is expected ----------------------------------------------------------------------------


def test_the_words_of_a_frame_make_it_expected():
    odds = odds_of(taught_table(), "Rain fell on the new hills.", "The sun shone.", "Nothing else.")
    assert list(odds) == ["wet"] and list(odds.index) == ["u0", "u1", "u2"]
    assert odds["wet"]["u0"] > 0 > odds["wet"]["u1"]
    assert DIGITS == 2 and (odds["wet"] == odds["wet"].round(2)).all()  # nothing hangs on more


def test_a_sentence_that_was_read_is_answered_from_others_alone():
    taught = taught_table()
    asked = taught["text"][0], "Rain fell here."
    before = odds_of(taught, *asked)["wet"]
    taught.loc[0, "wet"] = 1 - taught["wet"][0]
    after = odds_of(taught, *asked)["wet"]
    assert after["u0"] == before["u0"] and after["u1"] != before["u1"]


def test_a_word_must_occur_in_two_sentences():
    assert LEAST == 2
    taught = pd.concat([taught_table()] * 2, ignore_index=True)
    taught = taught.drop_duplicates("text", ignore_index=True)
    plain = odds_of(taught, "Nothing.")["wet"]["u0"]
    once = taught.assign(
        text=taught["text"].replace(taught["text"][0], taught["text"][0] + " Gale.")
    )
    assert odds_of(once, "Gale.")["wet"]["u0"] == odds_of(once, "Nothing.")["wet"]["u0"]
    twice = once.assign(text=once["text"].replace(once["text"][2], once["text"][2] + " Gale."))
    assert odds_of(twice, "Gale.")["wet"]["u0"] > odds_of(twice, "Nothing.")["wet"]["u0"]
    assert np.isfinite(plain)


def test_without_a_frame_to_learn_or_a_sentence_to_answer_there_is_no_answer():
    nothing = taught_table().drop(columns="wet")
    assert odds_of(nothing, "Rain.").shape == (1, 0)
    units, tokens = unit_table("Rain.")
    assert expect_frames(units.iloc[:0], tokens, taught_table(), LISTS).shape == (0, 1)
    strange = taught_table().assign(text=[f"w{n}" for n in range(24)])  # no word in two sentences
    assert odds_of(strange, "w1")["wet"].isna().all()
    one_kind = taught_table(wet=1.0)
    assert odds_of(one_kind, "Rain.")["wet"].isna().all()


# what it is learned from -----------------------------------------------------------------------


def corpus_folder(folder, changed=(), n_coded=0):
    """A corpus with the published codebook, some definitions changed, and coded sentences of its own."""
    codebook = pd.read_csv(LISTS / "codebook.csv", dtype="str")
    codebook.loc[codebook["code"].isin(changed), "definition"] = "something else"
    write_csv(codebook, folder / "codebook.csv")
    if n_coded:
        rows = [
            (f"f{n}", "a", 20 * n, 20 * n + 4, "c", "frame", "unity" if n < n_coded else "none")
            for n in range(2 * n_coded)
        ]
        coding = pd.DataFrame(rows, columns=list(COLUMNS["coding"])[:7]).assign(text="w", note="")
        write_csv(coding, folder / "coding.csv")
    return folder


def own_sentences(out, n=40):
    """The sentences of article a."""
    lines = [("a", 0, i, 20 * i, 20 * i + 19, "body", f"Word number {i} here.") for i in range(n)]
    sentences = check_table(pd.DataFrame(lines, columns=list(COLUMNS["sentences"])), "sentences")
    write_table(sentences, "sentences", out)
    return sentences


def test_published_codings_teach_the_frames_that_are_defined_alike(tmp_path):
    corpus = corpus_folder(tmp_path, changed=["security"])
    assert "security" not in list_same(corpus) and "unity" in list_same(corpus)
    taught = read_taught(tmp_path, corpus, ["development", "security", "weather"])
    assert list(taught) == ["text", "is_own", "development"] and not taught["is_own"].any()
    assert "for 1 of 3 frames" in describe_taught(taught, ["development", "security", "weather"])


@pytest.mark.parametrize(("n_coded", "is_learned"), [(FEW - 1, False), (FEW, True)])
def test_own_codings_teach_what_the_corpus_defines_itself(tmp_path, n_coded, is_learned):
    own_sentences(tmp_path)
    corpus = corpus_folder(tmp_path, changed=["unity"], n_coded=n_coded)
    taught = read_taught(tmp_path, corpus, ["unity"])
    assert ("unity" in taught) == is_learned
    if is_learned:
        assert taught.loc[taught["is_own"], "unity"].sum() == n_coded
        assert taught.loc[~taught["is_own"], "unity"].isna().all()
        assert "on 40 sentences already coded" in describe_taught(taught, ["unity"])


def test_where_nothing_can_be_learned_the_draw_says_so_and_is_as_before(tmp_path):
    taught = read_taught(tmp_path, tmp_path, ["weather"])
    said = describe_taught(taught, ["weather"])
    assert "according to what the list finds: none have been read" in said
    units, hits = made_units()
    expected = pd.DataFrame(index=hits.index)
    np.testing.assert_array_equal(
        find_strata(units, hits, 1, expected), find_strata(units, hits, 1)
    )
    missing = pd.DataFrame({"x": np.nan}, hits.index)
    np.testing.assert_array_equal(find_strata(units, hits, 1, missing), find_strata(units, hits, 1))


# the draw -------------------------------------------------------------------------------------


def made_units(n=2000, seed=5):
    """(units, hits): a frame x that is hit in a tenth of the sentences, y in a fifth."""
    rng = np.random.default_rng(seed)
    units = pd.DataFrame({"unit_id": [f"u{i}" for i in range(n)]})
    hits = pd.DataFrame({"x": rng.random(n) < 0.1, "y": rng.random(n) < 0.2}, units["unit_id"])
    return units, hits.astype(int)


def test_chances_keep_their_order_and_their_mean():
    odds = np.array([-3.0, 0, 0, 2, 5])
    chances = fit_chances(odds, 0.1)
    assert chances.mean() == pytest.approx(0.1) and (np.diff(chances[[0, 1, 3, 4]]) > 0).all()
    moved = np.log(chances / (1 - chances)) - odds
    np.testing.assert_allclose(moved, moved[0], rtol=1e-6)
    assert fit_chances(odds, 0).tolist() == [0] * 5 and len(fit_chances(odds[:0], 0.5)) == 0


def test_an_answer_that_tells_nothing_leaves_all_alike():
    hit = np.array([True, True, False, False, False])
    error = expect_error(hit, np.zeros(5), 0.04)
    told = PRECISION_TOLD * (1 - PRECISION_TOLD)
    np.testing.assert_allclose(error, np.where(hit, told, 0.04 * 0.96))


def test_doubted_hits_and_expected_misses_are_drawn_more_often():
    units, hits = made_units()
    odds = np.random.default_rng(1).normal(0, 2, len(hits))
    expected = pd.DataFrame({"x": odds}, hits.index)
    score = score_units(hits, expected).to_numpy()
    plain = hits["y"].to_numpy() == 0
    hit = hits["x"].to_numpy() > 0
    order = np.argsort(odds)
    of_hits, of_others = (score[order][(side & plain)[order]] for side in (hit, ~hit))
    assert (np.diff(of_hits) < 0).all()  # the less it believes in a hit, the more often it is read
    assert (np.diff(of_others) > 0).all()  # the more it expects a frame, the more often
    drawn = draw_sample(units, hits, 200, 7, expected)
    rate = pd.Series(drawn["probability"].to_numpy(), drawn["unit_id"])
    assert (1 / rate).sum() == pytest.approx(len(units))
    chance = expit(odds)
    often = drawn["unit_id"].isin(hits.index[~hit & (chance > 0.9)]).mean()
    before = draw_sample(units, hits, 200, 7)["unit_id"]
    assert often > 1.3 * before.isin(hits.index[~hit & (chance > 0.9)]).mean()


@pytest.mark.parametrize("is_right", [True, False])
def test_estimates_are_right_whatever_the_second_answer_says(is_right):
    units, hits = made_units(1000)
    rng = np.random.default_rng(2)
    missed = rng.random(len(hits)) < np.where(hits["y"] > 0, 0.2, 0.03)
    true = np.where(hits["x"] > 0, rng.random(len(hits)) < 0.8, missed).astype(float)
    turn = 1 if is_right else -1  # or it says the opposite of what is so
    odds = turn * (4 * true - 2) + rng.normal(0, 1, len(hits))
    expected = pd.DataFrame({"x": odds}, hits.index)
    place = pd.Index(units["unit_id"])
    cell = hits["x"].to_numpy()
    found = []
    for seed in range(150 if MANY else 60):
        drawn = draw_sample(units, hits, 100, seed, expected)
        row, stratum = place.get_indexer(drawn["unit_id"]), drawn["stratum"].to_numpy() - 1
        sizes = np.bincount(cell)
        one = estimate_share(
            true[row], cell[row], 1 / drawn["probability"], sizes, stratum, drawn["n_stratum"]
        )
        found.append((one.value, one.low <= true.mean() <= one.high))
    values, covered = map(np.array, zip(*found))
    assert abs(values.mean() - true.mean()) < 4 * values.std() / np.sqrt(len(values))
    assert covered.mean() > 0.9


def test_a_study_draws_by_what_is_expected_of_its_own_words(tmp_path):
    corpus, out = tmp_path / "corpus", tmp_path / "out"
    corpus.mkdir()
    lines = [
        "The economy grew again this year.",
        "He came late.",
        "We condemn the aggression here.",
    ]
    rows = [
        (f"d{doc}", 0, number, 100 * number, 100 * number + len(text), "body", text)
        for doc in range(40)
        for number, text in enumerate(f"{line} {doc}" for line in lines)
    ]
    sentences = check_table(pd.DataFrame(rows, columns=list(COLUMNS["sentences"])), "sentences")
    documents = pd.DataFrame({"doc_id": [f"d{doc}" for doc in range(40)], "sha256": "0"})
    match = dict.fromkeys(COLUMNS["matches"]) | {"frame": "allegation", "use": "count"}
    match |= {"kind": "body", "doc_id": "d1", "sentence": 2, "raw_start": 200, "raw_end": 201}
    matches = pd.DataFrame([match]).assign(second_answer=np.nan)
    tables = {
        "documents": documents.reindex(columns=list(COLUMNS["documents"])).fillna(
            {"part": 0, "n_chars_raw": 1, "n_words": 1}
        ),
        "sentences": sentences,
        "edits": empty_table("edits"),
        "tokens": find_tokens(sentences, empty_table("edits")),
        "matches": matches,
    }
    for name, table in tables.items():
        write_table(check_table(table, name), name, out)
    assert "a classifier disagree" in describe_draw(corpus, out)
    sample = draw_study_sample(corpus, out, n=40)
    assert (1 / sample["probability"]).sum() == pytest.approx(len(sentences))
    rate = sample.groupby(sample["raw_start"])["probability"].mean()
    assert (
        rate[200] > 1.2 * rate[100]
    )  # a charge without a match is looked for; "He came late" is not


def stored_gain():
    """The stored table, with the share of each frame beside its rows."""
    table = pd.read_csv(LISTS / "reference" / "draw_expecting.csv")
    keys = ["sample", "plan", "frame"]
    return table.assign(share=table.groupby(keys)["truth"].transform("first"))


def mean_of(saved):
    return f"{np.exp(np.log(saved).mean()):.2f}"


def test_what_is_said_of_the_gain_is_in_the_table():
    text = " ".join((LISTS / "reference" / "README.md").read_text(encoding="utf-8").split())
    table = stored_gain()
    new = table[table["plan"].eq("second answer") & table["saved"].notna()]
    share, recall = (new[new["estimand"] == name] for name in ("share", "recall"))
    ends = f"{share['saved'].min():.2f} to {share['saved'].max():.2f}"
    assert f"{mean_of(share['saved'])} times as many sentences" in text
    assert f"(geometric mean of {len(share)}; {ends})" in text
    rare = mean_of(share.loc[share["share"] < 0.03, "saved"])
    assert f"rarer than 3% also {rare}, for recall {mean_of(recall['saved'])}" in text
    for frame, start in (("rights performance", "rights ("), ("religion and culture", "culture (")):
        own = share.loc[share["frame"] == frame, "saved"]
        assert f"{start}{own.min():.2f} to {own.max():.2f})" in text
    held = table[table["estimand"] == "share"].groupby("plan")["covered"].mean()
    dictionary, second = held["dictionary"], held["second answer"]
    assert f"{dictionary:.0%} (dictionary) and {second:.0%} of draws" in text


def test_shares_are_met_in_the_mean_by_both_plans():
    table = stored_gain().query("estimand == 'share' and se > 0")
    away = (table["mean"] - table["truth"]) / (table["sd"] / np.sqrt(table["n_told"]))
    assert set(table["plan"]) == {"dictionary", "second answer"} and away.abs().max() < 3.5
    assert table["covered"].min() > 0.88


def test_the_gain_is_that_of_the_material_and_the_code():
    made = try_plans("unseen4", 2)
    kept = stored_gain().query("sample == 'unseen4'").reset_index(drop=True)
    assert made[["plan", "frame", "estimand", "n_true"]].equals(
        kept[["plan", "frame", "estimand", "n_true"]]
    )
    np.testing.assert_allclose(made["se"], kept["se"], rtol=0.02)


def test_what_the_published_study_learned_from_is_said():
    said = describe_draw(LISTS, ROOT)
    assert "trained on 1,260 sentences already coded" in said
    assert guess_missed(pd.Series([0.1]))[0] > 0
