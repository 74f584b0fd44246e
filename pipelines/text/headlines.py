"""Cleans headlines: one line, no outlet's name behind it, nothing that hides or turns letters."""

import re
import unicodedata

from pipelines.text.fold import fold, folded_words

LONGEST_TITLE = 500
_MARKS = r"|–—:»«·•~/\-"
_SUFFIX = re.compile(r"\s+(?:[|–—:»«·•~]|-{1,2}|::|/)\s+")
# Format characters that turn or hide text; the joiners that spelling needs are not among them.
_HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


def clean_title(text: str) -> str:
    """Return ``text`` as one safe line of at most 500 characters. Idempotent."""
    text = unicodedata.normalize("NFC", _HIDDEN.sub("", text))
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") else c for c in text)
    return re.sub(r"\s+", " ", text).strip()[:LONGEST_TITLE].strip()


def choose_title(said: tuple[str, ...], outlet: tuple[str, ...]) -> str:
    """Return the headline of an article that is called ``said``, the most reliable first.

    The outlet's names go, and what one title has behind a mark that another ends before. A title
    that was cut short gives way to the whole one.
    """
    titles = [without_outlet(text, outlet) for text in said]
    titles = [title for title in titles if title]
    first = titles[0] if titles else ""
    if first.endswith(("...", "…")):
        start = fold(first.rstrip(".… "))
        return next((t for t in titles if len(t) > len(first) and fold(t).startswith(start)), first)
    for shorter in titles[1:]:
        rest = first[len(shorter) :]
        if _SUFFIX.match(rest) and first.startswith(shorter) and len(shorter.split()) > 2:
            return shorter
    return first


def without_outlet(title: str, names: tuple[str, ...]) -> str:
    """Return ``title`` without the outlet's name at its end or start.

    ``names`` are what the outlet is called (site name, host); a part that shares all its words
    with one of them goes, as do further parts behind it.
    """
    parts = _SUFFIX.split(title)
    if len(parts) < 2:
        return title
    known = [set(folded_words(fold(name))) for name in names if name]
    glued = {glue for name in names if name for glue in _glued(name)}
    for number in range(len(parts) - 1, 0, -1):
        if _is_outlet(parts[number], known, glued):
            kept = _SUFFIX.split(title, maxsplit=number)[:number]
            return _cut(title, title.find(parts[number], sum(map(len, kept))))
    if _is_outlet(parts[0], known, glued):
        return title[len(parts[0]) :].lstrip(f" {_MARKS}").strip() or title
    return title


def _cut(title: str, end: int) -> str:
    return re.sub(rf"\s*[{_MARKS}]+\s*$", "", title[:end]).strip()


def _glued(name: str) -> set[str]:
    """Return a name as one word, as hosts are called; also with umlauts written out."""
    plain = name.casefold()
    for letter, pair in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        plain = plain.replace(letter, pair)
    return {"".join(folded_words(fold(text))) for text in (name, plain)} - {""}


def _is_outlet(part: str, known: list[set[str]], glued: set[str]) -> bool:
    words = set(folded_words(fold(part)))
    if not words:
        return False
    if any(words <= name or name <= words for name in known if name):
        return True
    return any(
        joined == name
        or (len(joined) > 3 and joined in name)
        or (len(name) > 6 and joined.startswith(name))
        for joined in _glued(part)
        for name in glued
    )
