"""The alert rules as they were last declared."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from sqlite3 import Row

from db.outbox.rule_changes import follow_recipients, follow_schedule
from db.outbox.targets import declared_targets, targets_of, with_targets, write_targets
from db.store import Store, iso
from pipelines.items import Rule


def sync_rules(store: Store, rules: Sequence[Rule], now: datetime) -> list[Rule]:
    """Make the declared ``rules`` the active ones, and return those that begin now.

    Rules that vanished are kept, switched off.

    A rule that is new, has another query or is switched on again alerts on what is stored from
    ``now`` on. One that only changed its name stays the same rule. Alerts that wait follow their
    rule's schedule and recipients; those of rules that are off are held, and given up when they are
    five days old.
    """
    with store.transaction():
        _follow_new_names(store, rules)
        names = json.dumps([rule.name for rule in rules], ensure_ascii=False)
        store.execute(
            "UPDATE rules SET active = 0 WHERE name NOT IN (SELECT value FROM json_each(?))",
            (names,),
        )
        before = {row["name"]: row for row in store.rows("SELECT * FROM rules")}
        begun = []
        for rule in rules:
            _declare(store, rule, now)
            known = before.get(rule.name)
            went_on = known and known["query"] == rule.query and known["active"]
            paused = known and known["paused"]
            if rule.active and not went_on and not paused:
                begun.append(rule)
            if known and rule.active and not paused and not _same_times(known, rule):
                follow_schedule(store, known["id"], rule, now)
        follow_recipients(store, now)
    return begun


def _same_times(known: Row, rule: Rule) -> bool:
    """Tell whether alerts of a rule that wait need no new time."""
    return bool(known["active"]) and (known["schedule"], known["timezone"]) == (
        rule.when,
        rule.timezone,
    )


def _declare(store: Store, rule: Rule, now: datetime) -> None:
    store.execute(
        "INSERT INTO rules (name, identity, query, schedule, timezone, cap, max_age_days, tells, "
        "once, active, created_at, since_at) VALUES (:name, iif(EXISTS (SELECT 1 FROM rules "
        "WHERE identity = :name AND name <> :name), :name || ' of ' || :now, :name), :query, "
        ":schedule, :timezone, :cap, :max_age, :tells, :once, :active, :now, :now) "
        "ON CONFLICT (name) DO UPDATE SET "
        "since_at = CASE WHEN query = excluded.query AND active = 1 THEN since_at "
        "ELSE excluded.since_at END, "
        "query = excluded.query, schedule = excluded.schedule, cap = excluded.cap, "
        "timezone = excluded.timezone, max_age_days = excluded.max_age_days, "
        "tells = excluded.tells, once = excluded.once, "
        "active = iif(paused, 0, excluded.active)",
        {
            "name": rule.name,
            "query": rule.query,
            "schedule": rule.when,
            "timezone": rule.timezone,
            "cap": rule.cap,
            "max_age": rule.max_age_days,
            "tells": " ".join(rule.on),
            "once": rule.once,
            "active": int(rule.active),
            "now": iso(now),
        },
    )
    rule_id = store.rows("SELECT id FROM rules WHERE name = ?", (rule.name,))[0]["id"]
    write_targets(store, rule_id, declared_targets(rule))


def _follow_new_names(store: Store, rules: Sequence[Rule]) -> None:
    """Rename the known rule whose query a new name has, if there is just one of each."""
    declared = {rule.name for rule in rules}
    known = store.rows("SELECT name, query, active FROM rules")
    names = {row["name"] for row in known}
    gone = [row for row in known if row["active"] and row["name"] not in declared]
    for query in {row["query"] for row in gone}:
        old = [row["name"] for row in gone if row["query"] == query]
        new = [rule.name for rule in rules if rule.query == query and rule.name not in names]
        if len(old) == len(new) == 1:
            store.execute("UPDATE rules SET name = ? WHERE name = ?", (new[0], old[0]))


def pause_rule(store: Store, rule_id: int) -> str | None:
    """Switch a rule off until a person switches it on; return its name.

    Returns None if there is none of that number that is on.
    """
    with store.transaction():
        row = store.row("SELECT name FROM rules WHERE id = ? AND active = 1", (rule_id,))
        if row is None:
            return None
        store.execute("UPDATE rules SET active = 0, paused = 1 WHERE id = ?", (rule_id,))
    return str(row["name"])


def resume_rule(store: Store, rule_id: int, now: datetime) -> str | None:
    """Switch a rule on that a person switched off; it alerts on what is stored from ``now`` on.

    Returns its name, or None if no person switched it off. What khabardar.toml says of it holds
    again with the next pass.
    """
    with store.transaction():
        row = store.row("SELECT name FROM rules WHERE id = ? AND paused = 1", (rule_id,))
        if row is None:
            return None
        store.execute(
            "UPDATE rules SET active = 1, paused = 0, since_at = ? WHERE id = ?",
            (iso(now), rule_id),
        )
        follow_recipients(store, now)
    return str(row["name"])


def paused_rules(store: Store) -> frozenset[str]:
    """Return the names of the rules that a person switched off in the browser."""
    return frozenset(row["name"] for row in store.rows("SELECT name FROM rules WHERE paused = 1"))


def active_rules(store: Store, only: Collection[int] | None = None) -> list[tuple[int, Rule]]:
    """Return the rules that alert (of those in ``only``), with the ids that matches refer to."""
    rows = store.rows(
        "SELECT * FROM rules WHERE active = 1 AND "
        "(:all OR id IN (SELECT value FROM json_each(:only))) ORDER BY id",
        {"all": only is None, "only": json.dumps(list(only or ()))},
    )
    return [(row["id"], with_targets(_rule(row), targets_of(store, row["id"]))) for row in rows]


def _rule(row: Row) -> Rule:
    return Rule(
        *(row["name"], row["query"], (), row["schedule"], row["timezone"]),
        cap=row["cap"],
        max_age_days=row["max_age_days"],
        on=tuple(row["tells"].split()),
        once=row["once"],
    )
