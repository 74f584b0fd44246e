"""Keeps the place of the empty cells of a table of figures, so that its columns do not shift."""

import re
from typing import Any

from lxml import html as lxml_html

EMPTY_CELL = "–"
"""What newspapers print where a table has no figure."""
LEAST_ROWS = 2
LEAST_COLUMNS = 2
LEAST_FIGURES = 0.25
"""A table with such a share of cells that hold figures is one of figures; others set a page."""
LONGEST_CELL = 60
"""Letters of the longest cell of such a table."""
MOST_SPANNED = 20
_CELLS = ("td", "th")
_BLANK = re.compile(r"[-\u2010-\u2015\u2212.\u2026*\u00d7?/]{1,3}")
_DIGIT = re.compile(r"\d")


def keep_empty_cells(tree: lxml_html.HtmlElement) -> None:
    """Write a dash, in place, into each empty cell of the tables of figures.

    An empty cell that spans several columns becomes as many. Rows and columns that are empty as a
    whole only set others apart; they stay so.
    """
    for table in tree.iter("table"):
        rows = [[cell for cell in row if cell.tag in _CELLS] for row in table.iter("tr")]
        texts = {cell: cell.text_content().strip() for cells in rows for cell in cells}
        if "" in texts.values() and _is_of_figures(table, rows, texts):
            filled = {n for cells in rows for n, cell in enumerate(cells) if texts[cell]}
            for cells in rows:
                for number, cell in enumerate(cells):
                    if not texts[cell] and number in filled and any(texts[one] for one in cells):
                        _mark(cell)


def is_blank(text: str) -> bool:
    """Tell whether a cell says that there is no figure: a dash, a few points, a star."""
    return _BLANK.fullmatch(text) is not None


def _is_of_figures(table: Any, rows: list[list[Any]], texts: dict[Any, str]) -> bool:
    said = [text for text in texts.values() if text]
    if not said or max(map(len, said)) > LONGEST_CELL or table.find(".//table") is not None:
        return False
    columns = [len(cells) for cells in rows if cells]
    if len(columns) < LEAST_ROWS or max(columns) < LEAST_COLUMNS:
        return False
    figures = sum(bool(_DIGIT.search(text)) for text in said)
    return figures >= LEAST_FIGURES * len(said)


def _mark(cell: Any) -> None:
    span = cell.attrib.pop("colspan", "1").strip()
    for child in list(cell):
        cell.remove(child)
    cell.text = EMPTY_CELL
    for _ in range(1, min(int(span), MOST_SPANNED) if span.isdecimal() else 1):
        beside = cell.makeelement(cell.tag)
        beside.text = EMPTY_CELL
        cell.addnext(beside)
