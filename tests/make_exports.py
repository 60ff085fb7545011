"""
Exports of our own making, by documented layout: two dozen variants of each, many articles in each.

`EXPORTS` is a list of Export: its name, the bytes of its file and the articles that are in it. The
texts repeat no export that anyone made; where a layout was tried on real files, README says so.
"""

import html
import io
from itertools import product
from typing import NamedTuple

import docx

TOWNS = "Lindow Orsenna Ashford Orla Marlow Tarn".split()
THINGS = "harbour bridge library market tram park".split()
PEOPLE = "Anna Brandt|Paul Reiter|Rosa Lindt|Tom Lee|Ines Costa|Peter Stark".split("|")
N_ARTICLES = 20  # in each export


class Made(NamedTuple):
    """One article: what is right."""

    title: str
    outlet: str
    day: int
    body: list


class Export(NamedTuple):
    """One file: its name, its text, and its articles."""

    name: str
    text: str
    articles: list


def make_article(n):
    """Article n: no two are alike, and its body has lines that look like fields."""
    town, thing, person = TOWNS[n % 6], THINGS[n // 6 % 6], PEOPLE[n % 5]
    return Made(
        f"{town} talks about its {thing}, part {n + 1}",
        f"The {town} Courier",
        n % 28 + 1,
        [
            f"The council of {town} met on Monday to talk about the {thing} for the time number {n}.",
            f"IN 2020 the {thing} was closed. {person} said that the repairs would begin in May.",
            "Location: the hall by the river. Subject to the vote, the doors open at noon.",
            f"\u201cWe will not wait,\u201d said {person}. The dealer did not reply to questions.",
        ],
    )


MONTHS = {
    "en": (
        "March",
        "words",
        "BYLINE",
        "SECTION",
        "LENGTH",
        "LOAD-DATE",
        "LANGUAGE",
        "By",
        "English",
        "Document",
    ),
    "de": (
        "M\u00e4rz",
        "W\u00f6rter",
        "AUTOR",
        "RUBRIK",
        "L\u00c4NGE",
        "UPDATE",
        "SPRACHE",
        "Von",
        "Deutsch",
        "Dokument",
    ),
    "fr": (
        "mars",
        "mots",
        "AUTEUR",
        "RUBRIQUE",
        "LONGUEUR",
        "DATE-CHARGEMENT",
        "LANGUE",
        "Par",
        "Fran\u00e7ais",
        "Document",
    ),
    "nl": (
        "maart",
        "woorden",
        "AUTEUR",
        "RUBRIEK",
        "LENGTE",
        "LAADDATUM",
        "TAAL",
        "Door",
        "Nederlands",
        "Document",
    ),
    "es": (
        "marzo",
        "palabras",
        "AUTOR",
        "SECCI\u00d3N",
        "LONGITUD",
        "FECHA-CARGA",
        "IDIOMA",
        "Por",
        "Espa\u00f1ol",
        "Documento",
    ),
}


def day_of(article, language):
    """The day as the language writes it."""
    month = MONTHS[language][0]
    if language == "en":
        return f"{month} {article.day}, 2021"
    return f"{article.day}{'.' if language == 'de' else ''} {month} 2021"


def classic(articles, language, with_body):
    """LexisNexis: 'n of m DOCUMENTS', outlet, date, headline, fields, text."""
    _, words, byline, section, length, load, tongue, *_ = MONTHS[language]
    for n, article in enumerate(articles, 1):
        yield f"{n} of {len(articles)} DOCUMENTS\n\n\n{' ' * 30}{article.outlet}\n\n{' ' * 25}{day_of(article, language)}"
        yield f"\n\n{article.title}\n\n{byline}: Peter Stark\n\n{section}: NEWS; Pg. 3\n\n{length}: 98 {words}\n"
        yield "BODY:\n" if with_body else ""
        yield (
            "\n\n".join(article.body)
            + f"\n\n{load}: {day_of(article, language)}\n\n{tongue}: ENGLISH\n"
        )
        yield f"{' ' * 20}Copyright 2021 Lindow Media\n{' ' * 20}All Rights Reserved\n\n"


def uni(articles, language, with_body):
    """Nexis Uni: headline, outlet, date, rights, fields, text, 'End of Document'."""
    for article in articles:
        yield f"{article.title}\n\n{article.outlet}\n\n{day_of(article, language)}\n\nCopyright 2021 Lindow Media All Rights Reserved\n"
        yield "Section: NEWS; Pg. 3\n\nLength: 98 words\n\nByline: Peter Stark\n"
        yield "Body\n" if with_body else ""
        yield (
            "\n\n".join(article.body)
            + "\n\nClassification\n\nLanguage: ENGLISH\n\nLoad-Date: March 30, 2021\n\nEnd of Document\n\n"
        )


def factiva_lines(articles, language, with_byline):
    """Factiva without field names."""
    month, words, *_, by, tongue, document = MONTHS[language]
    for n, article in enumerate(articles):
        yield f"{article.title}\n" + (f"{by} Peter Stark\n" if with_byline else "")
        yield f"98 {words}\n{article.day} {month} 2021\n{article.outlet}\nLINC\n{tongue}\n(c) 2021 Lindow Media\n"
        yield (
            "\n\n".join(article.body)
            + f"\n\n{document} LINC0000202103{article.day:02}eh34{n:05}\n\n"
        )


def factiva_fields(articles, language, in_one_line):
    """Factiva with field names, beside their values or above them."""
    month, words, *_, by, tongue, document = MONTHS[language]
    gap = " " if in_one_line else "\n"
    for n, article in enumerate(articles):
        head = {
            "HD": article.title,
            "BY": f"{by} Peter Stark",
            "WC": f"98 {words}",
            "PD": f"{article.day} {month} 2021",
            "SN": article.outlet,
            "SC": "LINC",
            "LA": tongue,
            "CY": "(c) 2021 Lindow Media",
        }
        yield "\n".join(f"{name}{gap}{value}" for name, value in head.items())
        yield f"\n\nLP\n{article.body[0]}\n\nTD\n" + "\n\n".join(article.body[1:])
        yield f"\n\nNS{gap}gcat : Political\nRE{gap}eu : Europe\nPUB{gap}Lindow Media\nAN\n{document} LINC0000202103{article.day:02}eh34{n:05}\n\n"


def proquest(articles, language, titled):
    """ProQuest: labels, with the headline in a field or alone."""
    for n, article in enumerate(articles, 1):
        title = f"Title: {article.title}" if titled else article.title
        yield f"{'_' * 60}\n\nDocument {n} of {len(articles)}\n\n{title}\n\nAuthor: Stark, Peter\n\nAbstract: {article.body[0]}\n\n"
        yield "Links: https://example.org/x\n\nFull text: " + "\n\n".join(article.body)
        yield f"\n\nSubject: Harbours; Bridges\n\nPublication title: {article.outlet}; Lindow\n\nPublication date: Mar {article.day}, 2021\n\n"
        yield f"ProQuest document ID: {n}\n\nLast updated: 2022-11-07\n\nDatabase: Sample\n\n"


def europresse(articles, language, signed):
    """Europresse as text."""
    for n, article in enumerate(articles):
        yield f"{article.outlet}\nPolitique, jeudi {article.day} mars 2021, p. 3\n\n{article.title}\n\n"
        yield "Peter Stark\n\n" if signed else ""
        yield (
            "\n\n".join(article.body)
            + "\n\n\u00a9 2021 Lindow Media. Tous droits r\u00e9serv\u00e9s.\n"
        )
        yield f"Num\u00e9ro de document : news\u00b7202103{article.day:02}\u00b7LC\u00b7{n:05}\n\n"


def newsbank(articles, language, new):
    """NewsBank: the day before the outlet (new) or behind it."""
    for n, article in enumerate(articles):
        outlet = f"{article.outlet.removeprefix('The ')}, The (ST)"
        day = f"March {article.day}, 2021"
        yield f"{article.title}\n\n" + (f"{day} | {outlet}" if new else f"{outlet} - {day}")
        yield "\nAuthor: Peter Stark\nSection: News\nPage: 3\n98 Words\n\n" + "\n\n".join(
            article.body
        )
        yield f"\n\nIndex Terms: harbours\nRecord Number: LC{n}\nCopyright: Copyright (c) 2021 Lindow Media\n\n"
        yield (
            f"Citation (Chicago Style)\n\nStark, Peter. {article.title}, {day}: 3. NewsBank.\n\n\n"
            if new
            else "\n"
        )


LANGUAGES = [*MONTHS]
LAYOUTS = {
    classic: LANGUAGES,
    uni: ["en", "de", "fr"],
    factiva_lines: LANGUAGES,
    factiva_fields: LANGUAGES,
    proquest: ["en"],
    europresse: ["fr"],
    newsbank: ["en"],
}
LINE_ENDS = {"n": "\n", "rn": "\r\n", "r": "\r"}


def make_exports():
    """Every layout in every language, with every line end, with its option and without it."""
    articles = [make_article(n) for n in range(N_ARTICLES)]
    for layout, languages in LAYOUTS.items():
        for language, option, (end, mark) in product(languages, (True, False), LINE_ENDS.items()):
            text = "\n".join(layout(articles, language, option)).replace("\n", mark)
            name = f"{layout.__name__}-{language}-{'with' if option else 'without'}-{end}"
            yield Export(name, text, articles)


PAGES = {}  # name -> the page of all articles, in one layout


def page_of(name):
    """Declare a function of one article as a layout of pages."""

    def declare(write):
        made = [make_article(n) for n in range(N_ARTICLES)]
        PAGES[name] = f"<html><body>{''.join(map(write, made))}</body></html>", made
        return write

    return declare


def paragraphs(article, kind=""):
    return "".join(f"<p{kind}>{block}</p>" for block in article.body)


def row(name, value):
    return f"<tr><td><b>{name}</b>&nbsp;</td><td>{value}</td></tr>"


@page_of("factiva with fields")
def factiva_table(article):
    return (
        "<div class='article enArticle'><table>"
        + row("HD", f"<b class='enHeadline'>{article.title}</b>")
        + row("WC", "98 words")
        + row("PD", f"{article.day} March 2021")
        + row("SN", article.outlet)
        + row("LP", f"<p class='articleParagraph'>{article.body[0]}</p>")
        + row(
            "TD", "".join(f"<p class='articleParagraph'>{block}</p>" for block in article.body[1:])
        )
        + row("NS", "gcat : Political | eu : Europe")
        + row("PUB", "Lindow Media")
        + row("AN", f"Document LINC0000202103{article.day:02}eh3400001")
        + "</table></div>"
    )


@page_of("factiva with ids")
def factiva_page(article):
    return (
        f"<div id='article-LINC{article.day}' class='article'><div class='article deArticle'><div>Magazin</div>"
        f"<div id='hd'><span class='deHeadline'>{article.title}</span></div><div class='author'>Peter Stark</div>"
        f"<div>98 W\u00f6rter</div><div>{article.day} M\u00e4rz 2021</div><div>{article.outlet}</div><div>LINC</div><div>Deutsch</div>"
        f"<div>(c) 2021 Lindow Media</div>{paragraphs(article, ' class=articleParagraph')}<p>Lindow Media</p>"
        f"<p>Dokument LINC0000202103{article.day:02}eh3400001</p></div></div>"
    )


@page_of("proquest")
def proquest_page(article):
    return (
        f"<div><p style='font-weight:bold'>{article.title}</p><p><strong>Author: </strong>Stark, Peter</p>"
        f"<p><strong>Abstract: </strong></p><p>{article.body[0]}</p><p><strong>Full text: </strong><text>{paragraphs(article)}</text></p>"
        f"<p><strong>Subject: </strong>Harbours</p><p><strong>Publication title: </strong>{article.outlet}; Lindow</p>"
        f"<p><strong>Publication date: </strong>Mar {article.day}, 2021</p><p><strong>ProQuest document ID: </strong>1</p>"
        "<p><strong>Last updated: </strong>2022-11-07</p><p><strong>Database: </strong>Sample</p></div>"
    )


@page_of("europresse")
def europresse_page(article):
    return (
        f"<article><header><div><span class='DocPublicationName'>{article.outlet}, no. 12</span></div>"
        f"<span class='DocHeader'>Politique, jeudi {article.day} mars 2021, p. 3</span><div class='titreArticle'>"
        f"<p class='titreArticleVisu'>{article.title}</p></div><div>Peter Stark</div></header><section><div class='DocText'>"
        f"<div class='docOcurrContainer'>{paragraphs(article)}</div></div></section>"
        "<footer><small>\u00a9 2021 Lindow Media. Tous droits r\u00e9serv\u00e9s.</small>"
        "<p>Num\u00e9ro de document : news\u00b720210304\u00b7LC\u00b71</p></footer></article>"
    )


@page_of("europresse of old")
def europresse_old(article):
    return (
        f"<table><tr><td><span class='DocPublicationName'>{article.outlet}</span><br>"
        f"<span class='DocHeader'>Politique, </span><span class='DocHeader'>jeudi {article.day} mars 2021</span><br><br>"
        f"<span class='TitreArticleVisu'>{article.title}</span><br><br>Peter Stark<br><p></p>{'<p></p>'.join(article.body)}<p></p>"
        "<b><i>\u00a9 2021 Lindow Media. Tous droits r\u00e9serv\u00e9s.</i></b><p></p>Num\u00e9ro de document : news\u00b720210304\u00b7LC\u00b71<br>"
        "<table><tr><td>Ce certificat est \u00e9mis \u00e0 <b>Lindow</b>.</td></tr></table></td></tr></table>"
    )


def as_rich_text(text):
    """A text as RTF."""
    signs = "".join(
        f"\\u{ord(sign)}?" if ord(sign) > 127 else f"\\{sign}" if sign in "\\{}" else sign
        for sign in text
    )
    return "{\\rtf1\\ansi " + signs.replace("\n", "\\par\n") + "}"


def as_word(text):
    """A text as a Word file, a paragraph a block; the first has the style of a heading."""
    document = docx.Document()
    for n, line in enumerate(filter(str.strip, text.split("\n"))):
        document.add_paragraph(line, style="Heading 1" if n == 0 else None)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def as_page(text):
    """An export as the classic page writes it: a paragraph for each block, inside blocks."""
    blocks = "".join(
        f"<div><p>{html.escape(block)}</p></div>" for block in text.split("\n\n") if block.strip()
    )
    return f"<html><body><!-- <DOCFULL> -->{blocks}</body></html>".replace("\n", "<br>")


EXPORTS = list(make_exports())
