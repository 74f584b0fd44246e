"""Puts events into lines for a person, or into rows for a program."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from db.events.read import Contradiction, Event, EventStory
from pipelines.dates.moments import is_day_only


def event_row(event: Event) -> dict[str, Any]:
    """Return an event as a program reads it."""
    return {
        "event_id": event.id,
        "first_published_at": min(_published(event), default=None),
        "last_published_at": max(_published(event), default=None),
        "first_seen_at": event.first_seen_at,
        "last_seen_at": event.last_seen_at,
        "languages": [*event.languages],
        "titles": {one.language: one.title for one in reversed(event.stories)},
        "stories": [asdict(story) for story in event.stories],
        "conflicts": [[asdict(said) for said in conflict] for conflict in event.conflicts],
    }


def event_line(event: Event) -> str:
    """Return an event as a line for a person."""
    first = event.headline("en") or event.stories[0]
    return (
        f"{event.id:>6}  {len(event.stories):>2} stories, {', '.join(event.languages)}  "
        f"{_published_days(event)}, seen {event.first_seen_at}  {first.title}"
    )


def published_day(published_at: str | None) -> str:
    """Return "published 2025-08-01" of a moment in ISO 8601 UTC, "undated" of none."""
    return f"published {published_at[:10]}" if published_at else "undated"


def published_when(published_at: str | None) -> str:
    """Return "published" and a moment in ISO 8601 UTC, or its day where no hour is known."""
    if not published_at or is_day_only(datetime.fromisoformat(published_at)):
        return published_day(published_at)
    return f"published {published_at}"


def _published_days(event: Event) -> str:
    """Return the days on which the stories of an event were published, from first to last."""
    first = published_day(min(_published(event), default=None))
    last = max(_published(event), default="")[:10]
    return first if first.endswith(last) else f"{first} to {last}"


def _published(event: Event) -> list[str]:
    """Return when the stories of an event were published, those that tell."""
    return [story.published_at for story in event.stories if story.published_at]


def gist_lines(event: Event, language: str, reader: str = "en") -> Iterator[str]:
    """Yield what an outlet in the ``reader``'s language calls the event of an article in another.

    That is no translation: nothing if no outlet in it tells of the event.
    """
    told = event.headline(reader)
    if told and language != reader:
        yield f"  in {reader}: {told.title}  ({told.outlet})"


def event_lines(event: Event) -> Iterator[str]:
    """Yield all that is known of an event, for a person."""
    yield (
        f"event {event.id}: {_published_days(event)}; "
        f"seen {event.first_seen_at} to {event.last_seen_at}"
    )
    for story in event.stories:
        yield _story(story)
    for conflict in event.conflicts:
        yield f"numbers that differ: {conflict_words(conflict)}"


def _story(story: EventStory) -> str:
    put = ", put here by hand" if story.linked_by == "hand" else ""
    return (
        f"  {published_when(story.published_at)}, seen {story.first_seen_at}, "
        f"story {story.story_id} (article {story.article_id}), {story.language}, "
        f"{story.outlet}{put}: {story.title}  {story.url}"
    )


def named_line(story: EventStory) -> str:
    """Return a story by its number and headline: "story 4: ur, Ledger: ..."."""
    return f"story {story.story_id}: {story.language}, {story.outlet}: {story.title}"


def parting_lines(event: Event, parted: Collection[int]) -> Iterator[str]:
    """Yield which headlines of an event are ``parted`` from it, and which are left in it."""
    for story in event.stories:
        yield f"{'parted' if story.story_id in parted else 'left'}: {named_line(story)}"


def parting_undone(event: Event, parted: Sequence[int]) -> str:
    """Return how what was ``parted`` from an event is put into it again."""
    left = next(one.story_id for one in event.stories if one.story_id not in parted)
    return f"to undo it: khabardar events merge {left} {' '.join(map(str, parted))}"


def conflict_words(conflict: tuple[Contradiction, ...]) -> str:
    """Return who says which number: "15 (Ledger); 17 (Post, Wire)"."""
    return "; ".join(f"{said.number} ({', '.join(said.outlets)})" for said in conflict)
