"""The values of visits to sources: what a visit needs to know, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pipelines.items import DropReason, FailReason, Source

VisitOutcome = Literal["ok", "not_modified", DropReason, FailReason]


@dataclass(frozen=True, slots=True)
class Validator:
    """What to send so that an unchanged URL answers 304; ``full_at``: the last full answer."""

    address: str
    etag: str
    last_modified: str
    full_at: datetime


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
    words what went wrong, "" if nothing did. ``newest_at`` is the publication time of the newest
    entry, None if none says one.
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
