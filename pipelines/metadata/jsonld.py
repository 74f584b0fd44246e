"""Reads the JSON-LD of a page, forgiving what outlets get wrong, and picks the article's."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from pipelines.text.fold import fold, folded_words
from pipelines.text.tolerant_json import read_json
from pipelines.web.urls import url_key

_DEEPEST = 6
"""How many lists and objects within each other are opened."""
_ARTICLE_TYPES = re.compile(r"(Article|Posting|Report|Reportage)$")
_NEWS_TYPES = ("NewsArticle", "LiveBlogPosting")
_PAGE_TYPES = ("WebPage", "ItemPage", "AboutPage", "MedicalWebPage", "VideoObject")
_ARTICLES_OWN = ("datePublished", "dateModified", "headline", "articleSection")
_DATED = 0.05
"""What a date is worth among the objects of articles: it decides between equals only."""

Node = dict[str, Any]


def read_nodes(scripts: list[str]) -> list[Node]:
    """Return every object of the given JSON-LD scripts, graphs and lists opened up."""
    return [node for text in scripts for node in _flat(_loaded(text), 0)]


def article_node(nodes: list[Node], url: str, headline: str) -> Node | None:
    """Return the object that describes the article at ``url``, or None.

    Pages carry the objects of other stories too: one that names another URL and another
    headline is not taken.
    """
    articles = [node for node in nodes if _is_article(node)]
    if not articles:
        return None
    key, words = url_key(url), set(folded_words(fold(headline)))
    best = max(articles, key=lambda node: _likeness(node, key, words))
    if _likeness(best, key, words) > _DATED:
        return best
    return best if len(articles) == 1 and not _is_elsewhere(best, key, words) else None


def page_node(nodes: list[Node], url: str) -> Node | None:
    """Return the object that describes the page at ``url`` and dates it, or None."""
    key = url_key(url)
    pages = [node for node in nodes if node.get("@type") in _PAGE_TYPES and "datePublished" in node]
    here = [node for node in pages if key in map(url_key, _urls(node))]
    return here[0] if here else pages[0] if len(pages) == 1 and not _urls(pages[0]) else None


def _loaded(text: str) -> Any:
    try:
        found = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, str):  # JSON that was written as a string of JSON
        text, found = found, None
    return [_mended(one) for one in read_json(text)] if found is None else found


def _mended(found: Any) -> Any:
    """Return a damaged object with what stands within another since that one was never closed."""
    if isinstance(found, dict):
        inner = [value for value in found.values() if isinstance(value, dict)]
        for key in _ARTICLES_OWN:
            held = [one[key] for one in inner if key in one]
            if held:
                found.setdefault(key, held[0])
    return found


def _flat(value: Any, depth: int) -> Iterator[Node]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for part in value:
            yield from _flat(part, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "itemListElement", "item"):
            if isinstance(value.get(key), dict | list):
                yield from _flat(value[key], depth + 1)


def is_news(node: Node) -> bool:
    """Tell whether an object says of its article that it is news, not a guide or a page."""
    return any(name.endswith(_NEWS_TYPES) for name in _types(node))


def is_website(node: Node) -> bool:
    """Tell whether an object describes the whole site, or the body that publishes it."""
    return any(name in ("WebSite", "NewsMediaOrganization") for name in _types(node))


def _is_article(node: Node) -> bool:
    return any(_ARTICLE_TYPES.search(name) for name in _types(node))


def _types(node: Node) -> list[str]:
    types = node.get("@type")
    names = types if isinstance(types, list) else [types]
    return [name for name in names if isinstance(name, str)]


def _likeness(node: Node, key: str, words: set[str]) -> float:
    score = 2.0 if key in map(url_key, _urls(node)) else 0.0
    said = _headline_words(node)
    if words and said:
        score += len(words & said) / len(words | said)
    return score + (_DATED if node.get("datePublished") else 0)


def _is_elsewhere(node: Node, key: str, words: set[str]) -> bool:
    """Tell whether an object names another URL and shares no word of the page's headline."""
    keys = [url_key(url) for url in _urls(node)]
    said = _headline_words(node)
    return bool(keys and words and said) and key not in keys and not words & said


def _urls(node: Node) -> list[str]:
    said = [node.get("url"), node.get("@id"), node.get("mainEntityOfPage")]
    said = [a.get("@id") or a.get("url") if isinstance(a, dict) else a for a in said]
    return [a.partition("#")[0] for a in said if isinstance(a, str) and a.startswith("http")]


def _headline_words(node: Node) -> set[str]:
    return set(folded_words(fold(text_of(node.get("headline") or node.get("name")))))


def text_of(value: Any) -> str:
    """Return a JSON-LD value as one line of text: its first string, or its name."""
    for _ in range(_DEEPEST):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = value.get("name") or value.get("@value") or value.get("url") or ""
    if not isinstance(value, str | int | float):
        return ""
    return re.sub(r"\s+", " ", html.unescape(str(value))).strip()


def names_of(value: Any, depth: int = 0) -> list[str]:
    """Return the names of a JSON-LD author, one for each person or body."""
    if isinstance(value, list) and depth < _DEEPEST:
        return [name for part in value for name in names_of(part, depth + 1)]
    if isinstance(value, dict) and isinstance(value.get("name"), list) and depth < _DEEPEST:
        return names_of(value["name"], depth + 1)
    text = text_of(value)
    return [text] if text else []
