"""The cards that marks open: one row of a table, field by field, with the way back to its words."""

from analysis.pages.rendering import page_id, render

MATCH = {"frame": "frame", "pattern": "pattern of the dictionary", "use": "use of the pattern",
         "voice": "voice", "speaker": "speaker", "role": "role of the speaker", "target": "target",
         "status": "status", "quoted": "between marks", "rule": "rule"}
QUOTATION = {"voice": "voice", "form": "form", "cue": "cue", "speaker": "speaker",
             "role": "role of the speaker", "rule": "rule"}


def fields_of(row, labels, file):
    """Label and value of each field; then where the words stand in the decoded text of `file`."""
    fields = [(label, row[name]) for name, label in labels.items()]
    return [*fields, ("characters", f"{row['raw_start']} to {row['raw_end']} of {file}")]


def match_cards(members, file):
    """The card of one framing word: its rows (several where patterns overlap)."""
    rows = [{"id": page_id(row["match_id"]), "title": row["text"], "kind": "framing word",
             "fields": [("sentence", row["sentence"]), *fields_of(row, MATCH, file)],
             "frame": row["frame"]} for row in members]
    return render("card.html", key=rows[0]["id"], rows=rows)


def quotation_card(row, text, file):
    """The card of one quotation: `text` is what it covers, as far as it is shown."""
    rows = [{"id": page_id(row["quote_id"]), "title": text, "kind": "quotation",
             "fields": fields_of(row, QUOTATION, file), "frame": None}]
    return render("card.html", key=rows[0]["id"], rows=rows)
