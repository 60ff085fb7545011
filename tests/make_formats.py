"""
Write the article of the format cases in every format: `python tests/make_formats.py`.

The files in tests/cases/formats are kept as they were written; run this only to add a format.
"""

import gzip
import io
import json
import zipfile
from pathlib import Path

import docx
import ftfy  # noqa: F401  registers the encoding sloppy-windows-1252
import openpyxl
import pandas as pd

FORMATS = Path(__file__).parent / "cases" / "formats"
TITLE = "Ministers agree on a plan for the Orla river"
BODY = [
    line
    for line in (FORMATS.parent / "format_body.txt").read_text(encoding="utf-8").split("\n")
    if line
]
SUBHEAD, CAPTION = (
    "Funding Still Open",
    "The Orla river in flood at Ashford on May 1, 2023. Photo: River Post/Ana Ruiz",
)
LINES = [
    TITLE,
    "By Tom Lee",
    "Published: May 4, 2023 10:15 AM",
    CAPTION,
    *BODY[:3],
    SUBHEAD,
    *BODY[3:],
    "Enditem",
]
PLAIN = "\n\n".join(LINES) + "\n"


def write_texts():
    """The article as text in each encoding."""
    for name, encoding in {
        "utf8": "utf-8",
        "utf8-mark": "utf-8-sig",
        "utf16": "utf-16",
        "windows": "cp1252",
    }.items():
        (FORMATS / f"{name}.txt").write_bytes(PLAIN.encode(encoding))
    (FORMATS / "mojibake.txt").write_bytes(
        PLAIN.encode("utf-8").decode("sloppy-windows-1252").encode("utf-8")
    )
    (FORMATS / "windows-lines.txt").write_bytes(PLAIN.replace("\n", "\r\n").encode())
    marked = (
        PLAIN.replace(TITLE, f"# {TITLE}")
        .replace(SUBHEAD, f"## {SUBHEAD}")
        .replace(CAPTION, f"![{CAPTION}](a.jpg)")
    )
    (FORMATS / "markdown.md").write_text(
        marked.replace("four steps", "**four steps**"), encoding="utf-8"
    )


def write_page():
    """The article as a saved web page, with all that stands round it."""
    paragraphs = [f"<p>{line}</p>" for line in BODY]
    paragraphs.insert(3, f"<h2>{SUBHEAD}</h2>")
    (FORMATS / "page.html").write_text(
        f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{TITLE} | River Post</title>
<meta property="og:title" content="{TITLE}"><meta property="og:site_name" content="River Post">
<meta property="article:published_time" content="2023-05-04T10:15:00Z"></head>
<body><nav><a href="/">Home</a> &gt; <a href="/world">World</a></nav><div class="ad">Advertisement</div>
<article><h1>{TITLE}</h1><figure><img src="a.jpg" alt="a river"><figcaption>{CAPTION}</figcaption></figure>
{"".join(paragraphs)}<p><a href="/b">Read more: Flood in the valley</a></p></article>
<aside><h3>Related stories</h3><ul><li><a href="/c">Another headline here</a></li></ul></aside>
<footer>&copy; 2023 River Post. All rights reserved.</footer></body></html>
""",
        encoding="utf-8",
    )


def write_page_with_breaks():
    """The article as a page that parts its paragraphs by line breaks alone."""
    (FORMATS / "page-breaks.html").write_text(
        f"""<html><head><meta charset="utf-8"><title>{TITLE} - Global Times</title>
</head><body><ul><li><a href="/">CHINA</a></li><li><a href="/w">WORLD</a></li></ul>
<div class="title">{TITLE}</div><div class="share"><span>By Tom Lee</span><span>Published: May 04, 2023 10:15 AM</span></div>
<div class="content"><div class="right"><center><img src="a.jpg"><br><p class="picture">{CAPTION}</p></center><br>
{"<br><br>".join(BODY)}<br><br>Global Times</div></div>
<div class="related"><ul><li><a href="/r"><p class="row">Towns ask for help after the flood</p></a></li></ul></div></body></html>
""",
        encoding="utf-8",
    )


def write_word():
    """The article as a Word file with styles."""
    document = docx.Document()
    styles = {TITLE: "Title", SUBHEAD: "Heading 2", CAPTION: "Caption"}
    for line in LINES:
        document.add_paragraph(line, style=styles.get(line, "Normal"))
    document.save(FORMATS / "word.docx")


def write_rich_text():
    """The article as RTF, its marks in the code of Windows-1252."""
    lines = "".join(
        "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in line) + "\\par\\par\n"
        for line in LINES
    )
    (FORMATS / "rich.rtf").write_text("{\\rtf1\\ansi\\ansicpg1252 " + lines + "}", encoding="ascii")


def write_pdf(width=85):
    """The article as a PDF of one page, its lines broken at a fixed width."""
    rows = []
    for line in LINES:
        words, row = line.split(), ""
        for word in words:
            if len(row) + len(word) > width:
                rows, row = [*rows, row], ""
            row = f"{row} {word}".strip()
        rows += [row, ""]
    drawn = "".join(f"({escape(row)}) Tj T*\n" for row in rows)
    stream = f"BT /F1 10 Tf 12 TL 50 780 Td\n{drawn}ET".encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    data, places = b"%PDF-1.4\n", []
    for n, item in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n" % n + item + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"xref\n0 6\n0000000000 65535 f \n" + table
    data += b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % data.index(b"xref")
    (FORMATS / "printed.pdf").write_bytes(data)


def escape(text):
    """A string of PDF code."""
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def write_tables():
    """Two articles a table, under different usual names of columns."""
    text = "\n\n".join(BODY)
    rows = [
        {"headline": TITLE, "date": "2023-05-04", "source": "River Post", "body": text, "id": "a1"},
        {
            "headline": "A second report",
            "date": "2023-05-06",
            "source": "Hill News",
            "id": "b2",
            "body": text.replace("Ministers", "Officials").replace("river", "hill"),
        },
    ]
    table = pd.DataFrame(rows)
    table.to_csv(FORMATS / "table-comma.csv", index=False)
    table.rename(columns={"body": "Full Text", "date": "Publication Date"}).to_csv(
        FORMATS / "table-tab.tsv", sep="\t", index=False
    )
    lines = "".join(
        json.dumps(
            {
                "text": row["body"],
                "title": row["headline"],
                "published_at": row["date"],
                "site": row["source"],
                "id": row["id"],
            },
            ensure_ascii=False,
        )
        + "\n"
        for row in rows
    )
    (FORMATS / "table-lines.jsonl").write_text(lines, encoding="utf-8")
    (FORMATS / "table-packed.jsonl.gz").write_bytes(gzip.compress(lines.encode(), mtime=0))
    table.rename(columns={"body": "content"}).to_parquet(
        FORMATS / "table-columns.parquet", index=False
    )
    book = openpyxl.Workbook()
    for row in [list(table), *table.to_numpy().tolist()]:
        book.active.append(row)
    book.save(FORMATS / "table-sheet.xlsx")


def write_archive():
    """A zip archive of a text in a folder and a page."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, source in (("2023/article.txt", "utf8.txt"), ("2023/page.html", "page.html")):
            archive.writestr(
                zipfile.ZipInfo(name, (2023, 5, 4, 0, 0, 0)), (FORMATS / source).read_bytes()
            )
    (FORMATS / "archive.zip").write_bytes(data.getvalue())


if __name__ == "__main__":
    for write in (
        write_texts,
        write_page,
        write_page_with_breaks,
        write_word,
        write_rich_text,
        write_pdf,
        write_tables,
        write_archive,
    ):
        write()
