"""The files that say what a site refuses of text mining are asked for, seldom and politely."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from db.crawl import robots, sources
from db.crawl.mining_refusals import refusals_of
from passes.begin import PassContext
from passes.lists.mining_files import ask_mining_files
from passes.report import PassReport
from pipelines.sources import Source
from pipelines.visits import Visit
from pipelines.web.network_policy import Network
from tests.dispatch import open_dispatch
from tests.newsroom import Answer, Newsroom
from tests.samples import NOW

TDMREP = b'[{"location": "/", "tdm-reservation": 1}]'


def test_sites_are_asked_once_and_what_they_say_is_kept(tmp_path: Path) -> None:
    speaks, forbids, silent = (Newsroom(f"127.0.0.{number}") for number in (61, 62, 63))
    speaks.answers["/.well-known/tdmrep.json"] = Answer(TDMREP, "application/json")
    speaks.answers["/ai.txt"] = Answer(b"User-Agent: *\nDisallow: *.html", "text/plain")
    forbids.answers["/.well-known/tdmrep.json"] = Answer(TDMREP, "application/json")
    rooms = (speaks, forbids, silent)
    outlets = [Source(room.host, room.host, f"{room.url}/news/") for room in rooms]
    first = NOW - timedelta(days=2)
    with speaks.open(), forbids.open(), silent.open(), open_dispatch(tmp_path, (), None) as desk:
        places = tuple(f"{room.host}:{room.port}" for room in rooms)
        network = Network("a@example.org", allow_private=places, delay_s=0.0)
        config = replace(desk.config, network=network)
        sources.sync_sources(desk.store, outlets, first)
        for one in outlets:
            sources.record_visits(desk.store, one.id, [Visit(one.id, first, "l", "ok")], first)
        robots.keep_robots(desk.store, forbids.url, "User-agent: *\nDisallow: /", NOW)
        report = PassReport()
        for at in (NOW, NOW + timedelta(hours=5)):
            clock = lambda at=at: at  # noqa: E731
            parts = (config, (), desk.store, clock, lambda **_: None, report)
            ask_mining_files(PassContext(*parts))
        said = [[one.words for one in refusals_of(desk.store, source)] for source in outlets]
    reserved = f"(http://127.0.0.61:{speaks.port}/.well-known/tdmrep.json, seen 24 November 2025)"
    kept = f"(http://127.0.0.61:{speaks.port}/ai.txt, seen 24 November 2025)"
    assert said == [
        [
            f"reserves the rights to text and data mining: tdm-reservation: 1 {reserved}",
            f"keeps its texts from AI programs: Disallow: *.html {kept}",
        ],
        [],
        [],
    ]
    assert report.counted() == ["3 sites asked what they refuse"]
    files = {"/.well-known/tdmrep.json", "/ai.txt"}
    assert sorted(speaks.paths()) == sorted({*files, "/robots.txt"})
    assert forbids.paths() == []
    assert set(silent.paths()) == {*files, "/robots.txt"}
