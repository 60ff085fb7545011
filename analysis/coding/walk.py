"""
What the notebook on reading asks for: each function works whatever has been drawn and coded.

Nothing is drawn and no file is made unless it is asked for, so that the notebook can be run
again at any time.
"""

from pathlib import Path

import pandas as pd
from IPython.display import Markdown

from analysis.agreement import measure_agreement
from analysis.coding.figures import draw_estimates
from analysis.coding.files import (
    AGREED,
    coding_folder,
    mark_codes,
    read_judgements,
    read_sample,
)
from analysis.coding.interface import code_sample, make_adjudication, make_task, write_page
from analysis.coding.sentences import describe_estimates, say_target
from analysis.coding.study import estimate_study
from analysis.estimates import CORPUS
from analysis.figure import save_figure
from analysis.rates import count
from analysis.tables import COLUMNS, empty_table, read_list, read_table
from analysis.text.coded import covers
from analysis.text.escaping import escape


def say_reading(corpus, out) -> Markdown:
    """What has been drawn and coded so far, and by whom."""
    sample, judgements = read_sample(corpus), read_judgements(corpus)
    coding = read_list("coding", corpus)
    if len(sample):
        by_coder = judgements.groupby("coder")["unit_id"].nunique()
        coders = "; ".join(f"{escape(coder)}: {n:,}" for coder, n in by_coder.items())
        return Markdown(
            f"{count(len(sample), 'sentence')} have been drawn, {sample['double'].sum():,} of them for two "
            f"coders. Read so far: {coders or 'none'}."
        )
    if covers(coding, read_table("documents", out)):
        coders = ", ".join(escape(name) for name in sorted(coding["coder"].dropna().unique()))
        return Markdown(
            f"All sentences of these articles have been coded by reading ({coders}), so none needs to be drawn. "
            f"The estimates below are that coder's own counts. Where the list was made from the same articles, "
            f"they flatter it (in-sample)."
        )
    return Markdown(
        "No sentence has been drawn yet. Until some are read, every count of framing words is "
        "**as counted, not checked**."
    )


def code_study(corpus, out, coder: str, double: bool = False, variables: tuple[str, ...] = ()):
    """The interface for one coder, or a sentence that says why there is nothing to code."""
    if read_sample(corpus).empty:
        return Markdown("There is nothing to code: no sentence has been drawn.")
    tables = read_sample(corpus), read_table("sentences", out), read_table("edits", out)
    return code_sample(*tables, read_list("codebook", corpus), corpus, coder, double, variables)


def write_coder_page(corpus, out, coder: str, path="") -> Path:
    """The page for a coder without Python, with the sentences that two read; send it by mail."""
    tables = read_sample(corpus), read_table("sentences", out), read_table("edits", out)
    task = make_task(*tables, read_list("codebook", corpus), coder, double=True)
    return write_page(
        task, path or coding_folder(corpus) / f"{task['file'].removesuffix('.csv')}.html"
    )


def settle_study(corpus, out):
    """The interface with the disagreements alone; what is settled counts as `agreed`."""
    tables = read_sample(corpus), read_table("sentences", out), read_table("edits", out)
    codebook, judgements = read_list("codebook", corpus), read_judgements(corpus)
    settled = make_adjudication(make_task(*tables, codebook, AGREED), judgements)
    if not settled["units"]:
        return Markdown("There is no disagreement to settle.")
    kept = tables[0][tables[0]["unit_id"].isin({unit["unit_id"] for unit in settled["units"]})]
    shown = code_sample(kept, *tables[1:], codebook, corpus, AGREED)
    shown.task = settled
    return shown


def compare_coders(corpus) -> pd.DataFrame:
    """
    The table `agreement`, a row per frame: how far two coders agree on which sentences have it.

    No rows where fewer than two coded the same sentences.
    """
    judgements = read_judgements(corpus)
    frames = judgements.loc[judgements["variable"].eq("frame"), "code"].dropna().unique()
    rows = []
    for frame in sorted(set(frames) - {"none"}):
        marks = mark_codes(judgements[judgements["coder"] != AGREED], frame).dropna()
        if marks.shape[1] < 2 or not len(marks):
            continue
        long = marks.reset_index().melt("unit_id", var_name="coder", value_name="code")
        rows.append(measure_agreement(long.assign(variable=frame, code=long["code"].astype("str"))))
    if not rows:
        return empty_table("agreement")
    return pd.concat(rows, ignore_index=True)[list(COLUMNS["agreement"])]


def say_agreement(agreement: pd.DataFrame) -> Markdown:
    """How far coders agree, in a sentence; that there is one coder, where there is one."""
    if agreement.empty:
        return Markdown("No second coder has read these sentences, so agreement is not known.")
    known = agreement.dropna(subset="alpha").sort_values("alpha", kind="stable")
    if known.empty:
        return Markdown("The coders' answers do not differ enough for alpha to be computed.")
    worst, best = known.iloc[0], known.iloc[-1]
    return Markdown(
        f"Krippendorff's alpha (1 is full agreement, 0 is chance) runs from {worst['alpha']:.2f} "
        f"({escape(worst['variable'])}) to {best['alpha']:.2f} ({escape(best['variable'])})."
    )


def correct_study(corpus, out):
    """(estimates, what a notebook shows of them); a sentence where nothing has been coded."""
    try:
        estimates = estimate_study(corpus, out)
    except ValueError:
        return empty_table("estimates"), Markdown(
            "No sentence has been coded: the counts stay **as counted, not checked**."
        )
    return estimates, save_figure(draw_estimates(estimates), out)


def say_estimates(estimates: pd.DataFrame) -> Markdown:
    """Each frame's share as counted and as read, a line each."""
    if estimates.empty:
        return Markdown("")
    first, *lines = map(escape, describe_estimates(estimates).splitlines())
    return Markdown(
        "\n".join([first, "", *(f"- {line}" for line in lines), "", say_target(CORPUS)])
    )


def read_suggestions(out) -> pd.DataFrame:
    """Words that mark missed sentences, and patterns that mark wrong ones; none where nothing was coded."""
    try:
        return read_table("suggestions", out)
    except FileNotFoundError:
        return empty_table("suggestions")
