"""
What is odd about a corpus, told in the terminal before the study is run.

Reads, cleans and flags; writes nothing.
"""

import pandas as pd

from analysis.articles.cleaning import clean_articles
from analysis.articles.duplicates import find_duplicates, mark_duplicates
from analysis.articles.flags import find_flags
from analysis.articles.reading import NoArticles, describe_problems, read_articles
from analysis.rates import count
from analysis.tables import LISTS, read_list
from analysis.text.escaping import show_unseen

FINE, UNREAD = 0, 1  # the exit status: all was read; a file was not


def check_corpus(path):
    """
    Print what could not be read and what is flagged in the corpus at `path`.

    Returns the exit status: 0 where every file was read, 1 where one was not. Flags alone are no
    failure: a flagged article can be studied.
    """
    try:
        documents, texts, problems = read_articles(path)
    except (NoArticles, OSError, ValueError) as error:
        print(show_lines(error))
        return UNREAD
    mends = read_list("mends", path if path.is_dir() else LISTS)
    documents, _, sentences = clean_articles(documents, texts, mends)
    documents = mark_duplicates(documents, find_duplicates(documents, sentences))
    flags = find_flags(documents, sentences)
    print(show_lines(describe_check(documents, flags, problems)))
    return UNREAD if len(problems) else FINE


def describe_check(documents, flags, problems):
    """What was read, each flag and each problem, one a line."""
    names = {
        row.doc_id: row.file if not row.part else f"{row.file}, {row.doc_id}"
        for row in documents.itertuples()
    }
    lines = [
        f"{count(len(documents), 'article')} read, {flags['doc_id'].nunique():,} of them flagged; "
        f"{count(len(problems), 'file')} not read."
    ]
    lines += [
        "  "
        + ": ".join(
            part for part in (names[row.doc_id], row.flag, row.detail) if pd.notna(part) and part
        )
        for row in flags.itertuples()
    ]
    return "\n".join(lines + ([describe_problems(problems)] if len(problems) else []))


def show_lines(text):
    """A text for the terminal: its lines stay, its unseen signs are written out."""
    return "\n".join(show_unseen(line) for line in str(text).split("\n"))
