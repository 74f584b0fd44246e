"""The lists that walks back through time ask for: each is durable, so a killed walk goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Row

from db.crawl.learned_lists import learned_of, with_learned
from db.crawl.links import add_links
from db.crawl.sources import source_of
from db.store import Store, iso, moment_of
from pipelines.items import Entry, Link
from pipelines.sources import BackList, Listing, Source, Window

RETRY_AFTER = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
"""Waits between the tries of one list; after the last it is failed."""
MOST_FAILED_DAYS = 3
"""So many pages of days must be missing in a row until the outlet is taken to have none."""
LEARNED_FROM = 50


@dataclass(frozen=True, slots=True)
class WalkState:
    """How far the walks back are: lists and pages that were asked for, and that are left.

    ``later`` counts those that are left but not due yet; ``failed`` are the URLs of lists that
    could not be had, each with the reason.
    """

    lists_read: int
    lists_left: int
    pages_read: int
    pages_left: int
    later: int
    failed: tuple[tuple[str, str], ...]


def watched_outlets(store: Store, only: Sequence[str]) -> list[tuple[Source, tuple[str, ...]]]:
    """Return the outlets that a walk may go back through, each with URLs of its articles.

    Those that are switched off or still unproven are left out; ``only`` names some, () means all.
    """
    found = []
    for row in store.rows(
        "SELECT id, declaration, learned FROM sources WHERE health <> 'off' AND unproven = 0 "
        "ORDER BY id"
    ):
        if not only or row["id"] in only:
            known = store.rows(
                "SELECT url FROM links WHERE source_id = ? AND via NOT IN ('hand', 'import') "
                "ORDER BY found_at DESC LIMIT ?",
                (row["id"], LEARNED_FROM),
            )
            source = with_learned(source_of(row["declaration"]), learned_of(row["learned"]))
            found.append((source, tuple(link["url"] for link in known)))
    return found


def begin_walk(store: Store, source_id: str, first: Sequence[BackList], now: datetime) -> int:
    """Write down the lists that a walk through an outlet begins with; return how many are left.

    A walk of the same beginning that has not ended goes on as it is; one that has ended is begun
    anew.
    """
    if not first:
        return 0
    values = {"source": source_id, "since": iso(first[0].window.since)}
    with store.transaction():
        left = store.rows(
            "SELECT id FROM back_lists WHERE source_id = :source AND since_at = :since "
            "AND state = 'pending'",
            values,
        )
        if left:
            return len(left)
        store.execute(
            "DELETE FROM back_lists WHERE source_id = :source AND since_at = :since", values
        )
        return _write(store, first, now)


def _write(store: Store, lists: Sequence[BackList], now: datetime) -> int:
    return sum(
        store.execute(
            "INSERT OR IGNORE INTO back_lists (source_id, kind, via, url, since_at, until_at, "
            "depth, reached_at, pattern, state, next_try_at) VALUES (:source, :kind, :via, :url, "
            ":since, :until, :depth, :reached, :pattern, 'pending', :now)",
            {
                "source": one.source_id,
                "kind": one.listing.kind,
                "via": one.listing.via,
                "url": one.listing.url,
                "since": iso(one.window.since),
                "until": iso(one.window.until),
                "depth": one.depth,
                "reached": iso(one.reached),
                "pattern": one.pattern,
                "now": iso(now),
            },
        ).rowcount
        for one in lists
    )


def pending_back_lists(
    store: Store, now: datetime, limit: int, only: Sequence[str] = ()
) -> list[BackList]:
    """Return lists whose next try is due, at most ``limit``; ``only`` of some outlets."""
    rows = store.rows(
        "SELECT * FROM back_lists WHERE state = 'pending' AND next_try_at <= ? ORDER BY id",
        (iso(now),),
    )
    return [_back_list(row) for row in rows if not only or row["source_id"] in only][:limit]


def _back_list(row: Row) -> BackList:
    since, until = moment_of(row["since_at"]), moment_of(row["until_at"])
    assert since is not None  # noqa: S101 - the columns are NOT NULL
    assert until is not None  # noqa: S101
    return BackList(
        row["source_id"],
        Listing(row["kind"], row["via"], row["url"]),
        Window(since, until),
        row["depth"],
        moment_of(row["reached_at"]),
        row["pattern"],
        row["id"],
    )


def add_old_links(
    store: Store, back: BackList, entries: Sequence[Entry], now: datetime
) -> tuple[Link, ...]:
    """Make what a list of a walk names durable, and return the links never seen before."""
    return add_links(store, back.source_id, "backfill", entries, now)


def end_back_list(
    store: Store,
    back: BackList,
    following: Sequence[BackList],
    detail: str,
    now: datetime,
    found: int = 0,
    new: int = 0,
) -> list[BackList]:
    """Write down that a list was read, or that none is there; return those that follow from it.

    They have their number in the store, and are only those that the walk had not met before.
    """
    with store.transaction():
        store.execute(
            "UPDATE back_lists SET state = 'read', detail = :detail, asked_at = :now, "
            "found = :found, new = :new, next_try_at = NULL WHERE id = :id",
            {"detail": detail, "now": iso(now), "found": found, "new": new, "id": back.id},
        )
        last = store.row("SELECT coalesce(max(id), 0) AS id FROM back_lists")
        _write(store, following, now)
        rows = store.rows(
            "SELECT * FROM back_lists WHERE id > ? AND source_id = ? AND state = 'pending' "
            "ORDER BY id",
            (last["id"] if last else 0, back.source_id),
        )
    return [_back_list(row) for row in rows]


def fail_back_list(
    store: Store, back: BackList, why: str, now: datetime, *, gone: bool = False
) -> None:
    """Put a list off to its next try, or end it as failed: after the last, or if it is ``gone``.

    An outlet of which several pages of days are gone and none was there has no such pages: the
    rest of them is not asked for.
    """
    with store.transaction():
        row = store.row("SELECT attempts FROM back_lists WHERE id = ?", (back.id,))
        attempts = (row["attempts"] if row else 0) + 1
        spent = gone or attempts > len(RETRY_AFTER)
        store.execute(
            "UPDATE back_lists SET state = :state, detail = :why, attempts = :attempts, "
            "asked_at = :now, next_try_at = :next WHERE id = :id",
            {
                "state": "failed" if spent else "pending",
                "why": why,
                "attempts": attempts,
                "now": iso(now),
                "next": None if spent else iso(now + RETRY_AFTER[attempts - 1]),
                "id": back.id,
            },
        )
        if back.pattern and spent:
            _end_pattern(store, back)


def _end_pattern(store: Store, back: BackList) -> None:
    values = {"source": back.source_id, "pattern": back.pattern, "since": iso(back.window.since)}
    row = store.row(
        "SELECT sum(state = 'read') AS was_read, sum(state = 'failed') AS failed FROM back_lists "
        "WHERE source_id = :source AND pattern = :pattern AND since_at = :since",
        values,
    )
    if row and not row["was_read"] and row["failed"] >= MOST_FAILED_DAYS:
        store.execute(
            "UPDATE back_lists SET state = 'read', next_try_at = NULL, "
            "detail = 'not asked: the outlet has no pages of this form' WHERE state <> 'read' "
            "AND source_id = :source AND pattern = :pattern AND since_at = :since",
            values,
        )


def walk_state(store: Store, now: datetime, only: Sequence[str] = ()) -> WalkState:
    """Return how far the walks back through some outlets are, () for all."""
    lists = [
        row
        for row in store.rows("SELECT source_id, url, state, detail, next_try_at FROM back_lists")
        if not only or row["source_id"] in only
    ]
    pages = [
        row
        for row in store.rows(
            "SELECT source_id, state, next_try_at FROM links WHERE via = 'backfill'"
        )
        if not only or row["source_id"] in only
    ]
    waiting = [row for row in (*lists, *pages) if row["state"] == "pending"]
    later = sum(row["next_try_at"] > (iso(now) or "") for row in waiting)
    lists_left = sum(row["state"] == "pending" for row in lists)
    pages_left = len(waiting) - lists_left
    return WalkState(
        len(lists) - lists_left,
        lists_left,
        len(pages) - pages_left,
        pages_left,
        later,
        tuple((row["url"], row["detail"]) for row in lists if row["state"] == "failed"),
    )
