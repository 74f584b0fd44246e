"""Carries out what a person decides about stories, with all that follows for alerts."""

from collections.abc import Sequence
from datetime import datetime

from db.damage import open_sound_store
from db.lock import writer_lock
from db.store import Store
from db.stories import decisions, read
from db.stories.read import Story
from passes.config import LOCK_WAIT_S, Clock, PassConfig, tell_of_wait
from pipelines.errors import OperatorError


def split(
    config: PassConfig, story_id: int, articles: Sequence[int], clock: Clock
) -> tuple[Story, Story]:
    """Part ``articles`` from their story for good; return the story and the new one.

    Raises:
        OperatorError: there is no such story, an article is not in it, or none would be left.
        LockBusy: another process writes to this database.
    """
    with (
        writer_lock(config.database, LOCK_WAIT_S, tell_of_wait),
        open_sound_store(config.database, clock()) as store,
    ):
        return split_in(store, story_id, articles, config.sender_domain, clock())


def split_in(
    store: Store, story_id: int, articles: Sequence[int], sender_domain: str, now: datetime
) -> tuple[Story, Story]:
    """Do as ``split`` does in a store whose lock the caller holds."""
    story = existing(store, story_id)
    held = [article.id for article in story.articles]
    for number in articles:
        if number not in held:
            raise OperatorError(
                f"article {number} is not in story {story_id}, which has {_listed(held)}"
            )
    rest = [number for number in held if number not in articles]
    if not rest:
        raise OperatorError(f"story {story_id} has no other articles; leave one in it")
    parted = sorted(set(articles))
    decisions.part(store, parted, rest, sender_domain, now)
    return _story_with(store, rest[0]), _story_with(store, parted[0])


def merge(config: PassConfig, stories: Sequence[int], clock: Clock) -> Story:
    """Make several stories one for good, and return it; raises as ``split`` does."""
    with (
        writer_lock(config.database, LOCK_WAIT_S, tell_of_wait),
        open_sound_store(config.database, clock()) as store,
    ):
        return merge_in(store, stories, config.sender_domain, clock())


def merge_in(store: Store, stories: Sequence[int], sender_domain: str, now: datetime) -> Story:
    """Do as ``merge`` does in a store whose lock the caller holds."""
    if len(set(stories)) < 2:
        raise OperatorError("name two stories or more to merge")
    held = [article.id for number in stories for article in existing(store, number).articles]
    decisions.join(store, sorted(set(held)), sender_domain, now)
    return _story_with(store, held[0])


def existing(store: Store, story_id: int) -> Story:
    """Return a story.

    Raises:
        OperatorError: there is none of that number.
    """
    story = read.read_story(store, story_id)
    if story is None:
        raise OperatorError(
            f"there is no story {story_id}, or no longer: it may have been merged or split; "
            "`khabardar stories list` shows their numbers"
        )
    return story


def _story_with(store: Store, article_id: int) -> Story:
    return existing(store, read.story_of(store, article_id) or 0)


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
