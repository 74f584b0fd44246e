"""Which files the archive has, with sizes and digests, so that a lost or changed one is noticed."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import StoreError

READ_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """A file of the archive as it was when a backup was made; it may have grown since then."""

    name: str
    bytes: int
    sha256: str


def archive_files(folder: Path | None, tell: Callable[..., None]) -> tuple[ArchiveFile, ...]:
    """Return the files of the archive with their sizes and digests.

    Raises:
        StoreError: one of them cannot be read.
    """
    found: list[ArchiveFile] = []
    for path in sorted(folder.glob("*.warc*")) if folder else ():
        size = path.stat().st_size
        found.append(ArchiveFile(path.name, size, _digest(path, size)))
        tell(archive_files_listed=len(found))
    return tuple(found)


def unlike_files(folder: Path | None, listed: Sequence[ArchiveFile]) -> list[str]:
    """Return the names of the listed files that are missing, shorter, or not what they were."""
    return [
        file.name
        for file in listed
        if folder is None
        or not (folder / file.name).is_file()
        or (folder / file.name).stat().st_size < file.bytes
        or _digest(folder / file.name, file.bytes) != file.sha256
    ]


def _digest(path: Path, size: int) -> str:
    """Return the SHA-256 of the first ``size`` bytes of a file, as hexadecimal digits."""
    seen = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while size > 0 and (block := stream.read(min(size, READ_BYTES))):
                seen.update(block)
                size -= len(block)
    except OSError as error:
        raise StoreError(f"{path}: the archive cannot be read") from error
    return seen.hexdigest()
