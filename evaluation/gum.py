"""
The GUM corpus, read for measuring: its text as our sentences, its attributions as spans.

GUM (Zeldes 2017, Language Resources and Evaluation 51) marks who is cited for what in a tree
of elementary units. Annotations CC BY 4.0, Wikinews texts CC BY 2.5. Nothing of it is kept
here but the cases that name it; the caller says where it lies.
"""

import csv
import re
from collections import defaultdict
from pathlib import Path

import pandas as pd

from analysis.tables.stored import check_table, empty_table

RELATION = re.compile(r"([a-z_-]+):(\d+)->(\d+):(\d+)(?::([^;|]*))?")
SOURCE = re.compile(r"sem-atsrc-([\d,-]+?)-(?:gold|_)")
NOT_BODY = re.compile(r"head|figure|caption|list|item|lg")
PRONOUNS = frozenset(
    "i you he she it we they me him her us them who which that this my your his its our their".split()
)


def read_gum(folder, names):
    """(sentences, attributions, quotations marked) of the GUM documents `names` below `folder`."""
    sentences, attributions = [], []
    for name in names:
        document = read_document(Path(folder) / "dep" / f"{name}.conllu")
        sentences += document["sentences"]
        attributions += find_attributed(document, name)
    table = pd.DataFrame(sentences).assign(doc_id=lambda t: t["doc_id"].astype("str"))
    return check_table(table, "sentences"), attributions, read_marked(folder, names, table)


def list_documents(folder):
    """(to look at, to measure on): every second document in the order of names."""
    names = sorted(path.stem for path in (Path(folder) / "dep").glob("*.conllu"))
    if not names:
        raise FileNotFoundError(f"{folder}/dep holds no .conllu files: give the folder of GUM.")
    return names[0::2], names[1::2]


def no_edits():
    """GUM's text is taken as it is."""
    return empty_table("edits")


def read_document(path):
    """Sentences, tokens (word, start, end), units of discourse and entities of one document."""
    document = {
        "sentences": [],
        "tokens": [],
        "units": [],
        "mentions": defaultdict(list),
        "kinds": [],
    }
    state = {"paragraph": -1, "block": "p", "at": 0, "open": defaultdict(list)}
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines() + [""]:
        if line.startswith("# newpar_block"):
            state["block"] = line.split("=", 1)[1].strip()
        elif line == "# newpar":
            state["paragraph"] += 1
        elif line.startswith("# text ="):
            state["text"] = line.split("=", 1)[1].strip()
        elif line[:1].isdigit():
            lines.append(line.split("\t"))
        elif not line and lines:
            add_sentence(document, state, path.stem, lines)
            lines = []
    return document


def add_sentence(document, state, name, lines):
    """One sentence with its tokens added to a document."""
    kind = (
        "headline"
        if state["block"].startswith("head")
        else "caption"
        if NOT_BODY.match(state["block"])
        else "body"
    )
    start = state["at"]
    document["sentences"].append(
        {
            "doc_id": name,
            "paragraph": max(state["paragraph"], 0),
            "sentence": len(document["sentences"]),
            "raw_start": start,
            "raw_end": start + len(state["text"]),
            "kind": kind,
            "text": state["text"],
        }
    )
    place, until, stop = 0, 0, 0
    for fields in lines:
        if "-" in fields[0]:  # a token written as one, read as two (don't)
            until = int(fields[0].split("-")[1])
            place = state["text"].index(fields[1], stop)
            stop = place + len(fields[1])
            continue
        if "." in fields[0]:
            continue
        inside = int(fields[0]) <= until
        found = state["text"].find(fields[1], place if inside else stop, stop if inside else None)
        found = place if found < 0 else found
        end = min(found + len(fields[1]), stop) if inside else found + len(fields[1])
        place, stop = end, max(stop, end)
        add_token(document, state, fields, start + found, start + end, kind)
    state["at"] = start + len(state["text"]) + 1


def add_token(document, state, fields, start, end, kind):
    """One token with its discourse unit and entities."""
    number = len(document["tokens"])
    document["tokens"].append((fields[1], start, end))
    document["kinds"].append(kind)
    notes = dict(part.split("=", 1) for part in fields[9].split("|") if "=" in part)
    if "Discourse" in notes:
        document["units"].append(
            {"relations": notes["Discourse"].split(";"), "first": number, "last": number}
        )
    elif document["units"]:
        document["units"][-1]["last"] = number
    read_entities(document, state, notes.get("Entity", ""), number)


def read_entities(document, state, text, number):
    """Opening and closing brackets of entities: '(12-person-…', '12)'."""
    for sign in re.finditer(r"\((\d+)-[^()]*(\))?|(\d+)\)", text):
        if sign[1] and sign[2]:
            document["mentions"][sign[1]].append((number, number))
        elif sign[1]:
            state["open"][sign[1]].append(number)
        elif state["open"][sign[3]]:
            document["mentions"][sign[3]].append((state["open"][sign[3]].pop(), number))


def find_attributed(document, name):
    """The attributions in body text: source as printed, its names, and the stretches of content."""
    children, found = defaultdict(list), []
    for number, unit in enumerate(document["units"], 1):
        relation = RELATION.match(unit["relations"][0])
        if relation and relation[3] != "0":
            children[int(relation[3])].append((number, int(relation[4])))
    for number, unit in enumerate(document["units"], 1):
        for relation in map(RELATION.match, unit["relations"]):
            source = (
                relation
                and relation[1].startswith("attribution")
                and SOURCE.search(relation[5] or "")
            )
            if source and document["kinds"][unit["first"]] == "body":
                content = sorted(held_by(children, int(relation[3]), int(relation[4]), number))
                found.append(
                    {
                        "doc_id": name,
                        **read_source(document, source[1]),
                        "clause": span_of(document, unit),
                        "content": [
                            span_of(document, document["units"][part - 1]) for part in content
                        ],
                    }
                )
    return found


def held_by(children, head, depth, cue):
    """The units that an attribution covers: its head, and what hangs below the height of its joint."""
    held, waiting = (
        {head},
        [child for child, height in children[head] if height < depth and child != cue],
    )
    while waiting:
        unit = waiting.pop()
        if unit not in held and unit != cue:
            held.add(unit)
            waiting += [child for child, _ in children[unit]]
    return held - {cue}


def span_of(document, unit):
    """Characters of one unit of discourse, a leading "that" left out."""
    first = unit["first"] + (
        document["tokens"][unit["first"]][0].lower() == "that" and unit["last"] > unit["first"]
    )
    return document["tokens"][first][1], document["tokens"][unit["last"]][2]


def read_source(document, numbers):
    """The source as printed, and every name that the document gives to the same entity."""
    tokens = []
    for part in numbers.split(","):
        first, *last = part.split("-")
        tokens += range(int(first) - 1, int(last[0]) if last else int(first))
    printed = " ".join(document["tokens"][number][0] for number in tokens)
    chosen, best = None, 0.0
    for entity, mentions in document["mentions"].items():
        for first, last in mentions:
            shared = len(set(tokens) & set(range(first, last + 1)))
            closeness = shared / len(set(tokens) | set(range(first, last + 1)))
            if closeness > best:
                chosen, best = entity, closeness
    names = {
        " ".join(document["tokens"][n][0] for n in range(first, last + 1))
        for first, last in document["mentions"].get(chosen, [])
    }
    return {"source": printed, "names": sorted(names | {printed})}


def read_marked(folder, names, sentences):
    """The spans of q_vs_quote.tsv in the documents `names`: doc_id, raw_start, raw_end, tag."""
    rows = []
    with open(Path(folder) / "q_vs_quote.tsv", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["doc"] in names:
                rows.append(row)
    texts = {doc: "\n".join(part["text"]) for doc, part in sentences.groupby("doc_id")}
    places = defaultdict(int)
    return [find_marked(row, texts[row["doc"]], places) for row in rows]


def find_marked(row, text, places):
    """Where the words of one row of q_vs_quote.tsv stand."""

    def squeezed(value):
        return re.sub(r"\s+", "", value)

    place = [number for number, sign in enumerate(text) if not sign.isspace()]
    plain = squeezed(text)
    sentence = plain.find(squeezed(row["sentence_tokens"]))
    span = squeezed(row["span_tokens"])
    at = plain.find(span, max(sentence, places[row["doc"], span]))
    places[row["doc"], span] = at + 1
    return {
        "doc_id": row["doc"],
        "raw_start": place[at],
        "raw_end": place[at + len(span) - 1] + 1,
        "tag": row["tag"],
        "n_words": sum(any(map(str.isalnum, word)) for word in row["span_tokens"].split()),
    }
