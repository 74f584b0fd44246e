"""Looks at known articles again: what came of each visit goes into the store."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from db.archive import ArchiveWriter, read_at
from db.articles import insert, revisions
from db.articles.write import SaveContext
from db.crawl import revisits
from db.store import Store
from passes.config import Clock, PassConfig
from pipelines.errors import StoreError
from pipelines.items import Dropped, Failed, Kept, Link, Page, Source
from pipelines.stories.revisions import Change, Version, alike, compare, paragraph_key
from pipelines.web.revisit_plan import (
    CONFIRM_AFTER,
    MISSES_TO_BE_GONE,
    MISSING_REASONS,
    next_revisit,
)
from pipelines.web.urls import url_key

Judge = Callable[[Link, Page], Awaitable[Any]]


class Revisits:
    """The visits of one pass to known articles."""

    def __init__(
        self,
        store: Store,
        config: PassConfig,
        clock: Clock,
        judge: Judge,
        archive: ArchiveWriter | None,
        counts: Counter[str],
    ) -> None:
        self._store = store
        self._config = config
        self._clock = clock
        self._judge = judge
        self._archive = archive
        self._counts = counts

    async def arrived(self, link: Link, page: Page, sources: Mapping[str, Source]) -> None:
        """Compare a page with the article that is known, and store what changed."""
        article = self._known(link)
        hours = sources[link.source_id].revisit
        marks = revisits.Marks(page.etag, page.last_modified)
        if insert.page_digest(page.body) == article.page_sha256 and not self._was_missing(link):
            self._note(article, hours, marks)
            return
        verdict = await self._judge(link, page)
        if not isinstance(verdict, Kept):
            missing = isinstance(verdict, Dropped) and verdict.reason in MISSING_REASONS
            if missing:
                self._missed(article, hours, f"the page says that it is gone ({verdict.detail})")
            else:
                self._note(article, hours)
            return
        new = Version(verdict.article.title, verdict.article.text)
        moved = url_key(verdict.article.url) != url_key(article.url)
        if moved and not alike(article.version, new):
            self._missed(article, hours, f"leads to another article, {verdict.article.url}")
            return
        change = await self._change(link, article, verdict)
        if change is None or _is_cut(article, verdict):
            self._note(article, hours, marks)
            return
        now = self._clock()
        context = SaveContext(
            now,
            self._archive.write(page) if self._archive else None,
            insert.page_digest(page.body),
            self._config.sender_domain,
            revisit_at=next_revisit(article.first_seen_at, now, hours),
            marks=marks,
        )
        self._counts["alerts"] += revisions.record_change(
            self._store, article, verdict, change, context
        )
        self._counts["revisions"] += 1

    def unchanged(self, link: Link, sources: Mapping[str, Source]) -> None:
        """Write down that the server says the page is the one that is known."""
        known = revisits.Marks(link.etag, link.last_modified)
        self._note(self._known(link), sources[link.source_id].revisit, known)

    def ended(
        self,
        link: Link,
        outcome: Dropped | Failed,
        retry_at: datetime | None,
        sources: Mapping[str, Source],
    ) -> None:
        """Write down a visit that brought no page: only a page that is gone says something."""
        article = self._known(link)
        hours = sources[link.source_id].revisit
        if retry_at:
            revisits.put_off(self._store, article.id, retry_at)
        elif isinstance(outcome, Dropped) and outcome.reason in MISSING_REASONS:
            self._missed(article, hours, outcome.detail)
        else:
            self._note(article, hours)

    async def _change(
        self, link: Link, article: revisions.StoredArticle, kept: Kept
    ) -> Change | None:
        """Return what the outlet changed since the page in the archive.

        That page is read again by the present rules, so that better cleaning is no change.
        """
        new = Version(kept.article.title, kept.article.text)
        back = self._was_missing(link, MISSES_TO_BE_GONE)
        ignored = frozenset(paragraph_key(block.text) for block in kept.article.removed)
        change = compare(article.version, new, ignored)
        if change is not None:
            before = await self._archived(link, article)
            if before is not None:
                debris = (paragraph_key(block.text) for block in before.article.removed)
                old = Version(before.article.title, before.article.text)
                change = compare(old, new, ignored.union(debris))
            elif article.text_from == "feed" and kept.article.text_from != "feed":
                change = None  # the feed's text and the page's are two texts, not two versions
        if change is None and back:
            return Change("text", "is there again", True)
        return change

    async def _archived(self, link: Link, article: revisions.StoredArticle) -> Kept | None:
        if not self._config.archive or not article.place:
            return None
        try:
            page = read_at(self._config.archive, article.place)
        except StoreError:  # a person moved old files away, as they may
            return None
        verdict = await self._judge(link, page)
        return verdict if isinstance(verdict, Kept) else None

    def _missed(self, article: revisions.StoredArticle, hours: tuple[float, ...], why: str) -> None:
        now = self._clock()
        gone = revisions.record_miss(self._store, article, why, MISSES_TO_BE_GONE, now)
        planned = next_revisit(article.first_seen_at, now, hours)
        revisits.note_visit(self._store, article.id, now, planned if gone else now + CONFIRM_AFTER)
        self._counts["missing_pages"] += 1

    def _note(
        self,
        article: revisions.StoredArticle,
        hours: tuple[float, ...],
        marks: revisits.Marks | None = None,
    ) -> None:
        now = self._clock()
        planned = next_revisit(article.first_seen_at, now, hours)
        revisits.note_visit(self._store, article.id, now, planned, marks)
        self._counts["visited_again"] += 1

    def _was_missing(self, link: Link, times: int = 1) -> bool:
        assert link.article_id is not None  # noqa: S101 - only such links are given to us
        return revisits.times_missed(self._store, link.article_id) >= times

    def _known(self, link: Link) -> revisions.StoredArticle:
        assert link.article_id is not None  # noqa: S101 - only such links are given to us
        article = revisions.stored_article(self._store, link.article_id)
        assert article is not None  # noqa: S101 - articles are never deleted
        return article


def _is_cut(article: revisions.StoredArticle, kept: Kept) -> bool:
    """Tell whether a page that came whole before was cut or walled in this time."""
    return kept.article.truncated is not None and kept.article.truncated != article.truncated
