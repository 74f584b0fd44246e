"""Finding by meaning: the articles that are nearest to a text, or to another article."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from db.meaning.nearest import article_vector, nearest
from db.meaning.vectors import count_waiting
from db.search.find import StoredArticle, articles_by_id, find, find_near
from db.store import Store
from pipelines.errors import OperatorError
from pipelines.meaning.asked import vector_of_text
from pipelines.meaning.engine import NoModel, Vectors, find_model
from pipelines.meaning.passages import head_of
from pipelines.query.tree import Query, likes_of, loosened


def find_like(store: Store, what: str | int, limit: int) -> Iterator[tuple[StoredArticle, float]]:
    """Yield the articles nearest in meaning to a text, or to the article of an id, nearest first.

    Beside each stands how near it is, from 0 to 1; languages do not matter. Articles that wait for
    their vectors are not found yet.

    Raises:
        OperatorError: there is no sentence model, no such article, or nothing to look for.
        StoreError: the database cannot be read.
    """
    found = find_model()
    if isinstance(found, NoModel):
        raise OperatorError(f"nothing can be found by meaning {found}")
    wanted: Vectors | None
    if isinstance(what, int):
        wanted = article_vector(store, found.digest, what)
        if wanted is None:
            wanted = _vector_of_unread(store, what)
        near = nearest(store, found.digest, wanted, limit, leave_out=what)
    else:
        wanted = _vector_of(what)
        near = nearest(store, found.digest, wanted, limit)
    nearness = dict(near)
    for article in articles_by_id(store, list(nearness)):
        yield article, nearness[article.id]


def just_missed(
    store: Store, query: Query, since: datetime, by: float = 0.2
) -> list[tuple[StoredArticle, Mapping[str, float]]]:
    """Return the articles first seen since then that a query would find if it asked for less.

    That is nearness less by up to ``by``; beside each stands how near it is to which texts.
    """
    hits = {article.id for article, _ in find(store, query, None, since)}
    found = find_near(store, loosened(query, by), None, since)
    return [(article, near) for article, _, near in found if article.id not in hits]


def like_warnings(store: Store, query: Query) -> tuple[str, ...]:
    """Return in words what a query with like() cannot find yet, and why; nothing for others."""
    if not likes_of(query):
        return ()
    model = find_model()
    if isinstance(model, NoModel):
        return (f"like() finds nothing, and NOT like() neither, {model}",)
    return waiting_warnings(store)


def waiting_warnings(store: Store) -> tuple[str, ...]:
    """Return in words how many articles cannot be found by meaning yet; nothing if all can."""
    waiting = count_waiting(store)
    if not waiting:
        return ()
    articles, they = ("article", "it waits") if waiting == 1 else ("articles", "they wait")
    return (f"{waiting} {articles} cannot be found by meaning yet: {they} for a pass",)


def _vector_of_unread(store: Store, article_id: int) -> Vectors:
    """Return the vector of an article's headline and lead, which waits for those of the whole."""
    articles = articles_by_id(store, [article_id])
    if not articles:
        raise OperatorError(f"there is no article {article_id}; `khabardar search` shows ids")
    head = head_of(articles[0].title, articles[0].text)
    return _vector_of(head, articles[0].language)


def _vector_of(text: str, language: str = "") -> Vectors:
    vector = vector_of_text(text, language)
    if isinstance(vector, NoModel):
        raise OperatorError(f"nothing can be found by meaning {vector}")
    return vector
