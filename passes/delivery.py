"""Sends the mail that is due, and tells when mail died or none came."""

import asyncio
import math
import time
from collections.abc import Iterator
from datetime import datetime

from db.damage import open_sound_store
from db.lock import writer_lock
from db.outbox import new_alerts, notices, outbox, rule_changes, waiting
from db.outbox.coverage import coverage
from db.store import Store
from passes.begin import take_up_rules, times_set_right
from passes.config import LOCK_WAIT_S, Clock, PassConfig, tell_of_wait
from passes.outgoing import Outgoing, open_outgoing
from passes.report import PassReport
from pipelines.alerts.notices import dead_notice, heartbeat
from press_catalogue.check_rules import check_queries


def deliver(
    config: PassConfig, clock: Clock, again: bool = False, retry: bool = False
) -> PassReport:
    """Send the mail that is due, without visiting anything, and note what waits and why.

    ``again``: what was given up, too; ``retry``: what waits after an error, too.

    Raises as ``one_pass`` does.
    """
    report = PassReport()
    with (
        writer_lock(config.database, LOCK_WAIT_S, tell_of_wait),
        open_sound_store(config.database, clock()) as store,
    ):
        understood = check_queries(config.decider, config.rules)
        report.notes += times_set_right(store, clock())
        report.notes += take_up_rules(config, store, understood, clock())
        if again:
            report.counts["taken_up_again"] += rule_changes.revive_dead(store, clock())
        if retry and (woken := waiting.retry_waiting(store, clock())):
            report.counts["retried_now"] += woken
        new_alerts.release_base_lines(store, clock())
        with open_outgoing(store, config, clock, report) as outgoing:
            deliver_due(outgoing, config)
        report.notes += _waiting_lines(store, clock())
        held = outbox.held_alerts(store)
        if held:
            report.notes.append(
                f"alerts held, because their rule is off or has other recipients now: {held}; "
                "`khabardar alerts list --state pending` shows them"
            )
    return report


def _waiting_lines(store: Store, now: datetime) -> Iterator[str]:
    """Yield how many alerts wait until when, a line for each reason."""
    for group in waiting.waiting_alerts(store, now):
        who = "1 alert waits" if group.count == 1 else f"{group.count} alerts wait"
        until = group.first if group.first == group.last else f"{group.first} to {group.last}"
        if group.error:
            hint = "`khabardar alerts send --retry` tries again now"
            yield f"{who} until {until} after an error: {group.error}; {hint}"
        else:
            yield f"{who} until {until} for the rule's schedule"


def deliver_due(outgoing: Outgoing, config: PassConfig, at_most_s: float = math.inf) -> None:
    """Send what is due, message by message; a channel that is down keeps its mail for later.

    Queues a heartbeat first to whom nothing came for long; at the end a notice of what died, which
    goes out at once. What a slow server does not take within ``at_most_s`` stays due, and is said.
    """
    store, clock = outgoing.store, outgoing.clock
    end = time.monotonic() + at_most_s

    def late() -> bool:
        return time.monotonic() > end

    _queue_heartbeats(store, config, clock())
    outbox.gather_waiting(store, clock())
    asyncio.run(outgoing.send_due(stopped=late))
    outgoing.judge_refusals()
    if _queue_notice(store, config, clock()):
        asyncio.run(outgoing.send_due(stopped=late))
        outgoing.judge_refusals()
    outgoing.say_troubles()
    if late() and outbox.due_messages(store, clock(), 1):
        outgoing.report.say_once(
            "the mail server is slow: the rest of the mail that is due goes out with the next pass"
        )


def _queue_heartbeats(store: Store, config: PassConfig, now: datetime) -> None:
    days = config.heartbeat_days
    if not days:
        return
    for target, since in notices.quiet_recipients(store, days, now):
        days_quiet, runs_it = (now - since).days, config.is_operator(target.recipient)
        words = heartbeat(since, days_quiet, coverage(store, now), to_operator=runs_it)
        notices.write_heartbeat(store, target, words, config.sender_domain, now)


def _queue_notice(store: Store, config: PassConfig, now: datetime) -> bool:
    dead = notices.dead_alerts(store, now)
    if dead and config.operators:
        words = dead_notice(dead)
        notices.write_notice(store, config.operators, words, config.sender_domain, now)
        return True
    return False
