"""Cleans headlines: one line, no outlet's name behind it, nothing that hides or turns letters."""

import html
import re
import unicodedata
from functools import lru_cache

from pipelines.text.fold import fold, folded_words

LONGEST_TITLE = 500
_STRONG = "|»«·•~‹›<>▷▶►◄★┃｜∣‖→←⋆"
_MARKS = rf"{_STRONG}–—:/ـ۔\-"
_SUFFIX = re.compile(rf"\s+(?:[{_STRONG}–—:ـ۔]|-{{1,2}}|::|/)\s+")
_SLOGAN = re.compile(rf"[{_STRONG}]\s*\Z")
_BRACKETED = re.compile(r"\s*[(\[]([^()\[\]]+)[)\]]\Z")
# Format characters that turn or hide text; the joiners that spelling needs are not among them.
_HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,7});")
_MOST_ESCAPES = 4
_LONGEST_OPENING = 100
_LEAST_WORDS = 3
"""A title of fewer words is too short to be told from a label or a name."""
_BESIDE_NAME, _BESIDE_SLOGAN = 2, 4
"""So many words may stand beside an outlet's name between two marks of a title: "Dawn Pakistan".
Behind marks that headlines do not have there may be more: "Latest news from Dawn"."""
_LONGEST_SECTION = 2
"""So many words between such a mark and the outlet are a section: "World"."""


def clean_title(text: str) -> str:
    """Return ``text`` as one safe line of at most 500 characters. Idempotent.

    Letters that were written as entities more than once ("&amp;quot;") are those letters.
    """
    for _ in range(_MOST_ESCAPES):
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    text = unicodedata.normalize("NFC", _HIDDEN.sub("", text))
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") else c for c in text)
    return re.sub(r"\s+", " ", text).strip()[:LONGEST_TITLE].strip()


def title_from_text(text: str) -> str:
    """Return the first line of an article without a title; a long one ends behind a whole word."""
    line = text.lstrip().partition("\n")[0]
    if len(line) <= _LONGEST_OPENING:
        return line
    words, blank, _ = line[:_LONGEST_OPENING].rpartition(" ")
    return f"{words}…" if blank else line[:_LONGEST_OPENING]


def choose_title(said: tuple[str, ...], outlet: tuple[str, ...]) -> str:
    """Return the headline of an article that is called ``said``, the most reliable first.

    The outlet's names go, and what one title has behind a mark that another ends before. A title
    that was cut short gives way to the whole one, and one that shares no word with any other to
    one that does: an outlet may give all its pages one title.
    """
    titles = [without_outlet(text, outlet) for text in said]
    titles = [title for title in titles if title]
    titles = [title for title in titles if not is_name(title, outlet)] or titles
    first = _agreed(titles)
    for longer in titles:
        if _cut_short(first, longer):
            return longer
    for shorter in titles:
        rest = first[len(shorter) :]
        if not rest or not first.startswith(shorter) or len(shorter.split()) < _LEAST_WORDS:
            continue
        if _SUFFIX.match(rest) or (rest[0] == " " and is_name(rest, outlet)):
            return shorter
    return first


def _agreed(titles: list[str]) -> str:
    """Return the first title, unless it is the odd one out of three or more that differ."""
    for title in titles:
        others = [other for other in titles if other != title]
        if len(others) < 2 or any(are_akin(title, other) for other in others):
            return title
    return titles[0] if titles else ""


def are_akin(one: str, other: str) -> bool:
    """Tell whether two titles can be of one article: they share a third of the shorter's words."""
    ours, theirs = set(folded_words(fold(one))), set(folded_words(fold(other)))
    return 3 * len(ours & theirs) >= min(len(ours), len(theirs)) > 0


def _cut_short(title: str, longer: str) -> bool:
    """Tell whether ``title`` is the beginning of ``longer``, and ends where no sentence would."""
    if len(longer) <= len(title):
        return False
    if title.endswith(("...", "…")):
        return fold(longer).startswith(fold(title.rstrip(".… ")))
    open_bracket = title.count("(") > title.count(")")
    return open_bracket and longer.startswith(title)


def without_outlet(title: str, names: tuple[str, ...]) -> str:
    """Return ``title`` without the outlet's name at its end or start.

    ``names`` are what the outlet is called (site name, host); a part of the title that is one of
    them, or nearly so, goes, as do further parts behind it.
    """
    bracketed = _BRACKETED.search(title)
    if bracketed and is_name(bracketed[1], names):
        return title[: bracketed.start()]
    marks = list(_SUFFIX.finditer(title))
    if not marks:
        return title
    parts = _SUFFIX.split(title)
    for number in range(len(parts) - 1, 0, -1):
        mark = marks[number - 1]
        strong = bool(_SLOGAN.search(mark[0]))
        if _names_outlet(parts[number], names, _BESIDE_SLOGAN if strong else _BESIDE_NAME):
            section = number > 1 and len(parts[number - 1].split()) <= _LONGEST_SECTION
            whole = len(title[: marks[number - 2].start()].split()) >= _LEAST_WORDS
            if strong and section and whole and _SLOGAN.search(marks[number - 2][0]):
                mark = marks[number - 2]
            return title[: mark.start()].strip()
    if is_name(parts[0], names, beside=1):
        rest = title[_behind_sections(title, marks) :]
        return rest.lstrip(f" {_MARKS}").strip() or title
    return title


def parts_of_title(title: str) -> list[str]:
    """Return what stands between the marks of a title: a headline, a section, the outlet."""
    return [part.strip() for part in _SUFFIX.split(title)]


def _behind_sections(title: str, marks: list[re.Match[str]]) -> int:
    """Return where a title begins that has its sections behind the outlet: "Dawn » World » ..."."""
    start, sign = marks[0].end(), marks[0][0].strip()
    for mark in marks[1:]:
        section = title[start : mark.start()].split()
        path = mark[0].strip() == sign and (sign == "::" or sign in _STRONG)
        whole = len(title[mark.end() :].split()) >= _LEAST_WORDS
        if not (path and whole and len(section) <= _LONGEST_SECTION):
            break
        start = mark.end()
    return start


@lru_cache(1_000)
def _words(name: str) -> tuple[str, ...]:
    return tuple(folded_words(fold(name)))


@lru_cache(1_000)
def _glued(name: str) -> frozenset[str]:
    """Return a name as one word, as hosts are called; also with umlauts written out."""
    plain = name.casefold()
    for letter, pair in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        plain = plain.replace(letter, pair)
    return frozenset("".join(folded_words(fold(text))) for text in (name, plain)) - {""}


def is_name(text: str, names: tuple[str, ...], beside: int = 0) -> bool:
    """Tell whether ``text`` is one of the outlet's ``names``, with at most some words beside it.

    Hosts write names as one word: "dawnpost" is "Dawn Post".
    """
    words = _words(text)
    for name in filter(None, names):
        known = _words(name)
        size, more = len(known), len(words) - len(known)
        if known and 0 <= more <= beside and known in (words[:size], words[more:]):
            return True
    return bool(_glued(text) & {glue for name in names if name for glue in _glued(name)})


def _names_outlet(part: str, names: tuple[str, ...], beside: int) -> bool:
    """Tell whether what stands between two marks of a title is the outlet, be it in short."""
    words = set(_words(part))
    if not words:
        return False
    if is_name(part, names, beside):
        return True
    if any(words <= set(_words(name)) for name in names if name):
        return True
    return any(
        (len(joined) > 3 and joined in name)
        or (len(name) > 6 and joined.startswith(name) and len(joined) <= 2 * len(name))
        for joined in _glued(part)
        for name in {glue for name in names if name for glue in _glued(name)}
    )
