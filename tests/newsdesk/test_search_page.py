"""The search page: stories that fit, what they divide by, and the pages behind the first."""

import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import lxml.html
import pytest
from datasette.app import Datasette

from db.articles.insert import save_kept
from db.articles.write import SaveContext
from db.crawl.sources import sync_sources
from db.outbox.rules import sync_rules
from db.reading import found_stories
from db.search.find import find, stored_view
from db.store import Store, open_store
from newsdesk.application import application
from pipelines.items import Entry, Kept, Link, Rule
from pipelines.query.matcher import fits
from pipelines.query.parser import parse_query
from pipelines.query.token_index import TokenIndex
from pipelines.sources import Source
from press_catalogue.concepts import built_in_concepts
from tests.pages_client import fetched
from tests.samples import kept_article

NOW = datetime(2025, 11, 20, 9, 0, tzinfo=UTC)
CONCEPTS = built_in_concepts()
OUTLETS = [
    Source("dawn", "Dawn", "https://dawn.example/", country="PK"),
    Source("dawn-news", "Dawn News", "https://tv.example/", country="PK"),
    Source("etilaat", "Etilaat", "https://etilaat.example/", country="AF"),
    Source("nowhere", 'The "Post" (Kabul)', "https://post.example/"),
]
COPIED = (
    "Buses with families went back over the bridge by noon, said the mayor of the town, who had "
    "counted them from the roof of the customs house since the gate was opened at seven.\n\n"
    "Traders on the other bank closed their shops and carried water to those who had walked, and "
    "a teacher wrote down the names of the children whose parents were not with them."
)


def fill(store: Store) -> None:
    """Store a story that three outlets have, and twelve that one has."""
    sync_sources(store, OUTLETS, NOW)
    sync_rules(store, [Rule("Bridge", "bridge", ("a@example.org",))], NOW)
    texts = [
        f"Report {number}: families crossed near {'xyz'[number % 3] * 5}{number}."
        for number in range(12)
    ]
    for number, text in enumerate([COPIED, *texts, COPIED, COPIED]):
        source = OUTLETS[number % len(OUTLETS)]
        url = f"{source.homepage}{number}"
        title = "Buses cross" if text == COPIED else f"Families {number}"
        language = "ur" if number == 5 else "en"
        kept = kept_article(url, title=title, text=text, language=language,
                            rule_ids=(1,) if text == COPIED else ())  # fmt: skip
        published = None if number == 3 else NOW + timedelta(days=number - 20)
        kept = with_day(kept, published)
        context = SaveContext(NOW + timedelta(hours=number), None, "", "example.org")
        save_kept(store, Link(source.id, "feed", Entry(url)), kept, context)


def with_day(kept: Kept, published: datetime | None) -> Kept:
    """Return a verdict whose article was published on a day."""
    return replace(kept, article=replace(kept.article, published_at=published))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("search") / "k.db"
    with open_store(path, write=True) as store:
        fill(store)
    return path


@pytest.fixture(scope="module")
def desk(path: Path) -> Datasette:
    return application(path, CONCEPTS)


def found(desk: Datasette, query: str, **more: object) -> Any:
    """Return what the page says of a query as JSON."""
    asked = urlencode({"q": query, **more})
    return json.loads(fetched(desk, f"/-/search.json?{asked}").text)


def tree(page: str) -> Any:
    """Return a page as a tree."""
    return lxml.html.document_fromstring(page)


def test_articles_of_one_story_are_one_hit(desk: Datasette) -> None:
    [hit] = found(desk, "bridge")["hits"]
    assert hit["article"]["outlet"] == "Etilaat"
    assert [other["outlet"] for other in hit["others"]] == ["Dawn News", "Dawn"]
    page = tree(fetched(desk, "/-/search?q=bridge").text)
    assert "2 more of this story fit" in page.text_content()
    assert "3 articles fit (1 story shown)" in page.text_content()


def test_days_of_which_nothing_is_stored_do_not_look_like_calm(desk: Datasette) -> None:
    newest = NOW - timedelta(days=6)
    asked = "no outlet was asked yet: khabardar crawl"
    said = found(desk, "families AND after:2025-11-18")["warnings"]
    assert said == [f"the newest article is of {newest.date()}; {asked}"]
    assert found(desk, "families AND after:2025-11-02")["warnings"] == []
    assert found(desk, "zeppelin AND date:2025-11-02")["warnings"] == []


def test_pages_behind_the_first_hold_every_story_once(desk: Datasette) -> None:
    whole = [hit["story_id"] for hit in found(desk, "families")["hits"]]
    assert len(whole) == len(set(whole)) == 13
    for most in (1, 2, 4, 13):
        seen: list[int] = []
        before: dict[str, object] = {}
        while True:
            page = found(desk, "families", most=most, **before)
            seen += [hit["story_id"] for hit in page["hits"]]
            if not page["next"]:
                break
            before = {"before": page["next"]}
        assert seen == whole
    address = "/-/search?q=families&most=4"
    first = tree(fetched(desk, address).text)
    [more] = first.xpath("//a[.='More stories']/@href")
    second = fetched(desk, more).text
    assert "Stories further back" in second
    assert "Narrow down" not in second


def test_each_value_of_a_fact_leads_to_as_many_articles_as_it_says(desk: Datasette) -> None:
    for query in ("families", "families OR mayor", "NOT zzz"):
        page = found(desk, query)
        assert page["is_all"]
        assert {facet["name"] for facet in page["facets"]} == {
            *("Language", "Country", "Outlet", "Published", "Rule", "Topic"),
        }
        for facet in page["facets"]:
            for value in facet["values"]:
                if value["query"]:
                    assert found(desk, value["query"])["counted"] == value["count"], value
    names = {value["name"]: value for facet in page["facets"] for value in facet["values"]}
    assert names["Bridge"]["count"] == 3
    assert names["unknown"]["query"] is None
    assert names["unknown day"]["count"] == 1
    assert names["2025-11"]["count"] == 13


def test_a_large_result_is_counted_in_part_and_says_so(
    desk: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found_stories, "MOST_COUNTED", 6)
    page = found(desk, "families", most=3)
    assert (page["counted"], page["is_all"], len(page["hits"])) == (6, False, 3)
    said = fetched(desk, "/-/search?q=families&most=3").text
    assert "More than 6 articles fit" in said
    assert "Counted in the newest 6 articles that fit; there are more" in said


def test_a_query_is_shown_cut_where_it_is_wrong(desk: Datasette) -> None:
    answer = fetched(desk, f"/-/search?{urlencode({'q': 'families (bridge'})}")
    assert answer.status_code == 400
    page = tree(answer.text)
    [wrong] = page.xpath("//code[mark and not(ancestor::details)]")
    assert (wrong.text, wrong.xpath("string(mark)")) == ("families ", "(bridge")
    assert found(desk, "families (bridge")["wrong"] == ["families ", "(bridge"]


@pytest.mark.parametrize(
    "query",
    [
        *("country:pk", "families country:AF", "-country:PK", 'source:"dawn news dawn news"'),
        *("source:dawn", "source:post lang:en", "after:2025-11-05", "before:2025-11-05 families"),
        *("after:2025-11-02 before:2025-11-09", "country:PK OR lang:ur", "country:PK country:AF"),
        *("NOT after:2025-11-05", "source:daw*", "source:nobody", "source:dawn -source:news"),
    ],
)
def test_facts_that_the_index_answers_are_those_of_the_matcher(path: Path, query: str) -> None:
    parsed = parse_query(query, CONCEPTS)
    with open_store(path, write=False) as store:
        every = [article for article, _ in find(store, parse_query("*", CONCEPTS), None)]
        wanted = [one.id for one in every if fits(parsed, TokenIndex(stored_view(one)))]
        assert [article.id for article, _ in find(store, parsed, None)] == wanted
        behind = [article.id for article, _ in find(store, parsed, None, before=8)]
    assert behind == [number for number in wanted if number < 8]


def test_pages_do_not_wait_for_a_writer_and_show_what_is_stored(
    path: Path, desk: Datasette
) -> None:
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    writer.execute("UPDATE articles SET relevance = 'off'")
    for page in ("/?days=30", "/-/search?q=bridge", "/-/stories", "/-/stories/1", "/-/outlets",
                 "/-/articles/1", "/-/changes", "/-/alerts", "/-/about"):  # fmt: skip
        assert fetched(desk, page).status_code == 200, page
    [topic] = (one for one in found(desk, "bridge")["facets"] if one["name"] == "Topic")
    assert [(value["name"], value["count"]) for value in topic["values"]] == [("on topic", 3)]
    writer.execute("ROLLBACK")
    writer.close()
