"""What an outlet's home page and robots.txt say: its name, language, feeds, articles, sitemaps."""

import re
from dataclasses import dataclass, field

from pipelines.discovery.families import Family, families_of
from pipelines.items import Entry
from pipelines.listings.entries import plain_title
from pipelines.listings.entry_links import entry_url
from pipelines.listings.front_page import named_feeds
from pipelines.listings.section_page import linked_articles
from pipelines.web.markup_scan import attribute, items, tags
from pipelines.web.outlet_country import country_of
from pipelines.web.urls import site_of

MOST_HTML = 3_000_000
_WEB_PAGE = re.compile(r"<(?:html|body|head)[\s>]|<!doctype\s+html", re.IGNORECASE)
_FEED_LINK = re.compile(
    r"(?:^|[/._?=-])(?:rss|feeds?|atom|xml){1,2}(?:[/._?=&-]|\d|$)", re.IGNORECASE
)
_SITEMAP_LINE = re.compile(r"^[\s\ufeff]*site-?map\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_NAME_PARTS = re.compile(r"\s+[|\u2013\u2014-]\s+")


@dataclass(frozen=True, slots=True)
class Home:
    """An outlet's home page: ``feeds`` it names as such, ``linked`` may be feeds by their URL.

    ``html`` is "" if there was no web page.
    """

    url: str
    html: str = field(default="", repr=False)
    name: str = ""
    language: str = ""
    country: str = ""
    feeds: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    articles: tuple[Entry, ...] = ()
    families: tuple[Family, ...] = ()


def read_home(text: str, url: str) -> Home:
    """Return what a home page says; of what is no web page only the URL."""
    if not _WEB_PAGE.search(text[:20_000]):
        return Home(url)
    html = text[:MOST_HTML]
    language = _language(html)
    linked = (
        target
        for element in items(html, 0, frozenset(("a",)))
        if _FEED_LINK.search(element.attribute("href"))
        and (target := entry_url(element.attribute("href"), url))
        and site_of(target) == site_of(url)
    )
    return Home(
        url,
        html,
        _name(html),
        language.partition("-")[0].lower(),
        country_of(url, language),
        named_feeds(html, url),
        tuple(dict.fromkeys(linked)),
        linked_articles(html, url),
        tuple(families_of(html)),
    )


def _language(html: str) -> str:
    for tag in tags(html, 0, frozenset(("html",))):
        return attribute(tag.attributes, "lang").replace("_", "-")
    return ""


def _name(html: str) -> str:
    for tag in tags(html, 0, frozenset(("meta",))):
        if attribute(tag.attributes, "property").lower() == "og:site_name":
            return plain_title(attribute(tag.attributes, "content"))
    for element in items(html, 0, frozenset(("title",))):
        parts = [part for part in _NAME_PARTS.split(plain_title(element.text)) if part]
        return min(parts, key=len) if parts else ""
    return ""


def robots_sitemaps(text: str, base: str) -> tuple[str, ...]:
    """Return the sitemaps that robots.txt files name (sitemaps.org, "Specifying the location")."""
    found = (entry_url(written, base) for written in _SITEMAP_LINE.findall(text))
    return tuple(dict.fromkeys(url for url in found if url))
