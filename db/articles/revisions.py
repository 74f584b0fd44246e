"""What outlets changed: each change with the state after it, and the article's row kept newest."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row

from db.articles.update import update_article
from db.articles.write import SaveContext
from db.crawl.revisits import count_miss, write_visit
from db.outbox.new_alerts import ToldRevision, write_changes
from db.store import Store, iso, moment_of
from pipelines.items import ArchivePlace, Kept
from pipelines.stories.revisions import Change, Version
from pipelines.stories.states import state_changes, told_in_a_line


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as a revisit needs it: what it says now, and where its page lies."""

    id: int
    url: str
    version: Version
    source_id: str
    first_seen_at: datetime
    text_from: str
    truncated: str | None
    page_sha256: str
    place: ArchivePlace | None


@dataclass(frozen=True, slots=True)
class Revision:
    """A change with the states before and after it; times are ISO 8601 UTC."""

    id: int
    article_id: int
    story_id: int
    url: str
    outlet: str
    language: str
    seen_at: str
    change: str
    summary: str
    before: Version
    after: Version


def stored_article(store: Store, article_id: int) -> StoredArticle | None:
    """Return an article as it stands now, None if there is none of that number."""
    row = store.row("SELECT * FROM articles WHERE id = ?", (article_id,))
    if row is None:
        return None
    first_seen_at = moment_of(row["first_seen_at"])
    assert first_seen_at is not None  # noqa: S101 - the column is never null
    place = None
    if row["archive_file"] is not None:
        place = ArchivePlace(row["archive_file"], row["archive_offset"])
    return StoredArticle(
        row["id"],
        row["url"],
        Version(row["title"], row["text"]),
        row["source_id"],
        first_seen_at,
        row["text_from"],
        row["truncated"],
        row["page_sha256"],
        place,
    )


def record_change(
    store: Store, article: StoredArticle, kept: Kept, change: Change, context: SaveContext
) -> int:
    """Store a changed article with all that follows, in one transaction; return the alerts queued.

    The row of the article becomes the new state. Rules alert of it if they match for the first
    time, and none does for a story that its recipient was told of; those that ask for changes are
    told of each significant one. ``context.revisit_at`` is the next visit.
    """
    after = Version(kept.article.title, kept.article.text)
    with store.transaction():
        repeated = _happened_before(store, article, after)
        told = _write_revision(store, article, after, change, context.now)
        alerts = update_article(store, article.id, kept, context)
        if change.significant and context.alerts and not repeated:
            domain, now = context.sender_domain, context.now
            alerts += write_changes(store, article.id, told, domain, now)
        write_visit(store, article.id, context.now, context.revisit_at, context.marks)
    return alerts


def record_miss(
    store: Store,
    article: StoredArticle,
    why: str,
    needed: int,
    sender_domain: str,
    now: datetime,
) -> bool:
    """Count that an article was not at its URL; write a revision when that is ``needed`` times.

    Returns whether it is held for deleted now. It stays in the archive and the database as it was;
    rules that ask for changes are told.
    """
    with store.transaction():
        missed = count_miss(store, article.id)
        if missed == needed:
            change = Change("deleted", f"deleted: {why}", True)
            told = _write_revision(store, article, article.version, change, now)
            write_changes(store, article.id, told, sender_domain, now)
    return missed >= needed


def _happened_before(store: Store, article: StoredArticle, after: Version) -> bool:
    """Tell whether an article changed like this before: some outlets try headlines in turn."""
    found = store.row(
        "SELECT 1 FROM revisions r JOIN revisions b ON b.id = (SELECT max(id) FROM revisions "
        "WHERE article_id = r.article_id AND id < r.id) WHERE r.article_id = :article "
        "AND (r.title, r.text, b.title, b.text) = (:title, :text, :old_title, :old_text)",
        {
            "article": article.id,
            "title": after.title,
            "text": after.text,
            "old_title": article.version.title,
            "old_text": article.version.text,
        },
    )
    return found is not None


def _write_revision(
    store: Store, article: StoredArticle, after: Version, change: Change, now: datetime
) -> ToldRevision:
    """Write a change down, and return it as rules are told of it."""
    insert = (
        "INSERT INTO revisions (article_id, seen_at, title, text, change, summary) "
        "VALUES (?, ?, ?, ?, ?, ?)"
    )
    if not store.row("SELECT 1 FROM revisions WHERE article_id = ?", (article.id,)):
        first = (article.id, iso(article.first_seen_at), article.version.title)
        store.execute(insert, (*first, article.version.text, "first", "as it was first seen"))
    state = (article.id, iso(now), after.title, after.text)
    made = store.execute(insert, (*state, change.change, change.summary))
    note = told_in_a_line(state_changes(article.version, after), change.summary)
    return ToldRevision(made.lastrowid or 0, iso(now) or "", note)


_CHANGES = """
SELECT r.id, r.article_id, a.story_id, a.url, s.name AS outlet, a.language, r.seen_at, r.change,
    r.summary, b.title AS old_title, b.text AS old_text, r.title, r.text
FROM revisions r JOIN articles a ON a.id = r.article_id JOIN sources s ON s.id = a.source_id
JOIN revisions b ON b.id =
    (SELECT max(id) FROM revisions WHERE article_id = r.article_id AND id < r.id)
WHERE r.change <> 'first' AND {} ORDER BY r.seen_at DESC, r.id DESC
"""


def revisions_since(store: Store, since: datetime, before: int | None = None) -> Iterator[Revision]:
    """Yield the changes seen since a moment, newest first, each with the state before it.

    They begin behind the revision of the number ``before``.
    """
    wanted = (
        "r.seen_at >= :since AND (:before IS NULL OR (r.seen_at, r.id) < "
        "((SELECT seen_at FROM revisions WHERE id = :before), :before))"
    )
    values = {"since": iso(since), "before": before}
    yield from map(_revision, store.stream(_CHANGES.format(wanted), values))


def revisions_of_story(store: Store, story_id: int) -> Iterator[Revision]:
    """Yield the changes of a story's articles, newest first, each with the state before it."""
    yield from map(_revision, store.stream(_CHANGES.format("a.story_id = ?"), (story_id,)))


def revisions_of_article(store: Store, article_id: int) -> Iterator[Revision]:
    """Yield the changes of an article, newest first, each with the state before it."""
    yield from map(_revision, store.stream(_CHANGES.format("r.article_id = ?"), (article_id,)))


def _revision(row: Row) -> Revision:
    return Revision(
        *(
            row["id"],
            row["article_id"],
            row["story_id"],
            row["url"],
            row["outlet"],
            row["language"],
        ),
        *(row["seen_at"], row["change"], row["summary"]),
        Version(row["old_title"], row["old_text"]),
        Version(row["title"], row["text"]),
    )
