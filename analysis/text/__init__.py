"""What all steps stand on: words, offsets, patterns, spans, concordance lines, escaping."""
