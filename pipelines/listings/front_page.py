"""Reads an outlet's front page: the feeds that it names, else the articles that it links."""

import re
from collections.abc import Iterator

from pipelines.items import Discovered, Entry
from pipelines.listings.entries import discovered, plain_title
from pipelines.listings.entry_links import entry_url
from pipelines.listings.listed_times import Asked
from pipelines.web.markup_scan import attribute, items, tags
from pipelines.web.urls import is_front_page, site_of

MOST_FEEDS = 3
MOST_LINKED = 200
LEAST_TITLE_WORDS = 4
"""The text of a link to an article is its headline; "World" and "Read more" are shorter."""
LEAST_TITLE_LETTERS = 20
_FEED_TYPES = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
)
_OF_COMMENTS = re.compile(r"comment", re.IGNORECASE)


def read_front_page(text: str, asked: Asked, cut: str) -> Discovered | None:
    """Return the feeds that a front page names, else the articles that it links.

    The feeds are in ``nested``; those of comments are left out if there are others. Feeds are named
    as the HTML standard says, 4.6.7 "Link type alternate". None if the text is no web page.
    """
    if next(tags(text, 0, frozenset(("html", "body", "a"))), None) is None:
        return None
    chosen = named_feeds(text, asked.url)
    if chosen:
        return discovered([], cut, chosen[:MOST_FEEDS])
    return discovered([*_linked(text, asked.url)][:MOST_LINKED], cut, window=asked.window)


def named_feeds(text: str, base: str) -> tuple[str, ...]:
    """Return the feeds that a page at ``base`` names; those of comments only if it has no other."""
    feeds = [*dict.fromkeys(_feeds(text, base))]
    articles = [url for url, title in feeds if not _OF_COMMENTS.search(url + title)]
    return tuple(articles or [url for url, _ in feeds])


def _feeds(text: str, base: str) -> Iterator[tuple[str, str]]:
    """Yield the URL and the title of each feed that is named."""
    for tag in tags(text, 0, frozenset(("link",))):
        kind = attribute(tag.attributes, "type").lower().partition(";")[0].strip()
        if "alternate" in attribute(tag.attributes, "rel").lower().split() and kind in _FEED_TYPES:
            url = entry_url(attribute(tag.attributes, "href"), base)
            if url:
                yield url, attribute(tag.attributes, "title")


def _linked(text: str, base: str) -> Iterator[Entry]:
    """Yield the pages of the same site that are linked by what may be a headline."""
    for element in items(text, 0, frozenset(("a",))):
        url = entry_url(element.attribute("href"), base)
        if not url or site_of(url) != site_of(base) or is_front_page(url):
            continue
        title = plain_title(element.text)
        words = len(title.split())
        if words >= LEAST_TITLE_WORDS and len(title) >= LEAST_TITLE_LETTERS:
            yield Entry(url, title)
