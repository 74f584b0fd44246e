"""The schema: steps applied in order, each wholly or not at all, each setting user_version."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
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


def put_new_database(path: Path) -> None:
    """Put a database that holds nothing yet at ``path``, wholly or not at all.

    The steps, each of which the disk has to confirm, are taken in memory. What keeps this from
    being done (a file is there meanwhile, a disk without hard links, or one that is full) is left
    to those who open the database: they take the steps in the file, or tell what is wrong.
    """
    beside = path.with_name(f"{path.name}.new-{os.getpid()}")
    with suppress(OSError):
        try:
            with open(beside, "xb", opener=_as_sqlite_opens) as made:
                made.write(_new_database())
                made.flush()
                os.fsync(made.fileno())
            os.link(beside, path)
        finally:
            beside.unlink(missing_ok=True)


def _as_sqlite_opens(path: str, flags: int) -> int:
    return os.open(path, flags, 0o644)


@cache
def _new_database() -> bytes:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        migrate(made)
        return made.serialize()


def _counted(step: Step, number: int) -> Callable[["Database"], None]:
    def apply(db: "Database") -> None:
        step(db)
        db.execute(f"PRAGMA user_version = {number}")

    return apply
