"""Finds when an article appeared: by what its page tells programs, and what it tells readers."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from urllib.parse import urlsplit

from pipelines.dates.moments import believable, day_moment, stored_moment
from pipelines.dates.timezones import country_zone
from pipelines.items import Entry
from pipelines.metadata.date_trust import (
    Candidate,
    PublicationDates,
    Role,
    Witness,
    weigh,
)
from pipelines.metadata.dated_lines import Place, told_moment
from pipelines.metadata.jsonld import Node, is_news, text_of
from pipelines.metadata.other_stories import lists_dated_stories, own_dates
from pipelines.metadata.script_dates import date_in_data
from pipelines.metadata.script_objects import headlines_of
from pipelines.metadata.shown_dates import shown_dates
from pipelines.metadata.tree_scan import Heading, Survey
from pipelines.text.fold import fold

# Names of meta elements for the time of publication, most reliable first. Sources: Open Graph
# (article:published_time), schema.org, Dublin Core, parse.ly, Sailthru, and what outlets write.
_PUBLISHED = (
    *("article:published_time", "og:article:published_time", "article:published", "datepublished"),
    *("og:published_time", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime"),
    *("cxenseparse:publishtime", "publish-date", "publishdate", "publish_date", "published_time"),
    *("pubdate", "published_at", "publication_date", "date.created", "datecreated"),
    *("dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dcterms.date"),
    *("dc.date", "dcterms.available", "article_date_original", "article.published"),
    *("originalpublicationdate", "rnews:datepublished", "shareaholic:article_published_time"),
    *("bt:pubdate", "date", "release_date", "og:pubdate", "og:release_date", "articledate"),
    *("citation_publication_date", "citation_date", "citation_online_date", "publisheddate"),
    *("published", "publication-date", "article-date", "dc.date.published", "article:publish_date"),
)
_MODIFIED = (
    *("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified"),
    *("last-modified", "lastmod", "og:article:modified_time", "dateupdated", "dc.date.modified"),
)
# Where an outlet files single pieces of news, in the words of its own URLs.
_NEWS_PATH = re.compile(r"/(?:news|article|story)(?:/|\b)")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_IN_URL = re.compile(
    r"[/_-](20[0-3]\d|199\d)(?:[/_-](0?[1-9]|1[0-2])[/_-](0?[1-9]|[12]\d|3[01])"
    r"|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(?=[/_.-]|$)"
)


def read_publication_dates(
    found: Survey,
    heading: Heading | None,
    node: Node,
    url: str,
    entry: Entry,
    place: Place,
) -> PublicationDates:
    """Return when the article of a page appeared and changed, by all that speaks of it."""
    candidates = [
        *_listed(entry, place),
        *_told(found, heading, node, place),
        *shown_dates(found, heading, place),
        *_in_url(url, place.now),
    ]
    if not any(one.role == "publication" for one in candidates):
        moment = date_in_data(found.data, place, headlines_of(found, heading))
        candidates += [Candidate(moment, "data")] if moment else []
    press = place.press or is_news(node) or bool(_NEWS_PATH.search(url))
    press = press or lists_dated_stories(found, heading)  # it is one of a series
    years = {int(year) for year in _YEAR.findall(fold(heading.text))} if heading else set()
    zone = country_zone(place.country)
    return weigh(candidates, zone, place.now, press=press, years=years)


def _listed(entry: Entry, place: Place) -> Iterator[Candidate]:
    """Yield what the feed or sitemap says that the article was found in."""
    if entry.published_at and believable(entry.published_at, place.now):
        moment = stored_moment(entry.published_at, place.country, entry.published_zone)
        yield Candidate(moment, "feed")
    if entry.modified_at and believable(entry.modified_at, place.now):
        yield Candidate(stored_moment(entry.modified_at, place.country), "feed", "change")


def _told(found: Survey, heading: Heading | None, node: Node, place: Place) -> Iterator[Candidate]:
    """Yield what the page tells programs, from each kind of place the most reliable word.

    One that tells the day alone gives way to another of its kind with a time of that day.
    """
    births = [text_of(node.get(key)) for key in ("datePublished", "dateCreated")]
    yield from _first(births[:1] if births[0] else births, "jsonld", "publication", place)
    own = [mark for mark in own_dates(found, heading) if mark.tag == "meta"]
    metas = [found.metas[name][0] for name in _PUBLISHED if name in found.metas]
    metas += [mark.get("content") or "" for mark in own if mark.get("itemprop") == "datePublished"]
    yield from _first(metas, "meta", "publication", place)
    yield from _first([text_of(node.get("dateModified"))], "jsonld", "change", place)
    metas = [found.metas[name][0] for name in _MODIFIED if name in found.metas]
    metas += [mark.get("content") or "" for mark in own if mark.get("itemprop") == "dateModified"]
    yield from _first(metas, "meta", "change", place)


def _first(texts: Iterable[str], witness: Witness, role: Role, place: Place) -> Iterator[Candidate]:
    read = (told_moment(text, place) for text in texts)
    moments = (moment for moment in read if moment)
    first = next(moments, None)
    if first is not None and not first.timed:
        first = next((one for one in moments if one.timed and one.day == first.day), first)
    if first is not None:
        yield Candidate(first, witness, role)


def _in_url(url: str, now: datetime) -> Iterator[Candidate]:
    """Yield the day that a URL names (/2025/10/31/, -20251031)."""
    try:
        match = _IN_URL.search(urlsplit(url).path)
        if not match:
            return
        month, day = match[2] or match[4], match[3] or match[5]
        moment = day_moment(date(int(match[1]), int(month), int(day)))
    except ValueError:
        return
    if believable(moment.at, now):
        yield Candidate(moment, "address")
