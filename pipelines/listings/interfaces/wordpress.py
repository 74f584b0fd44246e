"""Reads the posts that WordPress lists in JSON (developer.wordpress.org/rest-api/reference)."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from pipelines.items import Discovered, Entry
from pipelines.listings.entries import Listed, discovered, plain_title, settled
from pipelines.listings.entry_links import entry_url
from pipelines.listings.listed_times import Asked, with_times
from pipelines.listings.windows import MARGIN
from pipelines.sources import Window

FIELDS = "link,date_gmt,modified_gmt,title"
NEWEST = f"wp-json/wp/v2/posts?per_page=20&_fields={FIELDS}"
"""Where a site lists its newest posts, behind its root; other fields are not wanted."""
MOST_A_PAGE = 100


def read_wordpress(text: str, asked: Asked, cut: str) -> Discovered | None:
    """Return the posts that a WordPress site lists, None if the text is no such list.

    Walking back, the next page is nested for as long as a page is full: WordPress answers 400
    behind the last one.
    """
    try:
        posts = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    if not isinstance(posts, list):
        return None
    listed = [one for post in posts if isinstance(post, dict) for one in _listed(post, asked)]
    if posts and not listed:
        return None
    entries = settled(listed, asked.url, "")
    nested = [_next_page(asked.url, len(posts))] if asked.window else []
    without_url = len(posts) - len(listed)
    return discovered(entries, cut, list(filter(None, nested)), without_url, asked.window)


def _listed(post: dict[str, Any], asked: Asked) -> Iterator[Listed]:
    url = entry_url(_text(post.get("link")), asked.url)
    if url and url != asked.url:
        title = plain_title(_rendered(post.get("title")))
        entry = Entry(url, title, summary=_rendered(post.get("excerpt")))
        told = _moments(post, "date"), _moments(post, "modified")
        yield Listed(with_times(entry, *told, asked), "")


def _moments(post: dict[str, Any], name: str) -> list[str]:
    """Return a time of a post: in UTC, else as the outlet's clock shows it."""
    utc = _text(post.get(f"{name}_gmt"))
    if utc and not utc.startswith("0000"):
        return [utc if utc.endswith("Z") or "+" in utc else f"{utc}Z"]
    return [_text(post.get(name))]


def _rendered(value: object) -> str:
    return _text(value.get("rendered")) if isinstance(value, dict) else _text(value)


def _text(value: object) -> str:
    text = value if isinstance(value, str) else ""
    return text.strip()


def _next_page(url: str, posts: int) -> str:
    """Return where the list goes on, "" behind a page that is not full."""
    query = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    size, page = query.get("per_page", "10"), query.get("page", "1")
    if not (size.isdecimal() and page.isdecimal()) or posts < int(size):
        return ""
    return _asked_for(url, {"page": str(int(page) + 1)})


def posts_of(url: str, window: Window) -> str:
    """Return the URL by which a site lists its posts of a time, the newest first."""
    span = {
        "after": f"{window.since - MARGIN:%Y-%m-%dT%H:%M:%S}",
        "before": f"{window.until + MARGIN:%Y-%m-%dT%H:%M:%S}",
    }
    return _asked_for(url, {"per_page": str(MOST_A_PAGE), "_fields": FIELDS, **span})


def _asked_for(url: str, wanted: dict[str, str]) -> str:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | wanted
    return parts._replace(query=urlencode(query, safe=",:/")).geturl()
