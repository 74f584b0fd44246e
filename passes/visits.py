"""Visits the outlets that are due and fetches what waits: what the spiders find is stored."""

from collections.abc import Sequence

from db.crawl import control_pages, links, revisits, robots, sources
from passes.crawling.sink import PassSink
from passes.intake import Intake
from passes.lists.back_lists import BackLists
from passes.lists.outlet_names import check_names
from passes.open_work import OpenWork
from passes.outgoing import Outgoing
from passes.outlets import judge_outlets, queue_outlet_notice
from pipelines.items import Target
from pipelines.sources import BackList
from pipelines.visits import SourceForVisit
from pipelines.web.logins import logins_of

LINKS_A_PASS = 5_000
REVISITS_A_PASS = 2_000


def visit(
    intake: Intake,
    outgoing: Outgoing,
    only: Sequence[str],
    everything: bool,
    *,
    due_only: bool = False,
) -> None:
    """Ask the sources that are due, and fetch what waits; blocks until that is done.

    What is due of the mail goes out beside that. The outlets of ``only`` are asked due or not,
    unless it is ``due_only``.

    Raises:
        OperatorError: ``only`` names an outlet that is not watched.
    """
    context = intake.context
    store, now = context.store, context.clock()
    check_names(only, intake.sources)
    due = sources.due_sources(store, now, () if due_only else only, everything)
    due = [one for one in due if not only or one.source.id in only]
    waiting: list[Target] = [*links.pending_links(store, now, LINKS_A_PASS)]
    waiting += revisits.due_revisits(store, now, REVISITS_A_PASS)
    waiting += control_pages.due_controls(store)
    if only:
        waiting = [target for target in waiting if target.source_id in only]
    back = BackLists(intake.context).pending(only)
    if due or waiting or back:
        _crawl(intake, outgoing, due, waiting, only, back)


def fetch_by_hand(intake: Intake, outgoing: Outgoing, urls: Sequence[str]) -> None:
    """Fetch single URLs, whatever became of them before; blocks until that is done.

    The page of an article that is kept already is not asked for again.
    """
    store, now = intake.context.store, intake.context.clock()
    found = (links.take_up(store, intake.source_at(url).id, url, now) for url in urls)
    taken = [link for link in found if link is not None]
    if taken:
        _crawl(intake, outgoing, (), taken, [link.source_id for link in taken])


def _crawl(
    intake: Intake,
    outgoing: Outgoing,
    due: Sequence[SourceForVisit],
    waiting: Sequence[Target],
    only: Sequence[str],
    back: Sequence[BackList] = (),
) -> None:
    """Ask ``due``, ``waiting`` and lists of the past, and judge the outlets by what came."""
    from spiders.crawl import crawl
    from spiders.sink import CrawlPlan

    context = intake.context
    store, now = context.store, context.clock()
    # What is stored of an outlet has no passwords; the settings have.
    declared = intake.sources | {source.id: source for source in context.config.sources}
    plan = CrawlPlan(
        due,
        waiting,
        sources.held_hosts(store, now),
        {name: source.proxy for name, source in declared.items() if source.proxy},
        {name: logins_of(one.url for one in source.visited()) for name, source in declared.items()},
        robots.known_robots(store, now),
        back,
        frozenset(name for name, source in declared.items() if source.browser),
    )
    sink = PassSink(intake, outgoing, OpenWork(due, waiting), only)
    sink.end_sources_without_listings(due)
    config, trouble = context.config, context.report.trouble
    done = crawl(plan, sink, config.network, context.clock, config.budget_s)
    trouble += [f"fault in khabardar: {error}" for error in done.errors]
    if done.finished:
        sink.end_what_is_open()
    else:
        trouble.append(f"the pass ran out of {done.out_of}; the rest is done by the next one")
    context.report.offline = sink.postpone_if_offline()
    judge_outlets(context, {} if context.report.offline else sink.rounds, intake.sources)
    queue_outlet_notice(store, config, context.clock())
