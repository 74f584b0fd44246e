"""Hands over the mail that is due, message by message, and tells when mail died or none came."""

import logging
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from db.damage import open_sound_store
from db.lock import writer_lock
from db.outbox import messages, new_alerts, notices, outbox, rule_changes, waiting
from db.outbox.coverage import coverage
from db.store import Store
from messengers.base import Channel
from messengers.channels import open_channels
from passes.begin import take_up_rules
from passes.config import LOCK_WAIT_S, Clock, PassConfig, tell_of_wait
from passes.report import PassReport
from pipelines.alerts.channels import BY_ONE_SERVER, MAIL
from pipelines.alerts.letter import compose
from pipelines.alerts.messages import Delivery, Due, Message
from pipelines.alerts.notices import dead_notice, heartbeat
from pipelines.errors import StoreError
from press_catalogue.check_rules import check_queries

MESSAGES_AT_ONCE = 100
DEAD_CHANNEL_AFTER = 3
"""So many broken lines in a row, and the channel counts as down."""
POISON_AFTER = 3
INTERRUPTED_AFTER = 10
"""A message under which the process ended so often in a row is not tried again."""
TROUBLES_SHOWN = 10

log = logging.getLogger("khabardar")


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
        report.notes += take_up_rules(config, store, understood, clock())
        if again:
            report.counts["taken_up_again"] += rule_changes.revive_dead(store, clock())
        if retry and (woken := waiting.retry_waiting(store, clock())):
            report.counts["retried_now"] += woken
        new_alerts.release_base_lines(store, clock())
        deliver_due(store, config, clock, report)
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


def deliver_due(store: Store, config: PassConfig, clock: Clock, report: PassReport) -> None:
    """Send what is due, message by message; a channel that is down keeps its mail for later.

    Queues a heartbeat first to whom nothing came for long; at the end a notice of what died, which
    goes out at once.
    """
    _queue_heartbeats(store, config, clock())
    outbox.gather_waiting(store, clock())
    with open_channels(config.post) as channels:
        filed = not config.post.host
        round_ = _Round(store, channels, config.post.sender, clock, report, filed)
        round_.run()
        if _queue_notice(store, config, clock()):
            round_.run()
    round_.say_troubles()


def _queue_heartbeats(store: Store, config: PassConfig, now: datetime) -> None:
    days = config.heartbeat_days
    if not days:
        return
    for target, since in notices.quiet_recipients(store, days, now):
        words = heartbeat(since, (now - since).days, coverage(store, now))
        notices.write_heartbeat(store, target, words, config.sender_domain, now)


def _queue_notice(store: Store, config: PassConfig, now: datetime) -> bool:
    dead = notices.dead_alerts(store, now)
    if dead and config.operators:
        words = dead_notice(dead)
        notices.write_notice(store, config.operators, words, config.sender_domain, now)
        return True
    return False


@dataclass(slots=True)
class _Round:
    """The sending of all that is due, on all channels; ``filed``: mail becomes files."""

    store: Store
    channels: Mapping[str, Channel]
    sender: str
    clock: Clock
    report: PassReport
    filed: bool
    breaks: Counter[tuple[str, str]] = field(default_factory=Counter)
    troubles: Counter[str] = field(default_factory=Counter)
    accepted: set[tuple[tuple[str, str], str]] = field(default_factory=set)
    refused: list[tuple[Due, Delivery, str]] = field(default_factory=list)

    def run(self) -> None:
        """Send until nothing is due; what fails is due later, so this ends."""
        while due := outbox.due_messages(self.store, self.clock(), MESSAGES_AT_ONCE):
            down: set[tuple[str, str]] = set()
            for one in due:
                if _line_of(one) not in down and not self._send(one):
                    down.add(_line_of(one))
        self._judge_refusals()

    def _send(self, due: Due) -> bool:
        """Try one message and write down the outcome; False if its channel is down."""
        outbox.claim(self.store, due, self.clock())
        message, delivery = self._try(due)
        if delivery is None:
            return True
        unclear = delivery.fault == "refusal" and delivery.state == "dead"
        if unclear:  # it counts as passing until all answers of the round are in
            delivery = replace(delivery, state="retry")
        state = outbox.record_delivery(self.store, due, delivery, self.clock())
        if unclear:
            self.refused.append((due, delivery, state))
        else:
            self._count(due, delivery, state)
        if state == "sent":
            self.accepted.add((_line_of(due), due.recipient))
            self.breaks.pop(_line_of(due), None)
            if message is not None:
                messages.mark_told(self.store, message)
            if due.attempts:
                outbox.wake_waiting(self.store, due, self.clock())
            return True
        if delivery.fault in ("answer", "refusal"):
            self.breaks.pop(_line_of(due), None)
        self.breaks[_line_of(due)] += delivery.fault == "line"
        if delivery.fault == "channel" or self.breaks[_line_of(due)] >= DEAD_CHANNEL_AFTER:
            outbox.postpone_channel(self.store, due, delivery.error, self.clock())
            self.breaks.pop(_line_of(due), None)
            return False
        return True

    def _count(self, due: Due, delivery: Delivery, state: str) -> None:
        """Count an outcome, and note a failure for ``say_troubles``."""
        filed = state == "sent" and due.channel == MAIL and self.filed
        self.report.counts["mails_written_to_outbox" if filed else _COUNTED[state]] += 1
        if state != "sent":
            end = "; given up" if state == "dead" else ""
            self.troubles[f"{due.recipient}: {delivery.error}{end}"] += 1

    def _judge_refusals(self) -> None:
        """Give up what was refused for a recipient alone; the rest stays put off.

        A refusal is a recipient's own if others got their mail by the same server, and nobody else
        was refused with the same words.
        """
        alike: dict[tuple[str, ...], set[str]] = {}
        for due, delivery, _ in self.refused:
            alike.setdefault(_answer_of(due, delivery), set()).add(due.recipient)
        for due, delivery, state in self.refused:
            others = any(by == _line_of(due) and to != due.recipient for by, to in self.accepted)
            alone = len(alike[_answer_of(due, delivery)]) == 1
            if others and alone and outbox.give_up(self.store, due):
                state = "dead"
            self._count(due, delivery, state)
        self.refused.clear()

    def _try(self, due: Due) -> tuple[Message | None, Delivery | None]:
        """Return the message and what became of it; nothing if it is part of another by now."""
        if due.stumbles >= INTERRUPTED_AFTER:
            said = f"khabardar ended {due.stumbles} times in a row while it sent this"
            return None, Delivery(due.message_id, due.recipient, "dead", said, "letter")
        now = self.clock()
        try:
            message = messages.read_message(self.store, due, now)
            if message is None:
                return None, None
            letter = compose(message, self.sender, now)
            delivery = self.channels[due.channel].send(letter, due.recipient, now)
        except StoreError:
            raise
        except Exception as error:  # one poisonous message must not stop the others
            log.exception("message %s cannot be written", due.message_id)
            message = None
            said = f"cannot be written: {type(error).__name__}: {error}"
            delivery = Delivery(due.message_id, due.recipient, "retry", said, "letter")
        if delivery.fault == "letter" and due.stumbles + 1 >= POISON_AFTER:
            delivery = Delivery(due.message_id, due.recipient, "dead", delivery.error, "letter")
        return message, delivery

    def say_troubles(self) -> None:
        """Put what failed into the report, the same trouble once, with how often."""
        for said, count in self.troubles.most_common(TROUBLES_SHOWN):
            times = f" ({count} messages)" if count > 1 else ""
            self.report.trouble.append(f"alert to {said}{times}")
        hidden = len(self.troubles) - TROUBLES_SHOWN
        if hidden > 0:
            self.report.trouble.append(
                f"and {hidden} more troubles with alerts; see `khabardar alerts list`"
            )


_COUNTED = {"sent": "mails_sent", "pending": "mails_put_off", "dead": "mails_given_up"}


def _line_of(due: Due) -> tuple[str, str]:
    """Return what a message shares with others when it fails: the mail server, or one channel."""
    return due.channel, "" if due.channel in BY_ONE_SERVER else due.recipient


def _answer_of(due: Due, delivery: Delivery) -> tuple[str, ...]:
    """Return a refusal's server, code and words, without names and numbers that differ."""
    code, _, said = delivery.error.partition(" ")
    name = re.escape(due.recipient.partition("@")[0])
    return *_line_of(due), code, re.sub(rf"\S*(?:[@\d]|\b{name}\b)\S*", "", said)
