"""Who says what, in which words: the steps of the study, tables in and tables out."""

import sys

if "IPython" in sys.modules:  # in a notebook: words of articles in tables stay words
    from analysis.text.escaping import guard_tables

    guard_tables()
