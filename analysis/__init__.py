"""Who says what, in which words: the steps of the study, tables in and tables out."""

import os
import sys

# Arrow's own allocator sets a gigabyte of addresses aside and gives little back; the system's
# does with less. Kernels inherit the choice, and whoever has made another one keeps it.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")

if "IPython" in sys.modules:  # in a notebook: words of articles in tables stay words
    from analysis.text.escaping import guard_tables

    guard_tables()
