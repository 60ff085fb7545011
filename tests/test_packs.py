"""Articles of a large study: packed many in a file, and their files restored from their pages."""

import json
import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from hostile import write_study
from test_pages import pages_of, read_script, small_study, strange_parts, unpack

from analysis.articles import read_articles
from analysis.site.articles import article_pages
from analysis.site.listing import list_articles
from analysis.site.packs import write_packs
from analysis.site.reading import cut_study, once, read_once, read_study
from analysis.site.restoring import restore_lines
from analysis.site.shards import make_lines
from analysis.tables.stored import LISTS, ROOT


@pytest.fixture(autouse=True)
def large(monkeypatch):
    monkeypatch.setattr("analysis.site.reading.MANY", 1)


class Page(HTMLParser):
    """The texts of a page's sentences, without numbers, tags and the blank after each; and what it says of its file."""

    def __init__(self, html):
        super().__init__()
        self.open, self.texts, self.file, self.after = [], [], None, False
        self.feed(html)

    def handle_starttag(self, tag, pairs):
        pairs = dict(pairs)
        classes = (pairs.get("class") or "").split()
        self.open.append(classes)
        if "sentence" in classes:
            self.texts.append("")
        if "data-file" in pairs:
            self.file = json.loads(pairs["data-file"])

    def handle_endtag(self, tag):
        self.after = bool({"number", "tag"} & {*self.open.pop()})

    def handle_data(self, text):
        inside = [name for classes in self.open for name in classes]
        if "sentence" in inside and not {"number", "tag", "unseen"} & {*inside}:
            self.texts[-1] += text[1:] if self.after else text
            self.after = False


def restore(page):
    """(start, text) of each line that a page shows, and (start, length, hidden) of others, as `packs.js` has them."""
    shown, others, at, texts = [], [], 0, iter(page.texts)
    for entry in page.file:
        gap, what, *rest = [*(entry if isinstance(entry, list) else [entry]), None]
        start = at + gap
        if isinstance(what, int):
            others.append((start, what, rest[0]))
            if len(rest) < 3:
                next(texts)
            at = start + what
            continue
        text = next(texts)
        if isinstance(what, list):
            pieces, done = [], 0
            for place, length, removed in what:
                pieces += [text[done:place], removed]
                done = place + length
            text = "".join(pieces) + text[done:]
        text = what if isinstance(what, str) else text
        shown.append((start, text))
        at = start + len(text)
    assert next(texts, None) is None
    return shown, others


@pytest.mark.parametrize("is_hostile", [False, True])
def test_files_are_restored_from_pages_to_the_character(tmp_path, is_hostile):
    study = read_study(write_study(tmp_path) if is_hostile else ROOT)
    assert study.is_large
    raw = study.sentences.assign(raw=restore_lines(study.sentences, study.edits))
    n_changed = n_written = 0
    for document, body in article_pages(study):
        page, own = Page(str(body)), raw[raw["doc_id"] == document.doc_id]
        shown, others = restore(page)
        lines = own[own["is_shown"] & own["raw"].notna()]
        assert shown == list(zip(lines["raw_start"], lines["raw"]))
        hidden = own[~own["is_shown"]]
        n_hidden = sum(n or 0 for *_, n in others)
        assert n_hidden == (hidden["raw_end"] - hidden["raw_start"]).sum()
        n_changed += sum(
            isinstance(entry, list) and isinstance(entry[1], list) for entry in page.file
        )
        n_written += sum(
            isinstance(entry, list) and isinstance(entry[1], str) for entry in page.file
        )
    assert n_written if is_hostile else n_changed


def test_what_pages_may_not_show_is_in_no_pack(tmp_path):
    study = small_study(tmp_path / "study")
    write_packs(article_pages(study), tmp_path / "packs")
    (_, packed) = read_script(tmp_path / "packs" / "pack-0.js")
    assert "Nobody was hurt" not in unpack(packed) and "Minister Ana Ruiz" in unpack(packed)


@pytest.mark.parametrize("size, n_packs", [(1, 2), (1 << 20, 1)])
def test_a_pack_is_full_after_so_many_characters_and_the_index_finds_each_article(
    tmp_path, monkeypatch, size, n_packs
):
    monkeypatch.setattr("analysis.site.packs.PACK", size)
    study = small_study(tmp_path / "study")
    page = write_packs(article_pages(study), tmp_path / "packs")
    assert (
        strange_parts(str(page).replace("mark>", "span>")) == [] and 'data-base="../packs/"' in page
    )
    index = json.loads(unpack(read_script(tmp_path / "packs" / "index.js")[1]))
    assert index["names"] == ["first"] and len(index["first"]) == n_packs
    names = json.loads(unpack(read_script(tmp_path / "packs" / "names-0.js")[1]))
    assert names == {"first": 0, "second": 1}
    packs = [
        json.loads(unpack(read_script(tmp_path / "packs" / f"pack-{n}.js")[1]))
        for n in range(n_packs)
    ]
    assert len(list((tmp_path / "packs").iterdir())) == n_packs + 2
    for name, number in names.items():
        pack = max(n for n, first in enumerate(index["first"]) if first <= number)
        title, html = packs[pack][number - index["first"][pack]]
        assert html == pages_of(study)[name]
        assert title == ("A river & its <town>" if name == "first" else "second.txt")


def test_all_addresses_lead_to_the_one_page(tmp_path):
    study = small_study(tmp_path)
    assert study.addresses == ("articles/page.html#*.",) * 2
    listed = list_articles(study, tmp_path)
    assert 'href="articles/page.html#first"' in listed and "first.html" not in listed
    (page,) = [page for name, page in pages_of(study).items() if name == "first"]
    places = set(re.findall(r'href="#first\.c(\d+-\d+)"', page))
    lines = make_lines(study).query("doc_id == 'first'")
    assert places <= {f"{line.raw_start}-{line.raw_end}" for line in lines.itertuples()} and places


@pytest.mark.parametrize("size, n_parts", [(1, 2), (4, 2), (5, 1), (None, 1)])
def test_a_study_is_cut_between_articles_by_the_number_of_sentences(size, n_parts, tmp_path):
    study = small_study(tmp_path)  # of four sentences and two
    parts = list(cut_study(study, size))
    assert len(parts) == n_parts
    for name in ("documents", "sentences", "quotations", "matches"):
        whole = pd.concat([getattr(part, name) for part in parts], ignore_index=True)
        pd.testing.assert_frame_equal(whole, getattr(study, name))
    assert [part.documents.index[0] for part in parts] == list(range(n_parts))
    for part in parts:
        assert set(part.sentences["doc_id"]) == set(part.documents["doc_id"])


def test_tables_are_read_once_while_a_site_is_built_and_anew_afterwards(tmp_path):
    read = []

    @once
    def tables(out):
        read.append(out)
        return len(read)

    with read_once():
        assert [tables(tmp_path), tables(tmp_path), tables(tmp_path / "other")] == [1, 1, 2]
    assert tables(tmp_path) == 3 and tables(tmp_path) == 4


def test_the_published_articles_are_all_restored():
    _, texts, _ = read_articles(LISTS)
    study = read_study(ROOT)
    for document, body in article_pages(study):
        for start, text in restore(Page(str(body)))[0]:
            assert texts[document.doc_id][start : start + len(text)] == text
