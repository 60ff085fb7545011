"""Step 02: terms are counted and compared."""
