"""What the front page tells of groups: the surest differences in frames, voices and terms, each with lines to read."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.site.concordance import concordance_link
from analysis.site.reading import Study, read_or_empty, read_study
from analysis.site.rendering import file_id
from analysis.site.story import quote_sentence, words_link
from analysis.tables.settings import Settings, read_settings
from analysis.tables.stored import corpus_of, read_list
from analysis.text.comparing import (
    choose_differences,
    count_enough,
    count_sizes,
    describe_difference,
    describe_sides,
    list_unlike,
    read_groupings,
)
from analysis.text.groups import count_inferred, list_groupings, read_groups

FRAMES, VOICES, GROUPS, TERMS = 4, 2, 4, 5  # how many of each are told
LINKED = 30  # articles that one address may name


def tell_differences(out: Path) -> dict:
    """
    What the section shows: `differences` (sentence, both sides, quotation, link), `terms` of groups, `unlike`.

    `unlike` says which groups may not be compared, `asked` by what groups are made, `compared` by
    which of these two groups have enough articles.
    """
    study, settings, corpus = read_study(out), read_settings(out), corpus_of(out)
    told, used = [], set()
    for row in choose_differences(read_or_empty("group_frames", out), FRAMES).itertuples():
        told.append(tell_frame(row, study, corpus, settings, used))
    for row in choose_differences(read_or_empty("group_voices", out), VOICES).itertuples():
        told.append(
            {
                "sentence": describe_difference(row, "voice"),
                "sides": describe_sides(row),
                "quotation": None,
                "link": None,
            }
        )
    sizes = count_sizes(read_groupings(study.documents, corpus, settings))
    return {
        "differences": told,
        "terms": tell_terms(read_or_empty("group_terms", out), study, corpus),
        "unlike": list_unlike(sizes, count_inferred(study.documents)),
        "asked": list_groupings(settings),
        "compared": [by for by, n in sizes.items() if count_enough(n) > 1],
    }


def tell_frame(
    row: Any, study: Study, corpus: Path | str, settings: Settings, used: set[int]
) -> dict:
    """One difference of a frame with a sentence from the group that has more of it."""
    groups = read_groups(study.documents, corpus, row.by, settings)
    inside = groups.index[(groups == row.group) == (row.per_1000 > row.per_1000_rest)]
    own = replace(study, matches=study.matches[study.matches["doc_id"].isin(inside)])
    quotation = quote_sentence(own, {"options": f"frame={row.frame}"}, used)
    used |= {quotation["place"]} if quotation else set()
    return {
        "sentence": describe_difference(row, "frame"),
        "sides": describe_sides(row),
        "quotation": quotation,
        "link": link_frame(row.frame, groups.index[groups == row.group]),
    }


def link_frame(frame: str, doc_ids: Sequence[str] | pd.Index) -> str:
    """The address of a frame's counted lines; only those of these articles, unless they are many."""
    chosen = {"frame": frame, "counted": "yes"}
    if len(doc_ids) <= LINKED:
        chosen["doc_id"] = "|".join(map(file_id, doc_ids))
    return concordance_link(**chosen)


def tell_terms(group_terms: pd.DataFrame, study: Study, corpus: Path | str) -> list[dict]:
    """The terms that set groups apart, function words left out: by, group, and terms with their link."""
    rows = group_terms[~group_terms["term"].isin(set(read_list("stop_terms", corpus)["term"]))]
    best = (
        rows.groupby(["by", "group"], sort=False)["g2"]
        .max()
        .sort_values(ascending=False, kind="stable")
    )
    return [
        {
            "by": by,
            "group": group,
            "terms": [
                {
                    "term": row.term,
                    "n": f"{row.n_docs:,} of {row.docs_group:,} articles, {row.n_docs_rest:,} of "
                    f"{row.docs_rest:,} others",
                    "link": words_link(study, q=row.term),
                }
                for row in rows[(rows["by"] == by) & (rows["group"] == group)]
                .head(TERMS)
                .itertuples()
            ],
        }
        for by, group in best.index[:GROUPS]
    ]
