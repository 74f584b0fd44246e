"""Who waits for the writer's lock is seen by who holds it."""

from pathlib import Path
from threading import Event, Thread

from db.lock import backfill_lock, is_awaited, is_backfilled, let_others_write, writer_lock


def test_who_holds_the_lock_sees_that_another_one_waits(tmp_path: Path) -> None:
    database, holds, end = tmp_path / "a.db", Event(), Event()

    def write() -> None:
        with writer_lock(database, 60):
            holds.set()
            end.wait(60)

    other = Thread(target=write)
    assert not is_awaited(database)
    with writer_lock(database):
        assert not is_awaited(database)
        other.start()
        while not is_awaited(database):
            other.join(0.01)
        let_others_write(database, 0.0)
        assert is_awaited(database)
    let_others_write(database)
    assert holds.wait(60)
    assert not is_awaited(database)
    end.set()
    other.join()


def test_a_backfill_is_seen_while_it_is_at_work(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    assert not is_backfilled(database)
    with backfill_lock(database):
        assert is_backfilled(database)
    assert not is_backfilled(database)
