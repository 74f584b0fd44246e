"""Searching the archive: the index proposes, the matcher decides, as it does for alerts."""

from collections.abc import Iterator

from db.search import StoredArticle, candidates
from db.store import Store
from pipelines.ftsquery import candidates as fts_candidates
from pipelines.items import RuleHit, Span
from pipelines.match import article_words, match, with_texts
from pipelines.query import Query


def find(
    store: Store, query: Query, limit: int
) -> Iterator[tuple[StoredArticle, tuple[Span, ...]]]:
    """Yield at most ``limit`` articles that ``query`` fits, newest first, with where it fits."""
    found = 0
    for article in candidates(store, fts_candidates(query)):
        spans = match(query, article_words(article.title, article.text))
        if spans is None:
            continue
        fields = {"title": article.title, "text": article.text}
        yield article, with_texts([RuleHit(0, spans)], fields)[0].spans
        found += 1
        if found >= limit:
            return
