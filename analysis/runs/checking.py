"""
What is odd about a corpus, told in the terminal before the study is run.

Reads, cleans and flags; writes nothing.
"""

from pathlib import Path

import pandas as pd
from tqdm import tqdm

from analysis.articles.cleaning import clean_articles
from analysis.articles.duplicates import (
    Sketch,
    body_texts,
    compare_bodies,
    mark_duplicates,
    sketch_bodies,
)
from analysis.articles.flags import flag_rest, flag_texts, order_flags
from analysis.articles.reading import NoArticles, describe_problems, read_articles
from analysis.articles.sentences import describe_account, list_reasons
from analysis.articles.sources import list_passed_over
from analysis.articles.text_flags import Rows
from analysis.articles.words import Counts, count_bodies, join_counts
from analysis.measures.rates import count
from analysis.runs.lists import find_list_faults
from analysis.tables.stored import LISTS, empty_table, list_path, open_list
from analysis.text.blocks import map_processes
from analysis.text.escaping import show_unseen

BLOCK = 500  # articles that a process takes at a time: tables of 100 cost a third more
FINE, UNREAD = 0, 1  # the exit status: all was read; something was not


def check_corpus(path: Path) -> int:
    """
    Print what is wrong with the lists, what could not be read, and what is flagged, at `path`.

    Returns the exit status: 0 where every file and every row was read, 1 where one was not. Flags
    alone are no failure: a flagged article can be studied.
    """
    faults = find_list_faults(path)
    if len(faults):
        print(show_lines(f"Lists to correct first:\n{describe_problems(faults)}\n"))
    try:
        documents, texts, problems = read_articles(path)
    except (NoArticles, OSError, ValueError) as error:
        print(show_lines(error))
        return UNREAD
    told = set(zip(faults["file"], faults["problem"]))
    rest = problems[[pair not in told for pair in zip(problems["file"], problems["problem"])]]
    flags, documents = flag_articles(documents, texts, path)
    passed_over = list_passed_over(path)
    account = [describe_account(documents, problems, passed_over), *list_reasons(passed_over)]
    print(show_lines(describe_check(documents, flags, rest, account)))
    return UNREAD if len(problems) or len(faults) else FINE


def flag_articles(
    documents: pd.DataFrame, texts: dict[str, str], path: Path
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(flags, documents) after cleaning with the corrections that can be made."""
    mends, _ = open_list(list_path("mends", path if path.is_dir() else LISTS), "mends")
    mends = empty_table("mends") if mends is None else mends
    cut = [documents.iloc[n : n + BLOCK] for n in range(0, len(documents), BLOCK)]
    blocks = ((rows, [texts[doc_id] for doc_id in rows["doc_id"]], mends) for rows in cut)
    parts, flags, bodies, counts = [], [], [], []
    sketches: dict[str, Sketch] = {}
    with tqdm(total=len(documents), desc="cleaning", unit="article", disable=None) as bar:
        for rows, found, read, sketched, counted in map_processes(check_block, blocks):
            parts.append(rows)
            flags += found
            bodies.append(read)
            sketches |= sketched
            counts.append(counted)
            bar.update(len(rows))
    documents = pd.concat(parts, ignore_index=True)
    documents = mark_duplicates(documents, compare_bodies(documents, pd.concat(bodies), sketches))
    return order_flags([*flags, *flag_rest(documents, join_counts(counts))], documents), documents


def check_block(
    block: tuple[pd.DataFrame, list[str], pd.DataFrame],
) -> tuple[pd.DataFrame, Rows, pd.Series, dict[str, Sketch], Counts]:
    """(documents, flags of their texts; bodies, their sketches and their words) of some articles."""
    documents, texts, mends = block
    documents, _, sentences = clean_articles(
        documents, dict(zip(documents["doc_id"], texts)), mends, show_progress=False
    )
    bodies = body_texts(documents, sentences)
    counts = count_bodies(bodies)
    flags = flag_texts(documents, sentences, counts)
    return documents, flags, bodies, sketch_bodies(bodies), counts


def describe_check(
    documents: pd.DataFrame, flags: pd.DataFrame, problems: pd.DataFrame, account: list[str]
) -> str:
    """What was read, each flag and each problem, one a line."""
    columns = (documents[name].to_numpy(object) for name in ("doc_id", "file", "part"))
    names = {doc_id: f"{file}, {doc_id}" if part else file for doc_id, file, part in zip(*columns)}
    lines = [
        f"{count(len(documents), 'article')} read, {flags['doc_id'].nunique():,} of them flagged.",
        *account,
    ]
    columns = (flags[name].fillna("").to_numpy(object) for name in ("doc_id", "flag", "detail"))
    lines += [
        "  " + ": ".join(filter(None, (names[doc_id], flag, detail)))
        for doc_id, flag, detail in zip(*columns)
    ]
    return "\n".join(lines + ([describe_problems(problems)] if len(problems) else []))


def show_lines(text: object) -> str:
    """A text for the terminal: its lines stay, its unseen signs are written out."""
    return "\n".join(show_unseen(line) for line in str(text).split("\n"))
