"""Reads the article's own object in the data that a page's scripts are given to work with."""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from pipelines.metadata.other_stories import is_others_data
from pipelines.metadata.tree_scan import Heading, Survey

_SIGNS = re.compile(r"[{}\[\]]")
_LOOKED_AROUND = 60_000
"""How far from a key, in characters, the headline of its object may stand."""
_DEEPEST = 2
"""A key and the headline of its object may stand so many objects apart."""
_MOST_KEYS, _MOST_PLACES = 60, 3
_LONGEST_VALUE = 20_000
_LONGEST_KEY = 40
_LEAST_HEADLINE = 12
"""A headline with fewer letters stands anywhere."""
# Keys of who wrote, as content systems and outlets name them, and what each holds.
_STEMS = ("author", "byline", "writer", "reporter", "contributor")
_AUTHOR = re.compile(
    r"(\\*[\"'])?\b(?:(?:article_?|post_?|story_?)?(?:authors?|bylines?|writers?|reporters?|"
    r"contributors?)(?:_?names?)?)\b(?(1)\1)\s*[:=]\s*(?=[\"'\\\[{])",
    re.IGNORECASE,
)
_KEY_START = re.compile(r"(\\*[\"'])?(\w*)$")
_NAME_BEHIND = re.compile(r"\s+[-|–—»«·•‹›]{1,2}\s+[^-|–—»«·•‹›]*$")
_KEY_BEFORE = re.compile(r"(\w+)\\*[\"']?\s*[:=]\s*$")
_OWN_PARTS = frozenset(
    ("meta", "metadata", "byline", "bylines", "attributes", "fields", "data", "credits", "details")
)
"""Objects within that of an article that speak of the article itself."""
_ESCAPED = re.compile(r"\\+(?=[\"'])")
_DECODER = json.JSONDecoder(strict=False)
_NAME_KEYS = ("name", "fullname", "displayname", "title", "node", "author", "attributes", "data")


def headlines_of(found: Survey, heading: Heading | None) -> tuple[str, ...]:
    """Return what a page calls its article, without a name that may stand behind it."""
    titles = (heading.text if heading else "", found.meta("og:title"), found.page_title)
    bare = (_NAME_BEHIND.sub("", title) for title in titles)
    return tuple(dict.fromkeys(filter(None, (*titles, *bare))))


def authors_in_data(texts: list[str], headlines: Iterable[str]) -> list[str]:
    """Return who wrote, unclean, by the article's own object in data for scripts; [] if none says.

    ``texts`` are the scripts. Data hold other stories too: an object is the article's own if it
    holds one of the ``headlines``, and no list stands between that and who wrote.
    """
    known = tuple(headlines)
    for text in texts:
        places = places_of(known, text)
        if not places:
            continue
        found = [
            (apart, key, names)
            for key, names in _authors(text)
            if (apart := _apart(text, key, places)) is not None and not is_others_data(text, key)
        ]
        if found:
            return min(found)[2]
    return []


def places_of(headlines: Iterable[str], text: str) -> list[int]:
    """Return where one of some headlines stands in data for scripts, written plainly or escaped."""
    known = [one for one in headlines if len(one) >= _LEAST_HEADLINE]
    forms = {form for one in known for form in (one, json.dumps(one)[1:-1])}
    return [place for form in forms for place in _places(form, text)]


def _places(form: str, text: str) -> Iterator[int]:
    place = text.find(form)
    while place >= 0:
        yield place
        place = text.find(form, place + len(form))


def shares_object(data: str, key: int, places: list[int]) -> bool:
    """Tell whether a key and one of some places stand in one object, in lists of neither."""
    return _apart(data, key, places) is not None


def _apart(data: str, key: int, places: list[int]) -> int | None:
    """Return how many objects a key and the nearest of some places are apart, None if too many."""
    nearest = sorted(places, key=lambda place: abs(place - key))[:_MOST_PLACES]
    near = (place for place in nearest if abs(place - key) <= _LOOKED_AROUND)
    found = (_objects_between(data, key, place) for place in near)
    return min((apart for apart in found if apart is not None), default=None)


def _objects_between(data: str, key: int, place: int) -> int | None:
    """Return how many objects a key and a place are apart, None where it is not one that counts.

    One of them lies in the object of the other, or close below it: no object may both end and begin
    on the way, and no list at all. Below it a key counts in objects of certain names alone: a
    picture has its author, too.
    """
    closed, opened = 0, []
    for sign in _SIGNS.finditer(data, min(key, place), max(key, place)):
        if sign[0] in "{[":
            opened.append(sign[0])
        elif opened:
            opened.pop()
        elif sign[0] == "]":
            return None
        else:
            closed += 1
    apart = closed + len(opened)
    if "[" in opened or apart > _DEEPEST or (closed and opened):
        return None
    below = len(opened) if place < key else closed
    return apart if _holder_names(data, key, below) <= _OWN_PARTS else None


def _holder_names(data: str, at: int, count: int) -> set[str]:
    """Return the keys of the innermost objects about a place, so many of them."""
    names: set[str] = set()
    closed = 0
    for sign in reversed(list(_SIGNS.finditer(data, max(0, at - _LOOKED_AROUND), at))):
        if len(names) == count:
            break
        if sign[0] in "}]":
            closed += 1
        elif closed:
            closed -= 1
        else:
            key = _KEY_BEFORE.search(data, max(0, sign.start() - _LONGEST_KEY), sign.start())
            names.add(key[1].lower() if key else "")
    return names


def _authors(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield where each key of who wrote stands, and the names under it."""
    for key in islice(_author_keys(text), _MOST_KEYS):
        names = _names(_value(text, key.end(), escaped=(key[1] or "").startswith("\\")))
        if names:
            yield key.start(), names


def _author_keys(text: str) -> Iterator[re.Match[str]]:
    """Yield the keys of who wrote: their stems are found much sooner than they are."""
    end = 0
    plain = text.replace("İ", "i").lower()  # the only letter whose small form is longer
    for at in sorted(place for stem in _STEMS for place in _places(stem, plain)):
        if at < end:
            continue
        before = _KEY_START.search(text, max(end, at - _LONGEST_KEY), at)
        starts = (before.start(), before.start(2)) if before else ()
        key = next(filter(None, (_AUTHOR.match(text, start) for start in starts)), None)
        if key:
            end = key.end()
            yield key


def _value(text: str, start: int, *, escaped: bool) -> Any:
    """Return the JSON value that begins at ``start``, None if none does.

    ``escaped``: it stands within a string, its quotes behind signs of that.
    """
    said = text[start : start + _LONGEST_VALUE]
    if escaped:
        said = _ESCAPED.sub("", said)
    try:
        return _DECODER.raw_decode(said.replace("'", '"') if said.startswith("'") else said)[0]
    except (ValueError, RecursionError):
        return None


def _names(value: Any, depth: int = 0) -> list[str]:
    if depth > len(_NAME_KEYS):
        return []
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, list):
        return [name for one in value for name in _names(one, depth + 1)]
    if not isinstance(value, dict):
        return []
    plain = {key.lower().replace("_", ""): one for key, one in value.items()}
    first, last = plain.get("firstname"), plain.get("lastname")
    if isinstance(first, str) and isinstance(last, str):
        return [f"{first} {last}".strip()]
    said = (plain[key] for key in _NAME_KEYS if plain.get(key))
    return next(filter(None, (_names(one, depth + 1) for one in said)), [])
