"""Reads feeds in JSON (jsonfeed.org, versions 1 and 1.1)."""

import json
import re
from typing import Any

from pipelines.items import Discovered, Entry
from pipelines.listings.entries import MAX_LISTED, Listed, discovered, plain_title, settled
from pipelines.listings.entry_links import entry_url, is_absolute
from pipelines.listings.listed_times import Asked, with_times

_ITEMS = re.compile(r'"items"\s*:\s*\[\s*')
_COMMA = re.compile(r"\s*,?\s*")


def read_json_feed(text: str, asked: Asked, cut: str = "") -> Discovered | None:
    """Return what the JSON feed ``text`` lists, ``asked`` for; None if it is no feed.

    A comma too many is passed over. Where the JSON is damaged otherwise the items before the damage
    are read, and ``truncated`` says so.
    """
    try:
        tree = json.loads(text, strict=False)
        listed = tree["items"]
    except (ValueError, RecursionError):
        begin = _ITEMS.search(text)
        if begin is None:
            return None
        tree, (listed, ended) = {}, _whole_items(text, begin.end())
        if not listed:
            return None
        if not ended:
            cut = cut or "the list is damaged; only the entries before the damage are read"
    except (KeyError, TypeError):
        return None
    if not isinstance(listed, list):
        return None
    site = entry_url(_said(tree, "home_page_url"), asked.url)
    read = [
        _listed(item, asked) if isinstance(item, dict) else None for item in listed[:MAX_LISTED]
    ]
    found = [one for one in read if one]
    entries = settled(found, asked.url, site)
    more = entry_url(_said(tree, "next_url"), asked.url) if asked.window else ""
    nested = [more] if more and more != asked.url else []
    return discovered(entries, cut, nested, len(read) - len(found), asked.window)


def _whole_items(text: str, at: int) -> tuple[list[Any], bool]:
    """Return the values of a list from ``at`` on until one cannot be read, and if its end was."""
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    while text[at : at + 1] not in ("]", ""):
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return values, False
        values.append(value)
        comma = _COMMA.match(text, at)
        at = comma.end() if comma else at
    return values, text[at : at + 1] == "]"


def _listed(item: dict[str, Any], asked: Asked) -> Listed | None:
    """Return what an item says, None if it has no URL: its own, or the one it is about."""
    named = [_said(item, key) for key in ("url", "external_url") if isinstance(item.get(key), str)]
    name = _said(item, "id")
    permalink = entry_url(name, asked.url) if is_absolute(name) else ""
    urls = (*(entry_url(text, asked.url) for text in named), permalink)
    url = next((one for one in urls if one not in ("", asked.url)), "")
    if not url:
        return None
    authors = item.get("authors")
    signed = authors if isinstance(authors, list) else [item.get("author")]
    names = (_said(author, "name") for author in signed if isinstance(author, dict))
    entry = Entry(
        url=url,
        title=plain_title(_said(item, "title")),
        summary=_said(item, "summary") or _said(item, "content_text"),
        content=_said(item, "content_html"),
        author="; ".join(name for name in names if name),
        language=_said(item, "language"),
    )
    told = [_said(item, "date_published")], [_said(item, "date_modified")]
    return Listed(with_times(entry, *told, asked), permalink)


def _said(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    text = str(value) if isinstance(value, str | int | float) else ""
    return text.strip()
