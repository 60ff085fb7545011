"""The page of framing words: all matches as lines that can be searched, sorted and filtered."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import pandas as pd
from markupsafe import Markup

from analysis.site.rendering import render
from analysis.site.shards import CHOICES

FIRST = 50  # lines that are in the page itself, for readers without scripts

COLUMNS = [  # label, name, the column that it sorts by
    ("left", "left", "left"),
    ("words", "node", "node"),
    ("right", "right", "right"),
    ("speaker", "speaker", "speaker"),
    ("voice", "voice", "voice"),
    ("frame", "frame", "frame"),
    ("status", "status", "status"),
    ("article", "article", "place"),
    ("counted", "counted", "counted"),
    ("sentence", "sentence", None),
]

LABELS = [
    ("frame", "Frame"),
    ("pattern", "Pattern"),
    ("voice", "Voice"),
    ("speaker", "Speaker"),
    ("role", "Role"),
    ("status", "Status"),
    ("quoted", "In quotation marks"),
    ("doc_id", "Article"),
    ("counted", "Counted"),
]


def concordance_link(**chosen: str | Sequence[str]) -> str:
    """The address of the lines with these values (several of one column with "|", or as a list), from the root."""
    pairs = [
        (name, value)
        for name, values in chosen.items()
        for value in (values.split("|") if isinstance(values, str) else values)
    ]
    return f"concordance.html?{urlencode(pairs)}"


def concordance_html(
    lines: pd.DataFrame,
    index: dict,
    addresses: tuple[str, str],
    ending: str = "",
    groups: Mapping[str, str] | None = None,
) -> Markup:
    """
    The page's HTML: form, table with the first lines, pager; `index` as of `write_shards`.

    `addresses` are those of the study; `ending` follows the name of the table that can be downloaded, where that is packed;
    `groups` are the study's groupings (`name_groups`). The lines that are counted come first.
    """
    labels = [(name, f"{by[:1].upper()}{by[1:]}") for name, by in (groups or {}).items()]
    counted = lines[lines["counted"].eq("yes")]
    filters = [
        (name, label)
        for name, label in [*LABELS, *labels]
        if 1 < len(index["choices"].get(name, [])) <= CHOICES
    ]
    return render(
        "concordance.html",
        index=index,
        lines=(counted if len(counted) else lines).head(FIRST).to_dict("records"),
        n_counted=len(counted),
        filters=filters,
        columns=COLUMNS,
        base="concordance/",
        addresses=addresses,
        download=f"tables/matches.csv{ending}",
        script="_static/concordance.js",
    )
