"""Hands over the mail that is due, message by message."""

import logging
from collections import Counter
from datetime import datetime
from typing import Literal

from courier.post import Channel, PostSettings, open_post
from db import outbox
from db.lock import writer_lock
from db.store import Store, open_store
from passes.orders import LOCK_WAIT_S, Clock, Orders, PassReport, tell_of_wait
from pipelines.items import Delivery, Message
from pipelines.letter import compose

MESSAGES_AT_ONCE = 100
DEAD_CHANNEL_AFTER = 3
"""So many passing faults in a row, and the rest of the mail waits for the next pass."""
POISON_AFTER = 3

log = logging.getLogger("khabardar")


def deliver(orders: Orders, clock: Clock) -> PassReport:
    """Send the mail that is due, without visiting anything. Raises as ``one_pass`` does."""
    report = PassReport()
    with (
        writer_lock(orders.database, LOCK_WAIT_S, tell_of_wait),
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
