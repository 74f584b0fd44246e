"""Begins a pass: what was declared becomes what is in force, and what is stored is brought up."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.ahead import ahead_words, take_back
from db.crawl import passes, sources
from db.damage import open_sound_store
from db.lock import writer_lock
from db.outbox import notices, rules
from db.people.declarations import record_declarations
from db.search import concept_index
from db.store import Store
from db.stories import copies
from db.upkeep import forget_care, last_care, note_care
from passes.config import Clock, PassConfig, Tell, declared_now, tell_of_wait
from passes.previews import preview_lines
from passes.report import PassReport
from pipelines.alerts.notices import settings_notice
from pipelines.errors import DiskFull, StoreError
from pipelines.query.parser import Understood
from press_catalogue.check_rules import check_queries, query_warnings
from press_catalogue.concepts import load_concepts
from press_catalogue.decider import NumberedQueries

SAID_AGAIN_AFTER = timedelta(days=1)
"""A trouble that lasts is said so often by passes that are silent otherwise."""


@dataclass(frozen=True, slots=True)
class PassContext:
    """What the parts of a pass share; ``rules`` are the queries in force, by the stored rule's id.

    ``tell`` is told the counts of the report whenever they change. ``processes`` is how many read
    pages or texts, 0 for one a core; ``interrupted`` says that what is left is done later.
    """

    config: PassConfig
    rules: NumberedQueries
    store: Store
    clock: Clock
    tell: Tell
    report: PassReport
    processes: int = 0
    interrupted: Callable[[], bool] = lambda: False

    def is_over(self, until: datetime) -> bool:
        """Tell whether no time is left ``until`` then, or what is left is done later."""
        return self.interrupted() or self.clock() >= until

    def count(self, what: str, times: int = 1) -> None:
        """Count a thing done; nothing done is no count, so that a pass without work says so."""
        if times:
            self.report.counts[what] += times

    def tell_counts(self) -> None:
        """Tell how far the pass has come."""
        self.tell(**self.report.counts)


@contextmanager
def open_pass(
    config: PassConfig, kind: str, clock: Clock, tell: Tell, lock_wait_s: float = 0.0
) -> Iterator[PassContext]:
    """Hold the writer's lock and the store while a pass is made, and write down how it ended.

    One that ends by an error is marked as interrupted; if its process is killed, by the next one.

    Raises:
        LockBusy: another process writes to this database, and did so for ``lock_wait_s``.
        OperatorError: a query or schedule cannot be understood.
        StoreError: the database cannot be used.
    """
    with (
        writer_lock(config.database, lock_wait_s, tell_of_wait),
        open_sound_store(config.database, clock()) as store,
    ):
        context = _begin(config, store, clock, tell)
        context.report.told_before = passes.troubles_since(
            store, clock() - SAID_AGAIN_AFTER, clock()
        )
        number = passes.begin_pass(store, clock(), kind, os.getpid())
        try:
            yield context
        except BaseException:
            with suppress(StoreError):  # what ended the pass is what is to be told
                passes.interrupt_pass(store, number)
            raise
        report = context.report
        try:
            passes.end_pass(store, number, clock(), report.counts, report.troubles())
        except DiskFull as error:
            report.say_once(str(error))


def _begin(config: PassConfig, store: Store, clock: Clock, tell: Tell) -> PassContext:
    now = clock()
    report = PassReport()
    understood = check_queries(config.decider, config.rules)
    warnings = query_warnings(config.decider, config.rules, understood, config.sources)
    report.notes += (f"warning: {warning}" for warning in (*config.warnings, *warnings))
    report.notes += times_set_right(store, now)
    report.notes += settings_told(store, config, now)
    sources.sync_sources(store, config.sources, now)
    copies.renew_minhashes(store)
    concept_index.index_earlier(store, load_concepts(config.decider.concepts))
    report.notes += take_up_rules(config, store, understood, now)
    record_declarations(store, declared_now(config, rules.paused_rules(store)), now)
    active = rules.active_rules(store)
    numbered = tuple((number, understood[rule.query].query) for number, rule in active)
    return PassContext(config, numbered, store, clock, tell, report)


def times_set_right(store: Store, now: datetime) -> list[str]:
    """Make due what lies further ahead than it ever may; return in words what that was."""
    found = take_back(store, now)
    return [f"warning: {ahead_words(found)}"] if found else []


def settings_told(store: Store, config: PassConfig, now: datetime) -> list[str]:
    """Tell, once, that the settings are wrong or mended: the operators, and in the words returned.

    For as long as they are wrong, what is wrong stands in the store.
    """
    fault = config.settings_fault
    before = last_care(store, "settings")
    if before and not fault:
        forget_care(store, "settings")
    elif fault and (before is None or before[1] != fault):
        note_care(store, "settings", now, fault)
    if bool(before) == bool(fault):
        return []
    words = settings_notice(fault)
    notices.write_settings_notice(store, config.operators, words, config.sender_domain, now)
    said = f"{fault}; the last settings that could be read go on" if fault else words[1]
    return [f"settings: {said}"]


def take_up_rules(
    config: PassConfig, store: Store, understood: Mapping[str, Understood], now: datetime
) -> list[str]:
    """Put the declared rules in force; return in words what those that begin now fit already.

    ``understood`` has each rule's query as it was read, by its text.
    """
    begun = rules.sync_rules(store, config.rules, now)
    return [*preview_lines(store, begun, understood, now)]
