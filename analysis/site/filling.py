"""Articles and concordance put into the site: frames for Sphinx, then their contents."""

from pathlib import Path

from analysis.site.articles import article_pages
from analysis.site.concordance import concordance_html
from analysis.site.listing import list_articles, title_of
from analysis.site.packs import write_packs
from analysis.site.raw import raw_pages
from analysis.site.reading import Study, read_study
from analysis.site.rendering import ARTICLE, PACKED, RAW, address
from analysis.site.shards import make_lines, name_groups, write_shards
from analysis.site.shell import add_shell, read_shell, write_page
from analysis.site.words import words_html, write_words

SHELL = "articles/page-of-an-article"


def add_articles(out: Path, source: Path) -> None:
    """Add the frames of the articles' pages, of their list and of the concordance."""
    add_shell(source / f"{SHELL}.md")
    add_shell(source / "articles.md", "Articles")
    add_shell(source / "concordance.md", "Framing words")
    add_shell(source / "words.md", "Concordance")


def fill_pages(out: Path, html: Path) -> None:
    """Write the pages of all articles, their list and the concordance into the site."""
    study = read_study(out)
    fill_articles(study, html)
    fill_concordance(study, html)
    fill_words(study, html)


def fill_articles(study: Study, html: Path) -> None:
    """A page for each article and one for its file, or one for all; and the page that lists them."""
    shell = html / f"{SHELL}.html"
    framed = read_shell(shell)
    shell.unlink()
    if study.is_large:
        body = write_packs(article_pages(study), html / "packs")
        write_page(html / PACKED.split("#")[0], framed("Article", body))
    else:
        (html / "raw").mkdir()
        for pattern, pages in ((ARTICLE, article_pages), (RAW, raw_pages)):
            for document, body in pages(study):
                write_page(
                    html / address(pattern, document.doc_id), framed(title_of(document), body)
                )
    page = html / "articles.html"
    write_page(page, read_shell(page)("Articles", list_articles(study, html / "articles")))


def fill_concordance(study: Study, html: Path) -> None:
    """The page of the concordance, and its lines as files that it loads."""
    lines = make_lines(study)
    index = write_shards(lines, html / "concordance", study.is_large)
    page = html / "concordance.html"
    ending = ".gz" if study.is_large else ""
    body = concordance_html(lines, index, study.addresses, ending, name_groups(study.out))
    write_page(page, read_shell(page)("Framing words", body))


def fill_words(study: Study, html: Path) -> None:
    """The page where any word is looked up, and the sentences that it loads."""
    page = html / "words.html"
    body = words_html(write_words(study, html / "words"), study.addresses)
    write_page(page, read_shell(page)("Concordance", body))
