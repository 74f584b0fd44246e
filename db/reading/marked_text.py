"""An article's text with the words marked that rules matched."""

import json

from db.store import Store
from pipelines.alerts.highlight import Passage, passages
from pipelines.items import Span


def matched_spans(store: Store, article_id: int) -> tuple[list[Span], tuple[str, ...]]:
    """Return where rules matched an article, and the names of these rules."""
    rows = store.rows(
        "SELECT r.name, m.spans FROM matches m JOIN rules r ON r.id = m.rule_id "
        "WHERE m.article_id = ? ORDER BY r.name",
        (article_id,),
    )
    spans = [Span(**one) for row in rows for one in json.loads(row["spans"])]
    return spans, tuple(row["name"] for row in rows)


def marked_paragraphs(store: Store, article_id: int, text: str) -> tuple[tuple[Passage, ...], ...]:
    """Return the paragraphs of an article's text, each cut where a match begins or ends."""
    spans = [span for span in matched_spans(store, article_id)[0] if span.field == "text"]
    found, at = [], 0
    for paragraph in text.split("\n\n"):
        end = at + len(paragraph)
        inside = [
            Span(span.field, span.start - at, span.end - at, span.text)
            for span in spans
            if at <= span.start and span.end <= end
        ]
        found.append(tuple(passages(paragraph, inside)))
        at = end + 2
    return tuple(found)
