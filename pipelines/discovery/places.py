"""The addresses at which an outlet's lists may be, the likeliest first."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin, urlsplit

from pipelines.discovery.families import (
    GENERIC_FEEDS,
    GENERIC_MAPS,
    GENERIC_REST,
    house_addresses,
)
from pipelines.discovery.home_page import Home
from pipelines.listings.interfaces.wordpress import NEWEST

MOST_NAMED = 3
MOST_FAMILIES = 2
_NEWS = re.compile(r"news|google|today|latest", re.IGNORECASE)
_POSTS = re.compile(r"post|article|stor(?:y|ies)|content", re.IGNORECASE)
_NEVER = re.compile(r"image|video|categor|tag|author|page-|static|user|product", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """An address to try: of which kind a list there is, and how it came to be known.

    ``named``: the outlet, its robots.txt or its content system names it; else it is a guess.
    """

    kind: Literal["feed", "sitemap", "wordpress"]
    url: str
    how: str
    named: bool = False


def names_news(url: str) -> bool:
    """Tell whether the name of a sitemap says that it holds the news of these days."""
    return bool(_NEWS.search(urlsplit(url).path))


def places(home: Home, maps: Sequence[str]) -> Iterator[Place]:
    """Yield where lists may be; ``maps`` are the sitemaps that robots.txt names.

    First what the outlet itself names, then where its content system keeps lists, then names in
    the order of how often they were met on 573 hand-made entries (fundus, 2026-08-05).
    """
    for url in home.feeds[:MOST_NAMED]:
        yield Place("feed", url, "named by the home page", named=True)
    for url, is_feed in house_addresses(home.url):
        kind: Literal["feed", "sitemap"] = "feed" if is_feed else "sitemap"
        yield Place(kind, url, "where this house keeps its lists", named=True)
    news = [url for url in maps if names_news(url)]
    for url in news[:MOST_FAMILIES]:
        yield Place("sitemap", url, "named by robots.txt", named=True)
    yield from _of_families(home)
    for url in home.linked[:MOST_FAMILIES]:
        yield Place("feed", url, "linked by the home page", named=True)
    if any(family.name == "WordPress" for family in home.families):
        yield Place("wordpress", urljoin(_base(home), NEWEST), "where WordPress lists its posts")
    yield from _generic(home, "feed", GENERIC_FEEDS)
    yield from _generic(home, "sitemap", GENERIC_MAPS[:2])
    for url in [url for url in maps if url not in news][:1]:
        yield Place("sitemap", url, "named by robots.txt", named=True)
    yield from _generic(home, "sitemap", GENERIC_MAPS[2:])
    yield from _generic(home, "feed", GENERIC_REST)


def _of_families(home: Home) -> Iterator[Place]:
    """Yield the addresses of the content systems that the page is known by, in turn."""
    language = _language(home)
    for family in home.families[:MOST_FAMILIES]:
        how = f"where {family.name} keeps it"
        for number in range(max(len(family.feeds), len(family.sitemaps))):
            for kind, names in (("feed", family.feeds), ("sitemap", family.sitemaps)):
                if number < len(names):
                    url = urljoin(_base(home), names[number].format(lang=language))
                    yield Place("feed" if kind == "feed" else "sitemap", url, how, named=True)


def _language(home: Home) -> str:
    first = urlsplit(home.url).path.strip("/").partition("/")[0]
    return first if re.fullmatch("[a-z]{2}", first) else home.language or "fa"


def _base(home: Home) -> str:
    """Return the root that a content system's addresses are relative to."""
    parts = urlsplit(home.url)
    path = parts.path.strip("/")
    wordpress = any(family.name == "WordPress" for family in home.families)
    kept = f"/{path}/" if wordpress and path and "." not in path else "/"
    return f"{parts.scheme}://{parts.netloc}{kept}"


def _generic(home: Home, kind: Literal["feed", "sitemap"], names: Sequence[str]) -> Iterator[Place]:
    parts = urlsplit(home.url)
    root = f"{parts.scheme}://{parts.netloc}/"
    for name in names:
        yield Place(kind, urljoin(root, name), "a name that is often used")


def child_of(nested: Sequence[str]) -> str:
    """Return which sitemap of an index may hold the newest articles, "" if none does.

    By its name: news before posts before the latest day; the first if nothing tells.
    """
    fit = [url for url in nested if not _NEVER.search(urlsplit(url).path)]
    for sign in (_NEWS, _POSTS):
        named = [url for url in fit if sign.search(urlsplit(url).path)]
        if named:
            return _latest(named)
    return _latest(fit)


def _latest(urls: Sequence[str]) -> str:
    """Return the one with the latest day in its name; the first if no name has one."""
    dated = [(day, url) for url in urls if (day := _day(url))]
    return max(dated)[1] if dated else next(iter(urls), "")


def _day(url: str) -> tuple[int, ...]:
    found = re.search(r"((?:19|20)\d\d)[-_/]?(\d{1,2})?(?:[-_/]?(\d{1,2}))?(?!\d)", url)
    return tuple(int(part or 0) for part in found.groups()) if found else ()
