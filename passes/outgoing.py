"""Hands over the messages that are due, one by one, and writes down what became of each."""

import asyncio
import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from db.outbox import messages, outbox
from db.store import Store
from messengers.base import Channel
from messengers.channels import open_channels
from passes.config import Clock, PassConfig
from passes.report import PassReport
from pipelines.alerts.channels import BY_ONE_SERVER, MAIL
from pipelines.alerts.letter import compose
from pipelines.alerts.messages import Delivery, Due, Message
from pipelines.errors import DiskFull, StoreError

MESSAGES_AT_ONCE = 100
DEAD_CHANNEL_AFTER = 3
"""So many broken lines in a row, and the channel counts as down."""
POISON_AFTER = 3
INTERRUPTED_AFTER = 10
"""A message under which the process ended so often in a row is not tried again."""
TROUBLES_SHOWN = 10
LOOK_EVERY_S = 1.0
AT_THE_END_S = 30.0
"""So long a crawl that ended waits for a slow mail server, before the pass goes on."""
NO_WAIT = timedelta()

log = logging.getLogger("khabardar")


@contextmanager
def open_outgoing(
    store: Store, config: PassConfig, clock: Clock, report: PassReport
) -> Iterator["Outgoing"]:
    """Open the channels for the block, for all messages that are sent in it."""
    with open_channels(config.post) as channels:
        yield Outgoing(store, channels, config, clock, report)


@dataclass(slots=True)
class Outgoing:
    """The sending of what is due, on all channels.

    Only the handing over of a letter leaves the thread that it is called in: the store is read and
    written there, by its one connection, and a slow server keeps nobody else waiting.
    """

    store: Store
    channels: Mapping[str, Channel]
    config: PassConfig
    clock: Clock
    report: PassReport
    breaks: Counter[tuple[str, str]] = field(default_factory=Counter)
    troubles: Counter[str] = field(default_factory=Counter)
    accepted: set[tuple[tuple[str, str], str]] = field(default_factory=set)
    refused: dict[Due, tuple[Delivery, str]] = field(default_factory=dict)

    async def beside(self, ended: asyncio.Event) -> None:
        """Send what is due until ``ended``, each message once it waited a while, then the rest.

        With the crawl's end no more copies come, and what a pass does behind it may take long.
        """
        while not ended.is_set():
            if not await self._send_if_possible(self.config.hold, ended.is_set):
                return
            with_timeout = asyncio.wait_for(ended.wait(), LOOK_EVERY_S)
            await asyncio.gather(with_timeout, return_exceptions=True)
        end = time.monotonic() + AT_THE_END_S
        await self._send_if_possible(NO_WAIT, lambda: time.monotonic() > end)

    async def _send_if_possible(self, hold: timedelta, stopped: Callable[[], bool]) -> bool:
        """Send what is due; False if the store cannot be used, which is said."""
        try:
            outbox.gather_waiting(self.store, self.clock())
            await self.send_due(hold, stopped)
        except StoreError as error:
            self.report.say_once(str(error))
            return isinstance(error, DiskFull)  # there may be room again soon
        return True

    async def send_due(
        self, hold: timedelta = NO_WAIT, stopped: Callable[[], bool] = lambda: False
    ) -> None:
        """Send what has been due for ``hold`` until nothing is, or until ``stopped``.

        What fails is due later, so this ends.
        """
        while due := outbox.due_messages(self.store, self.clock() - hold, MESSAGES_AT_ONCE):
            down: set[tuple[str, str]] = set()
            for one in due:
                if stopped():
                    return
                if _line_of(one) not in down and not await self._send(one):
                    down.add(_line_of(one))

    async def _send(self, due: Due) -> bool:
        """Try one message and write down the outcome; False if its channel is down."""
        outbox.claim(self.store, due, self.clock())
        message, delivery = await self._try(due)
        if delivery is None:
            return True
        unclear = delivery.fault == "refusal" and delivery.state == "dead"
        if unclear:  # it counts as passing until all answers are in
            delivery = replace(delivery, state="retry")
        state = outbox.record_delivery(self.store, due, delivery, self.clock())
        same = replace(due, attempts=0, stumbles=0)
        self.refused.pop(same, None)
        if unclear:
            self.refused[same] = delivery, state
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
        filed = state == "sent" and due.channel == MAIL and not self.config.post.host
        self.report.counts["mails_written_to_outbox" if filed else _COUNTED[state]] += 1
        if state != "sent":
            end = "; given up" if state == "dead" else ""
            self.troubles[f"{due.recipient}: {delivery.error}{end}"] += 1

    def judge_refusals(self) -> None:
        """Give up what was refused for a recipient alone; the rest stays put off.

        A refusal is a recipient's own if others got their mail by the same server, and nobody else
        was refused with the same words.
        """
        alike: dict[tuple[str, ...], set[str]] = {}
        for due, (delivery, _) in self.refused.items():
            alike.setdefault(_answer_of(due, delivery), set()).add(due.recipient)
        for due, (delivery, state) in self.refused.items():
            others = any(by == _line_of(due) and to != due.recipient for by, to in self.accepted)
            alone = len(alike[_answer_of(due, delivery)]) == 1
            dead = others and alone and outbox.give_up(self.store, due)
            self._count(due, delivery, "dead" if dead else state)
        self.refused.clear()

    async def _try(self, due: Due) -> tuple[Message | None, Delivery | None]:
        """Return the message and what became of it; nothing if it is part of another by now."""
        if due.stumbles >= INTERRUPTED_AFTER:
            said = f"khabardar ended {due.stumbles} times in a row while it sent this"
            return None, Delivery(due.message_id, due.recipient, "dead", said, "letter")
        now = self.clock()
        try:
            to_operator = due.channel == MAIL and self.config.is_operator(due.recipient)
            message = messages.read_message(self.store, due, now, to_operator=to_operator)
            if message is None:
                return None, None
            letter = compose(message, self.config.post.sender, now, self.config.desk_url)
            send = self.channels[due.channel].send
            delivery = await asyncio.to_thread(send, letter, due.recipient, now)
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
