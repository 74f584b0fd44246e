"""Reads what an outlet lists: each kind of listing by the reader that the table names."""

import re
import zlib
from collections.abc import Callable
from dataclasses import replace

from pipelines.items import Discovered, Dropped, Failed, Page
from pipelines.listings.entries import discovered
from pipelines.listings.feeds import FEED_ROOTS, ITEM_NAMES, read_feed
from pipelines.listings.front_page import read_front_page
from pipelines.listings.interfaces.gdelt import read_gdelt
from pipelines.listings.interfaces.reliefweb import read_reliefweb
from pipelines.listings.interfaces.telegram import read_telegram
from pipelines.listings.interfaces.wordpress import read_wordpress
from pipelines.listings.json_feed import read_json_feed
from pipelines.listings.listed_times import Asked
from pipelines.listings.section_page import linked_articles, next_page
from pipelines.listings.sitemaps import SITEMAP_ROOTS, read_sitemap, read_text_sitemap
from pipelines.listings.walk_back import read_robots
from pipelines.sources import ListingKind, Window
from pipelines.text.charset import decode_text
from pipelines.web.markup_scan import Tag, tags

MAX_BYTES = 10_000_000
SEARCHED_FOR_HTML = 10_000
_GZIP = b"\x1f\x8b"
NO_FILES = "the address answers, but with no list of GDELT's files"
_IN_EACH_OTHER = 2
"""Files that are compressed twice exist, by a server and by a template."""
_WEB_PAGE = re.compile(r"<html[\s>]|<!doctype\s+html", re.IGNORECASE)


Reader = Callable[[str, Asked, str], Discovered | None]
"""Reads the text of a listing that was asked for; None if it is none. The last argument says in
words what of the answer is lost already, "" if nothing is."""


def read_listing(
    _tool: object, kind: ListingKind, page: Page, country: str, window: Window | None = None
) -> Discovered | Failed:
    """Return what a listing of some kind holds.

    ``country`` (ISO 3166, "" if unknown) is the outlet's: its times without a zone are of there.
    With a ``window`` only what may be of that time is returned, and the next page is nested.
    ``Discovered.truncated`` says what could not be read. What is no listing at all (a captcha, a
    web page, an error in JSON) is ``Failed("not_a_feed")`` with what it is instead.
    """
    asked = Asked(page.url, page.fetched_at, country, window)
    if kind in BYTE_READERS:
        return BYTE_READERS[kind](page.body, asked) or Failed("not_a_feed", NO_FILES)
    body, cut = _unpacked(page.body)
    text = decode_text(body, page.content_type).text
    found = READERS[kind](text, asked, cut)
    if found is None:
        links = " that links nothing like an article" if kind == "section" else ""
        said = f"the address answers, but with {_what_it_is(text, cut)}{links}"
        return Failed("not_a_feed", said)
    return found


def read_by_content(text: str, asked: Asked, cut: str) -> Discovered | None:
    """Return what a feed or sitemap of any form holds, None if the text is neither.

    Outlets name feeds as sitemaps and the other way round, so the text alone tells.
    """
    root = None if text.lstrip().startswith("{") else _root(text)
    if root is None:
        return _without_tags(text, asked, cut)
    if root.local in SITEMAP_ROOTS:
        found = read_sitemap(text, root, asked, cut)
    else:
        found = read_feed(text, root, asked, cut)
    return None if _only_named(text, root, found) else found


def read_as_front_page(text: str, asked: Asked, cut: str) -> Discovered | None:
    """Return what a front page points to; one that is a feed itself is read as such."""
    if _WEB_PAGE.search(text, 0, SEARCHED_FOR_HTML):
        return read_front_page(text, asked, cut)
    return read_by_content(text, asked, cut) or read_front_page(text, asked, cut)


def read_as_section(text: str, asked: Asked, cut: str) -> Discovered | None:
    """Return the articles that a page links, and the page that goes on with them.

    A feed that stands there instead is read as such; None if no link looks like an article's.
    """
    if not _WEB_PAGE.search(text, 0, SEARCHED_FOR_HTML):
        return read_by_content(text, asked, cut)
    found = linked_articles(text, asked.url)
    more = next_page(text, asked.url)
    nested = [more] if more else []
    return discovered(found, cut, nested, window=asked.window) if found else None


READERS: dict[ListingKind, Reader] = {
    "feed": read_by_content,
    "sitemap": read_by_content,
    "section": read_as_section,
    "front_page": read_as_front_page,
    "robots": read_robots,
    "wordpress": read_wordpress,
    "telegram": read_telegram,
    "reliefweb": read_reliefweb,
}
"""The reader of each kind of listing that is text."""
BYTE_READERS: dict[ListingKind, Callable[[bytes, Asked], Discovered | None]] = {
    "gdelt": read_gdelt,
}
"""The readers of what is no text."""


_REFUSALS: dict[ListingKind, str] = {
    "wordpress": "the outlet keeps its list of posts in JSON from programs",
    "reliefweb": "ReliefWeb does not know the [network] reliefweb_appname; ask it to approve yours",
}
"""What it means that an interface turns a request away."""


def in_words(kind: ListingKind, outcome: Dropped | Failed, status: int) -> Dropped | Failed:
    """Return why a listing could not be had, with what that means of an interface of its kind."""
    meaning = _REFUSALS.get(kind)
    if meaning is None or status not in (401, 403):
        return outcome
    return replace(outcome, detail=f"{meaning} (HTTP {status})")


def _unpacked(body: bytes) -> tuple[bytes, str]:
    """Return ``body`` without compression, and in words what of it is lost, "" if nothing is."""
    cut = ""
    for _ in range(_IN_EACH_OTHER):
        if not body.startswith(_GZIP):
            break
        body, cut = _gunzipped(body)
    return body, cut


def _gunzipped(body: bytes) -> tuple[bytes, str]:
    parts, size = [], 0
    while body.startswith(_GZIP):  # a gzip file may hold several, one behind the other
        unpacking = zlib.decompressobj(31)
        try:
            parts.append(unpacking.decompress(body, MAX_BYTES - size))
        except zlib.error:
            return b"".join(parts), "the list is a damaged gzip file"
        size += len(parts[-1])
        if size >= MAX_BYTES:
            return b"".join(parts), f"the list is longer than {MAX_BYTES:,} bytes unpacked"
        if not unpacking.eof:
            return b"".join(parts), "the list is a gzip file that ends early"
        body = unpacking.unused_data
    return b"".join(parts), ""


def _root(text: str) -> Tag | None:
    """Return the tag that a feed or sitemap begins with, however much stands before it."""
    return next((tag for tag in tags(text, 0, FEED_ROOTS | SITEMAP_ROOTS) if not tag.closes), None)


def _without_tags(text: str, asked: Asked, cut: str) -> Discovered | None:
    brace = text.find("{")
    if brace >= 0 and '"items"' in text:
        return read_json_feed(text[brace:], asked, cut)
    return read_text_sitemap(text, asked, cut)


def _only_named(text: str, root: Tag, found: Discovered) -> bool:
    """Tell whether a web page or other XML only has an element that is called like a feed's."""
    if found.entries or found.nested:
        return False
    return root.local in ITEM_NAMES or bool(_WEB_PAGE.search(text, 0, root.start))


def _what_it_is(text: str, cut: str) -> str:
    start = text.lstrip()[:1_000]
    if not start:
        return "a damaged gzip file" if cut else "nothing"
    if start.startswith("{"):
        return "JSON that is no feed"
    return "a web page" if _WEB_PAGE.search(start) else "something that is no feed"
