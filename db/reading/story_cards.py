"""Stories as a list shows them: the headline, who had it first, how wide it went, what is new."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db.events.read import Event, events_of_stories
from db.reading.marked_text import spans_of
from db.store import Store, is_as_stored, iso
from pipelines.alerts.highlight import Passage, passages, quote_of

MOST_CARDS = 60
Order = Literal["widest", "newest"]
_ORDERS: dict[Order, str] = {
    "widest": "t.source_count DESC, t.last_news_at DESC, t.id DESC",
    "newest": "t.last_news_at DESC, t.id DESC",
}
_AFTER: dict[Order, str] = {
    "widest": "(t.source_count, t.last_news_at, t.id) < (:count, :at, :id)",
    "newest": "(t.last_news_at, t.id) < (:at, :id)",
}
# Chosen and put in order by what indexes hold; texts are read of the few that are shown. The words
# CROSS JOIN let SQLite begin with the stories of the time, and not with all articles; or, if only
# those on topic and the unsure ones are wanted, which are few, with the index that has them alone.
_ALL = "FROM stories t WHERE t.last_news_at >= :since"
_OF_THE_TIME = """
FROM stories t CROSS JOIN articles a ON a.story_id = t.id AND a.first_in_story = 1
WHERE t.last_news_at >= :since AND :relevance IN ('all', a.relevance)
"""
_TOLD = """
FROM articles a INDEXED BY articles_told CROSS JOIN stories t ON t.id = a.story_id
WHERE a.first_in_story = 1 AND a.relevance IN ('relevant', 'review')
    AND a.story_id >= (SELECT min(+id) FROM stories WHERE last_news_at >= :since)
    AND t.last_news_at >= :since AND :relevance IN ('', a.relevance)
"""
_AMONG = """
FROM json_each(:among) j CROSS JOIN stories t ON t.id = j.value
CROSS JOIN articles a ON a.story_id = t.id AND a.first_in_story = 1
WHERE t.last_news_at >= :since AND (:relevance IN ('all', a.relevance)
    OR :relevance = '' AND a.relevance IN ('relevant', 'review'))
"""
_NARROWED = {
    "language": "AND a.language = :language",
    "country": "AND a.source_id IN (SELECT id FROM sources WHERE country = :country)",
    "rule": """AND EXISTS (SELECT 1 FROM articles c JOIN matches m ON m.article_id = c.id
        JOIN rules r ON r.id = m.rule_id WHERE c.story_id = t.id AND r.name = :rule)""",
    "crossing": """AND EXISTS (SELECT 1 FROM articles c JOIN event_marks m
        ON m.article_id = c.id WHERE c.story_id = t.id AND m.mark = 'place:' || :crossing)""",
    "told": """AND (t.article_count > 1
            OR EXISTS (SELECT 1 FROM event_stories e WHERE e.story_id = t.id))
        AND (SELECT count(DISTINCT CASE :told WHEN 'countries' THEN nullif(s.country, '')
        WHEN 'languages' THEN nullif(c.language, '') END)
        FROM articles c JOIN sources s ON s.id = c.source_id WHERE c.story_id IN (SELECT t.id UNION
            SELECT o.story_id FROM event_stories e JOIN event_stories o ON o.event_id = e.event_id
            WHERE e.story_id = t.id)) >= 2""",
}
"""What each part of a choice asks for, if it asks for anything."""
_CARDS = """
SELECT t.id, t.first_seen_at, t.last_seen_at, t.last_news_at, t.article_count, t.source_count,
    a.id AS article_id, a.title, a.byline, a.text, a.text_sum, a.language, a.relevance,
    s.name AS outlet, s.country,
    EXISTS (SELECT 1 FROM articles c JOIN revisions r ON r.article_id = c.id
        WHERE c.story_id = t.id AND r.seen_at >= :since
        AND r.change IN ('headline', 'figure', 'deleted')) AS changed
FROM json_each(:chosen) j JOIN stories t ON t.id = j.value
    JOIN articles a ON a.id = t.first_article_id JOIN sources s ON s.id = a.source_id
ORDER BY j.key
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which stories are wanted: news since a moment, and what else is asked of their first article.

    An article is news when it was seen, or when it was published if it came from recorded pages.

    ``relevance`` is relevant, review, off or all; an empty string asks for what is on topic or is
    for a person to judge. Other empty strings ask for nothing;
    ``crossing`` is the name of a crossing that one of the story's articles names. ``told`` asks for
    what outlets of two "countries" or more, or in two "languages" or more, tell of, all stories of
    the event counted.
    """

    since: datetime
    language: str = ""
    country: str = ""
    rule: str = ""
    relevance: str = ""
    crossing: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a story stands in an order; a list goes on behind it, whatever came meanwhile."""

    outlets: int
    last_news_at: str
    story_id: int

    def __str__(self) -> str:
        return f"{self.outlets}~{self.last_news_at}~{self.story_id}"


def place_of(written: str) -> Place | None:
    """Return the place that ``str`` wrote, None if it is none."""
    found = re.fullmatch(r"(\d{1,9})~([0-9TZ:.-]{10,32})~(\d{1,15})", written, re.ASCII)
    return Place(int(found[1]), found[2], int(found[3])) if found else None


@dataclass(frozen=True, slots=True)
class StoryCard:
    """A story as a list shows it; times are ISO 8601 UTC, ``last_news_at`` None if unknown.

    Title, language, quote and outlet are those of the article that was seen first; ``countries``
    says how many outlets of each country have it; ``as_stored`` is false if words of that article
    have changed on the disk. ``event`` is what it tells of with other stories, if they do.
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
    last_news_at: str | None
    article_count: int
    source_count: int
    countries: tuple[tuple[str, int], ...]
    rules: tuple[str, ...]
    is_new: bool
    is_changed: bool
    as_stored: bool
    event: Event | None = None

    @property
    def place(self) -> Place:
        """Where the story stands in a list."""
        return Place(self.source_count, self.last_news_at or "", self.story_id)


def story_cards(
    store: Store,
    choice: Choice,
    order: Order = "widest",
    limit: int = MOST_CARDS,
    after: Place | None = None,
) -> list[StoryCard]:
    """Return the stories of ``choice`` in an order, at most ``limit`` behind ``after``."""
    return cards_of(store, chosen_stories(store, choice, order, limit, after), choice.since)


def cards_of(store: Store, story_ids: Sequence[int], moment: datetime) -> list[StoryCard]:
    """Return some stories in their order; they tell what is new or was changed since a moment."""
    since = iso(moment) or ""
    chosen = json.dumps(list(story_ids))
    found = store.rows(_CARDS, {"since": since, "chosen": chosen})
    marks = spans_of(store, [row["article_id"] for row in found])
    countries = _countries(store, chosen)
    events = events_of_stories(store, story_ids)
    cards = []
    for row in found:
        spans, rules = marks[row["article_id"]]
        cards.append(
            StoryCard(
                row["id"],
                row["article_id"],
                tuple(passages(row["title"], [one for one in spans if one.field == "title"])),
                tuple(quote_of(row["text"], [one for one in spans if one.field == "text"])),
                *(row["language"], row["outlet"], row["country"], row["relevance"]),
                *(row["first_seen_at"], row["last_seen_at"], row["last_news_at"]),
                *(row["article_count"], row["source_count"]),
                countries.get(row["id"], ()),
                rules,
                row["first_seen_at"] >= since,
                bool(row["changed"]),
                is_as_stored(row),
                events.get(row["id"]),
            )
        )
    return cards


def first_articles(store: Store, choice: Choice, order: Order, limit: int) -> list[int]:
    """Return the id of the first article of each story of ``choice``, in an order."""
    rows = store.rows(
        "SELECT t.first_article_id AS id FROM json_each(?) j JOIN stories t ON t.id = j.value "
        "ORDER BY j.key",
        (json.dumps(chosen_stories(store, choice, order, limit)),),
    )
    return [row["id"] for row in rows]


def chosen_stories(
    store: Store,
    choice: Choice,
    order: Order,
    limit: int,
    after: Place | None = None,
    among: Sequence[int] | None = None,
) -> list[int]:
    """Return the ids of the stories of ``choice`` in an order, at most ``limit``.

    Of some stories alone if ``among`` names them.
    """
    wanted = {
        "since": iso(choice.since) or "",
        "language": choice.language,
        "country": choice.country,
        "rule": choice.rule,
        "relevance": choice.relevance,
        "crossing": choice.crossing,
        "told": choice.told,
        "limit": limit,
    }
    behind = ""
    if after:
        behind = f"AND {_AFTER[order]}"
        wanted |= {"count": after.outlets, "at": after.last_news_at, "id": after.story_id}
    begun = _TOLD if choice.relevance in ("", "relevant", "review") else _OF_THE_TIME
    narrowed = " ".join(sql for name, sql in _NARROWED.items() if wanted[name])
    if choice.relevance == "all" and "a." not in narrowed:
        begun = _ALL
    if among is not None:
        begun = _AMONG
        wanted |= {"among": json.dumps([*among])}
    rows = store.rows(
        f"SELECT t.id {begun} {narrowed} {behind} ORDER BY {_ORDERS[order]} LIMIT :limit", wanted
    )
    return [row["id"] for row in rows]


def _countries(store: Store, chosen: str) -> dict[int, tuple[tuple[str, int], ...]]:
    """Return for each of some stories how many outlets of each country have it, most in front."""
    rows = store.rows(
        "SELECT a.story_id, s.country, count(DISTINCT s.id) AS n FROM json_each(?) j "
        "CROSS JOIN articles a ON a.story_id = j.value JOIN sources s ON s.id = a.source_id "
        "GROUP BY a.story_id, s.country ORDER BY n DESC, s.country",
        (chosen,),
    )
    found: dict[int, list[tuple[str, int]]] = {}
    for row in rows:
        found.setdefault(row["story_id"], []).append((row["country"], row["n"]))
    return {story: tuple(counts) for story, counts in found.items()}
