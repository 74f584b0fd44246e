"""Reads what a page says of its article: title, names, dates, section, address; in one pass."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from pipelines.byline import clean_names
from pipelines.dates import parse_machine_date, read_date
from pipelines.fold import fold
from pipelines.items import DateOrigin, Entry, Source
from pipelines.jsonld import Node, article_node, names_of, read_nodes, text_of
from pipelines.titles import clean_title, without_outlet
from pipelines.urls import host_of, site_of

# Names of meta elements for the time of publication, most reliable first. Sources: Open Graph
# (article:published_time), schema.org, Dublin Core, parse.ly, Sailthru, and what outlets write.
_PUBLISHED = (
    *("article:published_time", "og:article:published_time", "article:published", "datepublished"),
    *("og:published_time", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime"),
    *("publish-date", "publishdate", "publish_date", "published_time", "pubdate", "published_at"),
    *("publication_date", "date.created", "datecreated", "dc.date.issued", "dcterms.issued"),
    *("dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "dcterms.available"),
    *(
        "article_date_original",
        "article.published",
        "originalpublicationdate",
        "rnews:datepublished",
    ),
    *("shareaholic:article_published_time", "bt:pubdate", "date", "release_date", "og:pubdate"),
)
_MODIFIED = (
    *("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified"),
    *("last-modified", "lastmod", "og:article:modified_time", "dateupdated", "dc.date.modified"),
)
_AUTHOR = (
    *("author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator"),
    *("dcterms.creator", "byl", "byline", "article.author", "cxenseparse:author", "twitter:data1"),
)
_BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:byline|author|writer|posted-?by|reporter)", re.IGNORECASE
)
_DATE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:date|time|posted|publish|pubdate|timestamp|updated|meta|dateline|info|byline)",
    re.IGNORECASE,
)
_MODIFIED_WORDS = re.compile(
    r"updated|modified|تازه شده|بروزرسانی|تحدیث|اپ ڈیٹ|aktualisiert|guncelle"
)
_IN_ADDRESS = re.compile(
    r"/(20[0-3]\d|199\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?:[/-]|$)"
)
_CONFIDENCE: dict[DateOrigin, float] = {
    **{"feed": 0.98, "jsonld": 0.95, "meta": 0.9, "byline": 0.8, "body": 0.5, "none": 0.0},
}
VISIBLE_CANDIDATES = 40


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of its article. Times are UTC; texts are "" where it says nothing."""

    title: str
    byline: tuple[str, ...]
    section: str
    canonical_url: str
    image: str
    published_at: datetime | None
    published_from: DateOrigin
    published_confidence: float
    modified_at: datetime | None
    language: str
    site_name: str


@dataclass(frozen=True, slots=True)
class _Facts:
    """What one walk over the page gathered."""

    metas: dict[str, str]
    node: Node
    heading: str
    page_title: str
    country: str
    now: datetime


def read_metadata(tree: Any, url: str, entry: Entry, source: Source, now: datetime) -> Metadata:
    """Return the metadata of the page that ``tree`` holds, without changing the tree."""
    metas = _metas(tree)
    heading = _heading(tree)
    page_title = clean_title(tree.findtext(".//title") or "")
    scripts = [
        script.text or ""
        for script in tree.iter("script")
        if "ld+json" in (script.get("type") or "")
    ]
    headline = metas.get("og:title") or heading or page_title
    node = article_node(read_nodes(scripts), url, headline) or {}
    facts = _Facts(metas, node, heading, page_title, source.country, now)
    published_at, origin = _published(tree, facts, url, entry)
    site_name = clean_title(metas.get("og:site_name", ""))
    return Metadata(
        title=_title(facts, entry, (site_name, source.name, _host_name(url))),
        byline=_byline(tree, facts, entry, site_name),
        section=clean_title(
            text_of(node.get("articleSection")) or metas.get("article:section", "")
        ),
        canonical_url=_canonical(tree, metas, url),
        image=_image(facts, url),
        published_at=published_at,
        published_from=origin,
        published_confidence=_CONFIDENCE[origin],
        modified_at=_modified(facts, published_at),
        language=(tree.get("lang") or metas.get("og:locale") or text_of(node.get("inLanguage")))[
            :12
        ],
        site_name=site_name,
    )


def _metas(tree: Any) -> dict[str, str]:
    """Return the meta elements by name in lower case; the first of a name counts."""
    metas: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = element.get("content") or ""
        if name and content.strip():
            metas.setdefault(name.strip().lower(), content.strip())
    return metas


def _heading(tree: Any) -> str:
    headings = [clean_title(node.text_content()) for node in tree.iter("h1")]
    return next(
        (text for text in headings if len(text.split()) > 2), headings[0] if headings else ""
    )


def _title(facts: _Facts, entry: Entry, outlet: tuple[str, ...]) -> str:
    """Return the headline: of the JSON-LD, Open Graph, the page's heading, or its title."""
    said = [
        text_of(facts.node.get("headline")),
        facts.metas.get("og:title", ""),
        facts.heading,
        facts.metas.get("twitter:title", ""),
        facts.page_title,
        entry.title,
    ]
    titles = [without_outlet(clean_title(text), outlet) for text in said]
    first = next((title for title in titles if title), "")
    # A headline cut short for sharing ends in dots; the whole one is on the page.
    if first.endswith(("...", "…")):
        start = fold(first.rstrip(".… "))
        return next((t for t in titles if len(t) > len(first) and fold(t).startswith(start)), first)
    return first


def _byline(tree: Any, facts: _Facts, entry: Entry, site_name: str) -> tuple[str, ...]:
    named = clean_names(names_of(facts.node.get("author") or facts.node.get("creator")))
    if not named:
        values = [facts.metas.get(name, "") for name in _AUTHOR[:-1]]
        named = clean_names([next((value for value in values if value), "")])
    if not named:
        named = clean_names(_visible_names(tree))
    if not named and entry.author:
        named = clean_names([entry.author])
    outlet = fold(site_name)
    return tuple(name for name in named if not outlet or fold(name) != outlet)


def _visible_names(tree: Any) -> list[str]:
    names = [node.text_content() for node in tree.xpath('//a[@rel="author"]')]
    if names:
        return names
    marked = tree.xpath('//*[@itemprop="author"]//*[@itemprop="name"]|//*[@itemprop="author"]')
    if marked:
        return [marked[0].get("content") or marked[0].text_content()]
    for node in tree.xpath("//*[@class]"):
        if _BYLINE_CLASS.search(node.get("class")):
            text = node.text_content().strip()
            if 3 < len(text) < 90:
                return [text]
    return []


def _published(
    tree: Any, facts: _Facts, url: str, entry: Entry
) -> tuple[datetime | None, DateOrigin]:
    """Return when the article appeared and who says so, asking the most reliable first."""
    if entry.published_at:
        return entry.published_at, "feed"
    country, now = facts.country, facts.now
    said = text_of(facts.node.get("datePublished") or facts.node.get("dateCreated"))
    moment = parse_machine_date(said, country, now)
    if moment:
        return moment, "jsonld"
    for name in _PUBLISHED:
        moment = parse_machine_date(facts.metas.get(name, ""), country, now)
        if moment:
            return moment, "meta"
    for text, machine in _visible_dates(tree):
        moment = (parse_machine_date if machine else read_date)(text, country, now)
        if moment:
            return moment, "byline"
    in_address = _IN_ADDRESS.search(urlsplit(url).path)
    if in_address:
        moment = parse_machine_date("-".join(in_address.groups()), country, now)
        if moment:
            return moment, "body"
    return None, "none"


def _visible_dates(tree: Any) -> Iterator[tuple[str, bool]]:
    """Yield (text, is it for machines) of the places near the headline where a date may stand."""
    for node in tree.xpath('//*[@itemprop="datePublished"]'):
        yield node.get("datetime") or node.get("content") or node.text_content(), True
    times = [node for node in tree.iter("time") if not _says_modified(node)]
    for node in times[:3]:
        if node.get("datetime"):
            yield node.get("datetime"), True
        yield node.text_content(), False
    seen = 0
    for node in tree.xpath("//body//*[@class or @id]"):
        marks = f"{node.get('class') or ''} {node.get('id') or ''}"
        if not _DATE_CLASS.search(marks) or _says_modified(node):
            continue
        text = node.text_content().strip()
        if 5 < len(text) < 160:
            seen += 1
            yield text, False
        if seen >= VISIBLE_CANDIDATES:
            return


def _says_modified(node: Any) -> bool:
    marks = f"{node.get('class') or ''} {node.get('itemprop') or ''}"
    return bool(_MODIFIED_WORDS.search(fold(marks)))


def _modified(facts: _Facts, published_at: datetime | None) -> datetime | None:
    said = [text_of(facts.node.get("dateModified")), *(facts.metas.get(n, "") for n in _MODIFIED)]
    for text in said:
        moment = parse_machine_date(text, facts.country, facts.now)
        if moment:
            return moment if published_at is None or moment > published_at else None
    return None


def _canonical(tree: Any, metas: dict[str, str], url: str) -> str:
    for link in tree.iter("link"):
        if (link.get("rel") or "").strip().lower() == "canonical" and link.get("href"):
            return _joined(url, link.get("href"))
    return _joined(url, metas.get("og:url", ""))


def _image(facts: _Facts, url: str) -> str:
    said = facts.metas.get("og:image") or facts.metas.get("twitter:image") or ""
    if not said:
        image = facts.node.get("image")
        said = text_of(image.get("url") if isinstance(image, dict) else image)
    address = _joined(url, said)
    return address if address.startswith(("http://", "https://")) else ""


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip()) if address.strip() else ""
    except ValueError:
        return ""


def _host_name(url: str) -> str:
    return site_of(url).split(".")[0] or host_of(url)
