"""
Exports of Factiva, Nexis Uni and ProQuest: several articles in one file. Part of `ingest`.

Written from the layouts that their help pages describe; no real export could be had, so this is
untested on real ones. Each gives the article's text with its headline in front, and its fields.
"""

import re

from analysis.formats import Article

# Factiva, display "Full article plus indexing": two capitals name a field at the start of a line.
FACTIVA_FIELD = re.compile(r"^(HD|BY|WC|PD|ET|SN|SC|ED|PG|LA|CY|LP|TD|CO|IN|NS|RE|IPD|IPC|PUB|AN|CR|VOL|ART|CT|RF)"
                           r"(?:[ \t]{1,8}|[ \t]*$)", re.MULTILINE)
FACTIVA_END = re.compile(r"^[ \t]*Document [A-Za-z0-9]{12,40}[ \t]*$", re.MULTILINE)
FACTIVA_WORDS = re.compile(r"^[\d,]+ words[ \t]*$", re.MULTILINE)

NEXIS_END = re.compile(r"^[ \t]*End of Document[ \t]*$", re.MULTILINE)
NEXIS_COUNT = re.compile(r"^[ \t]*(?:\d+ of \d+ DOCUMENTS|Page \d+ of \d+)[ \t]*$", re.MULTILINE)
NEXIS_BODY = re.compile(r"^[ \t]*(?:Body|BODY:?)[ \t]*$", re.MULTILINE)
NEXIS_FIELD = re.compile(r"^[ \t]*(?:Section|Length|Byline|Dateline|Highlight|Copyright|SECTION|LENGTH|BYLINE"
                         r"|DATELINE|HIGHLIGHT)\b", re.MULTILINE)
NEXIS_TAIL = re.compile(r"^[ \t]*(?:Classification|Graphic|Load-Date|LOAD-DATE|GRAPHIC|LANGUAGE|Language"
                        r"|PUBLICATION-TYPE|Notes|Correction)\b.{0,80}$", re.MULTILINE)

PROQUEST_RULE = re.compile(r"^[ \t]*_{20,}[ \t]*$", re.MULTILINE)
PROQUEST_FIELD = re.compile(r"^(Title|Author|Publication title|Publication date|Publication year|Full text|Abstract"
                            r"|Links|Subject|Location|Pages|Publisher|Place of publication|Country of publication"
                            r"|ISSN|Source type|Language of publication|Document type|ProQuest document ID"
                            r"|Document URL|Copyright|Last updated|Database|Section|Dateline|Company \/ organization"
                            r"|People|Identifier \/ keyword|Volume|Issue|First page): ?", re.MULTILINE)


def split_export(article):
    """The articles of an export, each an Article; a text that is no export gives itself alone."""
    for split in (split_factiva, split_nexis, split_proquest):
        found = split(article.text)
        if found:
            name = split.__name__.removeprefix("split_")
            extractor = "; ".join(filter(None, [article.extractor, f"export of {name}"]))
            return [part._replace(encoding=article.encoding, extractor=extractor) for part in found]
    return [article]


def fields(text, pattern):
    """The labelled fields of one article: name -> value; of two with one name the first."""
    marks = list(pattern.finditer(text))
    values = {}
    for mark, after in zip(marks, [*marks[1:], None]):
        values.setdefault(mark[1], text[mark.end():after.start() if after else None].strip())
    return values


def put_together(title, body, outlet, published):
    """An Article of an export: its headline in front as Markdown, then its body."""
    title = " ".join(title.split()) if title else None
    return Article(f"# {title}\n\n{body.strip()}" if title else body.strip(), title=title,
                   outlet=outlet or None, published=published or None)


def split_factiva(text):
    """Articles of a Factiva export, with indexing or without it; none if the text is no such export."""
    if not FACTIVA_END.search(text):
        return []
    found = []
    for part in FACTIVA_END.split(text):
        values = fields(part, FACTIVA_FIELD)
        if "HD" in values and ("LP" in values or "TD" in values):
            body = "\n\n".join(filter(None, [values.get("LP"), values.get("TD")]))
            found.append(put_together(values["HD"], body, values.get("SN"), values.get("PD")))
        elif FACTIVA_WORDS.search(part):
            found.append(plain_factiva(part))
    return found


def plain_factiva(part):
    """An article of a Factiva export without field names: words, date, outlet, code, language, rights."""
    head, after = FACTIVA_WORDS.split(part, 1)
    title = " ".join(head.split("\n\n")[-1].split()) if head.strip() else None
    lines = after.strip().split("\n")
    n = next((n for n, line in enumerate(lines[:9]) if re.match(r"(?:Copyright|\(c\)|\u00a9)", line.strip())), 4)
    return put_together(title, "\n".join(lines[n + 1:]), lines[1].strip() if len(lines) > 1 else None,
                        lines[0].strip())


def split_nexis(text):
    """Articles of a Nexis Uni or LexisNexis export; none if the text is no such export."""
    ends = NEXIS_END if NEXIS_END.search(text) else NEXIS_COUNT
    parts = [part for part in ends.split(text) if NEXIS_BODY.search(part) or NEXIS_FIELD.search(part)]
    if ends is NEXIS_COUNT and not (parts and NEXIS_COUNT.search(text) and "DOCUMENTS" in text):
        return []
    return [nexis_article(part) for part in parts]


def nexis_article(part):
    """One article of Nexis: headline, outlet and date above, `Body`, the text, then its classes."""
    part = NEXIS_COUNT.sub("", part)
    body = NEXIS_BODY.search(part)
    head, rest = (part[:body.start()], part[body.end():]) if body else (part, part)
    if not body:
        last = list(NEXIS_FIELD.finditer(part))[-1]
        head, rest = part[:last.start()], part[part.find("\n", last.end()):]
    tail = NEXIS_TAIL.search(rest)
    field = NEXIS_FIELD.search(head)
    lines = [line.strip() for line in head[:field.start() if field else None].split("\n") if line.strip()]
    title, outlet, published = (lines + [None] * 3)[:3]
    if body and lines and re.search(r"\b\d{4}\b", lines[1] if len(lines) > 1 else "") and len(lines) > 2:
        outlet, published, title = lines[:3]           # LexisNexis of old: outlet, date, headline
    return put_together(title, rest[:tail.start() if tail else None], outlet, published)


def split_proquest(text):
    """Articles of a ProQuest export; none if the text is no such export."""
    found = []
    if not re.search(r"^(?:Publication title|ProQuest document ID): ", text, re.MULTILINE):
        return found
    for part in PROQUEST_RULE.split(text):
        values = fields(part, PROQUEST_FIELD)
        if "Full text" in values:
            found.append(put_together(values.get("Title"), values["Full text"], values.get("Publication title"),
                                      values.get("Publication date")))
    return found
