"""Storing an article: row, story, link, matches, outbox and index in one transaction."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime

from db.outbox import write_alerts
from db.rules import active_rules
from db.store import Store, iso
from pipelines.items import ArchivePlace, Kept, Link, RuleHit
from pipelines.urls import url_key

EXACT_COPY_WORDS = 20
"""Shorter texts are copies only under the same title: a caption or a tally may well recur."""


@dataclass(frozen=True, slots=True)
class SaveContext:
    """What storing needs to know beside the article: when, where its page lies, who is told.

    ``sender_domain`` is the right side of the Message-IDs of its alerts.
    """

    now: datetime
    place: ArchivePlace | None
    page_sha256: str
    sender_domain: str
    alerts: bool = True


@dataclass(frozen=True, slots=True)
class Saved:
    """What storing did: ``new`` is False if the address was known; ``alerts`` counts new mail."""

    article_id: int
    story_id: int
    new: bool
    copy_of: int | None
    alerts: int


def save_kept(store: Store, link: Link, kept: Kept, context: SaveContext) -> Saved:
    """Store an article and all that follows from it, in one transaction; twice is once.

    A known address gets no second article: the link points to the first. The same folded text at
    another address is stored as an exact copy in the same story.
    """
    key = url_key(kept.article.url)
    with store.transaction():
        known = store.row("SELECT id, story_id, copy_of FROM articles WHERE url_key = ?", (key,))
        if known:
            _settle_link(store, link, known["id"], context)
            return Saved(known["id"], known["story_id"], False, known["copy_of"], 0)
        article_id, story_id, copy_of = _insert(store, link, kept, context, key)
        _settle_link(store, link, article_id, context)
        _insert_matches(store, article_id, kept.hits, context.now)
        alerts = 0
        if context.alerts and kept.hits:
            rules = active_rules(store, [hit.rule_id for hit in kept.hits])
            alerts = write_alerts(store, article_id, rules, context.sender_domain, context.now)
    return Saved(article_id, story_id, True, copy_of, alerts)


def _insert(
    store: Store, link: Link, kept: Kept, context: SaveContext, key: str
) -> tuple[int, int, int | None]:
    """Insert the article with its story and index; return article id, story id, copied id."""
    original = _original(store, kept)
    story_id: int = original["story_id"] if original else _new_story(store, kept, context.now)
    copy_of: int | None = original["id"] if original else None
    article, place = kept.article, context.place
    values = {
        "url": article.url,
        "url_key": key,
        "source_id": link.source_id,
        "kind": article.kind,
        "title": article.title,
        "byline": "; ".join(article.byline),
        "section": article.section,
        "image": article.image,
        "published_at": iso(article.published_at),
        "published_from": article.published_from,
        "published_confidence": article.published_confidence,
        "modified_at": iso(article.modified_at),
        "first_seen_at": iso(context.now),
        "language": article.language,
        "text": article.text,
        "text_from": article.text_from,
        "text_digest": kept.text_digest,
        "word_count": kept.word_count,
        "relevance": kept.relevance,
        "score": kept.score,
        "relevance_rules": " ".join(kept.relevance_rules),
        "lexicon_version": kept.lexicon_version,
        "story_id": story_id,
        "copy_of": copy_of,
        "copy_kind": "exact" if original else None,
        "first_in_story": int(not original),
        "archive_file": place.file if place else None,
        "archive_offset": place.offset if place else None,
        "page_sha256": context.page_sha256,
        "truncated": article.truncated,
    }
    article_id = store.execute(
        f"INSERT INTO articles ({', '.join(values)}) "  # noqa: S608 - the names are ours, above
        f"VALUES ({', '.join('?' * len(values))})",
        list(values.values()),
    ).lastrowid
    article_id = article_id or 0
    store.execute(
        "INSERT INTO articles_fts (rowid, title, text) VALUES (?, ?, ?)",
        (article_id, kept.folded_title, kept.folded_text),
    )
    store.execute_many(
        "INSERT INTO removed_blocks (article_id, text, rule, evidence) VALUES (?, ?, ?, ?)",
        [(article_id, block.text, block.rule, block.evidence) for block in article.removed],
    )
    _count_in_story(store, story_id, article_id, first=not original, now=context.now)
    return article_id, story_id, copy_of


def _original(store: Store, kept: Kept) -> "dict[str, int] | None":
    """Return the first article with the same folded text, or None if there is none."""
    rows = store.rows(
        "SELECT id, story_id, title FROM articles WHERE text_digest = ? AND copy_of IS NULL "
        "ORDER BY id",
        (kept.text_digest,),
    )
    for row in rows:
        if kept.word_count >= EXACT_COPY_WORDS or row["title"] == kept.article.title:
            return {"id": row["id"], "story_id": row["story_id"]}
    return None


def _new_story(store: Store, kept: Kept, now: datetime) -> int:
    made = store.execute(
        "INSERT INTO stories (title, article_count, source_count, first_seen_at, last_seen_at) "
        "VALUES (?, 0, 0, ?, ?)",
        (kept.article.title, iso(now), iso(now)),
    )
    return made.lastrowid or 0


def _count_in_story(
    store: Store, story_id: int, article_id: int, *, first: bool, now: datetime
) -> None:
    if first:
        store.execute(
            "UPDATE stories SET first_article_id = ? WHERE id = ?", (article_id, story_id)
        )
    store.execute(
        "UPDATE stories SET last_seen_at = ?, "
        "article_count = (SELECT count(*) FROM articles WHERE story_id = stories.id), "
        "source_count = (SELECT count(DISTINCT source_id) FROM articles "
        "WHERE story_id = stories.id) WHERE id = ?",
        (iso(now), story_id),
    )


def _insert_matches(
    store: Store, article_id: int, hits: tuple[RuleHit, ...], now: datetime
) -> None:
    store.execute_many(
        "INSERT OR IGNORE INTO matches (rule_id, article_id, matched_at, spans) "
        "VALUES (?, ?, ?, ?)",
        [
            (
                hit.rule_id,
                article_id,
                iso(now),
                json.dumps([asdict(span) for span in hit.spans], ensure_ascii=False),
            )
            for hit in hits
        ],
    )


def _settle_link(store: Store, link: Link, article_id: int, context: SaveContext) -> None:
    place = context.place
    store.execute(
        "UPDATE links SET state = 'kept', reason = 'kept', detail = '', content = '', "
        "attempts = attempts + 1, next_try_at = NULL, settled_at = ?, article_id = ?, "
        "archive_file = ?, archive_offset = ? WHERE url = ?",
        (
            iso(context.now),
            article_id,
            place.file if place else None,
            place.offset if place else None,
            link.entry.url,
        ),
    )


def page_digest(body: bytes) -> str:
    """Return the hex SHA-256 of a page as it came."""
    return hashlib.sha256(body).hexdigest()
