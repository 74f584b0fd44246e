"""Finds when an article appeared: by what its page tells programs, and what it tells readers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from pipelines.dates.parse import (
    WrittenDate,
    believable,
    parse_machine_date,
    read_dates,
    says_modified,
    says_when,
)
from pipelines.items import DateOrigin, Entry
from pipelines.lexicon.joined import any_written
from pipelines.metadata.jsonld import Node, is_news, text_of
from pipelines.metadata.tree_scan import (
    Heading,
    Piece,
    Survey,
    is_beside,
    line_of,
    near,
    visible_text,
)
from pipelines.text.fold import fold
from pipelines.text.sentences import ends_sentence

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
    *("published", "publication-date", "article-date", "dc.date.published", "article:publish_date"),
)
_MODIFIED = (
    *("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified"),
    *("last-modified", "lastmod", "og:article:modified_time", "dateupdated", "dc.date.modified"),
)
_DATE_CLASS = re.compile(
    r"date|time(?!line)|posted|publish|stamp|entry-?meta|post-?meta|article-?meta|dateline|byline|"
    r"tarih|zeit|fecha|datum|created",
    re.IGNORECASE,
)
_CHANGE_CLASS = re.compile(r"updated|modified|changed|lastmod|guncel", re.IGNORECASE)
_BIRTH_CLASS = re.compile(r"publish|posted|created|entry-date", re.IGNORECASE)
_TODAY_CLASS = re.compile(
    r"mast-?head|top-?(?:bar|nav|menu)|header-?(?:date|menu|top)|navbar|main-?nav|ticker|"
    r"current-?date|today",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(
    r"[/_-](20[0-3]\d|199\d)(?:[/_-](0?[1-9]|1[0-2])[/_-](0?[1-9]|[12]\d|3[01])"
    r"|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(?=[/_.-]|$)"
)
_CONFIDENCE: dict[DateOrigin, float] = {
    **{"feed": 0.98, "jsonld": 0.95, "meta": 0.9, "byline": 0.8, "body": 0.5, "none": 0.0},
}
DISPUTED = 0.6
"""How much a date is trusted that the page contradicts elsewhere, or tells only roughly."""
EDITION = timedelta(days=300)
"""So long after an article appeared a change makes a new edition: guides are renewed each year."""
RENEWED = timedelta(days=30)
"""So long after it appeared a guide whose readers see the day of a change alone was renewed."""
SAME_DAY = timedelta(hours=36)
"""Two dates no further apart may be the same day, told in two zones or without a time."""
_MOST_PLAIN_WORDS = 9
"""A line that is not marked as one of a date is one only if it is as short as this."""
_TRIED = 12


@dataclass(frozen=True, slots=True)
class Dateline:
    """When an article appeared and changed, in UTC, who says so, and how far it is believed."""

    published_at: datetime | None
    origin: DateOrigin
    confidence: float
    modified_at: datetime | None


@dataclass(frozen=True, slots=True)
class Place:
    """What dates are read by: the outlet's country, "" if unknown, and the time it is now."""

    country: str
    now: datetime


def read_dateline(
    found: Survey,
    heading: Heading | None,
    node: Node,
    url: str,
    entry: Entry,
    place: Place,
) -> Dateline:
    """Return when the article of a page appeared, asking the most reliable witness first."""
    told, origin = _told(found, node, place)
    shown = _shown(found, heading, place)
    changed = _told_change(found, node, place)
    confidence = _CONFIDENCE[origin]
    published: datetime | None = told
    fed = believable(entry.published_at, place.now)
    if fed:
        published, origin, confidence = fed, "feed", _CONFIDENCE["feed"]
    else:
        in_address = _in_address(url, place.now)
        # News is corrected, not renewed: some outlets show its last change without saying so.
        settled = is_news(node) or (told and in_address and abs(in_address - told) <= SAME_DAY)
        renewed_after = timedelta.max if settled else RENEWED
        better = _contradiction(told, changed, shown, in_address, renewed_after)
        if better is not None:
            published, origin = better
            if told is not None and changed is not None and abs(changed - told) <= SAME_DAY:
                changed = None  # the day when a template was rebuilt is no change either
            sure = told is None and not any(
                date.moment == published and (date.modified or date.relative) for date in shown
            )
            confidence = _CONFIDENCE[origin] if sure else DISPUTED
    changed = changed or next((date.moment for date in shown if date.modified), None)
    later = changed is not None and (published is None or changed > published)
    return Dateline(published, origin, confidence, changed if later else None)


def _contradiction(
    told: datetime | None,
    changed: datetime | None,
    shown: list[WrittenDate],
    in_address: datetime | None,
    renewed_after: timedelta,
) -> tuple[datetime, DateOrigin] | None:
    """Return a date that is to be believed rather than what the page tells programs, or None.

    Readers are right where they see an earlier day and programs are told that the page appeared
    when it last changed: that is the day when a template was rebuilt. A page that shows its readers
    no date but that of a change, and appeared long before or never said when, is a new edition;
    so is one that calls the day of its change simply its date, ``renewed_after`` it appeared.
    """
    births = [date for date in shown if not date.modified]
    seen = next((date.moment for date in births if not date.relative), None)
    edition = max(
        (date.moment for date in shown if date.modified and not date.relative), default=None
    )
    if told is None:
        # "15 hours ago" was true when the page was made, not when it is read: it comes late.
        ago = next((date.moment for date in births if date.relative), None)
        return _first((seen, "byline"), (in_address, "body"), (ago, "byline"), (edition, "byline"))
    if edition and not births and edition - told > max(EDITION, renewed_after):
        return edition, "byline"
    if seen and changed and abs(changed - seen) <= SAME_DAY and seen - told > renewed_after:
        return seen, "byline"
    if changed is not None and abs(changed - told) > SAME_DAY:
        return None
    before = [m if m and m < told - SAME_DAY else None for m in (seen, in_address)]
    return _first((before[0], "byline"), (before[1], "body"))


def _first(*known: tuple[datetime | None, DateOrigin]) -> tuple[datetime, DateOrigin] | None:
    return next(((moment, origin) for moment, origin in known if moment), None)


def _told(found: Survey, node: Node, place: Place) -> tuple[datetime | None, DateOrigin]:
    said = text_of(node.get("datePublished") or node.get("dateCreated"))
    moment = parse_machine_date(said, place.country, place.now)
    if moment:
        return moment, "jsonld"
    for name in _PUBLISHED:
        for content in found.metas.get(name, ())[:1]:
            moment = parse_machine_date(content, place.country, place.now)
            if moment:
                return moment, "meta"
    return None, "none"


def _told_change(found: Survey, node: Node, place: Place) -> datetime | None:
    said = [text_of(node.get("dateModified")), *(found.meta(name) for name in _MODIFIED)]
    moments = (parse_machine_date(text, place.country, place.now) for text in said if text)
    return next((moment for moment in moments if moment), None)


def _shown(found: Survey, heading: Heading | None, place: Place) -> list[WrittenDate]:
    """Return the dates that readers see as the article's, the likeliest first."""
    dates: list[WrittenDate] = []
    for mark in found.marked:
        if mark.element.get("itemprop") in ("datePublished", "dateModified"):
            dates += _marked_date(mark.element, place)
    if heading is not None:
        dates += _by_heading(found, heading, place)
    return dates or _elsewhere(found, place)


def _elsewhere(found: Survey, place: Place) -> list[WrittenDate]:
    """Return the dates of the first line that is marked as one and has no rival of its kind.

    Lines of one class that name different days are of other stories: teasers, comments.
    """
    elements = [m.element for m in found.marked if m.element.tag == "time"] or [
        piece.element
        for piece in found.pieces
        if _MAY_DATE.search(piece.text)
        and (_DATE_CLASS.search(_marks(piece.element)) or _is_labelled(piece.element))
    ]
    kinds: dict[str, list[WrittenDate]] = {}
    for element in dict.fromkeys(elements[:_TRIED]):
        if not is_beside(element, frozenset()) and not _is_todays(element, frozenset()):
            kinds.setdefault(_marks(element), []).extend(_line_dates(element, place))
    for dates in kinds.values():
        births = [date.moment for date in dates if not date.modified]
        moments = births or [date.moment for date in dates]
        if moments and max(moments) - min(moments) <= SAME_DAY:
            return dates
    return []


def _marked_date(element: Any, place: Place) -> Iterator[WrittenDate]:
    said = element.get("content") or element.get("datetime") or visible_text(element)
    moment = parse_machine_date(said, place.country, place.now)
    if moment:
        yield WrittenDate(moment, element.get("itemprop") == "dateModified")


def _by_heading(found: Survey, heading: Heading, place: Place) -> list[WrittenDate]:
    around = frozenset((heading.element, *heading.element.iterancestors()))
    dates: list[WrittenDate] = []
    lines: set[Any] = set()
    for piece in near(found, heading):
        if not _may_date(piece):
            continue
        line = line_of(piece.element, around)
        if line in lines or not _dates_article(piece, line, heading, around):
            continue
        lines.add(line)
        dates += _line_dates(line, place)
        if len(lines) >= _TRIED or any(not date.modified for date in dates):
            break
    return dates


_LABEL = re.compile(rf"(?:{any_written(lambda language: language.dates.labels)})\b", re.IGNORECASE)
_STARTS_DATED = re.compile(rf"\W*(?:\d|{_LABEL.pattern})", re.IGNORECASE)
_NO_STAMP = re.compile(r"policy|terms|privacy", re.IGNORECASE)
_LONGEST_LABELLED = 60
"""A line that says when something changed, far from the headline, has so many characters."""
_AGO = any_written(lambda language: language.relative.said())
_MAY_DATE = re.compile(rf"\d|(?<!\w)(?:{_AGO})(?!\w)")  # "USA TODAY" says no day


def _is_labelled(element: Any) -> bool:
    text = visible_text(element)
    if _LABEL.match(text):
        return True
    if len(text) > _LONGEST_LABELLED or ends_sentence(text) or _NO_STAMP.search(text):
        return False
    return says_modified(fold(text))


def _may_date(piece: Piece) -> bool:
    return bool(_MAY_DATE.search(piece.text)) or piece.element.tag == "time"


def _dates_article(piece: Piece, line: Any, heading: Heading, around: frozenset[Any]) -> bool:
    """Tell whether a line near the heading is one that dates the article."""
    marks = _marks(piece.element) + " " + _marks(line)
    dated = piece.element.tag == "time" or bool(_DATE_CLASS.search(marks))
    text = visible_text(line)
    if is_beside(piece.element, around) or (line.tag in ("h2", "h3", "h4") and not dated):
        return False
    if piece.offset < heading.start and (_is_todays(piece.element, around) or not dated):
        return False
    block = line.getparent() if line.tag in ("a", "b", "strong", "em", "i", "span") else None
    in_text = block is not None and block not in around and block.tag in ("p", "li", "td")
    short = len(re.findall(r"\w+", text)) <= _MOST_PLAIN_WORDS or _STARTS_DATED.match(text)
    labelled = line.tag != "p" and says_when(fold(text))
    return dated or bool((short or labelled) and not in_text)


def _is_todays(element: Any, around: frozenset[Any]) -> bool:
    """Tell whether an element stands in the page's head, where today's date is."""
    node, in_header = element, False
    while node is not None and node not in around and node.tag not in ("article", "main"):
        if node.tag == "nav" or _says_today(_marks(node)):
            return True
        in_header = in_header or node.tag == "header"
        node = node.getparent()
    return in_header and (node is None or node in around)


@lru_cache(10_000)
def _says_today(marks: str) -> bool:
    return bool(_TODAY_CLASS.search(marks))


def _marks(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _line_dates(line: Any, place: Place) -> list[WrittenDate]:
    """Return the dates of a line; ``time`` elements in it tell them to the minute."""
    text = visible_text(line)
    by_class = _class_says_modified(line)
    dates = [
        replace(date, modified=date.modified or by_class)
        for date in read_dates(text, place.country, place.now)
    ]
    for time in line.iter("time"):
        moment = parse_machine_date(time.get("datetime") or "", place.country, place.now)
        if moment is None:
            continue
        label = says_modified(fold(text)) or _class_says_modified(time)
        for number, date in enumerate(dates):
            if date.relative or abs(date.moment - moment) <= SAME_DAY:
                dates[number] = WrittenDate(moment, date.modified or _class_says_modified(time))
                break
        else:
            dates.insert(0, WrittenDate(moment, label))
    return dates


def _class_says_modified(element: Any) -> bool:
    marks = _marks(element) + " " + (element.get("itemprop") or "")
    return bool(_CHANGE_CLASS.search(marks)) and not _BIRTH_CLASS.search(marks)


def _in_address(url: str, now: datetime) -> datetime | None:
    """Return the day that an address names (/2025/10/31/, -20251031), as its noon, or None."""
    try:
        match = _IN_ADDRESS.search(urlsplit(url).path)
        if not match:
            return None
        month, day = match[2] or match[4], match[3] or match[5]
        moment = datetime(int(match[1]), int(month), int(day), 12, tzinfo=UTC)
    except ValueError:
        return None
    return believable(moment, now)
