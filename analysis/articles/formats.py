"""
Files of one article: text, web page, PDF, Word, RTF -> what the file holds. Part of `ingest`.

Where the file is not text, what the extractor gives is written as simple Markdown
(`# headline`, `## subhead`, `![caption]()`), kept, and the ledger starts there.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from lxml import etree

from analysis.articles.article import Article, first_line, name_extractor
from analysis.articles.encodings import Unreadable, decode
from analysis.articles.exports import split_page
from analysis.articles.limits import PARAGRAPH_LIMIT, refuse_more, refuse_office
from analysis.articles.pages import LINES, cut_outlet, find_date_line, page_captions, page_lines

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARAGRAPH, TABLE_ROW, CELL = f"{WORD}p", f"{WORD}tr", f"{WORD}tc"
RUNS = "w:r | w:hyperlink | " + " | ".join(
    f"w:{name}//w:r" for name in ("ins", "smartTag", "sdt", "fldSimple")
)
# A page's date from its own tags, the first and not the latest; a day that a sentence names is no such date.
DATES = {"original_date": True, "extensive_search": False}


def read_text(data: bytes) -> list[Article]:
    """A text file: its characters are the article."""
    text, encoding = decode(data)
    if not text.strip():
        raise Unreadable("It is empty.", "Put the article's text into it, or take the file away.")
    if text.lstrip()[:20].lower().startswith(("<!doctype html", "<html")):
        raise Unreadable("It is a web page under the name of a text.", "Give it the ending .html.")
    return [Article(text, encoding)]


def read_page(data: bytes) -> list[Article | Unreadable]:
    """A saved web page: trafilatura finds the main text, the title, the date and the outlet."""
    import trafilatura  # slow to import, needed for pages only
    from lxml import html

    text, encoding = decode(data, is_page=True)
    if not text.strip():
        raise Unreadable("It is empty.", "Save the page again.")
    page = html.document_fromstring(strip_declaration(text))
    if articles := split_page(text, page, encoding, name_extractor("lxml")):
        return articles
    found: Any = trafilatura.bare_extraction(
        text,
        with_metadata=True,
        include_formatting=True,
        include_comments=False,
        include_images=True,
        date_extraction_params=DATES,
    )
    if found is None or found.body is None or not len(found.body):
        raise Unreadable("No article was found in the page.", "Copy its text into a .txt file.")
    lines = list(page_lines(found.body, page_captions(page)))
    title, outlet = cut_outlet(found.title, found.sitename)
    if title and not any(line.lstrip("# ") == title for line in lines[:3]):
        lines.insert(0, f"# {title}")
    return [
        Article(
            "\n\n".join(lines),
            encoding,
            f"{name_extractor('trafilatura')}; {LINES}",
            title,
            outlet,
            found.date or find_date_line(page),
        )
    ]


def strip_declaration(text: str) -> str:
    """A page without its XML declaration: lxml refuses one in text that is decoded already."""
    return (
        text[text.index("?>") + 2 :] if text.lstrip().startswith("<?xml") and "?>" in text else text
    )


def read_pdf(data: bytes) -> list[Article]:
    """A PDF: the text of its pages, a form feed between them."""
    import pypdf
    from pypdf.errors import PdfReadError

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("It is protected by a password.", "Save a copy without the password.")
        pages = [page.extract_text() for page in reader.pages]
    except Unreadable:
        raise
    except Exception as error:  # pypdf raises many kinds on broken files
        kind = "" if isinstance(error, PdfReadError) else f"{type(error).__name__}: "
        raise Unreadable(
            f"It is a broken PDF ({kind}{first_line(error)}).",
            "Save it again from its source, or as text.",
        ) from error
    if not "".join(pages).strip():
        raise Unreadable(
            "The PDF holds no text, perhaps pictures of pages.",
            "Run text recognition (OCR) on it first.",
        )
    return [Article("\f".join(pages), None, name_extractor("pypdf"))]


def read_word(data: bytes) -> list[Article]:
    """A Word file: its paragraphs; styles say which are headline, subhead and caption."""
    import docx

    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            "It is protected by a password, or in the old Word format.",
            "Save a copy as .docx without a password.",
        )
    try:
        refuse_office(data)
        document = docx.Document(io.BytesIO(data))
        lines = list(word_lines(document))
    except Unreadable:
        raise
    except Exception as error:  # zip, XML and package errors of many kinds
        raise Unreadable(
            f"It is a broken Word file ({first_line(error)}).", "Save it again in Word."
        ) from error
    if not lines:
        raise Unreadable("The Word file holds no text.", "Put the article's text into it.")
    return [Article("\n\n".join(lines), None, name_extractor("python-docx"))]


def word_lines(document: Any) -> Iterator[str]:
    """The lines of a Word file that hold text: each paragraph one, and each row of a table."""
    styles = {style.style_id: style.name or "" for style in document.styles}
    for n, block in enumerate(word_blocks(document.element.body), 1):
        refuse_more(n, PARAGRAPH_LIMIT, "paragraphs")
        if block.tag == PARAGRAPH:
            if text := word_text(block):
                yield mark_line(text, styles.get(block.style, ""))
        else:
            cells = [text for cell in block.iter(CELL) if (text := cell_text(cell))]
            if cells:  # cells that were joined repeat their text
                yield " ".join(dict.fromkeys(cells))


def word_text(paragraph: etree._Element) -> str:
    """The text of a paragraph, with what was put in as a tracked change or stands in a field."""
    return "".join(part.text for part in paragraph.xpath(RUNS)).strip()


def cell_text(cell: etree._Element) -> str:
    """The text of one cell of a table; a table within it is read as cells of its own."""
    return "\n".join(filter(None, map(word_text, cell.iterchildren(PARAGRAPH))))


def word_blocks(element: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs and the rows of tables below an element, in their order, whatever stands around them."""
    for part in element.iterchildren():
        if part.tag in (PARAGRAPH, TABLE_ROW):
            yield part
        elif isinstance(part.tag, str):
            yield from word_blocks(part)


def mark_line(text: str, style: str) -> str:
    """A line as simple Markdown, by the name that Word has for its style; readers of other formats translate theirs first."""
    if style == "Title":
        return f"# {text}"
    if style.startswith("Heading"):
        return f"## {text}"
    return f"![{text}]()" if style == "Caption" else text


def read_rich_text(data: bytes) -> list[Article]:
    """An RTF file: striprtf gives its text."""
    from striprtf.striprtf import rtf_to_text

    if not data.lstrip().startswith(b"{\\rtf"):
        raise Unreadable(
            "It is not an RTF file.", "Save it again, or give it the ending it should have."
        )
    try:
        text = rtf_to_text(data.decode("latin-1"), errors="replace")
    except Exception as error:
        raise Unreadable(
            f"It is a broken RTF file ({first_line(error)}).", "Save it again as RTF or text."
        ) from error
    if not text.strip():
        raise Unreadable("The RTF file holds no text.", "Put the article's text into it.")
    return [Article(text, None, name_extractor("striprtf"))]


READERS: dict[str, Callable[[bytes], Sequence[Article | Unreadable]]] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_text,
    ".html": read_page,
    ".htm": read_page,
    ".xhtml": read_page,
    ".pdf": read_pdf,
    ".docx": read_word,
    ".rtf": read_rich_text,
}
