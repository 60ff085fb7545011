"""
What the finders found, held against what a reader coded.

Scores on the articles from which the rules were made are in-sample: say so wherever they
are printed.
"""

import numpy as np
import pandas as pd

from analysis.spans import SPEECH, count_characters


def score_spans(found, coded, body):
    """
    Characters of the body per voice: how many a reader coded, how many were found, how many both.

    `found` and `coded` are tables of quotations (doc_id, raw_start, raw_end, voice, form),
    `body` the spans that count. Where speech nests, the innermost holds; the narrator's
    voice is the rest. Row "attributed" asks only whether words are in somebody's speech,
    direct or indirect. One row per voice, zeros kept: n_coded, n_found, n_both (characters),
    precision (share of what was found), recall (share of what was coded), f1 (their harmonic
    mean); 1 is full agreement, and a share of nothing is missing.
    """
    pairs = count_characters(found, coded, body)
    groups = {"attributed": SPEECH, **{voice: (voice,) for voice in (*SPEECH, "narrator")}}
    return pd.DataFrame([{"voice": name, **score_pairs(pairs, voices)}
                         for name, voices in groups.items()])


def score_pairs(pairs, voices):
    """Counts and scores of a group of voices from the table of `count_characters`."""
    is_found, is_coded = pairs["found"].isin(voices), pairs["coded"].isin(voices)
    n_coded, n_found, n_both = (int(pairs.loc[rows, "n"].sum())
                                for rows in (is_coded, is_found, is_found & is_coded))
    return {"n_coded": n_coded, "n_found": n_found, "n_both": n_both,
            **score_counts(n_coded, n_found, n_both)}


def score_counts(n_coded, n_found, n_both):
    """Precision, recall and F1 from three counts; a share of nothing is missing (NaN)."""
    return {"precision": n_both / n_found if n_found else np.nan,
            "recall": n_both / n_coded if n_coded else np.nan,
            "f1": 2 * n_both / (n_coded + n_found) if n_coded + n_found else np.nan}
