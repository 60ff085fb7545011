"""
LexisNexis classic ("n of m DOCUMENTS") and Nexis Uni ("End of Document"): text, page, Word, RTF.

Outlet and date stand above; then the headline (Uni: above the outlet); then fields, of which
LENGTH is one; then the text, behind a line BODY or without it; then fields again, and rights.
Labels are known in English, German, French, Dutch, Spanish and Italian.
"""

import re

from analysis.articles.article import Article
from analysis.articles.dates import begins_with_date
from analysis.articles.encodings import Unreadable
from analysis.articles.exports.fields import no_text, put_together

START = re.compile(
    r"^[ \t]*(?:\d+ (?:of|von|de|van|di|sur) \d+ DO[CK]UMENT\w*|DO[CK]UMENT\w* \d+ (?:of|von|de|van|di|sur) \d+)"
    r"[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
END = re.compile(
    r"^[ \t]*(?:End of Document|Ende des Dokuments?|Fin du document|Einde van (?:het )?document"
    r"|Fin del documento|Fine del documento)[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
LENGTH = r"LENGTH|L\u00c4NGE|LAENGE|LONGUEUR|LENGTE|LONGITUD|EXTENSI\u00d3N|EXTENSION|LUNGHEZZA"
HEADLINE = r"HEADLINE|TITEL|TITRE|KOP|T\u00cdTULO|TITULAR|TITOLO|\u00dcBERSCHRIFT|SCHLAGZEILE"
HEAD = (
    rf"{LENGTH}|{HEADLINE}|SECTION|RUBRIK|RUBRIQUE|RUBRIEK|SECTIE|SECCI\u00d3N|SEZIONE|RESSORT|BYLINE|AUTOR"
    r"|AUTEURS?|AUTHOR|AUTORE|DATELINE|ORT|LIEU|HIGHLIGHT|ENCART|SAMENVATTING|RESUMEN|SERIES|SERIE|COLUMN"
    r"|KOLUMNE|EDITION|AUSGABE|ISSN|SOURCE|QUELLE|ANCHORS?|GUESTS?|SHOW|TYPE|VOLUME|ABSTRACT|LEAD"
)
TAIL = (
    r"LOAD-DATE|UPDATE|UPDATE-DATE|DATE-CHARGEMENT|MISE-A-JOUR|LADEDATUM|LAADDATUM|FECHA-CARGA|FECHA-DE-CARGA"
    r"|LANGUAGE|SPRACHE|LANGUE|TAAL|IDIOMA|LENGUA|LINGUA"
    r"|PUBLICATION[- ]TYPE|PUB-TYPE|PUBLIKATIONSTYP|TYPE-PUBLICATION|TYPE-DE-PUBLICATION|PUBLICATIETYPE|ZEITUNGSTYP"
    r"|TIPO-PUBLICACI\u00d3N|TIPO-DE-PUBLICACI\u00d3N|DOCUMENT-TYPE|JOURNAL[- ]CODE|DISTRIBUTION"
    r"|SUBJECT|THEMA|SUJET|ONDERWERP|TEMA|ASUNTO|SCHLAGW\u00d6RTER|COMPANY|FIRMA|UNTERNEHMEN|SOCIETE|BEDRIJF|EMPRESA"
    r"|ORGANI[SZ]ATION|ORGANISATIE|ORGANIZACI\u00d3N|TICKER|SYMBOLE-BOURSIER|INDUSTRY|BRANCHE|SECTEUR-ACTIVITE|INDUSTRIE"
    r"|GEOGRAPHIC|GEOGRAPHIE|LOCALISATION-GEO|GEOGRAFIE|PERSON|PERSONNE|PERSOON|PERSONA|CITY|STADT|VILLE|STATE|COUNTRY|LAND|PAYS"
    r"|GRAPHIC|GRAFIK|GRAFIEK|GRAPHIQUE|BILD|PHOTO|NOTES|ANMERKUNGEN|CORRECTION(?:-DATE)?|CHARTS?|URL|DOC-ID|LINKS"
)
BODY = re.compile(
    r"[ \t]*(?:BODY|TEXT|TEXTE|TEKST|INHALT|VOLLTEXT|TEXTO|CUERPO|TESTO|CORPS):?[ \t]*",
    re.IGNORECASE,
)
# In capitals with a colon (classic), or as written in Nexis Uni: 'Load-Date: May 5, 2021'.
FIELD = re.compile(rf"[ \t]*({HEAD}|{TAIL}):(?:[ \t]+|$)", re.IGNORECASE)
HEAD_FIELD = re.compile(rf"[ \t]*({HEAD}):(?:[ \t]*)", re.IGNORECASE)
TAIL_FIELD = re.compile(
    rf"[ \t]*(?:(?:{TAIL}):(?:\s|$)"
    r"|(?i:load-date|publication-type|language|journal code|subject|industry|geographic|person|company|organization):\s.*"
    r"(?:\(\d+%\)|\d{4}|[A-Z]{4})"
    r"|(?i:classification|klassifikation|classificatie|graphic|grafik|notes|correction|link to (?:image|pdf)"
    r"|bibliography|references)[ \t]*$)"
)
RIGHTS = re.compile(
    r"[ \t]*(?:Copyright|COPYRIGHT|\u00a9|\(c\)|All Rights Reserved|Alle Rechte|Tous droits|Tous Droits|Alle rechten"
    r"|Todos los derechos|Tutti i diritti)\b.{0,190}$"
)
EDITION = re.compile(
    r"(?:[\w.&'-]+,? ){0,4}(?:edition|editie|\u00e9dition|edici\u00f3n|edizione|ausgabe|auflage)"
    r"(?: ?[-,] ?\w+(?: \w+)?| \d)?|correction appended|berichtigung",
    re.IGNORECASE,
)


def split(text: str) -> list[Article | Unreadable]:
    """Articles of a LexisNexis or Nexis Uni export; none if the text is no such export."""
    starts = list(START.finditer(text))
    if starts:
        edges = [*(start.start() for start in starts[1:]), len(text)]
        parts = [text[start.end() : edge] for start, edge in zip(starts, edges)]
        if any(find_fields(part.split("\n")) for part in parts):
            return [read_classic(cut_end(part)) for part in parts]
    ends = [0, *(end.end() for end in END.finditer(text))]
    parts = [text[start:end] for start, end in zip(ends, ends[1:])]
    if any(find_fields(part.split("\n")) for part in parts):
        return [read_uni(cut_end(part)) for part in parts]
    return []


def cut_end(part: str) -> str:
    """An article without its last line, 'End of Document'."""
    return END.sub("", part)


def find_fields(lines: list[str]) -> dict[str, tuple[int, str]]:
    """The lines of the fields that stand above the text: label -> (line, value), up to the text."""
    found: dict[str, tuple[int, str]] = {}
    value_of = None
    for n, line in enumerate(lines):
        mark = HEAD_FIELD.match(line)
        if BODY.fullmatch(line) or TAIL_FIELD.match(line) and value_of is not None and not mark:
            break
        if mark:
            value_of = mark[1].upper()
            found.setdefault(value_of, (n, line[mark.end() :].strip()))
        elif value_of and not line.strip() and not follows_field(lines, n):
            break
    return found


def follows_field(lines: list[str], n: int) -> bool:
    """Whether the first filled line behind line n is a field of the head, or the line BODY."""
    after = next((line for line in lines[n:] if line.strip()), "")
    return HEAD_FIELD.match(after) is not None or BODY.fullmatch(after) is not None


def read_classic(part: str) -> Article | Unreadable:
    """An article of the classic layout: rights or not, outlet, date, edition, headline, fields, text."""
    lines = part.split("\n")
    found = find_fields(lines)
    first = min((n for n, _ in found.values()), default=first_text(lines))
    day = next((n for n, line in enumerate(lines[:first]) if is_date_line(line)), None)
    above = [line for line in lines[: day or 0] if line.strip() and not RIGHTS.match(line)]
    title = headline_of(lines, found) or below_date(lines, day, first)
    outlet = above[-1] if above else None
    published = lines[day] if day is not None else None
    return finish(lines, found, title, outlet, published)


def read_uni(part: str) -> Article | Unreadable:
    """An article of Nexis Uni: headline, outlet, date, rights, fields, text; a list of all may stand before."""
    lines = part.split("\n")
    found = find_fields(lines)
    first = min((n for n, _ in found.values()), default=first_text(lines))
    filled = [n for n in range(first) if lines[n].strip()]
    rights = next(
        (i for i in reversed(range(len(filled))) if RIGHTS.match(lines[filled[i]])), len(filled)
    )
    day = next((i for i in reversed(range(rights)) if is_date_line(lines[filled[i]])), None)
    day = rights - 1 if day is None and rights < len(filled) else day
    at = [
        lines[filled[i]] if day is not None and i >= 0 else None
        for i in ((day - 2, day - 1, day) if day is not None else (-1, -1, -1))
    ]
    published = at[2] if at[2] and not is_edition(at[2].strip()) else None
    return finish(lines, found, headline_of(lines, found) or at[0], at[1], published)


def first_text(lines: list[str]) -> int:
    """Where the text begins of an article that has no field above it: at BODY, or at its end."""
    return next((n for n, line in enumerate(lines) if BODY.fullmatch(line)), len(lines))


def is_date_line(line: str) -> bool:
    """Whether a line is a date: 'March 4, 2021 Thursday', 'Spring 2010', 'May 2010'."""
    line = line.strip()
    if not 4 <= len(line) <= 120 or line.lower().startswith("date"):
        return False
    season = re.match(r"(?:Spring|Summer|Autumn|Fall|Winter) \d{4}", line)
    return begins_with_date(line) or season is not None


def headline_of(lines: list[str], found: dict[str, tuple[int, str]]) -> str | None:
    """The value of the field HEADLINE, on as many lines as it takes."""
    for label, (n, value) in found.items():
        if re.fullmatch(HEADLINE, label):
            return " ".join([value, *take_block(lines, n + 1)])
    return None


def take_block(lines: list[str], start: int) -> list[str]:
    """The lines from `start` up to a blank one, a field, or the text."""
    block = []
    for line in lines[start:]:
        if not line.strip() or FIELD.match(line) or BODY.fullmatch(line):
            break
        block.append(line.strip())
    return block


def below_date(lines: list[str], day: int | None, first: int) -> str | None:
    """The headline between date and fields; the name of an edition before it is none."""
    if day is None:
        return None
    blocks, n = [], day + 1
    while n < first:
        block = take_block(lines, n)
        blocks += [" ".join(block)] if block else []
        n += len(block) + 1
    heads = [block for block in blocks if not is_edition(block)]
    return heads[0] if heads else None


def is_edition(block: str) -> bool:
    """Whether a line below the date names an edition or a correction: 'Late Edition - Final'."""
    return EDITION.fullmatch(block) is not None


def finish(
    lines: list[str],
    found: dict[str, tuple[int, str]],
    title: str | None,
    outlet: str | None,
    published: str | None,
) -> Article | Unreadable:
    """The Article, its text cut out of its lines; Unreadable where there is none."""
    start = text_start(lines, found)
    rest = lines[start:]
    cut = next((n for n, line in enumerate(rest) if TAIL_FIELD.match(line)), len(rest))
    body = rest[:cut]
    while body and (not body[-1].strip() or RIGHTS.match(body[-1])):
        body.pop()
    rights = next(
        (
            n
            for n, line in enumerate(body)
            if re.match(r"[ \t]*Copyright (?:\(c\) |\u00a9 )?\d{4}\b", line)
        ),
        None,
    )
    if rights is not None and rights > 0 and len(body) - rights <= 6:
        body = body[:rights]
    text = "\n".join(line.rstrip() for line in body)
    return put_together(title, text, outlet, published) if text.strip() else no_text("nexis", title)


def text_start(lines: list[str], found: dict[str, tuple[int, str]]) -> int:
    """The line where the text begins: behind BODY, else behind the last field above it."""
    last = max((n for n, _ in found.values()), default=0)
    for n in range(last, len(lines)):
        if BODY.fullmatch(lines[n]) and (n > last or not found):
            return n + 1
        if n > last and not lines[n].strip() and not follows_field(lines, n):
            return n
    return len(lines) if not found else last + 1
