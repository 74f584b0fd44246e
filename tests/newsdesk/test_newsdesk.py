"""The desk in a real browser and over real HTTP: searching, reading, and nothing to break."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import lxml.html
import pytest
from datasette.app import Datasette

from db.articles import insert
from db.articles.write import SaveContext
from db.crawl import links, sources
from db.store import open_store
from newsdesk import plugin
from newsdesk.metadata import HIDDEN
from newsdesk.wording import descriptions, queries
from pipelines.items import Entry, Link
from pipelines.sources import Source
from tests.samples import NOW, kept_article

URDU_TITLE = "افغان خاندان طورخم سے واپس"
URDU_BODY = "حکام نے بتایا کہ کئی سو خاندان واپس بھیجے گئے۔\n\nامدادی کارکنوں نے پانی تقسیم کیا۔"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg onload=alert(3)>"
ARTICLES = {
    "https://a.example/ur": (URDU_TITLE, URDU_BODY, "ur"),
    "https://a.example/en": ("Families sent back", "Officials counted them at the gate.", "en"),
    "https://a.example/x": (HOSTILE, f"A text with {HOSTILE} in it.", "en"),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """A running desk: where it answers, and the database that it shows."""

    address: str
    database: Path

    def get(self, path: str) -> tuple[int, str, dict[str, str]]:
        """Return status, body and headers of a path."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=30) as answer:
                body = answer.read().decode()
                return answer.status, body, {k.lower(): v for k, v in answer.headers.items()}
        except urllib.error.HTTPError as error:
            headers = {k.lower(): v for k, v in error.headers.items()}
            return error.code, error.read().decode(), headers

    def dom(self, path: str) -> str:
        """Return the page at a path as Chromium has it after its scripts ran."""
        browser = shutil.which("chromium") or "chromium"
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
        done = subprocess.run(
            [browser, *flags, self.address + path], capture_output=True, text=True, check=True
        )
        return done.stdout


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    with open_store(folder / "khabardar.db", write=True) as store:
        outlet = Source("a", HOSTILE, "https://a.example/", country="PK")
        sources.sync_sources(store, [outlet], NOW)
        context = SaveContext(NOW, None, "", "example.org")
        for url, (title, text, language) in ARTICLES.items():
            kept = kept_article(url, title=title, text=text, language=language)
            links.add_links(store, "a", "feed", [Entry(url)], NOW)
            insert.save_kept(store, Link("a", "feed", Entry(url)), kept, context)
    (folder / "khabardar.toml").write_text("[catalogue]\nuse = false\n", encoding="utf8")
    command = [sys.executable, "-m", "khabardar", "-c", str(folder / "khabardar.toml")]
    server = subprocess.Popen([*command, "serve", "--port", "0"], stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    found = re.search(r"http://\S+?/(?= )", server.stderr.readline())
    assert found
    yield Desk(found[0].rstrip("/"), folder / "khabardar.db")
    server.terminate()
    server.wait(20)
    server.stderr.close()


def test_a_day_without_a_time_is_shown_as_a_day() -> None:
    noon = "2025-04-05T12:00:00Z"
    for column, value, shown in (
        ("published_at", noon, "2025-04-05"),
        ("published_at", "2025-04-05T03:10:00Z", "2025-04-05 03:10"),
        ("first_seen_at", noon, "2025-04-05 12:00"),
    ):
        cell = plugin.render_cell({}, value, column, "articles", "khabardar", Datasette())
        assert f">{shown}</time>" in str(cell)


def test_what_is_written_in_another_script_has_its_direction_in_every_column() -> None:
    row = {"language": "ps"}
    for column, value, marked in (
        ("later_column", "زرغونه", True),
        ("later_column", "Zarghuna", False),
        ("title", "Zarghuna", True),
    ):
        cell = plugin.render_cell(row, value, column, "articles", "khabardar", Datasette())
        assert ('dir="rtl"' in str(cell)) is marked


@pytest.mark.parametrize("words", ["افغان خاندان", "افغان خاندان طورخم", "اَفغان"])
def test_the_search_box_finds_every_spelling(desk: Desk, words: str) -> None:
    asked = urlencode({"_search": words, "_shape": "array", "_col": "title"})
    _, body, _ = desk.get(f"/khabardar/articles.json?{asked}")
    assert [row["title"] for row in json.loads(body)] == [URDU_TITLE]


def test_a_search_with_marks_of_the_index_language_is_no_error(desk: Desk) -> None:
    for words in ('"', "a OR", "NEAR(", "C++", "it's", "*", "title:", "؟", "-"):
        asked = urlencode({"_search": words})
        status, _, _ = desk.get(f"/khabardar/articles.json?{asked}")
        assert status == 200, words


def asked(query: str, most: str = "") -> str:
    return f"/-/search?{urlencode({'q': query, 'most': most})}"


def shown(page: str) -> list[str]:
    """Return the headlines on a search page, as a reader sees them."""
    return [title.text_content() for title in read(page).xpath("//article/h2")]


def read(page: str) -> Any:
    """Return a page as a tree."""
    return lxml.html.document_fromstring(page)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("افغان خاندان", [URDU_TITLE]),
        ("families OR طورخم", ["Families sent back", URDU_TITLE]),
        ("@torkham", [URDU_TITLE]),
        ('title:"sent back" -relevance:off', ["Families sent back"]),
        ("famil* NEAR/9 officials", []),
        ("lang:ur officials", []),
    ],
)
def test_the_search_page_knows_the_language_of_the_rules(
    desk: Desk, query: str, titles: list[str]
) -> None:
    status, page, _ = desk.get(asked(query))
    assert status == 200
    assert shown(page) == titles
    assert ("No article fits" in page) == (not titles)


def test_a_hit_leads_to_its_article_with_the_matched_words_marked(desk: Desk) -> None:
    page = read(desk.get(asked("خاندان"))[1])
    title = page.xpath("//article/h2")[0]
    assert (title.get("dir"), title.get("lang")) == ("rtl", "ur")
    assert title.xpath(".//a/@href") == ["/-/articles/1"]
    (story,) = page.xpath("//article//a[starts-with(., 'story')]/@href")
    assert story == "/-/stories/1"
    assert desk.get(story)[0] == 200
    assert [mark.text for mark in page.xpath("//mark")] == ["خاندان", "خاندان"]
    assert page.xpath("//code/text()")[0] == "خاندان"
    assert "1 article fits" in page.text_content()


def test_a_query_that_cannot_be_understood_is_told_in_words(desk: Desk) -> None:
    status, page, _ = desk.get(asked("(torkham <b>"))
    assert status == 400
    assert '<p class="kh-bad">column 1: this bracket is never closed; add a )</p>' in page
    assert 'value="(torkham &lt;b&gt;"' in page
    status, page, _ = desk.get(asked("torkham and chaman"))
    assert status == 200
    assert "Warning: column 9: &#39;and&#39; is looked for as a word" in page
    assert "Warning: no known outlet fits country:IR" in desk.get(asked("country:IR"))[1]


def test_a_search_shows_no_more_than_was_asked_for(desk: Desk) -> None:
    _, page, _ = desk.get(asked("*", "2"))
    assert len(shown(page)) == 2
    assert "3 articles fit (2 stories shown)" in page
    assert len(shown(desk.get(asked("*", "0"))[1])) == len(shown(desk.get(asked("*", "x"))[1])) == 3


def test_the_empty_search_page_says_what_can_be_asked(desk: Desk) -> None:
    _, page, _ = desk.get("/-/search")
    assert "<code>@deport</code> (deportation, expulsion and removal)" in page
    assert "No article fits" not in page


def test_articles_are_sorted_into_outlet_language_and_day(desk: Desk) -> None:
    _, body, _ = desk.get("/khabardar/articles.json?_size=1")
    facets = json.loads(body)["facet_results"]
    assert {"source_id", "language", "day", "relevance"} <= set(facets)
    assert {one["value"] for one in facets["language"]["results"]} == {"ur", "en"}


def test_urdu_reads_from_right_to_left_in_a_browser(desk: Desk) -> None:
    dom = desk.dom("/khabardar/articles")
    assert re.search(rf'<div class="kh-text kh-title" dir="rtl" lang="ur">{URDU_TITLE}<', dom)
    assert "<summary>What the columns mean</summary>" in dom  # our script ran, under its policy
    row = desk.dom("/khabardar/articles/1")
    assert '<div class="kh-text kh-long" dir="rtl" lang="ur"><p>حکام' in row


def test_what_outlets_write_never_becomes_markup(desk: Desk) -> None:
    for path in ("/-/stories/3", "/-/outlets", "/khabardar/articles", "/-/search?q=text"):
        dom = desk.dom(path)
        assert "<script>alert" not in dom
        assert not re.search(r"<(img|svg)[^>]*(onerror|onload)", dom)
    assert "&lt;script&gt;" in desk.dom("/khabardar/articles/3")


@pytest.mark.parametrize("name", queries())
def test_every_prepared_question_has_an_answer(desk: Desk, name: str) -> None:
    asked = urlencode(dict.fromkeys(("words", "name", "address"), "a"))
    status, body, _ = desk.get(f"/khabardar/{name}.json?{asked}")
    assert status == 200, body


@pytest.mark.parametrize(
    "address",
    [
        *("https://a.example/ur", "http://a.example/ur/", "a.example/ur", " www.a.example/ur#top "),
        *("https://a.example/ur?utm_source=x", "/ur"),
    ],
)
def test_an_address_is_found_however_it_is_written(desk: Desk, address: str) -> None:
    asked_for = urlencode({"address": address, "_shape": "array"})
    _, body, _ = desk.get(f"/khabardar/why_is_it_not_here.json?{asked_for}")
    assert [row["url"] for row in json.loads(body)] == ["https://a.example/ur"]


def test_nothing_can_be_written(desk: Desk) -> None:
    before = desk.database.read_bytes()
    for sql in ("delete from articles", "drop table articles", "insert into rules values (1)"):
        status, _, _ = desk.get(f"/khabardar.json?sql={quote(sql)}")
        assert status == 400
    assert desk.database.read_bytes() == before


def test_every_page_keeps_foreign_scripts_and_search_engines_out(desk: Desk) -> None:
    for path in ("/", "/khabardar", "/khabardar/articles", "/nowhere"):
        headers = desk.get(path)[2]
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    assert "Disallow: /" in desk.get("/robots.txt")[1]


def test_every_table_and_column_is_described(desk: Desk) -> None:
    database = sqlite3.connect(desk.database)
    hidden = (*HIDDEN, "sqlite_")
    tables = [
        name
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
        )
        if not name.startswith(hidden)
    ]
    for table in tables:
        known = {row[1] for row in database.execute(f"PRAGMA table_xinfo({table})")}
        assert known == set(descriptions()[table]) - {"description"}, table
    assert set(descriptions()) == set(tables)


def test_the_page_of_data_leads_to_questions_and_tables(desk: Desk) -> None:
    _, body, _ = desk.get("/-/data")
    for name, question in queries().items():
        assert f'<a href="/khabardar/{name}">{question["title"]}</a>' in body
    assert '<a href="/khabardar/articles">articles</a>' in body
