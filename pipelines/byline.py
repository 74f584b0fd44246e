"""Reads who wrote an article: people and agencies, without titles of the trade, dates and desks."""

import re

from pipelines.fold import fold
from pipelines.titles import clean_title

MOST_NAMES = 12
_LEADS = re.compile(
    r"^\s*(?:by|written by|posted by|reported by|author|authors|von|por|par|di|"
    r"تحریر|رپورٹ|نویسنده|گزارش از|لیکوال|بقلم|كتب|کتبه|yazan|haber)\s*[:：\-]?\s+",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"\s*(?:[;|•·/]|\s+and\s+|\s+und\s+|\s+et\s+|\s+ve\s+|\s+اور\s+|&)\s*", re.IGNORECASE
)
_SEVERAL = re.compile(r"[;|•·]")
_NO_NAME = re.compile(
    r"^(?:.*\b)?(?:desk|staff|editor|editors|editorial|newsroom|team|admin|administrator|redaktion|"
    r"web desk|news desk|correspondent|reporter|our correspondent|staff writer|webmaster|"
    r"ویب ڈیسک|نیوز ڈیسک|مانیٹرنگ ڈیسک|تحریریه|گروه|دبیر|هیئة التحریر|خبرنگار|مراسلنا)(?:\b.*)?$"
)
_DATE_OR_ADDRESS = re.compile(r"https?:|www\.|@|\d{4}|\d{1,2}:\d{2}")


def clean_names(raw: list[str]) -> tuple[str, ...]:
    """Return the names in ``raw``, each once, in the order given.

    A string may hold several names joined by "and", semicolons or commas; those that are a date,
    an address or a desk are left out.
    """
    names: list[str] = []
    for text in raw:
        plain = _LEADS.sub("", clean_title(re.sub(r"<[^>]{0,200}>", " ", text)))
        if _DATE_OR_ADDRESS.search(fold(plain)) and not _SEVERAL.search(plain):
            continue
        for part in _PARTS.split(plain):
            names += _commas(part)
    kept = [name for name in map(_name, names) if name]
    return tuple(dict.fromkeys(kept))[:MOST_NAMES]


def _commas(part: str) -> list[str]:
    pieces = [piece.strip() for piece in re.split("[,،]", part)]
    # "Name, Name, Name" is several people; "Name, Chief Editor" and "Doe, Jane" are one.
    if len(pieces) > 1 and all(2 <= len(piece.split()) <= 4 for piece in pieces):
        return pieces
    return [pieces[0]]


def _name(text: str) -> str:
    text = _LEADS.sub("", text).strip(" .:-–—|,،")
    folded = fold(text)
    if not text or len(text) > 80 or len(text.split()) > 7 or not re.search(r"[^\W\d_]", text):
        return ""
    if _DATE_OR_ADDRESS.search(folded) or _NO_NAME.match(folded):
        return ""
    return text
