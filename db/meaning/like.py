"""Finding by meaning: the articles that are nearest to a text, or to another article."""

from collections.abc import Iterator

from db.meaning.nearest import article_vector, nearest
from db.search.find import StoredArticle, articles_by_id
from db.store import Store
from pipelines.errors import OperatorError
from pipelines.meaning.engine import NoModel, Vectors, find_model, sentence_model
from pipelines.meaning.nearness import text_vector
from pipelines.meaning.passages import excerpt
from pipelines.sources import Source
from pipelines.text.language import language_of

_NOWHERE = Source("", "", "")


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
        wanted = _vector_of(what, language_of("", what, "", _NOWHERE))
        near = nearest(store, found.digest, wanted, limit)
    nearness = dict(near)
    for article in articles_by_id(store, list(nearness)):
        yield article, nearness[article.id]


def _vector_of_unread(store: Store, article_id: int) -> Vectors:
    """Return the vector of an article's headline and lead, which waits for those of the whole."""
    articles = articles_by_id(store, [article_id])
    if not articles:
        raise OperatorError(f"there is no article {article_id}; `khabardar search` shows ids")
    head = excerpt(articles[0].title, articles[0].text).head
    return _vector_of(head, articles[0].language)


def _vector_of(text: str, language: str) -> Vectors:
    model = sentence_model()
    if isinstance(model, NoModel):
        raise OperatorError(f"nothing can be found by meaning {model}")
    return text_vector(model, text, language)
