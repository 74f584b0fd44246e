"""An article's text with the words marked that rules matched."""

import json
from collections.abc import Sequence

from db.store import Store
from pipelines.alerts.highlight import Passage, passages
from pipelines.items import Span

Marks = tuple[list[Span], tuple[str, ...]]
"""Where rules matched an article, and the names of these rules."""


def spans_of(store: Store, article_ids: Sequence[int]) -> dict[int, Marks]:
    """Return for each of some articles where rules matched it, and the names of these rules."""
    rows = store.rows(
        "SELECT m.article_id, r.name, m.spans FROM json_each(?) j CROSS JOIN matches m "
        "ON m.article_id = j.value JOIN rules r ON r.id = m.rule_id ORDER BY r.name",
        (json.dumps(list(article_ids)),),
    )
    spans: dict[int, list[Span]] = {number: [] for number in article_ids}
    names: dict[int, list[str]] = {number: [] for number in article_ids}
    for row in rows:
        spans[row["article_id"]].extend(Span(**one) for one in json.loads(row["spans"]))
        names[row["article_id"]].append(row["name"])
    return {number: (spans[number], tuple(names[number])) for number in article_ids}


def matched_spans(store: Store, article_id: int) -> Marks:
    """Return where rules matched an article, and the names of these rules."""
    return spans_of(store, [article_id])[article_id]


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
