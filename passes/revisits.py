"""Looks at known pages again: what came of each visit goes into the store."""

from datetime import datetime, timedelta

from db.archive import read_at
from db.articles import insert, revisions
from db.articles.write import SaveContext
from db.crawl import control_pages, revisits
from passes.intake import Intake
from pipelines.errors import StoreError
from pipelines.items import ControlPage, Dropped, Exchange, Failed, Kept, Page, Revisit
from pipelines.stories.quotes import paragraph_key
from pipelines.stories.revisions import Change, Version, alike, compare, same_text
from pipelines.text.word_count import word_count
from pipelines.web.page_health import PASSING, control_result
from pipelines.web.revisit_plan import (
    CONFIRM_AFTER,
    CONFIRM_ANOTHER_AFTER,
    MISSES_TO_BE_GONE,
    MISSING_REASONS,
    next_revisit,
)
from pipelines.web.urls import url_key
from worker_processes import Killed


class Controls:
    """The pages of one pass that tell whether an outlet still gives what it gave before."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    async def arrived(self, control: ControlPage, page: Page) -> None:
        """Write down whether a page has its text as before."""
        verdict = await self._intake.judge(control, page)
        if isinstance(verdict, Killed):
            verdict = Failed("extraction_killed", "; ".join(verdict.why))
        self._note(control, *control_result(control, verdict))

    def ended(self, control: ControlPage, outcome: Dropped | Failed) -> None:
        """Write down that no page came."""
        self._note(control, outcome.reason, outcome.detail)

    def _note(self, control: ControlPage, reason: str, detail: str) -> None:
        context = self._intake.context
        passing = reason in PASSING
        url, now = control.entry.url, context.clock()
        control_pages.note_control(context.store, url, reason, detail, now, passing=passing)
        context.count("visited_again")


class Revisits:
    """The visits of one pass to known articles."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._context = intake.context
        self._store = intake.context.store
        self._clock = intake.context.clock

    async def arrived(self, revisit: Revisit, page: Page) -> None:
        """Compare a page with the article that is known, and store what changed."""
        article = self._known(revisit)
        hours = self._hours(revisit)
        marks = revisits.Marks(page.etag, page.last_modified)
        if insert.page_digest(page.body) == article.page_sha256 and not self._was_missing(revisit):
            self._intake.note_revisit(page.exchange, article.place)
            self._note(article, hours, marks)
            return
        verdict = await self._intake.judge_known(revisit, page)
        if not isinstance(verdict, Kept) or self._is_replaced(revisit, article, verdict):
            if isinstance(verdict, Dropped) and verdict.reason in MISSING_REASONS:
                self._missed(article, hours, f"the page says that it is gone ({verdict.detail})")
            else:
                self._note(article, hours)
            return
        new = Version(verdict.article.title, verdict.article.text)
        urls = (verdict.article.url, verdict.article.page_url)
        moved = url_key(article.url) not in map(url_key, urls)
        if moved and not alike(article.version, new):
            self._missed(article, hours, f"leads to another article, {verdict.article.url}")
            return
        if _is_another(article.version, verdict) and not self._was_missing(revisit):
            self._missed(article, hours, "shows another text", CONFIRM_ANOTHER_AFTER)
            return
        change = await self._change(revisit, article, verdict)
        if change is None or _is_cut(article, verdict):
            self._note(article, hours, marks)
            return
        now = self._clock()
        context = SaveContext(
            now,
            self._intake.archived(page),
            insert.page_digest(page.body),
            self._context.config.sender_domain,
            revisit_at=next_revisit(article.first_seen_at, now, hours),
            marks=marks,
            captured_at=page.captured_at,
        )
        alerts = revisions.record_change(self._store, article, verdict, change, context)
        self._context.count("alerts", alerts)
        self._context.count("revisions")

    def _is_replaced(self, revisit: Revisit, article: revisions.StoredArticle, kept: Kept) -> bool:
        """Tell whether a text that stands under many headlines has taken the article's place."""
        other = kept.article.text != article.version.text
        return other and self._intake.repeated_text(revisit, kept) is not None

    def unchanged(self, revisit: Revisit, exchange: Exchange | None) -> None:
        """Write down that the server says the page is the one that is known."""
        known = revisits.Marks(revisit.etag, revisit.last_modified)
        article = self._known(revisit)
        self._intake.note_revisit(exchange, article.place)
        self._note(article, self._hours(revisit), known)

    def ended(self, revisit: Revisit, outcome: Dropped | Failed, retry_at: datetime | None) -> None:
        """Write down a visit that brought no page: only a page that is gone says something."""
        article = self._known(revisit)
        hours = self._hours(revisit)
        if retry_at:
            revisits.put_off(self._store, article.id, retry_at)
        elif isinstance(outcome, Dropped) and outcome.reason in MISSING_REASONS:
            self._missed(article, hours, outcome.detail)
        else:
            self._note(article, hours)

    async def _change(
        self, revisit: Revisit, article: revisions.StoredArticle, kept: Kept
    ) -> Change | None:
        """Return what the outlet changed since the page in the archive.

        That page is read again by the present rules, so that better cleaning is no change.
        """
        new = Version(kept.article.title, kept.article.text)
        back = self._was_missing(revisit, MISSES_TO_BE_GONE)
        ignored = frozenset(paragraph_key(block.text) for block in kept.article.removed)
        change = compare(article.version, new, ignored)
        if change is not None:
            before = await self._archived(revisit, article)
            if before is not None:
                debris = (paragraph_key(block.text) for block in before.article.removed)
                old = Version(before.article.title, before.article.text)
                change = compare(old, new, ignored.union(debris))
            elif article.text_from == "feed" and kept.article.text_from != "feed":
                change = None  # the feed's text and the page's are two texts, not two versions
        if change is None and back:
            return Change("text", "is there again", True)
        return change

    async def _archived(self, revisit: Revisit, article: revisions.StoredArticle) -> Kept | None:
        folder = self._context.config.archive
        if not folder or not article.place:
            return None
        try:
            page = read_at(folder, article.place)
        except StoreError:  # a person moved old files away, as they may
            return None
        verdict = await self._intake.judge_known(revisit, page)
        return verdict if isinstance(verdict, Kept) else None

    def _missed(
        self,
        article: revisions.StoredArticle,
        hours: tuple[float, ...],
        why: str,
        confirm_after: timedelta = CONFIRM_AFTER,
    ) -> None:
        now = self._clock()
        gone = revisions.record_miss(
            self._store, article, why, MISSES_TO_BE_GONE, self._context.config.sender_domain, now
        )
        planned = next_revisit(article.first_seen_at, now, hours)
        revisits.note_visit(self._store, article.id, now, planned if gone else now + confirm_after)
        self._context.count("missing_pages")

    def _note(
        self,
        article: revisions.StoredArticle,
        hours: tuple[float, ...],
        marks: revisits.Marks | None = None,
    ) -> None:
        now = self._clock()
        planned = next_revisit(article.first_seen_at, now, hours)
        revisits.note_visit(self._store, article.id, now, planned, marks)
        self._context.count("visited_again")

    def _hours(self, revisit: Revisit) -> tuple[float, ...]:
        return self._intake.sources[revisit.source_id].revisit

    def _was_missing(self, revisit: Revisit, times: int = 1) -> bool:
        return revisits.times_missed(self._store, revisit.article_id) >= times

    def _known(self, revisit: Revisit) -> revisions.StoredArticle:
        article = revisions.stored_article(self._store, revisit.article_id)
        assert article is not None  # noqa: S101 - articles are never deleted
        return article


def _is_another(old: Version, kept: Kept) -> bool:
    """Tell whether a text has none of the passages before, and is much shorter or off topic.

    A plea or a wall in a text's place is the commonest cause; an article that was withdrawn for a
    note looks alike, so it is a change once it is seen again.
    """
    new = kept.article.text
    doubtful = kept.relevance == "off" or 2 * word_count(new) < word_count(old.text)
    return doubtful and not same_text(old.text, new)


def _is_cut(article: revisions.StoredArticle, kept: Kept) -> bool:
    """Tell whether a page that came whole before was cut or walled in this time."""
    return kept.article.truncated is not None and kept.article.truncated != article.truncated
