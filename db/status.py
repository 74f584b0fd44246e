"""Short answers about the whole: how the outlets are, what waits, what the last pass did."""

import json
from dataclasses import dataclass
from datetime import datetime

from db.ahead import times_ahead
from db.store import Store, iso
from pipelines.visits import PUT_OFF
from pipelines.web.source_health import TROUBLED

NOT_VISITED = "not visited yet"
"""Why nothing is known of an outlet, as the database has it."""
OFFLINE = "no outlet could be reached: this machine seems to be offline"
"""What a crawl has among its troubles if all outlets at once could not be reached."""
_JSON = ("counts", "troubles")


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """How one outlet is doing; times are ISO 8601 UTC or None."""

    id: str
    name: str
    health: str
    health_reason: str
    health_since_at: str | None
    last_visit_at: str | None
    last_new_at: str | None
    next_visit_at: str | None
    shared_urls: int
    """Its articles whose page declares a URL that other articles declare, too."""
    unproven: int = 0
    """1: nothing of it is fetched until its first visits have proved it."""

    @property
    def known(self) -> bool:
        """Whether it was ever reached, or missed while this machine was not offline."""
        return bool(self.last_visit_at) and self.health_reason != NOT_VISITED


@dataclass(frozen=True, slots=True)
class OutboxFault:
    """Alerts of one recipient that wait or were given up for the same reason."""

    state: str
    recipient: str
    error: str
    count: int
    since_at: str


@dataclass(frozen=True, slots=True)
class Status:
    """What ``khabardar status`` shows; the counts are by state or by state and reason."""

    sources: tuple[SourceStatus, ...]
    articles: int
    stories: int
    links: dict[str, dict[str, int]]
    outbox: dict[str, int]
    oldest_unsent_at: str | None
    outbox_faults: tuple[OutboxFault, ...]
    unmailed: dict[str, int]
    """Matches that led to no alert, by the reason (the keys of ``age.UNMAILED``)."""
    last_pass: dict[str, object] | None
    put_off: dict[str, int]
    """Links left to a later pass without a try, by why."""
    settings_fault: str = ""
    """What was wrong with the settings when the last pass began, "" if nothing."""
    without_vectors: int = 0
    """Articles that wait to be read by the sentence model."""
    without_model: str = ""
    """Why the last pass had no sentence model, "" if it had one or needed none."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What tells whether all is well: a part of ``Status`` that is soon read of large databases."""

    sources: tuple[SourceStatus, ...]
    outbox: dict[str, int]
    outbox_faults: tuple[OutboxFault, ...]
    last_pass: dict[str, object] | None
    """The last crawl: no other pass watches the outlets."""
    settings_fault: str = ""


def count_troubled(store: Store) -> int:
    """Return how many watched outlets that were visited give less than they have."""
    marks = ", ".join("?" * len(TROUBLED))
    row = store.row(
        f"SELECT count(*) AS count FROM sources WHERE health IN ({marks}) AND unproven = 0 "  # noqa: S608
        "AND last_visit_at IS NOT NULL",
        TROUBLED,
    )
    return int(row["count"]) if row else 0


def condition(store: Store) -> Condition:
    """Return what tells whether all is well; what was sent is not counted."""
    return Condition(
        status_of_sources(store),
        _unsent(store),
        _outbox_faults(store),
        _last_pass(store, "crawl"),
        _settings_fault(store),
    )


def status(store: Store) -> Status:
    """Return how things stand."""
    links: dict[str, dict[str, int]] = {}
    for row in store.rows("SELECT state, reason, count(*) AS n FROM links GROUP BY state, reason"):
        links.setdefault(row["state"], {})[row["reason"]] = row["n"]
    oldest = store.row("SELECT min(created_at) AS at FROM outbox WHERE state = 'pending'")
    return Status(
        sources=status_of_sources(store),
        articles=_count(store, "SELECT count(*) AS n FROM articles"),
        stories=_count(store, "SELECT count(*) AS n FROM stories"),
        links=links,
        outbox=_unsent(store) | _sent(store),
        oldest_unsent_at=oldest["at"] if oldest else None,
        outbox_faults=_outbox_faults(store),
        unmailed=unmailed_count(store),
        last_pass=_last_pass(store),
        put_off=_put_off(store),
        settings_fault=_settings_fault(store),
        without_vectors=_count(store, "SELECT count(*) AS n FROM vectors_wanted"),
        without_model=_model_fault(store),
    )


def _unsent(store: Store) -> dict[str, int]:
    rows = store.rows(
        "SELECT state, count(*) AS n FROM outbox WHERE state <> 'sent' "
        "AND (state <> 'dead' OR superseded = 0) GROUP BY state"
    )
    return {row["state"]: row["n"] for row in rows}


def _sent(store: Store) -> dict[str, int]:
    count = _count(store, "SELECT count(*) AS n FROM outbox WHERE state = 'sent'")
    return {"sent": count} if count else {}


def _last_pass(store: Store, kind: str = "") -> dict[str, object] | None:
    last = store.row(
        "SELECT * FROM passes WHERE :kind IN (kind, '') ORDER BY id DESC LIMIT 1", {"kind": kind}
    )
    return {**dict(last), **{key: json.loads(last[key]) for key in _JSON}} if last else None


def _settings_fault(store: Store) -> str:
    fault = store.row("SELECT said FROM upkeep WHERE what = 'settings'")
    return str(fault["said"]) if fault else ""


def _model_fault(store: Store) -> str:
    fault = store.row("SELECT said FROM upkeep WHERE what = 'sentence model'")
    return str(fault["said"]) if fault else ""


def unmailed_count(store: Store) -> dict[str, int]:
    """Return how many matches led to no alert, by the reason (the keys of ``age.UNMAILED``)."""
    rows = store.rows(
        "SELECT unmailed, count(*) AS n FROM matches WHERE unmailed <> '' GROUP BY unmailed"
    )
    return {row["unmailed"]: row["n"] for row in rows}


def status_of_sources(store: Store) -> tuple[SourceStatus, ...]:
    """Return how each outlet is doing, by their ids."""
    # Left to itself, SQLite would rather read every article in the order of its outlets.
    rows = store.rows(
        "SELECT id, name, health, health_reason, health_since_at, last_visit_at, last_new_at, "
        "next_visit_at, unproven, coalesce(shared.urls, 0) AS shared_urls FROM sources LEFT JOIN "
        "(SELECT source_id, count(*) AS urls FROM articles INDEXED BY articles_by_declared "
        "WHERE declared_url IS NOT NULL GROUP BY source_id) AS shared ON shared.source_id = id "
        "ORDER BY id"
    )
    return tuple(SourceStatus(**dict(row)) for row in rows)


def _outbox_faults(store: Store) -> tuple[OutboxFault, ...]:
    rows = store.rows(
        "SELECT state, recipient, last_error AS error, count(*) AS count, "
        "min(created_at) AS since_at FROM outbox WHERE state <> 'sent' AND last_error <> '' "
        "AND superseded = 0 "
        "GROUP BY state, recipient, last_error ORDER BY max(id) DESC LIMIT 10"
    )
    return tuple(OutboxFault(**dict(row)) for row in rows)


def _put_off(store: Store) -> dict[str, int]:
    rows = store.rows(
        "SELECT substr(detail, length(:mark) + 1) AS why, count(*) AS n FROM links "
        "WHERE state = 'pending' AND substr(detail, 1, length(:mark)) = :mark "
        "GROUP BY detail ORDER BY n DESC, why",
        {"mark": PUT_OFF},
    )
    return {row["why"]: row["n"] for row in rows}


def _count(store: Store, sql: str) -> int:
    row = store.row(sql)
    return int(row["n"]) if row else 0


def last_troubles(store: Store) -> list[str]:
    """Return what failed in the last pass, a line each."""
    rows = store.rows(
        "SELECT t.value AS trouble FROM json_each((SELECT troubles FROM passes "
        "ORDER BY id DESC LIMIT 1)) t"
    )
    return [row["trouble"] for row in rows]


def next_due_at(store: Store) -> str | None:
    """Return when something is due next (ISO 8601 UTC), None if nothing ever is."""
    row = store.row(
        "SELECT min(at) AS at FROM ("
        "SELECT min(coalesce(next_visit_at, '')) AS at FROM sources WHERE health <> 'off' "
        "UNION ALL SELECT min(next_try_at) FROM links WHERE state = 'pending' "
        "UNION ALL SELECT min(next_try_at) FROM back_lists WHERE state = 'pending' "
        "UNION ALL SELECT min(next_at) FROM revisits WHERE next_at IS NOT NULL "
        "UNION ALL SELECT min(next_try_at) FROM outbox WHERE state = 'pending')"
    )
    return row["at"] if row else None


def anything_due(store: Store, now: datetime) -> bool:
    """Tell whether a pass would find something to do: an outlet, link, revisit or mail is due.

    So is what lies further ahead than it ever may.
    """
    row = store.row(
        "SELECT EXISTS (SELECT 1 FROM sources WHERE health <> 'off' "
        "AND coalesce(next_visit_at, '') <= :now) "
        "OR EXISTS (SELECT 1 FROM links WHERE state = 'pending' AND next_try_at <= :now) "
        "OR EXISTS (SELECT 1 FROM back_lists WHERE state = 'pending' AND next_try_at <= :now) "
        "OR EXISTS (SELECT 1 FROM revisits WHERE next_at <= :now) "
        "OR EXISTS (SELECT 1 FROM outbox WHERE state = 'pending' AND next_try_at <= :now) AS due",
        {"now": iso(now)},
    )
    return bool(row and row["due"]) or bool(times_ahead(store, now))
