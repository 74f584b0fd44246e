"""Reads who wrote an article: people and agencies, without titles of the trade, dates and desks."""

import re

from pipelines.lexicon.volatile_lines import is_moving
from pipelines.text.fold import fold, folded_words
from pipelines.text.headlines import clean_title

MOST_NAMES = 12
_LEADS = re.compile(
    r"^\s*(?:(?:story |words |text |written |posted |reported |published |edited )?by|authors?|"
    r"(?:\w+ )?von|text|quelle|source|autor(?:in|en)?|por|par|di|door|автор|текст|content|"
    r"تحریر|رپورٹ|از|نویسنده|گزارش(?:گر| از)?|خبرنگار|لیکوال|ليکوال|راپور|بقلم|كتب|کتبه|کاتب|"
    r"yazan|haber|kaynak|muhabir|منبع|ماخذ|المصدر)(?:\s*[:：]\s*|\s*[-–]\s+|\s+)",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^\s*(?:(?:written |posted |reported )?by|von|por|par)\s+\w|"
    r"^\s*(?:by|author|autor|تحریر|رپورٹ|نویسنده|گزارشگر|خبرنگار|لیکوال|بقلم|كتب|yazan|muhabir|автор)"
    r"\s*[:：]",
    re.IGNORECASE,
)
_TRAIL = re.compile(r"[\s,]+(?:in|at|on|for|from)$", re.IGNORECASE)
_PARTS = re.compile(
    r"\s*(?:[;|•·/]|\s+and\s+|\s+und\s+|\s+et\s+|\s+ve\s+|\s+اور\s+|&|\s+[-–—]\s+)\s*",
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
_DESK = re.compile(
    r"(?<!\w)(?:\w*desk|admin|administrator|webmaster|root|unknown|anonymous|"
    r"ڈیسک|تحریریه|هیئت تحریریه|هیئه التحریر|گروه|سرویس)(?!\w)".replace("ڈ", fold("ڈ"))
)
_GENERIC_WORDS = """
our own the a an by from of in staff team editor editors editorial editorially newsroom news web
online digital reporter reporters correspondent correspondents writer writers contributor
contributors special senior monitoring sport sports business bureau chief managing director head
deputy assistant associate national international foreign author guest post blog publisher
posted written published reviewed updated
redaktion die der das redakteur redakteurin korrespondent autor rédaction la editör muhabir
ہمارا ہمارے نمائندہ رپورٹر نیوز ویب خبرنگار دبیر تحریریه خبر مراسلنا مراسل محرر المحرر خبریال
"""
_GENERIC = frozenset(fold(word) for word in _GENERIC_WORDS.split())


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
