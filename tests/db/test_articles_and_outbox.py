"""An article, its story and its mail are stored together, once."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from db import status
from db.articles import insert
from db.articles.write import SaveContext
from db.crawl import links, passes, sources
from db.outbox import messages, outbox, rules
from db.search import find
from db.store import Store, open_store
from pipelines.items import ArchivePlace, Entry, Kept, Link, Rule
from pipelines.query.search_plan import SearchPlan
from pipelines.sources import Source
from tests.samples import BODY, NOW, kept_article

SOURCES = [Source(name, name.upper(), f"https://{name}.example", "PK") for name in "abc"]
RULES = [
    Rule("Now", "families", ("one@example.org", "two@example.org")),
    Rule("Daily", "families", ("one@example.org",), "daily 07:00", "Asia/Karachi"),
    Rule("Slack", "families", (), channels=("env:DESK",)),
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "k.db", write=True) as opened:
        sources.sync_sources(opened, SOURCES, NOW)
        rules.sync_rules(opened, RULES, NOW)
        yield opened


def save(
    store: Store, source: str, kept: Kept, *, alerts: bool = True, found_at: str = ""
) -> insert.Saved:
    entry = Entry(found_at or kept.article.url)
    links.add_links(store, source, "feed", [entry], NOW)
    place = ArchivePlace("p.warc.gz", 12)
    context = SaveContext(NOW, place, "ab" * 32, "example.org", alerts)
    return insert.save_kept(store, Link(source, "feed", entry), kept, context)


def counts(store: Store) -> tuple[int, ...]:
    tables = ("articles", "stories", "matches", "outbox")
    return tuple(store.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables)


def test_saving_twice_is_saving_once(store: Store) -> None:
    kept = kept_article("https://a.example/1", rule_ids=(1, 2))
    first = save(store, "a", kept)
    before = counts(store)
    again = save(store, "a", kept)
    assert (first.new, first.alerts) == (True, 3)
    assert (again.new, again.alerts, again.article_id) == (False, 0, first.article_id)
    assert counts(store) == before == (1, 1, 2, 3)


def test_another_address_of_a_known_article_points_to_it(store: Store) -> None:
    first = save(store, "a", kept_article("https://a.example/1"))
    other = kept_article("http://www.a.example/1/?utm_source=x", title="Changed", text=BODY + " x")
    second = save(store, "a", other, found_at="https://a.example/1?fbclid=1")
    assert second.article_id == first.article_id
    assert {row["article_id"] for row in store.rows("SELECT article_id FROM links")} == {1}
    assert status.status(store).links == {"kept": {"kept": 2}}


def test_the_same_text_elsewhere_is_a_copy_in_the_same_story(store: Store) -> None:
    first = save(store, "a", kept_article("https://a.example/1", rule_ids=(1,)))
    copy = save(store, "b", kept_article("https://b.example/9", title="Other", rule_ids=(1,)))
    assert (copy.copy_of, copy.story_id, copy.alerts) == (first.article_id, first.story_id, 0)
    row = store.rows("SELECT * FROM articles WHERE id = ?", (copy.article_id,))[0]
    assert (row["copy_kind"], row["first_in_story"]) == ("exact", 0)
    story = store.rows("SELECT * FROM stories")[0]
    assert (story["article_count"], story["source_count"]) == (2, 2)
    assert story["first_article_id"] == first.article_id


def test_short_texts_are_copies_only_under_the_same_headline(store: Store) -> None:
    save(store, "a", kept_article("https://a.example/1", title="Noon tally", text="Gate shut."))
    other = kept_article("https://b.example/1", title="Evening", text="Gate shut.")
    same = kept_article("https://c.example/1", title="Noon tally", text="Gate shut.")
    assert save(store, "b", other).copy_of is None
    assert save(store, "c", same).copy_of == 1


def test_matches_without_alerts_write_no_mail(store: Store) -> None:
    save(store, "a", kept_article("https://a.example/1", rule_ids=(1, 3)), alerts=False)
    assert counts(store) == (1, 1, 2, 0)


def test_the_index_holds_every_article(store: Store) -> None:
    save(store, "a", kept_article("https://a.example/1", title="Torkham gate"))
    save(store, "b", kept_article("https://b.example/1", title="Chaman gate", text=BODY + " more"))
    assert [found.id for found in find.candidates(store, SearchPlan('"gate"'))] == [2, 1]
    assert [found.title for found in find.candidates(store, SearchPlan('"torkham"'))] == [
        "Torkham gate"
    ]
    assert [found.id for found in find.candidates(store, SearchPlan(None))] == [2, 1]
    store.execute("INSERT INTO articles_fts(articles_fts) VALUES ('integrity-check')")


def test_removed_blocks_and_spans_are_kept_with_the_article(store: Store) -> None:
    save(store, "a", kept_article("https://a.example/1", rule_ids=(1,)))
    assert store.rows("SELECT rule, text FROM removed_blocks")[0]["text"] == "Share"
    spans = json.loads(store.rows("SELECT spans FROM matches")[0]["spans"])
    assert spans == [{"field": "title", "start": 0, "end": 8, "text": "Families"}]


def test_how_sure_a_text_is_comes_with_its_alert(store: Store) -> None:
    kept = kept_article("https://a.example/1", rule_ids=(1,))
    save(store, "a", replace(kept, article=replace(kept.article, text_confidence=0.62)))
    assert store.rows("SELECT text_confidence FROM articles")[0][0] == 0.62
    told = messages.read_message(store, outbox.due_messages(store, NOW, 1)[0], NOW)
    assert told is not None
    assert [item.text_confidence for item in told.items] == [0.62]


def test_rules_that_vanish_are_kept_but_alert_no_more(store: Store) -> None:
    changed = Rule("Now", "changed", ("one@example.org",))
    rules.sync_rules(store, [changed, Rule("Off", "x", ("a@b",), active=False)], NOW)
    assert rules.active_rules(store) == [(1, changed)]
    assert rules.active_rules(store, [2, 3]) == []
    kept = kept_article("https://a.example/1", rule_ids=(1, 2))
    assert save(store, "a", kept).alerts == 1


def test_passes_that_never_ended_were_interrupted(store: Store) -> None:
    assert status.status(store).last_pass is None
    passes.begin_pass(store, NOW, "crawl", 1)
    second = passes.begin_pass(store, NOW, "crawl", 2)
    passes.end_pass(store, second, NOW, {"kept": 3})
    found = store.rows("SELECT outcome FROM passes ORDER BY id")
    assert [row["outcome"] for row in found] == ["interrupted", "ok"]
    last = status.status(store).last_pass
    assert last is not None
    assert last["counts"] == {"kept": 3}
    assert status.status(store).stories == 0
