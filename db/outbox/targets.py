"""Whom alert rules tell: each rule's targets, and what differs between the channels to them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from db.store import Store
from pipelines.items import Rule


class ChannelKind(NamedTuple):
    """A way to tell people: its name in the outbox, and the field of ``Rule`` with whom it tells.

    ``one_server`` says that all its messages go by one server: if that is down for one recipient,
    it is down for all.
    """

    name: str
    field: str
    one_server: bool


CHANNELS = (
    ChannelKind("mail", "to", one_server=True),
    ChannelKind("apprise", "channels", one_server=False),
)
"""Every way to tell people. ``messengers.channels`` opens each by its name."""
BY_ONE_SERVER = frozenset(channel.name for channel in CHANNELS if channel.one_server)


class AlertTarget(NamedTuple):
    """Somebody whom a rule tells: the name of a channel, and the address or name there."""

    channel: str
    recipient: str


def declared_targets(rule: Rule) -> tuple[AlertTarget, ...]:
    """Return whom a rule tells, each once, in the order of its declaration."""
    named = (
        AlertTarget(channel.name, recipient)
        for channel in CHANNELS
        for recipient in getattr(rule, channel.field)
    )
    return tuple(dict.fromkeys(named))


def with_targets(rule: Rule, targets: Sequence[AlertTarget]) -> Rule:
    """Return ``rule`` as it tells ``targets``: the other way round of ``declared_targets``."""
    named: dict[str, Any] = {
        channel.field: tuple(to.recipient for to in targets if to.channel == channel.name)
        for channel in CHANNELS
    }
    return replace(rule, **named)


def targets_of(store: Store, rule_id: int) -> list[AlertTarget]:
    """Return whom a stored rule tells, in the order in which it was declared."""
    rows = store.rows(
        "SELECT channel, recipient FROM targets WHERE rule_id = ? ORDER BY place, channel",
        (rule_id,),
    )
    return [AlertTarget(row["channel"], row["recipient"]) for row in rows]


def write_targets(store: Store, rule_id: int, targets: Sequence[AlertTarget]) -> None:
    """Make ``targets`` those of a stored rule, within the caller's transaction."""
    store.execute("DELETE FROM targets WHERE rule_id = ?", (rule_id,))
    store.execute_many(
        "INSERT INTO targets (rule_id, channel, recipient, place) "
        "VALUES (:rule, :channel, :recipient, :place)",
        [
            {"rule": rule_id, "channel": to.channel, "recipient": to.recipient, "place": place}
            for place, to in enumerate(targets)
        ],
    )
