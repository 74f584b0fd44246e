"""How each outlet is: judged from all that is stored of it, and written down with the evidence."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from sqlite3 import Row
from statistics import median

from db.crawl.control_pages import answered_controls, plan_controls
from db.crawl.learned_lists import learned_of
from db.crawl.links import take_up_lost
from db.store import Store, iso, moment_of
from pipelines.discovery.mending import mended_words
from pipelines.visits import History, PageOutcome, Usual, Visit
from pipelines.web.logins import without_logins
from pipelines.web.own_pace import LEAST_SILENCE, PACE_WINDOW
from pipelines.web.page_health import doubted_pages
from pipelines.web.source_health import LEAST_OVERFLOW, condition_of, has_lasted, in_trouble

PAGES_JUDGED = 120
"""Of an outlet's pages, newest first: the newest are judged, the others tell what is usual."""
FLOOD_SHOWN_FOR = timedelta(days=1)
_PAGES = """
SELECT l.url, l.reason, l.detail, l.attempts, p.words, p.confidence,
coalesce(p.core, '') AS core, coalesce(p.headline, '') AS headline
FROM links l LEFT JOIN page_blocks p ON p.url = l.url
WHERE l.source_id = :source AND l.via NOT IN ('import', 'backfill') AND l.found_at <= :now
ORDER BY l.found_at DESC, l.rowid DESC LIMIT :limit
"""
LAST_ARTICLES = 50
"""So many tell the hours of an outlet however long ago they came: some bring a few in a month."""
# What an outlet published before it was found counts at its own time.
_ACTIVE_HOURS = """
SELECT DISTINCT substr(min(coalesce(published_at, found_at), found_at), 1, 13) AS hour
FROM links WHERE source_id = :source AND found_at BETWEEN min(:since, coalesce(
(SELECT found_at FROM links WHERE source_id = :source AND found_at <= :now
ORDER BY found_at DESC LIMIT 1 OFFSET :last), '')) AND :now AND via NOT IN ('import', 'backfill')
"""
_NEWS_OF_PEERS = """
SELECT count(*) AS n FROM sources s JOIN links l ON l.source_id = s.id
WHERE s.country = :country AND s.id <> :source AND s.health <> 'off'
AND l.via NOT IN ('import', 'backfill')
AND l.found_at BETWEEN :since AND :now
AND coalesce(l.published_at, l.found_at) BETWEEN :since AND :until
"""
LEAST_NEWS_OF_PEERS = 10
"""If they usually bring fewer in such a time, they tell nothing of a holiday."""
LEAST_SHARE_OF_PEERS = 1 / 3
"""That a whole country is silent is news, too: it is told, after three times as long."""
_FLOODS = """
SELECT * FROM visits v WHERE source_id = :source AND at BETWEEN :since AND :now AND outcome = 'ok'
AND found >= :least AND new = found AND EXISTS (SELECT 1 FROM visits before
WHERE before.source_id = v.source_id AND before.address = v.address AND before.outcome = 'ok'
AND before.id < v.id)
"""
_PAST_TROUBLE = """
INSERT INTO past_troubles (source_id, health, reason, began_at, ended_at, times)
VALUES (:source, :health, :reason, :began, :ended, 1)
ON CONFLICT (source_id) DO UPDATE SET health = excluded.health, reason = excluded.reason,
ended_at = excluded.ended_at, times = times + 1
"""


def judge_source(
    store: Store, source_id: str, visits: Sequence[Visit], now: datetime
) -> tuple[str, str] | None:
    """Judge a source by its last round of ``visits`` and its past; return its health and why.

    Both are written down, with since when. None if nobody declared it, or it is switched off.
    """
    row = store.row("SELECT * FROM sources WHERE id = ? AND health <> 'off'", (source_id,))
    if row is None:
        return None
    known = [_as_it_was_read(store, visit) for visit in visits]
    history = _history(store, row, now)
    condition = condition_of(known, history, now)
    doubted = [page.url for page in doubted_pages(history)]
    mended = mended_words(source_id, learned_of(row["learned"]))
    same = row["health"] == condition.health
    reason = without_logins(condition.reason) + mended
    with store.transaction():
        store.execute(
            "UPDATE sources SET health = :health, health_reason = :reason, health_since_at = "
            ":since, trouble_since_at = :trouble, usual = :usual WHERE id = :id",
            {
                "health": condition.health,
                "reason": reason,
                "since": (row["health_since_at"] if same else None) or iso(now),
                "trouble": (row["trouble_since_at"] or iso(now))
                if in_trouble(condition.health)
                else None,
                "usual": json.dumps(asdict(condition.usual)) if condition.usual else None,
                "id": source_id,
            },
        )
        if row["trouble_since_at"] and not in_trouble(condition.health):
            take_up_lost(store, source_id, row["trouble_since_at"], now)
            _note_past_trouble(store, row, min((visit.at for visit in visits), default=now))
        if doubted:
            plan_controls(store, source_id, doubted, now)
    return condition.health, reason


def _note_past_trouble(store: Store, before: Row, well_at: datetime) -> None:
    """Keep the trouble that an outlet was in, if nobody was told of it and it lasted.

    ``before`` is the outlet's row as it was before the visits that found it well, the first of
    them at ``well_at``. Within the caller's transaction.
    """
    last = store.row(
        "SELECT max(at) AS at FROM visits WHERE source_id = ? AND at < ?",
        (before["id"], iso(well_at)),
    )
    seen = moment_of(last["at"]) if last else None
    if before["told_at"] or not has_lasted(moment_of(before["trouble_since_at"]), seen):
        return
    store.execute(
        _PAST_TROUBLE,
        {
            **{"source": before["id"], "health": before["health"]},
            **{"reason": before["health_reason"], "began": before["trouble_since_at"]},
            "ended": iso(well_at),
        },
    )


def _as_it_was_read(store: Store, visit: Visit) -> Visit:
    """Return a visit that was answered "not modified" with what the list held when it was read."""
    if visit.outcome != "not_modified":
        return visit
    row = store.row(
        "SELECT found, error, newest_at FROM visits WHERE source_id = ? AND address = ? "
        "AND outcome = 'ok' ORDER BY id DESC LIMIT 1",
        (visit.source_id, without_logins(visit.address)),
    )
    if row is None:
        return visit
    newest = moment_of(row["newest_at"])
    return replace(visit, found=row["found"], error=row["error"], newest_at=newest)


def _history(store: Store, row: Row, now: datetime) -> History:
    source_id = row["id"]
    window = {
        **{"source": source_id, "last": LAST_ARTICLES - 1},
        **{"since": iso(now - PACE_WINDOW), "now": iso(now)},
    }
    hours = (moment_of(f"{found['hour']}:00:00Z") for found in store.rows(_ACTIVE_HOURS, window))
    pages = {"source": source_id, "now": iso(now), "limit": PAGES_JUDGED}
    day = {
        **{"source": source_id, "least": LEAST_OVERFLOW},
        **{"since": iso(now - FLOOD_SHOWN_FOR), "now": iso(now)},
    }
    return History(
        row["health"],
        moment_of(row["last_new_at"]),
        tuple(PageOutcome(**dict(page)) for page in store.rows(_PAGES, pages)),
        tuple(sorted(filter(None, hours))),
        tuple(_visit(flood, now) for flood in store.rows(_FLOODS, day)),
        Usual(**json.loads(row["usual"])) if row["usual"] else None,
        _share_of_peers(store, row, now),
        answered_controls(store, source_id),
    )


def _share_of_peers(store: Store, row: Row, now: datetime) -> float:
    """Return what part of their usual news the other outlets of a silent one's country brought.

    Usual is the median of the same days and hours of the four weeks before.
    """
    since = moment_of(row["last_new_at"])
    if not row["country"] or not since or now - since < LEAST_SILENCE:
        return 1.0

    def brought(weeks: int) -> int:
        back = timedelta(weeks=weeks)
        between = {"since": iso(since - back), "until": iso(now - back), "now": iso(now)}
        peers = {"country": row["country"], "source": row["id"]}
        return int(store.rows(_NEWS_OF_PEERS, {**peers, **between})[0]["n"])

    usual = median(brought(weeks) for weeks in range(1, 5))
    if usual < LEAST_NEWS_OF_PEERS:
        return 1.0
    return max(brought(0) / usual, LEAST_SHARE_OF_PEERS)


def _visit(row: Row, now: datetime) -> Visit:
    at = moment_of(row["at"]) or now
    return Visit(row["source_id"], at, row["address"], "ok", found=row["found"], new=row["new"])
