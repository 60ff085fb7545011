"""The front page: the question, what was found and what it means, how far to trust it, where to go on."""

from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from analysis.drawing.showing import read_figures
from analysis.findings.as_read import say_read
from analysis.findings.citing import describe_citation
from analysis.findings.claims import FAILS
from analysis.findings.numbers import say_choices, say_false
from analysis.findings.sentences import SCOPE
from analysis.framing.sentences import ENOUGH_WORDS
from analysis.measures.rates import in_words
from analysis.runs.provenance import name_record
from analysis.site.differences import tell_differences
from analysis.site.reading import read_or_empty, read_study
from analysis.site.rendering import render
from analysis.site.shell import raw_html
from analysis.site.statements import read_method, read_section
from analysis.site.story import (
    FINDINGS,
    LONGEST,
    SHORTEST,
    caution_reading,
    chart_voices,
    link_lines,
    list_cautions,
    read_checks,
    read_ranges,
    say_carried,
    tell_story,
)
from analysis.site.trust import find_coding, say_trust
from analysis.tables.settings import read_settings
from analysis.tables.stored import LISTS, ROOT, corpus_of, table_path
from analysis.text.coded import covers
from analysis.text.escaping import escape, show_unseen
from analysis.text.spans import is_speech
from analysis.text.views import FEW, keep_counted, trim_ends

NAMED = 3  # outlets that a sentence can name
PLACE = ["doc_id", "raw_start", "raw_end"]

OWN_LIMITS = """The rules that find voices were made on other articles than these (see the
[method](method.md)), and framing words are as counted until a sample of sentences has been read.
Before you trust a number, open its lines and read some of them. The study describes wording; it
does not assess events."""


def add_front_page(out: Path, source: Path) -> None:
    """Write the front page of the study in folder `out`."""
    is_published = corpus_of(out).resolve() == LISTS
    # The theme writes titles into its pages unescaped, as it does a heading whose tags it took out.
    title = show_unseen(read_settings(ROOT if is_published else out).name)
    title = " ".join(title.translate({ord("<"): "‹", ord(">"): "›"}).split())
    page = (source / "index.md").read_text(encoding="utf-8")
    for mark, text in {
        "title": escape(title),
        **page_parts(out, is_published),
        "differences": say_groups_apart(out, is_published),
        "limits": read_section(read_method(source), "limit") if is_published else OWN_LIMITS,
        "cite": describe_citation(out, name_record(out) or ""),
    }.items():
        page = page.replace(f"<!--{mark}-->", text)
    (source / "index.md").write_text(page, encoding="utf-8")
    if not is_published:
        with open(source / "conf.py", "a", encoding="utf-8") as conf:
            conf.write(f"\nproject = html_title = {title!r}\n")


def say_groups_apart(out: Path, is_published: bool) -> str:
    """The section on what differs between groups; the published study has it where it can compare any."""
    told = tell_differences(out)
    if is_published and not told["differences"] and not told["terms"]:
        return ""
    html = raw_html(render("differences.html", **told))
    return f"## What differs most between its groups\n\n{html}"


def page_parts(out: Path, is_published: bool) -> dict[str, str]:
    """The parts of the page that are made from tables, as HTML for Sphinx."""
    told, caution = tell_story(out), caution_reading(out)
    carried = say_carried(told, out)
    parts = {
        "lead": render(
            "front.html",
            is_published=is_published,
            question=read_settings(out).question,
            counts=count_study(out),
            bounds=say_bounds(out),
            scope=SCOPE if is_published else "",
        ),
        "story": render(
            "story.html",
            findings=told,
            caution=caution,
            carried=carried,
            n_claims=len(read_or_empty("findings", out)),
            most=FINDINGS,
            shortest=SHORTEST,
            longest=LONGEST,
            enough=ENOUGH_WORDS,
        ),
        "chart": render("chart.html", chart=chart_voices(out)),
        "cautions": render("cautions.html", cautions=list_cautions(out)),
        "trust": render(
            "trust.html",
            trust=say_trust(out),
            has_scores=table_path("validity", out).exists(),
        ),
        "findings": render(
            "findings.html",
            findings=list_findings(out),
            caution="" if told else caution,
            titles=read_figures(out)["title"].to_list(),
        ),
        "onwards": render("onwards.html"),
    }
    return {name: raw_html(html) for name, html in parts.items()}


def say_bounds(out: Path) -> str:
    """Of whom the findings speak, and who has checked them, in a sentence; "" for many articles."""
    documents = read_or_empty("documents", out)
    n, outlets = len(documents), documents["outlet"].value_counts()
    if not 0 < n < FEW:
        return ""
    settings = read_settings(out)
    articles = f"{in_words(n)} article{'s' * (n > 1)}"
    articles += f" about {settings.subject}" * bool(settings.subject)
    articles += f" from {settings.sources}" * bool(settings.sources)
    articles += say_outlets(documents, outlets)
    coding, coded = find_coding(out), "with counts that nobody has checked by reading"
    if covers(coding, documents):
        coders = coding.loc[coding["doc_id"].isin(documents["doc_id"]), "coder"].dropna().unique()
        is_model = all("language model" in coder for coder in coders)
        coded = (
            "counted by rules and a word list, checked by a language model and by no person"
            if is_model
            else "counted by rules and a word list, checked by reading"
        )
    elif len(read_or_empty("estimates", out)):
        coded = "with counts that were checked in a sample of sentences"
    these = "these articles and no others" if n > 1 else "this article and no other"
    return f"{articles[0].upper()}{articles[1:]}, {coded}: the findings describe {these}."


def say_outlets(documents: pd.DataFrame, outlets: pd.Series) -> str:
    """The outlets in brackets with their articles, most first; of many, only one that has most of them."""
    n_unknown = len(documents) - int(outlets.sum())
    if outlets.empty:
        return ""
    if len(outlets) > NAMED:
        most = f", {say_share_of(documents, outlets.index[0])} of them from {show_unseen(outlets.index[0])}"
        return most if outlets.iloc[0] * 2 > len(documents) else ""
    is_inferred = documents["outlet_basis"].str.startswith("inferred", na=False).any()
    if len(outlets) == 1 and not n_unknown and not is_inferred:
        return f" ({show_unseen(outlets.index[0])})"
    each = [f"{show_unseen(name)}: {say_share_of(documents, name)}" for name in outlets.index]
    each += [f"outlet not known: {in_words(n_unknown)}"] * bool(n_unknown)
    return f" ({'; '.join(each)})"


def say_share_of(documents: pd.DataFrame, outlet: str) -> str:
    """How many articles an outlet has: "at least three, probably four" where one is inferred."""
    own = documents[documents["outlet"] == outlet]
    n = len(own)
    n_sure = n - int(own["outlet_basis"].str.startswith("inferred", na=False).sum())
    probably = f"probably {in_words(n)}" if n_sure < n else in_words(n)
    return f"at least {in_words(n_sure)}, {probably}" if 0 < n_sure < n else probably


def count_study(out: Path) -> dict:
    """What the first sentence counts: articles, words, outlets, dates, framing words."""
    documents, matches = read_or_empty("documents", out), read_or_empty("matches", out)
    dates = documents[["published_from", "published_to"]].stack()
    counted = keep_counted(matches, documents)
    return {
        "articles": len(documents),
        "words": int(documents["n_words"].sum()),
        "n_articles": in_words(len(documents)),
        "outlets": documents["outlet"].nunique(),
        "n_outlets": in_words(documents["outlet"].nunique()),
        "no_outlet": int(documents["outlet"].isna().sum()),
        "inferred": int(documents["outlet_basis"].str.startswith("inferred", na=False).sum()),
        "first": dates.min(),
        "last": dates.max(),
        "matches": len(counted),
        "twice": len(counted) - count_places(counted),
        "shared": say_shared(counted),
        "speech": int(is_speech(read_or_empty("quotations", out)).sum()),
    }


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
        f"{inside:,}{' more' * bool(same)} {'lies' if inside == 1 else 'lie'} inside a longer one"
    ] * bool(inside)
    return f"Of these, {'; '.join(parts)}." if parts else ""


def list_findings(out: Path) -> list[dict]:
    """The findings: sentence, verdict, the choices under which each holds, links to its lines."""
    findings = read_or_empty("findings", out)
    if findings.empty:
        return []
    study, as_read, ranges = read_study(out), read_checks(out), read_ranges(out)
    return [
        {
            **row,
            "sentence": say_false(row["sentence"]) if row["verdict"] == FAILS else row["sentence"],
            "choices": say_choices(SimpleNamespace(**row), ranges),
            "checked": say_read(as_read.get(row["claim"])),
            "links": link_lines(row["options"], study),
        }
        for row in findings.to_dict("records")
    ]
