"""Finds an article's text in the data that a page carries for its scripts."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pipelines.page.script_json import json_ld, json_values, within
from pipelines.text.fold import fold, folded_words
from pipelines.text.word_count import word_count

LEAST_WORDS = 40
"""Data with fewer words than this is no article."""
LEAST_PARAGRAPHS, FEW_WORDS = 3, 24
"""So many paragraphs may have so few."""
DEEPEST = 40
LEAST_HEADLINE_WORDS = 3
KEY_LETTERS = 24
"""Two texts that share so many letters in a row are of one origin."""
LEAST_BARE_HEADINGS = 3
FULLER = 1.5
MOST_OF_SHOWN = 0.7
LEAST_SENTENCE_WORDS = 8
_TEXT_KEYS = ("text", "html", "content", "value", "body", "paragraph", "model", "data", "children")
_PARAGRAPH_TYPES = re.compile(
    r"^(?:p|para(?:graph)?|text|block(?:/\w+)?|core/paragraph|html|h[2-6]|heading|list|quote|blockquote|li|unstyled)$",
    re.I,
)
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$")
_TAG = re.compile(r"<[^>]+>")
_BREAK = re.compile(r"</(?:p|div|li|h[1-6]|blockquote)>|<br\s*/?>|\n", re.I)
_PLAIN_RUN = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+){2,4}")
_SPACE = re.compile(r"\s+")


def embedded_paragraphs(source: str) -> list[str]:
    """Return the paragraphs of the longest text in a page's JSON, [] if none is an article.

    ``source`` is the page's HTML. A text is a list of paragraphs or one string of HTML; an
    articleBody of JSON-LD says what it is, so only a fuller form of it is taken instead.
    """
    told = article_body(source)
    key = _letters(" ".join(told))[:KEY_LETTERS]
    best, most = told, sum(map(word_count, told))
    for data in json_values(source):
        for paragraphs in _texts(data, 0):
            words = sum(map(word_count, paragraphs))
            least = FEW_WORDS if len(paragraphs) >= LEAST_PARAGRAPHS else LEAST_WORDS
            if words > most and words >= least and key in _letters(" ".join(paragraphs)):
                best, most = paragraphs, words
    return best


def fuller_paragraphs(source: str, tags: list[str], texts: list[str]) -> list[str]:
    """Return the text in a page's JSON of which ``texts`` are a part only, [] if there is none.

    ``tags`` and ``texts`` are those of the blocks that the page shows. Several headings with
    nothing below them say that a script fills the sections; their text is in the JSON then,
    with most of the paragraphs that the page shows and many more words.
    """
    bare = sum(one == other == "head" for one, other in pairwise(tags))
    if bare < LEAST_BARE_HEADINGS:
        return []
    long = [text for text in texts if word_count(text) >= LEAST_SENTENCE_WORDS]
    if not _may_stand_twice(source, long):
        return []
    found = embedded_paragraphs(source)
    if sum(map(word_count, found)) < FULLER * sum(map(word_count, texts)):
        return []
    whole = _letters(" ".join(found))
    known = sum(_letters(text)[:KEY_LETTERS] in whole for text in long)
    return found if long and known >= MOST_OF_SHOWN * len(long) else []


def _may_stand_twice(source: str, texts: list[str]) -> bool:
    """Tell whether a few words of any of the texts stand in a page's HTML more than once.

    JSON writes letters beyond ASCII in more ways than one: a text without a run of plain words may
    stand there.
    """
    runs = [_PLAIN_RUN.search(text) for text in texts]
    return any(run is None or source.count(run[0]) > 1 for run in runs)


@dataclass(frozen=True, slots=True)
class Post:
    """A post of a live blog: its headline, "" if it has none of its own, and its paragraphs.

    ``hour`` is when it was written, as it is written there: day, hour and zone, "" if unknown.
    """

    headline: str
    body: list[str]
    hour: str = ""


def live_posts(source: str) -> list[Post]:
    """Return the posts of a live blog in a page's JSON-LD, in their order; [] if it has none."""
    if "liveBlogUpdate" not in source:
        return []
    found = (posts for data in json_ld(source) for posts in _blogs(data, 0))
    return max(found, key=len, default=[])


def article_body(source: str) -> list[str]:
    """Return the paragraphs of the longest articleBody in a page's JSON-LD, [] if it has none."""
    if "articleBody" not in source:
        return []
    bodies = (body for data in json_ld(source) for body in _bodies(data, 0))
    return max(bodies, key=lambda body: sum(map(word_count, body)), default=[])


def _blogs(data: Any, depth: int) -> Iterator[list[Post]]:
    if depth > DEEPEST or not isinstance(data, dict | list):
        return
    if isinstance(data, dict) and isinstance(data.get("liveBlogUpdate"), list | dict):
        updates = data["liveBlogUpdate"]
        posts = map(_post, updates if isinstance(updates, list) else [updates])
        yield [post for post in posts if post.body]
    for value in data.values() if isinstance(data, dict) else data:
        yield from _blogs(value, depth + 1)


def _post(update: Any) -> Post:
    if not isinstance(update, dict):
        return Post("", [])
    said = (update.get(key) for key in ("articleBody", "text", "description"))
    body = next((_paragraphs(text) for text in said if isinstance(text, str) and text), [])
    headline = (
        " ".join(_paragraphs(text)) if isinstance(text := update.get("headline"), str) else ""
    )
    key, whole = _letters(headline)[-KEY_LETTERS:], _letters(" ".join(body))
    own = word_count(headline) >= LEAST_HEADLINE_WORDS and key not in whole
    return Post(headline if own else "", body, _hour(update.get("datePublished")))


def _hour(said: Any) -> str:
    """Return a moment of ISO 8601 as a line to read: "2026-11-23 12:00 UTC"."""
    found = _MOMENT.match(said) if isinstance(said, str) else None
    if found is None:
        return ""
    zone = "UTC" if found[3] in ("Z", "+00:00", "-00:00") else found[3] or ""
    return f"{found[1]} {found[2]} {zone}".strip()


def _letters(text: str) -> str:
    return "".join(folded_words(fold(text)))


def _bodies(data: Any, depth: int) -> Iterator[list[str]]:
    if depth > DEEPEST or not isinstance(data, dict | list):
        return
    if isinstance(data, dict) and isinstance(data.get("articleBody"), str):
        yield _paragraphs(data["articleBody"])
    for value in data.values() if isinstance(data, dict) else data:
        yield from _bodies(value, depth + 1)


def _texts(data: Any, depth: int) -> Iterator[list[str]]:
    """Yield every text that could be an article: lists of paragraphs and long strings."""
    if depth > DEEPEST:
        return
    if isinstance(data, str):
        inner = within(data)
        yield from [_paragraphs(data)] if inner is None else _texts(inner, depth + 1)
    elif isinstance(data, dict):
        for key, value in data.items():
            if key not in ("description", "headline", "title") or not isinstance(value, str):
                yield from _texts(value, depth + 1)
    elif isinstance(data, list):
        parts = [part for item in data for part in _item(item)]
        if len(parts) > 1:
            yield parts
        for item in data:
            if not isinstance(item, str) or within(item) is not None:
                yield from _texts(item, depth + 1)


def _item(item: Any) -> list[str]:
    """Return the paragraphs of one member of a list of blocks."""
    if isinstance(item, str):
        return _paragraphs(item) if word_count(item) > 3 and within(item) is None else []
    if isinstance(item, list):  # an element of React: "$", its tag, its key, what it holds
        tagged = item[:1] == ["$"] and len(item) > 3 and isinstance(item[1], str)
        if tagged and isinstance(item[3], dict) and _PARAGRAPH_TYPES.match(item[1]):
            return _paragraphs("".join(_spans([item[3].get("children")], 0)))
        return []
    if not isinstance(item, dict) or "headline" in item or "url" in item:
        return []
    kind = item.get("type") or item.get("name") or item.get("__typename") or "p"
    if not isinstance(kind, str) or not _PARAGRAPH_TYPES.match(kind):
        return []
    for key in _TEXT_KEYS:
        value = item.get(key)
        if isinstance(value, str) and value.strip():
            return _paragraphs(value)
        if isinstance(value, list):
            inner = "".join(_spans(value, 0))
            if inner.strip():
                return _paragraphs(inner)
    return []


def _spans(parts: list[Any], depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        return
    for part in parts:
        if isinstance(part, str):
            yield part
        elif isinstance(part, list):
            element = part[:1] == ["$"] and len(part) > 3 and isinstance(part[3], dict)
            yield from _spans([part[3].get("children")] if element else part, depth + 1)
        elif isinstance(part, dict):
            value = next((part[key] for key in _TEXT_KEYS if key in part), "")
            yield from _spans(value if isinstance(value, list) else [value], depth + 1)


def _paragraphs(text: str) -> list[str]:
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", text))
    lines = (_SPACE.sub(" ", html.unescape(line)).strip() for line in text.split("\n"))
    return [line for line in lines if line]
