"""Makes text again from the archive: when rules changed, and when site boilerplate was learned."""

from collections.abc import Iterable, Iterator
from itertools import islice

from db.archive import read_at
from db.articles import insert, reextraction, update
from db.articles.write import SaveContext
from db.crawl import site_boilerplate
from db.store import Store
from passes.begin import open_pass
from passes.config import LOCK_WAIT_S, Clock, PassConfig, Tell
from passes.intake import Intake
from passes.report import PassReport
from pipelines.decide import decide, decide_headline
from pipelines.errors import OperatorError, StoreError
from pipelines.items import Kept, Page, Verdict
from worker_processes import Killed

_HOSTS_AT_ONCE = 16
"""So many hosts' boilerplate is learned in one transaction; other writers wait for its end."""

Found = tuple[reextraction.Archived, Page]


def reextract(
    config: PassConfig, host: str, clock: Clock, tell: Tell, alerts: bool = False
) -> PassReport:
    """Read every archived page again (of one ``host``, if named) by the present rules.

    Texts change without a revision. Rules match again; alerts are queued only if ``alerts`` says
    so, and never twice. Pages that gave no article before are tried once more.

    Raises:
        OperatorError: no archive is kept.
        LockBusy, StoreError: as ``one_pass`` does.
    """
    if config.archive is None:
        raise OperatorError("[database] archive is empty: no pages were kept to read again")
    with (
        open_pass(config, "reextract", clock, tell, LOCK_WAIT_S) as context,
        Intake(context) as intake,
    ):
        known = reextraction.archived_articles(context.store, host)
        read_again(intake, known, alerts)
        refused = reextraction.archived_refusals(context.store, host)
        for (archived, page), verdict in _verdicts(intake, _pages(intake, refused)):
            intake.settle(archived.link, page, verdict, alerts, archived.place)
        clean_again(intake)
    return context.report


def clean_again(intake: Intake) -> None:
    """Learn the boilerplate of the hosts that pages came from, and clean what still has it.

    What recurs on several hosts by now, or no longer, is looked for on all others. A pass that is
    killed before this is made up for by the next one.
    """
    context = intake.context
    store = context.store
    hosts = intake.hosts.union(site_boilerplate.unlearned_hosts(store))
    before = site_boilerplate.shared_marks(store)
    waiting = iter(sorted(hosts))
    while some := list(islice(waiting, _HOSTS_AT_ONCE)):
        with store.transaction():
            for host in some:
                site_boilerplate.learn(store, host, context.clock())
    shared = site_boilerplate.shared_marks(store)
    intake.take_up_boilerplate(shared)
    if context.config.archive:
        known = hosts.union(site_boilerplate.hosts_with(store, before ^ shared))
        read_again(intake, _to_clean(store, sorted(known), shared), False)
    intake.hosts.clear()


def _to_clean(store: Store, hosts: Iterable[str], shared: frozenset[str]) -> Iterator[int]:
    for host in hosts:
        known = site_boilerplate.known_boilerplate(store, host, shared)
        yield from site_boilerplate.articles_to_clean(store, host, known)


def read_again(intake: Intake, wanted: Iterable[int], alerts: bool) -> None:
    """Make the text of known articles again; what is no article by now stays as it was.

    A text that stands under many headlines by now is no article's: its headline is kept alone.
    """
    context = intake.context
    archived = (reextraction.archived_article(context.store, number) for number in wanted)
    pages = _pages(intake, (found for found in archived if found))
    bare: list[tuple[Found, str]] = []
    for (found, page), verdict in _verdicts(intake, pages):
        shared = None if isinstance(verdict, Killed) else intake.repeated_text(found.link, verdict)
        intake.note_blocks(found.link, verdict, page.captured_at)
        if shared:
            bare.append(((found, page), shared.detail))
        elif isinstance(verdict, Kept):
            _write_again(intake, (found, page), verdict, alerts)
        else:
            _leave(intake, found, page)
    jobs = ((one, intake.headline_tries(one[0].link, one[1], why)) for one, why in bare)
    for one, judged in intake.workers.in_order(decide_headline, jobs):
        if isinstance(judged, Kept):
            _write_again(intake, one, judged, alerts)


def _write_again(intake: Intake, one: Found, kept: Kept, alerts: bool) -> None:
    context = intake.context
    found, page = one
    assert found.article_id is not None  # noqa: S101 - of an article
    how = SaveContext(
        *(context.clock(), None, insert.page_digest(page.body), context.config.sender_domain),
        alerts=alerts,
        captured_at=page.captured_at,
    )
    with context.store.transaction():
        queued = update.update_article(context.store, found.article_id, kept, how, anew=True)
    context.count("alerts", queued)
    context.count("read_again")
    context.tell_counts()


def _leave(intake: Intake, found: reextraction.Archived, page: Page) -> None:
    context = intake.context
    if found.article_id is not None and page.captured_at is not None:
        reextraction.note_capture(context.store, found.article_id, page.captured_at)
    context.count("left_as_they_were")


def _pages(intake: Intake, wanted: Iterable[reextraction.Archived]) -> Iterator[Found]:
    context = intake.context
    folder = context.config.archive
    assert folder is not None  # noqa: S101 - the callers looked
    for archived in wanted:
        try:
            yield archived, read_at(folder, archived.place)
        except StoreError as error:
            context.report.trouble.append(f"{archived.link.entry.url}: {error}")


def _verdicts(intake: Intake, pages: Iterable[Found]) -> Iterator[tuple[Found, Verdict | Killed]]:
    jobs = ((found, intake.tries(found[0].link, found[1])) for found in pages)
    return intake.workers.in_order(decide, jobs)
