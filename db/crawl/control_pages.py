"""Pages that gave their text before, asked for again when an outlet's newest did not."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from db.store import Store, iso, moment_of
from pipelines.items import ControlPage, Entry
from pipelines.visits import ControlOutcome
from pipelines.web.page_health import CONTROLS

DOUBT_AFTER = timedelta(hours=2)
"""What publishes often has brought another page by then, which tells more than a control."""
CONTROL_EVERY = timedelta(hours=6)
"""So often controls are asked again while they give no text, so that a recovery is seen."""
TRIES = 3
"""A failure that may pass by itself counts once it came so often."""
# What has changed since it was first read may have the text of the trouble already.
_CHOOSE = """
INSERT OR IGNORE INTO control_pages (url, source_id, about_url)
SELECT l.url, :source, :about FROM links l JOIN page_blocks p ON p.url = l.url
WHERE l.source_id = :source AND l.via NOT IN ('import', 'backfill') AND p.words > 0
AND (l.state = 'kept' OR l.reason = 'off_topic')
AND p.seen_at < strftime('%Y-%m-%dT%H:%M:%SZ', l.found_at, '+1 hour')
AND l.url NOT IN (SELECT value FROM json_each(:doubted))
AND l.found_at <= (SELECT min(found_at) FROM links WHERE url IN
(SELECT value FROM json_each(:doubted)))
ORDER BY l.found_at DESC, l.rowid DESC LIMIT :count
"""


def plan_controls(store: Store, source_id: str, doubted: Sequence[str], now: datetime) -> None:
    """Let pages that an outlet gave before be asked again, since the ``doubted`` ones failed.

    These are the newest pages, newest first. Nothing is planned before the first of them has been
    known for ``DOUBT_AFTER``, nor while controls about it have answered well, wait for an answer,
    or failed less than ``CONTROL_EVERY`` ago. Within the caller's transaction.
    """
    about = doubted[0]
    old = "SELECT 1 FROM links WHERE url = ? AND found_at <= ?"
    if store.row(old, (about, iso(now - DOUBT_AFTER))) is None:
        return
    known = store.rows("SELECT * FROM control_pages WHERE source_id = ?", (source_id,))
    for row in known:
        asked_at = moment_of(row["asked_at"])
        lately = asked_at is not None and now - CONTROL_EVERY < asked_at <= now
        if row["about_url"] == about and (row["due"] or row["reason"] == "read" or lately):
            return
    if known and all(row["about_url"] in doubted for row in known):
        again = "UPDATE control_pages SET due = 1, attempts = 0, about_url = ? WHERE source_id = ?"
        store.execute(again, (about, source_id))
        return
    store.execute("DELETE FROM control_pages WHERE source_id = ?", (source_id,))
    store.execute(
        _CHOOSE,
        {
            **{"source": source_id, "about": about, "count": CONTROLS},
            "doubted": json.dumps(list(doubted)),
        },
    )


def due_controls(store: Store) -> list[ControlPage]:
    """Return the pages that are to be asked again, with the text that they had."""
    rows = store.rows(
        "SELECT c.url, l.source_id, l.via, l.title, l.language, p.words, p.confidence, p.core "
        "FROM control_pages c JOIN links l ON l.url = c.url JOIN page_blocks p ON p.url = c.url "
        "JOIN sources s ON s.id = c.source_id WHERE c.due = 1 AND s.health <> 'off'"
    )
    return [
        ControlPage(
            row["source_id"],
            row["via"],
            Entry(row["url"], row["title"], language=row["language"]),
            row["words"],
            row["confidence"],
            row["core"],
        )
        for row in rows
    ]


def note_control(
    store: Store, url: str, reason: str, detail: str, now: datetime, *, passing: bool = False
) -> None:
    """Write down what a control gave; what is ``passing`` counts at the third try only."""
    with store.transaction():
        store.execute(
            "UPDATE control_pages SET asked_at = :now, attempts = attempts + 1, "
            "due = (:passing AND attempts + 1 < :tries) WHERE url = :url",
            {"url": url, "now": iso(now), "passing": int(passing), "tries": TRIES},
        )
        store.execute(
            "UPDATE control_pages SET reason = ?, detail = ? WHERE url = ? AND due = 0",
            (reason, detail, url),
        )


def answered_controls(store: Store, source_id: str) -> tuple[ControlOutcome, ...]:
    """Return what the controls of an outlet gave that have answered."""
    rows = store.rows(
        "SELECT url, about_url, reason, detail FROM control_pages "
        "WHERE source_id = ? AND reason <> '' ORDER BY url",
        (source_id,),
    )
    return tuple(ControlOutcome(**dict(row)) for row in rows)
