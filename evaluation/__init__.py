"""The steps of the study compared with open data."""
