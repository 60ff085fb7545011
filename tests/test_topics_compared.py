"""Topics beside those of other tools: what is compared, and that ours are not behind."""

import pandas as pd

from evaluation.topic_sets import cut_sets, read_gum, take_evenly
from evaluation.topics import read_comparison


def test_what_is_compared_is_fitted_on_some_and_counted_on_others(tmp_path):
    texts = [" ".join(f"w{letter}{a}" for a in "abcdefghij") + ". " for letter in "klmnop"]
    speeches = pd.DataFrame(
        {
            "file": [f"{n:03d}" for n in range(240)],
            "year": "1999",
            "text": [texts[n % 6] * 20 for n in range(240)],
        }
    )
    whole, short = cut_sets(speeches)
    assert set(whole.passages.rows["doc_id"]).isdisjoint(whole.others.rows["doc_id"])
    assert (
        whole.passages.rows["doc_id"].nunique() == 100
        and whole.others.rows["doc_id"].nunique() == 140
    )
    assert short.name == "General Debate, passages, 1990s" and len(short.passages.rows) > 25
    assert len(take_evenly(speeches, 7)) == 7
    assert read_gum(tmp_path) == []
    (tmp_path / "gum" / "dep").mkdir(parents=True)
    lines = "# newpar\n# text = The river rose again.\n1\tThe\n# text = So it did.\n# newpar\n# text = The river fell.\n"
    for name in ("GUM_news_a", "GUM_interview_b"):
        (tmp_path / "gum" / "dep" / f"{name}.conllu").write_text(lines, "utf-8")
    sizes = {part.name: len(part.passages.rows) for part in read_gum(tmp_path)}
    assert sizes == {
        "GUM, paragraphs": 4,
        "GUM, news": 2,
        "GUM, interviews": 2,
        "GUM, sentences": 6,
        "GUM, every other paragraph": 2,
    }


def test_our_topics_are_more_coherent_than_those_of_other_tools_and_hardly_ever_less_diverse():
    """In one set of 23 the top terms of tomotopy's topics differ more, by a term in two hundred."""
    kept = read_comparison()
    ours = kept[kept["model"] == "ours, NMF"].set_index("set")
    for model in (
        "tomotopy LDA, defaults",
        "scikit-learn LDA, defaults",
        "scikit-learn NMF, defaults",
    ):
        theirs = kept[kept["model"] == model].set_index("set").loc[ours.index]
        assert (ours["npmi"] > theirs["npmi_high"]).all()
        behind = ours["diversity"] - theirs["diversity"]
        behind = behind[behind <= 0]
        assert behind.index.isin(["General Debate, 1980s"]).all() and (behind > -0.01).all()
    assert set(kept.loc[kept["model"] == "tomotopy LDA, defaults", "n_seeds"]) == {5}
