"""Exports: every article is found, with its headline, date, outlet and nothing but its text."""

import re

import pytest
from make_exports import EXPORTS, PAGES, as_page, as_rich_text, as_word

from analysis.articles.article import Article
from analysis.articles.dates import begins_with_date, parse_date, settle_order
from analysis.articles.encodings import Unreadable
from analysis.articles.exports import LAYOUTS, split_export
from analysis.articles.formats import read_page, read_rich_text, read_word
from analysis.articles.reading import read_bytes
from analysis.articles.sources import Source

BY_NAME = {export.name: export for export in EXPORTS}


def check_articles(found, made):
    assert [article.title for article in found] == [article.title for article in made]
    assert [article.outlet for article in found] == [article.outlet for article in made]
    days = [parse_date(article.published)[0] for article in found]
    assert days == [f"2021-03-{article.day:02}" for article in made]
    for article, true in zip(found, made):
        text = article.text.removeprefix(f"# {true.title}")
        assert [" ".join(block.split()) for block in re.split(r"\n\n+", text.strip())] == true.body


@pytest.mark.parametrize("name", BY_NAME)
def test_every_article_of_an_export_is_found(name):
    export = BY_NAME[name]
    check_articles(split_export(Article(export.text)), export.articles)


@pytest.mark.parametrize(
    "name", [name for name in BY_NAME if name.startswith("classic") and name.endswith("-n")]
)
def test_every_article_of_a_page_of_exports_is_found(name):
    export = BY_NAME[name]
    check_articles(read_page(as_page(export.text).encode()), export.articles)


@pytest.mark.parametrize("name", PAGES)
def test_every_article_of_a_page_of_each_layout_is_found(name):
    text, made = PAGES[name]
    check_articles(read_page(text.encode()), made)
    late = text.replace("<body>", f"<body><script>{'var a = 1;' * 2000}</script>")
    check_articles(read_page(late.encode()), made)


@pytest.mark.parametrize(
    "name",
    [
        "uni-en-with-n",
        "factiva_lines-de-with-n",
        "factiva_fields-fr-with-n",
        "classic-nl-without-n",
    ],
)
def test_every_article_of_a_rich_text_is_found(name):
    export = BY_NAME[name]
    found = read_rich_text(as_rich_text(export.text).encode())[0]
    check_articles(split_export(found), export.articles)


@pytest.mark.parametrize("name", ["uni-en-with-n", "uni-de-with-n"])
def test_every_article_of_a_word_file_is_found(name):
    export = BY_NAME[name]
    check_articles(split_export(read_word(as_word(export.text))[0]), export.articles)


def test_two_thousand_articles_were_tried():
    assert sum(len(export.articles) for export in EXPORTS) >= 2000
    tried = {name.split("-")[0] for name in BY_NAME}
    assert {re.split("_", name)[0] for name in tried} == {
        "classic",
        "uni",
        "factiva",
        "proquest",
        "europresse",
        "newsbank",
    }


def test_an_article_without_full_text_is_named_and_the_others_are_read():
    text = next(export.text for export in EXPORTS if export.name == "proquest-en-with-n")
    found = split_export(
        Article(
            re.sub(
                r"Full text: .*?(?=\n\nSubject)",
                "Full text: Not available",
                text,
                count=1,
                flags=re.DOTALL,
            )
        )
    )
    assert isinstance(found[0], Unreadable) and "no full text" in found[0].problem
    assert all(isinstance(article, Article) for article in found[1:])


def test_a_page_with_an_article_without_full_text_gives_the_others():
    export = next(export for export in EXPORTS if export.name == "proquest-en-with-n")
    without = re.sub(
        r"Full text: .*?(?=\n\nSubject)",
        "Full text: Not available",
        export.text,
        count=1,
        flags=re.DOTALL,
    )
    page = Source("saved.html", ".html", lambda: as_page(without).encode())
    found = read_bytes(page, page.read(), None)
    assert isinstance(found[0], Unreadable) and "no full text" in found[0].problem
    check_articles(found[1:], export.articles[1:])


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "It rained.\n\nDocument 1 of 2 was late.",
        "Title: It rained.\nDatabase: none\n",
        "HD It rained",
    ],
)
def test_other_texts_are_no_export(layout, text):
    assert LAYOUTS[layout].split(text) == []


@pytest.mark.parametrize(
    "text, day",
    [
        ("4.3.2021", "2021-03-04"),
        ("20210304", "2021-03-04"),
        ("20210304T101500Z", "2021-03-04"),
        ("20210304101500", "2021-03-04"),
        ("1614816000", "2021-03-04"),
        ("1614816000000", "2021-03-04"),
        ("4 mars 2021", "2021-03-04"),
        ("1er avril 2021", "2021-04-01"),
        ("4. M\u00e4rz 2021", "2021-03-04"),
        ("9 Mai 2021", "2021-05-09"),
        ("3 oktober 2021", "2021-10-03"),
        ("4 de marzo de 2021", "2021-03-04"),
        ("2021 \u5e74 3 \u6708 4 \u65e5", "2021-03-04"),
        ("02/03/2021", None),
        ("99999999", None),
        ("631151999", None),
        ("2021-13-45", None),
        ("4 jui 2021", None),
    ],
)
def test_dates_are_read_as_people_and_dumps_write_them(text, day):
    assert parse_date(text)[0] == day


@pytest.mark.parametrize(
    "texts, order",
    [
        (["02/03/2021", "14/03/2021"], True),
        (["02/03/2021", "03/14/2021"], False),
        (["02/03/2021"], None),
        (["14/03/2021", "03/14/2021"], None),
    ],
)
def test_other_dates_of_a_file_settle_the_order(texts, order):
    assert settle_order(texts) is order


def test_a_settled_order_is_used():
    assert parse_date("02/03/2021", True)[0] == "2021-03-02"
    assert parse_date("02/03/2021", False)[0] == "2021-02-03"


@pytest.mark.parametrize(
    "line, begins",
    [
        ("lundi 3 mai 2010, p. 4", True),
        ("March 4, 2021 Thursday", True),
        ("Council talks, part 2", False),
    ],
)
def test_lines_that_begin_with_a_date(line, begins):
    assert begins_with_date(line) is begins
