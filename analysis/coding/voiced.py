"""
Whose words they are, by reading: each frame in somebody's speech or the narrator's, and all words.

A coder who gives voices says of a sentence, or of a span inside it, that it is quoted (direct) or
retold (indirect). A framing word marked inside its sentence is in the voice that holds it; a
frame given to a whole sentence is in somebody's speech if most of its words are.
"""

import numpy as np
import pandas as pd

from analysis.coding.correcting import (
    Reading,
    count_code,
    count_population,
    cut_cells,
    keep_coded,
    list_rows,
)
from analysis.coding.files import SKIPPED
from analysis.measures.estimates import CORPUS, Estimate, estimate_mean, estimate_ratio
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import check_table, empty_table
from analysis.text.spans import SPEECH, find_holder, find_sentences, is_speech

SPOKEN, NARRATED = "in speech", "narrator"
WORDS = "share of words in speech"
OF_FRAME = "share in speech"
ALL_FRAMES = "all"


def count_spoken(
    units: pd.DataFrame, tokens: pd.DataFrame, quotations: pd.DataFrame
) -> pd.DataFrame:
    """Words of each unit (rows as in `units`) that are direct and indirect speech (columns)."""
    row = find_sentences(tokens, units)
    inside = tokens.loc[row >= 0, ["doc_id", "raw_start", "raw_end"]]
    speech = quotations[is_speech(quotations)].reset_index(drop=True)
    number = np.append(pd.Index(SPEECH).get_indexer(speech["voice"]), -1)
    voice, row = number[find_holder(inside, speech)], row[row >= 0]
    return pd.DataFrame(
        {
            name: np.bincount(row[voice == place], minlength=len(units)).astype(float)
            for place, name in enumerate(SPEECH)
        }
    )


def read_voices(reading: Reading, chosen: pd.DataFrame, tokens: pd.DataFrame) -> Reading:
    """
    The reading with the voices that were coded: words per sentence, and frames in speech.

    `chosen`: one judgement per sentence and variable (`choose_judgements`). Without any voice
    the reading as it was; of a sentence whose voice is not coded the words are missing.
    """
    given = chosen[chosen["variable"].eq("voice") & chosen["state"].ne(SKIPPED)]
    given = given.rename(columns={"code": "voice"}).assign(form=pd.NA)
    if given.empty:
        return reading
    units = reading.units.iloc[reading.row].reset_index(drop=True)
    coded = tokens[tokens["doc_id"].isin(units["doc_id"])]
    words = count_spoken(units, coded, given)
    words[~units["unit_id"].isin(given["unit_id"]).to_numpy()] = np.nan
    mostly = words.sum(axis=1).to_numpy() * 2 > units["n_words"].to_numpy()
    frames = chosen[chosen["variable"].eq("frame") & chosen["code"].isin(reading.counts.columns)]
    place = pd.Index(units["unit_id"]).get_indexer(frames["unit_id"])
    length = (units["raw_end"] - units["raw_start"]).to_numpy()[place]
    is_whole = (frames["raw_end"] - frames["raw_start"]).to_numpy() >= length
    held = find_holder(frames, given[is_speech(given)].reset_index(drop=True)) >= 0
    spoken = frames[np.where(is_whole, mostly[place], held)]
    counts = pd.crosstab(spoken["unit_id"], spoken["code"])
    counts = counts.reindex(index=units["unit_id"], columns=reading.counts.columns, fill_value=0)
    return reading._replace(voices=words, spoken=counts.reset_index(drop=True))


def estimate_voices(
    reading: Reading, hits: pd.DataFrame, spoken_hits: pd.DataFrame, words: pd.DataFrame
) -> pd.DataFrame:
    """
    Rows of the table `estimates` by voice; none where no voice was coded.

    `hits`, `spoken_hits`: matches per sentence and frame, all and those in speech. `words`:
    the words of each sentence that the rules find in speech (`count_spoken`). Per frame: the
    share of sentences that have it in somebody's speech, and in the narrator's voice, and the
    share of it that is in speech. Of all words: the share in speech.
    """
    if reading.voices is None:
        return empty_table("estimates")
    told = keep_coded(reading, ~reading.skipped & reading.voices.notna().all(axis=1).to_numpy())
    rows = estimate_words(told, words)
    for frame in hits.columns:
        rows += estimate_voice(told, frame, hits[frame], spoken_hits[frame])
    return check_table(pd.DataFrame(rows, columns=list(COLUMNS["estimates"])), "estimates")


def estimate_voice(
    told: Reading, frame: str, hits: pd.Series, spoken_hits: pd.Series
) -> list[dict]:
    """The rows of one frame by voice."""
    about = {"frame": frame, "by": "voice", "surrogate": "dictionary × voices"}
    n_docs = told.units["doc_id"].nunique()
    spoken = count_code(told, frame, told.spoken)
    parts, rows = {}, []
    for group, y, n in (
        (SPOKEN, spoken, spoken_hits.to_numpy()),
        (NARRATED, count_code(told, frame) - spoken, (hits - spoken_hits).to_numpy()),
    ):
        cell, _ = cut_cells(told, n > 0, [])
        coded, sentences, _ = count_population(told, (y > 0).astype(float), cell)
        where = {**about, "group": group, "estimand": "share"}
        rows += list_rows(where, np.mean(n > 0), estimate_mean(coded, sentences), n_docs)
        parts[group] = estimate_total(told, y, n), n.sum() if told.has_spans else (n > 0).sum()
    (found, n_spoken), (missed, n_narrated) = parts[SPOKEN], parts[NARRATED]
    naive = n_spoken / (n_spoken + n_narrated) if n_spoken + n_narrated else np.nan
    about |= {"group": SPOKEN, "estimand": OF_FRAME}
    return rows + ratio_rows(about, naive, found, missed)


def estimate_total(told: Reading, y: np.ndarray, n_hits: np.ndarray) -> Estimate:
    """How much there is of a code: framing words where they were marked one by one, else sentences."""
    cell, _ = cut_cells(told, n_hits > 0, [])
    coded, sentences, words = count_population(told, (y > 0).astype(float), cell)
    if told.has_spans:
        return estimate_mean(coded._replace(y=y), words, is_count=True)
    return estimate_mean(coded, sentences)


def ratio_rows(about: dict, naive: float, found: Estimate, missed: Estimate) -> list[dict]:
    """The row of found / (found + missed), for this corpus."""
    ratio = estimate_ratio(found, missed)
    if np.isnan(ratio.value) and missed.n_positive:  # none in speech: known from above alone
        ratio = mirror(estimate_ratio(missed, found))
    rows = list_rows(about, naive, ratio, 0)
    return [row for row in rows if row["target"] == CORPUS]


def mirror(found: Estimate) -> Estimate:
    """The other part of a share."""
    return found._replace(value=1 - found.value, low=1 - found.high, high=1 - found.low)


def estimate_words(told: Reading, words: pd.DataFrame) -> list[dict]:
    """The share of all words that is in somebody's speech: as found by rule, as read."""
    about = {"frame": ALL_FRAMES, "by": "voice", "surrogate": "voices"}
    n_docs, n_words = told.units["doc_id"].nunique(), told.units["n_words"].sum()
    rows = []
    for group, voices in ((SPOKEN, list(SPEECH)), *((voice, [voice]) for voice in SPEECH)):
        found = share_of_words(told, voices, words)
        naive = words[voices].sum().sum() / max(n_words, 1)
        rows += list_rows({**about, "group": group, "estimand": WORDS}, naive, found, n_docs)
    return rows


def share_of_words(told: Reading, voices: list[str], words: pd.DataFrame) -> Estimate:
    """The share of all words that is in these voices, as read."""
    cell, _ = cut_cells(told, words[voices].sum(axis=1).to_numpy() > 0, [])
    assert told.voices is not None  # only readings with voices come here
    y = told.voices[voices].sum(axis=1).to_numpy()
    coded, _, per_words = count_population(told, y, cell)
    typical = told.units["n_words"].mean()
    found = estimate_mean(coded, per_words, is_count=True, least=typical)
    ends = {name: min(getattr(found, name), 1.0) for name in ("high", "high_like")}
    return found._replace(**{k: v for k, v in ends.items() if not np.isnan(getattr(found, k))})
