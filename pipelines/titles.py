"""Cleans headlines: one line, no outlet's name behind it, nothing that hides or turns letters."""

import re
import unicodedata

from pipelines.fold import fold, folded_words

LONGEST_TITLE = 500
_SUFFIX = re.compile(r"\s+(?:[|–—:»·•~]|-{1,2}|::|/)\s+")
# Format characters that turn or hide text; the joiners that spelling needs are not among them.
_HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


def clean_title(text: str) -> str:
    """Return ``text`` as one safe line of at most 500 characters. Idempotent."""
    text = unicodedata.normalize("NFC", _HIDDEN.sub("", text))
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") else c for c in text)
    return re.sub(r"\s+", " ", text).strip()[:LONGEST_TITLE].strip()


def without_outlet(title: str, names: tuple[str, ...]) -> str:
    """Return ``title`` without the outlet's name at its end or start.

    ``names`` are what the outlet is called (site name, host); a part that shares all its words
    with one of them goes, as do further parts behind it.
    """
    parts = _SUFFIX.split(title)
    if len(parts) < 2:
        return title
    known = [set(folded_words(fold(name))) for name in names if name]
    glued = {"".join(folded_words(fold(name))) for name in names if name}
    for number in range(len(parts) - 1, 0, -1):
        if _is_outlet(parts[number], known, glued):
            kept = _SUFFIX.split(title, maxsplit=number)[:number]
            end = title.find(parts[number], sum(map(len, kept)))
            return _SUFFIX.sub("", title[:end]).strip() if not kept else _cut(title, end)
    if _is_outlet(parts[0], known, glued):
        return title[len(parts[0]) :].lstrip(" |–—:»·•~-/").strip() or title
    return title


def _cut(title: str, end: int) -> str:
    return re.sub(r"\s+(?:[|–—:»·•~]|-{1,2}|::|/)\s*$", "", title[:end]).strip()


def _is_outlet(part: str, known: list[set[str]], glued: set[str]) -> bool:
    words = set(folded_words(fold(part)))
    if not words:
        return False
    joined = "".join(folded_words(fold(part)))
    return any(words <= name or name <= words for name in known if name) or any(
        joined == name or (len(joined) > 3 and joined in name) for name in glued
    )
