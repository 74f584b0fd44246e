"""Puts events into lines for a person, or into rows for a program."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from db.events.read import Contradiction, Event, EventStory


def event_row(event: Event) -> dict[str, Any]:
    """Return an event as a program reads it."""
    return {
        "event_id": event.id,
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
        f"{event.first_seen_at}  {first.title}"
    )


def gist_lines(event: Event, language: str, reader: str = "en") -> Iterator[str]:
    """Yield what an outlet in the ``reader``'s language calls the event of an article in another.

    That is no translation: nothing if no outlet in it tells of the event.
    """
    told = event.headline(reader)
    if told and language != reader:
        yield f"  in {reader}: {told.title}  ({told.outlet})"


def event_lines(event: Event) -> Iterator[str]:
    """Yield all that is known of an event, for a person."""
    yield f"event {event.id}: seen {event.first_seen_at} to {event.last_seen_at}"
    for story in event.stories:
        yield _story(story)
    for conflict in event.conflicts:
        yield f"numbers that differ: {conflict_words(conflict)}"


def _story(story: EventStory) -> str:
    put = ", put here by hand" if story.linked_by == "hand" else ""
    return (
        f"  {story.first_seen_at} story {story.story_id} (article {story.article_id}), "
        f"{story.language}, {story.outlet}{put}: {story.title}  {story.url}"
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
