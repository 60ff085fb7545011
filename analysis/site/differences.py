"""What the front page tells of groups: the surest differences in frames, voices and terms, each with lines to read."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.site.concordance import concordance_link
from analysis.site.reading import Study, read_or_empty, read_study
from analysis.site.story import (
    count_lines,
    find_group,
    is_counted_here,
    name_group,
    quote_sentence,
    words_link,
)
from analysis.site.words import name_grouping
from analysis.tables.among import is_among
from analysis.tables.settings import read_settings
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
from analysis.text.groups import count_inferred, list_groupings

FRAMES, VOICES, GROUPS, TERMS = 4, 2, 4, 5  # how many of each are told


def tell_differences(out: Path) -> dict:
    """
    What the section shows: `differences` (sentence, both sides, quotation, link), `terms` of groups, `unlike`.

    `unlike` says which groups may not be compared, `asked` by what groups are made, `compared` by
    which of these two groups have enough articles.
    """
    study, settings, corpus = read_study(out), read_settings(out), corpus_of(out)
    told, used = [], set()
    for row in choose_differences(read_or_empty("group_frames", out), FRAMES).itertuples():
        told.append(tell_frame(row, study, used))
    for row in choose_differences(read_or_empty("group_voices", out), VOICES).itertuples():
        told.append(tell_voice(row, study, used))
    sizes = count_sizes(read_groupings(study.documents, corpus, settings))
    return {
        "differences": told,
        "terms": tell_terms(read_or_empty("group_terms", out), study, corpus),
        "unlike": list_unlike(sizes, count_inferred(study.documents)),
        "asked": list_groupings(settings),
        "compared": [by for by, n in sizes.items() if count_enough(n) > 1],
    }


def tell_frame(row: Any, study: Study, used: set[int]) -> dict:
    """One difference of a frame with a sentence from the group, and its lines."""
    own = keep_group(study, "matches", row)
    matches = own.matches[is_counted_here(own) & own.matches["frame"].eq(row.frame).to_numpy()]
    n = count_lines(matches)
    link = concordance_link(frame=row.frame, counted="yes", **name_group(row.by, row.group))
    return {
        "sentence": describe_difference(row, "frame"),
        "sides": describe_sides(row),
        "quotation": quote_once(own, f"frame={row.frame}", used),
        "link": link if n else None,
        "label": f"Read its {n:,} lines" if n > 1 else "Read its one line",
    }


def tell_voice(row: Any, study: Study, used: set[int]) -> dict:
    """One difference of a voice or a role with a sentence from the group; its passages, where they can be looked up."""
    own = keep_group(study, "quotations", row)
    has_link = row.by == name_grouping(study) and row.n > 0
    return {
        "sentence": describe_difference(row, "voice"),
        "sides": describe_sides(row),
        "quotation": quote_once(own, f"{row.kind}={row.voice}", used),
        "link": words_link(study, row.group, **{row.kind: row.voice}) if has_link else None,
        "label": f"Read its {row.n:,} words",
    }


def keep_group(study: Study, name: str, row: Any) -> Study:
    """The study with those rows of one table that are of the group's articles."""
    groups, table = find_group(study, row.by), getattr(study, name)
    is_own = is_among(table["doc_id"], groups.index[groups == row.group])
    return replace(study, **{name: table[is_own].reset_index(drop=True)})


def quote_once(study: Study, options: str, used: set[int]) -> dict | None:
    """A sentence for these options, none of the `used`, which then has it."""
    quotation = quote_sentence(study, {"options": options}, used)
    used |= {quotation["place"]} if quotation else set()
    return quotation


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
