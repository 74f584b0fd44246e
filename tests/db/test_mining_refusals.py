"""Refusals of text mining are kept by host, with the day on which they were last seen."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db.crawl import sources
from db.crawl.mining_refusals import (
    SITES_AT_ONCE,
    keep_file_refusals,
    keep_page_refusals,
    keep_robots_refusal,
    refusals_of,
    refusing_outlets,
    sites_to_ask,
)
from db.store import Store, open_store
from pipelines.items import Page
from pipelines.sources import Source
from pipelines.visits import Visit
from tests.samples import NOW

OWN = Source(
    "a",
    "A",
    "https://www.a.example/",
    feeds=("https://rss.a.example/f", "https://carrier.example/a"),
)
REFUSING = "User-agent: CCBot\nDisallow: /"
NOAI = b'<meta name="robots" content="noai">'


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "k.db", write=True) as opened:
        yield opened


def said(store: Store, source: Source = OWN) -> list[str]:
    """Return what is shown of an outlet."""
    return [one.words for one in refusals_of(store, source)]


def test_robots_txt_counts_until_it_refuses_no_more(store: Store) -> None:
    keep_robots_refusal(store, "https://www.a.example", REFUSING, NOW)
    keep_robots_refusal(store, "https://www.b.example", REFUSING, NOW)
    where = "https://www.a.example/robots.txt"
    assert said(store) == [f"refuses AI programs: CCBot ({where}, seen 24 November 2025)"]
    later = NOW + timedelta(days=2)
    keep_robots_refusal(store, "https://www.a.example", REFUSING, later)
    assert said(store) == [f"refuses AI programs: CCBot ({where}, seen 26 November 2025)"]
    keep_robots_refusal(store, "https://www.a.example", "", later)
    assert said(store) == []
    assert len(store.rows("SELECT * FROM mining_refusals")) == 1


def test_pages_are_written_down_once_a_day_by_what_they_say(store: Store) -> None:
    first = Page(
        "https://www.a.example/1", 200, "text/html", NOAI, NOW, refusal="x-robots-tag: noai"
    )
    keep_page_refusals(store, first, NOW)
    again = Page("https://www.a.example/2", 200, "text/html", NOAI, NOW)
    keep_page_refusals(store, again, NOW + timedelta(hours=23))
    feed = Page("https://rss.a.example/f", 200, "application/rss+xml", NOAI, NOW)
    keep_page_refusals(store, feed, NOW)  # what is no web page has no metas
    mining = "asks not to be used for text and data mining or AI"
    seen = "seen 24 November 2025"
    assert said(store) == [
        f"{mining}: robots: noai (meta of https://www.a.example/1, {seen})",
        f"{mining}: x-robots-tag: noai (header of https://www.a.example/1, {seen})",
    ]
    keep_page_refusals(store, again, NOW + timedelta(days=1))
    assert "meta of https://www.a.example/2, seen 25 November 2025" in said(store)[0]


def test_who_only_carries_a_feed_refuses_nothing_for_the_outlet(store: Store) -> None:
    for host in ("carrier", "rss.a"):
        keep_robots_refusal(store, f"https://{host}.example", REFUSING, NOW)
    own = "refuses AI programs: CCBot (https://rss.a.example/robots.txt, seen 24 November 2025)"
    assert said(store) == [own]
    homeless = Source("b", "B", "", feeds=("https://carrier.example/b",))
    assert "https://carrier.example/robots.txt" in said(store, homeless)[0]
    assert said(store, Source("c", "C", "")) == []


FILES = {"/.well-known/tdmrep.json": "tdm-reservation: 1", "/ai.txt": "Disallow: /"}
SITE = "https://www.a.example"


def test_files_count_until_they_say_otherwise(store: Store) -> None:
    keep_file_refusals(store, SITE, FILES, NOW)
    seen = "seen 24 November 2025)"
    reserved = f"tdm-reservation: 1 ({SITE}/.well-known/tdmrep.json, {seen}"
    assert said(store) == [
        f"reserves the rights to text and data mining: {reserved}",
        f"keeps its texts from AI programs: Disallow: / ({SITE}/ai.txt, {seen}",
    ]
    later = NOW + timedelta(days=7)
    unread = {"/.well-known/tdmrep.json": None, "/ai.txt": ""}
    keep_file_refusals(store, SITE, unread, later)
    assert said(store) == [f"reserves the rights to text and data mining: {reserved}"]


def test_outlets_are_named_that_refuse_on_their_own_site(store: Store) -> None:
    other = Source("b", "B", "https://b.example/")
    sources.sync_sources(store, [OWN, other], NOW)
    assert refusing_outlets(store) == ()
    keep_file_refusals(store, SITE, FILES, NOW)
    keep_robots_refusal(store, "https://carrier.example", REFUSING, NOW)
    assert refusing_outlets(store) == ("a",)


def test_sites_are_asked_once_a_week_in_parts(store: Store) -> None:
    many = [Source(f"{n:02}", "N", f"https://n{n:02}.example/x") for n in range(SITES_AT_ONCE + 1)]
    sources.sync_sources(store, [*many, Source("none", "No page", "")], NOW)
    first = NOW - timedelta(hours=25)
    for source in many[1:]:
        sources.record_visits(store, source.id, [Visit(source.id, first, "l", "ok")], first)
    sources.record_visits(store, "00", [Visit("00", NOW, "l", "ok")], NOW)  # known for an hour
    part = sites_to_ask(store, NOW)
    assert part == tuple(f"https://n{n:02}.example" for n in range(1, SITES_AT_ONCE + 1))
    keep_file_refusals(store, part[3], {}, NOW)
    assert sites_to_ask(store, NOW + timedelta(hours=3)) == ()
    later = NOW + timedelta(hours=25)
    asked = sites_to_ask(store, later)
    assert "https://n00.example" in asked
    assert part[3] not in asked
    week = NOW + timedelta(days=7)
    for site in asked:
        keep_file_refusals(store, site, {}, later)
    assert sites_to_ask(store, week) == (part[3],)
