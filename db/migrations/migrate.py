"""The schema: steps applied in order, each wholly or not at all, each setting user_version."""

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

from db.migrations import steps_from_028, steps_to_027
from db.migrations.steps import Step

if TYPE_CHECKING:
    from sqlite_utils import Database

_STEPS = [*steps_to_027.steps.named, *steps_from_028.steps.named]

SCHEMA_VERSION = len(_STEPS)
"""How many steps there are; how many a file has had is in its PRAGMA user_version."""


def migrate(connection: sqlite3.Connection, through: int = SCHEMA_VERSION) -> None:
    """Apply to a database the steps that it lacks, ``through`` is the number of the last.

    Raises:
        sqlite3.DatabaseError: it is locked, damaged, full or may not be written.
    """
    from sqlite_utils import Database, Migrations

    plan = Migrations("khabardar")
    for number, (name, step) in enumerate(_STEPS[:through], 1):
        plan(name=name)(_counted(step, number))
    plan.apply(Database(connection))


def _counted(step: Step, number: int) -> Callable[["Database"], None]:
    def apply(db: "Database") -> None:
        step(db)
        db.execute(f"PRAGMA user_version = {number}")

    return apply
