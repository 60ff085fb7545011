"""
Bytes to text, decided once per file. Part of the step `ingest`.

What was decided is reported in `documents.encoding`.
"""

import codecs
import re

import charset_normalizer

BYTE_ORDER_MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
BINARY = [
    (b"%PDF", "PDF file", ".pdf"),
    (b"PK\x03\x04", "zip archive or Office file", ".docx, .xlsx or .zip"),
    (b"{\\rtf", "RTF file", ".rtf"),
    (b"\xd0\xcf\x11\xe0", "old or password-protected Office file", None),
    (b"\x89PNG", "picture", None),
    (b"\xff\xd8\xff", "picture", None),
    (b"GIF8", "picture", None),
    (b"\x1f\x8b", "gzip archive", ".gz"),
    (b"PAR1", "Parquet table", ".parquet"),
]
DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,30})")
# What browsers read under these names: the wider sets that pages are really written in.
WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "tis-620": "cp874",
}
# Python's names for rules of its own, under which no page is written.
NO_CHARSETS = {"unicode-escape", "raw-unicode-escape", "punycode", "idna", "utf-7"}


class Unreadable(Exception):
    """
    A file that could not be read, or an article of one: `problem` says why, `mend` what to do.

    `where` names the place in the file where that is no row: a sheet, a page.
    """

    def __init__(self, problem: str, mend: str, where: str | None = None) -> None:
        super().__init__(f"{problem} {mend}")
        self.problem, self.mend, self.where = problem, mend, where


def decode(data: bytes, is_page: bool = False) -> tuple[str, str]:
    """The text of `data` and the name of its encoding."""
    refuse_binary(data)
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return decode_as(data, encoding), encoding
    if b"\x00" in data[:4000]:
        return decode_wide(data)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return decode_old(data, declared(data) if is_page else None)


def refuse_binary(data: bytes) -> None:
    """Raise Unreadable where the first bytes show that the file is no text."""
    for sign, name, ending in BINARY:
        if data.startswith(sign):
            raise Unreadable(
                f"It is a {name} under the name of a text.",
                f"Give it the ending {ending}." if ending else "Save it as text.",
            )


def decode_as(data: bytes, encoding: str) -> str:
    """The text of `data` in an encoding that its byte order mark names."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"It says that it is {encoding}, and is not ({error.reason} at byte {error.start}).",
            "Save it again as UTF-8.",
        ) from error


def decode_wide(data: bytes) -> tuple[str, str]:
    """The text of UTF-16 without a byte order mark: every other byte of English is zero."""
    for encoding, zeros in (("utf-16-le", data[1:4000:2]), ("utf-16-be", data[0:4000:2])):
        if len(data) % 2 == 0 and zeros.count(0) > 0.4 * len(zeros):
            return decode_as(data, encoding), encoding
    raise Unreadable(
        "It is not text: it holds zero bytes.", "Save the article as text, or leave the file out."
    )


def decode_old(data: bytes, page_says: str | None) -> tuple[str, str]:
    """
    The text of bytes that are not UTF-8: as the page says, else Windows-1252, else the best guess.

    Windows-1252 comes before the guess: in English text the few bytes that are not ASCII are nearly
    always its curly marks, and the guess then names a rare encoding of the same shape.
    """
    if page_says:
        return data.decode(page_says, "replace"), page_says
    odd = sum(byte > 127 for byte in data[:100_000]) / min(len(data), 100_000)
    if odd < 0.05 and not re.search(rb"[\x81\x8d\x8f\x90\x9d]", data):
        return data.decode("cp1252"), "windows-1252"
    best = charset_normalizer.from_bytes(data[:200_000]).best()
    if best is None:
        raise Unreadable(
            "Its encoding cannot be told, or it is not text.", "Save it again as UTF-8."
        )
    return data.decode(best.encoding, "replace"), f"{best.encoding} (guessed)"


def declared(data: bytes) -> str | None:
    """The encoding that the head of a web page names, where it is one of text that Python knows."""
    found = DECLARED.search(data[:4000])
    try:
        name = codecs.lookup(found[1].decode()).name if found else None
        if name is None or name in NO_CHARSETS:
            return None
        b"a".decode(name, "replace")  # 'hex' and 'zip' are names that Python knows, but of no text
    except (LookupError, ValueError):
        return None
    return WIDER.get(name, name)


def join_surrogates(text: str) -> str:
    """The text with halves of characters joined (an emoji of an RTF file); a lone half is lost: U+FFFD."""
    try:
        text.encode()
        return text
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
