"""
Who says what, in which words: the steps of the study, tables in and tables out.

What notebooks share can be imported from here; what belongs to one step, from that step:
`from analysis.terms import count_terms`. A module is loaded when a name of it is asked for.
"""

import os
import sys

from analysis.text.lazy import offer

__getattr__ = offer(
    __name__,
    {
        "text.agreement": "list_errors measure_agreement measure_validity score_judgements",
        "drawing.figure": "save_figure",
        "tables.settings": "read_settings",
        "tables.stored": "corpus_of is_published read_list read_table table_path "
        "write_parts write_table",
        "text.concordance": "find_concordance find_hits show_lines sort_concordance",
        "text.examples": "quote_example",
        "text.opening": "open_counts",
        "text.shown": "add_shown",
        "text.views": "group_articles narrow",
    },
)

# Arrow's own allocator sets a gigabyte of addresses aside and gives little back; the system's
# does with less. Kernels inherit the choice, and whoever has made another one keeps it.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")

# Notebooks are read with a library that would load a grammar of addresses, if one is installed:
# that takes a second of each process, and no address is checked.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

if "IPython" in sys.modules:  # in a notebook: words of articles in tables stay words
    from analysis.text.escaping import guard_tables

    guard_tables()
