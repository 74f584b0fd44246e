"""Reads RSS and Atom feeds, broken ones too, into what they say of each article."""

import re
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urljoin

from pipelines.items import Discovered, Entry, Lead
from pipelines.listings.entries import MAX_LISTED, Listed, discovered, plain_title, settled, torn
from pipelines.listings.entry_links import entry_url, is_absolute
from pipelines.listings.listed_times import Asked, with_times
from pipelines.listings.windows import next_feed_page
from pipelines.web.markup_scan import (
    Element,
    Fields,
    Tag,
    attribute,
    character_data,
    children,
    items,
    tags,
)
from pipelines.web.urls import site_of

ITEM_NAMES = frozenset(("item", "entry"))
FEED_ROOTS = ITEM_NAMES | {"rss", "rdf", "feed", "channel"}
_PUBLISHED = ("pubdate", "published", "issued", "publicationdate", "date", "created")
_CHANGED = ("updated", "modified")
_CONTENTS = ("encoded", "content", "body", "full-text", "fullitem")
_SUMMARIES = ("description", "summary", "abstract")
_PAGE_TYPES = ("", "text/html", "application/xhtml+xml", "html", "text/plain")
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/json")
# Which link of an item is its article, best first; what is not here (enclosure, edit, replies,
# hub) never is. Relations: RFC 4287, section 4.2.7.2, and the IANA registry of link relations.
_RELATIONS = {"": 1, "alternate": 1, "canonical": 1, "bookmark": 1, "shortlink": 2}
_RELATIONS |= {"related": 6, "via": 7, "self": 8}
_NEVER = 100
_TOKEN = re.compile(r"https?://news\.google\.[a-z.]{2,6}/(?:\w+/)*(?:articles|read)/")
_OLDER = ("next", "prev-archive")
"""Relations of a link to older items: RFC 5005, sections 3 and 4."""
_ORIGINAL, _OTHER_TYPE, _OTHER_FEED, _PERMALINK, _SOURCE_OF_TEXT, _ABOUT = 0, 3, 9, 4, 5, 5


@dataclass(frozen=True, slots=True)
class _Channel:
    """What holds for all items of a feed: what relative URLs are relative to, and its site.

    ``more`` is the URL that it goes on at, "" if it names none; ``generator`` is what made it.
    """

    url: str
    base: str
    site: str
    more: str
    generator: str


def read_feed(source: str, root: Tag, asked: Asked, cut: str = "") -> Discovered:
    """Return what the feed ``source``, ``asked`` for, lists; its ``root`` was found before.

    Elements count by their names alone, whatever prefix or namespace they have. What is damaged
    costs itself only: entries before and behind it are read. A feed that ends within an entry
    gives it if its URL is whole, and says so in ``truncated``, as ``cut`` does if given.
    """
    start = root.start if root.local in ITEM_NAMES else root.end
    listed = list(islice(items(source, start, ITEM_NAMES), MAX_LISTED))
    channel = _channel(source, root, asked.url)
    items_read = [(element, _item(element, channel, asked)) for element in listed]
    read = [found for _, found in items_read if found]
    without_url = sum(found is None and element.whole for element, found in items_read)
    leads = tuple(filter(None, (_lead(found.entry, at) for at, found in items_read if found)))
    named = {lead.url for lead in leads}
    read = [found for found in read if found.entry.url not in named]
    entries = settled(read, channel.url, channel.site)
    cut = cut or torn(source, root, listed)
    more = next_feed_page(asked.url, channel.more, channel.generator) if asked.window else ""
    nested = [more] if more and listed else []
    found = discovered(entries, cut, nested, without_url, asked.window)
    times = (found.newest_at, *(lead.published_at for lead in leads))
    newest = max(filter(None, times), default=None)
    return replace(found, leads=leads, newest_at=newest)


def _channel(source: str, root: Tag, url: str) -> _Channel:
    first = next(tags(source, root.end, ITEM_NAMES), None)
    header_end = first.start if first else len(source)
    base = urljoin(url, attribute(root.attributes, "base"))
    head = Fields(Element(root.name, "", source[root.end : header_end]))
    for nested in head.all("channel"):
        base = urljoin(base, nested.attribute("base"))
        if nested.whole:
            head = Fields(nested)
    links = [link for link in head.all("link") if link.attribute("rel") in ("", "alternate")]
    sites = (entry_url(link.attribute("href") or link.text, base) for link in links)
    site = next((found for found in sites if found), "")
    # A feed that another service hosts means its outlet's addresses, not the service's.
    elsewhere = base == url and site and site_of(site) != site_of(url)
    more = (link for link in head.all("link") if link.attribute("rel").lower() in _OLDER)
    named = next((entry_url(link.attribute("href"), base) for link in more), "")
    return _Channel(url, site if elsewhere else base, site, named, head.text("generator"))


def _item(element: Element, channel: _Channel, asked: Asked) -> Listed | None:
    fields = Fields(element)
    base = urljoin(channel.base, element.attribute("base"))
    url = _url_of(element, fields, base, channel)
    if not url:
        return None
    guids = (_permalink(guid, base) for guid in fields.all("guid", "id"))
    entry = Entry(
        url=url,
        title=plain_title(fields.text("title")),
        summary=fields.text(*_SUMMARIES),
        content=max(map(_markup, fields.all(*_CONTENTS)), key=len, default=""),
        author=_author(fields),
        language=fields.text("language"),
    )
    entry = with_times(entry, fields.texts(*_PUBLISHED), fields.texts(*_CHANGED), asked)
    return Listed(entry, next((guid for guid in guids if guid), ""))


def _lead(entry: Entry, element: Element) -> Lead | None:
    """Return what an item of Google News tells of; its links are tokens that lead to no article.

    Its titles end with the outlet: "Gate is closed - Khyber Ledger".
    """
    if not _TOKEN.match(entry.url):
        return None
    named = Fields(element).all("source")
    outlet = plain_title(named[0].text) if named else entry.title.rpartition(" - ")[2]
    title = entry.title.removesuffix(f" - {outlet}") if outlet else entry.title
    homepage = named[0].attribute("url") if named else ""
    return Lead(entry.url, title, outlet, homepage, entry.published_at) if title else None


def _url_of(element: Element, fields: Fields, base: str, channel: _Channel) -> str:
    """Return the best URL that an item gives, "" if it gives none."""
    ranked = [(_ORIGINAL, link.text) for link in fields.all("origlink")]
    for link in fields.all("link"):
        relations = link.attribute("rel").lower().split() or [""]
        ranks = (_RELATIONS.get(one.rpartition("/")[2], _NEVER) for one in relations)
        rank = min(ranks)
        if rank != _NEVER:
            kind = _kind(link)
            if kind not in _PAGE_TYPES:
                rank = _OTHER_FEED if kind in _FEED_TYPES else max(rank, _OTHER_TYPE)
            written = link.attribute("href") or link.text
            own_base = link.attribute("base")
            ranked.append((rank, entry_url(written, urljoin(base, own_base))))
    ranked += [(_PERMALINK, _permalink(guid, base)) for guid in fields.all("guid", "id")]
    ranked += [
        (_SOURCE_OF_TEXT, part.attribute("src"))
        for part in fields.all("content")
        if _kind(part) in _PAGE_TYPES
    ]
    ranked += [(_ABOUT, element.attribute(name)) for name in ("about", "href")]
    urls = (entry_url(written, base) for _, written in sorted(ranked, key=lambda pair: pair[0]))
    return next((url for url in urls if url and url != channel.url), "")


def _kind(element: Element) -> str:
    return element.attribute("type").lower().partition(";")[0].strip()


def _permalink(guid: Element, base: str) -> str:
    """Return the URL that a guid or id is, "" if it is a name only."""
    if guid.attribute("ispermalink").lower() in ("false", "0", "no"):
        return ""
    return entry_url(guid.text, base) if is_absolute(guid.text) else ""


def _markup(part: Element) -> str:
    """Return the HTML of a content element; media files and text in another place are none."""
    kind = part.attribute("type").lower()
    if part.attribute("src") or part.attribute("url") or part.attribute("mode") == "base64":
        return ""
    return part.inner if "xhtml" in kind else character_data(part.inner).strip()


def _author(fields: Fields) -> str:
    """Return the names of an item's authors, joined by "; "; e-mail addresses are no names."""
    names = []
    for found in fields.all("creator", "author"):
        inner = children(found.inner)
        told = [child.text for child in inner if child.local == "name"]
        for name in told or ([] if inner else [found.text]):
            plain = plain_title(name)
            in_brackets = plain.partition("(")[2].rstrip(") ") if "@" in plain else plain
            if in_brackets and in_brackets not in names:
                names.append(in_brackets)
        if names and found.local == "creator":
            break
    return "; ".join(names)
