"""A backfill by workers of Dask: the same articles, also when what reads them is killed."""

import multiprocessing
import os
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dask.distributed import KilledWorker

from benchmarks.sources.thousand_workers import Play, play_backfill
from db.backfill.result_files import read_summary
from passes.backfill.cluster import (
    Readers,
    close_readers,
    fitting,
    read_file,
    require_dask,
    why_given_up,
)
from passes.backfill.reading import Brief
from pipelines.errors import OperatorError, StoreError
from pipelines.web.network_policy import Network
from press_catalogue.decider import DeciderSpec
from tests.backfills import config_in, take_in
from tests.dask_cluster import dask_cluster
from tests.recorded_press import contents, press_pages, recorded
from tests.samples import NOW

PAGES = 12


@pytest.mark.parametrize("count", [1, 2])
def test_workers_find_what_one_process_finds(tmp_path: Path, count: int) -> None:
    files = recorded(tmp_path, press_pages(PAGES), 2)
    files.append(tmp_path / "gone")
    alone, shared = config_in(tmp_path / "alone"), config_in(tmp_path / "shared")
    before = take_in(alone, files, readers=Readers())
    report = take_in(shared, files, readers=Readers(count))
    assert report.lines() == before.lines()
    assert contents(shared.database) == contents(alone.database)


def test_a_worker_and_the_scheduler_may_be_killed(tmp_path: Path) -> None:
    files = recorded(tmp_path, press_pages(PAGES), 4)
    alone, shared = config_in(tmp_path / "alone"), config_in(tmp_path / "shared")
    take_in(alone, files)
    with dask_cluster(workers=2) as cluster:
        killed: list[str] = []

        def tell(files_read: int = 0, **_: int) -> None:
            if files_read == 1 and not killed:
                killed.append("worker")
                cluster.kill_worker()
                cluster.add_worker()
            elif files_read == 2 and len(killed) == 1:
                killed.append("scheduler")
                cluster.kill_all()
                cluster.begin(workers=2)

        report = take_in(shared, files, tell, readers=Readers(cluster=cluster.address))
    assert killed == ["worker", "scheduler"]
    assert report.exit_code == 0
    assert contents(shared.database) == contents(alone.database)


def test_a_worker_that_dies_takes_along_only_what_it_was_reading(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    brief = Brief(DeciderSpec("*"), (), (), 1, NOW, "1.0", Network())
    play = Play(workers=8, file_s=[500, 1000, 1500], life_s=5_000, swift=2_000)
    faults, _ = play_backfill(play, 48, brief, tmp_path)
    assert play.deaths
    assert faults == [""] * 48
    again = sum(play.begun.values()) - 48
    assert again <= 2 * play.deaths  # what it read, and what it had just read
    assert "went away" not in caplog.text


def test_a_cluster_that_is_not_there_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("passes.backfill.cluster.CONNECT_S", 1)
    files = recorded(tmp_path, press_pages(4), 1)
    said = "tcp://127.0.0.1:9: no scheduler answers; the same command goes on when one does"
    config = config_in(tmp_path)
    with pytest.raises(OperatorError, match=said):
        take_in(config, files, readers=Readers(cluster="tcp://127.0.0.1:9"))
    assert take_in(config, []).exit_code == 0


def test_what_no_worker_can_write_ends_the_work(tmp_path: Path) -> None:
    files = recorded(tmp_path, press_pages(4), 1)
    config = config_in(tmp_path)
    (tmp_path / "results").write_text("in the way")
    with pytest.raises(StoreError, match=r"brief\.pickle: cannot be written"):
        take_in(config, files, readers=Readers(1))


@pytest.fixture
def note(tmp_path: Path) -> Iterator[Path]:
    """A file that says by what files are read; what waits for more of them ends with the test."""
    path = tmp_path / "brief"
    path.write_bytes(pickle.dumps(brief_of("*")))
    yield path
    close_readers()


def brief_of(keep: str) -> Brief:
    return Brief(DeciderSpec(keep), (), (), 1, NOW, "1.0", Network())


def test_a_worker_reads_a_file_by_what_lies_beside_the_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, note: Path
) -> None:
    (file,) = recorded(tmp_path, press_pages(3), 1)
    results = tmp_path / "a.parquet"
    assert read_file(str(note), str(file), str(results)) == ""
    assert (read_summary(results) or {})["kept"] == 3
    before = results.stat().st_ino
    assert read_file(str(note), str(file), str(results)) == ""
    assert results.stat().st_ino == before  # it was not read again
    gone, results = str(tmp_path / "gone"), tmp_path / "b.parquet"
    assert read_file(str(note), gone, str(results)).startswith(f"{gone}: cannot be read")
    monkeypatch.setitem(vars(multiprocessing.current_process())["_config"], "daemon", True)
    with pytest.raises(StoreError, match="set DASK_DISTRIBUTED__WORKER__DAEMON=False"):
        read_file(str(note), str(file), str(results))


def test_what_reads_pages_waits_for_the_next_file_of_the_same_backfill(
    tmp_path: Path, note: Path
) -> None:
    (file,) = recorded(tmp_path, press_pages(3), 1)

    def kept(keep: str, name: str) -> tuple[int, set[int | None]]:
        note.write_bytes(pickle.dumps(brief_of(keep)))
        assert read_file(str(note), str(file), str(tmp_path / name)) == ""
        processes = {child.pid for child in multiprocessing.active_children()}
        return int((read_summary(tmp_path / name) or {})["kept"]), processes - others

    others = {child.pid for child in multiprocessing.active_children()}
    found, first = kept("*", "a")
    assert (found, len(first)) == (3, 1)
    assert kept("*", "b") == (3, first)
    found, second = kept("afghan*", "c")
    assert (found, len(second)) == (2, 1)
    assert first != second


def test_a_file_whose_workers_die_is_given_up_and_other_faults_are_not_hidden() -> None:
    last: Any = "tcp://127.0.0.1:1"  # Dask has the state of a worker here
    dead = KilledWorker("task", last, 3)
    assert "its workers died again and again" in why_given_up(dead)
    with pytest.raises(StoreError, match="no room"):
        why_given_up(StoreError("no room"))


def test_several_files_get_a_worker_for_each_core(monkeypatch: pytest.MonkeyPatch) -> None:
    cores = len(os.sched_getaffinity(0))
    assert fitting(1) == Readers(0)
    assert fitting(1000) == Readers(cores)
    monkeypatch.setitem(sys.modules, "dask.distributed", None)
    assert fitting(1000) == Readers(0)
    with pytest.raises(OperatorError, match=r"pip install 'khabardar\[backfill\]'"):
        require_dask()
