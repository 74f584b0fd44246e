"""Reads RSS, Atom and JSON feeds, broken ones too, into what they say of each article."""

import json
import re
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from pipelines.items import Discovered, Entry, Failed, Page
from pipelines.text.charset import decode_text
from pipelines.web.ip_addresses import may_ask
from pipelines.web.listed_times import with_times

MAX_ENTRIES = 5_000
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*(\[.*?\])?[^>]*>", re.DOTALL | re.IGNORECASE)
_LOOKS_LIKE_FEED = re.compile(r"<(rss|feed|rdf:RDF|channel)\b", re.IGNORECASE)
_ATOM_UPDATED = re.compile(r"<\w+:(?:updated|modified)\b")
_ENDS_AN_ITEM = re.compile(r"</(?:item|entry)>", re.IGNORECASE)


def read_feed(page: Page, country: str = "") -> Discovered | Failed:
    """Return what the feed in ``page`` lists; only http and https addresses are taken.

    ``country`` (ISO 3166) is the outlet's: its times without a zone are of there.

    A feed that is damaged gives the items before the damage. What is no feed at all (a captcha,
    a web page, an error in JSON) is ``Failed("not_a_feed")`` with what it is instead.
    """
    text = decode_text(page.body, page.content_type).text
    if text.lstrip()[:1] == "{":
        return _read_json(text, page, country)
    if not _LOOKS_LIKE_FEED.search(text[:5_000]):
        return Failed("not_a_feed", f"the address answers, but with {_what_it_is(text)}")
    parsed = _parsed(text, page.url)
    if not parsed.entries:  # a torn end: close what is open after the last whole item
        last = max((found.end() for found in _ENDS_AN_ITEM.finditer(text)), default=0)
        parsed = _parsed(text[:last] + "</channel></rss>", page.url) if last else parsed
    dates_change = _updated_is_change(parsed.get("version", ""), text)
    entries = [
        entry for item in parsed.entries if (entry := _entry(item, page, country, dates_change))
    ]
    return _discovered(entries)


def _parsed(text: str, url: str) -> Any:
    import feedparser

    # A DOCTYPE could declare entities without end.
    plain = _DOCTYPE.sub("", text, count=1)
    plain = re.sub(r"^\s*<\?xml[^>]*\?>", "", plain)
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    return feedparser.parse(plain.encode("utf8", "replace"), response_headers=headers)


def _what_it_is(text: str) -> str:
    start = text.lstrip()[:200].lower()
    if not start:
        return "nothing"
    return "a web page" if "<html" in start or "<!doctype" in start else "something that is no feed"


def _entry(item: Any, page: Page, country: str, dates_change: bool) -> Entry | None:
    link = str(item.get("link") or item.get("id") or "").strip()
    url = _target(urljoin(page.url, link)) if link else ""
    if not may_ask(url):
        return None
    contents = [str(part.get("value") or "") for part in item.get("content", ())]
    entry = Entry(
        url=url,
        title=_plain(str(item.get("title") or "")),
        summary=str(item.get("summary") or ""),
        content=max(contents, key=len, default=""),
        author=_plain(str(item.get("author") or "")),
        language=str(item.get("language") or ""),
    )
    return with_times(entry, *_written_times(item, dates_change), page, country)


def _updated_is_change(version: str, text: str) -> bool:
    """Tell whether feedparser's "updated" is a change: in RSS it is ``dc:date``, a birth, too."""
    return version.startswith("atom") or bool(_ATOM_UPDATED.search(text))


def _written_times(item: Any, dates_change: bool) -> tuple[str, str]:
    """Return when an item says it was published and changed, as written, "" where it does not."""
    said = {key: str(dict.get(item, key) or "") for key in ("published", "updated", "created")}
    if dates_change:
        return said["published"] or said["created"], said["updated"]
    return said["published"] or said["updated"] or said["created"], ""


def _target(url: str) -> str:
    """Return where a link of a news search leads: Bing carries the address in a parameter."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.hostname in ("www.bing.com", "bing.com") and "apiclick" in parts.path:
        return parse_qs(parts.query).get("url", [url])[0]
    return url


def _plain(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]{0,300}>", "", markup)).strip()


def _read_json(text: str, page: Page, country: str) -> Discovered | Failed:
    try:
        tree = json.loads(text)
        items = tree["items"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return Failed("not_a_feed", "the address answers, but with JSON that is no feed")
    entries = []
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict):
            url = urljoin(page.url, str(item.get("url") or item.get("id") or ""))
            if may_ask(url):
                entry = Entry(
                    url=url,
                    title=_plain(str(item.get("title") or "")),
                    summary=str(item.get("summary") or ""),
                    content=str(item.get("content_html") or ""),
                )
                published = str(item.get("date_published") or "")
                modified = str(item.get("date_modified") or "")
                entries.append(with_times(entry, published, modified, page, country))
    return _discovered(entries)


def _discovered(entries: list[Entry]) -> Discovered:
    """Return the first entries, each address once, in the order listed: newest first by custom."""
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(entry.url, entry)
    once = list(first.values())
    dated = [at for entry in once if (at := entry.published_at or entry.modified_at)]
    return Discovered(
        entries=tuple(once[:MAX_ENTRIES]),
        newest_at=max(dated, default=None),
        truncated=len(once) > MAX_ENTRIES,
    )
