"""Which articles an export holds, and what is read of each."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from sqlite3 import Row
from typing import Any

from db.store import Store, changed_text, is_as_stored, moment_of
from pipelines.exports.entry import ExportedArticle, ExportedEvent, ExportedStory

_NAMES = tuple(field.name for field in fields(ExportedArticle))
_TIMES = ("published_at", "first_seen_at", "changed_at", "captured_at")
_ARTICLES = """
SELECT a.*, a.id AS article_id, t.source_count AS outlets_of_story, s.name AS outlet, s.country,
    (SELECT max(seen_at) FROM revisions
        WHERE article_id = a.id AND change <> 'first') AS changed_at
FROM articles a JOIN sources s ON s.id = a.source_id JOIN stories t ON t.id = a.story_id
WHERE a.id IN (SELECT value FROM json_each(?))
"""
_STORIES = """
SELECT t.id AS story_id, e.event_id, t.title, t.first_article_id, t.article_count, t.source_count,
    t.first_seen_at, t.last_seen_at
FROM stories t LEFT JOIN event_stories e ON e.story_id = t.id ORDER BY t.id
"""
_EVENTS = """
SELECT id AS event_id, titles, first_seen_at, last_seen_at, story_count, language_count, conflicts
FROM events ORDER BY id
"""
AT_ONCE = 500
"""So many articles, with their texts, are held in memory when all are read."""


def exported_articles(store: Store, ids: Sequence[int]) -> list[ExportedArticle]:
    """Return the articles of ``ids`` in their order, without those that are gone.

    Raises:
        StoreError: the words of one are no more those that were stored; others would cite them.
    """
    rows = store.rows(_ARTICLES, (json.dumps(list(ids)),))
    found = {row["id"]: _article(store.path, row) for row in rows}
    return [found[number] for number in ids if number in found]


def every_article(store: Store) -> Iterator[ExportedArticle]:
    """Yield all articles in the order of their ids; raises as ``exported_articles`` does."""
    last = 0
    while rows := store.rows(
        "SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT ?", (last, AT_ONCE)
    ):
        ids = [row["id"] for row in rows]
        yield from exported_articles(store, ids)
        last = ids[-1]


def every_story(store: Store) -> Iterator[ExportedStory]:
    """Yield all stories in the order of their ids, each with its event."""
    for row in store.stream(_STORIES):
        yield ExportedStory(**_timed(row))


def every_event(store: Store) -> Iterator[ExportedEvent]:
    """Yield all events in the order of their ids."""
    for row in store.stream(_EVENTS):
        yield ExportedEvent(**_timed(row))


def _timed(row: Row) -> dict[str, Any]:
    """Return the values of a row, those of columns that end in _at as moments."""
    return {
        name: moment_of(value) if name.endswith("_at") else value
        for name, value in dict(row).items()
    }


def _article(path: Path, row: Row) -> ExportedArticle:
    values = {name: row[name] for name in _NAMES}
    if not is_as_stored(row):
        raise changed_text(path, row["id"], row["url"])
    return ExportedArticle(**values | {name: moment_of(row[name]) for name in _TIMES})


def articles_of_story(store: Store, story_id: int) -> list[int]:
    """Return the ids of a story's articles, the first one in front; none if there is no story."""
    rows = store.rows(
        "SELECT id FROM articles WHERE story_id = ? "
        "ORDER BY first_in_story DESC, first_seen_at, id",
        (story_id,),
    )
    return [row["id"] for row in rows]


def first_of_story(store: Store, story_id: int) -> tuple[str, str] | None:
    """Return headline and URL of the article that a story was first seen in; None if none."""
    row = store.row(
        "SELECT title, url FROM articles WHERE story_id = ? "
        "ORDER BY first_in_story DESC, first_seen_at, id LIMIT 1",
        (story_id,),
    )
    return (row["title"], row["url"]) if row else None


def articles_of_rule(store: Store, rule_id: int, limit: int) -> list[int]:
    """Return the ids of at most ``limit`` articles that a rule matched, the last match first."""
    rows = store.rows(
        "SELECT article_id FROM matches WHERE rule_id = ? ORDER BY id DESC LIMIT ?",
        (rule_id, limit),
    )
    return [row["article_id"] for row in rows]


def rule_by_id(store: Store, rule_id: int) -> tuple[str, str] | None:
    """Return the name of a rule, and its identity, which stays when it is renamed; None if none."""
    row = store.row("SELECT name, identity FROM rules WHERE id = ?", (rule_id,))
    return (row["name"], row["identity"]) if row else None
