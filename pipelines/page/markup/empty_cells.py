"""Keeps the columns of a table of figures: its empty cells, and those that span others."""

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

    A cell that spans several columns or rows becomes as many. Rows and columns that are empty as a
    whole only set others apart; they stay so.
    """
    for table in tree.iter("table"):
        rows = [[cell for cell in row if cell.tag in _CELLS] for row in table.iter("tr")]
        texts = {cell: cell.text_content().strip() for cells in rows for cell in cells}
        spans = any("rowspan" in cell.attrib or "colspan" in cell.attrib for cell in texts)
        if not (spans or "" in texts.values()) or not _is_of_figures(table, rows, texts):
            continue
        if spans:
            rows = _spread(rows, texts)
        filled = {n for cells in rows for n, cell in enumerate(cells) if texts[cell]}
        for cells in rows:
            for number, cell in enumerate(cells):
                if not texts[cell] and number in filled and any(texts[one] for one in cells):
                    _write(cell, EMPTY_CELL)


def _spread(rows: list[list[Any]], texts: dict[Any, str]) -> list[list[Any]]:
    """Return the rows of a table with a cell for each place that a cell spans, put in place.

    A label, and what begins a row, holds for each row that it spans and is said in each; a figure
    is told once. A cell alone in its row heads the rows below it.
    """
    spanned: dict[int, tuple[int, Any]] = {}
    wide = []
    for cells in rows:
        alone = sum(bool(texts[cell]) for cell in cells) == 1
        row: list[Any] = []
        for cell in cells:
            _add_spanned(row, spanned, texts, cell)
            columns = 1 if alone and texts[cell] else _span(cell, "colspan")
            for step in range(columns):
                place = cell if not step else _beside(row[-1], texts)
                row.append(place)
                spanned[len(row) - 1] = (_span(cell, "rowspan") - 1, place)
        _add_spanned(row, spanned, texts, None)
        wide.append(row)
    return wide


def _add_spanned(
    row: list[Any], spanned: dict[int, tuple[int, Any]], texts: dict[Any, str], before: Any
) -> None:
    """Add to a row the places that cells above it span, as far as they are next in it.

    They come into the tree before the cell ``before``, or behind the row's last if that is None.
    """
    while row or before is not None:
        left, above = spanned.get(len(row), (0, None))
        if left < 1:
            return
        place = above.makeelement(above.tag)
        texts[place] = "" if row and _DIGIT.search(texts[above]) else texts[above]
        if before is None:
            row[-1].addnext(place)
        else:
            before.addprevious(place)
        if texts[place]:
            _write(place, texts[place])
        spanned[len(row)] = (left - 1, above)
        row.append(place)


def _beside(cell: Any, texts: dict[Any, str]) -> Any:
    """Return a new empty cell, which stands behind ``cell``."""
    place = cell.makeelement(cell.tag)
    texts[place] = ""
    cell.addnext(place)
    return place


def _span(cell: Any, name: str) -> int:
    said = cell.get(name, "1").strip()
    return min(max(int(said), 1), MOST_SPANNED) if said.isdecimal() else 1


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


def _write(cell: Any, text: str) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.text = text
