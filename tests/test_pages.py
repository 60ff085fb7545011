"""The pages made from tables: what they show, what they hold back, and that text stays text."""

import gzip
import json
import re
from bisect import bisect_right
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hostile import HARMS, fill, write_list, write_notebook, write_study
from hypothesis import given
from hypothesis import strategies as st

from analysis.drawing.showing import figure_html
from analysis.site.articles import article_pages, list_uncounted
from analysis.site.build import show_output
from analysis.site.claims import claims_parts, list_findings
from analysis.site.concordance import concordance_html, concordance_link
from analysis.site.downloads import copy_figures, copy_tables, describe_table
from analysis.site.filling import add_articles, fill_pages
from analysis.site.front import page_parts
from analysis.site.listing import (
    LISTED,
    count_rows,
    list_articles,
    sort_by_names,
    take_common,
    title_of,
)
from analysis.site.reading import read_study
from analysis.site.rendering import (
    FIRST,
    file_id,
    pack,
    page_id,
    script_json,
    show,
    web_address,
    write_packed,
)
from analysis.site.segments import cluster_spans, find_segments
from analysis.site.shards import (
    CHOICES,
    FIELDS,
    FILTERS,
    SHARD,
    SORTS,
    list_choices,
    make_lines,
    name_groups,
    rank_column,
    write_names,
    write_shards,
)
from analysis.site.shell import BODY, TITLE, read_shell
from analysis.site.statements import OWN_METHOD, localise, read_method
from analysis.tables.stored import ROOT, empty_table, read_csv, write_table
from analysis.text.escaping import escape, escape_all
from analysis.text.views import keep_counted

# Two small articles. In the first a minister speaks, and inside her words stand marks.
TEXTS = {
    "first": [
        "The river was calm.",
        'Minister Ana Ruiz said "we refute the so-called "flood lies" today".',
        "Nobody was hurt.",
        "She said that growth goes on.",
    ],
    "second": ["Photo: A river", "They praised growth and openness."],
}
SPANS = [  # quote_id, article, words, voice, form, speaker
    ("q1", "first", 'we refute the so-called "flood lies" today', "direct", "full", "Ana Ruiz"),
    ("q2", "first", "flood lies", "direct", "so-called", None),
    ("q3", "first", "growth goes on", "indirect", "reported", None),
]
HITS = [  # match_id, article, sentence, words, frame, use, voice, kind
    ("m1", "first", 1, "refute", "denial", "count", "direct", "body"),
    ("m2", "first", 1, "flood lies", "denial", "count", "direct", "body"),
    ("m3", "first", 1, "lies", "doubt", "doubtful", "direct", "body"),
    ("m4", "first", 3, "growth", "development", "count", "indirect", "body"),
    ("m5", "second", 0, "river", "development", "count", "narrator", "caption"),
    ("m6", "second", 1, "growth", "development", "exclude", "narrator", "body"),
]


def small_study(out, whole=()):
    """The two articles as the tables of a study in `out`; `whole`: those that may be shown whole."""
    for name, content in files_of_small_study(tuple(whole)).items():
        path = Path(out) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return read_study(out)


@cache
def files_of_small_study(whole):
    """Its files, by name: made once."""
    with TemporaryDirectory() as folder:
        write_small_study(Path(folder), whole)
        paths = [path for path in Path(folder).rglob("*") if path.is_file()]
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def write_small_study(out, whole):
    raw = {doc: "\n".join(lines) for doc, lines in TEXTS.items()}
    starts = {
        (doc, n): len("\n".join([*lines[:n], ""]))
        for doc, lines in TEXTS.items()
        for n in range(len(lines))
    }
    documents = [
        {
            "doc_id": doc,
            "file": f"{doc}.txt",
            "title": "A river & its <town>" if doc == "first" else pd.NA,
            "outlet": "The Post",
            "published_from": "2020-01-02",
            "published_to": "2020-01-05",
            "n_words": 20,
        }
        for doc in TEXTS
    ]
    sentences = [
        {
            "doc_id": doc,
            "paragraph": n,
            "sentence": n,
            "raw_start": starts[doc, n],
            "raw_end": starts[doc, n] + len(line),
            "kind": "caption" if line.startswith("Photo") else "body",
            "text": line,
        }
        for doc, lines in TEXTS.items()
        for n, line in enumerate(lines)
    ]
    quotations = [
        {
            "quote_id": key,
            "doc_id": doc,
            "raw_start": raw[doc].index(words),
            "raw_end": raw[doc].index(words) + len(words),
            "voice": voice,
            "form": form,
            "speaker": speaker,
            "rule": "a rule",
        }
        for key, doc, words, voice, form, speaker in SPANS
    ]
    matches = []
    for key, doc, n, words, frame, use, voice, kind in HITS:
        start = starts[doc, n] + TEXTS[doc][n].index(words)
        matches.append(
            {
                "match_id": key,
                "doc_id": doc,
                "sentence": n,
                "raw_start": start,
                "raw_end": start + len(words),
                "text": words,
                "kind": kind,
                "frame": frame,
                "pattern": words,
                "use": use,
                "voice": voice,
                "status": "asserted",
                "speaker": "Ana Ruiz" if key in ("m1", "m3") else pd.NA,
                "quoted": "none",
                "rule": "a rule",
            }
        )
    for name, rows in (
        ("documents", documents),
        ("sentences", sentences),
        ("quotations", quotations),
        ("matches", matches),
    ):
        write_table(fill(rows, name), name, out)
    write_table(empty_table("edits"), "edits", out)
    write_list(
        pd.DataFrame(
            [
                {
                    "file": f"{doc}.txt",
                    "show_whole_text": "yes" if doc in whole else "no",
                    "url": "https://example.org/a?b=1&c=2",
                }
                for doc in TEXTS
            ]
        ),
        "metadata",
        out / "corpus",
    )
    write_notebook(out)


@pytest.fixture
def study(tmp_path):
    return small_study(tmp_path)


def pages_of(study):
    return {document.doc_id: str(body) for document, body in article_pages(study)}


def visible_text(html):
    """What a reader sees and hears: the text of the HTML."""
    words = []
    parser = HTMLParser()
    parser.handle_data = words.append
    parser.feed(html)
    return re.sub(r"\s+", " ", "".join(words))


# Segments ------------------------------------------------------------------------------


def test_segments_cover_every_character_once(study):
    segments = find_segments(study.sentences, study.edits, study.quotations, study.matches)
    for row, part in segments.groupby("row"):
        text = study.sentences["text"][row]
        assert "".join(text[p.start : p.end] for p in part.itertuples()) == text


def test_innermost_speech_holds_and_marks_stay_apart_from_speech(study):
    segments = find_segments(study.sentences, study.edits, study.quotations, study.matches)
    at = {study.sentences["text"][p.row][p.start : p.end]: p for p in segments.itertuples()}
    assert study.quotations["quote_id"][at["refute"].speech] == "q1"
    assert study.quotations["quote_id"][at["flood lies"].mark] == "q2"
    assert (
        study.quotations["quote_id"][at["flood lies"].speech] == "q1"
    )  # the marks do not end her speech
    assert at["The river was calm."].speech == -1


def test_edits_move_segments(study):
    at = int(study.sentences["raw_start"][1]) + 5  # two signs put in before "ter Ana Ruiz"
    edit = {
        "doc_id": "first",
        "fix": "x",
        "raw_start": at,
        "raw_end": at,
        "removed": "",
        "inserted": "XX",
    }
    edits = fill([edit], "edits").astype(study.edits.dtypes)
    text = study.sentences["text"].copy()
    text[1] = text[1][:5] + "XX" + text[1][5:]
    segments = find_segments(
        study.sentences.assign(text=text), edits, study.quotations, study.matches
    )
    words = [text[p.row][p.start : p.end] for p in segments.itertuples() if p.cluster >= 0]
    assert words == ["refute", "flood lies", "growth", "river", "growth"]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), max_size=25))
def test_clusters_are_what_overlaps(spans):
    start = np.array([s for s, _ in spans], np.int64)
    end = start + np.array([n for _, n in spans], np.int64)
    numbers, (first, last) = cluster_spans(start, end)
    covered = np.zeros(80, int)
    for s, e in zip(start, end):
        covered[s:e] = 1
    for number, (s, e) in zip(numbers, zip(start, end)):
        assert first[number] <= s and e <= last[number]
    assert sum(last - first) == covered.sum()
    assert all(one <= other for one, other in zip(last[:-1], first[1:]))


def test_words_that_only_touch_are_marks_of_their_own():
    numbers, _ = cluster_spans(np.array([0, 4, 5]), np.array([4, 9, 7]))
    assert numbers.tolist() == [0, 1, 1]


# Article view --------------------------------------------------------------------------


def test_each_mark_opens_its_row(study):
    page = pages_of(study)["first"]
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for target in re.findall(r'href="#([^"]+)"', page):
        assert target in ids
    for key in ("m1", "m2", "m3", "m4", "q1", "q2", "q3"):
        assert f"row-{key}" in ids


def test_card_names_every_field_of_the_row(study):
    page = pages_of(study)["first"]
    card = visible_text(page[page.index('id="row-m4"') :].split("</section>")[0])
    start = study.matches.set_index("match_id").loc["m4", "raw_start"]
    for words in (
        "development",
        "growth",
        "indirect",
        "asserted",
        "a rule",
        f"{start} to {start + 6} of first.txt",
        "sentence 3",
    ):
        assert words in card.replace("sentence3", "sentence 3")


def test_voice_is_said_in_words_and_not_in_colour_alone(study):
    text = visible_text(pages_of(study)["first"])
    assert "quoted · Ana Ruiz" in text and "retold · unattributed" in text and "so-called" in text


def test_what_is_not_counted_looks_different(study):
    page = pages_of(study)["second"]
    assert 'class="word uncounted" id="word-m6"' in page and 'class="word" id="word-m5"' in page


def test_lines_without_a_row_stay_out(study):
    page = pages_of(study)["first"]
    assert "Nobody was hurt" not in page and "The river was calm" not in page
    assert page.count("line not shown") == 2
    assert "speech, or words in quotation marks are shown (2 of 4)." in visible_text(page)


def test_metadata_can_allow_the_whole_text(tmp_path):
    pages = pages_of(small_study(tmp_path, whole=["first"]))
    assert "Nobody was hurt" in pages["first"] and "not shown" not in pages["first"]


@pytest.mark.parametrize("says", ["", "no", "perhaps", "YES "])
def test_only_a_yes_allows_it(tmp_path, says):
    small_study(tmp_path)
    write_list(
        pd.DataFrame([{"file": "first.txt", "show_whole_text": says}]),
        "metadata",
        tmp_path / "corpus",
    )
    assert ("Nobody was hurt" in pages_of(read_study(tmp_path))["first"]) == (says == "YES ")


def test_withheld_text_is_in_no_download(study, tmp_path):
    folder = tmp_path / "downloads"
    copy_tables(study.out, folder)
    for path in folder.iterdir():
        assert "Nobody was hurt" not in path.read_text(encoding="utf-8")
    sentences = read_csv(folder / "sentences.csv")
    assert len(sentences) == 6 and sentences["text"].notna().sum() == 4


def test_a_page_opens_no_more_rows_than_a_browser_takes(hostile):
    is_first = hostile.matches["match_id"] == "m-script-0"
    study = replace(
        hostile,
        matches=hostile.matches.assign(has_card=is_first, is_marked=is_first),
    )
    page = pages_of(study)["script"]
    assert "row-m-script-0" in page and "row-m-script-1" not in page
    assert (
        "Only the first 1 of its framing words is marked here" in page
        and page.count('class="word"') == 2
    )  # legend, link
    lines = make_lines(study).set_index("doc_id").loc["script"]
    assert lines["match_id"].isna().sum() == 1


def test_pages_of_a_large_study_are_small_and_lead_to_the_characters(tmp_path, monkeypatch):
    whole = pages_of(small_study(tmp_path))["first"]
    monkeypatch.setattr("analysis.site.reading.MANY", 8)  # the two articles have nine rows
    study = read_study(tmp_path)
    assert study.is_large and not study.matches["has_card"].any()
    page = pages_of(study)["first"]
    assert len(page) < len(whole) / 2 and "row-" not in page and strange_parts(page) == []
    start = study.matches.set_index("match_id").loc["m4", "raw_start"]
    assert f'href="#first.c{start}-{start + 6}">growth</a>' in page and 'href="#first.file"' in page
    assert 'href="../concordance.html?doc_id=first"' in page
    assert "quoted · Ana Ruiz" in visible_text(page)  # what tells the voices apart stays


def test_tables_of_a_large_study_are_packed_and_still_leave_withheld_text_out(
    study, tmp_path, monkeypatch
):
    plain = {path.name: path.read_bytes() for path in copy_tables(study.out, tmp_path / "plain")}
    monkeypatch.setattr("analysis.site.reading.MANY", 8)
    packed = copy_tables(study.out, tmp_path / "packed")
    assert {path.name for path in packed} >= {
        "documents.csv.gz",
        "sentences.csv.gz",
        "matches.csv.gz",
    }
    assert sorted(path.name for path in (tmp_path / "packed").iterdir()) == sorted(
        path.name for path in packed
    )
    for path in packed:
        data = path.read_bytes()
        name = path.name.removesuffix(".gz")
        assert plain[name] == (gzip.decompress(data) if path.suffix == ".gz" else data)
    assert (
        describe_table(tmp_path / "packed" / "matches.csv.gz", "tables", {"matches": "a hit"})[
            "meaning"
        ]
        == "a hit"
    )


@pytest.mark.parametrize("n_more, ending", [(-1, "csv"), (0, "csv.gz")])
def test_the_rows_of_a_figure_are_packed_from_so_many_bytes_on(
    n_more, ending, tmp_path, monkeypatch
):
    monkeypatch.setattr("analysis.drawing.showing.PACKED_FROM", 10)
    monkeypatch.setattr("analysis.site.downloads.PACKED_FROM", 10)
    (tmp_path / "figures").mkdir()
    data = b"x" * (10 + n_more)
    (tmp_path / "figures" / "04_a.csv").write_bytes(data)
    about = {"name": "04_a", "title": "A", "caption": "", "alt": "", "width": 3, "height": 2}
    (tmp_path / "figures" / "04_a.json").write_text(json.dumps(about))
    (figure,) = copy_figures(tmp_path, tmp_path / "site")
    assert figure["forms"][-1] == ("csv", ending)
    held = (tmp_path / "site" / f"04_a.{ending}").read_bytes()
    assert len(list((tmp_path / "site").iterdir())) == 1
    assert (gzip.decompress(held) if ending == "csv.gz" else held) == data
    (tmp_path / "figures" / "04_a.png").write_bytes(b"")
    assert f'href="04_a.{ending}"' in figure_html("04_a", tmp_path, "")


def unpack(packed):
    """The text that `pack` was given, by way of whole numbers: as unlike unpack.js as can be."""
    n_more, *codes = (ord(character) - FIRST for character in packed)
    number = int("".join(f"{code:015b}" for code in codes), 2)
    n_bits = 15 * len(codes)
    data = (number >> n_bits % 8).to_bytes(n_bits // 8, "big")
    return gzip.decompress(data[: len(data) - n_more]).decode()


@pytest.mark.parametrize("length", range(40))
def test_what_is_packed_is_unpacked_whatever_its_length(length):
    text = "".join(chr(0x20 + 7 * n % 90) for n in range(length)) + "\U0001f600" * (length % 3)
    assert unpack(pack(text)) == text and set(map(ord, pack(text))) <= {*range(0x4000, 0xC000)}


def test_a_packed_file_says_how_it_is_stored_and_holds_any_character(tmp_path):
    write_packed(tmp_path / "page.html", "\u9fff\U0001f600 é")
    data = (tmp_path / "page.html").read_bytes()
    assert data[:2] == b"\xff\xfe" and data.decode("utf-16") == "\u9fff\U0001f600 é"


def test_shards_of_a_large_study_are_packed_and_hold_the_same(study, tmp_path):
    lines = pd.concat([make_lines(study)] * 200, ignore_index=True)
    write_shards(lines, tmp_path / "plain")
    write_shards(lines, tmp_path / "packed", is_packed=True)
    names = sorted(path.name for path in (tmp_path / "plain").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "packed").iterdir())
    for name in names:
        (called, value), (_, packed) = (
            read_script(tmp_path / kind / name) for kind in ("plain", "packed")
        )
        assert json.loads(unpack(packed)) == value, called
    sizes = [(tmp_path / kind / "rows-0.js").stat().st_size for kind in ("plain", "packed")]
    assert sizes[1] < sizes[0] / 4


def test_why_uses_are_not_counted_is_told_by_the_reason_that_applies():
    rows = [{"kind": "body", "use": "count"}, {"kind": "title", "use": "count"}]
    assert list_uncounted(rows, False) == [("in the title of an event or a work", 1)]
    rows += [{"kind": "caption", "use": "count"}, {"kind": "caption", "use": "exclude"}] * 2
    assert dict(list_uncounted(rows, False)) == {
        "in a caption": 2,
        "excluded by a rule": 2,
        "in the title of an event or a work": 1,
    }
    assert ("in a copy of another article", 1) in list_uncounted(rows, True)


def test_any_number_of_articles_can_be_asked_for_by_address(tmp_path):
    n = CHOICES + 1
    lines = pd.DataFrame({name: ["x"] * n for name in FILTERS})
    lines = lines.assign(doc_id=[f"a{number}" for number in range(n)])
    assert len(list_choices(lines[1:])["doc_id"]) == CHOICES and "doc_id" not in list_choices(lines)
    fields = {name: "x" for name in (*FIELDS, *SORTS) if name not in lines}
    index = write_shards(lines.assign(**fields), tmp_path)
    codes, named = rank_column(lines, "doc_id"), read_names(tmp_path, index["names"])
    assert named == {name: [1, code] for name, code in zip(lines["doc_id"], codes.tolist())}


def read_names(folder, firsts):
    """All names of `names-N.js`, each from the file in which a page looks for it."""
    files = [read_script(path) for path in sorted(folder.glob("names-*.js"))]
    found = {}
    for name, values in files:
        for one, value in values.items():
            keys = [first.encode("utf-16-be") for first in firsts]
            place = bisect_right(keys, one.encode("utf-16-be")) - 1
            assert name == f"names-{place}"
            found[one] = value
    assert len(files) == len(firsts)
    return found


@pytest.mark.parametrize("n", [0, 1, 3, 4])
def test_names_are_found_in_the_order_in_which_scripts_compare(n, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.site.shards.NAMES", 3)
    names = ["\uffee", "\U0001f600", "a", "A"][:n]
    firsts = write_names([(name, [name]) for name in names], tmp_path, False)
    assert read_names(tmp_path, firsts) == {name: [name] for name in names}
    assert len(firsts) == -(-n // 3)


def test_articles_of_one_file_are_told_apart_where_they_have_no_title():
    article = SimpleNamespace(doc_id="speeches-7", file="speeches.jsonl", part=7, title=None)
    assert title_of(article) == "speeches-7"
    article.part = 0
    assert title_of(article) == "speeches.jsonl"
    article.title = "A river"
    assert title_of(article) == "A river"


def test_list_names_articles_without_a_title_by_their_file(study, tmp_path):
    page = list_articles(study, tmp_path)
    assert "A river &#38; its &#60;town&#62;" in page and "second&#46;txt" in page


@pytest.mark.parametrize("listed, n_files", [(1, 1), (2, 0)])
def test_articles_behind_the_first_are_listed_in_files(
    listed, n_files, study, tmp_path, monkeypatch
):
    assert LISTED > 2
    monkeypatch.setattr("analysis.site.listing.LISTED", listed)
    folder = tmp_path / "list"
    page = list_articles(study, folder)
    assert page.count("<tr>") == 1 + listed and ("articles.js" in page) == (n_files > 0)
    assert len(list(folder.glob("*"))) == n_files
    if n_files:
        name, (row,) = read_script(folder / "list-1.js")
        assert name == "list-1" and row[:2] == ["articles/second.html", "second.txt"]
        counts = count_rows(study).iloc[1]
        assert row[5:8] == [counts["n_words"], counts["n_quotations"], counts["n_matches"]]


def test_articles_are_listed_with_2_before_10():
    names = ["a-10", "a-2", "b-1", "a-2-10", "a-2-9", "a-02", "10", "9"]
    listed = sort_by_names(pd.DataFrame({"doc_id": pd.Series(names, dtype="str")}))
    assert listed["doc_id"].tolist() == ["9", "10", "a-2", "a-02", "a-2-9", "a-2-10", "a-10", "b-1"]


@pytest.mark.parametrize(
    "n_with, n, is_common", [(90, 100, False), (91, 100, True), (29, 29, False), (30, 30, True)]
)
def test_a_flag_of_nearly_all_articles_is_said_once(n_with, n, is_common):
    flag = "no exact date: 1952-01-01 to 1952-12-31"
    flags = pd.Series([flag] * n_with + [pd.NA] * (n - n_with), dtype="str")
    flags[0], flags[1] = f"too short: 3; {flag}", f"{flag}; questions and answers: 'Why; no, how?'"
    left, common = take_common(flags)
    assert common == ([("no exact date", n_with)] if is_common else [])
    if is_common:
        assert left.dropna().tolist() == ["too short: 3", "questions and answers: 'Why; no, how?'"]
    else:
        assert left.equals(flags)


def test_the_list_counts_what_the_study_counts(study):
    study.matches.loc[study.matches["doc_id"] == "first", "use"] = "exclude"
    study.quotations["form"] = "scare"
    table = count_rows(study).set_index("doc_id")
    counted = keep_counted(study.matches, study.documents)["doc_id"].value_counts()
    assert table.loc["first", "n_matches"] == 0
    assert table["n_matches"].sum() == counted.sum() and table["n_quotations"].sum() == 0


# Concordance ---------------------------------------------------------------------------


def read_script(path):
    """The name and the value that a shard hands to the page."""
    data = path.read_bytes()
    call = data.decode("utf-16" if data.startswith(b"\xff\xfe") else "utf-8").strip()
    (given,) = re.fullmatch(
        r"(?:concordance|packs|articles)\.receive\((.*)\);", call, re.DOTALL
    ).groups()
    return json.loads(f"[{given}]")


def test_lines_stay_in_their_sentence_and_add_up(study):
    lines = make_lines(study)
    assert sorted(lines["match_id"]) == [hit[0] for hit in HITS]
    for line in lines.itertuples():
        sentence = next(s for s in TEXTS[line.doc_id] if line.node in s and line.right in s)
        assert sentence.startswith(line.left) and sentence.endswith(line.right)
    assert lines.set_index("match_id")["counted"].to_dict() == {
        "m1": "yes",
        "m2": "yes",
        "m3": "yes",
        "m4": "yes",
        "m5": "no: in a caption",
        "m6": "no: excluded by a rule",
    }


def test_long_sentences_are_cut_at_blanks(tmp_path):
    study = small_study(tmp_path)
    long = study.sentences["text"].copy()
    long[3] = long[3] + " word" * 5_000
    study.sentences["text"] = long
    line = make_lines(study).set_index("match_id").loc["m4"]
    assert line["right"].endswith("word …") and len(line["right"]) <= 125


def test_shards_hold_all_lines_in_order(study, tmp_path):
    lines = pd.concat([make_lines(study)] * 200, ignore_index=True)
    index = write_shards(lines, tmp_path / "c")
    shards = [read_script(tmp_path / "c" / f"rows-{n}.js") for n in range(-(-len(lines) // SHARD))]
    rows = [row for _, shard in shards for row in shard]
    assert len(rows) == index["n"] == 1200 and len(shards) == 3
    assert [row[FIELDS.index("match_id")] for row in rows] == lines["match_id"].to_list()
    assert all(len(shard) <= SHARD for _, shard in shards)


def test_choices_count_counted_lines_and_codes_lead_to_their_values(study, tmp_path):
    lines = make_lines(study)
    counted = lines["counted"].eq("yes")
    assert 0 < counted.sum() < len(lines)
    index = write_shards(lines, tmp_path)
    for name, choices in index["choices"].items():
        codes = rank_column(lines, name)
        for value, n, own in choices:
            cells = lines[name].astype(object).where(lines[name].notna(), None)
            held = cells.map(lambda cell: value in (cell, *str(cell).split(" + ")))
            assert np.isin(codes, own).tolist() == held.to_list()
            assert n == (held if name == "counted" else held & counted).sum()


def test_words_of_several_frames_are_one_line_unless_something_else_differs(study):
    again = study.matches[study.matches["match_id"] == "m1"]
    other = [again.assign(match_id="m7", frame="doubt"), again.assign(match_id="m8", status="x")]
    matches = pd.concat([study.matches, *other], ignore_index=True)
    lines = make_lines(replace(study, matches=matches))
    assert len(lines) == len(study.matches) + 1
    frames = lines[lines["node"] == "refute"].set_index("status")["frame"]
    assert frames.to_dict() == {"asserted": "denial + doubt", "x": "denial"}


def test_left_is_sorted_from_the_node_outwards():
    lines = pd.DataFrame({"left": ["a zebra ran", "the Ant sat,", "an owl ran"]})
    assert rank_column(lines, "left").tolist() == [1, 2, 0]


def test_columns_with_any_number_of_values_get_no_list(study, tmp_path):
    lines = pd.concat([make_lines(study)] * 100, ignore_index=True)
    lines["speaker"] = [f"speaker {n}" for n in range(len(lines))]
    assert "speaker" not in write_shards(lines, tmp_path)["choices"]


def test_page_shows_lines_without_scripts_and_labels_its_fields(study, tmp_path):
    lines = make_lines(study)
    page = str(concordance_html(lines, write_shards(lines, tmp_path), study.addresses))
    assert page.count("<tr>") == 1 + lines["counted"].eq("yes").sum() < 1 + len(lines)
    assert 'role="status" aria-live="polite"' in page and "4 counted lines" in visible_text(page)
    for field in re.findall(r'<(?:input|select)[^>]* id="([^"]+)"', page):
        assert f'<label for="{field}">' in page


def test_lines_are_chosen_by_the_groupings_of_the_study(study, tmp_path):
    (tmp_path / "study.toml").write_text('groups = ["outlet", "year"]', encoding="utf-8")
    study.documents["outlet"] = ["The Post", "Times & more"]
    lines, groups = make_lines(study), name_groups(tmp_path)
    assert groups == {"group-outlet": "outlet", "group-year": "year"}
    index = write_shards(lines, tmp_path / "c")
    choices = {name: n for name, n, _ in index["choices"]["group-outlet"]}
    assert choices == {"The Post": 4, "Times & more": 0} and set(lines["group-year"]) == {"2020"}
    page = str(concordance_html(lines, index, study.addresses, groups=groups))
    assert "Outlet</label>" in page and "Times &#38; more (0)" in page
    assert "Year</label>" not in page  # there is one
    assert (tmp_path / "c" / "column-group-outlet.js").exists()


def test_lines_lead_to_rows_that_are_there(study):
    pages = pages_of(study)
    for line in make_lines(study).itertuples():
        assert f'id="row-{line.match_id}"' in pages[line.doc_id]


def test_a_match_in_no_sentence_is_refused(study):
    study.matches.loc[0, "sentence"] = 99
    with pytest.raises(ValueError, match="m1 names sentence 99 of first.*run the notebooks again"):
        make_lines(study)


def test_empty_study_still_has_its_pages(tmp_path):
    write_notebook(tmp_path)
    study = read_study(tmp_path)
    lines = make_lines(study)
    assert "0 lines" in visible_text(
        str(concordance_html(lines, write_shards(lines, tmp_path / "c"), study.addresses))
    )
    assert list(article_pages(study)) == [] and "0 articles" in list_articles(study, tmp_path)


# Front page, statements ----------------------------------------------------------------


def test_findings_stand_with_their_share_and_open_their_lines(study):
    findings = [
        {
            "claim": "one",
            "options": "frame=denial; voice=direct|indirect",
            "sentence": "Most <is> said: 3 of 4.",
            "verdict": "holds",
            "n": 3.0,
            "of_n": 4.0,
            "n_holds": 9,
            "n_settings": 12,
            "share": 0.75,
            "fails_in": "hyphens",
        },
        {
            "claim": "two",
            "options": "voice=direct",
            "sentence": "Other words.",
            "verdict": "fails",
            "n_holds": 1,
            "n_settings": 5,
        },
    ]
    write_table(fill(findings, "findings"), "findings", study.out)
    parts = claims_parts(study.out)
    text = "".join(parts.values())
    assert "Most &#60;is&#62; said&#58; 3 of 4&#46;" in text
    assert "It held in 9 of 12 recounts. It fails under “hyphens”." in visible_text(text)
    assert "Claims that fail: 1 of 2" in parts
    assert [link["link"] for link in list_findings(study.out)[0]["links"]] == [
        "concordance.html?frame=denial&voice=direct&voice=indirect&counted=yes"
    ]


def test_own_articles_are_not_called_those_of_the_published_study(study):
    parts = page_parts(study.out, is_published=False)
    assert "Xinjiang" not in "".join(parts.values())
    lead = visible_text(parts["lead"])
    assert (
        "Two articles (The Post), published in 2020, were analysed: 40 words of body text. Rules "
        in lead
    )


def test_links_of_a_readme(tmp_path):
    readme = "# T\n\n## Limits and more\n\nSee [data](corpus/README.md) and [code](analysis/x.py).\n\n## Next\n\nx"
    assert localise(readme, ROOT, tmp_path).count("See [data](data.md) and code.") == 1
    assert localise("<!--n:words-->3,100<!--/n--> words", ROOT, tmp_path) == "3,100 words"
    assert localise("[out](https://example.org)", ROOT, tmp_path) == "[out](https://example.org)"


def test_the_method_leads_to_pages_of_the_site(tmp_path):
    text = read_method(tmp_path)
    for target in ("glossary.md", "codebook.md", "tables.md", "data.md", "CITATION.cff", "LICENSE"):
        assert f"]({target})" in text, target
    assert "../" not in text and "<!--" not in text
    assert (
        "\n## Limits" in text and "\n## Limits" in OWN_METHOD
    )  # the front page says they are there


def test_a_link_between_notebooks_leads_to_the_page():
    output = {"metadata": {}, "data": {"text/markdown": "- [02_a](02_terms.ipynb): a (b.ipynb)"}}
    shown = show_output(output, ".")["data"]["text/markdown"]
    assert shown == "- [02_a](02_terms.html): a (b.ipynb)"


# Text stays text -----------------------------------------------------------------------

ALLOWED = {
    "p",
    "a",
    "dl",
    "dt",
    "dd",
    "div",
    "span",
    "section",
    "q",
    "h2",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "caption",
    "script",
    "noscript",
    "form",
    "label",
    "input",
    "button",
    "select",
    "option",
    "nav",
}
ATTRIBUTES = {
    "id",
    "class",
    "href",
    "rel",
    "tabindex",
    "role",
    "aria-label",
    "scope",
    "lang",
    "src",
    "hidden",
    "data-base",
    "data-name",
    "data-article",
    "data-file",
    "data-raw",
    "data-part",
    "data-sort",
    "for",
    "type",
    "value",
    "aria-live",
    "autocomplete",
    "spellcheck",
}


class Strict(HTMLParser):
    """Notes every element, attribute and address that our templates do not write."""

    def __init__(self):
        super().__init__()
        self.strange, self.open = [], []

    def handle_starttag(self, tag, attributes):
        self.strange += [tag] if tag not in ALLOWED else []
        self.open += [] if tag == "input" else [tag]
        for name, value in attributes:
            if (
                name not in ATTRIBUTES
                or name in ("href", "src")
                and not re.match(
                    r"(?:\.\./|articles/|raw/|words\.html|concordance|tables/|_static/|#|https?://)",
                    value,
                )
            ):
                self.strange.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.strange.append(f"</{tag}> out of place")


def strange_parts(html):
    parser = Strict()
    parser.feed(str(html))
    return parser.strange + parser.open


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    return read_study(write_study(tmp_path_factory.mktemp("hostile")))


def test_hostile_articles_bring_no_element_of_their_own(hostile, tmp_path):
    lines = make_lines(hostile)
    htmls = [
        *pages_of(hostile).values(),
        list_articles(hostile, tmp_path / "list"),
        concordance_html(lines, write_shards(lines, tmp_path), hostile.addresses),
    ]
    for html in htmls:
        assert strange_parts(html) == []


def test_the_strict_reader_finds_harm():
    assert strange_parts("<p><script>x</p>") and strange_parts('<a href="javascript:x">y</a>')
    assert (
        strange_parts('<p onclick="x">y</p>')
        and strange_parts("<img>")
        and not strange_parts("<p>x</p>")
    )


def test_hostile_words_appear_as_they_are(hostile):
    pages = pages_of(hostile)
    for name in (
        "script",
        "handler",
        "latex",
        "markdown",
        "template",
        "fence",
        "frame",
        "formula",
        "ends",
    ):
        words = " ".join(HARMS[name].split())
        assert words in visible_text(pages[name]).replace("\\ (", "\\("), name
    assert "start [U+202E] desrever" in visible_text(pages["direction"])
    assert len(visible_text(pages["long"])) > 100_000


def test_hostile_shards_are_plain_values(hostile, tmp_path):
    lines = make_lines(hostile)
    write_shards(lines, tmp_path)
    for path in tmp_path.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not re.search("[<>&\u2028\u2029\u202a-\u202e\u2066-\u2069]", text)
        read_script(path)


def test_marks_of_our_own_in_an_article_stay_words(hostile, tmp_path):
    page = tmp_path / "shell.html"
    page.write_text(
        f"<title>{TITLE}</title><h1>{TITLE}</h1><p>{BODY}</p><b>end</b>", encoding="utf-8"
    )
    filled = read_shell(page)(f"{TITLE} <p>{BODY}</p>", pages_of(hostile)["template"])
    assert filled.count("<b>end</b>") == 1 and f"<h1>{TITLE} &lt;p&gt;" in filled


@given(st.text())
def test_script_json_reads_back_and_cannot_end_a_script(text):
    packed = script_json([text])
    assert json.loads(packed) == [text]
    assert not re.search("[<>&\u2028\u2029]", packed)


@given(st.text())
def test_shown_text_holds_no_markup(text):
    assert strange_parts(show(text)) == [] and not set(re.sub("</?span>", "", show(text))) & set(
        "<>\"'`$\\"
    )


@given(st.text())
def test_names_of_files_are_letters_digits_and_hyphens(text):
    assert re.fullmatch(r"[A-Za-z0-9-]{1,120}", page_id(text)) and page_id(text) == page_id(text)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        'https://a"b',
        "",
        "https://x.org/<script>",
        "http:\\\\x",
        " https://x.org",
        None,
        pd.NA,
    ],
)
def test_only_addresses_of_the_web_become_links(url):
    assert web_address(url) is None


def test_address_of_a_publisher_becomes_a_link(study):
    assert 'href="https://example.org/a?b=1&amp;c=2"' in pages_of(study)["first"]
    assert concordance_link(frame="a&b=c") == "concordance.html?frame=a%26b%3Dc"


# The whole site ------------------------------------------------------------------------


def test_frames_are_filled_and_none_is_left(study, tmp_path):
    source, html = tmp_path / "source", tmp_path / "html"
    source.mkdir()
    add_articles(study.out, source)
    for path in source.rglob("*.md"):
        page = html / path.relative_to(source).with_suffix(".html")
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(path.read_text(encoding="utf-8").split("# ")[1], encoding="utf-8")
    fill_pages(study.out, html)
    assert sorted(path.name for path in (html / "articles").iterdir()) == [
        "first.html",
        "second.html",
    ]
    for path in html.rglob("*.html"):
        assert BODY not in path.read_text(encoding="utf-8")


def test_tables_in_notebooks_show_text_as_text():
    from IPython.core.interactiveshell import InteractiveShell

    from analysis.text.escaping import guard_tables

    shell = InteractiveShell.instance()
    try:
        guard_tables()
        harm = pd.DataFrame({"text": [HARMS["direction"], HARMS["latex"], HARMS["script"]]})
        shown, _ = shell.display_formatter.format(harm)
        assert "[U+202E]" in shown["text/html"] and "mathjax_ignore" in shown["text/html"]
        assert "[U+202E]" in shown["text/plain"]
        for text in shown.values():
            assert not re.search("[\u202a-\u202e\u2066-\u2069]", text)
        assert "<script" not in shown["text/html"]
    finally:
        InteractiveShell.clear_instance()


@pytest.mark.parametrize(
    "first, second",
    [
        ("list-2", "list-02"),
        ("Speech", "speech"),
        ("speech.", "speech"),
        ("a:b", "a-b"),
        ("a_b", "a-b"),
        ("straße", "strasse"),
        ("nul", "nul-1"),
        ("x" * 130, "x" * 131),
    ],
)
def test_each_article_has_a_page_of_its_own_on_every_file_system(first, second):
    names = [file_id(first), file_id(second)]
    assert names[0].casefold().rstrip(". ") != names[1].casefold().rstrip(". ")
    for name in names:
        assert re.fullmatch("[a-z0-9][a-z0-9-]{0,119}", name) and name != "nul"
        assert not re.fullmatch(r"list-\d+|page-of-an-article", name)


def test_a_page_is_found_under_the_name_of_its_article():
    assert file_id("2024-05-07-speech") == "2024-05-07-speech"
    assert file_id("x0123456789ab") != "x0123456789ab"  # could be the hash of another


SIGNS = st.text("aZ.9 _$\\<&'’…\n\t\u00a0\u202e\x1c\x85\u2028\U0001f600")


@given(st.lists(st.one_of(SIGNS, st.text()), max_size=9))
def test_texts_that_are_escaped_together_are_escaped_as_each_alone(texts):
    """Above all where a text ends in a full stop, or holds what ends a line."""
    assert escape_all(texts) == [escape(text) for text in texts]
