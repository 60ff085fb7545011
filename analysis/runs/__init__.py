"""Runs of the study: executed, recorded, verified and compared."""

from analysis.text.lazy import offer

__getattr__ = offer(__name__, {"here": "list_articles run_here start_study"})
