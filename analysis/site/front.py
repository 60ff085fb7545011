"""The front page: the question, what was found and what it means, how far to trust it, where to go on."""

from pathlib import Path

import pandas as pd

from analysis.drawing.showing import read_figures
from analysis.findings.sentences import SCOPE
from analysis.measures.rates import in_words
from analysis.site.claims import count_places
from analysis.site.differences import tell_differences
from analysis.site.reading import read_or_empty
from analysis.site.rendering import render
from analysis.site.shell import raw_html
from analysis.site.story import (
    caution_reading,
    chart_voices,
    list_cautions,
    list_frames,
    name_made,
    say_carried,
    tell_story,
)
from analysis.site.trust import find_coding, say_trust
from analysis.tables.settings import read_settings
from analysis.tables.stored import LISTS, ROOT, corpus_of
from analysis.text.coded import covers
from analysis.text.escaping import escape, show_unseen
from analysis.text.spans import is_speech
from analysis.text.views import FEW, keep_counted

NAMED = 3  # outlets that a sentence can name


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
    frames = dict.fromkeys(frame for row in told for frame in list_frames(row["options"]))
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
            carried=say_carried(told, out),
            n_claims=len(read_or_empty("findings", out)),
            titles=read_figures(out)["title"].to_list(),
        ),
        "chart": render("chart.html", chart=chart_voices(out)),
        "cautions": render("cautions.html", cautions=list_cautions(out)),
        "trust": render("trust.html", trust=say_trust(out, list(frames), caution)),
        "onwards": render("onwards.html"),
    }
    return {name: raw_html(html) for name, html in parts.items()}


def say_bounds(out: Path) -> str:
    """Which articles these are, what counts in them, who has checked it, of whom the findings speak; "" for many."""
    documents = read_or_empty("documents", out)
    n, outlets = len(documents), documents["outlet"].value_counts()
    if not 0 < n < FEW:
        return ""
    settings = read_settings(out)
    articles = f"{in_words(n)} article{'s' * (n > 1)}"
    articles += f" about {settings.subject}" * bool(settings.subject)
    articles += f" from {settings.sources}" * bool(settings.sources)
    articles += say_outlets(documents, outlets)
    these = "these articles and no others" if n > 1 else "this article and no other"
    told = [f"{articles[0].upper()}{articles[1:]}.", say_counting(out), say_checking(out)]
    return " ".join([*told, f"The findings describe {these}."])


def say_counting(out: Path) -> str:
    """What counts voices and framing words, and what of it was made from these very articles."""
    made = [name for name in name_made(out).values() if name]
    from_these = " made from these same articles" * (len(made) > 1)
    return f"Rules and a word list{from_these} find who speaks and in which words."


def say_checking(out: Path) -> str:
    """Who has checked the counts by reading."""
    documents, coding = read_or_empty("documents", out), find_coding(out)
    if covers(coding, documents):
        coders = coding.loc[coding["doc_id"].isin(documents["doc_id"]), "coder"].dropna().unique()
        if all("language model" in coder for coder in coders):
            return "A language model coded the articles, too, for comparison; no person has checked the counts or the coding."
        return "The articles were also coded by reading."
    if len(read_or_empty("estimates", out)):
        return "The counts were checked in a sample of sentences."
    return "Nobody has checked the counts by reading."


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
        "shared": len(counted) > count_places(counted),
        "speech": int(is_speech(read_or_empty("quotations", out)).sum()),
    }
