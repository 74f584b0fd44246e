"""The work on events: which stories wait to be compared, with what, and what came of it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from db.store import Store, iso

# An article's time is its own word, but never after it was seen.
_AT = "min(coalesce(a.published_at, a.first_seen_at), a.first_seen_at)"
_WAITING = f"""
SELECT w.story_id, a.id AS article_id, a.title, a.text, a.language, s.country, {_AT} AS at,
    a.relevance
FROM events_wanted w JOIN stories t ON t.id = w.story_id
    JOIN articles a ON a.id = t.first_article_id JOIN sources s ON s.id = a.source_id
    JOIN article_vectors v ON v.article_id = a.id
ORDER BY at DESC, w.story_id DESC LIMIT ?
"""  # noqa: S608 - the expression is ours, above
_COMPARED = """
SELECT g.story_id, g.signs, v.head FROM event_signs g
JOIN article_vectors v ON v.article_id = g.article_id
JOIN sentence_models m ON m.id = v.model_id WHERE m.digest = :digest AND
"""


class WaitingStory(NamedTuple):
    """A story that waits to be compared: its first article; ``at`` is its time, ISO 8601 UTC.

    ``relevance`` is the label of that article: "relevant", "review" or "off".
    """

    story_id: int
    article_id: int
    title: str
    text: str
    language: str
    country: str
    at: str
    relevance: str


class ComparedStory(NamedTuple):
    """A story as it is compared: its signs as text, and the vector of its head, int8[384]."""

    story_id: int
    signs: str
    head: bytes


class StoryLink(NamedTuple):
    """Two stories that may tell of one event, the lesser number in front, and the log-odds."""

    one: int
    other: int
    odds: float


def want_events_of(store: Store, model: str) -> None:
    """Let all stories wait that another model than the one with that digest compared."""
    store.execute(
        "INSERT OR IGNORE INTO events_wanted SELECT story_id FROM event_signs WHERE model <> ?",
        (model,),
    )


def want_all_events(store: Store) -> None:
    """Let all stories wait that have vectors, as if none had been compared."""
    store.execute(
        "INSERT OR IGNORE INTO events_wanted SELECT t.id FROM stories t "
        "JOIN article_vectors v ON v.article_id = t.first_article_id"
    )


def waiting_stories(store: Store, limit: int) -> list[WaitingStory]:
    """Return so many stories that wait to be compared, the newest first."""
    return [WaitingStory(*row) for row in store.rows(_WAITING, (limit,))]


def drop_unready(store: Store) -> None:
    """Let stories wait no more whose first article has no vector: it comes back with it."""
    store.execute(
        "DELETE FROM events_wanted WHERE NOT EXISTS (SELECT 1 FROM stories t "
        "JOIN article_vectors v ON v.article_id = t.first_article_id WHERE t.id = story_id)"
    )


def save_signs(store: Store, signs: Iterable[tuple[WaitingStory, str]], model: str) -> None:
    """Keep the signs of stories, as text; their links go. Within the caller's transaction."""
    for story, text in signs:
        store.execute(
            "DELETE FROM event_links WHERE one = :id OR other = :id", {"id": story.story_id}
        )
        store.execute(
            "INSERT OR REPLACE INTO event_signs (story_id, article_id, at, model, signs) "
            "VALUES (?, ?, ?, ?, ?)",
            (story.story_id, story.article_id, story.at, model, text),
        )


def drop_signs(store: Store, stories: Iterable[int]) -> None:
    """Forget what stories are compared by, and their links, within the caller's transaction."""
    asked = (json.dumps(sorted(stories)),)
    for table, key in (
        ("event_signs", "story_id"),
        ("event_links", "one"),
        ("event_links", "other"),
    ):
        store.execute(
            f"DELETE FROM {table} WHERE {key} IN (SELECT value FROM json_each(?))",  # noqa: S608 - ours
            asked,
        )


def compared_between(
    store: Store, digest: str, first: datetime, last: datetime
) -> list[ComparedStory]:
    """Return the stories of a time whose signs are kept, by vectors of the model ``digest``."""
    rows = store.rows(
        f"{_COMPARED} g.at BETWEEN :first AND :last ORDER BY g.story_id",
        {"digest": digest, "first": iso(first), "last": iso(last + timedelta(seconds=1))},
    )
    return [ComparedStory(*row) for row in rows]


def compared_stories(store: Store, digest: str, stories: Iterable[int]) -> list[ComparedStory]:
    """Return what is kept of some stories; some may have nothing."""
    rows = store.rows(
        f"{_COMPARED} g.story_id IN (SELECT value FROM json_each(:ids)) "  # noqa: S608 - ours
        "ORDER BY g.story_id",
        {"digest": digest, "ids": json.dumps(sorted(stories))},
    )
    return [ComparedStory(*row) for row in rows]


def save_links(store: Store, links: Iterable[StoryLink]) -> None:
    """Keep links between stories, within the caller's transaction."""
    store.execute_many(
        "INSERT OR REPLACE INTO event_links (one, other, odds) VALUES (?, ?, ?)", [*links]
    )


def joined_with(store: Store, stories: Iterable[int], link_from: float) -> list[set[int]]:
    """Return the sets of stories that links of some strength, or people, join with some stories.

    Each set is whole, and no story is in two.
    """
    found: list[set[int]] = []
    seen: set[int] = set()
    for story in sorted(stories):
        if story in seen:
            continue
        part, ahead = {story}, [story]
        while ahead:
            reached = _next_to(store, ahead, link_from) - part
            part |= reached
            ahead = sorted(reached)
        seen |= part
        found.append(part)
    return found


def _next_to(store: Store, stories: Sequence[int], link_from: float) -> set[int]:
    rows = store.rows(
        "WITH asked AS MATERIALIZED (SELECT value AS id FROM json_each(:ids)) "
        "SELECT other AS id FROM event_links WHERE one IN asked AND odds >= :least "
        "UNION SELECT one FROM event_links WHERE other IN asked AND odds >= :least "
        "UNION SELECT event_stories.story_id FROM event_stories WHERE event_id IN "
        "(SELECT event_id FROM event_stories WHERE story_id IN asked) "
        "UNION SELECT b.story_id FROM articles a JOIN event_decisions d ON d.one = a.id "
        "JOIN articles b ON b.id = d.other WHERE a.story_id IN asked AND d.decision = 'merge' "
        "UNION SELECT b.story_id FROM articles a JOIN event_decisions d ON d.other = a.id "
        "JOIN articles b ON b.id = d.one WHERE a.story_id IN asked AND d.decision = 'merge'",
        {"ids": json.dumps([*stories]), "least": link_from},
    )
    return {row["id"] for row in rows}


def links_within(store: Store, stories: Iterable[int]) -> list[StoryLink]:
    """Return the links between some stories."""
    rows = store.rows(
        "WITH asked AS MATERIALIZED (SELECT value AS id FROM json_each(?)) "
        "SELECT one, other, odds FROM event_links WHERE one IN asked AND other IN asked "
        "ORDER BY one, other",
        (json.dumps(sorted(stories)),),
    )
    return [StoryLink(*row) for row in rows]


def decisions_within(store: Store, stories: Iterable[int]) -> list[tuple[int, int, str]]:
    """Return what people decided of pairs of some stories: merge or split."""
    rows = store.rows(
        "WITH asked AS MATERIALIZED (SELECT value AS id FROM json_each(?)) "
        "SELECT DISTINCT a.story_id AS one, b.story_id AS other, d.decision FROM event_decisions d "
        "JOIN articles a ON a.id = d.one JOIN articles b ON b.id = d.other "
        "WHERE a.story_id IN asked AND b.story_id IN asked AND a.story_id <> b.story_id",
        (json.dumps(sorted(stories)),),
    )
    return [(row["one"], row["other"], row["decision"]) for row in rows]


def write_events(
    store: Store,
    stories: Iterable[int],
    groups: Sequence[Sequence[int]],
    conflicts: Mapping[int, str],
    by_hand: frozenset[int],
    now: datetime,
) -> None:
    """Make ``groups`` the events of some stories, within the caller's transaction.

    An event keeps its number with most of its stories. ``conflicts`` are JSON, by the place of the
    group; ``by_hand`` are stories that a person put where they are.
    """
    asked = json.dumps(sorted(stories))
    before = {
        row["story_id"]: (row["event_id"], row["since_at"])
        for row in store.rows(
            "SELECT * FROM event_stories WHERE story_id IN (SELECT value FROM json_each(?))",
            (asked,),
        )
    }
    store.execute(
        "DELETE FROM event_stories WHERE story_id IN (SELECT value FROM json_each(?))", (asked,)
    )
    taken: set[int] = set()
    ranked = sorted(range(len(groups)), key=lambda at: -len(groups[at]))
    for at in ranked:
        number = _number(store, groups[at], before, taken, now)
        taken.add(number)
        for story in groups[at]:
            old, since = before.get(story, (0, ""))
            store.execute(
                "INSERT INTO event_stories (story_id, event_id, since_at, linked_by) "
                "VALUES (?, ?, ?, ?)",
                (
                    *(story, number, since if old == number else iso(now)),
                    "hand" if story in by_hand else "meaning",
                ),
            )
        _sum_up(store, number, conflicts.get(at, "[]"))
    gone = {old for old, _ in before.values()} - taken
    store.execute(
        "DELETE FROM events WHERE id IN (SELECT value FROM json_each(?)) "
        "AND NOT EXISTS (SELECT 1 FROM event_stories WHERE event_id = events.id)",
        (json.dumps(sorted(gone)),),
    )
    store.execute(
        "DELETE FROM events_wanted WHERE story_id IN (SELECT value FROM json_each(?))", (asked,)
    )


def _number(
    store: Store,
    group: Sequence[int],
    before: Mapping[int, tuple[int, str]],
    taken: set[int],
    now: datetime,
) -> int:
    held = [before[story][0] for story in group if story in before]
    known = sorted({number for number in held if number not in taken}, key=lambda n: -held.count(n))
    if known:
        return known[0]
    made = store.execute(
        "INSERT INTO events (titles, first_seen_at, last_seen_at, story_count, language_count, "
        "conflicts) VALUES ('{}', :now, :now, 0, 0, '[]')",
        {"now": iso(now)},
    )
    return made.lastrowid or 0


def _sum_up(store: Store, event_id: int, conflicts: str) -> None:
    """Write what an event has: its headlines by language, the earliest of each, and its counts."""
    rows = store.rows(
        "SELECT a.language, t.title, t.first_seen_at, t.last_seen_at, t.last_news_at "
        "FROM event_stories e JOIN stories t ON t.id = e.story_id "
        "JOIN articles a ON a.id = t.first_article_id "
        "WHERE e.event_id = ? ORDER BY t.first_seen_at, t.id",
        (event_id,),
    )
    titles: dict[str, str] = {}
    for row in rows:
        titles.setdefault(row["language"], row["title"])
    store.execute(
        "UPDATE events SET titles = ?, first_seen_at = ?, last_seen_at = ?, last_news_at = ?, "
        "story_count = ?, language_count = ?, conflicts = ? WHERE id = ?",
        (
            json.dumps(titles, ensure_ascii=False),
            *(rows[0]["first_seen_at"], max(row["last_seen_at"] for row in rows)),
            max((row["last_news_at"] for row in rows if row["last_news_at"]), default=None),
            *(len(rows), len(titles), conflicts, event_id),
        ),
    )
