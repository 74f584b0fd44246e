"""Reads who wrote an article: people and agencies, without titles of the trade, dates and desks."""

import re

from pipelines.lexicon.joined import any_pattern, any_written, folded_patterns, words
from pipelines.lexicon.volatile_lines import is_moving
from pipelines.text.fold import fold, folded_words
from pipelines.text.headlines import clean_title

MOST_NAMES = 12
_LEADS = re.compile(
    rf"^\s*(?:{any_pattern(lambda language: language.bylines.leads)})"
    r"(?:\s*[:：]\s*|\s*[-–]\s+|\s+)",
    re.IGNORECASE,
)
_BY = re.compile(
    rf"^\s*(?:{any_pattern(lambda language: language.bylines.by)})\s+\w|"
    rf"^\s*(?:{any_written(lambda language: language.bylines.labels)})\s*[:：]",
    re.IGNORECASE,
)
_TRAIL = re.compile(
    rf"[\s,]+(?:{any_written(lambda language: language.bylines.trails)})$", re.IGNORECASE
)
_PARTS = re.compile(
    rf"\s*(?:[;|•·/]|\s+(?:{any_written(lambda language: language.bylines.joins)})\s+"
    r"|&|\s+[-–—]\s+)\s*",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"[;|•·]")
_ADDRESS = re.compile(r"https?:|www\.|@", re.IGNORECASE)
_DATE = re.compile(
    r"\d{4}|\d{1,2}:\d{2}|[{}<>=]|^\d|\d+ ?min|\bread\b|lesezeit|"
    r"^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d|"
    r"\bago\b|^(?:updated|published)\b"
)
# A desk is no one, whatever it is called; of these words alone, no one's name is made.
_DESK = re.compile(rf"(?<!\w)(?:{folded_patterns(lambda language: language.bylines.desks)})(?!\w)")
_GENERIC = frozenset(words(lambda language: language.bylines.generic))


def clean_names(raw: list[str]) -> tuple[str, ...]:
    """Return the names in ``raw``, each once, in the order given.

    A string may hold several names joined by "and", semicolons or commas; those that are a date,
    an address or a desk are left out.
    """
    names: list[str] = []
    for text in raw:
        plain = _LEADS.sub("", clean_title(re.sub(r"<[^>]{0,200}>", " ", text)))
        if _ADDRESS.search(plain) and not _SEVERAL.search(plain):
            continue
        for part in _PARTS.split(plain):
            names += _commas(part)
    kept = {fold(name): name for name in reversed([_name(text) for text in names]) if name}
    return tuple(reversed(kept.values()))[:MOST_NAMES]


def leads_with_by(text: str) -> bool:
    """Tell whether a line says whose it is: "By Zara Noor", "تحریر: ثنا گیلانی"."""
    return bool(_BY.match(text))


def _commas(part: str) -> list[str]:
    pieces = [piece.strip() for piece in re.split("[,،]", part) if piece.strip()]
    if len(pieces) < 2:
        return pieces
    # "Name, Name, Name" is several people; "Name, Chief Editor" one; so is "Doe, Jane".
    if all(2 <= len(piece.split()) <= 4 for piece in pieces):
        return pieces
    if len(pieces) == 2 and len(pieces[0].split()) == 1 and len(part.split()) < 6:
        return [part]
    return [pieces[0]]


def _name(text: str) -> str:
    text = _TRAIL.sub("", _LEADS.sub("", text).strip(" .:-–—|,،*"))
    folded = fold(text)
    if not text or len(text) > 80 or len(text.split()) > 7 or not re.search(r"[^\W\d_]", text):
        return ""
    if _ADDRESS.search(folded) or _DATE.search(folded) or _DESK.search(folded):
        return ""
    if is_moving(text):
        return ""
    return "" if _GENERIC.issuperset(folded_words(folded)) else text
