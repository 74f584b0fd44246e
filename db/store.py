"""The one way to the SQLite file: opening, units of work, and errors that a person can act on."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Self

from db.migrations.migrate import SCHEMA_VERSION, migrate, put_new_database
from pipelines.errors import DiskFull, StoreError
from pipelines.text.moments import utc_text
from pipelines.text.text_sum import text_sum

Values = Sequence[Any] | Mapping[str, Any]
BUSY_TIMEOUT_S = 30.0
FOLD_TIMEOUT_S = 1.0
"""So long a writer that ends waits for readers, before it leaves the rest in the -wal file."""
CACHE_KB = 32_768
"""So much of the file a writer keeps in memory: the index of copies is looked up all over."""
PUT_BACK = "`khabardar restore FILE` puts a backup in its place"

_ADVICE = (
    ("locked", "another program is writing to it; try again when that has ended"),
    ("malformed", f"it is damaged; {PUT_BACK}"),
    (
        "not a database",
        "it is no SQLite database, or its beginning is damaged; move it away, name another "
        f"[database].path, or: {PUT_BACK}",
    ),
    ("full", "the disk is full; make room, khabardar goes on where it stopped"),
    ("readonly", "it may not be written; check the owner of the file and its folder"),
    ("unable to open", "it cannot be opened; check that the folder is there and may be written"),
    ("disk i/o", f"the disk does not work as it should; check it, then: {PUT_BACK}"),
    ("decode", f"it is damaged; {PUT_BACK}"),
)


class Store:
    """A connection to the database that turns SQLite's errors into ``StoreError``."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path
        self.memory: dict[str, Any] = {}
        """What is held in memory beside the file, and made from it again when it is missing."""
        self.writes = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; what was not committed is undone.

        A writer leaves the whole database in its one file, and nothing in the -wal file, unless a
        reader is in the middle of something.
        """
        if self.writes:
            with suppress(sqlite3.Error):  # the next writer makes up for it
                self.connection.rollback()
                self.connection.execute(f"PRAGMA busy_timeout = {int(FOLD_TIMEOUT_S * 1000)}")
                self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self.connection.close()

    def execute(self, sql: str, values: Values = ()) -> sqlite3.Cursor:
        """Run one statement with ``values`` bound to its ? (a sequence) or :names (a mapping).

        Raises:
            StoreError: the database is locked, damaged, full, read-only or cannot be read.
        """
        with self._named_errors():
            return self.connection.execute(sql, values)

    def execute_many(self, sql: str, rows: Iterable[Values]) -> sqlite3.Cursor:
        """Run one statement for each of ``rows``; raises as ``execute`` does."""
        with self._named_errors():
            return self.connection.executemany(sql, rows)

    def rows(self, sql: str, values: Values = ()) -> list[sqlite3.Row]:
        """Return all rows of a query; raises as ``execute`` does."""
        with self._named_errors():
            return self.connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Values = ()) -> sqlite3.Row | None:
        """Return the first row of a query or None; raises as ``execute`` does."""
        with self._named_errors():
            found: sqlite3.Row | None = self.connection.execute(sql, values).fetchone()
            return found

    def stream(self, sql: str, values: Values = ()) -> Iterator[sqlite3.Row]:
        """Yield the rows of a query as they are read; raises as ``execute`` does."""
        with self._named_errors():
            yield from self.connection.execute(sql, values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make the block one unit of work: all of it is stored, or none.

        BEGIN IMMEDIATE takes the write lock at once; a deferred one could fail half-way. A unit
        within another is a part of that.
        """
        if self.connection.in_transaction:
            yield
            return
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.rollback()
            self.memory.clear()  # it may hold what was just undone
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all that the block reads be of one moment, whatever others write meanwhile."""
        if self.connection.in_transaction:
            yield
            return
        self.execute("BEGIN")
        try:
            yield
        finally:
            self.execute("ROLLBACK")

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise store_error(error, self.path) from error


def store_error(error: sqlite3.DatabaseError | UnicodeDecodeError, path: Path) -> StoreError:
    """Return what SQLite says of the file at ``path`` as an error with advice."""
    said = str(error).lower()
    advice = next((advice for mark, advice in _ADVICE if mark in said), "the database said no")
    if "full" in said:
        return DiskFull(f"{path}: {advice}")
    if getattr(error, "sqlite_errorname", "") == "SQLITE_IOERR_WRITE":
        return DiskFull(f"{path}: the disk is full, or a quota is used up; make room")
    return StoreError(f"{path}: {advice}")


def is_as_stored(row: sqlite3.Row) -> bool:
    """Tell whether an article's title, byline and text are still those that were stored."""
    return bool(row["text_sum"] == text_sum(row["title"], row["byline"], row["text"]))


def changed_text(path: Path, article_id: int, url: str) -> StoreError:
    """Return the error of an article whose text is not as it was stored."""
    return StoreError(
        f"{path}: it is damaged (not as stored: article {article_id}, {url}); {PUT_BACK}"
    )


def open_store(path: Path, *, write: bool) -> Store:
    """Open the database at ``path``; with ``write`` it is made or brought up to date if needed.

    Raises:
        StoreError: it is missing (without ``write``), no database, damaged, newer than this
            program, or its folder may not be written.
    """
    if not write and not path.exists():
        raise StoreError(f"{path}: there is no database yet; `khabardar crawl` makes it")
    try:
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path}: its folder may not be written") from error
    if write and not path.exists():
        put_new_database(path)
    if not write:
        _undo_what_broke_off(path)
    store = connect(path, "rwc" if write else "ro")
    try:
        _prepare(store, write=write)
    except BaseException:
        store.close()
        raise
    return store


def _undo_what_broke_off(path: Path) -> None:
    """Undo what was not ended when a process was killed before the file kept a write-ahead log.

    SQLite does that by itself for who may write, and refuses whoever only reads.
    """
    if path.with_name(f"{path.name}-journal").exists():
        with suppress(StoreError), closing(connect(path, "rw")) as store:
            store.rows("PRAGMA user_version")


def connect(path: Path, mode: Literal["ro", "rw", "rwc"]) -> Store:
    """Open an SQLite file as it is, whatever its schema: nothing is set up or upgraded.

    Raises:
        StoreError: it cannot be opened.
    """
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}",
            uri=True,
            timeout=BUSY_TIMEOUT_S,
            isolation_level=None,
        )
    except sqlite3.DatabaseError as error:
        raise store_error(error, path) from error
    connection.row_factory = sqlite3.Row
    return Store(connection, path)


def _prepare(store: Store, *, write: bool) -> None:
    store.execute("PRAGMA foreign_keys = ON")
    found = store.rows("PRAGMA user_version")[0][0]
    if found > SCHEMA_VERSION:
        raise StoreError(
            f"{store.path}: was written by a newer khabardar; "
            "install that version, or name another [database].path"
        )
    if not write:
        if found == 0:
            raise StoreError(f"{store.path}: is not filled yet; `khabardar crawl` does that")
        if found < SCHEMA_VERSION:
            raise StoreError(f"{store.path}: has an older schema; the next crawl upgrades it")
        return
    if found == 0 and store.row("SELECT 1 FROM sqlite_master"):
        raise StoreError(f"{store.path}: is another program's database; name another path")
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("PRAGMA synchronous = FULL")
    store.execute(f"PRAGMA cache_size = -{CACHE_KB}")
    if found < SCHEMA_VERSION:
        try:
            migrate(store.connection)
        except sqlite3.DatabaseError as error:
            raise store_error(error, store.path) from error
    store.writes = True


def iso(moment: datetime | None) -> str | None:
    """Return a moment as the tables keep it: UTC, ISO 8601, with Z; None stays None."""
    return utc_text(moment) if moment else None


def moment_of(text: str | None) -> datetime | None:
    """Return what ``iso`` wrote as an aware moment; None stays None."""
    return datetime.fromisoformat(text) if text else None


def sqlite_version() -> tuple[int, ...]:
    """Return the version of SQLite in use."""
    return sqlite3.sqlite_version_info
