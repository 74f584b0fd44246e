"""Storing an article: row, story, link, matches, outbox and index in one transaction."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from db.crawl.revisits import NO_MARKS, Marks, plan_revisit
from db.crawl.site_boilerplate import remember_page
from db.outbox.outbox import write_alerts
from db.outbox.rules import active_rules
from db.search.concept_index import note_concepts
from db.store import Store, iso
from db.stories import copies, minhash_index, stories
from db.stories.alerts import carry_alerts
from db.stories.same_event import link_events
from pipelines.items import ArchivePlace, Kept, Link, RuleHit
from pipelines.lexicon.agencies import agency_of
from pipelines.stories.minhash import minhash
from pipelines.web.urls import url_key


@dataclass(frozen=True, slots=True)
class SaveContext:
    """What storing needs to know beside the article: when, where its page lies, who is told.

    ``sender_domain`` is the right side of the Message-IDs of its alerts. ``revisit_at`` is when the
    article is looked at again, None for never; with it go the server's marks of this version.
    """

    now: datetime
    place: ArchivePlace | None
    page_sha256: str
    sender_domain: str
    alerts: bool = True
    revisit_at: datetime | None = None
    marks: Marks = NO_MARKS


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

    A known address gets no second article: the link points to the first. A copy of a known text
    joins its story, which may bring stories together or apart.
    """
    key = url_key(kept.article.url)
    with store.transaction():
        if kept.blocks:
            remember_page(store, link.entry.url, kept.blocks, context.now)
        known = store.row("SELECT id, story_id, copy_of FROM articles WHERE url_key = ?", (key,))
        if known:
            _settle_link(store, link, known["id"], context)
            return Saved(known["id"], known["story_id"], False, known["copy_of"], 0)
        article_id, alerts = _insert_with_story(store, link, kept, context, key)
        _settle_link(store, link, article_id, context)
        if context.revisit_at:
            plan_revisit(
                store, article_id, link.entry.url, context.now, context.revisit_at, context.marks
            )
        if context.alerts and kept.hits:
            rules = active_rules(store, [hit.rule_id for hit in kept.hits])
            alerts += write_alerts(store, article_id, rules, context.sender_domain, context.now)
        placed = store.rows("SELECT story_id, copy_of FROM articles WHERE id = ?", (article_id,))[0]
    return Saved(article_id, placed["story_id"], True, placed["copy_of"], alerts)


def _insert_with_story(
    store: Store, link: Link, kept: Kept, context: SaveContext, key: str
) -> tuple[int, int]:
    """Insert an article and find its story; return its id, and how many alerts moving stories owe.

    The article's own alerts are left to the caller.
    """
    sketch = minhash(kept.folded_text)
    shared = minhash_index.sharers(store, sketch)
    compared = copies.compared(store, kept, shared)
    story_id = stories.story_for(store, kept, compared, context.now)
    article_id = _insert(store, link, kept, context, (key, story_id))
    copies.remember(store, article_id, compared)
    minhash_index.index(store, article_id, sketch, shared)
    link_events(store, article_id, kept, context.now)
    note_concepts(store, article_id, kept.concepts, kept.lexicon_version)
    _insert_matches(store, article_id, kept.hits, context.now)
    if not any(pair.verdict for pair in compared):
        stories.begin_story(store, article_id)
        return article_id, 0
    moves = stories.group_anew(store, [article_id])
    del moves[article_id]
    owed = carry_alerts(store, moves, context.sender_domain, context.now)
    stories.end_stories(store, moves)
    return article_id, owed


def _insert(
    store: Store, link: Link, kept: Kept, context: SaveContext, place_in: tuple[str, int]
) -> int:
    """Insert the article under its key and story, with its index and removed blocks."""
    key, story_id = place_in
    article, place = kept.article, context.place
    values = {
        "url": article.url,
        "url_key": key,
        "source_id": link.source_id,
        "kind": article.kind,
        "title": article.title,
        "byline": "; ".join(article.byline),
        "agency": agency_of("; ".join(article.byline), kept.folded_text),
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
        "first_in_story": 1,
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
    return article_id


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
                json.dumps([span._asdict() for span in hit.spans], ensure_ascii=False),
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
