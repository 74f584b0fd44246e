"""Whom alert rules tell: the targets of each rule."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from db.store import Store
from pipelines.alerts.channels import MAIL, PREFIXES
from pipelines.items import Rule


class AlertTarget(NamedTuple):
    """Somebody whom a rule tells: the name of a channel, and the address or name there."""

    channel: str
    recipient: str


def declared_targets(rule: Rule) -> tuple[AlertTarget, ...]:
    """Return whom a rule tells, each once, in the order of its declaration."""
    named = (
        *(AlertTarget(MAIL, recipient) for recipient in rule.to),
        *(AlertTarget(PREFIXES[one.partition(":")[0]], one) for one in rule.channels),
    )
    return tuple(dict.fromkeys(named))


def with_targets(rule: Rule, targets: Sequence[AlertTarget]) -> Rule:
    """Return ``rule`` as it tells ``targets``: the other way round of ``declared_targets``."""
    return replace(
        rule,
        to=tuple(target.recipient for target in targets if target.channel == MAIL),
        channels=tuple(target.recipient for target in targets if target.channel != MAIL),
    )


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
