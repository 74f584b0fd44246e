"""The URLs that were discovered: each is durable, and each ends in a state with a reason."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from sqlite3 import Row

from db.crawl.revisits import hurry_revisit
from db.crawl.site_boilerplate import remember_page
from db.store import Store, iso, moment_of
from pipelines.items import ArchivePlace, Dropped, Entry, Failed, Link, Via
from pipelines.visits import PUT_OFF
from pipelines.web.urls import url_key

RETRY_AFTER = (
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
    timedelta(hours=24),
)
"""Waits between the tries of one link; after the last it is failed, for a person to see."""

BEFORE_NOTICED = timedelta(days=3)
"""So long an outlet may have been in trouble before that was noticed."""
_LOST_IN_TROUBLE = (
    *("empty", "listing", "not_found", "gone", "consent", "login", "redirect", "error", "robots"),
)
"""What a page of an outlet in trouble is dropped for, though it may be an article's."""

_SHARED_REASONS = ("kept", "off_topic")
"""What was found on one URL of an article holds for its other URLs, too; they are not asked."""
# Of several URLs of one article, the one that has waited longest goes first.
_PENDING = """
SELECT * FROM links AS link WHERE state = 'pending' AND next_try_at <= :now AND NOT EXISTS (
    SELECT 1 FROM links AS twin WHERE twin.url_key = link.url_key AND twin.state = 'pending'
    AND (twin.next_try_at, twin.rowid) < (link.next_try_at, link.rowid)
) ORDER BY via = 'backfill', next_try_at, rowid LIMIT :limit
"""


def add_links(
    store: Store, source_id: str, via: Via, entries: Sequence[Entry], now: datetime
) -> tuple[Link, ...]:
    """Write down the links never seen before, in one transaction; return those to be fetched.

    Another URL of an article that is known or waits already is written down, but not fetched. A
    known article that is listed with a newer date is visited again soon.
    """
    new = []
    with store.transaction():
        first = _is_first_offer(store, source_id, via, now)
        for entry in entries:
            newest = max(filter(None, (entry.published_at, entry.modified_at)), default=None)
            if not _insert(store, Link(source_id, via, entry), now, base_line=first):
                if newest and via != "backfill":
                    hurry_revisit(store, entry.url, newest, now)
            elif not _follow_twin(store, entry.url, newest, now):
                new.append(Link(source_id, via, entry))
    return tuple(new)


def _is_first_offer(store: Store, source_id: str, via: Via, now: datetime) -> bool:
    """Tell whether a source lists by ``via`` for the first time: until that visit has ended."""
    if via in ("import", "hand", "backfill"):
        return False
    store.execute(
        "INSERT OR IGNORE INTO base_lines (source_id, via, since_at) VALUES (?, ?, ?)",
        (source_id, via, iso(now)),
    )
    known = (source_id, via)
    row = store.row("SELECT until_at FROM base_lines WHERE source_id = ? AND via = ?", known)
    return row is not None and row["until_at"] is None


def _insert(store: Store, link: Link, now: datetime, *, base_line: bool) -> bool:
    """Write a link down as pending; return False if its URL is known."""
    entry = link.entry
    added = store.execute(
        "INSERT OR IGNORE INTO links (url, url_key, source_id, found_at, via, state, reason, "
        "next_try_at, title, published_at, summary, content, author, language, modified_at, "
        "published_zone, base_line) VALUES (:url, :key, :source, :now, :via, 'pending', "
        "'not_tried', :now, :title, :published, :summary, :content, :author, :language, "
        ":modified, :zone, :base_line)",
        {
            "url": entry.url,
            "key": url_key(entry.url),
            "source": link.source_id,
            "now": iso(now),
            "via": link.via,
            "title": entry.title,
            "published": iso(entry.published_at),
            "summary": entry.summary,
            "content": entry.content,
            "author": entry.author,
            "language": entry.language,
            "modified": iso(entry.modified_at),
            "zone": entry.published_zone,
            "base_line": int(base_line),
        },
    )
    return added.rowcount > 0


def _follow_twin(store: Store, url: str, newest: datetime | None, now: datetime) -> bool:
    """Let a new link go the way of another URL of its article; return False if there is none.

    ``newest`` is when its list says that the article was published or changed.
    """
    twin = store.row(
        "SELECT url, state, next_try_at FROM links WHERE url_key = :key AND url <> :url "
        "AND (state = 'pending' OR reason IN (SELECT value FROM json_each(:shared))) "
        "ORDER BY state = 'pending', next_try_at LIMIT 1",
        {"key": url_key(url), "url": url, "shared": json.dumps(_SHARED_REASONS)},
    )
    if twin is None:
        return False
    if twin["state"] == "pending":
        postpone_twins(store, twin["url"])
    else:
        settle_twins(store, twin["url"], now)
        if newest:
            hurry_revisit(store, twin["url"], newest, now)
    return True


def settle_twins(store: Store, url: str, now: datetime) -> None:
    """End the waiting links to other URLs of the article at ``url`` as that one ended.

    Only an article that is kept or off topic is surely the same at each of its URLs. Within the
    caller's transaction.
    """
    store.execute(
        "UPDATE links SET state = ended.state, reason = ended.reason, content = '', "
        "detail = iif(ended.detail = '', '', ended.detail || '; ') || 'read at ' || ended.url, "
        "article_id = ended.article_id, next_try_at = NULL, settled_at = :now "
        "FROM links AS ended WHERE ended.url = :url AND links.url_key = ended.url_key "
        "AND links.state = 'pending' AND links.url <> :url "
        "AND ended.reason IN (SELECT value FROM json_each(:shared))",
        {"now": iso(now), "url": url, "shared": json.dumps(_SHARED_REASONS)},
    )


def postpone_twins(store: Store, url: str) -> None:
    """Let other URLs of an article wait as long as the one at ``url``, in the caller's transaction.

    Else each of them would be asked while its server is down or wants a pause.
    """
    store.execute(
        "UPDATE links SET next_try_at = put_off.next_try_at FROM links AS put_off "
        "WHERE put_off.url = ? AND put_off.state = 'pending' AND links.state = 'pending' "
        "AND links.url_key = put_off.url_key AND links.next_try_at < put_off.next_try_at",
        (url,),
    )


def take_up(store: Store, source_id: str, url: str, now: datetime) -> Link | None:
    """Make a URL that a person gives due, whatever became of it before; return its link.

    None if its article is kept already. Another URL of the same article is taken in its place.
    """
    with store.transaction():
        known = store.row(
            "SELECT * FROM links WHERE url_key = :key "
            "ORDER BY state = 'kept' DESC, url = :url DESC LIMIT 1",
            {"key": url_key(url), "url": url},
        )
        if known is None:
            link = Link(source_id, "hand", Entry(url))
            _insert(store, link, now, base_line=False)
            return link
        if known["state"] == "kept":
            return None
        store.execute(
            "UPDATE links SET state = 'pending', reason = 'not_tried', detail = '', attempts = 0, "
            "settled_at = NULL, next_try_at = :now WHERE url = :url",
            {"now": iso(now), "url": known["url"]},
        )
        return replace(link_from(known), attempts=0)


def take_up_lost(store: Store, source_id: str, trouble_since_at: str, now: datetime) -> None:
    """Make due what was lost while an outlet was in trouble, since it is well again.

    That is what gave no article from ``BEFORE_NOTICED`` before the trouble was noticed on, be it
    that the page was empty, led to a login or was not found. Within the caller's transaction.
    """
    store.execute(
        "UPDATE links SET state = 'pending', reason = 'not_tried', detail = '', attempts = 0, "
        "settled_at = NULL, next_try_at = :now WHERE source_id = :source "
        "AND (state = 'failed' OR (state = 'dropped' "
        "AND reason IN (SELECT value FROM json_each(:lost)))) "
        "AND settled_at >= strftime('%Y-%m-%dT%H:%M:%SZ', :since, :before) "
        "AND via NOT IN ('import', 'backfill')",
        {
            **{"source": source_id, "now": iso(now), "since": trouble_since_at},
            **{"before": f"-{BEFORE_NOTICED.days} days", "lost": json.dumps(_LOST_IN_TROUBLE)},
        },
    )


def fate_of(store: Store, url: str) -> Row | None:
    """Return what became of a URL, or of another one of its article; None if it is not known.

    The row has url, state, reason, detail, next_try_at, article_id, title, relevance.
    """
    return store.row(
        "SELECT l.url, l.state, l.reason, l.detail, l.next_try_at, l.article_id, "
        "coalesce(a.title, l.title) AS title, a.relevance FROM links l "
        "LEFT JOIN articles a ON a.id = l.article_id WHERE l.url_key = :key "
        "ORDER BY l.state = 'kept' DESC, l.url = :url DESC LIMIT 1",
        {"key": url_key(url), "url": url},
    )


def pending_links(store: Store, now: datetime, limit: int) -> list[Link]:
    """Return the links whose next try is due, at most ``limit``, longest waiting first.

    What a walk back found comes behind all others, which are news.

    Of several URLs of one article one is returned.
    """
    rows = store.rows(_PENDING, {"now": iso(now), "limit": limit})
    return [link_from(row) for row in rows]


def pending_link(store: Store, url: str) -> Link | None:
    """Return the link found at ``url`` if it is not settled yet, due or not."""
    row = store.row("SELECT * FROM links WHERE url = ? AND state = 'pending'", (url,))
    return link_from(row) if row else None


def link_from(row: Row) -> Link:
    """Return the link that a row of the table holds."""
    return Link(
        row["source_id"],
        row["via"],
        Entry(
            row["url"],
            row["title"],
            moment_of(row["published_at"]),
            row["summary"],
            row["content"],
            row["author"],
            row["language"],
            moment_of(row["modified_at"]),
            row["published_zone"],
        ),
        row["attempts"],
    )


def settle_dropped(
    store: Store, url: str, dropped: Dropped, now: datetime, place: ArchivePlace | None = None
) -> None:
    """End a link with the reason why it is no article of ours; its page stays in the archive."""
    with store.transaction():
        store.execute(
            "UPDATE links SET state = 'dropped', reason = :reason, detail = :detail, "
            "settled_at = :now, attempts = attempts + 1, next_try_at = NULL, "
            "archive_file = :file, archive_offset = :offset WHERE url = :url",
            {
                "reason": dropped.reason,
                "detail": dropped.detail,
                "now": iso(now),
                "file": place.file if place else None,
                "offset": place.offset if place else None,
                "url": url,
            },
        )
        settle_twins(store, url, now)
        if dropped.blocks:
            remember_page(store, url, dropped.blocks, now)


def settle_failed(
    store: Store,
    url: str,
    failed: Failed,
    now: datetime,
    retry_at: datetime | None = None,
    place: ArchivePlace | None = None,
) -> None:
    """Put a link off to its next try, or end it as failed after the last.

    ``retry_at`` is a time that the site asked for; it does not count as a try that was used up.
    ``place`` is where the page lies that could not be read.
    """
    row = store.row("SELECT attempts FROM links WHERE url = ?", (url,))
    attempts = (row["attempts"] if row else 0) + (0 if retry_at else 1)
    spent = attempts > len(RETRY_AFTER)
    next_try = retry_at or (None if spent else now + RETRY_AFTER[attempts - 1])
    with store.transaction():
        store.execute(
            "UPDATE links SET state = :state, reason = :reason, detail = :detail, "
            "attempts = :attempts, next_try_at = :next_try, settled_at = :settled, "
            "archive_file = coalesce(:file, archive_file), "
            "archive_offset = coalesce(:offset, archive_offset) WHERE url = :url",
            {
                "state": "failed" if spent else "pending",
                "reason": failed.reason,
                "detail": failed.detail,
                "attempts": attempts,
                "next_try": iso(next_try),
                "settled": iso(now) if spent else None,
                "file": place.file if place else None,
                "offset": place.offset if place else None,
                "url": url,
            },
        )
        postpone_twins(store, url)


def put_off(store: Store, url: str, why: str, until: datetime) -> None:
    """Leave a waiting link to a later pass: it was not asked, so no try is used up."""
    with store.transaction():
        store.execute(
            "UPDATE links SET next_try_at = :until, detail = :detail "
            "WHERE url = :url AND state = 'pending'",
            {"until": iso(until), "detail": PUT_OFF + why, "url": url},
        )
        postpone_twins(store, url)
