"""Reads the text layer of a PDF: its paragraphs in their order, its title, when it was made."""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pipelines.dates.machine_dates import read_machine_date
from pipelines.reports.visual_order import logical_order, runs_from_right

if TYPE_CHECKING:
    from pdfminer.layout import LTPage

NO_TEXT_LAYER = "the PDF has no text layer: its pages are pictures, which a person has to read"
LOCKED = "the PDF is locked by a password"
UNREADABLE = "the PDF could not be read"
LONGEST_HEADING = 150
"""The first paragraph is the title of a file that names none, if it is no longer."""
LEAST_PAGES_TO_REPEAT = 3
REPEATED = 0.5
"""A line at the edge of more pages than this share of them is their header or footer."""
_START = re.compile(rb"\A.{0,1024}?%PDF-\d", re.DOTALL)
_PAGE_NUMBER = re.compile(
    r"\W*(?:page|seite|sayfa|صفحه|صفحة|مخ)?\W*\d{1,4}(?:\W{1,4}\d{1,4})?\W*", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+")
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel)|untitled|document\d*$|slide ?\d|layout ?\d)|"
    r"\.(?:docx?|pptx?|xlsx?|indd|pdf|ai|qxd|pub|rtf|odt)$",
    re.IGNORECASE,
)
"""What programs write in place of a title."""
_MADE = re.compile(r"D?:?(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?\s*([+-]\d\d'?\d\d|Z)?")

_Box = list[list[str]]


@dataclass(frozen=True, slots=True)
class Report:
    """What a PDF holds: ``paragraphs`` in the order in which they are read, () without text.

    ``trouble`` says in words why there is no text, "" if there is some; ``made_at`` is when the
    file says that it was made, None if it says nothing; ``cut`` if it has more pages than are read.
    """

    paragraphs: tuple[str, ...]
    title: str = ""
    made_at: datetime | None = None
    trouble: str = ""
    cut: bool = False


def is_pdf(body: bytes) -> bool:
    """Tell whether a file is a PDF; some bytes may stand before it (ISO 32000, annex H)."""
    return _START.match(body[:1100]) is not None


def read_pdf(body: bytes, now: datetime, most_pages: int) -> Report:
    """Return the text layer of a PDF, of at most ``most_pages`` pages.

    Lines that stand at the edge of most pages, and page numbers, are left out. A word that was
    parted at the end of a line is joined.

    Raises:
        Exception: of many kinds, on a damaged or hostile file: to be called where that, and
            endless work, does no harm.
    """
    from pdfminer.high_level import extract_pages
    from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
    from pdfminer.pdfparser import PDFParser, PDFSyntaxError

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        document = PDFDocument(PDFParser(io.BytesIO(body)))
    except PDFPasswordIncorrect:
        return Report((), trouble=LOCKED)
    except PDFSyntaxError:
        return Report((), trouble=UNREADABLE)
    title, made_at = _described(document.info, now)
    pages = [_boxes(page) for page in extract_pages(io.BytesIO(body), maxpages=most_pages)]
    right = runs_from_right([line for boxes in pages for box in boxes for line in box])
    boxes = _without_edges(
        [[lines for box in boxes for lines in _parted(box, right)] for boxes in pages]
    )
    paragraphs = tuple(filter(None, (_joined(lines) for lines in boxes)))
    trouble = "" if paragraphs else NO_TEXT_LAYER
    if not title and paragraphs and len(paragraphs[0]) <= LONGEST_HEADING:
        title = paragraphs[0]
    return Report(paragraphs, title, made_at, trouble, len(pages) == most_pages)


def _described(infos: Sequence[dict[str, object]], now: datetime) -> tuple[str, datetime | None]:
    from pdfminer.pdftypes import resolve1
    from pdfminer.utils import decode_text

    told: dict[str, str] = {}
    for info in infos:
        for name in ("Title", "CreationDate"):
            value = resolve1(info.get(name))
            if isinstance(value, bytes):
                told.setdefault(name, " ".join(decode_text(value).split()))
    title = told.get("Title", "")
    return "" if _NO_TITLE.search(title) else title, _moment(told.get("CreationDate", ""), now)


def _moment(written: str, now: datetime) -> datetime | None:
    """Return a time as PDF writes it: D:20250322093000+04'30' (ISO 32000, 7.9.4)."""
    found = _MADE.match(written)
    if found is None:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    clock = f"T{hour}:{minute}:{second or '00'}" if hour else ""
    offset = (zone or "").replace("'", "")
    moment = read_machine_date(f"{year}-{month}-{day}{clock}{offset if clock else ''}", "", now)
    return moment.at if moment else None


def _boxes(page: "LTPage") -> list[_Box]:
    """Return the boxes of text on a page: of each its lines, of each line the glyphs as seen."""
    from pdfminer.layout import LTTextBox

    boxes = (box for box in page if isinstance(box, LTTextBox))
    return [[[glyph.get_text() for glyph in line] for line in box] for box in boxes]


def _parted(box: _Box, from_right: bool) -> Iterator[list[str]]:
    """Yield the paragraphs of a box: an empty line parts them."""
    lines: list[str] = []
    for glyphs in box:
        text = " ".join(logical_order(glyphs, from_right=from_right).split())
        if text:
            lines.append(text)
        elif lines:
            yield lines
            lines = []
    if lines:
        yield lines


def _without_edges(pages: Sequence[Sequence[list[str]]]) -> list[list[str]]:
    """Return the paragraphs of all pages without headers, footers and page numbers."""
    edges = Counter(
        key for boxes in pages for key in {_edge_key(box) for box in (*boxes[:2], *boxes[-2:])}
    )
    often = max(LEAST_PAGES_TO_REPEAT, len(pages) * REPEATED)
    return [
        box
        for boxes in pages
        for box in boxes
        if not (edges[_edge_key(box)] >= often or _PAGE_NUMBER.fullmatch(" ".join(box)))
    ]


def _edge_key(box: Sequence[str]) -> str:
    return _NUMBER.sub("#", " ".join(box))


def _joined(lines: Sequence[str]) -> str:
    text = ""
    for line in lines:
        if text.endswith("-") and text[-2:-1].isalpha() and line[:1].islower():
            text = text[:-1] + line
        else:
            text = f"{text} {line}".strip()
    return text
