"""The page of one outlet: what was learned, its undoing, and work that takes long."""

import asyncio
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlencode

import httpx
import lxml.html
import pytest
from datasette.app import Datasette

from db.crawl import learned_lists, mining_refusals, sources, trials
from db.crawl.site_boilerplate import known_boilerplate, learned_lines
from db.store import iso, open_store
from newsdesk.application import application
from newsdesk.rights import Rights
from newsdesk.writing.errands import AT_ONCE
from passes.desk_writes import write_from_desk
from pipelines.discovery.trial import Judged, Trial
from pipelines.errors import OperatorError
from pipelines.items import Page
from pipelines.query.concepts import Concepts
from pipelines.sources import Source
from pipelines.visits import LearnedList, Visit
from tests.dispatch import EVERY, ONE, open_dispatch
from tests.pages_client import fetched
from tests.samples import NOW

HOST = "a.example"
MARK = "a" * 16


@dataclass(slots=True)
class Work:
    """Work that goes on until it may end."""

    may_end: Event = field(default_factory=Event)
    asked: list[tuple[str, str]] = field(default_factory=list)
    answer: tuple[bool, str] = (True, "ok   feed https://a.example/feed: lists 6\nkhabardar: بس")

    def __call__(self, what: str, about: str) -> tuple[bool, str]:
        """Wait until the work may end."""
        self.asked.append((what, about))
        self.may_end.wait(20)
        return self.answer


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk on which work can be started."""

    datasette: Datasette
    database: Path
    work: Work
    write: Callable[..., str]

    def tree(self, path: str) -> Any:
        """Return a page as a tree."""
        answer = asyncio.run(self.datasette.client.get(path))
        assert answer.status_code == 200, answer.text
        return lxml.html.document_fromstring(answer.text)

    def press(self, path: str, button: str) -> httpx.Response:
        """Press a button of a page, and return where that leads."""
        answer = asyncio.run(self.datasette.client.get(path))
        page: Any = lxml.html.document_fromstring(answer.text)
        (form,) = page.xpath(f"//form[button[text()='{button}']]")[:1]
        sent = {
            "content-type": "application/x-www-form-urlencoded",
            "host": "localhost",
            "cookie": answer.headers["set-cookie"].partition(";")[0],
        }
        client: Any = self.datasette.client
        posted: httpx.Response = asyncio.run(
            client.post("/-/write", content=urlencode(form.form_values()), headers=sent)
        )
        return posted

    def said(self, answer: httpx.Response) -> str:
        """Return what the page that a press led to says about it."""
        cookie = re.search(r"ds_messages=[^;]+", answer.headers.get("set-cookie", ""))
        got = asyncio.run(
            self.datasette.client.get(
                answer.headers["location"], headers={"cookie": cookie[0] if cookie else ""}
            )
        )
        page: Any = lxml.html.document_fromstring(got.text)
        return " ".join(page.text_content().split())

    def end_work(self, number: int) -> None:
        """Let the work end, and wait for it."""
        self.work.may_end.set()
        for thread in threading.enumerate():
            if thread.name == f"errand {number}":
                thread.join(20)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_dispatch(tmp_path, EVERY, None) as dispatch:
        dispatch.publish(ONE)
        config, store = dispatch.config, dispatch.store
        urdu = Source("a", "Khyber <b>", f"https://{HOST}", "PK", ("ur",), corridors=("PK",))
        sources.sync_sources(
            store, [urdu, Source("new", "New", "https://n.example", unproven=True)], NOW
        )
        visits = [Visit("a", NOW, f"https://{HOST}/feed", "ok", found=9, new=2)]
        visits.append(Visit("a", NOW, f"https://{HOST}/old", "not_found", 404, error="HTTP 404"))
        sources.record_visits(store, "a", visits, NOW)
        learned_lists.keep_learned(
            store, "a", [LearnedList("feed", f"https://{HOST}/rss", "named by its page")], NOW
        )
        page = Page(f"https://{HOST}/1", 200, "text/html", b"", NOW, refusal="tdm-reservation: 1")
        mining_refusals.keep_page_refusals(store, page, NOW)
        judged = Judged(False, "HTTP 500", Trial(NOW, ("https://n.example/1",), 2), NOW)
        trials.keep_judged(store, "new", judged, NOW)
        store.execute(
            "INSERT INTO page_blocks (url, host, seen_at, core, lines, taken) "
            "SELECT url, ?, '2025-11-24T09:00:00Z', '', '', '' FROM links WHERE source_id = 'a'",
            (HOST,),
        )
        store.execute(
            "INSERT INTO furniture (host, digest, pages, sample, since_at, seen_at, undone) "
            "VALUES (?, ?, 7, 'ہمیں فالو کریں <i>', '2025-11-20T09:00:00Z', "
            "'2025-11-24T09:00:00Z', 0)",
            (HOST, MARK),
        )
        store.execute(
            "INSERT INTO site_titles (host, titles, undone) VALUES (?, zeroblob(16), 0)", (HOST,)
        )
    work = Work()
    write = partial(write_from_desk, config, lambda: NOW)
    yield Desk(
        application(config.database, Concepts({}), Rights(write=write, run=work)),
        *(config.database, work, write),
    )
    work.may_end.set()


def test_an_outlets_page_tells_what_was_learned_with_the_evidence(desk: Desk) -> None:
    page = desk.tree("/-/outlets/a")
    said = " ".join(page.text_content().split())
    assert page.xpath("string(//h1)") == "Khyber <b>"
    assert "Pakistan; in Urdu" in said
    assert f"https://{HOST}/feed answered, 9 listed, 2 new" in said
    assert f"https://{HOST}/old is not there: HTTP 404" in said
    assert f"feed https://{HOST}/rss: named by its page" in said
    refused = (
        "asks not to be used for text and data mining or AI: tdm-reservation: 1 "
        f"(header of https://{HOST}/1, seen 24 November 2025)"
    )
    assert refused in said
    (row,) = page.xpath("//table/tbody/tr")
    assert [cell.text_content().strip() for cell in row][:3] == [
        *("ہمیں فالو کریں <i>", "the same words", "7"),
    ]
    assert row.xpath("th/@dir") == ["auto"]
    trial = " ".join(desk.tree("/-/outlets/new").text_content().split())
    assert "Text mining" not in trial
    assert "1 address; some of them must still be there" in trial
    assert "2 visits in a row showed nothing" in trial
    answer = asyncio.run(desk.datasette.client.get("/-/outlets/nobody"))
    assert answer.status_code == 404
    facts = asyncio.run(desk.datasette.client.get("/-/outlets/a.json")).json()
    assert facts["declared"]["corridors"] == ["PK"]
    assert facts["refusals"] == [refused]
    assert desk.tree("/-/outlets?outlet=a").xpath("//article/h2/a/@href") == ["/-/outlets/a"]


def test_reasons_are_said_in_words_and_not_by_their_codes(desk: Desk) -> None:
    why = f"http_5xx: https://{HOST}/feed answers HTTP 503"
    with open_store(desk.database, write=True) as store:
        store.execute("UPDATE sources SET health = 'broken', health_reason = ?", (why,))
        store.execute(
            "UPDATE links SET state = 'dropped', reason = 'off_topic', found_at = ?",
            (iso(datetime.now(UTC)),),
        )
        record = Visit("a", NOW, f"https://{HOST}/feed", "http_5xx", error="HTTP 503")
        sources.record_visits(store, "a", [record], NOW)
    said = " ".join(desk.tree("/-/outlets/a").text_content().split())
    assert "left out (not about the topic" in said
    assert "the outlet's server had a fault of its own: " in said
    assert "http_5xx" not in said
    assert "off_topic" not in said


def test_what_was_learned_is_undone_by_a_button_and_written_down(desk: Desk) -> None:
    answer = desk.press("/-/outlets/a", "Keep")
    assert "This line stays in the texts of a.example from now on" in desk.said(answer)
    with open_store(desk.database, write=False) as store:
        assert [line.undone for line in learned_lines(store, HOST)] == [True]
        assert MARK not in known_boilerplate(store, HOST, frozenset()).marks
        audit = store.rows("SELECT what, about, before, after FROM audit")
        assert [tuple(row) for row in audit] == [
            ("unlearn", HOST, f"{MARK}: ہمیں فالو کریں <i>", "kept")
        ]
    assert "kept by a person" in desk.tree("/-/outlets/a").xpath("string(//table/tbody)")
    desk.press("/-/outlets/a", "Keep titles in texts")
    assert not desk.tree("/-/outlets/a").xpath("//button[text()='Keep titles in texts']")


def test_a_list_that_nobody_wants_is_neither_asked_nor_found_again(desk: Desk) -> None:
    found = LearnedList("feed", f"https://{HOST}/rss", "named by its page")
    assert "Ask it no more" in desk.tree("/-/outlets/a").text_content()
    assert "not asked any more" in desk.said(desk.press("/-/outlets/a", "Ask it no more"))
    page = desk.tree("/-/outlets/a")
    assert "not asked: a person did not want it" in page.text_content()
    assert not page.xpath("//button[text()='Ask it no more']")
    with open_store(desk.database, write=True) as store:
        learned_lists.keep_learned(store, "a", [found], NOW)
        (one,) = learned_lists.learned_lists(store, "a")
        assert one.state == "undone"
        bare = Source("a", "A", f"https://{HOST}")
        assert learned_lists.with_learned(bare, (one,)).listings() == ()
        assert learned_lists.untold_lists(store) == {}


@pytest.mark.parametrize(
    ("what", "about", "value"),
    [
        ("undo_list", "a", "https://nowhere.example/feed"),
        *(("unlearn", HOST, "b" * 16), ("unlearn", "x.example", "titles")),
        *(("check", "nobody", ""), ("fetch", "javascript:x", "")),
    ],
)
def test_what_is_not_there_cannot_be_asked_for(
    desk: Desk, what: str, about: str, value: str
) -> None:
    with pytest.raises(
        OperatorError, match=r"known|there is no outlet|is no address|was found for"
    ):
        desk.write(what, about, value, "127.0.0.1")


def test_a_check_goes_on_beside_the_pages_and_shows_its_result(desk: Desk) -> None:
    answer = desk.press("/-/outlets/a", "Check its lists")
    assert answer.headers["location"] == "/-/errands/1"
    page = desk.tree("/-/errands/1")
    assert page.xpath("//p[@role='status']/@data-renew") == ["3"]
    assert desk.press("/-/outlets/a", "Check its lists").headers["location"] == "/-/errands/1"
    assert desk.press("/-/outlets/new", "Check its lists").headers["location"] == "/-/errands/2"
    full = desk.press(
        f"/{desk.database.stem}/why_is_it_not_here?address=https%3A%2F%2Fa.example%2F1",
        "Fetch it now",
    )
    assert AT_ONCE == 2
    assert "as much as may be goes on already" in desk.said(full)
    desk.end_work(1)
    page = desk.tree("/-/errands/1")
    assert not page.xpath("//*[@data-renew]")
    assert page.xpath("//li/text()") == [
        "ok   feed https://a.example/feed: lists 6",
        "khabardar: بس",
    ]
    assert "A list of it is alive." in page.text_content()
    assert desk.work.asked == [("check", "a"), ("check", "new")]
    assert asyncio.run(desk.datasette.client.get("/-/errands/9")).status_code == 404


def test_a_url_is_fetched_from_the_page_that_asks_why_it_is_not_here(desk: Desk) -> None:
    with open_store(desk.database, write=False) as store:
        (row,) = store.rows("SELECT url, article_id FROM links WHERE source_id = 'a'")
    path = f"/{desk.database.stem}/why_is_it_not_here?{urlencode({'address': row['url']})}"
    answer = desk.press(path, "Fetch it now")
    desk.work.answer = (False, "dropped: off_topic")
    desk.end_work(1)
    page = desk.tree(answer.headers["location"])
    assert "It is not kept; the reason stands below." in page.text_content()
    assert page.xpath("//li/text()") == ["dropped: off_topic"]
    assert page.xpath("//a[text()='The article']/@href") == [f"/-/articles/{row['article_id']}"]
    assert desk.work.asked == [("fetch", row["url"])]
    assert not desk.tree(f"/{desk.database.stem}/why_is_it_not_here?address=words").xpath(
        "//button[text()='Fetch it now']"
    )


def test_without_anybody_to_do_it_no_work_is_offered(desk: Desk) -> None:
    plain = application(desk.database, Concepts({}), Rights(write=lambda *_: "done"))
    page = asyncio.run(plain.client.get("/-/outlets/a")).text
    assert "Check its lists" not in page
    assert "Ask now" in page
    assert asyncio.run(plain.client.get("/-/errands/1")).status_code == 404


def test_the_row_of_an_outlet_whose_id_has_a_dot_is_reached(tmp_path: Path) -> None:
    dotted = Source("post.example", "Post", "https://post.example/")
    with open_store(tmp_path / "k.db", write=True) as store:
        sources.sync_sources(store, [dotted], NOW)
    shown = application(tmp_path / "k.db", Concepts({}))
    page: Any = lxml.html.document_fromstring(fetched(shown, "/-/outlets/post.example").text)
    (row,) = page.xpath("//a[. = 'all fields']/@href")
    answer = fetched(shown, row)
    assert answer.status_code == 200
    assert "https://post.example/" in answer.text
