"""Archived pages in the browser: as they came, without the power to do anything."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import lxml.html
import pytest
from datasette.app import Datasette

from db.archive import ArchiveWriter
from db.articles.insert import save_kept
from db.articles.write import SaveContext
from db.crawl.links import add_links
from db.crawl.sources import sync_sources
from db.store import open_store
from newsdesk.application import application
from newsdesk.rights import Beside
from pipelines.items import Entry, Link, Page
from pipelines.query.concepts import Concepts
from pipelines.sources import Source
from tests.samples import NOW, kept_article

BODY = b"<!DOCTYPE html><title>x</title><script>steal()</script><p>As it came."
KINDS = ("text/html; charset=koi8-r", "image/svg+xml", "")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a database of articles, one for each kind of page and one without."""
    folder = tmp_path_factory.mktemp("archived")
    archive = ArchiveWriter(folder / "archive", NOW)
    with open_store(folder / "k.db", write=True) as store, archive:
        sync_sources(store, [Source("a", "A", "https://a.example/")], NOW)
        for number, kind in enumerate((*KINDS, None)):
            url = f"https://a.example/{number}"
            place = None
            if kind is not None:
                place = archive.write(Page(url, 200, kind, BODY, NOW))
            add_links(store, "a", "feed", [Entry(url)], NOW)
            kept = kept_article(url, title=f"Report {number}", text=f"Text of its own {number}.")
            context = SaveContext(NOW, place, "ab" * 32, "example.org")
            save_kept(store, Link("a", "feed", Entry(url)), kept, context)
    return folder


def answer_of(datasette: Datasette, path: str) -> httpx.Response:
    """Return what the desk answers to a path."""
    found: httpx.Response = asyncio.run(datasette.client.get(path))
    return found


@pytest.mark.parametrize(
    ("number", "shown_as"),
    [
        (1, "text/html; charset=koi8-r"),
        (2, "text/plain; charset=utf-8"),
        (3, "text/plain; charset=utf-8"),
    ],
)
def test_an_archived_page_is_shown_as_it_came_and_can_do_nothing(
    folder: Path, number: int, shown_as: str
) -> None:
    desk = application(folder / "k.db", Concepts({}), beside=Beside(folder / "archive"))
    answer = answer_of(desk, f"/-/archived/{number}/original")
    assert answer.content == BODY
    assert answer.headers["content-type"] == shown_as
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none';")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"


def test_the_page_around_an_archived_page_says_what_it_is_and_leads_on(folder: Path) -> None:
    desk = application(folder / "k.db", Concepts({}), beside=Beside(folder / "archive"))
    answer = answer_of(desk, "/-/archived/1")
    page: Any = lxml.html.document_fromstring(answer.text)
    [frame] = page.xpath("//iframe")
    assert (frame.get("src"), frame.get("sandbox")) == ("/-/archived/1/original", "")
    said = page.xpath("string(//main)")
    assert all(one in said for one in ("as it was fetched", "SHA-256 of the page abab"))
    assert page.xpath("//main//a[.='its story']/@href") == ["/-/stories/1"]
    assert "frame-src 'self'" in answer.headers["content-security-policy"]
    assert "frame-src" not in answer_of(desk, "/").headers["content-security-policy"]


def test_a_story_leads_to_the_pages_that_are_archived(folder: Path) -> None:
    desk = application(folder / "k.db", Concepts({}), beside=Beside(folder / "archive"))
    assert 'href="/-/archived/1"' in answer_of(desk, "/-/stories/1").text
    assert "/-/archived/" not in answer_of(desk, "/-/stories/4").text
    closed = application(folder / "k.db", Concepts({}))
    assert "/-/archived/" not in answer_of(closed, "/-/stories/1").text
    assert answer_of(closed, "/-/archived/1").status_code == 404


@pytest.mark.parametrize("number", [4, 99])
def test_what_the_archive_does_not_hold_is_said(folder: Path, number: int) -> None:
    desk = application(folder / "k.db", Concepts({}), beside=Beside(folder / "archive"))
    answer = answer_of(desk, f"/-/archived/{number}")
    assert (answer.status_code, f"no page of article {number}" in answer.text) == (404, True)


def test_a_file_of_the_archive_that_is_gone_is_said(folder: Path, tmp_path: Path) -> None:
    desk = application(folder / "k.db", Concepts({}), beside=Beside(tmp_path))
    answer = answer_of(desk, "/-/archived/1")
    assert answer.status_code == 404
    assert "is not in the archive any more" in answer.text
