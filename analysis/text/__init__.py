"""What all steps stand on: words, offsets, patterns, spans, concordance lines, escaping."""

from analysis import offer

__getattr__ = offer(__name__, {"coded": "coded_quotations", "tokens": "find_tokens"})
