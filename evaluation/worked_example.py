"""
The worked example `examples/general-debate`: how its corpus and its results are made.

    python -m evaluation.worked_example corpus SPEECHES
    python -m analysis run --corpus examples/general-debate/corpus --out OUT
    python -m evaluation.worked_example results OUT

SPEECHES is `speeches.jsonl.gz` of the UN General Debate Corpus. The second command writes the
speeches of five states as articles; the third takes in both codings as they were handed in,
settles them by rule and writes the tables of `results/`. Among these are what the machine found
in each sentence (`units.csv`, `hits.csv`) and where the words of the drawn ones are
(`words.csv`): from them and the codings `recompute` gives the estimates again, without a run.
"""

import gzip
import json
import re
import sys
from pathlib import Path

import pandas as pd

from analysis.coding.correcting import choose_judgements, estimate_frames, read_coded
from analysis.coding.example import EXAMPLE, read_result
from analysis.coding.files import (
    AGREED,
    SKIPPED,
    UNCERTAIN,
    read_judgements,
    read_sample,
    read_task,
    write_judgements,
)
from analysis.coding.interface import find_words
from analysis.coding.sentences import pick_rows
from analysis.coding.study import find_groups, read_study
from analysis.coding.voiced import count_spoken, estimate_voices, read_voices
from analysis.coding.walk import compare_coders, settle_all
from analysis.findings.as_read import MODEL, judge_claims
from analysis.tables.columns import COLUMNS
from analysis.tables.disk import write_whole
from analysis.tables.settings import read_settings
from analysis.tables.stored import check_table, read_csv, read_list, read_table, write_csv
from analysis.text.agreement import measure_agreement
from analysis.text.spans import SPEECH

STATES = {
    "CHN": "China",
    "BLR": "Belarus",
    "CUB": "Cuba",
    "DEU": "Germany",
    "GBR": "United Kingdom",
}
FIRST, LAST = 2015, 2024
BROKEN = re.compile(r"(?<![.?!:;”\"’)])\n")  # a line end in mid-sentence: no paragraph ends there
CODERS = {"coder_a.csv": "A", "coder_b.csv": "B"}
SKIP = "skip"  # how the sheet writes it


def make_corpus(speeches, corpus: Path = EXAMPLE / "corpus"):
    """Write the speeches as articles, with `metadata.csv`; the words stay as they are."""
    rows = []
    for line in gzip.open(speeches, "rt", encoding="utf-8"):
        speech = json.loads(line)
        if speech["country"] not in STATES or not FIRST <= int(speech["year"]) <= LAST:
            continue
        state, year = STATES[speech["country"]], speech["year"]
        file = f"{state.lower().replace(' ', '-')}-{year}.txt"
        text = join_lines(speech["text"])
        write_whole(
            corpus / "raw" / file, lambda part, text=text: part.write_text(text, encoding="utf-8")
        )
        about = {"file": file, "state": state, "genre": "speech"}
        about |= {"published_from": f"{year}-09-01", "published_to": f"{year}-10-31"}
        about |= {"published_basis": "corpus: the year; the debate begins in September"}
        about |= {"outlet": state, "outlet_basis": f"corpus: country {speech['country']}"}
        rows.append({**about, "note": f"session {speech['session']}, file {speech['file']}"})
    write_csv(pd.DataFrame(rows).sort_values("file"), corpus / "metadata.csv")


def join_lines(text: str) -> str:
    """The speech with a blank for each line end in mid-sentence and a blank line between paragraphs."""
    text = re.sub(r"[ \t]*\n\s*", "\n", text.replace("\ufeff", "").replace("\r", "").strip())
    return BROKEN.sub(" ", text).replace("\n", "\n\n") + "\n"


def take_in_sheet(path, coder: str, sample, sentences, edits) -> pd.DataFrame:
    """
    The judgements of one coder from the sheet that was handed in.

    Its units are s001, s002 …, the drawn sentences in the order of reading. `voice_words` are
    found in the sentence, and with them their place in the article.
    """
    sheet = read_csv(path).fillna("")
    seen = read_task(sample, sentences)
    if len(sheet) != len(seen):
        raise ValueError(f"{path}: {len(sheet)} rows; the sheet has {len(seen)}.")
    words = find_words(seen, sentences, edits)
    rows = []
    for given, unit, places in zip(sheet.itertuples(), seen.itertuples(), words):
        about = {"unit_id": unit.unit_id, "doc_id": unit.doc_id, "note": given.memo or None}
        whole = unit.raw_start, unit.raw_end
        doubted = split_codes(given.uncertain)
        for code in split_codes(given.codes):
            state = SKIPPED if code == SKIP else UNCERTAIN if code in doubted else None
            value = None if code == SKIP else code
            rows.append((about, "frame", value, state, whole))
        if given.codes != SKIP:
            span = find_span(given.voice_words, unit.text, places) or whole
            rows.append((about, "voice", given.voice, None, span))
    table = pd.DataFrame(
        {**about, "variable": variable, "code": code, "state": state, "raw_start": a, "raw_end": b}
        for about, variable, code, state, (a, b) in rows
    )
    table = table.assign(coder=coder, kind="model", sample="s1", blind=True)
    return check_table(table.reindex(columns=list(COLUMNS["judgements"])), "judgements")


def split_codes(text: str) -> list[str]:
    """The codes of a cell: "development; unity"."""
    return [code.strip() for code in text.split(";") if code.strip()]


def find_span(part: str, text: str, places) -> tuple[int, int] | None:
    """(start, end) in the article of the words of `part` in its sentence; None where it is not there."""
    at = text.find(part.strip()) if part.strip() else -1
    if at < 0:
        return None
    end = at + len(part.strip())
    held = [raw for start, stop, *raw in places if start < end and stop > at]
    return held[0][0], held[-1][1]


def take_in(corpus: Path, out):
    """Both codings as they were handed in, and what is agreed by rule, into the corpus."""
    sample = read_sample(corpus)
    sentences, edits = (read_table(name, out) for name in ("sentences", "edits"))
    for file, coder in CODERS.items():
        path = corpus.parent / "handed_in" / file
        write_judgements(take_in_sheet(path, coder, sample, sentences, edits), corpus, coder)
    settle_all(corpus)


def write_results(out, example: Path = EXAMPLE):
    """The tables of `results/`, from a run of the study on the example's corpus."""
    corpus = example / "corpus"
    take_in(corpus, out)
    study = read_study(corpus, out)
    units = study.reading.units
    words = count_spoken(units, study.tokens, read_table("quotations", out))
    keys = ["unit_id", "doc_id", "sentence", "raw_start", "raw_end", "n_words"]
    tables = {"units": pd.concat([units[keys], words[list(SPEECH)].astype(int)], axis=1)}
    found = study.hits.stack().rename("n").reset_index()
    found["n_spoken"] = study.spoken.stack().to_numpy()
    found.columns = ["unit_id", "frame", "n", "n_spoken"]
    tables["hits"] = found[found["n"] > 0]
    drawn = pd.MultiIndex.from_frame(units.loc[study.reading.row, ["doc_id", "sentence"]])
    tokens = study.tokens[["doc_id", "sentence", "raw_start", "raw_end"]]
    tables["words"] = tokens[pd.MultiIndex.from_frame(tokens[["doc_id", "sentence"]]).isin(drawn)]
    for name, table in tables.items():
        write_csv(table, example / "results" / f"{name}.csv")
    results = recompute(example)
    results["claims_read"] = judge_claims(
        read_list("claims", corpus), read_table("findings", out), study, words, MODEL
    )
    results["differ"] = list_differing(read_judgements(corpus), units)
    for name, table in results.items():
        write_csv(table, example / "results" / f"{name}.csv")


def recompute(example: Path = EXAMPLE) -> dict[str, pd.DataFrame]:
    """The tables estimates, by_coder and agreement, from the stored codings and the machine's answers."""
    corpus = example / "corpus"
    sample, judgements = read_sample(corpus), read_judgements(corpus)
    units, hits, words = (read_result(name, example) for name in ("units", "hits", "words"))
    frames = sorted(read_list("dictionary", corpus)["frame"].dropna().unique())
    n, n_spoken = (
        hits.pivot(index="unit_id", columns="frame", values=column)
        .reindex(index=units["unit_id"], columns=frames)
        .fillna(0)
        for column in ("n", "n_spoken")
    )
    groups = find_groups(read_documents(corpus), corpus, read_settings(example))

    def estimate(given: pd.DataFrame) -> pd.DataFrame:
        chosen = choose_judgements(given)
        reading = read_voices(read_coded(chosen, sample, units), chosen, words)
        found = estimate_frames(reading, n, None, groups)
        by_voice = estimate_voices(reading, n, n_spoken, units[list(SPEECH)])
        return pd.concat([found, by_voice], ignore_index=True)

    readings = {coder: judgements[judgements["coder"] == coder] for coder in CODERS.values()}
    alone = [pick_rows(estimate(rows)).assign(coder=coder) for coder, rows in readings.items()]
    columns = ["coder", "frame", "n_coded", "n_positive", "naive", "estimate", "low", "high"]
    return {
        "estimates": estimate(judgements),
        "by_coder": pd.concat(alone)[columns],
        "agreement": pd.concat([compare_coders(corpus), compare_voices(judgements)]),
    }


def compare_voices(judgements: pd.DataFrame) -> pd.DataFrame:
    """How far coders agree on the voice of a sentence, all voices at once."""
    given = judgements[judgements["variable"].eq("voice") & judgements["coder"].ne(AGREED)]
    return measure_agreement(given)


def read_documents(corpus: Path) -> pd.DataFrame:
    """What groups are found by: doc_id, file and dates of each speech."""
    table = read_csv(corpus / "metadata.csv")
    return table.assign(doc_id=table["file"].str.removesuffix(".txt"), duplicate_of=None)


def list_differing(judgements: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """The sentences whose coders gave different frames: unit_id, codes of each, memos, text."""
    given = judgements[judgements["variable"].eq("frame") & judgements["coder"].ne(AGREED)]
    given = given.assign(code=given["code"].fillna(SKIP))
    said = given.groupby(["unit_id", "coder"])["code"].agg(lambda code: "; ".join(sorted(code)))
    notes = given.groupby(["unit_id", "coder"])["note"].first().unstack().add_prefix("memo_")
    table = said.unstack().join(notes)
    differ = table[list(CODERS.values())].nunique(axis=1) > 1
    table = table[differ].join(units.set_index("unit_id")["text"]).reset_index()
    return table.rename(columns={coder: f"coder_{coder.lower()}" for coder in CODERS.values()})


if __name__ == "__main__":
    {"corpus": make_corpus, "results": write_results}[sys.argv[1]](sys.argv[2])
