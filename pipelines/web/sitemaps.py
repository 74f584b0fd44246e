"""Reads sitemaps: Google News sitemaps, plain ones, and indexes of further sitemaps."""

import zlib
from datetime import UTC, datetime
from urllib.parse import urljoin

from lxml import etree

from pipelines.items import Discovered, Entry, Failed, Page
from pipelines.web.ip_addresses import may_ask
from pipelines.web.listed_times import with_times

MAX_ENTRIES = 5_000
MAX_BYTES = 10_000_000
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def read_sitemap(page: Page, country: str = "") -> Discovered | Failed:
    """Return the articles that a sitemap lists, newest first, and the sitemaps of an index.

    ``country`` (ISO 3166) is the outlet's: its times without a zone are of there.
    Entities are never resolved. What is no sitemap is ``Failed("not_a_feed")``.
    """
    body = page.body
    if body.startswith(b"\x1f\x8b"):
        try:
            body = zlib.decompressobj(31).decompress(body, MAX_BYTES)
        except zlib.error:
            return Failed("not_a_feed", "the address answers, but with a damaged gzip file")
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    kind = etree.QName(root).localname if root is not None and isinstance(root.tag, str) else ""
    if root is None or kind not in ("urlset", "sitemapindex"):
        return Failed("not_a_feed", "the address answers, but not with a sitemap")
    if kind == "sitemapindex":
        nested = (_child(node, "loc") for node in root)
        found = tuple(urljoin(page.url, address) for address in nested if address)
        return Discovered((), tuple(address for address in found if may_ask(address)))
    entries = [entry for node in root if (entry := _entry(node, page, country))]
    entries.sort(key=lambda entry: _newest(entry) or datetime.min.replace(tzinfo=UTC))
    entries.reverse()
    dated = [at for entry in entries if (at := _newest(entry))]
    return Discovered(
        tuple(entries[:MAX_ENTRIES]),
        newest_at=max(dated, default=None),
        truncated=len(entries) > MAX_ENTRIES,
    )


def _newest(entry: Entry) -> datetime | None:
    return entry.published_at or entry.modified_at


def _entry(node: etree._Element, page: Page, country: str) -> Entry | None:
    url = urljoin(page.url, _child(node, "loc"))
    if not may_ask(url):
        return None
    news = node.find(f"{_NEWS}news")
    changed = _child(node, "lastmod")
    if news is None:
        return with_times(Entry(url=url), "", changed, page, country)
    publication = news.find(f"{_NEWS}publication")
    entry = Entry(
        url=url,
        title=_child(news, "title"),
        language=_child(publication, "language") if publication is not None else "",
    )
    return with_times(entry, _child(news, "publication_date"), changed, page, country)


def _child(node: etree._Element, name: str) -> str:
    """Return the text of the first child called ``name``, whatever its namespace."""
    for child in node:
        if isinstance(child.tag, str) and etree.QName(child).localname == name:
            return (child.text or "").strip()
    return ""
