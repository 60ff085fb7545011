"""
Exports of Factiva, Nexis Uni and ProQuest: several articles in one file. Part of `ingest`.

Written from the layouts that their help pages describe; no real export could be had, so this is
untested on real ones. Each gives the article's text with its headline in front, and its fields.
"""

import re

from analysis.articles.formats import Article

# Factiva, display "Full article plus indexing": two capitals name a field at the start of a line.
FACTIVA_FIELD = re.compile(
    r"^(HD|BY|WC|PD|ET|SN|SC|ED|PG|LA|CY|LP|TD|CO|IN|NS|RE|IPD|IPC|PUB|AN|CR|VOL|ART|CT|RF)"
    r"(?:[ \t]{1,8}|[ \t]*$)",
    re.MULTILINE,
)
FACTIVA_END = re.compile(r"^[ \t]*(?:Document|Dokument) [A-Za-z0-9]{12,40}[ \t]*$", re.MULTILINE)
FACTIVA_WORDS = re.compile(r"^[\d,.]+ (?:words|W\u00f6rter)[ \t]*$", re.MULTILINE)

NEXIS_END = re.compile(r"^[ \t]*End of Document[ \t]*$", re.MULTILINE)
LEXIS_START = re.compile(r"^[ \t]*\d+ of \d+ DOCUMENTS[ \t]*$", re.MULTILINE)
NEXIS_BODY = re.compile(r"^[ \t]*(?:Body|BODY:?)[ \t]*$", re.MULTILINE)
NEXIS_FIELD = re.compile(
    r"^[ \t]*(Section|Length|Byline|Dateline|Highlight|Headline|Copyright)\b:?[ \t]*",
    re.MULTILINE | re.IGNORECASE,
)
NEXIS_TAIL = re.compile(
    r"^[ \t]*(?:Classification|Graphic|Load-Date|Language|Publication-Type|Notes|Correction"
    r"|URL)\b:?(?:[ \t].{0,80})?$",
    re.MULTILINE | re.IGNORECASE,
)
NEXIS_DATE = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r" \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]+ \d{4}"
)

PROQUEST_RULE = re.compile(r"^[ \t]*_{20,}[ \t]*$", re.MULTILINE)
PROQUEST_FIELD = re.compile(
    r"^(Title|Author|Publication title|Publication date|Publication year|Full text|Abstract"
    r"|Links|Subject|Location|Pages|Publisher|Place of publication|Country of publication"
    r"|ISSN|Source type|Language of publication|Document type|ProQuest document ID"
    r"|Document URL|Copyright|Last updated|Database|Section|Dateline|Company \/ organization"
    r"|People|Identifier \/ keyword|Volume|Issue|First page): ?",
    re.MULTILINE,
)


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
        values.setdefault(mark[1], text[mark.end() : after.start() if after else None].strip())
    return values


def put_together(title, body, outlet, published):
    """An Article of an export: its headline in front as Markdown, then its body."""
    title = " ".join(title.split()) if title else None
    return Article(
        f"# {title}\n\n{body.strip()}" if title else body.strip(),
        title=title,
        outlet=outlet or None,
        published=published or None,
    )


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
    """An article of a Factiva export without field names: headline, words, date, outlet, code, language, rights."""
    head, after = FACTIVA_WORDS.split(part, 1)
    above = [line.strip() for line in head.split("\n") if line.strip()]
    below = [line.strip() for line in after.split("\n")]
    by = next((n for n, line in enumerate(above) if re.match(r"By [A-Z]", line)), len(above))
    filled = [line for line in below if line]
    outlet = next((line for line in filled[1:] if not re.match(r"\d{1,2}:\d{2}", line)), None)
    rights = next(
        (n for n, line in enumerate(below[:25]) if re.match(r"(?:Copyright|\(c\)|\u00a9)", line)),
        None,
    )
    if rights is None:  # then the code of the language is the last line above
        rights = next(
            (n for n, line in enumerate(below[:25]) if line in ("English", "Englisch")), 4
        )
    return put_together(
        above[max(by - 1, 0)] if above else None, "\n".join(below[rights + 1 :]), outlet, filled[0]
    )


def split_nexis(text):
    """Articles of a Nexis Uni or LexisNexis export; none if the text is no such export."""
    for mark in (NEXIS_END, LEXIS_START):
        parts = [part for part in mark.split(text) if NEXIS_BODY.search(part)]
        if mark.search(text) and parts:
            return [nexis_article(part) for part in parts]
    return []


def nexis_article(part):
    """One article of Nexis: headline, outlet and date above, `Body`, the text, then its classes."""
    head, rest = NEXIS_BODY.split(part, 1)
    tail = NEXIS_TAIL.search(rest)
    values = {name.lower(): value for name, value in fields(head, NEXIS_FIELD).items()}
    lines = [line.strip().lstrip("# ") for line in head.split("\n")]
    lines = [line for line in lines if line and not NEXIS_FIELD.match(line)]
    day = next((n for n in range(len(lines) - 1, -1, -1) if NEXIS_DATE.match(lines[n])), None)
    published = lines[day] if day is not None else None
    outlet = lines[day - 1] if day else None
    title = values.get("headline") or (lines[day - 2] if day and day > 1 else None)
    return put_together(title, rest[: tail.start() if tail else None], outlet, published)


def split_proquest(text):
    """Articles of a ProQuest export; none if the text is no such export."""
    found = []
    if not re.search(r"^(?:Publication title|ProQuest document ID): ", text, re.MULTILINE):
        return found
    for part in PROQUEST_RULE.split(text):
        values = fields(part, PROQUEST_FIELD)
        if "Full text" in values:
            lines = [line.strip() for line in part.split("\n") if line.strip()]
            first = next((line for line in lines if not re.match(r"Document \d+ of \d+", line)), "")
            title = values.get("Title") or (None if PROQUEST_FIELD.match(first) else first)
            found.append(
                put_together(
                    title,
                    values["Full text"],
                    values.get("Publication title"),
                    values.get("Publication date"),
                )
            )
    return found
