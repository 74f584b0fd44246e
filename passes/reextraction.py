"""Makes text again from the archive: when rules changed, and when furniture was learned."""

import os
from collections.abc import Iterable, Iterator
from typing import Any

from db.archive import read_at
from db.articles import insert, reextraction, update
from db.articles.write import SaveContext
from db.crawl import passes, site_boilerplate
from db.lock import writer_lock
from db.store import open_store
from passes.config import LOCK_WAIT_S, Clock, PassConfig, Tell, tell_of_wait
from passes.intake import NewsPass
from passes.report import PassReport
from pipelines.decide import decide
from pipelines.errors import OperatorError, StoreError
from pipelines.items import Kept, Page

Found = tuple[reextraction.Archived, Page]


def reextract(
    config: PassConfig, host: str, clock: Clock, tell: Tell, alerts: bool = False
) -> PassReport:
    """Read every archived page again (of one ``host``, if named) by the present rules.

    Texts change without a revision. Rules match again; mail is owed only if ``alerts`` says so,
    and never twice. Pages that gave no article before are tried once more.

    Raises:
        OperatorError: no archive is kept.
        LockBusy, StoreError: as ``one_pass`` does.
    """
    if config.archive is None:
        raise OperatorError("[database] archive is empty: no pages were kept to read again")
    with (
        writer_lock(config.database, LOCK_WAIT_S, tell_of_wait),
        open_store(config.database, write=True) as store,
    ):
        with NewsPass(config, store, clock, tell) as work:
            number = passes.begin_pass(store, clock(), "reextract", os.getpid())
            known = reextraction.archived_articles(store, host)
            read_again(work, known, alerts)
            refused = reextraction.archived_refusals(store, host)
            for (archived, page), verdict in _verdicts(work, _pages(work, refused)):
                work.settle(archived.link, page, verdict, alerts, archived.place)
            clean_again(work)
        passes.end_pass(store, number, clock(), work.report.outcome, work.report.counts)
    return work.report


def clean_again(work: NewsPass) -> None:
    """Learn the furniture of the hosts that pages came from, and clean what it was not taken from.

    A pass that is killed before this is made up for by the next one.
    """
    for host in sorted(work.hosts.union(site_boilerplate.unlearned_hosts(work.store))):
        known = site_boilerplate.learn(work.store, host, work.clock())
        work.furniture[host] = known
        if work.config.archive:
            read_again(work, site_boilerplate.articles_to_clean(work.store, host, known), False)
    work.hosts.clear()


def read_again(work: NewsPass, wanted: Iterable[int], alerts: bool) -> None:
    """Make the text of known articles again; what is no article by now stays as it was."""
    archived = (reextraction.archived_article(work.store, number) for number in wanted)
    pages = _pages(work, (found for found in archived if found))
    for (found, page), verdict in _verdicts(work, pages):
        assert found.article_id is not None  # noqa: S101 - of an article
        if not isinstance(verdict, Kept):
            work.note_blocks(found.link, verdict)
            work.report.counts["left_as_they_were"] += 1
            continue
        context = SaveContext(
            work.clock(),
            None,
            insert.page_digest(page.body),
            work.config.sender_domain,
            alerts,
        )
        with work.store.transaction():
            owed = update.update_article(work.store, found.article_id, verdict, context, anew=True)
        work.note_blocks(found.link, verdict)
        work.report.counts["alerts"] += owed
        work.count("read_again")


def _pages(work: NewsPass, wanted: Iterable[reextraction.Archived]) -> Iterator[Found]:
    folder = work.config.archive
    assert folder is not None  # noqa: S101 - the callers looked
    for archived in wanted:
        try:
            yield archived, read_at(folder, archived.place)
        except StoreError as error:
            work.report.trouble.append(f"{archived.link.entry.url}: {error}")


def _verdicts(work: NewsPass, pages: Iterable[Found]) -> Iterator[tuple[Found, Any]]:
    jobs = ((found, work.tries(found[0].link, found[1])) for found in pages)
    return work.workers.in_order(decide, jobs)
