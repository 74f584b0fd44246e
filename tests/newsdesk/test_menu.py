"""The bar of every page: outlets in trouble, and the way to saved searches."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import lxml.html

from db.crawl.sources import sync_sources
from db.people.saved_searches import save_search
from db.store import iso, open_store
from newsdesk.application import application
from newsdesk.pages.menu import Menu, menu
from pipelines.query.concepts import Concepts
from pipelines.sources import Source
from tests.pages_client import fetched

NOW = datetime.now(UTC).replace(microsecond=0)


def test_pages_count_outlets_in_trouble_and_lead_to_saved_searches(tmp_path: Path) -> None:
    path = tmp_path / "k.db"
    with open_store(path, write=True) as store:
        sync_sources(
            store, [Source(name, name, f"https://{name}.example/") for name in "abcd"], NOW
        )
    desk = application(path, Concepts({}))
    calm: Any = lxml.html.document_fromstring(fetched(desk, "/-/data").text)
    assert calm.xpath("string(//a[@href='/-/outlets'])").split() == ["Outlets"]
    assert not calm.xpath("//nav[@aria-label='Saved searches']")
    with open_store(path, write=True) as store, store.transaction():
        for name, health in (("a", "broken"), ("b", "stale"), ("c", "quiet")):
            store.execute(
                "UPDATE sources SET health = ?, last_visit_at = ? WHERE id = ?",
                (health, iso(NOW), name),
            )
        store.execute("UPDATE sources SET health = 'broken' WHERE id = 'd'")  # never visited
        for number in range(10):
            save_search(store, f"<b>{number}", f"چمن & {number}", NOW)
    for address in ("/-/about", "/k/articles"):
        page: Any = lxml.html.document_fromstring(fetched(desk, address).text)
        said = page.xpath("string(//a[@href='/-/outlets'])").split()
        assert said == ["Outlets", "2", "in", "trouble"]
        saved = page.xpath("//nav[@aria-label='Saved searches']//a")
        assert [one.text_content() for one in saved] == [f"<b>{number}" for number in range(8)]
        assert saved[3].get("href") == "/-/search?q=%DA%86%D9%85%D9%86%20%26%203"


def test_the_bar_of_a_database_that_is_gone_tells_nothing(tmp_path: Path) -> None:
    path = tmp_path / "k.db"
    open_store(path, write=True).close()
    desk = application(path, Concepts({}))
    path.unlink()
    assert asyncio.run(menu(desk)) == Menu()
