"""Giving a stored article another text: what its outlet changed, or its page read again."""

from datetime import datetime

from db.articles.identity import Identity, correct_url
from db.articles.write import SaveContext, tell_rules, write_article
from db.crawl.site_boilerplate import remember_page
from db.store import Store, moment_of
from pipelines.items import Kept
from pipelines.page_blocks import PageBlocks


def update_article(
    store: Store, article_id: int, kept: Kept, context: SaveContext, *, anew: bool = False
) -> int:
    """Write a known article as its page says it now; return how many alerts that queued.

    ``anew`` says that the page is the one that was read before, not one that the outlet changed.
    ``context.place`` None leaves the place of its page as it is. Within the caller's transaction.
    """
    row = store.row("SELECT url, url_key, source_id FROM articles WHERE id = ?", (article_id,))
    if row is None:
        return 0
    identity = Identity(article_id, row["url"], row["url_key"], row["source_id"])
    written = write_article(store, identity, kept, context, anew=anew)
    if anew and not kept.article.page_url:
        correct_url(store, article_id, kept.article.url)
    if kept.blocks:
        _remember_blocks(store, article_id, kept.blocks, None if anew else context.now)
    return tell_rules(store, written, context)


def _remember_blocks(
    store: Store, article_id: int, blocks: PageBlocks, now: datetime | None
) -> None:
    """Keep the blocks for every URL of the article whose page is still remembered.

    They were seen ``now``, or when they were before: the page is an old one that is read again.
    """
    rows = store.rows(
        "SELECT p.url, p.seen_at FROM links l JOIN page_blocks p ON p.url = l.url "
        "WHERE l.article_id = ?",
        (article_id,),
    )
    for row in rows:
        seen_at = now or moment_of(row["seen_at"])
        if seen_at:
            remember_page(store, row["url"], blocks, seen_at)
