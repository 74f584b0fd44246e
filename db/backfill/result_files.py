"""What was found in a file of pages, as a Parquet file, until all files are merged in one order."""

import json
import os
import uuid
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.archive import NO_ROOM
from pipelines.errors import DiskFull, OperatorError, StoreError

if TYPE_CHECKING:
    import pyarrow

ROWS_IN_GROUP = 16
BYTES_IN_GROUP = 2_000_000
"""So much is read at once for one result; those of one file lie near each other in time."""
CACHED_BYTES = 12_000_000
FILES_OPEN = 8
_SUMMARY = b"khabardar"
# Arrow's own allocator takes memory in large pages, four times what is in them. It asks for this
# when it is loaded, which is later.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")


@dataclass(frozen=True, slots=True)
class Result:
    """What one record gave: ``at`` orders the merge, ``payload`` is for whoever merges.

    ``outcome`` is kept or dropped; ``record`` counts the records of the file from 0.
    """

    record: int
    at: datetime
    url: str
    outcome: str
    payload: bytes


def require_pyarrow() -> None:
    """Raise an OperatorError that says how to install pyarrow, if it is missing."""
    try:
        import pyarrow  # noqa: F401 - only whether it is there
    except ModuleNotFoundError as error:
        raise OperatorError(
            "a backfill keeps what it finds by pyarrow: pip install 'khabardar[backfill]'"
        ) from error


class ResultWriter:
    """Writes the results of one file; it gets its name when ``finish`` has all of them on disk."""

    def __init__(self, path: Path) -> None:
        """Begin a file in the folder of ``path``, which is made.

        Raises:
            StoreError: the folder may not be written.
        """
        from pyarrow import parquet

        with _named_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._path = path
            # A worker that was taken for dead may still write its own.
            self._new = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
            self._file = self._new.open("wb")
            self._writer = parquet.ParquetWriter(self._file, _schema(), compression="zstd")
        self._rows: list[dict[str, Any]] = []
        self._bytes = 0

    def add(self, result: Result) -> None:
        """Take in a result; raises as ``finish`` does."""
        self._rows.append({one.name: getattr(result, one.name) for one in fields(Result)})
        self._bytes += len(result.payload)
        if len(self._rows) >= ROWS_IN_GROUP or self._bytes >= BYTES_IN_GROUP:
            self._flush()

    def finish(self, summary: Mapping[str, object]) -> None:
        """Put the file in its place, with a summary of all records.

        Raises:
            DiskFull: there is no room.
            StoreError: it cannot be written.
        """
        self._flush()
        with _named_errors(self._path):
            self._writer.add_key_value_metadata({_SUMMARY: json.dumps(summary).encode()})
            self._writer.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._new.replace(self._path)

    def abandon(self) -> None:
        """Leave nothing of a file that was not finished."""
        with suppress(OSError, ValueError):
            self._writer.close()
        self._file.close()
        self._new.unlink(missing_ok=True)

    def _flush(self) -> None:
        import pyarrow

        if self._rows:
            with _named_errors(self._path):
                self._writer.write_batch(pyarrow.RecordBatch.from_pylist(self._rows, _schema()))
        self._rows, self._bytes = [], 0


def read_summary(path: Path) -> dict[str, Any] | None:
    """Return the summary of a file of results, None if it is not there or not whole."""
    import pyarrow
    from pyarrow import parquet

    try:
        said = parquet.read_metadata(path).metadata or {}
        summary: dict[str, Any] = json.loads(said[_SUMMARY])
    except (OSError, KeyError, ValueError, pyarrow.ArrowException):
        return None
    return summary


class MergedResults:
    """The results of several files in one order: by time, then file by file as they are named.

    Times of all are held in memory (16 bytes each), payloads only near to where the merge is.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        """Read the order.

        Raises:
            StoreError: a file is gone or damaged.
        """
        self._paths = paths
        self._open: OrderedDict[int, tuple[Any, list[int]]] = OrderedDict()
        self._groups: OrderedDict[tuple[int, int], list[bytes]] = OrderedDict()
        self._cached = 0
        self._order = self._read_order()

    def __len__(self) -> int:
        return int(self._order.num_rows)

    def payloads(self, start: int, stop: int) -> Iterator[bytes]:
        """Yield the payloads from ``start`` to before ``stop`` of the order.

        Raises:
            StoreError: a file is gone or damaged.
        """
        part = self._order.slice(start, stop - start)
        for file, row in zip(part["file"].to_pylist(), part["row"].to_pylist(), strict=True):
            yield self._payload(file, row)

    def _read_order(self) -> "pyarrow.Table":
        import pyarrow
        from pyarrow import parquet

        parts = []
        for number, path in enumerate(self._paths):
            with _named_damage(path):
                at = parquet.read_table(path, columns=["at"])["at"]
            rows = pyarrow.array(range(len(at)), pyarrow.int32())
            file = pyarrow.array([number] * len(at), pyarrow.int32())
            parts.append(pyarrow.table({"at": at.cast("int64"), "file": file, "row": rows}))
        if not parts:
            return pyarrow.table({"at": [], "file": [], "row": []})
        keys = [("at", "ascending"), ("file", "ascending"), ("row", "ascending")]
        return pyarrow.concat_tables(parts).sort_by(keys).combine_chunks()

    def _payload(self, file: int, row: int) -> bytes:
        with _named_damage(self._paths[file]):
            opened, starts = self._opened(file)
            group = bisect_right(starts, row) - 1
            if (file, group) in self._groups:
                self._groups.move_to_end((file, group))
            else:
                self._load(opened, file, group)
            return self._groups[file, group][row - starts[group]]

    def _opened(self, file: int) -> tuple[Any, list[int]]:
        from pyarrow import parquet

        if file in self._open:
            self._open.move_to_end(file)
            return self._open[file]
        opened = parquet.ParquetFile(self._paths[file])
        said = opened.metadata
        sizes = [said.row_group(number).num_rows for number in range(said.num_row_groups)]
        self._open[file] = opened, [0, *accumulate(sizes)]
        if len(self._open) > FILES_OPEN:
            _, (oldest, _) = self._open.popitem(last=False)
            oldest.close()
        return self._open[file]

    def _load(self, opened: Any, file: int, group: int) -> None:
        payloads = opened.read_row_group(group, columns=["payload"])["payload"].to_pylist()
        self._groups[file, group] = payloads
        self._cached += sum(map(len, payloads))
        while self._cached > CACHED_BYTES and len(self._groups) > 1:
            _, gone = self._groups.popitem(last=False)
            self._cached -= sum(map(len, gone))


def _schema() -> "pyarrow.Schema":
    import pyarrow

    columns = {
        "record": pyarrow.int64(),
        "at": pyarrow.timestamp("us", "UTC"),
        "url": pyarrow.string(),
        "outcome": pyarrow.string(),
        "payload": pyarrow.binary(),
    }
    return pyarrow.schema([pyarrow.field(*column, nullable=False) for column in columns.items()])


@contextmanager
def _named_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise DiskFull(f"{path.parent}: the disk is full; a backfill goes on later") from None
        raise StoreError(f"{path}: cannot be written") from error


@contextmanager
def _named_damage(path: Path) -> Iterator[None]:
    import pyarrow

    try:
        yield
    except (OSError, pyarrow.ArrowException) as error:
        raise StoreError(f"{path}: what a backfill found cannot be read any more") from error
