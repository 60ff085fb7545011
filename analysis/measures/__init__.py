"""Measures on counts of terms: keyness, dispersion, collocates, diversity."""
