"""Reading: every format gives the same article, and what cannot be read is named with its mend."""

import io
import json
import shutil
import tracemalloc
import zipfile
from pathlib import Path

import docx
import pandas as pd
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples

from analysis.articles import article, formats, sources
from analysis.articles.article_tables import find_columns, read_json_lines
from analysis.articles.cleaning import clean_articles
from analysis.articles.encodings import Unreadable, decode
from analysis.articles.extracts import extracts_folder
from analysis.articles.metadata import parse_date
from analysis.articles.reading import NoArticles, make_id, read_articles
from analysis.articles.sources import list_passed_over
from analysis.runs.checking import check_corpus
from analysis.tables.stored import LISTS, empty_table

CASES = Path(__file__).parent / "cases"
TEXT = "The council of the town met on Monday and agreed on a plan for the river.\n"


def bodies(corpus):
    """The body of each article of a folder, in one piece."""
    documents, texts, _ = read_articles(corpus)
    documents, _, sentences = clean_articles(documents, texts, empty_table("mends"))
    body = sentences[sentences["kind"] == "body"].groupby("doc_id")["text"].agg(" ".join)
    return documents.set_index("doc_id").assign(body=body)


def write(folder, files):
    """Files (name -> text or bytes) in a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def problems_of(folder):
    """What could not be read: file -> problem and mend."""
    _, _, problems = read_articles(folder)
    return {row.file: f"{row.problem} {row.mend}" for row in problems.itertuples()}


# Formats ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def read_formats():
    return bodies(CASES / "formats")


BODY = " ".join(
    " ".join((CASES / "format_body.txt").read_text(encoding="utf-8").split())
    .removeprefix("GENEVA — ")
    .replace("“", '"')
    .replace("”", '"')
    .replace("’", "'")
    .split()
)
ONE = [
    "archive-zip-2023-article",
    "archive-zip-2023-page",
    "markdown",
    "mojibake",
    "page",
    "page-breaks",
    "printed",
    "rich",
    "utf16",
    "utf8",
    "utf8-mark",
    "windows",
    "windows-lines",
    "word",
]
TABLES = ["table-columns", "table-comma", "table-lines", "table-packed", "table-sheet", "table-tab"]


@pytest.mark.parametrize("doc_id", ONE + [f"{name}-a1" for name in TABLES])
def test_every_format_gives_the_same_body(read_formats, doc_id):
    assert read_formats["body"][doc_id] == BODY


@pytest.mark.parametrize("doc_id", ONE + [f"{name}-a1" for name in TABLES])
def test_every_format_gives_title_and_date_with_their_basis(read_formats, doc_id):
    row = read_formats.loc[doc_id]
    assert row.title == "Ministers agree on a plan for the Orla river"
    assert (row.published_from, row.published_to) == ("2023-05-04", "2023-05-04")
    basis = (
        "table: its column"
        if doc_id.startswith("table")
        else "page"
        if "page" in doc_id
        else "text"
    )
    assert row.place == "GENEVA" and row.place_basis.startswith("text: 'GENEVA")
    assert row.title_basis.startswith(basis) and row.published_basis.startswith(basis)


def test_every_file_of_the_folder_was_read(read_formats):
    assert sorted(read_formats.index) == sorted(
        ONE + [f"{name}-{key}" for name in TABLES for key in ("a1", "b2")]
    )
    assert (
        read_formats.loc[read_formats.index.str.startswith("table"), "outlet"].isin(
            ["River Post", "Hill News"]
        )
    ).all()


def test_how_the_bytes_were_read_is_reported(read_formats):
    encodings = read_formats["encoding"]
    assert encodings["utf8"] == "utf-8" and encodings["utf8-mark"] == "utf-8-sig"
    assert encodings["utf16"] == "utf-16" and encodings["windows"] == "windows-1252"
    assert encodings["page"].startswith("utf-8; trafilatura ") and encodings["printed"].startswith(
        "pypdf "
    )


@pytest.mark.parametrize(
    "name",
    ["factiva-fields", "factiva-plain", "factiva-page", "nexis-uni", "lexisnexis", "proquest"],
)
def test_exports_are_split_into_their_articles(name, tmp_path):
    source = next((CASES / "exports").glob(f"{name}.*"))
    shutil.copy(source, tmp_path)
    read = bodies(tmp_path)
    assert list(read.index) == [f"{name}-1", f"{name}-2"] and list(read["part"]) == [1, 2]
    assert list(read["outlet"]) == ["River Post", "Hill News"]
    assert list(read["title"]) == [
        "Ministers agree on a plan for the Orla river",
        "Officials agree on a plan for the Orla hill",
    ]
    assert list(read["published_from"]) == ["2023-05-04", "2023-05-06"]
    assert read["body"].iloc[0] == BODY
    assert read["body"].iloc[1] == BODY.replace("Ministers", "Officials").replace("river", "hill")


def test_a_text_about_exports_is_not_split(tmp_path):
    write(
        tmp_path,
        {
            "a.txt": "The end of the report says End of Document. Body and Classification are words in it.\n"
        },
    )
    assert list(bodies(tmp_path).index) == ["a"]


def test_columns_are_named_in_one_place(tmp_path):
    write(
        tmp_path,
        {
            "rows.csv": f'wording,day,paper\n"{TEXT.strip()}",4 May 2023,Orla Times\n',
            "columns.csv": "meaning,column\ntext,wording\ndate,day\noutlet,paper\n",
        },
    )
    row = bodies(tmp_path).loc["rows-1"]
    assert (row.body, row.published_from, row.outlet) == (TEXT.strip(), "2023-05-04", "Orla Times")


def test_usual_names_of_columns_have_an_order():
    assert find_columns(["Content", "text", "Headline"]) == {"text": "text", "title": "Headline"}
    with pytest.raises(Unreadable, match="no column that is known to hold the text"):
        find_columns(["a", "b"])


def test_one_table_or_archive_can_be_the_corpus(tmp_path):
    for name in ("table-comma.csv", "archive.zip"):
        documents, _, _ = read_articles(CASES / "formats" / name)
        assert len(documents) == 2


@pytest.mark.parametrize(
    "text", ['[{"text": "It rained."}]', '{\n "text": "It rained."\n}', '{"text": "It rained."}']
)
def test_json_may_be_a_list_or_one_mapping(text, tmp_path):
    write(tmp_path, {"a.json": text})
    assert list(read_articles(tmp_path)[1].items()) == [("a-1", "It rained.")]


def test_lines_of_json_are_not_held_as_mappings():
    rows = [
        {"text": f"It rained on day {n}.", "title": f"T {n}", "id": str(n)} for n in range(5000)
    ]
    data = "\n".join(map(json.dumps, rows)).encode()
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_json_lines(data, None)) == len(rows)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 4 * len(data)  # as mappings they take ten times their text


def test_json_with_a_broken_line_reads_the_others(tmp_path):
    write(
        tmp_path,
        {
            "a.jsonl": '{"text": "It rained. "}\n{broken\n{"text": ""}\n{"text": "It snowed."}\n[1]\n'
        },
    )
    documents, texts, problems = read_articles(tmp_path)
    assert list(texts.values()) == ["It rained. ", "It snowed."]
    assert list(problems["file"]) == ["a.jsonl, row 2", "a.jsonl, row 3", "a.jsonl, row 5"]


# Bad input -------------------------------------------------------------------------------


def pdf_with_password():
    writer = pypdf.PdfWriter(clone_from=CASES / "formats" / "printed.pdf")
    writer.encrypt("secret")
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


def picture_pdf():
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


def empty_word():
    data = io.BytesIO()
    docx.Document().save(data)
    return data.getvalue()


BAD = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \n ", "empty"),
    "binary.txt": (b"\x7fELF\x02\x00\x00\x01\x00" * 50, "zero bytes"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n", "picture"),
    "pdf.txt": (b"%PDF-1.4 ", "PDF file under the name of a text"),
    "word.txt": (b"PK\x03\x04abc", "zip archive or Office"),
    "broken.pdf": (b"%PDF-1.4\nnothing", "broken PDF"),
    "locked.pdf": (pdf_with_password(), "password"),
    "scan.pdf": (picture_pdf(), "no text"),
    "locked.docx": (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "password"),
    "broken.docx": (b"PK\x03\x04broken", "broken Word"),
    "empty.docx": (empty_word(), "no text"),
    "no-text.csv": (b"a,b\n1,2\n", "no column that is known"),
    "empty.csv": (b"\n", "empty"),
    "broken.parquet": (b"PAR1xx", "broken Parquet"),
    "broken.xlsx": (b"PK\x03\x04x", "broken Excel"),
    "locked.xlsx": (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "password"),
    "bad.jsonl.gz": (b"\x1f\x8bxx", "broken gzip"),
    "plain.rtf": (b"no rtf", "not an RTF"),
    "photo.jpg": (b"\xff\xd8\xff", "not read"),
    "old.doc": (b"\xd0\xcf", "not read"),
    "broken.zip": (b"PK\x03\x04zip", "broken zip"),
    "empty.html": (b" ", "empty"),
    "menu.html": (b"<html><body></body></html>", "No article was found"),
    "marked.txt": (b"\xff\xfeA\x00\xd8", "utf-16"),
    "!!!.txt": (TEXT.encode(), "no id"),
    "page.txt": (b"<!DOCTYPE html><html><p>It rained.</p></html>", "web page"),
    "list.json": (b'["a", "b"]', "not a mapping"),
    "no-row.json": (b"[]", "It is empty"),
    "blank.jsonl": (b" \n\n", "It is empty"),
    "no-name.jsonl": (b"{}\n{}\n", "It is empty"),
    "broken.json": (b'{"text": "It rained."', "It is not JSON"),
    "number.jsonl": (b"1\n{broken\n", "Row 1 is not a mapping"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_get_one_line_and_the_rest_goes_on(name, tmp_path):
    data, wrong = BAD[name]
    write(tmp_path, {name: data, "good.txt": TEXT})
    documents, _, problems = read_articles(tmp_path)
    assert list(documents["doc_id"]) == ["good"]
    assert list(problems["file"]) == [name]
    assert wrong.lower() in problems["problem"][0].lower() and problems["mend"][0].endswith(".")
    assert "\n" not in problems["problem"][0] and len(problems["problem"][0]) < 250


def test_an_empty_folder_says_so(tmp_path):
    with pytest.raises(NoArticles, match="holds no article. Put files into it"):
        read_articles(tmp_path)


def test_a_file_of_200_mb_is_refused_before_it_is_read(tmp_path):
    write(tmp_path, {"good.txt": TEXT})
    with open(tmp_path / "large.txt", "wb") as file:
        file.truncate(200_000_000)
    assert "larger than 50 MB" in problems_of(tmp_path)["large.txt"]


def make_zip(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def test_a_zip_bomb_and_paths_that_climb_out_are_refused(tmp_path):
    make_zip(tmp_path / "bomb.zip", {"a.txt": b"0" * 60_000_000})
    make_zip(
        tmp_path / "climb.zip",
        {"../out.txt": TEXT, "/root.txt": TEXT, "in.txt": TEXT, "more.zip": b"PK"},
    )
    documents, _, problems = read_articles(tmp_path)
    assert list(documents["doc_id"]) == ["climb-zip-in"]
    wrong = dict(zip(problems["file"], problems["problem"]))
    assert "far more than its size" in wrong["bomb.zip"]
    assert (
        "out of the archive" in wrong["climb.zip/../out.txt"]
        and "out of the archive" in wrong["climb.zip//root.txt"]
    )
    assert "archive inside an archive" in wrong["climb.zip/more.zip"]
    assert not (tmp_path.parent / "out.txt").exists()


def test_a_member_that_is_locked_or_lies_about_its_size_is_refused(tmp_path, monkeypatch):
    make_zip(tmp_path / "a.zip", {"locked.txt": TEXT, "good.txt": TEXT})
    data = bytearray((tmp_path / "a.zip").read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1  # the flag of a password
    (tmp_path / "a.zip").write_bytes(data)
    assert "password" in problems_of(tmp_path)["a.zip/locked.txt"]


def test_a_link_that_points_out_of_the_folder_is_refused(tmp_path):
    write(tmp_path, {"secret.txt": TEXT, "corpus/good.txt": TEXT})
    (tmp_path / "corpus" / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert "outside the corpus" in problems_of(tmp_path / "corpus")["link.txt"]


def test_a_file_without_the_right_to_read_it(tmp_path, monkeypatch):
    write(tmp_path, {"good.txt": TEXT, "closed.txt": TEXT})
    real = sources.read_file

    def read_file(path):
        if path.endswith("closed.txt"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(sources, "read_file", read_file)
    assert "cannot be opened (Permission denied)" in problems_of(tmp_path)["closed.txt"]


def test_two_files_with_one_id(tmp_path):
    write(tmp_path, {"a.txt": TEXT, "A.md": TEXT, "b/a.txt": TEXT})
    documents, _, problems = read_articles(tmp_path)
    assert sorted(documents["doc_id"]) == ["a", "b-a"]
    assert list(problems["problem"]) == ["It would have the same id as A.md."]


def test_ids_of_rows_that_stand_twice_give_way_to_numbers(tmp_path):
    write(tmp_path, {"a.csv": "id,text\n7,It rained.\n7,It snowed.\n8,It froze.\n"})
    documents, _, problems = read_articles(tmp_path)
    assert list(documents["doc_id"]) == ["a-1", "a-2", "a-3"]
    assert "one id twice" in problems["problem"][0]


def test_names_in_another_script_are_ids(tmp_path):
    write(tmp_path, {"新疆 报道.txt": TEXT, "Новость.txt": TEXT, "Zürich – Bericht.txt": TEXT})
    assert sorted(read_articles(tmp_path)[0]["doc_id"]) == [
        "zürich-bericht",
        "новость",
        "新疆-报道",
    ]


def test_lists_of_the_study_and_hidden_files_are_no_articles(tmp_path):
    write(
        tmp_path,
        {
            "a.txt": TEXT,
            "metadata.csv": "file,outlet\na.txt,Orla Times\n",
            "mends.csv": "doc_id,find,replace,reason\n",
            ".hidden.txt": TEXT,
            "README.md": "About",
            "page.html": (CASES / "formats" / "page.html").read_bytes(),
            "page_files/a.html": "x",
            "clean/documents.csv": "x",
        },
    )
    documents, _, problems = read_articles(tmp_path)
    assert (
        list(documents["doc_id"]) == ["a", "page"]
        and problems.empty
        and documents["outlet"][0] == "Orla Times"
    )
    assert list(list_passed_over(tmp_path)["file"]) == [
        ".hidden.txt",
        "README.md",
        "clean/",
        "mends.csv",
        "metadata.csv",
        "page_files/",
    ]


@settings(max_examples=examples(200), deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused_with_a_reason(data):
    try:
        text, encoding = decode(data)
        assert isinstance(text, str) and encoding
    except Unreadable as error:
        assert error.problem.endswith(".") and error.mend.endswith(".")


@settings(max_examples=examples(60), deadline=None)
@given(
    st.sampled_from(sorted(formats.READERS)),
    st.binary(max_size=400),
    st.sampled_from(["", "%PDF-1.4\n", "PK\x03\x04", "{\\rtf1 ", "<html>"]),
)
def test_no_reader_raises_anything_else(ending, data, start):
    try:
        for article in formats.READERS[ending](start.encode("latin-1") + data):
            assert article.text.strip()
    except Unreadable as error:
        assert error.problem and error.mend


# Metadata --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, first, last",
    [
        ("2021-02-08", "2021-02-08", "2021-02-08"),
        ("2021/2/8 10:12", "2021-02-08", "2021-02-08"),
        ("2021-02", "2021-02-01", "2021-02-28"),
        ("2021", "2021-01-01", "2021-12-31"),
        ("Sep 23, 2022 11:35 AM", "2022-09-23", "2022-09-23"),
        ("8 February 2021", "2021-02-08", "2021-02-08"),
        ("22-Jun-2021", "2021-06-22", "2021-06-22"),
        ("23/4/2021", "2021-04-23", "2021-04-23"),
        ("4/23/2021", "2021-04-23", "2021-04-23"),
        ("3/4/2021", None, None),
        ("3/3/2021", "2021-03-03", "2021-03-03"),
        ("May 2021", "2021-05-01", "2021-05-31"),
        ("2021-13-40", None, None),
        ("soon", None, None),
        ("", None, None),
        (None, None, None),
        ("Monday", None, None),
    ],
)
def test_dates_are_read_or_refused(text, first, last):
    assert parse_date(text) == (first, last)


def test_metadata_win_and_conflicts_are_reported(tmp_path):
    write(
        tmp_path,
        {
            "a.txt": f"Towns agree on the plan\nPublished: May 4, 2023\n{TEXT}Global Times\n",
            "b.txt": f"Towns agree on the plan\nPublished: May 4, 2023\n{TEXT}",
            "metadata.csv": "file,outlet,date\na.txt,Orla Times,2023-05-06\nb.txt,,2023-05\n",
        },
    )
    documents, texts, _ = read_articles(tmp_path)
    documents, _, _ = clean_articles(documents, texts, empty_table("mends"))
    a, b = documents.itertuples()
    assert (a.outlet, a.outlet_basis, a.published_from) == (
        "Orla Times",
        "metadata.csv",
        "2023-05-06",
    )
    assert (
        "conflict: outlet is Orla Times (metadata.csv), in the article's own line Global Times"
        in a.flags
    )
    assert "conflict: published is 2023-05-06" in a.flags
    assert (
        (b.published_from, b.published_to) == ("2023-05-01", "2023-05-31")
        and pd.isna(b.flags)
        and pd.isna(b.outlet)
    )
    assert b.title == "Towns agree on the plan" and b.title_basis == "text"


def test_metadata_without_files_say_what_is_missing(tmp_path):
    write(tmp_path, {"a.txt": TEXT, "metadata.csv": "name,outlet\na,b\n"})
    assert "no column 'file'" in problems_of(tmp_path)["metadata.csv"]


def test_an_outlet_named_in_the_body_is_not_the_articles_outlet(tmp_path):
    write(
        tmp_path,
        {
            "a.txt": "The minister told Xinhua on May 4, 2023 that it rained. The Global Times wrote of it.\n"
        },
    )
    documents = bodies(tmp_path)
    assert documents["outlet"].isna().all() and documents["published_from"].isna().all()


# Again and again -------------------------------------------------------------------------


def files_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_only_what_changed_is_read_again_and_the_bytes_are_those_of_a_run_from_nothing(
    tmp_path, monkeypatch
):
    corpus, out, fresh = tmp_path / "corpus", tmp_path / "out", tmp_path / "fresh"
    shutil.copytree(CASES / "formats", corpus)
    shutil.copy(CASES / "exports" / "nexis-uni.txt", corpus)
    (corpus / "word.docx").unlink()
    read_articles(corpus, out)
    shutil.copy(CASES / "formats" / "word.docx", corpus)
    (corpus / "page.html").write_text((corpus / "page.html").read_text().replace("twelve", "nine"))
    (corpus / "rich.rtf").unlink()
    calls = []
    for ending in (".html", ".pdf", ".docx", ".rtf"):
        real = formats.READERS[ending]
        monkeypatch.setitem(
            formats.READERS,
            ending,
            lambda data, real=real, ending=ending: calls.append(ending) or real(data),
        )
    again, texts, _ = read_articles(corpus, out)
    assert sorted(calls) == [".docx", ".html"]
    anew, texts_anew, _ = read_articles(corpus, fresh)
    pd.testing.assert_frame_equal(again, anew)
    assert texts == texts_anew and files_of(out) == files_of(fresh)
    assert (extracts_folder(out) / "page.txt").read_text().count("nine") == 1
    assert not (extracts_folder(out) / "rich.txt").exists()


def test_a_text_that_was_changed_by_hand_or_by_another_extractor_is_read_anew(
    tmp_path, monkeypatch
):
    corpus = write(
        tmp_path / "corpus", {"page.html": (CASES / "formats" / "page.html").read_bytes()}
    )
    _, texts, _ = read_articles(corpus, tmp_path / "out")
    (extracts_folder(tmp_path / "out") / "page.txt").write_text("changed")
    assert read_articles(corpus, tmp_path / "out")[1] == texts
    monkeypatch.setattr(article, "version", lambda package: "99.0")
    assert read_articles(corpus, tmp_path / "out")[0]["encoding"][0].startswith(
        "utf-8; trafilatura 99.0;"
    )


def test_the_last_run_of_the_study_is_found_from_its_side_folder(tmp_path, monkeypatch):
    corpus = write(
        tmp_path / "corpus", {"printed.pdf": (CASES / "formats" / "printed.pdf").read_bytes()}
    )
    read_articles(corpus, tmp_path / "out")
    monkeypatch.setitem(formats.READERS, ".pdf", lambda data: pytest.fail("it was read again"))
    read_articles(corpus, tmp_path / "out" / ".study-part")
    assert files_of(tmp_path / "out" / ".study-part") == {
        name: data
        for name, data in files_of(tmp_path / "out").items()
        if not name.startswith(".study-part")
    }


@pytest.mark.parametrize(
    "n, names", [(2, ["table-a.txt", "table-b.txt"]), (3, ["table-a.parquet"])]
)
def test_texts_of_a_file_of_many_articles_are_kept_together_and_known_again(
    tmp_path, monkeypatch, n, names
):
    monkeypatch.setattr("analysis.articles.extracts.MANY", 3)
    rows = pd.DataFrame({"id": list("abc")[:n], "text": ["Ö one.", "Two\r\ntwo.", "Three."][:n]})
    (tmp_path / "corpus").mkdir()
    rows.to_csv(tmp_path / "corpus" / "table.csv", index=False)
    documents, texts, _ = read_articles(tmp_path / "corpus", tmp_path / "out")
    folder = extracts_folder(tmp_path / "out")
    assert sorted(path.name for path in folder.iterdir()) == ["index.csv", *names]
    before = files_of(tmp_path / "out")
    monkeypatch.setitem(formats.READERS, ".csv", lambda data: pytest.fail("it was read again"))
    again, same, _ = read_articles(tmp_path / "corpus", tmp_path / "out")
    pd.testing.assert_frame_equal(again, documents)
    assert same == texts and len(same) == n and files_of(tmp_path / "out") == before
    (folder / names[0]).unlink()
    monkeypatch.undo()
    assert read_articles(tmp_path / "corpus", tmp_path / "out")[1] == texts


def test_order_of_rows_in_a_table_leaves_no_trace(tmp_path):
    rows = pd.DataFrame({"id": ["b", "a", "c"], "text": ["Two two.", "One one.", "Three three."]})
    read = []
    for number, some in enumerate([rows, rows[::-1]]):
        path = tmp_path / str(number) / "articles.csv"
        path.parent.mkdir()
        some.to_csv(path, index=False)
        documents, texts, _ = read_articles(path.parent)
        assert (
            list(documents["doc_id"]) == list(texts) == ["articles-a", "articles-b", "articles-c"]
        )
        read.append((documents.drop(columns=["sha256", "part"]), texts))
    assert read[0][1] == read[1][1]
    pd.testing.assert_frame_equal(read[0][0], read[1][0])


def test_order_of_files_does_not_depend_on_the_disk(tmp_path, monkeypatch):
    write(tmp_path, {f"{name}.txt": TEXT for name in "cab"})
    assert list(read_articles(tmp_path)[0]["doc_id"]) == ["a", "b", "c"]


def test_ids_are_slugs():
    assert make_id("2019-joint-letter") == "2019-joint-letter"
    assert make_id("A b_C/D..e", "№ 7") == "a-b-c-d-e-no-7"


def test_the_five_articles_are_read_byte_for_byte():
    documents, texts, problems = read_articles(LISTS)
    assert problems.empty and len(documents) == 5
    for row in documents.itertuples():
        assert texts[row.doc_id].encode() == (LISTS / "raw" / row.file).read_bytes()
    assert documents["n_chars_raw"].sum() == 20536
    assert documents[["outlet", "published_from", "published_to"]].notna().all(axis=None)
    assert all(
        documents[f"{name}_basis"].notna().equals(documents[value].notna())
        for name, value in {
            "outlet": "outlet",
            "title": "title",
            "published": "published_from",
        }.items()
    )


# Checking without a run ------------------------------------------------------------------


def test_a_check_says_the_same_whatever_the_processes(tmp_path, monkeypatch, capsys):
    for number in range(20):
        text = f"The river rose by {number} metres on Monday. " * 20 + 'They said "no.'
        (tmp_path / f"a{number:02}.txt").write_text(text if number % 7 else text[:99])
    (tmp_path / "copy.txt").write_text((tmp_path / "a01.txt").read_text())
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 broken")
    said = []
    for size, n_processors in ((500, 1), (2, 1), (3, 2)):
        monkeypatch.setattr("analysis.runs.checking.BLOCK", size)
        monkeypatch.setattr("analysis.text.blocks.count_processors", lambda n=n_processors: n)
        assert check_corpus(tmp_path) == 1
        said.append(capsys.readouterr().out)
    assert said[0] == said[1] == said[2]
    assert "copy.txt: copy: of " in said[0] and "bad.pdf" in said[0] and "too short" in said[0]


def test_check_prints_flags_and_problems_and_writes_nothing(tmp_path, capsys):
    write(
        tmp_path,
        {
            "a.txt": TEXT,
            "b.txt": b"\x89PNG",
            "c.csv": "text,id\nDas ist ein kurzer Text in einer anderen "
            "Sprache mit genug Worten darin.,7\n",
        },
    )
    before = files_of(tmp_path)
    assert check_corpus(tmp_path) == 1 and files_of(tmp_path) == before
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        "2 articles read, 2 of them flagged.",
        "3 files and folders: 2 read, 1 refused, 0 passed over.",
    ]
    assert "  c.csv, c-7: other language: German" in lines and "  a.txt: no date" in lines
    assert lines[-1] == "b.txt: It is a picture under the name of a text. Save it as text."
    assert check_corpus(LISTS) == 0
    assert check_corpus(tmp_path / "none") == 1
    assert "is not there" in capsys.readouterr().out
