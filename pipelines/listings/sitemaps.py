"""Reads sitemaps: Google News sitemaps, plain ones, indexes of further sitemaps, lists in text."""

from datetime import UTC, datetime
from itertools import islice

from pipelines.items import Discovered, Entry
from pipelines.listings.entries import MAX_LISTED, discovered, newest_time, plain_title, torn
from pipelines.listings.entry_links import entry_url
from pipelines.listings.listed_times import Asked, with_times
from pipelines.listings.windows import is_map_wanted
from pipelines.web.ip_addresses import may_ask
from pipelines.web.markup_scan import Element, Fields, Tag, items

SITEMAP_ROOTS = frozenset(("urlset", "sitemapindex"))
_LISTED = frozenset(("url", "sitemap"))
_LONGEST_LINE = 8_192
_LEAST_URLS = 0.5
"""What share of the lines of a text must be URLs for it to be a sitemap."""


def read_sitemap(source: str, root: Tag, asked: Asked, cut: str = "") -> Discovered:
    """Return the articles that a sitemap lists, newest first, and the sitemaps of an index.

    Elements count by their names alone, whatever prefix or namespace they have. The sitemap itself,
    ``asked`` for, is none of them; those without a URL are counted. ``cut`` says what was lost
    before, "" if nothing.
    """
    listed = list(islice(items(source, root.end, _LISTED), MAX_LISTED))
    entries: list[Entry] = []
    nested: list[Entry] = []
    without_url = 0
    for element in listed:
        fields = Fields(element)
        urls = [url for loc in fields.all("loc") if (url := _loc(loc, asked.url))]
        without_url += element.whole and not urls
        found_url = next((url for url in urls if url != asked.url), "")
        if found_url:
            into = nested if element.local == "sitemap" else entries
            into.append(_entry(fields, found_url, asked))
    entries.sort(key=_time_listed)
    entries.reverse()
    nested.sort(key=_time_listed, reverse=True)  # the first are asked, if they are many
    window = asked.window
    maps = [one.url for one in nested if is_map_wanted(one.url, newest_time(one), window)]
    return discovered(entries, cut or torn(source, root, listed), maps, without_url, window)


def _time_listed(entry: Entry) -> datetime:
    return newest_time(entry) or datetime.min.replace(tzinfo=UTC)


def read_text_sitemap(text: str, asked: Asked, cut: str = "") -> Discovered | None:
    """Return the URLs of a text that has one in each line, None if it is no such text.

    The form is that of sitemaps.org, "Sitemap file formats"; a line that is no URL costs itself
    only.
    """
    lines = text.splitlines()
    if len(lines) > MAX_LISTED:
        cut = cut or f"the list is longer than {MAX_LISTED:,} lines; the rest is not read"
    written = [line.strip() for line in lines[:MAX_LISTED] if line.strip()]
    found = [line for line in written if len(line) <= _LONGEST_LINE and _is_url(line)]
    if not found or len(found) < _LEAST_URLS * len(written):
        return None
    urls = [entry_url(line, asked.url) for line in found]
    entries = [Entry(found_url) for found_url in urls if found_url not in ("", asked.url)]
    remarks = sum(line.startswith("#") for line in written)
    without_url = len(written) - remarks - len(urls) + urls.count("")
    return discovered(entries, cut, without_url=without_url, window=asked.window)


def _is_url(line: str) -> bool:
    whole = f"http://{line}" if line.lower().startswith("www.") else line
    return may_ask(whole) and not any(sign in line for sign in ' <>"')


def _loc(loc: Element, base: str) -> str:
    return entry_url(loc.text or loc.attribute("href"), base)


def _entry(fields: Fields, found_url: str, asked: Asked) -> Entry:
    changed = fields.texts("lastmod")
    if not fields.all("news"):
        return with_times(Entry(found_url), (), changed, asked)
    news = Fields(fields.all("news")[0])
    publication = news.all("publication")
    entry = Entry(
        url=found_url,
        title=plain_title(news.text("title")),
        language=Fields(publication[0]).text("language") if publication else "",
    )
    return with_times(entry, news.texts("publication_date"), changed, asked)
