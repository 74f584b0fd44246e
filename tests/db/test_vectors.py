"""Vectors in the store: who waits for them, and what takes whose place."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.articles import insert
from db.articles.write import SaveContext
from db.crawl import links, sources
from db.meaning.vectors import (
    StoredVectors,
    count_waiting,
    next_unread,
    save_vectors,
    vectors_between,
    vectors_of,
    want_vectors_of,
)
from db.store import Store, open_store
from pipelines.items import Entry
from pipelines.sources import Source
from tests.samples import NOW, kept_article

HEAD, PASSAGES = b"\x01" * 384, b"\x02" * 384


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "k.db", write=True) as opened:
        sources.sync_sources(opened, [Source("a", "A", "https://a.example")], NOW)
        entries = [Entry(f"https://a.example/{number}") for number in range(3)]
        for link in links.add_links(opened, "a", "feed", entries, NOW):
            text = f"{link.entry.url} tells of a border.\n\nMore is told of it."
            kept = kept_article(link.entry.url, text=text)
            insert.save_kept(opened, link, kept, SaveContext(NOW, None, "", "example.org"))
        yield opened


def made(*ids: int) -> list[StoredVectors]:
    return [StoredVectors(number, "en", HEAD, PASSAGES) for number in ids]


def test_every_kept_article_waits_until_its_vectors_are_stored(store: Store) -> None:
    assert [one.article_id for one in next_unread(store, 9)] == [3, 2, 1]
    assert [one.article_id for one in next_unread(store, 1, before=3)] == [2]
    assert "tells of a border" in next_unread(store, 1)[0].text
    save_vectors(store, "aa", made(3, 1, 99))
    assert [one.article_id for one in next_unread(store, 9)] == [2]
    assert count_waiting(store) == 1
    assert (
        list(vectors_between(store, "aa", 0, 9)) == made(1, 3) == vectors_of(store, "aa", [3, 1, 2])
    )
    assert [one.article_id for one in vectors_between(store, "aa", 1, 3)] == [1]


def test_an_article_whose_words_change_waits_again(store: Store) -> None:
    save_vectors(store, "aa", made(1, 2, 3))
    store.execute("UPDATE articles SET score = 1, title = title")
    assert count_waiting(store) == 0
    store.execute("UPDATE articles SET text = 'Other words.' WHERE id = 2")
    assert [one.article_id for one in next_unread(store, 9)] == [2]


def test_vectors_of_another_model_are_made_anew_and_not_compared(store: Store) -> None:
    save_vectors(store, "aa", made(1, 2))
    save_vectors(store, "bb", made(3))
    assert want_vectors_of(store, "bb") == 2
    assert want_vectors_of(store, "bb") == 0
    assert count_waiting(store) == 2
    assert list(vectors_between(store, "bb", 0, 9)) == made(3)
    save_vectors(store, "bb", made(1, 2))
    assert list(vectors_between(store, "bb", 0, 9)) == made(1, 2, 3)
    assert list(vectors_between(store, "aa", 0, 9)) == []
