"""Cells that span several rows or columns of a table of figures shift none of its columns."""

from typing import Any

import pytest
from lxml import html as lxml_html

from pipelines.page.markup.empty_cells import keep_empty_cells

HEAD = "<tr><th>Province</th><th>Gate</th><th>Men</th></tr>"


def rows(table: str) -> list[list[str]]:
    tree: Any = lxml_html.document_fromstring(f"<div><table>{table}</table></div>")
    keep_empty_cells(tree)
    return [[cell.text_content() for cell in row] for row in tree.iter("tr")]


def test_a_label_is_said_in_each_row_that_it_spans() -> None:
    table = (
        "<tr><td rowspan=2>Nangarhar</td><td>Torkham</td><td>310</td></tr>"
        "<tr><td>Ghulam Khan</td><td>88</td></tr><tr><td>Nimroz</td><td>Milak</td><td>41</td></tr>"
    )
    assert rows(HEAD + table)[1:] == [
        ["Nangarhar", "Torkham", "310"],
        ["Nangarhar", "Ghulam Khan", "88"],
        ["Nimroz", "Milak", "41"],
    ]


@pytest.mark.parametrize(
    ("table", "second"),
    [
        ("<tr><td>May</td><td rowspan=2>310</td><td>4</td></tr><tr><td>June</td><td>5</td></tr>",
         ["June", "–", "5"]),
        ("<tr><td rowspan=2>2025</td><td>May</td><td>4</td></tr><tr><td>June</td><td>5</td></tr>",
         ["2025", "June", "5"]),
        ("<tr><td>May</td><td>4</td><td rowspan=2>Milak</td></tr><tr><td>June</td><td>5</td></tr>",
         ["June", "5", "Milak"]),
        ("<tr><td rowspan=2 colspan=2>All</td><td>4</td></tr><tr><td>5</td></tr>"
         "<tr><td>May</td><td>June</td><td>6</td></tr>", ["All", "–", "5"]),
        ("<tr><td rowspan=x>May</td><td>4</td></tr><tr><td>June</td><td>5</td></tr>",
         ["June", "5"]),
    ],
)  # fmt: skip
def test_what_spans_rows_holds_its_place_in_the_next(table: str, second: list[str]) -> None:
    assert rows(table)[1] == second


def test_a_label_over_two_columns_takes_the_place_of_two() -> None:
    table = (
        "<tr><th>Gate</th><th colspan=2>Men</th><th>Women</th></tr>"
        "<tr><td>Milak</td><td>4</td><td>5</td><td>6</td></tr>"
    )
    assert rows(table)[0] == ["Gate", "Men", "–", "Women"]


def test_a_cell_alone_in_its_row_stays_alone() -> None:
    table = HEAD + "<tr><td colspan=3>Nangarhar</td></tr><tr><td>a</td><td>b</td><td>4</td></tr>"
    assert rows(table)[1] == ["Nangarhar"]


def test_a_table_that_sets_a_page_is_left_as_it_is() -> None:
    table = "<tr><td rowspan=2>Menu</td><td>Home</td></tr><tr><td>World</td></tr>"
    assert rows(table)[1] == ["World"]
