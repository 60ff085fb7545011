"""Step 04: framing words are found, judged and counted."""
