"""Reads a list of articles, by the kind that it was asked for as or turns out to be."""

from collections.abc import Callable

from pipelines.items import Discovered, Failed, ListingKind, Page
from pipelines.web.feeds import read_feed
from pipelines.web.sitemaps import read_sitemap

Reader = Callable[[Page, str], Discovered | Failed]

READERS: dict[ListingKind, tuple[Reader, ...]] = {
    "feed": (read_feed, read_sitemap),
    "sitemap": (read_sitemap, read_feed),
}
"""Who reads each kind of listing; the later ones are asked when the first cannot make it out."""


def read_listing(_tool: object, kind: ListingKind, page: Page, country: str) -> Discovered | Failed:
    """Return what a listing holds; a sitemap under a feed's address is read as well.

    ``country`` (ISO 3166, "" if unknown) is the outlet's: its times without a zone are of there.
    """
    first, *others = READERS[kind]
    found = first(page, country)
    if isinstance(found, Failed):
        for read in others:
            other = read(page, country)
            if not isinstance(other, Failed):
                return other
    return found
