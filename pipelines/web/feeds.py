"""Reads RSS, Atom and JSON feeds, broken ones too, into what they say of each article."""

import calendar
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from pipelines.items import Discovered, Entry, Failed, Page
from pipelines.text.charset import decode_text
from pipelines.web.ip_addresses import may_ask

MAX_ENTRIES = 5_000
# Zone names that feedparser takes for UTC, in minutes east of it.
_ZONES = {"PKT": 300, "AFT": 270, "IRST": 210, "IRDT": 270, "IST": 330, "TRT": 180, "UZT": 300}
_ZONE_NAME = re.compile(rf"\b({'|'.join(_ZONES)})\b(?=\s*<)")
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*(\[.*?\])?[^>]*>", re.DOTALL | re.IGNORECASE)
_LOOKS_LIKE_FEED = re.compile(r"<(rss|feed|rdf:RDF|channel)\b", re.IGNORECASE)
_ENDS_AN_ITEM = re.compile(r"</(?:item|entry)>", re.IGNORECASE)


def read_feed(page: Page) -> Discovered | Failed:
    """Return what the feed in ``page`` lists; only http and https addresses are taken.

    A feed that is damaged gives the items before the damage. What is no feed at all (a captcha,
    a web page, an error in JSON) is ``Failed("not_a_feed")`` with what it is instead.
    """
    text, _ = decode_text(page.body, page.content_type)
    if text.lstrip()[:1] == "{":
        return _read_json(text, page.url)
    if not _LOOKS_LIKE_FEED.search(text[:5_000]):
        return Failed("not_a_feed", f"the address answers, but with {_what_it_is(text)}")
    parsed = _parsed(text, page.url)
    if not parsed.entries:  # a torn end: close what is open after the last whole item
        last = max((found.end() for found in _ENDS_AN_ITEM.finditer(text)), default=0)
        parsed = _parsed(text[:last] + "</channel></rss>", page.url) if last else parsed
    entries = [entry for item in parsed.entries if (entry := _entry(item, page.url))]
    return _discovered(entries)


def _parsed(text: str, url: str) -> Any:
    import feedparser

    # Zones become offsets before parsing; a DOCTYPE could declare entities without end.
    plain = _DOCTYPE.sub("", _ZONE_NAME.sub(lambda found: _offset(found[1]), text), count=1)
    plain = re.sub(r"^\s*<\?xml[^>]*\?>", "", plain)
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    return feedparser.parse(plain.encode("utf8", "replace"), response_headers=headers)


def _offset(zone: str) -> str:
    minutes = _ZONES[zone]
    return f"+{minutes // 60:02}{minutes % 60:02}"


def _what_it_is(text: str) -> str:
    start = text.lstrip()[:200].lower()
    if not start:
        return "nothing"
    return "a web page" if "<html" in start or "<!doctype" in start else "something that is no feed"


def _entry(item: Any, base: str) -> Entry | None:
    link = str(item.get("link") or item.get("id") or "").strip()
    url = _target(urljoin(base, link)) if link else ""
    if not may_ask(url):
        return None
    contents = [str(part.get("value") or "") for part in item.get("content", ())]
    return Entry(
        url=url,
        title=_plain(str(item.get("title") or "")),
        published_at=_moment(item.get("published_parsed") or item.get("updated_parsed")),
        summary=str(item.get("summary") or ""),
        content=max(contents, key=len, default=""),
        author=_plain(str(item.get("author") or "")),
        language=str(item.get("language") or ""),
    )


def _target(url: str) -> str:
    """Return where a link of a news search leads: Bing carries the address in a parameter."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.hostname in ("www.bing.com", "bing.com") and "apiclick" in parts.path:
        return parse_qs(parts.query).get("url", [url])[0]
    return url


def _moment(parsed: Any) -> datetime | None:
    if not parsed:
        return None
    try:
        return datetime.fromtimestamp(0, UTC) + timedelta(seconds=calendar.timegm(parsed))
    except (OverflowError, ValueError, TypeError):
        return None


def _plain(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]{0,300}>", "", markup)).strip()


def _read_json(text: str, base: str) -> Discovered | Failed:
    try:
        tree = json.loads(text)
        items = tree["items"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return Failed("not_a_feed", "the address answers, but with JSON that is no feed")
    entries = []
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict):
            url = urljoin(base, str(item.get("url") or item.get("id") or ""))
            if may_ask(url):
                entries.append(
                    Entry(
                        url=url,
                        title=_plain(str(item.get("title") or "")),
                        published_at=_iso(str(item.get("date_published") or "")),
                        summary=str(item.get("summary") or ""),
                        content=str(item.get("content_html") or ""),
                    )
                )
    return _discovered(entries)


def _iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        return None


def _discovered(entries: list[Entry]) -> Discovered:
    """Return the first entries, each address once, in the order listed: newest first by custom."""
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(entry.url, entry)
    once = list(first.values())
    dated = [entry.published_at for entry in once if entry.published_at]
    return Discovered(
        entries=tuple(once[:MAX_ENTRIES]),
        newest_at=max(dated, default=None),
        truncated=len(once) > MAX_ENTRIES,
    )
