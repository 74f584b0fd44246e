"""Finds an article's text in the data that a page carries for its scripts."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

LEAST_WORDS = 40
"""Data with fewer words than this is no article."""
LARGEST_BYTES = 5_000_000
DEEPEST = 40
_DATA = re.compile(
    r"<script[^>]*(?:id=[\"']?__NEXT_DATA__|type=[\"']?application/(?:ld\+)?json)[^>]*>(.*?)</script>",
    re.DOTALL | re.IGNORECASE,
)
_STATE = re.compile(
    r"<script[^>]*>\s*(?:window\.)?__\w+__\s*=\s*(\{.*?\})\s*;?\s*(?:\(function.*?)?</script>",
    re.DOTALL,
)
_TEXT_KEYS = ("text", "html", "content", "value", "body", "paragraph", "model", "data", "children")
_PARAGRAPH_TYPES = re.compile(
    r"^(?:p|para(?:graph)?|text|block(?:/\w+)?|core/paragraph|html|h[2-6]|heading|list|quote|blockquote|li|unstyled)$",
    re.I,
)
_TAG = re.compile(r"<[^>]+>")
_BREAK = re.compile(r"</(?:p|div|li|h[1-6]|blockquote)>|<br\s*/?>|\n", re.I)
_SPACE = re.compile(r"\s+")


def embedded_paragraphs(source: str) -> list[str]:
    """Return the paragraphs of the longest text in a page's JSON, [] if none is an article.

    ``source`` is the page's HTML. A text is a JSON-LD articleBody, a list of paragraphs, or one
    string of HTML.
    """
    best: list[str] = []
    most = LEAST_WORDS - 1
    for found in (*_DATA.finditer(source), *_STATE.finditer(source)):
        if len(found[1]) > LARGEST_BYTES:
            continue
        try:
            data = json.loads(found[1].strip(), strict=False)
        except (ValueError, RecursionError):
            continue
        for paragraphs in _texts(data, 0):
            words = sum(len(text.split()) for text in paragraphs)
            if words > most:
                best, most = paragraphs, words
    return best


def _texts(data: Any, depth: int) -> Iterator[list[str]]:
    """Yield every text that could be an article: lists of paragraphs and long strings."""
    if depth > DEEPEST:
        return
    if isinstance(data, dict):
        for key, value in data.items():
            if isinstance(value, str) and key not in ("description", "headline", "title"):
                yield _paragraphs(value)
            else:
                yield from _texts(value, depth + 1)
    elif isinstance(data, list):
        parts = [part for item in data for part in _item(item)]
        if len(parts) > 1:
            yield parts
        for item in data:
            yield from _texts(item, depth + 1)


def _item(item: Any) -> list[str]:
    """Return the paragraphs of one member of a list of blocks."""
    if isinstance(item, str):
        return _paragraphs(item) if len(item.split()) > 3 else []
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
        elif isinstance(part, dict):
            value = next((part[key] for key in _TEXT_KEYS if key in part), "")
            yield from _spans(value if isinstance(value, list) else [value], depth + 1)


def _paragraphs(text: str) -> list[str]:
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", text))
    lines = (_SPACE.sub(" ", html.unescape(line)).strip() for line in text.split("\n"))
    return [line for line in lines if line]
