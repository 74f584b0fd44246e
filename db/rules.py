"""The alert rules as they were last declared."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from db.store import Store, iso
from pipelines.items import Rule


def sync_rules(store: Store, rules: Sequence[Rule], now: datetime) -> None:
    """Make the declared ``rules`` the active ones; rules that vanished are kept, switched off."""
    with store.transaction():
        store.execute("UPDATE rules SET active = 0")
        for rule in rules:
            recipients = {"to": rule.to, "channels": rule.channels}
            store.execute(
                "INSERT INTO rules (name, query, schedule, timezone, recipients, cap, active, "
                "created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
                "query = excluded.query, schedule = excluded.schedule, cap = excluded.cap, "
                "timezone = excluded.timezone, recipients = excluded.recipients, "
                "active = excluded.active",
                (
                    rule.name,
                    rule.query,
                    rule.when,
                    rule.timezone,
                    json.dumps(recipients, ensure_ascii=False),
                    rule.cap,
                    int(rule.active),
                    iso(now),
                ),
            )


def active_rules(store: Store, only: Collection[int] | None = None) -> list[tuple[int, Rule]]:
    """Return the rules that alert (of those in ``only``), with the ids that matches refer to."""
    found = []
    for row in store.rows(
        "SELECT * FROM rules WHERE active = 1 AND "
        "(? IS NULL OR id IN (SELECT value FROM json_each(?))) ORDER BY id",
        (None if only is None else 1, json.dumps(list(only or ()))),
    ):
        recipients = json.loads(row["recipients"])
        rule = Rule(
            row["name"],
            row["query"],
            tuple(recipients["to"]),
            row["schedule"],
            row["timezone"],
            tuple(recipients["channels"]),
            row["cap"],
        )
        found.append((row["id"], rule))
    return found
