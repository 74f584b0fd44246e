"""Carries out what a person decides about events."""

from collections.abc import Sequence
from datetime import datetime

from db.damage import open_sound_store
from db.events.decisions import decisions_of, put_apart, put_together, take_back
from db.events.read import Event, events_by_id, events_of_stories
from db.lock import writer_lock
from db.outbox.event_alerts import settle_event_alerts
from db.store import Store
from passes.config import LOCK_WAIT_S, Clock, PassConfig, tell_of_wait
from passes.meaning.events import write_anew
from passes.stories import existing
from pipelines.errors import OperatorError
from press_catalogue.known_events import shipped_event_model


def split_event(
    config: PassConfig, event_id: int, stories: Sequence[int], clock: Clock
) -> list[Event]:
    """Part ``stories`` from their event for good; return the events of two stories or more left.

    Raises:
        OperatorError: there is no such event, a story is not in it, or none would be left.
        LockBusy: another process writes to this database.
    """
    with (
        writer_lock(config.database, LOCK_WAIT_S, tell_of_wait),
        open_sound_store(config.database, clock()) as store,
        store.transaction(),
    ):
        return split_event_in(store, event_id, stories, config.sender_domain, clock())


def split_event_in(
    store: Store, event_id: int, stories: Sequence[int], sender_domain: str, now: datetime
) -> list[Event]:
    """Do as ``split_event`` does in a store whose lock and transaction the caller holds."""
    held = [story.story_id for story in existing_event(store, event_id).stories]
    for number in stories:
        if number not in held:
            raise OperatorError(
                f"story {number} is not in event {event_id}, which has {', '.join(map(str, held))}"
            )
    rest = [number for number in held if number not in stories]
    if not rest:
        raise OperatorError(f"event {event_id} has no other stories; leave one in it")
    put_apart(store, set(stories), rest, now)
    return _written(store, held, sender_domain, now)


def merge_events(config: PassConfig, stories: Sequence[int], clock: Clock) -> list[Event]:
    """Make the events of several stories one for good, and return it.

    Raises:
        OperatorError: there is no such story, or fewer than two are named.
        LockBusy: another process writes to this database.
    """
    with (
        writer_lock(config.database, LOCK_WAIT_S, tell_of_wait),
        open_sound_store(config.database, clock()) as store,
        store.transaction(),
    ):
        return merge_events_in(store, stories, config.sender_domain, clock())


def merge_events_in(
    store: Store, stories: Sequence[int], sender_domain: str, now: datetime
) -> list[Event]:
    """Do as ``merge_events`` does in a store whose lock and transaction the caller holds."""
    if len(set(stories)) < 2:
        raise OperatorError("name two stories or more that tell of one event")
    named = [existing(store, number).id for number in stories]
    held = {one.story_id for event in _of(store, named) for one in event.stories} | {*named}
    put_together(store, held, now)
    return _written(store, sorted(held), sender_domain, now)


def take_back_in(
    store: Store, story_id: int, decided_at: str, sender_domain: str, now: datetime
) -> frozenset[int]:
    """Forget what people said of a story's event at one moment; return the stories it was said of.

    In a store whose lock and transaction the caller holds. What was said before of the same stories
    does not come back.

    Raises:
        OperatorError: nothing was said then, or it was taken back.
    """
    for decision in decisions_of(store, story_id):
        if decision.decided_at == decided_at:
            stories = take_back(store, decision, story_id)
            held = {one.story_id for event in _of(store, [*stories]) for one in event.stories}
            _written(store, sorted(held | stories), sender_domain, now)
            return stories
    raise OperatorError("this was not said of the story's event, or it was taken back already")


def existing_event(store: Store, event_id: int) -> Event:
    """Return an event.

    Raises:
        OperatorError: there is none of that number.
    """
    found = events_by_id(store, [event_id]).get(event_id)
    if found is None:
        raise OperatorError(
            f"there is no event {event_id}, or no longer; "
            "`khabardar events list` shows their numbers"
        )
    return found


def _written(
    store: Store, stories: Sequence[int], sender_domain: str, now: datetime
) -> list[Event]:
    write_anew(store, stories, shipped_event_model(), now)
    settle_event_alerts(store, sender_domain, now)
    return _of(store, stories)


def _of(store: Store, stories: Sequence[int]) -> list[Event]:
    found = events_of_stories(store, stories).values()
    return sorted({event.id: event for event in found}.values(), key=lambda event: event.id)
