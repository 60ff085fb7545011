"""
Files with structure, damaged where readers trip: nothing may crash, hang, take much memory or get lost.

    python tests/fuzz_articles.py --inputs 10000 [--keep FOLDER]

Each input is a file built from its parts (members of a docx or xlsx, cells of a Parquet table, groups
of an RTF, lines of a CSV) beside a good one. It is read, cleaned, flagged and kept, as a run does; the
account is checked by `read_articles` itself. Finds are written to FOLDER, to become cases.
"""

import argparse
import gzip
import io
import json
import logging
import resource
import shutil
import sys
import tempfile
import time
import traceback
import zipfile
from pathlib import Path

import docx
import openpyxl
import pyarrow as pa
import pyarrow.parquet
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl.utils.exceptions import IllegalCharacterError

from analysis.articles.cleaning import clean_articles
from analysis.articles.duplicates import find_duplicates, mark_duplicates
from analysis.articles.flags import find_flags
from analysis.articles.reading import read_articles
from analysis.runs.lists import find_list_faults
from analysis.tables.columns import BY_PEOPLE
from analysis.tables.stored import empty_table, write_table

GOOD = 'The council met on Monday. "We reject these lies," said the minister.\n'
AT_ONCE = 8  # inputs in one corpus
SECONDS, BYTES = 20, 2_000_000_000  # what no input may take

NASTY = st.sampled_from(
    [
        "",
        " ",
        "\0",
        "\ud800",
        "\udfff",
        "\U0001f600",
        "\ufeff",
        "\ufffd",
        "\u202e",
        "\u2028",
        "\r",
        "\r\n",
        '"',
        ";",
        "=1+1",
        "2021-13-45",
        "02/03/2021",
        "NaN",
        "a" * 300,
        "a?b " * 50,
        "((((",
        "\u0430bc",
        "End of Document",
        "Document ABCD0000201234567890",
        "1 of 2 DOCUMENTS",
        "Body",
        "\f",
        "\x1f",
        "\\n",
        "]]>",
        "&#0;",
        "{\\rtf1",
    ]
)
TEXT = st.lists(NASTY | st.just(GOOD) | st.text(max_size=20), max_size=5).map("".join)
NAME = st.sampled_from(["text", "title", "date", "id", "outlet", "body", "x", ""]) | TEXT
PLAIN = TEXT.map(lambda text: text.encode("utf-8", "replace").decode())
DEPTH = st.sampled_from([1, 3, 99, 100, 101, 300, 20_000])
CHARSET = st.sampled_from(
    ["utf-8", "hex", "zip", "rot13", "utf-7", "utf-16", "undefined", "iso-8859-1", "idna", "nope"]
)


def encode(text):
    return text.encode("utf-8", "surrogatepass")


@st.composite
def damage(draw, data):
    """The bytes as they are, cut, flipped, with some put in twice, or with others put in."""
    data, kind = bytearray(draw(data)), draw(st.integers(0, 5))
    # A share of the length: Office files bear times, so that their lengths are not always the same.
    at = min(draw(st.integers(0, 9999)) * len(data) // 10_000, max(len(data) - 1, 0))
    if kind == 1:
        del data[at:]
    elif kind == 2 and data:
        data[at] ^= 1 << draw(st.integers(0, 7))
    elif kind == 3:
        data[at:at] = data[at : at + draw(st.integers(0, 50))]
    elif kind == 4:
        data[at:at] = draw(st.binary(max_size=20))
    return bytes(data)


def values():
    """JSON values, nested."""
    plain = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
    return st.recursive(
        plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAME, inner, max_size=3)
    )


@st.composite
def json_file(draw):
    rows = draw(st.lists(st.dictionaries(NAME, values(), max_size=4) | values(), max_size=4))
    deep = draw(DEPTH)
    if draw(st.booleans()):
        rows.append({"text": GOOD, "x": None})
    lines = [json.dumps(row) for row in rows]
    if draw(st.integers(0, 4)) == 0:
        lines.append('{"text": ' + "[" * deep + "]" * deep + "}")
    text = "\n".join(lines) if draw(st.booleans()) else "[" + ",".join(lines) + "]"
    return encode(text)


@st.composite
def csv_file(draw):
    separator = draw(st.sampled_from([",", ";", "\t", "|"]))
    rows = [["id", "text", "date"]] + draw(st.lists(st.lists(TEXT, max_size=5), max_size=5))
    quote = draw(st.sampled_from(['"{}"', "{}", '"{}', '{}"']))
    text = draw(st.sampled_from(["\n", "\r\n", "\r"])).join(
        separator.join(quote.format(cell) for cell in row) for row in rows
    )
    return encode(draw(st.sampled_from(["", "sep=;\n", "\ufeff"])) + text)


@st.composite
def rtf_file(draw):
    parts = draw(
        st.lists(
            st.sampled_from(
                [
                    "\\u-10179?",
                    "\\u-8704?",
                    "\\'",
                    "\\'zz",
                    "\\u99999999999?",
                    "{",
                    "}",
                    "\\par ",
                    "\\bin9 ",
                ]
            )
            | PLAIN,
            max_size=12,
        )
    )
    depth = draw(DEPTH)
    return ("{\\rtf1\\ansi" + "{" * depth + "".join(parts) + "}" * depth + "}").encode(
        "utf-8", "replace"
    )


@st.composite
def page(draw):
    depth, charset = draw(DEPTH), draw(CHARSET)
    tag = draw(st.sampled_from(["div", "p", "b", "blockquote", "table", "ul", "svg", "q>"]))
    head = draw(
        st.sampled_from(
            [f'<meta charset="{charset}">', f'<?xml version="1.0" encoding="{charset}"?>', ""]
        )
    )
    body = "".join(f"<p>{text}</p>" for text in draw(st.lists(TEXT, max_size=6)))
    return encode(
        f"{head}<html><head><title>{draw(TEXT)}</title></head><body>"
        f"<article><h1>Head</h1>{f'<{tag}>' * depth}{body}<p>{GOOD}</p></article></body></html>"
    )


@st.composite
def office(draw, make, members):
    """An Office file some of whose members are missing, other, or repeated."""
    data = io.BytesIO()
    make(draw, data)
    result = io.BytesIO()
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            content, fate = old.read(member), draw(st.integers(0, 12))
            if fate == 0:
                continue
            if fate == 1:
                content = draw(damage(st.just(content)))
            if fate == 2:
                content = draw(st.sampled_from(members)) + content
            if fate == 3:
                depth = draw(DEPTH)
                content = content.replace(b"<w:body>", b"<w:body>" + b"<w:sdt>" * depth)
            if fate == 4:
                content = content.replace(b'r="A2"', b'r="XFD1048576"').replace(
                    b"</w:tc>", b"</w:tc>" * 2
                )
            new.writestr(member, content)
        if draw(st.integers(0, 20)) == 0:
            new.writestr("bomb.xml", b"0" * draw(st.sampled_from([9_000_000, 30_000_000])))
    return result.getvalue()


def make_word(draw, file):
    document = docx.Document()
    for text in draw(st.lists(PLAIN, max_size=4)):
        try:
            document.add_paragraph(
                text, draw(st.sampled_from([None, "Title", "Heading 1", "Caption"]))
            )
        except ValueError:  # XML has no such characters
            document.add_paragraph(GOOD)
    table = document.add_table(2, 2)
    table.cell(0, 0).text = GOOD
    table.cell(0, 0).merge(table.cell(1, 1))
    document.save(file)


def make_sheet(draw, file):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["id", "text", "date"])
    for row in draw(st.lists(st.lists(PLAIN | st.floats() | st.none(), max_size=4), max_size=4)):
        try:
            sheet.append(row)
        except (ValueError, IllegalCharacterError):
            sheet.append(["x", GOOD])
    if draw(st.booleans()):
        book.create_sheet("more").append([GOOD])
    if draw(st.integers(0, 10)) == 0:
        sheet.cell(1_048_576, draw(st.sampled_from([1, 16_384]))).value = "far"
    book.save(file)


@st.composite
def parquet(draw):
    n = draw(st.integers(0, 4))
    kinds = [
        pa.array(draw(st.lists(PLAIN, min_size=n, max_size=n)), pa.string()),
        pa.array(draw(st.lists(st.binary(max_size=9), min_size=n, max_size=n)), pa.binary()),
        pa.array([[GOOD, None]] * n, pa.list_(pa.string())),
        pa.array([{"a": GOOD}] * n, pa.struct([("a", pa.string())])),
        pa.array([2**62] * n, pa.timestamp(draw(st.sampled_from(["s", "ms", "us", "ns"])))),
        pa.nulls(n),
        pa.array([float("nan")] * n, pa.float64()),
    ]
    if draw(st.integers(0, 15)) == 0:
        # One text that is stored once and stands in every row: 3 GB from a few kilobytes.
        text = "x" * draw(st.sampled_from([99, 1_000_000]))
        kinds = [pa.DictionaryArray.from_arrays([0] * 3000, [text])]
    names = st.lists(st.sampled_from(["text", "title", "date", "id"]), min_size=1, unique=True)
    columns = {name: draw(st.sampled_from(kinds)) for name in draw(names)}
    data = io.BytesIO()
    try:
        pa.parquet.write_table(pa.table(columns), data)
    except pa.ArrowException:  # a time that Parquet has no room for
        return b"PAR1"
    return data.getvalue()


@st.composite
def gzip_file(draw, inner):
    if draw(st.integers(0, 30)) == 0:
        return gzip.compress(b'{"text": "' + b"0" * 60_000_000 + b'"}', 9)
    return draw(damage(inner.map(lambda data: gzip.compress(data, mtime=0))))


FILES = {
    ".txt": st.binary(max_size=200)
    | TEXT.map(encode)
    | TEXT.map(lambda text: text.encode("utf-16", "surrogatepass")),
    ".csv": damage(csv_file()),
    ".tsv": csv_file(),
    ".json": damage(json_file()),
    ".jsonl": json_file(),
    ".jsonl.gz": gzip_file(json_file()),
    ".csv.gz": gzip_file(csv_file()),
    ".rtf": damage(rtf_file()),
    ".html": damage(page()),
    ".xhtml": page(),
    ".docx": damage(office(make_word, [b"", b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]>", b"\xff\xfe"])),
    ".xlsx": damage(office(make_sheet, [b"", b"<a>" * 300, b"\0"])),
    ".parquet": damage(parquet()),
    ".pdf": st.binary(max_size=200).map(lambda data: b"%PDF-1.4\n" + data),
}
STEMS = ["a", "a-1", "A", "License to kill", "README", "metadata", "!!!", "\u65b0\u7586", "x" * 200]


@st.composite
def archive(draw):
    """A zip archive with files of all kinds, hidden ones and ones that climb out."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for _ in range(draw(st.integers(0, 4))):
            name = draw(st.sampled_from(STEMS + ["../out", "/root", "__MACOSX/x", ".hidden"]))
            ending = draw(st.sampled_from([".txt", ".csv", ".json", ".html", ".zip", ".exe", ""]))
            content = draw(FILES.get(ending, st.binary(max_size=20)))
            file.writestr(name + ending, content)
    return data.getvalue()


@st.composite
def a_list(draw):
    """One of the user's own lists, right or wrong."""
    name, heading = draw(
        st.sampled_from(
            [
                ("metadata", "file,outlet,date,published_to"),
                ("metadata", "filename,source,outlet"),
                ("mends", "doc_id,find,replace,reason"),
                ("columns", "meaning,column"),
                ("speakers", "speaker,role,reason"),
                ("dictionary", "frame,pattern,use,reason"),
                ("claims", "claim,sentence,measure,options,comparison,threshold,reason"),
            ]
        )
    )
    cell = PLAIN | st.sampled_from(
        ["good.txt", "good", "text", "**", "a b", "count", "{n} of {of}", "frame"]
    )
    rows = draw(st.lists(st.lists(cell, max_size=7), max_size=4))
    lines = [heading, *(",".join(f'"{text}"' for text in row) for row in rows)]
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    return f"{name}.csv", "\n".join(lines).encode(encoding, "replace")


@st.composite
def inputs(draw):
    """(name, bytes) of one file."""
    kind = draw(st.sampled_from([*FILES, ".zip", "list"]))
    if kind == "list":
        return draw(a_list())
    if kind == ".zip":
        return "a.zip", draw(damage(archive()))
    return draw(st.sampled_from(STEMS)) + kind, draw(FILES[kind])


def try_inputs(folder, cases):
    """Read, clean, flag and keep some files beside a good one, as `check` and a run do."""
    shutil.rmtree(folder, ignore_errors=True)
    corpus, out = Path(folder) / "corpus", Path(folder) / "out"
    corpus.mkdir(parents=True)
    (corpus / "good.txt").write_text(GOOD)
    has_lists = False
    for n, (name, data) in enumerate(cases):
        is_list = name.removesuffix(".csv") in BY_PEOPLE or name == "columns.csv"
        place, has_lists = corpus if is_list else corpus / str(n), has_lists or is_list
        place.mkdir(exist_ok=True)
        (place / name).write_bytes(data)
    if has_lists:
        find_list_faults(corpus)
    documents, texts, problems = read_articles(corpus, out)
    assert "good" in set(documents["doc_id"])
    documents, edits, sentences = clean_articles(documents, texts, empty_table("mends"))
    documents = mark_duplicates(documents, find_duplicates(documents, sentences))
    find_flags(documents, sentences)
    tables = {"documents": documents, "problems": problems, "sentences": sentences}
    for table, rows in tables.items():
        write_table(rows, table, out)
    again, *_ = read_articles(corpus, out)
    assert list(again["doc_id"]) == list(documents["doc_id"])


def run(n, keep=None):
    """Try `n` inputs, some at once; print the finds, the slowest and the most memory that was taken."""
    finds, slowest, found = {}, (0, None), 0
    with tempfile.TemporaryDirectory() as folder:

        def time_inputs(cases):
            nonlocal slowest
            start = time.perf_counter()
            try:
                try_inputs(Path(folder) / "some", cases)
            except Exception as error:
                if len(cases) > 1:
                    return [time_inputs([case]) for case in cases]
                last = traceback.extract_tb(error.__traceback__)[-1]
                note((type(error).__name__, Path(last.filename).name, last.lineno), cases[0], error)
            slowest = max(slowest, (time.perf_counter() - start, [name for name, _ in cases]))

        def note(key, case, error):
            if key in finds:
                return
            finds[key] = (case[0], len(case[1]), str(error)[:200])
            if keep:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{len(finds)}-{case[0][:60]}").write_bytes(case[1])

        @settings(
            max_examples=max(n // AT_ONCE, 1),
            derandomize=True,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(st.lists(inputs(), min_size=AT_ONCE, max_size=AT_ONCE))
        def try_all(cases):
            nonlocal found
            found += len(cases)
            time_inputs(cases)

        try_all()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(
        f"{found:,} inputs, {AT_ONCE} at a time: {len(finds)} kinds of crashes; the slowest "
        f"{slowest[0]:.1f} s ({', '.join(slowest[1])}); {memory / 1e9:.2f} GB of memory at most."
    )
    for key, find in finds.items():
        print(*key, *find)
    return not finds and slowest[0] < SECONDS and memory < BYTES


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description="Damaged files with structure, read as a run does."
    )
    parser.add_argument("--inputs", type=int, default=1000)
    parser.add_argument("--keep", type=Path, help="a folder for what crashed")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    sys.exit(not run(arguments.inputs, arguments.keep))
