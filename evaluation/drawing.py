"""
Draw the sentences of a sample (`corpus/unseen3/`, `corpus/unseen4/`) from the half of the General Debate that was kept apart.

    python -m evaluation.drawing DATA LISTS FOLDER

LISTS is a folder with the dictionary and rules as they stood (version 3 for `unseen3`, 4 for
`unseen4`); the name of FOLDER says which seed. The draw is the balanced
plan of `analysis.coding.sampling`, with one thing added: frames that the list rarely finds weigh
double, and a sentence with a word of NET, which the list does not count, is held to be a likelier
miss. Both change what is drawn how often, never the validity of the weights.
"""

import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.coding.sampling import (
    PRECISION,
    cut_strata,
    guess_missed,
    rank_units,
    take_first,
)
from analysis.framing.judging import read_rules
from analysis.framing.versions import SAMPLES
from analysis.tables.stored import read_list, write_csv
from evaluation.versions import AROUND, find_drawn, list_frames, list_population

SEEDS = {"unseen3": 20261126, "unseen4": 20261127}
N_SENTENCES = 320
IN_NET = 0.15  # guessed share of the frame among sentences with a word of NET that is not counted
RARE, WEIGHT = 0.01, 4.0  # frames found in fewer sentences than this weigh more
NET = {
    "delegitimation": r"\b(lie|lies|lying|false\w*|untrue|slander\w*|smear\w*|propagand\w*|rumou?rs?"
    r"|fabricat\w*|baseless|groundless|unfounded|disinformation|misinformation|distort\w*|defam\w*"
    r"|bias\w*|malicious\w*|myths?|invented|unjustified|mendac\w*)\b",
    "distanced allegation": r"\bso-called\b|[“\"‘][^”\"’]{3,60}[”\"’]",
    "interference": r"\b(pressur\w*|coerc\w*|hegemon\w*|dictat\w*|bully\w*|pretexts?|meddl\w*"
    r"|politici[sz]\w*|unilateral\w*|blackmail\w*|under the guise)\b",
    "unity": r"\b(reconcil\w*|harmon\w*|unity|coexist\w*|solidarity|one people|ethnic\w*)\b",
    "religion and culture": r"\b(religio\w*|faiths?|cultur\w*|languages?|heritage|worship\w*)\b",
    "endorsement": r"\b(support\w*|commend\w*|welcom\w*|prais\w*|appreciat\w*|congratulat\w*"
    r"|applaud\w*|thank\w*)\b",
    "openness": r"\b(access|invit\w*|inspect\w*|observers?|rapporteurs?|visits?|transparen\w*"
    r"|monitors?|fact-finding|cooperate\w* with the)\b",
    "rights performance": r"\b(human rights|rights of|freedoms?)\b.*\b(our|my|has|have|in) "
    r"|\b(our|my|has|have)\b.*\b(human rights|rights of|freedoms?)\b",
    "counter-accusation": r"\b(double standards?|hypocri\w*|selectiv\w*|those who|so-called|lecture\w*"
    r"|themselves|impunity|moral right)\b",
}


def main(data, lists, folder):
    """Draw, and keep the sentences and how they were drawn; nothing of what the list finds."""
    folder = Path(folder)
    units = list_population(data, SAMPLES[: SAMPLES.index(folder.name)])
    frames = list_frames()
    found = find_drawn(units, read_list("dictionary", lists), read_rules(lists))
    drawn = draw_units(units, found, frames, SEEDS[folder.name])
    folder.mkdir(exist_ok=True)
    names = ["unit_id", "doc_id", "country", "year", "sentence_index", *AROUND]
    write_csv(drawn[names], folder / "sentences.csv")
    names = ["unit_id", "stratum", "n_stratum", "n_drawn", "probability", "reading_order"]
    write_csv(drawn[names], folder / "draw.csv")


def draw_units(units: pd.DataFrame, found: pd.DataFrame, frames, seed: int) -> pd.DataFrame:
    """The sentences drawn, in a mixed order, with stratum and probability."""
    hits = pd.crosstab(found["unit_id"], found["frame"]).clip(upper=1)
    hits = hits.reindex(index=units["unit_id"], columns=frames, fill_value=0)
    strata = cut_strata(units["unit_id"], score_wide(units["text"], hits).to_numpy(), seed)
    drawn = take_first(units, strata, N_SENTENCES, seed)
    drawn = drawn.iloc[np.argsort(rank_units(drawn["unit_id"], seed, "reading"), kind="stable")]
    parts = drawn["doc_id"].str.split("_", expand=True)
    return drawn.assign(
        country=parts[0],
        year=parts[2],
        sentence_index=drawn["unit_id"].str.rsplit(":", n=1).str[1],
        reading_order=np.arange(1, len(drawn) + 1),
    ).reset_index(drop=True)


def score_wide(texts: pd.Series, hits: pd.DataFrame) -> pd.Series:
    """The score of the balanced plan, rare frames more, words of NET held for likelier misses."""
    share = hits.mean()
    missed = guess_missed(share)
    chance = hits * PRECISION + (1 - hits) * missed
    for frame, net in NET.items():
        caught = texts.map(re.compile(net, re.IGNORECASE).search).notna().to_numpy()
        chance.loc[caught & hits[frame].eq(0).to_numpy(), frame] = IN_NET
    variance = chance * (1 - chance)
    weight = share.lt(RARE).map({True: WEIGHT, False: 1.0})
    total = variance.sum()
    return np.sqrt((variance / total.where(total > 0) * weight).sum(axis=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
