"""The lists of a press in all their forms: feeds, sitemaps, section pages, JSON and channels."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Literal
from xml.sax.saxutils import escape

from tests.newsroom import Answer, gzipped
from tests.telegram_pages import channel, message

Form = Literal[
    "rss",
    "atom",
    "rdf",
    "json",
    "packed",
    "news map",
    "map index",
    "section",
    "posts",
    "channel",
    "search",
    "front page",
    "reports",
]
"""How an outlet lists its articles; ``packed`` is a feed in gzip, ``reports`` one of PDF files, a
``search`` lists articles of other sites, and of a ``front page`` nothing else is declared."""
FEEDS: frozenset[Form] = frozenset(("rss", "atom", "rdf", "json", "packed", "reports"))
_XML = "<?xml version='1.0' encoding='utf-8'?>"


@dataclass(frozen=True, slots=True)
class Item:
    """An article as a list shows it."""

    url: str
    title: str
    at: datetime


def rendered(form: Form, items: Sequence[Item], language: str, root: str) -> Answer:
    """Return a list of ``items`` (the newest first) in a form; ``root`` is the site's URL."""
    return _FORMS[form](items, language, root)


def _rss(items: Sequence[Item], language: str, root: str) -> Answer:
    body = "".join(
        f"<item><title>{escape(one.title)}</title><link>{escape(one.url)}</link>"
        f"<pubDate>{format_datetime(one.at)}</pubDate></item>"
        for one in items
    )
    xml = (
        f"{_XML}<rss version='2.0'><channel><title>x</title><link>{root}/</link>"
        f"<language>{language}</language>{body}</channel></rss>"
    )
    return Answer(xml.encode(), "application/rss+xml")


def _atom(items: Sequence[Item], language: str, root: str) -> Answer:
    del root
    body = "".join(
        f"<entry><title>{escape(one.title)}</title><link rel='alternate' href='{escape(one.url)}'/>"
        f"<id>{escape(one.url)}</id><published>{one.at.isoformat()}</published></entry>"
        for one in items
    )
    space = f"xmlns='http://www.w3.org/2005/Atom' xml:lang='{language}'"
    return Answer(f"{_XML}<feed {space}><title>x</title>{body}</feed>".encode(), "text/xml")


def _rdf(items: Sequence[Item], language: str, root: str) -> Answer:
    del language
    body = "".join(
        f"<item rdf:about='{escape(one.url)}'><title>{escape(one.title)}</title>"
        f"<link>{escape(one.url)}</link><dc:date>{one.at.isoformat()}</dc:date></item>"
        for one in items
    )
    space = (
        "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' "
        "xmlns:dc='http://purl.org/dc/elements/1.1/'"
    )
    head = f"<channel rdf:about='{root}/'><title>x</title></channel>"
    return Answer(f"{_XML}<rdf:RDF {space}>{head}{body}</rdf:RDF>".encode(), "application/xml")


def _json(items: Sequence[Item], language: str, root: str) -> Answer:
    shown = [
        {"id": one.url, "url": one.url, "title": one.title, "date_published": one.at.isoformat()}
        for one in items
    ]
    told = {"version": "https://jsonfeed.org/version/1.1", "title": "x", "home_page_url": root}
    body = json.dumps({**told, "language": language, "items": shown}, ensure_ascii=False)
    return Answer(body.encode(), "application/feed+json")


def _packed(items: Sequence[Item], language: str, root: str) -> Answer:
    body, headers = gzipped(_rss(items, language, root).body)
    return Answer(body, "application/rss+xml", headers=headers)


def _news_map(items: Sequence[Item], language: str, root: str) -> Answer:
    del root
    body = "".join(
        f"<url><loc>{escape(one.url)}</loc><news:news><news:publication><news:language>{language}"
        f"</news:language></news:publication><news:publication_date>{one.at.isoformat()}"
        f"</news:publication_date><news:title>{escape(one.title)}</news:title></news:news></url>"
        for one in items
    )
    space = (
        "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
        "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'"
    )
    return Answer(f"{_XML}<urlset {space}>{body}</urlset>".encode(), "application/xml")


def map_index(children: Sequence[str]) -> Answer:
    """Return an index of sitemaps."""
    body = "".join(f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in children)
    space = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
    xml = f"{_XML}<sitemapindex {space}>{body}</sitemapindex>"
    return Answer(xml.encode(), "application/xml")


def _section(items: Sequence[Item], language: str, root: str) -> Answer:
    cards = "".join(
        f"<div><a href='{escape(one.url)}'><img src='/p.jpg'></a>"
        f"<h3><a href='{escape(one.url)}'>{escape(one.title)}</a></h3></div>"
        for one in items
    )
    html = (
        f"<!doctype html><html lang='{language}'><head><meta charset='utf-8'><title>News</title>"
        f"</head><body><nav><a href='{root}/'>Home</a><a href='/about'>About</a></nav>{cards}"
        "</body></html>"
    )
    return Answer(html.encode())


def _posts(items: Sequence[Item], language: str, root: str) -> Answer:
    del language, root
    shown = [
        {
            "link": one.url,
            "date_gmt": f"{one.at:%Y-%m-%dT%H:%M:%S}",
            "title": {"rendered": one.title},
        }
        for one in items
    ]
    return Answer(json.dumps(shown).encode(), "application/json")


def _channel(items: Sequence[Item], language: str, root: str) -> Answer:
    del language
    posts = [
        message(one.url.removeprefix(f"{root}/").partition("?")[0], one.title, one.at.isoformat())
        for one in reversed(items)
    ]
    return Answer(channel(posts))


_FORMS: dict[Form, Callable[[Sequence[Item], str, str], Answer]] = {
    **{"rss": _rss, "atom": _atom, "rdf": _rdf, "json": _json, "packed": _packed},
    **{"news map": _news_map, "map index": _news_map, "section": _section, "posts": _posts},
    **{"channel": _channel, "search": _rss, "front page": _rss, "reports": _rss},
}
