"""
The cards that marks open: one row of a table, field by field, with the way back to its words.

A large study has a million of them, so they are put together here and not in a template.
Every value passes through `show`, which escapes it.
"""

from markupsafe import Markup

from analysis.site.rendering import RAW, address, character_place, page_id, show

MATCH = {
    "sentence": "sentence",
    "frame": "frame",
    "pattern": "pattern of the dictionary",
    "use": "use of the pattern",
    "voice": "voice",
    "speaker": "speaker",
    "role": "role of the speaker",
    "target": "target",
    "status": "status",
    "quoted": "in quotation marks",
    "second_answer": "chance of this frame, by a classifier trained on other sentences",
    "rule": "rule",
}
QUOTATION = {
    "voice": "voice",
    "form": "form",
    "cue": "cue",
    "speaker": "speaker",
    "role": "role of the speaker",
    "rule": "rule",
}

CARD = (
    '<section class="card" id="row-{key}" tabindex="-1" aria-label="{kind}: its row">\n{rows}'
    '<p class="card-links"><a href="#word-{key}">Back to the words</a></p>\n</section>\n'
)
ROW = '<div class="row"{place}>\n<p class="card-title"><span class="kind">{kind}</span> <q>{title}</q></p>\n<dl>\n{fields}</dl>\n</div>\n'
FIELD = "<div><dt>{}</dt><dd>{}</dd></div>\n"
MISSING = '<span class="none">none</span>'


def match_cards(members: list[dict], file: str) -> Markup:
    """The card of one framing word: its rows (several where patterns overlap)."""
    # The card has the place of the first row; the others have places of their own inside it.
    keys = [page_id(row["match_id"]) for row in members]
    places = ["", *(f' id="row-{key}"' for key in keys[1:])]
    rows = [
        row_html(
            row, MATCH, place, file, kind="framing word", title=row["text"], key=row["match_id"]
        )
        for row, place in zip(members, places)
    ]
    return Markup(CARD.format(key=keys[0], kind="framing word", rows="".join(rows)))


def quotation_card(row: dict, text: str, file: str) -> Markup:
    """The card of one quotation: `text` is how it begins."""
    key = page_id(row["quote_id"])
    html = row_html(row, QUOTATION, "", file, kind="quotation", title=text, key=row["quote_id"])
    return Markup(CARD.format(key=key, kind="quotation", rows=html))


def row_html(
    row: dict, labels: dict[str, str], place: str | Markup, file: str, **about: object
) -> str:
    """One row: what it is, each field with its label, and where the words are in `file`."""
    fields = [FIELD.format(label, show(row[name]) or MISSING) for name, label in labels.items()]
    where = show(f"{row['raw_start']} to {row['raw_end']} of {file}")
    page = address(RAW, row["doc_id"], character_place(row["raw_start"], row["raw_end"]))
    where = Markup('<a href="../{}">{}</a>').format(page, where)
    fields += [FIELD.format("characters", where), FIELD.format("row", show(about["key"]))]
    return ROW.format(
        place=place, kind=about["kind"], title=show(about["title"]), fields="".join(fields)
    )
