"""How a walk back through time goes on: which lists it begins with, and which follow from one."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urljoin

from pipelines.items import Discovered
from pipelines.listings.entry_links import entry_url
from pipelines.listings.interfaces.wordpress import posts_of
from pipelines.listings.listed_times import Asked
from pipelines.listings.windows import MARGIN, is_map_wanted
from pipelines.sources import BackList, Listing, Source, Window

GUESSED_SITEMAPS = ("/sitemap_index.xml", "/sitemap.xml", "/wp-sitemap.xml")
"""Asked for where robots.txt names no sitemap: the names that most outlets give them."""
MOST_PAGES = 400
"""So many pages of one list are followed at the most, each named by the one before it."""
MOST_SITEMAPS_DEEP = 3
LEAST_BY_DAY = 0.8
LEAST_SEEN = 5
"""Of so many known articles so large a share must have its day in its path: then the paths of days
are pages, too, as WordPress makes them."""
_BY_DAY = re.compile(r"(https?://[^/?#]+(?:/[a-z]{2})?/)20\d\d/(?:0[1-9]|1[0-2])/\d\d/[^/?#]+/?$")
_SITEMAP_LINE = re.compile(r"^[\s\ufeff]*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


def read_robots(text: str, asked: Asked, cut: str) -> Discovered:
    """Return the sitemaps that a robots.txt names, of its own form or of RFC 9309's."""
    urls = (entry_url(written, asked.url) for written in _SITEMAP_LINE.findall(text))
    wanted = [url for url in urls if url and is_map_wanted(url, None, asked.window)]
    return Discovered((), tuple(dict.fromkeys(wanted)), truncated=cut)


def first_lists(source: Source, window: Window, known_urls: Sequence[str]) -> list[BackList]:
    """Return the lists that a walk back through ``source`` begins with.

    ``known_urls`` are those of articles that it published: where each has its day in its path, the
    pages of days are asked for.
    """
    listings = [_of_the_time(one, window) for one in source.visited() if _has_a_past(one)]
    if source.homepage:
        listings.append(Listing("robots", "sitemap", urljoin(source.homepage, "/robots.txt")))
    found = [BackList(source.id, listing, window) for listing in listings]
    for pattern in dict.fromkeys((*source.archives, *_patterns(known_urls))):
        found += (
            BackList(source.id, Listing("section", "section", url), window, pattern=pattern)
            for url in _by_days(pattern, window)
        )
    return found


def _has_a_past(listing: Listing) -> bool:
    """Tell whether a listing leads to what is older: searches and GDELT's newest files do not."""
    return listing.via != "search" and listing.kind != "gdelt"


def _of_the_time(listing: Listing, window: Window) -> Listing:
    """Return the listing that is asked in a walk: of an interface only what is of the time."""
    if listing.kind == "wordpress":
        return replace(listing, url=posts_of(listing.url, window))
    return listing


def guessed_lists(back: BackList) -> list[BackList]:
    """Return what is asked for where the robots.txt of ``back`` names no sitemap."""
    urls = (urljoin(back.listing.url, path) for path in GUESSED_SITEMAPS)
    listings = (Listing("sitemap", "sitemap", url) for url in urls)
    return [replace(back, listing=one, depth=1, id=0) for one in listings]


def next_lists(back: BackList, found: Discovered, new: int) -> list[BackList]:
    """Return the lists that follow from one that was read, of whose articles ``new`` were unknown.

    The pages of a list are followed until one reaches behind the window. One that reaches no
    further than the page before it, and has nothing new, is the same page again.
    """
    kind = back.listing.kind
    if kind == "robots" and not found.nested:
        return guessed_lists(back)
    paged = kind not in ("robots", "sitemap", "front_page")
    if back.depth >= (MOST_PAGES if paged else MOST_SITEMAPS_DEEP):
        return []
    oldest = found.oldest_at
    if paged and not _leads_back(back, oldest, new):
        return []
    step = replace(back, depth=back.depth + 1, reached=oldest if paged else None, id=0)
    return [replace(step, listing=back.listing.nested(url)) for url in found.nested]


def _leads_back(back: BackList, oldest: datetime | None, new: int) -> bool:
    if oldest is None:
        return new > 0 and bool(back.pattern)
    if oldest < back.window.since - MARGIN:
        return False
    return back.reached is None or oldest < back.reached or (oldest == back.reached and new > 0)


def _patterns(known_urls: Sequence[str]) -> list[str]:
    """Return the forms of the pages of days that the URLs of articles lead to."""
    found = [match[1] for url in known_urls if (match := _BY_DAY.match(url))]
    if len(known_urls) < LEAST_SEEN or len(found) < LEAST_BY_DAY * len(known_urls):
        return []
    return [f"{max(set(found), key=found.count)}{{YYYY}}/{{MM}}/{{DD}}/"]


def _by_days(pattern: str, window: Window) -> list[str]:
    """Return the URLs of a form for each day or month of ``window``, the newest first."""
    day, urls = window.until.date(), dict[str, None]()
    while day >= window.since.date():
        url = pattern.replace("{YYYY}", f"{day.year:04}")
        url = url.replace("{MM}", f"{day.month:02}").replace("{DD}", f"{day.day:02}")
        urls[url] = None
        day -= timedelta(days=1)
    return list(urls)
