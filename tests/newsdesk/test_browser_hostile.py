"""Stored payloads, forged forms and strangers' names, tried in a real browser."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request

from db.store import open_store
from newsdesk.wording import descriptions, queries
from tests.browsing import Noted, browser_to, served
from tests.hostile_rows import fill, payloads
from tests.shown_newsroom import ShownNewsroom

SETTINGS = "[database]\npath = 'khabardar.db'\n[catalogue]\nuse = false\n"
ALARM = "() => { for (const name of ['kh_evil', 'alert']) window[name] = () => { throw 'ran'; }; }"
FILE = "khabardar"
PAGES = (
    *("/", "/-/stories?days=30&relevance=all", "/-/stories/1", "/-/changes?all=1&days=30"),
    *("/-/alerts", "/-/alerts?state=unmailed", "/-/outlets", "/-/outlets?start=100", "/-/data"),
    *("/-/about", "/-/search?q=kh_evil", "/-/search?q=%22%3E%3Cscript%3Ekh_evil(1)"),
    "/-/alerts?about=%22%3E%3Csvg+onload%3Dkh_evil(1)%3E&rule=%22%3E%3Cscript%3Ekh_evil(1)",
    "/-/alerts/preview?rule=1&q=kh_evil&to=%22%3E%3Cscript%3Ekh_evil(1)%3C/script%3E",
    *(f"/-/articles/{number}" for number in range(1, 90, 20)),
    *(f"/{FILE}/{name}?words=kh_evil&rule=%27%3E%3Cx&address=kh_evil" for name in queries()),
    *(f"/{FILE}/{table}?_size=max&_all=1" for table in descriptions()),
    f"/{FILE}/articles/1",
)
"""Each kind of page; a list of rows has all of them, and the story every article."""
FORGED = """<form method=post enctype={kind} action={desk}/-/write><input name=what value=rule>
<input name=about value=1><input name=value value=off><input name=csrftoken value={token}>
<button>Win</button></form>"""


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> ShownNewsroom:
    folder = tmp_path_factory.mktemp("hostile")
    settings = folder / "khabardar.toml"
    settings.write_text(SETTINGS, encoding="utf8")
    database = folder / f"{FILE}.db"
    open_store(database, write=True).close()
    fill(database)
    gather(database)
    return ShownNewsroom(settings)


def gather(database: Path) -> None:
    """Put every article, change and alert into the first story, so that its page has them all."""
    base = sqlite3.connect(database)
    base.execute("UPDATE articles SET story_id = 1, first_in_story = id = 1, url = url || id")
    base.execute("UPDATE outbox SET story_id = 1, superseded = 0")
    base.execute("UPDATE rules SET active = 1, paused = 0")
    base.execute("UPDATE declarations SET kind = CASE id % 2 WHEN 0 THEN 'rule' ELSE 'outlet' END")
    base.execute("UPDATE declarations SET kind = 'setting', name = 'keep' WHERE id % 10 = 0")
    base.commit()
    base.close()


@pytest.fixture(scope="module")
def page(newsroom: ShownNewsroom) -> Iterator[Page]:
    with served(newsroom, password="") as port, browser_to(port) as browser:
        page = browser.new_page(base_url=f"http://127.0.0.1:{port}")
        page.add_init_script(f"({ALARM})()")
        yield page


@pytest.fixture(scope="module")
def noted(page: Page) -> Noted:
    noted = Noted(host="127.0.0.1")
    noted.watch(page)
    page.on("request", lambda request: noted.faults.extend(foreign_parts(request)))
    return noted


def test_there_is_a_row_for_each_of_a_hundred_payloads(newsroom: ShownNewsroom) -> None:
    base = sqlite3.connect(newsroom.settings.with_name(f"{FILE}.db"))
    assert base.execute("SELECT count(*) FROM rules").fetchone()[0] >= 100
    assert {row[0] for row in base.execute("SELECT name FROM rules")} == {*payloads()}
    base.close()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_that_is_stored_runs_asks_or_leads_away(
    page: Page, noted: Noted, path: str
) -> None:
    noted.faults.clear()
    page.goto(path)
    assert page.url.endswith(path)
    assert "kh_evil" in page.content() or path == "/-/data"
    assert noted.faults == []


def foreign_parts(request: Request) -> list[str]:
    """Return the URL of a request if it is neither a page nor a part of the desk's own."""
    own = ("/desk/", "/-/static/")
    of_a_page = request.is_navigation_request() and request.frame.parent_frame is None
    return [] if of_a_page or urlsplit(request.url).path.startswith(own) else [request.url]


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
@pytest.mark.parametrize("token", ["", "guessed"])
def test_a_form_of_another_site_changes_nothing(
    page: Page, newsroom: ShownNewsroom, kind: str, token: str
) -> None:
    page.goto("/-/alerts")
    here = re.match(r"http://[^/]+", page.url)
    assert here
    page.goto("http://thief.example/")
    page.set_content(FORGED.format(desk=here[0], kind=kind, token=token or "''"))
    with page.expect_response(f"{here[0]}/-/write") as answered:
        page.get_by_role("button", name="Win").click()
    assert answered.value.status == 403
    base = sqlite3.connect(newsroom.settings.with_name(f"{FILE}.db"))
    assert base.execute("SELECT count(*) FROM rules WHERE paused").fetchone() == (0,)
    base.close()


def test_a_site_whose_name_leads_here_reads_nothing(page: Page) -> None:
    page.goto("http://thief.example/")
    for path in ("/-/stories.json", "/-/alerts", "/desk/desk.css", f"/{FILE}/articles.json"):
        status, text = page.evaluate(
            "async path => fetch(path).then(async got => [got.status, await got.text()])",
            path,
        )
        assert (status, "kh" in text.replace("khabardar", "")) == (421, False)
