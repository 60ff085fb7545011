"""Step 01: articles are read and cleaned. What its notebook calls can be imported from here."""

from analysis.text.lazy import offer

__getattr__ = offer(
    __name__,
    {
        "cleaning": "clean_articles count_words",
        "duplicates": "find_duplicates mark_duplicates",
        "figures": "draw_articles draw_flags",
        "flags": "add_flags find_flags",
        "reading": "read_articles",
        "sentences": "count_fixes count_kinds describe_duplicates describe_fixes "
        "describe_mends describe_passed_over describe_reading find_parts list_bases list_encodings "
        "list_furniture quote_change quote_furniture say_bases",
        "sources": "list_passed_over",
        "starting": "count_files describe_corpus list_notebooks",
    },
)
