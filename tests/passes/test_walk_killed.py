"""A walk back that is killed at any moment ends with all that an unhurt one finds."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import DatabaseError

import pytest

from db.crawl import back_lists, sources
from passes.begin import PassContext
from passes.lists.back_lists import BackLists
from passes.report import PassReport
from pipelines.errors import StoreError
from pipelines.items import Discovered, Entry
from pipelines.listings.walk_back import first_lists
from pipelines.sources import Source, Window
from tests.dispatch import open_dispatch
from tests.samples import NOW

SINCE = datetime(2025, 4, 1, tzinfo=UTC)
DAYS = "https://a.example/{YYYY}/{MM}/{DD}/"
PAPER = Source("a", "Paper", "https://a.example/", archives=(DAYS,))


def answer(url: str) -> Discovered:
    """Return what a page of a day holds: undated articles, and two further pages."""
    day, _, number = url.rstrip("/").partition("/page/")
    further = int(number or 1) + 1
    entries = tuple(Entry(f"{day}/{number or 1}-{n}") for n in range(2))
    return Discovered(entries, (f"{day}/page/{further}/",) if further < 4 else ())


DEATH = (
    "CREATE TEMP TRIGGER death BEFORE UPDATE ON back_lists WHEN NEW.id = {} "
    "BEGIN SELECT RAISE(ABORT, 'killed'); END"
)


def walked(folder: Path, dies_at: int) -> set[str]:
    """Walk back, ending once where this list is written down; return what is found in the end."""
    folder.mkdir()
    with open_dispatch(folder, (), None) as desk:
        store = desk.store
        sources.sync_sources(store, [PAPER], NOW)
        first = first_lists(PAPER, Window(SINCE, SINCE + timedelta(days=2)), ())
        back_lists.begin_walk(store, "a", [one for one in first if one.pattern], NOW)
        context = PassContext(desk.config, (), store, lambda: NOW, lambda **_: None, PassReport())
        store.execute(DEATH.format(dies_at))
        while waiting := BackLists(context).pending(()):
            if waiting[0].id == dies_at:
                with pytest.raises((StoreError, DatabaseError), match="killed"):
                    BackLists(context).read(waiting[0], answer(waiting[0].listing.url))
                store.execute("DROP TRIGGER IF EXISTS death")
            BackLists(context).read(waiting[0], answer(waiting[0].listing.url))
        return {row["url"] for row in store.rows("SELECT url FROM links")}


def test_a_death_within_any_list_loses_nothing(tmp_path: Path) -> None:
    whole = walked(tmp_path / "whole", 0)
    assert len(whole) == 3 * 3 * 2
    for number in range(1, 10):
        assert walked(tmp_path / str(number), number) == whole
