"""Reading events back: which stories each has, in which languages, and what is near to them."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.store import Store, iso

MOST_NEAR = 5
_STORIES = """
SELECT e.event_id, t.id, t.title, a.id AS article_id, a.language, a.url, s.name, s.country,
    t.first_seen_at, coalesce(a.published_at, '') AS published_at, t.source_count, e.linked_by
FROM event_stories e JOIN stories t ON t.id = e.story_id JOIN articles a
    ON a.id = t.first_article_id JOIN sources s ON s.id = a.source_id
WHERE e.event_id IN (SELECT value FROM json_each(?)) ORDER BY e.event_id, t.first_seen_at, t.id
"""
_COUNTRIES = """
SELECT e.event_id, s.country, count(DISTINCT s.id) AS n FROM event_stories e
CROSS JOIN articles a ON a.story_id = e.story_id JOIN sources s ON s.id = a.source_id
WHERE e.event_id IN (SELECT value FROM json_each(?))
GROUP BY e.event_id, s.country ORDER BY e.event_id, n DESC, s.country
"""
_NEAR = """
SELECT t.id, t.title, a.language, s.name AS outlet, g.at > mine.at AS is_later
FROM (SELECT other AS id, odds FROM event_links WHERE one = :id
    UNION ALL SELECT one, odds FROM event_links WHERE other = :id) l
JOIN stories t ON t.id = l.id JOIN articles a ON a.id = t.first_article_id
JOIN sources s ON s.id = a.source_id JOIN event_signs g ON g.story_id = t.id
JOIN event_signs mine ON mine.story_id = :id
LEFT JOIN event_stories e ON e.story_id = t.id
WHERE e.event_id IS NULL OR e.event_id <> coalesce(
    (SELECT event_id FROM event_stories WHERE story_id = :id), 0)
ORDER BY l.odds DESC, t.id LIMIT :most
"""


@dataclass(frozen=True, slots=True)
class EventStory:
    """A story of an event, told by its first article; times ISO 8601 UTC, "" if unknown.

    ``linked_by`` is meaning, or hand if a person put it there.
    """

    story_id: int
    title: str
    article_id: int
    language: str
    url: str
    outlet: str
    country: str
    first_seen_at: str
    published_at: str
    source_count: int
    linked_by: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A number in which stories of an event differ, and the outlets that say it."""

    number: str
    outlets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """An event with its stories, the earliest seen in front, and the numbers that differ.

    ``countries`` says how many outlets of each country tell of it, copies counted, most in front.
    """

    id: int
    first_seen_at: str
    last_seen_at: str
    stories: tuple[EventStory, ...]
    conflicts: tuple[tuple[Contradiction, ...], ...]
    countries: tuple[tuple[str, int], ...]

    @property
    def outlet_count(self) -> int:
        """How many outlets tell of it."""
        return sum(count for _, count in self.countries)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of its stories, in their order."""
        return tuple(dict.fromkeys(story.language for story in self.stories))

    def headline(self, language: str) -> EventStory | None:
        """Return the earliest story in a language, None if no outlet has one."""
        return next((story for story in self.stories if story.language == language), None)


@dataclass(frozen=True, slots=True)
class NearStory:
    """A story near to another that is not of its event; ``is_later``: it may tell what followed."""

    story_id: int
    title: str
    language: str
    outlet: str
    is_later: bool


def read_events(
    store: Store, since: datetime | None = None, languages: int = 1, limit: int = -1
) -> Iterator[Event]:
    """Yield events in at least so many languages, the one with the newest article first.

    ``since`` is the least time of that article; recorded pages have that of their publication.
    """
    recent = "last_news_at >= :since" if since else "true"
    rows = store.rows(
        f"SELECT id FROM events WHERE {recent} AND language_count >= :languages "  # noqa: S608 - ours
        "ORDER BY last_news_at DESC, id DESC LIMIT :limit",
        {"since": iso(since), "languages": languages, "limit": limit},
    )
    found = events_by_id(store, [row["id"] for row in rows])
    yield from (found[row["id"]] for row in rows if row["id"] in found)


def events_by_id(store: Store, events: Iterable[int]) -> dict[int, Event]:
    """Return events by their number; those that are not there are left out."""
    asked = json.dumps(sorted(set(events)))
    stories: dict[int, list[EventStory]] = {}
    for number, *told in store.rows(_STORIES, (asked,)):
        stories.setdefault(number, []).append(EventStory(*told))
    countries: dict[int, list[tuple[str, int]]] = {}
    for row in store.rows(_COUNTRIES, (asked,)):
        countries.setdefault(row["event_id"], []).append((row["country"], row["n"]))
    rows = store.rows("SELECT * FROM events WHERE id IN (SELECT value FROM json_each(?))", (asked,))
    return {
        row["id"]: Event(
            *(row["id"], row["first_seen_at"], row["last_seen_at"]),
            tuple(stories[row["id"]]),
            _conflicts(row["conflicts"], stories[row["id"]]),
            tuple(countries.get(row["id"], ())),
        )
        for row in rows
        if row["id"] in stories
    }


def events_of_stories(store: Store, stories: Sequence[int]) -> dict[int, Event]:
    """Return the event of each of some stories, by the story's number; many have none."""
    rows = store.rows(
        "SELECT story_id, event_id FROM event_stories "
        "WHERE story_id IN (SELECT value FROM json_each(?))",
        (json.dumps([*stories]),),
    )
    found = events_by_id(store, [row["event_id"] for row in rows])
    return {row["story_id"]: found[row["event_id"]] for row in rows}


def near_stories(store: Store, story_id: int) -> list[NearStory]:
    """Return stories near to one that are not of its event, the nearest first."""
    rows = store.rows(_NEAR, {"id": story_id, "most": MOST_NEAR})
    return [
        NearStory(row["id"], row["title"], row["language"], row["outlet"], bool(row["is_later"]))
        for row in rows
    ]


def _conflicts(
    written: str, stories: Sequence[EventStory]
) -> tuple[tuple[Contradiction, ...], ...]:
    outlets = {story.story_id: story.outlet for story in stories}
    return tuple(
        tuple(
            Contradiction(f"{value:,g}" if value % 1 else f"{int(value):,}", named)
            for value, ids in said
            if (named := tuple(dict.fromkeys(outlets[one] for one in ids if one in outlets)))
        )
        for said in json.loads(written)
    )
