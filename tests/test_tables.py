"""What is written is read back, whatever an article holds; what is wrong is refused in words."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples

from analysis.tables.among import is_among
from analysis.tables.columns import BY_PEOPLE, COLUMNS
from analysis.tables.disk import sync_folder
from analysis.tables.stored import (
    LISTS,
    SMALL,
    check_table,
    empty_table,
    name_rows,
    open_list,
    read_csv,
    read_list,
    read_table,
    round_off,
    table_path,
    write_csv,
    write_parts,
    write_table,
    write_whole,
)

# Everything that can be encoded, and often what CSV files and spreadsheets trip over.
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("\r\n\t\"',=+-@＝＋－＠\ufeff\0;")
)
CELLS = (
    st.none()
    | TEXTS
    | st.sampled_from(["", "NA", "nan", "None", "null", "=1+1", "'=1", "''-x", "'", "true"])
)


def round_trip(table, folder, columns=None):
    path = folder / "table.csv"
    write_csv(table, path)
    return read_csv(path, columns)


def texts(values, name="text"):
    return pd.DataFrame({name: pd.Series(values, dtype="str")})


@settings(max_examples=examples(300), deadline=None)
@given(rows=st.lists(st.tuples(CELLS, CELLS), max_size=8))
def test_any_text_comes_back(rows, tmp_path_factory):
    table = pd.DataFrame(rows, columns=["first", "second"]).astype("str")
    back = round_trip(table, tmp_path_factory.getbasetemp())
    pd.testing.assert_frame_equal(back, table)


@settings(max_examples=examples(100), deadline=None)
@given(cells=st.lists(CELLS, max_size=8))
def test_a_single_column_comes_back_with_its_missing_values(cells, tmp_path_factory):
    pd.testing.assert_frame_equal(
        round_trip(texts(cells), tmp_path_factory.getbasetemp()), texts(cells)
    )


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1", "'=1", "''=1"]
)
def test_a_formula_is_guarded_in_the_file_and_whole_after_reading(cell, tmp_path):
    assert round_trip(texts([cell]), tmp_path)["text"].item() == cell
    stored = (tmp_path / "table.csv").read_bytes().decode().split("\n", 1)[1]
    assert stored.startswith("\"'")


@pytest.mark.parametrize("cell", ["it's", "'tis", "a=b", "", "'", "x-1"])
def test_other_cells_get_no_guard(cell, tmp_path):
    round_trip(texts([cell]), tmp_path)
    assert (tmp_path / "table.csv").read_text() == f'"text"\n"{cell}"\n'


def test_headings_and_categories_are_guarded_too(tmp_path):
    table = pd.DataFrame({"=cmd": pd.Categorical(["=1", None, "b"]), "n": [1, 2, 3]})
    back = round_trip(table, tmp_path, {"n": "int64"})
    assert (tmp_path / "table.csv").read_text() == '"\'=cmd","n"\n"\'=1","1"\n,"2"\n"b","3"\n'
    assert list(back) == ["=cmd", "n"] and back["=cmd"].tolist()[::2] == ["=1", "b"]


def test_mixed_columns_lose_no_value(tmp_path):
    back = round_trip(pd.DataFrame({"a": pd.Series(["x", 3, None, 0.5], dtype=object)}), tmp_path)
    assert back["a"].tolist()[:2] == ["x", "3"] and back["a"].isna().tolist() == [
        False,
        False,
        True,
        False,
    ]


def test_types_come_back(tmp_path):
    table = pd.DataFrame({"n": [1, -2], "share": [1 / 3, np.nan], "flag": [True, False]})
    back = round_trip(table, tmp_path, {"n": "int64", "share": "float64", "flag": "bool"})
    assert back.dtypes.tolist() == table.dtypes.tolist()
    assert back["share"].iloc[0] == 0.333333 and np.isnan(back["share"].iloc[1])


def test_a_line_of_megabytes_comes_back(tmp_path):
    table = texts(["x" * 3_000_000, "end\n" * 10])
    pd.testing.assert_frame_equal(round_trip(table, tmp_path), table)


def test_last_digits_of_a_processor_do_not_reach_the_file(tmp_path):
    written = []
    for value in (0.1 + 0.2, 0.3):
        write_csv(pd.DataFrame({"share": [value]}), tmp_path / "t.csv")
        written.append((tmp_path / "t.csv").read_bytes())
    assert written[0] == written[1]


def test_counts_among_rates_are_stored_exactly(tmp_path):
    write_csv(pd.DataFrame({"n": [1_630_315.0, 4.378481, np.nan]}), tmp_path / "t.csv")
    assert "1630315" in (tmp_path / "t.csv").read_text()
    assert '4.37848"' in (tmp_path / "t.csv").read_text().replace("\n", '"')


@settings(max_examples=examples(200))
@given(st.lists(st.floats()), st.integers(-30, 30))
def test_numbers_are_rounded_as_their_digits_are_printed(values, power):
    middles = [(n + 0.5) * 10.0**power for n in (100_000, 123_456, 999_999)]
    near = [np.nextafter(middle, side) for middle in middles for side in (0, np.inf)]
    values = np.array([*values, *middles, *near, 10.0**power, np.nextafter(10.0**power, 0)])
    printed = [float(f"{value:.6g}") for value in values]
    np.testing.assert_array_equal(round_off(values), printed)


def test_nothing_is_never_less_than_nothing():
    assert not np.signbit(round_off([-0.0, 0.0])).any()


@pytest.mark.parametrize("name", COLUMNS)
def test_every_declared_table_can_be_empty(name, tmp_path):
    write_table(empty_table(name), name, tmp_path)
    back = read_table(name, tmp_path)
    assert (
        back.empty
        and back.dtypes.astype(str).to_dict() == empty_table(name).dtypes.astype(str).to_dict()
    )


@pytest.mark.parametrize("name", COLUMNS)
def test_every_declared_table_comes_back(name, tmp_path):
    cells = {
        "str": ["=x", None],
        "int64": [1, 2],
        "int32": [1, 2],
        "float64": [0.25, np.nan],
        "bool": [True, False],
        "category": ["a", "b"],
    }
    table = pd.DataFrame({column: cells[kind] for column, kind in COLUMNS[name].items()})
    written = write_table(table, name, tmp_path)
    pd.testing.assert_frame_equal(read_table(name, tmp_path), written)


@pytest.mark.parametrize("rows", [1, 2, 100])
def test_parts_are_written_as_the_whole_table_is(rows, tmp_path, monkeypatch):
    table = empty_table("topic_groups").reindex(range(5))
    table = table.assign(by="doc_id", group=["b", "=a", "c", None, "b"], n_docs=[1, 2, 3, 4, 5])
    table = table.fillna({"topic": 1, "n_passages": 1, "n_words": 7})
    write_table(table, "topic_groups", tmp_path / "whole")
    monkeypatch.setattr("analysis.tables.stored.ROWS", rows)
    compact = table.astype({"by": "category", "group": "category"})
    write_parts([compact[:2], compact[2:2], compact[2:]], "topic_groups", tmp_path / "parts")
    whole, parts = (table_path("topic_groups", tmp_path / name) for name in ("whole", "parts"))
    assert parts.read_bytes() == whole.read_bytes() and b"'=a" in parts.read_bytes()


def test_no_parts_are_a_table_without_rows(tmp_path):
    write_table(empty_table("topic_shares"), "topic_shares", tmp_path / "whole")
    write_parts([], "topic_shares", tmp_path / "parts")
    whole, parts = (table_path("topic_shares", tmp_path / name) for name in ("whole", "parts"))
    assert parts.read_bytes() == whole.read_bytes()
    with pytest.raises(ValueError, match="no column"):
        write_parts([pd.DataFrame({"doc_id": ["a"]})], "topic_shares", tmp_path / "parts")
    assert parts.read_bytes() == whole.read_bytes()


def test_types_of_columns_are_known():
    assert {kind for columns in COLUMNS.values() for kind in columns.values()} <= {
        "str",
        "int64",
        "int32",
        "float64",
        "bool",
        "category",
    }


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match=r"mends: no column \['reason'\]"):
        check_table(pd.DataFrame({"doc_id": [], "find": [], "replace": []}), "mends")


@pytest.mark.parametrize("n", [1.5, None, "many"])
def test_a_count_that_is_none_is_refused(n):
    table = pd.DataFrame({"term": ["x"], "n": [n], "n_docs": [1], "per_1000": [1.0]})
    with pytest.raises(ValueError, match="frequencies: "):
        check_table(table, "frequencies")


def test_a_table_not_yet_written_is_named(tmp_path):
    with pytest.raises(
        FileNotFoundError, match=r"matches\.csv is not there yet: run the notebooks"
    ):
        read_table("matches", tmp_path)


def test_an_own_list_wins_and_a_blank_cell_is_missing(tmp_path):
    (tmp_path / "stop_terms.csv").write_bytes(
        '\ufeffterm,reason\r\n"the",\r\nof,""\r\n\r\n'.encode()
    )
    terms = read_list("stop_terms", tmp_path)
    assert terms["term"].tolist() == ["the", "of"] and terms["reason"].isna().all()


@pytest.mark.parametrize(
    "content",
    [
        b"term,reason\nthe,x,y\n",
        b"term,reason\n,\n",
        b'term,reason\n"the,x\n',
        b"",
        b"term\nthe\n",
    ],
    ids=["a cell too many", "a blank row", "a mark not closed", "empty", "a column short"],
)
def test_a_list_that_cannot_be_read_is_named_with_what_to_do(content, tmp_path):
    (tmp_path / "stop_terms.csv").write_bytes(content)
    with pytest.raises(ValueError, match=r"stop_terms\.csv.*(row 2|heading)"):
        read_list("stop_terms", tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("said", [False, True], ids=["", "with sep="])
def test_lists_are_read_whatever_their_encoding_and_separator(encoding, separator, said, tmp_path):
    lines = [f"sep={separator}"] * said + [
        separator.join(["term", "reason"]),
        separator.join(["café", '"a word; or two, in a ""mark"""']),
    ]
    (tmp_path / "stop_terms.csv").write_bytes("\r\n".join(lines).encode(encoding))
    table = read_list("stop_terms", tmp_path)
    assert table.to_numpy().tolist() == [["café", 'a word; or two, in a "mark"']]


@pytest.mark.parametrize(
    "numbers, words",
    [([2], "row 2"), ([3, 2], "rows 2-3"), ([2, 5, 6, 7, 9], "rows 2, 5-7, 9")],
)
def test_rows_are_named_in_words(numbers, words):
    assert name_rows(numbers) == words


@pytest.mark.parametrize("name", [name for name in BY_PEOPLE if (LISTS / f"{name}.csv").exists()])
def test_the_published_lists_can_be_read_and_give_reasons(name, tmp_path):
    table = read_list(name, tmp_path)
    assert len(table) or name in ("mends", "names")  # articles may need none
    if "reason" in table:
        assert table["reason"].notna().all()


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "folder" / "t.csv"
    write_csv(texts(["old"]), path)

    def fail(part):
        part.write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_whole(path, fail)
    assert read_csv(path)["text"].tolist() == ["old"]
    assert [file.name for file in path.parent.iterdir()] == ["t.csv"]


def test_tables_stand_in_the_folder_of_their_study(tmp_path):
    assert table_path("tokens", tmp_path) == tmp_path / "corpus" / "clean" / "tokens.parquet"
    assert table_path("edits", tmp_path) == tmp_path / "corpus" / "clean" / "edits.csv"


def test_a_row_longer_than_a_block_is_read(tmp_path, monkeypatch):
    long = "An article of many lines.\n" * 5000  # 130 kB
    table = pd.DataFrame({"a": ["short", long, "=1+1"], "b": ["x", None, "'=y"]})
    write_csv(table, tmp_path / "t.csv")
    monkeypatch.setattr("analysis.tables.stored.BLOCK", 1 << 12)
    read = read_csv(tmp_path / "t.csv")
    assert read["a"].tolist() == table["a"].tolist()
    assert read["b"].isna().tolist() == [False, True, False] and read["b"][2] == "'=y"


def test_a_small_table_is_taken_apart_once_and_read_anew_when_it_changes(tmp_path, monkeypatch):
    path = tmp_path / "t.csv"
    write_csv(texts(["old"]), path)
    first = read_csv(path)
    with monkeypatch.context() as patch:
        patch.setattr("analysis.tables.stored.read_in_blocks", None)  # nobody takes it apart again
        assert read_csv(path).equals(first)
    first["text"] = "mine"
    first.loc[0, "more"] = 1
    assert read_csv(path).to_dict("list") == {"text": ["old"]}
    path.write_text(path.read_text().replace("old", "new"))  # as long, and within a moment
    assert read_csv(path)["text"].tolist() == ["new"]
    assert read_csv(path, {"text": "str", "n": "int64"})["text"].tolist() == ["new"]


def test_a_list_is_taken_apart_once_and_read_anew_when_it_changes(tmp_path, monkeypatch):
    path = tmp_path / "home.csv"
    path.write_text("place,reason\nNorway,home\n,home\n")
    (table, faults), (again, same) = open_list(path, "home"), open_list(path, "home")
    assert again.equals(table) and same == faults
    table.loc[:, "place"] = "mine"
    faults.append((None, "mine", "mine"))
    with monkeypatch.context() as patch:
        patch.setattr("analysis.tables.stored.read_delimited", None)
        again, same = open_list(path, "home")
    assert again["place"].tolist()[0] == "Norway" and len(same) == len(faults) - 1
    path.write_text("place,reason\nSweden,home\n,home\n")
    assert open_list(path, "home")[0]["place"].tolist()[0] == "Sweden"


@pytest.mark.parametrize("more, kept", [(0, True), (1, False)])
def test_what_is_large_is_not_kept(tmp_path, monkeypatch, more, kept):
    path = tmp_path / "home.csv"
    head = "place,reason\nNorway,"
    path.write_text(head + "x" * (SMALL - len(head) - 1 + more) + "\n")
    read_csv(path), open_list(path, "home")
    for name in ("read_in_blocks", "read_delimited"):
        calls = []
        monkeypatch.setattr("analysis.tables.stored." + name, lambda *_: calls.append(1) or 1 / 0)
        try:
            read_csv(path), open_list(path, "home")
        except ZeroDivisionError:
            pass
        assert (calls == []) == kept
        monkeypatch.undo()


@pytest.mark.parametrize("n, calls", [(3, 0), (4, 1)])
def test_of_many_files_the_whole_disk_is_brought_up_to_date(tmp_path, monkeypatch, n, calls):
    monkeypatch.setattr("analysis.tables.disk.MANY", 4)  # the folder counts, too
    monkeypatch.setattr("sys.platform", "linux")
    called = []
    monkeypatch.setattr("os.sync", lambda: called.append(1), raising=False)
    for number in range(n):
        (tmp_path / f"{number}.txt").write_text("x")
    sync_folder(tmp_path)
    assert len(called) == calls


@pytest.mark.parametrize("kind", ["str", "object", "category"])
def test_what_is_among_many_is_what_isin_finds(kind):
    column = pd.Series(["b", "a", "c", "a"], dtype=kind)
    for values in (
        [],
        ["a"],
        pd.Series(["c", "d", "c"], dtype="str"),
        pd.Index(["b"], dtype="str"),
    ):
        assert list(is_among(column, values)) == list(column.isin(values))
    assert list(is_among(pd.Index(["a", "b"], dtype="str"), ["b"])) == [False, True]
