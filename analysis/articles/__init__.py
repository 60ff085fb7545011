"""Step 01: articles are read, cleaned, split into sentences and flagged."""
