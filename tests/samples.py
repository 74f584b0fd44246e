"""Invented articles and moments that several tests share."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

from db.articles.insert import save_kept
from db.articles.write import SaveContext
from db.crawl.sources import add_source
from db.store import Store
from pipelines.items import Article, Entry, Kept, Link, Removed, RuleHit, Span
from pipelines.metadata.agencies import built_in_agencies
from pipelines.sources import Source
from pipelines.text.fold import fold

NOW = datetime(2025, 11, 24, 9, 0, tzinfo=UTC)
BODY = (
    "Officials at the crossing said that several hundred families had gone through by noon.\n\n"
    "Aid workers gave out water and bread, and asked for more tents before the night."
)


def kept_article(
    url: str,
    *,
    title: str = "Families sent back",
    text: str = BODY,
    rule_ids: tuple[int, ...] = (),
    language: str = "en",
) -> Kept:
    """Return a verdict that keeps an invented article, matched by the given rules."""
    spans = (Span("title", 0, 8, title[:8]),)
    article = Article(
        url, title, text, language=language, removed=(Removed("Share", "notice", "x"),)
    )
    return Kept(
        article=article,
        folded_title=fold(title),
        folded_text=fold(text),
        text_digest=hashlib.sha256(fold(text).encode()).hexdigest(),
        word_count=len(text.split()),
        relevance="relevant",
        score=9.5,
        relevance_rules=("R1",),
        lexicon_version="0123abcd",
        hits=tuple(RuleHit(rule_id, spans) for rule_id in rule_ids),
        agency=built_in_agencies().credited("", fold(text)),
    )


def store_articles(store: Store, source: Source, *articles: tuple[Article, datetime]) -> None:
    """Store articles of one outlet, each as first seen at its moment; ids count from 1."""
    with store.transaction():
        add_source(store, source)
    for article, seen_at in articles:
        kept = replace(
            kept_article(article.url, title=article.title, text=article.text), article=article
        )
        link = Link(source.id, "feed", Entry(article.url))
        save_kept(store, link, kept, SaveContext(seen_at, None, "", "example.org", alerts=False))
