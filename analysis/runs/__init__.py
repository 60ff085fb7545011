"""Runs of the study: executed, recorded, verified and compared."""
