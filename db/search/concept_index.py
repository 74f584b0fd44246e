"""The index of concepts: which stored articles name a concept, and where in their words.

A concept stands for hundreds of spellings, too many to look each up. The index is good for one
version of the word lists, and is made again from the articles, the newest first, when it changes.
"""

import json
from collections.abc import Sequence

from db.store import Store
from pipelines.query.article_view import ArticleView
from pipelines.query.concepts import ConceptPlaces, Concepts
from pipelines.query.token_index import Place, TokenIndex

MOST_INDEXED = 2_000
"""So many articles are indexed by the present version in one pass, the newest first."""
_AT_ONCE = 500
_FORM = 2
"""Raise it when the same lists find other places: spelling, folding or counting has changed."""


def note_concepts(
    store: Store, article_id: int, places: ConceptPlaces, version: str, *, anew: bool = False
) -> None:
    """Note where an article names concepts of the ``version`` of the word lists.

    ``anew`` says that the article was noted before. Within the caller's transaction.
    """
    if _state(store)[0] != _stamp(version):
        _begin(store, version, with_newest=not anew)
    if anew:
        _forget(store, article_id)
    _insert(store, article_id, places)


def is_complete(store: Store, version: str) -> bool:
    """Tell whether every stored article is in the index by this version of the word lists."""
    stamp, from_article = _state(store)
    return stamp == _stamp(version) and not _earlier(store, from_article, 1)


def index_earlier(store: Store, concepts: Concepts, limit: int = MOST_INDEXED) -> int:
    """Index up to ``limit`` articles that are not in by these word lists, and return how many.

    Each batch is a transaction of its own; what is left waits for the next pass, and searches go
    the slow way until then.
    """
    if _state(store)[0] != _stamp(concepts.version):
        with store.transaction():
            _begin(store, concepts.version)
    done = 0
    while rows := _earlier(store, _state(store)[1], min(_AT_ONCE, limit - done)):
        with store.transaction():
            for article_id in rows:
                row = store.rows("SELECT title, text FROM articles WHERE id = ?", (article_id,))[0]
                _forget(store, article_id)
                view = ArticleView(row["title"], row["text"])
                _insert(store, article_id, concepts.places(TokenIndex(view)))
            store.execute("UPDATE concept_index SET from_article = ?", (rows[-1],))
        done += len(rows)
    return done


def read_places(text: str) -> list[Place]:
    """Return the places that a row of the index holds."""
    return [(first, last) for first, last in json.loads(text)]


def _state(store: Store) -> tuple[str, int]:
    """Return the stamp of the index, and the first of the articles that are in."""
    row = store.rows("SELECT version, from_article FROM concept_index")[0]
    return row["version"], row["from_article"]


def _stamp(version: str) -> str:
    return f"{version}.{_FORM}"


def _earlier(store: Store, before: int, limit: int) -> Sequence[int]:
    rows = store.rows(
        "SELECT id FROM articles WHERE id < ? ORDER BY id DESC LIMIT ?", (before, limit)
    )
    return [row["id"] for row in rows]


def _begin(store: Store, version: str, *, with_newest: bool = False) -> None:
    """Begin the index of another version with the next article, or with the newest one."""
    store.execute(
        "UPDATE concept_index SET version = ?, "
        "from_article = (SELECT coalesce(max(id), 0) + ? FROM articles)",
        (_stamp(version), 0 if with_newest else 1),
    )


def _insert(store: Store, article_id: int, places: ConceptPlaces) -> None:
    store.execute_many(
        "INSERT OR REPLACE INTO concept_places (concept, article_id, places) VALUES (?, ?, ?)",
        [(name, article_id, json.dumps(found)) for name, found in places.items()],
    )


def _forget(store: Store, article_id: int) -> None:
    # From one concept to the next: a look at each, and not at every article of each.
    store.execute(
        "WITH RECURSIVE known(name) AS (SELECT min(concept) FROM concept_places UNION ALL "
        "SELECT (SELECT min(concept) FROM concept_places WHERE concept > name) FROM known "
        "WHERE name IS NOT NULL) "
        "DELETE FROM concept_places WHERE article_id = ? AND concept IN (SELECT name FROM known)",
        (article_id,),
    )
