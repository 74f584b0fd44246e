"""What people decide about stories: which articles are one, and which never are."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

from db.store import Store, iso
from db.stories.alerts import CarryPolicy, carry_alerts
from db.stories.stories import end_stories, group_anew

_POLICY = CarryPolicy(inherit=False, queue=True)
"""What a person says is another story was never told of, whatever the mail named beside it."""


def part(
    store: Store, some: Sequence[int], others: Sequence[int], sender_domain: str, now: datetime
) -> int:
    """Make two stories of the articles of one, for good; return how many alerts that queued.

    Each side stays together, whatever copies come later.
    """
    split = [(one, other, "split") for one in some for other in others]
    return _decide(store, [*split, *_together(some), *_together(others)], sender_domain, now)


def join(store: Store, articles: Sequence[int], sender_domain: str, now: datetime) -> int:
    """Make articles one story, for good, whatever was decided before; return the alerts queued."""
    pairs = [(one, other, "merge") for at, one in enumerate(articles) for other in articles[:at]]
    return _decide(store, pairs, sender_domain, now)


def _together(articles: Sequence[int]) -> list[tuple[int, int, str]]:
    return [(one, other, "merge") for one, other in pairwise(articles)]


def _decide(
    store: Store, decisions: Iterable[tuple[int, int, str]], sender_domain: str, now: datetime
) -> int:
    rows = [
        (min(one, other), max(one, other), decision, iso(now)) for one, other, decision in decisions
    ]
    with store.transaction():
        store.execute_many(
            "INSERT OR REPLACE INTO story_decisions (one, other, decision, decided_at) "
            "VALUES (?, ?, ?, ?)",
            rows,
        )
        moves = group_anew(store, {number for row in rows for number in row[:2]})
        queued = carry_alerts(store, moves, sender_domain, now, _POLICY)
        end_stories(store, moves)
    return queued
