"""What a phone folds: nothing leaves the page, the first rows and the first figure stay open."""

import json

import nbformat
import pandas as pd
import pytest

from analysis.site.folds import (
    FIRST,
    LONG,
    SCREEN,
    fold_figures,
    fold_items,
    fold_rows,
    fold_tables,
    phone_height,
)

new = nbformat.v4


def html_of(n: int, most: int = 99) -> str:
    with pd.option_context("display.max_rows", most):
        return pd.DataFrame({"n": [f"row {i}" for i in range(n)]})._repr_html_()


def test_a_table_of_few_rows_is_as_it_was():
    assert fold_rows(html_of(LONG)).count("<tr") == LONG + 1
    assert "<details" not in fold_rows(html_of(LONG))


def test_a_long_table_shows_its_first_rows_and_keeps_all_of_them():
    html = fold_rows(html_of(LONG + 1))
    whole, first = html.split("</details>")
    assert f"First {FIRST} rows; show {LONG + 1 - FIRST} more" in whole
    assert [f"row {i}" in whole for i in range(LONG + 1)] == [True] * (LONG + 1)
    assert [f"row {i}<" in first for i in range(LONG + 1)] == [i < FIRST for i in range(LONG + 1)]
    assert first.count("<table") == first.count("</table>") == 1 and "<style" not in first
    assert first.count("<tbody>") == first.count("</tbody>") == 1


def test_rows_that_were_left_out_are_not_counted_as_shown():
    html = fold_rows(html_of(99, most=12))
    assert (
        "99 rows × 1 columns" in html and f"show {10 - FIRST} more" in html
    )  # ten rows and one of dots


def test_what_is_folded_already_is_not_folded_again():
    html = f"<details><summary>x</summary>{html_of(20)}</details>"
    assert fold_rows(html).count("<details") == 1


def test_a_table_that_is_folded_with_its_code_is_not_folded_twice():
    table = new.new_output("display_data", data={"text/html": html_of(20)})
    other = new.new_output("display_data", data={"text/html": html_of(20)})
    cells = [new.new_code_cell("a", outputs=[other]), new.new_code_cell("b", outputs=[table])]
    cells[1].metadata["tags"] = ["hide-cell"]
    fold_tables([new.new_markdown_cell("# x"), *cells])
    shown = [cell.outputs[0]["data"]["text/html"].count("<details") for cell in cells]
    assert shown == [1, 0]


def test_a_long_list_shows_its_first_items_and_keeps_all_of_them():
    items = [f"- item {i}" for i in range(LONG + 1)]
    text = "\n".join(["Found:", "", *items, "", "The end."])
    first, rest = fold_items(text).split('<details class="fold">')
    assert all(item in first for item in items[:FIRST])
    assert f"Show {LONG + 1 - FIRST} more lines" in rest and rest.endswith(
        "</details>\n\n\nThe end."
    )
    assert all(f"\n{item}\n" in rest for item in items[FIRST:])
    few = "\n".join(["Found:", "", *items[:LONG]])
    assert fold_items(few) == few


def test_items_with_something_below_them_stay_one_list():
    text = "\n".join(f"- item {i}\n  <details>more</details>" for i in range(20))
    assert fold_items(text) == text


@pytest.fixture
def drawn(tmp_path):
    """Three saved figures, the second taller on a phone than its screen."""
    (tmp_path / "figures").mkdir()
    for name, height in [("01_a", 300), ("02_b", 600), ("03_c", 300)]:
        base = tmp_path / "figures" / name
        about = {"name": name, "title": f"It <is> {name}", "caption": "c", "alt": "a"}
        about |= {"width": 7, "height": 5}
        base.with_suffix(".json").write_text(json.dumps(about), encoding="utf-8")
        base.with_suffix(".png").write_bytes(b"")
        svg = f'<svg width="270pt" height="{height}pt" viewBox="0 0 270 {height}"></svg>'
        base.with_suffix(".phone.svg").write_text(svg, encoding="utf-8")
    return tmp_path


def page_of(names: list[str], headings: list[str]) -> list:
    cells = []
    for name, heading in zip(names, headings, strict=True):
        shown = new.new_output("display_data", data={"text/html": f"<figure>{name}</figure>"})
        shown.metadata["figure"] = name
        cells += [new.new_markdown_cell(heading), new.new_code_cell("draw", outputs=[shown])]
    return cells


def folded(cells: list) -> list[bool]:
    shown = [o["data"]["text/html"] for cell in cells for o in cell.get("outputs", [])]
    assert all("<figure>" in html for html in shown)
    return [html.startswith('<details class="fold of-figure">') for html in shown]


def test_a_figure_taller_than_a_phone_is_folded_under_what_it_shows(drawn):
    assert phone_height("01_a", drawn) < SCREEN < phone_height("02_b", drawn)
    cells = page_of(["01_a", "02_b", "03_c"], ["# One", "## Two", "## Three"])
    fold_figures(cells, drawn)
    assert folded(cells) == [False, True, False]
    html = cells[3].outputs[0]["data"]["text/html"]
    assert "Figure 02&#95;b&#58; It &#60;is&#62; 02&#95;b</summary>" in html


def test_the_first_figure_of_a_page_stays_open_and_those_for_checking_do_not(drawn):
    cells = page_of(["02_b", "01_a", "03_c"], ["# One", "## How certain is it?", "## Next"])
    fold_figures(cells, drawn)
    assert folded(cells) == [False, True, False]
    cells = page_of(["02_b", "01_a", "03_c"], ["# One, appendix: all", "## Two", "## Three"])
    fold_figures(cells, drawn)
    assert folded(cells) == [False, True, True]
