"""The clock, and the one order of a pass: ask what is due, read, keep, match, send."""

import logging
import os
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from catalogue.line import LineSpec, build_line, check_queries
from courier.post import Channel, PostSettings, open_post
from db import articles, links, outbox, passes, rules, sources, summary
from db.archive import ArchiveWriter, read_pages
from db.lock import writer_lock
from db.store import Store, open_store
from pipelines.decide import TIERS, decide
from pipelines.errors import StoreError
from pipelines.items import (
    Delivery,
    Discovered,
    Dropped,
    Entry,
    Failed,
    Kept,
    Link,
    Message,
    Page,
    Rule,
    Source,
    Via,
    Visit,
)
from pipelines.letter import compose
from pipelines.listing import read_listing
from pipelines.network import Network
from pipelines.urls import host_of
from workers import Killed, Workers

if TYPE_CHECKING:
    from spiders.crawl import ListingKind

Clock = Callable[[], datetime]
Tell = Callable[..., None]

LOCK_WAIT_S = 60.0
PASS_BUDGET_S = 1_800.0
LINKS_A_PASS = 5_000
MESSAGES_AT_ONCE = 100
DEAD_CHANNEL_AFTER = 3
"""So many passing faults in a row, and the rest of the mail waits for the next pass."""
POISON_AFTER = 3
TICK_S = 10
STOP_GRACE_S = 4.0
PRELOAD = ("pipelines.decide", "pipelines.extract", "pipelines.metadata", "trafilatura")

log = logging.getLogger("khabardar")


@dataclass(frozen=True, slots=True)
class Orders:
    """All that a pass is told: what to watch, by which rules, and where things are kept.

    ``line`` holds the net and the topic; its rules are filled in from ``rules``.
    """

    database: Path
    archive: Path | None
    sources: tuple[Source, ...]
    rules: tuple[Rule, ...]
    line: LineSpec
    network: Network
    post: PostSettings
    budget_s: float = PASS_BUDGET_S

    @property
    def sender_domain(self) -> str:
        """The right side of the Message-IDs."""
        return self.post.sender.rpartition("@")[2].strip("> ") or "localhost"


@dataclass(slots=True)
class PassReport:
    """What a pass did; ``trouble`` has a line for each source or delivery that failed."""

    counts: Counter[str] = field(default_factory=Counter)
    trouble: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0 if all went well, 1 if some source or delivery failed."""
        return 1 if self.trouble else 0

    def lines(self) -> list[str]:
        """Return what to say at the end, the troubles first."""
        counted = [f"{count} {what.replace('_', ' ')}" for what, count in self.counts.items()]
        return [*self.trouble, ", ".join(counted) or "nothing was due"]


class NewsPass:
    """One pass at work: what comes in goes through the workers into the store."""

    def __init__(self, orders: Orders, store: Store, clock: Clock, tell: Tell) -> None:
        self._orders = orders
        self._store = store
        self._clock = clock
        self._tell = tell
        self.report = PassReport()
        now = clock()
        check_queries(orders.line, orders.rules)
        sources.sync_sources(store, orders.sources, now)
        rules.sync_rules(store, orders.rules, now)
        self._archive = ArchiveWriter(orders.archive, now) if orders.archive else None
        known = [(number, rule.query) for number, rule in rules.active_rules(store)]
        spec = replace(orders.line, rules=tuple(known))
        self.workers = Workers(partial(build_line, spec), preload=PRELOAD)
        self._sources = sources.known_sources(store)
        self._by_host = {
            host_of(source.homepage).removeprefix("www."): source
            for source in self._sources.values()
        }

    def visit(self, only: Sequence[str], everything: bool) -> None:
        """Ask the sources that are due, and fetch what waits; blocks until that is done."""
        now = self._clock()
        due = sources.due_sources(self._store, now, only, everything)
        waiting = links.pending_links(self._store, now, LINKS_A_PASS)
        if not due and not waiting:
            return
        from spiders.crawl import Plan, crawl

        plan = Plan(
            due,
            waiting,
            sources.held_hosts(self._store, now),
            {name: source.proxy for name, source in self._sources.items() if source.proxy},
        )
        done = crawl(plan, self, self._orders.network, self._clock, self._orders.budget_s)
        self.report.trouble += [f"fault in khabardar: {error}" for error in done.errors]
        if not done.finished:
            self.report.trouble.append("the pass ran out of time; the rest is done by the next one")

    async def parse(self, kind: "ListingKind", page: Page) -> Discovered | Failed:
        """Return what a listing holds, read in a worker."""
        found = await self.workers.run(read_listing, [(kind, page)])
        if isinstance(found, Killed):
            return Failed("extraction_killed", "; ".join(found.why))
        assert isinstance(found, Discovered | Failed)  # noqa: S101 - pickled, so untyped
        return found

    def add_links(self, source_id: str, via: Via, entries: Sequence[Entry]) -> Sequence[Link]:
        """Make links durable before anything is asked for."""
        added = links.add_links(self._store, source_id, via, entries, self._clock())
        self.report.counts["new_links"] += len(added)
        return added

    async def page_arrived(self, link: Link, page: Page) -> None:
        """Decide on a page in a worker, archive it, and store the verdict."""
        self.settle(link, page, await self.workers.run(decide, self.tries(link, page)))

    def tries(self, link: Link, page: Page) -> list[tuple[Any, ...]]:
        """Return the ladder of calls for one page, each cheaper than the one before."""
        source = self._sources[link.source_id]
        return [(page, link.entry, source, tier, page.fetched_at) for tier in TIERS]

    def settle(self, link: Link, page: Page, verdict: Any, alerts: bool = True) -> None:
        """Archive a page, then store its verdict with all that follows, in one transaction."""
        now = self._clock()
        place = self._archive.write(page) if self._archive else None
        match verdict:
            case Kept():
                context = articles.SaveContext(
                    now,
                    place,
                    articles.page_digest(page.body),
                    self._orders.sender_domain,
                    alerts,
                )
                saved = articles.save_kept(self._store, link, verdict, context)
                self.report.counts["kept"] += 1
                self.report.counts["alerts"] += saved.alerts
            case Dropped():
                links.settle_dropped(self._store, link.entry.url, verdict, now, place)
                self.report.counts["dropped"] += 1
            case Failed():
                self.link_ended(link, verdict, None)
            case Killed():
                self.link_ended(link, Failed("extraction_killed", "; ".join(verdict.why)), None)
            case _:
                raise TypeError(f"no verdict: {verdict!r}")
        self._tell(**self.report.counts)

    def link_ended(self, link: Link, outcome: Dropped | Failed, retry_at: datetime | None) -> None:
        """Store that a link brought no page: for good, or until its next try."""
        now = self._clock()
        if isinstance(outcome, Dropped):
            links.settle_dropped(self._store, link.entry.url, outcome, now)
            self.report.counts["dropped"] += 1
        else:
            links.settle_failed(self._store, link.entry.url, outcome, now, retry_at)
            self.report.counts["put_off"] += 1

    def source_visited(self, source_id: str, visits: Sequence[Visit]) -> None:
        """Store how all addresses of a source answered."""
        sources.record_visits(self._store, source_id, visits, self._clock())
        self.report.counts["sources"] += 1
        lost = [visit for visit in visits if visit.outcome not in ("ok", "not_modified")]
        if lost and len(lost) == len(visits):
            name = self._sources[source_id].name
            self.report.trouble.append(f"{name}: {lost[0].error or lost[0].outcome}")

    def source_at(self, url: str) -> Source:
        """Return the outlet at an address; one that nobody declared is named after its host."""
        host = host_of(url).removeprefix("www.") or "unknown"
        if host not in self._by_host:
            found = Source(host, host, f"http://{host}/")
            with self._store.transaction():
                sources.add_source(self._store, found)
            self._sources[host] = self._by_host[host] = found
        return self._by_host[host]

    def hold_host(self, host: str, until: datetime, why: str) -> None:
        """Remember that a host asked to be left alone."""
        sources.hold_host(self._store, host, until, why)


def one_pass(
    orders: Orders, clock: Clock, tell: Tell, only: Sequence[str] = (), everything: bool = False
) -> PassReport:
    """Make one pass: visit what is due, store what comes, send the mail that is due.

    Raises:
        LockBusy: another process writes to this database.
        OperatorError: a query or schedule cannot be understood.
        StoreError: the database cannot be used.
    """
    with writer_lock(orders.database), open_store(orders.database, write=True) as store:
        work = NewsPass(orders, store, clock, tell)
        number = passes.begin_pass(store, clock(), "crawl", os.getpid())
        with work.workers:
            work.visit(only, everything)
        deliver_due(store, orders.post, clock, work.report)
        outcome = "trouble" if work.report.trouble else "ok"
        passes.end_pass(store, number, clock(), outcome, work.report.counts)
    return work.report


def take_in(
    orders: Orders, files: Iterable[Path], clock: Clock, tell: Tell, alerts: bool = False
) -> PassReport:
    """Put the pages of WARC files through the whole line into the database and its archive.

    Raises as ``one_pass`` does; a torn file gives what is whole in it, and a trouble line.
    """
    with (
        writer_lock(orders.database, LOCK_WAIT_S, _waiting),
        open_store(orders.database, write=True) as store,
    ):
        work = NewsPass(orders, store, clock, tell)
        number = passes.begin_pass(store, clock(), "import", os.getpid())
        with work.workers:
            pages = _pages(files, work.report)
            jobs = ((item, work.tries(*item)) for item in _imported(work, store, pages, clock()))
            for (link, page), verdict in work.workers.in_order(decide, jobs):
                work.settle(link, page, verdict, alerts)
        outcome = "trouble" if work.report.trouble else "ok"
        passes.end_pass(store, number, clock(), outcome, work.report.counts)
    return work.report


def _pages(files: Iterable[Path], report: PassReport) -> Iterator[Page]:
    for path in files:
        for page in read_pages(path):
            if isinstance(page, Page):
                yield page
            else:
                report.trouble.append(f"{path}: torn at byte {page.offset}: {page.why}")


def _imported(
    work: NewsPass, store: Store, pages: Iterable[Page], now: datetime
) -> Iterator[tuple[Link, Page]]:
    """Yield a durable link for each page; one that was settled before is not read again."""
    for page in pages:
        source = work.source_at(page.url)
        links.add_links(store, source.id, "import", [Entry(page.url)], now)
        link = links.pending_link(store, page.url)
        if link:
            yield link, page
        else:
            work.report.counts["known_before"] += 1


def deliver(orders: Orders, clock: Clock) -> PassReport:
    """Send the mail that is due, without visiting anything. Raises as ``one_pass`` does."""
    report = PassReport()
    with (
        writer_lock(orders.database, LOCK_WAIT_S, _waiting),
        open_store(orders.database, write=True) as store,
    ):
        deliver_due(store, orders.post, clock, report)
    return report


def deliver_due(store: Store, post: PostSettings, clock: Clock, report: PassReport) -> None:
    """Send what is due, message by message; a channel that is down keeps its mail for later."""
    faults: Counter[str] = Counter()
    with open_post(post) as channel:
        while messages := outbox.due_messages(store, clock(), MESSAGES_AT_ONCE):
            for message in messages:
                delivery = _send(channel, message, post.sender, clock())
                outbox.record_delivery(store, message, delivery, clock())
                report.counts[f"mails_{delivery.state}"] += 1
                if delivery.state == "sent":
                    faults.clear()
                    continue
                report.trouble.append(f"mail to {message.recipient}: {delivery.error}")
                faults[message.channel] += delivery.state == "retry"
                if faults[message.channel] >= DEAD_CHANNEL_AFTER:
                    report.trouble.append("the mail server does not take mail; it waits")
                    return


def _send(channel: Channel, message: Message, sender: str, now: datetime) -> Delivery:
    """Try one message; one that cannot even be written is set aside after some tries."""
    if message.channel != "mail":
        return Delivery(
            message.message_id, message.recipient, "dead", f"no such channel: {message.channel}"
        )
    try:
        return channel.send(compose(message, sender, now), message.recipient, now)
    except Exception as error:  # one poisonous message must not stop the others
        log.exception("message %s cannot be written", message.message_id)
        state: Literal["retry", "dead"] = (
            "dead" if message.attempts + 1 >= POISON_AFTER else "retry"
        )
        said = f"cannot be written: {type(error).__name__}: {error}"
        return Delivery(message.message_id, message.recipient, state, said)


def _waiting(holder: str) -> None:
    log.warning("waiting for %s", holder)


class Clockwork:
    """The daemon: starts passes as child processes when something is due, and watches them."""

    def __init__(self, database: Path, command: Sequence[str], clock: Clock) -> None:
        self._database = database
        self._command = list(command)
        self._clock = clock
        self._budget_s = PASS_BUDGET_S + 300
        self._child: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._stopping = threading.Event()

    def tick(self) -> None:
        """Look after the pass that runs, or start one if something is due."""
        if self._child is not None:
            code = self._child.poll()
            if code is None:
                if time.monotonic() - self._started > self._budget_s:
                    log.error("the pass took too long and is ended; what it left is still pending")
                    self._end_child()
                return
            log.info("the pass ended with %s", code)
            self._child = None
        if not self._stopping.is_set() and self._is_due():
            self._child = subprocess.Popen(self._command, start_new_session=True)  # noqa: S603
            self._started = time.monotonic()

    def _is_due(self) -> bool:
        try:
            with open_store(self._database, write=False) as store:
                return summary.anything_due(store, self._clock())
        except StoreError as error:
            if self._database.exists():
                log.warning("%s", error)
            return True  # the pass itself makes the database, or says what is wrong with it

    def run(self) -> int:
        """Tick until SIGTERM or SIGINT, then end the pass too; returns 0."""
        from apscheduler.executors.pool import ThreadPoolExecutor
        from apscheduler.schedulers.background import BackgroundScheduler

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stopping.set())
        timer = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(1)})
        timer.add_job(
            self.tick,
            "interval",
            seconds=TICK_S,
            next_run_time=datetime.now(UTC),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        timer.start()
        log.info("watching; stop me with Ctrl-C or SIGTERM")
        self._stopping.wait()
        timer.shutdown(wait=False)
        self._end_child()
        return 0

    def _end_child(self) -> None:
        if self._child is None or self._child.poll() is not None:
            return
        self._child.terminate()
        try:
            self._child.wait(STOP_GRACE_S)
        except subprocess.TimeoutExpired:
            os.killpg(self._child.pid, signal.SIGKILL)
            self._child.wait()
