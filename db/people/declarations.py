"""What people declared and when: outlets, rules and settings, each as it stood for a time."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db.store import Store, iso

Kind = Literal["outlet", "rule", "setting"]
Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Declaration:
    """How an outlet, a rule or a setting was declared from a moment on, until another one.

    Times are ISO 8601 UTC; ``until_at`` is None for what still stands.
    """

    kind: Kind
    name: str
    facts: Facts
    since_at: str
    until_at: str | None


def record_declarations(
    store: Store, declared: Mapping[tuple[Kind, str], Facts], now: datetime
) -> int:
    """Write down what is declared now where it differs from what was; return how many changes.

    What is not declared any more ends now.
    """
    said = {key: json.dumps(facts, ensure_ascii=False) for key, facts in declared.items()}
    with store.transaction():
        stands = {
            (row["kind"], row["name"]): row["facts"]
            for row in store.rows(
                "SELECT kind, name, facts FROM declarations WHERE until_at IS NULL"
            )
        }
        ended = [key for key, facts in stands.items() if said.get(key) != facts]
        begun = [(*key, facts, iso(now)) for key, facts in said.items() if stands.get(key) != facts]
        store.execute_many(
            "UPDATE declarations SET until_at = ? WHERE kind = ? AND name = ? AND until_at IS NULL",
            [(iso(now), *key) for key in ended],
        )
        store.execute_many(
            "INSERT INTO declarations (kind, name, facts, since_at) VALUES (?, ?, ?, ?)", begun
        )
    return len({*ended, *(row[:2] for row in begun)})


def declarations(store: Store) -> list[Declaration]:
    """Return all that was ever declared, by kind and name, the newest first within each."""
    return [
        Declaration(
            row["kind"], row["name"], json.loads(row["facts"]), row["since_at"], row["until_at"]
        )
        for row in store.rows("SELECT * FROM declarations ORDER BY kind, name, id DESC")
    ]
