"""Pages that declare one URL are one article only if they say one thing."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from db import status
from db.articles import insert, reextraction, update
from db.articles.write import SaveContext
from db.crawl import links, sources
from db.store import Store, open_store
from pipelines.items import ArchivePlace, Dropped, Entry, Failed, Link
from pipelines.sources import Source
from tests.samples import BODY, NOW, kept_article

SITE = "https://a.example"
SHARED = f"{SITE}/reports-of-today"
OTHER = (
    "The baker of the lower street kept his oven warm all night, and gave the bread to those who "
    "came down from the pass with nothing but a blanket and a kettle."
)
THIRD = (
    "Rain fell on the school for nine days, so lessons were held in the tea house, where the "
    "teacher drew the map of the valley on the back of an old door."
)
PAGES = {f"{SITE}/news?id=1": BODY, f"{SITE}/news?id=2": OTHER, f"{SITE}/news?id=3": THIRD}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "k.db", write=True) as opened:
        opened.execute("PRAGMA synchronous = OFF")
        sources.sync_sources(opened, [Source("a", "A", SITE)], NOW)
        yield opened


def save(store: Store, own: str, text: str, declared: str = SHARED) -> insert.Saved:
    kept = kept_article(declared, title="Today", text=text)
    page_url = "" if own == declared else own
    kept = replace(kept, article=replace(kept.article, page_url=page_url))
    links.add_links(store, "a", "feed", [Entry(own)], NOW)
    context = SaveContext(NOW, None, "", "example.org")
    return insert.save_kept(store, Link("a", "feed", Entry(own)), kept, context)


def articles(store: Store) -> dict[str, str]:
    return {row["url"]: row["text"] for row in store.rows("SELECT url, text FROM articles")}


@pytest.mark.parametrize("order", [*itertools.permutations(PAGES)])
def test_each_text_is_an_article_at_its_own_url(store: Store, order: tuple[str, ...]) -> None:
    saved = [save(store, url, PAGES[url]) for url in order]
    assert all(one.new for one in saved)
    assert articles(store) == PAGES
    assert [row["article_id"] for row in store.rows("SELECT article_id FROM links")] == [
        one.article_id for one in saved
    ]
    assert [outlet.shared_urls for outlet in status.status(store).sources] == [3]


def test_the_page_at_the_declared_url_is_an_article_of_its_own(store: Store) -> None:
    claims = f"{SITE}/news?id=1"
    save(store, claims, BODY)
    save(store, SHARED, OTHER)
    assert articles(store) == {claims: BODY, SHARED: OTHER}
    save(store, f"{SITE}/news?id=3", THIRD)
    assert articles(store) == {claims: BODY, SHARED: OTHER, f"{SITE}/news?id=3": THIRD}
    assert save(store, f"{SITE}/news?id=9", OTHER).new is False


def test_the_same_text_at_another_url_is_the_article_that_is_known(store: Store) -> None:
    first = save(store, f"{SITE}/news?id=1", BODY)
    longer = save(store, f"{SITE}/news?id=7", f"{BODY}\n\n{OTHER}")
    assert (longer.new, longer.article_id) == (False, first.article_id)
    assert articles(store) == {SHARED: BODY}
    assert [outlet.shared_urls for outlet in status.status(store).sources] == [0]


def test_a_page_whose_url_names_what_it_declares_is_believed(store: Store) -> None:
    declared = f"{SITE}/live/4711-day-at-the-gate"
    save(store, f"{SITE}/amp-pages/4711?x=1", BODY, declared)
    assert save(store, f"{SITE}/amp-pages/4711?x=2", OTHER, declared).new is False


def test_a_url_that_no_other_is_left_for_stays(store: Store) -> None:
    first = save(store, f"{SITE}/news?id=1", BODY)
    store.execute("UPDATE links SET url = ?, url_key = 'x'", (SHARED,))
    assert save(store, SHARED, OTHER).article_id == first.article_id


def test_what_was_taken_for_another_article_is_read_again(store: Store) -> None:
    urls = list(PAGES)
    context = SaveContext(NOW, None, "", "example.org")
    for offset, url in enumerate(urls):
        links.add_links(store, "a", "feed", [Entry(url)], NOW)
        kept = kept_article(SHARED, text=BODY)  # as it was when such a URL was always believed
        place = ArchivePlace("p.warc.gz", offset)
        insert.save_kept(store, Link("a", "feed", Entry(url)), kept, replace(context, place=place))
    update.update_article(store, 1, kept_article(urls[0], text=BODY), context, anew=True)
    lost = reextraction.archived_refusals(store, "a.example")
    assert [(found.link.entry.url, found.place.offset) for found in lost] == [
        (urls[1], 1),
        (urls[2], 2),
    ]
    for found in lost:
        url = found.link.entry.url
        kept = kept_article(url, text=PAGES[url])
        insert.save_kept(store, found.link, kept, replace(context, place=found.place))
    assert articles(store) == PAGES
    assert reextraction.archived_refusals(store) == []


def spellings(number: int) -> list[str]:
    ways = ("", "?utm_source=rss", "?fbclid=1", "/", "?amp=1", "#top")
    return [f"{SITE}/story-{number}{way}" for way in ways]


def link_states(store: Store) -> set[tuple[str, str, int | None]]:
    rows = store.rows("SELECT state, reason, article_id FROM links")
    return {(row["state"], row["reason"], row["article_id"]) for row in rows}


def test_an_article_is_fetched_once_whatever_its_urls(store: Store) -> None:
    entries = [Entry(url) for url in spellings(1)]
    first, *others = entries
    assert links.add_links(store, "a", "feed", entries[:4], NOW) == (Link("a", "feed", first),)
    assert links.pending_links(store, NOW, 9) == [Link("a", "feed", first)]
    context = SaveContext(NOW, None, "", "example.org")
    kept = kept_article(first.url)
    saved = insert.save_kept(store, Link("a", "feed", first), kept, context)
    assert link_states(store) == {("kept", "kept", saved.article_id)}
    assert links.add_links(store, "a", "sitemap", others, NOW) == ()
    assert link_states(store) == {("kept", "kept", saved.article_id)}
    detail = store.row("SELECT detail FROM links WHERE url = ?", (others[-1].url,))
    assert detail is not None
    assert detail["detail"] == f"read at {first.url}"


def test_what_is_off_topic_at_one_url_is_so_at_all(store: Store) -> None:
    entries = [Entry(url) for url in spellings(1)]
    links.add_links(store, "a", "feed", entries, NOW)
    links.settle_dropped(store, entries[0].url, Dropped("off_topic", "score 1"), NOW)
    assert link_states(store) == {("dropped", "off_topic", None)}


def test_a_url_that_leads_nowhere_leaves_the_others_to_be_tried(store: Store) -> None:
    first, second, *_ = entries = [Entry(url) for url in spellings(1)]
    links.add_links(store, "a", "feed", entries, NOW)
    links.settle_dropped(store, first.url, Dropped("not_found"), NOW)
    assert [link.entry for link in links.pending_links(store, NOW, 9)] == [second]


def test_the_urls_of_an_article_wait_together_while_its_server_is_down(store: Store) -> None:
    entries = [Entry(url) for url in (*spellings(1)[:5], *spellings(2)[:1])]
    links.add_links(store, "a", "feed", entries[:4], NOW)
    links.settle_failed(store, entries[0].url, Failed("timeout"), NOW)
    links.add_links(store, "a", "feed", entries[4:], NOW)
    assert [link.entry for link in links.pending_links(store, NOW, 9)] == entries[5:]
    later = NOW + links.RETRY_AFTER[0]
    assert [link.entry for link in links.pending_links(store, later, 9)] == [
        entries[5],
        entries[0],
    ]
