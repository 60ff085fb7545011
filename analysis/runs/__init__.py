"""Runs of the study: executed, recorded, verified and compared."""

from analysis import offer

__getattr__ = offer(__name__, {"new": "fill_metadata new_study"})
