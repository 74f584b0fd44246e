"""The page of outlets where there are more than one page shows."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import lxml.html
from hypothesis import given
from hypothesis import strategies as st

from db.crawl.health import judge_source
from db.crawl.sources import record_visits, sync_sources
from db.store import open_store
from newsdesk.application import application
from newsdesk.pages.outlets import AT_ONCE, first_shown
from pipelines.query.concepts import Concepts
from pipelines.sources import Source
from pipelines.visits import Visit
from tests.samples import NOW


def test_outlets_go_on_on_further_pages_and_each_is_shown_once(tmp_path: Path) -> None:
    sources = [Source(f"s{n:03}", f"Outlet {n:03}", f"https://s{n}.example") for n in range(130)]
    with open_store(tmp_path / "k.db", write=True) as store:
        sync_sources(store, sources, NOW)
    desk = application(tmp_path / "k.db", Concepts({}))
    path: str | None = "/-/outlets"
    seen: list[str] = []
    pages = 0
    while path:
        page: Any = lxml.html.document_fromstring(asyncio.run(desk.client.get(path)).text)
        found = [name.strip() for name in page.xpath("//article/h2/a/bdi/text()")]
        assert len(found) <= AT_ONCE
        seen += found
        pages += 1
        path = next(iter(page.xpath("//a[text()='More outlets']/@href")), None)
    assert sorted(seen) == [source.name for source in sources]
    assert pages == 3
    told = json.loads(asyncio.run(desk.client.get("/-/outlets.json?start=100")).text)
    assert (len(told["outlets"]), told["watched"], told["next"]) == (30, 130, None)


def test_each_cell_of_the_coverage_leads_to_its_outlets(tmp_path: Path) -> None:
    urdu = Source("a", "A", "https://a.example", "PK", ("ur",), corridors=("PK",))
    english = replace(urdu, id="b", name="B", corridors=("PK", "IR"), languages=("en", "ps"))
    now = datetime.now(UTC)
    with open_store(tmp_path / "k.db", write=True) as store:
        sync_sources(store, [urdu, english, replace(urdu, id="c", corridors=())], now)
        record_visits(store, "b", [Visit("b", now, "https://b.example", "ok")], now)
    desk = application(tmp_path / "k.db", Concepts({}))

    def asked(path: str) -> Any:
        return lxml.html.document_fromstring(asyncio.run(desk.client.get(path)).text)

    page = asked("/-/outlets")
    heads = page.xpath("//table/thead//th[@scope='col']/text()")
    assert heads == ["They report on", "English", "Urdu", "Pashto"]
    rows = {
        row.xpath("string(th[@scope='row'])"): row.xpath("td") for row in page.xpath("//tbody/tr")
    }
    assert [cell.text_content() for cell in rows["Pakistan"]] == [
        *("1 of 1 newsroom answered", "1 newsroom watched, none answered"),
        "1 of 1 newsroom answered",
    ]
    assert [cell.get("class") for cell in rows["Pakistan"]] == [None, "kh-bad", None]
    assert rows["Turkey"][0].xpath("a") == []
    link = rows["Iran"][2].xpath("a/@href")[0]
    (shown,) = asked(link).xpath("//article/h2/a/bdi/text()")
    assert shown == "B"
    assert "Iran in Pashto: 1 outlet." in " ".join(asked(link).text_content().split())
    assert not asked(link).xpath("//table")
    nothing = asked("/-/outlets?corridor=XX&language=<b>")
    assert "No outlet of XX in <b> is watched." in nothing.text_content()
    told = json.loads(asyncio.run(desk.client.get("/-/outlets.json")).text)
    assert told["coverage"][0][0]["answered"] == 1


@given(st.text() | st.integers().map(str))
def test_a_start_is_a_number_of_outlets_or_nought(given_start: str) -> None:
    start = first_shown(given_start)
    assert start == 0 or str(start) == given_start.lstrip("0")


def test_outlets_in_trouble_stand_before_the_table_of_coverage(tmp_path: Path) -> None:
    well = Source("a", "A", "https://a.example", "PK", ("ur",), corridors=("PK",))
    now = datetime.now(UTC)
    with open_store(tmp_path / "k.db", write=True) as store:
        sync_sources(store, [well, replace(well, id="z", name="Z")], now)
        for name, outcome in (("a", "ok"), ("z", "timeout")):
            visit = Visit(name, now, f"https://{name}.example/feed", "ok", found=9)
            visits = [visit if outcome == "ok" else replace(visit, outcome="timeout")]
            record_visits(store, name, visits, now)
            judge_source(store, name, visits, now)
    desk = application(tmp_path / "k.db", Concepts({}))
    page: Any = lxml.html.document_fromstring(asyncio.run(desk.client.get("/-/outlets")).text)
    assert [" ".join(one.text_content().split()) for one in page.xpath("//h2")] == [
        *("In trouble", "Z broken", "Newsrooms that answered", "The others", "A ok"),
    ]
    assert "it is asked again by itself" in page.xpath("string(//article)")
