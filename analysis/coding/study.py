"""
The sample and the estimates of a study: from its tables and its corpus, into both.

`draw_study_sample` and `estimate_study` are what `python -m analysis sample` and `python -m
analysis estimate` run.
"""

import hashlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.coding.correcting import (
    UNCODED,
    Reading,
    choose_judgements,
    count_code,
    estimate_frames,
    read_coded,
)
from analysis.coding.expected import expect_frames, read_taught
from analysis.coding.files import (
    NONE,
    coding_folder,
    find_judgement_faults,
    read_judgements,
    read_sample,
    split_surrogates,
    write_sample,
)
from analysis.coding.sampling import (
    DOUBLE,
    N_SENTENCES,
    SEED,
    draw_more,
    find_marks,
    find_strata,
    list_units,
    mark_hits,
    order_sample,
    plan_sizes,
    take_first,
)
from analysis.coding.sentences import describe_taught
from analysis.coding.suggestions import suggest_changes
from analysis.coding.surrogates import learn_answers, spread_answers
from analysis.coding.voiced import count_spoken, estimate_voices, read_voices
from analysis.tables.settings import PERIODS, Settings, read_settings
from analysis.tables.stored import (
    group_faults,
    hash_table,
    read_list,
    read_table,
    write_table,
    write_whole,
)
from analysis.text.coded import coded_matches, coded_quotations, covers, read_coding, spread_units
from analysis.text.groups import list_groupings, read_groups
from analysis.text.spans import SPEECH, find_innermost, find_sentences, line_up
from analysis.text.views import COUNTED, read_tokens

STRATA = "strata.parquet"


def read_units(
    corpus: Path | str, out: Path | str, by: str | None = None
) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """(sentences that may be drawn; the matches that count; the frames) of a study."""
    documents, sentences = (read_table(name, out) for name in ("documents", "sentences"))
    groups = read_groups(documents, corpus, by, read_settings(out)) if by else None
    units = list_units(sentences, documents, groups)
    columns = ["doc_id", "sentence", "kind", "frame", "pattern", "use", "voice"]
    matches = read_table("matches", out, columns)
    matches = matches[matches["kind"].eq("body") & matches["use"].isin(COUNTED)]
    dictionary = read_list("dictionary", corpus)
    return units, matches, sorted(dictionary["frame"].dropna().unique())


def count_matches(units: pd.DataFrame, matches: pd.DataFrame, frames: list[str]) -> pd.DataFrame:
    """How many matches each unit has of each frame."""
    row, column = find_marks(units, matches, frames)
    counts = np.bincount(row * len(frames) + column, minlength=len(units) * len(frames))
    return pd.DataFrame(counts.reshape(len(units), len(frames)), units["unit_id"], list(frames))


def hash_articles(out: Path | str) -> str:
    """SHA-256 of the articles of a study, whatever their order."""
    hashes = sorted(read_table("documents", out)["sha256"].astype("str"))
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def draw_study_sample(
    corpus: Path | str,
    out: Path | str,
    n: int = N_SENTENCES,
    more: int = 0,
    double: float = DOUBLE,
    by: str | None = None,
) -> pd.DataFrame:
    """
    Draw the sample of a study and keep it with its corpus; with `more`, make an earlier one larger.

    Where sentences were read to learn from (`describe_draw`), a second answer has its part in how often
    each sentence is drawn.

    A sample that is there is never replaced. The stratum of every sentence is kept beside it,
    so that more can be drawn after the dictionary has changed.
    """
    earlier, path = read_sample(corpus), coding_folder(corpus) / STRATA
    if len(earlier) and not more:
        raise ValueError(
            f"{path.with_name('sample.csv')} is there already ({len(earlier):,} sentences). Ask for more "
            f"of them (--more 100), or move the folder away to begin a new sample."
        )
    if more and not len(earlier):
        raise ValueError(
            "There is no sample yet to be made larger: draw one first, without --more."
        )
    units, matches, frames = read_units(corpus, out, by)
    if more:
        strata = pd.read_parquet(path).set_index("unit_id")["stratum"]
        sample = draw_more(earlier, units, strata, more, double)
    else:
        taught = read_taught(out, corpus, frames)
        expected = expect_frames(units, read_tokens(out, corpus), taught, corpus)
        strata = find_strata(units, mark_hits(units, matches, frames), SEED, expected)
        drawn = take_first(units, strata, n, SEED)
        hashes = hash_table(read_list("dictionary", corpus)), hash_articles(out)
        sample = order_sample(drawn, double=double, hashes=hashes)
        keep_strata(units, strata, path)
    write_sample(sample, corpus)
    return sample


def describe_draw(corpus: Path | str, out: Path | str) -> str:
    """What a draw from this study follows."""
    frames = sorted(read_list("dictionary", corpus)["frame"].dropna().unique())
    return describe_taught(read_taught(out, corpus, frames), frames)


def keep_strata(units: pd.DataFrame, strata: np.ndarray, path: Path) -> None:
    """Write which stratum every sentence belongs to."""
    table = pd.DataFrame({"unit_id": units["unit_id"], "stratum": strata.astype(np.int8)})
    write_whole(path, lambda part: table.to_parquet(part, index=False))


class Study(NamedTuple):
    """A study whose sentences were read: the reading, and what the machine says of every sentence."""

    reading: Reading
    judgements: pd.DataFrame  # one per sentence read and variable
    surrogates: pd.DataFrame  # judgements of models or crowds that answered for the corpus
    hits: pd.DataFrame  # matches per sentence and frame
    spoken: pd.DataFrame  # of these, those in somebody's speech
    matches: pd.DataFrame
    tokens: pd.DataFrame


def refuse_faults(corpus: Path | str) -> None:
    """Raise, naming file and row, where a coder's file cannot be read or names no frame of the codebook."""
    codebook = read_list("codebook", corpus)
    frames = codebook.loc[codebook["variable"].eq("frame"), "code"].dropna()
    told = [
        " ".join(line[:3])
        for file, faults in find_judgement_faults(corpus, frames).items()
        for line in group_faults(file, faults, colon=":")
    ]
    if told:
        raise ValueError("\n".join(told))


def read_study(corpus: Path | str, out: Path | str) -> Study:
    """The coded sentences of a study with the machine's answers; nothing large is read where there are none."""
    refuse_faults(corpus)
    sample = read_sample(corpus)
    judgements, made = split_surrogates(read_judgements(corpus), sample)
    coding = read_whole_coding(corpus, out) if sample.empty else None
    if sample.empty and coding is None:
        raise ValueError(UNCODED)
    units, matches, frames = read_units(corpus, out)
    tokens = read_tokens(out, corpus)
    row = find_sentences(tokens, units)
    units["n_words"] = np.bincount(row[row >= 0], minlength=len(units))
    if coding is not None:
        judgements, sample = judge_whole(coding, units)
    chosen = choose_judgements(judgements)
    reading = read_coded(chosen, sample, units)
    reading = read_voices(reading, chosen, tokens)
    if coding is not None:
        reading = read_whole_voices(reading, coding, tokens)
    spoken = count_matches(units, matches[matches["voice"].isin(SPEECH)], frames)
    hits = count_matches(units, matches, frames)
    return Study(reading, chosen, made, hits, spoken, matches, tokens)


def read_whole_coding(corpus: Path | str, out: Path | str) -> pd.DataFrame | None:
    """The coding by reading of a study whose articles were all coded; None where some were not."""
    documents, coding = read_table("documents", out), read_list("coding", corpus)
    if covers(coding, documents):
        coding = read_coding(corpus, *(read_table(name, out) for name in ("sentences", "edits")))
    return coding if covers(coding, documents) else None


def read_whole_voices(reading: Reading, coding: pd.DataFrame, tokens: pd.DataFrame) -> Reading:
    """The reading of articles that were coded from end to end, with their voices."""
    quotations = coded_quotations(coding)
    found = coded_matches(coding, quotations)
    found = found[found["voice"].isin(SPEECH)].drop(columns="sentence")
    row = find_units(found, reading.units)
    spoken = pd.crosstab(row, found["frame"].to_numpy())
    spoken = spoken.reindex(
        index=np.arange(len(reading.units)), columns=reading.counts.columns, fill_value=0
    )
    voices = count_spoken(reading.units, tokens, quotations)
    return reading._replace(
        voices=voices.iloc[reading.row].reset_index(drop=True),
        spoken=spoken.iloc[reading.row].reset_index(drop=True),
    )


def find_units(spans: pd.DataFrame, units: pd.DataFrame) -> np.ndarray:
    """The row of the unit in which each span begins; -1 where none."""
    lines, words = line_up([units, spans])
    return find_innermost(words[0], *lines)


def judge_whole(coding: pd.DataFrame, units: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    (judgements, sample) of a corpus whose articles were coded from end to end: `coding.csv`.

    Every sentence is in the sample, with probability 1; one without a coded framing word was
    read and has none.
    """
    spans = spread_units(coding[coding["unit_id"].str.startswith("f")], "frame")
    row = find_units(spans, units)
    found = spans.assign(at=row)[row >= 0].drop(columns="unit_id")
    found = found.assign(unit_id=units["unit_id"].to_numpy()[found["at"]], code=found["frame"])
    without = units[~units["unit_id"].isin(found["unit_id"])].assign(code=NONE)
    columns = ["unit_id", "doc_id", "raw_start", "raw_end", "code"]
    rows = pd.concat([found[columns], without[columns]], ignore_index=True)
    coder = coding["coder"].dropna().iloc[0]
    judgements = rows.assign(coder=coder, variable="frame", kind="human", state=pd.NA)
    sample = units.assign(stratum=0, n_stratum=len(units), n_drawn=len(units), probability=1.0)
    return judgements, sample


def estimate_study(
    corpus: Path | str, out: Path | str, by: str | None = None, learn: bool = False
) -> pd.DataFrame:
    """
    The tables `estimates` and `suggestions` of a study, written into its results.

    Estimates are of all sentences, of the groups of `study.toml` and of periods (years, where it
    names none), and by voice where voices were coded. Coders of kind model or crowd who
    answered for the corpus serve as further surrogates; with `learn`, so does a classifier of
    the coded sentences.
    """
    study = read_study(corpus, out)
    frames = study.hits.columns
    surrogates = read_surrogates(study, learn)
    groupings = find_groups(read_table("documents", out), corpus, read_settings(out), by)
    words = count_spoken(study.reading.units, study.tokens, read_table("quotations", out))
    estimates = pd.concat(
        [
            estimate_frames(study.reading, study.hits, surrogates, groupings),
            estimate_voices(study.reading, study.hits, study.spoken, words),
        ],
        ignore_index=True,
    )
    suggested = suggest_changes(study.reading, study.tokens, study.matches, frames)
    write_table(suggested, "suggestions", out)
    return write_table(estimates, "estimates", out)


def find_groups(
    documents: pd.DataFrame, corpus: Path | str, settings: Settings, by: str | None = None
) -> dict[str, pd.Series]:
    """The group of each article by every grouping of a study, and `by`, that has two or more."""
    names = list_groupings(settings)
    if not settings.before_after and not set(names) & set(PERIODS):
        names = [*names, "year"]
    names = [*names, by] if by and by not in names else names
    groups = {name: read_groups(documents, corpus, name, settings) for name in names}
    return {name: group for name, group in groups.items() if group.nunique() > 1}


def read_surrogates(study: Study, learn: bool) -> dict:
    """The further answers for every sentence, by name."""
    frames, units = study.hits.columns, study.reading.units
    answers = {
        coder: spread_answers(rows, units, frames)
        for coder, rows in study.surrogates.groupby("coder")
    }
    if learn:
        answers["classifier"] = learn_answers(study.reading, frames)
    return answers


def plan_study(corpus: Path | str, out: Path | str, width: float) -> pd.DataFrame:
    """How many sentences to read for intervals of a width, from a pilot where one is coded."""
    units, matches, frames = read_units(corpus, out)
    hits, read = mark_hits(units, matches, frames), None
    if len(read_judgements(corpus)) and len(read_sample(corpus)):
        study = read_study(corpus, out)
        read = measure_pilot(study.reading, study.hits)
    return plan_sizes(hits, width, read)


def measure_pilot(reading: Reading, hits: pd.DataFrame) -> pd.DataFrame:
    """Per frame, of the coded sentences: share with it among the hits, and among the others."""
    rows = {}
    for frame in hits.columns:
        y, hit = count_code(reading, frame) > 0, hits[frame].to_numpy()[reading.row] > 0
        kept = [side & ~reading.skipped for side in (hit, ~hit)]
        # One half more on each side, so that nothing met is not taken for nothing there.
        rows[frame] = [
            (reading.weight[side] @ y[side] + 0.5) / (reading.weight[side].sum() + 1)
            for side in kept
        ]
    return pd.DataFrame.from_dict(rows, orient="index", columns=["precision", "missed"])
