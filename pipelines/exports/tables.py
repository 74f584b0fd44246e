"""Articles as rows: CSV that spreadsheets take for text, and JSON lines with the whole text."""

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from pipelines.exports.entry import ExportedArticle, Heading, beginning, moment

BOM = "\ufeff"
"""In front of CSV, it tells Excel that the letters are UTF-8."""
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Signs that begin a formula in one spreadsheet or another (OWASP, "CSV Injection")."""
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_NAMES = tuple(field.name for field in fields(ExportedArticle))
_COLUMNS = (*_NAMES[:-1], "beginning")
"""A table has the first lines of the text: a cell of a spreadsheet holds no long one whole."""


def safe_cell(cell: str) -> str:
    """Return a cell with an apostrophe before it if it begins as a formula."""
    return f"'{cell}" if cell.startswith(_STARTS) and not _NUMBER.fullmatch(cell) else cell


def csv_rows(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of CSV (RFC 4180) in which no cell is a formula."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([safe_cell(cell) for cell in row] for row in rows)
    return written.getvalue()


def csv_begin(heading: Heading) -> str:
    """Return the names of the columns, those of the view ``reports`` where it has them."""
    return BOM + csv_rows([_COLUMNS])


def csv_row(heading: Heading, article: ExportedArticle) -> str:
    """Return an article as a row; what is unknown is an empty cell."""
    values = {**_plain(article), "beginning": beginning(article)}
    cells = ("" if values[name] is None else str(values[name]) for name in _COLUMNS)
    return csv_rows([[*cells]])


def json_line(heading: Heading, article: ExportedArticle) -> str:
    """Return an article with its whole text as a line of JSON; what is unknown is null."""
    return json.dumps(_plain(article), ensure_ascii=False) + "\n"


def _plain(article: ExportedArticle) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(article, name) for name in _NAMES}
    for name, value in values.items():
        if isinstance(value, datetime):
            values[name] = moment(value)
    return values | {"published_at": article.published or None}
