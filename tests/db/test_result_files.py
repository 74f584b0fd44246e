"""Results of files of pages: in one order, in little memory, and nothing of them half."""

import random
from datetime import timedelta
from pathlib import Path

import pytest

from db.backfill import result_files
from db.backfill.result_files import MergedResults, Result, ResultWriter, read_summary
from pipelines.errors import StoreError
from tests.samples import NOW


def written(path: Path, hours: list[int]) -> Path:
    """Write results of some hours, each with its hour as payload."""
    writer = ResultWriter(path)
    for number, hour in enumerate(hours):
        at = NOW + timedelta(hours=hour)
        writer.add(Result(number, at, f"https://a.example/{hour}", "kept", str(hour).encode()))
    writer.finish({"records": len(hours)})
    writer.abandon()
    return path


@pytest.mark.parametrize("cached", [1, 48_000_000])
def test_results_of_many_files_come_in_the_order_of_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cached: int
) -> None:
    monkeypatch.setattr(result_files, "CACHED_BYTES", cached)
    monkeypatch.setattr(result_files, "FILES_OPEN", 2)
    monkeypatch.setattr(result_files, "ROWS_IN_GROUP", 3)
    hours = random.Random(3).sample(range(90), 90)
    paths = [written(tmp_path / f"{n}.parquet", hours[n::4]) for n in range(4)]
    results = MergedResults([*paths, written(tmp_path / "none.parquet", [])])
    assert len(results) == 90
    assert [*results.payloads(0, 90)] == [str(hour).encode() for hour in range(90)]
    assert [*results.payloads(40, 42)] == [b"40", b"41"]


def test_of_equal_times_the_file_that_was_named_first_comes_first(tmp_path: Path) -> None:
    paths = [written(tmp_path / f"{n}.parquet", [5, 5]) for n in range(2)]
    results = MergedResults(paths)
    order = zip(results._order["file"].to_pylist(), results._order["row"].to_pylist(), strict=True)
    assert [*order] == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_no_files_have_no_results() -> None:
    assert len(MergedResults([])) == 0


def test_what_is_not_whole_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    assert read_summary(path) is None
    writer = ResultWriter(path)
    writer.add(Result(0, NOW, "https://a.example/1", "kept", b"x"))
    writer.abandon()
    assert not [*tmp_path.iterdir()]
    whole = written(path, [1, 2]).read_bytes()
    assert read_summary(path) == {"records": 2}
    path.write_bytes(whole[: len(whole) // 2])
    assert read_summary(path) is None
    with pytest.raises(StoreError, match="cannot be read any more"):
        MergedResults([path])
    with pytest.raises(StoreError, match="cannot be read any more"):
        MergedResults([tmp_path / "gone.parquet"])
