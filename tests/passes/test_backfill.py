"""Years of recorded pages: the same articles however often the work was stopped."""

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from db.reading.exports import every_article
from db.store import open_store
from passes.imports import take_in as take_in_pages
from pipelines.errors import OperatorError
from pipelines.items import Page
from tests.backfills import Stopped, config_in, quiet, stop_when, take_in
from tests.commandline import RULE
from tests.newsroom import OTHER_BODY
from tests.recorded_press import FIRST_DAY, Contents, contents, dated_page, press_pages, recorded
from tests.samples import NOW

PAGES = 44
ARTICLES = 33
TITLES = (
    *("Gate opens after three days", "Budget goes to parliament", "Floods in northern valleys"),
    *("Walnut bread wins a prize", "Teachers ask for heating", "New buses on the ring road"),
    "Old mill becomes a library",
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return three files of recorded pages."""
    return recorded(tmp_path_factory.mktemp("recorded"), press_pages(PAGES), 3)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory, files: list[Path]) -> Contents:
    """Return what a backfill stores that nobody stops."""
    config = config_in(tmp_path_factory.mktemp("whole"))
    take_in(config, files)
    return contents(config.database)


def test_articles_are_stored_in_the_order_of_their_publication(
    tmp_path: Path, files: list[Path]
) -> None:
    config = config_in(tmp_path)
    report = take_in(config, files)
    assert report.exit_code == 0
    assert report.lines() == [
        "read: 3 files: 45 records, 12 passed over unread, 0 without an article, 33 articles",
        "stored: 33 kept, 33 cleaned again, since their outlet is known better",
        "articles by outlet: 12 a.example, 11 b.example, 10 c.example.pk",
    ]
    with sqlite3.connect(config.database) as db:
        found = db.execute("SELECT published_at, title, first_seen_at FROM articles ORDER BY id")
        times, titles, seen = zip(*found, strict=True)
        assert [*times] == sorted(times)
        assert len({*times}) == ARTICLES
        assert titles[0] == "Report 0"
        assert {*seen} == {"2025-11-24T09:00:00Z"}
        copies = db.execute(
            "SELECT a.title, f.title FROM articles a JOIN articles f ON f.id = a.copy_of"
        ).fetchall()
        assert len(copies) == PAGES // 4
        assert db.execute("SELECT DISTINCT via, state FROM links").fetchall() == [
            ("import", "kept")
        ]
        assert db.execute("SELECT DISTINCT unmailed FROM matches").fetchall() == [("not_asked",)]
        assert db.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
        assert db.execute("SELECT count(*) FROM revisits").fetchone() == (0,)
    db.close()
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize(("count", "merging"), [(20, False), (1, True), (2, True)])
def test_what_was_stopped_goes_on_where_it_was(
    tmp_path: Path, files: list[Path], expected: Contents, count: int, merging: bool
) -> None:
    config = config_in(tmp_path)
    with pytest.raises(Stopped):
        take_in(config, files, reach=stop_when(count, merging=merging))
    told: list[int] = []
    report = take_in(config, [], reach=lambda done, _: told.append(done))
    assert report.exit_code == 0
    assert report.lines()[1].startswith("stored since it went on" if merging else "stored: 33")
    if merging:
        assert told[0] > 16 * count
    assert contents(config.database) == expected


def test_what_was_stopped_while_it_read_by_meaning_goes_on(tmp_path: Path) -> None:
    def hear(articles_compared_by_meaning: int = 0, **_: int) -> None:
        if articles_compared_by_meaning:
            raise Stopped

    files = recorded(tmp_path, press_pages(8), 1)
    whole, stopped = (
        replace(config_in(tmp_path / name), vectors_budget_s=60) for name in ("whole", "stopped")
    )
    take_in(whole, files)
    expected = contents(whole.database)
    assert len(expected["article_vectors"]) == 6
    assert [row[0] for row in expected["vector_signs"]] == [0]
    with pytest.raises(Stopped):
        take_in(stopped, files, hear)
    assert contents(stopped.database)["vectors_wanted"]
    take_in(stopped, [])
    assert contents(stopped.database) == expected


def test_boilerplate_is_learned_at_the_same_places(
    tmp_path: Path, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("passes.backfill.merging.LEARN_EVERY", 16)
    whole, stopped = config_in(tmp_path / "whole"), config_in(tmp_path / "stopped")
    take_in(whole, files)
    for _ in range(2):
        with pytest.raises(Stopped):
            take_in(stopped, files, reach=stop_when(1, merging=True))
    take_in(stopped, files)
    assert contents(stopped.database) == contents(whole.database)


def test_what_was_read_by_other_rules_is_read_again(tmp_path: Path, files: list[Path]) -> None:
    config = config_in(tmp_path)
    with pytest.raises(Stopped):
        take_in(config, files, reach=stop_when(20, merging=False))
    (before,) = tmp_path.glob("results/*")
    assert [one.name for one in before.glob("*.parquet")] == ["000001.parquet"]
    take_in(config_in(tmp_path, RULE + '[topic]\nkeep = "*"\n'), [])
    with sqlite3.connect(config.database) as db:
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (PAGES,)
    db.close()
    assert before.exists()


def test_each_file_is_read_once_and_a_damaged_one_for_what_is_whole(
    tmp_path: Path, files: list[Path]
) -> None:
    config = config_in(tmp_path)
    torn, letter, gone = tmp_path / "torn", tmp_path / "letter", tmp_path / "gone"
    whole = files[1].read_bytes()
    torn.write_bytes(whole[: len(whole) // 2])
    letter.write_text("Dear editor")
    report = take_in(config, [files[0], torn, letter, gone])
    assert report.exit_code == 1
    faults = report.lines()[:3]
    assert faults[0].startswith(f"{torn}: torn at byte ")
    assert faults[1:] == [
        f"{letter}: is no WARC file",
        f"{gone}: cannot be read: No such file or directory",
    ]
    assert "read: 2 files: " in report.lines()[3]
    before = contents(config.database)["articles"]
    gone.write_bytes(files[2].read_bytes())
    again = take_in(config, [files[0], gone, torn])
    assert again.exit_code == 0
    assert again.lines()[0] == "files that were read before, and are left out: 2"
    assert "read: 1 file: 15 records" in again.lines()[1]
    assert len(contents(config.database)["articles"]) > len(before)
    assert take_in(config, [gone]).lines() == ["files that were read before, and are left out: 1"]


def test_files_named_while_another_backfill_is_merged_are_the_next_one(
    tmp_path: Path, files: list[Path], expected: Contents
) -> None:
    config = config_in(tmp_path)
    with pytest.raises(Stopped):
        take_in(config, files[:2], reach=stop_when(1, merging=True))
    report = take_in(config, files)
    assert "read: 1 file: " in report.lines()[1]
    found = contents(config.database)
    assert [row[1] for row in found["backfills"]] == ["ended"] * 2
    assert len(found["articles"]) == len(expected["articles"])


def test_a_text_under_many_headlines_is_no_article(tmp_path: Path) -> None:
    pages = [
        Page(f"http://a.example/{n}", 200, "", dated_page(title, FIRST_DAY, *OTHER_BODY), FIRST_DAY)
        for n, title in enumerate(TITLES)
    ]
    config = config_in(tmp_path, '[topic]\nkeep = "*"\n')
    report = take_in(config, recorded(tmp_path / "in", pages, 1))
    assert report.merged.counts == {"kept": 4, "repeated_texts": 3}


@pytest.mark.parametrize("way", ["import", "backfill"])
def test_articles_have_the_time_at_which_their_pages_were_recorded(
    tmp_path: Path, files: list[Path], way: str
) -> None:
    config = config_in(tmp_path)
    if way == "import":
        take_in_pages(config, files, lambda: NOW, quiet)
    else:
        take_in(config, files)
    with open_store(config.database, write=False) as store:
        articles = list(every_article(store))
    assert len(articles) == ARTICLES
    for one in articles:
        number = int(one.url.rpartition("/")[2])
        assert one.captured_at == FIRST_DAY + timedelta(hours=5 * number + 1)


def test_articles_that_a_crawl_knows_stay_as_they_are(tmp_path: Path, files: list[Path]) -> None:
    config = config_in(tmp_path)
    take_in_pages(config, files[:1], lambda: NOW, quiet)
    before = contents(config.database)["articles"]
    report = take_in(config, files)
    assert report.merged.counts["known_before"] == len(before)
    with sqlite3.connect(config.database) as db:
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (ARTICLES,)
    db.close()


def test_old_pages_do_not_push_out_what_tells_how_a_host_looks_by_now(
    tmp_path: Path, files: list[Path]
) -> None:
    config = config_in(tmp_path)
    take_in(config, files)
    with sqlite3.connect(config.database) as db:
        (seen_at,) = db.execute("SELECT max(seen_at) FROM page_blocks").fetchone()
    db.close()
    assert seen_at.startswith("2024-03-")


def test_without_files_there_must_be_something_to_go_on_with(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="no backfill waits to be ended: name WARC files"):
        take_in(config_in(tmp_path), [])
