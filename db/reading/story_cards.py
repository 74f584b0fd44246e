"""Stories as a list shows them: the headline, who had it first, how wide it went, what is new."""

from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row
from typing import Literal

from db.reading.marked_text import matched_spans
from db.store import Store, iso
from pipelines.alerts.highlight import Passage, passages, quote_of

MOST_CARDS = 60
Order = Literal["widest", "newest"]
_ORDERS: dict[Order, str] = {
    "widest": "t.source_count DESC, t.last_seen_at DESC, t.id DESC",
    "newest": "t.last_seen_at DESC, t.id DESC",
}
_CARDS = """
SELECT t.id, t.first_seen_at, t.last_seen_at, t.article_count, t.source_count, a.id AS article_id,
    a.title, a.text, a.language, a.relevance, s.name AS outlet, s.country,
    EXISTS (SELECT 1 FROM articles c JOIN revisions r ON r.article_id = c.id
        WHERE c.story_id = t.id AND r.seen_at >= :since
        AND r.change IN ('headline', 'figure', 'deleted')) AS changed
FROM stories t JOIN articles a ON a.id = t.first_article_id JOIN sources s ON s.id = a.source_id
WHERE t.last_seen_at >= :since
    AND CASE :relevance WHEN '' THEN a.relevance IN ('relevant', 'review')
        WHEN 'all' THEN 1 ELSE a.relevance = :relevance END
    AND (:language = '' OR a.language = :language)
    AND (:country = '' OR s.country = :country)
    AND (:rule = '' OR EXISTS (SELECT 1 FROM articles c JOIN matches m ON m.article_id = c.id
        JOIN rules r ON r.id = m.rule_id WHERE c.story_id = t.id AND r.name = :rule))
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which stories are wanted: seen since a moment, and what else is asked of their first article.

    ``relevance`` is relevant, review, off or all; an empty string asks for what is on topic or is
    for a person to judge. Other empty strings ask for nothing.
    """

    since: datetime
    language: str = ""
    country: str = ""
    rule: str = ""
    relevance: str = ""


@dataclass(frozen=True, slots=True)
class StoryCard:
    """A story as a list shows it; times are ISO 8601 UTC.

    Title, language, quote and outlet are those of the article that was seen first; ``countries``
    says how many outlets of each country have it.
    """

    story_id: int
    article_id: int
    title: tuple[Passage, ...]
    quote: tuple[Passage, ...]
    language: str
    outlet: str
    country: str
    relevance: str
    first_seen_at: str
    last_seen_at: str
    article_count: int
    source_count: int
    countries: tuple[tuple[str, int], ...]
    rules: tuple[str, ...]
    is_new: bool
    is_changed: bool


def story_cards(
    store: Store, choice: Choice, order: Order = "widest", limit: int = MOST_CARDS, skip: int = 0
) -> list[StoryCard]:
    """Return the stories of ``choice`` in an order, at most ``limit`` after the first ``skip``."""
    since = iso(choice.since) or ""
    cards = []
    for row in _chosen(store, choice, order, limit, skip):
        spans, rules = matched_spans(store, row["article_id"])
        cards.append(
            StoryCard(
                row["id"],
                row["article_id"],
                tuple(passages(row["title"], [one for one in spans if one.field == "title"])),
                tuple(quote_of(row["text"], [one for one in spans if one.field == "text"])),
                *(row["language"], row["outlet"], row["country"], row["relevance"]),
                *(row["first_seen_at"], row["last_seen_at"]),
                *(row["article_count"], row["source_count"]),
                _countries(store, row["id"]),
                rules,
                row["first_seen_at"] >= since,
                bool(row["changed"]),
            )
        )
    return cards


def first_articles(store: Store, choice: Choice, order: Order, limit: int) -> list[int]:
    """Return the id of the first article of each story of ``choice``, in an order."""
    return [row["article_id"] for row in _chosen(store, choice, order, limit, 0)]


def _chosen(store: Store, choice: Choice, order: Order, limit: int, skip: int) -> list[Row]:
    wanted = {
        "since": iso(choice.since) or "",
        "language": choice.language,
        "country": choice.country,
        "rule": choice.rule,
        "relevance": choice.relevance,
        "limit": limit,
        "skip": skip,
    }
    return store.rows(f"{_CARDS} ORDER BY {_ORDERS[order]} LIMIT :limit OFFSET :skip", wanted)


def _countries(store: Store, story_id: int) -> tuple[tuple[str, int], ...]:
    rows = store.rows(
        "SELECT s.country, count(DISTINCT s.id) AS n FROM articles a "
        "JOIN sources s ON s.id = a.source_id WHERE a.story_id = ? "
        "GROUP BY s.country ORDER BY n DESC, s.country",
        (story_id,),
    )
    return tuple((row["country"], row["n"]) for row in rows)
