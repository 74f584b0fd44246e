"""When known articles are visited again, and by which marks their servers know them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.store import Store, iso, moment_of
from pipelines.items import Entry, Revisit
from pipelines.web.revisit_plan import HURRY_AT_MOST

_HURRY_GAP = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Marks:
    """What a server sent so that one can ask whether a page is still the same; "" if nothing."""

    etag: str = ""
    last_modified: str = ""


NO_MARKS = Marks()


def plan_revisit(
    store: Store, article_id: int, url: str, now: datetime, at: datetime, marks: Marks
) -> None:
    """Write down when a new article is visited again, within the caller's transaction."""
    store.execute(
        "INSERT INTO revisits (article_id, url, next_at, visited_at, etag, last_modified) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (article_id, url, iso(at), iso(now), marks.etag, marks.last_modified),
    )


def due_revisits(store: Store, now: datetime, limit: int) -> list[Revisit]:
    """Return the articles to visit again now, longest waiting first, at most ``limit``."""
    rows = store.rows(
        "SELECT r.article_id, r.url, r.etag, r.last_modified, l.source_id, l.via, l.published_at, "
        "l.author, l.language, l.modified_at, l.published_zone "
        "FROM revisits r JOIN links l ON l.url = r.url "
        "JOIN sources s ON s.id = l.source_id WHERE r.next_at <= ? AND s.health <> 'off' "
        "ORDER BY r.next_at, r.article_id LIMIT ?",
        (iso(now), limit),
    )
    return [
        Revisit(
            row["source_id"],
            row["via"],
            Entry(
                row["url"],
                published_at=moment_of(row["published_at"]),
                author=row["author"],
                language=row["language"],
                modified_at=moment_of(row["modified_at"]),
                published_zone=row["published_zone"],
            ),
            article_id=row["article_id"],
            etag=row["etag"],
            last_modified=row["last_modified"],
        )
        for row in rows
    ]


def put_off(store: Store, article_id: int, at: datetime) -> None:
    """Visit an article again at ``at``: its host asked for a pause, and nothing was learned."""
    with store.transaction():
        store.execute("UPDATE revisits SET next_at = ? WHERE article_id = ?", (iso(at), article_id))


def note_visit(
    store: Store,
    article_id: int,
    now: datetime,
    next_at: datetime | None,
    marks: Marks | None = None,
) -> None:
    """Write down a visit that found the page as it was, or told nothing, and when the next one is.

    ``marks`` are those of a page that came; without them the page is missing no longer either, but
    its marks stay.
    """
    with store.transaction():
        write_visit(store, article_id, now, next_at, marks)


def write_visit(
    store: Store,
    article_id: int,
    now: datetime,
    next_at: datetime | None,
    marks: Marks | None = None,
) -> None:
    """Do what ``note_visit`` does, within the caller's transaction."""
    store.execute(
        "UPDATE revisits SET visited_at = :now, next_at = :next, missed = iif(:came, 0, missed), "
        "etag = coalesce(:etag, etag), last_modified = coalesce(:modified, last_modified) "
        "WHERE article_id = :article",
        {
            "now": iso(now),
            "next": iso(next_at),
            "came": marks is not None,
            "etag": marks.etag if marks else None,
            "modified": marks.last_modified if marks else None,
            "article": article_id,
        },
    )


def count_miss(store: Store, article_id: int) -> int:
    """Count that the page was not there; return how often in a row, in the caller's transaction."""
    store.execute("UPDATE revisits SET missed = missed + 1 WHERE article_id = ?", (article_id,))
    row = store.row("SELECT missed FROM revisits WHERE article_id = ?", (article_id,))
    return int(row["missed"]) if row else 0


def times_missed(store: Store, article_id: int) -> int:
    """Return how often in a row the page was not there."""
    row = store.row("SELECT missed FROM revisits WHERE article_id = ?", (article_id,))
    return int(row["missed"]) if row else 0


def hurry_revisit(store: Store, url: str, listed_at: datetime, now: datetime) -> None:
    """Visit a known article soon if ``listed_at`` is newer than any time its list said before.

    At most hourly and a few times: some lists date everything anew at each visit. Within the
    caller's transaction.
    """
    newer = store.execute(
        "UPDATE links SET modified_at = ?1 WHERE url = ?2 AND article_id IS NOT NULL "
        "AND coalesce(published_at, modified_at) < ?1 AND coalesce(modified_at, published_at) < ?1",
        (iso(listed_at), url),
    )
    if newer.rowcount:
        store.execute(
            "UPDATE revisits SET hurried = hurried + 1, "
            "next_at = min(coalesce(next_at, ?1), ?1) "
            "WHERE article_id = (SELECT article_id FROM links WHERE url = ?2) AND hurried < ?3 "
            "AND visited_at <= ?4",
            (iso(now), url, HURRY_AT_MOST, iso(now - _HURRY_GAP)),
        )
