"""Whatever comes in is read, or refused by name, or passed over on purpose; limits hold on each side."""

import gzip
import io
import json
import os
import shutil
import zipfile
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest
from fuzz_articles import inputs, try_inputs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from properties import MANY, examples

from analysis.articles import article_tables, limits, reading, sources
from analysis.articles.account import Lost
from analysis.articles.cleaning import clean_articles
from analysis.articles.encodings import Unreadable
from analysis.articles.flags import MANY_WORDS, find_flags
from analysis.articles.formats import read_word
from analysis.articles.reading import ID_LIMIT, make_id, read_articles
from analysis.articles.sources import list_passed_over
from analysis.runs.checking import check_corpus
from analysis.runs.execution import NotebookError
from analysis.runs.lists import find_list_faults
from analysis.runs.study import run_study
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import LISTS, empty_table

CASES = Path(__file__).parent / "cases"
GOOD = 'The council met on Monday. "We reject these lies," said the minister.\n'


def write(folder, files):
    """Files (name -> text or bytes) in a folder, beside one that can be read."""
    for name, content in {"good.txt": GOOD, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def read(folder, files=None):
    """(ids, file -> problem and mend) of a folder."""
    documents, _, problems = read_articles(write(folder, files or {}))
    told = {row.file: f"{row.problem} {row.mend}" for row in problems.itertuples()}
    return list(documents["doc_id"]), told


# The law of account ----------------------------------------------------------------------


NAMES = [
    "a.txt",
    "License to kill.txt",
    "LICENSE.txt",
    "readme.html",
    "b/readme.txt",
    "b/metadata.csv",
    "b/a.csv",
    "x.exe",
    "noending",
    ".hidden",
    ".git/config",
    "clean/a.csv",
    "b/clean/a.txt",
    "page.html",
    "page_files/a.js",
    "court_files/a.txt",
    "raw.txt",
    "~$a.docx",
    "mends.csv",
    "empty.txt",
]


@settings(max_examples=examples(60), deadline=None, derandomize=True)
@given(st.sets(st.sampled_from(NAMES)), st.booleans())
def test_every_file_is_read_refused_or_passed_over(tmp_path_factory, names, in_raw):
    folder = tmp_path_factory.getbasetemp() / "account"
    shutil.rmtree(folder, ignore_errors=True)
    place = folder / "raw" if in_raw else folder
    write(place, {name: "" if name == "empty.txt" else GOOD for name in names})
    write(folder, {})  # with raw it stands beside it
    documents, _, problems = read_articles(folder)
    refused, passed = problems[problems["kind"] == "file"], list_passed_over(folder)
    in_folders = sum(
        len(files)
        for name in passed["file"]
        if name.endswith("/")
        for *_, files in os.walk(place / name)
    )
    alone = [name for name in passed["file"] if not name.endswith("/")]
    assert documents["file"].nunique() + len(refused) + len(alone) + in_folders == sum(
        len(files) for *_, files in os.walk(folder)
    )


def test_a_file_that_is_dropped_on_purpose_stops_the_reading(tmp_path, monkeypatch):
    write(tmp_path, {"b/a.txt": GOOD})
    real = sources.walk
    monkeypatch.setattr(sources, "walk", lambda *where: list(real(*where))[1:])
    with pytest.raises(Lost, match=r"1 files were not accounted for: b/a\.txt"):
        read_articles(tmp_path)


def test_a_source_without_a_fate_stops_the_reading(tmp_path, monkeypatch):
    write(tmp_path, {"a.txt": GOOD})
    real = reading.read_sources
    monkeypatch.setattr(reading, "read_sources", lambda some, *rest: real(some[1:], *rest))
    with pytest.raises(Lost, match=r"1 files have no fate, or two: a\.txt"):
        read_articles(tmp_path)


def test_an_article_of_a_table_that_is_dropped_on_purpose_stops_the_reading(tmp_path, monkeypatch):
    write(tmp_path, {"a.csv": "text\nOne.\nTwo.\n"})
    real = reading.name_articles
    monkeypatch.setattr(
        reading, "name_articles", lambda *some: (real(*some)[0][1:], real(*some)[1])
    )
    with pytest.raises(Lost, match=r"a\.csv: of 2 articles 1 were read and 0 refused"):
        read_articles(tmp_path)


@settings(max_examples=examples(60), deadline=None, derandomize=True)
@given(
    st.lists(
        st.sampled_from(["One.", '"One, two."', '"One', "a,b", ",,", '"a"b', "x", "", '"a\nb"']),
        min_size=1,
        max_size=8,
    )
)
def test_every_row_of_a_table_is_read_or_refused(tmp_path_factory, rows):
    folder = tmp_path_factory.getbasetemp() / "rows"
    shutil.rmtree(folder, ignore_errors=True)
    text = "id,text\n" + "".join(f"{n},{row}\n" for n, row in enumerate(rows))
    documents, texts, problems = read_articles(write(folder, {"a.csv": text}))
    whole = " ".join(texts.values())
    n = (documents["file"] == "a.csv").sum() + problems.loc[
        problems["kind"] == "article", "n"
    ].sum()
    assert n >= len(rows) or '"One' in rows or "a.csv" in set(problems["file"])
    assert all("One, two." in whole for row in rows[:1] if row == '"One, two."' and n)


def test_names_that_begin_like_a_licence_are_articles(tmp_path):
    ids, told = read(tmp_path, {"License to kill.txt": GOOD, "README.md": GOOD, "LICENSE": GOOD})
    assert ids == ["good", "license-to-kill"] and not told
    assert list(list_passed_over(tmp_path)["file"]) == ["LICENSE", "README.md"]


def test_files_beside_raw_are_named(tmp_path):
    _, told = read(tmp_path, {"raw/a.txt": GOOD, "metadata.csv": "file,outlet\na.txt,A\n"})
    assert list(told) == ["../good.txt"] and "beside the folder raw" in told["../good.txt"]


def test_a_folder_of_parts_is_passed_over_only_beside_its_page(tmp_path):
    ids, _ = read(tmp_path, {"court_files/a.txt": GOOD})
    assert "court-files-a" in ids


def test_results_inside_the_corpus_are_passed_over(tmp_path):
    read(tmp_path, {"out/.study-made": "x", "out/figures/a.png": "x", "out/a.txt": GOOD})
    assert dict(list_passed_over(tmp_path).to_numpy()) == {"out/": "results of a run"}


# One file never stops the rest -----------------------------------------------------------


def empty_parquet():
    data = io.BytesIO()
    pd.DataFrame({"text": pd.Series([], dtype="str")}).to_parquet(data)
    return data.getvalue()


def packed(members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


FLIPPED = bytearray(gzip.compress(json.dumps({"text": GOOD * 9}).encode(), mtime=0))
FLIPPED[30] ^= 255


@pytest.mark.parametrize(
    "name, data, place, wrong",
    [
        ("a.jsonl.gz", bytes(FLIPPED), "a.jsonl.gz", "broken gzip"),
        ("a.parquet", empty_parquet(), "a.parquet", "holds no article"),
        ("a.zip", packed({}), "a.zip", "holds no file"),
        ("a.csv", "id,text\n", "a.csv", "holds no article"),
        ("a.json", '{"text": ' + "[" * 30_000 + "]" * 30_000 + "}", "a.json", "JSON"),
        ("a.csv", "text,title\nOne.\nTwo.,b\n", "a.csv, row 1", "fewer cells"),
        ("a.csv", "text,title\nOne, two.,a\nTwo.,b\n", "a.csv, row 1", "more cells"),
        ("a.csv", 'text,title\n"One.,a\nTwo.,b\n', "a.csv, row 1", "not closed"),
        ("a.csv", "text,text\nOne.,b\n", "a.csv", "stands in the heading 2 times"),
        ("!!!.csv", "text\nOne.\n", "!!!.csv", "no id"),
    ],
)
def test_what_cannot_be_read_is_named_and_the_rest_goes_on(name, data, place, wrong, tmp_path):
    ids, told = read(tmp_path, {name: data})
    assert "good" in ids and list(told) == [place] and wrong in told[place]


def test_whatever_a_reader_raises_is_a_problem_of_its_file(tmp_path, monkeypatch):
    monkeypatch.setitem(reading.READERS, ".md", lambda data: 1 / 0)
    ids, told = read(tmp_path, {"a.md": GOOD})
    assert ids == ["good"] and "ZeroDivisionError: division by zero" in told["a.md"]


def test_halves_of_characters_are_joined_or_lost_never_fatal(tmp_path):
    write(
        tmp_path,
        {
            "a.rtf": r"{\rtf1\ansi Emoji \u-10179?\u-8704? The minister said so.}",
            "b.jsonl": '{"text": "He \\ud800 said.", "title": "a\\udfff"}',
        },
    )
    documents, texts, problems = read_articles(tmp_path, tmp_path / "out")
    assert texts["a"].startswith("Emoji \U0001f600 The") and "He \ufffd said." in texts["b-1"]
    assert problems.empty and documents["title"].to_list()[1] == "a\ufffd"


def test_a_table_and_a_file_with_one_id(tmp_path):
    ids, told = read(tmp_path, {"a-1.txt": GOOD, "a.csv": "text\nRow one.\nRow two.\n"})
    assert ids == ["a-1", "a-2", "good"] and "same id as a-1.txt" in told["a.csv, row 1"]


@pytest.mark.parametrize(
    "n, is_cut", [(ID_LIMIT - 1, False), (ID_LIMIT, False), (ID_LIMIT + 1, True)]
)
def test_long_ids_give_way_to_a_hash(n, is_cut):
    doc_id = make_id("a" * n)
    assert (doc_id != "a" * n) == is_cut and len(doc_id) <= ID_LIMIT
    assert make_id("a" * 400 + "b") != make_id("a" * 400 + "c")
    assert len(make_id("\u65b0" * 300).encode()) <= ID_LIMIT


def test_an_article_with_a_long_id_can_be_kept(tmp_path):
    row = f"https://example.org/{'a' * 300},He said so.\n"
    documents, *_ = read_articles(
        write(tmp_path / "in", {"a.csv": "id,text\n" + row}), tmp_path / "o"
    )
    assert len(documents) == 2


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_names_that_are_not_utf_8_and_links_in_a_circle_are_named(tmp_path):
    write(tmp_path, {})
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text(GOOD)
    (tmp_path / "b.txt").symlink_to(tmp_path / "c.txt")
    (tmp_path / "c.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "d").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")
    ids, told = read(tmp_path)
    assert ids == ["good"]
    assert {name: wrong.split(".")[0] for name, wrong in told.items()} == {
        "b.txt": "It cannot be opened (a link that leads back to itself)",
        "c.txt": "It cannot be opened (a link that leads back to itself)",
        "caf\ufffd.txt": "Its name is not in UTF-8",
        "d": "It is a link to a folder",
        "pipe.txt": "It is no ordinary file",
    }


@pytest.mark.parametrize("charset", ["hex", "zip", "rot13", "unicode_escape", "undefined", "nope"])
def test_charsets_that_are_none_are_not_believed(charset, tmp_path):
    page = f'<html><head><meta charset="{charset}"></head><body><article><h1>Talks</h1>'
    page += f"<p>{GOOD * 3}</p><p>The caf\xe9 was full.</p></article></body></html>"
    ids, told = read(tmp_path, {"a.html": page.encode("cp1252")})
    assert ids == ["a", "good"] and not told


def test_a_page_in_latin_1_keeps_its_quotation_marks(tmp_path):
    page = '<html><head><meta charset="iso-8859-1"></head><body><article><h1>Talks</h1>'
    page += f"<p>{GOOD * 3}</p><p>\u201cWe agree,\u201d he said.</p></article></body></html>"
    write(tmp_path, {"a.html": page.encode("cp1252")})
    assert "\u201cWe agree,\u201d" in read_articles(tmp_path)[1]["a"]


def test_other_sheets_are_named(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["text"])
    book.active.append(["One."])
    book.create_sheet("Notes").append(["Two."])
    book.create_sheet("Blank")
    book.save(write(tmp_path, {}) / "a.xlsx")
    ids, told = read(tmp_path)
    assert ids == ["a-1", "good"] and list(told) == ["a.xlsx, sheet 'Notes'"]


@settings(
    max_examples=4 if MANY else 2,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(inputs(), min_size=8, max_size=8))
def test_damaged_files_with_structure_never_stop_the_rest(tmp_path_factory, cases):
    try_inputs(tmp_path_factory.getbasetemp() / "fuzz", cases)


@pytest.mark.parametrize("path", sorted((CASES / "fuzz").iterdir()), ids=lambda path: path.name)
def test_finds_of_the_fuzzer(path, tmp_path):
    try_inputs(tmp_path / "some", [(path.name, path.read_bytes())])


# Limits: under, at, over -----------------------------------------------------------------


SIDES = pytest.mark.parametrize("more, is_refused", [(-1, False), (0, False), (1, True)])


@SIDES
def test_bytes_unpacked(more, is_refused, monkeypatch):
    monkeypatch.setattr(limits, "UNPACKED_LIMIT", 5000)
    data = gzip.compress(b"x" * (5000 + more))
    assert refuses(lambda: article_tables.unzip(data), "unpacks to more than") == is_refused


@SIDES
def test_times_the_packed_size(more, is_refused, monkeypatch):
    monkeypatch.setattr(limits, "SMALL", 10)
    n = limits.RATIO_LIMIT * 100
    assert (
        refuses(lambda: limits.refuse_unpacked(n + more, 100), "far more than its size")
        == is_refused
    )


@SIDES
def test_bytes_up_to_which_any_ratio_is_fine(more, is_refused):
    assert refuses(lambda: limits.refuse_unpacked(limits.SMALL + more, 9), "far more") == is_refused


@SIDES
def test_bytes_unpacked_of_an_office_file(more, is_refused, monkeypatch):
    data = packed({"a": b"x" * 600, "b": b"x" * (400 + more)})
    monkeypatch.setattr(limits, "UNPACKED_LIMIT", 1000)
    assert refuses(lambda: limits.refuse_office(data), "unpacks to more than") == is_refused


@SIDES
def test_parts_of_an_office_file(more, is_refused, monkeypatch):
    monkeypatch.setattr(limits, "MEMBER_LIMIT", 3)
    data = packed({str(n): b"x" for n in range(3 + more)})
    assert refuses(lambda: limits.refuse_office(data), "more than 3 parts") == is_refused


@SIDES
def test_paragraphs_of_a_word_file(more, is_refused, monkeypatch):
    monkeypatch.setattr("analysis.articles.formats.PARAGRAPH_LIMIT", 5)
    document, data = docx.Document(), io.BytesIO()
    for _ in range(5 + more):
        document.add_paragraph("One.")
    document.save(data)
    assert refuses(lambda: read_word(data.getvalue()), "more than 5 paragraphs") == is_refused


@SIDES
@pytest.mark.parametrize("ending", [".xlsx", ".parquet"])
def test_cells_of_a_table(ending, more, is_refused, monkeypatch):
    limit, counted = ("CELL_LIMIT", "cells") if ending == ".xlsx" else ("ROW_LIMIT", "rows")
    monkeypatch.setattr(article_tables, limit, 20)
    table, data = pd.DataFrame({"text": ["One."] * (19 + more)}), io.BytesIO()
    if ending == ".xlsx":
        table.to_excel(data, index=False)  # its heading is a cell too
    else:
        pd.concat([table, table[:1]]).to_parquet(data, index=False)
    reader = article_tables.TABLE_READERS[ending]
    assert (
        refuses(lambda: list(reader(data.getvalue(), {})), f"more than 20 {counted}") == is_refused
    )


def test_a_cell_in_the_last_row_of_a_sheet_costs_its_skipped_rows(monkeypatch):
    book, data = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["text"])
    book.active.cell(1000, 1).value = "far"
    book.save(data)
    reader = article_tables.TABLE_READERS[".xlsx"]
    assert len(list(reader(data.getvalue(), {}))) == 1
    monkeypatch.setattr(article_tables, "CELL_LIMIT", 999)
    assert refuses(lambda: list(reader(data.getvalue(), {})), "more than 999 cells")


@SIDES
def test_depth_of_values(more, is_refused):
    value = "x"
    for _ in range(limits.DEPTH_LIMIT + more):
        value = [value]
    assert refuses(lambda: limits.refuse_deep(value), "nested more than") == is_refused


def test_one_text_stored_once_for_many_rows_is_counted_before_it_is_repeated():
    text = pd.Categorical.from_codes([0] * 3000, ["x" * 100_000])
    data = io.BytesIO()
    pd.DataFrame({"text": text}).to_parquet(data)
    reader = article_tables.TABLE_READERS[".parquet"]
    assert refuses(lambda: list(reader(data.getvalue(), {})), "far more than its size")


def refuses(call, message):
    """Whether a call is refused, with this message."""
    try:
        call()
    except Unreadable as error:
        assert message in error.problem
        return True
    return False


# The user's own lists --------------------------------------------------------------------


BAD_LISTS = [
    ("speakers", "speaker,role,reason\n,,\n", "row 2", "blank"),
    ("speakers", "speaker,role,reason\nmayor,,x\n", "row 2", "no role"),
    ("stop_terms", "term,reason\nthe,x\nthe,x\n", "row 3", "row above already"),
    ("variants", "term,variant,reason\na,b,x\nc,a,x\n", "row 2", "is a variant in another row"),
    (
        "reporting_verbs",
        "lemma,forms,class,reason\nsay,says,shout,x\n",
        "row 2",
        "'shout' is not known",
    ),
    (
        "dictionary",
        "frame,pattern,use,reason\ninterference,**,count,x\n",
        "row 2",
        "made of * alone",
    ),
    ("dictionary", "frame,pattern,use,reason\nmoon,a,count,x\n", "row 2", "No frame 'moon'"),
    ("dictionary", "frame,pattern,use,reason\n", None, "It has no row"),
    ("codebook", "code,variable\na,frame\n", None, "no column 'definition'"),
    (
        "rules",
        "variable,code,frame,pattern,where,words,reason\nstatus,denied,,,nowhere,,x\n",
        "row 2",
        "Where is",
    ),
    (
        "claims",
        "claim,sentence,measure,options,comparison,threshold,reason\na,{n},words,moon=1,more than,1,x\n",
        "row 2",
        "do not fit",
    ),
    (
        "alternatives",
        "alternative,published,other,crossed,reason\nmoon,a,b,yes,x\n",
        "row 2",
        "'moon' is not known",
    ),
    (
        "claims",
        "claim,sentence,measure,options,comparison,threshold,reason\na,{n},words,,more than,,x\n",
        "row 2",
        "The threshold or the sentence",
    ),
    ("states", "name,pattern\nUtopia,utop*\nErewhon,(\n", "row 3", "never part of a word"),
    ("states", "name,pattern\nUtopia,\n", "row 2", "no pattern"),
    ("home", "place,reason\nChina (PRC),x\n", "row 2", "never part of a word"),
    (
        "coding/coder-x",
        f"{','.join(COLUMNS['coding'])}\na:0,a,0,9,x,frame,none,,\na:9,a,9,19,x,frame,moon,,\n",
        "row 3",
        "No frame 'moon'",
    ),
    (
        "coding/coder-x",
        f"{','.join(COLUMNS['coding'])}\na:0,a,first,9,x,frame,none,,\n",
        None,
        "It cannot be read",
    ),
    ("coding/coder-x", "", None, "It cannot be read"),
    (
        "coding/coder-x",
        f"{','.join(COLUMNS['judgements'])}\na:0,a,0,9,x,voice,choir,,,human,,s1,true,\n",
        "row 2",
        "No voice 'choir'",
    ),
    (
        "coding/coder-x",
        f"{','.join(COLUMNS['judgements'])}\na:0,a,0,9,x,frame,none,,,parrot,,s1,true,\n",
        "row 2",
        "No kind of coder 'parrot'",
    ),
    (
        "coding/coder-x",
        f"{','.join(COLUMNS['judgements'])}\na:0,a,0,9,x,frame,none,,,human,asleep,s1,true,\n",
        "row 2",
        "No state 'asleep'",
    ),
    (
        "coding/coder-x",
        f"{','.join(COLUMNS['coding'])}\na:0,a,-1,9,x,frame,none,,\n",
        "row 2",
        "No characters lie from -1 to 9",
    ),
    ("metadata", "outlet\nA\n", None, "no column 'file'"),
    ("metadata", "file,outlet,outlet\ngood.txt,A,B\n", None, "Two columns"),
    ("metadata", "file,date\ngood.txt,2021-13-45\n", "row 2", "cannot be read as a date"),
    ("metadata", "file,date\ngood.txt,Feb 3\n", "row 2", "cannot be read as a date"),
    ("metadata", "file,date,published_to\ngood.txt,2021-03-04,2021-03-01\n", "row 2", "later than"),
    ("metadata", "file,outlet\ngood.txt,A\ngood.txt,B\n", "row 3", "row above already"),
    ("mends", "doc_id,find,replace,reason\ngood,,x,y\n", "row 2", "nothing to find"),
    ("columns", "meaning,column\nautor,x\n", "row 2", "not known"),
]


def test_every_fault_of_a_list_is_named_before_anything_runs(tmp_path, capsys):
    """As many lists at a time as go together: the first case of each list, the second of each …"""
    missed, rounds = [], {}
    for name, *case in BAD_LISTS:
        number = sum(name in cases for cases in rounds.values())
        if name == "codebook":  # without it other lists cannot be judged
            number = name
        rounds.setdefault(number, {})[name] = case
    assert sum(map(len, rounds.values())) == len(BAD_LISTS)
    for number, cases in rounds.items():
        folder = tmp_path / str(number)
        write(folder, {f"{name}.csv": text for name, (text, *_) in cases.items()})
        faults = find_list_faults(folder)
        assert check_corpus(folder) == 1
        shown = capsys.readouterr().out
        for name, (_, row, wrong) in cases.items():
            first = faults[faults["file"].str.startswith(f"{name}.csv")].iloc[:1]
            is_told = first["file"].eq(f"{name}.csv" + (f", {row}" if row else ""))
            is_told &= first["problem"].str.contains(wrong, regex=False)
            is_told &= first["mend"].str.endswith(".") & shown.startswith("Lists to correct first:")
            lines = [line for line in shown.splitlines() if f"{name}.csv" in line and wrong in line]
            missed += (
                [] if is_told.all() and len(is_told) == len(lines) == 1 else [(name, wrong, shown)]
            )
    assert missed == []


def test_a_run_tells_all_faults_at_once_and_does_not_begin(tmp_path):
    write(
        tmp_path / "in",
        {
            "speakers.csv": "speaker,role,reason\n,,\n",
            "dictionary.csv": "frame,pattern,use,reason\ninterference,**,count,x\n",
        },
    )
    with pytest.raises(NotebookError, match=r"(?s)dictionary\.csv, row 2.*speakers\.csv, row 2"):
        run_study(tmp_path / "in", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_fault_that_many_rows_share_is_one_line(tmp_path):
    write(tmp_path, {"metadata.csv": "file,date\n" + "good.txt,02/03/2021\n" * 500})
    faults = find_list_faults(tmp_path)
    assert list(faults["file"]) == ["metadata.csv, rows 2-501", "metadata.csv, rows 3-501"]
    assert list(faults["n"]) == [500, 499] and not faults["stops"].any()


def test_the_published_lists_have_no_fault():
    assert find_list_faults(LISTS).empty


def test_rows_that_match_nothing_are_named(tmp_path):
    _, told = read(
        tmp_path,
        {
            "a.csv": "text\nOne.\n",
            "metadata.csv": "file,outlet\ngood.txt,A\nGOOD.txt,A\nother.txt,A\n",
            "mends.csv": "doc_id,find,replace,reason\nmoon,a,b,c\n",
            "columns.csv": "meaning,column\ntext,wording\n",
        },
    )
    assert "'wording'" in told["columns.csv, row 2"] and "'moon'" in told["mends.csv, row 2"]
    assert (
        "capitals" in told["metadata.csv, row 3"] and "'other.txt'" in told["metadata.csv, row 4"]
    )


def test_metadata_with_a_heading_alone_or_in_latin_1(tmp_path):
    _, told = read(tmp_path / "a", {"metadata.csv": "file,outlet,title,published_from\n"})
    assert "no row" in told["metadata.csv"]
    write(tmp_path / "b", {"metadata.csv": "file;outlet\ngood.txt;Caf\xe9\n".encode("cp1252")})
    assert read_articles(tmp_path / "b")[0]["outlet"].item() == "Caf\xe9"


# Flags -----------------------------------------------------------------------------------


def flags_of(text, folder):
    documents, texts, _ = read_articles(write(folder, {"a.txt": text}))
    documents, _, sentences = clean_articles(documents, texts, empty_table("mends"))
    flags = find_flags(documents, sentences)
    return dict(flags[flags["doc_id"] == "a"][["flag", "detail"]].to_numpy())


@pytest.mark.parametrize(
    "text, shown",
    [
        ("The mayor\ufffds office said so.", "'mayor\ufffds'"),
        ("The mayor?s office said so.", "'mayor?s'"),
        ("It is ?not for sale? on Monday.", "'?not'"),
        ("Is it late? It is (who knows?) so.", None),
        ("See www.example.org/a?b=c now.", None),
        ('"Why?" he asked. "What?"', None),
    ],
)
def test_lost_characters_are_flagged(text, shown, tmp_path):
    found = flags_of(text, tmp_path).get("lost characters")
    assert found is None if shown is None else shown in found


@pytest.mark.parametrize(
    "text, shown",
    [
        ("The h\u0430rbour was s\u043eld.", "'h\u0430rbour', 's\u043eld'"),
        ("TNF\u03b1 is 3 \u03bcm wide in \u041c\u043e\u0441\u043a\u0432\u0430.", None),
    ],
)
def test_look_alike_letters_are_flagged(text, shown, tmp_path):
    found = flags_of(text, tmp_path).get("look-alike letters")
    assert found is None if shown is None else shown in found


@pytest.mark.parametrize(
    "n, is_flagged", [(MANY_WORDS - 1, False), (MANY_WORDS, False), (MANY_WORDS + 1, True)]
)
def test_a_text_far_too_long_for_one_article_is_flagged(n, is_flagged, tmp_path):
    text = (
        "It rained all day again. " * (n // 5) + "It rained all day again."[:0] + "So " * (n % 5)
    ).strip()
    assert ("perhaps several articles" in flags_of(text + ".", tmp_path)) == is_flagged


@pytest.mark.parametrize("n, is_flagged", [(1, False), (2, True)])
def test_lines_that_an_export_has_one_an_article_are_flagged(n, is_flagged, tmp_path):
    text = (
        "Talks\n\nThe council met on Monday.\n\nThe Lindow Courier, 1 March 2021, p. 1, 98w.\n\n"
        * n
    )
    assert ("perhaps several articles" in flags_of(text, tmp_path)) == is_flagged
