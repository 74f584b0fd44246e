"""Copies of the database: made while it is in use, proved to be whole, and put back."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from db.archive_list import ArchiveFile, archive_files
from db.damage import refuse_damaged
from db.migrations.migrate import SCHEMA_VERSION
from db.seal import add_seal, seal, seal_of
from db.store import Store, connect, store_error
from db.upkeep import note_care, waiting_bytes
from pipelines.errors import OperatorError, StoreError
from pipelines.text.moments import utc_text

PAGES_AT_ONCE = 2_000
_TABLES = ("backup_seal", "backup_contents", "backup_archive")

Tell = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup carries beside the database: settings, and which archive files there were.

    ``made_at`` is ISO 8601 UTC; ``settings`` is the text of khabardar.toml.
    """

    made_at: str
    settings: str
    archive: tuple[ArchiveFile, ...]
    articles: int = 0


@dataclass(frozen=True, slots=True)
class Restored:
    """What putting a backup back did.

    ``aside`` is where the database that was there is now; ``carried`` counts the alerts that it
    knew as sent and the backup did not, -1 if it could not be read.
    """

    contents: Contents
    aside: Path | None
    carried: int


def make_backup(
    database: Path, target: Path, settings: str, archive: Path | None, now: datetime, tell: Tell
) -> Contents:
    """Copy the database to ``target`` as it is at one moment, while others may write to it.

    The copy is checked for damage and sealed with a digest before it gets its name; an older
    backup of that name is replaced at once, or not at all. The text of the ``settings`` goes into
    it, and a list of the files of the ``archive``. ``tell`` is told pages copied, files listed.

    Raises:
        OperatorError: ``target`` is something else than a backup.
        StoreError: the database is missing or damaged, or the copy cannot be written.
    """
    if not database.exists():
        raise StoreError(f"{database}: there is no database yet; `khabardar crawl` makes it")
    _refuse_foreign(target)
    with _part_of(target, ".part") as part:
        _copy(database, part, tell)
        refuse_damaged(part, thorough=True)
        # Listed after the copy was begun: what the copy points to was in the archive before it.
        made = _fill(part, Contents(utc_text(now), settings, archive_files(archive, tell)))
        seal(part)
        _put(part, target)
    with suppress(StoreError), connect(database, "rw") as store:  # the copy is what matters
        note_care(store, "backup", now, str(target.resolve()))
    return made


def read_backup(path: Path) -> Contents:
    """Return what a backup carries, once it is proved that not a byte of it has changed.

    Raises:
        OperatorError: there is no such file.
        StoreError: it is no backup, is damaged, or was made by a newer khabardar.
    """
    if not path.is_file():
        raise OperatorError(f"{path}: there is no such file")
    kept, digest = seal_of(path)
    if kept != digest:
        raise StoreError(
            f"{path}: has changed since it was made (its digest does not fit); take another backup"
        )
    with connect(path, "ro") as store:
        if store.rows("PRAGMA user_version")[0][0] > SCHEMA_VERSION:
            raise StoreError(f"{path}: was made by a newer khabardar; install that version")
        about = store.rows("SELECT made_at, settings, articles FROM backup_contents")[0]
        files = store.rows("SELECT name, bytes, sha256 FROM backup_archive ORDER BY name")
    listed = tuple(ArchiveFile(**dict(row)) for row in files)
    return Contents(about["made_at"], about["settings"], listed, about["articles"])


def restore_backup(path: Path, database: Path, now: datetime) -> Restored:
    """Put a backup in the place of the database, which is kept beside it under another name.

    The caller holds the writer's lock. Alerts that the present database knows as sent stay sent,
    where the backup has them waiting.

    Raises:
        OperatorError, StoreError: as ``read_backup`` does, or a file cannot be written; then the
            present database is left as it was.
    """
    contents = read_backup(path)
    with _part_of(database, ".restoring") as part:
        try:
            shutil.copyfile(path, part)
        except OSError as error:
            raise _not_written(part, error) from error
        kept, digest = seal_of(part)
        if kept != digest:
            raise StoreError(f"{part}: was not written as it should be; check the disk")
        with connect(part, "rw") as store:
            carried = _carry_sent(database, store) if database.exists() else 0
            for table in _TABLES:
                store.execute(f"DROP TABLE {table}")
            if store.row("SELECT 1 FROM sqlite_master WHERE name = 'upkeep'"):
                note_care(
                    store, "backup", datetime.fromisoformat(contents.made_at), str(path.resolve())
                )
        refuse_damaged(part, thorough=True)
        aside = _keep_aside(database, now)
        _put(part, database)
    return Restored(contents, aside, carried)


def _refuse_foreign(target: Path) -> None:
    if target.is_dir():
        raise OperatorError(f"{target}: is a folder; name a file in it, for example backup.db")
    if not target.exists():
        return
    try:
        seal_of(target)
    except StoreError:
        raise OperatorError(
            f"{target}: is there already and is no backup; name another file"
        ) from None


@contextmanager
def _part_of(target: Path, ending: str) -> Iterator[Path]:
    """Give the name of an unfinished file beside ``target``, which is gone afterwards."""
    part = target.with_name(target.name + ending)
    names = [part.with_name(part.name + more) for more in ("", "-journal", "-wal", "-shm")]
    try:
        for name in names:
            name.unlink(missing_ok=True)
        yield part
    except OSError as error:
        raise _not_written(part, error) from error
    finally:
        with suppress(OSError):
            for name in names:
                name.unlink(missing_ok=True)


def _not_written(path: Path, error: OSError) -> StoreError:
    return StoreError(f"{path}: cannot be written, nothing was changed ({error.strerror})")


def _copy(database: Path, part: Path, tell: Tell) -> None:
    with connect(database, "ro") as store, connect(part, "rwc") as copy:

        def copied(_: int, remaining: int, total: int) -> None:
            tell(pages_copied=total - remaining, of=total)

        with store.snapshot():
            # Reading begins the snapshot: a writer does not make the copy start again.
            store.rows("SELECT count(*) FROM sqlite_master")
            try:
                store.connection.backup(copy.connection, pages=PAGES_AT_ONCE, progress=copied)
            except sqlite3.DatabaseError as error:
                raise store_error(error, part if "full" in str(error) else database) from error
        copy.execute("PRAGMA journal_mode = DELETE")


def _fill(part: Path, contents: Contents) -> Contents:
    with connect(part, "rw") as copy, copy.transaction():
        counted = copy.rows("SELECT count(*) AS n FROM articles")[0]["n"]
        add_seal(copy)
        copy.execute(
            "CREATE TABLE backup_contents (made_at TEXT NOT NULL, settings TEXT NOT NULL, "
            "articles INTEGER NOT NULL) STRICT"
        )
        values = (contents.made_at, contents.settings, counted)
        copy.execute("INSERT INTO backup_contents VALUES (?, ?, ?)", values)
        copy.execute(
            "CREATE TABLE backup_archive (name TEXT PRIMARY KEY, bytes INTEGER NOT NULL, "
            "sha256 TEXT NOT NULL) STRICT"
        )
        copy.execute_many(
            "INSERT INTO backup_archive VALUES (:name, :bytes, :sha256)",
            [asdict(file) for file in contents.archive],
        )
    return Contents(contents.made_at, contents.settings, contents.archive, counted)


def _put(part: Path, target: Path) -> None:
    """Give a finished file its name, so that after a power cut it is there whole or not at all."""
    with part.open("rb") as stream:
        os.fsync(stream.fileno())
    part.replace(target)
    folder = os.open(target.resolve().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _carry_sent(database: Path, restored: Store) -> int:
    """Mark as sent what the present database has sent since; -1 if that cannot be read."""
    try:
        with connect(database, "ro") as present:
            sent = present.rows(
                "SELECT id, created_at, channel, recipient, subject, message_id, sent_at "
                "FROM outbox WHERE state = 'sent'"
            )
    except StoreError:
        return -1
    with restored.transaction():
        done = restored.execute_many(
            "UPDATE outbox SET state = 'sent', sent_at = :sent_at, message_id = :message_id, "
            "next_try_at = NULL WHERE id = :id AND created_at = :created_at "
            "AND channel = :channel AND recipient = :recipient AND subject = :subject "
            "AND state <> 'sent'",
            [dict(row) for row in sent],
        )
    return done.rowcount


def _keep_aside(database: Path, now: datetime) -> Path | None:
    """Give the present database a second name, and take its -wal file away from the first."""
    if not database.exists():
        return None
    if waiting_bytes(database):
        with suppress(StoreError):  # a damaged one keeps its -wal file
            refuse_damaged(database, thorough=False)
            with connect(database, "rw") as store:
                store.writes = True
    aside = database.with_name(f"{database.name}.before-{now:%Y%m%dT%H%M%SZ}")
    for ending in ("", "-wal"):
        here, there = (path.with_name(path.name + ending) for path in (database, aside))
        if here.exists() and here.stat().st_size:
            there.unlink(missing_ok=True)
            try:
                os.link(here, there)
            except OSError:  # a file system without second names
                shutil.copyfile(here, there)
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    return aside
