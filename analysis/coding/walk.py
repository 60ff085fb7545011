"""
What the notebook on reading asks for: each function works whatever has been drawn and coded.

Nothing is drawn and no file is made unless it is asked for, so that the notebook can be run
again at any time.
"""

import re
from pathlib import Path

import numpy as np
import pandas as pd
from IPython.display import Markdown

from analysis.coding.files import (
    AGREED,
    MADE,
    NARRATOR,
    NONE,
    coding_folder,
    measure_code_agreement,
    read_judgements,
    read_sample,
    settle_by_rule,
    split_surrogates,
    write_judgements,
)
from analysis.coding.interface import Coding, code_sample, make_adjudication, make_task, write_page
from analysis.coding.sentences import (
    describe_estimates,
    say_differences,
    say_voices,
)
from analysis.coding.study import describe_draw, estimate_study, read_whole_coding
from analysis.drawing.showing import SavedFigure
from analysis.measures.estimates import CORPUS
from analysis.measures.rates import count
from analysis.tables.stored import LISTS, empty_table, read_list, read_table
from analysis.text.escaping import escape
from analysis.text.groups import count_inferred


def say_reading(corpus: Path | str, out: Path | str) -> Markdown:
    """What has been drawn and coded so far, and by whom."""
    sample, judgements = read_sample(corpus), read_judgements(corpus)
    if len(sample):
        by_coder = judgements.groupby("coder")["unit_id"].nunique()
        coders = "; ".join(f"{escape(coder)}: {n:,}" for coder, n in by_coder.items())
        return Markdown(
            f"{count(len(sample), 'sentence')} have been drawn, {sample['double'].sum():,} of them for two "
            f"coders. Read so far: {coders or 'none'}. {say_readers(corpus)}"
        )
    coding = read_whole_coding(corpus, out)
    if coding is not None:
        named = sorted(coding["coder"].dropna().unique())
        coders = " and ".join(escape(name.replace(" (", ", a ").rstrip(")")) for name in named)
        return Markdown(
            f"All sentences of these articles have been coded by {coders}. {say_in_sample(corpus)}"
        )
    return Markdown(
        "No sentence has been drawn yet. Until some are read, every count of framing words is "
        "**as counted, not checked**."
    )


def say_draw(corpus: Path | str, out: Path | str) -> Markdown:
    """What a draw from this study follows."""
    return Markdown(describe_draw(corpus, out))


def say_in_sample(corpus: Path | str) -> str:
    """What agreement of list and reader is worth where all articles were read; of the published list it is known."""
    where = "so its agreement with the reader is in-sample and says nothing about other texts."
    if Path(corpus).resolve() == LISTS.resolve():
        return f"The list was made from these articles (among other texts), {where}"
    return where.replace("so its", "If the list was made from these articles, its")


def say_readers(corpus: Path | str) -> str:
    """Who read the sentences, where it was no person; else nothing."""
    judgements, _ = split_surrogates(read_judgements(corpus), read_sample(corpus))
    read = judgements[judgements["coder"].ne(AGREED)]
    coders = read_list("coding", corpus)["coder"].dropna()
    is_made = coders.str.contains("language model").to_numpy()
    if len(read):
        is_made = read["kind"].isin(MADE).to_numpy()
    if not len(is_made) or not is_made.all():
        return ""
    return "The reader was a language model; no person has checked its work."


def code_study(
    corpus: Path | str,
    out: Path | str,
    coder: str,
    double: bool = False,
    variables: tuple[str, ...] = (),
) -> Coding | Markdown:
    """The interface for one coder, or a sentence that says why there is nothing to code."""
    if read_sample(corpus).empty:
        return Markdown("There is nothing to code: no sentence has been drawn.")
    tables = read_sample(corpus), read_table("sentences", out), read_table("edits", out)
    return code_sample(*tables, read_list("codebook", corpus), corpus, coder, double, variables)


def write_coder_page(
    corpus: Path | str, out: Path | str, coder: str, path: Path | str = ""
) -> Path:
    """The page for a coder without Python, with the sentences that two read; send it by mail."""
    tables = read_sample(corpus), read_table("sentences", out), read_table("edits", out)
    task = make_task(*tables, read_list("codebook", corpus), coder, double=True)
    return write_page(
        task, path or coding_folder(corpus) / f"{task['file'].removesuffix('.csv')}.html"
    )


def settle_study(corpus: Path | str, out: Path | str) -> Coding | Markdown:
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


def settle_all(corpus: Path | str) -> Markdown:
    """Let what all coders gave count as `agreed`, by rule; say of how many sentences."""
    agreed = settle_by_rule(split_surrogates(read_judgements(corpus), read_sample(corpus))[0])
    if agreed.empty:
        return Markdown("There is nothing to settle: no sentence was read by two coders.")
    write_judgements(agreed, corpus, AGREED)
    return Markdown(
        f"What all coders gave counts now, in {agreed['unit_id'].nunique():,} sentences."
    )


def compare_coders(corpus: Path | str) -> pd.DataFrame:
    """
    The table `agreement`, a row per frame and one for voices: how far coders agree.

    No rows where fewer than two coded the same sentences.
    """
    judgements, _ = split_surrogates(read_judgements(corpus), read_sample(corpus))
    if judgements.loc[judgements["coder"].ne(AGREED), "coder"].nunique() < 2:
        return empty_table("agreement")
    tables = []
    for variable in ("frame", "voice"):
        codes = judgements.loc[judgements["variable"].eq(variable), "code"].dropna().unique()
        codes = sorted(set(codes) - {NONE, NARRATOR})
        tables.append(measure_code_agreement(judgements, codes, variable))
    return pd.concat(tables, ignore_index=True)


def say_agreement(agreement: pd.DataFrame) -> Markdown:
    """How far coders agree, in a sentence; that there is one coder, where there is one."""
    if agreement.empty:
        return Markdown("No second coder has read these sentences, so agreement is not known.")
    known = agreement.dropna(subset="alpha").sort_values("alpha", kind="stable")
    if known.empty:
        return Markdown("The coders' answers do not differ enough for alpha to be computed.")
    worst, best = known.iloc[0], known.iloc[-1]
    unknown = len(agreement) - len(known)
    rest = f" It cannot be computed for {count(unknown, 'other code')}." * bool(unknown)
    return Markdown(
        f"Krippendorff’s alpha (1 is full agreement, 0 is chance) runs from {worst['alpha']:.2f} "
        f"({escape(worst['variable'])}) to {best['alpha']:.2f} ({escape(best['variable'])}).{rest}"
    )


def correct_study(
    corpus: Path | str, out: Path | str
) -> tuple[pd.DataFrame, SavedFigure | Markdown]:
    """(estimates, what a notebook shows of them); a sentence where nothing has been coded."""
    try:
        estimates = estimate_study(corpus, out)
    except ValueError as error:
        return empty_table("estimates"), Markdown(
            f"{escape(str(error))} The counts stay **as counted, not checked**."
        )
    from analysis.coding.figures import draw_estimates  # slow to import, and the site draws nothing
    from analysis.drawing.figure import save_figure

    return estimates, save_figure(draw_estimates(estimates, say_readers(corpus)), out)


def show_groups(
    estimates: pd.DataFrame, out: Path | str, by: str | None = None, name: str = "07_estimates"
) -> SavedFigure | Markdown:
    """The figure of estimates by group; the first grouping with groups, if none is named."""
    from analysis.coding.figures import draw_groups, pick_panels
    from analysis.drawing.figure import save_figure

    named = [name for name in estimates["by"].unique() if name not in ("all", "voice")]
    by = by or next(iter(named), None)
    rows = pick_panels(estimates, by) if by is not None and by in named else estimates[:0]
    if by is None or rows.empty:
        return Markdown("There are no groups of which enough was read to be drawn.")
    place = re.sub(r"[^a-z0-9]+", "_", by.lower())
    inferred = count_inferred(read_table("documents", out)).get(by)
    return save_figure(draw_groups(rows, by, f"{name}_by_{place}", inferred), out)


def say_estimates(estimates: pd.DataFrame) -> Markdown:
    """Each frame's share as counted and as read, a line each."""
    if estimates.empty:
        return Markdown("")
    return list_lines(describe_estimates(estimates))


def say_groups(estimates: pd.DataFrame) -> Markdown:
    """Which differences of groups and periods stand as read; nothing where there are none."""
    names = [name for name in estimates["by"].unique() if name not in ("all", "voice")]
    rows = estimates[
        estimates["by"].isin(names)
        & estimates["target"].eq(CORPUS)
        & estimates["estimand"].eq("difference")
    ]
    if len(rows) and np.isclose(rows["low"], rows["high"]).all():
        return Markdown(
            "Every sentence was read, so these shares have no sampling error. Count and reading are compared, not the "
            "groups with each other; nothing follows for other articles."
        )
    parts = [list_lines(say_differences(estimates, name)).data for name in names]
    return Markdown("\n\n".join(parts))


def say_by_voice(estimates: pd.DataFrame) -> Markdown:
    """How much of the words, and of each frame, is in somebody's speech."""
    return list_lines(say_voices(estimates)) if len(estimates) else Markdown("")


def list_lines(text: str) -> Markdown:
    """The first line as a sentence, the others as a list, all words escaped."""
    first, *lines = text.splitlines()
    return Markdown("\n".join([escape(first), "", *(f"- {escape(x)}" for x in lines), ""]))


def read_suggestions(out: Path | str) -> pd.DataFrame:
    """Words that mark missed sentences, and patterns that mark wrong ones; none where nothing was coded."""
    try:
        return read_table("suggestions", out)
    except FileNotFoundError:
        return empty_table("suggestions")
