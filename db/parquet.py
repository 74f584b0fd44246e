"""Whole tables as Parquet files, which pandas, DuckDB, R and Spark read."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import islice
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, get_args, get_type_hints

from db.archive import NO_ROOM
from pipelines.errors import DiskFull, OperatorError

if TYPE_CHECKING:
    import pyarrow

ROWS_AT_ONCE = 500
"""So many rows, with the texts of articles, are held in memory."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows to be written to ``name``.parquet: dataclasses of one ``kind``, a field a column."""

    name: str
    kind: type
    rows: Iterable[object]


def write_tables(folder: Path, tables: Iterable[Table]) -> dict[str, int]:
    """Write tables into ``folder``, which is made, and return how many rows each has.

    Files of these names are replaced once all new ones are whole; a fault leaves them as they are.

    Raises:
        DiskFull: there is no room for them.
        OperatorError: pyarrow is missing, or the folder may not be written.
    """
    counts = {}
    written: list[tuple[Path, Path]] = []
    with _named_errors(folder):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for table in tables:
                whole = folder / f"{table.name}.parquet"
                new = folder / f".{table.name}.parquet.new"
                written.append((new, whole))
                counts[table.name] = _write(new, table)
            for new, whole in written:
                new.replace(whole)
        finally:
            for new, _ in written:
                new.unlink(missing_ok=True)
    return counts


def _write(path: Path, table: Table) -> int:
    import pyarrow
    from pyarrow import parquet

    schema = _schema(table.kind)
    rows = iter(table.rows)
    count = 0
    with path.open("wb") as file:
        with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
            while some := [*islice(rows, ROWS_AT_ONCE)]:
                plain = [{name: getattr(row, name) for name in schema.names} for row in some]
                writer.write_batch(pyarrow.RecordBatch.from_pylist(plain, schema))
                count += len(some)
        file.flush()
        os.fsync(file.fileno())
    return count


def _schema(kind: type) -> "pyarrow.Schema":
    """Return the columns of a table: those of moments are UTC, to the microsecond."""
    import pyarrow

    types = {
        **{str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64()},
        datetime: pyarrow.timestamp("us", "UTC"),
    }
    hints = get_type_hints(kind)
    columns = []
    for field in fields(kind):
        told = {*(get_args(hints[field.name]) or (hints[field.name],))}
        (plain,) = told - {NoneType}
        columns.append(pyarrow.field(field.name, types[plain], nullable=NoneType in told))
    return pyarrow.schema(columns)


@contextmanager
def _named_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        raise OperatorError(
            "Parquet files are written by pyarrow: pip install 'khabardar[parquet]'"
        ) from error
    except OSError as error:
        if error.errno in NO_ROOM:
            raise DiskFull(f"{folder}: the disk is full; nothing there was changed") from None
        raise OperatorError(f"{folder}: cannot be written: {error.strerror or error}") from error
