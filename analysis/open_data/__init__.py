"""The steps held against open data, and what was counted in it once."""
