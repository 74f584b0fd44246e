"""The values of visits to sources: what a visit needs, and what became of it and those before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from pipelines.items import DropReason, FailReason
from pipelines.sources import Source

Health = Literal["ok", "quiet", "stale", "blocked", "broken", "thin", "overflow", "off"]
PUT_OFF = "put off to a later pass: "
"""Begins the detail of a link that a pass did not come to; why stands behind it."""

VisitOutcome = Literal["ok", "not_modified", DropReason, FailReason]


@dataclass(frozen=True, slots=True)
class Validator:
    """What to send so that an unchanged URL answers 304; ``full_at``: the last full answer."""

    address: str
    etag: str
    last_modified: str
    full_at: datetime


LearnedState = Literal["found", "provisional", "confirmed", "elsewhere", "undone"]


class LearnedList(NamedTuple):
    """A list of an outlet that was found by a search, and how.

    ``state``: ``found`` if none was declared. One that stands in for lists that have died is
    ``provisional`` until it is ``confirmed`` by what it brings; one on another registered domain,
    ``elsewhere``, is not asked before a person accepts it; one that a person did not want is
    ``undone``: not asked, and not found again. ``since`` is when it was found, UTC; ``told``: it
    stood in a notice.
    """

    kind: Literal["feed", "sitemap", "wordpress", "section"]
    url: str
    how: str
    state: LearnedState = "found"
    since: str = ""
    told: bool = False


@dataclass(frozen=True, slots=True)
class SourceForVisit:
    """The narrow read of a source that a visit needs."""

    source: Source
    validators: tuple[Validator, ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """What became of asking one URL of a source (a feed, a sitemap) for links.

    ``outcome`` is ok, not_modified, or why there is no list; ``found`` counts the entries seen,
    ``new`` those never seen before; ``status`` is the HTTP status or 0; ``error`` says in plain
    words what went wrong, "" if nothing did; of a list that was read (ok), what of it was not.
    ``newest_at`` is the publication time of the newest entry, None if none says one.
    """

    source_id: str
    at: datetime
    address: str
    outcome: VisitOutcome
    status: int = 0
    found: int = 0
    new: int = 0
    duration_s: float = 0.0
    error: str = ""
    validator: Validator | None = None
    newest_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """What became of a page that a source listed: ``reason`` as in the table of links.

    ``attempts`` counts the tries; ``words`` and ``confidence`` (0 to 1) are those of the text that
    was read, None if none was or it is unknown; ``core`` is equal for equal texts, ``headline`` is
    folded, "" if unknown.
    """

    url: str
    reason: str
    detail: str
    attempts: int
    words: int | None = None
    confidence: float | None = None
    core: str = ""
    headline: str = ""


class ControlOutcome(NamedTuple):
    """What a page that gave its text before gave when asked for again, in doubt about another one.

    ``reason`` is "read" if it is as before, "shorter" or "doubtful" if its text is not, else why
    there is none, as in the table of links.
    """

    url: str
    about_url: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Usual:
    """What an outlet's pages were like while all was well, to judge later ones by.

    ``lost`` is the share of them that gave no article; ``words`` is the median length of their
    texts, ``least_words`` what one in thirty stays below, ``confidence`` the median (0 to 1); None
    if that is unknown.
    """

    lost: float
    words: int | None = None
    least_words: int | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a source beside one round of visits.

    ``health`` is what it was so far; ``last_new_at`` when it last brought a URL never seen before;
    ``pages`` became of what it listed, newest first; ``active_hours`` are the hours in which
    something came, each by its beginning: all of the last four weeks, and those of its last fifty
    articles; ``floods`` are the visits of the last day at which all that a known list had was new;
    ``peers`` is the share of their usual news that the other outlets of its country brought since
    it last brought something, 1.0 if nothing is known of that. ``controls`` are earlier pages of it
    that were asked for again, and have answered.
    """

    health: Health = "ok"
    last_new_at: datetime | None = None
    pages: tuple[PageOutcome, ...] = ()
    active_hours: tuple[datetime, ...] = ()
    floods: tuple[Visit, ...] = ()
    usual: Usual | None = None
    peers: float = 1.0
    controls: tuple[ControlOutcome, ...] = ()
