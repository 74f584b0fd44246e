"""The pages before anything is watched or stored, in a real browser: nothing of them is broken."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from db.store import open_store
from tests.browsing import browser_to, served, wrongs
from tests.shown_newsroom import ShownNewsroom

EMPTY = """
[database]
path = "khabardar.db"
[catalogue]
use = false
"""
PAGES = {
    "/": 200,
    "/-/stories?told=countries": 200,
    "/-/stories/1": 404,
    "/-/search?q=torkham": 200,
    "/-/search?q=AND": 400,
    "/-/changes": 200,
    "/-/judge": 200,
    "/-/alerts": 200,
    "/-/alerts/preview?q=torkham": 200,
    "/-/outlets": 200,
    "/-/data": 200,
    "/-/about": 200,
    "/khabardar/articles": 200,
    "/khabardar/why_is_it_not_here?address=nobody.example/1": 200,
    "/khabardar?sql=select+1+from+nowhere": 400,
}
"""Each kind of page, and the status that it answers with where there is nothing."""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, str]]:
    """Yield a page of a browser, and the host that serves an empty database."""
    settings = tmp_path_factory.mktemp("empty") / "khabardar.toml"
    settings.write_text(EMPTY, encoding="utf8")
    open_store(settings.parent / "khabardar.db", write=True).close()
    with served(ShownNewsroom(settings), password="") as port, browser_to(port) as browser:
        yield browser.new_page(), f"127.0.0.1:{port}"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_without_anything_works_for_everyone(page: tuple[Page, str], path: str) -> None:
    shown, host = page
    assert wrongs(shown, path, PAGES[path], host) == []
