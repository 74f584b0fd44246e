"""Reads sitemaps: Google News sitemaps, plain ones, and indexes of further sitemaps."""

import zlib
from datetime import UTC, datetime
from urllib.parse import urljoin

from lxml import etree

from pipelines.items import Discovered, Entry, Failed, Page
from pipelines.web.ip_addresses import may_ask

MAX_ENTRIES = 5_000
MAX_BYTES = 10_000_000
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def read_sitemap(page: Page) -> Discovered | Failed:
    """Return the articles that a sitemap lists, newest first, and the sitemaps of an index.

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
    entries = [entry for node in root if (entry := _entry(node, page.url))]
    entries.sort(key=lambda entry: entry.published_at or datetime.min.replace(tzinfo=UTC))
    entries.reverse()
    dated = [entry.published_at for entry in entries if entry.published_at]
    return Discovered(
        tuple(entries[:MAX_ENTRIES]),
        newest_at=max(dated, default=None),
        truncated=len(entries) > MAX_ENTRIES,
    )


def _entry(node: etree._Element, base: str) -> Entry | None:
    url = urljoin(base, _child(node, "loc"))
    if not may_ask(url):
        return None
    news = node.find(f"{_NEWS}news")
    if news is None:
        return Entry(url=url, published_at=_moment(_child(node, "lastmod")))
    publication = news.find(f"{_NEWS}publication")
    return Entry(
        url=url,
        title=_child(news, "title"),
        published_at=_moment(_child(news, "publication_date")),
        language=_child(publication, "language") if publication is not None else "",
    )


def _child(node: etree._Element, name: str) -> str:
    """Return the text of the first child called ``name``, whatever its namespace."""
    for child in node:
        if isinstance(child.tag, str) and etree.QName(child).localname == name:
            return (child.text or "").strip()
    return ""


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
