"""The page of claims: every claim with its recounts and its lines; how findings are chosen."""

from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from analysis.findings.as_read import say_read
from analysis.findings.citing import describe_citation
from analysis.findings.claims import FAILS, HOLDS
from analysis.findings.numbers import say_choices, say_false
from analysis.framing.sentences import ENOUGH_WORDS
from analysis.runs.provenance import name_record
from analysis.site.reading import read_or_empty, read_study
from analysis.site.rendering import render
from analysis.site.shell import raw_html
from analysis.site.story import (
    ABOUT,
    CLEAR,
    FINDINGS,
    LONGEST,
    SHORTEST,
    caution_reading,
    claim_place,
    link_lines,
    read_checks,
    read_ranges,
    say_checked,
)
from analysis.site.trust import (
    find_coding,
    list_scores,
    say_coders,
    say_dictionary,
    say_voices,
)
from analysis.tables.stored import table_path
from analysis.text.views import keep_counted, trim_ends

PLACE = ["doc_id", "raw_start", "raw_end"]
TITLE = "Every claim and its tests"


def add_claims(out: Path, source: Path) -> None:
    """Write the page of claims of the study in folder `out`."""
    parts = [f"# {TITLE}"]
    for heading, html in claims_parts(out).items():
        parts += [f"## {heading}" if heading else "", raw_html(html)]
    parts += ["## How to cite", describe_citation(out, name_record(out) or "")]
    (source / "claims.md").write_text("\n\n".join(filter(None, parts)) + "\n", encoding="utf-8")


def claims_parts(out: Path) -> dict[str, str]:
    """The parts of the page by their headings, as HTML."""
    claims, documents = list_findings(out), read_or_empty("documents", out)
    held = [row for row in claims if row["verdict"] == HOLDS]
    groups = {
        "Claims that hold as published, and were tested": [
            row for row in held if row["n_settings"]
        ],
        "Claims that hold as published but could not be tested": [
            row for row in held if not row["n_settings"]
        ],
        "Claims that fail": [row for row in claims if row["verdict"] == FAILS],
        "Claims that cannot be counted as findings": [
            row for row in claims if row["verdict"] not in (HOLDS, FAILS)
        ],
    }
    lead = {"all_explored": all(row["explored"] for row in claims)}
    lead["unread"] = all(row["checked"] == say_read(None) for row in claims)
    parts: dict[str, str] = {
        "": render("claims_lead.html", claims=claims, caution=caution_reading(out), **lead)
    }
    for heading, rows in groups.items():
        if rows:
            parts[f"{heading}: {len(rows):,} of {len(claims):,}"] = render(
                "claims.html", claims=rows, **lead
            )
    counted = keep_counted(read_or_empty("matches", out), documents)
    return parts | {
        "How well the rules and the word list do": render(
            "claims_trust.html",
            sentences=[
                say_dictionary(read_or_empty("validity", out)),
                say_voices(),
                say_coders(find_coding(out), documents, read_or_empty("estimates", out)),
                *[say_checked(out)] * bool(len(read_or_empty("estimates", out))),
            ],
            scores=list_scores(read_or_empty("validity", out)),
            has_scores=table_path("validity", out).exists(),
            n_places=count_places(counted),
            shared=say_shared(counted),
        ),
        "How findings and quotations are chosen": render(
            "claims_rule.html",
            most=FINDINGS,
            shortest=SHORTEST,
            longest=LONGEST,
            about=ABOUT,
            clear=CLEAR,
            enough=ENOUGH_WORDS,
        ),
    }


def list_findings(out: Path) -> list[dict]:
    """The claims: sentence, verdict, the recounts in which each holds, links to its lines."""
    findings = read_or_empty("findings", out)
    if findings.empty:
        return []
    study, as_read, ranges = read_study(out), read_checks(out), read_ranges(out)
    return [
        {
            **row,
            "place": claim_place(row["claim"]),
            "sentence": say_false(row["sentence"]) if row["verdict"] == FAILS else row["sentence"],
            "choices": say_choices(SimpleNamespace(**row), ranges),
            "checked": say_read(as_read.get(row["claim"])),
            "links": link_lines(row["options"], study),
        }
        for row in findings.to_dict("records")
    ]


def count_places(matches: pd.DataFrame) -> int:
    """How many words these matches are: those of several frames once."""
    return len(trim_ends(matches)[PLACE].drop_duplicates())


def say_shared(matches: pd.DataFrame) -> str:
    """How many framing words count for more than one frame, whole or as part of a longer one; "" if none."""
    place = trim_ends(matches)[PLACE]
    same = int(place.duplicated().sum())
    places = place.drop_duplicates().sort_values(
        PLACE, ascending=[True, True, False], kind="stable"
    )
    # Within an article, a word lies in a longer one if that begins no later and ends no earlier.
    furthest = places.groupby("doc_id")["raw_end"].cummax()
    before = furthest.groupby(places["doc_id"]).shift().fillna(-1)
    inside = int((places["raw_end"] <= before).sum())
    parts = [
        f"{same:,} count{'s' * (same == 1)} for two frames, which makes {len(matches):,} uses"
    ] * bool(same)
    parts += [
        f"{inside:,} {'is' if inside == 1 else 'are'} part of a longer framing word and counted as well"
    ] * bool(inside)
    return f"Of these, {'; '.join(parts)}." if parts else ""
