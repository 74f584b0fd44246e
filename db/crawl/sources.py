"""The outlets: what was declared of them, how they are doing, and which are due."""

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from db.crawl.learned_lists import asked_now, learned_of, with_learned
from db.crawl.rhythm import known_rhythm
from db.store import Store, iso, moment_of
from pipelines.sources import Source
from pipelines.visits import SourceForVisit, Validator, Visit
from pipelines.web.logins import source_without_logins, without_logins
from pipelines.web.source_health import next_visit_at
from pipelines.web.visit_rhythm import fitted_wait, spread_out

FIELDS = tuple(field.name for field in fields(Source))
"""What of an outlet is declared."""


def sync_sources(store: Store, sources: Sequence[Source], now: datetime) -> None:
    """Make the declared ``sources`` the ones that are visited; others are kept, switched off."""
    with store.transaction():
        for source in sources:
            add_source(store, source)
        declared = {source.id for source in sources}
        for row in store.rows("SELECT id FROM sources WHERE health <> 'off'"):
            if row["id"] not in declared:
                store.execute(
                    "UPDATE sources SET health = 'off', health_since_at = ?, next_visit_at = NULL, "
                    "health_reason = 'no longer among the outlets to watch', "
                    "trouble_since_at = NULL, told_at = NULL WHERE id = ?",
                    (iso(now), row["id"]),
                )


def add_source(store: Store, source: Source) -> None:
    """Write down one declared source, within the caller's transaction; no password is kept."""
    source = source_without_logins(source)
    store.execute(
        "INSERT INTO sources (id, name, homepage, country, languages, afghan, declaration, "
        "unproven) VALUES (:id, :name, :homepage, :country, :languages, :afghan, :declaration, "
        ":unproven) "
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, "
        "homepage = excluded.homepage, country = excluded.country, languages = excluded.languages, "
        "afghan = excluded.afghan, declaration = excluded.declaration, "
        "unproven = min(unproven, excluded.unproven), "
        "health_reason = iif(health = 'off', 'not visited yet', health_reason), "
        "health = iif(health = 'off', 'ok', health)",
        {
            "id": source.id,
            "name": source.name,
            "homepage": source.homepage,
            "country": source.country,
            "languages": " ".join(source.languages),
            "afghan": int(source.afghan),
            "declaration": json.dumps(
                {name: getattr(source, name) for name in FIELDS}, ensure_ascii=False
            ),
            "unproven": int(source.unproven),
        },
    )


def source_of(declaration: str) -> Source:
    """Return the source that a row's ``declaration`` (JSON) holds.

    Keys that this version does not know are passed over: another version may have written them.
    """
    declared: dict[str, Any] = json.loads(declaration)
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in declared.items()
        if key in FIELDS
    }
    return Source(**values)


def known_sources(store: Store) -> dict[str, Source]:
    """Return every source ever declared, by id."""
    rows = store.rows("SELECT id, declaration FROM sources")
    return {row["id"]: source_of(row["declaration"]) for row in rows}


def known_source(store: Store, source_id: str) -> Source | None:
    """Return a source as it was declared last, None if it never was."""
    row = store.row("SELECT declaration FROM sources WHERE id = ?", (source_id,))
    return source_of(row["declaration"]) if row else None


def due_sources(
    store: Store, now: datetime, only: Sequence[str] = (), everything: bool = False
) -> list[SourceForVisit]:
    """Return the sources to visit now, longest waiting first; ``only`` names some, due or not."""
    wanted = set(only)
    found = []
    for row in store.rows(
        "SELECT id, declaration, next_visit_at, unproven, learned FROM sources "
        "WHERE health <> 'off' ORDER BY coalesce(next_visit_at, ''), id"
    ):
        due = row["next_visit_at"] is None or row["next_visit_at"] <= (iso(now) or "")
        if row["id"] in wanted or (not wanted and (everything or due)):
            # On trial a list is always asked for whole: two of its states are held together.
            known = () if row["unproven"] else _validators(store, row["id"])
            declared, learned = source_of(row["declaration"]), learned_of(row["learned"])
            by_name = row["id"] in wanted or everything
            source = (
                with_learned(declared, learned)
                if by_name
                else asked_now(store, declared, learned, now)
            )
            found.append(SourceForVisit(source, known))
    return found


def _validators(store: Store, source_id: str) -> tuple[Validator, ...]:
    rows = store.rows("SELECT * FROM validators WHERE source_id = ?", (source_id,))
    validators = []
    for row in rows:
        full_at = moment_of(row["full_at"])
        if full_at:
            validators.append(Validator(row["address"], row["etag"], row["last_modified"], full_at))
    return tuple(validators)


def record_visits(store: Store, source_id: str, visits: Sequence[Visit], now: datetime) -> None:
    """Write down one round of visits to a source (one for each URL), and when the next one is."""
    with store.transaction():
        for visit in visits:
            _record(store, visit)
        row = store.row("SELECT * FROM sources WHERE id = ?", (source_id,))
        if row is None:
            return
        answers = any(visit.outcome in ("ok", "not_modified") for visit in visits)
        failures = 0 if answers else row["failures"] + 1
        if any(visit.outcome == "ok" for visit in visits):
            store.execute(
                "UPDATE base_lines SET until_at = ? WHERE source_id = ? AND until_at IS NULL",
                (iso(now), source_id),
            )
        fresh = any(visit.new for visit in visits)
        store.execute(
            "UPDATE sources SET failures = :failures, last_visit_at = :now, "
            "last_new_at = coalesce(:last_new, last_new_at), next_visit_at = :next WHERE id = :id",
            {
                "failures": failures,
                "now": iso(now),
                "last_new": iso(now) if fresh else None,
                "next": iso(_next_visit(store, source_of(row["declaration"]), failures, now)),
                "id": source_id,
            },
        )


def _next_visit(store: Store, source: Source, failures: int, now: datetime) -> datetime:
    """Return when an outlet is visited again: as it is wished for, else by its own rhythm."""
    wait = None
    if not failures and not source.every_s:
        wait = fitted_wait(known_rhythm(store, source.id, now), now)
    if wait is None:
        return next_visit_at(now, source.every_s, failures)
    return spread_out(source.id, now, wait)


def _record(store: Store, visit: Visit) -> None:
    store.execute(
        "INSERT INTO visits (source_id, at, address, outcome, status, found, new, newest_at, "
        "duration_s, error) VALUES (:source, :at, :url, :outcome, :status, :found, :new, :newest, "
        ":duration, :error)",
        {
            "source": visit.source_id,
            "at": iso(visit.at),
            "url": without_logins(visit.address),
            "outcome": visit.outcome,
            "status": visit.status,
            "found": visit.found,
            "new": visit.new,
            "newest": iso(visit.newest_at),
            "duration": visit.duration_s,
            "error": without_logins(visit.error),
        },
    )
    if visit.validator:
        store.execute(
            "INSERT OR REPLACE INTO validators (address, source_id, etag, last_modified, full_at) "
            "VALUES (?, ?, ?, ?, ?)",
            (
                visit.validator.address,
                visit.source_id,
                visit.validator.etag,
                visit.validator.last_modified,
                iso(visit.validator.full_at),
            ),
        )


def visit_at_once(store: Store, source_id: str, now: datetime) -> tuple[str, str] | None:
    """Let the next pass visit an outlet, whenever it was due; return its name and that moment.

    Returns None if there is no such outlet, or it is no longer watched.
    """
    with store.transaction():
        row = store.row("SELECT * FROM sources WHERE id = ? AND health <> 'off'", (source_id,))
        if row is None:
            return None
        store.execute("UPDATE sources SET next_visit_at = ? WHERE id = ?", (iso(now), source_id))
    return str(row["name"]), str(row["next_visit_at"] or "")


def postpone(
    store: Store, source_ids: Sequence[str], urls: Sequence[str], again_at: datetime
) -> None:
    """Take back that outlets and links failed when the fault was on our side.

    They keep their place: no try is used up, and all are due at ``again_at``.
    """
    at = iso(again_at)
    with store.transaction():
        store.execute_many(
            "UPDATE sources SET failures = max(failures - 1, 0), next_visit_at = ? WHERE id = ?",
            [(at, source_id) for source_id in source_ids],
        )
        store.execute_many(
            "UPDATE links SET attempts = max(attempts - 1, 0), state = 'pending', "
            "settled_at = NULL, next_try_at = ? WHERE url = ?",
            [(at, url) for url in urls],
        )
        store.execute(
            "UPDATE control_pages SET attempts = 0, due = 1, reason = '' "
            "WHERE due OR reason IN ('dns', 'connection', 'timeout')"
        )


def hold_host(store: Store, host: str, until: datetime, why: str) -> None:
    """Ask nothing of ``host`` before ``until``: it asked for that, or refused."""
    with store.transaction():
        store.execute(
            "INSERT OR REPLACE INTO hosts (host, held_until_at, why) VALUES (?, ?, ?)",
            (host, iso(until), why),
        )


def held_hosts(store: Store, now: datetime) -> dict[str, datetime]:
    """Return the hosts that are not to be asked now, and until when."""
    held = {}
    for row in store.rows(
        "SELECT host, held_until_at FROM hosts WHERE held_until_at > ?", (iso(now),)
    ):
        until = moment_of(row["held_until_at"])
        if until:
            held[row["host"]] = until
    return held
