"""Storing an article that was found: article, link, revisit and alerts in one transaction."""

import hashlib
from dataclasses import dataclass

from db.articles.identity import identify
from db.articles.write import SaveContext, tell_rules, write_article
from db.crawl.links import settle_twins
from db.crawl.revisits import plan_revisit
from db.crawl.site_boilerplate import remember_page
from db.store import Store, iso
from pipelines.items import RECORDED, Kept, Link


@dataclass(frozen=True, slots=True)
class Saved:
    """What storing did: ``new`` is False if the URL was known; ``alerts`` counts queued alerts."""

    article_id: int
    story_id: int
    new: bool
    copy_of: int | None
    alerts: int


def save_kept(store: Store, link: Link, kept: Kept, context: SaveContext) -> Saved:
    """Store an article and all that follows from it, in one transaction; twice is once.

    A known URL gets no second article: the link points to the first. Two articles whose pages
    declare one URL keep the URLs that they were found at. A copy of a known text joins its story,
    which may bring stories together or apart.
    """
    with store.transaction():
        if kept.blocks:
            remember_page(store, link.entry.url, kept.blocks, context.now)
        identity = identify(store, kept.article, link.source_id)
        if identity.id is not None:
            known = store.rows("SELECT * FROM articles WHERE id = ?", (identity.id,))[0]
            _settle_link(store, link, known["id"], context)
            return Saved(known["id"], known["story_id"], False, known["copy_of"], 0)
        recorded = link.via in RECORDED
        written = write_article(store, identity, kept, context, recorded=recorded)
        _settle_link(store, link, written.article_id, context)
        alerts = tell_rules(store, written, context)
        if context.revisit_at:
            plan_revisit(
                store,
                written.article_id,
                link.entry.url,
                context.now,
                context.revisit_at,
                context.marks,
            )
    return Saved(written.article_id, written.story_id, True, written.copy_of, alerts)


def _settle_link(store: Store, link: Link, article_id: int, context: SaveContext) -> None:
    place = context.place
    store.execute(
        "UPDATE links SET state = 'kept', reason = 'kept', detail = '', content = '', "
        "attempts = attempts + 1, next_try_at = NULL, settled_at = :now, article_id = :article, "
        "archive_file = :file, archive_offset = :offset WHERE url = :url",
        {
            "now": iso(context.now),
            "article": article_id,
            "file": place.file if place else None,
            "offset": place.offset if place else None,
            "url": link.entry.url,
        },
    )
    settle_twins(store, link.entry.url, context.now)


def page_digest(body: bytes) -> str:
    """Return the hex SHA-256 of a page as it came."""
    return hashlib.sha256(body).hexdigest()
