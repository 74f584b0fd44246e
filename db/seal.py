"""The digest that an SQLite file carries within itself: whether a byte of it has changed."""

import hashlib
import os
import re
from pathlib import Path

from db.store import Store, connect
from pipelines.errors import StoreError

SEAL = "khabardar backup sha256 "
"""Stands in a backup before the digest of the file, which is taken with zeros in its place."""
NO_DIGEST = "0" * 64
READ_BYTES = 1 << 20


def add_seal(store: Store) -> None:
    """Make the table that the digest is written into by ``seal``, when all else is written."""
    store.execute("CREATE TABLE backup_seal (seal TEXT NOT NULL) STRICT")
    store.execute("INSERT INTO backup_seal VALUES (?)", (SEAL + NO_DIGEST,))


def seal(part: Path) -> None:
    """Write the digest of a finished copy into it, and both to disk."""
    place = _place_of_digest(part)
    digest = _digest_without(part, place)
    with part.open("r+b") as stream:
        stream.seek(place)
        stream.write(digest.encode())
        stream.flush()
        os.fsync(stream.fileno())


def seal_of(path: Path) -> tuple[str, str]:
    """Return the digest that stands in a backup, and the one that its bytes have.

    Raises:
        StoreError: it is no backup, or so damaged that it cannot be told.
    """
    try:
        place = _place_of_digest(path)
        with path.open("rb") as stream:
            stream.seek(place)
            return stream.read(len(NO_DIGEST)).decode("ascii", "replace"), _digest_without(
                path, place
            )
    except OSError as error:
        raise StoreError(f"{path}: cannot be read") from error


def _place_of_digest(path: Path) -> int:
    """Return at which byte of a backup its digest begins."""
    try:
        with connect(path, "ro") as store:
            page_bytes = store.rows("PRAGMA page_size")[0][0]
            table = store.row("SELECT rootpage FROM sqlite_master WHERE name = 'backup_seal'")
    except StoreError:
        table = None
    if table:
        start = (table["rootpage"] - 1) * page_bytes
        with path.open("rb") as stream:
            stream.seek(max(start, 0))
            found = re.search(re.escape(SEAL.encode()) + rb"[0-9a-f]{64}", stream.read(page_bytes))
        if found:
            return int(start + found.start() + len(SEAL))
    raise StoreError(f"{path}: is no backup made by khabardar, or is damaged; take another one")


def _digest_without(path: Path, place: int) -> str:
    """Return the SHA-256 of a file with zeros where its own digest stands."""
    seen = hashlib.sha256()
    with path.open("rb") as stream:
        left = place
        while left and (block := stream.read(min(left, READ_BYTES))):
            seen.update(block)
            left -= len(block)
        seen.update(NO_DIGEST.encode())
        stream.seek(place + len(NO_DIGEST))
        while block := stream.read(READ_BYTES):
            seen.update(block)
    return seen.hexdigest()
