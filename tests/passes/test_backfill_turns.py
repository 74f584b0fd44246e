"""While a backfill stores what it read, others may write: it goes on behind them."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from db.lock import LockBusy, backfill_lock, is_awaited, writer_lock
from passes.config import PassConfig
from passes.imports import take_in as take_in_pages
from pipelines.items import Page
from scheduler import one_pass
from tests.backfills import config_in, quiet, take_in
from tests.newsroom import AFGHAN_BODY, unlike
from tests.recorded_press import contents, dated_page, press_pages, recorded
from tests.samples import NOW


@pytest.fixture(autouse=True)
def _turns_end_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("passes.backfill.work.TURN_S", 0.0)


def begin(other: Thread, database: Path) -> None:
    """Start what another process would do, and return once it waits for the lock."""
    if other.ident is None:
        other.start()
        while not is_awaited(database):
            other.join(0.01)


def rows(database: Path, asked: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as db:
        return db.execute(asked).fetchall()


@pytest.mark.parametrize("while_it", ["stores", "reads by meaning"])
def test_turns_change_nothing(tmp_path: Path, while_it: str) -> None:
    def lock(config: PassConfig) -> None:
        with writer_lock(config.database, 60):
            pass

    files = recorded(tmp_path, press_pages(24), 2)
    whole, shared = (
        replace(config_in(tmp_path / name), vectors_budget_s=60) for name in ("whole", "shared")
    )
    other = Thread(target=lock, args=(shared,))

    def tell(articles_compared_by_meaning: int = 0, **_: int) -> None:
        if articles_compared_by_meaning and while_it == "reads by meaning":
            begin(other, shared.database)

    def reach(_: int, total: int) -> None:
        if total < 1_000 and while_it == "stores":
            begin(other, shared.database)

    before = take_in(whole, files)
    report = take_in(shared, files, tell, reach)
    other.join()
    assert report.lines() == before.lines()
    assert contents(shared.database) == contents(whole.database)
    assert rows(shared.database, "SELECT kind, count(*) FROM passes") == [("backfill", 3)]


def test_what_a_pass_stores_between_turns_stands_beside_it(tmp_path: Path) -> None:
    files = recorded(tmp_path, press_pages(40), 3)
    page = dated_page("News of today", NOW, *unlike("today"), AFGHAN_BODY[1])
    news = recorded(
        tmp_path / "news", [Page("https://d.example/1", 200, "text/html", page, NOW)], 1
    )
    whole, shared = config_in(tmp_path / "whole"), config_in(tmp_path / "shared")
    other = Thread(target=take_in_pages, args=(shared, news, lambda: NOW, quiet))

    def reach(_: int, total: int) -> None:
        if total < 1_000:
            begin(other, shared.database)

    take_in(whole, files)
    report = take_in(shared, files, reach=reach)
    other.join()
    asked = (
        "SELECT a.url, a.published_at, f.url FROM articles a LEFT JOIN articles f "
        "ON f.id = a.copy_of ORDER BY a.id"
    )
    found = rows(shared.database, asked)
    (place,) = [at for at, (url, *_) in enumerate(found) if url == "https://d.example/1"]
    assert 0 < place < len(found) - 1
    del found[place]
    assert found == rows(whole.database, asked)
    assert report.merged.counts["kept"] == len(found)


def test_a_crawl_waits_for_a_backfill_but_for_no_other_work(tmp_path: Path) -> None:
    config = config_in(tmp_path)
    holds, end = Event(), Event()

    def store() -> None:
        with writer_lock(config.database):
            holds.set()
            while not (is_awaited(config.database) or end.wait(0.01)):
                pass

    at_work = Thread(target=store)
    at_work.start()
    assert holds.wait(60)
    with pytest.raises(LockBusy):
        one_pass(config, lambda: NOW, quiet)
    with backfill_lock(config.database):
        report = one_pass(config, lambda: NOW, quiet)
    assert report.exit_code == 0
    end.set()
    at_work.join()
