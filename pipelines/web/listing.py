"""Reads a feed or sitemap, whichever it was asked for as, or whichever it turns out to be."""

from typing import Literal

from pipelines.items import Discovered, Failed, Page


def read_listing(
    _tool: object, kind: Literal["feed", "sitemap"], page: Page
) -> Discovered | Failed:
    """Return what a listing holds; a sitemap under a feed's address is read as well."""
    from pipelines.web.feeds import read_feed
    from pipelines.web.sitemaps import read_sitemap

    first, second = (read_feed, read_sitemap) if kind == "feed" else (read_sitemap, read_feed)
    found = first(page)
    if isinstance(found, Failed):
        other = second(page)
        return found if isinstance(other, Failed) else other
    return found
