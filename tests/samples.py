"""Invented articles and moments that several tests share."""

import hashlib
from datetime import UTC, datetime

from pipelines.fold import fold
from pipelines.items import Article, Kept, Removed, RuleHit, Span

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
    )
