"""Lists of stories in which each event stands once, with all stories that tell of it."""

import json
from collections.abc import Sequence

from db.reading.story_cards import (
    MOST_CARDS,
    Choice,
    Order,
    Place,
    StoryCard,
    cards_of,
    chosen_stories,
)
from db.store import Store


def event_cards(
    store: Store,
    choice: Choice,
    order: Order = "widest",
    limit: int = MOST_CARDS,
    after: Place | None = None,
) -> list[StoryCard]:
    """Return the stories of ``choice`` in an order, at most ``limit`` behind ``after``.

    Of the stories that tell of one event, the list has the one that comes first in the order: no
    later page has another.
    """
    shown: list[int] = []
    at_once = 2 * limit  # once is enough then, unless events are told by very many stories
    while len(shown) < limit:
        chosen = chosen_stories(store, choice, order, at_once, after)
        later = _told_before(store, choice, order, chosen)
        shown += [one for one in chosen if one not in later]
        if len(chosen) < at_once:
            break
        after = _place(store, chosen[-1])
    return cards_of(store, shown[:limit], choice.since)


def _told_before(
    store: Store, choice: Choice, order: Order, stories: Sequence[int]
) -> frozenset[int]:
    """Return the stories of events that another one, which comes before them, tells of."""
    events = {
        row["story_id"]: row["event_id"]
        for row in store.rows(
            "SELECT story_id, event_id FROM event_stories WHERE event_id IN "
            "(SELECT e.event_id FROM json_each(?) j JOIN event_stories e ON e.story_id = j.value)",
            (json.dumps([*stories]),),
        )
    }
    told: set[int] = set()
    later = set()
    for story in chosen_stories(store, choice, order, len(events), among=[*events]):
        if events[story] in told:
            later.add(story)
        told.add(events[story])
    return frozenset(later)


def _place(store: Store, story: int) -> Place:
    row = store.rows("SELECT source_count, last_news_at, id FROM stories WHERE id = ?", (story,))[0]
    return Place(*row)
