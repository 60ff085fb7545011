"""The page of framing words: all matches as lines that can be searched, sorted and filtered."""

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


def concordance_link(**chosen: str) -> str:
    """The address of the lines with these values (several of one column with "|"), from the root."""
    pairs = [(name, value) for name, values in chosen.items() for value in values.split("|")]
    return f"concordance.html?{urlencode(pairs)}"


def concordance_html(
    lines: pd.DataFrame, index: dict, addresses: tuple[str, str], ending: str = ""
) -> Markup:
    """
    The page's HTML: form, table with the first lines, pager; `index` as of `write_shards`.

    `addresses` are those of the study; `ending` follows the name of the table that can be downloaded, where that is packed.
    """
    filters = [
        (name, label)
        for name, label in LABELS
        if 1 < len(index["choices"].get(name, [])) <= CHOICES
    ]
    return render(
        "concordance.html",
        index=index,
        lines=lines.head(FIRST).to_dict("records"),
        filters=filters,
        columns=COLUMNS,
        base="concordance/",
        addresses=addresses,
        download=f"tables/matches.csv{ending}",
        script="_static/concordance.js",
    )
