"""The shape of a URL's path, by which articles are told from sections and other pages."""

import re
from urllib.parse import unquote, urlsplit

LEAST_SLUG_WORDS = 4
"""A name of so many words is a headline; sections and desks are called by fewer."""
LEAST_ID_DIGITS = 3
_LISTS = frozenset(
    ("tag", "tags", "category", "categories", "author", "authors", "page", "section", "sections")
) | frozenset(("search", "topic", "topics", "login", "archive", "archives", "writer", "writers"))
"""Steps of a path that lead to lists, whatever stands behind them."""
_MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|css|js|xml|rss|zip|ico|woff2?|avif|docx?)$",
    re.IGNORECASE,
)
_ENDING = re.compile(r"\.(?:s?html?|php|aspx?|jsp|cms)$", re.IGNORECASE)
_DAY = re.compile(r"\d{1,2}-[A-Za-z]{3}-\d{4}|\d{4}-\d{2}-\d{2}")
_ID_IN_QUERY = re.compile(r"(?:^|&)(?:p|id|nid|newsid|news_id|article|aid)=\d+(?:&|$)")
_WORD = re.compile(r"[-_+\s\u200c]+")


def shape_of(url: str) -> str:
    """Return the shape of a URL's path: numbers are N, days D, headlines S, other words W.

    ``/news/1873/families-wait-at-the-gate`` is ``/W/N/S``; an id in the query is ``?N``.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    steps = [step for step in unquote(parts.path).split("/") if step]
    shape = "".join(f"/{_shape_of_step(step)}" for step in steps)
    return f"{shape}?N" if _ID_IN_QUERY.search(parts.query) else shape


def looks_like_article(url: str) -> bool:
    """Tell whether a URL has the shape of an article's: a headline, an id or a day in its path."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    steps = [step for step in unquote(parts.path).lower().split("/") if step]
    if _MEDIA.search(parts.path) or _LISTS.intersection(steps[:-1]):
        return False
    if _ID_IN_QUERY.search(parts.query):
        return True
    if not steps or steps[-1] in _LISTS:
        return False
    shape = shape_of(url)
    if "S" in shape or "D" in shape:
        return True
    return any(
        len(digits) >= LEAST_ID_DIGITS and not _is_year(digits)
        for step in steps
        for digits in re.findall(r"\d+", step)
    )


def _shape_of_step(step: str) -> str:
    bare = _ENDING.sub("", step)
    if _DAY.fullmatch(bare):
        return "D"
    if bare.isdecimal():
        return "N"
    words = [word for word in _WORD.split(bare) if word]
    letters = [word for word in words if not word.isdecimal()]
    if len(letters) >= LEAST_SLUG_WORDS:
        return "S"
    if any(word.isdecimal() and len(word) >= LEAST_ID_DIGITS for word in words):
        return "N"
    return "W"


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and digits[:2] in ("13", "14", "19", "20")
