"""Searching the archive: the index proposes, the matcher decides, as it does for alerts."""

from collections.abc import Callable, Iterator
from datetime import datetime

from db.search.concept_index import is_complete
from db.search.find import StoredArticle, candidates
from db.store import Store
from pipelines.items import Span
from pipelines.query.article_view import ArticleView
from pipelines.query.matcher import match
from pipelines.query.search_plan import plan, versions_of
from pipelines.query.token_index import Words
from pipelines.query.tree import Query


def find(
    store: Store,
    query: Query,
    limit: int | None,
    since: datetime | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[tuple[StoredArticle, tuple[Span, ...]]]:
    """Yield at most ``limit`` articles that ``query`` fits, newest first, with where it fits.

    ``since`` leaves out what was first seen before; ``stop`` is asked before each article is read
    and ends the search.
    """
    found = 0
    with store.snapshot():  # the index must be the one that was found complete
        indexed = all(is_complete(store, version) for version in versions_of(query))
        for article in candidates(store, plan(query, indexed=indexed), since):
            if stop():
                return
            spans = match(query, Words(stored_view(article)))
            if spans is None:
                continue
            yield article, spans
            found += 1
            if found == limit:
                return


def stored_view(article: StoredArticle) -> ArticleView:
    """Return what queries can ask of a stored article: the same as when it was new."""
    return ArticleView(
        title=article.title,
        text=article.text,
        url=article.url,
        source=f"{article.source_id} {article.outlet}",
        author=article.byline,
        language=article.language,
        country=article.country,
        section=article.section,
        published_at=article.published_at,
        relevance=article.relevance,
    )
