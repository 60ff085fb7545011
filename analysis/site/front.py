"""The front page: the question, what was found and what it means, how far to trust it, where to go on."""

from pathlib import Path

import pandas as pd

from analysis.drawing.showing import read_figures
from analysis.measures.rates import count, in_words
from analysis.site.differences import tell_differences
from analysis.site.reading import read_or_empty
from analysis.site.rendering import render
from analysis.site.shell import raw_html
from analysis.site.story import (
    chart_voices,
    list_cautions,
    list_frames,
    say_made,
    tell_story,
)
from analysis.site.trust import find_coding, say_trust
from analysis.tables.settings import read_settings
from analysis.tables.stored import LISTS, ROOT, corpus_of
from analysis.text.coded import covers
from analysis.text.escaping import escape, show_unseen
from analysis.text.views import FEW, leave_copies

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
    told = tell_story(out)
    frames = dict.fromkeys(frame for row in told for frame in list_frames(row["options"]))
    parts = {
        "lead": render(
            "front.html",
            question=read_settings(out).question,
            counts=count_study(out),
            bounds=say_bounds(out, is_published),
        ),
        "story": render(
            "story.html",
            findings=told,
            n_claims=len(read_or_empty("findings", out)),
            titles=read_figures(out)["title"].to_list(),
        ),
        "chart": render("chart.html", chart=chart_voices(out)),
        "cautions": render("cautions.html", cautions=list_cautions(out)),
        "trust": render("trust.html", trust=say_trust(out, list(frames), say_made(out))),
        "onwards": render("onwards.html"),
    }
    return {name: raw_html(html) for name, html in parts.items()}


def say_bounds(out: Path, is_published: bool = False) -> str:
    """Which articles these are, what counts in them, who has checked it, what the findings describe; "" for many."""
    documents = leave_copies(read_or_empty("documents", out))[0]
    n, outlets = len(documents), documents["outlet"].value_counts()
    if not 0 < n < FEW:
        return ""
    settings = read_settings(out)
    articles = f"{in_words(n)} article{'s' * (n > 1)}"
    articles += f" about {settings.subject}" * bool(settings.subject)
    articles += f" from {settings.sources}" * bool(settings.sources)
    articles += f"{say_outlets(documents, outlets)}{say_dates(documents)} were analysed".replace(
        ",,", ","
    )
    articles = articles if n > 1 else articles.replace(" were ana", " was ana")
    these = "these articles and no others" if n > 1 else "this article and no other"
    not_events = "; they do not assess events in Xinjiang" * is_published
    return (
        f"{articles[0].upper()}{articles[1:]}: {documents['n_words'].sum():,} words of body text. Rules look for speakers, a word list for words that frame the subject; "
        f"{say_checking(out)} The findings describe the wording of {these}{not_events}."
    )


def say_dates(documents: pd.DataFrame) -> str:
    """When the articles were published: ", published from 2019 to 2022,"; "" where no date is known."""
    dates = documents[["published_from", "published_to"]].stack().dropna()
    years = sorted({str(date)[:4] for date in dates})
    when = f"from {years[0]} to {years[-1]}" if len(years) > 1 else f"in {''.join(years)}"
    return f", published {when}," if years else ""


def say_checking(out: Path) -> str:
    """Who has checked the counts by reading."""
    documents, coding = read_or_empty("documents", out), find_coding(out)
    if covers(coding, documents):
        coders = coding.loc[coding["doc_id"].isin(documents["doc_id"]), "coder"].dropna().unique()
        if all("language model" in coder for coder in coders):
            return "a language model coded the articles, but no person has checked the counts."
        return "the articles were coded by reading, too."
    if len(read_or_empty("estimates", out)):
        return "the counts were checked in a sample of sentences."
    return "nobody has checked the counts by reading."


def say_outlets(documents: pd.DataFrame, outlets: pd.Series) -> str:
    """The outlets in brackets with their articles, most first; of many, only one that has most of them."""
    n_unknown = len(documents) - int(outlets.sum())
    if outlets.empty:
        return ""
    if len(outlets) > NAMED:
        most = f", {say_share_of(documents, outlets.index[0])} of them from {show_unseen(outlets.index[0])},"
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
    """What the first sentence counts: articles, words, outlets, dates."""
    documents = read_or_empty("documents", out)
    n_copies = int(documents["duplicate_of"].notna().sum())
    [documents] = leave_copies(documents)
    dates = documents[["published_from", "published_to"]].stack()
    return {
        "articles": len(documents),
        "copies": f" ({count(n_copies, 'copy', 'copies')} left out)" if n_copies else "",
        "words": int(documents["n_words"].sum()),
        "n_articles": in_words(len(documents)),
        "outlets": documents["outlet"].nunique(),
        "n_outlets": in_words(documents["outlet"].nunique()),
        "no_outlet": int(documents["outlet"].isna().sum()),
        "inferred": int(documents["outlet_basis"].str.startswith("inferred", na=False).sum()),
        "first": dates.min(),
        "last": dates.max(),
    }
