"""Which articles and lists may be of a time, by what is told of them and by their URLs."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from pipelines.items import Entry
from pipelines.sources import Window

MARGIN = timedelta(days=1)
"""What is told in another zone, or of a day alone, may be of the day before or after."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = r"(?P<year>20\d\d)"
_MONTH = r"(?P<month>0[1-9]|1[0-2])"
_DAY = r"(?P<day>0[1-9]|[12]\d|3[01])"
# The forms that were met: /2025/04/12/slug, /archive/2025-04-12, /12-Apr-2025/slug, /202504121234
# (the number of an article that begins with its day), sitemap-2025-04.xml, sitemap_2025.xml.
_DAY_FORMS = (
    re.compile(
        rf"(?<!\d){_YEAR}([-/_.])(?P<month>0?[1-9]|1[0-2])\2(?P<day>0?[1-9]|[12]\d|3[01])(?!\d)"
    ),
    re.compile(rf"(?<!\d){_YEAR}{_MONTH}{_DAY}(?:\d{{4}})?(?!\d)"),
    re.compile(
        rf"(?<!\d)(?P<day>0?[1-9]|[12]\d|3[01])-(?P<name>{'|'.join(_MONTHS)})-{_YEAR}(?!\d)",
        re.IGNORECASE,
    ),
)
_MONTH_IN_PATH = re.compile(rf"/{_YEAR}/{_MONTH}/")
_MONTH_IN_NAME = re.compile(rf"(?<!\d){_YEAR}[-/_.]?{_MONTH}(?!\d)")
_YEAR_IN_NAME = re.compile(rf"(?<!\d){_YEAR}(?!\d)")
_NO_ARTICLES = re.compile(
    r"(?:categor(?:y|ies)|tags?|authors?|users?|pages?|attachments?|images?|product)[-_]?sitemap"
    r"|sitemap[-_](?:taxonomies|users|posts-page|categories|tags|authors|pages|images)",
    re.IGNORECASE,
)
"""Names of sitemaps that list other pages: Yoast's, WordPress' own and their like."""


def days_named(url: str, *, of_list: bool = False) -> tuple[date, date] | None:
    """Return the first and last day that a URL names: a day, a month or, of a list, a year.

    None if it names none. The years are Gregorian ones from 2000 on. The headline in an article's
    URL may well have "2025-10" in it, so a month counts there as two steps of the path alone.
    """
    path = urlsplit(url).path + "?" + urlsplit(url).query
    for form in _DAY_FORMS:
        for found in form.finditer(path):
            parts = found.groupdict()
            name = parts.get("name")
            month = _MONTHS.index(name.lower()) + 1 if name else parts["month"]
            try:
                day = date(int(parts["year"]), int(month), int(parts["day"]))
            except ValueError:
                continue
            return day, day
    if month_found := (_MONTH_IN_NAME if of_list else _MONTH_IN_PATH).search(path):
        year, month_number = int(month_found["year"]), int(month_found["month"])
        last = monthrange(year, month_number)[1]
        return date(year, month_number, 1), date(year, month_number, last)
    year_found = _YEAR_IN_NAME.search(urlsplit(url).path) if of_list else None
    if year_found is None:
        return None
    return date(int(year_found["year"]), 1, 1), date(int(year_found["year"]), 12, 31)


def is_wanted(entry: Entry, window: Window | None) -> bool:
    """Tell whether an article may have appeared within ``window``; None wants all.

    Times count first, then the day that the URL names. What changed last before the window
    appeared before it. A day more on both sides takes in what is told in another zone.
    """
    if window is None:
        return True
    if entry.published_at:
        return _overlaps(window, entry.published_at, entry.published_at)
    if named := days_named(entry.url):
        return _overlaps(window, _start(named[0]), _start(named[1]))
    return entry.modified_at is None or entry.modified_at >= window.since - MARGIN


def is_map_wanted(url: str, changed_at: datetime | None, window: Window | None) -> bool:
    """Tell whether a list, of which its index tells the last change, may have articles of then."""
    if window is None:
        return True
    if _NO_ARTICLES.search(urlsplit(url).path):
        return False
    if named := days_named(url, of_list=True):
        return _overlaps(window, _start(named[0]), _start(named[1]))
    return changed_at is None or changed_at >= window.since - MARGIN


def oldest_time(entry: Entry) -> datetime | None:
    """Return when an article appeared or changed, or the beginning of the day in its URL."""
    named = None if entry.published_at or entry.modified_at else days_named(entry.url)
    return entry.published_at or entry.modified_at or (_start(named[0]) if named else None)


def next_feed_page(url: str, named: str, generator: str) -> str:
    """Return the page of a feed that goes on with older articles, "" if there is none.

    ``named`` is what the feed says (RFC 5005: next, prev-archive), "" if nothing. The feeds of
    WordPress name none, and go on at ``paged=2`` and so on.
    """
    if named:
        return "" if named == url else named
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if "wordpress" not in generator.lower() and "paged" not in query:
        return ""
    page = query.get("paged", "1")
    query["paged"] = str(int(page) + 1) if page.isdecimal() else "2"
    return parts._replace(query=urlencode(query)).geturl()


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _overlaps(window: Window, first: datetime, last: datetime) -> bool:
    return last >= window.since - MARGIN and first <= window.until + MARGIN
