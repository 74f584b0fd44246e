"""Exports over HTTP: a search, a rule, a story and a list of stories, at addresses that stay."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from lxml import etree, html

from db.articles.insert import save_kept
from db.articles.write import SaveContext
from db.crawl.links import add_links
from db.crawl.sources import sync_sources
from db.outbox.rules import sync_rules
from db.reading.exports import exported_articles
from db.store import open_store
from newsdesk.application import application
from newsdesk.pages import exports
from newsdesk.rights import Beside, Rights
from pipelines.exports.formats import FORMATS
from pipelines.items import ArchivePlace, Entry, Link, Rule, Via
from pipelines.query.concepts import Concepts
from pipelines.sources import Source
from tests.dispatch import open_dispatch
from tests.pages_client import fetched
from tests.samples import kept_article

NOW = datetime.now(UTC).replace(microsecond=0)
COUNT = 5
RECORDED = datetime(2024, 3, 1, 8, tzinfo=UTC)
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def feed_of(desk: Datasette, path: str) -> Any:
    """Return the Atom feed at a path as a tree."""
    return etree.fromstring(fetched(desk, path).content)


def page_of(desk: Datasette, path: str) -> Any:
    """Return the page at a path as a tree."""
    return html.document_fromstring(fetched(desk, path).text)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    path = tmp_path_factory.mktemp("exports") / "k.db"
    with open_store(path, write=True) as store:
        sync_sources(store, [Source("a", "Khyber Ledger", "https://a.example/", country="PK")], NOW)
        sync_rules(store, [Rule("طورخم", "families", ("one@example.org",))], NOW)
        for number in range(COUNT):
            url = f"https://a.example/{number}"
            kept = kept_article(url, title=f"Families {number}", text=f"Body of {number}. " * 9,
                                rule_ids=(1,) if number < 2 else ())  # fmt: skip
            place = ArchivePlace("x-001.warc.gz", number) if number else None
            via: Via = "import" if number == 4 else "feed"
            add_links(store, "a", via, [Entry(url)], NOW)
            seen = NOW - timedelta(hours=9 - number)
            captured = (None, seen, seen, seen, RECORDED)[number]
            context = SaveContext(seen, place, "", "example.org", captured_at=captured)
            save_kept(store, Link("a", via, Entry(url)), kept, context)
    return application(path, Concepts({}))


def test_a_search_is_taken_along_in_every_format(desk: Datasette) -> None:
    for ending, form in FORMATS.items():
        answer = fetched(desk, f"/-/search.{ending}?q=title:families")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == f"{form.content_type}; charset=utf-8"
        assert ("content-disposition" in answer.headers) is not form.is_feed
        assert [answer.text.find(f"Families {number}") > 0 for number in range(COUNT)] == [
            True
        ] * COUNT


def test_a_feed_names_its_own_address_and_the_page(desk: Datasette) -> None:
    feed = feed_of(desk, "/-/search.atom?q=title%3Afamilies&most=2")
    own, page = feed.xpath("a:link/@href", namespaces=ATOM)
    assert own == "http://localhost/-/search.atom?q=title%3Afamilies&most=2"
    assert page == "http://localhost/-/search?q=title%3Afamilies"
    assert len(feed.findall("a:entry", ATOM)) == 2
    assert feed.findtext("a:subtitle", "", ATOM) == "the first 2 articles; there are more"
    newest = feed.findtext("a:entry/a:updated", "", ATOM)
    assert feed.findtext("a:updated", "", ATOM) == newest


def test_a_saved_file_says_in_its_name_that_there_is_more(desk: Datasette) -> None:
    whole = fetched(desk, "/-/search.csv?q=families").headers["content-disposition"]
    part = fetched(desk, "/-/search.csv?q=families&most=2").headers["content-disposition"]
    assert whole == 'attachment; filename="khabardar-search.csv"'
    assert part == 'attachment; filename="khabardar-search-first-2.csv"'


def test_many_articles_come_in_batches_and_are_one_document(
    desk: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "BATCH", 2)
    rows = [*csv.reader(io.StringIO(fetched(desk, "/-/search.csv?q=families").text, newline=""))]
    assert [row[0] for row in rows[1:]] == ["5", "4", "3", "2", "1"]
    items = json.loads(fetched(desk, "/-/search.feed.json?q=families").text)["items"]
    assert len(items) == COUNT


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/-/search.csv", 400, "give a query"),
        ("/-/search.atom?q=%28torkham", 400, "never closed"),
        ("/-/rules/99.atom", 404, "no rule 99"),
        ("/-/stories/99.bib", 404, "no story 99"),
        ("/-/stories/1.exe", 404, ""),
    ],
)
def test_what_cannot_be_taken_along_is_said(
    desk: Datasette, path: str, status: int, said: str
) -> None:
    answer = fetched(desk, path)
    assert answer.status_code == status
    assert said in answer.text


def test_a_search_that_is_not_over_in_time_is_refused_not_cut(
    desk: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "LONGEST_S", -1.0)
    answer = fetched(desk, "/-/search.csv?q=families")
    assert (answer.status_code, "would not be whole" in answer.text) == (400, True)


def test_a_rule_and_a_story_are_taken_along(desk: Datasette) -> None:
    feed = feed_of(desk, "/-/rules/1.atom")
    assert feed.findtext("a:title", "", ATOM) == "khabardar: طورخم"
    titles = [entry.findtext("a:title", "", ATOM) for entry in feed.findall("a:entry", ATOM)]
    assert titles == ["Families 1", "Families 0"]
    line = json.loads(fetched(desk, "/-/stories/2.jsonl").text)
    assert (line["title"], line["archive_file"], line["archive_offset"]) == (
        *("Families 1", "x-001.warc.gz", 1),
    )


def test_a_list_of_stories_is_taken_along_as_it_is_chosen(desk: Datasette) -> None:
    def titles(query: str) -> list[str]:
        text = fetched(desk, f"/-/stories.jsonl?{query}").text
        return [json.loads(line)["title"] for line in text.splitlines()]

    # The last one came from an archive, and nothing tells that it was published this week.
    assert titles("days=7") == [f"Families {number}" for number in reversed(range(COUNT - 1))]
    assert titles("days=7&country=AF") == []
    assert titles("days=7&rule=%D8%B7%D9%88%D8%B1%D8%AE%D9%85") == ["Families 1", "Families 0"]


def test_what_is_told_of_a_page_from_another_archive_is_when_that_recorded_it(
    desk: Datasette,
) -> None:
    lines = fetched(desk, "/-/search.jsonl?q=families").text.splitlines()
    captured = {line["title"]: line["captured_at"] for line in map(json.loads, lines)}
    assert captured["Families 0"] is None  # nobody wrote it down
    assert captured["Families 1"] == f"{NOW - timedelta(hours=8):%Y-%m-%dT%H:%M:%SZ}"
    assert captured["Families 4"] == "2024-03-01T08:00:00Z"
    query = "q=%22body+of+4%22"
    ris = fetched(desk, f"/-/search.ris?{query}").text
    assert [line for line in ris.splitlines() if line.startswith("Y2")] == ["Y2  - 2024/03/01"]
    assert "captured 2024-03-01T08:00:00Z" in ris
    assert "urldate = {2024-03-01}" in fetched(desk, f"/-/search.bib?{query}").text
    (row,) = csv.DictReader(io.StringIO(fetched(desk, f"/-/search.csv?{query}").text))
    assert row["captured_at"] == "2024-03-01T08:00:00Z"


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("/-/search?q=lang:en+families", "/-/search.atom?q=lang%3Aen%20families"),
        ("/-/stories/1", "/-/stories/1.atom"),
        ("/-/stories?days=30", "/-/stories.atom?days=30&language="),
    ],
)
def test_pages_tell_feed_readers_of_their_feeds(desk: Datasette, page: str, feed: str) -> None:
    tree = page_of(desk, page)
    kinds = tree.xpath("//head/link[@rel='alternate']/@type")
    assert {"application/atom+xml", "application/feed+json"} <= {*kinds}
    named = tree.xpath("//link[@type='application/atom+xml']/@href")
    links = tree.xpath("//p[contains(@class, 'kh-exports')]/a/@href")
    assert named[0].startswith(feed)
    assert len(links) == len(FORMATS)
    for link in links:
        assert fetched(desk, link).status_code == 200


def test_each_rule_has_links_to_what_it_found(desk: Datasette) -> None:
    tree = page_of(desk, "/-/alerts")
    links = tree.xpath("//p[contains(@class, 'kh-exports')]/a/@href")
    assert links[0] == "/-/rules/1.csv"
    assert fetched(desk, links[0]).status_code == 200


def test_words_that_changed_on_disk_are_not_taken_along(tmp_path: Path) -> None:
    with open_dispatch(tmp_path, (), None) as opened:
        opened.publish(title="Families sent back")
        opened.store.execute("UPDATE articles SET text = replace(text, 'several', 'seven')")
    answer = fetched(application(tmp_path / "k.db", Concepts({})), "/-/stories/1.csv")
    assert answer.status_code == 503
    assert "https://a.example/1" in answer.text


def test_articles_that_are_gone_are_left_out(tmp_path: Path) -> None:
    with open_store(tmp_path / "k.db", write=True) as store:
        assert exported_articles(store, [1, 2]) == []


def test_feeds_name_the_url_of_the_settings_by_whatever_name_they_are_asked_for(
    tmp_path: Path,
) -> None:
    path = tmp_path / "k.db"
    open_store(path, write=True).close()
    for url, named in (("https://desk.example/", "https://desk.example"), ("", "http://localhost")):
        shown = application(path, Concepts({}), beside=Beside(url=url))
        feed = fetched(shown, "/-/stories.feed.json?days=30").json()
        assert feed["feed_url"] == f"{named}/-/stories.feed.json?days=30"
        assert feed["home_page_url"].startswith(f"{named}/-/stories?days=30")


def test_what_people_may_do_shrinks_under_further_names_and_beyond_this_machine() -> None:
    def write(what: str, about: str, value: str, address: str) -> str:
        return "done"

    rights = Rights(write=write)
    assert rights.beyond([], is_loopback=True) == rights
    assert rights.beyond(["a.example"], is_loopback=True) == Rights()
    guarded = Rights(write=write, password="x")
    assert guarded.beyond(["a.example"], is_loopback=False) == replace(guarded, sql=False)
