"""What all steps stand on: words, offsets, patterns, spans, concordance lines, escaping."""

from analysis.text.lazy import offer

__getattr__ = offer(
    __name__,
    {
        "coded": "coded_quotations read_coding say_gone",
        "comparing": "count_sizes read_groupings say_differences",
        "groups": "count_inferred",
        "naming": "label_articles name_articles",
        "tokens": "find_tokens",
        "views": "leave_copies trim_ends",
    },
)
